//! See `sameboat_fuzz::text`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(text);
