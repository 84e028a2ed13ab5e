//! Writes the first rows of a CSV into a workbook, numbers as numbers.
//!
//! `cargo run --release -p sameboat-ingest --example csv_to_workbook -- IN.csv OUT.xlsx ROWS`

use std::io::BufRead;

use rust_xlsxwriter::Workbook;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (csv, book) = (arguments.next().expect("a CSV"), arguments.next().expect("a workbook"));
    let rows: u32 = arguments.next().expect("rows").parse().expect("a number");
    let lines = std::io::BufReader::new(std::fs::File::open(csv).expect("a file")).lines();
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, line) in (0..=rows).zip(lines) {
        // What synth writes has quotation marks in few rows; they stay in the cells here.
        for (column, cell) in (0..).zip(line.expect("text").split(',')) {
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(row, column, number),
                Err(_) => sheet.write_string(row, column, cell),
            }
            .expect("written");
        }
    }
    workbook.save(book).expect("saved");
}
