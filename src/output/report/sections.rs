//! The sections of the report, from the answer to what it rests on.

use maud::{Markup, html};

use super::section::{Section, chart, doubt, led, tied};
use super::{Page, Report, tables};
use crate::experiment::measures::Unit;
use crate::findings::effects::Effects;
use crate::findings::words::{capital, chance, counted, exact_percent, in_table};
use crate::scenario::sources::assumptions;
use crate::study::answer::Found;

/// Charts of the sections that have some of their own; any other stands with what held reports back.
const ANSWER: &[&str] = &["yearly_rate"];
const MONTHS: &[&str] = &["month_rate"];
const CLUSTERS: &[&str] = &["cluster_rate"];
const WORKLOAD: &[&str] = &["utilisation", "managers_load"];
/// Tables likewise.
const TABLES: &[(&str, &[&str])] =
    &[("answer", &["measures"]), ("clusters", &["clusters"]), ("workload", &["grades", "managers", "places"]), ("work", &["work"])];
/// What is told beside the rate, because speed is not quality and same-day is not on time.
const GUARDS: &[&str] = &["sufficient", "sufficient_reports", "on_time", "late"];
/// How courts' time and people's cover fare.
const COURTS: &[&str] = &["courtroom_use", "court_minutes", "uncovered"];
/// What a run costs, where the scenario gives costs.
const COSTS: &[&str] = &["cost", "cost_per_report", "court_cost", "adjournment_cost"];

fn section(key: &'static str, title: &'static str, body: Markup) -> Section {
    Section { key, title, body }
}

/// The first section of a run.
pub(super) fn answer(report: &Report<'_>) -> Section {
    section("answer", "The answer", first(report))
}

/// What stands beside the rate.
pub(super) fn quality(report: &Report<'_>) -> Section {
    let stated = report.found.national("sufficient", "").is_some();
    let body = html! {
        p {
            @if report.found.frame.court { "A report that is ready" } @else { "Work that is done" } " the same day is not for that better. "
            @if stated { "What inspectors found of each format, applied to the reports delivered, stands beside the rate; so does " (report.found.frame.in_time()) "." }
            @else { "The scenario does not say what share of each format inspectors found sufficient." }
        }
        (tables::measures(report, "guards", if report.found.frame.court { "Quality, and the court’s own date" } else { "Quality, and the time due" }, &told(report, GUARDS)))
    };
    section("quality", "Quality guard-rail", body)
}

/// How the rate goes from month to month.
pub(super) fn months(report: &Report<'_>) -> Section {
    let shown = report.pictures.iter().any(|picture| MONTHS.contains(&picture.key));
    let body = html! {
        @if shown {
            p { "A month is judged on far fewer " (report.found.frame.things()) " than a year. Nine months in ten lie in the pale band, with nothing changed: a good month or a bad one is no news by itself." }
            (charts(report, MONTHS))
        }
        @else { p { "The run is too short, or has no charts, to tell one month from another." } }
    };
    section("months", "Risks by month", body)
}

/// What the run costs; nothing where the scenario gives no costs.
pub(super) fn costs(report: &Report<'_>) -> Markup {
    let told = told(report, COSTS);
    tables::measures(report, "costs", "What the run costs", &told)
}

/// Those of some measures that the run has.
fn told(report: &Report<'_>, wanted: &[&'static str]) -> Vec<&'static str> {
    wanted.iter().copied().filter(|key| report.found.national(key, "").is_some()).collect()
}

/// Everything in detail, in order.
pub(super) fn detail(report: &Report<'_>) -> Vec<Section> {
    vec![
        section("held-back", if report.found.frame.court { "What held reports back" } else { "What held work back" }, held_back(report)),
        section("clusters", if divided(report) { "Divisions and clusters" } else { "Clusters" }, clusters(report)),
        section("workload", "Courts’ and people’s workload", workload(report)),
        section("work", "Work by kind", work(report)),
    ]
}

fn first(report: &Report<'_>) -> Markup {
    let document = report.document;
    html! {
        p.verdict { (tied(&document.verdict())) }
        (figures(report))
        ul.reasons { @for reason in document.reasons() { li { (led(reason)) } } }
        (doubt(&document.warnings))
        (charts(report, ANSWER))
        details.printed {
            summary { "Every measure" }
            (findings_tables(report, "answer"))
        }
    }
}

/// The four numbers that belong together: the rate and its chance, and the two that it is mistaken for.
fn figures(report: &Report<'_>) -> Markup {
    let found = report.found;
    let period = found.frame.period();
    let rate = found.nation.rate();
    let (on_time, sufficient) = (found.national("on_time", ""), found.national("sufficient", ""));
    let target = exact_percent(found.frame.target);
    let likely = found.nation.chance.map_or_else(
        || ("none".to_owned(), "nothing was asked for".to_owned()),
        |likely| (format!("{} of {}", likely.reached, likely.of), capital(&chance(likely, period))),
    );
    let judged = match sufficient {
        Some(_) => "What inspectors found of each format, applied to the reports delivered: speed is not quality",
        None => "The scenario does not say what share of each format inspectors found sufficient",
    };
    let done = if found.frame.court { "Delivered before the court rose" } else { "Completed on the day that it arose" };
    let due = match found.frame.has_due() {
        true => format!("By {}: same-day is not on time", found.frame.in_time()),
        false => "The scenario gives this work no time by which it is due".to_owned(),
    };
    let tiles = [
        ("Same-day rate", in_table(rate, Unit::Share), format!("{done}; the target is {target}")),
        (if period == "year" { "Years that reach the target" } else { "Histories that reach the target" }, likely.0, likely.1),
        ("On time", on_time.map_or_else(|| "not stated".to_owned(), |share| in_table(Some(share), Unit::Share)), due),
        (
            "Expected to be sufficient",
            sufficient.map_or_else(|| "not stated".to_owned(), |s| in_table(Some(s), Unit::Share)),
            judged.to_owned(),
        ),
    ];
    html! {
        dl.figures {
            @for (title, number, note) in &tiles {
                div { dt { (title) } dd.value { (number) } dd { (tied(note)) "." } }
            }
        }
    }
}

fn held_back(report: &Report<'_>) -> Markup {
    let placed = [ANSWER, MONTHS, CLUSTERS, WORKLOAD].concat();
    html! {
        p {
            @if report.found.frame.by_the_day {
                "Each " @if report.found.frame.court { "report" } @else { "piece of work" } " that was not same-day counts once, under the obstacle that decided it."
            } @else { "This work is not due on its day, so that nothing decides whether it is done by then; what it waited for is told all the same." }
        }
        @for picture in report.pictures.iter().filter(|picture| !placed.contains(&picture.key)) { (chart(picture)) }
        (findings_tables(report, "held-back"))
        @if !report.found.lists.is_empty() {
            (tables::cells(report, "lists", "By kind of list", "List", &report.found.lists))
        }
    }
}

/// Whether there is more than one division.
const fn divided(report: &Report<'_>) -> bool {
    report.found.divisions.len() > 1
}

fn clusters(report: &Report<'_>) -> Markup {
    let found = report.found;
    html! {
        p {
            "Best first. The chance is told as the number of " (found.frame.periods()) " simulated that reached "
            (tied(&exact_percent(found.frame.target))) "; ± is the half-width of an interval at "
            (tied(&exact_percent(found.frame.confidence))) "."
        }
        @if divided(report) { (tables::divisions(report)) }
        (charts(report, CLUSTERS))
        (tables::clusters(report))
    }
}

fn workload(report: &Report<'_>) -> Markup {
    let found = report.found;
    html! {
        (charts(report, WORKLOAD))
        (findings_tables(report, "workload"))
        (tables::measures(report, "courts-time", "Courts’ time, and cover", &told(report, COURTS)))
        @if !found.courts.is_empty() {
            details {
                summary { "Court by court (" (found.courts.len()) ")" }
                (tables::cells(report, "courts", "By court", "Court", &found.courts))
            }
        }
    }
}

fn work(report: &Report<'_>) -> Markup {
    html! {
        p { "All of it is done by the same people, so that work of one kind waits for work of another. Each kind is on time by its own due time." }
        (findings_tables(report, "work"))
    }
}

/// What the page rests on.
pub(super) fn basis(page: &Page<'_>, effects: &Effects) -> Section {
    let origin = page.told[0].origin;
    let register = &origin.register;
    let body = html! {
        @if matches!(page.told[0].found, Found::Run(_)) { p { (tied(&page.told[0].document.basis)) } }
        p {
            "The scenario tells " strong { (counted(register.sources.len(), "source")) } " for its numbers; of them "
            strong { (assumptions(&register.sources)) } ". For " strong { (counted(register.unsourced.len(), "table")) }
            " of numbers it tells none."
        }
        p {
            "How far an assumption moves the rate is seen by moving its numbers one at a time, with everything else as it is. "
            @if effects.is_empty() { "That was not asked: a sweep with " code { "design = \"assumptions\"" } " would tell (docs/SWEEPS.md)." }
            @else { (effects.basis()) }
        }
        details.printed {
            summary { "Every source (" (register.sources.len()) ")" }
            (tables::sources(register, effects))
        }
        @if !register.unsourced.is_empty() {
            details.printed {
                summary { "Numbers for which no source is told (" (register.unsourced.len()) ")" }
                h3 { "Without a source" }
                ul.places { @for path in &register.unsourced { li { code { (tables::place(path)) } } } }
            }
        }
        @if !register.warnings.is_empty() {
            div.doubt {
                h3 { "What looks wrong with the scenario" }
                pre { (register.warnings) }
            }
        }
        h3 { "Files that were read" }
        ul.places { @for input in &origin.inputs { li { code { (input.path) } " " span.hash { "SHA-256 " (input.sha256) } } } }
    };
    section("basis", "What this rests on", body)
}

fn charts(report: &Report<'_>, keys: &[&str]) -> Markup {
    html! { @for picture in report.pictures.iter().filter(|picture| keys.contains(&picture.key)) { (chart(picture)) } }
}

/// The tables of the findings that belong to a section; those that belong to none stand with what held reports back.
fn findings_tables(report: &Report<'_>, section: &str) -> Markup {
    let home = |key: &str| TABLES.iter().find(|(_, keys)| keys.contains(&key)).map_or("held-back", |(home, _)| *home);
    html! { @for table in report.document.tables().filter(|table| home(table.key) == section) { (tables::of_findings(table)) } }
}
