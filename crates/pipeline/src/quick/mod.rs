//! Answers for somebody who has two files and five minutes: no engagement, no mapping.

pub mod link;
pub mod reconcile;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::PipelineError;

/// A name for each file: its stem, with a number where two files have the same.
fn source_names(files: &[PathBuf]) -> Vec<String> {
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    files
        .iter()
        .map(|file| {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let count = used.entry(stem.clone()).or_default();
            *count += 1;
            if *count == 1 { stem } else { format!("{stem}-{count}") }
        })
        .collect()
}

fn make_folder(folder: &Path) -> Result<(), PipelineError> {
    std::fs::create_dir_all(folder).map_err(|error| PipelineError::file(folder, error))
}

/// Writes a file under a temporary name first, so that nobody reads half of it.
fn write_whole(path: &Path, contents: &[u8]) -> Result<(), PipelineError> {
    let temporary = path.with_extension("tmp");
    std::fs::write(&temporary, contents)
        .and_then(|()| std::fs::rename(&temporary, path))
        .map_err(|error| PipelineError::file(path, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_the_same_name_get_names_of_their_own() {
        let files = [PathBuf::from("a/x.csv"), PathBuf::from("b/x.csv")];
        assert_eq!(source_names(&files), ["x", "x-2"]);
    }
}
