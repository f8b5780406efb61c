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
    ///
    /// # Panics
    /// When the shift has no length, or begins before the last one ends.
    pub fn push(&mut self, start: SimTime, end: SimTime) {
        assert!(start < end, "a shift ends after it begins");
        let first = *self.from.last().expect("clear() begins the first server");
        match self.shifts[first..].last_mut() {
            Some(last) if last.end == start => last.end = end,
            Some(last) if last.end > start => panic!("shifts of a server are added in order"),
            _ => self.shifts.push(Shift { start, end }),
        }
    }

    /// Takes stretches out of the shifts of every server, as a break is taken out of a day.
    ///
    /// - `away`: the stretches of a server, earliest first; they do not overlap.
    /// - `scratch`: kept by the caller, so that nothing is allocated anew.
    pub fn take_out<'a, A>(&mut self, mut away: impl FnMut(usize) -> A, scratch: &mut Vec<Shift>)
    where
        A: Iterator<Item = (SimTime, SimTime)> + 'a,
    {
        std::mem::swap(&mut self.shifts, scratch);
        self.shifts.clear();
        for server in 0..self.servers() {
            let begins = self.shifts.len();
            let mut away = away(server).peekable();
            for &Shift { mut start, end } in &scratch[self.from[server]..self.from[server + 1]] {
                while start < end {
                    // One that is over before this is of an earlier shift.
                    while away.peek().is_some_and(|(_, to)| *to <= start) {
                        away.next();
                    }
                    let Some(&(from, to)) = away.peek().filter(|(from, _)| *from < end) else {
                        self.shifts.push(Shift { start, end });
                        break;
                    };
                    if start < from {
                        self.shifts.push(Shift { start, end: from });
                    }
                    start = to;
                }
            }
            self.from[server] = begins;
        }
        let servers = self.servers();
        self.from[servers] = self.shifts.len();
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
    fn what_is_taken_out_leaves_the_rest_of_every_shift() {
        let mut roster = Roster::default();
        roster.clear();
        let shift = |start, end| Shift { start: SimTime::new(start), end: SimTime::new(end) };
        let shifts: [&[(u64, u64)]; 3] = [&[(0, 10), (20, 30), (40, 50)], &[(5, 6)], &[(0, 100)]];
        for server in shifts {
            server.iter().for_each(|&(start, end)| roster.push(SimTime::new(start), SimTime::new(end)));
            roster.close_server();
        }
        // From within a shift over the break into the next; the end of one; all of one; two in one; nothing.
        let away: [&[(u64, u64)]; 3] = [&[(8, 22), (28, 30), (40, 55)], &[], &[(0, 1), (50, 60)]];
        let moments = |server: usize| away[server].iter().map(|&(from, to)| (SimTime::new(from), SimTime::new(to)));
        roster.take_out(moments, &mut Vec::new());
        assert_eq!(roster.of(0), [shift(0, 8), shift(22, 28)]);
        assert_eq!(roster.of(1), [shift(5, 6)]);
        assert_eq!(roster.of(2), [shift(1, 50), shift(60, 100)]);
    }

    #[test]
    #[should_panic(expected = "in order")]
    fn a_shift_before_the_last_is_refused() {
        let mut roster = Roster::default();
        roster.clear();
        roster.push(SimTime::new(5), SimTime::new(9));
        roster.push(SimTime::new(7), SimTime::new(12));
    }

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
