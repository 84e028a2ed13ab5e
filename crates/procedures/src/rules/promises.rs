//! What one line may promise a customer against what the rules of the other line keep.
//!
//! A promise is a script that lets agents promise something, or a deadline of a procedure by which a
//! line calls customers. It is held only against rules about the same matter whose measure can be
//! compared: a ban of the same statement, a later deadline, hours that do not cover it.

use std::collections::{BTreeMap, BTreeSet};

use super::deadline::Deadline;
use super::hours::Hours;
use super::token::{starts_any, tokens};
use super::wording::Script;
use super::{likeness, value};
use crate::catalogue::{BusinessRule, Catalogue, Procedure, RuleKind};
use crate::outcome::{Origin, PromiseConflict, Reconciliation, RuleClass, RuleConflict};
use crate::profile::topic_keys;
use crate::settings::ReconcileSettings;
use crate::text::folded;
use crate::vector::Rarity;

/// From this likeness on, two rules speak of the same matter. Higher than for rules that are compared
/// at all: nobody's promise is called broken on a guess.
const SAME_MATTER: f64 = 0.5;
/// Beginnings of words that make a statement a promise, German ones folded.
const PROMISING: [&str; 8] =
    ["promis", "guarant", "commit", "zusag", "zugesag", "versprech", "zusicher", "garant"];
const CALLING: [&str; 2] = ["outbound", "ausgehend"];

/// Every promise of one line that a rule of the other does not keep, by line, then by place.
pub(crate) fn promise_conflicts(
    left: &Catalogue,
    right: &Catalogue,
    found: &Reconciliation,
    rarity: &Rarity,
    settings: &ReconcileSettings,
) -> Vec<PromiseConflict> {
    let held = Held { found, decided: decided(found), rarity, settings };
    let mut all = held.deadlines_of_calls(left, right);
    all.extend(held.scripts(Origin::Left, left, right));
    all.extend(held.scripts(Origin::Right, right, left));
    all.sort_by_key(|p| (p.by != Origin::Left, p.procedure, p.rule, p.other, p.other_rule));
    all
}

/// A left and a right rule, each as procedure and rule.
type Ends = [(usize, usize); 2];

/// Rules between which people have chosen.
fn decided(found: &Reconciliation) -> BTreeSet<Ends> {
    let decided = found.conflicts.iter().filter(|conflict| conflict.decided);
    let ends = decided.filter_map(|conflict| {
        let pair = &found.matches[conflict.match_index];
        Some([(pair.left?, conflict.left_rule?), (pair.right?, conflict.right_rule?)])
    });
    ends.collect()
}

struct Held<'a> {
    found: &'a Reconciliation,
    decided: BTreeSet<Ends>,
    rarity: &'a Rarity,
    settings: &'a ReconcileSettings,
}

impl Held<'_> {
    /// Deadlines of procedures by which a line calls customers, against the matched ones.
    fn deadlines_of_calls(&self, left: &Catalogue, right: &Catalogue) -> Vec<PromiseConflict> {
        let open = self.found.conflicts.iter().filter(|c| c.kind == RuleKind::Sla && !c.decided);
        open.filter_map(|conflict| self.deadline_of_a_call(left, right, conflict)).collect()
    }

    fn deadline_of_a_call(
        &self,
        left: &Catalogue,
        right: &Catalogue,
        conflict: &RuleConflict,
    ) -> Option<PromiseConflict> {
        let pair = self.found.matches.get(conflict.match_index)?;
        let (l, r) = pair.left.zip(pair.right)?;
        let (a, b) = (&left.procedures[l], &right.procedures[r]);
        let (rule, other) = conflict.left_rule.zip(conflict.right_rule)?;
        let by = match conflict.class {
            RuleClass::Tighter | RuleClass::Compatible if calls(a) => Origin::Left,
            RuleClass::Looser | RuleClass::Compatible if calls(b) => Origin::Right,
            _ => return None,
        };
        if likeness(&a.rules[rule], &b.rules[other], self.rarity) < SAME_MATTER {
            return None;
        }
        let case = conflict.case.clone();
        Some(match by {
            Origin::Right => {
                PromiseConflict { by, procedure: r, rule: other, other: l, other_rule: rule, case }
            }
            _ => PromiseConflict { by, procedure: l, rule, other: r, other_rule: other, case },
        })
    }

    fn scripts(&self, by: Origin, line: &Catalogue, other: &Catalogue) -> Vec<PromiseConflict> {
        let topics = by_topic(other);
        let mut all = Vec::new();
        for (procedure, own) in line.procedures.iter().enumerate() {
            let promises = own.rules.iter().enumerate().filter(|(_, rule)| is_promise(rule));
            let promises: Vec<(usize, &BusinessRule)> = promises.collect();
            if promises.is_empty() {
                continue;
            }
            for counterpart in self.counterparts(by, procedure, own, &topics) {
                let kept = &other.procedures[counterpart].rules;
                for (rule, promise) in &promises {
                    for (other_rule, against) in kept.iter().enumerate() {
                        let mut ends = [(procedure, *rule), (counterpart, other_rule)];
                        if by == Origin::Right {
                            ends.reverse();
                        }
                        if self.decided.contains(&ends) {
                            continue;
                        }
                        let names = [line.line.as_str(), other.line.as_str()];
                        if let Some(case) = self.broken(promise, against, names) {
                            let other = counterpart;
                            all.push(PromiseConflict {
                                by,
                                procedure,
                                rule: *rule,
                                other,
                                other_rule,
                                case,
                            });
                        }
                    }
                }
            }
        }
        all
    }

    /// Procedures of the other line that are matched with this one or serve one of its topics.
    fn counterparts(
        &self,
        by: Origin,
        procedure: usize,
        own: &Procedure,
        topics: &BTreeMap<String, Vec<usize>>,
    ) -> BTreeSet<usize> {
        let matched = self.found.matches.iter().filter_map(|pair| match by {
            Origin::Right => pair.left.filter(|_| pair.right == Some(procedure)),
            _ => pair.right.filter(|_| pair.left == Some(procedure)),
        });
        let keys = topic_keys(&own.topics);
        let on_topic = keys.iter().filter_map(|key| topics.get(key)).flatten().copied();
        matched.chain(on_topic).collect()
    }

    /// A case in which the rule does not keep the promise; `None` if it does, or if the two cannot be
    /// compared.
    fn broken(
        &self,
        promise: &BusinessRule,
        against: &BusinessRule,
        names: [&str; 2],
    ) -> Option<String> {
        let (said, kept) = (value(promise), value(against));
        match against.kind {
            RuleKind::Script => {
                let forbids = Script::parse(&kept).forbids();
                let same = || likeness(promise, against, self.rarity) >= SAME_MATTER;
                (forbids && same()).then(|| {
                    format!(
                        "a customer hears of it from {}, whose agents go by \"{said}\", and asks \
                         {}, whose agents go by \"{kept}\"",
                        names[0], names[1]
                    )
                })
            }
            RuleKind::Sla => {
                let (a, b) = (Deadline::parse(&said)?, Deadline::parse(&kept)?);
                let verdict = a.compare(b, self.settings.business, names);
                let late = matches!(verdict.class, RuleClass::Tighter | RuleClass::Compatible);
                (late && self.one_matter(promise, against)).then_some(verdict.detail)
            }
            RuleKind::OpeningHours => {
                let (a, b) = (Hours::parse(&said)?, Hours::parse(&kept)?);
                let verdict = a.compare(&b, names);
                let shut = !matches!(verdict.class, RuleClass::Equal | RuleClass::Tighter);
                (shut && self.one_matter(promise, against)).then_some(verdict.detail)
            }
            _ => None,
        }
    }

    /// Whether a promise in words and a rule of another kind are about the same thing.
    fn one_matter(&self, promise: &BusinessRule, against: &BusinessRule) -> bool {
        let condition = self.rarity.vector(&against.condition);
        let matters =
            [promise.condition.clone(), format!("{} {}", promise.condition, promise.value)];
        !condition.is_empty()
            && matters.iter().any(|text| self.rarity.vector(text).cosine(&condition) >= SAME_MATTER)
    }
}

fn is_promise(rule: &BusinessRule) -> bool {
    rule.kind == RuleKind::Script && {
        let text = value(rule);
        starts_any(&tokens(&text), &PROMISING) && !Script::parse(&text).forbids()
    }
}

fn calls(procedure: &Procedure) -> bool {
    let direction = folded(&procedure.direction);
    CALLING.iter().any(|word| direction.contains(word))
}

fn by_topic(catalogue: &Catalogue) -> BTreeMap<String, Vec<usize>> {
    let mut topics: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, procedure) in catalogue.procedures.iter().enumerate() {
        for key in topic_keys(&procedure.topics) {
            topics.entry(key).or_default().push(index);
        }
    }
    topics
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::ReconcileSettings;
    use crate::{TopicEvidence, reconcile};

    fn line(name: &str, rule: (RuleKind, &str, &str)) -> Catalogue {
        let (kind, condition, value) = rule;
        Catalogue {
            line: name.to_owned(),
            procedures: vec![Procedure {
                key: "1".into(),
                title: "Callback".into(),
                topics: vec!["callback".into()],
                rules: vec![BusinessRule {
                    key: String::new(),
                    kind,
                    condition: condition.into(),
                    value: value.into(),
                    unit: String::new(),
                }],
                ..Procedure::default()
            }],
        }
    }

    fn cases(promise: (RuleKind, &str, &str), rule: (RuleKind, &str, &str)) -> Vec<String> {
        let (left, right) = (line("sales", promise), line("service", rule));
        let settings = ReconcileSettings::default();
        let found = reconcile(&left, &right, &settings, &TopicEvidence::default());
        let turned = reconcile(&right, &left, &settings, &TopicEvidence::default());
        assert_eq!(found.promises.len(), turned.promises.len(), "the sides do not matter");
        found.promises.into_iter().map(|promise| promise.case).collect()
    }

    #[test]
    fn a_promise_is_held_against_bans_deadlines_and_hours_of_the_other_line() {
        let promise = "May promise a callback within 1 hour";
        let sla = (RuleKind::Sla, "Callback to the customer", "2 business days");
        assert_eq!(cases((RuleKind::Script, "Callback", promise), sla).len(), 1);
        let ban = (RuleKind::Script, "Callback", "Must not promise a callback");
        assert_eq!(cases((RuleKind::Script, "Callback", promise), ban).len(), 1);
        let hours = (RuleKind::OpeningHours, "Callbacks are made", "Mo-Fr 8-18");
        let late = "May promise a callback Mo-Sa 8-20";
        assert_eq!(cases((RuleKind::Script, "Callback", late), hours).len(), 1);
    }

    #[test]
    fn what_is_kept_or_about_something_else_is_no_conflict() {
        let promise = (RuleKind::Script, "Callback", "May promise a callback within 2 days");
        for kept in [
            (RuleKind::Sla, "Callback to the customer", "4 hours"),
            (RuleKind::Sla, "Refund paid out", "10 business days"),
            (RuleKind::Script, "Callback", "Must promise a callback"),
            (RuleKind::Script, "Settlement", "Must not promise a settlement amount"),
            (RuleKind::AuthorityLimit, "Callback", "100 €"),
        ] {
            assert_eq!(cases(promise, kept), Vec::<String>::new(), "{kept:?}");
        }
    }
}
