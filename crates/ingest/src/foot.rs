//! What people write below a table in words that nobody has listed: words alone in a column of codes, numbers or
//! days. Unlike what [`crate::totals`] knows by its words, they are taken for a remark only in the last rows of a
//! sheet, and only where rows with one cell are rare: a row that is kept wrongly harms less than a lost record.

use crate::reader::cell::{Cell, Row};
use crate::totals::lone_text;

/// Rows below the header that values are set against.
const SAMPLED: usize = 200;
/// Rows with more than one cell without which nothing is known of a table.
const ENOUGH: usize = 3;
/// One of so many sampled rows may have one cell alone.
const RARE: usize = 10;
/// Remarks that may stand below a table; more rows with one cell are a table of their own.
const REMARKS: usize = 10;
/// Rows that may stand below a table, blank ones included.
const LONGEST: usize = 128;
/// Bytes of the longest row that may be a remark; others are never held back.
const LONGEST_ROW: usize = 16 * 1024;
/// Words of a remark at least.
const WORDS: usize = 2;
/// Digits from which on a text may be a number that somebody is called at.
const DIGITS_OF_A_NUMBER: usize = 6;

/// What the values of a column look like.
#[derive(Debug, Clone, Copy, Default)]
struct Values {
    filled: usize,
    /// Values without words, but with digits, as keys, codes, numbers and days have them.
    codes: usize,
}

impl Values {
    fn see(&mut self, cell: Cell<'_>) {
        if !cell.is_blank() {
            self.filled += 1;
            self.codes += usize::from(is_code(&cell.text()));
        }
    }

    /// Whether the values are such that words are none of them: of a column that most rows leave empty
    /// nothing is known, and names, companies, towns and addresses are words themselves.
    const fn are_codes(self, rows: usize) -> bool {
        self.codes == self.filled && 2 * self.filled > rows
    }
}

fn is_code(text: &str) -> bool {
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    has_digits && !text.contains('@') && words(text) < WORDS
}

/// Words of several letters.
fn words(text: &str) -> usize {
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
    text.split_whitespace().filter(is_word).count()
}

/// The first rows of a table, against which its last ones are held.
#[derive(Debug, Default)]
pub(crate) struct Table {
    width: usize,
    /// What the values of each column look like.
    values: Vec<Values>,
    rows: usize,
    sparse: usize,
}

impl Table {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, values: vec![Values::default(); width], ..Self::default() }
    }

    /// Looks at a row, if it is one of the first below the header.
    pub(crate) fn see(&mut self, header: u64, row: &Row) {
        let is_known = self.rows == SAMPLED || row.number <= header;
        if is_known || row.defect.is_some() || row.is_blank() {
            return;
        }
        self.rows += 1;
        if is_sparse(row) {
            // Not yet known to be a row at all.
            self.sparse += 1;
            return;
        }
        for (values, cell) in self.values.iter_mut().zip(row.cells()) {
            values.see(cell);
        }
    }

    /// Which of the last rows of the sheet are remarks, by number.
    pub(crate) fn remarks<'r>(&self, last: impl DoubleEndedIterator<Item = &'r Row>) -> Vec<u64> {
        let tail = last.rev().take_while(|row| may_be_below(row)).filter(|row| !row.is_blank());
        let tail: Vec<&Row> = tail.take(REMARKS + 1).collect();
        // The sample may hold the tail itself.
        let in_sample = if self.rows < SAMPLED { tail.len() } else { 0 };
        let rows = self.rows.saturating_sub(in_sample);
        let sparse = self.sparse.saturating_sub(in_sample);
        if tail.len() > REMARKS || rows - sparse < ENOUGH || RARE * sparse > rows {
            return vec![];
        }
        let full = rows - sparse;
        tail.into_iter().filter(|row| self.is_foreign(row, full)).map(|row| row.number).collect()
    }

    /// Whether a row's only cell has words that can be no value of its column. Addresses, and numbers with words
    /// beside them, are keys written otherwise.
    fn is_foreign(&self, row: &Row, full: usize) -> bool {
        let Some(text) = lone_text(row, self.width) else { return false };
        let at = row.cells().position(|cell| !cell.is_blank()).unwrap_or_default();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_worded = words(text) >= WORDS && !text.contains('@');
        is_worded
            && digits < DIGITS_OF_A_NUMBER
            && self.values.get(at).is_some_and(|values| values.are_codes(full))
    }
}

/// Whether a row has one cell that says something, or none.
fn is_sparse(row: &Row) -> bool {
    row.cells().filter(|cell| !cell.is_blank()).nth(1).is_none()
}

/// Whether a row may stand below a table: it has one cell that says something, or none, and is short.
fn may_be_below(row: &Row) -> bool {
    row.bytes() <= LONGEST_ROW && is_sparse(row)
}

/// How many rows at the end may turn out to stand below the table, once there are no more. Of a longer tail the last
/// ones are enough to tell that it is none.
pub(crate) fn undecided(rows: &[Row]) -> usize {
    let mut remarks = 0;
    let tail = rows.iter().rev().take(LONGEST).take_while(|row| {
        remarks += usize::from(!row.is_blank());
        remarks <= REMARKS + 1 && may_be_below(row)
    });
    tail.count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u64, cells: &[&str]) -> Row {
        let mut row = Row::default();
        row.number = number;
        for (index, cell) in cells.iter().enumerate() {
            row.set(index, Cell::Text(cell));
        }
        row
    }

    fn remarks(rows: &[&[&str]]) -> Vec<u64> {
        let rows: Vec<Row> = rows.iter().zip(2..).map(|(cells, at)| row(at, cells)).collect();
        let mut table = Table::new(3);
        for row in &rows {
            table.see(1, row);
        }
        table.remarks(rows.iter())
    }

    const KEYED: [&[&str]; 4] =
        [&["K1", "Berg", "Bonn"], &["K2", "Tal", ""], &["K3", "See", "Ulm"], &["K4", "Au", "Ulm"]];

    fn below(last: &[&[&str]]) -> Vec<u64> {
        remarks(&[&KEYED[..], last].concat())
    }

    #[test]
    fn words_that_stand_alone_below_a_table_of_keys_are_remarks() {
        assert_eq!(below(&[&["Fine estrazione"]]), [6]);
        assert_eq!(below(&[&["Uso interno"], &[""], &["Fine estrazione"]]), [8, 6]);
    }

    #[test]
    fn words_alone_are_a_record_where_values_of_the_column_may_be_words() {
        assert!(below(&[&["", "von der Heide"]]).is_empty(), "the first double name");
        assert!(below(&[&["", "", "Bad Homburg"]]).is_empty());
        assert!(below(&[&["VIP"]]).is_empty(), "a key without a digit");
        for empty_so_far in ["Bergbau Müller GmbH", "anna.berg@example.com"] {
            let firm: [&[&str]; 1] = [&["", "", empty_so_far]];
            let rows: Vec<&[&str]> = KEYED.iter().map(|row| &row[..2]).collect();
            assert!(remarks(&[&rows[..], &firm].concat()).is_empty(), "{empty_so_far}");
        }
    }

    #[test]
    fn addresses_and_numbers_written_otherwise_are_records() {
        for key in [
            "anna@example.com, anna@example.org",
            "Anna Berg <anna@example.com>",
            "+49 171 2345678 (mobil privat)",
        ] {
            assert!(below(&[&[key]]).is_empty(), "{key}");
        }
    }

    #[test]
    fn few_and_short_rows_are_held_back() {
        let (remark, long) = (row(1, &["Fine estrazione"]), row(2, &[&"a b ".repeat(10_000)]));
        assert_eq!(undecided(&vec![remark.clone(); 500]), REMARKS + 1);
        assert_eq!(undecided(&[long, remark.clone(), row(3, &[""]), remark]), 3);
    }

    #[test]
    fn what_looks_like_the_values_of_its_column_is_a_row() {
        assert!(below(&[&["K1003"]]).is_empty());
        assert!(below(&[&["", "Seeger"]]).is_empty(), "a name in the column of names");
        assert!(below(&[&["1003"]]).is_empty());
        assert!(below(&[&["Ende"], &["K5", "Alb", "Ulm"]]).is_empty(), "in the middle");
    }

    #[test]
    fn where_rows_with_one_cell_are_usual_none_is_a_remark() {
        let sparse: [&[&str]; 2] = [&["K5"], &["K6", "Alb", "Ulm"]];
        let last: [&[&str]; 1] = [&["Fine estrazione"]];
        assert!(remarks(&[&KEYED[..], &sparse, &last].concat()).is_empty());
        assert!(remarks(&[&KEYED[..2], &last].concat()).is_empty(), "too few rows to tell");
        let many: Vec<&[&str]> = vec![&["Fine estrazione"]; REMARKS + 1];
        assert!(below(&many).is_empty(), "a table of its own");
    }
}
