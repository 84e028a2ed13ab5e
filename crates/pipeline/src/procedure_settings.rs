//! `[procedures]` of `sameboat.toml` in the words of the procedures crate, whose two sides have no
//! names.

use sameboat_model::Settings;
use sameboat_model::procedure_settings::RulePolicy;
use sameboat_procedures::{
    BusinessHours, Policy, Preference, ReconcileSettings, RuleKind, TopicOwner,
};

/// What the reconciliation of this engagement goes by.
pub(crate) fn reconcile_settings(settings: &Settings) -> ReconcileSettings {
    let given = &settings.procedures;
    let owners = given.owners.iter();
    ReconcileSettings {
        same: given.same,
        related: given.related,
        step: given.step,
        moved_step: given.moved_step,
        part_of_step: given.part_of_step,
        same_wording: given.same_wording,
        rule_condition: given.rule_condition,
        business: BusinessHours {
            days: given.business.days,
            opens: given.business.opens,
            closes: given.business.closes,
        },
        policy: policy(settings),
        owners: owners
            .map(|(topic, line)| TopicOwner { topic: topic.clone(), line: line.clone() })
            .collect(),
    }
}

fn policy(settings: &Settings) -> Policy {
    let given = &settings.procedures.policy;
    let of = |kind, policy| preference(kind, policy, &settings.lines[0].name);
    Policy {
        sla: of(RuleKind::Sla, &given.sla),
        authority_limit: of(RuleKind::AuthorityLimit, &given.authority_limit),
        authentication: of(RuleKind::Authentication, &given.authentication),
        escalation: of(RuleKind::Escalation, &given.escalation),
        opening_hours: of(RuleKind::OpeningHours, &given.opening_hours),
        script: of(RuleKind::Script, &given.script),
        data_capture: of(RuleKind::DataCapture, &given.data_capture),
        other: of(RuleKind::Other, &given.other),
    }
}

/// Serving the customer sooner, or giving him more, is a tighter rule for agents where it binds them
/// (deadlines, handing up) and a looser one where it binds the customer or frees the agent.
fn preference(kind: RuleKind, policy: &RulePolicy, left: &str) -> Preference {
    match policy {
        RulePolicy::Strictest => Preference::Tighter,
        RulePolicy::Fastest | RulePolicy::MostGenerous => match kind {
            RuleKind::Sla | RuleKind::Escalation => Preference::Tighter,
            _ => Preference::Looser,
        },
        RulePolicy::Owner => Preference::Owner,
        RulePolicy::Line(name) if name == left => Preference::Left,
        RulePolicy::Line(_) => Preference::Right,
        RulePolicy::Decide => Preference::Decide,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn settings(more: &str) -> Settings {
        let text = "[engagement]\nname = \"A\"\n\
            [[line]]\nname = \"product\"\nlabel = \"P\"\n\
            [[line]]\nname = \"financing\"\nlabel = \"F\"\n\
            [[source]]\nname = \"a\"\nline = \"product\"\nfile = \"a.csv\"\nmapping = \"a.toml\"\n";
        Settings::parse(Path::new("sameboat.toml"), format!("{text}{more}")).unwrap()
    }

    #[test]
    fn without_settings_the_defaults_of_both_crates_are_the_same() {
        assert_eq!(reconcile_settings(&settings("")), ReconcileSettings::default());
    }

    #[test]
    fn the_fastest_deadline_is_the_shortest_and_the_fastest_check_the_lightest() {
        let more = "[procedures.policy]\nsla = \"fastest\"\nauthentication = \"fastest\"\n\
                    script = \"financing\"\nother = \"product\"\n";
        let policy = reconcile_settings(&settings(more)).policy;
        assert_eq!(policy.sla, Preference::Tighter);
        assert_eq!(policy.authentication, Preference::Looser);
        assert_eq!(policy.script, Preference::Right);
        assert_eq!(policy.other, Preference::Left);
    }
}
