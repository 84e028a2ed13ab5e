//! Fast tests on strings, each equal in result to the measure of `strsim` that it stands for.
//!
//! Nearly all candidates differ plainly, so cheap bounds decide most cases without computing the
//! measure.

/// Whether the optimal string alignment distance (`strsim::osa_distance`) of two ASCII strings is at
/// most one: a letter inserted, left out or replaced, or two neighbours exchanged.
pub(super) fn within_one_error(left: &str, right: &str) -> bool {
    let (left, right) = (left.as_bytes(), right.as_bytes());
    if left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let begin = left.iter().zip(right).take_while(|(l, r)| l == r).count();
    let (left, right) = (&left[begin..], &right[begin..]);
    let end = left.iter().rev().zip(right.iter().rev()).take_while(|(l, r)| l == r).count();
    match (&left[..left.len() - end], &right[..right.len() - end]) {
        (one, other) if one.len() <= 1 && other.len() <= 1 => true,
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

/// Whether the Jaro–Winkler similarity (`strsim::jaro_winkler`) is at least `bound`.
pub(super) fn is_jaro_winkler(left: &str, right: &str, bound: f64) -> bool {
    if left.is_empty() || right.is_empty() {
        return left == right;
    }
    let (in_left, in_right) = (letters(left), letters(right));
    let matching = |own: &str, only_own: u64| own.len() - only_own.count_ones() as usize;
    // No letter that the other string lacks can match.
    let most = matching(left, in_left & !in_right).min(matching(right, in_right & !in_left)) as f64;
    let jaro = (most / left.len() as f64 + most / right.len() as f64 + 1.0) / 3.0;
    let prefix = left.bytes().zip(right.bytes()).take(4).take_while(|(l, r)| l == r).count() as f64;
    jaro + 0.1 * prefix * (1.0 - jaro) >= bound && strsim::jaro_winkler(left, right) >= bound
}

/// Whether the optimal string alignment distance is at most `bound`.
pub(super) fn is_within(left: &str, right: &str, bound: usize) -> bool {
    let (in_left, in_right) = (letters(left), letters(right));
    // Each edit removes at most one letter that the other string lacks.
    let only_left = (in_left & !in_right).count_ones() as usize;
    let only_right = (in_right & !in_left).count_ones() as usize;
    left.len().abs_diff(right.len()) <= bound
        && only_left.max(only_right) <= bound
        && strsim::osa_distance(left, right) <= bound
}

/// A bit per character that occurs; characters other than letters and digits share bits.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn results_equal_those_of_strsim(left in "[abc ]{0,7}", right in "[abc ]{0,7}") {
            let distance = strsim::osa_distance(&left, &right);
            prop_assert_eq!(within_one_error(&left, &right), distance <= 1);
            for bound in 0..4 {
                prop_assert_eq!(is_within(&left, &right, bound), distance <= bound);
            }
            for bound in [0.8, 0.85, 0.9, 0.95] {
                let similarity = strsim::jaro_winkler(&left, &right);
                // Both empty is alike; strsim says so too.
                prop_assert_eq!(is_jaro_winkler(&left, &right, bound), similarity >= bound);
            }
        }

        #[test]
        fn longer_words_agree_too(left in "[a-z]{3,12}", right in "[a-z]{3,12}") {
            prop_assert_eq!(
                is_jaro_winkler(&left, &right, 0.85),
                strsim::jaro_winkler(&left, &right) >= 0.85
            );
            prop_assert_eq!(is_within(&left, &right, 3), strsim::osa_distance(&left, &right) <= 3);
        }
    }
}
