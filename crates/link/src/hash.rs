//! Deterministic hashing: the same on every machine and in every run.

use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Hash of a value.
pub(crate) fn hash_of(value: &(impl Hash + ?Sized)) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    mix(hasher.finish())
}

/// Hash of a text.
pub(crate) fn text_hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    mix(hasher.finish())
}

/// Spreads the bits of a number over all 64 (the finaliser of `SplitMix64`; Steele, Lea and Flood
/// 2014, "Fast splittable pseudorandom number generators").
#[inline]
pub(crate) fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// One hash of two, in this order.
#[inline]
pub(crate) fn combine(one: u64, other: u64) -> u64 {
    mix(one ^ other.rotate_left(32))
}
