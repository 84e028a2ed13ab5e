//! `sameboat check`.

use std::fs;

use serde_json::Value;

use crate::world::{Engagement, sameboat};

#[test]
fn the_demo_is_profiled_source_by_source() {
    let engagement = Engagement::small();
    let assert = sameboat().args(["check", "--json"]).arg(&engagement.path).assert();
    let profiles: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let text = fs::read_to_string(engagement.path.join("sameboat.toml")).unwrap();
    let sources = text.matches("[[source]]").count();
    assert_eq!(profiles.as_array().unwrap().len(), sources);
    assert!(!engagement.path.join("runs").exists(), "check writes nothing");
}

/// A source of customers with a bit of everything, and one that is as it should be.
fn two_sources() -> Engagement {
    let engagement = Engagement::empty();
    let write = |file: &str, text: &str| fs::write(engagement.path.join(file), text).unwrap();
    write(
        "sameboat.toml",
        "[engagement]\nname = \"Two\"\n[[line]]\nname = \"product\"\nlabel = \"P\"\n\
         [[line]]\nname = \"financing\"\nlabel = \"F\"\n\
         [[source]]\nname = \"ours\"\nline = \"product\"\nfile = \"ours.csv\"\nmapping = \"m.toml\"\n\
         [[source]]\nname = \"theirs\"\nline = \"financing\"\nfile = \"theirs.csv\"\n\
         mapping = \"m.toml\"\n",
    );
    write(
        "m.toml",
        "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n\
         birth_date = \"Born\"\ncity = \"City\"\n",
    );
    write(
        "ours.csv",
        "Id;Name;Born;City\n1;Berg;31.02.1980;\n2;Tal;01.05.1981;\n;Au;01.06.1982;\n",
    );
    write("theirs.csv", "Id;Name;Born;City\n7;Berg;03.02.1980;Ulm\n8;Tal;01.05.1981;Bonn\n");
    engagement
}

fn checked(engagement: &Engagement, flags: &[&str]) -> String {
    let assert = sameboat().arg("check").arg(&engagement.path).args(flags).assert().code(3);
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn only_fields_with_something_to_say_are_shown() {
    insta::assert_snapshot!(checked(&two_sources(), &[]));
}

#[test]
fn all_fields_are_shown_where_asked_and_in_json() {
    let engagement = two_sources();
    insta::assert_snapshot!(checked(&engagement, &["-v"]));
    let profiles: Value = serde_json::from_str(&checked(&engagement, &["--json"])).unwrap();
    assert_eq!(profiles[1]["fields"].as_array().unwrap().len(), 4);
}

#[test]
fn outcomes_that_nobody_understands_are_said() {
    let engagement = two_sources();
    let write = |file: &str, text: &str| fs::write(engagement.path.join(file), text).unwrap();
    let settings = fs::read_to_string(engagement.path.join("sameboat.toml")).unwrap();
    let calls = "[[source]]\nname = \"calls\"\nline = \"product\"\nfile = \"calls.csv\"\nmapping = \"c.toml\"\n";
    write("sameboat.toml", &(settings + calls));
    write(
        "c.toml",
        "entity = \"contact\"\n[fields]\nrecord_key = \"Id\"\nstarted_at = \"At\"\noutcome = \"End\"\n\
         direction = { constant = \"inbound\" }\nchannel = { constant = \"call\" }\n",
    );
    let ends = ["10", "10", "10", "Berg rang again", "resolved", "20", "20", "20", "20", ""];
    let row = |(number, end)| format!("{number};2026-01-01 10:00;{end}\n");
    let rows: String = ends.iter().enumerate().map(row).collect();
    write("calls.csv", &format!("Id;At;End\n{rows}"));
    let profiles: Value = serde_json::from_str(&checked(&engagement, &["--json"])).unwrap();
    let warnings = profiles[2]["warnings"].to_string();
    let said = "`outcome` that is not understood, so that exports take it for over: 8 rows (`20` 4 rows, \
                `10` 3 rows, others 1 row)";
    assert!(warnings.contains(said), "{warnings}");

    // Where not everybody may see them, they are only counted.
    let settings = fs::read_to_string(engagement.path.join("sameboat.toml")).unwrap();
    write("sameboat.toml", &(settings + "[policy.regulated]\nfields = [\"contact.outcome\"]\n"));
    let profiles: Value = serde_json::from_str(&checked(&engagement, &["--json"])).unwrap();
    let warnings = profiles[2]["warnings"].to_string();
    assert!(warnings.contains("8 rows (others 8 rows)"), "{warnings}");
}

#[test]
fn too_many_broken_rows_fail_a_batch_where_asked() {
    let engagement = Engagement::small();
    let check = |share: &str| {
        let flags = ["--fail-over", share];
        sameboat()
            .arg("check")
            .arg(&engagement.path)
            .args(flags)
            .assert()
            .get_output()
            .status
            .code()
    };
    assert_eq!(check("0%"), Some(1));
    assert_eq!(check("50%"), Some(3));
}

#[test]
fn what_was_found_is_written_as_a_page_where_asked() {
    let engagement = Engagement::small();
    let page = engagement.path.join("check.html");
    sameboat().arg("check").arg(&engagement.path).arg("--page").arg(&page).assert().code(3);
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("product_customers") && page.contains("Rows that would be quarantined"));
}
