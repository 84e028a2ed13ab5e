//! The files of a bare linkage: what their columns are, and their rows as one set of records.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::mpsc::sync_channel;

use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use sameboat_ingest::{Batch, IngestError, TableFile};
use sameboat_link::guess::{Role, UnknownColumn};
use sameboat_link::{ColumnBuilder, Field, Records, Source, TextInterner, Texts};
use sameboat_model::mapping::ReadSettings;

use crate::error::PipelineError;
use crate::quick::roles::roles;

/// Batches that wait between the reading of a file and the building of columns.
const WAITING: usize = 2;

/// One file with its columns' roles.
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) file: TableFile,
    pub(super) roles: Vec<Role>,
    pub(super) refused: Vec<(u64, String)>,
    /// Per record its row.
    pub(super) rows: Vec<u32>,
    /// The workbook's sheets, each with the number of its first record.
    pub(super) parts: Vec<(usize, String)>,
}

impl Sheet {
    /// Opens a file and guesses what its columns hold, from its first rows.
    pub(super) fn open(path: &Path, name: String) -> Result<Self, PipelineError> {
        let mut file = TableFile::open(path, &ReadSettings::default())?.records_only();
        let all: Vec<usize> = (0..file.header().len()).collect();
        let mut first = Batch::default();
        file.for_each_batch(&all, |batch| {
            first = batch;
            ControlFlow::Break(())
        })?;
        let roles = roles(&unknown_columns(file.header(), &first));
        let (refused, rows, parts) = Default::default();
        Ok(Self { name, file, roles, refused, rows, parts })
    }

    /// The sheet of a workbook that a record of the file stands in; empty in a text file.
    pub(super) fn part(&self, record: usize) -> &str {
        let after = self.parts.partition_point(|(first, _)| *first <= record);
        after.checked_sub(1).map_or("", |at| &self.parts[at].1)
    }

    fn key(&self) -> Option<usize> {
        self.roles.iter().position(|role| *role == Role::RecordKey)
    }
}

fn unknown_columns<'a>(header: &'a [String], first: &'a Batch) -> Vec<UnknownColumn<'a>> {
    let cell = |row, column| Some(first.cell(row, column)).filter(|text| !text.is_empty());
    header
        .iter()
        .enumerate()
        .map(|(column, name)| UnknownColumn {
            name: name.trim(),
            values: (0..first.rows()).map(|row| cell(row, column)).collect(),
        })
        .collect()
}

/// All files' rows as one set of records. Columns of different files are one column where they
/// were taken for the same field and are called the same or stand at the same place among their
/// kind. Texts and numbers of no known field are one only if they are called the same, or if each
/// file has just one that is left: two lists of products with `title` here and `name` there.
pub(super) fn records(
    sheets: &mut [Sheet],
    country: Option<&str>,
) -> Result<Records, PipelineError> {
    let mut records = Records::default();
    let layout = layout(sheets);
    for (place, sheet) in sheets.iter_mut().enumerate() {
        let is_used = |column| layout.iter().any(|slot| slot.columns[place] == Some(column));
        for (column, role) in sheet.roles.iter_mut().enumerate() {
            if matches!(role, Role::Compare(_)) && !is_used(column) {
                *role = Role::Ignore;
            }
        }
    }
    let mut builders: Vec<ColumnBuilder> =
        layout.iter().map(|slot| ColumnBuilder::new(slot.name.clone(), slot.field)).collect();
    for (place, sheet) in sheets.iter_mut().enumerate() {
        records.sources.push(Source {
            name: sheet.name.clone(),
            line: sheet.name.clone(),
            one_to_one: false,
            country: country.map(str::to_owned),
        });
        let of_slot: Vec<Option<usize>> = layout.iter().map(|slot| slot.columns[place]).collect();
        let keys = read(sheet, &of_slot, &mut builders)?;
        records.source_of.extend(std::iter::repeat_n(place as u16, keys.len()));
        records.keys.append(keys);
    }
    records.columns = builders.into_iter().map(ColumnBuilder::finish).collect();
    Ok(records)
}

/// Reads a sheet's rows into the columns; gives the records' keys. One thread reads the file while
/// the others build the columns from what was read before.
fn read(
    sheet: &mut Sheet,
    of_slot: &[Option<usize>],
    builders: &mut [ColumnBuilder],
) -> Result<Texts, PipelineError> {
    let key = sheet.key();
    let wanted: Vec<usize> = of_slot.iter().flatten().copied().chain(key).collect();
    let place = |column: usize| wanted.iter().position(|&other| other == column);
    let of_slot: Vec<Option<usize>> = of_slot.iter().map(|column| column.and_then(place)).collect();
    let key = key.and_then(place);
    let (sender, receiver) = sync_channel::<Batch>(WAITING);
    let (refused, (keys, rows, parts)) = std::thread::scope(|scope| {
        let built = scope.spawn(move || {
            let mut keys = Texts::default();
            let mut rows: Vec<u32> = Vec::new();
            let mut parts: Vec<(usize, String)> = Vec::new();
            for batch in receiver {
                if let Some(sheet) = batch.sheet()
                    && parts.last().is_none_or(|(_, last)| last != sheet)
                {
                    parts.push((rows.len(), sheet.to_owned()));
                }
                rayon::join(
                    || {
                        add_keys(&mut keys, &batch, key);
                        rows.extend((0..batch.rows()).map(|row| batch.number(row) as u32));
                    },
                    || add_cells(builders, &batch, &of_slot),
                );
            }
            (unique(keys, &rows), rows, parts)
        });
        let refused = sheet.file.for_each_batch(&wanted, |batch| match sender.send(batch) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        });
        drop(sender);
        let built = built.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (refused, built)
    });
    sheet.refused = refused.map_err(|error: IngestError| PipelineError::from(error))?;
    sheet.rows = rows;
    sheet.parts = parts;
    Ok(keys)
}

fn add_cells(builders: &mut [ColumnBuilder], batch: &Batch, of_slot: &[Option<usize>]) {
    builders.par_iter_mut().zip(of_slot).for_each(|(builder, column)| match column {
        None => builder.push_missing(batch.rows()),
        Some(column) => {
            for row in 0..batch.rows() {
                builder.push(Some(batch.cell(row, *column)));
            }
        }
    });
}

/// The cells of the key column, or row numbers where there is none.
fn add_keys(keys: &mut Texts, batch: &Batch, column: Option<usize>) {
    for row in 0..batch.rows() {
        match column {
            Some(column) => keys.push(batch.cell(row, column)),
            None => keys.push(&batch.number(row).to_string()),
        }
    }
}

/// The keys, each once. One that is missing or used before gets its row number added, so that no
/// row is lost and none is counted twice.
fn unique(keys: Texts, rows: &[u32]) -> Texts {
    let number_of = |at: usize| FxBuildHasher.hash_one(keys.get(at));
    let mut numbers: Vec<u64> = (0..keys.len()).into_par_iter().map(number_of).collect();
    numbers.par_sort_unstable();
    let all_differ = numbers.windows(2).all(|pair| pair[0] != pair[1]);
    // Nearly always so, and then nothing has to be looked up.
    if all_differ && keys.iter().all(|key| !key.is_empty()) {
        return keys;
    }
    let mut known = TextInterner::default();
    for (key, row) in keys.iter().zip(rows) {
        if !key.is_empty() && known.intern(key).1 {
            continue;
        }
        let mut others = std::iter::once(format!("{key}#row{row}"))
            .chain((2_u32..).map(|n| format!("{key}#row{row}-{n}")));
        let _found = others.find(|other| known.intern(other).1);
    }
    known.finish()
}

/// A column of the records.
struct Slot {
    name: String,
    field: Field,
    /// Per sheet the column that goes there.
    columns: Vec<Option<usize>>,
}

fn layout(sheets: &[Sheet]) -> Vec<Slot> {
    let mut merged: BTreeMap<(Field, usize), Vec<Option<usize>>> = BTreeMap::new();
    let mut names: FxHashMap<(Field, usize), String> = FxHashMap::default();
    for (place, sheet) in sheets.iter().enumerate() {
        for (slot, column) in slots(sheet, &names) {
            names.entry(slot).or_insert_with(|| sheet.file.header()[column].trim().to_owned());
            merged.entry(slot).or_insert_with(|| vec![None; sheets.len()])[place] = Some(column);
        }
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
    merged
        .into_iter()
        .map(|(slot, columns)| Slot { name: names[&slot].clone(), field: slot.0, columns })
        .collect()
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
    let called = |column: usize| sheet.file.header()[column].trim().to_lowercase();
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
