//! The tables of a run: measures down, estimates across.

use super::table::Table;
use super::words::{hours_in_table, in_table, plain};
use crate::experiment::estimates::{Estimates, Scope};
use crate::experiment::items::Item;
use crate::experiment::measures::{Measure, Part, Unit};

/// Which days stand for long times.
const CALENDAR: &str = "days are calendar days, 24 hours each";
/// Why kinds of work have no figure in some columns.
const UNTIMED: &str = "– : has no due time, nothing late, or no attendance";

/// Clusters at either end that a terminal is shown.
const ENDS: usize = 3;

/// All tables of a run, in the order in which they are told. Those without rows are left out.
pub fn all(found: &Estimates) -> Vec<Table> {
    let mut tables = vec![whole(found), kinds(found), obstacles(found), grades(found), managers(found), places(found), streams(found)];
    tables.push(clusters(found));
    let tables = tables.into_iter().filter(|table| !table.rows.is_empty());
    // Of a single replication no error is known, and that is said once for all.
    tables.map(|table| if found.replications > 1 { table.with_unknown_errors() } else { table }).collect()
}

/// Measures of everything at once.
pub fn whole(found: &Estimates) -> Table {
    let mut table = Table::new("measures", "All clusters together", &["measure", "estimate", "of"]);
    for (item, estimate) in found.items.iter().zip(&found.nation.measures).filter(|(item, _)| item.part == Part::All) {
        table.rows.push(vec![item.words().title.to_owned(), in_table(*estimate, item.measure.unit), item.words().per.to_owned()]);
    }
    table
}

/// Formats of report.
pub fn kinds(found: &Estimates) -> Table {
    let (kind, title) = if found.frame.court { ("format", "By format asked for") } else { ("kind", "By kind of work") };
    let head = [kind, "of all", "same-day", "on time", "days, mean", "days, median", "likeliest day"];
    let mut table = Table::new("formats", title, &head);
    for days in found.days.iter().filter(|_| found.days.len() > 1) {
        let mut row = vec![days.title.clone()];
        let measures = ["mix", "same_day", "on_time", "mean_days", "median_days"];
        row.extend(measures.map(|measure| cell(found, &found.nation, measure, &days.key)));
        row.push(days.mode.map_or_else(|| "none".to_owned(), |day| plain(f64::from(day), 0)));
        table.rows.push(row);
    }
    table
}

/// What stood between requests and same-day reports.
pub fn obstacles(found: &Estimates) -> Table {
    let things = found.frame.things();
    let (decided, title) = (format!("decided, of all {things}"), format!("What held same-day {things} back"));
    if found.parts("decided").next().is_none() {
        // What is not due within the day has nothing that decides whether it is done by then.
        let title = format!("What {things} waited for");
        return rows(found, "obstacles", &title, &["obstacle", "waiting, for each"], &["waited"]);
    }
    rows(found, "obstacles", &title, &["obstacle", &decided, "waiting, for each tried"], &["decided", "waited"])
}

/// People's time.
pub fn grades(found: &Estimates) -> Table {
    let head = ["grade", "busy", "overtime", "absent", "posts empty", "work waits"];
    with_days(rows(found, "grades", "People, by grade", &head, &["utilisation", "overtime", "absence", "vacant", "grade_wait"]))
}

/// What is asked of managers, and what they do of it in time.
pub fn managers(found: &Estimates) -> Table {
    let head = ["managers", "hours asked of them first, of those contracted", "tasks in time, and meetings joined"];
    by_title(found, rows(found, "managers", "Managers", &head, &["managers_load", "managers_in_time"]), "All of them")
}

/// Places, such as beds.
pub fn places(found: &Estimates) -> Table {
    by_title(found, rows(found, "places", "Places", &["place", "taken, of the time"], &["occupancy"]), "")
}

/// The same table with grades told in full, and another name for everything at once.
fn by_title(found: &Estimates, mut table: Table, all: &str) -> Table {
    let titles = || found.frame.names.grades.iter().zip(&found.frame.grade_titles);
    for row in &mut table.rows {
        let title = titles().find(|(key, _)| **key == row[0]).map(|(_, title)| title.as_str());
        row[0] = title.unwrap_or(all).to_owned();
    }
    table
}

/// Kinds of work.
pub fn streams(found: &Estimates) -> Table {
    let (mut head, mut measures) = (
        vec!["work", "arose", "time to completion", "on time", "late by, mean"],
        vec!["work_requested", "work_completion", "work_on_time", "work_lateness"],
    );
    if found.parts("work_given_up").any(|(i, _)| found.nation.measures[i].is_some_and(|share| share.mean > 0.0)) {
        head.push("given up");
        measures.push("work_given_up");
    }
    head.extend(["attendances missed", "officers' time"]);
    measures.extend(["uncovered", "officer_time"]);
    with_days(rows(found, "work", "Work, by kind", &head, &measures).explained(UNTIMED))
}

/// Says beneath which days are meant, where long times are told in days.
fn with_days(mut table: Table) -> Table {
    if table.rows.iter().flatten().any(|cell| cell.ends_with(" days")) {
        let between = if table.note.is_empty() { "" } else { "; " };
        table.note.push_str(between);
        table.note.push_str(CALENDAR);
    }
    table
}

/// The clusters, best first.
pub fn clusters(found: &Estimates) -> Table {
    let by_officer = measure_of("reports_per_officer").told(found.frame.court).title.to_lowercase();
    let head = ["cluster", "same-day", "chance of the target", "on time", "officers busy", &by_officer];
    let mut table = Table::new("clusters", "By cluster, best first", &head);
    let ranked = ranked(&found.clusters);
    if ranked.len() < 2 {
        return table;
    }
    table.ends = Some(ENDS);
    let row = |scope: &&Scope| {
        let chance = scope.chance.map_or_else(|| "none".to_owned(), |c| format!("{} of {}", c.reached, c.of));
        let measure = |key| cell(found, scope, key, "");
        vec![scope.name.clone(), measure("same_day"), chance, measure("on_time"), measure("officers_busy"), measure("reports_per_officer")]
    };
    table.rows = ranked.iter().map(row).collect();
    table
}

/// Clusters, or divisions, by their same-day rate, best first; those where nothing was asked for are left out.
pub fn ranked(scopes: &[Scope]) -> Vec<&Scope> {
    let mut ranked: Vec<&Scope> = scopes.iter().filter(|scope| scope.rate().is_some()).collect();
    let rate = |scope: &Scope| scope.rate().map_or(0.0, |rate| rate.mean);
    ranked.sort_by(|a, b| rate(b).total_cmp(&rate(a)));
    ranked
}

/// A row for each part of the first measure, a column for each measure.
fn rows(found: &Estimates, key: &'static str, title: &str, head: &[&str], measures: &[&str]) -> Table {
    let mut table = Table::new(key, title, head);
    for (_, Item { key, title, .. }) in found.parts(measures[0]) {
        let mut row = vec![title.clone()];
        row.extend(measures.iter().map(|measure| cell(found, &found.nation, measure, key)));
        table.rows.push(row);
    }
    table
}

fn cell(found: &Estimates, scope: &Scope, measure: &str, part: &str) -> String {
    let estimate = found.of(scope, measure, part);
    match measure_of(measure).unit {
        Unit::Hours => hours_in_table(estimate),
        unit => in_table(estimate, unit),
    }
}

fn measure_of(key: &str) -> &'static Measure {
    Measure::named(key).expect("a measure of the register")
}
