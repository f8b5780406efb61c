//! Who wrote what is read: the step that a gate sends a report back to.

use super::grammar::{Activity, Step, Workstream};

impl Workstream {
    /// The step whose work a gate reads: of those that it follows the last named that is work; behind a third party's answer or another
    /// reading, what that follows. The steps wait for each other in no circle.
    pub fn author_of<'a>(&'a self, gate: &'a Step) -> Option<&'a String> {
        gate.after.iter().rev().find_map(|name| match self.steps.get(name) {
            Some(before) if matches!(before.does, Activity::Wait(_) | Activity::Gate(_)) => self.author_of(before),
            before => before.map(|_| name),
        })
    }
}
