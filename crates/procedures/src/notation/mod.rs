//! Procedures and rules in the notations that people and tools write them in: BPMN 2.0, DMN 1.x,
//! Markdown and plain text; and back into BPMN and DMN.
//!
//! Reading is from bytes to procedures: nothing is opened and nothing fetched. A file that is broken
//! as a whole is a [`NotationError`] with its place; a part that cannot be used is a
//! [`RefusedPart`], and the rest is read on.

mod bpmn;
mod decode;
mod dmn;
mod escape;
mod force;
mod intake;
mod kinds;
mod outline;
mod prose;
mod xml;

pub use bpmn::{Flow, FlowStep, read_bpmn, write_bpmn};
pub use dmn::{FlowRule, read_dmn, write_dmn};
pub use intake::{
    Notation, NotationError, NotationIntake, Part, ReadProcedure, RefusedPart, read_notation,
};
pub use kinds::kind_in_words;
pub(crate) use kinds::says_more_than_kind;
pub(crate) use outline::rule_in_words;
pub use outline::{PlainText, is_name_of_part_beside, read_markdown, read_text};
pub(crate) use prose::{rule_in, rules_and_rest, told_apart};
