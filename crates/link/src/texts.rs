//! Many texts in one buffer, each with an index; and a table that gives equal texts one index.

use hashbrown::HashTable;

use crate::hash::text_hash;

/// Texts one after the other in one buffer: millions of short values cost their bytes and four
/// more each, where a `String` of its own costs 24 and an allocation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    bytes: String,
    /// Where each text ends, the low half.
    ends: Vec<u32>,
    /// The texts whose ends have a higher high half than those before them: hardly ever any.
    carries: Vec<usize>,
}

impl Texts {
    /// Adds a text; its index is the number of texts before it.
    pub fn push(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.push_end(self.bytes.len());
    }

    fn push_end(&mut self, end: usize) {
        while self.carries.len() < end >> 32 {
            self.carries.push(self.ends.len());
        }
        self.ends.push(end as u32);
    }

    /// Where a text ends.
    #[inline]
    fn end(&self, index: usize) -> usize {
        let high = if self.carries.is_empty() {
            0
        } else {
            self.carries.partition_point(|&first| first <= index)
        };
        high << 32 | self.ends[index] as usize
    }

    /// Adds the texts of another list behind these.
    pub fn append(&mut self, other: Self) {
        if self.is_empty() {
            *self = other;
            return;
        }
        let before = self.bytes.len();
        self.bytes.push_str(&other.bytes);
        self.ends.reserve(other.len());
        for index in 0..other.len() {
            self.push_end(before + other.end(index));
        }
    }

    /// Some of the texts, in the order of their indices.
    pub(crate) fn chosen(&self, indices: &[u32]) -> Self {
        let mut chosen = Self {
            bytes: String::with_capacity(self.bytes.len()),
            ends: Vec::with_capacity(indices.len()),
            carries: Vec::new(),
        };
        for &index in indices {
            chosen.push(self.get(index as usize));
        }
        chosen
    }

    /// The text of an index. Panics if there is none.
    #[inline]
    pub fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).map_or(0, |before| self.end(before));
        &self.bytes[start..self.end(index)]
    }

    /// Whether the text of an index is empty.
    #[inline]
    pub(crate) fn is_blank(&self, index: usize) -> bool {
        index.checked_sub(1).map_or(0, |before| self.end(before)) == self.end(index)
    }

    /// Number of texts.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The texts in order of their indices.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator + Clone {
        (0..self.len()).map(|index| self.get(index))
    }

    /// Gives back memory that was set aside for more.
    pub fn shrink_to_fit(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

impl std::ops::Index<usize> for Texts {
    type Output = str;

    fn index(&self, index: usize) -> &str {
        self.get(index)
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        let mut texts = Self::default();
        for text in all {
            texts.push(text.as_ref());
        }
        texts
    }
}

/// Gives equal texts one index.
#[derive(Debug, Clone, Default)]
pub struct TextInterner {
    texts: Texts,
    /// Half of each text's hash beside its index: a look at the text itself, far away in memory, is
    /// hardly ever in vain, and growing needs none.
    known: HashTable<(u32, u32)>,
}

impl TextInterner {
    /// The index of a text, and whether it was not known before.
    pub fn intern(&mut self, text: &str) -> (u32, bool) {
        let half = (text_hash(text) >> 32) as u32;
        let is_it =
            |&(other, index): &(u32, u32)| other == half && self.texts.get(index as usize) == text;
        if let Some(&(_, index)) = self.known.find(spread(half), is_it) {
            return (index, false);
        }
        let index = self.texts.len() as u32;
        self.known.insert_unique(spread(half), (half, index), |&(half, _)| spread(half));
        self.texts.push(text);
        (index, true)
    }

    /// The texts known so far.
    pub fn texts(&self) -> &Texts {
        &self.texts
    }

    /// The texts by index.
    pub fn into_texts(self) -> Texts {
        self.texts
    }

    /// The texts by index, in no more memory than they need.
    pub fn finish(self) -> Texts {
        let mut texts = self.into_texts();
        texts.shrink_to_fit();
        texts
    }
}

/// A table wants its hash in the low bits and the seven highest.
fn spread(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ends_beyond_four_gibibytes_are_kept() {
        let mut texts = Texts::default();
        let ends = [3, (1 << 32) - 1, 1 << 32, (1 << 32) + 7, 3 << 32, (3 << 32) + 1];
        for end in ends {
            texts.push_end(end);
        }
        let kept: Vec<usize> = (0..ends.len()).map(|index| texts.end(index)).collect();
        assert_eq!(kept, ends);
    }

    proptest! {
        #[test]
        fn equal_texts_share_an_index_and_are_read_back(all in proptest::collection::vec("[ab]{0,3}", 0..50)) {
            let mut interner = TextInterner::default();
            let indices: Vec<u32> = all.iter().map(|text| interner.intern(text).0).collect();
            let texts = interner.finish();
            for (text, &index) in all.iter().zip(&indices) {
                prop_assert_eq!(&texts[index as usize], text);
            }
            let mut distinct = all.clone();
            distinct.sort();
            distinct.dedup();
            prop_assert_eq!(texts.len(), distinct.len());
        }
    }
}
