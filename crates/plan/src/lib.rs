//! Facts to an integration plan: five phases with work packages, dates and gates.
//!
//! Pure: [`facts`] in, [`outline`] out. Every number is a fact, a setting, or computed from these;
//! nothing is squeezed to fit: what the months do not hold is a warning that says what would help.
//!
//! * `integration`, `communication`, `alignment`, `training`, `go_live`: one file for each phase;
//! * [`schedule`]: dates from dependencies and owners; [`calendar`]: working days;
//! * `risks`, `warnings`, `milestones`: what follows from facts and dates.

mod alignment;
pub mod calendar;
mod communication;
mod draft;
pub mod facts;
mod go_live;
mod integration;
mod milestones;
pub mod outline;
mod risks;
pub mod schedule;
mod training;
mod warnings;

#[cfg(test)]
mod example;

use jiff::civil::Date;
use sameboat_model::PlanSettings;

pub use facts::Facts;
pub use outline::Plan;

use draft::{Draft, Effort};
use outline::{Fact, Gate, Phase, WorkPackage};
use schedule::Slot;

/// Titles of the phases, first to last.
pub const TITLES: [&str; 5] = [
    "Physical integration",
    "Strategic communication",
    "Alignment of operative procedures",
    "Training",
    "Go-live and continuous follow-up",
];

const GOALS: [&str; 5] = [
    "People of both lines sit together and work in the same systems",
    "Everyone knows why: synergy, not cuts",
    "One set of procedures and business rules for what both lines do",
    "Everybody knows the unified procedures, and hybrid agents can serve both lines",
    "Customers of both lines are served by one, and the figures show that it holds",
];

/// All work with its dates, before it is told as a plan.
struct Scheduled<'a> {
    draft: Draft<'a>,
    slots: Vec<Slot>,
    communication: communication::Communication,
    integration: integration::Integration,
    training: training::Training,
    go_live: go_live::GoLive,
}

/// Makes the plan.
pub fn plan(facts: &Facts, settings: &PlanSettings) -> Plan {
    let work = schedule(facts, settings);
    let seatless = work.integration.seatless();
    let moves = integration::moves(&work.draft, &work.integration, &work.slots);
    let change_town = integration::change_town(facts, &moves);
    Plan {
        starts_on: first_day(settings),
        ends_on: last_day(settings),
        phases: phases(&work),
        risks: risks::risks(&work.draft, seatless, change_town),
        milestones: milestones::milestones(&work),
        moves,
        audiences: communication::audiences(&work.draft, &work.communication, &work.slots),
        training: training::groups(&work.draft, &work.training, &work.slots),
        go_live: go_live::waves(&work.draft, &work.go_live, &work.slots),
        follow_up: go_live::follow_up(&work.draft),
        warnings: warnings::warnings(&work),
    }
}

fn first_day(settings: &PlanSettings) -> Date {
    calendar::on_or_after(settings.start)
}

fn last_day(settings: &PlanSettings) -> Date {
    calendar::end_of(settings.start, settings.months).max(first_day(settings))
}

/// Phases are added in the order in which they wait for each other, which is not that of their
/// numbers: people are told before they move.
fn schedule<'a>(facts: &'a Facts, settings: &'a PlanSettings) -> Scheduled<'a> {
    let mut draft = Draft::new(facts, settings);
    let communication = communication::add(&mut draft);
    let integration = integration::add(&mut draft, communication.agents);
    let alignment = alignment::add(&mut draft, communication.agents);
    let training = training::add(&mut draft, &alignment.batches, &integration.systems);
    let second_round = communication::add_second_round(&mut draft, &training.courses);
    let mut before_first = vec![communication.outside, second_round];
    before_first.extend(integration.moving.iter().map(|(task, _)| *task));
    before_first.extend(&integration.systems);
    let ready = go_live::Ready { batches: &alignment.batches, training: &training, before_first };
    let go_live = go_live::add(&mut draft, &ready);
    let slots = draft.tasks.schedule(first_day(settings), last_day(settings));
    Scheduled { draft, slots, communication, integration, training, go_live }
}

fn phases(work: &Scheduled<'_>) -> Vec<Phase> {
    let draft = &work.draft;
    let told: [(Vec<Fact>, Vec<Gate>); 5] = [
        (integration::facts(draft), integration::gates(draft, &work.integration)),
        (communication::facts(draft), communication::gates(draft)),
        (alignment::facts(draft), alignment::gates(draft)),
        (training::facts(draft), training::gates(draft)),
        (go_live::facts(draft), go_live::gates(draft, &work.training)),
    ];
    told.into_iter()
        .enumerate()
        .map(|(index, (facts, gates))| {
            let number = index as u32 + 1;
            let work_packages = packages(work, number);
            let starts_on = work_packages.iter().map(|w| w.starts_on).min();
            let ends_on = work_packages.iter().map(|w| w.ends_on).max();
            Phase {
                number,
                title: TITLES[index],
                goal: GOALS[index].to_owned(),
                starts_on: starts_on.unwrap_or(first_day(draft.settings)),
                ends_on: ends_on.unwrap_or(last_day(draft.settings)),
                facts,
                work_packages,
                gates,
            }
        })
        .collect()
}

fn packages(work: &Scheduled<'_>, phase: u32) -> Vec<WorkPackage> {
    let draft = &work.draft;
    let tasks = draft.tasks.as_slice();
    let mut found: Vec<WorkPackage> = draft
        .packages
        .iter()
        .zip(tasks)
        .zip(&work.slots)
        .filter(|((package, _), _)| package.phase == phase)
        .map(|((package, task), slot)| WorkPackage {
            id: package.id.clone(),
            title: package.title.clone(),
            owner: task.owner.clone(),
            starts_on: slot.starts_on,
            ends_on: slot.ends_on,
            effort_days: person_days(package.effort, *slot),
            depends_on: task.after.iter().map(|t| draft.packages[t.index()].id.clone()).collect(),
            facts: package.facts.clone(),
        })
        .collect();
    found.sort_by_key(|package| package.starts_on);
    found
}

/// Person-days to two decimals; weekly work is counted for the weeks that it runs.
fn person_days(effort: Effort, slot: Slot) -> f64 {
    let days = match effort {
        Effort::Shared(days) => days,
        Effort::Fixed { effort, .. } => effort,
        Effort::Weekly(a_week) => {
            a_week * f64::from(calendar::between(slot.starts_on, slot.ends_on).div_ceil(5))
        }
    };
    (days * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::fmt::Write as _;

    /// The plan as a reader would sum it up.
    fn summary(plan: &Plan) -> String {
        let mut out = String::new();
        for phase in &plan.phases {
            let _ = writeln!(
                out,
                "{} {} ({} to {})",
                phase.number, phase.title, phase.starts_on, phase.ends_on
            );
            for w in &phase.work_packages {
                let after = w.depends_on.join(" ");
                let _ = writeln!(
                    out,
                    "  {} {}..{} {:>6}d {} [{}] after {after}",
                    w.id, w.starts_on, w.ends_on, w.effort_days, w.title, w.owner
                );
            }
            for gate in &phase.gates {
                let now = gate.current.map_or("?".into(), |v| v.to_string());
                let side = gate.side.name();
                let _ = writeln!(
                    out,
                    "  {side}: {}: {now} -> {} {}",
                    gate.metric, gate.target, gate.unit
                );
            }
        }
        for risk in &plan.risks {
            let _ = writeln!(out, "{} {}: {}", risk.id, risk.title, risk.fact);
        }
        for milestone in &plan.milestones {
            let _ = writeln!(out, "{} {}", milestone.on, milestone.title);
        }
        for warning in &plan.warnings {
            let _ = writeln!(out, "! {} -> {}", warning.text, warning.help);
        }
        out
    }

    #[test]
    fn the_example_reads_like_a_plan() {
        insta::assert_snapshot!(summary(&plan(&example::facts(), &example::settings())));
    }

    #[test]
    fn without_any_facts_every_phase_still_says_what_to_find_out() {
        let plan = plan(&example::nothing(), &example::settings());
        assert_eq!(plan.phases.iter().map(|p| p.title).collect::<Vec<_>>(), TITLES);
        for phase in &plan.phases {
            assert!(!phase.work_packages.is_empty(), "{}", phase.title);
            assert!(!phase.gates.is_empty(), "{}", phase.title);
        }
    }

    #[test]
    fn people_are_told_before_they_move_and_trained_before_they_go_live() {
        let plan = plan(&example::facts(), &example::settings());
        let ends = |id: &str| {
            plan.phases.iter().flat_map(|p| &p.work_packages).find(|w| w.id == id).unwrap().ends_on
        };
        let told = ends("2.2");
        assert!(plan.moves.iter().filter_map(|m| m.starts_on).all(|day| day > told));
        let trained = plan.training.iter().filter(|g| g.wave == 1).map(|g| g.ends_on).max();
        assert!(plan.go_live[0].starts_on > trained.unwrap());
    }

    #[test]
    fn a_plan_that_does_not_fit_says_so_and_what_would_help() {
        let settings = PlanSettings { months: 3, ..example::settings() };
        let plan = plan(&example::facts(), &settings);
        let warning = &plan.warnings[0];
        assert!(warning.text.contains("ends on"), "{}", warning.text);
        assert!(warning.help.contains("plan.months"), "{}", warning.help);
    }

    fn any_settings() -> impl Strategy<Value = PlanSettings> {
        (1u32..24, 0.01f64..1.0, 1.0f64..40.0, 0.1f64..10.0, 0u32..8, 0i64..2000).prop_map(
            |(months, training_share, training_hours_a_week, people_a_package, waves, offset)| {
                let base = example::settings();
                PlanSettings {
                    start: base.start.saturating_add(jiff::ToSpan::days(offset)),
                    months,
                    training_share,
                    training_hours_a_week,
                    people_a_package,
                    go_live_waves: waves,
                    ..base
                }
            },
        )
    }

    proptest! {
        #[test]
        fn everything_is_inside_the_months_or_warned_about(settings in any_settings()) {
            let plan = plan(&example::facts(), &settings);
            let packages = || plan.phases.iter().flat_map(|phase| &phase.work_packages);
            for w in packages() {
                prop_assert!(plan.starts_on <= w.starts_on && w.starts_on <= w.ends_on);
                prop_assert!(calendar::is_working_day(w.starts_on));
                for before in &w.depends_on {
                    let before = packages().find(|p| p.id == *before).unwrap();
                    prop_assert!(before.ends_on < w.starts_on, "{} before {}", before.id, w.id);
                }
            }
            let late = packages().any(|w| w.ends_on > plan.ends_on);
            let warned = plan.warnings.iter().any(|w| w.text.contains("ends on"));
            prop_assert_eq!(late, warned);
        }

        #[test]
        fn the_same_facts_make_the_same_plan(settings in any_settings()) {
            prop_assert_eq!(
                plan(&example::facts(), &settings),
                plan(&example::facts(), &settings)
            );
        }

        #[test]
        fn no_setting_can_break_it(
            cost in prop::num::f64::ANY, share in prop::num::f64::ANY, months in any::<u32>()
        ) {
            let settings = PlanSettings {
                months,
                people_a_package: cost,
                days_a_procedure: cost,
                moves_a_day: share,
                training_share: share,
                training_hours_a_week: cost,
                follow_up_weeks: months,
                weeks_a_go_live_wave: months,
                ..example::settings()
            };
            prop_assert_eq!(plan(&example::facts(), &settings).phases.len(), 5);
        }
    }
}
