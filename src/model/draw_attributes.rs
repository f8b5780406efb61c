//! Attributes of cases are drawn: what a case's name alone decides, whatever happens to it.
//!
//! Of cases that come at random several are drawn at once, and how long their first steps take as well: draws that do not wait for one
//! another are made side by side, where one by one each would keep the processor waiting.

use crate::des::dist::{Sampler, place};
use crate::des::stream::{Seed, Stream, derived01};
use crate::des::time::{Span, whole};

use super::arrivals::Stated;
use super::attributes::{CaseAttributes, DRAWN};
use super::route::{Does, StreamSpec};

/// Cases that are drawn at once.
pub(super) const AHEAD: usize = 8;
impl StreamSpec {
    /// The attributes of a case at a place (of [`StreamSpec::kinds`]), as far as they are not stated; amounts are not drawn.
    #[inline(always)]
    pub(super) fn attributes(&self, (seed, replication, entity): (Seed, u64, u64), at: usize, stated: Stated) -> CaseAttributes {
        self.decide(&mut Stream::new(seed, self.purpose, replication, entity), at, stated)
    }

    /// The attributes of a random source's cases from one on, amounts included.
    #[inline(always)]
    pub(super) fn all_attributes(
        &self,
        (seed, replication, first): (Seed, u64, u64),
        at: usize,
        all_attributes: &mut [CaseAttributes; AHEAD],
    ) {
        let entity = |i: usize| first + i as u64;
        let mut blocks = [[0; 2]; AHEAD];
        if self.table.certain {
            // All are alike, whatever is drawn, and all but the amounts is still there from the last time.
            if all_attributes[0].takes == 0 {
                all_attributes.fill(self.decide(&mut Stream::opened(seed, self.purpose, replication, 0, [0; 2]), at, Stated::default()));
            }
        } else {
            blocks = std::array::from_fn(|i| Stream::first_block(seed, self.purpose, replication, entity(i)));
            for (i, attributes) in all_attributes.iter_mut().enumerate() {
                let mut own = Stream::opened(seed, self.purpose, replication, entity(i), blocks[i]);
                *attributes = self.decide(&mut own, at, Stated::default());
            }
        }
        for (place, step) in self.steps.iter().enumerate().take(DRAWN).filter(|(_, step)| step.is_drawn_at_once()) {
            let (mut who, mut number) = ([0; AHEAD], 0);
            for (i, attributes) in all_attributes.iter().enumerate() {
                who[number] = i;
                number += (attributes.needs >> place & 1) as usize;
            }
            let who = &who[..number];
            for (block, &i) in blocks.iter_mut().zip(who) {
                *block = Stream::first_block(seed, step.purpose, replication, entity(i));
            }
            let mut seconds = [0.0; AHEAD];
            let mut samplers: [&Sampler; AHEAD] = [&step.samplers[0]; AHEAD];
            for (k, &i) in who.iter().enumerate() {
                let mut other = None;
                samplers[k] = step.takes(self.held(place, &all_attributes[i], &mut other));
                seconds[k] = samplers[k].begin_draw(&mut Stream::opened(seed, step.purpose, replication, entity(i), blocks[k]));
            }
            for (seconds, sampler) in seconds.iter_mut().zip(samplers).take(number) {
                *seconds = sampler.end_draw(*seconds);
            }
            for (seconds, &i) in seconds.iter().zip(who) {
                all_attributes[i].amounts[place] = Span::new(whole(*seconds));
            }
        }
    }

    /// Kind, flags and steps of a case, from its own stream.
    #[inline(always)]
    fn decide(&self, own: &mut Stream, at: usize, stated: Stated) -> CaseAttributes {
        // From the second number flags, and whether it needs each step, are derived.
        let (for_kind, luck) = (own.open01(), own.bits64());
        let kinds = self.classes.len();
        let kind = stated.kind.unwrap_or_else(|| if kinds == 1 { 0 } else { place(&self.kinds[at], for_kind) as u8 });
        let flags = self.flags.iter().enumerate().fold(stated.flags, |bits, (i, flag)| {
            let chance = flag.chances[at * kinds + usize::from(kind)];
            bits | u16::from(derived01(luck, flag.purpose) < chance) << i
        });
        let mut attributes = CaseAttributes { kind, flags, row: self.row(kind, flags), takes: 0, needs: 0, amounts: [Span::NEVER; DRAWN] };
        let (takes, unsure) = self.steps_of(&attributes);
        let (mut needs, mut left) = (takes & !unsure, takes & unsure);
        while left != 0 {
            let place = left.trailing_zeros();
            left &= left - 1;
            let step = &self.steps[place as usize];
            let mut other = None;
            // Whether it is needed, and read, is apart from how long it takes: a lever on a chance moves no amount.
            let chance = self.held(place as usize, &attributes, &mut other).chance;
            let needed = chance >= 1.0 || derived01(luck, step.purpose) < chance;
            let read = match step.does {
                Does::Gate { share, .. } => derived01(luck.rotate_left(32), step.purpose) < share,
                _ => true,
            };
            needs |= u32::from(needed & read) << place;
        }
        (attributes.takes, attributes.needs) = (takes, needs);
        attributes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::model::Model;
    use crate::model::route::{NO, Table};
    use crate::scenario::load::load;

    /// The reports of the court year: three kinds, a flag, three steps, of which two are needed by chance.
    fn court_year() -> StreamSpec {
        let read = load(Path::new("scenarios/verification/court-year.toml"), &[] as &[&str]);
        let Ok(read) = read else { panic!("the court year can be read") };
        Model::new(&read.scenario).group(0).streams[0].clone()
    }

    fn eight(spec: &StreamSpec, first: u64) -> [CaseAttributes; AHEAD] {
        let mut all_attributes = [CaseAttributes::default(); AHEAD];
        spec.all_attributes((Seed(7), 3, first), 0, &mut all_attributes);
        all_attributes
    }

    #[test]
    fn cases_drawn_together_are_as_each_would_be_alone() {
        let spec = court_year();
        let (mut kinds, mut amounts) = ([0; 3], [0; 3]);
        for first in (0..800).step_by(AHEAD) {
            for (entity, attributes) in (first..).zip(eight(&spec, first)) {
                let alone = spec.attributes((Seed(7), 3, entity), 0, Stated::default());
                let known =
                    |attributes: &CaseAttributes| (attributes.kind, attributes.flags, attributes.row, attributes.takes, attributes.needs);
                assert_eq!((known(&attributes), alone.amounts), (known(&alone), [Span::NEVER; DRAWN]));
                kinds[usize::from(attributes.kind)] += 1;
                for (place, step) in spec.steps.iter().enumerate() {
                    let held = step.hold(attributes.kind, attributes.flags);
                    let seconds = step.takes(&held).draw(&mut Stream::new(Seed(7), step.purpose, 3, entity));
                    let needed = attributes.needs >> place & 1 == 1;
                    assert_eq!(attributes.amounts[place], if needed { Span::new(whole(seconds)) } else { Span::NEVER });
                    amounts[place] += usize::from(needed);
                }
            }
        }
        // Of 800: 60, 30 and 10 % of the kinds; checks 35 %, work always, readings 20 %; within four standard errors.
        let near = |number: usize, share: f64| (number as f64 - 800.0 * share).abs() <= 4.0 * (800.0 * share * (1.0 - share)).sqrt();
        assert!(near(kinds[0], 0.6) && near(kinds[1], 0.3) && near(kinds[2], 0.1), "{kinds:?}");
        assert!(near(amounts[0], 0.35) && amounts[1] == 800 && near(amounts[2], 0.2), "{amounts:?}");
    }

    #[test]
    fn without_a_table_each_case_is_worked_out_to_the_same_attributes() {
        let with = court_year();
        let without = StreamSpec { table: Table::default(), ..with.clone() };
        for first in [0, 8, 1_000_000] {
            for (there, here) in eight(&with, first).into_iter().zip(eight(&without, first)) {
                assert_eq!(here.row, NO);
                assert_eq!(
                    (there.kind, there.flags, there.takes, there.needs, there.amounts),
                    (here.kind, here.flags, here.takes, here.needs, here.amounts)
                );
                for (place, step) in with.steps.iter().enumerate() {
                    let (mut one, mut other) = (None, None);
                    assert_eq!(with.held(place, &there, &mut one), without.held(place, &here, &mut other));
                    assert_eq!((one.is_none(), other), (true, Some(step.hold(here.kind, here.flags))));
                }
            }
        }
    }
}
