//! Tables of the assessment: facts about the two lines.

use super::{Table, double, text};

/// Single figures.
pub const METRIC: Table = Table::new(
    "metric",
    "one figure about a line or both",
    &[
        text("name", "name of the figure"),
        text("line", "line, or both"),
        text("segment", "part of the line that it is about; empty for all"),
        double("value", "the figure"),
        text("unit", "its unit"),
        text("origin", "table or tables that it was counted from"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[METRIC];
