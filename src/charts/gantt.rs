//! A court's day: its courtrooms, its officers, and each report's way from the request to the end of the day.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};

use super::Drawn;
use super::ink::{BLUE, BLUE_FAINT, BLUE_PALE, BLUE_SOFT, HAIR, INK, Ink, PAPER, QUIET, RUST, STONE};
use super::marks::{self, AXIS, FOOT, LABEL, MARGIN, Scale, TOP};
use super::sheet::{Sheet, Type};
use crate::findings::obstacles::words_of;
use crate::findings::words::capital;
use crate::study::trace::{Activity, Event, Sitting, Trace};

/// Width of the page.
const WIDTH: f64 = 1600.0;
/// Room for the names of rows.
const NAMES: f64 = 330.0;
/// Room for how each report ended.
const ENDS: f64 = 262.0;
/// Height of a row: a courtroom or an officer, and a report.
const ROW: f64 = 38.0;
const REPORT_ROW: f64 = 50.0;
/// Room for a panel's heading.
const HEAD: f64 = 58.0;
/// Room for the hours.
const HOURS: f64 = 40.0;
/// Words within a block.
const WITHIN: Type = Type::new(14.5, PAPER);

/// One day at one court.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The court.
    pub court: String,
    /// The day.
    pub day: Date,
    /// Courtrooms that sat.
    pub courtrooms: Vec<Row>,
    /// People who worked on the court's reports.
    pub people: Vec<Row>,
    /// Reports asked for.
    pub reports: Vec<Report>,
}

/// A row of blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// When there was somebody, in hours of the day.
    pub there: Vec<(f64, f64)>,
    /// What was done.
    pub blocks: Vec<Block>,
}

/// A report's day.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The case's number.
    pub case: u64,
    /// The format asked for.
    pub kind: String,
    /// The hour at which it was asked for.
    pub asked: f64,
    /// The hour at which its day ended: it was delivered or put over.
    pub ended: f64,
    /// How, in words; why, if it was put over.
    pub end: String,
    /// Whether it was delivered the same day.
    pub same_day: bool,
    /// What was done for it on the day.
    pub blocks: Vec<Block>,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// Its beginning and end, in hours of the day.
    pub span: (f64, f64),
    /// What it is.
    pub shade: Shade,
    /// What is written on it where there is room.
    pub words: String,
}

/// What a block stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Work on a report.
    Work,
    /// A reading by a manager.
    Reading,
    /// A third party that has been asked.
    Third,
    /// Other work, or other hearings.
    Other,
    /// A hearing on a report.
    Hearing,
}

impl Shade {
    const fn word(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Reading => "reading",
            Self::Third => "third party",
            Self::Other => "other",
            Self::Hearing => "hearing on a report",
        }
    }

    const fn inks(self) -> (Ink, Ink) {
        match self {
            Self::Work => (BLUE, PAPER),
            Self::Reading => (INK, PAPER),
            Self::Third => (BLUE_PALE, INK),
            Self::Other => (STONE, INK),
            Self::Hearing => (RUST, PAPER),
        }
    }
}

/// From a history; `None` if no report was asked for at the court on the day.
pub fn series(trace: &Trace, court: &str, day: Date) -> Option<Series> {
    let today = |event: &&Event| event.start.date() == day;
    let asked: Vec<&Event> = trace
        .events
        .iter()
        .filter(today)
        .filter(|event| event.stream == trace.headline && event.court == court && event.activity == Activity::Asked)
        .collect();
    let reports: Vec<Report> = asked.iter().map(|event| report(trace, event)).collect();
    if reports.is_empty() {
        return None;
    }
    let busy: Vec<&Event> =
        trace.events.iter().filter(|event| event.person.is_some() && event.start.date() <= day && event.end.date() >= day).collect();
    let helped =
        |person: usize| busy.iter().any(|event| event.person == Some(person) && event.stream == trace.headline && event.court == court);
    let people = trace.people.iter().enumerate().filter(|(person, _)| helped(*person)).map(|(person, who)| Row {
        name: who.name.clone(),
        there: who.shifts.iter().filter(|shift| shift.0.date() == day).map(|shift| hours(*shift, day)).collect(),
        blocks: busy.iter().filter(|event| event.person == Some(person)).map(|event| of_person(trace, event, court, day)).collect(),
    });
    Some(Series { court: court.to_owned(), day, courtrooms: courtrooms(trace, court, day), people: people.collect(), reports })
}

/// The court, and the first day, with the most reports asked for on one day; `None` if none ever was.
pub fn fullest(trace: &Trace, days: impl Fn(Date) -> bool) -> Option<(String, Date)> {
    let asked = trace.events.iter().filter(|event| event.stream == trace.headline && event.activity == Activity::Asked);
    let mut counted: BTreeMap<(Date, &str), usize> = std::collections::BTreeMap::new();
    for event in asked.filter(|event| !event.court.is_empty() && days(event.start.date())) {
        *counted.entry((event.start.date(), &event.court)).or_default() += 1;
    }
    let most = counted.values().copied().max()?;
    counted.into_iter().find(|(_, count)| *count == most).map(|((day, court), _)| (court.to_owned(), day))
}

fn of_person(trace: &Trace, event: &Event, court: &str, day: Date) -> Block {
    let span = hours((event.start, event.end), day);
    if event.stream == trace.headline && event.court == court {
        Block { span, shade: shade(trace, event), words: event.case.to_string() }
    } else {
        let words = if event.stream == trace.headline { "another court’s" } else { &trace.streams[event.stream].title };
        Block { span, shade: Shade::Other, words: words.to_owned() }
    }
}

fn shade(trace: &Trace, event: &Event) -> Shade {
    match event.activity {
        Activity::Worked(step) if trace.streams[event.stream].steps[step].reading => Shade::Reading,
        Activity::Answered(_) => Shade::Third,
        _ => Shade::Work,
    }
}

fn courtrooms(trace: &Trace, court: &str, day: Date) -> Vec<Row> {
    let mut rows: BTreeMap<(usize, &str), Row> = BTreeMap::new();
    for sitting in trace.sittings.iter().filter(|sitting| sitting.court == court && sitting.start.date() == day) {
        let name = format!("Courtroom {}, {}", sitting.courtroom, sitting.list);
        let blank = || Row { name, there: Vec::new(), blocks: Vec::new() };
        let row = rows.entry((sitting.courtroom, &sitting.list)).or_insert_with(blank);
        row.there.push(hours((sitting.start, sitting.end), day));
        let here = |hearing: &&Sitting| {
            let own = hearing.court == court && hearing.courtroom == sitting.courtroom;
            own && sitting.start <= hearing.start && hearing.start < sitting.end
        };
        let block = |span| Block { span, shade: Shade::Hearing, words: String::new() };
        row.blocks.extend(trace.hearings.iter().filter(here).map(|hearing| block(hours((hearing.start, hearing.end), day))));
    }
    rows.into_values().collect()
}

fn report(trace: &Trace, asked: &Event) -> Report {
    let day = asked.start.date();
    let own: Vec<&Event> =
        trace.events.iter().filter(|event| event.case == asked.case && event.stream == asked.stream && event.start.date() == day).collect();
    let over =
        own.iter().find(|event| matches!(event.activity, Activity::Adjourned(_) | Activity::Delivered { .. } | Activity::GivenUp(_)));
    let (ended, end, same_day) = match over.map(|event| (event.start, event.activity)) {
        Some((at, Activity::Adjourned(obstacle))) => (at, words_of(obstacle).missed.to_owned(), false),
        Some((at, Activity::Delivered { same_day: true, .. })) => (at, format!("same day, {}", at.strftime("%H:%M")), true),
        Some((at, Activity::Delivered { .. })) => (at, format!("too late, {}", at.strftime("%H:%M")), false),
        Some((at, _)) => (at, "given up".to_owned(), false),
        None => (own.last().map_or(asked.start, |event| event.end), "still under way".to_owned(), false),
    };
    let block = |event: &&&Event| {
        let step = match event.activity {
            Activity::Worked(step) | Activity::PutRight(step) | Activity::Answered(step) => &trace.streams[event.stream].steps[step].title,
            _ => return None,
        };
        Some(Block { span: hours((event.start, event.end), day), shade: shade(trace, event), words: step.clone() })
    };
    let blocks = own.iter().filter_map(|event| block(&event)).collect();
    let [asked_at, ended] = [asked.start, ended].map(|at| hour(at, day));
    Report { case: asked.case, kind: asked.kind.clone(), asked: asked_at, ended, end, same_day, blocks }
}

/// Hours of a day, within it.
fn hour(at: DateTime, day: Date) -> f64 {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    (at.duration_since(midnight).as_secs_f64() / 3600.0).clamp(0.0, 24.0)
}

fn hours((from, to): (DateTime, DateTime), day: Date) -> (f64, f64) {
    (hour(from, day), hour(to, day))
}

impl Series {
    /// The hours that hold everything but what third parties are waited for.
    fn span(&self) -> (f64, f64) {
        let rows = self.courtrooms.iter().chain(&self.people);
        let there = rows.flat_map(|row| row.there.iter().copied());
        let reports = self.reports.iter().map(|report| (report.asked, report.ended));
        let (low, high) = there.chain(reports).fold((24.0_f64, 0.0_f64), |(low, high), (from, to)| (low.min(from), high.max(to)));
        (low.floor(), high.ceil().max(low.floor() + 1.0))
    }

    fn heights(&self) -> [f64; 3] {
        [self.courtrooms.len() as f64 * ROW, self.people.len() as f64 * ROW, self.reports.len() as f64 * REPORT_ROW]
    }

    fn draw_rows(sheet: &Sheet<'_>, x: &Scale, rows: &[Row], top: f64) {
        for (index, row) in rows.iter().enumerate() {
            let y = top + ROW * (index as f64 + 0.5);
            sheet.label((MARGIN, y), &fitted(&row.name, LABEL, NAMES - 20.0), LABEL);
            for span in &row.there {
                sheet.block((x.at(span.0), y - 14.0), (x.at(span.1), y + 14.0), BLUE_FAINT);
            }
            for block in &row.blocks {
                block.draw(sheet, x, (y - 12.0, y + 12.0));
            }
        }
    }

    fn draw_reports(&self, sheet: &Sheet<'_>, x: &Scale, top: f64) {
        for (index, report) in self.reports.iter().enumerate() {
            let y = top + REPORT_ROW * (index as f64 + 0.5);
            let name = if report.kind.is_empty() { format!("{}", report.case) } else { format!("{}  {}", report.case, report.kind) };
            sheet.label((MARGIN, y), &fitted(&name, LABEL, NAMES - 20.0), LABEL);
            let (from, to) = (x.at(report.asked), x.at(report.ended));
            // Who is asked outside works beside everybody here, so it has a lane of its own.
            for block in report.blocks.iter().filter(|block| block.shade == Shade::Third) {
                block.draw(sheet, x, (y + 4.0, y + 22.0));
            }
            sheet.line((from, y - 10.0), (to, y - 10.0), BLUE_SOFT, 2.0);
            for block in report.blocks.iter().filter(|block| block.shade != Shade::Third) {
                block.draw(sheet, x, (y - 20.0, y));
            }
            sheet.line((from, y - 22.0), (from, y + 22.0), INK, 2.0);
            let ink = if report.same_day { BLUE } else { RUST };
            sheet.disc((to, y - 10.0), 7.0, ink);
            if !report.same_day {
                sheet.disc((to, y - 10.0), 3.5, PAPER);
            }
            let right = x.ends().1 + 22.0;
            let set = Type { size: 16.0, ..LABEL.ink(ink) };
            marks::lines(sheet, (right, y), &report.end, set, (ENDS - 26.0, 20.0));
        }
    }

    fn draw_hours(sheet: &Sheet<'_>, x: &Scale, span: (f64, f64), (top, foot): (f64, f64)) {
        let mut hour = span.0;
        while hour <= span.1 {
            sheet.line((x.at(hour), top), (x.at(hour), foot), HAIR, 1.0);
            for baseline in [top - 10.0, foot + 26.0] {
                sheet.text((x.at(hour), baseline), &format!("{hour:02.0}:00"), AXIS.centre());
            }
            hour += 1.0;
        }
    }
}

impl Block {
    fn draw(&self, sheet: &Sheet<'_>, x: &Scale, (top, foot): (f64, f64)) {
        let (from, to) = (x.at(self.span.0), x.at(self.span.1));
        let (ground, ink) = self.shade.inks();
        // A hair of paper keeps two blocks of one colour apart.
        sheet.block((from, top), ((to - 1.0).max(from + 1.5), foot), ground);
        let set = WITHIN.ink(ink);
        if set.width(&self.words) + 10.0 < to - from {
            sheet.label((from + 6.0, (top + foot) / 2.0), &self.words, set);
        }
    }
}

/// Words cut to a width, with a mark where they are.
fn fitted(words: &str, set: Type, width: f64) -> String {
    if set.width(words) <= width {
        return words.to_owned();
    }
    let mut cut = words.to_owned();
    while !cut.is_empty() && set.width(&cut) + set.width("…") > width {
        cut.pop();
    }
    format!("{}…", cut.trim_end())
}

impl Drawn for Series {
    fn size(&self) -> (u32, u32) {
        let height = TOP + HOURS + self.heights().iter().sum::<f64>() + 3.0 * HEAD + HOURS + FOOT;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a page is a few thousand units high")]
        let height = height.ceil() as u32;
        (WIDTH as u32, height)
    }

    fn title(&self) -> String {
        format!("{}, {}: each report’s way", capital(&self.court), self.day.strftime("%A %-d %B %Y"))
    }

    fn reading(&self) -> String {
        "Blue: work on its reports. Black: a manager reads. Pale: a third party is asked. Grey: other work. Rust: a hearing on a report. Dot: delivered; ring: put over, and why.".to_owned()
    }

    fn alt(&self) -> String {
        let told = self.reports.iter().map(|report| {
            let kind = if report.kind.is_empty() { String::new() } else { format!(" ({})", report.kind) };
            let over = if report.same_day { "" } else { "put over: " };
            format!("Case {}{kind}: asked for at {}, {over}{}.", report.case, clock(report.asked), report.end)
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn draw(&self, sheet: &Sheet<'_>) {
        let span = self.span();
        let x = Scale::new(span, (MARGIN + NAMES, sheet.width - MARGIN - ENDS));
        let top = TOP + HOURS;
        Self::draw_hours(sheet, &x, span, (top, sheet.height - FOOT - HOURS));
        let mut at = top;
        let [courtrooms, people, _] = self.heights();
        for (head, height) in [("Courtrooms", courtrooms), ("People", people), ("Reports", 0.0)] {
            sheet.text((MARGIN, at + HEAD - 22.0), head, LABEL.bold());
            sheet.line((MARGIN, at + HEAD - 12.0), (sheet.width - MARGIN, at + HEAD - 12.0), HAIR, 1.0);
            at += HEAD;
            match head {
                "Courtrooms" => Self::draw_rows(sheet, &x, &self.courtrooms, at),
                "People" => Self::draw_rows(sheet, &x, &self.people, at),
                _ => self.draw_reports(sheet, &x, at),
            }
            at += height;
        }
        let same_day = self.reports.iter().filter(|report| report.same_day).count();
        let told = format!("{same_day} of {} the same day", self.reports.len());
        sheet.text((MARGIN + LABEL.bold().width("Reports") + 14.0, at - 22.0), &told, AXIS.ink(QUIET));
    }

    fn table(&self) -> Vec<Vec<String>> {
        let mut table = vec![marks::row(["panel", "row", "from", "to", "what", "words"])];
        let mut add = |panel: &str, row: &str, span: (f64, f64), what: &str, words: &str| {
            table.push(marks::row([panel, row, &clock(span.0), &clock(span.1), what, words]));
        };
        for (panel, rows) in [("courtroom", &self.courtrooms), ("person", &self.people)] {
            for row in rows {
                row.there.iter().for_each(|span| add(panel, &row.name, *span, "there", ""));
                row.blocks.iter().for_each(|block| add(panel, &row.name, block.span, block.shade.word(), &block.words));
            }
        }
        for report in &self.reports {
            let name = report.case.to_string();
            add("report", &name, (report.asked, report.ended), &report.kind, &report.end);
            report.blocks.iter().for_each(|block| add("report", &name, block.span, block.shade.word(), &block.words));
        }
        table
    }
}

fn clock(hour: f64) -> String {
    let minutes = (hour * 60.0).round();
    format!("{:02.0}:{:02.0}", (minutes / 60.0).floor(), minutes % 60.0)
}
