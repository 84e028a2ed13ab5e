//! Which field a header of a bare file names.

use super::header_words::HEADERS;
use crate::text::folded;

/// Words that say who is responsible: of a procedure the owner, of a step the one who does it; folded.
pub(super) const RESPONSIBLE: [&str; 12] = [
    "responsible",
    "verantwortlich",
    "verantwortlicher",
    "verantwortung",
    "zustandig",
    "zustandigkeit",
    "responsable",
    "responsabile",
    "responsables",
    "encargado",
    "incaricato",
    "charge de",
];

/// What columns are called that only number something; folded.
pub(super) const NUMBERS: [&str; 32] = [
    "no",
    "nr",
    "number",
    "nummer",
    "id",
    "lfd nr",
    "pos",
    "position",
    "step",
    "schritt",
    "step no",
    "schritt nr",
    "#",
    "n",
    "n o",
    "num",
    "numero",
    "paso",
    "etape",
    "passo",
    "fase",
    "n etape",
    "n d etape",
    "numero d etape",
    "no paso",
    "n paso",
    "num paso",
    "no de paso",
    "numero de paso",
    "n passo",
    "numero passo",
    "n fase",
];

/// Those of them that number steps where nothing else does; folded.
pub(super) const STEP_NUMBERS: [&str; 12] =
    ["step", "schritt", "no", "nr", "#", "n", "n o", "num", "etape", "paso", "passo", "fase"];

/// Words for deadlines that are words for appointments, terms or times in general as well; folded.
pub(super) const AMBIGUOUS_DEADLINES: [&str; 3] = ["termine", "termini", "tempi"];

/// What is called by the steps in one table and by the procedure in the next; folded.
pub(super) const FLOWS: [&str; 3] = ["ablauf", "arbeitsablauf", "workflow"];

/// Whether a header asks for the field in a question: "Who does it?", "What the agent does".
pub(super) fn asks_for(field: Field, name: &str) -> bool {
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    let ends = |words: &[&str]| words.iter().any(|word| name.ends_with(word));
    match field {
        Field::Actor => begins(&["who ", "wer "]),
        Field::Action => {
            begins(&["what ", "was "])
                && ends(&[" do", " does", " done", " happens", " tun", " tut", " macht"])
        }
        Field::System => {
            begins(&["with what ", "which system", "which tool", "womit ", "in welchem system"])
        }
        _ => false,
    }
}

/// Whether a word says that notes follow it; folded.
pub(crate) fn is_remark(name: &str) -> bool {
    REMARKS.contains(&name)
}

/// Words of headers below which rules stand in sentences, those of remarks, of limits, and what joins them;
/// folded.
const RULES: [&str; 23] = [
    "rules",
    "rule",
    "regeln",
    "regel",
    "regelung",
    "regelungen",
    "geschaftsregeln",
    "vorgaben",
    "vorschriften",
    "richtlinien",
    "bestimmungen",
    "requirements",
    "regle",
    "regles",
    "consignes",
    "regla",
    "reglas",
    "normas",
    "regola",
    "regole",
    "consigne",
    "norma",
    "norme",
];
const REMARKS: [&str; 44] = [
    "remark",
    "remarks",
    "note",
    "notes",
    "comment",
    "comments",
    "bemerkung",
    "bemerkungen",
    "anmerkung",
    "anmerkungen",
    "hinweis",
    "hinweise",
    "kommentar",
    "kommentare",
    "notiz",
    "notizen",
    "hint",
    "hints",
    "tip",
    "tips",
    "tipp",
    "tipps",
    "remarque",
    "remarques",
    "observation",
    "observations",
    "commentaire",
    "commentaires",
    "conseil",
    "conseils",
    "nota",
    "notas",
    "observacion",
    "observaciones",
    "comentario",
    "comentarios",
    "osservazione",
    "osservazioni",
    "commento",
    "commenti",
    "avertissement",
    "aclaracion",
    "annotazione",
    "annotazioni",
];
const LIMITS: [&str; 17] = [
    "frist",
    "fristen",
    "deadlines",
    "limits",
    "grenzen",
    "sla",
    "slas",
    "delai",
    "delais",
    "limites",
    "plazo",
    "plazos",
    "limiti",
    "scadenze",
    "tempi",
    "termini",
    "scadenza",
];
const JOINTS: [&str; 17] = [
    "and",
    "or",
    "und",
    "oder",
    "business",
    "besondere",
    "special",
    "et",
    "y",
    "e",
    "ou",
    "o",
    "de",
    "di",
    "gestion",
    "negocio",
    "metier",
];

/// Whether a header says that rules or remarks stand below it, and which.
pub(super) fn sentences_below(name: &str) -> Option<Field> {
    let words: Vec<&str> = name.split(' ').filter(|word| !JOINTS.contains(word)).collect();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(word));
    let known = [&RULES[..], &REMARKS, &LIMITS];
    let all = words.iter().all(|word| known.iter().any(|list| list.contains(word)));
    if !all || words.is_empty() {
        None
    } else if says(&RULES) || (says(&LIMITS) && words.len() > 1) {
        Some(Field::Rules)
    } else {
        says(&REMARKS).then_some(Field::Remarks)
    }
}

/// Words of headers of what is said of persons and never of procedures; folded.
const OF_PERSONS: [&str; 38] = [
    "street",
    "city",
    "town",
    "zip",
    "postcode",
    "birth",
    "birthday",
    "surname",
    "firstname",
    "lastname",
    "salutation",
    "iban",
    "mobile",
    "strasse",
    "ort",
    "plz",
    "wohnort",
    "geburtsdatum",
    "geburtstag",
    "vorname",
    "nachname",
    "kundennr",
    "kundennummer",
    "anrede",
    "mobil",
    "rue",
    "ville",
    "prenom",
    "naissance",
    "calle",
    "ciudad",
    "apellido",
    "apellidos",
    "nacimiento",
    "indirizzo",
    "cognome",
    "nascita",
    "cap",
];
/// Titles that anything may have; folded.
const ANY_TITLE: [&str; 9] =
    ["name", "title", "titel", "nom", "titre", "nombre", "titulo", "nome", "titolo"];

/// Whether a header tells something of a person.
pub(super) fn is_of_person(name: &str) -> bool {
    let numbers = ["customer no", "customer nr", "customer number", "customer id", "kunden nr"];
    numbers.contains(&name) || name.split(' ').any(|word| OF_PERSONS.contains(&word))
}

/// Whether a header calls its column a title without saying of what.
pub(super) fn is_any_title(name: &str) -> bool {
    ANY_TITLE.contains(&name) || matches!(field_of(name), Some(Field::Key) | None)
}

/// Headers of what a rule is called where its value has a column of its own.
pub(super) const RULE_NAMES: [&str; 13] = [
    "rule",
    "regel",
    "limit",
    "grenze",
    "subject",
    "gegenstand",
    "regle",
    "regla",
    "regola",
    "limite",
    "objet",
    "objeto",
    "oggetto",
];

/// Headers of labels that may be steps or titles.
pub(super) const EITHER: [&str; 6] =
    ["label", "labels", "text", "texts", "bezeichnung", "bezeichnungen"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Key,
    Title,
    Purpose,
    Trigger,
    Topics,
    Channels,
    Direction,
    Owner,
    Position,
    Actor,
    Action,
    System,
    Output,
    Kind,
    Condition,
    Next,
    Inputs,
    Outcome,
    Value,
    Unit,
    Deadline,
    Rules,
    Remarks,
}

impl Field {
    /// The field's name, as in mappings.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Key => "procedure_key",
            Self::Title => "title",
            Self::Purpose => "purpose",
            Self::Trigger => "trigger",
            Self::Topics => "topics",
            Self::Channels => "channels",
            Self::Direction => "direction",
            Self::Owner => "owner",
            Self::Position => "position",
            Self::Actor => "actor",
            Self::Action => "action",
            Self::System => "system",
            Self::Output => "output",
            Self::Kind => "kind",
            Self::Condition => "condition",
            Self::Next => "next",
            Self::Inputs => "inputs",
            Self::Outcome => "outcome",
            Self::Value => "value",
            Self::Unit => "unit",
            Self::Deadline => "deadline",
            Self::Rules => "rules",
            Self::Remarks => "note",
        }
    }
}

/// The field that a header is a word for, whatever its column holds; folded.
pub(super) fn field_of(name: &str) -> Option<Field> {
    let says = |(field, words): &(Field, &[&str])| {
        words.iter().any(|word| folded(word) == name) || asks_for(*field, name)
    };
    let known = HEADERS.iter().find(|entry| says(entry)).map(|(field, _)| *field);
    known.or_else(|| sentences_below(name))
}
