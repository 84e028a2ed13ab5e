//! The demo engagement, from a clean clone to its report.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{cargo::Cargo, failure::Failure, say, workspace::Workspace};

/// The exit code of a `sameboat` that is done and leaves something to a person.
const NEEDS_A_PERSON: u8 = 3;

/// Builds `sameboat`, runs `fixtures/demo` and says where the report is.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<(), Failure> {
    let cargo = Cargo::with_library(workspace)?;
    let demo: PathBuf = ["fixtures", "demo"].iter().collect();
    let report = workspace.root.join(&demo).join("runs/current/report/index.html");
    let started = SystemTime::now();
    let mut line: Vec<OsString> =
        ["run", "--package", "sameboat", "--", "run"].map(OsString::from).into();
    line.push(demo.into());
    line.extend_from_slice(arguments);
    let outcome = accept_open_cases(cargo.run(line));
    if outcome.is_ok() && is_newer(&report, started) {
        say::line(&format!("The demo's report: {}", report.display()));
    }
    outcome
}

/// The demo holds uncertain cases on purpose: leaving them to a person is its success.
fn accept_open_cases(outcome: Result<(), Failure>) -> Result<(), Failure> {
    match outcome {
        Err(Failure::Child(NEEDS_A_PERSON)) => Ok(()),
        outcome => outcome,
    }
}

fn is_newer(file: &Path, than: SystemTime) -> bool {
    fs::metadata(file).and_then(|file| file.modified()).is_ok_and(|modified| modified >= than)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_cases_are_the_demos_success_and_nothing_else_is() {
        assert!(accept_open_cases(Ok(())).is_ok());
        assert!(accept_open_cases(Err(Failure::Child(NEEDS_A_PERSON))).is_ok());
        for code in [1, 2, 4, 101] {
            assert!(accept_open_cases(Err(Failure::Child(code))).is_err(), "{code}");
        }
    }

    #[test]
    fn a_report_of_an_earlier_run_is_not_announced() {
        let folder = tempfile::tempdir().unwrap();
        let report = folder.path().join("index.html");
        assert!(!is_newer(&report, SystemTime::UNIX_EPOCH));
        fs::write(&report, "").unwrap();
        assert!(is_newer(&report, SystemTime::UNIX_EPOCH));
        let file = fs::File::options().write(true).open(&report).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert!(!is_newer(&report, SystemTime::now()));
    }
}
