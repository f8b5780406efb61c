//! The run by the STRESS-DES checklist, so that a researcher can see what is told and what is not.
//!
//! Monks and others (2019), Strengthening the Reporting of Empirical Simulation Studies, *Journal of
//! Simulation* 13(1), 55-67. Filled from the scenario and the run alone; `docs/STRESS.md` tells more of
//! the baseline. What a scenario has no place for is "not stated", and stays to be seen.

use maud::{Markup, html};

use super::Report;
use super::section::Section;
use crate::experiment::items::Item;
use crate::findings::words::{capital, exact_percent};
use crate::scenario::grammar::{Arrivals, GradeKind, Scenario, StandDown, Workstream};
use crate::scenario::sources::assumptions;
use crate::scenario::table::Shape;
use crate::scenario::tree::Value;

/// A topic of the checklist: its number, its name and what can be told; `None` if nothing is.
type Topic = (&'static str, &'static str, Option<Markup>);

/// The section.
pub(super) fn section(report: &Report<'_>) -> Section {
    let groups = [
        ("Objectives", objectives(report)),
        ("Logic", logic(report)),
        ("Data", data(report)),
        ("Experimentation", experimentation(report)),
        ("Implementation and access", implementation(report)),
    ];
    let body = html! {
        p {
            "Strengthening the Reporting of Empirical Simulation Studies, the version for discrete-event simulation "
            "(Monks and others 2019), filled from this run. What neither the scenario nor the program says is “not stated”."
        }
        @for (title, topics) in groups {
            h3 { (title) }
            dl.stress {
                @for (number, name, told) in topics {
                    div {
                        dt { span.topic { (number) " " } span { (name) } }
                        dd { @if let Some(told) = told { (told) } @else { span.unstated { "not stated" } } }
                    }
                }
            }
        }
    };
    Section { key: "stress", title: "STRESS-DES checklist", body }
}

/// A value as a scenario writes it.
fn said(value: &impl Shape) -> String {
    match value.write() {
        Value::Text(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Whole(number) => number.to_string(),
        Value::Bool(yes) => if yes { "yes" } else { "no" }.to_owned(),
        Value::Table(_) | Value::List(_) => String::new(),
    }
}

fn headline<'a>(report: &'a Report<'_>) -> (&'a Scenario, &'a Workstream) {
    let scenario = report.scenario;
    (scenario, &scenario.workstreams[&scenario.run.headline])
}

fn objectives(report: &Report<'_>) -> Vec<Topic> {
    let mut told: Vec<&Item> = Vec::new();
    for item in &report.found.items {
        if told.iter().all(|one| one.measure.key != item.measure.key) {
            told.push(item);
        }
    }
    let outputs = html! {
        @if let Some(first) = told.first() { p { "Headline: " (first.words().title) " = " (first.words().meaning()) ". Every measure:" } }
        details {
            summary { "Measures and what they count (" (told.len()) ")" }
            ul {
                @for item in &told {
                    li { strong { (item.words().title) } " (" (item.measure.unit.word()) "): " (item.words().meaning()) }
                }
            }
        }
    };
    let scenario = report.scenario;
    let aims = html! {
        "One scenario against a target of " (exact_percent(report.found.frame.target)) ". "
        @if let Some(base) = scenario.extends.as_deref().filter(|base| *base != "none") { "It changes " code { (base) } ". " }
        "Command: " code { (report.origin.command.join(" ")) }
    };
    vec![
        ("1.1", "Purpose", Some(html! { (report.found.frame.question) })),
        ("1.2", "Model outputs", Some(outputs)),
        ("1.3", "Aims of experimentation", Some(aims)),
    ]
}

fn logic(report: &Report<'_>) -> Vec<Topic> {
    let (scenario, stream) = headline(report);
    let names = &report.found.frame.names;
    let route = html! {
        ol.route {
            @for (key, step) in &stream.steps {
                li {
                    (step.title.as_deref().unwrap_or(key))
                    @if !step.after.is_empty() { ", after " (list(step.after.iter().map(|key| title(stream, key)))) }
                    @if !step.by.is_empty() { " (" (list(step.by.iter().map(String::as_str))) ")" }
                }
            }
        }
    };
    let work = names.streams.iter().filter_map(|names| Some((names, scenario.workstreams.get(&names.key)?)));
    let entities = html! {
        ul {
            @for (names, stream) in work {
                li {
                    (names.title) ": arises " (arises(&stream.arrivals))
                    @if names.kinds.len() > 1 { "; kinds: " (list(names.kind_titles.iter().map(String::as_str))) }
                }
            }
        }
    };
    let queues = "By class of priority, then by what the workstream says (due time or first come); who is preferred, who may help and after what \
                  wait stand in each step’s line above.";
    vec![
        ("2.1", "Diagram of the base model", Some(html! { "The route of the headline’s work:" (route) })),
        ("2.2", "Base model logic", Some(html! { (base_logic(scenario)) " Rules in full: docs/DESIGN.md of the program." })),
        ("2.3", "Scenario logic", stream.stand_down.as_ref().map(policy)),
        ("2.4", "Algorithms", Some(html! { (algorithms(report)) })),
        ("2.5.1", "Entities", Some(entities)),
        (
            "2.5.2",
            "Activities",
            Some(html! { "The steps of each workstream, with their durations, in " code { "scenario.toml" } " beside this file." }),
        ),
        ("2.5.3", "Resources", Some(resources(scenario))),
        ("2.5.4", "Queues", Some(html! { (queues) })),
        (
            "2.5.5",
            "Entry and exit points",
            Some(
                html! { "Work enters as told under entities, and leaves when completed or given up; what is not complete when the history ends is counted as outstanding." },
            ),
        ),
    ]
}

/// Whether any cluster has a court, with a room of a kind that work is done in.
fn courts_and_rooms(scenario: &Scenario) -> (bool, bool) {
    let open = || scenario.clusters.values().flat_map(|cluster| &cluster.courts).filter(|(_, court)| court.open && court.count > 0);
    let steps = || scenario.workstreams.values().flat_map(|stream| stream.steps.values());
    (open().next().is_some(), open().next().is_some() && steps().any(|step| step.at.is_some()))
}

/// What the world does, of what this one has.
fn base_logic(scenario: &Scenario) -> &'static str {
    match courts_and_rooms(scenario) {
        (true, true) => {
            "Courtrooms work through lists; cases that need work go along their route, and all work competes for the same people and rooms."
        }
        (true, false) => {
            "Courtrooms work through lists; cases that need work go along their route, and all work competes for the same people."
        }
        (false, _) => "Work arises and goes along its route, step by step, and all work competes for the same people.",
    }
}

/// By what rules it is decided, of those that this scenario needs.
fn algorithms(report: &Report<'_>) -> String {
    let (scenario, _) = headline(report);
    let streams = || scenario.workstreams.values();
    let mut told = Vec::new();
    if streams().any(|stream| stream.stand_down.is_some()) {
        told.push("stand-down by the scenario’s policies");
    }
    if streams().any(|stream| stream.adjourn.is_some()) {
        told.push("court dates by the scenario’s rules for adjourned work");
    }
    if report.found.frame.by_the_day {
        told.push("the deciding obstacle of each miss by the rule in docs/DESIGN.md");
    }
    told.push("who takes which work by the rules in docs/DESIGN.md");
    capital(&told.join("; ")) + "."
}

/// People, places and rooms, of what this scenario has.
fn resources(scenario: &Scenario) -> Markup {
    let titles = |kind: GradeKind| {
        let of_kind = scenario.grades.iter().filter(move |(_, grade)| grade.kind == kind);
        list(of_kind.map(|(key, grade)| grade.title.as_deref().unwrap_or(key)))
    };
    let (people, places) = (titles(GradeKind::Person), titles(GradeKind::Place));
    let (courts, rooms) = courts_and_rooms(scenario);
    html! {
        @if !people.is_empty() { "People of these grades, made from FTE by cluster: " (people) "." }
        @if !places.is_empty() { " Places, of which each cluster has so many: " (places) "." }
        @if courts && rooms { " Courtrooms and rooms of each court." } @else if courts { " Courtrooms of each court." }
    }
}

fn title<'a>(stream: &'a Workstream, key: &'a str) -> &'a str {
    stream.steps.get(key).and_then(|step| step.title.as_deref()).unwrap_or(key)
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

const fn arises(arrivals: &Arrivals) -> &'static str {
    match arrivals {
        Arrivals::Hearings(_) => "from hearings in court",
        Arrivals::Sittings(_) => "with each sitting",
        Arrivals::Random(_) => "at random",
        Arrivals::Completion(_) => "when other work is completed",
        Arrivals::Calendar(_) => "by the calendar",
        Arrivals::File(_) => "from a file of dated events",
    }
}

fn policy(stand_down: &StandDown) -> Markup {
    html! {
        "Stood down for the same day by the policy " code { (said(&stand_down.policy)) }
        ", last request tried under " code { "cut_off" } ": " (said(&stand_down.cut_off))
        @if !stand_down.kinds.is_empty() { "; only these formats: " (list(stand_down.kinds.iter().map(String::as_str))) }
        @if !stand_down.unless.is_empty() { "; not with: " (list(stand_down.unless.keys().map(String::as_str))) }
        "."
    }
}

fn data(report: &Report<'_>) -> Vec<Topic> {
    let register = &report.origin.register;
    vec![
        (
            "3.1",
            "Data sources",
            Some(
                html! { "Told for " (register.sources.len()) " tables of the scenario, and for " (register.unsourced.len()) " not: the register under " a href="#basis" { "What this rests on" } "." },
            ),
        ),
        ("3.2", "Pre-processing", None),
        ("3.3", "Input parameters", Some(html! { "All of them, defaults included: " code { "scenario.toml" } " beside this file." })),
        (
            "3.4",
            "Assumptions",
            Some(html! { (assumptions(&register.sources)) " told as such, in the same register. "
                @if report.effects.is_empty() { "Effect of each on the rate: " span.unstated { "not stated" } "." }
                @else { "Effect of each on the rate: there too." }
            }),
        ),
    ]
}

fn experimentation(report: &Report<'_>) -> Vec<Topic> {
    let run = &report.scenario.run;
    let initialisation = html! {
        @if run.warm_up.get() > 0.0 { "A warm-up of " (said(&run.warm_up)) ", simulated and not counted." }
        @else { "No warm-up: counted from the first day." }
        " Queues are empty at its start but for the backlogs that the scenario gives. Test of its length: " span.unstated { "not stated" } "."
    };
    let length = html! {
        (said(&run.length)) " from " (run.start.to_string()) ", then "
        @if run.run_out.get() > 0.0 { (said(&run.run_out)) " in which what was asked for can be finished." }
        @else { "no time in which what was asked for can be finished." }
    };
    vec![
        ("4.1", "Initialisation", Some(initialisation)),
        ("4.2", "Run length", Some(length)),
        ("4.3", "Estimation", Some(html! { (report.document.basis) " Seeds give common random numbers across scenarios." })),
    ]
}

fn implementation(report: &Report<'_>) -> Vec<Topic> {
    let random =
        html! { (report.origin.generator) ", a stream for each seed, purpose, replication and entity; seed " (report.found.seed) "." };
    vec![
        ("5.1", "Software", Some(html! { "sameday " (env!("CARGO_PKG_VERSION")) ", in Rust." })),
        ("5.2", "Random sampling", Some(random)),
        (
            "5.3",
            "Model execution",
            Some(
                html! { "Events in order of time, phase and sequence; replications in parallel, put together in order, so that results do not depend on the number of threads." },
            ),
        ),
        ("5.4", "System", Some(html! { "Does not change a result; how long the run took is in " code { "timing.json" } "." })),
        (
            "6.1",
            "Code access",
            Some(html! { "Licence: " (env!("CARGO_PKG_LICENSE")) ". Where the code is kept: " span.unstated { "not stated" } "." }),
        ),
    ]
}
