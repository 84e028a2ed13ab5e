//! What stands below a heading, before it is read: steps, or entries of a list of words or of a history.

use super::line::{Line, Mark};
use super::verbs::{is_infinitive, says_what_to_do};
use super::words::{self, Section};
use crate::intake::guess_columns;

/// Of fewer numbered items, nobody can say whether they are steps.
const LEAST: usize = 2;
/// Of so many items, one says what to do, in a form that only verbs have.
const ACTING: usize = 3;

/// Whether steps stand below a heading: numbered ones, also others below one that procedures may be called by, or
/// a table of them; `below` are the lines behind it.
pub(super) fn has_steps(below: &[(usize, Line)], also_bullets: bool) -> bool {
    let is_of_steps = |line: &Line| match line {
        Line::Heading { text, .. } => words::section(&words::title(text)) == Some(Section::Steps),
        _ => true,
    };
    let own = below.iter().map(|(_, line)| line).take_while(|line| is_of_steps(line));
    let (mut items, mut entries, mut acts) = (0, 0, 0);
    let mut header = None;
    for line in own {
        match line {
            Line::Item { mark, text, .. } if also_bullets || matches!(mark, Mark::Number(_)) => {
                let text = words::plain(text);
                items += 1;
                entries += usize::from(is_entry(&text));
                acts += usize::from(says_what_to_do(&text));
            }
            Line::Row { cells } => header = header.or(Some(cells)),
            _ => {}
        }
    }
    let has_table = header.is_some_and(|header| guess_columns(header, &[]).action.is_some());
    has_table || items >= LEAST && 2 * entries < items && ACTING * acts >= items
}

/// Whether an item explains a word or tells of a change, and says nothing that somebody does.
fn is_entry(text: &str) -> bool {
    let head =
        [": ", " : ", " – ", " — ", " - ", " = "].iter().find_map(|sign| text.split_once(sign));
    let is_defined = head.is_some_and(|(head, rest)| !is_infinitive(head.trim(), rest));
    is_defined || !text.contains(' ') || is_dated(text)
}

/// Whether a text names a year, or begins with a version.
fn is_dated(text: &str) -> bool {
    let is_year = |word: &str| {
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let lower = text.to_lowercase();
    let version = lower.strip_prefix("version ").or_else(|| lower.strip_prefix('v'));
    version.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        || text.split(|c: char| !c.is_alphanumeric()).any(is_year)
}

#[cfg(test)]
mod tests {
    use super::super::line::lines;
    use super::*;

    #[test]
    fn steps_are_told_from_entries() {
        for (text, is) in [
            ("1. Check the change\n2. Apply it", true),
            ("### Steps\n1. Check the change\n2. Apply it", true),
            ("Some words\n\n1. Check: is it new?\n2. Apply the change\n3. Tell the customer", true),
            ("1. Check the change", false),
            ("### Complaint\n1. Listen to them\n2. Answer them", false),
            ("1. Lessee: who leases\n2. Lessor: who owns", false),
            ("1. Lessee\n2. Lessor", false),
            ("1. 2024-03-01 new limits\n2. Since 03/2025 with Kim", false),
            ("1. v1.2 new limits\n2. Version 2 for all", false),
            ("- Check the change\n- Apply it", false),
            ("1. Lessee is who leases the car\n2. Lessor is who owns the car", false),
            ("1. Goodwill limit raised by the board\n2. New owner of the complaint process", false),
            (
                "1. Prüfen: Kunde am Telefon identifizieren\n2. Speichern: Adresse im CRM erfassen",
                true,
            ),
        ] {
            assert_eq!(has_steps(&lines(text, false), false), is, "{text}");
        }
        for (text, is) in [
            ("- Check the change\n- Apply it", true),
            ("- Raised the limit\n- New owner", false),
            ("| Schritt | Rolle |\n|---|---|\n| Kunde prüfen | Agent |", true),
            ("| Version | Date | Change |\n|---|---|---|\n| 1.0 | 2024-01-01 | First |", false),
        ] {
            assert_eq!(has_steps(&lines(text, false), true), is, "{text}");
        }
    }
}
