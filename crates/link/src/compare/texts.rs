//! Any text, compared by its words (weighted by rarity) and by its letters.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use sameboat_normalize::text::words;

use super::{LevelKind, level};
use crate::texts::Texts;

/// The distinct texts of a comparison, prepared: per text its words with weights, and its trigrams.
pub(crate) struct TextTable {
    pub(crate) texts: Texts,
    /// Per text its words' ids, ascending, with TF-IDF weights of Euclidean length 1.
    words: Vec<Vec<(u32, f32)>>,
    /// Per text its distinct trigrams, ascending.
    trigrams: Vec<Vec<u32>>,
    /// Per word the number of distinct texts that hold it.
    pub(crate) texts_with_word: Vec<u32>,
}

pub(super) const LEVELS: &[LevelKind] = &[
    level("equal", 0.6),
    level("75% similar, with a word that hardly any other has", 0.1),
    level("45% similar, with a word that hardly any other has", 0.05),
    level("less similar, with a word that hardly any other has", 0.02),
    level("90% similar", 0.05),
    level("75% similar", 0.05),
    level("60% similar", 0.03),
    level("45% similar", 0.03),
    level("30% similar", 0.02),
    level("different", 0.05),
];

const BOUNDS: [f32; 5] = [0.9, 0.75, 0.6, 0.45, 0.3];
/// The same for texts that share a word of few holders, which tells more than being similar does.
const BOUNDS_WITH_RARE_WORD: [f32; 2] = [0.75, 0.45];
/// Holders of a word that hardly any other text has: at most so many ...
const MOST_HOLDERS: usize = 4;
/// ... and one in so many texts; two in any case.
const HOLDERS_IN: usize = 100;

impl TextTable {
    /// Prepares folded texts.
    pub(crate) fn new(texts: Texts) -> Self {
        // Words are numbered in their own order, so that nothing depends on the order of texts.
        let mut distinct: Vec<&str> = texts.iter().flat_map(words).collect();
        distinct.par_sort_unstable();
        distinct.dedup();
        let known: FxHashMap<&str, u32> = distinct.iter().copied().zip(0..).collect();
        let mut texts_with_word = vec![0; distinct.len()];
        let mut ids: Vec<Vec<u32>> = Vec::with_capacity(texts.len());
        for text in texts.iter() {
            let joined = joined_words(text).filter_map(|word| known.get(word.as_str()).copied());
            let mut held: Vec<u32> = words(text).map(|word| known[word]).chain(joined).collect();
            held.sort_unstable();
            held.dedup();
            for &word in &held {
                texts_with_word[word as usize] += 1;
            }
            ids.push(held);
        }
        let words = ids.iter().map(|held| weigh(held, &texts_with_word, texts.len())).collect();
        let trigrams = texts.iter().map(trigrams).collect();
        Self { texts, words, trigrams, texts_with_word }
    }

    /// The ids of the words of a text.
    pub(crate) fn words_of(&self, text: u32) -> impl Iterator<Item = u32> {
        self.words[text as usize].iter().map(|&(word, _)| word)
    }

    /// How similar two texts are, from 0 to 1: the better of the cosine of their weighted words
    /// and the Dice coefficient of their trigrams.
    pub(crate) fn similarity(&self, left: u32, right: u32) -> f32 {
        let (l, r) = (left as usize, right as usize);
        cosine(&self.words[l], &self.words[r]).max(dice(&self.trigrams[l], &self.trigrams[r]))
    }

    pub(super) fn level(&self, left: u32, right: u32) -> u8 {
        let similarity = self.similarity(left, right);
        let below =
            |bounds: &[f32]| bounds.iter().take_while(|&&bound| similarity < bound).count() as u8;
        if self.share_rare_word(left, right) {
            2 + below(&BOUNDS_WITH_RARE_WORD)
        } else {
            3 + BOUNDS_WITH_RARE_WORD.len() as u8 + below(&BOUNDS)
        }
    }

    /// Whether two texts share a word that hardly any other text has: a model number, a rare name.
    fn share_rare_word(&self, left: u32, right: u32) -> bool {
        let most = (self.texts.len() / HOLDERS_IN).clamp(2, MOST_HOLDERS) as u32;
        let of_right = &self.words[right as usize];
        self.words_of(left).any(|word| {
            self.texts_with_word[word as usize] <= most
                && of_right.binary_search_by_key(&word, |&(held, _)| held).is_ok()
        })
    }
}

/// Inverse document frequency as weight, scaled to length 1.
fn weigh(held: &[u32], texts_with_word: &[u32], texts: usize) -> Vec<(u32, f32)> {
    let idf = |word: u32| (1.0 + texts as f32 / texts_with_word[word as usize] as f32).ln();
    let length = held.iter().map(|&word| idf(word).powi(2)).sum::<f32>().sqrt();
    held.iter().map(|&word| (word, idf(word) / length)).collect()
}

/// Neighbouring words written as one, where either holds a digit: another list may write `PS-LX350H` as `PSLX350H`.
fn joined_words(text: &str) -> impl Iterator<Item = String> {
    let has_digit = |word: &str| word.bytes().any(|byte| byte.is_ascii_digit());
    words(text)
        .zip(words(text).skip(1))
        .filter(move |(one, next)| has_digit(one) || has_digit(next))
        .map(|(one, next)| [one, next].concat())
}

fn trigrams(text: &str) -> Vec<u32> {
    let bytes: Vec<u8> = [b' '].into_iter().chain(text.bytes()).chain([b' ']).collect();
    let mut grams: Vec<u32> = bytes
        .windows(3)
        .map(|gram| gram.iter().fold(0, |code, &byte| (code << 8) | u32::from(byte)))
        .collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn cosine(left: &[(u32, f32)], right: &[(u32, f32)]) -> f32 {
    let (mut l, mut r, mut sum) = (0, 0, 0.0);
    while l < left.len() && r < right.len() {
        match left[l].0.cmp(&right[r].0) {
            std::cmp::Ordering::Less => l += 1,
            std::cmp::Ordering::Greater => r += 1,
            std::cmp::Ordering::Equal => {
                sum += left[l].1 * right[r].1;
                l += 1;
                r += 1;
            }
        }
    }
    sum
}

fn dice(left: &[u32], right: &[u32]) -> f32 {
    let (mut l, mut r, mut shared) = (0, 0, 0_u32);
    while l < left.len() && r < right.len() {
        match left[l].cmp(&right[r]) {
            std::cmp::Ordering::Less => l += 1,
            std::cmp::Ordering::Greater => r += 1,
            std::cmp::Ordering::Equal => {
                shared += 1;
                l += 1;
                r += 1;
            }
        }
    }
    if shared == 0 { 0.0 } else { 2.0 * shared as f32 / (left.len() + right.len()) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_words_and_spelling_decide_how_similar_texts_are() {
        let texts = [
            "efficient mining of frequent patterns",
            "eficient mining of frequent paterns",
            "mining of frequent patterns efficient",
            "a survey of databases",
        ];
        let table = TextTable::new(texts.iter().collect());
        assert!(table.similarity(0, 1) > 0.75);
        assert!(table.similarity(0, 2) > 0.99);
        assert!(table.similarity(0, 3) < 0.3);
        assert_eq!(table.level(0, 3), LEVELS.len() as u8);
    }

    #[test]
    fn a_word_of_few_holders_tells_more_than_being_alike() {
        let others = (0..200).map(|n| format!("black digital camera x{n}"));
        let mut texts = vec!["sony camera pslx350h".to_owned(), "turntable ps lx350h".to_owned()];
        texts.extend(others);
        let table = TextTable::new(texts.iter().map(String::as_str).collect());
        // Written as one word or as two.
        let level = |left, right| LEVELS[usize::from(table.level(left, right)) - 1].name;
        assert!(level(0, 1).contains("hardly any other has"));
        assert_eq!(level(2, 3), "90% similar");
    }

    #[test]
    fn empty_texts_are_not_similar() {
        let table = TextTable::new(["", "a"].iter().collect());
        assert!(table.similarity(0, 1) < 0.01);
    }
}
