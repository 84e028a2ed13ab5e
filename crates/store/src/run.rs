//! The life of a run: begun in a folder of its own, finished by its manifest, published by one
//! rename. Until that rename nobody sees anything of it, and after it nobody sees half of it.
//!
//! ```text
//! runs/20270104T080000Z/   a run: unified.duckdb, tables/, report/, manifest.json; see [`crate::seal`]
//! runs/current             symbolic link to the published run
//! runs/draft/              what the single stages (`sameboat ingest`, …) work on
//! runs/.lock               held while a sameboat works here
//! ```

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::error::StoreError;
use crate::manifest::{MANIFEST_FILE, Manifest};
use crate::seal::{has_store, remove_leftovers};

/// The DuckDB file's name in a run's folder.
pub const STORE_FILE: &str = "unified.duckdb";
const CURRENT: &str = "current";
const DRAFT: &str = "draft";

/// The folder of the published run of an engagement, if it has one. A link that leads nowhere is
/// an error: to take it for "no run yet" would give every customer a new id.
pub fn current(engagement: &Path) -> Result<Option<PathBuf>, StoreError> {
    let link = engagement.join("runs").join(CURRENT);
    if fs::symlink_metadata(&link).is_err() {
        return Ok(None);
    }
    match fs::canonicalize(&link) {
        Ok(run) if run.join(MANIFEST_FILE).exists() => Ok(Some(run)),
        _ => Err(StoreError::LostRun { path: link }),
    }
}

/// The published run of an engagement, or an error that says how to get one.
pub fn require_current(engagement: &Path) -> Result<PathBuf, StoreError> {
    current(engagement)?.ok_or_else(|| StoreError::NoRun { path: engagement.to_owned() })
}

/// The folders of all runs that are kept, whatever their names: the published one first, then the
/// draft, then the others from the newest on. Each has a store.
pub fn kept(engagement: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let folder = engagement.join("runs");
    let published = current(engagement)?;
    let Ok(entries) = fs::read_dir(&folder) else { return Ok(vec![]) };
    let mut runs: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
        .map(|entry| entry.path())
        .filter(|run| run.join(MANIFEST_FILE).exists() || run.ends_with(DRAFT))
        .filter(|run| has_store(run))
        .collect();
    runs.sort_by_key(|run| {
        let is_current = published.as_ref().is_some_and(|one| one.file_name() == run.file_name());
        std::cmp::Reverse((is_current, run.ends_with(DRAFT), run.clone()))
    });
    Ok(runs)
}

/// An engagement's folder of runs, locked for this process.
#[derive(Debug)]
pub struct Runs {
    folder: PathBuf,
    /// Held as long as this lives; the system lets go of it even after a crash.
    _lock: File,
}

impl Runs {
    /// Locks the engagement's folder of runs, and makes it if need be. Plain files that a killed
    /// process left in encrypted runs are removed.
    pub fn lock(engagement: &Path) -> Result<Self, StoreError> {
        let folder = engagement.join("runs");
        if !folder.exists() {
            fs::create_dir_all(&folder).map_err(StoreError::file(&folder))?;
            // Engagements are kept in git, and customers' data never.
            let ignore = folder.join(".gitignore");
            fs::write(&ignore, "*\n").map_err(StoreError::file(&ignore))?;
        }
        let path = folder.join(".lock");
        let lock = File::create(&path).map_err(StoreError::file(&path))?;
        match lock.try_lock() {
            Ok(()) => {
                let runs = Self { folder, _lock: lock };
                runs.remove_leftovers()?;
                Ok(runs)
            }
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked { path: folder }),
            Err(TryLockError::Error(error)) => Err(StoreError::file(&path)(error)),
        }
    }

    fn remove_leftovers(&self) -> Result<(), StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(StoreError::file(&self.folder))?;
        for entry in entries.filter_map(Result::ok) {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let removed = remove_leftovers(&entry.path())?;
                if removed > 0 {
                    tracing::warn!(
                        removed,
                        "plain files that a killed sameboat had left are removed"
                    );
                }
            }
        }
        Ok(())
    }

    /// Begins a run in a new folder, after removing runs that were never finished.
    pub fn begin(&self, now: Timestamp) -> Result<PathBuf, StoreError> {
        self.remove_unfinished()?;
        let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let names = std::iter::once(stamp.clone()).chain((2..).map(|n| format!("{stamp}-{n}")));
        for name in names {
            let folder = self.folder.join(name);
            match fs::create_dir(&folder) {
                Ok(()) => return Ok(folder),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(StoreError::file(folder)(error)),
            }
        }
        unreachable!("the numbers do not end")
    }

    /// The folder that single stages work on. The first stage asks for a fresh one.
    pub fn draft(&self, fresh: bool) -> Result<PathBuf, StoreError> {
        let folder = self.folder.join(DRAFT);
        if fresh && folder.exists() {
            fs::remove_dir_all(&folder).map_err(StoreError::file(&folder))?;
        }
        fs::create_dir_all(&folder).map_err(StoreError::file(&folder))?;
        Ok(folder)
    }

    /// Makes a finished run the published one. One rename; a reader sees the old or the new.
    pub fn publish(&self, run: &Path) -> Result<(), StoreError> {
        Manifest::read(run)?;
        sync_below(run)?;
        let name = run.file_name().unwrap_or(run.as_os_str());
        let fresh = self.folder.join(".current.new");
        let link = self.folder.join(CURRENT);
        match fs::remove_file(&fresh) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::file(fresh)(error));
            }
            _ => {}
        }
        symlink(Path::new(name), &fresh).map_err(StoreError::file(&fresh))?;
        replace_link(&fresh, &link).map_err(StoreError::file(&link))?;
        sync(&self.folder)
    }

    /// Removes all but the newest `keep` runs that were to be published, and all but the newest
    /// `keep` of the others, so that rehearsals never push out what they rehearse. The published
    /// one always stays.
    pub fn prune(&self, keep: usize) -> Result<(), StoreError> {
        let (mut published, mut rehearsed) = (0, 0);
        for run in self.runs()?.into_iter().rev() {
            let Ok(manifest) = Manifest::read(&run) else { continue };
            let kept = if manifest.to_publish { &mut published } else { &mut rehearsed };
            *kept += 1;
            if *kept > keep.max(1) && !self.is_current(&run) {
                fs::remove_dir_all(&run).map_err(StoreError::file(&run))?;
            }
        }
        Ok(())
    }

    /// Removes runs that were never finished.
    pub fn remove_unfinished(&self) -> Result<(), StoreError> {
        for run in self.runs()? {
            if !run.join(MANIFEST_FILE).exists() && !self.is_current(&run) {
                fs::remove_dir_all(&run).map_err(StoreError::file(&run))?;
            }
        }
        Ok(())
    }

    /// Whether the link leads to this run, finished or not.
    fn is_current(&self, run: &Path) -> bool {
        let target = fs::read_link(self.folder.join(CURRENT)).ok();
        target.is_some_and(|target| target.file_name() == run.file_name())
    }

    /// The run folders, oldest first. Only names that [`Runs::begin`] gives: whatever else
    /// somebody put beside them is theirs.
    fn runs(&self) -> Result<Vec<PathBuf>, StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(StoreError::file(&self.folder))?;
        let mut runs: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter(|entry| is_run_id(&entry.file_name().to_string_lossy()))
            .map(|entry| entry.path())
            .collect();
        runs.sort();
        Ok(runs)
    }
}

/// `20270104T080000Z`, or with a number behind it where two began in one second.
fn is_run_id(name: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let Some((stamp, number)) = name.split_once('Z') else { return false };
    let Some((day, time)) = stamp.split_once('T') else { return false };
    day.len() == 8
        && digits(day)
        && time.len() == 6
        && digits(time)
        && (number.is_empty() || number.strip_prefix('-').is_some_and(digits))
}

/// Has the system write a folder down with all that is in it.
fn sync_below(folder: &Path) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(StoreError::file(folder))? {
        let entry = entry.map_err(StoreError::file(folder))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sync_below(&entry.path())?;
        } else {
            sync(&entry.path())?;
        }
    }
    sync(folder)
}

/// Has the system write a file or folder down, so that a power cut cannot publish half of it.
fn sync(path: &Path) -> Result<(), StoreError> {
    match File::open(path).and_then(|file| file.sync_all()) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file(path)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(unix)]
fn replace_link(fresh: &Path, link: &Path) -> std::io::Result<()> {
    fs::rename(fresh, link)
}

#[cfg(windows)]
fn symlink(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

/// Windows cannot rename over a link to a folder: for a moment there is no published run, but
/// never half of one.
#[cfg(windows)]
fn replace_link(fresh: &Path, link: &Path) -> std::io::Result<()> {
    if link.exists() {
        fs::remove_dir(link)?;
    }
    fs::rename(fresh, link)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finish(run: &Path) {
        let manifest = Manifest {
            run_id: run.file_name().unwrap().to_string_lossy().into_owned(),
            previous_run_id: None,
            sameboat: String::new(),
            duckdb: String::new(),
            started_at: String::new(),
            finished_at: String::new(),
            settings_blake3: String::new(),
            stages: vec![],
            sources: vec![],
            tables: vec![],
            regulated: vec![],
            pairs_to_review: 0,
            to_publish: true,
            refused: vec![],
            encrypted: false,
            forgotten: vec![],
        };
        manifest.write(run).unwrap();
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn publishing_replaces_the_current_run() {
        let engagement = tempfile::tempdir().unwrap();
        let runs = Runs::lock(engagement.path()).unwrap();
        assert_eq!(current(engagement.path()).unwrap(), None);
        for second in 0..2 {
            let run = runs.begin(at(second)).unwrap();
            finish(&run);
            runs.publish(&run).unwrap();
            let published = current(engagement.path()).unwrap().unwrap();
            assert_eq!(published, fs::canonicalize(run).unwrap());
        }
    }

    #[test]
    fn an_unfinished_run_cannot_be_published_and_is_cleared_away() {
        let engagement = tempfile::tempdir().unwrap();
        let runs = Runs::lock(engagement.path()).unwrap();
        let killed = runs.begin(at(0)).unwrap();
        assert!(runs.publish(&killed).is_err());
        runs.begin(at(1)).unwrap();
        assert!(!killed.exists());
    }

    #[test]
    fn old_runs_go_but_never_the_published_one() {
        let engagement = tempfile::tempdir().unwrap();
        let runs = Runs::lock(engagement.path()).unwrap();
        let all: Vec<PathBuf> = (0..4)
            .map(|second| {
                let run = runs.begin(at(second)).unwrap();
                finish(&run);
                run
            })
            .collect();
        runs.publish(&all[0]).unwrap();
        runs.prune(2).unwrap();
        let left: Vec<bool> = all.iter().map(|run| run.exists()).collect();
        assert_eq!(left, [true, false, true, true]);
    }

    #[test]
    fn a_published_run_that_somebody_deleted_is_an_error_and_not_a_first_run() {
        let engagement = tempfile::tempdir().unwrap();
        let runs = Runs::lock(engagement.path()).unwrap();
        let run = runs.begin(at(0)).unwrap();
        finish(&run);
        runs.publish(&run).unwrap();
        fs::remove_dir_all(run).unwrap();
        assert!(matches!(current(engagement.path()), Err(StoreError::LostRun { .. })));
    }

    #[test]
    fn two_sameboats_do_not_work_on_one_engagement() {
        let engagement = tempfile::tempdir().unwrap();
        let _first = Runs::lock(engagement.path()).unwrap();
        assert!(matches!(Runs::lock(engagement.path()), Err(StoreError::Locked { .. })));
    }

    #[test]
    fn folders_of_other_names_are_left_alone() {
        let engagement = tempfile::tempdir().unwrap();
        let runs = Runs::lock(engagement.path()).unwrap();
        let names = ["my notes", "20270104T080000Z-steering-committee", "20270104T080000Zebra"];
        for name in names {
            fs::create_dir(engagement.path().join("runs").join(name)).unwrap();
        }
        runs.begin(at(0)).unwrap();
        runs.prune(1).unwrap();
        for name in names {
            assert!(engagement.path().join("runs").join(name).exists(), "{name}");
        }
    }
}
