//! docs/cli.md, written from the binary's own help so that the two cannot differ.

use std::{env::consts, fmt::Write as _, fs, path::Path, process::Command};

use crate::{
    cargo::Cargo,
    failure::{Context, Failure},
    say,
    workspace::Workspace,
};

const HEAD: &str = "\
# The sameboat command

<!-- Written by `cargo xtask cli-docs` from the binary's help; change the help texts instead. -->
";

/// Writes docs/cli.md or, with `check`, fails if it is out of date.
pub(crate) fn run(workspace: &Workspace, check: bool) -> Result<(), Failure> {
    let cargo = Cargo::with_library(workspace)?;
    cargo.run(["build", "--package", "sameboat"])?;
    let program = workspace.build_folder().join(format!("sameboat{}", consts::EXE_SUFFIX));
    let help = |path: &[String]| help_of(&cargo, &program, path);
    let mut page = HEAD.to_owned();
    describe(&help, &mut Vec::new(), &mut page)?;

    let file = workspace.root.join("docs").join("cli.md");
    let present = fs::read_to_string(&file).unwrap_or_default();
    // A checkout may have turned line ends into those of Windows.
    if present.replace("\r\n", "\n") == page {
        say::line("docs/cli.md is up to date.");
        return Ok(());
    }
    if check {
        return Err(Failure::new("docs/cli.md is not what the binary's help says")
            .help("run `cargo xtask cli-docs` and commit the file"));
    }
    fs::create_dir_all(workspace.root.join("docs")).cannot("create docs")?;
    fs::write(&file, page).cannot("write docs/cli.md")?;
    say::line("Wrote docs/cli.md.");
    Ok(())
}

/// Appends the help of the command at `path`, then that of its subcommands.
fn describe(
    help: &dyn Fn(&[String]) -> Result<String, Failure>,
    path: &mut Vec<String>,
    page: &mut String,
) -> Result<(), Failure> {
    let text = help(path)?;
    let title = ["sameboat"].into_iter().chain(path.iter().map(String::as_str));
    let title = title.collect::<Vec<_>>().join(" ");
    let text_lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let body = text_lines.join("\n");
    // Writing to a String cannot fail.
    let _ = write!(page, "\n## {title}\n\n```text\n{}\n```\n", body.trim_end());
    for name in subcommands(&text) {
        path.push(name);
        describe(help, path, page)?;
        path.pop();
    }
    Ok(())
}

/// The names under "Commands:", without clap's own `help`.
fn subcommands(help: &str) -> Vec<String> {
    help.lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| line.is_empty() || line.starts_with(' '))
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| line.starts_with(|first: char| first.is_alphanumeric()))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

fn help_of(cargo: &Cargo<'_>, program: &Path, path: &[String]) -> Result<String, Failure> {
    let mut command = Command::new(program);
    cargo.prepare(&mut command);
    // Neither terminal nor width of the terminal may show in the page.
    command.args(path).arg("--help").env("COLUMNS", "100").env("NO_COLOR", "1");
    let output = command.output().cannot(format!("start {}", program.display()))?;
    if !output.status.success() {
        return Err(Failure::new(format!("`sameboat {} --help` failed", path.join(" "))));
    }
    String::from_utf8(output.stdout).cannot("read the binary's help")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOP: &str = "\
Brings two lines together

Usage: sameboat [OPTIONS] <COMMAND>

Commands:
  link   Link records,
         in one command
  run    Run an engagement
  help   Print this message

Options:
  -q, --quiet  Say less
";

    #[test]
    fn subcommands_are_read_from_the_help() {
        assert_eq!(subcommands(TOP), ["link", "run"]);
        assert!(subcommands("Usage: sameboat run\n\nOptions:\n  -h  Print help\n").is_empty());
    }

    #[test]
    fn the_page_holds_the_help_of_every_subcommand() {
        let mut page = String::new();
        let help = |path: &[String]| {
            Ok(if path.is_empty() { TOP.to_owned() } else { format!("Help of {}", path.join(" ")) })
        };
        describe(&help, &mut Vec::new(), &mut page).unwrap();
        assert!(page.starts_with("\n## sameboat\n\n```text\nBrings two lines together\n"));
        assert!(page.contains("## sameboat link\n\n```text\nHelp of link\n```\n"));
        assert!(page.ends_with("## sameboat run\n\n```text\nHelp of run\n```\n"));
    }
}
