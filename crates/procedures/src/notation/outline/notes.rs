//! Where notes begin in the text of a procedure, and where its list goes on below them.

use super::line::Mark;
use super::words::Section;

/// The mark of a list item, where it stands, and the numbers of the mark.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marked<'a> {
    pub(super) indent: usize,
    pub(super) mark: Mark,
    pub(super) numbers: &'a [u32],
}

/// The lists of a procedure around its notes, and within them.
#[derive(Debug)]
pub(super) struct Lists {
    /// The section that the notes stand in.
    around: Section,
    /// Numbers of the last item of the list around, and whether the one before it had the same.
    last: Vec<u32>,
    repeats: bool,
    /// Indentation and numbers of the last item within the notes.
    noted: Option<(usize, Vec<u32>)>,
}

impl Default for Lists {
    fn default() -> Self {
        Self { around: Section::Intro, last: Vec::new(), repeats: false, noted: None }
    }
}

impl Lists {
    /// Notes begin in a section.
    pub(super) fn notes_begin(&mut self, section: Section) {
        if !section.is_of_notes() {
            // A field that was named above the notes does not go on below them.
            let is_field = matches!(section, Section::Field(_));
            self.around = if is_field { Section::Steps } else { section };
        }
        self.noted = None;
    }

    /// Takes an item of the list around.
    pub(super) fn take(&mut self, item: Marked<'_>) {
        if matches!(item.mark, Mark::Number(_)) {
            self.repeats = self.last == item.numbers;
            self.last = item.numbers.to_vec();
        }
    }

    /// Takes an item that stands in the notes; the section that it belongs to, if it ends them: what stands
    /// further left than the word that they began with, or goes on with the numbers of the list above.
    pub(super) fn ends_notes(&mut self, section: Section, item: Marked<'_>) -> Option<Section> {
        let is_left = matches!(section, Section::Remark { least } if item.indent < least);
        if is_left || self.goes_on(section, item) {
            return Some(self.around);
        }
        if matches!(item.mark, Mark::Number(_)) {
            self.noted = Some((item.indent, item.numbers.to_vec()));
        }
        None
    }

    fn goes_on(&self, section: Section, item: Marked<'_>) -> bool {
        if !matches!(item.mark, Mark::Number(_)) || self.last.is_empty() {
            return false;
        }
        let is_noted = |(indent, last): &(usize, Vec<u32>)| {
            item.indent >= *indent && steps_between(last, item.numbers) == Some(1)
        };
        if self.noted.as_ref().is_some_and(is_noted) {
            return false;
        }
        // Markdown numbers a list as well where every item is `1.`.
        let is_remark = matches!(section, Section::Remark { .. });
        let is_again = is_remark && self.repeats && self.last == item.numbers;
        is_again || steps_between(&self.last, item.numbers).is_some_and(|steps| steps > 0)
    }
}

/// How far a number comes after another on the level that it is of: 1 from `2` to `3` or `2.1`, and from
/// `2.1` to `2.2` or `3`.
fn steps_between(last: &[u32], next: &[u32]) -> Option<u32> {
    let (own, outer) = next.split_last()?;
    if !last.starts_with(outer) {
        return None;
    }
    own.checked_sub(last.get(outer.len()).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_each_other_on_every_level() {
        let between = |last: &[u32], next: &[u32]| steps_between(last, next);
        assert_eq!(between(&[2], &[3]), Some(1));
        assert_eq!(between(&[2], &[2, 1]), Some(1));
        assert_eq!(between(&[2, 1], &[3]), Some(1));
        assert_eq!(between(&[2, 1], &[2, 3]), Some(2));
        assert_eq!(between(&[2, 1], &[3, 1]), None);
        assert_eq!(between(&[2], &[1]), None);
    }
}
