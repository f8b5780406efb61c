//! Who is given a piece of work.

use super::super::table::choice;

choice! {
    /// Who, of the idle people of a grade and team that a clause of `by` names, is given a piece of work. Ties go to the person first in
    /// the order of the scenario. Court duty is given out beforehand by another rule: see `duty`.
    pub enum Assign {
        /// Whoever's last work ended longest ago, nights included; for those who have done none, the beginning of the history.
        LongestIdle = "longest_idle",
        /// Always the first in the order of the scenario.
        First = "first",
        /// Each as likely as the others.
        Random = "random",
        /// Whoever has worked least since the beginning of the history.
        LeastWorked = "least_worked",
    }
}
