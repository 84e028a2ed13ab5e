//! Notes: what stands beside a procedure or a step and states no rule.

use rustc_hash::FxHashSet;

/// The words of a note without their case and spaces, and without the stop at the end: what is noted twice
/// in other spaces is noted once. All other signs stay, as `< 5` and `> 5` are not the same.
pub(crate) fn sense(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_end_matches(['.', '!', ';']).to_lowercase()
}

/// A note while its texts are gathered, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noted {
    text: String,
    known: FxHashSet<String>,
}

impl Noted {
    /// With a first text.
    pub(crate) fn of(text: &str) -> Self {
        let mut noted = Self::default();
        noted.add(text);
        noted
    }

    /// Adds a text below the others, unless it stands there.
    pub(crate) fn add(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && self.known.insert(sense(text)) {
            if !self.text.is_empty() {
                self.text.push('\n');
            }
            self.text.push_str(text);
        }
    }

    /// The note.
    pub(crate) fn into_text(self) -> String {
        self.text
    }
}
