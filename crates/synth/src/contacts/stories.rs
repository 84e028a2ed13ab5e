//! Why customers and contact centres talk to each other, and what one talk leads to.

use crate::population::Line;

/// Who calls whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Direction {
    Inbound,
    Outbound,
}

/// One kind of matter.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) line: Line,
    pub(crate) topic: &'static str,
    pub(crate) queue: &'static str,
    pub(crate) direction: Direction,
    /// How common it is among the line's matters.
    pub(crate) weight: u32,
    /// Chance that the customer has to come back about it, each time.
    pub(crate) repeat: f64,
    /// What it makes the same household ask the other line.
    pub(crate) linked: Option<Linked>,
    /// What agents promise.
    pub(crate) promise: &'static str,
}

/// A matter that a story raises in the other line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Linked {
    pub(crate) topic: &'static str,
    pub(crate) chance: f64,
    /// Latest number of days after.
    pub(crate) days: i64,
}

const fn story(
    line: Line,
    topic: &'static str,
    queue: &'static str,
    weight: u32,
    repeat: f64,
    promise: &'static str,
) -> Story {
    let direction = Direction::Inbound;
    Story { line, topic, queue, direction, weight, repeat, linked: None, promise }
}

impl Story {
    const fn leads_to(mut self, topic: &'static str, chance: f64, days: i64) -> Self {
        self.linked = Some(Linked { topic, chance, days });
        self
    }

    const fn outbound(mut self) -> Self {
        self.direction = Direction::Outbound;
        self
    }
}

use Line::{Financing as F, Product as P};

/// All stories. Topics are those of the lines' procedures.
#[rustfmt::skip]
pub(crate) static STORIES: [Story; 41] = [
    story(P, "delivery delay", "Orders", 10, 0.45, "Call back with the new delivery date").leads_to("instalment", 0.5, 6),
    story(P, "order", "Orders", 9, 0.2, "Send the order confirmation"),
    story(P, "cancellation", "Orders", 2, 0.3, "Confirm the cancellation in writing").leads_to("withdrawal", 0.5, 7),
    story(P, "appointment", "Workshop", 14, 0.1, "Confirm the workshop slot"),
    story(P, "warranty", "Workshop", 7, 0.35, "Clarify the warranty with the workshop"),
    story(P, "accident", "Workshop", 3, 0.3, "Organise a replacement car").leads_to("accident", 0.45, 4),
    story(P, "recall", "Workshop", 4, 0.1, "Order the part").outbound(),
    story(P, "complaint", "Care", 7, 0.5, "Answer the complaint").leads_to("complaints", 0.15, 10),
    story(P, "goodwill", "Care", 3, 0.35, "Send the voucher").leads_to("goodwill", 0.1, 10),
    story(P, "address change", "Care", 6, 0.08, "Change the address everywhere").leads_to("change of address", 0.4, 14),
    story(P, "refund", "Care", 3, 0.35, "Transfer the money").leads_to("refund", 0.15, 8),
    story(P, "invoice", "Care", 5, 0.12, "Send the invoice again"),
    story(P, "ownership", "Care", 2, 0.15, "Update the vehicle's owner").leads_to("contract transfer", 0.35, 10),
    story(P, "marketing", "Care", 2, 0.1, "Stop all advertising").leads_to("advertising", 0.3, 10),
    story(P, "data protection", "Care", 1, 0.2, "Confirm the deletion").leads_to("data privacy", 0.4, 12),
    story(P, "lost documents", "Care", 2, 0.25, "Order the duplicate").leads_to("lost documents", 0.4, 6),
    story(P, "bereavement", "Care", 1, 0.3, "Name one person to turn to").leads_to("death of customer", 0.6, 12),
    story(P, "app", "Digital", 6, 0.3, "Reset the connection").leads_to("documents", 0.02, 5),
    story(P, "test drive", "Sales", 4, 0.08, "Reserve the demonstrator"),
    story(P, "trade-in", "Sales", 4, 0.25, "Value the old car").leads_to("early settlement", 0.55, 7),
    story(P, "quote", "Sales", 7, 0.25, "Send a better quote").outbound().leads_to("offer follow-up", 0.3, 9),
    story(F, "instalment", "Bestand", 9, 0.25, "Move the first instalment"),
    story(F, "statement", "Bestand", 9, 0.1, "Send the statement"),
    story(F, "documents", "Bestand", 5, 0.15, "Send a copy of the contract"),
    story(F, "bank details", "Bestand", 6, 0.12, "Change the direct debit"),
    story(F, "change of address", "Bestand", 6, 0.08, "Change the address").leads_to("address change", 0.35, 14),
    story(F, "early settlement", "Bestand", 8, 0.3, "Send the settlement figure").leads_to("trade-in", 0.12, 10),
    story(F, "contract transfer", "Bestand", 2, 0.4, "Send the application").leads_to("ownership", 0.3, 10),
    story(F, "lost documents", "Bestand", 1, 0.25, "Apply for the duplicate").leads_to("lost documents", 0.3, 6),
    story(F, "death of customer", "Bestand", 1, 0.4, "Send the list of papers needed").leads_to("bereavement", 0.4, 12),
    story(F, "accident", "Bestand", 2, 0.4, "Ask the insurer").leads_to("accident", 0.3, 5),
    story(F, "withdrawal", "Bestand", 1, 0.3, "Confirm the withdrawal").leads_to("cancellation", 0.4, 6),
    story(F, "refund", "Bestand", 2, 0.3, "Pay out the credit"),
    story(F, "hardship", "Forderung", 4, 0.45, "Send the deferral agreement"),
    story(F, "arrears", "Forderung", 8, 0.5, "Customer pays the open amount").outbound(),
    story(F, "complaints", "Beschwerde", 5, 0.5, "Answer in writing").leads_to("complaint", 0.15, 10),
    story(F, "goodwill", "Beschwerde", 2, 0.3, "Return the fee"),
    story(F, "data privacy", "Beschwerde", 1, 0.2, "Confirm the erasure"),
    story(F, "advertising", "Beschwerde", 1, 0.1, "Block the advertising"),
    story(F, "offer follow-up", "Vertrieb", 12, 0.35, "Send the offer").outbound().leads_to("quote", 0.05, 6),
    story(F, "lease end", "Vertrieb", 5, 0.4, "Book the return").outbound().leads_to("test drive", 0.3, 14),
];

/// The story of a line about a topic.
pub(crate) fn find(line: Line, topic: &str) -> Option<&'static Story> {
    STORIES.iter().find(|story| story.line == line && story.topic == topic)
}

/// Contacts that a story brings to its own line, on average.
fn own_contacts(story: &Story) -> f64 {
    (1..MOST_CONTACTS).fold(1.0, |contacts, turn| contacts + story.repeat.powi(turn as i32))
}

/// Contacts that a story brings to a line at most.
pub(crate) const MOST_CONTACTS: usize = 4;

/// Contacts in both lines that one story begun in each brings, on average.
pub(crate) fn contacts_of_a_pair(share_with_other_line: f64) -> f64 {
    let of_line = |line: Line| {
        let stories = || STORIES.iter().filter(move |story| story.line == line);
        let weights: f64 = stories().map(|story| f64::from(story.weight)).sum();
        let contacts = stories().map(|story| {
            let linked = story.linked.map_or(0.0, |linked| linked.chance * share_with_other_line);
            f64::from(story.weight) * (own_contacts(story) + linked * 1.3)
        });
        contacts.sum::<f64>() / weights
    };
    of_line(Line::Product) + of_line(Line::Financing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_story_leads_to_is_a_story_of_the_other_line() {
        for story in &STORIES {
            let Some(linked) = story.linked else { continue };
            let other = if story.line == Line::Product { Line::Financing } else { Line::Product };
            assert!(find(other, linked.topic).is_some(), "{} → {}", story.topic, linked.topic);
        }
    }

    #[test]
    fn topics_are_those_of_the_procedures() {
        let procedures = [
            (Line::Product, include_str!("../../assets/procedures/product_procedures.csv")),
            (Line::Financing, include_str!("../../assets/procedures/financing_procedures.csv")),
        ];
        for (line, text) in procedures {
            for story in STORIES.iter().filter(|story| story.line == line) {
                assert!(text.contains(story.topic), "{}", story.topic);
            }
        }
    }

    #[test]
    fn a_pair_of_stories_brings_a_few_contacts() {
        let contacts = contacts_of_a_pair(0.4);
        assert!((2.5..4.5).contains(&contacts), "{contacts}");
        assert!(contacts_of_a_pair(1.0) > contacts);
    }
}
