//! What contacts and agreements of nobody say of a person in columns that no field was mapped to: the
//! address that somebody wrote from, the number that called, a key in a column of its own.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{SourceRow, View};
use crate::error::StoreError;

/// Tables with rows that may be nobody's, and the columns that hold what was not mapped.
pub(super) const TABLES: [&str; 2] = ["contact_record", "agreement_record"];
pub(super) const COLUMNS: [&str; 2] = ["extras", "extras_regulated"];

/// Figures from which on numbers are told apart.
const FIGURES: usize = 7;
/// Figures of country code and exit code.
const PREFIX: usize = 4;
/// Characters of a key that stands for itself among other numbers.
const KEY: usize = 5;

/// What is the person's and nobody else's.
struct Own {
    /// Addresses and identity numbers, in lower case.
    texts: BTreeSet<String>,
    /// Phone numbers without leading zeros.
    phones: BTreeSet<String>,
    /// Line and key.
    keys: BTreeSet<(String, String)>,
}

/// A row of nobody: its source, key and line, and what it keeps besides its fields.
struct Nobodys {
    source: String,
    key: String,
    line: String,
    extras: String,
}

impl View {
    /// Fills `forgotten_extras`: what is left of such cells, by table, column, source and key.
    pub(super) fn clear_extras(&self) -> Result<(), StoreError> {
        self.store.execute(
            "CREATE TEMP TABLE forgotten_extras (
                 place VARCHAR, name VARCHAR, source VARCHAR, record_key VARCHAR, left_of VARCHAR)",
        )?;
        if !self.has(&["customer_record"]) {
            return Ok(());
        }
        let own = self.own()?;
        for table in TABLES {
            for column in COLUMNS.iter().filter(|column| self.has_column(table, column)) {
                for row in self.of_nobody(table, column)? {
                    let Some(left) = own.without(&row) else { continue };
                    self.store.execute_with(
                        "INSERT INTO forgotten_extras VALUES (?, ?, ?, ?, ?)",
                        duckdb::params![table, column, row.source, row.key, left],
                    )?;
                }
            }
        }
        Ok(())
    }

    /// How many cells of a table are cleared.
    pub(super) fn count_extras(&self, table: &str) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM forgotten_extras WHERE place = ?";
        self.store.query_one(sql, [table], |row| row.get(0))
    }

    /// Where the rows stand of which something is cleared.
    pub(super) fn mentions(&self) -> Result<BTreeSet<(String, SourceRow)>, StoreError> {
        let mut found = BTreeSet::new();
        for table in TABLES.iter().filter(|table| self.has(&[table, "source_file"])) {
            let sql = format!(
                "SELECT DISTINCT s.file, s.source, s.blake3, r.sheet, r.row_number FROM old.{table} r
                 JOIN forgotten_extras f
                     ON f.place = '{table}' AND f.source = r.source AND f.record_key = r.record_key
                 JOIN old.source_file s ON s.source = r.source
                 WHERE s.file IS NOT NULL AND r.row_number IS NOT NULL"
            );
            found.extend(self.store.query(&sql, [], |row| {
                let place = SourceRow {
                    source: row.get(1)?,
                    blake3: row.get(2)?,
                    sheet: row.get(3)?,
                    row: row.get(4)?,
                };
                Ok((row.get(0)?, place))
            })?);
        }
        Ok(found)
    }

    fn has_column(&self, table: &str, name: &str) -> bool {
        self.columns.get(table).is_some_and(|all| all.iter().any(|(column, _)| column == name))
    }

    fn own(&self) -> Result<Own, StoreError> {
        let read = |row: &duckdb::Row<'_>| row.get::<_, String>(0);
        let said = |name: &str, join: &str| {
            let sql = format!(
                "SELECT DISTINCT lower(trim({name})) FROM old.customer_record {join} \
                 forgotten_record USING (source, record_key) WHERE length(trim({name})) >= 6"
            );
            self.store.query(&sql, [], read)
        };
        let mut own =
            Own { texts: BTreeSet::new(), phones: BTreeSet::new(), keys: BTreeSet::new() };
        for name in ["email", "identity_number"] {
            let others: BTreeSet<String> = said(name, "ANTI JOIN")?.into_iter().collect();
            own.texts.extend(said(name, "JOIN")?.into_iter().filter(|text| !others.contains(text)));
        }
        let numbers = |join: &str| -> Result<Vec<String>, StoreError> {
            let both = [said("phone", join)?, said("mobile", join)?].concat();
            Ok(both.iter().filter_map(|text| figures(text)).collect())
        };
        // A family shares a number, and who called from it nobody can say.
        let others = numbers("ANTI JOIN")?;
        let shared = |own: &String| others.iter().any(|other| is_same_number(own, other));
        own.phones = numbers("JOIN")?.into_iter().filter(|number| !shared(number)).collect();
        let keys = "SELECT line, record_key FROM forgotten_key WHERE length(record_key) >= ?";
        let pair = |row: &duckdb::Row<'_>| Ok((row.get(0)?, row.get(1)?));
        own.keys = self.store.query(keys, [KEY as i64], pair)?.into_iter().collect();
        Ok(own)
    }

    /// Rows that name no customer whom the line has.
    fn of_nobody(&self, table: &str, column: &str) -> Result<Vec<Nobodys>, StoreError> {
        let sql = format!(
            "SELECT r.source, r.record_key, r.line, r.\"{column}\" FROM old.{table} r
             WHERE r.\"{column}\" IS NOT NULL AND NOT ({}) AND NOT EXISTS (
                 SELECT 1 FROM old.customer_record c
                 WHERE c.line = r.line AND c.record_key = r.customer_key)
             ORDER BY 1, 2",
            self.removed(table)
        );
        self.store.query(&sql, [], |row| {
            Ok(Nobodys {
                source: row.get(0)?,
                key: row.get(1)?,
                line: row.get(2)?,
                extras: row.get(3)?,
            })
        })
    }
}

/// Such a column of a row `r` that stays, in SQL; none of other columns.
pub(super) fn cleared(table: &str, name: &str) -> Option<String> {
    let is_one = TABLES.contains(&table) && COLUMNS.contains(&name);
    is_one.then(|| {
        let here = format!(
            "FROM forgotten_extras f WHERE f.place = '{table}' AND f.name = '{name}' \
             AND f.source = r.source AND f.record_key = r.record_key"
        );
        format!(
            "CASE WHEN EXISTS (SELECT 1 {here}) THEN (SELECT nullif(any_value(f.left_of), '') {here}) \
             ELSE r.\"{name}\" END"
        )
    })
}

impl Own {
    /// What stays of a row's extras, empty if it is nothing; none if all of it does.
    fn without(&self, row: &Nobodys) -> Option<String> {
        let members: Map<String, Value> = serde_json::from_str(&row.extras).ok()?;
        let all = members.len();
        let kept: Map<String, Value> =
            members.into_iter().filter(|(_, value)| !self.says(&row.line, value)).collect();
        (kept.len() < all)
            .then(|| if kept.is_empty() { String::new() } else { Value::Object(kept).to_string() })
    }

    fn says(&self, line: &str, value: &Value) -> bool {
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return false,
        };
        let lower = text.to_lowercase();
        let number = figures(&text);
        self.keys.contains(&(line.to_owned(), text))
            || self.texts.iter().any(|own| holds(&lower, own))
            || number.is_some_and(|number| self.phones.iter().any(|p| is_same_number(p, &number)))
    }
}

/// Whether a text says another that stands by itself: `Anna Li <li@web.example>`, but not
/// `max.li@web.example`.
fn holds(text: &str, own: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || "._%+-@".contains(c);
    text.match_indices(own).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut after = text[at + own.len()..].chars();
        // A full stop may end a sentence.
        let ends = match after.next() {
            None => true,
            Some('.') => after.next().is_none_or(|c| !c.is_alphanumeric()),
            Some(next) => !is_part(next),
        };
        before.is_none_or(|before| !is_part(before)) && ends
    })
}

/// The figures of a text that is a phone number and nothing else, without leading zeros.
fn figures(text: &str) -> Option<String> {
    let is_number = text.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    let figures: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let figures = figures.trim_start_matches('0');
    (is_number && figures.len() >= FIGURES).then(|| figures.to_owned())
}

/// Whether two numbers are one but for what is dialled before it.
fn is_same_number(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    long.ends_with(short) && long.len() - short.len() <= PREFIX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_one_whatever_is_dialled_before_them() {
        let same = |one: &str, other: &str| {
            is_same_number(&figures(one).unwrap(), &figures(other).unwrap())
        };
        assert!(same("0151 2345678", "+49 (0)151/2345678"));
        assert!(same("00491512345678", "01512345678"));
        assert!(!same("0151 2345678", "0151 2345679"));
        assert_eq!(figures("2026-01-05 08:00"), None);
        assert_eq!(figures("12345"), None);
    }

    #[test]
    fn an_address_is_not_a_part_of_another() {
        assert!(holds("an li <li@web.example>", "li@web.example"));
        assert!(holds("from li@web.example.", "li@web.example"));
        assert!(!holds("max.li@web.example", "li@web.example"));
        assert!(!holds("li@web.example.org", "li@web.example"));
    }
}
