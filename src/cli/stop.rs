//! Ctrl-C: once to stop after what is finished, twice to leave at once.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);
/// What a shell expects of a program ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// The flag that the first Ctrl-C sets.
pub fn flag() -> &'static AtomicBool {
    let first = || {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(INTERRUPTED);
        }
        eprintln!("\nstopping: what is finished is kept. Press Ctrl-C again to leave at once.");
    };
    if let Err(error) = ctrlc::set_handler(first) {
        eprintln!("warning: Ctrl-C will lose what is finished ({error})");
    }
    &STOP
}
