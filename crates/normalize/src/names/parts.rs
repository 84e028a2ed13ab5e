//! What stands around names in their cells: titles, degrees, particles, generations, birth names.

use super::Generation;
use crate::lexicon::Lexicon;
use crate::text::{split_first_word, split_last_word};

static TITLES: Lexicon<256> = Lexicon::of(&[
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "sir",
    "dame",
    "lord",
    "lady",
    "dr",
    "drs",
    "prof",
    "professor",
    "doctor",
    "doktor",
    "rev",
    "reverend",
    "hon",
    "herr",
    "herrn",
    "frau",
    "fraulein",
    "fraeulein",
    "familie",
    "fam",
    "family",
    "eheleute",
    "hr",
    "fr",
    "dipl",
    "ing",
    "mag",
    "dkfm",
    "ra",
    "rain",
    "med",
    "jur",
    "phil",
    "rer",
    "nat",
    "habil",
    "hc",
    "phd",
    "msc",
    "bsc",
    "mba",
    "ma",
    "ba",
    "md",
    "esq",
    "esquire",
    "monsieur",
    "madame",
    "mademoiselle",
    "mme",
    "mlle",
    "m",
    "maitre",
    "me",
    "sr",
    "sra",
    "srta",
    "senor",
    "senora",
    "senorita",
    "don",
    "dona",
    "sig",
    "signor",
    "signora",
    "signorina",
    "dott",
    "dottore",
    "dottoressa",
    "dottssa",
    "avv",
    "geom",
    "rag",
    "on",
    "freiherr",
    "freifrau",
    "graf",
    "grafin",
    "graefin",
    "baron",
    "baronin",
]);

/// Titles that are also names or initials; they are titles only before further names.
static AMBIGUOUS_TITLES: Lexicon<64> = Lexicon::of(&[
    "m", "me", "ma", "ba", "md", "don", "on", "graf", "baron", "sr", "ra", "nat", "med", "phil",
    "lord", "mag", "ing", "hon", "rain", "miss", "lady", "dame", "rag",
]);

/// Titles that no name ends with, for `Hans Müller, Dr. med.`.
const TRAILING_TITLES: [&str; 10] =
    ["dr", "prof", "dipl", "phd", "msc", "bsc", "mba", "esq", "mr", "mrs"];

/// Degrees after a name of at least two words.
static DEGREES: Lexicon<32> =
    Lexicon::of(&["md", "m d", "ph d", "m a", "b a", "m sc", "b sc", "ll m"]);

/// Titles before a given name rather than a surname.
const TITLES_OF_GIVEN_NAMES: [&str; 5] = ["sir", "dame", "lady", "don", "dona"];

static PARTICLES: Lexicon<128> = Lexicon::of(&[
    "von", "vom", "zu", "zum", "zur", "van", "der", "den", "dem", "de", "del", "della", "dello",
    "di", "da", "das", "dos", "do", "du", "des", "la", "le", "les", "las", "los", "lo", "ter",
    "ten", "te", "af", "av", "bin", "ibn", "al", "el", "y", "e", "degli", "dei", "d", "op",
]);

/// Particles with which those of a surname begin where they stand behind the given names.
const FIRST_PARTICLES: [&str; 11] =
    ["von", "vom", "zu", "zum", "zur", "van", "de", "del", "di", "da", "dos"];

/// A folded name without titles, degrees and what tells generations apart.
pub(super) struct Bare<'a> {
    pub(super) name: &'a str,
    pub(super) generation: Option<Generation>,
    /// Where the name begins in the folded text.
    pub(super) begin: usize,
    /// The last title before the name.
    title: Option<&'a str>,
}

impl<'a> Bare<'a> {
    pub(super) fn of(folded: &'a str) -> Self {
        let (mut name, mut title) = (folded, None);
        // Most cells hold one word, and have nothing to leave out.
        if split_first_word(name).is_none() {
            return Self { name, generation: None, begin: 0, title };
        }
        while let Some((first, rest)) = split_first_word(name)
            && TITLES.has(first)
            // `M Schmidt` may be Monsieur or an initial: an initial is a name.
            && (rest.contains(' ') || !AMBIGUOUS_TITLES.has(first))
        {
            (name, title) = (rest, Some(first));
        }
        let begin = folded.len() - name.len();
        name = without_degrees(without_trailing_titles(name));
        // Alone it is a name, or an initial's worth of one.
        let suffixed = split_last_word(name);
        match suffixed.and_then(|(rest, last)| Some((rest, generation_of(last)?))) {
            Some((rest, generation)) => {
                Self { name: rest, generation: Some(generation), begin, title }
            }
            None => Self { name, generation: None, begin, title },
        }
    }

    /// Whether the one word left is a surname: `Herr Müller`.
    pub(super) fn is_surname(&self) -> bool {
        self.title.is_some_and(|title| !TITLES_OF_GIVEN_NAMES.contains(&title))
    }

    /// Whether there is only a title, as in the first half of `Herr und Frau Müller`.
    pub(super) fn is_title(&self) -> bool {
        is_title(self.name) && !AMBIGUOUS_TITLES.has(self.name)
    }
}

pub(super) fn is_title(word: &str) -> bool {
    TITLES.has(word)
}

/// Whether a title may also be a name or an initial.
pub(super) fn is_ambiguous_title(word: &str) -> bool {
    AMBIGUOUS_TITLES.has(word)
}

/// Whether no name ends with a title.
pub(super) fn is_trailing_title(word: &str) -> bool {
    TRAILING_TITLES.contains(&word)
}

pub(super) fn is_degree(words: &str) -> bool {
    DEGREES.has(words)
}

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.has(word)
}

fn without_trailing_titles(name: &str) -> &str {
    let (mut kept, mut rest) = (name, name);
    while let Some((before, last)) = split_last_word(rest)
        && TITLES.has(last)
    {
        rest = before;
        if TRAILING_TITLES.contains(&last) {
            kept = rest;
        }
    }
    kept
}

fn without_degrees(mut name: &str) -> &str {
    while let Some((rest, last)) = split_last_word(name)
        && let Some((shorter, _)) = split_last_word(rest)
    {
        // `Ph. D.` is two words.
        if shorter.contains(' ') && DEGREES.has(&name[shorter.len() + 1..]) {
            name = shorter;
        } else if DEGREES.has(last) {
            name = rest;
        } else {
            break;
        }
    }
    name
}

/// The particles before a surname, and the surname.
pub(super) fn split_particles(surname: &str) -> (&str, &str) {
    let mut rest = surname;
    while let Some((word, further)) = split_first_word(rest)
        && PARTICLES.has(word)
    {
        rest = further;
    }
    // `Le` or `Do` alone is the name itself.
    if PARTICLES.has(rest) {
        rest = surname;
    }
    (surname[..surname.len() - rest.len()].trim_end(), rest)
}

/// Given names without the particles of the surname, which sorted lists put behind them: `Heide,
/// Anna von der`.
pub(super) fn without_trailing_particles(given: &str) -> &str {
    let (mut kept, mut rest) = (given, given);
    while let Some((before, last)) = split_last_word(rest)
        && PARTICLES.has(last)
    {
        rest = before;
        if FIRST_PARTICLES.contains(&last) {
            kept = rest;
        }
    }
    kept
}

/// What stands before `geb. Schmidt`.
pub(super) fn without_birth_name(folded: &str) -> &str {
    let mut rest = folded;
    while let Some((word, further)) = split_first_word(rest) {
        let before = folded.len() - rest.len();
        if before > 0 && announces_birth_name(word) {
            return &folded[..before - 1];
        }
        rest = further;
    }
    folded
}

pub(super) fn announces_birth_name(word: &str) -> bool {
    matches!(word, "geb" | "geborene" | "geborener" | "nee")
}

pub(super) fn generation_of(word: &str) -> Option<Generation> {
    match word {
        "jr" | "junior" | "jun" | "jnr" | "ii" | "2nd" | "hijo" | "hija" | "fils" | "fille"
        | "figlio" | "figlia" => Some(Generation::Junior),
        "sr" | "senior" | "sen" | "snr" | "padre" | "madre" | "pere" | "mere" => {
            Some(Generation::Senior)
        }
        "iii" | "3rd" => Some(Generation::Third),
        _ => None,
    }
}
