//! Prints the JSON Schema of mappings or of sameboat.toml; `cargo xtask schemas` keeps the files.

#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use std::process::ExitCode;

use sameboat_model::schema;

fn main() -> ExitCode {
    let schema = match std::env::args().nth(1).as_deref() {
        Some("mapping") => schema::mapping(),
        Some("sameboat") => schema::settings(),
        _ => return ExitCode::from(2),
    };
    println!("{schema:#}");
    ExitCode::SUCCESS
}
