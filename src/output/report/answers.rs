//! The sections that answers other than a run's fill: the ceiling and the gap, support, cost, comparisons, and what moves the answer.
//!
//! Where a page has a run, a section that no answer fills says in a line which command would.

use maud::{Markup, html};

use super::section::{Section, chart, tied};
use super::sections::{self, led};
use super::{Page, Report, Told, tables};
use crate::charts::Picture;
use crate::findings::comparison::Compared;
use crate::findings::explain::{Explained, without};
use crate::findings::selection::Selected;
use crate::findings::sweep::SweepFindings;
use crate::findings::table::Table;
use crate::findings::words::{capital, counted, plain};
use crate::findings::{Findings, plan, support};
use crate::output::Origin;
use crate::study::answer::Found;
use crate::study::explain::Explanation;

/// The table of an explanation that stands with the ceiling; the other stands with the gap.
const CEILINGS: &str = "ceilings";

/// The answer in a sentence or two.
pub(super) fn verdict(found: Found<'_>) -> String {
    match found {
        Found::Run(found) => Findings::of(found).verdict,
        Found::Explanation(found, search) => Explained::of(found, search).verdict,
        Found::Support(found) => support::answered(found).verdict,
        Found::Plan(found) => plan::answered(found).verdict,
        Found::Comparison(found, changes) => {
            Compared::of(found, changes).variants.into_iter().map(|told| told.verdict).collect::<Vec<_>>().join(" ")
        }
        Found::Selection(found) => Selected::of(found).verdict,
        Found::Sweep(swept) => SweepFindings::of(swept).verdicts.join(" "),
    }
}

/// Every section but a run's own, in order, those of the run's that stand among them included.
pub(super) fn sections(page: &Page<'_>, run: Option<&Report<'_>>) -> Vec<Section> {
    let Asked { ceilings, gaps, supports, costs, comparisons, moves } = Asked::of(page);
    let costs = run.map(sections::costs).into_iter().chain(costs).collect();
    let unasked = |verb: &str, table: &str| run.map(|run| unasked(run, verb, table));
    let section = |key, title, filled: Vec<Markup>, else_say: Option<Markup>| {
        let filled: Vec<Markup> = filled.into_iter().filter(|body| !body.0.is_empty()).collect();
        let body = if filled.is_empty() {
            else_say?
        } else {
            html! { @for body in &filled { (body) } }
        };
        Some(Section { key, title, body })
    };
    let all = [
        section("ceiling", "The ceiling", ceilings, unasked("explain", "")),
        section("gap", "The gap explained", gaps, unasked("explain", "")),
        section("support", "Support by cluster", supports, unasked("support", "support")),
        section("cost", "Cost", costs, unasked("plan", "plan")),
        section("comparisons", "Comparisons", comparisons, unasked("compare", "")),
        run.map(sections::quality),
        run.map(sections::months),
        section("moves", "What moves the answer", moves, unasked("sweep", "sweep")),
    ];
    all.into_iter().flatten().collect()
}

/// What the answers say, by section.
#[derive(Default)]
struct Asked {
    ceilings: Vec<Markup>,
    gaps: Vec<Markup>,
    supports: Vec<Markup>,
    costs: Vec<Markup>,
    comparisons: Vec<Markup>,
    moves: Vec<Markup>,
}

impl Asked {
    fn of(page: &Page<'_>) -> Self {
        let mut asked = Self::default();
        let run = page.told.iter().find(|told| matches!(told.found, Found::Run(_)));
        for (number, told) in page.told.iter().enumerate() {
            let name = format!("{}-{number}", told.found.verb());
            let noted = |part: Markup| html! { (another(told)) (part) };
            match told.found {
                Found::Run(_) => {}
                Found::Explanation(found, search) => {
                    let explained = Explained::of(found, search);
                    asked.ceilings.push(noted(ceiling(&name, &explained, told, run)));
                    asked.gaps.push(noted(gap(&name, found, &explained, told)));
                }
                Found::Support(found) => {
                    let words = support::answered(found);
                    let said = Said { verdict: &words.verdict, reasons: &words.reasons, warnings: &words.warnings, basis: &words.basis };
                    asked.supports.push(noted(said.with(&name, &charts(told, &["support_needed"]), &words.tables)));
                    asked.costs.push(noted(charts(told, &["budget_gain"])));
                }
                Found::Plan(found) => {
                    let words = plan::answered(found);
                    let said = Said { verdict: &words.verdict, reasons: &words.reasons, warnings: &words.warnings, basis: &words.basis };
                    asked.costs.push(noted(said.with(&name, &charts(told, &["cost_rate"]), &words.tables)));
                }
                Found::Comparison(found, changes) => asked.comparisons.push(noted(comparison(&name, &Compared::of(found, changes), told))),
                Found::Selection(found) => {
                    let words = Selected::of(found);
                    let said = Said { verdict: &words.verdict, reasons: &words.reasons, warnings: &[], basis: &words.basis };
                    asked.comparisons.push(noted(said.with(&name, &charts(told, &["selection"]), std::slice::from_ref(&words.table))));
                }
                Found::Sweep(swept) => asked.moves.push(noted(sweep(&name, &SweepFindings::of(swept), told))),
            }
        }
        asked
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

/// An answer in words.
struct Said<'a> {
    verdict: &'a str,
    reasons: &'a [String],
    warnings: &'a [String],
    basis: &'a str,
}

impl Said<'_> {
    /// With its charts and its tables, which have names of their own on the page.
    fn with(&self, name: &str, charts: &Markup, tables: &[Table]) -> Markup {
        html! {
            p.lead { (tied(self.verdict)) }
            (reasons(self.reasons))
            (doubt(self.warnings))
            (charts)
            (all(name, tables))
            p.note { (tied(self.basis)) }
        }
    }
}

fn reasons(reasons: &[String]) -> Markup {
    html! { @if !reasons.is_empty() { ul.reasons { @for reason in reasons { li { (led(reason)) } } } } }
}

fn doubt(warnings: &[String]) -> Markup {
    html! {
        @if !warnings.is_empty() {
            div.doubt { h3 { "What to doubt" } ul { @for warning in warnings { li { (tied(&capital(warning))) } } } }
        }
    }
}

/// Tables; long ones are folded away.
fn all(name: &str, tables: &[Table]) -> Markup {
    html! {
        @for (number, table) in tables.iter().enumerate() {
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

fn ceiling(name: &str, explained: &Explained, told: &Told<'_>, run: Option<&Told<'_>>) -> Markup {
    let tables: Vec<Table> = explained.tables.iter().filter(|table| table.key == CEILINGS).cloned().collect();
    html! {
        p.lead { (tied(&explained.verdict)) }
        @if let Some(run) = run { (other_number(told, run)) }
        (charts(told, &["cluster_ceiling"]))
        (all(name, &tables))
    }
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

fn gap(name: &str, found: &Explanation, explained: &Explained, told: &Told<'_>) -> Markup {
    let tables: Vec<Table> = explained.tables.iter().filter(|table| table.key != CEILINGS).cloned().collect();
    html! {
        (reasons(&explained.reasons))
        (doubt(&explained.warnings))
        (charts(told, &["waterfall"]))
        (all(name, &tables))
        div.folded {
            h3 { "What was removed" }
            p { "The same cases were run again without each obstacle. These are the keys of the scenario that each removal changes, told for one cluster." }
            @for removal in &found.removals {
                details {
                    summary { (capital(without(removal.obstacle))) " (" (removal.obstacle.word()) ", in " (removal.cluster) ")" }
                    ul { @for change in &removal.changes { li { code { (change) } } } }
                }
            }
        }
        p.note { (tied(&explained.basis)) }
    }
}

fn comparison(name: &str, compared: &Compared, told: &Told<'_>) -> Markup {
    html! {
        h3 { (compared.title) }
        @for variant in &compared.variants {
            p.lead { (tied(&variant.verdict)) }
            (reasons(&variant.reasons))
            @if !variant.changes.is_empty() {
                details {
                    summary { "What “" (variant.title) "” changes (" (variant.changes.len()) ")" }
                    ul { @for change in &variant.changes { li { code { (change) } } } }
                }
            }
        }
        (doubt(&compared.warnings))
        (charts(told, &["comparison"]))
        @for (number, variant) in compared.variants.iter().enumerate() {
            details { summary { "“" (variant.title) "” in numbers" } @for (at, table) in variant.tables.iter().enumerate() { (tables::named(&format!("{name}-{number}-{at}"), table)) } }
        }
        p.note { (tied(&compared.basis)) }
    }
}

fn sweep(name: &str, words: &SweepFindings, told: &Told<'_>) -> Markup {
    html! {
        h3 { (words.title) }
        @if words.title != words.question { p { (words.question) } }
        @for verdict in &words.verdicts { p.lead { (tied(verdict)) } }
        (doubt(&words.warnings))
        (charts(told, &["tornado", "heat_map", "lever_indices"]))
        (all(name, &words.tables))
        p.note { (tied(&words.basis)) }
    }
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
