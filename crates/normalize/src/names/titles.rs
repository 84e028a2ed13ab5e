//! Titles that stand in the field of a surname, taken apart as they are written.

use super::parts::{is_ambiguous_title, is_title, is_trailing_title};
use crate::organisations::parse_organisation;
use crate::text::{fold, words};

/// Titles that are a part of the surname (`Graf von Stein` is called so), or of several people's.
const PARTS_OF_NAMES: [&str; 16] = [
    "freiherr", "freifrau", "graf", "grafin", "graefin", "baron", "baronin", "lord", "lady",
    "familie", "fam", "family", "eheleute", "m", "me", "dona",
];

/// Words that go on with a title, and alone are none.
const FURTHER: [&str; 10] =
    ["dent", "vet", "oec", "pol", "theol", "techn", "agr", "math", "publ", "univ"];

/// Titles that may be names, but not with a stop: `Mag. Huber`. (`Md. Rahman` is called Mohammed.)
const ABBREVIATED: [&str; 5] = ["mag", "ing", "hon", "sr", "rag"];

/// What stands between the names or titles of several people, or goes on with a name.
const JOINTS: [&str; 7] = ["und", "u", "and", "et", "y", "e", "oder"];

/// Title and surname of a text that has both, as they are written; none where no title can be told.
///
/// ```
/// use sameboat_normalize::names::part_title;
/// assert_eq!(part_title("Prof. Dr. med. von Stein"), Some(("Prof. Dr. med.", "von Stein")));
/// assert_eq!(part_title("Müller, Dr."), Some(("Dr.", "Müller")));
/// assert_eq!(part_title("Müller"), None);
/// ```
pub fn part_title(surname: &str) -> Option<(&str, &str)> {
    let surname = surname.trim();
    // A company's title is its name: `Dr. Oetker KG`. Forms that may be names (`Sa`) count, too.
    if !parse_organisation(surname).legal_form.is_empty() {
        return None;
    }
    if let Some((name, titles)) = surname.rsplit_once(',')
        && is_all_titles(titles)
        && is_name(name)
    {
        return Some((titles.trim(), name.trim()));
    }
    let mut name = surname;
    while let Some((word, rest)) = name.split_once(char::is_whitespace)
        && is_title_word(word, name.len() < surname.len())
    {
        name = rest.trim_start();
    }
    let titles = surname[..surname.len() - name.len()].trim_end();
    (!titles.is_empty() && is_name(name)).then_some((titles, name))
}

/// Whether a written word is a title and nothing else: `Dr.`, `Dipl.-Ing.`. What may be a name too is one
/// only where it follows a title.
fn is_title_word(word: &str, follows: bool) -> bool {
    let folded = fold(word);
    let mut follows = follows;
    let mut any = false;
    for part in words(&folded) {
        let goes_on = follows && (FURTHER.contains(&part) || is_title(part));
        let is_abbreviated = word.ends_with('.') && ABBREVIATED.contains(&part);
        let begins = is_title(part) && (is_abbreviated || !is_ambiguous_title(part));
        if !(goes_on || begins) || PARTS_OF_NAMES.contains(&part) {
            return false;
        }
        (follows, any) = (true, true);
    }
    any
}

/// Whether a text is titles that stand behind names, too.
fn is_all_titles(text: &str) -> bool {
    let folded = fold(text);
    let mut parts = words(&folded).enumerate().peekable();
    parts.peek().is_some()
        && parts.all(|(at, part)| is_trailing_title(part) || (at > 0 && is_title(part)))
}

/// Whether what is left can be a surname: it begins with a letter, no initial (`h. c.`) and nothing that
/// goes on with a list, is no title, and has none of another person.
fn is_name(text: &str) -> bool {
    let folded = fold(text);
    let first = words(&folded).next().unwrap_or_default();
    let begins = text.starts_with(char::is_alphabetic) && first.len() > 1;
    // `Graf` may stay in a name, `Frau` may not.
    let is_anothers =
        |word: &str| is_title(word) && !is_ambiguous_title(word) && !PARTS_OF_NAMES.contains(&word);
    begins
        && !JOINTS.contains(&first)
        && !text.contains(',')
        && words(&folded).any(|word| !is_title(word))
        && !words(&folded).any(is_anothers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_before_and_behind_a_surname_are_told() {
        for (text, title, name) in [
            ("Dr. Müller", "Dr.", "Müller"),
            ("Prof. Dr. Müller-Lüdenscheidt", "Prof. Dr.", "Müller-Lüdenscheidt"),
            ("Dipl.-Ing. Berg", "Dipl.-Ing.", "Berg"),
            ("Dr. med. dent. Berg", "Dr. med. dent.", "Berg"),
            ("Dr. rer. nat. van der Berg", "Dr. rer. nat.", "van der Berg"),
            ("Herr Berg", "Herr", "Berg"),
            ("Müller, Dr.", "Dr.", "Müller"),
            ("Berg, Dr. med.", "Dr. med.", "Berg"),
            (" Mme  Dupont ", "Mme", "Dupont"),
            ("Mag. Huber", "Mag.", "Huber"),
            ("Ing. Huber", "Ing.", "Huber"),
            ("Prof. Ing. Huber", "Prof. Ing.", "Huber"),
            ("Dr. Freiherr von Stein", "Dr.", "Freiherr von Stein"),
            ("Dr. Graf Stein", "Dr.", "Graf Stein"),
        ] {
            assert_eq!(part_title(text), Some((title, name)), "{text}");
        }
    }

    #[test]
    fn what_may_be_a_name_is_left() {
        for text in [
            "Müller",
            "Dr.",
            "Dr. A.",
            "Dr. h. c. Berg",
            "Graf von Stein",
            "Freiherr Berg",
            "Familie Berg",
            "Don Berg",
            "Mag Berg",
            "Md. Rahman",
            "M. Dupont",
            "Drexler",
            "Professorski Berg",
            "Berg, Anna",
            "Dr. Prof.",
            "Herr und Frau Müller",
            "Mr & Mrs Smith",
            "Mr. and Mrs. Smith",
            "Mr et Mme Dupont",
            "Sr. y Sra. García",
            "Herr Müller Frau Berg",
            "Donà dalle Rose",
            "Mr. Wash Autoservice AG",
            "Dr. Oetker KG",
            "Dr. & Partner",
            "",
        ] {
            assert_eq!(part_title(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn both_parts_are_pieces_of_any_text(text in "\\PC{0,40}|(Dr\\. |Prof |von |, |Berg ){0,6}") {
            if let Some((title, name)) = part_title(&text) {
                prop_assert!(text.contains(title) && text.contains(name));
                prop_assert!(!title.is_empty() && !name.is_empty());
            }
        }
    }
}
