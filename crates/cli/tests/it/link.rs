//! `sameboat link` without an engagement.

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::Workbook;
use serde_json::Value;
use tempfile::TempDir;

use crate::world::sameboat;

fn public(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/public").join(file)
}

/// Links files with truth and gives the summary, with the folder of the answer.
fn link(files: &[&Path], truth: &Path) -> (Value, TempDir) {
    let out = tempfile::tempdir().unwrap();
    sameboat()
        .arg("link")
        .args(files)
        .arg("--out")
        .arg(out.path())
        .arg("--truth")
        .arg(truth)
        .assert()
        .success();
    let summary = fs::read_to_string(out.path().join("summary.json")).unwrap();
    (serde_json::from_str(&summary).unwrap(), out)
}

fn f1(counts: &Value) -> f64 {
    let number = |name: &str| counts[name].as_f64().unwrap();
    2.0 * number("true_pairs") / (number("found_pairs") + number("actual_pairs"))
}

#[test]
fn febrl_3_is_linked_at_an_f1_of_999_without_settings() {
    let file = public("febrl3.csv");
    let (summary, _out) = link(&[&file], &file);
    let f1 = f1(&summary["scores"]["overall"]);
    assert!(f1 >= 0.999, "F1 {f1}");
}

#[test]
fn fake_1000_is_linked_at_an_f1_of_965_without_settings() {
    let file = public("fake_1000.csv");
    let (summary, _out) = link(&[&file], &file);
    let f1 = f1(&summary["scores"]["overall"]);
    assert!(f1 >= 0.965, "F1 {f1}");
}

#[test]
fn the_truth_label_of_a_file_is_never_compared() {
    let file = public("fake_1000.csv");
    let (summary, _out) = link(&[&file], &file);
    let columns = summary["files"][0]["columns"].as_array().unwrap();
    let cluster = columns.iter().find(|column| column[0] == "cluster").unwrap();
    assert_eq!(cluster[1], "truth label, not compared");
}

#[test]
fn every_row_of_every_file_is_in_the_crosswalk_once() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
    fs::write(
        &a,
        "id,first_name,surname,email\n1,Anna,Berg,anna@berg.example\n1,Jo,Li,\n,Al,Fu,\n",
    )
    .unwrap();
    fs::write(&b, "id;surname;first_name;email\n1;Berg;Anna;anna@berg.example\n").unwrap();
    let out = folder.path().join("out");
    sameboat().arg("link").args([&a, &b]).arg("--out").arg(&out).assert().success();
    let crosswalk = fs::read_to_string(out.join("crosswalk.csv")).unwrap();
    let rows: Vec<&str> = crosswalk.lines().skip(1).collect();
    assert_eq!(rows.len(), 4, "{crosswalk}");
    let keys: std::collections::BTreeSet<String> =
        rows.iter().map(|row| row.split(',').take(3).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(keys.len(), 4, "a key stands for two records: {crosswalk}");
    for file in ["pairs.csv", "summary.json"] {
        assert!(out.join(file).exists());
    }
}

#[test]
fn files_without_a_folder_for_the_answer_are_told_how() {
    let assert = sameboat().args(["link", "a.csv"]).assert().code(2);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("add --out DIR"), "{shown}");
}

#[test]
fn an_input_is_never_overwritten_by_the_answer() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pairs.csv");
    let text = "id,first_name,surname\n1,Anna,Berg\n2,Jo,Li\n";
    fs::write(&file, text).unwrap();
    let assert = sameboat().arg("link").arg(&file).arg("--out").arg(folder.path()).assert().code(1);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("give another --out"), "{shown}");
    assert_eq!(fs::read_to_string(&file).unwrap(), text);
}

#[test]
fn a_model_that_is_given_scores_as_the_run_that_trained_it() {
    let file = public("febrl3.csv");
    let (_summary, trained) = link(&[&file], &file);
    let model = trained.path().join("model.json");
    let again = tempfile::tempdir().unwrap();
    sameboat()
        .arg("link")
        .arg(&file)
        .arg("--model")
        .arg(&model)
        .arg("--out")
        .arg(again.path())
        .assert()
        .success();
    let pairs = |folder: &TempDir| fs::read(folder.path().join("pairs.csv")).unwrap();
    assert!(pairs(&trained) == pairs(&again), "other pairs by the same model");
}

#[test]
fn what_is_no_customer_is_left_out_and_the_crosswalk_names_the_sheets() {
    let folder = tempfile::tempdir().unwrap();
    let mut book = Workbook::new();
    for (name, first) in [("North", 100), ("South", 200)] {
        let header = ["Customer no.", "Given name", "Surname", "E-mail", "Credit limit"];
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, header).unwrap();
        for row in 1..=8_u32 {
            let number = first + row;
            let (key, mail) = (number.to_string(), format!("anna{number}@example.org"));
            let cells = [key.as_str(), "Anna", "Berg", mail.as_str(), "100"];
            sheet.write_row(if row < 5 { row } else { row + 1 }, 0, cells).unwrap();
        }
        sheet.write_row(5, 0, header).unwrap();
        sheet.write_row(10, 0, ["Total", "", "", "", "800"]).unwrap();
        sheet.write_row(11, 0, ["Report generated on 30.09.2026"]).unwrap();
    }
    let (file, out) = (folder.path().join("customers.xlsx"), folder.path().join("out"));
    book.save(&file).unwrap();
    sameboat().arg("link").arg(&file).arg("--out").arg(&out).assert().success();
    let summary = fs::read_to_string(out.join("summary.json")).unwrap();
    let summary: Value = serde_json::from_str(&summary).unwrap();
    assert_eq!(summary["records"], 16);
    let left = &summary["files"][0]["rows_left_out"];
    for rule in ["repeated header", "totals row", "remark below the table"] {
        assert_eq!(left[rule], 2, "{left}");
    }
    let crosswalk = fs::read_to_string(out.join("crosswalk.csv")).unwrap();
    assert_eq!(crosswalk.lines().filter(|line| line.ends_with(",North")).count(), 8);
    assert!(crosswalk.contains(",7,South\n"), "{crosswalk}");
}
