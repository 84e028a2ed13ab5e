//! Clustering: pairs into customers, such that a weak bridge does not merge two people.
//!
//! Correlation clustering (Bansal, Blum and Chawla 2004): records are merged if the evidence over
//! *all* pairs between two groups is for it, also that of pairs which blocking did not propose.
//! Within each connected component the two groups with the best mean evidence are merged first.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use smallvec::SmallVec;

use crate::union_find::UnionFind;

/// Bounds one pair's log2 odds, so that no single pair outweighs everything else.
const STRONGEST: f64 = 10.0;
/// Components up to this size are clustered with all their pairs; larger ones are first cut at a
/// higher threshold.
const LARGEST: usize = 150;
/// By how much the threshold, in log2 odds, rises each time a component is cut.
const CUT: f64 = 2.0;
/// No evidence is stronger than this, in log2 odds.
const TOP: f64 = 50.0;

/// A pair that may be merged, with its log2 odds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    pub(crate) left: u32,
    pub(crate) right: u32,
    pub(crate) odds: f64,
}

/// What clustering must know besides the edges.
pub(crate) struct Rules<'a> {
    /// log2 odds of any two records; negative infinity if they must not be merged.
    pub(crate) odds: &'a (dyn Fn(u32, u32) -> f64 + Sync),
    /// In how many comparisons both records have a value.
    pub(crate) compared: &'a (dyn Fn(u32, u32) -> u32 + Sync),
    /// Groups that people decided are one customer.
    pub(crate) must_link: &'a [(u32, u32)],
    /// Pairs that people decided are two customers, lower index first.
    pub(crate) cannot_link: &'a FxHashSet<(u32, u32)>,
    /// log2 odds from which on evidence is for a merge.
    pub(crate) threshold: f64,
}

/// The edges with each end replaced by its original: copies of a record go where it goes, so that even
/// thousands of them make no component too large to be looked at whole.
pub(crate) fn among_originals(edges: &[Edge], originals: &[u32]) -> Vec<Edge> {
    let moved = edges.iter().map(|edge| {
        let (one, other) = (originals[edge.left as usize], originals[edge.right as usize]);
        Edge { left: one.min(other), right: one.max(other), odds: edge.odds }
    });
    moved.filter(|edge| edge.left != edge.right).collect()
}

/// Per record the lowest record of its cluster.
pub(crate) fn cluster(records: u32, edges: &[Edge], rules: &Rules<'_>) -> Vec<u32> {
    let components = Components::new(records, edges, rules.must_link, rules.threshold);
    let large = components.edges_of_large(edges);
    let together = Together::new(rules.must_link);
    let named: Vec<(u32, u32)> = (0..components.ends.len())
        .into_par_iter()
        .with_min_len(1024)
        .flat_map_iter(|at| {
            let members = components.members(at);
            let mut named: SmallVec<[(u32, u32); 2]> = SmallVec::new();
            if let (&[one, other], true) = (members, together.is_empty()) {
                if rules.evidence(one, other) >= 0.0 {
                    named.push((other, one));
                }
                return named;
            }
            let edges = large.get(&at).cloned().unwrap_or_default();
            let component = Component { members: members.to_vec(), edges };
            for group in component_clusters(component, rules, &together, rules.threshold) {
                let name = group.iter().copied().min().unwrap_or_default();
                named.extend(group.into_iter().map(|member| (member, name)));
            }
            named
        })
        .collect();
    let mut cluster_of: Vec<u32> = (0..records).collect();
    for (member, name) in named {
        cluster_of[member as usize] = name;
    }
    cluster_of
}

/// All pairs of records that any clustering with these edges may ask about, but for those in
/// components that are cut first: lower index first, ascending.
pub(crate) fn pairs_asked_about(
    records: u32,
    edges: &[Edge],
    must_link: &[(u32, u32)],
    threshold: f64,
) -> Vec<(u32, u32)> {
    let components = Components::new(records, edges, must_link, threshold);
    let mut pairs: Vec<(u32, u32)> = (0..components.ends.len())
        .map(|at| components.members(at))
        .filter(|members| (3..=LARGEST).contains(&members.len()))
        .flat_map(|members| {
            members.iter().enumerate().flat_map(move |(at, &left)| {
                members[at + 1..].iter().map(move |&right| (left, right))
            })
        })
        .collect();
    pairs.par_sort_unstable();
    pairs
}

/// The components of more than one record that edges from a threshold upwards, and people, make.
struct Components {
    members: Vec<u32>,
    /// Where each component's members end; they ascend.
    ends: Vec<u32>,
    /// Per record the number of its component.
    number_of: Vec<u32>,
}

impl Components {
    const NONE: u32 = u32::MAX;

    fn new(records: u32, edges: &[Edge], must_link: &[(u32, u32)], threshold: f64) -> Self {
        let mut whole = UnionFind::new(records);
        for edge in edges.iter().filter(|edge| edge.odds >= threshold) {
            whole.union(edge.left, edge.right);
        }
        for &(left, right) in must_link {
            whole.union(left, right);
        }
        let mut number_of = vec![Self::NONE; records as usize];
        // Per component where its next member goes; at last, where its members end.
        let mut ends: Vec<u32> = Vec::new();
        let mut count = 0;
        let mut members: Vec<u32> = Vec::new();
        for record in 0..records {
            let root = whole.find(record);
            let size = whole.size(root);
            if size == 1 {
                continue;
            }
            if number_of[root as usize] == Self::NONE {
                number_of[root as usize] = ends.len() as u32;
                ends.push(count);
                count += size;
                members.resize(count as usize, 0);
            }
            let number = number_of[root as usize];
            number_of[record as usize] = number;
            let place = &mut ends[number as usize];
            members[*place as usize] = record;
            *place += 1;
        }
        Self { members, ends, number_of }
    }

    fn members(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.members[start as usize..self.ends[at] as usize]
    }

    /// The edges within components that are too large to be looked at whole, by component.
    fn edges_of_large(&self, edges: &[Edge]) -> FxHashMap<usize, Vec<Edge>> {
        let mut of_large: FxHashMap<usize, Vec<Edge>> = FxHashMap::default();
        for &edge in edges {
            let number = self.number_of[edge.left as usize];
            if number != Self::NONE
                && number == self.number_of[edge.right as usize]
                && self.members(number as usize).len() > LARGEST
            {
                of_large.entry(number as usize).or_default().push(edge);
            }
        }
        of_large
    }
}

/// Records that people decided are one customer: by the first of two the others.
struct Together(FxHashMap<u32, Vec<u32>>);

impl Together {
    fn new(must_link: &[(u32, u32)]) -> Self {
        let mut others: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for &(left, right) in must_link {
            others.entry(left).or_default().push(right);
        }
        Self(others)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The decided pairs whose first record is one of these.
    fn pairs<'a>(&'a self, records: &'a [u32]) -> impl Iterator<Item = (u32, u32)> {
        let others = |&left: &u32| Some((left, self.0.get(&left)?));
        let found = records.iter().filter_map(others);
        found.flat_map(|(left, rights)| rights.iter().map(move |&right| (left, right)))
    }
}

struct Component {
    members: Vec<u32>,
    /// Only those of a component that is too large.
    edges: Vec<Edge>,
}

fn component_clusters(
    component: Component,
    rules: &Rules<'_>,
    together: &Together,
    threshold: f64,
) -> Vec<Vec<u32>> {
    if component.members.len() <= LARGEST {
        return agglomerate(&component.members, rules, together);
    }
    cut(component, rules, together, threshold + CUT)
}

/// Cuts a large component at a higher threshold, clusters the pieces, and treats each cluster as
/// final: what only weak evidence holds together stays apart.
fn cut(
    component: Component,
    rules: &Rules<'_>,
    together: &Together,
    threshold: f64,
) -> Vec<Vec<u32>> {
    let local: FxHashMap<u32, u32> =
        component.members.iter().zip(0..).map(|(&member, at)| (member, at)).collect();
    let mut pieces = UnionFind::new(component.members.len() as u32);
    for edge in component.edges.iter().filter(|edge| edge.odds >= threshold) {
        pieces.union(local[&edge.left], local[&edge.right]);
    }
    for (left, right) in together.pairs(&component.members) {
        if let (Some(&left), Some(&right)) = (local.get(&left), local.get(&right)) {
            pieces.union(left, right);
        }
    }
    let mut parts: FxHashMap<u32, Component> = FxHashMap::default();
    let mut roots: Vec<u32> = Vec::new();
    for (at, &member) in component.members.iter().enumerate() {
        let root = pieces.find(at as u32);
        let part = parts.entry(root).or_insert_with(|| {
            roots.push(root);
            Component { members: Vec::new(), edges: Vec::new() }
        });
        part.members.push(member);
    }
    let whole = parts.len() == 1;
    for edge in component.edges {
        let root = pieces.find(local[&edge.left]);
        if root == pieces.find(local[&edge.right])
            && let Some(part) = parts.get_mut(&root)
        {
            part.edges.push(edge);
        }
    }
    let strongest = threshold > TOP;
    roots
        .iter()
        .filter_map(|root| parts.remove(root))
        .flat_map(|part| {
            if whole && strongest {
                by_edges(&part, rules, together)
            } else {
                component_clusters(part, rules, together, threshold)
            }
        })
        .collect()
}

/// A component held together by the strongest evidence throughout: merged edge by edge, keeping
/// apart and together what must be.
fn by_edges(component: &Component, rules: &Rules<'_>, together: &Together) -> Vec<Vec<u32>> {
    let (mut groups, singles): (Vec<Vec<u32>>, Vec<Vec<u32>>) =
        must_groups(&component.members, together).into_iter().partition(|group| group.len() > 1);
    for member in singles.into_iter().flatten() {
        let fits = |group: &&mut Vec<u32>| {
            let first = group[0];
            (rules.odds)(first, member) >= rules.threshold
                && group.iter().all(|&other| !rules.forbids(other, member))
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(member),
            None => groups.push(vec![member]),
        }
    }
    groups
}

impl Rules<'_> {
    fn forbids(&self, one: u32, other: u32) -> bool {
        self.cannot_link.contains(&(one.min(other), one.max(other)))
            || (self.odds)(one, other) == f64::NEG_INFINITY
    }

    /// Evidence for merging two records, above or below the threshold, bounded.
    fn evidence(&self, one: u32, other: u32) -> f64 {
        if self.cannot_link.contains(&(one.min(other), one.max(other))) {
            return f64::NEG_INFINITY;
        }
        let odds = (self.odds)(one, other) - self.threshold;
        if odds == f64::NEG_INFINITY { odds } else { odds.clamp(-STRONGEST, STRONGEST) }
    }
}

/// Merges the two groups with the best mean evidence until no evidence is for a merge. Records that people
/// decided are one customer count as one.
fn agglomerate(members: &[u32], rules: &Rules<'_>, together: &Together) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = must_groups(members, together);
    if let [one, other] = groups.as_slice() {
        if evidence_between(one, other, rules) >= 0.0 {
            groups = vec![groups.concat()];
        }
        return groups;
    }
    let mut sums = vec![vec![0.0; groups.len()]; groups.len()];
    for one in 0..groups.len() {
        for other in one + 1..groups.len() {
            sums[one][other] = evidence_between(&groups[one], &groups[other], rules);
            sums[other][one] = sums[one][other];
        }
    }
    let mut sizes = vec![1; groups.len()];
    while let Some((one, other)) = best_merge(&sizes, &sums) {
        let moved = groups.remove(other);
        groups[one].extend(moved);
        sizes[one] += sizes.remove(other);
        let row = sums.remove(other);
        for sums_of in &mut sums {
            let add = sums_of.remove(other);
            sums_of[one] += add;
        }
        for (at, add) in row.into_iter().enumerate().filter(|&(at, _)| at != other) {
            let at = at - usize::from(at > other);
            if at != one {
                sums[one][at] += add;
            }
        }
    }
    groups
}

fn must_groups(members: &[u32], together: &Together) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = members.iter().map(|&member| vec![member]).collect();
    for (left, right) in together.pairs(members) {
        let find = |groups: &[Vec<u32>], record| groups.iter().position(|g| g.contains(&record));
        if let (Some(one), Some(other)) = (find(&groups, left), find(&groups, right))
            && one != other
        {
            let moved = groups.remove(one.max(other));
            groups[one.min(other)].extend(moved);
        }
    }
    groups
}

/// The evidence between two groups of records that people decided are one customer each: the best of any two that
/// have nearly as much to compare as those that have most, unless two must not be merged. That a customer's records
/// are unlike each other is known of them, and speaks against nobody who is like one of these; but to be like one
/// that has hardly more than a name says less than to be unlike another in all.
fn evidence_between(one: &[u32], other: &[u32], rules: &Rules<'_>) -> f64 {
    if let (&[one], &[other]) = (one, other) {
        return rules.evidence(one, other);
    }
    let pairs = one.iter().flat_map(|&l| other.iter().map(move |&r| (l, r)));
    let found: Vec<(u32, f64)> =
        pairs.map(|(l, r)| ((rules.compared)(l, r), rules.evidence(l, r))).collect();
    if found.iter().any(|&(_, evidence)| evidence == f64::NEG_INFINITY) {
        return f64::NEG_INFINITY;
    }
    let most = found.iter().map(|&(compared, _)| compared).max().unwrap_or_default();
    let telling = found.iter().filter(|&&(compared, _)| 3 * compared >= 2 * most);
    telling.map(|&(_, evidence)| evidence).fold(f64::NEG_INFINITY, f64::max)
}

/// The two groups with the best mean evidence, if it is for a merge.
fn best_merge(sizes: &[usize], sums: &[Vec<f64>]) -> Option<(usize, usize)> {
    let mut best = None;
    let mut best_mean = 0.0;
    for one in 0..sizes.len() {
        for other in one + 1..sizes.len() {
            let mean = sums[one][other] / (sizes[one] * sizes[other]) as f64;
            // What is exactly even joins two records, but no more: bounded evidence for and against is often even.
            let is_pair = sizes[one] == 1 && sizes[other] == 1;
            if mean > best_mean || (best.is_none() && is_pair && mean >= best_mean) {
                best = Some((one, other));
                best_mean = mean;
            }
        }
    }
    best
}
