//! The proposed catalogue, as the guides show it.

use std::collections::BTreeMap;
use std::ops::Not;

use sameboat_procedures::Next;
use sameboat_store::{Row, SqlResult, Store};
use serde::Serialize;

use super::{Catalogues, Side, rule_name};
use crate::error::ReportError;

/// One procedure of the proposal. Empty texts are left out of the page's data.
#[derive(Debug, Serialize)]
pub(super) struct Guide {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) from: Side,
    /// What the second line calls it, where that is something else.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) also: String,
    /// Keys in the lines' own catalogues.
    #[serde(skip)]
    pub(super) keys: [Option<String>; 2],
    /// The match whose comparison the other page shows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) compared: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) topics: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) channels: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) purpose: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) trigger: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) owner: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) inputs: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) outcome: String,
    #[serde(flatten)]
    pub(super) note: Note,
    /// What starts it in the words of each line, where they have other ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) triggers: Option<[String; 2]>,
    /// What is reached in the words of each line, where they have other ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) outcomes: Option<[String; 2]>,
    /// Topics as a line spells them, where the proposal spells them otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) spelled: Vec<String>,
    /// Rules as the lines wrote them, where the proposal's rules do not say so.
    #[serde(skip_serializing_if = "nothing_stated")]
    pub(super) stated: [Vec<String>; 2],
    pub(super) start: Vec<Way>,
    pub(super) steps: Vec<GuideStep>,
    pub(super) rules: Vec<GuideRule>,
    /// What people have yet to decide about the steps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) waits: Vec<Waiting>,
}

fn nothing_stated(stated: &[Vec<String>; 2]) -> bool {
    stated.iter().all(Vec::is_empty)
}

/// A question about steps that nobody has answered.
#[derive(Debug, Serialize)]
pub(super) struct Waiting {
    /// What it is about.
    pub(super) name: &'static str,
    /// The steps in which the lines differ.
    pub(super) case: String,
}

/// A way on.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Way {
    /// The step that follows; 0 is the end.
    pub(super) to: u32,
    /// The line that alone goes this way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) line: Option<Side>,
    /// When this way is taken; empty: always, or otherwise.
    #[serde(rename = "if", skip_serializing_if = "String::is_empty")]
    pub(super) condition: String,
}

/// A step of the proposal.
#[derive(Debug, Serialize)]
pub(super) struct GuideStep {
    #[serde(rename = "n")]
    pub(super) position: u32,
    pub(super) kind: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) actor: String,
    pub(super) action: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) system: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) output: String,
    #[serde(flatten)]
    pub(super) note: Note,
    #[serde(rename = "if", skip_serializing_if = "String::is_empty")]
    pub(super) condition: String,
    pub(super) next: Vec<Way>,
    pub(super) from: Side,
    /// The words of each line, where both do it and have other ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) own: Option<[String; 2]>,
    /// Whether the action are the words of the line whose limit, channel or system people chose for
    /// both: those of the other line then no longer say what is to be done.
    #[serde(skip_serializing_if = "Not::not")]
    pub(super) settled: bool,
}

impl GuideStep {
    /// The lines' own words that the action does not hold.
    pub(super) fn beside(&self) -> impl Iterator<Item = (Side, &str)> {
        let own = self.own.iter().filter(|own| self.action != own.join(" / "));
        let sides = own.flat_map(|own| [Side::Left, Side::Right].into_iter().zip(own));
        sides.map(|(side, words)| (side, words.as_str())).filter(|(_, words)| self.action != *words)
    }
}

/// What agents should know beside a procedure or a step.
#[derive(Debug, Default, Serialize)]
pub(super) struct Note {
    #[serde(rename = "note", skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
    /// What each line notes, where both do and it is not the same.
    #[serde(rename = "notes", skip_serializing_if = "Option::is_none")]
    pub(super) sides: Option<[String; 2]>,
}

impl Note {
    /// What is noted: `own` are the notes of the lines, which are told apart where both are in the text.
    fn of(text: String, own: [String; 2]) -> Self {
        let own = own.map(|note| note.trim().to_owned());
        let are_both = own.iter().all(|note| !note.is_empty() && *note != text);
        Self { sides: (are_both && !text.is_empty()).then_some(own), text }
    }

    /// What is noted, each with the line that alone notes it.
    pub(super) fn texts(&self) -> Vec<(Option<Side>, &str)> {
        match &self.sides {
            Some([left, right]) => {
                vec![(Some(Side::Left), left.as_str()), (Some(Side::Right), right.as_str())]
            }
            None if self.text.is_empty() => Vec::new(),
            None => vec![(None, &self.text)],
        }
    }
}

/// A rule of the proposal.
#[derive(Debug, Serialize)]
pub(super) struct GuideRule {
    pub(super) name: String,
    #[serde(rename = "if", skip_serializing_if = "String::is_empty")]
    pub(super) condition: String,
    pub(super) value: String,
    /// Each line's value, where the rule still has both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sides: Option<[String; 2]>,
    pub(super) from: Side,
    pub(super) open: bool,
    /// Whether the policy chose it and people have not decided yet.
    #[serde(rename = "policy")]
    pub(super) by_policy: bool,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) reason: String,
}

/// All procedures of the proposal by title; none if a table is missing.
pub(super) fn read(about: &Catalogues<'_>, store: &Store) -> Result<Vec<Guide>, ReportError> {
    for table in ["unified_procedure", "unified_step", "unified_rule"] {
        if !store.has_table(table)? {
            return Ok(Vec::new());
        }
    }
    let mut guides = procedures(about, store)?;
    let origins: BTreeMap<String, Side> =
        guides.iter().map(|guide| (guide.id.clone(), guide.from)).collect();
    let mut steps = steps(about, &origins, store)?;
    let mut rules = rules(about, &origins, store)?;
    let mut waiting = waiting(about, store)?;
    let settled = settled(about, store)?;
    let stated = stated(store)?;
    for guide in &mut guides {
        guide.steps = steps.remove(&guide.id).unwrap_or_default();
        guide.rules = rules.remove(&guide.id).unwrap_or_default();
        guide.waits = waiting.remove(&guide.keys).unwrap_or_default();
        for step in &mut guide.steps {
            step.settled = is_settled(step, settled.get(&guide.keys));
        }
        if let Some(written) = guide.compared.filter(|_| guide.from == Side::Both) {
            guide.stated = unsaid(stated.get(&written), &guide.rules);
        }
        finish(guide);
    }
    Ok(guides)
}

/// The procedures without their steps and rules.
fn procedures(about: &Catalogues<'_>, store: &Store) -> Result<Vec<Guide>, ReportError> {
    let compared = compared(store)?;
    let sql = "SELECT procedure_id, title, match_id, left_key, right_key, topics, channels, \
               purpose, trigger, owner, inputs, outcome, start, left_trigger, right_trigger, \
               left_outcome, right_outcome, left_topics, right_topics, note, left_note, right_note \
               FROM unified_procedure \
               ORDER BY lower(title), title, procedure_id, COLUMNS(*)";
    let guides = store.query(sql, [], |row| {
        let keys: [Option<String>; 2] = [row.get(3)?, row.get(4)?];
        let from = match keys {
            [Some(_), None] => Side::Left,
            [None, Some(_)] => Side::Right,
            _ => Side::Both,
        };
        let match_id: Option<i64> = row.get(2)?;
        let title = text(row, 1)?;
        let other = match_id.and_then(|id| compared.get(&id)).filter(|other| **other != title);
        let topics = list(&text(row, 5)?);
        let own_topics = [list(&text(row, 17)?), list(&text(row, 18)?)].concat();
        Ok(Guide {
            id: text(row, 0)?,
            also: other.filter(|_| from == Side::Both).cloned().unwrap_or_default(),
            title,
            from,
            keys,
            compared: match_id.filter(|id| compared.contains_key(id)),
            spelled: own_topics.into_iter().filter(|topic| !topics.contains(topic)).collect(),
            topics,
            channels: list(&text(row, 6)?),
            purpose: text(row, 7)?,
            trigger: text(row, 8)?,
            owner: text(row, 9)?,
            inputs: text(row, 10)?,
            outcome: text(row, 11)?,
            note: Note::of(text(row, 19)?, [text(row, 20)?, text(row, 21)?]),
            triggers: in_other_words(text(row, 13)?, text(row, 14)?),
            outcomes: in_other_words(text(row, 15)?, text(row, 16)?),
            stated: Default::default(),
            start: ways(about, Some(from), &text(row, 12)?),
            steps: Vec::new(),
            rules: Vec::new(),
            waits: Vec::new(),
        })
    })?;
    Ok(guides)
}

/// The matches that the other page compares, with the second line's title.
fn compared(store: &Store) -> Result<BTreeMap<i64, String>, ReportError> {
    if !store.has_table("procedure_match")? {
        return Ok(BTreeMap::new());
    }
    let sql = "SELECT match_id, right_title FROM procedure_match \
               WHERE match_id IS NOT NULL AND relation IN ('same', 'related')";
    Ok(store.query(sql, [], |row| Ok((row.get(0)?, text(row, 1)?)))?.into_iter().collect())
}

/// The steps of each procedure, in order.
fn steps(
    about: &Catalogues<'_>,
    origins: &BTreeMap<String, Side>,
    store: &Store,
) -> Result<BTreeMap<String, Vec<GuideStep>>, ReportError> {
    let sql = "SELECT procedure_id, position, kind, actor, action, system, output, condition, \
               next, origin, left_action, right_action, note, left_note, right_note FROM unified_step \
               ORDER BY procedure_id, position, COLUMNS(*)";
    let rows = store.query(sql, [], |row| {
        let id = text(row, 0)?;
        let position: Option<i64> = row.get(1)?;
        let step = GuideStep {
            position: position.and_then(|at| u32::try_from(at).ok()).unwrap_or_default(),
            kind: text(row, 2)?,
            actor: text(row, 3)?,
            action: text(row, 4)?,
            system: text(row, 5)?,
            output: text(row, 6)?,
            note: Note::of(text(row, 12)?, [text(row, 13)?, text(row, 14)?]),
            condition: text(row, 7)?,
            next: ways(about, origins.get(&id).copied(), &text(row, 8)?),
            from: about.side(&text(row, 9)?),
            own: in_other_words(text(row, 10)?, text(row, 11)?),
            settled: false,
        };
        Ok((id, step))
    })?;
    Ok(grouped(rows))
}

/// The rules of each procedure, those to decide first.
fn rules(
    about: &Catalogues<'_>,
    origins: &BTreeMap<String, Side>,
    store: &Store,
) -> Result<BTreeMap<String, Vec<GuideRule>>, ReportError> {
    let sql = "SELECT procedure_id, kind, condition, value, origin, coalesce(open, false), reason, \
               coalesce(by_policy, false) \
               FROM unified_rule ORDER BY 6 DESC, procedure_id, kind, COLUMNS(*)";
    let rows = store.query(sql, [], |row| {
        let id = text(row, 0)?;
        let value = text(row, 3)?;
        let rule = GuideRule {
            name: rule_name(&text(row, 1)?),
            condition: text(row, 2)?,
            sides: sides(about, origins.get(&id).copied(), &value),
            value,
            from: about.side(&text(row, 4)?),
            open: row.get(5)?,
            reason: about.told(&text(row, 6)?),
            by_policy: row.get(7)?,
        };
        Ok((id, rule))
    })?;
    Ok(grouped(rows))
}

/// Questions about steps that nobody has answered, by the keys of their procedures.
fn waiting(
    about: &Catalogues<'_>,
    store: &Store,
) -> Result<BTreeMap<[Option<String>; 2], Vec<Waiting>>, ReportError> {
    if !store.has_table("procedure_decision")? {
        return Ok(BTreeMap::new());
    }
    let sql = "SELECT left_key, right_key, kind, concrete_case FROM procedure_decision \
               WHERE status <> 'decided' AND kind NOT IN ('procedures', 'rule') \
               ORDER BY left_key, right_key, kind, COLUMNS(*)";
    let rows = store.query(sql, [], |row| {
        let name = match text(row, 2)?.as_str() {
            "roles" => "Who does it",
            "means" => "By which channel or in which system",
            "limits" => "Limits in steps",
            _ => "Steps of one line",
        };
        Ok(([row.get(0)?, row.get(1)?], Waiting { name, case: about.told(&text(row, 3)?) }))
    })?;
    Ok(grouped(rows))
}

/// The lines whose limit, channel or system people chose for both, by the keys of the procedures.
fn settled(
    about: &Catalogues<'_>,
    store: &Store,
) -> Result<BTreeMap<[Option<String>; 2], Vec<usize>>, ReportError> {
    if !store.has_table("procedure_decision")? {
        return Ok(BTreeMap::new());
    }
    let sql = "SELECT left_key, right_key, lower(trim(choice)) FROM procedure_decision \
               WHERE status = 'decided' AND kind IN ('means', 'limits') \
               ORDER BY left_key, right_key, COLUMNS(*)";
    let rows = store.query(sql, [], |row| Ok(([row.get(0)?, row.get(1)?], text(row, 2)?)))?;
    let names = about.names.map(str::to_lowercase);
    let side = |choice: &String| names.iter().position(|name| name == choice);
    Ok(grouped(
        rows.into_iter().filter_map(|(keys, choice)| Some((keys, side(&choice)?))).collect(),
    ))
}

/// Whether a step stands in the words of a line that people chose for both.
fn is_settled(step: &GuideStep, lines: Option<&Vec<usize>>) -> bool {
    let words = |line: &usize| step.own.as_ref().is_some_and(|own| own[*line] == step.action);
    lines.is_some_and(|lines| lines.iter().any(words))
}

/// The rules of both lines as they wrote them, by match.
fn stated(store: &Store) -> Result<BTreeMap<i64, Vec<[String; 2]>>, ReportError> {
    if !store.has_table("rule_conflict")? {
        return Ok(BTreeMap::new());
    }
    let sql = "SELECT match_id, left_value, right_value FROM rule_conflict \
               WHERE match_id IS NOT NULL ORDER BY match_id, COLUMNS(*)";
    Ok(grouped(store.query(sql, [], |row| Ok((row.get(0)?, [text(row, 1)?, text(row, 2)?])))?))
}

/// What the lines wrote and no rule of the proposal says.
fn unsaid(written: Option<&Vec<[String; 2]>>, rules: &[GuideRule]) -> [Vec<String>; 2] {
    let says = |rule: &GuideRule, text: &str| {
        let values = rule.sides.iter().flatten().chain([&rule.value]);
        values.into_iter().any(|value| {
            let rest = text.strip_prefix(value.as_str());
            rest.is_some_and(|rest| {
                rest.is_empty() || rest == format!(" (when: {})", rule.condition)
            })
        })
    };
    [0, 1].map(|side| {
        let texts = written.into_iter().flatten().map(|values| &values[side]);
        let mut unsaid: Vec<String> = texts
            .filter(|text| !text.is_empty() && !rules.iter().any(|rule| says(rule, text)))
            .cloned()
            .collect();
        unsaid.sort();
        unsaid.dedup();
        unsaid
    })
}

/// The words of both lines, where both have some and they differ.
fn in_other_words(left: String, right: String) -> Option<[String; 2]> {
    let own = [left, right].map(|words| words.trim().to_owned());
    let differ = own[0] != own[1] && own.iter().all(|words| !words.is_empty());
    differ.then_some(own)
}

/// Rows by what they belong to, in their order.
pub(super) fn grouped<K: Ord, T>(rows: Vec<(K, T)>) -> BTreeMap<K, Vec<T>> {
    let mut groups: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for (id, row) in rows {
        groups.entry(id).or_default().push(row);
    }
    groups
}

/// Ways as the tables write them. Only of a procedure of both lines does a line's name mean the
/// line.
fn ways(about: &Catalogues<'_>, from: Option<Side>, written: &str) -> Vec<Way> {
    let read = |next: Next| {
        let sides = [Side::Left, Side::Right];
        let mut found = about.names.iter().zip(sides).filter_map(|(name, side)| {
            let rest = next.condition.strip_prefix(name).filter(|_| !name.is_empty())?;
            let condition = if rest.is_empty() { rest } else { rest.strip_prefix(':')? };
            Some((side, condition.trim().to_owned()))
        });
        match found.next().filter(|_| from == Some(Side::Both)) {
            Some((side, condition)) => Way { to: next.position, line: Some(side), condition },
            None => Way { to: next.position, line: None, condition: next.condition.clone() },
        }
    };
    Next::parse_list(written).unwrap_or_default().into_iter().map(read).collect()
}

/// The values of both lines of a rule that has kept both: `product: x / financing: y`.
fn sides(about: &Catalogues<'_>, from: Option<Side>, value: &str) -> Option<[String; 2]> {
    if from != Some(Side::Both) {
        return None;
    }
    let [left, right] = about.names;
    let rest = value.strip_prefix(left)?.strip_prefix(": ")?;
    let (left, right) = rest.split_once(&format!(" / {right}: "))?;
    Some([left.to_owned(), right.to_owned()])
}

/// Fills in what the tables may leave open: a beginning, and ways on. A way to a step that is not
/// there ends the procedure.
fn finish(guide: &mut Guide) {
    guide.steps.dedup_by_key(|step| step.position);
    let places: Vec<u32> = guide.steps.iter().map(|step| step.position).collect();
    let on = |to: Option<&u32>| Way {
        to: to.copied().unwrap_or_default(),
        line: None,
        condition: String::new(),
    };
    let check = |ways: &mut Vec<Way>, following: Option<&u32>| {
        if ways.is_empty() {
            ways.push(on(following));
        }
        for way in ways {
            if places.binary_search(&way.to).is_err() {
                way.to = 0;
            }
        }
    };
    check(&mut guide.start, places.first());
    for (at, step) in guide.steps.iter_mut().enumerate() {
        check(&mut step.next, places.get(at + 1));
    }
}

/// A text cell; empty means "not stated".
pub(super) fn text(row: &Row<'_>, column: usize) -> SqlResult<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

fn list(text: &str) -> Vec<String> {
    text.split(';').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: Catalogues<'_> = Catalogues {
        title: "",
        names: ["product", "financing"],
        labels: ["Sales", "Loans"],
        has_report: false,
    };

    fn way(to: u32, line: Option<Side>, condition: &str) -> Way {
        Way { to, line, condition: condition.to_owned() }
    }

    #[test]
    fn a_way_of_one_line_is_told_from_a_condition() {
        let written = "2; 4: product; 5: financing: approved; end: productive";
        let read = [
            way(2, None, ""),
            way(4, Some(Side::Left), ""),
            way(5, Some(Side::Right), "approved"),
            way(0, None, "productive"),
        ];
        assert_eq!(ways(&ABOUT, Some(Side::Both), written), read);
        let of_one_line = ways(&ABOUT, Some(Side::Left), "4: product");
        assert_eq!(of_one_line, [way(4, None, "product")], "a line's own words stay conditions");
    }

    #[test]
    fn notes_of_both_lines_are_told_apart_whatever_they_say() {
        let of = |text: &str, own: [&str; 2]| {
            Note::of(text.to_owned(), own.map(str::to_owned)).sides.map(|sides| sides.join(" | "))
        };
        let note = "product: In doubt ask / financing: the boss / financing: at once";
        assert_eq!(
            of(note, ["In doubt ask / financing: the boss", "at once"]).unwrap(),
            "In doubt ask / financing: the boss | at once"
        );
        assert_eq!(of("Form B3.", ["Form B3. ", "form B3"]), None, "one and the same");
        assert_eq!(of("at once", ["", "at once"]), None);
        assert_eq!(of("", ["noted above", "noted above"]), None);
    }

    #[test]
    fn undecided_values_are_told_apart() {
        let value = "product: 24 h / financing: 2 days / week";
        let found = sides(&ABOUT, Some(Side::Both), value).unwrap();
        assert_eq!(found, ["24 h".to_owned(), "2 days / week".to_owned()]);
        assert_eq!(sides(&ABOUT, Some(Side::Both), "24 h"), None);
    }
}
