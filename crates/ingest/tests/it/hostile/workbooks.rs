//! Workbooks and what is called so.

use std::io::Write as _;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::SimpleFileOptions;

use super::{damaged, hostile, survive, truncated};

/// A small workbook with every kind of cell.
fn good() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let header = ["No", "Name", "Born", "Street", "Nr", "City", "Limit", "Mail ok"];
    sheet.write_row(2, 0, header).unwrap();
    let day = Format::new().set_num_format("dd.mm.yyyy");
    for row in 3..40 {
        sheet.write(row, 0, row).unwrap();
        sheet.write(row, 1, "=HYPERLINK(\"x\")").unwrap();
        let born = ExcelDateTime::from_ymd(1980, 2, 3).unwrap();
        sheet.write_with_format(row, 2, &born, &day).unwrap();
        sheet.write_formula(row, 3, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
        sheet.write(row, 6, 1e300).unwrap();
        sheet.write(row, 7, true).unwrap();
    }
    sheet.merge_range(10, 5, 20, 5, "Köln", &Format::new()).unwrap();
    book.add_worksheet().set_name("Empty").unwrap();
    book.save_to_buffer().unwrap()
}

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const BOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#;

/// An `.xlsx` with these cells in its only sheet.
fn sheet(rows: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    );
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/worksheets/sheet1.xml", xml.as_bytes()),
    ])
}

/// An `.xlsx` whose list of shared texts claims to hold so many.
fn boasting(count: &str) -> Vec<u8> {
    let texts = format!(
        "<?xml version=\"1.0\"?><sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"1\" uniqueCount=\"{count}\"><si><t>No</t></si></sst>"
    );
    archive(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ])
}

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A cell with a text of its own.
fn cell(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const ODS: &str = r#"<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="S">ROWS</table:table></office:spreadsheet></office:body></office:document-content>"#;

fn ods(rows: &str) -> Vec<u8> {
    archive(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", ODS.replace("ROWS", rows).as_bytes()),
    ])
}

#[test]
fn broken_and_absurd_workbooks_are_survived() {
    let good = good();
    let header = format!("<row r=\"1\">{}{}</row>", cell("A1", "No"), cell("B1", "Name"));
    let with = |rows: &str| sheet(&format!("{header}{rows}"));
    let ods_row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let ods_cell = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let ods_header = ods_row(&(ods_cell("No") + &ods_cell("Name")));
    let compound = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), vec![0; 4_096]].concat();
    let mut corpus = vec![
        hostile("good.xlsx", good.clone()),
        hostile("named-wrongly.csv", good.clone()),
        hostile("no-rows.xlsx", sheet("")),
        hostile("header-only.xlsx", with("")),
        hostile("last-cell.xlsx", with(&format!("<row r=\"1048576\">{}</row>", cell("XFD1048576", "x")))),
        hostile("beyond-the-last-column.xlsx", with(&format!("<row r=\"2\">{}</row>", cell("ZZZZ2", "x")))),
        hostile("beyond-the-last-row.xlsx", with(&format!("<row r=\"4294967295\">{}</row>", cell("A4294967295", "x")))),
        hostile("row-zero.xlsx", with(&format!("<row r=\"0\">{}</row>", cell("A0", "x")))),
        hostile("no-references.xlsx", with("<row><c t=\"inlineStr\"><is><t>1</t></is></c></row>")),
        hostile("bad-reference.xlsx", with(&format!("<row r=\"2\">{}</row>", cell("1A", "x")))),
        hostile("backwards.xlsx", with(&format!("<row r=\"3\">{}{}</row><row r=\"2\">{}</row>", cell("B3", "b"), cell("A3", "a"), cell("A2", "x")))),
        hostile("same-cell-twice.xlsx", with(&format!("<row r=\"2\">{}{}</row>", cell("A2", "a"), cell("A2", "b")))),
        hostile("unknown-shared-text.xlsx", with("<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>")),
        hostile("unknown-type.xlsx", with("<row r=\"2\"><c r=\"A2\" t=\"zz\"><v>7</v></c></row>")),
        hostile("unknown-style.xlsx", with("<row r=\"2\"><c r=\"A2\" s=\"999\"><v>7</v></c></row>")),
        hostile("no-number.xlsx", with("<row r=\"2\"><c r=\"A2\"><v>seven</v></c></row>")),
        hostile("infinite.xlsx", with("<row r=\"2\"><c r=\"A2\"><v>1e999</v></c></row>")),
        hostile("negative-date.xlsx", with("<row r=\"2\"><c r=\"A2\" t=\"d\"><v>-1</v></c></row>")),
        hostile("odd-date.xlsx", with("<row r=\"2\"><c r=\"A2\" t=\"d\"><v>9999-99-99T99</v></c></row>")),
        hostile("boolean-two.xlsx", with("<row r=\"2\"><c r=\"A2\" t=\"b\"><v>2</v></c></row>")),
        hostile("megabyte.xlsx", with(&format!("<row r=\"2\">{}{}</row>", cell("A2", "1"), cell("B2", &"x".repeat(1_000_000))))),
        hostile("not-closed.xlsx", with("<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>1")),
        hostile("wrong-tags.xlsx", with("<row r=\"2\"></c></row></row>")),
        hostile(
            "entities.xlsx",
            archive(&[
                ("[Content_Types].xml", TYPES.as_bytes()),
                ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
                ("xl/workbook.xml", BOOK.as_bytes()),
                (
                    "xl/worksheets/sheet1.xml",
                    b"<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a SYSTEM \"file:///etc/passwd\"><!ENTITY b \"&a;&a;\">]><worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>No&b;</t></is></c></row></sheetData></worksheet>",
                ),
            ]),
        ),
        hostile("no-workbook-part.xlsx", archive(&[("[Content_Types].xml", TYPES.as_bytes())])),
        hostile("no-sheet-part.xlsx", archive(&[("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()), ("xl/workbook.xml", BOOK.as_bytes())])),
        hostile("paths.xlsx", archive(&[("../../xl/workbook.xml", BOOK.as_bytes()), ("/etc/passwd", b"x")])),
        hostile("empty-archive.xlsx", archive(&[])),
        hostile("bomb.xlsx", archive(&[("xl/sharedStrings.xml", &vec![b' '; 1_100_000_000])])),
        hostile("boasted-texts.xlsx", boasting("18446744073709551615")),
        hostile("boasted-gigabytes.xlsx", boasting("9000000000")),
        hostile("doubtful-texts.xlsx", boasting("many")),
        hostile("text-document.docx", archive(&[("[Content_Types].xml", TYPES.as_bytes()), ("word/document.xml", b"<w/>")])),
        hostile("archive.zip", archive(&[("customers.csv", b"No;Name\n1;a\n")])),
        hostile("magic-only.xlsx", b"PK\x03\x04".to_vec()),
        hostile("good.ods", ods(&(ods_header.clone() + &ods_row(&(ods_cell("1") + &ods_cell("a")))))),
        hostile("rows-repeated.ods", ods(&format!("{ods_header}<table:table-row table:number-rows-repeated=\"4294967295\">{}</table:table-row>", ods_cell("1")))),
        hostile("columns-repeated.ods", ods(&format!("{ods_header}<table:table-row><table:table-cell table:number-columns-repeated=\"4294967295\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell></table:table-row>"))),
        hostile("no-content.ods", archive(&[("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")])),
        hostile("broken-content.ods", archive(&[("content.xml", b"<office:document-content><")])),
        hostile("nothing-inside.xls", compound.clone()),
        hostile("magic-only.xls", compound[..8].to_vec()),
        hostile("noise.xls", [compound[..8].to_vec(), (0..9_000_u32).map(|n| (n * n % 251) as u8).collect()].concat()),
    ];
    corpus.extend(truncated("workbook", "xlsx", &good, 20));
    corpus.extend(damaged("workbook", "xlsx", &good, 40));
    corpus.extend(damaged(
        "ods",
        "ods",
        &ods(&(ods_header + &ods_row(&(ods_cell("1") + &ods_cell("a"))))),
        20,
    ));
    survive(corpus, 122);
}
