//! Workstreams compiled: steps, conditions and amounts as numbers that the inner loop can use.

use crate::des::dist::Sampler;
use crate::des::pool::{Key, ShiftEnd};
use crate::des::stream::Purpose;
use crate::des::time::SimTime;
use crate::scenario::grammar::{Obstacle, Order, Policy};
use crate::units::{ClockSpan, Wait};
use serde::Serialize;

use super::arrivals::Stepwise;
use super::attributes::CaseAttributes;

/// No ladder, court, room or list.
pub const NO: u16 = u16::MAX;

/// One workstream of one cluster.
#[derive(Clone, Debug, Serialize)]
pub struct StreamSpec {
    /// Workstream, by position in the scenario.
    pub stream: usize,
    /// Its cluster, by position in the group.
    pub cluster: usize,
    /// Cases under way at the start, and what names them.
    pub backlog: (u64, Purpose),
    /// Class of priority by kind.
    pub classes: Vec<u8>,
    /// What decides within a class.
    pub order: Order,
    /// Whether the steps of the day are tallied for the same day path.
    pub policy: Option<PolicySpec>,
    /// What happens when a report is put over.
    pub adjourn: Option<AdjournSpec>,
    /// When due.
    pub due: DueSpec,
    /// Running sums of the shares of kinds, by place: `[court type or list][kind]`.
    pub kinds: Vec<Vec<f64>>,
    /// Chances of flags by place and kind: `[flag][place * kinds + kind]`.
    pub flags: Vec<FlagSpec>,
    /// What kinds and flags are drawn from.
    pub purpose: Purpose,
    /// The steps.
    pub steps: Vec<StepSpec>,
    /// What differs between cases by kind and flags.
    pub table: Table,
    /// The steps that must be complete before each.
    pub afters: [u32; u32::BITS as usize],
    /// Every step's bit.
    pub all_steps: u32,
    /// Those of them that wait for one written after them.
    pub backwards: u32,
    /// Whether each step waits for the one written before it, and none for a later one.
    pub chain: bool,
    /// Those of them that a defendant comes for once the case is adjourned.
    pub appointments: u32,
    /// Those of them that are a third party's.
    pub third_parties: u32,
    /// Workstreams of the group that a completion of this one brings.
    pub brings: Vec<BringSpec>,
    /// Whether its work is single-step jobs.
    pub single_steps: bool,
}

/// A flag and its chances.
#[derive(Clone, Debug, Serialize)]
pub struct FlagSpec {
    /// What it is drawn from.
    pub purpose: Purpose,
    /// By place and kind: `place * kinds + kind`.
    pub chances: Vec<f64>,
}

/// The stand-down policy.
#[derive(Clone, Debug, Serialize)]
pub struct PolicySpec {
    /// Which.
    pub policy: Policy,
    /// Last second of the day at which a request is tried, under `cut_off`.
    pub cut_off: u64,
    /// Kinds that may be tried.
    pub kinds: u32,
    /// Flags that rule it out and what they stand for, in order.
    pub unless: Vec<(u16, Obstacle)>,
    /// Seconds to spare that are wanted under `expected_finish`.
    pub margin: u64,
    /// Whether a report that is ready is heard at once, in no court time.
    pub heard_at_once: bool,
}

/// What happens when a report is put over.
#[derive(Clone, Debug, Serialize)]
pub struct AdjournSpec {
    /// Standard time by kind.
    pub standard: Vec<Wait>,
    /// Working days more before the court has room.
    pub listing: Sampler,
    /// Seconds of officers' time a working day that adjourned reports can count on, by those who are there on a day.
    pub capacity: Option<Stepwise>,
    /// Where the appointment falls between request and date.
    pub appointment: f64,
    /// Chance of not attending.
    pub non_attendance: f64,
    /// Time to the next appointment.
    pub rebook: Wait,
    /// Time to the next date.
    pub again: Wait,
    /// What these are drawn from.
    pub purpose: Purpose,
}

/// When work is due.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum DueSpec {
    /// Never late.
    None,
    /// When the court rises on the day.
    CourtRises,
    /// At a second of the day it arrived.
    By(u64),
    /// So long after it arrived.
    Within(Wait),
    /// When the sitting that brought it starts.
    Sitting,
}

/// Work that a completion brings.
#[derive(Clone, Debug, Serialize)]
pub struct BringSpec {
    /// The workstream brought, by position in the group.
    pub stream: u16,
    /// Kinds whose completion brings it.
    pub kinds: u32,
    /// With what chance.
    pub chance: f64,
    /// After how long.
    pub delay: Sampler,
    /// What both are drawn from.
    pub purpose: Purpose,
}

/// A step.
#[derive(Clone, Debug, Serialize)]
pub struct StepSpec {
    /// What is done.
    pub does: Does,
    /// Kinds that take it.
    pub kinds: u32,
    /// Flags that must be true.
    pub when: u16,
    /// Flags that must be false.
    pub unless: u16,
    /// What its chance and amount are drawn from.
    pub purpose: Purpose,
    /// The variants as they are written, out of the way of what every case asks for.
    pub variants: Box<Variants>,
    /// How long the usual variant takes, and each of the others.
    pub samplers: Vec<Sampler>,
    /// For `[who][at][court]`, the ladder; courts and one more for "no court".
    pub ladders: Vec<u32>,
    /// Number of different `at`, "nowhere" included; and of courts, "none" included.
    pub ladder_shape: (usize, usize),
    /// The first court of the step's cluster, by position in the group.
    pub first_court: u16,
    /// How far lent people travel for it, and what that is drawn from.
    pub travel: Option<(Sampler, Purpose)>,
    /// For an attendance: the ladders of everyone else who must be there, for `[who][other]`; empty for other work.
    pub others: Vec<Vec<u32>>,
    /// For cover of a sitting: by `who`, the servers to be rostered, in order of preference, each group from so many seconds after the start on,
    /// and of each server the skills that they may lack in a history, a bit each.
    pub cover: Vec<Cover>,
    /// The step whose worker must do it, by slot of authors.
    pub same_as: Option<u8>,
    /// The slot in which its own worker is remembered.
    pub author: Option<u8>,
    /// How long the same person is waited for, in seconds.
    pub or_after: u64,
    /// At a shift's end.
    pub shift_end: ShiftEnd,
    /// Whether it may be interrupted.
    pub interruptible: bool,
    /// Whether it interrupts.
    pub preempts: bool,
    /// When it is given up.
    pub gives_up: Option<Sampler>,
}

/// Servers to be rostered, group by group: from how many seconds after the start on, and each with the skills that they may lack.
pub type Cover = Vec<(u64, Vec<(u32, u64)>)>;

/// What is done in a step.
#[derive(Clone, Debug, Serialize)]
pub enum Does {
    /// Work by a person.
    Work,
    /// Work, so much for each case of the sitting.
    PerCase,
    /// A wait for a third party, within its hours (empty: the clock).
    Wait(Vec<ClockSpan>),
    /// A reading by a manager.
    Gate {
        /// Share read.
        share: f64,
        /// Chance of a return.
        returned: f64,
        /// The author's time to put it right.
        rework: Sampler,
        /// Mean of the same.
        rework_mean: f64,
    },
    /// Cover of a sitting, begun at the latest so many seconds after its start.
    Duty(u64),
    /// A meeting, joined at the latest so many seconds after its start.
    Attend(u64),
}

/// What can differ between cases, and how.
#[derive(Clone, Debug, Serialize)]
pub struct Variants {
    /// As it is for most cases.
    pub usual: Variant,
    /// As it is for some; a later one that holds goes before an earlier one.
    pub changes: Vec<(Condition, VariantChange)>,
}

impl Variants {
    /// How long the usual variant takes, and each of the others.
    pub fn samplers(&self) -> Vec<Sampler> {
        let usual = &self.usual.takes;
        let changed = self.changes.iter().map(|(_, change)| change.takes.as_ref().map_or(usual, |(takes, _)| takes));
        std::iter::once(usual).chain(changed).cloned().collect()
    }
}

/// What can differ between cases.
#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// Amount, in seconds.
    pub takes: Sampler,
    /// Its mean.
    pub mean: f64,
    /// Who, by position among the step's own choices.
    pub who: u16,
    /// Where, by position among the step's own choices.
    pub at: u16,
    /// Chance that it is needed.
    pub chance: f64,
    /// Class, if not that of the kind.
    pub class: Option<u8>,
    /// What waiting for it stands for.
    pub obstacle: Obstacle,
}

/// A change to the usual variant.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VariantChange {
    pub takes: Option<(Sampler, f64)>,
    pub who: Option<u16>,
    pub at: Option<u16>,
    pub chance: Option<f64>,
    pub class: Option<u8>,
    pub obstacle: Option<Obstacle>,
}

/// When a change holds.
#[derive(Clone, Copy, Debug, Serialize)]
pub enum Condition {
    /// For a kind.
    Kind(u8),
    /// When a flag is true.
    Flag(u8),
}

/// What holds for a case.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ResolvedStep {
    /// How long it takes, by number among [`StepSpec::samplers`].
    takes: u16,
    /// Who, by position among the step's own choices.
    pub who: u16,
    /// Where its ladders begin, one for each court.
    ladders: u32,
    /// Class, if not that of the kind.
    pub class: Option<u8>,
    /// What waiting for it stands for.
    pub obstacle: Obstacle,
    /// Mean amount, in seconds.
    pub mean: f64,
    /// Chance that it is needed.
    pub chance: f64,
}

/// What differs between the cases of a workstream, by kind and flags: worked out beforehand and looked up, since which conditions a
/// case meets is chance, and a branch on chance is dear.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// By kind and flags, the row; empty where flags are so many that each case is worked out by itself.
    rows: Vec<u16>,
    /// By row, the steps that such a case takes, chance apart, and those of all that chance may spare it.
    steps: Vec<(u32, u32)>,
    /// By row and step, what holds.
    held: Vec<ResolvedStep>,
    /// Whether one row is all there is, and nothing in it is left to chance.
    pub certain: bool,
}

/// Kinds and sets of flags of which a table is made at most.
const MOST_ROWS: usize = 1 << 12;

impl StreamSpec {
    /// The row of its table for a kind and flags; `NO` where there is none.
    #[inline(always)]
    pub fn row(&self, kind: u8, flags: u16) -> u16 {
        let place = usize::from(kind) << self.flags.len() | usize::from(flags);
        self.table.rows.get(place).copied().unwrap_or(NO)
    }

    /// The steps that a case takes, chance apart, and those of all that chance may spare it.
    #[inline(always)]
    pub fn steps_of(&self, attributes: &CaseAttributes) -> (u32, u32) {
        match self.table.steps.get(usize::from(attributes.row)) {
            Some(steps) => *steps,
            None => self.work_out(attributes.kind, attributes.flags).0,
        }
    }

    /// A step as it is for a case: in the table, or, where there is none, in `other`, which it is written to.
    #[inline(always)]
    pub fn held<'a>(&'a self, place: usize, attributes: &CaseAttributes, other: &'a mut Option<ResolvedStep>) -> &'a ResolvedStep {
        match self.table.held.get(usize::from(attributes.row) * self.steps.len() + place) {
            Some(held) => held,
            None => other.insert(self.steps[place].hold(attributes.kind, attributes.flags)),
        }
    }

    /// Seconds from the beginning until all steps are done, each begun when those before it are, by the seconds that each takes: the
    /// critical path.
    pub fn longest_path(&self, takes: &[f64; u32::BITS as usize]) -> f64 {
        let steps = self.steps.len();
        // Most routes are a chain, along which times add up.
        if self.chain {
            return takes[..steps].iter().sum();
        }
        let (mut ends, mut longest) = (*takes, 0.0);
        // One that waits for a later one may need to be gone over again, at most as often as there are steps.
        for _ in 0..if self.backwards == 0 { 1 } else { steps } {
            for (place, &after) in self.afters[..steps].iter().enumerate() {
                let (mut after, mut begins) = (after, 0.0);
                while after != 0 {
                    begins = f64::max(begins, ends[after.trailing_zeros() as usize]);
                    after &= after - 1;
                }
                ends[place] = begins + takes[place];
                longest = f64::max(longest, ends[place]);
            }
        }
        longest
    }

    /// Whether it is due by an hour of the day on which it arises.
    pub const fn is_due_by_the_day(&self) -> bool {
        matches!(self.due, DueSpec::CourtRises | DueSpec::By(_))
    }

    /// The class of a step for a kind, as what holds for it says.
    #[inline(always)]
    pub fn class(&self, held: &ResolvedStep, kind: u8) -> u8 {
        held.class.unwrap_or_else(|| self.classes[usize::from(kind)])
    }

    /// The place in a queue of what is due, and was made, at moments.
    #[inline(always)]
    pub fn key(&self, class: u8, (due, made): (SimTime, SimTime), sequence: u64) -> Key {
        Key::new(class, if self.order == Order::Due { due } else { made }, sequence)
    }

    /// What waiting for a step stands for, for a case: a room, if that was what it lacked.
    #[inline(always)]
    pub fn obstacle(&self, place: usize, attributes: &CaseAttributes, seat_blocked: bool) -> Obstacle {
        let mut other = None;
        if seat_blocked { Obstacle::Room } else { self.held(place, attributes, &mut other).obstacle }
    }

    /// What a kind and flags mean for the steps.
    #[cold]
    #[inline(never)]
    fn work_out(&self, kind: u8, flags: u16) -> ((u32, u32), Vec<ResolvedStep>) {
        let held: Vec<ResolvedStep> = self.steps.iter().map(|step| step.hold(kind, flags)).collect();
        let each = |(takes, unsure): (u32, u32), (i, (step, held)): (usize, (&StepSpec, &ResolvedStep))| {
            let chance = held.chance < 1.0 || matches!(step.does, Does::Gate { .. });
            (takes | u32::from(step.concerns(kind, flags)) << i, unsure | u32::from(chance) << i)
        };
        (self.steps.iter().zip(&held).enumerate().fold((0, 0), each), held)
    }

    /// The same workstream with its table filled in.
    pub fn tabled(mut self) -> Self {
        let places = self.classes.len() << self.flags.len();
        for place in 0..if places <= MOST_ROWS { places } else { 0 } {
            let (steps, held) = self.work_out((place >> self.flags.len()) as u8, (place & ((1 << self.flags.len()) - 1)) as u16);
            // Most flags matter to few steps: of thousands of rows, a few dozen differ.
            let width = self.steps.len();
            let known = (0..self.table.steps.len())
                .find(|&row| self.table.steps[row] == steps && self.table.held[row * width..(row + 1) * width] == held);
            let row = known.unwrap_or_else(|| {
                self.table.steps.push(steps);
                self.table.held.extend(held);
                self.table.steps.len() - 1
            });
            self.table.rows.push(row as u16);
        }
        self.table.certain = self.table.rows.len() == 1 && self.table.steps[0].1 == 0;
        self
    }
}

impl StepSpec {
    /// For an attendance: the ladders of everyone beside the first who must be there, for one of the step's own choices of who.
    pub fn others(&self, who: u16) -> &[u32] {
        self.others.get(usize::from(who)).map_or(&[], Vec::as_slice)
    }

    /// Whether it begins at a fixed time: a sitting or a meeting, which nobody waits for.
    pub const fn is_at_a_fixed_time(&self) -> bool {
        matches!(self.does, Does::Duty(_) | Does::Attend(_))
    }

    /// The latest, in seconds after a sitting's start, that cover of it may begin; `None` for other work.
    pub const fn covers(&self) -> Option<u64> {
        match self.does {
            Does::Duty(late_by) => Some(late_by),
            _ => None,
        }
    }

    /// Whether several people may be asked for at once.
    pub const fn by_several(&self) -> bool {
        !self.others.is_empty()
    }

    /// Whether a case takes this step at all, its chance apart.
    #[inline]
    pub const fn concerns(&self, kind: u8, flags: u16) -> bool {
        self.kinds >> kind & 1 == 1 && flags & self.when == self.when && flags & self.unless == 0
    }

    /// Whether one draw, known from the beginning, is all that it needs.
    pub const fn is_drawn_at_once(&self) -> bool {
        self.gives_up.is_none() && !matches!(self.does, Does::PerCase)
    }

    /// How long it takes.
    #[inline(always)]
    pub fn takes(&self, held: &ResolvedStep) -> &Sampler {
        &self.samplers[usize::from(held.takes)]
    }

    /// What holds for a kind and flags: the usual, changed by every condition that is met.
    pub fn hold(&self, kind: u8, flags: u16) -> ResolvedStep {
        let Variant { mean, who, at, chance, class, obstacle, .. } = self.variants.usual;
        let mut held = ResolvedStep { takes: 0, mean, who, ladders: 0, chance, class, obstacle };
        let mut place = usize::from(at);
        for (number, (condition, change)) in self.variants.changes.iter().enumerate() {
            let holds = match *condition {
                Condition::Kind(k) => k == kind,
                Condition::Flag(f) => flags >> f & 1 == 1,
            };
            if !holds {
                continue;
            }
            if let Some((_, mean)) = change.takes {
                (held.takes, held.mean) = (number as u16 + 1, mean);
            }
            held.who = change.who.unwrap_or(held.who);
            place = change.at.map_or(place, usize::from);
            held.chance = change.chance.unwrap_or(held.chance);
            held.class = change.class.or(held.class);
            held.obstacle = change.obstacle.unwrap_or(held.obstacle);
        }
        let (places, courts) = self.ladder_shape;
        held.ladders = ((usize::from(held.who) * places + place) * courts) as u32;
        held
    }

    /// The ladder for what holds, at a court (`NO` for none).
    #[inline]
    pub fn ladder(&self, held: &ResolvedStep, court: u16) -> u32 {
        let court = if court == NO { self.ladder_shape.1 - 1 } else { usize::from(court - self.first_court) };
        self.ladders[held.ladders as usize + court]
    }

    /// Whether a person is asked for.
    pub const fn by_people(&self) -> bool {
        !matches!(self.does, Does::Wait(_))
    }
}
