//! The rulings of people, and how a question finds its own.

use std::collections::{BTreeMap, BTreeSet};

use super::{Decision, DecisionKind, Effort, Ruling, Status};

/// What people decided so far; of several rulings about one decision the last counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rulings(BTreeMap<String, Ruling>);

impl Rulings {
    /// The rulings in the order in which they were made.
    pub fn new(rulings: impl IntoIterator<Item = Ruling>) -> Self {
        Self(rulings.into_iter().map(|ruling| (ruling.id.clone(), ruling)).collect())
    }

    /// Whether nobody has decided anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A ruling that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulingProblem {
    /// The ruling.
    pub ruling: Ruling,
    /// What is wrong.
    pub message: String,
    /// What may be written instead; empty if the ruling is well formed but does not apply.
    pub options: Vec<String>,
}

/// All that makes a decision, but for what people said about it.
pub(crate) struct Question {
    pub(crate) kind: DecisionKind,
    /// What it is about, in words that do not change: the decision's id is made from them.
    pub(crate) about: Vec<String>,
    /// The texts that it is about.
    pub(crate) texts: Vec<String>,
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) subject: String,
    pub(crate) asks: String,
    pub(crate) options: Vec<String>,
    pub(crate) recommended: String,
    pub(crate) recommendation: String,
    pub(crate) reason: String,
    pub(crate) case: String,
    pub(crate) owner: String,
    pub(crate) efforts: Vec<Effort>,
}

/// Questions asked so far, each with the ruling about it.
pub(crate) struct Book<'a> {
    rulings: &'a Rulings,
    /// Ids that a ruling may be about, asked or not; one about none of them is told.
    known: BTreeSet<String>,
    used: BTreeSet<String>,
    asked: Vec<Decision>,
    problems: Vec<RulingProblem>,
}

impl<'a> Book<'a> {
    pub(crate) fn new(rulings: &'a Rulings) -> Self {
        Self {
            rulings,
            known: BTreeSet::new(),
            used: BTreeSet::new(),
            asked: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Whether people have said anything about this, however long ago.
    pub(crate) fn has_ruling(&mut self, kind: DecisionKind, about: &[String]) -> bool {
        let id = id(kind, about);
        let found = self.rulings.0.contains_key(&id);
        if found {
            self.known.insert(id);
        }
        found
    }

    /// Enters a question; gives its place in the book and the option that people chose, if what they
    /// said still counts.
    pub(crate) fn ask(
        &mut self,
        question: Question,
        match_index: Option<usize>,
    ) -> (usize, Option<String>) {
        let mut id = id(question.kind, &question.about);
        let mut more = question.about.clone();
        while !self.used.insert(id.clone()) {
            // Two of one kind about one thing, as from a key used twice.
            more.push("again".to_owned());
            id = self::id(question.kind, &more);
        }
        self.known.insert(id.clone());
        let fingerprint = fingerprint(&question.texts);
        let own = self.rulings.0.get(&id);
        let ruling = own.or_else(|| self.of_earlier_name(question.kind, &fingerprint)).cloned();
        self.known.extend(ruling.iter().map(|ruling| ruling.id.clone()));
        let (status, chosen) = self.judge(ruling.as_ref(), &fingerprint, &question.options);
        self.asked.push(Decision {
            id,
            kind: question.kind,
            match_index,
            left: question.left,
            right: question.right,
            subject: question.subject,
            question: question.asks,
            options: question.options,
            recommended: question.recommended,
            recommendation: question.recommendation,
            reason: question.reason,
            case: question.case,
            owner: question.owner,
            efforts: question.efforts,
            status,
            ruling,
            fingerprint,
        });
        (self.asked.len() - 1, chosen)
    }

    /// A ruling about the same texts when the question had another id. Questions about limits in steps
    /// are called by the rule that is nearest, which another rule may become; their fingerprints say
    /// which procedures they are about.
    fn of_earlier_name(&self, kind: DecisionKind, fingerprint: &str) -> Option<&'a Ruling> {
        let rulings = self.rulings.0.values().filter(|_| kind == DecisionKind::Limits);
        rulings.into_iter().find(|ruling| ruling.fingerprint.trim() == fingerprint)
    }

    fn judge(
        &mut self,
        ruling: Option<&Ruling>,
        fingerprint: &str,
        options: &[String],
    ) -> (Status, Option<String>) {
        let Some(ruling) = ruling else { return (Status::Open, None) };
        let chosen = options.iter().find(|option| same_choice(option, &ruling.choice));
        let Some(chosen) = chosen else {
            let message = if plain(&ruling.choice).is_empty() {
                "no choice is given".to_owned()
            } else {
                format!("`{}` is no choice here", ruling.choice.trim())
            };
            self.problem(ruling, message, options.to_vec());
            return (Status::Open, None);
        };
        if chosen == OTHER && ruling.value.trim().is_empty() {
            let message = "`other` needs the text that shall hold, in `value`".to_owned();
            self.problem(ruling, message, options.to_vec());
            return (Status::Open, None);
        }
        if !ruling.fingerprint.trim().is_empty() && ruling.fingerprint.trim() != fingerprint {
            return (Status::Reopened, None);
        }
        (Status::Decided, Some(chosen.clone()))
    }

    fn problem(&mut self, ruling: &Ruling, message: String, options: Vec<String>) {
        self.problems.push(RulingProblem { ruling: ruling.clone(), message, options });
    }

    /// What people said about the decision at this place.
    pub(crate) fn ruling(&self, place: usize) -> Option<&Ruling> {
        self.asked[place].ruling.as_ref()
    }

    /// A ruling that cannot be followed because of another one.
    pub(crate) fn reopen(&mut self, place: usize, why: String) {
        self.asked[place].status = Status::Reopened;
        if let Some(ruling) = self.asked[place].ruling.clone() {
            self.problem(&ruling, why, Vec::new());
        }
    }

    /// Says where the decisions about pairs stand after people's rulings moved the matches.
    pub(crate) fn settle(&mut self, match_of: impl Fn(usize, usize) -> Option<usize>) {
        for decision in &mut self.asked {
            decision.match_index = match_of(decision.left, decision.right);
        }
    }

    /// All decisions, and the rulings that could not be followed, those about nothing known among
    /// them.
    pub(crate) fn close(self) -> (Vec<Decision>, Vec<RulingProblem>) {
        let mut problems = self.problems;
        let unknown = self.rulings.0.values().filter(|ruling| !self.known.contains(&ruling.id));
        problems.extend(unknown.map(|ruling| RulingProblem {
            ruling: ruling.clone(),
            message: format!("nothing is to be decided under `{}` any more", ruling.id),
            options: Vec::new(),
        }));
        problems.sort_by_key(|problem| problem.ruling.row);
        (self.asked, problems)
    }
}

/// The option that needs a value.
pub const OTHER: &str = "other";

/// Whether two texts name the same option, whatever their case, blanks and signs.
pub fn same_choice(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// Letters and digits in lower case, one blank for all between.
pub(super) fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// `D-` and ten signs: a hash of what it is about.
fn id(kind: DecisionKind, about: &[String]) -> String {
    format!(
        "D-{}",
        hashed(std::iter::once(kind.name()).chain(about.iter().map(String::as_str)), 10)
    )
}

/// `T-` and ten signs: a hash of the texts, whatever their blanks.
fn fingerprint(texts: &[String]) -> String {
    let texts: Vec<String> =
        texts.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    format!("T-{}", hashed(texts.iter().map(String::as_str), 10))
}

/// Signs that nobody mistakes for one another, as in customer ids.
fn hashed<'a>(parts: impl Iterator<Item = &'a str>, signs: usize) -> String {
    const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let hash = hasher.finalize();
    hash.as_bytes()
        .iter()
        .take(signs)
        .map(|byte| char::from(SIGNS[usize::from(byte % 32)]))
        .collect()
}
