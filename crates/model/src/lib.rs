//! The words of Sameboat as types: canonical entities and their fields, values, judgements,
//! and the files that people write (settings, mappings, decisions).
//!
//! Everything else depends on this crate and it depends on nothing of ours. It does no I/O beyond
//! reading those files' text, and it decides nothing: it says what may be said.
//!
//! Start at [`Entity`]: the list of fields in [`entity`] is the one place where the canonical
//! model is defined; ingest validates by it, the store makes its tables from it.

pub mod config;
pub mod decision;
pub mod entity;
pub mod judgement;
pub mod mapping;
pub mod plan_settings;
pub mod policy;
pub mod presets;
pub mod procedure_settings;
pub mod progress;
#[cfg(feature = "schema")]
pub mod schema;
pub mod settings;
pub mod suggest;
pub mod value;

pub use config::ConfigError;
pub use decision::MatchDecision;
pub use entity::{Entity, FieldKind, FieldSpec, Sensitivity};
pub use judgement::Judgement;
pub use mapping::Mapping;
pub use plan_settings::PlanSettings;
pub use procedure_settings::ProcedureSettings;
pub use progress::Progress;
pub use settings::Settings;
pub use value::Value;
