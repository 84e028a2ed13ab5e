//! Names of organisations and their legal forms.

use crate::lexicon::Lexicon;
use crate::names::variant_groups;
use crate::text::{
    Folding, fold, merge_umlauts, merge_umlauts_into, split_first_word, split_last_word, words,
};

/// Name of an organisation as it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Organisation {
    /// Folded name without its legal form, umlaut spellings merged.
    pub name: String,
    /// The legal form as a word, e.g. `gmbh`; empty if none is written.
    pub legal_form: String,
}

/// Legal forms as they look folded.
static LEGAL_FORMS: Lexicon<256> = Lexicon::of_pairs(&[
    ("gesellschaft mit beschraenkter haftung", "gmbh"),
    ("gmbh co kgaa", "gmbh co kg"),
    ("gmbh und co kg", "gmbh co kg"),
    ("gmbh co kg", "gmbh co kg"),
    ("gmbh co", "gmbh co kg"),
    ("ag co kg", "ag co kg"),
    ("ug haftungsbeschraenkt", "ug"),
    ("mbh", "gmbh"),
    ("gmbh", "gmbh"),
    ("ggmbh", "gmbh"),
    ("g m b h", "gmbh"),
    ("aktiengesellschaft", "ag"),
    ("ag", "ag"),
    ("a g", "ag"),
    ("kgaa", "kgaa"),
    ("kg", "kg"),
    ("ohg", "ohg"),
    ("gbr", "gbr"),
    ("ug", "ug"),
    ("e v", "ev"),
    ("ev", "ev"),
    ("eg", "eg"),
    ("e k", "ek"),
    ("ek", "ek"),
    ("e kfm", "ek"),
    ("limited liability company", "llc"),
    ("limited liability partnership", "llp"),
    ("public limited company", "plc"),
    ("incorporated", "inc"),
    ("inc", "inc"),
    ("corporation", "corp"),
    ("corp", "corp"),
    ("pty ltd", "ltd"),
    ("pty limited", "ltd"),
    ("limited", "ltd"),
    ("ltd", "ltd"),
    ("llc", "llc"),
    ("l l c", "llc"),
    ("llp", "llp"),
    ("lp", "lp"),
    ("plc", "plc"),
    ("company", "co"),
    ("co", "co"),
    ("societe anonyme", "sa"),
    ("sarl", "sarl"),
    ("s a r l", "sarl"),
    ("sasu", "sas"),
    ("sas", "sas"),
    ("s a s", "sas"),
    ("eurl", "eurl"),
    ("sci", "sci"),
    ("snc", "snc"),
    ("sociedad limitada", "sl"),
    ("sociedad anonima", "sa"),
    ("slu", "sl"),
    ("s l", "sl"),
    ("sl", "sl"),
    ("s a", "sa"),
    ("sa", "sa"),
    ("spa", "spa"),
    ("s p a", "spa"),
    ("srl", "srl"),
    ("s r l", "srl"),
    ("sas di", "sas"),
    ("b v", "bv"),
    ("bv", "bv"),
    ("n v", "nv"),
    ("nv", "nv"),
    ("vof", "vof"),
    ("oy", "oy"),
    ("ab", "ab"),
    ("as", "as"),
    ("aps", "aps"),
    ("a s", "as"),
    ("se", "se"),
    ("sp z o o", "spzoo"),
    ("s r o", "sro"),
    ("kft", "kft"),
    ("m b h", "gmbh"),
    ("gesmbh", "gmbh"),
    ("ges m b h", "gmbh"),
    ("gesellschaft mbh", "gmbh"),
    ("gesellschaft m b h", "gmbh"),
    ("ug haftungsbeschraenkt co kg", "ug co kg"),
    ("se co kg", "se co kg"),
    ("ag co kgaa", "ag co kg"),
    ("eingetragener kaufmann", "ek"),
    ("eingetragene kauffrau", "ek"),
    ("partg", "partg"),
    ("partg mbb", "partg"),
    ("og", "og"),
    ("e g", "eg"),
    ("o h g", "ohg"),
    ("p l c", "plc"),
    ("l t d", "ltd"),
    ("l l p", "llp"),
    ("s n c", "snc"),
    ("s c i", "sci"),
    ("e u r l", "eurl"),
    ("s a s u", "sas"),
    ("cie", "co"),
    ("s l u", "sl"),
    ("sau", "sa"),
    ("s a u", "sa"),
    ("srls", "srl"),
    ("s r l s", "srl"),
    ("s coop", "scoop"),
    ("d o o", "doo"),
    ("doo", "doo"),
    ("oyj", "oy"),
]);

/// Words of the longest legal form.
const MOST_WORDS: usize = 4;

/// Words that are written as `&` or `+` too.
const JOINING: [&str; 6] = ["und", "and", "et", "y", "e", "u"];

/// Words that say no more than that a company follows.
const LEADING: [&str; 4] = ["the", "firma", "fa", "ste"];

static ABBREVIATIONS: Lexicon<32> = Lexicon::of_pairs(&[
    ("gebr", "gebrueder"),
    ("bros", "brothers"),
    ("hnos", "hermanos"),
    ("ets", "etablissements"),
    ("intl", "international"),
    ("assoc", "associates"),
    ("mgmt", "management"),
    ("mfg", "manufacturing"),
    ("svcs", "services"),
    ("natl", "national"),
]);

/// Legal forms that no surname or given name ends with: a name with one is an organisation's.
const TELLING: &[&str] = &[
    "gmbh",
    "gmbh co kg",
    "ag co kg",
    "kg",
    "kgaa",
    "ohg",
    "gbr",
    "ug",
    "ev",
    "inc",
    "corp",
    "ltd",
    "llc",
    "llp",
    "plc",
    "sarl",
    "eurl",
    "srl",
    "spzoo",
    "sro",
];

/// Reads the name of an organisation. Words such as `and` are left out like the `&` that they stand
/// for, and common abbreviations are written out.
///
/// ```
/// use sameboat_normalize::organisations::parse_organisation;
/// let one = parse_organisation("Müller Bau GmbH & Co. KG");
/// assert_eq!((one.name.as_str(), one.legal_form.as_str()), ("muller bau", "gmbh co kg"));
/// assert_eq!(parse_organisation("Mueller Bau G.m.b.H.").name, one.name);
/// ```
pub fn parse_organisation(raw: &str) -> Organisation {
    let mut name = String::new();
    let mut legal_form = String::new();
    read_name(raw, &mut name, |form| legal_form.insert_str(0, form));
    Organisation { name, legal_form }
}

/// Appends the name of what [`parse_organisation`] returns, for callers that keep many names in one
/// text.
pub fn parse_organisation_into(raw: &str, text: &mut String) {
    read_name(raw, text, |_| ());
}

/// Appends the name and hands over the legal forms, the last first.
fn read_name(raw: &str, text: &mut String, mut found: impl FnMut(&'static str)) {
    let mut folding = Folding::new();
    let mut name = folding.of(raw);
    if let Some((first, rest)) = split_first_word(name)
        && LEADING.contains(&first)
    {
        name = rest;
    }
    while let Some((rest, form)) = legal_form_at_end(name) {
        name = rest;
        found(form);
    }
    let begin = text.len();
    text.reserve(name.len());
    for word in words(name) {
        let is_first = text.len() == begin;
        if is_first || !JOINING.contains(&word) {
            text.push_str(if is_first { "" } else { " " });
            merge_umlauts_into(ABBREVIATIONS.get(word).unwrap_or(word), text);
        }
    }
}

/// Whether a name ends with a legal form that tells an organisation from a person.
pub fn has_legal_form(raw: &str) -> bool {
    let mut folding = Folding::new();
    legal_form_at_end(folding.of(raw)).is_some_and(|(_, form)| TELLING.contains(&form))
}

/// Forms of few letters that nobody is called, in whatever case they are written.
const NOBODYS: [&str; 8] = ["ltd", "inc", "gbr", "llc", "llp", "plc", "srl", "ohg"];
/// Forms with no more letters may be somebody's surname: `Sas`, `Spa`, `Kg`.
const SHORT: usize = 3;

/// The legal form at the end of a name, as it is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenForm<'a> {
    /// Its words and their marks, and nothing of the name.
    pub text: &'a str,
    /// Whether it is nobody's name, be it written in capitals or not.
    pub is_nobodys: bool,
}

/// Whether a name ends with a legal form as companies write it, see [`written_form`].
pub fn is_written_as_organisation(raw: &str) -> bool {
    written_form(raw).is_some()
}

/// The legal form at the end of a name, where it is written as companies write it. Short ones that may be
/// surnames are in capitals or dotted, and `SA` stands behind words that are not in capitals, and other than
/// a given name alone: `Maria SA` may be a person whose surname is written so.
pub fn written_form(raw: &str) -> Option<WrittenForm<'_>> {
    /// Short forms that are no name in capitals either.
    const NO_NAMES: [&str; 1] = ["sl"];
    let mut folding = Folding::new();
    let name = folding.of(raw);
    let (rest, form) = legal_form_at_end(name)?;
    let folded = &name[rest.len() + 1..];
    let at = begin_of_last_words(raw, words(folded).count())?;
    let (before, text) = (&raw[..at], raw[at..].trim_end());
    if Folding::new().of(text) != folded {
        return None;
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let is_dotted = letters > 1 && text.trim_end_matches('.').contains('.');
    let is_capital = letters > 1 && text.chars().all(|c| !c.is_lowercase());
    let is_telling = TELLING.contains(&form);
    let is_nobodys = is_telling && (letters > SHORT || NOBODYS.contains(&form));
    let is_written = is_nobodys
        || is_dotted
        || (is_capital && (is_telling || NO_NAMES.contains(&form)))
        || (is_capital
            && before.chars().any(char::is_lowercase)
            && !is_known_given_name(before.trim()));
    is_written.then_some(WrittenForm { text, is_nobodys })
}

/// Whether a text is one given name that is known.
fn is_known_given_name(text: &str) -> bool {
    let folded = fold(text);
    let mut parts = words(&folded);
    let is_known = |name: &str| !variant_groups(&merge_umlauts(name)).is_empty();
    parts.next().is_some_and(is_known) && parts.next().is_none()
}

/// Where the last words of a text begin.
fn begin_of_last_words(text: &str, count: usize) -> Option<usize> {
    let is_begin = |(at, c): &(usize, char)| {
        let before = text[..*at].chars().next_back();
        c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric)
    };
    text.char_indices().rev().filter(is_begin).nth(count.checked_sub(1)?).map(|(at, _)| at)
}

/// The longest legal form at the end that leaves something of the name, and what it leaves.
fn legal_form_at_end(name: &str) -> Option<(&str, &'static str)> {
    let mut rest = name;
    let endings = std::iter::from_fn(|| {
        rest = split_last_word(rest)?.0;
        Some((rest, LEGAL_FORMS.get(&name[rest.len() + 1..])))
    });
    let known = endings.take(MOST_WORDS).filter_map(|(rest, form)| Some((rest, form?)));
    known.last()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn legal_forms_are_told_from_surnames_by_how_they_are_written() {
        for firm in [
            "Hotel Gil S.L.",
            "PANADERÍA CORTÉS SL",
            "Talleres Otero S.A.",
            "Hotel Roca SA",
            "Bau AG",
            "Au GmbH",
            "Rossi Srl",
            "Petit SAS",
            "Rossi S.p.A.",
            "Bau Kunz KG",
        ] {
            assert!(is_written_as_organisation(firm), "{firm}");
        }
        for person in ["Eva Sas", "Dora Spa", "Jan Kg", "Maria SA", "DORA SPA", "MARIA SAS"] {
            assert!(!is_written_as_organisation(person), "{person}");
        }
        for person in ["Ana Sa", "ANA SA", "Ana Sá", "Eva Co", "Jan S.", "SL", "Anna Berg"] {
            assert!(!is_written_as_organisation(person), "{person}");
        }
    }

    #[test]
    fn a_legal_form_is_found_as_it_is_written_without_any_of_the_name() {
        for (name, form) in [
            ("Eva Huber,e.K.", "e.K."),
            ("Karl Geheim-GmbH", "GmbH"),
            ("Lea Vogel/e.K.", "e.K."),
            ("Au GmbH & Co. KG", "GmbH & Co. KG"),
            ("Bau Brunner Ges.m.b.H.", "Ges.m.b.H."),
            ("Hotel Gil S.L. ", "S.L."),
        ] {
            assert_eq!(written_form(name).map(|form| form.text), Some(form), "{name}");
        }
        let is_nobodys = |name| written_form(name).map(|form| form.is_nobodys);
        assert_eq!(is_nobodys("Ryan Ltd"), Some(true));
        assert_eq!(is_nobodys("Kunz Bau KG"), Some(false));
    }

    #[test]
    fn spellings_of_one_company_have_one_name() {
        for group in [
            &["Autohaus Süd GmbH", "AUTOHAUS SUED G.m.b.H.", "Autohaus Süd"][..],
            &["Acme Inc.", "The Acme Corporation", "ACME LLC"],
            &["Dupont S.A.R.L.", "Dupont SARL", "dupont sas"],
            &["Schmidt & Söhne", "Schmidt und Söhne KG", "Schmidt u. Soehne", "Fa. Schmidt+Söhne"],
            &["Gebr. Ott Ges.m.b.H.", "Gebrüder Ott GesmbH", "GEBRUEDER OTT Gesellschaft m.b.H."],
            &["García e Hijos, S.L.U.", "Garcia & Hijos SL", "GARCIA HIJOS S.L."],
            &["Bau UG (haftungsbeschränkt) & Co. KG", "Bau UG", "Bau"],
        ] {
            let expected = parse_organisation(group[0]).name;
            for raw in group {
                assert_eq!(parse_organisation(raw).name, expected, "{raw}");
            }
        }
    }

    #[test]
    fn a_name_that_is_only_a_legal_form_stays() {
        assert_eq!(parse_organisation("AG").name, "ag");
        assert_eq!(parse_organisation("").name, "");
    }

    #[test]
    fn legal_forms_tell_companies_from_people() {
        assert!(has_legal_form("Schmidt & Söhne KG"));
        assert!(!has_legal_form("Hans Schmidt"));
        assert!(!has_legal_form("KG"));
    }

    proptest! {
        #[test]
        fn any_text_is_read(raw in "\\PC{0,40}( GmbH| & Co\\. KG| e\\. ?K\\.)?") {
            let mut text = String::from("kept");
            parse_organisation_into(&raw, &mut text);
            prop_assert_eq!(&text["kept".len()..], parse_organisation(&raw).name);
            prop_assert!(text.len() > "kept".len() || crate::text::fold(&raw).is_empty());
        }
    }
}
