//! Concepts that are near each other without being one, by the groups of `data/near.txt`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

const NEAR: &str = include_str!("../data/near.txt");

/// The groups that one or several concepts are in, a bit each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Groups(u128);

impl Groups {
    /// Those of a term: none, if it is no concept or near nothing.
    pub(crate) fn of(term: &str) -> Self {
        static GROUPS: OnceLock<FxHashMap<&str, Groups>> = OnceLock::new();
        let all = GROUPS.get_or_init(|| {
            let mut all: FxHashMap<&str, Self> = FxHashMap::default();
            for (bit, group) in groups().enumerate() {
                for concept in group {
                    all.entry(concept).or_default().0 |= 1 << bit;
                }
            }
            all
        });
        all.get(term).copied().unwrap_or_default()
    }

    /// Those of both.
    pub(crate) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether both have one in common.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// The concepts of each group.
fn groups() -> impl Iterator<Item = impl Iterator<Item = &'static str>> {
    let lines = NEAR.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(':')).map(|(_, concepts)| concepts.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{OPPOSITES, is_concept};

    #[test]
    fn near_are_concepts_of_the_lexicon_and_never_opposites() {
        assert!(groups().count() <= u128::BITS as usize, "a group is a bit");
        for group in groups() {
            let group: Vec<&str> = group.collect();
            assert!(group.len() > 1, "{group:?} is alone");
            for concept in &group {
                assert!(is_concept(concept), "{concept} of {group:?} is no concept");
            }
            for (one, other) in OPPOSITES {
                assert!(!(group.contains(&one) && group.contains(&other)), "{one} / {other}");
            }
        }
    }
}
