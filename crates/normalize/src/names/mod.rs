//! Names of people: titles, suffixes, particles, double names, initials, joint entries.

mod full;
mod parts;
mod titles;

use crate::nicknames;
use crate::text::{Folding, first_chars, merge_umlauts, merge_umlauts_into};
pub use titles::part_title;

use parts::{Bare, split_particles, without_birth_name, without_trailing_particles};

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

/// Reads the given names of a cell that may name several people: one for each. `Ludwig/Louis` is one person with two
/// forms of a name, and `Anna & Co` one with others who have none.
///
/// ```
/// use sameboat_normalize::names::parse_given_people;
/// let people = parse_given_people("Nicolas et Geneviève");
/// assert_eq!(people.iter().map(|one| one.names.as_str()).collect::<Vec<_>>(), ["nicolas", "genevieve"]);
/// assert_eq!(parse_given_people("Ludwig/Louis").len(), 1);
/// assert_eq!(parse_given_people("Anna & Co").len(), 1);
/// ```
pub fn parse_given_people(raw: &str) -> Vec<GivenName> {
    let text = first_chars(raw);
    if text.contains('/') {
        return vec![parse_given(text)];
    }
    let mut people: Vec<GivenName> = full::split_joint(text, true).map(parse_given).collect();
    people.retain(|one| !one.names.is_empty());
    full::leave_out_nobodies(&mut people, |one| one.names.as_str());
    people
}

/// Appends the names of what [`parse_given`] returns and gives back its generation, for callers
/// that keep many names in one text.
pub fn parse_given_into(raw: &str, text: &mut String) -> Option<Generation> {
    let mut folding = Folding::new();
    let bare = Bare::of(folding.of(raw));
    merge_umlauts_into(without_trailing_particles(bare.name), text);
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
    let bare = Bare::of(without_birth_name(folding.of(raw)));
    surname_of(bare.name, bare.generation)
}

/// Appends the name of what [`parse_surname`] returns and gives back its generation, for callers
/// that keep many names in one text.
pub fn parse_surname_into(raw: &str, text: &mut String) -> Option<Generation> {
    let mut folding = Folding::new();
    let bare = Bare::of(without_birth_name(folding.of(raw)));
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
    full::people(raw)
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

fn surname_of(name: &str, generation: Option<Generation>) -> Surname {
    let (particles, name) = split_particles(name);
    Surname { name: merge_umlauts(name).into_owned(), particles: particles.to_owned(), generation }
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
        assert_eq!(parse_surname("LEFÈVRE père").generation, Some(Generation::Senior));
        assert_eq!(parse_surname("Dubois fils").generation, Some(Generation::Junior));
        assert_eq!(parse_surname("Fils").generation, None);
    }

    #[test]
    fn names_that_look_like_titles_or_particles_stay_names() {
        assert_eq!(parse_given("M").names, "m");
        assert_eq!(parse_given("Don").names, "don");
        assert_eq!(parse_surname("Graf").name, "graf");
        assert_eq!(parse_surname("Le").name, "le");
    }

    #[test]
    fn a_title_before_one_word_makes_it_a_surname() {
        for raw in ["Herr Müller", "Fr. Müller", "Mme Müller", "Familie Müller"] {
            assert_eq!(full(raw), [pair("", "muller")], "{raw}");
        }
        assert_eq!(full("Sir Elton"), [pair("elton", "")]);
        assert_eq!(parse_surname("Hr. Müller").name, "muller");
        assert_eq!(parse_given("Fräulein Anna").names, "anna");
    }

    #[test]
    fn titles_of_a_joint_entry_are_no_names() {
        for raw in ["Herr und Frau Müller", "Mr & Mrs Müller"] {
            assert_eq!(full(raw), [pair("", "muller"), pair("", "muller")], "{raw}");
        }
        let expected = [pair("hans", "muller"), pair("eva", "muller")];
        assert_eq!(full("Dr. Hans und Dr. Eva Müller"), expected);
        assert_eq!(full("Herr Müller und Frau Schmidt"), [pair("", "muller"), pair("", "schmidt")]);
    }

    #[test]
    fn a_spanish_or_italian_and_joins_only_given_names() {
        assert_eq!(full("Juan y María García"), [pair("juan", "garcia"), pair("maria", "garcia")]);
        assert_eq!(full("Rossi, Mario e Lucia"), [pair("mario", "rossi"), pair("lucia", "rossi")]);
        assert_eq!(full("José Ortega y Gasset"), [pair("jose", "ortega y gasset")]);
        assert_eq!(full("Mary E Smith Jones").len(), 1);
    }

    #[test]
    fn degrees_and_suffixes_after_a_name_are_left_out() {
        for raw in [
            "Anna Müller-Schmidt Ph.D.",
            "Anna Müller-Schmidt, M.A.",
            "Anna Müller-Schmidt, Dr. med.",
            "Müller-Schmidt, Anna, Dr.",
            "Anna Müller-Schmidt jr.",
        ] {
            assert_eq!(full(raw), [pair("anna", "muller schmidt")], "{raw}");
        }
        assert_eq!(full("Yo-Yo Ma"), [pair("yo yo", "ma")]);
        assert_eq!(full("Jutta Herr"), [pair("jutta", "herr")]);
    }

    #[test]
    fn birth_names_are_left_out() {
        for raw in
            ["Anna Müller geb. Schmidt", "Anna Müller (née Schmidt)", "Anna Müller, geb. Ott"]
        {
            assert_eq!(full(raw), [pair("anna", "muller")], "{raw}");
        }
        assert_eq!(parse_surname("Müller geb. Schmidt").name, "muller");
        assert_eq!(full("Sarah Nee"), [pair("sarah", "nee")]);
    }

    #[test]
    fn particles_behind_the_given_names_belong_to_the_surname() {
        assert_eq!(full("Heide, Anna von der"), [pair("anna", "heide")]);
        assert_eq!(full("Beethoven, Ludwig van"), [pair("ludwig", "beethoven")]);
        assert_eq!(parse_given("Van").names, "van");
    }

    #[test]
    fn particles_of_spanish_given_names_begin_no_surname() {
        assert_eq!(full("María del Carmen García"), [pair("maria del carmen", "garcia")]);
        assert_eq!(full("María de los Ángeles Ruiz"), [pair("maria de los angeles", "ruiz")]);
        assert_eq!(full("Juan del Mar"), [pair("juan", "mar")]);
    }

    #[test]
    fn names_can_be_kept_one_after_the_other() {
        let mut text = String::new();
        assert_eq!(parse_given_into("Dr. Jörg", &mut text), None);
        assert_eq!(parse_surname_into("von Stein jun.", &mut text), Some(Generation::Junior));
        assert_eq!(text, "jorgstein");
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
