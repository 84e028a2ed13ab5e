//! The layouts that tables of procedures come in.

use proptest::prelude::*;

use super::reader::WHOSE_RULE;
use super::rows::TOTAL;
use super::*;
use crate::catalogue::{Next, RuleKind};

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// The rows of a table whose header stands in the first row.
fn rows(rows: &[&[&str]]) -> Vec<NumberedRow> {
    (2..).zip(rows).map(|(number, cells)| (number, row(cells))).collect()
}

fn read(header: &[&str], table: &[&[&str]]) -> CatalogueIntake {
    catalogue_from_rows("product", &row(header), &rows(table))
}

fn actions(intake: &CatalogueIntake, procedure: usize) -> Vec<&str> {
    intake.procedures[procedure].procedure.steps.iter().map(|s| s.action.as_str()).collect()
}

#[test]
fn one_row_a_step_with_the_procedure_repeated_or_left_blank() {
    let intake = read(
        &["Proc. ID", "Title", "Step", "What to do", "Role"],
        &[
            &["P-1", "Complaint", "2", "Apologise", "Agent"],
            &["P-1", "Complaint", "1", "Listen", "Agent"],
            &["", "", "3", "Close the case", "Agent"],
            &["P-2", "Refund", "1", "Find the payment", "Back office"],
        ],
    );
    assert_eq!(intake.procedures.len(), 2);
    assert_eq!(actions(&intake, 0), ["Listen", "Apologise", "Close the case"]);
    assert_eq!(intake.procedures[1].procedure.steps[0].actor, "Back office");
    assert_eq!((intake.table.accepted, intake.table.refused.len()), (4, 0));
}

#[test]
fn one_row_a_procedure_with_numbered_steps_in_a_cell() {
    let intake = read(
        &["Vorgang", "Bezeichnung", "Ablauf"],
        &[
            &[
                "V1",
                "Adressänderung",
                "1. Kunde prüfen 2. Anschrift speichern, binnen 2 Tagen. 3. Bestätigen",
            ],
            &["V2", "Rückruf", "1) Call\n2) Note"],
            &["V3", "Kulanz", "- Check\n- Decide"],
        ],
    );
    assert_eq!(
        actions(&intake, 0),
        ["Kunde prüfen", "Anschrift speichern, binnen 2 Tagen.", "Bestätigen"]
    );
    assert_eq!(actions(&intake, 1), ["Call", "Note"]);
    assert_eq!(actions(&intake, 2), ["Check", "Decide"]);
}

#[test]
fn a_plain_list_of_labels_with_or_without_a_header() {
    let with = read(&["label"], &[&["Check invoice"], &["Pay invoice"]]);
    let without = read(&["Check invoice"], &[&["Pay invoice"]]);
    assert!(without.table.header_is_data && !with.table.header_is_data);
    let titles = |intake: &CatalogueIntake| -> Vec<String> {
        intake.procedures.iter().map(|read| read.procedure.title.clone()).collect()
    };
    assert_eq!(titles(&with), titles(&without));
    assert_eq!(without.table.accepted, 2);
}

#[test]
fn labels_that_may_be_steps_are_read_as_both() {
    let noted = read(&["Label", "Note"], &[&["Check invoice", "twice"], &["Pay invoice", ""]]);
    assert_eq!(noted.as_steps.unwrap().procedure.steps[0].note, "twice");
    assert_eq!(noted.procedures[0].procedure.note, "twice");
    let intake = read(&["Label"], &[&["Check invoice"], &["Pay invoice"]]);
    assert_eq!(intake.procedures.len(), 2);
    let steps = intake.as_steps.unwrap().procedure;
    assert_eq!((steps.title.as_str(), steps.steps.len()), ("product", 2));
}

#[test]
fn a_file_of_steps_only_is_one_procedure() {
    let intake = read(
        &["Step", "Activity", "Role", "Condition", "Next"],
        &[
            &["10", "Check", "Agent", "", "20: fine; 30"],
            &["20", "Pay", "Clerk", "fine", "end"],
            &["30", "Refuse", "Agent", "", ""],
        ],
    );
    let procedure = &intake.procedures[0].procedure;
    assert_eq!((procedure.title.as_str(), procedure.steps.len()), ("product", 3));
    assert_eq!(Next::list_text(&procedure.steps[0].next), "2: fine; 3");
    assert_eq!(procedure.steps[1].condition, "fine");
}

#[test]
fn rows_with_a_value_are_rules() {
    let intake = read(
        &["Procedure", "Step", "Rule type", "Condition", "Value", "Unit"],
        &[
            &["Complaint", "Listen", "", "", "", ""],
            &["Complaint", "", "SLA", "by phone", "24", "hours"],
        ],
    );
    let rule = &intake.procedures[0].procedure.rules[0];
    assert_eq!((rule.kind, &*rule.value, &*rule.unit), (crate::RuleKind::Sla, "24", "hours"));
    assert_eq!(rule.condition, "by phone");
}

#[test]
fn sheets_of_procedures_and_steps_are_one_catalogue() {
    let mut reader = CatalogueReader::new("product");
    reader.table(&row(&["Id", "Title", "Outcome"]), &rows(&[&["P1", "Complaint", "Peace"]]));
    let steps = rows(&[&["P1", "1", "Listen"], &["P1", "2", "Close"]]);
    reader.table(&row(&["Procedure key", "Position", "Action"]), &steps);
    let procedures = reader.finish();
    assert_eq!(procedures.len(), 1);
    assert_eq!(procedures[0].step_lines, [2, 3]);
    assert_eq!(procedures[0].procedure.outcome, "Peace");
}

#[test]
fn refused_rows_are_named_with_their_reason() {
    let intake = read(
        &["Title", "Step no", "Action"],
        &[
            &["", "1", "Nobody's step"],
            &["Complaint", "first", "Listen"],
            &["", "", ""],
            &["Complaint", "1", "Listen"],
            &["Complaint", "", ""],
            &["Complaint", "2", "Close", "stray"],
        ],
    );
    let reasons: Vec<String> = intake
        .table
        .refused
        .iter()
        .map(|row| format!("{}: {}", row.row_number, row.reason))
        .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r"
    2: the row names no procedure, and none stands above it
    3: the step number is not a number
    4: the row is empty
    6: the procedure is listed above, and the row adds no step
    7: the row has more values than the header has columns
    ");
    assert_eq!(intake.table.accepted, 1);
}

#[test]
fn a_row_that_adds_up_the_others_is_no_procedure() {
    let intake = read(
        &["Prozess", "Verantwortlich", "Anzahl Fälle"],
        &[&["Adressänderung", "Service", "120"], &["Summe:", "", "120"], &["Total", "", ""]],
    );
    assert_eq!(intake.procedures.len(), 1);
    assert!(intake.table.refused.iter().all(|row| row.left_out && row.reason == TOTAL));
    let named = read(&["Procedure", "Step"], &[&["Total", "Add up the bill"]]);
    assert_eq!(named.procedures[0].procedure.title, "Total");
}

/// A sheet as people keep it: the title stands in a merged cell, the numbers start again below it.
fn step_sheet(header: &[&str]) -> CatalogueIntake {
    read(
        header,
        &[
            &["Beschwerde", "10", "Beschwerde aufnehmen", "Sachbearbeiter", "LeaseOne"],
            &["", "20", "Kulanz anbieten", "Teamleitung", "LeaseOne"],
            &["", "30", "Vorgang abschließen", "Sachbearbeiter", "LeaseOne"],
            &["Adressänderung", "10", "Kunden legitimieren", "Sachbearbeiter", "LeaseOne"],
            &["", "20", "Anschrift ändern", "Backoffice", "Post"],
        ],
    )
}

fn titles(intake: &CatalogueIntake) -> Vec<&str> {
    intake.procedures.iter().map(|read| read.procedure.title.as_str()).collect()
}

#[test]
fn numbers_that_start_again_in_every_block_number_the_steps_whatever_the_columns_are_called() {
    for header in [
        ["Arbeitsanweisung", "Nr.", "Tätigkeit", "Zuständig", "DV-System"],
        ["Arbeitsanweisung", "Lfd. Nr.", "Arbeitsschritt", "Verantwortlich", "Anwendung"],
        ["Ablauf", "Nr.", "Tätigkeit", "Zuständigkeit", "IT-System"],
        ["Geschäftsvorfall", "Schritt", "Beschreibung", "Rolle", "System"],
        ["Vorgang", "Pos.", "Was", "Wer", "Womit"],
        ["Vorgang", "Nr.", "Aktivität", "Bearbeiter", "Software"],
        ["SOP", "Step #", "What the agent does", "Who does it?", "Tool"],
        ["Procedure", "No.", "Step", "Responsible", "System"],
        ["Leistungsart", "Nr.", "Tätigkeit", "Ausführung", "System"],
    ] {
        let intake = step_sheet(&header);
        assert_eq!(titles(&intake), ["Beschwerde", "Adressänderung"], "{header:?}");
        assert_eq!(intake.procedures[0].procedure.steps.len(), 3, "{header:?}");
        let step = &intake.procedures[1].procedure.steps[1];
        let said = (step.actor.as_str(), step.action.as_str(), step.system.as_str());
        assert_eq!(said, ("Backoffice", "Anschrift ändern", "Post"), "{header:?}");
        assert_eq!((intake.table.accepted, intake.table.refused.len()), (5, 0), "{header:?}");
    }
}

#[test]
fn parts_of_a_procedure_in_whose_text_the_table_stands_are_no_procedures() {
    let header = row(&["Phase", "Nr", "Tätigkeit"]);
    let steps = rows(&[
        &["Annahme", "1", "Zuhören"],
        &["", "2", "Erfassen"],
        &["Antwort", "1", "Anrufen"],
        &["", "2", "Schreiben"],
    ]);
    let mut reader = CatalogueReader::within("Beschwerde");
    reader.table(&header, &steps);
    let procedures = reader.in_order_of_rows();
    assert_eq!(procedures.len(), 1);
    assert_eq!(procedures[0].procedure.steps.len(), 4);
}

#[test]
fn a_number_that_stands_with_its_title_alone_is_the_procedures_key() {
    let intake = read(
        &["Nr", "Ablauf", "Verantwortlich", "Schritte"],
        &[
            &["11", "Bankverbindung", "Kundenbetreuung", "1. Prüfen 2. Ändern"],
            &["12", "Auskunft", "Datenschutz", "1. Erfassen 2. Senden"],
        ],
    );
    assert_eq!(titles(&intake), ["Bankverbindung", "Auskunft"]);
    assert_eq!(intake.procedures[1].procedure.key, "12");
    assert_eq!(intake.procedures[1].procedure.owner, "Datenschutz");
}

#[test]
fn who_is_responsible_does_the_step_unless_others_do_and_it_is_the_same_in_all_rows() {
    let of = |header: &[&str], responsible: [&str; 2]| {
        let intake = read(
            header,
            &[
                &["Refund", "Find the payment", responsible[0], "Agent"],
                &["Refund", "Pay it back", responsible[1], "Clerk"],
            ],
        );
        let procedure = intake.procedures[0].procedure.clone();
        (procedure.steps[1].actor.clone(), procedure.owner)
    };
    let told = |actor: &str, owner: &str| (actor.to_owned(), owner.to_owned());
    let alone = ["Procedure", "Step", "Responsible", "Cases"];
    let beside = ["Procedure", "Step", "Responsible", "Role"];
    assert_eq!(of(&alone, ["Agent", "Clerk"]), told("Clerk", ""));
    assert_eq!(of(&alone, ["Desk", "Desk"]), told("Desk", ""));
    assert_eq!(of(&beside, ["Desk", "Desk"]), told("Clerk", "Desk"));
    assert_eq!(of(&beside, ["Desk", "Bank"]), told("Clerk", ""));
}

/// What is noted of a procedure and of each of its steps.
fn notes(intake: &CatalogueIntake, procedure: usize) -> Vec<String> {
    let procedure = &intake.procedures[procedure].procedure;
    let of_steps = procedure.steps.iter().map(|step| step.note.clone());
    std::iter::once(procedure.note.clone()).chain(of_steps).collect()
}

fn rules_told(intake: &CatalogueIntake, procedure: usize) -> String {
    let rules = intake.procedures[procedure].procedure.rules.iter();
    let told = rules.map(|r| format!("{} [{}] {}", r.kind.name(), r.condition, r.value));
    told.collect::<Vec<_>>().join("\n")
}

#[test]
fn deadlines_and_rules_beside_the_steps_are_rules_of_the_procedure() {
    let intake = read(
        &["SOP", "Step #", "What the agent does", "Time limit", "Rules / remarks"],
        &[
            &["Complaint", "1", "Send acknowledgement", "24 h", ""],
            &["", "2", "Offer goodwill", "-", "Goodwill up to 100 EUR without approval"],
            &["", "3", "Call back", "", "Two features are enough. Max. 3 attempts"],
            &["", "4", "Send final reply", "10 working days", "n/a"],
        ],
    );
    insta::assert_snapshot!(rules_told(&intake, 0), @r"
    sla [Send acknowledgement] 24 h
    authority_limit [] Goodwill up to 100 EUR without approval
    other [Call back] Two features are enough
    other [Call back] Max. 3 attempts
    sla [Send final reply] 10 working days
    ");
    assert_eq!(intake.procedures[0].rule_lines, [2, 3, 4, 4, 5]);
    assert!(notes(&intake, 0).iter().all(String::is_empty), "{:?}", notes(&intake, 0));
}

#[test]
fn of_remarks_those_that_state_a_rule_are_rules_and_the_others_are_noted() {
    let intake = read(
        &["Arbeitsanweisung", "Nr.", "Tätigkeit", "Bis wann", "Bemerkung"],
        &[
            &[
                "Beschwerde",
                "10",
                "Bestätigung senden",
                "2 Werktage",
                "Vorlage nutzen. Kulanz bis 50 EUR. Nicht per Fax!",
            ],
            &["", "20", "Kunden anrufen", "", "geht meist schnell"],
        ],
    );
    insta::assert_snapshot!(rules_told(&intake, 0), @r"
    sla [Bestätigung senden] 2 Werktage
    authority_limit [] Kulanz bis 50 EUR
    ");
    assert_eq!(notes(&intake, 0), ["", "Vorlage nutzen. Nicht per Fax!", "geht meist schnell"]);
}

#[test]
fn several_columns_of_remarks_are_joined() {
    let intake = read(
        &["Process", "Step", "Remarks", "Notes", "Hint"],
        &[
            &["Refund", "Ask the customer", "Be kind", "", "Not by fax!"],
            &["Refund", "Send the answer", "", "must be sent within 2 days", ""],
        ],
    );
    assert_eq!(notes(&intake, 0), ["", "Be kind\nNot by fax!", ""]);
    let procedures = &intake.procedures[0].procedure;
    assert_eq!(procedures.rules.len(), 1, "{:?}", procedures.rules);
}

#[test]
fn remarks_beside_no_single_step_are_noted_of_the_procedure_each_once() {
    let intake = read(
        &["Prozess", "Schritte", "Hinweis"],
        &[
            &["Rückruf", "1. Anrufen 2. Notieren", "Nur werktags"],
            &["", "", "nur  werktags."],
            &["", "", "Kalender führen"],
            &["Auskunft", "", "n/a"],
        ],
    );
    assert_eq!(notes(&intake, 0), ["Nur werktags\nKalender führen", "", ""]);
    assert_eq!(notes(&intake, 1), [""]);
    assert_eq!(intake.table.accepted, 4);
}

#[test]
fn what_is_too_long_for_a_rule_is_noted() {
    let long = "und dann noch etwas ".repeat(20);
    let cell = format!("Kulanz bis 50 EUR. Erst {long}");
    let intake = read(&["Prozess", "Schritt", "Regeln"], &[&["Rückruf", "Anrufen", &cell]]);
    assert_eq!(rules_told(&intake, 0), "authority_limit [] Kulanz bis 50 EUR");
    assert_eq!(notes(&intake, 0), ["", format!("Erst {}", long.trim()).as_str()]);
}

#[test]
fn a_rule_beside_a_step_that_says_only_its_limit_is_about_the_step() {
    let intake = read(
        &["Prozess", "Nr.", "Tätigkeit", "Regel"],
        &[&["Rückruf", "1", "Kunden zurückrufen", "24 Std."], &["", "2", "Schließen", ""]],
    );
    assert_eq!(rules_told(&intake, 0), "sla [Kunden zurückrufen] 24 Std");
}

#[test]
fn rules_of_a_procedure_with_all_its_steps_in_a_cell_are_about_no_step() {
    let intake = read(
        &["Nr", "Prozess", "Schritte", "Regeln und Fristen"],
        &[&[
            "F-13",
            "Mahnung",
            "1) Liste erstellen\n2) Mahnung senden",
            "Erste Mahnung nach 7 Tagen; Mahngebühr 2,50 €; Beträge unter 5 € werden ausgebucht",
        ]],
    );
    insta::assert_snapshot!(rules_told(&intake, 0), @r"
    sla [] Erste Mahnung nach 7 Tagen
    other [] Mahngebühr 2,50 €
    authority_limit [] Beträge unter 5 € werden ausgebucht
    ");
}

#[test]
fn a_deadline_beside_the_name_of_a_rule_is_its_value() {
    let intake =
        read(&["Prozess", "Regel", "Frist"], &[&["Beschwerde", "Antwort binnen", "24 Std."]]);
    let rules = &intake.procedures[0].procedure.rules;
    assert_eq!((rules.len(), rules[0].kind), (1, RuleKind::Sla));
    assert!(rules[0].value.contains("24 Std."));
}

#[test]
fn rules_without_procedure_are_those_of_the_only_one_or_refused_with_what_is_missing() {
    let (steps, rules) = (row(&["Procedure", "Step"]), row(&["Nr", "Rule", "Value"]));
    let two = rows(&[&["1", "SLA", "24 hours"], &["2", "Goodwill", "100 EUR"]]);
    let mut one = CatalogueReader::new("product");
    one.table(&steps, &rows(&[&["Complaint", "Listen"]]));
    assert_eq!(one.table(&rules, &two).accepted, 2);
    assert_eq!(one.finish()[0].procedure.rules.len(), 2);
    let mut none = CatalogueReader::new("product");
    let refused = none.table(&rules, &two).refused;
    assert_eq!(refused.len(), 2);
    assert_eq!(refused[0].reason, WHOSE_RULE);
}

#[test]
fn a_remark_below_the_steps_is_no_procedure() {
    let intake = read(
        &["Titel", "Ablauf", "Rolle"],
        &[
            &["Beschwerde", "1. Zuhören 2. Antworten", "Agent"],
            &["Stand: Oktober 2026, freigegeben", "", ""],
        ],
    );
    assert_eq!(intake.procedures.len(), 1);
    assert!(intake.table.refused[0].left_out);
    assert_eq!((intake.table.accepted, intake.table.refused.len()), (1, 1));
}

#[test]
fn the_name_of_a_rule_that_tells_no_kind_stays_with_its_value() {
    let intake = read(
        &["Prozess", "Regel", "Wert"],
        &[
            &["Beschwerde", "Antwort an den Kunden", "innerhalb von 24 Stunden"],
            &["Beschwerde", "Kulanz", "50 €"],
            &["Beschwerde", "Aufbewahrung", "10 Jahre"],
        ],
    );
    let told: Vec<String> = intake.procedures[0]
        .procedure
        .rules
        .iter()
        .map(|rule| format!("{} {}", rule.kind.name(), rule.value))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    sla Antwort an den Kunden: innerhalb von 24 Stunden
    authority_limit 50 €
    other Aufbewahrung: 10 Jahre
    ");
}

#[test]
fn the_name_of_a_rule_that_says_more_than_its_kind_tells_what_the_rule_is_about() {
    let intake = read(
        &["Prozess", "Regel", "Bedingung", "Wert"],
        &[
            &["Beschwerde", "Goodwill without approval", "", "up to 100 EUR"],
            &["Beschwerde", "Call back within", "", "4 h"],
            &["Beschwerde", "Vollmacht muss schriftlich vorliegen", "immer", "ja"],
            &["Beschwerde", "SLA", "per E-Mail", "24 h"],
            &["Beschwerde", "Kulanzrahmen", "", "50 €"],
            &["Beschwerde", "Innerhalb", "", "24 h"],
        ],
    );
    insta::assert_snapshot!(rules_told(&intake, 0), @r"
    authority_limit [Goodwill without approval] up to 100 EUR
    sla [Call back] 4 h
    authority_limit [immer] Vollmacht muss schriftlich vorliegen: ja
    sla [per E-Mail] 24 h
    authority_limit [] 50 €
    sla [] 24 h
    ");
}

proptest! {
    #[test]
    fn every_row_is_accepted_or_refused(
        rows in prop::collection::vec(prop::collection::vec("[ -~äß€\n]{0,12}|1\\. a 2\\. b|", 0..6), 0..12)
    ) {
        let header = row(&["ID", "Title", "Step no", "Action"]);
        let rows: Vec<NumberedRow> = (2..).zip(rows).collect();
        let intake = catalogue_from_rows("x", &header, &rows);
        prop_assert_eq!(intake.table.accepted + intake.table.refused.len(), rows.len());
        for read in &intake.procedures {
            prop_assert!(!read.procedure.key.is_empty());
            prop_assert_eq!(read.procedure.steps.len(), read.step_lines.len());
        }
    }
}
