//! A scenario at many points of a design over its levers, and what each lever does.
//!
//! `design.rs` says where to look, `indices.rs` what is learnt there; here one point is run. All points share
//! their replications (common random numbers), so that a difference between two of them is the levers' doing and
//! as little as possible chance's. A point's result depends on nothing but the scenario, its levers' values and the seed:
//! points may run in any order, in one go or in several.

pub mod bootstrap;
pub mod design;
pub mod functions;
pub mod indices;
pub mod regression;

use serde::{Deserialize, Serialize};

use design::{Extent, Point, Role};
use indices::{Index, Responses};
use regression::Fit;

use super::admission::admit_change;
use crate::experiment::estimates::{Estimates, Stopped};
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::{Item, items};
use crate::experiment::statistics::{Estimate, Tally};
use crate::experiment::stored::series;
use crate::experiment::{Execution, Experiment, Progress, Settings, StoppingRule};
use crate::model::Model;
use crate::scenario::grammar::Design;
use crate::scenario::sweep::Axis;
use crate::scenario::wording::{nearest, one_of};
use crate::scenario::{Faults, Loaded};

/// Why a sweep cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The scenario has none.
    #[error(
        "this scenario has no `[sweep]` table: write one with a design and levers (docs/SWEEPS.md), or try scenarios/sweep/minimal-one-at-a-time.toml"
    )]
    NoSweep,
    /// Not a measure, or not of this scenario.
    #[error("`sweep.measures` wants measures of this scenario; `{0}` is not one. {1}")]
    NoMeasure(String, String),
    /// The levers do not go together.
    #[error("point {0} of the design is no scenario that can be simulated ({1}):\n{2}")]
    NoScenario(usize, String, Box<Faults>),
    /// More than the engine can tell apart.
    #[error("point {0}: {1}")]
    TooLarge(usize, String),
    /// It was stopped.
    #[error("stopped: {0} of {1} points are finished")]
    Stopped(usize, usize),
}

/// A sweep that can be run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Study {
    /// The scenario's short name.
    pub title: String,
    /// The question it asks.
    pub question: String,
    /// How the points are chosen.
    pub design: Design,
    /// How large the design is.
    pub extent: Extent,
    /// The levers.
    pub axes: Vec<Axis>,
    /// The points, in the order in which they run.
    pub points: Vec<Point>,
    /// Of a design over assumptions, the changes with which the scenario would not stand: they have no point.
    pub refused: Vec<String>,
    /// What is watched.
    pub watched: Vec<Item>,
    /// Replications of each point.
    pub replications: u64,
    /// Confidence of every interval.
    pub confidence: f64,
    /// The rate to be reached.
    pub target: f64,
    /// The master seed.
    pub seed: u64,
}

/// A point's values: by watched measure, the value of each replication; NaN where it had none.
pub type Seen = Vec<Vec<f64>>;

impl Study {
    /// Of a scenario's sweep.
    ///
    /// # Errors
    /// If it has none, or watches what is not there.
    pub fn new(loaded: &Loaded) -> Result<Self, SweepError> {
        let scenario = &loaded.scenario;
        let sweep = scenario.sweep.as_ref().ok_or(SweepError::NoSweep)?;
        let frame = MeasureContext::new(scenario, &Model::new(scenario).names);
        let all = items(&frame);
        let watched = sweep.measures.iter().map(|name| watched(name, &all)).collect::<Result<Vec<_>, _>>()?;
        let size = |number: u64| usize::try_from(number).expect("the grammar bounds it");
        let extent = Extent { points: size(sweep.points), trajectories: size(sweep.trajectories), levels: size(sweep.levels) };
        let seed = scenario.run.seed;
        let mut study = Self {
            title: frame.title,
            question: frame.question,
            design: sweep.design,
            extent,
            points: design::points(sweep.design, &loaded.axes, extent, seed),
            axes: loaded.axes.clone(),
            watched,
            replications: sweep.replications,
            confidence: frame.confidence,
            target: frame.target,
            seed,
            refused: Vec::new(),
        };
        if study.design == Design::Assumptions {
            study.refuse(loaded);
        }
        Ok(study)
    }

    /// Leaves out the points with which the scenario would not stand: a share by itself may no longer add up with others.
    fn refuse(&mut self, loaded: &Loaded) {
        let stands: Vec<bool> = (0..self.points.len()).map(|point| self.scenario(loaded, point).is_ok()).collect();
        self.refused = (0..self.points.len()).filter(|point| !stands[*point]).map(|point| self.changes(point).join(", ")).collect();
        let mut stands = stands.into_iter();
        self.points.retain(|_| stands.next().unwrap_or(true));
    }

    /// The changes that make a point of the scenario, as `--set` takes them.
    pub fn changes(&self, point: usize) -> Vec<String> {
        let placed = self.axes.iter().zip(&self.points[point].values);
        placed.filter_map(|(axis, value)| Some(axis.set((*value)?))).collect()
    }

    /// The scenario at a point.
    ///
    /// # Errors
    /// If the levers' values do not go together.
    pub fn scenario(&self, loaded: &Loaded, point: usize) -> Result<Loaded, SweepError> {
        let changes = self.changes(point);
        loaded.with(&changes).map_err(|faults| SweepError::NoScenario(point + 1, changes.join(", "), Box::new(faults)))
    }

    /// Runs every point, after it has been seen that each is a scenario that can be simulated: a night's work must not end at one that is not.
    ///
    /// # Errors
    /// If the levers' values do not go together at a point, or are too much for the engine; if it was stopped.
    ///
    /// ```
    /// use sameday::experiment::{Execution, Threads};
    /// use sameday::{scenario::load_text, study::sweep::Study};
    ///
    /// # let minimal = include_str!("../../../scenarios/minimal.toml");
    /// let asked = "[sweep]\ndesign = \"one_at_a_time\"\nreplications = 2\n
    /// [sweep.levers]\n\"clusters.Smalltown.staff.court.PSO\" = { low = 1, high = 4 }\n";
    /// let loaded = load_text("minimal.toml", &format!("{minimal}{asked}"), "".as_ref(), &["run.length=4 weeks"])?;
    /// let found = Study::new(&loaded)?.run(&loaded, &Execution::on(&Threads::one()))?;
    /// assert_eq!(found.study.points.len(), 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(self, loaded: &Loaded, with: &Execution<'_>) -> Result<SweepResult, SweepError> {
        let (total, groups) = (self.points.len(), Model::new(&loaded.scenario).groups());
        for point in 0..total {
            admit_change(&self.scenario(loaded, point)?.scenario).map_err(|words| SweepError::TooLarge(point + 1, words))?;
        }
        with.progress.part("", StoppingRule::Number(self.replications * total as u64), groups);
        let mut seen = Vec::with_capacity(total);
        for point in 0..total {
            let done = point as u64 * self.replications;
            let whole = Whole { progress: with.progress, jobs: done * groups as u64, replications: done };
            let Some(found) = self.run_point(loaded, point, &with.heard_by(&whole))? else {
                return Err(SweepError::Stopped(seen.len(), total));
            };
            seen.push(found);
        }
        Ok(SweepResult::new(self, seen))
    }

    /// Runs a point; `None` if it was stopped. Jobs are kept by the number of their point.
    ///
    /// # Errors
    /// If the levers' values do not go together.
    pub fn run_point(&self, loaded: &Loaded, point: usize, with: &Execution<'_>) -> Result<Option<Seen>, SweepError> {
        let scenario = self.scenario(loaded, point)?.scenario;
        let settings = Settings { seed: self.seed, enough: StoppingRule::Number(self.replications) };
        let experiment = Experiment { scenario: &scenario, model: &Model::new(&scenario), settings };
        let found = experiment.run_as(&(point + 1).to_string(), with);
        Ok((found.stopped != Stopped::Interrupted).then(|| self.seen(&found)))
    }

    fn seen(&self, found: &Estimates) -> Seen {
        let of = |item: &Item| {
            let missing = || vec![f64::NAN; self.replications as usize];
            found.position(item.measure.key, &item.key).map_or_else(missing, |at| found.nation.values[at].clone())
        };
        self.watched.iter().map(of).collect()
    }
}

/// Progress that goes on from point to point.
struct Whole<'a> {
    progress: &'a dyn Progress,
    jobs: u64,
    replications: u64,
}

impl Progress for Whole<'_> {
    fn jobs(&self, done: u64, most: u64) {
        self.progress.jobs(self.jobs + done, most);
    }
    fn replications(&self, done: u64, _: Option<f64>) {
        self.progress.replications(self.replications + done, None);
    }
}

/// The item that a measure's name means.
fn watched(name: &str, all: &[Item]) -> Result<Item, SweepError> {
    let told: Vec<String> = all.iter().map(item_name).collect();
    let found = told.iter().position(|told| told == name);
    found.map(|at| all[at].clone()).ok_or_else(|| {
        let near = nearest(name, told.iter().map(String::as_str)).map(|near| format!("Did you mean `{near}`? "));
        let whole: Vec<&String> = told.iter().filter(|told| !told.contains('.')).collect();
        let help = format!(
            "{}There are {}, and parts of measures such as `{}`.",
            near.unwrap_or_default(),
            one_of(&whole),
            told.last().map_or("", String::as_str)
        );
        SweepError::NoMeasure(name.to_owned(), help)
    })
}

/// The name of a measure, or of a part of one after a full stop, as sweeps and columns write it.
pub fn item_name(item: &Item) -> String {
    if item.key.is_empty() { item.measure.key.to_owned() } else { format!("{}.{}", item.measure.key, item.key.replace(' ', "_")) }
}

/// A sweep that has been run.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SweepResult {
    /// The sweep.
    pub study: Study,
    /// By watched measure, then by point: the value of each replication.
    #[serde(with = "series")]
    pub values: Vec<Vec<Vec<f64>>>,
    /// By watched measure: what each lever does to it.
    pub indices: Vec<Vec<Index>>,
    /// By watched measure: the share of the variance between points that is noise; `None` where it cannot be told.
    pub noise: Vec<Option<f64>>,
    /// By watched measure: how much of its ranks the levers' ranks explain; `None` of a design that is no sample.
    #[serde(default)]
    pub fits: Vec<Option<Fit>>,
}

impl SweepResult {
    /// From what every point saw, in the order of the points.
    pub fn new(study: Study, seen: Vec<Seen>) -> Self {
        let of_measure = |measure: usize| seen.iter().map(|point| point[measure].clone()).collect::<Vec<_>>();
        let values: Vec<Vec<Vec<f64>>> = (0..study.watched.len()).map(of_measure).collect();
        let paths: Vec<&str> = study.axes.iter().map(|axis| axis.path.as_str()).collect();
        let widths: Vec<Option<f64>> = study.axes.iter().map(|axis| axis.whole.then_some(axis.high - axis.low)).collect();
        let responses = |values| Responses {
            points: &study.points,
            values,
            confidence: study.confidence,
            seed: study.seed,
            resamples: bootstrap::RESAMPLES,
        };
        let indices = values.iter().map(|values| responses(values).indices(&paths, &widths, study.extent.levels)).collect();
        let noise = values.iter().map(|values| responses(values).noise_share()).collect();
        let fits = values.iter().map(|values| responses(values).fit(paths.len())).collect();
        Self { study, values, indices, noise, fits }
    }

    /// A measure's estimate at a point; `None` where no replication had a value.
    pub fn estimate(&self, measure: usize, point: usize) -> Option<Estimate> {
        let tally: Tally = self.values[measure][point].iter().copied().filter(|value| !value.is_nan()).collect();
        tally.estimate(self.study.confidence)
    }

    /// Points of a kind, by index.
    pub fn points_of(&self, wanted: impl Fn(Role) -> bool) -> impl Iterator<Item = usize> {
        self.study.points.iter().enumerate().filter(move |(_, point)| wanted(point.role)).map(|(at, _)| at)
    }
}
