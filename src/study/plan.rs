//! The cheapest mix of options with which the target rate is reached, or the proof that none of them reaches it.
//!
//! A mix takes at most one option of each group. Mixes are tested nationally, the same chances in all, by the search that finds the
//! least support (`cheapest.rs`). That a mix with less does no better is used and not trusted: every mix one step
//! below the answer is tested; where everything together is not enough, so is every mix one step below that, and the ceiling
//! beside it says what unlimited staff and rooms could add.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

use indexmap::IndexSet;
use serde::{Deserialize, Serialize};

use super::cheapest::{Found, Space, cheapest};
use super::costs::{MONEY, Ratio, fieller, payroll, unpriced, years};
use super::feasible::{Bound, Looks, Verdict, test};
use super::support::{Reading, fresh};
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::Item;
use crate::experiment::measures::{Better, Unit, View};
use crate::experiment::parallel::Extent;
use crate::experiment::record::Job;
use crate::experiment::single_measure::{Counts, counts, item, value};
use crate::experiment::statistics::{Chance, Estimate, Paired, Tally, paired};
use crate::experiment::{Execution, StoppingRule};
use crate::model::{Model, World};
use crate::scenario::grammar::{Plan, PlanOption, Scenario};
use crate::units::Fte;

/// More mixes than this are not searched.
const MOST_MIXES: usize = 4096;
/// Staff and rooms are multiplied by this for the ceiling, and as many added.
const UNLIMITED: f64 = 3.0;
/// Where there are no more options than these, each is tried by itself too.
const MOST_ALONE: usize = 12;
/// What is watched of each mix beside the headline rate, where the scenario can tell it.
const WATCHED: [&str; 5] = ["same_day_reports", "cost", "court_cost", "adjournment_cost", "sufficient"];

/// An option, looked up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Its key.
    pub key: String,
    /// It in words.
    pub title: String,
    /// The place of the first option that excludes it; its own where there is none.
    pub group: usize,
    /// The changes it makes.
    pub set: Vec<String>,
    /// Pounds a year beside the staff.
    pub stated: f64,
    /// Pounds a year for the staff that it adds, taken by itself.
    pub staff: f64,
}

/// A mix that was tested.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mix {
    /// The options in it, by index.
    pub offers: Vec<usize>,
    /// Pounds a year, staff and what is stated together.
    pub cost: f64,
    /// What the test said.
    pub verdict: Verdict,
    /// What must reach the target.
    pub rate: Reading,
    /// The same less that without any option, paired.
    pub gain: Option<Paired>,
    /// The same less that of the answer (or of the best, where there is no answer), paired.
    pub beside: Option<Paired>,
    /// Pounds for each same-day report more, with what courts save where their costs are given; `None` where it cannot be told.
    pub each: Option<Ratio>,
    /// The share of reports expected to be sufficient, where the scenario tells it.
    pub sufficient: Option<Estimate>,
    /// Replications.
    pub replications: u64,
}

/// What `plan` found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PlanResult {
    /// The scenario's names, question and target.
    pub frame: MeasureContext,
    /// The master seed.
    pub seed: u64,
    /// The options.
    pub offers: Vec<Offer>,
    /// What must reach the target.
    pub item: Item,
    /// The bound on it.
    pub bound: Bound,
    /// Confidence of the answer as a whole.
    pub confidence: f64,
    /// Replications at the first and the last look.
    pub looks: Looks,
    /// Every mix tested, the cheapest first.
    pub mixes: Vec<Mix>,
    /// The answer's place in `mixes`; `None` if no mix is known to reach the target.
    pub answer: Option<usize>,
    /// The answer's rate on fresh replications.
    pub confirmed: Option<Reading>,
    /// Where there is no answer: the place in `mixes` of the best rate.
    pub best: usize,
    /// Where there is no answer: everything together with unlimited staff and rooms, and what the test says of it.
    pub ceiling: Option<(Reading, Verdict)>,
    /// How many mixes there are.
    pub possible: usize,
    /// Mixes refused by fresh replications.
    pub refused: usize,
    /// Whether a mix reached the target although one with more did not.
    pub crossed: bool,
    /// Options that the search had no need to test by themselves, tried all the same, for what is spent is best seen beside the simplest
    /// that can be bought. Nothing is claimed of them, so they are no mixes of the search.
    #[serde(default)]
    pub alone: Vec<Mix>,
    /// Grades of posts that options add or take away, and that have no hourly cost.
    #[serde(default)]
    pub unpriced: Vec<String>,
    /// Whether only some clusters were looked at, and an option's stated cost is of all.
    #[serde(default)]
    pub some_clusters: bool,
}

impl PlanResult {
    /// Every mix that was tried, the cheapest first, with what the search says of it.
    pub fn tried(&self) -> Vec<(&Mix, &'static str)> {
        let tested = self.mixes.iter().map(|mix| (mix, mix.verdict.words()));
        let mut tried: Vec<(&Mix, &str)> = tested.chain(self.alone.iter().map(|mix| (mix, "not tested"))).collect();
        tried.sort_by(|(a, _), (b, _)| a.cost.total_cmp(&b.cost));
        tried
    }
}

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum Unplanned {
    /// The scenario asks for what cannot be.
    #[error("{0}")]
    Asked(String),
    /// There is no table `plan`.
    #[error("the scenario has no table [plan], which says what may be done and what it costs; docs/SUPPORT.md shows one")]
    NothingAsked,
    /// It was stopped.
    #[error("stopped before the search was done: a plan that is half looked for is none")]
    Stopped,
}

/// How it is looked for, beside what the scenario says.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// The scenario with these changes, as `--set` takes them; the error is for the user.
    pub changed: &'a (dyn Fn(&[&str]) -> Result<Scenario, String> + Sync),
    /// With what histories are played. Jobs are kept by mix.
    pub with: &'a Execution<'a>,
}

/// The cheapest mix that reaches the target.
///
/// # Errors
/// If the scenario has no table `plan`, or an option cannot be applied; if it is stopped.
///
/// ```
/// use sameday::experiment::{Execution, Threads};
/// use sameday::scenario::load_text;
/// use sameday::study::plan::{Way, plan};
///
/// # let minimal = include_str!("../../scenarios/minimal.toml");
/// let asked = r#"
/// [plan]
/// confidence = "90 %"
/// at_least = 5
/// at_most = 10
///
/// [plan.options.officer]
/// title = "Two officers more"
/// set = ["clusters.Smalltown.staff.court.PSO=4.5"]
/// cost_a_year = "£80000"
/// "#;
/// let text = format!("{minimal}{asked}");
/// let loaded = load_text("minimal.toml", &text, "".as_ref(), &["run.length=4 weeks", "run.target=99 %"])?;
/// let changed = |set: &[&str]| {
///     let set: Vec<String> = set.iter().map(|&change| change.to_owned()).collect();
///     loaded.with(&set).map(|changed| changed.scenario).map_err(|faults| faults.to_string())
/// };
/// let threads = Threads::one();
/// let found = plan(&loaded.scenario, Way { changed: &changed, with: &Execution::on(&threads) })?;
/// assert!(found.answer.is_none(), "two officers do not bring 99 %");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn plan(scenario: &Scenario, way: Way<'_>) -> Result<PlanResult, Unplanned> {
    let asked = scenario.plan.as_ref().ok_or(Unplanned::NothingAsked)?;
    let model = Model::new(scenario);
    let frame = MeasureContext::new(scenario, &model.names);
    let mut search = Search::new(scenario, &model, asked, way)?;
    let most: Vec<u64> = search.groups.iter().map(|group| group.len() as u64).collect();
    let possible = most.iter().fold(1_usize, |all, most| all.saturating_mul(*most as usize + 1));
    if possible > MOST_MIXES {
        return Err(Unplanned::Asked(format!(
            "{possible} mixes are more than the {MOST_MIXES} that can be searched: put options into groups"
        )));
    }
    let (groups, offers) = (search.groups.clone(), search.offers.clone());
    let offers_in = |levels: &[u64]| -> Vec<usize> {
        levels.iter().zip(&groups).filter(|(level, _)| **level > 0).map(|(level, group)| group[*level as usize - 1]).collect()
    };
    // Nothing added up is -0.0, which a file would show.
    let cost = |levels: &[u64]| offers_in(levels).into_iter().map(|offer| offers[offer].stated + offers[offer].staff).sum::<f64>() + 0.0;
    let (space, choices) = Space::grid(&most, cost);
    let cell = RefCell::new((&mut search, None));
    let judge = |choice: usize, seed: u64, allowed: f64| {
        let (search, failure) = &mut *cell.borrow_mut();
        match search.judge(&offers_in(&choices[choice]), seed, allowed) {
            Ok(verdict) => Some(verdict),
            Err(why) => {
                *failure = Some(why);
                None
            }
        }
    };
    let seed = scenario.run.seed;
    let error = 1.0 - asked.confidence.get();
    let found = cheapest(
        &space,
        (0, choices.len() - 1),
        error,
        |choice, allowed| judge(choice, seed, allowed),
        |choice, attempt, allowed| judge(choice, fresh(seed, "plan", attempt), allowed),
    );
    let (_, failure) = cell.into_inner();
    let Some(found) = found else { return Err(failure.unwrap_or(Unplanned::Stopped)) };
    let everything = offers_in(&choices[choices.len() - 1]);
    let ceiling = match found.answer {
        Some(_) => None,
        None => Some(search.ceiling(&everything, found.for_one_more(error))?),
    };
    let tested: Vec<(Vec<usize>, f64, Verdict)> =
        found.tested.iter().map(|(choice, verdict)| (offers_in(&choices[*choice]), space.costs[*choice], *verdict)).collect();
    let answer = found.answer.map(|choice| offers_in(&choices[choice]));
    let alone = search.alone()?;
    Ok(search.told(Told { frame, asked, found, tested, alone, answer, ceiling, possible, years: years(&model) }))
}

/// What the search leaves to be told.
struct Told<'a> {
    frame: MeasureContext,
    asked: &'a Plan,
    found: Found,
    tested: Vec<(Vec<usize>, f64, Verdict)>,
    /// Options tried by themselves beside the search.
    alone: Vec<usize>,
    answer: Option<Vec<usize>>,
    ceiling: Option<(Reading, Verdict)>,
    possible: usize,
    years: f64,
}

/// By item, then by replication: the national counts.
type Series = Vec<Vec<Counts>>;

struct Search<'a> {
    way: Way<'a>,
    offers: Vec<Offer>,
    /// Options of each group, by index, in the order of the file.
    groups: Vec<Vec<usize>>,
    /// What must reach the target first.
    items: Vec<Item>,
    bound: Bound,
    looks: Looks,
    confidence: f64,
    seed: u64,
    unpriced: Vec<String>,
    some_clusters: bool,
    /// By mix and master seed: what has been seen so far.
    seen: BTreeMap<(Vec<usize>, u64), Series>,
}

impl<'a> Search<'a> {
    fn new(scenario: &Scenario, model: &Model, asked: &Plan, way: Way<'a>) -> Result<Self, Unplanned> {
        let (base, mut free) = (payroll(scenario, model), IndexSet::new());
        let mut groups: BTreeMap<(usize, &str), Vec<usize>> = BTreeMap::new();
        let mut offers: Vec<Offer> = Vec::new();
        for (place, (key, option)) in asked.options.iter().enumerate() {
            let set = option.set.clone();
            let words: Vec<&str> = set.iter().map(String::as_str).collect();
            let changed = (way.changed)(&words).map_err(|why| Unplanned::Asked(format!("plan.options.{key}: {why}")))?;
            let other = Model::new(&changed);
            let staff = payroll(&changed, &other) - base;
            free.extend(unpriced((scenario, model), (&changed, &other)));
            let title = option.title.clone().unwrap_or_else(|| key.replace('_', " "));
            // Groups stand in the order of their first option; an option without one is a group by itself.
            let own = option.group.as_deref();
            let first = asked.options.values().position(|other| own.is_some() && other.group.as_deref() == own).unwrap_or(place);
            offers.push(Offer { key: key.clone(), title, group: first, set, stated: option.cost_a_year.get(), staff });
            groups.entry((first, own.unwrap_or_default())).or_default().push(place);
        }
        clash(asked)?;
        let frame = MeasureContext::new(scenario, &model.names);
        let aim = item(&frame, &asked.measure, asked.part.as_deref().unwrap_or_default());
        let aim = aim.map_err(|why| Unplanned::Asked(format!("plan.measure: {why}")))?;
        if aim.measure.unit != Unit::Share || aim.measure.better == Better::Lower {
            let words = aim.label().to_lowercase();
            return Err(Unplanned::Asked(format!(
                "plan.measure: the target is a share that is to be reached from below; {words} is {}",
                if aim.measure.unit == Unit::Share { "better when there is less of it" } else { "no share" }
            )));
        }
        let share = aim.measure.is_of_a_whole();
        let mut items = vec![aim];
        items.extend(WATCHED.iter().filter_map(|key| item(&frame, key, "").ok()));
        Ok(Self {
            way,
            offers,
            groups: groups.into_values().collect(),
            items,
            bound: Bound {
                value: scenario.run.target.get(),
                at_least: true,
                chance: asked.chance.map(|chance| chance.get()),
                margin: asked.margin.get(),
                share,
            },
            looks: Looks { first: asked.at_least, last: asked.at_most },
            confidence: scenario.run.confidence.get(),
            seed: scenario.run.seed,
            unpriced: free.into_iter().collect(),
            some_clusters: !scenario.run.only.is_empty() && asked.options.values().any(|option| option.cost_a_year.get() != 0.0),
            seen: BTreeMap::new(),
        })
    }

    fn scenario(&self, mix: &[usize]) -> Result<Scenario, Unplanned> {
        let set: Vec<&str> = mix.iter().flat_map(|offer| &self.offers[*offer].set).map(String::as_str).collect();
        (self.way.changed)(&set).map_err(|why| Unplanned::Asked(format!("{} together: {why}", self.names(mix))))
    }

    fn names(&self, mix: &[usize]) -> String {
        let names: Vec<&str> = mix.iter().map(|offer| self.offers[*offer].key.as_str()).collect();
        if names.is_empty() { "nothing done".to_owned() } else { names.join(" + ") }
    }

    /// Tests a mix. Replications seen before with the same seed are not run again.
    fn judge(&mut self, mix: &[usize], seed: u64, allowed: f64) -> Result<Verdict, Unplanned> {
        let scenario = self.scenario(mix)?;
        let (verdict, series) = self.test(&scenario, seed, allowed, &self.names(mix))?;
        // What was never asked for reaches no target, whatever is done.
        if self.values(&series, 0).iter().all(|value| value.is_nan()) {
            return Err(Unplanned::Asked(format!(
                "with {}, nothing was there to be measured for “{}” in any of {} replications: where nothing is asked for there is no answer",
                self.names(mix),
                self.items[0].label(),
                series[0].len()
            )));
        }
        self.seen.insert((mix.to_vec(), seed), series);
        Ok(verdict)
    }

    /// Tries each option by itself that the search did not test: as often as at a first look, and as no test, so that no error is spent.
    fn alone(&mut self) -> Result<Vec<usize>, Unplanned> {
        let mut tried = Vec::new();
        for offer in (0..self.offers.len()).take_while(|_| self.offers.len() <= MOST_ALONE) {
            let mix = vec![offer];
            if self.seen.contains_key(&(mix.clone(), self.seed)) {
                continue;
            }
            let scenario = self.scenario(&mix)?;
            let model = Model::new(&scenario);
            let frame = MeasureContext::new(&scenario, &model.names);
            let mut series: Series = vec![Vec::new(); self.items.len()];
            self.extend(&mut series, (&model, &frame), self.seed, self.looks.first, &self.names(&mix))?;
            self.seen.insert((mix, self.seed), series);
            tried.push(offer);
        }
        Ok(tried)
    }

    fn test(&self, scenario: &Scenario, seed: u64, allowed: f64, name: &str) -> Result<(Verdict, Series), Unplanned> {
        let model = Model::new(scenario);
        let frame = MeasureContext::new(scenario, &model.names);
        let mut series: Series = vec![Vec::new(); self.items.len()];
        let mut failure = None;
        let verdict = test(&[self.bound], self.looks, allowed, |number| {
            if let Err(why) = self.extend(&mut series, (&model, &frame), seed, number, name) {
                failure = Some(why);
                return None;
            }
            Some(vec![self.values(&series, 0)])
        });
        match (verdict, failure) {
            (Some((verdict, _)), _) => Ok((verdict, series)),
            (None, failure) => Err(failure.unwrap_or(Unplanned::Stopped)),
        }
    }

    /// Runs replications until there are so many.
    fn extend(
        &self,
        series: &mut Series,
        (model, frame): (&Model, &MeasureContext),
        seed: u64,
        number: u64,
        name: &str,
    ) -> Result<(), Unplanned> {
        let from = series[0].len() as u64;
        let extent = Extent { groups: model.groups(), replications: number - from };
        let with = self.way.with;
        with.progress.part(name, StoppingRule::Number(extent.replications), extent.groups);
        let job = |world: &mut World, replication: u64, group: usize| {
            let seen = with.observe(model, world, Job { of: name, seed, replication: from + replication, group });
            let each = seen.clusters.iter().zip(model.clusters_of(group));
            each.map(|(seen, cluster)| {
                let view = View { seen, cluster: *cluster, frame };
                self.items.iter().map(|item| counts(item, &view)).collect::<Vec<Counts>>()
            })
            .collect::<Vec<_>>()
        };
        let fold = |_, groups: Vec<Vec<Vec<Counts>>>| {
            for (place, series) in series.iter_mut().enumerate() {
                let clusters = groups.iter().flatten().map(|cluster| cluster[place]);
                series.push(clusters.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1)));
            }
            ControlFlow::Continue(())
        };
        with.run(extent, job, fold);
        if with.is_cancelled() { Err(Unplanned::Stopped) } else { Ok(()) }
    }

    fn values(&self, series: &Series, place: usize) -> Vec<f64> {
        series[place].iter().map(|counts| value(&self.items[place], *counts)).collect()
    }

    fn reading(&self, series: &Series) -> Reading {
        let known: Vec<f64> = self.values(series, 0).into_iter().filter(|value| !value.is_nan()).collect();
        let kept = known.iter().filter(|value| self.bound.keeps(**value)).count() as u64;
        let years = self.bound.chance.and_then(|_| Chance::new(kept, known.len() as u64, self.confidence));
        Reading { mean: known.into_iter().collect::<Tally>().estimate(self.confidence), years }
    }

    /// Everything together, with unlimited staff and rooms.
    fn ceiling(&self, everything: &[usize], allowed: f64) -> Result<(Reading, Verdict), Unplanned> {
        let scenario = unlimited(self.scenario(everything)?);
        let (verdict, series) = self.test(&scenario, self.seed, allowed, "everything, staff and rooms unlimited")?;
        Ok((self.reading(&series), verdict))
    }

    fn told(&self, told: Told<'_>) -> PlanResult {
        let series = |mix: &Vec<usize>| &self.seen[&(mix.clone(), self.seed)];
        let mean = |mix: &Vec<usize>| self.reading(series(mix)).mean.map_or(f64::NEG_INFINITY, |rate| rate.mean);
        let mut tested = told.tested;
        tested.sort_by(|a, b| a.1.total_cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
        let highest = (0..tested.len()).max_by(|a, b| mean(&tested[*a].0).total_cmp(&mean(&tested[*b].0)).then(b.cmp(a))).unwrap_or(0);
        let answer = told.answer.as_ref().and_then(|mix| tested.iter().position(|one| one.0 == *mix));
        let nothing = series(&Vec::new());
        let beside = series(&tested[answer.unwrap_or(highest)].0);
        let mix = |mix: &Vec<usize>, cost: f64, verdict: Verdict| {
            let own = series(mix);
            Mix {
                offers: mix.clone(),
                cost,
                verdict,
                rate: self.reading(own),
                gain: if mix.is_empty() { None } else { self.paired(nothing, own) },
                beside: if std::ptr::eq(own, beside) { None } else { self.paired(beside, own) },
                each: self.each(mix, nothing, own, told.years),
                sufficient: self.mean_of("sufficient", own),
                replications: own[0].len() as u64,
            }
        };
        let mixes = tested.iter().map(|(offers, cost, verdict)| mix(offers, *cost, *verdict));
        let cost = |offer: usize| self.offers[offer].stated + self.offers[offer].staff;
        let alone = told.alone.iter().map(|offer| mix(&vec![*offer], cost(*offer), Verdict::Close));
        let confirmed = told.answer.as_ref().map(|mix| &self.seen[&(mix.clone(), fresh(self.seed, "plan", told.found.refused.len()))]);
        PlanResult {
            seed: self.seed,
            item: self.items[0].clone(),
            bound: self.bound,
            confidence: told.asked.confidence.get(),
            looks: self.looks,
            mixes: mixes.collect(),
            alone: alone.collect(),
            answer,
            confirmed: confirmed.map(|series| self.reading(series)),
            best: highest,
            ceiling: told.ceiling,
            possible: told.possible,
            refused: told.found.refused.len(),
            crossed: told.found.crossed,
            unpriced: self.unpriced.clone(),
            some_clusters: self.some_clusters,
            offers: self.offers.clone(),
            frame: told.frame,
        }
    }

    fn paired(&self, a: &Series, b: &Series) -> Option<Paired> {
        paired(&self.values(a, 0), &self.values(b, 0), self.confidence)
    }

    fn mean_of(&self, key: &str, series: &Series) -> Option<Estimate> {
        let place = self.items.iter().position(|item| item.measure.key == key)?;
        self.values(series, place).into_iter().filter(|value| !value.is_nan()).collect::<Tally>().estimate(self.confidence)
    }

    /// Pounds for each same-day report more: staff as paid in the histories, what is stated, and what courts save.
    fn each(&self, mix: &[usize], nothing: &Series, own: &Series, years: f64) -> Option<Ratio> {
        let difference = |key: &str| {
            let place = self.items.iter().position(|item| item.measure.key == key)?;
            let (a, b) = (self.values(nothing, place), self.values(own, place));
            Some(a.iter().zip(&b).map(|(a, b)| b - a).collect::<Vec<f64>>())
        };
        let reports = difference("same_day_reports")?;
        let stated: f64 = mix.iter().map(|offer| self.offers[*offer].stated * years).sum();
        let money: Vec<Vec<f64>> = MONEY.into_iter().filter_map(difference).collect();
        let pounds: Vec<f64> = (0..reports.len()).map(|r| stated + money.iter().map(|series| series[r]).sum::<f64>()).collect();
        // What gives more for less money has no price, as in a comparison.
        fieller(&pounds, &reports, self.confidence).filter(|ratio| ratio.value > 0.0 && reports.iter().sum::<f64>() > 0.0)
    }
}

/// Refuses options that can be taken together and set the same key: one of them would be paid for and not done.
///
/// # Errors
/// Which they are, and what to write.
pub fn clash(asked: &Plan) -> Result<(), Unplanned> {
    fn path(set: &str) -> &str {
        set.split_once('=').map_or(set, |(path, _)| path).trim()
    }
    let within = |one: &str, other: &str| one == other || one.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'));
    for (number, (key, option)) in asked.options.iter().enumerate() {
        let together = |other: &PlanOption| option.group.is_none() || option.group != other.group;
        for (other_key, other) in asked.options.iter().take(number).filter(|(_, other)| together(other)) {
            let theirs = |one: &&str| other.set.iter().map(|set| path(set)).any(|other| within(one, other) || within(other, one));
            if let Some(both) = option.set.iter().map(|set| path(set)).find(theirs) {
                return Err(Unplanned::Asked(format!(
                    "plan.options: `{other_key}` and `{key}` both set {both}, so that only the later would be done: give both the same `group`, of which \
                     one at most is taken"
                )));
            }
        }
    }
    Ok(())
}

/// A scenario whose staff and rooms set no bound.
fn unlimited(mut scenario: Scenario) -> Scenario {
    let many = |fte: &Fte| Fte::new(fte.get() * UNLIMITED + UNLIMITED);
    for fte in scenario.clusters.values_mut().flat_map(|cluster| cluster.staff.values_mut()).flat_map(|staff| staff.values_mut()) {
        *fte = many(fte);
    }
    for fte in scenario.hubs.values_mut().flat_map(|hub| hub.staff.values_mut()) {
        *fte = many(fte);
    }
    let own = scenario.clusters.values_mut().flat_map(|cluster| cluster.courts.values_mut()).flat_map(|court| court.rooms.values_mut());
    for rooms in own.chain(scenario.court_types.values_mut().flat_map(|court| court.rooms.values_mut())) {
        *rooms = *rooms * UNLIMITED as u64 + UNLIMITED as u64;
    }
    scenario
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::load_text;

    #[test]
    fn what_sets_no_bound_is_three_times_as_many_and_three_more() {
        let text = include_str!("../cli/template.toml").to_owned() + "[hubs.office]\nteam = \"court\"\nstaff = { PO = 2 }\n";
        let loaded = load_text::<&str>("x.toml", &text, std::path::Path::new(""), &["clusters.Northtown.staff.court.PO=1.5"]);
        let scenario = unlimited(loaded.unwrap_or_else(|faults| panic!("{faults}")).scenario);
        assert_eq!((scenario.clusters["Northtown"].staff["court"]["PO"].get(), scenario.hubs["office"].staff["PO"].get()), (7.5, 9.0));
        assert_eq!(scenario.court_types["magistrates"].rooms["interview"], 9);
    }
}
