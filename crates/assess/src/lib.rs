//! Facts about the two lines, counted from the run's tables in SQL and written to tables of their
//! own (see `sameboat_store::schema::assess`) and to `metric`.
//!
//! One file per subject: customers, contacts, topics, objectives, people, shared (systems and
//! outsourcers), sites, money, procedures, staffing. What a figure is called and means stands in
//! [`metric`]. An entity that an engagement does not have counts as empty.
//!
//! Sums of decimals go through exact decimals, because DuckDB adds doubles in an order that depends
//! on the number of threads, and that would show in the last digit.

mod contacts;
mod context;
mod customers;
pub mod erlang;
pub mod metric;
mod money;
mod objectives;
mod people;
mod procedures;
mod shared;
pub mod similarity;
mod sites;
mod staffing;
mod topics;
pub mod vocabulary;

#[cfg(test)]
mod example;

use sameboat_model::{Progress, Settings};
use sameboat_store::{Store, StoreError, schema};

pub use metric::MetricSpec;

use context::Context;

/// What can go wrong in the assessment.
#[derive(Debug, thiserror::Error)]
pub enum AssessError {
    /// The store refused something.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How much the assessment found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AssessSummary {
    /// Figures in `metric`.
    pub metrics: u64,
    /// Customers that both lines have.
    pub shared_customers: u64,
    /// Topics that both lines handle.
    pub shared_topics: u64,
}

type Subject = fn(&Context<'_>) -> Result<(), StoreError>;

/// In the order in which they read each other's tables.
const SUBJECTS: &[Subject] = &[
    customers::assess,
    contacts::assess,
    topics::assess,
    objectives::assess,
    people::assess,
    shared::assess,
    sites::assess,
    money::assess,
    procedures::assess,
    staffing::assess,
];

/// Counts everything anew; tables of an earlier assessment are replaced.
pub fn assess(
    settings: &Settings,
    store: &Store,
    progress: &dyn Progress,
) -> Result<AssessSummary, AssessError> {
    for table in schema::assess::TABLES {
        store.create(table)?;
    }
    let context = Context::new(settings, store)?;
    progress.begin("assess", Some(SUBJECTS.len() as u64));
    for subject in SUBJECTS {
        subject(&context)?;
        progress.advance(1);
    }
    context.close()?;
    Ok(AssessSummary {
        metrics: store.count("metric")?,
        shared_customers: shared_customers(store)?,
        shared_topics: store.count("shared_topic")?,
    })
}

fn shared_customers(store: &Store) -> Result<u64, StoreError> {
    let sql = "SELECT coalesce(max(value), 0)::UBIGINT FROM metric \
               WHERE name = ? AND line = 'both' AND segment = 'shared'";
    store.query_one(sql, [metric::CUSTOMERS.name], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sameboat_model::progress::Silent;

    fn everything(store: &Store) -> Vec<String> {
        let dump = |table: &str| {
            let sql = format!("SELECT t::VARCHAR FROM \"{table}\" t");
            store.query(&sql, [], |row| row.get::<_, String>(0)).unwrap()
        };
        schema::assess::TABLES.iter().flat_map(|table| dump(table.name)).collect()
    }

    #[test]
    fn an_engagement_without_any_table_is_assessed_as_empty() {
        let store = Store::in_memory().unwrap();
        let summary = assess(&example::settings(), &store, &Silent).unwrap();
        assert_eq!(summary.shared_customers, 0);
        let names = store.table_names().unwrap();
        assert_eq!(
            names.len(),
            schema::assess::TABLES.len(),
            "no stand-in stays behind: {names:?}"
        );
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let run = |threads| {
            let store = example::store();
            store.set_threads(threads).unwrap();
            assess(&example::settings(), &store, &Silent).unwrap();
            everything(&store)
        };
        assert_eq!(run(1), run(2));
    }

    #[test]
    fn every_figure_is_in_the_catalogue_and_names_a_table() {
        let store = example::store();
        assess(&example::settings(), &store, &Silent).unwrap();
        let rows = store
            .query("SELECT DISTINCT name, unit, origin FROM metric ORDER BY ALL", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
            })
            .unwrap();
        let known: Vec<String> = schema::all().iter().map(|t| t.name.to_owned()).collect();
        for (name, unit, origin) in rows {
            assert!(metric::find(&name).is_some(), "{name} is not in the catalogue");
            assert!(!unit.is_empty(), "{name} has no unit");
            for table in origin.split(", ") {
                assert!(known.iter().any(|k| k == table), "{name}: no table `{table}`");
            }
        }
    }

    #[test]
    fn assessing_again_replaces_what_was_there() {
        let store = example::store();
        let first = assess(&example::settings(), &store, &Silent).unwrap();
        assert_eq!(assess(&example::settings(), &store, &Silent).unwrap(), first);
    }
}
