//! Limits in the words of steps, and the rules about the same matter: what is asked about such steps
//! follows their rule, and a step that says something else than the rule that holds is told.

use std::collections::BTreeMap;

use super::book::Question;
use super::rules::{about_rules, spoken};
use super::steps::{BOTH, StepChoices, pairs, whose};
use super::{DecisionKind, Sides};
use crate::catalogue::{BusinessRule, Procedure, RuleKind};
use crate::notation::kind_in_words;
use crate::outcome::{
    Choice, Defect, Origin, RuleClass, RuleConflict, RuleFinding, StepAlignment, UnifiedProcedure,
};
use crate::rules::{Amount, Limit, Scope, binds_time, limits, value};
use crate::text::Saying;
use crate::unify::apart;

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
    let mut texts: Vec<String> = steps.iter().map(|steps| steps.join(" ")).collect();
    // With the procedures: by its texts a ruling is found again when another rule is the nearest.
    texts.extend(sides.keys(ends[0], ends[1]));
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

/// Steps of a proposal that name another limit than the rule that holds in it. What people have yet to
/// decide contradicts nothing.
pub(crate) fn contradictions(
    sides: Sides<'_>,
    unified: &UnifiedProcedure,
    conflicts: &[RuleConflict],
    choices: &StepChoices,
) -> Vec<RuleFinding> {
    let Some((left, right)) = unified.left.zip(unified.right) else { return Vec::new() };
    let procedures = sides.procedures(left, right);
    let rules = LimitRule::all(procedures, conflicts);
    let told = unified.steps.iter().filter_map(|step| {
        let places = [step.left_step, step.right_step];
        let said = in_force(procedures, places, &step.action, choices)?;
        let rule = &rules[nearest(&rules, actions(procedures, places))?];
        let held = rule.in_force()?;
        let rules = [
            rule.conflict.left_rule.map(|rule| (Origin::Left, left, rule)),
            rule.conflict.right_rule.map(|rule| (Origin::Right, right, rule)),
        ];
        let told: Vec<&str> = held.iter().map(|held| held.told.as_str()).collect();
        (!agree(&said, &held)).then(|| RuleFinding {
            match_index: unified.match_index,
            kind: rule.conflict.kind,
            defect: Defect::Step,
            rules: rules.into_iter().flatten().collect(),
            case: format!(
                "the step says \"{}\", the rule says {}",
                said.join(" / "),
                told.join(" / ")
            ),
        })
    });
    told.collect()
}

/// Whether every text of a step and every rule has one on the other side that names the same limits, as
/// far as they are of one unit.
fn agree(steps: &[&str], rules: &[Held]) -> bool {
    let steps: Vec<Vec<Limit>> = steps.iter().map(|text| limits(text)).collect();
    steps.iter().all(|step| rules.iter().any(|rule| meet(step, &rule.limits)))
        && rules.iter().all(|rule| steps.iter().any(|step| meet(step, &rule.limits)))
}

/// Whether a limit is the same in every unit that both name.
fn meet(a: &[Limit], b: &[Limit]) -> bool {
    let of = |limits: &[Limit], unit: &str| -> Vec<Limit> {
        limits.iter().filter(|(own, _)| *own == unit).copied().collect()
    };
    a.iter().all(|(unit, _)| {
        let other = of(b, unit);
        other.is_empty() || shares(&of(a, unit), &other)
    })
}

fn comparable(a: &[Limit], b: &[Limit]) -> bool {
    a.iter().any(|(unit, _)| b.iter().any(|(other, _)| unit == other))
}

fn shares(a: &[Limit], b: &[Limit]) -> bool {
    a.iter().any(|limit| b.contains(limit))
}

/// What a step of the proposal says, text by text; `None` where people have yet to choose one.
fn in_force<'a>(
    procedures: [&'a Procedure; 2],
    steps: [Option<usize>; 2],
    action: &'a str,
    choices: &StepChoices,
) -> Option<Vec<&'a str>> {
    let [Some(a), Some(b)] = actions(procedures, steps) else { return Some(vec![action]) };
    let apart = apart([a, b], steps, choices);
    if apart.iter().any(Option::is_none) {
        return None;
    }
    // A text that the proposal does not hold whole was not chosen.
    let texts: Vec<&str> = [a, b].into_iter().filter(|text| action.contains(text)).collect();
    Some(if texts.is_empty() { vec![action] } else { texts })
}

fn actions(procedures: [&Procedure; 2], steps: [Option<usize>; 2]) -> [Option<&str>; 2] {
    [0, 1].map(|side| Some(procedures[side].steps.get(steps[side]?)?.action.trim()))
}

/// Place of the rule that is most surely about the matter of paired or lone steps.
fn nearest(rules: &[LimitRule<'_>], steps: [Option<&str>; 2]) -> Option<usize> {
    if rules.is_empty() || steps.iter().flatten().all(|text| limits(text).is_empty()) {
        return None;
    }
    let steps = steps.map(|text| text.map(Said::of));
    let likely =
        rules.iter().enumerate().filter_map(|(at, rule)| Some((rule.likeness(&steps)?, at)));
    // Of rules that are as near the first by what they are called, whatever the order of rows.
    let best = likely.max_by(|(one, at), (two, other)| {
        one.total_cmp(two).then_with(|| rules[*other].called.cmp(&rules[*at].called))
    });
    best.map(|(_, at)| at)
}

/// What a step says, read once for all rules.
struct Said {
    limits: Vec<Limit>,
    saying: Saying,
    kind: RuleKind,
}

impl Said {
    fn of(text: &str) -> Self {
        // "After 30 days" is when something is done, and no service level.
        let kind = match kind_in_words(text) {
            RuleKind::Sla if !binds_time(text) => RuleKind::Other,
            kind => kind,
        };
        Self { limits: limits(text), saying: Saying::of(text), kind }
    }
}

/// Compared rules, or a lone one, that name limits.
#[derive(Clone)]
struct LimitRule<'a> {
    conflict: &'a RuleConflict,
    rules: [Option<&'a BusinessRule>; 2],
    limits: [Vec<Limit>; 2],
    matters: [Saying; 2],
    /// Its kind and names.
    called: [String; 3],
}

/// A rule that holds.
struct Held {
    limits: Vec<Limit>,
    told: String,
}

impl<'a> LimitRule<'a> {
    fn all(procedures: [&'a Procedure; 2], conflicts: &'a [RuleConflict]) -> Vec<Self> {
        let of = |conflict: &'a RuleConflict| {
            let places = [conflict.left_rule, conflict.right_rule];
            let rules = [0, 1].map(|side| procedures[side].rules.get(places[side]?));
            let limits = rules.map(|rule| rule.map(|r| limits(&whole(r))).unwrap_or_default());
            let matters = rules.map(|rule| Scope::of(rule.map_or("", |r| &r.condition)).matter);
            let called = about_rules(procedures, conflict);
            Self { conflict, rules, limits, matters, called }
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
    fn in_force(&self) -> Option<Vec<Held>> {
        let [a, b] = self.rules;
        let conflict = self.conflict;
        if conflict.is_chosen_by_policy() || conflict.choice == Choice::Decide {
            return None;
        }
        let held = |rule: &BusinessRule| Held { limits: limits(&value(rule)), told: whole(rule) };
        let stated = |text: &String| Held { limits: limits(text), told: text.clone() };
        Some(match conflict.choice {
            Choice::Left => a.map(held).into_iter().collect(),
            Choice::Right => b.map(held).into_iter().collect(),
            Choice::Other => vec![stated(&conflict.recommendation)],
            _ if conflict.class == RuleClass::Equal => a.map(held).into_iter().collect(),
            _ => a.into_iter().chain(b).map(held).collect(),
        })
    }

    /// The side whose steps say what the policy or people chose.
    fn side(&self, steps: &[[&str; 2]]) -> Option<Origin> {
        let [a, b] = self.rules.map(|rule| rule.map(value));
        let chosen = match self.conflict.choice {
            Choice::Left => a,
            Choice::Right => b,
            Choice::Other => Some(self.conflict.recommendation.clone()),
            Choice::Both if self.conflict.class == RuleClass::Equal => a,
            Choice::Both | Choice::Decide => None,
        };
        let chosen = limits(&chosen.unwrap_or_default());
        let says = |side: usize| steps.iter().all(|step| shares(&limits(step[side]), &chosen));
        match [says(0), says(1)] {
            [true, false] => Some(Origin::Left),
            [false, true] => Some(Origin::Right),
            _ => self.conflict.choice.line(),
        }
    }

    /// How surely it is about the matter of steps that name limits; `None` if nothing says so.
    ///
    /// That both steps name their lines' limits says it. One limit in common may be chance, and so may
    /// one word: then a word in common, or the kind of limit, has to say the same.
    fn likeness(&self, steps: &[Option<Said>; 2]) -> Option<f64> {
        let named: Vec<Limit> =
            steps.iter().flatten().flat_map(|step| step.limits.clone()).collect();
        if !comparable(&named, &self.limits.concat()) {
            return None;
        }
        let (shared, (subject, words)) = (self.shared(steps), self.subject(steps));
        let of_kind = steps.iter().flatten().any(|step| step.kind == self.conflict.kind);
        let is_it = if self.matters.iter().all(|matter| matter.terms.is_empty()) {
            shared > 0 && of_kind
        } else {
            shared > 0 && subject > 0.0 || subject >= SAME_MATTER && (words > 1 || of_kind)
        };
        (is_it || shared == 2).then_some(shared as f64 + subject)
    }

    /// On how many sides the step names a limit of its line's rule.
    fn shared(&self, steps: &[Option<Said>; 2]) -> usize {
        let same = |side: usize| {
            steps[side].as_ref().is_some_and(|step| shares(&step.limits, &self.limits[side]))
        };
        usize::from(same(0)) + usize::from(same(1))
    }

    /// How much of what the rules are about the steps say, 0..=1, and of how many words that is.
    fn subject(&self, steps: &[Option<Said>; 2]) -> (f64, usize) {
        let of = |step: &Said| {
            self.matters
                .each_ref()
                .map(|matter| (matter.containment(&step.saying), matter.terms.len()))
        };
        let all = steps.iter().flatten().flat_map(of);
        all.fold((0.0, 0), |best, other| if other.0 > best.0 { other } else { best })
    }
}

/// All that a rule says.
fn whole(rule: &BusinessRule) -> String {
    match rule.condition.trim() {
        "" => value(rule),
        condition => format!("{} (when: {condition})", value(rule)),
    }
}
