//! `sameboat evaluate`.

mod hand_made;

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use self::hand_made::HandMade;
use crate::world::{demo_source, demo_store, published_demo, sameboat};

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

#[test]
fn scores_curve_and_errors_by_reason_are_shown() {
    insta::assert_snapshot!(HandMade::new().shown(&[]));
}

#[test]
fn without_the_records_missed_pairs_are_not_told_apart_but_scored() {
    let made = HandMade::new();
    let store = sameboat_store::Store::open(&made.path.join("runs/draft/unified.duckdb")).unwrap();
    store.execute("DROP TABLE customer_record").unwrap();
    store.close().unwrap();
    let shown = made.shown(&[]);
    assert!(shown.contains("never compared, or far too improbable to be kept"), "{shown}");
}

#[test]
fn errors_have_examples_in_json() {
    let shown = HandMade::new().shown(&["--json"]);
    let scores: Value = serde_json::from_str(&shown).unwrap();
    insta::assert_json_snapshot!(scores["errors"]);
}

#[test]
fn a_sample_is_drawn_from_every_stratum_and_says_what_to_do() {
    insta::assert_snapshot!(HandMade::new().shown(&["--sample", "50"]));
}

#[test]
fn a_sample_shows_both_records_side_by_side_and_keeps_the_engines_view_to_the_end() {
    insta::assert_snapshot!(HandMade::new().sample().trim_start_matches('\u{feff}'));
}

#[test]
fn the_same_seed_draws_the_same_sample_and_another_seed_another() {
    let made = HandMade::new();
    let draw = |seed: &str, threads: &str| {
        let flags = ["--sample", "4", "--out", "s.csv", "--seed", seed, "--threads", threads];
        made.evaluate(&flags).success();
        made.read("s.csv")
    };
    assert_eq!(draw("1", "1"), draw("1", "2"));
    assert_ne!(draw("1", "1"), draw("2", "1"));
}

/// Labels of the hand-made sample, by the keys of both records.
const LABELS: [(&str, &str, &str); 7] = [
    ("001", "'=B1", "same"),
    ("002", "B2", "different"),
    ("004", "005", "Same"),
    ("005", "B4", "different"),
    ("004", "B4", "unsure"),
    ("003", "B3", "same"),
    ("007", "B7", ""),
];

#[test]
fn labels_tell_precision_and_recall_with_intervals() {
    let made = HandMade::new();
    made.label(&made.sample(), &LABELS);
    insta::assert_snapshot!(made.shown(&["--labels", "decisions/sample.csv"]));
}

/// What the labels say of recall must not depend on which rows somebody threw away.
#[test]
fn a_stratum_whose_rows_were_deleted_counts_as_one_without_any_label() {
    let made = HandMade::new();
    let sample = made.sample();
    made.label(&sample, &LABELS);
    let labelled = made.read("decisions/sample.csv");
    let told = |stratum: &str| {
        let is_kept = |line: &&str| !line.contains(stratum);
        let rows: Vec<&str> = labelled.lines().filter(is_kept).collect();
        fs::write(made.sample_file(), rows.join("\n")).unwrap();
        let shown = made.shown(&["--labels", "decisions/sample.csv", "--json"]);
        serde_json::from_str::<Value>(&shown).unwrap()
    };
    let (whole, less) = (told("no such stratum"), told("linked 0.9 to 0.99"));
    assert_eq!(whole["without_rows"], serde_json::json!([]));
    assert_eq!(less["without_rows"], serde_json::json!(["linked 0.9 to 0.99"]));
    let strata = |told: &Value| -> Vec<(Value, Value)> {
        let strata = told["strata"].as_array().unwrap().iter();
        strata.map(|stratum| (stratum["stratum"].clone(), stratum["pairs"].clone())).collect()
    };
    assert_eq!(strata(&whole), strata(&less), "the pairs of the stratum are still counted");
    // The pair was labelled as two customers; without its row it may be one.
    let precision = |told: &Value, end: &str| told["precision"][end].as_f64().unwrap();
    assert!(precision(&less, "low") <= precision(&whole, "low") + 1e-9);
    assert!(precision(&less, "high") > precision(&whole, "high"));

    let shown = made.shown(&["--labels", "decisions/sample.csv"]);
    let warning = "! strata without a row (linked 0.9 to 0.99): 1; none was drawn, or the rows";
    assert!(shown.contains(warning), "{shown}");
    assert!(!shown.contains("strata without a label: 1"), "{shown}");
}

#[test]
fn a_sample_is_kept_out_of_git_and_decisions_are_not() {
    let made = HandMade::new();
    for seed in ["1", "2"] {
        made.evaluate(&["--sample", "50", "--seed", seed]).success();
        let ignored = made.read("decisions/.gitignore");
        assert_eq!(ignored, "# Samples to label hold personal data.\n/sample.csv\n");
    }
    let elsewhere = tempfile::tempdir().unwrap();
    let out = elsewhere.path().join("s.csv");
    let shown = made.shown(&["--sample", "50", "--out", out.to_str().unwrap()]);
    assert!(shown.contains("It holds personal data: keep it out of git."), "{shown}");
    assert!(!elsewhere.path().join(".gitignore").exists());
}

#[test]
fn labels_become_decisions_once() {
    let made = HandMade::new();
    made.label(&made.sample(), &LABELS);
    let flags = ["--labels", "decisions/sample.csv", "--as-decisions"];
    let first = made.shown(&flags);
    assert!(first.ends_with("5 decisions appended to decisions/matches.csv\n"), "{first}");
    let decisions = made.read("decisions/matches.csv");
    assert!(decisions.contains("\nbank,=B1,shop,001,positive,"), "{decisions}");
    assert!(made.shown(&flags).contains("0 decisions appended"));
    assert_eq!(made.read("decisions/matches.csv"), decisions);
}

#[test]
fn labelled_work_is_not_overwritten_unless_asked() {
    let made = HandMade::new();
    let sample = made.sample();
    made.evaluate(&["--sample", "50"]).success();
    made.label(&sample, &LABELS);
    let shown = made.failure(&["--sample", "50"]);
    assert!(shown.contains("sample.csv: holds 6 labels: give another --out"), "{shown}");
    made.evaluate(&["--sample", "50", "--overwrite"]).success();
    assert_eq!(made.read("decisions/sample.csv"), sample);
    fs::write(made.sample_file(), "name,wishes\nAnna,a boat\n").unwrap();
    assert!(made.failure(&["--sample", "50"]).contains("is there already"));
}

#[test]
fn a_cell_that_cannot_be_right_is_named_with_its_row_and_column() {
    let made = HandMade::new();
    let sample = made.sample();
    let first = sample.lines().nth(1).unwrap().to_owned();
    let failure = |from: &str, to: &str| {
        fs::write(made.sample_file(), sample.replacen(from, to, 1)).unwrap();
        made.failure(&["--labels", "decisions/sample.csv"]).replace("\n    │ ", " ")
    };
    let broken = [
        (
            first.clone(),
            format!("smae{first}"),
            "row 2: column `label`: unknown label; did you mean `same`?",
        ),
        (",002,".into(), ",0020,".into(), "column `right_key`: the run has no such record"),
        (",shop,".into(), ",shoppe,".into(), "column `right_source`: the run has no such source"),
        (
            format!("{first}\n"),
            format!("{first}\n{first}\n"),
            "row 3: column `right_key`: the same pair as in row 2",
        ),
        (format!("{first}\n"), format!("{first},more,cells\n"), "row 2"),
        (
            "linked 0.5 to 0.9,1".into(),
            "linked 0.5 to 0.9,x".into(),
            "column `stratum_pairs`: not a whole number",
        ),
        ("linked 0.5 to 0.9,1".into(), "linked 0.5,1".into(), "column `stratum`: no such stratum"),
        (
            "linked 0.999 and above,2".into(),
            "linked 0.999 and above,3".into(),
            "column `stratum_pairs`: does not fit",
        ),
        (",stratum,".into(), ",layer,".into(), "no column `stratum`"),
        (String::new(), String::new(), "no pair is labelled yet"),
    ];
    for (from, to, expected) in broken {
        let shown = failure(&from, &to);
        assert!(shown.contains("sample.csv"), "{shown}");
        assert!(shown.contains(expected), "{expected}: {shown}");
    }
}

#[test]
fn a_sample_that_a_spreadsheet_has_saved_is_still_read() {
    let made = HandMade::new();
    let sample = made.sample();
    made.label(&sample, &LABELS);
    let flags = ["--labels", "decisions/sample.csv"];
    let expected = made.shown(&flags);
    // Other delimiter, numbers without leading zeros, no byte order mark.
    let saved = made.read("decisions/sample.csv").replace(',', ";").replace(";00", ";");
    fs::write(made.sample_file(), saved.trim_start_matches('\u{feff}')).unwrap();
    assert_eq!(made.shown(&flags), expected);
}

#[test]
fn estimates_of_a_linkage_that_has_changed_say_so() {
    let made = HandMade::new();
    made.label(&made.sample(), &LABELS);
    let store = sameboat_store::Store::open(&made.path.join("runs/draft/unified.duckdb")).unwrap();
    store.execute("UPDATE link_cluster SET cluster = 5 WHERE record_key = '003'").unwrap();
    store.close().unwrap();
    let shown = made.shown(&["--labels", "decisions/sample.csv"]);
    assert!(shown.contains("! pairs linked differently now: 1;"), "{shown}");
}

#[test]
fn a_draft_that_is_not_linked_yet_says_which_stage_to_run() {
    let made = HandMade::new();
    let store = sameboat_store::Store::open(&made.path.join("runs/draft/unified.duckdb")).unwrap();
    store.execute("DROP TABLE link_cluster").unwrap();
    store.close().unwrap();
    for flags in [&[][..], &["--sample", "9"]] {
        let shown = made.failure(flags);
        assert!(shown.contains("link_cluster") && shown.contains("sameboat link"), "{shown}");
    }
}

#[test]
fn the_errors_of_the_demo_add_up_and_its_curve_only_falls() {
    let assert = sameboat().args(["evaluate", "--json"]).arg(published_demo()).assert().success();
    let scores: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    let number = |value: &Value| value.as_u64().unwrap();
    let sum = |reasons: &Value| {
        reasons.as_array().unwrap().iter().map(|reason| number(&reason["pairs"])).sum::<u64>()
    };
    let (overall, errors) = (&scores["overall"], &scores["errors"]);
    let of = |name: &str| number(&overall[name]);
    assert_eq!(sum(&errors["missed"]), of("actual_pairs") - of("true_pairs"));
    assert_eq!(sum(&errors["wrong"]), of("found_pairs") - of("true_pairs"));
    let found: Vec<u64> =
        scores["curve"].as_array().unwrap().iter().map(|p| number(&p["found_pairs"])).collect();
    assert!(found.is_sorted_by(|one, next| one >= next), "{found:?}");
    let f1 = |point: &str| scores[point]["f1"].as_f64().unwrap();
    assert!(f1("best") >= f1("chosen") && f1("chosen") > 0.9);
}

/// By a truth that takes all people of one surname for one, the linkage of the demo missed very many
/// pairs, and `explain` tells of each whether a rule proposed it.
#[test]
fn pairs_of_which_nothing_was_kept_are_told_apart_as_explain_tells_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("truth.csv");
    let sql = "SELECT source, record_key, md5(surname) FROM customer_record \
               WHERE surname IS NOT NULL ORDER BY 1, 2";
    let read = |row: &sameboat_store::Row<'_>| {
        let cells: [String; 3] = [row.get(0)?, row.get(1)?, row.get(2)?];
        Ok(cells.join(","))
    };
    let rows = demo_store().query(sql, [], read).unwrap();
    fs::write(&file, format!("source,record_key,person_id\n{}\n", rows.join("\n"))).unwrap();
    let json = |command: &str, of: &[&str]| {
        let mut asked = sameboat();
        asked.args([command, "--json"]).arg(published_demo()).args(of);
        serde_json::from_slice::<Value>(&asked.assert().success().get_output().stdout).unwrap()
    };
    let scores = json("evaluate", &["--truth", file.to_str().unwrap()]);
    let missed = scores["errors"]["missed"].as_array().unwrap();
    let of = |reason: &str| missed.iter().find(|found| found["reason"] == reason);
    assert!(of("not_kept").is_none());
    let never = of("never_compared").unwrap();
    let improbable = of("far_too_improbable").unwrap();
    assert_eq!(scores["errors"]["looked_at"], 4_500);
    let sum: u64 = missed.iter().map(|reason| reason["pairs"].as_u64().unwrap()).sum();
    let of = |name: &str| scores["overall"][name].as_u64().unwrap();
    assert_eq!(sum, of("actual_pairs") - of("true_pairs"));
    for (reason, is_proposed) in [(never, false), (improbable, true)] {
        for pair in reason["examples"].as_array().unwrap() {
            let name = |side: &str| {
                let part = |what: &str| pair[format!("{side}_{what}")].as_str().unwrap();
                format!("{}:{}", part("source"), part("key"))
            };
            let explained = json("explain", &[&name("left"), &name("right")]);
            let rules = explained["pair"]["proposed_by"].as_array().unwrap();
            assert_eq!(!rules.is_empty(), is_proposed, "{pair} {rules:?}");
        }
    }
}

#[test]
fn labels_by_the_truth_of_the_demo_give_intervals_that_hold_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sample.csv");
    let evaluate = |flags: &[&str]| {
        let mut command = sameboat();
        command.args(["evaluate", "--json"]).arg(published_demo()).args(flags);
        let assert = command.assert().success();
        serde_json::from_slice::<Value>(&assert.get_output().stdout).unwrap()
    };
    let path = file.to_str().unwrap();
    let drawn = evaluate(&["--sample", "200", "--out", path]);
    assert_eq!(drawn["pairs"], 200);
    fs::write(&file, labelled_by_truth(&fs::read_to_string(&file).unwrap())).unwrap();
    let told = evaluate(&["--labels", path]);
    let truth = evaluate(&[]);
    let precision = truth["overall"]["precision"].as_f64().unwrap();
    let of = |name: &str| told["precision"][name].as_f64().unwrap();
    assert!(of("low") <= precision && precision <= of("high"), "{precision}: {told:#}");
    assert!(of("high") - of("low") < 0.1, "{told:#}");
    // True pairs that linkage did not keep are no part of this recall, so that it is not less.
    let recall = truth["overall"]["recall"].as_f64().unwrap();
    assert!(told["recall"]["high"].as_f64().unwrap() >= recall, "{told:#}");
}

/// A sample of the demo with labels as its truth has them.
fn labelled_by_truth(sample: &str) -> String {
    let truth = fs::read_to_string(demo_source().join("truth/records.csv")).unwrap();
    let person: BTreeMap<(&str, &str), &str> = truth
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>())
        .map(|cells| ((cells[1], cells[2]), cells[3]))
        .collect();
    let mut lines = sample.lines();
    let mut labelled = format!("{}\n", lines.next().unwrap());
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let is_same = person[&(cells[4], cells[5])] == person[&(cells[6], cells[7])];
        let label = if is_same { "same" } else { "different" };
        labelled.extend([label, line, "\n"]);
    }
    labelled
}
