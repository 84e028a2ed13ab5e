//! Two rule books against each other: which procedures are the same, what differs in their steps and rules, and
//! what one procedure for both lines would look like.
//!
//! Pure: catalogues in, a [`Reconciliation`] out; no files, no clock, no threads. Equal inputs give equal results,
//! whatever the order of the procedures, and [`reconcile`] of swapped sides is the mirror image.

mod catalogue;
mod intake;
mod outcome;
mod settings;

pub use catalogue::{BusinessRule, Catalogue, Procedure, RuleKind, Step, TopicEvidence};
pub use intake::{CatalogueIntake, ColumnMapping, RefusedRow};
pub use outcome::{
    Choice, Evidence, Feature, Operation, Origin, ProcedureMatch, Reconciliation, Relation,
    RuleClass, RuleConflict, StepAlignment, UnifiedProcedure, UnifiedRule, UnifiedStep,
};
pub use settings::{BusinessHours, Policy, Preference, ReconcileSettings};

/// Holds two catalogues against each other.
///
/// `evidence` may be empty: contacts then say nothing.
pub fn reconcile(
    left: &Catalogue,
    right: &Catalogue,
    settings: &ReconcileSettings,
    evidence: &TopicEvidence,
) -> Reconciliation {
    let _ = (left, right, settings, evidence);
    todo!("the kernel follows in the next commits")
}

/// Guesses which column of a bare file holds what, from the header and the first rows.
pub fn guess_columns(header: &[String], samples: &[Vec<String>]) -> ColumnMapping {
    let _ = (header, samples);
    todo!("follows in the next commits")
}

/// Reads a bare file's rows into a catalogue. Row numbers count the header as row 1.
pub fn catalogue_from_rows(line: &str, header: &[String], rows: &[Vec<String>]) -> CatalogueIntake {
    let _ = (line, header, rows);
    todo!("follows in the next commits")
}
