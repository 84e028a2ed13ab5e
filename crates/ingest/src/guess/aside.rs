//! Tables that say more of the customers of another one: they name nobody, have keys of its customers, and say who
//! may be approached. As customers of their own they would be people without a name who own the refusals.

use sameboat_model::Entity;

use super::columns::Table;
use super::consent_lists::ConsentList;
use super::entity::EntityGuess;
use super::lines::LineGuess;
use super::stance::Stance;

/// Share of the keys that must be a customer's; below the first somebody is asked.
const NEARLY_ALL: f32 = 0.9;
const HALF: f32 = 0.5;
/// Different keys on which that must rest, unless all of them are customers' and their header says so.
const TELLING: usize = 5;
/// Share of different keys below which somebody is told that they repeat.
const UNIQUE: f32 = 0.98;
/// Share of yes and no in a column whose header names a channel and nothing else.
const ANSWERED: f32 = 0.8;
/// Fields that name a customer.
const NAMES: [&str; 4] = ["surname", "given_name", "full_name", "organisation"];

/// A table that says more of the customers of another one, by their key.
#[derive(Debug)]
pub(super) struct Aside {
    /// Its column of keys.
    pub(super) key: usize,
    /// The table of the customers, and its column of keys.
    pub(super) to: usize,
    pub(super) to_column: usize,
    /// What of the decision a person should know.
    pub(super) doubts: Vec<String>,
}

/// A column that may have the keys of a table of customers.
struct Tie {
    key: usize,
    to: usize,
    to_column: usize,
    /// Whether its header says that it has keys.
    is_named: bool,
    is_of_line: bool,
    /// Share of the keys that are customers' as they are, and without what a spreadsheet changes.
    exact: f32,
    bare: f32,
    /// How many keys that rests on.
    of: usize,
}

impl Tie {
    /// How much speaks for it.
    fn score(&self) -> f32 {
        let told = |is: bool| if is { 0.5 } else { 0.0 };
        self.exact + self.bare + told(self.is_named) + told(self.is_of_line)
    }

    fn holds(&self, table: &Table<'_>) -> bool {
        let (column, shape) = (&table.columns[self.key], &table.shapes[self.key]);
        // Numbers that count are among all others that do.
        let is_telling =
            column.uniqueness() >= UNIQUE || shape.letters > HALF || shape.length >= 4.0;
        let is_key = self.is_named || (self.exact >= NEARLY_ALL && is_telling);
        let is_enough = self.of >= TELLING || (self.is_named && self.of > 1 && self.bare >= 1.0);
        self.bare >= HALF && is_key && is_enough
    }

    /// What a person should know of it.
    fn doubts(&self, table: &Table<'_>) -> Vec<String> {
        let column = &table.columns[self.key];
        let name = column.name.replace('`', "'");
        let percent = |share: f32| format!("{:.0} %", 100.0 * share);
        let mut doubts = vec![];
        if column.uniqueness() < UNIQUE {
            doubts.push(format!(
                "`{name}` has {} keys in {} rows: the last row of a key counts, of consents any that refuses",
                column.distinct(),
                column.filled
            ));
        }
        if self.exact < NEARLY_ALL && self.exact + 0.01 < self.bare {
            doubts.push(format!(
                "{} of the keys in `{name}` are customers' but for zeros, `.0` or spaces, as a spreadsheet \
                 changes them: such a row can refuse, and gives no yes",
                percent(self.bare - self.exact)
            ));
        }
        if self.bare < NEARLY_ALL {
            doubts.push(format!(
                "{} of the keys in `{name}` are those of no customer there: is it a list of theirs?",
                percent(1.0 - self.bare)
            ));
        }
        doubts
    }
}

/// Whether a table names people.
pub(super) fn names_people(found: &EntityGuess) -> bool {
    found.entity == Entity::Customer
        && found.columns.iter().any(|guess| NAMES.contains(&guess.field.name))
}

/// Per table whether it is such a one. `keys` has each table's key column, if it has one.
pub(super) fn asides(
    known: &[Table<'_>],
    found: &[Option<EntityGuess>],
    keys: &[Option<usize>],
    lines: &[LineGuess],
    lists: &[Option<ConsentList>],
) -> Vec<Option<Aside>> {
    let of = |at: usize| {
        let is_other =
            |found: &EntityGuess| found.entity != Entity::Customer || names_people(found);
        if lists[at].is_some() || found[at].as_ref().is_some_and(is_other) {
            return None;
        }
        aside(known, found, keys, lines, at)
    };
    (0..known.len()).map(of).collect()
}

fn aside(
    known: &[Table<'_>],
    found: &[Option<EntityGuess>],
    keys: &[Option<usize>],
    lines: &[LineGuess],
    at: usize,
) -> Option<Aside> {
    let table = &known[at];
    let is_consent = |column: usize| match table.stances[column] {
        Some(Stance::Consent | Stance::Refusal(_)) => true,
        Some(Stance::Unclear) => table.shapes[column].boolean >= ANSWERED,
        _ => false,
    };
    let all = 0..table.columns.len();
    let (consents, others): (Vec<usize>, Vec<usize>) = all.partition(|column| is_consent(*column));
    if consents.is_empty() {
        return None;
    }
    let customers =
        (0..known.len()).filter(|to| *to != at && found[*to].as_ref().is_some_and(names_people));
    let places = customers.filter_map(|to| Some((to, keys[to]?)));
    let ties = places.flat_map(|(to, to_column)| {
        let is_of_line = lines[to].line == lines[at].line;
        others.iter().map(move |key| tie(known, at, *key, to, to_column, is_of_line))
    });
    let mut ties: Vec<Tie> = ties.filter(|tie| tie.holds(table)).collect();
    // Of equals the first.
    ties.sort_by(|one, other| other.score().total_cmp(&one.score()));
    let best = ties.first()?;
    let mut doubts = best.doubts(table);
    let is_told = |to: usize| !lines[at].is_toss_up && lines[to].line != lines[best.to].line;
    let rival = |tie: &&Tie| {
        tie.to != best.to && tie.key == best.key && tie.bare >= NEARLY_ALL && !is_told(tie.to)
    };
    if ties.iter().any(|tie| rival(&tie)) {
        doubts.push(format!(
            "the keys in `{}` are those of customers of another file, too: whose are they?",
            table.columns[best.key].name.replace('`', "'")
        ));
    }
    Some(Aside { key: best.key, to: best.to, to_column: best.to_column, doubts })
}

fn tie(
    known: &[Table<'_>],
    at: usize,
    key: usize,
    to: usize,
    to_column: usize,
    is_of_line: bool,
) -> Tie {
    let (column, meaning) = (&known[at].columns[key], &known[at].meanings[key]);
    let own = &known[to].columns[to_column];
    let (exact, _) = column.hashes().share_in(own.hashes());
    let (bare, of) = column.bare_hashes().share_in(own.bare_hashes());
    let is_named = meaning.has("customer") || meaning.has("id");
    Tie { key, to, to_column, is_named, is_of_line, exact, bare, of }
}
