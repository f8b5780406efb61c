//! What a measure looks at: one cluster's counts in one replication, added up over kinds, grades and people.

use serde::{Deserialize, Serialize};

use super::frame::MeasureContext;
use crate::model::observe::{ClusterSeen, GradeSeen, KindSeen, StreamSeen};

/// The part that a value is told for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part {
    /// Everything at once.
    All,
    /// A kind of the headline workstream.
    Kind(usize),
    /// An obstacle, by index.
    Obstacle(usize),
    /// A grade.
    Grade(usize),
    /// A workstream.
    Stream(usize),
    /// A step of the headline workstream.
    Step(usize),
}

/// One cluster in one replication.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Its counts.
    pub seen: &'a ClusterSeen,
    /// Its index.
    pub cluster: usize,
    /// The background.
    pub frame: &'a MeasureContext,
}

impl View<'_> {
    pub(super) fn headline(&self) -> &StreamSeen {
        &self.seen.streams[self.frame.headline]
    }

    /// The kinds that a part means: one of the headline's, all of it, or all of another workstream.
    pub fn kinds(&self, part: Part) -> &[KindSeen] {
        match part {
            Part::Kind(kind) => &self.headline().kinds[kind..=kind],
            Part::Stream(stream) => &self.seen.streams[stream].kinds,
            _ => &self.headline().kinds,
        }
    }

    pub(super) fn sum(&self, part: Part, of: fn(&KindSeen) -> u64) -> f64 {
        self.kinds(part).iter().map(of).sum::<u64>() as f64
    }

    /// Over the officers' grades.
    pub(super) fn officers(&self, of: impl Fn(&GradeSeen) -> u64) -> f64 {
        self.seen.grades.iter().zip(&self.frame.officers).filter(|(_, is)| **is).map(|(grade, _)| of(grade)).sum::<u64>() as f64
    }

    /// Posts of the officers of the teams that do the headline's work, in FTE, by the share of each grade's time that was filled.
    pub(super) fn officers_in_post(&self) -> f64 {
        let filled = |grade: &GradeSeen| if grade.contracted > 0 { 1.0 - grade.vacant as f64 / grade.contracted as f64 } else { 1.0 };
        self.frame.officer_posts[self.cluster].iter().zip(&self.seen.grades).map(|(fte, grade)| fte * filled(grade)).sum()
    }

    pub(super) fn grade(&self, part: Part) -> &GradeSeen {
        match part {
            Part::Grade(grade) => &self.seen.grades[grade],
            _ => unreachable!("a measure of grades is asked about a grade"),
        }
    }

    /// Over one grade, or over every grade of managers.
    pub(super) fn managers(&self, part: Part, of: impl Fn(&GradeSeen) -> u64) -> f64 {
        let wanted = |grade: usize| part == Part::All && self.frame.managers[grade] || part == Part::Grade(grade);
        self.seen.grades.iter().enumerate().filter(|(grade, _)| wanted(*grade)).map(|(_, grade)| of(grade)).sum::<u64>() as f64
    }

    pub(super) fn streams(&self, part: Part) -> &[StreamSeen] {
        match part {
            Part::Stream(stream) => &self.seen.streams[stream..=stream],
            _ => &self.seen.streams,
        }
    }

    /// Pounds paid: hours of filled posts and overtime, in the grades that have a cost.
    pub(super) fn pay(&self) -> f64 {
        let paid = |grade: &GradeSeen| (grade.contracted - grade.vacant + grade.overtime) as f64 / 3600.0;
        self.seen.grades.iter().zip(&self.frame.hourly_cost).filter_map(|(grade, cost)| Some(paid(grade) * (*cost)?)).sum()
    }

    /// Pounds for the hours that the headline's work of the data period took, overtime included, in the grades that have a cost.
    pub(super) fn pay_for_headline(&self) -> f64 {
        let hours = self.seen.grades.iter().map(|grade| grade.on_headline as f64 / 3600.0);
        hours.zip(&self.frame.hourly_cost).filter_map(|(hours, cost)| Some(hours * (*cost)?)).sum()
    }

    /// Reports expected to be found sufficient, and reports delivered, of the kinds whose share is known.
    pub(super) fn sufficient(&self) -> (f64, f64) {
        let known =
            self.headline().kinds.iter().zip(&self.frame.sufficient).filter_map(|(kind, share)| Some((kind.delivered as f64, (*share)?)));
        known.fold((0.0, 0.0), |(good, all), (delivered, share)| (good + delivered * share, all + delivered))
    }
}
