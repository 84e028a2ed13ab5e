//! What reading a notation gives, whatever the notation.

use crate::catalogue::{Catalogue, Procedure};
use crate::note::Noted;

/// A file that cannot be read as the notation it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct NotationError {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What is wrong there.
    pub message: String,
}

impl NotationError {
    pub(super) fn new(line: usize, column: usize, message: impl Into<String>) -> Self {
        Self { line, column, message: message.into() }
    }
}

/// What a part of a file would have been.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A procedure.
    Procedure,
    /// A step, or a way between steps.
    Step,
    /// A business rule.
    Rule,
}

/// A part of a file that became nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RefusedPart {
    /// 1-based line where the part begins.
    pub line: usize,
    /// What it would have been.
    pub part: Part,
    /// Why it was refused.
    pub reason: &'static str,
    /// The part's own identifier, or how it begins.
    pub id: String,
}

/// Why what stands in a part beside the procedures is left out.
pub(super) const BESIDE: &str = "a part beside the procedures, such as a glossary, a history or an appendix: what \
                                 stands below it is not read";

impl RefusedPart {
    /// Whether this is a part beside the procedures with all that stands below it, of which somebody may miss
    /// something, and no single row such as a total.
    pub fn is_beside(&self) -> bool {
        self.reason == BESIDE
    }
}

/// A procedure and the lines that it was read from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadProcedure {
    /// The procedure.
    pub procedure: Procedure,
    /// 1-based line where it begins.
    pub line: usize,
    /// Lines of its steps, in their order.
    pub step_lines: Vec<usize>,
    /// Lines of its rules, in their order.
    pub rule_lines: Vec<usize>,
}

/// All that was found in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotationIntake {
    /// The procedures, in the order of the file.
    pub procedures: Vec<ReadProcedure>,
    /// What was refused, in the order of the file.
    pub refused: Vec<RefusedPart>,
    /// What is known to be no part of a procedure, such as a glossary or a total.
    pub left_out: Vec<RefusedPart>,
}

impl NotationIntake {
    /// The procedures as the catalogue of a line.
    pub fn into_catalogue(self, line: &str) -> Catalogue {
        let procedures = self.procedures.into_iter().map(|read| read.procedure).collect();
        Catalogue { line: line.to_owned(), procedures }
    }

    /// Joins the files of one line: keys made unique by `name/key`, and decisions (procedures of
    /// rules only) given to the procedure that has their title, their key or a step of their name.
    pub fn joined(files: Vec<(String, Self)>) -> Self {
        let mut all = Self::default();
        let mut taken = std::collections::BTreeSet::new();
        for (name, file) in files {
            for mut read in file.procedures {
                if all.take_rules(&mut read) {
                    continue;
                }
                if taken.contains(&read.procedure.key) {
                    let key = format!("{name}/{}", read.procedure.key);
                    let numbered = (2..).map(|number| format!("{key} ({number})"));
                    read.procedure.key = std::iter::once(key.clone())
                        .chain(numbered)
                        .find(|key| !taken.contains(key))
                        .unwrap_or(key);
                }
                taken.insert(read.procedure.key.clone());
                all.procedures.push(read);
            }
            all.refused.extend(file.refused);
            all.left_out.extend(file.left_out);
        }
        all
    }

    /// Gives rules without steps to the procedure that they are of; whether there is one.
    fn take_rules(&mut self, read: &mut ReadProcedure) -> bool {
        let rules_only = read.procedure.steps.is_empty() && !read.procedure.rules.is_empty();
        if !rules_only {
            return false;
        }
        let (key, title) = (&read.procedure.key, read.procedure.title.to_lowercase());
        let is_title = |other: &ReadProcedure| {
            other.procedure.key == *key || other.procedure.title.to_lowercase() == title
        };
        let has_step = |other: &ReadProcedure| {
            other.procedure.steps.iter().any(|step| step.action.to_lowercase() == title)
        };
        let found = self.procedures.iter().position(is_title);
        let found = found.or_else(|| self.procedures.iter().position(has_step));
        let Some(found) = found else { return false };
        let owner = &mut self.procedures[found];
        let mut note = Noted::of(&owner.procedure.note);
        note.add(&read.procedure.note);
        owner.procedure.note = note.into_text();
        owner.procedure.rules.append(&mut read.procedure.rules);
        owner.rule_lines.append(&mut read.rule_lines);
        true
    }
}

/// The notations that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// BPMN 2.0 XML.
    Bpmn,
    /// DMN 1.x XML.
    Dmn,
    /// Markdown.
    Markdown,
}

impl Notation {
    /// The notation of a file, by the end of its name.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "bpmn" | "bpmn2" => Some(Self::Bpmn),
            "dmn" => Some(Self::Dmn),
            "md" | "markdown" => Some(Self::Markdown),
            _ => None,
        }
    }

    /// The name that people know it by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bpmn => "BPMN 2.0",
            Self::Dmn => "DMN",
            Self::Markdown => "Markdown",
        }
    }
}

/// Reads a file; `name` is the file's name without its end, for what has no name of its own.
pub fn read_notation(
    notation: Notation,
    name: &str,
    bytes: &[u8],
) -> Result<NotationIntake, NotationError> {
    match notation {
        Notation::Bpmn => super::read_bpmn(name, bytes),
        Notation::Dmn => super::read_dmn(name, bytes),
        Notation::Markdown => super::read_markdown(name, bytes),
    }
}
