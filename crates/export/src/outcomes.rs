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
}

impl Outcomes {
    /// Counts a contact that went out.
    pub(crate) fn count(&mut self, contact: &Contact) {
        let outcome = contact.outcome.trim();
        let key = (Some(outcome.to_owned()), contact.progress, contact.is_understood);
        let may_be_told =
            is_status(outcome) && (self.said.len() < MOST || self.said.contains_key(&key));
        let key = if may_be_told { key } else { (None, key.1, key.2) };
        *self.said.entry(key).or_default() += 1;
    }

    /// Enters all into the manifest, and warns of what was not understood and taken for over.
    pub(crate) fn tell(self, store: &Store, manifest: &mut Manifest) -> Result<(), StoreError> {
        let totals = self.totals(is_open_to_all(store)?);
        manifest.warnings.extend(totals.iter().filter_map(warning));
        manifest.contact_outcomes = totals;
        Ok(())
    }

    /// The most frequent outcomes, and at the end the sums of the others. Only sums where outcomes
    /// must not be shown.
    fn totals(self, may_be_shown: bool) -> Vec<OutcomeTotal> {
        let mut listed: Vec<OutcomeTotal> = Vec::new();
        let mut others: BTreeMap<(Progress, bool), u64> = BTreeMap::new();
        let mut said: Vec<_> = self.said.into_iter().collect();
        // Stable: equally frequent ones stay in the order of their texts.
        said.sort_by_key(|(_, contacts)| std::cmp::Reverse(*contacts));
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

/// What a person should know of an outcome: that it may have closed what is open.
fn warning(total: &OutcomeTotal) -> Option<String> {
    let may_be_wrong = !total.understood && total.taken_for == Progress::Over;
    may_be_wrong.then(|| {
        let contacts = match total.contacts {
            1 => "1 contact".to_owned(),
            many => format!("{many} contacts"),
        };
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
