//! Tables of the reconciled procedures.

use super::{Table, double, integer, text};

/// Matched procedures.
pub const PROCEDURE_MATCH: Table = Table::new(
    "procedure_match",
    "a procedure of one line and its counterpart in the other, or one that has none",
    &[
        integer("match_id", "number of the match"),
        text("left_key", "procedure of the first line; empty if it has none"),
        text("left_title", "its title"),
        text("right_key", "procedure of the second line; empty if it has none"),
        text("right_title", "its title"),
        text("relation", "same, related, only_left or only_right"),
        double("score", "similarity, 0 to 1"),
        text("evidence", "what spoke for and against it"),
    ],
);

/// Aligned steps.
pub const STEP_ALIGNMENT: Table = Table::new(
    "step_alignment",
    "one step of a matched pair of procedures, as an edit script from the first to the second",
    &[
        integer("match_id", "match that it belongs to"),
        integer("position", "place in the edit script, from 1"),
        text("operation", "same, reworded, moved, only_left, only_right, …"),
        integer("left_position", "position in the first procedure"),
        text("left_action", "the first line's words"),
        integer("right_position", "position in the second procedure"),
        text("right_action", "the second line's words"),
        double("similarity", "similarity of the two, 0 to 1"),
        text("difference", "what differs beside the words: actor, system"),
    ],
);

/// Differing rules.
pub const RULE_CONFLICT: Table = Table::new(
    "rule_conflict",
    "business rules of a matched pair of procedures, compared",
    &[
        integer("match_id", "match that it belongs to"),
        text("left_key", "procedure of the first line"),
        text("right_key", "procedure of the second line"),
        text("kind", "what the rule limits"),
        text("left_value", "the first line's rule, as written"),
        text("right_value", "the second line's rule, as written"),
        text("class", "equal, compatible, tighter, looser, contradictory, missing_…"),
        text("detail", "the difference in plain words"),
        text("recommendation", "rule proposed for both lines"),
        text("reason", "why it is proposed"),
    ],
);

/// Proposed procedures.
pub const UNIFIED_STEP: Table = Table::new(
    "unified_step",
    "one step of the procedure proposed for both lines",
    &[
        integer("match_id", "match that it comes from"),
        text("title", "title of the unified procedure"),
        integer("position", "place in the order of steps, from 1"),
        text("actor", "role that does it"),
        text("action", "what is done"),
        text("system", "system used"),
        text("origin", "both, or the line that has the step"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[PROCEDURE_MATCH, STEP_ALIGNMENT, RULE_CONFLICT, UNIFIED_STEP];
