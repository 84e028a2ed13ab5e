//! `sameboat init`: a pile of files becomes an engagement.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::world::{
    Engagement, NEEDS_A_PERSON, demo_source, number, published_demo, sameboat, texts,
};
use sameboat_store::Store;

fn init(folder: &Path, flags: &[&str]) -> Value {
    let assert = sameboat().args(["init", "--json"]).arg(folder).args(flags).assert();
    serde_json::from_slice(&assert.get_output().stdout).unwrap()
}

/// The rows of a table, each as one text, without regard to their order.
fn rows(store: &Store, table: &str) -> BTreeSet<String> {
    // Which of the columns that nobody mapped only a bank may see, `init` says more strictly.
    let all = if table == "customer_record" { "* EXCLUDE (extras, extras_regulated)" } else { "*" };
    texts(store, &format!("SELECT CAST(t AS VARCHAR) FROM (SELECT {all} FROM {table}) t"))
}

#[test]
fn the_demo_without_its_mappings_gives_what_the_hand_written_ones_give() {
    let pile = Engagement::empty();
    pile.copy(&demo_source().join("data"), "");
    sameboat().args(["init", "--name", "Aurora Motors"]).arg(&pile.path).assert().success();
    // What no export tells: that the staff of the one line are with the bank.
    pile.edit(
        "mappings/financing_agents.toml",
        "employer = \"Arbeitgeber\"",
        "employer = { column = \"Arbeitgeber\", lookup = { intern = \"Aurora Bank\", \
         \"ContactWerk Service GmbH\" = \"ContactWerk Service GmbH\" } } #",
    );
    pile.run(&[]).code(NEEDS_A_PERSON);
    let by_hand = Store::open_read_only(&published_demo().join("runs/current/unified.duckdb"));
    let by_hand = by_hand.unwrap();
    let guessed = Store::open_read_only(&pile.current("unified.duckdb")).unwrap();
    for table in [
        "customer",
        "crosswalk",
        "customer_record",
        "contact",
        "agreement",
        "agreement_party_record",
        "procedure_record",
        "procedure_step_record",
        "business_rule_record",
        "agent_record",
        "agent_skill_record",
        "objective_record",
        "site_record",
        "system_record",
        "outsourcer_record",
        "course_record",
        "money_record",
        "quarantine",
        "value_issue",
        "link_pair",
        "procedure_match",
        "step_alignment",
        "rule_conflict",
        "metric",
    ] {
        let (wanted, found) = (rows(&by_hand, table), rows(&guessed, table));
        let lost: Vec<&String> = wanted.difference(&found).take(3).collect();
        let new: Vec<&String> = found.difference(&wanted).take(3).collect();
        assert!(lost.is_empty() && new.is_empty(), "{table}: lost {lost:#?}, new {new:#?}");
        assert!(number(&guessed, &format!("SELECT count(*) FROM {table}")) > 0, "{table}");
    }
}

#[test]
fn mappings_hold_no_value_of_a_person() {
    let pile = Engagement::empty();
    fs::write(
        pile.path.join("kunden.csv"),
        "Kundennr;Vorname;Nachname;E-Mail;Telefon;PLZ;Ort;Kreditlimit\n\
         0000000001;Annegret;Musterfrau;annegret@musterfrau.example;0171 2345678;12345;Köln;6.000,00\n\
         0000000010;Theobald;Beispiel;theo@beispiel.example;0172 9876543;54321;Bonn;7.500,00\n",
    )
    .unwrap();
    init(&pile.path, &[]);
    let text = fs::read_to_string(pile.path.join("mappings/financing_customers.toml")).unwrap();
    for value in ["0000000001", "Annegret", "Musterfrau", "beispiel", "2345678", "12345", "6.000"] {
        assert!(!text.contains(value), "{value} in {text}");
    }
    assert!(text.contains("credit_limit = \"Kreditlimit\""), "{text}");
}

#[test]
fn a_line_that_nothing_tells_is_a_question_and_a_flag_answers_it() {
    let pile = Engagement::empty();
    let text = "id,first name,last name,email,city\n1,Ann,Lee,a@lee.example,Leeds\n\
                2,Bob,Ray,b@ray.example,York\n3,Cat,Fox,c@fox.example,Hull\n";
    fs::write(pile.path.join("people.csv"), text).unwrap();
    let run = sameboat().arg("init").arg(&pile.path).assert().code(NEEDS_A_PERSON);
    let shown = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    assert!(shown.contains("nothing tells whether this is the product's"), "{shown}");
    let settings = fs::read_to_string(pile.path.join("sameboat.toml")).unwrap();
    assert!(settings.contains("# CHECK: nothing tells"), "{settings}");
    let line = format!("financing={}", pile.path.join("people.csv").display());
    let told = init(&pile.path, &["--force", "--line", &line]);
    assert_eq!(told["sources"][0]["line"], "financing");
    assert!(told["sources"][0]["questions"].as_array().unwrap().is_empty(), "{told}");
}

#[test]
fn nothing_is_overwritten_unless_it_is_forced_and_a_dry_run_writes_nothing() {
    let pile = Engagement::empty();
    fs::write(
        pile.path.join("customers.csv"),
        "customer no,surname,given name,email\n17,Lee,Ann,a@lee.example\n18,Ray,Bob,b@ray.example\n",
    )
    .unwrap();
    sameboat().arg("init").arg(&pile.path).arg("--dry-run").assert().code(NEEDS_A_PERSON);
    assert!(!pile.path.join("sameboat.toml").exists());
    init(&pile.path, &[]);
    fs::write(pile.path.join("sameboat.toml"), "mine").unwrap();
    let run = sameboat().arg("init").arg(&pile.path).assert().code(1);
    let shown = String::from_utf8(run.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("--force overwrites it"), "{shown}");
    assert_eq!(fs::read_to_string(pile.path.join("sameboat.toml")).unwrap(), "mine");
}

#[test]
fn dates_that_can_be_read_both_ways_are_asked_about_and_others_are_not() {
    let pile = Engagement::empty();
    let table = |dates: [&str; 3]| {
        let rows: Vec<String> = dates
            .iter()
            .enumerate()
            .map(|(n, date)| format!("{},Lee{n},Ann,{date},x{n}@lee.example", 700 + n))
            .collect();
        format!("customer id,surname,first name,date of birth,email\n{}\n", rows.join("\n"))
    };
    let questions = |dates: [&str; 3]| {
        fs::write(pile.path.join("shop customers.csv"), table(dates)).unwrap();
        let found = init(&pile.path, &["--force"]);
        let mapping = fs::read_to_string(pile.path.join("mappings/product_customers.toml"));
        (found["sources"][0]["questions"].to_string(), mapping.unwrap())
    };
    let (asked, mapping) = questions(["03/04/1980", "12/31/1975", "07/08/1990"]);
    assert!(!asked.contains("day or month") && mapping.contains("%m/%d/%Y"), "{asked} {mapping}");
    let (asked, mapping) = questions(["03/04/1980", "11/12/1975", "07/08/1990"]);
    assert!(asked.contains("day or month") && mapping.contains("%d/%m/%Y"), "{asked} {mapping}");
}

#[test]
fn companies_among_surnames_and_refusals_in_words_are_told_and_run() {
    let pile = Engagement::empty();
    let row = |n: usize| match n % 4 {
        0 => format!("{n};;Werk{n} GmbH;01.02.198{};keine Werbung", n % 10),
        1 => format!("{n};Anna;Berg{n};01.12.197{};nur per E-Mail", n % 10),
        _ => format!("{n};Jan;Tal{n};24.05.196{};", n % 10),
    };
    for line in ["product", "financing"] {
        fs::create_dir(pile.path.join(line)).unwrap();
        let rows: Vec<String> = (100..140).map(row).collect();
        let text =
            format!("Kundennr;Vorname;Name;Geburtsdatum;Kontaktwunsch\n{}\n", rows.join("\n"));
        fs::write(pile.path.join(line).join("Kunden.csv"), text).unwrap();
    }
    let found = init(&pile.path, &[]);
    let mapping = fs::read_to_string(pile.path.join("mappings/product_customers.toml")).unwrap();
    assert!(
        mapping.contains("surname = { column = \"Name\", where_filled = \"Vorname\" }"),
        "{mapping}"
    );
    let question = "`Name` is taken for a company's name where `Vorname` is empty: 10 of 10 such rows \
                    have a legal form";
    assert!(mapping.contains(&format!("# CHECK: {question}")), "{mapping}");
    assert!(found["sources"][0]["questions"].to_string().contains(question), "{found}");
    pile.run(&["--force"]);
    let store = Store::open_read_only(&pile.current("unified.duckdb")).unwrap();
    let rows = "SELECT DISTINCT concat_ws('|', kind, surname IS NOT NULL, organisation IS NOT NULL, \
                coalesce(consent_email::VARCHAR, '?'), coalesce(consent_phone::VARCHAR, '?')) \
                FROM customer_record WHERE line = 'product'";
    let expected = [
        "organisation|false|true|false|false",
        "person|true|false|?|?",
        "person|true|false|?|false",
    ];
    assert_eq!(texts(&store, rows), expected.map(str::to_owned).into());
}

#[test]
fn opt_outs_in_words_beside_yes_and_no_reach_the_run_and_what_is_unclear_is_asked() {
    let pile = Engagement::empty();
    let words = [
        "keine Werbung",
        "keine E-Mails",
        "nur per Post",
        "keine Anrufe, E-Mail ok",
        "keine Anrufe, E-Mails",
        "J",
        "J",
        "N",
        "J",
        "J",
    ];
    for line in ["product", "financing"] {
        fs::create_dir(pile.path.join(line)).unwrap();
        let row = |n: usize| {
            format!("{n};Anna;Berg{n};01.12.197{};a{n}@berg.example;{}", n % 9, words[n % 10])
        };
        let rows: Vec<String> = (100..140).map(row).collect();
        let text =
            format!("Kundennr;Vorname;Name;Geburtsdatum;E-Mail;Werbung\n{}\n", rows.join("\n"));
        fs::write(pile.path.join(line).join("Kunden.csv"), text).unwrap();
    }
    let found = init(&pile.path, &[]);
    let question = "`Werbung` seems to say who must not be approached, in words that are not \
                    understood: `keine Anrufe, E-Mails` (4 rows)";
    assert!(found["sources"][0]["questions"].to_string().contains(question), "{found}");
    let mapping = fs::read_to_string(pile.path.join("mappings/product_customers.toml")).unwrap();
    assert!(mapping.contains(&format!("# CHECK: {question}")), "{mapping}");
    pile.run(&["--force"]);
    let store = Store::open_read_only(&pile.current("unified.duckdb")).unwrap();
    let rows = "SELECT DISTINCT concat_ws('|', record_key::INTEGER % 10, \
                coalesce(consent_email::VARCHAR, '?'), coalesce(consent_phone::VARCHAR, '?'), \
                coalesce(consent_post::VARCHAR, '?')) FROM customer_record WHERE line = 'product'";
    let expected = [
        "0|false|false|false",
        "1|false|?|?",
        "2|false|false|true",
        "3|true|false|?",
        "4|false|false|false",
        "5|true|?|?",
        "6|true|?|?",
        "7|false|false|false",
        "8|true|?|?",
        "9|true|?|?",
    ];
    assert_eq!(texts(&store, rows), expected.map(str::to_owned).into());
    let issues = "SELECT DISTINCT value FROM value_issue WHERE source = 'product_customers'";
    assert_eq!(texts(&store, issues), ["keine Anrufe, E-Mails".to_owned()].into());
}

#[test]
fn a_refusal_in_a_column_of_its_own_reaches_the_export_whatever_the_consent_says() {
    let pile = Engagement::empty();
    for line in ["product", "financing"] {
        fs::create_dir(pile.path.join(line)).unwrap();
        let row = |n: usize| {
            let answer = |is: bool| if is { "S\u{ed}" } else { "No" };
            let (given, born) = (["Ana", "Luis", "Eva", "Juan"][n % 4], n % 28 + 1);
            let (accepts, refuses) = (answer(n.is_multiple_of(2)), answer(n.is_multiple_of(3)));
            format!("{n};{given};Berg{n};{born:02}.12.1970;a{n}@berg.example;{accepts};{refuses}")
        };
        let rows: Vec<String> = (100..160).map(row).collect();
        let header =
            "N\u{ba} cliente;Nombre;Apellidos;Fecha de nacimiento;E-mail;Acepta llamadas;No llamar";
        let text = format!("{header}\n{}\n", rows.join("\n"));
        fs::write(pile.path.join(line).join("clientes.csv"), text).unwrap();
    }
    let found = init(&pile.path, &[]);
    assert!(!found.to_string().contains("a refusal must count"), "{found}");
    pile.run(&["--force"]);
    let store = Store::open_read_only(&pile.current("unified.duckdb")).unwrap();
    let rows = "SELECT DISTINCT concat_ws('|', record_key::INTEGER % 6, \
                coalesce(consent_phone::VARCHAR, '?')) FROM customer_record WHERE line = 'product'";
    let expected = ["0|false", "1|false", "2|true", "3|false", "4|true", "5|false"];
    assert_eq!(texts(&store, rows), expected.map(str::to_owned).into());
    drop(store);
    let out = pile.path.join("out");
    let export = sameboat()
        .args(["export"])
        .arg(&pile.path)
        .args(["salesforce", "--out"])
        .arg(&out)
        .assert();
    export.code(predicates::ord::le(NEEDS_A_PERSON));
    let contacts = fs::read_dir(&out).unwrap().map(|file| file.unwrap().path());
    let contacts =
        contacts.filter(|path| path.to_string_lossy().to_lowercase().contains("contact"));
    let mut calls = 0;
    for path in contacts {
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let header = reader.headers().unwrap().clone();
        let Some(flag) = header.iter().position(|name| name == "DoNotCall") else { continue };
        calls += reader.records().filter(|row| &row.as_ref().unwrap()[flag] == "false").count();
    }
    assert!((1..=20).contains(&calls), "only who has agreed and not refused: {calls}");
}

#[test]
fn what_is_no_table_is_listed_and_left() {
    let pile = Engagement::empty();
    fs::write(pile.path.join("photo.csv"), [0xff_u8, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a]).unwrap();
    fs::write(pile.path.join("empty.csv"), "").unwrap();
    fs::write(pile.path.join("letter.docx"), "PK").unwrap();
    fs::write(pile.path.join("weather.csv"), "station,rain,wind\na,1,2\nb,3,4\n").unwrap();
    fs::write(
        pile.path.join("calls.csv"),
        "call id,customer id,start,agent,wait time,duration\n\
         c1,77,2026-01-01 10:00,a1,5,100\nc2,78,2026-01-01 11:00,a2,6,200\n",
    )
    .unwrap();
    let found = init(&pile.path, &[]);
    let left: Vec<&str> = found["left"]
        .as_array()
        .unwrap()
        .iter()
        .map(|left| left["file"].as_str().unwrap())
        .collect();
    assert_eq!(left, ["empty.csv", "letter.docx", "photo.csv", "weather.csv"]);
    assert_eq!(found["sources"].as_array().unwrap().len(), 1, "{found}");
    // A list of calls has no column for the channel: its name says it.
    let mapping = fs::read_to_string(pile.path.join("mappings/product_contacts.toml")).unwrap();
    assert!(mapping.contains("channel = { constant = \"call\" }"), "{mapping}");
    assert!(mapping.contains("CHECK: no column says the `direction`"), "{mapping}");
}

#[test]
fn exports_of_known_systems_are_read_by_their_presets() {
    let piles = demo_source().join("../presets");
    for system in ["salesforce", "dynamics", "genesys", "amazon_connect", "zendesk", "hubspot"] {
        let pile = Engagement::empty();
        for line in ["product", "financing"] {
            pile.copy(&piles.join(system).join(line), line);
        }
        let found = init(&pile.path, &[]);
        let found: BTreeSet<String> = found["sources"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| format!("{} {} {}", s["line"], s["file"], s["mapping"]).replace('"', ""))
            .collect();
        let text = fs::read_to_string(piles.join(system).join("sameboat.toml")).unwrap();
        let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
        let wanted: BTreeSet<String> = text
            .split("[[source]]")
            .skip(1)
            .map(|source| {
                let of = |name: &str| {
                    source.lines().find(|line| line.starts_with(name)).map(value).unwrap()
                };
                format!("{} {} {}", of("line"), of("file"), of("mapping"))
            })
            .collect();
        assert_eq!(found, wanted, "{system}");
    }
}

/// A handbook with all steps of a procedure in one cell, against a list of steps that names each
/// procedure once and has no list of procedures: neither is read row by row.
#[test]
fn procedures_in_any_layout_become_what_reconcile_makes_of_the_same_files() {
    let pile = Engagement::empty();
    for (line, name) in [("product", "Lee"), ("financing", "Ray")] {
        let folder = pile.path.join(line);
        fs::create_dir(&folder).unwrap();
        let rows = [1, 2, 3].map(|n| format!("{n}0{n},{name}{n},Ann,x{n}@{name}.example\n"));
        let text = format!("customer id,surname,first name,email\n{}", rows.concat());
        fs::write(folder.join("customers.csv"), text).unwrap();
    }
    let handbook = pile.path.join("product/Handbuch.xlsx");
    write_sheets(
        &handbook,
        &[
            (
                "Prozesse",
                &[
                    &["Nr", "Titel", "Ablauf"],
                    &["P1", "Adressänderung", "1. Kunde identifizieren 2. Anschrift speichern"],
                    &["P2", "Reklamation", "1. Zuhören 2. Gutschrift bis 50 € erteilen"],
                ],
            ),
            (
                "Regeln",
                &[
                    &["Prozess", "Regel", "Bedingung", "Wert"],
                    &["Adressänderung", "Bestätigung binnen", "per E-Mail", "24 Stunden"],
                    &["P2", "Kulanz", "ohne Freigabe", "50 €"],
                ],
            ),
        ],
    );
    let steps = pile.path.join("financing/Arbeitsschritte.csv");
    fs::write(
        &steps,
        "Prozess;Schritt;Tätigkeit;Rolle\nAdressänderung;1;Kunden identifizieren;Agent\n\
         ;2;Neue Anschrift speichern;Agent\nReklamation;1;Zuhören;Agent\n\
         ;2;Gutschrift bis 100 € erteilen;Agent\n",
    )
    .unwrap();
    init(&pile.path, &[]);
    pile.run(&["--force"]);
    let out = pile.path.join("answer");
    sameboat().arg("reconcile").args([&handbook, &steps]).arg("--out").arg(&out).assert().success();
    let store = Store::open_read_only(&pile.current("unified.duckdb")).unwrap();
    let matched = texts(
        &store,
        "SELECT concat_ws('|', relation, left_title, right_title) FROM procedure_match ORDER BY 1",
    );
    let both = ["same|Adressänderung|Adressänderung", "same|Reklamation|Reklamation"];
    assert_eq!(matched, both.map(str::to_owned).into());
    let csv = fs::read_to_string(out.join("procedure_match.csv")).unwrap();
    assert_eq!(csv.lines().filter(|line| line.contains("same,")).count(), 2, "{csv}");
    let rules = "SELECT kind || ' ' || procedure_key FROM business_rule_record ORDER BY 1";
    assert_eq!(texts(&store, rules), ["authority_limit P2", "sla P1"].map(str::to_owned).into());
    let limits = "SELECT concrete_case FROM procedure_decision WHERE kind = 'limits'";
    let asked = "\"Gutschrift bis 50 € erteilen\" in product, \
                 \"Gutschrift bis 100 € erteilen\" in financing";
    assert_eq!(texts(&store, limits), [asked.to_owned()].into());
}

/// What `reconcile` opens as procedures with steps, `init` proposes to read as that, whatever the columns are
/// like otherwise.
#[test]
fn what_opens_as_procedures_with_steps_is_proposed_to_be_read_whole() {
    let sheets = [
        (
            "cells.csv",
            "Proc. ID;Process name;Responsible;Trigger;Channel;Activities;Rules\n\
             CS-021;Bank details;Agent;New account;Phone;\"1. Identify\n2. Enter the IBAN\";Effective within 1 day\n\
             CS-022;Data access;Agent;Request;Letter;\"1. Log it\n2. Send the data\";Answer within 30 days\n",
        ),
        (
            "merged.csv",
            "Arbeitsanweisung;Nr.;Tätigkeit;Zuständig;DV-System;Frist;Bemerkung / Regelung\n\
             Beschwerde;10;Beschwerde aufnehmen;Agent;LeaseOne;;\n;20;Kulanz anbieten;Leitung;LeaseOne;;bis 50 EUR\n\
             Umzug;10;Legitimieren;Agent;LeaseOne;;\n;20;Anschrift ändern;Agent;LeaseOne;3 Tage;\n",
        ),
        (
            "english.csv",
            "Procedure;No.;Step;Responsible;System\nComplaint;1;Take it down;Agent;CRM\n\
             ;2;Answer;Agent;Mail\nCallback;1;Agree on a time;Agent;CRM\n;2;Call back;Agent;Phone\n",
        ),
    ];
    for (name, text) in sheets {
        let pile = Engagement::empty();
        let folder = pile.path.join("product");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join(name), text).unwrap();
        init(&pile.path, &[]);
        let settings = fs::read_to_string(pile.path.join("sameboat.toml")).unwrap();
        assert!(settings.contains("preset:notation/procedure_step"), "{name}: {settings}");
    }
}

fn write_sheets(path: &Path, sheets: &[(&str, &[&[&str]])]) {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            sheet.write_row(row, 0, cells.iter().copied()).unwrap();
        }
    }
    book.save(path).unwrap();
}
