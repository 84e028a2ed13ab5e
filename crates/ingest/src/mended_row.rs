//! A whole row or a single value as a person has mended it, by the rules of the file that it is for.

use serde_json::Value;

use crate::header::Header;
use crate::reader::cell::{Cell, Row, trim};
use crate::reader::json_object;

/// What stands between cells where quarantine shows a row as a whole, and what else people write:
/// the line of a text file as it should be.
const BETWEEN: [&str; 5] = [" | ", "|", ";", "\t", ","];

/// Sets a cell. In a file of values, such as JSON, numbers, `true`, `false`, `null` and texts in
/// quotation marks are such values; all else is text.
pub(crate) fn set_cell(row: &mut Row, place: usize, text: &str, header: &Header) {
    if !holds_values(header) {
        return row.set(place, Cell::Text(text));
    }
    // A number that would be written otherwise, such as `1e5`, may be a key.
    let as_written = |value: &Value| {
        let written = value.to_string();
        written == trim(text) || value.is_string()
    };
    match serde_json::from_str(text).ok().filter(as_written) {
        Some(Value::Null) => row.set(place, Cell::Empty),
        Some(Value::Bool(yes)) => row.set(place, Cell::Boolean(yes)),
        Some(Value::String(text)) => row.set(place, Cell::Text(&text)),
        Some(Value::Number(number)) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => row.set_integer(place, whole),
            (None, Some(number)) => row.set(place, Cell::Number(number)),
            (None, None) => row.set(place, Cell::Text(text)),
        },
        _ => row.set(place, Cell::Text(text)),
    }
}

/// Fills an empty row; false if the text can be none of the file's.
pub(crate) fn set_row(row: &mut Row, text: &str, header: &Header) -> bool {
    if holds_values(header) && trim(text).starts_with('{') {
        return json_object(text, &header.names[..header.own], row);
    }
    let width = header.own;
    let mut fitting: Vec<Vec<String>> = vec![];
    for between in BETWEEN {
        let cells = cells(text, between);
        if cells.len() == width && !fitting.contains(&cells) {
            fitting.push(cells);
            // As quarantine shows it, there is no doubt.
            if between.contains('|') {
                break;
            }
        }
    }
    // One that can be read in two ways is none of the file's.
    if fitting.len() > 1 {
        return false;
    }
    // One that does not fit is refused as the row was, and shown as it is.
    let cells = fitting.pop().unwrap_or_else(|| {
        let shown = if text.contains(BETWEEN[0]) { BETWEEN[0] } else { BETWEEN[1] };
        cells(text, shown)
    });
    for (index, cell) in cells.iter().enumerate() {
        set_cell(row, index, cell, header);
    }
    true
}

/// Whether a file's cells are values with kinds, and its columns' names stand in no row.
fn holds_values(header: &Header) -> bool {
    header.row == 0
}

/// The cells of a line. Quotation marks around a cell are none of it, and what they enclose is one
/// cell; two of them inside are one.
fn cells(text: &str, between: &str) -> Vec<String> {
    let mut cells = vec![];
    let mut rest = text;
    loop {
        let (cell, behind) = quoted(rest, between).unwrap_or_else(|| {
            rest.split_once(between).map_or((trim(rest).to_owned(), None), |(cell, behind)| {
                (trim(cell).to_owned(), Some(behind))
            })
        });
        cells.push(cell);
        match behind {
            Some(behind) => rest = behind,
            None => return cells,
        }
    }
}

/// The first cell of a line, if it is in quotation marks, and what is behind it; none if they are part
/// of its text, as in `"Anna" Berg`.
fn quoted<'t>(text: &'t str, between: &str) -> Option<(String, Option<&'t str>)> {
    let inside = text.trim_start().strip_prefix('"')?;
    let mut cell = String::new();
    let mut rest = inside;
    loop {
        let (before, behind) = rest.split_once('"')?;
        cell.push_str(before);
        if let Some(further) = behind.strip_prefix('"') {
            cell.push('"');
            rest = further;
        } else if behind.trim().is_empty() {
            return Some((cell, None));
        } else {
            // Blanks belong to what stands between cells, or to nothing.
            let next = behind.strip_prefix(between);
            let next = next.or_else(|| behind.trim_start().strip_prefix(between.trim_start()));
            return next
                .filter(|_| !between.trim().is_empty() || behind.starts_with(between))
                .map(|next| (cell, Some(next)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str], number: u64) -> Header {
        let mut row = Row::default();
        row.number = number;
        for (index, name) in names.iter().enumerate() {
            row.set(index, Cell::Text(name));
        }
        Header::new(&row)
    }

    fn mended(text: &str, names: &[&str], number: u64) -> Option<Vec<String>> {
        let mut row = Row::default();
        set_row(&mut row, text, &header(names, number))
            .then(|| row.cells().map(|cell| format!("{cell:?}")).collect())
    }

    #[test]
    fn a_line_is_read_as_quarantine_shows_it_or_as_the_file_writes_it() {
        let names = ["Id", "Name", "Note"];
        let expected = ["Text(\"7\")", "Text(\"Berg; Anna\")", "Text(\"a \\\"b\\\"\")"];
        for text in [
            "7 | Berg; Anna | a \"b\"",
            "7|Berg; Anna|a \"b\"",
            "7;\"Berg; Anna\";\"a \"\"b\"\"\"",
            "7,\"Berg; Anna\" , \"a \"\"b\"\"\"",
            "7\tBerg; Anna\ta \"b\"",
        ] {
            assert_eq!(mended(text, &names, 1).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_line_that_can_be_read_in_two_ways_is_none_of_the_file() {
        let names = ["Id", "Name", "Mails"];
        assert_eq!(mended("7,Anna,a@b.example;c@d.example;e@f.example", &names, 1), None);
        assert!(mended("7 | Anna | a@b.example;c@d.example;e@f.example", &names, 1).is_some());
    }

    #[test]
    fn an_object_and_its_values_keep_their_kinds() {
        let names = ["Id", "wait.s", "lost", "note"];
        let text = r#"{"Id": "007", "wait": {"s": 12}, "lost": false, "note": null}"#;
        let expected = ["Text(\"007\")", "Number(12.0)", "Boolean(false)", "Empty"];
        let found = mended(text, &names, 0).unwrap();
        assert_eq!(found[..], expected[..found.len()]);
        assert_eq!(mended(r#"{"Id": "#, &names, 0), None, "still broken");
        let mut row = Row::default();
        let header = header(&names, 0);
        for (at, text) in ["0012", "-1.5", "true", "null"].into_iter().enumerate() {
            set_cell(&mut row, at, text, &header);
        }
        let cells: Vec<String> = row.cells().map(|cell| format!("{cell:?}")).collect();
        assert_eq!(cells, ["Text(\"0012\")", "Number(-1.5)", "Boolean(true)", "Empty"]);
    }
}
