//! The pairs at the edges of the three decisions, step by step: they show best what the thresholds
//! mean.

use sameboat_link::{Linkage, PairDecision, Records, ScoredPair};
use sameboat_model::Value;
use sameboat_store::schema::link::LINK_EXAMPLE;
use sameboat_store::{Store, StoreError};

use super::text;

/// What one step adds to a pair's log2 odds.
#[derive(Debug, Clone, PartialEq)]
struct Step {
    kind: &'static str,
    comparison: Option<String>,
    level: Option<String>,
    weight: f64,
}

pub(super) fn write(store: &Store, records: &Records, linkage: &Linkage) -> Result<(), StoreError> {
    let mut writer = store.writer(&LINK_EXAMPLE)?;
    for (example, pair) in examples(linkage) {
        let steps = steps(linkage, pair);
        let last = steps.len() - 1;
        let mut odds = 0.0;
        for (place, step) in steps.into_iter().enumerate() {
            odds += step.weight;
            let optional = |value: Option<String>| value.map_or(Value::Null, Value::Text);
            writer.append(&[
                text(example),
                text(&records.source(pair.left).name),
                text(&records.keys[pair.left as usize]),
                text(&records.source(pair.right).name),
                text(&records.keys[pair.right as usize]),
                Value::Integer(place as i64 + 1),
                text(step.kind),
                optional(step.comparison),
                optional(step.level),
                Value::Decimal(step.weight),
                Value::Decimal(if place == last { pair.probability } else { of_odds(odds) }),
            ])?;
        }
    }
    writer.finish()
}

/// The examples that there are, each with its name in the table. Of pairs with the same evidence
/// the first counts.
fn examples(linkage: &Linkage) -> Vec<(&'static str, &ScoredPair)> {
    let least = linkage.thresholds.link_probability;
    let mut found: [Option<&ScoredPair>; 3] = [None; 3];
    for pair in &linkage.pairs {
        let (place, sign) = match pair.decision {
            // Weaker pairs are in one cluster because of others, which their own evidence cannot show.
            PairDecision::Link if pair.probability >= least => (0, -1.0),
            PairDecision::Review => (1, 1.0),
            PairDecision::Distinct => (2, 1.0),
            PairDecision::Link | PairDecision::MustLink | PairDecision::CannotLink => continue,
        };
        if found[place].is_none_or(|best| (pair.match_weight - best.match_weight) * sign > 0.0) {
            found[place] = Some(pair);
        }
    }
    let names = ["weakest_linked", "strongest_for_review", "strongest_apart"];
    names.into_iter().zip(found).filter_map(|(name, pair)| Some((name, pair?))).collect()
}

/// What speaks for and against a pair, from the prior on; the weights add up to its log2 odds.
fn steps(linkage: &Linkage, pair: &ScoredPair) -> Vec<Step> {
    let other = |kind, weight| Step { kind, comparison: None, level: None, weight };
    let prior = linkage.model.prior;
    let mut steps = vec![other("prior", (prior / (1.0 - prior)).log2())];
    let mut sum = 0.0;
    for evidence in linkage.explain(pair) {
        sum += evidence.match_weight;
        steps.push(Step {
            kind: "comparison",
            comparison: Some(evidence.comparison),
            level: Some(evidence.level),
            weight: evidence.match_weight,
        });
    }
    // A little above zero where the prior of households is what is left: shown if it can be seen.
    let dependence = pair.match_weight - sum;
    if dependence.abs() >= 0.005 {
        steps.push(other("dependence", dependence));
    }
    steps
}

fn of_odds(log2_odds: f64) -> f64 {
    1.0 / (1.0 + (-log2_odds).exp2())
}

#[cfg(test)]
mod tests {
    use sameboat_link::{BlockingReport, ComparisonModel, Level, Model, Pattern, Thresholds};

    use super::*;

    /// A linkage by one comparison, with these pairs: probability, decision and level.
    fn linkage(pairs: &[(f64, PairDecision, u128)]) -> Linkage {
        let level = |name: &str, m, u| Level { name: name.into(), m, u, h: u };
        let prior = 0.01;
        let pairs =
            pairs.iter().zip((0..).step_by(2)).map(|(&(probability, decision, level), at)| {
                let match_weight =
                    (probability / (1.0 - probability) * (1.0 - prior) / prior).log2();
                let (left, right, pattern) = (at, at + 1, Pattern(level));
                ScoredPair { left, right, match_weight, probability, decision, pattern }
            });
        let pairs: Vec<ScoredPair> = pairs.collect();
        Linkage {
            cluster_of: (0..2 * pairs.len() as u32).collect(),
            pairs,
            model: Model {
                prior,
                household_prior: 0.001,
                twin_prior: 0.0,
                namesake_prior: 0.0,
                untold_twin_prior: 0.0,
                untold_namesake_prior: 0.0,
                names_mean_little: false,
                hold_things_once: Vec::new(),
                comparisons: vec![ComparisonModel {
                    name: "surname".into(),
                    columns: vec!["surname".into()],
                    shared_in_household: true,
                    levels: vec![level("same", 0.9, 0.001), level("other", 0.1, 0.999)],
                    of_one_name: None,
                    of_one_surname: None,
                }],
            },
            blocking: BlockingReport::default(),
            thresholds: Thresholds {
                link_probability: 0.8,
                review_probability: 0.2,
                expected_precision: None,
                expected_recall: 1.0,
                review_pairs: 0,
            },
            relationships: Vec::new(),
            placeholders: Vec::new(),
        }
    }

    #[test]
    fn examples_are_at_the_edges_of_the_decisions_that_the_engine_took() {
        use PairDecision::{CannotLink, Distinct, Link, MustLink, Review};
        let linkage = linkage(&[
            (0.99, Link, 1),
            (0.85, Link, 1),
            // In one cluster through a third record.
            (0.3, Link, 2),
            (0.7, Review, 1),
            (0.75, Review, 1),
            (0.75, Review, 1),
            (0.1, Distinct, 2),
            (0.05, Distinct, 2),
            (0.81, MustLink, 1),
            (0.95, CannotLink, 1),
        ]);
        let found: Vec<(&str, u32)> =
            examples(&linkage).into_iter().map(|(name, pair)| (name, pair.left)).collect();
        assert_eq!(
            found,
            [("weakest_linked", 2), ("strongest_for_review", 8), ("strongest_apart", 12)]
        );
    }

    #[test]
    fn an_edge_that_no_pair_is_at_has_no_example() {
        let linkage = linkage(&[(0.99, PairDecision::Link, 1)]);
        assert_eq!(examples(&linkage).len(), 1);
        assert_eq!(examples(&self::linkage(&[])), []);
    }

    #[test]
    fn steps_add_up_to_the_odds_and_what_they_exceed_is_a_step_of_its_own() {
        // Agreement on the surname alone would give odds of 900 : 99; a household brings it down.
        let linkage = linkage(&[(0.8, PairDecision::Link, 1)]);
        let pair = &linkage.pairs[0];
        let steps = steps(&linkage, pair);
        let kinds: Vec<&str> = steps.iter().map(|step| step.kind).collect();
        assert_eq!(kinds, ["prior", "comparison", "dependence"]);
        assert!(steps[2].weight < 0.0);
        let odds: f64 = steps.iter().map(|step| step.weight).sum();
        assert!((of_odds(odds) - pair.probability).abs() < 1e-9);
    }
}
