//! Whether what was read from a file hangs together. It is not trusted: a file may have been edited by hand, and every list must be as
//! long as the names that it goes with.

use super::answer::Answer;
use super::best::Best;
use super::compare::{Comparison, VariantResult};
use super::explain::search::Search;
use super::explain::{Explanation, Place, Year};
use super::plan::{Mix, PlanResult};
use super::support::split::Split;
use super::support::{Answer as Needed, Need, SupportResult};
use super::sweep::SweepResult;
use super::sweep::design::Role;
use crate::experiment::estimates::{Estimates, Scope};
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::{Item, items};
use crate::scenario::sweep::Axis;

/// What can be read from a file, and may not be what was written.
pub trait Integrity {
    /// Why this cannot have been written by this program; `None` if it hangs together.
    fn fault(&self) -> Option<&'static str>;
}

impl Integrity for Estimates {
    fn fault(&self) -> Option<&'static str> {
        let Self { frame, courts, months, hours, lists, days, replications, .. } = self;
        if !hangs_together(frame) {
            return Some("its names do not go with each other");
        }
        let same = |one: &Item, other: &Item| (one.measure.key, one.part, &one.key) == (other.measure.key, other.part, &other.key);
        let known = items(frame);
        if self.items.len() != known.len() || !self.items.iter().zip(&known).all(|(one, other)| same(one, other)) {
            return Some("its measures are not those of its names");
        }
        let names = &frame.names;
        let in_order = |scopes: &[Scope], names: &[&str]| scopes.iter().map(|scope| scope.name.as_str()).eq(names.iter().copied());
        let clusters: Vec<&str> = names.clusters.iter().map(String::as_str).collect();
        let kinds = &names.streams[frame.headline].kinds;
        let placed = in_order(&self.divisions, &frame.divisions())
            && in_order(&self.clusters, &clusters)
            && courts.len() == names.courts.iter().map(Vec::len).sum::<usize>()
            && (months.len(), lists.len(), days.len()) == (names.months.len(), names.lists.len(), kinds.len())
            && hours.len() <= crate::model::observe::HOURS;
        if !placed {
            return Some("its places, months or kinds are not those of its names");
        }
        let long = |values: &Vec<f64>, kept: bool| values.len() as u64 == *replications || (values.is_empty() && !kept);
        // A cluster may have replications of its own beyond those of the whole, never fewer.
        let long = |values: &Vec<f64>, kept: bool, more: bool| long(values, kept) || (more && values.len() as u64 > *replications);
        let whole = |scope: &Scope, all: bool, more: bool| {
            scope.measures.len() == known.len()
                && scope.values.len() == known.len()
                // The headline stands first; of clusters and divisions no other value need be in a file.
                && scope.values.iter().enumerate().all(|(at, values)| long(values, all || at == 0, more))
        };
        let whole = whole(&self.nation, true, false)
            && self.divisions.iter().all(|scope| whole(scope, false, false))
            && self.clusters.iter().all(|scope| whole(scope, false, true));
        (!whole).then_some("it has not a value for each measure and replication")
    }
}

impl Integrity for Comparison {
    fn fault(&self) -> Option<&'static str> {
        let found = std::iter::once(&self.base).chain(self.variants.iter().map(|variant| &variant.found)).find_map(Integrity::fault);
        let of_base = |variant: &VariantResult| {
            variant.nation.len() <= self.base.items.len() && variant.clusters.len() <= self.base.frame.names.clusters.len()
        };
        found.or_else(|| (!self.variants.iter().all(of_base)).then_some("it has differences of what its base has not"))
    }
}

impl Integrity for SweepResult {
    fn fault(&self) -> Option<&'static str> {
        let Self { study, values, indices, noise, fits } = self;
        let (levers, points, measures) = (study.axes.len(), study.points.len(), study.watched.len());
        let extent = [study.extent.points, study.extent.trajectories, study.extent.levels];
        if extent.iter().any(|size| *size > MOST_POINTS) || !share(study.confidence) || !share(study.target) {
            return Some("its design is larger than any that can be run, or its shares are none");
        }
        let axis = |axis: &Axis| {
            let finite = [axis.base, axis.low, axis.high].iter().chain(&axis.values).all(|value| value.abs() < LARGEST);
            finite && axis.low <= axis.high && (!axis.whole || axis.high - axis.low < MOST_POINTS as f64)
        };
        if points == 0 || !study.axes.iter().all(axis) {
            return Some("its levers have no ranges, or it has no points");
        }
        let moved = |role: Role| match role {
            Role::Alone { lever, .. } | Role::Step { lever, .. } => lever < levers,
            _ => true,
        };
        if !study.points.iter().all(|point| point.values.len() == levers && moved(point.role)) {
            return Some("its points have not a value for each lever");
        }
        let seen = |point: &Vec<f64>| point.len() as u64 == study.replications;
        let whole = [values.len(), indices.len(), noise.len(), fits.len()].iter().all(|length| *length == measures)
            && values.iter().all(|points_of| points_of.len() == points && points_of.iter().all(seen))
            && indices.iter().flatten().all(|index| index.lever < levers && index.value.is_finite());
        (!whole).then_some("it has not a value for each measure, point and replication")
    }
}

impl Integrity for Explanation {
    fn fault(&self) -> Option<&'static str> {
        let removals = self.removals.len();
        let year = |year: &Year| year.parts.len() == removals && year.alone.len() == removals;
        let place = |place: &Place| place.parts.len() == removals && place.alone.len() == removals && place.years.iter().all(year);
        if !hangs_together(&self.frame) {
            return Some("its names do not go with each other");
        }
        let whole = place(&self.nation) && self.clusters.iter().all(place) && self.clusters.len() == self.frame.names.clusters.len();
        (!whole).then_some("it has not a part for each obstacle and cluster")
    }
}

impl Integrity for Search {
    fn fault(&self) -> Option<&'static str> {
        self.smallest.is_some_and(|at| at >= self.tried.len()).then_some("the smallest of its sets of removals is none that was tried")
    }
}

impl Integrity for SupportResult {
    fn fault(&self) -> Option<&'static str> {
        let (kinds, aims) = (self.kinds.len(), self.aims.len());
        let steps = |steps: &[u64]| steps.len() == kinds && steps.iter().all(|number| *number < MOST_POINTS as u64);
        let need = |need: &Need| {
            let answer = if let Needed::Least(least) = &need.answer { steps(least) } else { true };
            let tested = need.tested.iter().all(|tested| steps(&tested.steps)) && need.refused.iter().all(|refused| steps(refused));
            answer && tested && need.before.len() == aims && need.after.len() == aims
        };
        if !hangs_together(&self.frame) || !share(self.confidence) {
            return Some("its names do not go with each other");
        }
        if !self.needs.iter().all(need) {
            return Some("a cluster of it has not so many steps as there are kinds of support, or readings as there are targets");
        }
        let split = |split: &Split| {
            !split.ways.is_empty()
                && split.ways.iter().all(|way| way.fte.len() == kinds)
                && split.shares.iter().all(|(_, fte)| fte.len() == kinds)
        };
        (!self.split.as_ref().is_none_or(split)).then_some("a way to split its budget has not a number for each kind of support")
    }
}

impl Integrity for PlanResult {
    fn fault(&self) -> Option<&'static str> {
        let offers = self.offers.len();
        let mixes = self.mixes.len();
        let known = |mix: &Mix| mix.offers.iter().all(|offer| *offer < offers) && mix.cost.is_finite();
        if !hangs_together(&self.frame) || !share(self.confidence) {
            return Some("its names do not go with each other");
        }
        let whole = self.mixes.iter().chain(&self.alone).all(known)
            && self.answer.is_none_or(|answer| answer < mixes)
            && self.best < mixes.max(1)
            && mixes > 0
            && self.offers.iter().all(|offer| offer.group < offers);
        (!whole).then_some("it names options or mixes that it has not")
    }
}

impl Integrity for Best {
    fn fault(&self) -> Option<&'static str> {
        let all = self.contenders.len();
        let whole = all > 0
            && self.best.is_none_or(|best| best < all)
            && self.contenders.iter().filter_map(|contender| contender.dropped.as_ref()).all(|dropped| dropped.by < all)
            && share(self.promise.confidence);
        (!whole).then_some("it names scenarios that it has not")
    }
}

impl Integrity for Answer {
    fn fault(&self) -> Option<&'static str> {
        match self {
            Self::Run(found) => found.fault(),
            Self::Explanation(found, search) => found.fault().or_else(|| search.as_ref()?.fault()),
            Self::Support(found) => found.fault(),
            Self::Plan(found) => found.fault(),
            Self::Comparison(found, changes) => {
                found.fault().or_else(|| (changes.len() != found.variants.len()).then_some("it has not the changes of each variant"))
            }
            Self::Selection(found) => found.fault(),
            Self::Sweep(found) => found.fault(),
        }
    }
}

/// Points of a design, and steps of anything, beyond which no number of them is believed.
const MOST_POINTS: usize = 1 << 24;
/// A size beyond which no value of a lever is believed.
const LARGEST: f64 = 1e15;

/// Whether a number is a share of 1.
fn share(number: f64) -> bool {
    (0.0..=1.0).contains(&number)
}

/// Whether every list of a frame is as long as the names that it goes with.
fn hangs_together(frame: &MeasureContext) -> bool {
    let names = &frame.names;
    let (clusters, grades) = (names.clusters.len(), names.grades.len());
    let by_cluster = [names.divisions.len(), names.courts.len(), frame.officer_fte.len(), frame.complexity.len()];
    let by_grade = [frame.officers.len(), frame.managers.len(), frame.places.len(), frame.hourly_cost.len()];
    by_cluster.iter().all(|length| *length == clusters)
        && frame.officer_posts.iter().all(|posts| posts.len() == grades)
        && by_grade.iter().all(|length| *length == grades)
        && names.streams.iter().all(|stream| stream.kinds.len() == stream.kind_titles.len())
        && names.streams.get(frame.headline).is_some_and(|headline| headline.kinds.len() == frame.sufficient.len())
        && share(frame.target)
        && share(frame.confidence)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::experiment::{Execution, Experiment, Settings, StoppingRule, Threads};
    use crate::model::Model;
    use crate::scenario::load_text;

    #[test]
    fn what_does_not_hang_together_is_told_at_every_place() {
        let text = include_str!("../../scenarios/minimal.toml");
        let scenario = load_text("minimal.toml", text, Path::new("/nowhere"), &["run.length=2 weeks"]).expect("it ships").scenario;
        let settings = Settings { seed: 1, enough: StoppingRule::Number(2) };
        let experiment = Experiment { scenario: &scenario, model: &Model::new(&scenario), settings };
        let right = experiment.run(&Execution::on(&Threads::one()));
        let fault = |edit: fn(&mut Estimates)| {
            let mut edited = right.clone();
            edit(&mut edited);
            edited.fault()
        };
        assert_eq!(fault(|_| ()), None);
        // Of what is not the nation, the headline's values are kept and others need not be.
        assert_eq!(fault(|found| found.clusters[0].values[1].clear()), None);
        let names: [fn(&mut Estimates); 3] = [
            |found| found.frame.officers.clear(),
            |found| found.frame.target = 1.5,
            |found| found.frame.headline = found.frame.names.streams.len(),
        ];
        let measures: [fn(&mut Estimates); 2] = [|found| found.items.clear(), |found| found.items.swap(0, 1)];
        let places: [fn(&mut Estimates); 6] = [
            |found| found.courts.clear(),
            |found| found.months.clear(),
            |found| found.lists.clear(),
            |found| found.days.clear(),
            |found| found.clusters.clear(),
            |found| found.hours = vec![found.hours[0].clone(); 25],
        ];
        let values: [fn(&mut Estimates); 7] = [
            |found| found.replications = 3,
            |found| found.nation.values[1].clear(),
            |found| found.nation.values[0].truncate(1),
            |found| found.nation.measures.truncate(1),
            |found| found.clusters[0].values[0].clear(),
            |found| found.clusters[0].values[1].truncate(1),
            |found| found.clusters[0].values.truncate(1),
        ];
        let told = |edits: &[fn(&mut Estimates)], words: &str| {
            for (number, edit) in edits.iter().enumerate() {
                assert!(fault(*edit).is_some_and(|fault| fault.contains(words)), "{words}, edit {number}: {:?}", fault(*edit));
            }
        };
        told(&names, "do not go with each other");
        told(&measures, "measures are not those");
        told(&places, "places, months or kinds");
        told(&values, "a value for each measure and replication");
    }
}
