//! Texts and names as XML and file systems take them.

use std::fmt::Write as _;

/// A text for an element or an attribute. Characters that XML cannot hold become spaces.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            other if other < ' ' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

/// A name for a file: the letters and digits of the key in lower case with hyphens between, and a
/// checksum of the key, as keys may differ in other characters only.
pub(super) fn safe_name(key: &str) -> String {
    let mut name = String::new();
    for character in deunicode::deunicode(key).to_ascii_lowercase().chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
        if name.len() >= 60 {
            break;
        }
    }
    let _ = write!(
        name,
        "{}{:08x}",
        if name.ends_with('-') || name.is_empty() { "" } else { "-" },
        checksum(key)
    );
    name
}

/// The same as a part of an XML id.
pub(super) fn safe_id(key: &str) -> String {
    safe_name(key).replace('-', "_")
}

/// FNV-1a with 32 bits.
fn checksum(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_and_tell_keys_apart() {
        assert_eq!(safe_name("product:P-1+financing:Ä/2"), "product-p-1-financing-a-2-3b399f96");
        assert_ne!(safe_name("a:b"), safe_name("a/b"));
        assert!(safe_name("../..").bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }

    #[test]
    fn texts_hold_nothing_that_xml_would_read() {
        assert_eq!(escaped("a<b> & \"c\"\u{1}\n"), "a&lt;b&gt; &amp; &quot;c&quot; &#10;");
    }
}
