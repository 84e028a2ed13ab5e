//! The stage: every source through its mapping into the store, every row accounted for.

use std::path::Path;

use sameboat_model::settings::Source;
use sameboat_model::{Entity, Mapping, Progress, Settings, Value};
use sameboat_store::schema::ingest::{QUARANTINE, SOURCE_FIELD, SOURCE_FILE, VALUE_ISSUE};
use sameboat_store::schema::record_table;
use sameboat_store::totals::ControlTotal;
use sameboat_store::{Store, Writer};
use serde::Serialize;

use crate::error::IngestError;
use crate::keys::{Claim, Keys};
use crate::reader::cell::Row;
use crate::row::{Fault, Mapper, Outcome, Record};
use crate::source::{Prepared, Sheet};

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
    /// Values set aside, or taken although damaged, in accepted rows.
    pub value_issues: u64,
    /// Accepted rows that lack their last cells.
    pub short_rows: u64,
    /// Columns that no field is mapped to.
    pub unmapped: Vec<String>,
}

/// The rule by which a row is left out that says the same as an earlier one.
pub(crate) const REPEATED_ROW: &str = "repeated row";
/// The rule by which a header inside the data is left out.
const REPEATED_HEADER: &str = "repeated header";

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
        .map(|source| Prepared::new(engagement, source))
        .collect::<Result<Vec<_>, _>>()?;
    create_tables(store)?;
    let (quarantine, issues) = (QUARANTINE, VALUE_ISSUE);
    let mut refusals =
        Refusals { quarantine: store.writer(&quarantine)?, issues: store.writer(&issues)? };
    let mut sources = Vec::with_capacity(prepared.len());
    for source in prepared {
        sources.push(load(source, settings, store, &mut refusals, progress)?);
    }
    refusals.quarantine.finish()?;
    refusals.issues.finish()?;
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
    fn new(source: &Prepared<'_>) -> Self {
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
        }
    }

    fn exclude(&mut self, rule: &str) {
        match self.excluded.iter_mut().find(|(name, _)| name == rule) {
            Some((_, count)) => *count += 1,
            None => self.excluded.push((rule.to_owned(), 1)),
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

/// Where what cannot be accepted is written.
struct Refusals<'s> {
    quarantine: Writer<'s>,
    issues: Writer<'s>,
}

/// Reads one source.
fn load<'s>(
    mut prepared: Prepared<'_>,
    settings: &Settings,
    store: &'s Store,
    refusals: &mut Refusals<'s>,
    progress: &dyn Progress,
) -> Result<SourceSummary, IngestError> {
    progress.begin(&prepared.source.name, Some(prepared.file.checksum.bytes));
    write_source_file(store, &prepared)?;
    write_source_fields(store, &prepared)?;
    let entity = prepared.mapping.value.entity;
    let table = record_table(entity);
    let mut record = Record::new(entity);
    record.values[0] = Value::Text(prepared.source.line.clone());
    record.values[1] = Value::Text(prepared.source.name.clone());
    let mut loading = Loading {
        summary: SourceSummary::new(&prepared),
        source: prepared.source,
        mapping: &prepared.mapping.value,
        sheets: &prepared.sheets,
        keys: Keys::new(entity),
        record,
        records: store.writer(&table)?,
        refusals,
    };
    let (has_grid, from_1904) = (prepared.file.has_grid(), prepared.file.counts_from_1904());
    let path = prepared.file.path().to_owned();
    let mut advanced = 0;
    for (index, Sheet { name, header }) in prepared.sheets.iter().enumerate() {
        let mut mapper = Mapper::new(&prepared.mapping, header, settings, has_grid, from_1904)?;
        let mut rows = prepared.file.rows(name.as_deref(), Some(header.names.len()))?;
        loading.record.values[2] = text_or_null(name.as_deref());
        let mut row = Row::default();
        while rows.next(&mut row).map_err(IngestError::file(&path))? {
            if row.number > header.row && !row.is_blank() {
                loading.take(index, &row, &mut mapper)?;
            }
            let bytes = rows.bytes_read();
            if bytes > 0 {
                advanced += bytes;
                progress.advance(bytes);
            }
        }
    }
    // Workbooks do not tell how far they are.
    progress.advance(prepared.file.checksum.bytes.saturating_sub(advanced));
    loading.records.finish()?;
    tracing::info!(
        source = loading.summary.source,
        read = loading.summary.read,
        accepted = loading.summary.accepted,
        quarantined = loading.summary.quarantined,
        "source read"
    );
    Ok(loading.summary)
}

/// One source while its rows are read.
struct Loading<'a, 's> {
    source: &'a Source,
    mapping: &'a Mapping,
    sheets: &'a [Sheet],
    summary: SourceSummary,
    keys: Keys,
    record: Record,
    records: Writer<'a>,
    refusals: &'a mut Refusals<'s>,
}

impl Loading<'_, '_> {
    /// Puts one row where it belongs, and counts it.
    fn take(
        &mut self,
        sheet: usize,
        row: &Row,
        mapper: &mut Mapper<'_>,
    ) -> Result<(), IngestError> {
        self.summary.read += 1;
        self.record.values[3] = Value::Integer(row.number as i64);
        match mapper.apply(row, &mut self.record) {
            Outcome::Accepted => {}
            Outcome::Refused(fault) => return self.refuse(sheet, row, fault),
            Outcome::Excluded(rule) => {
                self.summary.exclude(&self.mapping.exclude[rule].rule);
                return Ok(());
            }
            Outcome::RepeatedHeader => {
                self.summary.exclude(REPEATED_HEADER);
                return Ok(());
            }
        }
        match self.keys.claim(&mut self.record.values, sheet as u16, row.number) {
            Claim::New => self.accept(sheet, row),
            Claim::Repeated => {
                self.summary.exclude(REPEATED_ROW);
                Ok(())
            }
            Claim::Taken { sheet: other, row: earlier } => {
                let fault = self.taken(sheet, usize::from(other), earlier);
                self.refuse(sheet, row, fault)
            }
        }
    }

    fn accept(&mut self, sheet: usize, row: &Row) -> Result<(), IngestError> {
        self.records.append(&self.record.values)?;
        self.summary.accepted += 1;
        let missing_cells =
            self.sheets[sheet].name.is_none() && row.len() < self.sheets[sheet].header.names.len();
        self.summary.short_rows += u64::from(missing_cells);
        for issue in self.record.issues.drain(..) {
            self.summary.value_issues += 1;
            let place = place(self.source, &self.sheets[sheet], row);
            write_fault(&mut self.refusals.issues, place, issue)?;
        }
        Ok(())
    }

    fn refuse(&mut self, sheet: usize, row: &Row, fault: Fault) -> Result<(), IngestError> {
        self.summary.quarantined += 1;
        let place = place(self.source, &self.sheets[sheet], row);
        write_fault(&mut self.refusals.quarantine, place, fault)
    }

    /// The fault of a row whose key an earlier row has.
    fn taken(&self, sheet: usize, other: usize, earlier: u32) -> Fault {
        let elsewhere = match &self.sheets[other].name {
            Some(name) if other != sheet => format!(" of sheet {name}"),
            _ => String::new(),
        };
        let key = self.record.values[self.keys.key_slot].as_text().unwrap_or_default();
        let column = self.mapping.fields.get("record_key").map(|field| field.columns.join(" + "));
        Fault {
            column,
            reason: format!("record_key already used in row {earlier}{elsewhere}"),
            value: key.to_owned(),
        }
    }
}

/// The first three columns of `quarantine` and `value_issue`.
fn place(source: &Source, sheet: &Sheet, row: &Row) -> [Value; 3] {
    [
        Value::Text(source.name.clone()),
        text_or_null(sheet.name.as_deref()),
        Value::Integer(row.number as i64),
    ]
}

fn text_or_null(text: Option<&str>) -> Value {
    text.map_or(Value::Null, |text| Value::Text(text.to_owned()))
}

fn write_fault(
    writer: &mut Writer<'_>,
    [source, sheet, row]: [Value; 3],
    fault: Fault,
) -> Result<(), IngestError> {
    let column = fault.column.map_or(Value::Null, Value::Text);
    let (reason, value) = (Value::Text(fault.reason), Value::Text(fault.value));
    writer.append(&[source, sheet, row, column, reason, value])?;
    Ok(())
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

fn write_source_fields(store: &Store, prepared: &Prepared<'_>) -> Result<(), IngestError> {
    let (table, source) = (SOURCE_FIELD, prepared.source);
    let mut writer = store.writer(&table)?;
    for field in prepared.fields() {
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
