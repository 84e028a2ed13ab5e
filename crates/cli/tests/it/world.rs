//! Engagements to run the command on.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use sameboat_store::{SqlResult, Store};
use tempfile::TempDir;

/// The command, ready for flags.
pub(crate) fn sameboat() -> Command {
    let mut command = Command::cargo_bin("sameboat").unwrap();
    command
        .env_remove("SAMEBOAT_LOG")
        .env_remove("SAMEBOAT_KEY")
        .env_remove("SAMEBOAT_KEY_FILE")
        .env("NO_COLOR", "1");
    command
}

/// The committed demo engagement.
pub(crate) fn demo_source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/demo")
}

/// An engagement in a folder of its own.
pub(crate) struct Engagement {
    _folder: TempDir,
    /// The folder that holds `sameboat.toml`.
    pub(crate) path: PathBuf,
}

impl Engagement {
    /// A folder with nothing in it.
    pub(crate) fn empty() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engagement");
        fs::create_dir_all(&path).unwrap();
        Self { _folder: folder, path }
    }

    /// Copies a folder's contents into this one.
    pub(crate) fn copy(&self, from: &Path, to: &str) {
        copy(from, &self.path.join(to));
    }

    /// A copy of the demo.
    pub(crate) fn demo() -> Self {
        Self::copy_of(&demo_source())
    }

    /// A generated engagement, small enough to be run many times.
    pub(crate) fn small() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("small");
        sameboat().arg("synth").arg(&path).args(["--customers", "150"]).assert().success();
        Self { _folder: folder, path }
    }

    /// A copy of a sample pile of that system.
    pub(crate) fn pile(system: &str) -> Self {
        let piles = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/presets");
        Self::copy_of(&piles.join(system))
    }

    fn copy_of(source: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engagement");
        copy(source, &path);
        Self { _folder: folder, path }
    }

    /// `sameboat run`, with more flags.
    pub(crate) fn run(&self, flags: &[&str]) -> assert_cmd::assert::Assert {
        sameboat().arg("run").arg(&self.path).args(flags).assert()
    }

    /// A file of the published run.
    pub(crate) fn current(&self, file: &str) -> PathBuf {
        self.path.join("runs/current").join(file)
    }

    /// Replaces a part of a text file.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path.join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} does not hold {from:?}");
        fs::write(path, text.replacen(from, to, 1)).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_name() == "runs" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The demo, run and published once for all tests, which must only read it. Tests run in
/// processes of their own, so the run is kept beside the test binary, made under a lock, and made
/// anew when the command or the demo has changed.
pub(crate) fn published_demo() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("published-demo");
    fs::create_dir_all(&folder).unwrap();
    let lock = File::create(folder.join("lock")).unwrap();
    lock.lock().unwrap();
    let version = version();
    let (engagement, mark) = (folder.join("engagement"), folder.join("version"));
    if fs::read_to_string(&mark).ok().as_deref() != Some(&version) {
        let _ = fs::remove_dir_all(&engagement);
        copy(&demo_source(), &engagement);
        let run = sameboat().arg("run").arg(&engagement).assert();
        run.code(NEEDS_A_PERSON);
        fs::write(mark, version).unwrap();
    }
    engagement
}

/// What the published demo depends on: the command and the demo's files.
fn version() -> String {
    let stamp = |path: &Path| {
        let about = fs::metadata(path).unwrap();
        format!("{} {} {:?}\n", path.display(), about.len(), about.modified().unwrap())
    };
    let mut version = stamp(&assert_cmd::cargo::cargo_bin("sameboat"));
    let mut folders = vec![demo_source()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap().is_dir() {
                true if entry.file_name() == "runs" => {}
                true => folders.push(entry.path()),
                false => files.push(entry.path()),
            }
        }
    }
    files.sort();
    version.extend(files.iter().map(|file| stamp(file)));
    version
}

/// Exit code 3: done, and something needs a person.
pub(crate) const NEEDS_A_PERSON: i32 = 3;

/// The store of the published demo.
pub(crate) fn demo_store() -> Store {
    Store::open_read_only(&published_demo().join("runs/current/unified.duckdb")).unwrap()
}

/// One number from a store.
pub(crate) fn number(store: &Store, sql: &str) -> i64 {
    store.query_one(sql, [], |row| -> SqlResult<i64> { row.get(0) }).unwrap()
}

/// The texts of a store's column, without repeats.
pub(crate) fn texts(store: &Store, sql: &str) -> std::collections::BTreeSet<String> {
    store.query(sql, [], |row| -> SqlResult<String> { row.get(0) }).unwrap().into_iter().collect()
}
