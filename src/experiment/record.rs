//! Compact, exact encoding of a replication's observations, and the jobs and histories that are kept and used again.
//!
//! Before a [`Job`] is played it is looked for among those that an earlier run has finished. So every command can be gone on
//! with, and ends with the same bits: it does again all that it did, and finds most of it done.
//!
//! Observations are whole numbers, most of them small and many of them 0: variable-length integers (postcard), with runs of
//! zeros counted. What is read is not trusted: it must have the shape that the scenario's own observations have, and
//! its books must balance.

use sha2::{Digest as _, Sha256};

use crate::model::observe::{ClusterSeen, Observations, StreamSeen};
use crate::model::{Fingerprint, Model, World, nothing_of, replicate_group};

/// The longest run of zeros that is written as one.
const LONGEST_RUN: usize = 256;

/// One history of one group of clusters. Within a command, and with its scenarios, this decides every bit of what is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job<'a> {
    /// Which of the scenarios that the command simulates, in its own words; empty where there is one.
    pub of: &'a str,
    /// The master seed.
    pub seed: u64,
    /// The replication.
    pub replication: u64,
    /// The group of clusters.
    pub group: usize,
}

/// Keeps what finished jobs saw, as [`encode`] writes it. Asked and told from any thread.
pub trait Keeper: Sync {
    /// What a job saw in an earlier run; `None` if it was not finished there.
    fn earlier(&self, job: Job<'_>) -> Option<Vec<u8>>;
    /// Takes what a job saw.
    fn keep(&self, job: Job<'_>, seen: &[u8]);
}

/// All that decides a history, as a digest: the fingerprint of its group, the master seed and the replication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HistoryKey(pub [u8; 16]);

impl HistoryKey {
    /// Of a history of a group of clusters.
    pub fn new(fingerprint: Fingerprint, seed: u64, replication: u64) -> Self {
        let mut all = Sha256::new();
        all.update(fingerprint.0);
        all.update(seed.to_le_bytes());
        all.update(replication.to_le_bytes());
        let digest: [u8; 32] = all.finalize().into();
        Self(*digest.first_chunk().expect("a digest is longer"))
    }
}

/// Histories that were played before, whoever asked for them, as [`encode`] writes them. Asked and told from any thread.
pub trait HistoryStore: Sync {
    /// What a history saw; `None` if it is not there.
    fn find(&self, key: HistoryKey) -> Option<Vec<u8>>;
    /// Takes what a history saw that was played now.
    ///
    /// - `clusters`: whose it is, for people.
    fn put(&self, key: HistoryKey, clusters: &[&str], seen: &[u8]);
}

/// What a job sees: as an earlier run of the same command kept it, as it was played before, or by playing it now.
pub(super) fn observe(
    (keeper, store): (Option<&dyn Keeper>, Option<&dyn HistoryStore>),
    model: &Model,
    world: &mut World,
    job: Job<'_>,
) -> Observations {
    let play = |world| replicate_group(model, world, job.seed, job.replication, job.group);
    if keeper.is_none() && store.is_none() {
        return play(world);
    }
    let read = |bytes: &[u8]| decode(bytes, &nothing_of(model, job.group));
    if let Some(seen) = keeper.and_then(|keeper| keeper.earlier(job)).and_then(|bytes| read(&bytes)) {
        return seen;
    }
    let keep = |bytes: &[u8]| keeper.into_iter().for_each(|keeper| keeper.keep(job, bytes));
    let known = store.map(|store| (store, HistoryKey::new(model.fingerprint(job.group), job.seed, job.replication)));
    let found = known.and_then(|(store, key)| store.find(key));
    if let Some((bytes, seen)) = found.and_then(|bytes| read(&bytes).map(|seen| (bytes, seen))) {
        keep(&bytes);
        return seen;
    }
    let seen = play(world);
    let bytes = encode(&seen);
    keep(&bytes);
    if let Some((store, key)) = known {
        let clusters: Vec<&str> = model.clusters_of(job.group).iter().map(|&cluster| model.names.clusters[cluster].as_str()).collect();
        store.put(key, &clusters, &bytes);
    }
    seen
}

/// Observations as bytes.
///
/// # Panics
/// Never: they are written to memory.
pub fn encode(seen: &Observations) -> Vec<u8> {
    let plain = postcard::to_allocvec(seen).expect("observations are numbers and lists of them");
    let mut bytes = Vec::with_capacity(plain.len() / 2);
    let mut rest = plain.as_slice();
    while let Some(&byte) = rest.first() {
        bytes.push(byte);
        let zeros = rest.iter().take(LONGEST_RUN).take_while(|byte| **byte == 0).count();
        if zeros > 0 {
            bytes.push((zeros - 1) as u8);
        }
        rest = &rest[zeros.max(1)..];
    }
    bytes
}

/// The observations that [`encode`] wrote; `like` has the shape that they must have.
///
/// `None` if they are not that, or do not add up.
pub fn decode(bytes: &[u8], like: &Observations) -> Option<Observations> {
    let mut plain = Vec::with_capacity(bytes.len() * 2);
    let mut rest = bytes.iter();
    while let Some(&byte) = rest.next() {
        let zeros = if byte == 0 { usize::from(*rest.next()?) } else { 0 };
        plain.resize(plain.len() + zeros, 0);
        plain.push(byte);
    }
    let (seen, left): (Observations, &[u8]) = postcard::take_from_bytes(&plain).ok()?;
    let fits = left.is_empty()
        && seen.clusters.len() == like.clusters.len()
        && seen.clusters.iter().zip(&like.clusters).all(|(seen, like)| same_shape(seen, like) && balanced(seen));
    fits.then_some(seen)
}

fn same_shape(seen: &ClusterSeen, like: &ClusterSeen) -> bool {
    let streams = |a: &StreamSeen, b: &StreamSeen| {
        a.kinds.len() == b.kinds.len()
            && a.kinds.iter().zip(&b.kinds).all(|(a, b)| a.days.len() >= b.days.len())
            && [a.steps.len(), a.months.len(), a.hours.len(), a.lists.len(), a.courts.len()]
                == [b.steps.len(), b.months.len(), b.hours.len(), b.lists.len(), b.courts.len()]
    };
    seen.streams.len() == like.streams.len()
        && seen.streams.iter().zip(&like.streams).all(|(a, b)| streams(a, b))
        && seen.grades.len() == like.grades.len()
        && seen.grades.iter().zip(&like.grades).all(|(a, b)| a.by_stream.len() == b.by_stream.len())
        && seen.courts.len() == like.courts.len()
}

/// Whether nothing was lost or invented: requests are all accounted for, and people's time.
pub fn balanced(seen: &ClusterSeen) -> bool {
    let sum = |parts: &[u64]| parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
    seen.streams
        .iter()
        .flat_map(|stream| &stream.kinds)
        .all(|kind| sum(&[kind.delivered, kind.gave_up, kind.outstanding]) == Some(kind.requested))
        && seen.grades.iter().all(|grade| {
            sum(&[grade.vacant, grade.leave, grade.sick, grade.elsewhere, grade.on_duty]) == Some(grade.contracted)
                && grade.busy <= grade.on_duty
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::synthetic::{GROUPS, observe};
    use proptest::prelude::*;

    #[test]
    fn what_is_read_is_what_was_written() {
        for group in GROUPS {
            let seen = observe(7, 3, group);
            let bytes = encode(&seen);
            assert_eq!(decode(&bytes, &seen).as_ref(), Some(&seen));
            assert!(bytes.len() < 1500 * seen.clusters.len(), "{} bytes", bytes.len());
        }
    }

    proptest! {
        /// What comes from elsewhere is read or refused, and never ends the program.
        #[test]
        fn no_bytes_end_the_program(at in 0..2000_usize, byte in any::<u8>(), tail in prop::collection::vec(any::<u8>(), 0..40)) {
            let seen = observe(7, 3, GROUPS[0]);
            let mut bytes = encode(&seen);
            let at = at % bytes.len();
            bytes[at] = byte;
            for bytes in [&bytes, &bytes[..at], &tail, &[&bytes[..at], &tail].concat()] {
                if let Some(read) = decode(bytes, &seen) {
                    prop_assert!(read.clusters.iter().all(balanced));
                }
            }
        }
    }

    #[test]
    fn what_has_another_shape_or_does_not_add_up_is_refused() {
        let seen = observe(7, 3, GROUPS[0]);
        let bytes = encode(&seen);
        assert_eq!(decode(&bytes, &observe(7, 3, GROUPS[1])), None, "another group");
        assert_eq!(decode(&bytes[..bytes.len() / 2], &seen), None, "half of it");
        assert_eq!(decode(&[], &seen), None);
        let mut lost = seen.clone();
        lost.clusters[0].streams[0].kinds[0].requested += 1;
        assert_eq!(decode(&encode(&lost), &seen), None);
        let mut vast = seen.clone();
        vast.clusters[0].grades[0].vacant = u64::MAX;
        assert_eq!(decode(&encode(&vast), &seen), None);
        let mut short = seen.clone();
        short.clusters[1].streams[1].kinds[0].days.pop();
        assert_eq!(decode(&encode(&short), &seen), None);
    }
}
