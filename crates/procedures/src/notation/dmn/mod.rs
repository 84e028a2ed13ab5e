//! DMN: decision tables as business rules and back; `feel` puts the entries of tables into words, `notes`
//! takes what is written beside them.

mod feel;
mod notes;
mod read;
mod write;

pub use read::read_dmn;
pub use write::{FlowRule, write_dmn};
