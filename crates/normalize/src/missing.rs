//! Values that people type when there is no value.

use crate::lexicon::Lexicon;
use crate::text::{self, Folding, first_chars};

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

/// Folded texts that are placeholders, with a test that spares most values the folding.
struct Placeholders {
    texts: Lexicon<256>,
    /// By the first letter of a text, the set of last letters.
    ends: [u64; 128],
}

impl Placeholders {
    const fn of(texts: &[&'static str]) -> Self {
        let mut ends = [0; 128];
        let mut at = 0;
        while at < texts.len() {
            let text = texts[at].as_bytes();
            ends[text[0] as usize] |= Self::bit(text[text.len() - 1]);
            at += 1;
        }
        Self { texts: Lexicon::of(texts), ends }
    }

    const fn bit(letter: u8) -> u64 {
        1 << (letter & 63)
    }

    /// Whether a value with such a first and last letter may be in the list.
    fn may_have(&self, ends: Option<[u8; 2]>) -> bool {
        ends.is_none_or(|[first, last]| self.ends[usize::from(first)] & Self::bit(last) != 0)
    }
}

static ANYWHERE: Placeholders = Placeholders::of(ANYWHERE_TEXTS);
const ANYWHERE_TEXTS: &[&str] = &[
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

static NAMES: Placeholders = Placeholders::of(NAMES_TEXTS);
const NAMES_TEXTS: &[&str] = &[
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

static EMAIL_LOCALS: Placeholders = Placeholders::of(EMAIL_LOCALS_TEXTS);
const EMAIL_LOCALS_TEXTS: &[&str] = &[
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

/// Days that systems fill in where a date is unknown, as the number `YYYYMMDD`.
#[expect(clippy::inconsistent_digit_grouping, reason = "year, month and day are the groups")]
const DATES: &[u32] = &[
    1900_01_01, 1901_01_01, 1800_01_01, 1753_01_01, 1899_12_30, 1899_12_31, 1970_01_01, 1_01_01, 0,
    9999_12_31, 9999_01_01, 2099_12_31, 1911_11_11, 1111_11_11, 2100_01_01,
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
    is_listed(raw, kind)
        || match kind {
            FieldKind::Email => is_email_placeholder(raw),
            FieldKind::Date => is_date_placeholder(raw),
            FieldKind::Phone | FieldKind::Identifier => is_number_placeholder(raw),
            FieldKind::Address => is_zeros(raw),
            FieldKind::Name | FieldKind::Other => false,
        }
}

fn is_listed(raw: &str, kind: FieldKind) -> bool {
    let is_name = kind == FieldKind::Name;
    let ends = text::ends(raw);
    let may_be_listed = ANYWHERE.may_have(ends) || is_name && NAMES.may_have(ends);
    if !may_be_listed {
        return false;
    }
    let mut folding = Folding::new();
    let text = folding.of(raw);
    text.is_empty()
        || ANYWHERE.texts.has(text) && !(is_name && is_short_name(text))
        || is_name && NAMES.texts.has(text)
}

/// `Na`, `Ka` and initials such as `X` are names of people too.
fn is_short_name(folded: &str) -> bool {
    matches!(folded, "na" | "ka" | "nan" | "x" | "sans" | "nil")
}

fn is_email_placeholder(raw: &str) -> bool {
    let Some((local, domain)) = raw.trim().split_once('@') else { return false };
    EMAIL_DOMAINS.iter().any(|listed| listed.eq_ignore_ascii_case(domain))
        || EMAIL_LOCALS.may_have(text::ends(local))
            && EMAIL_LOCALS.texts.has(Folding::new().of(local))
}

fn is_date_placeholder(raw: &str) -> bool {
    let mut digits = first_chars(raw).bytes().filter(u8::is_ascii_digit);
    let (mut number, mut count) = (0, 0);
    for digit in digits.by_ref().take(8) {
        number = number * 10 + u32::from(digit - b'0');
        count += 1;
    }
    let (first, second, year) = (number / 1_000_000, number / 10_000 % 100, number % 10_000);
    number == 0
        || count == 8
            && [number, date(year, second, first), date(year, first, second)]
                .iter()
                .any(|written| DATES.contains(written))
}

fn date(year: u32, month: u32, day: u32) -> u32 {
    year * 10_000 + month * 100 + day
}

/// All one digit, or the digits in order: `0000`, `999999`, `123456`, `0123456789`.
fn is_number_placeholder(raw: &str) -> bool {
    let counted = first_chars(raw);
    let digits = || counted.bytes().filter(u8::is_ascii_digit);
    let meaningful = || digits().skip_while(|&digit| digit == b'0');
    let steps = || meaningful().zip(meaningful().skip(1));
    let all_same = || digits().zip(digits().skip(1)).all(|(one, next)| one == next);
    let rest_same = || steps().all(|(one, next)| one == next) && meaningful().count() > 5;
    let in_order = || {
        let follows = |(one, next)| next == one + 1 || (one, next) == (b'9', b'0');
        meaningful().next() == Some(b'1') && steps().all(follows) && meaningful().count() > 4
    };
    let is_one = all_same() && (digits().count() > 2 || meaningful().next().is_none())
        || rest_same()
        || in_order();
    is_one && !raw.chars().any(char::is_alphabetic)
}

/// A house number or postcode of zeros.
fn is_zeros(raw: &str) -> bool {
    text::ends(raw).is_none_or(|ends| ends == *b"00")
        && Folding::new().of(raw).bytes().all(|byte| byte == b'0')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{digits, fold};

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

    #[test]
    fn filled_in_dates_are_known_in_the_american_order() {
        assert!(is_placeholder("12/31/9999", FieldKind::Date));
        assert!(is_placeholder("12/30/1899 00:00:00", FieldKind::Date));
    }

    /// The same rules without any shortcut: fold everything, search every list.
    fn by_folding(raw: &str, kind: FieldKind) -> bool {
        let folded = fold(raw);
        let is_listed = |texts: &[&str]| texts.contains(&folded.as_str());
        let is_name = kind == FieldKind::Name;
        if folded.is_empty() || is_listed(ANYWHERE_TEXTS) && !(is_name && is_short_name(&folded)) {
            return true;
        }
        let all = |text: &str, digit: u8| text.bytes().all(|byte| byte == digit);
        let digits = digits(raw);
        let has_letters = raw.chars().any(char::is_alphabetic);
        match kind {
            FieldKind::Name => is_listed(NAMES_TEXTS),
            FieldKind::Email => raw.trim().to_lowercase().split_once('@').is_some_and(|parts| {
                EMAIL_DOMAINS.contains(&parts.1)
                    || EMAIL_LOCALS_TEXTS.contains(&fold(parts.0).as_str())
            }),
            FieldKind::Date => {
                let eight = &digits[..digits.len().min(8)];
                let known = |text: String| DATES.contains(&text.parse().unwrap());
                let (last, day) = (eight.get(4..), eight.get(..2).zip(eight.get(2..4)));
                all(eight, b'0')
                    || eight.len() == 8 && known(eight.to_owned())
                    || last.filter(|year| year.len() == 4).zip(day).is_some_and(|(y, (a, b))| {
                        known(format!("{y}{b}{a}")) || known(format!("{y}{a}{b}"))
                    })
            }
            FieldKind::Phone | FieldKind::Identifier => {
                let rest = digits.trim_start_matches('0');
                let first = rest.bytes().next().unwrap_or(b'0');
                let in_order: String = (1..=rest.len()).map(|n| (n % 10).to_string()).collect();
                !has_letters
                    && (rest.is_empty()
                        || digits.len() > 2 && all(&digits, first)
                        || rest.len() > 5 && all(rest, first)
                        || rest.len() > 4 && rest == in_order)
            }
            FieldKind::Address => all(&folded, b'0'),
            FieldKind::Other => false,
        }
    }

    fn kinds() -> impl Strategy<Value = FieldKind> {
        prop::sample::select(vec![
            FieldKind::Name,
            FieldKind::Date,
            FieldKind::Email,
            FieldKind::Phone,
            FieldKind::Address,
            FieldKind::Identifier,
            FieldKind::Other,
        ])
    }

    /// Listed texts in odd spellings, numbers of few digits, and any text.
    fn cells() -> impl Strategy<Value = String> {
        let listed = [ANYWHERE_TEXTS, NAMES_TEXTS, EMAIL_LOCALS_TEXTS].concat();
        let dates: Vec<String> = DATES.iter().map(|date| format!("{date:08}")).collect();
        let spelled =
            (prop::sample::select(listed), "[ .#*/-]{0,2}", "[ .!?é)]{0,2}", any::<bool>())
                .prop_map(|(text, before, after, upper)| {
                    let text = if upper { text.to_uppercase() } else { text.replace(' ', "-") };
                    format!("{before}{text}{after}")
                });
        let address =
            (spelled.clone(), prop::sample::select(EMAIL_DOMAINS.to_vec()), any::<bool>())
                .prop_map(|(local, domain, known)| {
                    format!(
                        " {local}@{}",
                        if known { domain.to_uppercase() } else { "web.de".into() }
                    )
                });
        let date = (prop::sample::select(dates), 0..3_u8).prop_map(|(date, order)| {
            let (year, month, day) = (&date[..4], &date[4..6], &date[6..]);
            match order {
                0 => format!("{year}-{month}-{day} 00:00"),
                1 => format!("{day}.{month}.{year}"),
                _ => format!("{month}/{day}/{year}"),
            }
        });
        prop_oneof![
            spelled,
            address,
            date,
            "[0-2 -]{0,9}",
            "0{0,3}[19]{1,9}0?x?",
            "0?123456?7?8?9?0?1?",
            "\\PC{0,12}"
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn shortcuts_find_the_same_placeholders_as_folding(raw in cells(), kind in kinds()) {
            prop_assert_eq!(is_placeholder(&raw, kind), by_folding(&raw, kind), "{:?}", raw);
        }
    }
}
