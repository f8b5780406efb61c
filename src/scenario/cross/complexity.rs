//! What a scenario says of complexity: attributes that clusters have, bands that add up, effects on work that exists.

use super::Check;
use crate::scenario::complexity::{standings, value};
use crate::scenario::grammar::{Complexity, ComplexityEffect, Grows};

/// By how much complexity may multiply or divide anything: beyond it no number means what it says, nor fits where it must.
const MOST: f64 = 1000.0;

impl Check<'_> {
    pub(super) fn complexity(&mut self, complexity: &Complexity) {
        let s = self.scenario;
        let names = || {
            let attributes = s.clusters.values().flat_map(|cluster| cluster.attributes.keys().cloned());
            let courts = s.clusters.values().flat_map(|cluster| cluster.courts.keys().map(|key| format!("courts.{key}")));
            let mut names: Vec<String> = attributes.chain(courts).chain(["courts".to_owned(), "deputy".to_owned()]).collect();
            names.sort();
            names.dedup();
            names
        };
        for (key, part) in &complexity.attributes {
            for (field, name) in [("of", Some(&part.of)), ("per", part.per.as_ref())] {
                let Some(name) = name else { continue };
                let path = ["complexity", "attributes", key, field];
                if !s.clusters.values().any(|cluster| value(name, cluster).is_some_and(|value| value != 0.0)) {
                    self.known(
                        &path,
                        "something that clusters have",
                        name,
                        names().iter().map(String::as_str).filter(|known| known != name),
                    );
                }
            }
        }
        if !complexity.attributes.is_empty() && complexity.attributes.values().all(|part| part.weight.get() == 0.0) {
            self.fault(&["complexity", "attributes"], "a weight other than 0 is wanted", "every one is 0");
        }
        if complexity.attributes.is_empty() && complexity.index.is_empty() {
            self.fault(&["complexity"], "`attributes` to work an index out of, or a stated `index`, is wanted", "neither is there");
        }
        for name in complexity.index.keys() {
            self.known_key(&["complexity", "index", name], "the name of a cluster", s.clusters.keys().map(String::as_str));
        }
        let shares: f64 = complexity.bands.values().map(|band| band.share.get()).sum();
        if !complexity.bands.is_empty() && (shares - 1.0).abs() > 1e-6 {
            let found = format!("they add to {}", (shares * 1e9).round() / 1e9);
            self.fault(&["complexity", "bands"], "the bands' shares of the clusters must add to 1", found);
        }
        self.complexity_effects(complexity);
        self.complexity_most(complexity);
        for (key, support) in &complexity.support {
            self.known(&["complexity", "support", key, "grade"], "a grade", &support.grade, s.grades.keys().map(String::as_str));
            for band in support.fte.keys() {
                let bands = complexity.bands.keys().map(String::as_str);
                self.known_key(&["complexity", "support", key, "fte", band], "a band of complexity", bands);
            }
        }
    }

    fn complexity_effects(&mut self, complexity: &Complexity) {
        let s = self.scenario;
        for (key, effect) in &complexity.effects {
            let path = ["complexity", "effects", key, "workstream"];
            if !self.known(&path, "the name of a workstream", &effect.workstream, s.workstreams.keys().map(String::as_str)) {
                continue;
            }
            let stream = &s.workstreams[&effect.workstream];
            for (at, name) in effect.of.iter().enumerate() {
                let path = ["complexity", "effects", key, "of", &at.to_string()];
                match effect.grows {
                    Grows::Time => drop(self.known(&path, "a step of the workstream", name, stream.steps.keys().map(String::as_str))),
                    Grows::Flags => drop(self.known(&path, "a flag of the workstream", name, stream.flags.keys().map(String::as_str))),
                    Grows::Number => self.fault(&path, "the number of a workstream has no parts; leave `of` out", format!("`{name}`")),
                }
            }
        }
    }

    /// Effects on one thing multiply each other, so they are judged together.
    fn complexity_most(&mut self, complexity: &Complexity) {
        let standings = standings(self.scenario);
        let Some(widest) = standings.iter().max_by(|a, b| a.index.abs().total_cmp(&b.index.abs())) else { return };
        for (key, effect) in &complexity.effects {
            let beside = |other: &&ComplexityEffect| other.workstream == effect.workstream && other.grows == effect.grows;
            let together: f64 = complexity.effects.values().filter(beside).map(|effect| effect.elasticity.get().abs()).sum();
            if together * widest.index.abs() > libm::log(MOST) {
                let wanted = format!("complexity must not make anything more than {MOST} times as much, or as little");
                let found = format!("`{}` has the index {:.4}", widest.cluster, widest.index);
                self.fault(&["complexity", "effects", key, "elasticity"], wanted, found);
            }
        }
    }
}
