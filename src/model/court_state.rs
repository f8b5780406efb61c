//! Courts and courtrooms in motion: what is kept of them while a history lasts.

use std::collections::VecDeque;

use crate::des::time::SimTime;

/// One case of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hearing {
    pub seconds: u32,
    /// A bit for each of the courtroom's `requests` that it leads to.
    pub leads_to: u32,
    pub entity: u64,
}

/// A courtroom in motion.
#[derive(Clone, Debug, Default)]
pub(super) struct RoomState {
    /// Sittings so far.
    pub sitting: usize,
    pub open: bool,
    pub close: SimTime,
    /// The list: what is left over from last time first.
    pub list: Vec<Hearing>,
    /// Hearings of the list whose time is counted, and begun or run ahead through.
    pub counted: usize,
    pub cursor: usize,
    /// When the run through the list began, and when it ends: the courtroom is busy until then.
    pub run_from: SimTime,
    pub busy_until: SimTime,
    /// The hearing whose requests arise at `busy_until`.
    pub leads: Option<Hearing>,
    pub stamp: u32,
    /// Seconds used in this sitting, for the balance.
    pub used: u64,
}

impl RoomState {
    pub fn reset(&mut self) {
        self.sitting = 0;
        self.open = false;
        self.list.clear();
        self.counted = 0;
        self.cursor = 0;
        self.busy_until = SimTime::default();
        self.leads = None;
        self.stamp = 0;
        self.used = 0;
    }
}

/// A court in motion.
#[derive(Clone, Debug, Default)]
pub(super) struct CourtState {
    /// Cases stood down today.
    pub stood_down: Vec<(u32, u32)>,
    /// The day whose lists have been searched for requests known early, and one more; 0 before the first.
    pub searched: usize,
    /// Cases ready to be called: same-day reports by case and life, adjourned ones as `None` beside their hearing's seconds.
    pub calls: VecDeque<Call>,
}

/// A case that is ready to be called.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub case: Option<(u32, u32)>,
    pub seconds: u64,
}

impl CourtState {
    pub fn reset(&mut self) {
        self.stood_down.clear();
        self.searched = 0;
        self.calls.clear();
    }
}
