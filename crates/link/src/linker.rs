//! The whole linkage, step by step.

mod things;

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{Blocking, Blocks, Candidate, Rule};
use crate::check;
use crate::cluster::{self, Edge, Rules};
use crate::compare::Comparisons;
use crate::decide;
use crate::error::LinkError;
use crate::frequency;
use crate::grounds;
use crate::hash::mix;
use crate::kinds::{self, Kind};
use crate::linkage::{BlockingReport, Linkage, Pattern};
use crate::model::Model;
use crate::order;
use crate::placeholders;
use crate::prepare::{self, Held};
use crate::records::{Column, Decisions, Field, Records, Source};
use crate::relationships;
use crate::scored::Scored;
use crate::scorer::Scorer;
use crate::settings::{LinkSettings, TARGET_PRECISION};
use crate::train::{self, PatternCounts, Sample};
use crate::union_find::UnionFind;
use sameboat_model::Progress;

/// Candidate pairs that training looks at; more hardly changes the model.
const TRAINING_PAIRS: u64 = 300_000;
/// Pairs of alike names that training looks at.
const ALIKE_PAIRS: u32 = 100_000;
/// Probability from which on training holds two records to be one customer when values are
/// counted.
const SURE: f64 = 0.95;
/// So many times the budget of pairs lists of things may have for all pairs to be compared.
const ALL_PAIRS_OF_THINGS: u64 = 4;
/// Bytes of a thing's texts that this is meant for; comparing longer ones takes as many times as long.
const SHORT_TEXTS: u64 = 100;
/// Pairs less probable than this part of the review threshold are not kept.
const KEPT_PART: f64 = 0.1;
/// Pairs that one task compares with one memory.
const TASK: usize = 1 << 15;

/// Finds the records that are one customer.
///
/// The result does not depend on the order of the rows, nor on the number of threads. Records
/// whose columns are all empty stay alone.
pub fn link(
    records: &Records,
    settings: &LinkSettings,
    decisions: &Decisions,
    progress: &dyn Progress,
) -> Result<Linkage, LinkError> {
    check::input(records, settings, decisions)?;
    let columns = records.columns.iter().map(Cow::Borrowed).collect();
    Linker::new(records, columns, settings, progress)?.link(decisions)
}

/// [`link`] for many records: takes the columns out of `records` and frees each as soon as it is
/// standardised. Sources and keys stay.
pub fn link_and_free(
    records: &mut Records,
    settings: &LinkSettings,
    decisions: &Decisions,
    progress: &dyn Progress,
) -> Result<Linkage, LinkError> {
    check::input(records, settings, decisions)?;
    let columns = std::mem::take(&mut records.columns).into_iter().map(Cow::Owned).collect();
    Linker::new(records, columns, settings, progress)?.link(decisions)
}

/// All pairs that blocking proposes for comparison, lower index first, ascending.
pub fn candidate_pairs(
    records: &Records,
    settings: &LinkSettings,
) -> Result<Vec<(u32, u32)>, LinkError> {
    check::input(records, settings, &Decisions::default())?;
    let columns = records.columns.iter().map(Cow::Borrowed).collect();
    let linker = Linker::new(records, columns, settings, &crate::Silent)?;
    let blocks = linker.blocks();
    let mut pairs: Vec<(u32, u32)> = blocks
        .ranges()
        .flat_map(|lefts| blocks.candidates(lefts, |_| true))
        .flatten()
        .filter(|candidate| linker.possible(candidate.left, candidate.right))
        .map(|pair| (linker.order[pair.left as usize], linker.order[pair.right as usize]))
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    pairs.sort_unstable();
    Ok(pairs)
}

/// Where a record comes from, and what it is of.
#[derive(Debug, Clone, Copy)]
struct Origin {
    source: u16,
    kind: Kind,
}

/// Standardised records in canonical order, ready to be linked.
pub(crate) struct Linker<'a> {
    settings: &'a LinkSettings,
    progress: &'a dyn Progress,
    sources: &'a [Source],
    /// Index as given by index in canonical order.
    pub(crate) order: Vec<u32>,
    /// The following are by index in canonical order.
    origins: Vec<Origin>,
    numbers: Vec<u64>,
    /// The first record that is equal in all that is compared: often the record itself.
    equal: Vec<u32>,
    pub(crate) comparisons: Comparisons,
    placeholders: Vec<(String, u64, u64)>,
    /// Whether these are several lists of things.
    things: bool,
    /// Per source whether it was found to hold each thing once.
    once: Vec<bool>,
}

impl<'a> Linker<'a> {
    pub(crate) fn new(
        records: &'a Records,
        columns: Vec<Cow<'_, Column>>,
        settings: &'a LinkSettings,
        progress: &'a dyn Progress,
    ) -> Result<Self, LinkError> {
        progress.begin("standardise", None);
        if columns.is_empty() && !records.is_empty() {
            return Err(LinkError::NothingToCompare);
        }
        let columns: Held<'_> = columns.into_iter().map(Arc::new).collect();
        let says_kind = |column: &&Arc<Cow<'_, Column>>| column.field() == Field::Kind;
        let kind_columns: Held<'_> = columns.iter().filter(says_kind).cloned().collect();
        let mut standardised = prepare::standardise(columns, &records.sources, &records.source_of);
        let kinds = kinds::of_records(&kind_columns, &standardised, records.len());
        let placeholders = placeholders::discard(&mut standardised);
        let numbers = order::numbers(records);
        let order = order::canonical(records, &numbers, &standardised);
        let mut linker = Self {
            settings,
            progress,
            sources: &records.sources,
            origins: order
                .iter()
                .map(|&old| old as usize)
                .map(|old| Origin { source: records.source_of[old], kind: kinds[old] })
                .collect(),
            numbers: reordered(&numbers, &order),
            comparisons: Comparisons::new(standardised, &order),
            equal: Vec::new(),
            placeholders,
            order,
            things: false,
            once: vec![false; records.sources.len()],
        };
        let is_elsewhere = |one: &Origin| one.source != linker.origins[0].source;
        linker.things =
            linker.origins.iter().any(is_elsewhere) && things::are_compared(&linker.comparisons);
        if linker.things {
            linker.once = records.sources.iter().map(|one| holds_once(settings, one)).collect();
        }
        linker.equal = linker.comparisons.table.equal_rows();
        frequency::count(&mut linker.comparisons, &linker.equal);
        Ok(linker)
    }

    pub(crate) fn count(&self) -> u32 {
        self.order.len() as u32
    }

    pub(crate) fn budget(&self) -> u64 {
        self.settings.pair_budget(self.order.len())
    }

    /// Index in canonical order by index as given.
    pub(crate) fn places(&self) -> Vec<u32> {
        let mut places = vec![0; self.order.len()];
        for (new, &old) in self.order.iter().enumerate() {
            places[old as usize] = new as u32;
        }
        places
    }

    fn link(mut self, decisions: &Decisions) -> Result<Linkage, LinkError> {
        let decisions = check::reorder_decisions(decisions, &self.order);
        self.progress.begin("block", None);
        let mut blocks = self.blocks();
        let model = self.model(&blocks, &decisions)?;
        let scorer = Scorer::new(&model);
        let compared = self.score(&blocks, &scorer);
        let report = BlockingReport {
            pairs: compared.compared,
            budget: self.budget(),
            estimated_recall: if blocks.everything {
                Some(1.0)
            } else {
                compared.estimated_recall()
            },
            rules: std::mem::take(&mut blocks.report),
        };
        // The room is needed for clustering.
        drop(blocks);
        self.progress.begin("cluster", None);
        let (cluster_of, thresholds) = self.decide(&compared, &scorer, &decisions);
        let pairs = decide::decide(compared.pairs, &cluster_of, &decisions, &thresholds, |l, r| {
            decide::scored_pair(l, r, self.comparisons.pattern(l, r), &scorer)
        });
        let review_pairs =
            pairs.iter().filter(|p| p.decision == crate::PairDecision::Review).count() as u64;
        let relationships = if self.settings.relationships {
            self.progress.begin("relationships", None);
            relationships::find(&self.comparisons, &cluster_of)
        } else {
            Vec::new()
        };
        let linkage = Linkage {
            cluster_of,
            pairs,
            model,
            blocking: report,
            thresholds: crate::Thresholds { review_pairs, ..thresholds },
            relationships,
            placeholders: self.placeholders,
        };
        Ok(linkage.reordered(&self.order))
    }

    /// Whether two records can be one customer at all.
    #[inline]
    pub(crate) fn possible(&self, left: u32, right: u32) -> bool {
        let (left, right) = (self.origins[left as usize], self.origins[right as usize]);
        let source = usize::from(left.source);
        let one_to_one = || self.sources[source].one_to_one || self.once[source];
        left.kind.fits(right.kind) && !(left.source == right.source && one_to_one())
    }

    /// Chooses rules by what they find among probable matches, and builds their blocks.
    pub(crate) fn blocks(&self) -> Blocks {
        let blocking = Blocking::new(&self.comparisons, self.count(), self.budget());
        let rules = self.rules(&blocking);
        blocking.build(&rules)
    }

    pub(crate) fn rules(&self, blocking: &Blocking<'_>) -> Vec<Rule> {
        let all = Rule::of_all_pairs(self.count());
        // Of things few keys are worth anything, and half of the pairs or more are within a source.
        let affordable =
            if self.things { self.affordable_pairs_of_things() } else { self.budget() / 2 };
        if all.pairs <= affordable {
            return vec![all];
        }
        let random = self.patterns(&self.random_pairs(self.settings.sample_pairs / 2));
        let random = count_patterns(random, 1.0);
        let guess = train::guess(&self.comparisons, &random, self.count().into());
        let scorer = Scorer::new(&guess);
        let seeds = blocking.seeds();
        let pairs: Vec<(u32, u32)> = seeds.iter().map(|seed| (seed.left, seed.right)).collect();
        let probabilities = if self.things {
            self.nearest_of_seeds(&pairs, &scorer)
        } else {
            self.probabilities(&pairs, &scorer)
        };
        // What copies cost is bounded when blocks are split.
        let number_of =
            |record: u32| (self.equal[record as usize] == record).then(|| self.sampled(record));
        blocking.choose(&seeds, &probabilities, number_of)
    }

    fn probabilities(&self, pairs: &[(u32, u32)], scorer: &Scorer) -> Vec<f64> {
        let probability = |(pattern, &(left, right)): (Pattern, &(u32, u32))| {
            if self.possible(left, right) { scorer.score(pattern).same } else { 0.0 }
        };
        self.patterns(pairs).into_par_iter().zip(pairs).map(probability).collect()
    }

    /// The model: the one given, or one trained twice, first with values counted per record, then
    /// per probable customer.
    pub(crate) fn model(
        &mut self,
        blocks: &Blocks,
        decisions: &Decisions,
    ) -> Result<Model, LinkError> {
        self.progress.begin("train", None);
        let share = if self.things {
            Self::share_of_things(blocks)
        } else {
            blocks.pairs_with_repeats().div_ceil(TRAINING_PAIRS).max(1)
        };
        let candidates = self.training_pairs(blocks, share, decisions);
        if let Some(model) = &self.settings.model {
            check::model_fits(model, &self.comparisons)?;
            let model = model.clone();
            self.count_by_customer(&candidates, decisions, &model);
            return Ok(model);
        }
        let random = self.random_pairs(self.settings.sample_pairs);
        if self.things {
            let model = self.model_of_things(&candidates, share, &random, decisions);
            if let Some(model) = model {
                return Ok(model);
            }
            self.things = false;
        }
        let sample = self.sample(&random, &candidates, share, decisions);
        let first = train::train(&self.comparisons, &sample, None);
        self.count_by_customer(&candidates, decisions, &first);
        let sample = self.sample(&random, &candidates, share, decisions);
        Ok(train::train(&self.comparisons, &sample, Some(&first)))
    }

    /// The candidates of one in so many records, but for those that people decided.
    fn training_pairs(
        &self,
        blocks: &Blocks,
        share: u64,
        decisions: &Decisions,
    ) -> Vec<(u32, u32)> {
        let decided: FxHashSet<(u32, u32)> =
            decisions.must_link.iter().chain(&decisions.cannot_link).copied().collect();
        let chosen: Vec<bool> = (0..self.count())
            .into_par_iter()
            .map(|left| self.sampled(left).is_multiple_of(share))
            .collect();
        blocks
            .candidates(0..self.count(), |left| chosen[left as usize])
            .into_iter()
            .flatten()
            .filter(|candidate| self.possible(candidate.left, candidate.right))
            .map(|candidate| (candidate.left, candidate.right))
            .filter(|pair| !decided.contains(pair))
            .collect()
    }

    /// Counts values per customer, as far as people or a model are sure who is one. Records that are
    /// equal in everything count once in any case.
    fn count_by_customer(
        &mut self,
        candidates: &[(u32, u32)],
        decisions: &Decisions,
        model: &Model,
    ) {
        let scorer = Scorer::new(model);
        let mut entities = UnionFind::new(self.count());
        for (&(left, right), &pattern) in candidates.iter().zip(&self.patterns(candidates)) {
            if scorer.score(pattern).same >= SURE {
                entities.union(left, right);
            }
        }
        for (&first, record) in self.equal.iter().zip(0..) {
            entities.union(first, record);
        }
        for &(left, right) in &decisions.must_link {
            entities.union(left, right);
        }
        frequency::count(&mut self.comparisons, &entities.roots());
    }

    fn patterns(&self, pairs: &[(u32, u32)]) -> Vec<Pattern> {
        pairs
            .par_chunks(TASK)
            .flat_map_iter(|pairs| {
                let mut patterns = Vec::with_capacity(pairs.len());
                let mut comparer = self.comparisons.comparer();
                comparer.for_each(pairs.iter().copied(), |_, pattern| patterns.push(pattern));
                patterns
            })
            .collect()
    }

    fn sample(
        &self,
        random: &[(u32, u32)],
        candidates: &[(u32, u32)],
        share: u64,
        decisions: &Decisions,
    ) -> Sample {
        let counted = |pairs: &[(u32, u32)], weight| count_patterns(self.patterns(pairs), weight);
        Sample {
            random: counted(random, 1.0),
            alike: counted(&self.alike_pairs(), 1.0),
            candidates: counted(candidates, share as f64),
            decided_same: counted(&decisions.must_link, 1.0),
            decided_different: counted(&decisions.cannot_link, 1.0),
            records: self.count().into(),
            sharers: grounds::sharers(&self.comparisons, self.count()),
        }
    }

    /// A number that depends on the record's source and key, and on the seed.
    fn sampled(&self, record: u32) -> u64 {
        mix(self.numbers[record as usize] ^ self.settings.seed)
    }

    /// Random pairs that can be one customer; all pairs if there are few.
    fn random_pairs(&self, wanted: u32) -> Vec<(u32, u32)> {
        let (count, wanted) = (u64::from(self.count()), u64::from(wanted));
        let pairs: Vec<(u32, u32)> = if count * count.saturating_sub(1) / 2 <= wanted {
            (0..self.count()).flat_map(|l| (l + 1..self.count()).map(move |r| (l, r))).collect()
        } else {
            (0..wanted)
                .map(|number| {
                    let drawn = mix(self.settings.seed ^ mix(number));
                    ((drawn % count) as u32, (mix(drawn) % count) as u32)
                })
                .filter(|(left, right)| left != right)
                .collect()
        };
        pairs.into_iter().filter(|&(left, right)| self.possible(left, right)).collect()
    }

    /// Pairs whose names sound alike, but nothing else makes them more or less likely to be here:
    /// neighbours in the order of records.
    fn alike_pairs(&self) -> Vec<(u32, u32)> {
        let step = (self.count() / ALIKE_PAIRS).max(1) as usize;
        (1..self.count())
            .step_by(step)
            .map(|right| (right - 1, right))
            .filter(|&(left, right)| self.possible(left, right))
            .collect()
    }

    /// Compares all candidates and keeps the pairs that matter.
    fn score(&self, blocks: &Blocks, scorer: &Scorer) -> Scored {
        self.progress.begin("compare", Some(u64::from(self.count())));
        let keep = self.settings.review_probability * KEPT_PART;
        let mut all = Scored::default();
        for lefts in blocks.ranges() {
            let size = lefts.end - lefts.start;
            let parts = blocks.candidates(lefts, |_| true);
            let tasks: Vec<&[Candidate]> = parts.iter().flat_map(|p| p.chunks(TASK)).collect();
            let done: Vec<Scored> =
                tasks.into_par_iter().map(|task| self.score_task(task, scorer, keep)).collect();
            for part in done {
                all.extend(part);
            }
            self.progress.advance(size.into());
        }
        all
    }

    fn score_task(&self, candidates: &[Candidate], scorer: &Scorer, keep: f64) -> Scored {
        let floor = (keep / (1.0 - keep)).ln();
        let possible: Vec<&Candidate> =
            candidates.iter().filter(|pair| self.possible(pair.left, pair.right)).collect();
        let mut found = Scored::default();
        found.compared = possible.len() as u64;
        let pairs = possible.iter().map(|pair| (pair.left, pair.right));
        self.comparisons.comparer().for_each(pairs, |number, pattern| {
            if let Some(classes) = scorer.score_from(pattern, floor) {
                let Candidate { left, right, rules } = *possible[number];
                let pair = decide::with_classes(left, right, pattern, &classes);
                found.add(pair, rules, keep);
            }
        });
        found
    }

    /// Clusters at the lowest threshold that gives the precision asked for.
    fn decide(
        &self,
        compared: &Scored,
        scorer: &Scorer,
        decisions: &Decisions,
    ) -> (Vec<u32>, crate::Thresholds) {
        let cannot_link: FxHashSet<(u32, u32)> = decisions.cannot_link.iter().copied().collect();
        let edges: Vec<Edge> = compared
            .pairs
            .iter()
            .map(|pair| Edge {
                left: pair.left,
                right: pair.right,
                odds: log2_odds(pair.probability),
            })
            .collect();
        let decided = decide::DecidedSame::new(decisions);
        let (first, further) = decide::ladder(self.settings, self.things);
        let copies = self.copies(scorer, decisions);
        let originals = |link_probability: f64| {
            let mut originals: Vec<u32> = (0..self.count()).collect();
            for &(original, copy, _) in copies.iter().filter(|copy| copy.2 >= link_probability) {
                originals[copy as usize] = original;
            }
            originals
        };
        let known = {
            let edges = cluster::among_originals(&edges, &originals(first));
            self.known(compared, &edges, scorer, decisions, log2_odds(first))
        };
        let probability = |one: u32, other: u32| match known.probability(one, other) {
            Some(probability) => probability,
            None if self.possible(one, other) => {
                scorer.score(self.comparisons.pattern(one, other)).same
            }
            None => 0.0,
        };
        let odds = |one: u32, other: u32| {
            if self.possible(one, other) {
                log2_odds(probability(one, other))
            } else {
                f64::NEG_INFINITY
            }
        };
        let compared_in = |one: u32, other: u32| self.comparisons.pattern(one, other).known();
        let at = |link_probability: f64| {
            let rules = Rules {
                odds: &odds,
                compared: &compared_in,
                must_link: &decisions.must_link,
                cannot_link: &cannot_link,
                threshold: log2_odds(link_probability),
            };
            let originals = originals(link_probability);
            let edges = cluster::among_originals(&edges, &originals);
            let cluster_of = cluster::cluster(self.count(), &edges, &rules);
            let cluster_of: Vec<u32> =
                originals.iter().map(|&original| cluster_of[original as usize]).collect();
            let (expected_precision, expected) =
                decide::expected_precision(&cluster_of, &probability, &decided);
            let thresholds = crate::Thresholds {
                link_probability,
                review_probability: self.settings.review_probability.min(link_probability),
                expected_precision,
                expected_recall: (expected / compared.expected_matches.max(1e-9)).min(1.0),
                review_pairs: 0,
            };
            (cluster_of, thresholds)
        };
        let target = self.settings.target_precision.unwrap_or(TARGET_PRECISION);
        let mut found = at(first);
        for &higher in further {
            if found.1.expected_precision.is_none_or(|share| share >= target) {
                break;
            }
            found = at(higher);
        }
        found
    }

    /// Records that are equal to an earlier one in all that is compared, with that one and the
    /// probability that both are one customer; but for those that anything was decided about, and
    /// those of sources that hold nobody twice.
    fn copies(&self, scorer: &Scorer, decisions: &Decisions) -> Vec<(u32, u32, f64)> {
        let decided: FxHashSet<u32> = decisions
            .must_link
            .iter()
            .chain(&decisions.cannot_link)
            .flat_map(|&(left, right)| [left, right])
            .collect();
        let fits = |original: u32, record: u32| {
            let (one, other) = (self.origins[original as usize], self.origins[record as usize]);
            one.kind == other.kind && !self.sources[usize::from(other.source)].one_to_one
        };
        // What a source holds once it may still hold in two equal rows, but not in two that equal rows elsewhere.
        let mut firsts: FxHashMap<(u32, u16), u32> = FxHashMap::default();
        let original = |(&first, record): (&u32, u32)| {
            let source = self.origins[record as usize].source;
            let is_own = self.once[usize::from(source)];
            (if is_own { *firsts.entry((first, source)).or_insert(record) } else { first }, record)
        };
        let pairs: Vec<(u32, u32)> = (self.equal.iter().zip(0..).map(original))
            .filter(|&(original, record)| original != record && fits(original, record))
            .filter(|(_, record)| !decided.contains(record))
            .collect();
        let patterns = self.patterns(&pairs).into_par_iter().zip(pairs);
        patterns
            // Empty records are equal too, which says nothing.
            .filter(|(pattern, _)| *pattern != Pattern::default())
            .map(|(pattern, (original, copy))| (original, copy, scorer.score(pattern).same))
            .collect()
    }

    /// The probabilities of the pairs kept and of all others that clustering will ask about, from
    /// this threshold (log2 odds) upwards.
    fn known(
        &self,
        compared: &Scored,
        edges: &[Edge],
        scorer: &Scorer,
        decisions: &Decisions,
        threshold: f64,
    ) -> decide::Known {
        let mut asked =
            cluster::pairs_asked_about(self.count(), edges, &decisions.must_link, threshold);
        let kept = |pair: &(u32, u32)| {
            compared.pairs.binary_search_by_key(pair, |kept| (kept.left, kept.right)).is_ok()
        };
        asked.retain(|pair| !kept(pair) && self.possible(pair.0, pair.1));
        let patterns = self.patterns(&asked);
        let same: Vec<f64> =
            patterns.par_iter().map(|&pattern| scorer.score(pattern).same).collect();
        let others = asked.iter().zip(same).map(|(&(left, right), same)| (left, right, same));
        let kept = compared.pairs.iter().map(|pair| (pair.left, pair.right, pair.probability));
        decide::Known::new(merged(kept, others), self.count())
    }
}

/// Two ascending lists of pairs as one.
fn merged(
    one: impl Iterator<Item = (u32, u32, f64)>,
    other: impl Iterator<Item = (u32, u32, f64)>,
) -> impl Iterator<Item = (u32, u32, f64)> {
    let (mut one, mut other) = (one.peekable(), other.peekable());
    let place = |pair: &(u32, u32, f64)| (pair.0, pair.1);
    std::iter::from_fn(move || match (one.peek(), other.peek()) {
        (Some(first), Some(second)) if place(second) < place(first) => other.next(),
        (Some(_), _) => one.next(),
        (None, _) => other.next(),
    })
}

/// Whether the model of an earlier run found that a source holds each thing once.
fn holds_once(settings: &LinkSettings, source: &Source) -> bool {
    settings.model.as_ref().is_some_and(|model| model.hold_things_once.contains(&source.name))
}

fn reordered<T: Copy>(values: &[T], order: &[u32]) -> Vec<T> {
    order.iter().map(|&old| values[old as usize]).collect()
}

fn log2_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability).max(1e-15)).max(1e-15).log2()
}

fn count_patterns(mut patterns: Vec<Pattern>, weight: f64) -> PatternCounts {
    patterns.par_sort_unstable();
    patterns.chunk_by(|one, other| one == other).map(|c| (c[0], c.len() as f64 * weight)).collect()
}
