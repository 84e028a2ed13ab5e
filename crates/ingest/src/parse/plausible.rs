//! E-mail addresses and phone numbers that can be none.

use sameboat_model::{Entity, FieldSpec, Value};
use sameboat_normalize::emails::parse_email;
use sameboat_normalize::phones::parse_phone;

use super::Problem;

/// Digits of a number that is one at first sight.
const DIGITS: usize = 7;

/// What the texts of a field should look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Anything.
    Any,
    Email,
    Phone,
}

impl Looks {
    /// What a field of an entity asks for.
    pub(crate) fn of(entity: Entity, field: &FieldSpec) -> Self {
        match (entity, field.name) {
            (Entity::Customer, "email") => Self::Email,
            (Entity::Customer, "phone" | "mobile") => Self::Phone,
            _ => Self::Any,
        }
    }

    /// Says what is wrong with a value that was read; it is kept, as somebody may make sense of it.
    pub(crate) fn check(self, value: &Value) -> Result<(), Problem> {
        let Value::Text(text) = value else { return Ok(()) };
        let (is_one, reason) = match self {
            Self::Any => return Ok(()),
            Self::Email => (is_plain_email(text) || is_email(text), "cannot be an e-mail address"),
            Self::Phone => (is_plain_phone(text) || is_phone(text), "cannot be a phone number"),
        };
        if is_one { Ok(()) } else { Err(Problem::Damaged(reason)) }
    }
}

/// Most addresses, told without taking them apart.
fn is_plain_email(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.bytes().all(plain)
            && domain.bytes().all(plain)
            && domain.split_once('.').is_some_and(|(one, rest)| !one.is_empty() && rest.len() > 1)
    })
}

fn is_email(text: &str) -> bool {
    parse_email(text).is_some_and(|email| email.domain.trim_matches('.').contains('.'))
}

fn is_plain_phone(text: &str) -> bool {
    let (mut digits, mut others) = (0, false);
    for byte in text.bytes() {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'+' | b'-' | b'/' | b' ' | b'(' | b')' | b'.' => {}
            _ => others = true,
        }
    }
    (DIGITS..=15).contains(&digits) && !others
}

fn is_phone(text: &str) -> bool {
    parse_phone(text, None).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_one(looks: Looks, text: &str) -> bool {
        looks.check(&Value::Text(text.into())).is_ok()
    }

    #[test]
    fn what_can_be_none_is_told_and_what_may_be_one_is_not() {
        for good in ["a@b.de", "Anna Berg <anna+x@post.example>", "a@b.de; c@d.de", "mailto:ä@b.de"]
        {
            assert!(is_one(Looks::Email, good), "{good}");
        }
        for bad in ["nicht-da", "anna at home", "anna@", "@b.de", "anna@localhost"] {
            assert!(!is_one(Looks::Email, bad), "{bad}");
        }
        for good in
            ["030 123456", "+49 (0)151/2345678", "0171 2345678 / 030 12345", "112233 ext. 5"]
        {
            assert!(is_one(Looks::Phone, good), "{good}");
        }
        for bad in ["keine", "030 12", "ask at the desk", "a@b.de"] {
            assert!(!is_one(Looks::Phone, bad), "{bad}");
        }
        assert!(is_one(Looks::Any, "keine"));
        assert_eq!(Looks::Phone.check(&Value::Null), Ok(()));
    }
}
