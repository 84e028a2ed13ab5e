//! Drawing pairs for a person to label.

use std::collections::{BTreeMap, BinaryHeap};

use rustc_hash::FxHashSet;
use sameboat_link::evaluate::{Stratum, allocate};
use sameboat_store::{Store, StoreError};

use super::curve::NamedPair;
use super::linked_run::{Index, LinkedRun};
use super::random::{Shuffle, hash};
use super::strata::{DrawnStratum, StratumName};

/// Pairs of clusters that are looked at to find some of which linkage kept nothing.
const LOOKED_AT: usize = 5_000_000;

/// A stratified sample of the pairs that linkage linked, left for review, or kept apart by little.
#[derive(Debug)]
pub struct Sample {
    /// The strata that have pairs, those of links first.
    pub strata: Vec<DrawnStratum>,
    /// The pairs drawn, in random order.
    pub pairs: Vec<SampledPair>,
}

/// A pair to be labelled.
#[derive(Debug)]
pub struct SampledPair {
    /// The records.
    pub pair: NamedPair,
    /// The stratum it was drawn from.
    pub stratum: StratumName,
}

/// The pairs of one stratum, of which those of the least hashes are kept.
#[derive(Default)]
struct Frame {
    pairs: u64,
    probability: f64,
    least: BinaryHeap<Drawn>,
}

/// A pair behind its hash.
type Drawn = (u64, u32, u32);

impl Frame {
    fn add(&mut self, pair: Drawn, probability: f64, most: usize) {
        self.pairs += 1;
        self.probability += probability;
        self.least.push(pair);
        if self.least.len() > most {
            self.least.pop();
        }
    }

    fn stratum(&self) -> Stratum {
        Stratum { pairs: self.pairs, mean_probability: self.probability / self.pairs as f64 }
    }
}

impl Sample {
    /// Draws `labels` pairs, or all if there are fewer: half of linked ones, from which precision is
    /// told, and half of the others, from which recall is told. The same seed draws the same pairs
    /// of the same linkage. Pairs that people decided are never drawn.
    pub fn draw(store: &Store, labels: u64, seed: u64) -> Result<Self, StoreError> {
        let run = LinkedRun::read(store)?;
        let index = run.index();
        let frames = frames(&run, &index, labels, seed)?;
        let of = |linked: bool| frames.iter().filter(move |(name, _)| name.is_linked() == linked);
        let pairs = |linked: bool| of(linked).map(|(_, frame)| frame.pairs).sum::<u64>();
        let for_linked = pairs(true).min(labels - pairs(false).min(labels / 2));
        let shares = [(true, for_linked), (false, labels - for_linked)];
        let mut drawn: Vec<(Drawn, StratumName)> = Vec::new();
        let mut strata = Vec::new();
        for (linked, labels) in shares {
            let sizes: Vec<Stratum> = of(linked).map(|(_, frame)| frame.stratum()).collect();
            for ((name, frame), labels) in of(linked).zip(allocate(&sizes, labels)) {
                let mut least = frame.least.clone().into_sorted_vec();
                least.truncate(labels as usize);
                strata.push(DrawnStratum {
                    stratum: *name,
                    pairs: frame.pairs,
                    drawn: least.len() as u64,
                });
                drawn.extend(least.into_iter().map(|pair| (pair, *name)));
            }
        }
        drawn.sort_unstable();
        let pair = |((_, left, right), stratum): (Drawn, StratumName)| SampledPair {
            pair: NamedPair::new(&run.records[left as usize], &run.records[right as usize]),
            stratum,
        };
        Ok(Self { strata, pairs: drawn.into_iter().map(pair).collect() })
    }
}

/// What a stratum of a run has.
pub(super) struct Size {
    pub(super) pairs: u64,
    /// How many of them linkage expects to be the same customer; None where it kept nothing of them.
    pub(super) matches: Option<f64>,
}

/// How many pairs each stratum of a run has.
pub(super) fn sizes(
    run: &LinkedRun<'_>,
    index: &Index<'_>,
) -> Result<BTreeMap<StratumName, Size>, StoreError> {
    let size = |(name, frame): (StratumName, Frame)| {
        let is_kept = name != StratumName::linked_by_others();
        (name, Size { pairs: frame.pairs, matches: is_kept.then_some(frame.probability) })
    };
    Ok(frames(run, index, 0, 0)?.into_iter().map(size).collect())
}

/// All strata that have pairs.
fn frames(
    run: &LinkedRun<'_>,
    index: &Index<'_>,
    labels: u64,
    seed: u64,
) -> Result<BTreeMap<StratumName, Frame>, StoreError> {
    let most = labels as usize;
    let mut frames: BTreeMap<StratumName, Frame> = BTreeMap::new();
    let mut kept_together = 0;
    run.for_each_pair(index, |pair, _| {
        kept_together += u64::from(run.is_together(pair.left, pair.right));
        if let Some(name) = StratumName::of(&pair) {
            let drawn = run.drawn(pair.left, pair.right, seed);
            frames.entry(name).or_default().add(drawn, pair.probability, most);
        }
    })?;
    let clusters = Clusters::of(run);
    let others = clusters.pairs() - kept_together;
    if others > 0 {
        let least = run.linked_by_others(index, &clusters, most, seed)?;
        // How probable they are is not known; an even chance gets them the most labels.
        let frame = Frame { pairs: others, probability: others as f64 / 2.0, least };
        frames.insert(StratumName::linked_by_others(), frame);
    }
    Ok(frames)
}

impl LinkedRun<'_> {
    fn is_together(&self, left: u32, right: u32) -> bool {
        self.records[left as usize].customer == self.records[right as usize].customer
    }

    fn drawn(&self, left: u32, right: u32, seed: u64) -> Drawn {
        let (left, right) = (left.min(right), left.max(right));
        let (one, other) = (&self.records[left as usize], &self.records[right as usize]);
        let hash = hash(seed, &[&one.source, &one.key, &other.source, &other.key]);
        (hash, left, right)
    }

    /// Up to `most` random pairs of clusters of which linkage kept nothing. Where these are less than
    /// about one in five million pairs of clusters, none may be found.
    fn linked_by_others(
        &self,
        index: &Index<'_>,
        clusters: &Clusters,
        most: usize,
        seed: u64,
    ) -> Result<BinaryHeap<Drawn>, StoreError> {
        let mut kept: FxHashSet<(u32, u32)> = FxHashSet::default();
        self.for_each_pair(index, |pair, _| {
            if self.is_together(pair.left, pair.right) {
                kept.insert((pair.left.min(pair.right), pair.left.max(pair.right)));
            }
        })?;
        let shuffle = Shuffle::new(seed, clusters.pairs());
        let pairs = shuffle.numbers().take(LOOKED_AT).map(|number| clusters.pair(number));
        let unkept = pairs.filter(|pair| !kept.contains(pair)).take(most);
        Ok(unkept.map(|(left, right)| self.drawn(left, right, seed)).collect())
    }
}

/// The pairs of all clusters, numbered without making them.
struct Clusters {
    /// Records of one cluster side by side.
    members: Vec<u32>,
    /// Per cluster of two or more: where its pairs begin, and where its members do.
    starts: Vec<(u64, usize)>,
    pairs: u64,
}

impl Clusters {
    fn of(run: &LinkedRun<'_>) -> Self {
        let customer = |record: u32| run.records[record as usize].customer.as_str();
        let mut members: Vec<u32> = (0..run.records.len() as u32).collect();
        members.sort_by_key(|&record| customer(record));
        let (mut starts, mut pairs, mut first) = (Vec::new(), 0, 0);
        for cluster in members.chunk_by(|&one, &next| customer(one) == customer(next)) {
            let size = cluster.len() as u64;
            if size > 1 {
                starts.push((pairs, first));
            }
            pairs += size * (size - 1) / 2;
            first += cluster.len();
        }
        Self { members, starts, pairs }
    }

    fn pairs(&self) -> u64 {
        self.pairs
    }

    /// The pair of that number, below [`Self::pairs`].
    fn pair(&self, number: u64) -> (u32, u32) {
        let (begin, first) = self.starts[self.starts.partition_point(|s| s.0 <= number) - 1];
        let (one, other) = triangle(number - begin);
        let member = |place: u64| self.members[first + place as usize];
        (member(one).min(member(other)), member(one).max(member(other)))
    }
}

/// The pair `(i, j)`, `i < j`, that is counted as `j (j - 1) / 2 + i`.
fn triangle(number: u64) -> (u64, u64) {
    let mut larger = f64::midpoint(1.0, (1.0 + 8.0 * number as f64).sqrt()) as u64;
    // A root of a large number may be off by one.
    while larger * (larger - 1) / 2 > number {
        larger -= 1;
    }
    while larger * (larger + 1) / 2 <= number {
        larger += 1;
    }
    (number - larger * (larger - 1) / 2, larger)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_a_cluster_are_numbered_one_by_one() {
        let mut expected = (1..60).flat_map(|larger| (0..larger).map(move |less| (less, larger)));
        assert!((0..60 * 59 / 2).all(|number| Some(triangle(number)) == expected.next()));
        let far = 4_000_000_000_u64;
        assert_eq!(triangle(far * (far - 1) / 2), (0, far));
        assert_eq!(triangle(far * (far - 1) / 2 - 1), (far - 2, far - 1));
    }
}
