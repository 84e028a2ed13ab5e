//! `--help`, completions and man pages.

use crate::world::sameboat;

fn stdout(args: &[&str]) -> String {
    let assert = sameboat().args(args).assert().success();
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn the_help_lists_every_command_and_the_exit_codes() {
    insta::assert_snapshot!(stdout(&["--help"]));
}

#[test]
fn every_command_shows_an_example() {
    for command in [
        "init",
        "run",
        "check",
        "link",
        "reconcile",
        "decide",
        "evaluate",
        "export",
        "synth",
        "schema",
        "completions",
        "man",
    ] {
        let help = stdout(&[command, "--help"]);
        assert!(help.contains("Example"), "{command}: {help}");
    }
}

#[test]
fn schemas_are_json_that_knows_the_fields() {
    let schema: serde_json::Value = serde_json::from_str(&stdout(&["schema", "mapping"])).unwrap();
    assert_eq!(schema["title"], "A mapping of Sameboat");
    assert!(stdout(&["schema", "settings"]).contains("\"engagement\""));
}

#[test]
fn completions_know_the_subcommands() {
    assert!(stdout(&["completions", "bash"]).contains("reconcile"));
}

#[test]
fn man_pages_are_written_for_every_subcommand() {
    let folder = tempfile::tempdir().unwrap();
    sameboat().args(["man", "--out"]).arg(folder.path()).assert().success();
    for page in ["sameboat.1", "sameboat-run.1", "sameboat-link.1"] {
        assert!(folder.path().join(page).exists(), "{page}");
    }
}
