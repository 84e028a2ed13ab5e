//! What the store keeps of a linkage: records with their clusters, pairs, figures.

use rustc_hash::FxHashMap;
use sameboat_link::PairDecision;
use sameboat_link::evaluate::KeptPair;
use sameboat_store::schema::link::{LINK_CLUSTER, LINK_FIGURE, LINK_PAIR};
use sameboat_store::{SqlResult, Store, StoreError};

use crate::link_stage::decision_name;
use crate::truth::ResultRecord;

/// The linked records of a run, by source and key.
pub(super) struct LinkedRun<'a> {
    pub(super) store: &'a Store,
    /// The records; what they became is the number of their cluster.
    pub(super) records: Vec<ResultRecord>,
}

/// The place of each record by its source and key.
pub(super) type Index<'a> = FxHashMap<(&'a str, &'a str), u32>;

impl<'a> LinkedRun<'a> {
    /// Reads the records; fails with the stage to run if nothing is linked yet.
    pub(super) fn read(store: &'a Store) -> Result<Self, StoreError> {
        for table in [LINK_CLUSTER, LINK_PAIR, LINK_FIGURE] {
            store.require(&table, "link")?;
        }
        let sql = "SELECT line, source, record_key, cluster::VARCHAR FROM link_cluster \
                   ORDER BY source, record_key";
        let records = store.query(sql, [], |row| {
            Ok(ResultRecord {
                line: row.get(0)?,
                source: row.get(1)?,
                key: row.get(2)?,
                customer: row.get(3)?,
            })
        })?;
        Ok(Self { store, records })
    }

    /// The place of each record.
    pub(super) fn index(&self) -> Index<'_> {
        let names = self.records.iter().map(|record| (record.source.as_str(), record.key.as_str()));
        names.zip(0..).collect()
    }

    /// A figure of the linkage; None if there was too little to tell it from.
    pub(super) fn figure(&self, name: &str) -> Result<Option<f64>, StoreError> {
        let sql = "SELECT value FROM link_figure WHERE name = ?";
        let found = self.store.query(sql, [name], |row| row.get::<_, Option<f64>>(0))?;
        Ok(found.into_iter().next().flatten())
    }

    /// Visits the kept pairs in the order in which they were written, each with its `rowid`.
    pub(super) fn for_each_pair(
        &self,
        index: &Index<'_>,
        mut visit: impl FnMut(KeptPair, i64),
    ) -> Result<(), StoreError> {
        let sql = "SELECT left_source, left_key, right_source, right_key, probability, decision, \
                   rowid FROM link_pair";
        self.store.for_each(sql, |row| {
            let place = |source: usize| -> SqlResult<Option<u32>> {
                let name = (row.get_ref(source)?.as_str()?, row.get_ref(source + 1)?.as_str()?);
                Ok(index.get(&name).copied())
            };
            // One linkage wrote both tables, so that a record of one is in the other.
            if let (Some(left), Some(right)) = (place(0)?, place(2)?) {
                let decision = decision(row.get_ref(5)?.as_str()?);
                visit(KeptPair { left, right, probability: row.get(4)?, decision }, row.get(6)?);
            }
            Ok(())
        })
    }
}

/// The decision of that name in the table.
fn decision(name: &str) -> PairDecision {
    use PairDecision::{CannotLink, Distinct, Link, MustLink, Review};
    let all = [Link, Review, MustLink, CannotLink];
    all.into_iter().find(|decision| decision_name(*decision) == name).unwrap_or(Distinct)
}
