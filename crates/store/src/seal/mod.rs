//! Runs encrypted at rest, in the format of the `age` command, so that people can open them without
//! sameboat.
//!
//! ```text
//! runs/<id>/key.age               the run's own random key, encrypted with the key that was given
//! runs/<id>/unified.duckdb.age    the store, encrypted with the run's key; likewise each file in
//! runs/<id>/tables/*.age          tables/, csv/ and regulated/
//! runs/<id>/manifest.json, …      what holds no personal data stays as it is
//! ```
//!
//! A run is made in plain files, as DuckDB needs them, and encrypted before its manifest is written.
//! Where a `key.age` lies, plain files of a run are leftovers and may be removed: it is written before
//! any of them, and a [`Guard`] removes them whatever happens, and [`remove_leftovers`] what a killed
//! process left.
//!
//! * [`Key`]: what people give. * [`RunFolder`]: a run's folder, unlocked. * [`StoreFile`]: its store
//!   in plain text, in memory.

mod key;
mod plain;
mod run_folder;
mod stream;

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::StoreError;
use crate::flow::REGULATED_FOLDER;
use crate::run::STORE_FILE;

pub use key::{KEY_VARIABLE, Key};
pub use run_folder::{Guard, RunFolder, StoreFile};

/// The run's own key, encrypted with the key that was given.
pub const KEY_FILE: &str = "key.age";
/// What an encrypted file's name ends with.
const ENDING: &str = ".age";

/// Whether the run's files are encrypted.
pub fn is_sealed(run: &Path) -> bool {
    run.join(KEY_FILE).exists()
}

/// Whether the run has a store, in whatever form.
pub(crate) fn has_store(run: &Path) -> bool {
    run.join(STORE_FILE).exists() || run.join(sealed_name(STORE_FILE)).exists()
}

/// The name of a file once it is encrypted.
pub fn sealed_name(file: &str) -> String {
    format!("{file}{ENDING}")
}

/// Removes plain files that a killed process left in an encrypted run, and beside it where a run is
/// made anew (`.forget/new`). Says how many.
pub fn remove_leftovers(run: &Path) -> Result<u64, StoreError> {
    if !is_sealed(run) {
        return Ok(0);
    }
    let mut removed = remove_plain(run)?;
    for beside in entries(run)?.into_iter().filter(|path| path.is_dir() && is_hidden(path)) {
        for folder in entries(&beside)?.into_iter().filter(|path| path.is_dir()) {
            removed += remove_plain(&folder)?;
        }
    }
    Ok(removed)
}

/// Removes the plain files of a run that belong encrypted, and encrypted ones that are not whole.
fn remove_plain(folder: &Path) -> Result<u64, StoreError> {
    let mut removed = 0;
    for file in files_with_persons(folder)? {
        if !file.to_string_lossy().ends_with(ENDING) {
            fs::remove_file(&file).map_err(StoreError::file(&file))?;
            removed += 1;
        }
    }
    Ok(removed)
}

/// The files of a run that hold personal data, encrypted or not, in alphabetical order. What people
/// put beside them is theirs.
fn files_with_persons(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut files = Vec::new();
    for path in entries(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if ["tables", "csv", REGULATED_FOLDER].contains(&name.as_str())
            || name.starts_with(STORE_FILE)
        {
            files_below(path, &mut files)?;
        }
    }
    Ok(files)
}

fn files_below(path: PathBuf, files: &mut Vec<PathBuf>) -> Result<(), StoreError> {
    if !path.is_dir() {
        files.push(path);
        return Ok(());
    }
    entries(&path)?.into_iter().try_for_each(|path| files_below(path, files))
}

/// What is in a folder, in alphabetical order; nothing if it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
        entries => entries.map_err(StoreError::file(folder))?,
    };
    let mut paths = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(StoreError::file(folder))?;
    paths.sort();
    Ok(paths)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}
