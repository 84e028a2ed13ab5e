//! Workbooks as people keep them.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use super::engagement::Engagement;

const MAPPING: &str = r#"
entity = "customer"
[fields]
record_key = "Customer No."
surname = "Name"
birth_date = "Born"
postcode = "Postcode"
phone = "Phone"
updated_at = { columns = ["Changed", "At"] }
consent_post = "Post"
"#;

/// Two sheets of customers below a title, and one of notes.
fn write(path: &std::path::Path) {
    let mut book = Workbook::new();
    let (day, time) =
        (Format::new().set_num_format("dd.mm.yyyy"), Format::new().set_num_format("hh:mm"));
    for (name, first) in [("Kunden Nord", 1), ("Kunden Süd", 3)] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write(0, 0, "Aurora Motors").unwrap();
        let header = ["Customer No.", "Name", "Born", "Postcode", "Phone", "Changed", "At", "Post"];
        for (column, title) in header.into_iter().enumerate() {
            sheet.write(2, column as u16, title).unwrap();
        }
        for row in [3, 5] {
            sheet.write(row, 0, f64::from(first) + f64::from(row) / 100.0).unwrap();
            sheet.write(row, 1, "Weiß").unwrap();
            let born = ExcelDateTime::from_ymd(1985, 3, 4).unwrap();
            sheet.write_with_format(row, 2, &born, &day).unwrap();
            sheet.write(row, 3, 1067).unwrap();
            sheet.write(row, 4, 4_915_112_345_678_f64).unwrap();
            let changed = ExcelDateTime::from_ymd(2025, 5, 1).unwrap();
            sheet.write_with_format(row, 5, &changed, &day).unwrap();
            let at = ExcelDateTime::from_hms(13, 45, 0).unwrap();
            sheet.write_with_format(row, 6, &at, &time).unwrap();
            sheet.write(row, 7, true).unwrap();
        }
        sheet.write(5, 2, 31_110).unwrap();
    }
    let notes = book.add_worksheet().set_name("Notizen").unwrap();
    notes.write(0, 0, "Name").unwrap();
    book.save(path).unwrap();
}

#[test]
fn sheets_with_the_header_are_read_as_people_see_them() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    write(&engagement.path("customers.xlsx"));
    let ingested = engagement.ingest();
    assert_eq!(
        ingested.rows(
            "SELECT sheet, row_number, record_key, birth_date, postcode, phone, updated_at, \
             consent_post FROM customer_record"
        ),
        [
            "Kunden Nord | 4 | 1.03 | 1985-03-04 | 1067 | 4915112345678 | 2025-05-01 13:45:00 | true",
            "Kunden Nord | 6 | 1.05 | 1985-03-04 | 1067 | 4915112345678 | 2025-05-01 13:45:00 | true",
            "Kunden Süd | 4 | 3.03 | 1985-03-04 | 1067 | 4915112345678 | 2025-05-01 13:45:00 | true",
            "Kunden Süd | 6 | 3.05 | 1985-03-04 | 1067 | 4915112345678 | 2025-05-01 13:45:00 | true",
        ]
    );
    assert_eq!(
        ingested.only().format,
        "xlsx; Kunden Nord (header in row 3), Kunden Süd (header in row 3); \
         sheets without the header: Notizen"
    );
}

#[test]
fn only_the_named_sheets_are_read() {
    let mapping = MAPPING.replace("[fields]", "[read]\nsheets = [\"Kunden Süd\"]\n[fields]");
    let engagement = Engagement::new().source("customers", "customers.xlsx", &mapping);
    write(&engagement.path("customers.xlsx"));
    assert_eq!(engagement.ingest().only().accepted, 2);
}

#[test]
fn an_unknown_sheet_is_answered_with_the_right_name() {
    let mapping = MAPPING.replace("[fields]", "[read]\nsheets = [\"Kunden Sued\"]\n[fields]");
    let engagement = Engagement::new().source("customers", "customers.xlsx", &mapping);
    write(&engagement.path("customers.xlsx"));
    let error = engagement.try_ingest().err().unwrap().to_string();
    assert!(
        error.contains("customers.toml:4:11: the workbook has no sheet `Kunden Sued`"),
        "{error}"
    );
}

#[test]
fn a_sheet_with_most_columns_is_not_left_out_in_silence() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    let mut book = Workbook::new();
    for header in [["Customer No.", "Name", "Born"], ["Customer No.", "Name", "Geboren"]] {
        let sheet = book.add_worksheet();
        for (column, title) in header.into_iter().enumerate() {
            sheet.write(0, column as u16, title).unwrap();
        }
    }
    book.save(engagement.path("customers.xlsx")).unwrap();
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Customer No.\"\n\
        surname = \"Name\"\nbirth_date = \"Born\"\n";
    let engagement = engagement.source("again", "customers.xlsx", mapping);
    std::fs::write(engagement.path("customers.toml"), mapping).unwrap();
    let error = engagement.try_ingest().err().unwrap().to_string();
    assert!(error.contains("sheet `Sheet2` of customers.xlsx has no column `Born`"), "{error}");
}

#[test]
fn a_workbook_is_known_by_its_contents() {
    let engagement = Engagement::new().source("customers", "customers.csv", MAPPING);
    write(&engagement.path("customers.csv"));
    assert_eq!(engagement.ingest().only().accepted, 4);
}

#[test]
fn a_broken_workbook_is_an_error_not_a_panic() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    write(&engagement.path("customers.xlsx"));
    let bytes = std::fs::read(engagement.path("customers.xlsx")).unwrap();
    for length in [4, 100, bytes.len() / 2, bytes.len() - 30] {
        std::fs::write(engagement.path("customers.xlsx"), &bytes[..length]).unwrap();
        let error = engagement.try_ingest().err().unwrap().to_string();
        assert!(error.contains("the workbook cannot be read"), "{error}");
    }
}
