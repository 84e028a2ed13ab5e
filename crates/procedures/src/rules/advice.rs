//! Which of two compared rules the proposal takes, by policy, and why.

use super::value;
use crate::catalogue::{BusinessRule, RuleKind};
use crate::outcome::{Choice, RuleClass};
use crate::settings::{Policy, Preference};

/// What is recommended about two rules.
pub(crate) struct Advice {
    pub(crate) choice: Choice,
    pub(crate) recommendation: String,
    pub(crate) reason: String,
}

/// The line whose topic two procedures serve, and how that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Owner {
    /// [`Choice::Left`] or [`Choice::Right`]; [`Choice::Decide`] if it is not known.
    pub(crate) line: Choice,
    /// In words.
    pub(crate) why: String,
}

/// Two compared rules and all that a policy may ask about them.
pub(crate) struct Case<'a> {
    pub(crate) left: &'a BusinessRule,
    pub(crate) right: &'a BusinessRule,
    pub(crate) class: RuleClass,
    /// Names of the two lines.
    pub(crate) names: [&'a str; 2],
    pub(crate) owner: &'a Owner,
}

impl Case<'_> {
    pub(crate) fn advice(&self, policy: Policy) -> Advice {
        let kind = self.left.kind;
        if self.class == RuleClass::Equal {
            return Advice {
                choice: Choice::Both,
                recommendation: value(self.left),
                reason: "both lines already work by it".to_owned(),
            };
        }
        match (preference(policy, kind), self.class) {
            (Preference::Tighter, RuleClass::Tighter) | (Preference::Looser, RuleClass::Looser) => {
                self.take(Choice::Left, &self.stance(policy))
            }
            (Preference::Tighter, RuleClass::Looser) | (Preference::Looser, RuleClass::Tighter) => {
                self.take(Choice::Right, &self.stance(policy))
            }
            (Preference::Tighter, RuleClass::Compatible) => self.keep_both(
                match kind {
                    RuleKind::Sla | RuleKind::Escalation => "keep both, in each case the sooner",
                    _ => "keep both, in each case the stricter",
                },
                "neither goes further in every case, and both can be kept at once",
            ),
            (Preference::Looser, RuleClass::Compatible) => {
                self.keep_both("allow what either allows", "neither allows more in every case")
            }
            (Preference::Left, _) => self.take(Choice::Left, "the rule of the line it names"),
            (Preference::Right, _) => self.take(Choice::Right, "the rule of the line it names"),
            (Preference::Owner, _) if self.owner.line != Choice::Decide => {
                self.take(self.owner.line, &format!("the owner's rule ({})", self.owner.why))
            }
            (Preference::Owner, _) => self.open(&self.owner.why),
            (Preference::Decide, _) => self.open("the policy leaves it to people"),
            _ => self.open("no policy can choose"),
        }
    }

    /// What the policy prefers, in the words of what is regulated.
    fn stance(&self, policy: Policy) -> String {
        let tighter = preference(policy, self.left.kind) == Preference::Tighter;
        let [less, more] = match self.left.kind {
            RuleKind::Sla => ["the sooner deadline", "the later deadline"],
            RuleKind::AuthorityLimit => ["the lower limit", "the higher limit"],
            RuleKind::Authentication => ["the stricter check", "the lighter check"],
            RuleKind::Escalation => ["handing up sooner", "handing up later"],
            RuleKind::OpeningHours => ["the shorter hours", "the longer hours"],
            RuleKind::Script => ["the wording that demands more", "the wording that demands less"],
            RuleKind::DataCapture => ["recording more", "recording less"],
            RuleKind::Other => ["the rule that allows less", "the rule that allows more"],
        };
        (if tighter { less } else { more }).to_owned()
    }

    fn take(&self, choice: Choice, why: &str) -> Advice {
        let (rule, name) = match choice {
            Choice::Right => (self.right, self.names[1]),
            _ => (self.left, self.names[0]),
        };
        Advice {
            choice,
            recommendation: value(rule),
            reason: format!("policy for {}: {why}, which is {name}'s", rule.kind.name()),
        }
    }

    fn keep_both(&self, how: &str, reason: &str) -> Advice {
        Advice {
            choice: Choice::Both,
            recommendation: format!("{}: {how}", self.both()),
            reason: reason.to_owned(),
        }
    }

    fn open(&self, why: &str) -> Advice {
        Advice {
            choice: Choice::Decide,
            recommendation: format!(
                "decide between {} and {}",
                value(self.left),
                value(self.right)
            ),
            reason: format!("{why}: the owners of both procedures decide"),
        }
    }

    fn both(&self) -> String {
        format!("{} / {}", value(self.left), value(self.right))
    }
}

pub(crate) fn preference(policy: Policy, kind: RuleKind) -> Preference {
    match kind {
        RuleKind::Sla => policy.sla,
        RuleKind::AuthorityLimit => policy.authority_limit,
        RuleKind::Authentication => policy.authentication,
        RuleKind::Escalation => policy.escalation,
        RuleKind::OpeningHours => policy.opening_hours,
        RuleKind::Script => policy.script,
        RuleKind::DataCapture => policy.data_capture,
        RuleKind::Other => policy.other,
    }
}
