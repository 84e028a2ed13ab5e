//! The procedures of one line in whatever files they come: tables, workbooks, BPMN, DMN, Markdown,
//! plain text, or a folder of them.

use std::path::{Path, PathBuf};

use sameboat_model::mapping::ReadSettings;
use sameboat_procedures::{
    CatalogueReader, ColumnMapping, Labels, Notation, NotationError, NotationIntake, NumberedRow,
    Part, PlainText, ReadProcedure, RefusedPart, TableIntake, catalogue_from_rows, guess_columns,
    is_name_of_part_beside, names_persons, read_notation, read_text,
};

use crate::error::IngestError;
use crate::foreign;
use crate::table::{RawRow, RawTable, read_table, sheet_names};

/// A line's files as procedures, and what became of their parts.
#[derive(Debug, Default)]
pub struct ProcedureFiles {
    /// The procedures, and the rows and elements that became nothing.
    pub intake: NotationIntake,
    /// Of labels that may be steps as well as titles: the one procedure that they would make.
    pub as_steps: Option<ReadProcedure>,
    /// Columns of tables, and what each was taken for; [`NOT_USED`] for one that nothing is read
    /// from.
    pub columns: Vec<(String, String)>,
    /// Rows, or elements of other notations, that went into procedures.
    pub accepted: u64,
    /// Row or line and reason of what was refused.
    pub refused: Vec<(u64, String)>,
    /// Likewise of what is known to be no part of a procedure: totals, cover sheets.
    pub left_out: Vec<(u64, String)>,
    /// Files of a folder of which nothing can be used, with their reasons.
    pub unused: Vec<String>,
}

/// Reads a file or all files of a folder; `line` is what a procedure without a name is called. No
/// procedure at all is an error.
pub fn read_procedure_files(path: &Path, line: &str) -> Result<ProcedureFiles, IngestError> {
    let mut files = if path.is_dir() { read_folder(path)? } else { read_file(path, line)? };
    files.refused.sort();
    files.left_out.sort();
    if files.intake.procedures.is_empty() {
        let row = |(row, reason): &(u64, String)| format!(" (row {row}: {reason})");
        let first = files.refused.first().map(row).unwrap_or_default();
        let message = format!("no procedure found{first}: {SHAPES}");
        return Err(IngestError::format(path, message, None));
    }
    Ok(files)
}

/// What can be read.
const SHAPES: &str = "a table has one row a step (with the procedure's title), one row a procedure \
                      with numbered steps in a cell, or one row a rule with the columns procedure \
                      and value; a text has headings and numbered lists";

/// What is said of a column that nothing is read from.
pub const NOT_USED: &str = "not used";

/// Parts beside the procedures that are named; `reconcile` counts all of them.
const PARTS_SHOWN: usize = 5;

/// What is said of a table of persons.
const PERSONS: &str = "a table of persons and not of procedures; a table of procedures has steps, rules, or \
                       what starts them";

/// Ends of the names of files that are read from a folder.
const READ: [&str; 13] = [
    "bpmn", "bpmn2", "dmn", "xml", "md", "markdown", "txt", "csv", "tsv", "xlsx", "xlsm", "xls",
    "ods",
];

/// Bytes up to which a file that is not read is looked into, to say what it is.
const LOOKED_INTO: u64 = 16 * 1024 * 1024;
/// Files that systems put beside others.
const OF_SYSTEMS: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// What is said of another file.
const NOT_READ: (&str, &str) =
    ("not a kind of file that is read", "save it as .xlsx, .csv, .md, .txt, .bpmn or .dmn");

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// The files of a folder by name: those that are read, and the others. Hidden files and the locks
/// of office programs are nobody's procedures.
pub(crate) fn files_of(folder: &Path) -> std::io::Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let (mut read, mut others): (Vec<PathBuf>, Vec<PathBuf>) = Default::default();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = file_name(&path);
        let hidden = name.starts_with('.') || name.starts_with("~$");
        if !path.is_file() || hidden || OF_SYSTEMS.contains(&name.to_lowercase().as_str()) {
            continue;
        }
        let known = READ.contains(&extension(&path).as_str());
        (if known { &mut read } else { &mut others }).push(path);
    }
    read.sort();
    others.sort();
    Ok((read, others))
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file of a folder that cannot be read is refused as a whole; the others are read.
fn read_folder(folder: &Path) -> Result<ProcedureFiles, IngestError> {
    let (paths, others) = files_of(folder).map_err(IngestError::file(folder))?;
    let mut all = ProcedureFiles::default();
    let mut intakes: Vec<(String, NotationIntake)> = Vec::new();
    for path in others {
        // What a file is by its name is no row that somebody has to mend.
        let small = path.metadata().is_ok_and(|file| file.len() <= LOOKED_INTO);
        let bytes = small.then(|| std::fs::read(&path).ok()).flatten();
        let (what, help) = bytes.and_then(|bytes| foreign::kind(&bytes)).unwrap_or(NOT_READ);
        let reason = format!("{}: {what}; {help}", file_name(&path));
        all.unused.push(reason.clone());
        all.refused.push((0, reason));
    }
    for path in paths {
        let name = file_name(&path);
        match read_file(&path, &stem(&path)) {
            Ok(mut file) => {
                // Among other files, a list of labels is the steps of one procedure.
                file.take_labels_as_steps();
                all.accepted += file.accepted;
                let columns = file.columns.into_iter();
                all.columns
                    .extend(columns.map(|(column, field)| (format!("{name}: {column}"), field)));
                let named = |(row, reason)| (row, format!("{name}: {reason}"));
                if file.intake.procedures.is_empty() {
                    let first = file.refused.first().or(file.left_out.first());
                    let why = first.map_or("it is empty", |(_, reason)| reason.as_str());
                    all.unused.push(format!("{name}: {why}"));
                }
                all.refused.extend(file.refused.into_iter().map(named));
                all.left_out.extend(file.left_out.into_iter().map(named));
                let intake = &mut file.intake;
                for part in intake.refused.iter_mut().chain(&mut intake.left_out) {
                    part.id = format!("{name}: {}", part.id);
                }
                intakes.push((name, file.intake));
            }
            Err(unread) => {
                let reason = unread.error.to_string();
                let bare = reason.strip_prefix(&format!("{}: ", path.display()));
                all.refuse_file(unread.line, format!("{name}: {}", bare.unwrap_or(&reason)));
            }
        }
    }
    let mut joined = NotationIntake::joined(intakes);
    all.intake.procedures = joined.procedures;
    all.intake.refused.append(&mut joined.refused);
    all.intake.left_out.append(&mut joined.left_out);
    if all.intake.procedures.is_empty() {
        let first = all.refused.first();
        let first = first.map_or("there is none", |(_, reason)| reason.as_str());
        let message = format!("no file can be used; {first}");
        return Err(IngestError::format(folder, message, None));
    }
    Ok(all)
}

impl ProcedureFiles {
    /// Takes labels that may be steps for the steps of one procedure.
    pub fn take_labels_as_steps(&mut self) {
        if let Some(procedure) = self.as_steps.take() {
            self.intake.procedures = vec![procedure];
        }
    }

    /// Parts and sheets that were left out as they hold no procedures, in words.
    pub(crate) fn left_in_words(&self) -> Vec<String> {
        let parts = self.intake.left_out.iter().filter(|part| part.is_beside());
        let parts: Vec<String> = parts
            .map(|part| format!("`{}` (line {})", part.id.replace('`', "'"), part.line))
            .collect();
        let sheets = self.left_out.iter().filter(|(row, _)| *row == 0);
        let mut told: Vec<String> = sheets.map(|(_, reason)| reason.clone()).collect();
        if !parts.is_empty() {
            let shown = parts.iter().take(PARTS_SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let more = parts.len().saturating_sub(PARTS_SHOWN);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            told.push(format!(
                "left out as parts beside the procedures, with all that stands below them: {shown}{more}; give what is \
                 a procedure another heading"
            ));
        }
        told
    }

    fn refuse_file(&mut self, line: usize, reason: String) {
        self.intake.refused.push(RefusedPart {
            line,
            part: Part::Procedure,
            reason: "the file cannot be read",
            id: reason.clone(),
        });
        self.unused.push(reason.clone());
        self.refused.push((line as u64, reason));
    }

    /// Takes in the rows that a table refused, with what they say; `sheet` stands before both.
    fn refuse_rows(&mut self, sheet: Option<&str>, table: &TableIntake, rows: &[NumberedRow]) {
        let of_sheet = |text: &str| match sheet {
            Some(sheet) => format!("{sheet}: {text}"),
            None => text.to_owned(),
        };
        for row in &table.refused {
            let told = (row.row_number as u64, of_sheet(row.reason));
            let list = if row.left_out { &mut self.left_out } else { &mut self.refused };
            list.push(told);
            let found = row.index.and_then(|index| rows.get(index));
            let cells = found.map_or_else(String::new, |(_, cells)| cells.join("|"));
            let intake = &mut self.intake;
            let parts = if row.left_out { &mut intake.left_out } else { &mut intake.refused };
            parts.push(RefusedPart {
                line: row.row_number,
                part: part_of(&table.mapping),
                reason: row.reason,
                id: of_sheet(&cells),
            });
        }
    }

    /// Takes in the rows that do not fit their header.
    fn refuse_misfits(&mut self, sheet: Option<&str>, refused: Vec<(u64, String)>) {
        for (row, reason) in refused {
            let reason = sheet.map_or(reason.clone(), |sheet| format!("{sheet}: {reason}"));
            self.intake.refused.push(RefusedPart {
                line: usize::try_from(row).unwrap_or_default(),
                part: Part::Procedure,
                reason: "the row does not fit the header",
                id: reason.clone(),
            });
            self.refused.push((row, reason));
        }
    }
}

/// What the rows of a table with these columns are.
fn part_of(columns: &ColumnMapping) -> Part {
    match (columns.action, columns.value) {
        (Some(_), _) => Part::Step,
        (None, Some(_)) => Part::Rule,
        (None, None) => Part::Procedure,
    }
}

/// A file that cannot be read, and the line at fault; 0 if it is none.
struct Unread {
    line: usize,
    error: IngestError,
}

impl From<IngestError> for Unread {
    fn from(error: IngestError) -> Self {
        Self { line: 0, error }
    }
}

impl From<Unread> for IngestError {
    fn from(unread: Unread) -> Self {
        unread.error
    }
}

fn read_file(path: &Path, name: &str) -> Result<ProcedureFiles, Unread> {
    let bytes = std::fs::read(path).map_err(IngestError::file(path))?;
    foreign::refuse(path, &bytes)?;
    let extension = extension(path);
    let broken = |error: NotationError| Unread {
        line: error.line,
        error: IngestError::format(path, error.to_string(), None),
    };
    let notation = match (Notation::of_extension(&extension), extension.as_str()) {
        (Some(notation), _) => Some(notation),
        (None, "xml") => Some(xml_notation(&bytes)),
        _ => None,
    };
    if let Some(notation) = notation {
        return Ok(of_notation(read_notation(notation, name, &bytes).map_err(broken)?));
    }
    if extension == "txt" && !is_table(&bytes) {
        return Ok(match read_text(name, &bytes).map_err(broken)? {
            PlainText::Procedures(intake) => of_notation(intake),
            PlainText::Labels(labels) => of_labels(name, labels),
        });
    }
    Ok(read_tables(path, name)?)
}

/// What an XML file is that is not called by its notation.
fn xml_notation(bytes: &[u8]) -> Notation {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]);
    if head.contains("/DMN/") { Notation::Dmn } else { Notation::Bpmn }
}

/// Whether most lines of a text have the delimiter of a table.
fn is_table(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(20_000)]);
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).collect();
    let with = |sign| lines.iter().filter(|line| line.contains(sign)).count();
    [';', '\t', '|'].into_iter().any(|sign| with(sign) * 3 > lines.len() * 2)
}

pub(crate) fn of_notation(intake: NotationIntake) -> ProcedureFiles {
    let parts = |read: &ReadProcedure| 1 + read.step_lines.len() + read.rule_lines.len();
    let accepted = intake.procedures.iter().map(parts).sum::<usize>() as u64;
    let told = |part: &RefusedPart| {
        let RefusedPart { line, id, reason, .. } = part;
        let reason = if id.is_empty() { (*reason).to_owned() } else { format!("{id}: {reason}") };
        (*line as u64, reason)
    };
    let refused = intake.refused.iter().map(told).collect();
    let left_out = intake.left_out.iter().map(told).collect();
    ProcedureFiles { intake, accepted, refused, left_out, ..ProcedureFiles::default() }
}

/// A list of labels, the first of which may be a header.
fn of_labels(name: &str, labels: Vec<(usize, String)>) -> ProcedureFiles {
    let mut rows = labels.into_iter().map(|(line, label)| (line, vec![label]));
    let Some((_, header)) = rows.next() else { return ProcedureFiles::default() };
    let rows: Vec<NumberedRow> = rows.collect();
    of_rows(name, &header, &rows)
}

fn of_rows(name: &str, header: &[String], rows: &[NumberedRow]) -> ProcedureFiles {
    let read = catalogue_from_rows(name, header, rows);
    let mut files = ProcedureFiles {
        intake: NotationIntake { procedures: read.procedures, ..NotationIntake::default() },
        as_steps: read.as_steps,
        columns: columns(header, &read.table.mapping, read.table.header_is_data),
        accepted: read.table.accepted as u64,
        ..ProcedureFiles::default()
    };
    files.refuse_rows(None, &read.table, rows);
    files
}

/// What was read from each column of a table.
fn columns(
    header: &[String],
    mapping: &ColumnMapping,
    header_is_data: bool,
) -> Vec<(String, String)> {
    let fields = mapping.fields(header.len()).into_iter();
    let named = header.iter().zip(1..).zip(fields).map(|((name, number), field)| {
        let nameless = header_is_data || name.trim().is_empty();
        let name = if nameless { format!("column {number}") } else { name.trim().to_owned() };
        let field = match mapping.labels {
            Some(Labels::Either) if field == Some("title") => "title or action",
            _ => field.unwrap_or(NOT_USED),
        };
        (name, field.to_owned())
    });
    named.collect()
}

/// A table file; of a workbook with sheets of procedures, steps and rules all of these, else the
/// sheet with the most rows and those like it.
fn read_tables(path: &Path, name: &str) -> Result<ProcedureFiles, IngestError> {
    let settings = ReadSettings::default();
    let names = sheet_names(path, &settings)?;
    let (candidates, beside) = apart(&names);
    let sheets = sheets_of_procedures(path, &candidates);
    // Of one with steps, the other sheets hold no procedures, however long they are.
    let has_steps = |sheet: &String| columns_of(path, sheet).is_some_and(|of| of.action.is_some());
    let has_others = candidates.len() > 1;
    if sheets.len() < 2 && !(has_others && sheets.iter().any(has_steps)) {
        let settings = ReadSettings {
            sheets: (!beside.is_empty()).then_some(candidates),
            ..ReadSettings::default()
        };
        return match read_table(path, &settings) {
            Ok(table) if is_of_persons(&table) => Err(IngestError::format(path, PERSONS, None)),
            Ok(table) => {
                let mut files = of_table(path, name, table);
                files.left_out.extend(beside.iter().map(|sheet| none_of_procedures(sheet)));
                Ok(files)
            }
            Err(error) => lone_labels(path, name).ok_or(error),
        };
    }
    let mut files = ProcedureFiles::default();
    let mut reader = CatalogueReader::new(name);
    for sheet in &sheets {
        let table = read_table(path, &only(sheet))?;
        let rows = numbered(table.rows);
        let read = reader.table(&table.header, &rows);
        files.accepted += read.accepted as u64;
        let columns = columns(&table.header, &read.mapping, read.header_is_data).into_iter();
        files.columns.extend(columns.map(|(name, field)| (format!("{sheet}: {name}"), field)));
        files.refuse_rows(Some(sheet), &read, &rows);
        files.refuse_misfits(Some(sheet), table.refused);
    }
    let others = names.iter().filter(|name| !sheets.contains(*name));
    files.left_out.extend(others.map(|sheet| none_of_procedures(sheet)));
    files.intake.procedures = reader.finish();
    Ok(files)
}

/// The sheets that may hold procedures, and those that are called as what stands beside them, such as a glossary;
/// if all are called so, none is held apart.
fn apart(names: &[String]) -> (Vec<String>, Vec<String>) {
    let (beside, candidates): (Vec<String>, Vec<String>) =
        names.iter().cloned().partition(|name| is_name_of_part_beside(name));
    if candidates.is_empty() { (beside, vec![]) } else { (candidates, beside) }
}

/// What is told of a sheet without procedures.
fn none_of_procedures(sheet: &str) -> (u64, String) {
    (
        0,
        format!(
            "sheet {sheet} left out: neither its name nor its columns are those of procedures, of their steps or of \
             rules that name their procedure"
        ),
    )
}

/// Whether a table has what is said of persons beside a name or number, and nothing of procedures.
fn is_of_persons(table: &RawTable) -> bool {
    let samples: Vec<Vec<String>> =
        table.rows.iter().take(SAMPLES).map(|row| row.cells.clone()).collect();
    names_persons(&table.header, &samples)
}

fn numbered(rows: Vec<RawRow>) -> Vec<NumberedRow> {
    let number = |row: &RawRow| usize::try_from(row.number).unwrap_or(usize::MAX);
    rows.into_iter().map(|row| (number(&row), row.cells)).collect()
}

fn only(sheet: &str) -> ReadSettings {
    ReadSettings { sheets: Some(vec![sheet.to_owned()]), ..ReadSettings::default() }
}

fn of_table(path: &Path, name: &str, table: RawTable) -> ProcedureFiles {
    let mut files = of_rows(name, &table.header, &numbered(table.rows));
    files.refuse_misfits(None, table.refused);
    for (sheet, rows) in table.skipped {
        // A sheet without any table is a cover: it has a title and some remarks.
        let columns = |table: RawTable| table.header.iter().filter(|name| !name.is_empty()).count();
        if read_table(path, &only(&sheet)).map_or(0, columns) < 2 {
            files.left_out.push((0, format!("sheet {sheet} left out: it has no table")));
        } else {
            let reason = format!("sheet {sheet} left out: {rows} rows under another header");
            files.refuse_misfits(None, vec![(0, reason)]);
        }
    }
    files
}

/// A text file of one label a line that has nothing like a header, such as numbered labels.
fn lone_labels(path: &Path, name: &str) -> Option<ProcedureFiles> {
    let bytes = std::fs::read(path).ok()?;
    match read_text(name, &bytes).ok()? {
        PlainText::Procedures(intake) if !intake.procedures.is_empty() => Some(of_notation(intake)),
        PlainText::Procedures(_) | PlainText::Labels(_) => None,
    }
}

/// Words that sheets of procedures, steps and rules are called by, in the order of reading.
const SHEETS: [&[&str]; 3] = [
    &[
        "procedures",
        "procedure",
        "processes",
        "process",
        "prozesse",
        "verfahren",
        "vorgänge",
        "procédures",
        "procédure",
        "processus",
        "procedimientos",
        "procedimiento",
        "procesos",
        "proceso",
        "processi",
        "processo",
    ],
    &[
        "steps",
        "step",
        "activities",
        "schritte",
        "prozessschritte",
        "arbeitsschritte",
        "étapes",
        "tâches",
        "activités",
        "pasos",
        "actividades",
        "tareas",
        "passi",
        "fasi",
        "attività",
    ],
    &[
        "rules",
        "business rules",
        "rule",
        "regeln",
        "geschäftsregeln",
        "règles",
        "règles de gestion",
        "reglas",
        "reglas de negocio",
        "regole",
        "regole di business",
    ],
];

/// The places of sheets of steps and of rules in [`SHEETS`].
const STEPS: usize = 1;
const RULES: usize = 2;

/// The sheets that hold procedures, by their names or by their columns, in the order of reading: rules name the
/// procedures that stand above them.
fn sheets_of_procedures(path: &Path, names: &[String]) -> Vec<String> {
    let known = known_sheets(names);
    if names.len() < 2 {
        return known.into_iter().map(|(_, sheet)| sheet).collect();
    }
    let mut found = known.clone();
    for sheet in names.iter().filter(|name| !known.iter().any(|(_, known)| known == *name)) {
        let Some(columns) = columns_of(path, sheet) else { continue };
        let names_one = columns.key.is_some() || columns.title.is_some();
        if columns.action.is_some() || columns.value.is_some() && names_one {
            found.push((if columns.action.is_some() { STEPS } else { RULES }, sheet.clone()));
        }
    }
    // Those that are known by their names come first; the others by name.
    found[known.len()..].sort();
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, sheet)| sheet).collect()
}

/// What a sheet's columns are.
fn columns_of(path: &Path, sheet: &str) -> Option<ColumnMapping> {
    let table = read_table(path, &only(sheet)).ok()?;
    let samples: Vec<Vec<String>> =
        table.rows.into_iter().take(SAMPLES).map(|row| row.cells).collect();
    Some(guess_columns(&table.header, &samples))
}

/// Rows that tell what a sheet's columns are.
const SAMPLES: usize = 50;

/// The first sheet of each of [`SHEETS`] that is called so, with its place in the order.
fn known_sheets(names: &[String]) -> Vec<(usize, String)> {
    let known = |(place, words): (usize, &&[&str])| {
        let fits = |name: &&String| words.contains(&name.trim().to_lowercase().as_str());
        names.iter().find(fits).map(|name| (place, name.clone()))
    };
    SHEETS.iter().enumerate().filter_map(known).collect()
}
