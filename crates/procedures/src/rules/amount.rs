//! Limits of authority: money, percentages, spans of time, plain numbers.

use super::Verdict;
use super::bounds::is_lower_bound;
use super::deadline::{is_unit, span};
use super::token::{Token, says_any, tokens};
use crate::outcome::RuleClass;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amount {
    measure: Measure,
    value: f64,
    lower: bool,
    basis: Option<Basis>,
}

/// What the limit is for each of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Basis {
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Customer,
    /// A case, contract, refund: whatever the procedure handles one of.
    Case,
}

impl Basis {
    /// From `per refund`, `per customer and month`, `pro Kunde und Jahr`: a span of time says most.
    fn parse(tokens: &[Token]) -> Option<Self> {
        let words: Vec<&str> = tokens.iter().filter_map(Token::word).collect();
        let per = words.iter().position(|w| matches!(*w, "per" | "pro" | "je" | "each" | "every"));
        let monthly = words.iter().find_map(|word| Self::of_time(word));
        let after = per.map(|at| &words[at + 1..]).unwrap_or_default();
        let customer = |word: &&str| word.starts_with("kund") || word.starts_with("customer");
        match after {
            [] => monthly.filter(|_| span(tokens).is_none()),
            after => after.iter().find_map(|word| Self::of_time(word)).or_else(|| {
                Some(if after.iter().any(customer) { Self::Customer } else { Self::Case })
            }),
        }
    }

    fn of_time(word: &str) -> Option<Self> {
        Some(match word {
            "day" | "tag" | "daily" | "taglich" => Self::Day,
            "week" | "woche" | "weekly" | "wochentlich" => Self::Week,
            "month" | "monat" | "monthly" | "monatlich" => Self::Month,
            "quarter" | "quartal" | "quarterly" => Self::Quarter,
            "year" | "jahr" | "annum" | "yearly" | "annually" | "jahrlich" | "kalenderjahr" => {
                Self::Year
            }
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Measure {
    /// ISO currency code.
    Money(&'static str),
    Percent,
    /// In minutes.
    Time,
    Number,
    /// Nothing or everything: comparable with every measure.
    Any,
}

impl Measure {
    /// A bare number is an amount in the other one's currency.
    fn compares_with(&self, other: &Self) -> bool {
        matches!(
            (self, other),
            (Self::Any, _)
                | (_, Self::Any)
                | (Self::Number, Self::Money(_))
                | (Self::Money(_), Self::Number)
        ) || self == other
    }
}

fn currency(word: &str) -> Option<&'static str> {
    Some(match word {
        "eur" | "euro" | "euros" | "teur" | "keur" => "EUR",
        "usd" | "dollar" | "dollars" => "USD",
        "gbp" | "pound" | "pounds" => "GBP",
        "chf" | "franken" | "francs" | "francos" | "franchi" | "sfr" => "CHF",
        _ => return None,
    })
}

/// What a number is multiplied by for the word behind it: `1.5 TEUR`.
fn multiple(word: &str) -> f64 {
    match word {
        "teur" | "keur" | "tsd" | "tausend" | "thousand" => 1_000.0,
        "mio" | "million" | "millionen" => 1_000_000.0,
        _ => 1.0,
    }
}

/// Whether a text names an amount of money.
pub(super) fn names_money(tokens: &[Token]) -> bool {
    tokens.iter().filter_map(Token::word).any(|word| currency(word).is_some())
}

fn is_percent(word: &str) -> bool {
    matches!(word, "percent" | "prozent")
}

const UNLIMITED: [&str; 7] = [
    "unlimited",
    "no limit",
    "without limit",
    "unbegrenzt",
    "unbeschrankt",
    "ohne limit",
    "ohne grenze",
];
const NOTHING: [&str; 12] = [
    "none",
    "no authority",
    "not allowed",
    "nothing",
    "only with approval",
    "not without approval",
    "keine",
    "keinerlei",
    "nur mit freigabe",
    "nur mit genehmigung",
    "nur nach freigabe",
    "nicht ohne freigabe",
];

impl Amount {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let tokens = tokens(text);
        let lower = is_lower_bound(&tokens);
        let basis = Basis::parse(&tokens);
        let of = |measure, value| Some(Self { measure, value, lower, basis });
        if says_any(&tokens, &UNLIMITED) {
            return of(Measure::Any, f64::INFINITY);
        }
        let money_or_share = |token: &Token| {
            token.word().is_some_and(|word| currency(word).is_some() || is_percent(word))
        };
        if let Some(span) = span(&tokens).filter(|_| !tokens.iter().any(money_or_share)) {
            return of(Measure::Time, span.minutes as f64);
        }
        let Some((at, value)) =
            tokens.iter().enumerate().find_map(|(at, token)| Some((at, token.number()?)))
        else {
            return if says_any(&tokens, &NOTHING) { of(Measure::Any, 0.0) } else { None };
        };
        let value = value * tokens.get(at + 1).and_then(Token::word).map_or(1.0, multiple);
        let words = || tokens.iter().filter_map(Token::word);
        let measure = if let Some(code) = words().find_map(currency) {
            Measure::Money(code)
        } else if words().any(is_percent) {
            Measure::Percent
        } else {
            Measure::Number
        };
        of(measure, value)
    }

    /// Whether the text names an amount of money or a share.
    pub(crate) fn is_money_or_share(text: &str) -> bool {
        Self::parse(text)
            .is_some_and(|amount| matches!(amount.measure, Measure::Money(_) | Measure::Percent))
    }

    /// Whether two steps name limits, in money, as a share or in time, that are not the same: each
    /// number counts with the unit beside it, and a number without one is none.
    pub(crate) fn differ(left: &str, right: &str) -> bool {
        let (a, b) = (limits(left), limits(right));
        !a.is_empty() && !b.is_empty() && a != b
    }

    pub(crate) fn compare(&self, right: &Self) -> Verdict {
        if !self.measure.compares_with(&right.measure) {
            return self.incomparable(right);
        }
        if let (Some(left), Some(right)) = (self.basis, right.basis)
            && left != right
        {
            let detail =
                "counted over different things: which limit is reached first depends on the case";
            return Verdict { class: RuleClass::Compatible, detail: detail.to_owned() };
        }
        let order = self.value.total_cmp(&right.value);
        let class = match (self.lower, right.lower) {
            (false, false) => by_order(order),
            (true, true) => by_order(order.reverse()),
            (false, true) if order.is_lt() => RuleClass::Contradictory,
            (true, false) if order.is_gt() => RuleClass::Contradictory,
            _ => RuleClass::Compatible,
        };
        let detail = match class {
            RuleClass::Equal => "the same limit".to_owned(),
            RuleClass::Contradictory => "no amount satisfies both".to_owned(),
            _ => self.gap(right),
        };
        Verdict { class, detail }
    }

    /// An amount that one limit allows and the other does not, midway between them; `None` of limits in
    /// time or without end.
    pub(crate) fn between(&self, right: &Self) -> Option<String> {
        let middle = f64::midpoint(self.value, right.value);
        let unit = match (&self.measure, &right.measure) {
            (Measure::Money(code), _) | (_, Measure::Money(code)) => format!(" {code}"),
            (Measure::Percent, _) | (_, Measure::Percent) => " %".to_owned(),
            (Measure::Number, Measure::Number) => String::new(),
            _ => return None,
        };
        let cents = (middle * 100.0).round() / 100.0;
        middle.is_finite().then(|| format!("{cents}{unit}"))
    }

    fn gap(&self, right: &Self) -> String {
        let (low, high) = (self.value.min(right.value), self.value.max(right.value));
        let unit = match &self.measure {
            Measure::Money(code) => format!(" {code}"),
            Measure::Percent => " %".to_owned(),
            Measure::Time => return "the limits differ in length".to_owned(),
            Measure::Number | Measure::Any => String::new(),
        };
        if high.is_infinite() {
            return format!("above {low}{unit} only one line's agent may decide alone");
        }
        format!("an amount above {low} and up to {high}{unit} is allowed by one rule only")
    }

    fn incomparable(&self, right: &Self) -> Verdict {
        match (&self.measure, &right.measure) {
            (Measure::Money(left), Measure::Money(right)) => Verdict {
                class: RuleClass::Contradictory,
                detail: format!("different currencies, {left} and {right}: not comparable"),
            },
            _ => Verdict {
                class: RuleClass::Compatible,
                detail: "measured differently: which limit is reached first depends on the case"
                    .to_owned(),
            },
        }
    }
}

/// Whether a text ends with a unit that a number stands before: `24 h`, `50 €`.
pub(crate) fn counts(text: &str) -> bool {
    let tokens = tokens(text);
    let [.., number, unit] = &tokens[..] else { return false };
    let is_unit = |word: &str| currency(word).is_some() || is_percent(word) || is_unit(word);
    number.number().is_some() && unit.word().is_some_and(is_unit)
}

/// A limit that a text names: its unit, and how many hundredths of it.
pub(crate) type Limit = (&'static str, i64);

/// The limits that a text names, in ascending order.
pub(crate) fn limits(text: &str) -> Vec<Limit> {
    let tokens = tokens(text);
    let money_or_share = |token: Option<&Token>| {
        let word = token.and_then(Token::word)?;
        currency(word).or_else(|| is_percent(word).then_some("%"))
    };
    let mut found: Vec<Limit> = vec![];
    let mut rest = &tokens[..];
    while let Some(at) = rest.iter().position(|token| token.number().is_some()) {
        let number = rest[at].number().unwrap_or_default();
        let before = at.checked_sub(1).and_then(|before| rest.get(before));
        let times = rest.get(at + 1).and_then(Token::word).map_or(1.0, multiple);
        let (number, behind) =
            if times > 1.0 { (number * times, rest.get(at + 2)) } else { (number, None) };
        let unit = money_or_share(rest.get(at + 1))
            .or_else(|| money_or_share(behind))
            .or_else(|| money_or_share(before));
        let behind = &rest[at..rest.len().min(at + 3)];
        if let Some(unit) = unit {
            found.push((unit, (number * 100.0).round() as i64));
        } else if let Some(span) = span(behind) {
            found.push(("minutes", (span.minutes as f64 * 100.0).round() as i64));
        }
        rest = &rest[at + 1..];
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn by_order(order: std::cmp::Ordering) -> RuleClass {
    match order {
        std::cmp::Ordering::Less => RuleClass::Tighter,
        std::cmp::Ordering::Equal => RuleClass::Equal,
        std::cmp::Ordering::Greater => RuleClass::Looser,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(left: &str, right: &str) -> RuleClass {
        Amount::parse(left).unwrap().compare(&Amount::parse(right).unwrap()).class
    }

    #[test]
    fn limits_are_compared_within_a_measure() {
        assert_eq!(class("100 €", "EUR 100.00"), RuleClass::Equal);
        assert_eq!(class("100 € goodwill", "EUR 250"), RuleClass::Tighter);
        assert_eq!(class("2 %", "0,5 Prozent"), RuleClass::Looser);
        assert_eq!(class("3 months", "60 days"), RuleClass::Looser);
        assert_eq!(class("none", "50 €"), RuleClass::Tighter);
        assert_eq!(class("unlimited", "1.500 €"), RuleClass::Looser);
        assert_eq!(class("250", "300 €"), RuleClass::Tighter);
        assert_eq!(class("1.5 TEUR", "1.500 €"), RuleClass::Equal);
        assert_eq!(class("2 Mio. €", "EUR 2.000.000"), RuleClass::Equal);
    }

    #[test]
    fn steps_differ_by_their_limits_and_not_by_their_other_numbers() {
        let differ = Amount::differ;
        assert!(differ("Gutschrift bis 50 € erteilen", "Credit up to 100 €"));
        assert!(differ("Call back within 2 hours", "Call back within 30 minutes"));
        assert!(!differ("Gutschrift bis 50 € erteilen", "Grant up to EUR 50"));
        assert!(!differ("Open form 12", "Open form 14"));
        assert!(differ("Within 2 days grant up to 50 EUR", "Within 2 days grant up to 100 EUR"));
        assert!(differ("Within 2 days grant up to 50 EUR", "Within 3 days grant up to 50 EUR"));
        assert!(!differ("Open form 12 and pay 20 EUR", "Open form 14 and pay 20 EUR"));
        assert!(!differ("Grant nothing, none at all", "Grant 50 EUR"));
        assert!(!differ("Gutschrift bis 50 €", "Gutschrift erteilen"));
    }

    #[test]
    fn different_measures_bind_in_different_cases() {
        assert_eq!(class("5 %", "100 €"), RuleClass::Compatible);
        assert_eq!(class("100 CHF", "100 €"), RuleClass::Contradictory);
    }

    #[test]
    fn a_limit_per_case_and_one_per_month_bind_in_different_cases() {
        assert_eq!(
            class("250 € per refund", "500 € per customer and month"),
            RuleClass::Compatible
        );
        assert_eq!(class("250 € je Erstattung", "500 € per case"), RuleClass::Tighter);
        assert_eq!(class("250 € per month", "500 €"), RuleClass::Tighter);
    }

    #[test]
    fn a_floor_above_a_ceiling_is_a_contradiction() {
        assert_eq!(class("100 €", "at least 250 €"), RuleClass::Contradictory);
        assert_eq!(class("300 €", "at least 250 €"), RuleClass::Compatible);
    }
}
