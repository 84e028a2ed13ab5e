//! Counts errors by reason, from the kept pairs and the totals.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::reasons::{
    Agreement, Disagreement, Errors, KeptPair, Known, MissedReason, Reason, WrongReason,
    missed_reason, wrong_reason,
};
use super::unkept::{Unkept, apportion, draw};
use super::{Evaluation, PairCounts, PairTally, joint};

/// Examples that are kept of each reason.
const EXAMPLES: usize = 5;
/// Members of one group among whom examples are looked for.
const SEARCHED: usize = 100;

/// Counts errors by reason while the kept pairs go by.
pub struct ErrorCounter<'a> {
    known: Known<'a>,
    link_probability: f64,
    missed: BTreeMap<MissedReason, Tally>,
    wrong: BTreeMap<WrongReason, Tally>,
    disagreements: BTreeMap<(String, String), u64>,
    missed_and_compared: u64,
    /// Wrong pairs of one household, whatever their reason.
    housemates: Tally,
    seen: FxHashSet<(u32, u32)>,
}

#[derive(Default)]
struct Tally {
    pairs: u64,
    across_lines: u64,
    below_threshold: u64,
    examples: Vec<(u32, u32)>,
}

impl<'a> ErrorCounter<'a> {
    /// A counter for a linkage that linked pairs from `link_probability` on.
    pub fn new(known: Known<'a>, link_probability: f64) -> Self {
        Self {
            known,
            link_probability,
            missed: BTreeMap::new(),
            wrong: BTreeMap::new(),
            disagreements: BTreeMap::new(),
            missed_and_compared: 0,
            housemates: Tally::default(),
            seen: FxHashSet::default(),
        }
    }

    /// Whether the pair truly is one customer; None if the truth does not know both records.
    pub fn is_true(&self, left: u32, right: u32) -> Option<bool> {
        let truth = |record: u32| self.known.truth[record as usize];
        Some(truth(left)? == truth(right)?)
    }

    /// Whether the pair is known to be missed or wrongly linked.
    pub fn is_error(&self, left: u32, right: u32) -> bool {
        let cluster = |record: u32| self.known.cluster_of[record as usize];
        let is_found = cluster(left) == cluster(right);
        self.is_true(left, right).is_some_and(|is_true| is_true != is_found)
    }

    /// Counts a kept pair if it is an error, by what was compared; comparisons of which a value is
    /// missing must not be among `agreements`.
    pub fn visit(&mut self, pair: &KeptPair, agreements: &[Agreement<'_>]) {
        let Some(is_true) = self.is_true(pair.left, pair.right) else { return };
        if !self.is_error(pair.left, pair.right) {
            return;
        }
        let ends = (pair.left.min(pair.right), pair.left.max(pair.right));
        if !self.seen.insert(ends) {
            return;
        }
        let across = self.is_across(ends);
        let below = pair.probability < self.link_probability;
        if is_true {
            let reason = missed_reason(pair, below);
            self.missed.entry(reason).or_default().add(ends, across, below);
            self.count_disagreements(agreements);
            return;
        }
        let housemates = self.are_housemates(ends);
        if housemates {
            self.housemates.add(ends, across, below);
        }
        let reason = wrong_reason(pair, housemates, agreements, below);
        self.wrong.entry(reason).or_default().add(ends, across, below);
    }

    fn is_across(&self, (left, right): (u32, u32)) -> bool {
        self.known.line_of[left as usize] != self.known.line_of[right as usize]
    }

    fn are_housemates(&self, (left, right): (u32, u32)) -> bool {
        let household = |record: u32| self.known.household.get(record as usize).copied().flatten();
        household(left).is_some() && household(left) == household(right)
    }

    fn count_disagreements(&mut self, agreements: &[Agreement<'_>]) {
        if agreements.is_empty() {
            return;
        }
        self.missed_and_compared += 1;
        for agreement in agreements.iter().filter(|agreement| agreement.match_weight < 0.0) {
            let level = (agreement.comparison.to_owned(), agreement.level.to_owned());
            *self.disagreements.entry(level).or_default() += 1;
        }
    }

    /// The missed pairs of which linkage kept nothing, at most so many of them. All kept pairs must
    /// have been visited.
    pub fn unkept(&self, evaluation: &Evaluation, most: usize) -> Unkept {
        let of = self.lost(evaluation).pairs;
        if of == 0 {
            return Unkept::default();
        }
        let cluster = |record: u32| self.known.cluster_of[record as usize];
        let pairs = draw(self.known.truth, most, |left, right| {
            cluster(left) != cluster(right) && !self.seen.contains(&(left, right))
        });
        Unkept { pairs, of }
    }

    /// All errors: those visited, and those of which linkage kept nothing, which are what is left
    /// of the totals of `evaluation`. Whether the missed ones of them were compared is not told.
    pub fn finish(mut self, evaluation: &Evaluation) -> Errors {
        let lost = self.lost(evaluation);
        if lost.pairs > 0 {
            let apart = |l: usize, r: usize| self.known.cluster_of[l] != self.known.cluster_of[r];
            let examples = self.unseen(self.known.truth, apart);
            self.missed.insert(MissedReason::NotKept, Tally { examples, ..lost });
        }
        self.with_the_rest(evaluation)
    }

    /// The same, with the reason of each unkept pair ([`super::why_not_kept`]). If they are not all
    /// of them, the others are taken to be alike.
    pub fn finish_with(
        mut self,
        evaluation: &Evaluation,
        unkept: &Unkept,
        reasons: &[MissedReason],
    ) -> Errors {
        if unkept.pairs.is_empty() {
            return self.finish(evaluation);
        }
        let mut looked_at: BTreeMap<MissedReason, Tally> = BTreeMap::new();
        for (&ends, reason) in unkept.pairs.iter().zip(reasons) {
            looked_at.entry(*reason).or_default().add(ends, self.is_across(ends), true);
        }
        let lost = self.lost(evaluation);
        let counts = |of: fn(&Tally) -> u64| looked_at.values().map(of).collect::<Vec<u64>>();
        let all = counts(|tally| tally.pairs);
        // Pairs across lines and within them on their own, so that both add up.
        let divided = |total: u64, of: fn(&Tally) -> u64| {
            let counts = counts(of);
            apportion(total, if counts.iter().any(|count| *count > 0) { &counts } else { &all })
        };
        let across = divided(lost.across_lines, |tally| tally.across_lines);
        let within =
            divided(lost.pairs - lost.across_lines, |tally| tally.pairs - tally.across_lines);
        for ((reason, tally), (across_lines, within)) in
            looked_at.into_iter().zip(across.into_iter().zip(within))
        {
            let pairs = across_lines + within;
            let examples = tally.examples;
            self.missed
                .insert(reason, Tally { pairs, across_lines, below_threshold: pairs, examples });
        }
        let looked_at = unkept.pairs.len() as u64;
        let errors = self.with_the_rest(evaluation);
        Errors { looked_at: (looked_at < unkept.of).then_some(looked_at), ..errors }
    }

    /// The missed pairs that were not visited.
    fn lost(&self, evaluation: &Evaluation) -> Tally {
        let totals = [missed(evaluation.overall), missed(evaluation.cross_line)];
        rest(totals, self.missed.values())
    }

    /// All errors, once the reasons of missed pairs are complete.
    fn with_the_rest(mut self, evaluation: &Evaluation) -> Errors {
        let (all, across) = (evaluation.overall, evaluation.cross_line);
        let chained = rest([wrong(all), wrong(across)], self.wrong.values());
        if chained.pairs > 0 {
            let mates = rest(self.linked_housemates(), std::iter::once(&self.housemates));
            let others = Tally {
                pairs: chained.pairs - mates.pairs,
                across_lines: chained.across_lines - mates.across_lines,
                below_threshold: chained.pairs - mates.pairs,
                examples: self.unseen_wrong(),
            };
            for (reason, more) in [(WrongReason::Household, mates), (WrongReason::Chained, others)]
            {
                self.wrong.entry(reason).or_default().extend(more);
            }
        }
        let mut disagreements: Vec<Disagreement> = self
            .disagreements
            .into_iter()
            .map(|((comparison, level), pairs)| Disagreement { comparison, level, pairs })
            .collect();
        disagreements.sort_by_key(|found| std::cmp::Reverse(found.pairs));
        Errors {
            missed: reasons(self.missed),
            wrong: reasons(self.wrong),
            disagreements,
            missed_and_compared: self.missed_and_compared,
            looked_at: None,
        }
    }

    /// Pairs of two members of a household that are in one cluster, in all and across lines.
    fn linked_housemates(&self) -> [u64; 2] {
        let mut groups: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        let mut together: Vec<(u64, u16)> = Vec::new();
        let mut same: Vec<(u64, u16)> = Vec::new();
        for (record, household) in self.known.household.iter().enumerate() {
            let (Some(household), Some(person)) = (household, self.known.truth[record]) else {
                continue;
            };
            let next = groups.len() as u32;
            let group = (self.known.cluster_of[record], *household);
            let group = *groups.entry(group).or_insert(next);
            together.push((group.into(), self.known.line_of[record]));
            same.push((joint(group, person), self.known.line_of[record]));
        }
        let (together, same) =
            (PairTally::new(together.into_iter()), PairTally::new(same.into_iter()));
        let all = together.all - same.all;
        [all, all - (together.within - same.within)]
    }

    fn unseen_wrong(&self) -> Vec<(u32, u32)> {
        let known = self.known.cluster_of.iter().zip(self.known.truth);
        let clusters: Vec<Option<u32>> =
            known.map(|(cluster, truth)| truth.map(|_| *cluster)).collect();
        self.unseen(&clusters, |left, right| {
            self.known.truth[left] != self.known.truth[right]
                && !self.are_housemates((left as u32, right as u32))
        })
    }

    /// Some pairs of one group that are errors and were not visited.
    fn unseen(
        &self,
        group: &[Option<u32>],
        is_error: impl Fn(usize, usize) -> bool,
    ) -> Vec<(u32, u32)> {
        let mut members: Vec<(u32, u32)> =
            group.iter().zip(0..).filter_map(|(group, record)| Some(((*group)?, record))).collect();
        members.sort_unstable();
        let mut found = Vec::new();
        for group in members.chunk_by(|one, next| one.0 == next.0) {
            let group = &group[..group.len().min(SEARCHED)];
            for (at, &(_, left)) in group.iter().enumerate() {
                for &(_, right) in &group[at + 1..] {
                    if is_error(left as usize, right as usize)
                        && !self.seen.contains(&(left, right))
                    {
                        found.push((left, right));
                    }
                    if found.len() == EXAMPLES {
                        return found;
                    }
                }
            }
        }
        found
    }
}

impl Tally {
    fn add(&mut self, ends: (u32, u32), across: bool, below: bool) {
        self.extend(Self {
            pairs: 1,
            across_lines: across.into(),
            below_threshold: below.into(),
            examples: vec![ends],
        });
    }

    fn extend(&mut self, more: Self) {
        self.pairs += more.pairs;
        self.across_lines += more.across_lines;
        self.below_threshold += more.below_threshold;
        let room = EXAMPLES - self.examples.len();
        self.examples.extend(more.examples.into_iter().take(room));
    }
}

const fn missed(counts: PairCounts) -> u64 {
    counts.actual_pairs - counts.true_pairs
}

const fn wrong(counts: PairCounts) -> u64 {
    counts.found_pairs - counts.true_pairs
}

/// What is left of totals (in all, across lines) without those that were counted one by one.
fn rest<'t>([all, across]: [u64; 2], counted: impl Iterator<Item = &'t Tally>) -> Tally {
    let (pairs, across_lines) = counted
        .fold((all, across), |left, tally| (left.0 - tally.pairs, left.1 - tally.across_lines));
    Tally { pairs, across_lines, below_threshold: pairs, examples: vec![] }
}

fn reasons<R>(tallies: BTreeMap<R, Tally>) -> Vec<Reason<R>> {
    let tallies = tallies.into_iter().filter(|(_, tally)| tally.pairs > 0);
    tallies
        .map(|(reason, tally)| Reason {
            reason,
            pairs: tally.pairs,
            across_lines: tally.across_lines,
            below_threshold: tally.below_threshold,
            examples: tally.examples,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evaluate::evaluate;
    use crate::linkage::PairDecision;

    const fn kept(left: u32, right: u32, probability: f64, decision: PairDecision) -> KeptPair {
        KeptPair { left, right, probability, decision }
    }

    fn agreement(comparison: &'static str, is_full: bool, match_weight: f64) -> Agreement<'static> {
        let level = if is_full { "equal" } else { "different" };
        Agreement { comparison, level, is_full, match_weight }
    }

    /// Errors of a linkage whose link threshold is 0.5.
    fn errors(known: Known<'_>, pairs: &[(KeptPair, Vec<Agreement<'static>>)]) -> Errors {
        let mut counter = ErrorCounter::new(known, 0.5);
        for (pair, agreements) in pairs {
            counter.visit(pair, agreements);
        }
        counter.finish(&evaluate(known.cluster_of, known.truth, known.line_of))
    }

    fn count<R: Copy>(reasons: &[Reason<R>]) -> Vec<(R, u64, u64)> {
        reasons.iter().map(|r| (r.reason, r.pairs, r.across_lines)).collect()
    }

    #[test]
    fn missed_pairs_are_told_by_what_became_of_them() {
        use PairDecision::{CannotLink, Distinct, Review};
        // One customer, of whose six records each is alone; five lines.
        let known = Known {
            cluster_of: &[0, 1, 2, 3, 4],
            truth: &[Some(7); 5],
            household: &[],
            line_of: &[0, 0, 0, 0, 1],
        };
        let apart = || vec![agreement("surname", false, -4.0), agreement("phone", true, 9.0)];
        let found = errors(
            known,
            &[
                (kept(0, 1, 0.9, Review), apart()),
                (kept(0, 2, 0.3, Review), apart()),
                (kept(0, 3, 0.02, Distinct), vec![agreement("phone", false, -2.0)]),
                (kept(4, 0, 0.001, CannotLink), vec![]),
            ],
        );
        assert_eq!(
            count(&found.missed),
            [
                (MissedReason::NotKept, 6, 3),
                (MissedReason::Improbable, 1, 0),
                (MissedReason::ForReview, 1, 0),
                (MissedReason::Split, 1, 0),
                (MissedReason::Decided, 1, 1),
            ]
        );
        assert_eq!(found.missed[0].examples, [(1, 2), (1, 3), (1, 4), (2, 3), (2, 4)]);
        let levels: Vec<(&str, u64)> =
            found.disagreements.iter().map(|d| (d.comparison.as_str(), d.pairs)).collect();
        assert_eq!((levels, found.missed_and_compared), (vec![("surname", 2), ("phone", 1)], 3));
        assert_eq!(found.wrong, []);
    }

    #[test]
    fn pairs_of_which_nothing_was_kept_are_told_apart() {
        use MissedReason::{FarTooImprobable, Impossible, NeverCompared, Split};
        let known = Known {
            cluster_of: &[0, 1, 2, 3],
            truth: &[Some(7); 4],
            household: &[],
            line_of: &[0, 0, 0, 1],
        };
        let scores = evaluate(known.cluster_of, known.truth, known.line_of);
        let counter = || {
            let mut counter = ErrorCounter::new(known, 0.5);
            counter.visit(&kept(0, 1, 0.9, PairDecision::Review), &[]);
            counter
        };
        let unkept = counter().unkept(&scores, 9);
        assert_eq!(unkept.pairs, [(0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]);
        let why = [NeverCompared, Impossible, FarTooImprobable, FarTooImprobable, FarTooImprobable];
        let found = counter().finish_with(&scores, &unkept, &why);
        assert_eq!(
            count(&found.missed),
            [(Impossible, 1, 1), (NeverCompared, 1, 0), (FarTooImprobable, 3, 2), (Split, 1, 0)]
        );
        assert_eq!(found.missed[2].examples, [(1, 2), (1, 3), (2, 3)]);
        assert_eq!(found.looked_at, None);

        // Two of the five stand for all of them.
        let some = Unkept { pairs: vec![(0, 2), (0, 3)], of: 5 };
        let found = counter().finish_with(&scores, &some, &[NeverCompared, FarTooImprobable]);
        assert_eq!(
            count(&found.missed),
            [(NeverCompared, 2, 0), (FarTooImprobable, 3, 3), (Split, 1, 0)]
        );
        assert_eq!(found.looked_at, Some(2));
        assert_eq!(counter().unkept(&scores, 2).pairs.len(), 2);
    }

    #[test]
    fn wrong_pairs_are_told_by_the_first_reason_that_is_true() {
        use PairDecision::{Link, MustLink};
        // Seven customers in one cluster; the first two live together, and so do the next two, of
        // whom linkage kept nothing.
        let known = Known {
            cluster_of: &[0; 7],
            truth: &[0, 1, 2, 3, 4, 5, 6].map(Some),
            household: &[Some(8), Some(8), Some(9), Some(9), None, None, None],
            line_of: &[0, 1, 0, 1, 0, 0, 0],
        };
        let namesakes =
            || vec![agreement("given name", true, 5.0), agreement("surname", true, 6.0)];
        let contact = || vec![agreement("given name", false, -5.0), agreement("e-mail", true, 9.0)];
        let found = errors(
            known,
            &[
                (kept(0, 1, 0.9, Link), namesakes()),
                (kept(0, 4, 0.9, Link), namesakes()),
                (kept(0, 5, 0.9, Link), contact()),
                (kept(0, 6, 0.9, Link), vec![agreement("surname", true, 5.0)]),
                (kept(4, 5, 0.2, Link), vec![]),
                (kept(4, 6, 0.0, MustLink), vec![]),
            ],
        );
        assert_eq!(
            count(&found.wrong),
            [
                (WrongReason::Decided, 1, 0),
                (WrongReason::Household, 2, 2),
                (WrongReason::SameName, 1, 0),
                (WrongReason::SharedContact, 1, 0),
                (WrongReason::Chained, 15, 8),
                (WrongReason::Other, 1, 0),
            ]
        );
        assert_eq!(found.wrong[1].below_threshold, 1);
        assert_eq!(found.wrong[4].below_threshold, 15);
        assert_eq!(found.missed, []);
    }

    proptest! {
        #[test]
        fn every_error_has_one_reason_whatever_was_kept(
            records in prop::collection::vec((0_u32..4, prop::option::of(0_u32..4), prop::option::of(0_u32..2), 0_u16..2), 2..14),
            kept_of in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0.0..=1.0), 0..40),
        ) {
            let cluster_of: Vec<u32> = records.iter().map(|r| r.0).collect();
            let truth: Vec<Option<u32>> = records.iter().map(|r| r.1).collect();
            let household: Vec<Option<u32>> = records.iter().map(|r| r.2).collect();
            let line_of: Vec<u16> = records.iter().map(|r| r.3).collect();
            let known = Known { cluster_of: &cluster_of, truth: &truth, household: &household, line_of: &line_of };
            let pairs: Vec<(KeptPair, Vec<Agreement<'static>>)> = kept_of
                .iter()
                .map(|(l, r, p)| (l.index(records.len()) as u32, r.index(records.len()) as u32, *p))
                .filter(|(l, r, _)| l != r)
                .map(|(l, r, p)| (kept(l, r, p, PairDecision::Link), vec![agreement("phone", true, 1.0)]))
                .collect();
            let found = errors(known, &pairs);
            let scores = evaluate(&cluster_of, &truth, &line_of);
            let sum = |of: &[(u64, u64)]| of.iter().fold((0, 0), |s, r| (s.0 + r.0, s.1 + r.1));
            let missed_pairs: Vec<(u64, u64)> = found.missed.iter().map(|r| (r.pairs, r.across_lines)).collect();
            let wrong_pairs: Vec<(u64, u64)> = found.wrong.iter().map(|r| (r.pairs, r.across_lines)).collect();
            prop_assert_eq!(sum(&missed_pairs), (missed(scores.overall), missed(scores.cross_line)));
            prop_assert_eq!(sum(&wrong_pairs), (wrong(scores.overall), wrong(scores.cross_line)));

            let mut counter = ErrorCounter::new(known, 0.5);
            for (pair, agreements) in &pairs {
                counter.visit(pair, agreements);
            }
            let unkept = counter.unkept(&scores, 4);
            prop_assert_eq!(unkept.pairs.len() as u64, unkept.of.min(4));
            let why = [MissedReason::NeverCompared, MissedReason::FarTooImprobable].into_iter().cycle();
            let told = counter.finish_with(&scores, &unkept, &why.take(4).collect::<Vec<_>>());
            let missed_pairs: Vec<(u64, u64)> = told.missed.iter().map(|r| (r.pairs, r.across_lines)).collect();
            prop_assert_eq!(sum(&missed_pairs), (missed(scores.overall), missed(scores.cross_line)));
            prop_assert_eq!(told.looked_at.is_some(), unkept.of > 4);
        }
    }
}
