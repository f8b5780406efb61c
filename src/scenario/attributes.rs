//! Numbers about a cluster, by the names that `times` and its like give.
//!
//! A name is an attribute of the cluster, or `fte.TEAM` or `fte.TEAM.GRADE`: the posts that it has there, extra staff
//! included, so that a span of line management follows the people it spans. ` + ` adds several up.

use super::grammar::{Scenario, StaffLine};

/// What stands before the name of a team whose posts are counted.
const POSTS: &str = "fte.";

/// The names that a sum is made of.
pub fn terms(sum: &str) -> impl Iterator<Item = &str> {
    sum.split(" + ").map(str::trim)
}

/// The team, and the grade if one is named, whose posts a name counts; `None` for an attribute.
pub fn posts(name: &str) -> Option<(&str, Option<&str>)> {
    let rest = name.strip_prefix(POSTS)?;
    Some(rest.split_once('.').map_or((rest, None), |(team, grade)| (team, Some(grade))))
}

impl Scenario {
    /// The number that a name, or a sum of names, stands for in a cluster, with all the extra staff that it ever has; what it lacks counts as 0.
    pub fn attribute(&self, cluster: &str, sum: &str) -> f64 {
        self.attribute_of(cluster, sum, |_| true)
    }

    /// The same with those lines of extra staff that are `there`.
    pub fn attribute_of(&self, cluster: &str, sum: &str, there: impl Fn(&StaffLine) -> bool) -> f64 {
        let one = |name: &str| match posts(name) {
            Some((team, grade)) => {
                let mine = self.teams_with(cluster, &there).filter(|(of, who, _)| *of == team && grade.is_none_or(|grade| *who == grade));
                mine.map(|(.., fte)| fte).sum()
            }
            None => self.own_attribute(cluster, name),
        };
        terms(sum).map(one).sum()
    }

    /// An attribute that the cluster itself has; 0 without it.
    fn own_attribute(&self, cluster: &str, name: &str) -> f64 {
        self.clusters.get(cluster).and_then(|cluster| cluster.attributes.get(name)).map_or(0.0, |number| number.get())
    }

    /// Posts that a line of extra staff brings to a cluster, in FTE.
    pub fn extra_fte(&self, line: &StaffLine, cluster: &str) -> f64 {
        let here = line.clusters.is_empty() || line.clusters.iter().any(|name| name == cluster);
        let times = || line.times.as_deref().map_or(1.0, |name| self.own_attribute(cluster, name));
        if here { line.fte.get() * times() } else { 0.0 }
    }
}
