//! Made-up observations, for tests of everything that stands to the right of the model.
//!
//! Consistent (what is requested is accounted for), seeded, and different for every replication and cluster.

use super::estimates::Estimates;
use super::frame::MeasureContext;
use super::{Execution, Side, StoppingRule, Threads, headline, lockstep};
use crate::model::observe::*;
use crate::model::{Names, StreamNames};
use crate::scenario::grammar::Obstacle;

/// Clusters by group: two that share somebody, and three by themselves, in no particular order.
pub const GROUPS: [&[usize]; 4] = [&[3, 0], &[1], &[4], &[2]];

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

/// The background of five clusters in two divisions.
pub fn frame() -> MeasureContext {
    let psr = StreamNames {
        key: "psr".to_owned(),
        title: "Pre-sentence reports".to_owned(),
        kinds: words(["oral", "short", "standard"]),
        kind_titles: words(["oral", "short-format", "standard"]),
        steps: words(["interview", "write"]),
    };
    let rsr = StreamNames {
        key: "rsr".to_owned(),
        title: "Allocation".to_owned(),
        kinds: words([""]),
        kind_titles: words([""]),
        steps: words(["score"]),
    };
    let names = Names {
        clusters: words(["Ash", "Beech", "Cedar", "Doum", "Elm"]),
        divisions: words(["North", "North", "South", "South", "North"]),
        courts: vec![words(["Magistrates"]); 5],
        streams: vec![psr, rsr],
        grades: words(["PO", "PSO", "SPO"]),
        lists: words(["guilty plea", "trial"]),
        months: words(["2016-01", "2016-02", "2016-03"]),
    };
    MeasureContext {
        title: "Synthetic".to_owned(),
        primary: Vec::new(),
        question: "Do the sums add up?".to_owned(),
        names,
        headline: 0,
        court: true,
        by_the_day: true,
        target: 0.5,
        confidence: 0.95,
        cluster_precision: None,
        years: 1.0,
        officers: vec![true, true, false],
        managers: vec![false, false, true],
        complexity: vec![Some(0.4), Some(-1.2), None, Some(1.1), Some(-0.3)],
        places: vec![false; 3],
        timed: vec![true; 2],
        grade_titles: words(["Probation officer", "Probation services officer", "Senior probation officer"]),
        officer_fte: vec![4.0, 5.0, 6.0, 7.0, 8.0],
        officer_posts: [4.0, 5.0, 6.0, 7.0, 8.0].map(|fte| vec![fte - 1.0, 1.0, 0.0]).to_vec(),
        answers: vec![true, false],
        court_hour: Some(150.0),
        adjournment: None,
        hourly_cost: vec![Some(25.0), Some(20.0), None],
        sufficient: vec![Some(0.6), Some(0.5), None],
    }
}

/// A number from 0 up to `below` that depends on all the keys (the finaliser of SplitMix64).
fn draw(keys: [u64; 4], below: u64) -> u64 {
    let mut z = keys.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |z, key| (z ^ key).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(27));
    z = (z ^ (z >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) % below
}

fn kind(keys: [u64; 4], most_same_day: u64) -> KindSeen {
    let same_day = draw([keys[0], keys[1], keys[2], 1], most_same_day + 1);
    let adjourned = 40 + draw([keys[0], keys[1], keys[2], 2], 40);
    let outstanding = draw([keys[0], keys[1], keys[2], 3], 4);
    let delivered = same_day + adjourned - outstanding;
    let mut days = vec![0; MOST_DAYS];
    days[0] = same_day;
    days[14] = adjourned - outstanding;
    KindSeen {
        requested: same_day + adjourned,
        attempted: same_day + adjourned / 4,
        same_day,
        adjourned,
        delivered,
        gave_up: 0,
        outstanding,
        on_time: delivered - 1,
        late: 1,
        lateness: 7200,
        completion: delivered * 86_400,
        days: days.into_iter().map(|number| number as u32).collect(),
    }
}

fn stream(seed: u64, replication: u64, cluster: usize, kinds: usize) -> StreamSeen {
    let keys = |k: usize| [seed, replication, cluster as u64 * 16 + k as u64, 0];
    let kinds: Vec<KindSeen> = (0..kinds).map(|k| kind(keys(k), [200, 60, 4][k])).collect();
    let all = Reached { requested: kinds.iter().map(|k| k.requested).sum(), same_day: kinds.iter().map(|k| k.same_day).sum() };
    let missed = all.requested - all.same_day;
    let mut hours = vec![Reached::default(); HOURS];
    hours[10] = all;
    let mut decided = [0; OBSTACLES];
    decided[Obstacle::Checks as usize] = missed - missed / 3;
    decided[Obstacle::Officer as usize] = missed / 3;
    let mut waited = [0; OBSTACLES];
    waited[Obstacle::Officer as usize] = 600 * all.requested;
    StreamSeen {
        steps: vec![
            StepSeen {
                asked: 10,
                begun: 10,
                delayed: 5,
                waited: 3000,
                gave_up: 0,
                worked: 36_000,
                concerned: 10,
                answered: 10,
                answer: 36_000
            };
            2
        ],
        months: vec![all, Reached::default(), Reached::default()],
        hours,
        lists: vec![all, Reached::default()],
        courts: vec![all],
        decided,
        waited,
        uncovered: 1,
        cover_wanted: 100,
        kinds,
    }
}

/// What a replication of some clusters saw.
pub fn observe(seed: u64, replication: u64, clusters: &[usize]) -> Observations {
    let cluster = |cluster: &usize| {
        let busy = 900_000 + draw([seed, replication, *cluster as u64, 9], 90_000);
        let grade = GradeSeen {
            contracted: 1_500_000,
            vacant: 100_000,
            leave: 200_000,
            sick: 50_000,
            elsewhere: 50_000,
            on_duty: 1_100_000,
            busy,
            overtime: 3600,
            by_stream: vec![busy / 3, busy / 2],
            on_headline: 36_000,
            asked: 700_000,
            begun: 500,
            waited: 900_000,
            timed: 400,
            in_time: 350,
        };
        ClusterSeen {
            streams: vec![stream(seed, replication, *cluster, 3), stream(seed + 1, replication, *cluster, 1)],
            grades: vec![grade; 3],
            courts: vec![CourtSeen {
                sittings: 400,
                hearings: 4000,
                carried_over: 40,
                scheduled: 4_000_000,
                heard: 3_000_000,
                on_reports: 200_000,
                overrun: 9000,
            }],
            events: 1000,
        }
    };
    Observations { clusters: clusters.iter().map(cluster).collect() }
}

/// Estimates from made-up observations.
pub fn estimates(enough: StoppingRule, threads: usize) -> Estimates {
    made(7, enough, threads)
}

/// The same from others.
pub fn seeded(seed: u64, enough: StoppingRule) -> Estimates {
    made(seed, enough, 1)
}

fn made(seed: u64, enough: StoppingRule, threads: usize) -> Estimates {
    let job = |_: &mut (), replication, _, group: usize| observe(seed, replication, GROUPS[group]);
    let sides = vec![Side { frame: frame(), groups: GROUPS.iter().map(|group| group.to_vec()).collect() }];
    let threads = Threads::new(threads).expect("threads");
    let (folds, stopped) = lockstep(sides, enough, job, headline, &Execution::on(&threads));
    folds.into_iter().next().expect("one side").finish(7, stopped)
}
