//! Entries that can never act: in each list and each table of names that the grammar has, what names something that never happens.
//!
//! A chance, a share or a number of 0 says by itself that there is nothing, and is not told; what *names* the thing that never is, is told,
//! once for each such thing with all the places that name it. An entry that only says once more what holds anyhow is not told either.
//!
//! [`LISTS`] has a row for every list of the grammar: a test walks the grammar and wants none to be missing.

use indexmap::{IndexMap, IndexSet};

use super::super::toml_text::join_path;
use super::reach::{Arising, Reach};
use super::taken::{CHANGES, Taken};
use super::*;

/// Places that a warning names beside the first.
const FEW: usize = 3;

/// Whether the entries of a list can be such that they never act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acts {
    /// One that never does is warned of: when that is.
    Unless(&'static str),
    /// Every entry acts, or none can be told that does not: why.
    Always(&'static str),
}
use Acts::{Always, Unless};

/// Every list of the grammar, every table of names and every set of weekdays, by its path: `*` stands for a name or a number.
pub const LISTS: &[(&str, Acts)] = &[
    ("run.only", Unless("it is there twice")),
    ("run.primary", Always("each is a measure that a comparison tells")),
    ("calendar.working_days", Always("a day that is worked counts for every date")),
    ("calendar.closed", Unless("the day is outside the history, or nothing is open on it anyhow")),
    ("grades", Unless("nobody is of the grade, or no step that asks for their team names it")),
    ("grades.*.day", Unless("the grade is a place, which is open at all hours")),
    ("grades.*.days", Unless("the grade is a place, which is open on all days")),
    ("grades.*.leave.season", Always("the months share out a whole year's leave, whatever part of it is simulated")),
    ("grades.*.skills", Unless("no step wants the skill")),
    ("court_types", Unless("no court that is open is of the type")),
    ("court_types.*.rooms", Unless("no step is done in such a room")),
    ("court_types.*.sittings", Always("a line of 0 courtrooms says by itself that it never sits")),
    ("court_types.*.sittings.*.days", Unless("the day is not worked, or nobody is at work on it")),
    ("lists", Unless("no court sits for it")),
    ("workstreams", Unless("nothing of it ever arises")),
    ("workstreams.*.arrivals.hearings.chance", Unless("no court sits for the list")),
    ("workstreams.*.arrivals.sittings.lists", Unless("no court sits for the list")),
    ("workstreams.*.arrivals.random.during", Always("hours of a day are there on every day")),
    ("workstreams.*.arrivals.random.weekdays", Unless("the day has a weight and is not worked")),
    ("workstreams.*.arrivals.random.months", Unless("the rate is by the hour or the day, and the history has no such month")),
    ("workstreams.*.arrivals.completion.kinds", Unless("nothing is ever of the kind")),
    ("workstreams.*.arrivals.calendar.day", Unless("the history has no such day in those weeks and months")),
    ("workstreams.*.arrivals.calendar.weeks", Unless("the history has no such day in that week of a month")),
    ("workstreams.*.arrivals.calendar.months", Unless("the history has no such day in that month")),
    ("workstreams.*.arrivals.file.events", Unless("it is before the history or after it")),
    ("workstreams.*.arrivals.file.events.*.flags", Unless("it is there twice")),
    ("workstreams.*.kinds", Unless("a rule's list of kinds leaves it out, and no rule names it")),
    ("workstreams.*.kinds.*.share_at", Unless("the work does not arise there, or a kind of list goes before the court type")),
    ("workstreams.*.flags", Unless("nothing looks at it")),
    ("workstreams.*.flags.*.chance_at", Unless("the work does not arise there, nothing is of the kind, or another entry goes before it")),
    ("workstreams.*.stand_down.kinds", Unless("nothing is ever of the kind")),
    ("workstreams.*.stand_down.unless", Unless("the flag is never true")),
    ("workstreams.*.steps", Unless("no case is one that it is for")),
    ("workstreams.*.steps.*.does.wait.hours", Always("hours of a day are there on every day")),
    ("workstreams.*.steps.*.after", Unless("the step is never taken")),
    ("workstreams.*.steps.*.kinds", Unless("nothing is ever of the kind")),
    ("workstreams.*.steps.*.when", Unless("the flag is never true")),
    (
        "workstreams.*.steps.*.by",
        Unless("nobody is of the grade, has the skills or is there in time; it is there twice; or the work is given up before"),
    ),
    ("workstreams.*.steps.*.skills", Unless("nobody who does the step has it")),
    ("workstreams.*.steps.*.for", Unless("nothing is of the kind, the flag is never true, or later lines change all that it changes")),
    ("workstreams.*.steps.*.for.*.by", Unless("as for the step's own")),
    ("clusters", Unless("it is neither described nor has courts, and others are")),
    ("clusters.*.attributes", Always("a fact about a cluster, which any scenario over this one may name")),
    ("clusters.*.courts", Always("that a court is closed, or there are 0 of it, is said there")),
    ("clusters.*.courts.*.sittings", Unless("it takes the place of no line of the court's type, and has 0 courtrooms")),
    ("clusters.*.courts.*.sittings.*.days", Unless("the day is not worked, or nobody is at work on it")),
    ("clusters.*.courts.*.rooms", Unless("no step is done in such a room")),
    ("clusters.*.staff", Unless("its name is nearly that of a team that steps ask for")),
    ("clusters.*.staff.*", Unless("no step that asks for the team names the grade")),
    ("extra_staff", Unless("no step that asks for the team names the grade, or they come to none of the clusters")),
    ("extra_staff.*.clusters", Unless("the cluster has none of the attribute of `times`")),
    ("complexity.attributes", Unless("no cluster has any of it")),
    ("complexity.index", Always("a cluster's index is what it is")),
    ("complexity.bands", Always("a share of 0 says by itself that no cluster is in it")),
    ("complexity.effects", Unless("nothing of the workstream ever arises")),
    ("complexity.effects.*.of", Unless("the step is never taken or takes no time of its own, or the flag is never true")),
    ("complexity.support", Unless("no step that asks for the team names the grade")),
    ("complexity.support.*.fte", Unless("no cluster is in the band")),
    ("hubs", Unless("no step asks for its team")),
    ("hubs.*.clusters", Unless("the cluster is in none of its divisions")),
    ("hubs.*.divisions", Unless("none of its clusters is in the division")),
    ("hubs.*.staff", Unless("no step that asks for the team names the grade")),
    ("hubs.*.takes", Unless("nobody is of the grade, or no step that asks for the team names it")),
    ("lending", Unless("it reaches fewer than two clusters")),
    ("lending.*.grades", Unless("nobody is of the grade, or no step that asks for the team names it")),
    ("lending.*.workstreams", Unless("nothing of it arises, or none of its steps asks for who is lent")),
    ("lending.*.clusters", Unless("the cluster is in none of its divisions")),
    ("lending.*.divisions", Unless("none of its clusters is in the division")),
    ("sweep.measures", Unless("it is there twice")),
    ("sweep.levers", Always("each value is tried in its place when the sweep is read, and one that moves nothing is refused")),
    ("sweep.levers.*.values", Always("a value tried twice gives one point twice, as it says")),
    ("support.kinds", Unless("no step that asks for the team names the grade")),
    ("support.targets", Always("each is a bound that must be met")),
    ("support.clusters", Unless("the cluster is in none of the bands")),
    ("support.bands", Unless("no cluster, or none of those named, is in the band")),
    ("plan.options", Always("what an option changes is tried when the plan is looked for")),
    ("plan.options.*.set", Unless("it is there twice")),
];

/// What is said of one thing that never happens.
struct Told {
    found: String,
    mend: String,
    /// Entries that name it, and whether the name is the key.
    entries: Vec<(Vec<String>, bool)>,
}

/// Looking for entries that can never act.
pub(super) struct Inert<'c, 'a> {
    pub check: &'c mut Check<'a>,
    pub reach: &'c Reach<'a>,
    pub scenario: &'a Scenario,
    /// By why.
    told: IndexMap<String, Told>,
}

/// A workstream that is looked at.
#[derive(Clone, Copy)]
pub(super) struct Of<'a, 'r> {
    pub place: usize,
    pub name: &'a str,
    pub stream: &'a Workstream,
    pub arising: &'r Arising,
}

/// A path in parts.
pub(super) fn path(parts: &[&str]) -> Vec<String> {
    parts.iter().map(|part| (*part).to_owned()).collect()
}

impl<'c, 'a> Inert<'c, 'a> {
    /// Nothing has been found yet.
    pub fn new(check: &'c mut Check<'a>, reach: &'c Reach<'a>) -> Self {
        let scenario = check.scenario;
        Self { check, reach, scenario, told: IndexMap::new() }
    }

    /// An entry that never acts: why, and what to do. `key` says whether the name is the key.
    pub fn entry(&mut self, path: Vec<String>, key: bool, why: String, mend: &str) {
        self.found(path, key, why, "so that this never acts", mend);
    }

    /// The same, with what is said at the entry.
    pub fn found(&mut self, path: Vec<String>, key: bool, why: String, found: &str, mend: &str) {
        let told = self.told.entry(why).or_insert_with(|| Told { found: found.to_owned(), mend: mend.to_owned(), entries: Vec::new() });
        told.entries.push((path, key));
    }

    pub fn tell(self) {
        for (why, Told { found, mend, entries }) in self.told {
            let Some(((first, key), others)) = entries.split_first() else { continue };
            let mut fault = self.check.make(&strs(first), why, found);
            if *key {
                fault.place = Some(self.check.key_place(&strs(first)));
            }
            if !others.is_empty() {
                let mut named: Vec<String> =
                    others.iter().take(FEW).map(|(path, _)| format!("`{}`", join_path(path.iter().map(String::as_str)))).collect();
                if others.len() > FEW {
                    named.push(format!("{} more", others.len() - FEW));
                }
                fault = fault.help(format!("nor does {}", named.join(", nor ")));
            }
            self.check.warnings.push(if mend.is_empty() { fault } else { fault.help(mend) });
        }
    }

    /// A workstream of which nothing arises, though what it says of itself has no 0 in it.
    pub fn never_arises(&mut self, Of { name, stream, .. }: Of<'a, '_>) {
        let s = self.scenario;
        if stream.volume.get() == 0.0 {
            return;
        }
        let (key, why) = match &stream.arrivals {
            // What of its lists and kinds never is, is told there.
            Arrivals::Hearings(from) if from.a_year.is_some() && from.chance.values().any(|chance| chance.get() > 0.0) => {
                ("hearings", "no court that sits has both a list with a chance and any of `a_year`")
            }
            Arrivals::Hearings(_) => return,
            Arrivals::Sittings(from) if from.share.get() > 0.0 && from.lists.is_empty() => ("sittings", "no court sits"),
            Arrivals::Random(from) if from.rate.number > 0.0 && from.times.is_some() => {
                ("random", "no cluster has any of what `times` names")
            }
            Arrivals::Calendar(from) if from.times.is_some() && self.reach.dates(from).next().is_some() => {
                ("calendar", "no cluster has any of what `times` names")
            }
            Arrivals::Calendar(_) => ("calendar", "the history has no such day"),
            Arrivals::Completion(from) if from.chance.get() > 0.0 && from.kinds.is_empty() => {
                let parent = s.workstreams.get_index_of(&from.of);
                if parent.is_none_or(|parent| self.reach.streams[parent].spots.is_empty()) {
                    let path = path(&["workstreams", name, "arrivals", "completion", "of"]);
                    self.entry(path, false, format!("nothing of `{}` ever arises", from.of), "");
                }
                return;
            }
            Arrivals::Completion(from) => return self.completion_kinds(name, from),
            Arrivals::Sittings(from) => return self.sitting_lists(name, from),
            Arrivals::Random(_) | Arrivals::File(_) => return,
        };
        let path = path(&["workstreams", name, "arrivals", key]);
        self.found(path, false, format!("nothing of `{name}` ever arises"), why, "take it out, or mend what it comes from");
    }

    fn completion_kinds(&mut self, name: &str, from: &OnCompletion) {
        let Some((parent, of, _)) = self.scenario.workstreams.get_full(&from.of) else { return };
        for (at, kind) in from.kinds.iter().enumerate() {
            self.dead_kind(path(&["workstreams", name, "arrivals", "completion", "kinds", &at.to_string()]), false, (parent, of, kind));
        }
    }

    fn sitting_lists(&mut self, name: &str, from: &FromSittings) {
        let sat: IndexSet<usize> = self.reach.sat.iter().flatten().map(|sat| sat.list).collect();
        for (at, list) in from.lists.iter().enumerate() {
            if self.scenario.lists.get_index_of(list).is_some_and(|list| !sat.contains(&list)) {
                let path = path(&["workstreams", name, "arrivals", "sittings", "lists", &at.to_string()]);
                self.entry(path, false, format!("no court sits for `{list}`"), "give it a line of sittings, or take it out");
            }
        }
    }

    /// What is left to say of a source that brings work.
    pub fn source(&mut self, Of { name, stream, .. }: Of<'a, '_>) {
        match &stream.arrivals {
            Arrivals::Completion(from) => self.completion_kinds(name, from),
            Arrivals::Sittings(from) => self.sitting_lists(name, from),
            Arrivals::Random(from) => self.random(name, from),
            Arrivals::Calendar(from) => self.calendar(name, from),
            Arrivals::Hearings(_) | Arrivals::File(_) => {}
        }
    }

    /// An entry that names a kind, if nothing is ever of it.
    fn dead_kind(&mut self, path: Vec<String>, key: bool, (place, stream, kind): (usize, &str, &str)) {
        let of = &self.scenario.workstreams[place];
        let Some(number) = of.kinds.get_index_of(kind).filter(|&number| !self.reach.streams[place].has_kind(number)) else { return };
        let why = format!("nothing of `{stream}` is ever of the kind `{kind}`");
        let shares = if of.kinds[number].share_by.is_some() { "its `share_by` is 0 in every cluster" } else { "its share is 0" };
        let mend = format!("{shares} where the work arises: give it a share there, or take these entries out");
        self.entry(path, key, why, &mend);
    }

    /// An entry that names a flag, if it is never true.
    fn dead_flag(&mut self, path: Vec<String>, key: bool, of: Of<'a, '_>, flag: &str) {
        if of.stream.flags.get_index_of(flag).is_some_and(|flag| !of.arising.has_flag(flag)) {
            let why = format!("`{flag}` is never true of anything of `{}`", of.name);
            self.entry(path, key, why, "its chance is 0 where the work arises: give it one there, or take these entries out");
        }
    }

    /// Everything that names a kind, and kinds that nothing names.
    pub fn kinds(&mut self, of: Of<'a, '_>) {
        let Of { place, name, stream, .. } = of;
        for (at, kind) in stream.stand_down.iter().flat_map(|rule| &rule.kinds).enumerate() {
            self.dead_kind(path(&["workstreams", name, "stand_down", "kinds", &at.to_string()]), false, (place, name, kind));
        }
        for (key, step) in &stream.steps {
            for (at, kind) in step.kinds.iter().enumerate() {
                self.dead_kind(path(&["workstreams", name, "steps", key, "kinds", &at.to_string()]), false, (place, name, kind));
            }
            for kind in step.for_.keys() {
                self.dead_kind(path(&["workstreams", name, "steps", key, "for", kind]), true, (place, name, kind));
            }
        }
        for (key, flag) in &stream.flags {
            for kind in flag.chance_at.keys() {
                self.dead_kind(path(&["workstreams", name, "flags", key, "chance_at", kind]), true, (place, name, kind));
            }
        }
        self.left_out(of);
    }

    /// Kinds that fall through without a word: no rule names them, and the list of those that are tried on the day leaves them out, or every
    /// step does. A new kind is such.
    fn left_out(&mut self, Of { name, stream, .. }: Of<'a, '_>) {
        let s = self.scenario;
        let tried = stream.stand_down.as_ref().map_or(&[][..], |rule| &rule.kinds);
        let brought = s.workstreams.values().filter_map(|other| match &other.arrivals {
            Arrivals::Completion(from) if from.of == name => Some(&from.kinds),
            _ => None,
        });
        let named: IndexSet<&String> = tried
            .iter()
            .chain(brought.flatten())
            .chain(stream.steps.values().flat_map(|step| step.for_.keys().chain(&step.kinds)))
            .chain(stream.flags.values().flat_map(|flag| flag.chance_at.keys()))
            .collect();
        let every_step = stream.steps.values().all(|step| !step.kinds.is_empty());
        for kind in stream.kinds.keys().filter(|kind| !named.contains(kind)) {
            let at = path(&["workstreams", name, "kinds", kind]);
            let why = |list: &str| format!("no rule of `{name}` names the kind `{kind}`, and {list} leaves it out");
            if !tried.is_empty() {
                let mend = "add it to `stand_down.kinds`, or say of some step what is different `for` it";
                self.found(at, true, why("`stand_down.kinds`"), "it is never tried on the day", mend);
            } else if every_step {
                self.found(at, true, why("each step's `kinds`"), "nothing is ever done for it", "add it to the `kinds` of a step");
            }
        }
    }

    /// Everything that names a flag.
    pub fn flags(&mut self, of: Of<'a, '_>) {
        let Of { name, stream, .. } = of;
        for flag in stream.stand_down.iter().flat_map(|rule| rule.unless.keys()) {
            self.dead_flag(path(&["workstreams", name, "stand_down", "unless", flag]), true, of, flag);
        }
        for (key, step) in &stream.steps {
            for (at, text) in step.when.iter().enumerate() {
                let flag = clause::when(text).0;
                self.dead_flag(path(&["workstreams", name, "steps", key, "when", &at.to_string()]), false, of, flag);
            }
            for flag in step.for_.keys() {
                self.dead_flag(path(&["workstreams", name, "steps", key, "for", flag]), true, of, flag);
            }
        }
    }

    /// Shares and chances at places where no work arises, or where another goes before them.
    pub fn shares(&mut self, of: Of<'a, '_>) {
        let Of { name, stream, arising, .. } = of;
        let spots: Vec<_> = arising.spots.keys().filter_map(|spot| self.reach.named(*spot)).collect();
        let mend = "take it out, or let the work arise there";
        for (key, kind) in &stream.kinds {
            let used: IndexSet<&str> =
                spots.iter().filter_map(|names| names.iter().find(|at| kind.share_at.contains_key(**at)).copied()).collect();
            for at in kind.share_at.keys().filter(|at| !used.contains(at.as_str())) {
                let why = if spots.iter().flatten().any(|spot| spot == at) {
                    format!("wherever `{name}` arises at `{at}`, the share of `{key}` at the kind of list goes before")
                } else {
                    format!("nothing of `{name}` arises at `{at}`")
                };
                self.entry(path(&["workstreams", name, "kinds", key, "share_at", at]), true, why, mend);
            }
        }
        for (key, flag) in &stream.flags {
            let mut used: IndexSet<&str> = IndexSet::new();
            for (class, at) in &arising.classes {
                for &spot in at {
                    let spot = *arising.spots.get_index(spot).expect("a spot of the workstream").0;
                    used.extend(self.reach.chance_at(stream, flag, class.kind, spot));
                }
            }
            for at in flag.chance_at.keys().filter(|at| !used.contains(at.as_str())) {
                let kind = stream.kinds.get_index_of(at);
                if kind.is_some_and(|kind| !arising.has_kind(kind)) {
                    continue;
                }
                let why = if kind.is_some() || spots.iter().flatten().any(|spot| spot == at) {
                    format!("wherever `{name}` arises at `{at}`, another chance of `{key}` goes before")
                } else {
                    format!("nothing of `{name}` arises at `{at}`")
                };
                self.entry(path(&["workstreams", name, "flags", key, "chance_at", at]), true, why, mend);
            }
        }
    }

    /// Steps that no case is for, and what names a step that is never taken.
    pub fn steps(&mut self, of: Of<'a, '_>, all: &[Taken]) {
        let Of { name, stream, arising, .. } = of;
        let alive = |step: &Step| {
            let kinds = step.kinds.is_empty()
                || step.kinds.iter().any(|kind| stream.kinds.get_index_of(kind).is_some_and(|kind| arising.has_kind(kind)));
            let flag = |text: &String| stream.flags.get_index_of(clause::when(text).0).is_some_and(|flag| arising.has_flag(flag));
            kinds && step.when.iter().filter(|text| clause::when(text).1).all(flag)
        };
        for ((key, step), _) in stream.steps.iter().zip(all).filter(|(_, taken)| taken.concerns.is_empty()) {
            // Where a kind or a flag of its own never is, that is told.
            if alive(step) {
                let why = format!("no case of `{name}` takes the step `{key}`");
                let found = "its `kinds` and `when` never hold together";
                self.found(path(&["workstreams", name, "steps", key]), true, why, found, "change one of them, or take the step out");
            }
        }
        for (key, step) in &stream.steps {
            let named = step
                .after
                .iter()
                .enumerate()
                .map(|(at, other)| (path(&["workstreams", name, "steps", key, "after", &at.to_string()]), other));
            let named = named.chain(step.same_as.iter().map(|other| (path(&["workstreams", name, "steps", key, "same_as"]), other)));
            for (path, other) in named {
                if stream.steps.get_index_of(other).is_some_and(|other| all[other].taken.is_empty()) {
                    let mend = format!("let `{other}` be taken, or take it out of here");
                    self.entry(path, false, format!("no case of `{name}` ever takes the step `{other}`"), &mend);
                }
            }
        }
    }

    /// Lines of `for` that change nothing.
    pub fn lines(&mut self, of: Of<'a, '_>, (key, step): (&str, &Step), taken: &Taken) {
        if taken.concerns.is_empty() {
            return;
        }
        let Of { name, stream, arising, .. } = of;
        for (number, (case, line)) in step.for_.iter().enumerate() {
            let at = |last: &[&str]| path(&[&["workstreams", name, "steps", key, "for", case], last].concat());
            let kind = stream.kinds.get_index_of(case);
            let alive = kind
                .map_or_else(|| stream.flags.get_index_of(case).is_some_and(|flag| arising.has_flag(flag)), |kind| arising.has_kind(kind));
            let says = [
                line.takes.is_some(),
                line.by.is_some(),
                line.at.is_some(),
                line.chance.is_some(),
                line.class.is_some(),
                line.obstacle.is_some(),
            ];
            if !alive {
                continue;
            }
            if !taken.holds[number] {
                let why = format!("no case that takes `{key}` of `{name}` is one of `{case}`");
                self.entry(at(&[]), true, why, "take the line out, or let such a case take the step");
                continue;
            }
            if taken.taken.is_empty() {
                continue;
            }
            let idle = CHANGES.iter().zip(says).zip(taken.changes[number]).filter(|((_, says), changes)| *says && !changes);
            for ((change, _), _) in idle {
                let why = format!(
                    "where `{case}` holds at `{key}` of `{name}`, a later line always has another `{change}`, or the step is not taken"
                );
                self.entry(at(&[change]), true, why, "put the line later, for a later line goes before an earlier one");
            }
        }
    }

    /// What complexity does to a workstream's steps and flags.
    pub fn effects(&mut self, of: Of<'a, '_>, all: &[Taken]) {
        let effects = self.scenario.complexity.iter().flat_map(|complexity| &complexity.effects);
        for (key, effect) in effects.filter(|(_, effect)| effect.workstream == of.name) {
            for (at, name) in effect.of.iter().enumerate() {
                let path = path(&["complexity", "effects", key, "of", &at.to_string()]);
                if effect.grows == Grows::Flags {
                    self.dead_flag(path, false, of, name);
                    continue;
                }
                let Some((place, _, step)) = of.stream.steps.get_full(name) else { continue };
                if all[place].taken.is_empty() {
                    let mend = format!("let `{name}` be taken, or take it out of here");
                    self.entry(path, false, format!("no case of `{}` ever takes the step `{name}`", of.name), &mend);
                } else if matches!(step.does, Activity::Duty(_)) {
                    let why = format!("the step `{name}` of `{}` lasts as long as the sitting, however complex the cluster is", of.name);
                    self.entry(path, false, why, "take it out of here");
                }
            }
        }
    }

    /// Names that are twice in a list that names each thing once.
    pub fn repeated(&mut self) {
        let mut found = Vec::new();
        repeated(self.check.root, &mut Vec::new(), &mut found);
        for path in found {
            let why = format!("`{}` is there twice", join_path(strs(&path)));
            self.found(path, false, why, "the same is named before it", "take one of them out");
        }
    }
}

/// Lists whose entries may be alike: people beside each other, values of a sweep, dated events, hours.
const MAY_REPEAT: [&str; 5] = ["by", "values", "events", "weights", "parts"];

/// The later ones of entries of a list of names that are the same.
fn repeated(node: &Node, here: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    let may = here.last().is_some_and(|key| MAY_REPEAT.contains(&key.as_str()));
    match &node.value {
        Value::Table(table) => {
            for (key, node) in table {
                here.push(key.clone());
                repeated(node, here, found);
                here.pop();
            }
        }
        Value::List(list) => {
            let mut seen = IndexSet::new();
            for (at, node) in list.iter().enumerate() {
                here.push(at.to_string());
                match node.text() {
                    Some(text) if !seen.insert(text.trim()) && !may => found.push(here.clone()),
                    Some(_) => {}
                    None => repeated(node, here, found),
                }
                here.pop();
            }
        }
        _ => {}
    }
}
