//! A history in plain English, a line for each thing that happened.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::obstacles::words_of;
use crate::study::trace::{Activity, Event, Trace};

/// A line of an event log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The day.
    pub day: Date,
    /// The words, the time of day first.
    pub words: String,
}

/// A line for each of some events of a history, in their order.
pub fn lines<'a>(trace: &'a Trace, events: impl Iterator<Item = &'a Event>) -> Vec<Line> {
    events
        .map(|event| Line { day: event.start.date(), words: format!("{}  {}: {}", times(event), case(trace, event), words(trace, event)) })
        .collect()
}

/// The lines as a text, day by day.
pub fn text(trace: &Trace, lines: &[Line]) -> String {
    let mut days: BTreeMap<Date, Vec<&str>> = BTreeMap::new();
    for line in lines {
        days.entry(line.day).or_default().push(&line.words);
    }
    let day = |(day, lines): (Date, Vec<&str>)| format!("{}, {}\n{}\n", day.strftime("%A %-d %B %Y"), trace.cluster, lines.join("\n"));
    days.into_iter().map(day).collect::<Vec<_>>().join("\n")
}

/// `10:20–10:50`, or `10:20` of what takes no time, in one width.
fn times(event: &Event) -> String {
    let start = clock(event.start);
    if event.start == event.end {
        return format!("{start:11}");
    }
    let end = if event.start.date() == event.end.date() { clock(event.end) } else { "…".to_owned() };
    format!("{:11}", format!("{start}–{end}"))
}

fn clock(at: DateTime) -> String {
    at.strftime("%H:%M").to_string()
}

/// The case, with its workstream unless it is the one in question.
fn case(trace: &Trace, event: &Event) -> String {
    if event.stream == trace.headline {
        format!("case {}", event.case)
    } else {
        format!("case {} ({})", event.case, trace.streams[event.stream].title)
    }
}

fn words(trace: &Trace, event: &Event) -> String {
    let steps = &trace.streams[event.stream].steps;
    let at = if event.court.is_empty() { String::new() } else { format!(" at {}", event.court) };
    match event.activity {
        Activity::Asked if event.kind.is_empty() => format!("begins{at}"),
        Activity::Asked => format!("asked for{at}: {}", event.kind),
        Activity::StoodDown => "stood down, to be heard again later today".to_owned(),
        Activity::Adjourned(obstacle) => format!("adjourned to a later day ({})", words_of(obstacle).missed),
        Activity::Worked(step) => {
            let who = event.person.map_or("nobody", |person| &trace.people[person].name);
            let room = event.room.as_ref().map_or_else(String::new, |room| format!(", {room}"));
            format!("{} by {who}{room} ({})", steps[step].title, length(event))
        }
        Activity::PutRight(_) => {
            let who = event.person.map_or("nobody", |person| &trace.people[person].name);
            format!("put right by {who} ({})", length(event))
        }
        Activity::Answered(step) => format!("{}: asked, and answered {}", steps[step].title, when(event)),
        Activity::Returned => "returned by its reader, to be put right".to_owned(),
        Activity::CalledBack => "called back into court".to_owned(),
        Activity::Delivered { .. } if event.stream != trace.headline => "done".to_owned(),
        Activity::Delivered { same_day: true, .. } => "delivered, the same day".to_owned(),
        Activity::Delivered { same_day: false, today: true } => "delivered, not counted as the same day".to_owned(),
        Activity::Delivered { same_day: false, today: false } => "delivered".to_owned(),
        Activity::GivenUp(step) => format!("{}: nobody could begin in time", steps[step].title),
    }
}

fn when(event: &Event) -> String {
    if event.start.date() == event.end.date() {
        format!("at {}", clock(event.end))
    } else {
        event.end.strftime("on %-d %B at %H:%M").to_string()
    }
}

fn length(event: &Event) -> String {
    let seconds = event.end.duration_since(event.start).as_secs();
    let minutes = (seconds + 30) / 60;
    if minutes >= 120 { format!("{} h {:02} min", minutes / 60, minutes % 60) } else { format!("{minutes} min") }
}
