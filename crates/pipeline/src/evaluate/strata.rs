//! The groups of pairs that are sampled alike.

use sameboat_link::PairDecision;
use sameboat_link::evaluate::KeptPair;
use serde::{Serialize, Serializer};

/// A group of pairs: what became of them, and a band of their probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StratumName(usize);

/// What became of the pairs of a stratum.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Linked,
    /// In one cluster, and linkage kept nothing of the pair itself.
    LinkedByOthers,
    Review,
    Apart,
}

/// All strata: name, fate, and the least probability; those of one fate from the highest down.
const ALL: [(&str, Fate, f64); 9] = [
    ("linked 0.999 and above", Fate::Linked, 0.999),
    ("linked 0.99 to 0.999", Fate::Linked, 0.99),
    ("linked 0.9 to 0.99", Fate::Linked, 0.9),
    ("linked 0.5 to 0.9", Fate::Linked, 0.5),
    ("linked below 0.5", Fate::Linked, 0.0),
    ("linked by others only", Fate::LinkedByOthers, 0.0),
    ("review 0.5 and above", Fate::Review, 0.5),
    ("review below 0.5", Fate::Review, 0.0),
    ("just below review", Fate::Apart, 0.0),
];

/// A stratum that pairs were drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DrawnStratum {
    /// The stratum.
    pub stratum: StratumName,
    /// Pairs in it.
    pub pairs: u64,
    /// Pairs drawn from it.
    pub drawn: u64,
}

impl StratumName {
    /// All strata, those of links first.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ALL.len()).map(Self)
    }

    /// The pairs in one cluster of which linkage kept nothing.
    pub(super) fn linked_by_others() -> Self {
        Self::of_fate(Fate::LinkedByOthers, 0.0)
    }

    /// The stratum of a pair; None if people decided it, as nothing is to be learned of the engine
    /// there.
    pub(super) fn of(pair: &KeptPair) -> Option<Self> {
        let fate = match pair.decision {
            PairDecision::Link => Fate::Linked,
            PairDecision::Review => Fate::Review,
            PairDecision::Distinct => Fate::Apart,
            PairDecision::MustLink | PairDecision::CannotLink => return None,
        };
        Some(Self::of_fate(fate, pair.probability))
    }

    fn of_fate(fate: Fate, probability: f64) -> Self {
        let holds = |&(_, of, least): &(&str, Fate, f64)| of == fate && probability >= least;
        // Probabilities are not below 0, where the last stratum of each fate begins.
        Self(ALL.iter().position(holds).unwrap_or_default())
    }

    /// Reads a name.
    pub(super) fn read(name: &str) -> Option<Self> {
        ALL.iter().position(|stratum| stratum.0 == name).map(Self)
    }

    /// The name, as it stands in a sample.
    pub fn as_str(self) -> &'static str {
        ALL[self.0].0
    }

    /// Whether its pairs are in one cluster.
    pub fn is_linked(self) -> bool {
        matches!(ALL[self.0].1, Fate::Linked | Fate::LinkedByOthers)
    }
}

impl Serialize for StratumName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stratum(probability: f64, decision: PairDecision) -> Option<&'static str> {
        let pair = KeptPair { left: 0, right: 1, probability, decision };
        StratumName::of(&pair).map(StratumName::as_str)
    }

    #[test]
    fn pairs_are_grouped_by_what_became_of_them_and_their_probability() {
        assert_eq!(stratum(1.0, PairDecision::Link), Some("linked 0.999 and above"));
        assert_eq!(stratum(0.99, PairDecision::Link), Some("linked 0.99 to 0.999"));
        assert_eq!(stratum(0.2, PairDecision::Link), Some("linked below 0.5"));
        assert_eq!(stratum(0.2, PairDecision::Review), Some("review below 0.5"));
        assert_eq!(stratum(0.02, PairDecision::Distinct), Some("just below review"));
        assert_eq!(stratum(0.2, PairDecision::MustLink), None);
    }

    #[test]
    fn every_name_can_be_read_back() {
        assert!(StratumName::all().all(|name| StratumName::read(name.as_str()) == Some(name)));
        assert_eq!(StratumName::read("linked"), None);
    }
}
