//! Probabilistic record linkage: which records are one customer.

mod block;
mod check;
mod cluster;
mod compare;
mod decide;
mod error;
pub mod evaluate;
mod frequency;
pub mod guess;
mod hash;
mod linkage;
mod model;
mod prepare;
mod records;
mod relationships;
mod run;
mod settings;
mod train;
mod union_find;
mod values;

pub use error::LinkError;
pub use linkage::{
    BlockingReport, BlockingRule, Evidence, Linkage, MAX_COMPARISONS, PairDecision, Pattern,
    Relationship, RelationshipKind, ScoredPair, Thresholds,
};
pub use model::{ComparisonModel, Level, Model};
pub use records::{Column, ColumnBuilder, Decisions, Field, MISSING, Records, Source};
pub use run::{candidate_pairs, link};
pub use sameboat_model::progress::{Progress, Silent};
pub use settings::LinkSettings;
