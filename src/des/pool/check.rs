//! What must be true of the pools between any two events.

use super::{NONE, Pools, ServerId, State};
use crate::des::time::SimTime;

impl Pools {
    /// Checks the invariants at the head of the module, between two events. It takes as long as there are servers and jobs: for tests.
    ///
    /// # Panics
    /// When one of them is broken.
    pub fn check_invariants(&self, now: SimTime) {
        self.check_servers(now);
        self.check_jobs(now);
        let mut taken = vec![0_u32; self.seats_free.len()];
        for job in self.jobs.iter().filter(|job| matches!(job.state, State::Working(_)) && job.seat != NONE) {
            taken[job.seat as usize] += 1;
        }
        for (seat, (taken, free)) in taken.iter().zip(&self.seats_free).enumerate() {
            assert_eq!(taken + free, self.layout.seats[seat], "seat {seat}: what is taken and what is free make all there are");
        }
        for &job in &self.unused {
            assert_eq!(self.jobs[job as usize].state, State::Over, "a free slot's job is over");
        }
        self.check_duties(now);
    }

    fn is_idle(&self, server: usize) -> bool {
        self.idle[server / 64] >> (server % 64) & 1 == 1
    }

    fn check_servers(&self, now: SimTime) {
        for (number, server) in self.servers.iter().enumerate() {
            if server.job == NONE {
                assert!(server.until <= now || self.is_idle(number), "server {number} is on shift without a job and not idle");
            } else {
                assert!(!self.is_idle(number), "server {number} has a job and is idle");
                let state = self.jobs[server.job as usize].state;
                assert_eq!(state, State::Working(number as ServerId), "the job of server {number}");
            }
        }
    }

    fn check_jobs(&self, now: SimTime) {
        for (id, job) in self.jobs.iter().enumerate() {
            match job.state {
                State::Working(server) => assert_eq!(self.servers[server as usize].job as usize, id, "the server of job {id}"),
                // What nobody was found for is in no queue.
                State::Waiting if !job.queued => {}
                State::Waiting => {
                    let queue = job.queue as usize;
                    let here = self.queues[queue].line.iter().any(|entry| entry.job as usize == id && self.live(entry));
                    assert!(here, "job {id} waits and has no entry in queue {queue}");
                    assert!(self.nonempty[queue / 64] >> (queue % 64) & 1 == 1, "queue {queue} has an entry");
                    let could = self.servers_of.members(queue).find(|&(_, server)| {
                        let state = &self.servers[server];
                        state.job == NONE && state.until > now && self.fits(id as u32, server, now)
                    });
                    assert!(could.is_none() || self.is_full(job.seat), "job {id} waits in queue {queue} though {could:?} could begin it");
                }
                State::OnDuty(server) => assert_eq!(self.duty(job.duty).0, server, "the server of duty {id}"),
                State::Over => {}
            }
        }
    }
}
