//! What a labelled sample of pairs tells about all of them: shares with 95 % intervals.
//!
//! The sample is stratified, as right and wrong pairs are spread so unevenly that a plain one of
//! any affordable size would hold next to no errors (Marchant and Rubinstein 2017, "In search of
//! an entity resolution OASIS", section 2). An estimate is the stratified mean (Cochran 1977,
//! "Sampling techniques", section 5.3). The textbook variance of it is zero where all labels of a
//! stratum agree, which is the usual case here; so each stratum gets the exact interval of a sample
//! without replacement ([`LabelledStratum::share`]), and the intervals are put together by the
//! method of variance estimates recovery (Zou and Donner 2008, "Construction of confidence limits
//! about effect measures: a general approach"). Distances are put together in squares as far as they
//! are a matter of chance; what nobody was asked about is not, so that strata without any label
//! widen an interval by all of their pairs.

use serde::{Deserialize, Serialize};

/// Probability that the truth lies below an interval, and that it lies above: 5 % together.
const TAIL: f64 = 0.025;

/// Pairs that were sampled alike, and what people said of the sampled ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct LabelledStratum {
    /// Pairs in the stratum.
    pub pairs: u64,
    /// Pairs of them that were labelled as the same customer or as two; not more than `pairs`.
    pub labelled: u64,
    /// Pairs of those that are the same customer.
    pub same: u64,
}

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The share, 0 to 1.
    pub value: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl LabelledStratum {
    /// The share of the stratum's pairs that are the same customer, with the interval of Clopper
    /// and Pearson (1934) for a finite number of pairs (Wright 1991, "Exact confidence bounds when
    /// sampling from small finite universes"): all numbers of matches of which as many among the
    /// labelled, or as few, have a probability above 2.5 %. Wilson's interval is shorter and holds
    /// the truth too seldom where nearly all pairs match. Without any label nothing is known, 0
    /// to 1; with all of them everything.
    pub fn share(self) -> Estimate {
        if self.labelled == 0 {
            return Estimate { value: 0.5, low: 0.0, high: 1.0 };
        }
        let value = self.same as f64 / self.labelled as f64;
        let share = |matches: u64| matches as f64 / self.pairs as f64;
        let others = Self { same: self.labelled - self.same, ..self };
        Estimate {
            value,
            low: share(self.fewest_matches()).min(value),
            high: (1.0 - share(others.fewest_matches())).max(value),
        }
    }

    /// The fewest matches that the stratum can hold: with fewer, so many among the labelled would
    /// have a probability of at most [`TAIL`].
    fn fewest_matches(self) -> u64 {
        let (mut fewest, mut enough) = (self.same, self.pairs - (self.labelled - self.same));
        while fewest < enough {
            let middle = fewest.midpoint(enough);
            if self.at_least(middle) > TAIL {
                enough = middle;
            } else {
                fewest = middle + 1;
            }
        }
        enough
    }

    /// Probability of at least `same` among the labelled if there are so many matches: the tail of
    /// the hypergeometric distribution, summed on the side of it that is away from the mode.
    fn at_least(self, matches: u64) -> f64 {
        let [all, matches, labelled, same] =
            [self.pairs, matches, self.labelled, self.same].map(|n| n as f64);
        if same <= 0.0 {
            return 1.0;
        }
        if same * all > labelled * matches {
            let more = |k: f64| {
                (matches - k) * (labelled - k) / ((k + 1.0) * (all - matches - labelled + k + 1.0))
            };
            tail(self.probability(matches as u64, self.same), same, 1.0, more)
        } else {
            let fewer = |k: f64| {
                k * (all - matches - labelled + k) / ((matches - k + 1.0) * (labelled - k + 1.0))
            };
            1.0 - tail(self.probability(matches as u64, self.same - 1), same - 1.0, -1.0, fewer)
        }
    }

    /// Probability of exactly `same` among the labelled if there are so many matches.
    fn probability(self, matches: u64, same: u64) -> f64 {
        let others = self.pairs - matches;
        let different = self.labelled - same;
        if same > matches || different > others {
            return 0.0;
        }
        // ln of n (n - 1) … (n - k + 1).
        let falling = |n: u64, k: u64| (0..k).map(|taken| ((n - taken) as f64).ln()).sum::<f64>();
        let choices = falling(self.labelled, same) - falling(same, same);
        (choices + falling(matches, same) + falling(others, different)
            - falling(self.pairs, self.labelled))
        .exp()
    }

    /// Pairs that are the same customer, and how far they may lie below and above.
    fn matches(self) -> Matches {
        let (pairs, share) = (self.pairs as f64, self.share());
        if self.labelled == 0 {
            let value = pairs * share.value;
            return Matches { value, below: 0.0, above: 0.0, unknown: value };
        }
        Matches {
            value: pairs * share.value,
            below: (pairs * (share.value - share.low)).powi(2),
            above: (pairs * (share.high - share.value)).powi(2),
            unknown: 0.0,
        }
    }
}

/// The sum of probabilities from that of `count` on, each `ratio(count)` of the one before.
fn tail(first: f64, count: f64, step: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let (mut sum, mut term, mut count) = (0.0, first, count);
    while term > sum * f64::EPSILON {
        sum += term;
        term *= ratio(count);
        count += step;
    }
    sum
}

/// An estimated number of pairs with the squared distances of its interval's ends, and how many
/// more or less there may be where nothing is known.
#[derive(Clone, Copy)]
struct Matches {
    value: f64,
    below: f64,
    above: f64,
    unknown: f64,
}

fn total(strata: &[LabelledStratum]) -> Matches {
    let none = Matches { value: 0.0, below: 0.0, above: 0.0, unknown: 0.0 };
    strata.iter().map(|stratum| stratum.matches()).fold(none, |sum, more| Matches {
        value: sum.value + more.value,
        below: sum.below + more.below,
        above: sum.above + more.above,
        unknown: sum.unknown + more.unknown,
    })
}

/// The share of all pairs of these strata that are the same customer; of linked pairs it is the
/// precision. None if there is no pair.
pub fn estimate_share(strata: &[LabelledStratum]) -> Option<Estimate> {
    let pairs: u64 = strata.iter().map(|stratum| stratum.pairs).sum();
    if pairs == 0 {
        return None;
    }
    let (pairs, sum) = (pairs as f64, total(strata));
    let value = sum.value / pairs;
    Some(Estimate {
        value,
        low: (value - (sum.below.sqrt() + sum.unknown) / pairs).max(0.0),
        high: (value + (sum.above.sqrt() + sum.unknown) / pairs).min(1.0),
    })
}

/// The share of the pairs of the same customer that are linked, of those in `linked` and `apart`
/// together: the recall among compared pairs. None if there is no pair.
///
/// The interval holds every share `r` for which `(1 - r)` of the linked matches and `r` of the
/// others may be equal, with the interval of that difference put together as of a sum: the ratio of
/// Donner and Zou (2012), "Closed-form confidence intervals for functions of the normal mean and
/// standard deviation", found by bisection so that totals of zero need no cases of their own.
pub fn estimate_recall(linked: &[LabelledStratum], apart: &[LabelledStratum]) -> Option<Estimate> {
    if linked.iter().chain(apart).all(|stratum| stratum.pairs == 0) {
        return None;
    }
    let (found, missed) = (total(linked), total(apart));
    let all = found.value + missed.value;
    let value = if all > 0.0 { found.value / all } else { 1.0 };
    let difference = |r: f64, unknown: f64| {
        (1.0 - r) * (found.value + unknown * found.unknown)
            - r * (missed.value - unknown * missed.unknown)
    };
    let reach =
        |r: f64, below: f64, above: f64| ((1.0 - r) * (1.0 - r) * below + r * r * above).sqrt();
    let is_too_low = |r: f64| difference(r, -1.0) - reach(r, found.below, missed.above) > 0.0;
    let is_possible = |r: f64| difference(r, 1.0) + reach(r, found.above, missed.below) >= 0.0;
    Some(Estimate {
        value,
        low: last_where(0.0, value, is_too_low),
        high: last_where(value, 1.0, is_possible),
    })
}

/// The point between `from` and `to` up to which `holds` is true, to the last bits: `from` if it
/// is true nowhere, `to` if everywhere.
fn last_where(from: f64, to: f64, holds: impl Fn(f64) -> bool) -> f64 {
    if holds(to) {
        return to;
    }
    let (mut yes, mut no) = (from, to);
    for _ in 0..60 {
        let middle = f64::midpoint(yes, no);
        if holds(middle) { yes = middle } else { no = middle }
    }
    yes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rustc_hash::FxHashMap;

    use super::*;
    use crate::hash::mix;

    const fn stratum(pairs: u64, labelled: u64, same: u64) -> LabelledStratum {
        LabelledStratum { pairs, labelled, same }
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 5e-4
    }

    #[test]
    fn a_single_large_stratum_has_the_interval_that_the_tables_give() {
        // 8 of 10: 0.4439 to 0.9748 (Clopper and Pearson 1934).
        let share = estimate_share(&[stratum(100_000_000, 10, 8)]).unwrap();
        assert!(near(share.value, 0.8) && near(share.low, 0.4439) && near(share.high, 0.9748));
    }

    #[test]
    fn a_small_stratum_has_the_interval_that_counting_gives() {
        // 3 matches among 4 of 10 pairs. With M matches, C(M,3) C(10-M,1) + C(M,4) of C(10,4) = 210
        // samples hold 3 or more: 7 for M = 3, which is 3.3 %. At most 3 are in all but C(M,4): with
        // M = 9, of 126, in 84, which is 40 %; 10 matches would leave no pair that differs.
        let share = stratum(10, 4, 3).share();
        assert!(near(share.low, 0.3) && near(share.high, 0.9), "{share:?}");
    }

    #[test]
    fn strata_count_by_their_pairs_and_distances_add_up_in_squares() {
        let strata = [stratum(900, 50, 50), stratum(100, 50, 25)];
        let (sure, unsure) = (strata[0].share(), strata[1].share());
        let whole = estimate_share(&strata).unwrap();
        assert!(near(whole.value, 0.9 * 1.0 + 0.1 * 0.5));
        let below = ((0.9 * (1.0 - sure.low)).powi(2) + (0.1 * (0.5 - unsure.low)).powi(2)).sqrt();
        assert!(near(whole.low, 0.95 - below), "{whole:?}");
        assert!(near(whole.high, 0.95 + 0.1 * (unsure.high - 0.5)), "{whole:?}");
    }

    #[test]
    fn a_stratum_labelled_to_the_last_pair_leaves_no_doubt() {
        let share = estimate_share(&[stratum(20, 20, 19)]).unwrap();
        assert_eq!((share.value, share.low, share.high), (0.95, 0.95, 0.95));
        let recall = estimate_recall(&[stratum(20, 20, 18)], &[stratum(5, 5, 2)]).unwrap();
        assert!(near(recall.value, 0.9) && near(recall.low, 0.9) && near(recall.high, 0.9));
    }

    #[test]
    fn recall_is_as_the_closed_form_says() {
        // Donner and Zou (2012): limits of missed/found, turned into found/(found + missed).
        let (linked, apart) = ([stratum(1000, 80, 76)], [stratum(500, 60, 6)]);
        let (found, missed) = (total(&linked), total(&apart));
        let ends = |sum: Matches| (sum.value - sum.below.sqrt(), sum.value + sum.above.sqrt());
        let ((a, b), (l2, u2), (l1, u1)) = ((missed.value, found.value), ends(found), ends(missed));
        let product = a * b;
        let root = |end1: f64, end2: f64| {
            (product * product - end1 * end2 * (2.0 * a - end1) * (2.0 * b - end2)).sqrt()
        };
        let least = (product - root(l1, u2)) / (u2 * (2.0 * b - u2));
        let most = (product + root(u1, l2)) / (l2 * (2.0 * b - l2));
        let recall = estimate_recall(&linked, &apart).unwrap();
        assert!((recall.low - 1.0 / (1.0 + most)).abs() < 1e-9, "{recall:?}");
        assert!((recall.high - 1.0 / (1.0 + least)).abs() < 1e-9, "{recall:?}");
    }

    #[test]
    fn what_nobody_was_asked_about_widens_an_interval_by_all_of_it() {
        // 60 of 100 linked pairs are known; none, or all, of the others may match.
        let linked = [stratum(60, 60, 54), stratum(20, 0, 0), stratum(20, 0, 0)];
        let share = estimate_share(&linked).unwrap();
        assert!(near(share.value, 0.74) && near(share.low, 0.54) && near(share.high, 0.94));
        // 54 to 94 matches found, 5 to 15 missed.
        let apart = [stratum(50, 50, 5), stratum(10, 0, 0)];
        let recall = estimate_recall(&linked, &apart).unwrap();
        assert!(near(recall.low, 54.0 / 69.0) && near(recall.high, 94.0 / 99.0), "{recall:?}");
    }

    #[test]
    fn without_labels_anything_is_possible_and_without_pairs_there_is_nothing_to_say() {
        let share = estimate_share(&[stratum(10, 0, 0)]).unwrap();
        assert_eq!((share.low, share.high), (0.0, 1.0));
        assert_eq!(estimate_share(&[]), None);
        assert_eq!(estimate_recall(&[], &[stratum(0, 0, 0)]), None);
        let nothing_found = estimate_recall(&[stratum(9, 3, 0)], &[stratum(9, 3, 0)]).unwrap();
        assert_eq!((nothing_found.low, nothing_found.value), (0.0, 1.0));
    }

    fn strata() -> impl Strategy<Value = Vec<LabelledStratum>> {
        let one = (1_u64..5_000, 0.0..=1.0, 0.0..=1.0).prop_map(|(pairs, labelled, same)| {
            let labelled = (pairs as f64 * labelled) as u64;
            stratum(pairs, labelled, (labelled as f64 * same) as u64)
        });
        prop::collection::vec(one, 1..6)
    }

    proptest! {
        #[test]
        fn an_interval_is_of_shares_and_holds_its_estimate(
            linked in strata(),
            apart in strata(),
        ) {
            for estimate in [estimate_share(&linked), estimate_recall(&linked, &apart)] {
                let Estimate { value, low, high } = estimate.unwrap();
                prop_assert!(0.0 <= low && low <= value && value <= high && high <= 1.0);
            }
        }
    }

    /// Labels so many pairs of a stratum in which the first `matches` are the same customer.
    fn label(pairs: u64, matches: u64, labelled: u64, seed: &mut u64) -> LabelledStratum {
        let mut moved: FxHashMap<u64, u64> = FxHashMap::default();
        let mut same = 0;
        for place in 0..labelled {
            *seed = mix(*seed);
            let other = place + *seed % (pairs - place);
            let drawn = moved.get(&other).copied().unwrap_or(other);
            let here = moved.get(&place).copied().unwrap_or(place);
            moved.insert(other, here);
            same += u64::from(drawn < matches);
        }
        stratum(pairs, labelled, same)
    }

    #[test]
    fn nineteen_of_twenty_intervals_hold_the_truth() {
        // Pairs, matches and labels per stratum, as in a linkage of 10,000 records.
        const LINKED: [(u64, u64, u64); 4] =
            [(3_200, 3_198, 40), (400, 390, 30), (120, 100, 20), (40, 24, 10)];
        const APART: [(u64, u64, u64); 3] = [(20, 9, 20), (80, 12, 40), (150, 3, 40)];
        const ROUNDS: u64 = 1_000;
        let count = |strata: &[(u64, u64, u64)]| {
            strata.iter().fold((0, 0), |sum, s| (sum.0 + s.0, sum.1 + s.1))
        };
        let ((pairs, found), (_, missed)) = (count(&LINKED), count(&APART));
        let precision = found as f64 / pairs as f64;
        let recall = found as f64 / (found + missed) as f64;
        let mut seed = 7;
        let mut hits = [0, 0];
        for _ in 0..ROUNDS {
            let mut draw = |strata: &[(u64, u64, u64)]| -> Vec<LabelledStratum> {
                strata.iter().map(|&(n, m, l)| label(n, m, l, &mut seed)).collect()
            };
            let (linked, apart) = (draw(&LINKED), draw(&APART));
            let holds = |e: Estimate, truth: f64| u64::from(e.low <= truth && truth <= e.high);
            hits[0] += holds(estimate_share(&linked).unwrap(), precision);
            hits[1] += holds(estimate_recall(&linked, &apart).unwrap(), recall);
        }
        for hits in hits {
            let coverage = hits as f64 / ROUNDS as f64;
            assert!(coverage >= 0.95, "{coverage}");
        }
    }
}
