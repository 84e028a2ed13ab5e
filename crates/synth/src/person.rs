//! Who an entity truly is: a person with a name, birth date and address, or an organisation.

use jiff::civil::{Date, date};

use crate::assets::{ASSETS, Assets, Gender, Language, Town};
use crate::phone::Phone;
use crate::population::{HouseholdKind, Population, Seat};
use crate::random::{Dice, Subject};

/// The day on which both lines exported their data.
pub(crate) const EXPORT_DAY: Date = date(2026, 10, 31);

/// Where somebody lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) street: String,
    pub(crate) house_number: String,
    pub(crate) postcode: String,
    pub(crate) city: &'static str,
    pub(crate) region: &'static str,
    pub(crate) country: &'static str,
}

/// The truth about an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) name: Name,
    pub(crate) email: Option<String>,
    pub(crate) landline: Option<Phone>,
    pub(crate) mobile: Option<Phone>,
    pub(crate) address: Address,
    /// Where it was before, if it moved in the last years.
    pub(crate) previous_address: Option<Address>,
    /// Tax number of a person, VAT number of an organisation.
    pub(crate) tax_number: String,
}

/// A person's or an organisation's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    Person(PersonName),
    Organisation { name: String, contact_person: String },
}

/// A person's name, with what makes it theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PersonName {
    pub(crate) gender: Gender,
    pub(crate) title: &'static str,
    pub(crate) given: &'static str,
    pub(crate) second_given: Option<&'static str>,
    pub(crate) surname: String,
    /// The surname before marriage, if it changed.
    pub(crate) birth_surname: Option<String>,
    pub(crate) birth_date: Date,
}

/// What the members of a household share.
struct Home {
    language: Language,
    surname: String,
    /// Gender and birth year of the first member.
    gender: Gender,
    born: i16,
    address: Address,
    previous_address: Option<Address>,
    landline: Option<Phone>,
    shared_email: bool,
    /// Seed of what all members draw alike.
    shared: u64,
}

impl Population {
    /// Who the entity is.
    #[cfg(test)]
    pub(crate) fn identity(&self, entity: u64) -> Identity {
        self.identity_at(&self.seat(entity))
    }

    pub(crate) fn identity_at(&self, seat: &Seat) -> Identity {
        let home = self.home(seat);
        if seat.is_organisation() {
            return organisation(home, &mut self.dice(Subject::Organisation, seat.entity));
        }
        let mut dice = self.dice(Subject::Person, seat.entity);
        let mut name = person_name(seat, &home, &mut dice);
        if let Some(other) = seat.namesake_of {
            self.take_name(&mut name, other);
        }
        let email = if home.shared_email {
            let mailbox = &mut shared_dice(&home);
            Some(format!(
                "familie.{}{}@{}",
                ascii(&home.surname),
                mailbox.digits(3),
                provider(mailbox)
            ))
        } else {
            dice.chance(0.9).then(|| email_of(&name, &mut dice))
        };
        let mobile = dice.chance(0.92).then(|| Phone::mobile(home.address.country, &mut dice));
        Identity {
            name: Name::Person(name),
            email,
            landline: home.landline,
            mobile,
            address: home.address,
            previous_address: home.previous_address,
            tax_number: dice.digits(11),
        }
    }

    fn home(&self, seat: &Seat) -> Home {
        let mut dice = self.dice(Subject::Household, seat.first);
        let language = Assets::language(&mut dice);
        let town = ASSETS.town(&mut dice);
        let address = address(town, &mut dice);
        let moved = dice.chance(0.1);
        Home {
            language,
            surname: ASSETS.surname(language, &mut dice),
            gender: if dice.chance(0.53) { Gender::Male } else { Gender::Female },
            born: birth_year(seat.kind, &mut dice),
            previous_address: moved.then(|| self::address(ASSETS.town(&mut dice), &mut dice)),
            address,
            landline: dice.chance(0.7).then(|| Phone::landline(town, &mut dice)),
            shared_email: seat.size > 1 && dice.chance(0.12),
            shared: dice.below(u64::MAX),
        }
    }

    /// Gives a person the name of another, with a birth year that tells them apart.
    fn take_name(&self, name: &mut PersonName, other: u64) {
        let seat = self.seat(other);
        let home = self.home(&seat);
        let model = person_name(&seat, &home, &mut self.dice(Subject::Person, other));
        if model.birth_date.year() == name.birth_date.year() {
            name.birth_date = name
                .birth_date
                .with()
                .year(model.birth_date.year() - 4)
                .day(1)
                .build()
                .unwrap_or(name.birth_date);
        }
        name.gender = model.gender;
        name.given = model.given;
        name.surname = model.surname;
        name.second_given = None;
        name.birth_surname = None;
    }
}

fn birth_year(kind: HouseholdKind, dice: &mut Dice) -> i16 {
    match kind {
        HouseholdKind::ParentAndChild | HouseholdKind::SeniorAndJunior | HouseholdKind::Family => {
            dice.between(1940, 1978) as i16
        }
        _ => dice.quantile(&[1930, 1955, 1967, 1979, 1990, 2007]) as i16,
    }
}

fn birth_date(year: i16, dice: &mut Dice) -> Date {
    let month = dice.between(1, 12) as i8;
    let last = date(year, month, 1).days_in_month();
    date(year, month, dice.between(1, i64::from(last)) as i8)
}

fn person_name(seat: &Seat, home: &Home, dice: &mut Dice) -> PersonName {
    let role = Role::of(seat);
    let year = match role {
        Role::Partner => home.born + dice.between(-6, 6) as i16,
        Role::Child => (home.born + dice.between(21, 33) as i16).min(2007),
        Role::Twin | Role::First => home.born,
    };
    let coin = dice.chance(0.5);
    let gender = match (role, home.gender) {
        (Role::Child, _) if seat.kind != HouseholdKind::SeniorAndJunior && coin => Gender::Male,
        (Role::Child, _) if seat.kind != HouseholdKind::SeniorAndJunior => Gender::Female,
        (Role::Partner, Gender::Male) => Gender::Female,
        (Role::Partner, Gender::Female) => Gender::Male,
        (_, of_home) => of_home,
    };
    let mut given = ASSETS.given_name(home.language, gender, year, dice);
    let mut born = birth_date(year, dice);
    if role == Role::Twin {
        (given, born) = twin(seat, home, gender);
    } else if seat.kind == HouseholdKind::SeniorAndJunior {
        // The first member's name, from a stream that both know.
        let mut shared = shared_dice(home);
        given = ASSETS.given_name(home.language, gender, home.born, &mut shared);
    }
    let own_surname = role == Role::Partner && dice.chance(0.22);
    let married = gender == Gender::Female && !own_surname && year < 1996 && dice.chance(0.3);
    let surname =
        if own_surname { ASSETS.surname(home.language, dice) } else { home.surname.clone() };
    PersonName {
        gender,
        title: if dice.chance(0.03) { "Dr." } else { "" },
        second_given: dice
            .chance(0.12)
            .then(|| ASSETS.given_name(home.language, gender, year, dice))
            .filter(|second| *second != given),
        given,
        surname: inflected(surname, home.language, gender),
        birth_surname: married.then(|| ASSETS.surname(home.language, dice)),
        birth_date: born,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    First,
    Partner,
    Child,
    Twin,
}

impl Role {
    fn of(seat: &Seat) -> Self {
        match (seat.kind, seat.position()) {
            (HouseholdKind::Twins, _) => Self::Twin,
            (_, 0) => Self::First,
            (HouseholdKind::Couple | HouseholdKind::Family, 1) => Self::Partner,
            _ => Self::Child,
        }
    }
}

/// A stream that all members of a household draw alike.
fn shared_dice(home: &Home) -> Dice {
    Dice::new(home.shared, Subject::Household, u64::MAX)
}

/// Two different given names, one birth date.
fn twin(seat: &Seat, home: &Home, gender: Gender) -> (&'static str, Date) {
    let mut dice = shared_dice(home);
    let born = birth_date(home.born, &mut dice);
    let mut name = || ASSETS.given_name(home.language, gender, home.born, &mut dice);
    let (one, mut other) = (name(), name());
    for _ in 0..20 {
        if other == one {
            other = name();
        }
    }
    (if seat.position() == 0 { one } else { other }, born)
}

/// Polish and Russian surnames of women end differently.
fn inflected(surname: String, language: Language, gender: Gender) -> String {
    if gender == Gender::Male {
        return surname;
    }
    match Assets::language_name(language) {
        "polish" if surname.ends_with("ski") || surname.ends_with("cki") => {
            format!("{}a", surname.trim_end_matches('i'))
        }
        "russian" if surname.ends_with("ov") || surname.ends_with("ev") => format!("{surname}a"),
        _ => surname,
    }
}

fn address(town: &'static Town, dice: &mut Dice) -> Address {
    let number = dice.quantile(&[1, 6, 14, 27, 62, 190]).max(1);
    let suffix = if dice.chance(0.14) { dice.pick(&["a", "b", "c", "d"]) } else { "" };
    Address {
        street: ASSETS.street(dice).to_owned(),
        house_number: format!("{number}{suffix}"),
        postcode: town.postcode(dice),
        city: town.name,
        region: town.region,
        country: town.country,
    }
}

/// Letters as mailboxes have them.
pub(crate) fn ascii(text: &str) -> String {
    let mut plain = String::with_capacity(text.len() + 2);
    for letter in text.chars() {
        match letter {
            'ä' | 'Ä' => plain.push_str("ae"),
            'ö' | 'Ö' => plain.push_str("oe"),
            'ü' | 'Ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            other => match without_accent(other) {
                letter if letter.is_ascii_alphanumeric() || letter == '-' => {
                    plain.push(letter.to_ascii_lowercase());
                }
                _ => {}
            },
        }
    }
    plain
}

/// The letter's base, for the letters that our lists have.
pub(crate) fn without_accent(letter: char) -> char {
    const FROM: &str = "àáâãåçćčèéêëęěğìíîïıİłñńňòóôõøřśşšťùúûůýźżžąđĐŁŚŞŠŻŽÇĆČÖÜÄöüäß";
    const TO: &str = "aaaaaccceeeeeegiiiiiilnnnooooorssstuuuuyzzzadDLSSSZZCCCOUAouas";
    if letter.is_ascii() {
        return letter;
    }
    match FROM.chars().position(|from| from == letter) {
        Some(index) => TO.as_bytes().get(index).map_or(letter, |&byte| char::from(byte)),
        None => match letter.to_lowercase().next() {
            Some(lower) if lower != letter && without_accent(lower).is_ascii() => {
                without_accent(lower).to_ascii_uppercase()
            }
            _ => letter,
        },
    }
}

/// A mailbox somewhere, often with the owner's name.
fn email_of(name: &PersonName, dice: &mut Dice) -> String {
    let (given, surname) = (ascii(name.given), ascii(&name.surname));
    let year = name.birth_date.year();
    let initial = &given[..given.len().min(1)];
    let number = dice.between(1, 99);
    let local = match dice.weighted(&[36, 12, 12, 8, 8, 8, 6, 10]) {
        0 => format!(
            "{given}.{surname}{}",
            if dice.chance(0.5) { number.to_string() } else { String::new() }
        ),
        1 => format!("{initial}.{surname}{number}"),
        2 => format!("{given}{surname}{}", year % 100),
        3 => format!("{surname}.{given}"),
        4 => format!("{given}_{surname}{number}"),
        5 => format!("{given}{year}"),
        6 => format!("{initial}{surname}{}", year % 100),
        _ => {
            let word = dice.pick(&[
                "sonnenblume",
                "werder",
                "bvbfan",
                "moppel",
                "speedy",
                "gartenzwerg",
                "biker",
                "schnecke",
                "mausi",
                "fussballgott",
                "blitz",
                "sternchen",
                "luna",
                "kaefer",
            ]);
            format!("{word}{}", dice.between(10, 9_999))
        }
    };
    format!("{local}@{}", provider(dice))
}

fn provider(dice: &mut Dice) -> &'static str {
    const PROVIDERS: [(&str, u32); 13] = [
        ("gmx.de", 21),
        ("web.de", 20),
        ("gmail.com", 19),
        ("t-online.de", 12),
        ("gmx.net", 5),
        ("freenet.de", 4),
        ("outlook.de", 4),
        ("hotmail.com", 4),
        ("yahoo.de", 4),
        ("aol.com", 2),
        ("icloud.com", 2),
        ("posteo.de", 2),
        ("arcor.de", 1),
    ];
    PROVIDERS[dice.weighted(&PROVIDERS.map(|(_, weight)| weight))].0
}

fn organisation(home: Home, dice: &mut Dice) -> Identity {
    let (trade, form) = (dice.pick(&ASSETS.trades), dice.pick(&ASSETS.forms));
    let name = match dice.weighted(&[45, 25, 15, 15]) {
        0 => format!("{} {trade} {form}", home.surname),
        1 => format!("{} {trade} {form}", dice.pick(&ASSETS.coined)),
        2 => format!("{trade} {} {form}", home.surname),
        _ => format!("{} & {} {trade} {form}", home.surname, ASSETS.surname(0, dice)),
    };
    let gender = if dice.chance(0.6) { Gender::Male } else { Gender::Female };
    let given = ASSETS.given_name(home.language, gender, 1970, dice);
    let domain = ascii(name.split(form).next().unwrap_or(&name).trim().replace(' ', "-").as_str());
    let local = dice.pick(&["info", "kontakt", "office", "buchhaltung", "fuhrpark", "mail"]);
    let email = format!("{local}@{}.de", domain.replace("--", "-").trim_matches('-'));
    Identity {
        name: Name::Organisation {
            name,
            contact_person: format!("{given} {}", ASSETS.surname(home.language, dice)),
        },
        email: dice.chance(0.9).then_some(email),
        landline: home.landline,
        mobile: dice.chance(0.4).then(|| Phone::mobile(home.address.country, dice)),
        address: home.address,
        previous_address: home.previous_address,
        tax_number: format!("DE{}", dice.digits(9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::SynthSettings;

    #[test]
    fn capital_letters_lose_their_accents_like_small_ones() {
        let plain: String = "DĄBROWSKI Ěščř Ωß".chars().map(without_accent).collect();
        assert_eq!(plain, "DABROWSKI Escr Ωs");
    }

    fn population() -> Population {
        let settings = SynthSettings { customers_per_line: 3_000, ..SynthSettings::default() };
        Population::new(&settings)
    }

    fn seats(population: &Population, kind: HouseholdKind) -> Vec<Seat> {
        let all = (0..population.entities()).map(|entity| population.seat(entity));
        let found: Vec<Seat> = all.filter(|seat| seat.kind == kind).collect();
        assert!(found.len() > 10, "{kind:?}: {}", found.len());
        found
    }

    fn person(identity: &Identity) -> &PersonName {
        match &identity.name {
            Name::Person(name) => name,
            Name::Organisation { .. } => panic!("a person"),
        }
    }

    #[test]
    fn twins_share_their_birth_date_and_never_their_given_name() {
        let population = population();
        for seat in seats(&population, HouseholdKind::Twins) {
            let one = population.identity(seat.first);
            let other = population.identity(seat.first + 1);
            assert_eq!(person(&one).birth_date, person(&other).birth_date);
            assert_eq!(person(&one).surname, person(&other).surname);
            assert_ne!(person(&one).given, person(&other).given);
        }
    }

    #[test]
    fn senior_and_junior_share_their_name_and_are_a_generation_apart() {
        let population = population();
        for seat in seats(&population, HouseholdKind::SeniorAndJunior) {
            let senior = population.identity(seat.first);
            let junior = population.identity(seat.first + 1);
            assert_eq!(person(&senior).given, person(&junior).given);
            assert_eq!(person(&senior).surname, person(&junior).surname);
            let years = person(&junior).birth_date.year() - person(&senior).birth_date.year();
            assert!(years >= 21, "{years}");
        }
    }

    #[test]
    fn households_share_address_and_landline() {
        let population = population();
        for seat in seats(&population, HouseholdKind::Couple) {
            let one = population.identity(seat.first);
            let other = population.identity(seat.first + 1);
            assert_eq!((&one.address, &one.landline), (&other.address, &other.landline));
        }
    }

    #[test]
    fn namesakes_share_a_name_and_no_birth_date() {
        let population = population();
        let all = (0..population.entities()).map(|entity| population.seat(entity));
        let namesakes: Vec<(Seat, u64)> =
            all.filter_map(|seat| Some((seat, seat.namesake_of?))).collect();
        assert!(namesakes.len() > 20);
        for (seat, other) in namesakes {
            let (one, other) = (population.identity(seat.entity), population.identity(other));
            assert_eq!(person(&one).given, person(&other).given);
            assert_eq!(person(&one).surname, person(&other).surname);
            assert_ne!(person(&one).birth_date, person(&other).birth_date);
        }
    }

    #[test]
    fn mailboxes_are_plain_ascii_without_spaces() {
        let population = population();
        for entity in 0..population.entities() {
            if let Some(email) = population.identity(entity).email {
                assert!(email.is_ascii() && !email.contains(' '), "{email}");
                assert_eq!(email.matches('@').count(), 1, "{email}");
            }
        }
    }

    #[test]
    fn the_accent_tables_have_equal_lengths() {
        assert_eq!(without_accent('ß'), 's');
        assert_eq!(without_accent('Ä'), 'A');
        assert_eq!(without_accent('ł'), 'l');
        assert_eq!(without_accent('x'), 'x');
    }
}
