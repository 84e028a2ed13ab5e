//! Rows that are no records, as people and programs write them below their tables: sums of the rows
//! above, and remarks such as who made the export and when.

use std::sync::OnceLock;

use regex::RegexSet;

use crate::reader::cell::{Cell, Row, trim};

/// Words that such a row begins with, in the languages of the column names that `init` knows.
const WORDS: [&str; 22] = [
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sum",
    "sums",
    "summe",
    "summen",
    "gesamt",
    "gesamtsumme",
    "insgesamt",
    "zwischensumme",
    "somme",
    "total général",
    "sous-total",
    "suma",
    "total general",
    "somma",
    "totale",
    "totale generale",
    "anzahl",
    "count",
];

/// Longer texts are no such word.
const LONGEST: usize = 24;

/// Whether a row sums up others: its first text is such a word, all other cells are numbers or count
/// something, and more than half of the columns are empty. A customer called "Total" has more to say.
pub(crate) fn is_totals_row(row: &Row, width: usize) -> bool {
    let mut cells = row.cells().filter(|cell| !cell.is_blank());
    let Some(Cell::Text(first)) = cells.next() else { return false };
    if first.len() > LONGEST || !is_word(first) {
        return false;
    }
    let mut numbers = 0;
    let all_numbers = cells.all(|cell| {
        numbers += 1;
        match cell {
            Cell::Number(_) => true,
            Cell::Text(text) => is_number(text) || is_count(text),
            _ => false,
        }
    });
    all_numbers && numbers > 0 && 2 * (numbers + 1) <= width.max(3)
}

/// Columns that a table must have for a row with one cell to be a remark.
const WIDTH: usize = 3;
/// Characters of a remark that are looked at.
const REMARK: usize = 300;
/// Words from which on a cell that stands alone is no key.
const WORDS_OF_A_REMARK: usize = 3;

/// How remarks begin, or what they are in all, in the five languages that `init` knows.
const REMARKS: [&str; 8] = [
    // Who made it, and when.
    r"^(export|report|bericht|liste|datei|rapport|fichier|informe|fichero|elenco|file)? ?(erstellt|exportiert|erzeugt|generiert|gedruckt|ausgedruckt|generated|exported|created|printed|run|produced|généré|exporté|édité|imprimé|créé|generado|exportado|impreso|creado|generato|esportato|stampato|creato)( (am|vom|von|mit|durch|um|on|by|at|with|from|le|par|avec|el|por|con|il|da)\b|:| \d)",
    r"^(export|report|druck|erstellungs|bericht)s?(datum| date| vom| am| of)\b",
    r"^(stand|as of|state|état au|situación a|aggiornato al)( vom| am| of)?:? ?\d",
    r"^(seite|page|página|pagina|blatt)\.? \d+(\W|$)",
    // The end.
    r"^(ende|end|eof|fin|fine)( (der|des|of|du|de la|del|della|di|de) .{1,40})?$",
    // How many there are.
    r"^\d[\d .,']* (rows?|records?|entries|results|customers|contacts|zeilen?|datensätze|datensatz|sätze|einträge|treffer|kunden|lignes?|enregistrements?|clients?|filas?|registros?|clientes?|righe|riga|clienti)( .{0,40})?$",
    r"^(anzahl|gesamtzahl|zahl|total|summe|number|count|nombre|número|numero|rows|records|zeilen|datensätze|sätze|kunden|lignes|filas|registros|righe)( [\p{L}]+){0,3} ?[:=] ?\d[\d .,']*$",
    // Who may see it.
    r"^(copyright|©|\(c\) ?\d|confidential|vertraulich|confidentiel|confidencial|riservato|nur für den internen gebrauch|internal use only|for internal use|(quelle|source|fuente|fonte) ?:)",
];

/// Whether a row is a remark and no data: one cell alone says anything, and says what such lines say.
/// Where they stand is not asked for: tables are put below each other.
pub(crate) fn is_remark(row: &Row, width: usize) -> bool {
    static PATTERNS: OnceLock<Option<RegexSet>> = OnceLock::new();
    let Some(text) = lone_text(row, width) else { return false };
    let text: String = text.chars().take(REMARK).collect::<String>().to_lowercase();
    let bare = text.trim_matches(|c: char| c.is_whitespace() || "*-–—=_#.<>[]".contains(c));
    // A set that did not compile would fit nothing; a test sees to it that it does.
    let patterns = PATTERNS.get_or_init(|| RegexSet::new(REMARKS).ok());
    patterns.as_ref().is_some_and(|patterns| patterns.is_match(bare))
}

/// Whether the only cell of a row is a sentence, and so no key. Several addresses are one.
pub(crate) fn is_sentence(row: &Row, width: usize) -> bool {
    lone_text(row, width).is_some_and(|text| {
        let worded = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() > 1;
        !text.contains('@') && text.split_whitespace().filter(worded).count() >= WORDS_OF_A_REMARK
    })
}

/// The text of a row's only cell that says something.
pub(crate) fn lone_text(row: &Row, width: usize) -> Option<&str> {
    let mut cells = row.cells().filter(|cell| !cell.is_blank());
    match (cells.next(), cells.next()) {
        (Some(Cell::Text(text)), None) if width >= WIDTH => Some(trim(text)),
        _ => None,
    }
}

fn is_word(text: &str) -> bool {
    let text = trim(text).trim_end_matches([':', '.', '=', ' ']).to_lowercase();
    WORDS.contains(&text.as_str())
}

/// `266 rows`: a number of something.
fn is_count(text: &str) -> bool {
    trim(text).split_once(' ').is_some_and(|(number, of)| {
        is_number(number) && of.chars().all(char::is_alphabetic) && of.len() <= LONGEST
    })
}

fn is_number(text: &str) -> bool {
    let text = trim(text);
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || " .,'-+%€$£\u{a0}".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Row {
        let mut row = Row::default();
        for (index, cell) in cells.iter().enumerate() {
            row.set(index, Cell::Text(cell));
        }
        row
    }

    #[test]
    fn remarks_of_programs_are_told_from_keys() {
        assert!(RegexSet::new(REMARKS).is_ok());
        for remark in [
            "Export erstellt am 30.09.2026",
            "erstellt mit BankSys 7",
            "Generated by CRM on 2026-09-30",
            "Exporté le 30/09/2026",
            "Generado por SAP",
            "Stand: 30.09.2026",
            "12 rows",
            "1.234 Datensätze exportiert",
            "Anzahl Kunden: 481",
            "*** Ende ***",
            "--- End of report ---",
            "Fin du fichier",
            "Seite 1 von 3",
            "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.",
            "Confidential Information - Do Not Distribute",
        ] {
            assert!(is_remark(&row(&[remark]), 6), "{remark}");
            assert!(is_remark(&row(&["", remark, "", ""]), 6), "{remark}");
            assert!(!is_remark(&row(&[remark, "Anna"]), 6), "{remark}");
        }
        for key in ["K-1", "4711", "Endres", "Stand", "END-17", "A 12", "Fine Foods Ltd", "12 A"] {
            assert!(!is_remark(&row(&[key]), 6), "{key}");
            assert!(!is_sentence(&row(&[key, "", ""]), 6) || key == "Fine Foods Ltd", "{key}");
        }
        assert!(!is_remark(&row(&["12 rows"]), 2), "a table of two columns");
        assert!(is_sentence(&row(&["Bitte nicht weitergeben"]), 6));
        assert!(!is_sentence(&row(&["a@example.com, b@example.com, c@example.com"]), 6));
    }

    #[test]
    fn a_row_of_sums_is_told_from_a_customer_called_total() {
        assert!(is_totals_row(&row(&["Summe:", "", "", "", "1.234,50 €", ""]), 6));
        assert!(is_totals_row(&row(&["", "Total", "", "", "", "17"]), 6));
        assert!(is_totals_row(&row(&["Summe", "", "", "1.234,50 €", "", "266 Sätze"]), 6));
        assert!(!is_totals_row(&row(&["Total", "", "", "17 rue Haute", "", ""]), 6));
        assert!(!is_totals_row(&row(&["4711", "Total", "", "", "", "17"]), 6));
        assert!(!is_totals_row(&row(&["Total", "Total Energies", "", "", "", "17"]), 6));
        assert!(!is_totals_row(&row(&["Total", "1", "2", "3", "4", "5"]), 6));
        assert!(!is_totals_row(&row(&["Total", "", "", "", "", ""]), 6));
    }
}
