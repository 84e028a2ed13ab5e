//! What is recommended about steps that only one line does and about roles that differ, from what
//! the texts say: what a step protects, which system it needs, which rule it carries out, who else
//! could do it.

use std::collections::BTreeSet;

use crate::catalogue::{BusinessRule, Procedure, RuleKind, Step, StepKind};
use crate::notation::kind_in_words;
use crate::text::{folded, term_set};

/// What speaks for leaving a step to its line, or for both lines doing it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Trait {
    /// It identifies the customer, informs him as the law wants it, or is otherwise prescribed.
    Protects(&'static str),
    /// It carries out a rule of its line.
    CarriesOut(RuleKind),
    /// It is done in a system that the other line does not use in its procedure.
    BoundTo(String),
    /// Nothing is known.
    Unknown,
}

/// What is recommended, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepAdvice {
    /// Whether both lines should do the steps.
    pub(super) both: bool,
    pub(super) reason: String,
}

/// Beginnings of words that tell what is prescribed, folded.
const PRESCRIBED: [(&str, &[&str]); 3] = [
    (
        "is prescribed by law or a supervisory authority",
        &[
            "regulat",
            "complian",
            "money laundering",
            "geldwasche",
            "legal",
            "gesetz",
            "bafin",
            "supervisory",
            "aufsicht",
            "ombud",
            "withdrawal",
            "widerruf",
            "statutory",
        ],
    ),
    (
        "protects the customer's data",
        &["consent", "einwillig", "data protection", "datenschutz", "gdpr", "dsgvo", "privacy"],
    ),
    ("keeps what must be provable", &["audit", "archiv", "retention", "aufbewahr", "nachweis"]),
];

/// What is recommended about steps that only `line` does.
pub(super) fn own_steps(
    steps: &[&Step],
    own: &Procedure,
    other_procedure: &Procedure,
    [line, other]: [&str; 2],
) -> StepAdvice {
    let systems: BTreeSet<String> = other_procedure
        .steps
        .iter()
        .map(|step| folded(&step.system))
        .filter(|system| !system.is_empty())
        .collect();
    let told: Vec<(&Step, Trait)> =
        steps.iter().map(|step| (*step, trait_of(step, &own.rules, &systems))).collect();
    let needed =
        |found: &&(&Step, Trait)| matches!(found.1, Trait::Protects(_) | Trait::CarriesOut(_));
    let bound = |found: &&(&Step, Trait)| matches!(found.1, Trait::BoundTo(_));
    let (needs, bounds) = (told.iter().filter(needed).count(), told.iter().filter(bound).count());
    let both = bounds == 0 && needs * 2 > told.len() || needs == told.len();
    let mut reasons: Vec<String> = Vec::new();
    for wanted in [needed as fn(&&(&Step, Trait)) -> bool, bound] {
        let mut those = told.iter().filter(wanted);
        let Some((step, found)) = those.next() else { continue };
        reasons.push(format!(
            "{}{}",
            because(step, found, [line, other], both),
            more(those.count())
        ));
    }
    if needs + bounds < told.len() {
        let named = told.iter().find(|(_, found)| *found == Trait::Unknown);
        let step = named.map_or("", |(step, _)| step.action.trim());
        let rest = told.len() - needs - bounds;
        reasons.push(format!(
            "nothing in the texts says whether {other} needs \"{step}\"{}",
            more(rest - 1)
        ));
    }
    StepAdvice { both, reason: reasons.join("; ") }
}

fn more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" (and {count} more like it)") }
}

fn because(step: &Step, found: &Trait, [line, other]: [&str; 2], both: bool) -> String {
    let action = step.action.trim();
    let so = if both {
        format!("that cannot depend on the line that answers, and {other} has no such step")
    } else {
        format!("{other} has no such step and should say how it does this")
    };
    match found {
        Trait::Protects(how) => format!("\"{action}\" {how}: {so}"),
        Trait::CarriesOut(kind) => {
            let kind = kind.name().replace('_', " ");
            format!("\"{action}\" carries out a rule of {line} ({kind}): {so}")
        }
        Trait::BoundTo(system) => {
            format!("\"{action}\" is done in {system}, which {other} does not use here")
        }
        Trait::Unknown => String::new(),
    }
}

fn trait_of(step: &Step, rules: &[BusinessRule], systems: &BTreeSet<String>) -> Trait {
    if let Some(how) = protects(step) {
        return Trait::Protects(how);
    }
    if let Some(rule) = rules.iter().find(|rule| carries_out(step, rule)) {
        return Trait::CarriesOut(rule.kind);
    }
    let system = folded(&step.system);
    if !system.is_empty() && !systems.contains(&system) {
        return Trait::BoundTo(step.system.trim().to_owned());
    }
    Trait::Unknown
}

/// What a step protects, by its words.
fn protects(step: &Step) -> Option<&'static str> {
    let text = format!(" {} ", folded(&step.action));
    let says = |words: &[&str]| words.iter().any(|word| text.contains(&format!(" {word}")));
    let prescribed = PRESCRIBED.iter().find(|(_, words)| says(words)).map(|(how, _)| *how);
    prescribed.or_else(|| match kind_in_words(&step.action) {
        RuleKind::Authentication => Some("makes sure who the customer is"),
        RuleKind::Script => Some("tells the customer what must be said"),
        _ => None,
    })
}

/// Whether a step does what a rule about identity, words or records demands: most of its terms are
/// the rule's.
fn carries_out(step: &Step, rule: &BusinessRule) -> bool {
    let binds = [RuleKind::Authentication, RuleKind::Script, RuleKind::DataCapture];
    if !binds.contains(&rule.kind) {
        return false;
    }
    let terms = term_set(&step.action);
    let said = term_set(&format!("{} {}", rule.condition, rule.value));
    let shared = terms.iter().filter(|term| said.contains(*term)).count();
    shared >= 2 && shared * 2 >= terms.len()
}

/// What is recommended about roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RoleAdvice {
    /// The line whose roles are recommended; `None`: each keeps its own.
    pub(super) side: Option<usize>,
    pub(super) reason: String,
}

/// Beginnings of words that tell how far up a role stands, folded; the highest that is found counts.
const RANKS: [(u8, &[&str]); 3] = [
    (2, &["head", "manager", "director", "legal", "complian", "leiter", "leitung", "rechts"]),
    (1, &["supervis", "team lead", "teamlead", "teamleit", "senior", "specialist", "spezialist"]),
    (0, &["agent", "clerk", "advis", "adviser", "sachbearbeit", "mitarbeit", "berater", "first"]),
];

fn rank(role: &str) -> Option<u8> {
    let text = format!(" {} ", folded(role));
    let says = |words: &&[&str]| words.iter().any(|word| text.contains(&format!(" {word}")));
    // A team lead is no head of the house.
    if says(&RANKS[1].1) {
        return Some(RANKS[1].0);
    }
    RANKS.iter().find(|(_, words)| says(words)).map(|(rank, _)| *rank)
}

/// What is recommended about steps that the lines give to different roles.
pub(super) fn roles(
    pairs: &[(&Step, &Step)],
    procedures: [&Procedure; 2],
    lines: [&str; 2],
) -> RoleAdvice {
    let leanings: Vec<(usize, String)> =
        pairs.iter().filter_map(|(a, b)| leaning(a, b, lines)).collect();
    if let Some((side, reason)) = leanings.first() {
        return match leanings.iter().find(|(other, _)| other != side) {
            None => RoleAdvice {
                side: Some(*side),
                reason: format!("{reason}{}", more(leanings.len() - 1)),
            },
            Some((_, other)) => RoleAdvice {
                side: None,
                reason: format!("the steps differ in this: {reason}; but {other}"),
            },
        };
    }
    let [a, b] = procedures.map(hand_overs);
    let counted =
        |count: usize| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    if a == b {
        let reason = format!(
            "the roles are of like rank, and by either line's the work changes hands {}",
            counted(a)
        );
        return RoleAdvice { side: None, reason };
    }
    let side = usize::from(b < a);
    let [fewer, others] = if side == 0 { [a, b] } else { [b, a] };
    RoleAdvice {
        side: Some(side),
        reason: format!(
            "by the roles of {} the work changes hands {}, by those of {} {}",
            lines[side],
            counted(fewer),
            lines[1 - side],
            counted(others)
        ),
    }
}

/// The line whose role one pair of steps speaks for, and why. What decides or protects stays with the
/// higher role; what the lower one does in one line already needs no handing up in the other.
fn leaning(a: &Step, b: &Step, lines: [&str; 2]) -> Option<(usize, String)> {
    let (first, second) = (rank(&a.actor)?, rank(&b.actor)?);
    if first == second {
        return None;
    }
    let action = a.action.trim();
    let higher = usize::from(second > first);
    let roles = [a.actor.trim(), b.actor.trim()];
    let guarded = |step: &Step| {
        let kind = kind_in_words(&step.action);
        step.kind == StepKind::Decision
            || matches!(kind, RuleKind::AuthorityLimit | RuleKind::Escalation)
            || protects(step).is_some_and(|_| kind != RuleKind::Authentication)
    };
    Some(if guarded(a) || guarded(b) {
        let reason = format!(
            "\"{action}\" decides or commits, which {} does: two pairs of eyes",
            roles[higher]
        );
        (higher, reason)
    } else {
        let lower = 1 - higher;
        let reason = format!(
            "\"{action}\" is done by {} in {} already: no need to hand it to {}",
            roles[lower], lines[lower], roles[higher]
        );
        (lower, reason)
    })
}

/// How often the work goes from one role to another.
fn hand_overs(procedure: &Procedure) -> usize {
    let mut roles: Vec<String> = procedure.steps.iter().map(|step| folded(&step.actor)).collect();
    roles.retain(|role| !role.is_empty());
    roles.dedup();
    roles.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(action: &str, actor: &str, system: &str) -> Step {
        Step {
            action: action.to_owned(),
            actor: actor.to_owned(),
            system: system.to_owned(),
            ..Step::default()
        }
    }

    fn of(steps: &[Step]) -> Procedure {
        Procedure { steps: steps.to_vec(), ..Procedure::default() }
    }

    fn advice(steps: &[Step]) -> StepAdvice {
        let other = of(&[step("Close the case", "Agent", "CRM")]);
        let steps: Vec<&Step> = steps.iter().collect();
        own_steps(&steps, &Procedure::default(), &other, ["financing", "product"])
    }

    #[test]
    fn what_protects_the_customer_is_for_both_lines_and_what_needs_a_system_is_not() {
        let identify = step("Verify the identity by two questions", "Agent", "CRM");
        let system = step("Enter the deferral", "Agent", "LoanCore");
        let unknown = step("Offer a coffee", "Agent", "CRM");
        assert!(advice(std::slice::from_ref(&identify)).both);
        assert!(!advice(std::slice::from_ref(&system)).both);
        let mixed = advice(&[identify, system.clone()]);
        insta::assert_snapshot!(mixed.reason, @r#""Verify the identity by two questions" makes sure who the customer is: product has no such step and should say how it does this; "Enter the deferral" is done in LoanCore, which product does not use here"#);
        assert!(!mixed.both);
        insta::assert_snapshot!(advice(&[system, unknown]).reason, @r#""Enter the deferral" is done in LoanCore, which product does not use here; nothing in the texts says whether product needs "Offer a coffee""#);
    }

    #[test]
    fn a_step_that_carries_out_a_rule_is_needed_where_the_rule_holds() {
        let note = step("Note the mileage and the date", "Agent", "");
        let rule = BusinessRule {
            key: String::new(),
            kind: RuleKind::DataCapture,
            condition: String::new(),
            value: "mileage; date; name".to_owned(),
            unit: String::new(),
        };
        let own = Procedure { rules: vec![rule], ..Procedure::default() };
        let found = own_steps(&[&note], &own, &Procedure::default(), ["product", "financing"]);
        assert!(found.both);
        assert!(found.reason.contains("carries out a rule of product (data capture)"));
    }

    #[test]
    fn a_lower_role_suffices_but_for_what_decides() {
        let lines = ["product", "financing"];
        let told = |action: &str, roles: [&str; 2]| {
            let (a, b) = (step(action, roles[0], ""), step(action, roles[1], ""));
            let procedures = [&a, &b].map(|step| of(std::slice::from_ref(step)));
            roles_of(&a, &b, [&procedures[0], &procedures[1]], lines)
        };
        let enter = told("Enter the address", ["Supervisor", "Agent"]);
        assert_eq!(enter.side, Some(1));
        insta::assert_snapshot!(enter.reason, @r#""Enter the address" is done by Agent in financing already: no need to hand it to Supervisor"#);
        assert_eq!(told("Approve the goodwill", ["Supervisor", "Agent"]).side, Some(0));
        assert_eq!(told("Enter the address", ["Service agent", "Loan clerk"]).side, None);
    }

    fn roles_of(a: &Step, b: &Step, procedures: [&Procedure; 2], lines: [&str; 2]) -> RoleAdvice {
        super::roles(&[(a, b)], procedures, lines)
    }
}
