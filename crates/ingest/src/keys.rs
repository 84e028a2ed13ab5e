//! Keys of one source: each belongs to one row, and rows without a key of their own get one from
//! their contents, so that it does not depend on where the row stands.

use std::collections::hash_map::Entry;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use sameboat_model::{Entity, Value};
use sameboat_store::schema::{EXTRA_COLUMNS, record_table};

use crate::row::FIRST_FIELD;

/// What a row says of itself, for its key to be claimed: made where the row is read, by any thread.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Identity {
    /// 96 bits of the BLAKE3 hash of the key or, if the row has none, of its contents.
    key: [u32; 3],
    /// Whether the key was made from the contents.
    made: bool,
    contents: u64,
    /// 1-based row of the file or sheet.
    pub(crate) row: u32,
}

/// Makes identities of rows, and keys for those without.
pub(crate) struct KeyMaker {
    pub(crate) key_slot: usize,
    /// Whether the entity has no key field at all.
    always_made: bool,
    /// Names of the columns but for the extras: only what is mapped tells rows apart.
    names: Vec<&'static str>,
    contents: Vec<u8>,
}

impl KeyMaker {
    pub(crate) fn new(entity: Entity) -> Self {
        let mut names: Vec<&str> =
            record_table(entity).columns.iter().map(|column| column.name).collect();
        names.truncate(names.len() - EXTRA_COLUMNS.len());
        Self {
            key_slot: names.iter().position(|name| *name == "record_key").unwrap_or(FIRST_FIELD),
            always_made: entity.field("record_key").is_none(),
            names,
            contents: Vec::new(),
        }
    }

    /// The identity of a row. One without a key is given the 16 first hexadecimal digits of its
    /// contents' hash.
    pub(crate) fn identify(&mut self, values: &mut [Value], row: u64) -> Identity {
        if self.always_made {
            // The slot still holds what the row before was given.
            values[self.key_slot] = Value::Null;
        }
        self.write_contents(values);
        let contents = fx(&self.contents);
        let made = values[self.key_slot].is_null();
        let hash = match &values[self.key_slot] {
            Value::Text(key) => blake3::hash(key.as_bytes()),
            _ => blake3::hash(&self.contents),
        };
        if made {
            values[self.key_slot] = Value::Text(hash.to_hex()[..16].to_owned());
        }
        Identity { key: short(hash), made, contents, row: row as u32 }
    }

    /// Writes the fields that have a value, with their names: a field added to the model later
    /// does not change the keys of rows that do not use it.
    fn write_contents(&mut self, values: &[Value]) {
        self.contents.clear();
        for (name, value) in self.names.iter().zip(values).skip(FIRST_FIELD) {
            if value.is_null() {
                continue;
            }
            self.contents.extend_from_slice(name.as_bytes());
            self.contents.push(0);
            write_value(value, &mut self.contents);
            self.contents.push(0);
        }
    }
}

fn write_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => {}
        Value::Text(text) => out.extend_from_slice(text.as_bytes()),
        Value::Date(date) => write_date(*date, out),
        Value::Timestamp(at) => {
            write_date(at.date(), out);
            let time = at.time();
            let parts = [time.hour(), time.minute(), time.second()];
            out.extend(parts.map(|part| part as u8));
            out.extend_from_slice(&time.subsec_nanosecond().to_le_bytes());
        }
        Value::Integer(number) => out.extend_from_slice(&number.to_le_bytes()),
        Value::Decimal(number) => out.extend_from_slice(&number.to_le_bytes()),
        Value::Boolean(yes) => out.push(u8::from(*yes)),
    }
}

fn write_date(date: Date, out: &mut Vec<u8>) {
    out.extend_from_slice(&date.year().to_le_bytes());
    out.extend([date.month() as u8, date.day() as u8]);
}

fn short(hash: blake3::Hash) -> [u32; 3] {
    let words = hash.as_bytes().as_chunks::<4>().0;
    [0, 1, 2].map(|word| u32::from_le_bytes(words[word]))
}

/// A fast hash, compared only between two rows of the same key.
fn fx(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
}

/// Whether a row's key is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The row is the first with its key.
    New,
    /// The row has no key of its own, and so many, with itself, say exactly the same.
    Numbered(u32),
    /// An earlier row says exactly the same.
    Repeated,
    /// An earlier row says something else under the same key.
    Taken {
        /// Number of the earlier row's sheet.
        sheet: u16,
        /// The earlier row.
        row: u32,
    },
}

/// An earlier row.
struct Earlier {
    /// In halves, as a whole would take four bytes more.
    contents: [u32; 2],
    row: u32,
    sheet: u16,
}

/// The keys that a source has used so far: 28 bytes a row and what the table leaves free.
#[derive(Default)]
pub(crate) struct Keys {
    given: FxHashMap<[u32; 3], Earlier>,
    made: FxHashMap<[u32; 3], u32>,
}

/// Rows for which there is room at once, at most: half a gigabyte, which grows if they come.
const MOST_EXPECTED: u64 = 14_000_000;

impl Keys {
    /// Makes room for so many rows in all. A table that grows by itself is filled anew each time, while
    /// everybody waits.
    pub(crate) fn expect(&mut self, rows: u64) {
        let rows = rows.min(MOST_EXPECTED) as usize;
        if self.given.is_empty() {
            self.made.reserve(rows.saturating_sub(self.made.len()));
        } else {
            self.given.reserve(rows.saturating_sub(self.given.len()));
        }
    }

    /// Claims the key of a row. Rows must come in the order of the source.
    pub(crate) fn claim(&mut self, identity: &Identity, sheet: u16) -> Claim {
        if identity.made {
            let times = self.made.entry(identity.key).or_insert(0);
            *times += 1;
            return if *times == 1 { Claim::New } else { Claim::Numbered(*times) };
        }
        let contents = [identity.contents as u32, (identity.contents >> 32) as u32];
        match self.given.entry(identity.key) {
            Entry::Occupied(earlier) if earlier.get().contents == contents => Claim::Repeated,
            Entry::Occupied(earlier) => {
                Claim::Taken { sheet: earlier.get().sheet, row: earlier.get().row }
            }
            Entry::Vacant(free) => {
                free.insert(Earlier { contents, row: identity.row, sheet });
                Claim::New
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customer(key: &str, city: &str) -> Vec<Value> {
        let table = record_table(Entity::Customer);
        let mut values = vec![Value::Null; table.columns.len()];
        for (column, value) in table.columns.iter().zip(&mut values) {
            match column.name {
                "record_key" => *value = Value::Text(key.into()),
                "city" => *value = Value::Text(city.into()),
                _ => {}
            }
        }
        values
    }

    #[test]
    fn a_key_is_for_one_row_and_a_repeated_row_is_told_from_a_clash() {
        let (mut maker, mut keys) = (KeyMaker::new(Entity::Customer), Keys::default());
        let mut claim = |city: &str, sheet: u16, row: u64| {
            let identity = maker.identify(&mut customer("1", city), row);
            keys.claim(&identity, sheet)
        };
        assert_eq!(claim("Bonn", 0, 2), Claim::New);
        assert_eq!(claim("Bonn", 0, 3), Claim::Repeated);
        assert_eq!(claim("Köln", 1, 4), Claim::Taken { sheet: 0, row: 2 });
    }

    #[test]
    fn made_keys_depend_on_contents_not_on_order() {
        let skill = |name: &str| {
            let mut values = vec![Value::Null; record_table(Entity::AgentSkill).columns.len()];
            values[FIRST_FIELD + 1] = Value::Text("A1".into());
            values[FIRST_FIELD + 2] = Value::Text(name.into());
            values
        };
        let made = |names: &[&str]| -> Vec<(Value, Claim)> {
            let (mut maker, mut keys) = (KeyMaker::new(Entity::AgentSkill), Keys::default());
            let claimed = names.iter().map(|name| {
                let mut values = skill(name);
                let identity = maker.identify(&mut values, 1);
                (values.swap_remove(FIRST_FIELD), keys.claim(&identity, 0))
            });
            claimed.collect()
        };
        let (one, other) = (made(&["sales", "dunning"]), made(&["dunning", "sales", "sales"]));
        assert_eq!((&one[0], &one[1]), (&other[1], &other[0]));
        assert_eq!((&other[2].0, other[2].1), (&other[1].0, Claim::Numbered(2)));
    }
}
