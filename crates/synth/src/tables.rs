//! The small tables of both lines: agents and skills are generated, the others are hand-written in
//! `assets/tables` and `assets/procedures`; each line has its own layout.

use jiff::ToSpan;
use rust_xlsxwriter::Workbook;

use crate::SynthError;
use crate::contacts::FIRST_DAY;
use crate::customers::{german_amount, german_date};
use crate::output::{Format, Lines, Output, Source};
use crate::population::Line;
use crate::random::{Dice, Subject};
use crate::staff::{Agent, agents};
use crate::workbook;
use crate::world::World;

/// A hand-written table: the source it becomes, its sheet, and its text.
type Table = (&'static str, &'static str, &'static str);

const PRODUCT_OPERATIONS: [Table; 5] = [
    ("product_objectives", "KPIs", include_str!("../assets/tables/product/kpis.csv")),
    ("product_sites", "Sites", include_str!("../assets/tables/product/sites.csv")),
    ("product_systems", "Systems", include_str!("../assets/tables/product/systems.csv")),
    ("product_outsourcers", "Partners", include_str!("../assets/tables/product/partners.csv")),
    ("product_courses", "Training", include_str!("../assets/tables/product/training.csv")),
];

const FINANCING_OPERATIONS: [Table; 5] = [
    ("financing_objectives", "Ziele", include_str!("../assets/tables/financing/ziele.csv")),
    ("financing_sites", "Standorte", include_str!("../assets/tables/financing/standorte.csv")),
    ("financing_systems", "Systeme", include_str!("../assets/tables/financing/systeme.csv")),
    (
        "financing_outsourcers",
        "Dienstleister",
        include_str!("../assets/tables/financing/dienstleister.csv"),
    ),
    ("financing_courses", "Schulungen", include_str!("../assets/tables/financing/schulungen.csv")),
];

const PRODUCT_PROCEDURES: [Table; 3] = [
    (
        "product_procedures",
        "Procedures",
        include_str!("../assets/procedures/product_procedures.csv"),
    ),
    ("product_procedure_steps", "Steps", include_str!("../assets/procedures/product_steps.csv")),
    ("product_business_rules", "Rules", include_str!("../assets/procedures/product_rules.csv")),
];

const FINANCING_PROCEDURES: [Table; 3] = [
    (
        "financing_procedures",
        "Vorgänge",
        include_str!("../assets/procedures/financing_procedures.csv"),
    ),
    (
        "financing_procedure_steps",
        "Arbeitsschritte",
        include_str!("../assets/procedures/financing_steps.csv"),
    ),
    (
        "financing_business_rules",
        "Regeln",
        include_str!("../assets/procedures/financing_rules.csv"),
    ),
];

/// Writes the workbooks and files of everything but customers, contacts and agreements.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    let mut operations = workbook::new();
    let (staff, skills) = product_staff(world);
    add(&mut operations, "product_agents", "Agents", 0, &staff, output)?;
    add(&mut operations, "product_agent_skills", "Skills", 0, &skills, output)?;
    // The KPI sheets come with a title above the header, the others without.
    add_all(&mut operations, &PRODUCT_OPERATIONS, 2, output)?;
    save(operations, "data/product/operations.xlsx", output)?;
    let mut operations = workbook::new();
    add_all(&mut operations, &FINANCING_OPERATIONS, 0, output)?;
    save(operations, "data/financing/stammdaten.xlsx", output)?;
    for (tables, header_row, file) in [
        (&PRODUCT_PROCEDURES, 0, "data/product/procedures.xlsx"),
        (&FINANCING_PROCEDURES, 3, "data/financing/prozesse.xlsx"),
    ] {
        let mut book = workbook::new();
        add_all(&mut book, tables, header_row, output)?;
        save(book, file, output)?;
    }
    write_financing_staff(world, output)?;
    write_budgets(world, output)
}

fn add_all(
    book: &mut Workbook,
    tables: &[Table],
    header_row: u32,
    output: &mut Output<'_>,
) -> Result<(), SynthError> {
    for (source, sheet, text) in tables {
        add(book, source, sheet, header_row, &parse(text)?, output)?;
    }
    Ok(())
}

fn add(
    book: &mut Workbook,
    source: &str,
    sheet: &str,
    header_row: u32,
    rows: &[Vec<String>],
    output: &mut Output<'_>,
) -> Result<(), SynthError> {
    workbook::add_table(book, sheet, header_row, rows)?;
    output.summary.rows.push((source.to_owned(), rows.len() as u64 - 1));
    Ok(())
}

fn save(book: Workbook, file: &str, output: &Output<'_>) -> Result<(), SynthError> {
    workbook::save(book, &output.dir().join(file))
}

/// All rows of a hand-written table, its header first.
fn parse(text: &str) -> Result<Vec<Vec<String>>, SynthError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| Ok(row?.iter().map(str::to_owned).collect()));
    rows.collect()
}

fn role(agent: &Agent) -> &'static str {
    if agent.leads { "Team lead" } else { "Agent" }
}

/// `0.75` with the line's decimal sign.
fn fte(agent: &Agent, sign: char) -> String {
    format!("{}{sign}{:02}", agent.fte / 100, agent.fte % 100)
}

/// The sheets of agents and of skills.
fn product_staff(world: &World) -> (Vec<Vec<String>>, Vec<Vec<String>>) {
    let row = |cells: &[&str]| cells.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>();
    let mut staff = vec![row(&[
        "Agent ID",
        "Name",
        "Team",
        "Site",
        "Employer",
        "Role",
        "FTE",
        "Start date",
        "Languages",
    ])];
    let mut skills = vec![row(&["Agent ID", "Skill", "Level"])];
    for agent in agents(world, Line::Product) {
        staff.push(row(&[
            &agent.key,
            &format!("{}, {}", agent.surname, agent.given),
            agent.team,
            agent.site,
            agent.outsourcer.unwrap_or_default(),
            role(&agent),
            &fte(&agent, '.'),
            &agent.hired.to_string(),
            &agent.languages.join("; "),
        ]));
        for (skill, level) in agent.skills {
            skills.push(row(&[&agent.key, skill, &level.to_string()]));
        }
    }
    (staff, skills)
}

const AGENTS: Source = Source {
    name: "financing_agents",
    file: "data/financing/agenten.csv",
    format: Format::GERMAN,
    header: &[
        "Personal-Nr.",
        "Nachname",
        "Vorname",
        "Team",
        "Standort",
        "Arbeitgeber",
        "Funktion",
        "Stellenanteil",
        "Eintritt",
        "Sprachen",
    ],
};

const SKILLS: Source = Source {
    name: "financing_agent_skills",
    file: "data/financing/kenntnisse.csv",
    format: Format::GERMAN,
    header: &["Personal-Nr.", "Kenntnis", "Stufe"],
};

fn write_financing_staff(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    let staff: Vec<Agent> = agents(world, Line::Financing).collect();
    let of = |places: std::ops::Range<u64>| places.map(|place| &staff[place as usize]);
    output.source(&AGENTS, staff.len() as u64, |places, lines| {
        for agent in of(places) {
            let languages = agent.languages.join(", ");
            lines.record([
                agent.key.as_str(),
                &agent.surname,
                agent.given,
                agent.team,
                agent.site,
                agent.outsourcer.unwrap_or("intern"),
                role(agent),
                &fte(agent, ','),
                &german_date(agent.hired),
                &languages,
            ]);
        }
    })?;
    output.source(&SKILLS, staff.len() as u64, |places, lines| {
        const LEVELS: [&str; 5] = ["Grundlagen", "angelernt", "sicher", "gut", "Experte"];
        for agent in of(places) {
            for (skill, level) in &agent.skills {
                lines.record([agent.key.as_str(), skill, LEVELS[*level as usize - 1]]);
            }
        }
    })
}

const BUDGETS: [(Source, &str); 2] = [
    (
        Source {
            name: "product_money",
            file: "data/product/budget.csv",
            format: Format::PLAIN,
            header: &["month", "category", "type", "amount_eur"],
        },
        include_str!("../assets/tables/product/money.csv"),
    ),
    (
        Source {
            name: "financing_money",
            file: "data/financing/kosten_erloese.csv",
            format: Format::GERMAN,
            header: &["Monat", "Kostenart", "Art", "Betrag"],
        },
        include_str!("../assets/tables/financing/money.csv"),
    ),
];

/// Cost and income of the twelve months, around the hand-written levels.
fn write_budgets(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    for (line, (source, text)) in Line::BOTH.into_iter().zip(&BUDGETS) {
        let levels = parse(text)?;
        output.source(source, 1, |_, lines| {
            let mut dice = world.dice(Subject::Money, line as u64);
            let mut total = 0;
            for month in 0..12 {
                for level in &levels[1..] {
                    total += write_amount(line, month, level, &mut dice, lines);
                }
            }
            if line == Line::Financing {
                lines.record(["Summe", "", "", &german_amount(total)]);
            }
        })?;
    }
    Ok(())
}

fn write_amount(
    line: Line,
    month: i32,
    level: &[String],
    dice: &mut Dice,
    lines: &mut Lines,
) -> i64 {
    let (category, kind) = (level[0].as_str(), level[1].as_str());
    let base: i64 = level[2].parse().unwrap_or_default();
    let cents = base * dice.between(92, 108);
    let first = FIRST_DAY.checked_add(month.months()).unwrap_or(FIRST_DAY);
    match line {
        Line::Product => {
            let amount = format!("{}.{:02}", cents / 100, cents % 100);
            lines.record([first.to_string().as_str(), category, kind, &amount]);
        }
        Line::Financing => {
            let kind = if kind == "cost" { "Kosten" } else { "Erlös" };
            lines.record([german_date(first).as_str(), category, kind, &german_amount(cents)]);
        }
    }
    cents
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hand_written_tables_are_rectangular() {
        let tables = [
            &PRODUCT_OPERATIONS[..],
            &FINANCING_OPERATIONS,
            &PRODUCT_PROCEDURES,
            &FINANCING_PROCEDURES,
        ];
        for (source, _, text) in tables.into_iter().flatten() {
            let rows = parse(text).unwrap();
            assert!(rows.len() > 3, "{source}");
            assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{source}");
        }
    }

    #[test]
    fn budget_levels_are_numbers() {
        for (source, text) in &BUDGETS {
            for level in &parse(text).unwrap()[1..] {
                assert!(level[2].parse::<i64>().is_ok(), "{} {level:?}", source.name);
            }
        }
    }
}
