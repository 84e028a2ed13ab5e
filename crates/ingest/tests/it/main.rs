//! Whole ingests of small engagements, written by each test.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod beside;
mod demo;
mod emails;
mod engagement;
mod formats;
mod headers;
mod hostile;
mod mappings;
mod notations;
mod phones;
mod piles;
mod postcodes;
mod presets;
mod profile;
mod rejects;
mod text_files;
mod totals;
mod workbooks;
