//! Quantities with their units: the only room that hands out a bare `f64`.
//!
//! Each type holds one number in one unit, named in its documentation, behind a private field.
//! A constructor does not check bounds: those belong to the field of the scenario that uses the
//! type (`scenario/grammar.rs`), where an error can say whose bound it was.

use std::fmt;

use serde::Serialize;

macro_rules! quantity {
    ($(#[doc = $doc:literal])+ $name:ident, $unit:literal) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("From a number of ", $unit, ".")]
            pub const fn new(value: f64) -> Self { Self(value) }
            #[doc = concat!("The number of ", $unit, ".")]
            pub const fn get(self) -> f64 { self.0 }
        }
    };
}

quantity!(/// A length of clock time, in seconds.
    Seconds, "seconds");
quantity!(/// A number of working days, as leave and sickness are counted.
    WorkingDays, "working days");
quantity!(/// Full-time equivalents: people in post, weighted by their contracted week.
    Fte, "full-time equivalents");
quantity!(/// A share of a whole, 0 to 1.
    Share, "shares of one");
quantity!(/// A difference between two rates, in shares of one (0.01 is one percentage point).
    Points, "shares of one");
quantity!(/// A plain number that has no unit.
    Number, "units");
quantity!(/// Money, in pounds sterling.
    Pounds, "pounds");

impl Seconds {
    /// In minutes.
    pub const fn minutes(self) -> f64 {
        self.0 / 60.0
    }
    /// In hours.
    pub const fn hours(self) -> f64 {
        self.0 / 3600.0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} %", round(self.0 * 100.0))
    }
}

/// Nine significant decimals, so that 0.1 × 100 reads as 10.
fn round(x: f64) -> f64 {
    (x * 1e9).round() / 1e9
}

/// A wait as people agree it: on the clock, or in working days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Wait {
    /// So long on the clock, nights and weekends included.
    Clock(Seconds),
    /// So many working days; 0 means before the end of the same day.
    Working(WorkingDays),
}

/// The time of day, in whole seconds after midnight (0 to 86,400).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Clock(pub u32);

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)
    }
}

/// A part of a day, from one time to a later one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ClockSpan {
    /// First second.
    pub from: Clock,
    /// The second after the last.
    pub to: Clock,
}

impl ClockSpan {
    /// Its length, in seconds.
    pub const fn seconds(self) -> u32 {
        self.to.0 - self.from.0
    }
}

/// Days of the week: bit 0 is Monday, bit 6 Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Weekdays(pub u8);

impl Weekdays {
    /// Monday to Friday.
    pub const WORKING: Self = Self(0b001_1111);
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);
    /// Whether it holds the weekday (0 is Monday).
    pub const fn has(self, weekday: u8) -> bool {
        self.0 >> weekday & 1 == 1
    }
    /// Those of them that are kept where some days are worked: all that are named, but Monday to Friday, which is also what is meant
    /// where nothing is said, goes no further than what is worked.
    pub const fn kept_on(self, worked: Self) -> Self {
        if self.0 == Self::WORKING.0 { Self(self.0 & worked.0) } else { self }
    }
    /// How many days a week.
    pub const fn count(self) -> u32 {
        self.0.count_ones()
    }
}

/// How often something happens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// How many.
    pub number: f64,
    /// In what time.
    pub per: Per,
}

/// The time a [`Rate`] counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// An hour of the hours it is open.
    Hour,
    /// A working day.
    Day,
    /// A calendar week.
    Week,
    /// A twelfth of a year.
    Month,
    /// 365.25 days of the calendar.
    Year,
}
