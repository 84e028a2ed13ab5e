//! Lists of things (products, publications, songs) of several sources, rather than of customers.
//!
//! Of people something personal tells who is who, and bounds what training may take for one customer. Things
//! have only texts and numbers, and most of what two of them share is their kind: a hundred refrigerators of one
//! brand are a greater regularity than each one's second record, and expectation–maximisation over all candidates
//! finds that. But no two of a kind are nearer to each other than a thing is to itself. So the model learns from the
//! pairs across sources in which each record is the other's nearest by the model before, beginning with general
//! knowledge; and a source that holds every thing once, as catalogues do, never has two records of one.
//!
//! Whether a source does is seen from what its records are nearest to elsewhere: two records of one thing have
//! the same nearest record in another source, two things of a kind have two.

use rayon::prelude::*;

use super::{Linker, count_patterns};
use crate::block::Blocks;
use crate::compare::{Comparisons, Values};
use crate::linkage::Pattern;
use crate::model::Model;
use crate::records::Decisions;
use crate::scorer::Scorer;
use crate::train::{self, Sample};

/// How often the nearest pairs are sought anew; they hardly change after that.
const ROUNDS: usize = 3;
/// Candidate pairs looked at, about: all of them as a rule, or else a record's nearest may not be among them.
const PAIRS_OF_THINGS: u64 = 20_000_000;
/// A source repeats things if pairs of its records that share their nearest record elsewhere are at least this part
/// of its records: chance alone makes a few.
const REPEATED: f64 = 0.01;
/// A model of all candidates is at odds with itself if more than this part of the pairs that it would link within a
/// source have different partners elsewhere.
const MOST_AT_ODDS: f64 = 0.1;

/// Whether what is compared are things: texts and perhaps numbers, nothing personal.
pub(super) fn are_compared(comparisons: &Comparisons) -> bool {
    let is_text = |values: &Values| matches!(values, Values::Text(_));
    let all = &comparisons.all;
    all.iter().any(|one| is_text(&one.values))
        && all.iter().all(|one| is_text(&one.values) || matches!(one.values, Values::Number(_)))
}

/// Pairs and their patterns.
struct Compared {
    pairs: Vec<(u32, u32)>,
    patterns: Vec<Pattern>,
}

impl Compared {
    fn weights(&self, scorer: &Scorer) -> Vec<f64> {
        self.patterns.par_iter().map(|&pattern| scorer.score(pattern).match_weight).collect()
    }
}

/// The nearest record of each in another source by match weight (log2), if it is the only one.
struct Nearest(Vec<(f64, Option<u32>)>);

impl Nearest {
    fn of(pairs: &[(u32, u32)], weights: &[f64], records: u32) -> Self {
        let mut nearest = vec![(0.0, None); records as usize];
        for (&(left, right), &weight) in pairs.iter().zip(weights) {
            for (one, other) in [(left, right), (right, left)] {
                let (most, record) = &mut nearest[one as usize];
                if weight > *most {
                    (*most, *record) = (weight, Some(other));
                } else if weight >= *most {
                    *record = None;
                }
            }
        }
        Self(nearest)
    }

    /// Whether each of two records is the other's nearest.
    fn is_mutual(&self, left: u32, right: u32) -> bool {
        self.0[left as usize].1 == Some(right) && self.0[right as usize].1 == Some(left)
    }

    /// The record that a record is nearest to, if it is at least so near.
    fn within_reach(&self, record: u32, weight: f64) -> Option<u32> {
        let (most, nearest) = self.0[record as usize];
        nearest.filter(|_| most >= weight)
    }
}

/// How many pairs of one source have one partner elsewhere, and how many have two.
#[derive(Debug, Clone, Copy, Default)]
struct Partners {
    one: f64,
    two: f64,
}

impl Linker<'_> {
    /// Of pairs that share a rare key, 1 for those of two sources in which each record is the other's nearest.
    /// General knowledge of what one thing's records look like says more of which of two pairs it is than of
    /// whether it is either.
    pub(super) fn nearest_of_seeds(&self, pairs: &[(u32, u32)], scorer: &Scorer) -> Vec<f64> {
        let patterns = self.patterns(pairs);
        let weights: Vec<f64> = (pairs.iter().zip(&patterns))
            .map(|(&(left, right), &pattern)| {
                let is_across = self.possible(left, right) && self.are_across(left, right);
                if is_across { scorer.score(pattern).match_weight } else { f64::NEG_INFINITY }
            })
            .collect();
        let nearest = Nearest::of(pairs, &weights, self.count());
        let probability = |(&(left, right), pattern): (&(u32, u32), Pattern)| {
            if nearest.is_mutual(left, right) {
                1.0
            } else if self.possible(left, right) {
                scorer.score(pattern).same
            } else {
                0.0
            }
        };
        pairs.iter().zip(patterns).map(probability).collect()
    }

    fn are_across(&self, left: u32, right: u32) -> bool {
        self.origins[left as usize].source != self.origins[right as usize].source
    }

    /// Learns a model of things, and which sources hold each once.
    pub(super) fn model_of_things(
        &mut self,
        blocks: &Blocks,
        random: &[(u32, u32)],
        decisions: &Decisions,
    ) -> Model {
        let share = blocks.pairs_with_repeats().div_ceil(PAIRS_OF_THINGS).max(1);
        let candidates = self.training_pairs(blocks, share, decisions);
        let (across, within) = candidates.into_iter().partition(|&(l, r)| self.are_across(l, r));
        let [across, within] = [across, within]
            .map(|pairs: Vec<(u32, u32)>| Compared { patterns: self.patterns(&pairs), pairs });
        // What two catalogues have in common by chance shows across them: within one everything is worded alike.
        let strangers: Vec<(u32, u32)> =
            random.iter().copied().filter(|&(l, r)| self.are_across(l, r)).collect();
        let mut sample = self.sample(&strangers, &[], share, decisions);
        let mut model = self.learned_from_nearest(&across, &mut sample, share);
        self.once = self.sources_that_repeat_nothing(&across, &within, &model);
        if self.once.contains(&false) {
            let strangers: Vec<(u32, u32)> =
                random.iter().copied().filter(|&(l, r)| self.possible(l, r)).collect();
            sample = self.sample(&strangers, &[], share, decisions);
            model = self.learned_from_nearest(&across, &mut sample, share);
            model = self.wider(model, &across, &within, sample, share);
        }
        let names = self.sources.iter().zip(&self.once).filter(|one| *one.1);
        Model { hold_things_once: names.map(|(source, _)| source.name.clone()).collect(), ..model }
    }

    fn learned_from_nearest(&self, across: &Compared, sample: &mut Sample, share: u64) -> Model {
        let mut model = train::guess(&self.comparisons, &sample.random, self.count().into());
        for _ in 0..ROUNDS {
            let weights = across.weights(&Scorer::new(&model));
            let nearest = Nearest::of(&across.pairs, &weights, self.count());
            let patterns = across.pairs.iter().zip(&across.patterns);
            let mutual = patterns.filter(|((left, right), _)| nearest.is_mutual(*left, *right));
            let mutual = mutual.map(|(_, &pattern)| pattern).collect();
            sample.candidates = count_patterns(mutual, share as f64);
            model = train::train(&self.comparisons, sample, None);
        }
        model
    }

    /// Per source whether it holds every thing once.
    fn sources_that_repeat_nothing(
        &self,
        across: &Compared,
        within: &Compared,
        model: &Model,
    ) -> Vec<bool> {
        let scorer = Scorer::new(model);
        let weights = across.weights(&scorer);
        let nearest = Nearest::of(&across.pairs, &weights, self.count());
        let usual = usual_weight(across, &weights, &nearest);
        let partners = self.partners(within, &within.weights(&scorer), &nearest, usual);
        let mut records = vec![0.0; self.sources.len()];
        for origin in &self.origins {
            records[usize::from(origin.source)] += 1.0;
        }
        let repeats =
            |(one, records): (&Partners, f64)| one.one >= one.two && one.one > REPEATED * records;
        partners.iter().zip(records).map(|one| !repeats(one)).collect()
    }

    /// Per source the pairs within it that are at least so near, by the partners that the two have in one other
    /// source.
    fn partners(
        &self,
        within: &Compared,
        weights: &[f64],
        nearest: &Nearest,
        least: f64,
    ) -> Vec<Partners> {
        let mut of_sources = vec![Partners::default(); self.sources.len()];
        let near = within.pairs.iter().zip(weights).filter(|one| *one.1 >= least);
        for (&(left, right), _) in near {
            let partners = [left, right].map(|record| nearest.within_reach(record, least));
            let [Some(one), Some(other)] = partners else { continue };
            if self.are_across(one, other) {
                continue;
            }
            let source = self.origins[left as usize].source;
            let of_source = &mut of_sources[usize::from(source)];
            *(if one == other { &mut of_source.one } else { &mut of_source.two }) += 1.0;
        }
        of_sources
    }

    /// Where a source holds things several times, the nearest pairs are too much alike to learn from: the model is
    /// learned on from all pairs, unless that leads to things of a kind.
    fn wider(
        &self,
        near: Model,
        across: &Compared,
        within: &Compared,
        mut sample: Sample,
        share: u64,
    ) -> Model {
        let possible = [across, within]
            .into_iter()
            .flat_map(|compared| compared.pairs.iter().zip(&compared.patterns))
            .filter(|((left, right), _)| self.possible(*left, *right));
        let possible = possible.map(|(_, &pattern)| pattern).collect();
        sample.candidates = count_patterns(possible, share as f64);
        let wide = train::train(&self.comparisons, &sample, Some(&near));
        let partners = |model: &Model| {
            let scorer = Scorer::new(model);
            // From there on a pair is likelier one thing than two.
            let least = -scorer.prior_weight();
            let nearest = Nearest::of(&across.pairs, &across.weights(&scorer), self.count());
            let of_sources = self.partners(within, &within.weights(&scorer), &nearest, least);
            of_sources.into_iter().fold(Partners::default(), |sum, more| Partners {
                one: sum.one + more.one,
                two: sum.two + more.two,
            })
        };
        let (of_near, of_wide) = (partners(&near), partners(&wide));
        let is_at_odds = of_wide.two > MOST_AT_ODDS * (of_wide.one + of_wide.two);
        if is_at_odds || of_wide.one < of_near.one { near } else { wide }
    }
}

/// The median match weight of the pairs in which each record is the other's nearest.
fn usual_weight(across: &Compared, weights: &[f64], nearest: &Nearest) -> f64 {
    let pairs = across.pairs.iter().zip(weights);
    let mutual = pairs.filter(|((left, right), _)| nearest.is_mutual(*left, *right));
    let mut mutual: Vec<f64> = mutual.map(|(_, &weight)| weight).collect();
    mutual.sort_by(f64::total_cmp);
    mutual.get(mutual.len() / 2).copied().unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tie_for_the_nearest_is_nobodys() {
        let pairs = [(0, 2), (0, 3), (1, 3)];
        let nearest = Nearest::of(&pairs, &[5.0, 5.0, 6.0], 4);
        assert!(!nearest.is_mutual(0, 2));
        assert!(nearest.is_mutual(1, 3));
        assert_eq!(nearest.within_reach(1, 6.5), None);
    }
}
