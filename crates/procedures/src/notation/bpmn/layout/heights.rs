//! How high everything stands.

use super::{GAP, LONGEST_NAME, ORIGIN, Plan, Row};

/// Where rows and rails are.
pub(super) struct Heights {
    /// Upper edge and height of each lane.
    pub(super) lanes: Vec<(i64, i64)>,
    rows: Vec<Vec<i64>>,
    rails: Vec<[Vec<i64>; 2]>,
}

impl Heights {
    pub(super) fn new(plan: &Plan<'_>) -> Self {
        let mut heights = Self { lanes: Vec::new(), rows: Vec::new(), rails: Vec::new() };
        let mut y = ORIGIN.1;
        for (index, lane) in plan.lanes.iter().enumerate() {
            let top = y;
            y += GAP;
            // The first rail is the one next to the rows, on either side.
            let mut above: Vec<i64> = Vec::new();
            for height in lane.rails[0].iter().rev() {
                y += height;
                above.push(y);
            }
            above.reverse();
            y += if above.is_empty() { 0 } else { GAP / 2 };
            let mut rows = Vec::new();
            for row in &lane.rows {
                y += row.above.max(10);
                rows.push(y);
                y += row.below.max(10) + GAP;
            }
            let mut below = Vec::new();
            for height in &lane.rails[1] {
                y += height;
                below.push(y);
            }
            y += if below.is_empty() { 0 } else { GAP };
            // A lane's name is written upwards beside it.
            let name = plan.diagram.lanes.get(index).map_or(0, |name| name.chars().count());
            y = y.max(top + GAP + 7 * name.min(LONGEST_NAME) as i64);
            heights.lanes.push((top, y - top));
            heights.rows.push(rows);
            heights.rails.push([above, below]);
        }
        heights
    }

    pub(super) fn row(&self, row: Row) -> i64 {
        self.rows[row.0][row.1]
    }

    pub(super) fn rail(&self, lane: usize, above: bool, index: usize) -> i64 {
        self.rails[lane][usize::from(!above)][index]
    }
}
