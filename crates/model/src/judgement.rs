//! What somebody, or the engine, holds of two records.

use serde::{Deserialize, Serialize};

/// Whether two records are the same customer. A person's judgement beats the engine's; of several
/// by people, the latest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// The same customer.
    Positive,
    /// Two customers.
    Negative,
    /// Looked at and left open.
    Unsure,
}
