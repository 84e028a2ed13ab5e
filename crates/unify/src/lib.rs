//! From clusters to customers: each cluster becomes one golden customer with a stable id, whose
//! every value says which record it came from; contacts and agreements are pointed to it; ties
//! between customers become relationships.
//!
//! * [`ids`]: which `customer_id` a cluster gets, so that a re-run keeps ids.
//! * [`survivorship`]: which record's value survives; pure.
//! * [`golden`]: the pass over all records that applies it.
//! * [`pointing`]: contacts, agreements, relationships and suppressions, in SQL.

pub mod golden;
pub mod ids;
pub mod pointing;
pub mod survivorship;

use std::path::Path;

use sameboat_model::{Entity, Progress, Settings};
use sameboat_store::schema::{self, link::LINK_CLUSTER, record_table};
use sameboat_store::totals::ControlTotal;
use sameboat_store::{Store, StoreError};

/// What unifying came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnifySummary {
    /// Customer records that went in.
    pub records: u64,
    /// Customers that came out.
    pub customers: u64,
    /// Customers that both lines know.
    pub shared: u64,
    /// Earlier customer ids that this run no longer has.
    pub ids_lost: u64,
    /// Earlier customer ids that there were.
    pub ids_before: u64,
}

/// Makes the unified tables. `previous` is the published run's store, whose ids are kept.
pub fn unify(
    settings: &Settings,
    store: &Store,
    previous: Option<&Path>,
    progress: &dyn Progress,
) -> Result<UnifySummary, StoreError> {
    store.require(&LINK_CLUSTER, "link")?;
    let records = store.count(&Entity::Customer.record_table())?;
    progress.begin("unify", Some(records));
    for table in schema::unify::tables() {
        store.create(&table)?;
    }
    for entity in [Entity::Contact, Entity::Agreement, Entity::AgreementParty] {
        if !store.has_table(&entity.record_table())? {
            store.create(&record_table(entity))?;
        }
    }
    let kept = ids::assign(store, previous)?;
    golden::make_customers(settings, store, progress)?;
    pointing::point_contacts_and_agreements(store)?;
    pointing::relate_customers(store)?;
    pointing::suppress(store)?;
    check_totals(store)?;
    let shared = "SELECT count(*) FROM customer WHERE contains(lines, ';')";
    Ok(UnifySummary {
        records,
        customers: store.count("customer")?,
        shared: store.query_one(shared, [], |row| row.get(0))?,
        ids_lost: kept.lost,
        ids_before: kept.before,
    })
}

/// Counts anew that every record is in the crosswalk once, and every contact and agreement is still
/// there; fails if not.
pub fn check_totals(store: &Store) -> Result<(), StoreError> {
    let count = |sql: &str| store.query_one(sql, [], |row| row.get::<_, u64>(0));
    let mut totals = vec![ControlTotal {
        stage: "unify",
        source: "customer".into(),
        input: ("records".into(), store.count("customer_record")?),
        outputs: vec![(
            "records of customers".into(),
            count("SELECT coalesce(sum(record_count), 0)::UBIGINT FROM customer")?,
        )],
    }];
    for table in ["contact", "agreement"] {
        let known = format!("SELECT count(*) FROM {table} WHERE customer_id IS NOT NULL");
        let unknown = format!("SELECT count(*) FROM {table} WHERE customer_id IS NULL");
        totals.push(ControlTotal {
            stage: "unify",
            source: table.into(),
            input: ("records".into(), store.count(&format!("{table}_record"))?),
            outputs: vec![
                ("pointed to a customer".into(), count(&known)?),
                ("of unknown customers".into(), count(&unknown)?),
            ],
        });
    }
    let party = "FROM agreement_party_record p";
    let known = "EXISTS (SELECT 1 FROM crosswalk c
                         WHERE c.line = p.line AND c.record_key = p.customer_key)";
    totals.push(ControlTotal {
        stage: "unify",
        source: "agreement_party".into(),
        input: ("records".into(), store.count("agreement_party_record")?),
        outputs: vec![
            (
                "of a known customer".into(),
                count(&format!("SELECT count(*) {party} WHERE {known}"))?,
            ),
            (
                "of unknown customers".into(),
                count(&format!("SELECT count(*) {party} WHERE NOT {known}"))?,
            ),
        ],
    });
    store.record_totals("unify", &totals)
}
