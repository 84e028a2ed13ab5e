//! Limits of authority: money, percentages, spans of time, plain numbers.

use super::Verdict;
use super::deadline::span_minutes;
use super::token::{Token, is_lower_bound, says_any, tokens};
use crate::outcome::RuleClass;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Amount {
    measure: Measure,
    value: f64,
    lower: bool,
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

fn currency(word: &str) -> Option<&'static str> {
    Some(match word {
        "eur" | "euro" | "euros" => "EUR",
        "usd" | "dollar" | "dollars" => "USD",
        "gbp" | "pound" | "pounds" => "GBP",
        "chf" | "franken" | "francs" | "sfr" => "CHF",
        _ => return None,
    })
}

impl Amount {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let tokens = tokens(text);
        let lower = is_lower_bound(&tokens);
        let of = |measure, value| Some(Self { measure, value, lower });
        if says_any(&tokens, &["unlimited", "no limit", "without limit", "unbegrenzt"]) {
            return of(Measure::Any, f64::INFINITY);
        }
        if let Some((minutes, _)) = span_minutes(&tokens) {
            return of(Measure::Time, minutes as f64);
        }
        let Some(value) = tokens.iter().find_map(Token::number) else {
            let nothing =
                says_any(&tokens, &["none", "no authority", "not allowed", "keine", "nothing"]);
            return if nothing { of(Measure::Any, 0.0) } else { None };
        };
        let words = || tokens.iter().filter_map(Token::word);
        let measure = if let Some(code) = words().find_map(currency) {
            Measure::Money(code)
        } else if words().any(|word| matches!(word, "percent" | "prozent")) {
            Measure::Percent
        } else {
            Measure::Number
        };
        of(measure, value)
    }

    pub(crate) fn compare(&self, right: &Self) -> Verdict {
        if self.measure != right.measure
            && ![&self.measure, &right.measure].contains(&&Measure::Any)
        {
            return self.incomparable(right);
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
    }

    #[test]
    fn different_measures_bind_in_different_cases() {
        assert_eq!(class("5 %", "100 €"), RuleClass::Compatible);
        assert_eq!(class("100 CHF", "100 €"), RuleClass::Contradictory);
    }

    #[test]
    fn a_floor_above_a_ceiling_is_a_contradiction() {
        assert_eq!(class("100 €", "at least 250 €"), RuleClass::Contradictory);
        assert_eq!(class("300 €", "at least 250 €"), RuleClass::Compatible);
    }
}
