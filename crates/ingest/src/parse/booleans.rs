//! Yes and no in the languages of the exports.

use super::Problem;
use crate::reader::cell::Cell;

const YES: &[&str] = &[
    "1",
    "ja",
    "j",
    "o",
    "oui",
    "on",
    "s",
    "si",
    "sì",
    "sí",
    "t",
    "true",
    "vero",
    "verdadero",
    "vrai",
    "wahr",
    "x",
    "y",
    "yes",
    "✓",
    "✔",
    "+",
    "opt-in",
];
const NO: &[&str] =
    &["0", "f", "false", "falsch", "falso", "faux", "n", "nein", "no", "non", "off", "opt-out"];

/// Reads yes or no: English, German, French, Spanish, Italian, a cross, 1 and 0.
pub(crate) fn boolean(cell: Cell<'_>) -> Result<bool, Problem> {
    let lower = match cell {
        Cell::Boolean(yes) => return Ok(yes),
        cell => cell.text().to_lowercase(),
    };
    if YES.contains(&lower.as_str()) {
        Ok(true)
    } else if NO.contains(&lower.as_str()) {
        Ok(false)
    } else {
        Err(Problem::unreadable("neither yes nor no; a lookup in the mapping can translate it"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_understood_in_five_languages() {
        for yes in ["Yes", "JA", "oui", "sí", "Sì", "x", "1", "WAHR", "true"] {
            assert_eq!(boolean(Cell::Text(yes)), Ok(true), "{yes}");
        }
        for no in ["no", "Nein", "NON", "0", "false", "n"] {
            assert_eq!(boolean(Cell::Text(no)), Ok(false), "{no}");
        }
        assert_eq!(boolean(Cell::Number(1.0)), Ok(true));
        assert!(boolean(Cell::Text("vielleicht")).is_err());
    }

    #[test]
    fn no_word_means_both() {
        assert!(YES.iter().all(|word| !NO.contains(word)));
    }
}
