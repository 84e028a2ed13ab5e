//! Reading back why a pair scored as it did.

use std::collections::BTreeMap;

use sameboat_link::evaluate::Agreement;
use sameboat_link::{Explainer, Model, ScoredPair};
use sameboat_store::{Store, StoreError};

/// The comparisons of a model, each with its levels from full agreement down.
pub(super) struct Vocabulary(BTreeMap<String, Vec<String>>);

impl Vocabulary {
    /// Reads the model of a run.
    pub(super) fn read(store: &Store) -> Result<Self, StoreError> {
        let mut levels: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let sql = "SELECT comparison, level FROM link_parameter ORDER BY comparison, position";
        for (comparison, level) in store.query(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))? {
            levels.entry(comparison).or_default().push(level);
        }
        Ok(Self(levels))
    }

    /// Reads a pair's evidence, such as `given name equal +8.1; birth date different -9.2`.
    pub(super) fn agreements<'e>(&self, evidence: &'e str) -> Vec<Agreement<'e>> {
        evidence.split("; ").filter_map(|part| self.agreement(part)).collect()
    }

    /// Names have blanks in them, so that only the model tells where a level begins.
    fn agreement<'e>(&self, part: &'e str) -> Option<Agreement<'e>> {
        let (names, weight) = part.rsplit_once(' ')?;
        let match_weight = weight.parse().ok()?;
        self.0.iter().find_map(|(comparison, levels)| {
            let level = names.strip_prefix(comparison.as_str())?.strip_prefix(' ')?;
            let place = levels.iter().position(|known| known == level)?;
            let comparison = &names[..comparison.len()];
            Some(Agreement { comparison, level, is_full: place == 0, match_weight })
        })
    }
}

/// What each comparison of a linkage in memory says about a pair.
pub(super) fn explained<T>(
    model: &Model,
    explainer: &Explainer<'_>,
    pair: &ScoredPair,
    read: impl FnOnce(Vec<Agreement<'_>>) -> T,
) -> T {
    let evidence = explainer.explain(pair);
    let compared = evidence.iter().zip(&model.comparisons);
    let agreements = compared
        .filter(|(found, _)| found.level != "missing")
        .map(|(found, comparison)| Agreement {
            comparison: &found.comparison,
            level: &found.level,
            is_full: comparison.levels.first().is_some_and(|level| level.name == found.level),
            match_weight: found.match_weight,
        })
        .collect();
    read(agreements)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let levels = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Vocabulary(BTreeMap::from([
            ("name".into(), levels(&["equal", "of birth equal"])),
            ("name of birth".into(), levels(&["equal", "one letter apart, but both common"])),
        ]))
    }

    #[test]
    fn evidence_is_read_by_the_names_of_the_model() {
        let text = "name equal +8.1; name of birth one letter apart, but both common -0.3";
        let read = vocabulary().agreements(text);
        assert_eq!(
            read,
            [
                Agreement { comparison: "name", level: "equal", is_full: true, match_weight: 8.1 },
                Agreement {
                    comparison: "name of birth",
                    level: "one letter apart, but both common",
                    is_full: false,
                    match_weight: -0.3
                },
            ]
        );
    }

    #[test]
    fn evidence_of_no_comparison_is_empty() {
        assert_eq!(vocabulary().agreements(""), []);
    }
}
