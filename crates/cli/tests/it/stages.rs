//! Single stages on the draft.

use crate::world::{Engagement, sameboat};

#[test]
fn each_stage_can_be_run_on_its_own_and_publishes_nothing() {
    let engagement = Engagement::small();
    for stage in ["ingest", "link", "unify", "reconcile", "assess", "plan", "report"] {
        let assert = sameboat().arg(stage).arg(&engagement.path).assert();
        let code = assert.get_output().status.code();
        assert!(matches!(code, Some(0 | 3)), "{stage}: {:?}", assert.get_output());
    }
    assert!(engagement.path.join("runs/draft/report/index.html").exists());
    assert!(!engagement.path.join("runs/current").exists());
}

#[test]
fn a_stage_without_the_one_before_it_says_which_to_run() {
    let engagement = Engagement::small();
    let assert = sameboat().arg("unify").arg(&engagement.path).assert().code(1);
    let shown = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(shown.contains("run `sameboat link` first"), "{shown}");
}

#[test]
fn a_stage_logs_what_it_read_only_where_that_is_asked_for() {
    let engagement = Engagement::small();
    let logged = |flags: &[&str]| {
        let assert = sameboat().arg("ingest").arg(&engagement.path).args(flags).assert();
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    };
    assert!(!logged(&[]).contains("INFO"));
    assert!(logged(&["-v"]).contains("source read"));
}
