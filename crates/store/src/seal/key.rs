//! The key that people give: identities as `age-keygen` writes them, or a passphrase.

use std::fmt;
use std::path::Path;

use age::secrecy::SecretString;
use age::{scrypt, x25519};

use crate::error::StoreError;

/// The environment variable that holds a key.
pub const KEY_VARIABLE: &str = "SAMEBOAT_KEY";

/// The shortest passphrase that is taken, in characters. Whoever copies an encrypted run can try
/// passphrases for years.
const SHORTEST_PASSPHRASE: usize = 12;
/// log2 of the work of one try of a passphrase, as the `age` command has it: about a second and 256 MB.
const WORK: u8 = 18;
/// The most work that is done for a file: `age` lets people choose.
const MOST_WORK: u8 = 22;

/// What encrypts runs' keys. It is never shown.
#[derive(Clone)]
pub struct Key(Kind);

#[derive(Clone)]
enum Kind {
    /// The first encrypts, each decrypts: that is how keys are changed.
    Identities(Vec<x25519::Identity>),
    Passphrase(SecretString),
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Reads a key file: identities with comments, or one line with a passphrase.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        let text = std::fs::read_to_string(path).map_err(StoreError::file(path))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Takes the text of a key; `origin` says in errors where it stands.
    pub fn parse(text: &str, origin: &str) -> Result<Self, StoreError> {
        let refuse = |message: String| Err(StoreError::Key { origin: origin.to_owned(), message });
        let text = text.trim();
        let starts = |starts: &str| text.starts_with(starts);
        if text.lines().any(|line| line.trim().starts_with("AGE-")) {
            return Self::identities(text).or_else(refuse);
        }
        if starts("age-encryption.org/") || starts("-----BEGIN AGE ENCRYPTED FILE") {
            return refuse("the key is itself encrypted; decrypt it first, with `age -d`".into());
        }
        if starts("age1") && text.len() > 50 {
            let message = "this is a public key; runs are also read, so give the secret one, which \
                           begins with AGE-SECRET-KEY-1";
            return refuse(message.into());
        }
        if starts("-----BEGIN ") || starts("ssh-") {
            return refuse(format!("SSH and PEM keys are not taken; {HELP}"));
        }
        if text.lines().count() > 1 {
            return refuse(format!("it has several lines and no age identity; {HELP}"));
        }
        if text.chars().count() < SHORTEST_PASSPHRASE {
            return refuse(format!(
                "a passphrase needs at least {SHORTEST_PASSPHRASE} characters, better five random \
                 words; {HELP}"
            ));
        }
        Ok(Self(Kind::Passphrase(SecretString::from(text.to_owned()))))
    }

    /// Identities, one a line; the error says which line is none.
    fn identities(text: &str) -> Result<Self, String> {
        let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
        let identities = lines
            .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
            .map(|(number, line)| {
                line.parse().map_err(|_| {
                    format!("line {number} is no identity of the X25519 kind, or has a typing error; {HELP}")
                })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self(Kind::Identities(identities)))
    }

    /// What encrypts a run's key.
    pub(super) fn recipient(&self) -> Box<dyn age::Recipient> {
        match &self.0 {
            Kind::Identities(identities) => Box::new(identities[0].to_public()),
            Kind::Passphrase(passphrase) => {
                let mut recipient = scrypt::Recipient::new(passphrase.clone());
                recipient.set_work_factor(WORK);
                Box::new(recipient)
            }
        }
    }

    /// What decrypts a run's key.
    pub(super) fn decryptors(&self) -> Vec<Box<dyn age::Identity>> {
        match &self.0 {
            Kind::Identities(identities) => identities
                .iter()
                .map(|identity| Box::new(identity.clone()) as Box<dyn age::Identity>)
                .collect(),
            Kind::Passphrase(passphrase) => {
                let mut identity = scrypt::Identity::new(passphrase.clone());
                identity.set_max_work_factor(MOST_WORK);
                vec![Box::new(identity)]
            }
        }
    }
}

/// What to give as a key.
const HELP: &str = "give what `age-keygen` writes, or a passphrase";

#[cfg(test)]
mod tests {
    use age::secrecy::ExposeSecret;

    use super::*;

    fn identity() -> String {
        x25519::Identity::generate().to_string().expose_secret().to_owned()
    }

    fn kind(text: &str) -> &'static str {
        match Key::parse(text, "test").unwrap().0 {
            Kind::Identities(_) => "identities",
            Kind::Passphrase(_) => "passphrase",
        }
    }

    fn refusal(text: &str) -> String {
        Key::parse(text, "keys.txt").unwrap_err().to_string()
    }

    #[test]
    fn key_files_of_age_keygen_and_passphrases_are_told_apart() {
        let file = format!("# created: today\n# public key: age1…\n{}\n", identity());
        assert_eq!(kind(&file), "identities");
        assert_eq!(kind(&identity()), "identities");
        assert_eq!(kind("correct horse battery staple\n"), "passphrase");
        // A passphrase may begin like a comment.
        assert_eq!(kind("#correct horse battery"), "passphrase");
    }

    #[test]
    fn what_cannot_be_a_key_is_refused_with_help() {
        for (text, help) in [
            ("", "at least 12 characters"),
            ("   \n", "at least 12 characters"),
            ("short", "at least 12 characters"),
            ("two lines of text\nare no passphrase", "several lines"),
            ("AGE-SECRET-KEY-1QQQQ", "line 1"),
            ("# mine\n\nAGE-PLUGIN-YUBIKEY-1QQQQ", "line 3"),
            ("age-encryption.org/v1\n-> scrypt", "age -d"),
            ("-----BEGIN OPENSSH PRIVATE KEY-----", "SSH"),
        ] {
            let refusal = refusal(text);
            assert!(refusal.starts_with("keys.txt: ") && refusal.contains(help), "{refusal}");
        }
        let public = x25519::Identity::generate().to_public().to_string();
        assert!(refusal(&public).contains("secret one"));
    }

    #[test]
    fn no_refusal_and_no_debug_output_shows_the_key() {
        let broken = format!("{}X", identity());
        assert!(!refusal(&broken).contains(&broken[20..40]));
        assert!(!refusal("s3cret").contains("s3cret"));
        let shown = format!("{:?}", Key::parse("correct horse battery", "test").unwrap());
        assert_eq!(shown, "Key(…)");
    }
}
