//! Answers for somebody who has two files and five minutes: no engagement, no mapping.

mod answer;
pub mod link;
pub mod reconcile;
mod roles;
mod sheets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::error::PipelineError;

/// A name for each file: its stem, with a number where two files have the same.
fn source_names(files: &[PathBuf]) -> Vec<String> {
    let mut used: BTreeSet<String> = BTreeSet::new();
    files
        .iter()
        .map(|file| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let mut name = stem.clone();
            let mut number = 1;
            while !used.insert(name.clone()) {
                number += 1;
                name = format!("{stem}-{number}");
            }
            name
        })
        .collect()
}

fn make_folder(folder: &Path) -> Result<(), PipelineError> {
    std::fs::create_dir_all(folder).map_err(|error| PipelineError::file(folder, error.to_string()))
}

/// Writes a file under a temporary name first, so that nobody reads half of it.
fn write_whole(path: &Path, contents: &[u8]) -> Result<(), PipelineError> {
    let temporary = path.with_extension("tmp");
    std::fs::write(&temporary, contents)
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(|error| PipelineError::file(path, error.to_string()))
}

/// Refuses to write an answer over a file that it is made from.
fn keep_inputs(inputs: &[&Path], out: &Path, answers: &[&str]) -> Result<(), PipelineError> {
    for answer in answers {
        let Ok(path) = out.join(answer).canonicalize() else { continue };
        let taken = inputs.iter().any(|input| input.canonicalize().is_ok_and(|i| i == path));
        if taken {
            let message = "is an input, and the answer would overwrite it: give another --out";
            return Err(PipelineError::file(&path, message));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_same_name_get_names_of_their_own() {
        let files = ["a/x.csv", "b/x.csv", "c/x-2.csv"].map(PathBuf::from);
        assert_eq!(source_names(&files), ["x", "x-2", "x-2-2"]);
    }
}
