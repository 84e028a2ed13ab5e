//! The procedures' own pages: the agent guides, and both lines' procedures side by side.
//!
//! * [`write_procedure_pages`] is all there is to call; it needs the tables of the reconcile stage
//!   and nothing else, so that two bare files get the pages too.
//! * `unified` reads the proposed catalogue, `matched` what was held against each other.
//! * `guides` and `differences` make the pages, `document` is what both have around them.
//! * `words` finds the words that differ.
//!
//! Both pages need nothing from outside, and a content security policy in them sees to it: only
//! the page's own script and style, known by their hashes, are run. What comes from data reaches the
//! guides' script as JSON and is shown as text.

mod differences;
mod document;
mod guides;
mod matched;
mod unified;
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use sameboat_store::Store;
use serde::Serialize;

use crate::error::ReportError;
use crate::format;
use crate::told::told;

/// The file name of the agent guides.
pub const GUIDES_FILE: &str = "guides.html";
/// The file name of the procedures side by side.
pub const DIFFERENCES_FILE: &str = "procedures.html";

/// Whose procedures the pages show.
#[derive(Debug, Clone, Copy)]
pub struct Catalogues<'a> {
    /// What the pages are about, such as the engagement's name.
    pub title: &'a str,
    /// The two lines as the tables name them.
    pub names: [&'a str; 2],
    /// The two lines as people call them.
    pub labels: [&'a str; 2],
    /// Whether the report's own page, [`crate::PAGE_FILE`], lies beside the pages.
    pub has_report: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedurePages {
    /// The agent guides.
    pub guides: PathBuf,
    /// The procedures side by side.
    pub differences: PathBuf,
}

/// Writes `folder/guides.html` and `folder/procedures.html` from the tables of the reconcile
/// stage. Tables that are missing leave the pages empty, and they say so.
pub fn write_procedure_pages(
    about: &Catalogues<'_>,
    store: &Store,
    folder: &Path,
) -> Result<ProcedurePages, ReportError> {
    let unified = unified::read(about, store)?;
    let matched = matched::read(about, store)?;
    let written = ProcedurePages {
        guides: folder.join(GUIDES_FILE),
        differences: folder.join(DIFFERENCES_FILE),
    };
    let pages = [
        (&written.guides, guides::render(about, &unified)?),
        (&written.differences, differences::render(about, &matched, &unified)),
    ];
    let file = |path: &Path| {
        let path = path.to_owned();
        move |source| ReportError::File { path, source }
    };
    fs::create_dir_all(folder).map_err(file(folder))?;
    for (path, page) in pages {
        fs::write(path, page).map_err(file(path))?;
    }
    Ok(written)
}

/// Where something comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    Left,
    Right,
    Both,
}

impl Side {
    /// The CSS class of its colour.
    const fn class(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Both => "both",
        }
    }
}

impl Catalogues<'_> {
    /// The side of a name in a column `origin`.
    fn side(&self, origin: &str) -> Side {
        match self.names.iter().position(|name| *name == origin) {
            Some(0) => Side::Left,
            Some(_) => Side::Right,
            None => Side::Both,
        }
    }

    /// A sentence of the tables with the lines as people call them.
    fn told(&self, text: &str) -> String {
        told(text, self.names, self.labels)
    }

    /// What people call a side.
    fn label(&self, side: Side) -> &str {
        match side {
            Side::Left => self.labels[0],
            Side::Right => self.labels[1],
            Side::Both => "both lines",
        }
    }
}

/// What a rule limits, for people.
fn rule_name(kind: &str) -> String {
    match kind {
        "sla" => "Service level".to_owned(),
        "data_capture" => "Data to record".to_owned(),
        "script" => "What to say".to_owned(),
        "other" | "" => "Rule".to_owned(),
        _ => format::sentence(&format::words(kind)).trim_end_matches('.').to_owned(),
    }
}

/// A procedure's address within a page: what is safe in a fragment stays as it is.
fn fragment(id: &str) -> String {
    let safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~:+".contains(&byte);
    id.bytes()
        .map(|byte| if safe(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_procedures_keep_to_what_a_fragment_may_hold() {
        assert_eq!(fragment("product:P03+financing:F02"), "product:P03+financing:F02");
        assert_eq!(fragment("a/b \"ü\""), "a%2Fb%20%22%C3%BC%22");
    }

    #[test]
    fn rules_have_names_that_people_use() {
        assert_eq!(rule_name("sla"), "Service level");
        assert_eq!(rule_name("authority_limit"), "Authority limit");
        assert_eq!(rule_name(""), "Rule");
    }
}
