//! Phase 1, physical integration: who moves where, which systems and contracts come together.

use jiff::civil::Date;

use crate::calendar;
use crate::draft::{Draft, Effort, Work, parts, whole_days};
use crate::facts::{Asset, Facts, Outsourcer, Site, Team, names};
use crate::outline::{Fact, Gate, Move, Side};
use crate::schedule::{Slot, TaskId};

const PHASE: u32 = 1;
const SITE_OWNER: &str = "Facility lead";
const SEAT_OWNER: &str = "Steering committee";
const SYSTEM_OWNER: &str = "IT lead";
const CONTRACT_OWNER: &str = "Vendor manager";

/// The phase's tasks that others wait for, and the moves without dates.
pub(crate) struct Integration {
    pub(crate) systems: Vec<TaskId>,
    pub(crate) moving: Vec<(TaskId, Vec<PlannedMove>)>,
    pub(crate) seatless: Vec<PlannedMove>,
    pub(crate) contracts: Vec<(TaskId, String, Date)>,
}

impl Integration {
    /// Agents who find no seat with the other line.
    pub(crate) fn seatless(&self) -> u64 {
        self.seatless.iter().map(|planned| planned.agents).sum()
    }
}

/// Agents of one team to one site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlannedMove {
    team: Team,
    to_site: Option<String>,
    agents: u64,
}

/// Where the line that moves finds seats.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seating {
    /// Site → who moves there.
    to_sites: Vec<(String, Vec<PlannedMove>)>,
    /// Who finds no seat.
    seatless: Vec<PlannedMove>,
}

/// Seats the other line in the line whose site is short of fewest seats: teams by size into the
/// site with most free seats, split where they must be. People of outsourcers stay with their
/// company, and nobody moves into an outsourcer's site.
fn seat(facts: &Facts) -> Seating {
    let mut seating = Seating { to_sites: Vec::new(), seatless: Vec::new() };
    let own_sites = || facts.sites.iter().filter(|site| !site.outsourced);
    let Some(best) = own_sites()
        .min_by_key(|site| (site.seats_short, u64::MAX - site.seats_free, &site.line, &site.key))
    else {
        return seating;
    };
    let mut sites: Vec<&Site> = own_sites().filter(|site| site.line == best.line).collect();
    sites.sort_by_key(|site| (u64::MAX - site.seats_free, &site.key));
    let mut rooms: Vec<Room> = sites.iter().map(|site| Room::new(site)).collect();

    let mut teams = movers(facts, facts.other(&best.line));
    teams.sort_by_key(|team| (u64::MAX - team.agents, &team.team, &team.site_key, &team.employer));
    for team in teams {
        let left = place(facts, team, &mut rooms);
        if left > 0 {
            let planned = PlannedMove { team: team.clone(), to_site: None, agents: left };
            seating.seatless.push(planned);
        }
    }
    seating.to_sites = rooms
        .into_iter()
        .filter(|room| !room.moves.is_empty())
        .map(|room| (room.name, room.moves))
        .collect();
    seating
}

/// A site that takes people in.
struct Room {
    name: String,
    free: f64,
    moves: Vec<PlannedMove>,
}

impl Room {
    fn new(site: &Site) -> Self {
        Self { name: site.name.clone(), free: site.seats_free as f64, moves: Vec::new() }
    }

    /// How many agents find room who need so much of a seat each.
    fn takes(&self, seats_each: f64) -> u64 {
        (self.free / seats_each + 1e-9).floor() as u64
    }
}

/// Finds seats for a team; says how many of it find none.
fn place(facts: &Facts, team: &Team, rooms: &mut [Room]) -> u64 {
    let seats_each = seats_each(facts, team);
    let mut left = team.agents;
    while left > 0 {
        let most = rooms.iter_mut().reduce(|a, b| if b.free > a.free { b } else { a });
        let Some(room) = most.filter(|room| room.takes(seats_each) > 0) else { break };
        let agents = left.min(room.takes(seats_each));
        let to_site = Some(room.name.clone());
        room.moves.push(PlannedMove { team: team.clone(), to_site, agents });
        room.free -= agents as f64 * seats_each;
        left -= agents;
    }
    left
}

/// Seats that one agent of the team needs at peak: less than one where shifts share them today.
fn seats_each(facts: &Facts, team: &Team) -> f64 {
    let home = facts.sites.iter().find(|s| s.line == team.line && s.key == team.site_key);
    match home {
        Some(site) if site.agents > 0 && site.seats_used > 0 => {
            (site.seats_used as f64 / site.agents as f64).min(1.0)
        }
        _ => 1.0,
    }
}

/// The line's own teams that do not sit with the other line yet.
fn movers<'a>(facts: &'a Facts, line: &str) -> Vec<&'a Team> {
    let together = |team: &Team| {
        facts.sites.iter().any(|s| s.shared && s.line == team.line && s.key == team.site_key)
    };
    facts
        .teams
        .iter()
        .filter(|team| team.line == line && !team.outsourced && !together(team))
        .collect()
}

/// Agents whose new site is in another town than their old one.
pub(crate) fn change_town(facts: &Facts, moves: &[Move]) -> u64 {
    let town = |line: &str, known: &dyn Fn(&Site) -> bool| {
        let site = facts.sites.iter().find(|site| site.line == line && known(site))?;
        (!site.city.is_empty()).then(|| site.city.to_lowercase())
    };
    moves
        .iter()
        .filter(|m| {
            let from = town(&m.line, &|site| site.key == m.from_site);
            let to = town(facts.other(&m.line), &|site| Some(&site.name) == m.to_site.as_ref());
            from.is_some() && to.is_some() && from != to
        })
        .map(|m| m.agents)
        .sum()
}

/// Adds the phase's work. Nobody moves before `informed` is done.
pub(crate) fn add(draft: &mut Draft<'_>, informed: TaskId) -> Integration {
    let seating = seat(draft.facts);
    let moving = add_moves(draft, &seating, informed);
    let systems = add_systems(draft);
    let contracts = add_contracts(draft);
    Integration { systems, moving, seatless: seating.seatless, contracts }
}

fn add_moves(
    draft: &mut Draft<'_>,
    seating: &Seating,
    informed: TaskId,
) -> Vec<(TaskId, Vec<PlannedMove>)> {
    let settings = draft.settings;
    let cost =
        || Fact::setting("To open one site", settings.days_a_site, "person-days", "days_a_site");
    if draft.facts.sites.is_empty() {
        let unknown = Fact::new("Sites known", 0.0, "sites", "site_fit");
        let effort = Effort::Shared(settings.days_a_site);
        let work = Work::of(PHASE, "Find out sites, seats and leases", SITE_OWNER, unknown, cost());
        draft.add(work.effort(effort));
        return Vec::new();
    }
    if !seating.seatless.is_empty() {
        let agents = seating.seatless.iter().map(|m| m.agents).sum::<u64>() as f64;
        let short = Fact::new("Agents without a seat", agents, "agents", "site_fit; team");
        let work =
            Work::of(PHASE, "Find seats for those who do not fit", SEAT_OWNER, short, cost());
        draft.add(work.effort(Effort::Shared(settings.days_a_site)));
    }
    let mut moving = Vec::new();
    for (site, moves) in &seating.to_sites {
        let agents = moves.iter().map(|m| m.agents).sum::<u64>() as f64;
        let arriving =
            Fact::new(format!("Agents who move to {site}"), agents, "agents", "site_fit; team");
        let one = Fact::new("Site to open", 1.0, "site", "site_fit");
        let title = format!("Prepare {site} for both lines");
        let prepared =
            draft.add(Work::of(PHASE, title, SITE_OWNER, one, cost()).with([arriving.clone()]));
        let days = whole_days(agents / settings.moves_a_day.max(f64::EPSILON));
        let rate = Fact::setting("Moves", settings.moves_a_day, "agents a day", "moves_a_day");
        let title = format!("Move {} to {site}", crate::outline::amount(agents, "agents"));
        let effort = f64::from(days) * settings.people_a_package;
        let work = Work::of(PHASE, title, SITE_OWNER, arriving, rate)
            .effort(Effort::Fixed { days, effort })
            .after([prepared, informed]);
        moving.push((draft.add(work), moves.clone()));
    }
    moving
}

fn add_systems(draft: &mut Draft<'_>) -> Vec<TaskId> {
    let facts = draft.facts;
    let cost = Fact::setting(
        "To give both lines one system",
        draft.settings.days_a_system,
        "person-days",
        "days_a_system",
    );
    let shared = facts.value(names::SYSTEMS, "both", "shared");
    let all: f64 = facts.lines.iter().map(|line| facts.value(names::SYSTEMS, &line.name, "")).sum();
    let mut tasks = Vec::new();
    if shared > 0.0 {
        let volume = Fact::new("Systems that both lines use", shared, "systems", "shared_asset");
        let title = "Bring the systems of both lines together";
        let money = draft.of_lines("Their cost", names::SYSTEM_COST, "shared");
        tasks.push(
            draft.add(Work::of(PHASE, title, SYSTEM_OWNER, volume, cost.clone()).with(money)),
        );
    }
    // A shared system is counted in both lines.
    let single = all - 2.0 * shared;
    if single > 0.0 {
        let volume = Fact::new(
            "Systems that one line alone uses",
            single,
            "systems",
            "system_record; shared_asset",
        );
        let title = "Open the systems of each line to hybrid agents";
        tasks.push(draft.add(Work::of(PHASE, title, SYSTEM_OWNER, volume, cost)));
    }
    tasks
}

/// One package for each contract that both lines hold or that can be ended inside the plan.
fn add_contracts(draft: &mut Draft<'_>) -> Vec<(TaskId, String, Date)> {
    let facts = draft.facts;
    let end = calendar::end_of(draft.settings.start, draft.settings.months);
    let shared = facts.assets.iter().filter(|asset| asset.kind == "outsourcer").map(|asset| {
        let held = held(facts, asset);
        (asset.name.clone(), held.iter().filter_map(|o| o.notice_by).min(), asset.monthly_cost)
    });
    let single = facts
        .outsourcers
        .iter()
        .filter(|o| !o.shared && o.contract_ends_on.is_some_and(|day| day <= end))
        .map(|o| (o.name.clone(), o.notice_by, o.monthly_cost.unwrap_or(0.0)));
    let contracts: Vec<_> = shared.chain(single).collect();
    let mut dated = Vec::new();
    for (name, notice_by, monthly) in contracts {
        let one = Fact::new(format!("Contract with {name}"), 1.0, "contract", "outsourcer_term");
        let cost = Fact::setting(
            "To renegotiate one",
            draft.settings.days_a_contract,
            "person-days",
            "days_a_contract",
        );
        let unit = format!("{} a month", facts.currency);
        let paid = Fact::new("Both lines pay", monthly, &unit, "outsourcer_term");
        // A day that has passed cannot be kept; it is a risk, not a due day.
        let due = notice_by.filter(|day| *day >= draft.settings.start);
        let title = format!("Renegotiate the contract with {name}");
        let work = Work::of(PHASE, title, CONTRACT_OWNER, one, cost).with([paid]).due(due);
        let task = draft.add(work);
        if let Some(due) = due {
            dated.push((task, name, due));
        }
    }
    dated
}

/// The contracts of both lines with one company.
fn held<'a>(facts: &'a Facts, asset: &Asset) -> Vec<&'a Outsourcer> {
    facts
        .outsourcers
        .iter()
        .filter(|o| o.shared && (o.name == asset.name || o.name == asset.other_name))
        .collect()
}

/// The moves with their dates: one team after the other.
pub(crate) fn moves(draft: &Draft<'_>, phase: &Integration, slots: &[Slot]) -> Vec<Move> {
    let mut found = Vec::new();
    for (task, planned) in &phase.moving {
        let rate = draft.settings.moves_a_day.max(f64::EPSILON);
        let days: Vec<u32> = planned.iter().map(|m| whole_days(m.agents as f64 / rate)).collect();
        let dates = parts(slots[task.index()], &days);
        found.extend(planned.iter().zip(dates).map(|(planned, slot)| dated(planned, Some(slot))));
    }
    found.extend(phase.seatless.iter().map(|planned| dated(planned, None)));
    found
}

fn dated(planned: &PlannedMove, slot: Option<Slot>) -> Move {
    Move {
        line: planned.team.line.clone(),
        team: planned.team.team.clone(),
        employer: planned.team.employer.clone(),
        from_site: planned.team.site_key.clone(),
        to_site: planned.to_site.clone(),
        agents: planned.agents,
        starts_on: slot.map(|slot| slot.starts_on),
        ends_on: slot.map(|slot| slot.ends_on),
    }
}

/// What the phase rests on.
pub(crate) fn facts(draft: &Draft<'_>) -> Vec<Fact> {
    let mut found: Vec<Fact> = draft.agents().into_iter().collect();
    found.extend(draft.of_lines("Seats", names::SEATS, ""));
    found.extend(draft.of_lines("Seats free at peak", names::SEATS, "free"));
    found.extend(draft.figure("Systems that both lines use", names::SYSTEMS, "both", "shared"));
    found.extend(draft.of_lines("Cost of those systems", names::SYSTEM_COST, "shared"));
    let shared = draft.facts.assets.iter().filter(|asset| asset.kind == "outsourcer").count();
    let text = "Outsourcers that both lines use";
    found.push(Fact::new(text, shared as f64, "outsourcers", "shared_asset"));
    found
}

/// When the phase may begin and when it is done.
pub(crate) fn gates(draft: &Draft<'_>, phase: &Integration) -> Vec<Gate> {
    let seatless = phase.seatless();
    let moving: u64 = phase.moving.iter().flat_map(|(_, moves)| moves).map(|m| m.agents).sum();
    let mut gates = vec![
        Gate {
            side: Side::Entry,
            criterion: "Everybody who moves has a seat to go to".into(),
            metric: "agents without a seat".into(),
            current: (!draft.facts.sites.is_empty()).then_some(seatless as f64),
            target: 0.0,
            unit: "agents".into(),
            origin: "site_move".into(),
        },
        Gate {
            side: Side::Exit,
            criterion: "All agents who move sit with the other line".into(),
            metric: "agents moved".into(),
            current: Some(0.0),
            target: moving as f64,
            unit: "agents".into(),
            origin: "site_move".into(),
        },
    ];
    let systems = draft.facts.value(names::SYSTEMS, "both", "shared");
    gates.push(Gate {
        side: Side::Exit,
        criterion: "Both lines work in each system that they share".into(),
        metric: "shared systems open to both lines".into(),
        current: None,
        target: systems,
        unit: "systems".into(),
        origin: "shared_asset".into(),
    });
    gates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example;

    #[test]
    fn the_line_moves_to_where_seats_are_free_and_outsourcers_stay() {
        let seating = seat(&example::facts());
        let moved: u64 = seating.to_sites.iter().flat_map(|(_, m)| m).map(|m| m.agents).sum();
        // Forty agents share twenty seats today, so they fit into 25.
        assert_eq!((moved, seating.seatless.len()), (40, 0));
        for planned in seating.to_sites.iter().flat_map(|(_, moves)| moves) {
            assert_eq!(planned.team.employer, "Aurora");
        }
    }

    #[test]
    fn who_finds_no_seat_is_counted() {
        let mut facts = example::facts();
        facts.sites[0].seats_free = 10;
        let seating = seat(&facts);
        assert_eq!(seating.seatless.iter().map(|m| m.agents).sum::<u64>(), 20);
    }

    #[test]
    fn teams_that_sit_with_the_other_line_do_not_move() {
        let mut facts = example::facts();
        facts.sites[1].shared = true;
        assert!(seat(&facts).to_sites.is_empty());
    }

    #[test]
    fn another_town_is_noticed() {
        let facts = example::facts();
        let plan = crate::plan(&facts, &example::settings());
        assert_eq!(change_town(&facts, &plan.moves), 40);
    }
}
