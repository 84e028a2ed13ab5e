//! Keys that point from one entity to another.

use sameboat_model::{Entity, Settings};
use sameboat_store::{Store, StoreError, params};

use super::Orphans;
use crate::stage::SourceSummary;

/// A field that holds another entity's key.
struct Reference {
    from: Entity,
    field: &'static str,
    to: Entity,
    /// Whether it is looked up in the other line instead of the own.
    other_line: bool,
}

const fn own(from: Entity, field: &'static str, to: Entity) -> Reference {
    Reference { from, field, to, other_line: false }
}

const REFERENCES: [Reference; 11] = [
    own(Entity::Contact, "customer_key", Entity::Customer),
    own(Entity::Contact, "agent_key", Entity::Agent),
    own(Entity::Contact, "agreement_key", Entity::Agreement),
    own(Entity::Agreement, "customer_key", Entity::Customer),
    Reference {
        from: Entity::Agreement,
        field: "finances_key",
        to: Entity::Agreement,
        other_line: true,
    },
    own(Entity::AgreementParty, "agreement_key", Entity::Agreement),
    own(Entity::AgreementParty, "customer_key", Entity::Customer),
    own(Entity::ProcedureStep, "procedure_key", Entity::Procedure),
    own(Entity::BusinessRule, "procedure_key", Entity::Procedure),
    own(Entity::Agent, "site_key", Entity::Site),
    own(Entity::AgentSkill, "agent_key", Entity::Agent),
];

/// Counts the keys of a source that point to nothing. A reference to an entity that the line has
/// no source of is not counted: nothing could be found.
pub(super) fn orphans(
    store: &Store,
    settings: &Settings,
    entity: Entity,
    summary: &SourceSummary,
) -> Result<Vec<Orphans>, StoreError> {
    let mut orphans = Vec::new();
    for reference in REFERENCES.iter().filter(|reference| reference.from == entity) {
        let mut lines = settings.lines.iter().map(|line| line.name.as_str());
        let line = lines.find(|line| (*line == summary.line) != reference.other_line);
        let Some(line) = line else { continue };
        let (from, to) = (entity.record_table(), reference.to.record_table());
        let sql = format!("SELECT count(*) FROM {to} WHERE line = ?");
        let there: u64 = store.query_one(&sql, params![line], |row| row.get(0))?;
        if there == 0 {
            continue;
        }
        let field = reference.field;
        // Keys of records that others took in are known, although no row has them any more.
        let taken_in = match reference.to {
            Entity::Customer => {
                "UNION ALL SELECT trim(unnest(string_split(merged_from, ';'))), line \
                 FROM customer_record WHERE merged_from IS NOT NULL"
            }
            _ => "",
        };
        let sql = format!(
            "WITH known AS (SELECT record_key, line FROM {to} {taken_in}), \
             own AS (SELECT \"{field}\" AS key FROM {from} \
                 WHERE source = ?2 AND \"{field}\" IS NOT NULL), \
             unknown AS (SELECT key FROM own WHERE key NOT IN \
                 (SELECT record_key FROM known WHERE line = ?1)) \
             SELECT (SELECT count(*) FROM own), (SELECT count(*) FROM unknown), \
                 (SELECT count(*) FROM unknown WHERE regexp_full_match(key, '[0-9]+') \
                  AND ltrim(key, '0') IN (SELECT ltrim(record_key, '0') FROM known \
                      WHERE line = ?1 AND regexp_full_match(record_key, '[0-9]+')))"
        );
        let (rows, unknown, but_for_zeros): (u64, u64, u64) =
            store.query_one(&sql, params![line, summary.source], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })?;
        if unknown > 0 {
            let to = reference.to.name();
            orphans.push(Orphans { field, to, rows, unknown, but_for_zeros });
        }
    }
    Ok(orphans)
}
