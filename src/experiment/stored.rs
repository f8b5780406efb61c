//! How estimates are kept in a file and read again, to the bit: what serde cannot see by itself.
//!
//! JSON has no NaN, so a replication without a value is a null; a measure is told by its key, and
//! found in the register again.

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
