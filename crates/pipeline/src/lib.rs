//! The stages as plain functions of store, settings and progress, and their chaining into a run.
//! Here the pure crates meet the store: records out, clusters back in.
//!
//! * [`stage`]: one stage at a time; [`run`]: all of them, then publishing.
//! * [`link_stage`], [`reconcile_stage`], [`plan_stage`]: store → pure kernel → store.
//! * [`difference`], [`guardrails`]: what publishing would change, and whether it may.
//! * [`forget`]: a person taken out of all kept runs, and not let in again.
//! * [`init`]: an engagement proposed for a pile of files.
//! * [`quick`]: answers for two bare files, without an engagement.
//! * [`truth`]: scores against known truth; [`evaluate`]: curve and errors by reason of a run, and
//!   estimates from a labelled sample.

pub mod decisions;
pub mod difference;
mod drawings;
mod earlier_merges;
pub mod error;
pub mod evaluate;
pub mod explain;
pub mod forget;
pub mod guardrails;
pub mod init;
pub mod link_stage;
pub mod model_file;
pub mod plan_stage;
pub mod procedure_decisions;
mod procedure_settings;
pub mod quick;
pub mod reconcile_stage;
pub mod run;
pub mod stage;
pub mod truth;

pub use error::PipelineError;
pub use run::{RunOptions, RunOutcome, run};
pub use stage::{Engagement, Stage, StageFigures};
