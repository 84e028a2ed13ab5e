//! See `sameboat_fuzz::workbook`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(workbook);
