//! Bytes as text, in the encodings that XML and text files come in.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file: by its byte order mark, by what its first bytes can only be, by the encoding
/// that an XML declaration names; else UTF-8, or Windows-1252 where it is not that.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let guessed = match bytes {
        [0, b'<', ..] => UTF_16BE,
        [b'<', 0, ..] => UTF_16LE,
        _ => declared(bytes).unwrap_or(UTF_8),
    };
    let (text, encoding, damaged) = guessed.decode(bytes);
    if damaged && encoding == UTF_8 {
        return WINDOWS_1252.decode(bytes).0;
    }
    text
}

/// The encoding that an XML declaration in ASCII names. One of 16 bits would not be readable here.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(200))?;
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    if !head.starts_with(b"<?xml") {
        return None;
    }
    let end = head.iter().position(|byte| *byte == b'>')?;
    let head = std::str::from_utf8(&head[..end]).ok()?;
    let (_, rest) = head.split_once("encoding")?;
    let label = rest.trim_start().strip_prefix('=')?.trim_start();
    let label = label.trim_start_matches(['"', '\'']);
    let label = &label[..label.find(['"', '\''])?];
    let encoding = Encoding::for_label(label.as_bytes())?;
    (encoding != UTF_16LE && encoding != UTF_16BE).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_told_by_mark_first_bytes_or_declaration() {
        let wide: Vec<u8> = "<ä/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked: Vec<u8> = "\u{feff}<ä/>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let declared = b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><\xe4/>";
        assert_eq!(text_of(&wide), "<ä/>");
        assert_eq!(text_of(&marked), "<ä/>");
        assert!(text_of(declared).ends_with("<ä/>"));
        assert_eq!(text_of(b"Pr\xfcfen"), "Prüfen");
    }
}
