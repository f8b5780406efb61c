//! Workstreams compiled: steps, conditions and amounts as numbers that the inner loop can use.

use crate::des::dist::Sampler;
use crate::des::pool::ShiftEnd;
use crate::des::stream::Purpose;
use crate::scenario::grammar::{Obstacle, Order, Policy};
use crate::units::{ClockSpan, Wait};

/// No ladder, court, room or list.
pub const NO: u16 = u16::MAX;

/// One workstream of one cluster.
#[derive(Clone, Debug)]
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
    /// Chances of flags by kind and place: `[flag][kind * places + place]`.
    pub flags: Vec<FlagSpec>,
    /// What kinds and flags are drawn from.
    pub purpose: Purpose,
    /// The steps.
    pub steps: Vec<StepSpec>,
    /// Every step's bit.
    pub all_steps: u32,
    /// Those of them that wait for one written after them.
    pub backwards: u32,
    /// Workstreams of the group that a completion of this one brings.
    pub brings: Vec<BringSpec>,
}

/// A flag and its chances.
#[derive(Clone, Debug)]
pub struct FlagSpec {
    /// What it is drawn from.
    pub purpose: Purpose,
    /// By place and kind: `place * kinds + kind`.
    pub chances: Vec<f64>,
}

/// The stand-down policy.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct AdjournSpec {
    /// Standard time by kind.
    pub standard: Vec<Wait>,
    /// Working days more before the court has room.
    pub listing: Sampler,
    /// Seconds of officers' time a working day that adjourned reports can count on.
    pub capacity: Option<f64>,
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
#[derive(Clone, Copy, Debug)]
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
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct StepSpec {
    /// What is done.
    pub does: Does,
    /// Steps that must be complete first.
    pub after: u32,
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
    /// The variant that holds, worked out beforehand.
    pub table: VariantTable,
    /// For `[who][at][court]`, the ladder; courts and one more for "no court".
    pub ladders: Vec<u32>,
    /// Number of different `at`, "nowhere" included; and of courts, "none" included.
    pub ladder_shape: (usize, usize),
    /// The first court of the step's cluster, by position in the group.
    pub first_court: u16,
    /// How far lent people travel for it, and what that is drawn from.
    pub travel: Option<(Sampler, Purpose)>,
    /// For an attendance: the ladders of everyone else who must be there, for `[other][court]`.
    pub others: Vec<u32>,
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
    /// By appointment once adjourned.
    pub appointment: bool,
}

/// What is done in a step.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug)]
pub struct Variants {
    /// As it is for most cases.
    pub usual: Variant,
    /// As it is for some; a later one that holds goes before an earlier one.
    pub changes: Vec<(Condition, VariantChange)>,
}

/// What can differ between cases.
#[derive(Clone, Debug)]
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
#[derive(Clone, Debug, Default)]
pub struct VariantChange {
    pub takes: Option<(Sampler, f64)>,
    pub who: Option<u16>,
    pub at: Option<u16>,
    pub chance: Option<f64>,
    pub class: Option<u8>,
    pub obstacle: Option<Obstacle>,
}

/// When a change holds.
#[derive(Clone, Copy, Debug)]
pub enum Condition {
    /// For a kind.
    Kind(u8),
    /// When a flag is true.
    Flag(u8),
}

/// What holds for a case.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// How long it takes, by number: [`StepSpec::takes`].
    takes: u16,
    /// Who, by position among the step's own choices.
    pub who: u16,
    /// Where, by position among the step's own choices.
    pub at: u16,
    /// Class, if not that of the kind.
    pub class: Option<u8>,
    /// What waiting for it stands for.
    pub obstacle: Obstacle,
    /// Mean amount, in seconds.
    pub mean: f64,
    /// Chance that it is needed.
    pub chance: f64,
}

/// The variants of a step by kind and by the flags that matter to it: looked up, since which conditions a case
/// meets is chance, and a branch on chance is dear.
#[derive(Clone, Debug, Default)]
pub struct VariantTable {
    /// The first flag that matters.
    first: u8,
    /// From it to the last that matters.
    span: u8,
    /// By kind, then by the flags from the first to the last that matters: which of `held` it is; empty where they are too far apart.
    which: Vec<u8>,
    /// Every different one.
    held: Vec<Held>,
    /// The usual one, and that of each variant.
    samplers: Vec<Sampler>,
}

impl VariantTable {
    /// As many flags as a table is made for.
    const FLAGS: u8 = 6;

    #[inline(always)]
    fn find(&self, kind: u8, flags: u16) -> Option<&Held> {
        let (kind, flags) = (usize::from(kind), usize::from(flags));
        let met = flags >> (self.first & 15) & ((1 << (self.span & 7)) - 1);
        let which = self.which.get(kind << (self.span & 7) | met)?;
        self.held.get(usize::from(*which))
    }
}

impl StepSpec {
    /// Whether a case takes this step at all, its chance apart.
    #[inline]
    pub const fn concerns(&self, kind: u8, flags: u16) -> bool {
        self.kinds >> kind & 1 == 1 && flags & self.when == self.when && flags & self.unless == 0
    }

    /// The step as it is for a case: in its table, or, where that would be too large, in `other`, which it is written to.
    #[inline(always)]
    pub fn resolve<'a>(&'a self, kind: u8, flags: u16, other: &'a mut Option<Held>) -> &'a Held {
        match self.table.find(kind, flags) {
            Some(held) => held,
            None => other.insert(self.hold(kind, flags)),
        }
    }

    /// What waiting for the step stands for, for a case.
    #[inline(always)]
    pub fn obstacle(&self, kind: u8, flags: u16) -> Obstacle {
        match self.table.find(kind, flags) {
            Some(held) => held.obstacle,
            None => self.hold(kind, flags).obstacle,
        }
    }

    /// How long it takes.
    #[inline(always)]
    pub fn takes(&self, held: &Held) -> &Sampler {
        &self.table.samplers[usize::from(held.takes)]
    }

    /// What holds for a kind and flags: the usual, changed by every condition that is met.
    #[cold]
    #[inline(never)]
    fn hold(&self, kind: u8, flags: u16) -> Held {
        let Variant { mean, who, at, chance, class, obstacle, .. } = self.variants.usual;
        let mut held = Held { takes: 0, mean, who, at, chance, class, obstacle };
        for (place, (condition, change)) in self.variants.changes.iter().enumerate() {
            let holds = match *condition {
                Condition::Kind(k) => k == kind,
                Condition::Flag(f) => flags >> f & 1 == 1,
            };
            if !holds {
                continue;
            }
            if let Some((_, mean)) = change.takes {
                (held.takes, held.mean) = (place as u16 + 1, mean);
            }
            held.who = change.who.unwrap_or(held.who);
            held.at = change.at.unwrap_or(held.at);
            held.chance = change.chance.unwrap_or(held.chance);
            held.class = change.class.or(held.class);
            held.obstacle = change.obstacle.unwrap_or(held.obstacle);
        }
        held
    }

    /// The same step with its table of variants filled in, for so many kinds.
    pub fn tabled(mut self, kinds: usize) -> Self {
        let flag = |condition: &Condition| match *condition {
            Condition::Flag(flag) => Some(flag),
            Condition::Kind(_) => None,
        };
        let flags = || self.variants.changes.iter().filter_map(|(condition, _)| flag(condition));
        let first = flags().min().unwrap_or(0);
        let span = flags().max().map_or(0, |last| last + 1 - first);
        // Where more flags matter, each case looks for itself.
        let places = if span <= VariantTable::FLAGS { kinds << span } else { 0 };
        let mut held: Vec<Held> = Vec::new();
        let mut which = Vec::new();
        for place in 0..places {
            let one = self.hold((place >> span) as u8, ((place & ((1 << span) - 1)) as u16) << first);
            let known = held.iter().position(|other| *other == one).unwrap_or_else(|| {
                held.push(one);
                held.len() - 1
            });
            match u8::try_from(known) {
                Ok(known) => which.push(known),
                Err(_) => break,
            }
        }
        let usual = &self.variants.usual.takes;
        let changed = self.variants.changes.iter().map(|(_, change)| change.takes.as_ref().map_or(usual, |(takes, _)| takes));
        let samplers = std::iter::once(usual).chain(changed).cloned().collect();
        self.table = VariantTable { first, span, which, held, samplers };
        self
    }

    /// The ladder for who and where, at a court (`NO` for none).
    #[inline]
    pub fn ladder(&self, who: u16, at: u16, court: u16) -> u32 {
        let (places, courts) = self.ladder_shape;
        let court = if court == NO { courts - 1 } else { usize::from(court - self.first_court) };
        self.ladders[(usize::from(who) * places + usize::from(at)) * courts + court]
    }

    /// Whether a person is asked for.
    pub const fn by_people(&self) -> bool {
        !matches!(self.does, Does::Wait(_))
    }
}
