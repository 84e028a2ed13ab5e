//! Errors that people can act on: what happened, where, and what to write instead.

use crate::world::{Engagement, sameboat};

/// Runs `check` on a broken engagement; the message without the folder, which differs each time.
fn message(engagement: &Engagement) -> String {
    let assert = sameboat().arg("check").arg(&engagement.path).assert().code(1);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    shown.replace(&engagement.path.display().to_string(), "ENGAGEMENT")
}

#[test]
fn a_misspelt_setting_is_shown_in_its_line_with_the_right_word() {
    let engagement = Engagement::small();
    engagement.edit("sameboat.toml", "months =", "monts =");
    insta::assert_snapshot!(message(&engagement));
}

#[test]
fn a_misspelt_field_of_a_mapping_is_shown_in_its_line_with_the_right_word() {
    let engagement = Engagement::small();
    engagement.edit("mappings/financing_customers.toml", "birth_date", "birthdate");
    insta::assert_snapshot!(message(&engagement));
}

#[test]
fn a_missing_file_is_named() {
    let engagement = Engagement::small();
    engagement.edit("sameboat.toml", "file = \"data/", "file = \"elsewhere/");
    let shown = message(&engagement);
    assert!(shown.contains("elsewhere"), "{shown}");
}

#[test]
fn a_folder_without_settings_is_told_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let assert = sameboat().arg("run").arg(folder.path()).assert().code(1);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("sameboat.toml"), "{shown}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    sameboat().arg("lnik").assert().code(2);
}
