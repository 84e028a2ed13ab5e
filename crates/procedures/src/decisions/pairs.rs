//! Whether two procedures are one: questions, and what the answers do to the matches.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::book::Question;
use super::{Book, DecisionKind, Sides};
use crate::catalogue::Procedure;
use crate::outcome::{Feature, ProcedureMatch, Relation};
use crate::settings::ReconcileSettings;

const ONE: &str = "one procedure";
const KEEP: &str = "keep both";

/// Procedures that people took out of the proposed catalogue.
#[derive(Debug, Default)]
pub(crate) struct Dropped {
    pub(crate) left: BTreeSet<usize>,
    pub(crate) right: BTreeSet<usize>,
}

/// A pair that was asked about, and what people said.
struct Asked {
    left: usize,
    right: usize,
    /// What the engine holds them for.
    relation: Relation,
    place: usize,
    chosen: Option<String>,
}

/// Asks about every doubtful pair and lets the answers change the matches.
pub(crate) fn decide_pairs(
    sides: Sides<'_>,
    matches: &mut Vec<ProcedureMatch>,
    settings: &ReconcileSettings,
    book: &mut Book<'_>,
) -> Dropped {
    let mut asked = Vec::new();
    let known = Known::of(matches);
    for pair in matches.iter() {
        let Some((left, right)) = pair.left.zip(pair.right) else { continue };
        let about = sides.keys(left, right);
        let doubtful =
            pair.relation == Relation::Related || known.has_rival(left, right) || is_unsure(pair);
        if doubtful || book.has_ruling(DecisionKind::Procedures, &about) {
            let question = question(sides, pair, [left, right], &known, settings);
            let (place, chosen) = book.ask(question, None);
            asked.push(Asked { left, right, relation: pair.relation, place, chosen });
        }
    }
    let dropped = apply(sides, matches, &asked, book);
    let ends = |pair: &ProcedureMatch| pair.left.zip(pair.right);
    let places: FxHashMap<(usize, usize), usize> =
        matches.iter().enumerate().filter_map(|(at, pair)| Some((ends(pair)?, at))).collect();
    book.settle(|left, right| places.get(&(left, right)).copied());
    dropped
}

/// Below this score a pair that is called otherwise is asked about.
const SURE: f64 = 0.85;
/// From this likeness on, titles name the same.
const SAME_TITLE: f64 = 0.6;

/// Whether two procedures are the same by what they do, but not by what they are called: the one may be
/// about a warranty, the other about a lease, and both extend it.
fn is_unsure(pair: &ProcedureMatch) -> bool {
    let title = pair.evidence.iter().find(|evidence| evidence.feature == Feature::Title);
    pair.score < SURE && title.is_some_and(|title| title.value < SAME_TITLE)
}

/// What is known of all pairs before people have said anything.
struct Known<'a> {
    /// Pairs that each procedure is in.
    pairs: [FxHashMap<usize, usize>; 2],
    /// The first pair in which each procedure is the same as another, with its place.
    same: [FxHashMap<usize, (usize, &'a ProcedureMatch)>; 2],
    /// The least score of the pairs that are the same.
    least: Option<f64>,
}

impl<'a> Known<'a> {
    fn of(matches: &'a [ProcedureMatch]) -> Self {
        let mut known = Self { pairs: Default::default(), same: Default::default(), least: None };
        for (at, pair) in matches.iter().enumerate() {
            let Some((left, right)) = pair.left.zip(pair.right) else { continue };
            for (side, procedure) in [left, right].into_iter().enumerate() {
                *known.pairs[side].entry(procedure).or_default() += 1;
                if pair.relation == Relation::Same {
                    known.same[side].entry(procedure).or_insert((at, pair));
                }
            }
            if pair.relation == Relation::Same {
                known.least = Some(known.least.map_or(pair.score, |least| least.min(pair.score)));
            }
        }
        known
    }

    /// Whether either procedure of a pair is in another pair, too.
    fn has_rival(&self, left: usize, right: usize) -> bool {
        let several = |side: usize, procedure| self.pairs[side].get(&procedure) > Some(&1);
        several(0, left) || several(1, right)
    }

    /// The first pair in which either procedure is the same as another.
    fn partner(&self, pair: &ProcedureMatch) -> Option<&'a ProcedureMatch> {
        let of = |side: usize, end: Option<usize>| self.same[side].get(&end?).copied();
        let found = [of(0, pair.left), of(1, pair.right)];
        found.into_iter().flatten().min_by_key(|(at, _)| *at).map(|(_, pair)| pair)
    }
}

fn question(
    sides: Sides<'_>,
    pair: &ProcedureMatch,
    [left, right]: [usize; 2],
    known: &Known<'_>,
    settings: &ReconcileSettings,
) -> Question {
    let procedures = sides.procedures(left, right);
    let [a, b] = procedures;
    let [first, second] = sides.lines();
    let (recommended, reason) = advice(pair, procedures, known, settings);
    let texts = procedures.iter().flat_map(|procedure| {
        let about = [&procedure.title, &procedure.purpose, &procedure.trigger, &procedure.outcome];
        about.into_iter().chain(procedure.steps.iter().map(|step| &step.action)).cloned()
    });
    let begins = |title: &str, trigger: &str, line: &str| match trigger.trim() {
        "" => format!("{line} works by \"{title}\""),
        trigger => format!("\"{trigger}\" is handled by \"{title}\" in {line}"),
    };
    Question {
        kind: DecisionKind::Procedures,
        about: sides.keys(left, right).to_vec(),
        texts: texts.collect(),
        left,
        right,
        subject: sides.titles(left, right),
        asks: "Are these one procedure?".to_owned(),
        options: vec![
            ONE.to_owned(),
            KEEP.to_owned(),
            format!("drop {first}"),
            format!("drop {second}"),
        ],
        recommended: recommended.to_owned(),
        recommendation: match recommended {
            ONE => "write one procedure for both lines",
            _ => "keep both procedures as they are",
        }
        .to_owned(),
        reason,
        case: format!(
            "{}; {}",
            begins(&a.title, &a.trigger, first),
            begins(&b.title, &b.trigger, second)
        ),
        owner: sides.owners(procedures),
        efforts: Vec::new(),
    }
}

/// What is recommended about a pair, and why.
fn advice(
    pair: &ProcedureMatch,
    [a, b]: [&Procedure; 2],
    known: &Known<'_>,
    settings: &ReconcileSettings,
) -> (&'static str, String) {
    let score = pair.score;
    if pair.relation == Relation::Same && is_unsure(pair) {
        let why = "they do alike; look whether they are about the same, as the titles differ";
        return (ONE, format!("similarity {score:.2}: {why}"));
    }
    if pair.relation == Relation::Same {
        return (ONE, format!("similarity {score:.2}, and steps in common that no rival has"));
    }
    if let Some(partner) = known.partner(pair) {
        let taken = if partner.left == pair.left { &a.title } else { &b.title };
        let why = format!("{taken} is one procedure with another ({:.2})", partner.score);
        return (KEEP, why);
    }
    let Some(least) = settings.same.or(known.least) else {
        return (KEEP, format!("similarity {score:.2}, and no pair is surely the same"));
    };
    (
        KEEP,
        format!(
            "similarity {score:.2}, below {least:.2}, from which pairs of these catalogues are the same; \
             what is merged is harder to part than what is kept is to merge"
        ),
    )
}

fn apply(
    sides: Sides<'_>,
    matches: &mut Vec<ProcedureMatch>,
    asked: &[Asked],
    book: &mut Book<'_>,
) -> Dropped {
    let [first, second] = sides.lines();
    let mut dropped = Dropped::default();
    let mut parted: BTreeSet<(usize, usize)> = BTreeSet::new();
    for asked in asked {
        match asked.chosen.as_deref() {
            None | Some(ONE) => continue,
            Some(KEEP) => {}
            Some(choice) if choice == format!("drop {first}") => {
                dropped.left.insert(asked.left);
            }
            Some(choice) if choice == format!("drop {second}") => {
                dropped.right.insert(asked.right);
            }
            Some(_) => continue,
        }
        parted.insert((asked.left, asked.right));
    }
    let gone =
        |left: usize, right: usize| dropped.left.contains(&left) || dropped.right.contains(&right);
    let united = unite(asked, &gone, book);
    for pair in matches.iter_mut() {
        let Some((left, right)) = pair.left.zip(pair.right) else { continue };
        let ends = (left, right);
        if united.iter().any(|one| one.ends() == ends) {
            pair.relation = Relation::Same;
        } else if united.iter().any(|one| one.excludes(ends, pair.relation)) {
            pair.relation = Relation::Related;
        }
    }
    part(matches, |left, right| parted.contains(&(left, right)) || gone(left, right));
    dropped
}

impl Asked {
    const fn ends(&self) -> (usize, usize) {
        (self.left, self.right)
    }

    /// Whether another pair cannot be one procedure if this one is: they share a procedure, and the
    /// engine did not find that it does the parts of both.
    fn excludes(&self, (left, right): (usize, usize), relation: Relation) -> bool {
        let shares = (self.left == left) != (self.right == right);
        shares && !(self.relation == Relation::Same && relation == Relation::Same)
    }
}

/// The pairs that people made one; of those that exclude each other the one ruled later.
fn unite<'a>(
    asked: &'a [Asked],
    gone: &impl Fn(usize, usize) -> bool,
    book: &mut Book<'_>,
) -> Vec<&'a Asked> {
    let mut one: Vec<&Asked> =
        asked.iter().filter(|asked| asked.chosen.as_deref() == Some(ONE)).collect();
    let row = |asked: &Asked, book: &Book<'_>| book.ruling(asked.place).map_or(0, |r| r.row);
    one.sort_by_key(|asked| std::cmp::Reverse(row(asked, book)));
    let mut united: Vec<&Asked> = Vec::new();
    for asked in one {
        if gone(asked.left, asked.right) {
            book.reopen(asked.place, "one of the two procedures was dropped elsewhere".to_owned());
        } else if united.iter().any(|one| one.excludes(asked.ends(), asked.relation)) {
            let why = "one of the two procedures was made one with another by a later decision";
            book.reopen(asked.place, why.to_owned());
        } else {
            united.push(asked);
        }
    }
    united
}

/// Takes pairs apart; a procedure left without any is one that only its line has.
fn part(matches: &mut Vec<ProcedureMatch>, apart: impl Fn(usize, usize) -> bool) {
    let is_apart =
        |pair: &ProcedureMatch| pair.left.zip(pair.right).is_some_and(|(l, r)| apart(l, r));
    let mut removed: Vec<ProcedureMatch> =
        matches.iter().filter(|pair| is_apart(pair)).cloned().collect();
    if removed.is_empty() {
        return;
    }
    matches.retain(|pair| !is_apart(pair));
    // The nearest one stands for what was said about a procedure that is alone now.
    removed.sort_by(|a, b| b.score.total_cmp(&a.score));
    for pair in removed {
        if pair.left.is_some() && !matches.iter().any(|other| other.left == pair.left) {
            let alone = ProcedureMatch { right: None, right_contacts: None, ..pair.clone() };
            matches.push(ProcedureMatch { relation: Relation::OnlyLeft, ..alone });
        }
        if pair.right.is_some() && !matches.iter().any(|other| other.right == pair.right) {
            let alone = ProcedureMatch { left: None, left_contacts: None, ..pair };
            matches.push(ProcedureMatch { relation: Relation::OnlyRight, ..alone });
        }
    }
    matches.sort_by_key(|pair| (pair.left.unwrap_or(usize::MAX), pair.right));
}
