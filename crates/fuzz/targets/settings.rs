//! See `sameboat_fuzz::settings`.
#![cfg_attr(fuzzing, no_main)]
sameboat_fuzz::target!(settings);
