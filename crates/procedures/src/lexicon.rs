//! The words that procedures are written in: what they mean, in English and German.
//!
//! Every distinct word is looked up, stemmed and taken apart once a thread.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::OnceLock;

use deunicode::deunicode;
use rust_stemmers::{Algorithm, Stemmer};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::text::words;

const SYNONYMS: &str = include_str!("../data/synonyms.txt");
const STOP_WORDS: &str = include_str!("../data/stop_words.txt");
/// Phrases of the lexicon have at most this many words, stop words not counted.
const LONGEST_PHRASE: usize = 4;
/// Shorter words are not taken apart: chance would find two words in them.
const SHORTEST_COMPOUND: usize = 9;
/// A known part of a compound that is not known as a whole has so many letters at least.
const SHORTEST_PART: usize = 5;
/// Longer words are no words, and taking them apart would take for ever.
const LONGEST_WORD: usize = 120;
/// How much a function word speaks for its language.
const FUNCTION_WORD: u32 = 3;
/// One word of another language may be a name or a loan.
const LEAST_OTHERS: usize = 2;
/// Ends of words, in Polish and Dutch, that neither English nor German ones have.
const OTHER_ENDINGS: [&str; 7] = ["owac", "cja", "cji", "osci", "ijking", "ijzing", "iging"];
/// So many words are kept at most.
const WORDS_KEPT: usize = 1 << 17;

/// The language of a text, and its terms in order of appearance, repetitions included.
pub(crate) fn read(text: &str) -> (Language, Vec<String>) {
    lexicon().terms(text)
}

/// Whether the term is a concept of the lexicon, which texts of every language share.
pub(crate) fn is_concept(term: &str) -> bool {
    lexicon().concepts.contains(term)
}

/// Whether a text is in a language that the lexicon does not know: French, Spanish or Italian by the words
/// that only these have. What it says can then hardly be found in another text.
pub(crate) fn is_foreign(text: &str) -> bool {
    let lexicon = lexicon();
    let words: Vec<Rc<Word>> = words(text).iter().map(|word| lexicon.word(word)).collect();
    let foreign: u32 = words.iter().map(|word| word.speaks_foreign).sum();
    let known = LANGUAGES.map(|l| words.iter().map(|word| word.speaks[l as usize]).sum::<u32>());
    known.iter().all(|known| foreign > *known)
}

/// Whether a text is plainly English or German, whatever it is about: a fifth of its words do nothing but
/// hold sentences of these languages together.
pub(crate) fn is_plain(text: &str) -> bool {
    let words = words(text);
    let functional = words.iter().filter(|word| lexicon().is_stop(word)).count();
    functional > 0 && functional * 5 >= words.len()
}

/// Whether a text shows that it is in a language that the lexicon does not know, whichever: by words, letters
/// and endings that English and German do not have. A terse text in words that nobody listed shows nothing.
pub(crate) fn shows_other_language(text: &str) -> bool {
    let lexicon = lexicon();
    let words = words(text);
    let native = words.iter().filter(|word| lexicon.is_stop(word)).count();
    let others: FxHashSet<&String> =
        words.iter().filter(|word| lexicon.is_of_other_language(word)).collect();
    others.len() >= LEAST_OTHERS && others.len() > native && 10 * others.len() >= words.len()
}

/// Restores umlauts written as two letters, as in "Kuendigung"; not in "neue" or "Quelle".
fn with_umlauts(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    let mut at = 0;
    while at < letters.len() {
        let before = at.checked_sub(1).map(|previous| letters[previous]);
        let umlaut = match (letters[at], letters.get(at + 1)) {
            ('a', Some('e')) => Some('ä'),
            ('o', Some('e')) => Some('ö'),
            ('u', Some('e')) if !matches!(before, Some('a' | 'e' | 'q')) => Some('ü'),
            _ => None,
        };
        out.push(umlaut.unwrap_or(letters[at]));
        at += if umlaut.is_some() { 2 } else { 1 };
    }
    out
}
/// What German verbs part with: "ge" stands behind it in the participle.
const SEPARABLE: [&str; 24] = [
    "ab", "an", "auf", "aus", "bei", "dar", "ein", "fest", "frei", "her", "hin", "los", "mit",
    "nach", "nieder", "um", "vor", "weg", "weiter", "wieder", "zu", "zurück", "zusammen", "durch",
];

/// A language that the lexicon knows; texts of any other count as English.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    German,
}

/// In the order of their numbers.
const LANGUAGES: [Language; 2] = [Language::English, Language::German];

impl Language {
    const fn other(self) -> Self {
        match self {
            Self::English => Self::German,
            Self::German => Self::English,
        }
    }
}

struct Lexicon {
    english: Stemmer,
    german: Stemmer,
    /// By language, as stems of one mean other words in the other ("Termin", "termination").
    english_meanings: Meanings,
    german_meanings: Meanings,
    english_stops: FxHashSet<&'static str>,
    german_stops: FxHashSet<&'static str>,
    /// Of languages that are not known.
    foreign_stops: FxHashSet<&'static str>,
    /// Of further ones, with words that procedures in them are full of.
    other_stops: FxHashSet<&'static str>,
    concepts: FxHashSet<&'static str>,
    /// First stems of phrases of several words.
    phrase_starts: [FxHashSet<String>; 2],
}

/// What is known of one word, whatever stands around it.
struct Word {
    is_stop: bool,
    /// By language, as everything here.
    stems: [String; 2],
    /// How much it speaks for each language.
    speaks: [u32; 2],
    /// The same for languages that are not known.
    speaks_foreign: u32,
    /// What it means alone.
    meanings: [Option<Meaning>; 2],
    /// Its parts, of a participle or a German compound whose parts are all known.
    parts: Option<Vec<&'static str>>,
    /// The known part of another compound.
    half: Option<&'static str>,
}

impl Word {
    /// A word that stands for itself only.
    fn unread(word: &str) -> Self {
        Self {
            is_stop: false,
            stems: [word.to_owned(), word.to_owned()],
            speaks: [0, 0],
            speaks_foreign: 0,
            meanings: [None, None],
            parts: None,
            half: None,
        }
    }
}

thread_local! {
    static WORDS: RefCell<FxHashMap<String, Rc<Word>>> = RefCell::default();
}

/// What a word or phrase of the lexicon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Concept(&'static str),
    /// It has no meaning of its own.
    Empty,
}

impl Meaning {
    const fn concept(self) -> Option<&'static str> {
        match self {
            Self::Concept(concept) => Some(concept),
            Self::Empty => None,
        }
    }
}

/// Stem or stems of a phrase, joined by spaces, to its meaning. Read only by key.
type Meanings = FxHashMap<String, Meaning>;

fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::load)
}

impl Lexicon {
    fn load() -> Self {
        let mut lexicon = Self {
            english: Stemmer::create(Algorithm::English),
            german: Stemmer::create(Algorithm::German),
            english_meanings: Meanings::default(),
            german_meanings: Meanings::default(),
            english_stops: stop_words("en"),
            german_stops: stop_words("de"),
            foreign_stops: stop_words("foreign"),
            other_stops: stop_words("others"),
            phrase_starts: Default::default(),
            concepts: entries().filter_map(|(meaning, _, _)| meaning.concept()).collect(),
        };
        for (meaning, language, phrase) in entries() {
            let key = lexicon.entry_key(phrase, language);
            if let Some((first, _)) = key.split_once(' ') {
                lexicon.phrase_starts[language as usize].insert(first.to_owned());
            }
            lexicon.meanings_mut(language).entry(key).or_insert(meaning);
        }
        lexicon
    }

    fn meanings(&self, language: Language) -> &Meanings {
        match language {
            Language::English => &self.english_meanings,
            Language::German => &self.german_meanings,
        }
    }

    fn meanings_mut(&mut self, language: Language) -> &mut Meanings {
        match language {
            Language::English => &mut self.english_meanings,
            Language::German => &mut self.german_meanings,
        }
    }

    /// The key of an entry of the lexicon: `=customs` stands for this form alone, as its stem is
    /// also that of "customer".
    fn entry_key(&self, phrase: &str, language: Language) -> String {
        match phrase.strip_prefix('=') {
            Some(form) => exact_key(form, language),
            None => self.key(phrase, language),
        }
    }

    fn key(&self, phrase: &str, language: Language) -> String {
        let words = words(phrase).into_iter().filter(|word| !self.is_stop(word));
        words.map(|word| self.stem(&word, language)).collect::<Vec<_>>().join(" ")
    }

    fn stem(&self, word: &str, language: Language) -> String {
        match language {
            Language::English => self.english.stem(&deunicode(word)).into_owned(),
            Language::German => deunicode(&self.german.stem(&with_umlauts(word))),
        }
    }

    fn is_stop(&self, word: &str) -> bool {
        self.english_stops.contains(word) || self.german_stops.contains(word)
    }

    /// Whether no English or German text has such a word, but for names.
    fn is_of_other_language(&self, word: &str) -> bool {
        let is_letter = |c: char| c.is_alphabetic() && !c.is_ascii() && !"äöüßé".contains(c);
        let ends_so =
            || OTHER_ENDINGS.iter().any(|end| word.len() > end.len() + 2 && word.ends_with(end));
        !self.is_stop(word)
            && (self.foreign_stops.contains(word)
                || self.other_stops.contains(word)
                || word.contains(is_letter)
                || ends_so())
    }

    fn word(&self, word: &str) -> Rc<Word> {
        WORDS.with_borrow_mut(|words| {
            if let Some(known) = words.get(word) {
                return Rc::clone(known);
            }
            if words.len() >= WORDS_KEPT {
                words.clear();
            }
            let read = Rc::new(self.look_up(word));
            if word.len() > LONGEST_WORD {
                return read;
            }
            words.insert(word.to_owned(), Rc::clone(&read));
            read
        })
    }

    fn look_up(&self, word: &str) -> Word {
        if word.len() > LONGEST_WORD {
            return Word::unread(word);
        }
        let stems = LANGUAGES.map(|language| self.stem(word, language));
        let meanings =
            LANGUAGES.map(|language| self.meaning(word, &stems[language as usize], language));
        let parts = self.participle(word).or_else(|| self.compound(word));
        Word {
            is_stop: self.is_stop(word),
            speaks: LANGUAGES.map(|language| self.speaks(word, &stems, language)),
            speaks_foreign: if self.foreign_stops.contains(word) { FUNCTION_WORD } else { 0 },
            half: if parts.is_none() { self.half_compound(word) } else { None },
            parts,
            meanings,
            stems,
        }
    }

    /// How much a word speaks for a language: function words and umlauts most, then words and endings
    /// that only this language has.
    fn speaks(&self, word: &str, stems: &[String; 2], language: Language) -> u32 {
        let (stops, endings): (_, &[&str]) = match language {
            Language::English => {
                (&self.english_stops, &["ing", "tion", "ment", "ed", "ly", "ness"])
            }
            Language::German => (
                &self.german_stops,
                &["ung", "ungen", "keit", "heit", "schaft", "ieren", "lich", "igen", "ern", "eln"],
            ),
        };
        let umlaut = language == Language::German && word.contains(['ä', 'ö', 'ü']);
        if umlaut || stops.contains(word) {
            return FUNCTION_WORD;
        }
        let known = |language| self.meanings(language).contains_key(&stems[language as usize]);
        let only_here = known(language) && !known(language.other());
        u32::from(only_here)
            + u32::from(word.len() > 5 && endings.iter().any(|end| word.ends_with(end)))
    }

    fn terms(&self, text: &str) -> (Language, Vec<String>) {
        let mut all: Vec<Rc<Word>> = words(text).iter().map(|word| self.word(word)).collect();
        let [english, german] =
            LANGUAGES.map(|l| all.iter().map(|word| word.speaks[l as usize]).sum::<u32>());
        let language = if german > english { Language::German } else { Language::English };
        // A list of nouns speaks for no language.
        let maybe_german = english == 0 || language == Language::German;
        all.retain(|word| !word.is_stop);
        let mut out = Vec::with_capacity(all.len());
        let mut at = 0;
        while at < all.len() {
            let word = &all[at];
            // Texts mix languages, so each word is looked up in both, that of the text first.
            let own =
                || [language, language.other()].into_iter().find_map(|l| word.meanings[l as usize]);
            if let Some((meaning, length)) = self.phrase(language, &all[at..]) {
                out.extend(meaning.concept().map(str::to_owned));
                at += length;
                continue;
            }
            at += 1;
            let stem = &word.stems[language as usize];
            match (own(), &word.parts, word.half) {
                (Some(meaning), _, _) => out.extend(meaning.concept().map(str::to_owned)),
                (None, Some(parts), _) => out.extend(parts.iter().map(|part| (*part).to_owned())),
                (None, None, Some(half)) if maybe_german => {
                    out.extend([stem.clone(), half.to_owned()]);
                }
                _ => out.push(stem.clone()),
            }
        }
        (language, out)
    }

    /// The longest phrase of two or more words of the lexicon that starts here: its meaning and its
    /// number of words.
    fn phrase(&self, language: Language, rest: &[Rc<Word>]) -> Option<(Meaning, usize)> {
        let languages = [language, language.other()];
        let starts =
            languages.map(|l| self.phrase_starts[l as usize].contains(&rest[0].stems[l as usize]));
        if starts == [false, false] {
            return None;
        }
        (2..=LONGEST_PHRASE.min(rest.len())).rev().find_map(|length| {
            let found = languages.iter().find_map(|l| {
                let stems: Vec<&str> =
                    rest[..length].iter().map(|word| word.stems[*l as usize].as_str()).collect();
                self.meanings(*l).get(&stems.join(" ")).copied()
            });
            found.map(|meaning| (meaning, length))
        })
    }

    /// What a word means: as this form, or else by its stem.
    fn meaning(&self, word: &str, stem: &str, language: Language) -> Option<Meaning> {
        let meanings = self.meanings(language);
        meanings.get(&exact_key(word, language)).or_else(|| meanings.get(stem)).copied()
    }

    /// The concepts of a German compound of two known words, as in "Adress|änderung" or
    /// "Vertrag|s|kopie"; a part without meaning ("Beschwerde|management") adds none.
    fn compound(&self, word: &str) -> Option<Vec<&'static str>> {
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        if ends.len() < SHORTEST_COMPOUND {
            return None;
        }
        ends[3..ends.len() - 2].iter().find_map(|&at| {
            let (head, tail) = word.split_at(at);
            let tail = self.part(tail)?;
            let head = ["", "s", "n", "en", "es"]
                .iter()
                .find_map(|link| self.part(head.strip_suffix(link)?)?.concept())?;
            Some(std::iter::once(head).chain(tail.concept()).collect())
        })
    }

    /// The known part of a German compound: "Schadenmerkmal" is a feature, whatever else it is.
    fn half_compound(&self, word: &str) -> Option<&'static str> {
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
        if ends.len() < SHORTEST_COMPOUND {
            return None;
        }
        let long = |part: &&str| part.chars().count() >= SHORTEST_PART;
        let known = |part: &str| self.part(part)?.concept();
        let tail = ends[3..].iter().map(|at| &word[*at..]).filter(long).find_map(known);
        tail.or_else(|| {
            let heads = ends[SHORTEST_PART..ends.len() - 2].iter().rev().map(|at| &word[..*at]);
            heads.map(|head| head.strip_suffix('s').unwrap_or(head)).find_map(known)
        })
    }

    /// What the verb of a German participle means.
    fn participle(&self, word: &str) -> Option<Vec<&'static str>> {
        let ends_so = word.ends_with(['t', 'n']) && word.len() > 5;
        let mut verbs = Self::infinitives(word).filter(|_| ends_so);
        verbs
            .find_map(|verb| self.part(&verb))
            .map(|meaning| meaning.concept().into_iter().collect())
    }

    /// The verb that a German participle may be of ("erfragt", "gezeigt", "aufgerufen"), as infinitive.
    fn infinitives(word: &str) -> impl Iterator<Item = String> {
        let bare = SEPARABLE.iter().find_map(|prefix| {
            let rest = word.strip_prefix(prefix)?.strip_prefix("ge")?;
            Some(format!("{prefix}{rest}"))
        });
        let bare = bare.or_else(|| word.strip_prefix("ge").map(str::to_owned));
        [Some(word.to_owned()), bare].into_iter().flatten().flat_map(|form| {
            let regular = form.strip_suffix('t').map(|stem| format!("{stem}en"));
            [regular, Some(form)].into_iter().flatten()
        })
    }

    /// What a known German word means.
    fn part(&self, word: &str) -> Option<Meaning> {
        self.meaning(word, &self.stem(word, Language::German), Language::German)
    }
}

/// The key of one form of a word, which no stem or phrase can be.
fn exact_key(form: &str, language: Language) -> String {
    let form = match language {
        Language::English => deunicode(form),
        Language::German => with_umlauts(form),
    };
    format!("={form}")
}

/// Meaning, language and phrase of every entry of the lexicon.
fn entries() -> impl Iterator<Item = (Meaning, Language, &'static str)> {
    SYNONYMS.lines().filter(|line| !line.starts_with('#')).flat_map(|line| {
        let (meaning, lists) = match line.strip_prefix('-') {
            Some(lists) => (Meaning::Empty, lists),
            None => line
                .split_once(':')
                .map_or((Meaning::Empty, ""), |(name, lists)| (Meaning::Concept(name), lists)),
        };
        let lists = lists.split_once('/').unwrap_or((lists, ""));
        let phrases =
            |list: &'static str| list.split(',').map(str::trim).filter(|phrase| !phrase.is_empty());
        let english = phrases(lists.0).map(move |phrase| (meaning, Language::English, phrase));
        let german = phrases(lists.1).map(move |phrase| (meaning, Language::German, phrase));
        english.chain(german)
    })
}

fn stop_words(language: &str) -> FxHashSet<&'static str> {
    STOP_WORDS
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| *name == language)
        .flat_map(|(_, list)| list.split_whitespace())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{folded, term_set, terms};

    #[test]
    fn inflection_wording_and_language_do_not_matter() {
        assert_eq!(term_set("Customer complaints"), term_set("complaint of a client"));
        assert_eq!(term_set("Beschwerden"), term_set("grievance"));
        assert_eq!(term_set("Beschwerdemanagement"), term_set("complaint handling"));
        assert_eq!(term_set("Adressänderung"), term_set("change of address"));
        assert_eq!(term_set("Adressaenderung"), term_set("change of address"));
        assert_eq!(term_set("Vertragskopie"), term_set("copy of a contract"));
    }

    #[test]
    fn a_phrase_is_one_concept_and_stop_words_inside_do_not_count() {
        assert_eq!(terms("a signed power of attorney"), ["signature", "power_of_attorney"]);
        assert_eq!(terms("Vollmacht"), ["power_of_attorney"]);
    }

    #[test]
    fn german_participles_mean_what_their_verbs_mean() {
        assert_eq!(term_set("geprüft"), term_set("prüfen"));
        assert_eq!(term_set("erfragt"), term_set("erfragen"));
        assert_eq!(term_set("weitergeleitet"), term_set("weiterleiten"));
    }

    #[test]
    fn texts_in_languages_that_the_lexicon_does_not_know_are_told() {
        for foreign in [
            "Envoyer une confirmation par e-mail",
            "Identifier le client",
            "Il vérifie la date de naissance",
            "Enviar la confirmación al cliente",
            "Confermare la disdetta con una lettera",
        ] {
            assert!(is_foreign(foreign), "{foreign}");
        }
        for known in [
            "Send a confirmation by e-mail",
            "Bestätigung per Brief senden",
            "Kunde identifizieren",
            "Check the par value and the de facto owner",
            "SAP",
            "",
        ] {
            assert!(!is_foreign(known), "{known}");
        }
    }

    #[test]
    fn sentences_of_known_languages_are_told_whatever_they_are_about() {
        assert!(is_plain("Decant the supernatant and centrifuge the aliquots"));
        assert!(is_plain("Die Aliquote für die Zentrifuge dekantieren"));
        for other in
            ["Vraag om een bewijs van woonplaats", "Zapisać nowy adres w systemie", "SAP", ""]
        {
            assert!(!is_plain(other), "{other}");
        }
    }

    #[test]
    fn another_language_shows_in_words_letters_and_endings() {
        for other in [
            "Vraag om een bewijs van woonplaats. Stuur een bevestiging naar de klant",
            "Adreswijziging. Bevestiging naar klant sturen",
            "Zapisać nowy adres w systemie",
            "Zidentyfikowac klienta. Zapisac nowy adres",
            "Ověřit totožnost zákazníka a zapsat novou adresu",
            "Сменить адрес клиента",
        ] {
            assert!(shows_other_language(other), "{other}");
        }
        for known in [
            "Decant supernatant. Centrifuge aliquots. Pipette eluate. Vortex pellet",
            "Pull Schufa. Calculate DTI. Stipulate paystubs. Countersign TILA",
            "Dekantieren. Aliquote zentrifugieren. Überstand pipettieren",
            "Café résumé",
            "Escheat surplus. Check the par value of the son",
            "SAP",
            "",
        ] {
            assert!(!shows_other_language(known), "{known}");
        }
    }

    #[test]
    fn unknown_words_match_themselves() {
        assert_eq!(terms("windscreens"), terms("Windscreen"));
        assert_ne!(terms("windscreen"), terms("gearbox"));
    }

    #[test]
    fn folding_keeps_the_wording() {
        assert_eq!(folded("  Größe, E-Mail!"), "grosse e mail");
    }

    #[test]
    fn a_word_may_mean_one_thing_in_each_language() {
        assert_eq!(terms("the termination of the agreement")[0], "cancellation");
        assert_eq!(terms("ein Termin mit dem Kunden")[0], "appointment");
    }

    #[test]
    fn a_form_may_mean_something_else_than_its_stem() {
        assert_eq!(terms("customs"), terms("Zoll"));
        assert_eq!(terms("customers"), terms("Kunden"));
        assert_eq!(terms("an insurance policy"), terms("Versicherungspolice"));
        assert_eq!(terms("police"), terms("Polizei"));
    }

    #[test]
    fn words_that_only_look_like_another_one_are_not_taken_for_it() {
        for (word, other) in [
            ("good news", "goods"),
            ("succession", "success"),
            ("Auffälligkeit", "Fälligkeit"),
            ("in Stichworten", "vor Ort"),
            ("degree programme", "software"),
        ] {
            let others = term_set(other);
            assert!(term_set(word).iter().all(|term| !others.contains(term)), "{word} / {other}");
        }
    }

    #[test]
    fn usual_abbreviations_are_read() {
        assert_eq!(term_set("Chk. docs of cust."), term_set("Check documents of customer"));
        assert_eq!(term_set("Unterl. des Kd. sichten"), term_set("Unterlagen des Kunden prüfen"));
        assert_eq!(term_set("calc. pmt. amt."), term_set("calculate payment amount"));
    }

    #[test]
    fn opposites_stay_apart() {
        for (one, other) in [
            ("accept the offer", "reject the offer"),
            ("send documents", "receive documents"),
            ("open account", "close account"),
            ("inbound mail", "outbound mail"),
            ("Antrag genehmigen", "Antrag ablehnen"),
            ("insured", "not insured"),
            ("vollständig", "unvollständig"),
            ("with consent", "without consent"),
            ("Gutschrift", "Lastschrift"),
            ("Vermieter", "Mieter"),
        ] {
            assert_ne!(term_set(one), term_set(other), "{one} / {other}");
        }
    }

    #[test]
    fn the_lexicon_names_no_word_twice() {
        let mut twice = Vec::new();
        for language in [Language::English, Language::German] {
            let mut seen: FxHashMap<String, Meaning> = FxHashMap::default();
            for (meaning, _, phrase) in entries().filter(|entry| entry.1 == language) {
                let key = lexicon().entry_key(phrase, language);
                assert!(!key.is_empty(), "`{phrase}` is nothing but stop words");
                let shrunk = words(phrase).len() > 1 && !key.contains(' ');
                assert!(!shrunk, "`{phrase}` is one word without its stop words: write that word");
                let other = *seen.entry(key).or_insert(meaning);
                if other != meaning {
                    twice.push(format!("{phrase}: {other:?}, {meaning:?}"));
                }
            }
        }
        assert!(twice.is_empty(), "words that stand for two concepts: {twice:#?}");
    }
}
