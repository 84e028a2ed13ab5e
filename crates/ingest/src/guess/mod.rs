//! What an unknown pile of files is: entities, lines, fields, formats; and the mappings that follow.
//!
//! `survey` reads every sheet of every file once and keeps of each column a sample and what can be
//! counted (`shape`). A header becomes a set of concepts (`words`, from `data/header_words.txt`),
//! which is compared with what fields are called (`names`, from `data/header_fields.txt`). Both
//! together make the confidence that a column is a field, and the columns of a table are assigned
//! all at once (`columns`, `assign`). The entity whose fields explain a table best is taken
//! (`entity`); columns that hold the keys of other files (`references`) help to tell it, and tie
//! files to one line (`lines`, from `data/pile_words.txt`). `choices` translates the values of
//! choices (`data/choice_words.txt`); `apart` parts names that stand in one column, `either` companies
//! from the surnames that they share a column with, `firms` those among whole names, and `refusals`
//! finds who does not want to be approached, in words too (`sameboat_normalize::wishes`), where
//! `stance` tells whether a header is one of consents or of refusals, and `consent_lists` knows lists of consents
//! that look like contacts, `aside` files that say more of customers whom they do not name, `refusal_lists`
//! those that are called lists of refusals, and `tie` has them read beside the customers; `presets` knows the exports
//! of known systems, where `meant` finds what their columns are used for, `procedures` the files of procedures that
//! are read whole; `formats` finds how dates and numbers are written.
//! `banking` knows columns that only a bank may see, which ingest keeps apart too.
//! `missed` says what tables lack that are about customers and left out, `ask` what else a person has to say of the
//! whole. `draft` makes of all this the mapping of a table, `text` and `settings` write it down, and `pile`
//! does one after the other.

mod apart;
mod aside;
mod ask;
mod assign;
mod banking;
mod choices;
mod columns;
mod consent_lists;
mod draft;
mod drafted;
mod either;
mod entity;
mod firms;
mod formats;
mod lines;
mod meant;
mod missed;
mod names;
mod pile;
mod places;
mod presets;
mod procedures;
mod references;
mod refusal_lists;
mod refusals;
mod settings;
mod shape;
mod stance;
mod survey;
mod text;
mod tie;
mod words;

pub(crate) use banking::banking_columns;
pub use columns::ColumnGuess;
pub use pile::{GuessSettings, LINES, Proposal, ProposedSource, propose};
pub use shape::Column;
pub(crate) use shape::{CROSS, is_date, is_first_day};
pub(crate) use stance::{Stance, is_legend, stance};
pub use survey::{LeftOut, Survey, SurveyedTable, survey};
pub(crate) use words::{Lexicon, names_country};

use sameboat_model::Entity;

/// Guesses which columns of a table are which fields of an entity, as far as the columns themselves
/// tell.
pub fn guess_columns(columns: &[Column], entity: Entity) -> Vec<ColumnGuess> {
    columns::Table::new(columns).assign(entity)
}

/// Guesses what a table's rows are, and which columns are which fields. None if it is like nothing
/// that is looked for.
pub fn guess_table(columns: &[Column]) -> Option<(Entity, Vec<ColumnGuess>)> {
    let bears = entity::Bears { folder: "", file: "", sheets: &[], has_others: false };
    let found = entity::entity(&columns::Table::new(columns), bears)?;
    Some((found.entity, found.columns))
}
