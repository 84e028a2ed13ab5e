//! Where everything stands: columns by the longest way from the start, lanes below each other, rows
//! within lanes, and flows with right angles.
//!
//! No shape covers another and no flow crosses a shape: a flow leaves its shape to the right, goes
//! up or down only in the gap between two columns, and runs sideways only in a row that is free
//! there or on a rail of its own at the edge of its lane. Loops run above a lane's rows, flows that
//! leave out columns below them.
//!
//! `free` finds the rows of a column that nothing stands in, `heights` and `sides` say where rows and
//! columns are, `shapes` how much room each shape takes.

mod free;
mod heights;
mod shapes;
mod sides;

use std::collections::BTreeMap;

use super::diagram::{Diagram, Edge};
use free::{FreeRows, Occupied};
use heights::Heights;
use shapes::{extent, label_beside, label_size, size};
use sides::Sides;

/// A rectangle, in pixels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Box {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: i64,
    pub(super) height: i64,
}

/// Where the parts of a diagram stand; indexes are the diagram's.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) pool: Box,
    pub(super) lanes: Vec<Box>,
    pub(super) nodes: Vec<Box>,
    /// Of names that stand beside their shape.
    pub(super) labels: Vec<Option<Box>>,
    pub(super) edges: Vec<Vec<(i64, i64)>>,
    pub(super) edge_labels: Vec<Option<Box>>,
}

/// Free space around the columns, between rows, and at the edges of lanes.
const GAP: i64 = 24;
/// Between flows beside each other.
const TRACK: i64 = 12;
/// The strip with the name of a pool or lane.
const HEADER: i64 = 30;
/// The pool's left upper corner.
const ORIGIN: (i64, i64) = (160, 80);
/// Characters of a lane's name that its height makes room for.
const LONGEST_NAME: usize = 40;
/// Characters in a line of a label.
const LABEL_CHARS: usize = 20;

/// Lays out a diagram.
pub(super) fn layout(diagram: &Diagram) -> Layout {
    let mut plan = Plan::new(diagram);
    plan.columns();
    plan.rows();
    plan.routes();
    plan.finish()
}

/// How a flow runs sideways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    /// To the next column.
    Near,
    /// In the row of its target.
    InTargetRow,
    /// In the row of its source.
    InSourceRow,
    /// On a rail of the source's lane: above or below its rows, and which.
    Rail { above: bool, index: usize },
}

/// Height that a shape takes above and below the middle of its row.
#[derive(Debug, Clone, Copy, Default)]
struct Extent {
    above: i64,
    below: i64,
}

impl Extent {
    fn with(&mut self, other: Self) {
        self.above = self.above.max(other.above);
        self.below = self.below.max(other.below);
    }
}

#[derive(Debug, Default)]
struct Lane {
    rows: Vec<Extent>,
    /// Heights of the rails above and below.
    rails: [Vec<i64>; 2],
}

/// A row: its lane and its place there.
type Row = (usize, usize);

struct Plan<'a> {
    diagram: &'a Diagram,
    out: Vec<Vec<usize>>,
    incoming: Vec<Vec<usize>>,
    column: Vec<usize>,
    columns: usize,
    row: Vec<usize>,
    lanes: Vec<Lane>,
    routes: Vec<Route>,
}

impl<'a> Plan<'a> {
    fn new(diagram: &'a Diagram) -> Self {
        let mut incoming = vec![Vec::new(); diagram.nodes.len()];
        for (index, edge) in diagram.edges.iter().enumerate() {
            incoming[edge.target].push(index);
        }
        let lanes = diagram.lanes.len().max(1);
        Self {
            diagram,
            out: diagram.out(),
            incoming,
            column: vec![0; diagram.nodes.len()],
            columns: 1,
            row: vec![0; diagram.nodes.len()],
            lanes: (0..lanes).map(|_| Lane::default()).collect(),
            routes: Vec::new(),
        }
    }

    fn by_rank(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.diagram.nodes.len()).collect();
        order.sort_by_key(|at| self.diagram.rank[*at]);
        order
    }

    /// The longest way decides. A flow with a label that meets others gets a column to itself, so
    /// that labels stand apart.
    fn columns(&mut self) {
        for at in self.by_rank() {
            for edge in &self.out[at] {
                let edge = &self.diagram.edges[*edge];
                if self.diagram.is_back(edge) {
                    continue;
                }
                let meets = self.incoming[edge.target].len() > 1 && !edge.label.is_empty();
                let column = self.column[at] + if meets { 2 } else { 1 };
                self.column[edge.target] = self.column[edge.target].max(column);
            }
        }
        self.columns = self.column.iter().max().map_or(1, |last| last + 1);
    }

    /// Rows: what follows stands in the row of what it follows, further ways below.
    fn rows(&mut self) {
        let mut order = self.by_rank();
        order.sort_by_key(|at| (self.column[*at], self.diagram.rank[*at]));
        let mut free = FreeRows::default();
        // The row that a node's next follower is to have.
        let mut wanted: Vec<usize> = vec![0; order.len()];
        for at in order {
            let lane = self.diagram.nodes[at].lane;
            let near = self.incoming[at].iter().filter_map(|edge| {
                let edge = &self.diagram.edges[*edge];
                let source = &self.diagram.nodes[edge.source];
                (!self.diagram.is_back(edge) && source.lane == lane).then_some(edge.source)
            });
            let near: Vec<usize> = near.collect();
            let wish = near.iter().map(|source| wanted[*source]).min().unwrap_or_default();
            let row = free.take(lane, self.column[at], wish);
            self.row[at] = row;
            wanted[at] = row;
            // Only a split spreads its ways; what is met by several stays in the upper row.
            for source in near {
                if self.out[source].len() > 1 {
                    wanted[source] = wanted[source].max(row + 1);
                }
            }
            let rows = &mut self.lanes[lane].rows;
            if rows.len() <= row {
                rows.resize(row + 1, Extent::default());
            }
            rows[row].with(extent(&self.diagram.nodes[at]));
        }
        for lane in &mut self.lanes {
            if lane.rows.is_empty() {
                lane.rows.push(Extent { above: 40, below: 40 });
            }
        }
    }

    fn row_of(&self, at: usize) -> Row {
        (self.diagram.nodes[at].lane, self.row[at])
    }

    /// Decides how each flow runs sideways.
    fn routes(&mut self) {
        let mut occupied = Occupied::default();
        for at in 0..self.diagram.nodes.len() {
            occupied.take(self.row_of(at), self.column[at], self.column[at]);
        }
        let mut rails: Vec<RailWish> = Vec::new();
        for (index, edge) in self.diagram.edges.iter().enumerate() {
            let (from, to) = (self.column[edge.source], self.column[edge.target]);
            let (source_row, target_row) = (self.row_of(edge.source), self.row_of(edge.target));
            let route = if self.diagram.is_back(edge) || to <= from {
                rails.push(RailWish { edge: index, above: true, from: to, to: from });
                Route::Rail { above: true, index: 0 }
            } else if to == from + 1 {
                Route::Near
            } else if source_row == target_row && occupied.is_free(source_row, from + 1, to - 1) {
                occupied.take(source_row, from + 1, to - 1);
                Route::InTargetRow
            } else if occupied.is_free(target_row, from, to - 1) {
                occupied.take(target_row, from, to - 1);
                Route::InTargetRow
            } else if occupied.is_free(source_row, from + 1, to) {
                occupied.take(source_row, from + 1, to);
                Route::InSourceRow
            } else {
                rails.push(RailWish { edge: index, above: false, from: from + 1, to: to - 1 });
                Route::Rail { above: false, index: 0 }
            };
            self.routes.push(route);
            self.reserve_label(edge, route);
        }
        self.rails(rails);
    }

    /// Makes room above the row in which a flow's label stands.
    fn reserve_label(&mut self, edge: &Edge, route: Route) {
        let row = match route {
            Route::Near | Route::InTargetRow => self.row_of(edge.target),
            Route::InSourceRow => self.row_of(edge.source),
            Route::Rail { .. } => return,
        };
        let above = label_size(&edge.label).1 + 8;
        self.lanes[row.0].rows[row.1].with(Extent { above, below: 0 });
    }

    /// Gives rails to flows so that those of one rail do not meet.
    fn rails(&mut self, mut wishes: Vec<RailWish>) {
        wishes.sort_by_key(|wish| (wish.from, wish.to, wish.edge));
        // The last column that each rail is used to, by lane and side.
        let mut used: BTreeMap<(usize, bool), Vec<usize>> = BTreeMap::new();
        for wish in wishes {
            let edge = &self.diagram.edges[wish.edge];
            let lane = self.diagram.nodes[edge.source].lane;
            let ends = used.entry((lane, wish.above)).or_default();
            // A rail reaches into the gaps on both sides of its columns.
            let index = ends.iter().position(|end| end + 1 < wish.from).unwrap_or(ends.len());
            let height = (label_size(&edge.label).1 + 8).max(TRACK + 4);
            let heights = &mut self.lanes[lane].rails[usize::from(!wish.above)];
            if index == ends.len() {
                ends.push(wish.to);
                heights.push(height);
            } else {
                ends[index] = wish.to;
                heights[index] = heights[index].max(height);
            }
            self.routes[wish.edge] = Route::Rail { above: wish.above, index };
        }
    }

    fn finish(self) -> Layout {
        let heights = Heights::new(&self);
        let sides = Sides::new(&self, &heights);
        let mut layout = Layout::default();
        let header = if self.diagram.lanes.is_empty() { HEADER } else { 2 * HEADER };
        let left = ORIGIN.0 + header;
        let width = header + sides.width;
        let last = heights.lanes.last().copied().unwrap_or_default();
        layout.pool = Box { x: ORIGIN.0, y: ORIGIN.1, width, height: last.0 + last.1 - ORIGIN.1 };
        if !self.diagram.lanes.is_empty() {
            layout.lanes = heights
                .lanes
                .iter()
                .map(|(y, height)| Box {
                    x: ORIGIN.0 + HEADER,
                    y: *y,
                    width: width - HEADER,
                    height: *height,
                })
                .collect();
        }
        for (at, node) in self.diagram.nodes.iter().enumerate() {
            let middle = left + sides.middle[self.column[at]];
            let y = heights.row(self.row_of(at));
            let (width, height) = size(node);
            let bounds = Box { x: middle - width / 2, y: y - height / 2, width, height };
            layout.labels.push(label_beside(node, bounds));
            layout.nodes.push(bounds);
        }
        for (index, edge) in self.diagram.edges.iter().enumerate() {
            let (points, label) = self.path(index, edge, &layout, &heights, &sides, left);
            layout.edges.push(points);
            layout.edge_labels.push(label);
        }
        layout
    }

    /// The corners of a flow and the place of its label.
    fn path(
        &self,
        index: usize,
        edge: &Edge,
        layout: &Layout,
        heights: &Heights,
        sides: &Sides,
        left: i64,
    ) -> (Vec<(i64, i64)>, Option<Box>) {
        let (source, target) = (layout.nodes[edge.source], layout.nodes[edge.target]);
        let start = (source.x + source.width, source.y + source.height / 2);
        let end = (target.x, target.y + target.height / 2);
        let out = left + sides.track(index, false);
        let back = left + sides.track(index, true);
        let mut points = vec![start];
        let label_at = match self.routes[index] {
            Route::Near | Route::InTargetRow => {
                points.extend([(out, start.1), (out, end.1)]);
                (self.column[edge.source] + 1, end.1)
            }
            Route::InSourceRow => {
                points.extend([(back, start.1), (back, end.1)]);
                (self.column[edge.source] + 1, start.1)
            }
            Route::Rail { above, index } => {
                let y = heights.rail(self.diagram.nodes[edge.source].lane, above, index);
                points.extend([(out, start.1), (out, y), (back, y), (back, end.1)]);
                (self.column[edge.source] + 1, y)
            }
        };
        points.push(end);
        if start.1 == end.1 && points.iter().all(|(_, y)| *y == start.1) {
            points = vec![start, end];
        }
        let label = (!edge.label.is_empty()).then(|| {
            let (width, height) = label_size(&edge.label);
            let (gap, y) = label_at;
            let back = matches!(self.routes[index], Route::Rail { above: true, .. });
            let x = if back { out - width - 4 } else { left + sides.labels[gap] };
            Box { x, y: y - height - 3, width, height }
        });
        (points, label)
    }
}

/// A flow that wants a rail over columns.
struct RailWish {
    edge: usize,
    above: bool,
    from: usize,
    to: usize,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::{Next, StepKind};
    use crate::notation::{Flow, FlowStep};

    fn flows() -> impl Strategy<Value = Flow> {
        let step = (
            prop_oneof!["", "Agent", "Back office"],
            "[a-z]{1,9}( [a-z]{1,9}){0,12}",
            prop_oneof![Just(StepKind::Task), Just(StepKind::Event), Just(StepKind::Decision)],
            prop::collection::vec((0..14_u32, "(yes|no|[a-z]{1,9}( [a-z]{1,9}){0,8})?"), 0..4),
        );
        prop::collection::vec(step, 0..14).prop_map(|drafts| {
            let steps = (1..).zip(drafts).map(|(position, (actor, action, kind, ways))| FlowStep {
                position,
                kind,
                actor,
                action,
                next: ways
                    .into_iter()
                    .map(|(position, condition)| Next { position, condition })
                    .collect(),
                ..FlowStep::default()
            });
            let start = vec![Next { position: 1, condition: String::new() }];
            Flow { key: "k".into(), start, steps: steps.collect(), ..Flow::default() }
        })
    }

    fn overlap(a: Box, b: Box) -> bool {
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
    }

    fn within(inner: Box, outer: Box) -> bool {
        inner.x >= outer.x
            && inner.y >= outer.y
            && inner.x + inner.width <= outer.x + outer.width
            && inner.y + inner.height <= outer.y + outer.height
    }

    /// A part of a flow as a rectangle of one pixel.
    fn line(a: (i64, i64), b: (i64, i64)) -> Box {
        Box {
            x: a.0.min(b.0),
            y: a.1.min(b.1),
            width: (a.0 - b.0).abs().max(1),
            height: (a.1 - b.1).abs().max(1),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn nothing_covers_a_shape_or_a_label(flow in flows()) {
            let diagram = Diagram::of(&flow);
            let layout = layout(&diagram);
            let names = layout.labels.iter().chain(&layout.edge_labels).flatten();
            let solid: Vec<Box> = layout.nodes.iter().chain(names).copied().collect();
            for (at, a) in solid.iter().enumerate() {
                prop_assert!(within(*a, layout.pool), "{a:?} leaves the pool {:?}", layout.pool);
                for b in &solid[at + 1..] {
                    prop_assert!(!overlap(*a, *b), "{a:?} covers {b:?}");
                }
            }
            for (edge, points) in diagram.edges.iter().zip(&layout.edges) {
                for part in points.windows(2) {
                    prop_assert!(part[0].0 == part[1].0 || part[0].1 == part[1].1, "{points:?}");
                    for (at, shape) in layout.nodes.iter().enumerate() {
                        let own = at == edge.source || at == edge.target;
                        let bounds = line(part[0], part[1]);
                        prop_assert!(own || !overlap(bounds, *shape), "{points:?} crosses {shape:?}");
                    }
                }
            }
        }

        #[test]
        fn shapes_stand_in_their_lanes(flow in flows()) {
            let diagram = Diagram::of(&flow);
            let layout = layout(&diagram);
            for (at, node) in diagram.nodes.iter().enumerate() {
                if let Some(lane) = layout.lanes.get(node.lane) {
                    prop_assert!(within(layout.nodes[at], *lane));
                }
            }
            for pair in layout.lanes.windows(2) {
                prop_assert_eq!(pair[0].y + pair[0].height, pair[1].y);
            }
        }
    }
}
