//! Keys of one source: each belongs to one row, and rows without a key of their own get one from
//! their contents, so that it does not depend on where the row stands.

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use sameboat_model::{Entity, Value};
use sameboat_store::schema::{EXTRA_COLUMNS, record_table};

use crate::row::FIRST_FIELD;

/// Whether a row's key is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// The row is the first with its key, or has been given one.
    New,
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
    contents: u64,
    row: u32,
    sheet: u16,
}

/// The keys that a source has used so far, as 128 bits of their BLAKE3 hash.
pub(crate) struct Keys {
    pub(crate) key_slot: usize,
    /// Whether the entity has no key field at all.
    always_made: bool,
    /// Names of the columns but for the extras: only what is mapped tells rows apart.
    names: Vec<&'static str>,
    given: FxHashMap<u128, Earlier>,
    made: FxHashMap<u128, u32>,
    contents: Vec<u8>,
}

impl Keys {
    pub(crate) fn new(entity: Entity) -> Self {
        let mut names: Vec<&str> =
            record_table(entity).columns.iter().map(|column| column.name).collect();
        names.truncate(names.len() - EXTRA_COLUMNS.len());
        Self {
            key_slot: names.iter().position(|name| *name == "record_key").unwrap_or(FIRST_FIELD),
            always_made: entity.field("record_key").is_none(),
            names,
            given: FxHashMap::default(),
            made: FxHashMap::default(),
            contents: Vec::new(),
        }
    }

    /// Claims the key of a row; makes one if it has none.
    pub(crate) fn claim(&mut self, values: &mut [Value], sheet: u16, row: u64) -> Claim {
        if self.always_made {
            // The slot still holds what the row before was given.
            values[self.key_slot] = Value::Null;
        }
        let Value::Text(key) = &values[self.key_slot] else {
            values[self.key_slot] = Value::Text(self.make(values));
            return Claim::New;
        };
        let hash = short(blake3::hash(key.as_bytes()));
        self.write_contents(values);
        let contents = fx(&self.contents);
        match self.given.get(&hash) {
            Some(earlier) if earlier.contents == contents => Claim::Repeated,
            Some(earlier) => Claim::Taken { sheet: earlier.sheet, row: earlier.row },
            None => {
                self.given.insert(hash, Earlier { contents, row: row as u32, sheet });
                Claim::New
            }
        }
    }

    /// 16 hexadecimal digits of the contents' hash; `-2` and so on for rows that say the same.
    fn make(&mut self, values: &[Value]) -> String {
        self.write_contents(values);
        let hash = blake3::hash(&self.contents);
        let key = hash.to_hex()[..16].to_owned();
        let times = self.made.entry(short(hash)).or_insert(0);
        *times += 1;
        if *times == 1 { key } else { format!("{key}-{times}") }
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

fn short(hash: blake3::Hash) -> u128 {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    u128::from_le_bytes(bytes)
}

/// A fast hash, compared only between two rows of the same key.
fn fx(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.finish()
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
        let mut keys = Keys::new(Entity::Customer);
        assert_eq!(keys.claim(&mut customer("1", "Bonn"), 0, 2), Claim::New);
        assert_eq!(keys.claim(&mut customer("1", "Bonn"), 0, 3), Claim::Repeated);
        assert_eq!(keys.claim(&mut customer("1", "Köln"), 1, 4), Claim::Taken { sheet: 0, row: 2 });
    }

    #[test]
    fn made_keys_depend_on_contents_not_on_order() {
        let skill = |name: &str| {
            let mut values = vec![Value::Null; record_table(Entity::AgentSkill).columns.len()];
            values[FIRST_FIELD + 1] = Value::Text("A1".into());
            values[FIRST_FIELD + 2] = Value::Text(name.into());
            values
        };
        let made = |names: &[&str]| -> Vec<Value> {
            let mut keys = Keys::new(Entity::AgentSkill);
            let claimed = names.iter().map(|name| {
                let mut values = skill(name);
                keys.claim(&mut values, 0, 1);
                values.swap_remove(FIRST_FIELD)
            });
            claimed.collect()
        };
        let (one, other) = (made(&["sales", "dunning"]), made(&["dunning", "sales", "sales"]));
        assert_eq!((&one[0], &one[1]), (&other[1], &other[0]));
        assert_eq!(other[2].as_text().map(|key| &key[16..]), Some("-2"));
    }
}
