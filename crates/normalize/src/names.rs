//! Names of people: titles, suffixes, particles, double names, initials, joint entries.

use crate::nicknames;
use crate::text::{fold, merge_umlauts, words};

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

const TITLES: &[&str] = &[
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
];

/// Titles that are also names or initials; they are titles only before further names.
const AMBIGUOUS_TITLES: &[&str] = &[
    "m", "me", "ma", "ba", "md", "fr", "don", "on", "graf", "baron", "sr", "ra", "nat", "med",
    "phil", "lord", "mag", "ing", "hon", "rain", "miss", "mx", "drs", "hr", "lady", "dame", "rag",
];

const PARTICLES: &[&str] = &[
    "von", "vom", "zu", "zum", "zur", "van", "der", "den", "dem", "de", "del", "della", "dello",
    "di", "da", "das", "dos", "do", "du", "des", "la", "le", "les", "las", "los", "lo", "ter",
    "ten", "te", "af", "av", "bin", "ibn", "al", "el", "y", "e", "degli", "dei", "d", "op",
];

const JOINING: &[&str] = &["&", "+", " und ", " and ", " et ", " u. ", " / ", "/"];

/// Reads the given names of one person.
///
/// ```
/// use sameboat_normalize::names::parse_given;
/// assert_eq!(parse_given("Dr. Hans-Peter").names, "hans peter");
/// assert_eq!(parse_given("Jörg").names, parse_given("Joerg").names);
/// ```
pub fn parse_given(raw: &str) -> GivenName {
    let folded = fold(raw);
    let mut all: Vec<&str> = words(&folded).collect();
    drop_titles(&mut all);
    let generation = take_generation(&mut all);
    GivenName { names: merge_umlauts(&all.join(" ")).into_owned(), generation }
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
    let folded = fold(raw);
    let mut all: Vec<&str> = words(&folded).collect();
    drop_titles(&mut all);
    let generation = take_generation(&mut all);
    surname_of(&all, generation)
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
    let people = split_joint(raw);
    let mut names: Vec<PersonName> = people.iter().map(|person| one_full_name(person)).collect();
    names.retain(|name| !name.given.names.is_empty() || !name.surname.name.is_empty());
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

fn split_joint(raw: &str) -> Vec<String> {
    let mut text = raw.chars().take(crate::text::MAX_CHARS).collect::<String>();
    // `Müller, Hans und Maria`: the surname before the comma goes with both.
    let surname_first =
        text.split_once(',').map(|(surname, rest)| (surname.to_owned(), rest.to_owned()));
    if let Some((_, rest)) = &surname_first
        && !is_suffix_only(rest)
    {
        text.clone_from(rest);
    }
    let mut people = vec![text];
    for joint in JOINING {
        people = people
            .iter()
            .flat_map(|part| split_at_word(part, joint))
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty())
            .collect();
    }
    match surname_first {
        Some((surname, rest)) if !is_suffix_only(&rest) => {
            people.iter().map(|given| format!("{surname}, {given}")).collect()
        }
        _ => people,
    }
}

fn split_at_word<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    let lower = text.to_ascii_lowercase();
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in lower.match_indices(word) {
        parts.push(&text[from..at]);
        from = at + word.len();
    }
    parts.push(&text[from..]);
    parts
}

/// `Hans Müller, Jr.`: what follows the comma is no given name.
fn is_suffix_only(after_comma: &str) -> bool {
    let folded = fold(after_comma);
    words(&folded).all(|word| generation_of(word).is_some() || TITLES.contains(&word))
}

fn one_full_name(raw: &str) -> PersonName {
    if let Some((surname, given)) = raw.split_once(',')
        && !is_suffix_only(given)
    {
        return PersonName { given: parse_given(given), surname: parse_surname(surname) };
    }
    let folded = fold(raw);
    let mut all: Vec<&str> = words(&folded).collect();
    drop_titles(&mut all);
    let generation = take_generation(&mut all);
    if all.len() == 1 {
        let given = GivenName { names: merge_umlauts(all[0]).into_owned(), generation };
        return PersonName { given, surname: Surname::default() };
    }
    let split = surname_start(raw, &all);
    let given =
        GivenName { names: merge_umlauts(&all[..split].join(" ")).into_owned(), generation };
    PersonName { given, surname: surname_of(&all[split..], None) }
}

/// Where the surname begins: at the first particle, else with the last hyphenated word, else the
/// last word.
fn surname_start(raw: &str, all: &[&str]) -> usize {
    if all.is_empty() {
        return 0;
    }
    if let Some(particle) = (1..all.len() - 1).find(|&at| PARTICLES.contains(&all[at])) {
        return particle;
    }
    let last_word = raw.split_whitespace().next_back().unwrap_or_default();
    let folded_last = fold(last_word);
    let in_last = words(&folded_last).count().clamp(1, all.len() - 1);
    all.len() - in_last
}

fn surname_of(all: &[&str], generation: Option<Generation>) -> Surname {
    let particles = all.iter().take_while(|word| PARTICLES.contains(word)).count();
    // `Le` or `Do` alone is the name itself.
    let particles = if particles == all.len() { 0 } else { particles };
    Surname {
        name: merge_umlauts(&all[particles..].join(" ")).into_owned(),
        particles: all[..particles].join(" "),
        generation,
    }
}

fn share_surname(names: &mut [PersonName]) {
    let Some(shared) = names.iter().rev().map(|name| &name.surname).find(|s| !s.name.is_empty())
    else {
        return;
    };
    let shared = Surname { generation: None, ..shared.clone() };
    for name in names.iter_mut().filter(|name| name.surname.name.is_empty()) {
        name.surname = shared.clone();
    }
}

fn drop_titles(all: &mut Vec<&str>) {
    while all.len() > 1 && TITLES.contains(&all[0]) {
        // `M Schmidt` may be Monsieur or an initial: an initial is a name.
        if AMBIGUOUS_TITLES.contains(&all[0]) && all.len() == 2 {
            break;
        }
        all.remove(0);
    }
    while all.len() > 2 && ["phd", "msc", "bsc", "mba", "md", "esq"].contains(&all[all.len() - 1]) {
        all.pop();
    }
}

fn take_generation(all: &mut Vec<&str>) -> Option<Generation> {
    let generation = generation_of(all.last()?)?;
    // Alone it is a name, or an initial's worth of one.
    if all.len() < 2 {
        return None;
    }
    all.pop();
    Some(generation)
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
