//! Refusals in words: `keine Werbung`, `nur per E-Mail`, `no calls`, `ne pas contacter`.
//!
//! A text is read clause by clause, and their order does not count. It is understood only if every word
//! is, if each clause says one thing, and if no clause contradicts another: what an opt-out is must not
//! be guessed. `keine Anrufe, E-Mail` may refuse both or one; `keine Anrufe, E-Mail ok` refuses one.

use std::sync::OnceLock;

use regex::{Captures, Regex};

mod ended;
mod words;

pub use ended::refuses_a_channel;
pub use words::{CHANNELS, Channels, Role, Word, unknown, words};

const NONE: Channels = [false; CHANNELS];
const EVERY: Channels = [true; CHANNELS];

/// What a customer says about being approached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Wish {
    /// Refused by name, or with everything.
    pub refused: Channels,
    /// Allowed by name.
    pub allowed: Channels,
    /// A yes or no to what the column asks for: `gesperrt`.
    pub answer: Option<bool>,
}

impl Wish {
    /// Whether anything is refused.
    pub fn refuses(self) -> bool {
        self.answer == Some(false) || self.refused != NONE
    }
}

/// Reads a value; none if it is not clear what it refuses. What is merely named is allowed, or refused
/// in a column of refusals.
pub fn wish(value: &str, of_refusals: bool) -> Option<Wish> {
    /// Longer texts are remarks.
    const MOST_WORDS: usize = 16;
    let undated = without_dates(value);
    let is_dated = undated != value;
    let value = &answered(&unabbreviated(&undated));
    if matches!(words(value)[..], [Some(word)] if word.is(Role::Unsaid)) {
        return Some(Wish::default());
    }
    if has_open_sign(value) {
        return None;
    }
    let mut clauses = clauses(value);
    // `ja, alle` below `Werbesperre`.
    let is_answered = of_refusals && clauses.len() > 1 && is_aye(&clauses[0]);
    if is_answered {
        clauses.remove(0);
    }
    let words: usize = clauses.iter().flatten().map(|part| part.words.len()).sum();
    if words > MOST_WORDS {
        return None;
    }
    let mut read = vec![];
    for clause in clauses {
        let parts: Option<Vec<Part>> = clause.iter().map(TextPart::read).collect();
        let mut parts: Vec<Part> = parts?.into_iter().flat_map(Part::split).collect();
        parts.retain(|part| !part.is_empty());
        let said: Option<Vec<Said>> = parts.iter().map(Part::said).collect();
        read.push(said?);
    }
    read.retain(|clause| !clause.is_empty());
    let wish = if of_refusals { refusals(&read) } else { wishes(&read) };
    // A channel beside a day was used then: nobody has agreed to anything.
    wish.filter(|wish| {
        (!is_answered || wish.refuses())
            && (!is_dated || wish.refuses() || wish.answer == Some(true))
    })
}

/// Whether a value is a plain no, with thanks or without: `nein danke`, `NEIN!!!`.
pub fn declines(value: &str) -> bool {
    let words = words(value);
    let is_known = |word: &Option<Word>| {
        word.is_some_and(|word| word.is_one_of(&[Role::Nay, Role::Empty]) && !word.is_channel())
    };
    !has_open_sign(value)
        && words.iter().all(is_known)
        && words.iter().flatten().any(|word| word.is(Role::Nay))
}

fn is_aye(clause: &[TextPart]) -> bool {
    let [TextPart { lead: Lead::Nothing, words }] = clause else { return false };
    matches!(words[..], [Some(word)] if word.is(Role::Aye))
}

/// Whether a text names a day or a year.
pub fn names_a_day(value: &str) -> bool {
    without_dates(value) != value
}

/// A text without the days that it names: of `Widerruf vom 3.5.2022` and `opted out 2022` they say nothing.
fn without_dates(value: &str) -> String {
    static DATES: OnceLock<Option<Regex>> = OnceLock::new();
    const DATE: &str = r"(?x)
        (?: \b (?:vom|am|le|du|el|del|il|on|of) \s+ )?
        (?: \b \d{4}-\d{1,2}-\d{1,2} \b
        | \b \d{1,2} [./] \s? \d{1,2} [./] (?: \s? (?:\d{4}|\d{2}) \b )?
        | \b \d{1,2} / \d{4} \b
        | \b (?:19|20) \d{2} \b )";
    let dates = DATES.get_or_init(|| Regex::new(DATE).ok());
    dates
        .as_ref()
        .map_or_else(|| value.to_owned(), |dates| dates.replace_all(value, " ").trim().to_owned())
}

/// A text whose short answers are words: `Email:N Phone:Y`, `Marketing - No`.
fn answered(value: &str) -> String {
    static ANSWERS: OnceLock<Option<Regex>> = OnceLock::new();
    const ANSWER: &str = r"(?i)\s*[:=]\s*([jyn])(?:\s*$|\s*([,;/|])|\s+)";
    static LAST: OnceLock<Option<Regex>> = OnceLock::new();
    let answers = ANSWERS.get_or_init(|| Regex::new(ANSWER).ok());
    let value = answers.as_ref().map_or_else(
        || value.to_owned(),
        |answers| {
            let word = |found: &Captures<'_>| {
                let word = if found[1].eq_ignore_ascii_case("n") { "no" } else { "yes" };
                let end = found.get(0).map_or(0, |found| found.end());
                format!(": {word}{} ", if end < value.len() { "," } else { "" })
            };
            answers.replace_all(value, word).trim().to_owned()
        },
    );
    let last = LAST.get_or_init(|| Regex::new(r"(?i)\s+[-–]\s+(no|nein|non)\s*$").ok());
    last.as_ref().map_or_else(|| value.clone(), |last| last.replace(&value, ": $1").into_owned())
}

/// Whether a text has a word that refuses, be it understood or not.
pub fn may_refuse(value: &str) -> bool {
    words(value).into_iter().flatten().any(Word::may_refuse)
}

/// Abbreviations without their point, which would end a clause: `Tel.-Sperre`.
fn unabbreviated(value: &str) -> String {
    const SHORT: [&str; 9] =
        ["tel", "telef", "kd", "kdn", "schriftl", "post", "werbl", "bzgl", "erw"];
    let mut text = String::with_capacity(value.len());
    for (at, character) in value.char_indices() {
        let word = || text.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let is_short = character == '.' && SHORT.iter().any(|s| word().eq_ignore_ascii_case(s));
        match (is_short, value[at + character.len_utf8()..].starts_with('-')) {
            (false, _) => text.push(character),
            (true, true) => {}
            (true, false) => text.push(' '),
        }
    }
    text
}

/// Whether a text has a sign that says something, and whose meaning would be lost: `E-Mail: -`,
/// `Telefon?`, `Post +`, a box. What parts clauses stands between words, and a hyphen joins two.
fn has_open_sign(value: &str) -> bool {
    let signs: Vec<char> = value.trim().chars().collect();
    (0..signs.len()).any(|at| is_open(&signs, at))
}

fn is_open(signs: &[char], at: usize) -> bool {
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric() || is_quote(*c));
    let beside = (at.checked_sub(1).and_then(|at| signs.get(at)), signs.get(at + 1));
    let before = signs[..at].iter().rev().find(|c| !c.is_whitespace());
    let behind = signs[at + 1..].iter().find(|c| !c.is_whitespace());
    let ends = before.is_some_and(|c| matches!(c, '.' | '!' | ')'));
    let parts = (is_word(before) || ends) && (is_word(behind) || behind == Some(&'('));
    let is_even = is_word(beside.0) == is_word(beside.1);
    match signs[at] {
        c if c.is_alphanumeric() || c.is_whitespace() || is_quote(c) || is_accent(c) => false,
        '.' | '!' => false,
        '(' => !is_word(behind),
        ')' => !is_word(before) && !ends,
        ',' | ';' => !parts && behind.is_some(),
        '/' | '|' | ':' | '=' => !parts,
        '&' | '+' | '–' | '—' => !parts || !is_even,
        '_' => !(is_word(beside.0) && is_word(beside.1)),
        // `E-Mail- und Telefonwerbung`.
        '-' => !parts || !(is_even || joins(&signs[at + 1..])),
        _ => true,
    }
}

/// Whether a text goes on with an `and`.
fn joins(signs: &[char]) -> bool {
    let next: String = signs
        .iter()
        .skip_while(|c| c.is_whitespace())
        .take_while(|c| c.is_alphanumeric())
        .collect();
    matches!(words(&next)[..], [Some(word)] if word.is(Role::And))
}

const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '’' | '´' | '`' | '“' | '”' | '„' | '«' | '»')
}

/// An accent that is written behind its letter.
const fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// What stands before a part of a clause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Lead {
    #[default]
    Nothing,
    But,
    Except,
}

/// A part of a clause as it is written, with words that are not known.
#[derive(Default)]
struct TextPart {
    lead: Lead,
    words: Vec<Option<Word>>,
}

impl TextPart {
    /// None if a word is not known.
    fn read(&self) -> Option<Part> {
        let words: Option<Vec<Word>> = self.words.iter().copied().collect();
        Some(Part { lead: self.lead, words: words? })
    }
}

/// Clauses stand between marks. A `but` parts a clause, and joins what a mark before it has parted.
fn clauses(value: &str) -> Vec<Vec<TextPart>> {
    const MARKS: [char; 11] = [',', ';', '/', '.', '(', ')', '|', '\n', '!', '–', '—'];
    let value = value.replace(['&', '+'], " and ").replace(" - ", " – ");
    let mut clauses: Vec<Vec<TextPart>> = vec![];
    for text in value.split(MARKS) {
        let mut parts = vec![TextPart::default()];
        for word in words(text) {
            let lead = match word {
                Some(word) if word.is(Role::But) => Lead::But,
                Some(word) if word.is(Role::Except) => Lead::Except,
                _ => {
                    if let Some(part) = parts.last_mut() {
                        part.words.push(word);
                    }
                    continue;
                }
            };
            parts.push(TextPart { lead, words: vec![] });
        }
        let is_joined = parts.len() > 1 && parts[0].words.is_empty();
        match clauses.last_mut().filter(|_| is_joined) {
            Some(before) => before.extend(parts.into_iter().skip(1)),
            None => clauses.push(parts),
        }
    }
    clauses
}

/// Words that say one thing.
#[derive(Debug, Default)]
struct Part {
    lead: Lead,
    words: Vec<Word>,
}

/// What a part says.
#[derive(Debug, Clone, Copy, Default)]
struct Said {
    lead: Lead,
    kind: Kind,
    /// The channels that it may mean; all if `whole`.
    means: Channels,
    agrees: Channels,
    /// Whether advertising or contact as such are meant.
    whole: bool,
    /// Whether it is one word, and answers a column of refusals too.
    plainly: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    /// Names something, and says nothing of it.
    #[default]
    Bare,
    Refused,
    Only,
    Agreed,
    /// Says that something is not refused.
    Cleared,
    /// A no that says not to what.
    No,
}

impl Part {
    /// Parts `keine Anrufe nur E-Mail` before the word that begins anew: one that turns round what stands
    /// behind it, where another one has done so before.
    fn split(self) -> Vec<Self> {
        let turns = |word: Word| word.is_one_of(&[Role::No, Role::Again, Role::Only]);
        let mut parts = vec![Self { lead: self.lead, words: vec![] }];
        for (at, word) in self.words.iter().enumerate() {
            let so_far = parts.last().map_or(&[][..], |part| &part.words);
            let has_turned = so_far.iter().position(|word| turns(*word));
            let has_named =
                has_turned.is_some_and(|from| so_far[from..].iter().copied().any(is_noun));
            if turns(*word) && has_named && self.words[at..].iter().copied().any(is_noun) {
                parts.push(Self::default());
            }
            if let Some(part) = parts.last_mut() {
                part.words.push(*word);
            }
        }
        parts
    }

    fn is_empty(&self) -> bool {
        self.words.iter().all(|word| word.is_one_of(&[Role::Empty, Role::And]))
    }

    fn has(&self, role: Role) -> bool {
        self.words.iter().any(|word| word.is(role))
    }

    /// Whether the words are these, one after the other, and nothing else.
    fn is_only(&self, roles: &[Role]) -> bool {
        let words = self.words.iter().filter(|word| !word.is(Role::Empty));
        words.clone().count() == roles.len() && words.zip(roles).all(|(word, role)| word.is(*role))
    }

    /// The places of words.
    fn places(&self, is: impl Fn(&Word) -> bool) -> Vec<usize> {
        (0..self.words.len()).filter(|at| is(&self.words[*at])).collect()
    }

    /// What the words say; none if that is not clear.
    fn said(&self) -> Option<Said> {
        const ANSWERS: [Role; 3] = [Role::Allowed, Role::No, Role::Again];
        let channels = self.places(|word| word.is_channel());
        let any = |of: fn(Word) -> Channels| {
            std::array::from_fn(|channel| channels.iter().any(|at| of(self.words[*at])[channel]))
        };
        let is_whole = |word: &Word| word.is_one_of(&[Role::Approach, Role::Contact, Role::All]);
        let whole = if channels.is_empty() {
            self.words.iter().any(is_whole)
        } else {
            self.names_approach_beside()
        };
        let said = Said {
            lead: self.lead,
            kind: self.kind(&channels)?,
            means: any(Word::means),
            agrees: any(Word::agrees),
            whole,
            plainly: matches!(self.words[..], [word] if word.is_one_of(&ANSWERS)),
        };
        // A word that may be two channels is none that alone is well.
        let agrees_with_all = channels.iter().all(|at| self.words[*at].agrees().contains(&true));
        let is_clear = said.kind != Kind::Only && said.lead != Lead::Except;
        (is_clear || (agrees_with_all && !channels.is_empty() && !whole)).then_some(said)
    }

    fn kind(&self, channels: &[usize]) -> Option<Kind> {
        use Role::{All, Allowed, Approach, Exists, Grant, Only, Refused, Yes};
        let noes = self.noes();
        let is_of_consent = self.has(Grant);
        let yes = self.places(|word| word.is_one_of(&[Yes, Allowed]));
        let refused = self.places(|word| word.is(Refused));
        let only = self.places(|word| word.is(Only));
        let turned = [&noes[..], &refused, &only, &yes].concat();
        let approaches = self.places(|word| word.is(Approach));
        let is_in_order = turned.iter().all(|mark| {
            // `Telefon nicht E-Mail`, `Telefon nicht Werbung`: which of them?
            let before = channels.iter().any(|at| at < mark);
            !before || !channels.iter().chain(&approaches).any(|at| at > mark)
        });
        if !is_in_order || !self.are_joined(channels) || (self.has(Role::More) && noes.is_empty()) {
            return None;
        }
        // `kein Telefon vorhanden`: what is there, or is not, says nothing of a wish.
        if self.has(Exists) && !is_of_consent {
            return None;
        }
        let says_no_or_yes = [&noes, &refused, &yes].iter().any(|marks| !marks.is_empty());
        if self.has(Role::Unsaid) || (self.has(Role::Receive) && !says_no_or_yes) {
            return None;
        }
        // `kein Handy`, `hat keine E-Mail`: who has none need not refuse anything.
        let are_devices = channels.iter().all(|at| self.words[*at].is(Role::Device));
        let is_lacking =
            self.has(Role::Lacks) || (are_devices && yes.is_empty() && !self.has(Role::By));
        if is_lacking && !noes.is_empty() && !channels.is_empty() {
            return None;
        }
        if self.has(Role::Lifted) {
            return self.is_only(&[Refused, Role::Lifted]).then_some(Kind::Cleared);
        }
        // `Opt-out: ja`.
        let is_confirmed = refused.len() == 1
            && yes.iter().all(|at| self.words[*at].is(Role::Aye) && *at > refused[0])
            && !yes.is_empty();
        match (noes.len(), refused.len(), only.len(), yes.len()) {
            (0, 1, 0, 1) if is_confirmed => Some(Kind::Refused),
            (0, 0, 0, 0) if channels.is_empty() && self.has(Role::By) => None,
            (0, 0, 0, 0) => Some(Kind::Bare),
            (0, 0, 0, _) => Some(Kind::Agreed),
            (0, _, 0, 0) => Some(Kind::Refused),
            // `Einwilligung E-Mail widerrufen`.
            (0, _, 0, _) if yes.iter().all(|at| self.words[*at].is(Grant)) => Some(Kind::Refused),
            // `nicht gesperrt`; of `keine Werbung Robinsonliste` nobody knows.
            (1, 1, 0, 0) => self.clears(noes[0], refused[0]).then_some(Kind::Cleared),
            (0, 0, 1, _) => Some(Kind::Only),
            (1, 0, 0, _) if self.has(All) => None,
            (1, 0, 0, _) => self.negated(noes[0], channels, &yes),
            _ => None,
        }
    }

    /// Whether a no takes a refusal back, with nothing else beside: `nicht mehr gesperrt`, `pas d'opposition`,
    /// `Opt-out: nein`.
    fn clears(&self, no: usize, refused: usize) -> bool {
        let rest = |at: &usize| *at != no && *at != refused;
        let is_in_order = no < refused || self.words[no].is(Role::Nay);
        is_in_order
            && (0..self.words.len())
                .filter(rest)
                .all(|at| self.words[at].is_one_of(&[Role::Empty, Role::More, Role::Again]))
    }

    /// What a no makes of the rest.
    fn negated(&self, no: usize, channels: &[usize], yes: &[usize]) -> Option<Kind> {
        let names_nothing = !self.words.iter().copied().any(is_noun) && !self.has(Role::Contact);
        // `keine Anrufe und E-Mail ok`, `Telefon ok nicht`.
        let agrees_behind =
            |at: &usize| channels.last().is_some_and(|last| at > last && *last > no);
        let is_unclear = (channels.len() > 1 && yes.iter().any(agrees_behind))
            || (channels.first().is_some_and(|first| *first < no) && yes.iter().any(|at| *at < no));
        match (names_nothing, is_unclear) {
            (_, true) => None,
            (true, _) if yes.is_empty() => Some(Kind::No),
            _ => Some(Kind::Refused),
        }
    }

    /// The places of what says no; `ne … pas` and `non … nessuna` are one.
    fn noes(&self) -> Vec<usize> {
        let noes = self.places(|word| word.is(Role::No));
        if noes.is_empty() { self.places(|word| word.is(Role::Again)) } else { noes }
    }

    /// Whether channels that differ have an `and` between them: `keine Anrufe E-Mail` has none.
    fn are_joined(&self, channels: &[usize]) -> bool {
        channels.windows(2).all(|pair| {
            let between = &self.words[pair[0]..pair[1]];
            self.words[pair[0]].means() == self.words[pair[1]].means()
                || between.iter().any(|word| word.is(Role::And))
        })
    }

    /// Whether advertising stands beside the channels, and is not what comes by them: `keine Werbung und
    /// Anrufe`, other than `keine Werbung per Telefon`.
    fn names_approach_beside(&self) -> bool {
        let words: Vec<Word> =
            self.words.iter().copied().filter(|word| !word.is(Role::Empty)).collect();
        let is = |at: Option<usize>, is: &dyn Fn(Word) -> bool| {
            at.and_then(|at| words.get(at)).is_some_and(|word| is(*word))
        };
        let is_and = |word: Word| word.is(Role::And);
        let leads = |word: Word| word.is(Role::By) || word.is_channel();
        (0..words.len()).any(|at| {
            let (before, after) = (at.checked_sub(1), Some(at + 1));
            words[at].is_one_of(&[Role::Approach, Role::All])
                && !words[at].is_channel()
                && ((is(before, &is_and) && !is(after, &leads))
                    || (is(after, &is_and) && !is(before, &Word::is_channel)))
        })
    }
}

/// Whether a word is what is refused or allowed.
fn is_noun(word: Word) -> bool {
    word.is_channel() || word.is(Role::Approach)
}

impl Said {
    /// Whether it names nothing: it is about what the column is about.
    fn is_answer(&self) -> bool {
        !self.whole && self.means == NONE
    }

    fn refuses(&self) -> Channels {
        match self.kind {
            Kind::Refused if self.whole => EVERY,
            Kind::Refused => self.means,
            Kind::Only => self.agrees.map(|agrees| !agrees),
            _ => NONE,
        }
    }

    fn is_refusal(&self) -> bool {
        matches!(self.kind, Kind::Refused | Kind::Only)
    }
}

/// What the clauses of a column say in which what is named is allowed.
fn wishes(clauses: &[Vec<Said>]) -> Option<Wish> {
    let said: Vec<&Said> = clauses.iter().flatten().collect();
    if let [one] = said[..]
        && one.kind == Kind::Cleared
    {
        return Some(Wish::default());
    }
    let mut wish = Wish::default();
    for clause in clauses {
        for part in clause {
            let beside = said.iter().filter(|other| !std::ptr::eq(**other, part));
            let refuses_beside = beside.clone().any(|other| other.is_refusal());
            match part.kind {
                Kind::No | Kind::Cleared => return None,
                _ if part.lead == Lead::Except => except(part, clause, &mut wish)?,
                Kind::Bare if refuses_beside && !is_contrasted(part, clause, &said) => return None,
                // `all but phone`: what is it other than?
                Kind::Bare if part.lead == Lead::But && !refuses_beside => return None,
                Kind::Agreed if part.means == NONE => answer(&mut wish, true)?,
                Kind::Bare | Kind::Agreed => add(&mut wish.allowed, part.agrees),
                Kind::Only => {
                    add(&mut wish.allowed, part.agrees);
                    add(&mut wish.refused, part.refuses());
                }
                Kind::Refused if part.is_answer() => answer(&mut wish, false)?,
                Kind::Refused if has_exception(clause) => {}
                Kind::Refused => add(&mut wish.refused, part.refuses()),
            }
        }
    }
    let is_both = (0..CHANNELS).any(|at| wish.refused[at] && wish.allowed[at]);
    let is_all_no = wish.answer == Some(false) && wish.allowed != NONE;
    let is_yes_to_no = wish.answer == Some(true) && wish.refused == EVERY;
    (!said.is_empty() && !is_both && !is_all_no && !is_yes_to_no).then_some(wish)
}

/// What the clauses say of a column in which what is named is refused. What alone is well, or is an
/// exception, may be of the ban or of what is left; what is refused beside it may be banned or not.
fn refusals(clauses: &[Vec<Said>]) -> Option<Wish> {
    let said: Vec<&Said> = clauses.iter().flatten().collect();
    match said[..] {
        [one] if one.kind == Kind::Agreed && one.is_answer() && one.plainly => {
            return Some(Wish { answer: Some(true), ..Wish::default() });
        }
        // `keine`: of refusals there is none.
        [one] if one.kind == Kind::Cleared || (one.kind == Kind::No && one.plainly) => {
            return Some(Wish::default());
        }
        _ => {}
    }
    let mut wish = Wish::default();
    let is_mixed = |kind: Kind| said.iter().any(|part| part.kind == kind);
    for part in &said {
        match part.kind {
            _ if part.lead != Lead::Nothing => return None,
            Kind::Bare if part.whole => wish.refused = EVERY,
            Kind::Bare => add(&mut wish.refused, part.means),
            Kind::Refused if part.is_answer() => answer(&mut wish, false)?,
            Kind::Refused => add(&mut wish.refused, part.refuses()),
            Kind::Only | Kind::Agreed | Kind::Cleared | Kind::No => return None,
        }
    }
    let is_unclear = is_mixed(Kind::Bare) && is_mixed(Kind::Refused);
    (!said.is_empty() && !is_unclear).then_some(wish)
}

/// Whether a `but` sets something that is merely named apart from what its own clause refuses: `kein
/// Telefon, aber E-Mail`, and `E-Mail, aber kein Telefon` where no other clause refuses anything.
fn is_contrasted(part: &Said, clause: &[Said], all: &[&Said]) -> bool {
    let [first, second] = clause else { return false };
    let refusals = all.iter().filter(|said| said.is_refusal()).count();
    second.lead == Lead::But
        && if std::ptr::eq(part, second) {
            first.is_refusal()
        } else {
            second.is_refusal() && refusals == 1
        }
}

/// `keine Werbung außer per E-Mail`: all but that is refused; `ja außer Telefon`: that is. Of anything else
/// an exception is unclear.
fn except(part: &Said, clause: &[Said], wish: &mut Wish) -> Option<()> {
    if part.kind == Kind::Bare && is_yes_with_exception(clause) {
        add(&mut wish.refused, part.means);
        return Some(());
    }
    if part.kind != Kind::Bare || !has_exception(clause) {
        return None;
    }
    add(&mut wish.allowed, part.agrees);
    add(&mut wish.refused, part.agrees.map(|agrees| !agrees));
    Some(())
}

fn has_exception(clause: &[Said]) -> bool {
    matches!(clause, [refused, except]
        if refused.kind == Kind::Refused
            && refused.refuses() == EVERY
            && refused.means == NONE
            && except.lead == Lead::Except)
}

fn is_yes_with_exception(clause: &[Said]) -> bool {
    matches!(clause, [yes, except]
        if yes.kind == Kind::Agreed && yes.means == NONE && except.lead == Lead::Except)
}

fn answer(wish: &mut Wish, yes: bool) -> Option<()> {
    let is_new = wish.answer.is_none_or(|before| before == yes);
    wish.answer = Some(yes);
    is_new.then_some(())
}

fn add(to: &mut Channels, what: Channels) {
    to.iter_mut().zip(what).for_each(|(to, what)| *to |= what);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    /// The file's head says how it is written.
    const PHRASES: &str = include_str!("../../tests/wishes.txt");

    /// Channels refused and allowed: `ept` for e-mail, phone and post, then `+` or `-` for the answer.
    fn of(value: &str, of_refusals: bool) -> Option<String> {
        let letters = |channels: Channels| {
            let named = "ept".chars().zip(channels).filter(|(_, named)| *named);
            named.map(|(letter, _)| letter).collect::<String>()
        };
        wish(value, of_refusals).map(|wish| {
            let answer = wish.answer.map_or("", |yes| if yes { "+" } else { "-" });
            format!("{}|{}{answer}", letters(wish.refused), letters(wish.allowed))
        })
    }

    #[test]
    fn plain_refusals_are_told_from_what_may_be_of_something_else() {
        for no in
            ["nein danke", "NEIN!!!", "no, gracias", "non merci", "no thank you", "auf keinen Fall"]
        {
            assert!(declines(no), "{no}");
        }
        for other in ["nein?", "keine", "nein, E-Mail", "danke", "no -", "nicht zu Hause"] {
            assert!(!declines(other), "{other}");
        }
    }

    #[test]
    fn phrases_of_five_languages_are_read_as_people_mean_them_or_not_at_all() {
        let (of_consents, of_refusals) =
            PHRASES.split_once("=== in a column of refusals").expect("both parts");
        let mut wrong = vec![];
        for (phrases, is_of_refusals) in [(of_consents, false), (of_refusals, true)] {
            let mut expected = "";
            let lines = phrases.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
            for line in lines {
                if let Some(head) = line.strip_prefix('[') {
                    expected = head.trim_end_matches(']');
                    continue;
                }
                let found = of(line, is_of_refusals).unwrap_or_else(|| "?".into());
                if found != expected {
                    wrong.push(format!("{line}: {found} instead of {expected}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!((of("", false), of("bitte", true)), (None, None));
    }

    /// Clauses that are understood alone, and words in any order.
    const CLAUSES: [&str; 16] = [
        "keine Anrufe",
        "kein Telefon, aber E-Mail",
        "E-Mail ok",
        "Telefon nicht",
        "nur per E-Mail",
        "email only",
        "E-Mail",
        "Post",
        "Werbung",
        "keine Werbung",
        "gesperrt",
        "Robinsonliste",
        "nicht gesperrt",
        "keine Werbung außer Post",
        "ok",
        "E-Mail, aber keine Post",
    ];
    const WORDS: [&str; 24] = [
        "kein",
        "nicht",
        "no",
        "ne",
        "pas",
        "nur",
        "only",
        "E-Mail",
        "Telefon",
        "Post",
        "Mail",
        "schriftlich",
        "Werbung",
        "Telefonwerbung",
        "Werbesperre",
        "per",
        "und",
        "gesperrt",
        "alle",
        "ok",
        "aber",
        "außer",
        "xyz",
        ",",
    ];

    fn texts() -> impl Strategy<Value = Vec<&'static str>> {
        proptest::collection::vec(select(&WORDS[..]), 1..7)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn one_word_of_refusal_that_is_understood_refuses_something(text in texts()) {
            let noes = ["kein", "nicht", "no", "ne", "pas", "gesperrt", "Werbesperre"];
            let one = text.iter().filter(|word| noes.contains(word)).count() == 1;
            let text = text.join(" ");
            if let Some(wish) = wish(&text, false).filter(|_| one) {
                prop_assert!(wish.refuses(), "{}: {:?}", text, wish);
            }
        }

        #[test]
        fn the_order_of_clauses_does_not_count(
            mut clauses in proptest::collection::vec(select(&CLAUSES[..]), 1..4),
            from in any::<Index>(),
            to in any::<Index>(),
            of_refusals in any::<bool>(),
        ) {
            let before = clauses.join("; ");
            let (from, to) = (from.index(clauses.len()), to.index(clauses.len()));
            clauses.swap(from, to);
            let after = clauses.join("; ");
            prop_assert_eq!(wish(&before, of_refusals), wish(&after, of_refusals), "{} / {}", before, after);
        }

        #[test]
        fn no_sign_makes_a_consent_of_what_was_none(
            text in texts(),
            sign in select(&["-", "–", "?", "+", "☐", "✗", "*", ":", "…", "~", "=", "#"][..]),
            at in any::<Index>(),
        ) {
            let at = at.index(text.len() + 1);
            let before = wish(&text.join(" "), false);
            let allowed = |wish: Option<Wish>| wish.map_or(NONE, |wish| wish.allowed);
            let (front, back) = (text[..at].join(" "), text[at..].join(" "));
            for text in [format!("{front}{sign} {back}"), format!("{front} {sign}{back}")] {
                let after = allowed(wish(&text, false));
                let is_new = after.iter().zip(allowed(before)).any(|(after, before)| *after && !before);
                prop_assert!(!is_new, "{text}");
            }
        }

        #[test]
        fn a_channel_behind_a_no_is_never_allowed(
            before in texts(),
            no in select(&["no", "kein", "nicht", "pas de", "sin"][..]),
            channel in 0..CHANNELS,
            after in texts(),
        ) {
            let named = ["E-Mail", "Telefon", "Post"][channel];
            let text = format!("{} {no} {named} {}", before.join(" "), after.join(" "));
            for text in [&text, &format!("{no} {named} {}", after.join(" ")), &format!("{} {no} {named}", before.join(" "))] {
                // `nicht kein Telefon`, or `nur nicht`, are not understood at all.
                if let Some(wish) = wish(text, false) {
                    prop_assert!(!wish.allowed[channel], "{}: {:?}", text, wish);
                }
            }
        }

        #[test]
        fn only_a_channel_that_is_named_plainly_is_allowed(text in texts(), of_refusals in any::<bool>()) {
            let named = [&["E-Mail"][..], &["Telefon", "Telefonwerbung"], &["Post", "schriftlich"]];
            let text_of = text.join(" ");
            if let Some(wish) = wish(&text_of, of_refusals) {
                for (channel, names) in named.iter().enumerate() {
                    let is_named = text.iter().any(|word| names.contains(word))
                        // Two words that are one.
                        || (channel == 0 && text_of.contains("per Mail"));
                    prop_assert!(is_named || !wish.allowed[channel], "{}: {:?}", text_of, wish);
                }
            }
        }
    }
}
