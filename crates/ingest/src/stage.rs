//! The stage: every source through its mapping into the store, every row accounted for.

use std::path::Path;

use sameboat_model::policy::RegulatedPolicy;
use sameboat_model::{Entity, Mapping, Progress, Settings, Value};
use sameboat_store::Store;
use sameboat_store::schema::ingest::{QUARANTINE, SOURCE_FIELD, SOURCE_FILE, VALUE_ISSUE};
use sameboat_store::schema::record_table;
use sameboat_store::totals::ControlTotal;
use serde::Serialize;

use crate::beside::{self, BesideLeft, Missed};
use crate::error::IngestError;
use crate::extras::ColumnsWithheld;
use crate::forgotten::Forgotten;
use crate::load::{Refusals, load};
use crate::patch::{Patches, UnfitMend};
use crate::postcodes::{self, PostcodesLeft};
use crate::refusals::{self, RefusalsOfContacts, RefusalsUnread};
use crate::source::Prepared;

/// The stage's name in control totals.
pub const STAGE: &str = "ingest";

/// What became of all sources.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IngestSummary {
    /// One per source, in the order of the settings.
    pub sources: Vec<SourceSummary>,
}

/// What became of one source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceSummary {
    /// The source's name.
    pub source: String,
    /// The line that it comes from.
    pub line: String,
    /// What its rows are.
    pub entity: String,
    /// How it was read: format, encoding, delimiter, sheets, header rows.
    pub format: String,
    /// Rows below the header that are not blank.
    pub read: u64,
    /// Rows that became records.
    pub accepted: u64,
    /// Rows refused.
    pub quarantined: u64,
    /// Rows left out, by the name of the rule.
    pub excluded: Vec<(String, u64)>,
    /// Values set aside, taken although damaged, or mended, in accepted rows.
    pub value_issues: u64,
    /// Accepted rows that lack their last cells.
    pub short_rows: u64,
    /// Columns that no field is mapped to.
    pub unmapped: Vec<String>,
    /// Columns that are kept apart only because their names speak of banking, if there are any.
    pub withheld: Option<ColumnsWithheld>,
    /// Postcodes that are too short for the country of the line, and left so, if there are any.
    pub postcodes_left: Option<PostcodesLeft>,
    /// Columns of consents that may refuse something in words that were not understood.
    pub refusals_unread: Vec<RefusalsUnread>,
    /// Contacts whose outcome is that the customer must not be approached, if there are any.
    pub refusals_of_contacts: Option<RefusalsOfContacts>,
    /// Files beside the source of which something was left.
    pub beside: Vec<BesideLeft>,
    /// What was left out of a file of procedures, in words.
    pub left_of_procedures: Vec<String>,
    /// Mends of `decisions/patches.csv` that were applied.
    pub mended: u64,
    /// Mends that no longer fit: their cell is not there, or says something else.
    pub mends_left: u64,
    /// Which these are.
    pub unfit_mends: Vec<UnfitMend>,
}

/// The rule by which a row is left out that says the same as an earlier one.
pub(crate) const REPEATED_ROW: &str = "repeated row";
/// The rule by which a header inside the data is left out.
pub(crate) const REPEATED_HEADER: &str = "repeated header";
/// The rule by which a row is left out that sums up others.
pub(crate) const TOTALS_ROW: &str = "totals row";
/// The rule by which a row is left out that is a remark below a table.
pub(crate) const REMARK: &str = "remark below the table";
/// The rule by which a glossary and the like is left out of a file of procedures.
pub(crate) const ASIDE: &str = "no part of a procedure";

/// Reads every source of the engagement into the store's record tables. Rows that are refused go
/// to `quarantine`; values that are set aside to `value_issue`.
///
/// Everything that can be wrong with mappings and files as a whole is found before the first row
/// is written.
pub fn ingest(
    engagement: &Path,
    settings: &Settings,
    store: &Store,
    progress: &dyn Progress,
) -> Result<IngestSummary, IngestError> {
    let prepared = settings
        .sources
        .iter()
        .map(|source| Prepared::new(engagement, settings, source))
        .collect::<Result<Vec<_>, _>>()?;
    for source in &prepared {
        source.keep_regulated_apart(&settings.policy.regulated)?;
    }
    let mut patches = Patches::read(engagement, settings)?;
    let forgotten = Forgotten::read(engagement)?;
    create_tables(store)?;
    let (quarantine, issues) = (QUARANTINE, VALUE_ISSUE);
    let mut faults =
        Refusals { quarantine: store.writer(&quarantine)?, issues: store.writer(&issues)? };
    let mut sources = Vec::with_capacity(prepared.len());
    let shared = beside::shared(prepared.iter().flat_map(|source| &source.beside));
    let mut missed: Vec<Missed> = vec![];
    let mappings: Vec<Mapping> =
        prepared.iter().map(|source| source.mapping.value.clone()).collect();
    for source in prepared {
        progress.begin(&source.source.name, Some(source.file.checksum.bytes));
        write_source_file(store, &source)?;
        write_source_fields(store, &source, &settings.policy.regulated)?;
        let withheld = source.withheld(&settings.policy.regulated);
        let mends = patches.of(&source.source.name);
        // The threads that pack rows need no others: those of DuckDB would wait for work in a busy loop.
        let (mut summary, files) = store.with_threads(1, || {
            load(source, &mends, settings, &forgotten, store, &mut faults, progress)
        })?;
        let files = files.iter().enumerate().filter(|(_, file)| shared.has(file));
        missed.extend(files.map(|(nth, file)| Missed::new(file, (sources.len(), nth))));
        summary.withheld = withheld;
        summary.mends_left = mends.count.saturating_sub(summary.mended);
        summary.unfit_mends = mends.unfit();
        tracing::info!(
            source = summary.source,
            read = summary.read,
            accepted = summary.accepted,
            quarantined = summary.quarantined,
            mended = summary.mended,
            mends_left = summary.mends_left,
            "source read"
        );
        sources.push(summary);
    }
    faults.quarantine.finish()?;
    faults.issues.finish()?;
    beside::settle(&missed, &mut sources);
    for source in &mut sources {
        source.beside.retain(|left| !left.is_empty());
    }
    for (source, mapping) in sources.iter_mut().zip(&mappings) {
        source.refusals_unread = refusals::unread(store, mapping, &source.source)?;
        source.refusals_of_contacts = refusals::of_contacts(store, mapping, &source.source)?;
        let stand = source.postcodes_left.is_none();
        let settled = postcodes::settle(store, &source.source, stand)?;
        if let Some(left) = source.postcodes_left.as_mut() {
            // Rows that an earlier one repeats were counted, too.
            left.rows = settled;
            source.value_issues -= settled;
        }
        source.postcodes_left.take_if(|left| left.rows == 0);
    }
    let totals: Vec<ControlTotal> = sources.iter().map(SourceSummary::control_total).collect();
    store.record_totals(STAGE, &totals)?;
    Ok(IngestSummary { sources })
}

fn create_tables(store: &Store) -> Result<(), IngestError> {
    for entity in Entity::ALL {
        store.create(&record_table(entity))?;
    }
    for table in [SOURCE_FILE, SOURCE_FIELD, QUARANTINE, VALUE_ISSUE] {
        store.create(&table)?;
    }
    Ok(())
}

impl SourceSummary {
    pub(crate) fn new(source: &Prepared<'_>) -> Self {
        let mut excluded: Vec<(String, u64)> = Vec::new();
        for rule in &source.mapping.value.exclude {
            if excluded.iter().all(|(name, _)| *name != rule.rule) {
                excluded.push((rule.rule.clone(), 0));
            }
        }
        Self {
            source: source.source.name.clone(),
            line: source.source.line.clone(),
            entity: source.mapping.value.entity.name().to_owned(),
            format: source.format(),
            read: 0,
            accepted: 0,
            quarantined: 0,
            excluded,
            value_issues: 0,
            short_rows: 0,
            unmapped: source.unmapped(),
            withheld: None,
            postcodes_left: None,
            refusals_unread: vec![],
            refusals_of_contacts: None,
            beside: vec![],
            left_of_procedures: source.left_of_procedures(),
            mended: 0,
            mends_left: 0,
            unfit_mends: vec![],
        }
    }

    pub(crate) fn exclude(&mut self, rule: &str, rows: u64) {
        match self.excluded.iter_mut().find(|(name, _)| name == rule) {
            Some((_, count)) => *count += rows,
            None => self.excluded.push((rule.to_owned(), rows)),
        }
    }

    fn control_total(&self) -> ControlTotal {
        let mut outputs = vec![
            ("accepted".to_owned(), self.accepted),
            ("quarantined".to_owned(), self.quarantined),
        ];
        outputs.extend(
            self.excluded.iter().map(|(rule, count)| (format!("excluded: {rule}"), *count)),
        );
        ControlTotal {
            stage: STAGE,
            source: self.source.clone(),
            input: ("read".to_owned(), self.read),
            outputs,
        }
    }
}

fn write_source_file(store: &Store, prepared: &Prepared<'_>) -> Result<(), IngestError> {
    let (table, source, file) = (SOURCE_FILE, prepared.source, &prepared.file);
    let mut writer = store.writer(&table)?;
    writer.append(&[
        Value::Text(source.name.clone()),
        Value::Text(source.line.clone()),
        Value::Text(prepared.mapping.value.entity.name().to_owned()),
        Value::Text(source.file.display().to_string()),
        Value::Integer(file.checksum.bytes as i64),
        Value::Text(file.checksum.blake3.clone()),
        Value::Text(prepared.format()),
        Value::Text(prepared.unmapped().join(";")),
    ])?;
    Ok(writer.finish()?)
}

fn write_source_fields(
    store: &Store,
    prepared: &Prepared<'_>,
    policy: &RegulatedPolicy,
) -> Result<(), IngestError> {
    let (table, source) = (SOURCE_FIELD, prepared.source);
    let mut writer = store.writer(&table)?;
    for field in prepared.fields(policy) {
        writer.append(&[
            Value::Text(source.name.clone()),
            Value::Text(source.line.clone()),
            Value::Text(prepared.mapping.value.entity.name().to_owned()),
            Value::Text(field.field),
            Value::Text(field.columns.join(";")),
            Value::Text(field.sensitivity.name().to_owned()),
        ])?;
    }
    Ok(writer.finish()?)
}
