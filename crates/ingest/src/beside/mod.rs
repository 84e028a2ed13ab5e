//! Files that say more of a source's rows, by a key: their columns are read as if they stood in the rows.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use rustc_hash::{FxHashMap, FxHashSet};
use sameboat_model::config::ConfigFile;
use sameboat_model::mapping::{BesideKeys, ReadSettings};
use sameboat_model::suggest::nearest;
use sameboat_model::{ConfigError, Entity, Mapping};
use sameboat_normalize::countries::parse_country;
use sameboat_normalize::emails::addresses_in;
use sameboat_store::export::restore;

use crate::error::IngestError;
use crate::guess::{CROSS, names_country};
use crate::header::{Header, folded};
use crate::parse::words::is_placeholder;
use crate::patch::Mends;
use crate::reader::SourceFile;
use crate::reader::cell::{Cell, Row, trim};
use crate::refusals::CONSENT;
use crate::source::Sheet;
use crate::stage::REPEATED_HEADER;
use crate::table::{Batch, TableFile};

mod damaged;
mod left;
mod missed;
mod numbers;
mod theirs;

pub(crate) use damaged::bare_or_same;
pub use left::{BesideLeft, BesideRefused, BesideRow, BesideRows, BesideSheet};
pub(crate) use missed::{Missed, settle, shared};
pub(crate) use theirs::Theirs;

use numbers::Number;

/// A file, read.
pub(crate) struct Beside {
    file: PathBuf,
    /// BLAKE3 checksum of the file.
    blake3: String,
    key: String,
    to: String,
    /// The country of phone numbers that name none, if keys are such.
    phones_of: Option<String>,
    /// Among the columns that are read, the one that says it of a row of the file.
    country: Option<usize>,
    /// Where it is and how it is read, to look again for the rows of some keys.
    table: (PathBuf, ReadSettings),
    /// The columns that are read, the key first.
    places: Vec<usize>,
    /// The names of its columns, without the key.
    names: Vec<String>,
    /// The columns whose cells are kept.
    kept: Vec<Kept>,
    /// Its sheets; one without a name if it is no workbook.
    sheets: Vec<Option<String>>,
    lines: FxHashMap<String, Line>,
    /// What is said, by keys of the source, in lines whose key a spreadsheet has changed.
    alike: FxHashMap<String, Alike>,
    /// Keys that may mean several of the source, but for what a spreadsheet changes.
    doubtful: FxHashSet<String>,
    /// The rows that say something else than earlier ones of their key.
    repeated: BTreeSet<Place>,
    /// What was found when it was read.
    left: BesideLeft,
}

/// A column of which the cells are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kept {
    /// Its place among the names.
    at: usize,
    /// Whether consents are read from it: a refusal counts in whatever row it stands.
    is_of_consents: bool,
}

/// What rows of one key say together.
#[derive(Clone)]
struct Said {
    /// One for each column that is kept.
    cells: Vec<String>,
    /// What earlier rows say otherwise of consents, by the same places.
    also: BTreeSet<(usize, String)>,
}

/// What a file says of one key.
struct Line {
    said: Said,
    rows: Vec<Place>,
    /// Whether it is a phone number that was written without its country.
    is_national: bool,
    is_met: AtomicBool,
}

impl Line {
    fn new(cells: Vec<String>, row: Place, is_national: bool) -> Self {
        Self {
            said: Said::new(cells),
            rows: vec![row],
            is_national,
            is_met: AtomicBool::new(false),
        }
    }

    /// Takes over a later row of the key. Tells whether it contradicts what was said.
    fn add(&mut self, cells: Vec<String>, row: Place, kept: &[Kept]) -> bool {
        self.rows.push(row);
        self.said.renew(cells, kept)
    }
}

/// What the rows of several keys say that mean one of the source.
#[derive(Default)]
struct Together {
    /// In the order of the file.
    all: Option<Said>,
    /// Those without the key of the source itself.
    others: Option<Said>,
    /// Rows that contradict earlier ones.
    contradicting: Vec<Place>,
}

impl Together {
    fn add(&mut self, cells: Vec<String>, row: Place, is_own: bool, kept: &[Kept]) {
        if !is_own {
            match &mut self.others {
                Some(others) => drop(others.renew(cells.clone(), kept)),
                None => self.others = Some(Said::new(cells.clone())),
            }
        }
        match &mut self.all {
            Some(all) => {
                if all.renew(cells, kept) {
                    self.contradicting.push(row);
                }
            }
            None => self.all = Some(Said::new(cells)),
        }
    }
}

/// What lines say of a key of the source that is not quite theirs, and the line of that key itself.
struct Alike {
    /// Their keys.
    listed: Vec<String>,
    said: Said,
    /// Which cells are not of the key itself.
    unsure: Vec<bool>,
}

/// A row of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// Among the file's sheets.
    sheet: usize,
    row: u64,
}

impl Kept {
    /// Whether a cell says nothing. A cross in a column of refusals is one.
    fn says_nothing(self, text: &str) -> bool {
        is_placeholder(text) && !(self.is_of_consents && text == CROSS)
    }
}

impl Said {
    fn new(cells: Vec<String>) -> Self {
        Self { cells, also: BTreeSet::new() }
    }

    /// Takes over what a later row says. A cell that says nothing takes nothing back, and of consents
    /// nothing does. Tells whether the row contradicts what was said.
    fn renew(&mut self, later: Vec<String>, kept: &[Kept]) -> bool {
        let mut contradicts = false;
        for (at, (said, cell)) in self.cells.iter_mut().zip(later).enumerate() {
            if kept[at].says_nothing(&cell) {
                continue;
            }
            let is_other = *said != cell && !kept[at].says_nothing(said);
            contradicts |= is_other;
            let earlier = std::mem::replace(said, cell);
            if is_other && kept[at].is_of_consents {
                self.also.insert((at, earlier));
            }
        }
        contradicts
    }
}

impl Beside {
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// How it was read, in words.
    pub(crate) fn format(&self) -> String {
        format!("beside it {}, {} rows by `{}`", self.file.display(), self.lines.len(), self.key)
    }

    /// The keys of the file that mean a key of the source.
    fn listed(&self, key: &str) -> impl Iterator<Item = &str> {
        let same = self.lines.get_key_value(key).map(|(listed, _)| listed);
        let alike = self.alike.get(key).into_iter().flat_map(|alike| &alike.listed);
        same.into_iter().chain(alike).map(String::as_str)
    }

    /// The keys by which a row is tied to the file: of phone numbers and e-mail addresses all that its cell has.
    /// `country` is the row's.
    fn keys_of<'r>(
        &self,
        row: &'r Row,
        header: &Header,
        country: Option<&str>,
    ) -> Vec<Cow<'r, str>> {
        let Some(place) = header.position(&self.to).filter(|_| row.defect.is_none()) else {
            return vec![];
        };
        let key = match (row.cell(place), row.cell(place).text()) {
            // As the cells of the file are read.
            (Cell::Text(key), _) => Cow::Borrowed(restore(trim(key))),
            (_, Cow::Borrowed(key)) => Cow::Borrowed(trim(key)),
            (_, Cow::Owned(key)) => Cow::Owned(trim(&key).to_owned()),
        };
        if key.is_empty() {
            return vec![];
        }
        let Some(home) = self.phones_of.as_deref() else {
            return match addresses_in(&key)[..] {
                [_] => vec![key],
                ref several => several.iter().map(|one| Cow::Owned((*one).to_owned())).collect(),
            };
        };
        let numbers = numbers::numbers(&key, country.and_then(parse_country).unwrap_or(home));
        numbers.into_iter().map(|number| Cow::Owned(number.key)).collect()
    }

    fn put(&self, row: &mut Row, header: &Header, first: usize, country: Option<&str>) {
        let keys: Vec<String> =
            self.keys_of(row, header, country).into_iter().map(Cow::into_owned).collect();
        let mut is_first = true;
        for key in &keys {
            for line in self.listed(key).filter_map(|listed| self.lines.get(listed)) {
                line.is_met.store(true, Ordering::Relaxed);
            }
            let alike = self.alike.get(key);
            let own = || self.lines.get(key).map(|line| &line.said);
            let Some(said) = alike.map(|alike| &alike.said).or_else(own) else { continue };
            if is_first {
                row.keep_own(header.own);
                for (kept, cell) in self.kept.iter().zip(&said.cells) {
                    row.put_beside(header.own, first + kept.at, cell);
                }
                let unsure = alike.into_iter().flat_map(|a| self.kept.iter().zip(&a.unsure));
                for (kept, _) in unsure.filter(|(_, is_unsure)| **is_unsure) {
                    row.note_unsure(first + kept.at);
                }
            } else {
                // A further number of the customer refuses as well as the first one.
                let cells = self.kept.iter().zip(&said.cells);
                for (kept, cell) in cells.filter(|(kept, _)| kept.is_of_consents) {
                    row.put_also(first + kept.at, cell);
                }
            }
            for (at, cell) in &said.also {
                row.put_also(first + self.kept[*at].at, cell);
            }
            is_first = false;
        }
    }

    /// Keys of the file → keys of the source, of those that a spreadsheet has changed.
    fn own_keys(&self) -> FxHashMap<&str, &str> {
        let pairs = self.alike.iter().flat_map(|(own, alike)| {
            alike.listed.iter().map(|listed| (listed.as_str(), own.as_str()))
        });
        pairs.collect()
    }

    /// Takes over which keys mean those of the source that they are not quite. Their rows are looked up again in
    /// the file, as none are kept but for what all of a key say.
    fn take_found(&mut self, found: damaged::Found) -> Result<(), IngestError> {
        self.doubtful = found.doubtful;
        let rows = self.together(&found.meant)?;
        let kept = std::mem::take(&mut self.kept);
        let mut repeated = vec![];
        let meant = found.meant.into_iter().zip(rows).filter_map(|((own, mut listed), rows)| {
            let first =
                |key: &String| self.lines.get(key).and_then(|line| line.rows.first().copied());
            listed.sort_by_key(first);
            repeated.extend(rows.contradicting);
            let exact = self.lines.get(&own).map(|line| &line.said);
            // The rows of the key itself count as the last ones.
            let together = match (rows.others, exact) {
                (Some(mut together), Some(own)) => {
                    together.renew(own.cells.clone(), &kept);
                    together.also.extend(own.also.iter().cloned());
                    together
                }
                (others, own) => others.or_else(|| own.cloned())?,
            };
            let is_unsure =
                |(at, cell): (usize, &String)| exact.is_none_or(|own| own.cells[at] != *cell);
            let unsure = together.cells.iter().enumerate().map(is_unsure).collect();
            Some((own, Alike { listed, said: together, unsure }))
        });
        self.alike = meant.collect();
        self.kept = kept;
        self.repeated.extend(repeated);
        Ok(())
    }

    /// What the rows say of each of these keys of the source, with those of the file that mean it.
    fn together(
        &self,
        meant: &FxHashMap<String, Vec<String>>,
    ) -> Result<Vec<Together>, IngestError> {
        let mut rows: Vec<Together> = meant.iter().map(|_| Together::default()).collect();
        if meant.is_empty() {
            return Ok(rows);
        }
        let mut whose: FxHashMap<&str, (usize, bool)> = FxHashMap::default();
        for (at, (own, listed)) in meant.iter().enumerate() {
            whose.insert(own, (at, true));
            whose.extend(listed.iter().map(|key| (key.as_str(), (at, false))));
        }
        let (path, read) = &self.table;
        let mut table = TableFile::open(path, read)?.records_only();
        table.for_each_batch(&self.places, |batch| {
            let sheet = batch.sheet();
            let sheet = self.sheets.iter().position(|known| known.as_deref() == sheet);
            for row in 0..batch.rows() {
                if let Some((at, is_own)) = whose.get(batch.cell(row, 0)) {
                    let place = Place { sheet: sheet.unwrap_or(0), row: batch.number(row) };
                    rows[*at].add(self.cells(&batch, row), place, *is_own, &self.kept);
                }
            }
            ControlFlow::Continue(())
        })?;
        Ok(rows)
    }

    /// The cells of a row that are kept.
    fn cells(&self, batch: &Batch, row: usize) -> Vec<String> {
        (1..=self.kept.len()).map(|column| batch.cell(row, column).to_owned()).collect()
    }

    /// What was left, once all rows were read.
    pub(crate) fn left(&self) -> BesideLeft {
        let mut left = self.left.clone();
        self.add_rows(self.repeated.iter().copied(), &mut left.repeated);
        let unmet = self.lines.iter().filter(|(_, line)| !line.is_met.load(Ordering::Relaxed));
        let (doubtful, unmet): (Vec<_>, Vec<_>) =
            unmet.partition(|(key, _)| self.doubtful.contains(*key));
        // A number without its country may be a customer's of another one.
        let (national, unmet): (Vec<_>, Vec<_>) =
            unmet.into_iter().partition(|(_, line)| line.is_national);
        self.add(unmet.into_iter().map(|(_, line)| line), &mut left.unmet);
        self.add(national.into_iter().map(|(_, line)| line), &mut left.national);
        self.add(doubtful.into_iter().map(|(_, line)| line), &mut left.doubtful);
        let listed = self.alike.values().flat_map(|alike| &alike.listed);
        let alike = listed.filter_map(|key| self.lines.get(key));
        self.add(alike.filter(|line| line.is_met.load(Ordering::Relaxed)), &mut left.mended);
        left
    }

    /// The rows of which no key tells whose they are, or one that several may have.
    pub(crate) fn not_searched(&self) -> Option<BesideLeft> {
        let BesideLeft { file, keyless, no_records, refused, skipped, .. } = self.left.clone();
        let mut left =
            BesideLeft { file, keyless, no_records, refused, skipped, ..BesideLeft::default() };
        let doubtful = self.doubtful.iter().filter_map(|key| self.lines.get(key));
        self.add(doubtful, &mut left.doubtful);
        (!left.is_empty()).then_some(left)
    }

    /// Adds the rows of lines, in the order of the file.
    fn add<'l>(&'l self, lines: impl Iterator<Item = &'l Line>, to: &mut BesideRows) {
        let mut places: Vec<Place> = lines.flat_map(|line| line.rows.iter().copied()).collect();
        places.sort_unstable();
        self.add_rows(places.into_iter(), to);
    }

    fn add_rows(&self, places: impl Iterator<Item = Place>, to: &mut BesideRows) {
        for Place { sheet, row } in places {
            to.add(self.sheets[sheet].as_deref(), row);
        }
    }

    fn take(&mut self, batch: &Batch) {
        let sheet = batch.sheet().map(str::to_owned);
        let place = self.sheets.iter().position(|known| *known == sheet);
        let at = place.unwrap_or_else(|| {
            self.sheets.push(sheet.clone());
            self.sheets.len() - 1
        });
        for row in 0..batch.rows() {
            let place = Place { sheet: at, row: batch.number(row) };
            let keys = self.keys_in(batch, row);
            if keys.is_empty() {
                self.left.keyless.add(sheet.as_deref(), place.row);
            }
            for Number { key, is_national } in keys {
                let cells = self.cells(batch, row);
                if let Some(earlier) = self.lines.get_mut(&key) {
                    // One that is a customer's in any of its spellings names its country.
                    earlier.is_national &= is_national;
                    if earlier.add(cells, place, &self.kept) {
                        self.repeated.insert(place);
                    }
                } else {
                    self.lines.insert(key, Line::new(cells, place, is_national));
                }
            }
        }
    }

    /// The keys of a row of the file.
    fn keys_in(&self, batch: &Batch, row: usize) -> Vec<Number> {
        let key = batch.cell(row, 0);
        if is_placeholder(key) {
            return vec![];
        }
        let Some(home) = &self.phones_of else {
            let keys = addresses_in(key).into_iter();
            return keys.map(|key| Number { key: key.to_owned(), is_national: false }).collect();
        };
        let said = self.country.and_then(|column| parse_country(batch.cell(row, column)));
        let mut numbers = numbers::numbers(key, said.unwrap_or(home));
        for number in &mut numbers {
            number.is_national &= said.is_none();
        }
        numbers
    }

    fn refuse(&mut self, row: u64, reason: String) {
        let refused = &mut self.left.refused;
        let known = refused.iter().position(|known| known.reason == reason);
        let at = known.unwrap_or_else(|| {
            refused.push(BesideRefused { reason, rows: BesideRows::default() });
            refused.len() - 1
        });
        refused[at].rows.add(None, row);
    }
}

/// Finds keys of the files that a spreadsheet has changed: that needs all keys of the source.
pub(crate) fn find_damaged(
    files: &mut [Beside],
    sheets: &[Sheet],
    source: &mut SourceFile,
    mends: &Mends,
) -> Result<(), IngestError> {
    // Phone numbers are the same in all spellings.
    let search = |file: &Beside| match file.phones_of {
        Some(_) => None,
        None => damaged::Search::new(file.lines.keys()),
    };
    let mut searches: Vec<Option<damaged::Search>> = files.iter().map(search).collect();
    if searches.iter().all(Option::is_none) {
        return Ok(());
    }
    let path = source.path().to_owned();
    let mut row = Row::default();
    for Sheet { name, header } in sheets {
        let mut rows = source.rows(name.as_deref(), Some(header.own))?;
        while rows.next(&mut row).map_err(IngestError::file(&path))? {
            if row.number <= header.row {
                continue;
            }
            mends.apply(name.as_deref(), header, &mut row);
            for (file, search) in files.iter().zip(&mut searches) {
                let Some(search) = search else { continue };
                for key in file.keys_of(&row, header, None) {
                    search.see(&key);
                }
            }
        }
    }
    for (file, search) in files.iter_mut().zip(searches) {
        file.take_found(search.map(damaged::Search::found).unwrap_or_default())?;
    }
    Ok(())
}

/// Puts the cells of all files beside a row that is whole. `country` is the row's, as its mapping reads it.
pub(crate) fn put(
    files: &[Beside],
    row: &mut Row,
    header: &Header,
    has_grid: bool,
    mut country: impl FnMut(&Row) -> Option<String>,
) {
    if files.is_empty() || row.defect.is_some() || (!has_grid && header.fault(row).is_some()) {
        return;
    }
    let of_phones = files.iter().any(|file| file.phones_of.is_some());
    let country = if of_phones { country(row) } else { None };
    let mut first = header.own;
    for file in files {
        file.put(row, header, first, country.as_deref());
        first += file.names.len();
    }
}

/// Reads the files of a mapping, of a line of that country.
pub(crate) fn read(
    engagement: &Path,
    mapping: &ConfigFile<Mapping>,
    of_line: &str,
) -> Result<Vec<Beside>, IngestError> {
    let files = mapping.value.beside.iter().enumerate();
    files.map(|(at, _)| read_one(engagement, mapping, of_line, at)).collect()
}

fn read_one(
    engagement: &Path,
    mapping: &ConfigFile<Mapping>,
    of_line: &str,
    at: usize,
) -> Result<Beside, IngestError> {
    let said = &mapping.value.beside[at];
    let fields = &mapping.value.fields;
    let constant = fields.get("country").and_then(|field| field.constant.as_deref()?.into());
    let constant = constant.and_then(parse_country);
    let country = constant.or(mapping.value.read.country.as_deref()).unwrap_or(of_line);
    let path = engagement.join(&said.file);
    let mut table = TableFile::open(&path, &said.read)?.records_only();
    let header = table.header().to_vec();
    let is_key = |name: &String| name.to_lowercase() == trim(&said.key).to_lowercase();
    let Some(key) = header.iter().position(is_key) else {
        let place = said.file.display().to_string();
        return Err(no_column(mapping, at, "key", &said.key, &place, &header).into());
    };
    let others = (0..header.len()).filter(|place| *place != key && !header[*place].is_empty());
    let others: Vec<usize> = others.collect();
    let names: Vec<String> = others.iter().map(|place| header[*place].clone()).collect();
    let kept = kept(&mapping.value, &names);
    let mut places: Vec<usize> =
        [key].into_iter().chain(kept.iter().map(|kept| others[kept.at])).collect();
    let has_phones = said.keys == BesideKeys::Phone;
    let own_country = header.iter().position(|name| has_phones && names_country(name));
    places.extend(own_country);
    let mut beside = Beside {
        file: said.file.clone(),
        blake3: table.blake3().to_owned(),
        key: said.key.clone(),
        to: said.to.clone(),
        phones_of: has_phones.then(|| country.to_owned()),
        country: own_country.map(|_| places.len() - 1),
        table: (path, said.read.clone()),
        places: places.clone(),
        names,
        kept,
        sheets: vec![],
        lines: FxHashMap::default(),
        alike: FxHashMap::default(),
        doubtful: FxHashSet::default(),
        repeated: BTreeSet::new(),
        left: BesideLeft { file: said.file.clone(), ..BesideLeft::default() },
    };
    let refused = table.for_each_batch(&places, |batch| {
        beside.take(&batch);
        ControlFlow::Continue(())
    })?;
    for (row, reason) in refused {
        beside.refuse(row, reason);
    }
    for row in table.left_out().iter().filter(|row| row.rule != REPEATED_HEADER) {
        beside.left.no_records.add(row.sheet.as_deref(), row.row);
    }
    beside.left.skipped = unlike(&table);
    Ok(beside)
}

/// The sheets with another header that has some of the file's columns, and which may have been meant.
fn unlike(table: &TableFile) -> Vec<BesideSheet> {
    let known: Vec<String> = table.header().iter().map(|name| folded(name)).collect();
    let is_known = |name: &String| !name.is_empty() && known.contains(&folded(name));
    let unlike = table.unlike().iter();
    let unlike = unlike.filter(|other| other.rows > 0 && other.header.iter().any(is_known));
    unlike.map(|other| BesideSheet { sheet: other.sheet.clone(), rows: other.rows }).collect()
}

/// The columns of a file that anything reads: all of them where extras are kept.
fn kept(mapping: &Mapping, names: &[String]) -> Vec<Kept> {
    let read: Vec<String> = mapping.columns().into_iter().map(folded).collect();
    let fields = mapping.fields.iter();
    let consents =
        fields.filter(|(name, _)| mapping.entity == Entity::Customer && name.starts_with(CONSENT));
    let consents = consents.flat_map(|(_, field)| field.columns.iter().chain(&field.refused_by));
    let consents: Vec<String> = consents.map(|column| folded(column)).collect();
    let all = names.iter().enumerate();
    let kept = all.filter(|(_, name)| mapping.extras.keep || is_among(&read, name));
    kept.map(|(at, name)| Kept { at, is_of_consents: is_among(&consents, name) }).collect()
}

/// Whether a column is one of those, or may be: it is `Name (2)` where the source has a `Name`, too.
fn is_among(columns: &[String], name: &str) -> bool {
    let name = folded(name);
    let is_it = |column: &String| {
        let rest = column.strip_prefix(&name);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
    };
    columns.iter().any(is_it)
}

/// The column by which a file is tied to the source must be there.
pub(crate) fn check(mapping: &ConfigFile<Mapping>, headers: &[&Header]) -> Result<(), ConfigError> {
    for (at, said) in mapping.value.beside.iter().enumerate() {
        for header in headers {
            let is_own = header.position(&said.to).is_some_and(|place| place < header.own);
            if !is_own {
                let own = &header.names[..header.own];
                return Err(no_column(mapping, at, "to", &said.to, "the file", own));
            }
        }
    }
    Ok(())
}

fn no_column(
    mapping: &ConfigFile<Mapping>,
    at: usize,
    key: &str,
    column: &str,
    place: &str,
    names: &[String],
) -> ConfigError {
    let names: Vec<&str> = names.iter().map(String::as_str).filter(|n| !n.is_empty()).collect();
    let read: Vec<String> = mapping.value.columns().into_iter().map(folded).collect();
    let found = names.iter().filter(|name| is_among(&read, name)).count();
    let help = match nearest(column, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if 2 * found >= names.len() => format!("its columns are: {}", names.join(", ")),
        // A row that holds hardly a mapped column may be no header but a customer.
        None => format!(
            "of its {} columns the mapping names {found}: has it a row with their names (`header_row` in \
             `read`)?",
            names.len()
        ),
    };
    let message = format!("{place} has no column `{column}`");
    mapping.error_at(&["beside", &at.to_string(), key], message, Some(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept_of(mapping: &str, names: &[&str]) -> Vec<(usize, bool)> {
        let names: Vec<String> = names.iter().map(|&name| name.to_owned()).collect();
        let text = format!("entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n{mapping}");
        let mapping = Mapping::parse(Path::new("m.toml"), text).unwrap();
        let kept = kept(&mapping, &names);
        kept.into_iter().map(|kept| (kept.at, kept.is_of_consents)).collect()
    }

    #[test]
    fn cells_of_columns_that_nobody_reads_are_not_kept() {
        let mapping = "surname = \"Name\"\nemail = \"Mail (2)\"\n\
                       consent_phone = { column = \"Calls\", refused_by = [\"sperre\"] }\n";
        let names = ["Name", "Ort", "Sperre", "Mail", "Mailing"];
        let all = [(0, false), (1, false), (2, true), (3, false), (4, false)];
        assert_eq!(kept_of(mapping, &names), all);
        let mapping = format!("{mapping}[extras]\nkeep = false\n");
        assert_eq!(kept_of(&mapping, &names), [(0, false), (2, true), (3, false)]);
    }
}
