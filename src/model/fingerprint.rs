//! A digest of all that the histories of a group of clusters depend on, beside the seed and their number.
//!
//! Two groups with the same fingerprint have the same histories, to the bit, whatever else differs between their scenarios: titles, costs,
//! targets, other clusters. It is made of the compiled group as a whole, so that nothing that is added to it is forgotten: what histories do
//! not depend on is left out by name (`serde(skip)`), and that alone.

use postcard::ser_flavors::Flavor;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::days::Days;
use super::people::GradeSpec;
use super::{GroupModel, Model};

/// The digest of the code that plays histories, and of how it was built (`build.rs`).
const CODE: &str = env!("SAMEDAY_HISTORIES");

/// What decides a group's histories, as a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// All that a group's histories are made from.
#[derive(Serialize)]
struct Read<'a> {
    code: &'a str,
    days: &'a Days,
    /// The grades of the group's people, by their positions.
    grades: Vec<(usize, &'a GradeSpec)>,
    headline: usize,
    /// Which observations there are: grades, months and lists; kinds and steps of each workstream; courts of each cluster.
    shape: (usize, usize, usize, Vec<(usize, usize)>, Vec<usize>),
    group: &'a GroupModel,
}

impl Model {
    /// What decides the histories of a group of clusters.
    pub fn fingerprint(&self, group: usize) -> Fingerprint {
        *self.groups[group].fingerprint.get_or_init(|| self.digest(&self.groups[group]))
    }

    fn digest(&self, group: &GroupModel) -> Fingerprint {
        let Self { names, days, warnings: _, headline, grades, groups: _, identity: _ } = self;
        let mut own: Vec<usize> = group.people.iter().map(|person| person.grade).collect();
        own.sort_unstable();
        own.dedup();
        let read = Read {
            code: CODE,
            days,
            grades: own.into_iter().map(|grade| (grade, &grades[grade])).collect(),
            headline: *headline,
            shape: (
                names.grades.len(),
                names.months.len(),
                names.lists.len(),
                names.streams.iter().map(|stream| (stream.kinds.len(), stream.steps.len())).collect(),
                group.clusters.iter().map(|&cluster| names.courts[cluster].len()).collect(),
            ),
            group,
        };
        let digested = Digested { digest: Sha256::new(), waiting: Vec::with_capacity(TOGETHER) };
        postcard::serialize_with_flavor(&read, digested).expect("numbers and lists of them can be digested")
    }
}

/// Bytes that are digested together: one by one they would take several times as long.
const TOGETHER: usize = 1 << 14;

/// Where bytes go to be digested.
struct Digested {
    digest: Sha256,
    waiting: Vec<u8>,
}

impl Flavor for Digested {
    type Output = Fingerprint;

    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        if self.waiting.len() + data.len() > TOGETHER {
            self.digest.update(&self.waiting);
            self.waiting.clear();
        }
        self.waiting.extend_from_slice(data);
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.try_extend(&[data])
    }

    fn finalize(mut self) -> postcard::Result<Fingerprint> {
        self.digest.update(&self.waiting);
        Ok(Fingerprint(self.digest.finalize().into()))
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::scenario::load_text;

    fn of(sets: &[&str]) -> Fingerprint {
        let text = include_str!("../../scenarios/minimal.toml");
        let loaded = load_text("minimal.toml", text, Path::new(""), sets).unwrap_or_else(|faults| panic!("{faults}"));
        Model::new(&loaded.scenario).fingerprint(0)
    }

    #[test]
    fn what_histories_depend_on_is_in_it_and_what_they_do_not_is_not() {
        let plain = of(&[]);
        for nothing in ["title=Another", "run.target=0.5", "run.seed=9", "run.replications=3", "run.confidence=0.9"] {
            assert_eq!(of(&[nothing]), plain, "{nothing}");
        }
        for change in [
            "clusters.Smalltown.staff.court.PSO=3.5",
            "run.length=11 weeks",
            "run.start=2016-02-01",
            "lists.guilty_plea.cases.poisson.mean=11",
        ] {
            assert_ne!(of(&[change]), plain, "{change}");
        }
    }
}
