//! A person is taken out of all kept runs and of the decisions, and is not let in again.
//!
//! 1. `person` finds the records: those of the customer, in every kept run.
//! 2. `decisions/forgotten.csv` is written first (see [`sameboat_ingest::Forgotten`]): from then on no
//!    run brings the person back, whatever happens to this one.
//! 3. `swap` makes each run anew beside itself, without the person, and puts it in place by renaming.
//!    What is left of an interrupted swap is finished by the next `forget` or `run`.
//! 4. `decisions` drops the rows about the records; `proof` writes down what was done, naming nobody.
//!
//! The exports belong to whoever exported them: they are searched and never changed.

mod decisions;
mod mentions;
mod person;
mod proof;
mod swap;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::{Timestamp, Zoned};
use sameboat_ingest::{BesideLeft, Forgotten, ForgottenKind, Searched, StillThere, still_there};
use sameboat_model::Progress;
use sameboat_store::erase::{Held, held};
use sameboat_store::run::{Runs, kept};
use sameboat_store::{StoreError, library};
use serde::Serialize;

use crate::error::PipelineError;
use crate::explain::RecordName;
use crate::stage::Engagement;

pub use decisions::DecisionsChanged;
pub use mentions::Mention;
pub use proof::{FOLDER as PROOF_FOLDER, Proof};
pub use swap::RunChanged;

/// What forgetting somebody came to.
#[derive(Debug, Serialize)]
pub struct Forgetting {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// The person's records; none if they had been forgotten before.
    pub records: Vec<RecordName>,
    /// What was, or would be, taken out of each run.
    pub runs: Vec<RunChanged>,
    /// What was, or would be, taken out of files with decisions.
    pub decisions: Vec<DecisionsChanged>,
    /// Rows of forgotten people that the sources still hold; the next run leaves them out.
    pub still_there: Vec<StillThere>,
    /// Rows of nobody in the sources that say an address, a number or a key of the person's: the next run reads them.
    pub mentions: Vec<Mention>,
    /// Rows of files beside sources of which no key tells whose they are: they may be the person's.
    pub not_searched: Vec<BesideLeft>,
    /// Contacts and agreements that name a key which other customers of the line have too: they were
    /// left, as nobody can say whose they are.
    pub ambiguous: u64,
    /// The proof.
    pub proof: Option<PathBuf>,
}

impl Forgetting {
    /// Whether a person should look at something.
    pub fn needs_a_person(&self) -> bool {
        let left_out = |run: &RunChanged| !run.tables_left_out.is_empty() || run.report_left_out;
        !self.still_there.is_empty()
            || !self.mentions.is_empty()
            || !self.not_searched.is_empty()
            || self.ambiguous > 0
            || self.runs.iter().any(left_out)
    }
}

/// Forgets one customer, named by its id or by one of its records as `source:record_key`.
pub fn forget(
    engagement: &Engagement,
    who: &str,
    dry_run: bool,
    progress: &dyn Progress,
) -> Result<Forgetting, PipelineError> {
    library::check()?;
    let folder = &engagement.folder;
    let runs = Runs::lock(folder)?;
    let at = Timestamp::now();
    let interrupted = if dry_run { vec![] } else { finish_interrupted(folder)? };
    if !dry_run {
        runs.remove_unfinished()?;
    }
    let kept: Vec<_> = kept(folder)?
        .iter()
        .map(|run| engagement.unlock(run))
        .collect::<Result<_, StoreError>>()?;
    let mut forgotten = Forgotten::read(folder)?;
    let earlier = forgotten.clone();
    let found = person::find(&kept, who)?;
    if found.is_none() && interrupted.is_empty() && !is_known(&forgotten, who) {
        let message = "no kept run has that customer: give its id (C-…, in the table crosswalk) or \
                       one of its records as SOURCE:KEY";
        return Err(PipelineError::file(folder, message));
    }
    let mut found = found.unwrap_or_default();
    let day = Zoned::now().date().to_string();
    let names_salt = salt()?;
    let mut names = Names { forgotten: &mut forgotten, salt: names_salt, day: day.clone() };
    names.add_person(&found);
    for run in &kept {
        names.add_held(&held(&run.store_file()?, &found.person)?);
    }
    if !dry_run {
        forgotten.write(folder)?;
    }
    let Searched { still_there: left, not_searched } =
        still_there(folder, &engagement.settings, &forgotten, &earlier, progress)?;
    let mut names = Names { forgotten: &mut forgotten, salt: names_salt, day };
    for sheet in &left {
        sheet.refused.iter().for_each(|text| {
            names.add(ForgottenKind::Refused, &sheet.source, text);
        });
    }
    if !dry_run {
        forgotten.write(folder)?;
    }
    found.person.rows = left.iter().flat_map(StillThere::rows).collect();

    let mut changed = interrupted;
    let mut ambiguous = 0;
    let (mut cells, mut mentioned) = (BTreeSet::new(), BTreeSet::new());
    for run in &kept {
        let mut held = held(&run.store_file()?, &found.person)?;
        ambiguous += held.ambiguous;
        cells.append(&mut held.shown);
        mentioned.append(&mut held.mentions);
        if held.is_empty() {
            continue;
        }
        changed.push(if dry_run {
            RunChanged::would_be(run.path(), held)
        } else {
            swap::rebuild(engagement, run, &found.person, at, progress)?
        });
    }
    let decisions = decisions::drop_rows(folder, &found.person, &cells, dry_run)?;
    let mentions = Mention::of_rows(folder, mentioned);
    let proof = if dry_run {
        None
    } else {
        let proof = Proof::new(at, &changed, &decisions, &left).with_mentions(&mentions);
        Some(proof.write(folder, at)?)
    };
    if !dry_run {
        swap::clear_away(folder)?;
    }
    Ok(Forgetting {
        dry_run,
        records: found
            .person
            .records
            .into_iter()
            .map(|(source, key)| RecordName { source, key })
            .collect(),
        runs: changed,
        decisions,
        still_there: left,
        mentions,
        not_searched,
        ambiguous,
        proof,
    })
}

/// Finishes what a killed `forget` had begun to put in place, and proves it.
pub(crate) fn finish(engagement: &Path) -> Result<(), PipelineError> {
    let changed = finish_interrupted(engagement)?;
    if !changed.is_empty() {
        let at = Timestamp::now();
        Proof::new(at, &changed, &[], &[]).write(engagement, at)?;
    }
    swap::clear_away(engagement)
}

fn finish_interrupted(engagement: &Path) -> Result<Vec<RunChanged>, PipelineError> {
    let mut changed = Vec::new();
    for run in swap::begun(engagement) {
        changed.extend(swap::finish(&run)?);
    }
    Ok(changed)
}

/// Whether somebody of that name was forgotten earlier.
fn is_known(forgotten: &Forgotten, who: &str) -> bool {
    let record = who.split_once(':');
    forgotten.has(ForgottenKind::Customer, "", who)
        || record.is_some_and(|(source, key)| forgotten.has(ForgottenKind::Record, source, key))
}

fn salt() -> Result<[u8; 32], PipelineError> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt)
        .map_err(|error| PipelineError::file(Path::new("decisions"), error.to_string()))?;
    Ok(salt)
}

/// The names that must not come back, on their way into the file.
struct Names<'a> {
    forgotten: &'a mut Forgotten,
    salt: [u8; 32],
    day: String,
}

impl Names<'_> {
    fn add(&mut self, kind: ForgottenKind, scope: &str, name: &str) {
        self.forgotten.add(&self.salt, kind, scope, name, &self.day);
    }

    fn add_person(&mut self, found: &person::Found) {
        for (source, key) in found.person.records.iter().chain(&found.merged) {
            self.add(ForgottenKind::Record, source, key);
        }
        for id in &found.person.customers {
            self.add(ForgottenKind::Customer, "", id);
        }
    }

    fn add_held(&mut self, held: &Held) {
        let all = [
            (ForgottenKind::Key, &held.keys),
            (ForgottenKind::Agreement, &held.agreements),
            (ForgottenKind::Refused, &held.refused),
        ];
        for (kind, names) in all {
            for (scope, name) in names {
                self.add(kind, scope, name);
            }
        }
    }
}

/// Rows in all, of a map of tables.
fn sum(rows: &BTreeMap<String, u64>) -> u64 {
    rows.values().sum()
}
