use super::super::synthetic::{estimates, frame, observe};
use super::super::{Stopped, StoppingRule};
use super::*;

const ALL: &[usize] = &[0, 1, 2, 3, 4];

fn fold(replications: u64) -> Fold {
    let mut fold = Fold::new(frame());
    for replication in 0..replications {
        let seen = observe(7, replication, ALL);
        fold.add(&seen.clusters.iter().collect::<Vec<_>>());
    }
    fold
}

#[test]
fn the_nation_is_a_ratio_of_sums_and_not_a_mean_of_rates() {
    let found = fold(1).finish(7, Stopped::Number);
    let seen = observe(7, 0, ALL);
    let kinds = || seen.clusters.iter().flat_map(|cluster| &cluster.streams[0].kinds);
    let (same_day, requested): (u64, u64) = (kinds().map(|k| k.same_day).sum(), kinds().map(|k| k.requested).sum());
    let rate = found.national("same_day", "").expect("reports were asked for");
    assert_eq!(rate.mean, same_day as f64 / requested as f64);
    assert_eq!(rate.half_width, None, "a single replication knows nothing of its error");
    assert_eq!(found.national("requested", "").expect("a total").mean, requested as f64);
    let clusters: f64 = found.clusters.iter().map(|cluster| cluster.rate().expect("a rate").mean).sum();
    assert!((rate.mean - clusters / 5.0).abs() > 1e-6);
}

#[test]
fn each_replication_is_one_observation() {
    let found = fold(30).finish(7, Stopped::Number);
    let yearly = found.nation.yearly();
    assert_eq!(yearly.len(), 30);
    let by_hand = yearly.iter().copied().collect::<Tally>().estimate(0.95);
    assert_eq!(found.national("same_day", ""), by_hand);
    let chance = found.nation.chance.expect("thirty years");
    assert_eq!((chance.of, chance.reached), (30, yearly.iter().filter(|rate| **rate >= 0.5).count() as u64));
}

#[test]
fn divisions_add_up_to_the_nation() {
    let found = fold(3).finish(7, Stopped::Number);
    let requested = found.position("requested", "").expect("a measure");
    let of = |scopes: &[Scope]| scopes.iter().map(|scope| scope.measures[requested].expect("a total").mean).sum::<f64>();
    let nation = found.nation.measures[requested].expect("a total").mean;
    assert!((of(&found.divisions) - nation).abs() < 1e-9 && (of(&found.clusters) - nation).abs() < 1e-9);
    assert_eq!(found.divisions.iter().map(|d| d.name.as_str()).collect::<Vec<_>>(), ["North", "South"]);
}

#[test]
fn same_day_and_the_obstacles_that_decided_the_rest_add_up_to_one() {
    let found = fold(4).finish(7, Stopped::Number);
    let decided: f64 = found.parts("decided").map(|(i, _)| found.nation.measures[i].expect("a share").mean).sum();
    assert!((found.national("same_day", "").expect("a rate").mean + decided - 1.0).abs() < 1e-12);
}

#[test]
fn an_empty_cell_is_left_out_and_a_nought_is_not() {
    let found = fold(2).finish(7, Stopped::Number);
    assert_eq!(found.months[1].rate, None);
    assert_eq!(found.hours.iter().map(|hour| hour.name.as_str()).collect::<Vec<_>>(), ["10:00"]);
    assert_eq!(found.national("decided", "format").expect("a share").mean, 0.0);
}

#[test]
fn working_days_have_the_mode_and_median_of_their_histogram() {
    let found = fold(20).finish(7, Stopped::Number);
    let of = |key: &str| found.days.iter().find(|days| days.key == key).map(|days| (days.mode, days.median));
    // Oral reports are mostly same-day here, standard ones almost all done on day 15.
    assert_eq!(of("oral"), Some((Some(1), Some(1))));
    assert_eq!(of("standard"), Some((Some(15), Some(15))));
    assert_eq!(found.national("median_days", "standard").expect("a median").mean, 15.0);
}

#[test]
fn measures_have_the_values_worked_out_by_hand() {
    let found = fold(1).finish(7, Stopped::Number);
    let value = |measure: &str, part: &str| found.national(measure, part).expect("a value").mean;
    assert!((value("absence", "PO") - 300.0 / 1400.0).abs() < 1e-12);
    assert!((value("vacant", "SPO") - 100.0 / 1500.0).abs() < 1e-12);
    assert!((value("courtroom_use", "") - 0.8).abs() < 1e-12);
    assert!((value("uncovered", "rsr") - 0.01).abs() < 1e-12);
    assert!((value("work_lateness", "psr") - 2.0).abs() < 1e-12);
    // Five clusters, each paid for 1.4 million seconds and an hour in two grades with a cost.
    assert!((value("cost", "") - 5.0 * (1_400_000.0 / 3600.0 + 1.0) * 45.0).abs() < 1e-6);
    let delivered: u64 = observe(7, 0, ALL).clusters.iter().flat_map(|cluster| &cluster.streams[0].kinds).map(|kind| kind.delivered).sum();
    // Their own time: ten hours at £25 and ten at £20 in each cluster; the third grade has no cost.
    assert!((value("cost_per_report", "") - 5.0 * (10.0 * 25.0 + 10.0 * 20.0) / delivered as f64).abs() < 1e-9);
    assert!((value("answer_time", "interview") - 1.0).abs() < 1e-12 && (value("answer_sought", "interview") - 1.0).abs() < 1e-12);
    let filled = 30.0 * 1400.0 / 1500.0;
    assert!((value("reports_per_officer", "") - value("requested", "") / filled).abs() < 1e-9);
}

#[test]
fn every_item_of_the_register_has_a_value() {
    let found = fold(2).finish(7, Stopped::Number);
    let empty: Vec<String> =
        found.items.iter().zip(&found.nation.measures).filter(|(_, e)| e.is_none()).map(|(item, _)| item.label()).collect();
    assert_eq!(empty, Vec::<String>::new());
    let mut keys: Vec<_> = found.items.iter().map(|item| (item.measure.key, &item.key)).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), found.items.len(), "no two items have one name");
}

#[test]
fn threads_do_not_change_a_bit() {
    let precision = StoppingRule::Precision { half_width: 0.02, at_least: 3, at_most: 400 };
    for enough in [StoppingRule::Number(37), precision] {
        let one = estimates(enough, 1);
        for threads in [2, 7] {
            assert_eq!(format!("{one:?}"), format!("{:?}", estimates(enough, threads)));
        }
    }
}

#[test]
fn a_run_stops_when_the_precision_has_held_and_says_so() {
    let found = estimates(StoppingRule::Precision { half_width: 0.02, at_least: 3, at_most: 400 }, 2);
    let Stopped::Precise { met_at, .. } = found.stopped else { panic!("{:?}", found.stopped) };
    assert_eq!(found.replications, met_at + 5);
    assert!(found.nation.rate().expect("a rate").half_width.expect("many") <= 0.02);
    let unmet = estimates(StoppingRule::Precision { half_width: 1e-9, at_least: 3, at_most: 12 }, 2);
    assert_eq!((unmet.stopped, unmet.replications), (Stopped::Most { wanted: 1e-9 }, 12));
}

#[test]
#[should_panic(expected = "Ash: requests are all accounted for")]
fn a_lost_request_is_a_bug_and_is_not_averaged_away() {
    let mut seen = observe(7, 0, ALL);
    seen.clusters[0].streams[0].kinds[0].delivered -= 1;
    Fold::new(frame()).add(&seen.clusters.iter().collect::<Vec<_>>());
}

#[test]
fn money_is_told_where_the_scenario_gives_its_price_and_only_there() {
    let found = estimates(StoppingRule::Number(3), 1);
    // Five clusters, 200,000 seconds of courtrooms in each, at £150 an hour; no price of an adjournment.
    let courts = found.national("court_cost", "").expect("a price of court time");
    assert!((courts.mean - 5.0 * 200_000.0 / 3600.0 * 150.0).abs() < 1e-6, "{courts:?}");
    assert_eq!(found.position("adjournment_cost", ""), None);
    let mut frame = found.frame;
    (frame.court_hour, frame.adjournment) = (None, Some(100.0));
    let seen = observe(7, 0, ALL);
    let mut fold = Fold::new(frame);
    fold.add(&seen.clusters.iter().collect::<Vec<_>>());
    let told = fold.finish(7, Stopped::Number);
    let put_over: u64 = seen.clusters.iter().flat_map(|cluster| &cluster.streams[0].kinds).map(|kind| kind.adjourned).sum();
    assert_eq!(told.national("adjournment_cost", "").map(|told| told.mean), Some(put_over as f64 * 100.0));
    assert_eq!(told.position("court_cost", ""), None);
}

/// How many replications were folded, why there are no more, and how often the half-width was asked for.
fn in_lockstep(enough: StoppingRule, after: Option<u64>) -> (u64, Stopped, u64) {
    let side = crate::experiment::Side { frame: frame(), groups: vec![ALL.to_vec()] };
    let job = |_: &mut (), replication, _, _| observe(7, replication, ALL);
    let threads = crate::experiment::Threads::one();
    let with = crate::experiment::Execution { stop_after: after, ..crate::experiment::Execution::on(&threads) };
    let mut asked = 0;
    let half_width = |_: &[Fold]| {
        asked += 1;
        None
    };
    let (folds, stopped) = crate::experiment::lockstep(vec![side], enough, job, half_width, &with);
    (folds[0].replications(), stopped, asked)
}

#[test]
fn a_run_that_stops_where_another_was_stopped_is_as_interrupted_as_that() {
    let stopped = |enough, after| {
        let (replications, stopped, _) = in_lockstep(enough, after);
        (replications, stopped)
    };
    assert_eq!(stopped(StoppingRule::Number(4), None), (4, Stopped::Number));
    assert_eq!(stopped(StoppingRule::Number(4), Some(9)), (4, Stopped::Number));
    assert_eq!(stopped(StoppingRule::Number(4), Some(3)), (3, Stopped::Interrupted));
    let precision = StoppingRule::Precision { half_width: 0.1, at_least: 2, at_most: 5 };
    assert_eq!(stopped(precision, Some(3)), (3, Stopped::Interrupted));
    assert_eq!(stopped(precision, None), (5, Stopped::Most { wanted: 0.1 }));
}

#[test]
fn a_half_width_that_decides_nothing_is_told_of_few_replications_and_then_now_and_then() {
    // Of the first 31, the 32nd and the 64th; where it decides, of all.
    assert_eq!(in_lockstep(StoppingRule::Number(70), None).2, 33);
    assert_eq!(in_lockstep(StoppingRule::Precision { half_width: 0.1, at_least: 2, at_most: 70 }, None).2, 70);
}
