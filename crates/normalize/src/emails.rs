//! E-mail addresses, with the rules of large providers.

use std::borrow::Cow;

use crate::lexicon::Lexicon;

/// An e-mail address in the form in which two spellings of one mailbox are equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email {
    /// The part before the `@`, without a `+tag`.
    pub local: String,
    /// The part after the `@`.
    pub domain: String,
}

impl Email {
    /// `local@domain`.
    pub fn address(&self) -> String {
        format!("{}@{}", self.local, self.domain)
    }

    /// Whether the mailbox belongs to a role or a team instead of a person.
    pub fn is_role(&self) -> bool {
        ROLES.has(&self.local)
    }
}

static ROLES: Lexicon<128> = Lexicon::of(&[
    "info",
    "office",
    "kontakt",
    "contact",
    "contacto",
    "contatti",
    "sales",
    "vertrieb",
    "service",
    "support",
    "hello",
    "hallo",
    "admin",
    "post",
    "mail",
    "buchhaltung",
    "accounting",
    "billing",
    "einkauf",
    "verwaltung",
    "sekretariat",
    "reception",
    "empfang",
    "fuhrpark",
    "fleet",
    "hr",
    "jobs",
    "team",
    "webmaster",
    "postmaster",
    "rechnung",
    "compta",
    "ventas",
    "amministrazione",
    "buero",
    "zentrale",
    "kundenservice",
    "bestellung",
    "marketing",
    "presse",
    "enquiries",
    "help",
    "helpdesk",
    "orders",
    "accueil",
    "secretariat",
    "commercial",
    "administracion",
    "pedidos",
    "segreteria",
    "ufficio",
    "commerciale",
    "noreply",
]);

/// Reads an e-mail address. None if there is none with text on both sides of exactly one `@`.
///
/// Case, surrounding marks, `mailto:` and `+tags` do not count; at Gmail neither do dots. Of several
/// addresses in a cell the first is read.
///
/// ```
/// use sameboat_normalize::emails::parse_email;
/// let email = parse_email("<J.Doe+shop@GoogleMail.com>").unwrap();
/// assert_eq!(email.address(), "jdoe@gmail.com");
/// ```
pub fn parse_email(raw: &str) -> Option<Email> {
    let raw = lowered(raw);
    let parts = Parts::of(&raw)?;
    let mut email = Email { local: String::new(), domain: String::new() };
    parts.push_local(&mut email.local);
    parts.push_domain(&mut email.domain);
    (!email.local.is_empty()).then_some(email)
}

/// Appends the address of what [`parse_email`] returns and gives back the length of the part before
/// the `@`, for callers that keep many addresses in one text. Appends nothing if there is none.
pub fn parse_email_into(raw: &str, text: &mut String) -> Option<usize> {
    let raw = lowered(raw);
    let parts = Parts::of(&raw)?;
    let begin = text.len();
    parts.push_local(text);
    let length = text.len() - begin;
    if length == 0 {
        return None;
    }
    text.push('@');
    parts.push_domain(text);
    Some(length)
}

/// The addresses in a cell, as they are written: several only if each piece between signs has one.
///
/// ```
/// use sameboat_normalize::emails::addresses_in;
/// assert_eq!(addresses_in("a@web.de; b@web.de"), ["a@web.de", "b@web.de"]);
/// assert_eq!(addresses_in("Berg, Anna <a@web.de>"), ["Berg, Anna <a@web.de>"]);
/// ```
pub fn addresses_in(raw: &str) -> Vec<&str> {
    if raw.bytes().filter(|byte| *byte == b'@').count() < 2 {
        return vec![raw];
    }
    let parted = |signs: &[char]| -> Option<Vec<&str>> {
        let pieces = raw.split(signs).map(str::trim).filter(|piece| !piece.is_empty());
        let pieces: Vec<&str> = pieces.collect();
        let is_address = |piece: &&str| {
            piece.bytes().filter(|byte| *byte == b'@').count() == 1 && parse_email(piece).is_some()
        };
        pieces.iter().all(is_address).then_some(pieces)
    };
    parted(&[';', ',', '|', '\n'])
        .or_else(|| parted(&[';', ',', '|', '/', ' ', '\n']))
        .unwrap_or(vec![raw])
}

/// ASCII is lowered later, where it is copied anyway.
fn lowered(raw: &str) -> Cow<'_, str> {
    if raw.is_ascii() { Cow::Borrowed(raw) } else { Cow::Owned(raw.to_lowercase()) }
}

/// An address in the spelling of its cell.
struct Parts<'a> {
    local: &'a str,
    domain: &'a str,
    is_gmail: bool,
}

impl<'a> Parts<'a> {
    fn of(raw: &'a str) -> Option<Self> {
        let mut bare = one_address(raw).trim();
        while let Some((scheme, rest)) = bare.split_at_checked(MAILTO.len())
            && scheme.eq_ignore_ascii_case(MAILTO)
        {
            bare = rest;
        }
        let bare = bare.trim_matches(|c: char| {
            c.is_whitespace()
                || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '\'' | ';' | ',' | '.')
        });
        let at = bare.bytes().position(|byte| byte == b'@')?;
        let (local, domain) = (&bare[..at], &bare[at + 1..]);
        let is_gmail = ["gmail.com", "googlemail.com"]
            .iter()
            .any(|provider| provider.eq_ignore_ascii_case(domain));
        let untagged = local.bytes().position(|byte| byte == b'+').filter(|&length| length > 0);
        let local = untagged.map_or(local, |length| &local[..length]);
        let is_sound = !domain.is_empty() && !domain.contains('@') && bare.len() <= LONGEST;
        is_sound.then_some(Self { local, domain, is_gmail })
    }

    fn push_local(&self, text: &mut String) {
        let begin = text.len();
        if self.is_gmail {
            text.reserve(self.local.len());
            text.extend(self.local.split('.'));
        } else {
            text.push_str(self.local);
        }
        text[begin..].make_ascii_lowercase();
    }

    fn push_domain(&self, text: &mut String) {
        let begin = text.len();
        text.push_str(if self.is_gmail { "gmail.com" } else { self.domain });
        text[begin..].make_ascii_lowercase();
    }
}

/// The first of several addresses, and the one in brackets after a name: `Anna <anna@web.de>`.
fn one_address(raw: &str) -> &str {
    let mut ats = raw.bytes().filter(|&byte| byte == b'@');
    let has_one = ats.next().is_some() && ats.next().is_none();
    if has_one && !raw.contains('<') {
        return raw;
    }
    raw.split(['<', '>', ' ', ',', ';', '|', '/']).find(|piece| piece.contains('@')).unwrap_or(raw)
}

const MAILTO: &str = "mailto:";

/// Bytes of the longest address that mail servers take (RFC 5321, 4.5.3.1.3, less the brackets).
const LONGEST: usize = 254;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn several_addresses_are_told_from_one_with_a_name() {
        let two = ["a@web.de", "b.c@gmx.de"];
        for between in [";", ", ", " | ", " ", "/", "\n"] {
            assert_eq!(addresses_in(&two.join(between)), two, "{between:?}");
        }
        assert_eq!(
            addresses_in("Anna <a@web.de>; Bea <b@web.de>"),
            ["Anna <a@web.de>", "Bea <b@web.de>"]
        );
        for one in
            ["a@web.de", "", "a@b@web.de", "Berg, Anna <a@web.de>", "a@web.de; none", "a@web.de;"]
        {
            assert_eq!(addresses_in(one), [one]);
        }
    }

    #[test]
    fn spellings_of_one_mailbox_are_equal() {
        let expected = parse_email("anna.berg@web.de");
        for raw in [" Anna.Berg@Web.DE ", "mailto:anna.berg@web.de", "anna.berg+x@web.de;"] {
            assert_eq!(parse_email(raw), expected, "{raw}");
        }
    }

    #[test]
    fn names_and_further_addresses_beside_an_address_are_left_out() {
        let expected = parse_email("anna.berg@web.de");
        for raw in [
            "Anna Berg <anna.berg@web.de>",
            "\"Berg, Anna\" <Anna.Berg@web.de>",
            "anna.berg@web.de; a.berg@firma.de",
            "anna.berg@web.de / anna@gmx.de",
        ] {
            assert_eq!(parse_email(raw), expected, "{raw}");
        }
    }

    #[test]
    fn addresses_can_be_kept_one_after_the_other() {
        let mut text = String::from("kept");
        assert_eq!(parse_email_into("J.Doe@gmail.com", &mut text), Some(4));
        assert_eq!(parse_email_into("@web.de", &mut text), None);
        assert_eq!(text, "keptjdoe@gmail.com");
    }

    #[test]
    fn what_is_no_address_is_none() {
        for raw in ["", "anna", "@web.de", "anna@", "a@b@c", "siehe oben"] {
            assert_eq!(parse_email(raw), None, "{raw}");
        }
    }

    #[test]
    fn roles_are_told_from_people() {
        assert!(parse_email("info@firma.de").unwrap().is_role());
        assert!(!parse_email("anna@firma.de").unwrap().is_role());
    }

    proptest! {
        #[test]
        fn any_text_is_an_address_or_none(raw in "\\PC{0,20}@?[<;, ]?\\PC{0,20}") {
            let mut text = String::from("kept");
            let length = parse_email_into(&raw, &mut text);
            let email = parse_email(&raw);
            prop_assert_eq!(email.as_ref().map(|email| email.local.len()), length);
            prop_assert_eq!(email.map(|email| email.address()).unwrap_or_default(), &text["kept".len()..]);
        }
    }
}
