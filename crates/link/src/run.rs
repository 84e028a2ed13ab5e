//! The whole linkage, step by step.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::block::{Blocks, Candidate};
use crate::check;
use crate::cluster::{self, Edge, Rules};
use crate::compare::Comparisons;
use crate::decide;
use crate::error::LinkError;
use crate::frequency;
use crate::hash::{combine, hash_of, mix};
use crate::linkage::{BlockingReport, Linkage, Pattern, ScoredPair};
use crate::model::Model;
use crate::prepare::{self, Kind};
use crate::records::{Decisions, Records};
use crate::relationships;
use crate::settings::LinkSettings;
use crate::train::{self, PatternCounts, Sample, Scorer};
use crate::union_find::UnionFind;
use sameboat_model::Progress;

/// Candidate pairs that training looks at; more hardly changes the model.
const TRAINING_PAIRS: u64 = 1_500_000;
/// Probability from which on training holds two records to be one customer when values are
/// counted.
const SURE: f64 = 0.95;
/// Records whose candidates one task enumerates.
const CHUNK: u32 = 512;
/// Pairs less probable than this part of the review threshold are not kept.
const KEPT_PART: f64 = 0.1;

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
    let order = canonical_order(records);
    let records = reorder(records, &order);
    let decisions = check::reorder_decisions(decisions, &order);
    let linkage = Run::new(&records, settings, progress)?.link(&decisions)?;
    Ok(linkage.reordered(&order))
}

/// All pairs that blocking proposes for comparison, lower index first, ascending.
pub fn candidate_pairs(
    records: &Records,
    settings: &LinkSettings,
) -> Result<Vec<(u32, u32)>, LinkError> {
    check::input(records, settings, &Decisions::default())?;
    let order = canonical_order(records);
    let reordered = reorder(records, &order);
    let run = Run::new(&reordered, settings, &crate::Silent)?;
    let mut pairs: Vec<(u32, u32)> = run
        .map_candidates(|left, candidates| {
            candidates.iter().map(|candidate| (left, candidate.right)).collect::<Vec<_>>()
        })
        .into_iter()
        .flatten()
        .map(|(left, right)| (order[left as usize], order[right as usize]))
        .map(|(one, other)| (one.min(other), one.max(other)))
        .collect();
    pairs.sort_unstable();
    Ok(pairs)
}

/// Old indices in the order of source names and keys.
fn canonical_order(records: &Records) -> Vec<u32> {
    let mut order: Vec<u32> = (0..records.len() as u32).collect();
    let place =
        |record: u32| (&records.source(record).name, &records.keys[record as usize], record);
    order.par_sort_unstable_by(|&one, &other| place(one).cmp(&place(other)));
    order
}

fn reorder(records: &Records, order: &[u32]) -> Records {
    Records {
        sources: records.sources.clone(),
        source_of: order.iter().map(|&old| records.source_of[old as usize]).collect(),
        keys: order.iter().map(|&old| records.keys[old as usize].clone()).collect(),
        columns: records.columns.par_iter().map(|column| column.reordered(order)).collect(),
    }
}

/// One linkage of records in canonical order.
struct Run<'a> {
    records: &'a Records,
    settings: &'a LinkSettings,
    progress: &'a dyn Progress,
    count: u32,
    kinds: Vec<Kind>,
    comparisons: Comparisons,
    blocks: Blocks,
}

impl<'a> Run<'a> {
    fn new(
        records: &'a Records,
        settings: &'a LinkSettings,
        progress: &'a dyn Progress,
    ) -> Result<Self, LinkError> {
        let count = records.len() as u32;
        progress.begin("standardise", None);
        let mut comparisons = prepare::comparisons(records);
        if comparisons.all.is_empty() && !records.is_empty() && records.columns.is_empty() {
            return Err(LinkError::NothingToCompare);
        }
        let kinds = prepare::kinds(records, &comparisons);
        frequency::count(&mut comparisons, &identical(records));
        progress.begin("block", None);
        let blocks = Blocks::build(&comparisons, count, settings.pair_budget(records.len()));
        Ok(Self { records, settings, progress, count, kinds, comparisons, blocks })
    }

    fn link(mut self, decisions: &Decisions) -> Result<Linkage, LinkError> {
        let model = self.model()?;
        let scorer = Scorer::new(&model);
        let compared = self.score(&scorer);
        let cannot: FxHashSet<(u32, u32)> = decisions.cannot_link.iter().copied().collect();
        self.progress.begin("cluster", None);
        let (cluster_of, thresholds) = self.decide(&compared, &scorer, decisions, &cannot);
        let pairs = decide::decide(compared.pairs, &cluster_of, decisions, &thresholds, |l, r| {
            self.pair(l, r, &scorer)
        });
        let review_pairs =
            pairs.iter().filter(|p| p.decision == crate::PairDecision::Review).count() as u64;
        let relationships = relationships::find(&self.comparisons, &cluster_of);
        Ok(Linkage {
            cluster_of,
            pairs,
            model,
            blocking: BlockingReport {
                rules: self.blocks.rules,
                pairs: compared.compared,
                budget: self.settings.pair_budget(self.count as usize),
                estimated_recall: compared.estimated_recall,
            },
            thresholds: crate::Thresholds { review_pairs, ..thresholds },
            relationships,
        })
    }

    /// Whether two records can be one customer at all.
    fn possible(&self, left: u32, right: u32) -> bool {
        let (l, r) = (left as usize, right as usize);
        let source = self.records.source_of[l];
        let same_source = source == self.records.source_of[r];
        let one_to_one = self.records.sources[usize::from(source)].one_to_one;
        let kinds = (self.kinds[l], self.kinds[r]);
        let mixed = matches!(
            kinds,
            (Kind::Person, Kind::Organisation) | (Kind::Organisation, Kind::Person)
        );
        !(same_source && one_to_one || mixed)
    }

    /// Enumerates the candidates of every record, in parallel, and maps them; results come in the
    /// order of records.
    fn map_candidates<T: Send>(&self, map: impl Fn(u32, &[Candidate]) -> T + Sync) -> Vec<T> {
        let chunks = self.count.div_ceil(CHUNK);
        let mapped: Vec<Vec<T>> = (0..chunks)
            .into_par_iter()
            .map(|chunk| {
                let mut candidates = Vec::new();
                let lefts = chunk * CHUNK..((chunk + 1) * CHUNK).min(self.count);
                let of_chunk = lefts
                    .map(|left| {
                        self.blocks.candidates(left, &mut candidates);
                        candidates.retain(|candidate| self.possible(left, candidate.right));
                        map(left, &candidates)
                    })
                    .collect();
                self.progress.advance(u64::from(CHUNK));
                of_chunk
            })
            .collect();
        mapped.into_iter().flatten().collect()
    }

    /// The model: the one given, or one trained twice, first with values counted per record, then
    /// per probable customer.
    fn model(&mut self) -> Result<Model, LinkError> {
        self.progress.begin("train", None);
        let repeats = self.blocks.pairs_with_repeats();
        let share = repeats.div_ceil(TRAINING_PAIRS).max(1);
        let candidates = self.training_pairs(share);
        if let Some(model) = &self.settings.model {
            check::model_fits(model, &self.comparisons)?;
            self.count_by_customer(&candidates, model);
            return Ok(model.clone());
        }
        let random = self.random_pairs();
        let first = self.train_on(&candidates, &random, share);
        self.count_by_customer(&candidates, &first);
        Ok(self.train_on(&candidates, &random, share))
    }

    /// The candidates of one in so many records.
    fn training_pairs(&self, share: u64) -> Vec<(u32, u32)> {
        let chosen = |left: u32| self.sampled(left).is_multiple_of(share);
        self.map_candidates(|left, candidates| {
            let chosen = if chosen(left) { candidates } else { &[] };
            chosen.iter().map(|candidate| (left, candidate.right)).collect::<Vec<_>>()
        })
        .into_iter()
        .flatten()
        .collect()
    }

    /// Counts values per customer, as far as a model is sure who is one.
    fn count_by_customer(&mut self, candidates: &[(u32, u32)], model: &Model) {
        let scorer = Scorer::new(model);
        let mut entities = UnionFind::new(self.count);
        for (&(left, right), &pattern) in candidates.iter().zip(&self.patterns(candidates)) {
            if scorer.score(pattern).same >= SURE {
                entities.union(left, right);
            }
        }
        frequency::count(&mut self.comparisons, &entities.roots());
    }

    fn patterns(&self, pairs: &[(u32, u32)]) -> Vec<Pattern> {
        pairs.par_iter().map(|&(left, right)| self.comparisons.pattern(left, right)).collect()
    }

    fn train_on(&self, candidates: &[(u32, u32)], random: &[(u32, u32)], share: u64) -> Model {
        let records = f64::from(self.count);
        let sample = Sample {
            random: count_patterns(self.patterns(random), 1.0),
            candidates: count_patterns(self.patterns(candidates), share as f64),
            all_pairs: (records * (records - 1.0) / 2.0).max(1.0),
            records,
        };
        train::train(&self.comparisons, &sample)
    }

    /// A number that depends on the record's source and key, and on the seed.
    fn sampled(&self, record: u32) -> u64 {
        let key = hash_of(self.records.keys[record as usize].as_ref());
        combine(key, self.settings.seed ^ hash_of(&self.records.source(record).name))
    }

    /// Random pairs that can be one customer; all pairs if there are few.
    fn random_pairs(&self) -> Vec<(u32, u32)> {
        let count = u64::from(self.count);
        let wanted = u64::from(self.settings.sample_pairs);
        let pairs: Vec<(u32, u32)> = if count * count.saturating_sub(1) / 2 <= wanted {
            (0..self.count).flat_map(|l| (l + 1..self.count).map(move |r| (l, r))).collect()
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

    fn pair(&self, left: u32, right: u32, scorer: &Scorer) -> ScoredPair {
        decide::scored_pair(left, right, self.comparisons.pattern(left, right), scorer)
    }

    /// Compares all candidates and keeps the pairs that matter.
    fn score(&self, scorer: &Scorer) -> Scored {
        self.progress.begin("compare", Some(u64::from(self.count)));
        let keep = self.settings.review_probability * KEPT_PART;
        let of_records = self.map_candidates(|left, candidates| {
            let mut found = Scored::default();
            for candidate in candidates {
                let pair = self.pair(left, candidate.right, scorer);
                found.add(pair, candidate.rules.count_ones(), keep);
            }
            found
        });
        let mut all = Scored::default();
        for found in of_records {
            all.extend(found);
        }
        all.finish();
        all
    }

    /// Clusters at the lowest threshold that gives the precision asked for.
    fn decide(
        &self,
        compared: &Scored,
        scorer: &Scorer,
        decisions: &Decisions,
        cannot_link: &FxHashSet<(u32, u32)>,
    ) -> (Vec<u32>, crate::Thresholds) {
        let probability = |one, other| {
            let possible = self.possible(one, other);
            if possible { scorer.score(self.comparisons.pattern(one, other)).same } else { 0.0 }
        };
        let mut found = None;
        for link_probability in decide::ladder(self.settings) {
            let odds = log2_odds(link_probability);
            let cluster_of = self.cluster(&compared.pairs, scorer, decisions, cannot_link, odds);
            let (expected_precision, expected) =
                decide::expected_precision(&cluster_of, &probability);
            let thresholds = crate::Thresholds {
                link_probability,
                review_probability: self.settings.review_probability.min(link_probability),
                expected_precision,
                expected_recall: (expected / compared.expected_matches.max(1e-9)).min(1.0),
                review_pairs: 0,
            };
            found = Some((cluster_of, thresholds));
            if expected_precision >= self.settings.target_precision {
                break;
            }
        }
        found.unwrap_or_else(|| unreachable!("a ladder has at least one step"))
    }

    fn cluster(
        &self,
        pairs: &[ScoredPair],
        scorer: &Scorer,
        decisions: &Decisions,
        cannot_link: &FxHashSet<(u32, u32)>,
        threshold: f64,
    ) -> Vec<u32> {
        let edges: Vec<Edge> = pairs
            .iter()
            .map(|pair| Edge {
                left: pair.left,
                right: pair.right,
                odds: log2_odds(pair.probability),
            })
            .collect();
        let odds = |one: u32, other: u32| {
            if self.possible(one, other) {
                log2_odds(scorer.score(self.comparisons.pattern(one, other)).same)
            } else {
                f64::NEG_INFINITY
            }
        };
        let rules = Rules { odds: &odds, must_link: &decisions.must_link, cannot_link, threshold };
        cluster::cluster(self.count, &edges, &rules)
    }
}

fn log2_odds(probability: f64) -> f64 {
    (probability / (1.0 - probability).max(1e-15)).max(1e-15).log2()
}

/// Groups of records that are equal in every column, as the lowest record of each.
fn identical(records: &Records) -> Vec<u32> {
    let mut first: FxHashMap<Vec<u32>, u32> = FxHashMap::default();
    (0..records.len() as u32)
        .map(|record| {
            let ids = records.columns.iter().map(|column| column.ids()[record as usize]).collect();
            *first.entry(ids).or_insert(record)
        })
        .collect()
}

fn count_patterns(mut patterns: Vec<Pattern>, weight: f64) -> PatternCounts {
    patterns.par_sort_unstable();
    patterns.chunk_by(|one, other| one == other).map(|c| (c[0], c.len() as f64 * weight)).collect()
}

/// The scored candidates, or part of them.
#[derive(Default)]
struct Scored {
    pairs: Vec<ScoredPair>,
    /// Expected matches among all candidates.
    expected_matches: f64,
    compared: u64,
    /// Expected matches that one rule found, and that two found.
    found_by: [f64; 2],
    estimated_recall: Option<f64>,
}

impl Scored {
    fn add(&mut self, pair: ScoredPair, rules: u32, keep: f64) {
        self.compared += 1;
        self.expected_matches += pair.probability;
        if let 1 | 2 = rules {
            self.found_by[rules as usize - 1] += pair.probability;
        }
        if pair.probability >= keep {
            self.pairs.push(pair);
        }
    }

    fn extend(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.expected_matches += other.expected_matches;
        self.compared += other.compared;
        for (sum, more) in self.found_by.iter_mut().zip(other.found_by) {
            *sum += more;
        }
    }

    /// Chao's lower bound of the matches that no rule found.
    fn finish(&mut self) {
        let [once, twice] = self.found_by;
        let found = self.expected_matches;
        let missed = once * (once - 1.0).max(0.0) / (2.0 * (twice + 1.0));
        self.estimated_recall = (found > 0.5).then(|| found / (found + missed));
    }
}
