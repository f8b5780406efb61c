//! Text in, facts out: a scenario file becomes a complete, checked [`grammar::Scenario`].

pub mod dist;
pub mod fault;
pub mod grammar;
pub mod leaves;
pub mod table;
pub mod tree;
