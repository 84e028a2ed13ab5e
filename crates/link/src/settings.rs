//! Settings of a linkage; the defaults work.

use serde::{Deserialize, Serialize};

use crate::model::Model;

/// Share of automatic links of customers that is expected to be right where nothing else is asked for.
pub(crate) const TARGET_PRECISION: f64 = 0.99;

/// Settings of [`crate::link`]. Every value has a default that works on data never seen before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinkSettings {
    /// Seed of the sampling of pairs; the same seed gives the same model.
    pub seed: u64,
    /// Share of automatic links that is expected to be right, in `(0, 1)`. By default 0.99; in lists of things, of
    /// which nothing personal is known, whatever is likelier right than not is linked instead.
    pub target_precision: Option<f64>,
    /// Probability from which a pair that is not linked is offered to a person. Default 0.1.
    pub review_probability: f64,
    /// Fixed probability for automatic links instead of one found from the data.
    pub link_probability: Option<f64>,
    /// Most candidate pairs to compare; by default as many as are worth while for the size of
    /// the data (see [`LinkSettings::pair_budget`]).
    pub pair_budget: Option<u64>,
    /// Random pairs looked at to learn how values agree by chance. Default 200,000.
    pub sample_pairs: u32,
    /// Whether to look for customers that are tied but not one: households, shared phones,
    /// namesakes. Default true.
    pub relationships: bool,
    /// A model of an earlier run, to score alike; by default a model is trained on the data.
    pub model: Option<Model>,
}

impl Default for LinkSettings {
    fn default() -> Self {
        Self {
            seed: 0x5A3E_B0A7,
            target_precision: None,
            review_probability: 0.1,
            link_probability: None,
            pair_budget: None,
            sample_pairs: 200_000,
            relationships: true,
            model: None,
        }
    }
}

impl LinkSettings {
    /// The most candidate pairs to compare for so many records: 16 per record, at least
    /// three million.
    pub fn pair_budget(&self, records: usize) -> u64 {
        self.pair_budget.unwrap_or_else(|| (records as u64 * 16).max(3_000_000))
    }
}
