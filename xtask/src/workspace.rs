//! The workspace as cargo sees it.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::failure::{Context, Failure};

/// Where the workspace lies and what is in it.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`; absolute.
    pub(crate) root: PathBuf,
    /// Where cargo builds; absolute.
    target: PathBuf,
    /// Our own packages, by name.
    pub(crate) packages: Vec<Package>,
}

/// One package of the workspace.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Package {
    /// As in its `Cargo.toml`.
    pub(crate) name: String,
    /// What it names as dependencies, of all kinds.
    pub(crate) dependencies: Vec<Dependency>,
}

/// One dependency of a package.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Dependency {
    /// The name of the package depended on.
    pub(crate) name: String,
    /// Whether only tests, examples and benches see it.
    pub(crate) only_tests: bool,
}

impl Workspace {
    /// Asks cargo about the workspace this program was started from.
    pub(crate) fn locate() -> Result<Self, Failure> {
        let output = Command::new(cargo())
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .current_dir(own_folder())
            .stderr(Stdio::inherit())
            .output()
            .cannot("start cargo")?;
        if !output.status.success() {
            return Err(Failure::new("`cargo metadata` failed"));
        }
        let metadata = serde_json::from_slice(&output.stdout).cannot("read `cargo metadata`")?;
        Self::from_metadata(&metadata)
            .ok_or_else(|| Failure::new("`cargo metadata` is not of the expected shape"))
    }

    fn from_metadata(metadata: &Value) -> Option<Self> {
        let mut packages: Vec<Package> = metadata["packages"]
            .as_array()?
            .iter()
            .map(Package::from_metadata)
            .collect::<Option<_>>()?;
        packages.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Self {
            root: metadata["workspace_root"].as_str()?.into(),
            target: metadata["target_directory"].as_str()?.into(),
            packages,
        })
    }

    /// The folder in which `cargo build` leaves programs.
    pub(crate) fn build_folder(&self) -> PathBuf {
        match env::var_os("CARGO_BUILD_TARGET").filter(|triple| !triple.is_empty()) {
            Some(triple) => self.target.join(triple).join("debug"),
            None => self.target.join("debug"),
        }
    }
}

impl Package {
    fn from_metadata(package: &Value) -> Option<Self> {
        let dependency = |dependency: &Value| {
            Some(Dependency {
                name: dependency["name"].as_str()?.into(),
                only_tests: dependency["kind"] == "dev",
            })
        };
        Some(Self {
            name: package["name"].as_str()?.into(),
            dependencies: package["dependencies"]
                .as_array()?
                .iter()
                .map(dependency)
                .collect::<Option<_>>()?,
        })
    }
}

/// The cargo that started us, or the one on the search path.
pub(crate) fn cargo() -> PathBuf {
    env::var_os("CARGO").map_or_else(|| "cargo".into(), PathBuf::from)
}

/// This package's folder. Cargo tells it at run time; the path of build time may be that of another
/// clone when a target directory is shared.
fn own_folder() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_with_its_packages() {
        let workspace = Workspace::locate().unwrap();
        assert!(workspace.root.join("xtask").join("Cargo.toml").is_file());
        assert!(workspace.packages.iter().any(|package| package.name == "sameboat"));
    }

    #[test]
    fn dependencies_of_tests_are_told_apart() {
        let metadata = serde_json::json!({
            "name": "a",
            "dependencies": [
                { "name": "b", "kind": null }, { "name": "c", "kind": "dev" },
                { "name": "d", "kind": "build" },
            ],
        });
        let package = Package::from_metadata(&metadata).unwrap();
        let flags: Vec<_> =
            package.dependencies.iter().map(|d| (d.name.as_str(), d.only_tests)).collect();
        assert_eq!(flags, [("b", false), ("c", true), ("d", false)]);
    }
}
