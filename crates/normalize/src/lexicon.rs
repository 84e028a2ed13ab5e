//! Fixed lists of short texts, found in constant time.

/// Texts with what each stands for: a hash table that is laid out when the program is compiled.
pub(crate) struct Lexicon<const SLOTS: usize> {
    /// An empty key marks a free slot; `SLOTS` is a power of two.
    slots: [(&'static str, &'static str); SLOTS],
}

impl<const SLOTS: usize> Lexicon<SLOTS> {
    /// Texts that stand for themselves.
    pub(crate) const fn of(texts: &[&'static str]) -> Self {
        let mut lexicon = Self::with_room_for(texts.len());
        let mut at = 0;
        while at < texts.len() {
            lexicon.insert(texts[at], texts[at]);
            at += 1;
        }
        lexicon
    }

    /// Texts that stand for others.
    pub(crate) const fn of_pairs(pairs: &[(&'static str, &'static str)]) -> Self {
        let mut lexicon = Self::with_room_for(pairs.len());
        let mut at = 0;
        while at < pairs.len() {
            lexicon.insert(pairs[at].0, pairs[at].1);
            at += 1;
        }
        lexicon
    }

    const fn with_room_for(count: usize) -> Self {
        // Half of the slots stay free, so that every search ends soon.
        assert!(SLOTS.is_power_of_two() && 2 * count <= SLOTS);
        Self { slots: [("", ""); SLOTS] }
    }

    const fn insert(&mut self, text: &'static str, meaning: &'static str) {
        let mut slot = Self::first_slot(text.as_bytes());
        while !self.slots[slot].0.is_empty() {
            slot = (slot + 1) & (SLOTS - 1);
        }
        self.slots[slot] = (text, meaning);
    }

    /// What a text stands for, if it is in the list.
    pub(crate) fn get(&self, text: &str) -> Option<&'static str> {
        let mut slot = Self::first_slot(text.as_bytes());
        loop {
            match self.slots[slot] {
                ("", _) => return None,
                (known, meaning) if known == text => return Some(meaning),
                _ => slot = (slot + 1) & (SLOTS - 1),
            }
        }
    }

    /// Whether a text is in the list. No list has the empty text.
    pub(crate) fn has(&self, text: &str) -> bool {
        self.get(text).is_some()
    }

    /// A few letters tell most texts apart, and reading no more is what makes this quick.
    const fn first_slot(text: &[u8]) -> usize {
        let length = text.len();
        if length == 0 {
            return 0;
        }
        let sample = [text[0], text[length / 4], text[length / 2], text[length - 1]];
        let mixed = (u32::from_le_bytes(sample) ^ length as u32).wrapping_mul(0x9e37_79b1);
        (mixed >> 16) as usize & (SLOTS - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static COLOURS: Lexicon<8> = Lexicon::of_pairs(&[
        ("red", "red"),
        ("rouge", "red"),
        ("green", "green"),
        ("vert", "green"),
    ]);

    #[test]
    fn what_was_added_is_found_and_nothing_else() {
        for (text, meaning) in [("red", "red"), ("green", "green"), ("rouge", "red")] {
            assert_eq!(COLOURS.get(text), Some(meaning));
        }
        for text in ["", "re", "redd", "blue", "Red"] {
            assert!(!COLOURS.has(text), "{text}");
        }
    }
}
