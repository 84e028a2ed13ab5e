//! Notes and answers of both lines in one procedure.

use super::flow::joined;
use super::*;
use crate::catalogue::{Next, Step};

fn asked(left: &str, right: &str) -> String {
    let ways = |text| Some(Next::parse_list(text).unwrap());
    Next::list_text(&joined([ways(left), ways(right)], ["product", "financing"]))
}

/// A catalogue of one procedure with these steps and their notes.
fn noted(line: &str, note: &str, steps: &[(&str, &str)]) -> Catalogue {
    let steps = (1..).zip(steps).map(|(position, (action, note))| Step {
        position,
        action: (*action).to_owned(),
        note: (*note).to_owned(),
        ..Step::default()
    });
    let procedure = Procedure {
        key: "1".into(),
        title: "Change of address".into(),
        note: note.to_owned(),
        steps: steps.collect(),
        ..Procedure::default()
    };
    Catalogue { line: line.to_owned(), procedures: vec![procedure] }
}

#[test]
fn notes_of_both_lines_are_kept_and_change_nothing_else() {
    let unified = |left: &Catalogue, right: &Catalogue| {
        let settings = crate::ReconcileSettings::default();
        crate::reconcile(left, right, &settings, &crate::TopicEvidence::default())
    };
    let actions = ["Identify the customer", "Enter the address", "Send a letter", "Close"];
    let left = noted(
        "product",
        "Only in writing.",
        &[(actions[0], "Two questions < 5"), (actions[1], ""), (actions[2], "Form  B3.")],
    );
    let right = noted(
        "financing",
        "only in writing",
        &[
            (actions[0], "Two questions > 5"),
            (actions[1], "Not the PO box"),
            (actions[2], "form B3"),
        ],
    );
    let both = unified(&left, &right);
    let notes: Vec<&str> = both.unified[0].steps.iter().map(|step| &*step.note).collect();
    assert_eq!(both.unified[0].note, "Only in writing.");
    assert_eq!(
        notes,
        [
            "product: Two questions < 5 / financing: Two questions > 5",
            "Not the PO box",
            "Form  B3."
        ]
    );
    let bare = |mut catalogue: Catalogue| {
        for procedure in &mut catalogue.procedures {
            procedure.note.clear();
            procedure.steps.iter_mut().for_each(|step| step.note.clear());
        }
        catalogue
    };
    let mut without = unified(&bare(left), &bare(right));
    for (plain, told) in without.unified.iter_mut().zip(&both.unified) {
        plain.note.clone_from(&told.note);
        for (plain, told) in plain.steps.iter_mut().zip(&told.steps) {
            plain.note.clone_from(&told.note);
        }
    }
    assert_eq!(without, both, "no result depends on a note");
}

#[test]
fn what_is_noted_at_a_step_that_became_several_is_noted_once() {
    let step = |left_step, right_step| UnifiedStep {
        left_step,
        right_step,
        ..keep("product", &noted("product", "", &[("Ask", "")]).procedures[0], Origin::Both, 0)
            .steps
            .remove(0)
    };
    let left = noted("product", "", &[("Ask and write", "Be kind")]);
    let right = noted("financing", "", &[("Ask", "Be quick"), ("Write", "")]);
    let own = [&*left.procedures[0].steps, &*right.procedures[0].steps];
    let mut merged = [step(Some(0), Some(0)), step(Some(0), Some(1))];
    note_steps(&mut merged, own, ["product", "financing"]);
    let notes = merged.map(|step| step.note);
    assert_eq!(notes, ["product: Be kind / financing: Be quick", ""]);
}

#[test]
fn answers_of_both_lines_that_mean_the_same_are_asked_once() {
    assert_eq!(asked("2: yes; 3: no", "2: ja; 3: nein"), "2: yes / ja; 3: no / nein");
    assert_eq!(asked("2: Yes; end: no", "2: yes; end: no."), "2: Yes; end: no");
    assert_eq!(
        asked("8: goodwill; 9: no goodwill", "9: keine Kulanz; 8: Kulanz"),
        "8: goodwill / Kulanz; 9: no goodwill / keine Kulanz"
    );
}

#[test]
fn answers_that_lead_elsewhere_or_mean_something_else_stay_each_lines_own() {
    assert_eq!(
        asked("4: yes; 6: no", "7: ja; 6: nein"),
        "4: product: yes; 6: no / nein; 7: financing: ja"
    );
    assert_eq!(asked("2: yes", "2: nein"), "2: product: yes; 2: financing: nein");
    for (left, right) in [
        ("up to 100 EUR", "über 100 EUR"),
        ("before delivery", "after delivery"),
        ("goodwill", "keine Kulanz"),
    ] {
        let both = asked(&format!("2: {left}"), &format!("2: {right}"));
        assert_eq!(both, format!("2: product: {left}; 2: financing: {right}"));
    }
}
