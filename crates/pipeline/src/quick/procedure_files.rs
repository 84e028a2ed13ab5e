//! The procedures of one line in whatever files they come: tables, workbooks, BPMN, DMN, Markdown,
//! plain text, or a folder of them.

use std::path::{Path, PathBuf};

use sameboat_ingest::{RawTable, read_table, sheet_names};
use sameboat_model::mapping::ReadSettings;
use sameboat_procedures::{
    Catalogue, CatalogueReader, ColumnMapping, Labels, Notation, NotationIntake, PlainText,
    Procedure, ReadProcedure, RefusedRow, catalogue_from_rows, read_notation, read_text,
};

use super::foreign;
use crate::error::PipelineError;

/// A line's files as a catalogue, and what became of their parts.
#[derive(Debug, Default)]
pub(super) struct LineFiles {
    pub(super) catalogue: Catalogue,
    /// Of labels that may be steps as well as titles: the one procedure that they would make.
    pub(super) as_steps: Option<Procedure>,
    /// Columns of tables, and what each was taken for.
    pub(super) columns: Vec<(String, String)>,
    /// Rows, or elements of other notations, that went into the catalogue.
    pub(super) accepted: u64,
    /// Row or line and reason of what was refused.
    pub(super) refused: Vec<(u64, String)>,
    /// Likewise of what is known to be no part of a procedure: totals, cover sheets.
    pub(super) left_out: Vec<(u64, String)>,
}

/// Reads a file or all files of a folder.
pub(super) fn read_line(path: &Path, line: &str) -> Result<LineFiles, PipelineError> {
    let mut files = if path.is_dir() { read_folder(path, line)? } else { read_file(path, line)? };
    line.clone_into(&mut files.catalogue.line);
    files.refused.sort();
    files.left_out.sort();
    if files.catalogue.procedures.is_empty() {
        let row = |(row, reason): &(u64, String)| format!(" (row {row}: {reason})");
        let first = files.refused.first().map(row).unwrap_or_default();
        return Err(PipelineError::file(path, format!("no procedure found{first}: {SHAPES}")));
    }
    Ok(files)
}

/// What can be read.
const SHAPES: &str = "a table has one row a step (with the procedure's title), one row a procedure \
                      with numbered steps in a cell, or one row a rule with the columns procedure \
                      and value; a text has headings and numbered lists";

/// What is said of a column that nothing is read from.
pub const NOT_USED: &str = "not used";

/// Ends of the names of files that are read from a folder.
const READ: [&str; 13] = [
    "bpmn", "bpmn2", "dmn", "xml", "md", "markdown", "txt", "csv", "tsv", "xlsx", "xlsm", "xls",
    "ods",
];

/// What is said of another file.
const NOT_READ: (&str, &str) =
    ("not a kind of file that is read", "save it as .xlsx, .csv, .md, .txt, .bpmn or .dmn");

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase()
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// A file of a folder that cannot be read is refused as a whole; the others are read.
fn read_folder(folder: &Path, line: &str) -> Result<LineFiles, PipelineError> {
    let unreadable = |error: std::io::Error| PipelineError::file(folder, error.to_string());
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut unread: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Hidden files and the locks of office programs are nobody's procedures.
        if !path.is_file() || name.starts_with('.') || name.starts_with("~$") {
            continue;
        }
        let known = READ.contains(&extension(&path).as_str());
        (if known { &mut paths } else { &mut unread }).push(path);
    }
    paths.sort();
    unread.sort();
    let mut all = LineFiles::default();
    all.refused.extend(unread.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let found = std::fs::read(path).ok().and_then(|bytes| foreign::kind(&bytes));
        let (what, help) = found.unwrap_or(NOT_READ);
        (0, format!("{name}: {what}; {help}"))
    }));
    let mut notations: Vec<(String, NotationIntake)> = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match read_file(&path, &stem(&path)) {
            Ok(file) => {
                all.accepted += file.accepted;
                let columns = file.columns.into_iter();
                all.columns
                    .extend(columns.map(|(column, field)| (format!("{name}: {column}"), field)));
                let named = |(row, reason)| (row, format!("{name}: {reason}"));
                all.refused.extend(file.refused.into_iter().map(named));
                all.left_out.extend(file.left_out.into_iter().map(named));
                // Among other files, a list of labels is the steps of one procedure.
                let procedures = file.as_steps.map_or(file.catalogue.procedures, |one| vec![one]);
                let read = |procedure| ReadProcedure { procedure, ..ReadProcedure::default() };
                let procedures = procedures.into_iter().map(read).collect();
                notations.push((name, NotationIntake { procedures, ..NotationIntake::default() }));
            }
            Err(error) => all.refused.push((0, error.to_string())),
        }
    }
    all.catalogue = NotationIntake::joined(notations).into_catalogue(line);
    if all.catalogue.procedures.is_empty()
        && let Some((_, reason)) = all.refused.first()
    {
        return Err(PipelineError::file(folder, format!("no file can be used; {reason}")));
    }
    Ok(all)
}

fn read_file(path: &Path, name: &str) -> Result<LineFiles, PipelineError> {
    let bytes = || std::fs::read(path).map_err(|e| PipelineError::file(path, e.to_string()));
    foreign::refuse(path, &bytes()?)?;
    let extension = extension(path);
    let broken =
        |error: sameboat_procedures::NotationError| PipelineError::file(path, error.to_string());
    let notation = match (Notation::of_extension(&extension), extension.as_str()) {
        (Some(notation), _) => Some(notation),
        (None, "xml") => Some(xml_notation(&bytes()?)),
        _ => None,
    };
    if let Some(notation) = notation {
        return Ok(of_notation(read_notation(notation, name, &bytes()?).map_err(broken)?));
    }
    if extension == "txt" {
        let bytes = bytes()?;
        if !is_table(&bytes) {
            return Ok(match read_text(name, &bytes).map_err(broken)? {
                PlainText::Procedures(intake) => of_notation(intake),
                PlainText::Labels(labels) => of_labels(name, labels),
            });
        }
    }
    read_tables(path, name)
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

fn of_notation(intake: NotationIntake) -> LineFiles {
    let parts = |read: &ReadProcedure| 1 + read.step_lines.len() + read.rule_lines.len();
    let accepted = intake.procedures.iter().map(parts).sum::<usize>() as u64;
    let reason = |id: &str, reason: &str| {
        if id.is_empty() { reason.to_owned() } else { format!("{id}: {reason}") }
    };
    let refused = intake.refused.iter().map(|p| (p.line as u64, reason(&p.id, p.reason))).collect();
    LineFiles { catalogue: intake.into_catalogue(""), accepted, refused, ..LineFiles::default() }
}

/// A list of labels, the first of which may be a header.
fn of_labels(name: &str, labels: Vec<(usize, String)>) -> LineFiles {
    let mut rows = labels.into_iter().map(|(line, label)| (line as u64, vec![label]));
    let Some((_, header)) = rows.next() else { return LineFiles::default() };
    let (numbers, rows): (Vec<u64>, Vec<Vec<String>>) = rows.unzip();
    of_rows(name, &header, &numbers, &rows)
}

fn of_rows(name: &str, header: &[String], numbers: &[u64], rows: &[Vec<String>]) -> LineFiles {
    let intake = catalogue_from_rows(name, header, rows);
    let as_steps = intake.as_steps.filter(|_| intake.mapping.labels == Some(Labels::Either));
    let (left_out, refused) = refused_rows(&intake.refused, numbers);
    LineFiles {
        left_out,
        refused,
        columns: columns(header, &intake.mapping, intake.header_is_data),
        accepted: intake.accepted as u64,
        catalogue: intake.catalogue,
        as_steps,
    }
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

/// Rows by their number in the file, with their reasons.
type Rows = Vec<(u64, String)>;

/// Rows left out and rows refused by their number in the file: the catalogue counts the header as row
/// 1 and the rows from 2; people count in the file.
fn refused_rows(refused: &[RefusedRow], numbers: &[u64]) -> (Rows, Rows) {
    let in_file = |row: usize| row.checked_sub(2).and_then(|at| numbers.get(at)).copied();
    let shown = |row: &RefusedRow| {
        (in_file(row.row_number).unwrap_or(row.row_number as u64), row.reason.clone())
    };
    let (left_out, refused): (Vec<&RefusedRow>, Vec<&RefusedRow>) =
        refused.iter().partition(|row| row.left_out);
    (left_out.into_iter().map(shown).collect(), refused.into_iter().map(shown).collect())
}

/// A table file; of a workbook with sheets of procedures, steps and rules all of these, else the
/// sheet with the most rows and those like it.
fn read_tables(path: &Path, name: &str) -> Result<LineFiles, PipelineError> {
    let settings = ReadSettings::default();
    let names = sheet_names(path, &settings)?;
    let sheets = known_sheets(&names);
    if sheets.len() < 2 {
        return match read_table(path, &settings) {
            Ok(table) => Ok(of_table(path, name, table)),
            Err(error) => lone_labels(path, name).ok_or_else(|| error.into()),
        };
    }
    let mut files = LineFiles::default();
    let mut reader = CatalogueReader::new(name);
    for sheet in &sheets {
        let table = read_table(path, &only(sheet))?;
        let (numbers, rows): (Vec<u64>, Vec<Vec<String>>) =
            table.rows.into_iter().map(|row| (row.number, row.cells)).unzip();
        let read = reader.table(&table.header, &rows);
        files.accepted += read.accepted as u64;
        let columns = columns(&table.header, &read.mapping, read.header_is_data).into_iter();
        files.columns.extend(columns.map(|(name, field)| (format!("{sheet}: {name}"), field)));
        let of_sheet = |(row, reason)| (row, format!("{sheet}: {reason}"));
        let (left_out, refused) = refused_rows(&read.refused, &numbers);
        files.left_out.extend(left_out.into_iter().map(of_sheet));
        files.refused.extend(table.refused.into_iter().chain(refused).map(of_sheet));
    }
    let others = names.iter().filter(|name| !sheets.contains(*name));
    files.left_out.extend(others.map(|sheet| {
        (0, format!("sheet {sheet} left out: not called procedures, steps or rules"))
    }));
    files.catalogue = reader.finish();
    Ok(files)
}

fn only(sheet: &str) -> ReadSettings {
    ReadSettings { sheets: Some(vec![sheet.to_owned()]), ..ReadSettings::default() }
}

fn of_table(path: &Path, name: &str, table: RawTable) -> LineFiles {
    let (numbers, rows): (Vec<u64>, Vec<Vec<String>>) =
        table.rows.into_iter().map(|row| (row.number, row.cells)).unzip();
    let mut files = of_rows(name, &table.header, &numbers, &rows);
    files.refused.extend(table.refused);
    for (sheet, rows) in table.skipped {
        // A sheet without any table is a cover: it has a title and some remarks.
        let columns = |table: RawTable| table.header.iter().filter(|name| !name.is_empty()).count();
        if read_table(path, &only(&sheet)).map_or(0, columns) < 2 {
            files.left_out.push((0, format!("sheet {sheet} left out: it has no table")));
        } else {
            let reason = format!("sheet {sheet} left out: {rows} rows under another header");
            files.refused.push((0, reason));
        }
    }
    files
}

/// A text file of one label a line that has nothing like a header, such as numbered labels.
fn lone_labels(path: &Path, name: &str) -> Option<LineFiles> {
    let bytes = std::fs::read(path).ok()?;
    match read_text(name, &bytes).ok()? {
        PlainText::Procedures(intake) if !intake.procedures.is_empty() => Some(of_notation(intake)),
        PlainText::Procedures(_) | PlainText::Labels(_) => None,
    }
}

/// Words that sheets of procedures, steps and rules are called by, in the order of reading.
const SHEETS: [&[&str]; 3] = [
    &["procedures", "procedure", "processes", "process", "prozesse", "verfahren", "vorgänge"],
    &["steps", "step", "activities", "schritte", "prozessschritte", "arbeitsschritte"],
    &["rules", "business rules", "rule", "regeln", "geschäftsregeln"],
];

fn known_sheets(names: &[String]) -> Vec<String> {
    let known = |words: &&[&str]| {
        let fits = |name: &&String| words.contains(&name.trim().to_lowercase().as_str());
        names.iter().find(fits).cloned()
    };
    SHEETS.iter().filter_map(known).collect()
}
