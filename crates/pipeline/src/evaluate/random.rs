//! Chance that a seed repeats: the same on every machine and in every version.

/// A number that depends on the seed and on the texts.
pub(super) fn hash(seed: u64, texts: &[&str]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&seed.to_le_bytes());
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    first_bytes(&hasher.finalize())
}

fn first_bytes(hash: &blake3::Hash) -> u64 {
    hash.as_bytes()[..8].iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// The numbers below `count` in random order, without holding them: a Feistel network of four
/// rounds over the next power of four, walked along until it is below `count` (Black and Rogaway
/// 2002, "Ciphers with arbitrary finite domains").
pub(super) struct Shuffle {
    seed: u64,
    count: u64,
    half_bits: u32,
}

impl Shuffle {
    /// An order of `count` numbers, fewer than 2^62.
    pub(super) fn new(seed: u64, count: u64) -> Self {
        let bits = u64::BITS - count.saturating_sub(1).leading_zeros();
        Self { seed, count, half_bits: bits.div_ceil(2).max(1) }
    }

    /// The numbers in their order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u64> {
        (0..self.count).map(|place| {
            let mut number = self.exchange(place);
            while number >= self.count {
                number = self.exchange(number);
            }
            number
        })
    }

    /// One to one on the numbers of `2 * half_bits` bits.
    fn exchange(&self, number: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut high, mut low) = (number >> self.half_bits, number & mask);
        for round in 0_u64..4 {
            let [seed, round, half] = [self.seed, round, low].map(u64::to_le_bytes);
            let key = first_bytes(&blake3::hash(&[seed, round, half].concat()));
            (high, low) = (low, (high ^ key) & mask);
        }
        (high << self.half_bits) | low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shuffle_gives_every_number_once_and_another_order_by_another_seed() {
        for count in [0, 1, 2, 5, 64, 1000] {
            let mut numbers: Vec<u64> = Shuffle::new(1, count).numbers().collect();
            let other: Vec<u64> = Shuffle::new(2, count).numbers().collect();
            assert!(count < 64 || numbers != other);
            assert!(count < 64 || !numbers.is_sorted());
            numbers.sort_unstable();
            assert_eq!(numbers, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn where_one_text_ends_and_the_next_begins_matters() {
        assert_ne!(hash(1, &["ab", "c"]), hash(1, &["a", "bc"]));
        assert_ne!(hash(1, &["ab"]), hash(2, &["ab"]));
    }
}
