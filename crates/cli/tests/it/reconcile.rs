//! `sameboat reconcile` without an engagement.

use std::fs;

use serde_json::Value;

use crate::world::sameboat;

#[test]
fn two_bare_files_give_matches_steps_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, out) =
        (folder.path().join("a.csv"), folder.path().join("b.csv"), folder.path().join("out"));
    fs::write(
        &a,
        "procedure,step,role,action\n\
         Change of address,1,Agent,Identify the customer\n\
         Change of address,2,Agent,Enter the new address in the CRM\n\
         Test drive,1,Agent,Offer a date for the test drive\n",
    )
    .unwrap();
    fs::write(
        &b,
        "procedure;step;role;action\n\
         Address change;1;Agent;Identify the customer by two questions\n\
         Address change;2;Agent;Enter new address in the loan system\n\
         Early settlement;1;Agent;Calculate the settlement amount\n",
    )
    .unwrap();
    sameboat().arg("reconcile").args([&a, &b]).arg("--out").arg(&out).assert().success();
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["same"], 1, "{summary}");
    assert_eq!(summary["only_left"], 1, "{summary}");
    assert_eq!(summary["only_right"], 1, "{summary}");
    assert!(fs::read_to_string(out.join("step_alignment.csv")).unwrap().lines().count() > 2);
}

#[test]
fn a_file_that_holds_no_procedure_is_refused_with_the_shapes_that_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.csv");
    fs::write(&path, "procedure,step\n").unwrap();
    let assert =
        sameboat().arg("reconcile").args([&path, &path]).arg("--out").arg(folder.path()).assert();
    let shown = String::from_utf8(assert.code(1).get_output().stderr.clone()).unwrap();
    assert!(shown.contains("one row a step"), "{shown}");
}

/// A column that was missed is seen at once, before anybody believes the answer.
#[test]
fn the_guess_of_each_column_is_shown_and_unused_columns_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (a, out) = (folder.path().join("a.csv"), folder.path().join("out"));
    fs::write(
        &a,
        "Prozess;Schritt;Beleg\nAdressänderung;Kunde prüfen;B1\n\
         Adressänderung;Adresse speichern;B1\n",
    )
    .unwrap();
    let assert =
        sameboat().arg("reconcile").args([&a, &a]).arg("--out").arg(&out).assert().success();
    let shown = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    let head: Vec<&str> = shown.lines().take(9).map(str::trim_end).collect();
    insta::assert_snapshot!(head.join("\n"), @r"
    a
      Prozess     title
      Schritt    action
      Beleg    not used
      procedures     1
      rows accepted  2
      rows refused   0
      rows left out  0
    ! nothing is read from Beleg
    ");
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["files"][0]["columns"][2], serde_json::json!(["Beleg", "not used"]));
}

/// A sheet of steps as people keep it, in a folder with what is none.
#[test]
fn columns_beside_steps_are_read_and_files_of_which_nothing_is_used_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (a, out) = (folder.path().join("a"), folder.path().join("out"));
    fs::create_dir(&a).unwrap();
    fs::write(
        a.join("steps.csv"),
        "Arbeitsanweisung;Nr.;Tätigkeit;Zuständig;DV-System;Frist;Bemerkung\n\
         Beschwerde;10;Bestätigung senden;Agent;CRM;2 Tage;\n;20;Kulanz;Leitung;CRM;;bis 50 EUR\n\
         Umzug;10;Anschrift ändern;Agent;CRM;;meist schnell\n;20;Bestätigen;Agent;CRM;;\n",
    )
    .unwrap();
    fs::write(a.join("customers.csv"), "customer_no;name;street;city\n1;Berg;A 1;Ulm\n").unwrap();
    let assert = sameboat().arg("reconcile").args([&a, &a]).arg("--out").arg(&out).assert().code(3);
    let output = assert.get_output();
    let shown = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
    assert!(shown.contains("nothing is read from customers.csv: a table of persons"), "{shown}");
    let steps = fs::read_to_string(out.join("unified_step.csv")).unwrap();
    assert!(steps.lines().any(|row| row.ends_with(",meist schnell")), "{steps}");
    assert!(!steps.contains("bis 50 EUR"), "what is a rule is no note");
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    let file = &summary["files"][0];
    assert_eq!(file["procedures"], 2, "{summary}");
    let fields: Vec<&str> =
        file["columns"].as_array().unwrap().iter().map(|c| c[1].as_str().unwrap()).collect();
    let wanted = ["title", "position", "action", "actor", "system", "deadline", "note"];
    assert_eq!(fields, wanted);
}

/// People have their procedures in other files, too, and must be told what to do with them.
#[test]
fn a_file_that_is_no_procedure_file_is_called_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let told = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let out = folder.path().join("out");
        let assert =
            sameboat().arg("reconcile").args([&path, &path]).arg("--out").arg(&out).assert();
        let shown = String::from_utf8(assert.code(1).get_output().stderr.clone()).unwrap();
        shown.split_whitespace().collect::<Vec<_>>().join(" ").replace("│ ", "")
    };
    let word = told("a.docx", b"PK\x03\x04word/document.xmlPK\x05\x06");
    assert!(
        word.contains("a Word document; save it as plain text (.txt) or Markdown (.md)"),
        "{word}"
    );
    assert!(told("a.csv", b"").contains("the file is empty"));
    assert!(told("a.md", b"\n").contains("the file is empty"));
    assert!(told("a.xlsx", b"PK\x03\x04xl/work").contains("was cut off"));
    assert!(told("a.txt", b"%PDF-1.7").contains("a PDF"));
}

/// What people add to their tables for the eye is no procedure, and nobody has to look at it.
#[test]
fn totals_and_cover_sheets_are_left_out_and_repeated_procedures_told() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, out) =
        (folder.path().join("a.xlsx"), folder.path().join("b.csv"), folder.path().join("out"));
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(0, 0, "Handbook of procedures").unwrap();
    let sheet = book.add_worksheet();
    let rows = [
        ["Id", "Title", "Steps", "Cases"],
        ["P1", "Change of address", "1. Identify the customer 2. Enter the address", "12"],
        ["P2", "Change of Address", "1. Ask for the address 2. Enter it", "3"],
        ["", "Total", "", "15"],
    ];
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(row, column, cell).unwrap();
        }
    }
    book.save(&a).unwrap();
    fs::write(&b, "Procedure,Step\nAddress change,Identify the customer\n").unwrap();
    let assert =
        sameboat().arg("reconcile").args([&a, &b]).arg("--out").arg(&out).assert().success();
    let output = assert.get_output();
    let shown = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
    let told = "Change of address (P1) and Change of Address (P2): they have the same title";
    assert!(shown.contains(told), "{shown}");
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    let file = &summary["files"][0];
    assert_eq!(file["procedures"], 2, "{summary}");
    assert_eq!(file["rows_refused"], serde_json::json!([]), "{summary}");
    assert_eq!(file["rows_left_out"].as_array().unwrap().len(), 2, "{summary}");
}

#[test]
fn rules_that_name_no_procedure_are_refused_with_the_column_that_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let (a, out) = (folder.path().join("a.csv"), folder.path().join("out"));
    fs::write(&a, "Nr,Rule,Value\n1,SLA,24 hours\n2,Goodwill,100 EUR\n").unwrap();
    let assert = sameboat().arg("reconcile").args([&a, &a]).arg("--out").arg(&out).assert();
    let shown = String::from_utf8(assert.code(1).get_output().stderr.clone()).unwrap();
    assert!(shown.contains("needs a column `procedure`"), "{shown}");
}

const DRAWN: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">
<process id="p" name="Change of address"><startEvent id="s"/>
<task id="a" name="Identify the customer"/><task id="b"/>
<task id="c" name="Enter the new address in the CRM"/>
<sequenceFlow sourceRef="s" targetRef="a"/><sequenceFlow sourceRef="a" targetRef="b"/>
<sequenceFlow sourceRef="b" targetRef="c"/></process></definitions>"#;

/// One line draws its procedures, the other one writes them; what cannot be used is said.
#[test]
fn drawings_and_texts_are_reconciled_and_drawn_again() {
    let folder = tempfile::tempdir().unwrap();
    let (drawn, text, out) =
        (folder.path().join("drawn"), folder.path().join("text.md"), folder.path().join("out"));
    fs::create_dir(&drawn).unwrap();
    fs::write(drawn.join("address.bpmn"), DRAWN).unwrap();
    fs::write(drawn.join("broken.bpmn"), &DRAWN[..200]).unwrap();
    fs::write(
        &text,
        "# Address change\n1. Identify the customer\n2. Enter the new address\n\n\
         ## Rules\n- SLA: done within 24 hours\n",
    )
    .unwrap();
    sameboat().arg("reconcile").args([&drawn, &text]).arg("--out").arg(&out).assert().code(3);
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["same"], 1, "{summary}");
    let refused = summary["files"][0]["rows_refused"].to_string();
    assert!(refused.contains("address.bpmn: b: the task has no name"), "{refused}");
    assert!(refused.contains("broken.bpmn"), "{refused}");
    let mut written: Vec<String> = fs::read_dir(out.join("bpmn"))
        .unwrap()
        .map(|file| file.unwrap().path().extension().unwrap().to_string_lossy().into_owned())
        .collect();
    written.sort();
    assert_eq!(written, ["bpmn", "dmn"]);
}

/// What is written beside a step in a drawing and in a table is known to those who work by the guide.
#[test]
fn notes_of_drawings_and_tables_stand_in_the_guide_and_in_the_drawing_made_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let (drawn, table, out) = (
        folder.path().join("ours.bpmn"),
        folder.path().join("theirs.csv"),
        folder.path().join("out"),
    );
    let note = "<textAnnotation id=\"n\"><text>Ask &lt;b&gt;kindly&lt;/b&gt;. Done within 24 hours.\
                </text></textAnnotation><association sourceRef=\"n\" targetRef=\"a\"/></process>";
    fs::write(&drawn, DRAWN.replace("</process>", note)).unwrap();
    fs::write(
        &table,
        "Process;Step;Remark\nChange of address;Identify the customer;Never by e-mail\n\
         Change of address;Enter the new address;Only in the CRM\n",
    )
    .unwrap();
    let assert = sameboat().arg("reconcile").args([&drawn, &table]).arg("--out").arg(&out).assert();
    assert.code(3);
    let guides = fs::read_to_string(out.join("guides.html")).unwrap();
    for told in [
        "<bdi>Ask &lt;b&gt;kindly&lt;/b&gt;.</bdi>",
        "<bdi>Never by e-mail</bdi>",
        "<bdi>Only in the CRM</bdi>",
    ] {
        assert_eq!(guides.matches(told).count(), 1, "{told}");
    }
    let side_by_side = fs::read_to_string(out.join("procedures.html")).unwrap();
    assert!(side_by_side.contains("<strong>Note:</strong> <bdi>Never by e-mail</bdi>"));
    let drawings = fs::read_dir(out.join("bpmn")).unwrap().map(|file| file.unwrap().path());
    let bpmn = drawings.filter(|path| path.extension().is_some_and(|end| end == "bpmn"));
    let texts: Vec<String> = bpmn.map(|path| fs::read_to_string(path).unwrap()).collect();
    let kept = "sameboat:note=\"ours: Ask &lt;b&gt;kindly&lt;/b&gt;. / theirs: Never by e-mail\"";
    assert!(texts.iter().any(|text| text.contains(kept)), "{texts:?}");
}

/// Lists of labels say nothing of what they are: their labels are held against each other, and the
/// lists as a whole.
#[test]
fn lists_of_labels_are_read_as_titles_and_as_steps() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, out) =
        (folder.path().join("a.txt"), folder.path().join("b.csv"), folder.path().join("out"));
    fs::write(&a, "Check invoice\nPay invoice\nFile the receipt\n").unwrap();
    fs::write(&b, "label\nCheck the invoice\nPay the invoice\nArchive receipt\n").unwrap();
    sameboat().arg("reconcile").args([&a, &b]).arg("--out").arg(&out).assert().success();
    let matches = fs::read_to_string(out.join("procedure_match.csv")).unwrap();
    assert!(matches.contains("Pay invoice") && matches.contains("Pay the invoice"), "{matches}");
    let steps = fs::read_to_string(out.join("unified_step.csv")).unwrap();
    assert!(steps.contains("Pay"), "{steps}");
}

#[test]
fn a_handbook_in_a_language_without_lists_of_words_is_told_and_english_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let ours = file(
        "ours.csv",
        "procedure,step,action\nChange of address,1,Identify the customer\n\
         Change of address,2,Enter the new address in the system\n",
    );
    let theirs = file(
        "theirs.csv",
        "procedure,step,action\nCambio de dirección,1,Identificar al cliente\n\
         Cambio de dirección,2,Guardar la nueva dirección en el CRM\n",
    );
    let shown = |other: &std::path::Path| {
        let mut command = sameboat();
        let out = folder.path().join("out");
        command.arg("reconcile").arg(&ours).arg(other).arg("--out").arg(out);
        let assert = command.assert().success();
        let output = assert.get_output();
        String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
    };
    assert!(
        shown(&theirs).contains("has no lists of words of (line theirs;"),
        "{}",
        shown(&theirs)
    );
    assert!(!shown(&ours).contains("lists of words"));
}
