//! What a rule regulates, from the words it is called by.

use crate::catalogue::RuleKind;
use crate::rules::{Amount, states_deadline};
use crate::text::folded;

/// Beginnings of words that tell a kind, in English, German, French, Spanish and Italian, folded; the first kind that is found
/// counts.
const WORDS: [(RuleKind, &[&str]); 7] = [
    (
        RuleKind::OpeningHours,
        &[
            "opening hour",
            "service hour",
            "office hour",
            "business hours",
            "available from",
            "offnungszeit",
            "servicezeit",
            "geschaftszeit",
            "erreichbar",
            "sprechzeit",
            "heures d ouverture",
            "horaire",
            "horario",
            "orari di apertura",
            "orario",
        ],
    ),
    (
        RuleKind::Authentication,
        &[
            "authentic",
            "authentif",
            "identif",
            "identit",
            "verification",
            "verify",
            "verified",
            "legitim",
            "security question",
            "sicherheitsfrage",
            "password",
            "passwort",
            "pin ",
            "question de securite",
            "mot de passe",
            "autentic",
            "autentif",
            "pregunta de seguridad",
            "contrasena",
            "domanda di sicurezza",
        ],
    ),
    (
        RuleKind::Escalation,
        &[
            "escalat",
            "eskal",
            "hand over",
            "hand up",
            "supervisor",
            "vorgesetzt",
            "teamleit",
            "escalad",
        ],
    ),
    (
        RuleKind::DataCapture,
        &[
            "data capture",
            "data to",
            "record",
            "capture",
            "document",
            "mandatory field",
            "note ",
            "erfass",
            "datenerfass",
            "dokument",
            "protokoll",
            "pflichtfeld",
            "notier",
            "champ obligatoire",
            "champs obligatoires",
            "donnees a saisir",
            "campo obligatorio",
            "campos obligatorios",
            "campo obbligatorio",
            "campi obbligatori",
        ],
    ),
    (
        RuleKind::Script,
        &[
            "script",
            "disclos",
            "wording",
            "say ",
            "mention",
            "read out",
            "greeting",
            "skript",
            "wortlaut",
            "pflichthinweis",
            "hinweis",
            "belehr",
            "formulier",
            "begrussung",
            "vorlesen",
            "formule",
            "texto obligatorio",
            "formulacion",
            "formula di",
        ],
    ),
    (
        RuleKind::AuthorityLimit,
        &[
            "authorit",
            "limit",
            "goodwill",
            "approv",
            "credit note",
            "discount",
            "refund up to",
            "waive",
            "kulanz",
            "freigabe",
            "vollmacht",
            "kompetenz",
            "gutschrift",
            "rabatt",
            "entscheidungsrahmen",
            "up to",
            "geste commercial",
            "plafond",
            "autorisation",
            "rabais",
            "ristourne",
            "jusqu a",
            "autorizacion",
            "descuento",
            "hasta",
            "autorizzazione",
            "sconto",
            "fino a",
        ],
    ),
    (
        RuleKind::Sla,
        &[
            "sla",
            "service level",
            "servicelevel",
            "deadline",
            "response time",
            "reply time",
            "turnaround",
            "within",
            "no later",
            "time to",
            "processing time",
            "frist",
            "antwortzeit",
            "reaktionszeit",
            "bearbeitungszeit",
            "binnen",
            "innerhalb",
            "spatestens",
            "hours",
            "days",
            "stunden",
            "tage",
            "bearbeitungsfrist",
            "delai de traitement",
            "delai de reponse",
            "delai",
            "temps de reponse",
            "temps de traitement",
            "au plus tard",
            "preavis",
            "jours",
            "heures",
            "plazo de respuesta",
            "plazo",
            "tiempo de respuesta",
            "a mas tardar",
            "preaviso",
            "horas",
            "dias",
            "tempo di risposta",
            "entro",
            "preavviso",
            "giorni",
            "ore ",
        ],
    ),
];

/// The kind that words tell; [`RuleKind::Other`] where they tell none.
pub fn kind_in_words(text: &str) -> RuleKind {
    let named = RuleKind::from_name(&text.trim().replace([' ', '-'], "_"));
    if named != RuleKind::Other {
        return named;
    }
    let written = text;
    let text = format!(" {} ", folded(written));
    let tells = |word: &&str| text.contains(&format!(" {word}"));
    let found = WORDS.iter().find(|(_, words)| words.iter().any(tells));
    match found.map_or(RuleKind::Other, |(kind, _)| *kind) {
        // "Up to 100 € the agent decides".
        RuleKind::Other if grants_amount(written) => RuleKind::AuthorityLimit,
        // "Approval within 2 days", "report to the authority within 72 hours".
        RuleKind::AuthorityLimit if states_deadline(&text) => RuleKind::Sla,
        kind => kind,
    }
}

/// Forms of words for deciding and granting as somebody's doing, folded: "according to" and "decide on the
/// channel" grant nothing.
const DECIDING: [&str; 30] = [
    "decide",
    "decides",
    "decided",
    "grant",
    "grants",
    "granted",
    "entscheidet",
    "entscheiden",
    "entschieden",
    "bewilligt",
    "bewilligen",
    "genehmigt",
    "genehmigen",
    "gewahrt",
    "gewahren",
    "decident",
    "decider",
    "accorde",
    "accordent",
    "accorder",
    "deciden",
    "decidir",
    "concede",
    "conceden",
    "conceder",
    "decidono",
    "decidere",
    "deciso",
    "concedono",
    "concedere",
];

/// What begins words for those who decide, folded.
const DECIDERS: [&str; 32] = [
    "agent",
    "operat",
    "operad",
    "clerk",
    "advis",
    "employee",
    "staff",
    "team",
    "supervis",
    "manager",
    "specialist",
    "spezialist",
    "representative",
    "sachbearbeit",
    "mitarbeit",
    "berater",
    "kundenberat",
    "vorgesetzt",
    "abteilung",
    "department",
    "back office",
    "conseill",
    "gestionnaire",
    "collaborat",
    "responsab",
    "chef",
    "gestor",
    "asesor",
    "emplead",
    "consulent",
    "addett",
    "impiegat",
];

/// What makes the amount behind it the most that is granted, folded.
const MOST: [&str; 24] = [
    "up to",
    "below",
    "under",
    "at most",
    "less than",
    "max",
    "maximal",
    "bis",
    "unter",
    "hochstens",
    "weniger als",
    "jusqu a",
    "en dessous",
    "au dessous",
    "moins de",
    "au maximum",
    "hasta",
    "por debajo",
    "menos de",
    "como maximo",
    "fino a",
    "sotto",
    "meno di",
    "al massimo",
];
/// As many words may stand between such a word and its amount: "bis zu einer Höhe von 100 €".
const BETWEEN: usize = 4;

/// Whether a text says that one of the staff decides or grants up to an amount of money or a share.
fn grants_amount(text: &str) -> bool {
    text.split([';', '\n']).flat_map(|part| part.split(". ")).any(|clause| {
        let said = format!(" {} ", folded(clause));
        let decides = said.split_whitespace().any(|word| DECIDING.contains(&word));
        let by_staff = DECIDERS.iter().any(|who| said.contains(&format!(" {who}")));
        decides && by_staff && limits_amount(&said) && Amount::is_money_or_share(clause)
    })
}

/// Whether what is said, folded and between blanks, has a number that is the most of something.
fn limits_amount(said: &str) -> bool {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    MOST.iter().any(|most| {
        said.match_indices(&format!(" {most} ")).any(|(at, found)| {
            said[at + found.len()..].split_whitespace().take(BETWEEN + 1).any(is_number)
        })
    })
}

/// Words that say nothing of what a rule is about, folded.
const GENERAL: [&str; 84] = [
    "a",
    "an",
    "the",
    "of",
    "to",
    "for",
    "in",
    "on",
    "by",
    "and",
    "or",
    "der",
    "die",
    "das",
    "des",
    "bei",
    "fur",
    "von",
    "zu",
    "zur",
    "zum",
    "im",
    "und",
    "oder",
    "rule",
    "regel",
    "limit",
    "limits",
    "level",
    "max",
    "maximal",
    "maximum",
    "min",
    "minimum",
    "hochstens",
    "time",
    "zeit",
    "grenze",
    "wert",
    "value",
    "betrag",
    "amount",
    "hohe",
    "target",
    "de",
    "du",
    "la",
    "le",
    "les",
    "l",
    "d",
    "au",
    "aux",
    "pour",
    "par",
    "et",
    "del",
    "el",
    "los",
    "para",
    "y",
    "il",
    "lo",
    "gli",
    "di",
    "della",
    "per",
    "e",
    "regle",
    "limite",
    "temps",
    "regla",
    "tiempo",
    "regola",
    "tempo",
    "valeur",
    "valor",
    "valore",
    "montant",
    "importe",
    "importo",
    "maximale",
    "maxima",
    "massimo",
];

/// Whether a text that tells a kind says more than the kind: what is limited, for whom.
pub(crate) fn says_more_than_kind(text: &str) -> bool {
    if RuleKind::from_name(&text.trim().replace([' ', '-'], "_")) != RuleKind::Other {
        return false;
    }
    let kind = kind_in_words(text);
    let own = WORDS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, words)| *words);
    let mut said = format!(" {} ", folded(text));
    for phrase in own.iter().filter(|word| word.trim().contains(' ')) {
        said = said.replace(&format!(" {phrase}"), " ");
    }
    let is_own = |word: &str| own.iter().any(|own| word.starts_with(own.trim()));
    let is_general = |word: &str| GENERAL.contains(&word) || !word.contains(char::is_alphabetic);
    said.split_whitespace().any(|word| !is_own(word) && !is_general(word))
}

/// A kind as people call it.
pub(crate) const fn kind_title(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Sla => "Service level",
        RuleKind::AuthorityLimit => "Authority limit",
        RuleKind::Authentication => "Authentication",
        RuleKind::Escalation => "Escalation",
        RuleKind::OpeningHours => "Opening hours",
        RuleKind::Script => "Script",
        RuleKind::DataCapture => "Data capture",
        RuleKind::Other => "Other rules",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_known_by_their_words_in_five_languages() {
        for (text, kind) in [
            ("Goodwill limit", RuleKind::AuthorityLimit),
            ("Bis 100 EUR entscheidet der Agent", RuleKind::AuthorityLimit),
            ("Below 100 EUR the agent decides", RuleKind::AuthorityLimit),
            ("En dessous de 100 EUR, l'agent décide", RuleKind::AuthorityLimit),
            ("El agente decide por debajo de 100 €", RuleKind::AuthorityLimit),
            ("Sotto i 100 EUR decide l'operatore", RuleKind::AuthorityLimit),
            ("Entscheidung binnen 5 Tagen, auch über 100 EUR", RuleKind::Sla),
            ("Der Agent entscheidet allein", RuleKind::Other),
            ("According to the price list a copy costs 15 EUR", RuleKind::Other),
            ("Accordingly the agent charges 15 EUR", RuleKind::Other),
            ("Decide on the channel; postage below 5 EUR is charged by the agent", RuleKind::Other),
            ("The customer decides; the agent charges less than 5 EUR", RuleKind::Other),
            ("The customer decides on parcels below 5 EUR", RuleKind::Other),
            ("The agent decides whether the copy costs 15 EUR", RuleKind::Other),
            ("Gewährleistung: Porto unter 5 EUR zahlt der Agent", RuleKind::Other),
            ("Selon l'accord, l'agent facture moins de 5 EUR", RuleKind::Other),
            ("Kulanzrahmen", RuleKind::AuthorityLimit),
            ("Antwortzeit Beschwerde", RuleKind::Sla),
            ("reply within two business days", RuleKind::Sla),
            ("Authentication level", RuleKind::Authentication),
            ("Öffnungszeiten", RuleKind::OpeningHours),
            ("Eskalation", RuleKind::Escalation),
            ("authority_limit", RuleKind::AuthorityLimit),
            ("Report to the authority within 72 hours", RuleKind::Sla),
            ("Approval of up to 50 € within the year", RuleKind::AuthorityLimit),
            ("Data capture", RuleKind::DataCapture),
            ("Délai de traitement", RuleKind::Sla),
            ("Geste commercial", RuleKind::AuthorityLimit),
            ("Heures d'ouverture", RuleKind::OpeningHours),
            ("Escalade", RuleKind::Escalation),
            ("Horario de atención", RuleKind::OpeningHours),
            ("Plazo de respuesta: 2 días", RuleKind::Sla),
            ("Sconto fino a 50 EUR", RuleKind::AuthorityLimit),
            ("entro 2 giorni", RuleKind::Sla),
            ("Dish", RuleKind::Other),
        ] {
            assert_eq!(kind_in_words(text), kind, "{text}");
        }
    }

    #[test]
    fn a_name_says_more_than_its_kind_if_it_tells_what_is_limited() {
        for bare in [
            "SLA",
            "Goodwill limit",
            "Kulanzrahmen",
            "authority_limit",
            "Service level",
            "Response time",
            "Max. goodwill",
            "Öffnungszeiten",
            "Bearbeitungsfrist",
            "Délai de traitement",
            "Geste commercial",
            "Heures d'ouverture",
        ] {
            assert!(!says_more_than_kind(bare), "{bare}");
        }
        for more in [
            "Goodwill without approval",
            "Call back within",
            "Vollmacht muss schriftlich vorliegen",
            "Antwortzeit Beschwerde",
            "Opening hours of the hotline",
        ] {
            assert!(says_more_than_kind(more), "{more}");
        }
    }

    #[test]
    fn every_kind_is_known_by_its_title() {
        for kind in RuleKind::ALL {
            assert_eq!(kind_in_words(kind_title(kind)), kind);
        }
    }
}
