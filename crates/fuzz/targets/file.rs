//! See `sameboat_fuzz::file`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(file);
