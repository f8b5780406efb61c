//! Rosters: when each server is on duty, known beforehand for a whole history.
//!
//! Absence does not depend on the work, so shifts are laid out before the first event. The end of a
//! piece of work that pauses overnight is then found by walking the shifts, with no event to pause it
//! and none to resume it.

use super::time::SimTime;

/// A stretch of duty, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// First second.
    pub start: SimTime,
    /// The second after the last.
    pub end: SimTime,
}

/// The shifts of every server, in one array.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    shifts: Vec<Shift>,
    /// Where each server's shifts begin; one more entry than servers.
    from: Vec<usize>,
}

impl Roster {
    /// Forgets everything; keeps its memory.
    pub fn clear(&mut self) {
        self.shifts.clear();
        self.from.clear();
        self.from.push(0);
    }

    /// Adds a shift of the server being laid out, later than its last. Touching shifts become one.
    pub fn push(&mut self, start: SimTime, end: SimTime) {
        debug_assert!(start < end);
        let first = *self.from.last().expect("clear() begins the first server");
        match self.shifts[first..].last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => self.shifts.push(Shift { start, end }),
        }
    }

    /// Ends the server being laid out; the next push is of the next server.
    pub fn close_server(&mut self) {
        self.from.push(self.shifts.len());
    }

    /// Number of servers.
    pub fn servers(&self) -> usize {
        self.from.len().saturating_sub(1)
    }

    /// The shifts of a server, earliest first.
    pub fn of(&self, server: usize) -> &[Shift] {
        &self.shifts[self.from[server]..self.from[server + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_that_touch_are_one_and_each_server_has_its_own() {
        let mut roster = Roster::default();
        assert_eq!(roster.servers(), 0);
        roster.clear();
        let shift = |start, end| Shift { start: SimTime::new(start), end: SimTime::new(end) };
        for (start, end) in [(1, 4), (4, 6), (7, 9)] {
            roster.push(SimTime::new(start), SimTime::new(end));
        }
        roster.close_server();
        // It begins where another's ends, and is no part of it.
        roster.push(SimTime::new(9), SimTime::new(12));
        roster.close_server();
        roster.close_server();
        assert_eq!(roster.servers(), 3);
        assert_eq!(roster.of(0), [shift(1, 6), shift(7, 9)]);
        assert_eq!((roster.of(1), roster.of(2)), (&[shift(9, 12)][..], &[][..]));
        roster.clear();
        assert_eq!(roster.servers(), 0);
    }
}
