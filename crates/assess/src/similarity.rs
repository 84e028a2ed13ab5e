//! Whether two short names mean the same thing, and who belongs to whom when many are compared.
//! For names of systems, companies, KPIs, topics and categories: a few hundred at most.

/// From this similarity two names are held to mean the same.
pub const SAME_NAME: f64 = 0.85;

/// Two words are one word, inflected or mistyped, from this Jaro–Winkler similarity.
const SAME_WORD: f64 = 0.92;

/// Most that two words can be alike that are not one word.
const INFLECTED: f64 = 0.98;

/// Similarity of an abbreviation and its long form.
const INITIALISM: f64 = 0.95;

/// Words that say nothing about which thing is meant: articles, and legal forms of companies.
const EMPTY_WORDS: &[&str] = &[
    "a", "ag", "an", "and", "at", "bv", "co", "corp", "das", "der", "des", "die", "du", "et",
    "for", "fuer", "gmbh", "im", "in", "inc", "kg", "la", "le", "limited", "llc", "ltd", "nv",
    "of", "on", "per", "plc", "sa", "sarl", "se", "srl", "the", "to", "und", "von", "zum", "zur",
];

/// The words of a name that count, in their order, without case and accents.
pub fn words(name: &str) -> Vec<String> {
    let plain = deunicode::deunicode(name).to_lowercase();
    let all: Vec<String> = plain
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    let telling: Vec<String> =
        all.iter().filter(|word| !EMPTY_WORDS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// Similarity of two names, 0 to 1: the Dice coefficient of their words, where words of the same
/// stem count as equal, or that of an abbreviation and its long form.
pub fn similarity(left: &str, right: &str) -> f64 {
    if let (Some(left), Some(right)) = (given_abbreviation(left), given_abbreviation(right))
        && left == right
    {
        return INITIALISM;
    }
    let (left, right) = (words(left), words(right));
    if left.is_empty() || right.is_empty() {
        return 0.0;
    }
    // `Vox Cloud` is `VoxCloud`.
    if left.concat() == right.concat() {
        return 1.0;
    }
    if abbreviates(&left, &right) || abbreviates(&right, &left) {
        return INITIALISM;
    }
    dice(&left, &right)
}

/// `FCR` against `first contact resolution`, alone or with more words around it.
fn abbreviates(short: &[String], long: &[String]) -> bool {
    let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
    initials.len() >= 3 && short.len() == 1 && short[0] == initials
}

/// The abbreviation that a name gives itself: `CSAT` of `Customer satisfaction (CSAT)`.
fn given_abbreviation(name: &str) -> Option<&str> {
    let (_, rest) = name.split_once('(')?;
    let (inside, _) = rest.split_once(')')?;
    let is_one = inside.len() >= 3 && inside.bytes().all(|b| b.is_ascii_uppercase());
    is_one.then_some(inside)
}

/// Similarity of two companies' names, where words that many companies have do not count.
pub fn company_similarity(left: &str, right: &str) -> f64 {
    const COMMON: &[&str] = &[
        "deutschland",
        "europe",
        "group",
        "gruppe",
        "holding",
        "international",
        "service",
        "services",
        "solutions",
    ];
    let telling = |name: &str| {
        let all = words(name);
        let telling: Vec<String> =
            all.iter().filter(|word| !COMMON.contains(&word.as_str())).cloned().collect();
        (if telling.is_empty() { all } else { telling }).join(" ")
    };
    similarity(&telling(left), &telling(right))
}

/// Whether all words of one name are in the other: `CRM` and `CRM Financing`.
pub fn one_in_the_other(left: &str, right: &str) -> bool {
    let (left, right) = (words(left), words(right));
    let inside =
        |a: &[String], b: &[String]| !a.is_empty() && a.iter().all(|word| b.contains(word));
    inside(&left, &right) || inside(&right, &left)
}

fn dice(left: &[String], right: &[String]) -> f64 {
    let mut free: Vec<&String> = right.iter().collect();
    let mut common = 0.0;
    for word in left {
        let best = free
            .iter()
            .enumerate()
            .map(|(index, other)| (word_similarity(word, other), index))
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((score, index)) = best
            && score >= SAME_WORD
        {
            common += score;
            free.remove(index);
        }
    }
    2.0 * common / (left.len() + right.len()) as f64
}

/// Numbers are equal or not: system 1 is not system 2.
fn word_similarity(left: &str, right: &str) -> f64 {
    if left.bytes().chain(right.bytes()).any(|b| b.is_ascii_digit()) {
        return f64::from(u8::from(left == right));
    }
    if left == right {
        return 1.0;
    }
    // The word itself beats an inflection of it.
    strsim::jaro_winkler(stem(left), stem(right)).min(INFLECTED)
}

/// A word without the endings that make `handle` and `handling` look unlike.
fn stem(word: &str) -> &str {
    const SHORTEST: usize = 4;
    ["ing", "es", "s", "e"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.len() >= SHORTEST))
        .unwrap_or(word)
}

/// Two names held to mean the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Pairing {
    /// Index into the left names.
    pub left: usize,
    /// Index into the right names.
    pub right: usize,
    /// Their score.
    pub score: f64,
}

/// Pairs each left item with at most one right item, best scores first, ties by index: the same
/// names in the same order give the same pairs. Scores under [`SAME_NAME`] make no pair.
pub fn pair(left: usize, right: usize, score: impl Fn(usize, usize) -> f64) -> Vec<Pairing> {
    let mut candidates: Vec<Pairing> = (0..left)
        .flat_map(|l| (0..right).map(move |r| (l, r)))
        .map(|(left, right)| Pairing { left, right, score: score(left, right) })
        .filter(|pairing| pairing.score >= SAME_NAME)
        .collect();
    candidates.sort_by(|a, b| {
        b.score.total_cmp(&a.score).then(a.left.cmp(&b.left)).then(a.right.cmp(&b.right))
    });
    let (mut left_taken, mut right_taken) = (vec![false; left], vec![false; right]);
    let mut pairs = Vec::new();
    for candidate in candidates {
        if !left_taken[candidate.left] && !right_taken[candidate.right] {
            left_taken[candidate.left] = true;
            right_taken[candidate.right] = true;
            pairs.push(candidate);
        }
    }
    pairs.sort_by_key(|pairing| (pairing.left, pairing.right));
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn same(left: &str, right: &str) -> bool {
        similarity(left, right) >= SAME_NAME
    }

    #[test]
    fn other_order_plural_and_case_are_the_same_name() {
        assert!(same("Complaint", "complaints"));
        assert!(same("address change", "Change of address"));
        assert!(same("TeleCare Services GmbH", "Telecare Service"));
    }

    #[test]
    fn an_abbreviation_is_its_long_form() {
        assert!(same("AHT", "Average handling time"));
        assert!(same("First contact resolution", "FCR"));
    }

    #[test]
    fn other_spacing_and_endings_are_the_same_name() {
        assert!(same("Vox Cloud (ACD)", "VoxCloud ACD"));
        assert!(same("Average handle time", "Average handling time"));
        assert!(same("Customer satisfaction (CSAT)", "Kundenzufriedenheit (CSAT)"));
    }

    #[test]
    fn a_company_is_known_without_the_words_that_many_have() {
        assert!(company_similarity("ContactWerk Service GmbH", "Contactwerk GmbH") >= SAME_NAME);
        assert!(company_similarity("Televista Services SE", "Telecare Services SE") < SAME_NAME);
        assert!(company_similarity("Services Ltd", "Services Inc") >= SAME_NAME);
    }

    #[test]
    fn a_longer_name_can_hold_a_shorter_one() {
        assert!(one_in_the_other("CRM", "CRM Financing"));
        assert!(one_in_the_other("Mail & Chat Hub", "Mail Hub"));
        assert!(!one_in_the_other("Mail Hub", "Chat Hub"));
        assert!(!one_in_the_other("", "Chat Hub"));
    }

    #[test]
    fn a_shared_word_is_not_enough() {
        assert!(!same("new car order", "new car offer"));
        assert!(!same("early settlement", "settlement"));
        assert!(!same("CRM 1", "CRM 2"));
        assert!(!same("", "CRM"));
    }

    #[test]
    fn the_better_pair_wins_and_nobody_is_paired_twice() {
        let (left, right) = (["complaints", "complaint"], ["complaint"]);
        let pairs = pair(2, 1, |l, r| similarity(left[l], right[r]));
        assert_eq!(pairs, [Pairing { left: 1, right: 0, score: 1.0 }]);
    }

    proptest! {
        #[test]
        fn similarity_is_a_share_and_a_name_is_like_itself(a in ".{0,30}", b in ".{0,30}") {
            let score = similarity(&a, &b);
            prop_assert!((0.0..=1.0).contains(&score), "{score}");
            prop_assert!(words(&a).is_empty() || similarity(&a, &a) > 0.999);
        }
    }
}
