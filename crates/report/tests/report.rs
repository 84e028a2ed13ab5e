//! The report of a small engagement: what people read, and what must never be in it.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

mod common;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use calamine::{Data, Reader, Xlsx, open_workbook};
use common::{empty_tables, engagement, settings, text_of};
use sameboat_model::Settings;
use sameboat_model::progress::Silent;
use sameboat_report::{ReportSummary, write_report};
use sameboat_store::Store;
use tempfile::TempDir;

/// A report on disk, as long as the value lives.
struct Written {
    folder: TempDir,
    summary: ReportSummary,
}

impl Written {
    fn of(settings: &Settings, store: &Store) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let summary = write_report(settings, store, folder.path(), &Silent).unwrap();
        Self { folder, summary }
    }

    fn page(&self) -> String {
        fs::read_to_string(&self.summary.page).unwrap()
    }

    fn workbook(&self) -> Xlsx<std::io::BufReader<fs::File>> {
        open_workbook(&self.summary.workbook).unwrap()
    }
}

/// The page of the whole small engagement, for tests that only read it.
static PAGE: LazyLock<String> = LazyLock::new(|| Written::of(&settings(), &engagement()).page());

/// Every text in every cell of a workbook.
fn texts(workbook: &mut Xlsx<std::io::BufReader<fs::File>>) -> Vec<String> {
    let mut texts = Vec::new();
    for (_, range) in workbook.worksheets() {
        texts.extend(range.cells().filter_map(|(_, _, cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
    }
    texts
}

fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

#[test]
fn a_steering_committee_reads_this() {
    let text = text_of(&PAGE);
    let before_dictionary = text.rsplit_once("Data dictionary").unwrap().0;
    insta::assert_snapshot!("page", before_dictionary);
}

#[test]
fn the_workbook_has_these_sheets_with_these_headings() {
    let written = Written::of(&settings(), &engagement());
    let mut workbook = written.workbook();
    let mut lines = Vec::new();
    for (name, range) in workbook.worksheets() {
        lines.push(format!("# {name}: {} rows", range.height()));
        let headings: Vec<String> =
            range.rows().nth(2).unwrap_or_default().iter().map(ToString::to_string).collect();
        lines.push(headings.join(" | ").trim_end_matches(" | ").to_owned());
    }
    assert_eq!(written.summary.sheets, 23);
    insta::assert_snapshot!("workbook", lines.join("\n"));
}

#[test]
fn all_five_phases_appear_with_facts_packages_gates_and_days() {
    let page = PAGE.as_str();
    for phase in 1..=5 {
        let begin = page.find(&format!("<section id=\"phase-{phase}\"")).unwrap();
        let section = &page[begin..begin + page[begin..].find("</section>").unwrap()];
        for part in ["Facts it rests on", "Work packages", "Gates", " 2027</strong>"] {
            assert!(section.contains(part), "phase {phase} has no {part}");
        }
        assert!(!section.contains("nothing to show"), "phase {phase}");
    }
}

#[test]
fn every_table_of_the_page_names_the_table_it_comes_from() {
    let page = PAGE.as_str();
    let captions: Vec<&str> = page.split("<caption>").skip(1).collect();
    assert!(captions.len() > 30);
    for caption in captions {
        let caption = caption.split("</caption>").next().unwrap();
        assert!(caption.contains("href=\"#table-"), "{caption}");
    }
    for chart in page.split("<figcaption>").skip(1) {
        assert!(chart.split("</figcaption>").next().unwrap().contains("href=\"#table-"));
    }
}

#[test]
fn links_of_the_page_lead_somewhere() {
    let page = PAGE.as_str();
    for link in page.split("href=\"#").skip(1) {
        let anchor = link.split('"').next().unwrap();
        assert!(page.contains(&format!("id=\"{anchor}\"")), "{anchor}");
    }
}

#[test]
fn markup_from_data_is_shown_as_text() {
    let store = engagement();
    let evil = "<script>alert(1)</script>\"><img onerror=x>";
    for sql in [
        "UPDATE phase SET title = title || ?",
        "UPDATE work_package SET reason = ?",
        "UPDATE procedure_match SET left_title = ?",
        "UPDATE contact_volume SET channel = ?",
        "UPDATE promise_status SET topic = ?",
        "UPDATE skill_matrix SET skill = ?",
        "UPDATE money_category SET category = ?",
        "UPDATE rule_conflict SET left_value = ?",
        "UPDATE procedure_decision SET subject = ?",
        "UPDATE promise_conflict SET promise = ?",
        "UPDATE risk SET origin = ?",
    ] {
        store.execute_with(sql, [evil]).unwrap();
    }
    let mut settings = settings();
    evil.clone_into(&mut settings.engagement.name);
    evil.clone_into(&mut settings.lines[0].label);
    let page = Written::of(&settings, &store).page();
    assert!(!page.contains("<script") && !page.contains("<img"));
    assert!(page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn no_text_from_data_becomes_a_formula() {
    let store = engagement();
    let starts = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\")"];
    for start in starts {
        store
            .execute_with(
                "INSERT INTO risk (risk, phase, title, origin) VALUES (?, 1, ?, ?)",
                [start, start, start],
            )
            .unwrap();
        store
            .execute_with("INSERT INTO metric (name, line) VALUES (?, ?)", [start, start])
            .unwrap();
    }
    store.execute("UPDATE rule_conflict SET left_value = '=cmd|'' /C calc''!A0'").unwrap();
    let written = Written::of(&settings(), &store);
    let mut workbook = written.workbook();
    for name in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&name).unwrap();
        let found: Vec<_> = formulas.used_cells().filter(|(_, _, text)| !text.is_empty()).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
    let texts = texts(&mut workbook);
    assert!(texts.iter().any(|text| text == "=1+1"), "the text is kept as it is");
    assert!(texts.iter().any(|text| text.starts_with("=cmd|")));
}

#[test]
fn the_page_asks_nothing_of_the_network() {
    let page = PAGE.as_str();
    for outside in ["http://", "https://", "src=", "@import", "url(", "<link", "<script", "<iframe"]
    {
        assert!(!page.contains(outside), "{outside}");
    }
}

#[test]
fn nobody_is_named_and_banking_data_stays_out() {
    let written = Written::of(&settings(), &engagement());
    let mut all = texts(&mut written.workbook());
    all.push(written.page());
    for text in &all {
        for secret in ["Geheim", "AG17", "987654", "credit_limit", "credit limit", "arrears"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    assert!(!all.iter().any(|text| text == "income"), "a regulated column is listed");
}

#[test]
fn two_writes_give_the_same_bytes() {
    let store = engagement();
    store.set_threads(1).unwrap();
    let one = Written::of(&settings(), &store);
    store.set_threads(2).unwrap();
    let two = Written::of(&settings(), &store);
    assert_eq!(bytes(&one.summary.page), bytes(&two.summary.page));
    assert_eq!(bytes(&one.summary.workbook), bytes(&two.summary.workbook));
    let [a, b] = [&one, &two].map(|written| &written.summary.procedures);
    assert_eq!(bytes(&a.guides), bytes(&b.guides));
    assert_eq!(bytes(&a.differences), bytes(&b.differences));
    assert_ne!(one.folder.path(), two.folder.path());
}

#[test]
fn without_any_table_the_report_says_what_is_missing() {
    let written = Written::of(&settings(), &Store::in_memory().unwrap());
    let text = text_of(&written.page());
    assert!(text.contains("The run has no table"));
    assert!(text.contains("A source with\nentity = \"contact\"\nfor each line provides it."));
    assert_eq!((written.summary.figures, written.summary.sheets), (0, 23));
}

#[test]
fn with_tables_that_have_no_rows_the_report_says_so() {
    let written = Written::of(&settings(), &empty_tables());
    let text = text_of(&written.page());
    assert!(text.contains("The run has no rows for this in"));
    assert!(!text.contains("NaN") && !text.contains("inf"));
}

#[test]
fn numbers_that_are_none_are_left_out() {
    let store = engagement();
    store.execute("UPDATE phase_fact SET value = 'nan'::DOUBLE").unwrap();
    store.execute("UPDATE money_category SET monthly = 'infinity'::DOUBLE").unwrap();
    store.execute("UPDATE workload SET handle_hours = 'nan'::DOUBLE").unwrap();
    store.execute("UPDATE link_pair SET match_weight = '-infinity'::DOUBLE").unwrap();
    let page = Written::of(&settings(), &store).page();
    assert!(!page.contains("NaN") && !page.contains(">inf"));
}

#[test]
fn a_table_that_is_missing_does_not_take_other_sections_with_it() {
    let store = engagement();
    for table in ["contact_volume", "gate", "team"] {
        store.execute(&format!("DROP TABLE {table}")).unwrap();
    }
    let text = text_of(&Written::of(&settings(), &store).page());
    assert!(text.contains("Phase 3: Alignment of operative procedures"));
    assert!(text.contains("goodwill up to 150 EUR"));
    assert!(text.contains("Teams: nothing to show."));
}

#[test]
fn procedures_are_not_asked_for_where_they_are_and_no_rule_is_to_be_decided() {
    let store = engagement();
    store.execute("UPDATE rule_conflict SET open = false").unwrap();
    let text = text_of(&Written::of(&settings(), &store).page());
    assert!(text.contains("No rule of the procedures that were compared waits for a decision."));
    assert!(!text.contains("Rules to decide: nothing to show."));
}

#[test]
fn a_waterfall_says_in_words_what_it_draws_and_names_no_record() {
    let page = PAGE.as_str();
    let section = &page[page.find("What spoke for and against").unwrap()..];
    let words = "Waterfall in bits: before anything is compared −19.6, surname: same +11.0, \
                 birth date: day and month swapped +8.2, a field with banking data: same +7.5, \
                 household or one name would agree −2.1. Together: probability 0.9700.";
    assert!(section.contains(&format!("aria-label=\"{words}\"")));
    assert!(section.contains("a record of product_customers and one of financing_customers"));
    assert!(section.contains("two records of product_customers"));
    for key in [">P7<", ">F7<", "P7 ", "F7 "] {
        assert!(!section.contains(key), "{key}");
    }
}
