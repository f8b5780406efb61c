//! How estimates are kept in a file and read again, to the bit: what serde cannot see by itself.
//!
//! JSON has no NaN, so a replication without a value is a null; a measure is told by its key, and
//! found in the register again.

/// Values by replication, NaN where there is none; lists of them, to any depth.
pub mod series {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    /// What may have gaps.
    pub trait Series: Sized {
        /// The same, with a null in each gap.
        type Kept: Serialize + for<'de> Deserialize<'de>;
        /// To be written.
        fn kept(&self) -> Self::Kept;
        /// As it was.
        fn back(kept: Self::Kept) -> Self;
    }

    impl Series for f64 {
        type Kept = Option<Self>;
        fn kept(&self) -> Self::Kept {
            (!self.is_nan()).then_some(*self)
        }
        fn back(kept: Self::Kept) -> Self {
            kept.unwrap_or(Self::NAN)
        }
    }

    impl<T: Series> Series for Vec<T> {
        type Kept = Vec<T::Kept>;
        fn kept(&self) -> Self::Kept {
            self.iter().map(T::kept).collect()
        }
        fn back(kept: Self::Kept) -> Self {
            kept.into_iter().map(T::back).collect()
        }
    }

    /// Writes NaN as null.
    ///
    /// # Errors
    /// As the format's.
    pub fn serialize<T: Series, S: Serializer>(values: &T, to: S) -> Result<S::Ok, S::Error> {
        values.kept().serialize(to)
    }

    /// Reads null as NaN.
    ///
    /// # Errors
    /// If it is not lists of numbers and nulls.
    pub fn deserialize<'de, T: Series, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        T::Kept::deserialize(from).map(T::back)
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

    use crate::experiment::measures::Measure;

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
        Measure::named(&key).ok_or_else(|| de::Error::custom(format!("there is no measure `{key}`")))
    }
}
