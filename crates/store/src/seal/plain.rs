//! Plain text that no disk gets to see: a file in memory, under a path that DuckDB can open.

use std::fs::File;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::StoreError;

/// A file that is gone when this is dropped.
#[derive(Debug)]
pub(super) struct PlainFile {
    path: PathBuf,
    /// Nobody else knows a file in memory: it lives as long as it is open here.
    _held: Held,
}

#[derive(Debug)]
enum Held {
    #[cfg(target_os = "linux")]
    Memory {
        _file: File,
    },
    Temporary {
        _path: TempPath,
    },
}

impl PlainFile {
    /// Has `write` fill a new file. Systems other than Linux have no files in memory that have a path:
    /// there it is a temporary one that only its owner may read, and a warning says so.
    pub(super) fn new(
        of: &Path,
        write: impl FnOnce(&mut File) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        #[cfg(target_os = "linux")]
        match in_memory() {
            Ok((mut file, path)) => {
                write(&mut file)?;
                return Ok(Self { path, _held: Held::Memory { _file: file } });
            }
            Err(error) => tracing::debug!(%error, "no files in memory"),
        }
        Self::temporary(of, write)
    }

    fn temporary(
        of: &Path,
        write: impl FnOnce(&mut File) -> Result<(), StoreError>,
    ) -> Result<Self, StoreError> {
        let file = || StoreError::file(of);
        let mut temporary = tempfile::NamedTempFile::with_prefix("sameboat-").map_err(file())?;
        tracing::warn!(
            path = %temporary.path().display(),
            "decrypted into a temporary file, as this system has no files in memory; it is removed at \
             the end"
        );
        write(temporary.as_file_mut())?;
        let held = temporary.into_temp_path();
        Ok(Self { path: held.to_path_buf(), _held: Held::Temporary { _path: held } })
    }

    /// Where it can be opened, by this process only.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// A file in memory, and a path that leads to it while it is open.
#[cfg(target_os = "linux")]
fn in_memory() -> std::io::Result<(File, PathBuf)> {
    use std::os::fd::AsRawFd;

    use rustix::fs::{MemfdFlags, memfd_create};

    let file = File::from(memfd_create("sameboat", MemfdFlags::CLOEXEC)?);
    let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    path.metadata()?;
    Ok((file, path))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write;

    use super::*;

    fn text(file: &mut File) -> Result<(), StoreError> {
        file.write_all(b"plain").map_err(StoreError::file("test"))
    }

    #[test]
    fn plain_text_can_be_opened_by_its_path_and_is_gone_afterwards() {
        let test = Path::new("test");
        let files = [PlainFile::new(test, text), PlainFile::temporary(test, text)];
        for file in files.map(Result::unwrap) {
            let path = file.path().to_owned();
            assert_eq!(fs::read(&path).unwrap(), b"plain");
            drop(file);
            // The number of a file in memory may be another one's by now.
            assert!(path.starts_with("/proc") || !path.exists());
        }
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn on_linux_it_is_in_memory() {
        let file = PlainFile::new(Path::new("test"), text).unwrap();
        let leads_to = fs::read_link(file.path()).unwrap();
        assert!(leads_to.starts_with("/memfd:sameboat (deleted)"), "{}", leads_to.display());
    }

    #[test]
    #[cfg(unix)]
    fn a_temporary_file_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;

        let file = PlainFile::temporary(Path::new("test"), text).unwrap();
        let mode = fs::metadata(file.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
}
