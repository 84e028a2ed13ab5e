//! Fetching a package with the ordinary npm client.

use std::{
    ffi::OsStr,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::failure::{Context, Failure};

/// The client's name; on Windows it is a script that must be named in full.
const PROGRAM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Downloads `package` (with its version) into `folder` and returns the tarball's path.
///
/// npm compares the tarball with the digest its registry states; pins are checked by the caller.
pub(crate) fn pack(package: &str, folder: &Path) -> Result<PathBuf, Failure> {
    pack_with(PROGRAM.as_ref(), package, folder)
}

fn pack_with(program: &OsStr, package: &str, folder: &Path) -> Result<PathBuf, Failure> {
    // npm prints the tarball's name to standard output, which nobody asked for.
    let status = Command::new(program)
        .args(["pack", "--silent", "--prefer-offline", package])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => tarball_in(folder),
        Ok(status) => Err(Failure::new(format!("`npm pack {package}` failed ({status})"))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(Failure::new(format!("npm, which fetches {package}, is not installed")))
        }
        Err(error) => Err(Failure::new(format!("cannot start npm: {error}"))),
    }
}

fn tarball_in(folder: &Path) -> Result<PathBuf, Failure> {
    let mut files = fs::read_dir(folder).cannot("list what npm fetched")?.flatten();
    files
        .find(|file| file.path().extension().is_some_and(|extension| extension == "tgz"))
        .map(|file| file.path())
        .ok_or_else(|| Failure::new("npm fetched no tarball"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_client_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let failure = pack_with("no-such-npm".as_ref(), "some-package@1", folder.path());
        let Err(Failure::Refused { message, .. }) = failure else { panic!("{failure:?}") };
        assert_eq!(message, "npm, which fetches some-package@1, is not installed");
    }

    #[cfg(unix)]
    #[test]
    fn a_client_that_fails_or_fetches_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(pack_with("false".as_ref(), "some-package@1", folder.path()).is_err());
        assert!(pack_with("true".as_ref(), "some-package@1", folder.path()).is_err());
    }
}
