//! Times the bit-parallel string measures against `strsim`'s, on one thread:
//! `cargo bench -p sameboat-link --bench kernels`.
//!
//! Names have 12 letters on average, with typing errors. `grouped` compares each left name with all
//! right ones through one probe, as linkage does; `pairs` prepares the left name for every pair.

use divan::Bencher;
use divan::counter::ItemsCount;
use sameboat_link::kernels::{self, Letters, Probe};

fn main() {
    divan::main();
}

const LEFT: usize = 16;
const RIGHT: usize = 1_024;
/// Bounds that comparisons of names ask for.
const JARO_WINKLER: f64 = 0.85;
const EDITS: usize = 2;

const GIVEN: [&str; 16] = [
    "hans",
    "maria",
    "johannes",
    "anna",
    "peter",
    "katharina",
    "wolfgang",
    "ursula",
    "jan",
    "elisabeth",
    "max",
    "christina",
    "uwe",
    "sabine",
    "andreas",
    "li",
];
const SURNAMES: [&str; 24] = [
    "mueller",
    "schmidt",
    "schneider",
    "fischer",
    "weber",
    "meyer",
    "wagner",
    "becker",
    "schulz",
    "hoffmann",
    "koch",
    "bauer",
    "richter",
    "klein",
    "wolf",
    "schroeder",
    "neumann",
    "schwarz",
    "zimmermann",
    "braun",
    "krueger",
    "hofmann",
    "hartmann",
    "lange",
];

struct Names {
    left: Vec<String>,
    right: Vec<String>,
}

impl Names {
    /// The same names in every run.
    fn new() -> Self {
        let mut chance = Chance(1);
        let mut some = |count| (0..count).map(|_| name(&mut chance)).collect();
        Self { left: some(LEFT), right: some(RIGHT) }
    }

    fn time_pairs<T>(&self, bencher: Bencher<'_, '_>, measure: impl Fn(&str, &str) -> T) {
        bencher.counter(ItemsCount::new(LEFT * RIGHT)).bench_local(|| {
            for left in &self.left {
                for right in &self.right {
                    divan::black_box(measure(left, right));
                }
            }
        });
    }

    fn time_grouped<T>(
        &self,
        bencher: Bencher<'_, '_>,
        measure: impl Fn(&Probe, &[u8], Letters) -> T,
    ) {
        let letters: Vec<_> = self.right.iter().map(|name| Letters::of(name.as_bytes())).collect();
        let mut probe = Probe::default();
        bencher.counter(ItemsCount::new(LEFT * RIGHT)).bench_local(|| {
            for left in &self.left {
                assert!(probe.set(left.as_bytes()));
                for (right, &letters) in self.right.iter().zip(&letters) {
                    divan::black_box(measure(&probe, right.as_bytes(), letters));
                }
            }
        });
    }
}

/// Knuth's linear congruential generator (MMIX): enough for choosing names.
struct Chance(u64);

impl Chance {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count
    }

    fn letter(&mut self) -> char {
        char::from(b'a' + self.below(26) as u8)
    }
}

/// A given name and a surname with up to two typing errors.
fn name(chance: &mut Chance) -> String {
    let mut name = String::from(GIVEN[chance.below(GIVEN.len())]);
    name.push_str(SURNAMES[chance.below(SURNAMES.len())]);
    for _ in 0..chance.below(3) {
        let at = chance.below(name.len());
        if chance.below(2) == 0 {
            name.remove(at);
        }
        if chance.below(2) == 0 {
            name.insert(at, chance.letter());
        }
    }
    name
}

mod strsim_itself {
    use super::{Bencher, Names};

    #[divan::bench]
    fn jaro_winkler(bencher: Bencher<'_, '_>) {
        Names::new().time_pairs(bencher, strsim::jaro_winkler);
    }

    #[divan::bench]
    fn osa(bencher: Bencher<'_, '_>) {
        Names::new().time_pairs(bencher, strsim::osa_distance);
    }

    #[divan::bench]
    fn levenshtein(bencher: Bencher<'_, '_>) {
        Names::new().time_pairs(bencher, strsim::levenshtein);
    }
}

mod grouped {
    use super::{Bencher, EDITS, JARO_WINKLER, Names};

    #[divan::bench]
    fn jaro_winkler(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, _| probe.jaro_winkler(right));
    }

    #[divan::bench]
    fn jaro_winkler_at_least(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, _| {
            probe.is_jaro_winkler_at_least(right, JARO_WINKLER)
        });
    }

    #[divan::bench]
    fn jaro_winkler_at_least_after_letters(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, letters| {
            probe.may_be_jaro_winkler(right, letters, JARO_WINKLER)
                && probe.is_jaro_winkler_at_least(right, JARO_WINKLER)
        });
    }

    #[divan::bench]
    fn osa(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, _| probe.osa(right));
    }

    #[divan::bench]
    fn osa_within(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, _| probe.osa_within(right, EDITS));
    }

    #[divan::bench]
    fn osa_within_after_letters(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, letters| {
            probe.may_be_within(letters, EDITS) && probe.osa_within(right, EDITS)
        });
    }

    #[divan::bench]
    fn levenshtein(bencher: Bencher<'_, '_>) {
        Names::new().time_grouped(bencher, |probe, right, _| probe.levenshtein(right));
    }
}

mod pairs {
    use super::{Bencher, EDITS, JARO_WINKLER, Names, kernels};

    #[divan::bench]
    fn jaro_winkler(bencher: Bencher<'_, '_>) {
        Names::new().time_pairs(bencher, kernels::jaro_winkler);
    }

    #[divan::bench]
    fn jaro_winkler_at_least(bencher: Bencher<'_, '_>) {
        Names::new().time_pairs(bencher, |left, right| {
            kernels::is_jaro_winkler_at_least(left, right, JARO_WINKLER)
        });
    }

    #[divan::bench]
    fn osa_within(bencher: Bencher<'_, '_>) {
        Names::new().time_pairs(bencher, |left, right| kernels::osa_within(left, right, EDITS));
    }
}
