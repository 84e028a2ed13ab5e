//! The words in which people say how they want to be approached, from `data/wishes.txt`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::text::tokens;

/// The list of words; its head says how it is written.
const WORDS: &str = include_str!("../../data/wishes.txt");

/// How many channels there are: e-mail, phone and post, in that order.
pub const CHANNELS: usize = 3;
/// What holds of which channel.
pub type Channels = [bool; CHANNELS];

/// What a word can be. The channels come first, then what is only maybe one, in the same order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Advertising, contact: a thing.
    Approach = 2 * CHANNELS as isize,
    /// A verb that names no channel.
    Contact,
    /// Everything, by whatever channel.
    All,
    /// A no that turns round what stands with it.
    No,
    /// A no that does not turn round the no before it: `ne … pas`.
    Again,
    /// `mehr`, `plus`: understood behind a no only.
    More,
    /// Nothing but what stands with it.
    Only,
    /// Sets what follows against what stands before.
    But,
    /// Leaves out what follows.
    Except,
    /// What is well.
    Yes,
    /// A yes that also answers a column of refusals.
    Allowed,
    /// What is refused.
    Refused,
    /// A noun of consent: what is done to it decides.
    Grant,
    /// Says that a [`Role::Grant`] is there: of anything else it says nothing of a wish.
    Exists,
    /// A no that is an answer of its own.
    Nay,
    /// A yes that is one.
    Aye,
    /// A no that says what somebody has not: `hat kein Telefon`.
    Lacks,
    /// A channel by what it needs: who has no such thing refuses nothing.
    Device,
    /// `erhalten`: understood beside a yes or no only.
    Receive,
    /// Takes a refusal back.
    Lifted,
    /// Says that nothing is known.
    Unsaid,
    /// Leads to a channel.
    By,
    /// Joins two things.
    And,
    /// Says nothing of its own.
    Empty,
}

/// The lines of the list, in the order of the roles.
const LINES: [&str; 30] = [
    "email",
    "phone",
    "post",
    "maybe email",
    "maybe phone",
    "maybe post",
    "approach",
    "contact",
    "all",
    "no",
    "again",
    "more",
    "only",
    "but",
    "except",
    "yes",
    "allowed",
    "refused",
    "grant",
    "exists",
    "nay",
    "aye",
    "lacks",
    "device",
    "receive",
    "lifted",
    "unsaid",
    "by",
    "and",
    "empty",
];

/// All that a word is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Word(u64);

impl Word {
    /// Whether it is that.
    pub fn is(self, role: Role) -> bool {
        self.has(role as usize)
    }

    /// Whether it is one of these.
    pub fn is_one_of(self, roles: &[Role]) -> bool {
        roles.iter().any(|role| self.is(*role))
    }

    fn has(self, line: usize) -> bool {
        self.0 & (1 << line) != 0
    }

    /// The channels that it agrees to where it agrees.
    pub fn agrees(self) -> Channels {
        std::array::from_fn(|at| self.has(at))
    }

    /// The channels that it may mean, which are those that it refuses where it refuses.
    pub fn means(self) -> Channels {
        std::array::from_fn(|at| self.has(at) || self.has(CHANNELS + at))
    }

    /// Whether it may mean a channel.
    pub fn is_channel(self) -> bool {
        self.means().contains(&true)
    }

    /// Whether it says no, or what alone is well: a text that has it may refuse something.
    pub fn may_refuse(self) -> bool {
        use Role::{Again, But, Except, More, No, Only, Refused};
        self.is_one_of(&[No, Again, More, Only, But, Except, Refused])
    }
}

/// The words of a text, parted as the list has them; none for those that it lacks.
pub fn words(text: &str) -> Vec<Option<Word>> {
    parted(text).into_iter().map(|(_, word)| word).collect()
}

/// The words of a text that the list lacks.
pub fn unknown(text: &str) -> Vec<String> {
    let unknown = parted(text).into_iter().filter(|(_, word)| word.is_none());
    unknown.map(|(text, _)| text).collect()
}

/// The words of a text as they stand there, with what the list says of them.
fn parted(text: &str) -> Vec<(String, Option<Word>)> {
    /// Tokens that one entry can span.
    const LONGEST: usize = 4;
    let (all, tokens) = (list(), joined_verbs(tokens(text)));
    let mut found = vec![];
    let mut at = 0;
    while at < tokens.len() {
        let longest = LONGEST.min(tokens.len() - at);
        let entry = (1..=longest)
            .rev()
            .find_map(|length| Some((length, *all.get(&tokens[at..at + length].join(" "))?)));
        let word = entry.map(|(_, word)| word).or_else(|| compound(all, &tokens[at]));
        let length = entry.map_or(1, |(length, _)| length);
        found.push((tokens[at..at + length].join(" "), word));
        at += length;
    }
    found
}

/// German verbs that are parted: `lehnt Werbung ab` is `ablehnt Werbung`.
fn joined_verbs(mut tokens: Vec<String>) -> Vec<String> {
    const PARTED: [(&str, &str); 11] = [
        ("lehnt", "ab"),
        ("lehne", "ab"),
        ("lehnen", "ab"),
        ("meldet", "ab"),
        ("bestellt", "ab"),
        ("meldet", "an"),
        ("liegt", "vor"),
        ("liegen", "vor"),
        ("stimmt", "zu"),
        ("stimme", "zu"),
        ("stimmen", "zu"),
    ];
    for (verb, prefix) in PARTED {
        let Some(at) = tokens.iter().position(|token| token == verb) else { continue };
        let Some(behind) = tokens[at..].iter().rposition(|token| token == prefix) else { continue };
        tokens[at] = format!("{prefix}{verb}");
        tokens.remove(at + behind);
    }
    tokens
}

fn list() -> &'static FxHashMap<String, Word> {
    static LIST: OnceLock<FxHashMap<String, Word>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut list: FxHashMap<String, Word> = FxHashMap::default();
        let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
        for (name, entries) in lines.filter_map(|line| line.split_once(": ")) {
            let Some(role) = LINES.iter().position(|line| *line == name) else { continue };
            for entry in entries.split(',') {
                list.entry(tokens(entry).join(" ")).or_default().0 |= 1 << role;
            }
        }
        list
    })
}

/// A compound of two words: `Telefonwerbung` is of the phone and of advertising.
fn compound(list: &FxHashMap<String, Word>, token: &str) -> Option<Word> {
    use Role::{Allowed, Approach, Grant, Refused, Yes};
    /// Letters that either part has at least.
    const LEAST: usize = 3;
    let part = |part: &str| {
        let is_part = |word: &&Word| {
            word.is_channel() || word.is_one_of(&[Approach, Yes, Allowed, Refused, Grant])
        };
        list.get(part).filter(is_part).filter(|_| part.len() >= LEAST)
    };
    let places = (LEAST..token.len()).filter(|at| token.is_char_boundary(*at));
    places.into_iter().find_map(|at| {
        let (first, second) = token.split_at(at);
        let first = part(first).or_else(|| part(first.strip_suffix('s')?))?;
        Some(Word(first.0 | part(second)?.0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_a_role() {
        let named: Vec<&str> = WORDS
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| line.split_once(": ").expect(line).0)
            .collect();
        assert_eq!(named, LINES);
        assert_eq!(Role::Empty as usize, LINES.len() - 1);
    }

    #[test]
    fn compounds_and_words_of_several_parts_are_known() {
        let one = |text: &str| match words(text)[..] {
            [word] => word,
            _ => None,
        };
        let phone = [false, true, false];
        for text in ["Telefonwerbung", "Werbeanrufe", "Telefonkontakt"] {
            let word = one(text).unwrap();
            assert!(word.means() == phone && word.is(Role::Approach), "{text}");
        }
        assert!(one("Telefonsperre").unwrap().is(Role::Refused));
        assert!(one("Opt-out").unwrap().is(Role::Refused));
        assert_eq!(one("E-Mail").unwrap().agrees(), [true, false, false]);
        assert_eq!(one("mail").unwrap().agrees(), [false; CHANNELS]);
        assert_eq!(one("mail").unwrap().means(), [true, false, true]);
        assert_eq!(words("VIP am Telefon")[0], None);
        // `excepté` and `mail` it is not.
        assert!(words("except e-mail")[1].unwrap().agrees()[0]);
    }
}
