//! Attributes of a case: kind, flags, and which steps it takes and needs, all known when it is made.

use crate::des::time::Span;

/// Steps, from a workstream's first, whose amounts can be drawn before they are begun.
pub const DRAWN: usize = 4;

/// What a case's name alone decides of it, whatever happens to it.
#[derive(Clone, Copy, Debug)]
pub struct CaseAttributes {
    /// Its kind, by position among those of the workstream.
    pub kind: u8,
    /// The flags that are true, by bit.
    pub flags: u16,
    /// The row of its workstream's table that this makes.
    pub row: u16,
    /// Steps that such a case takes, chance apart, and of those the ones that it needs.
    pub takes: u32,
    pub needs: u32,
    /// How long the first steps take; `NEVER` where that is drawn when the step is begun.
    pub amounts: [Span; DRAWN],
}

impl Default for CaseAttributes {
    fn default() -> Self {
        Self { kind: 0, flags: 0, row: 0, takes: 0, needs: 0, amounts: [Span::NEVER; DRAWN] }
    }
}
