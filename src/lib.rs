//! sameday
pub mod charts;
pub mod des;
pub mod experiment;
pub mod findings;
pub mod model;
pub mod output;
pub mod scenario;
pub mod units;
