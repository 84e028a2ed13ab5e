//! The steps of two procedures laid side by side.
//!
//! First the chain of pairs in the same order with the greatest total gain (the edit script of
//! Needleman and Wunsch 1970, without cost for gaps, over the pairs worth having only). What remains
//! on both sides is then held against each other regardless of order: those are the moved ones. Both go
//! by how a pair stands beside the other pairs of its two steps, so that the order does not keep what
//! belongs elsewhere. Last, a step left over whose neighbour's partner says both their parts is one of
//! several that the other line does in one.

use std::collections::{BTreeMap, BTreeSet};

use crate::assignment::{Candidate, assign};
use crate::catalogue::{Step, StepKind};
use crate::means::Means;
use crate::outcome::{Operation, StepAlignment};
use crate::rules::Amount;
use crate::settings::ReconcileSettings;
use crate::text::{Saying, folded, term_set};
use crate::vector::{Contrasted, Rarity, TermVector, Trigrams};

/// Trigrams see likeness of letters, not of meaning, and count for less.
const SPELLING: f64 = 0.85;
/// How much of what the actions leave open an equal output or condition closes.
const CONFIRMED: f64 = 0.35;
/// Added for the same place in the order, in parts of the length; falls to nothing at opposite ends.
const PLACE: f64 = 0.15;
/// Least similarity of two steps that stand alone between pairs.
const BETWEEN: f64 = 0.15;
/// A decision is seldom a task.
const OTHER_KIND: f64 = 0.7;
/// What forbids and what demands, what blocks and what frees is not the same step, in however like words.
const OPPOSITE: f64 = 0.1;
/// How like a further part must be to a step, in parts of the likeness of the pair it joins.
const PART: f64 = 0.5;
const LEAST_GAIN: f64 = 1e-6;
/// Up to so many pairs of steps are all held against each other; of longer procedures those that share
/// a word.
const ALL_PAIRS: usize = 250_000;
/// Steps of a long procedure are held against so many of the likeliest at most.
const NEAREST: usize = 32;

/// Two aligned steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StepPair {
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) similarity: f64,
    pub(crate) place: Place,
}

/// How the pair stands in the order of both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the common order.
    Common,
    /// Out of it.
    Moved,
    /// A further part of the right side's step next to it.
    FurtherLeft,
    /// A further part of the left side's step next to it.
    FurtherRight,
}

struct PreparedStep {
    action: Contrasted,
    spelling: Trigrams,
    wording: String,
    output: TermVector,
    condition: TermVector,
    kind: StepKind,
    meaning: Saying,
}

fn prepare(sides: [&[Step]; 2], rarity: &Rarity) -> [Vec<PreparedStep>; 2] {
    let texts = sides.map(|steps| steps.iter().map(|step| &*step.action).collect::<Vec<_>>());
    let [left, right] = rarity.contrasted([&texts[0], &texts[1]]);
    let prepared = |(step, action): (&Step, Contrasted)| PreparedStep {
        action,
        spelling: Trigrams::of(&step.action),
        wording: folded(&step.action),
        output: rarity.vector(&step.output),
        condition: rarity.vector(&step.condition),
        kind: step.kind,
        meaning: Saying::of(&step.action),
    };
    [sides[0].iter().zip(left), sides[1].iter().zip(right)].map(|side| side.map(prepared).collect())
}

fn similarity(left: &PreparedStep, right: &PreparedStep) -> f64 {
    if left.wording == right.wording {
        return 1.0;
    }
    let action =
        left.action.likeness(&right.action).max(SPELLING * left.spelling.dice(&right.spelling));
    // Output and condition can confirm a pair, not speak against one: the one is often named after the
    // system, the other often left unsaid.
    let by = left.output.cosine(&right.output).max(left.condition.cosine(&right.condition));
    let confirmed = action + CONFIRMED * by * (1.0 - action);
    let other_kind = if left.kind == right.kind { 1.0 } else { OTHER_KIND };
    let opposite = if left.meaning.opposes(&right.meaning) { OPPOSITE } else { 1.0 };
    other_kind * opposite * confirmed
}

/// A pair worth having.
#[derive(Debug, Clone, Copy)]
struct Likely {
    left: usize,
    right: usize,
    similarity: f64,
    /// The similarity, in parts of the (geometric) mean of both steps' best: less where one of the two is
    /// more like another step.
    standing: f64,
}

/// Aligned pairs of steps, by left, then right. Symmetric: swapped sides give the mirror image.
pub(crate) fn align(
    left: &[Step],
    right: &[Step],
    rarity: &Rarity,
    settings: &ReconcileSettings,
) -> Vec<StepPair> {
    let [a, b] = prepare([left, right], rarity);
    let wordings =
        |steps: &[PreparedStep]| steps.iter().map(|s| s.wording.clone()).collect::<Vec<_>>();
    let turned = wordings(&b) < wordings(&a);
    let (first, second) = if turned { (&b, &a) } else { (&a, &b) };
    let likely = likely_pairs(first, second, settings);
    let mut pairs = in_order(&likely, [first.len(), second.len()], settings);
    pairs.extend(between(&pairs, (first, second)));
    pairs.extend(out_of_order(&likely, &pairs, settings));
    let best = Best::of(&likely, [first.len(), second.len()]);
    further_parts(&mut pairs, (first, second), &best, settings);
    if turned {
        pairs.iter_mut().for_each(StepPair::turn);
    }
    pairs.sort_by_key(|pair| (pair.left, pair.right));
    pairs
}

impl StepPair {
    fn turn(&mut self) {
        std::mem::swap(&mut self.left, &mut self.right);
        self.place = match self.place {
            Place::FurtherLeft => Place::FurtherRight,
            Place::FurtherRight => Place::FurtherLeft,
            place => place,
        };
    }
}

/// All pairs at or above the lower threshold less the greatest bonus, by left, then right.
fn likely_pairs(
    first: &[PreparedStep],
    second: &[PreparedStep],
    settings: &ReconcileSettings,
) -> Vec<Likely> {
    let least = settings.step - PLACE;
    let short = first.len() * second.len() <= ALL_PAIRS;
    let everyone: Vec<usize> = (0..second.len()).collect();
    let sharing = if short { Vec::new() } else { steps_by_term(second) };
    let mut found = Vec::new();
    for (left, step) in first.iter().enumerate() {
        let candidates = if short { everyone.clone() } else { nearest(step, left, &sharing) };
        let pairs = candidates.into_iter().map(|right| Likely {
            left,
            right,
            similarity: similarity(step, &second[right]),
            standing: 0.0,
        });
        found.extend(pairs.filter(|pair| pair.similarity >= least));
    }
    let best = Best::of(&found, [first.len(), second.len()]);
    for pair in &mut found {
        let best = (best.left[pair.left] * best.right[pair.right]).sqrt();
        pair.standing = pair.similarity * pair.similarity / best;
    }
    found
}

/// How like each step is the likest one of the other side.
struct Best {
    left: Vec<f64>,
    right: Vec<f64>,
}

impl Best {
    fn of(likely: &[Likely], lengths: [usize; 2]) -> Self {
        let [left, right] = lengths.map(|length| vec![0.0_f64; length]);
        let mut best = Self { left, right };
        for pair in likely {
            for (best, at) in [(&mut best.left, pair.left), (&mut best.right, pair.right)] {
                best[at] = best[at].max(pair.similarity);
            }
        }
        best
    }
}

/// The steps that have each term.
fn steps_by_term(steps: &[PreparedStep]) -> Vec<Vec<usize>> {
    let terms =
        steps.iter().flat_map(|step| step.action.vector.numbers()).max().map_or(0, |max| max + 1);
    let mut by_term = vec![Vec::new(); terms as usize];
    for (at, step) in steps.iter().enumerate() {
        for term in step.action.vector.numbers() {
            by_term[term as usize].push(at);
        }
    }
    by_term
}

/// The steps that share the rarest terms with this one, those near its place first; ascending.
fn nearest(step: &PreparedStep, at: usize, by_term: &[Vec<usize>]) -> Vec<usize> {
    let mut lists: Vec<&Vec<usize>> =
        step.action.vector.numbers().filter_map(|term| by_term.get(term as usize)).collect();
    lists.sort_by_key(|list| list.len());
    let mut found = Vec::new();
    for list in lists {
        let from = list.partition_point(|other| *other < at).saturating_sub(NEAREST / 2);
        found.extend(list[from..].iter().take(NEAREST));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The chain of pairs with the greatest total gain in which both sides ascend; O(k log n) for k
/// pairs, with a binary indexed tree of the best chain up to each right step (Fenwick 1994).
fn in_order(likely: &[Likely], lengths: [usize; 2], settings: &ReconcileSettings) -> Vec<StepPair> {
    let place = |at: usize, length: usize| at as f64 / length.max(2).saturating_sub(1) as f64;
    let gain = |pair: &Likely| {
        let apart = (place(pair.left, lengths[0]) - place(pair.right, lengths[1])).abs();
        pair.standing + PLACE * (1.0 - apart) - settings.step + LEAST_GAIN
    };
    let mut chains = Chains::new(lengths[1]);
    let mut before: Vec<Option<usize>> = vec![None; likely.len()];
    let mut best: Option<(f64, usize)> = None;
    let mut first = 0;
    for row in likely.chunk_by(|a, b| a.left == b.left) {
        let mut extended = Vec::new();
        for (at, pair) in (first..).zip(row) {
            let gain = gain(pair);
            if gain <= 0.0 {
                continue;
            }
            let so_far = chains.best_before(pair.right);
            before[at] = so_far.map(|(_, pair)| pair);
            extended.push((pair.right, so_far.map_or(0.0, |(total, _)| total) + gain, at));
        }
        first += row.len();
        for (right, total, at) in extended {
            chains.offer(right, total, at);
            if best.is_none_or(|(most, _)| total > most) {
                best = Some((total, at));
            }
        }
    }
    let mut pairs = Vec::new();
    let mut at = best.map(|(_, at)| at);
    while let Some(pair) = at {
        let Likely { left, right, similarity, .. } = likely[pair];
        pairs.push(StepPair { left, right, similarity, place: Place::Common });
        at = before[pair];
    }
    pairs
}

/// The best chain that ends before each right step.
struct Chains(Vec<Option<(f64, usize)>>);

impl Chains {
    fn new(rights: usize) -> Self {
        Self(vec![None; rights + 1])
    }

    /// Total and last pair of the best chain whose right end is before `right`; of equals the first
    /// offered.
    fn best_before(&self, right: usize) -> Option<(f64, usize)> {
        let mut at = right;
        let mut best: Option<(f64, usize)> = None;
        while at > 0 {
            best = better(best, self.0[at]);
            at &= at - 1;
        }
        best
    }

    fn offer(&mut self, right: usize, total: f64, pair: usize) {
        let mut at = right + 1;
        while at < self.0.len() {
            self.0[at] = better(self.0[at], Some((total, pair)));
            at += at & at.wrapping_neg();
        }
    }
}

fn better(a: Option<(f64, usize)>, b: Option<(f64, usize)>) -> Option<(f64, usize)> {
    match (a, b) {
        (Some(a), Some(b)) => {
            Some(if b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).is_gt() { b } else { a })
        }
        (a, b) => a.or(b),
    }
}

/// Steps left over alone on both sides between two pairs that follow each other: what else should
/// stand there, if they have anything in common?
fn between(chain: &[StepPair], steps: (&[PreparedStep], &[PreparedStep])) -> Vec<StepPair> {
    let mut anchors: Vec<(usize, usize)> =
        chain.iter().map(|pair| (pair.left + 1, pair.right + 1)).collect();
    anchors.extend([(0, 0), (steps.0.len() + 1, steps.1.len() + 1)]);
    anchors.sort_unstable();
    let gaps =
        anchors.windows(2).filter(|gap| gap[1].0 - gap[0].0 == 2 && gap[1].1 - gap[0].1 == 2);
    gaps.filter_map(|gap| {
        let (left, right) = gap[0];
        let similarity = similarity(&steps.0[left], &steps.1[right]);
        let pair = StepPair { left, right, similarity, place: Place::Common };
        (similarity >= BETWEEN).then_some(pair)
    })
    .collect()
}

fn out_of_order(
    likely: &[Likely],
    aligned: &[StepPair],
    settings: &ReconcileSettings,
) -> Vec<StepPair> {
    let taken = Taken::of(aligned);
    let candidates: Vec<Candidate> = likely
        .iter()
        .filter(|pair| pair.standing >= settings.moved_step)
        .filter(|pair| !taken.left(pair.left) && !taken.right(pair.right))
        .map(|pair| Candidate {
            left: pair.left,
            right: pair.right,
            gain: pair.standing - settings.moved_step + LEAST_GAIN,
        })
        .collect();
    assign(&candidates)
        .into_iter()
        .filter_map(|(left, right)| {
            let at = likely.binary_search_by_key(&(left, right), |p| (p.left, p.right)).ok()?;
            let similarity = likely[at].similarity;
            Some(StepPair { left, right, similarity, place: Place::Moved })
        })
        .collect()
}

/// Which steps have a partner.
struct Taken {
    left: BTreeSet<usize>,
    right: BTreeSet<usize>,
}

impl Taken {
    fn of(pairs: &[StepPair]) -> Self {
        Self {
            left: pairs.iter().map(|pair| pair.left).collect(),
            right: pairs.iter().map(|pair| pair.right).collect(),
        }
    }

    fn left(&self, at: usize) -> bool {
        self.left.contains(&at)
    }

    fn right(&self, at: usize) -> bool {
        self.right.contains(&at)
    }
}

/// Adds steps without partner to the partner of the step before or after them, where both steps
/// together say more of it than the one does.
fn further_parts(
    pairs: &mut Vec<StepPair>,
    steps: (&[PreparedStep], &[PreparedStep]),
    best: &Best,
    settings: &ReconcileSettings,
) {
    let taken = Taken::of(pairs);
    let mut found: Vec<(usize, StepPair)> = Vec::new();
    for (base, pair) in pairs.iter().enumerate() {
        let least = settings.part_of_step.max(PART * pair.similarity);
        let left = Part { own: pair.left, steps: steps.0, whole: &steps.1[pair.right] };
        let right = Part { own: pair.right, steps: steps.1, whole: &steps.0[pair.left] };
        let lefts = left.neighbours(|at| taken.left(at), &best.left, least);
        let rights = right.neighbours(|at| taken.right(at), &best.right, least);
        let grown =
            |left, right, similarity, place| (base, StepPair { left, right, similarity, place });
        found.extend(
            lefts.into_iter().map(|(at, like)| grown(at, pair.right, like, Place::FurtherLeft)),
        );
        found.extend(
            rights.into_iter().map(|(at, like)| grown(pair.left, at, like, Place::FurtherRight)),
        );
    }
    // A step goes with one neighbour only: the one whose partner it is most like.
    found.sort_by(|(_, a), (_, b)| {
        b.similarity.total_cmp(&a.similarity).then((a.left, a.right).cmp(&(b.left, b.right)))
    });
    let (mut lefts, mut rights) = (taken.left, taken.right);
    // One side of a pair may grow, not both: many to many is no edit that people follow.
    let mut sides: BTreeMap<usize, Place> = BTreeMap::new();
    for (base, pair) in found {
        let free = match pair.place {
            Place::FurtherLeft => !lefts.contains(&pair.left),
            _ => !rights.contains(&pair.right),
        };
        if free && *sides.entry(base).or_insert(pair.place) == pair.place {
            lefts.insert(pair.left);
            rights.insert(pair.right);
            pairs.push(pair);
        }
    }
}

/// One step of a pair, whose neighbours may be further parts of its partner.
struct Part<'a> {
    own: usize,
    steps: &'a [PreparedStep],
    whole: &'a PreparedStep,
}

impl Part<'_> {
    /// Free neighbours that say something of the partner which the step itself does not, and are more like
    /// it than like any other step, with their similarity to it.
    fn neighbours(
        &self,
        taken: impl Fn(usize) -> bool,
        best: &[f64],
        least: f64,
    ) -> Vec<(usize, f64)> {
        let before = self.own.checked_sub(1);
        let after = Some(self.own + 1).filter(|at| *at < self.steps.len());
        let near = [before, after].into_iter().flatten().filter(|at| !taken(*at));
        near.filter_map(|at| {
            let alone = similarity(&self.steps[at], self.whole);
            let (own, other) = (&self.steps[self.own].action, &self.steps[at].action);
            let part = alone >= least.max(best[at]) && self.whole.action.is_more_with(own, other);
            part.then_some((at, alone))
        })
        .collect()
    }
}

/// The edit script from left to right: each step of both sides once, parts of one step a row each, in
/// the order of the left with what only the right has put after the step it follows there.
pub(crate) fn script(
    match_index: usize,
    left: &[Step],
    right: &[Step],
    pairs: &[StepPair],
    settings: &ReconcileSettings,
) -> Vec<StepAlignment> {
    let row = |left_step, right_step, similarity, operation, detail| StepAlignment {
        match_index,
        left_step,
        right_step,
        operation,
        similarity,
        detail,
    };
    let shares = Shares::of(pairs, left.len(), right.len());
    merge_order(left.len(), right.len(), pairs)
        .into_iter()
        .map(|place| match place {
            Entry::Left(at) => row(Some(at), None, 0.0, Operation::OnlyLeft, String::new()),
            Entry::Right(at) => row(None, Some(at), 0.0, Operation::OnlyRight, String::new()),
            Entry::Pair(at) => {
                let pair = &pairs[at];
                let several = shares.operation(pair);
                let (operation, detail) =
                    difference(&left[pair.left], &right[pair.right], pair, several, settings);
                row(Some(pair.left), Some(pair.right), pair.similarity, operation, detail)
            }
        })
        .collect()
}

/// How many pairs each step is in.
struct Shares {
    left: Vec<u32>,
    right: Vec<u32>,
}

impl Shares {
    fn of(pairs: &[StepPair], left: usize, right: usize) -> Self {
        let mut shares = Self { left: vec![0; left], right: vec![0; right] };
        for pair in pairs {
            shares.left[pair.left] += 1;
            shares.right[pair.right] += 1;
        }
        shares
    }

    /// [`Operation::Split`] or [`Operation::Merged`] of a pair that is one of several.
    fn operation(&self, pair: &StepPair) -> Option<Operation> {
        if self.left[pair.left] > 1 {
            Some(Operation::Split)
        } else {
            (self.right[pair.right] > 1).then_some(Operation::Merged)
        }
    }
}

/// A row of the script.
enum Entry {
    Left(usize),
    Right(usize),
    /// Index of a pair.
    Pair(usize),
}

/// Every step of both sides: between two pairs in order first what the left does, then what only the
/// right does. Moved pairs stand where the left has them. `pairs` are sorted by left, then right.
fn merge_order(left: usize, right: usize, pairs: &[StepPair]) -> Vec<Entry> {
    let mut order = Vec::with_capacity(left + right);
    let mut paired = vec![false; right];
    for pair in pairs {
        paired[pair.right] = true;
    }
    let mut next_right = 0;
    let mut next_pair = 0;
    for index in 0..left {
        let first = next_pair;
        while pairs.get(next_pair).is_some_and(|pair| pair.left == index) {
            next_pair += 1;
        }
        for (at, pair) in (first..).zip(&pairs[first..next_pair]) {
            if pair.place != Place::Moved && pair.right >= next_right {
                order.extend((next_right..pair.right).filter(|r| !paired[*r]).map(Entry::Right));
                next_right = pair.right + 1;
            }
            order.push(Entry::Pair(at));
        }
        if first == next_pair {
            order.push(Entry::Left(index));
        }
    }
    order.extend((next_right..right).filter(|r| !paired[*r]).map(Entry::Right));
    order
}

fn difference(
    left: &Step,
    right: &Step,
    pair: &StepPair,
    several: Option<Operation>,
    settings: &ReconcileSettings,
) -> (Operation, String) {
    let mut found: Vec<(Operation, String)> = Vec::new();
    match several {
        Some(Operation::Split) => found.push((Operation::Split, "one step / several".to_owned())),
        Some(operation) => found.push((operation, "several steps / one".to_owned())),
        None => {}
    }
    if pair.place == Place::Moved {
        let detail = format!("place {} / {}", pair.left + 1, pair.right + 1);
        found.push((Operation::Moved, detail));
    }
    if differs(&left.actor, &right.actor) {
        found.push((Operation::OtherActor, format!("actor {} / {}", left.actor, right.actor)));
    }
    if differs(&left.system, &right.system) {
        found.push((Operation::OtherSystem, format!("system {} / {}", left.system, right.system)));
    }
    let [a, b] = [left, right].map(|step| Means::of_words(&step.action));
    if Amount::differ(&left.action, &right.action) {
        found.push((Operation::Reworded, "other limits".to_owned()));
    } else if a.other_channel(&b) {
        found.push((Operation::Reworded, "other channel".to_owned()));
    } else if a.other_system(&b) {
        found.push((Operation::Reworded, "other system in words".to_owned()));
    } else if pair.similarity < settings.same_wording {
        found.push((Operation::Reworded, "other words".to_owned()));
    }
    let operation = found.first().map_or(Operation::Same, |(operation, _)| *operation);
    let details: Vec<String> = found.into_iter().map(|(_, detail)| detail).collect();
    (operation, details.join("; "))
}
/// Whether both are stated and mean different things.
pub(crate) fn differs(left: &str, right: &str) -> bool {
    let (a, b) = (folded(left), folded(right));
    if a.is_empty() || b.is_empty() || a == b {
        return false;
    }
    let terms = term_set(left);
    terms.is_empty() || terms != term_set(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(actions: &[&str]) -> Vec<Step> {
        (1..)
            .zip(actions)
            .map(|(position, action)| Step {
                position,
                action: (*action).to_owned(),
                actor: "Agent".to_owned(),
                ..Step::default()
            })
            .collect()
    }

    fn operations(left: &[Step], right: &[Step]) -> Vec<(Option<usize>, Option<usize>, Operation)> {
        let documents = left.iter().chain(right).map(|step| step.action.as_str());
        let settings = ReconcileSettings::default();
        let pairs = align(left, right, &Rarity::of(documents), &settings);
        script(0, left, right, &pairs, &settings)
            .into_iter()
            .map(|a| (a.left_step, a.right_step, a.operation))
            .collect()
    }

    #[test]
    fn one_word_in_common_makes_no_step_of_two_in_a_language_that_is_not_known() {
        let left = steps(&[
            "Identifier le client.",
            "Saisir la nouvelle adresse dans le CRM.",
            "Demander un justificatif de domicile si le client déménage à l'étranger.",
            "Envoyer une confirmation par e-mail.",
        ]);
        let right = steps(&[
            "Kunde identifizieren",
            "Neue Adresse im Kernbanksystem erfassen",
            "Wohnsitzbestätigung einfordern",
            "Bestätigung per Brief senden",
        ]);
        let found = operations(&left, &right);
        let pairs: Vec<_> = found.iter().map(|(left, right, _)| (*left, *right)).collect();
        let [first, second, last] = [0, 1, 3].map(|at| (Some(at), Some(at)));
        assert_eq!(pairs, [first, second, (Some(2), None), (None, Some(2)), last]);
    }

    #[test]
    fn rewording_moving_and_gaps_are_told_apart() {
        let left = steps(&["Verify the address", "Save the address", "Ask for the phone", "Thank"]);
        let right = steps(&[
            "Ask for the phone",
            "Check the address with the directory",
            "Save the address",
        ]);
        assert_eq!(
            operations(&left, &right),
            [
                (Some(0), Some(1), Operation::Reworded),
                (Some(1), Some(2), Operation::Same),
                (Some(2), Some(0), Operation::Moved),
                (Some(3), None, Operation::OnlyLeft),
            ]
        );
    }

    #[test]
    fn another_role_is_named_before_another_system() {
        let mut left = steps(&["Approve the refund"]);
        let mut right = left.clone();
        left[0].system = "CRM".to_owned();
        right[0].system = "LoanCore".to_owned();
        assert_eq!(operations(&left, &right)[0].2, Operation::OtherSystem);
        right[0].actor = "Supervisor".to_owned();
        assert_eq!(operations(&left, &right)[0].2, Operation::OtherActor);
        left[0].actor = "Teamleiter".to_owned();
        assert_eq!(operations(&left, &right)[0].2, Operation::OtherSystem);
    }

    fn pairs(left: &[&str], right: &[&str]) -> Vec<(usize, usize)> {
        let found = operations(&steps(left), &steps(right));
        found.into_iter().filter_map(|(left, right, _)| left.zip(right)).collect()
    }

    #[test]
    fn near_concepts_speak_for_a_pair() {
        let left = ["Assess the diploma", "Weigh the parcel", "Send the letter of rejection"];
        let right = ["Oil hinges", "Check the certificates", "Inform about the refusal"];
        assert_eq!(pairs(&left, &right), [(0, 1), (2, 2)]);
    }

    #[test]
    fn the_order_does_not_keep_a_pair_that_belongs_elsewhere() {
        let left = ["Check the licence", "Oil hinges", "Forward the file to the court"];
        let right =
            ["Forward the paint to the court", "Bake bread", "Forward the file to the court clerk"];
        assert_eq!(pairs(&left, &right), [(2, 2)]);
        let right = ["Forward the file to the court clerk", "Bake bread", "Paint walls"];
        assert_eq!(pairs(&left, &right), [(2, 0)]);
    }

    #[test]
    fn a_further_part_says_what_the_other_part_does_not() {
        let whole = ["Oil hinges", "Print the contract and the bread recipe"];
        let parts = ["Oil hinges", "Print the contract", "Print the bread recipe"];
        assert_eq!(pairs(&whole, &parts), [(0, 0), (1, 1), (1, 2)]);
        let parts = ["Oil hinges", "Print the contract", "Print the hedge"];
        assert_eq!(pairs(&whole, &parts), [(0, 0), (1, 1)]);
    }

    #[test]
    fn opposites_are_not_the_same_step() {
        let left =
            steps(&["Do not call the customer back", "Ausweis nicht nötig", "Sperre aufheben"]);
        let right = steps(&["Call the customer back", "Ausweiskopie anfordern", "Sperre setzen"]);
        let pairs: Vec<_> = operations(&left, &right)
            .into_iter()
            .filter(|(l, r, _)| l.is_some() && r.is_some())
            .collect();
        assert!(pairs.is_empty(), "{pairs:?}");
    }

    #[test]
    fn what_only_the_right_does_stands_where_it_does_it() {
        let left = steps(&["Identify the customer", "Close the case"]);
        let right = steps(&["Identify the customer", "Weigh the parcel", "Close the case"]);
        let order: Vec<_> = operations(&left, &right).into_iter().map(|(l, r, _)| (l, r)).collect();
        assert_eq!(order, [(Some(0), Some(0)), (None, Some(1)), (Some(1), Some(2))]);
    }
}
