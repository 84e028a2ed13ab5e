//! Cells with several e-mail addresses.

use std::fs;

use sameboat_ingest::guess::{GuessSettings, propose, survey};
use sameboat_model::progress::Silent;
use tempfile::TempDir;

use crate::engagement::Engagement;

const MAPPING: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nemail = \"Mails\"\n";

#[test]
fn the_first_of_several_addresses_is_taken_and_the_others_are_kept_and_told() {
    let rows = "Id;Mails;City\n1;a@web.de, b@web.de | c@web.de;Bonn\n2;d@web.de;\n3;Berg, Eva <e@web.de>;\n";
    let ingested = Engagement::new().file("customers", rows, MAPPING).ingest();
    assert_eq!(
        ingested
            .rows("SELECT email, coalesce(extras, '') FROM customer_record ORDER BY record_key"),
        [
            r#"a@web.de | {"City":"Bonn","Mails":"b@web.de; c@web.de"}"#,
            "d@web.de | ",
            "Berg, Eva <e@web.de> | ",
        ]
    );
    let [issue] = &ingested.issues()[..] else { panic!("{:?}", ingested.issues()) };
    assert!(issue.starts_with("2 | Mails | several e-mail addresses"), "{issue}");
}

#[test]
fn where_extras_are_not_kept_further_addresses_are_told_only() {
    let mapping = format!("{MAPPING}[extras]\nkeep = false\n");
    let rows = "Id;Mails\n1;a@web.de;b@web.de\n".replace("a@web.de;", "a@web.de,");
    let ingested = Engagement::new().file("customers", rows, &mapping).ingest();
    assert_eq!(
        ingested.rows("SELECT email, coalesce(extras, '') FROM customer_record"),
        ["a@web.de | "]
    );
    let [issue] = &ingested.issues()[..] else { panic!("one issue") };
    assert!(issue.contains("the others are kept nowhere"), "{issue}");
}

#[test]
fn whoever_has_two_addresses_is_barred_by_either() {
    let mapping = format!(
        "{MAPPING}consent_email = {{ column = \"Opt-in\", default = \"yes\" }}\n\
         [[beside]]\nfile = \"list.csv\"\nkey = \"Adresse\"\nto = \"Mails\"\n"
    );
    let engagement = Engagement::new().file(
        "customers",
        "Id;Mails\n1;a@web.de, b@web.de\n2;c@web.de\n",
        &mapping,
    );
    fs::write(engagement.path("list.csv"), "Adresse;Opt-in\nb@web.de;no\n").unwrap();
    assert_eq!(
        engagement
            .ingest()
            .rows("SELECT record_key, consent_email FROM customer_record ORDER BY ALL"),
        ["1 | false", "2 | true"]
    );
}

#[test]
fn a_list_of_addresses_is_the_email_column() {
    let folder = TempDir::new().unwrap();
    let customer = |n: u32| {
        let second =
            if n.is_multiple_of(2) { format!(",\"eva{n}@gmx.de\"") } else { String::new() };
        format!(
            "{{\"customerId\":\"SK1{n:03}\",\"familyName\":\"Berg\",\"givenName\":\"Eva\",\
             \"emails\":[\"e{n}@web.de\"{second}]}}\n"
        )
    };
    fs::write(folder.path().join("customers.jsonl"), (0..40).map(customer).collect::<String>())
        .unwrap();
    let path = folder.path().to_owned();
    let survey = survey(std::slice::from_ref(&path), &Silent).unwrap();
    let settings = GuessSettings { folder: path, name: "Test".into(), ..Default::default() };
    let proposal = propose(survey, &settings);
    let text = proposal.sources[0].text.as_deref().unwrap();
    assert!(text.lines().any(|line| line.starts_with("email = \"emails\"")), "{text}");
}
