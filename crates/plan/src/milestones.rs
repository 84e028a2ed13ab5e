//! Days to keep: deadlines from contracts and leases, and the turning points of the schedule.

use jiff::civil::Date;

use crate::outline::Milestone;
use crate::schedule::TaskId;
use crate::{Scheduled, TITLES, last_day};

/// All milestones, by day.
pub(crate) fn milestones(work: &Scheduled<'_>) -> Vec<Milestone> {
    let mut found = deadlines(work);
    found.extend(turning_points(work));
    let end = last_day(work.draft.settings);
    found.push(Milestone {
        on: end,
        phase: 5,
        title: "Last day of the plan".into(),
        reason: "plan.start and plan.months".into(),
    });
    found.sort();
    found
}

fn deadlines(work: &Scheduled<'_>) -> Vec<Milestone> {
    let facts = work.draft.facts;
    let window = work.draft.settings.start..=last_day(work.draft.settings);
    let inside = |day: Option<Date>| day.filter(|day| window.contains(day));
    let mut found = Vec::new();
    for o in &facts.outsourcers {
        let label = facts.label(&o.line);
        let mut add = |day: Option<Date>, title: String| {
            if let Some(on) = inside(day) {
                found.push(Milestone { on, phase: 1, title, reason: "outsourcer_term".into() });
            }
        };
        add(o.notice_by, format!("Last day to give notice to {} ({label})", o.name));
        add(o.contract_ends_on, format!("Contract with {} ends ({label})", o.name));
    }
    for site in &facts.sites {
        if let Some(on) = inside(site.lease_ends_on) {
            let title = format!("Lease of {} ends", site.name);
            found.push(Milestone { on, phase: 1, title, reason: "site_fit".into() });
        }
    }
    found
}

fn turning_points(work: &Scheduled<'_>) -> Vec<Milestone> {
    let mut found = Vec::new();
    let mut done = |phase: u32, task: TaskId, title: String| {
        found.push(Milestone {
            on: work.slots[task.index()].ends_on,
            phase,
            title,
            reason: format!("work package {}", work.draft.packages[task.index()].id),
        });
    };
    done(2, work.communication.agents, "Every team knows why".into());
    if let Some((task, _)) = work.integration.moving.last() {
        done(1, *task, "Both lines sit together".into());
    }
    if let Some((task, _)) = work.training.hybrid.last() {
        done(4, *task, "All hybrid agents are trained".into());
    }
    done(5, work.go_live.proof, format!("{}: the figures hold", TITLES[4]));
    for (index, (task, _)) in work.go_live.waves.iter().enumerate() {
        found.push(Milestone {
            on: work.slots[task.index()].starts_on,
            phase: 5,
            title: format!("Go-live wave {}", index + 1),
            reason: format!("work package {}", work.draft.packages[task.index()].id),
        });
    }
    found
}
