//! Synthetic engagements with known truth at any size.
//!
//! [`generate`] writes a whole engagement folder: exports as ugly as life in the formats life
//! brings, mappings, settings, and a `truth/` folder that only evaluation and tests read. Everything
//! about a customer is computed from the seed and the customer's index ([`random`]), so the memory
//! needed does not grow with the size and any thread can make any part. The order of reading:
//! [`population`] (who exists), [`person`] (who they are), [`observe`] and [`damage`] (what a line
//! has on record), [`world`] (keys), then the files.

#![expect(
    rustdoc::private_intra_doc_links,
    reason = "the guide above is for readers of the source"
)]

mod agreement_files;
mod agreements;
mod assets;
mod config;
mod contacts;
mod customers;
mod damage;
mod evidence;
mod observe;
mod output;
mod person;
mod phone;
mod population;
mod random;
mod relationships;
mod settings;
mod staff;
mod tables;
mod workbook;
mod world;

use std::path::{Path, PathBuf};

pub use output::Summary;
pub use settings::SynthSettings;

use output::Output;
use world::World;

/// Why an engagement could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SynthError {
    /// A setting that no engagement can be made from.
    #[error("`{name}` must be {demand}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// What it must be.
        demand: &'static str,
    },
    /// A file could not be written.
    #[error("could not write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A workbook could not be written.
    #[error("could not write a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// A built-in table is damaged.
    #[error("a built-in table cannot be read")]
    Table(#[from] csv::Error),
}

/// Writes an engagement into `dir`, which is made if needed; files of the same name are replaced.
///
/// `progress` hears each source's name and the rows written of it so far. Memory is bounded by the
/// contacts of about six weeks, except for workbooks, which are built in memory.
pub fn generate(
    dir: &Path,
    settings: &SynthSettings,
    progress: &mut dyn FnMut(&str, u64),
) -> Result<Summary, SynthError> {
    settings.check()?;
    let world = World::new(settings);
    let mut output = Output::create(dir, progress)?;
    config::write(&world, &mut output)?;
    tables::write(&world, &mut output)?;
    customers::product::write(&world, &mut output)?;
    customers::financing::write(&world, &mut output)?;
    agreement_files::write(&world, &mut output)?;
    contacts::write(&world, &mut output)?;
    relationships::write(&world, &mut output)?;
    output.finish()
}
