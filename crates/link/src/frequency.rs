//! How often values occur: agreement on a rare value says more than on a common one.

use crate::compare::{Comparison, Comparisons, EXACT_RARITY};

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
    for comparison in &mut comparisons.all {
        count_one(comparison, entity_of);
    }
}

fn count_one(comparison: &mut Comparison, entity_of: &[u32]) {
    let (holders, entities) = holders(comparison, entity_of);
    let seen = |times: u32| holders.iter().filter(|&&count| count == times).count() as f64;
    let once = seen(1);
    let unseen = (2.0 * seen(2) / once.max(1.0)).clamp(1.0 / (once + 1.0), 1.0);
    let common_from = COMMON_FROM.max((entities / 20_000) as u32);
    for (value, &count) in holders.iter().enumerate() {
        let others = f64::from(count.max(1)) - 1.0 + unseen;
        let known = KNOWN_CUSTOMERS * comparison.chance();
        let chance = (others + known) / (entities as f64 + KNOWN_CUSTOMERS);
        let rarity = (-chance.log2()).round().clamp(0.0, 31.0);
        comparison.exact_code[value] = EXACT_RARITY + rarity as u8;
        comparison.common[value] = count >= common_from;
    }
}

/// Per value the number of customers that hold it, and the number of customers with any value.
fn holders(comparison: &Comparison, entity_of: &[u32]) -> (Vec<u32>, usize) {
    let mut held: Vec<(u32, u32)> = (0..comparison.sets.records())
        .flat_map(|record| comparison.sets.get(record).iter().map(move |&value| (value, record)))
        .map(|(value, record)| (value, entity_of[record as usize]))
        .collect();
    held.sort_unstable();
    held.dedup();
    let mut holders = vec![0; comparison.value_count()];
    for &(value, _) in &held {
        holders[value as usize] += 1;
    }
    let mut entities: Vec<u32> = held.into_iter().map(|(_, entity)| entity).collect();
    entities.sort_unstable();
    entities.dedup();
    (holders, entities.len())
}
