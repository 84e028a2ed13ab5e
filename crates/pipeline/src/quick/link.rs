//! `sameboat link A.csv [B.csv] --out DIR`: guesses what the columns are, links and de-duplicates.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;
use sameboat_ingest::{RawTable, read_table};
use sameboat_link::guess::{Role, guess_roles};
use sameboat_link::{
    Column, ColumnBuilder, Decisions, Field, LinkSettings, Linkage, Records, Source,
};
use sameboat_model::mapping::ReadSettings;
use sameboat_model::{Progress, settings::LinkSettings as GivenSettings};
use sameboat_store::export::neutralise;
use sameboat_unify::ids::fresh_ids;
use serde::Serialize;

use super::{keep_inputs, make_folder, source_names, write_whole};
use crate::error::PipelineError;
use crate::link_stage::decision_name;
use crate::truth::{ResultRecord, Scores, score, unknown_columns};

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
    /// Sheets left out, as they have no header or another one, with their rows.
    pub sheets_skipped: Vec<(String, u64)>,
    /// Column → what it was taken for.
    pub columns: Vec<(String, String)>,
}

/// One file with its columns' roles.
struct Sheet {
    name: String,
    table: RawTable,
    roles: Vec<Role>,
    keys: Vec<String>,
}

/// Links bare files and writes `crosswalk.csv`, `pairs.csv` and `summary.json`.
pub fn quick_link(asked: &QuickLink, progress: &dyn Progress) -> Result<Summary, PipelineError> {
    let inputs: Vec<&Path> = asked.files.iter().chain(&asked.truth).map(PathBuf::as_path).collect();
    keep_inputs(&inputs, &asked.out, &["crosswalk.csv", "pairs.csv", "summary.json"])?;
    let sheets = asked
        .files
        .iter()
        .zip(source_names(&asked.files))
        .map(|(file, name)| read_sheet(file, name))
        .collect::<Result<Vec<_>, _>>()?;
    let records = records(&sheets, asked.country.as_deref());
    let default = LinkSettings::default();
    let settings = LinkSettings {
        seed: asked.settings.seed,
        target_precision: asked.settings.target_precision.unwrap_or(default.target_precision),
        review_probability: asked.settings.review_threshold.unwrap_or(default.review_probability),
        link_probability: asked.settings.link_threshold,
        ..default
    };
    let linkage = sameboat_link::link(&records, &settings, &Decisions::default(), progress)?;
    let result = result(&records, &linkage);
    let scores = asked.truth.as_deref().map(|truth| score(&result, truth)).transpose()?;
    make_folder(&asked.out)?;
    write_crosswalk(&asked.out, &sheets, &result)?;
    write_pairs(&asked.out, &records, &linkage)?;
    let summary = summary(&sheets, &result, linkage, scores);
    let text = serde_json::to_vec_pretty(&summary)
        .map_err(|error| PipelineError::file(&asked.out, error.to_string()))?;
    write_whole(&asked.out.join("summary.json"), &text)?;
    Ok(summary)
}

fn read_sheet(file: &Path, name: String) -> Result<Sheet, PipelineError> {
    let table = read_table(file, &ReadSettings::default())?;
    let roles = guess_roles(&unknown_columns(&table.header, &table.rows));
    let key = roles.iter().position(|role| *role == Role::RecordKey);
    let keys = unique_keys(&table, key);
    Ok(Sheet { name, table, roles, keys })
}

/// The cells of the key column, or row numbers where there is none. A key that is missing or used
/// before gets its row number added, so that no row is lost and none is counted twice.
fn unique_keys(table: &RawTable, column: Option<usize>) -> Vec<String> {
    let mut used = rustc_hash::FxHashSet::default();
    table
        .rows
        .iter()
        .map(|row| {
            let number = row.number.to_string();
            let key = match column {
                Some(column) => row.cells.get(column).map_or("", |cell| cell.trim()),
                None => &number,
            };
            let mut tries = std::iter::once(key.to_owned())
                .filter(|key| !key.is_empty())
                .chain(std::iter::once(format!("{key}#row{number}")))
                .chain((2_u32..).map(|n| format!("{key}#row{number}-{n}")));
            tries.find(|key| used.insert(key.clone())).unwrap_or(number)
        })
        .collect()
}

/// All files' rows as one set of records. Columns of different files are one column where they
/// were taken for the same field and are called the same or stand at the same place among their
/// kind. Texts and numbers of no known field are one only if they are called the same, or if each
/// file has just one that is left: two lists of products with `title` here and `name` there.
fn records(sheets: &[Sheet], country: Option<&str>) -> Records {
    let mut records = Records::default();
    let mut merged: BTreeMap<(Field, usize), Vec<Option<usize>>> = BTreeMap::new();
    let mut names: FxHashMap<(Field, usize), String> = FxHashMap::default();
    for (place, sheet) in sheets.iter().enumerate() {
        records.sources.push(Source {
            name: sheet.name.clone(),
            line: sheet.name.clone(),
            one_to_one: false,
            country: country.map(str::to_owned),
        });
        for (slot, column) in slots(sheet, &names) {
            names.entry(slot).or_insert_with(|| sheet.table.header[column].trim().to_owned());
            merged.entry(slot).or_insert_with(|| vec![None; sheets.len()])[place] = Some(column);
        }
        records.source_of.extend(std::iter::repeat_n(place as u16, sheet.table.rows.len()));
        records.keys.extend(sheet.keys.iter().map(|key| key.as_str().into()));
    }
    for field in [Field::Text, Field::Number] {
        merge_lone(&mut merged, field);
    }
    // What only one of several files knows, and nobody knows what it is, tells nothing of the rest.
    merged.retain(|slot, columns| {
        sheets.len() == 1
            || !matches!(slot.0, Field::Text | Field::Number)
            || columns.iter().flatten().count() > 1
    });
    records.columns = merged
        .iter()
        .map(|(slot, columns)| column(sheets, &names[slot], slot.0, columns))
        .collect();
    records
}

/// Makes one column of the columns of a field that only one file has, if each file has one.
fn merge_lone(merged: &mut BTreeMap<(Field, usize), Vec<Option<usize>>>, field: Field) {
    let alone = |columns: &[Option<usize>]| columns.iter().flatten().count() == 1;
    let lone: Vec<(Field, usize)> = merged
        .iter()
        .filter(|(slot, columns)| slot.0 == field && alone(columns))
        .map(|(slot, _)| *slot)
        .collect();
    let Some((first, others)) = lone.split_first() else { return };
    let files: Vec<usize> =
        lone.iter().filter_map(|slot| merged[slot].iter().position(Option::is_some)).collect();
    let each_once =
        files.len() == merged[first].len() && (0..files.len()).all(|file| files.contains(&file));
    if !each_once {
        return;
    }
    for other in others {
        let columns = merged.remove(other).unwrap_or_default();
        if let Some(target) = merged.get_mut(first) {
            target.iter_mut().zip(columns).for_each(|(to, from)| *to = to.or(from));
        }
    }
}

/// Where each compared column of a sheet belongs: its field, and its number among the columns of
/// that field. A column called as one before it goes to that one's place; the rest fill the places
/// left, in order, or, for texts and numbers of no known field, get places of their own.
fn slots(sheet: &Sheet, names: &FxHashMap<(Field, usize), String>) -> Vec<((Field, usize), usize)> {
    let compared: Vec<(usize, Field)> = sheet
        .roles
        .iter()
        .enumerate()
        .filter_map(|(column, role)| match role {
            Role::Compare(field) => Some((column, *field)),
            _ => None,
        })
        .collect();
    let called = |column: usize| sheet.table.header[column].trim().to_lowercase();
    let named_alike = |column: usize, field: Field| {
        let mut places: Vec<usize> = names
            .keys()
            .filter(|slot| slot.0 == field && names[*slot].to_lowercase() == called(column))
            .map(|slot| slot.1)
            .collect();
        places.sort_unstable();
        places.first().copied()
    };
    let mut taken: Vec<(Field, usize)> = Vec::new();
    let mut slots = Vec::new();
    for &(column, field) in &compared {
        if let Some(place) = named_alike(column, field)
            && !taken.contains(&(field, place))
        {
            taken.push((field, place));
            slots.push(((field, place), column));
        }
    }
    for &(column, field) in &compared {
        if slots.iter().any(|(_, placed)| *placed == column) {
            continue;
        }
        // Of so many places one is always free.
        let own = matches!(field, Field::Text | Field::Number);
        let mut places = 0..=compared.len() + names.len();
        let free = places.find(|place| {
            let slot = (field, *place);
            !(taken.contains(&slot) || own && names.contains_key(&slot))
        });
        let free = free.unwrap_or_default();
        taken.push((field, free));
        slots.push(((field, free), column));
    }
    slots
}

fn column(sheets: &[Sheet], name: &str, field: Field, columns: &[Option<usize>]) -> Column {
    let mut builder = ColumnBuilder::new(name, field);
    for (sheet, column) in sheets.iter().zip(columns) {
        for row in &sheet.table.rows {
            builder.push(column.and_then(|column| row.cells.get(column)).map(String::as_str));
        }
    }
    builder.finish()
}

/// The records with the customers that they became.
fn result(records: &Records, linkage: &Linkage) -> Vec<ResultRecord> {
    let name = |record: usize| {
        (records.source(record as u32).name.as_str(), records.keys[record].as_ref())
    };
    let mut first: BTreeMap<u32, (&str, &str)> = BTreeMap::new();
    for (record, cluster) in linkage.cluster_of.iter().enumerate() {
        let own = name(record);
        first.entry(*cluster).and_modify(|least| *least = (*least).min(own)).or_insert(own);
    }
    let mut in_order: Vec<(u32, String)> = first
        .iter()
        .map(|(cluster, (source, key))| (*cluster, format!("{source}\u{1f}{key}")))
        .collect();
    in_order.sort_by(|a, b| a.1.cmp(&b.1));
    let id_of: FxHashMap<u32, String> = fresh_ids(&in_order).into_iter().collect();
    linkage
        .cluster_of
        .iter()
        .enumerate()
        .map(|(record, cluster)| ResultRecord {
            line: name(record).0.to_owned(),
            source: name(record).0.to_owned(),
            key: name(record).1.to_owned(),
            customer: id_of[cluster].clone(),
        })
        .collect()
}

fn write_crosswalk(
    out: &Path,
    sheets: &[Sheet],
    result: &[ResultRecord],
) -> Result<(), PipelineError> {
    let path = out.join("crosswalk.csv");
    let failed = PipelineError::csv(&path);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer
        .write_record(["line", "source", "record_key", "customer_id", "row_number"])
        .map_err(&failed)?;
    let rows = sheets.iter().flat_map(|sheet| &sheet.table.rows);
    for (record, row) in result.iter().zip(rows) {
        let row = row.number.to_string();
        writer
            .write_record([
                neutralise(&record.line).as_ref(),
                neutralise(&record.source).as_ref(),
                neutralise(&record.key).as_ref(),
                &record.customer,
                &row,
            ])
            .map_err(&failed)?;
    }
    finish(writer, &path)
}

fn write_pairs(out: &Path, records: &Records, linkage: &Linkage) -> Result<(), PipelineError> {
    let path = out.join("pairs.csv");
    let failed = PipelineError::csv(&path);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "left_key",
        "right_key",
        "match_weight",
        "probability",
        "decision",
        "left_source",
        "right_source",
    ];
    writer.write_record(header).map_err(&failed)?;
    for pair in &linkage.pairs {
        writer
            .write_record([
                neutralise(&records.keys[pair.left as usize]).as_ref(),
                neutralise(&records.keys[pair.right as usize]).as_ref(),
                &format!("{:.4}", pair.match_weight),
                &format!("{:.6}", pair.probability),
                decision_name(pair.decision),
                neutralise(&records.source(pair.left).name).as_ref(),
                neutralise(&records.source(pair.right).name).as_ref(),
            ])
            .map_err(&failed)?;
    }
    finish(writer, &path)
}

fn finish(writer: csv::Writer<Vec<u8>>, path: &Path) -> Result<(), PipelineError> {
    let bytes = writer
        .into_inner()
        .map_err(|error| PipelineError::file(path, error.error().to_string()))?;
    write_whole(path, &bytes)
}

fn summary(
    sheets: &[Sheet],
    result: &[ResultRecord],
    linkage: Linkage,
    scores: Option<Scores>,
) -> Summary {
    let mut sources_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for record in result {
        let sources = sources_of.entry(&record.customer).or_default();
        if !sources.contains(&record.source.as_str()) {
            sources.push(&record.source);
        }
    }
    Summary {
        files: sheets.iter().map(file_summary).collect(),
        records: result.len() as u64,
        customers: sources_of.len() as u64,
        shared_customers: sources_of.values().filter(|sources| sources.len() > 1).count() as u64,
        pairs_compared: linkage.blocking.pairs,
        pairs_to_review: linkage.thresholds.review_pairs,
        thresholds: linkage.thresholds,
        blocking: linkage.blocking,
        scores,
    }
}

fn file_summary(sheet: &Sheet) -> FileSummary {
    let columns = sheet.table.header.iter().zip(&sheet.roles);
    FileSummary {
        source: sheet.name.clone(),
        format: sheet.table.format.clone(),
        rows: sheet.table.rows.len() as u64,
        rows_refused: sheet.table.refused.clone(),
        sheets_skipped: sheet.table.skipped.clone(),
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
