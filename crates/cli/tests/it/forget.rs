//! A person is forgotten: no file of ours holds them, and no later run brings them back.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use sameboat_store::Store;
use sameboat_store::manifest::{Manifest, checksum};
use serde_json::Value;

use crate::export::{contents, files_below};
use crate::world::{Engagement, NEEDS_A_PERSON, number, sameboat};

/// What stands nowhere else in the engagement.
pub(crate) const SURNAME: &str = "Quizzenberg";
const EMAIL: &str = "quizzenberg@unikum.example";
const PHONE: &str = "+4930555000777";

/// The person as the financing line knows them.
pub(crate) struct Planted {
    pub(crate) engagement: Engagement,
    pub(crate) key: String,
    /// Contacts and agreements in the exports.
    agreement: String,
}

fn read(path: &Path) -> String {
    fs::read(path).unwrap().iter().map(|byte| char::from(*byte)).collect()
}

fn write(path: &Path, text: &str) {
    let bytes: Vec<u8> = text.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    fs::write(path, bytes).unwrap();
}

/// Gives the main customer of the first contract a name that is known by its letters, a contact
/// whose topic names them, a torn row that names them, and a decision about them.
pub(crate) fn plant() -> Planted {
    let engagement = Engagement::small();
    let data = engagement.path.join("data/financing");
    let agreements = read(&data.join("vertraege.csv"));
    let first: Vec<&str> = agreements.lines().nth(1).unwrap().split(';').collect();
    let (agreement, key) = (first[0].to_owned(), first[1].to_owned());

    let path = data.join("kunden.csv");
    let mut text = String::new();
    for line in read(&path).lines() {
        let mut cells: Vec<&str> = line.split(';').collect();
        if cells[0] == key {
            (cells[4], cells[12], cells[14]) = (SURNAME, PHONE, EMAIL);
        }
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    let _ = write!(text, "0009;{EMAIL}\r\n");
    write(&path, &text);

    let path = data.join("kontakte.csv");
    let mut text = read(&path);
    let own =
        format!(";{key};01.12.2025;10:15;E;Telefon;Bestand;;20;300;Frau {SURNAME};erledigt;;;;");
    let _ = write!(text, "K99990001{own}\r\n");
    // Somebody of the household who asks about the contract, under no customer number.
    let other = format!(
        "K99990002;;02.12.2025;10:15;E;Telefon;Bestand;;20;300;statement;erledigt;{agreement};;;"
    );
    let _ = write!(text, "{other}\r\n");
    write(&path, &text);
    Planted { engagement, key, agreement }
}

impl Planted {
    pub(crate) fn name(&self) -> String {
        format!("financing_customers:{}", self.key)
    }

    fn forget(&self, who: &str, flags: &[&str]) -> (i32, Value) {
        let output = sameboat()
            .arg("forget")
            .arg(&self.engagement.path)
            .arg(who)
            .arg("--json")
            .args(flags)
            .output()
            .unwrap();
        let code = output.status.code().unwrap();
        assert!(matches!(code, 0 | 3), "{}", String::from_utf8_lossy(&output.stderr));
        (code, serde_json::from_slice(&output.stdout).unwrap())
    }

    /// Files of ours that hold the person, in their bytes or in what can be read from them.
    fn holding(&self) -> Vec<PathBuf> {
        let needles = [SURNAME, EMAIL, PHONE, self.key.as_str(), self.agreement.as_str()];
        let data = self.engagement.path.join("data");
        let ours = files_below(&self.engagement.path).into_iter().filter(|file| {
            // `runs/current` is a link to a folder that is looked at as itself.
            file.is_file()
                && !file.starts_with(&data)
                && !file.starts_with(self.engagement.path.join("truth"))
        });
        ours.filter(|file| {
            let bytes = fs::read(file).unwrap();
            let says = |needle: &&str| {
                let needle = needle.as_bytes();
                bytes.windows(needle.len()).any(|part| part.eq_ignore_ascii_case(needle))
            };
            let text = contents(file).to_lowercase();
            needles.iter().any(says) || needles.iter().any(|n| text.contains(&n.to_lowercase()))
        })
        .collect()
    }

    fn store(&self) -> Store {
        Store::open_read_only(&self.engagement.current("unified.duckdb")).unwrap()
    }

    fn decide(&self) {
        let store = self.store();
        let other: String = store
            .query_one(
                "SELECT min(record_key) FROM customer_record WHERE line = 'product'",
                [],
                |r| r.get(0),
            )
            .unwrap();
        let source: String = store
            .query_one("SELECT min(source) FROM customer_record WHERE line = 'product'", [], |r| {
                r.get(0)
            })
            .unwrap();
        let text = format!(
            "left_source,left_key,right_source,right_key,judgement,decided_by,decided_on,reason\n\
             {source},{other},financing_customers,{},negative,kim,2027-01-04,not {SURNAME}\n",
            self.key
        );
        fs::write(self.engagement.path.join("decisions/matches.csv"), text).unwrap();
    }
}

#[test]
fn nothing_of_a_forgotten_person_is_left_and_no_run_brings_them_back() {
    let planted = plant();
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    planted.decide();
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    for stage in ["ingest", "link", "unify"] {
        assert!(sameboat().arg(stage).arg(&planted.engagement.path).output().is_ok());
    }
    let sample =
        sameboat().arg("evaluate").arg(&planted.engagement.path).args(["--sample", "50"]).assert();
    sample.success();
    let before = number(&planted.store(), "SELECT count(*) FROM customer_record");
    assert!(planted.holding().len() > 20, "{:?}", planted.holding());

    // A look first: nothing changes.
    let (code, dry) = planted.forget(&planted.name(), &["--dry-run"]);
    assert_eq!(code, NEEDS_A_PERSON);
    assert_eq!(dry["runs"].as_array().unwrap().len(), 3, "{dry:#}");
    assert!(planted.holding().len() > 20);

    let (code, done) = planted.forget(&planted.name(), &[]);
    assert_eq!(code, NEEDS_A_PERSON, "the exports still hold the person");
    assert_eq!(planted.holding(), Vec::<PathBuf>::new());
    for (dry, done) in dry["runs"].as_array().unwrap().iter().zip(done["runs"].as_array().unwrap())
    {
        assert_eq!(dry["rows"], done["rows"]);
    }

    // What is left is whole, and adds up.
    let current = planted.engagement.current("");
    let manifest = Manifest::read(&current).unwrap();
    assert_eq!(manifest.forgotten.len(), 1);
    for table in &manifest.tables {
        let file = current.join("tables").join(format!("{}.parquet", table.table));
        assert_eq!(checksum(&file).unwrap(), table.parquet_blake3, "{}", table.table);
    }
    let store = planted.store();
    let records = number(&store, "SELECT count(*) FROM customer_record");
    assert!(records < before);
    for table in ["crosswalk", "link_cluster"] {
        assert_eq!(number(&store, &format!("SELECT count(*) FROM {table}")), records, "{table}");
    }
    let comments = "SELECT count(*) FROM duckdb_columns() WHERE comment IS NULL AND NOT internal";
    assert_eq!(number(&store, comments), 0);
    drop(store);
    let out = planted.engagement.path.join("../dataset");
    let export = |target: &str| {
        sameboat()
            .arg("export")
            .arg(&planted.engagement.path)
            .arg(target)
            .arg("--out")
            .arg(&out)
            .assert()
    };
    export("salesforce").code(predicates::ord::le(NEEDS_A_PERSON));

    // The proof says what was done, and of nobody.
    let proof = fs::read_to_string(done["proof"].as_str().unwrap()).unwrap();
    let proof: Value = serde_json::from_str(&proof).unwrap();
    assert_eq!(proof["runs"].as_array().unwrap().len(), 3);
    assert_eq!(proof["runs"][0]["rows"]["customer"], 1);
    assert!(proof["rows_left_in_sources"]["financing_contacts"].as_u64().unwrap() >= 2);

    // The next run leaves the rows out by name, and publishes nobody of them.
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    assert_eq!(planted.holding(), Vec::<PathBuf>::new());
    let store = planted.store();
    let sql = "SELECT sum(row_count)::BIGINT FROM control_total \
               WHERE measure = 'excluded: forgotten'";
    let left = done["still_there"].as_array().unwrap().iter();
    let rows: usize = left.map(|sheet| sheet["rows"].as_array().unwrap().len()).sum();
    assert_eq!(number(&store, sql), rows as i64);
    assert_eq!(number(&store, "SELECT count(*) FROM customer_record"), records);

    // Asked again, there is nothing left to do but in the exports.
    let (code, again) = planted.forget(&planted.name(), &[]);
    assert_eq!(code, NEEDS_A_PERSON);
    assert_eq!(again["runs"].as_array().unwrap().len(), 0);
    assert_eq!(again["still_there"], done["still_there"]);
}

#[test]
fn a_customer_of_both_lines_goes_as_a_whole() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let store = Store::open_read_only(&engagement.current("unified.duckdb")).unwrap();
    let id: String = store
        .query_one(
            "SELECT min(customer_id) FROM customer WHERE lines LIKE '%;%' AND record_count > 1",
            [],
            |row| row.get(0),
        )
        .unwrap();
    drop(store);
    sameboat().arg("forget").arg(&engagement.path).arg(&id).assert().code(NEEDS_A_PERSON);
    for table in ["customer", "crosswalk", "provenance", "contact", "agreement", "consent"] {
        let store = Store::open_read_only(&engagement.current("unified.duckdb")).unwrap();
        let sql = format!("SELECT count(*) FROM {table} WHERE customer_id = '{id}'");
        assert_eq!(number(&store, &sql), 0, "{table}");
    }
    // By its id it is known to have been forgotten.
    sameboat().arg("forget").arg(&engagement.path).arg(&id).assert().code(NEEDS_A_PERSON);
}

#[test]
fn somebody_whom_no_run_has_is_an_error_that_says_how_to_name_them() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let output = sameboat().arg("forget").arg(&engagement.path).arg("C-NOBODY").assert().code(1);
    let text = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
    assert!(text.contains("SOURCE:KEY"), "{text}");
    assert!(!engagement.path.join("decisions/forgotten.csv").exists());
}
