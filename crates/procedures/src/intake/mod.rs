//! A bare file becomes a catalogue: columns are guessed from the header, rows are read in whichever
//! of the usual layouts they come, and every row that cannot be used is handed back with its
//! reason.

mod beside;
mod cells;
mod columns;
mod headers;
mod named;
mod values;

pub use cells::step_texts;
use cells::{items, position};
use columns::is_label_header;
pub use columns::{ColumnMapping, Labels, guess_columns, names_persons};
use headers::field_of;
pub(crate) use headers::is_remark;
use named::named_rule;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

use crate::catalogue::{BusinessRule, Next, Procedure, Step, StepKind};
use crate::notation::ReadProcedure;
use crate::note::Noted;
use crate::text::folded;

/// A row of a table: its number in the file, from 1, and its cells.
pub type NumberedRow = (usize, Vec<String>);

/// A row that became no part of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// Row number in the file.
    pub row_number: usize,
    /// Its place among the rows of the table; none of the header.
    pub index: Option<usize>,
    /// Why, in words without the row's content.
    pub reason: &'static str,
    /// Whether the row is known to be no part of a procedure, as a total is: nobody needs to look at
    /// it.
    pub left_out: bool,
}

/// What a bare file came to. Every row is either in a procedure or refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CatalogueIntake {
    /// The procedures found, with the rows that they were read from.
    pub procedures: Vec<ReadProcedure>,
    /// What became of the rows.
    pub table: TableIntake,
    /// Of labels that may be steps as well as titles: the procedure that they would be steps of.
    pub as_steps: Option<ReadProcedure>,
}

/// Reads a bare file's rows into procedures.
///
/// These layouts are understood, also mixed: one row a step with the procedure's key or title
/// repeated or left blank below its first row; one row a procedure with numbered steps in one cell;
/// rules with a value; a plain list of labels, which are the steps of a procedure called `line`, or
/// titles. Row order does not make keys: without a key column the title is the key.
pub fn catalogue_from_rows(line: &str, header: &[String], rows: &[NumberedRow]) -> CatalogueIntake {
    let mut reader = CatalogueReader::new(line);
    let table = reader.table(header, rows);
    let procedures = reader.finish();
    let either = table.mapping.labels == Some(Labels::Either);
    let as_steps = either.then(|| labels_as_steps(line, &procedures));
    CatalogueIntake { procedures, table, as_steps }
}

/// One procedure whose steps are the titles of others.
fn labels_as_steps(name: &str, labels: &[ReadProcedure]) -> ReadProcedure {
    let steps = (1..).zip(labels).map(|(position, label)| Step {
        position,
        action: label.procedure.title.clone(),
        note: label.procedure.note.clone(),
        ..Step::default()
    });
    let procedure = Procedure {
        key: name.to_owned(),
        title: name.to_owned(),
        steps: steps.collect(),
        ..Procedure::default()
    };
    let step_lines: Vec<usize> = labels.iter().map(|label| label.line).collect();
    let line = step_lines.first().copied().unwrap_or_default();
    ReadProcedure { procedure, line, step_lines, rule_lines: Vec::new() }
}

/// Why a row of a total is left out.
const TOTAL: &str = "the row is a total";
/// Why a row that says one thing alone is left out.
const REMARK: &str = "the row names no step, and none stands below it";
/// Why a rule without procedure is refused where no row of the table could name one.
const WHOSE_RULE: &str = "the table of rules needs a column `procedure`, which says whose they are";

/// Rows looked at to tell numbers from texts.
const SAMPLES: usize = 200;

/// What became of the rows of one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableIntake {
    /// The columns that were read.
    pub mapping: ColumnMapping,
    /// Whether the header was read as the first label.
    pub header_is_data: bool,
    /// The rows refused, in order.
    pub refused: Vec<RefusedRow>,
    /// Rows that went into the catalogue.
    pub accepted: usize,
}

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
        self.mapping = guess_columns(header, &samples);
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

/// Puts the steps in their order, with the rows that they came from.
fn in_order(mut read: ReadProcedure) -> ReadProcedure {
    let mut steps: Vec<(Step, usize)> =
        read.procedure.steps.into_iter().zip(read.step_lines).collect();
    steps.sort_by_key(|(step, _)| step.position);
    (read.procedure.steps, read.step_lines) = steps.into_iter().unzip();
    renumber(&mut read.procedure.steps);
    read
}

/// Numbers steps from 1, and the ways to them.
fn renumber(steps: &mut [Step]) {
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    for (position, step) in (1..).zip(&mut *steps) {
        numbers.entry(step.position).or_insert(position);
        step.position = position;
    }
    for way in steps.iter_mut().flat_map(|step| &mut step.next) {
        way.position = numbers.get(&way.position).copied().unwrap_or_default();
    }
}

/// What a row of a total begins with, folded.
const TOTALS: [&str; 16] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "totaux",
    "total general",
    "somme",
    "suma",
    "totale",
    "totale generale",
    "somma",
];

/// Whether a row adds up the others: one cell says so, and the rest are numbers.
fn is_total(row: &[String]) -> bool {
    let says = |cell: &str| TOTALS.contains(&folded(cell).as_str());
    let is_number = |cell: &str| !cell.chars().any(char::is_alphabetic);
    let texts = row.iter().map(|cell| cell.trim()).filter(|cell| !is_number(cell));
    let mut texts = texts.take(2);
    // A list of labels may well have one that is called so.
    row.len() > 1 && texts.next().is_some_and(says) && texts.next().is_none()
}

/// Fills what earlier rows of the procedure left open.
fn complete<'a>(
    procedure: &mut Procedure,
    mapping: &ColumnMapping,
    cell: &impl Fn(Option<usize>) -> &'a str,
) {
    let texts = [
        (&mut procedure.purpose, mapping.purpose),
        (&mut procedure.trigger, mapping.trigger),
        (&mut procedure.direction, mapping.direction),
        (&mut procedure.owner, mapping.owner),
        (&mut procedure.inputs, mapping.inputs),
        (&mut procedure.outcome, mapping.outcome),
    ];
    for (text, column) in texts {
        if text.is_empty() {
            cell(column).clone_into(text);
        }
    }
    for (list, column) in
        [(&mut procedure.topics, mapping.topics), (&mut procedure.channels, mapping.channels)]
    {
        if list.is_empty() {
            *list = items(cell(column));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::RuleKind;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    /// The rows of a table whose header stands in the first row.
    fn rows(rows: &[&[&str]]) -> Vec<NumberedRow> {
        (2..).zip(rows).map(|(number, cells)| (number, row(cells))).collect()
    }

    fn read(header: &[&str], table: &[&[&str]]) -> CatalogueIntake {
        catalogue_from_rows("product", &row(header), &rows(table))
    }

    fn actions(intake: &CatalogueIntake, procedure: usize) -> Vec<&str> {
        intake.procedures[procedure].procedure.steps.iter().map(|s| s.action.as_str()).collect()
    }

    #[test]
    fn one_row_a_step_with_the_procedure_repeated_or_left_blank() {
        let intake = read(
            &["Proc. ID", "Title", "Step", "What to do", "Role"],
            &[
                &["P-1", "Complaint", "2", "Apologise", "Agent"],
                &["P-1", "Complaint", "1", "Listen", "Agent"],
                &["", "", "3", "Close the case", "Agent"],
                &["P-2", "Refund", "1", "Find the payment", "Back office"],
            ],
        );
        assert_eq!(intake.procedures.len(), 2);
        assert_eq!(actions(&intake, 0), ["Listen", "Apologise", "Close the case"]);
        assert_eq!(intake.procedures[1].procedure.steps[0].actor, "Back office");
        assert_eq!((intake.table.accepted, intake.table.refused.len()), (4, 0));
    }

    #[test]
    fn one_row_a_procedure_with_numbered_steps_in_a_cell() {
        let intake = read(
            &["Vorgang", "Bezeichnung", "Ablauf"],
            &[
                &[
                    "V1",
                    "Adressänderung",
                    "1. Kunde prüfen 2. Anschrift speichern, binnen 2 Tagen. 3. Bestätigen",
                ],
                &["V2", "Rückruf", "1) Call\n2) Note"],
                &["V3", "Kulanz", "- Check\n- Decide"],
            ],
        );
        assert_eq!(
            actions(&intake, 0),
            ["Kunde prüfen", "Anschrift speichern, binnen 2 Tagen.", "Bestätigen"]
        );
        assert_eq!(actions(&intake, 1), ["Call", "Note"]);
        assert_eq!(actions(&intake, 2), ["Check", "Decide"]);
    }

    #[test]
    fn a_plain_list_of_labels_with_or_without_a_header() {
        let with = read(&["label"], &[&["Check invoice"], &["Pay invoice"]]);
        let without = read(&["Check invoice"], &[&["Pay invoice"]]);
        assert!(without.table.header_is_data && !with.table.header_is_data);
        let titles = |intake: &CatalogueIntake| -> Vec<String> {
            intake.procedures.iter().map(|read| read.procedure.title.clone()).collect()
        };
        assert_eq!(titles(&with), titles(&without));
        assert_eq!(without.table.accepted, 2);
    }

    #[test]
    fn labels_that_may_be_steps_are_read_as_both() {
        let noted = read(&["Label", "Note"], &[&["Check invoice", "twice"], &["Pay invoice", ""]]);
        assert_eq!(noted.as_steps.unwrap().procedure.steps[0].note, "twice");
        assert_eq!(noted.procedures[0].procedure.note, "twice");
        let intake = read(&["Label"], &[&["Check invoice"], &["Pay invoice"]]);
        assert_eq!(intake.procedures.len(), 2);
        let steps = intake.as_steps.unwrap().procedure;
        assert_eq!((steps.title.as_str(), steps.steps.len()), ("product", 2));
    }

    #[test]
    fn a_file_of_steps_only_is_one_procedure() {
        let intake = read(
            &["Step", "Activity", "Role", "Condition", "Next"],
            &[
                &["10", "Check", "Agent", "", "20: fine; 30"],
                &["20", "Pay", "Clerk", "fine", "end"],
                &["30", "Refuse", "Agent", "", ""],
            ],
        );
        let procedure = &intake.procedures[0].procedure;
        assert_eq!((procedure.title.as_str(), procedure.steps.len()), ("product", 3));
        assert_eq!(Next::list_text(&procedure.steps[0].next), "2: fine; 3");
        assert_eq!(procedure.steps[1].condition, "fine");
    }

    #[test]
    fn rows_with_a_value_are_rules() {
        let intake = read(
            &["Procedure", "Step", "Rule type", "Condition", "Value", "Unit"],
            &[
                &["Complaint", "Listen", "", "", "", ""],
                &["Complaint", "", "SLA", "by phone", "24", "hours"],
            ],
        );
        let rule = &intake.procedures[0].procedure.rules[0];
        assert_eq!((rule.kind, &*rule.value, &*rule.unit), (crate::RuleKind::Sla, "24", "hours"));
        assert_eq!(rule.condition, "by phone");
    }

    #[test]
    fn sheets_of_procedures_and_steps_are_one_catalogue() {
        let mut reader = CatalogueReader::new("product");
        reader.table(&row(&["Id", "Title", "Outcome"]), &rows(&[&["P1", "Complaint", "Peace"]]));
        let steps = rows(&[&["P1", "1", "Listen"], &["P1", "2", "Close"]]);
        reader.table(&row(&["Procedure key", "Position", "Action"]), &steps);
        let procedures = reader.finish();
        assert_eq!(procedures.len(), 1);
        assert_eq!(procedures[0].step_lines, [2, 3]);
        assert_eq!(procedures[0].procedure.outcome, "Peace");
    }

    #[test]
    fn refused_rows_are_named_with_their_reason() {
        let intake = read(
            &["Title", "Step no", "Action"],
            &[
                &["", "1", "Nobody's step"],
                &["Complaint", "first", "Listen"],
                &["", "", ""],
                &["Complaint", "1", "Listen"],
                &["Complaint", "", ""],
                &["Complaint", "2", "Close", "stray"],
            ],
        );
        let reasons: Vec<String> = intake
            .table
            .refused
            .iter()
            .map(|row| format!("{}: {}", row.row_number, row.reason))
            .collect();
        insta::assert_snapshot!(reasons.join("\n"), @r"
        2: the row names no procedure, and none stands above it
        3: the step number is not a number
        4: the row is empty
        6: the procedure is listed above, and the row adds no step
        7: the row has more values than the header has columns
        ");
        assert_eq!(intake.table.accepted, 1);
    }

    #[test]
    fn a_row_that_adds_up_the_others_is_no_procedure() {
        let intake = read(
            &["Prozess", "Verantwortlich", "Anzahl Fälle"],
            &[&["Adressänderung", "Service", "120"], &["Summe:", "", "120"], &["Total", "", ""]],
        );
        assert_eq!(intake.procedures.len(), 1);
        assert!(intake.table.refused.iter().all(|row| row.left_out && row.reason == TOTAL));
        let named = read(&["Procedure", "Step"], &[&["Total", "Add up the bill"]]);
        assert_eq!(named.procedures[0].procedure.title, "Total");
    }

    /// A sheet as people keep it: the title stands in a merged cell, the numbers start again below it.
    fn step_sheet(header: &[&str]) -> CatalogueIntake {
        read(
            header,
            &[
                &["Beschwerde", "10", "Beschwerde aufnehmen", "Sachbearbeiter", "LeaseOne"],
                &["", "20", "Kulanz anbieten", "Teamleitung", "LeaseOne"],
                &["", "30", "Vorgang abschließen", "Sachbearbeiter", "LeaseOne"],
                &["Adressänderung", "10", "Kunden legitimieren", "Sachbearbeiter", "LeaseOne"],
                &["", "20", "Anschrift ändern", "Backoffice", "Post"],
            ],
        )
    }

    fn titles(intake: &CatalogueIntake) -> Vec<&str> {
        intake.procedures.iter().map(|read| read.procedure.title.as_str()).collect()
    }

    #[test]
    fn numbers_that_start_again_in_every_block_number_the_steps_whatever_the_columns_are_called() {
        for header in [
            ["Arbeitsanweisung", "Nr.", "Tätigkeit", "Zuständig", "DV-System"],
            ["Arbeitsanweisung", "Lfd. Nr.", "Arbeitsschritt", "Verantwortlich", "Anwendung"],
            ["Ablauf", "Nr.", "Tätigkeit", "Zuständigkeit", "IT-System"],
            ["Geschäftsvorfall", "Schritt", "Beschreibung", "Rolle", "System"],
            ["Vorgang", "Pos.", "Was", "Wer", "Womit"],
            ["Vorgang", "Nr.", "Aktivität", "Bearbeiter", "Software"],
            ["SOP", "Step #", "What the agent does", "Who does it?", "Tool"],
            ["Procedure", "No.", "Step", "Responsible", "System"],
            ["Leistungsart", "Nr.", "Tätigkeit", "Ausführung", "System"],
        ] {
            let intake = step_sheet(&header);
            assert_eq!(titles(&intake), ["Beschwerde", "Adressänderung"], "{header:?}");
            assert_eq!(intake.procedures[0].procedure.steps.len(), 3, "{header:?}");
            let step = &intake.procedures[1].procedure.steps[1];
            let said = (step.actor.as_str(), step.action.as_str(), step.system.as_str());
            assert_eq!(said, ("Backoffice", "Anschrift ändern", "Post"), "{header:?}");
            assert_eq!((intake.table.accepted, intake.table.refused.len()), (5, 0), "{header:?}");
        }
    }

    #[test]
    fn parts_of_a_procedure_in_whose_text_the_table_stands_are_no_procedures() {
        let header = row(&["Phase", "Nr", "Tätigkeit"]);
        let steps = rows(&[
            &["Annahme", "1", "Zuhören"],
            &["", "2", "Erfassen"],
            &["Antwort", "1", "Anrufen"],
            &["", "2", "Schreiben"],
        ]);
        let mut reader = CatalogueReader::within("Beschwerde");
        reader.table(&header, &steps);
        let procedures = reader.in_order_of_rows();
        assert_eq!(procedures.len(), 1);
        assert_eq!(procedures[0].procedure.steps.len(), 4);
    }

    #[test]
    fn a_number_that_stands_with_its_title_alone_is_the_procedures_key() {
        let intake = read(
            &["Nr", "Ablauf", "Verantwortlich", "Schritte"],
            &[
                &["11", "Bankverbindung", "Kundenbetreuung", "1. Prüfen 2. Ändern"],
                &["12", "Auskunft", "Datenschutz", "1. Erfassen 2. Senden"],
            ],
        );
        assert_eq!(titles(&intake), ["Bankverbindung", "Auskunft"]);
        assert_eq!(intake.procedures[1].procedure.key, "12");
        assert_eq!(intake.procedures[1].procedure.owner, "Datenschutz");
    }

    #[test]
    fn who_is_responsible_does_the_step_unless_others_do_and_it_is_the_same_in_all_rows() {
        let of = |header: &[&str], responsible: [&str; 2]| {
            let intake = read(
                header,
                &[
                    &["Refund", "Find the payment", responsible[0], "Agent"],
                    &["Refund", "Pay it back", responsible[1], "Clerk"],
                ],
            );
            let procedure = intake.procedures[0].procedure.clone();
            (procedure.steps[1].actor.clone(), procedure.owner)
        };
        let told = |actor: &str, owner: &str| (actor.to_owned(), owner.to_owned());
        let alone = ["Procedure", "Step", "Responsible", "Cases"];
        let beside = ["Procedure", "Step", "Responsible", "Role"];
        assert_eq!(of(&alone, ["Agent", "Clerk"]), told("Clerk", ""));
        assert_eq!(of(&alone, ["Desk", "Desk"]), told("Desk", ""));
        assert_eq!(of(&beside, ["Desk", "Desk"]), told("Clerk", "Desk"));
        assert_eq!(of(&beside, ["Desk", "Bank"]), told("Clerk", ""));
    }

    /// What is noted of a procedure and of each of its steps.
    fn notes(intake: &CatalogueIntake, procedure: usize) -> Vec<String> {
        let procedure = &intake.procedures[procedure].procedure;
        let of_steps = procedure.steps.iter().map(|step| step.note.clone());
        std::iter::once(procedure.note.clone()).chain(of_steps).collect()
    }

    fn rules_told(intake: &CatalogueIntake, procedure: usize) -> String {
        let rules = intake.procedures[procedure].procedure.rules.iter();
        let told = rules.map(|r| format!("{} [{}] {}", r.kind.name(), r.condition, r.value));
        told.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn deadlines_and_rules_beside_the_steps_are_rules_of_the_procedure() {
        let intake = read(
            &["SOP", "Step #", "What the agent does", "Time limit", "Rules / remarks"],
            &[
                &["Complaint", "1", "Send acknowledgement", "24 h", ""],
                &["", "2", "Offer goodwill", "-", "Goodwill up to 100 EUR without approval"],
                &["", "3", "Call back", "", "Two features are enough. Max. 3 attempts"],
                &["", "4", "Send final reply", "10 working days", "n/a"],
            ],
        );
        insta::assert_snapshot!(rules_told(&intake, 0), @r"
        sla [Send acknowledgement] 24 h
        authority_limit [] Goodwill up to 100 EUR without approval
        other [Call back] Two features are enough
        other [Call back] Max. 3 attempts
        sla [Send final reply] 10 working days
        ");
        assert_eq!(intake.procedures[0].rule_lines, [2, 3, 4, 4, 5]);
        assert!(notes(&intake, 0).iter().all(String::is_empty), "{:?}", notes(&intake, 0));
    }

    #[test]
    fn of_remarks_those_that_state_a_rule_are_rules_and_the_others_are_noted() {
        let intake = read(
            &["Arbeitsanweisung", "Nr.", "Tätigkeit", "Bis wann", "Bemerkung"],
            &[
                &[
                    "Beschwerde",
                    "10",
                    "Bestätigung senden",
                    "2 Werktage",
                    "Vorlage nutzen. Kulanz bis 50 EUR. Nicht per Fax!",
                ],
                &["", "20", "Kunden anrufen", "", "geht meist schnell"],
            ],
        );
        insta::assert_snapshot!(rules_told(&intake, 0), @r"
        sla [Bestätigung senden] 2 Werktage
        authority_limit [] Kulanz bis 50 EUR
        ");
        assert_eq!(notes(&intake, 0), ["", "Vorlage nutzen. Nicht per Fax!", "geht meist schnell"]);
    }

    #[test]
    fn several_columns_of_remarks_are_joined() {
        let intake = read(
            &["Process", "Step", "Remarks", "Notes", "Hint"],
            &[
                &["Refund", "Ask the customer", "Be kind", "", "Not by fax!"],
                &["Refund", "Send the answer", "", "must be sent within 2 days", ""],
            ],
        );
        assert_eq!(notes(&intake, 0), ["", "Be kind\nNot by fax!", ""]);
        let procedures = &intake.procedures[0].procedure;
        assert_eq!(procedures.rules.len(), 1, "{:?}", procedures.rules);
    }

    #[test]
    fn remarks_beside_no_single_step_are_noted_of_the_procedure_each_once() {
        let intake = read(
            &["Prozess", "Schritte", "Hinweis"],
            &[
                &["Rückruf", "1. Anrufen 2. Notieren", "Nur werktags"],
                &["", "", "nur  werktags."],
                &["", "", "Kalender führen"],
                &["Auskunft", "", "n/a"],
            ],
        );
        assert_eq!(notes(&intake, 0), ["Nur werktags\nKalender führen", "", ""]);
        assert_eq!(notes(&intake, 1), [""]);
        assert_eq!(intake.table.accepted, 4);
    }

    #[test]
    fn what_is_too_long_for_a_rule_is_noted() {
        let long = "und dann noch etwas ".repeat(20);
        let cell = format!("Kulanz bis 50 EUR. Erst {long}");
        let intake = read(&["Prozess", "Schritt", "Regeln"], &[&["Rückruf", "Anrufen", &cell]]);
        assert_eq!(rules_told(&intake, 0), "authority_limit [] Kulanz bis 50 EUR");
        assert_eq!(notes(&intake, 0), ["", format!("Erst {}", long.trim()).as_str()]);
    }

    #[test]
    fn a_rule_beside_a_step_that_says_only_its_limit_is_about_the_step() {
        let intake = read(
            &["Prozess", "Nr.", "Tätigkeit", "Regel"],
            &[&["Rückruf", "1", "Kunden zurückrufen", "24 Std."], &["", "2", "Schließen", ""]],
        );
        assert_eq!(rules_told(&intake, 0), "sla [Kunden zurückrufen] 24 Std");
    }

    #[test]
    fn rules_of_a_procedure_with_all_its_steps_in_a_cell_are_about_no_step() {
        let intake = read(
            &["Nr", "Prozess", "Schritte", "Regeln und Fristen"],
            &[&[
                "F-13",
                "Mahnung",
                "1) Liste erstellen\n2) Mahnung senden",
                "Erste Mahnung nach 7 Tagen; Mahngebühr 2,50 €; Beträge unter 5 € werden ausgebucht",
            ]],
        );
        insta::assert_snapshot!(rules_told(&intake, 0), @r"
        sla [] Erste Mahnung nach 7 Tagen
        other [] Mahngebühr 2,50 €
        authority_limit [] Beträge unter 5 € werden ausgebucht
        ");
    }

    #[test]
    fn a_deadline_beside_the_name_of_a_rule_is_its_value() {
        let intake =
            read(&["Prozess", "Regel", "Frist"], &[&["Beschwerde", "Antwort binnen", "24 Std."]]);
        let rules = &intake.procedures[0].procedure.rules;
        assert_eq!((rules.len(), rules[0].kind), (1, RuleKind::Sla));
        assert!(rules[0].value.contains("24 Std."));
    }

    #[test]
    fn rules_without_procedure_are_those_of_the_only_one_or_refused_with_what_is_missing() {
        let (steps, rules) = (row(&["Procedure", "Step"]), row(&["Nr", "Rule", "Value"]));
        let two = rows(&[&["1", "SLA", "24 hours"], &["2", "Goodwill", "100 EUR"]]);
        let mut one = CatalogueReader::new("product");
        one.table(&steps, &rows(&[&["Complaint", "Listen"]]));
        assert_eq!(one.table(&rules, &two).accepted, 2);
        assert_eq!(one.finish()[0].procedure.rules.len(), 2);
        let mut none = CatalogueReader::new("product");
        let refused = none.table(&rules, &two).refused;
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0].reason, WHOSE_RULE);
    }

    #[test]
    fn a_remark_below_the_steps_is_no_procedure() {
        let intake = read(
            &["Titel", "Ablauf", "Rolle"],
            &[
                &["Beschwerde", "1. Zuhören 2. Antworten", "Agent"],
                &["Stand: Oktober 2026, freigegeben", "", ""],
            ],
        );
        assert_eq!(intake.procedures.len(), 1);
        assert!(intake.table.refused[0].left_out);
        assert_eq!((intake.table.accepted, intake.table.refused.len()), (1, 1));
    }

    #[test]
    fn the_name_of_a_rule_that_tells_no_kind_stays_with_its_value() {
        let intake = read(
            &["Prozess", "Regel", "Wert"],
            &[
                &["Beschwerde", "Antwort an den Kunden", "innerhalb von 24 Stunden"],
                &["Beschwerde", "Kulanz", "50 €"],
                &["Beschwerde", "Aufbewahrung", "10 Jahre"],
            ],
        );
        let told: Vec<String> = intake.procedures[0]
            .procedure
            .rules
            .iter()
            .map(|rule| format!("{} {}", rule.kind.name(), rule.value))
            .collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        sla Antwort an den Kunden: innerhalb von 24 Stunden
        authority_limit 50 €
        other Aufbewahrung: 10 Jahre
        ");
    }

    #[test]
    fn the_name_of_a_rule_that_says_more_than_its_kind_tells_what_the_rule_is_about() {
        let intake = read(
            &["Prozess", "Regel", "Bedingung", "Wert"],
            &[
                &["Beschwerde", "Goodwill without approval", "", "up to 100 EUR"],
                &["Beschwerde", "Call back within", "", "4 h"],
                &["Beschwerde", "Vollmacht muss schriftlich vorliegen", "immer", "ja"],
                &["Beschwerde", "SLA", "per E-Mail", "24 h"],
                &["Beschwerde", "Kulanzrahmen", "", "50 €"],
                &["Beschwerde", "Innerhalb", "", "24 h"],
            ],
        );
        insta::assert_snapshot!(rules_told(&intake, 0), @r"
        authority_limit [Goodwill without approval] up to 100 EUR
        sla [Call back] 4 h
        authority_limit [immer] Vollmacht muss schriftlich vorliegen: ja
        sla [per E-Mail] 24 h
        authority_limit [] 50 €
        sla [] 24 h
        ");
    }

    proptest! {
        #[test]
        fn every_row_is_accepted_or_refused(
            rows in prop::collection::vec(prop::collection::vec("[ -~äß€\n]{0,12}|1\\. a 2\\. b|", 0..6), 0..12)
        ) {
            let header = row(&["ID", "Title", "Step no", "Action"]);
            let rows: Vec<NumberedRow> = (2..).zip(rows).collect();
            let intake = catalogue_from_rows("x", &header, &rows);
            prop_assert_eq!(intake.table.accepted + intake.table.refused.len(), rows.len());
            for read in &intake.procedures {
                prop_assert!(!read.procedure.key.is_empty());
                prop_assert_eq!(read.procedure.steps.len(), read.step_lines.len());
            }
        }
    }
}
