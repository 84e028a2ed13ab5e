//! Delimited text.

use super::{hostile, lines, survive, truncated};

const HEADER: [&str; 8] = ["No", "Name", "Born", "Street", "Nr", "City", "Limit", "Mail ok"];

/// Rows as they are in life, and worse.
const ROWS: [[&str; 8]; 7] = [
    ["1", "Weiß", "01.02.1980", "Am Markt", "3-5", "Köln", "1.234,50", "ja"],
    ["2", "\"Gr\"\"oß\"", "1980-02-30", "", "", "Bonn, Nord", "1e309", "maybe"],
    ["3", "=HYPERLINK(1)", "99.99.9999", "+1", "-1", "@city", "=1+1", "\t"],
    ["4", "O'Brien; \"x", "00.00.0000", "a\u{0}b", "\u{feff}", "\u{202e}txet", "NaN", "1"],
    ["", "", "", "", "", "", "", ""],
    ["4", "again", "0001-01-01", "ſtraße", "12a", "Ａ", "-0", "0"],
    ["Summe", "", "", "", "", "", "99", ""],
];

fn table(delimiter: char, line_end: &str) -> String {
    let line = |cells: &[&str]| cells.join(&delimiter.to_string()) + line_end;
    let rows: String = ROWS.iter().map(|row| line(row)).collect();
    line(&HEADER) + &rows
}

/// A text in an encoding; what the encoding lacks becomes a question mark.
fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    let utf_16 = |big: bool| -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let single = |limit: u32| -> Vec<u8> {
        text.chars().map(|c| if u32::from(c) < limit { c as u8 } else { b'?' }).collect()
    };
    match encoding {
        "utf-8" => text.into(),
        "utf-8-bom" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        "utf-16le" => utf_16(false),
        "utf-16le-bom" => [vec![0xff, 0xfe], utf_16(false)].concat(),
        "utf-16be-bom" => [vec![0xfe, 0xff], utf_16(true)].concat(),
        "utf-16-odd" => [vec![0xff, 0xfe], utf_16(false), vec![0xd8]].concat(),
        "latin-1" => single(256),
        // One half UTF-8, the other Latin-1: two files glued together.
        "mixed" => [text.as_bytes(), &single(256)].concat(),
        other => panic!("no encoding {other}"),
    }
}

const ENCODINGS: [&str; 8] = [
    "utf-8",
    "utf-8-bom",
    "utf-16le",
    "utf-16le-bom",
    "utf-16be-bom",
    "utf-16-odd",
    "latin-1",
    "mixed",
];

#[test]
fn every_mixture_of_delimiter_line_end_and_encoding_is_survived() {
    let mut corpus = Vec::new();
    for (delimiter_name, delimiter) in [("comma", ','), ("tab", '\t'), ("bar", '|'), ("semi", ';')]
    {
        for (end_name, line_end) in [("lf", "\n"), ("crlf", "\r\n"), ("cr", "\r")] {
            for encoding in ENCODINGS {
                let name = format!("{delimiter_name}-{end_name}-{encoding}.csv");
                corpus.push(hostile(name, encoded(&table(delimiter, line_end), encoding)));
            }
        }
    }
    corpus.push(hostile("nothing.csv", ""));
    survive(corpus, 97);
}

#[test]
fn broken_texts_are_survived() {
    let plain = table(';', "\n");
    let bytes = |text: &[u8]| text.to_vec();
    let wide = lines(10_000, |n| format!("c{n};"));
    let mut corpus = vec![
        hostile("empty.csv", ""),
        hostile("space.csv", "   \n \n\t\n"),
        hostile("line-ends.csv", "\n".repeat(1_000)),
        hostile("returns.csv", "\r".repeat(1_000)),
        hostile("nul.csv", vec![0; 5_000]),
        hostile("nul-cells.csv", "No;Name\n\0;\0\0\n1\0;W\0\n"),
        hostile("quotes.csv", "\"".repeat(10_001)),
        hostile("quotes-and-ends.csv", "\"\n".repeat(5_000)),
        hostile("delimiters.csv", ";".repeat(100_000)),
        hostile("header-only.csv", "No;Name"),
        hostile("one-cell.csv", "No"),
        hostile("bom-only.csv", b"\xef\xbb\xbf".to_vec()),
        hostile("bom-16-only.csv", b"\xff\xfe".to_vec()),
        hostile("bom-inside.csv", "No;Name\n1;a\n\u{feff}2;b\n\u{feff}No;Name\n3;c\n"),
        hostile("sep.csv", "sep=;\nNo;Name\n1;a\n"),
        hostile("sep-odd.csv", "sep=\"\nNo;Name\n1;a\n"),
        hostile("columns.csv", format!("No;Name;{wide}\n1;a;{wide}\n")),
        hostile("columns-of-one-name.csv", format!("{}\n1;2\n", "No;".repeat(5_000))),
        hostile("unnamed.csv", ";;;\n1;2;3;4\n"),
        hostile("numbers-as-header.csv", "1;2;3\n4;5;6\n"),
        hostile("cell-of-a-megabyte.csv", format!("No;Name\n1;{}\n2;b\n", "x".repeat(1_000_000))),
        hostile("quoted-megabyte.csv", format!("No;Name\n1;\"{}\"\n", "x\n".repeat(500_000))),
        hostile(
            "line-of-20-megabytes.csv",
            format!("No;Name\n1;{}\n2;b\n", "x".repeat(20_000_000)),
        ),
        hostile(
            "open-quote-20-megabytes.csv",
            format!("No;Name\n1;\"{}", format!("{}\n", "x".repeat(2_000)).repeat(10_000)),
        ),
        hostile("open-quote-first.csv", format!("\"{plain}")),
        hostile("open-quote-last.csv", format!("{plain}5;\"")),
        hostile("ragged.csv", "No;Name;City\n1\n2;b\n3;c;d;e\n;;;;;;;\n"),
        hostile(
            "overlong-utf-8.csv",
            bytes(b"No;Name\n1;\xc0\xaf\xe0\x80\xaf\xf8\x88\x80\x80\x80\n"),
        ),
        hostile("surrogates-utf-8.csv", bytes(b"No;Name\n1;\xed\xa0\x80\xed\xb0\x80\n")),
        hostile("every-byte.csv", [b"No;Name\n1;".to_vec(), (0..=255).collect()].concat()),
        hostile(
            "controls.csv",
            "No;Name\n1;\u{1}\u{2}\u{7f}\u{85}\u{2028}\u{2029}\n2;\u{b}\u{c}\n",
        ),
        hostile("escape-codes.csv", "No;Name\n1;\u{1b}[2J\u{1b}]0;title\u{7}\n"),
        hostile("marks.csv", format!("No;Name\n1;Z{}\n", "\u{301}".repeat(100_000))),
        hostile("right-to-left.csv", "No;Name\n1;\u{202e}gpj.exe\u{202c}\n"),
        hostile("same-key.csv", format!("No;Name\n{}", "1;a\n1;b\n".repeat(2_000))),
        hostile("header-again.csv", format!("No;Name\n{}", "No;Name\n".repeat(2_000))),
        hostile(
            "dates.csv",
            "No;Born\n1;31.12.9999\n2;-1.-1.-1\n3;1e9\n4;99999999999999999999\n5;2460000.5\n",
        ),
        hostile(
            "limits.csv",
            "No;Limit\n1;1e400\n2;-1e-400\n3;1.2.3.4\n4;1,2,3,4\n5;٣\n6;½\n7;(1)\n8;--1\n",
        ),
        hostile("web-page.csv", "<!DOCTYPE html><html><table><tr><td>1</td></tr></table></html>"),
        hostile(
            "entities.csv",
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
        ),
        hostile("pdf.csv", "%PDF-1.7\n1 0 obj"),
        hostile("shell.csv", "No;Name\n1;$(reboot)\n2;`reboot`\n3;'; DROP TABLE customer; --\n"),
        hostile("paths.csv", "No;Name\n../../etc/passwd;file:///etc/passwd\n"),
        hostile("formulas.csv", "No;Name\n'=1;'+49\n-1;=HYPERLINK(\"x\")\n@a;\t=1\n"),
        hostile("seven-zip.csv", bytes(b"7z\xbc\xaf\x27\x1c\x00\x04")),
        hostile("rar.csv", bytes(b"Rar!\x1a\x07\x01\x00")),
        hostile("picture.csv", bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
        hostile("database.csv", [b"SQLite format 3\0".to_vec(), vec![0; 4_000]].concat()),
        hostile("title-rows.csv", format!("{}No;Name\n1;a\n", "Report\n\n".repeat(90))),
        hostile("header-below-all.csv", format!("{}No;Name\n1;a\n", "x;y\n".repeat(300))),
    ];
    corpus.extend(truncated("utf-8", "csv", plain.as_bytes(), 30));
    corpus.extend(truncated("utf-16", "csv", &encoded(&plain, "utf-16le-bom"), 15));
    survive(corpus, 95);
}
