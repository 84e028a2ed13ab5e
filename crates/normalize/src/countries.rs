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
const LONGEST: usize = 4;

/// The ISO 3166 code of a country: by its code, its name, or the one name inside a longer text.
///
/// ```
/// use sameboat_normalize::countries::parse_country;
/// assert_eq!(parse_country("Österreich"), Some("AT"));
/// assert_eq!(parse_country("Republic of Austria"), Some("AT"));
/// assert_eq!(parse_country("Atlantis"), None);
/// ```
pub fn parse_country(raw: &str) -> Option<&'static str> {
    static ALL: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let all = ALL.get_or_init(|| listed(NAMES));
    let words = tokens(raw);
    if let Some(country) = all.get(&words.concat()) {
        return Some(country);
    }
    let parts = (0..words.len())
        .flat_map(|from| (from + 1..=words.len().min(from + LONGEST)).map(move |to| (from, to)));
    let mut found = None;
    for (from, to) in parts {
        let part = words[from..to].concat();
        let Some(country) = all.get(&part).filter(|_| part.len() >= TELLING) else { continue };
        if found.is_some_and(|other| other != *country) {
            return None;
        }
        found = Some(*country);
    }
    found
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
    static ALL: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    let all = ALL.get_or_init(|| listed(TOWNS));
    let words = tokens(raw);
    (1..=words.len().min(LONGEST)).find_map(|to| all.get(&words[..to].concat()).copied())
}

/// The entries of a list, folded and without blanks.
fn listed(list: &'static str) -> HashMap<String, &'static str> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(code, names)| names.split(',').map(move |name| (tokens(name).concat(), code)))
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
