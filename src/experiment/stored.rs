//! How estimates are kept in a file and read again, to the bit: what serde cannot see by itself.
//!
//! JSON has no NaN, so a replication without a value is a null; a measure is told by its key, and
//! found in the register again. What is read is not trusted: a file may have been edited by hand, and every list must be as
//! long as the names that it goes with.

use super::compare::Comparison;
use super::estimates::{Estimates, Scope};
use super::frame::Frame;
use super::measures::{Item, items};

/// What can be read from a file, and may not be what was written.
pub trait Read {
    /// Why this cannot have been written by this program; `None` if it hangs together.
    fn fault(&self) -> Option<&'static str>;
}

impl Read for Estimates {
    fn fault(&self) -> Option<&'static str> {
        let Self { frame, courts, months, hours, lists, days, replications, .. } = self;
        if !hangs_together(frame) {
            return Some("its names do not go with each other");
        }
        let same = |one: &Item, other: &Item| (one.measure.key, one.part, &one.key) == (other.measure.key, other.part, &other.key);
        let known = items(frame);
        if self.items.len() != known.len() || !self.items.iter().zip(&known).all(|(one, other)| same(one, other)) {
            return Some("its measures are not those of its names");
        }
        let names = &frame.names;
        let in_order = |scopes: &[Scope], names: &[&str]| scopes.iter().map(|scope| scope.name.as_str()).eq(names.iter().copied());
        let clusters: Vec<&str> = names.clusters.iter().map(String::as_str).collect();
        let kinds = &names.streams[frame.headline].kinds;
        let placed = in_order(&self.divisions, &frame.divisions())
            && in_order(&self.clusters, &clusters)
            && courts.len() == names.courts.iter().map(Vec::len).sum::<usize>()
            && (months.len(), lists.len(), days.len()) == (names.months.len(), names.lists.len(), kinds.len())
            && hours.len() <= crate::model::observe::HOURS;
        if !placed {
            return Some("its places, months or kinds are not those of its names");
        }
        let long = |values: &Vec<f64>, kept: bool| values.len() as u64 == *replications || (values.is_empty() && !kept);
        let whole = |scope: &Scope, all: bool| {
            scope.measures.len() == known.len()
                && scope.values.len() == known.len()
                && scope.values.iter().zip(&known).all(|(values, item)| long(values, all || item.measure.kept))
        };
        let parts = self.divisions.iter().chain(&self.clusters);
        (!whole(&self.nation, true) || !parts.into_iter().all(|scope| whole(scope, false)))
            .then_some("it has not a value for each measure and replication")
    }
}

impl Read for Comparison {
    fn fault(&self) -> Option<&'static str> {
        std::iter::once(&self.base).chain(self.variants.iter().map(|variant| &variant.found)).find_map(Read::fault)
    }
}

/// Whether every list of a frame is as long as the names that it goes with.
fn hangs_together(frame: &Frame) -> bool {
    let names = &frame.names;
    let (clusters, grades) = (names.clusters.len(), names.grades.len());
    let by_cluster = [names.divisions.len(), names.courts.len(), frame.officer_fte.len(), frame.complexity.len()];
    let by_grade = [frame.officers.len(), frame.managers.len(), frame.places.len(), frame.hourly_cost.len()];
    let share = |number: f64| (0.0..=1.0).contains(&number);
    by_cluster.iter().all(|length| *length == clusters)
        && by_grade.iter().all(|length| *length == grades)
        && names.streams.iter().all(|stream| stream.kinds.len() == stream.kind_titles.len())
        && names.streams.get(frame.headline).is_some_and(|headline| headline.kinds.len() == frame.sufficient.len())
        && share(frame.target)
        && share(frame.confidence)
}

/// Values by replication, NaN where there is none.
pub mod series {
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes NaN as null.
    ///
    /// # Errors
    /// As the format's.
    pub fn serialize<S: Serializer>(values: &[Vec<f64>], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(values.iter().map(|series| series.iter().map(|value| (!value.is_nan()).then_some(*value)).collect::<Vec<_>>()))
    }

    /// Reads null as NaN.
    ///
    /// # Errors
    /// If it is not lists of numbers and nulls.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Vec<f64>>, D::Error> {
        let read = Vec::<Vec<Option<f64>>>::deserialize(from)?;
        Ok(read.into_iter().map(|series| series.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect()).collect())
    }
}

/// Counts by working day.
pub mod counts {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::model::observe::MOST_DAYS;

    /// Writes a list.
    ///
    /// # Errors
    /// As the format's.
    pub fn serialize<S: Serializer>(counts: &[u64; MOST_DAYS], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(counts)
    }

    /// Reads a list of that length.
    ///
    /// # Errors
    /// If it has another.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<[u64; MOST_DAYS], D::Error> {
        let read = Vec::<u64>::deserialize(from)?;
        read.try_into().map_err(|read: Vec<u64>| de::Error::invalid_length(read.len(), &"a count for each working day"))
    }
}

/// A measure of the register.
pub mod measure {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::experiment::measures::{MEASURES, Measure};

    /// Writes its key.
    ///
    /// # Errors
    /// As the format's.
    pub fn serialize<S: Serializer>(measure: &&'static Measure, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(measure.key)
    }

    /// Finds it by its key.
    ///
    /// # Errors
    /// If the register has none of that key.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<&'static Measure, D::Error> {
        let key = String::deserialize(from)?;
        MEASURES.iter().find(|measure| measure.key == key).ok_or_else(|| de::Error::custom(format!("there is no measure `{key}`")))
    }
}
