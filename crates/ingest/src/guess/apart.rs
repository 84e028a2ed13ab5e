//! Whole names that a table keeps in one column, in an order that its header tells: surname and given
//! name apart.

use super::draft::FieldDraft;
use super::shape::{Column, is_given_name};
use super::words::{Concept, Lexicon, joined, tokens};

/// Share of the values that must be written in one way for them to be taken apart.
const MOST: f32 = 0.8;

/// Words before a surname that are a part of it.
const PARTICLES: &str =
    "von|vom|van|der|den|de|del|della|di|da|dal|dos|du|des|la|le|lo|las|los|zu|zum|zur|ter|ten|af";

/// Which part of a name comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    SurnameFirst,
    GivenFirst,
}

/// The fields of a column that `whole` maps as the whole name: surname and given name of the values
/// that have both, and the whole name of the others. None if the header does not say the order, or
/// the values are not written so.
pub(super) fn apart(column: &Column, whole: &FieldDraft) -> Option<Vec<FieldDraft>> {
    let order = order(&column.name)?;
    let patterns = if share(column, has_one_comma) >= MOST {
        // A second comma or an ampersand is of a title or a company.
        let first = r"^([^,&]+),\s*[^,&]+$".to_owned();
        let second = r"^[^,&]+,\s*([^,&]+)$".to_owned();
        let rest = "^[^,]*$|^[^,]*,[^,]*,.*$|^.*&.*$".to_owned();
        match order {
            Order::SurnameFirst => [second, first, rest],
            Order::GivenFirst => [first, second, rest],
        }
    } else if order == Order::SurnameFirst && share(column, is_of_two_words) >= MOST {
        // Some say so above names that are written the other way round.
        let given = |nth: usize| share(column, |name| is_given(name, nth));
        if given(0) >= given(1) {
            return None;
        }
        let surname = format!(r"(?i)^((?:(?:{PARTICLES})\s+)*\S+)\s");
        let given = format!(r"(?i)^(?:(?:{PARTICLES})\s+)*\S+\s+(.+)$");
        [given, surname, r"^\S+$".to_owned()]
    } else {
        return None;
    };
    let field = |(name, pattern)| FieldDraft {
        name,
        extract: Some(pattern),
        why: Some(format!("a part of `{}`", column.name.replace('`', "'"))),
        ..whole.clone()
    };
    let fields = ["given_name", "surname", rest(column)].into_iter().zip(patterns);
    Some(fields.map(field).collect())
}

/// What the names are that have no such parts: companies, where most of them hold no given name.
fn rest(column: &Column) -> &'static str {
    let whole = column.sample.iter().filter(|name| !name.contains(',') && name.contains(' '));
    let (mut persons, mut others) = (0, 0);
    for name in whole {
        let is_person = name.split_whitespace().any(is_given_name);
        *(if is_person { &mut persons } else { &mut others }) += 1;
    }
    if others > persons { "organisation" } else { "full_name" }
}

/// What a header says about the order: `Name, Vorname`, `Nom Prénom`, `First name, last name`.
fn order(header: &str) -> Option<Order> {
    let lexicon = Lexicon::get();
    let [given, surname, nome] = ["given", "surname", "nome"].map(|name| lexicon.named(name));
    let generic = ["name", "nom"].map(|name| lexicon.named(name));
    // `First name` is one part, and no order.
    let as_one = lexicon.of_word(&joined(header));
    if as_one.is_some() && [given, surname].contains(&as_one) {
        return None;
    }
    let words: Vec<Option<Concept>> =
        tokens(header).iter().map(|token| lexicon.of_word(token)).collect();
    let place = |wanted: &[Option<Concept>]| {
        words.iter().position(|word| word.is_some() && wanted.contains(word))
    };
    let surname_at = place(&[surname]);
    // `Cognome, Nome`: what is called plainly is the given name.
    let given_at = place(&[given]).or_else(|| surname_at.and(place(&[nome])))?;
    // `Name, first name` is the surname first; `First name, name` is not.
    let surname_at = surname_at.or_else(|| place(&generic)).or_else(|| place(&[nome]))?;
    Some(if surname_at < given_at { Order::SurnameFirst } else { Order::GivenFirst })
}

fn share(column: &Column, is: impl Fn(&str) -> bool) -> f32 {
    let sample = &column.sample;
    sample.iter().filter(|value| is(value)).count() as f32 / sample.len().max(1) as f32
}

fn has_one_comma(name: &str) -> bool {
    name.split_once(',').is_some_and(|(first, second)| {
        !first.trim().is_empty() && !second.trim().is_empty() && !second.contains(',')
    })
}

/// The words of a name but for particles.
fn words_of(name: &str) -> impl Iterator<Item = &str> {
    let is_particle = |word: &&str| PARTICLES.split('|').any(|p| p.eq_ignore_ascii_case(word));
    name.split_whitespace().filter(move |word| !is_particle(word))
}

fn is_of_two_words(name: &str) -> bool {
    !name.contains(',') && words_of(name).count() == 2
}

fn is_given(name: &str, nth: usize) -> bool {
    words_of(name).nth(nth).is_some_and(is_given_name)
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    fn column(header: &str, values: &[&str]) -> Column {
        let mut column = Column::new(header);
        for value in values {
            column.push(value);
        }
        column
    }

    /// What the patterns find in a name: given name, surname and whole name.
    fn parts(header: &str, values: &[&str], name: &str) -> Option<[String; 3]> {
        let fields = apart(&column(header, values), &FieldDraft::default())?;
        let found = |at: usize| {
            let regex = Regex::new(fields[at].extract.as_ref().unwrap()).unwrap();
            let group = usize::from(regex.captures_len() > 1);
            regex.captures(name).map_or_else(String::new, |found| found[group].to_owned())
        };
        Some([0, 1, 2].map(found))
    }

    #[test]
    fn the_header_says_which_part_comes_first() {
        for header in [
            "Name, Vorname",
            "Nachname, Vorname",
            "Last name, first name",
            "Last Name/First Name",
            "Name, first name",
            "Nom, prénom",
            "Apellidos, Nombre",
            "Cognome e nome",
            "Zuname Vorname",
        ] {
            assert_eq!(order(header), Some(Order::SurnameFirst), "{header}");
        }
        for header in ["Vorname, Name", "First name, last name", "Nombre y apellidos", "Prénom Nom"]
        {
            assert_eq!(order(header), Some(Order::GivenFirst), "{header}");
        }
        for header in ["Name", "First name", "Vorname", "Nombre", "Kundenname", "Ort"] {
            assert_eq!(order(header), None, "{header}");
        }
    }

    #[test]
    fn values_with_a_comma_are_taken_apart_and_others_stay_whole() {
        let values = ["Müller, Anna", "von Hagen, Jörg Peter", "Koch, Mia", "Wolf, Jan", "Weiß"];
        let of = |header: &str, name: &str| parts(header, &values, name).unwrap();
        assert_eq!(of("Name, Vorname", "von Hagen, Jörg"), ["Jörg", "von Hagen", ""]);
        assert_eq!(of("Vorname, Name", "Jörg, von Hagen"), ["Jörg", "von Hagen", ""]);
        assert_eq!(of("Name, Vorname", "Radwerk GmbH"), ["", "", "Radwerk GmbH"]);
        assert_eq!(parts("Name", &values, "Müller, Anna"), None, "the order is not said");
    }

    #[test]
    fn two_words_are_taken_apart_where_the_surname_comes_first() {
        let values = ["DUPONT Jean", "MARTIN Pierre", "de la TOUR Anne", "PETIT Marie"];
        let of = |name: &str| parts("Nom Prénom", &values, name).unwrap();
        assert_eq!(of("de la TOUR Anne"), ["Anne", "de la TOUR", ""]);
        assert_eq!(of("Dupont Jean Luc"), ["Jean Luc", "Dupont", ""]);
        assert_eq!(of("Dupont"), ["", "", "Dupont"]);
        let turned = ["Jean DUPONT", "Pierre MARTIN", "Anne PETIT"];
        assert_eq!(parts("Nom Prénom", &turned, ""), None, "the values say otherwise");
    }
}
