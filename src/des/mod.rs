//! The engine.
pub mod dist;
