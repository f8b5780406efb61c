//! The executor, which alone knows of threads: replications side by side, results folded in order.
//!
//! Jobs (one group of clusters in one replication) are begun in the order of their index by
//! whichever thread is free. A replication is handed to the fold when all its groups are done and
//! all earlier replications have been folded. What the fold sees, and so when it says "enough", is
//! therefore the same on 1 thread or 64; replications begun beyond that point are dropped.
//!
//! Few replications are held at once (a window that grows with threads, not with their number).

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How much is to be run.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// Jobs in one replication, at least 1.
    pub groups: usize,
    /// The most replications.
    pub replications: u64,
}

impl Extent {
    /// Jobs in all.
    pub const fn jobs(self) -> u64 {
        self.replications.saturating_mul(self.groups as u64)
    }
}

/// Why the pool of threads could not be made.
#[derive(Debug, thiserror::Error)]
#[error("the system refused to start the threads: {0}. Try fewer; --threads 1 needs none beside the program's own")]
pub struct NoThreads(#[from] rayon::ThreadPoolBuildError);

/// The threads of a command, started once and used by all that it simulates.
#[derive(Debug)]
pub struct Threads(Option<rayon::ThreadPool>);

impl Threads {
    /// So many threads; 0 for one per processor. Where nobody has said how many, and the system does not give one for each processor,
    /// fewer will do.
    ///
    /// # Errors
    /// If the system refuses the threads.
    pub fn new(wanted: usize) -> Result<Self, NoThreads> {
        let mut threads = if wanted == 0 { processors() } else { wanted };
        while threads > 1 {
            match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
                Ok(pool) => return Ok(Self(Some(pool))),
                Err(error) if wanted > 0 => return Err(error.into()),
                Err(_) => threads /= 2,
            }
        }
        Ok(Self::one())
    }

    /// None beside the caller's own.
    pub const fn one() -> Self {
        Self(None)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.as_ref().map_or(1, rayon::ThreadPool::current_num_threads)
    }

    /// Runs `job(world, replication, group)` for every replication and group, and hands each finished
    /// replication to `fold`, in order, until it breaks, `cancel` is set, or all are done.
    ///
    /// - `job` must depend on its indices alone; `world` is scratch space, one for each thread.
    /// - `fold` is given the replication's index and its groups' results, in order.
    /// - `tick` hears how many jobs are done so far, from whichever thread finished one.
    ///
    /// Returns whether it was cancelled before the fold had enough.
    ///
    /// # Panics
    /// If a job or the fold panics; the other threads finish the job in hand first.
    pub fn run<W: Default, T: Send>(
        &self,
        extent: Extent,
        cancel: &AtomicBool,
        job: impl Fn(&mut W, u64, usize) -> T + Sync,
        fold: impl FnMut(u64, Vec<T>) -> ControlFlow<()> + Send,
        tick: impl Fn(u64) + Sync,
    ) -> bool {
        // Two jobs ahead for each thread keep all busy while an early replication is being finished.
        let window = (2 * self.count()).div_ceil(extent.groups) as u64 + 1;
        let queue = Queue { extent, window, cancel, state: Mutex::new(State::new(fold)), changed: Condvar::new() };
        let work = || {
            let _bell = Bell(&queue);
            let mut world = W::default();
            while let Some((replication, group)) = queue.next() {
                let result = job(&mut world, replication, group);
                tick(queue.done(replication, group, result));
            }
        };
        match &self.0 {
            Some(pool) => drop(pool.broadcast(|_| work())),
            None => work(),
        }
        let state = queue.state.into_inner().expect("a panic in a job or in the fold has already been passed on");
        !state.enough && state.folded < extent.replications
    }
}

struct Queue<'a, T, F> {
    extent: Extent,
    window: u64,
    cancel: &'a AtomicBool,
    state: Mutex<State<T, F>>,
    changed: Condvar,
}

struct State<T, F> {
    fold: F,
    /// The next job to begin.
    next: (u64, usize),
    /// Replications folded; the front of `open` is the one with this index.
    folded: u64,
    /// Replications begun and not yet folded.
    open: VecDeque<Open<T>>,
    done: u64,
    enough: bool,
}

struct Open<T> {
    results: Vec<Option<T>>,
    missing: usize,
}

impl<T, F> State<T, F> {
    const fn new(fold: F) -> Self {
        Self { fold, next: (0, 0), folded: 0, open: VecDeque::new(), done: 0, enough: false }
    }
}

impl<T, F: FnMut(u64, Vec<T>) -> ControlFlow<()>> Queue<'_, T, F> {
    fn lock(&self) -> MutexGuard<'_, State<T, F>> {
        self.state.lock().expect("no thread panics while it holds the queue, unless the fold does")
    }

    /// The next job, waiting while the window is full; `None` when there is no more to do.
    fn next(&self) -> Option<(u64, usize)> {
        let mut state = self.lock();
        loop {
            let (replication, group) = state.next;
            if state.enough || replication >= self.extent.replications || self.cancel.load(Ordering::Relaxed) {
                return None;
            }
            if replication < state.folded + self.window {
                if group == 0 {
                    let results = (0..self.extent.groups).map(|_| None).collect();
                    state.open.push_back(Open { results, missing: self.extent.groups });
                }
                state.next = if group + 1 == self.extent.groups { (replication + 1, 0) } else { (replication, group + 1) };
                return Some((replication, group));
            }
            state = self.changed.wait(state).expect("no thread panics while it holds the queue, unless the fold does");
        }
    }

    /// Puts a result in its place and folds what is complete; how many jobs are done.
    fn done(&self, replication: u64, group: usize, result: T) -> u64 {
        let mut state = self.lock();
        state.done += 1;
        // A job that was still running when the fold had enough finds its replication gone.
        if !state.enough {
            let at = usize::try_from(replication - state.folded).expect("the window is small");
            let open = &mut state.open[at];
            open.results[group] = Some(result);
            open.missing -= 1;
            while state.open.front().is_some_and(|open| open.missing == 0) && !state.enough {
                let open = state.open.pop_front().expect("there is a front");
                let index = state.folded;
                let results = open.results.into_iter().map(|result| result.expect("none is missing")).collect();
                state.enough = (state.fold)(index, results).is_break();
                state.folded += 1;
            }
        }
        let done = state.done;
        drop(state);
        self.changed.notify_all();
        done
    }
}

/// Wakes the others when a thread leaves, above all when it leaves by a panic.
struct Bell<'a, 'b, T, F>(&'a Queue<'b, T, F>);

impl<T, F> Drop for Bell<'_, '_, T, F> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.state.lock().unwrap_or_else(PoisonError::into_inner).enough = true;
        }
        self.0.changed.notify_all();
    }
}

/// The most threads that are used when none are asked for.
const MOST_THREADS: usize = 256;

/// Threads that are used when none are asked for: one for each processor that this program may use. No thread is started to know.
pub fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, |processors| processors.get().min(MOST_THREADS))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A job whose result, and whose length, depend on its indices alone.
    fn job(visits: &mut u64, replication: u64, group: usize) -> (u64, usize) {
        *visits += 1;
        let spins = (replication * 7919 + group as u64 * 104_729) % 5000;
        std::hint::black_box((0..spins).fold(0_u64, |sum, i| sum.wrapping_mul(31).wrapping_add(i)));
        (replication, group)
    }

    /// A replication as the fold saw it: its index, and each group's result.
    type Folded = (u64, Vec<(u64, usize)>);

    fn fold_until(threads: usize, groups: usize, stop: u64) -> (Vec<Folded>, bool) {
        let mut seen = Vec::new();
        let fold = |index: u64, results: Vec<(u64, usize)>| {
            seen.push((index, results));
            if index + 1 == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let threads = Threads::new(threads).expect("threads");
        let cancelled = threads.run(Extent { groups, replications: 40 }, &AtomicBool::new(false), job, fold, |_| {});
        (seen, cancelled)
    }

    #[test]
    fn every_number_of_threads_folds_the_same_prefix_in_order() {
        for groups in [1, 3, 69] {
            for stop in [1, 17, 100] {
                let (one, _) = fold_until(1, groups, stop);
                assert_eq!(one.len() as u64, stop.min(40));
                assert!(one.iter().enumerate().all(|(i, (index, results))| *index == i as u64
                    && results.iter().enumerate().all(|(g, result)| *result == (*index, g))
                    && results.len() == groups));
                for threads in [2, 7] {
                    assert_eq!((one.clone(), false), fold_until(threads, groups, stop));
                }
            }
        }
    }

    #[test]
    fn a_cancelled_run_keeps_whole_replications_in_order() {
        for threads in [1, 2, 7] {
            let cancel = AtomicBool::new(false);
            let mut kept = Vec::new();
            let fold = |index, results: Vec<(u64, usize)>| {
                assert_eq!(results.len(), 5);
                kept.push(index);
                ControlFlow::Continue(())
            };
            let tick = |done| cancel.store(done >= 52, Ordering::Relaxed);
            let cancelled = Threads::new(threads).expect("threads").run(Extent { groups: 5, replications: 1000 }, &cancel, job, fold, tick);
            assert!(cancelled);
            // Ten replications are fifty jobs; what each thread had in hand may add to them.
            assert!((8..=12).contains(&kept.len()), "{kept:?}");
            assert_eq!(kept, (0..kept.len() as u64).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_panic_in_a_job_ends_the_run_instead_of_hanging_it() {
        let broken = |_: &mut (), replication: u64, _: usize| assert!(replication != 9, "broken on purpose");
        let threads = Threads::new(3).expect("threads");
        let never = AtomicBool::new(false);
        let run = || threads.run(Extent { groups: 2, replications: 1000 }, &never, broken, |_, _| ControlFlow::Continue(()), |_| {});
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    }
}
