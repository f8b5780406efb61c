//! What is estimated from a scenario's replications: the one thing that findings, charts and files read.

use serde::{Deserialize, Serialize, Serializer};

use super::frame::MeasureContext;
use super::items::Item;
use super::statistics::{Chance, Estimate, Quantile};
use super::stored;
use crate::model::observe::MOST_DAYS;

/// Everything estimated from one scenario.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Estimates {
    /// The scenario's names, target and confidence.
    pub frame: MeasureContext,
    /// The master seed.
    pub seed: u64,
    /// What each position in [`Scope::measures`] is.
    pub items: Vec<Item>,
    /// The nation, or all clusters of the scenario together.
    pub nation: Scope,
    /// Divisions, in the order in which clusters name them; may be empty.
    #[serde(serialize_with = "headline_alone")]
    pub divisions: Vec<Scope>,
    /// Clusters, in the scenario's order.
    #[serde(serialize_with = "headline_alone")]
    pub clusters: Vec<Scope>,
    /// By court, cluster by cluster.
    pub courts: Vec<Cell>,
    /// By calendar month of the request.
    pub months: Vec<Cell>,
    /// By hour of the request, those in which any was made.
    pub hours: Vec<Cell>,
    /// By kind of list.
    pub lists: Vec<Cell>,
    /// Working days to completion, by kind of the headline workstream.
    pub days: Vec<Days>,
    /// Replications that count.
    pub replications: u64,
    /// Why there are no more of them.
    pub stopped: Stopped,
    /// Calendar events handled, in all replications that count.
    pub events: u64,
}

/// A cluster, a division, or the nation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scope {
    /// Its name.
    pub name: String,
    /// Its division; empty above clusters.
    pub division: String,
    /// One per item; `None` where no replication had a value (nothing was asked for).
    pub measures: Vec<Option<Estimate>>,
    /// One per item: the value of each replication, in order; NaN where it had none. Empty where it is not kept.
    #[serde(with = "stored::series")]
    pub values: Vec<Vec<f64>>,
    /// How likely a year is to reach the target; `None` where nothing was asked for.
    pub chance: Option<Chance>,
    /// The rate that one year in ten stays below; `None` where nothing was asked for.
    pub poor_year: Option<Quantile>,
}

/// The headline's rate in one part of the whole, as a ratio of sums over replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// The cluster; empty for the nation's cells.
    pub cluster: String,
    /// The part: a court, `2015-04`, `10:00`, a kind of list.
    pub name: String,
    /// Requests in one replication, mean.
    pub requested: f64,
    /// Same-day rate; `None` where nothing was ever asked for.
    pub rate: Option<Estimate>,
    /// How the rate differs from replication to replication; `None` where nothing was ever asked for.
    pub spread: Option<Spread>,
}

/// Quantiles of a rate over replications: what one history may hold, not how well the mean is known.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Nine histories in ten lie between these.
    pub ninety: (f64, f64),
    /// Half of them lie between these.
    pub half: (f64, f64),
    /// The middle one.
    pub median: f64,
}

/// Working days to completion of one kind, over all replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Days {
    /// The kind's key; empty if the workstream has none.
    pub key: String,
    /// The kind in words.
    pub title: String,
    /// Delivered in each number of working days; index 0 is day 1, the same day, and the last holds all beyond.
    #[serde(with = "stored::counts")]
    pub counts: [u64; MOST_DAYS],
    /// The likeliest day, from 1; `None` if nothing was delivered.
    pub mode: Option<u32>,
    /// The middle day, from 1; `None` if nothing was delivered.
    pub median: Option<u32>,
}

/// Why there are no more replications.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Stopped {
    /// The number asked for is done.
    Number,
    /// The headline's interval is as narrow as asked for, and stayed so.
    Precise {
        /// The half-width asked for, a share of 1.
        wanted: f64,
        /// The replication from which on it held.
        met_at: u64,
    },
    /// The most that the scenario allows are done, and the interval is still wider than asked for.
    Most {
        /// The half-width asked for, a share of 1.
        wanted: f64,
    },
    /// Somebody stopped the run.
    Interrupted,
}

impl Estimates {
    /// The position of a measure's part; the part's key is empty for everything at once.
    pub fn position(&self, measure: &str, part: &str) -> Option<usize> {
        self.items.iter().position(|item| item.measure.key == measure && item.key == part)
    }

    /// An estimate for a scope of these estimates.
    pub fn of(&self, scope: &Scope, measure: &str, part: &str) -> Option<Estimate> {
        scope.measures[self.position(measure, part)?]
    }

    /// The national estimate.
    pub fn national(&self, measure: &str, part: &str) -> Option<Estimate> {
        self.of(&self.nation, measure, part)
    }

    /// The items of one measure, with their positions.
    pub fn parts<'a>(&'a self, measure: &'a str) -> impl Iterator<Item = (usize, &'a Item)> {
        self.items.iter().enumerate().filter(move |(_, item)| item.measure.key == measure)
    }
}

impl Scope {
    /// The headline rate of each replication, in order; NaN where nothing was asked for.
    pub fn yearly(&self) -> &[f64] {
        // The first row of the register is the headline, and it is kept for every scope.
        &self.values[0]
    }

    /// The headline rate; `None` where nothing was asked for.
    pub fn rate(&self) -> Option<Estimate> {
        self.measures[0]
    }
}

/// Writes scopes with each replication's headline rate and no other value: what is drawn and told needs no more, and all of them would be
/// sixty megabytes of a thousand national years.
fn headline_alone<S: Serializer>(scopes: &[Scope], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(scopes.iter().map(|scope| {
        let mut kept = scope.clone();
        kept.values.iter_mut().skip(1).for_each(Vec::clear);
        kept
    }))
}
