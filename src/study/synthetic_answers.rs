//! Made-up answers of every verb, for tests of what draws them, tells them and keeps them.

use super::answer::Answer;
use super::best::{Best, Contender};
use super::compare;
use super::costs;
use super::explain::{Explanation, Place, Removal, Stage, Year};
use super::feasible::{Bound, Looks, Verdict};
use super::plan::{Mix, Offer, PlanResult};
use super::select::{Dropped, Promise};
use super::support::split::{Point, Split, SplitWay};
use super::support::{Aim, Answer as Needed, Kind, Need, Reading, SupportResult, Tested};
use super::sweep::design::{self, Extent};
use super::sweep::{Study, SweepResult};
use crate::experiment::StoppingRule;
use crate::experiment::estimates::{Estimates, Stopped};
use crate::experiment::statistics::{Chance, Estimate, paired};
use crate::experiment::synthetic::{estimates, seeded};
use crate::scenario::grammar::{Design, Obstacle};
use crate::scenario::sweep::Axis;

const CONFIDENCE: f64 = 0.95;

/// An answer of each verb; a sweep of each kind of chart.
pub(crate) fn answers() -> Vec<Answer> {
    let run = estimates(StoppingRule::Number(30), 1);
    let compared = compare::of(run.clone(), vec![seeded(8, StoppingRule::Number(30))]);
    let mut all = vec![
        Answer::Run(Box::new(run)),
        Answer::Explanation(Box::new(explanation()), None),
        Answer::Support(Box::new(supported())),
        Answer::Plan(Box::new(planned())),
        Answer::Comparison(Box::new(compared), vec![Vec::new()]),
        Answer::Selection(Box::new(best())),
    ];
    all.extend([Design::OneAtATime, Design::Grid, Design::Morris].map(|design| Answer::Sweep(Box::new(swept(design)))));
    all
}

/// Two made-up runs compared.
pub(crate) fn compared(base: Estimates, other: Estimates) -> compare::Comparison {
    compare::of(base, vec![other])
}

fn estimate(mean: f64) -> Option<Estimate> {
    Some(Estimate { mean, half_width: Some(0.02), sd: Some(0.04), replications: 16, confidence: CONFIDENCE })
}

fn reading(mean: f64) -> Reading {
    Reading { mean: estimate(mean), years: Chance::new(13, 16, CONFIDENCE) }
}

/// Two series that differ a little more each time.
fn pair(by: f64) -> Option<crate::experiment::statistics::Paired> {
    let first: Vec<f64> = (0..16).map(|k| 0.4 + 0.01 * f64::from(k * 7 % 5)).collect();
    let second: Vec<f64> = first.iter().enumerate().map(|(k, value)| value + by + 0.001 * (k % 3) as f64).collect();
    paired(&first, &second, CONFIDENCE)
}

fn supported() -> SupportResult {
    let kind = |key: &str, title: &str| Kind {
        key: key.to_owned(),
        title: title.to_owned(),
        team: "court".to_owned(),
        grade: "CA".to_owned(),
        step: 0.5,
        most: 4,
        yearly: Some(30_000.0),
    };
    let need = |cluster: &str, answer: Needed, complexity: f64| Need {
        cluster: cluster.to_owned(),
        division: "North".to_owned(),
        complexity: Some(complexity),
        answer,
        before: vec![reading(0.8)],
        after: vec![reading(0.96)],
        tested: vec![Tested { steps: vec![1, 0], verdict: Verdict::Fails, replications: 10 }],
        refused: Vec::new(),
        crossed: false,
    };
    let way = |title: &str, spent: f64, rate: f64| SplitWay {
        title: title.to_owned(),
        spent,
        fte: vec![spent / 30_000.0, 0.0],
        gain: if spent > 0.0 { pair(40.0 * (rate - 0.4)) } else { None },
        behind: None,
        rate: estimate(rate),
    };
    let run = estimates(StoppingRule::Number(2), 1);
    SupportResult {
        aims: vec![Aim {
            title: "Managers' work on time".to_owned(),
            item: run.items[0].clone(),
            bound: Bound { value: 0.95, at_least: true, chance: None, margin: 0.005, share: true },
        }],
        frame: run.frame,
        seed: 7,
        kinds: vec![kind("administrative", "Administrative support"), kind("management", "Management support")],
        confidence: CONFIDENCE,
        ample: 8.0,
        looks: Looks { first: 10, last: 80 },
        needs: vec![
            need("Ash", Needed::Least(vec![3, 1]), 1.4),
            need("Beech", Needed::Least(vec![0, 0]), -0.7),
            need("Cedar", Needed::Beyond(Verdict::Fails), 0.9),
            need("Dogwood", Needed::Close, 0.1),
        ],
        unfinished: 0,
        predicted: None,
        split: Some(Split {
            budget: 120_000.0,
            in_pounds: true,
            raised: "Same-day reports".to_owned(),
            ways: vec![way("no support", 0.0, 0.4), way("where each pound gains most", 120_000.0, 0.47), way("evenly", 115_000.0, 0.44)],
            shares: Vec::new(),
            curve: [0.0, 40_000.0, 80_000.0, 120_000.0]
                .map(|spent: f64| Point { spent, gain: estimate(3.0 * (spent / 120_000.0).sqrt()).expect("a gain") })
                .to_vec(),
            replications: 16,
        }),
        replications: 500,
    }
}

fn planned() -> PlanResult {
    let offer = |group: usize, key: &str, title: &str, stated: f64| Offer {
        key: key.to_owned(),
        group,
        title: title.to_owned(),
        set: vec![format!("{key}=1")],
        stated,
        staff: 0.0,
    };
    let mix = |offers: Vec<usize>, cost: f64, rate: f64, verdict| Mix {
        each: costs::fieller(&[900.0, 1100.0, 1000.0], &[9.0, 11.0, 10.5], CONFIDENCE),
        gain: pair(rate - 0.4),
        beside: None,
        sufficient: estimate(0.47),
        rate: reading(rate),
        replications: 48,
        offers,
        cost,
        verdict,
    };
    let run = estimates(StoppingRule::Number(2), 1);
    PlanResult {
        item: run.items[0].clone(),
        frame: run.frame,
        seed: 7,
        offers: vec![offer(0, "early", "Lists in the morning", 50_000.0), offer(1, "police", "Checks within two hours", 200_000.0)],
        bound: Bound { value: 0.5, at_least: true, chance: None, margin: 0.002, share: true },
        confidence: CONFIDENCE,
        looks: Looks { first: 3, last: 48 },
        mixes: vec![
            mix(Vec::new(), 0.0, 0.4, Verdict::Fails),
            mix(vec![0], 50_000.0, 0.46, Verdict::Fails),
            mix(vec![0, 1], 250_000.0, 0.55, Verdict::Meets),
        ],
        alone: vec![mix(vec![1], 200_000.0, 0.47, Verdict::Close)],
        answer: Some(2),
        confirmed: Some(reading(0.549)),
        best: 2,
        ceiling: Some((reading(0.62), Verdict::Meets)),
        possible: 4,
        refused: 0,
        crossed: false,
        unpriced: Vec::new(),
        some_clusters: false,
    }
}

fn best() -> Best {
    let values = |by: f64| (0..12).map(|k| 0.4 + by + 0.01 * f64::from(k * 7 % 5)).collect::<Vec<f64>>();
    let leader = values(0.05);
    let contender = |title: &str, by: f64, dropped| {
        let values = values(by);
        let behind = if by < 0.05 { paired(&values, &leader, CONFIDENCE) } else { None };
        Contender { title: title.to_owned(), rate: estimate(0.42 + by), values, dropped, behind }
    };
    Best {
        promise: Promise { confidence: CONFIDENCE, indifference: 0.005, first_stage: 10 },
        contenders: vec![
            contender("As it is", 0.0, Some(Dropped { at: 10, by: 1 })),
            contender("More officers", 0.05, None),
            contender("Earlier lists", 0.04, Some(Dropped { at: 12, by: 1 })),
        ],
        best: Some(1),
        replications: 12,
        spent: 34,
        interrupted: false,
        seed: 7,
    }
}

/// A plane over two levers, seen with a little noise that all points share but for a thousandth.
fn swept(design: Design) -> SweepResult {
    let axes = vec![Axis::between("officers", 1.0, 3.0), Axis::between("minutes", 20.0, 60.0)];
    let extent = Extent { points: 8, trajectories: 4, levels: 4 };
    let points = design::points(design, &axes, extent, 7);
    let run = estimates(StoppingRule::Number(2), 1);
    let seen = points.iter().enumerate().map(|(number, point)| {
        let at = |lever: usize| point.values[lever].unwrap_or(axes[lever].base);
        let mean = 0.3 + 0.08 * at(0) - 0.002 * at(1);
        vec![(0..6).map(|k| mean + 0.01 * f64::from(k * 7 % 5) + 0.001 * ((k as usize * 3 + number) % 4) as f64).collect()]
    });
    let seen = seen.collect();
    let study = Study {
        title: "Two levers".to_owned(),
        question: "Which?".to_owned(),
        design,
        extent,
        axes,
        points,
        refused: Vec::new(),
        watched: vec![run.items[0].clone()],
        replications: 6,
        confidence: CONFIDENCE,
        target: 0.5,
        seed: 7,
    };
    SweepResult::new(study, seen)
}

/// A made-up explanation: two obstacles of people and rooms, and two others, one of which costs less than nothing.
pub(crate) fn explanation() -> Explanation {
    let removals = [Obstacle::Officer, Obstacle::Room, Obstacle::Late, Obstacle::Format].map(|obstacle| Removal {
        obstacle,
        stage: if matches!(obstacle, Obstacle::Officer | Obstacle::Room) { Stage::Staffing } else { Stage::Others },
        cluster: "Ash".to_owned(),
        changes: Vec::new(),
    });
    let place = |name: &str, division: &str, low: f64| {
        let year = |k: u32| {
            let luck = f64::from(k * 7 % 5) * 0.004;
            let parts = vec![0.05 + luck, 0.01, -0.004, 0.3 - luck];
            let today = low + luck;
            let ceiling = today + parts[0] + parts[1];
            Year { today, ceiling, everything: ceiling + parts[2] + parts[3], alone: parts.clone(), parts }
        };
        Place::new(name, division, (0..10).map(year).collect(), removals.len(), 0.95)
    };
    Explanation {
        frame: estimates(StoppingRule::Number(2), 1).frame,
        seed: 7,
        replications: 10,
        stopped: Stopped::Number,
        nation: place("all", "", 0.4),
        clusters: vec![place("Ash", "North", 0.45), place("Beech", "", 0.35), place("Cedar", "South", 0.41)],
        removals: removals.to_vec(),
    }
}
