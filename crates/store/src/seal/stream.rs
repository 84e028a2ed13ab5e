//! One file into the `age` format, and out of it, piece by piece.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::iter::once;
use std::path::Path;

use age::{DecryptError, Decryptor, Encryptor, Identity, Recipient};

use super::ENDING;
use crate::error::StoreError;

/// Bytes that are read or written at once.
const PIECE: usize = 1 << 18;

/// Encrypts `from` into the new file `to`, which is written down on the disk before this returns.
pub(super) fn encrypt(
    mut from: impl Read,
    to: &Path,
    recipient: &dyn Recipient,
) -> Result<(), StoreError> {
    let unfinished = to.with_added_extension("tmp");
    let encryptor =
        Encryptor::with_recipients(once(recipient)).map_err(|error| StoreError::Damaged {
            path: to.to_owned(),
            message: format!("cannot be encrypted: {error}"),
        })?;
    let write = || -> io::Result<()> {
        let out = BufWriter::with_capacity(PIECE, File::create(&unfinished)?);
        let mut out = encryptor.wrap_output(out)?;
        io::copy(&mut from, &mut out)?;
        let mut out = out.finish()?;
        out.flush()?;
        out.get_ref().sync_all()?;
        fs::rename(&unfinished, to)
    };
    write().map_err(StoreError::file(to))
}

/// Replaces a file by its encrypted form.
pub(super) fn seal(file: &Path, recipient: &dyn Recipient) -> Result<(), StoreError> {
    let mut sealed = file.as_os_str().to_owned();
    sealed.push(ENDING);
    let plain = File::open(file).map_err(StoreError::file(file))?;
    encrypt(BufReader::with_capacity(PIECE, plain), sealed.as_ref(), recipient)?;
    fs::remove_file(file).map_err(StoreError::file(file))
}

/// Decrypts the file `from` into `to`. The error says whether the key or the file is wrong.
pub(super) fn decrypt<'a>(
    from: &Path,
    to: &mut impl Write,
    identities: impl Iterator<Item = &'a dyn Identity>,
) -> Result<(), StoreError> {
    let file = File::open(from).map_err(StoreError::file(from))?;
    let file = BufReader::with_capacity(PIECE, file);
    let mut plain = Decryptor::new_buffered(file)
        .and_then(|decryptor| decryptor.decrypt(identities))
        .map_err(|error| wrong(from, &error))?;
    let mut piece = vec![0; PIECE];
    loop {
        // Reading fails where the file was changed or cut off, writing where there is no room.
        match plain.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => to.write_all(&piece[..length]).map_err(StoreError::file(from))?,
            Err(error) => {
                return Err(StoreError::Damaged {
                    path: from.to_owned(),
                    message: error.to_string(),
                });
            }
        }
    }
}

fn wrong(path: &Path, error: &DecryptError) -> StoreError {
    let path = path.to_owned();
    match error {
        DecryptError::NoMatchingKeys
        | DecryptError::DecryptionFailed
        | DecryptError::KeyDecryptionFailed => StoreError::WrongKey { path },
        error => StoreError::Damaged { path, message: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use age::x25519;

    use super::*;

    fn round_trip(bytes: &[u8], change: impl FnOnce(&mut Vec<u8>)) -> Result<Vec<u8>, StoreError> {
        let folder = tempfile::tempdir().unwrap();
        let (file, sealed) = (folder.path().join("t.csv"), folder.path().join("t.csv.age"));
        fs::write(&file, bytes).unwrap();
        let identity = x25519::Identity::generate();
        seal(&file, &identity.to_public()).unwrap();
        assert!(!file.exists());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let mut encrypted = fs::read(&sealed).unwrap();
        assert!(encrypted.starts_with(b"age-encryption.org/v1\n"));
        change(&mut encrypted);
        fs::write(&sealed, encrypted).unwrap();
        let mut out = Vec::new();
        decrypt(&sealed, &mut out, once(&identity as &dyn Identity))?;
        Ok(out)
    }

    #[test]
    fn what_was_encrypted_is_read_again() {
        for length in [0, 1, 64 * 1024, 300_001] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            assert!(round_trip(&bytes, |_| {}).unwrap() == bytes, "{length}");
        }
    }

    #[test]
    fn a_file_that_was_changed_or_cut_off_is_an_error() {
        let flip = |bytes: &mut Vec<u8>| *bytes.last_mut().unwrap() ^= 1;
        let cut = |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 70_000);
        let head = |bytes: &mut Vec<u8>| bytes.truncate(30);
        for change in [&flip as &dyn Fn(&mut Vec<u8>), &cut, &head] {
            let error = round_trip(&vec![7; 200_000], change).unwrap_err();
            assert!(matches!(error, StoreError::Damaged { .. }), "{error}");
        }
    }

    #[test]
    fn another_key_is_told_from_a_damaged_file() {
        let folder = tempfile::tempdir().unwrap();
        let sealed = folder.path().join("x.age");
        encrypt(&b"text"[..], &sealed, &x25519::Identity::generate().to_public()).unwrap();
        let other = x25519::Identity::generate();
        let error = decrypt(&sealed, &mut Vec::new(), once(&other as &dyn Identity)).unwrap_err();
        assert!(matches!(error, StoreError::WrongKey { .. }), "{error}");
    }
}
