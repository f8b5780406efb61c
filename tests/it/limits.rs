//! Scenarios that would not fit or not end: refused before they begin, with what to change.

use std::fs;

use sameday::model::size::Size;

use crate::program::{call, has, towns};
use crate::support::{observed, shipped, written};

#[test]
fn what_would_not_fit_or_not_end_is_refused_before_it_begins() {
    let home = tempfile::tempdir().unwrap();
    let flood = r#"
[workstreams.flood]
arrivals = { random = { rate = "900000000 a year", times = "flood" } }
due = { within = "8 h" }
[workstreams.flood.steps.answer]
by = ["PSO"]
does = { work = { fixed = "1 min" } }
"#;
    let text = format!("{}{flood}", towns()).replace("[clusters.Othertown]", "[clusters.Othertown]\nattributes = { flood = 1 }");
    fs::write(home.path().join("flood.toml"), text).unwrap();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    // A place that cannot be: what is not refused as it should be ends there at once, instead of running for a month.
    fs::write(home.path().join("taken"), "").unwrap();
    let refused = |arguments: &[&str], words: &[&str]| {
        let nowhere = if arguments[0] == "check" { &[][..] } else { &["--output", "taken/here"] };
        let said = call(home.path(), &[arguments, nowhere].concat());
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}: {}", said.err);
        has(&said.err, words);
    };
    // More than the engine can tell apart: nobody may insist.
    let beyond = ["one history of ", "379.5 million pieces of work in one group of clusters", "can have 67.1 million", "Lower the rates"];
    refused(&["run", "flood.toml", "--anyway"], &beyond);
    refused(&["check", "flood.toml", "--anyway"], &beyond);
    refused(&["trace", "flood.toml"], &beyond);
    refused(&["compare", "towns.toml", "flood.toml", "--anyway"], &beyond);
    let rising = "extends = \"flood.toml\"\n[sweep]\ndesign = \"one_at_a_time\"\nreplications = 2\n\
                  [sweep.levers]\n\"clusters.Othertown.attributes.flood\" = { low = 0, high = 1 }\n";
    fs::write(home.path().join("rising.toml"), rising).unwrap();
    let swept = call(home.path(), &["sweep", "rising.toml", "--set", "clusters.Othertown.attributes.flood=0"]);
    assert_eq!((swept.code, swept.out.as_str()), (1, ""), "{}", swept.err);
    has(&swept.err, &["point ", beyond[1]]);
    // As many as the grammar allows: it fits, but would not end for months.
    let baseline = format!("{}/scenarios/baseline-2016.toml", env!("CARGO_MANIFEST_DIR"));
    let many = ["--set", "run.length=104 weeks", "--set", "run.replications=1000000"];
    let refusal = ["this ", "about", "pieces of work", "fewer replications", "--anyway"];
    refused(&[&["run", &baseline, "--threads", "1"][..], &many].concat(), &refusal);
    refused(&[&["check", &baseline][..], &many].concat(), &refusal);
    refused(&[&["compare", &baseline, &baseline, "--threads", "1"][..], &many].concat(), &refusal);
    assert_eq!(call(home.path(), &["check", "towns.toml"]).code, 0);
    assert_eq!(call(home.path(), &["run", "towns.toml", "-n", "2", "-q", "--no-charts"]).code, 0);
}

#[test]
fn a_history_has_one_longest_length_and_check_tells_it() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("towns.toml"), towns()).unwrap();
    let check = |run: &[&str]| {
        let sets: Vec<&str> = run.iter().flat_map(|set| ["--set", set]).collect();
        call(home.path(), &[&["check", "towns.toml", "--anyway"][..], &sets].concat())
    };
    let start = "run.start=1990-01-01";
    let longest = check(&[start, "run.length=1774 weeks", "run.warm_up=1 week", "run.run_out=0 weeks"]);
    assert_eq!(longest.code, 0, "{}", longest.err);
    let over = check(&[start, "run.length=1774 weeks", "run.warm_up=1 week", "run.run_out=1 day"]);
    assert_eq!(over.code, 1);
    has(&over.err, &["`warm_up`, `length` and `run_out` must be 1775 weeks (34 years) or less together", "they are 12426 days"]);
    has(&check(&["run.length=1776 weeks"]).err, &["`run.length` wants a length of time, 1 day to 1775 weeks"]);
}

#[test]
fn events_are_foreseen_to_within_a_factor_of_four() {
    for (name, sets) in [
        ("minimal", &[][..]),
        ("verification/court-year", &[]),
        ("baseline-2016", &["run.only=[\"NE-01\", \"NE-03\"]", "run.length=8 weeks"]),
        ("what-if/13-neighbours-lend", &["run.only=[\"NE-01\", \"NE-02\"]", "run.length=8 weeks"]),
    ] {
        let scenario = shipped(name, sets);
        let seen = observed(&scenario, 1, 1);
        let events: u64 = seen.iter().flatten().flat_map(|group| &group.clusters).map(|cluster| cluster.events).sum();
        let foreseen = Size::of(&scenario).events;
        assert!((events as f64 / 4.0..events as f64 * 4.0).contains(&foreseen), "{name}: {foreseen:.0} foreseen, {events} handled");
    }
}

#[test]
fn what_is_foreseen_of_one_office_and_of_one_court_is_as_on_paper() {
    // Six an hour for the eight hours of the one day: 48 pieces of work; each takes two events and one and a half for its step.
    let office = "question = \"How much?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"calls\"\n\
                  [grades.PO]\n[clusters.A.staff.office]\nPO = 1\n[workstreams.calls]\nteam = \"office\"\n\
                  arrivals = { random = { rate = \"6 an hour\", during = [\"09:00-12:30\", \"12:30-17:00\"] } }\n\
                  [workstreams.calls.steps.answer]\nby = [\"PO\"]\ndoes = { work = \"1 min\" }\n";
    let size = Size::of(&written(office, &[]));
    assert!((size.events - 48.0 * 3.5).abs() < 1e-9, "{}", size.events);
    // Two sittings a week for fifteen days, four events each; three requests at each, two events and one and a half for each of four steps.
    let court = Size::of(&shipped("verification/hand-day", &[])).events;
    let sittings = 2.0 * 15.0 / 7.0;
    assert!((court - sittings * (4.0 + 3.0 * 8.0)).abs() < 1e-9, "{court}");
    // 487 requests a year of 365.25 days are 20 in fifteen days.
    let sets = [
        "workstreams.psr.arrivals={ hearings = { a_year = \"reports\", chance = { pleas = 1 } } }",
        "clusters.Handworth.attributes={ reports = 487 }",
    ];
    let stated = Size::of(&shipped("verification/hand-day", &sets)).events;
    assert!((stated - sittings * 4.0 - 20.0 * 8.0).abs() < 1e-9, "{stated}");
    // A volume multiplies what the source says, and what is under way at the start comes on top.
    let sets = [sets[0], sets[1], "workstreams.psr.volume=3", "workstreams.psr.backlog=7"];
    assert!((Size::of(&shipped("verification/hand-day", &sets)).events - sittings * 4.0 - 67.0 * 8.0).abs() < 1e-9);
    // Every thread has a world of its own, and every replication leaves its values.
    let more = |threads, replications| size.bytes(threads, replications) - size.bytes(1, 1);
    assert!(more(2, 1) > 0.0 && more(1, 2) > 0.0 && size.bytes(1, 1) > 0.0);
    assert!((more(3, 5) - 2.0 * more(2, 1) - 4.0 * more(1, 2)).abs() < 1e-3);
}

/// Calls in two clusters, one an hour for each of two posts in `A`, and for the one post and one more in `B`, in the nine hours of one day. Four
/// notes wait there already; each brings a draft with a chance of a half, and each draft a note.
const CALLS: &str = "question = \"How much?\"\n[run]\nstart = 2016-01-04\nlength = \"1 day\"\nheadline = \"calls\"\n[grades.PO]\n\
    [clusters.A]\nattributes = { more = 0 }\nstaff = { office = { PO = 2 } }\n[clusters.B]\nattributes = { more = 1 }\nstaff = { office = { PO = 1 } }\n\
    [workstreams.notes]\nteam = \"office\"\narrivals = { completion = { of = \"drafts\", chance = 1 } }\nbacklog = 4\n\
    steps.write = { by = [\"PO\"], does = { work = \"1 min\" } }\n\
    [workstreams.drafts]\nteam = \"office\"\narrivals = { completion = { of = \"notes\", chance = 0.5 } }\n\
    steps.write = { by = [\"PO\"], does = { work = \"1 min\" } }\n\
    [workstreams.calls]\nteam = \"office\"\narrivals = { random = { rate = \"1 an hour\", times = \"fte.office + more\", during = [\"09:00-18:00\"] } }\n\
    steps.answer = { by = [\"PO\"], does = { work = \"1 min\" } }\n";

#[test]
fn a_group_of_clusters_is_foreseen_by_itself_and_those_that_are_joined_together() {
    let alone = Size::of(&written(CALLS, &[]));
    // Two posts in `A`, one post and one more in `B`: 18 calls each. Four notes bring two drafts, those two notes, one draft, …: 8 notes, 4 drafts.
    let cases = 18.0 + 8.0 + 4.0;
    // Each piece of work has two events and one and a half for its one step; each of the posts may be gone on with once.
    let events = |posts: f64| cases * 3.5 + posts;
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-9, "{found}, not {wanted}");
    near(alone.cases, 2.0 * cases);
    near(alone.group_cases, cases);
    near(alone.group_events, events(2.0));
    let joined = Size::of(&written(CALLS, &["lending.near={ team = \"office\" }"]));
    near(joined.cases, 2.0 * cases);
    near(joined.group_cases, 2.0 * cases);
    near(joined.group_events, 60.0 * 3.5 + 3.0);
    let hub = Size::of(&written(CALLS, &["hubs.both={ team = \"office\", staff = { PO = 1 }, clusters = [\"A\"] }"]));
    near(hub.group_cases, cases);
    // On two days of the week, as many as there are posts, in the seventh of a week that the one day is.
    let dated = "workstreams.calls.arrivals={ calendar = { day = \"Mon, Thu\", at = \"10:00\", times = \"fte.office\" } }";
    near(Size::of(&written(CALLS, &[dated])).group_cases, 4.0 / 7.0 + 12.0);
    // A rate an hour follows its weekdays' weights, of which the mean is (2 + 4) / 5, and its months', of which it is (1 + 2) / 12; there are two posts.
    let months = "{ jan = 1, feb = 2, mar = 0, apr = 0, may = 0, jun = 0, jul = 0, aug = 0, sep = 0, oct = 0, nov = 0, dec = 0 }";
    let weighed = |per: &str| {
        let source = format!(
            "rate = \"240 {per}\", times = \"fte.office\", during = [\"09:00-18:00\"], weekdays = {{ mon = 2, tue = 4, wed = 0, thu = 0, fri = 0 }}, months = {months}"
        );
        Size::of(&written(CALLS, &[&format!("workstreams.calls.arrivals={{ random = {{ {source} }} }}")])).group_cases - 12.0
    };
    near(weighed("an hour"), 480.0 * 9.0 * 1.2 * 0.25);
    near(weighed("a day"), 480.0 * 5.0 / 7.0 * 1.2 * 0.25);
    near(weighed("a week"), 480.0 / 7.0);
    near(weighed("a month"), 480.0 * 12.0 / 365.25);
    // A group's world must fit for every thread; alone, the larger of the two.
    let world = |size: &Size| size.bytes(2, 1) - size.bytes(1, 1);
    assert!(world(&joined) > 1.4 * world(&alone));
}

#[test]
fn bytes_are_those_of_people_sittings_and_work_that_waits() {
    // Two courts of half the usual size, three courtrooms on Monday and Tuesday mornings and one more on Fridays: seven sittings a week for fifteen days.
    let sets = [
        "court_types.magistrates.sittings.pleas={ list = \"pleas\", session = \"morning\", days = \"Mon, Tue\", courtrooms = 3 }",
        "clusters.Handworth.courts.magistrates={ count = 2, size = 0.5, sittings = { more = { list = \"pleas\", session = \"morning\", days = \"Fri\" } } }",
        "clusters.Handworth.staff.court={ PSO = 1.5, PO = 1, SPO = 1 }",
    ];
    let size = Size::of(&shipped("verification/hand-day", &sets));
    let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-3, "{found}, not {wanted}");
    let sittings = 7.0 * 15.0 / 7.0;
    near(size.sittings, sittings);
    near(size.people, 4.0);
    // 24 bytes for each person and day, 1,700 for a sitting, 160 for each of its three reports, in the world of each thread.
    let world = 4.0 * 15.0 * 24.0 + sittings * (1700.0 + 3.0 * 160.0);
    near(size.bytes(2, 1) - size.bytes(1, 1), world);
    // 6,000 for a replication's national numbers, 350 for its one cluster and as many for its one division.
    near(size.bytes(1, 2) - size.bytes(1, 1), 6700.0);
    // All threads share 40 for a sitting and 16 for each day of the one workstream; the program has twelve million.
    near(size.bytes(1, 1), 12e6 + sittings * 40.0 + 15.0 * 16.0 + world + 6700.0);
    let closed = Size::of(&shipped("verification/hand-day", &[&sets[..], &["clusters.Handworth.courts.magistrates.open=false"]].concat()));
    near(closed.sittings, 0.0);
    // A hub has its people in each division.
    let towns = |division: &str| {
        let hub = "hubs.both={ team = \"office\", staff = { PO = 1.5 }, for_each = \"division\" }";
        Size::of(&written(CALLS, &[hub, "clusters.A.division=North", &format!("clusters.B.division={division}")])).people
    };
    assert_eq!([towns("North"), towns("South")], [5.0, 7.0]);
}
