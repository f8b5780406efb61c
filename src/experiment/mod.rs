//! Many replications of one scenario, and what can be estimated from them.

pub mod estimates;
pub mod frame;
pub mod measures;
pub mod statistics;
