//! `sameboat synth`.

use std::fs;

use crate::world::{Engagement, sameboat};

#[test]
fn the_same_seed_makes_the_same_files_and_another_seed_others() {
    let folder = tempfile::tempdir().unwrap();
    let make = |name: &str, seed: &str| {
        let path = folder.path().join(name);
        let flags = ["--customers", "60", "--seed", seed];
        sameboat().arg("synth").arg(&path).args(flags).assert().success();
        fs::read(path.join("truth/records.csv")).unwrap()
    };
    assert_eq!(make("a", "1"), make("b", "1"));
    assert_ne!(make("c", "1"), make("d", "2"));
}

#[test]
fn an_engagement_is_never_overwritten() {
    let engagement = Engagement::small();
    let assert = sameboat().arg("synth").arg(&engagement.path).assert().code(2);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("is an engagement already"), "{shown}");
}
