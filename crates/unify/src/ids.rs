//! Stable customer ids. A cluster keeps the id that most of its records had in the published run;
//! a new customer's id is a hash of its first record's key. Neither depends on row order.

use std::path::Path;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use sameboat_store::{Store, StoreError, params};

/// How the earlier ids fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptIds {
    /// Ids that the published run had.
    pub before: u64,
    /// Ids of those that no customer has now.
    pub lost: u64,
}

/// A cluster that shares records with an earlier customer.
struct Claim {
    cluster: i64,
    id: String,
}

/// Fills the crosswalk, and the list of ids that changed.
pub fn assign(store: &Store, previous: Option<&Path>) -> Result<KeptIds, StoreError> {
    load_previous(store, previous)?;
    let id_of = choose(&claims(store)?, &first_records(store)?, earlier_ids(store)?);
    store
        .execute("CREATE OR REPLACE TEMP TABLE cluster_id (cluster BIGINT, customer_id VARCHAR)")?;
    write_ids(store, id_of)?;
    store.execute(
        "INSERT INTO crosswalk \
         SELECT c.line, c.source, c.record_key, i.customer_id \
         FROM link_cluster c JOIN cluster_id i USING (cluster) \
         ORDER BY c.line, c.source, c.record_key;
         DROP TABLE cluster_id;",
    )?;
    let kept = record_changes(store)?;
    store.execute("DROP TABLE previous_crosswalk")?;
    Ok(kept)
}

fn load_previous(store: &Store, previous: Option<&Path>) -> Result<(), StoreError> {
    store.execute(
        "CREATE OR REPLACE TEMP TABLE previous_crosswalk \
         (source VARCHAR, record_key VARCHAR, customer_id VARCHAR)",
    )?;
    let Some(path) = previous else { return Ok(()) };
    store.attach_read_only(path, "previous")?;
    let copied = store.execute(
        "INSERT INTO previous_crosswalk \
         SELECT source, record_key, customer_id FROM previous.crosswalk",
    );
    store.detach("previous")?;
    copied
}

/// Which clusters hold records of which earlier customers, the strongest claims first.
fn claims(store: &Store) -> Result<Vec<Claim>, StoreError> {
    store.query(
        "SELECT c.cluster, p.customer_id \
         FROM link_cluster c JOIN previous_crosswalk p USING (source, record_key) \
         GROUP BY ALL \
         ORDER BY count(*) DESC, p.customer_id, min(c.line || chr(31) || c.source || chr(31) || c.record_key)",
        [],
        |row| Ok(Claim { cluster: row.get(0)?, id: row.get(1)? }),
    )
}

/// The clusters, each with its alphabetically first record, in the order of those records.
fn first_records(store: &Store) -> Result<Vec<(i64, String)>, StoreError> {
    store.query(
        "SELECT cluster, min(line || chr(31) || source || chr(31) || record_key) AS first_record \
         FROM link_cluster GROUP BY cluster ORDER BY first_record",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )
}

/// Every id of the published run.
fn earlier_ids(store: &Store) -> Result<FxHashSet<String>, StoreError> {
    let sql = "SELECT DISTINCT customer_id FROM previous_crosswalk";
    Ok(store.query(sql, [], |row| row.get(0))?.into_iter().collect())
}

/// One id for each cluster: claimed ids by the strongest claim, new ids for the rest.
fn choose(
    claims: &[Claim],
    first_records: &[(i64, String)],
    earlier: FxHashSet<String>,
) -> Vec<(i64, String)> {
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut kept: FxHashMap<i64, &str> = FxHashMap::default();
    for claim in claims {
        if !kept.contains_key(&claim.cluster) && taken.insert(claim.id.clone()) {
            kept.insert(claim.cluster, &claim.id);
        }
    }
    // An id that nobody keeps stays unused: it must not come to mean somebody else.
    taken.extend(earlier);
    first_records
        .iter()
        .map(|(cluster, first)| {
            let mut free = |id: CustomerId| taken.insert(id.as_str().to_owned());
            let fresh = || new_id(first, &mut free).as_str().to_owned();
            let id = kept.get(cluster).map_or_else(fresh, ToString::to_string);
            (*cluster, id)
        })
        .collect()
}

/// Ids for so many clusters that nobody had an id for, by the names of their first records. Should two
/// get one id, the first in order of names keeps it.
pub fn fresh_ids(count: usize, first_record: impl Fn(usize) -> String + Sync) -> Vec<CustomerId> {
    let mut ids: Vec<CustomerId> = (0..count)
        .into_par_iter()
        .with_min_len(1024)
        .map(|cluster| CustomerId::of(&blake3::hash(first_record(cluster).as_bytes())))
        .collect();
    let mut sorted = ids.clone();
    sorted.par_sort_unstable();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        let mut names: Vec<(String, usize)> =
            (0..count).map(|cluster| (first_record(cluster), cluster)).collect();
        names.sort_unstable();
        let mut taken = FxHashSet::default();
        for (name, cluster) in names {
            ids[cluster] = new_id(&name, |id| taken.insert(id));
        }
    }
    ids
}

/// `C-` and twelve Crockford base-32 digits: 60 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CustomerId([u8; 14]);

impl CustomerId {
    fn of(hash: &blake3::Hash) -> Self {
        const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut id = *b"C-000000000000";
        for (digit, byte) in id[2..].iter_mut().zip(hash.as_bytes()) {
            *digit = DIGITS[usize::from(byte % 32)];
        }
        Self(id)
    }

    /// The id as it is written.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// The id of the first record's hash; hashed again in the unlikely case that it is taken: `take`
/// says whether it was free.
fn new_id(first_record: &str, mut take: impl FnMut(CustomerId) -> bool) -> CustomerId {
    let mut hash = blake3::hash(first_record.as_bytes());
    loop {
        let id = CustomerId::of(&hash);
        if take(id) {
            return id;
        }
        hash = blake3::hash(hash.as_bytes());
    }
}

fn write_ids(store: &Store, ids: Vec<(i64, String)>) -> Result<(), StoreError> {
    use sameboat_model::Value;
    use sameboat_store::{Column, ColumnType, Table};
    const CLUSTER_ID: Table = Table::new(
        "cluster_id",
        "customer_id of each cluster",
        &[
            Column::new("cluster", ColumnType::Integer, "cluster"),
            Column::new("customer_id", ColumnType::Text, "customer"),
        ],
    );
    let mut writer = store.writer(&CLUSTER_ID)?;
    for (cluster, id) in ids {
        writer.append(&[Value::Integer(cluster), Value::Text(id)])?;
    }
    writer.finish()
}

/// Lists each earlier id that no customer has now, with where its records went.
fn record_changes(store: &Store) -> Result<KeptIds, StoreError> {
    store.execute(
        "INSERT INTO id_change
         WITH lost AS (
             SELECT DISTINCT customer_id FROM previous_crosswalk
             WHERE customer_id NOT IN (SELECT customer_id FROM crosswalk)
         ), moved AS (
             SELECT p.customer_id, c.customer_id AS into_customer_id, count(*) AS records
             FROM previous_crosswalk p JOIN crosswalk c USING (source, record_key)
             WHERE p.customer_id IN (FROM lost) GROUP BY ALL
         )
         SELECT l.customer_id, CASE WHEN m.into_customer_id IS NULL THEN 'gone' ELSE 'merged' END,
                m.into_customer_id
         FROM lost l LEFT JOIN (
             SELECT customer_id, into_customer_id FROM moved
             QUALIFY row_number() OVER (
                 PARTITION BY customer_id ORDER BY records DESC, into_customer_id) = 1
         ) m USING (customer_id)
         ORDER BY l.customer_id",
    )?;
    let before = "SELECT count(DISTINCT customer_id) FROM previous_crosswalk";
    Ok(KeptIds {
        before: store.query_one(before, params![], |row| row.get(0))?,
        lost: store.count("id_change")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(cluster: i64, id: &str) -> Claim {
        Claim { cluster, id: id.into() }
    }

    fn firsts(clusters: &[i64]) -> Vec<(i64, String)> {
        clusters.iter().map(|cluster| (*cluster, format!("record {cluster}"))).collect()
    }

    #[test]
    fn the_strongest_claim_keeps_the_id_and_the_other_gets_a_new_one() {
        let ids = choose(&[claim(1, "C-A"), claim(2, "C-A")], &firsts(&[1, 2]), earlier(&["C-A"]));
        assert_eq!(ids[0], (1, "C-A".into()));
        assert_ne!(ids[1].1, "C-A");
    }

    #[test]
    fn a_merged_customer_keeps_the_id_of_most_records_and_the_other_id_is_retired() {
        let ids =
            choose(&[claim(1, "C-A"), claim(1, "C-B")], &firsts(&[1]), earlier(&["C-A", "C-B"]));
        assert_eq!(ids, [(1, "C-A".into())]);
    }

    #[test]
    fn a_new_id_follows_from_the_first_record_alone() {
        let alone = choose(&[], &firsts(&[7]), earlier(&[]));
        let among = choose(&[], &firsts(&[3, 7]), earlier(&[]));
        assert_eq!(alone[0], among[1]);
    }

    fn earlier(ids: &[&str]) -> FxHashSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn an_id_whose_customer_is_missing_today_is_not_given_to_anybody_else() {
        let fresh = choose(&[], &firsts(&[7]), earlier(&[]));
        let again = choose(&[], &firsts(&[7]), earlier(&[&fresh[0].1]));
        assert_ne!(fresh[0].1, again[0].1);
    }

    #[test]
    fn an_id_that_is_taken_is_hashed_again() {
        let first = new_id("same", |_| true);
        assert_ne!(new_id("same", |id| id != first), first);
    }

    #[test]
    fn ids_do_not_depend_on_the_order_of_customers_even_where_two_clash() {
        // Two customers of one first record cannot be; here they stand for two of one hash.
        let names = ["b", "a", "a"];
        let ids = fresh_ids(3, |customer| names[customer].to_owned());
        let backward = fresh_ids(3, |customer| names[2 - customer].to_owned());
        assert_eq!(ids[0], backward[2]);
        assert_ne!(ids[1], ids[2]);
    }
}
