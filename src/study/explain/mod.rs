//! Why the rate is not higher: the same cases re-run with obstacles removed, and the gap shared out among them.
//!
//! The gap has two stages. From today's rate to the **ceiling**, which unlimited staff and rooms would give; and from the
//! ceiling to what remains when everything else is removed too. Each stage is shared out by the Shapley value (`shapley.rs`),
//! so that the parts do not depend on an order and add up exactly, in every replication, for each cluster and for all. What is
//! left to 100 % nothing here explains.
//!
//! A replication is one number for each part, so that an ordinary t interval holds, whether all sets of obstacles were run or a
//! random order of them. Models are compiled a cluster and a set at a time, and dropped when run: however many
//! sets there are, few are held at once.

pub mod relief;
pub mod search;
pub mod shapley;

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};

use crate::des::stream::{Purpose, Seed, Stream};
use crate::experiment::estimates::Stopped;
use crate::experiment::frame::MeasureContext;
use crate::experiment::parallel::Extent;
use crate::experiment::record::Job;
use crate::experiment::statistics::{Estimate, Tally};
use crate::experiment::stopping::Stopping;
use crate::experiment::{Execution, Settings, StoppingRule};
use crate::model::observe::ClusterSeen;
use crate::model::{Model, World};
use crate::scenario::grammar::{Obstacle, Scenario};
use crate::scenario::{Change, changes, complexity};
use relief::relieved;
use search::Search;
use shapley::{Counts, exact, order, points, sampled};

/// Obstacles that people and rooms can remove, in the order in which they are told.
pub const STAFFING: [Obstacle; 3] = [Obstacle::Officer, Obstacle::Reserved, Obstacle::Room];
/// The others, likewise.
pub const OTHERS: [Obstacle; 7] =
    [Obstacle::Late, Obstacle::Custom, Obstacle::Format, Obstacle::Checks, Obstacle::Defendant, Obstacle::Gatekeeping, Obstacle::CourtRose];
/// Up to so many obstacles in a stage, all sets of them are run.
pub const ALL_SETS_UP_TO: usize = 4;

/// Histories of clusters that are played if nobody says how many replications: few clusters have more, and all are done in minutes.
const HISTORIES: u64 = 345;
/// The fewest and the most replications if nobody says.
const REPLICATIONS: (u64, u64) = (5, 100);

/// How a scenario is explained.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// When the replications are enough; `None` for 5 of many clusters, up to 100 of few.
    pub enough: Option<StoppingRule>,
    /// Whether a set of removals that reaches the target is looked for.
    pub search: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { enough: None, search: true }
    }
}

/// What explaining a scenario found.
#[derive(Clone, Debug)]
pub struct ExplainResult {
    /// The gap and its parts.
    pub explanation: Explanation,
    /// The sets of removals that were tried, if they were.
    pub search: Option<Search>,
    /// Whether it was stopped before all of it was done.
    pub interrupted: bool,
}

/// Which part of the gap an obstacle belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// From today's rate to the ceiling.
    Staffing,
    /// From the ceiling to everything removed.
    Others,
}

/// An obstacle that can be removed from a scenario, and what that changes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Removal {
    /// Which.
    pub obstacle: Obstacle,
    /// Where it belongs.
    pub stage: Stage,
    /// The cluster whose changes are told.
    pub cluster: String,
    /// What its removal changes in a scenario of that cluster alone, key by key; it is alike in others.
    pub changes: Vec<Change>,
}

/// A scenario made ready to be explained: a small scenario for each group of clusters, and what can be removed.
#[derive(Clone, Debug)]
pub struct Question {
    frame: MeasureContext,
    groups: Vec<Group>,
    removals: Vec<Removal>,
    all_sets_up_to: usize,
}

/// Clusters that are simulated together, apart from all others.
#[derive(Clone, Debug)]
struct Group {
    scenario: Scenario,
    /// Its clusters, by position in the whole scenario, in order.
    clusters: Vec<usize>,
}

/// What a scenario's gap comes to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Explanation {
    /// The scenario's names, target and confidence.
    pub frame: MeasureContext,
    /// The master seed.
    pub seed: u64,
    /// Replications that count.
    pub replications: u64,
    /// Why there are no more of them.
    pub stopped: Stopped,
    /// The obstacles that can occur, staffing first; [`Place::parts`] has one for each.
    pub removals: Vec<Removal>,
    /// All clusters together.
    pub nation: Place,
    /// Each cluster, in the scenario's order.
    #[serde(serialize_with = "without_years")]
    pub clusters: Vec<Place>,
}

/// The gap of one cluster, or of all together. Everything is a share of reports asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Place {
    /// Its name; `all` for all together.
    pub name: String,
    /// Its division; may be empty.
    pub division: String,
    /// The rate as it is.
    pub today: Option<Estimate>,
    /// The rate with unlimited staff and rooms.
    pub ceiling: Option<Estimate>,
    /// The rate with everything removed.
    pub everything: Option<Estimate>,
    /// What each obstacle costs: its part of its stage of the gap.
    pub parts: Vec<Option<Estimate>>,
    /// The rate's rise from today's when each obstacle alone is removed.
    pub alone: Vec<Option<Estimate>>,
    /// What is missing to 100 % when everything is removed.
    pub rest: Option<Estimate>,
    /// Each replication in which something was asked for, in order.
    pub years: Vec<Year>,
}

/// One replication of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Year {
    /// The rate as it is.
    pub today: f64,
    /// With unlimited staff and rooms.
    pub ceiling: f64,
    /// With everything removed.
    pub everything: f64,
    /// Each obstacle's part.
    pub parts: Vec<f64>,
    /// The rise with each obstacle alone removed.
    pub alone: Vec<f64>,
}

/// One replication of a cluster, in counts that can be added up over clusters.
#[derive(Clone, Debug)]
struct Counted {
    today: Counts,
    ceiling: Counts,
    everything: Counts,
    parts: Vec<Counts>,
    alone: Vec<Counts>,
}

impl Question {
    /// From a checked scenario and its model.
    pub fn new(scenario: &Scenario, model: &Model) -> Self {
        // Every cluster's complexity is stated, so that it stays what it is among all.
        let mut alone = scenario.clone();
        complexity::narrow(&mut alone, &model.names.clusters);
        let groups: Vec<Group> = (0..model.groups()).map(|group| Group::new(&alone, model.clusters_of(group))).collect();
        let staged =
            STAFFING.map(|obstacle| (obstacle, Stage::Staffing)).into_iter().chain(OTHERS.map(|obstacle| (obstacle, Stage::Others)));
        // What its removal would not change anywhere cannot occur.
        let removals = staged.filter_map(|(obstacle, stage)| {
            groups.iter().find_map(|group| {
                let changes = changes(&group.scenario, &relieved(&group.scenario, &[obstacle]));
                let cluster = group.scenario.clusters.keys().next()?.clone();
                (!changes.is_empty()).then_some(Removal { obstacle, stage, cluster, changes })
            })
        });
        Self { frame: MeasureContext::new(scenario, &model.names), removals: removals.collect(), groups, all_sets_up_to: ALL_SETS_UP_TO }
    }

    /// With all sets run in stages of up to so many obstacles, at most 20: dearer, and without the noise of random orders.
    pub fn with_all_sets_up_to(self, obstacles: usize) -> Self {
        Self { all_sets_up_to: obstacles.min(20), ..self }
    }

    /// The obstacles that can be removed, staffing first.
    pub fn removals(&self) -> &[Removal] {
        &self.removals
    }

    /// Groups of clusters: the jobs of one replication.
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    fn clusters(&self) -> usize {
        self.frame.names.clusters.len()
    }

    fn staffing(&self) -> usize {
        self.removals.iter().filter(|removal| removal.stage == Stage::Staffing).count()
    }

    /// The obstacles of a set, a bit for each removal.
    fn obstacles(&self, set: u32) -> Vec<Obstacle> {
        self.removals.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, removal)| removal.obstacle).collect()
    }

    /// Every removal that can be made.
    fn all(&self) -> u32 {
        (1 << self.removals.len()) - 1
    }

    /// One history of a group without the obstacles of a set: the headline's counts by its clusters, in order.
    fn counts(&self, with: &Execution<'_>, (seed, replication): (u64, u64), group: usize, set: u32) -> Vec<Counts> {
        let of = format!("group {group} without {set:b}");
        let group = &self.groups[group];
        let model = Model::new(&relieved(&group.scenario, &self.obstacles(set)));
        // A world keeps what belongs to its model, and this model is run once.
        let mut world = World::default();
        let mut counts = vec![Counts::default(); group.clusters.len()];
        for apart in 0..model.groups() {
            let seen = with.observe(&model, &mut world, Job { of: &of, seed, replication, group: apart });
            for (&cluster, seen) in model.clusters_of(apart).iter().zip(&seen.clusters) {
                counts[cluster] = self.headline(seen);
            }
        }
        counts
    }

    fn headline(&self, seen: &ClusterSeen) -> Counts {
        let kinds = &seen.streams[self.frame.headline].kinds;
        let sum = |of: fn(&crate::model::observe::KindSeen) -> u64| kinds.iter().map(of).sum::<u64>() as f64;
        Counts { same_day: sum(|kind| kind.same_day), requested: sum(|kind| kind.requested) }
    }

    /// The parts of a stage: over all sets if its obstacles are few, along the order and its reverse if they are many.
    fn shares(&self, order: &[usize], worth: impl FnMut(u32) -> Counts) -> Vec<Counts> {
        if order.len() <= self.all_sets_up_to { exact(order.len(), worth) } else { sampled(order, worth) }
    }

    /// Everything that is told of one replication of a group, by its clusters.
    fn account(&self, with: &Execution<'_>, (seed, replication): (u64, u64), group: usize) -> Vec<Counted> {
        let known: RefCell<BTreeMap<u32, Vec<Counts>>> = RefCell::default();
        let worth = |set: u32, cluster: usize| {
            known.borrow_mut().entry(set).or_insert_with(|| self.counts(with, (seed, replication), group, set))[cluster]
        };
        let (staffing, all) = (self.staffing(), self.all());
        let first = (1 << staffing) - 1;
        let name = self.groups[group].scenario.clusters.keys().next().map_or("", String::as_str);
        let mut draws = Stream::new(Seed(seed), Purpose::named(&["explain", name]), replication, 0);
        let orders = [staffing, self.removals.len() - staffing].map(|players| order(players, &mut draws));
        let parts = |cluster: usize| {
            let mut parts = self.shares(&orders[0], |set| worth(set, cluster));
            parts.extend(self.shares(&orders[1], |set| worth(first | set << staffing, cluster)));
            parts
        };
        let counted = |cluster: usize| Counted {
            today: worth(0, cluster),
            ceiling: worth(first, cluster),
            everything: worth(all, cluster),
            parts: parts(cluster),
            alone: (0..self.removals.len()).map(|removal| worth(1 << removal, cluster)).collect(),
        };
        (0..self.groups[group].clusters.len()).map(counted).collect()
    }

    /// Explains the scenario: the parts of the gap, then which removals together reach the target.
    ///
    /// ```
    /// use sameday::experiment::{Execution, StoppingRule, Threads};
    /// use sameday::study::explain::{Options, Question};
    /// use sameday::{model::Model, scenario::load_text};
    ///
    /// # let text = include_str!("../../../scenarios/minimal.toml");
    /// let loaded = load_text("minimal.toml", text, "".as_ref(), &["run.length=4 weeks"])?;
    /// let question = Question::new(&loaded.scenario, &Model::new(&loaded.scenario));
    /// let options = Options { enough: Some(StoppingRule::Number(2)), search: false };
    /// let found = question.run(2016, options, &Execution::on(&Threads::one())).explanation.nation;
    /// assert!(found.ceiling.expect("a rate").mean >= found.today.expect("a rate").mean);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(&self, seed: u64, options: Options, with: &Execution<'_>) -> ExplainResult {
        let number = HISTORIES.div_ceil(self.groups().max(1) as u64).clamp(REPLICATIONS.0, REPLICATIONS.1);
        let enough = options.enough.unwrap_or(StoppingRule::Number(number));
        let explanation = self.explain(Settings { seed, enough }, with);
        let stopped = explanation.stopped == Stopped::Interrupted;
        // What was stopped has no search, and has none when it is made again.
        let searched = options.search && with.stop_after.is_none() && explanation.replications > 0 && !stopped;
        let search = if searched { self.search(&explanation, with) } else { None };
        let interrupted = stopped || (search.is_none() && options.search);
        ExplainResult { explanation, search, interrupted }
    }

    /// Re-runs the same cases without obstacles until the replications are enough, or it is stopped: then those finished count.
    ///
    /// A precision is that of the widest national part. Jobs are kept by group and what is removed.
    pub fn explain(&self, settings: Settings, with: &Execution<'_>) -> Explanation {
        let staffing = self.staffing();
        let mut nation: Vec<Year> = Vec::new();
        let mut clusters: Vec<Vec<Year>> = vec![Vec::new(); self.clusters()];
        let mut stopping = Stopping::new(settings.enough, with.stop_after);
        let extent = Extent { groups: self.groups(), replications: stopping.most() };
        with.progress.part("", settings.enough, extent.groups);
        let mut done = 0;
        let take = |_, counted: Vec<Vec<Counted>>| {
            let mut whole: Option<Counted> = None;
            for (group, counted) in self.groups.iter().zip(&counted) {
                for (&cluster, counted) in group.clusters.iter().zip(counted) {
                    clusters[cluster].extend(counted.year(staffing));
                    whole = Some(whole.take().map_or_else(|| counted.clone(), |whole| whole.and(counted)));
                }
            }
            nation.extend(whole.and_then(|whole| whole.year(staffing)));
            done += 1;
            let half_width = widest(&nation, self.frame.confidence);
            with.progress.replications(done, half_width);
            stopping.after(done, half_width)
        };
        let job = |_: &mut (), replication, group| self.account(with, (settings.seed, replication), group);
        let cancelled = with.run(extent, job, take);
        let stopped = stopping.reason(cancelled);
        let names = self.frame.names.clusters.iter().zip(&self.frame.names.divisions);
        let place = |name: &str, division: &str, years| Place::new(name, division, years, self.removals.len(), self.frame.confidence);
        Explanation {
            frame: self.frame.clone(),
            seed: settings.seed,
            replications: done,
            stopped,
            removals: self.removals.clone(),
            nation: place("all", "", nation),
            clusters: names.zip(clusters).map(|((name, division), years)| place(name, division, years)).collect(),
        }
    }
}

impl Group {
    /// - `alone`: a scenario that keeps what it says of its clusters when some are left out.
    fn new(alone: &Scenario, clusters: &[usize]) -> Self {
        let mut clusters = clusters.to_vec();
        clusters.sort_unstable();
        let each = |&at: &usize| alone.clusters.get_index(at).map(|(name, cluster)| (name.clone(), cluster.clone()));
        let only = clusters.iter().filter_map(each).collect();
        Self { scenario: Scenario { clusters: only, ..alone.clone() }, clusters }
    }
}

/// The widest half-width of the parts; `None` before it can be known.
fn widest(years: &[Year], confidence: f64) -> Option<f64> {
    let parts = years.first()?.parts.len();
    let widths = (0..parts).map(|part| estimate(years, confidence, |year| year.parts[part])?.half_width);
    widths.collect::<Option<Vec<f64>>>()?.into_iter().reduce(f64::max)
}

fn estimate(years: &[Year], confidence: f64, of: impl Fn(&Year) -> f64) -> Option<Estimate> {
    years.iter().map(of).collect::<Tally>().estimate(confidence)
}

impl Counted {
    /// Both together.
    fn and(mut self, other: &Self) -> Self {
        (self.today, self.ceiling, self.everything) =
            (self.today + other.today, self.ceiling + other.ceiling, self.everything + other.everything);
        for (own, more) in self.parts.iter_mut().chain(&mut self.alone).zip(other.parts.iter().chain(&other.alone)) {
            *own = *own + *more;
        }
        self
    }

    /// As rates; `None` where nothing was asked for. The first `staffing` parts are of the first stage.
    fn year(&self, staffing: usize) -> Option<Year> {
        let (today, ceiling, everything) = (self.today.rate()?, self.ceiling.rate()?, self.everything.rate()?);
        let part = |(at, part): (usize, &Counts)| {
            let (from, to) = if at < staffing { (self.today, self.ceiling) } else { (self.ceiling, self.everything) };
            points(*part, from, to)
        };
        let alone = self.alone.iter().map(|alone| Some(alone.rate()? - today));
        Some(Year {
            today,
            ceiling,
            everything,
            parts: self.parts.iter().enumerate().map(part).collect::<Option<_>>()?,
            alone: alone.collect::<Option<_>>()?,
        })
    }
}

/// Writes clusters without their replications: what is told and drawn of them needs none, and they would be most of the file.
fn without_years<S: Serializer>(clusters: &[Place], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(clusters.iter().map(|place| Place { years: Vec::new(), ..place.clone() }))
}

impl Place {
    pub(crate) fn new(name: &str, division: &str, years: Vec<Year>, removals: usize, confidence: f64) -> Self {
        let of = |what: fn(&Year) -> f64| estimate(&years, confidence, what);
        Self {
            name: name.to_owned(),
            division: division.to_owned(),
            today: of(|year| year.today),
            ceiling: of(|year| year.ceiling),
            everything: of(|year| year.everything),
            parts: (0..removals).map(|part| estimate(&years, confidence, |year| year.parts[part])).collect(),
            alone: (0..removals).map(|part| estimate(&years, confidence, |year| year.alone[part])).collect(),
            rest: of(|year| 1.0 - year.everything),
            years,
        }
    }

    /// The whole first stage: how much unlimited staff and rooms would add.
    pub fn staffing(&self) -> Option<Estimate> {
        let confidence = self.today?.confidence;
        estimate(&self.years, confidence, |year| year.ceiling - year.today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load_text;

    #[test]
    fn few_obstacles_are_shared_out_over_every_set_and_many_along_one_order_and_back() {
        let loaded = load_text::<&str>("x.toml", include_str!("../../cli/template.toml"), std::path::Path::new(""), &[]);
        let scenario = loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario;
        let question = Question::new(&scenario, &Model::new(&scenario));
        let asked = |obstacles: usize| {
            let mut sets = 0;
            let order: Vec<usize> = (0..obstacles).collect();
            question.shares(&order, |_| {
                sets += 1;
                Counts::default()
            });
            sets
        };
        assert_eq!((asked(ALL_SETS_UP_TO), asked(ALL_SETS_UP_TO + 1)), (16, 11));
    }
}
