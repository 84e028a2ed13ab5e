//! Which column goes where: the assignment with the greatest sum.

/// Gives each row at most one column and each column at most one row, so that the sum of the gains
/// is the greatest. `gains[row][column]`; what is zero or less is never chosen. The Hungarian
/// method, in time rows² × columns.
pub(super) fn assign(gains: &[Vec<f32>]) -> Vec<Option<usize>> {
    let rows = gains.len();
    let Some(given) = gains.first().map(Vec::len) else { return vec![] };
    // With a column of its own that gains nothing, each row can stay without.
    let columns = given + rows;
    let cost = |row: usize, column: usize| -> f64 {
        if column < given { -f64::from(gains[row][column].max(0.0)) } else { 0.0 }
    };
    let mut row_potential = vec![0.0; rows + 1];
    let mut column_potential = vec![0.0; columns + 1];
    // The row that holds a column; rows and columns count from 1, 0 is none.
    let mut holder = vec![0; columns + 1];
    let mut way = vec![0; columns + 1];
    for row in 1..=rows {
        holder[0] = row;
        let mut at = 0;
        let mut slack = vec![f64::INFINITY; columns + 1];
        let mut used = vec![false; columns + 1];
        loop {
            used[at] = true;
            let from = holder[at];
            let (mut least, mut next) = (f64::INFINITY, 0);
            for column in 1..=columns {
                if used[column] {
                    continue;
                }
                let reduced =
                    cost(from - 1, column - 1) - row_potential[from] - column_potential[column];
                if reduced < slack[column] {
                    slack[column] = reduced;
                    way[column] = at;
                }
                if slack[column] < least {
                    (least, next) = (slack[column], column);
                }
            }
            for column in 0..=columns {
                if used[column] {
                    row_potential[holder[column]] += least;
                    column_potential[column] -= least;
                } else {
                    slack[column] -= least;
                }
            }
            at = next;
            if holder[at] == 0 {
                break;
            }
        }
        while at != 0 {
            holder[at] = holder[way[at]];
            at = way[at];
        }
    }
    let mut chosen = vec![None; rows];
    for column in 1..=given {
        let row = holder[column];
        if row > 0 && gains[row - 1][column - 1] > 0.0 {
            chosen[row - 1] = Some(column - 1);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::assign;
    use proptest::prelude::*;

    #[test]
    fn the_best_of_all_is_not_the_best_of_each() {
        let gains = [vec![0.9, 0.8], vec![0.85, 0.1]];
        assert_eq!(assign(&gains), [Some(1), Some(0)]);
        assert_eq!(assign(&[vec![0.0, -1.0]]), [None]);
        assert!(assign(&[]).is_empty());
    }

    fn best_by_trying(gains: &[Vec<f32>], taken: u32) -> f32 {
        let Some((first, rest)) = gains.split_first() else { return 0.0 };
        let with = |column: usize| first[column] + best_by_trying(rest, taken | 1 << column);
        let free = (0..first.len()).filter(|column| taken & (1 << column) == 0);
        free.map(with).fold(best_by_trying(rest, taken), f32::max)
    }

    proptest! {
        #[test]
        fn no_other_assignment_has_a_greater_sum(
            gains in (1usize..5, 1usize..5).prop_flat_map(|(rows, columns)| {
                prop::collection::vec(prop::collection::vec(0.0f32..1.0, columns), rows)
            }),
        ) {
            let chosen = assign(&gains);
            let mut seen: Vec<usize> = chosen.iter().flatten().copied().collect();
            let sum: f32 = chosen.iter().enumerate().filter_map(|(r, c)| Some(gains[r][(*c)?])).sum();
            prop_assert!((sum - best_by_trying(&gains, 0)).abs() < 1e-4);
            seen.sort_unstable();
            let count = seen.len();
            seen.dedup();
            prop_assert_eq!(seen.len(), count);
        }
    }
}
