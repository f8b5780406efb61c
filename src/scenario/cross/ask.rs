//! What a search is asked for: grades and clusters that exist, bounds that say which way, changes that can be read.

use super::Check;

impl Check<'_> {
    /// The tables `support` and `plan`.
    pub(super) fn ask(&mut self) {
        let s = self.scenario;
        let Some(support) = &s.support else { return self.plan() };
        if support.kinds.is_empty() || support.targets.is_empty() {
            self.fault(&["support"], "`support` wants at least one kind of support and one target", "there is none of one of them");
        }
        for (name, kind) in &support.kinds {
            self.known(&["support", "kinds", name, "grade"], "a grade", &kind.grade, s.grades.keys().map(String::as_str));
            let steps = kind.most.get() / kind.step.get();
            if (steps - steps.round()).abs() > 1e-6 || steps < 0.5 {
                let found = format!("{} FTE in steps of {} FTE", kind.most.get(), kind.step.get());
                self.fault(&["support", "kinds", name, "most"], "`most` must be a whole number of steps", found);
            }
        }
        for (name, target) in &support.targets {
            if target.at_least.is_some() == target.at_most.is_some() {
                let found = if target.at_least.is_some() { "both are there" } else { "neither is there" };
                self.fault(&["support", "targets", name], "a target wants either `at_least` or `at_most`", found);
            }
            let stream = target.part.as_ref().and_then(|part| s.workstreams.get(part));
            if target.measure == "work_on_time" && stream.is_some_and(|stream| stream.due.is_none()) {
                self.fault(&["support", "targets", name, "part"], "work that is to be on time needs `due`", "this workstream has none");
            }
        }
        for (at, name) in support.clusters.iter().enumerate() {
            let path = ["support", "clusters", &at.to_string()];
            self.known(&path, "the name of a cluster", name, s.clusters.keys().map(String::as_str));
        }
        for (at, name) in support.bands.iter().enumerate() {
            let bands = s.complexity.iter().flat_map(|complexity| complexity.bands.keys());
            self.known(&["support", "bands", &at.to_string()], "a band of complexity", name, bands.map(String::as_str));
        }
        if support.at_least > support.at_most {
            let found = format!("found {}", support.at_least);
            self.fault(&["support", "at_least"], format!("`support.at_least` must not be above `at_most`, {}", support.at_most), found);
        }
        if support.budget.as_ref().is_some_and(|budget| budget.fte.is_some() == budget.pounds.is_some()) {
            self.fault(&["support", "budget"], "a budget wants either `fte` or `pounds`", "found both or neither");
        }
        self.plan();
    }

    fn plan(&mut self) {
        let Some(plan) = &self.scenario.plan else { return };
        if plan.options.is_empty() {
            self.fault(&["plan", "options"], "`plan` wants at least one option", "there is none");
        }
        for (name, option) in &plan.options {
            if option.set.is_empty() {
                self.fault(&["plan", "options", name, "set"], "an option wants at least one change", "there is none");
            }
            for (at, set) in option.set.iter().enumerate() {
                if set.trim_start().starts_with("plan.") || set.trim_start().starts_with("run.") {
                    let path = ["plan", "options", name, "set", &at.to_string()];
                    self.fault(&path, "an option changes the world, not how it is simulated", format!("found `{set}`"));
                }
            }
        }
        if plan.at_least > plan.at_most {
            let found = format!("found {}", plan.at_least);
            self.fault(&["plan", "at_least"], format!("`plan.at_least` must not be above `at_most`, {}", plan.at_most), found);
        }
    }
}
