//! `report.html`: one file for leadership, that opens anywhere and fetches nothing.
//!
//! The answer first, then what lies behind it, then what it rests on: the same sections in the same
//! order for every run, so that two reports can be laid side by side. A page is made of one answer or of
//! several about the same scenario; where there is a run, a section that no answer fills says which command
//! would. It arranges what `findings` and `experiment` found and `charts` drew, and works out nothing. It holds
//! no date and no time, so that the same answers give the same bytes.

mod answers;
mod page;
mod section;
mod sections;
mod stress;
mod tables;

use super::Origin;
use crate::charts::Picture;
use crate::experiment::estimates::Estimates;
use crate::findings::document::Document;
use crate::findings::effects::Effects;
use crate::scenario::grammar::Scenario;
use crate::study::answer::Found;

/// An answer with what a page needs beside it.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    /// What was found.
    pub found: Found<'a>,
    /// The same in words.
    pub document: Document,
    /// How it was made.
    pub origin: &'a Origin,
    /// Its charts; none if they were left out.
    pub pictures: Vec<Picture>,
    /// In how many keys its scenario differs from the one that the page is about, and is built on; 0 where it is the same.
    pub differs: usize,
}

/// All that a page is made of.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The scenario that every answer is about, as the first has it.
    pub scenario: &'a Scenario,
    /// The answers, at least one; the run first, where there is one.
    pub told: &'a [Told<'a>],
}

impl Page<'_> {
    /// The page as an HTML document.
    pub fn html(&self) -> String {
        page::document(self).into_string()
    }
}

/// A run, and what its sections need.
#[derive(Clone, Copy, Debug)]
struct Report<'a> {
    /// What was estimated.
    found: &'a Estimates,
    /// The same in words.
    document: &'a Document,
    /// The scenario.
    scenario: &'a Scenario,
    /// How the run was made.
    origin: &'a Origin,
    /// Every chart, in the order in which they are shown; none if they were left out.
    pictures: &'a [Picture],
    /// What the numbers that it rests on were seen to do, in sweeps.
    effects: &'a Effects,
}
