//! The pages of the procedures: what people read, and what texts from data can never do.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::fs;
use std::sync::LazyLock;

use common::{empty_tables, engagement, settings, text_of};
use sameboat_report::{Catalogues, write_procedure_pages};
use sameboat_store::Store;
use serde_json::Value;

/// Both pages as they were written.
struct Pages {
    guides: String,
    differences: String,
}

impl Pages {
    fn of(store: &Store) -> Self {
        let settings = settings();
        let about = Catalogues {
            title: &settings.engagement.name,
            names: [&settings.lines[0].name, &settings.lines[1].name],
            labels: [&settings.lines[0].label, &settings.lines[1].label],
            has_report: true,
        };
        let folder = tempfile::tempdir().unwrap();
        let written = write_procedure_pages(&about, store, folder.path()).unwrap();
        Self {
            guides: fs::read_to_string(written.guides).unwrap(),
            differences: fs::read_to_string(written.differences).unwrap(),
        }
    }

    /// What the guides' script reads.
    fn data(&self) -> Value {
        let block = self.guides.split_once("id=\"data\">").unwrap().1;
        serde_json::from_str(block.split_once("</script>").unwrap().0).unwrap()
    }

    fn both(&self) -> [&str; 2] {
        [&self.guides, &self.differences]
    }
}

static PAGES: LazyLock<Pages> = LazyLock::new(|| Pages::of(&engagement()));

#[test]
fn without_scripts_every_guide_is_read_in_full() {
    insta::assert_snapshot!("guides", text_of(&PAGES.guides));
}

#[test]
fn the_procedures_are_read_side_by_side() {
    insta::assert_snapshot!("differences", text_of(&PAGES.differences));
}

#[test]
fn words_that_differ_are_marked_and_those_of_steps_alike_are_not() {
    let page = &PAGES.differences;
    assert!(page.contains("<bdi><mark>Log</mark> the complaint</bdi>"));
    assert!(page.contains("<bdi><mark>Record</mark> the complaint <mark>in the file</mark></bdi>"));
    assert!(page.contains("<bdi>Greet and take the name</bdi>"));
}

#[test]
fn steps_in_two_languages_are_shown_without_marks() {
    let store = engagement();
    store
        .execute(
            "UPDATE step_alignment SET right_action = 'Beschwerde erfassen' WHERE position = 2",
        )
        .unwrap();
    let page = Pages::of(&store).differences;
    assert!(page.contains("<bdi>Log the complaint</bdi>"));
    assert!(page.contains("<bdi>Beschwerde erfassen</bdi>"));
    assert_eq!(page.matches("Worded anew, or in another language.").count(), 1);
}

#[test]
fn the_guides_script_knows_ways_lines_and_open_rules() {
    let data = PAGES.data();
    let guides = data["guides"].as_array().unwrap();
    let guide = guides.iter().find(|guide| guide["title"] == "Handle a complaint").unwrap();
    assert_eq!(guide["also"], "Complaint about a contract");
    insta::assert_snapshot!(guide["steps"][5]["next"], @r#"[{"if":"yes","to":0},{"if":"no","line":"left","to":3},{"if":"no","line":"right","to":7}]"#);
    insta::assert_snapshot!(guide["rules"][0]["sides"], @r#"["up to 150 EUR","none without approval"]"#);
    assert_eq!(guide["rules"][0]["open"], true, "what is to be decided comes first");
}

#[test]
fn steps_keep_the_words_of_both_lines() {
    let data = PAGES.data();
    let guides = data["guides"].as_array().unwrap();
    let guide = guides.iter().find(|guide| guide["title"] == "Handle a complaint").unwrap();
    insta::assert_snapshot!(guide["steps"][0]["own"], @r#"["Greet and take the name","Begrüßen und Namen aufnehmen"]"#);
    insta::assert_snapshot!(guide["steps"][2]["own"], @r#"["Log the complaint","Beschwerde in der Akte erfassen"]"#);
    assert_eq!(guide["steps"][1]["own"], Value::Null, "both lines say it in one way");
    insta::assert_snapshot!(guide["triggers"], @r#"["The customer is not satisfied","Kunde ist unzufrieden"]"#);
    insta::assert_snapshot!(guide["outcomes"], @r#"["The complaint is answered","Die Beschwerde ist beantwortet"]"#);
    insta::assert_snapshot!(guide["spelled"], @r#"["Reklamation"]"#);
    insta::assert_snapshot!(guide["stated"], @r#"[["answer within 2 working days","goodwill up to 150 EUR"],["answer within 24 hours","no goodwill without approval"]]"#);
    let shown = text_of(&PAGES.guides);
    assert!(shown.contains("Begrüßen und Namen aufnehmen"), "small beside the step");
    assert_eq!(shown.matches("Beschwerde in der Akte erfassen").count(), 1, "the step has both");
}

#[test]
fn notes_stand_beneath_their_steps_with_the_line_that_alone_notes_them() {
    let data = PAGES.data();
    let guides = data["guides"].as_array().unwrap();
    let guide = guides.iter().find(|guide| guide["title"] == "Handle a complaint").unwrap();
    assert_eq!(guide["note"], "The hotline is closed on Fridays");
    assert_eq!(guide["steps"][0]["note"], "Use the complaint form & never a letter\n- form B3");
    assert_eq!(guide["steps"][0]["notes"], Value::Null);
    insta::assert_snapshot!(guide["steps"][2]["notes"], @r#"["not by phone","nur mit Rückschein"]"#);
    let alone = guides.iter().find(|guide| guide["title"] == "Change of address").unwrap();
    assert_eq!(alone["steps"][0]["notes"], Value::Null, "only a procedure of both has lines");
    let page = &PAGES.guides;
    assert!(
        page.contains("<strong>Note:</strong> <bdi>Use the complaint form &amp; never a letter")
    );
    let side = "<strong>Note:</strong> <span class=\"chip left\"><bdi>";
    assert!(page.split(side).skip(1).any(|rest| rest.contains("<bdi>not by phone</bdi>")));
    let beside = "<strong>Note:</strong> <bdi>nur mit Rückschein</bdi>";
    assert!(PAGES.differences.contains(beside), "what the line wrote at its step");
}

#[test]
fn words_of_a_line_are_past_where_people_chose_the_other_line() {
    let settled = |kind: &str, choice: &str| {
        let store = engagement();
        let decide = "UPDATE procedure_decision SET status = 'decided', kind = ?, choice = ? \
                      WHERE decision_id = 'D-DDDDDDDDDD'";
        store.execute_with(decide, [kind, choice]).unwrap();
        let data = Pages::of(&store).data();
        let guides = data["guides"].as_array().unwrap();
        let guide = guides.iter().find(|guide| guide["title"] == "Handle a complaint").unwrap();
        let steps = guide["steps"].as_array().unwrap();
        let settled = steps.iter().filter(|step| step["settled"] == true).map(|step| &step["n"]);
        settled.map(Value::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        settled("means", "product"),
        "1",
        "the step that has the other words is not settled"
    );
    assert_eq!(settled("limits", "Product"), "1");
    assert_eq!(settled("means", "financing"), "");
    assert_eq!(settled("means", "both"), "");
    assert_eq!(settled("roles", "product"), "");
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    let targets = |page: &str, file: &str| -> Vec<String> {
        let start = format!("href=\"{file}#");
        let links = page.split(&start).skip(1);
        links.map(|link| link.split('"').next().unwrap().to_owned()).collect()
    };
    let to_guides = targets(&PAGES.differences, "guides.html");
    assert_eq!(to_guides.len(), 5, "each procedure of the proposal");
    for id in to_guides {
        assert!(PAGES.guides.contains(&format!("id=\"{id}\"")), "{id}");
    }
    for id in targets(&PAGES.differences, "") {
        assert!(PAGES.differences.contains(&format!("id=\"{id}\"")), "{id}");
    }
    for guide in PAGES.data()["guides"].as_array().unwrap() {
        if let Some(id) = guide["compared"].as_i64() {
            assert!(PAGES.differences.contains(&format!("id=\"match-{id}\"")), "{id}");
        }
    }
}

#[test]
fn the_pages_ask_nothing_of_the_network_and_forbid_it() {
    for page in PAGES.both() {
        for outside in ["http://", "https://", "src=", "@import", "url(", "<link", "<iframe"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("content=\"default-src 'none'; style-src 'sha256-"));
        assert!(!page.contains("unsafe-"));
    }
}

/// Texts that would be markup, end a block of script or turn the direction of what follows.
#[test]
fn hostile_texts_stay_texts() {
    let long = "Donaudampfschifffahrt".repeat(500);
    let hostile = [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "</noscript><img src=x onerror=alert(1)>",
        "\" onfocus=alert(1) x=\"",
        "\u{202e}txet desrever مرحبا",
        "{\"a\":1}\u{2028}\\",
        &long,
    ];
    for text in hostile {
        let store = engagement();
        for (table, columns) in [
            (
                "unified_procedure",
                &["title", "topics", "\"trigger\"", "outcome", "note", "left_note"][..],
            ),
            (
                "unified_step",
                &["action", "actor", "condition", "next", "kind", "note", "right_note"],
            ),
            ("unified_rule", &["value", "condition", "kind", "reason"]),
            ("procedure_match", &["left_title", "right_title", "evidence"]),
            (
                "step_alignment",
                &["left_action", "right_action", "difference", "operation", "left_note"],
            ),
            ("rule_conflict", &["left_value", "detail", "recommendation", "class", "kind"]),
        ] {
            for column in columns {
                store.execute_with(&format!("UPDATE {table} SET {column} = ?"), [text]).unwrap();
            }
        }
        store.execute_with("UPDATE unified_step SET procedure_id = 'x' || ?", [text]).unwrap();
        store.execute("UPDATE unified_procedure SET procedure_id = (SELECT any_value(procedure_id) FROM unified_step)").unwrap();
        let pages = Pages::of(&store);
        for page in pages.both() {
            assert_eq!(page.matches("<script").count(), 2, "the data and the script: {text}");
            assert_eq!(page.matches("</script>").count(), 2, "{text}");
            let shown = page.split("<script").next().unwrap();
            assert!(!shown.contains("\" onfocus"), "an attribute is left");
            for markup in ["<img", "<!--", "</noscript><i"] {
                assert!(!page.contains(markup), "{markup}");
            }
        }
        let data = pages.data();
        assert_eq!(data["guides"][0]["title"], text, "nothing is lost on the way to the script");
        assert!(pages.differences.contains("<bdi>"), "directions are kept apart");
    }
}

#[test]
fn without_tables_or_rows_the_pages_say_so() {
    for store in [Store::in_memory().unwrap(), empty_tables()] {
        let pages = Pages::of(&store);
        assert!(text_of(&pages.guides).contains("all 0 procedures"));
        assert!(text_of(&pages.differences).contains("Nothing to compare."));
        assert_eq!(pages.data()["guides"], Value::Array(Vec::new()));
    }
}

#[test]
fn steps_without_ways_go_on_in_order_and_ways_to_nowhere_end() {
    let store = engagement();
    store.execute("UPDATE unified_step SET next = NULL WHERE position = 1").unwrap();
    store.execute("UPDATE unified_step SET next = '99: yes; 3: no' WHERE position = 2").unwrap();
    store.execute("UPDATE unified_procedure SET start = NULL").unwrap();
    let data = Pages::of(&store).data();
    let guide = data["guides"].as_array().unwrap();
    let guide = guide.iter().find(|guide| guide["title"] == "Handle a complaint").unwrap();
    assert_eq!(guide["start"][0]["to"], 1);
    assert_eq!(guide["steps"][0]["next"][0]["to"], 2);
    assert_eq!(guide["steps"][1]["next"][0]["to"], 0, "a step that is not there");
    assert_eq!(guide["steps"][1]["next"][1]["to"], 3);
}

#[test]
fn two_thousand_procedures_fit_on_one_page() {
    let store = empty_tables();
    store
        .execute(
            "INSERT INTO unified_procedure (procedure_id, title, left_key, topics, start) \
             SELECT 'product:P' || i, 'Procedure number ' || i, 'P' || i, 'topic ' || i % 50, '1' \
             FROM range(2000) AS r(i); \
             INSERT INTO unified_step (procedure_id, position, actor, action, kind, next, origin) \
             SELECT 'product:P' || i, s + 1, 'Agent', 'Do what step ' || s || ' of ' || i || ' asks', \
             'task', CASE s WHEN 9 THEN 'end' ELSE (s + 2)::TEXT END, 'product' \
             FROM range(2000) AS r(i), range(10) AS t(s)",
        )
        .unwrap();
    let pages = Pages::of(&store);
    assert_eq!(pages.data()["guides"].as_array().unwrap().len(), 2000);
    assert!(pages.guides.len() < 12 << 20, "{} bytes", pages.guides.len());
}
