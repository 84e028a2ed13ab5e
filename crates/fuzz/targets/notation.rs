//! See `sameboat_fuzz::notation`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(notation);
