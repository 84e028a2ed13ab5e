//! What the values of columns tell about each other: what numbers steps, and whose they are.

use std::collections::BTreeSet;

use super::beside::deadline;
use super::cells::position;
use crate::rules::is_measured;

fn cell(row: &[String], column: usize) -> &str {
    row.get(column).map_or("", |cell| cell.trim())
}

/// Whether the column has values and most of them are numbers.
pub(super) fn is_numeric(samples: &[Vec<String>], column: usize) -> bool {
    let values: Vec<&str> =
        samples.iter().map(|row| cell(row, column)).filter(|value| !value.is_empty()).collect();
    let numbers = values.iter().filter(|value| position(value).is_some()).count();
    !values.is_empty() && numbers * 3 >= values.len() * 2
}

/// Whether a column says lengths of time; also if it has no value that could say something else.
pub(super) fn are_times(samples: &[Vec<String>], column: usize) -> bool {
    let values: Vec<&str> =
        samples.iter().map(|row| cell(row, column)).filter(|value| !value.is_empty()).collect();
    let is_time = |value: &&&str| {
        let rule = deadline(value, "");
        rule.is_some_and(|rule| is_measured(&rule))
    };
    2 * values.iter().filter(is_time).count() >= values.len()
}

/// The column's value of each row; where it is left blank, that of the row above.
fn filled_down(samples: &[Vec<String>], column: usize) -> Vec<&str> {
    let mut above = "";
    let mut filled = Vec::with_capacity(samples.len());
    for row in samples {
        let own = cell(row, column);
        above = if own.is_empty() { above } else { own };
        filled.push(above);
    }
    filled
}

/// Whether numbers go across titles: most stand with a title that has other numbers as well, or under several
/// titles. The number of a procedure stands with its title alone.
pub(super) fn numbers_within(samples: &[Vec<String>], number: usize, title: usize) -> bool {
    let pairs: Vec<(&str, &str)> = samples
        .iter()
        .zip(filled_down(samples, title))
        .map(|(row, title)| (cell(row, number), title))
        .filter(|(number, title)| !number.is_empty() && !title.is_empty())
        .collect();
    let distinct: BTreeSet<(&str, &str)> = pairs.iter().copied().collect();
    let shares_title = |(number, title): &&(&str, &str)| {
        distinct.iter().any(|(other, of)| of == title && other != number)
    };
    let shares_number = |(number, title): &&(&str, &str)| {
        distinct.iter().any(|(other, of)| other == number && of != title)
    };
    let most = |count: usize| 2 * count > pairs.len();
    most(pairs.iter().filter(shares_title).count())
        || most(pairs.iter().filter(shares_number).count())
}

/// Whether a text changes exactly where a number starts again, more than once, or stands above its numbers
/// alone.
pub(super) fn begins_where_it_falls(samples: &[Vec<String>], number: usize, text: usize) -> bool {
    let rows: Vec<(&str, Option<u32>)> =
        samples.iter().map(|row| (cell(row, text), position(cell(row, number)))).collect();
    let texts = filled_down(samples, text);
    let mut last: Option<u32> = None;
    let mut blocks = 0_usize;
    for (row, (own, number)) in rows.iter().enumerate() {
        let Some(number) = *number else { continue };
        let falls = last.is_none_or(|last| number <= last);
        let changes = last.is_none() || texts[row] != texts[row.saturating_sub(1)];
        if falls != changes || (falls && own.is_empty()) {
            return false;
        }
        blocks += usize::from(falls);
        last = Some(number);
    }
    let stands_above = rows.len() > 1 && rows.iter().skip(1).all(|(own, _)| own.is_empty());
    blocks > 1 || (blocks == 1 && stands_above)
}

/// Whether the steps of most procedures stand in several rows; without a column that says whose they are,
/// all are of one.
pub(super) fn several_rows(samples: &[Vec<String>], whose: Option<usize>, action: usize) -> bool {
    let rows = samples.iter().zip(procedures(samples, whose));
    let rows = rows.filter(|(row, _)| !cell(row, action).is_empty());
    let mut of: Vec<&str> = rows.map(|(_, procedure)| procedure).collect();
    of.sort_unstable();
    let alone = of.chunk_by(|one, other| one == other).filter(|rows| rows.len() == 1).count();
    2 * alone < of.len()
}

/// Whose each row is.
fn procedures(samples: &[Vec<String>], whose: Option<usize>) -> Vec<&str> {
    whose.map_or_else(|| vec![""; samples.len()], |whose| filled_down(samples, whose))
}

/// Whether a column says different things of one procedure.
pub(super) fn differs_within(samples: &[Vec<String>], whose: Option<usize>, column: usize) -> bool {
    let said: BTreeSet<(&str, &str)> = procedures(samples, whose)
        .into_iter()
        .zip(samples)
        .map(|(procedure, row)| (procedure, cell(row, column)))
        .filter(|(_, value)| !value.is_empty())
        .collect();
    let procedures: BTreeSet<&str> = said.iter().map(|(procedure, _)| *procedure).collect();
    procedures.len() < said.len()
}
