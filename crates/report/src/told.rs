//! Sentences of the tables with the lines called as people call them.
//!
//! The tables name a line by its name, which may as well be a word of the texts that they quote: a step
//! may be about `financing`. A name is taken for the line only where the reconcile stage writes one,
//! and what is quoted stays as it is.

/// What the sentences say of a line right after its name.
const SAYS: [&str; 10] = [
    " has no such rule",
    " has this procedure",
    " does none of it",
    " does not do them",
    " keeps them",
    " says nothing",
    " says for all procedures",
    " states nothing",
    " is written in a language",
    " works by \"",
];
/// What goes before the name of a line, if a clause ends after it.
const BEFORE: [&str; 6] = ["in ", "of ", "by ", "only ", "keep ", "drop "];
/// How such a clause ends.
const ENDS: [&str; 12] = [
    ",",
    ";",
    ".",
    "?",
    ")",
    " (",
    " / ",
    " and ",
    " in both lines",
    " it may not",
    " only",
    " without asking",
];
/// What goes before the name of a line that is the head of a list.
const HEADS: [&str; 3] = ["; ", " / ", ", "];
/// A possessive, which a name that ends in s has no good form of.
const POSSESSIVE: (&str, &str) = ("which is ", "'s");

/// The text with the labels of the lines for their names.
pub(crate) fn told(text: &str, names: [&str; 2], labels: [&str; 2]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, line)) = next_name(rest, text, names) {
        let (before, after) = (&rest[..at], &rest[at + names[line].len()..]);
        let whole = &text[..text.len() - rest.len() + at];
        out.push_str(before);
        let owned =
            whole.ends_with(POSSESSIVE.0).then(|| after.strip_prefix(POSSESSIVE.1)).flatten();
        if let Some(after) = owned {
            out.truncate(out.len() - POSSESSIVE.0.len());
            out.push_str("that of ");
            out.push_str(labels[line]);
            rest = after;
            continue;
        }
        out.push_str(if is_line(whole, after) { labels[line] } else { names[line] });
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The next of the names that stands as a whole word in what is left of a text.
fn next_name(rest: &str, text: &str, names: [&str; 2]) -> Option<(usize, usize)> {
    let done = text.len() - rest.len();
    let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let whole = |at: &usize, name: &str| {
        let (before, after) = (&text[..done + at], &rest[at + name.len()..]);
        !before.ends_with(in_word) && !after.starts_with(in_word)
    };
    let first = |line: usize| {
        let name = names[line];
        let places = rest.match_indices(name).map(|(at, _)| at);
        let found = places.filter(|_| !name.is_empty()).find(|at| whole(at, name))?;
        Some((found, line))
    };
    [0, 1].into_iter().filter_map(first).min()
}

/// Whether a name in a sentence of the tables stands for the line.
fn is_line(before: &str, after: &str) -> bool {
    let starts = |with: &&str| after.starts_with(*with);
    let ended = |with: &&str| {
        let rest = before.strip_suffix(*with);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    let is_head = before.is_empty() || HEADS.iter().any(|with| before.ends_with(with));
    let is_placed = BEFORE.iter().any(ended) && (after.is_empty() || ENDS.iter().any(starts));
    SAYS.iter().any(starts)
        || is_head && after.starts_with(": ")
        || is_placed
        || before.is_empty() && after.is_empty()
        || before.ends_with(" (") && after.starts_with(')')
        || before.ends_with("Shall ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told_of(text: &str) -> String {
        told(text, ["product", "financing"], ["Haus", "Leasing"])
    }

    #[test]
    fn lines_are_called_as_people_call_them() {
        for (text, shown) in [
            (
                "policy for sla: the sooner deadline, which is financing's",
                "policy for sla: the sooner deadline, that of Leasing",
            ),
            (
                "product: 2 of 3; financing has no such rule",
                "Haus: 2 of 3; Leasing has no such rule",
            ),
            ("product: a / financing: b", "Haus: a / Leasing: b"),
            (
                "a request is due Monday in product, Tuesday in financing",
                "a request is due Monday in Haus, Tuesday in Leasing",
            ),
            (
                "85 EUR may be granted in product without asking, in financing it may not",
                "85 EUR may be granted in Haus without asking, in Leasing it may not",
            ),
            ("Shall product do these steps, too?", "Shall Haus do these steps, too?"),
            ("24 h (product), or 2 days (financing)?", "24 h (Haus), or 2 days (Leasing)?"),
            (
                "process owner of product / process owner of financing",
                "process owner of Haus / process owner of Leasing",
            ),
            ("only financing", "only Leasing"),
            ("financing", "Leasing"),
        ] {
            assert_eq!(told_of(text), shown);
        }
    }

    #[test]
    fn words_that_are_quoted_stay_as_they_are() {
        for text in [
            "Explain the financing to the customer",
            "product recall: tell everybody",
            "Refinancing in products; a by-product, in product-care",
            "within product groups",
        ] {
            assert_eq!(told_of(text), text);
        }
    }

    #[test]
    fn a_name_that_ends_in_s_has_no_possessive() {
        let names = ["ours", "theirs"];
        let told = told("the lower limit, which is theirs's", names, names);
        assert_eq!(told, "the lower limit, that of theirs");
    }
}
