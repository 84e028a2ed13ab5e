//! Similarities of texts: rare-word weights, cosine, character n-grams. All symmetric and exact for
//! equal texts.

use std::collections::BTreeMap;

use crate::text::{folded, terms};

/// How much a term tells: `ln(1 + N / df)` (inverse document frequency; Salton and Buckley 1988,
/// "Term-weighting approaches in automatic text retrieval", with the usual smoothing), documents
/// being the procedures of both lines.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    documents: f64,
    document_frequency: BTreeMap<String, (u32, f64)>,
}

impl Rarity {
    /// Counts in how many documents each term occurs; each document is given as its distinct terms.
    pub(crate) fn of(documents: &[Vec<String>]) -> Self {
        let mut document_frequency: BTreeMap<String, (u32, f64)> = BTreeMap::new();
        for term in documents.iter().flatten() {
            document_frequency.entry(term.clone()).or_default().1 += 1.0;
        }
        // Numbered in alphabetical order, so that sums over terms run in an order of their own.
        for (number, entry) in document_frequency.values_mut().enumerate() {
            entry.0 = number as u32;
        }
        Self { documents: documents.len() as f64, document_frequency }
    }

    fn weight(&self, frequency: f64) -> f64 {
        (1.0 + self.documents / frequency).ln()
    }

    /// The text as a vector of its distinct, weighted terms. Terms counted nowhere are left out.
    pub(crate) fn vector(&self, text: &str) -> TermVector {
        let mut counts: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
        for term in terms(text) {
            if let Some((number, frequency)) = self.document_frequency.get(&term) {
                counts.entry(*number).or_insert((0.0, *frequency)).0 += 1.0;
            }
        }
        let weights: Vec<(u32, f64)> = counts
            .into_iter()
            .map(|(number, (count, frequency))| {
                (number, (1.0 + count.ln()) * self.weight(frequency))
            })
            .collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        TermVector { weights, length }
    }

    /// The terms both vectors have, most telling first.
    pub(crate) fn shared_terms(&self, left: &TermVector, right: &TermVector) -> Vec<&str> {
        let mut shared: Vec<(f64, &str)> = self
            .document_frequency
            .iter()
            .filter(|(_, (number, _))| left.has(*number) && right.has(*number))
            .map(|(term, (_, frequency))| (self.weight(*frequency), term.as_str()))
            .collect();
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        shared.into_iter().map(|(_, term)| term).collect()
    }
}

/// Weighted terms by number, ascending.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermVector {
    weights: Vec<(u32, f64)>,
    length: f64,
}

impl TermVector {
    pub(crate) fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    fn has(&self, number: u32) -> bool {
        self.weights.binary_search_by_key(&number, |(at, _)| *at).is_ok()
    }

    /// Cosine of the angle between the two, 0..=1; 0 if either has no terms.
    pub(crate) fn cosine(&self, other: &Self) -> f64 {
        if self.is_empty() || other.is_empty() {
            return 0.0;
        }
        if self.weights == other.weights {
            return 1.0;
        }
        (self.product(other) / (self.length * other.length)).min(1.0)
    }

    /// How much of the shorter text the longer one contains, 0..=1: 1 if all of its terms.
    pub(crate) fn containment(&self, other: &Self) -> f64 {
        let shorter = self.length.min(other.length);
        if shorter == 0.0 { 0.0 } else { (self.product(other) / (shorter * shorter)).min(1.0) }
    }

    /// How much of this text's terms, by squared weight, the other one has at all, 0..=1.
    pub(crate) fn coverage_by(&self, other: &Self) -> f64 {
        let (mut found, mut all) = (0.0, 0.0);
        for (at, weight) in &self.weights {
            all += weight * weight;
            found += if other.has(*at) { weight * weight } else { 0.0 };
        }
        if all == 0.0 { 0.0 } else { found / all }
    }

    fn product(&self, other: &Self) -> f64 {
        let (mut a, mut b) = (self.weights.iter().peekable(), other.weights.iter().peekable());
        let mut sum = 0.0;
        while let (Some((left, x)), Some((right, y))) = (a.peek(), b.peek()) {
            match left.cmp(right) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    sum += x * y;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }
}

/// Character trigrams of the folded text, with the edges of words marked; sorted, distinct.
///
/// They see through what stemming cannot: typing errors and compounds the lexicon does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trigrams(Vec<[char; 3]>);

impl Trigrams {
    pub(crate) fn of(text: &str) -> Self {
        let mut grams: Vec<[char; 3]> = folded(text)
            .split(' ')
            .filter(|word| !word.is_empty())
            .flat_map(|word| {
                let marked: Vec<char> =
                    std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
                marked.windows(3).map(|gram| [gram[0], gram[1], gram[2]]).collect::<Vec<_>>()
            })
            .collect();
        grams.sort_unstable();
        grams.dedup();
        Self(grams)
    }

    /// Dice coefficient, 0..=1: twice the shared over all.
    pub(crate) fn dice(&self, other: &Self) -> f64 {
        let all = self.0.len() + other.0.len();
        if all == 0 {
            return 0.0;
        }
        2.0 * shared(&self.0, &other.0) as f64 / all as f64
    }
}

/// How many items two sorted, distinct lists share.
pub(crate) fn shared<T: Ord>(left: &[T], right: &[T]) -> usize {
    left.iter().filter(|item| right.binary_search(item).is_ok()).count()
}

/// Jaccard coefficient of two sorted, distinct lists, 0..=1: shared over distinct; 0 if both are
/// empty.
pub(crate) fn jaccard<T: Ord>(left: &[T], right: &[T]) -> f64 {
    let both = shared(left, right);
    let all = left.len() + right.len() - both;
    if all == 0 { 0.0 } else { both as f64 / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::term_set;

    fn rarity(texts: &[&str]) -> Rarity {
        Rarity::of(&texts.iter().map(|text| term_set(text)).collect::<Vec<_>>())
    }

    #[test]
    fn a_shared_rare_word_tells_more_than_a_shared_common_one() {
        let texts =
            ["customer windscreen", "customer gearbox", "windscreen tyre", "customer clutch"];
        let rarity = rarity(&texts);
        let [a, b, c, _] = texts.map(|text| rarity.vector(text));
        assert!(a.cosine(&c) > a.cosine(&b));
        assert_eq!(rarity.shared_terms(&a, &c), ["windscreen"]);
    }

    #[test]
    fn equal_texts_are_exactly_alike_and_empty_ones_not_at_all() {
        let rarity = rarity(&["one odd text", "another"]);
        let vector = rarity.vector("one odd text");
        assert!((vector.cosine(&vector.clone()) - 1.0).abs() < f64::EPSILON);
        assert!(vector.cosine(&rarity.vector("")).abs() < f64::EPSILON);
    }

    #[test]
    fn trigrams_see_through_a_typing_error() {
        let right = Trigrams::of("Inspection");
        assert!(right.dice(&Trigrams::of("Inspecton")) > 0.7);
        assert!(right.dice(&Trigrams::of("Delivery")) < 0.2);
    }
}
