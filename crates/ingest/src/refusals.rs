//! What customers may refuse in words that a mapping does not understand: it is taken for a refusal until somebody
//! says what it means.

use std::collections::BTreeSet;
use std::fmt;

use sameboat_model::{Entity, Mapping};
use sameboat_normalize::wishes::{may_refuse, refuses_a_channel};
use sameboat_store::schema::ingest::{MAY_REFUSE, SET_ASIDE};
use sameboat_store::{Store, StoreError, params};
use serde::Serialize;

/// Fields of consent begin so.
pub(crate) const CONSENT: &str = "consent_";

/// Rows of a column of consents that may refuse something, and were not understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusalsUnread {
    /// The column.
    pub column: String,
    /// How many rows.
    pub rows: u64,
    /// Whether it is a column that refuses what others say (`refused_by`).
    pub refused_by: bool,
}

impl fmt::Display for RefusalsUnread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.rows == 1 { "row" } else { "rows" };
        write!(
            f,
            "`{}` may refuse in words that the mapping does not understand, and is taken for a refusal: \
             {} {rows}; {}",
            self.column,
            self.rows,
            if self.refused_by {
                "write yes or no there (decisions/patches.csv)"
            } else {
                "give them a `lookup`"
            }
        )
    }
}

/// Contacts of customers who refuse to be approached: that reaches no consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RefusalsOfContacts {
    /// The columns of the outcome.
    pub column: String,
    /// How many contacts.
    pub rows: u64,
}

impl fmt::Display for RefusalsOfContacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.rows == 1 { "row" } else { "rows" };
        write!(
            f,
            "`{}` has customers who refuse to be approached ({} {rows}), which reaches no consent: a list of \
             them can stand beside the customers (`[[beside]]`)",
            self.column, self.rows
        )
    }
}

/// Contacts of a source that ended with a refusal.
pub(crate) fn of_contacts(
    store: &Store,
    mapping: &Mapping,
    source: &str,
) -> Result<Option<RefusalsOfContacts>, StoreError> {
    let field = mapping.fields.get("outcome").filter(|_| mapping.entity == Entity::Contact);
    let Some(field) = field else { return Ok(None) };
    let sql = "SELECT outcome, count(*) FROM contact_record \
               WHERE source = ? AND outcome IS NOT NULL GROUP BY 1";
    let said = store
        .query(sql, params![source], |row| Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?)))?;
    let refusals = said.iter().filter(|(outcome, _)| refuses_a_channel(outcome));
    let rows = refusals.map(|(_, rows)| rows).sum();
    let column = field.columns.join("`, `");
    Ok((rows > 0).then_some(RefusalsOfContacts { column, rows }))
}

/// The columns that refuse consents which are read from others, each once.
fn refusing_columns(mapping: &Mapping) -> BTreeSet<&String> {
    mapping.fields.values().flat_map(|field| &field.refused_by).collect()
}

/// The columns of a source that have such rows.
pub(crate) fn unread(
    store: &Store,
    mapping: &Mapping,
    source: &str,
) -> Result<Vec<RefusalsUnread>, StoreError> {
    if mapping.entity != Entity::Customer {
        return Ok(vec![]);
    }
    let mut found = vec![];
    let refusing = refusing_columns(mapping);
    for column in &refusing {
        let sql = "SELECT count(DISTINCT (sheet, row_number)) FROM value_issue \
                   WHERE source = ? AND column_name = ? AND reason = ?";
        let rows: u64 =
            store.query_one(sql, params![source, column, MAY_REFUSE], |row| row.get(0))?;
        if rows > 0 {
            found.push(RefusalsUnread { column: (*column).clone(), rows, refused_by: true });
        }
    }
    let fields = mapping.fields.iter().filter(|(name, _)| name.starts_with(CONSENT));
    let mut columns: Vec<String> = fields
        .flat_map(|(_, field)| {
            if field.alternatives { field.columns.clone() } else { vec![field.columns.join(" + ")] }
        })
        .collect();
    columns.sort();
    columns.dedup();
    for column in columns {
        let sql = "SELECT value, reason, count(DISTINCT (sheet, row_number)) FROM value_issue \
                   WHERE source = ? AND column_name = ? AND what = ? GROUP BY ALL";
        let said = store.query(sql, params![source, column, SET_ASIDE], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, u64>(2)?))
        })?;
        // Of a column of refusals any value may refuse, a day too.
        let is_told = refusing.contains(&column);
        let refusals =
            said.iter().filter(
                |(value, reason, _)| {
                    if reason == MAY_REFUSE { !is_told } else { may_refuse(value) }
                },
            );
        let rows: u64 = refusals.map(|(.., rows)| rows).sum();
        if rows > 0 {
            found.push(RefusalsUnread { column, rows, refused_by: false });
        }
    }
    Ok(found)
}
