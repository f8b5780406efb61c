//! Distributions as a scenario writes them.

use std::marker::PhantomData;

use crate::des::dist::Law;
use crate::units::*;

/// A distribution over a quantity, its parameters in the quantity's own unit.
#[derive(Clone, Debug)]
pub struct DistOf<U> {
    /// The law, over the canonical number.
    pub law: Law,
    unit: PhantomData<U>,
}

/// Over lengths of time, in seconds.
pub type Dist = DistOf<Seconds>;
/// Over counts.
pub type CountDist = DistOf<u64>;
/// Over working days.
pub type WorkingDaysDist = DistOf<WorkingDays>;

impl<U> DistOf<U> {
    /// From a law over the canonical number.
    pub const fn new(law: Law) -> Self {
        Self { law, unit: PhantomData }
    }
}

impl Dist {
    /// Always the same.
    pub fn fixed(value: Seconds) -> Self {
        Self::new(Law::Fixed(value.get()))
    }
    /// Exponential.
    pub fn exponential(mean: Seconds) -> Self {
        Self::new(Law::Exponential { mean: mean.get() })
    }
}

impl WorkingDaysDist {
    /// Always the same.
    pub fn fixed(value: WorkingDays) -> Self {
        Self::new(Law::Fixed(value.get()))
    }
}
