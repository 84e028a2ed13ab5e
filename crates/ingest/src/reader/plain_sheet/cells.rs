//! The cells of one row of a sheet's text.

use calamine::{CellErrorType, ExcelDateTime};

use super::asked::Kind;
use super::shared::{SharedTexts, plain_text};
use crate::reader::cell::{Cell, Row};
use crate::reader::workbook::{MOST_COLUMNS, error_text, moment};

/// The last row that a sheet can have.
const LAST_ROW: u32 = 1_048_576;

/// Reads rows one after the other.
pub(super) struct RowReader {
    shared: SharedTexts,
    /// Per style what it makes of a number.
    kinds: Vec<Kind>,
    is_1904: bool,
    /// The last row read, 1-based.
    last: u32,
}

impl RowReader {
    pub(super) fn new(shared: SharedTexts, kinds: Vec<Kind>, is_1904: bool) -> Self {
        Self { shared, kinds, is_1904, last: 0 }
    }

    /// Fills in a row from its text, `<row …>…</row>`; says whether it has cells. None if anything in
    /// it is unusual.
    pub(super) fn read(&mut self, text: &[u8], row: &mut Row) -> Option<bool> {
        row.clear();
        let mut text = Text(text.strip_prefix(b"<row")?);
        let mut name = None;
        let is_empty = text.attributes(|key, value| {
            if key == b"r" {
                name = Some(value);
            }
        })?;
        let name = name?;
        let number = number(name).filter(|number| *number > self.last && *number <= LAST_ROW)?;
        self.last = number;
        row.number = u64::from(number);
        if is_empty {
            return Some(false);
        }
        let mut has_cells = false;
        loop {
            text.skip_blanks();
            if text.0 == b"</row>" {
                return Some(has_cells);
            }
            self.cell(&mut text, name, row)?;
            has_cells = true;
        }
    }

    /// Reads a cell, `<c …>…</c>`, into its column.
    fn cell<'t>(&self, text: &mut Text<'t>, row_name: &[u8], row: &mut Row) -> Option<()> {
        text.skip(b"<c")?;
        let (mut place, mut style, mut kind): (&'t [u8], &'t [u8], &'t [u8]) = (b"", b"0", b"n");
        let is_empty = text.attributes(|key, value| match key {
            b"r" => place = value,
            b"s" => style = value,
            b"t" => kind = value,
            _ => {}
        })?;
        let column = column(place.strip_suffix(row_name)?)?;
        if is_empty {
            return Some(());
        }
        text.skip_blanks();
        if text.0.starts_with(b"<f") {
            text.formula()?;
            text.skip_blanks();
        }
        if text.skip(b"</c>").is_some() {
            return Some(());
        }
        if kind == b"inlineStr" {
            row.set(column, Cell::Text(&inline(text)?));
            return Some(());
        }
        text.skip(b"<v>")?;
        let value = text.until(b'<')?;
        text.skip(b"</v>")?;
        text.skip_blanks();
        text.skip(b"</c>")?;
        self.set(row, column, (kind, style), value)
    }

    fn set(
        &self,
        row: &mut Row,
        column: usize,
        (kind, style): (&[u8], &[u8]),
        value: &[u8],
    ) -> Option<()> {
        let cell = match kind {
            b"str" => {
                row.set(column, Cell::Text(&plain_text(value)?));
                return Some(());
            }
            _ if value.is_empty() => return Some(()),
            b"s" => Cell::Text(self.shared.get(number(value)? as usize)?),
            b"n" => self.number(value, style)?,
            b"b" => match value {
                b"0" => Cell::Boolean(false),
                b"1" => Cell::Boolean(true),
                _ => return None,
            },
            b"e" => {
                let error: CellErrorType = std::str::from_utf8(value).ok()?.parse().ok()?;
                Cell::Error(error_text(&error))
            }
            _ => return None,
        };
        row.set(column, cell);
        Some(())
    }

    fn number(&self, value: &[u8], style: &[u8]) -> Option<Cell<'static>> {
        // What else may pass for a number, such as `+1` or `inf`, is for calamine to say.
        let digits = value.strip_prefix(b"-").unwrap_or(value);
        let is_sign = |byte: &u8| byte.is_ascii_digit() || b".-+eE".contains(byte);
        let ends = [digits.first()?, digits.last()?];
        if !ends.into_iter().all(u8::is_ascii_digit) || !digits.iter().all(is_sign) {
            return None;
        }
        let number: f64 = std::str::from_utf8(value).ok()?.parse().ok()?;
        Some(match self.kinds.get(self::number(style)? as usize)? {
            Kind::Number => Cell::Number(number),
            Kind::Date(kind) => moment(ExcelDateTime::new(number, *kind, self.is_1904)),
        })
    }
}

/// The text of an inline string, `<is><t>…</t></is></c>`.
fn inline(text: &mut Text<'_>) -> Option<String> {
    text.skip(b"<is>")?;
    let value = text.plain()?;
    text.skip(b"</is>")?;
    text.skip_blanks();
    text.skip(b"</c>")?;
    Some(value)
}

/// What is trimmed from a text that does not keep its blanks.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A number of a few digits.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |number, digit| {
        digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
    })
}

/// The 0-based column of its letters.
fn column(letters: &[u8]) -> Option<usize> {
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters.iter().try_fold(0, |column, letter| {
        letter.is_ascii_uppercase().then(|| column * 26 + usize::from(letter - b'A') + 1)
    })?;
    Some(column - 1).filter(|column| *column < MOST_COLUMNS)
}

/// Text from which things are taken one after the other.
pub(super) struct Text<'t>(pub(super) &'t [u8]);

impl<'t> Text<'t> {
    /// Takes what must come next.
    pub(super) fn skip(&mut self, next: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(next)?;
        Some(())
    }

    pub(super) fn skip_blanks(&mut self) {
        self.0 = self.0.trim_ascii_start();
    }

    /// Takes what comes before a byte, which must come.
    pub(super) fn until(&mut self, byte: u8) -> Option<&'t [u8]> {
        // It is a few bytes away, which searching many bytes at once would not pay for.
        let (before, rest) = self.0.split_at(self.0.iter().position(|other| *other == byte)?);
        self.0 = rest;
        Some(before)
    }

    /// Takes the attributes of a tag and its end; says whether it is empty, `/>`.
    pub(super) fn attributes(&mut self, mut each: impl FnMut(&'t [u8], &'t [u8])) -> Option<bool> {
        loop {
            let before = self.0;
            self.skip_blanks();
            if self.skip(b">").is_some() {
                return Some(false);
            }
            if self.skip(b"/>").is_some() {
                return Some(true);
            }
            if self.0.len() == before.len() {
                return None;
            }
            let key = self.until(b'=')?;
            self.skip(b"=\"")?;
            let value = self.until(b'"')?;
            self.skip(b"\"")?;
            each(key, value);
        }
    }

    /// Takes a text, `<t>…</t>`, and gives what it says.
    pub(super) fn plain(&mut self) -> Option<String> {
        self.skip(b"<t")?;
        let mut keeps_blanks = false;
        let is_empty = self.attributes(|key, value| {
            keeps_blanks |= key == b"xml:space" && value == b"preserve";
        })?;
        if is_empty {
            return Some(String::new());
        }
        let text = plain_text(self.until(b'<')?)?;
        self.skip(b"</t>")?;
        Some(if keeps_blanks { text } else { text.trim_matches(BLANKS).to_owned() })
    }

    /// Takes a formula; only its result is read.
    fn formula(&mut self) -> Option<()> {
        self.skip(b"<f")?;
        if !self.attributes(|_, _| ())? {
            self.until(b'<')?;
            self.skip(b"</f>")?;
        }
        Some(())
    }
}
