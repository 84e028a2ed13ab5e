//! mappings/schema/*.json, written from the types that read the files.

use std::fs;

use crate::{
    cargo,
    failure::{Context, Failure},
    say,
    workspace::Workspace,
};

/// Whose schema it is, and its file.
const SCHEMAS: [(&str, &str); 2] =
    [("mapping", "mapping.schema.json"), ("sameboat", "sameboat.schema.json")];

/// Writes the schemas or, with `check`, fails if one is out of date.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    let folder = workspace.root.join("mappings").join("schema");
    for (name, file) in SCHEMAS {
        let schema = generate(workspace, name)?;
        let path = folder.join(file);
        let present = fs::read_to_string(&path).unwrap_or_default();
        // A checkout may have turned line ends into those of Windows.
        if present.replace("\r\n", "\n") == schema {
            say::line(&format!("mappings/schema/{file} is up to date."));
            continue;
        }
        if check {
            let message = format!("mappings/schema/{file} is not what the types say");
            let help = "run `cargo xtask schemas` and commit the file";
            return Err(Failure::new(message).help(help));
        }
        fs::create_dir_all(&folder).cannot("create mappings/schema")?;
        fs::write(&path, schema).cannot(format!("write {}", path.display()))?;
        say::line(&format!("Wrote mappings/schema/{file}."));
    }
    Ok(())
}

fn generate(workspace: &Workspace, name: &str) -> Result<String, Failure> {
    let mut command = cargo::plain(workspace);
    command.args(["run", "--quiet", "--package", "sameboat-model", "--features", "schema"]);
    command.args(["--example", "schema", "--", name]);
    let output = command.output().cannot("start cargo")?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Failure::new(format!("the schema of {name} cannot be made")).help(told));
    }
    String::from_utf8(output.stdout).cannot("read the schema")
}
