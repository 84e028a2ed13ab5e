//! Full names: which words are given names and which the surname, and how many people there are.

use super::parts::{
    Bare, announces_birth_name, generation_of, is_degree, is_particle, is_title, without_birth_name,
};
use super::{GivenName, PersonName, Surname, parse_given, parse_surname, surname_of};
use crate::text::{Folding, first_chars, merge_umlauts, split_first_word, split_last_word, words};

/// What joins two people's names, in lower case.
const JOINING: [&str; 4] = [" und ", " and ", " et ", " u. "];

/// What also joins parts of one surname, or is an initial: it joins people only between given names.
const JOINING_GIVEN_NAMES: [&str; 3] = [" y ", " e ", " u "];

/// Words of given names that follow a particle: `María del Carmen`.
const GIVEN_AFTER_PARTICLE: [&str; 12] = [
    "carmen", "pilar", "mar", "rosario", "angeles", "dolores", "mercedes", "lourdes", "luz",
    "consuelo", "jesus", "dios",
];

/// Reads the people of a cell.
pub(super) fn people(raw: &str) -> Vec<PersonName> {
    let text = first_chars(raw);
    // `Müller, Hans und Maria`: the surname before the comma goes with both.
    let surname_first = text.split_once(',').filter(|(_, rest)| !is_suffix_only(rest));
    let (people, surname) =
        surname_first.map_or((text, None), |(surname, rest)| (rest, Some(surname)));
    let mut names: Vec<PersonName> = split_joint(people, surname.is_some())
        .map(|person| match surname {
            Some(surname) => {
                PersonName { given: parse_given(person), surname: parse_surname(surname) }
            }
            None => one_full_name(person),
        })
        .collect();
    leave_out_nobodies(&mut names, |one| {
        if one.given.names.is_empty() { &one.surname.name } else { &one.given.names }
    });
    share_surname(&mut names);
    names.retain(|name| !name.given.names.is_empty() || !name.surname.name.is_empty());
    names
}

/// What stands after `&` and is no person of its own.
const NOBODYS_NAME: [&str; 14] = [
    "co", "kg", "partner", "kind", "kinder", "sohn", "sohne", "familie", "family", "kids",
    "children", "privat", "hijos", "figli",
];

/// Leaves out what is nobody's name behind a first name: `Anna & Co`.
pub(super) fn leave_out_nobodies<T>(people: &mut Vec<T>, name: impl Fn(&T) -> &str) {
    let mut is_first = true;
    people.retain(|one| std::mem::take(&mut is_first) || !NOBODYS_NAME.contains(&name(one)));
}

/// The text of each person of a joint entry; `are_given` where all of it is given names.
pub(super) fn split_joint(text: &str, are_given: bool) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let all = rest?;
        let joint = joint(all, are_given);
        rest = joint.map(|(_, next)| &all[next..]);
        Some(&all[..joint.map_or(all.len(), |(end, _)| end)])
    })
    .map(str::trim)
    .filter(|person| !person.is_empty())
}

/// Where the text of the first person ends and that of the next begins.
fn joint(text: &str, are_given: bool) -> Option<(usize, usize)> {
    text.bytes().enumerate().find_map(|(at, byte)| match byte {
        b'&' | b'+' | b'/' => Some((at, at + 1)),
        b' ' => joining_word(text, at, are_given).map(|word| (at, at + word.len())),
        _ => None,
    })
}

/// The word after a blank, if it joins two people.
fn joining_word(text: &str, at: usize, are_given: bool) -> Option<&'static str> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(at + 1)?, b'u' | b'U' | b'a' | b'A' | b'e' | b'E' | b'y') {
        return None;
    }
    let is_any = |word: &&str| {
        let found = bytes.get(at..at + word.len());
        found.is_some_and(|found| found.eq_ignore_ascii_case(word.as_bytes()))
    };
    let is_between = |word: &&str| {
        let after = text[at..].strip_prefix(word);
        after.is_some_and(|after| joins_given_names(&text[..at], after, are_given))
    };
    let any = JOINING.into_iter().find(is_any);
    any.or_else(|| JOINING_GIVEN_NAMES.into_iter().find(is_between))
}

/// `Juan` and `María García`, but not `José Ortega` and `Gasset`.
fn joins_given_names(before: &str, after: &str, are_given: bool) -> bool {
    let is_one_word = !before.trim().contains(' ');
    is_one_word && (are_given || after.trim().contains(' '))
}

/// `Hans Müller, Jr.`: what follows the comma is no given name.
fn is_suffix_only(after_comma: &str) -> bool {
    let mut folding = Folding::new();
    let folded = folding.of(after_comma);
    is_degree(folded)
        || words(folded).next().is_some_and(announces_birth_name)
        || words(folded).all(|word| generation_of(word).is_some() || is_title(word))
}

fn one_full_name(raw: &str) -> PersonName {
    let mut folding = Folding::new();
    let folded = folding.of(raw);
    let bare = Bare::of(without_birth_name(folded));
    let Bare { name, generation, begin, .. } = bare;
    if bare.is_title() {
        return PersonName::default();
    }
    let (given, surname) = match surname_start(raw, name, &folded[begin + name.len()..]) {
        Some(start) => (&name[..start - 1], surname_of(&name[start..], None)),
        None if bare.is_surname() => {
            return PersonName { surname: surname_of(name, generation), ..PersonName::default() };
        }
        None => (name, Surname::default()),
    };
    let given = GivenName { names: merge_umlauts(given).into_owned(), generation };
    PersonName { given, surname }
}

/// Where the surname begins in a bare name: at the first particle, else with the last hyphenated
/// word, else the last word. None if there is only one word.
fn surname_start(raw: &str, name: &str, after: &str) -> Option<usize> {
    let mut rest = split_first_word(name)?.1;
    let mut before = rest;
    while let Some((word, further)) = split_first_word(rest) {
        if is_particle(word) && !is_of_given_name(further) {
            // `Ortega y Gasset` is one surname.
            let surname = if word == "y" { before } else { rest };
            return Some(name.len() - surname.len());
        }
        (before, rest) = (rest, further);
    }
    let in_last = words_of_last(raw, words(after).count());
    let mut given = split_last_word(name)?.0;
    for _ in 1..in_last {
        given = split_last_word(given).map_or(given, |(before, _)| before);
    }
    Some(given.len() + 1)
}

/// Whether what follows a particle is `carmen garcia` or `los angeles garcia`.
fn is_of_given_name(further: &str) -> bool {
    let mut after = words(further).skip_while(|word| is_particle(word));
    after.next().is_some_and(|word| GIVEN_AFTER_PARTICLE.contains(&word)) && after.next().is_some()
}

/// How many words of the name stand in the last word of the text, when as many at the end are left
/// out: in `Anna Müller-Schmidt jr.` two.
fn words_of_last(raw: &str, mut left_out: usize) -> usize {
    let mut folding = Folding::new();
    for written in raw.split_whitespace().rev() {
        let is_plain = written.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let count = if is_plain { 1 } else { words(folding.of(written)).count() };
        if count > left_out {
            return count - left_out;
        }
        left_out -= count;
    }
    1
}

/// Gives those without a surname that of the next who has one.
fn share_surname(names: &mut [PersonName]) {
    if names.len() < 2 {
        return;
    }
    let is_whole =
        |name: &PersonName| !name.given.names.is_empty() && !name.surname.name.is_empty();
    // `Herr Hans und Frau Maria Müller`: what follows the first title is a given name after all.
    let whole = names.iter().rposition(is_whole).unwrap_or_default();
    for name in &mut names[..whole] {
        if name.given.names.is_empty() {
            std::mem::swap(&mut name.given.names, &mut name.surname.name);
        }
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
