//! Training without labels: expectation–maximisation over counts of agreement patterns.
//!
//! A pair of records is of one of a few classes: the same customer, two members of one household,
//! unrelated. Within a class the comparisons are independent (Fellegi and Sunter 1969; more than
//! two classes as in Larsen and Rubin 2001, "Iterative automated record linkage using mixture
//! models"). The household classes are what keeps housemates apart: there surname, address and
//! phone agree as they do for one customer, given name and birth date as they do by chance. Twins
//! are a household class in which the birth date agrees too, namesakes (parent and child of one
//! name) one in which the given name does; how many there are is learned from the other fields.
//! Only pairs that plainly share a home teach what households are like (`homes.rs`), and no kind of
//! error is held to be common among one customer's records: or else the classes learn whatever
//! regularity small and thin data has, as people of one street or test names that were counted up.
//!
//! Candidate pairs are not random pairs: they were chosen because something agrees. So the chance
//! of agreement among the unrelated (u) is learned from random pairs, and the candidates teach
//! what one customer's (m) and a household's records (h) look like. Of pairs that people decided the
//! class is not guessed. The priors are shares of all pairs, as those that blocking left out are taken
//! to be unrelated.

use rayon::prelude::*;

use crate::compare::{ABSENT, Comparison, Comparisons, Sharing, Values};
use crate::grounds;
use crate::linkage::Pattern;
use crate::model::{ComparisonModel, Level, Model};
use crate::namesakes::{Namesakes, SharedName};
use crate::roles::Roles;
use crate::scorer::{Classes, HOUSEHOLD, SAME, Scorer, level_of};

/// Steps of the algorithm; the likelihood hardly moves after a few dozen.
const MAX_STEPS: usize = 100;
/// The algorithm stops when no posterior share of a level moves more than this.
const TOLERANCE: f64 = 1e-4;
/// Strength of the prior on m, in pairs.
const M_PRIOR: f64 = 10.0;
/// Strength of the prior on h, in pairs.
const H_PRIOR: f64 = 10.0;
/// Strength of the prior on u, in random pairs.
const U_PRIOR: f64 = 1.0;

/// Strength of the prior on what strangers of one name share, in pairs.
const NAMESAKES_PRIOR: f64 = 50.0;
/// How often the e-mails of strangers of one name, and of one surname, are equal, a typing error apart, of one
/// name at two providers, or similar, before anything is known of them. An address has one owner, the part
/// before the `@` has many.
const USUAL_OF_ONE_NAME: [f64; 4] = [0.002, 0.005, 0.05, 0.1];
const USUAL_OF_ONE_SURNAME: [f64; 4] = [0.01, 0.002, 0.002, 0.02];

/// Patterns and how many pairs have each.
pub(crate) type PatternCounts = Vec<(Pattern, f64)>;

/// What training looks at.
pub(crate) struct Sample {
    /// Patterns of random pairs.
    pub(crate) random: PatternCounts,
    /// Patterns of pairs whose names sound alike, drawn without regard to anything else.
    pub(crate) alike: PatternCounts,
    /// Patterns of candidate pairs, scaled up to all candidates; those that people decided left out.
    pub(crate) candidates: PatternCounts,
    /// Patterns of pairs that people decided are one customer.
    pub(crate) decided_same: PatternCounts,
    /// Patterns of pairs that people decided are two.
    pub(crate) decided_different: PatternCounts,
    /// Number of records.
    pub(crate) records: f64,
    /// With so many different sets of what tells people apart a record's name goes, on average.
    pub(crate) sharers: f64,
}

impl Sample {
    fn all_pairs(&self) -> f64 {
        all_pairs(self.records)
    }
}

/// Number of pairs of so many records.
fn all_pairs(records: f64) -> f64 {
    (records * (records - 1.0) / 2.0).max(1.0)
}

/// In tallies: the pairs that are not one customer.
const UNMATCHED: usize = 2;

/// What each household class starts with, as parts of the matches; learning moves them where the
/// data says more.
const HOUSEHOLD_START: [f64; 3] = [0.2, 0.01, 0.02];

/// Two common given names on one birth date in one home are twins rather than one customer under two names, unless
/// there are more such pairs than this part of the matches. The bound is a judgement: one child in 42 is a twin
/// (C. Monden, G. Pison and J. Smits, "Twin Peaks: more twinning in humans than ever before", Human Reproduction 36,
/// 2021), and not all twins are both customers.
const MOST_TWINS: f64 = 0.02;
/// How much rather.
const TWINS_RATHER: f64 = 1.5;

/// From about so many matches that would tell a role on, its frequency is known well enough to hold for pairs that do
/// not tell it.
const TOLD_ENOUGH: f64 = 30.0;

/// A kind of error is at most so many times as frequent among the pairs of one customer as is expected
/// before any data is seen.
const MOST_OF_EXPECTED: f64 = 5.0;

/// Customers move and have several numbers and mailboxes: at most this part of their pairs differs in one of these.
const MOST_OTHER: f64 = 0.5;

/// Where this part of the pairs taken for one customer has errors beyond the bound, and that in as many
/// comparisons, they are something else: nobody's records are damaged so often in two ways at once.
const TOO_MANY_ERRORS: f64 = 0.25;
const TOO_MANY_ERRORS_IN: usize = 2;

/// A value that fewer strangers share than this is shared by one customer's records more often than so many times
/// as frequently.
const TOO_COMMON: f64 = 0.5;
const HARDLY_MORE: f64 = 1.2;

/// At most this part of the pairs of one customer differs plainly in given name, or in birth date.
const MOST_DIFFERENT: f64 = 0.15;

/// The model before any data is seen.
fn initial(comparisons: &Comparisons, records: f64) -> Model {
    let models = comparisons.all.iter().map(|comparison| {
        let kinds = comparison.levels();
        let total: f64 = kinds.iter().map(|kind| kind.expected_m).sum();
        let levels = kinds.iter().map(|kind| {
            let m = kind.expected_m / total;
            Level { name: kind.name.to_owned(), m, u: 1.0 / kinds.len() as f64, h: m }
        });
        ComparisonModel {
            name: comparison.name.clone(),
            columns: comparison.columns.clone(),
            shared_in_household: comparison.sharing != Sharing::Never,
            levels: levels.collect(),
            of_one_name: None,
            of_one_surname: None,
        }
    });
    let matches = records / 2.0;
    Model {
        prior: (matches / all_pairs(records)).min(0.5),
        household_prior: 0.0,
        twin_prior: 0.0,
        namesake_prior: 0.0,
        untold_twin_prior: 0.0,
        untold_namesake_prior: 0.0,
        names_mean_little: false,
        hold_things_once: Vec::new(),
        comparisons: models.collect(),
    }
}

/// A model from random pairs alone: general knowledge of what one customer's records look like, and
/// how often others agree.
pub(crate) fn guess(comparisons: &Comparisons, random: &PatternCounts, records: f64) -> Model {
    let expected = initial(comparisons, records);
    let mut model = expected.clone();
    // All random pairs are taken to be unrelated.
    let strangers = Scorer::new(&Model { prior: 0.0, ..expected });
    update_u(&mut model, &Tally::of(random, comparisons.all.len(), &strangers));
    if has_households(comparisons) {
        [model.household_prior, model.twin_prior, model.namesake_prior] =
            HOUSEHOLD_START.map(|part| part * model.prior);
        for (comparison, levels) in comparisons.all.iter().zip(&mut model.comparisons) {
            for level in &mut levels.levels {
                level.h = usual_in_household(comparison, level);
            }
        }
    }
    model
}

/// How often the members of a household are at a level, as far as that is known of others.
fn usual_in_household(comparison: &Comparison, level: &Level) -> f64 {
    match comparison.sharing {
        Sharing::Usual => level.m,
        Sharing::Sometimes => f64::midpoint(level.m, level.u),
        Sharing::Never => level.u,
    }
}

/// Learns a model from patterns, beginning with a model of much the same data if there is one.
pub(crate) fn train(comparisons: &Comparisons, sample: &Sample, begin: Option<&Model>) -> Model {
    let names_mean_little = grounds::mean_little(sample.records, sample.sharers);
    let guess =
        || Model { names_mean_little, ..guess(comparisons, &sample.random, sample.records) };
    let begin = begin.cloned().unwrap_or_else(guess);
    let (model, too_many_errors) = learned(comparisons, sample, begin, false);
    if !is_inverted(comparisons, &model) && too_many_errors < TOO_MANY_ERRORS_IN {
        return rounded(model);
    }
    // Too few matches to learn from: what was found is some other regularity of the candidates. What
    // one customer's records look like is then taken as generally known, and the rest learned.
    rounded(learned(comparisons, sample, guess(), true).0)
}

/// Whether equal values of anything personal are rarer among the records that a model holds to be one
/// customer than among others, or hardly more frequent, though not nearly everybody has them.
fn is_inverted(comparisons: &Comparisons, model: &Model) -> bool {
    let inverted = |(comparison, model): (&Comparison, &ComparisonModel)| {
        let is_personal = !matches!(
            comparison.values,
            Values::Text(_) | Values::Number(_) | Values::Category | Values::Place(_)
        );
        let equal = &model.levels[0];
        let told_apart = if equal.u < TOO_COMMON { HARDLY_MORE } else { 0.5 };
        is_personal && equal.m < told_apart * equal.u
    };
    comparisons.all.iter().zip(&model.comparisons).any(inverted)
}

/// Learns by expectation–maximisation; with `m_is_known` the levels of one customer stay as they are. Tells, too,
/// in how many comparisons the pairs taken for one customer had [`TOO_MANY_ERRORS`].
fn learned(
    comparisons: &Comparisons,
    sample: &Sample,
    begin: Model,
    m_is_known: bool,
) -> (Model, usize) {
    let expected = initial(comparisons, sample.records);
    let (mut model, mut too_many) = (begin, 0);
    let random = RandomPairs::new(&sample.random, comparisons.all.len(), &Scorer::new(&model));
    for _ in 0..MAX_STEPS {
        let (mut next, excess) = step(&model, &expected, comparisons, sample, &random);
        too_many = excess.into_iter().filter(|&excess| excess > TOO_MANY_ERRORS).count();
        if m_is_known {
            keep_m(&mut next, &model);
        }
        let moved = distance(&model, &next);
        model = next;
        if moved < TOLERANCE {
            break;
        }
    }
    (model, too_many)
}

fn keep_m(next: &mut Model, known: &Model) {
    for (next, known) in next.comparisons.iter_mut().zip(&known.comparisons) {
        for (next, known) in next.levels.iter_mut().zip(&known.levels) {
            next.m = known.m;
        }
    }
}

/// The random pairs, counted once as far as they can never be one customer: nearly all of them.
struct RandomPairs {
    strangers: Tally,
    others: PatternCounts,
}

impl RandomPairs {
    /// ln of the odds below which no step will make a match of a pair.
    const NEVER: f64 = -12.0;

    fn new(random: &PatternCounts, comparisons: usize, scorer: &Scorer) -> Self {
        let is_stranger =
            |&(pattern, _): &(Pattern, f64)| scorer.score_from(pattern, Self::NEVER).is_none();
        let (strangers, others) = random.iter().copied().partition(is_stranger);
        Self { strangers: Tally::of(&strangers, comparisons, scorer), others }
    }

    fn tally(&self, comparisons: usize, scorer: &Scorer) -> Tally {
        let mut tally = Tally::of(&self.others, comparisons, scorer);
        tally.merge(&self.strangers);
        tally
    }
}

/// A model of numbers with eight digits: what is written to a file and read again is the same.
fn rounded(mut model: Model) -> Model {
    let priors = [
        &mut model.prior,
        &mut model.household_prior,
        &mut model.twin_prior,
        &mut model.namesake_prior,
        &mut model.untold_twin_prior,
        &mut model.untold_namesake_prior,
    ];
    let shares = model.comparisons.iter_mut().flat_map(|comparison| {
        let levels = comparison.levels.iter_mut();
        let of_levels = levels.flat_map(|level| [&mut level.m, &mut level.u, &mut level.h]);
        let of_names = [&mut comparison.of_one_name, &mut comparison.of_one_surname];
        of_levels.chain(of_names.into_iter().flatten().flatten())
    });
    for number in priors.into_iter().chain(shares) {
        *number = format!("{number:.7e}").parse().unwrap_or(*number);
    }
    model
}

/// Households can be told only by an address or a phone, and by something personal; a surname and
/// a city do not make one.
fn has_households(comparisons: &Comparisons) -> bool {
    let any = |is: fn(&Comparison) -> bool| comparisons.all.iter().any(is);
    any(|c| matches!(c.values, Values::Street(_) | Values::Phone(_)))
        && any(|c| matches!(c.values, Values::Given(_) | Values::Date(_)))
}

/// What the pairs of a sample say about each class, as expected counts.
struct Tally {
    matches: f64,
    /// Those of them that twins, and namesakes, would be told from.
    told: [f64; 2],
    /// Pairs of twins, and of namesakes, whose values tell it.
    told_roles: [f64; 2],
    households: [f64; 3],
    /// Per comparison and level the pairs of one customer, of a household, and of others than one
    /// customer.
    levels: Vec<[[f64; 3]; 32]>,
}

impl Tally {
    /// Counts patterns in parallel; the parts are fixed and added in order, so that the sums do not
    /// depend on the number of threads.
    fn of(patterns: &PatternCounts, comparisons: usize, scorer: &Scorer) -> Self {
        const PART: usize = 4096;
        let parts: Vec<Self> = patterns
            .par_chunks(PART)
            .map(|part| {
                let mut tally = Self::empty(comparisons);
                for &(pattern, count) in part {
                    tally.add(pattern, count, scorer.lesson(pattern), scorer.roles);
                }
                tally
            })
            .collect();
        let mut whole = Self::empty(comparisons);
        for part in &parts {
            whole.merge(part);
        }
        whole
    }

    fn empty(comparisons: usize) -> Self {
        Self {
            matches: 0.0,
            told: [0.0; 2],
            told_roles: [0.0; 2],
            households: [0.0; 3],
            levels: vec![[[0.0; 3]; 32]; comparisons],
        }
    }

    fn add(&mut self, pattern: Pattern, count: f64, classes: Classes, roles: Roles) {
        self.matches += count * classes.same;
        let told = [roles.tell_twins(pattern), roles.tell_namesakes(pattern)];
        let [_, twins, namesakes] = classes.households;
        for (role, probability) in [twins, namesakes].into_iter().enumerate() {
            if told[role] {
                self.told[role] += count * classes.same;
                self.told_roles[role] += count * probability;
            }
        }
        for (sum, probability) in self.households.iter_mut().zip(classes.households) {
            *sum += count * probability;
        }
        let in_household = classes.households.iter().sum::<f64>();
        let shares = [classes.same, in_household, 1.0 - classes.same].map(|share| share * count);
        for (comparison, levels) in self.levels.iter_mut().enumerate() {
            let level = &mut levels[level_of(pattern.code(comparison))];
            for (sum, share) in level.iter_mut().zip(shares) {
                *sum += share;
            }
        }
    }

    /// Counts the pairs that people decided: each as one pair, of a class that is known as far as
    /// people said it.
    fn add_decided(&mut self, sample: &Sample, scorer: &Scorer) {
        for &(pattern, count) in &sample.decided_same {
            self.add(
                pattern,
                count,
                Classes { same: 1.0, households: [0.0; 3], ..scorer.score(pattern) },
                scorer.roles,
            );
        }
        for &(pattern, count) in &sample.decided_different {
            let guessed = scorer.lesson(pattern);
            let others = (1.0 - guessed.same).max(f64::MIN_POSITIVE);
            let households = guessed.households.map(|share| (share / others).min(1.0));
            self.add(pattern, count, Classes { same: 0.0, households, ..guessed }, scorer.roles);
        }
    }

    fn merge(&mut self, other: &Self) {
        self.matches += other.matches;
        for role in 0..2 {
            self.told[role] += other.told[role];
            self.told_roles[role] += other.told_roles[role];
        }
        for (sum, more) in self.households.iter_mut().zip(other.households) {
            *sum += more;
        }
        let own = self.levels.as_flattened_mut().as_flattened_mut();
        for (sum, more) in own.iter_mut().zip(other.levels.as_flattened().as_flattened()) {
            *sum += more;
        }
    }
}

/// The next model, and per comparison the share of the pairs of one customer with errors beyond what there may be.
fn step(
    model: &Model,
    expected: &Model,
    comparisons: &Comparisons,
    sample: &Sample,
    random: &RandomPairs,
) -> (Model, Vec<f64>) {
    let scorer = Scorer::new(model);
    let mut next = model.clone();
    let mut tally = Tally::of(&sample.candidates, comparisons.all.len(), &scorer);
    tally.add_decided(sample, &scorer);
    let Tally { matches, told, told_roles, households, levels: tallies } = tally;
    next.prior = ((matches + 0.5) / (sample.all_pairs() + 1.0)).min(0.9);
    if model.household_prior > 0.0 {
        let [any, ..] = households;
        let [any_start, twins_start, namesakes_start] = HOUSEHOLD_START;
        next.household_prior = ((any + any_start) / (sample.all_pairs() + 1.0)).min(0.05);
        // A role is counted where it is told, and is as frequent among the others, as far as that is known.
        let most = next.household_prior;
        let prior = |frequency: f64| (frequency * next.prior).min(most);
        next.twin_prior = prior((told_roles[0] + twins_start) / (told[0] + 1.0));
        next.namesake_prior = prior((told_roles[1] + namesakes_start) / (told[1] + 1.0));
        next.untold_twin_prior = prior(told_roles[0] / (told[0] + TOLD_ENOUGH));
        next.untold_namesake_prior = prior(told_roles[1] / (told[1] + TOLD_ENOUGH));
    }
    update_u(&mut next, &random.tally(comparisons.all.len(), &scorer));
    update_namesakes(&mut next, &sample.alike, &scorer);
    let mut excess = Vec::with_capacity(tallies.len());
    for (at, tally) in tallies.iter().enumerate() {
        let expected = &expected.comparisons[at].levels;
        let levels = &mut next.comparisons[at].levels;
        smooth(levels.len(), |l| tally[l + 1][SAME], |l| expected[l].m, M_PRIOR)
            .into_iter()
            .zip(levels.iter_mut())
            .for_each(|(m, level)| level.m = m);
        excess.push(bound_errors(&comparisons.all[at], levels));
        anchor(&comparisons.all[at], levels);
        never_for_a_match(levels);
        let usual: Vec<f64> =
            levels.iter().map(|level| usual_in_household(&comparisons.all[at], level)).collect();
        let sharing = comparisons.all[at].sharing != Sharing::Never;
        let seen = |l: usize| if sharing { tally[l + 1][HOUSEHOLD] } else { 0.0 };
        smooth(levels.len(), seen, |l| usual[l], H_PRIOR)
            .into_iter()
            .zip(levels.iter_mut())
            .for_each(|(h, level)| level.h = h);
        if sharing {
            damage_alike(levels);
        }
    }
    if model.household_prior > 0.0 {
        next.twin_prior = next.twin_prior.max(least_twins(comparisons, &next));
    }
    (next, excess)
}

/// How frequent twins are at least. A pair that only the given names part cannot tell which it is, and a few such
/// pairs would teach that customers have two names; whoever merges twins does more harm than who leaves two names
/// of one customer to be looked at.
fn least_twins(comparisons: &Comparisons, model: &Model) -> f64 {
    let Some(given) = comparisons.given else { return 0.0 };
    let different = model.comparisons[given].levels.last();
    let two_names = different.map_or(0.0, |level| level.m / level.h.max(f64::MIN_POSITIVE));
    model.prior * (TWINS_RATHER * two_names).min(MOST_TWINS)
}

/// What is shared at home is damaged in the members' records as often as in those of one customer: that need
/// not be learned from pairs of which most are neighbours.
fn damage_alike(levels: &mut [Level]) {
    let Some((equal, others)) = levels.split_first_mut() else { return };
    let shared = equal.h / equal.m.max(f64::MIN_POSITIVE);
    for level in others.iter_mut().filter(|level| !level.name.starts_with("different")) {
        level.h = level.h.max(level.m * shared.min(1.0));
    }
}

/// Keeps the class "same customer" from sliding to other regularities of the candidates, such as people of
/// one street: what is usually a rare kind of error of one customer's records is a common one at most.
///
/// Gives the share of pairs beyond that, or beyond the part that may differ plainly.
fn bound_errors(comparison: &Comparison, levels: &mut [Level]) -> f64 {
    let is_personal = matches!(
        comparison.values,
        Values::Given(_)
            | Values::Surname(_)
            | Values::Date(_)
            | Values::Email(_)
            | Values::Phone(_)
            | Values::Street(_)
    );
    if !is_personal {
        return 0.0;
    }
    let kinds = comparison.levels();
    let most = |at: usize| {
        let is_error = at > 0 && !kinds[at].name.starts_with("different");
        if is_error { MOST_OF_EXPECTED * kinds[at].expected_m } else { 1.0 }
    };
    let excess: f64 =
        levels.iter().enumerate().map(|(at, level)| (level.m - most(at)).max(0.0)).sum();
    if excess > 0.0 {
        for (at, level) in levels.iter_mut().enumerate() {
            level.m = level.m.min(most(at));
        }
        // What is not an error of that kind is agreement.
        levels[0].m += excess;
    }
    excess + (different(levels) - MOST_OTHER).max(0.0)
}

/// Share of the pairs of one customer that differ plainly.
fn different(levels: &[Level]) -> f64 {
    levels.iter().filter(|level| level.name.starts_with("different")).map(|level| level.m).sum()
}

/// Keeps the class "same customer" from sliding to whole families: however damaged records are,
/// most pairs of one customer agree at least roughly on given name and birth date.
fn anchor(comparison: &Comparison, levels: &mut [Level]) {
    if !matches!(comparison.values, Values::Given(_) | Values::Date(_)) {
        return;
    }
    let differs = |level: &Level| level.name.starts_with("different");
    let different = different(levels);
    if different > MOST_DIFFERENT {
        let (down, up) = (MOST_DIFFERENT / different, (1.0 - MOST_DIFFERENT) / (1.0 - different));
        for level in levels {
            level.m *= if differs(level) { down } else { up };
        }
    }
}

/// Values that plainly differ never speak for one customer, however rare such pairs are among strangers: without
/// this, all pairs of the only person with a rare name could pass for a class of their own.
fn never_for_a_match(levels: &mut [Level]) {
    let Some((equal, others)) = levels.split_first_mut() else { return };
    for level in others.iter_mut().filter(|level| level.name.starts_with("different")) {
        equal.m += (level.m - level.u).max(0.0);
        level.m = level.m.min(level.u);
    }
}

/// Learns u from the random pairs, each as far as it is not the same customer.
fn update_u(model: &mut Model, random: &Tally) {
    for (comparison, tally) in model.comparisons.iter_mut().zip(&random.levels) {
        let levels = &mut comparison.levels;
        let even = 1.0 / levels.len() as f64;
        smooth(levels.len(), |l| tally[l + 1][UNMATCHED], |_| even, U_PRIOR)
            .into_iter()
            .zip(levels.iter_mut())
            .for_each(|(u, level)| level.u = u);
    }
}

/// Learns how the e-mails of different people of one name compare, and of one surname, each pair as far as it is
/// not the same customer. Where a pair has nothing but its names and e-mails, these cannot tell who is whose: of
/// one name it then teaches nothing, of one surname it is judged without the e-mail.
fn update_namesakes(model: &mut Model, alike: &PatternCounts, scorer: &Scorer) {
    let Some(namesakes) = Namesakes::of(model) else { return };
    let email = &mut model.comparisons[namesakes.email];
    let mut counts =
        [SharedName::Surname, SharedName::Whole].map(|_| vec![0.0; email.levels.len()]);
    for &(pattern, count) in alike {
        let code = pattern.code(namesakes.email);
        if code == ABSENT {
            continue;
        }
        let (of, judged) = match (namesakes.shared(pattern), namesakes.have_more(pattern)) {
            (SharedName::Whole, true) => (1, pattern),
            (SharedName::Surname, true) => (0, pattern),
            (SharedName::Surname, false) => (0, pattern.without(namesakes.email)),
            (SharedName::Whole, false) | (SharedName::Nothing, _) => continue,
        };
        counts[of][level_of(code) - 1] += count * (1.0 - scorer.score(judged).same);
    }
    let learned = |counts: &[f64], usual: &[f64]| {
        let known = usual.iter().copied().chain(std::iter::repeat(0.0));
        let shares: Vec<f64> =
            email.levels.iter().zip(known).map(|(level, known)| known.max(level.u)).collect();
        let all: f64 = shares.iter().sum();
        Some(smooth(counts.len(), |l| counts[l], |l| shares[l] / all, NAMESAKES_PRIOR))
    };
    let of_one_surname = learned(&counts[0], &USUAL_OF_ONE_SURNAME);
    let of_one_name = learned(&counts[1], &USUAL_OF_ONE_NAME);
    (email.of_one_surname, email.of_one_name) = (of_one_surname, of_one_name);
}

/// Shares of levels from counts and a prior of some strength (a Dirichlet posterior mean).
fn smooth(
    levels: usize,
    count: impl Fn(usize) -> f64,
    prior: impl Fn(usize) -> f64,
    strength: f64,
) -> Vec<f64> {
    let total: f64 = (0..levels).map(&count).sum();
    (0..levels).map(|l| (count(l) + strength * prior(l)) / (total + strength)).collect()
}

fn distance(one: &Model, other: &Model) -> f64 {
    let levels = |model: &Model| -> Vec<f64> {
        model.comparisons.iter().flat_map(|c| &c.levels).flat_map(|l| [l.m, l.h]).collect()
    };
    let moved =
        levels(one).iter().zip(levels(other)).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    moved.max((one.prior / other.prior).ln().abs())
}
