//! Formats and habits of exports that nobody should have to tell about.

use std::io::Write as _;

use rust_xlsxwriter::{Format, Workbook};
use sameboat_store::Store;

use super::engagement::Engagement;

const MAPPING: &str = r#"
entity = "customer"
[fields]
record_key = "No"
surname = "Name"
city = "City"
"#;

const ROWS: &str = "SELECT row_number, record_key, surname, city FROM customer_record";

fn read(file: &str, contents: &[u8]) -> (Vec<String>, String) {
    let engagement = Engagement::new().source("customers", file, MAPPING);
    std::fs::write(engagement.path(file), contents).unwrap();
    let ingested = engagement.ingest();
    (ingested.rows(ROWS), ingested.only().format.clone())
}

#[test]
fn a_packed_file_is_read_as_the_file_inside() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"No;Name;City\n1;M\xfcller;K\xf6ln\n").unwrap();
    let (rows, format) = read("customers.csv.gz", &gzip.finish().unwrap());
    assert_eq!(rows, ["2 | 1 | Müller | Köln"]);
    assert_eq!(format, "gzip, text, windows-1252, delimiter ;; header in row 1");
}

#[test]
fn objects_of_json_are_rows() {
    let text = "{\"No\": 7, \"Name\": \"Weiß\"}\nno object\n{\"City\": \"Bonn\", \"No\": 8}\n";
    let engagement = Engagement::new().source("customers", "customers.jsonl", MAPPING);
    std::fs::write(engagement.path("customers.jsonl"), text).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(ingested.rows(ROWS), ["1 | 7 | Weiß", "3 | 8 | Bonn"]);
    assert_eq!(
        ingested.rows("SELECT row_number, reason, value FROM quarantine"),
        ["2 | is no JSON object | no object"]
    );
    assert_eq!(ingested.only().format, "JSON, UTF-8, 3 names");
    assert_eq!(ingested.only().short_rows, 0, "a name that an object lacks is no missing cell");
}

#[test]
fn a_parquet_file_is_read() {
    let engagement = Engagement::new().source("customers", "customers.parquet", MAPPING);
    let sql = format!(
        "COPY (SELECT 9007199254740993 AS \"No\", 'Weiß' AS \"Name\", 'Bonn' AS \"City\") TO '{}'",
        engagement.path("customers.parquet").display()
    );
    Store::in_memory().unwrap().execute(&sql).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(ingested.rows(ROWS), ["1 | 9007199254740993 | Weiß | Bonn"]);
    assert_eq!(ingested.only().format, "Parquet");
}

#[test]
fn encodings_of_eastern_and_western_europe_are_told_apart() {
    for (bytes, surname) in [
        (
            &b"No;Name;City\n1;Wi\x9cniewska;\xa3\xf3d\x9f\n2;\xa3ukaszewicz;Pozna\xf1\n"[..],
            "Wiśniewska",
        ),
        (b"No;Name;City\n1;\xc8\xe2\xe0\xed\xee\xe2;\xcc\xee\xf1\xea\xe2\xe0\n", "Иванов"),
        (b"No;Name;City\n1;Mu\xf1oz;C\xf3rdoba\n", "Muñoz"),
        (b"No;Name;City\n1;Gro\xdf;D\xfcsseldorf\n", "Groß"),
        (b"No;Name;City\n1;Lef\xe8vre;N\xeemes\n", "Lefèvre"),
    ] {
        let (rows, format) = read("customers.csv", bytes);
        assert!(rows[0].contains(surname), "{format}: {rows:?}");
    }
}

#[test]
fn sums_below_a_table_are_left_out_and_counted() {
    let text =
        "No;Name;City;Turnover;Since\n1;Weiß;Bonn;1,50;\n2;Total;Köln;2,50;\nSumme:;;;4,00;\n";
    let engagement = Engagement::new().file("customers", text, MAPPING);
    let ingested = engagement.ingest();
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted), (3, 2));
    assert_eq!(summary.excluded, [("totals row".to_owned(), 1)]);
}

#[test]
fn merged_cells_say_the_same_in_all_their_rows() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["City", "No", "Name"]).unwrap();
    sheet.write_column(1, 1, ["1", "2", "3"]).unwrap();
    sheet.write_column(1, 2, ["Weiß", "Groß", "Klein"]).unwrap();
    sheet.merge_range(1, 0, 2, 0, "Bonn", &Format::new()).unwrap();
    sheet.write(3, 0, "Köln").unwrap();
    book.save(engagement.path("customers.xlsx")).unwrap();
    assert_eq!(
        engagement.ingest().rows(ROWS),
        ["2 | 1 | Weiß | Bonn", "3 | 2 | Groß | Bonn", "4 | 3 | Klein | Köln"]
    );
}

#[test]
fn a_hidden_sheet_is_read_and_named() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    let mut book = Workbook::new();
    for (name, key) in [("North", "1"), ("South", "2")] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.write_row(0, 0, ["No", "Name", "City"]).unwrap();
        sheet.write_row(1, 0, [key, "Weiß", "Bonn"]).unwrap();
        sheet.set_hidden(name == "South");
    }
    book.save(engagement.path("customers.xlsx")).unwrap();
    let ingested = engagement.ingest();
    assert_eq!(
        ingested.only().format,
        "xlsx; North (header in row 1), South (hidden, header in row 1)"
    );
}

#[test]
fn an_archive_that_is_no_workbook_is_called_what_it_is() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    let file = std::fs::File::create(engagement.path("customers.xlsx")).unwrap();
    let mut archive = zip::ZipWriter::new(file);
    archive.start_file("customers.csv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"No;Name;City\n").unwrap();
    archive.finish().unwrap();
    let error = engagement.try_ingest().err().unwrap().to_string();
    assert!(error.contains("a zip archive of 1 files, not a workbook"), "{error}");
}

#[test]
fn a_workbook_that_would_fill_the_memory_is_refused() {
    let engagement = Engagement::new().source("customers", "customers.xlsx", MAPPING);
    let file = std::fs::File::create(engagement.path("customers.xlsx")).unwrap();
    let mut archive = zip::ZipWriter::new(file);
    archive.start_file("xl/sharedStrings.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let block = vec![b' '; 16 * 1024 * 1024];
    for _ in 0..65 {
        archive.write_all(&block).unwrap();
    }
    archive.finish().unwrap();
    let error = engagement.try_ingest().err().unwrap().to_string();
    assert!(error.contains("part 1 of the workbook unpacks to more than 1 GiB"), "{error}");
}

#[test]
fn objects_on_one_line_have_numbers_of_their_own_and_are_mended_one_by_one() {
    let json = "[{\"Id\":1,\"Born\":\"31.02.1980\"},{\"Id\":2,\"Born\":\"31.02.1980\"}]";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\n\
        birth_date = { column = \"Born\", strict = true }\n";
    let engagement = Engagement::new().source("customers", "customers.json", mapping);
    std::fs::write(engagement.path("customers.json"), json).unwrap();
    let numbers = "SELECT row_number FROM quarantine ORDER BY 1";
    assert_eq!(engagement.ingest().rows(numbers), ["1", "2"]);
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let patches = "source,row_number,column_name,value,mended\n\
        customers,2,Born,31.02.1980,28.02.1980\n";
    std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    let after = engagement.ingest();
    assert_eq!((after.only().mended, after.only().mends_left), (1, 0));
    assert_eq!(
        after.rows("SELECT record_key, birth_date FROM customer_record"),
        ["2 | 1980-02-28"]
    );
}
