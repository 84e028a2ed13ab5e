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

/// Whether what stands as a procedure is the rules that hold for all of its line: it is called so and has no step.
pub(crate) fn holds_for_all(procedure: &Procedure) -> bool {
    let title = folded(&procedure.title);
    procedure.steps.is_empty() && !procedure.rules.is_empty() && GENERAL.contains(&title.trim())
}
