//! One row as the file has it, before any mapping: text, or the typed cells of a workbook.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::DateTime;

/// Why a row is unusable as a whole, before its cells are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// A quotation mark opens a cell and none closes it.
    UnclosedQuote,
    /// The row is longer than [`super::text::LONGEST_ROW`].
    TooLong,
    /// A part of a drawing or text that became nothing, and why.
    Refused(&'static str),
    /// What is known to be no part of a procedure.
    Aside,
}

impl Defect {
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::UnclosedQuote => "a quotation mark opens a cell and none closes it",
            Self::TooLong => "the row is longer than 16 MiB",
            Self::Refused(reason) => reason,
            Self::Aside => "it is no part of a procedure",
        }
    }
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text; the only kind that a text file has.
    Text(&'a str),
    /// A number of a workbook.
    Number(f64),
    /// A date, with or without a time of day.
    Date(DateTime),
    /// A time of day or a duration, in seconds.
    Seconds(f64),
    /// Yes or no.
    Boolean(bool),
    /// A formula's error, such as `#REF!`.
    Error(&'static str),
}

impl<'a> Cell<'a> {
    /// The cell as a person would read it; what text fields, lookups and rules see.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number_text(number)),
            Self::Date(at) if at.time() == jiff::civil::Time::midnight() => {
                Cow::Owned(at.date().to_string())
            }
            Self::Date(at) => Cow::Owned(at.strftime("%Y-%m-%d %H:%M:%S").to_string()),
            Self::Seconds(seconds) => Cow::Owned(clock_text(seconds)),
            Self::Boolean(yes) => Cow::Borrowed(if yes { "true" } else { "false" }),
            Self::Error(code) => Cow::Borrowed(code),
        }
    }

    /// Whether a person would see nothing.
    pub(crate) fn is_blank(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => trim(text).is_empty(),
            _ => false,
        }
    }
}

/// Trims what nobody sees: white space of any script, and byte order marks that got inside.
pub(crate) fn trim(text: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(text.as_bytes().first()) && is_plain(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// A workbook's number without `.0` or exponent, to the 15 digits that spreadsheets show, so that
/// postcodes and phone numbers come through as typed.
fn number_text(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    // Adding 0.0 turns -0.0 into 0.0.
    format!("{}", shown + 0.0)
}

/// Seconds as `hh:mm:ss`; durations may have more than 24 hours.
fn clock_text(seconds: f64) -> String {
    let total = seconds.round() as i64;
    let (sign, total) = (if total < 0 { "-" } else { "" }, total.unsigned_abs());
    format!("{sign}{:02}:{:02}:{:02}", total / 3600, total / 60 % 60, total % 60)
}

/// Characters kept of a row that is unusable.
pub(crate) const EXCERPT: usize = 1_000;

/// Where a cell of a [`Row`] is kept.
#[derive(Debug, Clone)]
enum Slot {
    Text(Range<u32>),
    Other(Cell<'static>),
}

/// One row. It is filled again and again, so that reading allocates nothing per row.
#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    /// 1-based: the row of a sheet, or the line of a text file where the row begins.
    pub(crate) number: u64,
    /// Set if the row is unusable; its only cell then shows how it begins.
    pub(crate) defect: Option<Defect>,
    text: String,
    slots: Vec<Slot>,
    /// Cells that a person has written, see [`crate::patch`].
    mended: Vec<usize>,
    /// How many cells the file's own row has, if further ones were put beside it.
    own: Option<usize>,
    /// What further rows of a file beside it say in a cell, by position.
    also: Vec<(usize, String)>,
    /// Cells beside it that were found by a key which is not quite the row's own.
    unsure: Vec<usize>,
}

impl Row {
    /// Empties the row.
    pub(crate) fn clear(&mut self) {
        self.number = 0;
        self.defect = None;
        self.text.clear();
        self.slots.clear();
        self.mended.clear();
        self.own = None;
        self.also.clear();
        self.unsure.clear();
    }

    /// Puts a text beside the file's own cells, of which there are at most so many: it is found by its
    /// position, and is none of the row's own.
    pub(crate) fn put_beside(&mut self, own: usize, index: usize, text: &str) {
        self.keep_own(own);
        self.set(index, Cell::Text(text));
    }

    /// Notes which cells are the file's own, at most so many, before others are put beside them.
    pub(crate) fn keep_own(&mut self, own: usize) {
        self.own.get_or_insert(self.slots.len().min(own));
    }

    /// Puts what a further row of a file beside says behind a cell that was put.
    pub(crate) fn put_also(&mut self, index: usize, text: &str) {
        self.also.push((index, text.to_owned()));
    }

    /// What further rows of files beside say in cells, by position.
    pub(crate) fn also(&self) -> &[(usize, String)] {
        &self.also
    }

    /// The row without what further rows beside it say.
    pub(crate) fn alone(&self) -> Self {
        let mut alone = self.clone();
        alone.also.clear();
        alone
    }

    /// Notes that a cell beside was found by a key which is not quite the row's own.
    pub(crate) fn note_unsure(&mut self, index: usize) {
        self.unsure.push(index);
    }

    /// Whether a cell was found by a key which is not quite the row's own.
    pub(crate) fn is_unsure(&self, index: usize) -> bool {
        self.unsure.contains(&index)
    }

    /// Writes over what a further row of a file beside says in a cell; tells whether it was there.
    pub(crate) fn mend_also(
        &mut self,
        index: usize,
        is_meant: impl Fn(&str) -> bool,
        text: &str,
    ) -> bool {
        let meant = self.also.iter_mut().find(|(at, said)| *at == index && is_meant(said));
        meant.map(|(_, said)| text.clone_into(said)).is_some()
    }

    /// Notes that a person has written a cell.
    pub(crate) fn note_mended(&mut self, index: usize) {
        self.mended.push(index);
        self.unsure.retain(|at| *at != index);
    }

    /// Whether a person has written a cell.
    pub(crate) fn is_mended(&self, index: usize) -> bool {
        self.mended.contains(&index)
    }

    /// Makes the row unusable as a whole; its only cell shows how `text` begins.
    pub(crate) fn refuse(&mut self, defect: Defect, text: &str) {
        self.clear();
        self.defect = Some(defect);
        let end = text.char_indices().nth(EXCERPT).map_or(text.len(), |(at, _)| at);
        self.set(0, Cell::Text(&text[..end]));
    }

    /// Bytes of memory that the row is about.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len() + self.slots.len() * size_of::<Slot>()
    }

    /// How many cells the row has in its file.
    pub(crate) fn len(&self) -> usize {
        self.own.unwrap_or(self.slots.len())
    }

    /// The cell at a 0-based position; empty beyond the end.
    pub(crate) fn cell(&self, index: usize) -> Cell<'_> {
        match self.slots.get(index) {
            None => Cell::Empty,
            Some(Slot::Text(range)) => {
                Cell::Text(&self.text[range.start as usize..range.end as usize])
            }
            Some(Slot::Other(cell)) => *cell,
        }
    }

    /// The cells, in order.
    pub(crate) fn cells(&self) -> impl DoubleEndedIterator<Item = Cell<'_>> + ExactSizeIterator {
        (0..self.len()).map(|index| self.cell(index))
    }

    /// Whether no cell shows anything.
    pub(crate) fn is_blank(&self) -> bool {
        self.cells().all(Cell::is_blank)
    }

    /// Appends text to the cell that [`Row::end_text`] will close.
    pub(crate) fn push_str(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Where the text of the next cell begins.
    pub(crate) fn text_start(&self) -> usize {
        self.text.len()
    }

    /// Closes the cell whose text began at `start`.
    pub(crate) fn end_text(&mut self, start: usize) {
        self.slots.push(Slot::Text(start as u32..self.text.len() as u32));
    }

    /// Appends a cell; positions that were skipped before it are empty.
    pub(crate) fn set(&mut self, index: usize, cell: Cell<'_>) {
        while self.slots.len() < index {
            self.slots.push(Slot::Other(Cell::Empty));
        }
        let slot = match cell {
            Cell::Text(text) => {
                let start = self.text.len() as u32;
                self.text.push_str(text);
                Slot::Text(start..self.text.len() as u32)
            }
            Cell::Empty => Slot::Other(Cell::Empty),
            Cell::Number(number) => Slot::Other(Cell::Number(number)),
            Cell::Date(at) => Slot::Other(Cell::Date(at)),
            Cell::Seconds(seconds) => Slot::Other(Cell::Seconds(seconds)),
            Cell::Boolean(yes) => Slot::Other(Cell::Boolean(yes)),
            Cell::Error(code) => Slot::Other(Cell::Error(code)),
        };
        match self.slots.get_mut(index) {
            // A file that gives one cell twice: the later one is what a spreadsheet shows.
            Some(old) => *old = slot,
            None => self.slots.push(slot),
        }
    }

    /// Appends a cell with a whole number. Beyond 2^53 it is a key rather than a quantity, and kept
    /// as text: a floating-point number would change its last digits.
    pub(crate) fn set_integer(&mut self, index: usize, number: i64) {
        if number.unsigned_abs() <= 1 << 53 {
            self.set(index, Cell::Number(number as f64));
        } else {
            self.set(index, Cell::Text(&number.to_string()));
        }
    }

    /// The beginning of the row as text, cells apart by ` | `, for whoever has to find it.
    pub(crate) fn excerpt(&self) -> String {
        let mut shown = String::new();
        for (index, cell) in self.cells().enumerate() {
            if index > 0 {
                shown.push_str(" | ");
            }
            shown.extend(cell.text().chars().take(EXCERPT));
            if shown.len() > 4 * EXCERPT {
                break;
            }
        }
        shown.chars().take(EXCERPT).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_workbook_read_as_they_were_typed() {
        for (number, text) in [
            (1067.0, "1067"),
            (4_915_112_345_678.0, "4915112345678"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.3"),
            (1e21, "1000000000000000000000"),
        ] {
            assert_eq!(Cell::Number(number).text(), text);
        }
    }

    #[test]
    fn dates_and_times_read_as_iso() {
        let day = jiff::civil::date(2024, 5, 1);
        assert_eq!(Cell::Date(day.at(0, 0, 0, 0)).text(), "2024-05-01");
        assert_eq!(Cell::Date(day.at(13, 45, 0, 0)).text(), "2024-05-01 13:45:00");
        assert_eq!(Cell::Seconds(49_500.0).text(), "13:45:00");
    }

    #[test]
    fn cells_beyond_the_end_are_empty() {
        let mut row = Row::default();
        row.set(2, Cell::Text("c"));
        assert_eq!((row.len(), row.cell(0), row.cell(2)), (3, Cell::Empty, Cell::Text("c")));
        assert_eq!(row.cell(9), Cell::Empty);
    }
}
