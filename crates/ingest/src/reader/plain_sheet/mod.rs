//! The rows of a large `.xlsx` sheet as programs write it, cut out of the text of the sheet without
//! an XML parser.
//!
//! Parsing all XML that there can be takes calamine three times as long as unpacking and cutting,
//! and exports of a million rows are written by programs, which use a small part of the format. So
//! what is usual is cut here, and at the first row that holds anything else this reader stops: the
//! caller goes on with calamine from there. What is a matter of interpretation is asked of calamine
//! (see [`asked`]), so that both read the same.

mod asked;
mod cells;
mod parts;
mod shared;

use std::path::Path;
use std::sync::mpsc::Receiver;

use memchr::memmem::Finder;
use memchr::{memchr, memmem};

use self::asked::Answers;
use self::cells::RowReader;
use super::cell::Row;

/// Bytes of a row beyond which it is left to calamine.
const LONGEST_ROW: usize = 16 * 1024 * 1024;
/// Where the rows of a sheet begin and end.
const BEGIN: &[u8] = b"<sheetData>";
const END: &[u8] = b"</sheetData>";
/// Bytes in which the rows must begin: nothing long stands before them.
const PREAMBLE: usize = 64 * 1024;

/// What comes next in a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// A row, which was filled in.
    Row,
    /// Nothing: the sheet ends.
    End,
    /// Something that is not read here, and nothing after it.
    Unusual,
}

/// A sheet that is being read.
pub(super) struct PlainSheet {
    /// The sheet's text, piece by piece; it breaks off where it cannot be unpacked.
    pieces: Receiver<Vec<u8>>,
    text: Vec<u8>,
    at: usize,
    rows: RowReader,
    row_end: Finder<'static>,
    stopped: bool,
}

impl PlainSheet {
    /// Opens a sheet by its place among the sheets. None if the workbook is not as programs usually
    /// write it.
    pub(super) fn open(path: &Path, place: usize, is_1904: bool) -> Option<Self> {
        let mut archive = parts::archive(path)?;
        let part = parts::sheet_part(&mut archive, place)?;
        let shared = shared::read(parts::whole(&mut archive, "xl/sharedStrings.xml"))?;
        let styles = parts::whole(&mut archive, "xl/styles.xml").unwrap_or_default();
        let Answers { kinds, texts } = asked::ask(&styles, &shared)?;
        let rows = RowReader::new(shared.with(texts)?, kinds, is_1904);
        let pieces = parts::unpack(archive, part);
        let row_end = Finder::new(b"</row>");
        let mut sheet = Self { pieces, text: Vec::new(), at: 0, rows, row_end, stopped: false };
        sheet.begin()?;
        Some(sheet)
    }

    /// Goes to where the rows begin.
    fn begin(&mut self) -> Option<()> {
        loop {
            if let Some(before) = memmem::find(&self.text, BEGIN) {
                self.at = before + BEGIN.len();
                return is_utf8(&self.text[..before]).then_some(());
            }
            if self.text.len() > PREAMBLE || !self.refill() {
                return None;
            }
        }
    }

    /// Drops what was used and appends the next piece; false if there is none.
    fn refill(&mut self) -> bool {
        let Ok(piece) = self.pieces.recv() else { return false };
        self.text.drain(..self.at);
        self.at = 0;
        self.text.extend_from_slice(&piece);
        true
    }

    /// Fills in the next row that has a cell.
    pub(super) fn next(&mut self, row: &mut Row) -> Next {
        if self.stopped {
            return Next::Unusual;
        }
        loop {
            let Some(length) = self.next_length() else {
                self.stopped = true;
                return Next::Unusual;
            };
            let text = &self.text[self.at..self.at + length];
            if text == END {
                return Next::End;
            }
            let has_cells = self.rows.read(text, row);
            self.at += length;
            match has_cells {
                Some(true) => return Next::Row,
                Some(false) => {}
                None => {
                    self.stopped = true;
                    return Next::Unusual;
                }
            }
        }
    }

    /// How long the next row is, or the end of all rows; white space before it is used up.
    fn next_length(&mut self) -> Option<usize> {
        loop {
            let rest = &self.text[self.at..];
            let blank = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.at += blank;
            let rest = &rest[blank..];
            if rest.starts_with(END) {
                return Some(END.len());
            }
            if rest.starts_with(b"<row")
                && let Some(tag) = memchr(b'>', rest)
            {
                if rest[tag - 1] == b'/' {
                    return Some(tag + 1);
                }
                if let Some(end) = self.row_end.find(&rest[tag..]) {
                    return Some(tag + end + b"</row>".len());
                }
            }
            if rest.len() > LONGEST_ROW || !self.refill() {
                return None;
            }
        }
    }
}

/// Whether what stands before the rows names no other encoding than UTF-8.
fn is_utf8(preamble: &[u8]) -> bool {
    memmem::find(preamble, b"encoding=").is_none_or(|at| {
        let name = &preamble[at + b"encoding=".len()..];
        name.get(1..6).is_some_and(|name| name.eq_ignore_ascii_case(b"utf-8"))
    })
}

#[cfg(test)]
mod tests;
