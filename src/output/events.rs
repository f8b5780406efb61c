//! An event log that process-mining tools read: a row for each activity of each case, as CSV and Parquet.

use super::folder::OutputError;
use super::parquet::{Column, table};
use super::tables::{Row, Rows, words};
use crate::findings::words::capital;
use crate::study::trace::{Activity, Event, Trace};

/// The columns, as docs/guide/researcher.md tells them.
pub const COLUMNS: [&str; 10] = ["case", "activity", "start", "end", "resource", "court", "cluster", "workstream", "kind", "outcome"];

/// `events.csv`.
///
/// # Errors
/// If the rows cannot be written, which memory always can.
pub fn csv<'a>(trace: &'a Trace, events: impl Iterator<Item = &'a Event>) -> Result<Vec<u8>, OutputError> {
    rows(trace, events).csv("events.csv")
}

/// `events.parquet`: the same rows; times are text, in ISO 8601.
///
/// # Errors
/// If the columns cannot be written, which memory always can.
pub fn parquet<'a>(trace: &'a Trace, events: impl Iterator<Item = &'a Event>) -> Result<Vec<u8>, OutputError> {
    let rows = rows(trace, events).rows;
    let columns: Vec<Column> =
        (0..COLUMNS.len()).map(|column| Column::Text(rows.iter().map(|row| row[column].clone()).collect())).collect();
    table(&COLUMNS, &columns).map_err(|error| OutputError::Parquet("events", Box::new(error)))
}

fn rows<'a>(trace: &'a Trace, events: impl Iterator<Item = &'a Event>) -> Rows {
    let row = |event: &Event| -> Row {
        let resource = match event.activity {
            Activity::Answered(_) => "third party",
            _ => event.person.map_or("", |person| &trace.people[person].name),
        };
        let [start, end] = [event.start, event.end].map(|at| at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
        let case = format!("{}/{}", trace.cluster, event.case);
        let stream = &trace.streams[event.stream];
        words(&[
            &case,
            &activity(trace, event),
            &start,
            &end,
            resource,
            &event.court,
            &trace.cluster,
            &stream.key,
            &event.kind,
            outcome(event),
        ])
    };
    Rows { head: words(&COLUMNS), rows: events.map(row).collect() }
}

/// What a delivery is counted as, which its day alone does not say: a report that was put over may be written the same day, and one may be
/// delivered on the day and too late. Empty of other events.
const fn outcome(event: &Event) -> &'static str {
    match event.activity {
        Activity::Delivered { same_day: true, .. } => "same day",
        Activity::Delivered { same_day: false, .. } => "not the same day",
        _ => "",
    }
}

fn activity(trace: &Trace, event: &Event) -> String {
    let step = |step: usize| capital(&trace.streams[event.stream].steps[step].title);
    match event.activity {
        Activity::Asked => "Asked for".to_owned(),
        Activity::StoodDown => "Stood down".to_owned(),
        Activity::Adjourned(obstacle) => format!("Put over: {}", obstacle.word().replace('_', " ")),
        Activity::Worked(place) | Activity::Answered(place) => step(place),
        Activity::Returned => "Returned".to_owned(),
        Activity::PutRight(_) => "Put right".to_owned(),
        Activity::CalledBack => "Called back".to_owned(),
        Activity::Delivered { .. } => "Delivered".to_owned(),
        Activity::GivenUp(place) => format!("Given up: {}", step(place)),
    }
}
