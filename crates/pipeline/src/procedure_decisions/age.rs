//! Whether what stands in a filled-in workbook is newer than what was decided since it was written.

use std::collections::BTreeMap;

use jiff::civil::Date;
use sameboat_procedures::{Ruling, same_choice};

/// What becomes of a row with a choice.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is a decision that is not known yet.
    New,
    /// It was taken over before.
    Known,
    /// What is decided already is newer, or may be: why, and what to do.
    Older(String),
}

/// All that was decided about one thing, in the order of the file.
pub(super) type History = BTreeMap<String, Vec<Ruling>>;

/// What becomes of a row, given everything decided about the same thing and the fingerprint of the texts
/// as they are in the published run.
pub(super) fn fate(row: &Ruling, history: &[Ruling], texts_now: Option<&str>) -> Fate {
    let Some(last) = history.last() else { return Fate::New };
    let says_the_same = |old: &Ruling| {
        same_choice(&old.choice, &row.choice)
            && (&old.value, &old.fingerprint) == (&row.value, &row.fingerprint)
    };
    let is_known = |old: &Ruling| {
        says_the_same(old) && (&old.who, &old.when, &old.note) == (&row.who, &row.when, &row.note)
    };
    if says_the_same(last) || history.iter().any(is_known) {
        return Fate::Known;
    }
    let place = last.row;
    // Where the texts have changed, who was asked about the old ones was asked before.
    if !last.fingerprint.is_empty() && !row.fingerprint.is_empty() {
        let seen_before = history.iter().any(|old| old.fingerprint == row.fingerprint);
        let differ = last.fingerprint != row.fingerprint;
        if differ && (seen_before || texts_now == Some(last.fingerprint.as_str())) {
            return Fate::Older(format!("row {place} there is about the texts as they are now"));
        }
    }
    match (day(&last.when), day(&row.when)) {
        (Some(then), Some(now)) if now < then => {
            Fate::Older(format!("row {place} there is of {then}, after {now}"))
        }
        (Some(then), None) => Fate::Older(format!(
            "row {place} there is of {then}, and this row has no day: write one in `When` if it is newer"
        )),
        _ => Fate::New,
    }
}

/// A day as people and spreadsheets write it.
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Some(day) = text.get(..10).and_then(|day| day.parse().ok()) {
        return Some(day);
    }
    let mut parts = text.split('.').map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruling(choice: &str, when: &str, fingerprint: &str) -> Ruling {
        Ruling {
            choice: choice.into(),
            when: when.into(),
            fingerprint: fingerprint.into(),
            row: 3,
            ..Ruling::default()
        }
    }

    fn is_older(fate: &Fate) -> bool {
        matches!(fate, Fate::Older(_))
    }

    #[test]
    fn what_was_taken_before_is_not_taken_again_after_another_decision() {
        let history = [ruling("both", "", "T-1"), ruling("product", "", "T-1")];
        assert_eq!(fate(&ruling(" Both ", "", "T-1"), &history, None), Fate::Known);
        assert_eq!(fate(&ruling("financing", "", "T-1"), &history, None), Fate::New);
    }

    #[test]
    fn the_day_tells_which_of_two_decisions_is_newer() {
        let history = [ruling("product", "2027-02-01", "T-1")];
        for (when, older) in
            [("2027-01-11", true), ("11.01.2027", true), ("", true), ("2027-02-01", false)]
        {
            let found = fate(&ruling("both", when, "T-1"), &history, None);
            assert_eq!(is_older(&found), older, "{when}");
        }
    }

    #[test]
    fn a_choice_about_texts_that_have_changed_since_is_older() {
        let history = [ruling("product", "", "T-2")];
        let row = ruling("both", "", "T-1");
        assert!(is_older(&fate(&row, &history, Some("T-2"))));
        assert_eq!(fate(&row, &history, Some("T-1")), Fate::New);
        let both = [ruling("other", "", "T-1"), ruling("product", "", "T-2")];
        assert!(is_older(&fate(&row, &both, None)));
    }
}
