//! Tables of the integration plan. Every figure in them names the table that it comes from, or
//! the setting (`plan.…`).

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

/// What a phase rests on.
pub const PHASE_FACT: Table = Table::new(
    "phase_fact",
    "one figure that a phase rests on",
    &[
        integer("phase", "phase"),
        integer("position", "place in the phase, from 1"),
        text("fact", "what the figure says"),
        double("value", "the figure"),
        text("unit", "its unit"),
        text("origin", "table that it comes from"),
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
        text("origin", "tables and settings that the effort comes from, ; between them"),
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

/// Risks.
pub const RISK: Table = Table::new(
    "risk",
    "one risk that follows from a fact",
    &[
        text("risk", "short id"),
        integer("phase", "phase that it threatens"),
        text("title", "what can go wrong"),
        text("reason", "fact that it follows from"),
        text("response", "what to do about it"),
        date("due_on", "day by which to do it, if there is one"),
        double("value", "figure of the fact"),
        text("unit", "its unit"),
        text("origin", "table of the fact"),
    ],
);

/// Milestones.
pub const MILESTONE: Table = Table::new(
    "milestone",
    "one day to keep",
    &[
        date("on_day", "the day"),
        integer("phase", "phase that it belongs to"),
        text("title", "what happens"),
        text("reason", "why that day, with its table or work package"),
    ],
);

/// Moves between sites.
pub const SITE_MOVE: Table = Table::new(
    "site_move",
    "agents of one team who move to a site of the other line",
    &[
        integer("position", "order of the moves, from 1"),
        text("line", "line whose agents move"),
        text("team", "team"),
        text("employer", "employer"),
        text("from_site", "site that they leave; empty if unknown"),
        text("to_site", "site that takes them; empty if no seat is left"),
        integer("agents", "agents"),
        date("starts_on", "first day of the move"),
        date("ends_on", "last day of the move"),
    ],
);

/// Who must hear what.
pub const AUDIENCE: Table = Table::new(
    "audience",
    "one group that must hear why, and the fact that the message rests on",
    &[
        integer("position", "order of the talks, from 1"),
        text("kind", "agents, customers or outsourcer"),
        text("audience", "who they are"),
        integer("people", "how many they are"),
        text("message", "what they hear"),
        date("by_day", "day by which they have heard it"),
        text("origin", "tables of the figures in the message"),
    ],
);

/// Training in waves.
pub const TRAINING_WAVE: Table = Table::new(
    "training_wave",
    "agents of one team who train in one wave",
    &[
        integer("wave", "wave, from 1"),
        text("kind", "hybrid: for both lines; briefing: the unified procedures only"),
        text("line", "line of the agents"),
        text("team", "team"),
        text("site_key", "site"),
        text("employer", "employer"),
        integer("agents", "agents"),
        double("hours_each", "training hours of one agent"),
        integer("sessions", "sessions that the courses' capacity needs"),
        text("courses", "courses and topics, ; between them"),
        date("starts_on", "first day"),
        date("ends_on", "last day"),
    ],
);

/// Going live in waves.
pub const GO_LIVE_WAVE: Table = Table::new(
    "go_live_wave",
    "topics that hybrid agents begin to serve for both lines in one wave",
    &[
        integer("wave", "wave, from 1"),
        text("topics", "topics, ; between them"),
        integer("contacts", "contacts of both lines on these topics in the data"),
        double("share", "share of all contacts, 0 to 1"),
        date("starts_on", "first day"),
        date("ends_on", "last day before the next wave"),
        text("origin", "table of the figures"),
    ],
);

/// What is watched after go-live.
pub const FOLLOW_UP: Table = Table::new(
    "follow_up",
    "one KPI that is checked every week after go-live, with the value that rolls a wave back",
    &[
        text("kpi", "figure"),
        text("line", "line, or both"),
        text("better", "higher or lower"),
        double("baseline", "value before go-live"),
        double("target", "value aimed at, if there is one"),
        double("rollback_at", "value at which a wave is rolled back"),
        text("unit", "unit of the values"),
        text("origin", "table of the baseline; the tolerance is a setting"),
    ],
);

/// What the plan cannot promise.
pub const PLAN_WARNING: Table = Table::new(
    "plan_warning",
    "something that the plan cannot reach, and what would help",
    &[
        integer("position", "order, from 1"),
        text("warning", "what cannot be reached"),
        text("help", "what would help"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[
    PHASE,
    PHASE_FACT,
    WORK_PACKAGE,
    GATE,
    RISK,
    MILESTONE,
    SITE_MOVE,
    AUDIENCE,
    TRAINING_WAVE,
    GO_LIVE_WAVE,
    FOLLOW_UP,
    PLAN_WARNING,
];
