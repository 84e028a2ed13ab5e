//! Procedures in BPMN, DMN and Markdown, through the presets of `mappings/notation`.

use std::fs;
use std::path::Path;

use sameboat_ingest::{SourceProfile, check};
use sameboat_model::progress::Silent;

use crate::engagement::Engagement;

fn preset(entity: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../mappings/notation");
    fs::read_to_string(folder.join(format!("{entity}.toml"))).unwrap()
}

const DRAWN: &str = r#"<definitions>
<process id="p" name="Complaint">
<task id="a" name="Listen"/>
<task id="b"/>
<task id="c" name="Close"/>
<sequenceFlow sourceRef="a" targetRef="b"/>
<sequenceFlow sourceRef="b" targetRef="c"/>
</process></definitions>"#;

const WRITTEN: &str = "# Call back\n1. Call\n## Rules\n- SLA: within 24 hours\n";

fn sources(engagement: Engagement, file: &str) -> Engagement {
    engagement
        .source("procedures", file, &preset("procedure"))
        .source("steps", file, &preset("procedure_step"))
        .source("rules", file, &preset("business_rule"))
}

#[test]
fn a_drawing_is_procedures_and_steps_and_its_faults_are_quarantined_by_line() {
    let engagement = sources(Engagement::new(), "complaint.bpmn");
    fs::write(engagement.path("complaint.bpmn"), DRAWN).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(
        ingested.rows("SELECT record_key, title FROM procedure_record"),
        ["complaint | Complaint"]
    );
    assert_eq!(
        ingested
            .rows("SELECT row_number, position, action FROM procedure_step_record ORDER BY ALL"),
        ["3 | 1 | Listen", "5 | 2 | Close"]
    );
    assert_eq!(
        ingested.rows("SELECT source, sheet, row_number, reason, value FROM quarantine"),
        ["steps | steps | 4 | the task has no name; the flow leads past it | b"]
    );
    let formats: Vec<&str> = ingested.summary.sources.iter().map(|s| s.format.as_str()).collect();
    assert!(formats.iter().all(|format| !format.contains("header in row")), "no row: {formats:?}");
}

#[test]
fn what_is_noted_beside_steps_is_in_their_records() {
    let engagement = sources(Engagement::new(), "handbook");
    fs::create_dir(engagement.path("handbook")).unwrap();
    let note = "<textAnnotation><text>Be kind</text></textAnnotation></process>";
    fs::write(engagement.path("handbook/complaint.bpmn"), DRAWN.replace("</process>", note))
        .unwrap();
    let table = "Process;Step;Remarks\nRefund;Pay;Never in cash. Done within 24 hours.\n";
    fs::write(engagement.path("handbook/refund.csv"), table).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(
        ingested.rows("SELECT record_key, note FROM procedure_record WHERE note <> ''"),
        ["complaint | Be kind"]
    );
    assert_eq!(
        ingested.rows("SELECT action, note FROM procedure_step_record WHERE note <> ''"),
        ["Pay | Never in cash."]
    );
    assert_eq!(ingested.rows("SELECT count(*) FROM business_rule_record"), ["1"]);
}

#[test]
fn a_folder_is_one_source_and_a_broken_file_in_it_is_quarantined() {
    let engagement = sources(Engagement::new(), "handbook");
    fs::create_dir(engagement.path("handbook")).unwrap();
    fs::write(engagement.path("handbook/complaint.bpmn"), DRAWN).unwrap();
    fs::write(engagement.path("handbook/call back.md"), WRITTEN).unwrap();
    fs::write(engagement.path("handbook/broken.dmn"), "<definitions>\n<decision").unwrap();
    let ingested = engagement.ingest();
    assert_eq!(
        ingested.rows("SELECT record_key, title FROM procedure_record ORDER BY ALL"),
        ["Call back | Call back", "complaint | Complaint"]
    );
    assert_eq!(
        ingested.rows("SELECT procedure_key, kind, value FROM business_rule_record"),
        ["Call back | sla | within 24 hours"]
    );
    let broken =
        ingested.rows("SELECT row_number, reason, value FROM quarantine WHERE row_number = 2");
    assert_eq!(broken.len(), 1, "{broken:?}");
    assert!(broken[0].contains("broken.dmn: line 2, column 1: not XML"), "{broken:?}");
}

#[test]
fn a_single_file_that_is_broken_is_an_error_with_its_place() {
    let engagement = sources(Engagement::new(), "complaint.bpmn");
    fs::write(engagement.path("complaint.bpmn"), &DRAWN[..60]).unwrap();
    let error = engagement.try_ingest().err().unwrap().to_string();
    assert!(error.contains("line 3, column"), "{error}");
}

/// What `check` says beside the rows of the source called `procedures`, and which rows were left out of it.
fn left(engagement: &Engagement) -> (Vec<String>, Vec<(String, u64)>) {
    let folder = engagement.path("");
    let profiles = check(&folder, &engagement.settings(), &Silent).unwrap();
    let told = |profile: &SourceProfile| {
        let warnings = profile.warnings.iter().filter(|warning| warning.contains("left out"));
        warnings.cloned().collect::<Vec<_>>()
    };
    assert!(profiles[1..].iter().all(|profile| told(profile).is_empty()), "told once");
    (told(&profiles[0]), profiles[0].summary.excluded.clone())
}

#[test]
fn a_part_beside_the_procedures_is_told_and_counted_as_excluded() {
    let engagement = sources(Engagement::new(), "handbook.md");
    let text = format!("{WRITTEN}# Glossary\n- Lessee: who leases\n# History\n1. 2024: new\n");
    fs::write(engagement.path("handbook.md"), text).unwrap();
    let (told, excluded) = left(&engagement);
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("`Glossary` (line 5), `History` (line 7)"), "{told:?}");
    assert_eq!(excluded, [("no part of a procedure".to_owned(), 2)]);
    let counts = &engagement.ingest().summary.sources[0];
    assert_eq!((counts.read, counts.accepted, counts.quarantined), (3, 1, 0));
}

#[test]
fn a_part_beside_the_procedures_of_a_folder_is_told_with_its_file() {
    let engagement = sources(Engagement::new(), "handbook");
    fs::create_dir(engagement.path("handbook")).unwrap();
    let text = format!("{WRITTEN}# Glossary\n- Lessee: who leases\n");
    fs::write(engagement.path("handbook/calls.md"), text).unwrap();
    let table = "Process;No;Step;Who\nRefund;1;Pay;Agent\nRefund;2;Tell;Agent\nTotal;;2;\n";
    fs::write(engagement.path("handbook/refund.csv"), table).unwrap();
    let (told, _) = left(&engagement);
    assert!(told.iter().any(|told| told.contains("`calls.md: Glossary` (line 5)")), "{told:?}");
    let ingested = engagement.ingest();
    assert!(ingested.quarantine().is_empty(), "a total is no fault: {:?}", ingested.quarantine());
}
