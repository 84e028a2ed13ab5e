//! Which line a table comes from: by the names of folders, files and sheets, by its columns and
//! values, and by the tables that it refers to.

use std::path::Path;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use sameboat_model::Entity;

use super::columns::Table;
use super::references::Reference;
use super::words::{Lexicon, joined, tokens};

/// What the names of folders and files say; its head says how it is written.
const NAMES: &str = include_str!("../../data/pile_words.txt");

/// Evidence, as log odds, that a folder, a file and a sheet of a telling name give.
const FOLDER: f32 = 3.0;
const FILE: f32 = 2.0;
const SHEET: f32 = 0.7;
/// Evidence of a column that only a bank has.
const BANKING: f32 = 1.5;
/// Log odds below which the line is a toss-up.
const TOSS_UP: f32 = 1.0;

/// What a name says about a topic of the list (`line`, `entity`, `kind`, …): each word with the
/// number of its mentions.
pub(super) fn mentions(topic: &str, name: &str) -> Vec<(&'static str, usize)> {
    type List = FxHashMap<String, Vec<(&'static str, &'static str)>>;
    static LIST: OnceLock<List> = OnceLock::new();
    let list = LIST.get_or_init(|| {
        let mut list = List::default();
        let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
        for (head, words) in lines.filter_map(|line| line.split_once(": ")) {
            let Some(head) = head.split_once(' ') else { continue };
            words.split(',').for_each(|word| list.entry(joined(word)).or_default().push(head));
        }
        list
    });
    let tokens = tokens(name);
    let mut found: Vec<(&'static str, usize)> = vec![];
    let mut at = 0;
    // The longest name that is known counts, and not its parts: `service contracts`.
    while at < tokens.len() {
        let longest = (1..=3.min(tokens.len() - at)).rev().find_map(|length| {
            let words = list.get(&tokens[at..at + length].concat())?;
            words.iter().any(|(of, _)| *of == topic).then_some((length, words))
        });
        let Some((length, words)) = longest else {
            at += 1;
            continue;
        };
        for (_, word) in words.iter().filter(|(of, _)| *of == topic) {
            match found.iter_mut().find(|(known, _)| known == word) {
                Some((_, count)) => *count += 1,
                None => found.push((word, 1)),
            }
        }
        at += length;
    }
    found
}

/// Where a table stands.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    /// The folders from the pile's root, the file's stem, and the sheets.
    pub(super) folders: Vec<String>,
    pub(super) file: &'a Path,
    pub(super) sheets: &'a [String],
    pub(super) entity: Option<Entity>,
    /// Words of the kinds that its agreements are, if they are any.
    pub(super) kinds: Vec<&'static str>,
    /// The line that somebody has named for it.
    pub(super) given: Option<usize>,
}

/// The line of a table: 0 is the product's, 1 the financing's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LineGuess {
    pub(super) line: usize,
    /// 0.5 to 1.
    pub(super) confidence: f32,
    pub(super) is_toss_up: bool,
}

/// The lines of all tables. Evidence is log odds for the financing; it is shared by the sheets of a
/// file, by tables that refer to each other, and, where there is none, by the files of a folder.
pub(super) fn lines(
    tables: &[Table<'_>],
    standings: &[Standing<'_>],
    references: &[Reference],
) -> Vec<LineGuess> {
    let own: Vec<f32> = tables.iter().zip(standings).map(|(t, s)| evidence(t, s)).collect();
    let mut odds = own.clone();
    share(&mut odds, |at| {
        let file = standings[at].file;
        (0..tables.len()).filter(|other| standings[*other].file == file).collect()
    });
    let connected = components(tables.len(), references, standings);
    let by_file = odds.clone();
    share(&mut odds, |at| {
        (0..tables.len()).filter(|other| connected[*other] == connected[at]).collect()
    });
    // A table's own evidence counts more than its neighbours'.
    for (odds, own) in odds.iter_mut().zip(&by_file) {
        *odds = if own.abs() >= TOSS_UP { *own + 0.3 * odds.signum() } else { *odds };
    }
    let known = odds.clone();
    for (at, standing) in standings.iter().enumerate().filter(|(at, _)| known[*at].abs() < TOSS_UP)
    {
        let beside = standings
            .iter()
            .enumerate()
            .filter(|(_, other)| other.file.parent() == standing.file.parent())
            .map(|(other, _)| known[other])
            .filter(|odds| odds.abs() >= TOSS_UP);
        let beside: Vec<f32> = beside.collect();
        let agree = beside.iter().all(|odds| odds.signum() == beside[0].signum());
        if !beside.is_empty() && agree {
            odds[at] += TOSS_UP * beside[0].signum();
        }
    }
    standings
        .iter()
        .zip(odds)
        .map(|(standing, odds)| match standing.given {
            Some(line) => LineGuess { line, confidence: 1.0, is_toss_up: false },
            None => LineGuess {
                line: usize::from(odds > 0.0),
                confidence: (1.0 / (1.0 + (-odds.abs()).exp())).min(0.99),
                is_toss_up: odds.abs() < TOSS_UP,
            },
        })
        .collect()
}

/// Gives each table the mean of its neighbours' evidence, itself among them, where that is more.
fn share(odds: &mut [f32], neighbours: impl Fn(usize) -> Vec<usize>) {
    let before = odds.to_vec();
    for (at, odds) in odds.iter_mut().enumerate() {
        let all = neighbours(at);
        let sum: f32 = all.iter().map(|other| before[*other]).sum();
        let telling = all.iter().filter(|other| before[**other] != 0.0).count().max(1);
        let mean = sum / telling as f32;
        *odds = if before[at] == 0.0 || mean.abs() > before[at].abs() { mean } else { before[at] };
    }
}

fn signed(line: &str) -> f32 {
    if line == "financing" { 1.0 } else { -1.0 }
}

/// What a name says, if it speaks of one line only.
fn named(name: &str, weight: f32) -> f32 {
    match mentions("line", name)[..] {
        [(line, _)] => weight * signed(line),
        _ => 0.0,
    }
}

fn evidence(table: &Table<'_>, standing: &Standing<'_>) -> f32 {
    if let Some(line) = standing.given {
        return if line == 1 { 9.0 } else { -9.0 };
    }
    let stem = standing.file.file_stem().unwrap_or_default().to_string_lossy();
    let folders: f32 = standing.folders.iter().map(|folder| named(folder, FOLDER)).sum();
    let sheets: f32 = standing.sheets.iter().map(|sheet| named(sheet, SHEET)).sum();
    let mut odds = folders.clamp(-FOLDER, FOLDER) + named(&stem, FILE) + sheets.clamp(-1.0, 1.0);
    let lexicon = Lexicon::get();
    let banking = ["creditlimit", "arrears", "income", "loan"].map(|name| lexicon.named(name));
    let columns = table
        .meanings
        .iter()
        .filter(|meaning| meaning.concepts.iter().any(|concept| banking.contains(&Some(*concept))));
    odds += BANKING * columns.count().min(2) as f32;
    let vehicle =
        standing.kinds.iter().filter(|kind| matches!(**kind, "order" | "service")).count();
    let loans = standing.kinds.iter().filter(|kind| matches!(**kind, "loan" | "lease")).count();
    odds + FILE * (f32::from(u8::from(loans > 0)) - f32::from(u8::from(vehicle > 0)))
}

/// Tables that refer to each other, by the number of their group. An agreement that names what it
/// finances refers to the other line, so references between two agreements do not count.
fn components(count: usize, references: &[Reference], standings: &[Standing<'_>]) -> Vec<usize> {
    let mut group: Vec<usize> = (0..count).collect();
    for reference in references {
        let agreement = |at: usize| standings[at].entity == Some(Entity::Agreement);
        if agreement(reference.from) && agreement(reference.to) {
            continue;
        }
        let (one, other) = (group[reference.from], group[reference.to]);
        group.iter_mut().filter(|g| **g == one.max(other)).for_each(|g| *g = one.min(other));
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_folders_and_files_tell_lines_and_entities() {
        assert_eq!(mentions("line", "Kreditbank 2026"), [("financing", 1)]);
        assert_eq!(mentions("line", "vehicle sales"), [("product", 2)]);
        assert!(mentions("line", "data").is_empty());
        assert_eq!(mentions("entity", "Vertragsparteien"), [("agreement_party", 1)]);
        assert_eq!(mentions("entity", "appels_2026"), [("contact", 1)]);
        assert_eq!(mentions("kind", "service_contracts"), [("service", 1)]);
    }

    #[test]
    fn every_entity_has_names() {
        for entity in Entity::ALL {
            let name = entity.name().replace('_', " ");
            let found = mentions("entity", &name);
            assert!(found.iter().any(|(word, _)| *word == entity.name()), "{name}: {found:?}");
        }
    }
}
