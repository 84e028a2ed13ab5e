//! The published run as files that other systems import ([`Target`]), and as a dataset with its
//! dictionary and diagram.
//!
//! * [`targets`]: what each target's importer takes, with its limits and where they are documented.
//! * [`pass`]: customers and contacts into a target's files; [`progress`]: which of these are over;
//!   [`outcomes`]: what is told about that.
//! * [`homes`]: the countries that numbers are dialled in.
//! * [`pluses`]: the columns whose phone numbers a spreadsheet took the plus off.
//! * [`origin`], [`known`], [`seen`]: what came from the target, what it has already, and which of the
//!   original values can be restored.
//! * [`earlier`]: what earlier exports made, which undoing this one must leave.
//! * [`accounting`]: where every source row went; the sums must agree.
//! * [`allowed`]: the columns that may leave. Regulated ones never do.
//! * [`dataset`]: the tables as DuckDB, Parquet, CSV and workbook, explained.
//!
//! An export is made in a folder beside the one that was asked for and renamed when everything is
//! there and adds up, so nobody loads half of one.
//!
//! Files for importers are read by machines: phone numbers (`+49 …`) stay as they are, and only what
//! a spreadsheet would run as a formula begins with an apostrophe ([`files`]). Files for people
//! (`rejected.csv`, `reconciliation.csv`) have it before every `= + - @`.

mod accounting;
mod allowed;
mod contact;
mod customer;
mod dataset;
mod earlier;
mod error;
mod files;
mod homes;
mod known;
mod manifest;
mod object;
mod origin;
mod outcomes;
mod pass;
mod pluses;
mod progress;
mod refusals;
mod seen;
mod sink;
mod target;
mod targets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sameboat_model::{Progress, Settings};
use sameboat_store::manifest::MANIFEST_FILE as RUN_MANIFEST;
use sameboat_store::run::require_current;
use sameboat_store::{Key, RunFolder, Store};

pub use accounting::Outcome;
pub use error::ExportError;
pub use manifest::{Customers, FileEntry, Manifest, OutcomeTotal, Reverse, SourceTotal};
pub use object::Limit;
pub use progress::Progress as ContactProgress;
pub use target::Target;

use allowed::Allowed;
use earlier::Earlier;
use homes::Homes;
use origin::{Origin, changed_keys};
use pass::Pass;

/// What to export.
#[derive(Debug)]
pub struct Request<'a> {
    /// The engagement's folder.
    pub engagement: &'a Path,
    /// Its settings.
    pub settings: &'a Settings,
    /// The run's id; the published one if absent.
    pub run: Option<&'a str>,
    /// What opens the run if it is encrypted.
    pub key: Option<&'a Key>,
    /// What the files are for.
    pub target: Target,
    /// The folder to make.
    pub out: &'a Path,
    /// Sources that were exported from the target itself, besides those whose mapping is a preset of
    /// the target.
    pub from_target: &'a [String],
    /// Folders of earlier exports to the target: undoing this one leaves what they made.
    pub after: &'a [PathBuf],
}

/// Exports the run; says what was written. After an error there is nothing in `out`.
pub fn export(request: &Request<'_>, progress: &dyn Progress) -> Result<Manifest, ExportError> {
    let run = RunFolder::unlock(&run_folder(request.engagement, request.run)?, request.key)?;
    let occupied = request.out.read_dir().is_ok_and(|mut entries| entries.next().is_some());
    if occupied || request.out.is_file() {
        return Err(ExportError::Occupied { path: request.out.to_owned() });
    }
    let parent = request.out.parent().filter(|parent| !parent.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(ExportError::file(parent))?;
    let staging = tempfile::Builder::new()
        .prefix(".sameboat-export-")
        .tempdir_in(parent)
        .map_err(ExportError::file(parent))?;
    let store = run.open_read_only()?;
    let allowed = &Allowed::read(&store)?;
    let mut manifest = match targets::spec(request.target) {
        None => dataset::write(request, allowed, &store, &run, staging.path(), progress)?,
        Some(spec) => {
            let origins = origins(request, &store)?;
            let earlier = &Earlier::read(request.after, request.target)?;
            let homes = &Homes::of_lines(&request.settings.lines);
            let folder = staging.path();
            let store = &store;
            let pass =
                Pass { store, spec, allowed, origins: &origins, earlier, homes, folder, progress };
            let mut manifest = pass.run()?;
            if spec.customers.iter().any(|object| object.native.is_some()) {
                let (engagement, settings) = (request.engagement, request.settings);
                manifest.warnings.extend(changed_keys(engagement, settings, &origins));
            }
            manifest
        }
    };
    manifest.warnings.extend(refusals::warnings(&store)?);
    request.target.name().clone_into(&mut manifest.target);
    manifest.run_id = run.path().file_name().unwrap_or_default().to_string_lossy().into_owned();
    env!("CARGO_PKG_VERSION").clone_into(&mut manifest.sameboat);
    keep_out_of_git(staging.path())?;
    manifest.write(staging.path())?;
    publish(staging, request.out)?;
    Ok(manifest)
}

/// The folder of the run to export.
fn run_folder(engagement: &Path, run: Option<&str>) -> Result<PathBuf, ExportError> {
    let Some(id) = run else { return Ok(require_current(engagement)?) };
    let runs = engagement.join("runs");
    let folder = runs.join(id);
    let is_id = id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if is_id && folder.join(RUN_MANIFEST).exists() {
        return Ok(folder);
    }
    let mut known: Vec<String> = std::fs::read_dir(&runs)
        .into_iter()
        .flatten()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join(RUN_MANIFEST).exists())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| name != "current")
        .collect();
    known.sort();
    let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
    Err(ExportError::NoSuchRun { path: folder, known })
}

/// The sources that came from the target.
fn origins(request: &Request<'_>, store: &Store) -> Result<Vec<Origin>, ExportError> {
    let all: BTreeSet<String> = store
        .query("SELECT source FROM source_file WHERE entity = 'customer'", [], |row| row.get(0))?
        .into_iter()
        .collect();
    if let Some(source) = request.from_target.iter().find(|source| !all.contains(*source)) {
        return Err(ExportError::NoSuchSource {
            source_name: source.clone(),
            known: all.into_iter().collect::<Vec<_>>().join(", "),
        });
    }
    let (settings, system) = (request.settings, request.target.presets());
    Ok(Origin::of_target(settings, system, &all, request.from_target))
}

/// Exports hold personal data, and engagements are kept in git.
fn keep_out_of_git(folder: &Path) -> Result<(), ExportError> {
    let path = folder.join(".gitignore");
    std::fs::write(&path, "*\n").map_err(ExportError::file(&path))
}

/// Makes the finished export visible: one rename.
fn publish(staging: tempfile::TempDir, out: &Path) -> Result<(), ExportError> {
    if out.is_dir() {
        std::fs::remove_dir(out).map_err(ExportError::file(out))?;
    }
    std::fs::rename(staging.path(), out).map_err(ExportError::file(out))?;
    // What it was to clean up has moved.
    let _ = staging.keep();
    Ok(())
}
