//! Rows that sum up others, as people write them below their tables.

use crate::reader::cell::{Cell, Row, trim};

/// Words that such a row begins with, in the languages of the column names that `init` knows.
const WORDS: [&str; 22] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "sums",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "zwischensumme",
    "somme",
    "total général",
    "sous-total",
    "suma",
    "total general",
    "somma",
    "totale",
    "totale generale",
    "anzahl",
    "count",
];

/// Longer texts are no such word.
const LONGEST: usize = 24;

/// Whether a row sums up others: its first text is such a word, all other cells are numbers, and
/// more than half of the columns are empty. A customer called "Total" has more to say.
pub(crate) fn is_totals_row(row: &Row, width: usize) -> bool {
    let mut cells = row.cells().filter(|cell| !cell.is_blank());
    let Some(Cell::Text(first)) = cells.next() else { return false };
    if first.len() > LONGEST || !is_word(first) {
        return false;
    }
    let mut numbers = 0;
    let all_numbers = cells.all(|cell| {
        numbers += 1;
        match cell {
            Cell::Number(_) => true,
            Cell::Text(text) => is_number(text),
            _ => false,
        }
    });
    all_numbers && numbers > 0 && 2 * (numbers + 1) <= width.max(3)
}

fn is_word(text: &str) -> bool {
    let text = trim(text).trim_end_matches([':', '.', '=', ' ']).to_lowercase();
    WORDS.contains(&text.as_str())
}

fn is_number(text: &str) -> bool {
    let text = trim(text);
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || " .,'-+%€$£\u{a0}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        for (index, cell) in cells.iter().enumerate() {
            row.set(index, Cell::Text(cell));
        }
        row
    }

    #[test]
    fn a_row_of_sums_is_told_from_a_customer_called_total() {
        assert!(is_totals_row(&row(&["Summe:", "", "", "", "1.234,50 €", ""]), 6));
        assert!(is_totals_row(&row(&["", "Total", "", "", "", "17"]), 6));
        assert!(!is_totals_row(&row(&["4711", "Total", "", "", "", "17"]), 6));
        assert!(!is_totals_row(&row(&["Total", "Total Energies", "", "", "", "17"]), 6));
        assert!(!is_totals_row(&row(&["Total", "1", "2", "3", "4", "5"]), 6));
        assert!(!is_totals_row(&row(&["Total", "", "", "", "", ""]), 6));
    }
}
