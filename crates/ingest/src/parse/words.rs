//! Texts, choices and lists, and the placeholders that mean nothing.

use sameboat_model::Value;

use super::{Problem, formula_error, set_text};
use crate::reader::cell::{Cell, trim};

/// Longer texts are no placeholders.
const LONGEST_PLACEHOLDER: usize = 16;

/// Whether a trimmed text stands for nothing: empty, only dashes, dots and question marks, or a
/// word such as `n/a`. (`NA` is not one: it is Namibia.)
pub(crate) fn is_placeholder(text: &str) -> bool {
    if text.len() > LONGEST_PLACEHOLDER {
        return false;
    }
    if text.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '?' | '*' | '/' | '_')) {
        return true;
    }
    let mut lower = [0; LONGEST_PLACEHOLDER];
    let lower = &mut lower[..text.len()];
    lower.copy_from_slice(text.as_bytes());
    lower.make_ascii_lowercase();
    is_word_for_nothing(lower)
}

/// What people and systems write where there is nothing. (A match, since every cell comes here.)
const fn is_word_for_nothing(lower: &[u8]) -> bool {
    matches!(
        lower,
        b"#n/a"
            | b"#nv"
            | b"(null)"
            | b"<null>"
            | b"[null]"
            | b"\\n"
            | b"desconocido"
            | b"inconnu"
            | b"k. a."
            | b"k.a."
            | b"keine angabe"
            | b"n. v."
            | b"n.a."
            | b"n.n."
            | b"n.v."
            | b"n/a"
            | b"n/d"
            | b"nan"
            | b"nicht bekannt"
            | b"nil"
            | b"none"
            | b"not available"
            | b"null"
            | b"ohne angabe"
            | b"sconosciuto"
            | b"tbd"
            | b"unbekannt"
            | b"unknown"
    )
}

/// Text as it is. Marks what was damaged before it came here.
pub(crate) fn text(cell: Cell<'_>, out: &mut Value) -> Result<(), Problem> {
    match cell {
        Cell::Text(text) => {
            if let Some(code) = formula_code(text) {
                *out = Value::Null;
                return Err(formula_error(code));
            }
            if is_rounded_by_a_spreadsheet(text) {
                // What is left of it looks like a number of somebody else's.
                *out = Value::Null;
                return Err(ROUNDED);
            }
            set_text(out, text);
            if memchr::memchr(0xef, text.as_bytes()).is_some() && text.contains('\u{fffd}') {
                return Err(Problem::Damaged("some characters could not be decoded"));
            }
            Ok(())
        }
        other => {
            set_text(out, &other.text());
            Ok(())
        }
    }
}

/// A formula's error that an export wrote as text.
fn formula_code(text: &str) -> Option<&'static str> {
    if !text.starts_with('#') {
        return None;
    }
    ["#REF!", "#VALUE!", "#WERT!", "#BEZUG!", "#DIV/0!", "#NAME?", "#NUM!", "#ZAHL!"]
        .into_iter()
        .find(|code| *code == text)
}

const ROUNDED: Problem =
    Problem::unreadable("a spreadsheet has rounded this number: digits are lost");

/// `4,91512E+11`: what a spreadsheet makes of a long number that should have stayed text.
pub(crate) fn is_rounded_by_a_spreadsheet(text: &str) -> bool {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let Some((mantissa, exponent)) = text.split_once("E+") else { return false };
    mantissa.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && exponent.len() == 2
        && exponent.bytes().all(|byte| byte.is_ascii_digit())
}

/// One of the field's words, without regard to case; spaces and hyphens count as `_`.
pub(crate) fn choice(cell: Cell<'_>, words: &[&'static str]) -> Result<Value, Problem> {
    let text = cell.text();
    let same = |word: &str| {
        word.len() == text.len()
            && word.bytes().zip(text.bytes()).all(|(wanted, given)| {
                wanted == given.to_ascii_lowercase()
                    || (wanted == b'_' && matches!(given, b' ' | b'-'))
            })
    };
    match words.iter().find(|word| same(word)) {
        Some(word) => Ok(Value::Text((*word).to_owned())),
        None => Err(Problem::Unreadable(
            format!("not one of {}; a lookup in the mapping can translate it", words.join(", "))
                .into(),
        )),
    }
}

/// Several texts, `;` between them. Commas part them where nothing else does.
pub(crate) fn list(cell: Cell<'_>) -> Value {
    let text = cell.text();
    let strong = |c: char| matches!(c, ';' | '|' | '\n' | '\r');
    let items: Vec<&str> = if text.contains(strong) {
        text.split(strong).map(trim).collect()
    } else {
        text.split(',').map(trim).collect()
    };
    let kept: Vec<&str> = items.into_iter().filter(|item| !is_placeholder(item)).collect();
    if kept.is_empty() { Value::Null } else { Value::Text(kept.join(";")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_known_in_any_case() {
        for text in ["", "-", "--", "?", "N/A", "#N/A", "Unbekannt", "NULL", "k.A.", "—"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["NA", "0", "Nil Meier", "x", "n/a bis 2024"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }

    #[test]
    fn damage_is_kept_and_told() {
        let mut value = Value::Null;
        let problem = text(Cell::Text("M\u{fffd}ller"), &mut value).unwrap_err();
        assert_eq!(problem, Problem::Damaged("some characters could not be decoded"));
        assert_eq!(value.as_text(), Some("M\u{fffd}ller"));
        assert!(text(Cell::Text("4,91512E+11"), &mut value).is_err());
        assert!(text(Cell::Text("E+12"), &mut value).is_ok());
    }

    #[test]
    fn a_choice_forgives_case_and_hyphens() {
        let words = &["co_borrower", "main"];
        assert_eq!(
            choice(Cell::Text("Co-Borrower"), words),
            Ok(Value::Text("co_borrower".to_owned()))
        );
        assert!(choice(Cell::Text("spouse"), words).is_err());
    }

    #[test]
    fn lists_are_parted_by_what_they_use() {
        let parted = |text| list(Cell::Text(text));
        assert_eq!(parted("de, en"), Value::Text("de;en".into()));
        assert_eq!(
            parted("Invoice, first; Reminder |"),
            Value::Text("Invoice, first;Reminder".into())
        );
        assert_eq!(parted(" ; "), Value::Null);
    }
}
