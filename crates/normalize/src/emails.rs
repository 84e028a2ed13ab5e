//! E-mail addresses, with the rules of large providers.

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
        ROLES.contains(&self.local.as_str())
    }
}

const ROLES: &[&str] = &[
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
];

/// Reads an e-mail address. None if it has not exactly one `@` with text on both sides.
///
/// Case, surrounding marks, `mailto:` and `+tags` do not count; at Gmail neither do dots.
///
/// ```
/// use sameboat_normalize::emails::parse_email;
/// let email = parse_email("<J.Doe+shop@GoogleMail.com>").unwrap();
/// assert_eq!(email.address(), "jdoe@gmail.com");
/// ```
pub fn parse_email(raw: &str) -> Option<Email> {
    let lower = raw.trim().to_lowercase();
    let bare = lower.trim_start_matches("mailto:");
    let bare = bare.trim_matches(|c: char| c.is_whitespace() || "<>()[]\"';,.".contains(c));
    let (local, domain) = bare.split_once('@')?;
    let domain = match domain {
        "googlemail.com" => "gmail.com",
        other => other,
    };
    let untagged = local.split('+').next().filter(|local| !local.is_empty()).unwrap_or(local);
    let local = if domain == "gmail.com" { untagged.replace('.', "") } else { untagged.to_owned() };
    let sound = !local.is_empty() && !domain.is_empty() && !domain.contains('@');
    let short = bare.len() <= 254;
    (sound && short).then(|| Email { local, domain: domain.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_mailbox_are_equal() {
        let expected = parse_email("anna.berg@web.de");
        for raw in [" Anna.Berg@Web.DE ", "mailto:anna.berg@web.de", "anna.berg+x@web.de;"] {
            assert_eq!(parse_email(raw), expected, "{raw}");
        }
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
}
