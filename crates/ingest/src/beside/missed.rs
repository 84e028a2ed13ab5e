//! Keys of a file that several sources read: what one of them lacks may be another's.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

use super::{Beside, BesideRows, Line, Place};
use crate::header::folded;
use crate::stage::SourceSummary;

/// A file and the column that is its key.
type Read = (PathBuf, String);

/// A row of a file: its sheet and number.
type RowOf = (Option<String>, u64);

/// Rows of a file whose keys a source lacks.
pub(crate) struct Missed {
    /// Place of the source, and of the file among those beside it.
    at: (usize, usize),
    read: Read,
    unmet: BTreeSet<RowOf>,
    national: BTreeSet<RowOf>,
}

impl Missed {
    /// What `beside` lacks, which stands at this place.
    pub(crate) fn new(beside: &Beside, at: (usize, usize)) -> Self {
        let is_met = |line: &&Line| line.is_met.load(Ordering::Relaxed);
        let of = |place: &Place| (beside.sheets[place.sheet].clone(), place.row);
        let met = beside.lines.values().filter(is_met).flat_map(|line| &line.rows);
        let met: BTreeSet<Place> = met.copied().collect();
        let lacking = beside
            .lines
            .iter()
            .filter(|(key, line)| !is_met(line) && !beside.doubtful.contains(*key));
        let (national, unmet): (Vec<&Line>, Vec<&Line>) =
            lacking.map(|(_, line)| line).partition(|line| line.is_national);
        let rows = |lines: Vec<&Line>| -> BTreeSet<RowOf> {
            let places = lines.into_iter().flat_map(|line| &line.rows);
            places.filter(|place| !met.contains(place)).map(of).collect()
        };
        Self { at, read: read(beside), unmet: rows(unmet), national: rows(national) }
    }

    fn has(&self, row: &RowOf) -> bool {
        self.unmet.contains(row) || self.national.contains(row)
    }
}

fn read(beside: &Beside) -> Read {
    (beside.file.clone(), folded(&beside.key))
}

/// Which of the files are read more than once.
pub(crate) fn shared<'b>(all: impl Iterator<Item = &'b Beside>) -> Shared {
    let (mut seen, mut several) = (BTreeSet::new(), BTreeSet::new());
    for beside in all {
        let read = read(beside);
        if !seen.insert(read.clone()) {
            several.insert(read);
        }
    }
    Shared(several)
}

/// Files that several sources read by the same key.
pub(crate) struct Shared(BTreeSet<Read>);

impl Shared {
    pub(crate) fn has(&self, beside: &Beside) -> bool {
        self.0.contains(&read(beside))
    }
}

/// Leaves, of the rows that each source lacks, those that all of them lack, with the first of them.
pub(crate) fn settle(missed: &[Missed], sources: &mut [SourceSummary]) {
    for (nth, one) in missed.iter().enumerate() {
        let (source, file) = one.at;
        let left = &mut sources[source].beside[file];
        let alike: Vec<&Missed> = missed.iter().filter(|other| other.read == one.read).collect();
        (left.unmet, left.national) = (BesideRows::default(), BesideRows::default());
        left.sources = alike.len();
        if missed[..nth].iter().any(|earlier| earlier.read == one.read) {
            continue;
        }
        // A number may name its country only to those who have others of it.
        let rows: BTreeSet<&RowOf> = one.unmet.union(&one.national).collect();
        for row in rows.into_iter().filter(|row| alike.iter().all(|other| other.has(row))) {
            let is_national = alike.iter().any(|other| other.national.contains(row));
            let to = if is_national { &mut left.national } else { &mut left.unmet };
            to.add(row.0.as_deref(), row.1);
        }
    }
}
