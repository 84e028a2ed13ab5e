//! The digits of a phone number as one would dial them.

use std::ops::RangeInclusive;

use crate::text::{first_chars, without_decimals};

/// Digits of the shortest number that can belong to a customer.
pub(super) const FEWEST: usize = 6;
/// Digits of the longest, prefixes included.
const MOST: usize = 18;
const LENGTHS: RangeInclusive<usize> = FEWEST..=MOST;

/// Digits after which an extension or another number can begin.
const COMPLETE: usize = 8;

/// What is dialled: the digits without extension and without the `(0)` after a country code.
#[derive(Default)]
pub(super) struct Dialled {
    digits: [u8; MOST],
    length: usize,
    is_international: bool,
}

impl Dialled {
    /// None for what cannot be a phone number: too few or too many digits, too many letters.
    pub(super) fn of(raw: &str) -> Option<Self> {
        let mut dialled = Self::default();
        let (mut dropped, mut letters) = (0, 0);
        let mut rest = first_chars(without_decimals(raw));
        while let Some(sign) = rest.chars().next() {
            let after = &rest[sign.len_utf8()..];
            rest = after;
            match sign {
                '0'..='9' => dialled.push(sign as u8)?,
                '+' if dialled.length == 0 => dialled.is_international = true,
                '(' if after.starts_with("0)") && has_country_code(raw) => {
                    dropped += 1;
                    rest = &after[2..];
                }
                _ if dialled.ends_before(sign, after) => break,
                _ => letters += usize::from(sign.is_alphabetic()),
            }
        }
        let written = dialled.length + dropped;
        if !LENGTHS.contains(&written) || letters > written / 2 {
            return None;
        }
        if dialled.digits().starts_with("00") {
            dialled.is_international = true;
            dialled.digits.copy_within(2.., 0);
            dialled.length -= 2;
        }
        Some(dialled)
    }

    pub(super) fn digits(&self) -> &str {
        std::str::from_utf8(&self.digits[..self.length]).unwrap_or_default()
    }

    /// Whether the digits begin with a country code.
    pub(super) fn is_international(&self) -> bool {
        self.is_international
    }

    fn push(&mut self, digit: u8) -> Option<()> {
        *self.digits.get_mut(self.length)? = digit;
        self.length += 1;
        Some(())
    }

    /// Whether an extension or another number begins with this sign.
    fn ends_before(&self, sign: char, after: &str) -> bool {
        let is_end = match sign {
            '+' => has_number(after),
            ',' | ';' | '/' | '|' => {
                after.trim_start().starts_with(['0', '+', '(']) && has_number(after)
            }
            'x' | 'X' | 'e' | 'E' => is_extension(sign, after),
            _ => false,
        };
        is_end && self.length >= COMPLETE
    }
}

fn has_number(text: &str) -> bool {
    text.bytes().filter(u8::is_ascii_digit).count() >= FEWEST
}

/// Whether a zero in brackets is the one that is left out from abroad.
fn has_country_code(raw: &str) -> bool {
    raw.contains('+') || raw.contains("00")
}

/// `x12`, `ext. 12`, `extension 12`.
fn is_extension(first: char, after: &str) -> bool {
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, rest) = after.split_at(letters);
    let is_word = match first.to_ascii_lowercase() {
        'x' => word.is_empty(),
        _ => ["xt", "xtn", "xtension"].iter().any(|known| known.eq_ignore_ascii_case(word)),
    };
    let number = rest.trim_start_matches(['.', ':', ' ']);
    is_word && number.starts_with(|c: char| c.is_ascii_digit())
}
