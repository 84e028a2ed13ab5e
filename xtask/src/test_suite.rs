//! All tests of the workspace.

use std::{
    ffi::{OsStr, OsString},
    process::Stdio,
};

use crate::{
    cargo::{self, Cargo},
    failure::Failure,
    workspace::Workspace,
};

/// Runs the documentation's tests and then all others, so that the last line is the runner's own
/// count; with arguments, only what they ask the runner for.
pub(crate) fn run(workspace: &Workspace, arguments: &[OsString]) -> Result<(), Failure> {
    let cargo = Cargo::with_library(workspace)?;
    if arguments.is_empty() {
        cargo.run(["test", "--workspace", "--doc", "--quiet"])?;
    }
    let runner = if has_nextest(workspace) { ["nextest", "run"].as_slice() } else { &["test"] };
    cargo.run(command_line(runner, arguments))
}

fn has_nextest(workspace: &Workspace) -> bool {
    let mut command = cargo::plain(workspace);
    command.args(["nextest", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// The runner's arguments: the whole workspace, unless packages are named.
fn command_line(runner: &[&str], arguments: &[OsString]) -> Vec<OsString> {
    let mut line: Vec<OsString> = runner.iter().map(OsString::from).collect();
    if !arguments.iter().any(|argument| names_packages(argument)) {
        line.push("--workspace".into());
    }
    if arguments.is_empty() {
        // One failure shall not hide the next.
        line.push("--no-fail-fast".into());
        if runner == ["test"] {
            // The documentation's tests have run.
            line.push("--all-targets".into());
        }
    }
    line.extend_from_slice(arguments);
    line
}

fn names_packages(argument: &OsStr) -> bool {
    let argument = argument.as_encoded_bytes();
    argument.starts_with(b"-p") || argument.starts_with(b"--package")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(runner: &[&str], arguments: &[&str]) -> String {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        command_line(runner, &arguments).join(OsStr::new(" ")).into_string().unwrap()
    }

    #[test]
    fn without_arguments_all_tests_run_once() {
        assert_eq!(line(&["nextest", "run"], &[]), "nextest run --workspace --no-fail-fast");
        assert_eq!(line(&["test"], &[]), "test --workspace --no-fail-fast --all-targets");
    }

    #[test]
    fn a_filter_searches_the_whole_workspace_and_a_named_package_narrows_it() {
        assert_eq!(line(&["nextest", "run"], &["phone"]), "nextest run --workspace phone");
        assert_eq!(line(&["test"], &["-p", "xtask"]), "test -p xtask");
    }
}
