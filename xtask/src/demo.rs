//! The demo engagement, from a clean clone to its report.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{cargo::Cargo, failure::Failure, say, workspace::Workspace};

/// Builds `sameboat`, runs `fixtures/demo` and says where the report is.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<(), Failure> {
    let cargo = Cargo::with_library(workspace)?;
    let demo: PathBuf = ["fixtures", "demo"].iter().collect();
    let report: PathBuf = [&demo, Path::new("runs/current/report/index.html")].iter().collect();
    let started = SystemTime::now();
    let mut line: Vec<OsString> =
        ["run", "--package", "sameboat", "--", "run"].map(OsString::from).into();
    line.push(demo.into());
    line.extend_from_slice(arguments);
    let outcome = cargo.run(line);
    // A run that ends with "something needs a person" has published its report all the same.
    let report = workspace.root.join(report);
    if is_newer(&report, started) {
        say::line(&format!("The demo's report: {}", report.display()));
    }
    outcome
}

fn is_newer(file: &Path, than: SystemTime) -> bool {
    fs::metadata(file).and_then(|file| file.modified()).is_ok_and(|modified| modified >= than)
}
