//! Section 3: procedures. What both lines do, where their rules differ, in both lines' words, and
//! what is recommended.

use maud::{Markup, html};

use crate::catalogue::{DIFFERENCES_FILE, GUIDES_FILE};
use crate::charts::bar::{Bar, BarChart, Part};
use crate::charts::{About, Unit};
use crate::error::ReportError;
use crate::facts::Facts;
use crate::format::{self, sentence};
use crate::listing::{Kind, Listing, column};
use crate::page::{Section, listed, nothing, source};
use crate::read::Data;

const HELP: &str = "Sources with `entity = \"procedure\"`, `\"procedure_step\"` and \
                    `\"business_rule\"` for each line provide it.";
const DECISION_HELP: &str = "Where procedures of both lines differ, there is something to decide.";
const PROMISE_HELP: &str = "Scripts that let agents promise something, and the other line's rules \
                            about the same matter, provide it.";
const FINDING_HELP: &str = "Nothing of the kind was found, or there are no rules.";
/// Conflicts that the page shows in full; the workbook has them all.
const CONFLICTS_SHOWN: usize = 10;

/// All matches, for the workbook.
pub(crate) const MATCHES: Listing = Listing {
    caption: "Procedures of both lines held against each other",
    tables: &["procedure_match"],
    sql: "SELECT match_id, relation, left_key, left_title, right_key, right_title, score, \
          left_contacts, right_contacts, evidence FROM procedure_match ORDER BY match_id",
    columns: &[
        column("Match", Kind::Count),
        column("Relation", Kind::Word),
        column("Key, {left}", Kind::Text),
        column("Title, {left}", Kind::Prose),
        column("Key, {right}", Kind::Text),
        column("Title, {right}", Kind::Prose),
        column("Similarity", Kind::Number(2)),
        column("Contacts, {left}", Kind::Count),
        column("Contacts, {right}", Kind::Count),
        column("What spoke for and against it", Kind::Prose),
    ],
};

/// All aligned steps, for the workbook.
pub(crate) const STEPS: Listing = Listing {
    caption: "Steps of matched procedures, aligned",
    tables: &["step_alignment"],
    sql: "SELECT match_id, position, operation, left_position, left_action, right_position, \
          right_action, similarity, difference, left_note, right_note FROM step_alignment \
          ORDER BY match_id, position",
    columns: &[
        column("Match", Kind::Count),
        column("Place", Kind::Count),
        column("Operation", Kind::Word),
        column("Step, {left}", Kind::Count),
        column("Action, {left}", Kind::Prose),
        column("Step, {right}", Kind::Count),
        column("Action, {right}", Kind::Prose),
        column("Similarity", Kind::Number(2)),
        column("Difference", Kind::Prose),
        column("Note, {left}", Kind::Prose),
        column("Note, {right}", Kind::Prose),
    ],
};

/// All compared rules, for the workbook.
pub(crate) const CONFLICTS: Listing = Listing {
    caption: "Business rules of matched procedures, compared",
    tables: &["rule_conflict", "procedure_match"],
    sql: "SELECT match_id, left_title, right_title, kind, class, open, left_value, right_value, \
          detail, choice, recommendation, reason FROM rule_conflict \
          LEFT JOIN (SELECT match_id, left_title, right_title FROM procedure_match) \
          USING (match_id) ORDER BY open DESC, match_id, COLUMNS(*)",
    columns: &[
        column("Match", Kind::Count),
        column("Procedure, {left}", Kind::Prose),
        column("Procedure, {right}", Kind::Prose),
        column("Rule", Kind::Word),
        column("Class", Kind::Word),
        column("To decide", Kind::YesNo),
        column("{left}", Kind::Prose),
        column("{right}", Kind::Prose),
        column("Difference", Kind::Told),
        column("Proposed", Kind::Word),
        column("Recommendation", Kind::Told),
        column("Reason", Kind::Told),
    ],
};

/// What people must decide, for the workbook: reopened decisions first, then by what they are about,
/// most contacts first. People fill in further columns, and `sameboat decide` reads them by the
/// headings.
pub(crate) const DECISIONS: Listing = Listing {
    caption: "Decisions to take",
    tables: &["procedure_decision"],
    sql: "SELECT decision_id, kind, subject, question, options, recommended, recommendation, reason, \
          concrete_case, contacts_a_month, customers, minutes_a_month, cost_basis, owner_role, \
          CASE WHEN status = 'reopened' THEN concat_ws(', ', 'texts have changed since: ' || choice, \
          value, decided_by, decided_on, note) END, fingerprint FROM procedure_decision \
          WHERE status <> 'decided' ORDER BY status = 'open', \
          list_position(['procedures', 'rule', 'steps', 'roles', 'means', 'limits'], kind), \
          contacts_a_month DESC NULLS LAST, subject, decision_id",
    columns: &[
        column("Decision id", Kind::Text),
        column("About", Kind::Word),
        column("Subject", Kind::Prose),
        column("Question", Kind::Prose),
        column("Options", Kind::Prose),
        column("Recommended", Kind::Text),
        column("Recommendation", Kind::Prose),
        column("Reason", Kind::Prose),
        column("Concrete case", Kind::Prose),
        column("Contacts a month", Kind::Number(1)),
        column("Customers", Kind::Count),
        column("Minutes a month", Kind::Number(0)),
        column("How the minutes are counted", Kind::Prose),
        column("Who must agree", Kind::Prose),
        column("Decided before", Kind::Prose),
        column("Fingerprint", Kind::Text),
    ],
};

/// What people have decided, for the workbook.
pub(crate) const DECIDED: Listing = Listing {
    caption: "Decisions taken",
    tables: &["procedure_decision"],
    sql: "SELECT decision_id, kind, subject, question, choice, value, decided_by, decided_on, note, \
          contacts_a_month, minutes_a_month FROM procedure_decision WHERE status = 'decided' \
          ORDER BY subject, decision_id",
    columns: &[
        column("Decision id", Kind::Text),
        column("About", Kind::Word),
        column("Subject", Kind::Prose),
        column("Question", Kind::Prose),
        column("Choice", Kind::Text),
        column("Value", Kind::Prose),
        column("Who", Kind::Text),
        column("When", Kind::Text),
        column("Note", Kind::Prose),
        column("Contacts a month", Kind::Number(1)),
        column("Minutes a month", Kind::Number(0)),
    ],
};

/// What one line promises and the other does not keep, for the workbook.
pub(crate) const PROMISES: Listing = Listing {
    caption: "Promises of one line that a rule of the other does not keep",
    tables: &["promise_conflict"],
    sql: "SELECT promised_by, promise_title, promise_matter, promise, kept_by, rule_title, rule_kind, \
          rule_matter, rule, concrete_case, contacts_a_month, customers, promises_given \
          FROM promise_conflict ORDER BY contacts_a_month DESC NULLS LAST, COLUMNS(*)",
    columns: &[
        column("Promised by", Kind::Line),
        column("Procedure", Kind::Prose),
        column("When", Kind::Prose),
        column("Promise", Kind::Prose),
        column("To be kept by", Kind::Line),
        column("Its procedure", Kind::Prose),
        column("Its rule", Kind::Word),
        column("about", Kind::Prose),
        column("says", Kind::Prose),
        column("Concrete case", Kind::Told),
        column("Contacts a month", Kind::Number(1)),
        column("Customers", Kind::Count),
        column("Promises noted in them", Kind::Count),
    ],
};

/// What is wrong with the rules of both lines as one table, and with steps held against them.
pub(crate) const FINDINGS: Listing = Listing {
    caption: "Rules of both lines taken as one table: cases decided twice, differently or not at all, \
              and steps that say another limit than their rule",
    tables: &["rule_finding", "procedure_match"],
    sql: "SELECT if(defect = 'step', 'step against its rule', defect), coalesce(left_title, right_title), kind, rules, concrete_case \
          FROM rule_finding LEFT JOIN (SELECT match_id, left_title, right_title FROM procedure_match) \
          USING (match_id) ORDER BY \
          list_position(['step', 'contradiction', 'gap', 'overlap'], defect), match_id, COLUMNS(*)",
    columns: &[
        column("What", Kind::Word),
        column("Procedure", Kind::Prose),
        column("Rule", Kind::Word),
        column("Rules concerned", Kind::Prose),
        column("Concrete case", Kind::Told),
    ],
};

/// The decisions behind which most contacts stand, for the page.
const WEIGHTY: Listing = Listing {
    caption: "Decisions behind which most contacts stand",
    tables: &["procedure_decision"],
    sql: "SELECT subject, question, recommended, contacts_a_month, customers, minutes_a_month, \
          owner_role, status FROM procedure_decision WHERE status <> 'decided' \
          ORDER BY status = 'open', contacts_a_month DESC NULLS LAST, subject, decision_id",
    columns: &[
        column("Subject", Kind::Told),
        column("Question", Kind::Told),
        column("Recommended", Kind::Told),
        column("Contacts a month", Kind::Number(1)),
        column("Customers", Kind::Count),
        column("Minutes a month", Kind::Number(0)),
        column("Who must agree", Kind::Told),
        column("Status", Kind::Word),
    ],
};

/// The same, shorter, for the page.
const PROMISED: Listing = Listing {
    caption: "Promises of one line that a rule of the other does not keep",
    tables: &["promise_conflict"],
    sql: "SELECT promised_by, promise_matter, promise, rule, concrete_case, contacts_a_month, customers \
          FROM promise_conflict ORDER BY contacts_a_month DESC NULLS LAST, COLUMNS(*)",
    columns: &[
        column("Promised by", Kind::Line),
        column("When", Kind::Prose),
        column("Promise", Kind::Prose),
        column("Rule of the other line", Kind::Prose),
        column("Concrete case", Kind::Told),
        column("Contacts a month", Kind::Number(1)),
        column("Customers", Kind::Count),
    ],
};

const WORK: Listing = Listing {
    caption: "Where aligning procedures reaches most customers",
    tables: &["procedure_work"],
    sql: "SELECT coalesce(nullif(left_title, ''), '–'), coalesce(nullif(right_title, ''), '–'), \
          relation, contacts, steps, steps_different, conflicts, contradictory \
          FROM procedure_work ORDER BY contacts DESC NULLS LAST, match_id",
    columns: &[
        column("{left}", Kind::Prose),
        column("{right}", Kind::Prose),
        column("Relation", Kind::Word),
        column("Contacts", Kind::Count),
        column("Steps", Kind::Count),
        column("of them different", Kind::Count),
        column("Rules to decide", Kind::Count),
        column("Contradictory", Kind::Count),
    ],
};

const COUNTS: Listing = Listing {
    caption: "Business rules by what they limit and how they stand to each other",
    tables: &["conflict_count"],
    sql: "SELECT kind, class, rules, matches FROM conflict_count ORDER BY kind, rules DESC, class",
    columns: &[
        column("Rule", Kind::Word),
        column("Class", Kind::Word),
        column("Rules", Kind::Count),
        column("Matches of procedures", Kind::Count),
    ],
};

pub(super) fn section(data: &Data<'_>, facts: &Facts) -> Result<Section, ReportError> {
    let body = html! {
        p {
            "For agents: " a href=(GUIDES_FILE) { "guides through each unified procedure" }
            ". For the workshop: "
            a href=(DIFFERENCES_FILE) { "both lines' procedures side by side" } "."
        }
        (relations(data)?)
        (listed(data, &WORK, 15, Some("Procedures"), HELP)?)
        (unserved(data)?)
        h3 { "Rules on which the lines differ" }
        @if let (Some(conflicts), Some(contradictory)) =
            (facts.text("conflicts"), facts.value("contradictory"))
        {
            p {
                (conflicts) " must be chosen for both lines; "
                (format::number(contradictory, 0)) " of them cannot both be kept. "
                (source("rule_conflict"))
            }
        }
        (conflicts(data)?)
        (listed(data, &COUNTS, 40, Some("Rule conflicts"), HELP)?)
        (listed(data, &FINDINGS, 10, Some("Rule findings"), FINDING_HELP)?)
        h3 { "Decisions" }
        @if let (Some(open), Some(taken)) = (facts.text("decisions"), facts.text("decided")) {
            p {
                (open) " to take, " (taken) " taken. Choose in plan.xlsx, sheet Decisions to take, and \
                 give the workbook to " code { "sameboat decide" } ", or write into "
                code { "decisions/procedures.csv" } ". Minutes rest on assumptions of "
                code { "[procedures]" } ", which the workbook names; where nothing tells, they are \
                 left out. "
                (source("procedure_decision"))
            }
        }
        (listed(data, &WEIGHTY, 10, Some("Decisions to take"), DECISION_HELP)?)
        (listed(data, &PROMISED, 10, Some("Promises"), PROMISE_HELP)?)
    };
    Ok(Section::new("procedures", "3 Procedures", body))
}

fn relations(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT relation, count(*)::DOUBLE FROM procedure_match GROUP BY relation \
               ORDER BY list_position(['same', 'related', 'only_left', 'only_right'], relation), 1";
    let rows = data.rows(&["procedure_match"], sql, |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, f64>(1)?))
    })?;
    if rows.is_empty() {
        return Ok(nothing(data, "Procedures", &["procedure_match"], HELP));
    }
    let bars = rows
        .into_iter()
        .map(|(relation, matches)| {
            let class = match relation.as_str() {
                "same" => "both",
                "only_left" => "left",
                "only_right" => "right",
                _ => "grey",
            };
            let label = data.word(&relation);
            let parts = vec![Part { class, value: matches, text: String::new() }];
            Bar { label, parts, note: format::number(matches, 0) }
        })
        .collect();
    let chart = BarChart {
        about: About {
            title: "What the two catalogues are to each other".to_owned(),
            description: "Number of matched procedures that are the same or related, and of \
                          procedures that only one line has."
                .to_owned(),
            origin: "procedure_match",
        },
        axis: "matches".to_owned(),
        unit: Unit::Count,
        keys: Vec::new(),
        rows: bars,
        half: false,
    };
    Ok(chart.draw())
}

/// Why procedures have no number of contacts.
fn unserved(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT count(*) FROM procedure_work WHERE contacts IS NULL";
    let unknown: Vec<i64> = data.rows(&["procedure_work"], sql, |row| row.get(0))?;
    let unknown = unknown.first().copied().unwrap_or_default();
    Ok(html! {
        @if unknown > 0 {
            p.note {
                (format::count(unknown)) " of these have no number of contacts: the procedures name no topics (field \
                 `topics`) and no contact has a topic called as they are, or contacts have no topics at all. "
                (source("procedure_work"))
            }
        }
    })
}

/// One rule on which the lines differ.
struct Conflict {
    titles: [Option<String>; 2],
    kind: String,
    class: String,
    values: [Option<String>; 2],
    detail: Option<String>,
    choice: Option<String>,
    recommendation: Option<String>,
    reason: Option<String>,
}

fn conflicts(data: &Data<'_>) -> Result<Markup, ReportError> {
    let sql = "SELECT left_title, right_title, kind, class, left_value, right_value, detail, \
               choice, recommendation, reason FROM rule_conflict LEFT JOIN (SELECT match_id, left_title, \
               right_title, coalesce(left_contacts, 0) + coalesce(right_contacts, 0) AS contacts \
               FROM procedure_match) USING (match_id) WHERE open \
               ORDER BY class = 'contradictory' DESC, contacts DESC NULLS LAST, match_id, COLUMNS(*)";
    let rows = data.rows(&["rule_conflict", "procedure_match"], sql, |row| {
        Ok(Conflict {
            titles: [row.get(0)?, row.get(1)?],
            kind: row.get(2)?,
            class: row.get(3)?,
            values: [row.get(4)?, row.get(5)?],
            detail: row.get(6)?,
            choice: row.get(7)?,
            recommendation: row.get(8)?,
            reason: row.get(9)?,
        })
    })?;
    if rows.is_empty() && data.row_count("procedure_match").is_some_and(|matches| matches > 0) {
        return Ok(html! {
            p { "No rule of the procedures that were compared waits for a decision. " (source("rule_conflict")) }
        });
    }
    if rows.is_empty() {
        return Ok(nothing(data, "Rules to decide", &["rule_conflict", "procedure_match"], HELP));
    }
    Ok(html! {
        @for conflict in rows.iter().take(CONFLICTS_SHOWN) { (shown(data, conflict)) }
        @if rows.len() > CONFLICTS_SHOWN {
            p.note {
                "The " (CONFLICTS_SHOWN) " that weigh most of " (format::count(rows.len() as i64))
                ": contradictory ones first, then by contacts. All of them are in plan.xlsx, \
                 sheet Rule conflicts."
            }
        }
    })
}

fn shown(data: &Data<'_>, conflict: &Conflict) -> Markup {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let titles: Vec<String> = conflict.titles.iter().filter_map(given).collect();
    let names = [data.left(), data.right()];
    html! {
        article.conflict {
            h4 { (titles.join(" / ")) }
            p.meta { (data.word(&conflict.kind)) ": " (data.word(&conflict.class)) " " (source("rule_conflict")) }
            dl.sides {
                @for (name, value) in names.iter().zip(&conflict.values) {
                    div {
                        dt { (name) }
                        dd { (given(value).unwrap_or_else(|| "no rule written".to_owned())) }
                    }
                }
            }
            @if let Some(detail) = given(&conflict.detail) { p { (sentence(&data.told(&detail))) } }
            @if let Some(recommendation) = given(&conflict.recommendation) {
                @let undecided = conflict.choice.as_deref() == Some("decide");
                p {
                    strong { (if undecided { "To decide: " } else { "Recommended: " }) }
                    (data.told(&recommendation))
                }
            }
            @if let Some(reason) = given(&conflict.reason) { p.note { (sentence(&data.told(&reason))) } }
        }
    }
}
