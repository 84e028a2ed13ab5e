//! Records that their own system merged earlier: whoever worked there held them for one customer.
//! That binds linkage like a decision, unless a person decided otherwise here.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use sameboat_link::Decisions;
use sameboat_store::{Store, StoreError};

use crate::decisions::RecordIndex;

/// Pairs of records, lower index first.
pub(crate) type Pairs = BTreeSet<(u32, u32)>;

/// The merges that the exports tell of, of which both records are there.
pub(crate) fn read(store: &Store, index: &RecordIndex<'_>) -> Result<Pairs, StoreError> {
    // A run of an earlier version may be asked about, whose records do not tell.
    let told = "SELECT count(*) FROM information_schema.columns \
                WHERE table_name = 'customer_record' AND column_name = 'merged_into'";
    if store.query_one(told, [], |row| row.get::<_, u64>(0))? == 0 {
        return Ok(Pairs::new());
    }
    let mut pairs = Pairs::new();
    store.for_each(
        "SELECT source, record_key, merged_into FROM customer_record
         WHERE merged_into IS NOT NULL
         UNION
         SELECT source, record_key, trim(unnest(string_split(merged_from, ';')))
         FROM customer_record WHERE merged_from IS NOT NULL",
        |row| {
            let source = row.get_ref(0)?.as_str()?;
            let one = index.get(source, row.get_ref(1)?.as_str()?);
            let other = index.get(source, row.get_ref(2)?.as_str()?);
            if let (Some(one), Some(other)) = (one, other)
                && one != other
            {
                pairs.insert((one.min(other), one.max(other)));
            }
            Ok(())
        },
    )?;
    Ok(pairs)
}

/// The merges, in order, that contradict nothing that people decided, nor each other together with
/// it.
pub(crate) fn without_contradiction(merges: &Pairs, decisions: &Decisions) -> Pairs {
    let mut groups = Groups::new(&decisions.cannot_link);
    for &(left, right) in &decisions.must_link {
        groups.join(left, right);
    }
    merges.iter().copied().filter(|&(left, right)| groups.may_join(left, right)).collect()
}

/// Groups of records held for one customer, each with the records that it must not take in.
#[derive(Default)]
struct Groups {
    group_of: FxHashMap<u32, u32>,
    apart: FxHashMap<u32, Vec<u32>>,
}

impl Groups {
    fn new(cannot_link: &[(u32, u32)]) -> Self {
        let mut groups = Self::default();
        for &(left, right) in cannot_link {
            groups.apart.entry(left).or_default().push(right);
            groups.apart.entry(right).or_default().push(left);
        }
        groups
    }

    fn group(&mut self, record: u32) -> u32 {
        let mut root = record;
        while let Some(&next) = self.group_of.get(&root) {
            root = next;
        }
        if root != record {
            self.group_of.insert(record, root);
        }
        root
    }

    fn join(&mut self, left: u32, right: u32) {
        let (left, right) = (self.group(left), self.group(right));
        if left == right {
            return;
        }
        self.group_of.insert(left.max(right), left.min(right));
        if let Some(mut moved) = self.apart.remove(&left.max(right)) {
            let kept = self.apart.entry(left.min(right)).or_default();
            if kept.len() < moved.len() {
                std::mem::swap(kept, &mut moved);
            }
            kept.append(&mut moved);
        }
    }

    /// Joins two records' groups, if nothing keeps them apart.
    fn may_join(&mut self, left: u32, right: u32) -> bool {
        let (one, other) = (self.group(left), self.group(right));
        // What keeps two groups apart is known to both: the shorter list is asked.
        let known = |group: u32| self.apart.get(&group).map_or(0, Vec::len);
        let (asked, foe) = if known(one) <= known(other) { (one, other) } else { (other, one) };
        let apart = self.apart.get(&asked).cloned().unwrap_or_default();
        if apart.into_iter().any(|record| self.group(record) == foe) {
            return false;
        }
        self.join(one, other);
        true
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use sameboat_link::{Records, Source};
    use sameboat_model::Entity;
    use sameboat_store::schema::record_table;

    #[test]
    fn merges_are_told_by_the_survivor_or_by_the_record_taken_in_within_one_source() {
        let store = Store::in_memory().unwrap();
        store.create(&record_table(Entity::Customer)).unwrap();
        let mut records = Records::default();
        for name in ["a", "b"] {
            records.sources.push(Source {
                name: name.into(),
                line: "product".into(),
                one_to_one: false,
                country: None,
            });
        }
        let rows = [
            ("a", "1", "NULL", "'2; 3;gone'"),
            ("a", "2", "'1'", "NULL"),
            ("a", "3", "NULL", "NULL"),
            ("b", "1", "'4'", "NULL"),
            ("b", "4", "'4'", "NULL"),
        ];
        for (source, key, into, from) in rows {
            records.source_of.push(u16::from(source == "b"));
            records.keys.push(key);
            let sql = format!(
                "INSERT INTO customer_record (source, record_key, merged_into, merged_from) \
                 VALUES ('{source}', '{key}', {into}, {from})"
            );
            store.execute(&sql).unwrap();
        }
        let pairs = read(&store, &RecordIndex::new(&records)).unwrap();
        assert_eq!(pairs, Pairs::from([(0, 1), (0, 2), (3, 4)]));
    }

    #[test]
    fn a_decision_beats_an_earlier_merge_also_through_others() {
        let decisions = Decisions { must_link: vec![(3, 4)], cannot_link: vec![(0, 1), (2, 4)] };
        let merges = Pairs::from([(0, 1), (0, 5), (1, 5), (2, 3), (6, 7)]);
        let kept = without_contradiction(&merges, &decisions);
        assert_eq!(kept, Pairs::from([(0, 5), (6, 7)]));
    }

    proptest! {
        #[test]
        fn what_is_kept_never_contradicts_a_decision(
            merges in prop::collection::btree_set((0_u32..12, 0_u32..12), 0..20),
            cannot_link in prop::collection::vec((0_u32..12, 0_u32..12), 0..6),
        ) {
            let cannot_link: Vec<_> = cannot_link.into_iter().filter(|(a, b)| a != b).collect();
            let decisions = Decisions { must_link: vec![], cannot_link };
            let kept = without_contradiction(&merges, &decisions);
            let mut groups = Groups::default();
            for &(left, right) in &kept {
                groups.join(left, right);
            }
            for &(left, right) in &decisions.cannot_link {
                prop_assert_ne!(groups.group(left), groups.group(right));
            }
        }
    }
}
