//! Entries that can never act are told: scenarios that ship, with one entry at a time made such that it never does.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sameday::scenario::clause;
use sameday::scenario::cross::{Acts, LISTS};
use sameday::scenario::description::Description;
use sameday::scenario::grammar::{Activity, Arrivals, Scenario, Workstream};
use sameday::scenario::leaves::MONTHS;
use sameday::scenario::table::Shape;
use sameday::scenario::{Loaded, load, load_text};

const SCENARIOS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios");

fn shipped(name: &str, sets: &[String]) -> Loaded {
    load(&Path::new(SCENARIOS).join(name), sets).unwrap_or_else(|faults| panic!("{name} with {sets:?}:\n{faults}"))
}

/// Warnings, each with its path and all that it says.
fn told(loaded: &Loaded) -> BTreeSet<String> {
    let each = loaded.warnings.list.iter();
    each.map(|fault| format!("{} | {} | {} | {}", fault.path, fault.wanted, fault.found, fault.help.join(" | "))).collect()
}

/// Every list, table of names and set of weekdays of the grammar, by its path.
fn walk(shape: &Description, here: &str, found: &mut Vec<String>) {
    let under = |key: &str| if here.is_empty() { key.to_owned() } else { format!("{here}.{key}") };
    match shape {
        // Where numbers come from makes nothing act.
        Description::Table { name: "SourceIds", .. } => {}
        Description::Table { fields, .. } | Description::OneOf { variants: fields, .. } => {
            fields.iter().for_each(|field| walk(&field.holds, &under(field.key), found));
        }
        Description::Keyed(holds) | Description::List(holds) => {
            found.push(here.to_owned());
            walk(holds, &under("*"), found);
        }
        Description::Leaf(leaf) if leaf.what == "days of the week" => found.push(here.to_owned()),
        Description::Leaf(_) | Description::Choice { .. } | Description::Distribution(_) => {}
    }
}

#[test]
fn every_list_of_the_grammar_says_what_makes_an_entry_act() {
    let mut found = Vec::new();
    walk(&Scenario::describe(None), "", &mut found);
    let known: BTreeSet<&str> = LISTS.iter().map(|(path, _)| *path).collect();
    let missing: Vec<&String> = found.iter().filter(|path| !known.contains(path.as_str())).collect();
    assert!(missing.is_empty(), "src/scenario/cross/inert.rs: LISTS has no row for {missing:?}");
    let stale: Vec<&&str> = known.iter().filter(|path| !found.iter().any(|found| found == **path)).collect();
    assert!(stale.is_empty(), "src/scenario/cross/inert.rs: LISTS has rows for what the grammar does not have: {stale:?}");
}

/// What ships and looks wrong on purpose: what is told, and why it stays.
const MEANT: &[(&str, &str)] = &[
    ("`group` is never true of anything of `community`", "what-if 22 and E3 give it a chance"),
    ("there is no `CA` of the team `management` in any cluster", "what-if 27 gives the Heads an administrator"),
    ("there is no `DEPUTY` of the team `management` in any cluster", "what-if 16 and E3 take the deputies away"),
    ("`put_over` is never true of anything of `psr`", "what-if 19 and E3 end the custom"),
];

/// Every scenario that ships, the folders within included.
fn files() -> Vec<PathBuf> {
    let folders = ["", "sweep", "verification", "what-if"].map(|name| Path::new(SCENARIOS).join(name));
    let within = |folder: PathBuf| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut all: Vec<PathBuf> =
        folders.into_iter().flat_map(within).filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect();
    all.sort();
    all
}

#[test]
fn what_ships_has_no_warning_but_those_that_are_listed() {
    let mut seen = BTreeSet::new();
    for file in files() {
        let loaded = load::<&str>(&file, &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let again = load_text::<&str>("r.toml", &loaded.resolved, Path::new(""), &[]).unwrap_or_else(|faults| panic!("{faults}"));
        for warning in loaded.warnings.list.iter().chain(&again.warnings.list) {
            let meant = MEANT.iter().position(|(wanted, _)| warning.wanted == *wanted);
            seen.insert(meant.unwrap_or_else(|| panic!("{}: {}", file.display(), loaded.warnings)));
        }
        assert_eq!(loaded.warnings.list.len(), again.warnings.list.len(), "{}", file.display());
    }
    assert_eq!(seen.len(), MEANT.len(), "what no scenario is warned of any more need not be listed: {seen:?}");
}

/// Numbers that look like chance and are the same every time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn pick<'t, T>(&mut self, of: &'t [T]) -> Option<&'t T> {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        of.get(((z ^ (z >> 31)) % of.len().max(1) as u64) as usize)
    }
}

/// Draws of each way of making entries inert in each scenario.
const DRAWS: usize = 30;

/// A change that makes entries inert: the lists that it is a case of, what is set, and what one new warning must say, all of it.
struct Change {
    lists: Vec<&'static str>,
    sets: Vec<String>,
    says: Vec<String>,
}

fn change(lists: &[&'static str], sets: Vec<String>, says: &[&str]) -> Option<Change> {
    Some(Change { lists: lists.to_vec(), sets, says: says.iter().map(|text| (*text).to_owned()).collect() })
}

type Make = fn(&Scenario, &mut Dice) -> Option<Change>;

/// A name of a path, in quotes where TOML wants them.
fn quoted(name: &str) -> String {
    if name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') { name.to_owned() } else { format!("\"{name}\"") }
}

/// Every kind that a rule names, with the lists that do.
fn kinds_named(s: &Scenario) -> Vec<(String, String, BTreeSet<&'static str>)> {
    let mut named: BTreeMap<(String, String), BTreeSet<&'static str>> = BTreeMap::new();
    let mut add = |stream: &str, kind: &str, list| {
        named.entry((stream.to_owned(), kind.to_owned())).or_default().insert(list);
    };
    for (name, stream) in &s.workstreams {
        let kinds = |key: &String| stream.kinds.contains_key(key);
        stream.stand_down.iter().flat_map(|rule| &rule.kinds).for_each(|kind| add(name, kind, "workstreams.*.stand_down.kinds"));
        for step in stream.steps.values() {
            step.kinds.iter().for_each(|kind| add(name, kind, "workstreams.*.steps.*.kinds"));
            step.for_.keys().filter(|key| kinds(key)).for_each(|kind| add(name, kind, "workstreams.*.steps.*.for"));
        }
        for flag in stream.flags.values() {
            flag.chance_at.keys().filter(|key| kinds(key)).for_each(|kind| add(name, kind, "workstreams.*.flags.*.chance_at"));
        }
        if let Arrivals::Completion(from) = &stream.arrivals {
            from.kinds.iter().for_each(|kind| add(&from.of, kind, "workstreams.*.arrivals.completion.kinds"));
        }
    }
    named.into_iter().map(|((stream, kind), lists)| (stream, kind, lists)).collect()
}

/// A kind that is named and has a share of 0: another has its share.
fn dead_kind(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let by_share = |stream: &Workstream| stream.kinds.len() > 1 && stream.kinds.values().all(|kind| kind.share_by.is_none());
    let file = |stream: &Workstream| matches!(stream.arrivals, Arrivals::File(_));
    let named: Vec<_> =
        kinds_named(s).into_iter().filter(|(of, ..)| s.workstreams.get(of).is_some_and(|of| by_share(of) && !file(of))).collect();
    let (of, kind, lists) = dice.pick(&named)?;
    let stream = &s.workstreams[of];
    let other = stream.kinds.keys().find(|other| *other != kind)?;
    let at = |kind: &str, place: &String| stream.kinds[kind].share_at.get(place).unwrap_or(&stream.kinds[kind].share).get();
    let places: BTreeSet<&String> = stream.kinds.values().flat_map(|kind| kind.share_at.keys()).collect();
    let mut sets = vec![
        format!("workstreams.{of}.kinds.{kind}.share=0"),
        format!("workstreams.{of}.kinds.{other}.share={}", stream.kinds[kind].share.get() + stream.kinds[other].share.get()),
    ];
    for place in places {
        sets.push(format!("workstreams.{of}.kinds.{kind}.share_at.{place}=0"));
        sets.push(format!("workstreams.{of}.kinds.{other}.share_at.{place}={}", at(kind, place) + at(other, place)));
    }
    change(&lists.iter().copied().collect::<Vec<_>>(), sets, &[&format!("nothing of `{of}` is ever of the kind `{kind}`")])
}

/// A flag that is looked at and never true.
fn dead_flag(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let mut named: Vec<(&str, &str, BTreeSet<&'static str>)> = Vec::new();
    for (name, stream) in &s.workstreams {
        for (key, _) in stream.flags.iter().filter(|(_, flag)| flag.chance.get() > 0.0 || flag.chance_at.values().any(|at| at.get() > 0.0))
        {
            let steps = || stream.steps.values();
            let mut lists = BTreeSet::new();
            lists.extend(steps().any(|step| step.for_.contains_key(key)).then_some("workstreams.*.steps.*.for"));
            lists.extend(
                steps().any(|step| step.when.iter().any(|text| clause::when(text).0 == key)).then_some("workstreams.*.steps.*.when"),
            );
            lists.extend(stream.stand_down.iter().any(|rule| rule.unless.contains_key(key)).then_some("workstreams.*.stand_down.unless"));
            if !lists.is_empty() {
                named.push((name, key, lists));
            }
        }
    }
    let (of, key, lists) = dice.pick(&named)?;
    let mut sets = vec![format!("workstreams.{of}.flags.{key}.chance=0")];
    sets.extend(s.workstreams[*of].flags[*key].chance_at.keys().map(|at| format!("workstreams.{of}.flags.{key}.chance_at.{at}=0")));
    change(&lists.iter().copied().collect::<Vec<_>>(), sets, &[&format!("`{key}` is never true of anything of `{of}`")])
}

/// A grade of a team with 0 FTE everywhere, where others may do the work.
fn no_staff(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let mut named: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut alone: BTreeSet<(&str, &str)> = BTreeSet::new();
    for stream in s.workstreams.values() {
        for step in stream.steps.values() {
            for by in std::iter::once(&step.by).chain(step.for_.values().filter_map(|line| line.by.as_ref())) {
                let who: Vec<(&str, &str)> =
                    by.iter().filter_map(|text| clause::by(text).ok()).map(|by| (by.team.unwrap_or(&stream.team), by.grade)).collect();
                named.extend(&who);
                // Somebody must be left for every list, and for every team.
                let all_one = who.iter().collect::<BTreeSet<_>>().len() == 1 || matches!(step.does, Activity::Attend(_));
                alone.extend(who.iter().filter(|_| all_one));
            }
        }
    }
    let there: BTreeSet<(&str, &str)> = s
        .clusters
        .values()
        .flat_map(|cluster| {
            cluster.staff.iter().flat_map(|(team, staff)| staff.iter().map(move |(grade, fte)| (team.as_str(), grade.as_str(), fte)))
        })
        .filter(|(.., fte)| fte.get() > 0.0)
        .map(|(team, grade, _)| (team, grade))
        .collect();
    let several = |team: &str| there.iter().filter(|(of, _)| *of == team).count() > 1;
    let who: Vec<_> = named.into_iter().filter(|who| there.contains(who) && !alone.contains(who) && several(who.0)).collect();
    let (team, grade) = dice.pick(&who)?;
    let mut sets: Vec<String> = s
        .clusters
        .iter()
        .filter(|(_, cluster)| cluster.staff.get(*team).is_some_and(|staff| staff.contains_key(*grade)))
        .map(|(name, _)| format!("clusters.{}.staff.{team}.{grade}=0", quoted(name)))
        .collect();
    sets.extend(
        s.extra_staff
            .iter()
            .filter(|(_, line)| line.team == *team && line.grade == *grade)
            .map(|(key, _)| format!("extra_staff.{key}.fte=0")),
    );
    sets.extend(
        s.hubs
            .iter()
            .filter(|(_, hub)| hub.team == *team && hub.staff.contains_key(*grade))
            .map(|(key, _)| format!("hubs.{key}.staff.{grade}=0")),
    );
    change(
        &["workstreams.*.steps.*.by", "workstreams.*.steps.*.for.*.by"],
        sets,
        &[&format!("there is no `{grade}` of the team `{team}` in any cluster")],
    )
}

/// Rooms of which there are 0.
fn no_room(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let steps = s.workstreams.iter().flat_map(|(name, stream)| stream.steps.iter().map(move |(key, step)| (name, key, step)));
    let named: Vec<(&String, &String, &String)> = steps.filter_map(|(name, key, step)| Some((name, key, step.at.as_ref()?))).collect();
    let (stream, step, room) = dice.pick(&named)?;
    let sets =
        s.court_types.iter().filter(|(_, of)| of.rooms.contains_key(*room)).map(|(name, _)| format!("court_types.{name}.rooms.{room}=0"));
    change(&[], sets.collect(), &[&format!("`{step}` of `{stream}` can never be done in"), &format!("there are 0 `{room}`")])
}

/// Rooms that no step is done in.
fn spare_room(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let types: Vec<&String> =
        s.clusters.values().flat_map(|cluster| cluster.courts.iter()).map(|(key, court)| court.type_.as_ref().unwrap_or(key)).collect();
    let type_ = *dice.pick(&types)?;
    let (cluster, court) = s.clusters.iter().find_map(|(name, cluster)| {
        Some((
            name,
            cluster.courts.iter().find(|(key, court)| court.open && court.count > 0 && court.type_.as_ref().unwrap_or(key) == type_)?.0,
        ))
    })?;
    let sets = vec![format!("court_types.{type_}.rooms.annexe=2"), format!("clusters.{}.courts.{court}.rooms.attic=1", quoted(cluster))];
    change(
        &["court_types.*.rooms", "clusters.*.courts.*.rooms"],
        sets,
        &[&format!("no step is ever done in a `annexe` of a court of the type `{type_}`")],
    )
}

/// A kind of list that no sitting uses any more.
fn no_sitting(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let mut named: Vec<(&str, &'static str)> = Vec::new();
    for stream in s.workstreams.values() {
        match &stream.arrivals {
            Arrivals::Hearings(from) => {
                named.extend(from.chance.keys().map(|list| (list.as_str(), "workstreams.*.arrivals.hearings.chance")))
            }
            Arrivals::Sittings(from) => {
                named.extend(from.lists.iter().map(|list| (list.as_str(), "workstreams.*.arrivals.sittings.lists")))
            }
            _ => {}
        }
    }
    if s.lists.len() < 2 {
        return None;
    }
    let (list, of) = *dice.pick(&named)?;
    let lines = s.court_types.iter().flat_map(|(type_, of)| of.sittings.iter().map(move |(key, line)| (type_, key, line)));
    let mut sets: Vec<String> = lines
        .filter(|(.., line)| line.list == list)
        .map(|(type_, key, _)| format!("court_types.{type_}.sittings.{key}.courtrooms=0"))
        .collect();
    for (name, cluster) in &s.clusters {
        for (key, court) in &cluster.courts {
            let own = court.sittings.iter().filter(|(_, line)| line.list == list);
            sets.extend(own.map(|(line, _)| format!("clusters.{}.courts.{key}.sittings.{line}.courtrooms=0", quoted(name))));
        }
    }
    change(&[of], sets, &[&format!("no court sits for `{list}`")])
}

/// A step that is never taken, and is named.
fn dead_step(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let mut named = Vec::new();
    for (name, stream) in &s.workstreams {
        for other in stream.steps.values().flat_map(|step| step.after.iter().chain(&step.same_as)) {
            named.push((name, other));
        }
    }
    let (of, step) = *dice.pick(&named)?;
    let mut sets = vec![format!("workstreams.{of}.steps.{step}.chance=0")];
    sets.extend(s.workstreams[of].steps[step].for_.keys().map(|case| format!("workstreams.{of}.steps.{step}.for.{case}.chance=0")));
    change(&["workstreams.*.steps.*.after"], sets, &[&format!("no case of `{of}` ever takes the step `{step}`")])
}

/// A step whose conditions never hold together.
fn step_for_nobody(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let steps = s
        .workstreams
        .iter()
        .flat_map(|(name, stream)| stream.flags.keys().flat_map(move |flag| stream.steps.keys().map(move |key| (name, key, flag))));
    let all: Vec<_> = steps
        .filter(|(name, key, _)| s.workstreams[*name].steps[*key].when.is_empty() && s.workstreams[*name].steps[*key].kinds.is_empty())
        .collect();
    let (name, key, flag) = *dice.pick(&all)?;
    let of = &s.workstreams[name].flags[flag];
    if of.chance.get() == 0.0 && of.chance_at.values().all(|at| at.get() == 0.0) {
        return None;
    }
    let sets = vec![format!("workstreams.{name}.steps.{key}.when=[\"{flag}\", \"not {flag}\"]")];
    change(&["workstreams.*.steps"], sets, &[&format!("no case of `{name}` takes the step `{key}`")])
}

/// A line of `for` that a later one always changes again.
fn hidden_line(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let all: Vec<(&String, &String)> = s
        .workstreams
        .iter()
        .filter(|(_, stream)| !stream.kinds.is_empty())
        .flat_map(|(name, stream)| stream.steps.iter().map(move |(key, step)| (name, key, step)))
        .filter(|(_, _, step)| step.for_.is_empty() && step.kinds.is_empty() && step.when.is_empty() && step.chance.get() > 0.0)
        .map(|(name, key, _)| (name, key))
        .collect();
    let (name, key) = *dice.pick(&all)?;
    let kinds: Vec<&String> = s.workstreams[name].kinds.keys().collect();
    let lines: Vec<String> = kinds.iter().map(|kind| format!("{kind} = {{ class = 4 }}")).collect();
    let sets = vec![
        format!("workstreams.{name}.flags.extra={{ chance = 0.5 }}"),
        format!("workstreams.{name}.steps.{key}.for={{ extra = {{ class = 3 }}, {} }}", lines.join(", ")),
    ];
    change(&["workstreams.*.steps.*.for"], sets, &[&format!("where `extra` holds at `{key}` of `{name}`"), "another `class`"])
}

/// A clause that comes after the work has been given up, or after a sitting or a meeting has been missed.
fn too_late(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let mut all = Vec::new();
    for (name, stream) in &s.workstreams {
        for (key, step) in &stream.steps {
            let grade = |text: &String| clause::by(text).ok().map(|by| by.grade.to_owned());
            if let (false, Some(grade)) = (matches!(step.does, Activity::Wait(_)), step.by.first().and_then(grade)) {
                all.push((name, key, step, grade));
            }
        }
    }
    let (name, key, step, grade) = dice.pick(&all)?;
    let at = format!("workstreams.{name}.steps.{key}");
    let limit = match step.does {
        Activity::Duty(_) => format!("{at}.does.duty.late_by=2 min"),
        Activity::Attend(_) => format!("{at}.does.attend.late_by=2 min"),
        _ => format!("{at}.gives_up={{ uniform = {{ low = \"1 h\", high = \"2 h\" }} }}"),
    };
    let other = step.by.first()?;
    let sets = vec![limit, format!("{at}.by=[\"{other}\", \"{grade} after 3 h\"]")];
    change(&["workstreams.*.steps.*.by"], sets, &[&format!("`{grade} after 3 h` comes too late for `{key}` of `{name}`")])
}

/// The same grade twice.
fn twice(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let all = s.workstreams.iter().flat_map(|(name, stream)| stream.steps.iter().map(move |(key, step)| (name, key, step)));
    let all: Vec<_> = all
        .filter(|(_, _, step)| {
            matches!(step.does, Activity::Work(_)) && step.by.len() > 1 && step.skills.is_empty() && !step.by[0].starts_with("CA")
        })
        .collect();
    let (name, key, step) = dice.pick(&all)?;
    let first = step.by.first().filter(|first| !first.contains(" after "))?;
    let sets = vec![format!("workstreams.{name}.steps.{key}.by=[\"{first}\", \"{first} after 1 h\"]")];
    change(&["workstreams.*.steps.*.by"], sets, &[&format!("`{first} after 1 h` is asked for `{key}` of `{name}` already")])
}

/// A meeting of more people than there are.
fn crowd(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let all = s.workstreams.iter().flat_map(|(name, stream)| stream.steps.iter().map(move |(key, step)| (name, key, step)));
    let all: Vec<_> = all.filter(|(_, _, step)| matches!(step.does, Activity::Attend(_))).collect();
    let (name, key, step) = dice.pick(&all)?;
    let by: Vec<String> = (0..60).map(|_| format!("\"{}\"", step.by[0])).collect();
    change(
        &[],
        vec![format!("workstreams.{name}.steps.{key}.by=[{}]", by.join(", "))],
        &[&format!("`{key}` of `{name}` wants 60 people at once")],
    )
}

/// A meeting at an hour at which nobody is on duty.
fn at_night(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let all = s.workstreams.iter().filter(|(_, stream)| matches!(&stream.arrivals, Arrivals::Calendar(on) if on.apart.is_none()));
    let all: Vec<_> = all
        .flat_map(|(name, stream)| {
            stream.steps.iter().filter(|(_, step)| matches!(step.does, Activity::Attend(_))).map(move |(key, _)| (name, key))
        })
        .collect();
    let (name, key) = dice.pick(&all)?;
    change(
        &["workstreams.*.steps.*.by"],
        vec![format!("workstreams.{name}.arrivals.calendar.at=22:00")],
        &[&format!("is on duty when `{key}` of `{name}` begins"), "at 22:00"],
    )
}

/// A skill that nobody has, and one that nothing wants.
fn no_skill(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let all = s.workstreams.iter().flat_map(|(name, stream)| stream.steps.iter().map(move |(key, step)| (name, key, step)));
    let all: Vec<_> = all.filter(|(_, _, step)| !step.by.is_empty() && !matches!(step.does, Activity::Attend(_))).collect();
    let (name, key, step) = dice.pick(&all)?;
    let grade = s
        .grades
        .keys()
        .find(|grade| !step.by.iter().any(|by| by.contains(grade.as_str())) && step.for_.values().all(|line| line.by.is_none()))?;
    let sets = vec![format!("grades.{grade}.skills.juggling=0.5"), format!("workstreams.{name}.steps.{key}.skills=[\"juggling\"]")];
    change(&["workstreams.*.steps.*.skills"], sets, &[&format!("nobody who could do `{key}` of `{name}` has the skill `juggling`")])
}

fn spare_skill(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let grades: Vec<&String> = s.grades.keys().collect();
    let grade = dice.pick(&grades)?;
    change(
        &["grades.*.skills"],
        vec![format!("grades.{grade}.skills.juggling=0.5")],
        &[&format!("grades.{grade}.skills.juggling"), "no step wants the skill `juggling`"],
    )
}

/// Whether the posts of a team bring work, so that people there do something even where no step names them.
fn counted(s: &Scenario, team: &str) -> bool {
    let sums = s.workstreams.values().filter_map(|stream| match &stream.arrivals {
        Arrivals::Random(from) => from.times.as_ref(),
        Arrivals::Calendar(from) => from.times.as_ref(),
        _ => None,
    });
    sums.into_iter().any(|sum| sum.contains(&format!("fte.{team}")))
}

/// People of a grade that no step of their team names, in every place where people are named.
fn nothing_to_do(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let team = s
        .workstreams
        .values()
        .map(|stream| stream.team.as_str())
        .filter(|team| !counted(s, team))
        .find(|team| s.clusters.values().any(|cluster| cluster.staff.contains_key(*team)))?;
    let clusters: Vec<&String> = s.clusters.keys().collect();
    let cluster = quoted(dice.pick(&clusters)?);
    let places: [(&[&'static str], String, &str); 7] = [
        (&["clusters.*.staff.*", "grades"], format!("clusters.{cluster}.staff.{team}.JUGGLER=1"), "clusters."),
        (
            &["extra_staff"],
            format!("extra_staff.jugglers={{ team = \"{team}\", grade = \"JUGGLER\", fte = 1 }}"),
            "extra_staff.jugglers.grade",
        ),
        (&["hubs.*.staff"], format!("hubs.jugglers={{ team = \"{team}\", staff = {{ JUGGLER = 1 }} }}"), "hubs.jugglers.staff.JUGGLER"),
        (&["hubs.*.takes"], format!("hubs.jugglers={{ team = \"{team}\", takes = [\"JUGGLER\"] }}"), "hubs.jugglers.takes.0"),
        (
            &["lending.*.grades"],
            format!("lending.jugglers={{ team = \"{team}\", grades = [\"JUGGLER\"], workstreams = [] }}"),
            "lending.jugglers.grades.0",
        ),
        (
            &["support.kinds"],
            format!(
                "support={{ kinds = {{ jugglers = {{ team = \"{team}\", grade = \"JUGGLER\" }} }}, targets = {{ same_day = {{ measure = \"same_day\", at_least = 0.5 }} }} }}"
            ),
            "support.kinds.jugglers.grade",
        ),
        (
            &["complexity.support"],
            format!(
                "complexity={{ index = {{ {cluster} = 1 }}, bands = {{ all = {{ share = 1 }} }}, support = {{ jugglers = {{ team = \"{team}\", grade = \"JUGGLER\", fte = {{ all = 1 }} }} }} }}"
            ),
            "complexity.support.jugglers.grade",
        ),
    ];
    let (lists, set, at) = dice.pick(&places)?;
    if set.starts_with("support") && s.support.is_some() || set.starts_with("complexity") && s.complexity.is_some() {
        return None;
    }
    change(lists, vec!["grades.JUGGLER={}".to_owned(), set.clone()], &[at, "JUGGLER"])
}

/// A day of the week on which nobody is at work.
fn on_sunday(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    if s.calendar.working_days.has(6) {
        return None;
    }
    let lines: Vec<(&String, &String)> =
        s.court_types.iter().flat_map(|(type_, of)| of.sittings.keys().map(move |key| (type_, key))).collect();
    let (type_, key) = *dice.pick(&lines)?;
    let court = s.clusters.iter().find_map(|(name, cluster)| {
        let (court, spec) =
            cluster.courts.iter().find(|(court, spec)| spec.type_.as_ref().unwrap_or(court) == type_ && spec.open && spec.count > 0)?;
        spec.sittings.is_empty().then_some((name, court))
    });
    let (cluster, court) = court?;
    let list = &s.court_types[type_].sittings[key].list;
    let own = format!("clusters.{}.courts.{court}.sittings.sundays={{ list = \"{list}\", days = \"Sun\" }}", quoted(cluster));
    let of_type = format!("court_types.{type_}.sittings.{key}.days=Mon-Fri, Sun");
    match dice.pick(&[true, false])? {
        true => change(
            &["court_types.*.sittings.*.days"],
            vec![of_type],
            &[&format!("`{key}` sits on Sun, when nobody who could serve it is at work")],
        ),
        false => change(
            &["clusters.*.courts.*.sittings.*.days"],
            vec![own],
            &["`sundays` sits on Sun, when nobody who could serve it is at work"],
        ),
    }
}

/// A court's own line of 0 courtrooms that takes the place of none.
fn own_line(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let courts: Vec<(&String, &String)> =
        s.clusters.iter().flat_map(|(name, cluster)| cluster.courts.keys().map(move |key| (name, key))).collect();
    let (name, key) = dice.pick(&courts)?;
    let list = s.lists.keys().next()?;
    let set = format!("clusters.{}.courts.{key}.sittings.none={{ list = \"{list}\", courtrooms = 0 }}", quoted(name));
    change(&["clusters.*.courts.*.sittings"], vec![set], &["no line of sittings `none`"])
}

/// Days, weeks and months that nothing can fall on.
fn no_such_day(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let random: Vec<&String> =
        s.workstreams.iter().filter(|(_, stream)| matches!(stream.arrivals, Arrivals::Random(_))).map(|(name, _)| name).collect();
    let dated: Vec<&String> =
        s.workstreams.iter().filter(|(_, stream)| matches!(stream.arrivals, Arrivals::Calendar(_))).map(|(name, _)| name).collect();
    let month = MONTHS[(usize::from(s.run.start.month().unsigned_abs()) + 7) % 12];
    let brief = ["run.length=4 weeks", "run.warm_up=0 weeks", "run.run_out=0 weeks"].map(str::to_owned);
    let here = MONTHS[usize::from(s.run.start.month().unsigned_abs()) - 1];
    match dice.pick(&[0, 1, 2, 3, 4, 5])? {
        0 if !s.calendar.working_days.has(6) => {
            let name = dice.pick(&random)?;
            let set = format!("workstreams.{name}.arrivals.random.weekdays.sun=2");
            change(&["workstreams.*.arrivals.random.weekdays"], vec![set], &[&format!("`{name}` arises on days that are worked"), "`sun`"])
        }
        1 => {
            let name = dice.pick(&random)?;
            let sets = [
                format!("workstreams.{name}.arrivals.random.rate=2 a day"),
                format!("workstreams.{name}.arrivals.random.months.{month}=2"),
            ];
            let sets = brief.into_iter().chain(sets).collect();
            change(&["workstreams.*.arrivals.random.months"], sets, &[&format!("the history has no `{month}` in which `{name}`")])
        }
        2 => {
            let name = dice.pick(&dated)?;
            let sets = [
                format!("workstreams.{name}.arrivals.calendar.months=[\"{here}\", \"{month}\"]"),
                format!("workstreams.{name}.arrivals.calendar.weeks=[]"),
            ];
            let sets = brief.into_iter().chain(sets).collect();
            change(&["workstreams.*.arrivals.calendar.months"], sets, &[&format!("the history has no such day of `{name}` in `{month}`")])
        }
        3 => {
            let name = dice.pick(&dated)?;
            let at = format!("workstreams.{name}.arrivals.calendar");
            let week = vec![
                "run.length=1 week".to_owned(),
                "run.warm_up=0 weeks".to_owned(),
                "run.run_out=0 weeks".to_owned(),
                "run.start=2016-02-01".to_owned(),
            ];
            let sets = week.into_iter().chain([format!("{at}.months=[]"), format!("{at}.weeks=[1, 3]"), format!("{at}.day=Tue")]).collect();
            change(&["workstreams.*.arrivals.calendar.weeks"], sets, &[&format!("of `{name}` that is number 3 of its month")])
        }
        4 => {
            let name = dice.pick(&dated)?;
            let at = format!("workstreams.{name}.arrivals.calendar");
            let days = vec![
                "run.length=2 days".to_owned(),
                "run.warm_up=0 weeks".to_owned(),
                "run.run_out=0 weeks".to_owned(),
                "run.start=2016-02-01".to_owned(),
            ];
            let sets =
                days.into_iter().chain([format!("{at}.months=[]"), format!("{at}.weeks=[]"), format!("{at}.day=Mon, Fri")]).collect();
            change(&["workstreams.*.arrivals.calendar.day"], sets, &[&format!("the history has no Fri of `{name}`")])
        }
        _ => change(
            &["calendar.closed"],
            vec!["calendar.closed=[\"1999-12-24\"]".to_owned()],
            &["calendar.closed.0", "1999-12-24 is outside it"],
        ),
    }
}

/// Shares and chances where the work does not arise.
fn elsewhere(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let streams: Vec<(&String, &Workstream)> =
        s.workstreams.iter().filter(|(_, stream)| !stream.flags.is_empty() && !stream.kinds.is_empty()).collect();
    let (name, stream) = *dice.pick(&streams)?;
    let (flag, kind) = (dice.pick(&stream.flags.keys().collect::<Vec<_>>()).copied()?, stream.kinds.keys().next()?);
    let list = "lists.moot={ cases = 1, hearing = \"1 h\" }".to_owned();
    let chance = format!("workstreams.{name}.flags.{flag}.chance_at.moot=0.3");
    let share = format!("workstreams.{name}.kinds.{kind}.share_at.moot={}", stream.kinds[kind].share.get());
    match dice.pick(&[true, false])? {
        true => change(
            &["workstreams.*.flags.*.chance_at", "lists"],
            vec![list, chance],
            &[&format!("nothing of `{name}` arises at `moot`"), "chance_at.moot"],
        ),
        false => change(
            &["workstreams.*.kinds.*.share_at"],
            vec![list, share],
            &[&format!("nothing of `{name}` arises at `moot`"), "share_at.moot"],
        ),
    }
}

/// A kind that no rule names.
fn new_kind(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let tried = |stream: &Workstream| stream.stand_down.as_ref().is_some_and(|rule| !rule.kinds.is_empty());
    let streams: Vec<_> = s.workstreams.iter().filter(|(_, stream)| tried(stream)).map(|(name, _)| name).collect();
    let name = *dice.pick(&streams)?;
    let set = format!("workstreams.{name}.kinds.fast={{ share = 0, adjourn = \"5 working days\" }}");
    let by = s.workstreams[name].kinds.values().any(|kind| kind.share_by.is_some());
    if by {
        None
    } else {
        change(&["workstreams.*.kinds"], vec![set], &[&format!("no rule of `{name}` names the kind `fast`"), "never tried on the day"])
    }
}

/// Work that never arises.
fn never(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let streams: Vec<_> = s
        .workstreams
        .iter()
        .filter(|(_, stream)| matches!(&stream.arrivals, Arrivals::Random(from) if from.rate.number > 0.0 && stream.volume.get() > 0.0))
        .map(|(name, _)| name)
        .collect();
    let name = *dice.pick(&streams)?;
    let cluster = quoted(s.clusters.keys().next()?);
    let mut sets = vec![format!("clusters.{cluster}.attributes.moons=0"), format!("workstreams.{name}.arrivals.random.times=moons")];
    let at = format!("workstreams.{name}.arrivals.random");
    match dice.pick(&[0, 1, 2])? {
        0 => change(&["workstreams"], sets, &[&at, &format!("nothing of `{name}` ever arises")]),
        1 => {
            let team = &s.workstreams[name].team;
            sets.push(format!("lending.moon={{ team = \"{team}\", workstreams = [\"{name}\"], grades = [] }}"));
            if !s.lending.is_empty() || s.clusters.values().all(|cluster| !cluster.staff.contains_key(team)) {
                return None;
            }
            change(&["lending.*.workstreams"], sets, &["lending.moon.workstreams.0", &format!("nothing of `{name}` ever arises")])
        }
        _ if s.complexity.is_none() => {
            sets.push(format!("complexity={{ index = {{ {cluster} = 0.1 }}, effects = {{ moon = {{ workstream = \"{name}\", grows = \"number\", elasticity = 0.1 }} }} }}"));
            change(&["complexity.effects"], sets, &["complexity.effects.moon.workstream", &format!("nothing of `{name}` ever arises")])
        }
        _ => None,
    }
}

/// Effects on what takes no time of its own, and bands that no cluster is in.
fn no_complexity(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let cluster = quoted(s.clusters.keys().next()?);
    let duties = s.workstreams.iter().flat_map(|(name, stream)| {
        stream.steps.iter().filter(|(_, step)| matches!(step.does, Activity::Duty(_))).map(move |(key, _)| (name, key))
    });
    let duties: Vec<_> = duties.collect();
    if s.complexity.is_some() {
        return None;
    }
    let grade = s
        .workstreams
        .values()
        .find_map(|stream| Some((&stream.team, clause::by(stream.steps.values().next()?.by.first()?).ok()?.grade.to_owned())));
    match (dice.pick(&[true, false])?, dice.pick(&duties)) {
        (true, Some((name, key))) => {
            let set = format!(
                "complexity={{ index = {{ {cluster} = 0.1 }}, effects = {{ it = {{ workstream = \"{name}\", grows = \"time\", of = [\"{key}\"], elasticity = 0.1 }} }} }}"
            );
            change(
                &["complexity.effects.*.of"],
                vec![set],
                &["complexity.effects.it.of.0", &format!("the step `{key}` of `{name}` lasts as long as the sitting")],
            )
        }
        _ => {
            let (team, grade) = grade?;
            let set = format!(
                "complexity={{ index = {{ {cluster} = 1 }}, bands = {{ none = {{ share = 0 }}, all = {{ share = 1 }} }}, support = {{ more = {{ team = \"{team}\", grade = \"{grade}\", fte = {{ none = 1 }} }} }} }}"
            );
            change(&["complexity.support.*.fte"], vec![set], &["no cluster is in the band `none`"])
        }
    }
}

/// Clusters and divisions that rule each other out, in hubs and lending.
fn divided(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let (first, other) = s.clusters.iter().find_map(|(name, cluster)| {
        Some((
            (name, cluster),
            s.clusters
                .iter()
                .find(|(_, other)| other.division != cluster.division && !other.division.is_empty() && !cluster.division.is_empty())?,
        ))
    })?;
    let team = s.workstreams.values().map(|stream| stream.team.as_str()).find(|team| first.1.staff.contains_key(*team))?;
    let table = *dice.pick(&["hubs", "lending"])?;
    if !s.hubs.is_empty() || !s.lending.is_empty() {
        return None;
    }
    let named = |clusters: &str, divisions: &str| {
        format!("{table}.split={{ team = \"{team}\", clusters = [{clusters}], divisions = [{divisions}] }}")
    };
    let text = |name: &str| format!("\"{name}\"");
    let lists: &[&'static str] = if table == "hubs" { &["hubs.*.clusters"] } else { &["lending.*.clusters"] };
    let of_divisions: &[&'static str] = if table == "hubs" { &["hubs.*.divisions"] } else { &["lending.*.divisions"] };
    match dice.pick(&[true, false])? {
        true => change(
            lists,
            vec![named(&format!("{}, {}", text(first.0), text(other.0)), &text(&first.1.division))],
            &[&format!("{table}.split.clusters.1"), &format!("`{}` is in none of the divisions", other.0)],
        ),
        false => change(
            of_divisions,
            vec![named(&text(first.0), &format!("{}, {}", text(&first.1.division), text(&other.1.division)))],
            &[&format!("{table}.split.divisions.1"), &format!("is in `{}`", other.1.division)],
        ),
    }
}

/// Support that is looked for where no cluster is.
fn banded(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    s.support.as_ref()?;
    let complexity = s.complexity.as_ref()?;
    let standings = sameday::scenario::complexity::standings(s);
    let band = *dice.pick(&complexity.bands.keys().collect::<Vec<_>>())?;
    let cluster = &standings
        .iter()
        .find(|standing| standing.band.is_some_and(|of| complexity.bands.get_index(of).is_some_and(|(name, _)| name != band)))?
        .cluster;
    let sets = vec![format!("support.bands=[\"{band}\"]"), format!("support.clusters=[\"{cluster}\"]")];
    match dice.pick(&[true, false])? {
        true => change(&["support.bands"], sets, &["support.bands.0", &format!("in the band `{band}`")]),
        false => change(&["support.clusters"], sets, &["support.clusters.0", &format!("`{cluster}` is in none of the bands")]),
    }
}

/// Extra staff in proportion to what a cluster does not have.
fn no_posts(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let clusters: Vec<&String> = s.clusters.keys().collect();
    let cluster = *dice.pick(&clusters)?;
    let stream = s.workstreams.values().find(|stream| stream.steps.values().any(|step| !step.by.is_empty()))?;
    let grade = stream.steps.values().find_map(|step| Some(clause::by(step.by.first()?).ok()?.grade.to_owned()))?;
    let line = format!(
        "extra_staff.moon={{ team = \"{}\", grade = \"{grade}\", fte = 1, times = \"moons\", clusters = [\"{cluster}\"] }}",
        stream.team
    );
    change(
        &["extra_staff.*.clusters"],
        vec![format!("clusters.{}.attributes.moons=0", quoted(cluster)), line],
        &["extra_staff.moon.clusters.0", &format!("`{cluster}` has no `moons`")],
    )
}

/// A name that is there twice.
fn again(s: &Scenario, dice: &mut Dice) -> Option<Change> {
    let cluster = s.clusters.keys().next()?;
    let mut all: Vec<(&'static str, String)> = vec![("run.only", format!("run.only=[\"{cluster}\", \"{cluster}\"]"))];
    for (name, stream) in &s.workstreams {
        for (key, step) in &stream.steps {
            let first = |of: &[String]| of.first().map(|first| format!("[\"{first}\", \"{first}\"]"));
            let after = first(&step.after).filter(|_| step.same_as.is_none() && !matches!(step.does, Activity::Gate(_)));
            all.extend(after.map(|of| ("workstreams.*.steps.*.after", format!("workstreams.{name}.steps.{key}.after={of}"))));
            all.extend(first(&step.when).map(|of| ("workstreams.*.steps.*.when", format!("workstreams.{name}.steps.{key}.when={of}"))));
        }
    }
    let (list, set) = dice.pick(&all)?;
    let at = set.split_once('=')?.0;
    change(&[list], vec![set.clone()], &[&format!("`{at}.1` is there twice")])
}

const MAKES: &[Make] = &[
    dead_kind,
    dead_flag,
    no_staff,
    no_room,
    spare_room,
    no_sitting,
    dead_step,
    step_for_nobody,
    hidden_line,
    too_late,
    twice,
    crowd,
    at_night,
    no_skill,
    spare_skill,
    nothing_to_do,
    on_sunday,
    own_line,
    no_such_day,
    elsewhere,
    new_kind,
    never,
    no_complexity,
    divided,
    banded,
    no_posts,
    again,
];

/// Lists whose inert entries are tested by themselves: where.
const TESTED_APART: &[&str] = &[
    "grades.*.day",                               // below
    "grades.*.days",                              // below
    "court_types",                                // slips
    "workstreams.*.flags",                        // slips
    "workstreams.*.arrivals.file.events",         // slips
    "workstreams.*.arrivals.file.events.*.flags", // below
    "clusters",                                   // slips
    "clusters.*.staff",                           // slips
    "complexity.attributes",                      // complexity, which refuses it
    "hubs",                                       // sharing, which refuses it
    "lending",                                    // sharing
    "sweep.measures",                             // below
    "plan.options.*.set",                         // below
];

#[test]
fn an_entry_that_is_made_inert_in_a_scenario_that_ships_is_told() {
    let bases = [
        ("minimal.toml", 8),
        ("baseline-2016.toml", 2),
        ("whole-2016.toml", 1),
        ("support-2016.toml", 0),
        ("verification/court-year.toml", 4),
        ("verification/hand-day.toml", 4),
        ("what-if/13-neighbours-lend.toml", 1),
    ];
    let mut dice = Dice(2016);
    let (mut covered, mut faults) = (BTreeSet::new(), Vec::new());
    for (base, tries) in &bases {
        let loaded = shipped(base, &[]);
        let before = told(&loaded);
        for (number, make) in MAKES.iter().enumerate() {
            // Of many draws the first few are tried, and whichever makes an entry inert of a list that none before has.
            for draw in 0..DRAWS {
                let Some(Change { lists, sets, says }) = make(&loaded.scenario, &mut dice) else { continue };
                if draw >= *tries && lists.iter().all(|list| covered.contains(list)) {
                    continue;
                }
                let after = match load(&Path::new(SCENARIOS).join(base), &sets) {
                    Ok(after) => told(&after),
                    Err(refused) => {
                        faults.push(format!("{number} {base} {sets:?}\n  wants {says:?}\n  is refused: {refused}"));
                        continue;
                    }
                };
                if !after.difference(&before).any(|warning| says.iter().all(|words| warning.contains(words.as_str()))) {
                    let new: Vec<&String> = after.difference(&before).collect();
                    faults.push(format!("{number} {base} {sets:?}\n  wants {says:?}\n  has {new:#?}"));
                }
                covered.extend(lists);
            }
        }
    }
    assert!(faults.is_empty(), "{} of them:\n{}", faults.len(), faults.join("\n"));
    let wanted: BTreeSet<&str> = LISTS.iter().filter(|(_, acts)| matches!(acts, Acts::Unless(_))).map(|(path, _)| *path).collect();
    let missing: Vec<&&str> = wanted.iter().filter(|path| !covered.contains(*path) && !TESTED_APART.contains(path)).collect();
    assert!(missing.is_empty(), "nothing makes an entry of these inert: {missing:?}");
}
