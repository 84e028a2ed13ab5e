//! The rows of one source on their way into the store: one thread cuts the file into rows, others
//! put them through the mapping, and the calling one claims their keys in the order of the file and
//! writes. Channels between them are short, so that a file of any size takes the same memory, but
//! for its keys.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use sameboat_model::settings::Source;
use sameboat_model::{ConfigError, Entity, Progress, Settings, Value};
use sameboat_store::erase::FORGOTTEN;
use sameboat_store::schema::record_table;
use sameboat_store::{ApartWriter, Columns, RowBatch, Store, Writer};

use crate::beside::{self, Beside};
use crate::error::IngestError;
use crate::foot;
use crate::forgotten::{Forgotten, Screen};
use crate::keys::{Claim, Identity, KeyMaker, Keys};
use crate::patch::Mends;
use crate::postcodes::{PostcodesLeft, Seen};
use crate::reader::SourceFile;
use crate::reader::cell::Row;
use crate::row::{Fault, Issue, JOINED, Mapper, Outcome, Record, excerpt, may_be_a_remark, shown};
use crate::source::{Prepared, Sheet};
use crate::stage::{ASIDE, REMARK, REPEATED_HEADER, REPEATED_ROW, SourceSummary, TOTALS_ROW};

/// Rows that travel together.
const ROWS: usize = 2_048;
/// Bytes of rows that travel together, about: a row can have many.
const BYTES: usize = 2 * 1024 * 1024;

/// Bytes of a file from which the number of its rows can be told.
const ENOUGH_BYTES: u64 = 16 * 1024 * 1024;

/// Where what cannot be accepted is written.
pub(crate) struct Refusals<'s> {
    pub(crate) quarantine: Writer<'s>,
    pub(crate) issues: Writer<'s>,
}

/// Rows as they are read.
struct RawBatch {
    /// Number of the batch in its source.
    number: u64,
    sheet: usize,
    rows: Vec<Row>,
    /// Which of the rows are remarks below the sheet's table, by number, as the end of the sheet tells.
    below: Vec<u64>,
    /// Bytes of the file that they took, where that is known.
    bytes: u64,
}

/// Rows after the mapping, all in the order of the file.
struct MappedBatch {
    raw: RawBatch,
    /// Rows below the header that are not blank.
    read: u64,
    accepted: RowBatch,
    /// One for each accepted row.
    identities: Vec<Identity>,
    /// Which of the accepted rows lack their last cells.
    short: Vec<usize>,
    /// What is wrong with values of accepted rows, by place among them and number of the row.
    issues: Vec<(usize, u64, Issue)>,
    /// What their postcodes look like.
    postcodes: Seen,
    /// Rows that are refused, by number.
    refused: Vec<(u64, Fault)>,
    /// How many rows each rule of the mapping leaves out.
    excluded: Vec<u64>,
    repeated_headers: u64,
    totals: u64,
    remarks: u64,
    asides: u64,
    mended: u64,
    /// Rows of people who were forgotten.
    forgotten: u64,
}

type Read = Result<RawBatch, IngestError>;
type Mapped = Result<MappedBatch, IngestError>;

/// Reads one source. What is left of the files beside it is told for all of them, in their order.
pub(crate) fn load<'s>(
    mut prepared: Prepared<'_>,
    mends: &Mends,
    settings: &Settings,
    forgotten: &Forgotten,
    store: &'s Store,
    refusals: &mut Refusals<'s>,
    progress: &dyn Progress,
) -> Result<(SourceSummary, Vec<Beside>), IngestError> {
    let mut sink = Sink::new(&prepared, store, refusals)?;
    let Prepared { source, mapping, file, sheets, beside, .. } = &mut prepared;
    beside::find_damaged(beside, sheets, file, mends)?;
    let (mapping, sheets) = (&*mapping, &*sheets);
    let (has_grid, from_1904) = (file.has_grid(), file.counts_from_1904());
    let home = home(settings, source);
    let entity = mapping.value.entity;
    let work = Work { source, entity, sheets, beside, mends, has_grid };
    let worker = |_| -> Result<Worker<'_>, ConfigError> {
        let headers = sheets.iter().map(|sheet| &sheet.header);
        let mappers = headers
            .map(|header| Mapper::new(mapping, header, settings, home, has_grid, from_1904))
            .collect::<Result<_, _>>()?;
        let screen = Screen::new(forgotten, settings, entity, &source.line, &source.name);
        Ok(Worker::new(work, mappers, screen))
    };
    let workers =
        (0..rayon::current_num_threads()).map(worker).collect::<Result<Vec<_>, ConfigError>>()?;
    let size = file.checksum.bytes;
    let mut advanced = 0;
    thread::scope(|scope| {
        let (to_workers, raw) = sync_channel(workers.len());
        let (to_sink, mapped) = sync_channel(workers.len());
        let (to_reader, used) = channel();
        let raw = Arc::new(Mutex::new(raw));
        scope.spawn(move || {
            let mut reader = Reader { sheets, to_workers: &to_workers, used: &used, next: 0 };
            // If nobody waits for the error, another one has ended the work.
            if let Err(error) = reader.read(file) {
                let _ = to_workers.send(Err(error));
            }
        });
        for mut worker in workers {
            let (raw, to_sink) = (raw.clone(), to_sink.clone());
            scope.spawn(move || worker.take_batches(&raw, &to_sink));
        }
        // A channel ends when the last one at its other end goes.
        drop((raw, to_sink));
        in_order(&mapped, |mut batch| {
            advanced += batch.raw.bytes;
            progress.advance(batch.raw.bytes);
            sink.take(&mut batch)?;
            sink.expect_the_rest(advanced, size);
            // A reader that is done needs no rows back.
            let _ = to_reader.send(batch.raw.rows);
            Ok(())
        })
    })?;
    // Workbooks do not tell how far they are.
    progress.advance(size.saturating_sub(advanced));
    let mut summary = sink.finish()?;
    summary.beside = prepared.beside.iter().map(Beside::left).collect();
    Ok((summary, prepared.beside))
}

/// Country of a source's customers who name none, if the settings tell.
pub(crate) fn home<'s>(settings: &'s Settings, source: &Source) -> Option<&'s str> {
    settings.line(&source.line)?.country.as_deref()
}

/// Cuts the file into rows.
struct Reader<'a> {
    sheets: &'a [Sheet],
    to_workers: &'a SyncSender<Read>,
    /// Rows that have been dealt with, for their memory to be used again.
    used: &'a Receiver<Vec<Row>>,
    next: u64,
}

impl Reader<'_> {
    /// Sends all rows, until nobody takes them any more.
    fn read(&mut self, file: &mut SourceFile) -> Result<(), IngestError> {
        let path = file.path().to_owned();
        let may_have_remarks = file.may_have_remarks();
        for (sheet, Sheet { name, header }) in self.sheets.iter().enumerate() {
            let mut rows = file.rows(name.as_deref(), Some(header.own))?;
            // Cells of columns that are not mapped are kept with the columns' names.
            let names: usize = header.names.iter().map(String::len).sum();
            let mut table = foot::Table::new(header.own);
            // Rows that stand below the table if no others follow.
            let mut undecided: Vec<Row> = vec![];
            let mut has_more = true;
            while has_more {
                let (mut filled, mut bytes) = (undecided.len(), 0);
                let mut batch = std::mem::take(&mut undecided);
                batch.append(&mut self.used.try_recv().unwrap_or_default());
                while has_more && filled < ROWS && bytes < BYTES {
                    if batch.len() == filled {
                        batch.push(Row::default());
                    }
                    has_more = rows.next(&mut batch[filled]).map_err(IngestError::file(&path))?;
                    if has_more {
                        table.see(header.row, &batch[filled]);
                        bytes += batch[filled].bytes() + names;
                        filled += 1;
                    }
                }
                batch.truncate(filled);
                let mut below = vec![];
                if has_more && may_have_remarks {
                    undecided = batch.split_off(filled - foot::undecided(&batch));
                } else if may_have_remarks {
                    below = table.remarks(batch.iter().filter(|row| row.number > header.row));
                }
                let bytes = rows.bytes_read();
                let batch = RawBatch { number: self.next, sheet, rows: batch, below, bytes };
                self.next += 1;
                if self.to_workers.send(Ok(batch)).is_err() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }
}

/// What all workers of a source have in common.
#[derive(Clone, Copy)]
struct Work<'a> {
    source: &'a Source,
    entity: Entity,
    sheets: &'a [Sheet],
    beside: &'a [Beside],
    mends: &'a Mends,
    has_grid: bool,
}

/// Puts rows through the mapping.
struct Worker<'a> {
    work: Work<'a>,
    /// One a sheet.
    mappers: Vec<Mapper<'a>>,
    screen: Option<Screen<'a>>,
    record: Record,
    keys: KeyMaker,
    columns: Columns,
}

impl<'a> Worker<'a> {
    fn new(work: Work<'a>, mappers: Vec<Mapper<'a>>, screen: Option<Screen<'a>>) -> Self {
        let mut record = Record::new(work.entity);
        record.values[0] = Value::Text(work.source.line.clone());
        record.values[1] = Value::Text(work.source.name.clone());
        let columns = Columns::new(&record_table(work.entity));
        Self { work, mappers, screen, record, keys: KeyMaker::new(work.entity), columns }
    }

    /// Takes batches until there are no more, or nobody takes what becomes of them.
    fn take_batches(&mut self, raw: &Mutex<Receiver<Read>>, to_sink: &SyncSender<Mapped>) {
        loop {
            let batch = raw.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(batch) = batch else { return };
            let mapped = batch.and_then(|batch| self.map(batch));
            if to_sink.send(mapped).is_err() {
                return;
            }
        }
    }

    fn map(&mut self, mut raw: RawBatch) -> Mapped {
        let Work { sheets, beside, mends, has_grid, .. } = self.work;
        let sheet = &sheets[raw.sheet];
        let mapper = &mut self.mappers[raw.sheet];
        self.record.values[2] = sheet.name.clone().map_or(Value::Null, Value::Text);
        let (mut read, mut repeated_headers, mut totals, mut remarks) = (0, 0, 0, 0);
        let (mut mended, mut forgotten, mut asides) = (0, 0, 0);
        let mut excluded = vec![0; mapper.rules()];
        let (mut identities, mut short, mut issues, mut refused) = (vec![], vec![], vec![], vec![]);
        for row in &mut raw.rows {
            if row.number <= sheet.header.row {
                continue;
            }
            let mends_of_row = mends.apply(sheet.name.as_deref(), &sheet.header, row);
            mended += mends_of_row;
            if row.is_blank() {
                continue;
            }
            read += 1;
            beside::put(beside, row, &sheet.header, has_grid, |row| mapper.key(row, "country"));
            mended += mends.apply_beside(sheet.name.as_deref(), &sheet.header, row);
            if self.screen.as_ref().is_some_and(|screen| screen.holds(mapper, row)) {
                forgotten += 1;
                continue;
            }
            self.record.values[3] = Value::Integer(row.number as i64);
            match mapper.apply(row, &mut self.record) {
                Outcome::Refused(fault)
                    if self.screen.as_ref().is_some_and(|s| s.holds_refused(&fault)) =>
                {
                    forgotten += 1;
                }
                Outcome::Refused(fault) => refused.push((row.number, fault)),
                Outcome::Excluded(rule) => excluded[rule] += 1,
                Outcome::RepeatedHeader => repeated_headers += 1,
                Outcome::Totals => totals += 1,
                Outcome::Remark => remarks += 1,
                // What would be refused is refused, as it may be the end of a torn row.
                Outcome::Accepted
                    if mends_of_row == 0
                        && may_be_a_remark(self.work.entity)
                        && raw.below.contains(&row.number) =>
                {
                    remarks += 1;
                }
                Outcome::Aside => asides += 1,
                Outcome::Accepted => {
                    if let Some(screen) = &self.screen {
                        screen.clear(mapper, &mut self.record);
                    }
                    let place = identities.len();
                    identities.push(self.keys.identify(&mut self.record.values, row.number));
                    self.columns.push(&self.record.values)?;
                    // Where names stand in no row of their own, what is absent says nothing.
                    let has_row = sheet.header.row > 0;
                    if has_row && sheet.name.is_none() && row.len() < sheet.header.own {
                        short.push(place);
                    }
                    let found = self.record.issues.drain(..);
                    issues.extend(found.map(|issue| (place, row.number, issue)));
                }
            }
        }
        let accepted = self.columns.take()?;
        let postcodes = mapper.take_seen();
        Ok(MappedBatch {
            raw,
            read,
            accepted,
            identities,
            short,
            issues,
            postcodes,
            refused,
            excluded,
            repeated_headers,
            totals,
            remarks,
            asides,
            mended,
            forgotten,
        })
    }
}

/// Hands batches on in the order of the file, in which the workers need not finish them.
fn in_order(
    mapped: &Receiver<Mapped>,
    mut each: impl FnMut(MappedBatch) -> Result<(), IngestError>,
) -> Result<(), IngestError> {
    let mut waiting = BTreeMap::new();
    let mut next = 0;
    for batch in mapped {
        let batch = batch?;
        waiting.insert(batch.raw.number, batch);
        while let Some(batch) = waiting.remove(&next) {
            each(batch)?;
            next += 1;
        }
    }
    Ok(())
}

/// Claims keys, writes and counts.
struct Sink<'a, 's> {
    source: String,
    sheets: Vec<Option<String>>,
    rules: Vec<String>,
    /// The columns that the key comes from, for people.
    key_columns: Option<String>,
    /// Where these stand in each sheet; none of alternatives, of which any may have been taken.
    key_places: Vec<Vec<usize>>,
    key_slot: usize,
    keys: Keys,
    /// Whether room was made for the keys of the rows to come.
    is_ready: bool,
    records: ApartWriter,
    postcodes: Seen,
    refusals: &'a mut Refusals<'s>,
    summary: SourceSummary,
}

impl<'a, 's> Sink<'a, 's> {
    fn new(
        prepared: &Prepared<'_>,
        store: &Store,
        refusals: &'a mut Refusals<'s>,
    ) -> Result<Self, IngestError> {
        let mapping = &prepared.mapping.value;
        let key = mapping.fields.get("record_key");
        Ok(Self {
            source: prepared.source.name.clone(),
            sheets: prepared.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
            rules: mapping.exclude.iter().map(|rule| rule.rule.clone()).collect(),
            key_columns: key.map(|field| field.columns.join(JOINED)),
            key_places: prepared
                .sheets
                .iter()
                .map(|sheet| {
                    let columns =
                        key.filter(|key| !key.alternatives).map_or(&[][..], |k| &k.columns);
                    columns.iter().filter_map(|column| sheet.header.position(column)).collect()
                })
                .collect(),
            key_slot: KeyMaker::new(mapping.entity).key_slot,
            keys: Keys::default(),
            is_ready: false,
            records: store.writer_apart(&record_table(mapping.entity))?,
            postcodes: Seen::default(),
            refusals,
            summary: SourceSummary::new(prepared),
        })
    }

    /// Makes room for the keys of all rows, once so many are read that the rest can be told from them.
    fn expect_the_rest(&mut self, read: u64, size: u64) {
        if !self.is_ready && read >= ENOUGH_BYTES {
            self.is_ready = true;
            self.keys.expect(self.summary.accepted.saturating_mul(size) / read);
        }
    }

    fn take(&mut self, batch: &mut MappedBatch) -> Result<(), IngestError> {
        self.summary.read += batch.read;
        self.summary.mended += batch.mended;
        self.postcodes.add(batch.postcodes);
        for (rule, count) in self.rules.iter().zip(&batch.excluded).filter(|(_, n)| **n > 0) {
            self.summary.exclude(rule, *count);
        }
        for (rule, count) in [
            (REPEATED_HEADER, batch.repeated_headers),
            (TOTALS_ROW, batch.totals),
            (REMARK, batch.remarks),
            (ASIDE, batch.asides),
        ] {
            if count > 0 {
                self.summary.exclude(rule, count);
            }
        }
        if batch.forgotten > 0 {
            self.summary.exclude(FORGOTTEN, batch.forgotten);
        }
        let keep = self.claim(batch)?;
        let kept = |place: usize| keep.as_ref().is_none_or(|keep| keep[place]);
        self.summary.short_rows += batch.short.iter().filter(|&&place| kept(place)).count() as u64;
        for (place, row, issue) in batch.issues.drain(..) {
            if kept(place) {
                self.summary.value_issues += 1;
                let place = place_of(&self.source, self.sheets[batch.raw.sheet].as_deref(), row);
                write_issue(&mut self.refusals.issues, place, issue)?;
            }
        }
        batch.refused.sort_by_key(|(row, _)| *row);
        for (row, fault) in batch.refused.drain(..) {
            self.summary.quarantined += 1;
            let place = place_of(&self.source, self.sheets[batch.raw.sheet].as_deref(), row);
            write_fault(&mut self.refusals.quarantine, place, fault)?;
        }
        let accepted = match keep {
            Some(keep) => batch.accepted.filter(keep)?,
            None => batch.accepted.clone(),
        };
        self.summary.accepted += accepted.rows() as u64;
        Ok(self.records.append_batch(accepted)?)
    }

    /// Claims the keys of the accepted rows. Those whose key is not free move to the refused ones;
    /// which stay is only told if not all do.
    fn claim(&mut self, batch: &mut MappedBatch) -> Result<Option<Vec<bool>>, IngestError> {
        let mut keep: Option<Vec<bool>> = None;
        let mut renamed = Vec::new();
        let rows = batch.identities.len();
        for (place, identity) in batch.identities.iter().enumerate() {
            let fault = match self.keys.claim(identity, batch.raw.sheet as u16) {
                Claim::New => continue,
                Claim::Numbered(times) => {
                    renamed.push((place, times));
                    continue;
                }
                Claim::Repeated => None,
                Claim::Taken { sheet, row } => {
                    let key = self.key_cells(batch, place, u64::from(identity.row));
                    Some(self.taken(batch.raw.sheet, usize::from(sheet), row, key))
                }
            };
            keep.get_or_insert_with(|| vec![true; rows])[place] = false;
            match fault {
                Some(fault) => batch.refused.push((u64::from(identity.row), fault)),
                None => self.summary.exclude(REPEATED_ROW, 1),
            }
        }
        if !renamed.is_empty() {
            batch.accepted = batch.accepted.with_suffixes(self.key_slot, &renamed)?;
        }
        Ok(keep)
    }

    /// The cells that a row's key was read from, as they are and as a mend finds them; the key itself
    /// if it comes from no cell.
    fn key_cells(&self, batch: &MappedBatch, place: usize, row: u64) -> String {
        let rows = &batch.raw.rows;
        let row = rows.binary_search_by_key(&row, |one| one.number).ok().map(|at| &rows[at]);
        match (row, &self.key_places[batch.raw.sheet][..]) {
            (Some(row), [column]) => excerpt(&row.cell(*column).text()),
            (Some(row), [_, _, ..]) => shown(row, &self.key_places[batch.raw.sheet]),
            _ => batch.accepted.text(self.key_slot, place).unwrap_or_default().to_owned(),
        }
    }

    /// The fault of a row whose key an earlier row has.
    fn taken(&self, sheet: usize, other: usize, earlier: u32, key: String) -> Fault {
        let elsewhere = match &self.sheets[other] {
            Some(name) if other != sheet => format!(" of sheet {name}"),
            _ => String::new(),
        };
        Fault {
            column: self.key_columns.clone(),
            reason: format!("record_key already used in row {earlier}{elsewhere}"),
            value: key,
        }
    }

    fn finish(mut self) -> Result<SourceSummary, IngestError> {
        self.records.finish()?;
        let left = |why| PostcodesLeft { rows: self.postcodes.presumed, why };
        self.summary.postcodes_left = self.postcodes.doubt().map(left);
        Ok(self.summary)
    }
}

/// The first three columns of `quarantine` and `value_issue`.
fn place_of(source: &str, sheet: Option<&str>, row: u64) -> [Value; 3] {
    let text = |text: &str| Value::Text(text.to_owned());
    [text(source), sheet.map_or(Value::Null, text), Value::Integer(row as i64)]
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

fn write_issue(
    writer: &mut Writer<'_>,
    [source, sheet, row]: [Value; 3],
    Issue { what, fault }: Issue,
) -> Result<(), IngestError> {
    let column = fault.column.map_or(Value::Null, Value::Text);
    let (what, reason) = (Value::Text(what.to_owned()), Value::Text(fault.reason));
    writer.append(&[source, sheet, row, column, what, reason, Value::Text(fault.value)])?;
    Ok(())
}
