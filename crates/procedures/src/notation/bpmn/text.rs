//! How much room a text takes in a diagram, about: viewers have different fonts.

/// Height of a line in a task, in pixels.
pub(super) const TASK_LINE: i64 = 15;
/// Height of a line of a label beside a shape, in pixels.
pub(super) const LABEL_LINE: i64 = 14;

/// The lengths of the lines that a text takes if a line has so many characters at most; longer
/// words are broken.
pub(super) fn lines(text: &str, most: usize) -> Vec<usize> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = 0;
        for word in paragraph.split_whitespace() {
            let mut length = word.chars().count();
            if line > 0 && line + 1 + length > most {
                lines.push(line);
                line = 0;
            }
            line += usize::from(line > 0);
            while length > most {
                lines.push(most);
                length -= most;
            }
            line += length;
        }
        lines.push(line);
    }
    lines
}

/// The longest of them.
pub(super) fn widest(lines: &[usize]) -> usize {
    lines.iter().copied().max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_within_long_ones() {
        assert_eq!(lines("check the invoice\n[CRM]", 9), [9, 7, 5]);
        assert_eq!(lines("Rechtsschutz", 5), [5, 5, 2]);
        assert!(lines("", 5).is_empty());
    }
}
