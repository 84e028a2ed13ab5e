//! The steps of two procedures laid side by side.
//!
//! Steps in the same order are found by the edit-script dynamic programme (Needleman and Wunsch
//! 1970) with the similarity above the threshold as gain and no cost for gaps. What remains on both
//! sides is then held against each other regardless of order: those are the moved ones.

use crate::assignment::{Candidate, assign};
use crate::catalogue::Step;
use crate::outcome::{Operation, StepAlignment};
use crate::settings::ReconcileSettings;
use crate::text::{folded, term_set};
use crate::vector::{Rarity, TermVector, Trigrams};

/// Trigrams see likeness of letters, not of meaning, and count for less.
const SPELLING: f64 = 0.85;
/// What the outputs of two steps contribute when both are stated.
const OUTPUT: f64 = 0.2;
const LEAST_GAIN: f64 = 1e-6;

/// Two aligned steps; `moved` if not in the common order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct StepPair {
    pub(crate) left: usize,
    pub(crate) right: usize,
    pub(crate) similarity: f64,
    pub(crate) moved: bool,
}

struct PreparedStep {
    action: TermVector,
    spelling: Trigrams,
    wording: String,
    output: TermVector,
}

fn prepare(steps: &[Step], rarity: &Rarity) -> Vec<PreparedStep> {
    steps
        .iter()
        .map(|step| PreparedStep {
            action: rarity.vector(&step.action),
            spelling: Trigrams::of(&step.action),
            wording: folded(&step.action),
            output: rarity.vector(&step.output),
        })
        .collect()
}

fn similarity(left: &PreparedStep, right: &PreparedStep) -> f64 {
    if left.wording == right.wording {
        return 1.0;
    }
    let action =
        left.action.cosine(&right.action).max(SPELLING * left.spelling.dice(&right.spelling));
    if left.output.is_empty() || right.output.is_empty() {
        return action;
    }
    // The output can confirm a pair, not speak against one: it is often named after the system.
    action.max((1.0 - OUTPUT) * action + OUTPUT * left.output.cosine(&right.output))
}

/// Aligned pairs of steps, by left. Symmetric: swapped sides give the mirror image.
pub(crate) fn align(
    left: &[Step],
    right: &[Step],
    rarity: &Rarity,
    settings: &ReconcileSettings,
) -> Vec<StepPair> {
    let (a, b) = (prepare(left, rarity), prepare(right, rarity));
    let wordings =
        |steps: &[PreparedStep]| steps.iter().map(|s| s.wording.clone()).collect::<Vec<_>>();
    let turned = wordings(&b) < wordings(&a);
    let (first, second) = if turned { (&b, &a) } else { (&a, &b) };
    let table: Vec<Vec<f64>> =
        first.iter().map(|x| second.iter().map(|y| similarity(x, y)).collect()).collect();
    let mut pairs = in_order(&table, second.len(), settings.step);
    pairs.extend(out_of_order(&table, second.len(), &pairs, settings.moved_step));
    if turned {
        for pair in &mut pairs {
            std::mem::swap(&mut pair.left, &mut pair.right);
        }
    }
    pairs.sort_by_key(|pair| pair.left);
    pairs
}

fn in_order(table: &[Vec<f64>], columns: usize, threshold: f64) -> Vec<StepPair> {
    let gain = |row: usize, column: usize| table[row][column] - threshold + LEAST_GAIN;
    // total[i][j]: the greatest gain of the first i and first j steps.
    let mut total = vec![vec![0.0_f64; columns + 1]; table.len() + 1];
    for row in 0..table.len() {
        for column in 0..columns {
            total[row + 1][column + 1] = total[row][column + 1]
                .max(total[row + 1][column])
                .max(total[row][column] + gain(row, column));
        }
    }
    let (mut row, mut column) = (table.len(), columns);
    let mut pairs = Vec::new();
    while row > 0 && column > 0 {
        if total[row][column] <= total[row - 1][column] {
            row -= 1;
        } else if total[row][column] <= total[row][column - 1] {
            column -= 1;
        } else {
            row -= 1;
            column -= 1;
            let similarity = table[row][column];
            pairs.push(StepPair { left: row, right: column, similarity, moved: false });
        }
    }
    pairs
}

fn out_of_order(
    table: &[Vec<f64>],
    columns: usize,
    aligned: &[StepPair],
    threshold: f64,
) -> Vec<StepPair> {
    let free =
        |index: usize, side: fn(&StepPair) -> usize| !aligned.iter().any(|p| side(p) == index);
    let rows: Vec<usize> = (0..table.len()).filter(|row| free(*row, |pair| pair.left)).collect();
    let columns: Vec<usize> =
        (0..columns).filter(|column| free(*column, |pair| pair.right)).collect();
    let candidates: Vec<Candidate> = rows
        .iter()
        .flat_map(|row| columns.iter().map(move |column| (*row, *column)))
        .filter(|(row, column)| table[*row][*column] >= threshold)
        .map(|(left, right)| Candidate {
            left,
            right,
            gain: table[left][right] - threshold + LEAST_GAIN,
        })
        .collect();
    assign(&candidates)
        .into_iter()
        .map(|(left, right)| StepPair { left, right, similarity: table[left][right], moved: true })
        .collect()
}

/// The edit script from left to right: each step of both sides once, in the order of the left with
/// what only the right has put after the step it follows there.
pub(crate) fn script(
    match_index: usize,
    left: &[Step],
    right: &[Step],
    pairs: &[StepPair],
    settings: &ReconcileSettings,
) -> Vec<StepAlignment> {
    merge_order(left.len(), right.len(), pairs)
        .into_iter()
        .map(|(left_step, right_step)| {
            let pair =
                pairs.iter().find(|p| Some(p.left) == left_step && Some(p.right) == right_step);
            let (operation, detail) = match (pair, left_step, right_step) {
                (Some(pair), _, _) => {
                    difference(&left[pair.left], &right[pair.right], pair, settings)
                }
                (None, Some(_), _) => (Operation::OnlyLeft, String::new()),
                (None, None, _) => (Operation::OnlyRight, String::new()),
            };
            let similarity = pair.map_or(0.0, |pair| pair.similarity);
            StepAlignment { match_index, left_step, right_step, operation, similarity, detail }
        })
        .collect()
}

/// Every step of both sides once: between two pairs in order first what the left does, then what
/// only the right does. Moved pairs stand where the left has them.
fn merge_order(
    left: usize,
    right: usize,
    pairs: &[StepPair],
) -> Vec<(Option<usize>, Option<usize>)> {
    let mut order = Vec::with_capacity(left + right);
    let mut next_right = 0;
    let is_paired = |index: usize| pairs.iter().any(|pair| pair.right == index);
    for index in 0..left {
        let pair = pairs.iter().find(|pair| pair.left == index);
        if let Some(anchor) = pair.filter(|pair| !pair.moved) {
            order.extend(
                (next_right..anchor.right).filter(|r| !is_paired(*r)).map(|r| (None, Some(r))),
            );
            next_right = anchor.right + 1;
        }
        order.push((Some(index), pair.map(|pair| pair.right)));
    }
    order.extend((next_right..right).filter(|r| !is_paired(*r)).map(|r| (None, Some(r))));
    order
}

fn difference(
    left: &Step,
    right: &Step,
    pair: &StepPair,
    settings: &ReconcileSettings,
) -> (Operation, String) {
    let mut found: Vec<(Operation, String)> = Vec::new();
    if pair.moved {
        let detail = format!("place {} / {}", pair.left + 1, pair.right + 1);
        found.push((Operation::Moved, detail));
    }
    if differs(&left.actor, &right.actor) {
        found.push((Operation::OtherActor, format!("actor {} / {}", left.actor, right.actor)));
    }
    if differs(&left.system, &right.system) {
        found.push((Operation::OtherSystem, format!("system {} / {}", left.system, right.system)));
    }
    if pair.similarity < settings.same_wording {
        found.push((Operation::Reworded, "other words".to_owned()));
    }
    let operation = found.first().map_or(Operation::Same, |(operation, _)| *operation);
    let details: Vec<String> = found.into_iter().map(|(_, detail)| detail).collect();
    (operation, details.join("; "))
}

/// Whether both are stated and mean different things.
pub(crate) fn differs(left: &str, right: &str) -> bool {
    let (a, b) = (folded(left), folded(right));
    if a.is_empty() || b.is_empty() || a == b {
        return false;
    }
    let terms = term_set(left);
    terms.is_empty() || terms != term_set(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(actions: &[&str]) -> Vec<Step> {
        (1..)
            .zip(actions)
            .map(|(position, action)| Step {
                position,
                action: (*action).to_owned(),
                actor: "Agent".to_owned(),
                ..Step::default()
            })
            .collect()
    }

    fn operations(left: &[Step], right: &[Step]) -> Vec<(Option<usize>, Option<usize>, Operation)> {
        let documents: Vec<Vec<String>> =
            left.iter().chain(right).map(|step| term_set(&step.action)).collect();
        let settings = ReconcileSettings::default();
        let pairs = align(left, right, &Rarity::of(&documents), &settings);
        script(0, left, right, &pairs, &settings)
            .into_iter()
            .map(|a| (a.left_step, a.right_step, a.operation))
            .collect()
    }

    #[test]
    fn rewording_moving_and_gaps_are_told_apart() {
        let left = steps(&["Verify the address", "Save the address", "Ask for the phone", "Thank"]);
        let right = steps(&[
            "Ask for the phone",
            "Check the address with the directory",
            "Save the address",
        ]);
        assert_eq!(
            operations(&left, &right),
            [
                (Some(0), Some(1), Operation::Reworded),
                (Some(1), Some(2), Operation::Same),
                (Some(2), Some(0), Operation::Moved),
                (Some(3), None, Operation::OnlyLeft),
            ]
        );
    }

    #[test]
    fn another_role_is_named_before_another_system() {
        let mut left = steps(&["Approve the refund"]);
        let mut right = left.clone();
        left[0].system = "CRM".to_owned();
        right[0].system = "LoanCore".to_owned();
        assert_eq!(operations(&left, &right)[0].2, Operation::OtherSystem);
        right[0].actor = "Supervisor".to_owned();
        assert_eq!(operations(&left, &right)[0].2, Operation::OtherActor);
        left[0].actor = "Teamleiter".to_owned();
        assert_eq!(operations(&left, &right)[0].2, Operation::OtherSystem);
    }

    #[test]
    fn what_only_the_right_does_stands_where_it_does_it() {
        let left = steps(&["Identify the customer", "Close the case"]);
        let right = steps(&["Identify the customer", "Weigh the parcel", "Close the case"]);
        let order: Vec<_> = operations(&left, &right).into_iter().map(|(l, r, _)| (l, r)).collect();
        assert_eq!(order, [(Some(0), Some(0)), (None, Some(1)), (Some(1), Some(2))]);
    }
}
