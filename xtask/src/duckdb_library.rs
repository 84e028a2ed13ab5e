//! Putting the DuckDB library in place.

use std::{
    env,
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use flate2::read::GzDecoder;
use sha2::{Sha256, Sha512};

use crate::{
    checksum,
    failure::{Context, Failure},
    npm,
    platform::{self, DUCKDB_VERSION, Pin, Platform},
    say,
    workspace::Workspace,
};

/// The file beside the library that says which one it is, so that a second set-up is instant.
const STAMP: &str = "stamp";

/// A library to link and load.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Library {
    /// The folder that holds it; absolute.
    pub(crate) folder: PathBuf,
}

impl Library {
    fn file(&self) -> PathBuf {
        self.folder.join(platform::library_file_name())
    }

    /// Places the library in `folder`, so that programs built there start from a plain shell too.
    pub(crate) fn place_in(&self, folder: &Path) -> Result<(), Failure> {
        let to = folder.join(platform::library_file_name());
        // A system's own library is often a symbolic link; linking that would not do elsewhere.
        let from = self.file().canonicalize();
        from.and_then(|from| place(&from, &to))
            .cannot(format!("place the DuckDB library at {}", to.display()))
    }
}

/// Makes sure that there is a DuckDB library to link, and says where.
///
/// A folder named by the environment's `DUCKDB_LIB_DIR` wins; otherwise the pinned library is
/// fetched into `.deps/libduckdb`, unless it is there already.
pub(crate) fn setup(workspace: &Workspace, unpinned: bool) -> Result<Library, Failure> {
    let folder = workspace.root.join(".deps").join("libduckdb");
    if let Some(named) = named_by_environment(env::var_os("DUCKDB_LIB_DIR"), &folder) {
        return check_named(&named);
    }
    let Some(platform) = Platform::current() else {
        return Err(no_package("no DuckDB library is known for this platform"));
    };
    install(platform, &folder, unpinned, &|package, folder| {
        say::line(&format!("Fetching DuckDB {DUCKDB_VERSION} ({package}) ..."));
        npm::pack(package, folder)
    })?;
    Ok(Library { folder })
}

/// A `DUCKDB_LIB_DIR` that somebody set. Cargo sets the variable to our own folder when it starts
/// us, as `.cargo/config.toml` asks it to; that one does not count.
fn named_by_environment(variable: Option<OsString>, own: &Path) -> Option<PathBuf> {
    let named = PathBuf::from(variable.filter(|value| !value.is_empty())?);
    (named != own).then_some(named)
}

fn check_named(named: &Path) -> Result<Library, Failure> {
    let file = platform::library_file_name();
    let folder = named.canonicalize().unwrap_or_else(|_| named.to_path_buf());
    if !folder.join(&file).is_file() {
        return Err(Failure::new(format!(
            "DUCKDB_LIB_DIR names {}, which holds no {file}",
            named.display()
        ))
        .help("name the folder of a DuckDB library, or unset DUCKDB_LIB_DIR to have it fetched"));
    }
    say::line(&format!("DUCKDB_LIB_DIR names the library; it must be DuckDB {DUCKDB_VERSION}."));
    Ok(Library { folder })
}

/// Installs the platform's library into `folder` unless it is there; `fetch` brings a package
/// (named with its version) into a folder and returns the tarball.
fn install(
    platform: &Platform,
    folder: &Path,
    unpinned: bool,
    fetch: &dyn Fn(&str, &Path) -> Result<PathBuf, Failure>,
) -> Result<(), Failure> {
    let library = folder.join(platform.library);
    if is_stamped(platform, folder, &library) {
        return Ok(());
    }
    if let Pin::Exact { library_sha256, .. } = platform.pin
        && library.is_file()
        && checksum::verify::<Sha256>(&library, library_sha256).is_ok()
    {
        return write_stamp(platform, folder, &library);
    }
    refuse_unverified(platform, unpinned)?;

    fs::create_dir_all(folder).cannot(format!("create {}", folder.display()))?;
    // Within the folder, so that the last step is a rename on one file system.
    let workshop = tempfile::tempdir_in(folder).cannot("create a temporary folder")?;
    let tarball =
        fetch(&platform.package_at_version(), workshop.path()).map_err(with_alternatives)?;
    let unpacked = workshop.path().join(platform.library);
    if let Pin::Exact { tarball_sha512, library_sha256 } = platform.pin {
        checksum::verify::<Sha512>(&tarball, tarball_sha512)?;
        unpack(&tarball, platform.library, &unpacked)?;
        checksum::verify::<Sha256>(&unpacked, library_sha256)?;
    } else {
        unpack(&tarball, platform.library, &unpacked)?;
        say::line(&format!(
            "Not pinned yet; npm has verified it. For xtask/src/platform.rs:\n  \
             tarball_sha512: \"{}\",\n  library_sha256: \"{}\",",
            checksum::of_file::<Sha512>(&tarball)?,
            checksum::of_file::<Sha256>(&unpacked)?
        ));
    }
    fs::rename(&unpacked, &library).cannot(format!("move {} into place", platform.library))?;
    write_stamp(platform, folder, &library)
}

fn refuse_unverified(platform: &Platform, unpinned: bool) -> Result<(), Failure> {
    let package = platform.package_at_version();
    match platform.pin {
        Pin::Exact { .. } => Ok(()),
        Pin::Unknown if unpinned => Ok(()),
        Pin::Unknown => {
            Err(Failure::new(format!("{package} has no pinned checksums yet")).help(format!(
                "`cargo xtask setup --unpinned` takes what npm itself has verified;\n{ALTERNATIVES}"
            )))
        }
        Pin::NotLinkable => Err(no_package(&format!(
            "{package} holds no import library (duckdb.lib), so it cannot be linked"
        ))),
    }
}

const ALTERNATIVES: &str = "\
or set DUCKDB_LIB_DIR to the folder of a DuckDB 1.5.6 library that you have;
or build with `--features bundled`, which compiles DuckDB itself (over an hour of processor time)";

fn no_package(message: &str) -> Failure {
    Failure::new(message).help(ALTERNATIVES.trim_start_matches("or "))
}

fn with_alternatives(failure: Failure) -> Failure {
    failure.help(format!(
        "install Node.js with npm, and check that its registry answers;\n{ALTERNATIVES}"
    ))
}

/// Takes the one file `package/<name>` out of an npm tarball.
fn unpack(tarball: &Path, name: &str, to: &Path) -> Result<(), Failure> {
    let wanted = Path::new("package").join(name);
    let extract = || -> io::Result<bool> {
        let mut archive = tar::Archive::new(GzDecoder::new(File::open(tarball)?));
        for entry in archive.entries()? {
            let mut entry = entry?;
            if entry.path()? == wanted {
                io::copy(&mut entry, &mut File::create(to)?)?;
                return Ok(true);
            }
        }
        Ok(false)
    };
    if extract().cannot(format!("unpack {}", tarball.display()))? {
        Ok(())
    } else {
        Err(Failure::new(format!("the package holds no {name}")))
    }
}

/// What the stamp of this library says. The length tells a library that was cut short.
fn stamp(platform: &Platform, library: &Path) -> io::Result<String> {
    let digest = match platform.pin {
        Pin::Exact { library_sha256, .. } => library_sha256,
        Pin::Unknown | Pin::NotLinkable => "unpinned",
    };
    let length = fs::metadata(library)?.len();
    Ok(format!("{}\n{digest}\n{length} bytes\n", platform.package_at_version()))
}

fn is_stamped(platform: &Platform, folder: &Path, library: &Path) -> bool {
    let found = fs::read_to_string(folder.join(STAMP));
    matches!((found, stamp(platform, library)), (Ok(found), Ok(expected)) if found == expected)
}

fn write_stamp(platform: &Platform, folder: &Path, library: &Path) -> Result<(), Failure> {
    stamp(platform, library)
        .and_then(|text| fs::write(folder.join(STAMP), text))
        .cannot(format!("write the stamp in {}", folder.display()))
}

/// Links or copies a file to `to`, replacing what is there in one step: a running program may have
/// it open.
fn place(from: &Path, to: &Path) -> io::Result<()> {
    let source = fs::metadata(from)?;
    if let Ok(present) = fs::metadata(to)
        && present.len() == source.len()
        && present.modified()? == source.modified()?
    {
        return Ok(());
    }
    let folder = to.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let workshop = tempfile::tempdir_in(folder)?;
    let fresh = workshop.path().join("library");
    if fs::hard_link(from, &fresh).is_err() {
        fs::copy(from, &fresh)?;
        File::options().write(true).open(&fresh)?.set_modified(source.modified()?)?;
    }
    fs::rename(&fresh, to)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use flate2::{Compression, write::GzEncoder};
    use tempfile::TempDir;

    use super::*;

    const CONTENT: &[u8] = b"the library's bytes";

    /// A tarball as npm makes them, and a folder to install into.
    struct Bench {
        folder: TempDir,
        tarball: PathBuf,
        fetches: Cell<u32>,
    }

    impl Bench {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let tarball = folder.path().join("package.tgz");
            let gzip = GzEncoder::new(File::create(&tarball).unwrap(), Compression::fast());
            let mut archive = tar::Builder::new(gzip);
            for (name, content) in
                [("package/README.md", &b"words"[..]), ("package/libduckdb.so", CONTENT)]
            {
                let mut header = tar::Header::new_gnu();
                header.set_size(content.len() as u64);
                header.set_mode(0o644);
                header.set_cksum();
                archive.append_data(&mut header, name, content).unwrap();
            }
            archive.into_inner().unwrap().finish().unwrap();
            Self { folder, tarball, fetches: Cell::new(0) }
        }

        fn target(&self) -> PathBuf {
            self.folder.path().join("libduckdb")
        }

        fn library(&self) -> PathBuf {
            self.target().join("libduckdb.so")
        }

        /// The checksums of the tarball and of [`CONTENT`].
        fn pin(&self) -> (String, String) {
            let content = self.folder.path().join("content");
            fs::write(&content, CONTENT).unwrap();
            let tarball = checksum::of_file::<Sha512>(&self.tarball).unwrap();
            (tarball, checksum::of_file::<Sha256>(&content).unwrap())
        }

        fn platform(&self) -> Platform {
            let (tarball, library) = self.pin();
            exact(tarball, library)
        }

        fn install(&self, platform: &Platform, unpinned: bool) -> Result<(), Failure> {
            install(platform, &self.target(), unpinned, &|_, _| {
                self.fetches.set(self.fetches.get() + 1);
                Ok(self.tarball.clone())
            })
        }
    }

    fn exact(tarball: String, library: String) -> Platform {
        let (tarball_sha512, library_sha256) = (tarball.leak(), library.leak());
        Platform::fake(Pin::Exact { tarball_sha512, library_sha256 })
    }

    #[test]
    fn the_library_is_fetched_once() {
        let bench = Bench::new();
        bench.install(&bench.platform(), false).unwrap();
        assert_eq!(fs::read(bench.library()).unwrap(), CONTENT);
        bench.install(&bench.platform(), false).unwrap();
        assert_eq!(bench.fetches.get(), 1);
    }

    #[test]
    fn nothing_but_library_and_stamp_is_left_behind() {
        let bench = Bench::new();
        bench.install(&bench.platform(), false).unwrap();
        let mut names: Vec<_> =
            fs::read_dir(bench.target()).unwrap().map(|file| file.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["libduckdb.so", STAMP]);
    }

    #[test]
    fn a_tarball_with_another_checksum_is_refused() {
        let bench = Bench::new();
        let (_, library) = bench.pin();
        assert!(bench.install(&exact("0".repeat(128), library), false).is_err());
        assert!(!bench.library().exists());
    }

    #[test]
    fn a_library_with_another_checksum_is_refused_and_the_old_one_stays() {
        let bench = Bench::new();
        fs::create_dir(bench.target()).unwrap();
        fs::write(bench.library(), "the one before").unwrap();
        let (tarball, _) = bench.pin();
        assert!(bench.install(&exact(tarball, "0".repeat(64)), false).is_err());
        assert_eq!(fs::read(bench.library()).unwrap(), b"the one before");
    }

    #[test]
    fn a_library_cut_short_is_fetched_again() {
        let bench = Bench::new();
        bench.install(&bench.platform(), false).unwrap();
        fs::write(bench.library(), &CONTENT[..4]).unwrap();
        bench.install(&bench.platform(), false).unwrap();
        assert_eq!(fs::read(bench.library()).unwrap(), CONTENT);
        assert_eq!(bench.fetches.get(), 2);
    }

    #[test]
    fn the_right_library_put_there_by_hand_is_kept() {
        let bench = Bench::new();
        fs::create_dir(bench.target()).unwrap();
        fs::write(bench.library(), CONTENT).unwrap();
        bench.install(&bench.platform(), false).unwrap();
        assert_eq!(bench.fetches.get(), 0);
    }

    #[test]
    fn a_new_pin_replaces_the_library_before() {
        let bench = Bench::new();
        fs::create_dir(bench.target()).unwrap();
        fs::write(bench.library(), "the one before").unwrap();
        fs::write(bench.target().join(STAMP), "package@before\n").unwrap();
        bench.install(&bench.platform(), false).unwrap();
        assert_eq!(fs::read(bench.library()).unwrap(), CONTENT);
    }

    #[test]
    fn a_platform_without_a_pin_needs_consent() {
        let bench = Bench::new();
        let platform = Platform::fake(Pin::Unknown);
        let failure = bench.install(&platform, false);
        let Err(Failure::Refused { help: Some(help), .. }) = failure else { panic!("{failure:?}") };
        assert!(help.contains("--unpinned") && help.contains("DUCKDB_LIB_DIR"));
        assert_eq!(bench.fetches.get(), 0);

        bench.install(&platform, true).unwrap();
        assert_eq!(fs::read(bench.library()).unwrap(), CONTENT);
        bench.install(&platform, false).unwrap();
        assert_eq!(bench.fetches.get(), 1);
    }

    #[test]
    fn a_package_that_cannot_be_linked_is_never_fetched() {
        let bench = Bench::new();
        assert!(bench.install(&Platform::fake(Pin::NotLinkable), true).is_err());
        assert_eq!(bench.fetches.get(), 0);
    }

    #[test]
    fn the_version_in_the_advice_is_the_pinned_one() {
        assert!(ALTERNATIVES.contains(&format!("DuckDB {DUCKDB_VERSION} ")));
    }

    #[test]
    fn only_a_variable_set_by_somebody_names_a_library() {
        let own = Path::new("/clone/.deps/libduckdb");
        let named = |value: &str| named_by_environment(Some(value.into()), own);
        assert_eq!(named_by_environment(None, own), None);
        assert_eq!(named(""), None);
        assert_eq!(named("/clone/.deps/libduckdb"), None);
        assert_eq!(named("/opt/duckdb"), Some("/opt/duckdb".into()));
    }

    #[test]
    fn a_named_folder_must_hold_the_library() {
        let folder = tempfile::tempdir().unwrap();
        assert!(check_named(folder.path()).is_err());
        fs::write(folder.path().join(platform::library_file_name()), CONTENT).unwrap();
        let expected = folder.path().canonicalize().unwrap();
        assert_eq!(check_named(folder.path()).unwrap().folder, expected);
    }

    #[cfg(unix)]
    #[test]
    fn a_library_behind_a_symbolic_link_is_placed_itself() {
        let (folder, built) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(folder.path().join("libduckdb-1"), CONTENT).unwrap();
        let name = platform::library_file_name();
        std::os::unix::fs::symlink("libduckdb-1", folder.path().join(&name)).unwrap();
        let library = Library { folder: folder.path().to_path_buf() };
        library.place_in(built.path()).unwrap();
        assert_eq!(fs::read(built.path().join(&name)).unwrap(), CONTENT);
    }

    #[test]
    fn placing_replaces_another_library_and_leaves_the_same_one_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("built").join("to"));
        fs::write(&from, CONTENT).unwrap();
        place(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), CONTENT);
        fs::remove_file(&to).unwrap();
        fs::write(&to, "another").unwrap();
        place(&from, &to).unwrap();
        place(&from, &to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), CONTENT);
        assert_eq!(fs::read(&from).unwrap(), CONTENT);
    }
}
