//! Rules that a line writes down for all its procedures.

use crate::catalogue::Procedure;
use crate::text::folded;

/// What people call the rules of all procedures, folded.
const GENERAL: [&str; 44] = [
    "general",
    "general rules",
    "general rule",
    "general limits",
    "general terms",
    "general information",
    "all",
    "all procedures",
    "all processes",
    "every procedure",
    "every process",
    "for all procedures",
    "for all processes",
    "common rules",
    "allgemein",
    "allgemeines",
    "allgemeine regeln",
    "allgemeine vorgaben",
    "allgemeine geschaftsregeln",
    "alle",
    "alle prozesse",
    "alle verfahren",
    "fur alle prozesse",
    "fur alle verfahren",
    "ubergreifend",
    "ubergreifende regeln",
    "generalites",
    "regles generales",
    "tous",
    "tous les processus",
    "toutes les procedures",
    "pour toutes les procedures",
    "generalidades",
    "reglas generales",
    "normas generales",
    "todos",
    "todos los procesos",
    "todos los procedimientos",
    "generale",
    "generali",
    "generalita",
    "regole generali",
    "tutti i processi",
    "tutte le procedure",
];

/// Beginnings of words for rules, folded: what is called so and general is no procedure, however its list is marked.
const RULES: [&str; 9] =
    ["rule", "limit", "terms", "regel", "vorgabe", "geschaftsregel", "regl", "norma", "regol"];

/// Whether a title is what people call the rules of all procedures.
pub(crate) fn is_general(title: &str) -> bool {
    GENERAL.contains(&folded(title).trim())
}

/// Whether a title of general rules says that they are rules.
pub(crate) fn names_rules(title: &str) -> bool {
    folded(title).split_whitespace().any(|word| RULES.iter().any(|rule| word.starts_with(rule)))
}

/// Whether what stands as a procedure is the rules that hold for all of its line: it is called so and has no step.
pub(crate) fn holds_for_all(procedure: &Procedure) -> bool {
    procedure.steps.is_empty() && !procedure.rules.is_empty() && is_general(&procedure.title)
}

/// Whether what stands as a procedure may be such rules that were not told: it is called so and has steps.
pub(crate) fn may_hold_for_all(procedure: &Procedure) -> bool {
    !procedure.steps.is_empty() && is_general(&procedure.title)
}
