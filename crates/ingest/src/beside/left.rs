//! What of a file beside a source was not used, or not clear.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

/// What of a file beside a source was not used, or not clear.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BesideLeft {
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// How many sources read it by this key, if several do: what no row of theirs has is told of the first.
    pub sources: usize,
    /// Its rows whose key no row of the source has.
    pub unmet: BesideRows,
    /// Its rows with a phone number that names no country, and that no row of the source has.
    pub national: BesideRows,
    /// Its rows whose key is that of several rows of the source but for what a spreadsheet does to keys.
    pub doubtful: BesideRows,
    /// Its rows without a key.
    pub keyless: BesideRows,
    /// Its rows whose key an earlier row has, and that say something else where both say something: the
    /// last one counts, and of consents any that refuses.
    pub repeated: BesideRows,
    /// Its rows whose key is that of a row of the source but for what a spreadsheet does to keys.
    pub mended: BesideRows,
    /// Its rows that look like sums or remarks below the table.
    pub no_records: BesideRows,
    /// Its rows that were refused, by reason.
    pub refused: Vec<BesideRefused>,
    /// Sheets of it that are not read: they have some of its columns, and others.
    pub skipped: Vec<BesideSheet>,
}

/// A sheet of a file beside a source that is not read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BesideSheet {
    /// Its name.
    pub sheet: String,
    /// How many rows it has below its header.
    pub rows: u64,
}

impl fmt::Display for BesideSheet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.rows == 1 { "row" } else { "rows" };
        write!(f, "{} ({} {rows})", self.sheet, self.rows)
    }
}

/// Rows that were refused for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BesideRefused {
    /// Why.
    pub reason: String,
    /// The rows.
    pub rows: BesideRows,
}

/// Some rows of a file beside a source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct BesideRows {
    /// How many there are.
    pub count: u64,
    /// Where the first few of them are.
    pub first: Vec<BesideRow>,
}

/// A row of a file beside a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BesideRow {
    /// Sheet of the workbook, if it is one.
    pub sheet: Option<String>,
    /// 1-based row.
    pub row: u64,
}

/// So many rows are named.
const NAMED: usize = 5;

impl BesideRows {
    pub(super) fn add(&mut self, sheet: Option<&str>, row: u64) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(BesideRow { sheet: sheet.map(str::to_owned), row });
        }
    }
}

impl fmt::Display for BesideRows {
    /// Such as `rows 5, 9, 12 and 40 more`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.count == 1 { "row " } else { "rows " })?;
        for (at, BesideRow { sheet, row }) in self.first.iter().enumerate() {
            let between = if at == 0 { "" } else { ", " };
            write!(f, "{between}{row}")?;
            // A sheet is named behind the last of its rows.
            let is_last = self.first.get(at + 1).is_none_or(|next| next.sheet != *sheet);
            if let Some(sheet) = sheet.as_ref().filter(|_| is_last) {
                write!(f, " of sheet {sheet}")?;
            }
        }
        match self.count - self.first.len() as u64 {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}

impl BesideLeft {
    fn all(&self) -> impl Iterator<Item = (&str, &BesideRows)> {
        let unmet = match self.sources {
            0 => "keys that no row of the source has",
            _ => "keys that no row of the sources that read it has",
        };
        let said = [
            (unmet, &self.unmet),
            (
                "numbers that no row of the source has and that name no country, so that they may be those of \
                 customers in another one than they are read in",
                &self.national,
            ),
            (
                "keys that only the zeros, `.0` or spaces of a spreadsheet tell from several of the source, so \
                 that nobody knows whose they are and they are not read",
                &self.doubtful,
            ),
            ("no key, so that they are not read", &self.keyless),
            (
                "the key of an earlier row that says something else; the last one counts, of consents \
                 any that refuses",
                &self.repeated,
            ),
            (
                "keys that only the zeros, `.0` or spaces of a spreadsheet tell from those of the source, \
                 and read as these, but for consents that are a yes",
                &self.mended,
            ),
            ("sums or remarks, so that they are not read", &self.no_records),
        ];
        let refused = self.refused.iter().map(|refused| (refused.reason.as_str(), &refused.rows));
        said.into_iter().chain(refused).filter(|(_, rows)| rows.count > 0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.all().next().is_none() && self.skipped.is_empty()
    }
}

impl fmt::Display for BesideLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said: Vec<String> =
            self.all().map(|(what, rows)| format!("{what}: {rows}")).collect();
        if !self.skipped.is_empty() {
            let sheets: Vec<String> = self.skipped.iter().map(ToString::to_string).collect();
            said.push(format!(
                "sheets with other columns, which are not read: {}",
                sheets.join(", ")
            ));
        }
        write!(f, "of {}, {}", self.file.display(), said.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rows_are_named_with_their_sheets() {
        let mut rows = BesideRows::default();
        rows.add(None, 5);
        assert_eq!(rows.to_string(), "row 5");
        for row in 6..15 {
            rows.add(None, row);
        }
        assert_eq!(rows.to_string(), "rows 5, 6, 7, 8, 9 and 5 more");
        let mut rows = BesideRows::default();
        for (sheet, row) in [("Nord", 2), ("Nord", 7), ("Süd", 2)] {
            rows.add(Some(sheet), row);
        }
        assert_eq!(rows.to_string(), "rows 2, 7 of sheet Nord, 2 of sheet Süd");
    }
}
