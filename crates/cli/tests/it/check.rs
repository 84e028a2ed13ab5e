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
