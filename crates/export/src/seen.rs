//! Which fields the sources that came from the target had: only what was seen there can be restored.

use std::collections::{BTreeMap, BTreeSet};

use sameboat_model::{Entity, Sensitivity};
use sameboat_store::{Store, StoreError};

use crate::allowed::Allowed;
use crate::object::Column;

/// The fields of each customer source.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    sources: BTreeMap<String, Fields>,
}

#[derive(Debug, Default)]
struct Fields {
    /// Those that a column of the source was mapped to.
    had: BTreeSet<String>,
    /// Those of them that must not leave.
    withheld: BTreeSet<String>,
}

impl Seen {
    /// What the run's sources had. A constant has no column, and is not the target's.
    pub(crate) fn read(store: &Store, allowed: &Allowed) -> Result<Self, StoreError> {
        let mut seen = Self::default();
        store.for_each(
            &format!(
                "SELECT source, field, sensitivity FROM source_field
                 WHERE entity = '{}' AND columns <> '' ORDER BY ALL",
                Entity::Customer.name()
            ),
            |row| {
                let (field, sensitivity): (String, String) = (row.get(1)?, row.get(2)?);
                let fields = seen.sources.entry(row.get(0)?).or_default();
                if sensitivity == Sensitivity::Regulated.name() || !allowed.field(&field) {
                    fields.withheld.insert(field.clone());
                }
                fields.had.insert(field);
                Ok(())
            },
        )?;
        Ok(seen)
    }

    /// Whether a record of the source tells what the column said: the source has one of its fields,
    /// withholds none, and could read all of them (`unread`: those that it could not, `;` between).
    pub(crate) fn tells<R>(&self, source: &str, column: &Column<R>, unread: &str) -> bool {
        let (Some(before), Some(fields)) = (&column.before, self.sources.get(source)) else {
            return false;
        };
        let is_lost = |field: &&str| {
            fields.withheld.contains(*field) || unread.split(';').any(|u| u == *field)
        };
        before.fields.iter().any(|field| fields.had.contains(*field))
            && !before.fields.iter().any(is_lost)
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::customer::Customer;
    use crate::object::text;
    use sameboat_store::schema::ingest::SOURCE_FIELD;

    #[test]
    fn only_what_the_source_had_showed_and_could_read_is_told() {
        let store = Store::in_memory().unwrap();
        store.create(&SOURCE_FIELD).unwrap();
        store
            .execute(
                "INSERT INTO source_field VALUES
                     ('crm', 'p', 'customer', 'street', 'Street', 'personal'),
                     ('crm', 'p', 'customer', 'city', 'City', 'regulated'),
                     ('crm', 'p', 'customer', 'phone', '', 'personal')",
            )
            .unwrap();
        let seen = Seen::read(&store, &Allowed::default()).unwrap();
        let column = |fields| text("x", 9, |c: &Customer| Cow::from(&c.id)).of(fields);
        assert!(seen.tells("crm", &column(&["street"]), ""));
        assert!(seen.tells("crm", &column(&["street", "house_number"]), "email"));
        assert!(!seen.tells("crm", &column(&["street"]), "email;street"), "its cell was not read");
        assert!(!seen.tells("crm", &column(&["street", "city"]), ""), "a part is regulated");
        assert!(!seen.tells("crm", &column(&["phone"]), ""), "a constant");
        assert!(!seen.tells("crm", &column(&["email"]), ""), "no such column");
        assert!(!seen.tells("other", &column(&["street"]), ""));
        let ours = text("x", 9, |c: &Customer| Cow::from(&c.account));
        assert!(!seen.tells("crm", &ours, ""), "computed by us");
    }
}
