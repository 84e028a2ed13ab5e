//! Dates of birth, compared by their digits.

use super::{LevelKind, level};

/// A birth date as the eight digits `YYYYMMDD`. Dates whose day and month may be exchanged need no
/// second reading here: exchanged ones have their own level and share a blocking key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct DateValue(pub(crate) [u8; 8]);

impl DateValue {
    /// The digits with day and month exchanged.
    pub(crate) fn exchanged(self) -> [u8; 8] {
        let d = self.0;
        [d[0], d[1], d[2], d[3], d[6], d[7], d[4], d[5]]
    }
}

pub(super) const LEVELS: &[LevelKind] = &[
    level("equal", 0.8),
    level("day and month exchanged", 0.02),
    level("one digit wrong or two exchanged", 0.06),
    level("two of day, month and year equal", 0.03),
    level("two digits wrong", 0.02),
    level("within a year", 0.02),
    level("different", 0.05),
];

pub(super) fn date_level(left: DateValue, right: DateValue) -> u8 {
    let differing = differing_bytes(left.0, right.0);
    // Nearly all pairs differ in three digits or more, and in more than one part.
    if differing > 4 {
        return nearness(left.0, right.0);
    }
    if left.exchanged() == right.0 {
        return 2;
    }
    let (left, right) = (left.0, right.0);
    let first = (0..8).find(|&at| left[at] != right[at]).unwrap_or_default();
    let neighbours = differing == 2
        && first < 7
        && left[first] == right[first + 1]
        && left[first + 1] == right[first];
    if differing == 1 || neighbours {
        return 3;
    }
    let is_equal = |part: std::ops::Range<usize>| u8::from(left[part.clone()] == right[part]);
    if is_equal(0..4) + is_equal(4..6) + is_equal(6..8) == 2 {
        4
    } else if differing == 2 {
        5
    } else {
        nearness(left, right)
    }
}

/// Number of digits in which two dates differ.
fn differing_bytes(left: [u8; 8], right: [u8; 8]) -> u32 {
    let differing = u64::from_le_bytes(left) ^ u64::from_le_bytes(right);
    // Digits differ in their low four bits; those are gathered into the lowest of each byte.
    let any = differing | differing >> 1 | differing >> 2 | differing >> 3;
    (any & 0x0101_0101_0101_0101).count_ones()
}

fn nearness(left: [u8; 8], right: [u8; 8]) -> u8 {
    if day_number(left).abs_diff(day_number(right)) <= 400 { 6 } else { 7 }
}

/// Days since year 0 in a calendar of 30-day months: near enough to tell near from far.
fn day_number(digits: [u8; 8]) -> i32 {
    let number = |part: &[u8]| part.iter().fold(0, |n, &d| n * 10 + i32::from(d & 0xF));
    number(&digits[..4]) * 365 + number(&digits[4..6]) * 30 + number(&digits[6..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_fall_to_the_level_of_their_difference() {
        let born = DateValue(*b"19760915");
        for (other, expected) in [
            (b"19761509", 2),
            (b"19760916", 3),
            (b"19769015", 3),
            (b"19761115", 4),
            (b"20230915", 4),
            (b"19860925", 5),
            (b"19771017", 6),
            (b"19031201", 7),
        ] {
            let other = DateValue(*other);
            assert_eq!(date_level(born, other), expected, "{other:?}");
            assert_eq!(date_level(other, born), expected);
        }
    }
}
