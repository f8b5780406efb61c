//! The command line.

pub mod check;
pub mod levers;
pub mod list;
pub mod new;
mod print;
pub mod schema;
