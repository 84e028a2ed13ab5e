//! What is read quickly is what calamine reads.

use std::fs::File;
use std::io::Write as _;

use calamine::Reader as _;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use crate::reader::Rows;
use crate::reader::workbook::{Merged, Quick, Workbook, streamed};

/// Number and cells of every row.
type Seen = Vec<(u64, Vec<String>)>;

fn all(rows: &mut dyn Rows) -> std::io::Result<Seen> {
    let (mut row, mut seen) = (Row::default(), vec![]);
    while rows.next(&mut row)? {
        seen.push((row.number, row.cells().map(|cell| format!("{cell:?}")).collect()));
    }
    Ok(seen)
}

/// The rows of the first sheet as calamine reads them, and as they are read quickly, with how many of
/// them were; none if the file cannot be opened so.
fn both(path: &Path) -> (std::io::Result<Seen>, Option<(std::io::Result<Seen>, usize)>) {
    let Workbook::Xlsx(mut book) = Workbook::open_zip(path).unwrap() else { panic!("no .xlsx") };
    let name = book.sheet_names().remove(0);
    let is_1904 = book.has_1904_epoch();
    let slow = streamed(&mut book, path, &name, Merged::default());
    let slow = slow.map_err(std::io::Error::other).and_then(|mut rows| all(&mut rows));
    let quick = PlainSheet::open(path, 0, is_1904).map(|mut plain| {
        let (mut row, mut count) = (Row::default(), 0);
        while plain.next(&mut row) == Next::Row {
            count += 1;
        }
        let plain = PlainSheet::open(path, 0, is_1904).unwrap();
        (all(&mut Quick::new(plain, &mut book, path, &name)), count)
    });
    (slow, quick)
}

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="2"><numFmt numFmtId="164" formatCode="[h]:mm"/><numFmt numFmtId="165" formatCode="yyyy\-mm\-dd"/></numFmts><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>"#;
const TEXTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uniqueCount="7"><si><t>Anna</t></si><si><t xml:space="preserve"> M&amp;M </t></si><si><r><t>Bo</t></r><r><rPr><b/></rPr><t>ld</t></r></si><si><t> trimmed </t></si><si><t/></si><si/><si><t>tab_x0009_</t><rPh sb="0" eb="1"><t>no</t></rPh></si></sst>"#;
const RELATIONS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Target="/xl/worksheets/first.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Id="x1"/></Relationships>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="1"/><sheets><sheet name="A &amp; B" sheetId="1" r:id="x1"/></sheets></workbook>"#;

/// A workbook whose sheet has these rows.
fn workbook(rows: &[u8]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let mut archive = zip::ZipWriter::new(File::create(&path).unwrap());
    let sheet = [&b"<worksheet><dimension ref=\"A1:C9\"/><sheetData>"[..], rows, END].concat();
    for (name, bytes) in [
        ("_rels/.rels", ROOT.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/styles.xml", STYLES.as_bytes()),
        ("xl/sharedStrings.xml", TEXTS.as_bytes()),
        ("xl/worksheets/first.xml", &sheet),
    ] {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
    (folder, path)
}

#[test]
fn a_sheet_as_a_program_writes_it_is_read_quickly_and_as_calamine_reads_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let clock = Format::new().set_num_format("[hh]:mm:ss");
    let bold = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Name", " Ä & <b> \"x\" ", "", "line\nend", "_x0041_"]).unwrap();
    sheet.write_rich_string(0, 6, &[(&Format::new(), "not "), (&bold, "plain")]).unwrap();
    for row in 1..300_u32 {
        let day = ExcelDateTime::from_serial_datetime(f64::from(row) + 40_000.25).unwrap();
        sheet.write(row, 0, f64::from(row) / 7.0).unwrap();
        sheet.write_with_format(row, 1, &day, &date).unwrap();
        sheet.write_with_format(row, 2, 1.75, &clock).unwrap();
        sheet.write(row, 3, row % 2 == 0).unwrap();
        sheet.write(row, 4, Formula::new("=A1&\"x\"").set_result("Anna & Bert")).unwrap();
        sheet.write(row, 5, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(row, 6, format!("text {}", row % 40)).unwrap();
        sheet.write_blank(row, 700, &bold).unwrap();
    }
    book.save(&path).unwrap();
    let (slow, quick) = both(&path);
    let (quick, count) = quick.unwrap();
    let slow = slow.unwrap();
    assert_eq!((quick.unwrap(), count), (slow.clone(), 300));
    assert_eq!(slow[0].1[6], "Text(\"not plain\")");
}

/// Rows that are usual.
const USUAL: [&str; 11] = [
    r#"<row r="{n}" spans="1:3"><c r="A{n}"><v>12</v></c><c r="C{n}" t="s"><v>0</v></c></row>"#,
    r#"<row r="{n}"><c r="AB{n}" s="1"><v>45000.5</v></c><c r="A{n}" s="2"><v>1.25</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" s="3"><v>-1.5E-3</v></c><c r="B{n}" t="s"><v>1</v></c></row>"#,
    r#"<row r="{n}"/>"#,
    r#"<row r="{n}"><c r="A{n}" s="1"/><c r="B{n}" t="b"><v>1</v></c></row>"#,
    r#"<row r="{n}"><c r="B{n}" t="e"><v>#N/A</v></c><c r="C{n}" t="n"><v></v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="str"><f>A1&amp;B1</f><v> a &lt; b </v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="s"><v>2</v></c><c r="B{n}" t="s"><v>3</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="s"><v>4</v></c><c r="B{n}" t="s"><v>6</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="inlineStr"><is><t> x &quot; </t></is></c></row>"#,
    "\n <row r=\"{n}\">\n  <c r=\"A{n}\" ><f/><v>7</v> </c>\n </row>",
];

/// Rows that hold something unusual.
const UNUSUAL: [&str; 14] = [
    r#"<row spans="1:1"><c><v>12</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="str"><v>a_x0041_</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="str"><v><![CDATA[<x>]]></v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="d"><v>2026-01-02</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" t="str"><v>&#65;</v></c></row>"#,
    r#"<row r="{n}"><!-- a remark --><c r="A{n}"><v>1</v></c></row>"#,
    r#"<row r="{n}"><c r='A{n}'><v>1</v></c></row>"#,
    r#"<x:row r="{n}"><x:c r="A{n}"><x:v>1</x:v></x:c></x:row>"#,
    r#"<row r="{n}"><c r="A{n}"><v>12 pieces</v></c></row>"#,
    r#"<row r="2"><c r="A2"><v>12</v></c></row>"#,
    r#"<row r="{n}"><c r="B2"><v>12</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}" s="9"><v>12</v></c></row>"#,
    r#"<row r="{n}"><c r="A{n}"><v>1</v><f>A1</f></c></row>"#,
];

fn rows(of: &[&str]) -> String {
    (3..).zip(of).map(|(number, row)| row.replace("{n}", &number.to_string())).collect()
}

#[test]
fn what_is_usual_is_read_quickly() {
    let (_folder, path) = workbook(rows(&USUAL).as_bytes());
    let (slow, quick) = both(&path);
    let (quick, count) = quick.unwrap();
    // One row has no cell.
    assert_eq!((quick.unwrap(), count), (slow.unwrap(), USUAL.len() - 1));
}

#[test]
fn what_is_unusual_is_read_by_calamine_from_its_row_on() {
    for unusual in UNUSUAL {
        let (_folder, path) = workbook(rows(&[USUAL[0], unusual, USUAL[1]]).as_bytes());
        let (slow, quick) = both(&path);
        let (quick, count) = quick.unwrap();
        assert_eq!((quick.unwrap(), count), (slow.unwrap(), 1), "{unusual}");
    }
}

#[test]
fn a_sheet_without_rows_stays_at_its_end() {
    let (_folder, path) = workbook(b"<row r=\"1\"/>");
    let Workbook::Xlsx(mut book) = Workbook::open_zip(&path).unwrap() else { panic!("no .xlsx") };
    let plain = PlainSheet::open(&path, 0, true).unwrap();
    let (mut rows, mut row) = (Quick::new(plain, &mut book, &path, "A & B"), Row::default());
    assert!(!rows.next(&mut row).unwrap() && !rows.next(&mut row).unwrap());
}

#[test]
fn more_styles_than_a_workbook_can_have_are_not_asked_about() {
    let styles = format!("<cellXfs>{}</cellXfs>", "<xf />".repeat(100_000));
    assert!(asked::ask(styles.as_bytes(), &shared::read(None).unwrap()).is_none());
}

#[test]
fn a_row_in_two_elements_is_one_row() {
    let whole = r#"<row r="7"><c r="A7"><v>1</v></c></row><row r="8"><c r="B7"><v>2</v></c></row>"#;
    let (_folder, path) = workbook(whole.as_bytes());
    let (slow, quick) = both(&path);
    let (quick, slow) = (quick.unwrap().0.unwrap(), slow.unwrap());
    assert_eq!((quick, slow.len()), (slow.clone(), 1));
}

#[test]
fn a_sheet_that_breaks_off_ends_in_the_error_that_calamine_gives() {
    let (_folder, path) =
        workbook(b"<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\">");
    let (slow, quick) = both(&path);
    let (quick, count) = quick.unwrap();
    assert_eq!((quick.unwrap_err().to_string(), count), (slow.unwrap_err().to_string(), 1));
}

proptest! {
    #[test]
    fn whatever_a_sheet_holds_calamine_reads_the_same(
        chosen in proptest::collection::vec(0..USUAL.len() + UNUSUAL.len(), 0..8),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
    ) {
        let all: Vec<&str> = USUAL.into_iter().chain(UNUSUAL).collect();
        let chosen: Vec<&str> = chosen.into_iter().map(|at| all[at]).collect();
        let mut text = rows(&chosen).into_bytes();
        for (place, byte) in changes {
            if !text.is_empty() {
                let place = place.index(text.len());
                text[place] = b"<>/\"= rcvtsfi19A&;\r\n+-.E"[usize::from(byte) % 24];
            }
        }
        let (_folder, path) = workbook(&text);
        let (slow, quick) = both(&path);
        if let (Ok(slow), Some((quick, _))) = (slow, quick) {
            prop_assert_eq!(quick.unwrap(), slow, "{}", String::from_utf8_lossy(&text));
        }
    }
}
