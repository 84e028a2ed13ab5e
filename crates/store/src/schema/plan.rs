//! Tables of the integration plan.

use super::{Table, date, double, integer, text};

/// Phases.
pub const PHASE: Table = Table::new(
    "phase",
    "one phase of the integration",
    &[
        integer("phase", "number, 1 to 5"),
        text("title", "title"),
        text("goal", "what it is to reach"),
        date("starts_on", "first day"),
        date("ends_on", "last day"),
    ],
);

/// Work packages.
pub const WORK_PACKAGE: Table = Table::new(
    "work_package",
    "one work package of a phase",
    &[
        text("work_package", "short id"),
        integer("phase", "phase that it belongs to"),
        text("title", "what is done"),
        text("owner", "role that owns it"),
        date("starts_on", "first day"),
        date("ends_on", "last day"),
        double("effort_days", "effort in person-days"),
        text("depends_on", "work packages that must be finished before, ; between them"),
        text("reason", "facts that it follows from, with their table"),
    ],
);

/// Gates.
pub const GATE: Table = Table::new(
    "gate",
    "one measured criterion to enter or leave a phase",
    &[
        integer("phase", "phase that it belongs to"),
        text("side", "entry or exit"),
        text("criterion", "what must hold"),
        text("metric", "figure that is measured"),
        double("current", "value now, if it is known"),
        double("target", "value that must be reached"),
        text("unit", "unit of both"),
        text("origin", "table that it is measured from"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[PHASE, WORK_PACKAGE, GATE];
