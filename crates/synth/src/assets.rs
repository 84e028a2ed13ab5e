//! The lists that people, places and firms are drawn from, parsed once from `assets/`.
//!
//! Files are part of the program, so a malformed one is a defect found by the tests below, not an
//! error of the user's.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use crate::random::{Dice, Zipf};

/// The parsed lists.
pub(crate) static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::parse);

/// Languages that families come from, with their share in a thousand.
const LANGUAGES: [(&str, u32); 10] = [
    ("german", 715),
    ("turkish", 65),
    ("polish", 45),
    ("russian", 40),
    ("italian", 30),
    ("balkan", 40),
    ("arabic", 25),
    ("english", 15),
    ("french", 13),
    ("spanish", 12),
];

/// Share of German surnames that are compounded: the long tail of the tables.
const COMPOUND_SURNAMES: f64 = 0.3;

/// Male or female, as names and salutations have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gender {
    Male,
    Female,
}

/// An index into the languages.
pub(crate) type Language = usize;

pub(crate) struct Assets {
    surnames: Vec<Ranked>,
    stems: Vec<&'static str>,
    endings: Vec<&'static str>,
    given_names: Vec<GivenNames>,
    nicknames: BTreeMap<&'static str, Vec<&'static str>>,
    /// Parts of organisation names: trades, coined names, legal forms.
    pub(crate) trades: Vec<&'static str>,
    pub(crate) coined: Vec<&'static str>,
    pub(crate) forms: Vec<&'static str>,
    streets: Ranked,
    towns: Vec<Town>,
    town_weights: Zipf,
}

/// Names with the law they are drawn by.
struct Ranked {
    names: Vec<&'static str>,
    law: Zipf,
}

struct GivenNames {
    language: Language,
    gender: Gender,
    born: RangeInclusive<i16>,
    names: Ranked,
}

/// A town with the postcodes and the area code it really has.
#[derive(Debug)]
pub(crate) struct Town {
    pub(crate) country: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: &'static str,
    first_postcode: u64,
    last_postcode: u64,
    postcode_step: u64,
    /// With its leading zero.
    pub(crate) area_code: &'static str,
}

impl Town {
    /// One of the town's postcodes, with leading zeros.
    pub(crate) fn postcode(&self, dice: &mut Dice) -> String {
        let steps = (self.last_postcode - self.first_postcode) / self.postcode_step;
        let postcode = self.first_postcode + self.postcode_step * dice.below(steps + 1);
        if self.country == "DE" { format!("{postcode:05}") } else { format!("{postcode:04}") }
    }
}

impl Ranked {
    fn new(names: Vec<&'static str>, offset: f64) -> Self {
        let law = Zipf::new(names.len(), offset);
        Self { names, law }
    }

    fn draw(&self, dice: &mut Dice) -> &'static str {
        self.names[self.law.draw(dice)]
    }
}

impl Assets {
    fn parse() -> Self {
        let surnames = keyed(include_str!("../assets/names/surnames.txt"));
        let organisations = keyed(include_str!("../assets/names/organisations.txt"));
        let towns = parse_towns(include_str!("../assets/places/towns.csv"));
        let streets = lines(include_str!("../assets/places/streets.txt"));
        let words = |key: &str| surnames[key].split_whitespace().collect::<Vec<_>>();
        let parts = |key: &str| organisations[key].split('|').collect::<Vec<_>>();
        Self {
            surnames: LANGUAGES
                .iter()
                .map(|(language, _)| Ranked::new(surname_list(surnames[language]), 8.0))
                .collect(),
            stems: words("stems"),
            endings: words("endings"),
            given_names: parse_given_names(include_str!("../assets/names/given_names.txt")),
            nicknames: keyed(include_str!("../assets/names/nicknames.txt"))
                .into_iter()
                .map(|(formal, short)| (formal, short.split_whitespace().collect()))
                .collect(),
            trades: parts("trade"),
            coined: parts("coined"),
            forms: parts("form"),
            streets: Ranked::new(streets.flat_map(|line| line.split('|')).collect(), 12.0),
            town_weights: Zipf::weighted(towns.iter().map(|(_, weight)| *weight)),
            towns: towns.into_iter().map(|(town, _)| town).collect(),
        }
    }

    /// The language of a family's names.
    pub(crate) fn language(dice: &mut Dice) -> Language {
        dice.weighted(&LANGUAGES.map(|(_, share)| share))
    }

    pub(crate) fn language_name(language: Language) -> &'static str {
        LANGUAGES[language].0
    }

    pub(crate) fn surname(&self, language: Language, dice: &mut Dice) -> String {
        if language == 0 && dice.chance(COMPOUND_SURNAMES) {
            return format!("{}{}", dice.pick(&self.stems), dice.pick(&self.endings));
        }
        self.surnames[language].draw(dice).to_owned()
    }

    /// A given name in fashion in the language when the person was born.
    pub(crate) fn given_name(
        &self,
        language: Language,
        gender: Gender,
        born: i16,
        dice: &mut Dice,
    ) -> &'static str {
        // Many young people with a family name from abroad have a German given name.
        let german = language != 0 && born >= 1985 && dice.chance(0.4);
        let language = if german { 0 } else { language };
        let list = self.given_names.iter().find(|list| {
            list.language == language && list.gender == gender && list.born.contains(&born)
        });
        list.map_or("Kim", |list| list.names.draw(dice))
    }

    /// The short forms of a given name; none for most names.
    pub(crate) fn nicknames(&self, formal: &str) -> &[&'static str] {
        self.nicknames.get(formal).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn town(&self, dice: &mut Dice) -> &Town {
        &self.towns[self.town_weights.draw(dice)]
    }

    pub(crate) fn street(&self, dice: &mut Dice) -> &'static str {
        self.streets.draw(dice)
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Lines `key: rest`.
fn keyed(text: &'static str) -> BTreeMap<&'static str, &'static str> {
    lines(text).filter_map(|line| line.split_once(": ")).collect()
}

/// Surnames are single words but for the Italian particles.
fn surname_list(text: &'static str) -> Vec<&'static str> {
    let mut names = Vec::new();
    let mut start = 0;
    for (index, _) in text.match_indices(' ').chain([(text.len(), "")]) {
        let name = &text[start..index];
        if name != "De" {
            names.push(name);
            start = index + 1;
        }
    }
    names
}

fn parse_given_names(text: &'static str) -> Vec<GivenNames> {
    lines(text).filter_map(parse_given_name_line).collect()
}

fn parse_given_name_line(line: &'static str) -> Option<GivenNames> {
    let (head, names) = line.split_once(": ")?;
    let mut head = head.split(' ');
    let (language, gender, born) = (head.next()?, head.next()?, head.next()?);
    let (from, to) = born.split_once("..")?;
    Some(GivenNames {
        language: LANGUAGES.iter().position(|(name, _)| *name == language)?,
        gender: if gender == "male" { Gender::Male } else { Gender::Female },
        born: from.parse().ok()?..=to.parse().ok()?,
        names: Ranked::new(names.split_whitespace().collect(), 4.0),
    })
}

fn parse_towns(text: &'static str) -> Vec<(Town, f64)> {
    lines(text).skip(1).filter_map(parse_town).collect()
}

fn parse_town(line: &'static str) -> Option<(Town, f64)> {
    let mut cells = line.split(',');
    let mut next = || cells.next();
    let town = Town {
        country: next()?,
        name: next()?,
        region: next()?,
        first_postcode: next()?.parse().ok()?,
        last_postcode: next()?.parse().ok()?,
        postcode_step: next()?.parse().ok()?,
        area_code: next()?,
    };
    Some((town, next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Subject;

    #[test]
    fn every_line_of_every_list_is_used() {
        let given = lines(include_str!("../assets/names/given_names.txt")).count();
        assert_eq!(ASSETS.given_names.len(), given);
        let towns = lines(include_str!("../assets/places/towns.csv")).count() - 1;
        assert_eq!(ASSETS.towns.len(), towns);
        let nicknames = lines(include_str!("../assets/names/nicknames.txt")).count();
        assert_eq!(ASSETS.nicknames.len(), nicknames);
        assert!(ASSETS.surnames.iter().all(|list| list.names.len() >= 30));
    }

    #[test]
    fn every_language_gender_and_birth_year_has_names() {
        for (language, _) in LANGUAGES.iter().enumerate() {
            for gender in [Gender::Male, Gender::Female] {
                for born in 1925..=2008 {
                    let has = |list: &&GivenNames| {
                        list.language == language
                            && list.gender == gender
                            && list.born.contains(&born)
                    };
                    assert_eq!(ASSETS.given_names.iter().filter(has).count(), 1);
                }
            }
        }
    }

    #[test]
    fn particles_stay_with_their_surname() {
        assert_eq!(surname_list("Conti De Luca Mancini"), ["Conti", "De Luca", "Mancini"]);
    }

    #[test]
    fn postcodes_keep_their_leading_zeros_and_their_town() {
        let dresden = ASSETS.towns.iter().find(|town| town.name == "Dresden").unwrap();
        for index in 0..50 {
            let postcode = dresden.postcode(&mut Dice::new(1, Subject::Person, index));
            assert!(("01067"..="01328").contains(&postcode.as_str()), "{postcode}");
        }
    }
}
