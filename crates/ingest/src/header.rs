//! The header: which row it is, and where each mapped column stands in it.

use std::collections::BTreeMap;
use std::io;

use rustc_hash::{FxHashMap, FxHashSet};
use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::{Demand, Place};
use sameboat_model::suggest::nearest;
use sameboat_model::{ConfigError, Mapping};

use crate::error::IngestError;
use crate::reader::Rows;
use crate::reader::cell::{Cell, Row, trim};

/// Rows in which the header is looked for.
const SEARCHED: usize = 100;

/// The header of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// 1-based row in the file or sheet.
    pub(crate) row: u64,
    /// The columns' names, tidied; a repeated name is `Name (2)`, a missing one is empty.
    pub(crate) names: Vec<String>,
    /// The names as the file has them, tidied.
    given: Vec<String>,
    positions: BTreeMap<String, usize>,
    /// How many of the names are the file's own; those of files beside it follow.
    pub(crate) own: usize,
    /// Cells that a row may have: more than names where many rows end in empty cells without one.
    widest: usize,
}

impl Header {
    pub(crate) fn new(row: &Row) -> Self {
        let given: Vec<String> = row.cells().map(|cell| tidy(&cell.text())).collect();
        let names = unique(&given);
        let mut positions = BTreeMap::new();
        // Exact names first: they win over names that are alike without regard to case.
        let exact = names.iter().cloned().enumerate();
        let folded = names.iter().map(|name| name.to_lowercase()).enumerate();
        for (index, name) in exact.chain(folded).filter(|(_, name)| !name.is_empty()) {
            positions.entry(name).or_insert(index);
        }
        let own = names.len();
        Self { row: row.number, names, given, positions, own, widest: own }
    }

    /// A header with the names of files beside it.
    fn with(row: &Row, beside: &[&str]) -> Self {
        if beside.is_empty() {
            return Self::new(row);
        }
        let mut all = row.clone();
        let own = row.len();
        for (at, name) in beside.iter().enumerate() {
            all.set(own + at, Cell::Text(name));
        }
        Self { own, widest: own, ..Self::new(&all) }
    }

    /// Looks how many cells the rows below have. A program that ends its rows with a delimiter does so in
    /// all of them; of a few such rows nobody knows whether a delimiter too many has moved the others.
    pub(crate) fn measure(&mut self, rows: &mut dyn Rows) -> io::Result<()> {
        let (mut seen, mut longer, mut widest) = (0, 0, self.widest);
        let mut row = Row::default();
        while seen < SEARCHED && rows.next(&mut row)? {
            if row.number <= self.row || row.defect.is_some() || row.is_blank() {
                continue;
            }
            seen += 1;
            if row.len() > self.own && self.surplus(&row).is_none() {
                longer += 1;
                widest = widest.max(row.len());
            }
        }
        if 2 * longer > seen {
            self.widest = widest;
        }
        Ok(())
    }

    /// The first cell of a row behind those that have names which says something.
    fn surplus(&self, row: &Row) -> Option<usize> {
        (self.own..row.len()).find(|index| !row.cell(*index).is_blank())
    }

    /// Why the cells of a text file's row cannot be trusted to stand under their columns.
    ///
    /// More cells than the header: a delimiter too many has moved them. Half of the cells or fewer: a
    /// row torn apart by a line end; of two parts at least one is that short, so that a torn row is
    /// always seen. Rows that only lack their last cells are as some programs write them, and read.
    pub(crate) fn fault(&self, row: &Row) -> Option<String> {
        let width = self.own;
        let longer = row.len() > self.widest || self.surplus(row).is_some();
        let torn = width > 1 && 2 * row.len() <= width + 1;
        (longer || torn).then(|| format!("row has {} cells, the header has {width}", row.len()))
    }

    /// Where a column stands; the exact name, or else the same without regard to case and spaces.
    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        let tidy = tidy(column);
        self.positions.get(&tidy).or_else(|| self.positions.get(&tidy.to_lowercase())).copied()
    }

    /// All places of a column whose name the file has more than once; see [`Header::position`].
    pub(crate) fn positions(&self, column: &str) -> Vec<usize> {
        let Some(first) = self.position(column) else { return vec![] };
        let wanted = tidy(column).to_lowercase();
        let repeats =
            self.given.iter().enumerate().filter(|(_, given)| given.to_lowercase() == wanted);
        let mut places: Vec<usize> = repeats.map(|(index, _)| index).collect();
        if !places.contains(&first) {
            places.push(first);
        }
        places
    }

    /// Whether a row is this header again, as in files glued together.
    pub(crate) fn is_repeated_by(&self, row: &Row) -> bool {
        row.len() >= self.own
            && self.given[..self.own]
                .iter()
                .zip(row.cells())
                .all(|(name, cell)| repeats(name, trim(&cell.text())))
    }

    /// The first demand of the mapping that the header does not meet, and which of its columns is
    /// lacking.
    fn unmet<'m>(&self, mapping: &'m Mapping) -> Option<(Demand<'m>, usize)> {
        let has = |column: &str| self.position(column).is_some();
        mapping.demands().find_map(|demand| Some((demand, demand.lacking(has)?)))
    }

    fn found(&self, mapping: &Mapping) -> usize {
        mapping.columns().into_iter().filter(|column| self.position(column).is_some()).count()
    }
}

/// Whether a cell says what its column is called.
pub(crate) fn repeats(name: &str, cell: &str) -> bool {
    cell.split_whitespace().eq(name.split_whitespace())
}

/// A name as it is compared: without regard to case and spaces.
pub(crate) fn folded(name: &str) -> String {
    tidy(name).to_lowercase()
}

/// The names by which columns are told apart: of one that is there already `Name (2)`, or the next number that
/// is free. Names that are told apart already stay as they are, whatever follows.
pub(crate) fn unique(given: &[String]) -> Vec<String> {
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    let mut taken: FxHashSet<String> = FxHashSet::default();
    let mut names = Vec::with_capacity(given.len());
    for name in given {
        let times = times.entry(name).or_default();
        let numbered = |times: usize| match times {
            1 => name.clone(),
            times => format!("{name} ({times})"),
        };
        *times += 1;
        while !name.is_empty() && taken.contains(&numbered(*times)) {
            *times += 1;
        }
        let unique = if name.is_empty() { String::new() } else { numbered(*times) };
        taken.insert(unique.clone());
        names.push(unique);
    }
    names
}

/// One line, one space between words.
fn tidy(name: &str) -> String {
    trim(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What was found in one sheet.
#[derive(Debug)]
pub(crate) enum Search {
    /// The header with every mapped column that must be there.
    Complete(Header),
    /// A row with some of the mapped columns, the best there is.
    Partial(Header),
    /// Nothing like it.
    Nothing,
}

/// Finds the header among the first rows of a sheet: the row with the most mapped columns, the
/// first of them if several. `header_row` of the mapping is obeyed.
///
/// A header may lack optional columns; but where most are optional, a row with one of them may be a
/// title, so that two are asked for.
pub(crate) fn search(
    rows: &mut dyn Rows,
    mapping: &Mapping,
    beside: &[&str],
) -> io::Result<Search> {
    let wanted = mapping.columns().len();
    let fixed = mapping.read.header_row.map(|row| row as u64);
    let mut best: Option<(usize, Header)> = None;
    let mut row = Row::default();
    let mut searched = 0;
    while searched < SEARCHED && rows.next(&mut row)? {
        if fixed.is_some_and(|fixed| row.number < fixed) {
            continue;
        }
        if fixed.is_some_and(|fixed| row.number > fixed) {
            break;
        }
        if row.defect.is_some() || row.is_blank() {
            continue;
        }
        searched += 1;
        let header = Header::with(&row, beside);
        let found = header.found(mapping);
        if found == wanted {
            return Ok(Search::Complete(header));
        }
        if found > best.as_ref().map_or(0, |(most, _)| *most) || fixed.is_some() {
            best = Some((found, header));
        }
    }
    Ok(match best {
        None => Search::Nothing,
        Some((found, header))
            if (found > 1 || fixed.is_some()) && header.unmet(mapping).is_none() =>
        {
            Search::Complete(header)
        }
        Some((_, header)) => Search::Partial(header),
    })
}

/// Whether a sheet whose header lacks columns was most likely meant to be read.
pub(crate) fn is_near(header: &Header, mapping: &Mapping) -> bool {
    2 * header.found(mapping) > mapping.columns().len()
}

/// The error that names the first column that `header` lacks and must have.
pub(crate) fn missing_column(
    file: &ConfigFile<Mapping>,
    place: &str,
    header: &Header,
) -> ConfigError {
    let mapping = &file.value;
    let Some((demand, index)) = header.unmet(mapping) else {
        let columns: Vec<&str> = mapping.columns().into_iter().collect();
        let message = format!("{place} has but one of the mapped columns in any row");
        let help = format!("check that the file is the one meant; mapped: {}", columns.join(", "));
        return file.error_at(&["fields"], message, Some(help));
    };
    let (column, number) = (&demand.columns[index], index.to_string());
    match demand.place {
        Place::Rule(rule) => {
            let path = ["exclude", &rule.to_string(), "column"];
            explain(file, &path, demand, column, place, header)
        }
        Place::Condition(name, key) => {
            explain(file, &["fields", name, key], demand, column, place, header)
        }
        Place::Field(name) => {
            let alternatives = mapping.fields.get(name).is_some_and(|field| field.alternatives);
            // Deeper parts of the path that are not there are left out by `error_at`.
            let key = match demand.columns.len() {
                _ if alternatives => "any_of",
                1 => "column",
                _ => "columns",
            };
            explain(file, &["fields", name, key, &number], demand, column, place, header)
        }
    }
}

fn explain(
    file: &ConfigFile<Mapping>,
    path: &[&str],
    demand: Demand<'_>,
    column: &str,
    place: &str,
    header: &Header,
) -> ConfigError {
    let row = header.row;
    let message = if demand.any && demand.columns.len() > 1 {
        let columns = demand.columns.join("`, `");
        format!("{place} has none of the columns `{columns}` in its header, row {row}")
    } else {
        format!("{place} has no column `{column}` in its header, row {row}")
    };
    let names: Vec<&str> =
        header.names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let mapped = file.value.columns();
    let found = mapped.iter().filter(|wanted| names.contains(*wanted)).count();
    // A row that holds hardly a mapped column may be no header but a customer.
    let there = if 2 * found >= mapped.len() {
        format!("its columns are: {}", names.join(", "))
    } else {
        format!("it has {found} of the {} mapped columns: set `header_row`?", mapped.len())
    };
    let help = match nearest(column, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`? {there}"),
        None => there,
    };
    file.error_at(path, message, Some(help))
}

/// The error for a file no row of which looks like the header.
pub(crate) fn no_header(file: &ConfigFile<Mapping>, place: &str) -> IngestError {
    let columns: Vec<&str> = file.value.columns().into_iter().take(3).collect();
    let help = format!(
        "check that the file is the one meant, or set `header_row` under [read]; looked for \
         columns such as {} in the first {SEARCHED} rows",
        columns.join(", ")
    );
    let message = format!("{place} has no row with the mapped columns");
    file.error_at(&["fields"], message, Some(help)).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::cell::Cell;

    fn header(names: &[&str]) -> Header {
        let mut row = Row::default();
        row.number = 1;
        for (index, name) in names.iter().enumerate() {
            row.set(index, Cell::Text(name));
        }
        Header::new(&row)
    }

    #[test]
    fn columns_are_found_without_regard_to_case_and_line_breaks() {
        let header = header(&["Customer\nNo. ", "\u{feff}E-Mail"]);
        assert_eq!(header.position("customer no."), Some(0));
        assert_eq!(header.position("E-Mail"), Some(1));
        assert_eq!(header.position("Phone"), None);
    }

    #[test]
    fn columns_that_are_told_apart_keep_their_names_whatever_follows() {
        let own = ["A", "A (2)", "A", "B", "", "A", ""].map(str::to_owned);
        let names = unique(&own);
        assert_eq!(names, ["A", "A (2)", "A (3)", "B", "", "A (4)", ""]);
        let beside = ["A".to_owned(), "B".to_owned()];
        let all = unique(&[&own[..], &beside].concat());
        assert_eq!(all, unique(&[&names[..], &beside].concat()));
        assert_eq!(all[7..], ["A (5)", "B (2)"]);
    }

    #[test]
    fn a_repeated_name_can_be_told_apart() {
        let header = header(&["Phone", "Phone", "phone"]);
        assert_eq!(header.position("Phone"), Some(0));
        assert_eq!(header.position("Phone (2)"), Some(1));
        assert_eq!(header.position("phone"), Some(2));
    }
}
