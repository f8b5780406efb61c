//! The least support and the cheapest plan, on problems whose answer is known, and as a user calls them.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use sameday::experiment::{Execution, Threads};
use sameday::scenario::grammar::Scenario;
use sameday::study::feasible::Verdict;
use sameday::study::plan::{self, PlanResult, plan};
use sameday::study::support::rank::Ranking;
use sameday::study::support::{Answer, SupportResult, Way, support};

use crate::support::{files, written};
use crate::threads::StopAtJob;

/// M/M/c with 4 arrivals an hour and an hour's work each: 4 servers cannot keep up, 5 do 71.5 % within two hours, 6 do 83.1 %, any number 86.5 %.
/// Source: time in the system of M/M/c, Gross and others, ch. 2, with C(5, 4) = 0.5541 and C(6, 4) = 0.2848.
const STAFFING: &str = r#"
question = "How many servers do four in five within two hours?"
[run]
start    = 2016-01-04
length   = "4 days"
warm_up  = "1 day"
run_out  = "1 day"
headline = "queue"
[calendar]
working_days  = "Mon-Sun"
bank_holidays = false
[grades.SERVER]
day  = ["00:00-24:00"]
days = "Mon-Sun"
hourly_cost = "£20"
[clusters.Q.staff.desk]
SERVER = 4
[workstreams.queue]
team     = "desk"
order    = "first come"
arrivals = { random = { rate = "4 an hour" } }
due      = { within = "2 h" }
[workstreams.queue.steps.serve]
by        = ["SERVER"]
does      = { work = { exponential = { mean = "1 h" } } }
shift_end = "ignore"
[support]
ample    = "12 FTE"
at_least = 10
at_most  = 160
kinds.servers = { team = "desk", grade = "SERVER", step = "1 FTE", most = "6 FTE" }
targets.soon  = { measure = "work_on_time", part = "queue", at_least = 0.775 }
"#;

fn search(scenario: &Scenario, threads: usize) -> SupportResult {
    let threads = Threads::new(threads).unwrap();
    let with = Execution::on(&threads);
    let way = Way { ranking: None, with: &with };
    support(scenario, way).unwrap()
}

fn seeded(text: &str, seed: u64, sets: &[&str]) -> Scenario {
    let seed = format!("run.seed={seed}");
    let sets: Vec<&str> = sets.iter().copied().chain([seed.as_str()]).collect();
    written(text, &sets)
}

#[test]
fn the_least_staffing_of_a_queue_is_found_as_often_as_it_is_claimed() {
    let mut right = 0;
    let mut wrong = Vec::new();
    for seed in 0..100 {
        match &search(&seeded(STAFFING, seed, &[]), 1).needs[0].answer {
            Answer::Least(steps) if *steps == [2] => right += 1,
            other => wrong.push(format!("{seed}: {other:?}")),
        }
    }
    assert!(right >= 95, "{right} of 100; {}", wrong.join("; "));
}

#[test]
fn what_no_number_of_servers_can_do_is_said_so() {
    // Work alone takes more than two hours in e⁻² of cases, so 86.5 % is the ceiling.
    for seed in 0..10 {
        let need = &search(&seeded(STAFFING, seed, &["support.targets.soon.at_least=0.9"]), 1).needs[0];
        assert_eq!(need.answer, Answer::Beyond(Verdict::Fails), "seed {seed}");
    }
    // Two more would do; one is the most that can be hired.
    let need = &search(&seeded(STAFFING, 1, &["support.kinds.servers.most=1 FTE"]), 1).needs[0];
    assert_eq!(need.answer, Answer::Beyond(Verdict::Meets));
}

#[test]
fn nothing_asked_for_is_no_target_met() {
    let none = ["workstreams.queue.volume=0", "support.at_most=10"];
    for sets in [&none[..], &[none[0], none[1], "support.targets.soon.chance=0.5"]] {
        let found = search(&seeded(STAFFING, 1, sets), 1);
        assert_eq!(found.needs[0].answer, Answer::Nothing);
        let told = sameday::findings::support::document(&found).to_string();
        assert!(
            told.contains("nothing was there to be measured") && !told.lines().take(3).any(|line| line.contains("meets the targets")),
            "{told}"
        );
    }
    let text = plan_text();
    let changed = |more: &[&str]| Ok(written(&text, &[&["workstreams.queue.volume=0"], more].concat()));
    let threads = Threads::one();
    let with = Execution::on(&threads);
    let way = plan::Way { changed: &changed, with: &with };
    let why = plan(&written(&text, &["workstreams.queue.volume=0"]), way).unwrap_err().to_string();
    assert!(why.contains("nothing done, nothing was there to be measured") && why.contains("there is no answer"), "{why}");
}

#[test]
fn a_share_of_years_can_be_the_target() {
    // With two more, 83.1 % of a year on average and a standard deviation of about 2.5 points: nearly every year is above 77.5 %.
    let need = &search(&seeded(STAFFING, 5, &["support.targets.soon.chance=0.7"]), 1).needs[0];
    assert_eq!(need.answer, Answer::Least(vec![2]));
    assert!(need.after[0].years.unwrap().share() > 0.8);
}

/// The same queue with helpers who do the same work for less.
fn helpers() -> String {
    STAFFING
        .replace(
            "[clusters.Q.staff.desk]",
            "[grades.HELPER]\nday  = [\"00:00-24:00\"]\ndays = \"Mon-Sun\"\nhourly_cost = \"£12\"\n[clusters.Q.staff.desk]",
        )
        .replace("by        = [\"SERVER\"]", "by        = [\"SERVER\", \"HELPER\"]")
        .replace(
            "targets.soon",
            "kinds.helpers = { team = \"desk\", grade = \"HELPER\", step = \"1 FTE\", most = \"3 FTE\" }\ntargets.soon",
        )
}

#[test]
fn of_two_kinds_that_do_the_same_the_cheaper_is_taken() {
    for seed in 0..5 {
        let found = search(&seeded(&helpers(), seed, &["support.kinds.servers.most=3 FTE"]), 1);
        assert_eq!(found.needs[0].answer, Answer::Least(vec![0, 2]), "seed {seed}");
        assert!(!found.needs[0].crossed);
        // A step less of either kind was tested itself.
        assert!(found.needs[0].tested.iter().any(|tested| tested.steps == [0, 1] && tested.verdict == Verdict::Fails));
    }
}

/// Several queues, some of which need nothing.
fn queues() -> String {
    let more = |name: &str, servers: u32| {
        format!("[clusters.{name}]\nattributes = {{ load = {servers} }}\n[clusters.{name}.staff.desk]\nSERVER = {servers}\n")
    };
    let all: String = (0..5).map(|k| more(&format!("Q{k}"), 4 + k)).collect();
    STAFFING.replace("[clusters.Q.staff.desk]\nSERVER = 4\n", &all)
        + "budget = { fte = \"3 FTE\", raise = \"work_on_time\", part = \"queue\", replications = 8 }\n"
}

#[test]
fn threads_change_nothing_and_a_budget_goes_where_it_gains_most() {
    let scenario = written(&queues(), &[]);
    let one = search(&scenario, 1);
    let whole = |found: &SupportResult| format!("{:?} {:?} {}", found.needs, found.split, found.replications);
    for threads in [2, 5] {
        assert!(whole(&one) == whole(&search(&scenario, threads)), "{threads} threads");
    }
    let steps: Vec<_> = one.needs.iter().map(|need| need.answer.clone()).collect();
    assert_eq!(steps, [2, 1, 0, 0, 0].map(|steps| Answer::Least(vec![steps])));
    let split = one.split.as_ref().unwrap();
    // Three servers: the overloaded queue gains most from its first, and the queue that needs none gets none before it.
    assert!(split.shares.iter().any(|(name, fte)| name == "Q0" && fte[0] >= 2.0), "{:?}", split.shares);
    assert!(split.shares.iter().all(|(name, _)| name != "Q4"), "{:?}", split.shares);
    let equal = &split.ways[2];
    let behind = equal.behind.as_ref().unwrap().difference;
    assert!(behind.mean > behind.half_width.unwrap(), "marginal gains beat an equal split here: {behind:?}");
    assert!(split.curve.windows(2).all(|pair| pair[0].spent < pair[1].spent));
    let gains: Vec<f64> = split.curve.iter().map(|point| point.gain.mean).collect();
    assert!(gains[0] == 0.0 && gains.windows(2).all(|pair| pair[0] < pair[1]), "what is bought is what gains: {gains:?}");
    // On other replications it is the gain of the split that is told, within four standard errors of both.
    let [told, found] = [split.ways[1].gain.as_ref().unwrap().difference, split.curve.last().unwrap().gain];
    let error = [told, found].map(|one| one.standard_error().unwrap());
    assert!((told.mean - found.mean).abs() < 4.0 * error[0].hypot(error[1]), "{told:?}, {found:?}");
}

#[test]
fn a_budget_is_split_in_the_ways_that_are_named_and_each_spends_what_it_says() {
    let two = "[clusters.Q.staff.desk]\nSERVER = 4\n[clusters.R.staff.desk]\nSERVER = 5\n";
    let text = helpers().replace("[clusters.Q.staff.desk]\nSERVER = 4\n", two)
        + "budget = { pounds = \"£400000\", raise = \"work_on_time\", part = \"queue\", replications = 3 }\n";
    let sets = ["support.at_most=10", "support.kinds.servers.most=2 FTE", "support.kinds.helpers.most=2 FTE", "run.length=2 days"];
    let scenario = written(&text, &sets);
    let found = |chosen: [bool; 2]| {
        let ranking = Ranking { index: vec![1.0, 0.0], chosen: chosen.to_vec(), attributes: Vec::new() };
        let threads = Threads::one();
        let with = Execution::on(&threads);
        let way = Way { ranking: Some(&ranking), with: &with };
        support(&scenario, way).unwrap()
    };
    let one = found([true, false]);
    let prices: Vec<f64> = one.kinds.iter().map(|kind| kind.yearly.unwrap()).collect();
    let split = one.split.as_ref().unwrap();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6 * b.abs().max(1.0), "{a}, wanted {b}");
    let [none, gains, equal, band] = &split.ways[..] else { panic!("{:?}", split.ways) };
    assert_eq!((none.spent, &none.fte[..]), (0.0, &[0.0, 0.0][..]));
    // Half of the money for each kind, for both clusters together and for the one in the highest band.
    for way in [equal, band] {
        near(way.spent, 400_000.0);
        way.fte.iter().zip(&prices).for_each(|(fte, price)| near(fte * price, 200_000.0));
    }
    // What is bought by gains is what the clusters' shares add up to, and where the curve ends.
    assert!(0.0 < gains.spent && gains.spent <= 400_000.0 * (1.0 + 1e-9), "{}", gains.spent);
    near(gains.fte.iter().zip(&prices).map(|(fte, price)| fte * price).sum(), gains.spent);
    near(split.curve.last().unwrap().spent, gains.spent);
    (0..2).for_each(|kind| near(split.shares.iter().map(|(_, fte)| fte[kind]).sum(), gains.fte[kind]));
    // A gain is over no support, and is behind what gains most: both are told where they mean something.
    let mean = |paired: &Option<sameday::experiment::statistics::Paired>| paired.as_ref().map(|paired| paired.difference.mean);
    assert!(mean(&none.gain).is_none() && mean(&none.behind).is_none() && mean(&gains.behind).is_none());
    for way in [equal, band] {
        near(mean(&way.gain).unwrap() + mean(&way.behind).unwrap(), mean(&gains.gain).unwrap());
    }
    assert_ne!(mean(&equal.gain), mean(&band.gain), "the one cluster is not both");
    // Where no cluster is in the band, or all are, there is no such way.
    for chosen in [[false; 2], [true; 2]] {
        assert_eq!(found(chosen).split.unwrap().ways.len(), 3, "{chosen:?}");
    }
}

#[test]
fn support_is_looked_for_in_the_bands_that_are_named() {
    let bands = r#"bands = ["high"]
        [complexity]
        index = { Q1 = 2, Q3 = 1 }
        bands = { high = { share = "40 %" }, low = { share = "60 %" } }
        "#;
    let named = |sets: &[&str]| -> Vec<String> {
        search(&written(&(queues() + bands), sets), 1).needs.into_iter().map(|need| need.cluster).collect()
    };
    assert_eq!(named(&[]), ["Q1", "Q3"]);
    assert_eq!(named(&["support.clusters=[\"Q0\", \"Q3\"]"]), ["Q3"]);
}

#[test]
fn a_search_that_is_stopped_keeps_what_is_finished() {
    let scenario = written(&queues(), &[]);
    let cancel = AtomicBool::new(false);
    let (stop_at, one) = (StopAtJob(&cancel, 2), Threads::one());
    let with = Execution::on(&one).stopped_by(&cancel).heard_by(&stop_at);
    let cut = support(&scenario, Way { ranking: None, with: &with }).unwrap();
    assert_eq!((cut.needs.len(), cut.unfinished), (2, 3));
    assert!(cut.split.is_none());
    let all = search(&scenario, 1);
    assert_eq!(format!("{:?}", cut.needs), format!("{:?}", all.needs[..2].to_vec()));
}

/// A plan for the queue: one more or two more, and work that is done faster, at a price.
const OPTIONS: &str = r#"
[plan]
measure  = "work_on_time"
part     = "queue"
at_least = 10
at_most  = 160
margin   = "0.1 points"
[plan.options.one]
group = "servers"
set   = ['clusters.Q.staff.desk.SERVER=5']
[plan.options.two]
group = "servers"
set   = ['clusters.Q.staff.desk.SERVER=6']
[plan.options.faster]
set         = ['workstreams.queue.steps.serve.does={ work = { exponential = { mean = "45 min" } } }']
cost_a_year = "£300000"
"#;

fn planned(scenario: &Scenario, text: &str, sets: &[&str], threads: usize) -> PlanResult {
    let changed = |more: &[&str]| Ok(written(text, &sets.iter().chain(more).copied().collect::<Vec<_>>()));
    let threads = Threads::new(threads).unwrap();
    let with = Execution::on(&threads);
    let way = plan::Way { changed: &changed, with: &with };
    plan(scenario, way).unwrap()
}

/// The queue with a plan; what must reach the target is the share done within two hours.
fn plan_text() -> String {
    STAFFING.split("[support]").next().unwrap().to_owned() + OPTIONS
}

#[test]
fn the_cheapest_plan_is_found_and_what_none_reaches_is_said_so() {
    let text = plan_text();
    // A server costs £20 × 24 h × 365.25 = £175,320 a year: two are £350,640, faster work £300,000, with which four servers do 83.6 % (load 3, C(4, 3) = 0.5094).
    let sets = ["run.target=0.8"];
    let found = planned(&written(&text, &sets), &text, &sets, 1);
    let answer = &found.mixes[found.answer.unwrap()];
    assert_eq!(answer.offers, [2], "{:?}", found.mixes.iter().map(|mix| (&mix.offers, mix.cost, mix.verdict)).collect::<Vec<_>>());
    assert!((answer.cost - 300_000.0).abs() < 1.0);
    let staff = found.offers[0].staff;
    assert!((staff - 175_320.0).abs() < 200.0, "{staff}");
    assert!(found.confirmed.unwrap().mean.unwrap().mean > 0.8);
    let whole = |found: &PlanResult| format!("{:?} {:?} {:?} {:?}", found.mixes, found.alone, found.answer, found.confirmed);
    assert!(whole(&found) == whole(&planned(&written(&text, &sets), &text, &sets, 3)), "threads");

    // Every option is tried by itself, whether or not the search asked for it; of what it did not ask for nothing is claimed.
    for offer in 0..found.offers.len() {
        assert_eq!(found.tried().iter().filter(|(mix, _)| mix.offers == [offer]).count(), 1, "{offer}");
    }
    for mix in &found.alone {
        assert_eq!((mix.replications, mix.verdict), (found.looks.first, Verdict::Close));
        assert!(mix.gain.is_some() && found.mixes.iter().all(|tested| tested.offers != mix.offers));
    }
    let told = sameday::findings::plan::document(&found).to_string();
    assert_eq!(told.contains("not tested"), !found.alone.is_empty(), "{told}");
    assert!(found.mixes[0].offers.is_empty() && found.mixes[0].cost.to_string() == "0", "nothing costs 0, not -0");

    // Faster work gives at most 1 - exp(-2/0.75) = 93.05 %: 95 % is out of reach of every mix and of any number of servers.
    let sets = ["run.target=0.95"];
    let found = planned(&written(&text, &sets), &text, &sets, 1);
    assert_eq!((found.answer, found.possible), (None, 6));
    let (ceiling, verdict) = found.ceiling.unwrap();
    assert_eq!(verdict, Verdict::Fails);
    assert!((ceiling.mean.unwrap().mean - 0.9305).abs() < 4.0 * ceiling.mean.unwrap().half_width.unwrap());
    assert_eq!(found.mixes[found.best].offers, [1, 2]);
}

#[test]
fn a_plan_says_what_it_cannot_price_and_refuses_what_is_no_share_to_be_raised() {
    let priced = |sets: &[&str]| planned(&written(&plan_text(), sets), &plan_text(), sets, 1);
    assert!(priced(&["plan.at_most=10"]).unpriced.is_empty());
    let found = priced(&["plan.at_most=10", "grades.SERVER.hourly_cost=none"]);
    assert_eq!((found.unpriced.as_slice(), found.offers[0].staff), (["SERVER".to_owned()].as_slice(), 0.0));
    assert!(sameday::findings::plan::document(&found).to_string().contains("grades.SERVER.hourly_cost"));
    for (measure, why) in [("work_given_up", "is better when there is less of it"), ("work_completion", "is no share")] {
        let text = plan_text().replace("\"work_on_time\"", &format!("\"{measure}\""));
        let changed = |more: &[&str]| Ok(written(&text, more));
        let threads = Threads::one();
        let with = Execution::on(&threads);
        let way = plan::Way { changed: &changed, with: &with };
        let refused = plan(&written(&text, &[]), way).unwrap_err().to_string();
        assert!(refused.starts_with("plan.measure: the target is a share") && refused.contains(why), "{refused}");
    }
}

#[test]
fn a_mix_is_told_with_what_its_reports_are_worth_where_inspectors_have_said() {
    let kinds = "workstreams.queue.kinds={ quick = { share = 0.5, sufficient = 0.4 }, slow = { share = 0.5, sufficient = 0.4 } }";
    for (sets, wanted) in [(vec!["plan.at_most=10"], None), (vec!["plan.at_most=10", kinds], Some(0.4))] {
        let found = planned(&written(&plan_text(), &sets), &plan_text(), &sets, 1);
        let told: Vec<Option<f64>> = found.mixes.iter().map(|mix| mix.sufficient.map(|share| (share.mean * 1e9).round() / 1e9)).collect();
        assert!(!told.is_empty() && told.iter().all(|share| *share == wanted), "{told:?}");
    }
}

fn call(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let done = crate::program::binary().args(arguments).current_dir(folder).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn the_verbs_say_what_they_found_and_leave_folders() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("queues.toml"), queues()).unwrap();
    fs::write(home.path().join("plan.toml"), plan_text()).unwrap();
    let (code, out, err) = call(home.path(), &["support", "queues.toml", "-q"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for words in [
        "Of 5 clusters, 3 surely meet the targets without support; 2 meet them with 3 FTE of servers in all, £",
        "A budget of ",
        "needed, confirmed",
    ] {
        assert!(out.contains(words), "wanted `{words}` in\n{out}");
    }
    let place = home.path().join("output/support-queues");
    let names: Vec<String> = files(&place).iter().map(|file| file.display().to_string()).collect();
    for name in [
        "support.json",
        "support.csv",
        "tested.csv",
        "split.csv",
        "findings.txt",
        "scenario.toml",
        "manifest.json",
        "timing.json",
        "charts/support_needed.png",
        "charts/budget_gain.svg",
    ] {
        assert!(names.iter().any(|other| other == name), "{name} in {names:?}");
    }
    let json: serde_json::Value = serde_json::from_slice(&fs::read(place.join("support.json")).unwrap()).unwrap();
    assert_eq!(json["clusters"][0]["fte"][0], 2.0);
    let again = call(home.path(), &["support", "output/support-queues/scenario.toml", "-q", "--threads", "3", "-o", "again"]);
    assert!(again.1 == out, "the resolved scenario finds the same again");

    let (code, out, _) = call(home.path(), &["plan", "plan.toml", "-q", "--set", "run.target=0.95", "-o", "output/plan-plan"]);
    assert_eq!(code, 0);
    for words in ["None of the mixes reaches 95 % on average", "that is the ceiling", "No money spent on staff or rooms"] {
        assert!(out.contains(words), "wanted `{words}` in\n{out}");
    }
    let names = files(&home.path().join("output/plan-plan"));
    assert!(names.iter().any(|name| name == Path::new("mixes.csv")) && names.iter().any(|name| name == Path::new("charts/cost_rate.png")));
}

#[test]
fn what_cannot_be_looked_for_is_refused_in_words() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("queue.toml"), STAFFING).unwrap();
    fs::write(home.path().join("plain.toml"), STAFFING.split("[support]").next().unwrap()).unwrap();
    for (arguments, words) in [
        (vec!["support", "plain.toml"], "no table [support]"),
        (vec!["plan", "plain.toml"], "no table [plan]"),
        (vec!["support", "queue.toml", "--set", "support.targets.soon.measure=speed"], "support.targets.soon: `speed` is not a measure"),
        (vec!["support", "queue.toml", "--set", "support.targets.soon.part=que"], "has no part `que`; there is queue"),
        (
            vec!["support", "queue.toml", "--set", "support.targets.soon.measure=median_days", "--set", "support.targets.soon.part=none"],
            "is a median",
        ),
        (vec!["support", "queue.toml", "--set", "workstreams.queue.due=none"], "work that is to be on time needs `due`"),
        (vec!["support", "queue.toml", "--set", "support.targets.soon.at_most=0.5"], "either `at_least` or `at_most`"),
        (
            vec!["support", "queue.toml", "--set", "support.targets.soon.measure=late", "--set", "support.targets.soon.part=none"],
            "less is better: write at_most",
        ),
        (
            vec![
                "plan",
                "queue.toml",
                "--set",
                "plan.options.a={ set = ['clusters.Q.staff.desk.SERVER=5'] }",
                "--set",
                "plan.options.b={ set = ['clusters.Q.staff.desk={ SERVER = 6 }'] }",
            ],
            "`a` and `b` both set clusters.Q.staff.desk, so that only the later would be done",
        ),
        (vec!["support", "queue.toml", "--set", "support.kinds.servers.grade=SERVR"], "did you mean `SERVER`"),
        (vec!["support", "queue.toml", "--set", "support.bands=[\"high\"]"], "a band of complexity"),
        (vec!["support", "queue.toml", "--set", "support.kinds.servers.most=2.5 FTE"], "whole number of steps"),
    ] {
        let (code, out, err) = call(home.path(), &arguments);
        assert_eq!((code, out.as_str()), (1, ""), "{arguments:?}: {err}");
        assert!(err.contains(words), "wanted `{words}` in {err}");
    }
    assert!(!home.path().join("output").exists());
}
