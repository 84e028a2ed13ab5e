//! Countries as exports write them, and towns that tell theirs.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::{first_chars, fold, merge_umlauts, words};

/// The lists; their heads say how they are written.
const NAMES: &str = include_str!("../data/countries.txt");
const TOWNS: &str = include_str!("../data/towns.txt");

/// Letters from which on a name inside a longer text tells the country.
const TELLING: usize = 4;
/// Words of the longest name or town.
const LONGEST: usize = 9;
/// Before names that tell their country only where nothing else is said.
const ALONE: char = '=';

/// The ISO 3166 code of a country: by its code, its name, or the one name inside a longer text.
///
/// ```
/// use sameboat_normalize::countries::parse_country;
/// assert_eq!(parse_country("Österreich"), Some("AT"));
/// assert_eq!(parse_country("Republic of Austria"), Some("AT"));
/// assert_eq!(parse_country("Atlantis"), None);
/// ```
pub fn parse_country(raw: &str) -> Option<&'static str> {
    static ALL: OnceLock<HashMap<String, Name>> = OnceLock::new();
    let all = ALL.get_or_init(|| listed(NAMES));
    let words = tokens(raw);
    if let Some(name) = all.get(&words.concat()) {
        return Some(name.country);
    }
    let mut found = None;
    let mut from = 0;
    while from < words.len() {
        let Some((length, name)) = longest_name(all, &words[from..]) else {
            from += 1;
            continue;
        };
        if name.is_alone || found.is_some_and(|other| other != name.country) {
            return None;
        }
        found = Some(name.country);
        from += length;
    }
    found
}

/// The longest name that words begin with, and how many of them it has: `Northern Ireland` is none of `Ireland`.
fn longest_name<'a>(all: &'a HashMap<String, Name>, words: &[String]) -> Option<(usize, &'a Name)> {
    (1..=words.len().min(LONGEST)).rev().find_map(|length| {
        let part = words[..length].concat();
        let name = all.get(&part).filter(|_| part.len() >= TELLING)?;
        Some((length, name))
    })
}

/// What a name of a list stands for.
struct Name {
    country: &'static str,
    /// Whether it tells the country only where nothing else is said.
    is_alone: bool,
}

/// The country of a larger town, of those with postcodes of four digits; what follows its name
/// (`Wien 10`, `Krems an der Donau`) does not count.
///
/// ```
/// use sameboat_normalize::countries::country_of_town;
/// assert_eq!(country_of_town("Zürich"), Some("CH"));
/// assert_eq!(country_of_town("Bernburg"), None);
/// ```
pub fn country_of_town(raw: &str) -> Option<&'static str> {
    static ALL: OnceLock<HashMap<String, Name>> = OnceLock::new();
    let all = ALL.get_or_init(|| listed(TOWNS));
    let words = tokens(raw);
    let mut beginnings = (1..=words.len().min(LONGEST)).map(|to| words[..to].concat());
    beginnings.find_map(|town| Some(all.get(&town)?.country))
}

/// The entries of a list, folded and without blanks.
fn listed(list: &'static str) -> HashMap<String, Name> {
    let entry = |name: &str, country| {
        let is_alone = name.trim_start().starts_with(ALONE);
        (tokens(name).concat(), Name { country, is_alone })
    };
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(code, names)| names.split(',').map(move |name| entry(name, code)))
        .collect()
}

/// The folded words of a text.
fn tokens(text: &str) -> Vec<String> {
    let folded = fold(first_chars(text));
    words(&folded).map(|word| merge_umlauts(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn countries_are_told_by_names_in_five_languages_and_by_codes() {
        for (raw, code) in [
            ("Deutschland", "DE"),
            ("d", "DE"),
            ("AUT", "AT"),
            ("États-Unis", "US"),
            ("Türkei", "TR"),
            ("Dänemark", "DK"),
            ("México", "MX"),
            ("Bundesrepublik Deutschland", "DE"),
        ] {
            assert_eq!(parse_country(raw), Some(code), "{raw}");
        }
        for raw in ["", "?", "Atlantis", "Deutschland oder Schweiz"] {
            assert_eq!(parse_country(raw), None, "{raw}");
        }
    }

    #[test]
    fn all_countries_of_iso_3166_are_known_by_both_codes() {
        let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
        let listed: Vec<_> = lines.filter_map(|line| line.split_once(": ")).collect();
        assert_eq!(listed.len(), 249 + 1, "and Kosovo");
        for (code, names) in listed {
            assert_eq!(parse_country(code), Some(code));
            let mut codes =
                names.split(", ").filter(|name| name.len() == 3 && !name.starts_with('='));
            assert!(codes.any(|name| parse_country(name) == Some(code)), "{code}");
        }
        for (raw, code) in
            [("IRL", "IE"), ("SWE", "SE"), ("PRT", "PT"), ("ROU", "RO"), ("MAR", "MA")]
        {
            assert_eq!(parse_country(raw), Some(code), "{raw}");
        }
    }

    #[test]
    fn countries_are_told_by_all_that_they_are_called() {
        for names in [
            "IE Ireland Irlanda Irland Irlande Éire",
            "PT Portugal Portogallo",
            "GR Greece Griechenland Grèce Grecia",
            "CZ Czechia Tschechien Tchéquie Chequia Cechia",
            "SE Sweden Schweden Suède Suecia Svezia",
            "HR Croatia Kroatien Croatie Croacia Croazia",
            "MA Morocco Marokko Maroc Marruecos Marocco",
            "RO Romania Rumänien Roumanie Rumanía",
            "IS Iceland Island Islande Islandia Islanda",
        ] {
            let (code, names) = names.split_once(' ').unwrap();
            for name in names.split(' ') {
                assert_eq!(parse_country(name), Some(code), "{name}");
            }
        }
        for (raw, code) in [
            ("Republic of Ireland", "IE"),
            ("Northern Ireland", "GB"),
            ("Northern Ireland, UK", "GB"),
            ("Irlanda del Norte", "GB"),
            ("República Checa", "CZ"),
            ("Papua New Guinea", "PG"),
            ("Democratic Republic of the Congo", "CD"),
        ] {
            assert_eq!(parse_country(raw), Some(code), "{raw}");
        }
    }

    #[test]
    fn names_that_others_contain_tell_nothing_beside_other_words() {
        for raw in ["Long Island", "RD Congo", "New Jersey", "S. Sudan"] {
            assert_eq!(parse_country(raw), None, "{raw}");
        }
    }

    #[test]
    fn towns_tell_their_country_whatever_follows_their_name() {
        for (raw, code) in [
            ("WIEN", "AT"),
            ("Wien 10", "AT"),
            ("Wien-Favoriten", "AT"),
            ("St. Pölten", "AT"),
            ("Zuerich", "CH"),
            ("La Chaux-de-Fonds", "CH"),
            ("Brüssel", "BE"),
            ("København", "DK"),
        ] {
            assert_eq!(country_of_town(raw), Some(code), "{raw}");
        }
        for raw in ["", "Wienhausen", "Bernburg", "Dresden", "Baden-Baden", "Neustadt"] {
            assert_eq!(country_of_town(raw), None, "{raw}");
        }
    }

    #[test]
    fn no_name_is_listed_for_two_countries() {
        for list in [NAMES, TOWNS] {
            let mut codes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                let (code, names) = line.split_once(": ").expect(line);
                for name in names.split(',') {
                    assert!(words(&fold(name)).count() <= LONGEST, "{name}");
                    let known = codes.entry(tokens(name).concat()).or_default();
                    known.push(code);
                    known.dedup();
                }
            }
            assert!(codes.values().all(|codes| codes.len() == 1), "{codes:?}");
        }
    }
}
