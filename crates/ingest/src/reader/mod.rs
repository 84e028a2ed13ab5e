//! Files of any supported format as rows of cells. What a file is, its contents tell; its name is
//! only a hint, since exports are often named wrongly (`.xls` that is text, `.csv` that is a
//! workbook).

pub(crate) mod cell;
mod delimiter;
mod encoding;
mod notation;
mod text;
mod workbook;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use sameboat_model::mapping::ReadSettings;

use self::cell::Row;
use self::encoding::{Decoding, Evidence};
use self::notation::{Notated, notation_of};
use self::text::TextRows;
use self::workbook::Workbook;
use crate::error::IngestError;

/// Gives rows one by one, blank ones included where the file has them.
pub(crate) trait Rows {
    /// Fills `row` with the next row; false after the last.
    fn next(&mut self, row: &mut Row) -> io::Result<bool>;

    /// Bytes read since the last call, where that is known.
    fn bytes_read(&mut self) -> u64 {
        0
    }
}

/// A file as its bytes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Checksum {
    /// Size.
    pub(crate) bytes: u64,
    /// BLAKE3, in hexadecimal.
    pub(crate) blake3: String,
}

/// An open source file.
pub(crate) struct SourceFile {
    path: PathBuf,
    pub(crate) checksum: Checksum,
    contents: Contents,
}

enum Contents {
    Text { encoding: &'static Encoding, delimiter: u8 },
    Workbook(Workbook),
    Notation(Notated),
}

/// The first bytes that tell a format.
const ZIP: &[u8] = b"PK\x03\x04";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// How much text is looked at to find the delimiter.
const SAMPLE: usize = 64 * 1024;

impl SourceFile {
    /// Reads the file once for its checksum and format. Settings that are given are obeyed; see
    /// [`named_encoding`] and [`named_delimiter`] for those that can be.
    pub(crate) fn open(path: &Path, read: &ReadSettings) -> Result<Self, IngestError> {
        if path.is_dir() {
            let (notated, checksum) = Notated::open_folder(path)?;
            let contents = Contents::Notation(notated);
            return Ok(Self { path: path.to_owned(), checksum, contents });
        }
        let (checksum, head, evidence) = examine(path).map_err(IngestError::file(path))?;
        let contents = if head.starts_with(ZIP) {
            Contents::Workbook(Workbook::open_zip(path)?)
        } else if head.starts_with(COMPOUND) {
            Contents::Workbook(Workbook::open_xls(path)?)
        } else if let Some(notation) = notation_of(path, &head) {
            Contents::Notation(Notated::open(path, notation)?)
        } else {
            refuse_what_is_no_table(path, &head)?;
            let named = read.encoding.as_deref().and_then(named_encoding);
            let encoding = named.unwrap_or_else(|| evidence.encoding());
            let delimiter = match read.delimiter.and_then(named_delimiter) {
                Some(delimiter) => delimiter,
                None => find_delimiter(path, encoding).map_err(IngestError::file(path))?,
            };
            Contents::Text { encoding, delimiter }
        };
        Ok(Self { path: path.to_owned(), checksum, contents })
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The sheets of a workbook, or of procedures; a text file is one without a name.
    pub(crate) fn sheets(&self) -> Vec<Option<String>> {
        match &self.contents {
            Contents::Text { .. } => vec![None],
            Contents::Workbook(book) => book.sheets().into_iter().map(Some).collect(),
            Contents::Notation(_) => Notated::sheets().into_iter().map(Some).collect(),
        }
    }

    /// Whether the position of a cell is certain. In a text file, a missing or extra delimiter
    /// moves every cell behind it.
    pub(crate) fn has_grid(&self) -> bool {
        !matches!(self.contents, Contents::Text { .. })
    }

    /// Whether bare numbers that are dates count from 1904.
    pub(crate) fn counts_from_1904(&self) -> bool {
        match &self.contents {
            Contents::Text { .. } | Contents::Notation(_) => false,
            Contents::Workbook(book) => book.counts_from_1904(),
        }
    }

    /// What was found: format, encoding, delimiter.
    pub(crate) fn format(&self) -> String {
        match &self.contents {
            Contents::Text { encoding, delimiter: b'\t' } => {
                format!("text, {}, tabs", encoding.name())
            }
            Contents::Text { encoding, delimiter } => {
                format!("text, {}, delimiter {}", encoding.name(), *delimiter as char)
            }
            Contents::Workbook(book) => book.format().to_owned(),
            Contents::Notation(notated) => notated.format().to_owned(),
        }
    }

    /// The rows of one sheet, from the first. `width`, the number of cells of the header once it
    /// is known, helps to find rows that are broken.
    pub(crate) fn rows(
        &mut self,
        sheet: Option<&str>,
        width: Option<usize>,
    ) -> Result<Box<dyn Rows + '_>, IngestError> {
        match &mut self.contents {
            Contents::Text { encoding, delimiter } => {
                let file = File::open(&self.path).map_err(IngestError::file(&self.path))?;
                Ok(Box::new(TextRows::new(file, encoding, *delimiter, width)))
            }
            Contents::Workbook(book) => book.rows(&self.path, sheet.unwrap_or_default()),
            Contents::Notation(notated) => Ok(Box::new(notated.rows(sheet.unwrap_or_default()))),
        }
    }
}

/// One pass over the file: checksum, first bytes, evidence of the encoding.
fn examine(path: &Path) -> io::Result<(Checksum, Vec<u8>, Evidence)> {
    let mut file = File::open(path)?;
    let mut block = vec![0; 256 * 1024];
    let (mut hasher, mut evidence) = (blake3::Hasher::new(), Evidence::default());
    let (mut bytes, mut head) = (0, Vec::new());
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            break;
        }
        if head.is_empty() {
            head.extend_from_slice(&block[..read.min(512)]);
        }
        hasher.update(&block[..read]);
        evidence.add(&block[..read]);
        bytes += read as u64;
    }
    let checksum = Checksum { bytes, blake3: hasher.finalize().to_hex().to_string() };
    Ok((checksum, head, evidence))
}

/// Formats that people take for tables; read as text they would only make noise.
fn refuse_what_is_no_table(path: &Path, head: &[u8]) -> Result<(), IngestError> {
    let start = String::from_utf8_lossy(head).trim_start().to_lowercase();
    let refused = if head.starts_with(b"%PDF") {
        "the file is a PDF, not a table"
    } else if ["<!doctype html", "<html", "<table", "<?xml"]
        .iter()
        .any(|tag| start.starts_with(tag))
    {
        "the file is a web page or XML, whatever its name says"
    } else if head.starts_with(b"\x1f\x8b") || head.starts_with(b"\x28\xb5\x2f\xfd") {
        "the file is compressed"
    } else {
        return Ok(());
    };
    let help = "export it as CSV, or open it in a spreadsheet program and save it as .xlsx";
    Err(IngestError::format(path, refused, Some(help)))
}

/// The encoding of that WHATWG label.
pub(crate) fn named_encoding(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label(label.trim().as_bytes())
}

/// The delimiter, if it can be one.
pub(crate) fn named_delimiter(delimiter: char) -> Option<u8> {
    u8::try_from(delimiter).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte))
}

fn find_delimiter(path: &Path, encoding: &'static Encoding) -> io::Result<u8> {
    let mut decoding = Decoding::new(File::open(path)?, encoding);
    let mut sample = String::new();
    while sample.len() < SAMPLE && !decoding.at_end() {
        decoding.fill(&mut sample)?;
    }
    if sample.len() > SAMPLE {
        let mut end = SAMPLE;
        while !sample.is_char_boundary(end) {
            end -= 1;
        }
        sample.truncate(end);
    }
    Ok(delimiter::detect(&sample))
}
