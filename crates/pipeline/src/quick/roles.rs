//! What the columns of a file are for: as the linkage guesses them of any data, and in tables of customers, where
//! that knows no header, as `init` recognises them.

use sameboat_ingest::guess::{Column, guess_table};
use sameboat_link::Field;
use sameboat_link::guess::{Role, UnknownColumn, guess_roles, may_be, role_by_name};
use sameboat_model::Entity;

/// Confidence from which on a guess of `init` is taken without anybody to ask.
const SURE: f32 = 0.8;

/// The role of each column. At most one is the record key.
pub(super) fn roles(columns: &[UnknownColumn<'_>]) -> Vec<Role> {
    let mut roles = guess_roles(columns);
    let profiles: Vec<Column> = columns.iter().map(profile).collect();
    let Some((Entity::Customer, guesses)) = guess_table(&profiles) else { return roles };
    let mut key = place_of_key(&roles).filter(|&at| is_named(columns[at].name, roles[at]));
    for guess in guesses.iter().filter(|guess| guess.is_whole()) {
        let at = guess.column;
        let role = role_of(guess.field.name);
        let is_doubtful = guess.confidence < SURE || is_there_already(role, &roles);
        if is_known(columns[at].name, roles[at]) || is_doubtful || !may_be(&columns[at], role) {
            continue;
        }
        roles[at] = role;
        if roles[at] == Role::RecordKey {
            key.get_or_insert(at);
        }
    }
    // What was a key by its values alone gives way to one that is called so.
    let key = key.or_else(|| place_of_key(&roles));
    for (at, role) in roles.iter_mut().enumerate() {
        if *role == Role::RecordKey && Some(at) != key {
            *role = Role::Ignore;
        }
    }
    roles
}

/// Whether another column is that already: a second name or birth date is somebody else's, a guarantor's or a
/// mother's. People do have several phones.
fn is_there_already(role: Role, roles: &[Role]) -> bool {
    let has = |field| roles.contains(&Role::Compare(field));
    match role {
        Role::Compare(Field::Phone) | Role::RecordKey | Role::Ignore | Role::TruthLabel => false,
        Role::Compare(Field::FullName) => {
            has(Field::FullName) || has(Field::GivenName) || has(Field::Surname)
        }
        Role::Compare(field) => has(field),
    }
}

fn place_of_key(roles: &[Role]) -> Option<usize> {
    roles.iter().position(|&role| role == Role::RecordKey)
}

/// Whether a role comes of the header, or of values that tell it: nothing is called a text or a number, and a key
/// may be any column of values that differ.
fn is_known(header: &str, role: Role) -> bool {
    match role {
        Role::RecordKey | Role::Ignore => is_named(header, role),
        Role::Compare(Field::Text | Field::Number) => false,
        Role::Compare(_) | Role::TruthLabel => true,
    }
}

fn is_named(header: &str, role: Role) -> bool {
    role_by_name(header) == Some(role)
}

fn profile(column: &UnknownColumn<'_>) -> Column {
    let mut profile = Column::new(column.name);
    for value in &column.values {
        profile.push(value.unwrap_or_default());
    }
    profile
}

/// What a field of a customer is for in a linkage. What says nothing of who somebody is, as their language or how
/// long they have been a customer, is not compared: it is taken for evidence of its own, and is the same for many.
fn role_of(field: &str) -> Role {
    Role::Compare(match field {
        "record_key" => return Role::RecordKey,
        "kind" => Field::Kind,
        "title" | "gender" => Field::Gender,
        "given_name" => Field::GivenName,
        "surname" => Field::Surname,
        "full_name" => Field::FullName,
        "organisation" => Field::Organisation,
        "birth_date" => Field::BirthDate,
        "email" => Field::Email,
        "phone" | "mobile" => Field::Phone,
        "street" => Field::Street,
        "house_number" => Field::HouseNumber,
        "postcode" => Field::Postcode,
        "city" => Field::City,
        "region" => Field::Region,
        "country" => Field::Country,
        "identity_number" => Field::IdNumber,
        _ => return Role::Ignore,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles_of(table: &[(&'static str, [&'static str; 4])]) -> Vec<Role> {
        let columns: Vec<UnknownColumn<'_>> = table
            .iter()
            .map(|(name, values)| UnknownColumn {
                name,
                values: values.iter().map(|&v| (!v.is_empty()).then_some(v)).collect(),
            })
            .collect();
        roles(&columns)
    }

    #[test]
    fn the_columns_of_a_french_customer_list_are_recognised() {
        let found = roles_of(&[
            ("N° client", ["P101265", "P105034", "P108071", "P110001"]),
            ("Type", ["Particulier", "Particulier", "Particulier", "Entreprise"]),
            ("Civilité", ["Mme", "M.", "M.", ""]),
            ("Nom", ["Gauthier", "Clerc", "Mercier", "Rochat"]),
            ("Prénom", ["Inès", "Thierry", "Jérôme", "Luc"]),
            ("Adresse", ["Rue du Rhône 130", "Route de Genève 100", "Rue du Lac 74", "Quai 3"]),
            ("NPA", ["1227", "1210", "1003", "2000"]),
            ("Localité", ["Carouge", "Genève", "Lausanne", "Neuchâtel"]),
            ("Natel", ["0041 77 263 86 59", "07/66 92 37 65", "+33 7 28 56 74 64", ""]),
            ("Courriel", ["ines@icloud.com", "t.clerc@libero.it", "jm@icloud.com", ""]),
            ("Né(e) le", ["09.04.1946", "11.07.1952", "13.09.1965", "01.02.1970"]),
            ("Langue", ["F", "F", "D", "F"]),
            ("Client depuis", ["01.11.2025", "04.07.2016", "15.02.2021", "03.03.2003"]),
        ]);
        let compared = |field| Role::Compare(field);
        assert_eq!(
            found,
            [
                Role::RecordKey,
                compared(Field::Kind),
                compared(Field::Gender),
                compared(Field::Surname),
                compared(Field::GivenName),
                compared(Field::Street),
                compared(Field::Postcode),
                compared(Field::City),
                compared(Field::Phone),
                compared(Field::Email),
                compared(Field::BirthDate),
                Role::Ignore,
                Role::Ignore,
            ]
        );
    }

    #[test]
    fn another_persons_name_beside_the_customers_is_not_theirs() {
        for header in ["Name Bürge", "Name des Ehepartners", "Name der Mutter"] {
            let found = roles_of(&[
                ("Kunden-Nr", ["1001", "1002", "1003", "1004"]),
                ("Vorname", ["Hans", "Heike", "Karl", "Katrin"]),
                ("Nachname", ["Berg", "Berg", "Vogt", "Vogt"]),
                ("Geburtsdatum", ["03.04.1960", "05.06.1962", "07.08.1970", "09.10.1972"]),
                (header, ["Heike Berg", "Hans Berg", "Katrin Vogt", "Karl Vogt"]),
            ]);
            assert!(!matches!(found[4], Role::Compare(Field::FullName)), "{header}: {found:?}");
        }
    }

    #[test]
    fn a_type_that_says_nothing_of_persons_and_organisations_is_a_text() {
        let found = roles_of(&[
            ("id", ["1", "2", "3", "4"]),
            ("name", ["arts deli", "cafe bizou", "citrus grill", "chinois on main"]),
            ("addr", ["12224 ventura blvd", "14016 ventura blvd", "6703 melrose", "2709 main st"]),
            ("city", ["studio city", "sherman oaks", "los angeles", "santa monica"]),
            ("phone", ["818/762-1221", "818/788-3536", "213/857-0034", "310/392-9025"]),
            ("type", ["american", "french", "californian", "french"]),
        ]);
        assert_eq!(found[5], Role::Compare(Field::Text));
    }

    #[test]
    fn what_a_table_of_products_holds_is_no_customer() {
        let found = roles_of(&[
            ("id", ["a1", "a2", "a3", "a4"]),
            ("title", ["on joins", "on sorts", "on joins", "on keys"]),
            ("authors", ["a berg, c dale", "e fox", "a berg", "g hill"]),
            ("year", ["1999", "2001", "1999", "2003"]),
        ]);
        let [text, number] = [Field::Text, Field::Number].map(Role::Compare);
        assert_eq!(found, [Role::RecordKey, text, text, number]);
    }
}
