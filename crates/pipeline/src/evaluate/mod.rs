//! How good a linkage is, from what a run's tables keep of it.
//!
//! With a truth file: [`score_run`] and [`score_linkage`] give scores, a threshold curve and the
//! errors by reason. Without one: [`Sample::draw`] picks pairs for a person to label,
//! [`LabelledSample::read`] tells from the labels how precise and how complete the links are, and
//! [`append_decisions`] keeps the labels as decisions.

mod curve;
mod decide;
mod evidence;
mod gitignore;
mod labels;
mod linked_run;
mod random;
mod sample;
mod sample_file;
mod strata;
#[cfg(test)]
mod tests;

pub use curve::{NamedPair, PairScores, score_linkage, score_run};
pub use decide::append_decisions;
pub use labels::{LabelledSample, StratumShare};
pub use sameboat_link::evaluate::{
    CurvePoint, Disagreement, Errors, Estimate, LabelledStratum, MissedReason, PairCounts, Reason,
    WrongReason,
};
pub use sample::{Sample, SampledPair};
pub use sample_file::{Label, SAMPLE_FILE};
pub use strata::{DrawnStratum, StratumName};
