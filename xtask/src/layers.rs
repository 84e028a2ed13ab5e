//! Which crate may know which: the arrows of ARCHITECTURE.md, checked.

use crate::{
    failure::Failure,
    say,
    workspace::{Package, Workspace},
};

/// One crate and those of ours that it may depend on.
struct Layer {
    name: &'static str,
    knows: &'static [&'static str],
}

const fn layer(name: &'static str, knows: &'static [&'static str]) -> Layer {
    Layer { name, knows }
}

/// From top to bottom: every arrow points down. Folder names under `crates/`.
const LAYERS: &[Layer] = &[
    layer(
        "cli",
        &[
            "pipeline",
            "report",
            "export",
            "plan",
            "assess",
            "unify",
            "procedures",
            "link",
            "ingest",
            "synth",
            "store",
            "normalize",
            "model",
        ],
    ),
    layer(
        "pipeline",
        &[
            "report",
            "plan",
            "assess",
            "unify",
            "procedures",
            "link",
            "ingest",
            "store",
            "normalize",
            "model",
        ],
    ),
    layer("fuzz", &["ingest", "store", "model"]),
    layer("report", &["plan", "assess", "procedures", "store", "model"]),
    layer("export", &["store", "normalize", "model"]),
    layer("plan", &["model"]),
    layer("assess", &["store", "model"]),
    layer("unify", &["store", "normalize", "model"]),
    layer("link", &["normalize", "model"]),
    layer("ingest", &["procedures", "store", "normalize", "model"]),
    layer("procedures", &["normalize", "model"]),
    layer("synth", &["model"]),
    layer("store", &["model"]),
    layer("normalize", &["model"]),
    layer("model", &[]),
];

/// Crates from outside that only one of ours may know: libraries know nothing of the terminal, and
/// nobody but the store knows DuckDB.
const RESERVED: &[(&str, &str)] = &[
    ("clap", "cli"),
    ("clap_complete", "cli"),
    ("clap_mangen", "cli"),
    ("indicatif", "cli"),
    ("miette", "cli"),
    ("tracing-subscriber", "cli"),
    ("duckdb", "store"),
    ("libduckdb-sys", "store"),
    ("libfuzzer-sys", "fuzz"),
    ("age", "store"),
    ("rustix", "store"),
];

/// Fails with the arrows that must not be.
pub(crate) fn run(workspace: &Workspace) -> Result<(), Failure> {
    let violations = violations(&workspace.packages);
    if violations.is_empty() {
        say::line("Every crate knows only those it may know.");
        return Ok(());
    }
    Err(Failure::new(format!("forbidden dependencies:\n  {}", violations.join("\n  ")))
        .help("move the code to where it may be known, or change DESIGN and xtask/src/layers.rs"))
}

/// What each of these packages names but must not know. What only tests see may be anything
/// further down, since no program carries it.
fn violations(packages: &[Package]) -> Vec<String> {
    packages.iter().flat_map(violations_of).collect()
}

fn violations_of(package: &Package) -> Vec<String> {
    let Some(name) = short_name(&package.name) else {
        return Vec::new();
    };
    let Some(position) = position_of(name) else {
        return vec![format!("`{name}` is not in the table of layers")];
    };
    let mut found = Vec::new();
    for dependency in &package.dependencies {
        let reserved = RESERVED.iter().find(|(outside, _)| *outside == dependency.name);
        if let Some((outside, owner)) = reserved
            && *owner != name
        {
            found.push(format!("`{name}` knows {outside}, which only `{owner}` may"));
        }
        let Some(other) = short_name(&dependency.name) else { continue };
        let below = position_of(other).is_some_and(|other| other > position);
        if dependency.only_tests && !below {
            found.push(format!("`{name}` has tests that know `{other}`, which is not below it"));
        } else if !dependency.only_tests && !LAYERS[position].knows.contains(&other) {
            found.push(format!("`{name}` knows `{other}`"));
        }
    }
    found
}

/// The folder's name of one of our crates; `None` for xtask and for crates from outside.
fn short_name(package: &str) -> Option<&str> {
    if package == "sameboat" { Some("cli") } else { package.strip_prefix("sameboat-") }
}

fn position_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.name == name)
}

#[cfg(test)]
mod tests {
    use crate::workspace::Dependency;

    use super::*;

    fn package(name: &str, dependencies: &[&str], of_tests: &[&str]) -> Package {
        let named =
            |only_tests| move |name: &&str| Dependency { name: (*name).to_owned(), only_tests };
        let dependencies =
            dependencies.iter().map(named(false)).chain(of_tests.iter().map(named(true)));
        Package { name: name.to_owned(), dependencies: dependencies.collect() }
    }

    fn violations_of_one(package: Package) -> Vec<String> {
        violations(&[package])
    }

    #[test]
    fn our_own_workspace_keeps_the_rules() {
        let workspace = Workspace::locate().unwrap();
        assert_eq!(violations(&workspace.packages), Vec::<String>::new());
    }

    #[test]
    fn every_layer_knows_only_layers_below_it() {
        for (position, layer) in LAYERS.iter().enumerate() {
            for known in layer.knows {
                assert!(position_of(known).unwrap() > position, "{} knows {known}", layer.name);
            }
        }
    }

    #[test]
    fn an_allowed_arrow_passes() {
        let link = package("sameboat-link", &["sameboat-model", "rayon"], &["sameboat-store"]);
        assert_eq!(violations_of_one(link), Vec::<String>::new());
    }

    #[test]
    fn link_must_never_know_the_store() {
        let link = package("sameboat-link", &["sameboat-store"], &[]);
        assert_eq!(violations_of_one(link), ["`link` knows `store`"]);
    }

    #[test]
    fn an_arrow_upwards_is_found_even_in_tests() {
        let model = package("sameboat-model", &["sameboat-link"], &["sameboat-store"]);
        assert_eq!(
            violations_of_one(model),
            ["`model` knows `link`", "`model` has tests that know `store`, which is not below it"]
        );
    }

    #[test]
    fn only_the_store_knows_duckdb_and_only_the_cli_the_terminal() {
        let assess = package("sameboat-assess", &["duckdb"], &[]);
        assert_eq!(violations_of_one(assess), ["`assess` knows duckdb, which only `store` may"]);
        let plan = package("sameboat-plan", &["indicatif"], &[]);
        assert_eq!(violations_of_one(plan), ["`plan` knows indicatif, which only `cli` may"]);
        assert!(violations_of_one(package("sameboat", &["clap"], &[])).is_empty());
    }

    #[test]
    fn a_crate_missing_from_the_table_is_found() {
        let new = package("sameboat-brand-new", &[], &[]);
        assert_eq!(violations_of_one(new), ["`brand-new` is not in the table of layers"]);
    }
}
