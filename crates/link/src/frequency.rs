//! How often values occur: agreement on a rare value says more than on a common one.

use rayon::prelude::*;

use crate::compare::{Comparison, Comparisons, EXACT_RARITY, Values};
use crate::values::ValueTable;

/// A value held by fewer customers than this may be a typing error of another.
const COMMON_FROM: u32 = 3;

/// Customers that the general knowledge of [`Comparison::chance`] counts for; it matters only where
/// data is small.
const KNOWN_CUSTOMERS: f64 = 50.0;

/// Sets, for every value, the code of full agreement on it, and whether it is common.
///
/// `entity_of` says which records are held to be one customer so far: a value counts once per
/// customer, otherwise somebody's duplicates would make their own values look common.
///
/// The probability that an unrelated customer holds value v, held by r of E customers, is
/// `(r - 1 + g) / E`: r - 1 others hold it, and g is the Good–Turing estimate of how many more a
/// value seen once has ("seen twice" over "seen once", times 2; Good 1953, "The population
/// frequencies of species and the estimation of population parameters"). General knowledge of how
/// often such values agree by chance counts like a few customers more.
pub(crate) fn count(comparisons: &mut Comparisons, entity_of: &[u32]) {
    let by_entity = ByEntity::new(entity_of);
    let table = &comparisons.table;
    comparisons.all.par_iter_mut().enumerate().for_each(|(at, comparison)| {
        let (holders, entities) = holders(table, at, comparison.value_count(), &by_entity);
        count_one(comparison, &holders, entities);
    });
}

/// Records in the order of their entities.
struct ByEntity {
    records: Vec<u32>,
    /// Per entity where its records end.
    ends: Vec<u32>,
}

impl ByEntity {
    /// Entities are named by one of their records.
    fn new(entity_of: &[u32]) -> Self {
        let mut sizes = vec![0_u32; entity_of.len()];
        for &entity in entity_of {
            sizes[entity as usize] += 1;
        }
        let mut next = Vec::with_capacity(sizes.len());
        let mut ends = Vec::new();
        let mut end = 0;
        for size in sizes {
            next.push(end);
            end += size;
            if size > 0 {
                ends.push(end);
            }
        }
        let mut records = vec![0; entity_of.len()];
        for (record, &entity) in entity_of.iter().enumerate() {
            let place = &mut next[entity as usize];
            records[*place as usize] = record as u32;
            *place += 1;
        }
        Self { records, ends }
    }

    fn entities(&self) -> impl Iterator<Item = &[u32]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let members = &self.records[start as usize..end as usize];
            start = end;
            members
        })
    }
}

fn count_one(comparison: &mut Comparison, holders: &[u32], entities: usize) {
    let seen = |times: u32| holders.iter().filter(|&&count| count == times).count() as f64;
    let once = seen(1);
    let unseen = (2.0 * seen(2) / once.max(1.0)).clamp(1.0 / (once + 1.0), 1.0);
    // Of texts nobody knows how telling they are before they are seen: titles differ, occupations do not.
    let agreeing = holders.iter().map(|&count| f64::from(count).powi(2)).sum::<f64>();
    let seen_chance = agreeing / (entities as f64).powi(2).max(1.0);
    let usual = match comparison.values {
        Values::Text(_) => comparison.chance().min(seen_chance),
        _ => comparison.chance(),
    };
    let common_from = COMMON_FROM.max((entities / 20_000) as u32);
    for (value, &count) in holders.iter().enumerate() {
        let others = f64::from(count.max(1)) - 1.0 + unseen;
        let known = KNOWN_CUSTOMERS * usual;
        let chance = (others + known) / (entities as f64 + KNOWN_CUSTOMERS);
        let rarity = (-chance.log2()).round().clamp(0.0, 31.0);
        comparison.exact_code[value] = EXACT_RARITY + rarity as u8;
        comparison.common[value] = count >= common_from;
    }
}

/// Per value the number of customers that hold it, and the number of customers with any value.
fn holders(
    table: &ValueTable,
    comparison: usize,
    values: usize,
    by_entity: &ByEntity,
) -> (Vec<u32>, usize) {
    let mut holders = vec![0; values];
    let mut entities = 0;
    let mut held: Vec<u32> = Vec::new();
    for members in by_entity.entities() {
        held.clear();
        held.extend(members.iter().flat_map(|&member| table.get(comparison, member)));
        if members.len() > 1 {
            held.sort_unstable();
            held.dedup();
        }
        entities += usize::from(!held.is_empty());
        for &value in &held {
            holders[value as usize] += 1;
        }
    }
    (holders, entities)
}
