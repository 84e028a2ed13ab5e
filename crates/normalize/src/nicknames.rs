//! Which given names may be forms of one name, from the lists in `data/`.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::{fold, merge_umlauts, words};

const LISTS: [&str; 5] = [
    include_str!("../data/nicknames.en.txt"),
    include_str!("../data/nicknames.de.txt"),
    include_str!("../data/nicknames.fr.txt"),
    include_str!("../data/nicknames.es.txt"),
    include_str!("../data/nicknames.it.txt"),
];

/// The lines of the lists that hold a name, folded and without blanks.
pub(crate) fn lines_with(name: &str) -> &'static [u16] {
    lines_by_name().get(name).map_or(&[], Vec::as_slice)
}

/// Whether a line of a list holds both names.
pub(crate) fn share_a_line(one: &str, other: &str) -> bool {
    lines_with(one).iter().any(|line| lines_with(other).contains(line))
}

fn lines_by_name() -> &'static HashMap<String, Vec<u16>> {
    static LINES: OnceLock<HashMap<String, Vec<u16>>> = OnceLock::new();
    LINES.get_or_init(|| {
        let all = LISTS.iter().flat_map(|list| list.lines()).filter(|line| !line.starts_with('#'));
        let mut lines: HashMap<String, Vec<u16>> = HashMap::new();
        for (number, line) in all.enumerate() {
            // The hyphen of a double name joins: `jean-michel` is neither `jean` nor `michel`.
            for name in words(&fold(&line.replace('-', ""))) {
                lines.entry(merge_umlauts(name).into_owned()).or_default().push(number as u16);
            }
        }
        lines
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_name_are_known_in_each_language() {
        for (one, other) in [
            ("william", "bill"),
            ("hans", "johannes"),
            ("jose", "pepe"),
            ("giuseppe", "beppe"),
            ("stephanie", "steffi"),
        ] {
            assert!(share_a_line(one, other), "{one} {other}");
            assert!(share_a_line(other, one), "{other} {one}");
        }
    }

    #[test]
    fn other_names_are_not_mixed_up() {
        assert!(!share_a_line("william", "robert"));
        assert!(!share_a_line("anna", "xyz"));
        assert!(!share_a_line("jean", "michel"));
    }
}
