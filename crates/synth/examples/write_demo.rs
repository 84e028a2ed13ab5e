//! Writes the demo engagement: `cargo run -p sameboat-synth --example write_demo -- fixtures/demo`.
//! With a number behind the folder, an engagement of that many customers a line.
#![expect(clippy::print_stdout, reason = "an example talks to its reader")]

use std::path::PathBuf;

use sameboat_synth::{SynthError, SynthSettings, generate};

fn main() -> Result<(), SynthError> {
    let mut arguments = std::env::args().skip(1);
    let dir = PathBuf::from(arguments.next().unwrap_or_else(|| "fixtures/demo".into()));
    let settings = match arguments.next().and_then(|customers| customers.parse().ok()) {
        Some(customers) => SynthSettings::with_customers(customers),
        None => SynthSettings::default(),
    };
    let summary = generate(&dir, &settings, &mut |_, _| {})?;
    for (name, rows) in summary.rows.iter().chain(&summary.truth) {
        println!("{rows:>9} {name}");
    }
    Ok(())
}
