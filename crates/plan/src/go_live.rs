//! Phase 5, go-live and continuous follow-up: shared topics in waves, KPIs against their baselines,
//! and the value at which a wave is rolled back.

use crate::draft::{Draft, Effort, Work};
use crate::facts::{Topic, names};
use crate::outline::{Fact, FollowUp, Gate, GoLiveWave, Side};
use crate::schedule::{Slot, TaskId};
use crate::training::Training;

const PHASE: u32 = 5;
const OWNER: &str = "Operations lead";
const WATCHER: &str = "Quality lead";
const DAYS_A_WEEK: u32 = 5;

/// The waves with their topics.
pub(crate) struct GoLive {
    pub(crate) waves: Vec<(TaskId, Vec<Topic>)>,
    /// The weeks that must pass after the last wave.
    pub(crate) proof: TaskId,
}

/// What must be there before a wave: batches of procedures, trained agents, and the rest.
pub(crate) struct Ready<'a> {
    pub(crate) batches: &'a [TaskId],
    pub(crate) training: &'a Training,
    pub(crate) before_first: Vec<TaskId>,
}

/// Adds the waves, the weekly checks and the weeks of proof.
pub(crate) fn add(draft: &mut Draft<'_>, ready: &Ready<'_>) -> GoLive {
    let groups = topic_groups(draft);
    let count = groups.len();
    let mut waves: Vec<(TaskId, Vec<Topic>)> = Vec::new();
    for (index, topics) in groups.into_iter().enumerate() {
        let mut after = needed(ready, index, count);
        match waves.last() {
            Some((before, _)) => after.push(*before),
            None => after.extend(&ready.before_first),
        }
        if index == 0 {
            add_checks(draft, &after);
        }
        let work = wave_work(draft, index, &topics).after(after);
        waves.push((draft.add(work), topics));
    }
    let last = waves.last().map(|(task, _)| *task);
    let proof = add_proof(draft, last);
    GoLive { waves, proof }
}

/// Wave g of n needs batch g and the first g n-ths of the training; the last one needs everybody.
fn needed(ready: &Ready<'_>, index: usize, count: usize) -> Vec<TaskId> {
    let mut after: Vec<TaskId> = Vec::new();
    after.extend(ready.batches.iter().take(index + 1));
    let hybrid = &ready.training.hybrid;
    let trained = (hybrid.len() * (index + 1)).div_ceil(count.max(1));
    after.extend(hybrid.iter().take(trained).map(|(task, _)| *task));
    after.extend(&ready.training.courses);
    if index + 1 == count {
        after.extend(ready.training.briefing.iter().map(|(task, _)| *task));
    }
    after
}

/// Shared topics, most contacts last: a small step first shows what was overlooked.
fn topic_groups(draft: &Draft<'_>) -> Vec<Vec<Topic>> {
    let mut topics = draft.facts.topics.clone();
    topics.sort_by(|a, b| a.contacts.cmp(&b.contacts).then_with(|| a.left.cmp(&b.left)));
    if topics.is_empty() {
        return vec![Vec::new()];
    }
    let size = topics.len().div_ceil(draft.settings.go_live_waves.max(1) as usize);
    topics.chunks(size).map(<[Topic]>::to_vec).collect()
}

fn wave_work(draft: &Draft<'_>, index: usize, topics: &[Topic]) -> Work {
    let settings = draft.settings;
    let contacts: u64 = topics.iter().map(|topic| topic.contacts).sum();
    let volume = Fact::new("Contacts on its topics", contacts as f64, "contacts", "shared_topic");
    let count = Fact::new("Topics", topics.len() as f64, "topics", "shared_topic");
    let pace = Fact::setting(
        "Watch before the next wave",
        f64::from(settings.weeks_a_go_live_wave),
        "weeks",
        "weeks_a_go_live_wave",
    );
    let days = settings.weeks_a_go_live_wave.clamp(1, 520) * DAYS_A_WEEK;
    let title = match topics {
        [] => "Go live with the unified procedures".to_owned(),
        [only] => format!("Go-live wave {}: {}", index + 1, only.left),
        _ => format!("Go-live wave {}: {} topics", index + 1, topics.len()),
    };
    Work::of(PHASE, title, OWNER, volume, pace)
        .with([count])
        .effort(Effort::Fixed { days, effort: f64::from(days) * settings.people_a_package })
}

fn check_cost(draft: &Draft<'_>) -> Fact {
    Fact::setting("One weekly check", draft.settings.days_a_check, "person-days", "days_a_check")
}

fn add_checks(draft: &mut Draft<'_>, after: &[TaskId]) {
    let kpis =
        Fact::new("KPIs with a baseline", follow_up(draft).len() as f64, "KPIs", "follow_up");
    let title = "Check the KPIs every week and roll back where a limit is passed";
    let work = Work::of(PHASE, title, WATCHER, kpis, check_cost(draft))
        .effort(Effort::Weekly(draft.settings.days_a_check));
    draft.add(work.after(after.iter().copied()));
}

fn add_proof(draft: &mut Draft<'_>, last: Option<TaskId>) -> TaskId {
    let weeks = draft.settings.follow_up_weeks.clamp(1, 520);
    let volume = Fact::setting(
        "Follow-up after the last wave",
        f64::from(weeks),
        "weeks",
        "follow_up_weeks",
    );
    let effort = Effort::Fixed {
        days: weeks * DAYS_A_WEEK,
        effort: f64::from(weeks) * draft.settings.days_a_check,
    };
    let title = "Follow up until the figures hold";
    let work = Work::of(PHASE, title, WATCHER, volume, check_cost(draft)).effort(effort);
    draft.add(work.after(last))
}

/// The waves with their dates.
pub(crate) fn waves(draft: &Draft<'_>, phase: &GoLive, slots: &[Slot]) -> Vec<GoLiveWave> {
    let all = draft.facts.value(names::CONTACTS, "both", "");
    phase
        .waves
        .iter()
        .enumerate()
        .map(|(index, (task, topics))| {
            let contacts: u64 = topics.iter().map(|topic| topic.contacts).sum();
            let slot = slots[task.index()];
            GoLiveWave {
                wave: index as u32 + 1,
                topics: topics.iter().map(spoken).collect(),
                contacts,
                share: if all > 0.0 { contacts as f64 / all } else { 0.0 },
                starts_on: slot.starts_on,
                ends_on: slot.ends_on,
            }
        })
        .collect()
}

/// A topic by both its names.
fn spoken(topic: &Topic) -> String {
    if topic.left.eq_ignore_ascii_case(&topic.right) {
        topic.left.clone()
    } else {
        format!("{} / {}", topic.left, topic.right)
    }
}

/// Every KPI that has a value now. It rolls a wave back when it gets worse than that value by the
/// tolerance; a share cannot pass 1.
pub(crate) fn follow_up(draft: &Draft<'_>) -> Vec<FollowUp> {
    const WATCHED: &[(&str, &str, &str)] = &[
        (names::REPEAT_RATE, "other_line", "lower"),
        (names::REPEAT_RATE, "same_line", "lower"),
        (names::ABANDON_RATE, "", "lower"),
        (names::WAIT_SECONDS, "call", "lower"),
        (names::HANDLE_SECONDS, "call", "lower"),
        (names::PROMISE_KEPT_RATE, "", "higher"),
        (names::COST_PER_CONTACT, "", "lower"),
        (names::OUTBOUND_SUPPRESSED, "", "lower"),
    ];
    let facts = draft.facts;
    let tolerance = draft.settings.rollback_tolerance;
    let mut found = Vec::new();
    for (name, segment, better) in WATCHED {
        let of = facts.metrics.iter().filter(|m| m.name == *name && m.segment == *segment);
        for metric in of {
            found.push(FollowUp {
                kpi: spoken_kpi(name, segment),
                line: metric.line.clone(),
                better: (*better).to_owned(),
                baseline: metric.value,
                target: (*name == names::OUTBOUND_SUPPRESSED).then_some(0.0),
                rollback_at: limit(metric.value, better, tolerance),
                unit: metric.unit.clone(),
                origin: metric.origin.clone(),
            });
        }
    }
    for objective in &facts.objectives {
        let Some(actual) = objective.actual else { continue };
        if objective.better.is_empty() {
            continue;
        }
        found.push(FollowUp {
            kpi: objective.name.clone(),
            line: objective.line.clone(),
            better: objective.better.clone(),
            baseline: actual,
            target: objective.target,
            rollback_at: limit(actual, &objective.better, tolerance),
            unit: objective.unit.clone(),
            origin: "objective_gap".into(),
        });
    }
    found
}

fn spoken_kpi(name: &str, segment: &str) -> String {
    let name = name.replace('_', " ");
    let segment = segment.replace('_', " ");
    if segment.is_empty() { name } else { format!("{name}, {segment}") }
}

/// Worse than the baseline by the tolerance, in the KPI's own direction, also for negative values.
fn limit(baseline: f64, better: &str, tolerance: f64) -> f64 {
    let step = baseline.abs() * tolerance;
    let at = if better == "higher" { baseline - step } else { baseline + step };
    (at * 10_000.0).round() / 10_000.0
}

/// What the phase rests on.
pub(crate) fn facts(draft: &Draft<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    found.extend(draft.figure("Contacts of both lines", names::CONTACTS, "both", ""));
    let text = "Customers who contacted one line and then the other";
    found.extend(draft.figure(text, names::CROSS_LINE_CUSTOMERS, "both", ""));
    let text = "Contacts that repeat one with the other line";
    found.extend(draft.figure(text, names::REPEAT_CONTACTS, "both", "other_line"));
    found.extend(draft.figure("Promises kept", names::PROMISE_KEPT_RATE, "both", ""));
    let text = "Outbound contacts to customers who refused";
    found.extend(draft.of_lines(text, names::OUTBOUND_SUPPRESSED, ""));
    found
}

/// When the phase may begin and when it is done.
pub(crate) fn gates(draft: &Draft<'_>, training: &Training) -> Vec<Gate> {
    let facts = draft.facts;
    let first: u64 = training
        .hybrid
        .iter()
        .take(training.hybrid.len().div_ceil(draft.settings.go_live_waves.max(1) as usize))
        .flat_map(|(_, wave)| wave)
        .map(|(_, agents)| agents)
        .sum();
    let mut gates = vec![Gate {
        side: Side::Entry,
        criterion: "The agents of the first wave are trained".into(),
        metric: "hybrid agents trained".into(),
        current: Some(0.0),
        target: first as f64,
        unit: "agents".into(),
        origin: "training_wave".into(),
    }];
    for line in &facts.lines {
        if let Some(metric) = facts.metric(names::OUTBOUND_SUPPRESSED, &line.name, "") {
            gates.push(Gate {
                side: Side::Entry,
                criterion: format!("{} calls nobody who refused", line.label),
                metric: "outbound contacts to customers who refused".into(),
                current: Some(metric.value),
                target: 0.0,
                unit: metric.unit.clone(),
                origin: metric.origin.clone(),
            });
        }
    }
    if let Some(metric) = facts.metric(names::REPEAT_RATE, "both", "other_line") {
        gates.push(Gate {
            side: Side::Exit,
            criterion: "No more customers than before must contact both lines".into(),
            metric: "share of contacts that repeat one with the other line".into(),
            current: Some(metric.value),
            target: metric.value,
            unit: metric.unit.clone(),
            origin: metric.origin.clone(),
        });
    }
    gates.extend(objective_gates(draft));
    gates
}

/// Objectives that both lines have must reach their targets; the others are only watched.
fn objective_gates(draft: &Draft<'_>) -> Vec<Gate> {
    let missed = |better: &str, target: f64, actual: f64| match better {
        "higher" => actual < target,
        "lower" => actual > target,
        _ => false,
    };
    let mut gates = Vec::new();
    for objective in draft.facts.objectives.iter().filter(|objective| objective.shared) {
        let (Some(target), Some(actual)) = (objective.target, objective.actual) else { continue };
        if missed(&objective.better, target, actual) {
            gates.push(Gate {
                side: Side::Exit,
                criterion: format!(
                    "{} of {} reaches its target",
                    objective.name,
                    draft.facts.label(&objective.line)
                ),
                metric: objective.name.clone(),
                current: Some(actual),
                target,
                unit: objective.unit.clone(),
                origin: "objective_gap".into(),
            });
        }
    }
    gates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worse_is_up_or_down_as_the_kpi_says() {
        assert_eq!(limit(100.0, "lower", 0.1).to_bits(), 110.0f64.to_bits());
        assert_eq!(limit(0.8, "higher", 0.1).to_bits(), 0.72f64.to_bits());
        assert_eq!(limit(-10.0, "higher", 0.1).to_bits(), (-11.0f64).to_bits());
    }
}
