//! Objectives of both lines against their targets and against each other.

use sameboat_model::Value;
use sameboat_store::StoreError;
use sameboat_store::schema::assess::{INCENTIVE_CONFLICT, OBJECTIVE_GAP, OBJECTIVE_PAIR};

use crate::context::{Context, decimal, rounded};
use crate::metric;
use crate::similarity::{pair, similarity, words};
use crate::vocabulary::{KPIS, SAME_FAMILY, same_family};

/// Definitions under this similarity are held to measure something else.
const SAME_DEFINITION: f64 = 0.75;

struct Objective {
    key: String,
    name: String,
    definition: String,
    unit: String,
    better: String,
    target: Option<f64>,
    actual: Option<f64>,
}

pub(crate) fn assess(context: &Context<'_>) -> Result<(), StoreError> {
    gaps(context)?;
    let [left, right] = context.lines().map(|line| objectives_of(context, line));
    let (left, right) = (left?, right?);
    side_by_side(context, &left, &right)?;
    incentives(context, &left, &right)?;
    measure(context)
}

fn gaps(context: &Context<'_>) -> Result<(), StoreError> {
    context.fill(
        &OBJECTIVE_GAP,
        "SELECT line, record_key, name, definition, unit, better, target, actual,
             round(CASE better WHEN 'lower' THEN actual - target ELSE target - actual END, 4),
             CASE better WHEN 'lower' THEN actual <= target WHEN 'higher' THEN actual >= target END
         FROM objective_record WHERE line IN (left_line(), right_line())
         ORDER BY line, record_key, source, row_number",
    )
}

fn objectives_of(context: &Context<'_>, line: &str) -> Result<Vec<Objective>, StoreError> {
    context.store.query(
        "SELECT record_key, name, named(definition), named(unit), named(better), target, actual
         FROM objective_gap WHERE line = ? ORDER BY record_key, name",
        [line],
        |row| {
            Ok(Objective {
                key: row.get(0)?,
                name: row.get(1)?,
                definition: row.get(2)?,
                unit: row.get(3)?,
                better: row.get(4)?,
                target: row.get(5)?,
                actual: row.get(6)?,
            })
        },
    )
}

fn side_by_side(
    context: &Context<'_>,
    left: &[Objective],
    right: &[Objective],
) -> Result<(), StoreError> {
    let score = |l: usize, r: usize| {
        let (l, r) = (&left[l].name, &right[r].name);
        let names = similarity(l, r);
        if same_family(l, r, KPIS) { names.max(SAME_FAMILY) } else { names }
    };
    let rows: Vec<Vec<Value>> = pair(left.len(), right.len(), score)
        .iter()
        .map(|pairing| {
            let (l, r) = (&left[pairing.left], &right[pairing.right]);
            let mut row = side(l);
            row.extend(side(r));
            row.push(rounded(pairing.score));
            row.push(Value::Text(differences(l, r).join("; ")));
            row
        })
        .collect();
    context.write(&OBJECTIVE_PAIR, &rows)
}

fn side(objective: &Objective) -> Vec<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    vec![
        text(&objective.key),
        text(&objective.name),
        text(&objective.definition),
        text(&objective.unit),
        decimal(objective.target),
        decimal(objective.actual),
    ]
}

fn differences(left: &Objective, right: &Objective) -> Vec<&'static str> {
    let mut found = Vec::new();
    let both = |a: &str, b: &str| !a.is_empty() && !b.is_empty();
    if both(&left.definition, &right.definition)
        && similarity(&left.definition, &right.definition) < SAME_DEFINITION
    {
        found.push("definition");
    }
    if both(&left.unit, &right.unit) && words(&left.unit) != words(&right.unit) {
        found.push("unit");
    }
    if left.target != right.target {
        found.push("target");
    }
    if both(&left.better, &right.better) && left.better != right.better {
        found.push("direction");
    }
    found
}

/// What an objective rewards, where its name says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reward {
    ShortContacts,
    SolvedContacts,
    Satisfaction,
    Quality,
    Sales,
}

/// Words of names, as whole words or beginnings of one, in English and German.
const REWARDS: &[(Reward, &[&str])] = &[
    (
        Reward::ShortContacts,
        &[
            "aht",
            "handle time",
            "handling time",
            "talk time",
            "calls per hour",
            "contacts per hour",
            "bearbeitungszeit",
            "gesprachsdauer",
            "gespraechsdauer",
        ],
    ),
    (
        Reward::SolvedContacts,
        &[
            "fcr",
            "first contact",
            "first call",
            "resolution",
            "erstlosung",
            "erstloesung",
            "repeat",
        ],
    ),
    (
        Reward::Satisfaction,
        &["csat", "nps", "satisfaction", "promoter", "zufriedenheit", "kundenzufriedenheit"],
    ),
    (Reward::Quality, &["quality", "compliance", "qualitat", "qualitaet"]),
    (Reward::Sales, &["sales", "conversion", "upsell", "cross sell", "closing", "abschluss"]),
];

/// Rewards that are known to be bought at the other's cost.
const OPPOSED: &[(Reward, Reward, &str, &str)] = &[
    (
        Reward::ShortContacts,
        Reward::SolvedContacts,
        "short contacts against solved contacts",
        "who is measured by time hands over or ends early what the other line must solve",
    ),
    (
        Reward::ShortContacts,
        Reward::Satisfaction,
        "short contacts against satisfied customers",
        "who is measured by time cannot take the time that satisfaction needs",
    ),
    (
        Reward::ShortContacts,
        Reward::Quality,
        "short contacts against quality",
        "who is measured by time leaves out what quality checks look for",
    ),
    (
        Reward::Sales,
        Reward::Satisfaction,
        "sales against satisfied customers",
        "who is measured by sales offers to customers whom the other line must keep satisfied",
    ),
    (
        Reward::Sales,
        Reward::Quality,
        "sales against quality",
        "who is measured by sales shortens the information that quality checks look for",
    ),
];

fn reward(name: &str) -> Option<Reward> {
    let name = format!(" {}", words(name).join(" "));
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| name.contains(&format!(" {phrase}")));
    REWARDS.iter().find(|(_, phrases)| says(phrases)).map(|(reward, _)| *reward)
}

fn incentives(
    context: &Context<'_>,
    left: &[Objective],
    right: &[Objective],
) -> Result<(), StoreError> {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut rows = Vec::new();
    for l in left {
        for r in right {
            let (Some(a), Some(b)) = (reward(&l.name), reward(&r.name)) else { continue };
            let opposed = OPPOSED.iter().find(|o| (o.0, o.1) == (a, b) || (o.1, o.0) == (a, b));
            if let Some((_, _, pattern, reason)) = opposed {
                let cells = [&l.key, &l.name, &r.key, &r.name, *pattern, *reason];
                rows.push(cells.into_iter().map(text).collect());
            }
        }
    }
    context.write(&INCENTIVE_CONFLICT, &rows)
}

fn measure(context: &Context<'_>) -> Result<(), StoreError> {
    context.measure(
        &metric::OBJECTIVES,
        "objective_gap",
        "SELECT line, '', count(*) FROM objective_gap GROUP BY line
         UNION ALL SELECT line, 'met', count(*) FILTER (met) FROM objective_gap GROUP BY line",
    )?;
    context.measure(
        &metric::OBJECTIVE_PAIRS,
        "objective_pair",
        "SELECT 'both', '', count(*) FROM objective_pair
         UNION ALL SELECT 'both', 'differing', count(*) FILTER (difference <> '') FROM objective_pair",
    )?;
    context.measure(
        &metric::INCENTIVE_CONFLICTS,
        "incentive_conflict",
        "SELECT 'both', '', count(*) FROM incentive_conflict",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{assessed, rows};

    #[test]
    fn the_same_kpi_with_another_definition_and_target_is_flagged() {
        let store = assessed();
        let sql = "SELECT left_name, right_name, difference FROM objective_pair";
        let pair = "FCR | First contact resolution | definition; target";
        assert_eq!(rows(&store, sql), [pair]);
        let sql = "SELECT line, record_key, gap, met FROM objective_gap";
        let gaps = [
            "financing | 1 | -2.0 | true",
            "financing | 2 | 40.0 | false",
            "product | 1 | 8.0 | false",
        ];
        assert_eq!(rows(&store, sql), gaps);
    }

    #[test]
    fn short_contacts_in_one_line_pull_against_solved_contacts_in_the_other() {
        let sql = "SELECT left_name, right_name, pattern FROM incentive_conflict";
        let conflict = "FCR | Average handling time | short contacts against solved contacts";
        assert_eq!(rows(&assessed(), sql), [conflict]);
    }

    #[test]
    fn a_name_says_what_is_rewarded_or_nothing_is_flagged() {
        assert_eq!(reward("Average Handling Time"), Some(Reward::ShortContacts));
        assert_eq!(reward("FCR"), Some(Reward::SolvedContacts));
        assert_eq!(reward("Kundenzufriedenheit"), Some(Reward::Satisfaction));
        assert_eq!(reward("Service level"), None);
    }
}
