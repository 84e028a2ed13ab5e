//! Values that can be shown without telling whose they are.

/// Keeps the first character of each word and the punctuation: `a***@e******.o**`. A value of one
/// or two different characters, such as `000000`, is nobody's and is shown.
pub(crate) fn mask(value: &str) -> String {
    let mut different: Vec<char> = value.chars().filter(|c| c.is_alphanumeric()).collect();
    different.sort_unstable();
    different.dedup();
    if different.len() <= 2 {
        return value.to_owned();
    }
    veil(value)
}

/// The first character of each word and the punctuation, be the value ever so plain.
pub(crate) fn veil(value: &str) -> String {
    let mut inside_word = false;
    let veiled = value.chars().map(|c| {
        let shown = if inside_word && c.is_alphanumeric() { '*' } else { c };
        inside_word = c.is_alphanumeric();
        shown
    });
    veiled.collect()
}

#[cfg(test)]
mod tests {
    use super::{mask, veil};

    #[test]
    fn the_shape_stays_and_the_person_goes() {
        assert_eq!(mask("anna@example.org"), "a***@e******.o**");
        assert_eq!(mask("+49 171 234567"), "+4* 1** 2*****");
        assert_eq!(mask("000000"), "000000");
        assert_eq!(mask("noreply@xx"), "n******@x*");
        assert_eq!((mask("NP").as_str(), veil("NP").as_str()), ("NP", "N*"));
    }
}
