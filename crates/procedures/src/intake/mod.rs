//! A bare file becomes a catalogue: columns are guessed from the header, rows are read in whichever
//! of the usual layouts they come, and every row that cannot be used is handed back with its
//! reason.

mod cells;
mod columns;

use serde::{Deserialize, Serialize};

use cells::{items, position, step_texts};
pub use columns::{ColumnMapping, guess_columns};

use crate::catalogue::{Catalogue, Procedure, Step};

/// A row that became no part of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Row number in the file, from 1 with the header counted as row 1.
    pub row_number: usize,
    /// Why, in words without the row's content.
    pub reason: String,
}

/// What a bare file came to. Every row is either in the catalogue or refused.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueIntake {
    /// The procedures found.
    pub catalogue: Catalogue,
    /// The columns they were read from.
    pub mapping: ColumnMapping,
    /// Whether the header names nothing and was read as the first row of a list of labels.
    pub header_is_data: bool,
    /// The rows refused, in file order.
    pub refused: Vec<RefusedRow>,
    /// Rows that went into the catalogue; with `refused.len()` all rows given, and the header
    /// where it is data.
    pub accepted: usize,
}

/// Reads a bare file's rows into a catalogue. Row numbers count the header as row 1.
///
/// Three layouts are understood, also mixed: one row a step with the procedure's key or title
/// repeated or left blank below its first row; one row a procedure with numbered steps in one cell;
/// a plain list of labels. Row order does not make keys: without a key column the title is the key.
pub fn catalogue_from_rows(line: &str, header: &[String], rows: &[Vec<String>]) -> CatalogueIntake {
    let mut mapping = guess_columns(header, &rows[..rows.len().min(SAMPLES)]);
    let header_is_data = mapping.is_empty() && header.len() == 1;
    if header_is_data {
        mapping.title = Some(0);
    }
    let mut reader = Reader { width: header.len(), mapping: mapping.clone(), ..Reader::default() };
    let first = usize::from(!header_is_data) + 1;
    let header_row = header_is_data.then_some(header);
    let all = header_row.into_iter().chain(rows.iter().map(Vec::as_slice));
    for (row_number, row) in (first..).zip(all) {
        match reader.read(row) {
            Ok(()) => reader.accepted += 1,
            Err(reason) => {
                reader.refused.push(RefusedRow { row_number, reason: reason.to_owned() });
            }
        }
    }
    reader.finish(line, mapping, header_is_data)
}

/// Rows looked at to tell numbers from texts.
const SAMPLES: usize = 200;

#[derive(Default)]
struct Reader {
    mapping: ColumnMapping,
    width: usize,
    procedures: Vec<Procedure>,
    /// Place of each procedure by key; read only by key.
    places: rustc_hash::FxHashMap<String, usize>,
    /// The procedure that rows without key and title continue.
    current: Option<usize>,
    accepted: usize,
    refused: Vec<RefusedRow>,
}

impl Reader {
    fn read(&mut self, row: &[String]) -> Result<(), &'static str> {
        let mapping = self.mapping.clone();
        let cell = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).map_or("", |value| value.trim())
        };
        if row.iter().all(|value| value.trim().is_empty()) {
            return Err("the row is empty");
        }
        if row.iter().skip(self.width).any(|value| !value.trim().is_empty()) {
            return Err("the row has more values than the header has columns");
        }
        if mapping.is_empty() {
            return Err("no column of the file is known: name one \"title\" or \"step\"");
        }
        let steps = step_texts(cell(mapping.action));
        let written = cell(mapping.position);
        if !written.is_empty() && position(written).is_none() {
            return Err("the step number is not a number");
        }
        let (key, title) = (cell(mapping.key), cell(mapping.title));
        let place =
            self.place(if key.is_empty() { title } else { key }, title, !steps.is_empty())?;
        let procedure = &mut self.procedures[place];
        complete(procedure, &mapping, &cell);
        let fixed = position(written).filter(|_| steps.len() == 1);
        for action in steps {
            let next = procedure.steps.last().map_or(1, |step| step.position.saturating_add(1));
            procedure.steps.push(Step {
                position: fixed.unwrap_or(next),
                actor: cell(mapping.actor).to_owned(),
                action,
                system: cell(mapping.system).to_owned(),
                output: cell(mapping.output).to_owned(),
                ..Step::default()
            });
        }
        Ok(())
    }

    /// The procedure this row belongs to, new if its key is.
    fn place(&mut self, key: &str, title: &str, has_steps: bool) -> Result<usize, &'static str> {
        if key.is_empty() {
            return match self.current {
                Some(place) if has_steps => Ok(place),
                Some(_) => Err("the row has neither key nor title nor step"),
                None => Err("the row names no procedure, and none stands above it"),
            };
        }
        let place = match self.places.get(key) {
            Some(_) if !has_steps => {
                return Err("the procedure is listed above, and the row adds no step");
            }
            Some(place) => *place,
            None => {
                self.procedures.push(Procedure {
                    key: key.to_owned(),
                    title: if title.is_empty() { key } else { title }.to_owned(),
                    ..Procedure::default()
                });
                self.places.insert(key.to_owned(), self.procedures.len() - 1);
                self.procedures.len() - 1
            }
        };
        self.current = Some(place);
        Ok(place)
    }

    fn finish(
        mut self,
        line: &str,
        mapping: ColumnMapping,
        header_is_data: bool,
    ) -> CatalogueIntake {
        for procedure in &mut self.procedures {
            procedure.steps.sort_by_key(|step| step.position);
            for (position, step) in (1..).zip(&mut procedure.steps) {
                step.position = position;
            }
        }
        CatalogueIntake {
            catalogue: Catalogue { line: line.to_owned(), procedures: self.procedures },
            mapping,
            header_is_data,
            refused: self.refused,
            accepted: self.accepted,
        }
    }
}

/// Fills what earlier rows of the procedure left open.
fn complete<'a>(
    procedure: &mut Procedure,
    mapping: &ColumnMapping,
    cell: &impl Fn(Option<usize>) -> &'a str,
) {
    let texts = [
        (&mut procedure.purpose, mapping.purpose),
        (&mut procedure.trigger, mapping.trigger),
        (&mut procedure.direction, mapping.direction),
        (&mut procedure.owner, mapping.owner),
    ];
    for (text, column) in texts {
        if text.is_empty() {
            cell(column).clone_into(text);
        }
    }
    for (list, column) in
        [(&mut procedure.topics, mapping.topics), (&mut procedure.channels, mapping.channels)]
    {
        if list.is_empty() {
            *list = items(cell(column));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    fn read(header: &[&str], rows: &[&[&str]]) -> CatalogueIntake {
        let rows: Vec<Vec<String>> = rows.iter().map(|cells| row(cells)).collect();
        catalogue_from_rows("product", &row(header), &rows)
    }

    fn actions(intake: &CatalogueIntake, procedure: usize) -> Vec<&str> {
        intake.catalogue.procedures[procedure].steps.iter().map(|s| s.action.as_str()).collect()
    }

    #[test]
    fn one_row_a_step_with_the_procedure_repeated_or_left_blank() {
        let intake = read(
            &["Proc. ID", "Title", "Step", "What to do", "Role"],
            &[
                &["P-1", "Complaint", "2", "Apologise", "Agent"],
                &["P-1", "Complaint", "1", "Listen", "Agent"],
                &["", "", "3", "Close the case", "Agent"],
                &["P-2", "Refund", "1", "Find the payment", "Back office"],
            ],
        );
        assert_eq!(intake.catalogue.procedures.len(), 2);
        assert_eq!(actions(&intake, 0), ["Listen", "Apologise", "Close the case"]);
        assert_eq!(intake.catalogue.procedures[1].steps[0].actor, "Back office");
        assert_eq!((intake.accepted, intake.refused.len()), (4, 0));
    }

    #[test]
    fn one_row_a_procedure_with_numbered_steps_in_a_cell() {
        let intake = read(
            &["Vorgang", "Bezeichnung", "Ablauf"],
            &[
                &[
                    "V1",
                    "Adressänderung",
                    "1. Kunde prüfen 2. Anschrift speichern, binnen 2 Tagen. 3. Bestätigen",
                ],
                &["V2", "Rückruf", "1) Call\n2) Note"],
                &["V3", "Kulanz", "- Check\n- Decide"],
            ],
        );
        assert_eq!(
            actions(&intake, 0),
            ["Kunde prüfen", "Anschrift speichern, binnen 2 Tagen.", "Bestätigen"]
        );
        assert_eq!(actions(&intake, 1), ["Call", "Note"]);
        assert_eq!(actions(&intake, 2), ["Check", "Decide"]);
    }

    #[test]
    fn a_plain_list_of_labels_with_or_without_a_header() {
        let with = read(&["label"], &[&["Check invoice"], &["Pay invoice"]]);
        let without = read(&["Check invoice"], &[&["Pay invoice"]]);
        assert!(without.header_is_data && !with.header_is_data);
        assert_eq!(with.catalogue, without.catalogue);
        assert_eq!(without.accepted, 2);
    }

    #[test]
    fn refused_rows_are_named_with_their_reason() {
        let intake = read(
            &["Title", "Step no", "Action"],
            &[
                &["", "1", "Nobody's step"],
                &["Complaint", "first", "Listen"],
                &["", "", ""],
                &["Complaint", "1", "Listen"],
                &["Complaint", "", ""],
                &["Complaint", "2", "Close", "stray"],
            ],
        );
        let reasons: Vec<String> = intake
            .refused
            .iter()
            .map(|row| format!("{}: {}", row.row_number, row.reason))
            .collect();
        insta::assert_snapshot!(reasons.join("\n"), @r"
        2: the row names no procedure, and none stands above it
        3: the step number is not a number
        4: the row is empty
        6: the procedure is listed above, and the row adds no step
        7: the row has more values than the header has columns
        ");
        assert_eq!(intake.accepted, 1);
    }

    proptest! {
        #[test]
        fn every_row_is_accepted_or_refused(
            rows in prop::collection::vec(prop::collection::vec("[ -~äß€\n]{0,12}|1\\. a 2\\. b|", 0..6), 0..12)
        ) {
            let header = row(&["ID", "Title", "Step no", "Action"]);
            let intake = catalogue_from_rows("x", &header, &rows);
            prop_assert_eq!(intake.accepted + intake.refused.len(), rows.len());
            for procedure in &intake.catalogue.procedures {
                prop_assert!(!procedure.key.is_empty());
            }
        }
    }
}
