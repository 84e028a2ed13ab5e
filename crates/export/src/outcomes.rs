//! What an export tells about the outcomes of contacts: how often each was said, and what it was taken
//! for. One that nobody understands may close a case that is open, so it is a warning.

use std::collections::BTreeMap;

use sameboat_model::{Entity, Sensitivity};
use sameboat_normalize::outcomes::{FEWEST, LISTED, is_status};
use sameboat_store::{Store, StoreError, params};

use crate::contact::Contact;
use crate::manifest::{Manifest, OutcomeTotal};
use crate::progress::Progress;

/// Different outcomes that are told apart. A column with more is one of notes.
const MOST: usize = 10_000;

/// How contacts went out, by what they say; `None` for notes.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    said: BTreeMap<(Option<String>, Progress, bool), u64>,
    /// Contacts with outcomes that are too many to be told apart.
    beyond: u64,
}

impl Outcomes {
    /// Counts a contact that went out.
    pub(crate) fn count(&mut self, contact: &Contact) {
        let outcome = contact.outcome.trim();
        let key = (Some(outcome.to_owned()), contact.progress, contact.is_understood);
        let is_status = is_status(outcome);
        let may_be_told = is_status && (self.said.len() < MOST || self.said.contains_key(&key));
        self.beyond += u64::from(is_status && !may_be_told);
        let key = if may_be_told { key } else { (None, key.1, key.2) };
        *self.said.entry(key).or_default() += 1;
    }

    /// Enters all into the manifest, and warns of what was not understood and taken for over.
    pub(crate) fn tell(self, store: &Store, manifest: &mut Manifest) -> Result<(), StoreError> {
        manifest.outcomes_not_told_apart = self.beyond;
        manifest.warnings.extend(self.warning_of_those_beyond());
        let totals = self.totals(is_open_to_all(store)?);
        manifest.warnings.extend(totals.iter().filter_map(warning));
        manifest.contact_outcomes = totals;
        Ok(())
    }

    fn warning_of_those_beyond(&self) -> Option<String> {
        let contacts = contacts(self.beyond);
        (self.beyond > 0).then(|| {
            format!(
                "{contacts} with outcomes beyond {MOST} different ones, which are not told apart"
            )
        })
    }

    /// The most frequent outcomes, those first that may have closed what is open, and at the end the sums of
    /// the others. Only sums where outcomes must not be shown.
    fn totals(self, may_be_shown: bool) -> Vec<OutcomeTotal> {
        let mut listed: Vec<OutcomeTotal> = Vec::new();
        let mut others: BTreeMap<(Progress, bool), u64> = BTreeMap::new();
        let mut said: Vec<_> = self.said.into_iter().collect();
        // Stable: equally frequent ones stay in the order of their texts.
        said.sort_by_key(|((_, taken_for, understood), contacts)| {
            (!may_be_wrong(*taken_for, *understood), std::cmp::Reverse(*contacts))
        });
        for ((outcome, taken_for, understood), contacts) in said {
            let is_empty = outcome.as_deref() == Some("");
            let is_frequent = contacts >= FEWEST && listed.len() < LISTED && may_be_shown;
            match outcome.filter(|_| is_empty || is_frequent) {
                None => *others.entry((taken_for, understood)).or_default() += contacts,
                outcome => {
                    listed.push(OutcomeTotal { outcome, taken_for, understood, contacts });
                }
            }
        }
        listed.extend(others.into_iter().map(|((taken_for, understood), contacts)| OutcomeTotal {
            outcome: None,
            taken_for,
            understood,
            contacts,
        }));
        listed
    }
}

/// Whether no source keeps its outcomes from anybody.
fn is_open_to_all(store: &Store) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM source_field WHERE entity = ? AND field = 'outcome' AND sensitivity <> ?";
    let names = params![Entity::Contact.name(), Sensitivity::Open.name()];
    let withheld: u64 = store.query_one(sql, names, |row| row.get(0))?;
    Ok(withheld == 0)
}

/// Whether an outcome may have closed what is open.
fn may_be_wrong(taken_for: Progress, understood: bool) -> bool {
    !understood && taken_for == Progress::Over
}

fn contacts(count: u64) -> String {
    if count == 1 { "1 contact".to_owned() } else { format!("{count} contacts") }
}

/// What a person should know of an outcome: that it may have closed what is open.
fn warning(total: &OutcomeTotal) -> Option<String> {
    may_be_wrong(total.taken_for, total.understood).then(|| {
        let contacts = contacts(total.contacts);
        match &total.outcome {
            Some(outcome) => format!(
                "{contacts} with the outcome `{outcome}`: taken for over; give it a meaning in the \
                 mapping's lookup"
            ),
            None => {
                format!("{contacts} with other outcomes that are not understood: taken for over")
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(said: &[(&str, u64)], may_be_shown: bool) -> Vec<(Option<String>, u64)> {
        let mut outcomes = Outcomes::default();
        for (outcome, contacts) in said {
            let mut contact = Contact::default();
            (*outcome).clone_into(&mut contact.outcome);
            (0..*contacts).for_each(|_| outcomes.count(&contact));
        }
        let all = said.iter().map(|(_, contacts)| contacts).sum::<u64>();
        let totals = outcomes.totals(may_be_shown);
        assert_eq!(totals.iter().map(|total| total.contacts).sum::<u64>(), all);
        totals.into_iter().map(|total| (total.outcome, total.contacts)).collect()
    }

    #[test]
    fn what_few_say_and_what_is_a_note_is_only_counted() {
        let note = "Mrs Berg of 12 Mill Lane rang twice about it";
        let said = [("10", 9), ("resolved", 5), ("", 1), ("Berg rang", 2), (note, 7)];
        let some = |outcome: &str, contacts| (Some(outcome.to_owned()), contacts);
        assert_eq!(told(&said, true), [some("10", 9), some("resolved", 5), some("", 1), (None, 9)]);
        assert_eq!(told(&said, false), [some("", 1), (None, 23)]);
    }

    #[test]
    fn only_so_many_outcomes_are_listed() {
        let codes: Vec<String> = (100..130).map(|code| code.to_string()).collect();
        let said: Vec<(&str, u64)> = codes.iter().map(|code| (code.as_str(), 3)).collect();
        let told = told(&said, true);
        assert_eq!((told.len(), told.last()), (LISTED + 1, Some(&(None, 30))));
    }

    #[test]
    fn what_is_not_understood_and_taken_for_over_is_listed_first() {
        let mut outcomes = Outcomes::default();
        let known: Vec<String> = (100..130).map(|code| code.to_string()).collect();
        let mut count = |outcome: &str, is_understood, times| {
            let mut contact = Contact::default();
            outcome.clone_into(&mut contact.outcome);
            contact.is_understood = is_understood;
            (0..times).for_each(|_| outcomes.count(&contact));
        };
        for outcome in &known {
            count(outcome, true, 27);
        }
        count("vm", false, 4);
        count("Frau Berg rang", false, 9);
        let totals = outcomes.totals(true);
        assert_eq!(totals[0].outcome.as_deref(), Some("vm"));
        let warned: Vec<String> = totals.iter().filter_map(warning).collect();
        assert!(warned[0].starts_with("4 contacts with the outcome `vm`"), "{warned:?}");
        assert!(warned[1].starts_with("9 contacts with other outcomes"), "{warned:?}");
        assert_eq!((warned.len(), totals.len()), (2, LISTED + 2));
    }

    #[test]
    fn outcomes_that_are_too_many_are_told_as_a_number() {
        let mut outcomes = Outcomes::default();
        for number in 0..MOST + 7 {
            let mut contact = Contact::default();
            contact.outcome = number.to_string();
            outcomes.count(&contact);
        }
        assert_eq!(outcomes.beyond, 7);
        assert_eq!(
            outcomes.warning_of_those_beyond().unwrap(),
            "7 contacts with outcomes beyond 10000 different ones, which are not told apart"
        );
        assert_eq!(Outcomes::default().warning_of_those_beyond(), None);
    }

    #[test]
    fn only_what_may_have_closed_an_open_contact_is_warned_of() {
        let total = |understood, taken_for| OutcomeTotal {
            outcome: Some("10".into()),
            taken_for,
            understood,
            contacts: 25,
        };
        assert_eq!(
            warning(&total(false, Progress::Over)).unwrap(),
            "25 contacts with the outcome `10`: taken for over; give it a meaning in the mapping's lookup"
        );
        assert_eq!(warning(&total(true, Progress::Over)), None);
        assert_eq!(warning(&total(false, Progress::Open)), None);
    }
}
