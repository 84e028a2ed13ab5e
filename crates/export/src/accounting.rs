//! `reconciliation.csv`: where every source row went. The sums must be those of ingest's control
//! totals, or the export fails.

use std::collections::BTreeMap;
use std::path::Path;

use sameboat_store::{Store, StoreError};
use serde::Serialize;

use crate::contact::Contact;
use crate::error::ExportError;
use crate::files::Series;
use crate::manifest::SourceTotal;

/// Where a source row went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Exported as a customer or contact of its own.
    Kept,
    /// Exported as part of a customer that other rows are part of too.
    Merged,
    /// Exported, and in a pair that waits for a person.
    HeldForReview,
    /// The target would refuse it.
    Rejected,
    /// Refused by ingest.
    Quarantined,
    /// Left out by a named rule of ingest.
    Excluded,
    /// The target has no object for it.
    NotForThisTarget,
}

impl Outcome {
    /// The word in `reconciliation.csv`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Merged => "merged",
            Self::HeldForReview => "held for review",
            Self::Rejected => "rejected",
            Self::Quarantined => "quarantined",
            Self::Excluded => "excluded",
            Self::NotForThisTarget => "not for this target",
        }
    }
}

/// One line of `reconciliation.csv`.
struct Entry<'a> {
    source: &'a str,
    sheet: &'a str,
    row_number: Option<u64>,
    record_key: &'a str,
    outcome: Outcome,
    customer: &'a str,
    reason: &'a str,
    rows: u64,
}

/// One source, as ingest counted it.
struct Source {
    line: String,
    entity: String,
    read: u64,
    excluded: Vec<(String, u64)>,
    outcomes: BTreeMap<Outcome, u64>,
}

/// The account while it is taken.
pub(crate) struct Accounting {
    file: Series,
    sources: BTreeMap<String, Source>,
}

impl Accounting {
    /// Begins the account with what ingest read.
    pub(crate) fn begin(store: &Store, folder: &Path) -> Result<Self, ExportError> {
        let header = [
            "line",
            "source",
            "sheet",
            "row_number",
            "record_key",
            "outcome",
            "customer_id",
            "reason",
            "rows",
        ];
        let file = Series::one_csv(folder, "reconciliation", &header);
        let mut sources = BTreeMap::new();
        let files = store.query(
            "SELECT source, line, entity FROM source_file ORDER BY source",
            [],
            |row| Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)),
        )?;
        for (source, line, entity) in files {
            let (read, excluded, outcomes) = (0, Vec::new(), BTreeMap::new());
            sources.insert(source, Source { line, entity, read, excluded, outcomes });
        }
        store.for_each(
            "SELECT source, measure, row_count::UBIGINT FROM control_total
             WHERE stage = 'ingest' ORDER BY source, measure",
            |row| {
                let (measure, rows): (String, u64) = (row.get(1)?, row.get(2)?);
                let Some(source) = sources.get_mut(&row.get::<_, String>(0)?) else {
                    return Ok(());
                };
                if measure == "read" {
                    source.read = rows;
                } else if let Some(rule) = measure.strip_prefix("excluded: ") {
                    source.excluded.push((rule.to_owned(), rows));
                }
                Ok(())
            },
        )?;
        Ok(Self { file, sources })
    }

    fn put(&mut self, entry: &Entry<'_>) -> Result<(), ExportError> {
        let unknown = || ExportError::Unbalanced {
            what: entry.source.to_owned(),
            detail: "rows of a source that ingest did not count".into(),
        };
        let source = self.sources.get_mut(entry.source).ok_or_else(unknown)?;
        *source.outcomes.entry(entry.outcome).or_default() += entry.rows;
        let row_number = entry.row_number.map(|row| row.to_string()).unwrap_or_default();
        self.file.row_for_people(&[
            &source.line,
            entry.source,
            entry.sheet,
            &row_number,
            entry.record_key,
            entry.outcome.name(),
            entry.customer,
            entry.reason,
            &entry.rows.to_string(),
        ])
    }

    /// Accounts for the customer records. `rejected` says which customers the target would refuse.
    pub(crate) fn customers(
        &mut self,
        store: &Store,
        rejected: &BTreeMap<String, String>,
    ) -> Result<(), ExportError> {
        let sql = "WITH waiting AS (
                SELECT left_source AS source, left_key AS record_key FROM link_pair
                WHERE decision = 'review'
                UNION SELECT right_source, right_key FROM link_pair WHERE decision = 'review'
            )
            SELECT r.source, r.sheet, r.row_number::UBIGINT, r.record_key, c.customer_id,
                   c.record_count::UBIGINT, w.record_key IS NOT NULL
            FROM customer_record r
            JOIN crosswalk x USING (line, source, record_key)
            JOIN customer c ON c.customer_id = x.customer_id
            LEFT JOIN waiting w ON w.source = r.source AND w.record_key = r.record_key
            ORDER BY r.source, r.sheet NULLS FIRST, r.row_number";
        each(store, sql, |row| {
            let source: String = row.get(0)?;
            let sheet: Option<String> = row.get(1)?;
            let key: String = row.get(3)?;
            let customer: String = row.get(4)?;
            let records: u64 = row.get(5)?;
            let waits: bool = row.get(6)?;
            let refusal = rejected.get(&customer);
            let (outcome, reason) = match (refusal, waits, records) {
                (Some(reason), ..) => (Outcome::Rejected, reason.clone()),
                (None, true, _) => {
                    (Outcome::HeldForReview, "in a pair that waits for a person".to_owned())
                }
                (None, false, 1) => (Outcome::Kept, String::new()),
                (None, false, _) => {
                    (Outcome::Merged, format!("one of {records} records of the customer"))
                }
            };
            let row_number = row.get(2)?;
            Ok(self.put(&Entry {
                source: &source,
                sheet: sheet.as_deref().unwrap_or_default(),
                row_number,
                record_key: &key,
                outcome,
                customer: &customer,
                reason: &reason,
                rows: 1,
            }))
        })
    }

    /// Accounts for one contact.
    pub(crate) fn contact(
        &mut self,
        contact: &Contact,
        outcome: Outcome,
        reason: &str,
    ) -> Result<(), ExportError> {
        self.put(&Entry {
            source: &contact.source,
            sheet: &contact.sheet,
            row_number: Some(contact.row_number),
            record_key: &contact.key,
            outcome,
            customer: &contact.customer,
            reason,
            rows: 1,
        })
    }

    /// Accounts for what ingest refused and left out, and, in one line each, for the sources whose
    /// entity is none of those told row by row.
    pub(crate) fn others(
        &mut self,
        store: &Store,
        told: &[&str],
        outcome: Outcome,
        reason: &str,
    ) -> Result<(), ExportError> {
        let refused = "SELECT source, sheet, row_number::UBIGINT, column_name, reason
            FROM quarantine ORDER BY source, sheet NULLS FIRST, row_number";
        each(store, refused, |row| {
            let source: String = row.get(0)?;
            let sheet: Option<String> = row.get(1)?;
            let column: Option<String> = row.get(3)?;
            let reason: String = row.get(4)?;
            let reason = column.map_or(reason.clone(), |column| format!("{column}: {reason}"));
            let row_number = row.get(2)?;
            Ok(self.put(&Entry {
                source: &source,
                sheet: sheet.as_deref().unwrap_or_default(),
                row_number,
                record_key: "",
                outcome: Outcome::Quarantined,
                customer: "",
                reason: &reason,
                rows: 1,
            }))
        })?;
        let accepted = "SELECT source, row_count::UBIGINT FROM control_total
            WHERE stage = 'ingest' AND measure = 'accepted' ORDER BY source";
        let accepted: Vec<(String, u64)> =
            store.query(accepted, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (name, rows) in accepted {
            let Some(source) = self.sources.get(&name) else { continue };
            let excluded = source.excluded.clone();
            let is_told = told.contains(&source.entity.as_str());
            let counted = excluded.iter().map(|(rule, rows)| (Outcome::Excluded, rule, *rows));
            let reason = reason.to_owned();
            let left = (!is_told).then_some((outcome, &reason, rows));
            for (outcome, reason, rows) in counted.chain(left).filter(|(.., rows)| *rows > 0) {
                self.put(&Entry {
                    source: &name,
                    sheet: "",
                    row_number: None,
                    record_key: "",
                    outcome,
                    customer: "",
                    reason,
                    rows,
                })?;
            }
        }
        Ok(())
    }

    /// Ends the account. Fails unless each source's rows are all there, and none twice.
    pub(crate) fn finish(self) -> Result<Vec<SourceTotal>, ExportError> {
        self.file.finish_with_one()?;
        let mut totals = Vec::new();
        for (name, source) in self.sources {
            let sum: u64 = source.outcomes.values().sum();
            if sum != source.read {
                let parts: Vec<String> = source
                    .outcomes
                    .iter()
                    .map(|(outcome, rows)| format!("{rows} {}", outcome.name()))
                    .collect();
                return Err(ExportError::Unbalanced {
                    what: name,
                    detail: format!("{} rows read, but {}", source.read, parts.join(" + ")),
                });
            }
            totals.push(SourceTotal {
                source: name,
                line: source.line,
                entity: source.entity,
                read: source.read,
                outcomes: source.outcomes,
            });
        }
        Ok(totals)
    }
}

/// Visits the rows of a query with a visitor that can fail in its own way.
pub(crate) fn each(
    store: &Store,
    sql: &str,
    mut visit: impl FnMut(
        &sameboat_store::Row<'_>,
    ) -> sameboat_store::SqlResult<Result<(), ExportError>>,
) -> Result<(), ExportError> {
    let mut failed = None;
    let visited: Result<(), StoreError> = store.for_each(sql, |row| {
        if failed.is_none() {
            failed = visit(row)?.err();
        }
        Ok(())
    });
    visited?;
    failed.map_or(Ok(()), Err)
}
