//! Customers that the target has already, because a source came from it. Their records are given the
//! customer's external id, so that the import changes them instead of making them anew, and their
//! original values are kept in the reverse files.

use std::collections::BTreeMap;
use std::path::Path;

use sameboat_store::Store;

use crate::accounting::each;
use crate::allowed::Allowed;
use crate::customer::Customer;
use crate::error::ExportError;
use crate::files::{Series, Written};
use crate::object::{Object, Spec};
use crate::sink::REVERSE;

/// Customer → the target's own id of the record that stands for it: the first, by source and key.
pub(crate) type Known = BTreeMap<String, String>;

/// The customers that records of these sources became.
pub(crate) fn known(
    store: &Store,
    sources: &[String],
    allowed: &Allowed,
) -> Result<Known, ExportError> {
    let mut known = Known::new();
    if sources.is_empty() {
        return Ok(known);
    }
    each(store, &Customer::record_query(allowed, sources), |row| {
        let (customer, key) = (row.get(0)?, row.get(Customer::SOURCE_COLUMN + 1)?);
        known.entry(customer).or_insert(key);
        Ok(Ok(()))
    })?;
    Ok(known)
}

/// What was written about customers that the target has already.
pub(crate) struct Restored {
    /// Files that tie the target's records to customers: loaded before all others.
    pub(crate) ties: Vec<(&'static str, Vec<&'static str>, Written)>,
    /// Files with original values.
    pub(crate) restores: Vec<(&'static str, Vec<&'static str>, Written)>,
    /// Further records of one customer, which the target should merge.
    pub(crate) duplicates: Option<(u64, Written)>,
}

/// Writes ties, original values and duplicates. `rejected` customers are not touched.
pub(crate) fn write(
    store: &Store,
    spec: &Spec,
    sources: &[String],
    allowed: &Allowed,
    home: &str,
    rejected: &BTreeMap<String, String>,
    folder: &Path,
) -> Result<Restored, ExportError> {
    let mut restored = Restored { ties: Vec::new(), restores: Vec::new(), duplicates: None };
    if sources.is_empty() {
        return Ok(restored);
    }
    let mut objects: Vec<Files> = spec
        .customers
        .iter()
        .filter(|object| object.main)
        .filter_map(|object| Some(Files::new(object, object.native?, folder)))
        .collect();
    let header = ["customer_id", "record_that_stays", "record_to_merge_into_it"];
    let mut duplicates = Series::one_csv(folder, "duplicates_in_target", &header);
    let (mut last, mut many) = ((String::new(), String::new()), 0);
    each(store, &Customer::record_query(allowed, sources), |row| {
        let record = Customer::read(row, home)?;
        let key: String = row.get(Customer::SOURCE_COLUMN + 1)?;
        if rejected.contains_key(&record.id) {
            return Ok(Ok(()));
        }
        if last.0 == record.id {
            many += 1;
            return Ok(duplicates.row_for_people(&[&record.id, &last.1, &key]));
        }
        last = (record.id.clone(), key);
        let files = objects.iter_mut().find(|files| (files.object.takes)(&record));
        Ok(files.map_or(Ok(()), |files| files.write(&record, &last.1, spec.clear)))
    })?;
    for files in objects {
        let name = files.object.name;
        let columns = files.columns.clone();
        for tie in files.ties.finish()? {
            restored.ties.push((name, files.tying.clone(), tie));
        }
        for restore in files.restores.finish()? {
            restored.restores.push((name, columns.clone(), restore));
        }
    }
    if many > 0 {
        restored.duplicates = duplicates.finish()?.into_iter().next().map(|file| (many, file));
    }
    Ok(restored)
}

/// The files about one object.
struct Files {
    object: &'static Object<Customer>,
    columns: Vec<&'static str>,
    /// The target's own id and the external id.
    tying: Vec<&'static str>,
    ties: Series,
    restores: Series,
}

impl Files {
    fn new(object: &'static Object<Customer>, native: &'static str, folder: &Path) -> Self {
        let (rows, bytes) = (object.most_rows, object.most_bytes);
        let headers = object.columns.iter().map(|column| column.header);
        let columns: Vec<&str> =
            std::iter::once(native).chain(headers.filter(|header| *header != object.key)).collect();
        let tying = vec![native, object.key];
        let ties = Series::csv(folder, &format!("0_tie_{}", object.file), &tying, rows, bytes);
        let restores = Series::csv(
            &folder.join(REVERSE),
            &format!("restore_{}", object.file),
            &columns,
            rows,
            bytes,
        );
        Self { object, columns, tying, ties, restores }
    }

    /// What the record said, under the target's own id. An empty field is emptied again where the
    /// importer has a word for it.
    fn write(
        &mut self,
        record: &Customer,
        key: &str,
        clear: Option<&'static str>,
    ) -> Result<(), ExportError> {
        self.ties.row([key, &record.id].into_iter().map(Into::into))?;
        let values = self
            .object
            .columns
            .iter()
            .filter(|column| column.header != self.object.key)
            .map(|column| (column.value)(record))
            .map(|value| if value.is_empty() { clear.unwrap_or_default().into() } else { value });
        self.restores.row(std::iter::once(key.into()).chain(values))
    }
}
