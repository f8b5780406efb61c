//! `sameday check`: whether a scenario is right, what looks wrong, and how heavy its work is.

use std::path::PathBuf;

use indexmap::IndexMap;

use super::columns::columns;
use super::simulate::tell;
use super::{Fault, memory, say};
use crate::experiment::frame::MeasureContext;
use crate::experiment::parallel::processors;
use crate::model::Model;
use crate::model::offered_load::{GradeLoad, by_grade};
use crate::scenario::grammar::{GradeKind, Scenario};
use crate::scenario::sources::assumptions;
use crate::scenario::{self, Loaded};
use crate::study::admission::{Allowed, admit};
use crate::study::compare::check_primary;

/// Arguments of `check`.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The scenario file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Change a key first, such as --set run.target=0.85 (`sameday levers FILE` lists the paths); may be repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    sets: Vec<String>,
    /// List every source, every assumption, and every table of numbers without a source
    #[arg(long)]
    sources: bool,
    /// Look at a scenario that seems too large for this machine
    #[arg(long)]
    anyway: bool,
}

/// Checks a scenario and tells what it holds.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let loaded = scenario::load(&arguments.file, &arguments.sets).map_err(|faults| Fault::Scenario(Box::new(faults)))?;
    let allowed = Allowed { threads: processors(), memory: memory::free(), anyway: arguments.anyway };
    tell(admit(&loaded.scenario, allowed).map_err(Fault::Said)?, false);
    check_primary(&MeasureContext::new(&loaded.scenario, &Model::new(&loaded.scenario).names))
        .map_err(|why| Fault::Said(format!("{}: {why}", arguments.file.display())))?;
    say(&told(&loaded, arguments.sources))
}

fn told(loaded: &Loaded, sources: bool) -> String {
    let scenario = &loaded.scenario;
    let mut out = format!("{}\n\n{}\n", scenario.question, counts(scenario));
    out.push_str(&load_table(&by_grade(scenario)));
    out.push_str(&sources_told(loaded, sources));
    if !loaded.warnings.list.is_empty() {
        out.push_str(&format!("\n{}\n", loaded.warnings));
    }
    out.push_str("\nThe scenario is right.\n");
    out
}

/// Clusters, courts, staff and work, as numbers.
fn counts(scenario: &Scenario) -> String {
    let scenario = &*scenario::complexity::applied(scenario);
    let (mut grades, mut places): (IndexMap<&str, f64>, IndexMap<&str, f64>) = Default::default();
    for cluster in scenario.clusters.keys() {
        for (_, grade, fte) in scenario.teams_of(cluster) {
            let is_place = scenario.grades.get(grade).is_some_and(|grade| grade.kind == GradeKind::Place);
            *if is_place { &mut places } else { &mut grades }.entry(grade).or_default() += fte;
        }
    }
    for hub in scenario.hub_places() {
        for (grade, fte) in &hub.hub.staff {
            *grades.entry(grade).or_default() += fte.get();
        }
    }
    let courts: u64 =
        scenario.clusters.values().flat_map(|cluster| cluster.courts.values()).filter(|court| court.open).map(|court| court.count).sum();
    let steps: usize = scenario.workstreams.values().map(|stream| stream.steps.len()).sum();
    let staff: Vec<String> = grades.iter().map(|(grade, fte)| format!("{grade} {fte:.1}")).collect();
    let places: String = places.iter().map(|(grade, number)| format!("; {number:.0} places ({grade})")).collect();
    let plural = |number: u64, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    format!(
        "{} with {}; {:.1} FTE ({}){places}; {} with {}",
        plural(scenario.clusters.len() as u64, "cluster"),
        plural(courts, "court"),
        grades.values().sum::<f64>(),
        staff.join(", "),
        plural(scenario.workstreams.len() as u64, "workstream"),
        plural(steps as u64, "step"),
    )
}

fn sources_told(loaded: &Loaded, list: bool) -> String {
    let plural = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut out = format!(
        "\n{} told, of them {}; {} of numbers without a source{}\n",
        plural(loaded.sources.len(), "source"),
        assumptions(&loaded.sources),
        plural(loaded.unsourced.len(), "table"),
        if list { "" } else { " (--sources lists them)" },
    );
    if list {
        let name = |path: &str| if path.is_empty() { "the whole scenario".to_owned() } else { path.to_owned() };
        let rows: Vec<Vec<String>> =
            loaded.sources.iter().map(|source| vec![name(&source.path), source.kind().to_owned(), source.source.clone()]).collect();
        out.push_str(&columns(&rows, &[]));
        for path in &loaded.unsourced {
            out.push_str(&format!("{}: no source\n", name(path)));
        }
    }
    out
}

/// How many clusters are shown.
const HEAVIEST: usize = 10;

fn load_table(loads: &[GradeLoad]) -> String {
    let mut national: IndexMap<(&str, &str), GradeLoad> = IndexMap::new();
    for load in loads {
        let sum = national.entry((&load.team, &load.grade)).or_insert_with(|| GradeLoad {
            cluster: "all clusters".to_owned(),
            offered_hours: 0.0,
            available_hours: 0.0,
            ..load.clone()
        });
        sum.offered_hours += load.offered_hours;
        sum.available_hours += load.available_hours;
    }
    let mut heaviest: Vec<&GradeLoad> = loads.iter().collect();
    heaviest.sort_by(|a, b| b.share().total_cmp(&a.share()));
    let several = loads.iter().any(|load| Some(&load.cluster) != loads.first().map(|first| &first.cluster));
    heaviest.truncate(if several { HEAVIEST } else { 0 });
    let mut rows = vec![["load", "team", "grade", "hours asked for", "hours there", "load"].map(str::to_owned).to_vec()];
    for load in national.values().chain(heaviest.iter().copied()) {
        let percent = if load.share().is_finite() { format!("{:.0} %", load.share() * 100.0) } else { "nobody there".to_owned() };
        let hours = |hours: f64| format!("{hours:.0}");
        rows.push(vec![
            load.cluster.clone(),
            load.team.clone(),
            load.grade.clone(),
            hours(load.offered_hours),
            hours(load.available_hours),
            percent,
        ]);
    }
    let mut out =
        format!("\nThe load over the data period, before any waiting:\n{}", columns(&rows, &[false, false, false, true, true, true]));
    let over = loads.iter().filter(|load| load.share() > 1.0).count();
    if over > 0 {
        out.push_str(&format!("warning: {over} of {} are above 100 %: their queues grow for as long as the run lasts\n", loads.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(cluster: &str, offered_hours: f64) -> GradeLoad {
        GradeLoad { cluster: cluster.to_owned(), team: "court".to_owned(), grade: "PSO".to_owned(), offered_hours, available_hours: 1000.0 }
    }

    #[test]
    fn loads_add_up_nationally_and_the_heaviest_cluster_comes_first() {
        let table = load_table(&[load("A", 500.0), load("B", 1300.0)]);
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[3].starts_with("all clusters") && lines[3].ends_with("90 %"), "{table}");
        assert!(lines[4].starts_with('B') && lines[4].ends_with("130 %"), "{table}");
        assert!(lines[6].starts_with("warning: 1 of 2 are above 100 %"), "{table}");
    }
}
