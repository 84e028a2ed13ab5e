//! A sample holds personal data and lies where teams keep things in git: its folder's `.gitignore`
//! names it before it is written.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::PipelineError;

const FILE: &str = ".gitignore";
const WHY: &str = "# Samples to label hold personal data.";

/// Sees to it that git leaves a file alone, and tells which `.gitignore` does so: the one beside it,
/// to which a line is added unless it names the file. None, and nothing is written, for a file that
/// is neither in the engagement nor in a git repository, and for one that somebody let in.
///
/// A `.gitignore` further up may cover the file as well; but whether it does takes git itself to
/// say, and a line too many does no harm.
pub(super) fn keep_out_of_git(
    path: &Path,
    engagement: &Path,
) -> Result<Option<PathBuf>, PipelineError> {
    let failed = |at: &Path| {
        let at = at.to_owned();
        move |error: std::io::Error| PipelineError::file(&at, error.to_string())
    };
    let parent = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = parent.unwrap_or_else(|| Path::new("."));
    let whole = folder.canonicalize().map_err(failed(folder))?;
    let inside = engagement.canonicalize().is_ok_and(|engagement| whole.starts_with(engagement));
    if !inside && !whole.ancestors().any(|above| above.join(".git").exists()) {
        return Ok(None);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ignore = folder.join(FILE);
    let text = match std::fs::read(&ignore) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(failed(&ignore)(error)),
    };
    let says = says(&String::from_utf8_lossy(&text), &name);
    if says == Says::LetIn {
        return Ok(None);
    }
    if says == Says::Nothing {
        let mut text = text;
        if text.last().is_some_and(|last| *last != b'\n') {
            text.push(b'\n');
        }
        text.extend_from_slice(format!("{WHY}\n/{}\n", pattern(&name)).as_bytes());
        std::fs::write(&ignore, text).map_err(failed(&ignore))?;
    }
    Ok(Some(ignore))
}

/// What a `.gitignore` says of one file in its own folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Nothing,
    LeaveOut,
    LetIn,
}

/// The last line about the file counts, as for git. Whoever lets it in has decided so.
fn says(text: &str, name: &str) -> Says {
    let pattern = pattern(name);
    let lines = text.lines().map(|line| line.strip_suffix('\r').unwrap_or(line));
    let mut about = lines.filter_map(|line| {
        let bare = line.strip_prefix('!').unwrap_or(line);
        let is_about = bare.strip_prefix('/').unwrap_or(bare) == pattern;
        is_about.then_some(if line.starts_with('!') { Says::LetIn } else { Says::LeaveOut })
    });
    about.next_back().unwrap_or(Says::Nothing)
}

/// A file name as a pattern that matches nothing else.
fn pattern(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '\\' | '*' | '?' | '[' | ' ' => pattern.extend(['\\', letter]),
            // Neither can stand in a line.
            '\n' | '\r' | char::REPLACEMENT_CHARACTER => pattern.push('*'),
            _ => pattern.push(letter),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn kept(folder: &Path, file: &str) -> (Option<PathBuf>, String) {
        let ignore = keep_out_of_git(&folder.join(file), folder).unwrap();
        let text = ignore.as_deref().map(|path| fs::read_to_string(path).unwrap());
        (ignore, text.unwrap_or_default())
    }

    #[test]
    fn a_line_is_added_once_and_what_was_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let added = "# Samples to label hold personal data.\n/sample.csv\n";
        for _ in 0..2 {
            let (ignore, text) = kept(folder.path(), "sample.csv");
            assert_eq!(ignore, Some(folder.path().join(".gitignore")));
            assert_eq!(text, added);
        }
        fs::write(folder.path().join(".gitignore"), "*.bak\r\nsample.csv.old").unwrap();
        let (_, text) = kept(folder.path(), "sample.csv");
        assert_eq!(text, format!("*.bak\r\nsample.csv.old\n{added}"));
    }

    #[test]
    fn what_people_wrote_about_the_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sample.csv");
        for (line, is_left_out) in [
            ("sample.csv\n", true),
            ("/sample.csv\r\n", true),
            ("/sample.csv\n!/sample.csv", false),
        ] {
            fs::write(folder.path().join(".gitignore"), line).unwrap();
            assert_eq!(keep_out_of_git(&path, folder.path()).unwrap().is_some(), is_left_out);
            let text = fs::read_to_string(folder.path().join(".gitignore")).unwrap();
            assert_eq!(text, line, "nothing is added");
        }
    }

    #[test]
    fn nothing_is_written_where_no_repository_is() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        let path = elsewhere.path().join("sample.csv");
        assert_eq!(keep_out_of_git(&path, folder.path()).unwrap(), None);
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        fs::create_dir(elsewhere.path().join(".git")).unwrap();
        assert!(keep_out_of_git(&path, folder.path()).unwrap().is_some());
    }

    /// Git itself is asked, where there is one.
    #[test]
    fn git_ignores_files_of_any_name_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let git = |of: &[&str]| {
            std::process::Command::new("git").arg("-C").arg(folder.path()).args(of).output()
        };
        if git(&["init"]).is_err() {
            return;
        }
        let names = ["sample.csv", "#1 [a]*?.csv", "!b.csv", " c ", "Müller.csv", "d\\e"];
        for name in names {
            kept(folder.path(), name);
            let ignored = |name: &str| git(&["check-ignore", "-q", "--", name]).unwrap().status;
            assert!(ignored(name).success(), "{name}");
            assert!(!ignored("matches.csv").success(), "{name}");
        }
    }
}
