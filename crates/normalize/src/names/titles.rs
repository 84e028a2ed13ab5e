//! Titles that stand in the field of a surname, taken apart as they are written.

use super::parts::{is_ambiguous_title, is_title, is_trailing_title};
use crate::text::{fold, words};

/// Titles that are a part of the surname (`Graf von Stein` is called so), or of several people's.
const PARTS_OF_NAMES: [&str; 15] = [
    "freiherr", "freifrau", "graf", "grafin", "graefin", "baron", "baronin", "lord", "lady",
    "familie", "fam", "family", "eheleute", "m", "me",
];

/// Words that go on with a title, and alone are none.
const FURTHER: [&str; 10] =
    ["dent", "vet", "oec", "pol", "theol", "techn", "agr", "math", "publ", "univ"];

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
        let begins = is_title(part) && !is_ambiguous_title(part);
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

/// Whether what is left can be a surname: it begins with no initial (`h. c.`), and is no title.
fn is_name(text: &str) -> bool {
    let folded = fold(text);
    let begins = words(&folded).next().is_some_and(|word| word.len() > 1);
    begins && !text.contains(',') && words(&folded).any(|word| !is_title(word))
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
            "M. Dupont",
            "Drexler",
            "Professorski Berg",
            "Berg, Anna",
            "Dr. Prof.",
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
