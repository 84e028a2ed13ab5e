//! Lists of people who refuse to be approached, told by what file, sheet or title are called: channels are refused
//! where they have crosses or days there, and numbers must not be called.

use sameboat_normalize::wishes::{self, Channels, Role};

use super::columns::Table;
use super::shape::{Column, Shape};
use super::stance::Stance;
use super::text::counted;
use super::words::{EMPTY, Lexicon, tokens};

/// Concepts of columns that are a channel and nothing else.
const CHANNELS: [&str; 7] = ["email", "newsletter", "phone", "call", "landline", "mobile", "post"];
/// Share of crosses, days, yes and no in a column that says who refuses.
const ANSWERED: f32 = 0.8;
/// Share of phones, and of different ones, in the column of a list of numbers.
const NUMBERS: f32 = 0.8;
const UNIQUE: f32 = 0.9;
/// What lists of people who refuse are called, and nothing else is, without blanks, `ü` as `u`.
const NAMES: [&str; 60] = [
    "robinson",
    "robinsonliste",
    "robinsonlisten",
    "robinsonlist",
    "listarobinson",
    "listerobinson",
    "sperrliste",
    "sperrlisten",
    "sperrdatei",
    "werbesperre",
    "werbesperren",
    "werbesperrliste",
    "telefonsperre",
    "telefonsperren",
    "telefonsperrliste",
    "anrufsperre",
    "anrufsperren",
    "anrufsperrliste",
    "mailsperrliste",
    "kontaktsperre",
    "kontaktsperren",
    "widerspruchsliste",
    "widerspruche",
    "werbewiderspruch",
    "werbewiderspruche",
    "werbeverweigerer",
    "optout",
    "optouts",
    "optoutlist",
    "donotcall",
    "donotcalllist",
    "donotcontact",
    "donotcontactlist",
    "donotmail",
    "donotemail",
    "dnc",
    "dnclist",
    "unsubscribed",
    "unsubscribes",
    "suppressionlist",
    "opposition",
    "oppositions",
    "listeopposition",
    "listedopposition",
    "listerepoussoir",
    "bloctel",
    "desinscrits",
    "desabonnes",
    "listadeoposicion",
    "listaoposicion",
    "listadeexclusion",
    "listaexclusion",
    "listadeexclusionpublicitaria",
    "nomolestar",
    "oppositori",
    "opposizioni",
    "registroopposizioni",
    "registrodelleopposizioni",
    "registropubblicoopposizioni",
    "registropubblicodelleopposizioni",
];
/// Concepts that may stand beside that: whom, how and when.
const BESIDE_NAMES: [&str; 12] = [
    "email",
    "newsletter",
    "phone",
    "call",
    "landline",
    "mobile",
    "post",
    "contact",
    "date",
    "month",
    "year",
    "updated",
];

/// Words of the longest name.
const LONGEST: usize = 5;

/// Whether a name has that of a list of people who refuse in it, whatever is beside it.
pub(super) fn mentions_refusals(name: &str) -> bool {
    let words = tokens(name);
    let ends = |at: usize| at + 1..=words.len().min(at + LONGEST);
    (0..words.len()).any(|at| ends(at).any(|end| NAMES.contains(&words[at..end].concat().as_str())))
}

/// Whether a name of a file or sheet, or a title, says that who is listed refuses: it is the name of such a list
/// and has nothing beside it that may turn it round, be it a `no`, an `ok`, or a word that nobody knows.
pub(super) fn names_refusals(name: &str) -> bool {
    let words = tokens(name);
    let (mut at, mut is_named) = (0, false);
    while at < words.len() {
        let lengths = || (1..=LONGEST.min(words.len() - at)).rev();
        let together = |length: &usize| words[at..at + length].concat();
        let name = lengths().find(|length| NAMES.contains(&together(length).as_str()));
        is_named |= name.is_some();
        let Some(length) = name.or_else(|| lengths().find(|length| is_beside(&together(length))))
        else {
            return false;
        };
        at += length;
    }
    is_named
}

/// Whom a list may be of; accounts and cards are blocked, too.
const PEOPLE: [&str; 9] = [
    "kunden",
    "kunde",
    "customers",
    "customer",
    "clients",
    "client",
    "clientes",
    "clienti",
    "cliente",
];

/// Whether a word turns nothing round: a channel, advertising, a customer, a day, `list`.
fn is_beside(word: &str) -> bool {
    const HARMLESS: [Role; 5] = [Role::Approach, Role::All, Role::By, Role::And, Role::Empty];
    let lexicon = Lexicon::get();
    let is_known = || {
        let concept = lexicon.of_word(word);
        let mut names = BESIDE_NAMES.iter().map(|name| lexicon.named(name));
        concept == Some(EMPTY) || (concept.is_some() && names.any(|known| known == concept))
    };
    let is_harmless = || match wishes::words(word)[..] {
        [Some(word)] => (word.is_channel() || word.is_one_of(&HARMLESS)) && !word.may_refuse(),
        _ => false,
    };
    PEOPLE.contains(&word)
        || word.bytes().all(|byte| byte.is_ascii_digit())
        || is_known()
        || is_harmless()
}

/// Takes no yes of a list of refusals for a consent: what it says there is not clear.
pub(super) fn leave_consents(table: &mut Table<'_>) {
    for stance in table.stances.iter_mut().filter(|stance| **stance == Some(Stance::Consent)) {
        *stance = Some(Stance::Unclear);
    }
}

/// Takes the channels in a list of refusals that names nobody for refused ones. Their headers alone are on
/// nobody's side, but a yes below `Newsletter` elsewhere is a consent: only crosses and days refuse it.
pub(super) fn settle(table: &mut Table<'_>) {
    for at in 0..table.columns.len() {
        let (meaning, shape, column) = (&table.meanings[at], &table.shapes[at], &table.columns[at]);
        let is_bare = meaning.unknown == 0 && meaning.names_only(&CHANNELS);
        let says = if meaning.has("newsletter") {
            is_crossed(column, shape)
        } else {
            is_answered(column, shape)
        };
        if is_bare && says && table.stances[at] == Some(Stance::Unclear) {
            table.stances[at] = Some(Stance::Refusal(Channels::default()));
            table.of_list[at] = true;
        }
    }
}

/// Whether values begin as numbers do that are dialled, and keys hardly do.
fn are_dialled(column: &Column) -> bool {
    let is_dialled = |value: &&String| value.starts_with(['+', '0']);
    let dialled = column.sample.iter().filter(is_dialled).count();
    dialled as f32 >= NUMBERS * column.sample.len() as f32
}

/// Whether a column has nothing but crosses and days.
fn is_crossed(column: &Column, shape: &Shape) -> bool {
    let is_cross = |value: &str| matches!(value, "x" | "X" | "✗" | "✘" | "×");
    let crosses = |values: Vec<(&str, u64)>| values.iter().all(|(value, _)| is_cross(value));
    is_dated(shape) || (column.filled + column.crosses > 0 && column.values().is_some_and(crosses))
}

fn is_dated(shape: &Shape) -> bool {
    shape.date + shape.serial_day >= ANSWERED
}

/// Whether a column has hardly anything but crosses, days, yes and no.
fn is_answered(column: &Column, shape: &Shape) -> bool {
    match column.filled {
        0 => column.crosses > 0,
        _ => shape.boolean + shape.date + shape.serial_day >= ANSWERED,
    }
}

/// Concepts beside a ban that say of whose number and since when it is: `Konto gesperrt` bars no number.
const BESIDE_BANS: [&str; 10] = [
    "refusal", "ban", "since", "date", "updated", "phone", "call", "landline", "mobile", "contact",
];

/// A list of numbers that must not be called.
#[derive(Debug)]
pub(super) struct NumberList {
    /// Its column of numbers.
    pub(super) key: usize,
    /// The columns that say so in each row.
    pub(super) refusing: Vec<usize>,
    /// What of it a person should know.
    pub(super) doubts: Vec<String>,
}

impl NumberList {
    /// None for a table that is something else. `is_named` tells that it is called a list of refusals.
    pub(super) fn of(table: &Table<'_>, is_named: bool) -> Option<Self> {
        let all = || 0..table.columns.len();
        let is_key = |at: &usize| {
            let (column, shape) = (&table.columns[*at], &table.shapes[*at]);
            let is_told = ["phone", "landline", "mobile", "call"]
                .iter()
                .any(|name| table.meanings[*at].has(name));
            // `Numéro` in a list that is called so.
            let is_number =
                || is_named && table.meanings[*at].names_only(&["id"]) && are_dialled(column);
            shape.phone > NUMBERS && (is_told || is_number()) && column.uniqueness() >= UNIQUE
        };
        let key = all().find(is_key)?;
        let refuses = |at: &usize| {
            let meaning = &table.meanings[*at];
            let is_bare = meaning.unknown == 0 && meaning.names_only(&BESIDE_BANS);
            matches!(table.stances[*at], Some(Stance::Refusal(_)))
                || (is_bare && (meaning.has("refusal") || (is_named && meaning.has("ban"))))
        };
        // Whoever is in such a list is so since that day, and not since one of another thing.
        let is_since = |at: &usize| {
            let meaning = &table.meanings[*at];
            let is_bare = meaning.unknown == 0 && meaning.names_only(&["since", "date"]);
            is_named && is_bare && meaning.has("since") && is_dated(&table.shapes[*at])
        };
        let answers = |at: &usize| is_answered(&table.columns[*at], &table.shapes[*at]);
        let others = || all().filter(|at| *at != key).filter(answers);
        let mut refusing: Vec<usize> = others().filter(refuses).collect();
        if refusing.is_empty() {
            if !is_named {
                return None;
            }
            refusing = others().filter(is_since).collect();
        }
        let mut doubts = vec![];
        let name = |at: usize| table.columns[at].name.replace('`', "'");
        for at in &refusing {
            let column = &table.columns[*at];
            let empty = column.rows.saturating_sub(column.filled + column.crosses);
            if empty > 0 {
                doubts.push(format!(
                    "`{}` says nothing in {}, which refuse nothing so",
                    name(*at),
                    counted(empty)
                ));
            }
        }
        let consents = all().filter(|at| {
            table.stances[*at] == Some(Stance::Consent) || table.meanings[*at].has("consent")
        });
        doubts.extend(
            consents.map(|at| {
                format!("`{}` seems to say who may be called, and is not read", name(at))
            }),
        );
        Some(Self { key, refusing, doubts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_mentions_such_a_list_is_asked_about_and_nothing_else() {
        for name in ["Robinson-Abgleich_2026", "Kunden ohne Sperrliste", "hors opposition"] {
            assert!(mentions_refusals(name) && !names_refusals(name), "{name}");
        }
        for name in ["rueckruf", "keine_antwort", "Konto gesperrt"] {
            assert!(!mentions_refusals(name), "{name}");
        }
    }

    #[test]
    fn names_of_lists_tell_that_who_is_listed_refuses() {
        for name in [
            "liste_opposition",
            "Oppositions",
            "Liste d'opposition – mise à jour mensuelle",
            "Robinsonliste_Telefon",
            "Werbesperren 2026",
            "Sperrliste",
            "do_not_call_list",
            "opt-outs",
            "Lista de exclusión publicitaria",
            "Lista Robinson",
            "registro opposizioni",
            "Widersprüche Werbung",
            "Opt-out list customers 2026-10",
            "Bloctel",
            "Oppositori",
            "Kunden Sperrliste",
        ] {
            assert!(names_refusals(name), "{name}");
        }
        for name in [
            "kunden",
            "Kunden ohne Widerspruch",
            "Einwilligungen und Widersprüche",
            "consentimientos_rgpd",
            "newsletter",
            "clients sans opposition",
            "customers not opted out",
            "Adressen",
            "kunden_keine_sperre",
            "no opt-outs",
            "Kontakt erlaubt (keine Sperre)",
            "clients hors bloctel",
            "hors opposition",
            "ex_opposition",
            "bloctel_ok",
            "dnc_bereinigt",
            "clienti non in opposizione",
            "clientes_no_oposicion",
            "Werbung frei trotz Sperrliste",
            "Robinsonliste abgeglichen - darf kontaktiert werden",
            "Robinson-Abgleich_2026",
            "Robinson GmbH Kontaktkanaele",
            "Abmeldung Fahrzeug",
            "gesperrte_karten",
            "Sperrliste Konto",
            "Account opt-outs",
            "Oposiciones 2025",
            "Kein Datenexport",
            "do not edit",
            "Confidential - do not distribute",
            "Kunden Stand 10/2026 - keine Weitergabe an Dritte",
            "reachable_channels_dont_share",
            "keine_antwort",
        ] {
            assert!(!names_refusals(name), "{name}");
        }
    }
}
