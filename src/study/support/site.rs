//! One cluster with more or less support: its histories, the same chances at every level.
//!
//! Each step of support is a line of staff of its own, so that one more adds people and changes nobody who was there. A
//! cluster is simulated with all that it shares people with, and nothing else: its histories are those of the whole scenario.

use std::collections::BTreeMap;

use super::{Kind, Way};
use crate::experiment::Execution;
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::Item;
use crate::experiment::measures::View;
use crate::experiment::record::Job;
use crate::experiment::single_measure::{Counts, counts};
use crate::model::{Model, World};
use crate::scenario::complexity;
use crate::scenario::grammar::{Scenario, StaffLine};
use crate::units::Fte;

/// FTE, or parts of a step, that are rounding and nobody.
const NEARLY: f64 = 1e-9;

/// How much support: by kind, in steps that can be hired, or in any number of FTE.
#[derive(Clone, Debug, PartialEq)]
pub enum Level {
    /// Steps of each kind.
    Steps(Vec<u64>),
    /// FTE of each kind.
    Any(Vec<f64>),
}

impl Level {
    /// FTE of each kind.
    pub fn fte(&self, kinds: &[Kind]) -> Vec<f64> {
        match self {
            Self::Steps(steps) => steps.iter().zip(kinds).map(|(steps, kind)| *steps as f64 * kind.step).collect(),
            Self::Any(fte) => fte.clone(),
        }
    }
}

/// The clusters that a cluster shares people with, itself among them: what must be simulated together.
pub fn together(model: &Model, cluster: &str) -> Vec<String> {
    let names = &model.names.clusters;
    let place = names.iter().position(|name| name == cluster);
    let group = (0..model.groups()).map(|group| model.clusters_of(group)).find(|group| place.is_some_and(|place| group.contains(&place)));
    group.into_iter().flatten().map(|place| names[*place].clone()).collect()
}

/// The scenario of these clusters alone.
pub fn restricted(scenario: &Scenario, clusters: &[String]) -> Scenario {
    let mut part = scenario.clone();
    complexity::narrow(&mut part, clusters);
    part
}

/// A scenario in which a cluster has support.
pub fn supported(scenario: &Scenario, cluster: &str, kinds: &[Kind], level: &Level) -> Scenario {
    let mut scenario = scenario.clone();
    let mut hire = |kind: &Kind, name: String, fte: f64| {
        let line = StaffLine {
            team: kind.team.clone(),
            grade: kind.grade.clone(),
            fte: Fte::new(fte),
            clusters: vec![cluster.to_owned()],
            from: None,
            until: None,
            times: None,
            source: None,
        };
        scenario.extra_staff.insert(name, line);
    };
    for (kind, fte) in kinds.iter().zip(level.fte(kinds)) {
        // Any number is hired in steps too, and what is left over: the same FTE are the same people, whoever asks for them.
        let steps = (fte / kind.step + NEARLY).floor();
        let over = fte - steps * kind.step;
        (1..=steps as u64).for_each(|step| hire(kind, format!("support {} {step}", kind.key), kind.step));
        if over > NEARLY {
            hire(kind, format!("support {} over", kind.key), over);
        }
    }
    scenario
}

/// A cluster, and what has been seen of it at each level so far.
pub struct Site<'a> {
    /// The cluster's name.
    pub cluster: &'a str,
    scenario: Scenario,
    kinds: &'a [Kind],
    items: &'a [Item],
    with: &'a Execution<'a>,
    levels: BTreeMap<String, Seen>,
}

struct Seen {
    model: Model,
    frame: MeasureContext,
    world: World,
    group: usize,
    /// The cluster's place within its group, and within the names.
    places: (usize, usize),
    /// By master seed, then by item: the counts of each replication so far.
    counts: BTreeMap<u64, Vec<Vec<Counts>>>,
}

impl<'a> Site<'a> {
    /// A cluster of a scenario whose model says who shares people with it.
    pub fn new((scenario, model): (&Scenario, &Model), cluster: &'a str, kinds: &'a [Kind], items: &'a [Item], way: Way<'a>) -> Self {
        let scenario = restricted(scenario, &together(model, cluster));
        Self { cluster, scenario, kinds, items, with: way.with, levels: BTreeMap::new() }
    }

    /// By item: the counts of the first `number` replications with a master seed, at a level; `None` if it was cancelled.
    pub fn counts(&mut self, level: &Level, seed: u64, number: u64) -> Option<Vec<Vec<Counts>>> {
        let (items, with) = (self.items, self.with);
        let (scenario, cluster, kinds) = (&self.scenario, self.cluster, self.kinds);
        let name = format!("{level:?}");
        let of = format!("{cluster} {name}");
        let seen = self.levels.entry(name).or_insert_with(|| Seen::new(&supported(scenario, cluster, kinds, level), cluster));
        let Seen { model, frame, world, group, places, counts: all } = seen;
        let so_far = all.entry(seed).or_insert_with(|| vec![Vec::new(); items.len()]);
        let from = so_far.first().map_or(0, Vec::len) as u64;
        for replication in from..number {
            if with.is_cancelled() {
                return None;
            }
            let seen = with.observe(model, world, Job { of: &of, seed, replication, group: *group });
            let view = View { seen: &seen.clusters[places.0], cluster: places.1, frame };
            for (item, series) in items.iter().zip(so_far.iter_mut()) {
                series.push(counts(item, &view));
            }
        }
        let first = usize::try_from(number).expect("replications are held in memory");
        Some(so_far.iter().map(|series| series[..first].to_vec()).collect())
    }
}

impl Seen {
    fn new(scenario: &Scenario, cluster: &str) -> Self {
        let model = Model::new(scenario);
        let named = model.names.clusters.iter().position(|name| name == cluster).expect("the cluster is in its own scenario");
        let within = |group: usize| Some((group, model.clusters_of(group).iter().position(|place| *place == named)?));
        let (group, place) = (0..model.groups()).find_map(within).expect("every cluster is in a group");
        let frame = MeasureContext::new(scenario, &model.names);
        Self { frame, world: World::default(), group, places: (place, named), counts: BTreeMap::new(), model }
    }
}
