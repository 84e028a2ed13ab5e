//! Which of several values survives. Pure: records in, the winner and the rule that decided out.

use std::cmp::Ordering;

use jiff::civil::DateTime;
use sameboat_model::Value;
use sameboat_model::settings::SurvivorshipRule;

/// One record's value of a field, or values of a group of fields, and what the rules ask about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<'a> {
    /// The values; more than one where fields survive together.
    pub values: Vec<&'a Value>,
    /// When the record was last changed, if that is known.
    pub updated_at: Option<DateTime>,
    /// Trust in the record's line.
    pub trust: u32,
    /// The record's place among the cluster's records, which are in order of line, source and key.
    pub record: usize,
}

/// The surviving candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Survivor {
    /// The record that gives the value.
    pub record: usize,
    /// The rule that decided; `None` where all records that have a value agree, or where all rules
    /// tied and the order of the records decided.
    pub rule: Option<SurvivorshipRule>,
    /// How many different values there were.
    pub distinct: usize,
}

/// Picks the survivor by the first rule that tells the winner from all that differ from it.
/// `None` if no record has a value.
pub fn survive(candidates: &[Candidate<'_>], rules: &[SurvivorshipRule]) -> Option<Survivor> {
    let mut left: Vec<&Candidate<'_>> =
        candidates.iter().filter(|c| c.values.iter().any(|value| !value.is_null())).collect();
    let distinct = count_distinct(&left);
    let first = *left.first()?;
    if distinct == 1 {
        return Some(Survivor { record: first.record, rule: None, distinct });
    }
    let mut decisive = None;
    let all = left.clone();
    for rule in rules {
        let best = left.iter().copied().max_by(|a, b| compare(*rule, a, b, &all))?;
        left.retain(|c| compare(*rule, c, best, &all) == Ordering::Equal);
        if count_distinct(&left) == 1 {
            decisive = Some(*rule);
            break;
        }
    }
    Some(Survivor { record: left.first()?.record, rule: decisive, distinct })
}

fn count_distinct(candidates: &[&Candidate<'_>]) -> usize {
    let mut seen: Vec<&[&Value]> = Vec::new();
    for candidate in candidates {
        if !seen.contains(&candidate.values.as_slice()) {
            seen.push(&candidate.values);
        }
    }
    seen.len()
}

/// The greater candidate is the better one by the rule.
fn compare(
    rule: SurvivorshipRule,
    a: &Candidate<'_>,
    b: &Candidate<'_>,
    all: &[&Candidate<'_>],
) -> Ordering {
    match rule {
        SurvivorshipRule::MostRecent => a.updated_at.cmp(&b.updated_at),
        SurvivorshipRule::MostTrustedLine => a.trust.cmp(&b.trust),
        SurvivorshipRule::MostComplete => completeness(a).cmp(&completeness(b)),
        SurvivorshipRule::MostFrequent => frequency(a, all).cmp(&frequency(b, all)),
        SurvivorshipRule::MostRestrictive => restriction(a).cmp(&restriction(b)),
    }
}

/// Filled fields first, then length.
fn completeness(candidate: &Candidate<'_>) -> (usize, usize) {
    let filled = candidate.values.iter().filter(|value| !value.is_null()).count();
    let length = candidate.values.iter().filter_map(|v| v.as_text()).map(|t| t.chars().count());
    (filled, length.sum())
}

fn frequency(candidate: &Candidate<'_>, all: &[&Candidate<'_>]) -> usize {
    all.iter().filter(|other| other.values == candidate.values).count()
}

/// A refusal is more restrictive than a consent.
fn restriction(candidate: &Candidate<'_>) -> bool {
    candidate.values.iter().any(|value| matches!(value, Value::Boolean(false)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use SurvivorshipRule::{
        MostComplete, MostFrequent, MostRecent, MostRestrictive, MostTrustedLine,
    };

    /// Records with (value, day of the last change, trust of the line).
    fn pick(
        records: &[(Option<&str>, i8, u32)],
        rules: &[SurvivorshipRule],
    ) -> Option<(usize, Option<SurvivorshipRule>)> {
        let values: Vec<Value> = records
            .iter()
            .map(|(text, _, _)| text.map_or(Value::Null, |t| Value::Text(t.into())))
            .collect();
        let candidates: Vec<Candidate<'_>> = records
            .iter()
            .enumerate()
            .map(|(record, (_, day, trust))| Candidate {
                values: vec![&values[record]],
                updated_at: Some(jiff::civil::datetime(2026, 1, *day, 0, 0, 0, 0)),
                trust: *trust,
                record,
            })
            .collect();
        survive(&candidates, rules).map(|survivor| (survivor.record, survivor.rule))
    }

    #[test]
    fn no_value_has_no_survivor() {
        assert_eq!(pick(&[(None, 1, 0)], &[MostRecent]), None);
    }

    #[test]
    fn an_only_value_needs_no_rule() {
        assert_eq!(pick(&[(None, 9, 0), (Some("a"), 1, 0)], &[MostRecent]), Some((1, None)));
    }

    #[test]
    fn the_most_recent_value_wins_even_if_it_is_rarer() {
        let records = [(Some("old"), 1, 0), (Some("old"), 2, 0), (Some("new"), 3, 0)];
        assert_eq!(pick(&records, &[MostRecent]), Some((2, Some(MostRecent))));
        assert_eq!(pick(&records, &[MostFrequent]), Some((0, Some(MostFrequent))));
    }

    #[test]
    fn the_next_rule_breaks_a_tie_and_is_the_one_named() {
        let records = [(Some("a"), 1, 1), (Some("b"), 1, 2)];
        let rules = [MostRecent, MostTrustedLine];
        assert_eq!(pick(&records, &rules), Some((1, Some(MostTrustedLine))));
    }

    #[test]
    fn the_longer_value_is_the_more_complete() {
        let records = [(Some("H."), 1, 0), (Some("Hans"), 1, 0)];
        assert_eq!(pick(&records, &[MostComplete]), Some((1, Some(MostComplete))));
    }

    #[test]
    fn when_every_rule_ties_the_first_record_wins() {
        assert_eq!(pick(&[(Some("a"), 1, 0), (Some("b"), 1, 0)], &[MostRecent]), Some((0, None)));
    }

    #[test]
    fn one_refusal_beats_any_number_of_consents() {
        let (yes, no) = (Value::Boolean(true), Value::Boolean(false));
        let candidates: Vec<Candidate<'_>> = [&yes, &yes, &no]
            .into_iter()
            .enumerate()
            .map(|(record, value)| Candidate {
                values: vec![value],
                updated_at: None,
                trust: 0,
                record,
            })
            .collect();
        let survivor = survive(&candidates, &[MostRestrictive]).unwrap();
        assert_eq!((survivor.record, survivor.rule), (2, Some(MostRestrictive)));
    }
}
