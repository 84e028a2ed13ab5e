//! A bare file becomes a catalogue: columns are guessed from the header, rows are read in whichever
//! of the usual layouts they come, and every row that cannot be used is handed back with its
//! reason.

mod cells;
mod columns;

use serde::{Deserialize, Serialize};

use cells::{items, position, step_texts};
use columns::is_label_header;
pub use columns::{ColumnMapping, Labels, guess_columns};
use rustc_hash::FxHashMap;

use crate::catalogue::{BusinessRule, Catalogue, Next, Procedure, Step, StepKind};
use crate::notation::kind_in_words;
use crate::text::folded;

/// A row that became no part of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Row number in the file, from 1 with the header counted as row 1.
    pub row_number: usize,
    /// Why, in words without the row's content.
    pub reason: String,
    /// Whether the row is known to be no part of a procedure, as a total is: nobody needs to look at
    /// it.
    pub left_out: bool,
}

/// What a bare file came to. Every row is either in the catalogue or refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueIntake {
    /// The procedures found.
    pub catalogue: Catalogue,
    /// The columns they were read from.
    pub mapping: ColumnMapping,
    /// Whether the header names nothing and was read as the first row of a list of labels.
    pub header_is_data: bool,
    /// Of labels that may be steps as well as titles: the procedure that they would be steps of.
    pub as_steps: Option<Procedure>,
    /// The rows refused, in file order.
    pub refused: Vec<RefusedRow>,
    /// Rows that went into the catalogue; with `refused.len()` all rows given, and the header
    /// where it is data.
    pub accepted: usize,
}

/// Reads a bare file's rows into a catalogue. Row numbers count the header as row 1.
///
/// These layouts are understood, also mixed: one row a step with the procedure's key or title
/// repeated or left blank below its first row; one row a procedure with numbered steps in one cell;
/// rules with a value; a plain list of labels, which are the steps of a procedure called `line`, or
/// titles. Row order does not make keys: without a key column the title is the key.
pub fn catalogue_from_rows(line: &str, header: &[String], rows: &[Vec<String>]) -> CatalogueIntake {
    let mut reader = CatalogueReader::new(line);
    let table = reader.table(header, rows);
    let mut intake = CatalogueIntake {
        header_is_data: table.header_is_data,
        mapping: table.mapping,
        refused: table.refused,
        accepted: table.accepted,
        ..CatalogueIntake::default()
    };
    intake.catalogue = reader.finish();
    if intake.mapping.labels == Some(Labels::Either) {
        intake.as_steps = Some(labels_as_steps(line, &intake.catalogue.procedures));
    }
    intake
}

/// One procedure whose steps are the titles of others.
fn labels_as_steps(name: &str, labels: &[Procedure]) -> Procedure {
    let steps = (1..).zip(labels).map(|(position, label)| Step {
        position,
        action: label.title.clone(),
        ..Step::default()
    });
    Procedure {
        key: name.to_owned(),
        title: name.to_owned(),
        steps: steps.collect(),
        ..Procedure::default()
    }
}

/// Why a row of a total is left out.
const TOTAL: &str = "the row is a total";
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
    procedures: Vec<Procedure>,
    /// Place of each procedure by key; read only by key.
    places: FxHashMap<String, usize>,
    /// Place of the first procedure of each title.
    titles: FxHashMap<String, usize>,
    /// The procedure that rows without key and title continue.
    current: Option<usize>,
    /// Whether the tables stand in the text of the first procedure.
    within: bool,
}

/// What a row of a table became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Added {
    /// Index of the procedure.
    pub(crate) place: usize,
    /// Steps that the row added to it.
    pub(crate) steps: usize,
    /// Rules that the row added to it.
    pub(crate) rules: usize,
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
    pub fn table(&mut self, header: &[String], rows: &[Vec<String>]) -> TableIntake {
        let header_is_data = self.begin(header, rows);
        let mut intake =
            TableIntake { mapping: self.mapping.clone(), header_is_data, ..TableIntake::default() };
        let first = usize::from(!header_is_data) + 1;
        let header_row = header_is_data.then_some(header);
        let all = header_row.into_iter().chain(rows.iter().map(Vec::as_slice));
        for (row_number, row) in (first..).zip(all) {
            match self.read(row) {
                Ok(_) => intake.accepted += 1,
                Err(reason) => intake.refused.push(RefusedRow {
                    row_number,
                    reason: reason.to_owned(),
                    left_out: reason == TOTAL,
                }),
            }
        }
        intake
    }

    /// Reads a table; what became of each row.
    pub(crate) fn rows(
        &mut self,
        header: &[String],
        rows: &[Vec<String>],
    ) -> Vec<Result<Added, &'static str>> {
        self.begin(header, rows);
        rows.iter().map(|row| self.read(row)).collect()
    }

    /// Finds out what the columns hold; whether the header is the first row of labels.
    fn begin(&mut self, header: &[String], rows: &[Vec<String>]) -> bool {
        self.mapping = guess_columns(header, &rows[..rows.len().min(SAMPLES)]);
        self.width = header.len();
        self.current = None;
        if self.within && self.mapping.title == self.mapping.key {
            // What only numbers the rows names no procedure.
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
        self.mapping.labels == Some(Labels::Either)
            && header.len() == 1
            && !header.iter().any(known_label)
    }

    /// Whether the table has rules and no column for steps or for the title of a procedure.
    fn has_only_rules(&self) -> bool {
        let mapping = &self.mapping;
        mapping.value.is_some() && mapping.action.is_none() && mapping.title == mapping.key
    }

    /// Whether the key of a table of rules, if it has one, is that of no procedure, and numbers the
    /// rows.
    fn numbers_rules(&self, rows: &[Vec<String>]) -> bool {
        let Some(key) = self.mapping.key else { return true };
        let cells = || rows.iter().filter_map(|row| row.get(key)).map(|cell| cell.trim());
        let is_number = |cell: &str| cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        cells().all(is_number) && !cells().any(|cell| self.places.contains_key(cell))
    }

    fn read(&mut self, row: &[String]) -> Result<Added, &'static str> {
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
        let adds = !steps.is_empty() || !value.is_empty();
        let of_file = mapping.labels == Some(Labels::Steps);
        let (key, title) =
            if of_file { ("", "") } else { (cell(mapping.key), cell(mapping.title)) };
        let place = self.place(key, title, adds)?;
        let added = Added { place, steps: steps.len(), rules: usize::from(!value.is_empty()) };
        let procedure = &mut self.procedures[place];
        complete(procedure, &mapping, &cell);
        if !value.is_empty() {
            let kind = cell(mapping.kind);
            procedure.rules.push(BusinessRule {
                key: String::new(),
                kind: kind_in_words(if kind.is_empty() { value } else { kind }),
                condition: cell(mapping.condition).to_owned(),
                value: value.to_owned(),
                unit: cell(mapping.unit).to_owned(),
            });
        }
        let single = steps.len() == 1;
        let fixed = position(written).filter(|_| single);
        for action in steps {
            let following =
                procedure.steps.last().map_or(1, |step| step.position.saturating_add(1));
            procedure.steps.push(Step {
                position: fixed.unwrap_or(following),
                kind: StepKind::from_name(cell(mapping.kind)),
                actor: cell(mapping.actor).to_owned(),
                action,
                system: cell(mapping.system).to_owned(),
                output: cell(mapping.output).to_owned(),
                condition: cell(mapping.condition).to_owned(),
                next: if single { next.clone() } else { Vec::new() },
            });
        }
        Ok(added)
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
        self.procedures.push(Procedure {
            key: key.to_owned(),
            title: title.to_owned(),
            ..Procedure::default()
        });
        self.places.entry(key.to_owned()).or_insert(place);
        self.titles.entry(title.to_owned()).or_insert(place);
        place
    }

    /// The procedures, with their steps in order and numbered from 1.
    pub fn finish(mut self) -> Catalogue {
        for procedure in &mut self.procedures {
            procedure.steps.sort_by_key(|step| step.position);
            renumber(&mut procedure.steps);
        }
        Catalogue { line: self.line, procedures: self.procedures }
    }

    /// The procedures, with their steps in the order of the rows.
    pub(crate) fn into_procedures(self) -> Vec<Procedure> {
        self.procedures
    }
}

/// Numbers steps from 1, and the ways to them.
pub(crate) fn renumber(steps: &mut [Step]) {
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
const TOTALS: [&str; 9] = [
    "total",
    "totals",
    "grand total",
    "sum",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
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

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    fn read(header: &[&str], rows: &[&[&str]]) -> CatalogueIntake {
        let rows: Vec<Vec<String>> = rows.iter().map(|cells| row(cells)).collect();
        catalogue_from_rows("product", &row(header), &rows)
    }

    fn actions(intake: &CatalogueIntake, procedure: usize) -> Vec<&str> {
        intake.catalogue.procedures[procedure].steps.iter().map(|s| s.action.as_str()).collect()
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
        assert_eq!(intake.catalogue.procedures.len(), 2);
        assert_eq!(actions(&intake, 0), ["Listen", "Apologise", "Close the case"]);
        assert_eq!(intake.catalogue.procedures[1].steps[0].actor, "Back office");
        assert_eq!((intake.accepted, intake.refused.len()), (4, 0));
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
        assert!(without.header_is_data && !with.header_is_data);
        assert_eq!(with.catalogue, without.catalogue);
        assert_eq!(without.accepted, 2);
    }

    #[test]
    fn labels_that_may_be_steps_are_read_as_both() {
        let intake = read(&["Label"], &[&["Check invoice"], &["Pay invoice"]]);
        assert_eq!(intake.catalogue.procedures.len(), 2);
        let steps = intake.as_steps.unwrap();
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
        let procedure = &intake.catalogue.procedures[0];
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
        let rule = &intake.catalogue.procedures[0].rules[0];
        assert_eq!((rule.kind, &*rule.value, &*rule.unit), (crate::RuleKind::Sla, "24", "hours"));
        assert_eq!(rule.condition, "by phone");
    }

    #[test]
    fn sheets_of_procedures_and_steps_are_one_catalogue() {
        let table =
            |rows: &[&[&str]]| -> Vec<Vec<String>> { rows.iter().map(|r| row(r)).collect() };
        let mut reader = CatalogueReader::new("product");
        reader.table(&row(&["Id", "Title", "Outcome"]), &table(&[&["P1", "Complaint", "Peace"]]));
        let steps = table(&[&["P1", "1", "Listen"], &["P1", "2", "Close"]]);
        reader.table(&row(&["Procedure key", "Position", "Action"]), &steps);
        let catalogue = reader.finish();
        assert_eq!(catalogue.procedures.len(), 1);
        assert_eq!(catalogue.procedures[0].steps.len(), 2);
        assert_eq!(catalogue.procedures[0].outcome, "Peace");
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
        assert_eq!(intake.accepted, 1);
    }

    #[test]
    fn a_row_that_adds_up_the_others_is_no_procedure() {
        let intake = read(
            &["Prozess", "Verantwortlich", "Anzahl Fälle"],
            &[&["Adressänderung", "Service", "120"], &["Summe:", "", "120"], &["Total", "", ""]],
        );
        assert_eq!(intake.catalogue.procedures.len(), 1);
        assert!(intake.refused.iter().all(|row| row.left_out && row.reason == TOTAL));
        let named = read(&["Procedure", "Step"], &[&["Total", "Add up the bill"]]);
        assert_eq!(named.catalogue.procedures[0].title, "Total");
    }

    #[test]
    fn rules_without_procedure_are_those_of_the_only_one_or_refused_with_what_is_missing() {
        let table =
            |rows: &[&[&str]]| -> Vec<Vec<String>> { rows.iter().map(|r| row(r)).collect() };
        let (steps, rules) = (row(&["Procedure", "Step"]), row(&["Nr", "Rule", "Value"]));
        let two = table(&[&["1", "SLA", "24 hours"], &["2", "Goodwill", "100 EUR"]]);
        let mut one = CatalogueReader::new("product");
        one.table(&steps, &table(&[&["Complaint", "Listen"]]));
        assert_eq!(one.table(&rules, &two).accepted, 2);
        assert_eq!(one.finish().procedures[0].rules.len(), 2);
        let mut none = CatalogueReader::new("product");
        let refused = none.table(&rules, &two).refused;
        assert_eq!(refused.len(), 2);
        assert_eq!(refused[0].reason, WHOSE_RULE);
    }

    proptest! {
        #[test]
        fn every_row_is_accepted_or_refused(
            rows in prop::collection::vec(prop::collection::vec("[ -~äß€\n]{0,12}|1\\. a 2\\. b|", 0..6), 0..12)
        ) {
            let header = row(&["ID", "Title", "Step no", "Action"]);
            let intake = catalogue_from_rows("x", &header, &rows);
            prop_assert_eq!(intake.accepted + intake.refused.len(), rows.len());
            for procedure in &intake.catalogue.procedures {
                prop_assert!(!procedure.key.is_empty());
            }
        }
    }
}
