//! Workstreams of a cluster: kinds, flags, policies, and the steps with the queues that they ask at.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use crate::des::dist::{Distribution, Sampler};
use crate::des::pool::ShiftEnd;
use crate::des::stream::Purpose;
use crate::des::time::whole;
use crate::scenario::grammar::{
    Activity, Adjourn, Arrivals, Due, Flag, Grows, Heard, Kind, Obstacle, ShiftEndChoice, Step, StepFor, Workstream,
};
use crate::units::{Wait, WorkingDays};

use super::super::arrivals::Stepwise;
use super::super::route::{
    AdjournSpec, BringSpec, Condition, Does, DueSpec, FlagSpec, PolicySpec, StepSpec, StreamSpec, Table, Variant, VariantChange, Variants,
};
use super::people::{Able, Server};
use super::{ClusterCompiler, Queues, clause, kind_mask, place_of};

impl ClusterCompiler<'_> {
    pub(super) fn stream(&self, place: usize, courts: usize, seat_of: &[IndexMap<String, u32>], queues: &mut Queues) -> StreamSpec {
        let (name, draft) = self.scenario.workstreams.get_index(place).expect("within the scenario");
        let kinds: Vec<f64> = self.each_kind_share(draft, None);
        let steps = self.steps(name, draft, courts, seat_of, queues);
        let after = |step: &Step| step.after.iter().fold(0, |bits, after| bits | 1 << place_of(&draft.steps, after));
        let mut afters = [0; u32::BITS as usize];
        afters.iter_mut().zip(draft.steps.values()).for_each(|(slot, step)| *slot = after(step));
        let each_step = |holds: &dyn Fn(usize, &Step) -> bool| {
            draft.steps.values().enumerate().fold(0, |bits, (i, step)| bits | u32::from(holds(i, step)) << i)
        };
        StreamSpec {
            stream: place,
            cluster: self.place,
            backlog: (draft.backlog, Purpose::named(&["backlog", self.name, name])),
            classes: if draft.kinds.is_empty() {
                vec![draft.class as u8]
            } else {
                draft.kinds.values().map(|kind| kind.class.unwrap_or(draft.class) as u8).collect()
            },
            order: draft.order,
            policy: draft.stand_down.as_ref().map(|stand_down| PolicySpec {
                policy: stand_down.policy,
                cut_off: u64::from(stand_down.cut_off.0),
                kinds: kind_mask(draft, &stand_down.kinds),
                unless: stand_down.unless.iter().map(|(flag, &obstacle)| (1 << place_of(&draft.flags, flag), obstacle)).collect(),
                margin: whole(stand_down.margin.get()),
                heard_at_once: stand_down.heard == Heard::AtOnce,
            }),
            adjourn: draft.adjourn.as_ref().map(|adjourn| self.adjourn(name, draft, adjourn)),
            due: match &draft.due {
                None => DueSpec::None,
                Some(Due::CourtRises(_)) => DueSpec::CourtRises,
                Some(Due::By(clock)) => DueSpec::By(u64::from(clock.0)),
                Some(Due::Within(wait)) => DueSpec::Within(*wait),
                Some(Due::Sitting(_)) => DueSpec::Sitting,
            },
            kinds: self.each_place(|at| running(&self.each_kind_share(draft, at))),
            flags: self.flags(name, draft),
            purpose: Purpose::named(&["kind", self.name, name]),
            all_steps: ((1_u64 << steps.len()) - 1) as u32,
            backwards: each_step(&|i, _| afters[i] >> i != 0),
            chain: (1..draft.steps.len()).all(|i| afters[i] >> (i - 1) & 1 == 1 && afters[i] >> i == 0) && afters[0] == 0,
            table: Table::default(),
            appointments: each_step(&|_, step| step.appointment),
            third_parties: each_step(&|_, step| matches!(step.does, Activity::Wait(_))),
            afters,
            steps,
            brings: Vec::new(),
            single_steps: false,
        }
        .with_kinds(kinds.len())
        .tabled()
    }

    /// Flags with their chances by place and kind: those of the kind, else of the list, else of the court type, else the usual one.
    fn flags(&self, name: &str, draft: &Workstream) -> Vec<FlagSpec> {
        let each = |(flag_name, flag): (&String, &Flag)| {
            let factor = self.scenario.complexity_factor(self.name, name, Grows::Flags, Some(flag_name));
            let chance = |at: Option<(&str, &str)>| -> Vec<f64> {
                let names: Vec<&str> = if draft.kinds.is_empty() { vec![""] } else { draft.kinds.keys().map(String::as_str).collect() };
                let at_list = |key: &str| flag.chance_at.get(key).map(|share| share.get());
                let there = || at.and_then(|(type_, list)| at_list(list).or_else(|| at_list(type_)));
                let usual = |kind: &str| at_list(kind).or_else(there).unwrap_or(flag.chance.get());
                names.into_iter().map(|kind| (usual(kind) * factor).min(1.0)).collect()
            };
            FlagSpec { purpose: Purpose::named(&["flag", self.name, name, flag_name]), chances: self.each_place(chance).concat() }
        };
        draft.flags.iter().map(each).collect()
    }

    /// Shares of kinds at a place: those of the list, else of the court type, else the usual ones.
    pub(super) fn each_kind_share(&self, draft: &Workstream, at: Option<(&str, &str)>) -> Vec<f64> {
        if draft.kinds.is_empty() {
            return vec![1.0];
        }
        let share = |kind: &Kind| {
            let there = at.and_then(|(type_, list)| kind.share_at.get(list).or_else(|| kind.share_at.get(type_)));
            there.map_or(kind.share.get(), |share| share.get())
        };
        let numbers: Option<Vec<f64>> =
            draft.kinds.values().map(|kind| Some(self.scenario.attribute(self.name, kind.share_by.as_ref()?))).collect();
        match numbers.map(|numbers| (numbers.iter().sum::<f64>(), numbers)) {
            Some((all, numbers)) if all > 0.0 => numbers.into_iter().map(|number| number / all).collect(),
            _ => draft.kinds.values().map(share).collect(),
        }
    }

    pub(super) fn adjourn(&self, name: &str, draft: &Workstream, adjourn: &Adjourn) -> AdjournSpec {
        let officers = {
            // Grades that do any work of the route by name count towards what a date can rely on.
            let mut grades: Vec<(&str, &str)> = draft
                .steps
                .values()
                .filter(|step| step.appointment || step.same_as.is_some())
                .flat_map(|step| step.by.iter().map(|by| clause(by, &draft.team)).map(|(team, grade, _)| (team, grade)))
                .collect();
            grades.sort_unstable();
            grades.dedup();
            Stepwise::new(self.changes_of_staff(), |day| grades.iter().map(|(team, grade)| self.daily_seconds(team, grade, day)).sum())
        };
        let standard = |kind: &Kind| kind.adjourn.unwrap_or(Wait::Working(WorkingDays::new(0.0)));
        AdjournSpec {
            standard: draft.kinds.values().map(standard).collect(),
            listing: adjourn.listing.law.sampler(),
            capacity: adjourn.capacity.map(|share| officers.times(share.get())),
            appointment: adjourn.appointment.get(),
            non_attendance: adjourn.non_attendance.get(),
            rebook: adjourn.rebook,
            again: adjourn.again,
            purpose: Purpose::named(&["adjourn", self.name, name]),
        }
    }

    pub(super) fn steps(
        &self,
        name: &str,
        draft: &Workstream,
        courts: usize,
        seat_of: &[IndexMap<String, u32>],
        queues: &mut Queues,
    ) -> Vec<StepSpec> {
        let mut followed: Vec<&str> = draft.steps.values().filter_map(|step| step.same_as.as_deref()).collect();
        // A gate sends a report back to whoever wrote it.
        let gated = draft.steps.values().filter(|step| matches!(step.does, Activity::Gate(_)));
        followed.extend(gated.filter_map(|step| draft.author_of(step).map(String::as_str)));
        followed.sort_unstable();
        followed.dedup();
        let slot = |step: &str| followed.iter().position(|&other| other == step).map(|slot| slot as u8);
        draft
            .steps
            .iter()
            .map(|(step_name, step)| {
                let factor = self.scenario.complexity_factor(self.name, name, Grows::Time, Some(step_name));
                let mut whos: Vec<&[String]> = vec![&step.by];
                let mut ats: Vec<Option<&str>> = vec![step.at.as_deref()];
                let changes = step.for_.iter().map(|(at, change)| self.variant(draft, factor, at, change, &mut whos, &mut ats)).collect();
                let clauses = |by: &[String]| self.clauses((name, draft), step, by);
                let ladder_shape = (ats.len(), courts + 1);
                let attends = matches!(step.does, Activity::Attend(_));
                // Everyone must be there: the first of them is the step's own, the rest are asked beside.
                let groups = |who: &&[String]| clauses(if attends { places_at(who).next().unwrap_or(who) } else { who });
                let ladders = match step.does {
                    Activity::Wait(_) => vec![0; whos.len() * ats.len() * (courts + 1)],
                    _ => ladders(&whos.iter().map(groups).collect::<Vec<_>>(), &ats, courts, seat_of, queues),
                };
                let attending: &[&[String]] = if attends { &whos } else { &[] };
                let variants = Variants { usual: usual(step, factor), changes };
                StepSpec {
                    does: does(&step.does, factor),
                    kinds: kind_mask(draft, &step.kinds),
                    when: flag_mask(draft, step.when.iter().filter(|flag| !flag.starts_with("not ")).map(String::as_str)),
                    unless: flag_mask(draft, step.when.iter().filter_map(|flag| flag.strip_prefix("not ").map(str::trim))),
                    purpose: Purpose::named(&["step", self.name, name, step_name]),
                    samplers: variants.samplers(),
                    variants: Box::new(variants),
                    ladders,
                    ladder_shape,
                    first_court: self.first.court as u16,
                    travel: self
                        .travel((name, draft), step, &whos)
                        .map(|takes| (takes, Purpose::named(&["travel", self.name, name, step_name]))),
                    others: attending
                        .iter()
                        .map(|who| places_at(who).skip(1).map(|by| queues.ladder(&clauses(by), None)).collect())
                        .collect(),
                    cover: match step.does {
                        Activity::Duty(_) => whos.iter().map(|who| self.cover((name, draft), step, who)).collect(),
                        _ => Vec::new(),
                    },
                    same_as: match &step.does {
                        Activity::Gate(_) => draft.author_of(step).and_then(|wrote| slot(wrote)),
                        _ => step.same_as.as_deref().and_then(slot),
                    },
                    author: slot(step_name),
                    or_after: whole(step.or_after.get()),
                    shift_end: match step.shift_end {
                        ShiftEndChoice::Wait => ShiftEnd::Wait,
                        ShiftEndChoice::Pause => ShiftEnd::Pause,
                        ShiftEndChoice::Ignore => ShiftEnd::Ignore,
                    },
                    interruptible: step.interruptible,
                    preempts: step.preempts.unwrap_or(matches!(step.does, Activity::Duty(_) | Activity::Attend(_))),
                    gives_up: step.gives_up.as_ref().map(|dist| dist.law.sampler()),
                }
            })
            .collect()
    }

    /// The servers that a list of clauses names, each set with the seconds after which it may begin; neighbours' last.
    fn clauses(&self, (name, draft): (&str, &Workstream), step: &Step, by: &[String]) -> Vec<(u64, Vec<Server>)> {
        let (mut groups, mut lent) = (Vec::new(), Vec::new());
        for text in by {
            let (team, grade, after) = clause(text, &draft.team);
            let able = self.able(name, (team, grade), &step.skills);
            groups.extend(able.own.into_iter().map(|set| (after, set)));
            lent.extend(able.lent.into_iter().map(|(first, set)| (first.max(after), set)));
        }
        groups.append(&mut lent);
        groups
    }

    /// The servers to be rostered for cover of a sitting: the cluster's own by clause, then its hubs', then those lent.
    fn cover(&self, (name, draft): (&str, &Workstream), step: &Step, by: &[String]) -> Vec<(u64, Vec<Server>)> {
        let (mut groups, mut hubs, mut lent) = (Vec::new(), Vec::new(), Vec::new());
        for text in by {
            let (team, grade, after) = clause(text, &draft.team);
            let able = self.able(name, (team, grade), &step.skills);
            let mut own = able.own.into_iter();
            groups.extend(own.next().map(|set| (after, set)));
            hubs.extend(own.map(|set| (after, set)));
            lent.extend(able.lent.into_iter().map(|(first, set)| (first.max(after), set)));
        }
        groups.append(&mut hubs);
        groups.append(&mut lent);
        groups
    }

    /// Warns of steps that want skills which, of all who could do them otherwise, nobody has in some histories, or in any.
    pub(super) fn tell_unskilled(&mut self) {
        let mut told = Vec::new();
        for (name, draft) in &self.scenario.workstreams {
            for (key, step) in draft.steps.iter().filter(|(_, step)| !step.skills.is_empty()) {
                if self.chance_of_nobody(name, draft, step, &[]) > 0.0 {
                    continue;
                }
                let nobody = self.chance_of_nobody(name, draft, step, &step.skills);
                let often = match nobody {
                    0.0 => continue,
                    1.0 => String::new(),
                    part => format!(" in {:.0} of 100 histories", (part * 100.0).max(1.0)),
                };
                told.push(format!(
                    "{}: nobody who could do `workstreams.{name}.steps.{key}` has {}{often}; a small share of few people is often nobody",
                    self.name,
                    step.skills.join(" and ")
                ));
            }
        }
        self.warnings.append(&mut told);
    }

    /// The chance that, in a history, nobody who may do a step has some skills.
    fn chance_of_nobody(&self, name: &str, draft: &Workstream, step: &Step, skills: &[String]) -> f64 {
        let mut able = BTreeSet::new();
        for (team, grade, _) in step.by.iter().map(|text| clause(text, &draft.team)) {
            let Able { own, lent, .. } = self.able(name, (team, grade), skills);
            able.extend(own.into_iter().chain(lent.into_iter().map(|(_, set)| set)).flatten());
        }
        able.into_iter().map(|server| 1.0 - self.staffing.chance_of(server)).product()
    }

    /// How far people lent for a step travel: the first rule that lends any says.
    fn travel(&self, (name, draft): (&str, &Workstream), step: &Step, whos: &[&[String]]) -> Option<Sampler> {
        whos.iter().copied().flatten().find_map(|text| {
            let (team, grade, _) = clause(text, &draft.team);
            self.able(name, (team, grade), &step.skills).travel
        })
    }

    pub(super) fn variant<'s>(
        &self,
        draft: &Workstream,
        factor: f64,
        at: &str,
        change: &'s StepFor,
        whos: &mut Vec<&'s [String]>,
        ats: &mut Vec<Option<&'s str>>,
    ) -> (Condition, VariantChange) {
        let condition = match draft.kinds.get_index_of(at) {
            Some(kind) => Condition::Kind(kind as u8),
            None => Condition::Flag(place_of(&draft.flags, at) as u8),
        };
        let who = change.by.as_deref().map(|by| {
            whos.push(by);
            (whos.len() - 1) as u16
        });
        let place = change.at.as_deref().map(|at| {
            ats.push(Some(at));
            (ats.len() - 1) as u16
        });
        let takes = change.takes.as_ref().map(|dist| dist.law.scaled(factor)).map(|law| (law.sampler(), law.mean()));
        let class = change.class.map(|class| class as u8);
        (
            condition,
            VariantChange { takes, who, at: place, chance: change.chance.map(|share| share.get()), class, obstacle: change.obstacle },
        )
    }

    pub(super) fn brings(&self, streams: &mut [StreamSpec]) {
        for (child, (name, draft)) in self.scenario.workstreams.iter().enumerate() {
            let Arrivals::Completion(from) = &draft.arrivals else { continue };
            let parent = place_of(&self.scenario.workstreams, &from.of);
            let kinds = kind_mask(&self.scenario.workstreams[parent], &from.kinds);
            let factor = self.scenario.complexity_factor(self.name, name, Grows::Number, None);
            let chance = (from.chance.get() * draft.volume.get() * factor).min(1.0);
            let purpose = Purpose::named(&["completion", self.name, name]);
            let stream = (self.first.stream + child) as u16;
            streams[parent].brings.push(BringSpec { stream, kinds, chance, delay: from.delay.law.sampler(), purpose });
        }
    }

    /// Places that shares can depend on: each court type and kind of list together, and one for "no court".
    pub(super) fn places(&self) -> usize {
        self.scenario.court_types.len() * self.scenario.lists.len() + 1
    }

    pub(super) fn each_place<T>(&self, mut make: impl FnMut(Option<(&str, &str)>) -> T) -> Vec<T> {
        let mut all: Vec<T> = Vec::with_capacity(self.places());
        for type_ in self.scenario.court_types.keys() {
            for list in self.scenario.lists.keys() {
                all.push(make(Some((type_, list))));
            }
        }
        all.push(make(None));
        all
    }
}

impl StreamSpec {
    /// Checks that shares and classes speak of the same kinds.
    fn with_kinds(self, kinds: usize) -> Self {
        debug_assert_eq!(self.classes.len(), kinds);
        self
    }
}

/// For each choice of people and each place of work, the ladder at each court, and at none.
fn ladders(
    groups: &[Vec<(u64, Vec<Server>)>],
    ats: &[Option<&str>],
    courts: usize,
    seat_of: &[IndexMap<String, u32>],
    queues: &mut Queues,
) -> Vec<u32> {
    let mut ladders = Vec::new();
    for groups in groups {
        for at in ats {
            let mut last: Option<(Option<u32>, u32)> = None;
            for court in 0..=courts {
                let seat = at.and_then(|at| seat_of.get(court).and_then(|rooms| rooms.get(at)).copied());
                let known = last.filter(|(of, _)| *of == seat).map(|(_, ladder)| ladder);
                let ladder = known.unwrap_or_else(|| queues.ladder(groups, seat));
                last = Some((seat, ladder));
                ladders.push(ladder);
            }
        }
    }
    ladders
}

fn running(shares: &[f64]) -> Vec<f64> {
    let total: f64 = shares.iter().sum();
    shares
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum / total)
        })
        .collect()
}

fn flag_mask<'a>(draft: &Workstream, flags: impl Iterator<Item = &'a str>) -> u16 {
    flags.fold(0, |bits, flag| bits | 1 << place_of(&draft.flags, flag))
}

/// Who fills each place of a meeting: one who is named, and those who stand in after a time.
pub(in crate::model) fn places_at(by: &[String]) -> impl Iterator<Item = &[String]> {
    by.chunk_by(|_, next| crate::scenario::clause::by(next).is_ok_and(|by| by.after.is_some()))
}

fn does(activity: &Activity, factor: f64) -> Does {
    match activity {
        Activity::Work(_) => Does::Work,
        Activity::PerCase(_) => Does::PerCase,
        Activity::Wait(wait) => Does::Wait(wait.hours.clone()),
        Activity::Gate(gate) => Does::Gate {
            share: gate.share.get(),
            returned: gate.returned.get(),
            rework: gate.rework.law.scaled(factor).sampler(),
            rework_mean: gate.rework.law.mean() * factor,
        },
        Activity::Duty(duty) => Does::Duty(whole(duty.late_by.get())),
        Activity::Attend(attend) => Does::Attend(whole(attend.late_by.get())),
    }
}

fn usual(step: &Step, factor: f64) -> Variant {
    let law = match &step.does {
        Activity::Work(dist) | Activity::PerCase(dist) => dist.law.clone(),
        Activity::Wait(wait) => wait.lasts.law.clone(),
        Activity::Gate(gate) => gate.reading.law.clone(),
        Activity::Attend(attend) => attend.lasts.law.clone(),
        Activity::Duty(_) => Distribution::Fixed(0.0),
    };
    let law = law.scaled(factor);
    Variant {
        takes: law.sampler(),
        mean: law.mean(),
        who: 0,
        at: 0,
        chance: step.chance.get(),
        class: step.class.map(|class| class as u8),
        obstacle: step.obstacle.unwrap_or(match step.does {
            Activity::Wait(_) => Obstacle::Checks,
            Activity::Gate(_) => Obstacle::Gatekeeping,
            _ => Obstacle::Officer,
        }),
    }
}
