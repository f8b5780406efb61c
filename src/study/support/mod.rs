//! The least additional support with which each cluster meets its targets, and the best split of a budget.
//!
//! Each cluster is searched by itself (`cheapest.rs`) among the levels of support that can be hired, by sequential tests
//! (`feasible.rs`) under common random numbers; its answer is confirmed on fresh replications. Clusters are spread over
//! threads; nothing that one finds depends on another, so the results are the same on any number of them.

pub mod rank;
pub mod site;
pub mod split;

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use super::cheapest::{Found, Space, cheapest};
use super::costs::yearly_costs;
use super::feasible::{Bound, Looks, Verdict, test};
use crate::des::stream::Purpose;
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::Item;
use crate::experiment::measures::Better;
use crate::experiment::parallel::Extent;
use crate::experiment::single_measure::{Counts, item, value};
use crate::experiment::statistics::{Chance, Estimate, Tally};
use crate::experiment::{Execution, StoppingRule};
use crate::model::Model;
use crate::scenario::complexity::{applied, standings};
use crate::scenario::grammar::{Scenario, Support, SupportKind, Target};
use rank::Ranking;
use site::{Level, Site};
use split::Split;

/// A kind of support.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kind {
    /// Its key.
    pub key: String,
    /// It in words.
    pub title: String,
    /// The team that its people join.
    pub team: String,
    /// Their grade.
    pub grade: String,
    /// FTE that are hired at once.
    pub step: f64,
    /// The most steps for one cluster.
    pub most: u64,
    /// Pounds a year of one FTE, where the grade's cost is given.
    pub yearly: Option<f64>,
}

/// A target, ready to be judged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aim {
    /// It in words.
    pub title: String,
    /// What is measured.
    pub item: Item,
    /// The bound.
    pub bound: Bound,
}

/// What `support` found.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupportResult {
    /// The scenario's names, question and confidence.
    pub frame: MeasureContext,
    /// The master seed.
    pub seed: u64,
    /// Kinds of support.
    pub kinds: Vec<Kind>,
    /// Targets.
    pub aims: Vec<Aim>,
    /// Confidence of each cluster's answer as a whole.
    pub confidence: f64,
    /// FTE of every kind that stood for "without limit".
    pub ample: f64,
    /// Replications at the first and the last look.
    pub looks: Looks,
    /// One per cluster asked about, in the scenario's order; those that were not finished are left out.
    pub needs: Vec<Need>,
    /// Clusters that were not finished when it was stopped.
    pub unfinished: usize,
    /// How the complexity index and its attributes go with the need; `None` where there is no index or too few clusters.
    pub predicted: Option<rank::Predicted>,
    /// The split of the budget, where there is one.
    pub split: Option<Split>,
    /// Replications simulated, clusters counted apart.
    pub replications: u64,
}

/// What one cluster needs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Need {
    /// The cluster.
    pub cluster: String,
    /// Its division; may be empty.
    pub division: String,
    /// Its complexity index, where there is one.
    pub complexity: Option<f64>,
    /// The answer.
    pub answer: Answer,
    /// Each target without support, in their order.
    pub before: Vec<Reading>,
    /// Each target with the answer, on fresh replications; with the most that can be hired where there is no answer.
    pub after: Vec<Reading>,
    /// Levels tested, in steps of each kind.
    pub tested: Vec<Tested>,
    /// Levels that passed and were refused by fresh replications.
    pub refused: Vec<Vec<u64>>,
    /// Whether less support passed where more did not.
    pub crossed: bool,
}

/// The answer for a cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// So many steps of each kind are the least (all nought: none is needed), confirmed.
    Least(Vec<u64>),
    /// The most that can be hired is not enough; with ample support it would (or would not, or that is too close to call).
    Beyond(Verdict),
    /// With the most that can be hired it is too close to call.
    Close,
    /// What passed the search did not hold on fresh replications, several times over.
    Unconfirmed,
    /// Of some target nothing was there to be measured in any replication, as where nothing is asked for: that is no target met.
    Nothing,
}

/// A level that was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tested {
    /// Steps of each kind.
    pub steps: Vec<u64>,
    /// What was found.
    pub verdict: Verdict,
    /// Replications that it took.
    pub replications: u64,
}

/// A target's measure at one level of support.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Its mean; `None` where there was nothing to measure.
    pub mean: Option<Estimate>,
    /// The share of years that kept the bound, where the target is about years.
    pub years: Option<Chance>,
}

/// Why support could not be looked for: the scenario asks for what cannot be.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unfit(String);

/// How it is looked for, beside what the scenario says.
#[derive(Clone, Copy)]
pub struct Way<'a> {
    /// The complexity of the scenario's clusters.
    pub ranking: Option<&'a Ranking>,
    /// With what histories are played. Jobs are kept by cluster and level of support; when it is stopped, clusters that are finished count.
    pub with: &'a Execution<'a>,
}

/// The least support of each cluster, and the split of the budget if there is one.
///
/// # Errors
/// If the scenario has no table `support`, or names a measure that there is not.
///
/// ```
/// use sameday::experiment::{Execution, Threads};
/// use sameday::scenario::load_text;
/// use sameday::study::support::{Way, support};
///
/// # let minimal = include_str!("../../../scenarios/minimal.toml");
/// let asked = r#"
/// [support]
/// confidence = "90 %"
/// at_least = 10
/// at_most = 20
///
/// [support.kinds.officer]
/// title = "Officers"
/// team = "court"
/// grade = "PSO"
/// step = "1 FTE"
/// most = "2 FTE"
///
/// [support.targets.same_day]
/// title = "A third on the day"
/// measure = "same_day"
/// at_least = 0.33
/// "#;
/// let text = format!("{minimal}{asked}");
/// let loaded = load_text("minimal.toml", &text, "".as_ref(), &["run.length=4 weeks"])?;
/// let threads = Threads::one();
/// let found = support(&loaded.scenario, Way { ranking: None, with: &Execution::on(&threads) })?;
/// assert_eq!(found.needs[0].cluster, "Smalltown");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn support(scenario: &Scenario, way: Way<'_>) -> Result<SupportResult, Unfit> {
    // A cluster keeps the complexity that it has among all, and its band's support, when it is looked at by itself.
    let scenario = &*applied(scenario);
    let model = Model::new(scenario);
    let asked = Asked::of(scenario, &model)?;
    let names = asked.clusters.clone();
    let job = |cluster: usize| asked.need((scenario, &model), &names[cluster], way);
    let needs = spread(names.len(), way, "clusters", job);
    let unfinished = needs.iter().filter(|need| need.is_none()).count();
    let needs: Vec<Need> = needs.into_iter().flatten().collect();
    let split = match &asked.budget {
        Some(budget) if unfinished == 0 => split::split((scenario, &model), &asked, budget, way)?,
        _ => None,
    };
    let tested = needs.iter().flat_map(|need| &need.tested).map(|tested| tested.replications).sum();
    Ok(SupportResult {
        frame: MeasureContext::new(scenario, &model.names),
        seed: scenario.run.seed,
        confidence: asked.confidence,
        ample: asked.ample,
        looks: asked.looks,
        predicted: way.ranking.and_then(|ranking| rank::predicted(ranking, &model.names.clusters, &needs, &asked.kinds)),
        needs,
        unfinished,
        split,
        replications: tested,
        kinds: asked.kinds,
        aims: asked.aims,
    })
}

/// Whether the scenario asks for what can be looked for, before hours are spent on it; its groups of clusters.
///
/// # Errors
/// As [`support`].
pub fn check(scenario: &Scenario) -> Result<usize, Unfit> {
    let model = Model::new(scenario);
    Asked::of(scenario, &model).map(|_| model.groups())
}

/// Does so many jobs on all threads, and gives their results in order.
pub(super) fn spread<T: Send>(jobs: usize, way: Way<'_>, part: &str, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut results = Vec::new();
    if jobs == 0 {
        return results;
    }
    let extent = Extent { groups: jobs, replications: 1 };
    let with = way.with;
    with.progress.part(part, StoppingRule::Number(1), jobs);
    // A job looks at the flag itself and ends soon, so that all come in and what is finished is kept.
    let to_the_end = Execution { cancel: &AtomicBool::new(false), ..*with };
    let fold = |_, all| {
        results = all;
        ControlFlow::Continue(())
    };
    to_the_end.run(extent, |(): &mut (), _, index| job(index), fold);
    results
}

/// A master seed for fresh replications: another for each purpose and attempt.
pub(super) fn fresh(seed: u64, purpose: &str, attempt: usize) -> u64 {
    Purpose::named(&["fresh", purpose]).entity(seed, attempt as u64)
}

/// What the scenario asks for, looked up.
pub(super) struct Asked {
    pub kinds: Vec<Kind>,
    pub aims: Vec<Aim>,
    pub clusters: Vec<String>,
    pub confidence: f64,
    pub ample: f64,
    pub looks: Looks,
    pub seed: u64,
    pub budget: Option<split::Asked>,
    /// Confidence of single estimates.
    told: f64,
}

/// The clusters that support is looked for in: those named, in the bands named.
fn concerned(scenario: &Scenario, support: &Support) -> Vec<String> {
    let standings = standings(scenario);
    let of_band = |name: &String| {
        let band = standings.iter().find(|standing| standing.cluster == *name).and_then(|standing| standing.band);
        let key = band.and_then(|band| scenario.complexity.as_ref()?.bands.keys().nth(band));
        support.bands.is_empty() || key.is_some_and(|key| support.bands.contains(key))
    };
    let named = |name: &String| support.clusters.is_empty() || support.clusters.contains(name);
    scenario.clusters.keys().filter(|name| named(name) && of_band(name)).cloned().collect()
}

impl Asked {
    fn of(scenario: &Scenario, model: &Model) -> Result<Self, Unfit> {
        let support = scenario.support.as_ref().ok_or_else(|| {
            Unfit(
                "the scenario has no table [support], which says what can be hired and what must be met; docs/SUPPORT.md shows one"
                    .to_owned(),
            )
        })?;
        let frame = MeasureContext::new(scenario, &model.names);
        let yearly = yearly_costs(scenario, model);
        let kind = |(key, kind): (&String, &SupportKind)| Kind {
            key: key.clone(),
            title: kind.title.clone().unwrap_or_else(|| key.replace('_', " ")),
            team: kind.team.clone(),
            grade: kind.grade.clone(),
            step: kind.step.get(),
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounds of the grammar: at most 4,000 steps")]
            most: (kind.most.get() / kind.step.get()).round() as u64,
            yearly: scenario.grades.get_index_of(&kind.grade).and_then(|place| yearly[place]),
        };
        let aims: Result<Vec<Aim>, Unfit> = support.targets.iter().map(|(key, target)| aim(&frame, key, target)).collect();
        contradiction(aims.as_deref().unwrap_or_default())?;
        let clusters = concerned(scenario, support);
        if clusters.is_empty() {
            return Err(Unfit(format!(
                "no cluster of the scenario is among those that support is looked for in: `support.bands` says {:?}, and `support.clusters` {:?}",
                support.bands, support.clusters
            )));
        }
        let kinds: Vec<Kind> = support.kinds.iter().map(kind).collect();
        let budget = support.budget.as_ref().map(|budget| split::Asked::of(&frame, &kinds, budget)).transpose()?;
        Ok(Self {
            kinds,
            aims: aims?,
            clusters,
            confidence: support.confidence.get(),
            ample: support.ample.get(),
            looks: Looks { first: support.at_least, last: support.at_most },
            seed: scenario.run.seed,
            budget,
            told: scenario.run.confidence.get(),
        })
    }

    /// What a step of each kind costs: pounds where all kinds have a price, FTE otherwise.
    pub fn step_costs(&self) -> Vec<f64> {
        let pounds: Option<Vec<f64>> = self.kinds.iter().map(|kind| Some(kind.yearly? * kind.step)).collect();
        pounds.unwrap_or_else(|| self.kinds.iter().map(|kind| kind.step).collect())
    }

    fn values(&self, counts: &[Vec<Counts>]) -> Vec<Vec<f64>> {
        let series = self.aims.iter().zip(counts);
        series.map(|(aim, counts)| counts.iter().map(|counts| value(&aim.item, *counts)).collect()).collect()
    }

    fn readings(&self, counts: &[Vec<Counts>]) -> Vec<Reading> {
        let reading = |(aim, values): (&Aim, &Vec<f64>)| {
            let known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
            let kept = known.iter().filter(|value| aim.bound.keeps(**value)).count() as u64;
            let years = aim.bound.chance.and_then(|_| Chance::new(kept, known.len() as u64, self.told));
            Reading { mean: known.into_iter().collect::<Tally>().estimate(self.told), years }
        };
        self.aims.iter().zip(&self.values(counts)).map(reading).collect()
    }

    /// Searches one cluster; `None` if it was stopped.
    fn need(&self, (scenario, model): (&Scenario, &Model), cluster: &str, way: Way<'_>) -> Option<Need> {
        let items: Vec<Item> = self.aims.iter().map(|aim| aim.item.clone()).collect();
        let bounds: Vec<Bound> = self.aims.iter().map(|aim| aim.bound).collect();
        let most: Vec<u64> = self.kinds.iter().map(|kind| kind.most).collect();
        let steps = self.step_costs();
        let (space, choices) = Space::grid(&most, |choice| choice.iter().zip(&steps).map(|(number, cost)| *number as f64 * cost).sum());
        let level = |choice: usize| Level::Steps(choices[choice].clone());
        let error = 1.0 - self.confidence;
        // One place for both closures: each must see what the other has seen.
        let site = std::cell::RefCell::new(Site::new((scenario, model), cluster, &self.kinds, &items, way));
        let judge = |level: &Level, seed: u64, allowed: f64| {
            test(&bounds, self.looks, allowed, |number| Some(self.values(&site.borrow_mut().counts(level, seed, number)?)))
        };
        let mut replications = std::collections::BTreeMap::new();
        let of_search = |choice: usize, allowed: f64| {
            let (verdict, number) = judge(&level(choice), self.seed, allowed)?;
            replications.insert(choice, number);
            Some(verdict)
        };
        let mut confirmed = 0;
        let of_fresh = |choice: usize, attempt: usize, allowed: f64| {
            let (verdict, number) = judge(&level(choice), fresh(self.seed, "support", attempt), allowed)?;
            confirmed = number;
            Some(verdict)
        };
        let all = choices.len() - 1;
        let found = cheapest(&space, (0, all), error, of_search, of_fresh)?;
        let answer = self.answer(&found, &choices, |allowed| {
            let ample = Level::Any(vec![self.ample; self.kinds.len()]);
            Some(judge(&ample, self.seed, allowed)?.0)
        })?;
        let seen = |level: &Level, seed: u64, number: u64| Some(self.readings(&site.borrow_mut().counts(level, seed, number)?));
        let before = seen(&level(0), self.seed, replications[&0])?;
        let answer = if before.iter().any(|reading| reading.mean.is_none()) { Answer::Nothing } else { answer };
        let after = match found.answer {
            Some(choice) => seen(&level(choice), fresh(self.seed, "support", found.refused.len()), confirmed)?,
            None => seen(&level(all), self.seed, replications.get(&all).copied().unwrap_or(self.looks.first))?,
        };
        let place = model.names.clusters.iter().position(|name| name == cluster)?;
        let tested = found.tested.iter().map(|(choice, verdict)| Tested {
            steps: choices[*choice].clone(),
            verdict: *verdict,
            replications: replications[choice],
        });
        Some(Need {
            cluster: cluster.to_owned(),
            division: model.names.divisions[place].clone(),
            complexity: way.ranking.map(|ranking| ranking.index[place]),
            answer,
            before,
            after,
            tested: tested.collect(),
            refused: found.refused.iter().map(|choice| choices[*choice].clone()).collect(),
            crossed: found.crossed,
        })
    }

    /// The answer from what the search found; where the most is not enough, ample support is tried as well.
    fn answer(&self, found: &Found, choices: &[Vec<u64>], ample: impl FnOnce(f64) -> Option<Verdict>) -> Option<Answer> {
        Some(match found.answer {
            Some(choice) => Answer::Least(choices[choice].clone()),
            None if !found.refused.is_empty() => Answer::Unconfirmed,
            None if found.tested.get(&(choices.len() - 1)) == Some(&Verdict::Close) => Answer::Close,
            None => Answer::Beyond(ample(found.for_one_more(1.0 - self.confidence))?),
        })
    }
}

impl Need {
    /// FTE of each kind that are needed; `None` where there is no answer.
    pub fn fte(&self, kinds: &[Kind]) -> Option<Vec<f64>> {
        match &self.answer {
            Answer::Least(steps) => Some(Level::Steps(steps.clone()).fte(kinds)),
            _ => None,
        }
    }
}

fn aim(frame: &MeasureContext, key: &str, target: &Target) -> Result<Aim, Unfit> {
    let part = target.part.as_deref().unwrap_or_default();
    let item = item(frame, &target.measure, part).map_err(|why| Unfit(format!("support.targets.{key}: {why}")))?;
    let value = target.at_least.or(target.at_most).map_or(0.0, |value| value.get());
    if item.measure.is_of_a_whole() && value > 1.0 {
        let words = item.label().to_lowercase();
        return Err(Unfit(format!("support.targets.{key}: {words} is a share, at most 1; found {value} (write 0.9, or \"90 %\")")));
    }
    let at_least = target.at_least.is_some();
    let wanted = match item.measure.better {
        Better::Higher if !at_least => Some("more is better: write at_least"),
        Better::Lower if at_least => Some("less is better: write at_most"),
        _ => None,
    };
    if let Some(wanted) = wanted {
        return Err(Unfit(format!("support.targets.{key}: of {} {wanted}", item.label().to_lowercase())));
    }
    let bound =
        Bound { value, at_least, chance: target.chance.map(|c| c.get()), margin: target.margin.get(), share: item.measure.is_of_a_whole() };
    Ok(Aim { title: target.title.clone().unwrap_or_else(|| item.label()), item, bound })
}

/// Two targets that no number can keep both of.
fn contradiction(aims: &[Aim]) -> Result<(), Unfit> {
    let of = |at_least: bool| aims.iter().filter(move |aim| aim.bound.at_least == at_least && aim.bound.chance.is_none());
    for low in of(true) {
        let same = |high: &&Aim| (high.item.measure.key, high.item.part) == (low.item.measure.key, low.item.part);
        if let Some(high) = of(false).filter(same).find(|high| high.bound.value < low.bound.value) {
            return Err(Unfit(format!(
                "support.targets: {} cannot be at least {} and at most {} together",
                low.item.label().to_lowercase(),
                low.bound.value,
                high.bound.value
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fresh_replications_are_others_for_each_seed_purpose_and_attempt() {
        let seeds = [fresh(7, "plan", 0), fresh(7, "plan", 1), fresh(7, "split", 0), fresh(8, "plan", 0), 7, 8];
        let different: std::collections::BTreeSet<u64> = seeds.into_iter().collect();
        assert_eq!(different.len(), seeds.len());
    }
}
