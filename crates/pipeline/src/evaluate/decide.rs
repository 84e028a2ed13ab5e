//! Labels as decisions that linkage obeys from then on.

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use sameboat_model::{Judgement, MatchDecision};

use crate::decisions::MATCHES_FILE;
use crate::error::PipelineError;

/// The columns of a file that is not there yet.
const COLUMNS: [&str; 8] = [
    "left_source",
    "left_key",
    "right_source",
    "right_key",
    "judgement",
    "decided_by",
    "decided_on",
    "reason",
];

/// Two records by source and key, in one order.
type Ends = [(String, String); 2];

/// Appends decisions to the engagement's `decisions/matches.csv`, but for those that stand there
/// already as the last word on their pair; says how many were appended.
///
/// From the next run on these pairs are no longer the engine's: later samples leave them out, and
/// estimates from the same labels still are of the linkage that they were drawn from.
pub fn append_decisions(
    folder: &Path,
    decisions: &[MatchDecision],
) -> Result<usize, PipelineError> {
    let path = folder.join(MATCHES_FILE);
    let failed = |error: std::io::Error| PipelineError::file(&path, error.to_string());
    let before =
        if path.exists() { fs::read_to_string(&path).map_err(failed)? } else { String::new() };
    let (columns, last) = standing(&before).map_err(PipelineError::csv(&path))?;
    let fresh: Vec<&MatchDecision> =
        decisions.iter().filter(|new| last.get(&ends(new)) != Some(&new.judgement)).collect();
    if fresh.is_empty() {
        return Ok(0);
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    let columns = if columns.is_empty() {
        writer.write_record(COLUMNS).map_err(PipelineError::csv(&path))?;
        COLUMNS.map(String::from).to_vec()
    } else {
        columns
    };
    for decision in &fresh {
        let row = columns.iter().map(|name| cell(decision, name));
        writer.write_record(row).map_err(PipelineError::csv(&path))?;
    }
    let rows = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    if let Some(decisions) = path.parent() {
        fs::create_dir_all(decisions).map_err(failed)?;
    }
    let line_end = if before.is_empty() || before.ends_with('\n') { "" } else { "\n" };
    let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    file.write_all(&[line_end.as_bytes(), &rows].concat()).map_err(failed)?;
    Ok(fresh.len())
}

/// The columns of a decisions file, and the last decision about each pair.
fn standing(text: &str) -> Result<(Vec<String>, BTreeMap<Ends, Judgement>), csv::Error> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let columns = reader.headers()?.iter().map(String::from).collect();
    let mut last = BTreeMap::new();
    for row in reader.deserialize::<MatchDecision>() {
        let row = row?;
        last.insert(ends(&row), row.judgement);
    }
    Ok((columns, last))
}

fn ends(decision: &MatchDecision) -> Ends {
    let mut ends = [
        (decision.left_source.clone(), decision.left_key.clone()),
        (decision.right_source.clone(), decision.right_key.clone()),
    ];
    ends.sort_unstable();
    ends
}

fn cell<'a>(decision: &'a MatchDecision, column: &str) -> &'a str {
    match column {
        "left_source" => &decision.left_source,
        "left_key" => &decision.left_key,
        "right_source" => &decision.right_source,
        "right_key" => &decision.right_key,
        "judgement" => match decision.judgement {
            Judgement::Positive => "positive",
            Judgement::Negative => "negative",
            Judgement::Unsure => "unsure",
        },
        "decided_by" => &decision.decided_by,
        "decided_on" => &decision.decided_on,
        "reason" => &decision.reason,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decision(left: &str, right: &str, judgement: Judgement) -> MatchDecision {
        MatchDecision {
            left_source: "a".into(),
            left_key: left.into(),
            right_source: "b".into(),
            right_key: right.into(),
            judgement,
            decided_by: "Kim".into(),
            decided_on: "2027-01-04".into(),
            reason: "same car, says \"Kim\"".into(),
        }
    }

    #[test]
    fn decisions_are_appended_once() {
        let folder = tempfile::tempdir().unwrap();
        let decisions =
            [decision("1", "7", Judgement::Positive), decision("2", "8", Judgement::Negative)];
        assert_eq!(append_decisions(folder.path(), &decisions).unwrap(), 2);
        assert_eq!(append_decisions(folder.path(), &decisions).unwrap(), 0);
        let text = fs::read_to_string(folder.path().join(MATCHES_FILE)).unwrap();
        assert_eq!(
            text,
            "left_source,left_key,right_source,right_key,judgement,decided_by,decided_on,reason\n\
             a,1,b,7,positive,Kim,2027-01-04,\"same car, says \"\"Kim\"\"\"\n\
             a,2,b,8,negative,Kim,2027-01-04,\"same car, says \"\"Kim\"\"\"\n"
        );
    }

    #[test]
    fn what_stands_in_the_file_stays_and_its_columns_are_kept_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(MATCHES_FILE);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let before = "judgement,right_key,right_source,left_key,left_source\nnegative,7,b,1,a";
        fs::write(&path, before).unwrap();
        let new = [decision("1", "7", Judgement::Positive)];
        assert_eq!(append_decisions(folder.path(), &new).unwrap(), 1);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("{before}\npositive,7,b,1,a\n"));
    }
}
