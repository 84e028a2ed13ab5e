//! The trained model: a readable value that can be kept and used again.

use serde::{Deserialize, Serialize};

/// One level of agreement of a comparison, and what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Level {
    /// What the level means, e.g. `one typing error`.
    pub name: String,
    /// Share of pairs of the same customer that are at this level.
    pub m: f64,
    /// Share of pairs of unrelated customers that are at this level.
    pub u: f64,
    /// Share of pairs of two members of a household that are at this level.
    pub h: f64,
}

/// How one comparison was trained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ComparisonModel {
    /// What is compared, e.g. `surname` or the name of a column.
    pub name: String,
    /// The columns whose values are compared.
    pub columns: Vec<String>,
    /// Whether members of a household usually share the value.
    pub shared_in_household: bool,
    /// Levels from full agreement to disagreement. At the first level `u` is an average only: the
    /// frequency of the value itself counts.
    pub levels: Vec<Level>,
    /// Where the value is often made from the name (e-mail): per level the share of pairs of
    /// *different* customers of one name that are at it. Agreement is worth no more than that says
    /// where the names agree too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_one_name: Option<Vec<f64>>,
    /// The same share among pairs of different customers of one surname who are called differently.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of_one_surname: Option<Vec<f64>>,
}

/// A Fellegi–Sunter model with several classes of pairs: the same customer, unrelated, and two
/// members of one household, of whom twins and namesakes (parent and child of one name) are classes
/// of their own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Probability that two records drawn at random are the same customer.
    pub prior: f64,
    /// Probability that two records drawn at random are two members of one household who share
    /// neither birth date nor given name.
    pub household_prior: f64,
    /// Probability that they are two members of one household born on one day.
    pub twin_prior: f64,
    /// Probability that they are two members of one household with one given name.
    pub namesake_prior: f64,
    /// The same of twins whose given names, or identity numbers, are not both known: as frequent as among the others,
    /// and 0 where there are none to tell it.
    #[serde(default)]
    pub untold_twin_prior: f64,
    /// The same of namesakes whose birth dates, or identity numbers, are not both known.
    #[serde(default)]
    pub untold_namesake_prior: f64,
    /// Whether so many different people share a name that names in common link nobody where anything that tells them
    /// apart (birth date, e-mail, phone, identity number, street) differs and none of it agrees.
    #[serde(default)]
    pub names_mean_little: bool,
    /// Names of the sources of a list of things that were found to hold each thing once: two records of one of them
    /// are never linked. Empty where customers are compared.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hold_things_once: Vec<String>,
    /// The comparisons, in the order of a pair's levels.
    pub comparisons: Vec<ComparisonModel>,
}
