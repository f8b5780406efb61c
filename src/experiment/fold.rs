//! Replications folded into estimates, one at a time and in order, so that none need be kept.
//!
//! Counts are added up as integers; rates are made once for each replication and scope, and only
//! then averaged. The order of every sum is that of clusters and of replications, never of threads.

use super::estimates::{Cell, Days, Estimates, Scope, Spread, Stopped};
use super::frame::MeasureContext;
use super::items::{Item, items};
use super::measures::{Made, Part, View, median_day};
use super::single_measure::{counts, value};
use super::statistics::{Chance, Estimate, Tally, quantile, ratio};
use crate::model::observe::{ClusterSeen, HOURS, MOST_DAYS, Reached, StreamSeen};

/// Replications so far.
#[derive(Clone, Debug)]
pub struct Fold {
    frame: MeasureContext,
    items: Vec<Item>,
    divisions: Vec<String>,
    division_of: Vec<Option<usize>>,
    /// The nation, then divisions, then clusters.
    scopes: Vec<ScopeFold>,
    courts: Vec<Vec<Pairs>>,
    months: Vec<Pairs>,
    hours: Vec<Pairs>,
    lists: Vec<Pairs>,
    /// By kind, in each number of working days, as many as anything took.
    days: Vec<Vec<u64>>,
    replications: u64,
    events: u64,
}

/// Same-day and requested, a pair for each replication.
type Pairs = Vec<(f64, f64)>;

#[derive(Clone, Debug)]
struct ScopeFold {
    tallies: Vec<Tally>,
    values: Vec<Vec<f64>>,
    /// Whether the values of every item are kept, or only those that comparisons need.
    all: bool,
}

/// Numerator and denominator of one item in one scope, in the replication at hand.
#[derive(Clone, Copy, Default)]
struct Sum {
    numerator: f64,
    denominator: f64,
}

impl Fold {
    /// Nothing folded yet.
    pub fn new(frame: MeasureContext) -> Self {
        let items = items(&frame);
        let divisions: Vec<String> = frame.divisions().into_iter().map(str::to_owned).collect();
        let names = &frame.names;
        let division_of = names.divisions.iter().map(|name| divisions.iter().position(|division| division == name)).collect();
        let scope = |all| ScopeFold { tallies: vec![Tally::default(); items.len()], values: vec![Vec::new(); items.len()], all };
        let mut scopes = vec![scope(true)];
        scopes.extend(vec![scope(false); divisions.len() + names.clusters.len()]);
        let headline = &names.streams[frame.headline];
        Self {
            courts: names.courts.iter().map(|courts| vec![Vec::new(); courts.len()]).collect(),
            months: vec![Vec::new(); names.months.len()],
            hours: vec![Vec::new(); HOURS],
            lists: vec![Vec::new(); names.lists.len()],
            days: vec![Vec::new(); headline.kinds.len()],
            frame,
            items,
            divisions,
            division_of,
            scopes,
            replications: 0,
            events: 0,
        }
    }

    /// Takes the next replication: its clusters, in the scenario's order.
    ///
    /// # Panics
    /// If a cluster is missing, or its counts do not add up: work or people's time has been lost or
    /// invented, which is a bug.
    pub fn add(&mut self, clusters: &[&ClusterSeen]) {
        assert_eq!(clusters.len(), self.frame.names.clusters.len(), "a replication has every cluster");
        for (cluster, seen) in clusters.iter().enumerate() {
            conserved(seen, &self.frame.names.clusters[cluster]);
            self.events += seen.events;
        }
        for item in 0..self.items.len() {
            self.add_item(item, clusters);
        }
        self.add_cells(clusters);
        self.replications += 1;
    }

    fn add_item(&mut self, place: usize, clusters: &[&ClusterSeen]) {
        let item = &self.items[place];
        let (values, whole, parts) = match item.measure.made {
            Made::MedianDays => self.medians(item.part, clusters),
            Made::Ratio(_) | Made::Total(_) => self.sums(clusters, |view| Sum::of(item, view)),
        };
        let in_order = std::iter::once(&whole).chain(&parts).chain(&values);
        for (scope, sum) in self.scopes.iter_mut().zip(in_order) {
            scope.add(place, sum.value(item), item.measure.kept);
        }
    }

    /// Takes one more replication of a cluster alone, which the nation and its division know nothing of.
    ///
    /// # Panics
    /// If its counts do not add up.
    pub fn add_to_cluster(&mut self, cluster: usize, seen: &ClusterSeen) {
        conserved(seen, &self.frame.names.clusters[cluster]);
        self.events += seen.events;
        let scope = self.scope_of(cluster);
        let view = View { seen, cluster, frame: &self.frame };
        for (place, item) in self.items.iter().enumerate() {
            self.scopes[scope].add(place, Sum::of(item, &view).value(item), item.measure.kept);
        }
        let stream = &seen.streams[self.frame.headline];
        for (i, pairs) in self.courts[cluster].iter_mut().enumerate() {
            add_to(pairs, pair(stream.courts.get(i).copied().unwrap_or_default()));
        }
    }

    /// Where a cluster stands among the scopes.
    const fn scope_of(&self, cluster: usize) -> usize {
        1 + self.divisions.len() + cluster
    }

    /// The headline of a cluster so far; `None` where nothing was asked for.
    pub fn cluster(&self, cluster: usize) -> Option<Estimate> {
        self.scopes[self.scope_of(cluster)].tallies[0].estimate(self.frame.confidence)
    }

    /// Sums by cluster, of all, and by division.
    fn sums(&self, clusters: &[&ClusterSeen], of: impl Fn(&View) -> Sum) -> (Vec<Sum>, Sum, Vec<Sum>) {
        let (mut whole, mut parts) = (Sum::default(), vec![Sum::default(); self.divisions.len()]);
        let each: Vec<Sum> = clusters.iter().enumerate().map(|(cluster, seen)| of(&View { seen, cluster, frame: &self.frame })).collect();
        for (sum, division) in each.iter().zip(&self.division_of) {
            whole.add(*sum);
            if let Some(division) = division {
                parts[*division].add(*sum);
            }
        }
        (each, whole, parts)
    }

    /// Medians in the same order, as ratios to 1 (to 0 where nothing was delivered).
    fn medians(&self, part: Part, clusters: &[&ClusterSeen]) -> (Vec<Sum>, Sum, Vec<Sum>) {
        let (mut whole, mut parts) = (Vec::new(), vec![Vec::new(); self.divisions.len()]);
        let mut each = Vec::with_capacity(clusters.len());
        for (cluster, seen) in clusters.iter().enumerate() {
            let own = days_of(&View { seen, cluster, frame: &self.frame }, part);
            add_days(&mut whole, &own);
            if let Some(division) = self.division_of[cluster] {
                add_days(&mut parts[division], &own);
            }
            each.push(median_of(&own));
        }
        (each, median_of(&whole), parts.iter().map(|days| median_of(days)).collect())
    }

    fn add_cells(&mut self, clusters: &[&ClusterSeen]) {
        let headline = self.frame.headline;
        let streams = || clusters.iter().map(|seen| &seen.streams[headline]);
        let all = |cells: &mut Vec<Pairs>, of: fn(&StreamSeen) -> &[Reached]| {
            for (i, pairs) in cells.iter_mut().enumerate() {
                add_to(pairs, pair(streams().filter_map(|stream| of(stream).get(i)).fold(Reached::default(), sum)));
            }
        };
        all(&mut self.months, |stream| &stream.months);
        all(&mut self.hours, |stream| &stream.hours);
        all(&mut self.lists, |stream| &stream.lists);
        for (courts, stream) in self.courts.iter_mut().zip(streams()) {
            for (i, pairs) in courts.iter_mut().enumerate() {
                add_to(pairs, pair(stream.courts.get(i).copied().unwrap_or_default()));
            }
        }
        for stream in streams() {
            for (days, kind) in self.days.iter_mut().zip(&stream.kinds) {
                add_days(days, &kind.days);
            }
        }
    }

    /// Replications folded.
    pub const fn replications(&self) -> u64 {
        self.replications
    }

    /// Clusters in each replication.
    pub const fn clusters(&self) -> usize {
        self.frame.names.clusters.len()
    }

    /// The national headline rate of the last replication; `None` where nothing was asked for, or nothing was folded.
    pub fn latest(&self) -> Option<f64> {
        self.scopes[0].values[0].last().copied().filter(|rate| !rate.is_nan())
    }

    /// The national headline so far; `None` where nothing was asked for.
    pub fn headline(&self) -> Option<Estimate> {
        self.scopes[0].tallies[0].estimate(self.frame.confidence)
    }

    /// The estimates of what has been folded.
    pub fn finish(self, seed: u64, stopped: Stopped) -> Estimates {
        let frame = &self.frame;
        let names = &frame.names;
        let mut scopes = self.scopes.into_iter();
        let mut scope = |name: &str, division: &str| scopes.next().expect("a fold for each scope").finish(name, division, frame);
        let nation = scope("all", "");
        let divisions = self.divisions.iter().map(|name| scope(name, "")).collect();
        let clusters = names.clusters.iter().zip(&names.divisions).map(|(name, division)| scope(name, division)).collect();
        let cells = |names: &[String], cells: Vec<Pairs>| -> Vec<Cell> {
            names.iter().zip(cells).map(|(name, pairs)| cell("", name, &pairs, frame.confidence)).collect()
        };
        let hours: Vec<String> = (0..self.hours.len()).map(|hour| format!("{hour:02}:00")).collect();
        let mut hours = cells(&hours, self.hours);
        hours.retain(|hour| hour.rate.is_some());
        let courts = names.clusters.iter().zip(&names.courts).zip(self.courts).flat_map(|((cluster, courts), cells)| {
            courts.iter().zip(cells).map(|(court, pairs)| cell(cluster, court, &pairs, frame.confidence)).collect::<Vec<_>>()
        });
        let headline = &names.streams[frame.headline];
        let kinds = headline.kinds.iter().zip(&headline.kind_titles).zip(self.days);
        Estimates {
            seed,
            nation,
            divisions,
            clusters,
            courts: courts.collect(),
            months: cells(&names.months, self.months),
            hours,
            lists: cells(&names.lists, self.lists),
            days: kinds.map(|((key, title), each)| days(key, title, &each)).collect(),
            replications: self.replications,
            stopped,
            events: self.events,
            items: self.items,
            frame: self.frame.clone(),
        }
    }
}

impl Sum {
    /// Of one cluster.
    fn of(item: &Item, view: &View) -> Self {
        if matches!(item.measure.made, Made::MedianDays) {
            return median_of(&days_of(view, item.part));
        }
        let (numerator, denominator) = counts(item, view);
        Self { numerator, denominator }
    }

    fn add(&mut self, more: Self) {
        self.numerator += more.numerator;
        self.denominator += more.denominator;
    }

    /// The item's value; NaN where it has none.
    fn value(&self, item: &Item) -> f64 {
        value(item, (self.numerator, self.denominator))
    }
}

/// In how many working days the kinds of a part were done in a cluster.
fn days_of(view: &View, part: Part) -> Vec<u64> {
    let mut days = Vec::new();
    view.kinds(part).iter().for_each(|kind| add_days(&mut days, &kind.days));
    days
}

/// A median as a ratio to 1; to 0 where nothing was delivered.
fn median_of(days: &[u64]) -> Sum {
    median_day(days).map_or(Sum::default(), |day| Sum { numerator: f64::from(day), denominator: 1.0 })
}

impl ScopeFold {
    fn add(&mut self, item: usize, value: f64, kept: bool) {
        if !value.is_nan() {
            self.tallies[item].add(value);
        }
        if self.all || kept {
            add_to(&mut self.values[item], value);
        }
    }

    fn finish(self, name: &str, division: &str, frame: &MeasureContext) -> Scope {
        let yearly: Vec<f64> = self.values[0].iter().copied().filter(|rate| !rate.is_nan()).collect();
        let reached = yearly.iter().filter(|rate| **rate >= frame.target).count();
        Scope {
            name: name.to_owned(),
            division: division.to_owned(),
            measures: self.tallies.iter().map(|tally| tally.estimate(frame.confidence)).collect(),
            chance: Chance::new(reached as u64, yearly.len() as u64, frame.confidence),
            poor_year: quantile(&yearly, 0.1, frame.confidence),
            values: self.values,
        }
    }
}

/// Adds a replication to a series. There are thousands of series of thousands of replications: one that doubled its room whenever
/// it is full would hold nearly twice what is needed, so it grows by an eighth.
fn add_to<T>(series: &mut Vec<T>, value: T) {
    if series.len() == series.capacity() {
        series.reserve_exact((series.len() / 8).max(16));
    }
    series.push(value);
}

fn sum(sum: Reached, more: &Reached) -> Reached {
    Reached { requested: sum.requested + more.requested, same_day: sum.same_day + more.same_day }
}

fn pair(reached: Reached) -> (f64, f64) {
    (reached.same_day as f64, reached.requested as f64)
}

fn add_days<N: Copy + Into<u64>>(days: &mut Vec<u64>, more: &[N]) {
    days.resize(days.len().max(more.len()), 0);
    for (day, &more) in days.iter_mut().zip(more) {
        *day += more.into();
    }
}

fn cell(cluster: &str, name: &str, pairs: &[(f64, f64)], confidence: f64) -> Cell {
    let requested: Tally = pairs.iter().map(|pair| pair.1).collect();
    let rate = ratio(pairs, confidence);
    Cell {
        cluster: cluster.to_owned(),
        name: name.to_owned(),
        requested: requested.mean().unwrap_or(0.0),
        rate,
        spread: spread(pairs, confidence),
    }
}

/// Quantiles of the rate over the replications in which anything was asked for.
fn spread(pairs: &[(f64, f64)], confidence: f64) -> Option<Spread> {
    let rates: Vec<f64> = pairs.iter().filter(|pair| pair.1 > 0.0).map(|pair| pair.0 / pair.1).collect();
    let at = |share| quantile(&rates, share, confidence).map(|quantile| quantile.value);
    Some(Spread { ninety: (at(0.05)?, at(0.95)?), half: (at(0.25)?, at(0.75)?), median: at(0.5)? })
}

/// The days of a kind: the likeliest and the middle one as they were, and the counts with all beyond the last in the last.
fn days(key: &str, title: &str, each: &[u64]) -> Days {
    let most = each.iter().copied().max().filter(|most| *most > 0);
    let mode = most.and_then(|most| (1..).zip(each).find(|(_, count)| **count == most)).map(|(day, _)| day);
    let mut counts = [0; MOST_DAYS];
    each.iter().enumerate().for_each(|(day, count)| counts[day.min(MOST_DAYS - 1)] += count);
    Days { key: key.to_owned(), title: title.to_owned(), counts, mode, median: median_day(each) }
}

/// Checks that nothing was lost or invented.
fn conserved(seen: &ClusterSeen, name: &str) {
    for kind in seen.streams.iter().flat_map(|stream| &stream.kinds) {
        assert_eq!(kind.requested, kind.delivered + kind.gave_up + kind.outstanding, "{name}: requests are all accounted for");
    }
    for grade in &seen.grades {
        let absent = grade.vacant + grade.leave + grade.sick + grade.elsewhere;
        assert_eq!(grade.contracted, absent + grade.on_duty, "{name}: contracted time is all accounted for");
        assert!(grade.busy <= grade.on_duty, "{name}: nobody is busier than they are there");
    }
}

#[cfg(test)]
#[path = "fold_tests.rs"]
mod tests;
