//! A run made anew beside itself, and put in place.
//!
//! ```text
//! runs/<id>/.forget/new/         the run's files without the person, while they are made
//! runs/<id>/.forget/ready.json   all are there: from now on they are put in place, come what may
//! runs/<id>/.forget/old/         the files that they take the place of, until all are in place
//! ```
//!
//! Of an encrypted run the new files are encrypted, with the run's own key, before they are ready.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use sameboat_model::Progress;
use sameboat_store::erase::{Held, Person, erase};
use sameboat_store::flow::REGULATED_FOLDER;
use sameboat_store::manifest::{Forgotten, MANIFEST_FILE, Manifest, checksum};
use sameboat_store::run::STORE_FILE;
use sameboat_store::{RunFolder, Store, StoreError};
use serde::{Deserialize, Serialize};

use super::sum;
use crate::error::PipelineError;
use crate::link_stage;
use crate::stage::{Engagement, Stage, run_stage};

const BESIDE: &str = ".forget";
const READY: &str = "ready.json";
/// What is put in place, in this order: the manifest vouches for the rest.
const PARTS: [&str; 7] =
    ["tables", "csv", REGULATED_FOLDER, "report", STORE_FILE, "unified.duckdb.age", MANIFEST_FILE];

/// What was taken out of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunChanged {
    /// The run's id, or `draft`.
    pub run_id: String,
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Cells of other people's rows that are empty now.
    pub cells: u64,
    /// Tables that were not made by `sameboat`, and were not kept, as nobody can say what they held.
    pub tables_left_out: Vec<String>,
    /// Whether the report could not be written again from what the run holds, and was not kept.
    pub report_left_out: bool,
    /// The files that changed.
    pub files: Vec<FileChanged>,
}

/// One file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileChanged {
    /// The path in the run's folder.
    pub file: String,
    /// BLAKE3 checksum before; none if there was no such file.
    pub before: Option<String>,
    /// BLAKE3 checksum after; none if the file is gone.
    pub after: Option<String>,
}

impl RunChanged {
    /// What would be taken out.
    pub(super) fn would_be(run: &Path, held: Held) -> Self {
        Self {
            run_id: name(run),
            rows: held.rows,
            cells: held.cells,
            tables_left_out: vec![],
            report_left_out: false,
            files: vec![],
        }
    }

    /// Rows in all.
    pub fn all_rows(&self) -> u64 {
        sum(&self.rows)
    }
}

fn name(run: &Path) -> String {
    run.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn at(path: &Path) -> impl Fn(std::io::Error) -> PipelineError + '_ {
    |error| PipelineError::file(path, error.to_string())
}

/// Makes a run anew without the person, and puts it in place.
pub(super) fn rebuild(
    engagement: &Engagement,
    folder: &RunFolder,
    person: &Person,
    when: Timestamp,
    progress: &dyn Progress,
) -> Result<RunChanged, PipelineError> {
    let run = folder.path();
    let _guard = folder.guard();
    let beside = run.join(BESIDE);
    let new = beside.join("new");
    if beside.exists() {
        fs::remove_dir_all(&beside).map_err(at(&beside))?;
    }
    fs::create_dir_all(&new).map_err(at(&new))?;
    progress.begin(&format!("run {}", name(run)), None);
    let erased = erase(folder.store_file()?.path(), &new.join(STORE_FILE), person)?;
    let store = Store::open(&new.join(STORE_FILE))?;
    recount(&store)?;
    let mut changed = RunChanged::would_be(run, erased.held);
    changed.tables_left_out = erased.left_out;
    if run.join("report").exists() {
        let written = run_stage(Stage::Report, engagement, &store, &new, None, progress);
        if let Err(error) = written {
            tracing::warn!(%error, "the report of an old run could not be written again");
            changed.report_left_out = true;
            let _ = fs::remove_dir_all(new.join("report"));
            fs::create_dir_all(new.join("report")).map_err(at(&new))?;
        }
    }
    let tables = if run.join("tables").exists() {
        Some(store.export_parquet(&new.join("tables"), |_| {})?)
    } else {
        None
    };
    if run.join("csv").exists() {
        store.export_csv(&new.join("csv"))?;
    }
    let mut regulated = Vec::new();
    if run.join(REGULATED_FOLDER).exists() {
        let folder = new.join(REGULATED_FOLDER);
        // The person may have been the only one: the old folder goes all the same.
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        regulated = store.export_regulated(&folder, run.join("csv").exists())?;
    }
    if run.join(MANIFEST_FILE).exists() {
        let mut manifest = Manifest::read(run)?;
        manifest.tables = tables.unwrap_or_default();
        manifest.regulated = regulated;
        manifest.pairs_to_review = crate::run::pairs_to_review(&store)?;
        manifest.forgotten.push(Forgotten { at: when.to_string(), rows: changed.all_rows() });
        manifest.write(&new)?;
    }
    store.close()?;
    folder.seal_below(&new)?;
    changed.files = changes(run, &new)?;
    make_ready(&beside, &changed)?;
    put_in_place(run)?;
    Ok(changed)
}

/// The control totals of later stages, which count tables.
fn recount(store: &Store) -> Result<(), StoreError> {
    if store.has_table("link_cluster")? {
        link_stage::check_totals(store)?;
    }
    if store.has_table("crosswalk")? {
        sameboat_unify::check_totals(store)?;
    }
    Ok(())
}

/// All files that are put in place, with their checksums.
fn changes(run: &Path, new: &Path) -> Result<Vec<FileChanged>, PipelineError> {
    let mut files: BTreeMap<String, [Option<String>; 2]> = BTreeMap::new();
    for (side, folder) in [run, new].into_iter().enumerate() {
        for part in PARTS.iter().filter(|part| new.join(part).exists()) {
            for file in files_below(&folder.join(part))? {
                let shown = file.strip_prefix(folder).unwrap_or(&file).display().to_string();
                files.entry(shown).or_default()[side] = Some(checksum(&file)?);
            }
        }
    }
    let changed = files.into_iter().filter(|(_, [before, after])| before != after);
    Ok(changed.map(|(file, [before, after])| FileChanged { file, before, after }).collect())
}

fn files_below(path: &Path) -> Result<Vec<PathBuf>, PipelineError> {
    if !path.is_dir() {
        return Ok(if path.exists() { vec![path.to_owned()] } else { vec![] });
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(at(path))? {
        files.extend(files_below(&entry.map_err(at(path))?.path())?);
    }
    Ok(files)
}

fn make_ready(beside: &Path, changed: &RunChanged) -> Result<(), PipelineError> {
    let (ready, temporary) = (beside.join(READY), beside.join(".ready.tmp"));
    let text = serde_json::to_vec_pretty(changed)
        .map_err(|error| PipelineError::file(&ready, error.to_string()))?;
    fs::write(&temporary, text)
        .and_then(|()| fs::File::open(&temporary)?.sync_all())
        .and_then(|()| fs::rename(&temporary, &ready))
        .map_err(at(&ready))
}

/// Renames each new part to where the old one was. May be called again after it was interrupted.
fn put_in_place(run: &Path) -> Result<(), PipelineError> {
    let beside = run.join(BESIDE);
    let (new, old) = (beside.join("new"), beside.join("old"));
    fs::create_dir_all(&old).map_err(at(&old))?;
    for part in PARTS.iter().filter(|part| new.join(part).exists()) {
        let (there, aside) = (run.join(part), old.join(part));
        if there.exists() {
            fs::rename(&there, &aside).map_err(at(&there))?;
        }
        fs::rename(new.join(part), &there).map_err(at(&there))?;
    }
    // What DuckDB had not yet written into the old file is the old file's.
    let log = run.join(format!("{STORE_FILE}.wal"));
    if log.exists() {
        fs::remove_file(&log).map_err(at(&log))?;
    }
    Ok(())
}

/// Finishes a swap that was interrupted; one that was not ready is undone, as the run still has the
/// person and `forget` can be asked again.
pub(super) fn finish(run: &Path) -> Result<Option<RunChanged>, PipelineError> {
    let beside = run.join(BESIDE);
    let ready = beside.join(READY);
    if !ready.exists() {
        if beside.exists() {
            fs::remove_dir_all(&beside).map_err(at(&beside))?;
        }
        return Ok(None);
    }
    let text = fs::read(&ready).map_err(at(&ready))?;
    let changed = serde_json::from_slice(&text)
        .map_err(|error| PipelineError::file(&ready, error.to_string()))?;
    put_in_place(run)?;
    Ok(Some(changed))
}

/// Removes the old files of all runs, once what was done is proven.
pub(super) fn clear_away(engagement: &Path) -> Result<(), PipelineError> {
    for run in begun(engagement) {
        let beside = run.join(BESIDE);
        fs::remove_dir_all(&beside).map_err(at(&beside))?;
    }
    Ok(())
}

/// The runs that something is beside, in order. One that was interrupted may lack its store or its
/// manifest.
pub(super) fn begun(engagement: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(engagement.join("runs")) else { return vec![] };
    let mut runs: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .filter(|run| run.join(BESIDE).exists())
        .collect();
    runs.sort();
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(run: &Path, text: &str) {
        fs::create_dir_all(run.join("tables")).unwrap();
        for file in ["tables/customer.parquet", STORE_FILE, MANIFEST_FILE] {
            fs::write(run.join(file), text).unwrap();
        }
    }

    fn changed() -> RunChanged {
        RunChanged::would_be(Path::new("draft"), Held::default())
    }

    #[test]
    fn a_swap_that_is_interrupted_anywhere_is_finished_later() {
        for done in 0..PARTS.len() * 2 {
            let folder = tempfile::tempdir().unwrap();
            let run = folder.path();
            let beside = run.join(BESIDE);
            files(run, "old");
            fs::create_dir_all(beside.join("new")).unwrap();
            files(&beside.join("new"), "new");
            make_ready(&beside, &changed()).unwrap();
            fs::create_dir_all(beside.join("old")).unwrap();
            for (step, part) in PARTS.iter().enumerate() {
                if 2 * step < done && run.join(part).exists() {
                    fs::rename(run.join(part), beside.join("old").join(part)).unwrap();
                }
                if 2 * step + 1 < done && beside.join("new").join(part).exists() {
                    fs::rename(beside.join("new").join(part), run.join(part)).unwrap();
                }
            }
            assert_eq!(finish(run).unwrap(), Some(changed()));
            for file in ["tables/customer.parquet", STORE_FILE, MANIFEST_FILE] {
                assert_eq!(fs::read_to_string(run.join(file)).unwrap(), "new", "{file} at {done}");
            }
        }
    }

    #[test]
    fn a_run_that_was_not_made_whole_stays_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let run = folder.path();
        files(run, "old");
        fs::create_dir_all(run.join(BESIDE).join("new")).unwrap();
        files(&run.join(BESIDE).join("new"), "half");
        assert_eq!(finish(run).unwrap(), None);
        assert_eq!(fs::read_to_string(run.join(STORE_FILE)).unwrap(), "old");
        assert!(!run.join(BESIDE).exists());
    }
}
