//! What servers spend their time on, as it is told.

use super::{JobId, ServerId};
use crate::des::time::SimTime;

/// People's time, in seconds within the observed period.
#[derive(Clone, Debug, Default)]
pub struct Used {
    /// Within shifts, by class.
    pub busy: Vec<u64>,
    /// Beyond shifts, by class.
    pub overtime: Vec<u64>,
    /// Both together, by class and label: `class * labels + label`.
    pub by_label: Vec<u64>,
    /// Every second worked in the whole history, observed or not.
    pub ever: u64,
}

/// A stretch of work that one server did on a job without a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceSegment {
    /// The job.
    pub job: JobId,
    /// Who.
    pub server: ServerId,
    /// The seat taken, if the job needs one.
    pub seat: Option<u32>,
    /// Its beginning.
    pub from: SimTime,
    /// Its end.
    pub to: SimTime,
}
