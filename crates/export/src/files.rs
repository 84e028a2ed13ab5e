//! Files that are begun anew before a limit is passed.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use sameboat_store::export::neutralise;

use crate::error::ExportError;

/// A numbered series of files with one header: `contact_001.csv`, `contact_002.csv`, …
pub(crate) struct Series {
    folder: PathBuf,
    stem: String,
    extension: &'static str,
    /// Written at the begin of each file.
    header: Vec<u8>,
    most_rows: u64,
    most_bytes: u64,
    /// Whether the files are numbered; without a limit there is only one.
    numbered: bool,
    open: Option<Open>,
    /// What was written, in order.
    pub(crate) done: Vec<Written>,
}

struct Open {
    file: BufWriter<File>,
    written: Written,
}

/// One file of a series.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) path: PathBuf,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
}

impl Series {
    /// A series of CSV files.
    pub(crate) fn csv<H: AsRef<str>>(
        folder: &Path,
        stem: &str,
        header: &[H],
        most_rows: u64,
        most_bytes: u64,
    ) -> Self {
        let header = line(header.iter().map(|name| Cow::from(name.as_ref())));
        Self::new(folder, stem, "csv", header, most_rows, most_bytes)
    }

    /// One CSV file, however long it gets.
    pub(crate) fn one_csv<H: AsRef<str>>(folder: &Path, stem: &str, header: &[H]) -> Self {
        Self { numbered: false, ..Self::csv(folder, stem, header, u64::MAX, u64::MAX) }
    }

    /// A series of files with one JSON document a line.
    pub(crate) fn json_lines(folder: &Path, stem: &str, most_bytes: u64) -> Self {
        Self::new(folder, stem, "jsonl", Vec::new(), u64::MAX, most_bytes)
    }

    fn new(
        folder: &Path,
        stem: &str,
        extension: &'static str,
        header: Vec<u8>,
        most_rows: u64,
        most_bytes: u64,
    ) -> Self {
        let (folder, stem) = (folder.to_owned(), stem.to_owned());
        let (open, done) = (None, Vec::new());
        let numbered = true;
        Self { folder, stem, extension, header, most_rows, most_bytes, numbered, open, done }
    }

    /// Writes a row of a CSV file for an importer.
    pub(crate) fn row<'a>(
        &mut self,
        cells: impl Iterator<Item = Cow<'a, str>>,
    ) -> Result<(), ExportError> {
        let bytes = line(cells.map(guarded));
        self.put(&bytes, 1)
    }

    /// Writes a row of a CSV file for people, where every text that could be a formula is made
    /// harmless.
    pub(crate) fn row_for_people(&mut self, cells: &[&str]) -> Result<(), ExportError> {
        let bytes = line(cells.iter().map(|cell| neutralise(cell)));
        self.put(&bytes, 1)
    }

    /// Writes bytes that hold so many rows and must not be parted.
    pub(crate) fn put(&mut self, bytes: &[u8], rows: u64) -> Result<(), ExportError> {
        let is_full = |open: &Open| {
            open.written.rows + rows > self.most_rows
                || open.written.bytes + bytes.len() as u64 > self.most_bytes
        };
        if self.open.as_ref().is_none_or(is_full) {
            self.begin()?;
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        open.file.write_all(bytes).map_err(ExportError::file(&open.written.path))?;
        open.written.rows += rows;
        open.written.bytes += bytes.len() as u64;
        Ok(())
    }

    fn begin(&mut self) -> Result<(), ExportError> {
        self.close()?;
        let number = self.done.len() + 1;
        let number = if self.numbered { format!("_{number:03}") } else { String::new() };
        let path = self.folder.join(format!("{}{number}.{}", self.stem, self.extension));
        let mut file = BufWriter::new(File::create(&path).map_err(ExportError::file(&path))?);
        file.write_all(&self.header).map_err(ExportError::file(&path))?;
        let bytes = self.header.len() as u64;
        self.open = Some(Open { file, written: Written { path, rows: 0, bytes } });
        Ok(())
    }

    fn close(&mut self) -> Result<(), ExportError> {
        if let Some(mut open) = self.open.take() {
            open.file.flush().map_err(ExportError::file(&open.written.path))?;
            self.done.push(open.written);
        }
        Ok(())
    }

    /// Ends the series; says which files there are.
    pub(crate) fn finish(mut self) -> Result<Vec<Written>, ExportError> {
        self.close()?;
        Ok(self.done)
    }

    /// Ends a series of which one file, with its header at least, must be there.
    pub(crate) fn finish_with_one(mut self) -> Result<Vec<Written>, ExportError> {
        if self.open.is_none() && self.done.is_empty() {
            self.begin()?;
        }
        self.finish()
    }
}

/// One line of CSV.
fn line<'a>(cells: impl Iterator<Item = Cow<'a, str>>) -> Vec<u8> {
    let mut text = String::new();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(',');
        }
        if cell.contains(['"', ',', '\n', '\r', ';', '\t']) || cell.trim().len() != cell.len() {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(&cell);
        }
    }
    text.push('\n');
    text.into_bytes()
}

/// A cell of a file that a machine imports. An importer takes an apostrophe for part of the value,
/// so phone numbers (`+49 89 …`) and numbers (`-5`) stay as they are: without letters they call no
/// function and reach no program. Whatever else a spreadsheet would run gets an apostrophe, which
/// our reader takes off again.
pub(crate) fn guarded(cell: Cow<'_, str>) -> Cow<'_, str> {
    if is_plain_number(&cell) {
        return cell;
    }
    match neutralise(&cell) {
        Cow::Borrowed(_) => cell,
        Cow::Owned(harmless) => Cow::Owned(harmless),
    }
}

fn is_plain_number(text: &str) -> bool {
    text.starts_with(['+', '-'])
        && text.chars().all(|c| c.is_ascii_digit() || " ()+-./,".contains(c))
        && text.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sameboat_store::export::restore;

    use super::*;

    fn guard(text: &str) -> String {
        guarded(Cow::from(text)).into_owned()
    }

    #[test]
    fn phones_stay_as_they_are_and_formulas_do_not() {
        for kept in ["+49 (0)89 1234-567", "-5", "+4989123", "Anna", "", "o'Hara"] {
            assert_eq!(guard(kept), kept);
        }
        for formula in ["=HYPERLINK(1)", "+cmd|' /C calc'!A0", "@SUM(A1)", "-A1", "\tx", "'=1"] {
            assert_eq!(guard(formula), format!("'{formula}"));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_guarded_is_read_back_as_it_was(text in "['=+@\\-\t\r0-9a (]{0,8}") {
            let guarded = guard(&text);
            prop_assert_eq!(restore(&guarded), text);
        }

        #[test]
        fn what_begins_with_a_sign_is_guarded_or_only_digits_and_signs(text in "\\PC{0,12}") {
            let guarded = guard(&text);
            let runs = guarded.starts_with(['=', '+', '-', '@', '\t', '\r']);
            prop_assert!(!runs || !guarded.contains(char::is_alphabetic));
        }
    }

    #[test]
    fn a_file_ends_before_a_limit_is_passed() {
        let folder = tempfile::tempdir().unwrap();
        let mut series = Series::csv(folder.path(), "x", &["a", "b"], 2, 1_000);
        for text in ["1", "2", "3"] {
            series.row([text, "with, comma"].map(Cow::from).into_iter()).unwrap();
        }
        let files = series.finish().unwrap();
        assert_eq!(files.iter().map(|file| file.rows).collect::<Vec<_>>(), [2, 1]);
        let second = std::fs::read_to_string(&files[1].path).unwrap();
        assert_eq!(second, "a,b\n3,\"with, comma\"\n");
        assert_eq!(files[1].bytes, second.len() as u64);
        assert!(files[1].path.ends_with("x_002.csv"));

        let mut series = Series::csv(folder.path(), "y", &["a"], 99, 9);
        for text in ["1234", "1234"] {
            series.row(std::iter::once(Cow::from(text))).unwrap();
        }
        assert!(series.finish().unwrap().iter().all(|file| file.bytes <= 9));
    }
}
