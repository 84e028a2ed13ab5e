//! Values that people type when there is no value.

use crate::text;

/// What kind of field a value stands in; some placeholders are values elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// A name of a person or an organisation.
    Name,
    /// A date.
    Date,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A street, city or postcode.
    Address,
    /// A number or code that identifies.
    Identifier,
    /// Anything else.
    Other,
}

const ANYWHERE: &[&str] = &[
    "",
    "n a",
    "na",
    "nan",
    "null",
    "none",
    "nil",
    "unknown",
    "unk",
    "unbekannt",
    "inconnu",
    "desconocido",
    "sconosciuto",
    "missing",
    "not available",
    "not applicable",
    "not known",
    "not given",
    "not provided",
    "not specified",
    "not disclosed",
    "no data",
    "no value",
    "keine angabe",
    "keine angaben",
    "k a",
    "ka",
    "ohne angabe",
    "o a",
    "entfaellt",
    "nicht bekannt",
    "nicht angegeben",
    "nicht vorhanden",
    "leer",
    "sans",
    "non renseigne",
    "non communique",
    "non disponible",
    "sin datos",
    "no consta",
    "sin informacion",
    "nessuno",
    "non disponibile",
    "non noto",
    "tbd",
    "tba",
    "tbc",
    "to be confirmed",
    "xxx",
    "xxxx",
    "xxxxx",
    "xx",
    "x",
    "test",
    "dummy",
    "asdf",
    "qwertz",
    "qwerty",
    "undefined",
    "undisclosed",
    "void",
    "ref",
    "value",
    "div 0",
    "blank",
    "empty",
    "placeholder",
    "default",
    "todo",
    "siehe oben",
];

const NAMES: &[&str] = &[
    "test test",
    "testkunde",
    "test kunde",
    "test customer",
    "mustermann",
    "max mustermann",
    "erika mustermann",
    "musterfrau",
    "mustermann max",
    "kunde",
    "customer",
    "client",
    "cliente",
    "neukunde",
    "new customer",
    "no name",
    "noname",
    "anonym",
    "anonymous",
    "anonyme",
    "anonimo",
    "kein name",
    "vorname",
    "nachname",
    "first name",
    "last name",
    "firstname",
    "lastname",
    "surname",
    "given name",
    "name",
    "do not use",
    "nicht verwenden",
    "deleted",
    "geloescht",
    "gesperrt",
    "herr",
    "frau",
    "mr",
    "mrs",
    "ms",
    "fnu",
    "lnu",
    "barverkauf",
    "walk in",
];

const EMAIL_LOCALS: &[&str] = &[
    "test",
    "none",
    "noemail",
    "no email",
    "nomail",
    "no mail",
    "na",
    "n a",
    "unknown",
    "noreply",
    "no reply",
    "donotreply",
    "do not reply",
    "keine",
    "keineemail",
    "keine email",
    "kein mail",
    "xxx",
    "abc",
    "asdf",
    "dummy",
    "null",
    "mail",
    "email",
    "user",
    "a",
    "x",
    "anonymous",
];

const EMAIL_DOMAINS: &[&str] = &[
    "test.com",
    "test.de",
    "none.com",
    "noemail.com",
    "nomail.com",
    "invalid",
    "localhost",
    "test.test",
    "a.a",
    "x.x",
    "na.na",
    "domain.com",
    "dummy.com",
    "mail.invalid",
];

/// Years that systems fill in where a date is unknown, with the day.
const DATES: &[&str] = &[
    "19000101", "19010101", "18000101", "17530101", "18991230", "18991231", "19700101", "00010101",
    "00000000", "99991231", "99990101", "20991231", "19111111", "11111111", "21000101",
];

/// Whether a raw value of such a field only says that there is none.
///
/// ```
/// use sameboat_normalize::missing::{FieldKind, is_placeholder};
/// assert!(is_placeholder(" N/A ", FieldKind::Name));
/// assert!(is_placeholder("test@test.com", FieldKind::Email));
/// assert!(is_placeholder("1900-01-01", FieldKind::Date));
/// assert!(!is_placeholder("Test Street 5", FieldKind::Address));
/// ```
pub fn is_placeholder(raw: &str, kind: FieldKind) -> bool {
    let folded = text::fold(raw);
    if ANYWHERE.contains(&folded.as_str()) && !is_short_name(&folded, kind) {
        return true;
    }
    match kind {
        FieldKind::Name => NAMES.contains(&folded.as_str()),
        FieldKind::Email => is_email_placeholder(raw),
        FieldKind::Date => is_date_placeholder(raw),
        FieldKind::Phone | FieldKind::Identifier => is_number_placeholder(raw),
        FieldKind::Address => is_zeros(&folded),
        FieldKind::Other => false,
    }
}

/// `Na`, `Ka` and initials such as `X` are names of people too.
fn is_short_name(folded: &str, kind: FieldKind) -> bool {
    kind == FieldKind::Name && matches!(folded, "na" | "ka" | "nan" | "x" | "sans" | "nil")
}

fn is_email_placeholder(raw: &str) -> bool {
    let lower = raw.trim().to_lowercase();
    let Some((local, domain)) = lower.split_once('@') else { return false };
    EMAIL_DOMAINS.contains(&domain) || EMAIL_LOCALS.contains(&text::fold(local).as_str())
}

fn is_date_placeholder(raw: &str) -> bool {
    let digits = text::digits(raw);
    let eight = digits.get(..8).unwrap_or(&digits);
    if eight.is_empty() {
        return true;
    }
    let year_last = |d: &str| (d.len() == 8).then(|| format!("{}{}{}", &d[4..], &d[2..4], &d[..2]));
    is_zeros(eight)
        || DATES.contains(&eight)
        || year_last(eight).is_some_and(|date| DATES.contains(&date.as_str()))
}

/// All one digit, or the digits in order: `0000`, `999999`, `123456`, `0123456789`.
fn is_number_placeholder(raw: &str) -> bool {
    let has_letters = raw.chars().any(char::is_alphabetic);
    let digits = text::digits(raw);
    if has_letters || digits.is_empty() {
        return digits.is_empty() && !has_letters;
    }
    let bytes = digits.as_bytes();
    let meaningful = digits.trim_start_matches('0').as_bytes();
    let all_same = bytes.windows(2).all(|pair| pair[0] == pair[1]) && bytes.len() > 2;
    let rest_same = meaningful.len() > 5 && meaningful.windows(2).all(|pair| pair[0] == pair[1]);
    let in_order = meaningful.len() > 4
        && meaningful.windows(2).all(|pair| pair[1] == pair[0] + 1 || pair == [b'9', b'0'])
        && meaningful[0] == b'1';
    is_zeros(&digits) || all_same || rest_same || in_order
}

fn is_zeros(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_placeholders_are_missing_whatever_their_spelling() {
        for raw in ["-", "--", "?", ".", "N/A", "n.a.", "UNKNOWN", "k.A.", "keine Angabe", "NULL"] {
            assert!(is_placeholder(raw, FieldKind::Other), "{raw}");
            assert!(is_placeholder(raw, FieldKind::Address), "{raw}");
        }
    }

    #[test]
    fn numbers_of_one_digit_or_in_order_are_missing() {
        for raw in ["0000", "999999999", "0123456789", "123456", "000-0000", "0000 111111"] {
            assert!(is_placeholder(raw, FieldKind::Phone), "{raw}");
        }
        for raw in ["1804974", "+49 30 123457", "77", "A0000"] {
            assert!(!is_placeholder(raw, FieldKind::Identifier), "{raw}");
        }
    }

    #[test]
    fn dates_that_systems_fill_in_are_missing() {
        for raw in ["1900-01-01", "01.01.1900", "01/01/1970", "0000-00-00", "31.12.9999"] {
            assert!(is_placeholder(raw, FieldKind::Date), "{raw}");
        }
        assert!(!is_placeholder("1971-01-01", FieldKind::Date));
    }

    #[test]
    fn people_with_short_names_keep_them() {
        assert!(!is_placeholder("Na", FieldKind::Name));
        assert!(is_placeholder("Max Mustermann", FieldKind::Name));
    }

    #[test]
    fn placeholder_addresses_are_told_from_real_ones() {
        assert!(is_placeholder("noreply@shop.de", FieldKind::Email));
        assert!(is_placeholder("someone@mail.invalid", FieldKind::Email));
        assert!(!is_placeholder("anna.test@web.de", FieldKind::Email));
    }
}
