//! A person is forgotten: no file of ours holds them, and no later run brings them back.

use std::collections::{BTreeMap, BTreeSet};
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
    let sheets = |said: &Value| said["still_there"].as_array().unwrap().clone();
    for (now, before) in sheets(&again).iter().zip(sheets(&done)) {
        assert_eq!(now["rows"], before["rows"]);
        assert!(before["earlier"].as_array().unwrap().is_empty());
        assert_eq!(now["earlier"], now["rows"], "marked as known");
    }
}

/// What the person shares with somebody else: an organisation, a topic, and cells that say nothing
/// or no day. Gives the row numbers of the contacts, by key.
fn share(planted: &Planted) -> BTreeMap<&'static str, u64> {
    let data = planted.engagement.path.join("data/financing");
    let path = data.join("kunden.csv");
    let (mut other, mut text) = (String::new(), String::new());
    for line in read(&path).lines() {
        let mut cells: Vec<&str> = line.split(';').collect();
        if other.is_empty() && cells.len() > 6 && cells[1] == "NP" && cells[0] != planted.key {
            cells[0].clone_into(&mut other);
        }
        if cells.len() > 6 && [planted.key.as_str(), &other].contains(&cells[0]) {
            cells[6] = "Privat GmbH";
        }
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text.push_str("0010;Privat GmbH\r\n");
    write(&path, &text);

    let path = data.join("kontakte.csv");
    let mut text = read(&path);
    let mut rows = BTreeMap::new();
    let (person, other) = (planted.key.as_str(), other.as_str());
    for (key, customer, at, topic) in [
        ("K99990003", person, "32.12.2025;10:15", "Sonderfrage"),
        ("K99990004", other, "32.12.2025;10:15", "Sonderfrage"),
        ("K99990005", other, "32.12.2025;10:15", "Sonderfrage"),
        ("K99990006", person, "01.12.2025;10:15", "Sonderfrage"),
        ("K99990007", other, "01.12.2025;10:15", "Sonderfrage"),
        ("K99990008", person, "01.12.2025;10:15", "financing"),
        ("K99990009", other, ";", "Sonderfrage"),
        ("K99990010", person, ";", "Sonderfrage"),
    ] {
        let rest = format!("E;Telefon;Bestand;;20;300;{topic};erledigt;;;;");
        let _ = write!(text, "{key};{customer};{at};{rest}\r\n");
        rows.insert(key, text.lines().count() as u64);
    }
    write(&path, &text);
    rows
}

/// The refused rows of the financing line's contacts.
fn refused(store: &Store) -> BTreeMap<u64, (String, String)> {
    let sql = "SELECT row_number, column_name, value FROM quarantine \
               WHERE source = 'financing_contacts' AND column_name IS NOT NULL";
    let found = store.query(sql, [], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))));
    found.unwrap().into_iter().collect()
}

type Tables = BTreeMap<String, Vec<String>>;

/// All rows of all kept runs, by run and table, and whatever names the person in the run.
fn rows_of_runs(planted: &Planted) -> BTreeMap<PathBuf, (Tables, BTreeSet<String>)> {
    let runs = fs::read_dir(planted.engagement.path.join("runs")).unwrap();
    let files = runs.map(|run| run.unwrap().path()).filter(|path| !path.is_symlink());
    let files = files.map(|path| path.join("unified.duckdb")).filter(|path| path.exists());
    files
        .map(|path| {
            let store = Store::open_read_only(&path).unwrap();
            let tables = store.table_names().unwrap().into_iter().map(|table| {
                let sql = format!("SELECT to_json(t)::VARCHAR FROM \"{table}\" t ORDER BY 1");
                let rows: Vec<String> = store.query(&sql, [], |row| row.get(0)).unwrap();
                (table, rows)
            });
            let tables: Tables = tables.collect();
            (path, (tables, names_of_person(&store, &planted.key)))
        })
        .collect()
}

/// The keys of the person's records and of all that hangs on them, and the customer's id.
fn names_of_person(store: &Store, key: &str) -> BTreeSet<String> {
    let sql = "WITH id AS (
                   SELECT customer_id FROM crosswalk
                   WHERE source = 'financing_customers' AND record_key = ?
               ), records AS (
                   SELECT line, source, record_key FROM crosswalk JOIN id USING (customer_id)
               ), agreements AS (
                   SELECT a.line, a.record_key FROM agreement_record a
                   JOIN records r ON r.line = a.line AND r.record_key = a.customer_key
               )
               SELECT customer_id FROM id UNION SELECT record_key FROM records
               UNION SELECT record_key FROM agreements
               UNION SELECT c.record_key FROM contact_record c
                   JOIN records r ON r.line = c.line AND r.record_key = c.customer_key
               UNION SELECT c.record_key FROM contact_record c
                   JOIN agreements a ON a.line = c.line AND a.record_key = c.agreement_key
                   WHERE c.customer_key IS NULL";
    store.query(sql, [key], |row| row.get(0)).unwrap().into_iter().collect()
}

/// Rows of the first that the second has not.
fn beyond(rows: &[String], others: &[String]) -> Vec<Value> {
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for row in others {
        *left.entry(row).or_default() += 1;
    }
    let is_beyond = |row: &&String| match left.get_mut(row.as_str()) {
        Some(times) if *times > 0 => {
            *times -= 1;
            false
        }
        _ => true,
    };
    rows.iter().filter(is_beyond).map(|row| serde_json::from_str(row).unwrap()).collect()
}

/// Whether a row is another with topics blanked out, and no other cell changed.
fn is_blanked(row: &Value, before: &Value) -> bool {
    let topics = ["topic", "first_topic", "second_topic", "left_topic", "right_topic"];
    let texts = ["topics", "courses", "title"];
    let all = row.as_object().unwrap();
    all.iter().all(|(name, cell)| {
        *cell == before[name]
            || (topics.contains(&name.as_str()) && cell == "…")
            || (texts.contains(&name.as_str()) && cell.as_str().unwrap().contains('…'))
    })
}

#[test]
fn whatever_is_not_the_persons_is_the_same_before_and_after() {
    let planted = plant();
    let rows = share(&planted);
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    let found = refused(&planted.store());
    let mut mends = String::from("source,sheet,row_number,column_name,value,mended\n");
    for key in ["K99990003", "K99990004", "K99990010"] {
        let (column, value) = &found[&rows[key]];
        let row = rows[key];
        let mended = "03.12.2025 10:15";
        let _ = writeln!(mends, "financing_contacts,,{row},{column},{value},{mended}");
    }
    let patches = planted.engagement.path.join("decisions/patches.csv");
    fs::write(&patches, &mends).unwrap();
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    let mended = refused(&planted.store());
    assert!(mended.contains_key(&rows["K99990005"]) && !mended.contains_key(&rows["K99990004"]));

    let before = rows_of_runs(&planted);
    assert_eq!(before.len(), 2);
    planted.forget(&planted.name(), &[]);
    let after = rows_of_runs(&planted);
    let own = ["K99990003", "K99990010"].map(|key| rows[key]);
    for (run, (tables, names)) in &before {
        for (table, old) in tables {
            let new = &after[run].0[table];
            let (gone, come) = (beyond(old, new), beyond(new, old));
            match table.as_str() {
                // Counts: see docs/privacy.md.
                "control_total" => {}
                "contact_volume" | "journey" | "promise_status" | "shared_topic"
                | "topic_course" | "training_wave" | "go_live_wave" | "work_package" => {
                    assert_eq!(gone.len(), come.len(), "{table}");
                    for row in &come {
                        assert!(gone.iter().any(|one| is_blanked(row, one)), "{table}: {row}");
                    }
                }
                "quarantine" | "value_issue" => {
                    assert!(come.is_empty(), "{table}: {come:?}");
                    for row in &gone {
                        let is_own = row["source"] == "financing_contacts"
                            && own.contains(&row["row_number"].as_u64().unwrap());
                        let says = row["value"].as_str().is_some_and(|text| text.contains(EMAIL));
                        assert!(is_own || says, "{table}: {row}");
                    }
                }
                _ => {
                    assert!(come.is_empty(), "{table}: {come:?}");
                    for row in &gone {
                        let text = row.to_string();
                        assert!(names.iter().any(|name| text.contains(name)), "{table}: {row}");
                    }
                }
            }
        }
    }
    let store = planted.store();
    let volume = "SELECT count(*) FROM contact_volume WHERE line = 'financing' AND topic = ";
    assert!(number(&store, &format!("{volume}'…'")) > 0);
    assert!(number(&store, &format!("{volume}'Sonderfrage'")) > 0);
    assert_eq!(number(&store, &format!("{volume}'financing'")), 0);
    let left: Vec<&str> = mends
        .lines()
        .filter(|line| !own.iter().any(|row| line.contains(&format!(",{row},"))))
        .collect();
    assert_eq!(fs::read_to_string(&patches).unwrap().lines().collect::<Vec<_>>(), left);
    assert_eq!(left.len(), 2);

    // The next run leaves out the person's rows, and nobody else's for saying the same.
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    let refused = refused(&planted.store());
    for key in ["K99990005", "K99990009"] {
        assert!(refused.contains_key(&rows[key]), "{key}");
    }
    for row in own {
        assert!(!refused.contains_key(&row));
    }
    let (_, again) = planted.forget(&planted.name(), &[]);
    assert_eq!(again["runs"].as_array().unwrap().len(), 0);
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

#[test]
fn calls_of_nobody_from_the_persons_number_are_told_with_their_rows() {
    let planted = plant();
    let path = planted.engagement.path.join("data/financing/kontakte.csv");
    let text = read(&path);
    let mut lines: Vec<String> = text.lines().map(|line| format!("{line};")).collect();
    lines[0] = lines[0].trim_end_matches(';').to_owned() + ";Anrufer";
    lines.push(format!(
        "K99990003;;03.12.2025;10:15;E;Telefon;Bestand;;20;300;statement;erledigt;;;;;{PHONE}"
    ));
    let row = lines.len() as u64;
    write(&path, &(lines.join("\r\n") + "\r\n"));
    planted.engagement.run(&[]).code(NEEDS_A_PERSON);
    for flags in [&["--dry-run"][..], &[]] {
        let (code, done) = planted.forget(&planted.name(), flags);
        assert_eq!(code, NEEDS_A_PERSON);
        let mention = &done["mentions"][0];
        assert_eq!(mention["rows"], serde_json::json!([row]), "{done:#}");
        assert_eq!(mention["file"], "data/financing/kontakte.csv");
        assert_eq!(mention["has_changed"], false);
        let left = done["still_there"].as_array().unwrap().iter();
        let left = left.flat_map(|sheet| sheet["rows"].as_array().unwrap());
        assert!(left.clone().count() > 0 && left.clone().all(|other| *other != row));
        assert!(!done.to_string().contains(PHONE), "no personal data");
    }
}
