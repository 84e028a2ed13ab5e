//! What the columns of a bare file are called.

use crate::text::folded;

/// Header words of each column, most telling first; all folded.
pub(super) const HEADERS: [(Field, &[&str]); 21] = [
    (
        Field::Key,
        &[
            "proc id",
            "procedure id",
            "process id",
            "id",
            "key",
            "code",
            "no",
            "nr",
            "number",
            "procedure no",
            "procedure nr",
            "procedure key",
            "record key",
            "prozess id",
            "prozess nr",
            "prozessnummer",
            "vorgang",
            "vorgangs nr",
            "vorgangsnummer",
            "ref",
            "reference",
        ],
    ),
    (
        Field::Title,
        &[
            "title",
            "procedure",
            "procedure title",
            "procedure name",
            "process",
            "process name",
            "name",
            "bezeichnung",
            "titel",
            "prozess",
            "prozessname",
            "verfahren",
            "label",
            "labels",
            "vorgangsbezeichnung",
            "use case",
            "sop",
            "standard operating procedure",
            "work instruction",
            "arbeitsanweisung",
            "verfahrensanweisung",
            "geschäftsvorfall",
            "geschäftsprozess",
            "procédure",
            "processus",
            "procedimiento",
            "proceso",
            "procedura",
            "processo",
        ],
    ),
    (
        Field::Purpose,
        &[
            "purpose",
            "goal",
            "aim",
            "objective",
            "ziel",
            "zweck",
            "objectif",
            "objetivo",
            "scopo",
            "obiettivo",
        ],
    ),
    (
        Field::Trigger,
        &[
            "trigger",
            "starts when",
            "event",
            "auslöser",
            "ausloser",
            "anlass",
            "start event",
            "déclencheur",
            "événement déclencheur",
            "desencadenante",
            "disparador",
            "evento scatenante",
        ],
    ),
    (
        Field::Topics,
        &[
            "topics",
            "topic",
            "contact reasons",
            "contact reason",
            "kontaktgründe",
            "kontaktgrunde",
            "kontaktgrund",
            "thema",
            "themen",
            "anliegen",
            "kontaktanlass",
            "kontaktanlässe",
            "motif de contact",
            "motifs de contact",
            "motivo de contacto",
            "motivo di contatto",
        ],
    ),
    (
        Field::Channels,
        &[
            "channels", "channel", "kanäle", "kanale", "kanal", "canaux", "canal", "canales",
            "canali", "canale",
        ],
    ),
    (Field::Direction, &["direction", "richtung", "inbound outbound"]),
    (
        Field::Owner,
        &[
            "owner",
            "process owner",
            "responsible",
            "verantwortlich",
            "verantwortlicher",
            "verantwortung",
            "zuständig",
            "zuständigkeit",
            "eigentümer",
            "responsable",
            "propriétaire",
            "propietario",
            "responsabile",
        ],
    ),
    (
        Field::Position,
        &[
            "step no",
            "step nr",
            "step number",
            "position",
            "pos",
            "lfd nr",
            "seq",
            "sequence",
            "order",
            "schritt nr",
            "schrittnummer",
            "numéro d'étape",
            "ordre",
            "orden",
            "ordine",
        ],
    ),
    (
        Field::Actor,
        &[
            "actor",
            "role",
            "rolle",
            "who",
            "wer",
            "performed by",
            "lane",
            "ausführender",
            "ausführung",
            "bearbeiter",
            "bearbeitet von",
            "done by",
            "durch wen",
            "ausgeführt von",
            "acteur",
            "intervenant",
            "qui",
            "quién",
            "rol",
            "chi",
            "ruolo",
        ],
    ),
    (
        Field::Action,
        &[
            "action",
            "what to do",
            "steps",
            "step",
            "step text",
            "step description",
            "activity",
            "activities",
            "activity label",
            "activity name",
            "aktivität",
            "aktivitäten",
            "task",
            "tasks",
            "description",
            "tätigkeit",
            "tatigkeit",
            "schritt",
            "schritte",
            "arbeitsschritt",
            "arbeitsschritte",
            "prozessschritt",
            "teilschritt",
            "arbeitsgang",
            "aktion",
            "ablauf",
            "beschreibung",
            "aufgabe",
            "instruction",
            "instructions",
            "was",
            "what",
            "étape",
            "étapes",
            "tâche",
            "tâches",
            "déroulement",
            "paso",
            "pasos",
            "tarea",
            "tareas",
            "passo",
            "passi",
            "passaggio",
            "passaggi",
            "attività",
            "compito",
        ],
    ),
    (
        Field::System,
        &[
            "system",
            "tool",
            "tools",
            "application",
            "anwendung",
            "systeme",
            "systems",
            "werkzeug",
            "dv system",
            "it system",
            "edv system",
            "software",
            "programm",
            "womit",
            "système",
            "outil",
            "outils",
            "logiciel",
            "sistema",
            "herramienta",
            "strumento",
        ],
    ),
    (
        Field::Output,
        &[
            "output",
            "result",
            "ergebnis",
            "outcome",
            "resultat",
            "résultat",
            "resultado",
            "risultato",
        ],
    ),
    (
        Field::Kind,
        &[
            "kind",
            "rule type",
            "rule kind",
            "step type",
            "type",
            "regelart",
            "regeltyp",
            "art der regel",
            "art",
            "typ",
            "type de règle",
            "tipo de regla",
            "tipo di regola",
        ],
    ),
    (
        Field::Condition,
        &[
            "condition",
            "when",
            "if",
            "only if",
            "bedingung",
            "wenn",
            "falls",
            "quand",
            "condición",
            "cuando",
            "condizione",
            "quando",
        ],
    ),
    (
        Field::Next,
        &[
            "next",
            "next step",
            "next steps",
            "followed by",
            "successor",
            "successors",
            "nächster schritt",
            "nächste schritte",
            "weiter mit",
            "nachfolger",
            "étape suivante",
            "paso siguiente",
            "siguiente paso",
            "passo successivo",
        ],
    ),
    (
        Field::Inputs,
        &[
            "inputs",
            "input",
            "prerequisites",
            "preconditions",
            "eingaben",
            "voraussetzungen",
            "prérequis",
            "requisitos previos",
            "prerequisiti",
        ],
    ),
    (
        Field::Outcome,
        &[
            "outcome",
            "procedure outcome",
            "ergebnis",
            "prozessergebnis",
            "résultat",
            "resultado",
            "risultato",
        ],
    ),
    (
        Field::Value,
        &[
            "value",
            "rule value",
            "limit",
            "requirement",
            "then",
            "rule",
            "wert",
            "grenze",
            "grenzwert",
            "vorgabe",
            "anforderung",
            "dann",
            "regel",
            "valeur",
            "limite",
            "règle",
            "exigence",
            "valor",
            "regla",
            "requisito",
            "valore",
            "regola",
        ],
    ),
    (Field::Unit, &["unit", "einheit", "unité", "unidad", "unità"]),
    (
        Field::Deadline,
        &[
            "deadline",
            "deadlines",
            "time limit",
            "time limits",
            "time frame",
            "sla",
            "service level",
            "response time",
            "due",
            "due within",
            "by when",
            "frist",
            "fristen",
            "zeitvorgabe",
            "bearbeitungsfrist",
            "reaktionszeit",
            "bis wann",
            "délai",
            "délais",
            "délai de traitement",
            "délai de réponse",
            "échéance",
            "plazo",
            "plazos",
            "scadenza",
        ],
    ),
];

/// Words that say who is responsible: of a procedure the owner, of a step the one who does it; folded.
pub(super) const RESPONSIBLE: [&str; 8] = [
    "responsible",
    "verantwortlich",
    "verantwortlicher",
    "verantwortung",
    "zustandig",
    "zustandigkeit",
    "responsable",
    "responsabile",
];

/// What columns are called that only number something; folded.
pub(super) const NUMBERS: [&str; 13] = [
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
];

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
const RULES: [&str; 20] = [
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
];
const REMARKS: [&str; 40] = [
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
];
const LIMITS: [&str; 14] = [
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
];
const JOINTS: [&str; 11] =
    ["and", "or", "und", "oder", "business", "besondere", "special", "et", "y", "e", "ou"];

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
const OF_PERSONS: [&str; 25] = [
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
];
/// Titles that anything may have; folded.
const ANY_TITLE: [&str; 3] = ["name", "title", "titel"];

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
pub(super) const RULE_NAMES: [&str; 9] =
    ["rule", "regel", "limit", "grenze", "subject", "gegenstand", "regle", "regla", "regola"];

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
