//! Decision tables and literal expressions as rules.

use std::collections::BTreeSet;

use super::super::intake::{NotationError, NotationIntake, Part, ReadProcedure, RefusedPart};
use super::super::kinds::kind_in_words;
use super::super::xml::{Document, Element};
use super::feel::{literal, test_in_words};
use super::notes::{Annotations, about_row, note};
use crate::catalogue::{BusinessRule, Procedure, RuleKind};

/// Reads the decisions of a DMN file: each is a procedure of its name that has rules only, one for
/// each row of its table. What is written beside the tables is noted and states no rule.
pub fn read_dmn(name: &str, bytes: &[u8]) -> Result<NotationIntake, NotationError> {
    let document = Document::read(bytes)?;
    let root = document.root();
    if root.name() != "definitions" {
        let message = format!("not DMN: the outermost element is `{}`", root.name());
        return Err(NotationError::new(root.line(), 1, message));
    }
    let mut intake = NotationIntake::default();
    let annotations = Annotations::of(root);
    let sole = root.all("decision").count() == 1;
    let mut kept = BTreeSet::new();
    for decision in root.all("decision") {
        let Rows { rules, lines, notes } = Rows::of(decision, &mut intake.refused);
        if rules.is_empty() {
            continue;
        }
        kept.insert(decision.place());
        let notes = annotations.about(decision, notes);
        // Files of ours hold the rules of one procedure, a decision for each kind.
        let ours = !decision.attribute("kind").is_empty();
        let key = if sole || ours {
            name.to_owned()
        } else {
            format!("{name}/{}", decision.attribute("id"))
        };
        let title = if ours { root.label("name") } else { decision.label("name") };
        let title = if title.is_empty() { name.to_owned() } else { title };
        let last = intake.procedures.last_mut().filter(|last| ours && last.procedure.key == key);
        if let Some(last) = last {
            last.procedure.rules.extend(rules);
            last.rule_lines.extend(lines);
            note(&mut last.procedure, &notes);
        } else {
            let mut procedure = Procedure { key, title, rules, ..Procedure::default() };
            note(&mut procedure, &notes);
            let (line, rule_lines) = (decision.line(), lines);
            intake.procedures.push(ReadProcedure {
                procedure,
                line,
                rule_lines,
                ..ReadProcedure::default()
            });
        }
    }
    if let Some(first) = intake.procedures.first_mut() {
        note(&mut first.procedure, &annotations.loose(&kept));
    }
    Ok(intake)
}

/// What the rows of a decision say.
#[derive(Default)]
struct Rows {
    rules: Vec<BusinessRule>,
    /// Where each rule stands.
    lines: Vec<usize>,
    /// What is written about the rows.
    notes: Vec<String>,
}

impl Rows {
    fn of(decision: Element<'_>, refused: &mut Vec<RefusedPart>) -> Self {
        let mut refuse = |element: Element<'_>, reason| {
            let id = element.attribute("id").to_owned();
            refused.push(RefusedPart { line: element.line(), part: Part::Rule, reason, id });
        };
        let mut rows = Self::default();
        if let Some(table) = decision.first("decisionTable") {
            let table = Table::of(decision, table);
            for row in table.element.all("rule") {
                match table.rule(row) {
                    Ok(rule) => {
                        rows.notes.extend(about_row(row, &rule.condition));
                        rows.take(rule, row.line());
                    }
                    Err(reason) => {
                        rows.notes.extend(about_row(row, ""));
                        refuse(row, reason);
                    }
                }
            }
            if rows.rules.is_empty() {
                refuse(decision, "the decision table has no row that can be used");
            }
        } else if let Some(expression) = decision.first("literalExpression") {
            let value = text_of(expression);
            if value.is_empty() {
                refuse(decision, "the decision has an empty expression");
            } else {
                let variable = decision.first("variable").map(|variable| variable.label("name"));
                let named = [decision.label("name"), variable.unwrap_or_default()];
                let rule = BusinessRule {
                    key: decision.attribute("id").to_owned(),
                    kind: kind_of(decision, &named),
                    condition: String::new(),
                    value: literal(&value),
                    unit: String::new(),
                };
                rows.take(rule, expression.line());
            }
        } else {
            refuse(decision, "the decision has neither a table nor a literal expression");
        }
        rows
    }

    fn take(&mut self, rule: BusinessRule, line: usize) {
        self.rules.push(rule);
        self.lines.push(line);
    }
}

/// The text of an entry or expression.
fn text_of(element: Element<'_>) -> String {
    element.first("text").map(Element::text).unwrap_or_default()
}

/// The kind that the decision's own mark or the first telling name says.
fn kind_of(decision: Element<'_>, names: &[String]) -> RuleKind {
    let marked = decision.attribute("kind");
    if !marked.is_empty() {
        return RuleKind::from_name(marked);
    }
    let kinds = names.iter().map(|name| kind_in_words(name));
    kinds.into_iter().find(|kind| *kind != RuleKind::Other).unwrap_or(RuleKind::Other)
}

struct Table<'a> {
    element: Element<'a>,
    kind: RuleKind,
    inputs: Vec<String>,
    outputs: Vec<String>,
}

impl<'a> Table<'a> {
    fn of(decision: Element<'a>, element: Element<'a>) -> Self {
        let label = |clause: Element<'_>| {
            let expression = clause.first("inputExpression").map(text_of).unwrap_or_default();
            let names = [clause.label("label"), clause.label("name"), expression];
            names.into_iter().find(|name| !name.is_empty()).unwrap_or_default()
        };
        let inputs = element.all("input").map(label).collect();
        let outputs: Vec<String> = element.all("output").map(label).collect();
        let mut names = vec![decision.label("name")];
        names.extend(outputs.iter().cloned());
        Self { element, kind: kind_of(decision, &names), inputs, outputs }
    }

    /// One row; the entries stand in the order of the clauses.
    fn rule(&self, row: Element<'_>) -> Result<BusinessRule, &'static str> {
        let tests: Vec<String> = row.all("inputEntry").map(text_of).collect();
        let results: Vec<String> = row.all("outputEntry").map(text_of).collect();
        if tests.len() != self.inputs.len() || results.len() != self.outputs.len() {
            return Err("the row has not as many entries as the table has columns");
        }
        let conditions: Vec<String> = self
            .inputs
            .iter()
            .zip(&tests)
            .filter_map(|(label, test)| condition(label, test))
            .collect();
        let (mut value, mut unit) = (Vec::new(), String::new());
        let given = |entry: &String| !matches!(entry.as_str(), "" | "-" | "null");
        for (label, entry) in self.outputs.iter().zip(&results).filter(|(_, entry)| given(entry)) {
            let entry = literal(entry);
            match label.to_lowercase().as_str() {
                _ if entry.is_empty() => {}
                "unit" | "einheit" => unit = entry,
                "origin" => {}
                _ if self.outputs.len() == 1 => value.push(entry),
                "value" | "wert" => value.push(entry),
                _ => value.push(format!("{label}: {entry}")),
            }
        }
        if value.is_empty() {
            return Err("the row has no result");
        }
        Ok(BusinessRule {
            key: row.attribute("id").to_owned(),
            kind: self.kind,
            condition: conditions.join(" and "),
            value: value.join("; "),
            unit,
        })
    }
}

/// `amount above 100`; what a column called condition asks stands for itself.
fn condition(label: &str, test: &str) -> Option<String> {
    let words = test_in_words(test)?;
    let own = matches!(label.to_lowercase().as_str(), "condition" | "bedingung" | "");
    Some(if own {
        words.strip_prefix("is ").unwrap_or(&words).to_owned()
    } else {
        format!("{label} {words}")
    })
}
