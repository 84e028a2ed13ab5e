//! What customers may refuse: in words that no mapping understands, which are taken for refusals, and in how
//! contacts ended, which reaches no consent.

use std::collections::BTreeMap;

use sameboat_model::Entity;
use sameboat_normalize::wishes::{may_refuse, refuses_a_channel};
use sameboat_store::schema::ingest::{MAY_REFUSE, SET_ASIDE};
use sameboat_store::{Store, StoreError, params};

/// A source, and the columns that a field of it comes from, with a [`SEPARATOR`] between them.
type Columns = Vec<(String, String)>;

/// What stands between the columns of a field; it may be part of their names, too.
const SEPARATOR: char = ';';

/// Warnings of both; the run tells of the first, too, but whoever exports need not have seen it.
pub(crate) fn warnings(store: &Store) -> Result<Vec<String>, StoreError> {
    let mut warnings = unread(store)?;
    warnings.extend(of_contacts(store)?);
    Ok(warnings)
}

fn columns_of(store: &Store, entity: Entity, field: &str) -> Result<Columns, StoreError> {
    let sql =
        "SELECT source, columns FROM source_field WHERE entity = ? AND field LIKE ? ORDER BY 1, 2";
    store.query(sql, params![entity.name(), field], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Whether a column is one of several: its name stands between two separators, whatever is in it.
fn is_among(column: &str, all: &str) -> bool {
    let enclosed = |text: &str| format!("{SEPARATOR}{text}{SEPARATOR}");
    enclosed(all).contains(&enclosed(column))
}

/// Consents that are empty, as what their column says is not understood and may refuse.
fn unread(store: &Store) -> Result<Vec<String>, StoreError> {
    let consents = columns_of(store, Entity::Customer, "consent_%")?;
    // A value of several columns has their names joined.
    let is_consent = |source: &str, column: &str| {
        let mut own = consents.iter().filter(|(of, _)| of == source);
        own.any(|(_, all)| {
            is_among(column, all) || column.split(" + ").any(|part| is_among(part, all))
        })
    };
    let sql = "SELECT source, column_name, reason, value, count(DISTINCT (sheet, row_number)) \
               FROM value_issue WHERE what = ? AND column_name IS NOT NULL GROUP BY ALL";
    let issues = store.query(sql, params![SET_ASIDE], |row| {
        let place: (String, String) = (row.get(0)?, row.get(1)?);
        let (reason, value): (String, Option<String>) = (row.get(2)?, row.get(3)?);
        Ok((place, reason, value, row.get::<_, u64>(4)?))
    })?;
    let mut rows: BTreeMap<(String, String), u64> = BTreeMap::new();
    for (place, reason, value, count) in issues {
        let may_refuse = reason == MAY_REFUSE || value.as_deref().is_some_and(may_refuse);
        if may_refuse && is_consent(&place.0, &place.1) {
            *rows.entry(place).or_default() += count;
        }
    }
    let told = rows.into_iter().map(|((source, column), rows)| {
        format!(
            "source `{source}`: `{column}` may refuse in words that the mapping does not understand: {}, \
             which go out as refusals",
            counted(rows, "row")
        )
    });
    Ok(told.collect())
}

/// Contacts that ended with a refusal, which reaches no consent.
fn of_contacts(store: &Store) -> Result<Vec<String>, StoreError> {
    let mut warnings = vec![];
    for (source, columns) in columns_of(store, Entity::Contact, "outcome")? {
        let sql = "SELECT outcome, count(*) FROM contact_record \
                   WHERE source = ? AND outcome IS NOT NULL GROUP BY 1";
        let said = store.query(sql, params![source], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, u64>(1)?))
        })?;
        let refusals = said.iter().filter(|(outcome, _)| refuses_a_channel(outcome));
        let contacts: u64 = refusals.map(|(_, contacts)| contacts).sum();
        if contacts > 0 {
            warnings.push(format!(
                "source `{source}`: `{}` has customers who refuse to be approached ({}), which reaches no \
                 consent: they go out with what they said elsewhere",
                columns.replace(SEPARATOR, "`, `"),
                counted(contacts, "contact")
            ));
        }
    }
    Ok(warnings)
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_that_no_consent_knows_are_warned_of() {
        let store = Store::in_memory().unwrap();
        for sql in [
            "CREATE TABLE source_field AS SELECT * FROM (VALUES
                ('crm', 'customer', 'consent_email', 'Werbung;Sperre'), ('crm', 'customer', 'surname', 'Name'),
                ('crm', 'customer', 'consent_post', 'Werbung'),
                ('crm', 'customer', 'consent_phone', 'Accepts calls; SMS;Do not call'), ('calls', 'contact', 'outcome', 'result')
             ) v(source, entity, field, columns)",
            "CREATE TABLE value_issue AS SELECT source, NULL AS sheet, row_number, column_name, what,
                reason, value FROM (VALUES
                ('crm', 2, 'Werbung', 'set_aside', 'not in the lookup of the mapping', 'bloß keine'),
                ('crm', 3, 'Werbung', 'set_aside', 'not in the lookup of the mapping', 'keine, oder?'),
                ('crm', 4, 'Werbung', 'set_aside', 'not in the lookup of the mapping', 'Zimmer 4'),
                ('crm', 4, 'Accepts calls; SMS', 'set_aside', 'not in the lookup of the mapping', 'keine, oder?'),
                ('crm', 4, 'SMS', 'set_aside', 'not in the lookup of the mapping', 'keine, oder?'),
                ('crm', 5, 'Name', 'set_aside', 'not a name', 'keine'),
                ('crm', 6, 'Sperre', 'set_aside', 'may refuse, in words that are not understood', 'vage')
             ) v(source, row_number, column_name, what, reason, value)",
            "CREATE TABLE contact_record AS SELECT * FROM (VALUES
                ('calls', 'do not call again'), ('calls', 'remove from list'), ('calls', 'interested'),
                ('calls', NULL), ('other', 'do not call again')) v(source, outcome)",
        ] {
            store.execute(sql).unwrap();
        }
        let warned = warnings(&store).unwrap();
        let begins = [
            "source `crm`: `Accepts calls; SMS` may refuse in words that the mapping does not understand: 1 row,",
            "source `crm`: `Sperre` may refuse in words that the mapping does not understand: 1 row,",
            "source `crm`: `Werbung` may refuse in words that the mapping does not understand: 2 rows,",
            "source `calls`: `result` has customers who refuse to be approached (2 contacts),",
        ];
        assert_eq!(warned.len(), begins.len(), "{warned:?}");
        for (warning, begin) in warned.iter().zip(begins) {
            assert!(warning.starts_with(begin), "{warned:?}");
        }
        assert!(!warned.concat().contains("keine"), "no text of a person's");
    }
}
