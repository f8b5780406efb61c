//! How each single value is written and read, and the lists and keyed tables around them.

use jiff::civil::{Date, DateTime};

use super::description::{Bounds, Description, Leaf};
use super::fault::Fault;
use super::names::tidy;
use super::quantity::{self, COUNT, FTE, Measure, NUMBER, POINTS, POUNDS, SHARE, TIME, WORKING_DAYS};
use super::reading::Reading;
use super::seen;
use super::table::Shape;
use super::toml_text::number_text;
use super::tree::{self, Node, Table, Value};
use crate::units::*;

/// Quantities that a measure reads and writes by itself.
macro_rules! measured {
    ($($ty:ty: $measure:expr, $new:expr, $get:expr;)*) => { $( impl Shape for $ty {
        fn describe(bounds: Option<Bounds>) -> Description { Description::Leaf($measure.leaf(bounds)) }
        fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> { $measure.read(node, bounds, cx).map($new) }
        fn write(&self) -> Value { let get: fn(&$ty) -> f64 = $get; $measure.write(get(self)) }
    } )* }
}
measured! {
    Seconds: TIME, Seconds::new, |x| x.get();
    WorkingDays: WORKING_DAYS, WorkingDays::new, |x| x.get();
    Share: SHARE, Share::new, |x| x.get();
    Points: POINTS, Points::new, |x| x.get();
    Fte: FTE, Fte::new, |x| x.get();
    Number: NUMBER, Number::new, |x| x.get();
    Pounds: POUNDS, Pounds::new, |x| x.get();
}

/// The largest whole number that TOML holds.
pub const LARGEST: u64 = i64::MAX as u64;

impl Shape for u64 {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Leaf(COUNT.leaf(bounds))
    }
    /// Where there are no bounds of its own, such as a seed has none, every whole number that TOML holds is kept to the last digit.
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        let typed = match &node.value {
            Value::Whole(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok().filter(|number| matches!(tree::whole(*number), Value::Whole(_))),
            _ => None,
        };
        let rounded = matches!(node.value, Value::Number(number) if number.is_finite() && number > COUNT.bounds.most);
        if bounds.is_some() || typed.is_none() && !rounded {
            return COUNT.read(node, bounds, cx).map(|number| number as Self);
        }
        let number = typed.and_then(|number| Self::try_from(number).ok()).filter(|number| *number <= LARGEST);
        if number.is_none() {
            let side = match typed {
                Some(number) if number < 0 => "is too small",
                Some(_) => "is too large",
                None => "is not written out as a whole number",
            };
            let wanted = format!("{} wants {}, 0 to {LARGEST}", cx.here(), COUNT.what);
            cx.fault(Fault::at(node.place, wanted, format!("found {}, which {side}", node.found())));
        }
        number
    }
    fn write(&self) -> Value {
        tree::whole(i128::from(*self))
    }
}

/// Values that are words rather than numbers.
macro_rules! worded {
    ($($ty:ty: $what:literal, $example:literal, $parse:expr, $show:expr;)*) => { $( impl Shape for $ty {
        fn describe(bounds: Option<Bounds>) -> Description {
            Description::Leaf(Leaf { what: $what, example: $example, unit: "", scale: 1.0, bounds, numeric: false, bare: false, whole: false })
        }
        fn read(node: &Node, _: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
            let parse: fn(&str) -> Result<$ty, String> = $parse;
            match node.text().map(parse) {
                Some(Ok(value)) => return Some(value),
                Some(Err(why)) => {
                    let found = if why.is_empty() { format!("found {}", node.found()) } else { format!("found {}: {why}", node.found()) };
                    let fault = Fault::at(node.place, format!("{} wants {}, such as {}", cx.here(), $what, $example), found);
                    cx.fault(fault);
                }
                None => cx.wanted(node, $what, $example),
            }
            None
        }
        fn write(&self) -> Value { let show: fn(&$ty) -> String = $show; Value::Text(show(self)) }
    } )* }
}
worded! {
    String: "text in quotes", "\"some words\"", words, Clone::clone;
    Clock: "a time of day, 00:00 to 24:00", "\"09:00\"", clock, show_clock;
    ClockSpan: "hours of a day, from one time to a later one", "\"10:00-13:00\"", clock_span, |span| format!("{}-{}", show_clock(&span.from), show_clock(&span.to));
    Weekdays: "days of the week", "\"Mon-Fri\" or \"Mon, Wed\"", weekdays, show_weekdays;
    Date: "a date", "\"2015-04-01\"", date, ToString::to_string;
    DateTime: "a date and time", "\"2016-03-01 10:05\"", date_time, |time| time.strftime("%Y-%m-%d %H:%M:%S").to_string();
}

/// Characters that a text may have: a page of it, and more than any title, question or source needs.
const LONGEST_TEXT: usize = 10_000;

/// A text that can be shown anywhere.
fn words(text: &str) -> Result<String, String> {
    if let Some(c) = seen::strange_in(text) {
        return Err(format!("the character {} in it cannot be shown", seen::by_number(c)));
    }
    let length = text.chars().count();
    if length > LONGEST_TEXT {
        return Err(format!("it has {length} characters, and at most {LONGEST_TEXT} are read"));
    }
    Ok(text.to_owned())
}

fn date_fault(text: &str, error: &jiff::Error) -> String {
    if text.contains('/') { "write the year first, with dashes".to_owned() } else { error.to_string() }
}

/// Reads a date; a time beside it would be lost.
fn date(text: &str) -> Result<Date, String> {
    let read = text.trim().parse::<DateTime>().map_err(|error| date_fault(text, &error))?;
    let (_, rest) = date_and_rest(text);
    if read.time() != jiff::civil::Time::midnight() || rest.contains(['Z', 'z', '+', '-']) {
        return Err("it has a time of day, and a date alone is wanted".to_owned());
    }
    Ok(read.date())
}

/// A text up to its date's end, and what follows.
fn date_and_rest(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(['T', 't', ' ']).map_or((text, ""), |(date, rest)| (date, rest.trim()))
}

/// Reads a date and time. One with an offset from UTC is turned into local time, that of England and Wales.
fn date_time(text: &str) -> Result<DateTime, String> {
    let text = text.trim();
    let (day, rest) = date_and_rest(text);
    if rest.is_empty() {
        if clock(day).is_ok() {
            return Err("it is a time without a date".to_owned());
        }
        day.parse::<Date>().map_err(|error| date_fault(text, &error))?;
        return Err(format!("it has no time of day: write when on that day, such as `{day} 10:05` (midnight is `{day} 00:00`)"));
    }
    let (rest, zone) = rest.strip_suffix(']').and_then(|rest| rest.split_once('[')).unwrap_or((rest, "Europe/London"));
    let rest = rest.trim();
    let named =
        [("UTC", "Z"), ("GMT", "Z"), ("BST", "+01:00")].iter().find_map(|(name, offset)| Some((rest.strip_suffix(name)?.trim(), *offset)));
    let (time, offset) = named.unwrap_or_else(|| match rest.find(['Z', 'z', '+', '-', '−']) {
        Some(at) => (rest[..at].trim(), &rest[at..]),
        None => (rest, ""),
    });
    if offset.is_empty() && zone != "Europe/London" {
        return Err(format!("its time zone, {zone}, is not that of England and Wales: write its offset from UTC"));
    }
    let local = format!("{day}T{time}").parse::<DateTime>().map_err(|error| date_fault(text, &error))?;
    if offset.is_empty() {
        return Ok(local);
    }
    // An offset may be written `+0500` or `+05`, or with the minus sign of typesetters.
    let moment =
        format!("{day}T{time}{}", offset.replace('−', "-")).parse::<jiff::Timestamp>().map_err(|error| date_fault(text, &error))?;
    london(moment)
}

/// The time that clocks in England and Wales show at a moment: UTC, and an hour more from the last Sunday of March to the last of October,
/// both at 01:00 UTC. It is so since 1996; from 1990 to 1995 summer ended on the first Sunday from 22 October on.
fn london(moment: jiff::Timestamp) -> Result<DateTime, String> {
    let utc = jiff::tz::Offset::UTC.to_datetime(moment);
    let sunday_by = |month: i8, last: i8| {
        let last = jiff::civil::date(utc.year(), month, last);
        last.checked_sub(jiff::Span::new().days(i64::from(last.weekday().to_sunday_zero_offset()))).map(|day| day.at(1, 0, 0, 0))
    };
    let last = if utc.year() < 1996 { 28 } else { 31 };
    let out_of_range = |error: jiff::Error| error.to_string();
    let (spring, autumn) = (sunday_by(3, 31).map_err(out_of_range)?, sunday_by(10, last).map_err(out_of_range)?);
    let summer = i64::from((spring..autumn).contains(&utc));
    utc.checked_add(jiff::SignedDuration::from_hours(summer)).map_err(out_of_range)
}

/// Reads a time of day.
///
/// # Errors
/// What is wrong with it, in words; empty where nothing more is to be said.
pub fn clock(text: &str) -> Result<Clock, String> {
    let parts: Vec<&str> = text.trim().split(':').collect();
    let part = |at: usize, most: u32| match parts.get(at) {
        None => Ok(0),
        Some(digits) if digits.len() <= 2 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.parse().ok().filter(|number| *number <= most).ok_or_else(String::new)
        }
        Some(_) => Err(String::new()),
    };
    if !(2..=3).contains(&parts.len()) {
        return Err(String::new());
    }
    let seconds = part(0, 24)? * 3600 + part(1, 59)? * 60 + part(2, 59)?;
    if seconds > 86_400 { Err("a day ends at 24:00".to_owned()) } else { Ok(Clock(seconds)) }
}

/// Whether a value is a time of day.
pub fn is_clock(leaf: &Leaf) -> bool {
    matches!(Clock::describe(None), Description::Leaf(clock) if clock.what == leaf.what)
}

/// A time of day, its seconds only where it has any.
pub fn show_clock(clock: &Clock) -> String {
    match clock.0 % 60 {
        0 => clock.to_string(),
        seconds => format!("{clock}:{seconds:02}"),
    }
}

fn clock_span(text: &str) -> Result<ClockSpan, String> {
    let (from, to) = text.split_once(['-', '–', '—']).ok_or_else(|| "a dash between two times is wanted".to_owned())?;
    let span = ClockSpan { from: clock(from)?, to: clock(to)? };
    if span.from < span.to { Ok(span) } else { Err("it ends before it begins".to_owned()) }
}

/// Characters that a name of the scenario's own may have: the path of a lever is the longest that is wanted.
const LONGEST_NAME: usize = 120;
/// Names that one table may have.
const MOST_NAMES: usize = 5000;
/// Short names of the days, Monday first.
pub const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Short names of the months.
pub const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A day by its short or full name.
fn weekday(text: &str) -> Result<usize, String> {
    const FULL: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let name = text.trim().to_lowercase();
    let at = FULL.iter().position(|full| name.len() >= 3 && full.starts_with(&name));
    at.ok_or_else(|| match super::wording::nearest(&name, FULL.iter().chain(&DAYS).copied()) {
        Some(near) => format!("`{}` is not a day, did you mean `{near}`?", text.trim()),
        None => format!("`{}` is not a day", text.trim()),
    })
}

fn weekdays(text: &str) -> Result<Weekdays, String> {
    let mut days = 0_u8;
    for part in text.split([',', ';']) {
        match part.split_once(['-', '–']) {
            Some((from, to)) => {
                let (from, to) = (weekday(from)?, weekday(to)?);
                if from > to {
                    return Err("the week begins on Monday".to_owned());
                }
                (from..=to).for_each(|day| days |= 1 << day);
            }
            None => days |= 1 << weekday(part)?,
        }
    }
    Ok(Weekdays(days))
}

fn show_weekdays(days: &Weekdays) -> String {
    const SHORT: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    match *days {
        Weekdays::WORKING => "Mon-Fri".to_owned(),
        Weekdays::ALL => "Mon-Sun".to_owned(),
        other => (0..7).zip(SHORT).filter(|(day, _)| other.has(*day)).map(|(_, name)| name).collect::<Vec<_>>().join(", "),
    }
}

impl Shape for bool {
    fn describe(_: Option<Bounds>) -> Description {
        Description::Leaf(Leaf {
            what: "`true` or `false`",
            example: "true",
            unit: "",
            scale: 1.0,
            bounds: None,
            numeric: false,
            bare: false,
            whole: false,
        })
    }
    fn read(node: &Node, _: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        if let Value::Bool(value) = node.value {
            return Some(value);
        }
        cx.wanted(node, "`true` or `false` without quotes", "");
        None
    }
    fn write(&self) -> Value {
        Value::Bool(*self)
    }
}

/// A number of working days that must be whole, because a part of one has no hours that everybody would agree on.
///
/// - `or`: what else may be written.
pub fn whole_days(node: &Node, days: f64, or: &str, cx: &mut Reading) -> Option<f64> {
    if days.fract() == 0.0 {
        return Some(days);
    }
    let wanted = format!("{} wants whole working days", cx.here());
    let fault = Fault::at(node.place, wanted, format!("found {}, which would have to be rounded", node.found()));
    let (below, above) = (WORKING_DAYS.show(days.floor()), WORKING_DAYS.show(days.ceil()));
    cx.fault(fault.help(format!("write \"{below}\", \"{above}\" or {or}")));
    None
}

impl Shape for Wait {
    fn describe(bounds: Option<Bounds>) -> Description {
        let example = "\"3 working days\" or \"2 h\"";
        Description::Leaf(Leaf { what: "a wait, by the clock or in working days", example, ..TIME.leaf(bounds) })
    }
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        let unit = node.text().and_then(quantity::split).map(|(_, unit)| unit.to_lowercase());
        if unit.is_some_and(|unit| unit.contains("work")) {
            // Seven days of the clock hold five working days; the bounds need not be finer than that.
            let bounds = bounds.map(|Bounds { least, most }| Bounds { least: least / 86_400.0, most: most / 86_400.0 });
            let days = WORKING_DAYS.read(node, bounds, cx)?;
            return whole_days(node, days, "hours by the clock, such as \"4 h\"", cx).map(|days| Self::Working(WorkingDays::new(days)));
        }
        let wait = Measure { what: "a wait", example: "\"3 working days\" or \"2 h\"", ..TIME };
        wait.read(node, bounds, cx).map(|seconds| Self::Clock(Seconds::new(seconds)))
    }
    fn write(&self) -> Value {
        match self {
            Self::Clock(time) => time.write(),
            Self::Working(days) => days.write(),
        }
    }
}

/// The names of the times that a rate counts in.
const PERS: [(&str, Per); 5] = [("hour", Per::Hour), ("day", Per::Day), ("week", Per::Week), ("month", Per::Month), ("year", Per::Year)];

fn rate(text: &str) -> Option<Rate> {
    let (number, rest) = quantity::split(text)?;
    let rest = rest.strip_prefix('/').map_or_else(|| rest.clone(), |per| format!("per {}", per.trim()));
    let (article, per) = rest.split_once(' ')?;
    let per = per.trim().to_lowercase();
    let per = PERS.iter().find(|(name, _)| *name == per || article == "every" && per.strip_suffix('s') == Some(name))?.1;
    matches!(article, "a" | "an" | "per" | "each" | "every").then_some(Rate { number, per })
}

impl Shape for Rate {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Leaf(Leaf {
            what: "a rate: an hour, a day, a week, a month or a year",
            example: "\"3 an hour\"",
            bare: false,
            ..NUMBER.leaf(bounds)
        })
    }
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        let Bounds { least, most } = bounds.unwrap_or(NUMBER.bounds);
        let wanted = "a rate an hour, a day, a week, a month or a year";
        let Some(rate) = node.text().and_then(rate) else {
            cx.wanted(node, wanted, "\"3 an hour\" or \"12000 a year\"");
            return None;
        };
        if !(least..=most).contains(&rate.number) {
            let fault = Fault::at(
                node.place,
                format!("{} wants {wanted}, {least} to {most} of them", cx.here()),
                format!("found {}", node.found()),
            );
            cx.fault(fault);
            return None;
        }
        Some(Self { number: rate.number + 0.0, per: rate.per })
    }
    fn write(&self) -> Value {
        let (name, _) = PERS.iter().find(|(_, per)| *per == self.per).expect("every period has a name");
        let article = if self.per == Per::Hour { "an" } else { "a" };
        Value::Text(format!("{} {article} {name}", number_text(self.number)))
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::List(Box::new(T::describe(bounds)))
    }
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        let Value::List(list) = &node.value else {
            let (what, example) = Self::describe(bounds).in_words();
            cx.wanted(node, &what, &example);
            return None;
        };
        let read: Vec<Option<T>> =
            list.iter().enumerate().map(|(at, item)| cx.at(&at.to_string(), |cx| T::read(item, bounds, cx))).collect();
        read.into_iter().collect()
    }
    fn write(&self) -> Value {
        Value::List(self.iter().map(|item| Node::made(item.write())).collect())
    }
}

impl<T: Shape> Shape for indexmap::IndexMap<String, T> {
    fn describe(bounds: Option<Bounds>) -> Description {
        Description::Keyed(Box::new(T::describe(bounds)))
    }
    fn read(node: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            cx.wanted(node, &Self::describe(bounds).in_words().0, "");
            return None;
        };
        if table.len() > MOST_NAMES {
            let wanted = format!("{} wants at most {MOST_NAMES} names: more would take hours to look through", cx.here());
            cx.fault(Fault::at(node.key, wanted, format!("found {}", table.len())));
            return None;
        }
        let read: Vec<Option<(String, T)>> = table.iter().map(|(key, item)| entry(key, item, bounds, cx)).collect();
        read.into_iter().collect()
    }
    fn write(&self) -> Value {
        Value::Table(self.iter().map(|(key, item)| (key.clone(), Node::made(item.write()))).collect::<Table>())
    }
}

/// Whether a spreadsheet that opens a CSV file would take a text for a formula.
pub fn looks_like_a_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// An entry of a keyed table. Its name goes into file names, tables and charts, so it must be fit to be seen.
fn entry<T: Shape>(key: &str, item: &Node, bounds: Option<Bounds>, cx: &mut Reading) -> Option<(String, T)> {
    let unseen = key.chars().find(|c| seen::unseen(*c));
    if key.trim() != key || key.is_empty() || key.chars().count() > LONGEST_NAME || unseen.is_some() {
        let why = unseen.map_or_else(String::new, |c| format!(": the character {} in it cannot be shown", seen::by_number(c)));
        let fault = Fault::at(
            item.key,
            format!("a name in {} wants 1 to {LONGEST_NAME} characters on one line", cx.here()),
            format!("found `{}`{why}", tree::shorten(key)),
        );
        cx.fault(fault);
        return None;
    }
    if tidy(key) != key {
        let wanted = format!("a name in {} must not have marks that nobody sees, or spaces other than single plain ones", cx.here());
        let fault = Fault::at(item.key, wanted, format!("found `{}`, which is not `{}`", key.escape_debug(), tidy(key)));
        cx.fault(fault.help(format!("type it anew: `{}`", tidy(key))));
        return None;
    }
    let value = cx.at(key, |cx| T::read(item, bounds, cx));
    if looks_like_a_formula(key) {
        let wanted = format!("a name in {} must not begin with `=`, `+`, `-` or `@`", cx.here());
        cx.fault(Fault::at(item.key, wanted, format!("found `{}`: a spreadsheet would take it for a formula", tree::shorten(key))));
        return None;
    }
    value.map(|value| (key.to_owned(), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_with_an_offset_is_local_time() {
        for (text, local) in [
            ("2016-01-11T10:05:00+05:00", "2016-01-11T05:05:00"),
            ("2016-01-11T10:05:00Z", "2016-01-11T10:05:00"),
            ("2016-01-11 10:05 +00:00", "2016-01-11T10:05:00"),
            ("2016-01-11 10:05 GMT", "2016-01-11T10:05:00"),
            ("2016-07-11T10:05:00+00:00", "2016-07-11T11:05:00"),
            ("2016-07-11T10:05:00z", "2016-07-11T11:05:00"),
            ("2016-07-11 10:05:00+0100", "2016-07-11T10:05:00"),
            ("2016-07-11 10:05 BST", "2016-07-11T10:05:00"),
            ("2016-07-11T10:05:00+01:00[Europe/London]", "2016-07-11T10:05:00"),
            ("2016-07-11T10:05[Europe/London]", "2016-07-11T10:05:00"),
            ("2016-01-11T01:00:00+05:00", "2016-01-10T20:00:00"),
            ("2016-12-31T23:30:00-05:00", "2017-01-01T04:30:00"),
            // The hours of the changes, to the second.
            ("2016-03-27T00:59:59Z", "2016-03-27T00:59:59"),
            ("2016-03-27T01:00:00Z", "2016-03-27T02:00:00"),
            ("2016-10-30T00:59:59Z", "2016-10-30T01:59:59"),
            ("2016-10-30T01:00:00Z", "2016-10-30T01:00:00"),
            ("1995-10-22T00:30:00Z", "1995-10-22T01:30:00"),
            ("1995-10-22T01:00:00Z", "1995-10-22T01:00:00"),
        ] {
            assert_eq!(date_time(text).map(|time| time.to_string()), Ok(local.to_owned()), "{text}");
        }
    }

    /// Changes of clocks as published: the last Sundays of March and October.
    #[test]
    fn summer_time_begins_and_ends_on_the_last_sundays() {
        for (year, march, october) in
            [(1996, 31, 27), (2000, 26, 29), (2015, 29, 25), (2016, 27, 30), (2024, 31, 27), (2026, 29, 25), (2038, 28, 31), (2100, 28, 31)]
        {
            let shown = |month: i32, day: i32| date_time(&format!("{year}-{month:02}-{day:02}T12:00:00Z")).expect("a time").hour();
            assert_eq!([shown(3, march - 1), shown(3, march), shown(10, october - 1), shown(10, october)], [12, 13, 13, 12], "{year}");
        }
        for year in 1996..=2100 {
            for month in [3, 10] {
                let at = |day: i8| date_time(&format!("{year}-{month:02}-{day:02}T12:00:00Z")).expect("a time").hour();
                let changes: Vec<i8> = (2..=31).filter(|day| at(*day) != at(*day - 1)).collect();
                assert_eq!(changes.len(), 1, "{year}-{month}");
                let day = jiff::civil::date(year, month, changes[0]);
                assert!(day.weekday() == jiff::civil::Weekday::Sunday && changes[0] >= 25, "{day}");
            }
        }
    }

    #[test]
    fn half_a_date_or_too_much_of_one_is_refused() {
        for (text, words) in [
            ("2016-01-11", "no time of day"),
            ("10:05", "without a date"),
            ("11/01/2016 10:05", "year first"),
            ("2016-01-11T10:05[Asia/Karachi]", "time zone"),
            ("2016-01-11 10:05 PKT", ""),
            ("2016-01-11 25:00", ""),
        ] {
            let why = date_time(text).expect_err(text);
            assert!(why.contains(words), "{text}: {why}");
        }
        assert!(date("2016-01-11T10:05").is_err() && date("2016-01-11T00:00+05:00").is_err());
        assert_eq!(date("2016-01-11 00:00:00"), date("2016-01-11"));
    }
}
