//! `sameboat link A.csv [B.csv] --out DIR`: guesses what the columns are, links and de-duplicates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use sameboat_link::guess::Role;
use sameboat_link::{Decisions, LinkSettings, Linkage, link_and_free};
use sameboat_model::{Progress, settings::LinkSettings as GivenSettings};
use serde::Serialize;

use super::answer::{Customers, write_crosswalk, write_pairs};
use super::sheets::{Sheet, records};
use super::{keep_inputs, make_folder, source_names, write_whole};
use crate::error::PipelineError;
use crate::evaluate::score_linkage;
use crate::model_file::{self, MODEL_FILE};
use crate::truth::Scores;

/// Files that one linkage takes: each record holds the number of its file in sixteen bits.
const MOST_FILES: usize = u16::MAX as usize;

/// What is asked for.
#[derive(Debug, Clone)]
pub struct QuickLink {
    /// One file to de-duplicate, or several to link as well.
    pub files: Vec<PathBuf>,
    /// Where the answer goes.
    pub out: PathBuf,
    /// Known truth to score against.
    pub truth: Option<PathBuf>,
    /// ISO 3166 code of phones and addresses that name no country.
    pub country: Option<String>,
    /// Thresholds and seed, where they are given.
    pub settings: GivenSettings,
}

/// `summary.json`.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// The files read.
    pub files: Vec<FileSummary>,
    /// Records in all files.
    pub records: u64,
    /// Customers that they are.
    pub customers: u64,
    /// Customers found in more than one file.
    pub shared_customers: u64,
    /// Pairs compared.
    pub pairs_compared: u64,
    /// Pairs that wait for a person.
    pub pairs_to_review: u64,
    /// The thresholds, and what they are expected to give.
    pub thresholds: sameboat_link::Thresholds,
    /// How candidate pairs were found.
    pub blocking: sameboat_link::BlockingReport,
    /// Values on improbably many people, which were taken to be missing: what they are, how many
    /// values, and how many records hold them.
    pub placeholders: Vec<(String, u64, u64)>,
    /// Of lists of things (nothing personal is compared) those files that were found to hold each thing once: two
    /// of their rows are never linked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hold_things_once: Vec<String>,
    /// Scores, if truth was given.
    pub scores: Option<Scores>,
}

/// One file as it was understood.
#[derive(Debug, Serialize)]
pub struct FileSummary {
    /// The source's name in the answer.
    pub source: String,
    /// How the file was read: format, encoding, header.
    pub format: String,
    /// Rows that became records.
    pub rows: u64,
    /// Rows refused, by number, with their reasons.
    pub rows_refused: Vec<(u64, String)>,
    /// Rows left out, as they are no records: `repeated header`, `totals row` and `remark below the
    /// table`, each with how many there are.
    pub rows_left_out: BTreeMap<&'static str, u64>,
    /// Sheets left out, as they have no header or another one, with their rows.
    pub sheets_skipped: Vec<(String, u64)>,
    /// Column → what it was taken for.
    pub columns: Vec<(String, String)>,
}

/// Links bare files and writes `crosswalk.csv`, `pairs.csv`, `model.json` and `summary.json`.
pub fn quick_link(asked: &QuickLink, progress: &dyn Progress) -> Result<Summary, PipelineError> {
    let inputs: Vec<&Path> = asked
        .files
        .iter()
        .chain(&asked.truth)
        .chain(&asked.settings.model)
        .map(PathBuf::as_path)
        .collect();
    let answers = ["crosswalk.csv", "pairs.csv", "summary.json", MODEL_FILE];
    keep_inputs(&inputs, &asked.out, &answers)?;
    if asked.files.len() > MOST_FILES {
        let message = format!("{} files at a time are more than {MOST_FILES}", asked.files.len());
        return Err(PipelineError::file(&asked.out, message));
    }
    progress.begin("read", None);
    let opened: Vec<Result<Sheet, PipelineError>> = asked
        .files
        .par_iter()
        .zip(source_names(&asked.files))
        .map(|(file, name)| Sheet::open(file, name))
        .collect();
    let mut sheets = opened.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut records = records(&mut sheets, asked.country.as_deref())?;
    let default = LinkSettings::default();
    let settings = LinkSettings {
        seed: asked.settings.seed,
        target_precision: asked.settings.target_precision,
        review_probability: asked.settings.review_threshold.unwrap_or(default.review_probability),
        link_probability: asked.settings.link_threshold,
        relationships: false,
        model: asked.settings.model.as_deref().map(model_file::read).transpose()?,
        ..default
    };
    let linkage = link_and_free(&mut records, &settings, &Decisions::default(), progress)?;
    progress.begin("write", None);
    let customers = Customers::new(&records, &linkage);
    let scores = asked
        .truth
        .as_deref()
        .map(|truth| score_linkage(&customers.results(&records), &linkage, truth))
        .transpose()?;
    make_folder(&asked.out)?;
    write_crosswalk(&asked.out, &sheets, &records, &customers)?;
    write_pairs(&asked.out, &records, &linkage)?;
    let path = asked.out.join(MODEL_FILE);
    write_whole(&path, &model_file::text(&linkage.model, &path)?)?;
    let summary = summary(&sheets, &customers, records.len(), linkage, scores);
    let text = serde_json::to_vec_pretty(&summary)
        .map_err(|error| PipelineError::file(&asked.out, error.to_string()))?;
    write_whole(&asked.out.join("summary.json"), &text)?;
    Ok(summary)
}

fn summary(
    sheets: &[Sheet],
    customers: &Customers,
    records: usize,
    linkage: Linkage,
    scores: Option<Scores>,
) -> Summary {
    // A model of an earlier run knows files that are not here.
    let once = if sheets.len() > 1 { linkage.model.hold_things_once } else { Vec::new() };
    Summary {
        files: sheets.iter().map(file_summary).collect(),
        records: records as u64,
        customers: customers.len(),
        shared_customers: customers.shared,
        pairs_compared: linkage.blocking.pairs,
        pairs_to_review: linkage.thresholds.review_pairs,
        thresholds: linkage.thresholds,
        blocking: linkage.blocking,
        placeholders: linkage.placeholders,
        hold_things_once: once
            .into_iter()
            .filter(|name| sheets.iter().any(|sheet| sheet.name == *name))
            .collect(),
        scores,
    }
}

fn file_summary(sheet: &Sheet) -> FileSummary {
    let mut left_out: BTreeMap<&'static str, u64> = BTreeMap::new();
    for left in sheet.file.left_out() {
        *left_out.entry(left.rule).or_default() += 1;
    }
    let columns = sheet.file.header().iter().zip(&sheet.roles);
    FileSummary {
        source: sheet.name.clone(),
        format: sheet.file.format().to_owned(),
        rows: sheet.rows.len() as u64,
        rows_refused: sheet.refused.clone(),
        rows_left_out: left_out,
        sheets_skipped: sheet.file.skipped().to_vec(),
        columns: columns.map(|(name, role)| (name.trim().to_owned(), role_name(*role))).collect(),
    }
}

fn role_name(role: Role) -> String {
    match role {
        Role::Compare(field) => serde_json::to_value(field)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default(),
        Role::RecordKey => "record_key".into(),
        Role::TruthLabel => "truth label, not compared".into(),
        Role::Ignore => "not compared".into(),
    }
}
