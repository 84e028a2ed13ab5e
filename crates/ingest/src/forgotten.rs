//! `decisions/forgotten.csv`: rows that must not come back. People who were forgotten may still
//! stand in the exports, which are not ours to change; their rows are left out by the rule
//! `forgotten`.
//!
//! The file names nobody: it holds BLAKE3 hashes of keys, keyed with a random salt that is in the
//! file too. Whoever has the file and an export can find the rows that are meant, which is what it
//! is for; from the file alone nobody can.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use sameboat_model::{Entity, Progress, Settings, Value};
use sameboat_store::erase::SourceRow;
use serde::Serialize;

use crate::beside::{self, Beside, BesideLeft, Theirs};
use crate::error::IngestError;
use crate::load::home;
use crate::patch::{Mends, Patches};
use crate::reader::cell::Row;
use crate::row::{Fault, Mapper, Outcome, Record};
use crate::source::{Prepared, Sheet};

/// The file, from the engagement's folder.
pub const FORGOTTEN_FILE: &str = "decisions/forgotten.csv";

const HEADER: &str = "kind,hash,forgotten_on";
const SALT: &str = "salt";

/// What a hash is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A customer record: its source and key.
    Record,
    /// How other records name the customer: line and key.
    Key,
    /// An agreement: line and key.
    Agreement,
    /// A row that was refused as a whole: source and the text that was kept of it. Never the text of
    /// a single cell, which other people's cells say too.
    Refused,
    /// A customer id, for the command to know whom it has forgotten.
    Customer,
}

impl Kind {
    const ALL: [Self; 5] =
        [Self::Record, Self::Key, Self::Agreement, Self::Refused, Self::Customer];

    const fn name(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Key => "key",
            Self::Agreement => "agreement",
            Self::Refused => "refused",
            Self::Customer => "customer",
        }
    }
}

/// Who was forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// None as long as nobody was.
    salt: Option<[u8; 32]>,
    /// Hash → kind and day.
    hashes: BTreeMap<String, (Kind, String)>,
}

impl Forgotten {
    /// Reads the engagement's file; nobody is forgotten if there is none. A file that cannot be read
    /// is an error: to go on without it would bring people back.
    pub fn read(engagement: &Path) -> Result<Self, IngestError> {
        let path = engagement.join(FORGOTTEN_FILE);
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::parse(&text).map_err(|line| {
                let help = "take the file from its last version in git: without it, people who were \
                            forgotten would come back";
                let message = format!("line {line} is not as `sameboat forget` writes it");
                IngestError::format(&path, message, Some(help))
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(IngestError::file(&path)(error)),
        }
    }

    /// Reads the text of the file; an error is the number of the wrong line.
    fn parse(text: &str) -> Result<Self, usize> {
        let mut read = Self::default();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim_end();
            if line == HEADER || line.is_empty() {
                continue;
            }
            read.parse_line(line).ok_or(number + 1)?;
        }
        if read.salt.is_none() && !read.hashes.is_empty() { Err(1) } else { Ok(read) }
    }

    fn parse_line(&mut self, line: &str) -> Option<()> {
        let mut cells = line.split(',').map(|cell| cell.trim().trim_matches('"'));
        let (kind, hash, day) = (cells.next()?, cells.next()?, cells.next()?);
        let is_hash = hash.len() == HASH && hash.bytes().all(|b| b.is_ascii_hexdigit());
        if kind == SALT {
            let salt = *blake3::Hash::from_hex(hash).ok()?.as_bytes();
            return (self.salt.replace(salt).is_none()).then_some(());
        }
        let kind = Kind::ALL.into_iter().find(|one| one.name() == kind)?;
        is_hash.then(|| {
            self.hashes.insert(hash.to_lowercase(), (kind, day.to_owned()));
        })
    }

    /// Whether nobody was forgotten.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Whether a name is that of somebody who was forgotten. `scope` is the source or line.
    pub fn has(&self, kind: Kind, scope: &str, name: &str) -> bool {
        let hash = self.salt.map(|salt| hash(&salt, kind, scope, name));
        hash.is_some_and(|hash| self.hashes.contains_key(&hash))
    }

    /// Adds a name. `salt` is used if the file has none yet.
    pub fn add(&mut self, salt: &[u8; 32], kind: Kind, scope: &str, name: &str, day: &str) {
        let salt = *self.salt.get_or_insert(*salt);
        self.hashes.entry(hash(&salt, kind, scope, name)).or_insert_with(|| (kind, day.to_owned()));
    }

    /// Writes the engagement's file, whole or not at all.
    pub fn write(&self, engagement: &Path) -> Result<(), IngestError> {
        let path = engagement.join(FORGOTTEN_FILE);
        let temporary = path.with_extension("csv.tmp");
        let write = || {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(&temporary, self.text())?;
            std::fs::File::open(&temporary)?.sync_all()?;
            std::fs::rename(&temporary, &path)
        };
        write().map_err(IngestError::file(&path))
    }

    fn text(&self) -> String {
        let mut text = format!("{HEADER}\n");
        if let Some(salt) = self.salt {
            let _ = writeln!(text, "{SALT},{},", blake3::Hash::from_bytes(salt).to_hex());
        }
        for (hash, (kind, day)) in &self.hashes {
            let _ = writeln!(text, "{},{hash},{day}", kind.name());
        }
        text
    }
}

/// Hexadecimal digits that are kept: 128 bits.
const HASH: usize = 32;

fn hash(salt: &[u8; 32], kind: Kind, scope: &str, name: &str) -> String {
    let mut hasher = blake3::Hasher::new_keyed(salt);
    for part in [kind.name(), scope, name] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    hasher.finalize().to_hex()[..HASH].to_owned()
}

/// Tells the rows of forgotten people in one source.
pub(crate) struct Screen<'a> {
    forgotten: &'a Forgotten,
    entity: Entity,
    line: &'a str,
    source: &'a str,
    /// The other line, whose orders agreements finance.
    other_line: Option<&'a str>,
}

impl<'a> Screen<'a> {
    /// None if nobody was forgotten.
    pub(crate) fn new(
        forgotten: &'a Forgotten,
        settings: &'a Settings,
        entity: Entity,
        line: &'a str,
        source: &'a str,
    ) -> Option<Self> {
        let mut others = settings.lines.iter().map(|line| line.name.as_str());
        let other_line = others.find(|name| *name != line);
        (!forgotten.is_empty()).then_some(Self { forgotten, entity, line, source, other_line })
    }

    /// Whether the row is one of a forgotten person's, by the keys that it says, even if the rest of
    /// it cannot be read.
    pub(crate) fn holds(&self, mapper: &mut Mapper<'_>, row: &Row) -> bool {
        let mut said = |field: &str| mapper.key(row, field);
        match self.entity {
            Entity::Customer => {
                said("record_key").is_some_and(|key| self.has(Kind::Record, self.source, &key))
            }
            Entity::Agreement => {
                said("customer_key").is_some_and(|key| self.has(Kind::Key, self.line, &key))
            }
            Entity::Contact => match said("customer_key") {
                Some(key) => self.has(Kind::Key, self.line, &key),
                None => said("agreement_key")
                    .is_some_and(|key| self.has(Kind::Agreement, self.line, &key)),
            },
            Entity::AgreementParty => {
                said("customer_key").is_some_and(|key| self.has(Kind::Key, self.line, &key))
                    || said("agreement_key")
                        .is_some_and(|key| self.has(Kind::Agreement, self.line, &key))
            }
            _ => false,
        }
    }

    /// Whether a row that was refused as a whole is one, by what is kept of it.
    pub(crate) fn holds_refused(&self, fault: &Fault) -> bool {
        of_row(fault).is_some_and(|text| self.has(Kind::Refused, self.source, text))
    }

    /// Whether a row, or what would be kept of it if it is refused, is one.
    fn is_of(&self, mapper: &mut Mapper<'_>, row: &Row, record: &mut Record) -> bool {
        self.holds(mapper, row)
            || matches!(mapper.apply(row, record),
                Outcome::Refused(fault) if self.holds_refused(&fault))
    }

    /// Takes out of somebody else's row what names a forgotten person.
    pub(crate) fn clear(&self, mapper: &Mapper<'_>, record: &mut Record) {
        let mut clear = |field: &str, kind: Kind, scope: &str| {
            let Some(slot) = mapper.slot(field) else { return };
            if let Value::Text(text) = &record.values[slot] {
                let all = text.split(';').map(str::trim);
                let kept: Vec<&str> = all.filter(|key| !self.has(kind, scope, key)).collect();
                let kept = kept.join(";");
                if kept.len() < text.len() {
                    record.values[slot] =
                        if kept.is_empty() { Value::Null } else { Value::Text(kept) };
                }
            }
        };
        match (self.entity, self.other_line) {
            (Entity::Customer, _) => {
                clear("merged_into", Kind::Record, self.source);
                clear("merged_from", Kind::Record, self.source);
            }
            (Entity::Contact, _) => clear("agreement_key", Kind::Agreement, self.line),
            (Entity::Agreement, Some(other)) => clear("finances_key", Kind::Agreement, other),
            _ => {}
        }
    }

    fn has(&self, kind: Kind, scope: &str, name: &str) -> bool {
        self.forgotten.has(kind, scope, name)
    }
}

/// What is kept of a row that was refused as a whole. A cell's fault says nothing of whose row it is:
/// many rows have the same one, and many have an empty cell.
fn of_row(fault: &Fault) -> Option<&str> {
    (fault.column.is_none() && says_something(&fault.value)).then_some(&fault.value)
}

fn says_something(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Rows of a source that are forgotten people's, and still in its file or in one beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StillThere {
    /// The source.
    pub source: String,
    /// The file, from the engagement's folder.
    pub file: PathBuf,
    /// Whether it is a file beside the source's own, of which no row is a record's.
    pub beside: bool,
    /// BLAKE3 checksum of the file.
    pub blake3: String,
    /// Sheet of the workbook, if it is one.
    pub sheet: Option<String>,
    /// 1-based rows, in order.
    pub rows: Vec<u64>,
    /// Those of them whose people had been forgotten before.
    pub earlier: Vec<u64>,
    /// What would be kept of rows that are only read because somebody mended them, once the mends are
    /// gone too.
    #[serde(skip)]
    pub refused: BTreeSet<String>,
}

impl StillThere {
    /// The rows one by one; none of a file beside the source's own, whose rows have other numbers.
    pub fn rows(&self) -> impl Iterator<Item = SourceRow> + '_ {
        let rows = if self.beside { &[][..] } else { &self.rows[..] };
        rows.iter().map(|row| SourceRow {
            source: self.source.clone(),
            blake3: self.blake3.clone(),
            sheet: self.sheet.clone(),
            row: *row,
        })
    }
}

/// What a search for forgotten people in the sources came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Searched {
    /// Their rows.
    pub still_there: Vec<StillThere>,
    /// Rows of files beside sources of which no key tells whose they are.
    pub not_searched: Vec<BesideLeft>,
}

/// Finds the rows of forgotten people in the sources as they are now. `earlier`: who had been forgotten
/// before.
pub fn still_there(
    engagement: &Path,
    settings: &Settings,
    forgotten: &Forgotten,
    earlier: &Forgotten,
    progress: &dyn Progress,
) -> Result<Searched, IngestError> {
    let mut patches = Patches::read(engagement, settings)?;
    let mut searched = Searched::default();
    for source in &settings.sources {
        let mut prepared = Prepared::new(engagement, settings, source)?;
        let entity = prepared.mapping.value.entity;
        let people = [Entity::Customer, Entity::Contact, Entity::Agreement, Entity::AgreementParty];
        let screen = |who| Screen::new(who, settings, entity, &source.line, &source.name);
        if let Some(now) = screen(forgotten).filter(|_| people.contains(&entity)) {
            progress.begin(&source.name, None);
            let mends = patches.of(&source.name);
            let screens = (&now, screen(earlier));
            let found = still_in(&mut prepared, screens, &mends, settings)?;
            searched.still_there.extend(found);
            // Several sources may have the same file beside them.
            for left in prepared.beside.iter().filter_map(Beside::not_searched) {
                if !searched.not_searched.contains(&left) {
                    searched.not_searched.push(left);
                }
            }
        }
    }
    Ok(searched)
}

/// The rows of one source, by sheet, and those of the files beside it.
fn still_in(
    prepared: &mut Prepared<'_>,
    (screen, earlier): (&Screen<'_>, Option<Screen<'_>>),
    mends: &Mends,
    settings: &Settings,
) -> Result<Vec<StillThere>, IngestError> {
    let mut found = Vec::new();
    let Prepared { source, mapping, file, sheets, beside, .. } = prepared;
    beside::find_damaged(beside, sheets, file, mends)?;
    let (has_grid, from_1904) = (file.has_grid(), file.counts_from_1904());
    let (blake3, path) = (file.checksum.blake3.clone(), file.path().to_owned());
    let home = home(settings, source);
    let mut listed: Vec<Theirs<'_>> = Theirs::of(beside);
    for Sheet { name, header } in sheets.iter() {
        let mut mapper = Mapper::new(mapping, header, settings, home, has_grid, from_1904)?;
        let mut record = Record::new(mapping.value.entity);
        let (mut numbers, mut known, mut refused) = (vec![], vec![], BTreeSet::new());
        for list in &mut listed {
            list.find(header, |row| {
                let mut holds = |screen: &Screen<'_>| screen.holds(&mut mapper, row);
                (holds(screen), earlier.as_ref().is_some_and(holds))
            });
        }
        let mut rows = file.rows(name.as_deref(), Some(header.own))?;
        let mut row = Row::default();
        while rows.next(&mut row).map_err(IngestError::file(&path))? {
            if row.number <= header.row {
                continue;
            }
            let written = (mends.count > 0).then(|| row.clone());
            let mut mended = mends.apply(name.as_deref(), header, &mut row);
            if row.is_blank() {
                continue;
            }
            let country = mapper.key(&row, "country");
            beside::put(beside, &mut row, header, has_grid, |_| country.clone());
            mended += mends.apply_beside(name.as_deref(), header, &mut row);
            if !screen.is_of(&mut mapper, &row, &mut record) {
                continue;
            }
            numbers.push(row.number);
            let is_known =
                earlier.as_ref().is_some_and(|e| e.is_of(&mut mapper, &row, &mut record));
            if is_known {
                known.push(row.number);
            }
            for list in &mut listed {
                list.add(&row, header, country.as_deref(), is_known);
            }
            if let Some(written) = written.filter(|_| mended > 0)
                && let Outcome::Refused(fault) = mapper.apply(&written, &mut record)
                && let Some(text) = of_row(&fault)
            {
                refused.insert(text.to_owned());
            }
        }
        drop(rows);
        if !numbers.is_empty() {
            found.push(StillThere {
                source: source.name.clone(),
                file: source.file.clone(),
                beside: false,
                blake3: blake3.clone(),
                sheet: name.clone(),
                rows: numbers,
                earlier: known,
                refused,
            });
        }
    }
    found.extend(listed.iter().flat_map(|list| list.still_there(&source.name)));
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SALT_OF_TEST: [u8; 32] = [7; 32];

    fn one() -> Forgotten {
        let mut forgotten = Forgotten::default();
        forgotten.add(&SALT_OF_TEST, Kind::Record, "crm", "4711", "2027-01-04");
        forgotten
    }

    #[test]
    fn the_file_tells_who_was_forgotten_without_naming_them() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Forgotten::read(folder.path()).unwrap().is_empty());
        one().write(folder.path()).unwrap();
        let text = std::fs::read_to_string(folder.path().join(FORGOTTEN_FILE)).unwrap();
        assert!(!text.contains("4711") && !text.contains("crm"), "{text}");
        let read = Forgotten::read(folder.path()).unwrap();
        assert_eq!(read, one());
        assert!(read.has(Kind::Record, "crm", "4711"));
        assert!(!read.has(Kind::Record, "crm", "4712"));
        assert!(!read.has(Kind::Record, "bank", "4711"));
        assert!(!read.has(Kind::Key, "crm", "4711"));
    }

    #[test]
    fn later_names_use_the_salt_that_is_there() {
        let mut forgotten = one();
        forgotten.add(&[9; 32], Kind::Record, "crm", "4712", "2027-02-01");
        assert!(forgotten.has(Kind::Record, "crm", "4711"));
        assert!(forgotten.has(Kind::Record, "crm", "4712"));
    }

    fn fault(column: Option<&str>, value: &str) -> Fault {
        Fault {
            column: column.map(str::to_owned),
            reason: "not a date".into(),
            value: value.into(),
        }
    }

    #[test]
    fn only_a_row_that_was_refused_as_a_whole_is_known_by_its_text() {
        assert_eq!(of_row(&fault(None, "9 | Arndt")), Some("9 | Arndt"));
        assert_eq!(of_row(&fault(Some("Born"), "31.02.1980")), None);
        assert_eq!(of_row(&fault(None, "")), None);
        assert_eq!(of_row(&fault(None, " |  | ")), None);
    }

    #[test]
    fn an_empty_text_is_nobodys_even_if_the_file_says_so() {
        let mut forgotten = one();
        forgotten.add(&SALT_OF_TEST, Kind::Refused, "crm", "", "2027-01-04");
        forgotten.add(&SALT_OF_TEST, Kind::Refused, "crm", "9 | Arndt", "2027-01-04");
        let screen = Screen {
            forgotten: &forgotten,
            entity: Entity::Contact,
            line: "product",
            source: "crm",
            other_line: None,
        };
        assert!(screen.holds_refused(&fault(None, "9 | Arndt")));
        assert!(!screen.holds_refused(&fault(None, "")));
    }

    #[test]
    fn a_file_that_somebody_damaged_stops_the_run() {
        let folder = tempfile::tempdir().unwrap();
        one().write(folder.path()).unwrap();
        let path = folder.path().join(FORGOTTEN_FILE);
        let whole = std::fs::read_to_string(&path).unwrap();
        for damaged in [
            whole.replace("record,", "recrod,"),
            whole.lines().filter(|line| !line.starts_with(SALT)).collect::<Vec<_>>().join("\n"),
            format!("{whole}record,abc,\n"),
        ] {
            std::fs::write(&path, damaged).unwrap();
            assert!(Forgotten::read(folder.path()).is_err());
        }
    }
}
