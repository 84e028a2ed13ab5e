//! How far to the right everything stands, and the gaps in which flows go up and down.

use std::collections::BTreeMap;

use super::heights::Heights;
use super::shapes::{label_size, room};
use super::{GAP, Plan, Route, TRACK};

/// Where columns, tracks and labels are, from the left edge of the lanes' content.
pub(super) struct Sides {
    pub(super) middle: Vec<i64>,
    /// Where labels begin in the gap before each column.
    pub(super) labels: Vec<i64>,
    /// Of each flow: the track that it leaves its source by, and the one it comes to its target by.
    tracks: Vec<[i64; 2]>,
    pub(super) width: i64,
}

/// A part of a flow that goes up or down in a gap, together with others of the same group.
#[derive(Default)]
struct Riser {
    gap: usize,
    top: i64,
    bottom: i64,
    /// Heights at which flows come to it from the left, and go from it to the right.
    from_left: Vec<i64>,
    to_right: Vec<i64>,
    uses: Vec<(usize, bool)>,
}

impl Sides {
    pub(super) fn new(plan: &Plan<'_>, heights: &Heights) -> Self {
        let mut wide = vec![36_i64; plan.columns];
        for (at, node) in plan.diagram.nodes.iter().enumerate() {
            wide[plan.column[at]] = wide[plan.column[at]].max(room(node));
        }
        let mut label_width = vec![0_i64; plan.columns + 1];
        for (index, edge) in plan.diagram.edges.iter().enumerate() {
            let back = matches!(plan.routes[index], Route::Rail { above: true, .. });
            if !edge.label.is_empty() && !back {
                let gap = plan.column[edge.source] + 1;
                label_width[gap] = label_width[gap].max(label_size(&edge.label).0 + 8);
            }
        }
        let mut tracks = vec![[0_i64; 2]; plan.diagram.edges.len()];
        let counts = number_tracks(risers(plan, heights), plan.columns + 1, &mut tracks);
        let (mut x, mut middle, mut labels, mut starts) = (0, Vec::new(), Vec::new(), Vec::new());
        for gap in 0..=plan.columns {
            x += GAP;
            starts.push(x);
            x += counts[gap] * TRACK;
            labels.push(x);
            x += label_width[gap] + if gap == plan.columns { 0 } else { GAP };
            if let Some(width) = wide.get(gap) {
                middle.push(x + width / 2);
                x += width;
            }
        }
        for (index, edge) in plan.diagram.edges.iter().enumerate() {
            tracks[index][0] += starts[plan.column[edge.source] + 1];
            tracks[index][1] += starts[plan.column[edge.target]];
        }
        Self { middle, labels, tracks, width: x }
    }

    pub(super) fn track(&self, edge: usize, at_target: bool) -> i64 {
        self.tracks[edge][usize::from(at_target)]
    }
}

/// The parts of all flows that go up or down. Flows of one source, or to one target, share one.
fn risers(plan: &Plan<'_>, heights: &Heights) -> Vec<Riser> {
    let mut risers: BTreeMap<(usize, bool, usize), Riser> = BTreeMap::new();
    let mut add =
        |gap: usize, group: (bool, usize), ends: [(i64, bool); 2], used: (usize, bool)| {
            let riser = risers.entry((gap, group.0, group.1)).or_insert(Riser {
                gap,
                top: i64::MAX,
                bottom: i64::MIN,
                ..Riser::default()
            });
            for (y, to_right) in ends {
                riser.top = riser.top.min(y);
                riser.bottom = riser.bottom.max(y);
                let side = if to_right { &mut riser.to_right } else { &mut riser.from_left };
                side.push(y);
            }
            riser.uses.push(used);
        };
    for (index, edge) in plan.diagram.edges.iter().enumerate() {
        let start = heights.row(plan.row_of(edge.source));
        let end = heights.row(plan.row_of(edge.target));
        let (out, back) = (plan.column[edge.source] + 1, plan.column[edge.target]);
        let splits = plan.out[edge.source].len() > 1;
        match plan.routes[index] {
            Route::Near | Route::InTargetRow if start == end => {}
            Route::Near | Route::InTargetRow => {
                let group = if splits { (false, edge.source) } else { (true, edge.target) };
                add(out, group, [(start, false), (end, true)], (index, false));
            }
            Route::InSourceRow => {
                add(back, (true, edge.target), [(start, false), (end, true)], (index, true));
            }
            Route::Rail { above, index: rail } => {
                let y = heights.rail(plan.diagram.nodes[edge.source].lane, above, rail);
                add(out, (false, edge.source), [(start, false), (y, !above)], (index, false));
                add(back, (true, edge.target), [(y, above), (end, true)], (index, true));
            }
        }
    }
    risers.into_values().collect()
}

/// Numbers the tracks of each gap so that risers of one track do not meet, and writes each flow's
/// offsets in the gap. Gives the number of tracks of each gap.
fn number_tracks(mut risers: Vec<Riser>, gaps: usize, tracks: &mut [[i64; 2]]) -> Vec<i64> {
    risers.sort_by_key(|riser| (riser.gap, riser.top, riser.bottom));
    let mut counts = vec![0_i64; gaps];
    for of_gap in risers.chunk_by(|a, b| a.gap == b.gap) {
        // What each track is taken for.
        let mut ends: Vec<Vec<(i64, i64)>> = Vec::new();
        let (order, after) = left_to_right(of_gap);
        let mut placed = vec![0; of_gap.len()];
        for at in order {
            let riser = &of_gap[at];
            let first = after[at].iter().map(|left| placed[*left] + 1).max().unwrap_or(0);
            let is_free = |taken: &Vec<(i64, i64)>| {
                taken.iter().all(|(top, bottom)| *bottom < riser.top || riser.bottom < *top)
            };
            let track = (first..ends.len()).find(|track| is_free(&ends[*track]));
            let track = track.unwrap_or(ends.len().max(first));
            ends.resize(ends.len().max(track + 1), Vec::new());
            ends[track].push((riser.top, riser.bottom));
            placed[at] = track;
            for (edge, at_target) in &riser.uses {
                tracks[*edge][usize::from(*at_target)] = track as i64 * TRACK;
            }
        }
        counts[of_gap[0].gap] = ends.len() as i64;
    }
    counts
}

/// An order of the risers of a gap, and those that must stand left of each: a flow that comes from
/// the left at some height must turn before one that leaves to the right at that height, or the two
/// would look like one. Where that goes round in a circle, the first stands left.
fn left_to_right(risers: &[Riser]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut comes: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (at, riser) in risers.iter().enumerate() {
        for y in &riser.from_left {
            comes.entry(*y).or_default().push(at);
        }
    }
    let mut before: Vec<Vec<usize>> = vec![Vec::new(); risers.len()];
    let mut then: Vec<Vec<usize>> = vec![Vec::new(); risers.len()];
    for (at, riser) in risers.iter().enumerate() {
        for left in riser.to_right.iter().filter_map(|y| comes.get(y)).flatten() {
            if *left != at && !before[at].contains(left) {
                before[at].push(*left);
                then[*left].push(at);
            }
        }
    }
    let mut waits: Vec<usize> = before.iter().map(Vec::len).collect();
    let mut order = Vec::with_capacity(risers.len());
    let mut done = vec![false; risers.len()];
    let mut ready: Vec<usize> = (0..risers.len()).rev().filter(|at| waits[*at] == 0).collect();
    let mut next_forced = 0;
    while order.len() < risers.len() {
        let at = ready.pop().unwrap_or_else(|| {
            while done[next_forced] {
                next_forced += 1;
            }
            next_forced
        });
        if std::mem::replace(&mut done[at], true) {
            continue;
        }
        order.push(at);
        for later in &then[at] {
            waits[*later] = waits[*later].saturating_sub(1);
            if waits[*later] == 0 && !done[*later] {
                ready.push(*later);
            }
        }
    }
    // Of a circle, only those that do come before are waited for.
    let mut rank = vec![0; risers.len()];
    for (place, at) in order.iter().enumerate() {
        rank[*at] = place;
    }
    for (at, lefts) in before.iter_mut().enumerate() {
        lefts.retain(|left| rank[*left] < rank[at]);
    }
    (order, before)
}
