//! The columns of results: each measure of the register, told for each part that a scenario has.

use serde::{Deserialize, Serialize};

use super::frame::MeasureContext;
use super::measures::{MEASURES, Made, Measure, Over, Part, Unit, Words};
use super::stored;
use crate::model::StreamNames;
use crate::scenario::grammar::Obstacle;

/// One column of results: a measure, told for one part.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Item {
    /// The measure.
    #[serde(with = "stored::measure")]
    pub measure: &'static Measure,
    /// The part.
    pub part: Part,
    /// The part's key, such as `oral`; empty for everything at once.
    pub key: String,
    /// The part in words; empty for everything at once.
    pub title: String,
    /// Whether the headline is other work than a court's reports.
    #[serde(default)]
    pub other: bool,
}

impl Item {
    /// The measure in words.
    pub fn words(&self) -> Words {
        self.measure.told(!self.other)
    }

    /// Whether it is a total, and so grows with time and with clusters.
    pub const fn is_total(&self) -> bool {
        matches!(self.measure.made, Made::Total(_))
    }

    /// Whether it is a number of pieces of work, or what courts spend on them: it moves with what is asked for, however well that is done.
    pub fn follows_demand(&self) -> bool {
        self.is_total() && self.measure.unit == Unit::Number || ["court_cost", "adjournment_cost"].contains(&self.measure.key)
    }

    /// The item in words: "Same-day rate, oral".
    pub fn label(&self) -> String {
        match self.part {
            Part::All => self.words().title.to_owned(),
            Part::Obstacle(_) | Part::Stream(_) => format!("{}: {}", self.words().title, self.title),
            _ => format!("{}, {}", self.words().title, self.title),
        }
    }
}

/// Every item that a scenario can tell, in the register's order.
pub fn items(frame: &MeasureContext) -> Vec<Item> {
    let known = |m: &&Measure| match m.key {
        // No court stands other work down, puts it over or gives it time.
        "attempted" | "adjourned" | "court_minutes" => frame.court,
        "court_cost" => frame.court && frame.court_hour.is_some(),
        "adjournment_cost" => frame.court && frame.adjournment.is_some(),
        "courtroom_use" | "not_reached" => frame.names.courts.iter().any(|courts| !courts.is_empty()),
        "decided" => frame.by_the_day,
        // What is never due is neither on time nor late.
        "on_time" | "late" => frame.has_due(),
        "sufficient" | "sufficient_reports" => frame.sufficient.iter().any(Option::is_some),
        _ => m.unit != Unit::Pounds || frame.hourly_cost.iter().any(Option::is_some),
    };
    let told = MEASURES.iter().filter(known);
    told.flat_map(|measure| {
        let parts = measure.over.iter().flat_map(|over| parts(frame, *over));
        parts.map(|(part, key, title)| Item { measure, part, key, title, other: !frame.court }).collect::<Vec<_>>()
    })
    .collect()
}

fn parts(frame: &MeasureContext, over: Over) -> Vec<(Part, String, String)> {
    let headline = &frame.names.streams[frame.headline];
    // A workstream without kinds has one nameless kind, which says no more than the whole.
    let has_kinds = headline.kinds.len() > 1;
    match over {
        Over::All => vec![(Part::All, String::new(), String::new())],
        Over::Kinds if has_kinds => {
            let titles = headline.kinds.iter().zip(&headline.kind_titles).enumerate();
            titles.map(|(i, (key, title))| (Part::Kind(i), key.clone(), title.clone())).collect()
        }
        Over::Kinds => Vec::new(),
        Over::Obstacles => {
            (0..).zip(Obstacle::ALL).map(|(i, o)| (Part::Obstacle(i), o.word().to_owned(), o.word().replace('_', " "))).collect()
        }
        Over::Grades => grades(frame, |grade| !frame.places[grade]),
        Over::Managers => {
            let each = grades(frame, |grade| frame.managers[grade]);
            let together = (Part::All, String::new(), String::new());
            if each.is_empty() { each } else { std::iter::once(together).chain(each).collect() }
        }
        Over::Places => grades(frame, |grade| frame.places[grade]),
        Over::Streams => (0..).zip(&frame.names.streams).map(|(i, s)| (Part::Stream(i), s.key.clone(), s.title.clone())).collect(),
        Over::Steps => steps(headline, |_| true),
        Over::Answers => steps(headline, |step| frame.answers.get(step).is_some_and(|answer| *answer)),
    }
}

/// The steps of a workstream that are wanted, each by its key.
fn steps(stream: &StreamNames, wanted: impl Fn(usize) -> bool) -> Vec<(Part, String, String)> {
    let named = (0..).zip(&stream.steps).filter(|(step, _)| wanted(*step));
    named.map(|(step, name)| (Part::Step(step), name.clone(), name.clone())).collect()
}

/// The grades that are wanted, each by its key.
fn grades(frame: &MeasureContext, wanted: impl Fn(usize) -> bool) -> Vec<(Part, String, String)> {
    let named = (0..).zip(&frame.names.grades).filter(|(grade, _)| wanted(*grade));
    named.map(|(grade, name)| (Part::Grade(grade), name.clone(), name.clone())).collect()
}
