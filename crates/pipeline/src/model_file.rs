//! A trained linkage model as a file that people can read and a later run can use again, so that
//! nightly runs score alike.

use std::path::Path;

use sameboat_link::Model;

use crate::error::PipelineError;

/// Name of the file in a run's folder and in the answer of a bare linkage.
pub const MODEL_FILE: &str = "model.json";

/// Reads a model.
pub(crate) fn read(path: &Path) -> Result<Model, PipelineError> {
    let text = std::fs::read(path)
        .map_err(|error| PipelineError::file(path, format!("cannot be read: {error}")))?;
    serde_json::from_slice(&text).map_err(|error| {
        let message = format!("not a linkage model: {error}; give a {MODEL_FILE} that a run wrote");
        PipelineError::file(path, message)
    })
}

/// A model as the text of its file.
pub(crate) fn text(model: &Model, path: &Path) -> Result<Vec<u8>, PipelineError> {
    serde_json::to_vec_pretty(model).map_err(|error| PipelineError::file(path, error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_model_is_refused_with_its_line() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(MODEL_FILE);
        std::fs::write(&path, "{\n \"prior\": \"high\"\n}").unwrap();
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("not a linkage model") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn a_model_is_read_back_as_it_was() {
        let model = Model {
            prior: 1.25e-6,
            household_prior: 0.0,
            twin_prior: 0.0,
            namesake_prior: 0.0,
            untold_twin_prior: 0.0,
            untold_namesake_prior: 0.0,
            names_mean_little: false,
            hold_things_once: Vec::new(),
            comparisons: Vec::new(),
        };
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join(MODEL_FILE);
        std::fs::write(&path, text(&model, &path).unwrap()).unwrap();
        assert_eq!(read(&path).unwrap(), model);
    }
}
