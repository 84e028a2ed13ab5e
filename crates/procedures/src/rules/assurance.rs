//! Authentication as a level of assurance.
//!
//! Levels: 0 none, 1 name or number only, 2 security questions (more right answers are stricter),
//! 3 full identification by contract data or a code to a known device, 4 identity document or
//! signature, 5 in person, by video or electronic identity. A value that names several means counts
//! by its strongest.

use super::Verdict;
use super::token::{Token, says_any, starts_any, tokens};
use crate::outcome::RuleClass;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assurance {
    level: u8,
    /// Right answers required, of how many asked; level 2 only.
    questions: (u32, u32),
    /// Names of the means of this level.
    means: Vec<&'static str>,
    /// Whether any one of the means does.
    any: bool,
}

/// Level, name and words of a means of identification, strongest first. A word stands for all that
/// start with it; a phrase for all whose words start so.
const MEANS: [(u8, &str, &[&str]); 16] = [
    (
        5,
        "in person",
        &[
            "in person",
            "personal visit",
            "personlich vor",
            "personliches ersch",
            "vor ort",
            "filiale",
        ],
    ),
    (5, "video", &["video"]),
    (5, "post office", &["postident"]),
    (5, "electronic identity", &["eid", "electronic identity", "online ausweis"]),
    (
        4,
        "identity document",
        &[
            "id card",
            "id document",
            "copy of id",
            "identity card",
            "identity document",
            "passport",
            "ausweis",
            "personalausweis",
            "reisepass",
            "driving licen",
            "fuhrerschein",
            "lichtbildausweis",
            "photo id",
        ],
    ),
    (4, "signature", &["signature", "signed", "unterschr", "unterzeichn"]),
    (3, "code", &["code", "tan", "mtan", "sms", "one time", "einmalpass", "otp", "token"]),
    (
        3,
        "password",
        &[
            "password",
            "passphrase",
            "passwort",
            "kennwort",
            "kundenkennwort",
            "kundenpasswort",
            "pin",
        ],
    ),
    (3, "app", &["app", "portal login", "login", "two factor", "zwei faktor"]),
    (
        3,
        "contract data",
        &[
            "full id",
            "full ident",
            "full auth",
            "full verif",
            "full legit",
            "vollstandige",
            "voll",
            "contract data",
            "vertragsdaten",
            "iban",
            "bank details",
        ],
    ),
    (
        2,
        "security questions",
        &[
            "question",
            "frage",
            "sicherheitsfrage",
            "items",
            "answers",
            "antwort",
            "merkmal",
            "sicherheitsmerkmal",
            "data point",
            "datenpunkt",
        ],
    ),
    (1, "date of birth", &["birth", "date of birth", "geburt"]),
    (1, "address", &["address", "adresse", "anschrift", "postcode", "postleitzahl"]),
    (
        1,
        "number",
        &[
            "number",
            "caller id",
            "customer number",
            "plate",
            "kundennummer",
            "contract number",
            "vertragsnummer",
            "rufnummer",
            "nummer",
        ],
    ),
    (1, "name", &["name", "namen"]),
    (1, "recognition", &["known caller", "bekannt"]),
];
const NOTHING: [&str; 12] = [
    "none",
    "no auth",
    "no ident",
    "no check",
    "no verif",
    "no legit",
    "not required",
    "not needed",
    "not necessary",
    "without ident",
    "keine",
    "nicht erforderlich",
];

/// Words that leave a choice among the means.
const ALTERNATIVES: [&str; 9] =
    ["or", "either", "any", "oder", "bzw", "wahlweise", "eines von", "einer von", "eine von"];

const NAMES: [&str; 6] = [
    "no check",
    "name or number only",
    "security questions",
    "full identification",
    "identity document or signature",
    "in person or by video",
];

impl Assurance {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let tokens = tokens(text);
        if starts_any(&tokens, &NOTHING) {
            return Some(Self { level: 0, questions: (0, 0), means: Vec::new(), any: false });
        }
        let named = MEANS.iter().filter(|(_, _, words)| starts_any(&tokens, words));
        let strongest = named.clone().map(|(level, _, _)| *level).max();
        let questions = ratio(&tokens);
        let level =
            strongest.filter(|level| *level > 2 || questions.is_none()).or(questions.map(|_| 2))?;
        let means = named.filter(|(of, _, _)| *of == level).map(|(_, name, _)| *name).collect();
        let questions = if level == 2 { questions.unwrap_or((1, 1)) } else { (0, 0) };
        let some_of = |pair: &[Token]| {
            pair[0].number().is_some() && matches!(pair[1].word(), Some("of" | "von"))
        };
        let any = text.contains('/')
            || says_any(&tokens, &ALTERNATIVES)
            || tokens.windows(2).any(some_of);
        Some(Self { level, questions, means, any })
    }

    pub(crate) fn compare(&self, right: &Self) -> Verdict {
        let strength = |a: &Self| (a.level, a.questions.0);
        let class = match strength(self).cmp(&strength(right)) {
            std::cmp::Ordering::Less => RuleClass::Looser,
            std::cmp::Ordering::Greater => RuleClass::Tighter,
            std::cmp::Ordering::Equal if self.same_means(right) => RuleClass::Equal,
            std::cmp::Ordering::Equal if self.demands_all_of(right) => RuleClass::Tighter,
            std::cmp::Ordering::Equal if right.demands_all_of(self) => RuleClass::Looser,
            std::cmp::Ordering::Equal => RuleClass::Compatible,
        };
        let detail = match class {
            RuleClass::Equal => format!("both: {}", self.name()),
            RuleClass::Compatible => {
                format!("both at the level \"{}\", by other means", self.name())
            }
            _ if self.level == right.level && self.level != 2 => {
                format!("{} / {}", self.means.join(" + "), right.means.join(" + "))
            }
            _ => format!("{} / {}", self.name(), right.name()),
        };
        Verdict { class, detail }
    }

    fn same_means(&self, right: &Self) -> bool {
        if self.level == 2 { self.questions == right.questions } else { self.means == right.means }
    }

    /// Whether this demands what the other does, and more: name, birth date and number against name and
    /// birth date. One means of several is no more than another.
    fn demands_all_of(&self, other: &Self) -> bool {
        !self.any
            && !other.any
            && self.level != 2
            && self.means.len() > other.means.len()
            && other.means.iter().all(|means| self.means.contains(means))
    }

    fn name(&self) -> String {
        let name = NAMES[usize::from(self.level)];
        match self.questions {
            (0, _) => name.to_owned(),
            (right, asked) => format!("{right} of {asked} {name}"),
        }
    }
}

/// Words for security questions.
const QUESTIONS: &[&str] = MEANS[10].2;

/// `2 of 3`, `two out of three`, `2 von 3`; a lone number of questions is all of them.
fn ratio(tokens: &[Token]) -> Option<(u32, u32)> {
    let numbers: Vec<(usize, u32)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| token.number().map(|number| (at, number as u32)))
        .filter(|(_, number)| (1..=20).contains(number))
        .collect();
    let of = |from: usize, to: usize| {
        to == from + 1
            || tokens[from + 1..to]
                .iter()
                .all(|token| matches!(token.word(), Some("of" | "out" | "von" | "aus")))
    };
    match numbers[..] {
        [(from, right), (to, asked), ..] if right <= asked && of(from, to) => Some((right, asked)),
        [(at, all), ..] if starts_any(&tokens[at..], QUESTIONS) => Some((all, all)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn class(left: &str, right: &str) -> RuleClass {
        Assurance::parse(left).unwrap().compare(&Assurance::parse(right).unwrap()).class
    }

    #[test]
    fn more_assurance_is_tighter() {
        assert_eq!(
            class("2 of 3 security questions", "full identification: name, contract number"),
            RuleClass::Looser
        );
        assert_eq!(
            class("2 of 3 security questions", "zwei von drei Sicherheitsfragen"),
            RuleClass::Equal
        );
        assert_eq!(class("3 of 3 security questions", "2/3 questions"), RuleClass::Tighter);
        assert_eq!(class("name and address", "one security question"), RuleClass::Looser);
        assert_eq!(class("video identification", "copy of ID card"), RuleClass::Tighter);
    }

    #[test]
    fn other_means_of_the_same_level_are_compatible() {
        assert_eq!(class("copy of ID card", "signed power of attorney"), RuleClass::Compatible);
        assert_eq!(class("copy of ID card", "Ausweiskopie"), RuleClass::Equal);
        assert_eq!(class("no identification needed", "keine Legitimation nötig"), RuleClass::Equal);
    }

    #[test]
    fn a_further_fact_is_tighter_unless_any_one_will_do() {
        let asked = "Name, Geburtsdatum und Vertragsnummer";
        assert_eq!(class("name and date of birth", asked), RuleClass::Looser);
        assert_eq!(class(asked, "name and date of birth"), RuleClass::Tighter);
        assert_eq!(class("name or customer number", "name"), RuleClass::Compatible);
        let two = "two of: name, date of birth, contract number";
        assert_eq!(class(two, "name and date of birth"), RuleClass::Compatible);
        assert_eq!(class("name and address", "name and date of birth"), RuleClass::Compatible);
    }

    #[test]
    fn what_names_no_means_is_not_read() {
        assert_eq!(Assurance::parse("as usual"), None);
    }
}
