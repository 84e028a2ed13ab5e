//! Limits in the words of steps, and the rules about the same matter: what is asked about such steps
//! follows their rule, and a step that says something else than the rule that holds is told.

use std::collections::BTreeMap;

use super::book::Question;
use super::rules::{about_rules, spoken};
use super::steps::{BOTH, StepChoices, pairs, whose};
use super::{DecisionKind, Sides};
use crate::catalogue::{BusinessRule, Procedure};
use crate::notation::kind_in_words;
use crate::outcome::{
    Choice, Defect, Origin, ProcedureMatch, RuleClass, RuleConflict, RuleFinding, StepAlignment,
};
use crate::rules::{Amount, Limit, Scope, limits, value};
use crate::text::Saying;

/// From this share on, a step speaks of what a rule is about.
const SAME_MATTER: f64 = 0.75;

/// Paired steps that name different limits, and the rule whose matter they are about.
pub(super) struct Group<'a> {
    rule: Option<LimitRule<'a>>,
    /// Places of the steps in the two procedures.
    pub(super) steps: Vec<[usize; 2]>,
}

/// The paired steps that name different limits, by the rule that they are about.
pub(super) fn groups<'a>(
    procedures: [&'a Procedure; 2],
    script: &[StepAlignment],
    conflicts: &'a [RuleConflict],
) -> Vec<Group<'a>> {
    let steps = pairs(procedures, script, |a, b| Amount::differ(&a.action, &b.action));
    let rules = LimitRule::all(procedures, conflicts);
    let mut by_rule: BTreeMap<Option<usize>, Vec<[usize; 2]>> = BTreeMap::new();
    for steps in steps {
        let rule = nearest(&rules, actions(procedures, steps.map(Some)));
        by_rule.entry(rule).or_default().push(steps);
    }
    let group = |(rule, steps): (Option<usize>, _)| Group {
        rule: rule.map(|rule| rules[rule].clone()),
        steps,
    };
    by_rule.into_iter().map(group).collect()
}

/// What is asked about a group of steps.
pub(super) fn question(sides: Sides<'_>, ends: [usize; 2], group: &Group<'_>) -> Question {
    let procedures = sides.procedures(ends[0], ends[1]);
    let [first, second] = sides.lines();
    let steps = group.steps.iter().map(|[a, b]| {
        [procedures[0].steps[*a].action.trim(), procedures[1].steps[*b].action.trim()]
    });
    let steps: Vec<[&str; 2]> = steps.collect();
    let told: Vec<String> =
        steps.iter().map(|[a, b]| format!("\"{a}\" in {first}, \"{b}\" in {second}")).collect();
    let texts = steps.iter().map(|steps| steps.join(" ")).collect();
    let question = Question {
        subject: format!("{}: limits in steps", sides.titles(ends[0], ends[1])),
        asks: "Whose limits hold in the steps that name different ones?".to_owned(),
        recommendation: "each line keeps its limit".to_owned(),
        reason: "no rule is about the same matter, and no policy ranks the words of steps"
            .to_owned(),
        ..whose(DecisionKind::Limits, sides, ends, texts, &told)
    };
    match &group.rule {
        None => question,
        Some(rule) => following(question, sides, ends, rule, &steps),
    }
}

/// The question with what its rule says about it.
fn following(
    mut question: Question,
    sides: Sides<'_>,
    ends: [usize; 2],
    rule: &LimitRule<'_>,
    texts: &[[&str; 2]],
) -> Question {
    let conflict = rule.conflict;
    question.about.extend(about_rules(sides.procedures(ends[0], ends[1]), conflict));
    let matter = rule.matter();
    question.subject = format!("{} ({matter})", question.subject);
    let [first, second] = sides.lines();
    let line = match rule.side(texts) {
        Some(Origin::Left) => Some(first),
        Some(Origin::Right) => Some(second),
        _ => None,
    };
    (question.recommended, question.recommendation) = match (line, conflict.choice) {
        (Some(line), _) => (line.to_owned(), format!("the limit of {line} in both lines")),
        (None, Choice::Other) => {
            let anew = format!("write the steps anew: {} holds", conflict.recommendation);
            (String::new(), anew)
        }
        _ => (BOTH.to_owned(), question.recommendation),
    };
    let settled = if conflict.decided { "decided" } else { "recommended" };
    question.reason = match conflict.choice {
        Choice::Decide => format!("the rule about the same matter ({matter}) is not decided yet"),
        _ => format!(
            "the rule about the same matter ({matter}) is {settled}: {}",
            conflict.recommendation
        ),
    };
    question
}

/// Steps of the proposal that name another limit than the rule that holds in it; what people have yet
/// to decide is none.
pub(crate) fn contradictions(
    sides: Sides<'_>,
    pair: &ProcedureMatch,
    script: &[StepAlignment],
    conflicts: &[RuleConflict],
    choices: &StepChoices,
) -> Vec<RuleFinding> {
    let Some((left, right)) = pair.left.zip(pair.right) else { return Vec::new() };
    let procedures = sides.procedures(left, right);
    let rules = LimitRule::all(procedures, conflicts);
    let told = script.iter().filter(|row| choices.keeps(row)).filter_map(|row| {
        let steps = [row.left_step, row.right_step];
        let rule = &rules[nearest(&rules, actions(procedures, steps))?];
        let said = in_force(procedures, steps, choices)?;
        let held = rule.in_force()?;
        let apart = if rule.shared(actions(procedures, steps)) > 0 {
            !agree(&said, &held)
        } else {
            let rule = rule.conflict.choice.line()?;
            choices.limit(steps).is_some_and(|line| line != rule)
        };
        apart.then(|| {
            let rules = [
                rule.conflict.left_rule.map(|rule| (Origin::Left, left, rule)),
                rule.conflict.right_rule.map(|rule| (Origin::Right, right, rule)),
            ];
            RuleFinding {
                match_index: row.match_index,
                kind: rule.conflict.kind,
                defect: Defect::Step,
                rules: rules.into_iter().flatten().collect(),
                case: format!(
                    "the step says \"{}\", the rule says {}",
                    said.join(" / "),
                    held.join(" / ")
                ),
            }
        })
    });
    told.collect()
}

/// Whether every text of a step and every rule has one on the other side that names the same limit, as
/// far as they are of one unit.
fn agree(steps: &[&str], rules: &[String]) -> bool {
    let steps: Vec<Vec<Limit>> = steps.iter().map(|text| limits(text)).collect();
    let rules: Vec<Vec<Limit>> = rules.iter().map(|text| limits(text)).collect();
    let meet = |a: &[Limit], b: &[Limit]| !comparable(a, b) || shares(a, b);
    steps.iter().all(|step| rules.iter().any(|rule| meet(step, rule)))
        && rules.iter().all(|rule| steps.iter().any(|step| meet(rule, step)))
}

fn comparable(a: &[Limit], b: &[Limit]) -> bool {
    a.iter().any(|(unit, _)| b.iter().any(|(other, _)| unit == other))
}

fn shares(a: &[Limit], b: &[Limit]) -> bool {
    a.iter().any(|limit| b.contains(limit))
}

/// The texts of paired or lone steps in the proposal; `None` where people have yet to choose one.
fn in_force<'a>(
    procedures: [&'a Procedure; 2],
    steps: [Option<usize>; 2],
    choices: &StepChoices,
) -> Option<Vec<&'a str>> {
    let [Some(a), Some(b)] = actions(procedures, steps) else {
        return Some(actions(procedures, steps).into_iter().flatten().collect());
    };
    if !Amount::differ(a, b) {
        return Some(vec![a, b]);
    }
    Some(match choices.limit(steps)? {
        Origin::Left => vec![a],
        Origin::Right => vec![b],
        Origin::Both => vec![a, b],
    })
}

fn actions(procedures: [&Procedure; 2], steps: [Option<usize>; 2]) -> [Option<&str>; 2] {
    [0, 1].map(|side| Some(procedures[side].steps.get(steps[side]?)?.action.trim()))
}

/// Place of the rule that is most surely about the matter of paired or lone steps.
fn nearest(rules: &[LimitRule<'_>], steps: [Option<&str>; 2]) -> Option<usize> {
    if rules.is_empty() || steps.iter().flatten().all(|text| limits(text).is_empty()) {
        return None;
    }
    let likely =
        rules.iter().enumerate().filter_map(|(at, rule)| Some((rule.likeness(steps)?, at)));
    let best = likely.reduce(|best, other| if other.0 > best.0 { other } else { best });
    best.map(|(_, at)| at)
}

/// Compared rules, or a lone one, that name limits.
#[derive(Clone)]
struct LimitRule<'a> {
    conflict: &'a RuleConflict,
    rules: [Option<&'a BusinessRule>; 2],
    limits: [Vec<Limit>; 2],
    matters: [Saying; 2],
}

impl<'a> LimitRule<'a> {
    fn all(procedures: [&'a Procedure; 2], conflicts: &'a [RuleConflict]) -> Vec<Self> {
        let of = |conflict: &'a RuleConflict| {
            let places = [conflict.left_rule, conflict.right_rule];
            let rules = [0, 1].map(|side| procedures[side].rules.get(places[side]?));
            let limits = rules.map(|rule| rule.map(|r| limits(&whole(r))).unwrap_or_default());
            let matters = rules.map(|rule| Scope::of(rule.map_or("", |r| &r.condition)).matter);
            Self { conflict, rules, limits, matters }
        };
        let all = conflicts.iter().map(of);
        all.filter(|rule| rule.limits.iter().any(|limits| !limits.is_empty())).collect()
    }

    /// What it is about, in words.
    fn matter(&self) -> &str {
        let conditions = self.rules.iter().flatten().map(|rule| rule.condition.trim());
        let mut stated = conditions.filter(|text| !text.is_empty());
        stated.next().unwrap_or(spoken(self.conflict.kind))
    }

    /// The rules that hold in the proposal; `None` where people have yet to choose one.
    fn in_force(&self) -> Option<Vec<String>> {
        let [a, b] = self.rules.map(|rule| rule.map(whole));
        let conflict = self.conflict;
        Some(match conflict.choice {
            Choice::Left => a.into_iter().collect(),
            Choice::Right => b.into_iter().collect(),
            Choice::Other => vec![conflict.recommendation.clone()],
            Choice::Both if conflict.class == RuleClass::Equal => a.into_iter().collect(),
            Choice::Both if conflict.decided => a.into_iter().chain(b).collect(),
            Choice::Both | Choice::Decide => return None,
        })
    }

    /// The side whose steps say what holds by the rule.
    fn side(&self, steps: &[[&str; 2]]) -> Option<Origin> {
        let held = self.in_force().unwrap_or_default();
        let says = |side: usize| {
            let limits_of =
                |held: &String| steps.iter().all(|s| shares(&limits(s[side]), &limits(held)));
            held.iter().all(limits_of) && !held.is_empty()
        };
        match [says(0), says(1)] {
            [true, false] => Some(Origin::Left),
            [false, true] => Some(Origin::Right),
            _ => self.conflict.choice.line(),
        }
    }

    /// How surely it is about the matter of steps that name limits; `None` if nothing says so.
    fn likeness(&self, steps: [Option<&str>; 2]) -> Option<f64> {
        let named: Vec<Limit> = steps.iter().flatten().flat_map(|text| limits(text)).collect();
        if !comparable(&named, &self.limits.concat()) {
            return None;
        }
        let (shared, subject) = (self.shared(steps), self.subject(steps));
        let of_kind = |text: &&str| kind_in_words(text) == self.conflict.kind;
        let fits = subject > 0.0 || steps.iter().flatten().any(of_kind);
        let is_it = shared == 2 || shared == 1 && fits || subject >= SAME_MATTER;
        is_it.then_some(shared as f64 + subject)
    }

    /// On how many sides the step names a limit of its line's rule.
    fn shared(&self, steps: [Option<&str>; 2]) -> usize {
        let same =
            |side: usize| steps[side].is_some_and(|t| shares(&limits(t), &self.limits[side]));
        usize::from(same(0)) + usize::from(same(1))
    }

    /// How much of what the rules are about the steps say, 0..=1.
    fn subject(&self, steps: [Option<&str>; 2]) -> f64 {
        let said = steps.iter().flatten().map(|text| Saying::of(text));
        let of = |step: Saying| self.matters.each_ref().map(|matter| matter.containment(&step));
        said.flat_map(of).fold(0.0, f64::max)
    }
}

/// All that a rule says.
fn whole(rule: &BusinessRule) -> String {
    match rule.condition.trim() {
        "" => value(rule),
        condition => format!("{} (when: {condition})", value(rule)),
    }
}
