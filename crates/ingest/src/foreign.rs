//! Files that people take for procedure files and that are none: what they are, and what to do.

use std::path::Path;

use crate::error::IngestError;

const ZIP: &[u8] = b"PK\x03\x04";
const ZIP_END: &[u8] = b"PK\x05\x06";
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

const AS_TEXT: &str = "save it as plain text (.txt) or Markdown (.md)";
const AS_TABLE: &str = "export its table as .csv or .xlsx, or its text as .txt";
const FROM_DRAWING: &str =
    "export the drawing as BPMN (.bpmn), or write its steps down as text or a table";

/// Refuses a file that holds nothing, or that is of a known kind which has no procedures to read.
pub(crate) fn refuse(path: &Path, bytes: &[u8]) -> Result<(), IngestError> {
    match kind(bytes) {
        Some((what, help)) => Err(IngestError::format(path, format!("{what}; {help}"), None)),
        None => Ok(()),
    }
}

/// What a file is that is not read, and what to do about it.
pub(crate) fn kind(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let is = |heads: &[&[u8]]| heads.iter().any(|head| bytes.starts_with(head));
    if bytes.trim_ascii().is_empty() {
        return Some(("the file is empty", "save or copy it again, or leave it out"));
    }
    if is(&[ZIP]) {
        return of_zip(bytes);
    }
    if is(&[COMPOUND]) {
        return of_compound(bytes);
    }
    let found = if is(&[b"%PDF"]) {
        ("a PDF, which has no steps to read", AS_TABLE)
    } else if is(&[b"{\\rtf"]) {
        ("a rich-text document", AS_TEXT)
    } else if is(&[b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*"])
        || (is(&[b"RIFF"]) && bytes.get(8..12) == Some(b"WEBP"))
    {
        ("an image", FROM_DRAWING)
    } else if is(&[b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!"]) {
        ("a compressed file", "unpack it first")
    } else if is_binary(bytes) {
        ("not text, but data of some program", "export it as .csv, .xlsx, .txt, .md or .bpmn")
    } else {
        return None;
    };
    Some(found)
}

/// Office programs keep documents in archives, whose parts' names tell which; workbooks are read.
fn of_zip(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let names = |name: &str| contains(bytes, name.as_bytes());
    if !contains(bytes, ZIP_END) {
        return Some((
            "the file ends too early: it is an archive or an office document that was cut off",
            "copy or download it again",
        ));
    }
    let found = if names("xl/") || names("opendocument.spreadsheet") {
        return None;
    } else if names("word/") {
        ("a Word document", AS_TEXT)
    } else if names("opendocument.text") {
        ("an OpenDocument text", AS_TEXT)
    } else if names("ppt/") || names("opendocument.presentation") {
        ("a presentation", AS_TEXT)
    } else if names("visio/") {
        ("a Visio drawing", FROM_DRAWING)
    } else {
        ("an archive", "unpack it and give the folder")
    };
    Some(found)
}

/// Documents of office programs before 2007; workbooks are read.
fn of_compound(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let names = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &wide)
    };
    if names("WordDocument") {
        Some(("a Word document", AS_TEXT))
    } else if names("PowerPoint Document") {
        Some(("a presentation", AS_TEXT))
    } else {
        names("VisioDocument").then_some(("a Visio drawing", FROM_DRAWING))
    }
}

/// Signs that no text has: zeros together with other control signs. Texts in 16 bits have zeros
/// alone.
fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8_192)];
    let is_control = |byte: &u8| *byte < 32 && !matches!(byte, 0 | b'\t' | b'\n' | b'\r' | 12 | 27);
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    !marked && head.contains(&0) && head.iter().any(is_control)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let Some(first) = part.first() else { return true };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        rest = &rest[at..];
        if rest.starts_with(part) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_procedures_are_told_by_their_first_bytes() {
        let told = |bytes: &[u8]| kind(bytes).map(|(what, _)| what);
        let zip = |name: &str| [ZIP, name.as_bytes(), ZIP_END].concat();
        assert_eq!(told(&zip("word/document.xml")), Some("a Word document"));
        assert_eq!(told(&zip("xl/workbook.xml")), None);
        assert_eq!(told(&zip("readme.txt")), Some("an archive"));
        assert!(told(b"PK\x03\x04word/docu").is_some_and(|what| what.contains("cut off")));
        assert_eq!(told(b" \n"), Some("the file is empty"));
        assert_eq!(told(b"\x89PNG\r\n"), Some("an image"));
        assert_eq!(told(b"%PDF-1.7"), Some("a PDF, which has no steps to read"));
        assert_eq!(told(b"\x01\x02\0\0"), Some("not text, but data of some program"));
        assert_eq!(told(b"1\0.\0 \0A\0"), None, "text in 16 bits");
        assert_eq!(told("1. Prüfen".as_bytes()), None);
    }
}
