//! Small scenarios at random, with every feature of the grammar that changes a history.
//!
//! A scenario is written from a row of numbers, each of which picks one of a list of choices; the
//! first choice is the plainest, so that a failing case shrinks to a plain scenario.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;

/// How many numbers a scenario takes.
const ROLLS: usize = 112;

/// Numbers from which a scenario is written. Their Debug form is the scenario, for messages.
#[derive(Clone)]
pub struct Rolls(Vec<u16>);

impl std::fmt::Debug for Rolls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Rolls({:?})\n{}", self.0, self.text(&Asked::default()))
    }
}

/// Any numbers.
pub fn rolls() -> impl Strategy<Value = Rolls> {
    prop::collection::vec(any::<u16>(), ROLLS).prop_map(Rolls)
}

/// What a test asks of a scenario beside what the numbers say.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Names of the clusters, in order; `Ash` and `Elm` if none is named.
    pub clusters: Vec<&'static str>,
    /// Whether hearing a report takes no court time, so that work never moves hearings.
    pub quick_courts: bool,
    /// This cluster has so many more PSOs.
    pub more_staff: Option<(&'static str, f64)>,
    /// Whether clusters may have hubs and lend people to each other.
    pub sharing: bool,
    /// Checks by others last so many times as long.
    pub slower_checks: f64,
}

struct Dice<'a> {
    rolls: &'a [u16],
    next: usize,
}

impl Dice<'_> {
    fn pick<'c>(&mut self, choices: &[&'c str]) -> &'c str {
        let roll = usize::from(self.rolls[self.next]);
        self.next += 1;
        choices[roll % choices.len()]
    }
}

impl Rolls {
    /// The same with another number in one place.
    pub fn edited(&self, runner: &mut proptest::test_runner::TestRunner) -> Self {
        let (at, roll) = (0..ROLLS, any::<u16>()).new_tree(runner).unwrap().current();
        let mut edited = self.clone();
        edited.0[at] = roll;
        edited
    }

    /// The scenario in TOML.
    pub fn text(&self, asked: &Asked) -> String {
        let mut dice = Dice { rolls: &self.0, next: 0 };
        let mut text = String::from("question = \"Does it hold?\"\n");
        text += &run(&mut dice);
        text += &grades(&mut dice);
        text += &courts(&mut dice, asked.quick_courts);
        text += &reports(&mut dice, asked.slower_checks.max(1.0));
        text += &others(&mut dice);
        if asked.sharing {
            text += &sharing(&mut dice);
        }
        text += &clusters(&self.0[ROLLS - 24..], asked);
        assert!(dice.next <= ROLLS - 24, "{} numbers are used", dice.next);
        text
    }
}

fn run(dice: &mut Dice) -> String {
    format!(
        "[run]\nstart = {}\nlength = \"{}\"\nwarm_up = \"{}\"\nrun_out = \"{}\"\nreplications = 2\n[calendar]\nworking_days = \"{}\"\n",
        dice.pick(&["2016-02-01", "2016-03-21", "2016-12-19"]),
        dice.pick(&["3 weeks", "2 weeks", "5 weeks", "1 day"]),
        dice.pick(&["0 days", "1 week", "1 day"]),
        dice.pick(&["3 weeks", "0 days", "1 day"]),
        dice.pick(&["Mon-Fri", "Mon-Sat", "Mon-Sun"]),
    )
}

fn grades(dice: &mut Dice) -> String {
    let mut text = String::new();
    for grade in ["PSO", "PO", "SPO", "CA"] {
        text += &format!("[grades.{grade}]\n");
        text += dice.pick(&["", "day = [\"09:00-17:00\"]\n", "day = [\"08:00-12:00\", \"13:00-18:30\"]\n", "days = \"Mon-Wed\"\n"]);
        text += dice.pick(&["", "part_time = { share = 0.5, fraction = 0.6 }\n", "part_time = { share = 1, fraction = 0.3 }\n"]);
        text += dice.pick(&["", "leave = { days = \"28 days\" }\n", "leave = { days = \"120 days\", block = \"10 days\", at_once = 1 }\n"]);
        text += dice.pick(&[
            "",
            "sickness = { days = \"11.9 days\", spell = { exponential = { mean = \"5 days\" } } }\n",
            "sickness = { days = \"100 days\", spell = { lognormal = { mean = \"6 days\", sd = \"20 days\" } } }\n",
        ]);
        text +=
            dice.pick(&["", "vacancy = { share = 0.2 }\n", "vacancy = { share = 0.6, lasts = { exponential = { mean = \"3 days\" } } }\n"]);
        // That nobody of a grade is ever there is a rare choice, or reports would seldom get far.
        text += dice.pick(&[
            "",
            "absence = 0.1\n",
            "",
            "training = \"10 days\"\nother_duties = 0.3\n",
            "",
            "",
            "absence = 0.1\n",
            "",
            "absence = 1\n",
            "other_duties = 1\n",
        ]);
    }
    text
}

fn courts(dice: &mut Dice, quick: bool) -> String {
    let (recall, later) = if quick { ("0 min", "0 min") } else { (dice.pick(&["10 min", "0 min", "70 min"]), "15 min") };
    if quick {
        dice.next += 1;
    }
    format!(
        "[court_types.magistrates]\nrooms = {{ interview_room = {}, cell = {} }}\nrecall = \"{recall}\"\nadjourned_hearing = \"{later}\"\n\
         [court_types.magistrates.sittings]\n\
         pleas = {{ list = \"pleas\", courtrooms = {}, session = \"{}\" }}\ntrials = {{ list = \"trials\", days = \"Tue, Thu\" }}\n\
         [lists]\npleas = {{ cases = {}, hearing = {{ lognormal = {{ mean = \"{}\", sd = \"8 min\" }} }} }}\n\
         trials = {{ cases = 2, hearing = {{ uniform = {{ low = \"30 min\", high = \"{}\" }} }} }}\n",
        dice.pick(&["2", "1", "0"]),
        dice.pick(&["1", "0"]),
        dice.pick(&["1", "1.4", "0", "3"]),
        dice.pick(&["both", "morning", "afternoon"]),
        dice.pick(&["{ poisson = { mean = 8 } }", "20", "{ negative_binomial = { mean = 6, sd = 4 } }"]),
        dice.pick(&["12 min", "1 min", "40 min"]),
        dice.pick(&["90 min", "9 h"]),
    )
}

fn reports(dice: &mut Dice, slower: f64) -> String {
    let mut text = String::from(
        "[workstreams.psr]\narrivals = { hearings = { chance = { pleas = 0.3, trials = 0.5 } } }\ndue = { court_rises = {} }\n",
    );
    text += dice.pick(&["", "class = 3\n", "order = \"first come\"\n"]);
    text += &format!(
        "stand_down = {{ policy = \"{}\", kinds = {}, unless = {}, margin = \"{}\" }}\n",
        dice.pick(&["always_try", "cut_off", "expected_finish", "never"]),
        dice.pick(&["[]", "[\"oral\", \"short\"]"]),
        dice.pick(&["{}", "{ custody = \"defendant\", po_reserved = \"custom\" }"]),
        dice.pick(&["0 min", "30 min"]),
    );
    text += &format!(
        "adjourn = {{ non_attendance = {}, appointment = {}, rebook = \"{}\"{} }}\n",
        dice.pick(&["0", "0.3", "1"]),
        dice.pick(&["0.5", "0", "1"]),
        dice.pick(&["2 working days", "1 h"]),
        dice.pick(&["", ", capacity = 0.5", ", listing = { uniform = { low = \"0 days\", high = \"4 days\" } }"]),
    );
    text += "[workstreams.psr.kinds]\noral = { share = 0.5, adjourn = \"2 working days\" }\nshort = { share = 0.4, adjourn = \"5 working days\", class = 2 }\n\
        standard = { share = 0.1, adjourn = \"10 working days\", share_at = { trials = 0.1 } }\n\
        [workstreams.psr.flags]\ncustody = { chance = 0.2, chance_at = { trials = 0.5 } }\npo_reserved = { chance = 0.15, chance_at = { standard = 1 } }\n\
        checked = { chance = 0.4 }\n";
    text += "[workstreams.psr.steps.set_up]\nby = [\"CA\", \"PSO after 20 min\"]\ndoes = { work = \"10 min\" }\n";
    let mean = slower * 100.0;
    text += &format!(
        "[workstreams.psr.steps.check]\nwhen = [\"checked\"]\ndoes = {{ wait = {{ lasts = {{ exponential = {{ mean = \"{mean} min\" }} }}{} }} }}\n",
        dice.pick(&["", ", hours = [\"09:00-17:00\"]", ", hours = [\"22:00-23:00\"]"]),
    );
    text += &format!(
        "[workstreams.psr.steps.interview]\nafter = [\"set_up\"]\nby = {}\n{}does = {{ work = {{ gamma = {{ mean = \"40 min\", sd = \"20 min\" }} }} }}\n\
         appointment = true\nshift_end = \"{}\"\ninterruptible = {}\npreempts = {}\n\
         for = {{ custody = {{ {} }}, po_reserved = {{ by = [\"PO\"] }} }}\n",
        dice.pick(&["[\"PSO\", \"PO\"]", "[\"PSO\", \"PO after 30 min\"]", "[\"PO\"]"]),
        dice.pick(&["at = \"interview_room\"\n", ""]),
        dice.pick(&["wait", "pause", "ignore"]),
        dice.pick(&["false", "true"]),
        dice.pick(&["false", "true"]),
        dice.pick(&["takes = \"60 min\"", "at = \"cell\""]),
    );
    text += &format!(
        "[workstreams.psr.steps.writing]\nafter = [\"check\", \"interview\"]\nby = [\"PSO\", \"PO\"]\n{}or_after = \"{}\"\nshift_end = \"{}\"\n\
         does = {{ work = {{ lognormal = {{ mean = \"50 min\", sd = \"25 min\" }} }} }}\nfor = {{ standard = {{ takes = \"6 h\" }}, po_reserved = {{ by = [\"PO\"] }} }}\n",
        dice.pick(&["same_as = \"interview\"\n", ""]),
        dice.pick(&["1 day", "1 h", "0 min", "60 days"]),
        dice.pick(&["pause", "wait", "ignore"]),
    );
    text += &format!(
        "[workstreams.psr.steps.gatekeeping]\nafter = [\"writing\"]\nby = [\"SPO\", \"PO after 1 h\"]\n\
         does = {{ gate = {{ share = {}, reading = \"20 min\", returned = {}, rework = \"30 min\" }} }}\n",
        dice.pick(&["0.3", "1", "0"]),
        dice.pick(&["0", "0.3", "0.95"]),
    );
    text
}

/// Work beside reports: duty in court, a meeting, calls that are given up, what a report leads to, and preparation.
fn others(dice: &mut Dice) -> String {
    let late = dice.pick(&["15 min", "0 min"]);
    let mut text = format!(
        "[workstreams.duty]\nclass = 1\narrivals = {{ sittings = {{ lists = [\"pleas\"] }} }}\n[workstreams.duty.steps.cover]\n\
         by = [\"PSO\", \"PO\"]\ndoes = {{ duty = {{ late_by = \"{late}\" }} }}\npreempts = {}\n",
        dice.pick(&["true", "false"]),
    );
    text += &format!(
        "[workstreams.board]\nclass = 2\narrivals = {{ calendar = {{ day = \"Tue\", at = \"{}\" }} }}\n[workstreams.board.steps.meet]\n\
         by = [\"SPO\", \"PO\"]\ndoes = {{ attend = {{ lasts = \"2 h\" }} }}\npreempts = {}\nshift_end = \"{}\"\n",
        dice.pick(&["14:00", "16:30", "08:00"]),
        dice.pick(&["false", "true"]),
        dice.pick(&["pause", "wait", "ignore"]),
    );
    text += &format!(
        "[workstreams.calls]\nclass = {}\ndue = {{ within = \"{}\" }}\narrivals = {{ random = {{ rate = \"{}\", during = [\"09:00-17:00\"] }} }}\n\
         [workstreams.calls.steps.answer]\nby = [\"CA\", \"PSO after 5 min\"]\ndoes = {{ work = {{ exponential = {{ mean = \"{}\" }} }} }}\n\
         gives_up = {{ exponential = {{ mean = \"{}\" }} }}\npreempts = {}\nshift_end = \"{}\"\n",
        dice.pick(&["4", "1", "9"]),
        dice.pick(&["1 working day", "30 min", "0 working days"]),
        dice.pick(&["1 an hour", "3 an hour", "12 an hour"]),
        dice.pick(&["5 min", "1 h"]),
        dice.pick(&["10 min", "1 day", "1 s"]),
        dice.pick(&["false", "true"]),
        dice.pick(&["wait", "pause", "ignore"]),
    );
    text += &format!(
        "[workstreams.allocation]\nclass = 6\ndue = {{ within = \"2 working days\" }}\n\
         arrivals = {{ completion = {{ of = \"psr\", kinds = [\"short\", \"standard\"], chance = 0.6, delay = \"{}\" }} }}\n\
         [workstreams.allocation.steps.score]\nby = [\"PO\", \"PSO after 1 day\"]\ndoes = {{ work = \"35 min\" }}\n",
        dice.pick(&["0 min", "1 h", "3 days"]),
    );
    text += &format!(
        "[workstreams.preparation]\ndue = {{ sitting = {{}} }}\narrivals = {{ sittings = {{ lists = [\"trials\"], share = {}, before = \"{}\" }} }}\n\
         [workstreams.preparation.steps.papers]\nby = [\"CA\"]\ndoes = {{ work_per_case = {{ uniform = {{ low = \"1 min\", high = \"20 min\" }} }} }}\n",
        dice.pick(&["1", "0.5"]),
        dice.pick(&["1 working day", "2 h", "0 min"]),
    );
    text
}

/// Hubs and lending, with people of their own or the clusters'.
fn sharing(dice: &mut Dice) -> String {
    let mut text = String::from(dice.pick(&[
        "",
        "[hubs.pool]\nteam = \"court\"\ntakes = [\"CA\"]\n",
        "[hubs.pool]\nteam = \"court\"\nstaff = { CA = 1, SPO = 0.4 }\nclusters = [\"Ash\", \"Elm\"]\nhost = \"Elm\"\n",
        "[hubs.pool]\nteam = \"court\"\ntakes = [\"SPO\", \"PSO\"]\nstaff = { PSO = 2.5 }\nfor_each = \"division\"\n",
    ]));
    let rule = dice.pick(&[
        "[lending.near]\n",
        "",
        "[lending.near]\nclusters = [\"Yew\", \"Ash\"]\n",
        "[lending.near]\ngrades = [\"PSO\", \"PO\"]\n",
    ]);
    text += rule;
    let (after, travel) =
        (dice.pick(&["30 min", "0 min", "2 days"]), dice.pick(&["0 min", "20 min", "{ exponential = { mean = \"1 h\" } }"]));
    if !rule.is_empty() {
        let quoted = if travel.starts_with('{') { travel.to_owned() } else { format!("\"{travel}\"") };
        text += &format!("after = \"{after}\"\ntravel = {quoted}\n");
    }
    text
}

/// Each cluster's numbers depend on its name alone, never on its place among the others.
fn clusters(rolls: &[u16], asked: &Asked) -> String {
    let names: &[&str] = if asked.clusters.is_empty() { &["Ash", "Elm"] } else { &asked.clusters };
    // Somebody somewhere must be able to do every step, or the scenario is at fault.
    let mut text = String::from("[clusters.Yew]\nstaff = { court = { PSO = 1, PO = 1, SPO = 1, CA = 1 } }\n");
    for name in names {
        let letter = usize::from(name.as_bytes()[0] % 8);
        let mut dice = Dice { rolls: &[&rolls[letter..], &rolls[..letter]].concat(), next: 0 };
        let mut pso: f64 = dice.pick(&["3", "6", "1.5", "0.4", "9", "0"]).parse().expect("a number");
        if let Some((_, more)) = asked.more_staff.filter(|(cluster, _)| cluster == name) {
            pso += more;
        }
        text += &format!(
            "[clusters.{name}]\ncourts = {{ magistrates = {{ count = {}, size = {} }} }}\nstaff = {{ court = {{ PSO = {pso}, PO = {}, SPO = {}, CA = {} }} }}\n",
            dice.pick(&["1", "2", "0"]),
            dice.pick(&["1", "0.7", "2"]),
            dice.pick(&["2", "0.6", "4", "0"]),
            dice.pick(&["1", "0.5", "2", "0"]),
            dice.pick(&["1", "2", "3", "0"]),
        );
    }
    text
}
