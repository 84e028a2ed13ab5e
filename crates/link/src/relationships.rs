//! Relationships: customers that are tied to each other but are not one.

use rustc_hash::FxHashSet;

use crate::compare::{Comparisons, Values};
use crate::hash::{combine, hash_of};
use crate::linkage::{Relationship, RelationshipKind};

/// A value that more customers share is a company's switchboard or a common name; it ties nobody.
const MOST_CUSTOMERS: usize = 8;

/// Finds clusters that share a household, an address, a phone, an e-mail address or a name.
pub(crate) fn find(comparisons: &Comparisons, cluster_of: &[u32]) -> Vec<Relationship> {
    let find = |is: fn(&Values) -> bool| comparisons.all.iter().position(|c| is(&c.values));
    let given = find(|values| matches!(values, Values::Given(_)));
    let surname = find(|values| matches!(values, Values::Surname(_)));
    let phone = find(|values| matches!(values, Values::Phone(_)));
    let email = find(|values| matches!(values, Values::Email(_)));
    let street = find(|values| matches!(values, Values::Street(_)));
    let place = find(|values| matches!(values, Values::Place(_)));

    let mut all = Vec::new();
    let mut households = FxHashSet::default();
    let mut tie = |kind, of: &[Option<usize>]| {
        let Some(of) = of.iter().copied().collect::<Option<Vec<_>>>() else { return };
        for relationship in shared(kind, comparisons, &of, cluster_of) {
            let ends =
                (cluster_of[relationship.left as usize], cluster_of[relationship.right as usize]);
            let is_household = kind == RelationshipKind::Household;
            // A household shares its phone; it is told once.
            if !households.contains(&ends) {
                all.push(relationship);
            }
            if is_household {
                households.insert(ends);
            }
        }
    };
    tie(RelationshipKind::Household, &[surname, street, place]);
    if place.is_none() {
        tie(RelationshipKind::Household, &[surname, street]);
    }
    tie(RelationshipKind::Household, &[surname, phone]);
    if place.is_some() {
        tie(RelationshipKind::SharedAddress, &[street, place]);
    }
    tie(RelationshipKind::SharedPhone, &[phone]);
    tie(RelationshipKind::SharedEmail, &[email]);
    tie(RelationshipKind::Namesake, &[given, surname]);
    all.sort_unstable();
    all
}

/// Pairs of clusters whose records share a value in each of some comparisons.
fn shared(
    kind: RelationshipKind,
    comparisons: &Comparisons,
    of: &[usize],
    cluster_of: &[u32],
) -> Vec<Relationship> {
    let mut keyed: Vec<(u64, u32, u32)> = (0..cluster_of.len() as u32)
        .flat_map(|record| {
            let keys = keys(comparisons, of, record);
            keys.into_iter().map(move |key| (key, cluster_of[record as usize], record))
        })
        .collect();
    keyed.sort_unstable();
    keyed.dedup_by_key(|&mut (key, cluster, _)| (key, cluster));
    let groups = keyed.chunk_by(|one, other| one.0 == other.0);
    let mut pairs: Vec<Relationship> = groups
        .filter(|group| (2..=MOST_CUSTOMERS).contains(&group.len()))
        .flat_map(|group| {
            group.iter().enumerate().flat_map(move |(at, &(_, _, left))| {
                let others = group[at + 1..].iter();
                others.map(move |&(_, _, right)| Relationship { kind, left, right })
            })
        })
        .collect();
    pairs.sort_unstable_by_key(|pair| {
        (cluster_of[pair.left as usize], cluster_of[pair.right as usize], *pair)
    });
    pairs.dedup_by_key(|pair| (cluster_of[pair.left as usize], cluster_of[pair.right as usize]));
    pairs
}

fn keys(comparisons: &Comparisons, of: &[usize], record: u32) -> Vec<u64> {
    let mut keys = vec![0];
    for &comparison in of {
        let values = comparisons.values(comparison, record);
        keys = keys
            .iter()
            .flat_map(|&key| values.iter().map(move |value| combine(key, hash_of(value))))
            .collect();
    }
    keys
}
