//! Phase 4, training: hybrid agents in waves, then everybody else in the unified procedures.

use std::collections::{BTreeMap, BTreeSet};

use crate::draft::{Draft, Effort, Work, parts, whole_days};
use crate::facts::{Course, Facts, names};
use crate::outline::{Fact, Gate, Side, TrainingGroup};
use crate::schedule::{Slot, TaskId};

const PHASE: u32 = 4;
const OWNER: &str = "Training lead";
const DAYS_A_WEEK: f64 = 5.0;

/// Line, team, site and employer: agents who are planned together, never by name.
type Group = (String, String, String, String);

/// Groups with their number of agents.
type Wave = Vec<(Group, u64)>;

/// The phase's tasks that others wait for, and who trains in each.
pub(crate) struct Training {
    pub(crate) hybrid: Vec<(TaskId, Wave)>,
    pub(crate) briefing: Option<(TaskId, Vec<Wave>)>,
    /// One part for each batch of procedures.
    pub(crate) courses: Vec<TaskId>,
}

/// What an agent of one line learns to serve the other's customers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Curriculum {
    courses: Vec<Course>,
    topics_without: Vec<String>,
    hours: f64,
}

/// For each shared topic the other line's first course, or the topic itself where it has none.
pub(crate) fn curriculum(draft: &Draft<'_>, line: &str) -> Curriculum {
    let facts = draft.facts;
    let teacher = facts.other(line);
    let mut courses: Vec<Course> = Vec::new();
    let mut topics_without = Vec::new();
    for topic in &facts.topics {
        match facts.courses.iter().find(|c| c.topic == topic.left && c.line == teacher) {
            Some(course) if courses.iter().any(|known| known.key == course.key) => {}
            Some(course) => courses.push(course.clone()),
            None => topics_without.push(topic.left.clone()),
        }
    }
    let hours_of = |course: &Course| course.hours.unwrap_or(draft.settings.hours_a_topic);
    let hours = courses.iter().map(hours_of).sum::<f64>()
        + topics_without.len() as f64 * draft.settings.hours_a_topic
        + briefing_hours(draft);
    Curriculum { courses, topics_without, hours }
}

fn briefing_hours(draft: &Draft<'_>) -> f64 {
    draft.facts.to_unify().count() as f64 * draft.settings.hours_a_procedure
}

/// How many agents of a line may train at once.
fn capacity(draft: &Draft<'_>, line: &str) -> u64 {
    let share = draft.facts.agents_of(line) as f64 * draft.settings.training_share;
    (share + 1e-9).floor().max(1.0) as u64
}

/// Cuts a line of agents into as few waves of at most `capacity` as it takes, in order and of
/// even size: a last wave of one agent would take as long as a full one.
fn cut(agents: &[(Group, u64)], capacity: u64) -> Vec<Wave> {
    let all: u64 = agents.iter().map(|(_, count)| count).sum();
    let fewest = all.div_ceil(capacity.max(1)).max(1);
    let size = all.div_ceil(fewest).max(1);
    let mut waves: Vec<Wave> = Vec::new();
    let mut room = 0;
    for (group, count) in agents {
        let mut left = *count;
        while left > 0 {
            if room == 0 {
                waves.push(Wave::new());
                room = size;
            }
            let taken = left.min(room);
            if let Some(wave) = waves.last_mut() {
                match wave.iter_mut().find(|(known, _)| known == group) {
                    Some((_, agents)) => *agents += taken,
                    None => wave.push((group.clone(), taken)),
                }
            }
            left -= taken;
            room -= taken;
        }
    }
    waves
}

/// Waves of both lines side by side: each line sends its share to each wave.
fn merge(lines: [Vec<Wave>; 2]) -> Vec<Wave> {
    let [first, second] = lines;
    let count = first.len().max(second.len());
    let at = |waves: &[Wave], index: usize| waves.get(index).cloned().unwrap_or_default();
    (0..count)
        .map(|index| {
            let mut wave = at(&first, index);
            wave.extend(at(&second, index));
            wave.sort();
            wave
        })
        .collect()
}

fn hybrid_waves(draft: &Draft<'_>) -> Vec<Wave> {
    let facts = draft.facts;
    merge([0, 1].map(|at| {
        let line = &facts.lines[at].name;
        let agents: Vec<(Group, u64)> = facts
            .candidates
            .iter()
            .filter(|candidate| candidate.line == *line)
            .map(|c| {
                let (team, site, employer) =
                    (c.team.clone(), c.site_key.clone(), c.employer.clone());
                ((c.line.clone(), team, site, employer), 1)
            })
            .collect();
        cut(&agents, capacity(draft, line))
    }))
}

/// Everybody who does not become hybrid.
fn briefing_waves(draft: &Draft<'_>) -> Vec<Wave> {
    let facts = draft.facts;
    if briefing_hours(draft) == 0.0 {
        return Vec::new();
    }
    merge([0, 1].map(|at| {
        let line = &facts.lines[at].name;
        let agents = rest_of(facts, line);
        cut(&agents, capacity(draft, line))
    }))
}

fn rest_of(facts: &Facts, line: &str) -> Vec<(Group, u64)> {
    let mut rest: BTreeMap<Group, u64> = BTreeMap::new();
    for team in facts.teams.iter().filter(|team| team.line == line) {
        let (name, site, employer) =
            (team.team.clone(), team.site_key.clone(), team.employer.clone());
        *rest.entry((team.line.clone(), name, site, employer)).or_default() += team.agents;
    }
    for c in facts.candidates.iter().filter(|c| c.line == line) {
        let group = (c.line.clone(), c.team.clone(), c.site_key.clone(), c.employer.clone());
        if let Some(agents) = rest.get_mut(&group) {
            *agents = agents.saturating_sub(1);
        }
    }
    rest.into_iter().filter(|(_, agents)| *agents > 0).collect()
}

/// Working days over which so many hours spread at the pace that an agent can take.
fn length(draft: &Draft<'_>, hours: f64) -> u32 {
    whole_days(DAYS_A_WEEK * hours / draft.settings.training_hours_a_week.max(f64::EPSILON))
}

/// Adds the phase's work. Courses follow the procedures that they teach; agents train in systems
/// that they can open.
pub(crate) fn add(draft: &mut Draft<'_>, batches: &[TaskId], systems: &[TaskId]) -> Training {
    let courses = add_courses(draft, batches);
    let waves = hybrid_waves(draft);
    let mut hybrid: Vec<(TaskId, Wave)> = Vec::new();
    for (index, wave) in waves.into_iter().enumerate() {
        let before = hybrid.last().map_or_else(|| courses.clone(), |(task, _)| vec![*task]);
        let work = hybrid_work(draft, index, &wave);
        let task = draft.add(work.after(before).after(systems.iter().copied()));
        hybrid.push((task, wave));
    }
    let before = hybrid.last().map_or_else(|| courses.clone(), |(task, _)| vec![*task]);
    let briefing = add_briefing(draft, &before);
    Training { hybrid, briefing, courses }
}

/// Courses are prepared as the procedures are signed, in as many parts as there are batches.
fn add_courses(draft: &mut Draft<'_>, batches: &[TaskId]) -> Vec<TaskId> {
    let mut known = BTreeSet::new();
    let mut without = BTreeSet::new();
    for line in &draft.facts.lines {
        let curriculum = curriculum(draft, &line.name);
        known.extend(curriculum.courses.into_iter().map(|c| (c.line, c.key)));
        without.extend(curriculum.topics_without.into_iter().map(|t| (line.name.clone(), t)));
    }
    let mut left = (known.len() + without.len()).max(1);
    let mut tasks = Vec::new();
    for (index, batch) in batches.iter().enumerate() {
        let part = left.div_ceil(batches.len() - index);
        if part == 0 {
            break;
        }
        left -= part;
        let volume = Fact::new(
            "Courses to adapt, and topics that the other line has no course for",
            part as f64,
            "courses",
            "topic_course; shared_topic",
        );
        let cost = Fact::setting(
            "To prepare one",
            draft.settings.days_a_course,
            "person-days",
            "days_a_course",
        );
        let title = format!("Prepare the courses for both lines, part {}", index + 1);
        tasks.push(draft.add(Work::of(PHASE, title, OWNER, volume, cost).after([*batch])));
    }
    tasks
}

fn hybrid_work(draft: &Draft<'_>, index: usize, wave: &Wave) -> Work {
    let agents: u64 = wave.iter().map(|(_, agents)| agents).sum();
    let hours = |line: &str| curriculum(draft, line).hours;
    let longest = wave.iter().map(|(group, _)| hours(&group.0)).fold(0.0, f64::max);
    let total: f64 = wave.iter().map(|(group, agents)| hours(&group.0) * *agents as f64).sum();
    let settings = draft.settings;
    let volume = Fact::new("Agents to train", agents as f64, "agents", "hybrid_candidate");
    let lesson =
        Fact::new("Hours of one agent, at most", longest, "hours", "topic_course; procedure_work");
    let pace = Fact::setting(
        "Training of one agent",
        settings.training_hours_a_week,
        "hours a week",
        "training_hours_a_week",
    );
    let share = Fact::setting(
        "Agents of a line in training at once",
        settings.training_share,
        "share",
        "training_share",
    );
    Work::of(PHASE, format!("Train hybrid agents, wave {}", index + 1), OWNER, volume, lesson)
        .with([pace, share])
        .effort(Effort::Fixed {
            days: length(draft, longest),
            effort: total / settings.hours_a_day.max(f64::EPSILON),
        })
}

fn add_briefing(draft: &mut Draft<'_>, after: &[TaskId]) -> Option<(TaskId, Vec<Wave>)> {
    let waves = briefing_waves(draft);
    if waves.is_empty() {
        return None;
    }
    let settings = draft.settings;
    let hours = briefing_hours(draft);
    let agents: u64 = waves.iter().flatten().map(|(_, agents)| agents).sum();
    let volume = Fact::new("Agents to brief", agents as f64, "agents", "team; hybrid_candidate");
    let cost =
        Fact::new("Hours of one agent", hours, "hours", "procedure_work; plan.hours_a_procedure");
    let title = "Brief all other agents on the unified procedures";
    let work = Work::of(PHASE, title, OWNER, volume, cost).after(after.iter().copied()).effort(
        Effort::Fixed {
            days: length(draft, hours) * waves.len() as u32,
            effort: agents as f64 * hours / settings.hours_a_day.max(f64::EPSILON),
        },
    );
    Some((draft.add(work), waves))
}

/// Who trains when.
pub(crate) fn groups(draft: &Draft<'_>, phase: &Training, slots: &[Slot]) -> Vec<TrainingGroup> {
    let mut found = Vec::new();
    for (index, (task, wave)) in phase.hybrid.iter().enumerate() {
        for (group, agents) in wave {
            let curriculum = curriculum(draft, &group.0);
            found.push(TrainingGroup {
                hours_each: curriculum.hours,
                sessions: sessions(&curriculum, *agents),
                courses: titles(&curriculum),
                ..dated(index, "hybrid", group, *agents, slots[task.index()])
            });
        }
    }
    if let Some((task, waves)) = &phase.briefing {
        let hours = briefing_hours(draft);
        let days = vec![length(draft, hours); waves.len()];
        let dates = parts(slots[task.index()], &days);
        for (index, (wave, slot)) in waves.iter().zip(dates).enumerate() {
            for (group, agents) in wave {
                found.push(TrainingGroup {
                    hours_each: hours,
                    courses: vec!["Unified procedures".into()],
                    ..dated(phase.hybrid.len() + index, "briefing", group, *agents, slot)
                });
            }
        }
    }
    found
}

fn dated(
    index: usize,
    kind: &'static str,
    group: &Group,
    agents: u64,
    slot: Slot,
) -> TrainingGroup {
    let (line, team, site_key, employer) = group.clone();
    TrainingGroup {
        wave: index as u32 + 1,
        kind,
        line,
        team,
        site_key,
        employer,
        agents,
        hours_each: 0.0,
        sessions: 1,
        courses: Vec::new(),
        starts_on: slot.starts_on,
        ends_on: slot.ends_on,
    }
}

/// Sessions that the rooms ask for; a course without a capacity, or a topic, is held once.
fn sessions(curriculum: &Curriculum, agents: u64) -> u64 {
    let of = |course: &Course| agents.div_ceil(course.capacity.unwrap_or(agents).max(1));
    curriculum.courses.iter().map(of).sum::<u64>() + curriculum.topics_without.len() as u64
}

fn titles(curriculum: &Curriculum) -> Vec<String> {
    let courses = curriculum.courses.iter().map(|course| course.title.clone());
    let topics = curriculum.topics_without.iter().map(|topic| format!("{topic} (no course yet)"));
    courses.chain(topics).collect()
}

/// What the phase rests on.
pub(crate) fn facts(draft: &Draft<'_>) -> Vec<Fact> {
    let mut found = Vec::new();
    let text = "Work on topics that both lines handle";
    found.extend(draft.of_lines(text, names::SHARED_TOPIC_SHARE, ""));
    found.extend(draft.of_lines("Hybrid agents needed", names::HYBRID_NEEDED, ""));
    let text = "Agents who have skills of both lines already";
    found.extend(draft.of_lines(text, names::HYBRID_READY, ""));
    for line in &draft.facts.lines {
        let hours = curriculum(draft, &line.name).hours;
        let text = format!("Training of one hybrid agent, {}", line.label);
        found.push(Fact::new(text, hours, "hours", "topic_course; shared_topic; procedure_work"));
    }
    let text = "Agent hours that one queue saves";
    found.extend(draft.figure(text, names::POOLING_GAIN, "both", ""));
    found
}

/// When the phase may begin and when it is done.
pub(crate) fn gates(draft: &Draft<'_>) -> Vec<Gate> {
    let facts = draft.facts;
    let unify = facts.to_unify().count() as f64;
    let mut gates = vec![Gate {
        side: Side::Entry,
        criterion: "The unified procedures that are to be taught are signed".into(),
        metric: "unified procedures signed".into(),
        current: Some(0.0),
        target: unify,
        unit: "procedures".into(),
        origin: "procedure_work".into(),
    }];
    for line in &facts.lines {
        gates.push(Gate {
            side: Side::Exit,
            criterion: format!("Enough agents of {} can serve both lines", line.label),
            metric: "hybrid agents".into(),
            current: facts.metric(names::HYBRID_READY, &line.name, "").map(|m| m.value),
            target: facts.value(names::HYBRID_NEEDED, &line.name, ""),
            unit: "agents".into(),
            origin: "hybrid_candidate; metric".into(),
        });
    }
    gates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn no_wave_takes_more_of_a_line_than_the_share_allows_and_everybody_trains_once() {
        let (facts, settings) = (example::facts(), example::settings());
        let draft = Draft::new(&facts, &settings);
        let mut trained = 0;
        for wave in hybrid_waves(&draft).iter().chain(&briefing_waves(&draft)) {
            for line in &facts.lines {
                let of_line = wave.iter().filter(|(group, _)| group.0 == line.name);
                let agents: u64 = of_line.map(|(_, agents)| agents).sum();
                assert!(agents <= capacity(&draft, &line.name));
                trained += agents;
            }
        }
        assert_eq!(trained, facts.teams.iter().map(|team| team.agents).sum::<u64>());
    }

    #[test]
    fn an_agent_takes_the_other_lines_course_once_and_topics_without_one() {
        let (facts, settings) = (example::facts(), example::settings());
        let draft = Draft::new(&facts, &settings);
        let product = curriculum(&draft, "product");
        assert_eq!(product.courses.len(), 1);
        assert_eq!(product.topics_without, ["address change"]);
        // 16 hours of the course, 2 of the topic, and 3 procedures of a quarter of an hour.
        assert!((product.hours - 18.75).abs() < 1e-9);
    }

    #[test]
    fn a_full_room_asks_for_another_session() {
        let (facts, settings) = (example::facts(), example::settings());
        let product = curriculum(&Draft::new(&facts, &settings), "product");
        assert_eq!(sessions(&product, 8), 2);
        assert_eq!(sessions(&product, 9), 3);
    }
}
