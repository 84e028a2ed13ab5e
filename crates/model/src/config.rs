//! Reading the TOML files that people write, with errors that show the place and the right word.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::suggest::nearest;

/// A settings, mapping or decision file that cannot be used as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub file: PathBuf,
    /// Its text, so that the place can be shown; empty if it could not be read.
    pub text: String,
    /// The byte range of the offending part, where it is known.
    pub span: Option<Range<usize>>,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl ConfigError {
    /// The 1-based line and column of the offending part.
    pub fn position(&self) -> Option<(usize, usize)> {
        let before = self.text.get(..self.span.as_ref()?.start)?;
        let line = before.matches('\n').count() + 1;
        let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
        Some((line, column))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some((line, column)) = self.position() {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for ConfigError {}

/// A read file: what it says, and where each setting stands in it.
#[derive(Debug)]
pub struct ConfigFile<T> {
    /// The parsed contents.
    pub value: T,
    /// The file's path, as given.
    pub file: PathBuf,
    /// The file's text.
    pub text: String,
}

impl<T: DeserializeOwned> ConfigFile<T> {
    /// Reads and parses `file`. Unknown keys are errors if `T` denies them.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(file).map_err(|error| ConfigError {
            file: file.to_owned(),
            text: String::new(),
            span: None,
            message: format!("cannot be read: {error}"),
            help: Some("check the path; it is taken from the folder of sameboat.toml".into()),
        })?;
        Self::parse(file, text)
    }

    /// Parses `text`, which came from `file`.
    pub fn parse(file: &Path, text: String) -> Result<Self, ConfigError> {
        match toml::from_str(&text) {
            Ok(value) => Ok(Self { value, file: file.to_owned(), text }),
            Err(error) => Err(ConfigError {
                help: suggestion(error.message(), error.span().and_then(|s| text.get(s))),
                span: error.span(),
                message: without_the_list(error.message()).to_owned(),
                file: file.to_owned(),
                text,
            }),
        }
    }
}

impl<T> ConfigFile<T> {
    /// An error at the value that `path` leads to; array items are given by their number.
    pub fn error_at(&self, path: &[&str], message: String, help: Option<String>) -> ConfigError {
        ConfigError {
            span: locate(&self.text, path),
            file: self.file.clone(),
            text: self.text.clone(),
            message,
            help,
        }
    }
}

/// The byte range of the value at `path`, or of the deepest part of it that exists.
fn locate(text: &str, path: &[&str]) -> Option<Range<usize>> {
    use toml::de::DeValue;
    let root = DeTable::parse(text).ok()?;
    let (first, rest) = path.split_first()?;
    let mut value = root.get_ref().get(*first)?;
    for step in rest {
        let next = match value.get_ref() {
            DeValue::Table(table) => table.get(*step),
            DeValue::Array(array) => step.parse().ok().and_then(|i: usize| array.get(i)),
            _ => None,
        };
        match next {
            Some(inner) => value = inner,
            None => break,
        }
    }
    Some(value.span())
}

/// The list of all that would have been right is long; what was meant stands in the help.
fn without_the_list(message: &str) -> &str {
    message.split_once(", expected one of ").map_or(message, |(wrong, _)| wrong)
}

/// From "unknown field `x`, expected one of `a`, `b`": the one of them that was meant.
fn suggestion(message: &str, offending: Option<&str>) -> Option<String> {
    let (_, expected) = message.split_once("expected ")?;
    let names: Vec<&str> = expected.split('`').skip(1).step_by(2).collect();
    if names.is_empty() {
        return None;
    }
    let wrong = message.split('`').nth(1).or(offending)?;
    Some(match nearest(wrong, names.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("write one of: {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Example {
        #[allow(dead_code)]
        header_row: Option<u32>,
        #[allow(dead_code)]
        sheets: Option<Vec<String>>,
    }

    #[test]
    fn an_unknown_key_is_shown_with_line_and_the_right_word() {
        let text = "sheets = []\nheaderrow = 3\n".to_owned();
        let error = ConfigFile::<Example>::parse(Path::new("m.toml"), text).unwrap_err();
        assert_eq!(error.position(), Some((2, 1)));
        assert_eq!(error.help.as_deref(), Some("did you mean `header_row`?"));
    }

    #[test]
    fn a_later_check_can_point_at_its_setting() {
        let text = "header_row = 3\nsheets = [\"a\", \"b\"]\n".to_owned();
        let file = ConfigFile::<Example>::parse(Path::new("m.toml"), text).unwrap();
        let error = file.error_at(&["sheets", "1"], "no such sheet".into(), None);
        assert_eq!(error.to_string(), "m.toml:2:16: no such sheet");
    }
}
