//! What was held against each other, as the side-by-side page shows it.

use std::collections::BTreeMap;

use sameboat_store::{SqlResult, Store};

use super::Catalogues;
use super::unified::{grouped, text};
use crate::error::ReportError;

/// A match of the two catalogues.
#[derive(Debug)]
pub(super) struct Match {
    pub(super) id: i64,
    /// `same`, `related`, `only_left` or `only_right`.
    pub(super) relation: String,
    pub(super) keys: [Option<String>; 2],
    pub(super) titles: [String; 2],
    pub(super) score: Option<f64>,
    pub(super) evidence: Vec<Evidence>,
    pub(super) contacts: [i64; 2],
    pub(super) steps: Vec<Aligned>,
    pub(super) rules: Vec<Compared>,
}

/// One reason for or against a match.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Evidence {
    /// What was compared and how alike it is, e.g. `title 71 % × 20 %`; empty if the text names
    /// none.
    pub(super) measure: String,
    /// In words.
    pub(super) detail: String,
}

/// A row of the edit script.
#[derive(Debug)]
pub(super) struct Aligned {
    pub(super) operation: String,
    pub(super) sides: [Option<LineStep>; 2],
    pub(super) difference: String,
}

/// A step as its line wrote it.
#[derive(Debug)]
pub(super) struct LineStep {
    pub(super) position: Option<i64>,
    pub(super) action: String,
    pub(super) actor: String,
    pub(super) system: String,
    pub(super) note: String,
}

/// Two rules, compared.
#[derive(Debug)]
pub(super) struct Compared {
    pub(super) kind: String,
    pub(super) class: String,
    pub(super) values: [String; 2],
    pub(super) detail: String,
    pub(super) open: bool,
    pub(super) choice: String,
    pub(super) recommendation: String,
    pub(super) reason: String,
}

impl Match {
    /// Whether both lines have a procedure here.
    pub(super) fn is_pair(&self) -> bool {
        matches!(self.relation.as_str(), "same" | "related")
    }

    /// Rules that people must choose between.
    pub(super) fn open(&self) -> usize {
        self.rules.iter().filter(|rule| rule.open).count()
    }
}

/// All matches: the same first, then related ones, by contacts; none if the table is missing.
pub(super) fn read(about: &Catalogues<'_>, store: &Store) -> Result<Vec<Match>, ReportError> {
    if !store.has_table("procedure_match")? {
        return Ok(Vec::new());
    }
    let sql = "SELECT match_id, relation, left_key, right_key, left_title, right_title, score, \
               evidence, coalesce(left_contacts, 0) AS a, coalesce(right_contacts, 0) AS b \
               FROM procedure_match ORDER BY \
               list_position(['same', 'related', 'only_left', 'only_right'], relation), \
               a + b DESC, lower(coalesce(left_title, right_title)), match_id";
    let mut steps = steps(about, store)?;
    let mut rules = rules(about, store)?;
    let matches = store.query(sql, [], |row| {
        let id = row.get::<_, Option<i64>>(0)?.unwrap_or_default();
        Ok(Match {
            id,
            relation: text(row, 1)?,
            keys: [row.get(2)?, row.get(3)?],
            titles: [text(row, 4)?, text(row, 5)?],
            score: row.get(6)?,
            evidence: evidence(&text(row, 7)?),
            contacts: [row.get(8)?, row.get(9)?],
            steps: steps.remove(&id).unwrap_or_default(),
            rules: rules.remove(&id).unwrap_or_default(),
        })
    })?;
    Ok(matches)
}

/// The edit script of each match. Who acts and where is in the records of a run; the tables of
/// the stage itself, which are all that two bare files give, name only what differs.
fn steps(
    about: &Catalogues<'_>,
    store: &Store,
) -> Result<BTreeMap<i64, Vec<Aligned>>, ReportError> {
    if !store.has_table("step_alignment")? {
        return Ok(BTreeMap::new());
    }
    let known = store.has_table("procedure_step_record")?;
    let quoted = about.names.map(|name| name.replace('\'', "''"));
    let records = |side: &str, line: &str| {
        if !known {
            return format!("(SELECT NULL AS actor, NULL AS system) AS {side}_step ON true");
        }
        format!(
            "(SELECT procedure_key, position, min(actor) AS actor, min(system) AS system \
             FROM procedure_step_record WHERE line = '{line}' GROUP BY ALL) AS {side}_step \
             ON {side}_step.procedure_key = m.{side}_key \
             AND {side}_step.position = s.{side}_position"
        )
    };
    let sql = format!(
        "SELECT s.match_id, operation, difference, left_position, left_action, left_step.actor, \
         left_step.system, right_position, right_action, right_step.actor, right_step.system, \
         left_note, right_note \
         FROM step_alignment s JOIN procedure_match m USING (match_id) LEFT JOIN {} LEFT JOIN {} \
         ORDER BY s.match_id, s.position",
        records("left", &quoted[0]),
        records("right", &quoted[1]),
    );
    let rows = store.query(&sql, [], |row| {
        let side = |from: usize, note: usize| -> SqlResult<Option<LineStep>> {
            let position: Option<i64> = row.get(from)?;
            let action: Option<String> = row.get(from + 1)?;
            if position.is_none() && action.is_none() {
                return Ok(None);
            }
            let (actor, system) = (text(row, from + 2)?, text(row, from + 3)?);
            let (action, note) = (action.unwrap_or_default(), text(row, note)?);
            Ok(Some(LineStep { position, action, actor, system, note }))
        };
        let id = row.get::<_, Option<i64>>(0)?.unwrap_or_default();
        let sides = [side(3, 11)?, side(7, 12)?];
        Ok((
            id,
            Aligned { operation: text(row, 1)?, sides, difference: about.told(&text(row, 2)?) },
        ))
    })?;
    Ok(grouped(rows))
}

/// The compared rules of each match, those to decide first.
fn rules(
    about: &Catalogues<'_>,
    store: &Store,
) -> Result<BTreeMap<i64, Vec<Compared>>, ReportError> {
    if !store.has_table("rule_conflict")? {
        return Ok(BTreeMap::new());
    }
    let sql = "SELECT match_id, kind, class, left_value, right_value, detail, \
               coalesce(open, false) AS to_decide, choice, recommendation, reason \
               FROM rule_conflict ORDER BY match_id, to_decide DESC, \
               class = 'contradictory' DESC, COLUMNS(*)";
    let rows = store.query(sql, [], |row| {
        let rule = Compared {
            kind: text(row, 1)?,
            class: text(row, 2)?,
            values: [text(row, 3)?, text(row, 4)?],
            detail: about.told(&text(row, 5)?),
            open: row.get(6)?,
            choice: text(row, 7)?,
            recommendation: about.told(&text(row, 8)?),
            reason: about.told(&text(row, 9)?),
        };
        Ok((row.get::<_, Option<i64>>(0)?.unwrap_or_default(), rule))
    })?;
    Ok(grouped(rows))
}

/// The reasons in the text of a match: `title 71 % × 20 %: invoice; steps 60 % × 40 %: …`. A part
/// that names no measure belongs to the reason before it.
fn evidence(written: &str) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for part in written.split("; ").filter(|part| !part.trim().is_empty()) {
        let measured = part.split_once(':').filter(|(measure, _)| measure.contains(" % × "));
        match (measured, found.last_mut()) {
            (Some((measure, detail)), _) => found.push(Evidence {
                measure: measure.trim().to_owned(),
                detail: detail.trim().to_owned(),
            }),
            (None, Some(last)) => last.detail = format!("{}; {part}", last.detail),
            (None, None) => {
                found.push(Evidence { measure: String::new(), detail: part.to_owned() });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_a_match_are_told_apart() {
        let reason = |measure: &str, detail: &str| Evidence {
            measure: measure.to_owned(),
            detail: detail.to_owned(),
        };
        assert_eq!(
            evidence("title 71 % × 20 %: shared: invoice; steps 60 % × 40 %: pay; send"),
            [
                reason("title 71 % × 20 %", "shared: invoice"),
                reason("steps 60 % × 40 %", "pay; send")
            ]
        );
        assert_eq!(evidence("decided by people"), [reason("", "decided by people")]);
        assert_eq!(evidence(""), []);
    }
}
