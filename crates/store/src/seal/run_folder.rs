//! A run's folder with what opens its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use age::Identity;
use age::secrecy::ExposeSecret;
use age::x25519;

use super::plain::PlainFile;
use super::{
    ENDING, KEY_FILE, Key, files_with_persons, has_store, is_sealed, remove_leftovers, sealed_name,
    stream,
};
use crate::error::StoreError;
use crate::run::STORE_FILE;
use crate::store::Store;

/// A run's folder, and its own key if its files are encrypted.
#[derive(Clone)]
pub struct RunFolder {
    path: PathBuf,
    key: Option<x25519::Identity>,
}

impl RunFolder {
    /// A run that is there. `key` is only needed if it is encrypted, and checked at once.
    pub fn unlock(path: &Path, key: Option<&Key>) -> Result<Self, StoreError> {
        let path = path.to_owned();
        if !is_sealed(&path) {
            return Ok(Self { path, key: None });
        }
        let Some(key) = key else { return Err(StoreError::Sealed { path }) };
        let file = path.join(KEY_FILE);
        let mut text = Vec::new();
        let decryptors = key.decryptors();
        stream::decrypt(&file, &mut text, decryptors.iter().map(AsRef::as_ref))?;
        let own = String::from_utf8_lossy(&text)
            .lines()
            .find(|line| line.starts_with("AGE-SECRET-KEY-"))
            .and_then(|line| x25519::Identity::from_str(line.trim()).ok());
        let Some(own) = own else {
            return Err(StoreError::Damaged { path: file, message: "it holds no key".into() });
        };
        Ok(Self { path, key: Some(own) })
    }

    /// A run that is being made. One that was begun encrypted stays so, and needs `key`; otherwise it
    /// gets a key of its own if there is a key to `seal_with`.
    pub fn to_write(
        path: &Path,
        key: Option<&Key>,
        seal_with: Option<&Key>,
    ) -> Result<Self, StoreError> {
        let Some(given) = seal_with.filter(|_| !is_sealed(path)) else {
            return Self::unlock(path, key);
        };
        let own = x25519::Identity::generate();
        let text = format!(
            "# Key of the files in this folder: age -d -i THIS unified.duckdb.age > unified.duckdb\n\
             # public key: {}\n{}\n",
            own.to_public(),
            own.to_string().expose_secret()
        );
        stream::encrypt(text.as_bytes(), &path.join(KEY_FILE), given.recipient().as_ref())?;
        let run = Self { path: path.to_owned(), key: Some(own) };
        // A draft may have been begun without a key.
        run.seal()?;
        Ok(run)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether its files are encrypted, or will be.
    pub fn is_sealed(&self) -> bool {
        self.key.is_some()
    }

    /// The store as a file that DuckDB can read. An encrypted one is decrypted into memory.
    pub fn store_file(&self) -> Result<StoreFile, StoreError> {
        let own = self.path.join(STORE_FILE);
        let Some(key) = &self.key else {
            let sealed = self.path.join(sealed_name(STORE_FILE));
            if !own.exists() && sealed.exists() {
                let message = format!("{KEY_FILE} beside it is missing");
                return Err(StoreError::Damaged { path: sealed, message });
            }
            return Ok(StoreFile { shown: own, plain: None });
        };
        let sealed = self.path.join(sealed_name(STORE_FILE));
        let plain = PlainFile::new(&sealed, |file| decrypt(&sealed, file, key))?;
        Ok(StoreFile { shown: own, plain: Some(plain) })
    }

    /// Opens the store for reading.
    pub fn open_read_only(&self) -> Result<Store, StoreError> {
        self.store_file()?.open_read_only()
    }

    /// Opens the store for writing, and makes it if it is not there. An encrypted one becomes a plain
    /// file; take a [`RunFolder::guard`] before and [`RunFolder::seal`] afterwards.
    pub fn open_to_write(&self) -> Result<Store, StoreError> {
        let plain = self.path.join(STORE_FILE);
        let sealed = self.path.join(sealed_name(STORE_FILE));
        if let Some(key) = self.key.as_ref().filter(|_| sealed.exists()) {
            let mut file = fs::File::create(&plain).map_err(StoreError::file(&plain))?;
            decrypt(&sealed, &mut file, key)?;
        }
        Store::open(&plain)
    }

    /// Sees to it that no plain file stays in the folder, or beside it, whatever happens. Keep it
    /// longer than the store is open.
    pub fn guard(&self) -> Guard {
        Guard { run: self.is_sealed().then(|| self.path.clone()) }
    }

    /// Encrypts the run's files that hold personal data, if it is an encrypted run.
    pub fn seal(&self) -> Result<(), StoreError> {
        self.seal_below(&self.path)
    }

    /// [`RunFolder::seal`] for files of the run that lie in another folder.
    pub fn seal_below(&self, folder: &Path) -> Result<(), StoreError> {
        let Some(key) = &self.key else { return Ok(()) };
        // What DuckDB swapped out is of no use once it is closed.
        let swapped = folder.join(format!("{STORE_FILE}.tmp"));
        if swapped.exists() {
            fs::remove_dir_all(&swapped).map_err(StoreError::file(&swapped))?;
        }
        let recipient = key.to_public();
        for file in files_with_persons(folder)? {
            if !file.to_string_lossy().ends_with(ENDING) {
                stream::seal(&file, &recipient)?;
            }
        }
        Ok(())
    }

    /// Whether there is a store.
    pub fn has_store(&self) -> bool {
        has_store(&self.path)
    }
}

fn decrypt(sealed: &Path, to: &mut fs::File, key: &x25519::Identity) -> Result<(), StoreError> {
    stream::decrypt(sealed, to, std::iter::once(key as &dyn Identity))
}

impl std::fmt::Debug for RunFolder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunFolder")
            .field("path", &self.path)
            .field("sealed", &self.is_sealed())
            .finish_non_exhaustive()
    }
}

/// The store of a run as a file that can be opened and attached while this lives.
#[derive(Debug)]
pub struct StoreFile {
    /// Where it lies, decrypted or not.
    shown: PathBuf,
    plain: Option<PlainFile>,
}

impl StoreFile {
    /// The file to attach.
    pub fn path(&self) -> &Path {
        self.plain.as_ref().map_or(&self.shown, PlainFile::path)
    }

    /// Whether it was decrypted into memory: what reads it must not swap out to a disk.
    pub fn is_decrypted(&self) -> bool {
        self.plain.is_some()
    }

    /// Opens the store; the file lives as long.
    pub fn open_read_only(self) -> Result<Store, StoreError> {
        let mut store = Store::open_read_only(self.path())?;
        if self.is_decrypted() {
            store.never_swap()?;
            store.keep(self);
        }
        Ok(store)
    }

    /// Where the store belongs, whether decrypted or not.
    pub(crate) fn shown(&self) -> &Path {
        &self.shown
    }
}

/// Removes the plain files of an encrypted run when it is dropped.
#[derive(Debug)]
pub struct Guard {
    run: Option<PathBuf>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(run) = &self.run
            && let Err(error) = remove_leftovers(run)
        {
            tracing::error!(%error, "plain files of an encrypted run could not be removed");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SURNAME: &str = "Schwanthaler";

    fn key(text: &str) -> Key {
        Key::parse(text, "test").unwrap()
    }

    /// An encrypted run with one table and one CSV file.
    fn sealed(folder: &Path, key: &Key) -> RunFolder {
        let run = RunFolder::to_write(folder, Some(key), Some(key)).unwrap();
        let _guard = run.guard();
        let store = run.open_to_write().unwrap();
        store.execute(&format!("CREATE TABLE t AS SELECT '{SURNAME}' AS surname")).unwrap();
        fs::create_dir_all(folder.join("csv")).unwrap();
        fs::write(folder.join("csv/t.csv"), SURNAME).unwrap();
        fs::write(folder.join("manifest.json"), "{}").unwrap();
        store.close().unwrap();
        run.seal().unwrap();
        run
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut files = Vec::new();
        super::super::files_below(folder.to_owned(), &mut files).unwrap();
        files.iter().map(|file| file.strip_prefix(folder).unwrap().display().to_string()).collect()
    }

    fn surname(store: &Store) -> String {
        store.query_one("SELECT surname FROM t", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn a_sealed_run_is_encrypted_on_the_disk_and_readable_with_either_kind_of_key() {
        let identity = x25519::Identity::generate().to_string().expose_secret().to_owned();
        for key in [key(&identity), key("correct horse battery staple")] {
            let folder = tempfile::tempdir().unwrap();
            sealed(folder.path(), &key);
            assert_eq!(
                names(folder.path()),
                ["csv/t.csv.age", "key.age", "manifest.json", "unified.duckdb.age"]
            );
            for file in ["csv/t.csv.age", "key.age", "unified.duckdb.age"] {
                let bytes = fs::read(folder.path().join(file)).unwrap();
                assert!(bytes.starts_with(b"age-encryption.org/v1\n"), "{file}");
                assert!(!bytes.windows(SURNAME.len()).any(|part| part == SURNAME.as_bytes()));
            }
            let run = RunFolder::unlock(folder.path(), Some(&key)).unwrap();
            let store = run.open_read_only().unwrap();
            assert_eq!(surname(&store), SURNAME);
            assert_eq!(store.path(), Some(folder.path().join(STORE_FILE).as_path()));
            let other = Store::in_memory().unwrap();
            let file = run.store_file().unwrap();
            other.attach_read_only(file.path(), "other").unwrap();
            let sql = "SELECT surname FROM other.t";
            let read: String = other.query_one(sql, [], |row| row.get(0)).unwrap();
            assert_eq!(read, SURNAME);
            assert!(!folder.path().join(STORE_FILE).exists());
        }
    }

    #[test]
    fn without_the_key_or_with_another_one_it_says_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let identity = || key(x25519::Identity::generate().to_string().expose_secret());
        sealed(folder.path(), &identity());
        let without = RunFolder::unlock(folder.path(), None).unwrap_err();
        assert!(without.to_string().contains("SAMEBOAT_KEY"), "{without}");
        for wrong in [identity(), key("correct horse battery staple")] {
            let error = RunFolder::unlock(folder.path(), Some(&wrong)).unwrap_err();
            assert!(matches!(error, StoreError::WrongKey { .. }), "{error}");
        }
    }

    #[test]
    fn the_first_of_several_identities_encrypts_and_each_decrypts() {
        let [old, new] = [(); 2].map(|()| x25519::Identity::generate());
        let [old, new] = [old, new].map(|one| one.to_string().expose_secret().to_owned());
        let folders = [(); 2].map(|()| tempfile::tempdir().unwrap());
        let both = key(&format!("{new}\n{old}\n"));
        sealed(folders[0].path(), &key(&old));
        sealed(folders[1].path(), &both);
        for folder in &folders {
            RunFolder::unlock(folder.path(), Some(&both)).unwrap();
        }
        assert!(RunFolder::unlock(folders[1].path(), Some(&key(&old))).is_err());
    }

    #[test]
    fn work_that_fails_leaves_no_plain_file_and_the_state_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let key = key("correct horse battery staple");
        let run = sealed(folder.path(), &key);
        let before = names(folder.path());
        {
            let _guard = run.guard();
            let store = run.open_to_write().unwrap();
            store.execute("INSERT INTO t VALUES ('half')").unwrap();
            fs::create_dir_all(folder.path().join(".forget/new/tables")).unwrap();
            fs::write(folder.path().join(".forget/new/tables/t.parquet"), SURNAME).unwrap();
            fs::write(folder.path().join("notes.txt"), "somebody's own").unwrap();
        }
        fs::remove_file(folder.path().join("notes.txt")).unwrap();
        assert_eq!(names(folder.path()), before);
        assert_eq!(surname(&run.open_read_only().unwrap()), SURNAME);
    }

    #[test]
    fn a_draft_begun_without_a_key_is_encrypted_once_there_is_one_and_stays_so() {
        let folder = tempfile::tempdir().unwrap();
        let plain = RunFolder::to_write(folder.path(), None, None).unwrap();
        let store = plain.open_to_write().unwrap();
        store.execute(&format!("CREATE TABLE t AS SELECT '{SURNAME}' AS surname")).unwrap();
        store.close().unwrap();
        let key = key("correct horse battery staple");
        RunFolder::to_write(folder.path(), Some(&key), Some(&key)).unwrap();
        assert_eq!(names(folder.path()), ["key.age", "unified.duckdb.age"]);
        let later = RunFolder::to_write(folder.path(), Some(&key), None).unwrap();
        assert!(later.is_sealed());
        assert_eq!(surname(&later.open_read_only().unwrap()), SURNAME);
        assert!(RunFolder::to_write(folder.path(), None, None).is_err());
    }

    #[test]
    fn a_run_without_a_key_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let run = RunFolder::to_write(folder.path(), None, None).unwrap();
        let _guard = run.guard();
        run.open_to_write().unwrap().close().unwrap();
        run.seal().unwrap();
        assert_eq!(names(folder.path()), [STORE_FILE]);
        run.open_read_only().unwrap();
    }
}
