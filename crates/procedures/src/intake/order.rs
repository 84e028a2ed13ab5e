//! Steps in their order.

use rustc_hash::FxHashMap;

use crate::catalogue::Step;
use crate::notation::ReadProcedure;

/// Puts the steps in their order, with the rows that they came from.
pub(super) fn in_order(mut read: ReadProcedure) -> ReadProcedure {
    let mut steps: Vec<(Step, usize)> =
        read.procedure.steps.into_iter().zip(read.step_lines).collect();
    steps.sort_by_key(|(step, _)| step.position);
    (read.procedure.steps, read.step_lines) = steps.into_iter().unzip();
    renumber(&mut read.procedure.steps);
    read
}

/// Numbers steps from 1, and the ways to them.
pub(super) fn renumber(steps: &mut [Step]) {
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    for (position, step) in (1..).zip(&mut *steps) {
        numbers.entry(step.position).or_insert(position);
        step.position = position;
    }
    for way in steps.iter_mut().flat_map(|step| &mut step.next) {
        way.position = numbers.get(&way.position).copied().unwrap_or_default();
    }
}
