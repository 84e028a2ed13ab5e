//! BPMN 2.0: `collect` finds the elements of a file, `notes` the rules in its texts, `graph` makes
//! steps of them; `flow` is what is
//! written, `diagram` its elements, `layout` where they stand, `write` the file.

mod collect;
mod diagram;
mod flow;
mod graph;
mod layout;
mod notes;
mod order;
mod text;
mod write;

pub use flow::{Flow, FlowStep};
pub use write::write_bpmn;

use super::intake::{NotationError, NotationIntake};
use super::xml::Document;

/// Reads the processes of a BPMN file. Those that one collaboration ties together are one procedure
/// whose actors are the pools.
///
/// A step is a named task, call activity, collapsed sub-process or event; a named gateway that
/// splits is a decision. Everything else is passed through, so that the ways between steps stay.
/// Sentences of annotations and documentation that state a rule are rules.
pub fn read_bpmn(name: &str, bytes: &[u8]) -> Result<NotationIntake, NotationError> {
    let document = Document::read(bytes)?;
    let root = document.root();
    if root.name() != "definitions" {
        let message = format!("not BPMN: the outermost element is `{}`", root.name());
        return Err(NotationError::new(root.line(), 1, message));
    }
    let collected = collect::collect(name, &document);
    let mut intake = NotationIntake { refused: collected.refused, ..NotationIntake::default() };
    for charted in &collected.procedures {
        graph::finish(charted, &mut intake)?;
    }
    intake.refused.sort();
    Ok(intake)
}
