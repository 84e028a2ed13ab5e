//! Tables that stand beside those of procedures: lists of words and histories.
//!
//! What describes something in them is no step, though it is called as steps may be.

use super::columns::ColumnMapping;

/// What columns are called that say of steps what is done, and of words and versions what they are; folded.
const DESCRIBING: [&str; 4] = ["description", "beschreibung", "descripcion", "descrizione"];
/// The same in a question; folded.
const ASKING: [&str; 5] = ["what", "was", "quoi", "que", "cosa"];
/// What columns of words are called; folded.
const TERMS: [&str; 24] = [
    "term",
    "terms",
    "word",
    "acronym",
    "abbreviation",
    "begriff",
    "begriffe",
    "abkurzung",
    "fachbegriff",
    "terme",
    "termes",
    "mot",
    "abreviation",
    "sigle",
    "termino",
    "terminos",
    "palabra",
    "abreviatura",
    "sigla",
    "termine",
    "termini",
    "parola",
    "abbreviazione",
    "acronimo",
];
/// What columns of versions are called; folded.
const VERSIONS: [&str; 8] =
    ["version", "versione", "revision", "revisione", "rev", "release", "ausgabe", "edition"];
/// What stands beside a version in a history; folded.
const OF_VERSIONS: [&str; 14] = [
    "date",
    "datum",
    "fecha",
    "data",
    "author",
    "autor",
    "auteur",
    "autore",
    "stand",
    "changed by",
    "geandert von",
    "approved by",
    "freigabe",
    "modifie par",
];

fn says(name: &str, words: &[&str]) -> bool {
    words.contains(&name)
}

fn any(names: &[String], words: &[&str]) -> bool {
    names.iter().any(|name| says(name, words))
}

/// Whether a column is called as what describes something; `name` is folded.
pub(super) fn is_description(name: &str) -> bool {
    says(name, &DESCRIBING)
}

/// Whether a table lists words or versions, and no steps: nothing says whose those are, and what they would be
/// is called by a word that describes anything. `names` are those of the columns, folded.
pub(super) fn is_of_words_or_versions(mapping: &ColumnMapping, names: &[String]) -> bool {
    let Some(action) = mapping.action else { return false };
    let describes = says(&names[action], &DESCRIBING) || says(&names[action], &ASKING);
    let is_history = any(names, &VERSIONS) && any(names, &OF_VERSIONS);
    let mut others = (0..).zip(names).filter(|(column, _)| mapping.deadline != Some(*column));
    let has_terms = others.any(|(_, name)| says(name, &TERMS));
    describes && mapping.title.is_none() && (has_terms || is_history)
}

/// Whether a column describes something, and neither a column says that it is of a procedure, nor another one
/// what steps only have.
pub(super) fn describes_anything(mapping: &ColumnMapping, names: &[String]) -> bool {
    let Some(action) = mapping.action else { return false };
    let whose = [mapping.title, mapping.key, mapping.position];
    let of_steps = [mapping.actor, mapping.system, mapping.output, mapping.next, mapping.deadline];
    let is_none = |columns: &[Option<usize>]| columns.iter().all(Option::is_none);
    let is_bare = || names.len() > 1 && is_none(&of_steps);
    is_none(&whose)
        && (says(&names[action], &ASKING) || says(&names[action], &DESCRIBING) && is_bare())
}
