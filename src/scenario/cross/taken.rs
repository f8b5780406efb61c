//! Which cases take a step, and what holds for them: every kind with every set of flags that can come together.

use indexmap::IndexSet;

use super::super::clause;
use super::super::grammar::*;
use super::reach::{Arising, Class};

/// Flags that matter to one step beyond which sets of them are not gone through one by one.
const MOST_FLAGS: u32 = 10;
/// What a line of `for` may change, in the order of [`Taken::changes`].
pub(super) const CHANGES: [&str; 6] = ["takes", "by", "at", "chance", "class", "obstacle"];

/// What happens at a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Taken {
    /// Where some case is one that the step is for, its chance apart.
    pub concerns: IndexSet<usize>,
    /// Where some case takes it.
    pub taken: IndexSet<usize>,
    /// Where people are asked by the step's own `by`, and by that of each line of `for`.
    pub by: Vec<IndexSet<usize>>,
    /// Where it is done at the step's own `at`, and at that of each line.
    pub at: Vec<IndexSet<usize>>,
    /// By line of `for`, whether it holds for any case, and whether each of its changes is ever the one that counts.
    pub holds: Vec<bool>,
    pub changes: Vec<[bool; CHANGES.len()]>,
}

/// A line of `for`: whether it holds for a class of case with certain flags.
enum Condition {
    Kind(usize),
    Flag(usize),
}

impl Condition {
    const fn holds(&self, kind: usize, flags: u16) -> bool {
        match self {
            Self::Kind(of) => *of == kind,
            Self::Flag(flag) => flags >> *flag & 1 == 1,
        }
    }
}

/// A step in numbers.
struct Sifted<'a> {
    step: &'a Step,
    /// Kinds that take it, by position; `None` for all.
    kinds: Option<Vec<usize>>,
    /// Flags that must be true, and false.
    when: u16,
    unless: u16,
    lines: Vec<(Condition, [bool; CHANGES.len()], Option<f64>)>,
    /// Flags that matter.
    relevant: u16,
}

impl<'a> Sifted<'a> {
    fn new(stream: &Workstream, step: &'a Step) -> Self {
        let (mut when, mut unless) = (0, 0);
        for (flag, wanted) in step.when.iter().map(|text| clause::when(text)) {
            let bit = stream.flags.get_index_of(flag).map_or(0, |flag| 1 << flag);
            *(if wanted { &mut when } else { &mut unless }) |= bit;
        }
        let line = |(case, line): (&String, &StepFor)| {
            let condition = match (stream.kinds.get_index_of(case), stream.flags.get_index_of(case)) {
                (Some(kind), _) => Condition::Kind(kind),
                (None, flag) => Condition::Flag(flag.unwrap_or_default()),
            };
            let says = [
                line.takes.is_some(),
                line.by.is_some(),
                line.at.is_some(),
                line.chance.is_some(),
                line.class.is_some(),
                line.obstacle.is_some(),
            ];
            (condition, says, line.chance.map(|chance| chance.get()))
        };
        let lines: Vec<_> = step.for_.iter().map(line).collect();
        let flag = |condition: &Condition| if let Condition::Flag(flag) = condition { 1 << flag } else { 0 };
        let relevant = lines.iter().fold(when | unless, |bits, (condition, ..)| bits | flag(condition));
        let kinds = (!step.kinds.is_empty()).then(|| step.kinds.iter().filter_map(|kind| stream.kinds.get_index_of(kind)).collect());
        Self { step, kinds, when, unless, lines, relevant }
    }

    /// Chance that it is needed at all, before any line.
    fn chance(&self) -> f64 {
        let read = if let Activity::Gate(gate) = &self.step.does { gate.share.get() } else { 1.0 };
        self.step.chance.get() * read
    }

    /// Adds what holds for a kind with some flags at some spots.
    fn add(&self, taken: &mut Taken, (kind, flags): (usize, u16), spots: &IndexSet<usize>) {
        if flags & self.when != self.when || flags & self.unless != 0 {
            return;
        }
        taken.concerns.extend(spots);
        let mut last = [None; CHANGES.len()];
        let mut chance = self.chance();
        for (number, (condition, says, own)) in self.lines.iter().enumerate() {
            if !condition.holds(kind, flags) {
                continue;
            }
            taken.holds[number] = true;
            last.iter_mut().zip(says).filter(|(_, says)| **says).for_each(|(last, _)| *last = Some(number));
            chance = own.unwrap_or(chance);
        }
        if let Some(number) = last[3] {
            taken.changes[number][3] = true;
        }
        if chance == 0.0 || matches!(&self.step.does, Activity::Gate(gate) if gate.share.get() == 0.0) {
            return;
        }
        taken.taken.extend(spots);
        for (change, number) in last.iter().enumerate().filter_map(|(change, number)| Some((change, (*number)?))) {
            taken.changes[number][change] = true;
        }
        taken.by[last[1].map_or(0, |number| number + 1)].extend(spots);
        taken.at[last[2].map_or(0, |number| number + 1)].extend(spots);
    }

    /// Where flags are too many to go through: everything that one of them alone does not rule out.
    fn add_all(&self, taken: &mut Taken, class: Class, spots: &IndexSet<usize>) {
        if class.may & self.when != self.when || class.must & self.unless != 0 {
            return;
        }
        taken.concerns.extend(spots);
        taken.taken.extend(spots);
        taken.by[0].extend(spots);
        taken.at[0].extend(spots);
        let held = self.lines.iter().enumerate().filter(|(_, (condition, ..))| condition.holds(class.kind, class.may));
        for (number, _) in held {
            taken.holds[number] = true;
            taken.changes[number] = [true; CHANGES.len()];
            taken.by[number + 1].extend(spots);
            taken.at[number + 1].extend(spots);
        }
    }
}

/// What happens at a step of a workstream of which this arises.
pub(super) fn taken(stream: &Workstream, arising: &Arising, step: &Step) -> Taken {
    let sifted = Sifted::new(stream, step);
    let lines = sifted.lines.len();
    let mut taken = Taken {
        by: vec![IndexSet::new(); lines + 1],
        at: vec![IndexSet::new(); lines + 1],
        holds: vec![false; lines],
        changes: vec![[false; CHANGES.len()]; lines],
        ..Taken::default()
    };
    // Spots at which the kind, and what matters of the flags, are the same go together.
    let mut alike: indexmap::IndexMap<Class, IndexSet<usize>> = indexmap::IndexMap::new();
    for (class, spots) in &arising.classes {
        if sifted.kinds.as_ref().is_none_or(|kinds| kinds.contains(&class.kind)) {
            let class = Class { may: class.may & sifted.relevant, must: class.must & sifted.relevant, ..*class };
            alike.entry(class).or_default().extend(spots);
        }
    }
    for (class, spots) in &alike {
        let unsure = class.may & !class.must;
        if unsure.count_ones() > MOST_FLAGS {
            sifted.add_all(&mut taken, *class, spots);
            continue;
        }
        // Every set of the flags that may be either way, the full one first.
        let mut chosen = unsure;
        loop {
            sifted.add(&mut taken, (class.kind, class.must | chosen), spots);
            if chosen == 0 {
                break;
            }
            chosen = (chosen - 1) & unsure;
        }
    }
    taken
}
