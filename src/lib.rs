//! Plans probation work in and around the courts: scenarios in, estimates with their uncertainty out.

pub mod charts;
pub mod cli;
pub mod des;
pub mod experiment;
pub mod findings;
pub mod model;
pub mod output;
pub mod scenario;
pub mod units;
