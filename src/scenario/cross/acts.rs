//! Goes through a scenario for entries that can never act, workstream by workstream; what each looks for is in `inert`, `able`, `places` and
//! `spare`.

use super::inert::{Inert, Of};
use super::reach::Reach;
use super::taken::{Taken, taken};
use super::{Check, able};

impl<'a> Check<'a> {
    /// Every entry that can never act.
    pub(super) fn inert(&mut self) {
        let reach = Reach::new(self);
        let scenario = self.scenario;
        let mut inert = Inert::new(self, &reach);
        inert.repeated();
        for (place, (name, stream)) in scenario.workstreams.iter().enumerate() {
            let arising = &reach.streams[place];
            let of = Of { place, name, stream, arising };
            if arising.spots.is_empty() {
                inert.never_arises(of);
                continue;
            }
            let all: Vec<Taken> = stream.steps.values().map(|step| taken(stream, arising, step)).collect();
            inert.kinds(of);
            inert.flags(of);
            inert.shares(of);
            inert.steps(of, &all);
            for ((key, step), taken) in stream.steps.iter().zip(&all) {
                inert.lines(of, (key, step), taken);
                able::people(&mut inert, of, (key, step), taken);
            }
            inert.effects(of, &all);
            inert.source(of);
        }
        inert.rooms();
        inert.days();
        inert.asked();
        inert.shared();
        inert.complexity();
        inert.tell();
    }
}
