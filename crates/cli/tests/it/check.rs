//! `sameboat check`.

use serde_json::Value;

use crate::world::{Engagement, sameboat};

#[test]
fn the_demo_is_profiled_source_by_source() {
    let engagement = Engagement::small();
    let assert = sameboat().args(["check", "--json"]).arg(&engagement.path).assert();
    let profiles: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let text = std::fs::read_to_string(engagement.path.join("sameboat.toml")).unwrap();
    let sources = text.matches("[[source]]").count();
    assert_eq!(profiles.as_array().unwrap().len(), sources);
    assert!(!engagement.path.join("runs").exists(), "check writes nothing");
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
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.contains("product_customers") && page.contains("Rows that would be quarantined"));
}
