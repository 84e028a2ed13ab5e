//! What people write below a table in words that nobody has listed: one cell alone that looks like no value
//! of its column. Unlike what [`crate::totals`] knows by its words, it is taken for a remark only in the last
//! rows of a sheet, and only where rows with one cell are rare.

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
pub(crate) const LONGEST: usize = 1_024;

/// What a value looks like, so far that words are told from keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    has_digits: bool,
    is_address: bool,
    has_words: bool,
}

impl Look {
    fn of(cell: Cell<'_>) -> Self {
        let text = cell.text();
        Self {
            has_digits: text.chars().any(|c| c.is_ascii_digit()),
            is_address: text.contains('@'),
            has_words: text.split_whitespace().nth(1).is_some(),
        }
    }
}

/// The first rows of a table, against which its last ones are held.
#[derive(Debug, Default)]
pub(crate) struct Table {
    width: usize,
    /// What the values of each column look like.
    looks: Vec<Vec<Look>>,
    rows: usize,
    sparse: usize,
}

impl Table {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, looks: vec![vec![]; width], ..Self::default() }
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
        for (looks, cell) in self.looks.iter_mut().zip(row.cells()) {
            let look = Look::of(cell);
            if !cell.is_blank() && !looks.contains(&look) {
                looks.push(look);
            }
        }
    }

    /// Which of the last rows of the sheet are remarks, by number.
    pub(crate) fn remarks<'r>(&self, last: impl DoubleEndedIterator<Item = &'r Row>) -> Vec<u64> {
        let tail = last.rev().take_while(|row| is_sparse(row)).filter(|row| !row.is_blank());
        let tail: Vec<&Row> = tail.take(REMARKS + 1).collect();
        // The sample may hold the tail itself.
        let in_sample = if self.rows < SAMPLED { tail.len() } else { 0 };
        let rows = self.rows.saturating_sub(in_sample);
        let sparse = self.sparse.saturating_sub(in_sample);
        if tail.len() > REMARKS || rows - sparse < ENOUGH || RARE * sparse > rows {
            return vec![];
        }
        tail.into_iter().filter(|row| self.is_foreign(row)).map(|row| row.number).collect()
    }

    /// Whether a row's only cell is a text that looks like no value of its column.
    fn is_foreign(&self, row: &Row) -> bool {
        let Some(text) = lone_text(row, self.width) else { return false };
        let at = row.cells().position(|cell| !cell.is_blank()).unwrap_or_default();
        let look = Look::of(Cell::Text(text));
        let is_worded = text.chars().filter(|c| c.is_alphabetic()).count() > 1;
        is_worded && self.looks.get(at).is_some_and(|looks| !looks.contains(&look))
    }
}

/// Whether a row has one cell that says something, or none.
pub(crate) fn is_sparse(row: &Row) -> bool {
    row.cells().filter(|cell| !cell.is_blank()).nth(1).is_none()
}

/// How many rows at the end may turn out to stand below the table, once there are no more.
pub(crate) fn undecided(rows: &[Row]) -> usize {
    rows.iter().rev().take(LONGEST).take_while(|row| is_sparse(row)).count()
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
        assert_eq!(below(&[&["Vertraulich"], &[""], &["Fine estrazione"]]), [8, 6]);
        assert_eq!(below(&[&["", "", "nur für intern"]]), [6], "in a column of single words");
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
