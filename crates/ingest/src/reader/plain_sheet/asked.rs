//! What is a matter of interpretation, and therefore asked of calamine: which number formats are
//! dates, and what the texts say that are more than plain.
//!
//! It is asked by a small workbook made for it, with the styles and those texts, and a sheet with a
//! number in each style and each of the texts.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use calamine::{DataRef, ExcelDateTimeType, Xlsx, open_workbook_from_rs};
use memchr::memmem;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::shared::SharedTexts;

/// What a style makes of a number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Number,
    Date(ExcelDateTimeType),
}

/// What calamine said.
pub(super) struct Answers {
    /// One for each style.
    pub(super) kinds: Vec<Kind>,
    /// One for each unusual text.
    pub(super) texts: Vec<String>,
}

/// Styles that a workbook can have, about; a file that names more is broken or hostile.
const MOST_STYLES: usize = 65_536;

const TYPES: &str =
    r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="asked" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// Asks about the styles of a workbook and its unusual texts. None if there is no answer to all.
pub(super) fn ask(styles: &[u8], shared: &SharedTexts) -> Option<Answers> {
    let count = Some(styles_in(styles).max(1)).filter(|count| *count <= MOST_STYLES)?;
    let book = workbook(styles, count, shared)?;
    let mut book: Xlsx<_> = open_workbook_from_rs(Cursor::new(book)).ok()?;
    let mut cells = book.worksheet_cells_reader("asked").ok()?;
    let (mut kinds, mut texts) = (Vec::with_capacity(count), Vec::new());
    while let Some(cell) = cells.next_cell().ok()? {
        match cell.get_value() {
            DataRef::Float(_) => kinds.push(Kind::Number),
            DataRef::DateTime(at) if at.is_duration() => {
                kinds.push(Kind::Date(ExcelDateTimeType::TimeDelta));
            }
            DataRef::DateTime(_) => kinds.push(Kind::Date(ExcelDateTimeType::DateTime)),
            DataRef::SharedString(text) => texts.push((*text).to_owned()),
            _ => return None,
        }
    }
    (kinds.len() == count).then_some(Answers { kinds, texts })
}

/// How many styles cells can have.
fn styles_in(styles: &[u8]) -> usize {
    let Some(begin) = memmem::find(styles, b"<cellXfs") else { return 0 };
    let end = memmem::find(&styles[begin..], b"</cellXfs>").unwrap_or_default();
    let of_cells = &styles[begin..begin + end];
    memmem::find_iter(of_cells, b"<xf ").chain(memmem::find_iter(of_cells, b"<xf>")).count()
}

fn workbook(styles: &[u8], count: usize, shared: &SharedTexts) -> Option<Vec<u8>> {
    let mut sheet = String::from(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for style in 0..count {
        let row = style + 1;
        let _ = write!(sheet, r#"<row r="{row}"><c r="A{row}" s="{style}"><v>1.5</v></c></row>"#);
    }
    for text in 0..shared.unusual.len() {
        let row = count + text + 1;
        let _ = write!(sheet, r#"<row r="{row}"><c r="A{row}" t="s"><v>{text}</v></c></row>"#);
    }
    sheet.push_str("</sheetData></worksheet>");
    let mut texts = shared.root.clone();
    texts.extend(shared.unusual.iter().flat_map(|(_, written)| written));
    texts.extend_from_slice(b"</sst>");
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, bytes: &[u8]| -> Option<()> {
        archive.start_file(name, options).ok()?;
        archive.write_all(bytes).ok()
    };
    add("[Content_Types].xml", TYPES.as_bytes())?;
    add("_rels/.rels", ROOT.as_bytes())?;
    add("xl/workbook.xml", WORKBOOK.as_bytes())?;
    add("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes())?;
    add("xl/worksheets/sheet1.xml", sheet.as_bytes())?;
    if !styles.is_empty() {
        add("xl/styles.xml", styles)?;
    }
    if !shared.unusual.is_empty() {
        add("xl/sharedStrings.xml", &texts)?;
    }
    Some(archive.finish().ok()?.into_inner())
}
