//! Which procedures of two lines are the same, related or alone.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::alignment::{StepPair, align};
use crate::assignment::{Candidate, assign};
use crate::catalogue::{Catalogue, Procedure, TopicEvidence};
use crate::outcome::{ProcedureMatch, Relation};
use crate::profile::{Names, Profile, Scale, served_keys, topic_key, whole_text};
use crate::scores::{Scores, valley};
use crate::settings::ReconcileSettings;
use crate::vector::Rarity;

/// Added to the gain of procedures with equal keys: decides between otherwise equal partners only.
const EQUAL_KEY: f64 = 1e-9;
/// Gains must stay positive at the threshold itself.
const LEAST_GAIN: f64 = 1e-6;

/// Part that counts of what speaks for a pair where one has steps and the other none, among others that have some: a
/// table of decisions belongs to a procedure rather than being one.
const WITHOUT_STEPS: f64 = 0.25;

/// Steps this alike are surely the same.
const SURE_STEP: f64 = 0.3;
/// So many sure steps of its own, and this share of all its sure ones, make a procedure another part of
/// what the other line does in one.
const OWN_STEPS: usize = 2;
const OWN_SHARE: f64 = 0.6;

/// Holds every procedure of one side against every one of the other.
pub(crate) struct Matcher<'a> {
    left: &'a [Procedure],
    right: &'a [Procedure],
    settings: &'a ReconcileSettings,
    rarity: Rarity,
    left_profiles: Vec<Profile>,
    right_profiles: Vec<Profile>,
    names: Names,
    topic_weights: Vec<f64>,
    contacts: Contacts,
    left_has_steps: bool,
    right_has_steps: bool,
    /// Indexes in the order of the contents, which the order of the rows cannot change.
    left_order: Vec<usize>,
    right_order: Vec<usize>,
}

impl<'a> Matcher<'a> {
    pub(crate) fn new(
        left: &'a Catalogue,
        right: &'a Catalogue,
        settings: &'a ReconcileSettings,
        evidence: &TopicEvidence,
    ) -> Self {
        let (left, right) = (&left.procedures, &right.procedures);
        let documents: Vec<String> = left.iter().chain(right).map(whole_text).collect();
        let rarity = Rarity::of(documents.iter().map(String::as_str));
        let mut names = Names::default();
        let mut profiles = |side: &[Procedure]| {
            side.iter().map(|p| Profile::of(p, &rarity, &mut names)).collect::<Vec<_>>()
        };
        let (left_profiles, right_profiles) = (profiles(left), profiles(right));
        let contacts = Contacts::of(evidence);
        Self {
            left_profiles,
            right_profiles,
            topic_weights: names.all().iter().map(|topic| contacts.topic_weight(topic)).collect(),
            names,
            left,
            right,
            settings,
            rarity,
            contacts,
            left_has_steps: left.iter().any(has_steps),
            right_has_steps: right.iter().any(has_steps),
            left_order: content_order(left),
            right_order: content_order(right),
        }
    }

    fn scale(&self) -> Scale<'_> {
        Scale { rarity: &self.rarity, names: &self.names, topic_weights: &self.topic_weights }
    }

    /// The rare-word weights of both catalogues, which steps and rules are compared with, too.
    pub(crate) fn rarity(&self) -> &Rarity {
        &self.rarity
    }

    pub(crate) fn matches(&self) -> Vec<ProcedureMatch> {
        let scores = Scores::of(&self.left_profiles, &self.right_profiles, &self.scale());
        let partners = self.partners(&scores);
        let found: Vec<f64> =
            partners.iter().map(|(left, right)| scores.get(*left, *right)).collect();
        let same = self.settings.same.unwrap_or_else(|| valley(&scores.nearest(&partners)));
        let mut pairs: Vec<(usize, usize, Relation)> = partners
            .into_iter()
            .zip(found)
            .map(|((left, right), score)| {
                let is_same = score >= same && !self.lacks_steps(left, right);
                (left, right, if is_same { Relation::Same } else { Relation::Related })
            })
            .collect();
        if pairs.is_empty() && self.left.len() == 1 && self.right.len() == 1 {
            // Whoever gives one procedure each wants to see these two side by side.
            pairs.push((0, 0, Relation::Related));
        }
        self.add_further_relatives(&scores, same, &mut pairs);
        let paired_left: FxHashSet<usize> = pairs.iter().map(|(left, _, _)| *left).collect();
        let paired_right: FxHashSet<usize> = pairs.iter().map(|(_, right, _)| *right).collect();
        let mut ends: Vec<(Option<usize>, Option<usize>, Relation)> =
            pairs.into_iter().map(|(l, r, relation)| (Some(l), Some(r), relation)).collect();
        let alone = |count: usize, paired: &FxHashSet<usize>| {
            (0..count).filter(|index| !paired.contains(index)).collect::<Vec<_>>()
        };
        ends.extend(
            alone(self.left.len(), &paired_left)
                .iter()
                .map(|l| (Some(*l), None, Relation::OnlyLeft)),
        );
        ends.extend(
            alone(self.right.len(), &paired_right)
                .iter()
                .map(|r| (None, Some(*r), Relation::OnlyRight)),
        );
        ends.sort_by_key(|(left, right, _)| (left.unwrap_or(usize::MAX), *right));
        let (left_ranks, right_ranks) = (ranks(&self.left_order), ranks(&self.right_order));
        let likeliest = scores.likeliest([&left_ranks, &right_ranks]);
        ends.into_iter()
            .map(|(left, right, relation)| {
                let nearest = match (left, right) {
                    (Some(left), None) => likeliest[0][left].map(|right| (left, right)),
                    (None, Some(right)) => likeliest[1][right].map(|left| (left, right)),
                    (left, right) => left.zip(right),
                };
                self.describe(&scores, [left, right], nearest, relation)
            })
            .collect()
    }

    /// The best one-to-one pairs at or above the lower threshold.
    ///
    /// What counts is how far a score lies above the threshold, so that one good pair is worth more
    /// than two doubtful ones. Equal totals are settled in the order of the contents, which neither
    /// the order of the rows nor the roles of the two sides can change.
    fn partners(&self, scores: &Scores) -> Vec<(usize, usize)> {
        let (left_order, right_order) = (&self.left_order, &self.right_order);
        let turned = contents(self.right, right_order) < contents(self.left, left_order);
        let (left_ranks, right_ranks) = (ranks(left_order), ranks(right_order));
        let mut candidates: Vec<Candidate> = scores
            .pairs()
            .filter(|(_, _, score)| *score >= self.settings.related)
            .map(|(left, right, score)| {
                let equal = self.left[left].key == self.right[right].key;
                let part = if self.lacks_steps(left, right) { WITHOUT_STEPS } else { 1.0 };
                let gain = part * (score - self.settings.related)
                    + LEAST_GAIN
                    + if equal { EQUAL_KEY } else { 0.0 };
                let (left, right) = (left_ranks[left], right_ranks[right]);
                let (left, right) = if turned { (right, left) } else { (left, right) };
                Candidate { left, right, gain }
            })
            .collect();
        candidates.sort_by_key(|candidate| (candidate.left, candidate.right));
        assign(&candidates)
            .into_iter()
            .map(|(a, b)| if turned { (b, a) } else { (a, b) })
            .map(|(left_rank, right_rank)| (left_order[left_rank], right_order[right_rank]))
            .collect()
    }

    /// Whether one of two procedures has steps and the other none, though others of its line have some.
    fn lacks_steps(&self, left: usize, right: usize) -> bool {
        match (has_steps(&self.left[left]), has_steps(&self.right[right])) {
            (true, false) => self.right_has_steps,
            (false, true) => self.left_has_steps,
            _ => false,
        }
    }

    /// A procedure left without partner whose nearest one is taken, although near enough to be the
    /// same: related, or the same where both do different parts of what the other line does in one.
    fn add_further_relatives(
        &self,
        scores: &Scores,
        same: f64,
        pairs: &mut Vec<(usize, usize, Relation)>,
    ) {
        let by_left: FxHashMap<usize, usize> = pairs.iter().map(|(l, r, _)| (*l, *r)).collect();
        let by_right: FxHashMap<usize, usize> = pairs.iter().map(|(l, r, _)| (*r, *l)).collect();
        for (left, right, _) in scores.pairs().filter(|(_, _, score)| *score >= same) {
            let other_part = match (by_left.get(&left), by_right.get(&right)) {
                (Some(_), Some(_)) => continue,
                (Some(&taken), None) => {
                    self.does_other_steps((left, right), (left, taken), |pair| pair.left)
                }
                (None, Some(&taken)) => {
                    self.does_other_steps((left, right), (taken, right), |pair| pair.right)
                }
                (None, None) => false,
            };
            let other_part = other_part && !self.lacks_steps(left, right);
            let relation = if other_part { Relation::Same } else { Relation::Related };
            pairs.push((left, right, relation));
        }
    }

    /// Whether a pair is about other steps of the procedure that it shares with the pair taken.
    fn does_other_steps(
        &self,
        pair: (usize, usize),
        taken: (usize, usize),
        shared: fn(&StepPair) -> usize,
    ) -> bool {
        let sure = |(left, right): (usize, usize)| -> FxHashSet<usize> {
            let (a, b) = (&self.left[left].steps, &self.right[right].steps);
            let pairs = align(a, b, &self.rarity, self.settings);
            pairs.iter().filter(|p| p.similarity >= SURE_STEP).map(shared).collect()
        };
        let (here, there) = (sure(pair), sure(taken));
        let own = here.difference(&there).count();
        own >= OWN_STEPS && own as f64 >= OWN_SHARE * here.len() as f64
    }

    /// A match; `nearest` is the pair itself, or what a procedure that is alone comes nearest to.
    fn describe(
        &self,
        scores: &Scores,
        [left, right]: [Option<usize>; 2],
        nearest: Option<(usize, usize)>,
        relation: Relation,
    ) -> ProcedureMatch {
        let (score, evidence) = nearest.map_or((0.0, Vec::new()), |(left, right)| {
            let (a, b) = (&self.left_profiles[left], &self.right_profiles[right]);
            (scores.get(left, right), a.explain(b, &self.scale()))
        });
        let contacts = |side: &[Procedure], index: Option<usize>, counts: &[(String, u64)]| {
            index.and_then(|index| Contacts::on(counts, &side[index]))
        };
        ProcedureMatch {
            left,
            right,
            relation,
            score,
            evidence,
            left_contacts: contacts(self.left, left, &self.contacts.left),
            right_contacts: contacts(self.right, right, &self.contacts.right),
        }
    }
}

fn has_steps(procedure: &Procedure) -> bool {
    !procedure.steps.is_empty()
}

/// The place of each index in an order.
fn ranks(order: &[usize]) -> Vec<usize> {
    let mut ranks = vec![0; order.len()];
    for (rank, index) in order.iter().enumerate() {
        ranks[*index] = rank;
    }
    ranks
}

fn content(procedure: &Procedure) -> (String, &str) {
    (whole_text(procedure), &procedure.key)
}

fn content_order(side: &[Procedure]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..side.len()).collect();
    order.sort_by_cached_key(|index| {
        let (text, key) = content(&side[*index]);
        (text, key.to_owned())
    });
    order
}

fn contents<'a>(side: &'a [Procedure], order: &[usize]) -> Vec<(String, &'a str)> {
    order.iter().map(|index| content(&side[*index])).collect()
}

/// Contacts of both lines by the meaning of their topic, sorted.
struct Contacts {
    left: Vec<(String, u64)>,
    right: Vec<(String, u64)>,
    total: u64,
}

impl Contacts {
    fn of(evidence: &TopicEvidence) -> Self {
        let side = |counts: &std::collections::BTreeMap<String, u64>| {
            counts.iter().map(|(topic, count)| (topic_key(topic), *count)).collect::<Vec<_>>()
        };
        let (left, right) = (side(&evidence.left), side(&evidence.right));
        let total = left.iter().chain(&right).map(|(_, count)| count).sum();
        Self { left, right, total }
    }

    /// How much a shared topic tells: the rarer among the contacts, the more, as with words. Topics
    /// without contacts, and all topics when contacts are not known, weigh the same.
    fn topic_weight(&self, topic: &str) -> f64 {
        let count: u64 =
            self.left.iter().chain(&self.right).filter(|(t, _)| t == topic).map(|(_, n)| n).sum();
        if count == 0 { 1.0 } else { (1.0 + self.total as f64 / count as f64).ln() }
    }

    /// The contacts on the topics that a procedure serves; `None` where no contact has a topic, or the procedure
    /// names none and is called as none: what it serves is not known then.
    fn on(counts: &[(String, u64)], procedure: &Procedure) -> Option<u64> {
        let keys = served_keys(procedure);
        let served = counts.iter().filter(|(topic, _)| keys.contains(topic));
        let count: u64 = served.map(|(_, count)| count).sum();
        let known = !counts.is_empty() && (count > 0 || !procedure.topics.is_empty());
        known.then_some(count)
    }
}
