//! Exports and mappings to canonical records or quarantine.
//!
//! The way of a row: `reader` makes cells of a file of any format; `header` says which column is
//! which; `row` puts the cells through the mapping, with `piece` for parts of cells, `parse` for the
//! types, `postcodes` for the zeros that these have lost and `extras` for what is not mapped; `keys` sees to
//! it that a key is used once; `stage` writes the row to the record table or to quarantine and counts it;
//! `beside` reads files that say more of the rows, `consent_cells` what a cell says of approaching a customer, and
//! `refusals` looks for consents that were not understood. What is wrong with a mapping or a whole file is an error
//! and found by `source` before the first row is written; what is wrong with a row is never an error.
//!
//! `profile` asks the resulting tables what each source holds, and `table` reads a file for which
//! there is no mapping yet. [`guess`] tells what an unknown pile of files is and proposes mappings.
//!
//! **Rows read** are the rows below the header that are not blank. Each is accepted, quarantined,
//! or excluded by a named rule: one of the mapping's, `repeated row` (says exactly what an earlier
//! row with its key says), `repeated header`, `totals row`,
//! `remark below the table` or `forgotten`.

mod among_people;
mod beside;
mod consent_cells;
mod error;
mod extras;
mod foot;
mod foreign;
mod forgotten;
pub mod guess;
mod header;
mod keys;
mod load;
mod mended_row;
mod parse;
mod patch;
mod piece;
mod postcodes;
mod procedure_files;
mod profile;
mod reader;
mod refusals;
mod row;
mod source;
mod stage;
mod table;
mod totals;

pub use beside::{BesideLeft, BesideRefused, BesideRow, BesideRows, BesideSheet};
pub use error::IngestError;
pub use extras::ColumnsWithheld;
pub use forgotten::{
    FORGOTTEN_FILE, Forgotten, Kind as ForgottenKind, Searched, StillThere, still_there,
};
pub use patch::UnfitMend;
pub use postcodes::{Doubt as PostcodeDoubt, PostcodesLeft};
pub use procedure_files::{NOT_USED, ProcedureFiles, read_procedure_files};
pub use profile::{FieldProfile, FrequentValue, Orphans, SourceProfile, check};
pub use reader::is_guarded;
pub use refusals::{RefusalsOfContacts, RefusalsUnread};
pub use stage::{IngestSummary, STAGE, SourceSummary, ingest};
pub use table::{Batch, LeftRow, RawRow, RawTable, TableFile, read_table, sheet_names};
