//! Columns of customers who do not want to be approached: the opposite of the consent that the model
//! keeps, for one channel or for all.

use super::choices::Lookup;
use super::columns::Table;
use super::draft::FieldDraft;
use super::shape::Column;
use super::wishes::wish;
use super::words::{Lexicon, Meaning, joined};
use crate::parse::booleans::boolean;
use crate::reader::cell::Cell;

/// The fields of consent, each with the concepts of its channel.
const FIELDS: [(&str, &[&str]); 3] = [
    ("consent_email", &["email", "newsletter"]),
    ("consent_phone", &["phone", "call", "landline", "mobile", "workphone"]),
    ("consent_post", &["post", "street"]),
];
/// Share of a column's values that must be understood.
const UNDERSTOOD: f32 = 0.8;

/// Values that say what was refused or allowed where they do not say yes or no.
const REFUSED: [&str; 14] = [
    "optout",
    "optedout",
    "unsubscribed",
    "gesperrt",
    "sperre",
    "abgemeldet",
    "widersprochen",
    "widerspruch",
    "refuse",
    "refused",
    "desinscrit",
    "baja",
    "rifiutato",
    "blocked",
];
const ALLOWED: [&str; 8] =
    ["optin", "optedin", "subscribed", "erlaubt", "angemeldet", "allowed", "inscrit", "alta"];

/// Whose side a column is written from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Refusal,
    Consent,
    /// How the customer would like to be approached.
    Wish,
}

/// What a value says of one channel.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Said {
    Refused,
    /// Not refused.
    Allowed,
    /// Agreed to by the channel's name.
    Agreed,
    Nothing,
}

/// The fields that a table's columns of refusals give, beside those that are mapped already. A
/// consent that names no channel, and is mapped for one, refuses the others where it is not given.
pub(super) fn refusals(
    table: &Table<'_>,
    drafted: &[FieldDraft],
    questions: &mut Vec<String>,
) -> Vec<FieldDraft> {
    let mut found: Vec<FieldDraft> = vec![];
    let sides = table.columns.iter().zip(&table.meanings).filter_map(|(column, meaning)| {
        Some((column, meaning, side(meaning, &channels(meaning))?))
    });
    let mut sides: Vec<(&Column, &Meaning, Side)> = sides.collect();
    // Those that name their channel come first.
    sides.sort_by_key(|(_, meaning, _)| channels(meaning).is_empty());
    for (column, meaning, side) in sides {
        let mapped = drafted.iter().any(|field| field.columns.contains(&column.name));
        let channels = channels(meaning);
        // A column that says in words who has consented to what is not mapped as a yes or no.
        let in_words = !mapped && side != Side::Refusal;
        if (mapped && (side != Side::Consent || !channels.is_empty()))
            || (in_words && !is_in_words(column))
        {
            continue;
        }
        // Who may well be called is not for that someone who has agreed to it.
        let is_ban = has(meaning, "ban") && !has(meaning, "refusal");
        let only_refusals = channels.is_empty() || is_ban || side == Side::Wish;
        let Some(lookups) = lookups(column, side, only_refusals) else {
            if side == Side::Refusal && column.filled > 0 {
                questions.push(format!(
                    "`{}` seems to say who must not be approached, in words that are not understood",
                    column.name
                ));
            }
            continue;
        };
        let free =
            |name: &&'static str| drafted.iter().chain(&found).all(|field| field.name != *name);
        let of_channel = |name: &&str| channels.is_empty() || channels.contains(name);
        let names = FIELDS.map(|(name, _)| name);
        let names: Vec<&str> = names.into_iter().filter(of_channel).filter(free).collect();
        if mapped && !names.is_empty() {
            questions.push(format!(
                "`{}` names no channel: a refusal holds for all, a consent for e-mail only",
                column.name
            ));
        }
        let why = match side {
            Side::Refusal => "a refusal: the opposite of a consent",
            _ if in_words => "what its words refuse",
            _ => "a refusal holds for all channels",
        };
        let of_names = FIELDS.iter().zip(lookups).filter(|((name, _), lookup)| {
            let says_something = lookup.known.iter().any(|(_, word, _)| !word.is_empty());
            names.contains(name) && (says_something || !in_words)
        });
        found.extend(of_names.map(|((name, _), lookup)| FieldDraft {
            name,
            columns: vec![column.name.clone()],
            lookup: Some(lookup),
            confidence: if channels.is_empty() { 0.7 } else { 0.9 },
            why: Some(why.into()),
            ..FieldDraft::default()
        }));
    }
    found
}

/// The fields whose channel a header names.
fn channels(meaning: &Meaning) -> Vec<&'static str> {
    let has = |name: &&str| has(meaning, name);
    let named = FIELDS.into_iter().filter(|(_, concepts)| concepts.iter().any(has));
    named.map(|(name, _)| name).collect()
}

fn has(meaning: &Meaning, concept: &str) -> bool {
    Lexicon::get().named(concept).is_some_and(|concept| meaning.concepts.contains(&concept))
}

/// Whether a header is about approaching customers, and from whose side. A ban is of whom or what is
/// said: an account that is blocked refuses nothing.
fn side(meaning: &Meaning, channels: &[&str]) -> Option<Side> {
    let approached = !channels.is_empty() || has(meaning, "consent") || has(meaning, "contact");
    if has(meaning, "refusal") || (has(meaning, "ban") && approached) {
        return Some(Side::Refusal);
    }
    if has(meaning, "wish") {
        return Some(Side::Wish);
    }
    has(meaning, "consent").then_some(Side::Consent)
}

/// Whether a column says in words who wants what. Channels alone are what somebody prefers.
fn is_in_words(column: &Column) -> bool {
    let refuses = |value: &str| wish(value, false).is_some_and(|wish| wish.refused.contains(&true));
    column.values().is_some_and(|values| values.iter().any(|(value, _)| refuses(value)))
}

/// What the values say of each field. Who has not refused all channels has not consented to all of
/// them either: with `only_refusals`, nothing but a refusal says anything, and a consent that names
/// the channel.
fn lookups(column: &Column, side: Side, only_refusals: bool) -> Option<[Lookup; FIELDS.len()]> {
    let mut lookups = <[Lookup; FIELDS.len()]>::default();
    let (mut all, mut known) = (0, 0);
    for (value, rows) in column.values()? {
        all += rows;
        let Some(said) = said(value, side) else {
            for lookup in &mut lookups {
                lookup.unknown.push((value.to_owned(), rows));
            }
            continue;
        };
        known += rows;
        for (lookup, said) in lookups.iter_mut().zip(said) {
            let word = match said {
                Said::Refused => "no",
                Said::Agreed if side == Side::Consent => "yes",
                Said::Allowed if !only_refusals => "yes",
                _ => "",
            };
            let lower = value.to_lowercase();
            match lookup.known.iter_mut().find(|known| known.0.to_lowercase() == lower) {
                Some(same) => same.2 += rows,
                None => lookup.known.push((value.to_owned(), word, rows)),
            }
        }
    }
    let coverage = known as f32 / all.max(1) as f32;
    for lookup in &mut lookups {
        lookup.coverage = coverage;
    }
    (all > 0 && coverage >= UNDERSTOOD).then_some(lookups)
}

/// What a value says of each channel; none if it is not understood.
fn said(value: &str, side: Side) -> Option<[Said; FIELDS.len()]> {
    let folded = joined(value);
    let refused = if REFUSED.contains(&folded.as_str()) {
        Some(true)
    } else if ALLOWED.contains(&folded.as_str()) {
        Some(false)
    } else {
        boolean(Cell::Text(value)).ok().map(|yes| yes == (side == Side::Refusal))
    };
    if let Some(refused) = refused {
        return Some([if refused { Said::Refused } else { Said::Allowed }; FIELDS.len()]);
    }
    let wish = wish(value, side == Side::Refusal)?;
    Some(std::array::from_fn(|at| match (wish.refused[at], wish.allowed[at]) {
        (true, _) => Said::Refused,
        (_, true) => Said::Agreed,
        _ => Said::Nothing,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(columns: &[(&str, &[&str])]) -> Vec<(&'static str, String, String)> {
        let columns: Vec<Column> = columns
            .iter()
            .map(|(header, values)| {
                let mut column = Column::new(header);
                for value in *values {
                    column.push(value);
                }
                column
            })
            .collect();
        let found = refusals(&Table::new(&columns), &[], &mut vec![]);
        let words = |field: &FieldDraft| {
            let lookup = field.lookup.iter().flat_map(|lookup| &lookup.known);
            let mut words: Vec<String> = lookup.map(|(v, w, _)| format!("{v}={w}")).collect();
            words.sort();
            words.join(" ")
        };
        found.iter().map(|field| (field.name, field.columns[0].clone(), words(field))).collect()
    }

    #[test]
    fn what_refuses_one_channel_is_the_opposite_of_its_consent() {
        for (header, field) in [
            ("HasOptedOutOfEmail", "consent_email"),
            ("Newsletter abgemeldet", "consent_email"),
            ("Newsletter Abmeldung", "consent_email"),
            ("Newsletter abbestellt", "consent_email"),
            ("Opt-out Post", "consent_post"),
        ] {
            let found = fields(&[(header, &["1", "0", "0"])]);
            assert_eq!(found, [(field, header.to_owned(), "0=yes 1=no".to_owned())], "{header}");
        }
    }

    #[test]
    fn who_is_not_banned_from_a_channel_has_not_consented_to_it() {
        for (header, field) in [
            ("Do not call", "consent_phone"),
            ("DoNotPhone", "consent_phone"),
            ("Telefonsperre", "consent_phone"),
            ("E-Mail gesperrt", "consent_email"),
        ] {
            let found = fields(&[(header, &["1", "0", "0"])]);
            assert_eq!(found, [(field, header.to_owned(), "0= 1=no".to_owned())], "{header}");
        }
    }

    #[test]
    fn a_ban_of_all_advertising_refuses_all_channels_and_its_lack_consents_to_none() {
        for header in [
            "Werbesperre",
            "Do not contact",
            "Opt-out",
            "Opted out",
            "Keine Werbung",
            "No contactar",
            "Ne pas contacter",
            "Non contattare",
            "Robinsonliste",
        ] {
            let found = fields(&[(header, &["x", "n", "x"])]);
            let names: Vec<&str> = found.iter().map(|(name, ..)| *name).collect();
            assert_eq!(names, ["consent_email", "consent_phone", "consent_post"], "{header}");
            assert_eq!(found[0].2, "n= x=no");
        }
    }

    #[test]
    fn what_names_its_channel_goes_before_what_does_not() {
        let found = fields(&[("Werbesperre", &["x", ""]), ("Email Opt Out", &["true", "false"])]);
        let of: Vec<(&str, &str)> = found.iter().map(|(n, c, _)| (*n, c.as_str())).collect();
        assert_eq!(
            of,
            [
                ("consent_email", "Email Opt Out"),
                ("consent_phone", "Werbesperre"),
                ("consent_post", "Werbesperre")
            ]
        );
    }

    #[test]
    fn refusals_in_words_hold_for_the_channels_that_they_name() {
        let values = ["keine Werbung", "nur per E-Mail", "no calls", "ne pas contacter", ""];
        let email = "keine Werbung=no ne pas contacter=no no calls= nur per E-Mail=";
        let phone = "keine Werbung=no ne pas contacter=no no calls=no nur per E-Mail=no";
        let post = "keine Werbung=no ne pas contacter=no no calls= nur per E-Mail=no";
        for header in ["Werbesperre", "Opt-out", "Kontaktwunsch", "Contact preference"] {
            let expected =
                [("consent_email", email), ("consent_phone", phone), ("consent_post", post)]
                    .map(|(name, words)| (name, header.to_owned(), words.to_owned()));
            assert_eq!(fields(&[(header, &values)]), expected, "{header}");
        }
    }

    #[test]
    fn a_consent_in_words_agrees_to_the_channels_that_it_names() {
        let found = fields(&[("Werbung", &["nur per E-Mail", "keine Anrufe", "E-Mail und Post"])]);
        let words: Vec<&str> = found.iter().map(|(.., words)| words.as_str()).collect();
        assert_eq!(
            words,
            [
                "E-Mail und Post=yes keine Anrufe= nur per E-Mail=yes",
                "E-Mail und Post= keine Anrufe=no nur per E-Mail=no",
                "E-Mail und Post=yes keine Anrufe= nur per E-Mail=no",
            ]
        );
    }

    #[test]
    fn channels_that_somebody_prefers_are_no_refusals() {
        assert!(fields(&[("Kontaktwunsch", &["E-Mail", "Telefon", "Post"])]).is_empty());
        assert!(fields(&[("Kontaktwunsch", &["keine Anrufe nach 18 Uhr", "VIP"])]).is_empty());
        let found = fields(&[("Kontaktwunsch", &["E-Mail", "Telefon", "keine Anrufe"])]);
        let phone =
            ("consent_phone", "Kontaktwunsch".into(), "E-Mail= Telefon= keine Anrufe=no".into());
        assert_eq!(found, [phone]);
    }

    #[test]
    fn an_account_that_is_blocked_refuses_nothing() {
        assert!(fields(&[("Konto gesperrt", &["x", ""])]).is_empty());
        assert!(fields(&[("Sperre", &["x", ""])]).is_empty());
        assert!(fields(&[("Werbesperre", &["seit Mai", "bis Juni"])]).is_empty());
    }
}
