//! The rules of both lines as one table: cases that two rules decide, cases that none decides.
//!
//! Within a procedure, or two that are the same, rules of one kind about one matter are laid side by side
//! with the amounts and channels that their conditions name. Where two cover a common case and demand
//! different things they contradict each other, where they demand the same they overlap; an amount
//! between two of a line's rules that neither covers is a gap (the checks of decision tables; Vanthienen
//! and others 1998, "An illustration of verification and validation in the modelling phase of KBS
//! development", section 3).

use rustc_hash::FxHashSet;

use super::scope::{CHANNELS, Interval, Scope};
use super::{compare, value};
use crate::catalogue::{BusinessRule, Catalogue};
use crate::outcome::{Defect, Origin, Reconciliation, Relation, RuleClass, RuleFinding};
use crate::settings::ReconcileSettings;

/// From this likeness on, two conditions are about one matter but for amounts and channels.
const SAME_MATTER: f64 = 0.75;

/// A rule with its place: the line, the procedure and the rule within it.
struct Placed<'a> {
    origin: Origin,
    procedure: usize,
    index: usize,
    rule: &'a BusinessRule,
    scope: Scope,
}

/// Every defect of the rules of both lines together, by match, then by place.
pub(crate) fn findings(
    left: &Catalogue,
    right: &Catalogue,
    found: &Reconciliation,
    settings: &ReconcileSettings,
) -> Vec<RuleFinding> {
    let names = [left.line.as_str(), right.line.as_str()];
    let mut out = Vec::new();
    let mut told = std::collections::BTreeSet::new();
    for (match_index, pair) in found.matches.iter().enumerate() {
        let mut rules = Vec::new();
        let together =
            pair.relation == Relation::Same || pair.left.is_none() || pair.right.is_none();
        if !together {
            continue;
        }
        for (origin, catalogue, procedure) in
            [(Origin::Left, left, pair.left), (Origin::Right, right, pair.right)]
        {
            let Some(procedure) = procedure else { continue };
            let of_it = catalogue.procedures[procedure].rules.iter().enumerate();
            rules.extend(of_it.map(|(index, rule)| Placed {
                origin,
                procedure,
                index,
                rule,
                scope: Scope::of(&rule.condition),
            }));
        }
        let compared = compared(found, match_index);
        let table = Table { match_index, rules, names, settings, compared, together };
        let found_here = table.clashes().into_iter().chain(table.gaps());
        // A procedure in several matches has its own defects once.
        out.extend(found_here.filter(|finding| told.insert(finding.rules.clone())));
    }
    out
}

/// Left and right rules that are compared as a pair anyway.
fn compared(found: &Reconciliation, match_index: usize) -> FxHashSet<(usize, usize)> {
    // Conflicts stand in the order of their matches.
    let from = found.conflicts.partition_point(|conflict| conflict.match_index < match_index);
    let here =
        found.conflicts[from..].iter().take_while(|conflict| conflict.match_index == match_index);
    here.filter_map(|conflict| conflict.left_rule.zip(conflict.right_rule)).collect()
}

struct Table<'a> {
    match_index: usize,
    rules: Vec<Placed<'a>>,
    names: [&'a str; 2],
    settings: &'a ReconcileSettings,
    compared: FxHashSet<(usize, usize)>,
    /// Whether the procedures are the same, so that their rules meet.
    together: bool,
}

impl Table<'_> {
    /// Pairs of rules that decide a common case.
    fn clashes(&self) -> Vec<RuleFinding> {
        let mut found = Vec::new();
        for (at, a) in self.rules.iter().enumerate() {
            for b in &self.rules[at + 1..] {
                if let Some(finding) = self.clash(a, b) {
                    found.push(finding);
                }
            }
        }
        found
    }

    fn clash(&self, a: &Placed<'_>, b: &Placed<'_>) -> Option<RuleFinding> {
        // Rules of the two lines that belong together are told as a conflict of the two.
        let paired = a.origin != b.origin && self.compared.contains(&(a.index, b.index));
        // A rule without bounds is the usual case, one with bounds its exception.
        let both_narrowed = a.scope.is_narrowed() && b.scope.is_narrowed();
        let apart = a.origin != b.origin && !self.together;
        if paired || apart || !both_narrowed || !one_matter(a, b) {
            return None;
        }
        let amounts = a.scope.amounts.shared(&b.scope.amounts)?;
        let channels = a.scope.shared_channels(&b.scope)?;
        let names = [self.name(a), self.name(b)];
        let verdict = compare(a.rule, b.rule, self.settings, names);
        let defect =
            if verdict.class == RuleClass::Equal { Defect::Overlap } else { Defect::Contradiction };
        // That both lines do the same is no defect.
        if defect == Defect::Overlap && a.origin != b.origin {
            return None;
        }
        let case = format!(
            "{}: {} in {}, {} in {}",
            case(a, &amounts, channels),
            value(a.rule),
            names[0],
            value(b.rule),
            names[1]
        );
        Some(self.finding(defect, &[a, b], case))
    }

    /// Amounts between a line's rules about one matter that none of them covers.
    fn gaps(&self) -> Vec<RuleFinding> {
        let mut found = Vec::new();
        for a in self.rules.iter().filter(|rule| rule.scope.amounts.to.is_finite()) {
            let mut others = self
                .rules
                .iter()
                .filter(|b| b.origin == a.origin && b.index != a.index && one_matter(a, b));
            let covered = others.clone().any(|b| {
                let past = Interval {
                    from: a.scope.amounts.to,
                    from_included: !a.scope.amounts.to_included,
                    to: f64::INFINITY,
                    to_included: false,
                };
                b.scope.amounts.shared(&past).is_some_and(|shared| {
                    shared.from.total_cmp(&past.from).is_eq()
                        && (shared.from_included || !past.from_included)
                })
            });
            if covered {
                continue;
            }
            let later = others
                .by_ref()
                .filter(|b| a.scope.amounts.gap_before(&b.scope.amounts).is_some())
                .min_by(|x, y| x.scope.amounts.from.total_cmp(&y.scope.amounts.from));
            let Some(later) = later else { continue };
            let Some(gap) = a.scope.amounts.gap_before(&later.scope.amounts) else { continue };
            let channels = a.scope.shared_channels(&later.scope).unwrap_or_default();
            let case = format!("{}: no rule in {}", case(a, &gap, channels), self.name(a));
            found.push(self.finding(Defect::Gap, &[a, later], case));
        }
        found
    }

    fn name(&self, rule: &Placed<'_>) -> &str {
        if rule.origin == Origin::Right { self.names[1] } else { self.names[0] }
    }

    fn finding(&self, defect: Defect, rules: &[&Placed<'_>], case: String) -> RuleFinding {
        RuleFinding {
            match_index: self.match_index,
            kind: rules[0].rule.kind,
            defect,
            rules: rules.iter().map(|rule| (rule.origin, rule.procedure, rule.index)).collect(),
            case,
        }
    }
}

fn one_matter(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    let (x, y) = (&a.scope, &b.scope);
    let units = x.unit == y.unit || x.unit.is_empty() || y.unit.is_empty();
    let unsaid = x.matter.terms.is_empty() && y.matter.terms.is_empty();
    // "Tier is premium" and "tier is standard" exclude each other: each says what the other does not.
    let same = || x.matter.covers(&y.matter) || y.matter.covers(&x.matter);
    let near = || x.matter.likeness(&y.matter) >= SAME_MATTER;
    a.rule.kind == b.rule.kind && units && (unsaid || near() && (same() || a.origin != b.origin))
}

/// The common case in words: the matter, an amount and a channel.
fn case(rule: &Placed<'_>, amounts: &Interval, channels: u8) -> String {
    let mut told = rule.scope.matter.terms.join(" ").replace('_', " ");
    if *amounts != Interval::ALL {
        told = format!("{told} of {} {}", amounts.example(), rule.scope.unit.to_uppercase());
    }
    let channel = CHANNELS.iter().enumerate().find(|(at, _)| channels & 1 << at != 0);
    if let Some((_, (name, _))) = channel {
        told = format!("{told} by {name}");
    }
    told.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{Procedure, RuleKind, TopicEvidence};
    use crate::reconcile;

    fn rule(condition: &str, value: &str) -> BusinessRule {
        BusinessRule {
            key: String::new(),
            kind: RuleKind::AuthorityLimit,
            condition: condition.to_owned(),
            value: value.to_owned(),
            unit: String::new(),
        }
    }

    fn catalogue(line: &str, rules: Vec<BusinessRule>) -> Catalogue {
        let procedure =
            Procedure { key: "1".into(), title: "Goodwill".into(), rules, ..Procedure::default() };
        Catalogue { line: line.to_owned(), procedures: vec![procedure] }
    }

    fn told(left: Vec<BusinessRule>, right: Vec<BusinessRule>) -> Vec<String> {
        let (left, right) = (catalogue("product", left), catalogue("financing", right));
        let settings = ReconcileSettings { same: Some(0.1), ..ReconcileSettings::default() };
        let found = reconcile(&left, &right, &settings, &TopicEvidence::default());
        found.findings.iter().map(|f| format!("{:?}: {}", f.defect, f.case)).collect()
    }

    #[test]
    fn amounts_that_no_rule_covers_are_a_gap() {
        let rules = vec![
            rule("goodwill up to 100 €", "agent"),
            rule("goodwill above 250 €", "head of service"),
        ];
        assert_eq!(told(rules, Vec::new()), ["Gap: goodwill of 250 EUR: no rule in product"]);
    }

    #[test]
    fn two_rules_for_one_amount_contradict_each_other() {
        let rules =
            vec![rule("goodwill up to 100 €", "50 %"), rule("goodwill from 80 to 500 €", "20 %")];
        assert_eq!(
            told(rules, Vec::new()),
            ["Contradiction: goodwill of 100 EUR: 50 % in product, 20 % in product"]
        );
    }

    #[test]
    fn tables_cut_at_other_amounts_are_held_against_each_other() {
        let left = vec![rule("goodwill up to 100 €", "50 %"), rule("goodwill above 100 €", "20 %")];
        let right =
            vec![rule("goodwill up to 250 €", "50 %"), rule("goodwill above 250 €", "20 %")];
        assert_eq!(
            told(left, right),
            ["Contradiction: goodwill of 250 EUR: 20 % in product, 50 % in financing"]
        );
    }

    #[test]
    fn rules_that_fit_together_are_no_finding() {
        let rules = vec![
            rule("goodwill up to 100 €", "50 %"),
            rule("goodwill above 100 €", "20 %"),
            rule("refund", "500 €"),
            rule("refund, tier is premium, appliance up to 36 months", "150 €"),
            rule("refund, tier is standard, appliance up to 36 months", "100 €"),
        ];
        assert_eq!(told(rules, Vec::new()), [""; 0]);
    }
}
