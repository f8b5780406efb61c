//! E3's services beyond the courts, worked by hand: meetings and deadlines on one day, and the hours that each proposal moves.

use sameday::model::observe::{ClusterSeen, KindSeen};
use sameday::model::offered_load::by_grade;
use sameday::scenario::complexity::applied;
use sameday::scenario::grammar::{Arrivals, Scenario};

use crate::support::{of_cluster, shipped, written};

const MINUTE: u64 = 60;

/// What must hold for Monday 4 January 2016 in one office: people are there from nine to five, each piece of work comes at a stated time.
/// `staff` is what the team has; `work` are workstreams.
fn monday(staff: &str, work: &str, sets: &[&str]) -> ClusterSeen {
    let grades: String = ["PO", "SPO", "HEAD", "DEPUTY", "QDO", "VLO"]
        .map(|grade| format!("[grades.{grade}]\nday = [\"09:00-17:00\"]\nmanager = {}\n", matches!(grade, "SPO" | "HEAD")))
        .concat();
    let text = format!(
        "question = \"EventKind is done when?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nrun_out = \"2 weeks\"\nheadline = \"first\"\n\
         {grades}[clusters.A.staff.office]\n{}\n{work}",
        staff.replace(", ", "\n")
    );
    of_cluster(&written(&text, sets), "A", 1, 1).remove(0)
}

/// A workstream of the office whose work comes at so many times of the Monday, `rest` being its keys.
fn coming(name: &str, times: &[&str], rest: &str) -> String {
    let events: Vec<String> = times.iter().map(|time| format!("{{ time = \"2016-01-04 {time}\" }}")).collect();
    format!(
        "[workstreams.{name}]\nteam = \"office\"\narrivals = {{ file = {{ path = \"none.csv\", events = [{}] }} }}\n{rest}\n",
        events.join(", ")
    )
}

/// The only kind of a workstream, by its place.
fn only(seen: &ClusterSeen, stream: usize) -> KindSeen {
    seen.streams[stream].kinds[0].clone()
}

#[test]
fn a_manager_leaves_work_for_a_meeting_and_goes_back_to_it() {
    // Three hours of rotas are begun at nine. The court users' group is at half past for ninety minutes; the rotas are done at half past one.
    let work = coming("first", &["09:00"], "class = 5\nsteps = { do = { by = [\"SPO\"], does = { work = \"3 h\" } } }")
        + "[workstreams.group]\nteam = \"office\"\nclass = 2\narrivals = { calendar = { day = \"Mon\", at = \"09:30\" } }\n\
           steps = { attend = { by = [\"SPO\"], does = { attend = { lasts = \"90 min\", late_by = \"10 min\" } } } }\n";
    let told = |sets: &[&str]| {
        let seen = monday("SPO = 1", &work, sets);
        ((seen.streams[1].cover_wanted, seen.streams[1].uncovered), only(&seen, 0).completion / MINUTE)
    };
    assert_eq!(told(&[]), ((1, 0), 270));
    // What cannot be interrupted, or is as urgent, is not left; nor is anything for a meeting that interrupts nothing.
    assert_eq!(told(&["workstreams.first.steps.do.interruptible=false"]), ((1, 1), 180));
    assert_eq!(told(&["workstreams.first.class=2"]), ((1, 1), 180));
    assert_eq!(told(&["workstreams.group.steps.attend.preempts=false"]), ((1, 1), 180));
}

#[test]
fn nobody_leaves_a_meeting_before_its_end() {
    // A recall comes at ten, in the middle of a meeting from half past nine to eleven: it is read from eleven to half past.
    let work =
        coming("first", &["10:00"], "class = 1\nsteps = { read = { by = [\"SPO\"], does = { work = \"30 min\" }, preempts = true } }")
            + "[workstreams.group]\nteam = \"office\"\nclass = 2\narrivals = { calendar = { day = \"Mon\", at = \"09:30\" } }\n\
           steps = { attend = { by = [\"SPO\"], does = { attend = { lasts = \"90 min\" } } } }\n";
    let seen = monday("SPO = 1", &work, &[]);
    assert_eq!((seen.streams[1].uncovered, only(&seen, 0).completion), (0, 90 * MINUTE));
}

/// A recall at ten, two hours of a report, then half an hour of the Head's within a working day: by five o'clock on Tuesday.
fn recall() -> String {
    coming("first", &["10:00"], "steps = { report = { by = [\"PO\"], does = { work = \"2 h\" } } }")
        + "[workstreams.countersign]\nteam = \"office\"\narrivals = { completion = { of = \"first\" } }\ndue = { within = \"1 working day\" }\n\
           steps = { read = { by = [\"HEAD\"], does = { work = \"30 min\" } } }\n"
}

#[test]
fn a_recall_waits_for_a_head_who_is_away_and_misses_its_deadline() {
    let told = |sets: &[&str]| {
        let seen = monday("PO = 1, HEAD = 1, DEPUTY = 1, SPO = 1", &recall(), sets);
        let read = only(&seen, 1);
        (read.on_time, read.late, read.completion / MINUTE, read.lateness / MINUTE)
    };
    // Asked at noon and read by half past.
    assert_eq!(told(&[]), (1, 0, 30, 0));
    // A Head who is in on Wednesdays reads it by half past nine: 45.5 hours after noon on Monday, 16.5 hours too late.
    let away = "grades.HEAD.days=Wed";
    assert_eq!(told(&[away]), (0, 1, 45 * 60 + 30, 16 * 60 + 30));
    // A deputy, or the manager of the pilot, does it at once.
    assert_eq!(told(&[away, "workstreams.countersign.steps.read.by=[\"HEAD\", \"DEPUTY\"]"]), (1, 0, 30, 0));
    assert_eq!(told(&[away, "workstreams.countersign.steps.read.by=[\"SPO\"]"]), (1, 0, 30, 0));
}

#[test]
fn a_parole_report_that_is_not_countersigned_is_done_when_it_is_written() {
    let work = coming(
        "first",
        &["09:00"],
        "[workstreams.first.steps.write]\nby = [\"PO\"]\ndoes = { work = \"4 h\" }\n\
         [workstreams.first.steps.countersign]\nafter = [\"write\"]\nby = [\"SPO\"]\ndoes = { gate = { reading = \"45 min\" } }\n",
    );
    let done = |sets: &[&str]| only(&monday("PO = 1, SPO = 1", &work, sets), 0).completion / MINUTE;
    assert_eq!(done(&[]), 4 * 60 + 45);
    assert_eq!(done(&["workstreams.first.steps.countersign.chance=0"]), 4 * 60);
}

#[test]
fn a_dip_sample_delays_nobody_and_takes_the_reader_it_names() {
    // Three cases of an hour by one officer, each read for twenty minutes three hours after it is done.
    let work = coming("first", &["09:00", "09:00", "09:00"], "steps = { do = { by = [\"PO\"], does = { work = \"1 h\" } } }")
        + "[workstreams.sample]\nteam = \"office\"\narrivals = { completion = { of = \"first\", delay = \"3 h\" } }\n\
           steps = { read = { by = [\"SPO\"], does = { work = \"20 min\" } } }\n";
    let busy = |sets: &[&str]| {
        let seen = monday("PO = 1, SPO = 1, QDO = 1", &work, sets);
        assert_eq!(only(&seen, 0).completion / MINUTE, 60 + 120 + 180);
        (seen.grades[1].busy / MINUTE, seen.grades[4].busy / MINUTE)
    };
    assert_eq!(busy(&[]), (60, 0));
    assert_eq!(busy(&["workstreams.sample.steps.read.by=[\"QDO\"]"]), (0, 60));
}

#[test]
fn each_level_of_contact_takes_its_own_time() {
    let event = |time: &str, kind: &str| format!("{{ time = \"2016-01-04 {time}\", kind = \"{kind}\" }}");
    let events = [event("09:00", "low"), event("11:00", "medium"), event("13:00", "high")].join(", ");
    let work = format!(
        "[workstreams.first]\nteam = \"office\"\narrivals = {{ file = {{ path = \"none.csv\", events = [{events}] }} }}\n\
         kinds = {{ low = {{ share = 0.4 }}, medium = {{ share = 0.4 }}, high = {{ share = 0.2 }} }}\n\
         steps = {{ contact = {{ by = [\"VLO\"], does = {{ work = \"45 min\" }}, for = {{ low = {{ takes = \"25 min\" }}, high = {{ takes = \"75 min\" }} }} }} }}\n"
    );
    let seen = monday("VLO = 1", &work, &[]);
    assert_eq!(seen.streams[0].kinds.iter().map(|kind| kind.completion / MINUTE).collect::<Vec<_>>(), [25, 45, 75]);
}

#[test]
fn a_case_handed_over_at_eighteen_is_met_by_the_other_team() {
    let work = coming("first", &["09:00"], "steps = { prepare = { by = [\"PO\"], does = { work = \"5 h\" } } }")
        + "[clusters.A.staff.cases]\nPO = 1\n[workstreams.received]\nteam = \"cases\"\narrivals = { completion = { of = \"first\", delay = \"1 h\" } }\n\
           steps = { meet = { by = [\"PO\"], does = { work = \"2 h\" } } }\n";
    // Prepared by two o'clock, there at three, met by five.
    let seen = monday("PO = 1", &work, &[]);
    assert_eq!((only(&seen, 0).completion / MINUTE, only(&seen, 1).completion / MINUTE), (300, 120));
    assert_eq!(seen.grades[0].by_stream, [300 * MINUTE, 120 * MINUTE]);
}

const WALES: &str = "WAL-04";

/// Where the proposals' hours are worked out: one cluster, its year of 52 weeks.
fn there(name: &str, sets: &[&str]) -> Scenario {
    let only = format!("run.only=[\"{WALES}\"]");
    shipped(name, &[&[only.as_str(), "run.length=52 weeks"], sets].concat())
}

/// Hours asked of some grades of a team in that year.
fn hours(scenario: &Scenario, team: &str, grades: &[&str]) -> f64 {
    let loads = by_grade(scenario);
    loads.iter().filter(|load| load.team == team && grades.contains(&load.grade.as_str())).map(|load| load.offered_hours).sum()
}

#[test]
fn the_hours_that_each_proposal_moves_are_those_worked_by_hand() {
    let base = there("whole-2016", &[]);
    let n = |sum: &str| base.attribute(WALES, sum);
    let (officers, om) = (&["PO", "PSO"][..], "offender_management");
    let tiers = ["a", "b1", "b2", "c1", "c2", "d1", "d2"].map(|tier| n(&format!("tier_{tier}")));
    let months = |tier: usize| 12.0 * n("community_cases") * tiers[tier] / tiers.iter().sum::<f64>();
    // What a tenth returned brings: a ninth more readings, and as many hours of putting right.
    let again = 0.1 / 0.9;
    // A hearing: 0.90 × 5.5 + 0.07 × 1.5 + 0.03 × 1 = 5.085 h; with 0.15, 0.70 and 0.15 of them, 2.025 h.
    let hearings = 0.55 * (2.025 - 5.085);
    let posts = n("fte.offender_management.PO + fte.offender_management.PSO");
    let managers = n("fte.offender_management.SPO");
    let expected = [
        ("17-parole-without-countersigning", om, officers, n("parole_reports") * (hearings - 0.92 * again)),
        ("17-parole-without-countersigning", om, &["SPO"], n("parole_reports") * -0.92 * 0.75 * (1.0 + again)),
        // Delegated 1.1 h for the 1.3 and 0.9 h that POs are spared; groups take 1.2 h a month.
        (
            "22-tasks-delegated-and-groups",
            om,
            officers,
            months(0) * (1.1 - 1.3)
                + months(1) * (1.1 - 0.9)
                + months(3) * 0.1 * (1.2 - 3.3)
                + months(4) * 0.2 * (1.2 - 2.6)
                + months(5) * 0.3 * (1.2 - 2.1)
                + months(6) * 0.3 * (1.2 - 1.4),
        ),
        ("23-foreign-nationals-in-teams", om, officers, n("foreign_nationals") * -4.0 * 3.0),
        ("23-foreign-nationals-in-teams", "foreign_nationals", &["PO"], n("foreign_nationals") * 4.0 * 2.0),
        ("24-electronic-referral-and-standard-staffing", om, officers, n("fte.approved_premises.BED") * 4.2 * -35.0 / 60.0),
        (
            "24-electronic-referral-and-standard-staffing",
            "approved_premises",
            &["APM"],
            n("fte.approved_premises.BED") * 4.2 * -20.0 / 60.0,
        ),
        // One recall in ten more is averted: its report is not written, nor is its re-release considered in a tenth.
        ("26-recall-countersigned-by-managers", om, officers, n("recalls") * -(0.10 + 0.01) * 2.5),
        ("26-recall-countersigned-by-managers", om, &["SPO"], n("recalls") * 0.85 * 25.0 / 60.0),
        ("26-recall-countersigned-by-managers", "management", &["HEAD", "DEPUTY"], n("recalls") * -0.95 * 35.0 / 60.0),
        ("27-quality-officers-and-dip-sampling", om, &["SPO"], posts * -18.0 * 0.5 - managers * 60.0 * 1.25),
        ("27-quality-officers-and-dip-sampling", om, &["CA"], managers * 60.0 * 1.25),
        ("27-quality-officers-and-dip-sampling", om, &["QDO"], posts * 6.0 * 1.25),
        ("27-quality-officers-and-dip-sampling", "management", &["CA"], 4.0 * 52.2 * 1.25 + n("local_authorities") * 12.0),
    ];
    for (name, team, grades, wanted) in expected {
        let moved = hours(&there(&format!("what-if/{name}"), &[]), team, grades) - hours(&base, team, grades);
        // A year of 52 weeks is short of a year by a day and a quarter, and bank holidays fall as they do.
        assert!(wanted.abs() > 1.0 && (moved / wanted - 1.0).abs() < 0.02, "{name}: {team} {grades:?} {moved:.1} h, by hand {wanted:.1}");
    }
}

#[test]
fn people_follow_the_number_they_serve() {
    let base = shipped("whole-2016", &[]);
    let all = |scenario: &Scenario, sum: &str| -> Vec<f64> {
        let scenario = applied(scenario);
        scenario.clusters.keys().map(|cluster| scenario.attribute(cluster, sum)).collect()
    };
    let with = |scenario: &Scenario, sum: &str| all(scenario, sum).iter().filter(|fte| **fte > 0.0).count();
    // 26 clusters of 69 have a deputy. In one structure none has; the ten most complex have a manager of that grade for support.
    let deputies = "fte.management.DEPUTY";
    assert_eq!((base.clusters.len(), with(&base, deputies)), (69, 26));
    let one_structure = shipped("what-if/16-deputies-removed-complex-clusters-supported", &[]);
    assert_eq!((with(&one_structure, deputies), with(&one_structure, "fte.management.CA")), (10, 35));
    // One officer to each youth offending service, or one for eighteen cases: 152 posts all the same.
    let shared = shipped("what-if/25-secondments-by-workload", &[]);
    assert_eq!(all(&base, "fte.youth.PO"), all(&base, "local_authorities"));
    for (posts, cases) in all(&shared, "fte.youth.PO").iter().zip(all(&base, "yos_cases")) {
        assert!((posts - 0.0563 * cases).abs() < 1e-9);
    }
    assert!((all(&shared, "fte.youth.PO").iter().sum::<f64>() / 152.0 - 1.0).abs() < 0.01);
    // 101 premises: an area manager for ten before, and for seven or eight with E3; as many workers in every house.
    let standard = shipped("what-if/24-electronic-referral-and-standard-staffing", &[]);
    let each = |scenario: &Scenario| 101.0 / all(scenario, "fte.approved_premises.AREA").iter().sum::<f64>();
    assert!((each(&base) - 10.0).abs() < 1e-6 && (7.0..=8.0).contains(&each(&standard)));
    for (workers, houses) in all(&standard, "fte.approved_premises.APW").iter().zip(all(&base, "premises")) {
        assert!((workers - 5.925 * houses).abs() < 0.001);
    }
    assert!(
        (all(&standard, "fte.approved_premises.APW").iter().sum::<f64>() - all(&base, "fte.approved_premises.APW").iter().sum::<f64>())
            .abs()
            < 1.0
    );
}

#[test]
fn managers_meet_all_whom_they_manage() {
    // Heads meet SPOs, SPOs their officers, and SCAs the CAs of both teams, each once a month: a post more, twelve meetings more.
    let meetings = |sets: &[&str]| -> Vec<f64> {
        let scenario = there("whole-2016", sets);
        let rate = |name: &str| {
            let Arrivals::Random(from) = &scenario.workstreams[name].arrivals else { panic!("{name} is not at random") };
            from.rate.number * scenario.attribute(WALES, from.times.as_ref().unwrap())
        };
        ["manager_supervision", "officer_supervision", "administrator_supervision"].map(rate).to_vec()
    };
    let one_more = |team: &str, grade: &str| {
        let line = format!("extra_staff.one={{ team = \"{team}\", grade = \"{grade}\", fte = 1, source = \"assumption: a test\" }}");
        let (before, after) = (meetings(&[]), meetings(&[&line]));
        before.iter().zip(after).map(|(before, after)| (after - before).round()).collect::<Vec<_>>()
    };
    assert_eq!(one_more("court", "SPO"), [12.0, 0.0, 0.0]);
    assert_eq!(one_more("offender_management", "PO"), [0.0, 12.0, 0.0]);
    assert_eq!(one_more("offender_management", "PSO"), [0.0, 12.0, 0.0]);
    assert_eq!(one_more("court", "CA"), [0.0, 0.0, 12.0]);
}

#[test]
fn courts_that_merge_keep_their_sittings_and_lose_their_rooms() {
    let (base, merged) = (shipped("baseline-2016", &[]), shipped("what-if/12-two-courts-merge", &[]));
    let court = |scenario: &Scenario| {
        let courts = &scenario.clusters["MID-11"].courts["magistrates"];
        (courts.count, courts.count as f64 * courts.size.get())
    };
    assert_eq!((court(&base).0, court(&merged).0), (6, 3));
    assert!((court(&base).1 - court(&merged).1).abs() < 1e-9);
    // Four sittings of pleas, sentences, breaches and domestic abuse in ten cost twenty minutes more on the road.
    let only = ["run.only=[\"MID-11\"]"];
    let officers = |name: &str| hours(&shipped(name, &only), "court", &["PO", "PSO"]);
    let stays = ["run.only=[\"MID-11\"]", "workstreams.court_travel.arrivals.sittings.share=0"];
    let travel = officers("what-if/12-two-courts-merge") - hours(&shipped("what-if/12-two-courts-merge", &stays), "court", &["PO", "PSO"]);
    // 2.04 courts' worth of 1.0 + 0.8 + 0.3 + 0.2 + 0.3 + 0.4 rooms a day, each sat in by the session, over 253 days.
    let sittings = 2.04 * (2.0 * 0.5 + 0.8 + 2.0 * 0.15 + 0.2 + 2.0 * 0.15 + 2.0 * 0.2) * 253.0;
    assert!((travel / (0.4 * sittings / 3.0) - 1.0).abs() < 0.05, "{travel} h of {sittings} sittings");
}

#[test]
fn tiers_a_and_b1_are_held_by_pos_alone() {
    let short = ["run.length=4 weeks", "run.warm_up=0 weeks", "run.run_out=4 weeks"];
    let done = |away: &str| -> Vec<(u64, u64)> {
        let scenario = there("whole-2016", &[&short[..], &[away]].concat());
        let place = scenario.workstreams.get_index_of("community").unwrap();
        let seen = of_cluster(&scenario, WALES, 1, 1).remove(0);
        seen.streams[place].kinds.iter().map(|kind| (kind.requested, kind.delivered)).collect()
    };
    let without_pos = done("grades.PO.absence=1");
    assert!(without_pos[..2].iter().all(|(asked, done)| *asked > 0 && *done == 0), "{without_pos:?}");
    assert!(without_pos[2..].iter().map(|(_, done)| done).sum::<u64>() > 0, "{without_pos:?}");
    let without_psos = done("grades.PSO.absence=1");
    assert!(without_psos.iter().all(|(_, done)| *done > 0), "a PO may hold any: {without_psos:?}");
}
