//! See `sameboat_fuzz::ods`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(ods);
