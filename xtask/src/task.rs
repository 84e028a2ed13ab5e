//! What was asked for on the command line.

use std::ffi::OsString;

use crate::failure::Failure;

/// The help text.
pub(crate) const USAGE: &str = "\
Usage: cargo xtask <task>

  setup [--unpinned]   put the DuckDB library in .deps/libduckdb; a DUCKDB_LIB_DIR of your own wins.
                       --unpinned: on a platform whose checksums are not in our table yet, take what
                       npm itself has verified and print the checksums
  demo [ARGS]          set up, run the demo engagement and say where its report is;
                       ARGS go to `sameboat run`
  test [ARGS]          set up and run all tests of the workspace; ARGS go to cargo-nextest
                       (cargo test, where nextest is not installed)
  lint                 formatting and clippy, warnings denied
  layers               check which crate depends on which
  cli-docs [--check]   write docs/cli.md from the binary's help; --check: only say if it is out of date
  schemas [--check]    write mappings/schema/*.json from the types that read mappings and settings
";

/// One developer task.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print [`USAGE`].
    Help,
    /// Put the DuckDB library in place.
    Setup {
        /// Accept a platform that has no pinned checksums.
        unpinned: bool,
    },
    /// Run the demo engagement.
    Demo {
        /// Passed to `sameboat run`.
        arguments: Vec<OsString>,
    },
    /// Run the tests.
    Test {
        /// Passed to the test runner.
        arguments: Vec<OsString>,
    },
    /// Formatting and clippy.
    Lint,
    /// Check the arrows between our crates.
    Layers,
    /// Write docs/cli.md.
    CliDocs {
        /// Compare instead of writing.
        check: bool,
    },
    /// Write mappings/schema/*.json.
    Schemas {
        /// Compare instead of writing.
        check: bool,
    },
}

impl Task {
    /// Reads the arguments that follow the program's name.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Failure> {
        let mut arguments = arguments.into_iter();
        let name = arguments.next().unwrap_or_else(|| "help".into());
        let mut rest: Vec<OsString> = arguments.collect();
        match name.to_str() {
            Some("help" | "-h" | "--help") => Ok(Self::Help),
            Some("setup") => Ok(Self::Setup { unpinned: only_flag(&rest, "--unpinned")? }),
            Some("demo" | "test") => {
                if rest.first().is_some_and(|first| first == "--") {
                    rest.remove(0);
                }
                Ok(if name == "demo" {
                    Self::Demo { arguments: rest }
                } else {
                    Self::Test { arguments: rest }
                })
            }
            Some("lint") => no_arguments(&rest).map(|()| Self::Lint),
            Some("layers") => no_arguments(&rest).map(|()| Self::Layers),
            Some("cli-docs") => Ok(Self::CliDocs { check: only_flag(&rest, "--check")? }),
            Some("schemas") => Ok(Self::Schemas { check: only_flag(&rest, "--check")? }),
            _ => Err(Failure::new(format!("there is no task `{}`", name.display())).help(USAGE)),
        }
    }
}

fn only_flag(arguments: &[OsString], flag: &str) -> Result<bool, Failure> {
    match arguments {
        [] => Ok(false),
        [one] if one == flag => Ok(true),
        _ => no_arguments(arguments).map(|()| false),
    }
}

fn no_arguments(arguments: &[OsString]) -> Result<(), Failure> {
    match arguments.first() {
        None => Ok(()),
        Some(first) => {
            Err(Failure::new(format!("unexpected argument `{}`", first.display())).help(USAGE))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Task, Failure> {
        Task::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn no_task_shows_the_usage() {
        assert_eq!(parse("").unwrap(), Task::Help);
    }

    #[test]
    fn arguments_reach_the_program_with_or_without_a_separator() {
        let expected = Task::Test { arguments: vec!["-p".into(), "sameboat-link".into()] };
        assert_eq!(parse("test -p sameboat-link").unwrap(), expected);
        assert_eq!(parse("test -- -p sameboat-link").unwrap(), expected);
    }

    #[test]
    fn every_task_of_the_usage_is_known() {
        let names = USAGE.lines().filter_map(|line| line.strip_prefix("  ")).filter_map(|line| {
            let name = line.split_whitespace().next()?;
            line.starts_with(name).then_some(name)
        });
        for name in names {
            assert!(parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_misspelt_task_or_flag_is_refused_with_the_usage() {
        for line in ["tset", "lint --fix", "setup --unpined", "cli-docs --check twice"] {
            let Err(Failure::Refused { help: Some(help), .. }) = parse(line) else {
                panic!("`{line}` was accepted");
            };
            assert_eq!(help, USAGE);
        }
    }
}
