//! Who handles the contacts: agents with team, site, employer and skills.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use crate::assets::{ASSETS, Assets, Gender};
use crate::population::Line;
use crate::random::{Dice, Subject};
use crate::world::World;

/// A team and the queue it serves.
pub(crate) struct Team {
    pub(crate) name: &'static str,
    pub(crate) queue: &'static str,
    /// What its agents know.
    skills: &'static [&'static str],
    /// Site keys, and whether the site is an outsourcer's.
    sites: &'static [(&'static str, Option<&'static str>)],
}

const PRODUCT: [Team; 6] = [
    Team {
        name: "Care 1",
        queue: "Care",
        skills: &["complaints", "written correspondence", "de-escalation", "CRM"],
        sites: &[("S-01", None), ("S-03", Some("Contactwerk GmbH"))],
    },
    Team {
        name: "Orders & Delivery",
        queue: "Orders",
        skills: &["order management", "delivery tracking", "CRM", "SAP"],
        sites: &[("S-01", None)],
    },
    Team {
        name: "Workshop Line",
        queue: "Workshop",
        skills: &["appointment booking", "technical basics", "warranty", "CRM"],
        sites: &[("S-03", Some("Contactwerk GmbH")), ("S-02", None)],
    },
    Team {
        name: "Digital Services",
        queue: "Digital",
        skills: &["chat", "connected services", "CRM"],
        sites: &[("S-02", None)],
    },
    Team {
        name: "Vehicle Sales",
        queue: "Sales",
        skills: &["outbound sales", "product knowledge", "negotiation", "CRM"],
        sites: &[("S-01", None)],
    },
    Team {
        name: "Care 2",
        queue: "Care",
        skills: &["complaints", "written correspondence", "chat", "CRM"],
        sites: &[("S-04", Some("Televista Services SE"))],
    },
];

const FINANCING: [Team; 5] = [
    Team {
        name: "Bestandskunden A",
        queue: "Bestand",
        skills: &["contract administration", "early settlement", "LoanCore", "authentication"],
        sites: &[("FS1", None)],
    },
    Team {
        name: "Bestandskunden B",
        queue: "Bestand",
        skills: &["contract administration", "written correspondence", "LoanCore"],
        sites: &[("FS3", Some("ContactWerk Service GmbH"))],
    },
    Team {
        name: "Forderungsmanagement",
        queue: "Forderung",
        skills: &["collections", "negotiation", "LoanCore", "de-escalation"],
        sites: &[("FS1", None)],
    },
    Team {
        name: "Beschwerdestelle",
        queue: "Beschwerde",
        skills: &["complaints", "written correspondence", "compliance", "LoanCore"],
        sites: &[("FS1", None)],
    },
    Team {
        name: "Telesales",
        queue: "Vertrieb",
        skills: &["outbound sales", "credit products", "negotiation", "CRM"],
        sites: &[("FS3", Some("ContactWerk Service GmbH")), ("FS2", None)],
    },
];

/// Teams of a line.
pub(crate) fn teams(line: Line) -> &'static [Team] {
    match line {
        Line::Product => &PRODUCT,
        Line::Financing => &FINANCING,
    }
}

/// The agent's key: agents are numbered through the teams in turn.
pub(crate) fn agent_key(line: Line, number: u64) -> String {
    match line {
        Line::Product => format!("A{}", 1_000 + number),
        Line::Financing => format!("M-{:05}", 2_000 + number),
    }
}

/// Somebody who serves the queue; one in a hundred has left and is in no list any more.
pub(crate) fn agent_for(world: &World, line: Line, queue: &str, dice: &mut Dice) -> String {
    let teams = teams(line);
    let count = teams.len() as u64;
    let agents = world.settings.agents_per_line;
    let serving: Vec<u64> =
        (0..count).filter(|&team| teams[team as usize].queue == queue).collect();
    let team = dice.pick(&serving);
    let of_team = (agents - team).div_ceil(count);
    let left = dice.chance(0.01);
    let number = team + count * dice.below(of_team.max(1));
    agent_key(line, if left { agents + number % 7 } else { number })
}

/// An agent's master data.
pub(crate) struct Agent {
    pub(crate) key: String,
    pub(crate) given: &'static str,
    pub(crate) surname: String,
    pub(crate) team: &'static str,
    pub(crate) site: &'static str,
    /// `None`: the line's own company.
    pub(crate) outsourcer: Option<&'static str>,
    pub(crate) leads: bool,
    /// Hundredths of a full-time job.
    pub(crate) fte: i64,
    pub(crate) hired: Date,
    pub(crate) languages: Vec<&'static str>,
    /// Skill and level, 1 to 5.
    pub(crate) skills: Vec<(&'static str, i64)>,
}

/// The agents of a line in the order of their keys.
pub(crate) fn agents(world: &World, line: Line) -> impl Iterator<Item = Agent> {
    (0..world.settings.agents_per_line).map(move |number| agent(world, line, number))
}

fn agent(world: &World, line: Line, number: u64) -> Agent {
    let mut dice = world.dice(Subject::Agents, number * 2 + line as u64);
    let teams = teams(line);
    let team = &teams[(number % teams.len() as u64) as usize];
    let gender = if dice.chance(0.4) { Gender::Male } else { Gender::Female };
    let language = Assets::language(&mut dice);
    let born = dice.between(1966, 2004) as i16;
    let (site, outsourcer) = dice.pick(team.sites);
    let years = if outsourcer.is_some() { 6 } else { 22 };
    let hired = date(2026, 9, 1).checked_sub(dice.between(1, years * 12).months());
    let mut languages = vec!["de"];
    for (spoken, share) in [("en", 0.55), ("tr", 0.08), ("pl", 0.06), ("fr", 0.05), ("ru", 0.05)] {
        if dice.chance(share) {
            languages.push(spoken);
        }
    }
    let mut skills: Vec<(&str, i64)> = team
        .skills
        .iter()
        .map(|skill| (*skill, dice.weighted(&[0, 8, 20, 40, 24, 8]) as i64))
        .collect();
    // Some know what the other line does, and are the first to become hybrid agents.
    let other = match line {
        Line::Product => ["credit products", "LoanCore", "contract administration"],
        Line::Financing => ["product knowledge", "order management", "warranty"],
    };
    if dice.chance(0.18) {
        skills.push((dice.pick(&other), dice.between(1, 3)));
    }
    Agent {
        key: agent_key(line, number),
        given: ASSETS.given_name(language, gender, born, &mut dice),
        surname: ASSETS.surname(language, &mut dice),
        team: team.name,
        site,
        outsourcer,
        leads: number < teams.len() as u64,
        fte: dice.pick(&[100, 100, 100, 100, 80, 75, 60, 50]),
        hired: hired.unwrap_or(date(2020, 1, 1)),
        languages,
        skills,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SynthSettings;

    #[test]
    fn contacts_go_to_agents_of_a_team_that_serves_the_queue() {
        let world = World::new(&SynthSettings::default());
        for line in Line::BOTH {
            let of: std::collections::BTreeMap<String, &str> =
                agents(&world, line).map(|agent| (agent.key, agent.team)).collect();
            for team in teams(line) {
                for index in 0..200 {
                    let mut dice = Dice::new(1, Subject::Episodes, index);
                    let key = agent_for(&world, line, team.queue, &mut dice);
                    let Some(name) = of.get(&key) else { continue };
                    let serves = teams(line).iter().find(|team| team.name == *name).unwrap();
                    assert_eq!(serves.queue, team.queue);
                }
            }
        }
    }

    #[test]
    fn some_agents_already_know_the_other_line() {
        let world = World::new(&SynthSettings::default());
        let hybrid = agents(&world, Line::Product)
            .filter(|agent| agent.skills.iter().any(|(skill, _)| *skill == "LoanCore"))
            .count();
        assert!(hybrid > 0 && hybrid < 20, "{hybrid}");
    }

    #[test]
    fn both_lines_use_the_same_outsourcer_under_slightly_different_names() {
        let names = |line| {
            let sites = teams(line).iter().flat_map(|team| team.sites);
            sites.filter_map(|(_, outsourcer)| *outsourcer).collect::<Vec<_>>()
        };
        let shared = |name: &&str| name.to_lowercase().starts_with("contactwerk");
        assert!(names(Line::Product).iter().any(shared));
        assert!(names(Line::Financing).iter().any(shared));
    }
}
