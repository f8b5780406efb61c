//! How far a search has come: parts of unknown number, each of so many jobs. A bar on a terminal, a plain line now and then elsewhere.

use std::io::IsTerminal as _;
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressStyle};

use super::clock::Clock;
use crate::scenario::seen::visible_line;

/// Seconds between plain lines.
const BETWEEN_LINES: f64 = 5.0;

/// Tells people how far a search has come.
#[derive(Debug)]
pub struct Heard {
    clock: Clock,
    bar: Option<ProgressBar>,
    quiet: bool,
    /// The part last told of, and when.
    last: Mutex<(String, f64)>,
}

impl Heard {
    /// Says nothing if it is to be quiet.
    pub fn new(quiet: bool) -> Self {
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len}  {msg}  {eta} left").expect("a template that is right");
            ProgressBar::new(1).with_style(style)
        });
        Self { clock: Clock::start(), bar, quiet, last: Mutex::new((String::new(), 0.0)) }
    }

    /// So many of so many are done of a part of the search.
    pub fn hear(&self, part: &str, done: u64, of: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(of);
            bar.set_position(done);
            bar.set_message(visible_line(part).into_owned());
        } else if !self.quiet {
            let mut last = self.last.lock().expect("progress does not panic");
            let now = self.clock.seconds();
            if now - last.1 >= BETWEEN_LINES || (done == of && last.0 != part && now - last.1 >= BETWEEN_LINES / 2.0) {
                *last = (part.to_owned(), now);
                eprintln!("{part}: {done} of {of} after {now:.0} s");
            }
        }
    }

    /// Clears the bar away; the seconds since it began.
    pub fn finish(&self) -> f64 {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.clock.seconds()
    }
}
