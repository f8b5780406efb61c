//! The one clock of the program; nothing that it tells can reach a result.
#![expect(clippy::disallowed_types, reason = "progress and speed are told in wall-clock time")]

/// A moment to measure from.
#[derive(Clone, Copy, Debug)]
pub struct Clock(std::time::Instant);

/// Whether the machine's clock says a moment that no file can be dated with: one before 1970.
pub fn is_before_1970() -> bool {
    std::time::SystemTime::now() < std::time::SystemTime::UNIX_EPOCH
}

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
