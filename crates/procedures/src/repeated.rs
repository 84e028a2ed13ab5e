//! Procedures that one line has twice.

use std::collections::BTreeMap;

use crate::catalogue::{Catalogue, Procedure};
use crate::text::folded;

/// Two procedures of one line that are likely one, or one that is written down twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated {
    /// Index of the procedure.
    pub first: usize,
    /// Index of the other one; the same as `first` if its steps are given twice.
    pub second: usize,
    /// What they share, in words.
    pub why: &'static str,
}

impl Catalogue {
    /// Procedures that stand in the catalogue twice: of the same title or the same steps, or with every
    /// step twice. Each procedure is told with the first one that it repeats.
    pub fn repeated(&self) -> Vec<Repeated> {
        let mut titles: BTreeMap<String, usize> = BTreeMap::new();
        let mut texts: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        let mut found = Vec::new();
        for (index, procedure) in self.procedures.iter().enumerate() {
            let steps = actions(procedure);
            if is_doubled(&steps) {
                let why = "every step of it is given twice";
                found.push(Repeated { first: index, second: index, why });
            }
            let by_title = *titles.entry(folded(&procedure.title)).or_insert(index);
            let by_steps =
                if steps.len() > 1 { *texts.entry(steps).or_insert(index) } else { index };
            let told =
                [(by_title, "they have the same title"), (by_steps, "they have the same steps")];
            let first = told.into_iter().find(|(first, _)| *first != index);
            found.extend(first.map(|(first, why)| Repeated { first, second: index, why }));
        }
        found
    }
}

fn actions(procedure: &Procedure) -> Vec<String> {
    procedure.steps.iter().map(|step| folded(&step.action)).collect()
}

fn is_doubled(steps: &[String]) -> bool {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for step in steps {
        *counts.entry(step).or_default() += 1;
    }
    counts.len() > 1 && counts.values().all(|count| *count > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Step;

    fn procedure(title: &str, actions: &[&str]) -> Procedure {
        let step = |action: &&str| Step { action: (*action).to_owned(), ..Step::default() };
        Procedure {
            title: title.to_owned(),
            steps: actions.iter().map(step).collect(),
            ..Procedure::default()
        }
    }

    #[test]
    fn a_title_or_all_steps_that_come_again_are_told() {
        let procedures = vec![
            procedure("Complaint", &["Listen", "Close"]),
            procedure("Grievance", &["listen", "close"]),
            procedure("complaint", &["Call", "Listen"]),
            procedure("Refund", &["Check", "Check", "Pay", "Pay"]),
            procedure("Reminder", &["Call", "Note", "Call"]),
        ];
        let catalogue = Catalogue { line: "product".to_owned(), procedures };
        let found: Vec<(usize, usize)> =
            catalogue.repeated().iter().map(|found| (found.first, found.second)).collect();
        assert_eq!(found, [(0, 1), (0, 2), (3, 3)]);
    }
}
