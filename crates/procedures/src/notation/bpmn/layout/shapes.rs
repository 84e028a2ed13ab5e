//! How much room shapes and names take.

use super::super::diagram::{Node, Shape};
use super::super::text::{LABEL_LINE, TASK_LINE, lines, widest};
use super::{Box, Extent, LABEL_CHARS};

/// Width and height of a shape.
pub(super) fn size(node: &Node) -> (i64, i64) {
    match node.shape {
        Shape::Start | Shape::End | Shape::Event => (36, 36),
        Shape::Exclusive | Shape::Parallel => (50, 50),
        Shape::Task => {
            let width = if lines(&node.name, 20).len() > 6 { 220 } else { 140 };
            let count = lines(&node.name, task_chars(width)).len() as i64;
            (width, (count * TASK_LINE + 26).max(80))
        }
    }
}

/// Characters in a line of a task.
fn task_chars(width: i64) -> usize {
    (width as usize - 10) / 7
}

/// Width that a shape takes with its name.
pub(super) fn room(node: &Node) -> i64 {
    let (width, _) = size(node);
    match label_beside(node, Box::default()) {
        Some(label) => width.max(label.width),
        None => width,
    }
}

/// Names of events stand below them, those of gateways above.
pub(super) fn label_beside(node: &Node, shape: Box) -> Option<Box> {
    if node.name.is_empty() || node.shape == Shape::Task {
        return None;
    }
    let (width, height) = label_size(&node.name);
    let x = shape.x + shape.width / 2 - width / 2;
    let is_event = matches!(node.shape, Shape::Start | Shape::End | Shape::Event);
    let y = if is_event { shape.y + shape.height + 4 } else { shape.y - height - 4 };
    Some(Box { x, y, width, height })
}

pub(super) fn extent(node: &Node) -> Extent {
    let (_, height) = size(node);
    let half = height / 2;
    let label = label_beside(node, Box::default()).map_or(0, |label| label.height + 6);
    match node.shape {
        Shape::Start | Shape::End | Shape::Event => Extent { above: half, below: half + label },
        _ => Extent { above: half + label, below: half },
    }
}

/// Width and height of a label; nothing for none.
pub(super) fn label_size(label: &str) -> (i64, i64) {
    if label.is_empty() {
        return (0, 0);
    }
    let chars = if label.chars().count() > 5 * LABEL_CHARS { 2 * LABEL_CHARS } else { LABEL_CHARS };
    let lines = lines(label, chars);
    ((widest(&lines) as i64 * 11 / 2 + 10).max(30), lines.len() as i64 * LABEL_LINE)
}
