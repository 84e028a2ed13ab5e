//! Similarities of texts: rare-word weights, cosine, character n-grams. All symmetric and exact for
//! equal texts.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::near::Groups;
use crate::text::{Language, UNTRANSLATED, folded, is_concept, is_foreign, read};

/// How much a term tells: `sqrt(ln(1 + N / df))`, the root of the smoothed inverse document frequency
/// (Salton and Buckley 1988, "Term-weighting approaches in automatic text retrieval"), documents being
/// the procedures of both lines. The root, as in texts of a few words one rare word must not outweigh
/// all others.
#[derive(Debug, Default)]
pub(crate) struct Rarity {
    /// Numbered in alphabetical order, so that sums over terms run in an order of their own.
    numbers: BTreeMap<String, u32>,
    /// By number.
    terms: Vec<Term>,
}

#[derive(Debug)]
struct Term {
    name: String,
    weight: f64,
    /// Whether texts of both languages can have it.
    shared: bool,
}

/// How often a term occurs, by language.
type Occurrences = [u32; 2];

impl Rarity {
    /// Counts in how many documents each term occurs.
    pub(crate) fn of<'a>(documents: impl Iterator<Item = &'a str>) -> Self {
        let mut occurrences: BTreeMap<String, Occurrences> = BTreeMap::new();
        let mut all = 0.0;
        for document in documents {
            all += 1.0;
            let (language, mut terms) = read(document);
            terms.sort_unstable();
            terms.dedup();
            for term in terms {
                occurrences.entry(term).or_default()[language as usize] += 1;
            }
        }
        let weighed = |(name, [english, german]): (String, Occurrences)| Term {
            shared: is_concept(&name) || english > 0 && german > 0,
            weight: (1.0 + all / f64::from(english + german)).ln().sqrt(),
            name,
        };
        let terms: Vec<Term> = occurrences.into_iter().map(weighed).collect();
        let numbers = (0..).zip(&terms).map(|(number, term)| (term.name.clone(), number)).collect();
        Self { numbers, terms }
    }

    /// How many terms are known; their numbers are smaller.
    pub(crate) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The text as a vector of its distinct, weighted terms. Terms counted nowhere are left out.
    pub(crate) fn vector(&self, text: &str) -> TermVector {
        let (language, terms) = read(text);
        let mut known: Vec<u32> =
            terms.iter().filter_map(|term| self.numbers.get(term)).copied().collect();
        known.sort_unstable();
        let weight =
            |same: &[u32]| (1.0 + (same.len() as f64).ln()) * self.terms[same[0] as usize].weight;
        let weights = known.chunk_by(|a, b| a == b).map(|same| (same[0], weight(same))).collect();
        self.weighed(weights, language, is_foreign(text))
    }

    fn weighed(
        &self,
        weights: Vec<(u32, f64)>,
        language: Language,
        is_foreign: bool,
    ) -> TermVector {
        let (mut shared, mut own) = (0.0, 0.0);
        for (number, weight) in &weights {
            let term = &self.terms[*number as usize];
            *(if term.shared { &mut shared } else { &mut own }) += weight * weight;
        }
        let length = Length {
            language,
            within: (shared + own).sqrt(),
            across: (shared + UNTRANSLATED * own).sqrt(),
        };
        TermVector { weights, length, is_foreign }
    }

    /// The texts of both sides, their terms weighed by how few texts of a side have them: what every
    /// step of a procedure says ("the customer") tells the steps of the other side apart by nothing.
    pub(crate) fn contrasted(&self, sides: [&[&str]; 2]) -> [Vec<Contrasted>; 2] {
        let sides = sides.map(|texts| texts.iter().map(|text| self.vector(text)).collect());
        let counts = sides.each_ref().map(|side: &Vec<TermVector>| occurrences(side));
        let mean = sides.iter().map(Vec::len).sum::<usize>() as f64 / 2.0;
        let most = |number| counts.iter().filter_map(|c| c.get(&number)).max().copied();
        let weight = |number| (1.0 + mean / f64::from(most(number).unwrap_or(1))).ln();
        sides.map(|side| {
            let contrasted = |vector: TermVector| {
                let TermVector { mut weights, length, is_foreign } = vector;
                for (number, of) in &mut weights {
                    *of *= weight(*number) / self.terms[*number as usize].weight;
                }
                let groups =
                    |(number, _): &(u32, f64)| Groups::of(&self.terms[*number as usize].name);
                let groups: Vec<Groups> = weights.iter().map(groups).collect();
                Contrasted {
                    near: groups.iter().fold(Groups::default(), |all, of| all.with(*of)),
                    groups,
                    vector: self.weighed(weights, length.language, is_foreign),
                }
            };
            side.into_iter().map(contrasted).collect()
        })
    }

    /// The terms both vectors have, most telling first.
    pub(crate) fn shared_terms(&self, left: &TermVector, right: &TermVector) -> Vec<&str> {
        let mut shared: Vec<&Term> = left
            .weights
            .iter()
            .filter(|(number, _)| right.has(*number))
            .map(|(number, _)| &self.terms[*number as usize])
            .collect();
        shared.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.name.cmp(&b.name)));
        shared.into_iter().map(|term| term.name.as_str()).collect()
    }
}

/// Weighted terms by number, ascending.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermVector {
    weights: Vec<(u32, f64)>,
    length: Length,
    /// Whether the text is in a language that nobody listed words of.
    is_foreign: bool,
}

/// How long a vector is, held against one of its own language, and against one of the other.
#[derive(Debug, Clone, Copy, Default)]
struct Length {
    language: Language,
    within: f64,
    across: f64,
}

impl Length {
    /// Both lengths as they count against each other.
    fn against(self, other: Self) -> (f64, f64) {
        if self.language == other.language {
            (self.within, other.within)
        } else {
            (self.across, other.across)
        }
    }

    /// Cosine of the angle between two vectors with this product, 0..=1; 0 if either has no terms.
    fn cosine(self, other: Self, product: f64) -> f64 {
        let (left, right) = self.against(other);
        if left == 0.0 || right == 0.0 {
            return 0.0;
        }
        let cosine = product / (left * right);
        if cosine > 1.0 - ROUNDING { 1.0 } else { cosine }
    }
}

/// Nearer to 1 than this, only the rounding of equal texts differs.
const ROUNDING: f64 = 1e-12;

impl TermVector {
    pub(crate) fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// Whether the other text is in the same language.
    pub(crate) fn speaks_as(&self, other: &Self) -> bool {
        self.length.language == other.length.language
    }

    /// Its terms' numbers, ascending.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.weights.iter().map(|(number, _)| *number)
    }

    fn has(&self, number: u32) -> bool {
        self.weights.binary_search_by_key(&number, |(at, _)| *at).is_ok()
    }

    /// Cosine of the angle between the two, 0..=1; 0 if either has no terms.
    pub(crate) fn cosine(&self, other: &Self) -> f64 {
        self.length.cosine(other.length, self.product(other))
    }

    /// Whether both texts are in languages that are known, or neither is.
    pub(crate) fn is_of_known_language_with(&self, other: &Self) -> bool {
        self.is_foreign == other.is_foreign
    }

    /// The numbers of the terms that both have, ascending.
    pub(crate) fn shared(&self, other: &Self) -> impl Iterator<Item = u32> {
        self.numbers().filter(|number| other.has(*number))
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

/// In how many of the vectors each term is.
fn occurrences(vectors: &[TermVector]) -> FxHashMap<u32, u32> {
    let mut counts = FxHashMap::default();
    for number in vectors.iter().flat_map(TermVector::numbers) {
        *counts.entry(number).or_default() += 1;
    }
    counts
}

/// How much of a term a near one says.
const NEAR: f64 = 0.35;

/// A text among those that it is to be told from.
#[derive(Debug, Clone)]
pub(crate) struct Contrasted {
    pub(crate) vector: TermVector,
    /// What each of its terms is near to, and all of them.
    groups: Vec<Groups>,
    near: Groups,
}

impl Contrasted {
    /// How much each says of the other, 0..=1: the cosine, but that a term counts in part where the other
    /// text has a near one.
    ///
    /// What nobody translated excuses nothing in a language that is not known, where the two have no more
    /// than one term in common: of the texts with that term, it would prefer the one that is understood
    /// least.
    pub(crate) fn likeness(&self, other: &Self) -> f64 {
        let (own, its) = (&self.vector, &other.vector);
        let excused = own.is_of_known_language_with(its) || own.shared(its).nth(1).is_some();
        let language = if excused { its.length.language } else { own.length.language };
        let length = Length { language, ..its.length };
        own.length.cosine(length, (self.said_by(other) * other.said_by(self)).sqrt())
    }

    /// Whether another says something of it that one does not.
    pub(crate) fn is_more_with(&self, one: &Self, another: &Self) -> bool {
        let mut terms = self.vector.weights.iter().zip(&self.groups);
        terms.any(|((number, _), groups)| {
            another.share(*number, *groups) > one.share(*number, *groups)
        })
    }

    /// What the other says of this one's terms.
    fn said_by(&self, other: &Self) -> f64 {
        let terms = self.vector.weights.iter().zip(&self.groups);
        terms
            .map(|((number, weight), groups)| other.share(*number, *groups) * weight * weight)
            .sum()
    }

    /// How much it says of a term that is near to these groups.
    fn share(&self, number: u32, groups: Groups) -> f64 {
        if self.vector.has(number) {
            1.0
        } else if groups.meets(self.near) {
            NEAR
        } else {
            0.0
        }
    }
}
/// A vector with a place for every term, to be held against many others: each comparison then costs
/// what the other one's terms cost, without a search.
#[derive(Debug)]
pub(crate) struct Spread {
    weights: Vec<f64>,
    length: Length,
}

impl Spread {
    /// `terms` is [`Rarity::len`].
    pub(crate) fn of(vector: &TermVector, terms: usize) -> Self {
        let mut weights = vec![0.0; terms];
        for (number, weight) in &vector.weights {
            weights[*number as usize] = *weight;
        }
        Self { weights, length: vector.length }
    }

    fn product(&self, other: &TermVector) -> f64 {
        other
            .weights
            .iter()
            .fold(0.0, |sum, (at, weight)| sum + self.weights[*at as usize] * weight)
    }

    /// As [`TermVector::cosine`]; `None` if either has no terms.
    pub(crate) fn cosine(&self, other: &TermVector) -> Option<f64> {
        (self.length.within > 0.0 && other.length.within > 0.0)
            .then(|| self.length.cosine(other.length, self.product(other)))
    }

    /// Mean of the cosine and of how much of the shorter text the longer one contains; 0..=1.
    pub(crate) fn likeness_of_names(&self, other: &TermVector) -> f64 {
        let (left, right) = self.length.against(other.length);
        let shorter = left.min(right);
        if shorter == 0.0 {
            return 0.0;
        }
        let product = self.product(other);
        let containment = (product / (shorter * shorter)).min(1.0);
        f64::midpoint(self.length.cosine(other.length, product), containment)
    }

    /// How much of the other text's terms, by squared weight, this one has at all, 0..=1.
    pub(crate) fn covers(&self, other: &TermVector) -> f64 {
        let found = other.weights.iter().filter(|(at, _)| self.weights[*at as usize] > 0.0);
        let found = found.fold(0.0, |sum, (_, weight)| sum + weight * weight);
        share(found, self.length.against(other.length).1)
    }

    /// How much of this text's terms, by squared weight, the other one has at all, 0..=1.
    pub(crate) fn covered_by(&self, other: &TermVector) -> f64 {
        let found =
            other.weights.iter().fold(0.0, |sum, (at, _)| sum + self.weights[*at as usize].powi(2));
        share(found, self.length.against(other.length).0)
    }
}

/// Share of a vector's squared length.
fn share(found: f64, length: f64) -> f64 {
    if length == 0.0 { 0.0 } else { (found / (length * length)).min(1.0) }
}

/// Character trigrams of the folded text, with the edges of words marked; packed, sorted, distinct.
///
/// They see through what stemming cannot: typing errors and compounds the lexicon does not know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trigrams(Vec<u64>);

impl Trigrams {
    pub(crate) fn of(text: &str) -> Self {
        let mut grams: Vec<u64> = folded(text)
            .split(' ')
            .filter(|word| !word.is_empty())
            .flat_map(|word| {
                let marked: Vec<char> =
                    std::iter::once(' ').chain(word.chars()).chain([' ']).collect();
                let packed = |gram: &[char]| gram.iter().fold(0, |all, c| all << 21 | *c as u64);
                marked.windows(3).map(packed).collect::<Vec<_>>()
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
    let (mut a, mut b, mut both) = (0, 0, 0);
    while a < left.len() && b < right.len() {
        let order = left[a].cmp(&right[b]);
        both += usize::from(order.is_eq());
        a += usize::from(order.is_le());
        b += usize::from(order.is_ge());
    }
    both
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

    fn rarity(texts: &[&str]) -> Rarity {
        Rarity::of(texts.iter().copied())
    }

    #[test]
    fn words_that_nobody_translated_count_less_against_the_other_language() {
        let rarity =
            rarity(&["die Beschwerde über den Zaunpfahl", "the complaint about the gearbox"]);
        let german = rarity.vector("die Beschwerde über den Zaunpfahl");
        let english = rarity.vector("the complaint about the gearbox");
        let known = rarity.vector("the complaint");
        assert!(german.cosine(&english) > 0.5);
        assert!(german.cosine(&english) < german.cosine(&known));
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
    fn what_every_text_of_a_side_says_tells_least() {
        let sides = [
            ["clerk weighs anvils", "clerk oils hinges"],
            ["clerk locks drawers", "teller weighs cupboards"],
        ];
        let rarity = rarity(&sides.concat());
        let [left, right] = rarity.contrasted([&sides[0], &sides[1]]);
        assert!(left[0].likeness(&right[1]) > left[0].likeness(&right[0]));
    }

    #[test]
    fn a_near_concept_counts_in_part() {
        let sides = [["assess the anvil"], ["check the anvil"]];
        let rarity = rarity(&sides.concat());
        let [left, right] = rarity.contrasted([&sides[0], &sides[1]]);
        let likeness = left[0].likeness(&right[0]);
        let [left, right] = [sides[0][0], sides[1][0]].map(|text| rarity.vector(text));
        assert!(likeness > left.cosine(&right) && likeness < 1.0, "{likeness}");
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
