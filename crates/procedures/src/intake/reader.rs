//! The tables of a file, row by row, as one catalogue.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::cells::{position, step_texts};
use super::columns::{ColumnMapping, Labels, guess_columns, guess_columns_within, is_label_header};
use super::headers::field_of;
use super::named::named_rule;
use super::order::{in_order, renumber};
use super::rows::{TOTAL, complete, is_total};
use super::{NumberedRow, RefusedRow, TableIntake, beside};
use crate::catalogue::{BusinessRule, Next, Procedure, Step, StepKind};
use crate::notation::ReadProcedure;
use crate::note::Noted;
use crate::text::folded;

/// Why a row that says one thing alone is left out.
const REMARK: &str = "the row names no step, and none stands below it";
/// Why a rule without procedure is refused where no row of the table could name one.
pub(super) const WHOSE_RULE: &str =
    "the table of rules needs a column `procedure`, which says whose they are";

/// Rows looked at to tell numbers from texts.
const SAMPLES: usize = 200;

/// Reads the tables of a file into one catalogue: a sheet of procedures, one of steps, one of
/// rules, or all of them in one.
#[derive(Debug, Default)]
pub struct CatalogueReader {
    line: String,
    mapping: ColumnMapping,
    width: usize,
    procedures: Vec<ReadProcedure>,
    /// Place of each procedure by key; read only by key.
    places: FxHashMap<String, usize>,
    /// Place of the first procedure of each title.
    titles: FxHashMap<String, usize>,
    /// The procedure that rows without key and title continue.
    current: Option<usize>,
    /// Whether the tables stand in the text of the first procedure.
    within: bool,
    /// Procedures of a table of steps that a row names which says nothing else; its place and number.
    headed: Vec<(usize, Option<usize>, usize)>,
    /// Places of those that turned out to be remarks.
    remarks: BTreeSet<usize>,
    /// What is noted of each procedure as a whole, by its place.
    notes: FxHashMap<usize, Noted>,
}

impl CatalogueReader {
    /// A reader of the line's tables.
    pub fn new(line: &str) -> Self {
        Self { line: line.to_owned(), ..Self::default() }
    }

    /// A reader of tables that stand in the text of a procedure: rows that name no other are of it.
    pub(crate) fn within(title: &str) -> Self {
        let mut reader = Self::new(title);
        reader.add(title, title);
        reader.within = true;
        reader
    }

    /// Reads a table.
    pub fn table(&mut self, header: &[String], rows: &[NumberedRow]) -> TableIntake {
        let header_is_data = self.begin(header, rows);
        let mut intake =
            TableIntake { mapping: self.mapping.clone(), header_is_data, ..TableIntake::default() };
        let first = rows.first().map_or(1, |(number, _)| number.saturating_sub(1).max(1));
        let header_row = header_is_data.then_some((None, first, header));
        let all =
            (0..).zip(rows).map(|(index, (number, cells))| (Some(index), *number, &cells[..]));
        for (index, row_number, row) in header_row.into_iter().chain(all) {
            match self.read(index, row_number, row) {
                Ok(()) => intake.accepted += 1,
                Err(reason) => {
                    let left_out = reason == TOTAL;
                    intake.refused.push(RefusedRow { row_number, index, reason, left_out });
                }
            }
        }
        self.leave_remarks(&mut intake);
        intake
    }

    /// Leaves out what stands alone in a row of a table of steps and has no steps below it: a remark, such
    /// as when the table was made.
    fn leave_remarks(&mut self, intake: &mut TableIntake) {
        for (place, index, row_number) in std::mem::take(&mut self.headed) {
            let procedure = &self.procedures[place].procedure;
            let says = !procedure.steps.is_empty() || !procedure.rules.is_empty();
            if says || self.notes.contains_key(&place) {
                continue;
            }
            self.remarks.insert(place);
            intake.accepted -= 1;
            let reason = REMARK;
            intake.refused.push(RefusedRow { row_number, index, reason, left_out: true });
        }
        intake.refused.sort_by_key(|row| row.row_number);
    }

    /// Finds out what the columns hold; whether the header is the first row of labels.
    fn begin(&mut self, header: &[String], rows: &[NumberedRow]) -> bool {
        let samples: Vec<Vec<String>> =
            rows.iter().take(SAMPLES).map(|(_, cells)| cells.clone()).collect();
        self.mapping = if self.within {
            guess_columns_within(header, &samples)
        } else {
            guess_columns(header, &samples)
        };
        self.width = header.len();
        self.current = None;
        let names_none = self.mapping.title == self.mapping.key || self.has_title_by_values(header);
        if self.within && names_none {
            // What only numbers or parts the rows names no procedure.
            (self.mapping.key, self.mapping.title) = (None, None);
            self.current = Some(0);
            return false;
        }
        if self.has_only_rules() && self.numbers_rules(rows) {
            (self.mapping.key, self.mapping.title) = (None, None);
            // Rules of a file with one procedure can only be of that.
            self.current = Some(0).filter(|_| self.procedures.len() == 1);
        }
        if self.mapping.labels == Some(Labels::Steps) {
            let line = self.line.clone();
            self.current = Some(self.add(&line, &line));
        }
        let known_label = |name: &String| is_label_header(name);
        !self.within
            && self.mapping.labels == Some(Labels::Either)
            && header.len() == 1
            && !header.iter().any(known_label)
    }

    /// Whether only the numbers of the steps tell which column names their procedure: it may name the parts
    /// of one.
    fn has_title_by_values(&self, header: &[String]) -> bool {
        let name = self.mapping.title.and_then(|title| header.get(title));
        self.mapping.position.is_some()
            && name.is_some_and(|name| field_of(&folded(name)).is_none())
    }

    /// Whether the table has rules and no column for steps or for the title of a procedure.
    fn has_only_rules(&self) -> bool {
        let mapping = &self.mapping;
        mapping.value.is_some() && mapping.action.is_none() && mapping.title == mapping.key
    }

    /// Whether the key of a table of rules, if it has one, is that of no procedure, and numbers the
    /// rows.
    fn numbers_rules(&self, rows: &[NumberedRow]) -> bool {
        let Some(key) = self.mapping.key else { return true };
        let cells = || rows.iter().filter_map(|(_, row)| row.get(key)).map(|cell| cell.trim());
        let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        cells().all(is_number) && !cells().any(|cell| self.places.contains_key(cell))
    }

    fn read(
        &mut self,
        index: Option<usize>,
        number: usize,
        row: &[String],
    ) -> Result<(), &'static str> {
        let mapping = self.mapping.clone();
        let cell = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).map_or("", |value| value.trim())
        };
        if row.iter().all(|value| value.trim().is_empty()) {
            return Err("the row is empty");
        }
        if is_total(row) {
            return Err(TOTAL);
        }
        if row.iter().skip(self.width).any(|value| !value.trim().is_empty()) {
            return Err("the row has more values than the header has columns");
        }
        if mapping.is_empty() {
            return Err("no column of the file is known: name one \"title\" or \"step\"");
        }
        let steps = step_texts(cell(mapping.action));
        let written = cell(mapping.position);
        if !written.is_empty() && position(written).is_none() {
            return Err("the step number is not a number");
        }
        let Some(next) = Next::parse_list(cell(mapping.next)) else {
            return Err("the ways on are not understood: write 4: approved; 6: refused; end");
        };
        let value = cell(mapping.value);
        let beside = [mapping.deadline, mapping.rules].map(cell);
        let remarks = mapping.remarks.into_iter().chain(mapping.more_remarks.iter().copied());
        let remarks: Vec<&str> = remarks.map(|column| cell(Some(column))).collect();
        let mut said = beside.iter().chain(&remarks);
        let says_more = !value.is_empty() || said.any(|cell| !cell.is_empty());
        let adds = !steps.is_empty() || says_more;
        let of_file = mapping.labels == Some(Labels::Steps);
        let (key, title) =
            if of_file { ("", "") } else { (cell(mapping.key), cell(mapping.title)) };
        let known = self.procedures.len();
        let place = self.place(key, title, adds)?;
        let filled = row.iter().filter(|cell| !cell.trim().is_empty()).count();
        if place == known && filled == 1 && row.len() > 1 && mapping.action.is_some() {
            self.headed.push((place, index, number));
        }
        let read = &mut self.procedures[place];
        if read.line == 0 {
            read.line = number;
        }
        let procedure = &mut read.procedure;
        complete(procedure, &mapping, &cell);
        // What stands beside a step and is called by nothing is said in words.
        let in_words = mapping.kind.is_none() && mapping.unit.is_none() && !steps.is_empty();
        if !value.is_empty() && !in_words {
            let rule = named_rule(cell(mapping.kind), cell(mapping.condition), value);
            let unit = cell(mapping.unit).to_owned();
            read.rule_lines.push(number);
            procedure.rules.push(BusinessRule { unit, ..rule });
        }
        let step = if let [only] = &*steps { only.as_str() } else { "" };
        let [deadline, rules] = beside;
        let (rules, no_rules) = beside::rules(rules, step);
        let (in_remarks, remarks): (Vec<_>, Vec<_>) =
            remarks.into_iter().map(|remarks| beside::remarks(remarks, step)).unzip();
        let (of_value, no_value) = beside::rules(if in_words { value } else { "" }, step);
        let mut noted = Noted::default();
        for text in [no_value, no_rules].into_iter().chain(remarks) {
            noted.add(&text);
        }
        let mut note = noted.into_text();
        let found = beside::deadline(deadline, step).into_iter();
        for rule in found.chain(rules).chain(in_remarks.into_iter().flatten()).chain(of_value) {
            read.rule_lines.push(number);
            procedure.rules.push(rule);
        }
        let single = steps.len() == 1;
        if !single && !note.is_empty() {
            self.notes.entry(place).or_default().add(&std::mem::take(&mut note));
        }
        let fixed = position(written).filter(|_| single);
        for action in steps {
            let following =
                procedure.steps.last().map_or(1, |step| step.position.saturating_add(1));
            read.step_lines.push(number);
            procedure.steps.push(Step {
                position: fixed.unwrap_or(following),
                kind: StepKind::from_name(cell(mapping.kind)),
                actor: cell(mapping.actor).to_owned(),
                action,
                system: cell(mapping.system).to_owned(),
                output: cell(mapping.output).to_owned(),
                note: std::mem::take(&mut note),
                condition: cell(mapping.condition).to_owned(),
                next: if single { next.clone() } else { Vec::new() },
            });
        }
        Ok(())
    }

    /// The procedure this row belongs to, new if its key is.
    fn place(&mut self, key: &str, title: &str, adds: bool) -> Result<usize, &'static str> {
        if key.is_empty() && title.is_empty() {
            return match self.current {
                Some(place) if adds => Ok(place),
                Some(_) => Err("the row has neither key nor title nor step"),
                None if self.has_only_rules() => Err(WHOSE_RULE),
                None => Err("the row names no procedure, and none stands above it"),
            };
        }
        let known =
            if key.is_empty() { self.titles.get(title) } else { self.places.get(key) }.copied();
        let place = match known {
            Some(_) if !adds => {
                return Err("the procedure is listed above, and the row adds no step");
            }
            Some(place) => place,
            None => self.add(key, title),
        };
        self.current = Some(place);
        Ok(place)
    }

    fn add(&mut self, key: &str, title: &str) -> usize {
        let (key, title) = match (key, title) {
            ("", only) | (only, "") => (only, only),
            both => both,
        };
        let place = self.procedures.len();
        let procedure =
            Procedure { key: key.to_owned(), title: title.to_owned(), ..Procedure::default() };
        self.procedures.push(ReadProcedure { procedure, ..ReadProcedure::default() });
        self.places.entry(key.to_owned()).or_insert(place);
        self.titles.entry(title.to_owned()).or_insert(place);
        place
    }

    /// The procedures, with their steps in order and numbered from 1.
    pub fn finish(self) -> Vec<ReadProcedure> {
        self.procedures_read().map(in_order).collect()
    }

    /// The procedures but for remarks that nothing else named.
    fn procedures_read(self) -> impl Iterator<Item = ReadProcedure> {
        let Self { procedures, remarks, mut notes, .. } = self;
        let says = |read: &ReadProcedure| {
            !read.procedure.steps.is_empty() || !read.procedure.rules.is_empty()
        };
        let kept = procedures.into_iter().enumerate();
        kept.filter(move |(place, read)| says(read) || !remarks.contains(place)).map(
            move |(place, mut read)| {
                read.procedure.note = notes.remove(&place).unwrap_or_default().into_text();
                read
            },
        )
    }

    /// The procedures, with their steps in the order of the rows.
    pub(crate) fn in_order_of_rows(self) -> Vec<ReadProcedure> {
        let mut procedures: Vec<ReadProcedure> = self.procedures_read().collect();
        for read in &mut procedures {
            renumber(&mut read.procedure.steps);
        }
        procedures
    }
}
