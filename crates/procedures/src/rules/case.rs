//! A concrete case in which two rules differ: what happens to the same customer under each of them.

use super::amount::Amount;
use super::deadline::tell_periods;
use super::escalation::Escalation;
use super::{Verdict, value};
use crate::catalogue::{BusinessRule, RuleKind};
use crate::outcome::RuleClass;

/// Two rules about one matter and how they stand to each other, seen from the left.
pub(crate) struct Compared<'a> {
    pub(crate) left: &'a BusinessRule,
    pub(crate) right: &'a BusinessRule,
    pub(crate) verdict: &'a Verdict,
    /// Names of the two lines.
    pub(crate) names: [&'a str; 2],
    /// What the customer comes with, e.g. `complaint by e-mail`.
    pub(crate) about: &'a str,
}

impl Compared<'_> {
    /// The case in one sentence; empty if the rules are equal.
    pub(crate) fn case(&self) -> String {
        if self.verdict.class == RuleClass::Equal {
            return String::new();
        }
        let told = match self.left.kind {
            RuleKind::OpeningHours => None,
            RuleKind::Sla | RuleKind::Other => tell_periods([self.left, self.right], self.names),
            RuleKind::AuthorityLimit => self.amount(),
            RuleKind::Authentication => self.identified(),
            RuleKind::Escalation => self.handed_up(),
            RuleKind::Script => self.said(),
            RuleKind::DataCapture => self.recorded(),
        };
        let told = told.unwrap_or_else(|| self.verdict.detail.clone());
        match self.matter() {
            matter if matter.is_empty() => told,
            matter => format!("{matter}: {told}"),
        }
    }

    /// What the customer comes with, and what the rules are about.
    fn matter(&self) -> String {
        let conditions = [self.left, self.right].map(|rule| rule.condition.trim());
        let condition =
            conditions.into_iter().filter(|text| !text.is_empty()).min_by_key(|t| t.len());
        let parts = [self.about, condition.unwrap_or_default()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The line that allows less, and the one that allows more, each with its value.
    fn stricter(&self) -> Option<[(&str, String); 2]> {
        let left = (self.names[0], value(self.left));
        let right = (self.names[1], value(self.right));
        match self.verdict.class {
            RuleClass::Tighter => Some([left, right]),
            RuleClass::Looser => Some([right, left]),
            _ => None,
        }
    }

    fn amount(&self) -> Option<String> {
        let [(strict, _), (free, _)] = self.stricter()?;
        let between =
            Amount::parse(&value(self.left))?.between(&Amount::parse(&value(self.right))?)?;
        Some(format!("{between} may be granted in {free} without asking, in {strict} it may not"))
    }

    fn identified(&self) -> Option<String> {
        let [(strict, _), (free, enough)] = self.stricter()?;
        Some(format!("a caller with {enough} is served in {free} and turned away in {strict}"))
    }

    fn handed_up(&self) -> Option<String> {
        let [left, right] = [self.left, self.right].map(|rule| Escalation::parse(&value(rule)));
        left?.tell(&right?, self.verdict.class, self.names)
    }

    fn said(&self) -> Option<String> {
        if self.verdict.class == RuleClass::Contradictory {
            let [left, right] = self.names;
            return Some(format!(
                "whoever follows {left} breaks the rule of {right}, and the reverse"
            ));
        }
        let [(strict, _), (free, _)] = self.stricter()?;
        Some(format!(
            "{}: an agent may do otherwise in {free}, not in {strict}",
            self.verdict.detail
        ))
    }

    fn recorded(&self) -> Option<String> {
        let [(strict, _), (free, enough)] = self.stricter()?;
        Some(format!("a record with {enough} is complete in {free} and incomplete in {strict}"))
    }
}
