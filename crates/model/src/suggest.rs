//! "Did you mean …?": the nearest of the names that would have been right.

/// The candidate most like `wrong`, if any is close enough to be what was meant.
pub fn nearest<'a>(wrong: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Below this Jaro–Winkler similarity a suggestion confuses more than it helps.
    const CLOSE_ENOUGH: f64 = 0.8;
    let wrong = wrong.to_lowercase();
    candidates
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wrong, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity >= CLOSE_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_finds_the_name_meant() {
        assert_eq!(nearest("birthdate", ["birth_date", "email"]), Some("birth_date"));
    }

    #[test]
    fn nothing_alike_suggests_nothing() {
        assert_eq!(nearest("shoe_size", ["birth_date", "email"]), None);
    }
}
