//! How many pairs of each stratum people are asked to label.

/// Labels that every stratum gets, as far as it has so many pairs: what a model says of a stratum
/// may be wrong.
const LEAST: u64 = 5;
/// A stratum counts as at least this uncertain, however sure the model is.
const DOUBT: f64 = 0.02;

/// Pairs that are sampled alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stratum {
    /// Number of pairs.
    pub pairs: u64,
    /// Mean probability that a pair is the same customer.
    pub mean_probability: f64,
}

impl Stratum {
    /// Standard deviation of "is the same customer" over the pairs, as the model sees it.
    fn deviation(self) -> f64 {
        let p = self.mean_probability.clamp(DOUBT, 1.0 - DOUBT);
        (p * (1.0 - p)).sqrt()
    }
}

/// Spreads `labels` over strata so that the estimated total of matches varies least (Neyman's
/// optimum; Cochran 1977, "Sampling techniques", section 5.5). The labels are given one by one to
/// the stratum that gains most, which is the exact optimum in whole numbers (Wright 2012, "The
/// equivalence of Neyman optimum allocation for sampling and equal proportions for apportioning
/// the U.S. House of Representatives"). No stratum gets more labels than it has pairs.
pub fn allocate(strata: &[Stratum], labels: u64) -> Vec<u64> {
    let share = labels.checked_div(strata.len() as u64).unwrap_or_default();
    let least = LEAST.min(share);
    let mut given: Vec<u64> = strata.iter().map(|stratum| stratum.pairs.min(least)).collect();
    let wanted = labels.min(strata.iter().map(|stratum| stratum.pairs).sum());
    let gain = |at: usize, given: u64| {
        let n = given as f64;
        strata[at].pairs as f64 * strata[at].deviation() / (n * (n + 1.0)).sqrt()
    };
    for _ in given.iter().sum()..wanted {
        let open = (0..strata.len()).filter(|&at| given[at] < strata[at].pairs);
        let best = open.max_by(|&one, &other| {
            gain(one, given[one]).total_cmp(&gain(other, given[other])).then(other.cmp(&one))
        });
        if let Some(best) = best {
            given[best] += 1;
        }
    }
    given
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const fn stratum(pairs: u64, mean_probability: f64) -> Stratum {
        Stratum { pairs, mean_probability }
    }

    #[test]
    fn labels_go_by_size_and_doubt() {
        // N × S: 1000 × 0.5 and 1000 × 0.3, so 5 to 3.
        assert_eq!(allocate(&[stratum(1_000, 0.5), stratum(1_000, 0.1)], 80), [50, 30]);
    }

    #[test]
    fn a_small_sure_stratum_is_still_looked_at() {
        let given = allocate(&[stratum(1_000_000, 0.5), stratum(100, 0.999), stratum(3, 0.5)], 50);
        assert_eq!(given, [42, 5, 3]);
    }

    proptest! {
        #[test]
        fn all_labels_are_given_and_none_to_a_pair_that_is_not_there(
            strata in prop::collection::vec((0_u64..300, 0.0..=1.0), 0..8),
            labels in 0_u64..600,
        ) {
            let strata: Vec<Stratum> = strata.iter().map(|&(n, p)| stratum(n, p)).collect();
            let given = allocate(&strata, labels);
            prop_assert!(given.iter().zip(&strata).all(|(n, stratum)| *n <= stratum.pairs));
            let pairs: u64 = strata.iter().map(|stratum| stratum.pairs).sum();
            prop_assert_eq!(given.iter().sum::<u64>(), labels.min(pairs));
        }
    }
}
