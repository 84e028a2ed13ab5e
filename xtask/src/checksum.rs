//! Checksums of files.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read},
    path::Path,
};

use sha2::Digest;

use crate::failure::{Context, Failure};

/// The digest of a file in lower-case hexadecimal.
pub(crate) fn of_file<D: Digest>(path: &Path) -> Result<String, Failure> {
    let digest = File::open(path).and_then(digest::<D>);
    digest.cannot(format!("read {}", path.display()))
}

/// Refuses a file whose digest is not `expected` (lower-case hexadecimal).
pub(crate) fn verify<D: Digest>(path: &Path, expected: &str) -> Result<(), Failure> {
    let found = of_file::<D>(path)?;
    if found == expected {
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().display();
    Err(Failure::new(format!(
        "{name} is not the file that was pinned\n  expected {expected}\n  found    {found}"
    ))
    .help(
        "the download was cut short or changed on its way; try again, and if it stays so, do not use it",
    ))
}

fn digest<D: Digest>(mut file: File) -> io::Result<String> {
    let mut hasher = D::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let length = file.read(&mut buffer)?;
        if length == 0 {
            break;
        }
        hasher.update(&buffer[..length]);
    }
    Ok(hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    }))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sha2::{Sha256, Sha512};

    use super::*;

    #[test]
    fn digests_agree_with_the_published_test_vectors() {
        // FIPS 180-2, appendix B.1 and C.1: the message "abc".
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, "abc").unwrap();
        assert_eq!(
            of_file::<Sha256>(file.path()).unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert!(
            of_file::<Sha512>(file.path()).unwrap().starts_with("ddaf35a193617abacc417349ae204131")
        );
    }

    #[test]
    fn a_changed_file_is_refused() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, "abc").unwrap();
        let pinned = of_file::<Sha256>(file.path()).unwrap();
        assert!(verify::<Sha256>(file.path(), &pinned).is_ok());
        fs::write(&file, "abd").unwrap();
        assert!(verify::<Sha256>(file.path(), &pinned).is_err());
    }
}
