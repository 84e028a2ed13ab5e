//! Owns every line that the command prints.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// Prints results to standard output, as text or as one JSON document.
pub(crate) struct Printer {
    out: AutoStream<io::Stdout>,
    json: bool,
    quiet: bool,
}

impl Printer {
    /// A printer for standard output; colour follows the terminal and `NO_COLOR`.
    pub(crate) fn new(json: bool, quiet: bool) -> Self {
        Self { out: anstream::stdout(), json, quiet }
    }

    /// Whether errors may be coloured.
    pub(crate) fn errors_are_coloured() -> bool {
        AutoStream::choice(&io::stderr()) != ColorChoice::Never
    }

    /// Prints `value` as JSON if that was asked for; else what `text` writes.
    pub(crate) fn result<T: Serialize>(
        &mut self,
        value: &T,
        text: impl FnOnce(&mut Text<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        if self.quiet {
            return Ok(());
        }
        if self.json {
            serde_json::to_writer_pretty(&mut self.out, value)?;
            return writeln!(self.out);
        }
        text(&mut Text { out: &mut self.out })
    }

    /// Prints a generated file, such as shell completions, as it is.
    pub(crate) fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// Prints an error to standard error.
    pub(crate) fn error(text: &str) {
        let mut err = anstream::stderr();
        // Nothing is left to be done if even this fails.
        let _ = writeln!(err, "{text}");
    }
}

/// Writes text for people.
pub(crate) struct Text<'a> {
    out: &'a mut AutoStream<io::Stdout>,
}

impl Text<'_> {
    /// A heading.
    pub(crate) fn heading(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{BOLD}{text}{BOLD:#}")
    }

    /// A plain line.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{text}")
    }

    /// Something a person should look at.
    pub(crate) fn warning(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.out, "{YELLOW}! {text}{YELLOW:#}")
    }

    /// Names and figures, one a line, the figures flush right.
    pub(crate) fn figures(&mut self, figures: &[(String, String)]) -> io::Result<()> {
        let name_width = width(figures.iter().map(|(name, _)| name));
        let value_width = width(figures.iter().map(|(_, value)| value));
        for (name, value) in figures {
            writeln!(self.out, "  {name:<name_width$}  {value:>value_width$}")?;
        }
        Ok(())
    }

    /// A table; the first column flush left, the others flush right.
    pub(crate) fn table(&mut self, header: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
        let widths: Vec<usize> = header
            .iter()
            .enumerate()
            .map(|(column, name)| {
                width(rows.iter().filter_map(|row| row.get(column))).max(name.chars().count())
            })
            .collect();
        let line = |cells: &[&str]| {
            let padded: Vec<String> = cells
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, &width))| match column {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            padded.join("  ").trim_end().to_owned()
        };
        writeln!(self.out, "  {DIM}{}{DIM:#}", line(header))?;
        for row in rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            writeln!(self.out, "  {}", line(&cells))?;
        }
        Ok(())
    }
}

fn width<'a>(texts: impl Iterator<Item = &'a String>) -> usize {
    texts.map(|text| text.chars().count()).max().unwrap_or_default()
}

/// `1234567` → `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::thousands;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }
}
