//! The decision log: what people must decide before two rule books are one, and what they have
//! decided so far.
//!
//! * [`Decision`]: one question, with its options and a recommendation; [`Ruling`]: what people said.
//! * `pairs`, `rules`, `steps`: the three places where questions arise and rulings take effect;
//!   `step_advice`: what is recommended about steps; `limits`: steps that name limits, and their rules.
//!
//! A decision's id is made from the keys of its procedures and what it is about, never from the order of
//! rows nor, where that can be, from texts that may change: rules without a key are called by their
//! conditions. A ruling counts as long as the texts are the ones it was about: its fingerprint says so,
//! and finds it where a question about limits has come to be called by another rule.

mod book;
mod limits;
mod pairs;
mod rules;
mod step_advice;
mod steps;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Catalogue, Procedure};
use crate::outcome::Origin;
use crate::profile::{served_keys, topic_key};

pub(crate) use book::Book;
pub use book::{OTHER, RulingProblem, Rulings, same_choice};
pub(crate) use limits::contradictions;
pub(crate) use pairs::{Dropped, decide_pairs};
pub(crate) use rules::decide_rules;
pub(crate) use steps::{OwnSteps, StepChoices, decide_steps};

/// One question to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Decision {
    /// Stable across runs, row orders and changes of texts.
    pub id: String,
    /// What kind of question it is.
    pub kind: DecisionKind,
    /// Index into [`Reconciliation::matches`](crate::Reconciliation::matches); `None` if people parted
    /// the two procedures.
    pub match_index: Option<usize>,
    /// Index into the left catalogue's procedures.
    pub left: usize,
    /// Index into the right catalogue's procedures.
    pub right: usize,
    /// What it is about.
    pub subject: String,
    /// What is asked.
    pub question: String,
    /// The words that answer it.
    pub options: Vec<String>,
    /// The option recommended; empty if nobody can say but the owners.
    pub recommended: String,
    /// The recommendation in words.
    pub recommendation: String,
    /// Why it is recommended.
    pub reason: String,
    /// A concrete case in which the lines differ.
    pub case: String,
    /// Role or roles that have to agree.
    pub owner: String,
    /// What each option adds to or takes from the contacts of a line, where that can be counted.
    pub efforts: Vec<Effort>,
    /// Whether people have decided.
    pub status: Status,
    /// What people said last, also if it no longer counts.
    pub ruling: Option<Ruling>,
    /// Stands for the texts that the question is about.
    pub fingerprint: String,
}

/// What kind of question it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// Whether two procedures are one.
    Procedures,
    /// Which of two rules holds.
    Rule,
    /// What becomes of steps that only one line does.
    Steps,
    /// Which role does a step that the lines give to different ones.
    Roles,
    /// By whose channels, or in whose systems, steps are done that name different ones.
    Means,
    /// Whose limits hold in steps that name different ones.
    Limits,
}

impl DecisionKind {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Procedures => "procedures",
            Self::Rule => "rule",
            Self::Steps => "steps",
            Self::Roles => "roles",
            Self::Means => "means",
            Self::Limits => "limits",
        }
    }
}

/// Whether people have decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Not yet.
    Open,
    /// Yes, and it counts.
    Decided,
    /// Yes, but about other texts, or against another decision.
    Reopened,
}

impl Status {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Decided => "decided",
            Self::Reopened => "reopened",
        }
    }
}

/// What an option adds to the work of a line's contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// The option.
    pub option: String,
    /// The line whose contacts change; never [`Origin::Both`].
    pub line: Origin,
    /// What there is more or less of.
    pub unit: EffortUnit,
    /// How many more in each contact; negative if fewer.
    pub count: i64,
}

/// What work is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffortUnit {
    /// Steps of a procedure.
    Step,
    /// Checks of the customer's identity.
    Check,
    /// Items to record.
    Item,
}

/// What people said about a decision.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// The decision.
    pub id: String,
    /// The option chosen, as written.
    pub choice: String,
    /// The value, for the option `other`.
    pub value: String,
    /// Who decided.
    pub who: String,
    /// When, as written.
    pub when: String,
    /// Why, in their words.
    pub note: String,
    /// Fingerprint of the texts it is about; empty: whatever they say.
    pub fingerprint: String,
    /// Row of the file it stands in; of two that exclude each other the later counts.
    pub row: u64,
}

impl Ruling {
    /// `decided by m.k. on 2027-01-11: …`.
    pub(crate) fn told(&self) -> String {
        let part = |before: &str, text: &str| {
            if text.is_empty() { String::new() } else { format!("{before}{text}") }
        };
        let by = part(" by ", &self.who);
        format!("decided{by}{}{}", part(" on ", &self.when), part(": ", &self.note))
    }
}

/// The topics of contacts, as the contacts spell them, that a procedure serves: by its topics or, where it names none,
/// by its title.
pub fn topics_served<'a>(
    procedure: &Procedure,
    contacts: &'a BTreeMap<String, u64>,
) -> Vec<&'a str> {
    let keys = served_keys(procedure);
    contacts.keys().filter(|topic| keys.contains(&topic_key(topic))).map(String::as_str).collect()
}

/// The two catalogues, and words for what stands on each side.
#[derive(Clone, Copy)]
pub(crate) struct Sides<'a> {
    pub(crate) left: &'a Catalogue,
    pub(crate) right: &'a Catalogue,
}

impl<'a> Sides<'a> {
    pub(crate) fn procedures(self, left: usize, right: usize) -> [&'a Procedure; 2] {
        [&self.left.procedures[left], &self.right.procedures[right]]
    }

    pub(crate) fn lines(self) -> [&'a str; 2] {
        [&self.left.line, &self.right.line]
    }

    /// Keys of the two procedures with their lines.
    fn keys(self, left: usize, right: usize) -> [String; 2] {
        let [a, b] = self.procedures(left, right);
        let [first, second] = self.lines();
        [format!("{first}:{}", a.key), format!("{second}:{}", b.key)]
    }

    fn titles(self, left: usize, right: usize) -> String {
        let [a, b] = self.procedures(left, right).map(|procedure| procedure.title.trim());
        if a == b { a.to_owned() } else { format!("{a} / {b}") }
    }

    /// Who owns the procedure of one side.
    fn owner(self, procedures: [&Procedure; 2], side: usize) -> String {
        match procedures[side].owner.trim() {
            "" => format!("process owner of {}", self.lines()[side]),
            owner => owner.to_owned(),
        }
    }

    /// Both owners, each once.
    fn owners(self, procedures: [&Procedure; 2]) -> String {
        let [a, b] = [0, 1].map(|side| self.owner(procedures, side));
        if a == b { a } else { format!("{a} / {b}") }
    }
}
