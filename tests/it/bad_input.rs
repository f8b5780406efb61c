//! What the loader says of scenarios that are wrong, and what it makes of those that are right.

use std::path::Path;

use sameday::scenario::{Faults, Loaded, load_text};

/// A scenario that is right, to be spoilt.
const GOOD: &str = include_str!("../../src/cli/template.toml");

fn read(text: &str) -> Result<Loaded, Faults> {
    load_text::<&str>("x.toml", text, Path::new(""), &[])
}

#[test]
fn a_good_scenario_is_read_and_its_resolved_text_gives_the_same_again() {
    let first = read(GOOD).unwrap_or_else(|faults| panic!("{faults}"));
    let again = read(&first.resolved).unwrap_or_else(|faults| panic!("{faults}\n{}", first.resolved));
    assert_eq!(first.resolved, again.resolved);
}

/// Spoils the good scenario: each of `old` is replaced, and must be there.
fn spoilt(changes: &[(&str, &str)]) -> String {
    let mut text = GOOD.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "the template no longer holds `{old}`");
        text = text.replacen(old, new, 1);
    }
    text
}

/// The faults of a text, as a person reads them.
#[track_caller]
fn told(text: &str) -> String {
    match read(text) {
        Ok(_) => panic!("this was taken for right:\n{text}"),
        Err(faults) => faults.to_string(),
    }
}

/// Asserts that a spoilt scenario has one fault, at the line and column where `at` begins in it, and that it says `words`.
#[track_caller]
fn one_fault(changes: &[(&str, &str)], at: &str, words: &[&str]) {
    let text = spoilt(changes);
    let shown = told(&text);
    let start = text.find(at).unwrap_or_else(|| panic!("`{at}` is not in the text"));
    let line = text[..start].matches('\n').count() + 1;
    let column = text[..start].rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let place = format!("x.toml:{line}:{column}\n");
    assert!(shown.contains(&place), "wanted {place} in\n{shown}");
    for word in words {
        assert!(shown.contains(word), "wanted `{word}` in\n{shown}");
    }
    assert!(shown.ends_with("1 problem"), "{shown}");
}

#[test]
fn a_misspelt_key_at_the_top_is_shown_with_the_one_meant() {
    one_fault(
        &[("[lists.guilty_plea]", "[list.x]\ncases = 1\n[lists.guilty_plea]")],
        "list.x",
        &["`list` is not a key of a scenario", "did you mean `lists`?"],
    );
}

#[test]
fn a_misspelt_key_three_tables_deep_is_shown_with_the_one_meant() {
    let words = ["`run_owt` is not a key of `run`", "did you mean `run_out`?", "^^^^^^^"];
    one_fault(&[("run_out =", "run_owt =")], "run_owt", &words);
    let words = ["`shaer` is not a key of `workstreams.psr.steps.read.does.gate`", "did you mean `share`?"];
    one_fault(&[("gate = { share", "gate = { shaer")], "shaer", &words);
}

#[test]
fn a_misspelt_parameter_of_a_distribution_is_shown_and_the_missing_one_too() {
    let shown = told(&spoilt(&[("mean = \"11 min\", sd", "meen = \"11 min\", sd")]));
    assert!(shown.contains("`meen` is not a key of `lists.guilty_plea.hearing.lognormal`"), "{shown}");
    assert!(shown.contains("did you mean `mean`?"), "{shown}");
    assert!(shown.contains("needs the key `mean`, a length of time"), "{shown}");
    assert!(shown.ends_with("2 problems"), "{shown}");
}

#[test]
fn a_misspelt_distribution_is_shown_with_the_one_meant() {
    one_fault(
        &[("hearing = { lognormal", "hearing = { lognormul")],
        "lognormul",
        &["`lognormul` is not one", "did you mean `lognormal`?", "triangular"],
    );
}

#[test]
fn a_wrong_unit_says_what_was_found_and_what_was_wanted() {
    let words =
        ["`run.run_out` wants a length of time, 0 min to 1775 weeks, such as \"45 min\"", "found `45 FTE`: `FTE` is not a unit of time"];
    one_fault(&[("\"6 weeks\"", "\"45 FTE\"")], "\"45 FTE\"", &words);
}

#[test]
fn a_misspelt_unit_is_shown_with_the_one_meant() {
    one_fault(&[("\"6 weeks\"", "\"6 wekes\"")], "\"6 wekes\"", &["`wekes` is not a unit of time", "did you mean `weeks`?"]);
}

#[test]
fn a_missing_unit_says_how_to_write_it() {
    one_fault(&[("reading = \"15 min\"", "reading = 15")], "15, returned", &["found a number without a unit", "`\"15 min\"`"]);
    one_fault(&[("reading = \"15 min\"", "reading = \"15\"")], "\"15\"", &["without a unit", "`\"15 min\"`"]);
}

#[test]
fn numbers_that_cannot_be_are_refused_with_their_bounds() {
    one_fault(&[("PO = 1.5", "PO = -1.5")], "-1.5", &["0 FTE to 10000 FTE", "too small"]);
    one_fault(&[("PO = 1.5", "PO = nan")], "nan,", &["not a finite number"]);
    one_fault(&[("PO = 1.5", "PO = inf")], "inf,", &["not a finite number"]);
    one_fault(&[("PO = 1.5", "PO = 1e999")], "1e999", &["not a finite number"]);
    one_fault(&[("\"12 weeks\"", "\"9e300 weeks\"")], "\"9e300 weeks\"", &["1 day to 1775 weeks", "too large"]);
    one_fault(&[("returned = 0.10", "returned = 10")], "10 } }", &["0 % to 95 %", "too large", "write `\"10 %\"`"]);
    one_fault(&[("interview = 2", "interview = 2.5")], "2.5", &["a whole number", "not whole"]);
}

#[test]
fn parameters_that_disagree_are_refused() {
    let with = |law: &'static str| [("lognormal = { mean = \"11 min\", sd = \"8 min\" }", law)];
    one_fault(&with("uniform = { low = \"9 min\", high = \"8 min\" }"), "\"8 min\"", &["`high` must be above `low`"]);
    one_fault(
        &with("triangular = { min = \"1 min\", likely = \"9 min\", max = \"8 min\" }"),
        "\"9 min\"",
        &["`likely` must not be above `max`"],
    );
    one_fault(&with("gamma = { mean = \"8 min\", sd = \"0 min\" }"), "\"0 min\"", &["must be above 0"]);
    one_fault(&with("exponential = { mean = \"0 min\" }"), "\"0 min\"", &["the mean must be above 0"]);
    let beta = "beta = { min = \"0 min\", max = \"10 min\", mean = \"5 min\", sd = \"6 min\" }";
    one_fault(&with(beta), "\"6 min\"", &["more than a beta distribution"]);
    let weights = "empirical = { values = [\"1 min\", \"2 min\"], weights = [0, 0] }";
    one_fault(&with(weights), "[0, 0]", &["a weight above 0"]);
    one_fault(&[("poisson = { mean = 12 }", "negative_binomial = { mean = 9, sd = 3 }")], "3 }", &["squared must be above the mean"]);
}

#[test]
fn shares_that_do_not_add_to_one_show_their_sum() {
    let words = ["the shares of the kinds of `psr` must add to 1", "oral 0.55 + short 0.45 + standard 0.1 = 1.1"];
    one_fault(&[("share = 0.35", "share = 0.45")], "0.55", &words);
}

#[test]
fn shares_at_a_place_must_add_to_one_as_well() {
    let spoil = ("share = 0.35,", "share = 0.35, share_at = { guilty_plea = 0.5 },");
    one_fault(&[spoil], "0.5 }", &["the shares at guilty_plea must add to 1", "= 1.15"]);
}

#[test]
fn an_unknown_grade_is_shown_with_the_one_meant() {
    let words = ["wants a grade", "`PS0` is not one", "did you mean `PSO`?", "there is `PO`, `PSO` or `SPO`"];
    one_fault(&[("[\"PSO\", \"PO after 30 min\"]", "[\"PS0\", \"PO after 30 min\"]")], "\"PS0\"", &words);
    one_fault(&[("PO after 30 min", "PO after 30")], "\"PO after 30\"", &["write the time with its unit"]);
}

#[test]
fn every_name_that_does_not_exist_is_shown() {
    one_fault(
        &[("list = \"guilty_plea\"", "list = \"guilty_pleas\"")],
        "\"guilty_pleas\"",
        &["wants a kind of list", "did you mean `guilty_plea`?"],
    );
    one_fault(&[("at    = \"interview\"", "at    = \"interviews\"")], "\"interviews\"", &["a kind of room", "did you mean `interview`?"]);
    one_fault(&[("when  = [\"domestic_abuse\"]", "when  = [\"not domestic\"]")], "\"not domestic\"", &["a flag of the workstream"]);
    one_fault(
        &[("kinds = [\"oral\", \"short\"]", "kinds = [\"orl\", \"short\"]")],
        "\"orl\"",
        &["a kind of the workstream", "did you mean `oral`?"],
    );
    one_fault(&[("after = [\"write\"]", "after = [\"wrte\"]")], "\"wrte\"", &["a step of this route", "did you mean `write`?"]);
    one_fault(&[("for     = { standard", "for     = { standrad")], "standrad", &["a kind or a flag", "did you mean `standard`?"]);
    one_fault(
        &[("{ magistrates = { count = 1 } }", "{ magistrate = { count = 1 } }")],
        "magistrate = {",
        &["a type of court", "did you mean `magistrates`?"],
    );
    one_fault(
        &[("title       = \"Pre", "team = \"courts\"\ntitle       = \"Pre")],
        "\"courts\"",
        &["a team that has staff", "did you mean `court`?"],
    );
    one_fault(&[("run_out =", "headline = \"psrs\"\nrun_out =")], "\"psrs\"", &["the name of a workstream", "did you mean `psr`?"]);
    one_fault(
        &[("run_out =", "only = [\"Northtwon\"]\nrun_out =")],
        "\"Northtwon\"",
        &["the name of a cluster", "did you mean `Northtown`?"],
    );
    let sick = ("leave    = { days = \"27 days\" }", "leave = { days = \"27 days\", season = { july = 2 } }");
    one_fault(&[sick], "july", &["a month, jan to dec", "did you mean `jul`?"]);
}

#[test]
fn a_circle_of_steps_is_shown() {
    let words = ["must not wait for each other in a circle", "after"];
    one_fault(&[("by    = [\"PSO\", \"PO after 30 min\"]", "after = [\"read\"]\nby    = [\"PSO\"]")], "[\"read\"]", &words);
}

#[test]
fn steps_that_nobody_can_do_are_refused() {
    one_fault(&[(", SPO = 1.0", "")], "[\"SPO\"]", &["somebody who can do it", "no cluster has `SPO` in the team `court`"]);
    one_fault(&[("by    = [\"SPO\"]\n", "")], "[workstreams.psr.steps.read]", &["needs `by`"]);
    one_fault(&[("when  = [\"domestic_abuse\"]", "by = [\"PO\"]")], "[\"PO\"]\n", &["somebody outside"]);
}

#[test]
fn hours_must_be_in_order_and_apart() {
    one_fault(&[("hours = [\"09:00-17:00\"]", "hours = [\"17:00-09:00\"]")], "\"17:00-09:00\"", &["it ends before it begins"]);
    one_fault(&[("hours = [\"09:00-17:00\"]", "hours = [\"09:00-12:00\", \"11:00-17:00\"]")], "\"11:00-17:00\"", &["must not overlap"]);
    one_fault(&[("cut_off = \"15:00\"", "cut_off = \"25:00\"")], "\"25:00\"", &["a time of day, 00:00 to 24:00"]);
}

#[test]
fn a_run_must_make_sense() {
    one_fault(&[("run_out =", "at_least = 50\nat_most = 20\nrun_out =")], "50\n", &["must not be above `run.at_most`, 20"]);
    one_fault(&[("2015-04-01 ", "\"01/04/2015\" ")], "\"01/04/2015\"", &["a date, such as \"2015-04-01\"", "write the year first"]);
    one_fault(&[("days = \"30 days\"", "days = \"255 days\"")], "[grades.PO]", &["must leave working days"]);
}

#[test]
fn sizes_that_would_fill_the_machine_are_refused() {
    one_fault(
        &[("count = 1 }", "count = 1000, size = 100 }")],
        "{ magistrates = { count = 1000",
        &["at most 5000 courts", "100000 courtrooms"],
    );
    let rate = "random = { rate = \"1e9 an hour\" }";
    let spoil =
        ("[workstreams.psr.arrivals.hearings]\nchance = { guilty_plea = \"9 %\" }", &format!("[workstreams.psr.arrivals]\n{rate}")[..]);
    let due = ("due         = { court_rises = {} }", "due         = { by = \"16:30\" }");
    one_fault(&[spoil, due], "\"1e9 an hour\"", &["fewer than a thousand million"]);
}

#[test]
fn names_that_a_spreadsheet_would_take_for_formulas_are_refused() {
    let formula = "a spreadsheet would take it for a formula";
    for name in ["=1+1", "+44", "-2", "@SUM(A1)"] {
        let text = format!("\n[clusters.\"{name}\"]\nstaff = {{ court = {{ PO = 1 }} }}\n");
        one_fault(&[("\n[clusters.", &format!("{text}[clusters."))], &format!("\"{name}\"]"), &[formula, "a name in `clusters`", name]);
    }
    one_fault(
        &[("[lists.guilty_plea]", "[lists.\"=x\"]\ncases = 1\nhearing = \"5 min\"\n[lists.guilty_plea]")],
        "\"=x\"]",
        &["a name in `lists`", formula],
    );
    for text in ["=HYPERLINK(1)", "\\tx", "@x"] {
        one_fault(
            &[("title    = \"A small court\"", &format!("title    = \"{text}\""))],
            &format!("\"{text}\""),
            &["`title` must not begin with", formula],
        );
    }
    // The question stands where there is no title.
    let question = GOOD.lines().find(|line| line.starts_with("question")).unwrap();
    one_fault(&[(question, "question = \"=1+1\"")], "\"=1+1\"", &["`question` must not begin with", formula]);
    one_fault(&[("division = \"North\"", "division = \"-North\"")], "\"-North\"", &["`division` must not begin with", formula]);
    // Within a name such signs are as good as any.
    assert!(read(&spoilt(&[("\"A small court\"", "\"2 = 1 + 1\"")])).is_ok());
}

#[test]
fn work_that_brings_itself_must_fade_in_every_cluster() {
    let stream = |name: &str, of: &str, chance: &str| {
        format!(
            "[workstreams.{name}]\narrivals = {{ completion = {{ of = \"{of}\", chance = {chance} }} }}\nsteps.write = {{ by = [\"PO\"], does = {{ work = \"1 min\" }} }}\n"
        )
    };
    let circle = |chance: &str, rest: &str| format!("{GOOD}{}{}{rest}", stream("one", "other", "1"), stream("other", "one", chance));
    assert!(read(&circle("0.5", "")).is_ok());
    assert!(told(&circle("0.95", "")).contains("not bring itself for ever"));
    let grows =
        "[complexity.index]\nNorthtown = 1\n[complexity.effects.more]\nworkstream = \"other\"\ngrows = \"number\"\nelasticity = 0.5\n";
    assert!(told(&circle("0.5", grows)).contains("must not grow with complexity"));
}

#[test]
fn complexity_may_not_multiply_without_bounds() {
    let effects = |index: &str, one: &str, more: &str| {
        let effect = |name: &str, elasticity: &str| {
            format!("[complexity.effects.{name}]\nworkstream = \"psr\"\ngrows = \"time\"\nelasticity = {elasticity}\n")
        };
        format!("{GOOD}[complexity.index]\nNorthtown = {index}\n{}{}", effect("one", one), effect("more", more))
    };
    // The logarithm of a thousand is 6.9.
    assert!(read(&effects("3.4", "1", "-1")).is_ok());
    for (index, one, more) in [("3.5", "1", "-1"), ("-3.5", "1", "1"), ("1000", "2", "0"), ("4", "0", "-2")] {
        let shown = told(&effects(index, one, more));
        assert!(shown.contains("more than 1000 times as much") && shown.contains("`Northtown` has the index"), "{shown}");
    }
}

#[test]
fn no_more_authors_are_followed_than_a_case_remembers() {
    let more: String = (0..5).map(|at| format!("[workstreams.psr.steps.s{at}]\ndoes = {{ work = \"5 min\" }}\nby = [\"PO\"]\n[workstreams.psr.steps.t{at}]\ndoes = {{ work = \"5 min\" }}\nby = [\"PO\"]\nafter = [\"s{at}\"]\nsame_as = \"s{at}\"\n")).collect();
    let shown = told(&(GOOD.to_owned() + &more));
    assert!(shown.contains("at most 4 steps of a route may be named by `same_as`"), "{shown}");
}

#[test]
fn several_faults_are_told_at_once_in_the_order_of_the_file() {
    let shown = told(&spoilt(&[("run_out =", "run_owt ="), ("\"11 min\"", "11"), ("policy = \"cut_off\"", "policy = \"cutoff\"")]));
    let order: Vec<usize> = ["run_owt", "found a number without a unit", "did you mean `cut_off`?"]
        .iter()
        .map(|words| shown.find(words).expect(words))
        .collect();
    assert!(order.is_sorted(), "{shown}");
    assert!(shown.ends_with("3 problems"), "{shown}");
}

#[test]
fn text_that_is_not_toml_says_where() {
    let shown = told("question = \"q\nrun = = 3\n[grades\n");
    // What is left open is told where it began.
    assert!(shown.contains("x.toml:1:12") && shown.contains("has no closing quotes"), "{shown}");
    let shown = told("question = \"q\"\nrun = = 3\nlists = 1 2\n");
    assert!(shown.contains("x.toml:2:") && shown.contains("x.toml:3:"), "all syntax faults at once: {shown}");
    let shown = told("question = \"q\"\n[run]\ntarget = 0,5\n");
    assert!(shown.contains("help: decimals have a point, not a comma: write `0.5`"), "{shown}");
}

#[test]
fn ten_thousand_brackets_are_a_fault_and_not_a_crash() {
    for deep in [
        "[".repeat(10_000),
        format!("x = {}", "[".repeat(10_000)),
        format!("x = {}", "{a=".repeat(10_000)),
        format!("{}x = 1", "a.".repeat(10_000)),
    ] {
        let shown = told(&deep);
        assert!(shown.contains("x.toml:1:"), "{shown}");
    }
    let shown = told(&format!("question = {}{}", "[".repeat(70), "]".repeat(70)));
    assert!(shown.contains("nested more than 64 deep"), "{shown}");
}

#[test]
fn an_empty_scenario_is_refused() {
    assert!(told("  \n").contains("x.toml is empty"));
    let shown = told("# nothing\n");
    for key in ["question", "run", "grades", "workstreams", "clusters"] {
        assert!(shown.contains(&format!("needs the key `{key}`")), "{shown}");
    }
}

#[test]
fn a_text_full_of_faults_is_cut_short_and_counted() {
    let many: String = (0..200).map(|at| format!("unknown_{at} = 1\n")).collect();
    let shown = told(&(many + GOOD));
    assert!(shown.contains("(50 like this)") && shown.matches("unknown_").count() < 80, "{shown}");
    assert!(shown.lines().count() < 40, "{shown}");
}
