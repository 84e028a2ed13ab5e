//! Placeholders that no list knows: one value on improbably many people.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::compare::{Distinct, SURNAME};
use crate::prepare::Standardised;
use crate::values::Sets;

/// A phone, mailbox or number on people of so many surnames belongs to none of them: a
/// switchboard, the shop's own address, whatever satisfies a mandatory field.
const SURNAMES: usize = 30;
/// A date that so many times more records hold than the average date is a default of some system.
const TIMES_USUAL: usize = 20;
/// However rare the average date, so many records with one are no accident.
const LEAST_RECORDS: usize = 30;

/// Makes such values missing. Gives per comparison concerned its name, how many values were found
/// and how many records held them.
pub(crate) fn discard(all: &mut [Standardised]) -> Vec<(String, u64, u64)> {
    let surnames = all.iter().position(|one| one.name == SURNAME);
    let surnames = surnames.map(|at| all[at].sets.clone());
    all.par_iter_mut().filter_map(|one| discard_from(one, surnames.as_ref())).collect()
}

fn discard_from(one: &mut Standardised, surnames: Option<&Sets>) -> Option<(String, u64, u64)> {
    let placeholders = match (&one.distinct, surnames) {
        (Distinct::Date(dates), _) => usual_dates(&one.sets, dates.len()),
        (
            Distinct::Email(texts) | Distinct::Phone(texts) | Distinct::Identifier(texts),
            Some(surnames),
        ) => held_by_many(&one.sets, texts.len(), surnames),
        _ => return None,
    };
    if placeholders.is_empty() {
        return None;
    }
    let sets = std::mem::take(&mut one.sets);
    one.sets = sets.without(|value| placeholders.contains_key(&value));
    Some((one.name.clone(), placeholders.len() as u64, placeholders.values().sum()))
}

/// Per value the number of records that hold it.
fn holders(sets: &Sets, values: usize) -> Vec<usize> {
    let mut holders = vec![0; values];
    for record in 0..sets.len() {
        for &value in sets.get(record) {
            holders[value as usize] += 1;
        }
    }
    holders
}

fn usual_dates(sets: &Sets, values: usize) -> FxHashMap<u32, u64> {
    let holders = holders(sets, values);
    let usual = holders.iter().sum::<usize>() / values.max(1);
    let bound = LEAST_RECORDS.max(TIMES_USUAL * usual);
    let held = holders.into_iter().zip(0..);
    held.filter(|&(count, _)| count > bound).map(|(count, value)| (value, count as u64)).collect()
}

fn held_by_many(sets: &Sets, values: usize, surnames: &Sets) -> FxHashMap<u32, u64> {
    let holders = holders(sets, values);
    let mut names_of: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for record in 0..sets.len() {
        for &value in sets.get(record) {
            if holders[value as usize] >= SURNAMES {
                names_of.entry(value).or_default().extend(surnames.get(record));
            }
        }
    }
    names_of.retain(|_, names| {
        names.sort_unstable();
        names.dedup();
        names.len() >= SURNAMES
    });
    names_of.into_keys().map(|value| (value, holders[value as usize] as u64)).collect()
}
