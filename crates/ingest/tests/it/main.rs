//! Whole ingests of small engagements, written by each test.

mod engagement;
mod rejects;
mod text_files;
mod totals;
mod workbooks;
