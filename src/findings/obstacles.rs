//! Every obstacle in words, for all that is said and drawn.

use crate::scenario::grammar::Obstacle;

/// What an obstacle is called where it is told.
#[derive(Clone, Copy, Debug)]
pub struct ObstacleWords {
    /// Why a report missed the day, after "because".
    pub missed: &'static str,
    /// What costs reports, several of it: "late requests cost 19 points".
    pub cause: &'static str,
    /// What the world is like without it.
    pub removed: &'static str,
}

/// The words of an obstacle.
pub const fn words_of(obstacle: Obstacle) -> ObstacleWords {
    let (missed, cause, removed) = match obstacle {
        Obstacle::Format => (
            "the format asked for takes longer than a day",
            "formats that take longer than a day",
            "every report asked for in a format for the day",
        ),
        Obstacle::Custom => ("the court adjourned out of habit", "adjournments out of habit", "no adjournment out of habit"),
        Obstacle::Reserved => {
            ("it was reserved to a grade that was not free", "reservations to one grade", "nothing reserved to one grade")
        }
        Obstacle::Late => ("it was asked for too late in the day", "late requests", "every request known when the court sits"),
        Obstacle::Checks => ("a check was not back", "checks not yet answered", "checks answered at once"),
        Obstacle::Officer => ("no officer was free", "busy officers", "officers, administrators and managers always free"),
        Obstacle::Room => ("no room or video link was free", "rooms and video links in use", "a room or video link always free"),
        Obstacle::Gatekeeping => ("a manager had not yet passed it", "managers’ readings", "nothing read by a manager first"),
        Obstacle::Defendant => {
            ("the defendant was unfit, absent or refused", "defendants unfit or absent", "every defendant fit and present")
        }
        Obstacle::CourtRose => {
            ("it was ready, but the court had risen", "courts that rise before reports are heard", "every finished report heard at once")
        }
    };
    ObstacleWords { missed, cause, removed }
}
