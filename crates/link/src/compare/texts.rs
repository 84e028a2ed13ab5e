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
    level("90% similar", 0.1),
    level("75% similar", 0.1),
    level("60% similar", 0.06),
    level("45% similar", 0.05),
    level("30% similar", 0.04),
    level("different", 0.05),
];

const BOUNDS: [f32; 5] = [0.9, 0.75, 0.6, 0.45, 0.3];

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
            let mut held: Vec<u32> = words(text).map(|word| known[word]).collect();
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
        let below = BOUNDS.iter().take_while(|&&bound| similarity < bound).count();
        below as u8 + 2
    }
}

/// Inverse document frequency as weight, scaled to length 1.
fn weigh(held: &[u32], texts_with_word: &[u32], texts: usize) -> Vec<(u32, f32)> {
    let idf = |word: u32| (1.0 + texts as f32 / texts_with_word[word as usize] as f32).ln();
    let length = held.iter().map(|&word| idf(word).powi(2)).sum::<f32>().sqrt();
    held.iter().map(|&word| (word, idf(word) / length)).collect()
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
    fn empty_texts_are_not_similar() {
        let table = TextTable::new(["", "a"].iter().collect());
        assert!(table.similarity(0, 1) < 0.01);
    }
}
