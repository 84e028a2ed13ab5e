//! Choosing blocking rules for the data at hand, under a budget of pairs.
//!
//! What a rule costs is estimated from the keys of a sample of records. What it gains is measured on
//! seeds: probable matches that share a rare key of any one atom. A seed agrees on some atoms, and a
//! rule finds it if those include all of the rule's. Rules are taken greedily by gain for their cost;
//! a match that is found already counts half for the next rule, because seeds are those matches
//! that are easiest to find, and only rules that overlap find the others. For the same reason every seed
//! stands for some matches that agree on nothing of one of its comparisons, whichever that is: were the
//! surname the only field with rare values, all seeds would agree on it, and so would all rules.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Blocking;
use super::atoms::Atom;
use super::sample::Sample;
use super::seeds::Seed;

/// Atoms in a rule, at most.
const MOST_ATOMS: usize = 3;
/// Rules in use, at most: each costs a pass over all records.
const MOST_RULES: usize = 24;
/// A single rule may take this part of the budget.
const RULE_SHARE: u64 = 4;
/// A rule that finds less than this share of the matches is not worth a look.
const LEAST_SHARE: f64 = 0.01;
/// The last rule finds one more match in so many pairs.
const PAIRS_PER_MATCH: f64 = 3_000.0;
/// What a pass over a record costs, in pairs.
const RECORD_COST: f64 = 0.4;
/// Rules whose pairs are estimated at a time.
const AT_ONCE: usize = 8;
/// To each match that is a seed there are so many that have nothing in common in a given one of its comparisons.
const DAMAGED: f64 = 0.05;
/// Probability from which a seed is held to be a match.
const SURE: f64 = 0.9;

/// Atoms that two records must both share.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// Indices of its atoms, ascending.
    pub(crate) atoms: Vec<usize>,
    /// Estimated pairs.
    pub(crate) pairs: u64,
}

impl Rule {
    /// The rule that all pairs of so many records fulfil.
    pub(crate) fn of_all_pairs(records: u32) -> Self {
        let records = u64::from(records);
        Self { atoms: Vec::new(), pairs: records * records.saturating_sub(1) / 2 }
    }

    pub(crate) fn name(&self, atoms: &[Atom]) -> String {
        if self.atoms.is_empty() {
            return "all pairs".to_owned();
        }
        self.atoms.iter().map(|&atom| atoms[atom].name.as_str()).collect::<Vec<_>>().join(" + ")
    }
}

impl Blocking<'_> {
    /// Chooses rules by what they find among the seeds, whose probabilities of being a match are
    /// given, and what they cost. `number_of` gives each record that may be drawn into the sample a
    /// number of its own.
    pub(crate) fn choose(
        &self,
        seeds: &[Seed],
        probabilities: &[f64],
        number_of: impl Fn(u32) -> Option<u64>,
    ) -> Vec<Rule> {
        let of_comparisons = self.atoms_by_comparison();
        let matches = Matches::new(seeds, probabilities, &of_comparisons);
        let passes = RECORD_COST * f64::from(self.records);
        let sample = Sample::draw(self, number_of);
        if matches.groups.is_empty() {
            return self.cheapest(&sample);
        }
        let mut chooser = Chooser {
            sample: &sample,
            candidates: self.worth_a_look(&matches, passes).into(),
            matches,
            passes,
            taken: Vec::new(),
        };
        let affordable = (self.budget / RULE_SHARE).max(1);
        while chooser.taken.len() < MOST_RULES {
            let spent: u64 = chooser.taken.iter().map(|rule| rule.pairs).sum();
            if !chooser.take(self.budget.saturating_sub(spent).min(affordable)) {
                break;
            }
        }
        let mut used = chooser.taken;
        used.sort_by(|one, other| one.pairs.cmp(&other.pairs).then(one.atoms.cmp(&other.atoms)));
        used
    }

    /// All combinations of atoms of different comparisons that find enough of the matches. With
    /// every combination, those it contains find at least as much, so each is grown from one that
    /// was worth a look.
    fn worth_a_look(&self, matches: &Matches, passes: f64) -> Vec<Candidate> {
        let least = LEAST_SHARE * matches.total();
        let rule = |(atoms, finds): (Vec<usize>, f64)| {
            let worth = finds / (finds + passes);
            Candidate { finds, atoms, pairs: None, worth, taken: 0 }
        };
        let mut all: Vec<Candidate> = Vec::new();
        let mut grown: Vec<(Vec<usize>, f64)> = vec![(Vec::new(), 0.0)];
        for _ in 0..MOST_ATOMS {
            let longer: Vec<Vec<usize>> =
                grown.iter().flat_map(|(rule, _)| self.with_one_more(rule)).collect();
            grown = longer
                .into_par_iter()
                .map(|atoms| (matches.found_by(&atoms), atoms))
                .filter(|&(finds, _)| finds >= least)
                .map(|(finds, atoms)| (atoms, finds))
                .collect();
            all.extend(grown.iter().cloned().map(rule));
        }
        all
    }

    /// Every atom alone, the cheapest first, as far as the budget reaches: where no probable match
    /// is known there is nothing to choose by. At least one.
    fn cheapest(&self, sample: &Sample) -> Vec<Rule> {
        let mut rules: Vec<Rule> = (0..self.atoms.len())
            .into_par_iter()
            .map(|atom| Rule { atoms: vec![atom], pairs: sample.pairs(&[atom]) })
            .collect();
        rules.sort_by_key(|rule| rule.pairs);
        let mut spent = 0;
        let affordable = rules.iter().take_while(|rule| {
            spent += rule.pairs;
            spent <= self.budget
        });
        let affordable = affordable.count().clamp(1, MOST_RULES);
        rules.truncate(affordable);
        rules
    }

    /// Per comparison the atoms that are made of it, also those that are made of another, too.
    fn atoms_by_comparison(&self) -> Vec<u128> {
        let mut of_comparisons = vec![0; self.comparisons.all.len()];
        for (at, atom) in self.atoms.iter().enumerate() {
            atom.of.iter().for_each(|&comparison| of_comparisons[comparison] |= 1 << at);
        }
        of_comparisons
    }

    fn with_one_more(&self, rule: &[usize]) -> impl Iterator<Item = Vec<usize>> {
        let from = rule.last().map_or(0, |last| last + 1);
        let clashes = |atom: usize| {
            let of = &self.atoms[atom].of;
            rule.iter().any(|&held| self.atoms[held].of.iter().any(|c| of.contains(c)))
        };
        let further: Vec<usize> = (from..self.atoms.len()).filter(|&atom| !clashes(atom)).collect();
        let rule = rule.to_vec();
        further.into_iter().map(move |atom| rule.iter().copied().chain([atom]).collect())
    }
}

/// Probable matches by the atoms that they agree on.
struct Matches {
    /// The atoms, how many matches agree on just these, and what finding them once more is worth.
    groups: Vec<(u128, f64, f64)>,
}

impl Matches {
    /// Matches that are like the seeds, and such as would be seeds were not one of their comparisons damaged: given
    /// the atoms that are made of each comparison.
    fn new(seeds: &[Seed], probabilities: &[f64], of_comparisons: &[u128]) -> Self {
        let mut by_atoms: FxHashMap<u128, f64> = FxHashMap::default();
        let sure = seeds.iter().zip(probabilities).filter(|&(_, &probability)| probability >= SURE);
        for (seed, probability) in sure {
            let count = seed.stands_for * probability;
            *by_atoms.entry(seed.agreeing).or_default() += count;
            for of_comparison in of_comparisons.iter().filter(|&of| seed.agreeing & of != 0) {
                *by_atoms.entry(seed.agreeing & !of_comparison).or_default() += DAMAGED * count;
            }
        }
        let mut groups: Vec<(u128, f64, f64)> =
            by_atoms.into_iter().map(|(atoms, count)| (atoms, count, count)).collect();
        groups.sort_unstable_by_key(|group| group.0);
        Self { groups }
    }

    fn total(&self) -> f64 {
        self.groups.iter().map(|group| group.1).sum()
    }

    fn found_by(&self, atoms: &[usize]) -> f64 {
        let all = mask(atoms);
        self.groups.iter().filter(|group| group.0 & all == all).map(|group| group.1).sum()
    }

    fn gain(&self, atoms: &[usize]) -> f64 {
        let all = mask(atoms);
        self.groups.iter().filter(|group| group.0 & all == all).map(|group| group.2).sum()
    }

    /// What a rule finds is worth half as much to the next.
    fn find(&mut self, rule: &Rule) {
        let all = mask(&rule.atoms);
        for group in self.groups.iter_mut().filter(|group| group.0 & all == all) {
            group.2 /= 2.0;
        }
    }
}

fn mask(atoms: &[usize]) -> u128 {
    atoms.iter().fold(0, |mask, atom| mask | 1 << atom)
}

/// A rule that may be used.
struct Candidate {
    atoms: Vec<usize>,
    /// Matches it finds, whatever else is used.
    finds: f64,
    /// Its pairs, once they are estimated.
    pairs: Option<u64>,
    /// What it gained for its cost when that was last counted. Gains only shrink as rules are taken,
    /// and a rule is taken to have no fewer pairs than it finds matches until they are estimated:
    /// so it is worth no more than this now.
    worth: f64,
    /// The rules that were taken when its worth was last counted.
    taken: usize,
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By worth; of equals the one with the lower atoms is the greater.
impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then_with(|| other.atoms.cmp(&self.atoms))
    }
}

/// Takes rules one by one, each time the one with the most gain for its cost.
///
/// Gains are counted anew, and pairs estimated, only of rules that could be the best (Minoux 1978,
/// "Accelerated greedy algorithms for maximizing submodular set functions").
struct Chooser<'a> {
    sample: &'a Sample,
    matches: Matches,
    /// What a rule costs besides its pairs.
    passes: f64,
    candidates: BinaryHeap<Candidate>,
    taken: Vec<Rule>,
}

impl Chooser<'_> {
    /// Takes the best rule of at most so many pairs; the first whatever it costs, as blocks are
    /// bounded in any case. False if none is worth it.
    fn take(&mut self, affordable: u64) -> bool {
        loop {
            let Some(best) = self.candidates.peek() else { return false };
            let (Some(pairs), true) = (best.pairs, best.taken == self.taken.len()) else {
                self.look_again();
                continue;
            };
            let first = self.taken.is_empty();
            if !first && best.worth * PAIRS_PER_MATCH < 1.0 {
                return false;
            }
            // What is too much now will be so later.
            let best = self.candidates.pop().filter(|_| first || pairs <= affordable);
            if let Some(Candidate { atoms, .. }) = best {
                let rule = Rule { atoms, pairs };
                self.matches.find(&rule);
                self.taken.push(rule);
                return true;
            }
        }
    }

    /// Counts again what the next few are worth.
    fn look_again(&mut self) {
        let (matches, sample, taken) = (&self.matches, self.sample, self.taken.len());
        let mut some: Vec<Candidate> = (0..AT_ONCE).map_while(|_| self.candidates.pop()).collect();
        some.par_iter_mut().for_each(|rule| {
            if rule.taken == taken && rule.pairs.is_none() {
                // It finds what it finds, however little the sample shows of its pairs.
                rule.pairs = Some(sample.pairs(&rule.atoms).max(rule.finds as u64));
            }
            let cost = rule.pairs.map_or(rule.finds, |pairs| pairs as f64) + self.passes;
            rule.worth = matches.gain(&rule.atoms) / cost;
            rule.taken = taken;
        });
        self.candidates.extend(some);
    }
}
