//! The summary on one page: what both lines are, the headline figures, the timeline, and what
//! waits for the steering committee.

use maud::{Markup, html};

use crate::charts::{About, gantt};
use crate::error::ReportError;
use crate::facts::{Facts, GROUPS};
use crate::format::{self, sentence};
use crate::page::{Section, source};
use crate::read::Data;
use crate::sections::phases;

pub(super) fn section(data: &Data<'_>, facts: &Facts) -> Result<Section, ReportError> {
    let body = html! {
        (lead(data, facts)?)
        div.facts {
            @for group in GROUPS {
                @if facts.of(group).next().is_some() { (figures(facts, group)) }
            }
        }
        (timeline(data)?)
        (waiting(data, facts)?)
    };
    Ok(Section::new("summary", "Summary", body))
}

/// The few sentences that somebody who reads nothing else should have read.
fn lead(data: &Data<'_>, facts: &Facts) -> Result<Markup, ReportError> {
    let phases = phases::read(data)?;
    let span = phases
        .first()
        .zip(phases.last())
        .and_then(|(first, last)| Some((format::date(first.days?.0), format::date(last.days?.1))));
    Ok(html! {
        p.lead {
            strong { (data.left()) } " and " strong { (data.right()) }
            " become one contact centre with one customer base and one set of procedures. "
            @if let (Some(records), Some(customers)) = (facts.text("records"), facts.text("customers")) {
                "Their exports hold " (records) ", which are " (customers)
                @if let Some(shared) = facts.value("shared") {
                    "; both lines know " (format::count(shared as i64)) " of them"
                }
                ". " (source("crosswalk, customer")) " "
            }
            @if let Some((first, last)) = span {
                "The plan runs from " (first) " to " (last) " in " (format::of(phases.len() as i64, "phases"))
                ". " (source("phase"))
            }
        }
    })
}

fn figures(facts: &Facts, group: &str) -> Markup {
    html! {
        div {
            h3 { (group) }
            dl {
                @for fact in facts.of(group) {
                    div {
                        dt { (fact.label) " " (source(&fact.origin)) }
                        dd { (facts.written(fact)) }
                    }
                }
            }
        }
    }
}

fn timeline(data: &Data<'_>) -> Result<Markup, ReportError> {
    let mut rows = Vec::new();
    for phase in phases::read(data)? {
        rows.extend(phase.timeline_rows());
    }
    if rows.is_empty() {
        let help = "`sameboat plan` writes it from the facts of the assessment.";
        return Ok(crate::page::nothing(data, "The timeline", &["phase"], help));
    }
    let about = About {
        title: "The timeline: phases, work packages and gates".to_owned(),
        description: "A bar for each phase and work package over the months of the plan, with \
                      diamonds where gates must be passed. The same dates are listed in each \
                      phase's section."
            .to_owned(),
        origin: "phase, work_package, gate",
    };
    Ok(gantt::Gantt { about, rows }.draw())
}

/// What somebody has to decide before the plan can hold.
fn waiting(data: &Data<'_>, facts: &Facts) -> Result<Markup, ReportError> {
    let warnings = data.rows(
        &["plan_warning"],
        "SELECT warning, help FROM plan_warning ORDER BY position",
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)),
    )?;
    let open = |id: &str| facts.value(id).filter(|value| *value > 0.0);
    Ok(html! {
        h3 { "What waits for a decision" }
        ul.plain {
            @if open("conflicts").is_some() {
                li {
                    (facts.text("conflicts").unwrap_or_default())
                    " on which the lines differ: one must be chosen for both. The choices are \
                     prepared in plan.xlsx, sheet Decisions to take. "
                    (source("rule_conflict"))
                }
            }
            @if open("step_decisions").is_some() {
                li {
                    (facts.text("step_decisions").unwrap_or_default())
                    " about steps that one line does alone, or by other roles, channels, systems or \
                     limits: in plan.xlsx, sheet Decisions to take. "
                    (source("procedure_decision"))
                }
            }
            @if open("related").is_some() {
                li {
                    (facts.text("related").unwrap_or_default())
                    " of procedures that are near each other: merge them or keep both. "
                    (source("procedure_match"))
                }
            }
            @if open("review").is_some() {
                li {
                    (facts.text("review").unwrap_or_default())
                    " of customer records that may be one customer: their decisions belong in "
                    code { "decisions/matches.csv" } ". "
                    (source("link_pair"))
                }
            }
            @for (warning, help) in &warnings {
                li {
                    (sentence(warning)) " " (sentence(help.as_deref().unwrap_or_default())) " "
                    (source("plan_warning"))
                }
            }
            @if warnings.is_empty() && ["conflicts", "step_decisions", "related", "review"].iter().all(|id| open(id).is_none()) {
                li { "Nothing in the tables of this run." }
            }
        }
    })
}
