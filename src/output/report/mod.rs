//! `report.html`: one file for leadership, that opens anywhere and fetches nothing.
//!
//! The answer first, then what lies behind it, then what it rests on: the same sections in the same
//! order for every run, so that two reports can be laid side by side. It arranges what `findings` and
//! `experiment` found and `charts` drew, and works out nothing. It holds no date and no time, so that
//! the same run gives the same bytes.

pub mod explained;
mod page;
mod sections;
mod stress;
mod tables;

use super::Origin;
use crate::charts::Picture;
use crate::experiment::estimates::Estimates;
use crate::findings::Findings;
use crate::scenario::grammar::Scenario;

/// All that a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What was estimated.
    pub found: &'a Estimates,
    /// The same in words.
    pub findings: &'a Findings,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// How the run was made.
    pub origin: &'a Origin,
    /// Every chart, in the order in which they are shown; none if they were left out.
    pub pictures: &'a [Picture],
}

impl Report<'_> {
    /// The report as an HTML document.
    pub fn html(&self) -> String {
        page::document(self).into_string()
    }
}
