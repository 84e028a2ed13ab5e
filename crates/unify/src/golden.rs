//! One pass over all customer records, cluster by cluster: golden customers, the provenance of
//! their values, and their consents.

use sameboat_model::settings::{SURVIVORSHIP_GROUPS, SurvivorshipRule};
use sameboat_model::{Entity, Progress, Settings, Value};
use sameboat_normalize::missing::{FieldKind, is_placeholder};
use sameboat_normalize::names::part_title;
use sameboat_normalize::text::fold;
use sameboat_store::flow::Flow;
use sameboat_store::schema::unify::{CONSENT, PROVENANCE, customer, golden_fields};
use sameboat_store::{Row, SqlResult, Store, StoreError, Writer, reader};

use crate::survivorship::{Candidate, Survivor, survive};

/// The kind of customers whose names have no titles.
const ORGANISATION: &str = "organisation";
/// What follows the rule of a value that the record does not say so.
const PARTED: &str = "; title taken out of the surname";

/// Fields that survive together, as places in [`Record::values`], and their rules.
struct Unit {
    fields: Vec<usize>,
    /// Sets of fields of which a record needs a value to be asked, best first.
    core: Vec<Vec<usize>>,
    rules: Vec<SurvivorshipRule>,
}

/// One customer record.
struct Record {
    line: String,
    source: String,
    key: String,
    /// In the order of the customer entity's fields, without `record_key`.
    values: Vec<Value>,
}

struct Writers<'a> {
    customer: Writer<'a>,
    provenance: Writer<'a>,
    consent: Writer<'a>,
}

/// What the pass needs to know of the settings.
struct Plan<'a> {
    settings: &'a Settings,
    fields: Vec<&'static str>,
    units: Vec<Unit>,
    updated_at: Option<usize>,
    kind: Option<usize>,
    surname: Option<usize>,
    title: Option<usize>,
    /// Per field how a value that only says that there is none looks, where the field knows such.
    placeholders: Vec<Option<FieldKind>>,
}

/// Fills `customer`, `provenance` and `consent`.
pub fn make_customers(
    settings: &Settings,
    store: &Store,
    progress: &dyn Progress,
) -> Result<(), StoreError> {
    let plan = Plan::new(settings);
    let customer = customer();
    let mut writers = Writers {
        customer: store.writer(&customer)?,
        provenance: store.writer(&PROVENANCE)?,
        consent: store.writer(&CONSENT)?,
    };
    let mut cluster: Vec<Record> = Vec::new();
    let mut current = String::new();
    let mut written = Ok(());
    let flow = Flow::read(store)?;
    store.for_each(&plan.query(&flow), |row| {
        let id: String = row.get(0)?;
        if id != current && !cluster.is_empty() {
            progress.advance(cluster.len() as u64);
            if written.is_ok() {
                written = plan.write_customer(&current, &cluster, &mut writers);
            }
            cluster.clear();
        }
        current = id;
        cluster.push(plan.read(row)?);
        Ok(())
    })?;
    written?;
    if !cluster.is_empty() {
        plan.write_customer(&current, &cluster, &mut writers)?;
    }
    writers.customer.finish()?;
    writers.provenance.finish()?;
    writers.consent.finish()
}

impl<'a> Plan<'a> {
    fn new(settings: &'a Settings) -> Self {
        let fields: Vec<&str> = golden_fields().map(|field| field.name).collect();
        let place = |name: &str| fields.iter().position(|field| *field == name);
        let units = fields
            .iter()
            .filter_map(|name| {
                let group = SURVIVORSHIP_GROUPS.iter().find(|group| group.fields.contains(name));
                let (together, core): (&[&str], &[&[&str]]) = match group {
                    Some(group) if group.fields[0] != *name => return None,
                    Some(group) => (group.fields, group.core),
                    None => (std::slice::from_ref(name), &[]),
                };
                let places =
                    |names: &[&str]| names.iter().filter_map(|field| place(field)).collect();
                Some(Unit {
                    fields: places(together),
                    core: core.iter().map(|names| places(names)).collect(),
                    rules: settings.unify.rules_for(name).to_vec(),
                })
            })
            .collect();
        let [updated_at, kind, surname, title] =
            ["updated_at", "kind", "surname", "title"].map(place);
        let placeholders = fields.iter().map(|name| placeholders_of(name)).collect();
        Self { settings, fields, units, updated_at, kind, surname, title, placeholders }
    }

    /// All records with their customer, cluster by cluster.
    fn query(&self, flow: &Flow) -> String {
        let fields: Vec<String> =
            self.fields.iter().map(|name| flow.field(Entity::Customer, "r", name)).collect();
        format!(
            "SELECT c.customer_id, r.line, r.source, r.record_key, {} \
             FROM crosswalk c JOIN customer_record r USING (line, source, record_key) \
             ORDER BY c.customer_id, r.line, r.source, r.record_key",
            fields.join(", ")
        )
    }

    fn read(&self, row: &Row<'_>) -> SqlResult<Record> {
        /// Columns before the fields.
        const BEFORE: usize = 4;
        Ok(Record {
            line: row.get(1)?,
            source: row.get(2)?,
            key: row.get(3)?,
            values: (0..self.fields.len())
                .map(
                    |field| Ok(self.unless_placeholder(field, reader::value(row, BEFORE + field)?)),
                )
                .collect::<SqlResult<_>>()?,
        })
    }

    /// `test@test.com` is nobody's address: as in the linkage, it is no value, and whatever another record has
    /// survives. The record itself keeps it.
    fn unless_placeholder(&self, field: usize, value: Value) -> Value {
        let is_none = self.placeholders[field].is_some_and(|kind| match &value {
            Value::Text(text) => is_placeholder(text, kind),
            Value::Date(date) => is_placeholder(&date.to_string(), kind),
            _ => false,
        });
        if is_none { Value::Null } else { value }
    }

    fn write_customer(
        &self,
        id: &str,
        records: &[Record],
        writers: &mut Writers<'_>,
    ) -> Result<(), StoreError> {
        let mut golden = vec![Value::Null; self.fields.len()];
        for unit in &self.units {
            let Some(survivor) = self.survivor(unit, records) else { continue };
            let record = &records[survivor.record];
            for &field in &unit.fields {
                golden[field] = record.values[field].clone();
            }
            let parted = self.part_title(&unit.fields, record, &mut golden);
            for &field in &unit.fields {
                let is_parted = parted.contains(&Some(field));
                // What a record does not say so is told, even where there is no other record.
                if !golden[field].is_null() && (records.len() > 1 || is_parted) {
                    let row = self.provenance(id, field, record, survivor, is_parted);
                    writers.provenance.append(&row)?;
                }
            }
            if let Some(consent) = consent(id, self.fields[unit.fields[0]], record, unit) {
                writers.consent.append(&consent)?;
            }
        }
        let mut row = vec![Value::Text(id.to_owned())];
        row.append(&mut golden);
        row.push(Value::Text(lines(records)));
        row.push(Value::Integer(records.len() as i64));
        writers.customer.append(&row)
    }

    /// Takes the title out of a surname of the record that gives both, unless it has another one or is an
    /// organisation's. The fields that are no longer what the record says.
    fn part_title(
        &self,
        fields: &[usize],
        record: &Record,
        golden: &mut [Value],
    ) -> [Option<usize>; 2] {
        let together = |field: &usize| fields.contains(field);
        let (Some(surname), Some(title)) =
            (self.surname.filter(together), self.title.filter(together))
        else {
            return [None; 2];
        };
        let kind = self.kind.and_then(|kind| record.values[kind].as_text());
        let found = golden[surname].as_text().and_then(part_title);
        let Some((found, name)) = found.filter(|_| kind != Some(ORGANISATION)) else {
            return [None; 2];
        };
        if golden[title].as_text().is_some_and(|known| fold(known) != fold(found)) {
            return [None; 2];
        }
        let (found, name) = (Value::Text(found.to_owned()), Value::Text(name.to_owned()));
        let was_untitled = golden[title].is_null();
        if was_untitled {
            golden[title] = found;
        }
        golden[surname] = name;
        [Some(surname), was_untitled.then_some(title)]
    }

    fn survivor(&self, unit: &Unit, records: &[Record]) -> Option<Survivor> {
        let has = |record: &Record, set: &[usize]| set.iter().any(|&f| !record.values[f].is_null());
        let core = unit.core.iter().find(|set| records.iter().any(|record| has(record, set)));
        let candidates: Vec<Candidate<'_>> = records
            .iter()
            .enumerate()
            .filter(|(_, record)| core.is_none_or(|set| has(record, set)))
            .map(|(place, record)| Candidate {
                values: unit.fields.iter().map(|&field| &record.values[field]).collect(),
                updated_at: self.updated_at.and_then(|field| record.values[field].as_moment()),
                trust: self.settings.line(&record.line).map_or(0, |line| line.trust),
                record: place,
            })
            .collect();
        survive(&candidates, &unit.rules)
    }

    fn provenance(
        &self,
        id: &str,
        field: usize,
        from: &Record,
        survivor: Survivor,
        is_parted: bool,
    ) -> [Value; 7] {
        let rule = match (survivor.distinct, survivor.rule) {
            (1, _) => "only value",
            (_, Some(rule)) => rule.name(),
            (_, None) => "first record",
        };
        [
            Value::Text(id.to_owned()),
            Value::Text(self.fields[field].to_owned()),
            Value::Text(from.line.clone()),
            Value::Text(from.source.clone()),
            Value::Text(from.key.clone()),
            Value::Text(if is_parted { format!("{rule}{PARTED}") } else { rule.to_owned() }),
            Value::Integer(survivor.distinct as i64),
        ]
    }
}

/// The placeholders of a field that is known to have some beside those that no field takes in.
fn placeholders_of(field: &str) -> Option<FieldKind> {
    Some(match field {
        "email" => FieldKind::Email,
        "phone" | "mobile" => FieldKind::Phone,
        "birth_date" => FieldKind::Date,
        "identity_number" => FieldKind::Identifier,
        _ => return None,
    })
}

/// The row of `consent` if the unit is a consent.
fn consent(id: &str, field: &str, from: &Record, unit: &Unit) -> Option<[Value; 6]> {
    let channel = field.strip_prefix("consent_")?;
    Some([
        Value::Text(id.to_owned()),
        Value::Text(channel.to_owned()),
        from.values[unit.fields[0]].clone(),
        Value::Text(from.line.clone()),
        Value::Text(from.source.clone()),
        Value::Text(from.key.clone()),
    ])
}

/// The lines that know the customer; records are in order of line.
fn lines(records: &[Record]) -> String {
    let mut lines: Vec<&str> = records.iter().map(|record| record.line.as_str()).collect();
    lines.dedup();
    lines.join(";")
}
