//! What is written and does nothing, names that are nearly right, and what is told of them.

use std::fs;
use std::path::Path;

use sameday::findings::sweep::at;
use sameday::scenario::{self, Lever, Loaded, levers, load, load_text};

use crate::program::{has, towns};

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

/// A what-if over a scenario that ships.
fn over(base: &str, text: &str, sets: &[&str]) -> Result<Loaded, scenario::Faults> {
    load_text("x.toml", &format!("extends = \"{base}.toml\"\n{text}"), Path::new(SCENARIOS), sets)
}

#[track_caller]
fn warned(base: &str, text: &str, sets: &[&str]) -> String {
    over(base, text, sets).unwrap_or_else(|faults| panic!("{faults}")).warnings.to_string()
}

#[track_caller]
fn refused(base: &str, text: &str, sets: &[&str]) -> String {
    over(base, text, sets).err().unwrap_or_else(|| panic!("this was taken: {text} {sets:?}")).to_string()
}

#[test]
fn a_cluster_that_a_slip_has_made_is_told_with_the_name_that_was_meant() {
    let shown = warned("baseline-2016", "clusters.NE-2.staff.court.PSO = 13.1", &[]);
    has(&shown, &["`NE-2` is a cluster with neither courts nor attributes", "x.toml:2:10", "did you mean `NE-02`?"]);
    // What such a cluster lacks is not told beside it.
    assert!(shown.contains("1 warning") && !shown.contains("counts as 0") && !shown.contains("nobody can do"), "{shown}");
    let shown = warned("minimal", "", &["clusters.Smalltwon.staff.court.PSO=4"]);
    has(&shown, &["`Smalltwon` is a cluster with neither", "--set:1:10", "did you mean `Smalltown`?"]);
    let shown = warned("baseline-2016", "clusters.NE-2.courts.crown.count = 1\nclusters.NE-2.staff.court.PSO = 1", &[]);
    has(&shown, &["`NE-2` is a cluster without attributes", "did you mean `NE-02`?"]);
    // A cluster that a hub has for its host is meant, though it has no courts.
    let hub = "clusters.Centre.staff.hub.PSO = 1\nhubs.help = { team = \"court\", takes = [\"CA\"], host = \"Centre\" }";
    assert!(!warned("minimal", hub, &[]).contains("this makes a cluster"));
}

#[test]
fn clusters_that_are_cut_off_from_those_they_share_people_with_are_told() {
    let shared = "\n[hubs.office]\nteam = \"court\"\ntakes = [\"CA\"]\n[lending.near]\nteam = \"court\"\nclusters = [\"Smalltown\", \"Thirdtown\"]\n";
    let told = |only: &str| {
        let loaded = load_text("x.toml", &format!("{}{shared}", towns()), Path::new(""), &[format!("run.only={only}")]);
        loaded.unwrap_or_else(|faults| panic!("{faults}")).warnings.to_string()
    };
    has(
        &told("[\"Smalltown\"]"),
        &[
            "the hub `office` serves clusters of which `run.only` leaves some out",
            "`Smalltown` is cut off from `Othertown` and `Thirdtown`; give them too with --only",
            "lending by `near` joins clusters of which `run.only` leaves some out",
            "`Smalltown` is cut off from `Thirdtown`; give them too",
            "2 warnings",
        ],
    );
    let two = told("[\"Smalltown\", \"Thirdtown\"]");
    has(&two, &["`Smalltown` and `Thirdtown` are cut off from `Othertown`", "1 warning"]);
    assert!(!two.contains("lending"), "{two}");
    assert!(!told("[]").contains("cut off"));
    assert!(!told("[\"Smalltown\", \"Othertown\", \"Thirdtown\"]").contains("cut off"));
}

#[test]
fn a_team_that_no_step_asks_for_is_told_with_the_one_that_was_meant() {
    let shown = warned("baseline-2016", "clusters.NE-02.staff.courts.PSO = 12", &[]);
    has(&shown, &["no step asks for the team `courts`", "x.toml:2:22", "did you mean `court`?", "1 warning"]);
    // Nobody is near it in name: people of another service, whose work this scenario does not have.
    assert_eq!(warned("minimal", "clusters.Smalltown.staff.victims.PSO = 2", &[]), "0 warnings");
}

#[test]
fn a_key_of_a_policy_that_is_not_chosen_has_no_effect() {
    let cut_off = "workstreams.psr.stand_down.cut_off";
    for shown in [warned("minimal", &format!("{cut_off} = \"14:00\""), &[]), warned("minimal", "", &[&format!("{cut_off}=14:00")])] {
        has(&shown, &[&format!("`{cut_off}` has no effect: the policy is `expected_finish`"), "1 warning"]);
    }
    has(&warned("baseline-2016", "workstreams.psr.stand_down.margin = \"5 min\"", &[]), &["has no effect: the policy is `cut_off`"]);
    // Who chooses another policy need not take away what the one before looked at.
    let policy = "workstreams.psr.stand_down.policy";
    let late = format!("{policy} = \"cut_off\"\n{cut_off} = \"14:00\"");
    assert_eq!(warned("minimal", &late, &[]), "0 warnings");
    assert_eq!(warned("minimal", &late, &[&format!("{policy}=never")]), "0 warnings");
}

#[test]
fn a_grade_a_flag_a_list_and_a_court_type_that_nothing_uses_are_told() {
    let shown = warned("minimal", "[grades.PS0]\ntraining = \"5 days\"", &[]);
    has(&shown, &["nobody is of grade `PS0`", "x.toml:2:9", "did you mean `PSO`?"]);
    let shown = warned("minimal", "workstreams.psr.flags.need_check.chance = 0.2", &[]);
    has(&shown, &["nothing looks at the flag `need_check`", "did you mean `needs_check`?"]);
    let shown = warned("minimal", "lists.trail = { cases = 3, hearing = \"1 h\" }", &[]);
    has(&shown, &["no court sits for `trail`", "did you mean `trial`?", "1 warning"]);
    let shown = warned("minimal", "court_types.magistrate.rooms.interview_room = 4", &[]);
    has(&shown, &["no court is of the type `magistrate`", "did you mean `magistrates`?", "1 warning"]);
    // What a plan may hire is not there yet.
    let plan = "grades.DEP = {}\nplan.options.one.set = [\"extra_staff.d={ grade = \\\"DEP\\\", fte = 1 }\"]";
    assert_eq!(warned("minimal", plan, &[]), "0 warnings");
}

#[test]
fn a_misspelt_name_in_a_path_is_what_is_told_and_a_new_thing_may_still_be_made() {
    let wanted = ["there is no `interveiw` under `workstreams.psr.steps`", "did you mean `interview`?", "1 problem"];
    let shown = refused("minimal", "", &["workstreams.psr.steps.interveiw.does.work.lognormal.mean=60 min"]);
    has(&shown, &wanted);
    has(&shown, &["--set:1:23"]);
    has(&refused("minimal", "workstreams.psr.steps.interveiw.at = \"cell\"", &[]), &wanted);
    // Piece by piece, and whole: neither is a slip, however near the names are.
    let pieces = ["extra_staff.one.grade=PSO", "extra_staff.one.fte=1", "extra_staff.ones.grade=PSO", "extra_staff.ones.fte=1"];
    assert_eq!(warned("minimal", "", &pieces), "0 warnings");
    let whole = "workstreams.psr.steps.interview2={ by = [\"PSO\"], does = { work = \"1\" } }";
    has(&refused("minimal", "", &[whole]), &["`workstreams.psr.steps.interview2.does.work` wants a length of time"]);
}

#[test]
fn a_number_with_a_plus_before_it_is_refused_since_it_would_not_be_added() {
    has(&refused("minimal", "", &["clusters.Smalltown.staff.court.PSO=+1.5"]), &["adds nothing to it", "extra_staff", "--set:1:36"]);
    assert!(over("minimal", "", &["run.cluster_precision=1e+0 points"]).is_ok(), "a sign within a number is no sum");
}

#[test]
fn a_time_of_day_is_a_lever_and_shown_as_a_clock_shows_it() {
    let sweep = |design: &str, levers: &str| {
        format!("workstreams.psr.stand_down.policy = \"cut_off\"\nsweep = {{ design = \"{design}\", levels = 3, levers = {{ {levers} }} }}")
    };
    let cut_off = "\"workstreams.psr.stand_down.cut_off\"";
    let ends = over("minimal", &sweep("grid", &format!("{cut_off} = {{ low = \"14:00\", high = \"16:00\" }}")), &[]).unwrap();
    let [axis] = ends.axes.as_slice() else { panic!("{:?}", ends.axes) };
    let shown: Vec<String> = axis.levels(3).iter().map(|value| at(axis, *value)).collect();
    assert_eq!((shown.join(" "), at(axis, axis.base)), ("14:00 15:00 16:00".to_owned(), "14:30".to_owned()));
    assert_eq!(axis.set(axis.low), "workstreams.psr.stand_down.cut_off=14:00");
    assert!(ends.with(&[axis.set(axis.at(0.3))]).is_ok());
    let values = over("minimal", &sweep("grid", &format!("{cut_off} = {{ values = [\"14:00\", \"15:30\"] }}")), &[]).unwrap();
    assert_eq!(values.axes[0].values, [840.0, 930.0]);
    has(&refused("minimal", &sweep("grid", &format!("{cut_off} = {{ values = [\"2 h\"] }}")), &[]), &["wants a time of day"]);
    // A fifth less of two in the afternoon says nothing.
    let assumed = over("minimal", &sweep("assumptions", ""), &[]).unwrap();
    assert!(assumed.axes.len() > 20 && assumed.axes.iter().all(|axis| !axis.path.ends_with("cut_off")));
}

#[test]
fn a_lever_says_where_something_else_holds_in_its_place() {
    let all = levers(&load::<&str>(&Path::new(SCENARIOS).join("baseline-2016.toml"), &[]).unwrap().scenario);
    let elsewhere = |path: &str| all.iter().find(|lever: &&Lever| lever.path == format!("workstreams.psr.{path}")).unwrap().elsewhere;
    assert_eq!(elsewhere("kinds.oral.share"), ("share_at", 2));
    assert_eq!(elsewhere("steps.interview.does.work.lognormal.mean"), ("for", 3));
    assert_eq!(elsewhere("steps.gatekeeping.does.gate.returned"), ("", 0));
    assert_eq!(elsewhere("steps.interview.or_after"), ("", 0));
    let out =
        crate::program::binary().args(["levers", &format!("{SCENARIOS}/baseline-2016.toml"), "steps.interview.does"]).output().unwrap();
    has(&String::from_utf8(out.stdout).unwrap(), &["(Where no line of `for` says otherwise: there are 3.)"]);
}

#[test]
fn a_synthetic_split_is_an_assumption_that_no_sweep_over_assumptions_moves() {
    let text = "sweep = { design = \"assumptions\" }";
    let loaded = over("baseline-2016", text, &[]).unwrap();
    let of = |loaded: &Loaded, path: &str| loaded.sources.iter().find(|source| source.path == path).cloned();
    let cluster = of(&loaded, "clusters.NE-01").unwrap();
    assert!(cluster.assumption && cluster.is_synthetic());
    assert!(loaded.sources.iter().any(|source| source.assumption && !source.is_synthetic()));
    assert!(!loaded.axes.is_empty() && loaded.axes.iter().all(|axis| !axis.path.starts_with("clusters.")));
    // Where only some clusters are simulated, the register is theirs.
    let one = over("baseline-2016", text, &["run.only=[\"NE-01\"]"]).unwrap();
    assert!(of(&one, "clusters.NE-01").is_some() && of(&one, "clusters.NE-02").is_none() && of(&one, "grades.PSO").is_some());
}

#[test]
fn a_comparison_tells_a_change_to_a_cluster_that_is_not_simulated_and_indices_on_one_line() {
    let home = tempfile::tempdir().unwrap();
    let text = format!(
        "extends = {}\nquestion = \"What if?\"\nclusters.NE-01.attributes.caseload = 5000\nclusters.NE-02.staff.court.PSO = 13.1\nrun.length = \"2 weeks\"\n",
        toml::Value::String(format!("{SCENARIOS}/whole-2016.toml"))
    );
    fs::write(home.path().join("x.toml"), text).unwrap();
    let base = format!("{SCENARIOS}/whole-2016.toml");
    let arguments = ["compare", &base, "x.toml", "--only", "NE-01", "-n", "2", "--no-charts", "--set", "run.warm_up=none"];
    let out = crate::program::binary().args(arguments).current_dir(home.path()).output().unwrap();
    let shown = String::from_utf8(out.stdout).unwrap();
    let (_, told) = shown.split_once("What changes from the base:\n").unwrap_or_else(|| panic!("{shown}"));
    let told: Vec<&str> = told.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    has(told[0], &["run.length goes from"]);
    assert_eq!(
        told[1..],
        [
            "clusters.NE-01.attributes.caseload goes from 3117 to 5000",
            "not simulated here: clusters.NE-02.staff.court.PSO goes from 11.6 to 13.1",
            "the complexity index of 69 clusters follows",
        ]
    );
}

#[test]
fn dates_that_nothing_can_come_of_are_told() {
    let far = warned("minimal", "", &["run.start=2031-01-06"]);
    assert!(far.contains("bank holidays are known from 2010 to 2030") && far.contains("outside those years has none"), "{far}");
    assert_eq!(warned("minimal", "", &["run.start=2031-01-06", "calendar.bank_holidays=false"]), "0 warnings");
    let post = "[workstreams.post]\nteam = \"court\"\nsteps.open = { by = [\"PSO\"], does = { work = \"5 min\" } }\n";
    let events =
        "arrivals = { file = { path = \"none.csv\", events = [{ time = \"2016-04-20 10:00\" }, { time = \"2030-02-28 10:00\" }] } }";
    let outside = warned("minimal", &format!("{post}{events}"), &[]);
    assert!(outside.contains("1 of 2 do not, such as that of 2030-02-28T10:00:00, and are left out"), "{outside}");
    let none = "arrivals = { random = { rate = \"100 a year\", weekdays = { mon = 0, tue = 0, wed = 0, thu = 0, fri = 0 } } }";
    let nothing = warned("minimal", &format!("{post}{none}"), &[]);
    assert!(nothing.contains("`post` arises on days that are worked and have a weight"), "{nothing}");
    assert_eq!(warned("minimal", &format!("{post}{none}"), &["calendar.working_days=Mon-Sun"]), "0 warnings");
    let never = warned("minimal", "", &["court_types.magistrates.sittings.trials.days=Sat"]);
    has(&never, &["`trials` sits on Sat, when nobody who could serve it is at work in `Smalltown`", "add Sat to the `days` of a grade"]);
    // Someone may work on Saturdays, though nothing else is open then.
    assert!(!warned("minimal", "", &["court_types.magistrates.sittings.trials.days=Sat", "grades.PSO.days=Mon-Sat"]).contains("Sat"));
    let weekend = warned("minimal", "", &["calendar.working_days=Sat, Sun", "court_types.magistrates.sittings.trials.days=Mon-Fri"]);
    assert!(weekend.contains("sits on days that are worked") && weekend.contains("so that it never sits"), "{weekend}");
    let people = |dates: &str| warned("minimal", &format!("[extra_staff.more]\ngrade = \"PSO\"\nfte = \"1 FTE\"\n{dates}\n"), &[]);
    assert!(people("from = 2030-01-01").contains("they come on 2030-01-01, so that nobody is counted"), "{}", people("from = 2030-01-01"));
    assert!(people("until = 2010-01-01").contains("they leave on 2010-01-01"), "{}", people("until = 2010-01-01"));
    assert_eq!(people("until = 2030-01-01"), "0 warnings");
}

#[test]
fn keys_that_do_nothing_where_they_stand_are_told() {
    let capacity = [
        "workstreams.psr.adjourn.capacity=0.5",
        "workstreams.psr.steps.writing.same_as=none",
        "workstreams.psr.steps.interview.appointment=false",
    ];
    let idle = warned("minimal", "", &capacity);
    assert!(idle.contains("there is no such step, so that no date moves"), "{idle}");
    let duty = warned("minimal", "", &["workstreams.court_duty.steps.cover.preempts=true"]);
    assert!(duty.contains("court duty is given out before the history begins") && duty.contains("`preempts` does nothing here"), "{duty}");
}

#[test]
fn an_empty_table_in_the_place_of_one_with_keys_is_refused_and_not_told_as_a_change() {
    for path in ["clusters", "clusters.Smalltown.staff", "run"] {
        let said = refused("minimal", "", &[&format!("{path}={{}}")]);
        assert!(said.contains("is a table with keys of its own") && said.contains("an empty one changes none of them"), "{said}");
    }
}

#[test]
fn work_that_adjourns_needs_a_kind_and_leave_needs_room() {
    let said = refused("minimal", "[workstreams.court_duty.adjourn]\nappointment = 0.5", &[]);
    assert!(said.contains("`court_duty` adjourns, so it needs a kind that has `adjourn`"), "{said}");
    let said = warned("minimal", "", &["grades.PSO.leave={ days = \"130 days\", at_once = 0.1 }"]);
    assert!(
        said.contains("with leave of 130 days a year 51 % of a team are away together") && said.contains("at most 10 % may be"),
        "{said}"
    );
}

#[test]
fn a_lever_that_moves_nothing_is_refused() {
    let said = refused("minimal", "[sweep]\ndesign = \"one_at_a_time\"\n[sweep.levers]\n\"run.seed\" = { values = [1, 2] }", &[]);
    assert!(said.contains("`run.seed` says how closely it is looked, and moves nothing"), "{said}");
}

#[test]
fn a_room_that_a_court_does_not_list_is_refused_and_one_of_which_it_has_none_is_told() {
    let said = refused(
        "minimal",
        "",
        &["court_types.crown={ sittings = { pleas = { list = \"guilty_plea\" } } }", "clusters.Smalltown.courts.crown={}"],
    );
    has(&said, &["courts of the type `crown` must say how many `interview_room` they have", "add `interview_room = 1`", "1 problem"]);
    // A court where the work does not arise needs none, nor does one that lists its own.
    let elsewhere = [
        "court_types.crown={ sittings = { other = { list = \"other\" } } }",
        "clusters.Smalltown.courts.crown={}",
        "lists.other={ cases = 1, hearing = \"1 h\" }",
    ];
    assert_eq!(warned("minimal", "", &elsewhere), "0 warnings");
    let own = [
        "court_types.crown={ sittings = { pleas = { list = \"guilty_plea\" } } }",
        "clusters.Smalltown.courts.crown={ rooms = { interview_room = 2 } }",
    ];
    assert_eq!(warned("minimal", "", &own), "0 warnings");
    let none = warned("minimal", "", &["court_types.magistrates.rooms.interview_room=0"]);
    has(&none, &["`interview` of `psr` can never be done in `Smalltown (magistrates)`", "there are 0 `interview_room`", "1 warning"]);
    // Work that no court brings takes no room.
    let post = "[workstreams.post]\narrivals = { random = { rate = \"2 a day\" } }\nsteps.open = { by = [\"PSO\"], at = \"interview_room\", does = { work = \"5 min\" } }";
    has(&warned("minimal", post, &[]), &["`post` comes from no court, so that `open` takes no room", "1 warning"]);
}

#[test]
fn clauses_that_can_never_come_to_act_are_told() {
    let gives_up = "workstreams.psr.steps.set_up.gives_up=1 day";
    let late = warned("minimal", "", &[gives_up, "workstreams.psr.steps.set_up.by=[\"CA\", \"PSO after 3 days\"]"]);
    has(
        &late,
        &["`PSO after 3 days` comes too late for `set_up` of `psr`", "nothing waits for longer than 1 day: `gives_up`", "1 warning"],
    );
    // At the last moment they still come, and where there is no last moment.
    for by in ["[\"CA\", \"PSO after 24 h\"]", "[\"CA\", \"PSO after 20 min\"]"] {
        assert_eq!(warned("minimal", "", &[gives_up, &format!("workstreams.psr.steps.set_up.by={by}")]), "0 warnings");
    }
    let endless = [
        "workstreams.psr.steps.set_up.gives_up={ exponential = { mean = \"1 h\" } }",
        "workstreams.psr.steps.set_up.by=[\"CA\", \"PSO after 3 days\"]",
    ];
    assert_eq!(warned("minimal", "", &endless), "0 warnings");
    let duty = warned("minimal", "", &["workstreams.court_duty.steps.cover.by=[\"PSO\", \"PO after 20 min\"]"]);
    has(&duty, &["`PO after 20 min` comes too late for `cover` of `court_duty`", "`late_by`", "1 warning"]);
    // Nobody but the author is ever let at it.
    let bound = ["workstreams.psr.steps.writing.gives_up=1 day", "workstreams.psr.steps.writing.or_after=3 days"];
    has(
        &warned("minimal", "", &bound),
        &["nobody but whoever did `interview` ever does `writing` of `psr`", "waited for 3 days", "1 warning"],
    );
    assert_eq!(warned("minimal", "", &[bound[0], "workstreams.psr.steps.writing.or_after=2 h"]), "0 warnings");
}

#[test]
fn a_meeting_of_more_people_than_there_are_is_told() {
    let meeting = |by: &str| {
        let text = format!(
            "[workstreams.team]\narrivals = {{ calendar = {{ day = \"Tue\", at = \"10:00\" }} }}\nsteps.meet = {{ by = {by}, does = {{ attend = {{ lasts = \"1 h\" }} }} }}"
        );
        warned("minimal", &text, &[])
    };
    let two = meeting("[\"SPO\", \"SPO\"]");
    has(
        &two,
        &[
            "`meet` of `team` wants 2 people at once, and there are fewer in `Smalltown`",
            "no more than 1 of them can be there",
            "1 warning",
        ],
    );
    // 2.5 FTE are three people. A place may be taken by whoever stands in.
    assert_eq!(meeting("[\"PSO\", \"PSO\", \"PSO\"]"), "0 warnings");
    assert_eq!(meeting("[\"SPO\", \"SPO\", \"PO after 3 min\"]"), "0 warnings");
    assert!(meeting("[\"SPO\", \"SPO\", \"PO after 3 min\", \"PO\"]").contains("wants 3 people at once"));
}

#[test]
fn a_place_that_is_open_at_all_hours_needs_none() {
    let beds = "[grades.BED]\nkind = \"place\"\nday = [\"10:00-12:00\"]\ndays = \"Mon\"\n[clusters.Smalltown.staff.court]\nBED = 2\n\
                [workstreams.stay]\narrivals = { random = { rate = \"1 a day\" } }\nsteps.sleep = { by = [\"BED\"], does = { work = \"8 h\" } }";
    has(&warned("minimal", beds, &[]), &["its `day` changes nothing", "its `days` changes nothing", "2 warnings"]);
}

#[test]
fn a_name_that_is_there_twice_in_a_list_is_told() {
    let twice = |set: &str| warned("minimal", "", &[set]);
    has(
        &twice("workstreams.psr.stand_down.kinds=[\"oral\", \"short\", \"oral\"]"),
        &["`workstreams.psr.stand_down.kinds.2` is there twice", "1 warning"],
    );
    let plan = "plan.options.one.set = [\"run.target=0.8\", \"extra_staff.d={ grade = \\\"PSO\\\", fte = 1 }\", \"extra_staff.d={ grade = \\\"PSO\\\", fte = 1 }\"]";
    let plan = plan.replace("\"run.target=0.8\", ", "");
    has(&warned("minimal", &plan, &[]), &["`plan.options.one.set.1` is there twice", "1 warning"]);
    let events = "[workstreams.post]\narrivals = { file = { path = \"none.csv\", events = [{ time = \"2016-02-22 10:00\", flags = [\"big\", \"big\"] }] } }\n\
                  flags.big.chance = 0\nsteps.open = { by = [\"PSO\"], when = [\"big\"], does = { work = \"5 min\" } }";
    has(&warned("minimal", events, &[]), &["is there twice", "1 warning"]);
    let sweep = "[sweep]\ndesign = \"one_at_a_time\"\nmeasures = [\"same_day\", \"same_day\"]\n[sweep.levers]\n\"workstreams.psr.class\" = { values = [1, 2] }";
    has(&warned("minimal", sweep, &[]), &["`sweep.measures.1` is there twice", "1 warning"]);
}
