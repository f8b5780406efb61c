//! The two small phrases that a scenario uses within text: who does a step, and which flags must hold.

use super::quantity::{TIME, Wrong};
use crate::units::Seconds;

/// Someone who may do a step: a grade, perhaps of another team, perhaps only after nobody earlier in the list has begun.
#[derive(Clone, Debug, PartialEq)]
pub struct By<'a> {
    /// The grade.
    pub grade: &'a str,
    /// The team, if it is not the workstream's.
    pub team: Option<&'a str>,
    /// How long the earlier ones are waited for.
    pub after: Option<Seconds>,
}

/// Reads "PSO", "PO after 1 h", or "CA of victims after 1 h".
///
/// # Errors
/// What is wrong with it, in words.
pub fn by(text: &str) -> Result<By<'_>, String> {
    let Some((who, after)) = text.split_once(" after ") else {
        let (grade, team) = whose(text);
        return Ok(By { grade, team, after: None });
    };
    match TIME.parse(after) {
        Ok(time) if (0.0..=TIME.bounds.most).contains(&time) => {
            let (grade, team) = whose(who);
            Ok(By { grade, team, after: Some(Seconds::new(time)) })
        }
        Ok(_) => Err("the time after `after` is out of all bounds".to_owned()),
        Err(Wrong::NoUnit(number)) => Err(format!("write the time with its unit, such as `{number} min`")),
        Err(Wrong::OtherUnit(unit)) => Err(format!("`{unit}` is not a unit of time")),
        Err(Wrong::NotANumber | Wrong::Asked(_)) => Err("a length of time is wanted after `after`, such as `1 h`".to_owned()),
    }
}

/// Reads "CA" or "CA of victims": the grade, and the team if one is named.
fn whose(who: &str) -> (&str, Option<&str>) {
    who.split_once(" of ").map_or((who.trim(), None), |(grade, team)| (grade.trim(), Some(team.trim())))
}

/// Reads "custody" or "not custody": the flag, and whether it must be true.
pub fn when(text: &str) -> (&str, bool) {
    match text.strip_prefix("not ") {
        Some(flag) => (flag.trim(), false),
        None => (text, true),
    }
}
