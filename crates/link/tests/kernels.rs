//! The kernels against `strsim`: equal to the last bit.

use proptest::prelude::*;
use sameboat_link::kernels::{
    LONGEST, Letters, Probe, is_jaro_winkler_at_least, jaro_winkler, osa_within,
};

/// Pairs that are unlike, of few letters, or a few edits apart; across the limit of length and
/// the end of ASCII.
fn pairs() -> impl Strategy<Value = (String, String)> {
    let text = prop_oneof![
        "[ab]{0,12}",
        "[a-d ]{0,20}",
        "[a-z]{0,14}",
        "[a-c]{50,70}",
        "[ -~]{0,70}",
        "[aeäöéшλ😀]{0,12}",
        any::<String>(),
    ];
    let edits = prop::collection::vec(
        (any::<prop::sample::Index>(), 0..4, prop::sample::select(vec!['a', 'b', 'ä'])),
        0..4,
    );
    let near = (text.clone(), edits).prop_map(|(left, edits)| {
        let right = edits.iter().fold(left.clone(), |text, edit| edited(&text, edit));
        (left, right)
    });
    prop_oneof![(text.clone(), text), near]
}

fn edited(text: &str, &(at, kind, letter): &(prop::sample::Index, i32, char)) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = at.index(letters.len() + 1);
    match kind {
        0 => letters.insert(at, letter),
        1 if at < letters.len() => letters[at] = letter,
        2 if at < letters.len() => drop(letters.remove(at)),
        3 if at + 1 < letters.len() => letters.swap(at, at + 1),
        _ => {}
    }
    letters.into_iter().collect()
}

/// Fixed bounds and, hardest, the similarity itself and the number next above it.
fn bounds(similarity: f64) -> [f64; 7] {
    [0.0, 0.7, 0.85, 0.92, 1.0, similarity, similarity.next_up()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn probes_equal_strsim((left, right) in pairs(), other in "[a-z]{0,64}") {
        let (l, r) = (left.as_bytes(), right.as_bytes());
        let mut probe = Probe::default();
        prop_assert!(probe.set(other.as_bytes()));
        if !probe.set(l) {
            prop_assert!(l.len() > LONGEST || !l.is_ascii());
            return Ok(());
        }
        prop_assert_eq!(probe.osa(r), strsim::osa_distance(&left, &right));
        prop_assert_eq!(probe.levenshtein(r), strsim::levenshtein(&left, &right));
        prop_assert_eq!(probe.jaro(r).to_bits(), strsim::jaro(&left, &right).to_bits());
        let similarity = strsim::jaro_winkler(&left, &right);
        prop_assert_eq!(probe.jaro_winkler(r).to_bits(), similarity.to_bits());
    }

    #[test]
    fn bounded_measures_equal_strsim((left, right) in pairs()) {
        let (l, r) = (left.as_bytes(), right.as_bytes());
        let mut probe = Probe::default();
        let fits = probe.set(l);
        let letters = Letters::of(r);
        let distance = strsim::osa_distance(&left, &right);
        for max in [0, 1, 2, 3, 5, 63, 64, usize::MAX, distance, distance.saturating_sub(1)] {
            let expected = distance <= max;
            prop_assert_eq!(osa_within(&left, &right, max), expected);
            if fits {
                prop_assert_eq!(probe.osa_within(r, max), expected);
                prop_assert!(probe.may_be_within(letters, max) || !expected);
            }
        }
        let similarity = strsim::jaro_winkler(&left, &right);
        prop_assert_eq!(jaro_winkler(&left, &right).to_bits(), similarity.to_bits());
        for bound in bounds(similarity) {
            let expected = similarity >= bound;
            prop_assert_eq!(is_jaro_winkler_at_least(&left, &right, bound), expected);
            if fits {
                prop_assert_eq!(probe.is_jaro_winkler_at_least(r, bound), expected);
                prop_assert!(probe.may_be_jaro_winkler(r, letters, bound) || !expected);
            }
        }
    }

    #[test]
    fn letters_never_ask_for_more_edits_than_are_needed((left, right) in pairs()) {
        let least = Letters::of(left.as_bytes()).least_edits(Letters::of(right.as_bytes()));
        prop_assert!(least <= strsim::osa_distance(&left, &right));
    }
}

#[test]
fn unlike_letters_rule_a_pair_out() {
    let mut probe = Probe::default();
    assert!(probe.set(b"schmidt"));
    let other = Letters::of(b"mueller");
    assert!(!probe.may_be_within(other, 4));
    assert!(!probe.may_be_jaro_winkler(b"mueller", other, 0.85));
    assert_eq!(Letters::of(b"anna").least_edits(Letters::of(b"ana")), 1);
}

#[test]
fn a_text_that_does_not_fit_leaves_the_empty_one() {
    let mut probe = Probe::default();
    assert!(probe.set(b"anna"));
    assert!(!probe.set("jürgen".as_bytes()));
    assert_eq!(probe.osa(b"anna"), 4);
    assert!(!probe.set(&[b'a'; LONGEST + 1]));
    assert_eq!(probe.levenshtein(b""), 0);
}
