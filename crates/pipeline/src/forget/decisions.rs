//! Decisions about the records of a forgotten person. They bind nothing any more: the next run does
//! not have the records, and of other records they say nothing. Mends of the person's rows are of no
//! use either. So the rows go; those of others stay, byte for byte.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use sameboat_store::erase::{Person, ShownCell};
use sameboat_store::export::restore;
use sameboat_store::manifest::checksum;
use serde::{Deserialize, Serialize};

use crate::error::PipelineError;

/// The columns of files about pairs: decisions, and samples whatever their names.
const PAIR: [[&str; 2]; 2] = [["left_source", "left_key"], ["right_source", "right_key"]];

/// What was taken out of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionsChanged {
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// Rows about the person's records.
    pub rows: u64,
    /// BLAKE3 checksum before.
    pub before: String,
    /// BLAKE3 checksum after.
    pub after: String,
}

/// Drops the rows about the person from all CSV files in `decisions/`. `cells` are the person's that
/// the kept runs had refused or set aside.
pub(super) fn drop_rows(
    engagement: &Path,
    person: &Person,
    cells: &BTreeSet<ShownCell>,
    dry_run: bool,
) -> Result<Vec<DecisionsChanged>, PipelineError> {
    let folder = engagement.join("decisions");
    let Ok(entries) = std::fs::read_dir(&folder) else { return Ok(vec![]) };
    let mut files: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "csv"))
        .collect();
    files.sort();
    let mut changed = Vec::new();
    for path in files {
        let file = |error: std::io::Error| PipelineError::file(&path, error.to_string());
        let bytes = std::fs::read(&path).map_err(file)?;
        let (kept, rows) = without(&bytes, person, cells).map_err(PipelineError::csv(&path))?;
        if rows == 0 {
            continue;
        }
        let before = checksum(&path)?;
        if !dry_run {
            let temporary = path.with_extension("csv.tmp");
            std::fs::write(&temporary, &kept)
                .and_then(|()| std::fs::rename(&temporary, &path))
                .map_err(file)?;
        }
        changed.push(DecisionsChanged {
            file: path.strip_prefix(engagement).unwrap_or(&path).to_owned(),
            rows,
            before,
            after: blake3::hash(&kept).to_hex().to_string(),
        });
    }
    Ok(changed)
}

/// The file without the rows, and how many these are.
fn without(
    bytes: &[u8],
    person: &Person,
    cells: &BTreeSet<ShownCell>,
) -> Result<(Vec<u8>, u64), csv::Error> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.byte_headers()?.clone();
    let place = |name: &str| header.iter().position(|cell| cell.trim_ascii() == name.as_bytes());
    let sides: Vec<[usize; 2]> =
        PAIR.iter().filter_map(|[source, key]| Some([place(source)?, place(key)?])).collect();
    let mend = Some((place("source"), place("row_number"), place("value")));
    let mend = mend.and_then(|(source, row, value)| Some((source?, row?, value?)));
    let (sheet, column) = (place("sheet"), place("column_name"));
    if sides.is_empty() && mend.is_none() {
        return Ok((bytes.to_vec(), 0));
    }
    // Which version of the file a mend is for, it does not say: it counts where the row stands now.
    let places: BTreeSet<(&str, &str, u64)> = person
        .rows
        .iter()
        .map(|row| (row.source.as_str(), row.sheet.as_deref().unwrap_or_default(), row.row))
        .collect();
    let mut kept = bytes[..reader.position().byte() as usize].to_vec();
    let (mut row, mut dropped) = (csv::ByteRecord::new(), 0);
    let mut from = kept.len();
    while reader.read_byte_record(&mut row)? {
        let mut to = reader.position().byte() as usize;
        // Of a line end of two characters the reader has only taken the first.
        to += bytes[to..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let cell = |at: usize| {
            let text = String::from_utf8_lossy(row.get(at).unwrap_or_default()).into_owned();
            restore(text.trim()).to_owned()
        };
        let named =
            |[source, key]: &[usize; 2]| person.records.contains(&(cell(*source), cell(*key)));
        let is_mend = mend.is_some_and(|(source, row, value)| {
            let optional = |at: Option<usize>| at.map(cell).unwrap_or_default();
            let mended = ShownCell {
                source: cell(source),
                sheet: optional(sheet),
                row: cell(row).parse().unwrap_or_default(),
                column: optional(column),
                value: cell(value),
            };
            places.contains(&(mended.source.as_str(), mended.sheet.as_str(), mended.row))
                || cells.contains(&mended)
        });
        if is_mend || sides.iter().any(named) {
            dropped += 1;
        } else {
            kept.extend_from_slice(&bytes[from..to]);
        }
        from = to;
    }
    Ok((kept, dropped))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sameboat_store::erase::SourceRow;

    #[test]
    fn rows_about_the_person_go_and_all_others_stay_as_they_were() {
        let text = "left_source,left_key,right_source,right_key,judgement,reason\n\
                    crm,1,bank,A,positive,\"same\n address\"\n\
                    crm, 2 ,bank,B,negative,\"  \"\"odd\"\" spacing \"\r\n\
                    crm,3,bank,A,unsure,\n\
                    bank,1,bank,C,positive,last";
        let records = [("bank".to_owned(), "A".to_owned()), ("crm".into(), "9".into())].into();
        let person = Person { records, ..Person::default() };
        let (kept, dropped) = without(text.as_bytes(), &person, &BTreeSet::new()).unwrap();
        assert_eq!(dropped, 2);
        assert_eq!(
            String::from_utf8(kept).unwrap(),
            "left_source,left_key,right_source,right_key,judgement,reason\n\
             crm, 2 ,bank,B,negative,\"  \"\"odd\"\" spacing \"\r\n\
             bank,1,bank,C,positive,last"
        );
    }

    #[test]
    fn files_about_other_things_stay_as_they_are() {
        let text = "decision_id,choice\nD-1,left\n";
        let records = [("crm".to_owned(), "1".to_owned())].into();
        let person = Person { records, ..Person::default() };
        let kept = without(text.as_bytes(), &person, &BTreeSet::new()).unwrap();
        assert_eq!(kept, (text.into(), 0));
    }

    #[test]
    fn mends_of_the_persons_rows_go() {
        let text = "source,sheet,row_number,column_name,value,mended\n\
                    crm,,7,Born,31.02.1980,28.02.1980\n\
                    crm,,8,Born,31.02.1980,28.02.1980\n\
                    crm,,9,,9|Arndt|,9|Arndt|Bonn\n\
                    crm,,10,Born,31.02.1980,28.02.1980\n";
        let row = SourceRow { source: "crm".into(), blake3: String::new(), sheet: None, row: 7 };
        let person = Person { rows: [row].into(), ..Person::default() };
        let shown = |row: u64, column: &str, value: &str| ShownCell {
            source: "crm".into(),
            sheet: String::new(),
            row,
            column: column.into(),
            value: value.into(),
        };
        // An older run had the person in row 10 too. Row 8 says the same, and is somebody else's.
        let cells = [shown(9, "", "9|Arndt|"), shown(10, "Born", "31.02.1980")].into();
        let (kept, dropped) = without(text.as_bytes(), &person, &cells).unwrap();
        assert_eq!(dropped, 3);
        assert!(
            String::from_utf8(kept)
                .unwrap()
                .ends_with("mended\ncrm,,8,Born,31.02.1980,28.02.1980\n")
        );
    }
}
