//! sameday
pub mod charts;
pub mod des;
pub mod experiment;
pub mod model;
pub mod scenario;
pub mod units;
