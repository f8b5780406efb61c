//! One scenario against others under common random numbers: what changes, and how surely.
//!
//! All scenarios run in lockstep, the same replications with the same seed; a difference is made in
//! each replication before anything is averaged, so what chance does to all of them falls out. Only
//! what both scenarios have is paired; the rest is named. Three families of claims are each corrected by
//! Holm's method: the primary measures, which the comparison is for (`run.primary`, the headline if nothing else is said); the nation's other
//! measures that have a better direction, with the tasks of each grade of managers; and the clusters' same-day rates. The interval beside a verdict is
//! the one that the verdict used.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::sweep::item_name;
use crate::experiment::estimates::{Estimates, Scope};
use crate::experiment::fold::Fold;
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::{Item, items};
use crate::experiment::measures::{Better, Part};
use crate::experiment::record::Job;
use crate::experiment::statistics::{Estimate, Paired, Tally, holm, holm_factors, paired};
use crate::experiment::{Execution, Settings, Side, lockstep};
use crate::model::observe::Observations;
use crate::model::{Model, World};
use crate::scenario::grammar::Scenario;
use crate::scenario::wording::{nearest, one_of};
use crate::units::Points;

/// How closely the headline's difference is wanted if nobody says: 0.3 points to each side.
pub const PRECISION: Points = Points::new(0.003);
/// The measure that a comparison is for where nothing else is said.
const HEADLINE: &str = "same_day";
/// The measure that has a verdict for each grade too.
const BY_GRADE: &str = "managers_in_time";
/// Where the number asked for moves clearly, and by more than this share of what the same-day reports move, these are not gained but asked for.
/// A case that is called later may be asked about after the end of the history: that alone is no other demand.
const DEMANDED: f64 = 0.05;

/// A scenario with its model, to be compared.
#[derive(Clone, Copy, Debug)]
pub struct Compiled<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// The scenario compiled.
    pub model: &'a Model,
}

/// What comparing found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Comparison {
    /// The scenario that the others are compared with.
    pub base: Estimates,
    /// The others, in the order given.
    pub variants: Vec<VariantResult>,
    /// Claims in the primary family: primary measures, times variants.
    #[serde(default)]
    pub primary: usize,
    /// Claims in the nation's other family: other measures with a better direction, managers' tasks by grade too, times variants.
    pub family: usize,
    /// Claims in the clusters' family: clusters, times variants.
    pub cluster_family: usize,
}

/// A variant against the base.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VariantResult {
    /// The variant's own estimates.
    pub found: Estimates,
    /// National differences, by the base's items.
    pub nation: Vec<Difference>,
    /// Differences of the headline rate, by the base's clusters.
    pub clusters: Vec<ClusterDifference>,
    /// What only one of the two has.
    pub unmatched: Unmatched,
}

/// Which claims a national measure is corrected with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Family {
    /// What the comparison is for.
    Primary,
    /// All other measures that have a verdict.
    Others,
}

/// A measure in two scenarios.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Difference {
    /// What was measured.
    pub item: Item,
    /// The variant less the base; `None` if no replication has a value in both.
    pub paired: Option<Paired>,
    /// The family that it is corrected in; `None` where it has no verdict.
    #[serde(default)]
    pub family: Option<Family>,
    /// The p after Holm's correction over its family; `None` outside a family or without an error.
    pub corrected: Option<f64>,
    /// Confidence of the interval that the verdict used; `None` outside a family.
    #[serde(default)]
    pub level: Option<f64>,
    /// What can be said; `None` outside the family, where there is nothing to compare, of totals over unlike times or clusters, and of
    /// what follows the number asked for, where that is another.
    pub verdict: Option<Verdict>,
}

/// The headline rate of a cluster in two scenarios.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClusterDifference {
    /// The cluster.
    pub name: String,
    /// Its division in the base; may be empty.
    pub division: String,
    /// The variant less the base; `None` if no replication has a value in both.
    pub paired: Option<Paired>,
    /// The p after Holm's correction over all clusters and variants.
    pub corrected: Option<f64>,
    /// Confidence of the interval that the verdict used.
    #[serde(default)]
    pub level: Option<f64>,
    /// What can be said.
    pub verdict: Verdict,
}

impl Difference {
    /// The pair with the interval that the verdict used; without a verdict, with its own.
    pub fn judged(&self) -> Option<Paired> {
        let pair = self.paired?;
        Some(self.level.map_or(pair, |level| pair.at(level)))
    }
}

impl ClusterDifference {
    /// As [`Difference::judged`].
    pub fn judged(&self) -> Option<Paired> {
        let pair = self.paired?;
        Some(self.level.map_or(pair, |level| pair.at(level)))
    }
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The variant is better than the base.
    Better,
    /// Chance can explain the difference.
    Unclear,
    /// There is no difference, in any replication.
    Same,
    /// The variant is worse than the base.
    Worse,
}

impl Verdict {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Unclear => "no clear difference",
            Self::Same => "the same",
            Self::Worse => "worse",
        }
    }

    /// From a difference, its corrected p, and which way is better.
    fn of(paired: Option<&Paired>, corrected: Option<f64>, better: Better, confidence: f64) -> Self {
        if paired.is_some_and(|pair| pair.difference.mean == 0.0 && pair.difference.half_width == Some(0.0)) {
            return Self::Same;
        }
        let Some((pair, p)) = paired.zip(corrected) else { return Self::Unclear };
        let level = 1.0 - confidence;
        if p > level || pair.difference.mean == 0.0 {
            Self::Unclear
        } else if (pair.difference.mean > 0.0) == (better == Better::Higher) {
            Self::Better
        } else {
            Self::Worse
        }
    }
}

/// What only one of two scenarios has, in words; all empty where they have the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmatched {
    /// Only the base has these.
    pub base: Vec<String>,
    /// Only the variant has these.
    pub variant: Vec<String>,
}

/// Compares the first scenario with the others.
///
/// `settings` hold for all of them; a precision is that of the headline's difference, for every variant. Jobs are kept by the number
/// of their scenario, the base's being 0.
///
/// ```
/// use sameday::experiment::{Execution, Settings, Threads};
/// use sameday::study::compare::{Compiled, compare};
/// use sameday::{model::Model, scenario::load_text};
///
/// # let text = include_str!("../../scenarios/minimal.toml");
/// let load = |change| load_text("minimal.toml", text, "".as_ref(), &["run.replications=5", "run.length=4 weeks", change]);
/// let (base, more) = (load("title=Base")?, load("clusters.Smalltown.staff.court.PSO=4.5")?);
/// let models = [Model::new(&base.scenario), Model::new(&more.scenario)];
/// let [base, more] = [(&base, &models[0]), (&more, &models[1])].map(|(one, model)| Compiled { scenario: &one.scenario, model });
/// let found = compare(base, &[more], Settings::of(&base.scenario.run), &Execution::on(&Threads::one()));
/// let rate = found.variants[0].headline().expect("reports were asked for");
/// assert!(rate.paired.is_some_and(|pair| pair.difference.replications == 5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare(base: Compiled<'_>, variants: &[Compiled<'_>], settings: Settings, with: &Execution<'_>) -> Comparison {
    let all: Vec<Compiled<'_>> = std::iter::once(base).chain(variants.iter().copied()).collect();
    let side = |one: &Compiled<'_>| Side {
        frame: MeasureContext::new(one.scenario, &one.model.names),
        groups: (0..one.model.groups()).map(|group| Vec::from(one.model.clusters_of(group))).collect(),
    };
    let sides = all.iter().map(side).collect();
    let seed = settings.seed;
    let names: Vec<String> = (0..all.len()).map(|side| side.to_string()).collect();
    // A world keeps what belongs to its model, so each scenario has its own.
    let job = |worlds: &mut Vec<World>, replication, side: usize, group| {
        worlds.resize_with(worlds.len().max(side + 1), World::default);
        with.observe(all[side].model, &mut worlds[side], Job { of: &names[side], seed, replication, group })
    };
    run(sides, settings, job, with)
}

/// Compares any sources of observations.
fn run<W: Default>(
    sides: Vec<Side>,
    settings: Settings,
    job: impl Fn(&mut W, u64, usize, usize) -> Observations + Sync,
    with: &Execution<'_>,
) -> Comparison {
    let confidence = sides[0].frame.confidence;
    let mut tallies = vec![Tally::default(); sides.len() - 1];
    let half_width = move |folds: &[Fold]| {
        for (tally, variant) in tallies.iter_mut().zip(&folds[1..]) {
            if let Some((a, b)) = folds[0].latest().zip(variant.latest()) {
                tally.add(b - a);
            }
        }
        // The widest decides, and one that is not known yet is wider than any.
        let widths = tallies.iter().map(|tally| tally.estimate(confidence)?.half_width);
        widths.collect::<Option<Vec<f64>>>().and_then(|widths| widths.into_iter().reduce(f64::max))
    };
    let (folds, stopped) = lockstep(sides, settings.enough, job, half_width, with);
    let mut found = folds.into_iter().map(|fold| fold.finish(settings.seed, stopped));
    let base = found.next().expect("the base");
    of(base, found.collect())
}

/// Pairs estimates that were made in lockstep, and corrects what is claimed of them.
pub(super) fn of(base: Estimates, others: Vec<Estimates>) -> Comparison {
    let confidence = base.frame.confidence;
    let mut variants: Vec<VariantResult> = others.into_iter().map(|found| versus(&base, found)).collect();
    // A single grade of managers is all of them, and two claims of one thing would cost the others.
    let by_grade = base.frame.managers.iter().filter(|manager| **manager).count() > 1;
    let (mut primary, mut nation): (Vec<&mut Difference>, Vec<&mut Difference>) = (Vec::new(), Vec::new());
    for variant in &mut variants {
        let alike = alike(&base.frame, &variant.found.frame);
        let demanded = variant.demanded().is_some();
        for one in &mut variant.nation {
            let item = &one.item;
            let first = is_primary(&base.frame, item);
            let claimed = first || in_family(item) && (by_grade || item.part == Part::All);
            if one.paired.is_some() && claimed && (alike || !item.is_total()) && !(demanded && item.follows_demand()) {
                one.family = Some(if first { Family::Primary } else { Family::Others });
                if first { &mut primary } else { &mut nation }.push(one);
            }
        }
    }
    let (of_primary, family) = (primary.len(), nation.len());
    for mut claims in [primary, nation] {
        let chances: Vec<Option<f64>> = claims.iter().map(|one| one.paired?.p).collect();
        for (one, (corrected, level)) in claims.iter_mut().zip(corrected(&chances, confidence)) {
            (one.corrected, one.level) = (corrected, Some(level));
            one.verdict = Some(Verdict::of(one.paired.as_ref(), corrected, one.item.measure.better, confidence));
        }
    }
    let headline = base.items[0].measure.better;
    let mut clusters: Vec<&mut ClusterDifference> = variants.iter_mut().flat_map(|variant| &mut variant.clusters).collect();
    let cluster_family = clusters.len();
    let chances: Vec<Option<f64>> = clusters.iter().map(|one| one.paired?.p).collect();
    for (one, (corrected, level)) in clusters.iter_mut().zip(corrected(&chances, confidence)) {
        (one.corrected, one.level) = (corrected, Some(level));
        one.verdict = Verdict::of(one.paired.as_ref(), corrected, headline, confidence);
    }
    Comparison { base, variants, primary: of_primary, family, cluster_family }
}

/// Each claim's p after Holm's correction, and the confidence of the interval that leaves out nought where that is below the level.
fn corrected(chances: &[Option<f64>], confidence: f64) -> Vec<(Option<f64>, f64)> {
    holm(chances).into_iter().zip(holm_factors(chances)).map(|(p, factor)| (p, 1.0 - (1.0 - confidence) / factor)).collect()
}

/// Whether the comparison is for this measure.
fn is_primary(frame: &MeasureContext, item: &Item) -> bool {
    let named = item_name(item);
    let wanted = if frame.primary.is_empty() { named == HEADLINE } else { frame.primary.contains(&named) };
    wanted && item.measure.better != Better::Neither
}

/// Whether the primary measures of a scenario are measures of it that a verdict can be given on.
///
/// # Errors
/// What is wrong with the first that is not, in words.
pub fn check_primary(frame: &MeasureContext) -> Result<(), String> {
    let all = items(frame);
    for wanted in &frame.primary {
        let told: Vec<String> = all.iter().filter(|item| item.measure.better != Better::Neither).map(item_name).collect();
        match all.iter().find(|item| item_name(item) == *wanted) {
            Some(item) if item.measure.better != Better::Neither => {}
            Some(_) => return Err(format!("`run.primary` wants measures of which more or less is better; of `{wanted}` neither is")),
            None => {
                let near =
                    nearest(wanted, told.iter().map(String::as_str)).map_or_else(String::new, |near| format!(" Did you mean `{near}`?"));
                let whole: Vec<&String> = told.iter().filter(|told| !told.contains('.')).collect();
                return Err(format!(
                    "`run.primary` wants measures of this scenario; `{wanted}` is not one.{near} There are {}, and parts of measures such as `{}`",
                    one_of(&whole),
                    told.last().map_or("", String::as_str)
                ));
            }
        }
    }
    Ok(())
}

/// Whether totals of two scenarios are of as long a time and of the same clusters.
fn alike(one: &MeasureContext, other: &MeasureContext) -> bool {
    let clusters = |frame: &MeasureContext| frame.names.clusters.iter().cloned().collect::<BTreeSet<String>>();
    one.years == other.years && clusters(one) == clusters(other)
}

/// Whether a national measure is one of those that verdicts are given on: of everything at once, or the tasks of one grade of managers,
/// which those of a grade with many more tasks would drown.
pub fn in_family(item: &Item) -> bool {
    let told = item.part == Part::All || item.measure.key == BY_GRADE && matches!(item.part, Part::Grade(_));
    told && item.measure.better != Better::Neither
}

fn versus(base: &Estimates, found: Estimates) -> VariantResult {
    let confidence = base.frame.confidence;
    let nation = base.items.iter().enumerate().filter_map(|(at, item)| {
        let other = found.position(item.measure.key, &item.key)?;
        let paired = paired(&base.nation.values[at], &found.nation.values[other], confidence);
        Some(Difference { item: item.clone(), paired, family: None, corrected: None, level: None, verdict: None })
    });
    let nation = nation.collect();
    let clusters = base.clusters.iter().filter_map(|scope| {
        let other = found.clusters.iter().find(|other| other.name == scope.name)?;
        let paired = paired(scope.yearly(), other.yearly(), confidence);
        let Scope { name, division, .. } = scope;
        let (name, division) = (name.clone(), division.clone());
        Some(ClusterDifference { name, division, paired, corrected: None, level: None, verdict: Verdict::Unclear })
    });
    let clusters = clusters.collect();
    let unmatched = Unmatched { base: only(&base.frame, &found.frame), variant: only(&found.frame, &base.frame) };
    VariantResult { found, nation, clusters, unmatched }
}

/// What the first scenario has and the second has not.
fn only(one: &MeasureContext, other: &MeasureContext) -> Vec<String> {
    let mut only = Vec::new();
    let mut look = |what: &str, names: &[&str], known: &[&str]| {
        only.extend(names.iter().filter(|name| !known.contains(name)).map(|name| format!("{what} {name}")));
    };
    fn each(names: &[String]) -> Vec<&str> {
        names.iter().map(String::as_str).collect()
    }
    look("cluster", &each(&one.names.clusters), &each(&other.names.clusters));
    look("grade", &each(&one.names.grades), &each(&other.names.grades));
    let streams = |frame: &MeasureContext| frame.names.streams.iter().map(|stream| stream.key.clone()).collect::<Vec<_>>();
    look("workstream", &each(&streams(one)), &each(&streams(other)));
    let (own, others) = (&one.names.streams[one.headline], &other.names.streams[other.headline]);
    look("format", &each(&own.kinds), &each(&others.kinds));
    look("step", &each(&own.steps), &each(&others.steps));
    only
}

impl VariantResult {
    /// The national difference of a measure over everything at once.
    fn whole(&self, key: &str) -> Option<Estimate> {
        let one = self.nation.iter().find(|one| one.item.measure.key == key && one.item.part == Part::All)?;
        Some(one.paired?.difference)
    }

    /// How much more or less was asked for in the variant, where that is clear and same-day reports move with it: totals then say nothing
    /// of how well the work is done.
    pub fn demanded(&self) -> Option<Estimate> {
        let (asked, done) = (self.whole("requested")?, self.whole("same_day_reports")?);
        let clear = asked.half_width.is_some_and(|half| asked.mean.abs() > half);
        (clear && asked.mean.abs() > DEMANDED * done.mean.abs()).then_some(asked)
    }

    /// The national difference of the headline rate; `None` where nothing was asked for in one of the two.
    pub fn headline(&self) -> Option<&Difference> {
        self.nation.first().filter(|difference| difference.paired.is_some())
    }
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
