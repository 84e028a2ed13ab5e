//! The files of a pile as tables: every sheet with a header, its columns, and what was left.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sameboat_model::Progress;
use sameboat_model::mapping::ReadSettings;

use super::either::{Either, pairs};
use super::procedures::{files_to_read_whole, is_written, left_of, not_read, unknown_texts};
use super::shape::Column;
use super::text::counted;
use crate::error::IngestError;
use crate::header::repeats;
use crate::reader::SourceFile;
use crate::table::{Batch, TableFile, sheet_names};

/// Rows at a sheet's end that are kept, to find totals in.
const TAIL: usize = 3;
/// Folders that are no exports, but an engagement's own or a tool's.
const OWN_FOLDERS: [&str; 5] = ["runs", "mappings", "decisions", "node_modules", "target"];
/// Files that are no tables, by the end of their name.
const NO_TABLES: [&str; 23] = [
    "toml", "pdf", "doc", "docx", "ppt", "pptx", "png", "jpg", "jpeg", "gif", "svg", "html", "htm",
    "css", "js", "zip", "7z", "rar", "exe", "log", "yml", "yaml", "duckdb",
];
/// Text files that explain and hold no data.
const READ_ME: [&str; 8] =
    ["readme", "license", "changelog", "contributing", "liesmich", "lisezmoi", "leeme", "leggimi"];

/// A table of the pile: a text file, a sheet, or several sheets with the same columns.
#[derive(Debug)]
pub struct SurveyedTable {
    /// The file.
    pub file: PathBuf,
    /// The sheets; none of a text file.
    pub sheets: Vec<String>,
    /// Whether the file has other sheets too.
    pub has_others: bool,
    /// What stands above the header.
    pub(super) titles: Vec<String>,
    /// How the file is read, in words.
    pub format: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// Rows below the header.
    pub rows: u64,
    /// Whether cells have types of their own, as in a workbook.
    pub(super) is_grid: bool,
    /// Whether the file is read as procedures, steps and rules, whatever its own tables are.
    pub(super) is_notated: bool,
    /// The last rows of each sheet.
    pub(super) tail: Vec<Vec<String>>,
    /// Why rows do not fit the header, one for each of them.
    refused: Vec<String>,
    /// What rows say of names and given names together.
    pub(super) either: Vec<Either>,
}

/// A file or sheet that was left, and why.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// The file.
    pub file: PathBuf,
    /// The sheet, if only that was left.
    pub sheet: Option<String>,
    /// Why.
    pub reason: String,
}

/// What was found in a pile.
#[derive(Debug, Default)]
pub struct Survey {
    /// The tables, by file name and sheet.
    pub tables: Vec<SurveyedTable>,
    /// What cannot be read or is no table.
    pub left: Vec<LeftOut>,
    /// Files of procedures that are read whole, each with something that is not read of it.
    pub unread: Vec<(PathBuf, String)>,
}

/// Looks at all files below some folders, or at files. What cannot be read is listed, not an error;
/// only a path that is not there is one.
pub fn survey(paths: &[PathBuf], progress: &dyn Progress) -> Result<Survey, IngestError> {
    let mut files = vec![];
    for path in paths {
        collect(path, &mut files).map_err(IngestError::file(path))?;
    }
    files.sort();
    files.dedup();
    let mut survey = Survey::default();
    progress.begin("look at files", Some(files.len() as u64));
    for file in files {
        if let Err(error) = survey.add(&file) {
            let reason = error.to_string();
            let reason = reason.strip_prefix(&format!("{}: ", file.display())).unwrap_or(&reason);
            survey.left.push(LeftOut { file, sheet: None, reason: reason.to_owned() });
        }
        progress.advance(1);
    }
    survey.read_procedures_whole();
    Ok(survey)
}

/// The files below a folder, without hidden ones, links, and what an engagement keeps there itself.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        fs::metadata(path)?;
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with(['.', '~']) || kind.is_symlink() {
            continue;
        }
        if !kind.is_dir() {
            files.push(entry.path());
        } else if !OWN_FOLDERS.contains(&name.as_str()) {
            collect(&entry.path(), files)?;
        }
    }
    Ok(())
}

impl Survey {
    /// Puts in the place of tables that no mapping reads what their file says of procedures.
    fn read_procedures_whole(&mut self) {
        let whole = files_to_read_whole(&self.tables).into_iter().map(Path::to_owned);
        // A text that is no table may be written procedures.
        let left = self.left.iter().map(|left| left.file.as_path());
        let texts = left.chain(unknown_texts(&self.tables)).filter(|file| is_written(file));
        let files: Vec<PathBuf> = whole.chain(texts.map(Path::to_owned)).collect();
        for file in files {
            let mut whole = Self::default();
            if whole
                .add_sheets(&file, &ReadSettings { procedures: true, ..Default::default() })
                .is_ok()
            {
                self.tables.retain(|table| table.file != file);
                self.left.retain(|left| left.file != file);
                self.tables.append(&mut whole.tables);
                self.unread.extend(not_read(&file).into_iter().map(|told| (file.clone(), told)));
            }
        }
    }

    fn add(&mut self, file: &Path) -> Result<(), IngestError> {
        if let Some(reason) = no_table(file) {
            if reason != SETTINGS {
                self.leave(file, None, reason);
            }
            return Ok(());
        }
        self.add_sheets(file, &ReadSettings::default())
    }

    fn add_sheets(&mut self, file: &Path, settings: &ReadSettings) -> Result<(), IngestError> {
        let names = sheet_names(file, settings)?;
        if names.is_empty() {
            let table = TableFile::open(file, settings)?;
            let first = self.tables.len();
            self.take(file, None, table)?;
            self.leave_without_rows(first);
            return Ok(());
        }
        let first = self.tables.len();
        let hidden = hidden_sheets(file, &names)?;
        for name in names {
            if hidden.contains(&name) {
                self.leave(file, Some(name), "a hidden sheet; a mapping with `sheets` can name it");
                continue;
            }
            let read = ReadSettings { sheets: Some(vec![name.clone()]), ..settings.clone() };
            let taken = TableFile::open(file, &read)
                .and_then(|table| self.take(file, Some(name.clone()), table));
            if let Err(error) = taken {
                let reason = error.to_string();
                let reason = reason.rsplit(": ").next().unwrap_or(&reason);
                self.leave(file, Some(name), reason);
            }
        }
        self.leave_without_rows(first);
        let several = self.tables.len() - first > 1
            || self.left.iter().any(|left| left.file == file && left.sheet.is_some());
        self.tables[first..].iter_mut().for_each(|table| table.has_others = several);
        Ok(())
    }

    /// Leaves the tables, from the given place on, that are a header and nothing else.
    fn leave_without_rows(&mut self, first: usize) {
        let (empty, kept): (Vec<_>, Vec<_>) =
            self.tables.drain(first..).partition(|table| table.rows == 0);
        self.tables.extend(kept);
        for table in empty {
            let sheets: Vec<Option<String>> = if table.sheets.is_empty() {
                vec![None]
            } else {
                table.sheets.into_iter().map(Some).collect()
            };
            for sheet in sheets {
                self.leave(&table.file, sheet, &why_empty(&table.refused));
            }
        }
    }

    fn leave(&mut self, file: &Path, sheet: Option<String>, reason: &str) {
        self.left.push(LeftOut { file: file.to_owned(), sheet, reason: reason.to_owned() });
    }

    /// Takes a table in: as one of its own, or with an earlier sheet of the file that has the same
    /// columns.
    fn take(
        &mut self,
        file: &Path,
        sheet: Option<String>,
        mut table: TableFile,
    ) -> Result<(), IngestError> {
        // Each sheet of procedures, steps and rules tells the same of its file.
        for told in left_of(&table).into_iter().map(|told| (file.to_owned(), told)) {
            if !self.unread.contains(&told) {
                self.unread.push(told);
            }
        }
        let header = table.header().to_vec();
        let named: Vec<usize> = (0..header.len()).filter(|at| !header[*at].is_empty()).collect();
        let same = self.tables.iter().position(|other| {
            other.file == file
                && other.columns.len() == named.len()
                && named.iter().all(|at| other.columns.iter().any(|c| c.name == header[*at]))
        });
        let place = same.unwrap_or_else(|| {
            let columns: Vec<Column> = named.iter().map(|at| Column::new(&header[*at])).collect();
            self.tables.push(SurveyedTable {
                file: file.to_owned(),
                sheets: vec![],
                has_others: false,
                titles: table.titles().to_vec(),
                format: table.format().to_owned(),
                either: pairs(&columns),
                columns,
                rows: 0,
                is_grid: sheet.is_some(),
                is_notated: table.is_notated(),
                tail: vec![],
                refused: vec![],
            });
            self.tables.len() - 1
        });
        let into = &mut self.tables[place];
        let order: Vec<usize> = into
            .columns
            .iter()
            .filter_map(|column| named.iter().copied().find(|at| header[*at] == column.name))
            .collect();
        let mut tail: Vec<Vec<String>> = vec![];
        let refused = table.for_each_batch(&order, |batch| {
            into.rows += batch.rows() as u64;
            into.add(&batch, &mut tail);
            ControlFlow::Continue(())
        })?;
        into.refused.extend(refused.into_iter().map(|(_, reason)| reason));
        into.tail.append(&mut tail);
        into.sheets.extend(sheet);
        Ok(())
    }
}

impl SurveyedTable {
    /// Whether a row is the header again, as runs leave it out: what columns are called is no value of theirs.
    fn is_header(&self, batch: &Batch, row: usize) -> bool {
        let mut columns = self.columns.iter().enumerate();
        columns.all(|(at, column)| repeats(&column.name, batch.cell(row, at)))
    }

    fn add(&mut self, batch: &Batch, tail: &mut Vec<Vec<String>>) {
        for row in 0..batch.rows() {
            if self.is_header(batch, row) {
                continue;
            }
            for (at, column) in self.columns.iter_mut().enumerate() {
                column.push(batch.cell(row, at));
            }
            self.either.iter_mut().for_each(|pair| pair.add(|at| batch.cell(row, at)));
        }
        for row in batch.rows().saturating_sub(TAIL)..batch.rows() {
            tail.push((0..self.columns.len()).map(|at| batch.cell(row, at).to_owned()).collect());
        }
        let surplus = tail.len().saturating_sub(TAIL);
        tail.drain(..surplus);
    }
}

/// Why a table has no rows: what most of them were refused for.
fn why_empty(refused: &[String]) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for reason in refused {
        *reasons.entry(reason).or_default() += 1;
    }
    let most = reasons.into_iter().max_by_key(|(_, rows)| *rows);
    most.map_or_else(
        || "no rows below its header".to_owned(),
        |(reason, rows)| format!("no row fits its header; {}: {reason}", counted(rows as u64)),
    )
}

/// The sheets that whoever hands out the workbook does not see, unless it has no others.
fn hidden_sheets(file: &Path, names: &[String]) -> Result<Vec<String>, IngestError> {
    let book = SourceFile::open(file, &ReadSettings::default())?;
    let hidden: Vec<String> = names.iter().filter(|name| book.is_hidden(name)).cloned().collect();
    Ok(if hidden.len() == names.len() { vec![] } else { hidden })
}

/// Why files are passed over in silence: they are an engagement's own.
const SETTINGS: &str = "settings";

fn no_table(file: &Path) -> Option<&'static str> {
    let lower =
        |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().to_lowercase();
    let (stem, end) = (lower(file.file_stem()), lower(file.extension()));
    if end == "toml" {
        Some(SETTINGS)
    } else if NO_TABLES.contains(&end.as_str()) {
        Some("no table, by the end of its name")
    } else if READ_ME.contains(&stem.as_str()) {
        Some("a text that explains")
    } else {
        None
    }
}
