//! See `sameboat_fuzz::json`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(json);
