//! Phone numbers, and numbers and codes given by authorities.

use super::strings::within_one_error;
use super::{LevelKind, level};
use crate::kernels::osa_within;
use crate::texts::Texts;

/// The distinct phone numbers of a comparison.
pub(crate) struct PhoneTable {
    pub(crate) numbers: Texts,
    packed: Vec<Packed>,
}

/// The last fifteen digits of a number, four bits each, above how many digits it has.
#[derive(Debug, Clone, Copy)]
struct Packed(u64);

impl Packed {
    /// Stands for any greater number of digits too.
    const MANY: u64 = 15;

    fn of(number: &str) -> Self {
        let digits = number.bytes().filter(u8::is_ascii_digit);
        let (packed, length) = digits
            .fold((0, 0_u64), |(packed, length), d| (packed << 4 | u64::from(d & 0xF), length + 1));
        Self(packed << 4 | length.min(Self::MANY))
    }

    fn digits(self) -> u64 {
        self.0 >> 4
    }

    fn length(self) -> u64 {
        self.0 & 0xF
    }

    /// Whether all digits are in [`Packed::digits`].
    fn is_whole(self) -> bool {
        self.length() < Self::MANY
    }
}

/// Digits of an ending that two numbers share by chance only rarely.
const ENDING: u64 = 7;

pub(super) const PHONE_LEVELS: &[LevelKind] = &[
    level("equal", 0.75),
    level("same ending", 0.05),
    level("one digit wrong or two exchanged", 0.05),
    level("different", 0.15),
];

impl PhoneTable {
    pub(crate) fn new(numbers: Texts) -> Self {
        let packed = numbers.iter().map(Packed::of).collect();
        Self { numbers, packed }
    }

    pub(super) fn level(&self, left: u32, right: u32) -> u8 {
        let (l, r) = (self.packed[left as usize], self.packed[right as usize]);
        let differing = l.digits() ^ r.digits();
        if l.length().min(r.length()) >= ENDING && differing << (64 - 4 * ENDING) == 0 {
            return 2;
        }
        if l.length().abs_diff(r.length()) > 1 {
            return 4;
        }
        let near = if l.length() == r.length() && l.is_whole() {
            is_one_digit_or_exchange(differing, l.digits(), r.digits())
        } else {
            within_one_error(&self.numbers[left as usize], &self.numbers[right as usize])
        };
        if near { 3 } else { 4 }
    }
}

/// Whether two numbers of one length differ in one digit, or in two neighbours exchanged.
fn is_one_digit_or_exchange(differing: u64, left: u64, right: u64) -> bool {
    let lowest = differing.trailing_zeros() / 4 * 4;
    let highest = (63 - differing.leading_zeros().min(63)) / 4 * 4;
    let digit = |digits: u64, at: u32| digits >> at & 0xF;
    lowest == highest
        || highest == lowest + 4
            && digit(left, lowest) == digit(right, highest)
            && digit(left, highest) == digit(right, lowest)
}

pub(super) const IDENTIFIER_LEVELS: &[LevelKind] = &[
    level("equal", 0.85),
    level("one character wrong or two exchanged", 0.08),
    level("two characters wrong", 0.03),
    level("different", 0.04),
];

pub(super) fn identifier_level(left: &str, right: &str) -> u8 {
    if left.len().min(right.len()) < 4 || !osa_within(left, right, 2) {
        4
    } else if within_one_error(left, right) {
        2
    } else {
        3
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn packed_numbers_agree_with_their_texts(left in "\\+?[0-3]{6,18}", right in "\\+?[0-3]{6,18}") {
            let digits = |text: &str| text.trim_start_matches('+').to_owned();
            let (l, r) = (digits(&left), digits(&right));
            prop_assume!(l != r);
            let expected = if l.len().min(r.len()) >= 7 && l[l.len() - 7..] == r[r.len() - 7..] {
                2
            } else if strsim::osa_distance(&l, &r) <= 1 {
                3
            } else {
                4
            };
            let table = PhoneTable::new([l, r].into_iter().collect());
            prop_assert_eq!(table.level(0, 1), expected);
        }
    }
}
