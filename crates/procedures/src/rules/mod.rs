//! Business rules of matched procedures: which speak about the same matter, and how they differ.

mod advice;
mod amount;
mod assurance;
mod bounds;
mod case;
mod deadline;
mod escalation;
mod hours;
mod prepared;
mod promises;
mod scope;
mod together;
mod token;
mod wording;

use advice::Case;
pub(crate) use advice::Owner;
pub(crate) use amount::{Amount, Limit, counts, limits};
use assurance::Assurance;
pub(crate) use bounds::{begins_with_bound, begins_with_name_of_limit, binds_time, sets_limit};
use deadline::Deadline;
pub(crate) use deadline::states_deadline;
use escalation::Escalation;
use hours::Hours;
use prepared::Prepared;
pub(crate) use prepared::says_only_a_limit;
pub(crate) use promises::promise_conflicts;
use scope::Interval;
pub(crate) use scope::{CHANNELS, Scope};
pub(crate) use together::findings;
use wording::{Fields, Script, compare_texts};

use crate::assignment::{Candidate, assign};
use crate::catalogue::{BusinessRule, RuleKind};
use crate::outcome::{Choice, RuleClass, RuleConflict};
use crate::settings::ReconcileSettings;
use crate::vector::Rarity;

/// How two values stand to each other, seen from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    class: RuleClass,
    detail: String,
}

const LEAST_GAIN: f64 = 1e-6;

/// The rules of two matched procedures.
pub(crate) struct RulePair<'a> {
    pub(crate) match_index: usize,
    pub(crate) left: &'a [BusinessRule],
    pub(crate) right: &'a [BusinessRule],
    /// Names of the two lines.
    pub(crate) names: [&'a str; 2],
    /// The line whose topic the procedures serve.
    pub(crate) owner: &'a Owner,
    /// What customers come with to both, e.g. `complaint by e-mail`.
    pub(crate) about: &'a str,
    /// Whether rules without counterpart are reported.
    pub(crate) report_missing: bool,
    /// Whether the procedures are written in languages whose words are compared.
    pub(crate) are_comparable: bool,
    /// The rules of each line that hold for all its procedures.
    pub(crate) general: [Vec<&'a BusinessRule>; 2],
    /// Whether a line has what is called general rules and was read as a procedure with steps.
    pub(crate) unread_general: [bool; 2],
}

impl RulePair<'_> {
    /// Every comparison, by kind, then by place on the left, then on the right.
    pub(crate) fn conflicts(
        &self,
        rarity: &Rarity,
        settings: &ReconcileSettings,
    ) -> Vec<RuleConflict> {
        let pairs = self.pairs(rarity, settings);
        let mut found: Vec<RuleConflict> =
            pairs.iter().map(|(left, right)| self.compared(*left, *right, settings)).collect();
        if self.report_missing {
            let says =
                |rule: &BusinessRule, side: usize| self.in_general(rule, side, rarity, settings);
            let free_left =
                (0..self.left.len()).filter(|i| pairs.iter().all(|(left, _)| left != i));
            let free_right =
                (0..self.right.len()).filter(|i| pairs.iter().all(|(_, right)| right != i));
            found.extend(free_left.map(|index| self.missing(Some(index), None, &says)));
            found.extend(free_right.map(|index| self.missing(None, Some(index), &says)));
        }
        found.sort_by_key(|c| (c.kind, c.left_rule.unwrap_or(usize::MAX), c.right_rule));
        found
    }

    /// The best one-to-one pairs of rules of the same kind about a similar condition.
    fn pairs(&self, rarity: &Rarity, settings: &ReconcileSettings) -> Vec<(usize, usize)> {
        let (left_order, right_order) = (content_order(self.left), content_order(self.right));
        let turned = right_order
            .iter()
            .map(|index| content(&self.right[*index]))
            .lt(left_order.iter().map(|index| content(&self.left[*index])));
        let prepared = |rules: &'_ [BusinessRule], order: &[usize]| -> Vec<Prepared> {
            order.iter().map(|index| Prepared::of(&rules[*index], rarity)).collect()
        };
        let lefts = prepared(self.left, &left_order);
        let rights = prepared(self.right, &right_order);
        let mut candidates = Vec::new();
        for (left_rank, a) in lefts.iter().enumerate() {
            for (right_rank, b) in rights.iter().enumerate().filter(|(_, b)| a.kind == b.kind) {
                let above = a.likeness(b) - settings.rule_condition;
                if above < 0.0 {
                    continue;
                }
                let gain = above + LEAST_GAIN;
                let (left, right) =
                    if turned { (right_rank, left_rank) } else { (left_rank, right_rank) };
                candidates.push(Candidate { left, right, gain });
            }
        }
        let mut assigned = assign(&candidates);
        if turned {
            lone_ones(&mut assigned, [&rights, &lefts]);
        } else {
            lone_ones(&mut assigned, [&lefts, &rights]);
        }
        assigned
            .into_iter()
            .map(|(a, b)| if turned { (b, a) } else { (a, b) })
            .map(|(left, right)| (left_order[left], right_order[right]))
            .collect()
    }

    fn compared(&self, left: usize, right: usize, settings: &ReconcileSettings) -> RuleConflict {
        let (a, b) = (&self.left[left], &self.right[right]);
        let verdict = compare(a, b, settings, self.names);
        let advice =
            Case { left: a, right: b, class: verdict.class, names: self.names, owner: self.owner }
                .advice(settings.policy);
        let case = case::Compared {
            left: a,
            right: b,
            verdict: &verdict,
            names: self.names,
            about: self.about,
        }
        .case();
        let difference = if case.is_empty() { &verdict.detail } else { &case };
        RuleConflict {
            match_index: self.match_index,
            kind: a.kind,
            left_rule: Some(left),
            right_rule: Some(right),
            class: verdict.class,
            open: verdict.class.is_conflict() || advice.choice == Choice::Decide,
            decided: false,
            detail: format!(
                "{}: {}; {}: {}; {}",
                self.names[0],
                value(a),
                self.names[1],
                value(b),
                difference
            ),
            case,
            recommendation: advice.recommendation,
            choice: advice.choice,
            reason: advice.reason,
        }
    }

    /// What the general rules of a line say about the matter of a rule.
    fn in_general(
        &self,
        rule: &BusinessRule,
        side: usize,
        rarity: &Rarity,
        settings: &ReconcileSettings,
    ) -> Option<String> {
        let is_about = |other: &&&BusinessRule| {
            let is_lone = LONE.contains(&rule.kind);
            other.kind == rule.kind
                && (is_lone || likeness(rule, other, rarity) >= settings.rule_condition)
        };
        let said = |other: &&BusinessRule| match other.condition.trim() {
            "" => value(other),
            when => format!("{} ({when})", value(other)),
        };
        let found: Vec<String> = self.general[side].iter().filter(is_about).map(said).collect();
        (!found.is_empty()).then(|| found.join("; "))
    }

    /// A rule of one side only; `says` tells what the other line's general rules say of it.
    fn missing(
        &self,
        left: Option<usize>,
        right: Option<usize>,
        says: &dyn Fn(&BusinessRule, usize) -> Option<String>,
    ) -> RuleConflict {
        let (rule, class, choice, has, lacks) = match (left, right) {
            (Some(left), _) => (
                &self.left[left],
                RuleClass::MissingRight,
                Choice::Left,
                self.names[0],
                self.names[1],
            ),
            (None, right) => {
                let rule = &self.right[right.unwrap_or_default()];
                (rule, RuleClass::MissingLeft, Choice::Right, self.names[1], self.names[0])
            }
        };
        let other = usize::from(left.is_some());
        let general = says(rule, other);
        let in_general = general.map(|said| {
            (
                format!("has no such rule of its own here, and says for all procedures: {said}"),
                format!("says for all procedures: {said}"),
            )
        });
        let (has_none, says_nothing) = if let Some((has_none, says)) = &in_general {
            (has_none.as_str(), says.as_str())
        } else if self.unread_general[other] {
            (
                "has no such rule of its own here",
                "has general rules that are written as steps: look whether they say otherwise",
            )
        } else if self.are_comparable {
            ("has no such rule", "states nothing that speaks against it")
        } else {
            (
                "has no such rule that could be told",
                "is written in a language whose words are not compared with these: look whether it says \
                 otherwise",
            )
        };
        RuleConflict {
            match_index: self.match_index,
            kind: rule.kind,
            left_rule: left,
            right_rule: right,
            class,
            open: false,
            decided: false,
            case: String::new(),
            detail: match rule.condition.trim() {
                "" => format!("{has}: {}; {lacks} {has_none}", value(rule)),
                when => format!("{has}: {} ({when}); {lacks} {has_none}", value(rule)),
            },
            recommendation: value(rule),
            choice,
            reason: format!("{lacks} {says_nothing}"),
        }
    }
}

/// Kinds of which a procedure has one rule.
const LONE: [RuleKind; 3] =
    [RuleKind::Authentication, RuleKind::OpeningHours, RuleKind::Escalation];

/// Pairs the rules that are left over of kinds of which a procedure has one, if each side has one.
fn lone_ones(assigned: &mut Vec<(usize, usize)>, [lefts, rights]: [&[Prepared]; 2]) {
    for kind in LONE {
        let free = |rules: &[Prepared], taken: &dyn Fn(usize) -> bool| {
            let of_kind = rules.iter().enumerate().filter(|(_, rule)| rule.kind == kind);
            of_kind.map(|(at, _)| at).filter(|at| !taken(*at)).collect::<Vec<_>>()
        };
        let left = free(lefts, &|at| assigned.iter().any(|(left, _)| *left == at));
        let right = free(rights, &|at| assigned.iter().any(|(_, right)| *right == at));
        if let ([left], [right]) = (&left[..], &right[..])
            && lefts[*left].is_likely_the_only_one()
            && rights[*right].is_likely_the_only_one()
        {
            assigned.push((*left, *right));
        }
    }
}

/// The value with its unit, as written.
pub(crate) fn value(rule: &BusinessRule) -> String {
    format!("{} {}", rule.value.trim(), rule.unit.trim()).trim().to_owned()
}

/// Whether the value states a deadline, a limit, a check, an escalation or hours, whichever the kind of
/// the rule is.
pub(crate) fn is_measured(rule: &BusinessRule) -> bool {
    let text = value(rule);
    match rule.kind {
        RuleKind::Sla => Deadline::parse(&text).is_some(),
        RuleKind::AuthorityLimit => Amount::is_money_or_share(&text),
        RuleKind::Authentication => Assurance::parse(&text).is_some(),
        RuleKind::Escalation => Escalation::parse(&text).is_some(),
        RuleKind::OpeningHours => Hours::parse(&text).is_some(),
        RuleKind::Script | RuleKind::DataCapture | RuleKind::Other => false,
    }
}

/// All of a rule that distinguishes it, for an order that does not depend on rows.
fn content(rule: &BusinessRule) -> (&str, String, &str, RuleKind) {
    (&rule.condition, value(rule), &rule.key, rule.kind)
}

fn content_order(rules: &[BusinessRule]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rules.len()).collect();
    order.sort_by_cached_key(|index| content(&rules[*index]));
    order
}

/// How surely two rules of a kind are about the same matter.
fn likeness(left: &BusinessRule, right: &BusinessRule, rarity: &Rarity) -> f64 {
    Prepared::of(left, rarity).likeness(&Prepared::of(right, rarity))
}

/// How the left rule stands to the right one, both being about the same matter, and the difference in
/// words; `names` are the two lines. The kind of the left rule decides how both are read.
pub fn compare_rules(
    left: &BusinessRule,
    right: &BusinessRule,
    settings: &ReconcileSettings,
    names: [&str; 2],
) -> (RuleClass, String) {
    let verdict = compare(left, right, settings, names);
    (verdict.class, verdict.detail)
}

fn compare(
    left: &BusinessRule,
    right: &BusinessRule,
    settings: &ReconcileSettings,
    names: [&str; 2],
) -> Verdict {
    let (a, b) = (value(left), value(right));
    let business = settings.business;
    let by_measure = match left.kind {
        RuleKind::Sla => deadlines(&a, &b, business, names),
        RuleKind::AuthorityLimit => amounts(&a, &b),
        RuleKind::Authentication => {
            Assurance::parse(&a).zip(Assurance::parse(&b)).map(|(a, b)| a.compare(&b))
        }
        RuleKind::Escalation => {
            Escalation::parse(&a).zip(Escalation::parse(&b)).map(|(a, b)| a.compare(&b))
        }
        RuleKind::OpeningHours => {
            Hours::parse(&a).zip(Hours::parse(&b)).map(|(a, b)| a.compare(&b, names))
        }
        RuleKind::Script => Some(Script::parse(&a).compare(&Script::parse(&b))),
        RuleKind::DataCapture => Some(Fields::parse(&a).compare(&Fields::parse(&b), names)),
        // A bare number of something unknown may be better high or low.
        RuleKind::Other => deadlines(&a, &b, business, names).or_else(|| {
            amounts(&a, &b).filter(|_| [&a, &b].into_iter().all(|v| Amount::is_money_or_share(v)))
        }),
    };
    let verdict = by_measure.unwrap_or_else(|| compare_texts(&a, &b));
    let equal = verdict.class == RuleClass::Equal;
    equal.then(|| by_scope(left, right)).flatten().unwrap_or(verdict)
}

/// Of two rules that demand the same: which holds for more amounts. The same approver up to 200 € and
/// up to 150 € are not the same rule. `None` if the conditions name no other amounts.
fn by_scope(left: &BusinessRule, right: &BusinessRule) -> Option<Verdict> {
    let (a, b) = (Scope::of(&left.condition).amounts, Scope::of(&right.condition).amounts);
    let narrowed = a != Interval::ALL && b != Interval::ALL;
    let shared = a.shared(&b);
    let (class, detail) = match shared {
        _ if !narrowed || a == b => return None,
        Some(both) if both == a => (RuleClass::Tighter, "the same demand, for fewer amounts"),
        Some(both) if both == b => (RuleClass::Looser, "the same demand, for more amounts"),
        _ => (RuleClass::Contradictory, "the same demand, for other amounts"),
    };
    let detail =
        format!("{detail}: \"{}\" / \"{}\"", left.condition.trim(), right.condition.trim());
    Some(Verdict { class, detail })
}

fn deadlines(
    left: &str,
    right: &str,
    business: crate::settings::BusinessHours,
    names: [&str; 2],
) -> Option<Verdict> {
    Some(Deadline::parse(left)?.compare(Deadline::parse(right)?, business, names))
}

fn amounts(left: &str, right: &str) -> Option<Verdict> {
    Some(Amount::parse(left)?.compare(&Amount::parse(right)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Preference;

    fn rule(kind: RuleKind, condition: &str, value: &str) -> BusinessRule {
        BusinessRule {
            key: String::new(),
            kind,
            condition: condition.to_owned(),
            value: value.to_owned(),
            unit: String::new(),
        }
    }

    fn conflicts(left: &[BusinessRule], right: &[BusinessRule]) -> Vec<RuleConflict> {
        conflicts_by(&ReconcileSettings::default(), left, right)
    }

    fn conflicts_by(
        settings: &ReconcileSettings,
        left: &[BusinessRule],
        right: &[BusinessRule],
    ) -> Vec<RuleConflict> {
        let documents = left.iter().chain(right).map(|rule| rule.condition.as_str());
        RulePair {
            match_index: 0,
            left,
            right,
            names: ["product", "financing"],
            about: "",
            owner: &Owner { line: Choice::Left, why: "more contacts".into() },
            report_missing: true,
            are_comparable: true,
            general: [vec![], vec![]],
            unread_general: [false; 2],
        }
        .conflicts(&Rarity::of(documents), settings)
    }

    #[test]
    fn rules_are_paired_by_what_they_are_about() {
        let left = [
            rule(RuleKind::Sla, "Acknowledge the complaint", "24 hours"),
            rule(RuleKind::Sla, "Final answer", "5 business days"),
        ];
        let right = [
            rule(RuleKind::Sla, "Final reply", "14 days"),
            rule(RuleKind::Sla, "Acknowledgement of the complaint", "two business days"),
        ];
        let pairs: Vec<_> =
            conflicts(&left, &right).iter().map(|c| (c.left_rule, c.right_rule)).collect();
        assert_eq!(pairs, [(Some(0), Some(1)), (Some(1), Some(0))]);
    }

    #[test]
    fn rules_in_other_languages_are_compared_by_their_limits() {
        for (kind, left, right, class) in [
            (RuleKind::Sla, "2 jours ouvrables", "5 Arbeitstage", RuleClass::Tighter),
            (RuleKind::Sla, "dans les 48 heures", "within 2 days", RuleClass::Equal),
            (RuleKind::Sla, "entro 3 giorni lavorativi", "3 Werktage", RuleClass::Equal),
            (RuleKind::Sla, "dentro de 2 semanas", "10 Tage", RuleClass::Looser),
            (RuleKind::AuthorityLimit, "CHF 1'000", "500.00 CHF", RuleClass::Looser),
            (
                RuleKind::OpeningHours,
                "lundi à vendredi, 8h00-18h00",
                "Mo-Fr 08:00-18:00",
                RuleClass::Equal,
            ),
        ] {
            let found = conflicts(&[rule(kind, "", left)], &[rule(kind, "", right)]);
            assert_eq!(found.len(), 1, "{left} / {right}: {found:?}");
            assert_eq!(found[0].class, class, "{left} / {right}: {}", found[0].detail);
        }
    }

    #[test]
    fn nothing_speaks_for_a_rule_against_which_a_language_that_is_not_compared_says_nothing() {
        let left = [rule(RuleKind::Script, "Complaint", "Must mention the ombudsman")];
        let missing = |are_comparable| {
            let owner = &Owner { line: Choice::Left, why: String::new() };
            let names = ["product", "financing"];
            let pair = RulePair {
                match_index: 0,
                left: &left,
                right: &[],
                names,
                about: "",
                owner,
                report_missing: true,
                are_comparable,
                general: [vec![], vec![]],
                unread_general: [false; 2],
            };
            let found = pair
                .conflicts(&Rarity::of(["Complaint"].into_iter()), &ReconcileSettings::default());
            format!("{}; {}", found[0].detail, found[0].reason)
        };
        assert!(missing(true).contains("financing states nothing that speaks against it"));
        assert!(missing(false).contains("has no such rule that could be told"));
        assert!(!missing(false).contains("speaks against it"));
    }

    #[test]
    fn a_rule_of_one_side_only_is_adopted_and_said_so() {
        let left = [rule(RuleKind::Script, "Complaint", "Must mention the ombudsman")];
        let found = conflicts(&left, &[]);
        assert_eq!(found[0].class, RuleClass::MissingRight);
        assert_eq!(found[0].choice, Choice::Left);
    }

    #[test]
    fn the_policy_chooses_and_gives_its_reason() {
        let left = [rule(RuleKind::AuthorityLimit, "Goodwill", "100 €")];
        let right = [rule(RuleKind::AuthorityLimit, "Goodwill", "250 €")];
        let found = &conflicts(&left, &right)[0];
        insta::assert_snapshot!(format!("{}\n{}\n{}", found.detail, found.recommendation, found.reason), @r"
        product: 100 €; financing: 250 €; Goodwill: 175 EUR may be granted in financing without asking, in product it may not
        100 €
        policy for authority_limit: the lower limit, which is product's
        ");
    }

    #[test]
    fn a_line_named_by_the_policy_or_owning_the_topic_wins_even_a_contradiction() {
        let left = [rule(RuleKind::Escalation, "Complaint", "after 2 contacts to the supervisor")];
        let right =
            [rule(RuleKind::Escalation, "Complaint", "after 2 contacts to the legal department")];
        for (preference, choice) in [
            (Preference::Right, Choice::Right),
            (Preference::Owner, Choice::Left),
            (Preference::Decide, Choice::Decide),
        ] {
            let mut settings = ReconcileSettings::default();
            settings.policy.escalation = preference;
            let found = &conflicts_by(&settings, &left, &right)[0];
            assert_eq!(found.choice, choice);
            assert!(found.open, "people confirm what a policy proposes");
        }
    }

    #[test]
    fn the_same_demand_for_other_amounts_is_another_rule() {
        let left = [rule(RuleKind::Other, "Betrag at most 200", "Agent")];
        let right = [rule(RuleKind::Other, "Betrag at most 150", "Agent")];
        assert_eq!(conflicts(&left, &right)[0].class, RuleClass::Looser);
    }

    #[test]
    fn contradictions_are_left_to_people() {
        let left = [rule(RuleKind::Escalation, "Complaint", "after 2 contacts to the supervisor")];
        let right =
            [rule(RuleKind::Escalation, "Complaint", "after 2 contacts to the legal department")];
        assert_eq!(conflicts(&left, &right)[0].choice, Choice::Decide);
    }
}
