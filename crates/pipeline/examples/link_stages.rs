//! Links bare files and prints what each stage took, in wall and in CPU seconds, and the most memory
//! held so far.
//!
//! `cargo run --release -p sameboat-pipeline --example link_stages -- OUT A.csv [B.csv]`

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use sameboat_model::Progress;
use sameboat_pipeline::quick::link::{QuickLink, quick_link};

/// Prints the stage that ended whenever one begins.
struct Stages(Mutex<(String, Instant, f64)>);

impl Progress for Stages {
    #[allow(clippy::print_stdout)]
    fn begin(&self, name: &str, _total: Option<u64>) {
        let mut last = self.0.lock().expect("not poisoned");
        let cpu = cpu_seconds();
        let (wall, used) = (last.1.elapsed().as_secs_f64(), cpu - last.2);
        println!("{wall:>7.2} s {used:>7.2} CPU s {:>6} MiB  {}", peak_mib(), last.0);
        *last = (name.to_owned(), Instant::now(), cpu);
    }

    fn advance(&self, _by: u64) {}
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

fn main() {
    let mut paths = std::env::args().skip(1).map(PathBuf::from);
    let out = paths.next().expect("a folder for the answer");
    let asked = QuickLink {
        files: paths.collect(),
        out,
        truth: None,
        country: None,
        settings: sameboat_model::settings::LinkSettings::default(),
    };
    let stages = Stages(Mutex::new(("start".to_owned(), Instant::now(), cpu_seconds())));
    quick_link(&asked, &stages).expect("linked");
    stages.begin("", None);
}
