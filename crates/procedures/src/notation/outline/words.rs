//! What lines say: sections, fields, conditions and rules, in English and German; what sections and fields are
//! called in French, Spanish and Italian, too.

use crate::catalogue::{BusinessRule, RuleKind};
use crate::intake::is_remark;
use crate::text::folded;

use super::super::kinds::kind_in_words;

/// Part of a procedure's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Section {
    /// Above the steps.
    Intro,
    /// The steps.
    Steps,
    /// The rules.
    Rules,
    /// What stands below a heading of general rules.
    General,
    /// What agents should know beside the steps.
    Notes,
    /// The same below a word alone on its line, `Note:`; an item further left than `least` is none of it.
    Remark { least: usize },
    /// A field of its own.
    Field(Field),
    /// Not of the procedure: its history, an appendix.
    Other,
    /// What no procedure is called, so that it is none wherever it stands: a glossary.
    Reference,
}

impl Section {
    /// Whether notes stand there.
    pub(super) const fn is_of_notes(self) -> bool {
        matches!(self, Self::Notes | Self::Remark { .. })
    }

    /// Whether nothing of a procedure stands there.
    pub(super) const fn is_beside(self) -> bool {
        matches!(self, Self::Other | Self::Reference)
    }
}

/// What a line can state of a procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Key,
    Purpose,
    Trigger,
    Topics,
    Channels,
    Direction,
    Owner,
    Inputs,
    Outcome,
    Actor,
    System,
    /// What agents should know: of the step above it, or of the procedure.
    Note,
}

const FIELDS: [(Field, &[&str]); 11] = [
    (
        Field::Key,
        &[
            "id",
            "key",
            "no",
            "nr",
            "number",
            "nummer",
            "kennung",
            "procedure id",
            "numero",
            "identifiant",
            "codigo",
            "codice",
        ],
    ),
    (
        Field::Purpose,
        &[
            "purpose",
            "goal",
            "aim",
            "objective",
            "zweck",
            "ziel",
            "objectif",
            "finalite",
            "objetivo",
            "finalidad",
            "scopo",
            "obiettivo",
        ],
    ),
    (
        Field::Trigger,
        &[
            "trigger",
            "starts when",
            "start",
            "event",
            "ausloser",
            "anlass",
            "beginn",
            "declencheur",
            "evenement declencheur",
            "point de depart",
            "desencadenante",
            "disparador",
            "evento desencadenante",
            "evento scatenante",
            "innesco",
        ],
    ),
    (
        Field::Topics,
        &[
            "topics",
            "topic",
            "contact reasons",
            "contact reason",
            "themen",
            "thema",
            "kontaktgrunde",
            "themes",
            "theme",
            "motifs de contact",
            "motif de contact",
            "temas",
            "tema",
            "motivos de contacto",
            "argomenti",
            "motivi di contatto",
        ],
    ),
    (
        Field::Channels,
        &[
            "channels", "channel", "kanale", "kanal", "canaux", "canal", "canales", "canali",
            "canale",
        ],
    ),
    (Field::Direction, &["direction", "richtung", "direccion", "direzione"]),
    (
        Field::Owner,
        &[
            "owner",
            "process owner",
            "responsible",
            "verantwortlich",
            "verantwortung",
            "eigentumer",
            "responsable",
            "proprietaire",
            "propietario",
            "responsabile",
        ],
    ),
    (
        Field::Inputs,
        &[
            "inputs",
            "input",
            "prerequisites",
            "preconditions",
            "needed",
            "eingaben",
            "eingabe",
            "voraussetzungen",
            "voraussetzung",
            "benotigt",
            "unterlagen",
            "prerequis",
            "conditions prealables",
            "documents necessaires",
            "documents requis",
            "pieces requises",
            "requisitos",
            "requisitos previos",
            "documentos necesarios",
            "prerequisiti",
            "requisiti",
            "documenti necessari",
        ],
    ),
    (
        Field::Outcome,
        &[
            "outcome",
            "result",
            "results",
            "output",
            "ergebnis",
            "ergebnisse",
            "resultat",
            "resultats",
            "resultado",
            "resultados",
            "risultato",
            "risultati",
            "esito",
        ],
    ),
    (
        Field::Actor,
        &[
            "actor",
            "role",
            "roles",
            "rolle",
            "performed by",
            "durchfuhrung",
            "acteur",
            "execute par",
            "rol",
            "ejecutado por",
            "ruolo",
            "eseguito da",
        ],
    ),
    (
        Field::System,
        &[
            "system",
            "systems",
            "systeme",
            "tool",
            "tools",
            "outil",
            "outils",
            "sistema",
            "sistemas",
            "herramienta",
            "sistemi",
            "strumento",
        ],
    ),
];

const SECTIONS: [(Section, &[&str]); 5] = [
    (
        Section::Steps,
        &[
            "steps",
            "procedure steps",
            "process steps",
            "step by step",
            "workflow",
            "ablauf",
            "schritte",
            "arbeitsschritte",
            "prozessschritte",
            "vorgehen",
            "vorgehensweise",
            "etapes",
            "deroulement",
            "marche a suivre",
            "demarche",
            "pasos",
            "pasos a seguir",
            "etapas",
            "passi",
            "passaggi",
            "fasi",
            "svolgimento",
        ],
    ),
    (
        Section::Rules,
        &[
            "rules",
            "business rules",
            "rules and limits",
            "limits",
            "regeln",
            "geschaftsregeln",
            "regeln und grenzen",
            "vorgaben",
            "regles",
            "regles metier",
            "regles de gestion",
            "regles et limites",
            "regles et delais",
            "consignes",
            "reglas",
            "reglas de negocio",
            "reglas y limites",
            "normas",
            "regole",
            "regole aziendali",
            "regole e limiti",
            "limites",
            "limiti",
        ],
    ),
    (
        Section::Notes,
        &[
            "notes",
            "note",
            "remarks",
            "comments",
            "hints",
            "tips",
            "hinweise",
            "anmerkungen",
            "bemerkungen",
            "notizen",
            "remarques",
            "observations",
            "conseils",
            "indications",
            "notas",
            "observaciones",
            "consejos",
            "osservazioni",
            "annotazioni",
            "consigli",
        ],
    ),
    (
        Section::Other,
        &[
            "history",
            "changes",
            "changelog",
            "references",
            "contents",
            "anderungen",
            "inhalt",
            "anhang",
            "quellen",
            "historique",
            "modifications",
            "sommaire",
            "annexe",
            "annexes",
            "historial",
            "cambios",
            "indice",
            "anexo",
            "cronologia",
            "modifiche",
            "sommario",
            "allegati",
            "revision history",
            "version history",
            "change history",
            "document history",
            "history of changes",
            "change log",
            "document control",
            "version control",
            "bibliography",
            "appendix",
            "appendices",
            "annex",
            "historie",
            "anderungshistorie",
            "anderungsverlauf",
            "anderungsverzeichnis",
            "versionshistorie",
            "versionsverlauf",
            "dokumenthistorie",
            "dokumentenhistorie",
            "dokumentenlenkung",
            "anhange",
            "referenzen",
            "literatur",
            "literaturverzeichnis",
            "quellenverzeichnis",
            "historique des versions",
            "historique des modifications",
            "historique des revisions",
            "suivi des modifications",
            "bibliographie",
            "historial de cambios",
            "historial de versiones",
            "historial de revisiones",
            "control de cambios",
            "control de versiones",
            "anexos",
            "contenido",
            "referencias",
            "bibliografia",
            "cronologia delle modifiche",
            "cronologia delle versioni",
            "storico",
            "storico delle modifiche",
            "storico delle revisioni",
            "storico delle versioni",
            "revisioni",
            "allegato",
            "appendice",
            "riferimenti",
        ],
    ),
    (
        Section::Reference,
        &[
            "glossary",
            "glossary of terms",
            "definitions",
            "terms and definitions",
            "terms and abbreviations",
            "abbreviations",
            "acronyms",
            "table of contents",
            "glossar",
            "begriffe",
            "begriffsdefinitionen",
            "begriffe und abkurzungen",
            "abkurzungen",
            "abkurzungsverzeichnis",
            "inhaltsverzeichnis",
            "glossaire",
            "lexique",
            "abreviations",
            "definitions et abreviations",
            "table des matieres",
            "glosario",
            "definiciones",
            "abreviaturas",
            "glossario",
            "definizioni",
            "abbreviazioni",
        ],
    ),
];

/// Names of histories that a procedure may have as well, folded: one about changes of contracts.
const MAY_BE_TITLES: [&str; 5] = ["changes", "anderungen", "modifications", "cambios", "modifiche"];

/// Whether a procedure may be called so, though a part beside procedures may, too.
pub(super) fn may_be_title(heading: &str) -> bool {
    MAY_BE_TITLES.contains(&folded(heading).as_str())
}

/// What appendices are called that are numbered: `Appendix A`; folded.
const NUMBERED_PARTS: [&str; 7] =
    ["appendix", "annex", "anhang", "annexe", "anexo", "allegato", "appendice"];

/// Whether no procedure is called so, but parts beside procedures are: a glossary, a history, an appendix.
pub fn is_name_of_part_beside(heading: &str) -> bool {
    section(heading).is_some_and(Section::is_beside) && !may_be_title(heading)
}

/// Whether a folded heading numbers an appendix, by a letter or by figures.
fn numbers_appendix(heading: &str) -> bool {
    let mut words = heading.split(' ');
    let is_named = words.next().is_some_and(|first| NUMBERED_PARTS.contains(&first));
    is_named && words.next().is_some_and(|number| number.len() <= 2)
}

/// The field of a key.
pub(super) fn field(key: &str) -> Option<Field> {
    let key = folded(key);
    let known = FIELDS.iter().find(|(_, keys)| keys.contains(&key.as_str()));
    known.map(|(field, _)| *field).or_else(|| is_remark(&key).then_some(Field::Note))
}

/// The section that a heading opens.
pub(super) fn section(heading: &str) -> Option<Section> {
    let heading = folded(heading);
    let named = SECTIONS.iter().find(|(_, names)| names.contains(&heading.as_str()));
    // "Hint" begins a line and no part: what follows it may be the steps.
    let field = field(&heading).filter(|field| *field != Field::Note);
    let appendix = || numbers_appendix(&heading).then_some(Section::Other);
    named.map(|(section, _)| *section).or_else(|| field.map(Section::Field)).or_else(appendix)
}

/// A heading without its number and marks.
pub(super) fn title(heading: &str) -> String {
    let plain = plain(heading);
    let rest = plain.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ')');
    let rest = if rest.starts_with(char::is_whitespace) { rest.trim() } else { &plain };
    let title = rest.trim_end_matches(':').trim();
    if title.is_empty() { plain.clone() } else { title.to_owned() }
}

/// A line without the marks of Markdown: bold, code, links.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Without a link further on, every bracket would look for one to the end of the line.
    let last_link = text.rfind("](").unwrap_or(0);
    while let Some(at) = rest.find(['*', '`', '_', '[', '\\']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let may_link = text.len() - rest.len() < last_link;
        let link = rest.strip_prefix('[').filter(|_| may_link).and_then(|link| {
            let (label, after) = link.split_once("](")?;
            let (_, after) = after.split_once(')')?;
            (!label.contains('[')).then_some((label, after))
        });
        if let Some((label, after)) = link {
            out.push_str(label);
            rest = after;
        } else if let Some(after) = rest.strip_prefix("**").or(rest.strip_prefix("__")) {
            rest = after;
        } else if let Some(after) = rest.strip_prefix('`') {
            rest = after;
        } else {
            let escaped = rest.strip_prefix('\\').filter(|_| rest.len() > 1);
            let from = escaped.unwrap_or(rest);
            let Some(character) = from.chars().next() else { break };
            out.push(character);
            rest = &from[character.len_utf8()..];
        }
    }
    out.push_str(rest);
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `Key: value`, `**Key:** value`, `**Key**: value`; keys have four words at most.
pub(super) fn key_value(text: &str) -> Option<(String, String)> {
    let plain = plain(text);
    let (key, value) = plain.split_once(':')?;
    let fits = !key.trim().is_empty() && key.split_whitespace().count() <= 4;
    // "https://…" is no field.
    (fits && !value.starts_with("//")).then(|| (key.trim().to_owned(), value.trim().to_owned()))
}

/// What follows `Note:` in a line that begins so.
pub(super) fn remark(text: &str) -> Option<String> {
    let (key, value) = key_value(text)?;
    (field(&key) == Some(Field::Note)).then_some(value)
}

/// The items of a list in a field.
pub(super) fn items(value: &str) -> impl Iterator<Item = String> + '_ {
    value.split([';', ',', '|']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned)
}

/// The actor that a step names first, in bold or brackets, and the rest.
pub(super) fn actor(text: &str) -> (String, &str) {
    let named = text.strip_prefix("**").and_then(|rest| {
        let (actor, rest) = rest.split_once("**")?;
        match actor.strip_suffix(':') {
            Some(actor) => Some((actor, rest)),
            None => Some((actor, rest.strip_prefix(':')?)),
        }
    });
    let named = named.or_else(|| {
        let (actor, rest) = text.strip_prefix('[')?.split_once(']')?;
        (!rest.starts_with('(')).then_some((actor, rest))
    });
    match named {
        Some((actor, rest)) if !rest.trim().is_empty() && actor.split_whitespace().count() <= 5 => {
            (plain(actor), rest.trim())
        }
        _ => (String::new(), text),
    }
}

const IF: [&str; 17] = [
    "if ",
    "when ",
    "in case ",
    "in the case of ",
    "should ",
    "wenn ",
    "falls ",
    "sofern ",
    "im falle ",
    "im fall ",
    "si ",
    "en cas de ",
    "lorsque ",
    "cuando ",
    "en caso de ",
    "quando ",
    "in caso di ",
];
const OTHERWISE: [&str; 10] = [
    "otherwise",
    "else",
    "if not",
    "sonst",
    "andernfalls",
    "ansonsten",
    "sinon",
    "si no",
    "de lo contrario",
    "altrimenti",
];

/// The condition that a text begins with, up to its colon, and what follows.
pub(super) fn condition(text: &str) -> Option<(String, String)> {
    let (head, rest) = text.split_once(':')?;
    let lower = head.to_lowercase();
    let word = IF.iter().find(|word| lower.starts_with(**word))?;
    // Lower case of some letters takes other room: then the text is left as it is.
    let condition = head.get(word.len()..)?.trim();
    let condition = condition.strip_suffix("then").unwrap_or(condition);
    let condition = condition.trim_end_matches([',', ' ']);
    (!condition.is_empty()).then(|| (condition.to_owned(), rest.trim().to_owned()))
}

/// The word for all other cases that a text begins with, and what follows it.
pub(super) fn otherwise(text: &str) -> Option<(String, String)> {
    let lower = text.to_lowercase();
    let word = OTHERWISE.iter().find(|word| lower.starts_with(**word))?;
    let rest = text.get(word.len()..)?;
    let rest = rest.strip_prefix([':', ',']).or_else(|| rest.is_empty().then_some(rest))?;
    Some(((*word).to_owned(), rest.trim().to_owned()))
}

/// The answer that a text begins with, and what follows: `Yes: …`, `no → …`.
pub(super) fn answer(text: &str) -> Option<(String, String)> {
    let parts = [": ", "→", "->", "=>"].iter().find_map(|sign| text.split_once(*sign));
    let (answer, rest) = parts.or_else(|| text.strip_suffix(':').map(|answer| (answer, "")))?;
    let answer = answer.trim();
    let bare = IF.iter().find_map(|word| {
        let fits = answer.to_lowercase().starts_with(word);
        if fits { answer.get(word.len()..) } else { None }
    });
    let answer = bare.unwrap_or(answer).trim_end_matches(',');
    let fits = !answer.is_empty() && answer.split_whitespace().count() <= 12;
    fits.then(|| (answer.to_owned(), rest.trim().to_owned()))
}

/// A rule in words: its kind by its words, its condition after "if" or "when".
pub(crate) fn rule(text: &str) -> Option<BusinessRule> {
    let text = text.trim();
    // "08:00" names nothing.
    let is_time = |(head, rest): &(&str, &str)| {
        head.ends_with(|c: char| c.is_ascii_digit())
            && rest.starts_with(|c: char| c.is_ascii_digit())
    };
    let named = text.split_once(':').filter(|parts| !is_time(parts)).and_then(|(head, rest)| {
        let kind = kind_in_words(head);
        let is_name = kind != RuleKind::Other && head.split_whitespace().count() <= 5;
        (is_name && !rest.trim().is_empty()).then_some((kind, rest.trim()))
    });
    let (kind, rest) = named.unwrap_or_else(|| (kind_in_words(text), text));
    let (condition, value) = condition(rest)
        .filter(|(_, value)| !value.is_empty())
        .or_else(|| trailing_condition(rest))
        .unwrap_or_else(|| (String::new(), rest.to_owned()));
    let value = value.trim().trim_end_matches(['.', ';']).to_owned();
    (!value.is_empty()).then(|| BusinessRule {
        key: String::new(),
        kind,
        condition: condition.trim_end_matches(['.', ';']).to_owned(),
        value,
        unit: String::new(),
    })
}

/// `24 hours if the customer complains`.
fn trailing_condition(text: &str) -> Option<(String, String)> {
    let words =
        [" if ", " when ", " wenn ", " falls ", " sofern ", " si ", " en cas de ", " en caso de "];
    let (value, condition) = words.iter().find_map(|word| text.split_once(*word))?;
    Some((condition.trim().to_owned(), value.trim().trim_end_matches(',').to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_markdown_are_taken_off() {
        assert_eq!(
            plain("**Ask** the [customer](x.html) for `id_no` \\*"),
            "Ask the customer for id_no *"
        );
        assert_eq!(actor("**Back office:** check *all*"), ("Back office".into(), "check *all*"));
        assert_eq!(actor("**Important** step"), (String::new(), "**Important** step"));
        assert_eq!(title("2.1 Complaint by phone:"), "Complaint by phone");
        assert_eq!(title("24h service"), "24h service");
    }

    #[test]
    fn rules_are_read_from_words() {
        let read = |text| {
            let rule = rule(text).unwrap();
            (rule.kind, rule.condition, rule.value)
        };
        assert_eq!(
            read("Goodwill: up to 100 € if the customer is at fault."),
            (RuleKind::AuthorityLimit, "the customer is at fault".into(), "up to 100 €".into())
        );
        assert_eq!(
            read("Antwort binnen 24 Stunden"),
            (RuleKind::Sla, String::new(), "Antwort binnen 24 Stunden".into())
        );
        assert_eq!(
            read("Servicezeit Mo-Fr 08:00-18:00"),
            (RuleKind::OpeningHours, String::new(), "Servicezeit Mo-Fr 08:00-18:00".into())
        );
        assert!(rule(" . ").is_none());
    }

    #[test]
    fn conditions_end_at_their_colon() {
        assert_eq!(
            condition("If the amount is above 100 €, then:").unwrap().0,
            "the amount is above 100 €"
        );
        assert_eq!(otherwise("Sonst: ablehnen").unwrap(), ("sonst".into(), "ablehnen".into()));
        assert_eq!(otherwise("Elsewhere"), None);
        assert_eq!(answer("Yes → close").unwrap(), ("Yes".into(), "close".into()));
    }
}
