//! Ctrl-C: once to stop after what is finished, twice to leave at once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::clock::Clock;

static STOP: AtomicBool = AtomicBool::new(false);
static FIRST: OnceLock<Clock> = OnceLock::new();
static HEARD: OnceLock<()> = OnceLock::new();
/// What a shell expects of a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;
/// Seconds within which a second signal is the first one's echo: `timeout` sends one to the program and one to its group, and nobody presses so fast.
const ECHO: f64 = 0.2;

/// The flag that the first Ctrl-C, SIGTERM or SIGHUP sets.
pub fn flag() -> &'static AtomicBool {
    HEARD.get_or_init(|| {
        let pressed = || {
            let first = FIRST.get_or_init(Clock::start);
            if !STOP.swap(true, Ordering::Relaxed) {
                eprintln!("\nstopping: what is finished is kept. Press Ctrl-C again to leave at once.");
            } else if first.seconds() > ECHO {
                std::process::exit(INTERRUPTED);
            }
        };
        if let Err(error) = ctrlc::set_handler(pressed) {
            eprintln!("warning: Ctrl-C will lose what is finished ({error})");
        }
    });
    &STOP
}
