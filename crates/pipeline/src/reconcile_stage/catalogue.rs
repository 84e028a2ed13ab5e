//! A line's procedures, steps and rules from the tables of ingest.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use sameboat_procedures::{BusinessRule, Catalogue, Next, Procedure, RuleKind, Step, StepKind};
use sameboat_store::totals::ControlTotal;
use sameboat_store::{Row, SqlResult, Store, StoreError};

use crate::stage::Stage;

/// Contacts by topic of a line.
pub(super) fn read_topics(store: &Store, line: &str) -> Result<BTreeMap<String, u64>, StoreError> {
    let sql = "SELECT topic, count(*) FROM contact_record \
               WHERE line = ? AND topic IS NOT NULL GROUP BY topic ORDER BY topic";
    let rows = store.query(sql, [line], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.into_iter().collect())
}

/// A text cell; empty means "not stated".
fn cell(row: &Row<'_>, column: usize) -> SqlResult<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// How many rows of a table found the procedure that they name.
pub(super) struct Attached {
    pub(super) source: String,
    found: u64,
    pub(super) lost: u64,
}

impl Attached {
    fn new(line: &str, table: &str) -> Self {
        Self { source: format!("{table} of {line}"), found: 0, lost: 0 }
    }

    /// The procedure that a row names, by its key or by its title; counts whether there is one.
    fn find<'a>(&mut self, among: &'a mut Named, name: &str) -> Option<&'a mut Procedure> {
        let found = among.place(name);
        *(if found.is_some() { &mut self.found } else { &mut self.lost }) += 1;
        found.map(|place| &mut among.procedures[place])
    }

    pub(super) fn total(&self, store: &Store) -> Result<ControlTotal, StoreError> {
        let (table, line) = self.source.split_once(" of ").unwrap_or_default();
        let sql = format!("SELECT count(*) FROM {table}_record WHERE line = ?");
        Ok(ControlTotal {
            stage: Stage::Reconcile.name(),
            source: self.source.clone(),
            input: ("records".into(), store.query_one(&sql, [line], |row| row.get(0))?),
            outputs: vec![
                ("of a procedure".into(), self.found),
                ("of unknown procedures".into(), self.lost),
            ],
        })
    }
}

/// A line's procedures by what steps and rules call them.
struct Named {
    procedures: Vec<Procedure>,
    keys: FxHashMap<String, usize>,
    /// Titles as people write them; none of a title that several procedures have.
    titles: FxHashMap<String, Option<usize>>,
    /// Whether the line has no list of procedures, so that there is each that a row names.
    is_open: bool,
}

impl Named {
    fn new(procedures: Vec<Procedure>) -> Self {
        let mut named = Self {
            is_open: procedures.is_empty(),
            procedures: Vec::with_capacity(procedures.len()),
            keys: FxHashMap::default(),
            titles: FxHashMap::default(),
        };
        for procedure in procedures {
            named.push(procedure);
        }
        named
    }

    fn push(&mut self, procedure: Procedure) {
        let place = self.procedures.len();
        self.keys.entry(procedure.key.clone()).or_insert(place);
        let title = procedure.title.to_lowercase();
        self.titles.entry(title).and_modify(|place| *place = None).or_insert(Some(place));
        self.procedures.push(procedure);
    }

    fn place(&mut self, name: &str) -> Option<usize> {
        if let Some(place) = self.keys.get(name) {
            return Some(*place);
        }
        if self.is_open {
            let name = name.to_owned();
            self.push(Procedure { key: name.clone(), title: name, ..Procedure::default() });
            return Some(self.procedures.len() - 1);
        }
        self.titles.get(&name.to_lowercase()).copied().flatten()
    }
}

/// A rule's key if its export has one: keys made from a row's contents change with its text, and
/// decisions must not.
fn given_key(key: String) -> String {
    let hash = key.split_once('-').map_or(key.as_str(), |(hash, _)| hash);
    let made = hash.len() == 16 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if made { String::new() } else { key }
}

/// A line's catalogue, and how many of its steps and rules found their procedure.
pub(super) fn read_catalogue(
    store: &Store,
    line: &str,
) -> Result<(Catalogue, [Attached; 2]), StoreError> {
    let procedures = store.query(
        "SELECT record_key, title, purpose, trigger, topics, channels, direction, owner, inputs, \
         outcome, note \
         FROM procedure_record WHERE line = ? ORDER BY record_key, source",
        [line],
        |row| {
            Ok(Procedure {
                key: cell(row, 0)?,
                title: cell(row, 1)?,
                purpose: cell(row, 2)?,
                trigger: cell(row, 3)?,
                topics: list(&cell(row, 4)?),
                channels: list(&cell(row, 5)?),
                direction: cell(row, 6)?,
                owner: cell(row, 7)?,
                inputs: cell(row, 8)?,
                outcome: cell(row, 9)?,
                note: cell(row, 10)?,
                ..Procedure::default()
            })
        },
    )?;
    let steps = store.query(
        "SELECT procedure_key, position, actor, action, system, output, kind, condition, next, \
         note \
         FROM procedure_step_record WHERE line = ? ORDER BY procedure_key, position, record_key",
        [line],
        |row| {
            let position = row.get::<_, Option<i64>>(1)?.unwrap_or_default();
            let position = u32::try_from(position.max(0)).unwrap_or(u32::MAX);
            let step = Step {
                position,
                actor: cell(row, 2)?,
                action: cell(row, 3)?,
                system: cell(row, 4)?,
                output: cell(row, 5)?,
                kind: StepKind::from_name(&cell(row, 6)?),
                condition: cell(row, 7)?,
                next: Next::parse_list(&cell(row, 8)?).unwrap_or_default(),
                note: cell(row, 9)?,
            };
            Ok((cell(row, 0)?, step))
        },
    )?;
    let rules = store.query(
        "SELECT procedure_key, record_key, kind, condition, value, unit \
         FROM business_rule_record WHERE line = ? ORDER BY procedure_key, kind, record_key",
        [line],
        |row| {
            let rule = BusinessRule {
                key: given_key(cell(row, 1)?),
                kind: RuleKind::from_name(&cell(row, 2)?),
                condition: cell(row, 3)?,
                value: cell(row, 4)?,
                unit: cell(row, 5)?,
            };
            Ok((cell(row, 0)?, rule))
        },
    )?;
    let mut procedures = Named::new(procedures);
    let mut rows = ["procedure_step", "business_rule"].map(|table| Attached::new(line, table));
    for (key, step) in steps {
        if let Some(procedure) = rows[0].find(&mut procedures, &key) {
            procedure.steps.push(step);
        }
    }
    for (key, rule) in rules {
        if let Some(procedure) = rows[1].find(&mut procedures, &key) {
            procedure.rules.push(rule);
        }
    }
    Ok((Catalogue { line: line.to_owned(), procedures: procedures.procedures }, rows))
}
