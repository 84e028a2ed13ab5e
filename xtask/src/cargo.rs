//! Running cargo so that what it builds finds the DuckDB library, now and later.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::Path,
    process::{Command, ExitStatus},
};

use crate::{
    duckdb_library::{self, Library},
    failure::{Context, Failure},
    workspace::{self, Workspace},
};

/// The linker arguments of `.cargo/config.toml`, which a `RUSTFLAGS` variable would replace.
const RPATH_FLAGS: &[&str] = if cfg!(target_os = "macos") {
    &[
        "-Clink-arg=-Wl,-rpath,@loader_path/../../.deps/libduckdb",
        "-Clink-arg=-Wl,-rpath,@loader_path/../../../.deps/libduckdb",
        "-Clink-arg=-Wl,-rpath,@loader_path",
    ]
} else if cfg!(target_os = "linux") {
    &[
        "-Clink-arg=-Wl,-rpath,$ORIGIN/../../.deps/libduckdb:$ORIGIN/../../../.deps/libduckdb:$ORIGIN",
    ]
} else {
    &[]
};

/// Where the system's loader searches for libraries before anything else.
const SEARCH_PATH: &str = if cfg!(windows) {
    "PATH"
} else if cfg!(target_os = "macos") {
    "DYLD_FALLBACK_LIBRARY_PATH"
} else {
    "LD_LIBRARY_PATH"
};

/// Cargo with the DuckDB library at hand.
#[derive(Debug)]
pub(crate) struct Cargo<'a> {
    workspace: &'a Workspace,
    library: Library,
}

impl<'a> Cargo<'a> {
    /// Sets the library up and places it beside what cargo will build: with a target directory
    /// elsewhere, or with a library of the developer's own, programs find it only there once they
    /// are started without us.
    pub(crate) fn with_library(workspace: &'a Workspace) -> Result<Self, Failure> {
        let library = duckdb_library::setup(workspace, false)?;
        let built = workspace.build_folder();
        library.place_in(&built)?;
        library.place_in(&built.join("deps"))?;
        Ok(Self { workspace, library })
    }

    /// Runs cargo with these arguments.
    pub(crate) fn run<S: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = S>,
    ) -> Result<(), Failure> {
        let mut command = plain(self.workspace);
        self.prepare(&mut command);
        status_of(command.args(arguments))
    }

    /// Lets a program find the library, and cargo link it.
    pub(crate) fn prepare(&self, command: &mut Command) {
        let folder = &self.library.folder;
        command.env("DUCKDB_LIB_DIR", folder);
        command.env(SEARCH_PATH, prepended(folder, env::var_os(SEARCH_PATH).as_deref()));
        let (encoded, plain) = (env::var_os("CARGO_ENCODED_RUSTFLAGS"), env::var_os("RUSTFLAGS"));
        if let Some((variable, flags)) = flags_with_rpath(encoded, plain) {
            command.env(variable, flags);
        }
    }
}

/// Cargo in the workspace's root, for tasks that link nothing.
pub(crate) fn plain(workspace: &Workspace) -> Command {
    let mut command = Command::new(workspace::cargo());
    command.current_dir(&workspace.root);
    command
}

/// Runs a command to its end; a failure carries its exit code.
pub(crate) fn status_of(command: &mut Command) -> Result<(), Failure> {
    let status = command.status().cannot(format!("start {}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { Err(Failure::Child(code_of(status))) }
}

fn code_of(status: ExitStatus) -> u8 {
    // A program ended by a signal has no code.
    status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}

fn prepended(folder: &Path, present: Option<&OsStr>) -> OsString {
    let mut folders = vec![folder.to_path_buf()];
    folders.extend(present.into_iter().flat_map(env::split_paths));
    // Joining fails only for a folder with a separator in its name; then our folder alone must do.
    env::join_paths(folders).unwrap_or_else(|_| folder.into())
}

/// The variable to set, and its value, where one of the developer's replaces the configured flags.
fn flags_with_rpath(
    encoded: Option<OsString>,
    plain: Option<OsString>,
) -> Option<(&'static str, OsString)> {
    let (variable, mut flags, separator) = match (encoded, plain) {
        (Some(flags), _) => ("CARGO_ENCODED_RUSTFLAGS", flags, "\u{1f}"),
        (None, Some(flags)) => ("RUSTFLAGS", flags, " "),
        (None, None) => return None,
    };
    for flag in RPATH_FLAGS {
        if !flags.is_empty() {
            flags.push(separator);
        }
        flags.push(flag);
    }
    Some((variable, flags))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_are_those_of_the_cargo_configuration() {
        let configuration = include_str!("../../.cargo/config.toml");
        for flag in RPATH_FLAGS {
            assert!(configuration.contains(&format!("\"{flag}\"")), "{flag}");
        }
    }

    #[test]
    fn without_a_variable_the_configuration_is_left_alone() {
        assert_eq!(flags_with_rpath(None, None), None);
    }

    #[test]
    fn flags_of_the_developer_are_kept_and_ours_added() {
        let (variable, flags) = flags_with_rpath(None, Some("-g".into())).unwrap();
        assert_eq!(variable, "RUSTFLAGS");
        assert_eq!(
            flags,
            OsString::from(["-g"].iter().chain(RPATH_FLAGS).copied().collect::<Vec<_>>().join(" "))
        );

        let (variable, flags) = flags_with_rpath(Some("".into()), Some("-g".into())).unwrap();
        assert_eq!(variable, "CARGO_ENCODED_RUSTFLAGS");
        assert_eq!(flags, OsString::from(RPATH_FLAGS.join("\u{1f}")));
    }

    #[test]
    fn the_library_is_searched_for_first() {
        let present = env::join_paths(["/usr/lib", "/opt/lib"]).unwrap();
        let all: Vec<_> =
            env::split_paths(&prepended(Path::new("/deps"), Some(&present))).collect();
        assert_eq!(all, [Path::new("/deps"), Path::new("/usr/lib"), Path::new("/opt/lib")]);
    }
}
