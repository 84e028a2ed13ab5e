//! Reads one source as `sameboat ingest` does and, on the same two threads, as a bare reader does
//! that knows no mapping: DuckDB's `read_csv` into a table, or calamine's cells of a workbook. Prints
//! both and their ratio; alternates, so that a busy machine slows both.
//!
//! `cargo run --release -p sameboat-ingest --example against_bare_readers -- FILE MAPPING [ROUNDS]`

#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use calamine::{Reader, Xlsx, open_workbook};
use sameboat_model::Settings;
use sameboat_model::progress::Silent;
use sameboat_store::Store;

/// Threads of both.
const THREADS: usize = 2;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let file = PathBuf::from(arguments.next().expect("a file"));
    let mapping = PathBuf::from(arguments.next().expect("a mapping"));
    let rounds: usize = arguments.next().map_or(3, |rounds| rounds.parse().expect("a number"));
    rayon::ThreadPoolBuilder::new().num_threads(THREADS).build_global().expect("threads");
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        bare.push(timed("bare reader", || read_bare(&file)));
        ours.push(timed("ingest", || ingest(&file, &mapping)));
    }
    let best = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    println!("best of {rounds}: ratio of wall times {:.2}", best(&ours) / best(&bare));
}

fn timed(name: &str, read: impl FnOnce() -> u64) -> f64 {
    let (start, cpu) = (Instant::now(), cpu_seconds());
    let rows = read();
    let (wall, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    println!("{name}: {rows} rows, {wall:.2} s, {cpu:.2} CPU s, peak so far {} MiB", peak_mib());
    wall
}

fn is_workbook(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "xlsx")
}

fn read_bare(file: &Path) -> u64 {
    if is_workbook(file) { cells_of_workbook(file) } else { duckdb_csv(file) }
}

/// Rows of the first sheet, every cell of it visited.
fn cells_of_workbook(file: &Path) -> u64 {
    let mut book: Xlsx<_> = open_workbook(file).expect("a workbook");
    let name = book.sheet_names().first().cloned().expect("a sheet");
    let mut cells = book.worksheet_cells_reader(&name).expect("a sheet");
    let mut rows = 0;
    while let Some(cell) = cells.next_cell().expect("a cell") {
        rows = rows.max(u64::from(cell.get_position().0));
    }
    rows
}

fn duckdb_csv(file: &Path) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(&folder.path().join("bare.duckdb")).expect("a store");
    store.set_threads(THREADS).expect("threads");
    let file = file.display().to_string().replace('\'', "''");
    store.execute(&format!("CREATE TABLE t AS FROM read_csv('{file}')")).expect("read");
    let rows = store.count("t").expect("counted");
    store.close().expect("closed");
    rows
}

fn ingest(file: &Path, mapping: &Path) -> u64 {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |path: &Path| std::fs::canonicalize(path).expect("a file").display().to_string();
    let text = format!(
        "[engagement]\nname = \"bench\"\n[[line]]\nname = \"product\"\nlabel = \"p\"\n\
         [[line]]\nname = \"financing\"\nlabel = \"f\"\n\
         [plan]\nstart = 2027-01-04\n\
         [[source]]\nname = \"source\"\nline = \"product\"\nfile = {:?}\nmapping = {:?}\n",
        path(file),
        path(mapping),
    );
    std::fs::write(folder.path().join("sameboat.toml"), text).expect("written");
    let settings = Settings::read(folder.path()).expect("settings");
    let store = Store::open(&folder.path().join("ours.duckdb")).expect("a store");
    store.set_threads(THREADS).expect("threads");
    let summary = sameboat_ingest::ingest(folder.path(), &settings, &store, &Silent);
    let rows = summary.expect("read").sources.iter().map(|source| source.accepted).sum();
    store.close().expect("closed");
    rows
}

/// CPU seconds of this process so far, where the system tells (Linux counts hundredths).
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        after_name.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Most memory held so far, where the system tells.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
