//! The tests that go through the crate's doors, one module a topic.

mod bad_input;
