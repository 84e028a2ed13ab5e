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
use rustc_hash::FxHashMap;

use super::{ALL_PAIRS_OF_THINGS, Linker, SHORT_TEXTS, count_patterns};
use crate::block::Blocks;
use crate::compare::{Comparison, Comparisons, ORGANISATION, Values};
use crate::frequency;
use crate::linkage::Pattern;
use crate::model::Model;
use crate::records::Decisions;
use crate::scorer::{Classes, Scorer};
use crate::train::{self, PatternCounts, Sample};
use crate::union_find::UnionFind;

/// How often the nearest pairs are sought anew; they hardly change after that.
const ROUNDS: usize = 3;
/// Candidate pairs looked at, about: all of them as a rule, or else a record's nearest may not be among them.
const PAIRS_OF_THINGS: u64 = 20_000_000;
/// Fewer nearest pairs teach nothing that general knowledge does not know better.
const FEWEST: f64 = 20.0;
/// The part of the nearest pairs that are less near than usual.
const USUAL_FROM: f64 = 0.25;
/// A source is known to hold things once only if this part of its records have a partner elsewhere.
const TOLD_BY: f64 = 0.1;
/// A source repeats things if so near pairs within it are at least this part of its records, and at most one in so
/// many of them has two partners elsewhere: chance alone makes a few.
const REPEATED: f64 = 0.01;
const OF_TWO_THINGS: f64 = 2.0;
/// A model of all candidates is at odds with itself if more than this part of the pairs that it would link within a
/// source have different partners elsewhere.
const MOST_AT_ODDS: f64 = 0.1;

/// Whether what is compared are things: texts and perhaps numbers, nothing personal and no company's name.
pub(super) fn are_compared(comparisons: &Comparisons) -> bool {
    let is_text =
        |one: &Comparison| matches!(one.values, Values::Text(_)) && one.name != ORGANISATION;
    let all = &comparisons.all;
    all.iter().any(is_text)
        && all.iter().all(|one| is_text(one) || matches!(one.values, Values::Number(_)))
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

/// Per record and other source how near (a match weight, log2) its nearest records there are, how many they are, and
/// the first of them. Records that are equal in all that is compared count as one.
struct Nearest {
    of: FxHashMap<(u32, u16), (f64, u32, u32)>,
}

impl Nearest {
    fn of(linker: &Linker<'_>, pairs: &[(u32, u32)], weights: &[f64]) -> Self {
        let mut of: FxHashMap<(u32, u16), (f64, u32, u32)> = FxHashMap::default();
        for (&(left, right), &weight) in pairs.iter().zip(weights).filter(|one| *one.1 > 0.0) {
            for (one, other) in [(left, right), (right, left)] {
                let (most, count, first) = of
                    .entry((one, linker.origins[other as usize].source))
                    .or_insert((0.0, 0, other));
                if weight > *most {
                    (*most, *count, *first) = (weight, 1, other);
                } else if weight >= *most
                    && linker.equal[other as usize] != linker.equal[*first as usize]
                {
                    *count += 1;
                }
            }
        }
        Self { of }
    }

    /// Among how many others a record is the nearest of another, if it is as near as any.
    fn rivals(&self, linker: &Linker<'_>, of: u32, other: u32, weight: f64) -> Option<u32> {
        let (most, count, _) = self.of.get(&(of, linker.origins[other as usize].source))?;
        (weight >= *most).then_some(*count)
    }

    /// How much a pair counts for each record being the other's nearest: one over how many are as near.
    fn share(&self, linker: &Linker<'_>, (left, right): (u32, u32), weight: f64) -> Option<f64> {
        let of_left = self.rivals(linker, left, right, weight)?;
        let of_right = self.rivals(linker, right, left, weight)?;
        Some(1.0 / f64::from(of_left.max(of_right)))
    }

    /// The only nearest record of a record in a source, if it is at least so near.
    fn partner(&self, record: u32, source: u16, least: f64) -> Option<u32> {
        let &(most, count, first) = self.of.get(&(record, source))?;
        (most >= least && count == 1).then_some(first)
    }
}

/// Near pairs within a source by the partners that the two records have in another: one, two, or none.
#[derive(Debug, Clone, Copy, Default)]
struct Partners {
    one: f64,
    two: f64,
    none: f64,
}

impl Linker<'_> {
    /// Of pairs that share a rare key, 1 for those of two sources in which each record is the other's nearest.
    /// General knowledge of what one thing's records look like says more of which of two pairs it is than of
    /// whether it is either.
    pub(super) fn nearest_of_seeds(&self, pairs: &[(u32, u32)], scorer: &Scorer) -> Vec<f64> {
        let classes: Vec<_> =
            self.patterns(pairs).into_par_iter().map(|pattern| scorer.score(pattern)).collect();
        let weight = |(&(left, right), score): (&(u32, u32), &Classes)| {
            let is_across = self.possible(left, right) && self.are_across(left, right);
            if is_across { score.match_weight } else { f64::NEG_INFINITY }
        };
        let weights: Vec<f64> = pairs.iter().zip(&classes).map(weight).collect();
        let nearest = Nearest::of(self, pairs, &weights);
        let probability = |((&pair, score), weight): ((&(u32, u32), &Classes), f64)| match nearest
            .share(self, pair, weight)
        {
            Some(share) => share.max(score.same),
            None if self.possible(pair.0, pair.1) => score.same,
            None => 0.0,
        };
        pairs.iter().zip(&classes).zip(weights).map(probability).collect()
    }

    fn are_across(&self, left: u32, right: u32) -> bool {
        self.origins[left as usize].source != self.origins[right as usize].source
    }

    /// As many pairs of things as may all be compared.
    pub(super) fn affordable_pairs_of_things(&self) -> u64 {
        let bytes = self.comparisons.all.iter().map(|one| match &one.values {
            Values::Text(table) => table.texts.iter().map(str::len).sum::<usize>() as u64,
            _ => 0,
        });
        let of_each = bytes.sum::<u64>() / u64::from(self.count()).max(1);
        self.budget() * ALL_PAIRS_OF_THINGS * SHORT_TEXTS / of_each.max(SHORT_TEXTS)
    }

    /// One in so many records of things has its candidates looked at.
    pub(super) fn share_of_things(blocks: &Blocks) -> u64 {
        blocks.pairs_with_repeats().div_ceil(PAIRS_OF_THINGS).max(1)
    }

    /// Learns a model of things, and which sources hold each once; none if there is too little to learn from.
    pub(super) fn model_of_things(
        &mut self,
        candidates: &[(u32, u32)],
        share: u64,
        random: &[(u32, u32)],
        decisions: &Decisions,
    ) -> Option<Model> {
        // What two catalogues have in common by chance shows across them: within one everything is worded alike.
        let strangers: Vec<(u32, u32)> =
            random.iter().copied().filter(|&(l, r)| self.are_across(l, r)).collect();
        let known = count_patterns(self.patterns(&strangers), 1.0);
        self.count_by_nearest(candidates, &known);
        let mut sample = self.sample(&strangers, &[], share, decisions);
        let [across, within] = self.across_and_within(candidates);
        let first = self.learned_from_nearest(&across, &mut sample, share)?;
        self.once = self.sources_that_repeat_nothing(&across, &within, &first);

        let possible: Vec<(u32, u32)> =
            candidates.iter().copied().filter(|&(l, r)| self.possible(l, r)).collect();
        self.count_by_customer(&possible, decisions, &first);
        let strangers: Vec<(u32, u32)> =
            random.iter().copied().filter(|&(l, r)| self.possible(l, r)).collect();
        let mut sample = self.sample(&strangers, &[], share, decisions);
        let [across, within] = self.across_and_within(candidates);
        let mut model = self.learned_from_nearest(&across, &mut sample, share)?;
        if self.once.contains(&false) {
            model = self.wider(model, &across, &within, sample, share);
        }
        let once = self.sources.iter().zip(&self.once).filter(|one| *one.1);
        let names = once.map(|(source, _)| source.name.clone());
        Some(Model { hold_things_once: names.collect(), ..model })
    }

    /// Counts values once per pair of nearest records, by general knowledge: what only a thing's two records hold
    /// would seem half as rare as it is, and a title that is equal no proof.
    fn count_by_nearest(&mut self, candidates: &[(u32, u32)], strangers: &PatternCounts) {
        let [across, _] = self.across_and_within(candidates);
        let guess = train::guess(&self.comparisons, strangers, self.count().into());
        let weights = across.weights(&Scorer::new(&guess));
        let nearest = Nearest::of(self, &across.pairs, &weights);
        let mut things = UnionFind::new(self.count());
        for (&pair, &weight) in across.pairs.iter().zip(&weights) {
            if nearest.share(self, pair, weight) == Some(1.0) {
                things.union(pair.0, pair.1);
            }
        }
        frequency::count(&mut self.comparisons, &things.roots());
    }

    fn across_and_within(&self, candidates: &[(u32, u32)]) -> [Compared; 2] {
        let (across, within): (Vec<_>, Vec<_>) =
            candidates.iter().partition(|pair| self.are_across(pair.0, pair.1));
        [across, within].map(|pairs| Compared { patterns: self.patterns(&pairs), pairs })
    }

    fn learned_from_nearest(
        &self,
        across: &Compared,
        sample: &mut Sample,
        share: u64,
    ) -> Option<Model> {
        let mut model = train::guess(&self.comparisons, &sample.random, self.count().into());
        for _ in 0..ROUNDS {
            let weights = across.weights(&Scorer::new(&model));
            let nearest = Nearest::of(self, &across.pairs, &weights);
            let each = across.pairs.iter().zip(&weights).zip(&across.patterns);
            let mut counts: FxHashMap<Pattern, f64> = FxHashMap::default();
            for ((&pair, &weight), &pattern) in each {
                if let Some(part) = nearest.share(self, pair, weight) {
                    *counts.entry(pattern).or_default() += part * share as f64;
                }
            }
            sample.candidates = counts.into_iter().collect();
            sample.candidates.sort_unstable_by_key(|one| one.0);
            if sample.candidates.iter().map(|one| one.1).sum::<f64>() < FEWEST {
                return None;
            }
            model = train::train(&self.comparisons, sample, None);
        }
        Some(model)
    }

    /// Per source whether it holds every thing once, as far as its records have partners elsewhere to tell it.
    fn sources_that_repeat_nothing(
        &self,
        across: &Compared,
        within: &Compared,
        model: &Model,
    ) -> Vec<bool> {
        let scorer = Scorer::new(model);
        let weights = across.weights(&scorer);
        let nearest = Nearest::of(self, &across.pairs, &weights);
        let mut paired = vec![false; self.count() as usize];
        let mut mutual: Vec<f64> = Vec::new();
        for (&pair, &weight) in across.pairs.iter().zip(&weights) {
            if nearest.share(self, pair, weight).is_some() {
                mutual.push(weight);
                paired[pair.0 as usize] = true;
                paired[pair.1 as usize] = true;
            }
        }
        mutual.sort_by(f64::total_cmp);
        let place = (mutual.len() as f64 * USUAL_FROM) as usize;
        let usual = mutual.get(place).copied().unwrap_or(f64::INFINITY);
        let partners = self.partners(within, &within.weights(&scorer), &nearest, usual);
        let mut records = vec![(0.0, 0.0); self.sources.len()];
        for (origin, paired) in self.origins.iter().zip(paired) {
            let (all, told) = &mut records[usize::from(origin.source)];
            *all += 1.0;
            *told += f64::from(u8::from(paired));
        }
        let holds_once = |(partners, (all, told)): (&Partners, (f64, f64))| {
            let twice = partners.one + partners.none;
            let repeats = twice > REPEATED * all && twice >= OF_TWO_THINGS * partners.two;
            told >= TOLD_BY * all && !repeats
        };
        partners.iter().zip(records).map(holds_once).collect()
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
            let source = self.origins[left as usize].source;
            let others = (0..self.sources.len() as u16).filter(|&other| other != source);
            let partners: Vec<[Option<u32>; 2]> = others
                .map(|other| [left, right].map(|record| nearest.partner(record, other, least)))
                .collect();
            let both = partners.iter().find_map(|&[one, other]| Some((one?, other?)));
            let of_source = &mut of_sources[usize::from(source)];
            match both {
                Some((one, other)) if self.equal[one as usize] == self.equal[other as usize] => {
                    of_source.one += 1.0;
                }
                Some(_) => of_source.two += 1.0,
                None if partners.iter().flatten().all(Option::is_none) => of_source.none += 1.0,
                None => {}
            }
        }
        of_sources
    }

    /// Where a source may hold things several times, the nearest pairs are too much alike to learn from: the model is
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
            let nearest = Nearest::of(self, &across.pairs, &across.weights(&scorer));
            let of_sources = self.partners(within, &within.weights(&scorer), &nearest, least);
            of_sources.into_iter().fold(Partners::default(), |sum, more| Partners {
                one: sum.one + more.one,
                two: sum.two + more.two,
                none: sum.none + more.none,
            })
        };
        let (of_near, of_wide) = (partners(&near), partners(&wide));
        let is_at_odds = of_wide.two > MOST_AT_ODDS * (of_wide.one + of_wide.two);
        if is_at_odds || of_wide.one < of_near.one { near } else { wide }
    }
}
