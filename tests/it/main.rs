//! Every integration test of the program, one binary, a module a topic.

mod bad_input;
mod data;
