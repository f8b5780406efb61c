//! Where finished jobs are found.

use std::collections::BTreeMap;

use crate::experiment::record::Job;

/// A job beside its scenario's name: seed, replication and group.
type Numbers = (u64, u64, usize);

/// A place for each finished job.
#[derive(Clone, Debug)]
pub struct Index<P> {
    /// By the name of the scenario, which many jobs have in common.
    places: BTreeMap<String, BTreeMap<Numbers, P>>,
    jobs: u64,
}

impl<P> Default for Index<P> {
    fn default() -> Self {
        Self { places: BTreeMap::new(), jobs: 0 }
    }
}

impl<P: Copy> Index<P> {
    /// Adds a job; one that is there already stays where it is.
    pub fn add(&mut self, job: Job<'_>, place: P) {
        if !self.places.contains_key(job.of) {
            self.places.insert(job.of.to_owned(), BTreeMap::new());
        }
        let same = self.places.get_mut(job.of).expect("it was just added");
        same.entry(numbers(job)).or_insert_with(|| {
            self.jobs += 1;
            place
        });
    }

    /// Where a job is.
    pub fn find(&self, job: Job<'_>) -> Option<P> {
        self.places.get(job.of)?.get(&numbers(job)).copied()
    }

    /// How many there are.
    pub const fn jobs(&self) -> u64 {
        self.jobs
    }
}

const fn numbers(job: Job<'_>) -> Numbers {
    (job.seed, job.replication, job.group)
}
