//! The cases that a rule's condition covers: amounts, channels, and what remains in words.

use super::bounds::{ABOVE, BELOW, FROM, UP_TO};
use super::token::{Token, says_any, tokens};
use crate::text::Saying;

/// Amounts from the first, included or not, up to the second, included or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) from: f64,
    pub(crate) from_included: bool,
    pub(crate) to: f64,
    pub(crate) to_included: bool,
}

impl Interval {
    /// Every amount.
    pub(crate) const ALL: Self =
        Self { from: 0.0, from_included: true, to: f64::INFINITY, to_included: false };

    /// The amounts of both; `None` if there are none.
    pub(crate) fn shared(&self, other: &Self) -> Option<Self> {
        let (from, from_included) = match self.from.total_cmp(&other.from) {
            std::cmp::Ordering::Greater => (self.from, self.from_included),
            std::cmp::Ordering::Less => (other.from, other.from_included),
            std::cmp::Ordering::Equal => (self.from, self.from_included && other.from_included),
        };
        let (to, to_included) = match self.to.total_cmp(&other.to) {
            std::cmp::Ordering::Less => (self.to, self.to_included),
            std::cmp::Ordering::Greater => (other.to, other.to_included),
            std::cmp::Ordering::Equal => (self.to, self.to_included && other.to_included),
        };
        let some = from < to || from.total_cmp(&to).is_eq() && from_included && to_included;
        some.then_some(Self { from, from_included, to, to_included })
    }

    /// The amounts between the end of this one and the start of a later one, if neither covers them.
    pub(crate) fn gap_before(&self, later: &Self) -> Option<Self> {
        let gap = Self {
            from: self.to,
            from_included: !self.to_included,
            to: later.from,
            to_included: !later.from_included,
        };
        let one = self.to.total_cmp(&later.from).is_eq();
        let some = self.to < later.from || one && gap.from_included && gap.to_included;
        some.then_some(gap)
    }

    /// An amount inside, as round as can be.
    pub(crate) fn example(&self) -> f64 {
        if self.to.is_infinite() {
            return if self.from_included { self.from } else { (self.from * 2.0).max(1.0) };
        }
        if self.to_included {
            return self.to;
        }
        f64::midpoint(self.from, self.to)
    }
}

/// What a condition covers.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// Unit of the amounts, in lower case; empty if no amounts are named.
    pub(crate) unit: String,
    pub(crate) amounts: Interval,
    /// Bit by channel of [`CHANNELS`]; 0: every channel.
    pub(crate) channels: u8,
    /// What it is about, without amounts and channels.
    pub(crate) matter: Saying,
}

/// Name of a channel, and the concepts that are it.
pub(crate) const CHANNELS: [(&str, &[&str]); 8] = [
    ("phone", &["call", "callback"]),
    ("e-mail", &["email"]),
    ("letter", &["letter"]),
    ("chat", &["chat"]),
    ("visit", &["visit"]),
    ("portal", &["portal", "app", "online_portal"]),
    ("text message", &["text_message"]),
    ("fax", &["fax"]),
];

/// Words that are units of amounts; other words beside a number are no part of it.
const UNITS: [&str; 10] =
    ["eur", "euro", "euros", "usd", "chf", "gbp", "percent", "prozent", "pieces", "stuck"];

impl Scope {
    /// Reads `goodwill above 100 € by e-mail`, `Erstattung zwischen 50 und 200 €`.
    pub(crate) fn of(condition: &str) -> Self {
        let tokens = tokens(condition);
        let (amounts, unit) = amounts(&tokens).unwrap_or((Interval::ALL, String::new()));
        let mut matter = Saying::of(condition);
        let is_channel =
            |term: &str| CHANNELS.iter().position(|(_, concepts)| concepts.contains(&term));
        let channels = matter
            .terms
            .iter()
            .filter_map(|term| is_channel(term))
            .fold(0, |mask, channel| mask | 1 << channel);
        matter.terms.retain(|term| {
            is_channel(term).is_none()
                && !term.starts_with(|c: char| c.is_ascii_digit())
                && !BOUND_TERMS.contains(&term.as_str())
                && *term != unit
        });
        Self { unit, amounts, channels, matter }
    }

    /// Whether any dimension narrows it.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.amounts != Interval::ALL || self.channels != 0
    }

    /// The channels of both; `None` if there are none.
    pub(crate) fn shared_channels(&self, other: &Self) -> Option<u8> {
        match (self.channels, other.channels) {
            (0, channels) | (channels, 0) => Some(channels),
            (a, b) => Some(a & b).filter(|both| *both != 0),
        }
    }
}

/// What may remain of bounds and units among the terms of a condition.
const BOUND_TERMS: [&str; 16] = [
    "eur", "euro", "usd", "chf", "gbp", "percent", "prozent", "abov", "above", "below", "less",
    "more", "amount", "exceed", "uber", "unter",
];

/// The interval that the words name, and its unit.
fn amounts(tokens: &[Token]) -> Option<(Interval, String)> {
    let numbers: Vec<(usize, f64)> =
        tokens.iter().enumerate().filter_map(|(at, token)| Some((at, token.number()?))).collect();
    let (first, from) = *numbers.first()?;
    let unit = |at: usize| {
        let near = [Some(at + 1), at.checked_sub(1)].into_iter().flatten();
        let words = near.filter_map(|at| tokens.get(at)?.word());
        words.into_iter().find(|word| UNITS.contains(word)).unwrap_or_default().to_owned()
    };
    let before = |at: usize| &tokens[at.saturating_sub(3)..at];
    let says = |at: usize, words: &[&str]| says_any(before(at), words);
    let interval =
        |from, from_included, to, to_included| Interval { from, from_included, to, to_included };
    if let [_, (second, to), ..] = numbers[..]
        && from < to
        && (says(first, &FROM) || says(second, &["to", "bis", "and", "und"]) && second - first <= 5)
    {
        let (from_included, to_included) = (!says(first, &ABOVE), !says(second, &BELOW));
        let unit =
            Some(unit(second)).filter(|unit| !unit.is_empty()).unwrap_or_else(|| unit(first));
        return Some((interval(from, from_included, to, to_included), unit));
    }
    let found = if says(first, &ABOVE) {
        interval(from, false, f64::INFINITY, false)
    } else if says(first, &BELOW) {
        interval(0.0, true, from, false)
    } else if says(first, &UP_TO) {
        interval(0.0, true, from, true)
    } else if says(first, &FROM) {
        interval(from, true, f64::INFINITY, false)
    } else {
        return None;
    };
    Some((found, unit(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(text: &str) -> (f64, f64) {
        let amounts = Scope::of(text).amounts;
        (amounts.from, amounts.to)
    }

    #[test]
    fn amounts_are_read_in_both_languages() {
        assert_eq!(interval("goodwill up to 100 €"), (0.0, 100.0));
        assert_eq!(interval("Erstattung zwischen 50 und 200 €"), (50.0, 200.0));
        assert_eq!(interval("refund from 50 to 200 EUR"), (50.0, 200.0));
        assert_eq!(interval("Kulanz über 1.000 €"), (1000.0, f64::INFINITY));
        assert_eq!(interval("ab 500 €"), (500.0, f64::INFINITY));
        assert_eq!(interval("first reply"), (0.0, f64::INFINITY));
        assert_eq!(interval("amount at most 100"), (0.0, 100.0));
        let touching =
            ["from 1 to below 5", "from 5 to below 10"].map(|text| Scope::of(text).amounts);
        assert!(touching[0].shared(&touching[1]).is_none());
    }

    #[test]
    fn two_scopes_about_one_matter_differ_in_their_amounts_only() {
        let low = Scope::of("goodwill up to 100 €");
        let high = Scope::of("goodwill above 250 €");
        assert_eq!(low.matter.terms, high.matter.terms);
        let gap = low.amounts.gap_before(&high.amounts).unwrap();
        assert_eq!((gap.from, gap.to, gap.to_included), (100.0, 250.0, true));
        assert!(low.amounts.shared(&high.amounts).is_none());
    }

    #[test]
    fn channels_are_told_from_the_matter() {
        let scope = Scope::of("complaint by e-mail or letter");
        assert_eq!(scope.channels, 0b110);
        assert_eq!(scope.matter.terms, ["complaint"]);
    }
}
