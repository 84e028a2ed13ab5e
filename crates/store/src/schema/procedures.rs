//! Tables of the reconciled procedures.

use super::{Table, boolean, double, integer, text};

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
        integer(
            "left_contacts",
            "contacts of the first line on the procedure's topics or, if it names none, on the one it is called by; none if \
             nobody knows these",
        ),
        integer("right_contacts", "likewise of the second line"),
    ],
);

/// Aligned steps.
pub const STEP_ALIGNMENT: Table = Table::new(
    "step_alignment",
    "one step of a matched pair of procedures, as an edit script from the first to the second",
    &[
        integer("match_id", "match that it belongs to"),
        integer("position", "place in the edit script, from 1"),
        text(
            "operation",
            "same, reworded, moved, split, merged, other_actor, other_system, only_left, only_right",
        ),
        integer("left_position", "position in the first procedure"),
        text("left_action", "the first line's words"),
        integer("right_position", "position in the second procedure"),
        text("right_action", "the second line's words"),
        double("similarity", "similarity of the two, 0 to 1"),
        text("difference", "all that differs, in words"),
        text("left_note", "what the first line notes beside its step"),
        text("right_note", "what the second line notes beside its step"),
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
        boolean("open", "whether people must still choose before both lines can work by one rule"),
        text("choice", "left, right, both, other (people wrote another one) or decide"),
        text("recommendation", "rule proposed for both lines, or the question to decide"),
        text("reason", "why it is proposed"),
    ],
);

/// Proposed procedures.
pub const UNIFIED_PROCEDURE: Table = Table::new(
    "unified_procedure",
    "one procedure of the catalogue proposed for both lines",
    &[
        text("procedure_id", "id made from the keys of its origins"),
        text("title", "title"),
        integer("match_id", "match that it comes from"),
        text("left_key", "procedure of the first line that it takes in"),
        text("right_key", "procedure of the second line that it takes in"),
        text("topics", "contact topics that it serves, ; between them"),
        text("channels", "channels that it covers, ; between them"),
        text("purpose", "why it exists"),
        text("trigger", "what starts it"),
        text("owner", "role that owns it; both, with / between them, where they differ"),
        text("inputs", "what must be at hand before it starts"),
        text("outcome", "what is reached when it is done"),
        text("start", "where it begins, as the ways on of a step"),
        text("left_trigger", "what starts it, in the first line's own words"),
        text("right_trigger", "what starts it, in the second line's own words"),
        text("left_outcome", "what is reached, in the first line's own words"),
        text("right_outcome", "what is reached, in the second line's own words"),
        text("left_topics", "its topics as the first line spells them, ; between them"),
        text("right_topics", "its topics as the second line spells them, ; between them"),
        text(
            "note",
            "what agents should know beside it; both, with their lines, where these note different things",
        ),
        text("left_note", "the first line's own note beside it"),
        text("right_note", "the second line's own note beside it"),
    ],
);

/// Proposed steps.
pub const UNIFIED_STEP: Table = Table::new(
    "unified_step",
    "one step of a proposed procedure",
    &[
        text("procedure_id", "procedure that it belongs to"),
        integer("position", "place in the order of steps, from 1"),
        text("actor", "role that does it"),
        text("action", "what is done"),
        text("system", "system used"),
        text("output", "what comes out"),
        text("kind", "task, event or decision"),
        text("condition", "when it is done; empty: always"),
        text(
            "next",
            "ways on, ; between them: position or end, and : with the line or the condition",
        ),
        text("origin", "both, or the line that has the step"),
        text("left_action", "the first line's own words for it, if the line has the step"),
        text("right_action", "the second line's own words for it, if the line has the step"),
        text(
            "note",
            "what agents should know beside it; both, with their lines, where these note different things",
        ),
        text("left_note", "the first line's own note beside its step"),
        text("right_note", "the second line's own note beside its step"),
    ],
);

/// Proposed rules.
pub const UNIFIED_RULE: Table = Table::new(
    "unified_rule",
    "one business rule of a proposed procedure",
    &[
        text("procedure_id", "procedure that it belongs to"),
        text("kind", "what the rule limits"),
        text("condition", "when it holds"),
        text("value", "limit proposed; both, with their lines, while undecided"),
        text("origin", "both, or the line whose rule it is"),
        boolean("open", "whether people still have to decide"),
        boolean("by_policy", "whether the policy chose it and people have not decided yet"),
        text("reason", "why it is proposed"),
    ],
);

/// The decision log.
pub const PROCEDURE_DECISION: Table = Table::new(
    "procedure_decision",
    "one question about procedures that people must answer or have answered; they do so in \
     decisions/procedures.csv or in the workbook's sheet",
    &[
        text("decision_id", "id made from the procedures' keys and what it is about; stable"),
        integer("match_id", "match that it belongs to; empty if people parted the two procedures"),
        text(
            "kind",
            "procedures (one or two), rule, steps (of one line only), roles, means \
             (channels, systems) or limits",
        ),
        text("left_key", "procedure of the first line"),
        text("right_key", "procedure of the second line"),
        text("subject", "what it is about"),
        text("question", "what is asked"),
        text("options", "the words that answer it, ; between them"),
        text("recommended", "option recommended; empty if nobody can say but the owners"),
        text("recommendation", "the recommendation in words"),
        text("reason", "why it is recommended"),
        text("concrete_case", "a case in which the lines differ"),
        double(
            "contacts_a_month",
            "contacts a month of both lines on the topics of the two procedures; empty if unknown",
        ),
        integer("customers", "customers who had such contacts; empty if unknown"),
        double("handle_minutes", "mean minutes of handling such a contact; empty if unknown"),
        double(
            "minutes_a_month",
            "minutes a month that the choice, or else the recommendation, costs (or saves, if \
             negative); empty where nothing tells",
        ),
        text("cost_basis", "the sum behind it, for every option, with the settings assumed"),
        text(
            "owner_role",
            "who has to agree: the owner of the procedure that would change, or both",
        ),
        text("status", "open, decided, or reopened (its texts have changed since)"),
        text("choice", "option chosen; of a reopened one, what was chosen before"),
        text("value", "text that shall hold, for the option other"),
        text("decided_by", "who decided"),
        text("decided_on", "when, as written"),
        text("note", "why, in their words"),
        text(
            "fingerprint",
            "stands for the texts that it is about; a decision holds as long as they do",
        ),
    ],
);

/// What one line promises and the other does not keep.
pub const PROMISE_CONFLICT: Table = Table::new(
    "promise_conflict",
    "something that one line may promise a customer and that a rule of the other line does not keep",
    &[
        text("promised_by", "line that promises"),
        text("promise_key", "its procedure"),
        text("promise_title", "title of that procedure"),
        text("promise_matter", "when the promise is made, as written"),
        text("promise", "what is promised, as written"),
        text("kept_by", "line that would have to keep it"),
        text("rule_key", "procedure of that line"),
        text("rule_title", "title of that procedure"),
        text("rule_kind", "what its rule limits"),
        text("rule_matter", "when its rule holds, as written"),
        text("rule", "its rule, as written"),
        text("concrete_case", "a case in which the promise is not kept"),
        double(
            "contacts_a_month",
            "contacts a month of the promising line on its procedure's topics; empty if unknown",
        ),
        integer("customers", "customers who had such contacts; empty if unknown"),
        integer("promises_given", "of these contacts, those in which a promise was noted"),
    ],
);

/// Defects of the rules of both lines taken as one table.
pub const RULE_FINDING: Table = Table::new(
    "rule_finding",
    "a case that two business rules decide differently or twice, or that none decides, where the rules \
     of both lines are taken as one table; or a step of the proposal with another limit than its rule",
    &[
        integer("match_id", "match that it belongs to"),
        text("kind", "what the rules limit"),
        text("defect", "contradiction, overlap, gap or step"),
        text("rules", "the rules concerned: line, procedure, condition and value, ; between them"),
        text("concrete_case", "a case that shows it"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[
    PROCEDURE_MATCH,
    STEP_ALIGNMENT,
    RULE_CONFLICT,
    UNIFIED_PROCEDURE,
    UNIFIED_STEP,
    UNIFIED_RULE,
    PROCEDURE_DECISION,
    PROMISE_CONFLICT,
    RULE_FINDING,
];
