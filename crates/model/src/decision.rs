//! `decisions/matches.csv`: what people decided about pairs of records. Append-only; of several
//! decisions about one pair, the last in the file counts.

use serde::{Deserialize, Serialize};

use crate::judgement::Judgement;

/// One line of `decisions/matches.csv`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchDecision {
    /// Source of the first record.
    pub left_source: String,
    /// Key of the first record.
    pub left_key: String,
    /// Source of the second record.
    pub right_source: String,
    /// Key of the second record.
    pub right_key: String,
    /// What was decided.
    pub judgement: Judgement,
    /// Who decided.
    #[serde(default)]
    pub decided_by: String,
    /// When, as written.
    #[serde(default)]
    pub decided_on: String,
    /// Why, in the decider's words.
    #[serde(default)]
    pub reason: String,
}
