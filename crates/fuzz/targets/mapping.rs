//! See `sameboat_fuzz::mapping`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(mapping);
