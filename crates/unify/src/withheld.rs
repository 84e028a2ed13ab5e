//! Values that a mapping keeps from the other line, although the model would show them: they stay in
//! the records of their line.

use sameboat_model::{Entity, Sensitivity};
use sameboat_store::schema::ingest::SOURCE_FIELD;
use sameboat_store::{Store, StoreError, params};

/// Per field the sources whose values are withheld.
pub(crate) struct Withheld {
    fields: Vec<(String, Vec<String>)>,
}

impl Withheld {
    /// What the mappings of the sources of an entity say.
    pub(crate) fn read(store: &Store, entity: Entity) -> Result<Self, StoreError> {
        let mut fields: Vec<(String, Vec<String>)> = Vec::new();
        if !store.has_table(SOURCE_FIELD.name)? {
            return Ok(Self { fields });
        }
        let rows = store.query(
            "SELECT field, source FROM source_field WHERE entity = ? AND sensitivity = ? \
             ORDER BY ALL",
            params![entity.name(), Sensitivity::Regulated.name()],
            |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)),
        )?;
        for (field, source) in rows {
            match fields.last_mut().filter(|(last, _)| *last == field) {
                Some((_, sources)) => sources.push(source),
                None => fields.push((field, vec![source])),
            }
        }
        Ok(Self { fields })
    }

    /// A field of the records `r` in SQL: null where it is withheld.
    pub(crate) fn sql(&self, field: &str) -> String {
        let Some((_, sources)) = self.fields.iter().find(|(name, _)| name == field) else {
            return format!("r.\"{field}\"");
        };
        // Names of sources are identifiers, see the settings.
        let sources: Vec<String> = sources.iter().map(|source| format!("'{source}'")).collect();
        format!("CASE WHEN r.source NOT IN ({}) THEN r.\"{field}\" END", sources.join(", "))
    }
}
