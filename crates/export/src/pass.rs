//! One pass over the customers and one over the contacts, into a target's files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use sameboat_model::Progress;
use sameboat_store::Store;
use sameboat_store::manifest::checksum;

use crate::accounting::{Accounting, Outcome, each};
use crate::allowed::Allowed;
use crate::contact::Contact;
use crate::customer::Customer;
use crate::earlier::Earlier;
use crate::error::ExportError;
use crate::files::{Series, Written};
use crate::homes::Homes;
use crate::known::{Known, Sources};
use crate::manifest::{Customers, FileEntry, Manifest, Reverse};
use crate::object::{Refusal, Spec};
use crate::origin::Origin;
use crate::outcomes::Outcomes;
use crate::pluses::Pluses;
use crate::sink::{REVERSE, Sink};

/// What the passes read and where they write.
pub(crate) struct Pass<'a> {
    pub(crate) store: &'a Store,
    pub(crate) spec: &'static Spec,
    pub(crate) allowed: &'a Allowed,
    /// Sources that came from the target.
    pub(crate) origins: &'a [Origin],
    /// What earlier exports made.
    pub(crate) earlier: &'a Earlier,
    /// The countries that phone numbers without one belong to.
    pub(crate) homes: &'a Homes,
    pub(crate) folder: &'a Path,
    pub(crate) progress: &'a dyn Progress,
}

/// What every manifest says about undoing.
const DELETES: &str = "The delete files hold every key of this export that is in no source from the \
    target and in no export that --after named: made without --after, they would also delete what an \
    earlier export made. Restore files hold what the sources from the target said, not what an earlier \
    export wrote.";

/// Customers that the target would refuse, and why.
type Rejected = BTreeMap<String, String>;

impl Pass<'_> {
    /// Writes all files but the manifest, which it returns filled.
    pub(crate) fn run(&self) -> Result<Manifest, ExportError> {
        let reverse = self.folder.join(REVERSE);
        std::fs::create_dir_all(&reverse).map_err(ExportError::file(&reverse))?;
        let mut manifest = Manifest {
            limits: self.spec.limits.to_vec(),
            before: self.spec.before.iter().map(|&text| text.to_owned()).collect(),
            reverse: Reverse { how: format!("{} {DELETES}", self.spec.undo), files: Vec::new() },
            ..Manifest::default()
        };
        let header = ["object", "id", "column", "reason"];
        let mut refused = Series::one_csv(self.folder, "rejected", &header);
        let mut left_out = Series::one_csv(self.folder, "left_out", &header);
        let mut accounting = Accounting::begin(self.store, self.folder)?;
        let mut known = self.known(&mut manifest)?;
        let rejected = self.customers(&mut known, (&mut refused, &mut left_out), &mut manifest)?;
        accounting.customers(self.store, &rejected)?;
        let mut told = vec!["customer"];
        if !self.spec.contacts.is_empty() {
            told.push("contact");
            let series = (&mut refused, &mut left_out);
            self.contacts(&rejected, series, &mut accounting, &mut manifest)?;
        }
        self.restores(&known, &rejected, &mut manifest)?;
        let reason = "the target has no object for these rows";
        accounting.others(self.store, &told, Outcome::NotForThisTarget, reason)?;
        manifest.reconciliation = accounting.finish()?;
        manifest.rejected = refused.finish_with_one()?.iter().map(|file| file.rows).sum();
        manifest.left_out = left_out.finish_with_one()?.iter().map(|file| file.rows).sum();
        check_customers(&manifest.customers)?;
        Ok(manifest)
    }

    /// The customers that the target has already and can be told about. Which of its objects they are
    /// exported as is settled with the customers.
    fn known(&self, manifest: &mut Manifest) -> Result<Known, ExportError> {
        let can_be_tied = self.spec.customers.iter().any(|object| object.native.is_some());
        if !can_be_tied && !self.origins.is_empty() {
            let sources: Vec<&str> =
                self.origins.iter().map(|origin| origin.source.as_str()).collect();
            manifest.warnings.push(format!(
                "the importer has no column for the target's own ids: records of {} are not tied to \
                 their customers, and original values are not in reverse/",
                sources.join(", ")
            ));
            return Ok(Known::default());
        }
        Known::read(self.store, self.spec, self.origins, self.allowed)
    }

    fn customers(
        &self,
        known: &mut Known,
        (refused, left_out): (&mut Series, &mut Series),
        manifest: &mut Manifest,
    ) -> Result<Rejected, ExportError> {
        let all = self.store.count("customer")?;
        self.progress.begin("customers", Some(all));
        let mut sinks: Vec<Sink<Customer>> =
            self.spec.customers.iter().map(|object| Sink::new(object, self.folder)).collect();
        let mut rejected = Rejected::new();
        let mut pluses = Pluses::read(self.store, self.allowed, self.homes)?;
        let mut count = Customers { all, ..Customers::default() };
        each(self.store, &Customer::query(self.allowed), |row| {
            let customer = Customer::read_golden(row, self.homes, &mut pluses)?;
            self.progress.advance(1);
            count.opted_out_of_email += u64::from(customer.refuses_email());
            count.opted_out_of_phone += u64::from(customer.refuses_phone());
            count.opted_out_of_post += u64::from(customer.refuses_post());
            for sink in sinks.iter_mut().filter(|sink| (sink.object.takes)(&customer)) {
                let is_known = sink.object.main && known.settle(&customer.id, sink.object);
                count.known_to_target += u64::from(is_known);
                let is_new = !is_known && !self.earlier.has(&customer.id);
                let refusal = match sink.write(self.folder, &customer, is_new) {
                    Ok(Ok(values)) => {
                        count.written += u64::from(sink.object.main);
                        let told = tell(left_out, sink.object.name, &customer.id, values);
                        if let Err(error) = told {
                            return Ok(Err(error));
                        }
                        continue;
                    }
                    Ok(Err(refusal)) => refusal,
                    Err(error) => return Ok(Err(error)),
                };
                let (column, reason) = (refusal.column, &refusal.reason);
                if sink.object.main {
                    count.rejected += 1;
                    rejected.insert(customer.id.clone(), format!("{column}: {reason}"));
                }
                let row = [sink.object.name, &customer.id, column, reason];
                if let Err(error) = refused.row_for_people(&row) {
                    return Ok(Err(error));
                }
            }
            Ok(Ok(()))
        })?;
        manifest.customers = count;
        pluses.tell(manifest);
        for sink in sinks {
            self.finish(sink, manifest)?;
        }
        Ok(rejected)
    }

    fn contacts(
        &self,
        rejected: &Rejected,
        (refused, left_out): (&mut Series, &mut Series),
        accounting: &mut Accounting,
        manifest: &mut Manifest,
    ) -> Result<(), ExportError> {
        self.progress.begin("contacts", Some(self.store.count("contact")?));
        let mut sinks: Vec<Sink<Contact>> =
            self.spec.contacts.iter().map(|object| Sink::new(object, self.folder)).collect();
        let mut outcomes = Outcomes::default();
        each(self.store, &Contact::query(self.allowed), |row| {
            let contact = Contact::read(row)?;
            self.progress.advance(1);
            let mut put = || {
                if rejected.contains_key(&contact.customer) {
                    return accounting.contact(
                        &contact,
                        Outcome::Rejected,
                        "the target would refuse its customer",
                    );
                }
                let Some(sink) = sinks.iter_mut().find(|sink| (sink.object.takes)(&contact)) else {
                    let reason = if contact.customer.is_empty() {
                        "its customer is unknown"
                    } else {
                        "the target cannot tell whose it is"
                    };
                    return accounting.contact(&contact, Outcome::NotForThisTarget, reason);
                };
                let is_new = !self.earlier.has(&contact.id());
                match sink.write(self.folder, &contact, is_new)? {
                    Ok(values) => {
                        tell(left_out, sink.object.name, &contact.id(), values)?;
                        outcomes.count(&contact);
                        accounting.contact(&contact, Outcome::Kept, "")
                    }
                    Err(refusal) => {
                        let (column, reason) = (refusal.column, &refusal.reason);
                        refused.row_for_people(&[
                            sink.object.name,
                            &contact.id(),
                            column,
                            reason,
                        ])?;
                        let reason = format!("{column}: {reason}");
                        accounting.contact(&contact, Outcome::Rejected, &reason)
                    }
                }
            };
            Ok(put())
        })?;
        if self.spec.contacts_have_status {
            outcomes.tell(self.store, manifest)?;
        }
        for sink in sinks {
            self.finish(sink, manifest)?;
        }
        Ok(())
    }

    /// Ends an object's files and enters them into the manifest. What is loaded last is removed
    /// first.
    fn finish<R>(&self, sink: Sink<R>, manifest: &mut Manifest) -> Result<(), ExportError> {
        let object = sink.object;
        let (rows, cut) = (sink.rows, sink.cut);
        if cut > 0 {
            manifest.cut.insert(object.name.to_owned(), cut);
        }
        let done = sink.finish(self.folder)?;
        let mut in_files = 0;
        for (columns, file) in done.files {
            in_files += file.rows;
            let entry = self.entry(object.name, object.load, Some(object.key), &columns, &file)?;
            manifest.files.push(entry);
        }
        if in_files != rows {
            let detail = format!("{rows} rows written, but {in_files} in the files");
            return Err(ExportError::Unbalanced { what: object.name.to_owned(), detail });
        }
        let mut deletes = Vec::new();
        for file in done.deletes {
            let columns = [object.key];
            deletes.push(self.entry(object.name, "delete", Some(object.key), &columns, &file)?);
        }
        manifest.reverse.files.splice(0..0, deletes);
        Ok(())
    }

    fn restores(
        &self,
        known: &Known,
        rejected: &Rejected,
        manifest: &mut Manifest,
    ) -> Result<(), ExportError> {
        let (store, spec, origins) = (self.store, self.spec, self.origins);
        let (allowed, folder) = (self.allowed, self.folder);
        let from = Sources { store, spec, origins, allowed, folder };
        let written = known.write(&from, rejected)?;
        let mut ties = Vec::new();
        for (object, columns, file) in written.ties {
            let load = "update by the target's own id: gives its records their external id";
            let native = columns.first().copied();
            ties.push(self.entry(object, load, native, &columns, &file)?);
        }
        manifest.files.splice(0..0, ties);
        for (object, columns, file) in written.restores {
            let load = "update by the target's own id: what the records said before";
            let native = columns.first().copied();
            manifest.reverse.files.push(self.entry(object, load, native, &columns, &file)?);
        }
        if written.duplicates > 0 {
            manifest.warnings.push(format!(
                "{} records of the target are duplicates by what was linked: merge them there, \
                 see duplicates_in_target.csv",
                written.duplicates
            ));
        }
        if written.others > 0 {
            manifest.warnings.push(format!(
                "{} records of the target are of another object than their customers are exported as: \
                 they are not tied and stay as they are, see not_tied_in_target.csv",
                written.others
            ));
        }
        Ok(())
    }

    /// The manifest's entry for a file, after counting its rows anew.
    fn entry(
        &self,
        object: &str,
        load: &str,
        key: Option<&str>,
        columns: &[&str],
        file: &Written,
    ) -> Result<FileEntry, ExportError> {
        let name = file.path.strip_prefix(self.folder).unwrap_or(&file.path);
        let name = name.to_string_lossy().replace('\\', "/");
        let rows = rows_in(&file.path, columns.len())?;
        if rows != file.rows {
            let detail = format!("{} rows written, but {rows} can be read", file.rows);
            return Err(ExportError::Unbalanced { what: name, detail });
        }
        Ok(FileEntry {
            file: name,
            object: object.to_owned(),
            load: load.to_owned(),
            key: key.map(str::to_owned),
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows,
            bytes: file.bytes,
            blake3: checksum(&file.path)?,
        })
    }
}

/// Every customer is in one file, or rejected.
fn check_customers(customers: &Customers) -> Result<(), ExportError> {
    if customers.written + customers.rejected == customers.all {
        return Ok(());
    }
    let Customers { all, written, rejected, .. } = customers;
    let detail = format!("{all} customers, but {written} written + {rejected} rejected");
    Err(ExportError::Unbalanced { what: "customers".into(), detail })
}

/// Rows that a reader finds in a file: records of CSV, or members of the lists in JSON lines.
fn rows_in(path: &Path, columns: usize) -> Result<u64, ExportError> {
    if path.extension().is_some_and(|extension| extension == "jsonl") {
        let file = BufReader::new(File::open(path).map_err(ExportError::file(path))?);
        let mut rows = 0;
        for line in file.lines() {
            let line = line.map_err(ExportError::file(path))?;
            let request: BTreeMap<String, Vec<serde_json::Value>> =
                serde_json::from_str(&line).map_err(ExportError::file(path))?;
            rows += request.values().map(Vec::len).sum::<usize>() as u64;
        }
        return Ok(rows);
    }
    let mut reader = csv::Reader::from_path(path).map_err(ExportError::file(path))?;
    let mut record = csv::ByteRecord::new();
    let mut rows = 0;
    while reader.read_byte_record(&mut record).map_err(ExportError::file(path))? {
        rows += u64::from(record.len() == columns);
    }
    Ok(rows)
}

/// Writes which values were left out of a row, and why.
fn tell(
    left_out: &mut Series,
    object: &str,
    id: &str,
    values: Vec<Refusal>,
) -> Result<(), ExportError> {
    for Refusal { column, reason } in values {
        left_out.row_for_people(&[object, id, column, &reason])?;
    }
    Ok(())
}
