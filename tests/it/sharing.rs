//! Hubs and lending: small cases worked by hand, and what must hold whoever shares whom.

use std::path::Path;

use proptest::prelude::*;
use sameday::experiment::{Execution, Experiment, Settings, StoppingRule, Threads};
use sameday::model::Model;
use sameday::model::observe::{ClusterSeen, StepSeen};
use sameday::model::offered_load::by_grade;
use sameday::scenario::grammar::Scenario;
use sameday::scenario::{Faults, load_text};

use crate::random_scenarios::{Asked, rolls};
use crate::support::{observed, of_cluster, written};

const TUTORIAL: &str = include_str!("../../scenarios/minimal.toml");
const MINUTE: u64 = 60;

/// One Monday; every request is there at a stated time and takes as long as stated. People are there from nine to five.
fn monday(requests: &[(&str, &str)], by: &str, takes: &str, rest: &str) -> Scenario {
    let event = |(cluster, time): &(&str, &str)| format!("{{ time = \"2016-01-04 {time}\", cluster = \"{cluster}\" }}");
    let events: Vec<String> = requests.iter().map(event).collect();
    written(
        &format!(
            "question = \"Who waits how long?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nrun_out = \"1 week\"\nheadline = \"letters\"\n\
             [grades]\nCA = {{ day = [\"09:00-17:00\"] }}\nPSO = {{ day = [\"09:00-17:00\"] }}\n\
             [workstreams.letters]\nteam = \"post\"\ndue = {{ within = \"1 h\" }}\n\
             arrivals = {{ file = {{ path = \"none.csv\", events = [{}] }} }}\n\
             [workstreams.letters.steps.write]\nby = {by}\ndoes = {{ work = \"{takes}\" }}\nshift_end = \"wait\"\n{rest}",
            events.join(", ")
        ),
        &[],
    )
}

/// The one history of a scenario without chance, cluster by cluster in the scenario's order.
fn history(scenario: &Scenario) -> Vec<ClusterSeen> {
    scenario.clusters.keys().map(|name| of_cluster(scenario, name, 1, 1).remove(0)).collect()
}

fn step(seen: &ClusterSeen) -> StepSeen {
    seen.streams[0].steps[0]
}

fn busy_minutes(seen: &ClusterSeen) -> Vec<u64> {
    seen.grades.iter().map(|grade| grade.busy / MINUTE).collect()
}

#[test]
fn a_hub_of_one_serves_two_clusters_one_after_the_other() {
    for (host, counted) in [("", [60, 0]), ("host = \"Elm\"\n", [0, 60])] {
        let hub = format!("[clusters]\nAsh = {{}}\nElm = {{}}\n[hubs.office]\nteam = \"post\"\nstaff = {{ CA = 1 }}\n{host}");
        let scenario = monday(&[("Ash", "10:00"), ("Elm", "10:00")], "[\"CA\"]", "30 min", &hub);
        let seen = history(&scenario);
        // Both come at ten; the first is begun at once, the second at half past.
        assert_eq!((step(&seen[0]).waited, step(&seen[0]).delayed), (0, 0));
        assert_eq!((step(&seen[1]).waited, step(&seen[1]).delayed), (30 * MINUTE, 1));
        let completion = |seen: &ClusterSeen| seen.streams[0].kinds[0].completion;
        assert_eq!(seen.iter().map(completion).collect::<Vec<_>>(), [30 * MINUTE, 60 * MINUTE]);
        assert_eq!([busy_minutes(&seen[0])[0], busy_minutes(&seen[1])[0]], counted, "an hour's work, where the hub is counted");
        assert!(seen.iter().all(|seen| seen.streams[0].kinds[0].on_time == 1), "an hour each");
    }
}

#[test]
fn a_hub_is_loaded_by_all_that_it_serves() {
    let hub = "[clusters]\nAsh = {}\nElm = {}\n[hubs.office]\nteam = \"post\"\nstaff = { CA = 1 }\n";
    let loads = by_grade(&monday(&[("Ash", "10:00"), ("Elm", "10:00"), ("Elm", "11:00")], "[\"CA\"]", "30 min", hub));
    assert_eq!(loads.len(), 1);
    assert_eq!((loads[0].cluster.as_str(), loads[0].team.as_str(), loads[0].grade.as_str()), ("office", "post", "CA"));
    assert!((loads[0].offered_hours - 1.5).abs() < 1e-9 && (loads[0].available_hours - 8.0).abs() < 1e-9, "{loads:?}");
}

#[test]
fn a_neighbour_lends_after_an_hour_and_travels() {
    let rest = "[clusters]\nAsh = { staff = { post = { PSO = 1 } } }\nElm = { staff = { post = { PSO = 1 } } }\n\
                [lending.near]\nteam = \"post\"\nafter = \"1 h\"\ntravel = \"20 min\"\n";
    let requests = [("Ash", "10:00"), ("Ash", "10:00"), ("Ash", "10:30")];
    let scenario = monday(&requests, "[\"PSO\"]", "3 h", rest);
    assert_eq!(Model::new(&scenario).groups(), 1);
    let seen = history(&scenario);
    // Ash's own works from 10:00 to 13:00. The second waits its hour, then Elm's comes: 3 h 20 min from 11:00 to 14:20. The third could be
    // had by Elm's from 11:30, who is busy until 14:20; Ash's own takes it at 13:00, after two hours and a half, and travels nowhere.
    assert_eq!(step(&seen[0]).waited, (60 + 150) * MINUTE);
    assert_eq!(step(&seen[0]).worked, (180 + 200 + 180) * MINUTE);
    assert_eq!((busy_minutes(&seen[0])[1], busy_minutes(&seen[1])[1]), (360, 200));
    assert_eq!(seen[0].streams[0].kinds[0].completion, (180 + 260 + 330) * MINUTE);
    assert_eq!(seen[1].streams[0].kinds[0].requested, 0, "work stays where it was asked for");
    assert_eq!(seen[1].grades[1].by_stream, [200 * MINUTE]);
    let alone = history(&monday(&requests, "[\"PSO\"]", "3 h", rest.split_once("[lending").unwrap().0));
    assert_eq!(step(&alone[0]).worked, 3 * 180 * MINUTE);
}

#[test]
fn people_whom_a_hub_takes_serve_all_its_clusters_their_own_first() {
    let rest = |hub: &str| {
        format!("[clusters]\nAsh = {{ staff = {{ post = {{ CA = 1 }} }} }}\nElm = {{ staff = {{ post = {{ CA = 1 }} }} }}\n{hub}")
    };
    let hub = rest("[hubs.pool]\nteam = \"post\"\ntakes = [\"CA\"]\n");
    let seen = history(&monday(&[("Ash", "10:00"), ("Ash", "10:00"), ("Elm", "10:10")], "[\"CA\"]", "30 min", &hub));
    // Two at Ash are begun at once, by both; Elm's waits until half past ten.
    assert_eq!((step(&seen[0]).waited, step(&seen[1]).waited), (0, 20 * MINUTE));
    assert_eq!(busy_minutes(&seen[0])[0] + busy_minutes(&seen[1])[0], 90);
    let seen = history(&monday(&[("Elm", "10:00")], "[\"CA\"]", "30 min", &hub));
    assert_eq!((busy_minutes(&seen[0])[0], busy_minutes(&seen[1])[0]), (0, 30), "one's own first");
    let apart = history(&monday(&[("Ash", "10:00"), ("Ash", "10:00"), ("Elm", "10:10")], "[\"CA\"]", "30 min", &rest("")));
    assert_eq!((step(&apart[0]).waited, step(&apart[1]).waited), (30 * MINUTE, 0));
}

#[test]
fn a_clause_may_name_another_team() {
    let rest = "[clusters]\nAsh = { staff = { post = { PSO = 1 }, desk = { CA = 1 } } }\n";
    let seen = history(&monday(&[("Ash", "10:00"), ("Ash", "10:00")], "[\"PSO\", \"CA of desk after 10 min\"]", "30 min", rest));
    assert_eq!((step(&seen[0]).waited, busy_minutes(&seen[0])), (10 * MINUTE, vec![30, 30]));
    let told = written_text(rest, "[\"PSO\", \"CA of dsek after 10 min\"]");
    assert!(told.contains("`dsek` is not one") && told.contains("did you mean `desk`"), "{told}");
}

/// What is said of a scenario that is wrong.
fn written_text(rest: &str, by: &str) -> String {
    let text = format!(
        "question = \"Who waits how long?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"letters\"\n[grades]\nCA = {{}}\nPSO = {{}}\n\
         [workstreams.letters]\nteam = \"post\"\narrivals = {{ random = {{ rate = \"1 a day\" }} }}\n\
         [workstreams.letters.steps.write]\nby = {by}\ndoes = {{ work = \"1 h\" }}\n{rest}"
    );
    let loaded: Result<_, Faults> = load_text::<&str>("x.toml", &text, Path::new(""), &[]);
    loaded.map_or_else(|faults| faults.to_string(), |loaded| loaded.warnings.to_string())
}

#[test]
fn what_is_wrong_with_a_hub_or_a_rule_is_told() {
    let town = "[clusters]\nAsh = { division = \"North\", staff = { post = { PSO = 1 } } }\nElm = { staff = { post = { PSO = 1 } } }\n";
    for (sharing, words) in [
        ("[hubs.h]\nteam = \"post\"\nclusters = [\"Ahs\"]\nstaff = { CA = 1 }\n", "did you mean `Ash`"),
        ("[hubs.h]\nteam = \"post\"\ndivisions = [\"Nroth\"]\nstaff = { CA = 1 }\n", "did you mean `North`"),
        ("[hubs.h]\nteam = \"post\"\nstaff = { CAA = 1 }\n", "did you mean `CA`"),
        ("[hubs.h]\nteam = \"post\"\ntakes = [\"PSOs\"]\n", "did you mean `PSO`"),
        ("[hubs.h]\nteam = \"post\"\ntakes = [\"CA\"]\n", "the hub takes nobody"),
        ("[hubs.h]\nteam = \"post\"\nclusters = [\"Ash\"]\nhost = \"Elm\"\nstaff = { CA = 1 }\n", "does not serve `Elm`"),
        ("[hubs.h]\nteam = \"posts\"\nstaff = { CA = 1 }\n", "did you mean `post`"),
        ("[hubs.h]\nstaff = { CA = 1 }\n", "`team`"),
        ("[lending.l]\nteam = \"psot\"\n", "did you mean `post`"),
        ("[lending.l]\nteam = \"post\"\ngrades = [\"PSP\"]\n", "did you mean `PSO`"),
        ("[lending.l]\nteam = \"post\"\nclusters = [\"Ash\"]\n", "it reaches fewer"),
        ("[lending.l]\nteam = \"post\"\n[lending.m]\nteam = \"post\"\ngrades = [\"PSO\"]\n", "by one rule"),
    ] {
        let told = written_text(&format!("{town}{sharing}"), "[\"PSO\"]");
        assert!(told.contains(words), "{sharing}\nsays:\n{told}\nand not: {words}");
    }
    let served = written_text("[clusters]\nAsh = {}\n[hubs.h]\nteam = \"post\"\nstaff = { PSO = 1 }\n", "[\"PSO\"]");
    assert!(!served.contains("somebody who can do it"), "a hub's people count: {served}");
}

fn town(name: &str, division: &str) -> String {
    format!(
        "\n[clusters.{name}]\ndivision = \"{division}\"\ncourts = {{ magistrates = {{ count = 1 }} }}\n\
         staff = {{ court = {{ PSO = 2, PO = 1, SPO = 1, CA = 1 }} }}\n"
    )
}

fn towns(sharing: &str) -> Scenario {
    let towns: String =
        [("Elm", "North"), ("Fir", "South"), ("Oak", "North"), ("Yew", "South")].map(|(name, division)| town(name, division)).concat();
    written(&format!("{TUTORIAL}{towns}{sharing}"), &[])
}

fn groups(scenario: &Scenario) -> Vec<Vec<usize>> {
    let model = Model::new(scenario);
    (0..model.groups()).map(|group| model.clusters_of(group).to_vec()).collect()
}

#[test]
fn hubs_and_lending_join_the_clusters_that_share_somebody() {
    assert_eq!(groups(&towns("")), [[0], [1], [2], [3], [4]]);
    let hub = "[hubs.pool]\nteam = \"court\"\ntakes = [\"CA\"]\n";
    assert_eq!(groups(&towns(&format!("{hub}for_each = \"division\"\n"))), vec![vec![0], vec![1, 3], vec![2, 4]]);
    assert_eq!(groups(&towns(hub)), [[0, 1, 2, 3, 4]]);
    assert_eq!(groups(&towns(&format!("{hub}divisions = [\"South\"]\n"))), vec![vec![0], vec![1], vec![2, 4], vec![3]]);
    let chain = "[lending.a]\nclusters = [\"Smalltown\", \"Oak\"]\n[lending.b]\nclusters = [\"Oak\", \"Yew\"]\ngrades = [\"PO\"]\n";
    let apart = chain.replacen("[lending.a]\n", "[lending.a]\ngrades = [\"PSO\"]\n", 1);
    assert_eq!(groups(&towns(&apart)), vec![vec![0, 3, 4], vec![1], vec![2]]);
}

#[test]
fn a_division_has_the_same_history_whatever_the_others_share() {
    let hub = "[hubs.pool]\nteam = \"court\"\ntakes = [\"CA\"]\nstaff = { SPO = 1 }\n";
    let (every, one) =
        (towns(&format!("{hub}for_each = \"division\"\n")), towns(&format!("{hub}for_each = \"division\"\ndivisions = [\"North\"]\n")));
    for name in ["Elm", "Oak"] {
        assert_eq!(of_cluster(&every, name, 2, 3), of_cluster(&one, name, 2, 3), "{name}");
    }
    assert_ne!(of_cluster(&every, "Fir", 2, 3), of_cluster(&one, "Fir", 2, 3));
}

/// Both ways of sharing at once, with a hub of each division and lending across all.
const SHARING: &str = "[hubs.pool]\nteam = \"court\"\nfor_each = \"division\"\ntakes = [\"CA\"]\nstaff = { SPO = 0.5 }\n\
                       [lending.near]\nafter = \"30 min\"\ntravel = { exponential = { mean = \"25 min\" } }\n";

#[test]
fn groups_of_several_clusters_give_the_same_bits_at_any_number_of_threads() {
    let scenario = towns(SHARING.replace("[lending.near]", "[lending.near]\nfor_each = \"division\"").as_str());
    let model = Model::new(&scenario);
    assert_eq!(model.groups(), 3);
    let told = |threads| {
        let settings = Settings { seed: 5, enough: StoppingRule::Number(6) };
        let found = Experiment { scenario: &scenario, model: &model, settings }.run(&Execution::on(&Threads::new(threads).unwrap()));
        format!("{:?} {:?} {:?} {:?}", found.nation, found.divisions, found.clusters, found.courts)
    };
    let one = told(1);
    assert!(one == told(2) && one == told(5));
}

#[test]
fn what_is_lent_reaches_the_reports() {
    let (alone, lent) = (towns(""), towns("[lending.near]\nafter = \"10 min\"\n"));
    let delivered = |scenario: &Scenario| -> u64 {
        let all = observed(scenario, 4, 7).into_iter().flatten().flat_map(|seen| seen.clusters);
        all.map(|seen| seen.streams[0].kinds.iter().map(|kind| kind.same_day).sum::<u64>()).sum()
    };
    assert!(delivered(&lent) > delivered(&alone), "{} against {}", delivered(&lent), delivered(&alone));
}

/// What was seen, but for the number of events: those of a group are counted together.
fn seen(scenario: &Scenario, cluster: &str) -> Vec<ClusterSeen> {
    of_cluster(scenario, cluster, 2, 9).into_iter().map(|seen| ClusterSeen { events: 0, ..seen }).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(2016), ..ProptestConfig::default() })]

    /// Common random numbers: joining clusters draws nothing anew, so a rule that never comes to lend changes nothing.
    #[test]
    fn an_idle_lending_rule_leaves_every_observation_as_it_was(rolls in rolls()) {
        let apart = rolls.text(&Asked::default());
        let joined = written(&format!("{apart}[lending.idle]\nafter = \"3000 days\"\ntravel = \"1 h\"\n"), &[]);
        let apart = written(&apart, &[]);
        prop_assert!(Model::new(&joined).groups() == 1 && Model::new(&apart).groups() == 3);
        for cluster in ["Yew", "Ash", "Elm"] {
            prop_assert!(seen(&apart, cluster) == seen(&joined, cluster), "{cluster}");
        }
    }
}

/// The example of docs/DESIGN.md, laid over the tutorial's scenario.
#[test]
fn the_example_of_the_design_page_is_right() {
    let page = include_str!("../../docs/DESIGN.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    let scenario = towns(example);
    assert_eq!(groups(&scenario), [[0, 1, 2, 3, 4]]);
    assert_eq!(scenario.hub_places().len(), 1);
}
