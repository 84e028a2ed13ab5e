//! Tables that say more of the customers of another one: they name nobody, have keys of its customers, and say who
//! may be approached. As customers of their own they would be people without a name who own the refusals.

use rustc_hash::FxHashSet;
use sameboat_model::Entity;

use super::columns::Table;
use super::consent_lists::ConsentList;
use super::entity::EntityGuess;
use super::lines::LineGuess;
use super::stance::Stance;
use super::words::Meaning;
use crate::header::folded;

/// Share of the keys that must be a customer's; below the first somebody is asked.
const NEARLY_ALL: f32 = 0.9;
const HALF: f32 = 0.5;
/// Different keys on which that must rest, unless all of them are customers' and their header says so.
const TELLING: usize = 5;
/// Share of the keys from which on they are another table's customers, and which may be both tables'.
const SOME: f32 = 0.05;
const OVERLAP: f32 = 0.05;
/// Share of different keys below which somebody is told that they repeat.
const UNIQUE: f32 = 0.98;
/// Share of yes and no in a column whose header names a channel and nothing else.
const ANSWERED: f32 = 0.8;
/// Share of e-mail addresses or phones in a column that customers are reached by.
const REACH: f32 = 0.8;
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
    /// Further tables of customers, with their columns of keys, whose keys most others are.
    pub(super) also: Vec<(usize, usize)>,
    /// What of the decision a person should know.
    pub(super) doubts: Vec<String>,
}

impl Aside {
    /// One for each table of customers that it is tied to; the first has the doubts.
    pub(super) fn each(self) -> impl Iterator<Item = Self> {
        let Self { key, to, to_column, also, doubts } = self;
        let first = Self { key, to, to_column, also: vec![], doubts };
        let further = also.into_iter().map(move |(to, to_column)| Self {
            key,
            to,
            to_column,
            also: vec![],
            doubts: vec![],
        });
        std::iter::once(first).chain(further)
    }
}

/// What the header of a column says of its keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// That they are customers'.
    Customer,
    /// That they are keys.
    Key,
    Nothing,
}

impl Named {
    fn of(meaning: &Meaning) -> Self {
        match (meaning.has("customer"), meaning.has("id")) {
            (true, _) => Self::Customer,
            (false, true) => Self::Key,
            (false, false) => Self::Nothing,
        }
    }
}

/// A column that may have the keys of a table of customers.
struct Tie {
    key: usize,
    to: usize,
    to_column: usize,
    named: Named,
    /// Whether it is called as the customers' own key is.
    is_same: bool,
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
        self.exact + self.bare + told(self.named != Named::Nothing)
    }

    /// Whether its values name something. Numbers that count are among all others that do.
    fn is_telling(&self, table: &Table<'_>) -> bool {
        let shape = &table.shapes[self.key];
        shape.letters > HALF || shape.length >= 4.0
    }

    fn holds(&self, table: &Table<'_>) -> bool {
        let is_unique = table.columns[self.key].uniqueness() >= UNIQUE;
        let is_telling = self.is_telling(table);
        let is_named = match self.named {
            Named::Customer => true,
            // A list numbers its own rows, too.
            Named::Key => is_telling || self.is_same,
            Named::Nothing => false,
        };
        let is_code = self.named == Named::Nothing && (is_telling || is_unique);
        let is_key = is_named || (self.exact >= NEARLY_ALL && is_code);
        let is_enough = self.of >= TELLING || (is_named && self.of > 1 && self.bare >= 1.0);
        // Customers of the other line have the same numbers more often than the same lists.
        let share = if self.is_of_line { HALF } else { NEARLY_ALL };
        self.bare >= share && is_key && is_enough
    }

    /// Whether another table of the same line has keys that the first one lacks: a line's customers may stand in
    /// several sheets.
    fn has_others_of(&self, best: &Self) -> bool {
        let is_complement = best.bare + self.bare <= 1.0 + OVERLAP;
        self.key == best.key
            && self.to != best.to
            && self.is_of_line
            && best.is_of_line
            && self.bare >= SOME
            && is_complement
    }

    /// What a person should know of it, given the share of the keys that are customers' of any file it is tied to.
    fn doubts(&self, table: &Table<'_>, known: f32) -> Vec<String> {
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
        if self.named != Named::Customer && !self.is_telling(table) {
            doubts.push(format!(
                "`{name}` has numbers that count: are they the customers' or those of its own rows?"
            ));
        }
        if !self.is_of_line {
            doubts.push(
                "it seems to be of the other line than they are: is it a list of theirs?".into(),
            );
        }
        if known < NEARLY_ALL {
            doubts.push(format!(
                "{} of the keys in `{name}` are those of no customer there: is it a list of theirs?",
                percent(1.0 - known)
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
    let reached = reached_by(table, &others);
    let ties = places.flat_map(|(to, to_column)| {
        let is_of_line = lines[at].is_toss_up || lines[to].line == lines[at].line;
        others.iter().map(move |key| tie(known, at, *key, to, to_column, is_of_line))
    });
    let is_theirs = |tie: &Tie| {
        reached.is_empty()
            || (tie.bare >= NEARLY_ALL && are_reached_alike(table, &reached, &known[tie.to]))
    };
    let (mut ties, others): (Vec<Tie>, Vec<Tie>) =
        ties.partition(|tie| tie.holds(table) && is_theirs(tie));
    // The customers of its own line go before others, and a column of customers before one of numbers.
    keep_best(&mut ties, |tie| tie.is_of_line);
    keep_best(&mut ties, |tie| tie.named == Named::Customer);
    // Of equals the first.
    ties.sort_by(|one, other| other.score().total_cmp(&one.score()));
    let best = ties.first()?;
    let also: Vec<&Tie> =
        ties.iter().chain(&others).filter(|tie| tie.has_others_of(best)).collect();
    let known_keys = best.bare + also.iter().map(|tie| tie.bare).sum::<f32>();
    let mut doubts = best.doubts(table, known_keys);
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
    let also = also.into_iter().map(|tie| (tie.to, tie.to_column)).collect();
    Some(Aside { key: best.key, to: best.to, to_column: best.to_column, also, doubts })
}

/// Leaves those that are so, if any is.
fn keep_best(ties: &mut Vec<Tie>, is_better: impl Fn(&Tie) -> bool) {
    if ties.iter().any(&is_better) {
        ties.retain(is_better);
    }
}

/// The columns by which each customer of a table is reached: whoever has an address of his own may be a customer
/// of whom no name is known.
fn reached_by(table: &Table<'_>, columns: &[usize]) -> Vec<usize> {
    let is_own = |at: &&usize| {
        let (column, shape) = (&table.columns[**at], &table.shapes[**at]);
        let is_reach = shape.email > REACH || shape.phone > REACH;
        is_reach && column.uniqueness() >= NEARLY_ALL && 2 * column.filled >= column.rows
    };
    columns.iter().filter(is_own).copied().collect()
}

/// Whether the customers of another table are reached in the same way, or in none that it tells.
fn are_reached_alike(table: &Table<'_>, columns: &[usize], customers: &Table<'_>) -> bool {
    let is_email = |table: &Table<'_>, at: usize| table.shapes[at].email > REACH;
    let is_reach = |at: &usize| is_email(customers, *at) || customers.shapes[*at].phone > REACH;
    let theirs: Vec<usize> = (0..customers.columns.len()).filter(is_reach).collect();
    let mut pairs = columns
        .iter()
        .flat_map(|own| theirs.iter().map(move |theirs| (*own, *theirs)))
        .filter(|(own, theirs)| is_email(table, *own) == is_email(customers, *theirs))
        .peekable();
    pairs.peek().is_none()
        || pairs.any(|(own, theirs)| {
            let (own, theirs) = (&table.columns[own], &customers.columns[theirs]);
            own.hashes().share_in(theirs.hashes()).0 >= HALF
                || said_alike(&own.sample, &theirs.sample) >= HALF
        })
}

/// Share of values that others say, too, in whatever case and with whatever signs between digits.
fn said_alike(values: &[String], others: &[String]) -> f32 {
    let bare = |value: &String| -> String {
        let said = value.chars().filter(|c| c.is_alphanumeric() || *c == '@');
        said.flat_map(char::to_lowercase).collect()
    };
    let others: FxHashSet<String> = others.iter().map(bare).collect();
    let shared = values.iter().filter(|value| others.contains(&bare(value))).count();
    shared as f32 / values.len().max(1) as f32
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
    Tie {
        key,
        to,
        to_column,
        named: Named::of(meaning),
        is_same: folded(&column.name) == folded(&own.name),
        is_of_line,
        exact,
        bare,
        of,
    }
}
