//! Names of people: titles, suffixes, particles, double names, initials, joint entries.

use crate::lexicon::Lexicon;
use crate::nicknames;
use crate::text::{
    Folding, first_chars, merge_umlauts, merge_umlauts_into, split_first_word, split_last_word,
    words,
};

/// What follows a name to tell a parent from a child of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Generation {
    /// Senior, the elder.
    Senior,
    /// Junior, the younger, the second.
    Junior,
    /// The third.
    Third,
}

/// Given names as they are compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct GivenName {
    /// The folded names, umlaut spellings merged: `anna maria`. Titles are left out.
    pub names: String,
    /// Junior or senior, if it stands with the given name.
    pub generation: Option<Generation>,
}

/// A surname as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Surname {
    /// The folded name without particles, umlaut spellings merged: `heide`, `muller schmidt`.
    pub name: String,
    /// The particles before it: `von der`.
    pub particles: String,
    /// Junior or senior, if it stands with the surname.
    pub generation: Option<Generation>,
}

/// One person named in a cell.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct PersonName {
    /// Given names, folded as in [`GivenName`].
    pub given: GivenName,
    /// Surname, folded as in [`Surname`].
    pub surname: Surname,
}

static TITLES: Lexicon<256> = Lexicon::new().with(&[
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
    "graf",
    "grafin",
    "baron",
    "baronin",
]);

/// Titles that are also names or initials; they are titles only before further names.
static AMBIGUOUS_TITLES: Lexicon<64> = Lexicon::new().with(&[
    "m", "me", "ma", "ba", "md", "fr", "don", "on", "graf", "baron", "sr", "ra", "nat", "med",
    "phil", "lord", "mag", "ing", "hon", "rain", "miss", "mx", "drs", "hr", "lady", "dame", "rag",
]);

const DEGREES: [&str; 6] = ["phd", "msc", "bsc", "mba", "md", "esq"];

static PARTICLES: Lexicon<128> = Lexicon::new().with(&[
    "von", "vom", "zu", "zum", "zur", "van", "der", "den", "dem", "de", "del", "della", "dello",
    "di", "da", "das", "dos", "do", "du", "des", "la", "le", "les", "las", "los", "lo", "ter",
    "ten", "te", "af", "av", "bin", "ibn", "al", "el", "y", "e", "degli", "dei", "d", "op",
]);

/// What joins two people's names, in lower case.
const JOINING: [&str; 4] = [" und ", " and ", " et ", " u. "];

/// Reads the given names of one person.
///
/// ```
/// use sameboat_normalize::names::parse_given;
/// assert_eq!(parse_given("Dr. Hans-Peter").names, "hans peter");
/// assert_eq!(parse_given("Jörg").names, parse_given("Joerg").names);
/// ```
pub fn parse_given(raw: &str) -> GivenName {
    let mut names = String::new();
    let generation = parse_given_into(raw, &mut names);
    GivenName { names, generation }
}

/// Appends the names of what [`parse_given`] returns and gives back its generation, for callers
/// that keep many names in one text.
pub fn parse_given_into(raw: &str, text: &mut String) -> Option<Generation> {
    let mut folding = Folding::new();
    let folded = folding.of(raw);
    let bare = Bare::of(folded);
    merge_umlauts_into(bare.name, text);
    bare.generation
}

/// Reads a surname: particles and junior or senior are set apart.
///
/// ```
/// use sameboat_normalize::names::parse_surname;
/// let surname = parse_surname("von der Heide");
/// assert_eq!((surname.name.as_str(), surname.particles.as_str()), ("heide", "von der"));
/// assert_eq!(parse_surname("Müller-Schmidt").name, "muller schmidt");
/// ```
pub fn parse_surname(raw: &str) -> Surname {
    let mut folding = Folding::new();
    let folded = folding.of(raw);
    let bare = Bare::of(folded);
    surname_of(bare.name, bare.generation)
}

/// Appends the name of what [`parse_surname`] returns and gives back its generation, for callers
/// that keep many names in one text.
pub fn parse_surname_into(raw: &str, text: &mut String) -> Option<Generation> {
    let mut folding = Folding::new();
    let folded = folding.of(raw);
    let bare = Bare::of(folded);
    merge_umlauts_into(split_particles(bare.name).1, text);
    bare.generation
}

/// Reads a full name, in either order: `Müller, Hans`, `Hans Müller`, `Dr. Hans von Stein jr.`.
/// A joint entry (`Hans & Maria Müller`) gives one name per person.
///
/// ```
/// use sameboat_normalize::names::parse_full_name;
/// let both = parse_full_name("Hans & Maria Müller");
/// assert_eq!(both.len(), 2);
/// assert_eq!((both[0].given.names.as_str(), both[0].surname.name.as_str()), ("hans", "muller"));
/// assert_eq!((both[1].given.names.as_str(), both[1].surname.name.as_str()), ("maria", "muller"));
/// ```
pub fn parse_full_name(raw: &str) -> Vec<PersonName> {
    let text = first_chars(raw);
    // `Müller, Hans und Maria`: the surname before the comma goes with both.
    let surname_first = text.split_once(',').filter(|(_, rest)| !is_suffix_only(rest));
    let (people, surname) =
        surname_first.map_or((text, None), |(surname, rest)| (rest, Some(surname)));
    let mut names: Vec<PersonName> = split_joint(people)
        .map(|person| match surname {
            Some(surname) => {
                PersonName { given: parse_given(person), surname: parse_surname(surname) }
            }
            None => one_full_name(person),
        })
        .filter(|name| !name.given.names.is_empty() || !name.surname.name.is_empty())
        .collect();
    share_surname(&mut names);
    names
}

/// Whether a given name is only an initial.
pub fn is_initial(name: &str) -> bool {
    name.len() == 1
}

/// Whether two given names (folded as in [`GivenName`]) may be forms of one name: `bill` and
/// `william`. See the lists in `data/`.
pub fn are_variants(one: &str, other: &str) -> bool {
    nicknames::share_a_line(one, other)
}

/// The groups of names that a given name belongs to; [`are_variants`] is true of two names that
/// share a group. For callers that compare one name with many.
pub fn variant_groups(name: &str) -> &'static [u16] {
    nicknames::lines_with(name)
}

/// The text of each person of a joint entry.
fn split_joint(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let all = rest?;
        let (end, next) = joint(all).map_or((all.len(), None), |(end, next)| (end, Some(next)));
        rest = next.map(|next| &all[next..]);
        Some(&all[..end])
    })
    .map(str::trim)
    .filter(|person| !person.is_empty())
}

/// Where the text of the first person ends and that of the next begins.
fn joint(text: &str) -> Option<(usize, usize)> {
    let joins_at = |at: usize, word: &str| {
        let found = text.as_bytes().get(at..at + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    text.bytes().enumerate().find_map(|(at, byte)| match byte {
        b'&' | b'+' | b'/' => Some((at, at + 1)),
        b' ' => {
            let word = JOINING.iter().find(|word| joins_at(at, word))?;
            Some((at, at + word.len()))
        }
        _ => None,
    })
}

/// `Hans Müller, Jr.`: what follows the comma is no given name.
fn is_suffix_only(after_comma: &str) -> bool {
    let mut folding = Folding::new();
    let folded = folding.of(after_comma);
    words(folded).all(|word| generation_of(word).is_some() || TITLES.has(word))
}

fn one_full_name(raw: &str) -> PersonName {
    let mut folding = Folding::new();
    let folded = folding.of(raw);
    let Bare { name, generation } = Bare::of(folded);
    let (given, surname) = match surname_start(raw, name) {
        Some(start) => (&name[..start - 1], surname_of(&name[start..], None)),
        None => (name, Surname::default()),
    };
    let given = GivenName { names: merge_umlauts(given).into_owned(), generation };
    PersonName { given, surname }
}

/// Where the surname begins in a folded name: at the first particle, else with the last hyphenated
/// word, else the last word. None if there is only one word.
fn surname_start(raw: &str, name: &str) -> Option<usize> {
    let mut rest = split_first_word(name)?.1;
    while let Some((word, further)) = split_first_word(rest) {
        if PARTICLES.has(word) {
            return Some(name.len() - rest.len());
        }
        rest = further;
    }
    let mut folding = Folding::new();
    let in_last = words(folding.of(raw.split_whitespace().next_back()?)).count().max(1);
    let blanks = name.bytes().enumerate().rev().filter(|&(_, byte)| byte == b' ');
    blanks.take(in_last).last().map(|(blank, _)| blank + 1)
}

fn surname_of(name: &str, generation: Option<Generation>) -> Surname {
    let (particles, name) = split_particles(name);
    Surname { name: merge_umlauts(name).into_owned(), particles: particles.to_owned(), generation }
}

/// The particles before a surname, and the surname.
fn split_particles(surname: &str) -> (&str, &str) {
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

fn share_surname(names: &mut [PersonName]) {
    if names.len() < 2 {
        return;
    }
    let Some(shared) = names.iter().rev().map(|name| &name.surname).find(|s| !s.name.is_empty())
    else {
        return;
    };
    let shared = Surname { generation: None, ..shared.clone() };
    for name in names.iter_mut().filter(|name| name.surname.name.is_empty()) {
        name.surname = shared.clone();
    }
}

/// A folded name without titles, degrees and what tells generations apart.
struct Bare<'a> {
    name: &'a str,
    generation: Option<Generation>,
}

impl<'a> Bare<'a> {
    fn of(folded: &'a str) -> Self {
        let mut name = folded;
        while let Some((title, rest)) = split_first_word(name)
            && TITLES.has(title)
            // `M Schmidt` may be Monsieur or an initial: an initial is a name.
            && (rest.contains(' ') || !AMBIGUOUS_TITLES.has(title))
        {
            name = rest;
        }
        while let Some((rest, degree)) = split_last_word(name)
            && rest.contains(' ')
            && DEGREES.contains(&degree)
        {
            name = rest;
        }
        // Alone it is a name, or an initial's worth of one.
        let suffixed = split_last_word(name);
        match suffixed.and_then(|(rest, last)| Some((rest, generation_of(last)?))) {
            Some((rest, generation)) => Self { name: rest, generation: Some(generation) },
            None => Self { name, generation: None },
        }
    }
}

fn generation_of(word: &str) -> Option<Generation> {
    match word {
        "jr" | "junior" | "jun" | "jnr" | "ii" | "2nd" | "hijo" => Some(Generation::Junior),
        "sr" | "senior" | "sen" | "snr" | "padre" => Some(Generation::Senior),
        "iii" | "3rd" => Some(Generation::Third),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn full(raw: &str) -> Vec<(String, String)> {
        parse_full_name(raw).into_iter().map(|name| (name.given.names, name.surname.name)).collect()
    }

    fn pair(given: &str, surname: &str) -> (String, String) {
        (given.to_owned(), surname.to_owned())
    }

    #[test]
    fn both_orders_of_a_full_name_are_read() {
        for raw in ["Müller, Hans", "Hans Müller", "Herr Dr. Hans Müller", "Mueller, Dr. Hans"] {
            assert_eq!(full(raw), [pair("hans", "muller")], "{raw}");
        }
        assert_eq!(full("Ludwig van Beethoven"), [pair("ludwig", "beethoven")]);
        assert_eq!(full("Anna Maria Müller-Schmidt"), [pair("anna maria", "muller schmidt")]);
    }

    #[test]
    fn joint_entries_are_two_people() {
        let expected = [pair("hans", "muller"), pair("maria", "muller")];
        for raw in ["Hans & Maria Müller", "Hans und Maria Müller", "Müller, Hans und Maria"] {
            assert_eq!(full(raw), expected, "{raw}");
        }
        assert_eq!(full("Jane Doe and John Smith"), [pair("jane", "doe"), pair("john", "smith")]);
    }

    #[test]
    fn generations_are_set_apart() {
        let name = &parse_full_name("John Smith, Jr.")[0];
        assert_eq!(name.given.names, "john");
        assert_eq!(name.given.generation, Some(Generation::Junior));
        assert_eq!(parse_surname("Smith Sr").generation, Some(Generation::Senior));
    }

    #[test]
    fn names_that_look_like_titles_or_particles_stay_names() {
        assert_eq!(parse_given("M").names, "m");
        assert_eq!(parse_given("Don").names, "don");
        assert_eq!(parse_surname("Graf").name, "graf");
        assert_eq!(parse_surname("Le").name, "le");
    }

    #[test]
    fn a_name_of_one_word_has_no_surname() {
        assert_eq!(full("Madonna"), [pair("madonna", "")]);
        assert!(full(" , ").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(raw in "\\PC{0,60}") {
            let _ = parse_given(&raw);
            let _ = parse_surname(&raw);
            for name in parse_full_name(&raw) {
                prop_assert!(!name.given.names.is_empty() || !name.surname.name.is_empty());
            }
        }
    }
}
