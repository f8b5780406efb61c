//! The way of every verb that simulates: a place for its results, finished work kept meanwhile, the study, its results delivered.

use super::checkpoint::Checkpoint;
use super::destination::{Destination, put};
use super::progress::Meter;
use super::simulate::{Simulation, tell};
use super::{Fault, stop};
use crate::experiment::Execution;
use crate::findings::document;
use crate::findings::words::list;
use crate::output::folder::Place;
use crate::output::histories::Histories;
use crate::output::summary::json;
use crate::output::{Origin, Results};
use crate::scenario::Loaded;
use crate::scenario::grammar::Scenario;
use crate::study::admission::admit_study;
use crate::study::answer::Found;

/// What a verb is about to do.
#[derive(Debug)]
pub struct Task<'a> {
    /// The verb.
    pub verb: &'a str,
    /// The name of the folder of its results, if none is given.
    pub folder: String,
    /// The scenarios, at least one.
    pub loaded: &'a [Loaded],
    /// Groups of clusters in each replication of the first.
    pub groups: usize,
    /// Histories of all clusters that it will play, where that is known.
    pub histories: Option<f64>,
}

/// Where a study is done: with what it plays its histories, and where its results go.
pub struct Desk<'a> {
    pub simulation: &'a Simulation,
    pub destination: &'a Destination,
    pub place: &'a Place,
    pub meter: &'a Meter,
    /// Histories that were played before.
    pub store: Option<&'a Histories>,
    pub with: Execution<'a>,
}

/// Does what a verb is to do, with finished work kept.
///
/// - `study` plays the histories and delivers the results; `true` if it was interrupted.
pub fn conduct(
    simulation: &Simulation,
    (destination, checkpoint): (&Destination, &Checkpoint),
    task: &Task<'_>,
    study: impl FnOnce(&Desk<'_>) -> Result<bool, Fault>,
) -> Result<(), Fault> {
    let place = destination.place(&task.folder)?;
    if let Some(histories) = task.histories {
        let notice = admit_study(&task.loaded[0].scenario, histories, simulation.allowed(), checkpoint.room(&place));
        tell(notice.map_err(Fault::Said)?, simulation.quiet);
    }
    let threads = simulation.threads()?;
    let work = checkpoint.begin(&place, &simulation.header(task.verb, task.loaded, task.groups), simulation.quiet)?;
    let (meter, store) = (Meter::new(simulation.quiet), simulation.store());
    let with =
        work.with(Execution::on(&threads).stopped_by(stop::flag()).heard_by(&meter)).remembering(store.as_ref().map(|store| store as _));
    let done = study(&Desk { simulation, destination, place: &place, meter: &meter, store: store.as_ref(), with });
    meter.finish();
    if let Some(fault) = store.as_ref().and_then(Histories::fault) {
        eprintln!("warning: not all histories could be kept for later: {fault}");
    }
    work.end(done)
}

impl Desk<'_> {
    /// Writes an answer and says it.
    ///
    /// - `scenario`: the one that was asked about; of several, the base.
    /// - `origins`: from what it was made, one for each scenario; `events`: those simulated, 0 where they are not counted.
    pub fn deliver(
        &self,
        found: Found<'_>,
        scenario: &Scenario,
        origins: &[Origin],
        (events, interrupted): (u64, bool),
    ) -> Result<(), Fault> {
        let document = document(found);
        let results = Results { found, document: &document, scenario, origins, interrupted };
        let (reused, played) = self.store.map_or((0, 0), Histories::used);
        let timing = self.simulation.timing(self.meter.finish(), events, (reused, reused + played));
        let mut folder = self.place.open()?;
        results.write(&mut folder, !self.destination.no_charts)?;
        results.seal(&mut folder, &json(&timing))?;
        put(folder, self.place, &document.to_string(), &timing, self.simulation.quiet)?;
        let played = self.store.filter(|_| reused > 0 && !self.simulation.quiet).and_then(Histories::played);
        if let Some(groups) = played.filter(|groups| !groups.is_empty()) {
            eprintln!("Played now: {}.", list(&groups));
        }
        Ok(())
    }

    /// A fault of the scenario that was found when the study was asked for.
    pub fn unfit(&self, why: &dyn std::fmt::Display) -> Fault {
        self.simulation.unfit(why)
    }
}
