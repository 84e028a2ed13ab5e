//! Product's customers: a workbook with a title, two sheets and real Excel dates. Where it would
//! be larger than workbooks serve for, one CSV file of the same columns.

use jiff::civil::Date;
use rust_xlsxwriter::{Format as CellFormat, Workbook, Worksheet};

use super::{
    Breakage, Customer, breakage_at, cell_dice, clock, customer_at, next_customer, truth_line,
};
use crate::SynthError;
use crate::assets::Gender;
use crate::observe::Birth;
use crate::output::{Defect, Format, Lines, Output, Source, in_order};
use crate::population::Line;
use crate::random::Dice;
use crate::workbook;
use crate::world::World;

/// Customers a line from which a workbook gives way to a CSV file.
const MOST_IN_WORKBOOK: u64 = 200_000;

const SOURCE: Source = Source {
    name: "product_customers",
    file: "data/product/customers.csv",
    format: Format::PLAIN,
    header: &[
        "Customer No.",
        "Type",
        "Salutation",
        "Title",
        "First name",
        "Last name",
        "Company",
        "Contact person",
        "DOB",
        "E-mail",
        "Phone",
        "Mobile",
        "Street",
        "No",
        "ZIP",
        "City",
        "Country",
        "VAT ID",
        "Customer since",
        "Last change",
        "E-mail ok",
        "Call ok",
        "Post ok",
        "Segment",
    ],
};

const SHEETS: [&str; 2] = ["Kunden Nord", "Kunden Süd"];
/// Title, note and an empty row stand above the header.
const HEADER_ROW: u32 = 3;
const PHONE: usize = 10;
const MOBILE: usize = 11;

/// Regions whose customers are on the second sheet.
const SOUTH: [&str; 6] =
    ["Bayern", "Baden-Württemberg", "Hessen", "Rheinland-Pfalz", "Saarland", "Thüringen"];

/// A cell as Excel knows it.
#[derive(Debug, Clone, PartialEq)]
enum Cell {
    Text(String),
    Number(f64),
    Day(Date),
    /// Day and minute of the day.
    Moment(Date, i64),
}

type Row = Vec<Cell>;

/// Whether the product customers are a workbook at these settings.
pub(crate) fn is_workbook(world: &World) -> bool {
    world.settings.customers_per_line <= MOST_IN_WORKBOOK
}

/// Writes the file.
pub(crate) fn write(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    if is_workbook(world) { write_workbook(world, output) } else { write_csv(world, output) }
}

/// The rows of one customer: its own, and perhaps a broken one.
struct Rows {
    south: bool,
    good: Row,
    impossible_date: bool,
    broken: Option<(Row, Breakage)>,
    truth: String,
}

fn rows_at(world: &World, place: u64) -> Option<Rows> {
    let customer = customer_at(world, Line::Product, place)?;
    let good = row(&customer, &mut cell_dice(world, Line::Product, place));
    let broken = breakage_at(world, Line::Product, place)
        .map(|breakage| (broken_row(world, place, good.clone(), breakage), breakage));
    let region = customer.observed.region;
    Some(Rows {
        south: SOUTH.contains(&region) || customer.observed.country != "DE",
        impossible_date: matches!(customer.observed.birth, Birth::Text(_)),
        truth: truth_line(Line::Product, SOURCE.name, &customer),
        good,
        broken,
    })
}

fn broken_row(world: &World, place: u64, mut row: Row, breakage: Breakage) -> Row {
    match breakage {
        Breakage::MissingKey => row[0] = Cell::Text(String::new()),
        Breakage::Repeated => {}
        Breakage::SameKeyOtherCustomer => {
            if let Some(other) = next_customer(world, Line::Product, place) {
                let key = row[0].clone();
                row = self::row(&other, &mut cell_dice(world, Line::Product, place));
                row[0] = key;
            }
        }
        Breakage::Shifted => {
            row.pop();
            row.insert(0, Cell::Text(String::new()));
        }
        Breakage::Garbage => {
            row = vec![Cell::Text(String::new()); row.len()];
            row[4] = Cell::Text("#REF!".into());
            row[5] = Cell::Text("--- Seitenumbruch ---".into());
        }
    }
    row
}

fn row(customer: &Customer, dice: &mut Dice) -> Row {
    let observed = &customer.observed;
    let yes_no = |consent: Option<bool>| {
        Cell::Text(match consent {
            Some(true) => "yes".into(),
            Some(false) => "no".into(),
            None => String::new(),
        })
    };
    let [email_ok, phone_ok, post_ok] = customer.consents.map(yes_no);
    let text = |text: &str| Cell::Text(text.to_owned());
    vec![
        customer.key.parse().map_or_else(|_| text(&customer.key), Cell::Number),
        text(if observed.is_organisation { "C" } else { "P" }),
        text(match observed.gender {
            Some(Gender::Male) => "Mr",
            Some(Gender::Female) => "Mrs",
            None => "",
        }),
        text(&observed.title),
        text(&observed.given),
        text(&observed.surname),
        text(&observed.company),
        text(&observed.contact_person),
        match &observed.birth {
            Birth::Missing => text(""),
            // Some dates were typed into cells formatted as text.
            Birth::Day(day) if dice.chance(0.08) => Cell::Text(super::german_date(*day)),
            Birth::Day(day) => Cell::Day(*day),
            Birth::Text(wrong) => text(wrong),
        },
        text(&observed.email),
        number_if_digits(&observed.phone),
        number_if_digits(&observed.mobile),
        text(&observed.street),
        number_if_digits(&observed.house_number),
        number_if_digits(&observed.postcode),
        text(&observed.city),
        text(match observed.country {
            "AT" => "Austria",
            "CH" => "Switzerland",
            _ => "Germany",
        }),
        text(if observed.is_organisation { &observed.identity_number } else { "" }),
        Cell::Day(customer.since),
        Cell::Moment(customer.updated.0, customer.updated.1),
        email_ok,
        phone_ok,
        post_ok,
        text(match (observed.is_organisation, dice.below(10)) {
            (true, 0..3) => "Fleet",
            (true, _) => "Business",
            (false, 0) => "VIP",
            (false, _) => "Private",
        }),
    ]
}

/// Excel takes what looks like a number for one, leading zeros lost.
fn number_if_digits(text: &str) -> Cell {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) if digits => Cell::Number(number),
        _ => Cell::Text(text.to_owned()),
    }
}

fn write_csv(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    output.source(&SOURCE, world.customer_places(Line::Product), |places, lines| {
        for rows in places.filter_map(|place| rows_at(world, place)) {
            write_lines(&rows, lines);
        }
    })
}

fn write_lines(rows: &Rows, lines: &mut Lines) {
    let record = |row: &Row, lines: &mut Lines| {
        let fields: Vec<String> = row.iter().map(Cell::written).collect();
        lines.record(fields.iter().map(String::as_str));
    };
    record(&rows.good, lines);
    lines.truth.push_str(&rows.truth);
    if rows.impossible_date {
        lines.broken("DOB", "impossible date");
    }
    if let Some((row, breakage)) = &rows.broken {
        record(row, lines);
        lines.broken("Customer No.", breakage.defect());
    }
}

impl Cell {
    fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Day(day) => day.to_string(),
            Self::Moment(day, minute) => format!("{day} {}", clock(*minute)),
        }
    }
}

/// One sheet while it grows.
struct Sheet {
    page: Worksheet,
    name: &'static str,
    next_row: u32,
    /// Where each column stands: the second region keeps the mobile number before the phone.
    columns: Vec<u16>,
}

struct Formats {
    day: CellFormat,
    moment: CellFormat,
    bold: CellFormat,
}

fn write_workbook(world: &World, output: &mut Output<'_>) -> Result<(), SynthError> {
    let formats = Formats {
        day: CellFormat::new().set_num_format("dd.mm.yyyy"),
        moment: CellFormat::new().set_num_format("dd.mm.yyyy hh:mm"),
        bold: CellFormat::new().set_bold(),
    };
    let mut sheets = [Sheet::open(0, &formats)?, Sheet::open(1, &formats)?];
    let mut written = 0;
    in_order(
        world.customer_places(Line::Product),
        |places| places.filter_map(|place| rows_at(world, place)).collect(),
        |customers: Vec<Rows>| {
            for rows in customers {
                written += 1 + u64::from(rows.broken.is_some());
                let sheet = &mut sheets[usize::from(rows.south)];
                sheet.customer(&rows, &formats, output)?;
            }
            output.progress(SOURCE.name, written);
            Ok(())
        },
    )?;
    output.summary.rows.push((SOURCE.name.to_owned(), written));
    let mut book = workbook::new();
    for mut sheet in sheets {
        sheet.totals(&formats)?;
        book.push_worksheet(sheet.page);
    }
    save(book, output)
}

fn save(book: Workbook, output: &Output<'_>) -> Result<(), SynthError> {
    workbook::save(book, &output.dir().join("data/product/customers.xlsx"))
}

impl Sheet {
    fn open(index: usize, formats: &Formats) -> Result<Self, SynthError> {
        let mut page = Worksheet::new();
        let name = SHEETS[index];
        page.set_name(name)?;
        page.write_with_format(0, 0, "Aurora Motors – customer master data", &formats.bold)?;
        page.write(1, 0, format!("{name} · export of 31.10.2026 · for internal use only"))?;
        let mut columns: Vec<u16> = (0..SOURCE.header.len() as u16).collect();
        if index == 1 {
            columns.swap(PHONE, MOBILE);
        }
        for (name, &column) in SOURCE.header.iter().zip(&columns) {
            page.write_with_format(HEADER_ROW, column, *name, &formats.bold)?;
        }
        Ok(Self { page, name, next_row: HEADER_ROW + 1, columns })
    }

    fn customer(
        &mut self,
        rows: &Rows,
        formats: &Formats,
        output: &mut Output<'_>,
    ) -> Result<(), SynthError> {
        let defect =
            |row: u32, column, what| vec![Defect { row: u64::from(row) + 1, column, what }];
        self.row(&rows.good, formats)?;
        output.truth(&rows.truth)?;
        if rows.impossible_date {
            let defects = defect(self.next_row - 1, "DOB", "impossible date");
            output.defects(SOURCE.name, self.name, 0, defects)?;
        }
        if let Some((row, breakage)) = &rows.broken {
            self.row(row, formats)?;
            let defects = defect(self.next_row - 1, "Customer No.", breakage.defect());
            output.defects(SOURCE.name, self.name, 0, defects)?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, formats: &Formats) -> Result<(), SynthError> {
        for (cell, &column) in row.iter().zip(&self.columns) {
            let (at, page) = (self.next_row, &mut self.page);
            match cell {
                Cell::Text(text) if text.is_empty() => page,
                Cell::Text(text) => page.write(at, column, text)?,
                Cell::Number(number) => page.write(at, column, *number)?,
                Cell::Day(day) => {
                    page.write_number_with_format(at, column, workbook::serial(*day), &formats.day)?
                }
                Cell::Moment(day, minute) => {
                    let moment = workbook::serial(*day) + *minute as f64 / 1_440.0;
                    page.write_number_with_format(at, column, moment, &formats.moment)?
                }
            };
        }
        self.next_row += 1;
        Ok(())
    }

    fn totals(&mut self, formats: &Formats) -> Result<(), SynthError> {
        let customers = self.next_row - HEADER_ROW - 1;
        self.page.write_with_format(self.next_row, 0, "Total", &formats.bold)?;
        self.page.write_with_format(self.next_row, 5, customers, &formats.bold)?;
        self.page.set_column_width(0, 14)?.set_freeze_panes(HEADER_ROW + 1, 1)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excel_takes_digits_for_numbers() {
        assert_eq!(number_if_digits("01067"), Cell::Number(1_067.0));
        assert_eq!(number_if_digits("12a"), Cell::Text("12a".into()));
        assert_eq!(number_if_digits(""), Cell::Text(String::new()));
    }
}
