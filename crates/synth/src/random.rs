//! Keyed randomness: everything about an entity follows from the seed, a subject and the entity's
//! index, so that any of it can be made again at any time, in any order and on any thread, without
//! being kept. Only integer and IEEE-exact arithmetic is used, so every platform makes the same.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// What a stream of random numbers is about; streams of different subjects are independent.
#[derive(Debug, Clone, Copy)]
#[repr(u64)]
pub(crate) enum Subject {
    Block = 1,
    Household,
    Person,
    Organisation,
    Membership,
    Copies,
    ProductRecord,
    FinancingRecord,
    CustomerDetails,
    CustomerCells,
    ProductKeys,
    FinancingKeys,
    OrderKeys,
    Orders,
    ServiceKeys,
    Services,
    ContractKeys,
    Contracts,
    Parties,
    Broken,
    Episodes,
    Agents,
    Money,
}

/// A stream of random numbers.
pub(crate) struct Dice(ChaCha8Rng);

impl Dice {
    pub(crate) fn new(seed: u64, subject: Subject, index: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(subject as u64).to_le_bytes());
        key[16..24].copy_from_slice(&index.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// 0 to `end`, without `end`. (Multiply and shift: the bias is below 2^-32 for our sizes.)
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u64) as i64
    }

    /// Uniform from 0 to 1, without 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }

    /// An index with probability in proportion to its weight.
    pub(crate) fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.below(weights.iter().map(|&weight| u64::from(weight)).sum());
        for (index, &weight) in weights.iter().enumerate() {
            if left < u64::from(weight) {
                return index;
            }
            left -= u64::from(weight);
        }
        weights.len() - 1
    }

    /// A number whose quantiles, at equal steps from 0 to 1, are these.
    pub(crate) fn quantile(&mut self, quantiles: &[u32]) -> u32 {
        let place = self.unit() * (quantiles.len() - 1) as f64;
        let index = place as usize;
        let (low, high) = (f64::from(quantiles[index]), f64::from(quantiles[index + 1]));
        (low + (high - low) * (place - index as f64)) as u32
    }

    /// `count` random decimal digits, the first not zero.
    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|place| char::from(b'0' + self.between(i64::from(place == 0), 9) as u8))
            .collect()
    }
}

/// Ranks drawn with probability in proportion to 1/(rank + offset): Zipf–Mandelbrot, exponent 1.
#[derive(Debug)]
pub(crate) struct Zipf(Vec<f64>);

impl Zipf {
    pub(crate) fn new(len: usize, offset: f64) -> Self {
        Self::weighted((0..len).map(|rank| 1.0 / (rank as f64 + offset)))
    }

    /// Indices drawn in proportion to any weights.
    pub(crate) fn weighted(weights: impl Iterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        let sums = weights.map(|weight| {
            sum += weight;
            sum
        });
        Self(sums.collect())
    }

    pub(crate) fn draw(&self, dice: &mut Dice) -> usize {
        self.at_share(dice.unit())
    }

    /// The index below which this share of all draws falls.
    pub(crate) fn at_share(&self, share: f64) -> usize {
        let point = share * self.0.last().copied().unwrap_or_default();
        self.0.partition_point(|&sum| sum <= point).min(self.0.len() - 1)
    }
}

/// A random order of `0..len` that is computed, not kept: a Feistel network over the next power of
/// four, walked until it falls inside (Black and Rogaway 2002, "Ciphers with arbitrary finite
/// domains", cycle-walking).
#[derive(Debug)]
pub(crate) struct Permutation {
    len: u64,
    half_bits: u32,
    keys: [u64; 4],
}

impl Permutation {
    pub(crate) fn new(len: u64, seed: u64, subject: Subject) -> Self {
        let mut dice = Dice::new(seed, subject, u64::MAX);
        let half_bits = (64 - len.max(2).leading_zeros()).div_ceil(2);
        Self { len, half_bits, keys: std::array::from_fn(|_| dice.0.next_u64()) }
    }

    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Where `index` comes in the order.
    pub(crate) fn place_of(&self, index: u64) -> u64 {
        self.walk(index, [0, 1, 2, 3])
    }

    /// What comes at `place` in the order.
    pub(crate) fn at(&self, place: u64) -> u64 {
        self.walk(place, [3, 2, 1, 0])
    }

    fn walk(&self, from: u64, rounds: [usize; 4]) -> u64 {
        let mut value = self.network(from, rounds);
        while value >= self.len {
            value = self.network(value, rounds);
        }
        value
    }

    fn network(&self, value: u64, rounds: [usize; 4]) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (value >> self.half_bits, value & mask);
        for round in rounds {
            (left, right) = (right, left ^ (mix(right ^ self.keys[round]) & mask));
        }
        // The halves end swapped, so that the same network with its rounds reversed undoes it.
        (right << self.half_bits) | left
    }
}

/// The finaliser of `SplitMix64` (Steele, Lea and Flood 2014).
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn dice(index: u64) -> Dice {
        Dice::new(1, Subject::Person, index)
    }

    #[test]
    fn the_same_key_gives_the_same_stream_and_another_subject_another() {
        assert_eq!(dice(7).below(1 << 40), dice(7).below(1 << 40));
        let other = Dice::new(1, Subject::Household, 7).below(1 << 40);
        assert_ne!(dice(7).below(1 << 40), other);
    }

    #[test]
    fn weights_are_kept_in_the_long_run() {
        let mut dice = dice(0);
        let hits = (0..10_000).filter(|_| dice.weighted(&[1, 0, 3]) == 2).count();
        assert!((7_200..7_800).contains(&hits), "{hits}");
    }

    #[test]
    fn the_first_rank_is_drawn_most_and_the_last_sometimes() {
        let (zipf, mut dice) = (Zipf::new(50, 2.0), dice(3));
        let mut hits = [0; 50];
        (0..20_000).for_each(|_| hits[zipf.draw(&mut dice)] += 1);
        assert!(hits[0] > 2 * hits[5] && hits[5] > hits[40] && hits[49] > 0, "{hits:?}");
    }

    #[test]
    fn quantiles_bound_what_is_drawn() {
        let mut dice = dice(9);
        let drawn: Vec<u32> = (0..1_000).map(|_| dice.quantile(&[10, 20, 90])).collect();
        assert!(drawn.iter().all(|value| (10..90).contains(value)));
        let below_median = drawn.iter().filter(|&&value| value < 20).count();
        assert!((430..570).contains(&below_median), "{below_median}");
    }

    proptest! {
        #[test]
        fn a_permutation_visits_every_place_once(len in 1u64..3_000, seed: u64) {
            let order = Permutation::new(len, seed, Subject::ProductKeys);
            let mut seen: Vec<u64> = (0..len).map(|index| order.place_of(index)).collect();
            seen.sort_unstable();
            prop_assert!(seen.into_iter().eq(0..len));
        }

        #[test]
        fn at_undoes_place_of(len in 1u64..5_000_000, seed: u64, index: u64) {
            let order = Permutation::new(len, seed, Subject::OrderKeys);
            prop_assert_eq!(order.at(order.place_of(index % len)), index % len);
        }
    }
}
