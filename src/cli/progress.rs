//! How far a run has come: a bar with the time left on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use super::clock::Clock;
use crate::experiment::statistics::look_ahead;
use crate::experiment::{Progress, StoppingRule};

/// Seconds between plain lines.
const BETWEEN_LINES: f64 = 5.0;

/// Progress for people.
#[derive(Debug)]
pub struct Meter {
    show: Show,
    enough: StoppingRule,
    groups: u64,
    state: Mutex<State>,
}

#[derive(Debug)]
enum Show {
    Bar(ProgressBar),
    Lines(Clock),
    Nothing,
}

#[derive(Debug)]
struct State {
    /// Replications that are likely to be needed.
    likely: u64,
    half_width: Option<f64>,
    said: f64,
}

impl Meter {
    /// For a run of so many groups in each replication.
    pub fn new(quiet: bool, enough: StoppingRule, groups: usize) -> Self {
        let likely = match enough {
            StoppingRule::Number(number) => number,
            StoppingRule::Precision { at_least, .. } => at_least + look_ahead(at_least),
        };
        let show = if quiet {
            Show::Nothing
        } else if std::io::stderr().is_terminal() {
            let bar = ProgressBar::new(likely * groups as u64);
            let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left").expect("a template that is right");
            bar.set_style(style);
            Show::Bar(bar)
        } else {
            Show::Lines(Clock::start())
        };
        Self { show, enough, groups: groups as u64, state: Mutex::new(State { likely, half_width: None, said: 0.0 }) }
    }

    /// Clears the bar away.
    pub fn finish(&self) {
        if let Show::Bar(bar) = &self.show {
            bar.finish_and_clear();
        }
    }

    fn message(done: u64, state: &State) -> String {
        let width = state.half_width.map_or_else(String::new, |half| format!(", ± {:.2} points", half * 100.0));
        format!("{done} of about {} replications{width}", state.likely.max(done))
    }
}

/// How many replications the precision will take, judged by the interval so far.
fn likely(enough: StoppingRule, done: u64, half_width: Option<f64>) -> u64 {
    let StoppingRule::Precision { half_width: wanted, at_least, at_most } = enough else { return enough.most() };
    // An interval narrows with the square root of the number.
    let needed = half_width.map_or(at_least, |half| (done as f64 * (half / wanted).powi(2)).ceil() as u64).max(at_least);
    needed.saturating_add(look_ahead(needed)).clamp(done, at_most.max(done))
}

impl Progress for Meter {
    fn jobs(&self, done: u64, _: u64) {
        match &self.show {
            Show::Bar(bar) => bar.set_position(done),
            Show::Lines(clock) => {
                let mut state = self.state.lock().expect("progress does not panic");
                let now = clock.seconds();
                if now - state.said >= BETWEEN_LINES {
                    state.said = now;
                    let all = (state.likely * self.groups).max(done);
                    let left = now * (all - done) as f64 / done as f64;
                    eprintln!("{}, about {left:.0} s left", Self::message(done / self.groups, &state));
                }
            }
            Show::Nothing => {}
        }
    }

    fn replications(&self, done: u64, half_width: Option<f64>) {
        let mut state = self.state.lock().expect("progress does not panic");
        state.half_width = half_width;
        // The first few intervals jump about too much to plan by.
        if done >= 5 {
            state.likely = likely(self.enough, done, half_width);
        }
        if let Show::Bar(bar) = &self.show {
            bar.set_length(state.likely.max(done) * self.groups);
            bar.set_message(Self::message(done, &state));
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
