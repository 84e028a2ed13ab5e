//! `sameboat init`: looks at a pile of files and writes the engagement that they most likely are.

use std::path::{Path, PathBuf};

use sameboat_ingest::guess::{GuessSettings, Proposal, propose, survey};
use sameboat_model::Progress;

use crate::error::PipelineError;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Init {
    /// Folders and files to look at.
    pub pile: Vec<PathBuf>,
    /// The engagement's folder; the pile's, if it is one folder.
    pub out: Option<PathBuf>,
    /// The engagement's name; the folder's if absent.
    pub name: Option<String>,
    /// Files or folders whose line is known: 0 the product's, 1 the financing's.
    pub lines: Vec<(usize, PathBuf)>,
    /// Whether files that are there may be overwritten.
    pub force: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

/// What was proposed, and where it is written.
#[derive(Debug, Clone, serde::Serialize)]
pub struct InitOutcome {
    /// The engagement's folder.
    pub folder: PathBuf,
    /// The sources and the questions.
    #[serde(flatten)]
    pub proposal: Proposal,
    /// The files, from the engagement's folder, in the order in which they are written.
    pub files: Vec<PathBuf>,
}

impl InitOutcome {
    /// The texts of all files with their places in the engagement's folder, the settings last: a
    /// folder with settings is complete.
    pub fn texts(&self) -> impl Iterator<Item = (PathBuf, &str)> {
        let sources = self.proposal.sources.iter();
        let mappings =
            sources.filter_map(|s| Some((PathBuf::from(&s.mapping), s.text.as_deref()?)));
        mappings.chain([(PathBuf::from("sameboat.toml"), self.proposal.settings.as_str())])
    }
}

/// Looks at the pile and, unless it is a dry run, writes `sameboat.toml` and the mappings. Nothing is
/// written if a file of that name is there, but with `force`.
pub fn init(asked: &Init, progress: &dyn Progress) -> Result<InitOutcome, PipelineError> {
    let out = match (&asked.out, asked.pile.as_slice()) {
        (Some(out), _) => out.clone(),
        (None, [one]) if one.is_dir() => one.clone(),
        _ => {
            let message = "say with --out where the engagement's folder shall be";
            return Err(PipelineError::file(Path::new("sameboat.toml"), message));
        }
    };
    let folder = absolute(&out)?;
    let pile = asked.pile.iter().map(|path| absolute(path)).collect::<Result<Vec<_>, _>>()?;
    let lines = asked.lines.iter().map(|(line, path)| Ok((*line, absolute(path)?)));
    let name = || folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let settings = GuessSettings {
        roots: pile.iter().filter(|path| path.is_dir()).cloned().collect(),
        name: asked.name.clone().unwrap_or_else(name),
        lines: lines.collect::<Result<Vec<_>, PipelineError>>()?,
        folder: folder.clone(),
    };
    let proposal = propose(survey(&pile, progress)?, &settings);
    if proposal.sources.is_empty() {
        let message = "no file here is like a table of customers, contacts, agreements or anything \
                       else that is looked for";
        return Err(PipelineError::file(&out, message));
    }
    let mut outcome = InitOutcome { folder: out, proposal, files: vec![] };
    outcome.files = outcome.texts().map(|(path, _)| path).collect();
    if !asked.dry_run {
        write(&folder, &outcome, asked.force)?;
    }
    Ok(outcome)
}

fn absolute(path: &Path) -> Result<PathBuf, PipelineError> {
    let found = if path.exists() { path.canonicalize() } else { std::path::absolute(path) };
    found.map_err(|error| PipelineError::file(path, error.to_string()))
}

fn write(folder: &Path, outcome: &InitOutcome, force: bool) -> Result<(), PipelineError> {
    if !force && let Some(there) = outcome.files.iter().find(|file| folder.join(file).exists()) {
        let message = "is there already; --force overwrites it, --out takes another folder";
        return Err(PipelineError::file(&folder.join(there), message));
    }
    for (path, text) in outcome.texts() {
        let path = folder.join(path);
        let failed = |error: std::io::Error| PipelineError::file(&path, error.to_string());
        path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
        std::fs::write(&path, text).map_err(failed)?;
    }
    Ok(())
}
