//! The one clock of the program; nothing that it tells can reach a result.
#![expect(clippy::disallowed_types, reason = "progress and speed are told in wall-clock time")]

/// A moment to measure from.
#[derive(Clone, Copy, Debug)]
pub struct Clock(std::time::Instant);

impl Clock {
    /// Starts now.
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Seconds since the start.
    pub fn seconds(self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}
