//! The sections that answers other than a run's fill: the ceiling and the gap, support, cost, comparisons, and what moves the answer.
//!
//! Where a page has a run, a section that no answer fills says in a line which command would.

use std::collections::{BTreeMap, BTreeSet};

use maud::{Markup, html};

use super::section::{Section, chart, doubt, led, tied};
use super::sections;
use super::{Page, Report, Told, tables};
use crate::charts::Picture;
use crate::findings::document::{self as findings, List, Topic};
use crate::findings::table::Table;
use crate::findings::words::{counted, plain};
use crate::output::Origin;
use crate::study::answer::Found;

/// Every section but a run's own, in order, those of the run's that stand among them included.
pub(super) fn sections(page: &Page<'_>, run: Option<&Report<'_>>) -> Vec<Section> {
    let mut told = parts_of(page);
    if let Some(costs) = run.map(sections::costs) {
        told.entry(Topic::Cost).or_default().insert(0, costs);
    }
    let mut section = |topic: Topic, (key, title): (&'static str, &'static str), (verb, table): (&str, &str)| {
        let filled: Vec<Markup> = told.remove(&topic).unwrap_or_default().into_iter().filter(|body| !body.0.is_empty()).collect();
        let body = if filled.is_empty() {
            unasked(run?, verb, table)
        } else {
            html! { @for body in &filled { (body) } }
        };
        Some(Section { key, title, body })
    };
    let all = [
        section(Topic::Ceiling, ("ceiling", "The ceiling"), ("explain", "")),
        section(Topic::Gap, ("gap", "The gap explained"), ("explain", "")),
        section(Topic::Support, ("support", "Support by cluster"), ("support", "support")),
        section(Topic::Cost, ("cost", "Cost"), ("plan", "plan")),
        section(Topic::Comparison, ("comparisons", "Comparisons"), ("compare", "")),
        run.map(sections::quality),
        run.map(sections::months),
        section(Topic::Levers, ("moves", "What moves the answer"), ("sweep", "sweep")),
    ];
    all.into_iter().flatten().collect()
}

/// What the answers say, by topic.
fn parts_of(page: &Page<'_>) -> BTreeMap<Topic, Vec<Markup>> {
    let mut parts: BTreeMap<Topic, Vec<Markup>> = BTreeMap::new();
    let run = page.told.iter().find(|told| matches!(told.found, Found::Run(_)));
    for (number, told) in page.told.iter().enumerate().filter(|(_, told)| !matches!(told.found, Found::Run(_))) {
        let name = format!("{}-{number}", told.found.verb());
        let topics: BTreeSet<Topic> = told.document.sections.iter().map(|section| section.topic).collect();
        for topic in topics {
            let part = Part { name: &name, topic, told, alone: page.told.len() == 1 };
            let rests = run.filter(|_| topic == Topic::Ceiling).map(|run| other_number(told, run));
            parts.entry(topic).or_default().push(html! { (another(told)) (part.html(rests)) });
        }
    }
    parts
}

/// What an answer says on one topic.
struct Part<'a> {
    /// The answer's name on the page.
    name: &'a str,
    topic: Topic,
    told: &'a Told<'a>,
    /// Whether it is the page's only answer, so that its title is the page's.
    alone: bool,
}

impl Part<'_> {
    /// Words first, then what to doubt, charts, tables, and what is folded away; an answer's doubts and basis stand with its first topic.
    fn html(&self, rests: Option<Markup>) -> Markup {
        let document = &self.told.document;
        let sections: Vec<&findings::Section> = document.sections.iter().filter(|section| section.topic == self.topic).collect();
        let main = document.sections[0].topic == self.topic;
        let several = document.sections.iter().filter(|section| !section.title.is_empty()).count() > 1;
        html! {
            @if main && !self.alone { h3 { (document.title) } }
            @for section in &sections {
                @if several { h3 { (section.title) } }
                @for verdict in &section.verdicts { p.lead { (tied(verdict)) } }
                (reasons(&section.reasons))
                @for list in section.lists.iter().filter(|list| !list.lines.is_empty()) { (folded(list)) }
            }
            @if let Some(rests) = rests { (rests) }
            @if main { (doubt(&document.warnings)) (charts(self.told, document.charts)) }
            @for section in &sections { (charts(self.told, section.charts)) }
            (tables_of(self.name, sections.iter().flat_map(|section| &section.tables)))
            @for appendix in sections.iter().filter_map(|section| section.appendix.as_ref()) {
                div.folded {
                    h3 { (appendix.title) }
                    p { (appendix.text) }
                    @for list in &appendix.lists { (folded(list)) }
                }
            }
            @if main { p.note { (tied(&document.basis)) } }
        }
    }
}

/// Lines folded away under their heading.
fn folded(list: &List) -> Markup {
    html! {
        details {
            summary { (list.title) " (" (list.lines.len()) ")" }
            ul { @for line in &list.lines { li { code { (line) } } } }
        }
    }
}

/// Says where an answer is of another scenario than the page.
fn another(told: &Told<'_>) -> Markup {
    html! {
        @if told.differs > 0 {
            p.note {
                "This part is of another scenario, " (told.origin.scenario) ", which is built on the run’s and differs from it in "
                (counted(told.differs, "key")) "."
            }
        }
    }
}

fn reasons(reasons: &[String]) -> Markup {
    html! { @if !reasons.is_empty() { ul.reasons { @for reason in reasons { li { (led(reason)) } } } } }
}

/// Tables, which have names of their own on the page; long ones are folded away.
fn tables_of<'a>(name: &str, tables: impl Iterator<Item = &'a Table>) -> Markup {
    html! {
        @for (number, table) in tables.enumerate() {
            @let key = format!("{name}-{}-{number}", table.key);
            @if table.rows.len() > tables::LONG {
                details { summary { (table.title) " (" (table.rows.len()) " rows)" } (tables::named(&key, table)) }
            } @else { (tables::named(&key, table)) }
        }
    }
}

fn charts(told: &Told<'_>, keys: &[&str]) -> Markup {
    let shown: Vec<&Picture> = told.pictures.iter().filter(|picture| keys.contains(&picture.key)).collect();
    html! { @for picture in shown { (chart(picture)) } }
}

/// Why the rate as it is may be another than the run's: it rests on fewer histories, or on more.
fn other_number(told: &Told<'_>, run: &Told<'_>) -> Markup {
    let [here, above] = [told, run].map(|told| told.found.basis().replications);
    html! {
        @if here != above { p.note { "This is from " (histories(here)) "; the answer above is from " (plain(above as f64, 0)) "." } }
    }
}

fn histories(number: u64) -> String {
    if number == 1 { "1 history".to_owned() } else { format!("{} histories", plain(number as f64, 0)) }
}

/// Which command would fill a section.
///
/// - `table`: the table of a scenario that the verb needs; empty where it needs none.
fn unasked(run: &Report<'_>, verb: &str, table: &str) -> Markup {
    let scenario = run.scenario;
    let has = match table {
        "support" => scenario.support.is_some(),
        "plan" => scenario.plan.is_some(),
        "sweep" => scenario.sweep.is_some(),
        _ => true,
    };
    let command = command(run.origin, verb);
    html! {
        p.unasked {
            @if has {
                "Not asked; " code { (command) @if verb == "compare" { " VARIANT.toml" } } " would tell."
            } @else {
                "Not asked; " code { "sameday " (verb) } " would tell, of a scenario that extends this one with a table " code { "[" (table) "]" } "."
            }
        }
    }
}

/// The run's command with another verb; how many replications it had is its own affair.
fn command(origin: &Origin, verb: &str) -> String {
    let mut words = vec!["sameday".to_owned(), verb.to_owned()];
    let mut rest = origin.command.iter().skip(2);
    while let Some(word) = rest.next() {
        if word != "--set" {
            words.push(quoted(word));
        } else if let Some(change) = rest.next().filter(|change| !sizes(change)) {
            words.extend(["--set".to_owned(), quoted(change)]);
        }
    }
    words.join(" ")
}

/// Whether a change says only how many replications there are.
fn sizes(change: &str) -> bool {
    ["run.replications=", "run.precision="].iter().any(|path| change.starts_with(path))
}

/// As a shell takes a word.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=:,+".contains(letter);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
