//! Decisions about procedures: asked in tables and workbook, taken in the workbook or a file, obeyed
//! by the next run until the texts change.

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Reader, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;
use sameboat_store::{SqlResult, Store};

use crate::world::{Engagement, NEEDS_A_PERSON, demo_store, number, sameboat};

const SHEET: &str = "Decisions to take";

/// A small engagement whose product rules are a text file, which a test can edit.
fn with_rules_as_text() -> Engagement {
    let engagement = Engagement::small();
    let rules = "../synth/assets/procedures/product_rules.csv";
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join(rules);
    fs::copy(rules, engagement.path.join("data/product/rules.csv")).unwrap();
    engagement.edit(
        "sameboat.toml",
        "file = \"data/product/procedures.xlsx\"\nmapping = \"mappings/product_business_rules.toml\"",
        "file = \"data/product/rules.csv\"\nmapping = \"mappings/product_business_rules.toml\"",
    );
    engagement
}

fn store(engagement: &Engagement) -> Store {
    Store::open_read_only(&engagement.current("unified.duckdb")).unwrap()
}

fn texts(store: &Store, sql: &str) -> Vec<String> {
    let sql = format!("SELECT concat_ws(' | ', *COLUMNS(*)) FROM ({sql})");
    store.query(&sql, [], |row| -> SqlResult<String> { row.get(0) }).unwrap()
}

fn stderr_and_stdout(assert: &assert_cmd::assert::Assert) -> String {
    let output = assert.get_output();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    text(&output.stderr) + &text(&output.stdout)
}

/// The limit for goodwill in a complaint, on which the lines differ: 100 € and 250 €.
const GOODWILL: &str = "left_key = 'P-01' AND right_key = 'FS-010' AND subject LIKE '%authority%'";

/// The published workbook as somebody gives it back who chose in the rows about goodwill.
fn filled_in(engagement: &Engagement, id: &str, choice: &str) -> PathBuf {
    let mut book: Xlsx<_> = open_workbook(engagement.current("report/plan.xlsx")).unwrap();
    let range = book.worksheet_range(SHEET).unwrap();
    let mut copy = Workbook::new();
    copy.add_worksheet().write_string(0, 0, "another sheet").unwrap();
    let sheet = copy.add_worksheet().set_name(SHEET).unwrap();
    let heading = |name: &str| {
        let found = range.rows().nth(2).unwrap().iter().position(|cell| cell == name);
        found.unwrap_or_else(|| panic!("no column {name}"))
    };
    let answers =
        [("Choice", choice), ("Who", "m.k."), ("When", "2027-01-11"), ("Note", "=agreed")];
    let mut chosen = 0;
    for (row, cells) in (0..).zip(range.rows()) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell.to_string()).unwrap();
        }
        if cells[0] == *id {
            chosen += 1;
            for (name, answer) in answers {
                sheet.write_string(row, heading(name) as u16, answer).unwrap();
            }
        }
    }
    assert_eq!(chosen, 1, "the decision stands in the sheet once");
    let path = engagement.path.join("filled in.xlsx");
    copy.save(&path).unwrap();
    path
}

#[test]
fn a_choice_in_the_workbook_beats_the_policy_until_its_text_changes() {
    let engagement = with_rules_as_text();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let before = store(&engagement);
    let decision = format!(
        "SELECT decision_id, recommended, status, choice FROM procedure_decision WHERE {GOODWILL}"
    );
    let asked = texts(&before, &decision);
    let id = asked[0].split(" | ").next().unwrap().to_owned();
    assert_eq!(asked, [format!("{id} | product | open")]);
    let open = number(&before, "SELECT count(*) FROM rule_conflict WHERE open");
    let planned = number(&before, "SELECT sum(open)::BIGINT FROM conflict_count");
    assert_eq!(open, planned);
    drop(before);

    let from = filled_in(&engagement, &id, "nobody");
    let assert = sameboat().arg("decide").arg(&engagement.path).arg("--from").arg(&from).assert();
    let told = stderr_and_stdout(&assert.code(1));
    assert!(told.contains("sheet \"Decisions to take\", row"), "{told}");

    let from = filled_in(&engagement, &id, "financing");
    for appended in ["1", "0"] {
        let assert =
            sameboat().arg("decide").arg(&engagement.path).arg("--from").arg(&from).assert();
        let told = stderr_and_stdout(&assert.success());
        assert!(
            told.contains(&format!("appended to decisions/procedures.csv  {appended}")),
            "{told}"
        );
    }
    engagement.run(&["--force"]).code(NEEDS_A_PERSON);
    let decided = store(&engagement);
    assert_eq!(texts(&decided, &decision), [format!("{id} | product | decided | financing")]);
    let rule = "SELECT open, choice, recommendation, reason FROM rule_conflict \
                WHERE left_key = 'P-01' AND kind = 'authority_limit'";
    let reason = "decided by m.k. on 2027-01-11: =agreed";
    assert_eq!(texts(&decided, rule), [format!("false | right | 250 € | {reason}")]);
    let unified = "SELECT value, open FROM unified_rule \
                   WHERE procedure_id LIKE 'product:P-01+%' AND kind = 'authority_limit'";
    assert_eq!(texts(&decided, unified), ["250 € | false"]);
    assert_eq!(number(&decided, "SELECT sum(open)::BIGINT FROM conflict_count"), open - 1);
    drop(decided);

    engagement.edit("data/product/rules.csv", "per case\",100 €", "per case\",120 €");
    let assert = engagement.run(&["--force"]).code(NEEDS_A_PERSON);
    let told = stderr_and_stdout(&assert);
    assert!(told.contains("1 decisions are reopened, as their texts changed"), "{told}");
    let reopened = store(&engagement);
    assert_eq!(texts(&reopened, &decision), [format!("{id} | product | reopened | financing")]);
    assert_eq!(number(&reopened, "SELECT count(*) FROM rule_conflict WHERE open"), open);
}

#[test]
fn a_decision_that_cannot_be_followed_is_shown_with_its_row() {
    let engagement = Engagement::small();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let sql = format!("SELECT decision_id FROM procedure_decision WHERE {GOODWILL}");
    let id = texts(&store(&engagement), &sql).remove(0);
    let decide = |rows: &str| {
        let text = format!("decision_id,choice,value,who,when,note,fingerprint\n{rows}");
        fs::create_dir_all(engagement.path.join("decisions")).unwrap();
        fs::write(engagement.path.join("decisions/procedures.csv"), text).unwrap();
        stderr_and_stdout(&engagement.run(&["--force"]))
    };
    let told = decide(&format!("{id},finance,,,,,\n"));
    assert!(
        told.contains("decisions/procedures.csv, row 2: `finance` is no choice here"),
        "{told}"
    );
    assert!(told.contains("did you mean `financing`?"), "{told}");
    let told = decide(&format!("{id},both\n"));
    assert!(told.contains("procedures.csv, row 2") && told.contains("2 cells"), "{told}");
    let told = decide("D-0000000000,both,,,,,\n");
    let lost = "row 2: nothing is to be decided under `D-0000000000` any more";
    assert!(told.contains(lost) && told.contains("Published"), "{told}");
}

#[test]
fn a_file_without_the_sheet_is_refused_with_what_is_needed() {
    let engagement = Engagement::small();
    let from = engagement.path.join("other.xlsx");
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "nothing").unwrap();
    book.save(&from).unwrap();
    let assert = sameboat().arg("decide").arg(&engagement.path).arg("--from").arg(&from).assert();
    let told = stderr_and_stdout(&assert.code(1));
    assert!(told.contains("Decisions to take"), "{told}");
    assert!(!engagement.path.join("decisions/procedures.csv").exists());
}

#[test]
fn the_demo_asks_these_questions() {
    let sql = "SELECT kind, subject, options, recommended, contacts_a_month, minutes_a_month, \
               owner_role, status FROM procedure_decision \
               ORDER BY left_key, right_key, kind, subject, decision_id";
    insta::assert_snapshot!(texts(&demo_store(), sql).join("\n"));
}

#[test]
fn the_demo_promises_what_the_other_line_does_not_keep() {
    let sql = "SELECT promised_by, promise_key, promise, kept_by, rule_key, rule, concrete_case, \
               contacts_a_month, customers, promises_given FROM promise_conflict ORDER BY ALL";
    insta::assert_snapshot!(texts(&demo_store(), sql).join("\n"));
}
