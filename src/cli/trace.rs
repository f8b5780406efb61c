//! `sameday trace`: one history in plain English, as an event log, and a court's day as a picture.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::destination::{Destination, told_left};
use super::simulate::Simulation;
use super::{Fault, say};
use crate::charts::{Caption, Press, gantt, picture};
use crate::findings::event_log;
use crate::findings::words::counted;
use crate::model::Model;
use crate::output::hash::sha256;
use crate::output::{Origin, draw, events, seal_trace};
use crate::scenario::Loaded;
use crate::study::trace::{Activity, Event, Trace, trace};

/// The arguments of `trace`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The cluster [default: the scenario's first]
    #[arg(long, value_name = "CLUSTER")]
    cluster: Option<String>,
    /// Only what began on this day, such as 2016-02-03
    #[arg(long, value_name = "DATE")]
    day: Option<Date>,
    /// Only this case, by its number
    #[arg(long, value_name = "NUMBER")]
    case: Option<u64>,
    /// The court of the picture [default: the one with the most reports asked for on the day]
    #[arg(long, value_name = "COURT")]
    court: Option<String>,
    /// Which replication: `run` counts the same history under this number
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    replication: u64,
    /// Show the people's other work too, not only the reports; the folder has all of it
    #[arg(long)]
    all_work: bool,
    /// Lines of the event log to show; all of them are in the folder
    #[arg(long, value_name = "NUMBER", default_value_t = 60)]
    lines: usize,
    /// Change one key of the scenario; see `sameday levers`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// The master seed
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    #[command(flatten)]
    destination: Destination,
    /// Show nothing but the event log
    #[arg(long, short)]
    quiet: bool,
}

const EXAMPLES: &str = "Examples:
  sameday trace scenarios/minimal.toml
      the reports of the fullest day of the first replication
  sameday trace scenarios/minimal.toml --case 40
      one report from the request to its end
  sameday trace scenarios/baseline-2016.toml --cluster NE-03 --day 2015-06-03
      a day of a cluster, with a picture of the court that asked for most reports";

/// Runs it.
pub fn run(arguments: &Arguments) -> Result<(), Fault> {
    let simulation = arguments.simulation();
    let loaded = simulation.load()?;
    let cluster = arguments.place_of_cluster(&loaded)?;
    let place = arguments.destination.place(&format!("trace-{}", simulation.name()))?;
    let model = Model::new(&loaded.scenario);
    let told = trace(&loaded.scenario, &model, loaded.scenario.run.seed, arguments.replication, cluster);
    let (court, day) = arguments.pictured(&told, &model)?;
    let chosen = arguments.chosen(&told)?;
    let mut origin = simulation.origin("trace", &loaded);
    origin.command.extend(arguments.selection());
    let mut folder = place.open()?;
    let all = event_log::lines(&told, chosen.iter().copied());
    folder.write("diary.txt", event_log::text(&told, &all).as_bytes())?;
    folder.write("events.csv", &events::csv(&told, chosen.iter().copied())?)?;
    folder.write("events.parquet", &events::parquet(&told, chosen.iter().copied())?)?;
    let pictured = court.as_deref().zip(day).and_then(|(court, day)| gantt::series(&told, court, day));
    if let (false, Some(series)) = (arguments.destination.no_charts, &pictured) {
        draw(&mut folder, &picture("gantt", series, &caption(&told, &loaded, &origin), &Press::default()))?;
    }
    seal_trace(&mut folder, &told, &loaded.scenario, &origin)?;
    let left = folder.finish()?;
    let to_show = |event: &&&Event| {
        let asked_for = arguments.case.is_some() || arguments.all_work || event.stream == told.headline;
        asked_for && (arguments.case.is_some() || day.is_none_or(|day| event.start.date() == day))
    };
    let shown = event_log::lines(&told, chosen.iter().filter(to_show).copied());
    say(&arguments.shown(&told, shown))?;
    if !arguments.quiet {
        let picture = if pictured.is_some() { "a picture of the day, " } else { "" };
        eprintln!("The whole diary, {picture}and the event log are in {}.", place.path().display());
    }
    told_left(left);
    Ok(())
}

/// What the picture says of where it comes from: one replication has no intervals.
fn caption(told: &Trace, loaded: &Loaded, origin: &Origin) -> Caption {
    let scenario = &loaded.scenario;
    let title = scenario.title.as_ref().unwrap_or(&scenario.question);
    Caption {
        scenario: format!("{title} · {}, replication {}", told.cluster, told.replication),
        replications: 1,
        confidence: scenario.run.confidence.get(),
        hash: sha256(origin.resolved.as_bytes()),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed: told.seed,
    }
}

impl Arguments {
    /// The arguments that `trace` shares with commands that run many replications.
    fn simulation(&self) -> Simulation {
        Simulation {
            file: self.file.clone(),
            set: self.set.clone(),
            replications: None,
            precision: None,
            seed: self.seed,
            threads: None,
            only: Vec::new(),
            // One history is all that is told.
            anyway: true,
            no_cache: true,
            quiet: self.quiet,
        }
    }

    /// What was chosen, for the manifest's command.
    fn selection(&self) -> Vec<String> {
        let mut told = vec!["--replication".to_owned(), self.replication.to_string()];
        let mut add = |name: &str, value: Option<String>| told.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
        add("--cluster", self.cluster.clone());
        add("--day", self.day.map(|day| day.to_string()));
        add("--case", self.case.map(|case| case.to_string()));
        add("--court", self.court.clone());
        told
    }

    fn place_of_cluster(&self, loaded: &Loaded) -> Result<usize, Fault> {
        let clusters = &loaded.scenario.clusters;
        let Some(wanted) = &self.cluster else { return Ok(0) };
        clusters.get_index_of(wanted.as_str()).ok_or_else(|| {
            let names: Vec<&str> = clusters.keys().map(String::as_str).take(12).collect();
            let more = if clusters.len() > names.len() { " …" } else { "" };
            Fault::Said(format!("{} has no cluster `{wanted}`; it has {}{more}", self.file.display(), names.join(", ")))
        })
    }

    /// The court and the day of the picture.
    fn pictured(&self, told: &Trace, model: &Model) -> Result<(Option<String>, Option<Date>), Fault> {
        let days = &model.days;
        let (first, last) = (days.date(0), days.date(days.count().saturating_sub(1)));
        if let Some(day) = self.day.filter(|day| !(first..=last).contains(day)) {
            return Err(Fault::Said(format!("{day} is not within the history, which goes from {first} to {last}")));
        }
        let courts: std::collections::BTreeSet<&str> = told.sittings.iter().map(|sitting| sitting.court.as_str()).collect();
        if let Some(court) = self.court.as_deref().filter(|court| !courts.contains(court)) {
            let names: Vec<&str> = courts.into_iter().collect();
            return Err(Fault::Said(format!("{} has no court `{court}`; it has {}", told.cluster, names.join(", "))));
        }
        let asked = told.events.iter().find(|event| Some(event.case) == self.case && event.activity == Activity::Asked);
        let wanted = self.day.or_else(|| asked.map(|event| event.start.date()));
        let observed = days.date(days.observed.0)..days.date(days.observed.1);
        let fullest = gantt::fullest(told, |day| wanted.map_or_else(|| observed.contains(&day), |wanted| wanted == day));
        let own_court = self.court.clone().or_else(|| asked.map(|event| event.court.clone()).filter(|court| !court.is_empty()));
        let (court, day) = fullest.map_or((None, wanted), |(court, day)| (Some(court), Some(day)));
        Ok((own_court.or(court), day))
    }

    /// The events chosen, in order.
    fn chosen<'a>(&self, told: &'a Trace) -> Result<Vec<&'a Event>, Fault> {
        let wanted =
            |event: &&Event| self.case.is_none_or(|case| event.case == case) && self.day.is_none_or(|day| event.start.date() == day);
        let chosen: Vec<&Event> = told.events.iter().filter(wanted).collect();
        if chosen.is_empty() {
            let last = told.events.iter().map(|event| event.case).max().unwrap_or(0);
            let when = self.day.map_or_else(String::new, |day| format!(" on {day}"));
            return Err(Fault::Said(match self.case {
                Some(case) => format!("nothing happened to case {case}{when}; cases are numbered from 1 to {last}"),
                None => format!("nothing happened in {}{when}", told.cluster),
            }));
        }
        Ok(chosen)
    }

    /// The event log's first lines, and how many more there are.
    fn shown(&self, told: &Trace, mut lines: Vec<event_log::Line>) -> String {
        let more = lines.len().saturating_sub(self.lines);
        lines.truncate(self.lines);
        let text = event_log::text(told, &lines);
        if more == 0 { text } else { format!("{text}… and {} more (--lines NUMBER shows more)\n", counted(more, "line")) }
    }
}
