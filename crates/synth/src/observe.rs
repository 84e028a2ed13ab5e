//! What a line has on record of an entity: the truth as somebody once typed it, with the slips,
//! gaps and old values of life, yet always with enough left to tell whose record it is.

use jiff::civil::Date;

use crate::assets::Gender;
use crate::damage::{dates, names, placeholders, scan, sound, spelling, typing};
use crate::evidence;
use crate::person::{Identity, Name, PersonName};
use crate::phone::Phone;
use crate::population::{Line, MAX_COPIES, Population, Seat};
use crate::random::{Dice, Subject};

/// A birth date as it stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Birth {
    Missing,
    Day(Date),
    /// Text that is no date.
    Text(String),
}

/// A customer record's fields about who it is; empty where nothing was entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observed {
    pub(crate) is_organisation: bool,
    pub(crate) gender: Option<Gender>,
    pub(crate) title: String,
    pub(crate) given: String,
    pub(crate) surname: String,
    pub(crate) company: String,
    pub(crate) contact_person: String,
    pub(crate) birth: Birth,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) mobile: String,
    pub(crate) street: String,
    pub(crate) house_number: String,
    pub(crate) postcode: String,
    pub(crate) city: String,
    pub(crate) region: &'static str,
    pub(crate) country: &'static str,
    pub(crate) identity_number: String,
}

/// Draws of a record before it is taken without damage.
const ATTEMPTS: u64 = 6;

/// How records come about.
pub(crate) struct Observer<'a> {
    pub(crate) population: &'a Population,
    /// Mean number of damaged fields.
    pub(crate) error_rate: f64,
}

impl Observer<'_> {
    /// What the line has of its customer; `copy` counts the line's records of the entity.
    pub(crate) fn observe(&self, line: Line, seat: &Seat, copy: u64) -> Observed {
        let identity = self.population.identity_at(seat);
        let subject = match line {
            Line::Product => Subject::ProductRecord,
            Line::Financing => Subject::FinancingRecord,
        };
        let record = (seat.entity * MAX_COPIES + copy) * (ATTEMPTS + 1);
        for attempt in 0..ATTEMPTS {
            let mut dice = self.population.dice(subject, record + attempt);
            let mut observed = recorded(&identity, line, &mut dice);
            for _ in 0..3 {
                if dice.chance(self.error_rate / 3.0) {
                    damage(&mut observed, &identity, &mut dice);
                }
            }
            if evidence::suffices(&identity, &observed, seat) {
                dress(&mut observed, &mut dice);
                return observed;
            }
        }
        complete(&identity, &mut self.population.dice(subject, record + ATTEMPTS))
    }
}

/// Every field as it is.
fn complete(identity: &Identity, dice: &mut Dice) -> Observed {
    let address = &identity.address;
    let written = |phone: &Option<Phone>, dice: &mut Dice| {
        phone.as_ref().map(|phone| phone.written(dice)).unwrap_or_default()
    };
    let mut observed = Observed {
        is_organisation: false,
        gender: None,
        title: String::new(),
        given: String::new(),
        surname: String::new(),
        company: String::new(),
        contact_person: String::new(),
        birth: Birth::Missing,
        email: identity.email.clone().unwrap_or_default(),
        phone: written(&identity.landline, dice),
        mobile: written(&identity.mobile, dice),
        street: address.street.clone(),
        house_number: address.house_number.clone(),
        postcode: address.postcode.clone(),
        city: address.city.to_owned(),
        region: address.region,
        country: address.country,
        identity_number: identity.tax_number.clone(),
    };
    match &identity.name {
        Name::Person(name) => {
            observed.gender = Some(name.gender);
            name.title.clone_into(&mut observed.title);
            name.given.clone_into(&mut observed.given);
            observed.surname.clone_from(&name.surname);
            observed.birth = Birth::Day(name.birth_date);
        }
        Name::Organisation { name, contact_person } => {
            observed.is_organisation = true;
            observed.company.clone_from(name);
            observed.contact_person.clone_from(contact_person);
        }
    }
    observed
}

/// The truth with the gaps and habits of a line, before anybody errs.
fn recorded(identity: &Identity, line: Line, dice: &mut Dice) -> Observed {
    let mut observed = complete(identity, dice);
    let gap = |common: f64, rare: f64| if line == Line::Product { common } else { rare };
    if dice.chance(gap(0.06, 0.005)) {
        observed.birth = Birth::Missing;
    }
    if dice.chance(gap(0.10, 0.14)) {
        observed.email.clear();
    }
    if dice.chance(gap(0.20, 0.12)) {
        observed.phone.clear();
    }
    if dice.chance(gap(0.12, 0.18)) {
        observed.mobile.clear();
    }
    // People with only a mobile phone give it as their first number.
    if observed.phone.is_empty() && dice.chance(0.5) {
        std::mem::swap(&mut observed.phone, &mut observed.mobile);
    }
    if let Some(old) = identity.previous_address.as_ref().filter(|_| dice.chance(0.3)) {
        observed.street.clone_from(&old.street);
        observed.house_number.clone_from(&old.house_number);
        observed.postcode.clone_from(&old.postcode);
        old.city.clone_into(&mut observed.city);
        (observed.region, observed.country) = (old.region, old.country);
    }
    if dice.chance(0.3) {
        observed.identity_number.clear();
    }
    if let Name::Person(name) = &identity.name {
        let second = name.second_given.filter(|_| dice.chance(0.4));
        if let Some(second) = second {
            observed.given = format!("{} {second}", name.given);
        }
        if dice.chance(gap(0.5, 0.1)) {
            observed.title.clear();
        }
    }
    observed
}

/// One thing goes wrong; where it does not apply to this record, nothing does.
fn damage(observed: &mut Observed, identity: &Identity, dice: &mut Dice) {
    match &identity.name {
        Name::Person(name) if dice.chance(0.65) => damage_person(observed, name, dice),
        Name::Organisation { .. } if dice.chance(0.5) => damage_company(observed, dice),
        _ => damage_reach(observed, identity, dice),
    }
}

fn change(field: &mut String, damage: impl FnOnce(&str) -> Option<String>) {
    if let Some(changed) = damage(field) {
        *field = changed;
    }
}

fn damage_person(observed: &mut Observed, name: &PersonName, dice: &mut Dice) {
    let Observed { given, surname, .. } = observed;
    match dice.weighted(&[14, 10, 12, 6, 5, 12, 3, 4, 8, 9, 6, 3, 3]) {
        0 => change(surname, |text| typing::slip(text, dice)),
        1 => change(given, |text| typing::slip(text, dice)),
        2 => change(surname, |text| sound::misheard(text, dice)),
        3 => change(given, |text| sound::misheard(text, dice)),
        4 => change(surname, |text| scan::misread(text, dice)),
        5 => change(given, |_| names::nickname(name.given, dice)),
        6 => change(given, |_| names::initial(name.given)),
        7 => std::mem::swap(given, surname),
        8 => married(surname, name, dice),
        9 => damage_birth(observed, dates::swapped_day_and_month(name.birth_date)),
        10 => damage_birth(observed, dates::digit_off(name.birth_date, dice)),
        11 => damage_birth(observed, Some(placeholders::birth_date(dice))),
        _ => observed.birth = Birth::Text(dates::impossible(name.birth_date, dice)),
    }
}

fn married(surname: &mut String, name: &PersonName, dice: &mut Dice) {
    let Some(birth_surname) = &name.birth_surname else { return };
    *surname = if dice.chance(0.7) {
        birth_surname.clone()
    } else {
        names::double_surname(&name.surname, birth_surname)
    };
}

fn damage_birth(observed: &mut Observed, wrong: Option<Date>) {
    if let (Birth::Day(day), Some(wrong)) = (&mut observed.birth, wrong) {
        *day = wrong;
    }
}

fn damage_company(observed: &mut Observed, dice: &mut Dice) {
    let company = &mut observed.company;
    match dice.weighted(&[4, 3, 3, 2, 1]) {
        0 => change(company, |text| spelling::other_legal_form(text, dice)),
        1 => change(company, spelling::other_joints),
        2 => change(company, |text| typing::slip(text, dice)),
        3 => change(company, |text| sound::misheard(text, dice)),
        _ => change(company, |text| scan::misread(text, dice)),
    }
}

/// Numbers of dealers, entered where the customer gave none.
const DEALERS: [&str; 5] =
    ["0341 9125500", "040 55887710", "089 41207730", "0221 9988110", "0511 6470020"];

fn damage_reach(observed: &mut Observed, identity: &Identity, dice: &mut Dice) {
    match dice.weighted(&[12, 10, 10, 6, 6, 8, 5, 6, 6, 4, 3]) {
        0 => change(&mut observed.street, |text| typing::slip(text, dice)),
        1 => mistype_phone(&mut observed.mobile, identity.mobile.as_ref(), dice),
        2 => change(&mut observed.email, |text| mistyped_email(text, dice)),
        3 => placeholders::phone(dice).clone_into(&mut observed.phone),
        4 => placeholders::email(dice).clone_into(&mut observed.email),
        5 => change(&mut observed.city, |text| typing::slip(text, dice)),
        6 => change(&mut observed.postcode, |text| mistyped_postcode(text, dice)),
        7 => change(&mut observed.street, |text| scan::misread(text, dice)),
        8 => (dice.pick(&DEALERS)).clone_into(&mut observed.phone),
        9 => placeholders::text(dice).clone_into(&mut observed.street),
        _ => observed.house_number.clear(),
    }
}

fn mistype_phone(written: &mut String, phone: Option<&Phone>, dice: &mut Dice) {
    if let Some(phone) = phone.filter(|_| !written.is_empty()) {
        *written = phone.mistyped(dice).written(dice);
    }
}

fn mistyped_email(email: &str, dice: &mut Dice) -> Option<String> {
    let (local, domain) = email.split_once('@')?;
    Some(match dice.below(4) {
        0 => format!("{local}@{}", typing::slip(domain, dice)?),
        1 => format!("{local}{domain}"),
        2 => format!("{}@{domain}", typing::slip(local, dice)?),
        _ => format!("{local}@{}", domain.replace(".de", ".com")),
    })
}

fn mistyped_postcode(postcode: &str, dice: &mut Dice) -> Option<String> {
    let mut digits: Vec<char> = postcode.chars().collect();
    let place = dice.between(1, digits.len() as i64 - 2) as usize;
    digits.swap(place, place + 1);
    Some(digits.into_iter().collect::<String>()).filter(|swapped| swapped != postcode)
}

/// Spelling habits, which change no fact: every third record has one.
fn dress(observed: &mut Observed, dice: &mut Dice) {
    if dice.chance(0.35) {
        change(&mut observed.street, |text| spelling::abbreviated_street(text, dice));
    }
    if dice.chance(0.3) {
        change(&mut observed.city, |text| spelling::abbreviated_city(text, dice));
    }
    let habit = dice.weighted(&[82, 8, 2, 5, 3]);
    let Observed { given, surname, company, street, city, .. } = observed;
    for field in [given, surname, company, street, city] {
        match habit {
            1 => change(field, |text| spelling::without_umlauts(text, dice)),
            2 => change(field, |text| spelling::broken_encoding(text, dice)),
            3 => *field = spelling::shouted(field),
            4 => *field = field.to_lowercase(),
            _ => {}
        }
    }
    if dice.chance(0.1) {
        observed.email = observed.email.to_uppercase();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;
    use crate::settings::SynthSettings;

    fn population() -> Population {
        Population::new(&SynthSettings { customers_per_line: 2_000, ..SynthSettings::default() })
    }

    #[test]
    fn a_record_is_the_same_each_time_it_is_made_and_each_copy_its_own() {
        let population = population();
        let desk = Observer { population: &population, error_rate: 1.0 };
        let seat = population.seat(17);
        let record = |copy| desk.observe(Line::Product, &seat, copy);
        assert_eq!(record(0), record(0));
        assert_ne!(record(0), record(1));
    }

    #[test]
    fn without_errors_people_keep_their_names_but_for_habits() {
        let population = population();
        let desk = Observer { population: &population, error_rate: 0.0 };
        for entity in 0..500 {
            let seat = population.seat(entity);
            let Name::Person(name) = population.identity(entity).name else { continue };
            let observed = desk.observe(Line::Financing, &seat, 0);
            let birth = Birth::Day(name.birth_date);
            assert!(observed.birth == birth || observed.birth == Birth::Missing);
            let near = crate::person::ascii(&name.surname).len();
            assert!(observed.surname.chars().count() + 2 >= near, "{}", observed.surname);
        }
    }

    #[test]
    fn most_records_are_damaged_little() {
        let population = population();
        let desk = Observer { population: &population, error_rate: 0.6 };
        let (mut whole, mut people) = (0, 0);
        for entity in 0..2_000 {
            let seat = population.seat(entity);
            let Name::Person(name) = population.identity(entity).name else { continue };
            let observed = desk.observe(Line::Financing, &seat, 0);
            people += 1;
            whole += usize::from(observed.birth == Birth::Day(name.birth_date));
        }
        assert!(whole * 100 > people * 85 && whole < people, "{whole} of {people}");
    }

    #[test]
    fn mistyped_mailboxes_and_postcodes_are_near_the_right_ones() {
        for index in 0..100 {
            let mut dice = test_dice(index);
            if let Some(wrong) = mistyped_email("karl.lang@gmx.de", &mut dice) {
                assert_ne!(wrong, "karl.lang@gmx.de");
                assert!(wrong.starts_with('k'));
            }
            if let Some(wrong) = mistyped_postcode("04109", &mut dice) {
                assert_ne!(wrong, "04109");
                assert_eq!(wrong.len(), 5);
            }
        }
    }
}
