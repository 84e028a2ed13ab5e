//! Rows of a delimited text file, read block by block.
//!
//! A reader of our own, because two things matter here that CSV libraries leave open: the physical
//! line on which each row begins (people look it up in an editor), and what becomes of the rest of
//! the file when a quotation mark is never closed. Such a mark costs its own row and no other.
//!
//! Quotation marks: a cell whose first visible character is `"` is quoted up to the next `"` that
//! stands before a delimiter or a line end; `""` inside is one mark, and so is a mark before
//! anything else (`"Autohaus "Nord" GmbH"`). Line ends are LF, CR LF or CR.

use std::io;

use memchr::{memchr, memchr_iter, memchr2, memchr3};

use super::Rows;
use super::cell::{Defect, EXCERPT, Row};
use super::encoding::Decoding;
use super::packed::Unpacked;

/// Bytes (of UTF-8) after which a row that does not end is given up.
pub(crate) const LONGEST_ROW: usize = 16 * 1024 * 1024;

/// Columns that a file may have, as many as a sheet of a workbook.
pub(crate) const MOST_COLUMNS: usize = 16_384;
const TOO_MANY_CELLS: Defect = Defect::Refused("the row has more than 16,384 cells");

/// What scanning for one row found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scan {
    /// A row, of so many bytes with its line end.
    Complete {
        /// Bytes of the row.
        used: usize,
        /// Whether a quoted cell of it has a line end inside.
        spans_lines: bool,
        /// Whether a quoted cell of it has a mark inside that neither ends it nor is doubled.
        stray_mark: bool,
    },
    /// The row goes on beyond the text.
    NeedMore,
    /// A quoted cell is still open at the end of the file.
    Unclosed,
}

/// Cuts the first row of `text` into cells. `at_end`: nothing follows `text`.
pub(crate) fn scan(text: &str, at_end: bool, delimiter: u8, row: &mut Row) -> Scan {
    row.clear();
    let bytes = text.as_bytes();
    let mut at = 0;
    let (mut spans_lines, mut stray_mark) = (false, false);
    loop {
        let start = row.text_start();
        if let Some(inside) = opening_quote(bytes, at, delimiter) {
            let Some((end, stray)) = quoted(text, inside, at_end, delimiter, row) else {
                return if at_end { Scan::Unclosed } else { Scan::NeedMore };
            };
            stray_mark |= stray;
            spans_lines |= memchr2(b'\n', b'\r', &bytes[inside..end]).is_some();
            at = end;
        } else {
            let end = match memchr3(delimiter, b'\n', b'\r', &bytes[at..]) {
                Some(length) => at + length,
                None if at_end => bytes.len(),
                None => return Scan::NeedMore,
            };
            row.push_str(&text[at..end]);
            at = end;
        }
        row.end_text(start);
        match bytes.get(at) {
            Some(byte) if *byte == delimiter => at += 1,
            Some(b'\r') if at + 1 == bytes.len() && !at_end => return Scan::NeedMore,
            _ => return Scan::Complete { used: at + line_end(bytes, at), spans_lines, stray_mark },
        }
    }
}

/// The length of the line end at `at`; none at the end of the text.
fn line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (None, _) => 0,
        (Some(b'\r'), Some(b'\n')) => 2,
        _ => 1,
    }
}

/// Where the inside of a quoted cell begins, if the cell at `at` is one.
fn opening_quote(bytes: &[u8], at: usize, delimiter: u8) -> Option<usize> {
    let spaces =
        bytes[at..].iter().take_while(|byte| **byte == b' ' && **byte != delimiter).count();
    (bytes.get(at + spaces) == Some(&b'"')).then_some(at + spaces + 1)
}

/// Appends a quoted cell's text; gives the place after its closing mark and spaces, and whether a
/// stray mark stood inside, or nothing if the text ends before that is certain.
fn quoted(
    text: &str,
    inside: usize,
    at_end: bool,
    delimiter: u8,
    row: &mut Row,
) -> Option<(usize, bool)> {
    let bytes = text.as_bytes();
    let mut at = inside;
    let mut stray = false;
    loop {
        let mark = at + memchr(b'"', &bytes[at..])?;
        row.push_str(&text[at..mark]);
        let mut next = mark + 1;
        if bytes.get(next) == Some(&b'"') {
            row.push_str("\"");
            at = next + 1;
            continue;
        }
        while bytes.get(next).is_some_and(|byte| *byte == b' ' && *byte != delimiter) {
            next += 1;
        }
        match bytes.get(next) {
            None if !at_end => return None,
            None | Some(b'\n' | b'\r') => return Some((next, stray)),
            Some(byte) if *byte == delimiter => return Some((next, stray)),
            Some(_) => {
                stray = true;
                row.push_str("\"");
                at = mark + 1;
            }
        }
    }
}

/// Whether a row that spans lines is two or more rows, glued by a mark that one of them lacks: its
/// first line is whole if the mark is taken as text, and its last line is whole as well. Only asked
/// of rows with a stray mark: a cell that is quoted as it should be may hold anything.
fn is_glued(record: &str, width: usize, delimiter: u8) -> bool {
    let record = record.trim_end_matches(['\n', '\r']);
    let mut lines = record.split(['\n', '\r']);
    let (Some(first), Some(last)) = (lines.next(), lines.next_back()) else { return false };
    let mut row = Row::default();
    memchr_iter(delimiter, first.as_bytes()).count() + 1 == width
        && matches!(scan(last, true, delimiter, &mut row), Scan::Complete { .. })
        && row.len() == width
}

/// The rows of one text file.
pub(crate) struct TextRows {
    decoding: Decoding<Unpacked>,
    text: String,
    at: usize,
    /// 1-based line of `at`.
    line: u64,
    delimiter: u8,
    /// Cells of the header, once it is known.
    width: Option<usize>,
    /// Up to here in the text, no quotation mark closes a cell that a row there opens.
    unclosed_until: usize,
    /// Whether that holds for rows of the header's width only: another row closes the mark.
    glued: bool,
    bytes: u64,
}

impl TextRows {
    pub(crate) fn new(decoding: Decoding<Unpacked>, delimiter: u8, width: Option<usize>) -> Self {
        let text = String::new();
        Self {
            decoding,
            text,
            at: 0,
            line: 1,
            delimiter,
            width,
            unclosed_until: 0,
            glued: false,
            bytes: 0,
        }
    }

    /// Drops what was used and appends the next block.
    fn refill(&mut self) -> io::Result<()> {
        self.text.drain(..self.at);
        self.unclosed_until = self.unclosed_until.saturating_sub(self.at);
        self.at = 0;
        self.bytes += self.decoding.fill(&mut self.text)? as u64;
        Ok(())
    }

    /// Whether the first line opens a quotation mark, of which it is known that nothing closes it: every
    /// line of a file may do so, and each would be searched to its end again.
    fn opens_in_vain(&self, row: &mut Row) -> bool {
        let rest = &self.text[self.at..];
        let line = memchr2(b'\n', b'\r', rest.as_bytes()).map_or(rest, |end| &rest[..end]);
        let cells = || memchr_iter(self.delimiter, line.as_bytes()).count() + 1;
        matches!(scan(line, true, self.delimiter, row), Scan::Unclosed)
            && (!self.glued || self.width == Some(cells()))
    }

    fn use_up(&mut self, length: usize) {
        self.line += count_lines(&self.text.as_bytes()[self.at..self.at + length]);
        self.at += length;
    }

    /// Gives up the row at `self.at`: its first physical line becomes a row with a defect.
    fn give_up(&mut self, defect: Defect, row: &mut Row) -> io::Result<()> {
        row.clear();
        row.number = self.line;
        row.defect = Some(defect);
        let start = row.text_start();
        let mut shown = 0;
        loop {
            let rest = &self.text[self.at..];
            let end = memchr2(b'\n', b'\r', rest.as_bytes());
            let line = &rest[..end.unwrap_or(rest.len())];
            let excerpt: String = line.chars().take(EXCERPT - shown).collect();
            shown += excerpt.chars().count();
            row.push_str(&excerpt);
            if let Some(end) = end
                && (end + 1 < rest.len() || self.decoding.at_end())
            {
                self.use_up(end + line_end(rest.as_bytes(), end));
                break;
            }
            self.use_up(line.len());
            if self.decoding.at_end() {
                break;
            }
            self.refill()?;
        }
        row.end_text(start);
        Ok(())
    }
}

/// Line ends in a text that does not begin inside one.
fn count_lines(bytes: &[u8]) -> u64 {
    let returns = memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count();
    (memchr_iter(b'\n', bytes).count() + returns) as u64
}

impl Rows for TextRows {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        loop {
            let at_end = self.decoding.at_end();
            let rest = &self.text[self.at..];
            if rest.is_empty() && at_end {
                return Ok(false);
            }
            if self.at < self.unclosed_until && self.opens_in_vain(row) {
                self.give_up(Defect::UnclosedQuote, row)?;
                return Ok(true);
            }
            match scan(rest, at_end, self.delimiter, row) {
                Scan::Complete { .. } if row.len() > MOST_COLUMNS => {
                    self.give_up(TOO_MANY_CELLS, row)?;
                    return Ok(true);
                }
                Scan::Complete { used, spans_lines, stray_mark } => {
                    let glued = |width| is_glued(&rest[..used], width, self.delimiter);
                    if spans_lines && stray_mark && self.width.is_some_and(glued) {
                        let record = rest[..used].trim_end_matches(['\n', '\r']);
                        let last = record.rfind(['\n', '\r']).unwrap_or_default();
                        (self.unclosed_until, self.glued) = (self.at + last, true);
                        self.give_up(Defect::UnclosedQuote, row)?;
                        return Ok(true);
                    }
                    row.number = self.line;
                    if spans_lines {
                        self.use_up(used);
                    } else {
                        self.line += 1;
                        self.at += used;
                    }
                    return Ok(true);
                }
                Scan::NeedMore if rest.len() > LONGEST_ROW => {
                    let long_line = memchr2(b'\n', b'\r', rest.as_bytes()).is_none();
                    let defect = if long_line { Defect::TooLong } else { Defect::UnclosedQuote };
                    self.unclosed_until = if long_line { 0 } else { self.text.len() };
                    self.glued = false;
                    self.give_up(defect, row)?;
                    return Ok(true);
                }
                Scan::NeedMore => self.refill()?,
                Scan::Unclosed => {
                    (self.unclosed_until, self.glued) = (self.text.len(), false);
                    self.give_up(Defect::UnclosedQuote, row)?;
                    return Ok(true);
                }
            }
        }
    }

    fn bytes_read(&mut self) -> u64 {
        std::mem::take(&mut self.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::packed::Packing;

    /// Line number, defect and cells of every row.
    type Seen = Vec<(u64, Option<Defect>, Vec<String>)>;

    fn read(text: &str, width: Option<usize>) -> Seen {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let bytes = Unpacked::open(file.path(), Packing::Plain).unwrap();
        let decoding = Decoding::new(bytes, encoding_rs::UTF_8);
        let mut rows = TextRows::new(decoding, b';', width);
        let (mut row, mut seen) = (Row::default(), vec![]);
        while rows.next(&mut row).unwrap() {
            let cells = row.cells().map(|cell| cell.text().into_owned()).collect();
            seen.push((row.number, row.defect, cells));
        }
        seen
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        read(text, None).into_iter().map(|(_, _, cells)| cells).collect()
    }

    #[test]
    fn quotes_hide_delimiters_line_ends_and_quotes() {
        assert_eq!(cells("\"a;b\";\"c\"\"d\";\"e\nf\""), [["a;b", "c\"d", "e\nf"]]);
        assert_eq!(cells("a; \"b\" ;c\n"), [["a", "b", "c"]]);
    }

    #[test]
    fn unescaped_quotes_inside_a_quoted_cell_are_text() {
        assert_eq!(cells("\"Autohaus \"Nord\" GmbH\";x"), [["Autohaus \"Nord\" GmbH", "x"]]);
        assert_eq!(cells("5\" pipe;x"), [["5\" pipe", "x"]]);
    }

    #[test]
    fn every_kind_of_line_end_ends_a_row() {
        assert_eq!(cells("a;b\r\nc;d\re;f\ng;"), [["a", "b"], ["c", "d"], ["e", "f"], ["g", ""]]);
    }

    #[test]
    fn rows_are_numbered_by_the_line_they_begin_on() {
        let numbers: Vec<u64> =
            read("h\n\n\"a\nb\r\nc\"\nd\r\n", None).iter().map(|row| row.0).collect();
        assert_eq!(numbers, [1, 2, 3, 6]);
    }

    #[test]
    fn a_quote_open_at_the_end_costs_one_row() {
        let seen = read("1;a\n2;\"b\n3;c\n", None);
        assert_eq!(seen[1], (2, Some(Defect::UnclosedQuote), vec!["2;\"b".to_owned()]));
        assert_eq!(seen[2], (3, None, vec!["3".to_owned(), "c".to_owned()]));
    }

    #[test]
    fn a_quote_closed_by_a_later_row_costs_one_row() {
        let seen = read("1;\"a\";x\n2;\"b;y\n3;\"c\";z\n", Some(3));
        assert_eq!(seen[1], (2, Some(Defect::UnclosedQuote), vec!["2;\"b;y".to_owned()]));
        assert_eq!(seen[2].2, ["3", "c", "z"]);
    }

    #[test]
    fn a_cell_of_several_lines_is_not_mistaken_for_an_open_quote() {
        let seen = read("1;\"a\nb\nc\";x\n\"p\nq\";2;3\n4;5;\"r\ns\"\n", Some(3));
        assert!(seen.iter().all(|(_, defect, cells)| defect.is_none() && cells.len() == 3));
    }

    #[test]
    fn marks_that_nothing_closes_are_searched_for_once() {
        let open = "1;\"abc\n".repeat(200_000);
        for (end, width, rows) in [("", None, 0), ("", Some(3), 0), ("2;x\n3;\"y\"\n", Some(2), 2)]
        {
            let seen = read(&format!("{open}{end}"), width);
            assert_eq!(seen.len(), 200_000 + rows);
            let given_up = |row: &(u64, Option<Defect>, Vec<String>)| row.1.is_some();
            assert!(seen[..200_000].iter().all(given_up));
        }
    }

    #[test]
    fn a_row_of_more_cells_than_any_table_is_given_up() {
        let seen = read(&format!("{}\n1;2\n", ";".repeat(1_000_000)), None);
        assert_eq!(seen[0].1, Some(TOO_MANY_CELLS));
        assert_eq!(seen[1].2, ["1", "2"]);
    }

    #[test]
    fn a_row_without_end_is_given_up_in_bounded_memory() {
        let long = format!("1;2\n{}\n3;4\n", "x".repeat(LONGEST_ROW + 1_000_000));
        let seen = read(&long, None);
        assert_eq!(seen.len(), 3);
        assert_eq!((seen[1].1, seen[1].2[0].len()), (Some(Defect::TooLong), EXCERPT));
        assert_eq!(seen[2].2, ["3", "4"]);
    }
}
