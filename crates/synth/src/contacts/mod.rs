//! The contacts of both lines over the year before the export.
//!
//! Stories begin in the order of the year; what follows from them waits in a heap until its time,
//! so that the files are in order of time and only some weeks of contacts are held at once.

mod calendar;
mod files;
mod stories;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::SynthError;
use crate::output::{Output, in_order};
use crate::population::Line;
use crate::random::{Dice, Subject};
use crate::world::World;
pub(crate) use calendar::FIRST_DAY;
use calendar::{Calendar, DAYS, Moment, moment_on, open_day};
use files::{ContactFile, Rendered};
use stories::{Direction, MOST_CONTACTS, STORIES, Story};

/// One contact, before it is written.
#[derive(Debug, Clone)]
struct Contact {
    line: Line,
    /// `None`: somebody the line does not know yet.
    customer: Option<u64>,
    moment: Moment,
    story: &'static Story,
    channel: Channel,
    promise: Option<Promise>,
    outcome: Outcome,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Channel {
    Call,
    Email,
    Chat,
    Letter,
    Visit,
    Message,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Resolved,
    Callback,
    Transferred,
    Abandoned,
    NotReached,
    Sale,
    NoSale,
}

#[derive(Debug, Clone, Copy)]
struct Promise {
    due_day: i64,
    /// `None`: not due yet.
    kept: Option<bool>,
}

/// Writes both files.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    let mut files = [
        ContactFile::create(Line::Product, output)?,
        ContactFile::create(Line::Financing, output)?,
    ];
    let episodes = Episodes::new(world);
    let mut waiting: BinaryHeap<Reverse<Rendered>> = BinaryHeap::new();
    in_order(
        episodes.count,
        |range| {
            let first_day = episodes.day(range.start);
            let mut contacts = Vec::new();
            for episode in range {
                contacts.extend(episodes.rendered(episode));
            }
            (first_day, contacts)
        },
        |(first_day, contacts)| {
            // Nothing can still come before the first day of this part.
            while waiting.peek().is_some_and(|Reverse(next)| next.day() < first_day) {
                if let Some(Reverse(next)) = waiting.pop() {
                    files[next.line as usize].write(&next, output)?;
                }
            }
            waiting.extend(contacts.into_iter().map(Reverse));
            Ok(())
        },
    )?;
    while let Some(Reverse(next)) = waiting.pop() {
        files[next.line as usize].write(&next, output)?;
    }
    files.into_iter().try_for_each(|file| file.finish(output))
}

/// Everything that leads to contacts.
struct Episodes<'a> {
    world: &'a World,
    calendar: Calendar,
    count: u64,
}

impl<'a> Episodes<'a> {
    fn new(world: &'a World) -> Self {
        let contacts = 2.0 * world.settings.contacts_per_line as f64;
        let pairs = contacts / stories::contacts_of_a_pair(world.settings.overlap);
        Self { world, calendar: Calendar::new(), count: 2 * (pairs as u64).max(1) }
    }

    fn day(&self, episode: u64) -> i64 {
        self.calendar.day_of_share(episode as f64 / self.count as f64)
    }

    fn rendered(&self, episode: u64) -> Vec<Rendered> {
        let mut dice = self.world.dice(Subject::Episodes, episode);
        let contacts = self.contacts(episode, &mut dice);
        let within_year = contacts.into_iter().filter(|c| c.moment < DAYS * 1_440);
        within_year
            .enumerate()
            .map(|(index, contact)| {
                files::render(self.world, &contact, (episode, index), &mut dice)
            })
            .collect()
    }

    /// A story in one line with its repeats, and what it leads to in the other.
    fn contacts(&self, episode: u64, dice: &mut Dice) -> Vec<Contact> {
        let line = Line::BOTH[(episode % 2) as usize];
        let story = draw_story(line, dice);
        let Some((entity, known)) = self.somebody(story, dice) else { return Vec::new() };
        let mut contacts = Vec::new();
        tell(story, known.then_some(entity), self.day(episode), dice, &mut contacts);
        let linked = story.linked.filter(|linked| dice.chance(linked.chance));
        let other = Line::BOTH[1 - line as usize];
        let next = linked.and_then(|linked| Some((linked, stories::find(other, linked.topic)?)));
        if let Some((linked, story)) = next
            && let Some(customer) = self.somebody_at_home(entity, other)
        {
            let day = self.day(episode) + dice.between(0, linked.days);
            tell(story, Some(customer), day, dice, &mut contacts);
        }
        contacts
    }

    /// Whom a story happens to, and whether the line knows them. Offers also go to people whom only
    /// the other line has as customers.
    fn somebody(&self, story: &Story, dice: &mut Dice) -> Option<(u64, bool)> {
        let population = &self.world.population;
        let prospect = story.topic == "offer follow-up" && dice.chance(0.5);
        let wanted = if prospect { Line::Product } else { story.line };
        // A quarter of the matters belongs to the tenth of customers who call often.
        let often = dice.chance(0.25);
        for _ in 0..200 {
            let mut entity = dice.below(population.entities());
            if often {
                entity -= entity % 10;
            }
            if population.is_in(wanted, entity) {
                return Some((entity, population.is_in(story.line, entity)));
            }
        }
        None
    }

    /// The same person in another line, or somebody who lives with them.
    fn somebody_at_home(&self, entity: u64, line: Line) -> Option<u64> {
        let population = &self.world.population;
        let mates = population.seat(entity).housemates();
        std::iter::once(entity).chain(mates).find(|&one| population.is_in(line, one))
    }
}

fn draw_story(line: Line, dice: &mut Dice) -> &'static Story {
    let weights = STORIES.each_ref().map(|story| if story.line == line { story.weight } else { 0 });
    &STORIES[dice.weighted(&weights)]
}

/// The contacts of one story in its line.
fn tell(
    story: &'static Story,
    customer: Option<u64>,
    first_day: i64,
    dice: &mut Dice,
    contacts: &mut Vec<Contact>,
) {
    let mut day = open_day(first_day);
    for turn in 0..MOST_CONTACTS {
        let channel = draw_channel(story, dice);
        let again = turn + 1 < MOST_CONTACTS && dice.chance(story.repeat);
        let outcome = draw_outcome(story, channel, again, dice);
        let promised = again || outcome == Outcome::Callback || dice.chance(0.05);
        let heard = !matches!(outcome, Outcome::Abandoned | Outcome::NotReached);
        let promise = (promised && heard && dice.chance(0.6)).then(|| {
            let due_day = open_day(day + dice.between(1, 6));
            let kept = dice.chance(if again { 0.45 } else { 0.9 });
            Promise { due_day, kept: (due_day < DAYS).then_some(kept) }
        });
        let written = !matches!(channel, Channel::Call | Channel::Visit);
        let moment = moment_on(day, written && turn == 0, dice);
        let line = story.line;
        contacts.push(Contact { line, customer, moment, story, channel, promise, outcome });
        if !again {
            return;
        }
        day = open_day(promise.map_or(day, |promise| promise.due_day) + dice.between(1, 4));
    }
}

fn draw_channel(story: &Story, dice: &mut Dice) -> Channel {
    use Channel::{Call, Chat, Email, Letter, Message, Visit};
    const ALL: [Channel; 6] = [Call, Email, Chat, Letter, Visit, Message];
    let weights = match (story.line, story.direction) {
        (_, Direction::Outbound) => [84, 12, 0, 3, 0, 1],
        (Line::Product, _) => [58, 20, 12, 1, 4, 5],
        (Line::Financing, _) => [62, 24, 2, 11, 1, 0],
    };
    ALL[dice.weighted(&weights)]
}

fn draw_outcome(story: &Story, channel: Channel, again: bool, dice: &mut Dice) -> Outcome {
    let sells = matches!(story.topic, "quote" | "offer follow-up" | "lease end" | "test drive");
    match (channel, story.direction) {
        (Channel::Call, Direction::Inbound) if again && dice.chance(0.2) => Outcome::Abandoned,
        (Channel::Call, Direction::Inbound) if dice.chance(0.04) => Outcome::Abandoned,
        (Channel::Call, Direction::Outbound) if dice.chance(0.3) => Outcome::NotReached,
        _ if again && dice.chance(0.6) => Outcome::Callback,
        _ if sells && !again && dice.chance(0.22) => Outcome::Sale,
        _ if sells && !again => Outcome::NoSale,
        _ if dice.chance(0.08) => Outcome::Transferred,
        _ => Outcome::Resolved,
    }
}

#[cfg(test)]
mod tests {
    use super::calendar::date_of;
    use super::*;
    use crate::SynthSettings;

    fn told(topic: &str, index: u64) -> Vec<Contact> {
        let story = stories::find(Line::Product, topic).unwrap();
        let mut contacts = Vec::new();
        let mut dice = Dice::new(1, Subject::Episodes, index);
        tell(story, Some(1), 40, &mut dice, &mut contacts);
        contacts
    }

    #[test]
    fn a_story_ends_after_a_few_contacts_each_later_than_the_one_before() {
        for index in 0..300 {
            let contacts = told("complaint", index);
            assert!((1..=MOST_CONTACTS).contains(&contacts.len()));
            assert!(contacts.is_sorted_by_key(|contact| contact.moment));
        }
    }

    #[test]
    fn those_who_come_back_were_promised_something_more_often() {
        let share = |repeated: bool| {
            let all = (0..2_000).map(|index| told("delivery delay", index));
            let firsts: Vec<Contact> = all
                .filter(|contacts| (contacts.len() > 1) == repeated)
                .map(|mut contacts| contacts.remove(0))
                .collect();
            firsts.iter().filter(|c| c.promise.is_some()).count() as f64 / firsts.len() as f64
        };
        assert!(share(true) > 3.0 * share(false), "{} {}", share(true), share(false));
    }

    #[test]
    fn people_of_both_lines_take_a_delayed_delivery_to_financing() {
        let world = World::new(&SynthSettings { overlap: 1.0, ..SynthSettings::default() });
        let episodes = Episodes::new(&world);
        let mut linked = 0;
        for episode in 0..episodes.count {
            let mut dice = world.dice(Subject::Episodes, episode);
            let contacts = episodes.contacts(episode, &mut dice);
            let first = contacts.first().map(|contact| contact.story.topic);
            let both = contacts.iter().any(|contact| contact.story.topic == "instalment");
            linked += usize::from(first == Some("delivery delay") && both);
        }
        assert!(linked > 100, "{linked}");
    }

    #[test]
    fn due_dates_come_after_the_contact() {
        for index in 0..300 {
            for contact in told("warranty", index) {
                let Some(promise) = contact.promise else { continue };
                assert!(promise.due_day > contact.moment / 1_440);
                assert!(date_of(promise.due_day) > calendar::split(contact.moment).0);
            }
        }
    }
}
