//! Scoring a pair by a model: the probability of each class of pairs, given a pattern of agreement.

use crate::compare::{BIRTH_DATE, EXACT, EXACT_RARITY, GIVEN_NAME};
use crate::grounds::Grounds;
use crate::homes::Homes;
use crate::linkage::Pattern;
use crate::model::{ComparisonModel, Model};
use crate::namesakes::{Namesakes, SharedName};
use crate::roles::Roles;

/// The classes of pairs, as indices.
pub(crate) const SAME: usize = 0;
pub(crate) const HOUSEHOLD: usize = 1;
pub(crate) const TWINS: usize = 2;
pub(crate) const NAMESAKES: usize = 3;
pub(crate) const UNRELATED: usize = 4;
pub(crate) const CLASSES: usize = 5;

/// Two members of a household are called alike this much more seldom than two strangers; parents and children of
/// one name apart, who are a role of their own.
const SAME_NAME_AT_HOME: f64 = 0.1;

/// ln of the highest odds by names and towns alone, against other things that differ: less than any threshold for
/// links that is found, enough to be reviewed.
const NAMES_ALONE: f64 = -0.4;

/// Probabilities of the classes for one pair.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Classes {
    pub(crate) same: f64,
    /// Of the household classes: any, twins, namesakes.
    pub(crate) households: [f64; 3],
    /// log2 Bayes factor of "same" against the other two.
    pub(crate) match_weight: f64,
}

/// A model as tables of logarithms by comparison and code.
pub(crate) struct Scorer {
    /// Per comparison and code: ln of its probability in each class; zero where a value is missing.
    logs: Vec<[[f64; CLASSES]; 64]>,
    prior: [f64; CLASSES],
    /// ln of the odds of "same" before anything is compared.
    prior_odds: f64,
    /// What is to be added for strangers of one surname, and of one name, by the code of the e-mail.
    made_from_names: Option<(Namesakes, [[f64; 64]; 2])>,
    homes: Homes,
    grounds: Grounds,
    pub(crate) roles: Roles,
    /// What is to be added for twins, and for namesakes, where the values of a pair do not tell them.
    untold: [f64; 2],
}

impl Scorer {
    pub(crate) fn new(model: &Model) -> Self {
        let logs: Vec<[[f64; CLASSES]; 64]> =
            model.comparisons.iter().map(comparison_logs).collect();
        let related = [model.prior, model.household_prior, model.twin_prior, model.namesake_prior];
        let unrelated = 1.0 - related.iter().sum::<f64>();
        let [same, household, twins, namesakes] = related;
        let prior = [same, household, twins, namesakes, unrelated].map(ln);
        let prior_odds = prior[SAME] - sum_of_logs(&prior[HOUSEHOLD..]);
        let made_from_names = Namesakes::of(model).map(|namesakes| {
            let email = &model.comparisons[namesakes.email];
            let more = |shares: &Option<Vec<f64>>| {
                shares.as_ref().map_or([0.0; 64], |s| dependence(&logs[namesakes.email], s))
            };
            (namesakes, [more(&email.of_one_surname), more(&email.of_one_name)])
        });
        let untold = [
            ln(model.untold_twin_prior) - prior[TWINS],
            ln(model.untold_namesake_prior) - prior[NAMESAKES],
        ];
        Self {
            untold,
            logs,
            prior,
            prior_odds,
            made_from_names,
            homes: Homes::of(model),
            grounds: Grounds::of(model),
            roles: Roles::of(model),
        }
    }

    /// The classes of a pair with this pattern.
    pub(crate) fn score(&self, pattern: Pattern) -> Classes {
        self.classes(pattern, self.class_logs(pattern))
    }

    /// The classes that a pair teaches: of households only who plainly shares a home does.
    pub(crate) fn lesson(&self, pattern: Pattern) -> Classes {
        let classes = self.score(pattern);
        if self.homes.are_shared(pattern) {
            return classes;
        }
        Classes { households: [0.0; 3], ..classes }
    }

    /// ln of the probability of each class and the pattern together.
    fn class_logs(&self, pattern: Pattern) -> [f64; CLASSES] {
        let mut log = self.prior;
        let mut codes = pattern.0;
        let mut comparison = 0;
        while codes != 0 {
            let of_code = &self.logs[comparison][(codes & 0x3F) as usize];
            for (sum, term) in log.iter_mut().zip(of_code) {
                *sum += term;
            }
            codes >>= 6;
            comparison += 1;
        }
        if let Some((namesakes, [of_one_surname, of_one_name])) = &self.made_from_names {
            let email = usize::from(pattern.code(namesakes.email));
            if of_one_name[email] > 0.0 || of_one_surname[email] > 0.0 {
                log[UNRELATED] += match namesakes.shared(pattern) {
                    SharedName::Whole => of_one_name[email],
                    SharedName::Surname => of_one_surname[email],
                    SharedName::Nothing => 0.0,
                };
            }
        }
        log
    }

    fn classes(&self, pattern: Pattern, log: [f64; CLASSES]) -> Classes {
        let (log, other) = self.with_roles(pattern, log);
        let odds = self.bounded(pattern, log[SAME] - other);
        let probability = 1.0 / (1.0 + (-odds).exp());
        let share = |class: usize| (1.0 - probability) * (log[class] - other).exp();
        Classes {
            same: probability,
            households: [HOUSEHOLD, TWINS, NAMESAKES].map(share),
            match_weight: (odds - self.prior_odds) / std::f64::consts::LN_2,
        }
    }

    /// The classes with what is known of households and roles, and ln of the sum of all but "same".
    fn with_roles(&self, pattern: Pattern, mut log: [f64; CLASSES]) -> ([f64; CLASSES], f64) {
        if !self.homes.may_be_shared(pattern) {
            log[HOUSEHOLD..UNRELATED].fill(f64::NEG_INFINITY);
        }
        if !self.roles.tell_twins(pattern) {
            log[TWINS] += self.untold[0];
        }
        if !self.roles.tell_namesakes(pattern) {
            log[NAMESAKES] += self.untold[1];
        }
        (log, sum_of_logs(&log[HOUSEHOLD..]))
    }

    /// ln of the odds of "same" that a pair may have.
    fn bounded(&self, pattern: Pattern, odds: f64) -> f64 {
        if odds > NAMES_ALONE && self.grounds.are_names_alone(pattern) { NAMES_ALONE } else { odds }
    }

    /// What is taken from a pair (log2, so zero or less) that has nothing but names in common, in data where these
    /// mean little.
    pub(crate) fn taken_from_names(&self, pattern: Pattern) -> f64 {
        let (log, other) = self.with_roles(pattern, self.class_logs(pattern));
        let odds = log[SAME] - other;
        (self.bounded(pattern, odds) - odds) / std::f64::consts::LN_2
    }

    /// The classes of a pair with this pattern, unless the odds of "same" against "unrelated" alone
    /// are below `floor` (a natural logarithm): so it is with most candidates, and this is cheap to see.
    pub(crate) fn score_from(&self, pattern: Pattern, floor: f64) -> Option<Classes> {
        let log = self.class_logs(pattern);
        (log[SAME] - log[UNRELATED] >= floor).then(|| self.classes(pattern, log))
    }

    /// log2 odds of "same" before anything is compared.
    pub(crate) fn prior_weight(&self) -> f64 {
        self.prior_odds / std::f64::consts::LN_2
    }

    /// log2 Bayes factor of "same" against "unrelated" of one comparison's code.
    pub(crate) fn weight(&self, comparison: usize, code: u8) -> f64 {
        let logs = &self.logs[comparison][usize::from(code)];
        (logs[SAME] - logs[UNRELATED]) / std::f64::consts::LN_2
    }
}

fn comparison_logs(model: &ComparisonModel) -> [[f64; CLASSES]; 64] {
    let in_classes = |m: f64, h: f64, u: f64| {
        let twins = if model.name == BIRTH_DATE { m } else { h };
        let namesakes = if model.name == GIVEN_NAME { m } else { h };
        [m, h, twins, namesakes, u]
    };
    let mut logs = [[0.0; CLASSES]; 64];
    for (at, level) in model.levels.iter().enumerate() {
        logs[at + 1] = in_classes(level.m, level.h, level.u).map(ln);
    }
    let exact = &model.levels[0];
    // Members of a household are called differently on purpose: who is called alike is a namesake.
    let by_chance = if model.name == GIVEN_NAME { SAME_NAME_AT_HOME } else { 1.0 };
    for code in EXACT_RARITY..64 {
        // Given that one record has the value, an unrelated one has it with this probability.
        let chance = (-f64::from(code - EXACT_RARITY)).exp2();
        let household = if model.shared_in_household { exact.h } else { by_chance * chance };
        logs[usize::from(code)] = in_classes(exact.m, household, chance).map(ln);
    }
    logs
}

/// How much likelier (in natural logarithms) each code is among strangers of one name than among
/// others; never less likely.
fn dependence(logs: &[[f64; CLASSES]; 64], shares: &[f64]) -> [f64; 64] {
    let mut more = [0.0; 64];
    for code in 1..64 {
        let level = level_of(code as u8);
        if let Some(&share) = shares.get(level - 1) {
            more[code] = (ln(share) - logs[code][UNRELATED]).max(0.0);
        }
    }
    more
}

fn ln(probability: f64) -> f64 {
    probability.max(1e-300).ln()
}

fn sum_of_logs(logs: &[f64]) -> f64 {
    let highest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    highest + logs.iter().map(|log| (log - highest).exp()).sum::<f64>().ln()
}

/// The level that a code counts for: full agreement on any value is the first.
pub(crate) fn level_of(code: u8) -> usize {
    usize::from(if code >= EXACT_RARITY { EXACT } else { code })
}
