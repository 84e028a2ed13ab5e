//! Headers and names of files as sets of concepts, whatever their language and spelling.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
pub(super) use sameboat_normalize::text::tokens;

/// The list of words; its head says how it is written.
const WORDS: &str = include_str!("../../data/header_words.txt");

/// Tokens that one entry of the list can span.
const LONGEST: usize = 4;
/// Letters from which on a word cut short, or one with a wrong letter, is still told.
const TELLING: usize = 5;

/// What a word means; a place in [`Lexicon::names`].
pub(super) type Concept = u16;

/// The list of words, read once.
pub(crate) struct Lexicon {
    names: Vec<&'static str>,
    /// Concepts that make a column something that no field is for, such as a fax number.
    foreign: Vec<bool>,
    of: FxHashMap<String, Concept>,
    /// Words that mean something only where they are the whole header.
    alone: FxHashMap<String, Concept>,
    /// All words, sorted, to find those that begin with one cut short.
    sorted: Vec<(String, Concept)>,
}

/// A header as concepts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Meaning {
    /// Each once, in ascending order.
    pub(super) concepts: Vec<Concept>,
    /// Words that the list lacks.
    pub(super) unknown: usize,
}

impl Meaning {
    /// Whether a header has the concept of that name.
    pub(super) fn has(&self, concept: &str) -> bool {
        Lexicon::get().named(concept).is_some_and(|concept| self.concepts.contains(&concept))
    }

    /// Whether it has some of these concepts and no other.
    pub(super) fn names_only(&self, concepts: &[&str]) -> bool {
        let lexicon = Lexicon::get();
        let is_one = |of: &Concept| concepts.iter().any(|name| lexicon.named(name) == Some(*of));
        !self.concepts.is_empty() && self.concepts.iter().all(is_one)
    }

    /// Adds a concept, or takes it away.
    pub(super) fn put(&mut self, concept: &str, is: bool) {
        let Some(concept) = Lexicon::get().named(concept) else { return };
        self.concepts.retain(|other| *other != concept);
        if is {
            self.concepts.push(concept);
            self.concepts.sort_unstable();
        }
    }

    /// The same with one more concept, which the words that the list lacks say.
    pub(super) fn with(mut self, concept: &str) -> Self {
        self.concepts.extend(Lexicon::get().named(concept));
        self.concepts.sort_unstable();
        self.concepts.dedup();
        self.unknown = 0;
        self
    }
}

/// Whether a header says by a word of its own that it has days or times: `Startdatum`, `Horodatage`, and neither
/// `Ende` nor `Wert am Datum`. Words that nobody knows may be those of distances.
pub(super) fn says_time(header: &str, meaning: &Meaning) -> bool {
    const TIMES: [&str; 3] = ["date", "datetime", "time"];
    const MEASURES: [&str; 25] = [
        "id",
        "amount",
        "net",
        "value",
        "unit",
        "cost",
        "incometype",
        "costtype",
        "creditlimit",
        "income",
        "arrears",
        "handle",
        "wait",
        "seconds",
        "hours",
        "term",
        "month",
        "year",
        "level",
        "target",
        "actual",
        "used",
        "seats",
        "fte",
        "usercount",
    ];
    let lexicon = Lexicon::get();
    let is_time = |concept: Concept| TIMES.iter().any(|name| lexicon.named(name) == Some(concept));
    let is_word = |word: &str| lexicon.of_word(word).is_some_and(is_time);
    // Of compounds the first or the last word, which is not short: `Abschlussdatum`.
    let is_compound = |token: &String| {
        let ends = (1..token.len()).filter(|at| token.is_char_boundary(*at));
        let mut parts = ends.flat_map(|at| [&token[..at], &token[at..]]);
        parts.any(|part| part.len() >= 4 && lexicon.of_word(part) == lexicon.named("date"))
    };
    let says = meaning.concepts.iter().any(|concept| is_time(*concept))
        || tokens(header).iter().any(|token| is_word(token) || is_compound(token));
    says && meaning.unknown == 0 && !MEASURES.iter().any(|name| meaning.has(name))
}

/// Whether a header names a country and nothing else.
pub(crate) fn names_country(header: &str) -> bool {
    let meaning = Lexicon::get().meaning(header, None);
    meaning.unknown == 0
        && meaning.has("country")
        && meaning.names_only(&["country", "id", "phone"])
}

/// The concept of words that carry nothing.
pub(super) const EMPTY: Concept = 0;
/// Concepts that turn a meaning round: `Anmeldung` is one letter from `Abmeldung`, and its opposite.
const TURNS: [&str; 2] = ["refusal", "ban"];

impl Lexicon {
    /// The list that is built in.
    pub(crate) fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(|| {
            let mut lexicon = Self {
                names: vec![],
                foreign: vec![],
                of: FxHashMap::default(),
                alone: FxHashMap::default(),
                sorted: vec![],
            };
            let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
            for (name, entries) in lines.filter_map(|line| line.split_once(':')) {
                let concept = lexicon.names.len() as Concept;
                lexicon.foreign.push(name.starts_with('!'));
                lexicon.names.push(name.trim_start_matches('!'));
                for entry in entries.split(',').map(str::trim) {
                    let words =
                        if entry.starts_with('=') { &mut lexicon.alone } else { &mut lexicon.of };
                    words.entry(joined(entry)).or_insert(concept);
                }
            }
            lexicon.of.remove("");
            lexicon.sorted = lexicon.of.iter().map(|(word, at)| (word.clone(), *at)).collect();
            lexicon.sorted.sort_unstable();
            lexicon
        })
    }

    /// The concept of that name in the list.
    pub(super) fn named(&self, name: &str) -> Option<Concept> {
        self.names.iter().position(|other| *other == name).map(|at| at as Concept)
    }

    /// What one folded word means, if the list has it as it is.
    pub(super) fn of_word(&self, word: &str) -> Option<Concept> {
        self.of.get(word).copied()
    }

    /// Whether a concept makes a column something that no field is for.
    pub(super) fn is_foreign(&self, concept: Concept) -> bool {
        self.foreign[usize::from(concept)]
    }

    /// What a header means. `leave_out` is a word that all headers of a table begin with.
    pub(crate) fn meaning(&self, header: &str, leave_out: Option<&str>) -> Meaning {
        let tokens = tokens(header);
        let skipped =
            usize::from(tokens.len() > 1 && tokens.first().map(String::as_str) == leave_out);
        self.read(&tokens[skipped..]).0
    }

    /// The words of a header that the list lacks.
    pub(super) fn unknown(&self, header: &str) -> Vec<String> {
        self.read(&tokens(header)).1
    }

    /// What words mean, and those that the list lacks.
    fn read(&self, tokens: &[String]) -> (Meaning, Vec<String>) {
        if let Some(concept) = self.alone.get(&tokens.concat()) {
            return (Meaning { concepts: vec![*concept], unknown: 0 }, vec![]);
        }
        let mut meaning = Meaning::default();
        let mut unknown = vec![];
        let mut at = 0;
        while at < tokens.len() {
            let longest = LONGEST.min(tokens.len() - at);
            let found = (1..=longest).rev().find_map(|length| {
                let concept = *self.of.get(&tokens[at..at + length].concat())?;
                Some((length, concept))
            });
            if let Some((length, concept)) = found {
                meaning.concepts.push(concept);
                at += length;
            } else {
                if !self.read_token(&tokens[at], &mut meaning) {
                    unknown.push(tokens[at].clone());
                }
                at += 1;
            }
        }
        meaning.concepts.retain(|concept| *concept != EMPTY);
        meaning.concepts.sort_unstable();
        meaning.concepts.dedup();
        meaning.unknown = unknown.len();
        (meaning, unknown)
    }

    /// A token that is not in the list as it is: a compound, a word cut short, or one misspelt. False if
    /// it is none of these.
    fn read_token(&self, token: &str, meaning: &mut Meaning) -> bool {
        if token.bytes().all(|byte| byte.is_ascii_digit()) {
            return true;
        }
        if let Some(parts) = self.take_apart(token) {
            meaning.concepts.extend(parts);
            return true;
        }
        let near = self.cut_short(token).or_else(|| self.misspelt(token));
        let near = near.filter(|concept| !self.turns(*concept));
        meaning.concepts.extend(near);
        near.is_some()
    }

    /// Whether a concept turns round what the rest of a header means.
    fn turns(&self, concept: Concept) -> bool {
        TURNS.contains(&self.names[usize::from(concept)])
    }

    /// The words that a compound is made of, as few as possible. `Kundennummer` is customer and
    /// number; a lone letter between two words joins them.
    fn take_apart(&self, token: &str) -> Option<Vec<Concept>> {
        /// Letters of a compound that are looked at.
        const MOST: usize = 40;
        if token.len() > MOST || !token.is_ascii() {
            return None;
        }
        // Per place the best way to get there: fewest parts.
        let mut best: Vec<Option<(usize, Vec<Concept>)>> = vec![None; token.len() + 1];
        best[0] = Some((0, vec![]));
        for end in 1..=token.len() {
            for begin in (0..end).rev() {
                let Some((parts, concepts)) = &best[begin] else { continue };
                let part = &token[begin..end];
                let joint = begin > 0 && end < token.len() && matches!(part, "s" | "n" | "e" | "d");
                let concept = match self.of.get(part) {
                    _ if joint => EMPTY,
                    // Two letters are a word of a compound only at its ends: `kdnr`, `gebdat`.
                    Some(concept) if part.len() > 2 => *concept,
                    Some(concept) if part.len() == 2 && (begin == 0 || end == token.len()) => {
                        *concept
                    }
                    _ => continue,
                };
                let cost = parts + if joint { 1 } else { 2 } + usize::from(part.len() == 2);
                if best[end].as_ref().is_none_or(|(other, _)| cost < *other) {
                    let mut concepts = concepts.clone();
                    concepts.push(concept);
                    best[end] = Some((cost, concepts));
                }
            }
        }
        best.pop().flatten().map(|(_, concepts)| concepts)
    }

    /// The one concept whose words begin so.
    fn cut_short(&self, token: &str) -> Option<Concept> {
        if token.len() < TELLING {
            return None;
        }
        let begin = self.sorted.partition_point(|(word, _)| word.as_str() < token);
        let mut same = self.sorted[begin..].iter().take_while(|(word, _)| word.starts_with(token));
        let first = same.next()?.1;
        same.all(|(_, concept)| *concept == first).then_some(first)
    }

    /// The one concept of a word with one letter other, more or less.
    fn misspelt(&self, token: &str) -> Option<Concept> {
        if token.len() <= TELLING {
            return None;
        }
        let mut near = self
            .sorted
            .iter()
            .filter(|(word, _)| word.len() > TELLING && one_edit_apart(word, token))
            .map(|(_, concept)| *concept);
        let first = near.next()?;
        near.all(|concept| concept == first).then_some(first)
    }
}

/// Whether one letter changed, added or taken away makes one of the other.
fn one_edit_apart(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let front = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let back = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    let longer = one.len().max(other.len());
    front + back.min(longer - front) + 1 >= longer
}

/// An entry of a list as one folded word.
pub(super) fn joined(entry: &str) -> String {
    tokens(entry).concat()
}

/// The word that nearly all headers of a table begin with, if it tells nothing: `KU_NAME`, `KU_ORT`.
pub(super) fn common_prefix(headers: &[&str]) -> Option<String> {
    /// Headers that make a table wide enough to tell.
    const LEAST: usize = 4;
    let firsts: Vec<String> = headers
        .iter()
        .map(|header| tokens(header))
        .filter(|tokens| tokens.len() > 1)
        .map(|mut tokens| tokens.swap_remove(0))
        .collect();
    let first = firsts.first()?;
    let all_alike = firsts.iter().all(|other| other == first);
    (all_alike && firsts.len() >= LEAST && 10 * firsts.len() >= 9 * headers.len())
        .then(|| first.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meaning(header: &str) -> Vec<&'static str> {
        let lexicon = Lexicon::get();
        let mut names: Vec<&str> = lexicon
            .meaning(header, None)
            .concepts
            .into_iter()
            .map(|concept| lexicon.names[usize::from(concept)])
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn one_thing_is_one_set_of_concepts_in_every_language_and_spelling() {
        for header in [
            "Customer No.",
            "customer_id",
            "CustomerNumber",
            "Kundennummer",
            "Kd.-Nr.",
            "KdNr",
            "KUNDEN_NR",
            "N° client",
            "Numéro de client",
            "codigo_cliente",
            "Nº de cliente",
            "Codice cliente",
            "cust#",
        ] {
            assert_eq!(meaning(header), ["customer", "id"], "{header}");
        }
    }

    #[test]
    fn compounds_cut_and_misspelt_words_are_understood() {
        assert_eq!(meaning("Geburtsdatum"), ["birth"]);
        assert_eq!(meaning("Vertragsnr."), ["contract", "id"]);
        assert_eq!(meaning("Geschlech"), ["gender"]);
        assert_eq!(meaning("Nachnahme"), ["surname"]);
        assert_eq!(meaning("xyzzy"), Vec::<&str>::new());
    }

    #[test]
    fn a_prefix_of_all_headers_tells_nothing() {
        let headers = ["KU_NAME", "KU_ORT", "KU_PLZ", "KU_TEL"];
        assert_eq!(common_prefix(&headers).as_deref(), Some("ku"));
        assert_eq!(common_prefix(&["Name", "Ort", "PLZ", "Tel"]), None);
    }

    #[test]
    fn a_word_stands_in_one_line_only() {
        let mut seen: FxHashMap<String, &str> = FxHashMap::default();
        let mut twice = vec![];
        for (name, entries) in
            WORDS.lines().filter(|line| !line.starts_with('#')).filter_map(|l| l.split_once(':'))
        {
            for entry in entries.split(',').filter(|entry| !entry.contains('=')) {
                if let Some(other) = seen.insert(joined(entry), name)
                    && other != name
                {
                    twice.push(format!("{} in {other} and {name}", entry.trim()));
                }
            }
        }
        assert!(twice.is_empty(), "{twice:#?}");
    }
}
