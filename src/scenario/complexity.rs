//! The complexity of clusters: their index, attribute by attribute, their bands, and what these bring.
//!
//! The index is worked out over every cluster of the scenario. When a run is narrowed to some of them it is written
//! down first, so that a cluster is as complex alone as among the others.

use std::borrow::Cow;

use crate::units::Number;

use super::grammar::{BandSupport, Cluster, Complexity, ComplexityEffect, ComplexityPart, ComplexityScale, Grows, Scenario, StaffLine};

/// How complex one cluster is.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The cluster.
    pub cluster: String,
    /// Its division; may be empty.
    pub division: String,
    /// Its index: the sum of its parts, in weighted standard deviations. The clusters' mean is 0.
    pub index: f64,
    /// Each attribute's part in the index, in the order of the scenario; empty where the index is stated.
    pub parts: Vec<f64>,
    /// Its place, 1 being the most complex.
    pub rank: usize,
    /// Its band, by position in the scenario; `None` without bands.
    pub band: Option<usize>,
}

/// The complexity of every cluster, in the scenario's order; empty where the scenario does not say.
pub fn standings(scenario: &Scenario) -> Vec<Standing> {
    let Some(complexity) = &scenario.complexity else { return Vec::new() };
    let mut all: Vec<Standing> = if complexity.index.is_empty() {
        worked_out(scenario, complexity)
    } else {
        // Clusters that a narrower run leaves out keep their place in the ranking.
        let clusters = scenario.clusters.keys().filter(|name| !complexity.index.contains_key(*name));
        let stated = complexity.index.keys().chain(clusters);
        stated
            .map(|name| unplaced(name, scenario.clusters.get(name), complexity.index.get(name).map_or(0.0, |index| index.get())))
            .collect()
    };
    place(&mut all, complexity);
    all
}

fn worked_out(scenario: &Scenario, complexity: &Complexity) -> Vec<Standing> {
    let weights: f64 = complexity.attributes.values().map(|part| part.weight.get().abs()).sum();
    let mut all: Vec<Standing> = scenario.clusters.iter().map(|(name, cluster)| unplaced(name, Some(cluster), 0.0)).collect();
    for part in complexity.attributes.values() {
        let values: Vec<f64> = scenario.clusters.values().map(|cluster| measured(part, cluster)).collect();
        let share = if weights > 0.0 { part.weight.get() / weights } else { 0.0 };
        for (standing, deviation) in all.iter_mut().zip(standardised(&values)) {
            standing.parts.push(share * deviation);
            standing.index += share * deviation;
        }
    }
    all
}

fn unplaced(name: &str, cluster: Option<&Cluster>, index: f64) -> Standing {
    let division = cluster.map_or(String::new(), |cluster| cluster.division.clone());
    Standing { cluster: name.to_owned(), division, index, parts: Vec::new(), rank: 0, band: None }
}

/// Ranks and bands, from the index; clusters of the same index stand in the scenario's order.
fn place(all: &mut [Standing], complexity: &Complexity) {
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by(|&a, &b| all[b].index.total_cmp(&all[a].index));
    let ends: Vec<f64> = complexity
        .bands
        .values()
        .scan(0.0, |sum, band| {
            *sum += band.share.get();
            Some(*sum)
        })
        .collect();
    let count = all.len() as f64;
    for (place, cluster) in order.into_iter().enumerate() {
        all[cluster].rank = place + 1;
        let above = |end: &f64| ((place as f64) < (end * count).round()).then_some(());
        all[cluster].band = ends.iter().position(|end| above(end).is_some()).or(ends.len().checked_sub(1));
    }
}

/// A cluster's value of an attribute, on its scale.
fn measured(part: &ComplexityPart, cluster: &Cluster) -> f64 {
    let of = value(&part.of, cluster).unwrap_or(0.0);
    let value = match part.per.as_ref().map(|per| value(per, cluster).unwrap_or(0.0)) {
        None => of,
        Some(per) if per > 0.0 => of / per,
        Some(_) => 0.0,
    };
    match part.scale {
        ComplexityScale::Plain => value,
        ComplexityScale::Logarithm => libm::log1p(value.max(0.0)),
    }
}

/// What a cluster has under a name that complexity may use; `None` if nothing.
pub(super) fn value(name: &str, cluster: &Cluster) -> Option<f64> {
    let courts = |wanted: Option<&str>| {
        let open = cluster.courts.iter().filter(|(key, court)| court.open && wanted.is_none_or(|wanted| wanted == *key));
        open.map(|(_, court)| court.count).sum::<u64>() as f64
    };
    match (name, name.strip_prefix("courts.")) {
        ("deputy", _) => Some(f64::from(u8::from(cluster.deputy))),
        ("courts", _) => Some(courts(None)),
        (_, Some(key)) => Some(courts(Some(key))),
        _ => cluster.attributes.get(name).map(|number| number.get()),
    }
}

/// Each value's distance from the mean, in standard deviations (of all the clusters there are, not of a sample); 0 where all are alike.
fn standardised(values: &[f64]) -> Vec<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let sd = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt();
    values.iter().map(|value| if sd > 1e-12 * mean.abs() { (value - mean) / sd } else { 0.0 }).collect()
}

/// Leaves out every cluster but some. Each cluster's index is stated first, so that it stays what it was.
pub fn narrow(scenario: &mut Scenario, clusters: &[String]) {
    let standings = standings(scenario);
    state(scenario, &standings);
    scenario.clusters.retain(|name, _| clusters.contains(name));
}

fn state(scenario: &mut Scenario, standings: &[Standing]) {
    if let Some(complexity) = &mut scenario.complexity {
        complexity.index = standings.iter().map(|standing| (standing.cluster.clone(), Number::new(standing.index))).collect();
    }
}

/// The scenario with what complexity brings put where a model looks for it: every cluster's index stated, and
/// the support of each band among the extra staff. The scenario itself where complexity brings nothing.
pub fn applied(scenario: &Scenario) -> Cow<'_, Scenario> {
    let Some(complexity) =
        scenario.complexity.as_ref().filter(|complexity| !complexity.effects.is_empty() || !complexity.support.is_empty())
    else {
        return Cow::Borrowed(scenario);
    };
    let standings = standings(scenario);
    let mut applied = scenario.clone();
    state(&mut applied, &standings);
    for (name, support) in &complexity.support {
        for (place, band) in complexity.bands.keys().enumerate() {
            let here = |standing: &&Standing| standing.band == Some(place) && scenario.clusters.contains_key(&standing.cluster);
            let clusters: Vec<String> = standings.iter().filter(here).map(|standing| standing.cluster.clone()).collect();
            if let (Some(line), false) = (line(support, band, &clusters), clusters.is_empty()) {
                applied.extra_staff.insert(format!("support: {name}, {band}"), line);
            }
        }
    }
    Cow::Owned(applied)
}

fn line(support: &BandSupport, band: &str, clusters: &[String]) -> Option<StaffLine> {
    let fte = *support.fte.get(band).filter(|fte| fte.get() > 0.0)?;
    let BandSupport { team, grade, source, .. } = support.clone();
    Some(StaffLine { team, grade, fte, times: None, clusters: clusters.to_vec(), from: None, until: None, source })
}

impl Scenario {
    /// By how much complexity multiplies something of a workstream in a cluster; `of` is the step or flag, `None` for the workstream's number.
    /// Of a scenario as [`applied`] makes it: elsewhere the index may not be stated, and this is 1.
    pub fn complexity_factor(&self, cluster: &str, workstream: &str, grows: Grows, of: Option<&str>) -> f64 {
        let Some(complexity) = &self.complexity else { return 1.0 };
        let Some(index) = complexity.index.get(cluster) else { return 1.0 };
        let concerns = |effect: &&ComplexityEffect| {
            let named = effect.of.is_empty() || of.is_some_and(|of| effect.of.iter().any(|name| name == of));
            effect.workstream == workstream && effect.grows == grows && named
        };
        let exponent: f64 = complexity.effects.values().filter(concerns).map(|effect| effect.elasticity.get() * index.get()).sum();
        if exponent == 0.0 { 1.0 } else { libm::exp(exponent) }
    }
}
