//! Customers that the target has already, because a source came from it. Their records are given the
//! customer's external id, so that the import changes them instead of making them anew, and what was
//! read of their original values is kept in the reverse files.
//!
//! A record is tied only if it is alive, and if it is of the object that its customer is exported as:
//! a person account of Salesforce is an Account, and cannot become the Contact of a person.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sameboat_store::{Row, SqlResult, Store};

use crate::accounting::each;
use crate::allowed::Allowed;
use crate::customer::Customer;
use crate::error::ExportError;
use crate::files::{Series, Written};
use crate::object::{Native, Object, Spec};
use crate::origin::Origin;
use crate::seen::Seen;
use crate::sink::REVERSE;

/// The customers that records of the target became.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// Customer → objects, by their presets, of which the target has records.
    found: BTreeMap<String, BTreeSet<&'static str>>,
    /// Customer → the object that it is exported as.
    exported_as: BTreeMap<String, &'static str>,
}

impl Known {
    /// The customers that live records of these sources became.
    pub(crate) fn read(
        store: &Store,
        spec: &Spec,
        origins: &[Origin],
        allowed: &Allowed,
    ) -> Result<Self, ExportError> {
        let mut known = Self::default();
        if origins.is_empty() {
            return Ok(known);
        }
        each(store, &Customer::record_query(allowed, origins), |row| {
            let one = Record::read(row)?;
            let object = one.object(spec, origins);
            known.found.entry(one.said.id).or_default().extend(object);
            Ok(Ok(()))
        })?;
        Ok(known)
    }

    /// Notes what the customer is exported as; says whether the target has a record of that object.
    pub(crate) fn settle(&mut self, customer: &str, object: &Object<Customer>) -> bool {
        let (Some(found), Some(native)) = (self.found.get(customer), object.native) else {
            return false;
        };
        self.exported_as.insert(customer.to_owned(), native.preset);
        found.contains(native.preset)
    }
}

/// A live record of the target.
struct Record {
    said: Customer,
    source: String,
    key: String,
    /// Fields whose cells could not be read, `;` between them.
    unread: String,
}

impl Record {
    fn read(row: &Row<'_>) -> SqlResult<Self> {
        let at = Customer::SOURCE_COLUMN;
        Ok(Self {
            // A restored number stays as it was, so nobody asks for its country.
            said: Customer::read(row)?,
            source: row.get(at)?,
            key: row.get(at + 1)?,
            unread: row.get::<_, Option<String>>(at + 2)?.unwrap_or_default(),
        })
    }

    /// The object that it is a record of, by its preset: that of its source's mapping; where the
    /// mapping does not say, the one that takes such a customer. `None`: customers go out as no such.
    fn object(&self, spec: &Spec, origins: &[Origin]) -> Option<&'static str> {
        let origin = origins.iter().find(|origin| origin.source == self.source)?;
        let mut objects = spec.customers.iter().filter(|object| object.main);
        let fits = |object: &&Object<Customer>| match &origin.preset {
            Some(preset) => object.native.is_some_and(|native| native.preset == *preset),
            None => (object.takes)(&self.said),
        };
        Some(objects.find(fits)?.native?.preset)
    }
}

/// A file of an object, with its columns.
pub(crate) type ObjectFile = (&'static str, Vec<&'static str>, Written);

/// What was written about records that the target has already.
#[derive(Debug, Default)]
pub(crate) struct Restored {
    /// Files that tie the target's records to customers: loaded before all others.
    pub(crate) ties: Vec<ObjectFile>,
    /// Files with original values.
    pub(crate) restores: Vec<ObjectFile>,
    /// Further records of one customer, which the target should merge.
    pub(crate) duplicates: u64,
    /// Records of another object than their customer is exported as.
    pub(crate) others: u64,
}

/// What [`Known::write`] needs to know.
pub(crate) struct Sources<'a> {
    pub(crate) store: &'a Store,
    pub(crate) spec: &'static Spec,
    pub(crate) origins: &'a [Origin],
    pub(crate) allowed: &'a Allowed,
    pub(crate) folder: &'a Path,
}

impl Known {
    /// Writes ties, original values, duplicates and what was not tied. `rejected` customers are not
    /// touched.
    pub(crate) fn write(
        &self,
        from: &Sources<'_>,
        rejected: &BTreeMap<String, String>,
    ) -> Result<Restored, ExportError> {
        let Sources { store, spec, origins, allowed, folder } = *from;
        let mut restored = Restored::default();
        if self.found.is_empty() {
            return Ok(restored);
        }
        let seen = Seen::read(store, allowed)?;
        let mut objects: Vec<Files> = spec
            .customers
            .iter()
            .filter(|object| object.main)
            .filter_map(|object| Some(Files::new(object, object.native?, folder)))
            .collect();
        let header = ["customer_id", "record_that_stays", "record_to_merge_into_it"];
        let mut duplicates = Series::one_csv(folder, "duplicates_in_target", &header);
        let header = ["customer_id", "source", "record"];
        let mut others = Series::one_csv(folder, "not_tied_in_target", &header);
        let mut last = (String::new(), String::new());
        each(store, &Customer::record_query(allowed, origins), |row| {
            let record = Record::read(row)?;
            let customer = &record.said.id;
            if rejected.contains_key(customer) {
                return Ok(Ok(()));
            }
            let object = record.object(spec, origins);
            let exported_as = self.exported_as.get(customer).copied();
            if object.is_none() || object != exported_as {
                restored.others += 1;
                return Ok(others.row_for_people(&[customer, &record.source, &record.key]));
            }
            if last.0 == *customer {
                restored.duplicates += 1;
                return Ok(duplicates.row_for_people(&[customer, &last.1, &record.key]));
            }
            last = (customer.clone(), record.key.clone());
            let fits = |files: &&mut Files| Some(files.native.preset) == object;
            let mut fitting: Vec<&mut Files> = objects.iter_mut().filter(fits).collect();
            // Two objects here can be one object there: then the record's own shape decides.
            let place = fitting.iter().position(|files| (files.object.takes)(&record.said));
            let files = fitting.get_mut(place.unwrap_or(0));
            Ok(files.map_or(Ok(()), |files| files.write(&record, &seen, spec.clear)))
        })?;
        for files in objects {
            files.finish(&mut restored)?;
        }
        duplicates.finish()?;
        others.finish()?;
        Ok(restored)
    }
}

/// The files about one object.
struct Files {
    object: &'static Object<Customer>,
    native: Native,
    folder: PathBuf,
    /// The target's own id and the external id.
    tying: Vec<&'static str>,
    ties: Series,
    /// By the places of the columns that the files hold.
    restores: BTreeMap<Vec<usize>, (Vec<&'static str>, Series)>,
}

impl Files {
    fn new(object: &'static Object<Customer>, native: Native, folder: &Path) -> Self {
        let (rows, bytes) = (object.most_rows, object.most_bytes);
        let tying = vec![native.column, object.key];
        let ties = Series::csv(folder, &format!("0_tie_{}", object.file), &tying, rows, bytes);
        let (folder, restores) = (folder.join(REVERSE), BTreeMap::new());
        Self { object, native, folder, tying, ties, restores }
    }

    /// What the record said, under the target's own id, in the columns that were seen. An empty field
    /// is emptied again where the importer has a word for it.
    fn write(
        &mut self,
        record: &Record,
        seen: &Seen,
        clear: Option<&'static str>,
    ) -> Result<(), ExportError> {
        let (key, said) = (record.key.as_str(), &record.said);
        self.ties.row([key, &said.id].into_iter().map(Into::into))?;
        let columns = self.object.columns.iter().enumerate();
        let told = columns.filter(|(_, column)| seen.tells(&record.source, column, &record.unread));
        let (places, befores): (Vec<usize>, Vec<_>) =
            told.filter_map(|(place, column)| Some((place, column.before.as_ref()?))).unzip();
        if places.is_empty() {
            return Ok(());
        }
        let values = befores
            .into_iter()
            .map(|before| (before.value)(said))
            .map(|value| if value.is_empty() { clear.unwrap_or_default().into() } else { value });
        self.series(places).row(std::iter::once(key.into()).chain(values))
    }

    /// The series whose files hold these columns.
    fn series(&mut self, places: Vec<usize>) -> &mut Series {
        let (object, folder, native) = (self.object, &self.folder, self.native.column);
        let set = self.restores.len();
        let (_, series) = self.restores.entry(places).or_insert_with_key(|places| {
            let headers = places.iter().filter_map(|&place| object.columns.get(place));
            let columns: Vec<&str> =
                std::iter::once(native).chain(headers.map(|column| column.header)).collect();
            let stem = match set {
                0 => format!("restore_{}", object.file),
                _ => format!("restore_{}_columns{:02}", object.file, set + 1),
            };
            let (rows, bytes) = (object.most_rows, object.most_bytes);
            let series = Series::csv(folder, &stem, &columns, rows, bytes);
            (columns, series)
        });
        series
    }

    fn finish(self, restored: &mut Restored) -> Result<(), ExportError> {
        let name = self.object.name;
        for tie in self.ties.finish()? {
            restored.ties.push((name, self.tying.clone(), tie));
        }
        for (columns, series) in self.restores.into_values() {
            for file in series.finish()? {
                restored.restores.push((name, columns.clone(), file));
            }
        }
        Ok(())
    }
}
