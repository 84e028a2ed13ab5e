//! Tables that say how every source row was accounted for.

use super::{Table, integer, text};

/// One source file as it was read.
pub const SOURCE_FILE: Table = Table::new(
    "source_file",
    "one source file as it was read",
    &[
        text("source", "name of the source"),
        text("line", "line it belongs to"),
        text("entity", "what its rows are"),
        text("file", "path in the engagement"),
        integer("bytes", "size in bytes"),
        text("blake3", "BLAKE3 checksum of the file"),
        text("format", "how it was read: format, encoding, delimiter, sheets, header row"),
        text("unmapped", "columns that no field was mapped to, ; between them"),
    ],
);

/// What became of each column that is kept.
pub const SOURCE_FIELD: Table = Table::new(
    "source_field",
    "one field of a source and the columns that it comes from",
    &[
        text("source", "name of the source"),
        text("line", "line it belongs to"),
        text("entity", "what its rows are"),
        text("field", "field, or extras for columns that are kept as they are"),
        text("columns", "columns of the export that it comes from, ; between them"),
        text("sensitivity", "who may see it: open, personal or regulated"),
    ],
);

/// Rows refused.
pub const QUARANTINE: Table = Table::new(
    "quarantine",
    "one source row that was refused; it is in no other table",
    &[
        text("source", "name of the source"),
        text("sheet", "sheet of the workbook, if the source is one"),
        integer("row_number", "1-based row in the file or sheet"),
        text("column_name", "column that was at fault, if it was one"),
        text("reason", "why the row was refused"),
        text("value", "the offending cell's text (personal data)"),
    ],
);

/// `what` of values that could not be read, and are left out.
pub const SET_ASIDE: &str = "set_aside";
/// `reason` of a value set aside that may refuse a consent, which another column gives.
pub const MAY_REFUSE: &str = "may refuse, in words that are not understood";
/// `what` of values that are taken although they were damaged on their way.
pub const DAMAGED: &str = "damaged";
/// `what` of values that were put right.
pub const MENDED: &str = "mended";

/// What was wrong with values of rows that were accepted.
pub const VALUE_ISSUE: Table = Table::new(
    "value_issue",
    "one value of an accepted row that could not be read, and is left out, or that was damaged or mended",
    &[
        text("source", "name of the source"),
        text("sheet", "sheet of the workbook, if the source is one"),
        integer("row_number", "1-based row in the file or sheet"),
        text("column_name", "column of the value"),
        text("what", "what became of it: set_aside, damaged (taken all the same) or mended"),
        text("reason", "why it could not be read, or what was wrong with it"),
        text("value", "the cell's text (personal data)"),
    ],
);

/// Control totals of every stage.
pub const CONTROL_TOTAL: Table = Table::new(
    "control_total",
    "one count of rows that entered or left a stage; in and out of each stage add up",
    &[
        text("stage", "stage that counted"),
        text("source", "source or table that was counted"),
        text("measure", "read, accepted, quarantined, excluded: <rule>, …"),
        integer("row_count", "rows"),
    ],
);

/// The tables of this stage.
pub const TABLES: &[Table] = &[SOURCE_FILE, SOURCE_FIELD, QUARANTINE, VALUE_ISSUE, CONTROL_TOTAL];
