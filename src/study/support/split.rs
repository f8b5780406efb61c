//! The best split of a national budget over clusters, by marginal gains, against an equal split and the rule by band.
//!
//! Each cluster's response is followed upwards, a step of the kind with the greatest estimated gain for its cost at a time, until no
//! step gains anything. The steps of all clusters are then bought in the order of gain for cost, as long as the budget lasts. Gains need not be
//! proven one by one: what is ranked is good enough where the money is there anyway, and small gains add up. A split chosen by noisy
//! gains looks better than it is, so all splits are compared on fresh replications, paired.

use serde::{Deserialize, Serialize};

use super::site::{Level, Site};
use super::{Kind, Unfit, Way, fresh, spread};
use crate::experiment::frame::MeasureContext;
use crate::experiment::items::Item;
use crate::experiment::measures::Part;
use crate::experiment::single_measure::{Counts, item, value};
use crate::experiment::statistics::{Estimate, Paired, Tally, paired};
use crate::model::Model;
use crate::scenario::grammar::{Budget, Scenario};

/// Points of the curve that are kept.
const POINTS: usize = 60;

/// What the budget is, looked up.
#[derive(Clone, Debug)]
pub struct Asked {
    amount: f64,
    in_pounds: bool,
    /// What is to be raised, then the headline.
    items: [Item; 2],
    replications: u64,
}

/// A budget split several ways.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Split {
    /// The budget, in pounds a year or in FTE.
    pub budget: f64,
    /// Whether the budget is in pounds.
    pub in_pounds: bool,
    /// What is raised, in words.
    pub raised: String,
    /// The ways to split it; no support at all is the first.
    pub ways: Vec<SplitWay>,
    /// By cluster: FTE of each kind by marginal gains, clusters that get none left out.
    pub shares: Vec<(String, Vec<f64>)>,
    /// Spending and what is raised as the steps are bought, from nothing on, on the replications of the search.
    pub curve: Vec<Point>,
    /// Replications of each level, and fresh ones of each way.
    pub replications: u64,
}

/// A way to split it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SplitWay {
    /// Its name in words.
    pub title: String,
    /// What it spends, in the budget's unit.
    pub spent: f64,
    /// FTE of each kind, all clusters together.
    pub fte: Vec<f64>,
    /// What is raised, a year: this way less none.
    pub gain: Option<Paired>,
    /// What is raised, a year: marginal gains less this way.
    pub behind: Option<Paired>,
    /// The national headline rate.
    pub rate: Option<Estimate>,
}

/// A point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Spent so far, in the budget's unit.
    pub spent: f64,
    /// What is raised, a year: this less nothing spent.
    pub gain: Estimate,
}

impl Asked {
    /// Looks up what is to be raised.
    pub(super) fn of(frame: &MeasureContext, kinds: &[Kind], budget: &Budget) -> Result<Self, Unfit> {
        let raise = item(frame, &budget.raise, budget.part.as_deref().unwrap_or_default())
            .map_err(|why| Unfit(format!("support.budget.raise: {why}")))?;
        if budget.pounds.is_some() && kinds.iter().any(|kind| kind.yearly.is_none()) {
            return Err(Unfit(
                "support.budget.pounds: a kind of support has a grade without an `hourly_cost`; give one, or a budget in FTE".to_owned(),
            ));
        }
        let headline = item(frame, "same_day", "").map_err(Unfit)?;
        let amount = budget.pounds.map(|pounds| pounds.get()).or(budget.fte.map(|fte| fte.get())).unwrap_or_default();
        Ok(Self { amount, in_pounds: budget.pounds.is_some(), items: [raise, headline], replications: budget.replications })
    }

    /// What an FTE of each kind costs in the budget's unit.
    fn prices(&self, kinds: &[Kind]) -> Vec<f64> {
        kinds.iter().map(|kind| if self.in_pounds { kind.yearly.unwrap_or_default() } else { 1.0 }).collect()
    }
}

/// A cluster's response to more and more support: levels, and the counts of each item in each replication there.
struct Response {
    levels: Vec<Vec<u64>>,
    counts: Vec<Vec<Vec<Counts>>>,
}

/// Steps of one cluster that are bought together.
struct Purchase {
    cluster: usize,
    /// The place on the cluster's path that it leads to.
    to: usize,
    cost: f64,
    worth: f64,
}

/// Splits it; `None` if it was stopped.
pub(super) fn split(
    (scenario, model): (&Scenario, &Model),
    asked: &super::Asked,
    budget: &Asked,
    way: Way<'_>,
) -> Result<Option<Split>, Unfit> {
    let (kinds, names) = (&asked.kinds, &asked.clusters);
    let prices = budget.prices(kinds);
    let follow = |cluster: usize| {
        let mut site = Site::new((scenario, model), &names[cluster], kinds, &budget.items, way);
        follow(&mut site, kinds, budget, &prices, asked.seed)
    };
    let Some(responses) = spread(names.len(), way, "clusters followed", follow).into_iter().collect::<Option<Vec<Response>>>() else {
        return Ok(None);
    };
    let cost =
        |levels: &[u64]| levels.iter().zip(kinds).zip(&prices).map(|((steps, kind), price)| *steps as f64 * kind.step * price).sum::<f64>();
    let mut bought = vec![0; names.len()];
    let years = crate::study::costs::years(model);
    let raised = |bought: &[usize]| raised(&responses, bought, years);
    let nothing = raised(&bought);
    let point = |bought: &[usize], spent: f64| {
        let gain = paired(&nothing, &raised(bought), asked.told).map(|pair| pair.difference);
        gain.map(|gain| Point { spent, gain })
    };
    let mut curve = vec![point(&bought, 0.0)];
    let mut spent = 0.0;
    let mut shut = vec![false; names.len()];
    for purchase in purchases(&responses, cost) {
        if shut[purchase.cluster] || spent + purchase.cost > budget.amount * (1.0 + 1e-9) {
            // A cluster's steps build on each other: what cannot be paid for shuts out the rest.
            shut[purchase.cluster] = true;
            continue;
        }
        spent += purchase.cost;
        bought[purchase.cluster] = purchase.to;
        curve.push(point(&bought, spent));
    }
    let by_gain: Vec<Level> = responses.iter().zip(&bought).map(|(response, at)| Level::Steps(response.levels[*at].clone())).collect();
    let plans = plans(by_gain, asked, budget, &prices, way);
    let compared = compare((scenario, model), asked, budget, &plans, way)?;
    let Some(compared) = compared else { return Ok(None) };
    let shares = names.iter().zip(&plans[1].1).map(|(name, level)| (name.clone(), level.fte(kinds)));
    Ok(Some(Split {
        budget: budget.amount,
        in_pounds: budget.in_pounds,
        raised: in_words(&budget.items[0]),
        shares: shares.filter(|(_, fte)| fte.iter().any(|fte| *fte > 0.0)).collect(),
        ways: told(&compared, &plans, asked, &prices),
        curve: thinned(curve.into_iter().flatten().collect()),
        replications: budget.replications,
    }))
}

/// Follows one cluster upwards; `None` if it was stopped.
fn follow(site: &mut Site<'_>, kinds: &[Kind], budget: &Asked, prices: &[f64], seed: u64) -> Option<Response> {
    let seed = fresh(seed, "budget", 0);
    let mut level = vec![0; kinds.len()];
    let mut here = site.counts(&Level::Steps(level.clone()), seed, budget.replications)?;
    let mut response = Response { levels: vec![level.clone()], counts: vec![here.clone()] };
    loop {
        let mut best: Option<(f64, usize, Vec<Vec<Counts>>)> = None;
        for (kind, price) in prices.iter().enumerate().filter(|(kind, _)| level[*kind] < kinds[*kind].most) {
            let cost = kinds[kind].step * price;
            if cost > budget.amount {
                continue;
            }
            let mut next = level.clone();
            next[kind] += 1;
            let seen = site.counts(&Level::Steps(next), seed, budget.replications)?;
            let gain: Tally = here[0].iter().zip(&seen[0]).map(|(a, b)| b.0 - a.0).collect();
            let Some(mean) = gain.mean() else { continue };
            if mean > 0.0 && best.as_ref().is_none_or(|(worth, ..)| mean / cost > *worth) {
                best = Some((mean / cost, kind, seen));
            }
        }
        let Some((_, kind, seen)) = best else { return Some(response) };
        level[kind] += 1;
        here = seen;
        response.levels.push(level.clone());
        response.counts.push(here.clone());
    }
}

/// Everything that can be bought, the greatest gain for its cost first; steps that gain more after others are bought with them.
fn purchases(responses: &[Response], cost: impl Fn(&[u64]) -> f64) -> Vec<Purchase> {
    let gained = |response: &Response, at: usize| response.counts[at][0].iter().map(|counts| counts.0).sum::<f64>();
    let mut all = Vec::new();
    for (cluster, response) in responses.iter().enumerate() {
        let mut at = 0;
        while at + 1 < response.levels.len() {
            let slope =
                |to: usize| (gained(response, to) - gained(response, at)) / (cost(&response.levels[to]) - cost(&response.levels[at]));
            // The upper hull of the path: the farthest point of those that give most for their cost.
            let to = (at + 1..response.levels.len()).max_by(|a, b| slope(*a).total_cmp(&slope(*b)).then(a.cmp(b))).unwrap_or(at + 1);
            all.push(Purchase { cluster, to, cost: cost(&response.levels[to]) - cost(&response.levels[at]), worth: slope(to) });
            at = to;
        }
    }
    all.sort_by(|a, b| b.worth.total_cmp(&a.worth).then(a.cluster.cmp(&b.cluster)).then(a.to.cmp(&b.to)));
    all
}

/// What is counted of an item, with the part of the work that it is of.
fn in_words(item: &Item) -> String {
    let counts = item.words().counts;
    if item.part == Part::All { counts.to_owned() } else { format!("{counts} ({})", item.title) }
}

/// What is raised, a year, in each replication, where each cluster stands at a place of its path.
fn raised(responses: &[Response], bought: &[usize], years: f64) -> Vec<f64> {
    a_year(&responses.iter().zip(bought).map(|(response, at)| response.counts[*at][0].as_slice()).collect::<Vec<_>>(), years)
}

/// What is raised, a year, in each replication, clusters added up.
fn a_year(clusters: &[&[Counts]], years: f64) -> Vec<f64> {
    let replications = clusters.first().map_or(0, |series| series.len());
    (0..replications).map(|r| clusters.iter().map(|series| series[r].0).sum::<f64>() / years).collect()
}

/// The first of every so many points, so that there are not many more than are kept, and the last: all that was bought.
fn thinned(curve: Vec<Point>) -> Vec<Point> {
    let (each, number) = (curve.len().div_ceil(POINTS), curve.len());
    curve.into_iter().enumerate().filter(|(at, _)| at % each == 0 || at + 1 == number).map(|(_, point)| point).collect()
}

/// An item's value in each replication, clusters added up.
fn national(item: &Item, clusters: &[&[Counts]]) -> Vec<f64> {
    let replications = clusters.first().map_or(0, |series| series.len());
    let whole = |r: usize| clusters.iter().fold((0.0, 0.0), |sum: Counts, series| (sum.0 + series[r].0, sum.1 + series[r].1));
    (0..replications).map(|r| value(item, whole(r))).collect()
}

/// The ways, each with a level for every cluster: none, by marginal gains, equal, and by band where there is an index.
fn plans(by_gain: Vec<Level>, asked: &super::Asked, budget: &Asked, prices: &[f64], way: Way<'_>) -> Vec<(&'static str, Vec<Level>)> {
    let number = asked.clusters.len();
    let none = Level::Any(vec![0.0; prices.len()]);
    // The same money for each kind.
    let each = |clusters: usize| {
        let part = budget.amount / clusters as f64 / prices.len() as f64;
        Level::Any(prices.iter().map(|price| part / price).collect())
    };
    let mut plans = vec![
        ("no support", vec![none.clone(); number]),
        ("by marginal gains", by_gain),
        ("the same for every cluster", vec![each(number); number]),
    ];
    if let Some(ranking) = way.ranking.filter(|ranking| ranking.index.len() == number) {
        let chosen = ranking.chosen.iter().filter(|chosen| **chosen).count();
        if chosen > 0 && chosen < number {
            let level = |chosen_one: &bool| if *chosen_one { each(chosen) } else { none.clone() };
            plans.push(("the same for the most complex, by band", ranking.chosen.iter().map(level).collect()));
        }
    }
    plans
}

/// By way and item: the national values in fresh replications, the same for all; `None` if it was stopped. Totals are told a year.
fn compare(
    (scenario, model): (&Scenario, &Model),
    asked: &super::Asked,
    budget: &Asked,
    plans: &[(&'static str, Vec<Level>)],
    way: Way<'_>,
) -> Result<Option<Vec<[Vec<f64>; 2]>>, Unfit> {
    let seed = fresh(asked.seed, "split", 0);
    let job = |cluster: usize| {
        let mut site = Site::new((scenario, model), &asked.clusters[cluster], &asked.kinds, &budget.items, way);
        let each = plans.iter().map(|(_, levels)| site.counts(&levels[cluster], seed, budget.replications));
        each.collect::<Option<Vec<Vec<Vec<Counts>>>>>()
    };
    let Some(seen) = spread(asked.clusters.len(), way, "clusters with each split", job).into_iter().collect::<Option<Vec<_>>>() else {
        return Ok(None);
    };
    let years = crate::study::costs::years(model);
    let series = |plan: usize, item: usize| seen.iter().map(|cluster| cluster[plan][item].as_slice()).collect::<Vec<_>>();
    let of = |plan: usize| [a_year(&series(plan, 0), years), national(&budget.items[1], &series(plan, 1))];
    Ok(Some((0..plans.len()).map(of).collect()))
}

fn told(compared: &[[Vec<f64>; 2]], plans: &[(&'static str, Vec<Level>)], asked: &super::Asked, prices: &[f64]) -> Vec<SplitWay> {
    let ways = plans.iter().zip(compared).enumerate().map(|(place, ((title, levels), [raised, rates]))| {
        let fte: Vec<f64> = levels
            .iter()
            .map(|level| level.fte(&asked.kinds))
            .fold(vec![0.0; prices.len()], |sum, fte| sum.iter().zip(fte).map(|(sum, fte)| sum + fte).collect());
        let known: Tally = rates.iter().copied().filter(|rate| !rate.is_nan()).collect();
        SplitWay {
            title: (*title).to_owned(),
            spent: fte.iter().zip(prices).map(|(fte, price)| fte * price).sum(),
            fte,
            gain: if place == 0 { None } else { paired(&compared[0][0], raised, asked.told) },
            behind: if place < 2 { None } else { paired(raised, &compared[1][0], asked.told) },
            rate: known.estimate(asked.told),
        }
    });
    ways.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_is_thinned_and_ends_where_all_is_bought() {
        let gain = Estimate { mean: 0.5, half_width: None, sd: None, replications: 1, confidence: 0.95 };
        let spent = |number: u32| -> Vec<f64> {
            thinned((0..number).map(|at| Point { spent: f64::from(at), gain }).collect()).iter().map(|point| point.spent).collect()
        };
        assert_eq!(spent(1), [0.0]);
        assert_eq!(spent(60).len(), 60);
        let every_other: Vec<f64> = (0..=30).map(|at| f64::from(2 * at)).collect();
        assert_eq!(spent(61), every_other);
        let third = spent(122);
        assert_eq!((third.len(), third[1], third[40], third[41]), (42, 3.0, 120.0, 121.0));
    }

    #[test]
    fn steps_are_bought_by_what_they_gain_for_their_cost_and_those_that_gain_more_together_are_bought_together() {
        // By level: what is raised in two replications together; a step costs the same everywhere.
        let response = |gained: &[f64]| Response {
            levels: (0..gained.len() as u64).map(|steps| vec![steps]).collect(),
            counts: gained.iter().map(|sum| vec![vec![(sum / 4.0, 9.0), (sum * 3.0 / 4.0, 9.0)]]).collect(),
        };
        // The first gains 1, then 5: 3 each for both. The second gains 4, 2, then nothing that counts. The third has no steps.
        let responses = [response(&[10.0, 11.0, 16.0]), response(&[0.0, 4.0, 6.0, 6.5]), response(&[7.0])];
        let told = |cost: f64| -> Vec<(usize, usize, f64, f64)> {
            let bought = purchases(&responses, |levels| cost * levels[0] as f64);
            bought.iter().map(|one| (one.cluster, one.to, one.cost, one.worth)).collect()
        };
        assert_eq!(told(1.0), [(1, 1, 1.0, 4.0), (0, 2, 2.0, 3.0), (1, 2, 1.0, 2.0), (1, 3, 1.0, 0.5)]);
        assert_eq!(told(2.0), [(1, 1, 2.0, 2.0), (0, 2, 4.0, 1.5), (1, 2, 2.0, 1.0), (1, 3, 2.0, 0.25)]);
    }
}
