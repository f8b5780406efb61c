//! sameday
pub mod cli;
pub mod des;
pub mod model;
pub mod scenario;
pub mod units;
