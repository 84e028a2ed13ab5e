//! When each task runs: after what it depends on, on working days, one task at a time for each
//! owner.
//!
//! A serial schedule-generation scheme (Kolisch, *Serial and parallel resource-constrained project
//! scheduling methods revisited*, EJOR 90, 1996): of the tasks whose predecessors have dates, the
//! one that can start first is given its dates next; ties go to the nearer due day, then to the
//! order of the tasks.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar;

/// A task that exists. Tasks can only depend on tasks that exist, so there are no cycles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaskId(usize);

/// How long a task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Length {
    /// So many working days, at least one.
    Days(u32),
    /// To the last day of the plan. Such a task does not keep its owner from other tasks.
    UntilEnd,
}

/// Something to be given dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// Who does it; an owner does one task at a time.
    pub owner: String,
    /// How long it takes.
    pub length: Length,
    /// What must be finished before.
    pub after: Vec<TaskId>,
    /// Day by which it should be finished.
    pub due: Option<Date>,
}

/// First and last day of a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// First day.
    pub starts_on: Date,
    /// Last day.
    pub ends_on: Date,
}

/// Tasks on their way to a schedule.
#[derive(Debug, Clone, Default)]
pub struct Tasks(Vec<Task>);

impl Tasks {
    /// Adds a task; the id is what later tasks depend on.
    pub fn add(&mut self, task: Task) -> TaskId {
        self.0.push(task);
        TaskId(self.0.len() - 1)
    }

    /// The tasks, in the order in which they were added.
    pub fn as_slice(&self) -> &[Task] {
        &self.0
    }

    /// Gives every task its dates between `start` and, for tasks without a length, `end`. Nothing
    /// is squeezed: a task may end after `end`.
    pub fn schedule(&self, start: Date, end: Date) -> Vec<Slot> {
        let mut slots: Vec<Option<Slot>> = vec![None; self.0.len()];
        let mut owner_free: BTreeMap<&str, Date> = BTreeMap::new();
        while let Some((earliest, index)) = self.next(start, &slots, &owner_free) {
            let task = &self.0[index];
            let ends_on = match task.length {
                Length::Days(days) => calendar::last_of(earliest, days),
                Length::UntilEnd => end.max(earliest),
            };
            if let Length::Days(_) = task.length {
                owner_free.insert(&task.owner, calendar::after(ends_on));
            }
            slots[index] = Some(Slot { starts_on: earliest, ends_on });
        }
        // `next` only stops when every task has its slot.
        slots.into_iter().flatten().collect()
    }

    /// The task to be given dates next, and its first day.
    fn next(
        &self,
        start: Date,
        slots: &[Option<Slot>],
        owner_free: &BTreeMap<&str, Date>,
    ) -> Option<(Date, usize)> {
        let earliest = |task: &Task| -> Option<Date> {
            let mut day = calendar::on_or_after(start);
            for before in &task.after {
                day = day.max(calendar::after(slots[before.0]?.ends_on));
            }
            match (task.length, owner_free.get(task.owner.as_str())) {
                (Length::Days(_), Some(free)) => Some(day.max(*free)),
                _ => Some(day),
            }
        };
        self.0
            .iter()
            .enumerate()
            .filter(|(index, _)| slots[*index].is_none())
            .filter_map(|(index, task)| {
                let due = task.due.unwrap_or(Date::MAX);
                earliest(task).map(|day| (day, due, index))
            })
            .min()
            .map(|(day, _, index)| (day, index))
    }
}

impl TaskId {
    /// The place of the task in the order of adding, from 0.
    pub fn index(self) -> usize {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const START: Date = date(2027, 1, 4);
    const END: Date = date(2027, 11, 3);

    fn task(owner: &str, days: u32, after: Vec<TaskId>) -> Task {
        Task { owner: owner.into(), length: Length::Days(days), after, due: None }
    }

    #[test]
    fn an_owner_does_one_task_at_a_time_and_two_owners_work_at_once() {
        let mut tasks = Tasks::default();
        tasks.add(task("a", 5, vec![]));
        tasks.add(task("a", 5, vec![]));
        tasks.add(task("b", 3, vec![]));
        let slots = tasks.schedule(START, END);
        assert_eq!(slots[1].starts_on, date(2027, 1, 11));
        assert_eq!(slots[2].starts_on, START);
    }

    #[test]
    fn the_nearer_due_day_goes_first() {
        let mut tasks = Tasks::default();
        tasks.add(task("a", 5, vec![]));
        tasks.add(Task { due: Some(date(2027, 1, 8)), ..task("a", 5, vec![]) });
        let slots = tasks.schedule(START, END);
        assert_eq!(slots[1].ends_on, date(2027, 1, 8));
        assert_eq!(slots[0].starts_on, date(2027, 1, 11));
    }

    #[test]
    fn a_task_without_length_runs_to_the_end_and_keeps_nobody_busy() {
        let mut tasks = Tasks::default();
        let watch = Task { length: Length::UntilEnd, ..task("a", 1, vec![]) };
        tasks.add(watch);
        tasks.add(task("a", 1, vec![]));
        let slots = tasks.schedule(START, END);
        assert_eq!(slots[0], Slot { starts_on: START, ends_on: END });
        assert_eq!(slots[1].starts_on, START);
    }

    /// Tasks of random length and owner, each after some of those before it.
    fn any_tasks() -> impl Strategy<Value = Tasks> {
        let one = (0usize..4, 0u32..30, prop::collection::vec(any::<prop::sample::Index>(), 0..3));
        prop::collection::vec(one, 1..25).prop_map(|drawn| {
            let mut tasks = Tasks::default();
            for (index, (owner, days, before)) in drawn.into_iter().enumerate() {
                let after = match index {
                    0 => Vec::new(),
                    _ => before.iter().map(|at| TaskId(at.index(index))).collect(),
                };
                let length = if days == 0 { Length::UntilEnd } else { Length::Days(days) };
                tasks.add(Task { owner: format!("owner {owner}"), length, after, due: None });
            }
            tasks
        })
    }

    proptest! {
        #[test]
        fn dependencies_owners_and_working_days_are_respected(tasks in any_tasks()) {
            let slots = tasks.schedule(START, END);
            prop_assert_eq!(slots.len(), tasks.as_slice().len());
            for (task, slot) in tasks.as_slice().iter().zip(&slots) {
                prop_assert!(calendar::is_working_day(slot.starts_on));
                prop_assert!(calendar::is_working_day(slot.ends_on));
                prop_assert!(START <= slot.starts_on && slot.starts_on <= slot.ends_on);
                for before in &task.after {
                    prop_assert!(slots[before.index()].ends_on < slot.starts_on);
                }
                if let Length::Days(days) = task.length {
                    prop_assert_eq!(calendar::between(slot.starts_on, slot.ends_on), days);
                }
            }
            let busy: Vec<_> = tasks.as_slice().iter().zip(&slots)
                .filter(|(task, _)| task.length != Length::UntilEnd).collect();
            for (i, (a, x)) in busy.iter().enumerate() {
                for (b, y) in &busy[i + 1..] {
                    let apart = x.ends_on < y.starts_on || y.ends_on < x.starts_on;
                    prop_assert!(a.owner != b.owner || apart);
                }
            }
        }

        #[test]
        fn the_same_tasks_get_the_same_dates(tasks in any_tasks()) {
            prop_assert_eq!(tasks.schedule(START, END), tasks.clone().schedule(START, END));
        }
    }
}
