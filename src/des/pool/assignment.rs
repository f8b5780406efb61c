//! Rules by which work is given to one of several who are idle.

use crate::des::time::SimTime;
use serde::Serialize;

/// Which of several idle servers of a group is given a piece of work. Ties go to the lower number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Assignment {
    /// The one whose last work ended longest ago; who has done none counts from the beginning of the history.
    #[default]
    LongestIdle,
    /// The lowest number.
    First,
    /// Each as likely as the others.
    Random,
    /// The one who has worked least so far.
    LeastWorked,
}

impl Assignment {
    /// A server has worked so many seconds, until now: what decides when work is given to them again.
    #[inline(always)]
    pub(super) fn note_work(self, turn: &mut u32, now: SimTime, seconds: u64) {
        match self {
            Self::LongestIdle => *turn = now.seconds() as u32,
            Self::LeastWorked => *turn += seconds as u32,
            Self::First | Self::Random => {}
        }
    }
}
