//! What must hold of any bytes: readers, mappings and settings that are given them neither panic nor
//! lose a row, and refuse with an error that says where.
//!
//! `cargo fuzz` (which needs a nightly compiler) looks for bytes of which it does not hold:
//!
//! ```sh
//! cargo +nightly fuzz run --fuzz-dir crates/fuzz --sanitizer none text -- -max_total_time=600
//! ```
//!
//! What it finds is mended and kept in `regressions/<target>/`, which `tests/regressions.rs` runs
//! through the same functions with the compiler that everybody has.

mod parts;
mod world;

use std::path::Path;

use sameboat_model::{Mapping, Settings, config::ConfigFile};

pub use crate::world::World;

#[cfg(fuzzing)]
pub use libfuzzer_sys;

/// The main function of a target: that of libFuzzer, or none where nobody fuzzes.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        use sameboat_fuzz::libfuzzer_sys;
        #[cfg(fuzzing)]
        thread_local! {
            static WORLD: sameboat_fuzz::World = sameboat_fuzz::World::new();
        }
        #[cfg(fuzzing)]
        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            WORLD.with(|world| sameboat_fuzz::$name(world, bytes))
        });
        #[cfg(not(fuzzing))]
        fn main() {}
    };
}

/// A target's function.
pub type Target = fn(&World, &[u8]);

/// All targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("file", file),
    ("text", text),
    ("json", json),
    ("workbook", workbook),
    ("ods", ods),
    ("notation", notation),
    ("mapping", mapping),
    ("settings", settings),
];

/// The bytes are a file of whatever format they begin like: workbook, gzip, Zstandard, Parquet, text.
pub fn file(world: &World, bytes: &[u8]) {
    world.survive("file.bin", bytes);
}

/// The bytes are a text file.
pub fn text(world: &World, bytes: &[u8]) {
    // The other formats have their targets, and are found sooner there.
    if !bytes.starts_with(b"PK") && !bytes.starts_with(b"PAR1") {
        world.survive("text.csv", bytes);
    }
}

/// The bytes follow the first object of a file of JSON.
pub fn json(world: &World, bytes: &[u8]) {
    let all = [&b"{\"No\":\"1\",\"Name\":\"A\",\"City\":{\"a\":[1]}}\n"[..], bytes].concat();
    world.survive("objects.json", &all);
    world.survive("objects.json", bytes);
}

/// The bytes are the parts of an `.xlsx`, split at null bytes: a sheet, shared texts, styles, the
/// list of sheets.
pub fn workbook(world: &World, bytes: &[u8]) {
    world.survive("book.xlsx", &parts::workbook(bytes));
}

/// The bytes are the contents of an `.ods`.
pub fn ods(world: &World, bytes: &[u8]) {
    world.survive("book.ods", &parts::ods(bytes));
}

/// The bytes are procedures, in the notation that the first byte tells.
pub fn notation(world: &World, bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let name = ["steps.bpmn", "rules.dmn", "text.md", "text.txt"][usize::from(first % 4)];
    world.read_sheets(name, rest);
}

/// The bytes are a mapping, by which a file with all sorts of cells is read.
pub fn mapping(world: &World, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = ConfigFile::<Mapping>::parse(Path::new("mapping.toml"), text.to_owned());
    match parsed {
        Ok(_) => world.ingest_by(text),
        Err(error) => world::check_place(&error, text),
    }
}

/// The bytes are a `sameboat.toml`.
pub fn settings(_world: &World, bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Err(error) = Settings::parse(Path::new("sameboat.toml"), text.to_owned()) {
        world::check_place(&error, text);
    }
}
