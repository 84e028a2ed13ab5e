//! The order in which records are kept: the same whatever the order of rows, and such that records
//! that may be one customer are near each other in memory. Records whose names sound alike stand
//! together, in an order that is as good as random.

use rayon::prelude::*;

use crate::compare::{Distinct, ORGANISATION};
use crate::hash::{combine, hash_of, text_hash};
use crate::prepare::Standardised;
use crate::records::Records;

/// A number for each record that depends on nothing but its source's name and its key.
pub(crate) fn numbers(records: &Records) -> Vec<u64> {
    let of_source: Vec<u64> =
        records.sources.iter().map(|source| hash_of(source.name.as_str())).collect();
    (0..records.len())
        .into_par_iter()
        .with_min_len(4096)
        .map(|record| {
            let source = of_source[usize::from(records.source_of[record])];
            combine(text_hash(&records.keys[record]), source)
        })
        .collect()
}

/// Old indices in the new order: by the sound of the names, then by number.
pub(crate) fn canonical(
    records: &Records,
    numbers: &[u64],
    standardised: &[Standardised],
) -> Vec<u32> {
    let sounds: Vec<_> = standardised.iter().filter_map(|one| Some((one, sounds(one)?))).collect();
    let place = |record: usize| {
        sounds.iter().fold(0, |place, (one, sounds)| {
            let lowest = one.sets.get(record).iter().map(|&value| sounds[value as usize]).min();
            combine(place, lowest.unwrap_or_default().into())
        })
    };
    let mut order: Vec<(u32, u64, u32)> = (0..records.len())
        .into_par_iter()
        .with_min_len(4096)
        .map(|record| ((place(record) >> 32) as u32, numbers[record], record as u32))
        .collect();
    order.par_sort_unstable_by(|one, other| {
        let name = |record: u32| (&records.source(record).name, records.keys.get(record as usize));
        let same = one.0.cmp(&other.0).then(one.1.cmp(&other.1));
        same.then_with(|| name(one.2).cmp(&name(other.2))).then(one.2.cmp(&other.2))
    });
    order.into_iter().map(|(_, _, record)| record).collect()
}

/// Per value of a comparison of names a number for its sound.
fn sounds(one: &Standardised) -> Option<Vec<u32>> {
    match &one.distinct {
        Distinct::Given(values) => Some(values.iter().map(|value| value.sound_hash).collect()),
        Distinct::Surname(values) => Some(values.iter().map(|value| value.sound_hash).collect()),
        Distinct::Text(names) if one.name == ORGANISATION => {
            Some(names.iter().map(|name| (text_hash(name) >> 32) as u32).collect())
        }
        _ => None,
    }
}
