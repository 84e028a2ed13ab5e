//! What was exported for a system is read back through that system's preset: the same customers.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sameboat_store::{SqlResult, Store};
use serde_json::Value;

use crate::world::{NEEDS_A_PERSON, demo_store, published_demo, sameboat};

/// One object of an export, and the preset that reads it.
struct Part {
    /// Begin of the files' names.
    files: &'static str,
    preset: &'static str,
    /// The column of the target's own ids, which it gives on import.
    native: &'static str,
}

const fn part(files: &'static str, preset: &'static str, native: &'static str) -> Part {
    Part { files, preset, native }
}

/// The columns of external ids.
const EXTERNAL: [&str; 4] = ["Sameboat_Id__c", "Sameboat Id", "Sameboat ID", "external_id"];

/// A target's objects, and the fields of a customer that they and their presets have.
struct Trip {
    target: &'static str,
    parts: &'static [Part],
    /// Golden customers that the parts hold.
    holds: &'static str,
    fields: &'static [&'static str],
}

const EVERYBODY: &str = "true";
const PERSONS: &str = "kind = 'person'";
const ADDRESS: [&str; 5] = ["street", "postcode", "city", "region", "country"];

const TRIPS: &[Trip] = &[
    Trip {
        target: "salesforce",
        parts: &[
            part("Account_", "salesforce/account.toml", "Id"),
            part("Contact_", "salesforce/contact.toml", "Id"),
        ],
        holds: EVERYBODY,
        fields: &["kind", "name", "email", "phone", "address"],
    },
    Trip {
        target: "salesforce",
        parts: &[part("Contact_", "salesforce/contact.toml", "Id")],
        holds: PERSONS,
        fields: &[
            "kind",
            "title",
            "given_name",
            "name",
            "birth_date",
            "email",
            "phone",
            "mobile",
            "address",
            "refuses_email",
            "refuses_phone",
        ],
    },
    Trip {
        target: "genesys",
        parts: &[part("external_contact_", "genesys/external_contact.toml", "External ID")],
        holds: PERSONS,
        fields: &[
            "kind",
            "title",
            "given_name",
            "name",
            "email",
            "phone",
            "mobile",
            "place",
            "country_code",
            "consent_email",
            "consent_phone",
            "consent_post",
        ],
    },
    Trip {
        target: "connect",
        parts: &[part("profile_", "amazon_connect/profile.toml", "AccountNumber")],
        holds: EVERYBODY,
        fields: &[
            "kind",
            "given_name",
            "name",
            "birth_date",
            "gender",
            "email",
            "phone",
            "mobile",
            "address",
            "consent_email",
            "consent_phone",
            "consent_post",
        ],
    },
    Trip {
        target: "zendesk",
        parts: &[
            part("users_columns", "zendesk/user.toml", "id"),
            part("users_without_email_", "zendesk/user.toml", "id"),
        ],
        holds: PERSONS,
        fields: &[
            "kind",
            "whole_name",
            "own_email",
            "refuses_email",
            "refuses_phone",
            "refuses_post",
        ],
    },
    Trip {
        target: "dynamics",
        parts: &[
            part("Account_", "dynamics/account.toml", "(Do Not Modify) Account"),
            part("Contact_", "dynamics/contact.toml", "(Do Not Modify) Contact"),
        ],
        holds: EVERYBODY,
        fields: &[
            "kind",
            "name",
            "email",
            "phone",
            "mobile",
            "address",
            "refuses_email",
            "refuses_phone",
            "refuses_post",
        ],
    },
    Trip {
        target: "dynamics",
        parts: &[part("Contact_", "dynamics/contact.toml", "(Do Not Modify) Contact")],
        holds: PERSONS,
        fields: &[
            "title",
            "given_name",
            "name",
            "birth_date",
            "gender",
            "email",
            "phone",
            "address",
        ],
    },
    Trip {
        target: "hubspot",
        parts: &[part("companies_", "hubspot/company.toml", "Record ID")],
        holds: "kind = 'organisation'",
        fields: &["kind", "name", "phone", "address"],
    },
    Trip {
        target: "hubspot",
        parts: &[
            part("contacts_0", "hubspot/contact.toml", "Record ID"),
            part("contacts_without_email_", "hubspot/contact.toml", "Record ID"),
        ],
        holds: PERSONS,
        fields: &[
            "kind",
            "title",
            "given_name",
            "name",
            "birth_date",
            "gender",
            "email",
            "phone",
            "mobile",
            "address",
            "language",
        ],
    },
];

/// SQL for a customer's field as the trip compares it.
fn compared(field: &str) -> String {
    let digits = |column: &str| format!("right(regexp_replace({column}, '\\D', '', 'g'), 7)");
    let text = match field {
        "name" => {
            "CASE WHEN kind = 'organisation' THEN coalesce(organisation, full_name, surname) \
                   ELSE coalesce(surname, full_name, organisation) END"
                .to_owned()
        }
        "whole_name" => {
            "coalesce(nullif(concat_ws(' ', given_name, surname), ''), full_name)".into()
        }
        "phone" | "mobile" => digits(field),
        "address" => address(&ADDRESS),
        "place" => address(&ADDRESS[..4]),
        "country_code" => {
            "CASE country WHEN 'Germany' THEN 'DE' WHEN 'Austria' THEN 'AT' WHEN 'Switzerland' THEN 'CH' \
             ELSE country END"
                .into()
        }
        // Tags, and boxes that nobody has ticked, tell of refusals only.
        "refuses_email" => "nullif(consent_email, true)".into(),
        "refuses_phone" => "nullif(consent_phone, true)".into(),
        "refuses_post" => "nullif(consent_post, true)".into(),
        "email" => "lower(email)".into(),
        // What is no address goes to Zendesk as a note.
        "own_email" => "CASE WHEN count(*) OVER (PARTITION BY lower(trim(email))) = 1 \
                        AND regexp_matches(email, '^[!-?A-~]+@[!-?A-~]+[.][a-zA-Z]+$') THEN lower(email) END"
            .into(),
        other => other.to_owned(),
    };
    format!("coalesce(({text})::VARCHAR, '')")
}

/// SQL for these parts of [`ADDRESS`] in one text.
fn address(parts: &[&str]) -> String {
    let street = "nullif(concat_ws(' ', street, house_number), '')";
    format!("concat_ws(', ', {street}, {})", parts[1..].join(", "))
}

/// Customers by their id, with the fields compared.
type Found = BTreeMap<String, Vec<String>>;

fn customers(store: &Store, id: &str, table: &str, only: &str, fields: &[&str]) -> Found {
    let columns: Vec<String> = fields.iter().map(|field| compared(field)).collect();
    let sql = format!(
        "SELECT id, {names} FROM (SELECT {id} AS id, kind, {columns} FROM {table}) WHERE {only}",
        names = (0..fields.len()).map(|place| format!("c{place}")).collect::<Vec<_>>().join(", "),
        columns = columns
            .iter()
            .enumerate()
            .map(|(place, column)| format!("{column} AS c{place}"))
            .collect::<Vec<_>>()
            .join(", "),
    );
    let read = |row: &sameboat_store::Row<'_>| -> SqlResult<(String, Vec<String>)> {
        let cells = (0..fields.len()).map(|place| row.get(place + 1)).collect::<SqlResult<_>>()?;
        Ok((row.get(0)?, cells))
    };
    store.query(&sql, [], read).unwrap().into_iter().collect()
}

/// The file as the target would export it: under ids of its own, for which the external ids stand.
fn exported_again(file: &Path, native: &str) -> String {
    let text = fs::read_to_string(file).unwrap();
    let (header, rows) = text.split_once('\n').unwrap();
    let header: Vec<&str> = header
        .split(',')
        .map(|name| if EXTERNAL.contains(&name) { native } else { name })
        .collect();
    format!("{}\n{rows}", header.join(","))
}

/// An engagement whose product line is the export, read by `sameboat ingest`.
fn read_back(export: &Path, trip: &Trip, engagement: &Path) -> Store {
    let presets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mappings");
    let mut settings = "[engagement]\nname = \"Round trip\"\n\
        [[line]]\nname = \"product\"\nlabel = \"Product\"\n\
        [[line]]\nname = \"financing\"\nlabel = \"Financing\"\n"
        .to_owned();
    let mut files: Vec<PathBuf> =
        fs::read_dir(export).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for (number, file) in files.iter().enumerate() {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let Some(part) = trip.parts.iter().find(|part| name.starts_with(part.files)) else {
            continue;
        };
        fs::write(engagement.join(&name), exported_again(file, part.native)).unwrap();
        let mapping = engagement.join(part.preset);
        fs::create_dir_all(mapping.parent().unwrap()).unwrap();
        fs::copy(presets.join(part.preset), mapping).unwrap();
        let _ = write!(
            settings,
            "[[source]]\nname = \"part{number}\"\nline = \"product\"\nfile = \"{name}\"\n\
             mapping = \"{}\"\n",
            part.preset
        );
    }
    fs::write(engagement.join("sameboat.toml"), settings).unwrap();
    let read = sameboat().arg("ingest").arg(engagement).output().unwrap();
    assert!([Some(0), Some(NEEDS_A_PERSON)].contains(&read.status.code()), "{read:?}");
    Store::open_read_only(&engagement.join("runs/draft/unified.duckdb")).unwrap()
}

/// Customers and columns whose value the target would not take, as `left_out.csv` tells.
fn left_out(export: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(export.join("left_out.csv")).unwrap_or_default();
    text.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            (cells[1].to_owned(), cells[2].to_lowercase())
        })
        .collect()
}

#[test]
fn an_export_read_back_through_its_preset_holds_the_same_customers() {
    let golden = demo_store();
    for trip in TRIPS {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        let mut command = sameboat();
        command.args(["export", "--json"]).arg(published_demo()).arg(trip.target);
        let output = command.arg("--out").arg(&out).output().unwrap();
        let manifest: Value = serde_json::from_slice(&output.stdout).unwrap();
        let code = if manifest["rejected"] == 0 { 0 } else { NEEDS_A_PERSON };
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        let refused = fs::read_to_string(out.join("rejected.csv")).unwrap();

        let engagement = folder.path().join("back");
        fs::create_dir(&engagement).unwrap();
        let back = read_back(&out, trip, &engagement);
        let mut expected = customers(&golden, "customer_id", "customer", trip.holds, trip.fields);
        expected.retain(|id, _| !refused.contains(id.as_str()));
        let found = customers(&back, "record_key", "customer_record", "true", trip.fields);
        assert_eq!(found.len(), expected.len(), "{} {}", trip.target, manifest["customers"]);
        for (place, field) in trip.fields.iter().enumerate() {
            let refused = expected.values().filter(|cells| cells[place] == "false").count();
            let is_consent = field.starts_with("consent") || field.starts_with("refuses");
            assert!(!is_consent || refused > 0, "{}: {field} is not compared", trip.target);
        }
        let left_out = left_out(&out);
        let mut different: BTreeMap<&str, u32> = BTreeMap::new();
        for (id, cells) in &expected {
            let back = &found[id];
            for (place, field) in trip.fields.iter().enumerate() {
                let is_told =
                    || left_out.iter().any(|(of, column)| of == id && column.contains(field));
                let is_same = cells[place] == back[place] || back[place].is_empty() && is_told();
                *different.entry(field).or_default() += u32::from(!is_same);
            }
        }
        different.retain(|_, count| *count > 0);
        assert!(different.is_empty(), "{}: customers that differ: {different:?}", trip.target);
    }
}
