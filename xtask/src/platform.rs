//! Which prebuilt DuckDB library belongs to which platform, and the checksums that pin it.
//!
//! The libraries are DuckDB's official builds, as shipped inside the packages of its Node.js client.
//! To pin another platform: run `cargo xtask setup --unpinned` there and put the checksums it
//! prints into [`PLATFORMS`]. To move to another DuckDB: change [`DUCKDB_VERSION`],
//! [`PACKAGE_VERSION`] and every pin here, together with the `duckdb` crate in `Cargo.toml`.

use std::env::consts;

/// The DuckDB the `duckdb` crate of our `Cargo.toml` is made for.
pub(crate) const DUCKDB_VERSION: &str = "1.5.6";

/// The version of the npm packages that ship it.
pub(crate) const PACKAGE_VERSION: &str = "1.5.6-r.1";

/// One row of [`PLATFORMS`].
#[derive(Debug)]
pub(crate) struct Platform {
    /// As in [`consts::OS`].
    os: &'static str,
    /// As in [`consts::ARCH`].
    arch: &'static str,
    /// Whether the C library is musl.
    musl: bool,
    /// The npm package.
    pub(crate) package: &'static str,
    /// The library's file name, in the package and in `.deps/libduckdb`.
    pub(crate) library: &'static str,
    /// What we know of the package.
    pub(crate) pin: Pin,
}

/// What we know of a platform's package.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pin {
    /// The only bytes that are accepted, in lower-case hexadecimal.
    Exact {
        /// SHA-512 of the package's tarball; the same digest as npm's `dist.integrity`.
        tarball_sha512: &'static str,
        /// SHA-256 of the library inside.
        library_sha256: &'static str,
    },
    /// Nobody has verified the package of this version yet.
    Unknown,
    /// The package holds the DLL without the import library (`duckdb.lib`) that linking needs.
    NotLinkable,
}

/// All platforms we have looked at.
static PLATFORMS: [Platform; 7] = [
    Platform {
        os: "linux",
        arch: "x86_64",
        musl: false,
        package: "@duckdb/node-bindings-linux-x64",
        library: "libduckdb.so",
        pin: Pin::Exact {
            tarball_sha512: "21772b64913a904a8cd19e30c1d5671811d7fdface4b7dd53cd0300d743f43e1\
                             6cf386f4e7c41ef78721ac208870d2651bc6375072145387817824315b998dd5",
            library_sha256: "3f4962cdd266eab2b479a5b5a4a6d063d279b2954ae814ed00385d553b747633",
        },
    },
    Platform {
        os: "linux",
        arch: "x86_64",
        musl: true,
        package: "@duckdb/node-bindings-linux-x64-musl",
        library: "libduckdb.so",
        pin: Pin::Exact {
            tarball_sha512: "3d5cc8119aa9ed0374ed60608e6207d1c2b618a5d1ef7e4a98beb09e0853cd19\
                             e11d6ade3f1c77323641f7364723cb41ef7c1d17c96e6ab066e0482a4a31b254",
            library_sha256: "b08c938d495995864a84ab0c5d38e1e8e6dddcc9fddbbc26c85fc09ad48ececb",
        },
    },
    unpinned("linux", "aarch64", "@duckdb/node-bindings-linux-arm64", "libduckdb.so"),
    unpinned("macos", "aarch64", "@duckdb/node-bindings-darwin-arm64", "libduckdb.dylib"),
    unpinned("macos", "x86_64", "@duckdb/node-bindings-darwin-x64", "libduckdb.dylib"),
    windows("x86_64", "@duckdb/node-bindings-win32-x64"),
    windows("aarch64", "@duckdb/node-bindings-win32-arm64"),
];

const fn unpinned(
    os: &'static str,
    arch: &'static str,
    package: &'static str,
    library: &'static str,
) -> Platform {
    Platform { os, arch, musl: false, package, library, pin: Pin::Unknown }
}

const fn windows(arch: &'static str, package: &'static str) -> Platform {
    let (os, library, pin) = ("windows", "duckdb.dll", Pin::NotLinkable);
    Platform { os, arch, musl: false, package, library, pin }
}

impl Platform {
    /// The row of the platform we run on, if it is in the table.
    pub(crate) fn current() -> Option<&'static Self> {
        Self::find(consts::OS, consts::ARCH, cfg!(target_env = "musl"))
    }

    fn find(os: &str, arch: &str, musl: bool) -> Option<&'static Self> {
        PLATFORMS.iter().find(|row| row.os == os && row.arch == arch && row.musl == musl)
    }

    /// The package with its version, as npm is asked for it.
    pub(crate) fn package_at_version(&self) -> String {
        format!("{}@{PACKAGE_VERSION}", self.package)
    }

    /// A row for a test's own package.
    #[cfg(test)]
    pub(crate) fn fake(pin: Pin) -> Self {
        Self { pin, ..unpinned("fake", "fake", "fake-package", "libduckdb.so") }
    }
}

/// The library's file name on this system, wherever it comes from.
pub(crate) fn library_file_name() -> String {
    format!("{}duckdb{}", consts::DLL_PREFIX, consts::DLL_SUFFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_platform_is_found_by_system_processor_and_c_library() {
        let package = |os, arch, musl| Platform::find(os, arch, musl).map(|row| row.package);
        assert_eq!(package("linux", "x86_64", false), Some("@duckdb/node-bindings-linux-x64"));
        assert_eq!(package("linux", "x86_64", true), Some("@duckdb/node-bindings-linux-x64-musl"));
        assert_eq!(package("macos", "aarch64", false), Some("@duckdb/node-bindings-darwin-arm64"));
        assert_eq!(package("plan9", "x86_64", false), None);
    }

    #[test]
    fn no_platform_is_listed_twice() {
        for row in &PLATFORMS {
            let same = |other: &&Platform| {
                (other.os, other.arch, other.musl) == (row.os, row.arch, row.musl)
            };
            assert_eq!(PLATFORMS.iter().filter(same).count(), 1, "{row:?}");
        }
    }

    #[test]
    fn pins_are_whole_lower_case_digests() {
        let hexadecimal = |text: &str| text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        for row in &PLATFORMS {
            if let Pin::Exact { tarball_sha512, library_sha256 } = row.pin {
                assert!(tarball_sha512.len() == 128 && hexadecimal(tarball_sha512), "{row:?}");
                assert!(library_sha256.len() == 64 && hexadecimal(library_sha256), "{row:?}");
            }
        }
    }

    #[test]
    fn package_version_and_crate_are_of_the_same_duckdb() {
        assert!(PACKAGE_VERSION.starts_with(DUCKDB_VERSION));
        // The crate writes DuckDB 1.5.6 as 1.10506.
        let encoded = DUCKDB_VERSION
            .split('.')
            .map(|part| part.parse::<u32>().unwrap())
            .fold(0, |sum, part| sum * 100 + part);
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("duckdb = {{ version = \"~1.{encoded}.")));
    }
}
