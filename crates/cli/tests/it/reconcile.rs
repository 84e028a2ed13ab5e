//! `sameboat reconcile` without an engagement.

use std::fs;

use serde_json::Value;

use crate::world::sameboat;

#[test]
fn two_bare_files_give_matches_steps_and_a_summary() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, out) =
        (folder.path().join("a.csv"), folder.path().join("b.csv"), folder.path().join("out"));
    fs::write(
        &a,
        "procedure,step,role,action\n\
         Change of address,1,Agent,Identify the customer\n\
         Change of address,2,Agent,Enter the new address in the CRM\n\
         Test drive,1,Agent,Offer a date for the test drive\n",
    )
    .unwrap();
    fs::write(
        &b,
        "procedure;step;role;action\n\
         Address change;1;Agent;Identify the customer by two questions\n\
         Address change;2;Agent;Enter new address in the loan system\n\
         Early settlement;1;Agent;Calculate the settlement amount\n",
    )
    .unwrap();
    sameboat().arg("reconcile").args([&a, &b]).arg("--out").arg(&out).assert().success();
    let summary: Value =
        serde_json::from_str(&fs::read_to_string(out.join("summary.json")).unwrap()).unwrap();
    assert_eq!(summary["same"], 1, "{summary}");
    assert_eq!(summary["only_left"], 1, "{summary}");
    assert_eq!(summary["only_right"], 1, "{summary}");
    assert!(fs::read_to_string(out.join("step_alignment.csv")).unwrap().lines().count() > 2);
}

#[test]
fn a_file_that_holds_no_procedure_is_refused_with_the_shapes_that_do() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("empty.csv");
    fs::write(&path, "procedure,step\n").unwrap();
    let assert =
        sameboat().arg("reconcile").args([&path, &path]).arg("--out").arg(folder.path()).assert();
    let shown = String::from_utf8(assert.code(1).get_output().stderr.clone()).unwrap();
    assert!(shown.contains("one row a step"), "{shown}");
}
