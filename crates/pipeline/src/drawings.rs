//! The proposed procedures as BPMN files and their rules as DMN files.

use std::path::Path;

use sameboat_procedures::{
    Flow, FlowRule, FlowStep, Next, RuleKind, StepKind, UnifiedProcedure, write_bpmn, write_dmn,
};
use sameboat_store::{Row, SqlResult, Store, StoreError};

use crate::error::PipelineError;

/// One proposed procedure as it is drawn.
#[derive(Debug)]
pub(crate) struct Drawing {
    flow: Flow,
    rules: Vec<FlowRule>,
}

impl Drawing {
    /// Of a reconciliation; `lines` are the names of the left and of the right line.
    pub(crate) fn of_unified(unified: &UnifiedProcedure, lines: [&str; 2]) -> Self {
        Self { flow: Flow::of_unified(unified, lines), rules: FlowRule::of_unified(unified, lines) }
    }

    /// All of a run, in the order of their ids.
    pub(crate) fn of_store(store: &Store) -> Result<Vec<Self>, StoreError> {
        let mut drawings = store.query(
            "SELECT procedure_id, title, purpose, trigger, outcome, start, \
             left_key IS NOT NULL AND right_key IS NOT NULL, note \
             FROM unified_procedure ORDER BY procedure_id",
            [],
            |row| {
                let text = |column| cell(row, column);
                let flow = Flow {
                    key: text(0)?,
                    title: text(1)?,
                    purpose: text(2)?,
                    trigger: text(3)?,
                    outcome: text(4)?,
                    start: Next::parse_list(&text(5)?).unwrap_or_default(),
                    steps: Vec::new(),
                    note: text(7)?,
                };
                Ok((Self { flow, rules: Vec::new() }, row.get::<_, bool>(6)?))
            },
        )?;
        let steps = store.query(
            "SELECT procedure_id, position, actor, action, system, output, kind, condition, next, \
             origin, note FROM unified_step ORDER BY procedure_id, position",
            [],
            |row| {
                let text = |column| cell(row, column);
                let step = FlowStep {
                    position: u32::try_from(row.get::<_, i64>(1)?).unwrap_or_default(),
                    actor: text(2)?,
                    action: text(3)?,
                    system: text(4)?,
                    output: text(5)?,
                    kind: StepKind::from_name(&text(6)?),
                    condition: text(7)?,
                    next: Next::parse_list(&text(8)?).unwrap_or_default(),
                    origin: text(9)?,
                    note: text(10)?,
                };
                Ok((text(0)?, step))
            },
        )?;
        let rules = store.query(
            "SELECT procedure_id, kind, condition, value, origin FROM unified_rule \
             ORDER BY procedure_id, kind, condition, value, origin",
            [],
            |row| {
                let text = |column| cell(row, column);
                let rule = FlowRule {
                    kind: RuleKind::from_name(&text(1)?),
                    condition: text(2)?,
                    value: text(3)?,
                    unit: String::new(),
                    line: String::new(),
                    origin: text(4)?,
                };
                Ok((text(0)?, rule))
            },
        )?;
        let place = |drawings: &[(Self, bool)], id: &str| {
            drawings.binary_search_by(|(drawing, _)| drawing.flow.key.as_str().cmp(id)).ok()
        };
        for (id, mut step) in steps {
            if let Some(at) = place(&drawings, &id) {
                let (drawing, of_both) = &mut drawings[at];
                // Only a procedure of both lines has steps of one.
                if step.origin == "both" || !*of_both {
                    step.origin.clear();
                }
                drawing.flow.steps.push(step);
            }
        }
        for (id, rule) in rules {
            if let Some(at) = place(&drawings, &id) {
                drawings[at].0.rules.push(rule);
            }
        }
        Ok(drawings.into_iter().map(|(drawing, _)| drawing).collect())
    }
}

/// A text cell; empty means "not stated".
fn cell(row: &Row<'_>, column: usize) -> SqlResult<String> {
    Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
}

/// Removes the drawings of an earlier answer, which would look like those of this one.
fn remove_drawings(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && path.extension().is_some_and(|end| end == "bpmn" || end == "dmn") {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// Writes each procedure as a BPMN file, and its rules, if it has any, as a DMN file beside it. No
/// file of `keep` is overwritten.
pub(crate) fn write_drawings(
    drawings: &[Drawing],
    folder: &Path,
    keep: &[&Path],
) -> Result<(), PipelineError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: std::io::Error| PipelineError::file(&path, error.to_string())
    };
    std::fs::create_dir_all(folder).map_err(failed(folder))?;
    // A folder of files may be an input as well.
    let inside = folder.canonicalize().map_err(failed(folder))?;
    if keep.iter().any(|path| path.canonicalize().is_ok_and(|path| path.starts_with(&inside))) {
        let message = "holds an input, and the answer would overwrite it: give another --out";
        return Err(PipelineError::file(folder, message));
    }
    remove_drawings(folder).map_err(failed(folder))?;
    for Drawing { flow, rules } in drawings {
        let name = flow.file_name();
        let path = folder.join(format!("{name}.bpmn"));
        std::fs::write(&path, write_bpmn(flow)).map_err(failed(&path))?;
        if !rules.is_empty() {
            let path = folder.join(format!("{name}.dmn"));
            let text = write_dmn(&flow.key, &flow.title, rules);
            std::fs::write(&path, text).map_err(failed(&path))?;
        }
    }
    Ok(())
}
