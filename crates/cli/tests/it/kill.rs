//! A run that is killed at any moment leaves the published run as it was.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sameboat_store::manifest::{Manifest, checksum};

use crate::world::{Engagement, NEEDS_A_PERSON};

const MOMENTS: u32 = 20;

/// Fails unless the published run is whole: its manifest can be read and every table has the
/// bytes that the manifest says.
fn assert_whole(current: &Path) -> Manifest {
    let manifest = Manifest::read(current).unwrap();
    assert!(!manifest.tables.is_empty());
    for table in &manifest.tables {
        let file = current.join("tables").join(format!("{}.parquet", table.table));
        assert_eq!(checksum(&file).unwrap(), table.parquet_blake3, "{}", table.table);
    }
    for file in ["unified.duckdb", "report/index.html", "report/plan.xlsx"] {
        assert!(current.join(file).metadata().unwrap().len() > 0, "{file}");
    }
    manifest
}

/// Moments spread over a whole run by the golden ratio: irregular, and the same every time.
fn moment(number: u32, whole: Duration) -> Duration {
    whole.mul_f64((f64::from(number) * 0.618_033_988_749_895).fract())
}

#[test]
fn a_run_killed_at_twenty_moments_leaves_the_published_run_whole() {
    let engagement = Engagement::small();
    let start = Instant::now();
    engagement.run(&[]).code(NEEDS_A_PERSON);
    let whole = start.elapsed();
    let current = engagement.path.join("runs/current");
    let mut published = assert_whole(&current).run_id;
    let mut killed = 0;
    for number in 1..=MOMENTS {
        let mut run = Command::new(assert_cmd::cargo::cargo_bin("sameboat"))
            .arg("run")
            .arg(&engagement.path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment(number, whole));
        run.kill().unwrap();
        let finished = run.wait().unwrap().code().is_some();
        let manifest = assert_whole(&current);
        if finished {
            published = manifest.run_id;
        } else if manifest.run_id == published {
            killed += 1;
        } else {
            // Killed after its rename: it is the published one, and whole.
            published = manifest.run_id;
        }
    }
    assert!(killed >= MOMENTS / 2, "only {killed} of {MOMENTS} runs were killed under way");
    engagement.run(&[]).code(NEEDS_A_PERSON);
    assert_whole(&current);
}
