//! Two rule books against each other: which procedures are the same, what differs in their steps
//! and rules, and what one procedure for both lines would look like.
//!
//! Pure: catalogues in, a [`Reconciliation`] out; no files, no clock, no threads. Equal inputs give
//! equal results, whatever the order of the procedures, and [`reconcile`] of swapped sides is the
//! mirror image.

mod alignment;
mod assignment;
mod catalogue;
mod decisions;
mod general;
mod intake;
mod lexicon;
mod matching;
mod means;
mod near;
mod notation;
mod note;
mod outcome;
mod owner;
mod profile;
mod reconcile;
mod repeated;
mod rules;
mod scores;
mod settings;
mod text;
mod unify;
mod unread;
mod vector;

pub use catalogue::{
    BusinessRule, Catalogue, Next, Procedure, RuleKind, Step, StepKind, TopicEvidence,
};
pub use decisions::{
    Decision, DecisionKind, Effort, EffortUnit, OTHER, Ruling, RulingProblem, Rulings, Status,
    same_choice, topics_served,
};
pub use intake::{
    CatalogueIntake, CatalogueReader, ColumnMapping, Labels, NumberedRow, RefusedRow, TableIntake,
    catalogue_from_rows, guess_columns, names_persons, step_texts,
};
pub use notation::{
    Flow, FlowRule, FlowStep, Notation, NotationError, NotationIntake, Part, PlainText,
    ReadProcedure, RefusedPart, is_name_of_part_beside, kind_in_words, read_bpmn, read_dmn,
    read_markdown, read_notation, read_text, write_bpmn, write_dmn,
};
pub use outcome::{
    Choice, Defect, Evidence, Feature, Operation, Origin, ProcedureMatch, PromiseConflict,
    Reconciliation, Relation, RuleClass, RuleConflict, RuleFinding, StepAlignment,
    UnifiedProcedure, UnifiedRule, UnifiedStep,
};
pub use reconcile::{reconcile, reconcile_decided};
pub use repeated::Repeated;
pub use rules::compare_rules;
pub use settings::{BusinessHours, Policy, Preference, ReconcileSettings, TopicOwner};
pub use unread::{Barrier, Unread, unread};
