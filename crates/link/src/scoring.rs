//! Scoring pairs that somebody asks about.

use std::borrow::Cow;

use crate::check;
use crate::error::LinkError;
use crate::linker::Linker;
use crate::model::Model;
use crate::records::{Decisions, Records};
use crate::scorer::Scorer;
use crate::settings::LinkSettings;

/// Scores any pairs of records as [`crate::link`] would with the same settings, whether blocking
/// proposes them or not.
pub struct PairScorer<'a> {
    linker: Linker<'a>,
    /// Index in canonical order by index as given.
    places: Vec<u32>,
    model: Model,
    scorer: Scorer,
}

impl<'a> PairScorer<'a> {
    /// Standardises the records, and trains a model unless the settings give one.
    pub fn new(
        records: &'a Records,
        settings: &'a LinkSettings,
        decisions: &Decisions,
    ) -> Result<Self, LinkError> {
        check::input(records, settings, decisions)?;
        let columns = records.columns.iter().map(Cow::Borrowed).collect();
        let mut linker = Linker::new(records, columns, settings, &crate::Silent)?;
        let blocks = linker.blocks();
        let model = linker.model(&blocks, &check::reorder_decisions(decisions, &linker.order))?;
        let scorer = Scorer::new(&model);
        Ok(Self { places: linker.places(), linker, model, scorer })
    }

    /// The model that scores.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The same pairs in the order in which their values lie in memory: many pairs are scored much
    /// quicker so.
    #[must_use]
    pub fn in_order(&self, pairs: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let place = |record: u32| self.places[record as usize];
        let mut ordered = pairs.to_vec();
        ordered.sort_unstable_by_key(|&(left, right)| {
            let (left, right) = (place(left), place(right));
            (left.min(right), left.max(right))
        });
        ordered
    }

    /// The probability that each of the pairs is one customer; zero if it cannot be. On one thread: a
    /// caller with many pairs shares them out. Panics if a record does not exist.
    pub fn probabilities(&self, pairs: &[(u32, u32)]) -> Vec<f64> {
        let mut probabilities = Vec::with_capacity(pairs.len());
        let place = |record: u32| self.places[record as usize];
        let placed = pairs.iter().map(|&(left, right)| (place(left), place(right)));
        self.linker.comparisons.comparer().for_each(placed, |number, pattern| {
            let (left, right) = pairs[number];
            let possible = self.linker.possible(place(left), place(right));
            probabilities.push(if possible { self.scorer.score(pattern).same } else { 0.0 });
        });
        probabilities
    }
}
