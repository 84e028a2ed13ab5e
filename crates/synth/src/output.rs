//! Files of an engagement, written in order while their parts are made in parallel.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use encoding_rs::WINDOWS_1252;
use rayon::prelude::*;

use crate::SynthError;
use crate::person::without_accent;

/// Places of a file that one task makes.
const PART: u64 = 4_096;
/// Parts made before any is written: bounds memory and keeps threads busy.
const PARTS_AT_ONCE: u64 = 32;

/// How a text file is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Format {
    pub(crate) delimiter: char,
    pub(crate) line_end: &'static str,
    pub(crate) windows_1252: bool,
}

impl Format {
    /// Comma, line feed, UTF-8.
    pub(crate) const PLAIN: Self = Self { delimiter: ',', line_end: "\n", windows_1252: false };
    /// What German office software exports.
    pub(crate) const GERMAN: Self = Self { delimiter: ';', line_end: "\r\n", windows_1252: true };
    /// Tab-separated UTF-8.
    pub(crate) const TABS: Self = Self { delimiter: '\t', line_end: "\n", windows_1252: false };
}

/// A row or cell that must end in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Defect {
    /// Counted from 0 within the part, later the source's row number.
    pub(crate) row: u64,
    pub(crate) column: &'static str,
    pub(crate) what: &'static str,
}

/// Some consecutive lines of a text file, with what is wrong in them and their truth.
#[derive(Debug)]
pub(crate) struct Lines {
    format: Format,
    text: String,
    rows: u64,
    defects: Vec<Defect>,
    /// Lines of `truth/records.csv`.
    pub(crate) truth: String,
}

impl Lines {
    pub(crate) fn new(format: Format) -> Self {
        Self { format, text: String::new(), rows: 0, defects: Vec::new(), truth: String::new() }
    }

    /// A row, with quotes where the delimiter asks for them.
    pub(crate) fn record<'f>(&mut self, fields: impl IntoIterator<Item = &'f str>) {
        for (index, field) in fields.into_iter().enumerate() {
            if index > 0 {
                self.text.push(self.format.delimiter);
            }
            if field.contains([self.format.delimiter, '"', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&field.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(field);
            }
        }
        self.end_row();
    }

    /// A line as it is.
    pub(crate) fn raw(&mut self, line: &str) {
        self.text.push_str(line);
        self.end_row();
    }

    fn end_row(&mut self) {
        self.text.push_str(self.format.line_end);
        self.rows += 1;
    }

    /// Notes that the row written last is broken.
    pub(crate) fn broken(&mut self, column: &'static str, what: &'static str) {
        self.defects.push(Defect { row: self.rows - 1, column, what });
    }

    /// The encoded lines, of which none are kept.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        let bytes = self.bytes();
        self.text.clear();
        bytes
    }

    /// The lines in the encoding of their format.
    fn bytes(&self) -> Vec<u8> {
        if !self.format.windows_1252 {
            return self.text.as_bytes().to_vec();
        }
        // What Windows-1252 lacks is written as its base letter, as such systems force people to.
        let fits = |letter: char| {
            letter.is_ascii() || !WINDOWS_1252.encode(letter.encode_utf8(&mut [0; 4])).2
        };
        // A letter without one becomes a question mark, and never a character reference, whose
        // semicolon would tear the row.
        let fitting = |letter: char| {
            [letter, without_accent(letter)].into_iter().find(|l| fits(*l)).unwrap_or('?')
        };
        let text: String = self.text.chars().map(fitting).collect();
        WINDOWS_1252.encode(&text).0.into_owned()
    }
}

/// Counts of what was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Data rows of each source, headers, titles and totals left out.
    pub rows: Vec<(String, u64)>,
    /// Rows of each truth file.
    pub truth: Vec<(String, u64)>,
}

/// The folder that an engagement is written into.
pub(crate) struct Output<'a> {
    dir: &'a Path,
    records: TextFile,
    broken: TextFile,
    broken_rows: u64,
    record_rows: u64,
    pub(crate) summary: Summary,
    progress: &'a mut dyn FnMut(&str, u64),
}

/// A buffered file whose errors name it.
pub(crate) struct TextFile {
    path: PathBuf,
    writer: BufWriter<File>,
}

impl TextFile {
    pub(crate) fn create(dir: &Path, name: &str) -> Result<Self, SynthError> {
        let path = dir.join(name);
        let wrap = |source| SynthError::Write { path: path.clone(), source };
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(wrap)?;
        }
        let writer = BufWriter::with_capacity(1 << 18, File::create(&path).map_err(wrap)?);
        Ok(Self { path, writer })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), SynthError> {
        let wrap = |source| SynthError::Write { path: self.path.clone(), source };
        self.writer.write_all(bytes).map_err(wrap)
    }

    pub(crate) fn finish(mut self) -> Result<(), SynthError> {
        self.writer.flush().map_err(|source| SynthError::Write { path: self.path, source })
    }
}

impl<'a> Output<'a> {
    pub(crate) fn create(
        dir: &'a Path,
        progress: &'a mut dyn FnMut(&str, u64),
    ) -> Result<Self, SynthError> {
        let mut records = TextFile::create(dir, "truth/records.csv")?;
        records.write(b"line,source,record_key,person_id,household_id\n")?;
        let mut broken = TextFile::create(dir, "truth/broken_rows.csv")?;
        broken.write(b"source,sheet,row_number,column_name,defect\n")?;
        let summary = Summary::default();
        Ok(Self { dir, records, broken, broken_rows: 0, record_rows: 0, summary, progress })
    }

    pub(crate) fn dir(&self) -> &'a Path {
        self.dir
    }

    /// Reports the rows of a source written so far.
    pub(crate) fn progress(&mut self, source: &str, rows: u64) {
        (self.progress)(source, rows);
    }

    /// Writes a text source whose rows `make` yields for ranges of places.
    pub(crate) fn source(
        &mut self,
        source: &Source,
        places: u64,
        make: impl Fn(Range<u64>, &mut Lines) + Sync,
    ) -> Result<(), SynthError> {
        let mut file = TextFile::create(self.dir, source.file)?;
        let mut header = Lines::new(source.format);
        header.record(source.header.iter().copied());
        file.write(&header.bytes())?;
        let mut rows = 0;
        in_order(
            places,
            |range| {
                let mut lines = Lines::new(source.format);
                make(range, &mut lines);
                (lines.bytes(), lines)
            },
            |(bytes, lines): (Vec<u8>, Lines)| {
                file.write(&bytes)?;
                // The header is row 1.
                self.defects(source.name, "", rows + 2, lines.defects)?;
                self.truth(&lines.truth)?;
                rows += lines.rows;
                self.progress(source.name, rows);
                Ok(())
            },
        )?;
        self.summary.rows.push((source.name.to_owned(), rows));
        file.finish()
    }

    /// Writes lines of `truth/records.csv`.
    pub(crate) fn truth(&mut self, lines: &str) -> Result<(), SynthError> {
        self.record_rows += lines.lines().count() as u64;
        self.records.write(lines.as_bytes())
    }

    /// Writes defects whose rows count from `first_row` of the sheet.
    pub(crate) fn defects(
        &mut self,
        source: &str,
        sheet: &str,
        first_row: u64,
        defects: Vec<Defect>,
    ) -> Result<(), SynthError> {
        for Defect { row, column, what } in defects {
            self.broken_rows += 1;
            let line = format!("{source},{sheet},{},{column},{what}\n", row + first_row);
            self.broken.write(line.as_bytes())?;
        }
        Ok(())
    }

    pub(crate) fn finish(mut self) -> Result<Summary, SynthError> {
        self.summary.truth.push(("records".into(), self.record_rows));
        self.summary.truth.push(("broken_rows".into(), self.broken_rows));
        self.records.finish()?;
        self.broken.finish()?;
        Ok(self.summary)
    }
}

/// A text source.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) file: &'static str,
    pub(crate) format: Format,
    pub(crate) header: &'static [&'static str],
}

/// Makes parts of `0..places` on all threads and takes them in order.
pub(crate) fn in_order<T: Send>(
    places: u64,
    make: impl Fn(Range<u64>) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), SynthError>,
) -> Result<(), SynthError> {
    let parts = places.div_ceil(PART);
    for first in (0..parts).step_by(PARTS_AT_ONCE as usize) {
        let batch = first..parts.min(first + PARTS_AT_ONCE);
        let range = |part: u64| part * PART..places.min((part + 1) * PART);
        let batch: Vec<T> = batch.into_par_iter().map(|part| make(range(part))).collect();
        batch.into_iter().try_for_each(&mut take)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_quoted_only_where_the_delimiter_asks() {
        let mut lines = Lines::new(Format::GERMAN);
        lines.record(["a;b", "c,d", "say \"x\""]);
        assert_eq!(lines.text, "\"a;b\";c,d;\"say \"\"x\"\"\"\r\n");
    }

    #[test]
    fn windows_1252_keeps_umlauts_and_drops_what_it_lacks_to_base_letters() {
        let mut lines = Lines::new(Format::GERMAN);
        lines.record(["Müller", "Łukasz Şahin"]);
        assert_eq!(lines.bytes(), b"M\xfcller;Lukasz Sahin\r\n");
    }

    #[test]
    fn a_defect_belongs_to_the_row_written_last() {
        let mut lines = Lines::new(Format::PLAIN);
        lines.record(["1"]);
        lines.record([""]);
        lines.broken("key", "missing key");
        assert_eq!(lines.defects[0].row, 1);
    }

    #[test]
    fn parts_arrive_in_order_and_cover_every_place_once() {
        let mut seen = Vec::new();
        in_order(
            200_000,
            |range| range,
            |range| {
                seen.extend(range);
                Ok(())
            },
        )
        .unwrap();
        assert!(seen.into_iter().eq(0..200_000));
    }
}
