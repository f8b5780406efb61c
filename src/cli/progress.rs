//! How far a run has come: a bar with the time left on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use super::clock::Clock;
use crate::experiment::statistics::look_ahead;
use crate::experiment::{Progress, StoppingRule};
use crate::scenario::seen::visible_line;

/// The bar of replications, and of other jobs.
const REPLICATIONS: &str = "{bar:30} {percent:>3} %  {msg}  {eta} left";
const JOBS: &str = "{bar:30} {pos} of {len}  {msg}  {eta} left";
/// Seconds between plain lines.
const BETWEEN_LINES: f64 = 5.0;

/// Progress for people, of one part of the work after another.
#[derive(Debug)]
pub struct Meter {
    show: Show,
    clock: Clock,
    part: Mutex<Part>,
}

#[derive(Debug)]
enum Show {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

/// The part of the work that is being done.
#[derive(Debug)]
struct Part {
    /// What it is; empty for replications of the scenarios themselves.
    name: String,
    enough: StoppingRule,
    groups: u64,
    /// Replications that are likely to be needed.
    likely: u64,
    half_width: Option<f64>,
    /// When it began, and when it was last told of, in seconds of the clock.
    began: f64,
    said: f64,
}

impl Meter {
    /// Says nothing if it is to be quiet.
    pub fn new(quiet: bool) -> Self {
        let show = if quiet {
            Show::Nothing
        } else if std::io::stderr().is_terminal() {
            Show::Bar(ProgressBar::new(1).with_style(style(REPLICATIONS)))
        } else {
            Show::Lines
        };
        let part =
            Part { name: String::new(), enough: StoppingRule::Number(1), groups: 1, likely: 1, half_width: None, began: 0.0, said: 0.0 };
        Self { show, clock: Clock::start(), part: Mutex::new(part) }
    }

    /// Clears the bar away; the seconds since it began.
    pub fn finish(&self) -> f64 {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
        self.clock.seconds()
    }

    fn message(done: u64, part: &Part) -> String {
        if !part.name.is_empty() {
            return visible_line(&part.name).into_owned();
        }
        let width = part.half_width.map_or_else(String::new, |half| format!(", ± {:.2} points", half * 100.0));
        format!("{done} of about {} replications{width}", part.likely.max(done))
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("a template that is right")
}

/// How many replications the precision will take, judged by the interval so far.
fn likely(enough: StoppingRule, done: u64, half_width: Option<f64>) -> u64 {
    let StoppingRule::Precision { half_width: wanted, at_least, at_most } = enough else { return enough.most() };
    // An interval narrows with the square root of the number.
    let needed = half_width.map_or(at_least, |half| (done as f64 * (half / wanted).powi(2)).ceil() as u64).max(at_least);
    needed.saturating_add(look_ahead(needed)).clamp(done, at_most.max(done))
}

impl Progress for Meter {
    fn part(&self, name: &str, enough: StoppingRule, groups: usize) {
        let mut part = self.part.lock().expect("progress does not panic");
        let likely = match enough {
            StoppingRule::Number(number) => number,
            StoppingRule::Precision { at_least, .. } => at_least + look_ahead(at_least),
        };
        let (began, said) = (self.clock.seconds(), part.said);
        *part = Part { name: name.to_owned(), enough, groups: groups as u64, likely, half_width: None, began, said };
        if let Show::Bar(bar) = &self.show {
            bar.set_style(style(if name.is_empty() { REPLICATIONS } else { JOBS }));
            bar.set_length(likely.saturating_mul(part.groups));
            bar.set_position(0);
            bar.reset_eta();
            bar.set_message(Self::message(0, &part));
        }
    }

    fn jobs(&self, done: u64, _: u64) {
        match &self.show {
            Show::Bar(bar) => bar.set_position(done),
            Show::Lines => {
                let mut part = self.part.lock().expect("progress does not panic");
                let now = self.clock.seconds();
                if now - part.said >= BETWEEN_LINES {
                    part.said = now;
                    let all = part.likely.saturating_mul(part.groups).max(done);
                    if part.name.is_empty() {
                        let left = (now - part.began) * (all - done) as f64 / done as f64;
                        eprintln!("{}, about {left:.0} s left", Self::message(done / part.groups, &part));
                    } else {
                        eprintln!("{}: {done} of {all} after {now:.0} s", part.name);
                    }
                }
            }
            Show::Nothing => {}
        }
    }

    fn replications(&self, done: u64, half_width: Option<f64>) {
        let mut part = self.part.lock().expect("progress does not panic");
        part.half_width = half_width;
        // The first few intervals jump about too much to plan by.
        if done >= 5 {
            part.likely = likely(part.enough, done, half_width);
        }
        if let Show::Bar(bar) = &self.show {
            bar.set_length(part.likely.max(done).saturating_mul(part.groups));
            bar.set_message(Self::message(done, &part));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_the_width_takes_four_times_the_replications() {
        let enough = StoppingRule::Precision { half_width: 0.002, at_least: 10, at_most: 1000 };
        assert_eq!(likely(enough, 10, Some(0.004)), 45);
        assert_eq!(likely(enough, 10, None), 15);
        assert_eq!(likely(enough, 10, Some(1.0)), 1000);
        assert_eq!(likely(StoppingRule::Number(7), 3, Some(1.0)), 7);
    }
}
