//! The nearest that two texts can be without being equal.

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

/// Whether two texts differ in nothing but their digits, as values do that were counted up.
pub(super) fn differ_in_digits(left: &str, right: &str) -> bool {
    let letters = |text| str::bytes(text).filter(|byte| !byte.is_ascii_digit());
    left != right && letters(left).eq(letters(right))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn one_error_is_an_optimal_string_alignment_of_one(left in "[abc ]{0,7}", right in "[abc ]{0,7}") {
            prop_assert_eq!(within_one_error(&left, &right), strsim::osa_distance(&left, &right) <= 1);
        }
    }
}
