//! Tables of the report: those of the findings as they are, and those that only a page has room for.

use indexmap::{IndexMap, IndexSet};
use maud::{Markup, html};

use super::Report;
use super::section::tied;
use crate::experiment::estimates::{Cell, Scope};
use crate::experiment::measures::{Measure, Unit};
use crate::findings::effects::Effects;
use crate::findings::obstacles::words_of;
use crate::findings::table::Table;
use crate::findings::tables::ranked;
use crate::findings::words::{capital, in_table, plain};
use crate::scenario::Register;
use crate::scenario::grammar::Obstacle;

/// Tables with more rows than this are folded away where they stand among words, and can be sorted.
pub(super) const LONG: usize = 12;
/// Letters that a number's unit may have: "working days" and no sentence.
const UNIT: usize = 12;
/// Letters of a row's name that stand on one line.
const NAME: usize = 30;

/// The head of a column: its words, and whether numbers stand below it.
type Head<'a> = (&'a str, bool);

/// A table's frame: its heading, and a part that scrolls by itself where the screen is narrow.
fn framed(key: &str, title: &str, sortable: bool, head: &[Head<'_>], rows: &Markup) -> Markup {
    html! {
        h3 id={ "table-" (key) } { (title) }
        div.scroll tabindex="0" role="group" aria-labelledby={ "table-" (key) } {
            table.sortable[sortable] aria-labelledby={ "table-" (key) } {
                thead { tr { @for (word, number) in head { th.number[*number] scope="col" { (capital(word)) } } } }
                tbody { (rows) }
            }
        }
    }
}

/// A table of the findings.
pub(super) fn of_findings(table: &Table) -> Markup {
    named(table.key, table)
}

/// A table of the findings under a name of its own, where there may be several of a kind on a page.
pub(super) fn named(key: &str, table: &Table) -> Markup {
    let is_number = |column: usize| column > 0 && table.rows.iter().all(|row| numeric(&row[column]));
    let long = table.rows.len() > LONG;
    let head: Vec<Head<'_>> = table.head.iter().enumerate().map(|(column, word)| (word.as_str(), is_number(column))).collect();
    let rows = html! {
        @for row in &table.rows {
            tr {
                @for (column, cell) in row.iter().enumerate() {
                    @if column == 0 { @let name = row_name(table, cell); th.long[name.chars().count() > NAME] scope="row" { (name) } }
                    @else if is_number(column) {
                        td.number data-value=[sorted_by(table, cell).filter(|_| long)] {
                            @match cell.split_once(" → ") { Some((before, after)) => { (before) " →" br; (after) }, None => (cell) }
                        }
                    }
                    @else { td { (cell) } }
                }
            }
        }
    };
    // Its section has said the rest.
    let title = if table.key == "work" { "Every kind of work" } else { &table.title };
    html! {
        (framed(key, title, long, &head, &rows))
        @if !table.note.is_empty() { p.note { (table.note) } }
    }
}

/// Whether a cell is a number with its unit, or says that there is none.
fn numeric(cell: &str) -> bool {
    let none = ["", "–", "none", "nothing"].contains(&cell);
    let starts = cell.trim_start_matches(['-', '+', '£']).starts_with(|letter: char| letter.is_ascii_digit());
    none || starts && cell.chars().filter(|letter| letter.is_alphabetic()).count() <= UNIT
}

/// The number by which a column is sorted: of long times, which are told in days beside short ones in hours, the hours.
fn sorted_by(table: &Table, cell: &str) -> Option<f64> {
    let in_days = ["work", "grades"].contains(&table.key) && cell.ends_with(" days");
    leading(cell).map(|number| if in_days { number * 24.0 } else { number })
}

/// The number with which a cell begins.
fn leading(cell: &str) -> Option<f64> {
    let bare = cell.replace(['£', ',', '+'], "");
    let end = bare.find(|letter: char| !(letter.is_ascii_digit() || letter == '.' || letter == '-')).unwrap_or(bare.len());
    bare[..end].parse().ok()
}

/// A row's name; an obstacle is told as its chart tells it.
fn row_name(table: &Table, cell: &str) -> String {
    let obstacle = Obstacle::ALL.iter().find(|obstacle| table.key == "obstacles" && obstacle.word().replace('_', " ") == cell);
    obstacle.map_or_else(|| cell.to_owned(), |obstacle| capital(words_of(*obstacle).missed))
}

/// Measures told in the table of clusters.
const BY_CLUSTER: [&str; 4] = ["same_day", "on_time", "officers_busy", "reports_per_officer"];

/// Every cluster, the best first.
pub(super) fn clusters(report: &Report<'_>) -> Markup {
    scopes(report, ("clusters", "By cluster, best first", "Cluster"), &report.found.clusters)
}

/// Every division, the best first.
pub(super) fn divisions(report: &Report<'_>) -> Markup {
    scopes(report, ("divisions", "By division, best first", "Division"), &report.found.divisions)
}

/// Parts of the country, the best first. Each number carries its value in full, to be sorted by and checked.
///
/// - `key`, `title`, `kind`: the table's name and heading, and what a row is.
fn scopes(report: &Report<'_>, (key, title, kind): (&str, &str, &str), scopes: &[Scope]) -> Markup {
    let found = report.found;
    let divided = scopes.iter().any(|scope| !scope.division.is_empty());
    let mut head = vec![(kind, false)];
    head.extend(divided.then_some(("Division", false)));
    let told: Vec<&Measure> = BY_CLUSTER.iter().filter_map(|key| Measure::named(key)).collect();
    head.extend(told.iter().map(|measure| (measure.told(found.frame.court).title, true)));
    head.insert(head.len() + 1 - told.len(), ("Chance of the target", true));
    let measured = |scope: &Scope, measure: &Measure| {
        let (key, estimate) = (measure.key, found.of(scope, measure.key, ""));
        html! { td.number data-measure=(key) data-value=[estimate.map(|e| e.mean)] { (in_table(estimate, measure.unit)) } }
    };
    let rows = html! {
        @for scope in ranked(scopes) {
            tr {
                th scope="row" { (scope.name) }
                @if divided { td { (scope.division) } }
                (measured(scope, told[0]))
                td.number data-measure="chance_of_target" data-value=[scope.chance.map(|chance| chance.share())] {
                    @match scope.chance { Some(chance) => { (chance.reached) " of " (chance.of) }, None => "none" }
                }
                @for measure in &told[1..] { (measured(scope, measure)) }
            }
        }
    };
    framed(key, title, true, &head, &rows)
}

/// The headline's rate in each court, list or other part.
pub(super) fn cells(report: &Report<'_>, key: &str, title: &str, name: &'static str, cells: &[Cell]) -> Markup {
    let clustered = cells.iter().any(|cell| !cell.cluster.is_empty());
    let asked = format!("{} in a {}", report.found.frame.asked(), report.found.frame.period());
    let names = clustered.then_some(("Cluster", false)).into_iter().chain([(name, false)]);
    let head: Vec<Head<'_>> = names.chain([(asked.as_str(), true), ("Same-day", true)]).collect();
    let rows = html! {
        @for cell in cells {
            tr {
                @if clustered { th scope="row" { (cell.cluster) } td { (cell.name) } }
                // The name of a list is the scenario's key for it.
                @else { th scope="row" { (capital(&cell.name.replace('_', " "))) } }
                td.number data-value=(cell.requested) { (plain(cell.requested, usize::from(cell.requested < 100.0))) }
                td.number data-value=[cell.rate.map(|rate| rate.mean)] { (in_table(cell.rate, Unit::Share)) }
            }
        }
    };
    framed(key, title, true, &head, &rows)
}

/// Some national measures, one a row; nothing where there are none.
pub(super) fn measures(report: &Report<'_>, key: &str, title: &str, wanted: &[&str]) -> Markup {
    if wanted.is_empty() {
        return Markup::default();
    }
    let court = report.found.frame.court;
    let rows = html! {
        @for measure in wanted.iter().filter_map(|key| Measure::named(key)) {
            tr {
                th scope="row" { (measure.told(court).title) }
                td.number { (in_table(report.found.national(measure.key, ""), measure.unit)) }
                td { (measure.told(court).meaning()) }
            }
        }
    };
    framed(key, title, false, &[("Measure", false), ("Estimate", true), ("What it counts", false)], &rows)
}

/// Where a number stands in the scenario; the whole of it has no path.
pub(super) fn place(path: &str) -> &str {
    if path.is_empty() { "the whole scenario" } else { path }
}

/// The register of sources, assumptions first, with what each was seen to do; what rests on the same words shares a row.
pub(super) fn sources(register: &Register, effects: &Effects) -> Markup {
    let mut places: IndexMap<(bool, &str), Vec<&str>> = IndexMap::new();
    let mut synthetic: IndexSet<&str> = IndexSet::new();
    for source in &register.sources {
        places.entry((source.assumption, &source.source)).or_default().push(&source.path);
        if source.is_synthetic() {
            synthetic.insert(&source.source);
        }
    }
    places.sort_by(|a, _, b, _| b.0.cmp(&a.0));
    let head = [("Assumption?", false), ("Source", false), ("Where in the scenario", false), ("Moves the same-day rate by", false)];
    let rows = html! {
        @for ((assumption, source), places) in &places {
            @let moved = effects.of_tables(register, places);
            tr {
                td {
                    @if synthetic.contains(source) { span.flag { "synthetic" } }
                    @else if *assumption { span.flag { "assumption" } }
                    @else { "no" }
                }
                th scope="row" { (source) }
                td { @for (i, path) in places.iter().enumerate() { @if i > 0 { ", " } code { (place(path)) } } }
                td {
                    @match moved {
                        Some(moved) => { (tied(&moved.told)) " " code { (moved.change) } @if !moved.others.is_empty() { " " (moved.others) } }
                        None if *assumption => "not measured",
                        None => "",
                    }
                }
            }
        }
    };
    html! { div.register { (framed("sources", "Register of sources and assumptions", true, &head, &rows)) } }
}
