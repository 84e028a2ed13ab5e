//! Probabilistic record linkage: which records are one customer.

mod error;
pub mod evaluate;
pub mod guess;
mod linkage;
mod model;
mod progress;
mod records;
mod run;
mod settings;

pub use error::LinkError;
pub use linkage::{
    BlockingReport, BlockingRule, Evidence, Linkage, MAX_COMPARISONS, PairDecision, Pattern,
    Relationship, RelationshipKind, ScoredPair, Thresholds,
};
pub use model::{ComparisonModel, Level, Model};
pub use progress::{Progress, Silent};
pub use records::{Column, ColumnBuilder, Decisions, Field, MISSING, Records, Source};
pub use run::link;
pub use settings::LinkSettings;
