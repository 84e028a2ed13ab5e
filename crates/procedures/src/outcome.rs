//! What comes out. Indexes refer to the two catalogues given; `left` and `right` are their roles in
//! the call.

use serde::{Deserialize, Serialize};

use crate::{Decision, Next, RuleKind, StepKind};

/// Everything two catalogues say about each other.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Each procedure of both sides at least once; by left index, then right index, right-only
    /// ones last.
    pub matches: Vec<ProcedureMatch>,
    /// Steps of each two-sided match: each step of both sides once per match, and once for each part
    /// where it is [`Operation::Split`] or [`Operation::Merged`].
    pub alignments: Vec<StepAlignment>,
    /// Rules of each two-sided match, compared; rules of one side only are listed for
    /// [`Relation::Same`].
    pub conflicts: Vec<RuleConflict>,
    /// Defects of the rules of both lines taken together, beyond the pairs in `conflicts`.
    pub findings: Vec<RuleFinding>,
    /// The proposed catalogue: each procedure of both sides in exactly one of these, but for those
    /// that people dropped.
    pub unified: Vec<UnifiedProcedure>,
    /// What people must decide, and what they have decided.
    pub decisions: Vec<Decision>,
    /// What one line may promise and a rule of the other does not keep, unless people have chosen
    /// between the two.
    pub promises: Vec<PromiseConflict>,
}

/// Two procedures held against each other, or one that has no partner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProcedureMatch {
    /// Index into the left catalogue's procedures.
    pub left: Option<usize>,
    /// Index into the right catalogue's procedures.
    pub right: Option<usize>,
    /// What they are to each other.
    pub relation: Relation,
    /// Weighted mean of the evidence, 0..=1. Of a one-sided procedure: its best score with any of
    /// the other side.
    pub score: f64,
    /// What spoke for and against, most weight first; empty when there is nothing on the other
    /// side.
    pub evidence: Vec<Evidence>,
    /// Contacts of the left line on the left procedure's topics or, where it names none, on the topic that it is
    /// called by; `None` if nobody knows them: there is no left procedure, no contact of the line has a topic, or no
    /// topic is called as the procedure is.
    pub left_contacts: Option<u64>,
    /// Likewise of the right line.
    pub right_contacts: Option<u64>,
}

/// What two procedures are to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Both lines do the same thing: one procedure is proposed.
    Same,
    /// Near each other: people decide.
    Related,
    /// The right line has nothing like it.
    OnlyLeft,
    /// The left line has nothing like it.
    OnlyRight,
}

/// One reason for or against a match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Which feature was compared.
    pub feature: Feature,
    /// Similarity in this feature, 0..=1.
    pub value: f64,
    /// Share of the score this feature decides; the weights of a match sum to 1.
    pub weight: f64,
    /// In words, e.g. the terms both sides share.
    pub detail: String,
}

/// What is compared of two procedures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feature {
    /// The titles.
    Title,
    /// Every word of the procedure: what one side says in its title, the other may say in a step.
    Words,
    /// The conditions of the business rules, and values in words.
    Rules,
    /// Whether each speaks, anywhere in its text, of what the other is named after.
    Subject,
    /// Trigger texts.
    Trigger,
    /// All step texts.
    Steps,
    /// Contact topics served.
    Topics,
    /// Channels used.
    Channels,
    /// Inbound or outbound.
    Direction,
}

/// What became of a step on the other side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepAlignment {
    /// Index into [`Reconciliation::matches`].
    pub match_index: usize,
    /// Index into the left procedure's steps.
    pub left_step: Option<usize>,
    /// Index into the right procedure's steps.
    pub right_step: Option<usize>,
    /// The edit that leads from left to right.
    pub operation: Operation,
    /// Similarity of the two actions, 0..=1; 0 for a one-sided step.
    pub similarity: f64,
    /// Every difference in words, not only the one that names the operation; empty if there is
    /// none.
    pub detail: String,
}

impl StepAlignment {
    /// The side that does a step alone: 0 or 1.
    pub(crate) const fn lone_side(&self) -> Option<usize> {
        match (self.left_step, self.right_step) {
            (Some(_), None) => Some(0),
            (None, Some(_)) => Some(1),
            _ => None,
        }
    }
}

/// One edit between two step lists. Where several hold, the first of this order is named:
/// split or merged, moved, other actor, other system, reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// No difference worth naming.
    Same,
    /// Same place, other words.
    Reworded,
    /// Another place in the order.
    Moved,
    /// One step of the left line is several of the right; one row for each of them.
    Split,
    /// Several steps of the left line are one of the right; one row for each of them.
    Merged,
    /// Another role does it.
    OtherActor,
    /// Done in another system.
    OtherSystem,
    /// Only the left line does it.
    OnlyLeft,
    /// Only the right line does it.
    OnlyRight,
}

impl Operation {
    /// The operation seen from the other side.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Split => Self::Merged,
            Self::Merged => Self::Split,
            Self::OnlyLeft => Self::OnlyRight,
            Self::OnlyRight => Self::OnlyLeft,
            same => same,
        }
    }
}

/// Two rules of matched procedures compared, or one without counterpart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleConflict {
    /// Index into [`Reconciliation::matches`].
    pub match_index: usize,
    /// What is regulated.
    pub kind: RuleKind,
    /// Index into the left procedure's rules.
    pub left_rule: Option<usize>,
    /// Index into the right procedure's rules.
    pub right_rule: Option<usize>,
    /// How they stand to each other.
    pub class: RuleClass,
    /// Whether people still have to decide or confirm.
    pub open: bool,
    /// Whether people chose.
    pub decided: bool,
    /// A concrete case in which the two differ, or the difference in words; empty for a rule without
    /// counterpart.
    pub case: String,
    /// The comparison in words, with the normal forms and, where it depends, a concrete case.
    pub detail: String,
    /// The value proposed for the unified procedure, or the question to decide.
    pub recommendation: String,
    /// Which rule the proposal takes.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

impl RuleConflict {
    /// Whether the policy chose among differing rules and people have not decided yet.
    pub(crate) fn is_chosen_by_policy(&self) -> bool {
        let chosen = match self.choice {
            Choice::Left | Choice::Right | Choice::Other => true,
            // Two rules that can both be kept are.
            Choice::Both => self.class != RuleClass::Compatible,
            Choice::Decide => false,
        };
        let differ =
            self.left_rule.and(self.right_rule).is_some() && self.class != RuleClass::Equal;
        chosen && differ && !self.decided
    }
}

/// A promise of one line and a rule of the other that does not keep it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseConflict {
    /// The line that promises; never [`Origin::Both`].
    pub by: Origin,
    /// Index into its catalogue's procedures.
    pub procedure: usize,
    /// Index into that procedure's rules.
    pub rule: usize,
    /// Index into the other catalogue's procedures.
    pub other: usize,
    /// Index into that procedure's rules.
    pub other_rule: usize,
    /// A concrete case in which the promise is not kept.
    pub case: String,
}

/// A defect of the rules of both lines taken as one table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleFinding {
    /// Index into [`Reconciliation::matches`].
    pub match_index: usize,
    /// What is regulated.
    pub kind: RuleKind,
    /// What is wrong.
    pub defect: Defect,
    /// The rules concerned: line, index of the procedure in that line's catalogue, index of the rule in
    /// it.
    pub rules: Vec<(Origin, usize, usize)>,
    /// A concrete case that shows it.
    pub case: String,
}

/// What is wrong with rules taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Defect {
    /// Two rules of one line demand the same in a common case: one would do.
    Overlap,
    /// No rule of the line decides a case between two that it does decide.
    Gap,
    /// Two rules demand different things in a common case.
    Contradiction,
    /// A step of the proposal names another limit than the rule that holds in it.
    Step,
}

impl Defect {
    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overlap => "overlap",
            Self::Gap => "gap",
            Self::Contradiction => "contradiction",
            Self::Step => "step",
        }
    }
}

/// How the left rule stands to the right one, read as sets of allowed behaviour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleClass {
    /// Same set.
    Equal,
    /// They differ and both can be kept at once; neither is stricter in every case.
    Compatible,
    /// Left allows strictly less.
    Tighter,
    /// Left allows strictly more.
    Looser,
    /// Not both can be kept, or they cannot be compared.
    Contradictory,
    /// Only the right side has such a rule.
    MissingLeft,
    /// Only the left side has such a rule.
    MissingRight,
}

impl RuleClass {
    /// The class seen from the other side.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        match self {
            Self::Tighter => Self::Looser,
            Self::Looser => Self::Tighter,
            Self::MissingLeft => Self::MissingRight,
            Self::MissingRight => Self::MissingLeft,
            same => same,
        }
    }

    /// Whether somebody has to choose before both lines can work by one rule.
    pub const fn is_conflict(self) -> bool {
        matches!(self, Self::Tighter | Self::Looser | Self::Contradictory)
    }
}

/// Which rule a recommendation takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The left line's.
    Left,
    /// The right line's.
    Right,
    /// Both hold together.
    Both,
    /// Neither: people wrote another one, which the recommendation holds.
    Other,
    /// Nobody can say but the owners.
    Decide,
}

impl Choice {
    /// The line whose rule it takes.
    pub(crate) const fn line(self) -> Option<Origin> {
        match self {
            Self::Left => Some(Origin::Left),
            Self::Right => Some(Origin::Right),
            Self::Both | Self::Other | Self::Decide => None,
        }
    }
}

/// One procedure of the proposed catalogue.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnifiedProcedure {
    /// Made from the keys of its origins; stable across runs and row orders.
    pub key: String,
    /// Proposed title.
    pub title: String,
    /// Index into [`Reconciliation::matches`]: the match merged or, of a procedure kept as it is,
    /// the first that names it.
    pub match_index: usize,
    /// Index into the left catalogue, if it comes from there.
    pub left: Option<usize>,
    /// Index into the right catalogue, if it comes from there.
    pub right: Option<usize>,
    /// Why it exists.
    pub purpose: String,
    /// What starts it.
    pub trigger: String,
    /// Role or team that owns it; `a / b` where the lines differ.
    pub owner: String,
    /// What must be at hand before it starts.
    pub inputs: String,
    /// What is reached when it is done.
    pub outcome: String,
    /// What agents should know beside it; `left: a / right: b` where the lines note different things.
    pub note: String,
    /// Topics of both origins, each once.
    pub topics: Vec<String>,
    /// Channels of both origins, each once.
    pub channels: Vec<String>,
    /// Where it begins: one way, or one for each line, as [`UnifiedStep::next`].
    pub start: Vec<Next>,
    /// Merged steps, positions from 1.
    pub steps: Vec<UnifiedStep>,
    /// Merged rules.
    pub rules: Vec<UnifiedRule>,
}

/// Which line something comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The left line only.
    Left,
    /// The right line only.
    Right,
    /// Both lines.
    Both,
}

/// A step of the proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnifiedStep {
    /// Place in the proposal, from 1.
    pub position: u32,
    /// Role that acts; `a / b` where the lines differ.
    pub actor: String,
    /// What is done: the more detailed wording where the lines differ, both as `a / b` where they are
    /// far apart or name other limits, channels or systems and people have not chosen.
    pub action: String,
    /// System used; `a / b` where the lines differ.
    pub system: String,
    /// What exists afterwards.
    pub output: String,
    /// What agents should know beside it; `left: a / right: b` where the lines note different things.
    pub note: String,
    /// What kind of step it is.
    pub kind: StepKind,
    /// When it is done, beyond the line: empty means always.
    pub condition: String,
    /// What follows, always given; position 0 is the end. A way that one line takes only names the
    /// line first: `product`, `product: approved`.
    pub next: Vec<Next>,
    /// Where it comes from.
    pub origin: Origin,
    /// Index into the left procedure's steps.
    pub left_step: Option<usize>,
    /// Index into the right procedure's steps.
    pub right_step: Option<usize>,
}

/// A rule of the proposal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnifiedRule {
    /// What is regulated.
    pub kind: RuleKind,
    /// When it holds.
    pub condition: String,
    /// The proposed limit with its unit; both, marked with their lines, while undecided.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
    /// Whether people still have to decide.
    pub open: bool,
    /// Whether the policy chose among differing rules and people have not decided yet.
    pub by_policy: bool,
    /// Why it was taken.
    pub reason: String,
}
