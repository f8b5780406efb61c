//! The engine: time, the calendar of pending events, streams of random numbers, distributions,
//! pools of servers with their queues, and tallies.
//!
//! It knows nothing of what the servers are or what they do; `model/` gives that a meaning. Nothing
//! here allocates for an event once its buffers have grown to the size that a history needs, and
//! nothing here can fail: a broken promise is a bug and panics.

pub mod calendar;
pub mod dist;
pub mod pool;
pub mod roster;
pub mod stream;
pub mod tally;
pub mod time;
