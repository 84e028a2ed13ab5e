//! Procedures in BPMN, DMN, Markdown or tables of whatever layout, in one file or in a folder of
//! them, as a workbook with the sheets `procedures`, `steps` and `rules` whose columns are called as
//! the canonical fields are.

use std::io;
use std::path::Path;

use rustc_hash::FxHashSet;
use sameboat_procedures::{Next, Notation, NotationIntake, Part, ReadProcedure, read_notation};

use super::cell::{Cell, Defect, Row};
use super::{Checksum, Rows};
use crate::error::IngestError;
use crate::procedure_files::{ProcedureFiles, files_of, of_notation, read_procedure_files};

/// The sheets, in order.
const SHEETS: [&str; 3] = ["procedures", "steps", "rules"];

const PROCEDURES: &[&str] = &[
    "record_key",
    "title",
    "purpose",
    "trigger",
    "topics",
    "channels",
    "direction",
    "owner",
    "inputs",
    "outcome",
    "note",
];
const STEPS: &[&str] = &[
    "procedure_key",
    "position",
    "actor",
    "action",
    "system",
    "output",
    "kind",
    "condition",
    "next",
    "note",
];
const RULES: &[&str] = &["procedure_key", "record_key", "kind", "condition", "value", "unit"];

/// A file or folder, read whole.
#[derive(Debug)]
pub(crate) struct Notated {
    format: String,
    sheets: [Vec<Line>; 3],
    /// What was left out, in words.
    left: Vec<String>,
}

/// A row: the line that it was read from, and its cells or, if it is refused, what it is called.
#[derive(Debug)]
struct Line {
    number: u64,
    defect: Option<Defect>,
    cells: Vec<String>,
}

/// The notation of a file by its first bytes, or by its name where these do not tell.
pub(super) fn notation_of(path: &Path, head: &[u8]) -> Option<Notation> {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let head = String::from_utf8_lossy(head);
    if head.contains("omg.org/spec/BPMN/") {
        return Some(Notation::Bpmn);
    }
    if head.contains("omg.org/spec/DMN/") {
        return Some(Notation::Dmn);
    }
    Notation::of_extension(&extension)
}

impl Notated {
    /// Reads one file.
    pub(super) fn open(path: &Path, notation: Notation) -> Result<Self, IngestError> {
        let bytes = std::fs::read(path).map_err(IngestError::file(path))?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let intake = read_notation(notation, &name, &bytes).map_err(|error| {
            let message = format!("cannot be read as {}: {error}", notation.name());
            IngestError::format(path, message, Some("export it again from the tool it was made in"))
        })?;
        Ok(Self::of(of_notation(intake), notation.name().to_owned()))
    }

    /// Reads the tables of one file, as `reconcile` does, or a text with headings and lists.
    pub(super) fn open_tables(path: &Path) -> Result<Self, IngestError> {
        Ok(Self::of(read_whole(path)?, "tables of procedures".to_owned()))
    }

    /// Reads all files of a folder, by name. A file that cannot be read is a refused row; the others
    /// are read.
    pub(super) fn open_folder(folder: &Path) -> Result<(Self, Checksum), IngestError> {
        let (paths, _) = files_of(folder).map_err(IngestError::file(folder))?;
        if paths.is_empty() {
            let help = "name a folder with tables, .bpmn, .dmn or .md files";
            return Err(IngestError::format(folder, "holds no procedures", Some(help)));
        }
        let mut hasher = blake3::Hasher::new();
        let mut size = 0;
        for path in &paths {
            let bytes = std::fs::read(path).map_err(IngestError::file(path))?;
            hasher.update(path.file_name().unwrap_or_default().as_encoded_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
            size += bytes.len() as u64;
        }
        let format = format!("{} files with procedures", paths.len());
        let checksum = Checksum { bytes: size, blake3: hasher.finalize().to_hex().to_string() };
        Ok((Self::of(read_whole(folder)?, format), checksum))
    }

    fn of(files: ProcedureFiles, format: String) -> Self {
        Self { format, left: files.left_in_words(), sheets: sheets(files.intake) }
    }

    /// What was read, in words.
    pub(super) fn format(&self) -> &str {
        &self.format
    }

    /// What was left out, in words.
    pub(super) fn left(&self) -> &[String] {
        &self.left
    }

    /// The sheets' names.
    pub(super) fn sheets() -> Vec<String> {
        SHEETS.map(str::to_owned).into()
    }

    /// The rows of a sheet; none of one that is not there.
    pub(super) fn rows(&self, sheet: &str) -> NotatedRows<'_> {
        let index = SHEETS.iter().position(|name| *name == sheet);
        NotatedRows { lines: index.map_or(&[][..], |index| &self.sheets[index]), next: 0 }
    }
}

/// Reads a file or folder; a procedure without a name is called as that is.
fn read_whole(path: &Path) -> Result<ProcedureFiles, IngestError> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut files = read_procedure_files(path, &name)?;
    files.take_labels_as_steps();
    Ok(files)
}

fn sheets(intake: NotationIntake) -> [Vec<Line>; 3] {
    // The header stands above all lines of the file.
    let mut sheets = [PROCEDURES, STEPS, RULES].map(|names| {
        let cells = names.iter().map(|name| (*name).to_owned()).collect();
        vec![Line { number: 0, defect: None, cells }]
    });
    let refused = intake.refused.into_iter().map(|part| (Defect::Refused(part.reason), part));
    let left = intake.left_out.into_iter().map(|part| (Defect::Aside, part));
    for (defect, part) in refused.chain(left) {
        let sheet = match part.part {
            Part::Procedure => 0,
            Part::Step => 1,
            Part::Rule => 2,
        };
        sheets[sheet].push(Line {
            number: part.line as u64,
            defect: Some(defect),
            cells: vec![part.id],
        });
    }
    for read in intake.procedures {
        add(&mut sheets, read);
    }
    for lines in &mut sheets {
        tell_apart(lines);
    }
    sheets
}

/// Gives each row a number of its own, as mends and quarantine name it by that: the line that it was
/// read from or, if that has a row already, one behind all lines.
fn tell_apart(lines: &mut [Line]) {
    let mut used = FxHashSet::default();
    let mut last = lines.iter().map(|line| line.number).max().unwrap_or_default();
    for line in lines {
        if !used.insert(line.number) {
            last += 1;
            line.number = last;
        }
    }
}

fn add(sheets: &mut [Vec<Line>; 3], read: ReadProcedure) {
    let ReadProcedure { procedure, line, step_lines, rule_lines } = read;
    let key = procedure.key;
    let mut push = |sheet: usize, line: usize, cells: Vec<String>| {
        sheets[sheet].push(Line { number: line as u64, defect: None, cells });
    };
    push(
        0,
        line,
        vec![
            key.clone(),
            procedure.title,
            procedure.purpose,
            procedure.trigger,
            procedure.topics.join(";"),
            procedure.channels.join(";"),
            procedure.direction,
            procedure.owner,
            procedure.inputs,
            procedure.outcome,
            procedure.note,
        ],
    );
    for (step, line) in procedure.steps.into_iter().zip(step_lines) {
        let cells = vec![
            key.clone(),
            step.position.to_string(),
            step.actor,
            step.action,
            step.system,
            step.output,
            step.kind.name().to_owned(),
            step.condition,
            Next::list_text(&step.next),
            step.note,
        ];
        push(1, line, cells);
    }
    for (rule, line) in procedure.rules.into_iter().zip(rule_lines) {
        let id = if rule.key.is_empty() { String::new() } else { format!("{key}/{}", rule.key) };
        let cells = vec![
            key.clone(),
            id,
            rule.kind.name().to_owned(),
            rule.condition,
            rule.value,
            rule.unit,
        ];
        push(2, line, cells);
    }
}

/// The rows of one sheet.
pub(super) struct NotatedRows<'a> {
    lines: &'a [Line],
    next: usize,
}

impl Rows for NotatedRows<'_> {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        let Some(line) = self.lines.get(self.next) else { return Ok(false) };
        self.next += 1;
        row.number = line.number;
        row.defect = line.defect;
        for (column, cell) in line.cells.iter().enumerate() {
            row.set(column, Cell::Text(cell));
        }
        Ok(true)
    }
}
