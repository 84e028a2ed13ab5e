//! What the plan cannot reach, and what would help, found by planning again with other settings.

use jiff::civil::Date;
use sameboat_model::PlanSettings;

use crate::facts::{Facts, Line, names};
use crate::outline::Warning;
use crate::{Scheduled, calendar, last_day, schedule};

/// Warnings, the gravest first.
pub(crate) fn warnings(work: &Scheduled<'_>) -> Vec<Warning> {
    let mut found = Vec::new();
    found.extend(too_long(work));
    found.extend(missed_deadlines(work));
    found.extend(seats(work));
    found.extend(unknown(work));
    found
}

/// The last day of all work.
fn finish(work: &Scheduled<'_>) -> Date {
    let first = calendar::on_or_after(work.draft.settings.start);
    work.slots.iter().map(|slot| slot.ends_on).max().unwrap_or(first)
}

fn too_long(work: &Scheduled<'_>) -> Option<Warning> {
    let settings = work.draft.settings;
    let (end, finish) = (last_day(settings), finish(work));
    if finish <= end {
        return None;
    }
    let over = calendar::between(calendar::after(end), finish);
    let text = format!(
        "the work ends on {finish}, {over} working days after {end}, the last day of {} months",
        settings.months
    );
    Some(Warning { text, help: what_helps(work, finish) })
}

/// Settings that people can change, each tried alone.
fn what_helps(work: &Scheduled<'_>, finish: Date) -> String {
    let now = work.draft.settings;
    let tries = [
        (
            format!("plan.training_share = {}", short((now.training_share * 2.0).min(1.0))),
            PlanSettings { training_share: (now.training_share * 2.0).min(1.0), ..now.clone() },
        ),
        (
            format!("plan.training_hours_a_week = {}", short(now.training_hours_a_week * 2.0)),
            PlanSettings { training_hours_a_week: now.training_hours_a_week * 2.0, ..now.clone() },
        ),
        (
            format!("plan.people_a_package = {}", short(now.people_a_package * 2.0)),
            PlanSettings { people_a_package: now.people_a_package * 2.0, ..now.clone() },
        ),
    ];
    let mut helps: Vec<String> = tries
        .into_iter()
        .filter_map(|(change, settings)| {
            let earlier = self::finish(&schedule(work.draft.facts, &settings));
            (earlier < finish).then(|| format!("{change} would end it on {earlier}"))
        })
        .collect();
    helps.extend(months_for(now, finish).map(|m| format!("plan.months = {m} would hold it")));
    helps.join("; ")
}

/// At most two decimals.
fn short(value: f64) -> String {
    format!("{}", (value * 100.0).round() / 100.0)
}

fn months_for(settings: &PlanSettings, finish: Date) -> Option<u32> {
    let enough = |months: &u32| calendar::end_of(settings.start, *months) >= finish;
    (settings.months..=1_200).find(enough)
}

fn missed_deadlines(work: &Scheduled<'_>) -> Vec<Warning> {
    work.integration
        .contracts
        .iter()
        .filter(|(task, _, due)| work.slots[task.index()].ends_on > *due)
        .map(|(task, name, due)| Warning {
            text: format!(
                "talks with {name} last until {}, but notice is due by {due}",
                work.slots[task.index()].ends_on
            ),
            help: "begin them before plan.start, or give notice first and talk then".into(),
        })
        .collect()
}

fn seats(work: &Scheduled<'_>) -> Option<Warning> {
    let agents = work.integration.seatless();
    (agents > 0).then(|| Warning {
        text: format!("{agents} agents find no free seat with the other line"),
        help: "see table site_fit: more seats, seats shared in shifts, or both lines on two sites"
            .into(),
    })
}

/// Phases that rest on nothing, because an export is missing.
fn unknown(work: &Scheduled<'_>) -> Vec<Warning> {
    let facts = work.draft.facts;
    let missing = [
        (facts.sites.is_empty(), "sites", "where people could sit together", "site"),
        (facts.teams.is_empty(), "agents", "who moves and trains", "agent"),
        (facts.procedures.is_empty(), "procedures", "what to align", "procedure"),
        (facts.topics.is_empty(), "shared topics", "what goes live together", "contact"),
    ];
    missing
        .into_iter()
        .filter(|(is_missing, ..)| *is_missing)
        .map(|(_, what, why, entity)| Warning {
            text: format!("no {what} are known, so the plan cannot say {why}"),
            help: match entity {
                "contact" if all_have_contacts(facts) => SAME_TOPICS.to_owned(),
                _ => format!("add sources with entity `{entity}` for both lines"),
            },
        })
        .collect()
}

/// What helps where both lines have contacts, and no topic in common.
const SAME_TOPICS: &str = "both lines have contacts, but none of their topics is called the same: map \
    `topic`, and give what means the same one name by a `lookup` there";

fn all_have_contacts(facts: &Facts) -> bool {
    let has = |line: &Line| facts.value(names::CONTACTS, &line.name, "") > 0.0;
    !facts.lines.is_empty() && facts.lines.iter().all(has)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Metric;
    use crate::{example, plan};

    #[test]
    fn contacts_are_not_asked_for_where_both_lines_have_them() {
        let mut facts = example::facts();
        facts.topics.clear();
        facts.metrics.retain(|metric| metric.name != names::CONTACTS);
        let help = |facts: &Facts| {
            let warnings = plan(facts, &PlanSettings::default()).warnings;
            let topics = warnings.iter().find(|warning| warning.text.contains("shared topics"));
            topics.unwrap().help.clone()
        };
        assert!(help(&facts).starts_with("add sources"), "{}", help(&facts));
        let contacts = facts.lines.iter().map(|line| Metric {
            name: names::CONTACTS.to_owned(),
            line: line.name.clone(),
            segment: String::new(),
            value: 1_800.0,
            unit: "contacts".to_owned(),
            origin: "contact".to_owned(),
        });
        let contacts: Vec<Metric> = contacts.collect();
        facts.metrics.extend(contacts);
        assert_eq!(help(&facts), SAME_TOPICS);
    }
}
