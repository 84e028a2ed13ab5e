//! Files of any supported format as rows of cells. What a file is, its contents tell; its name is
//! only a hint, since exports are often named wrongly (`.xls` that is text, `.csv` that is a
//! workbook).

mod archive;
pub(crate) mod cell;
mod code_pages;
mod delimiter;
mod encoding;
mod guard;
mod json;
mod notation;
mod packed;
mod parquet;
mod plain_sheet;
mod text;
mod workbook;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sameboat_model::mapping::ReadSettings;

use self::cell::Row;
pub(crate) use self::code_pages::TextEncoding;
use self::encoding::{Decoding, Evidence};
pub(crate) use self::json::json_object;
use self::json::{JsonRows, Layout, looks_like_json};
use self::notation::{Notated, notation_of};
use self::packed::{Packing, Unpacked};
use self::parquet::Parquet;
use self::text::TextRows;
use self::workbook::Workbook;
use crate::error::IngestError;
pub use guard::is_guarded;

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
    Text { packing: Packing, encoding: TextEncoding, delimiter: u8 },
    Json { packing: Packing, encoding: TextEncoding, layout: Layout },
    Parquet(Parquet),
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
    /// [`TextEncoding::named`] and [`named_delimiter`] for those that can be.
    pub(crate) fn open(path: &Path, read: &ReadSettings) -> Result<Self, IngestError> {
        if path.is_dir() {
            let (notated, checksum) = Notated::open_folder(path)?;
            let contents = Contents::Notation(notated);
            return Ok(Self { path: path.to_owned(), checksum, contents });
        }
        let (checksum, head) = examine(path).map_err(IngestError::file(path))?;
        let notation = notation_of(path, &head);
        let contents = if read.procedures && notation.is_none() {
            Contents::Notation(Notated::open_tables(path)?)
        } else if head.starts_with(ZIP) {
            Contents::Workbook(Workbook::open_zip(path)?)
        } else if head.starts_with(COMPOUND) {
            Contents::Workbook(Workbook::open_xls(path)?)
        } else if head.starts_with(parquet::MAGIC) {
            Contents::Parquet(Parquet::open(path)?)
        } else if let Some(notation) = notation {
            Contents::Notation(Notated::open(path, notation)?)
        } else {
            Self::open_text(path, Packing::of(&head), read)?
        };
        Ok(Self { path: path.to_owned(), checksum, contents })
    }

    /// Finds out about a file of text, which may be packed.
    fn open_text(
        path: &Path,
        packing: Packing,
        read: &ReadSettings,
    ) -> Result<Contents, IngestError> {
        let failed = || IngestError::file(path);
        let (head, evidence) = listen(path, packing).map_err(failed())?;
        refuse_what_is_no_table(path, &head, packing)?;
        let named = read.encoding.as_deref().and_then(TextEncoding::named);
        let encoding = named.unwrap_or_else(|| evidence.encoding());
        let decoding =
            || -> io::Result<_> { Ok(Decoding::new(Unpacked::open(path, packing)?, encoding)) };
        let sample = sample(decoding().map_err(failed())?).map_err(failed())?;
        let delimiter = read.delimiter.and_then(named_delimiter);
        if delimiter.is_none() && looks_like_json(&sample) {
            let layout = Layout::find(decoding, &sample).map_err(failed())?;
            return Ok(Contents::Json { packing, encoding, layout });
        }
        let delimiter = delimiter.unwrap_or_else(|| delimiter::detect(&sample));
        Ok(Contents::Text { packing, encoding, delimiter })
    }

    /// The file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The sheets of a workbook, or of procedures; a text file is one without a name.
    pub(crate) fn sheets(&self) -> Vec<Option<String>> {
        match &self.contents {
            Contents::Text { .. } | Contents::Json { .. } | Contents::Parquet(_) => vec![None],
            Contents::Workbook(book) => book.sheets().into_iter().map(Some).collect(),
            Contents::Notation(_) => Notated::sheets().into_iter().map(Some).collect(),
        }
    }

    /// Whether the position of a cell is certain. In a text file, a missing or extra delimiter
    /// moves every cell behind it.
    pub(crate) fn has_grid(&self) -> bool {
        !matches!(self.contents, Contents::Text { .. })
    }

    /// Whether people and programs may write remarks below its rows: where each record has names of its own, none
    /// can stand.
    pub(crate) fn may_have_remarks(&self) -> bool {
        matches!(self.contents, Contents::Text { .. } | Contents::Workbook(_))
    }

    /// Whether the file is read as procedures, steps and rules.
    pub(crate) fn is_notated(&self) -> bool {
        matches!(self.contents, Contents::Notation(_))
    }

    /// What was left out of a file of procedures, in words.
    pub(crate) fn left_of_procedures(&self) -> &[String] {
        match &self.contents {
            Contents::Notation(notated) => notated.left(),
            _ => &[],
        }
    }

    /// Whether a sheet is hidden from those who open the workbook.
    pub(crate) fn is_hidden(&self, sheet: &str) -> bool {
        matches!(&self.contents, Contents::Workbook(book) if book.is_hidden(sheet))
    }

    /// Whether bare numbers that are dates count from 1904.
    pub(crate) fn counts_from_1904(&self) -> bool {
        match &self.contents {
            Contents::Workbook(book) => book.counts_from_1904(),
            _ => false,
        }
    }

    /// What was found: format, encoding, delimiter.
    pub(crate) fn format(&self) -> String {
        match &self.contents {
            Contents::Text { packing, encoding, delimiter } => {
                let delimiter = match delimiter {
                    b'\t' => "tabs".to_owned(),
                    delimiter => format!("delimiter {}", *delimiter as char),
                };
                format!("{}text, {}, {delimiter}", packing.prefix(), encoding.name())
            }
            Contents::Json { packing, encoding, layout } => {
                let (prefix, width) = (packing.prefix(), layout.width());
                format!("{prefix}JSON, {}, {width} names", encoding.name())
            }
            Contents::Parquet(_) => "Parquet".to_owned(),
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
            Contents::Text { packing, encoding, delimiter } => {
                let bytes = Unpacked::open(&self.path, *packing);
                let bytes = bytes.map_err(IngestError::file(&self.path))?;
                Ok(Box::new(TextRows::new(Decoding::new(bytes, *encoding), *delimiter, width)))
            }
            Contents::Json { packing, encoding, layout } => {
                let bytes = Unpacked::open(&self.path, *packing);
                let bytes = bytes.map_err(IngestError::file(&self.path))?;
                Ok(Box::new(JsonRows::new(Decoding::new(bytes, *encoding), layout)))
            }
            Contents::Parquet(file) => Ok(Box::new(file.rows(&self.path))),
            // Only whoever knows the header reads to the end.
            Contents::Workbook(book) => {
                book.rows(&self.path, sheet.unwrap_or_default(), width.is_some())
            }
            Contents::Notation(notated) => Ok(Box::new(notated.rows(sheet.unwrap_or_default()))),
        }
    }
}

/// One pass over the file as it lies there: its checksum and its first bytes.
fn examine(path: &Path) -> io::Result<(Checksum, Vec<u8>)> {
    let mut hasher = blake3::Hasher::new();
    let (head, bytes) = blocks(File::open(path)?, |block| {
        hasher.update(block);
    })?;
    Ok((Checksum { bytes, blake3: hasher.finalize().to_hex().to_string() }, head))
}

/// One pass over the text inside: its first bytes, and evidence of its encoding.
fn listen(path: &Path, packing: Packing) -> io::Result<(Vec<u8>, Evidence)> {
    let mut evidence = Evidence::default();
    let (head, _) = blocks(Unpacked::open(path, packing)?, |block| evidence.add(block))?;
    Ok((head, evidence))
}

/// Shows all bytes, block by block; gives the first ones and how many there are.
fn blocks(mut file: impl Read, mut each: impl FnMut(&[u8])) -> io::Result<(Vec<u8>, u64)> {
    let mut block = vec![0; 256 * 1024];
    let (mut bytes, mut head) = (0, Vec::new());
    loop {
        let read = file.read(&mut block)?;
        if read == 0 {
            return Ok((head, bytes));
        }
        if head.is_empty() {
            head.extend_from_slice(&block[..read.min(512)]);
        }
        each(&block[..read]);
        bytes += read as u64;
    }
}

/// Formats that people take for tables; read as text they would only make noise.
fn refuse_what_is_no_table(path: &Path, head: &[u8], packing: Packing) -> Result<(), IngestError> {
    let start = String::from_utf8_lossy(head).trim_start().to_lowercase();
    let markup = ["<!doctype html", "<html", "<table", "<?xml"];
    let refused = if head.starts_with(b"%PDF") {
        "the file is a PDF, not a table"
    } else if markup.iter().any(|tag| start.starts_with(tag)) {
        "the file is a web page or XML, whatever its name says"
    } else if packing != Packing::Plain
        && (head.starts_with(ZIP) || head.starts_with(parquet::MAGIC))
    {
        "a packed workbook or Parquet file cannot be read: unpack it first"
    } else if [&b"7z\xbc\xaf"[..], b"Rar!", b"BZh", b"\xfd7zXZ"].iter().any(|m| head.starts_with(m))
    {
        "the file is packed in a way that is not known here: unpack it first"
    } else {
        return Ok(());
    };
    let help = "export it as CSV, or open it in a spreadsheet program and save it as .xlsx";
    Err(IngestError::format(path, refused, Some(help)))
}

/// The delimiter, if it can be one.
pub(crate) fn named_delimiter(delimiter: char) -> Option<u8> {
    u8::try_from(delimiter).ok().filter(|byte| byte.is_ascii() && !b"\"\r\n".contains(byte))
}

/// The beginning of the text.
fn sample(mut decoding: Decoding<Unpacked>) -> io::Result<String> {
    let mut sample = String::new();
    while sample.len() < SAMPLE && !decoding.at_end() {
        decoding.fill(&mut sample)?;
    }
    sample.truncate(sample.floor_char_boundary(SAMPLE));
    Ok(sample)
}
