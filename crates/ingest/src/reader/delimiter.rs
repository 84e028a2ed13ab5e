//! The delimiter of a text file, found by trying each on the first rows.

use super::cell::Row;
use super::text::{Scan, scan};

/// The delimiters that exports use.
const CANDIDATES: [u8; 4] = [b';', b',', b'\t', b'|'];

/// Rows that are tried.
const ROWS: usize = 60;

/// The delimiter that cuts the most rows into the same, largest number of cells; `,` where none
/// does. `sample` is the beginning of the file.
pub(crate) fn detect(sample: &str) -> u8 {
    if let Some(named) = named(sample) {
        return named;
    }
    let mut best = (0.0, b',');
    for delimiter in CANDIDATES {
        let score = score(sample, delimiter);
        if score > best.0 {
            best = (score, delimiter);
        }
    }
    best.1
}

/// Spreadsheets may name it in a first line `sep=;`.
fn named(sample: &str) -> Option<u8> {
    let rest = sample.strip_prefix("sep=")?;
    let line = rest.lines().next()?;
    match line.as_bytes() {
        [delimiter] => Some(*delimiter),
        _ => None,
    }
}

fn score(sample: &str, delimiter: u8) -> f64 {
    let mut counts = Vec::new();
    let mut row = Row::default();
    let mut rest = sample;
    while counts.len() < ROWS && !rest.is_empty() {
        let Scan::Complete { used, .. } = scan(rest, true, delimiter, &mut row) else { break };
        if !row.is_blank() {
            counts.push(row.len());
        }
        rest = &rest[used..];
    }
    counts.sort_unstable();
    let modes = counts.chunk_by(|a, b| a == b).map(|same| (same.len(), same[0]));
    let Some((rows, cells)) = modes.max() else { return 0.0 };
    rows as f64 / counts.len() as f64 * (cells as f64).ln()
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn decimal_commas_and_commas_in_quotes_do_not_mislead() {
        assert_eq!(detect("a;b;c\n1,5;2,5;3\n4,1;5,1;6\n"), b';');
        assert_eq!(detect("a,b\n\"x;y;z\",1\n\"p;q;r\",2\n"), b',');
        assert_eq!(detect("a\tb\n1\t2\n"), b'\t');
    }

    #[test]
    fn title_rows_do_not_mislead() {
        assert_eq!(detect("Kunden, Stand 2024, Nord\n\na;b;c;d\n1;2;3;4\n5;6;7;8\n"), b';');
    }

    #[test]
    fn a_named_delimiter_wins() {
        assert_eq!(detect("sep=|\na;b|c\n"), b'|');
    }

    #[test]
    fn one_column_is_read_with_commas() {
        assert_eq!(detect("name\nMüller\n"), b',');
        assert_eq!(detect(""), b',');
    }
}
