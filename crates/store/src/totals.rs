//! Control totals: what went into a stage must have come out of it.

use duckdb::params;

use crate::error::StoreError;
use crate::schema::ingest::CONTROL_TOTAL;
use crate::store::Store;

/// The counts of one stage for one source or table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlTotal {
    /// The stage that counted.
    pub stage: &'static str,
    /// The source or table.
    pub source: String,
    /// Rows that went in: the measure's name and count.
    pub input: (String, u64),
    /// Where they went: each a measure and its count. Together they must equal the input.
    pub outputs: Vec<(String, u64)>,
}

impl ControlTotal {
    /// Fails if rows were lost or made up.
    pub fn check(&self) -> Result<(), StoreError> {
        let sum: u64 = self.outputs.iter().map(|(_, count)| count).sum();
        if sum == self.input.1 {
            return Ok(());
        }
        let parts: Vec<String> =
            self.outputs.iter().map(|(measure, count)| format!("{count} {measure}")).collect();
        Err(StoreError::ControlTotal {
            stage: self.stage,
            source_name: self.source.clone(),
            detail: format!("{} {}, but {}", self.input.1, self.input.0, parts.join(" + ")),
        })
    }
}

impl Store {
    /// Makes the table if a stage is the first to count; earlier stages' counts stay.
    fn ensure_control_totals(&self) -> Result<(), StoreError> {
        if self.has_table(CONTROL_TOTAL.name)? {
            return Ok(());
        }
        self.create(&CONTROL_TOTAL)
    }

    /// Replaces a stage's control totals and fails if one does not add up.
    pub fn record_totals(
        &self,
        stage: &'static str,
        totals: &[ControlTotal],
    ) -> Result<(), StoreError> {
        self.ensure_control_totals()?;
        self.execute_with("DELETE FROM control_total WHERE stage = ?", params![stage])?;
        for total in totals {
            let rows = std::iter::once(&total.input).chain(&total.outputs);
            for (measure, count) in rows {
                self.execute_with(
                    "INSERT INTO control_total VALUES (?, ?, ?, ?)",
                    params![stage, total.source, measure, *count as i64],
                )?;
            }
        }
        totals.iter().try_for_each(ControlTotal::check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(accepted: u64) -> ControlTotal {
        ControlTotal {
            stage: "ingest",
            source: "a".into(),
            input: ("read".into(), 10),
            outputs: vec![("accepted".into(), accepted), ("quarantined".into(), 1)],
        }
    }

    #[test]
    fn a_lost_row_fails_the_stage_and_says_where() {
        let store = Store::in_memory().unwrap();
        store.record_totals("ingest", &[total(9)]).unwrap();
        let error = store.record_totals("ingest", &[total(8)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "control totals of ingest do not add up for a: \
             10 read, but 8 accepted + 1 quarantined"
        );
    }

    #[test]
    fn a_stage_that_runs_again_replaces_its_counts() {
        let store = Store::in_memory().unwrap();
        store.record_totals("ingest", &[total(9)]).unwrap();
        store.record_totals("ingest", &[total(9)]).unwrap();
        assert_eq!(store.count("control_total").unwrap(), 3);
    }
}
