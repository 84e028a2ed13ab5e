//! `sameboat evaluate`.

use std::fs;

use serde_json::Value;

use crate::world::sameboat;

#[test]
fn a_crosswalk_is_scored_against_labels() {
    let folder = tempfile::tempdir().unwrap();
    let (crosswalk, truth) = (folder.path().join("x.csv"), folder.path().join("t.csv"));
    fs::write(
        &crosswalk,
        "line,source,record_key,customer_id\np,a,1,C1\np,a,2,C1\nf,b,7,C1\nf,b,8,C2\n",
    )
    .unwrap();
    fs::write(&truth, "source,record_key,person_id\na,1,x\na,2,y\nb,7,x\nb,8,z\n").unwrap();
    let assert = sameboat()
        .args(["evaluate", "--json", "--crosswalk"])
        .arg(&crosswalk)
        .arg("--truth")
        .arg(&truth)
        .assert()
        .success();
    let scores: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(scores["overall"]["true_pairs"], 1);
    assert_eq!(scores["overall"]["found_pairs"], 3);
    assert_eq!(scores["cross_line"]["actual_pairs"], 1);
}

#[test]
fn an_engagement_without_truth_says_how_to_name_one() {
    let folder = tempfile::tempdir().unwrap();
    let settings = "[engagement]\nname = \"A\"\n[[line]]\nname = \"p\"\nlabel = \"P\"\n\
                    [[line]]\nname = \"f\"\nlabel = \"F\"\n[[source]]\nname = \"s\"\nline = \"p\"\n\
                    file = \"s.csv\"\nmapping = \"s.toml\"\n";
    fs::write(folder.path().join("sameboat.toml"), settings).unwrap();
    let assert = sameboat().arg("evaluate").arg(folder.path()).assert().code(1);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("has no published run"), "{shown}");
}
