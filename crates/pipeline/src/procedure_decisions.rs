//! `decisions/procedures.csv`: what people decided about procedures. Append-only; of several rows
//! about one decision the last counts.

mod age;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use sameboat_ingest::{RawTable, read_table};
use sameboat_model::mapping::ReadSettings;
use sameboat_model::suggest::nearest;
use sameboat_procedures::{OTHER, Ruling, RulingProblem, Rulings, same_choice};
use sameboat_store::{RunFolder, SqlResult, Store};

use self::age::{Fate, History, fate};
use crate::error::PipelineError;

/// Where decisions about procedures are kept, from the engagement's folder.
pub const PROCEDURES_FILE: &str = "decisions/procedures.csv";
/// The workbook's sheet on which people decide.
const SHEET: &str = "Decisions to take";
/// The columns of the file.
const COLUMNS: [&str; 7] = ["decision_id", "choice", "value", "who", "when", "note", "fingerprint"];
/// What a row must at least have.
const NEEDED: [&str; 2] = ["decision_id", "choice"];

/// What people decided so far, none if there is no file.
pub(crate) fn read(folder: &Path) -> Result<Rulings, PipelineError> {
    Ok(Rulings::new(standing(&folder.join(PROCEDURES_FILE))?))
}

fn standing(path: &Path) -> Result<Vec<Ruling>, PipelineError> {
    if !path.exists() || is_blank(path)? {
        return Ok(Vec::new());
    }
    let header = ReadSettings { header_row: Some(1), ..ReadSettings::default() };
    let table = read_table(path, &header)?;
    let columns = Columns::of(path, 1, &table, true)?;
    all_whole(path, &table)?;
    let rows = table.rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    Ok(rows.map(|row| columns.ruling(&row.cells, row.number)).collect())
}

/// Whether a file holds nothing at all, not even a header.
fn is_blank(path: &Path) -> Result<bool, PipelineError> {
    let bytes = fs::read(path).map_err(|error| PipelineError::file(path, error.to_string()))?;
    Ok(bytes.trim_ascii().is_empty())
}

/// A torn row may be half of somebody's decision: nothing goes on before it is mended.
fn all_whole(path: &Path, table: &RawTable) -> Result<(), PipelineError> {
    match table.refused.first() {
        None => Ok(()),
        Some((row, reason)) => Err(PipelineError::Row {
            file: path.to_owned(),
            row: *row,
            message: format!(
                "{reason}; a row has as many cells as the header: {}",
                table.header.join(",")
            ),
        }),
    }
}

/// Where the columns stand in a file that people may have rearranged.
struct Columns {
    places: BTreeMap<&'static str, usize>,
    /// The column of the sheet that lists what may be chosen.
    options: Option<usize>,
}

impl Columns {
    fn of(path: &Path, row: u64, table: &RawTable, only: bool) -> Result<Self, PipelineError> {
        let wrong = |message: String| PipelineError::Row { file: path.to_owned(), row, message };
        let mut places = BTreeMap::new();
        let mut options = None;
        for (place, heading) in table.header.iter().enumerate() {
            let name = heading.to_lowercase().replace(' ', "_");
            if let Some(column) = COLUMNS.iter().find(|column| **column == name) {
                places.entry(*column).or_insert(place);
            } else if name == "options" {
                options = Some(place);
            } else if only && !name.is_empty() {
                let help = nearest(&name, COLUMNS).map_or_else(
                    || format!("write {}", COLUMNS.join(",")),
                    |name| format!("did you mean `{name}`?"),
                );
                return Err(wrong(format!("there is no column `{heading}`; {help}")));
            }
        }
        if let Some(missing) = NEEDED.iter().find(|name| !places.contains_key(*name)) {
            let help = format!("the columns are {}", COLUMNS.join(","));
            return Err(wrong(format!("the column `{missing}` is missing; {help}")));
        }
        Ok(Self { places, options })
    }

    fn cell(&self, cells: &[String], column: &str) -> String {
        let cell = self.places.get(column).and_then(|place| cells.get(*place));
        cell.map(|cell| cell.trim().to_owned()).unwrap_or_default()
    }

    fn ruling(&self, cells: &[String], row: u64) -> Ruling {
        let cell = |column| self.cell(cells, column);
        Ruling {
            id: cell("decision_id"),
            choice: cell("choice"),
            value: cell("value"),
            who: cell("who"),
            when: cell("when"),
            note: cell("note"),
            fingerprint: cell("fingerprint"),
            row,
        }
    }
}

/// Rulings that cannot be followed: what cannot be understood stops the stage, since nobody's
/// decision may be lost in silence; the others come back as warnings.
pub(crate) fn warnings(problems: Vec<RulingProblem>) -> Result<Vec<String>, PipelineError> {
    let mut warnings = Vec::new();
    for problem in problems {
        let row = problem.ruling.row;
        if problem.options.is_empty() {
            warnings.push(format!("{PROCEDURES_FILE}, row {row}: {}", problem.message));
            continue;
        }
        let message =
            format!("{}; {}", problem.message, help(&problem.ruling.choice, &problem.options));
        return Err(PipelineError::Row { file: PathBuf::from(PROCEDURES_FILE), row, message });
    }
    Ok(warnings)
}

fn help(wrong: &str, options: &[String]) -> String {
    let meant = nearest(wrong.trim(), options.iter().map(String::as_str));
    let meant = meant.filter(|_| !wrong.trim().is_empty()).filter(|meant| *meant != wrong);
    match meant {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write one of: {}", options.join(", ")),
    }
}

/// What came of a filled-in file.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Taken {
    /// Rows with a choice.
    pub chosen: u64,
    /// Of them, those appended; the others stood in the decisions already, or are older.
    pub appended: u64,
    /// Rows that were not taken, as what is decided is newer.
    pub warnings: Vec<String>,
}

/// Appends what people chose in a workbook written by a run, or in a CSV file with the same columns,
/// to the engagement's decisions. A choice that is older than what was decided since is not taken.
/// `published` is the published run, whose texts tell which choices are about older ones.
pub fn take_over(
    folder: &Path,
    published: Option<&RunFolder>,
    from: &Path,
) -> Result<Taken, PipelineError> {
    let chosen = chosen(from)?;
    let path = folder.join(PROCEDURES_FILE);
    let mut history = History::new();
    for ruling in standing(&path)? {
        history.entry(ruling.id.clone()).or_default().push(ruling);
    }
    let texts = texts_now(published);
    let mut fresh = Vec::new();
    let mut taken = Taken { chosen: chosen.len() as u64, ..Taken::default() };
    for ruling in chosen {
        let before = history.entry(ruling.id.clone()).or_default();
        match fate(&ruling, before, texts.get(&ruling.id).map(String::as_str)) {
            Fate::Known => {}
            Fate::Older(why) => {
                let sheet =
                    if is_csv(from) { String::new() } else { format!("sheet \"{SHEET}\", ") };
                taken.warnings.push(format!(
                    "{sheet}row {}: {} is decided in {PROCEDURES_FILE} and stays so: {why}",
                    ruling.row, ruling.id
                ));
            }
            Fate::New => {
                before.push(ruling.clone());
                fresh.push(ruling);
            }
        }
    }
    append(&path, &fresh)?;
    taken.appended = fresh.len() as u64;
    Ok(taken)
}

/// Fingerprints of the texts in the published run, by decision; none without one that can be read.
fn texts_now(run: Option<&RunFolder>) -> BTreeMap<String, String> {
    let sql = "SELECT decision_id, fingerprint FROM procedure_decision";
    let read = |store: Store| {
        store
            .query(sql, [], |row| -> SqlResult<(String, String)> { Ok((row.get(0)?, row.get(1)?)) })
    };
    let found = run.filter(|run| run.has_store()).map(RunFolder::open_read_only);
    found.and_then(|store| store.and_then(read).ok()).unwrap_or_default().into_iter().collect()
}

fn is_csv(file: &Path) -> bool {
    file.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"))
}

/// Where the rows of a filled-in file stand, for people: of a workbook in which sheet.
fn place(from: &Path) -> PathBuf {
    if is_csv(from) {
        return from.to_owned();
    }
    PathBuf::from(format!("{}, sheet \"{SHEET}\"", from.display()))
}

/// Rows with a choice, each one of those that its row offers.
fn chosen(from: &Path) -> Result<Vec<Ruling>, PipelineError> {
    let is_csv = is_csv(from);
    let read = if is_csv {
        ReadSettings { header_row: Some(1), ..ReadSettings::default() }
    } else {
        // Title and source stand above the headings.
        ReadSettings {
            sheets: Some(vec![SHEET.to_owned()]),
            header_row: Some(3),
            ..ReadSettings::default()
        }
    };
    let header = read.header_row.unwrap_or(1) as u64;
    let table = read_table(from, &read).map_err(|error| {
        let help = format!(
            "{error}; a run's plan.xlsx with its sheet \"{SHEET}\", or a CSV file with the columns {}, \
             can be read",
            COLUMNS.join(",")
        );
        PipelineError::file(from, help)
    })?;
    let place = place(from);
    let columns = Columns::of(&place, header, &table, is_csv)?;
    all_whole(&place, &table)?;
    let mut chosen = Vec::new();
    for row in &table.rows {
        let mut ruling = columns.ruling(&row.cells, row.number);
        if ruling.choice.is_empty() {
            continue;
        }
        let wrong = |message: String| {
            Err(PipelineError::Row { file: place.clone(), row: row.number, message })
        };
        if ruling.id.is_empty() {
            return wrong("a choice stands in a row without a decision's id".to_owned());
        }
        if let Some(place) = columns.options {
            let options: Vec<String> =
                row.cells[place].split(';').map(|option| option.trim().to_owned()).collect();
            let Some(meant) = options.iter().find(|option| same_choice(option, &ruling.choice))
            else {
                let help = help(&ruling.choice, &options);
                return wrong(format!("`{}` is no choice here; {help}", ruling.choice));
            };
            // As it is offered, whatever the case and blanks it was written in.
            ruling.choice.clone_from(meant);
        }
        if same_choice(&ruling.choice, OTHER) && ruling.value.trim().is_empty() {
            return wrong(format!("`{OTHER}` needs the text that shall hold, in Value"));
        }
        chosen.push(ruling);
    }
    Ok(chosen)
}

/// Adds rows below what stands in the file, in its columns and with its delimiter.
fn append(path: &Path, rulings: &[Ruling]) -> Result<(), PipelineError> {
    if rulings.is_empty() {
        return Ok(());
    }
    let failed = |error: std::io::Error| PipelineError::file(path, error.to_string());
    let before = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(failed(error)),
    };
    let Ok(text) = std::str::from_utf8(&before) else {
        let message = "is not UTF-8, so that rows added to it would be misread: save it as \
                       \"CSV UTF-8\" first";
        return Err(PipelineError::file(path, message));
    };
    let header = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default();
    let is_new = before.trim_ascii().is_empty();
    let delimiter =
        if header.matches(';').count() > header.matches(',').count() { b';' } else { b',' };
    let columns: Vec<String> = if is_new {
        COLUMNS.map(str::to_owned).to_vec()
    } else {
        let name = |name: &str| name.trim().trim_matches('"').to_lowercase().replace(' ', "_");
        header.split(char::from(delimiter)).map(name).collect()
    };
    let lost = COLUMNS.iter().find(|name| {
        let said = rulings.iter().any(|ruling| !cell(ruling, name).is_empty());
        said && !columns.iter().any(|column| column == *name)
    });
    if let Some(lost) = lost {
        let message = format!("the column `{lost}` is missing; add it to the header");
        return Err(PipelineError::Row { file: path.to_owned(), row: 1, message });
    }
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    if is_new {
        writer.write_record(&columns).map_err(PipelineError::csv(path))?;
    }
    for ruling in rulings {
        let row = columns.iter().map(|column| cell(ruling, column));
        writer.write_record(row).map_err(PipelineError::csv(path))?;
    }
    let rows = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    let line_end: &[u8] = if is_new || before.ends_with(b"\n") { b"" } else { b"\n" };
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
    file.write_all(&[line_end, &rows].concat()).map_err(failed)
}

fn cell<'a>(ruling: &'a Ruling, column: &str) -> &'a str {
    match column {
        "decision_id" => &ruling.id,
        "choice" => &ruling.choice,
        "value" => &ruling.value,
        "who" => &ruling.who,
        "when" => &ruling.when,
        "note" => &ruling.note,
        "fingerprint" => &ruling.fingerprint,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("decisions")).unwrap();
        fs::write(folder.path().join(PROCEDURES_FILE), text).unwrap();
        folder
    }

    fn rulings(text: &str) -> Result<Vec<Ruling>, String> {
        let folder = with(text);
        standing(&folder.path().join(PROCEDURES_FILE)).map_err(|error| {
            error.to_string().split_once("procedures.csv").unwrap_or_default().1.to_owned()
        })
    }

    #[test]
    fn columns_may_stand_in_any_order_and_spreadsheets_may_have_saved_the_file() {
        for text in [
            "decision_id,choice,note\nD-1,both,\"yes, both\"\n",
            "\u{feff}Choice;Note;Decision id\r\nboth;yes, both;D-1\r\n",
        ] {
            let found = rulings(text).unwrap();
            assert_eq!(found.len(), 1, "{text}");
            assert_eq!((found[0].id.as_str(), found[0].row), ("D-1", 2));
            assert_eq!((found[0].choice.as_str(), found[0].note.as_str()), ("both", "yes, both"));
        }
    }

    #[test]
    fn nothing_decided_yet_is_no_error() {
        for text in ["", "\n", "decision_id,choice,value,who,when,note,fingerprint\n"] {
            assert_eq!(rulings(text), Ok(Vec::new()), "{text:?}");
        }
        let nowhere = tempfile::tempdir().unwrap();
        assert!(read(nowhere.path()).unwrap().is_empty());
    }

    #[test]
    fn a_row_or_column_that_cannot_be_right_is_shown_with_its_place() {
        let torn = "decision_id,choice,value\nD-1,both,\nD-2,both,150 €,yes,2027-01-01\n";
        insta::assert_snapshot!(rulings(torn).unwrap_err(), @", row 3: row has 5 cells, the header has 3; a row has as many cells as the header: decision_id,choice,value");
        insta::assert_snapshot!(rulings("decision_id,choise\nD-1,both\n").unwrap_err(), @", row 1: there is no column `choise`; did you mean `choice`?");
        insta::assert_snapshot!(rulings("decision_id,note\nD-1,both\n").unwrap_err(), @", row 1: the column `choice` is missing; the columns are decision_id,choice,value,who,when,note,fingerprint");
        for bytes in ["\0\u{1}\u{2}\n", "\"", "PK\u{3}\u{4}broken"] {
            let _ = rulings(bytes);
        }
    }

    #[test]
    fn what_was_chosen_is_appended_once_in_the_files_own_columns() {
        let folder = with("Choice;Value;Decision_id;Who\nboth;;D-1;");
        let from = folder.path().join("filled.csv");
        fs::write(
            &from,
            "decision_id,options,choice,value,who\n\
             D-1,product; financing; both; other,both,,\n\
             D-2,product; financing; both; other,other,\"150; or so\",Kim\n\
             D-3,one procedure; keep both,,,\n",
        )
        .unwrap();
        let taken = take_over(folder.path(), None, &from).unwrap();
        assert_eq!(taken, Taken { chosen: 2, appended: 1, warnings: Vec::new() });
        let text = fs::read_to_string(folder.path().join(PROCEDURES_FILE)).unwrap();
        assert_eq!(
            text,
            "Choice;Value;Decision_id;Who\nboth;;D-1;\nother;\"150; or so\";D-2;Kim\n"
        );
    }

    #[test]
    fn an_old_workbook_does_not_overturn_what_was_decided_since() {
        let head = "decision_id,choice,value,who,when,note,fingerprint";
        let decided = "D-1,both,,,2027-01-11,,T-1\nD-1,product,,,2027-02-01,,T-1\n\
                       D-2,both,,,2027-02-01,,T-1\n";
        let folder = with(&format!("{head}\n{decided}"));
        let from = folder.path().join("filled.csv");
        let filled = "D-1,both,,,2027-01-11,,T-1\nD-2, PRODUCT ,,,2027-01-20,,T-1\n\
                      D-3,Only  product,,,,,T-1\n";
        fs::write(
            &from,
            format!("{head},options\n{}", filled.replace('\n', ",product; both; only product\n")),
        )
        .unwrap();
        let taken = take_over(folder.path(), None, &from).unwrap();
        assert_eq!((taken.chosen, taken.appended), (3, 1));
        insta::assert_snapshot!(taken.warnings.join("\n"), @"row 3: D-2 is decided in decisions/procedures.csv and stays so: row 4 there is of 2027-02-01, after 2027-01-20");
        let text = fs::read_to_string(folder.path().join(PROCEDURES_FILE)).unwrap();
        assert!(text.ends_with("T-1\nD-3,only product,,,,,T-1\n"), "{text}");
    }

    #[test]
    fn nothing_that_was_said_is_lost_for_want_of_a_column() {
        let folder = with("decision_id,choice\n");
        let from = folder.path().join("filled.csv");
        fs::write(&from, "decision_id,choice,value\nD-1,other,150 €\n").unwrap();
        let error = take_over(folder.path(), None, &from).unwrap_err().to_string();
        assert!(error.ends_with("the column `value` is missing; add it to the header"), "{error}");
    }

    #[test]
    fn a_choice_that_the_row_does_not_offer_is_refused_with_the_one_meant() {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("filled.csv");
        fs::write(&from, "decision_id,options,choice\nD-1,product; financing,finanicng\n").unwrap();
        let error = take_over(folder.path(), None, &from).unwrap_err().to_string();
        assert!(error.ends_with("row 2: `finanicng` is no choice here; did you mean `financing`?"));
        assert!(!folder.path().join(PROCEDURES_FILE).exists());
    }
    #[test]
    fn a_value_of_their_own_that_people_forgot_to_write_is_asked_for_before_anything_is_taken_over()
    {
        let folder = tempfile::tempdir().unwrap();
        let from = folder.path().join("filled.csv");
        let rows =
            "decision_id,options,choice,value\nD-1,a; b; other,a,\nD-2,a; b; other,Other, \n";
        fs::write(&from, rows).unwrap();
        let error = take_over(folder.path(), None, &from).unwrap_err().to_string();
        assert!(
            error.ends_with("row 3: `other` needs the text that shall hold, in Value"),
            "{error}"
        );
        assert!(!folder.path().join(PROCEDURES_FILE).exists());
    }
}
