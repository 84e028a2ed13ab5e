//! A small memory of pairs compared before.

/// Pairs remembered; a new one takes the place of another. Small enough to stay in a core's own cache
/// beside those of the other comparisons.
const PLACES: usize = 1 << 12;

/// What pairs of values gave when they were compared last. Common values (given names, towns) meet
/// again and again, and looking up is far cheaper than comparing.
#[derive(Debug, Default)]
pub(super) struct Memo {
    places: Vec<(u32, u32, u8)>,
    forgetful: bool,
}

impl Memo {
    /// One that remembers nothing: for single pairs.
    pub(super) fn forgetful() -> Self {
        Self { places: Vec::new(), forgetful: true }
    }

    /// What `compare` gives for two values, remembered or found. The order of the two must not
    /// matter.
    #[inline]
    pub(super) fn remember(&mut self, left: u32, right: u32, compare: impl FnOnce() -> u8) -> u8 {
        if self.forgetful {
            return compare();
        }
        if self.places.is_empty() {
            self.places = vec![(u32::MAX, u32::MAX, 0); PLACES];
        }
        let (low, high) = (left.min(right), left.max(right));
        let mixed = (u64::from(high) << 32 | u64::from(low)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = &mut self.places[(mixed >> 52) as usize];
        if (place.0, place.1) != (low, high) {
            *place = (low, high, compare());
        }
        place.2
    }
}
