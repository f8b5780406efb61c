use super::*;
use crate::experiment::estimates::Stopped;
use crate::experiment::synthetic::{GROUPS, frame, observe};
use crate::experiment::{StoppingRule, Threads};

/// The made-up scenario against variants of it; `change` is done to what each variant's cluster saw.
fn against(frames: Vec<MeasureContext>, enough: StoppingRule, threads: usize, change: fn(&mut Observations)) -> Comparison {
    let groups = || GROUPS.iter().map(|group| group.to_vec()).collect();
    let sides = std::iter::once(frame()).chain(frames).map(|frame| Side { frame, groups: groups() }).collect();
    let job = |_: &mut (), replication, side: usize, group: usize| {
        let mut seen = observe(7, replication, GROUPS[group]);
        if side > 0 {
            change(&mut seen);
        }
        seen
    };
    let threads = Threads::new(threads).expect("threads");
    run(sides, Settings { seed: 7, enough }, job, &Execution::on(&threads))
}

/// One oral report more of each cluster is done the same day instead of adjourned, and none is late.
fn improve(seen: &mut Observations) {
    for cluster in &mut seen.clusters {
        let kind = &mut cluster.streams[0].kinds[0];
        (kind.same_day, kind.adjourned, kind.on_time, kind.late) = (kind.same_day + 1, kind.adjourned - 1, kind.on_time + 1, 0);
    }
}

fn verdict(found: &Comparison, measure: &str) -> Option<Verdict> {
    found.variants[0].nation.iter().find(|one| one.item.measure.key == measure && one.item.key.is_empty()).expect("a measure").verdict
}

#[test]
fn a_scenario_differs_from_itself_by_exactly_nothing() {
    let found = against(vec![frame(), frame()], StoppingRule::Number(12), 2, |_| {});
    for variant in &found.variants {
        for one in &variant.nation {
            let difference = one.paired.expect("both have it").difference;
            assert_eq!((difference.mean, difference.half_width), (0.0, Some(0.0)), "{}", one.item.label());
            assert!(one.verdict.is_none_or(|verdict| verdict == Verdict::Same));
        }
        assert!(variant.clusters.iter().all(|one| one.verdict == Verdict::Same && one.paired.expect("both").difference.mean == 0.0));
        assert_eq!(variant.unmatched, Unmatched::default());
    }
    // One primary claim for each variant: the headline.
    assert_eq!((found.primary, found.cluster_family, found.family % 2), (2, 10, 0));
}

#[test]
fn better_and_worse_follow_the_direction_of_the_measure() {
    let found = against(vec![frame()], StoppingRule::Number(12), 1, improve);
    assert_eq!(verdict(&found, "same_day"), Some(Verdict::Better));
    assert_eq!(verdict(&found, "late"), Some(Verdict::Better));
    assert_eq!(verdict(&found, "cost"), Some(Verdict::Same));
    assert_eq!(verdict(&found, "officers_busy"), None, "busy is neither good nor bad");
    assert!(found.variants[0].clusters.iter().all(|one| one.verdict == Verdict::Better));
    // The scenarios share all their luck, so pairing gains much.
    assert!(found.variants[0].headline().expect("a rate").paired.expect("pairs").gain.expect("they vary") > 50.0);
}

#[test]
fn a_difference_is_told_where_chance_does_not_explain_it() {
    let of = |first: &[f64], second: &[f64], p: f64, better| Verdict::of(paired(first, second, 0.95).as_ref(), Some(p), better, 0.95);
    let (low, high) = ([1.0, 2.0, 3.0], [2.0, 3.5, 4.0]);
    for (better, rises, falls) in [(Better::Higher, Verdict::Better, Verdict::Worse), (Better::Lower, Verdict::Worse, Verdict::Better)] {
        assert_eq!((of(&low, &high, 0.04, better), of(&high, &low, 0.04, better)), (rises, falls));
        assert_eq!(of(&low, &high, 0.06, better), Verdict::Unclear, "chance explains it once in seventeen times");
        assert_eq!(of(&low, &low, 0.04, better), Verdict::Same, "there is none");
        assert_eq!(Verdict::of(None, Some(0.01), better, 0.95), Verdict::Unclear, "nothing to pair");
        assert_eq!(Verdict::of(paired(&low, &high, 0.95).as_ref(), None, better, 0.95), Verdict::Unclear, "no p");
    }
}

#[test]
fn what_only_one_has_is_named_and_the_rest_is_paired() {
    let mut other = frame();
    other.names.clusters[1] = "Birch".to_owned();
    other.names.grades[2] = "SCA".to_owned();
    other.names.streams[1].key = "parole".to_owned();
    let found = against(vec![other], StoppingRule::Number(3), 1, |_| {});
    let variant = &found.variants[0];
    assert_eq!(variant.unmatched.base, ["cluster Beech", "grade SPO", "workstream rsr"]);
    assert_eq!(variant.unmatched.variant, ["cluster Birch", "grade SCA", "workstream parole"]);
    assert_eq!(variant.clusters.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Ash", "Cedar", "Doum", "Elm"]);
    assert!(variant.nation.iter().all(|one| !["SPO", "rsr"].contains(&one.item.key.as_str())));
}

#[test]
fn lockstep_stops_by_the_precision_of_the_difference_and_at_the_same_place_on_any_threads() {
    let enough = StoppingRule::Precision { half_width: 0.0005, at_least: 3, at_most: 400 };
    let whole = |found: &Comparison| format!("{:?}", (&found.base.nation, &found.variants[0].nation, &found.variants[0].clusters));
    let one = against(vec![frame()], enough, 1, improve);
    let Stopped::Precise { met_at, .. } = one.base.stopped else { panic!("{:?}", one.base.stopped) };
    assert_eq!(one.base.replications, met_at + 5);
    // The level itself is far from so precise.
    assert!(one.base.nation.rate().expect("a rate").half_width.expect("several") > 0.0005);
    for threads in [2, 7] {
        let other = against(vec![frame()], enough, threads, improve);
        assert!(whole(&one) == whole(&other), "{threads} threads");
    }
}

/// Whether an interval leaves out nought.
fn leaves_out_nought(pair: &Paired) -> bool {
    pair.difference.half_width.is_some_and(|half| pair.difference.mean.abs() > half)
}

#[test]
fn the_interval_beside_a_verdict_is_the_one_that_it_used() {
    // Many variants, each a little better in some replications only: some claims hold after correction and some do not.
    let mut base = crate::experiment::synthetic::estimates(StoppingRule::Number(12), 1);
    base.frame.managers = vec![false, true, true];
    let moved = |by: f64| {
        let mut found = base.clone();
        for (at, values) in found.nation.values.iter_mut().enumerate() {
            values
                .iter_mut()
                .enumerate()
                .for_each(|(r, value)| *value += by * ((r * 7 + at * 3) % 12) as f64 + 0.02 * ((r * 5 + at) % 12) as f64 - 0.11);
        }
        found
    };
    let found = of(base.clone(), [0.0, 0.002, 0.004, 0.01].map(moved).to_vec());
    let (mut sure, mut between) = (0, 0);
    for one in found.variants.iter().flat_map(|variant| &variant.nation) {
        let (Some(verdict), Some(judged), Some(own)) = (one.verdict, one.judged(), one.paired) else { continue };
        let clear = matches!(verdict, Verdict::Better | Verdict::Worse);
        assert_eq!(clear, leaves_out_nought(&judged), "{}: {verdict:?}, {judged:?}", one.item.label());
        assert!(judged.difference.half_width >= own.difference.half_width && judged.difference.mean == own.difference.mean);
        sure += u64::from(clear);
        between += u64::from(!clear && leaves_out_nought(&own));
    }
    assert!(sure > 0 && between > 0, "{sure} sure, {between} that only their own interval would leave out");
}

#[test]
fn primary_measures_are_corrected_among_themselves_and_all_others_apart() {
    let with = |primary: &[&str]| {
        let own = MeasureContext { primary: primary.iter().map(|&name| name.to_owned()).collect(), ..frame() };
        let groups = || GROUPS.iter().map(|group| group.to_vec()).collect();
        let sides = vec![Side { frame: own, groups: groups() }, Side { frame: frame(), groups: groups() }];
        let job = |_: &mut (), replication, side: usize, group: usize| {
            let mut seen = observe(7, replication, GROUPS[group]);
            if side > 0 {
                improve(&mut seen);
            }
            seen
        };
        run(sides, Settings { seed: 7, enough: StoppingRule::Number(12) }, job, &Execution::on(&Threads::one()))
    };
    let of = |found: &Comparison, key: &str, part: &str| {
        found.variants[0].nation.iter().find(|one| one.item.measure.key == key && one.item.key == part).expect("a measure").clone()
    };
    // The headline alone, if nothing is said: its p is not raised, however many other measures there are.
    let found = with(&[]);
    let headline = of(&found, "same_day", "");
    assert_eq!((found.primary, headline.family), (1, Some(Family::Primary)));
    assert_eq!(headline.corrected, headline.paired.expect("both").p);
    assert_eq!(headline.judged(), headline.paired);
    assert!(found.family > 3 && of(&found, "late", "").family == Some(Family::Others));
    // Two and a part: three claims, and the others are fewer.
    let three = with(&["same_day", "on_time", "same_day.oral"]);
    assert_eq!((three.primary, three.family), (3, found.family - 1));
    let part = of(&three, "same_day", "oral");
    assert!(part.family == Some(Family::Primary) && part.verdict.is_some(), "{part:?}");
    // What is no measure, or none with a better direction, is refused in words.
    let check = |name: &str| check_primary(&MeasureContext { primary: vec![name.to_owned()], ..frame() });
    assert_eq!(check("same_day"), Ok(()));
    assert!(check("sameday").is_err_and(|why| why.contains("`sameday` is not one. Did you mean `same_day`?")));
    assert!(check("officers_busy").is_err_and(|why| why.contains("neither")));
}
