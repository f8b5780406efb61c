//! Quantities that are counted in whole days or whole places: a part of one would be rounded without a word.

use super::super::quantity::{TIME, WORKING_DAYS};
use super::super::toml_text::join_path;
use super::*;
use crate::des::dist::Distribution;
use crate::units::Seconds;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

impl Check<'_> {
    /// Every quantity of the scenario that must be whole, beside those that are so by their own type.
    pub(super) fn whole(&mut self) {
        let run = &self.scenario.run;
        for (key, time) in [("length", run.length), ("warm_up", run.warm_up), ("run_out", run.run_out)] {
            self.whole_days(key, time);
        }
        for (name, grade) in &self.scenario.grades {
            if let Some(leave) = &grade.leave
                && leave.block.get().fract() != 0.0
            {
                self.rounded(&["grades", name, "leave", "block"], leave.block.get());
            }
        }
        for (name, stream) in &self.scenario.workstreams {
            let listing = stream.adjourn.iter().map(|adjourn| &adjourn.listing.law);
            for days in listing.flat_map(amounts).filter(|days| days.fract() != 0.0) {
                self.rounded(&["workstreams", name, "adjourn", "listing"], days);
            }
        }
        self.whole_places();
    }

    fn whole_days(&mut self, key: &str, time: Seconds) {
        let days = time.get() / DAY;
        if days.fract() != 0.0 {
            let wanted = format!("`run.{key}` wants whole days, since a history begins and ends at midnight");
            let fault = self.make(&["run", key], wanted, format!("found {}, which would have to be rounded", TIME.show(time.get())));
            let [below, above] = [days.floor(), days.ceil()].map(|days| TIME.show(days * DAY));
            let mend = if days < 1.0 { format!("write \"{above}\"") } else { format!("write \"{below}\" or \"{above}\"") };
            self.faults.push(fault.help(mend));
        }
    }

    fn rounded(&mut self, path: &[&str], days: f64) {
        let wanted = format!("`{}` wants whole working days", join_path(path));
        let fault = self.make(path, wanted, format!("{} would have to be rounded", WORKING_DAYS.show(days)));
        let mend = format!("write \"{}\" or \"{}\"", WORKING_DAYS.show(days.floor()), WORKING_DAYS.show(days.ceil()));
        let spread = "; draws of a distribution such as `lognormal` are rounded to whole days";
        self.faults.push(fault.help(if path.last() == Some(&"listing") { mend + spread } else { mend }));
    }

    /// Places such as beds are whole.
    fn whole_places(&mut self) {
        let s = self.scenario;
        let place = |grade: &str| s.grades.get(grade).is_some_and(|grade| grade.kind == GradeKind::Place);
        let own = s.clusters.iter().flat_map(|(name, cluster)| {
            cluster.staff.iter().flat_map(move |(team, staff)| {
                staff.iter().map(move |(grade, fte)| (vec!["clusters", name.as_str(), "staff", team, grade], grade.as_str(), fte.get()))
            })
        });
        let hubs = s.hubs.iter().flat_map(|(name, hub)| {
            hub.staff.iter().map(move |(grade, fte)| (vec!["hubs", name.as_str(), "staff", grade], grade.as_str(), fte.get()))
        });
        let extra = s.extra_staff.iter().filter(|(_, line)| line.times.is_none());
        let extra = extra.map(|(name, line)| (vec!["extra_staff", name.as_str(), "fte"], line.grade.as_str(), line.fte.get()));
        let parts: Vec<_> = own.chain(hubs).chain(extra).filter(|(_, grade, number)| number.fract() != 0.0 && place(grade)).collect();
        for (path, grade, number) in parts {
            let fault =
                self.make(&path, format!("`{}` wants a whole number: `{grade}` are places", join_path(&path)), format!("found {number}"));
            self.faults.push(fault.help(format!("write {} or {}", number.floor(), number.ceil())));
        }
    }

    /// Work that is due before the court rises, and that no court brings.
    pub(super) fn court_to_rise(&mut self, name: &str, stream: &Workstream) {
        if matches!(stream.due, Some(Due::CourtRises(_))) && !matches!(stream.arrivals, Arrivals::Hearings(_) | Arrivals::Sittings(_)) {
            let wanted = "work is due before the court rises only where `arrivals` are `hearings` or `sittings`";
            let fault = self.make(&["workstreams", name, "due"], wanted, "no court brings this work, so that it would never be due");
            self.faults.push(fault.help("write the time of day, such as `due = { by = \"16:30\" }`, or `due = { within = \"4 h\" }`"));
        }
    }

    /// Names that are one name but for what nobody sees are refused where they are read; those that only look alike are warned of.
    pub(super) fn names(&mut self) {
        use super::super::table::Shape as _;
        self.warnings.extend(super::super::names::alike(self.root, &Scenario::describe(None)));
    }
}

/// The amounts that a law holds as they are drawn: a fixed one, or those that were observed.
fn amounts(law: &Distribution) -> Vec<f64> {
    match law {
        Distribution::Fixed(amount) => vec![*amount],
        Distribution::Empirical { values, .. } => values.clone(),
        Distribution::Mixture { parts, .. } => parts.iter().flat_map(amounts).collect(),
        _ => Vec::new(),
    }
}
