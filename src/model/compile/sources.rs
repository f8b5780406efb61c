//! Where a cluster's work comes from: rates, sittings and dates.

use crate::des::stream::Purpose;
use crate::des::time::{DAY, SimTime, whole};
use crate::scenario::grammar::{Arrivals, AtRandom, FromSittings, Grows, SittingMoment};
use crate::units::{Clock, ClockSpan, Per, Rate, Wait};

use super::super::arrivals::{Profile, SourceSpec, Stated, Tap, calendar_dates, dated};
use super::super::court::CourtroomSpec;
use super::super::people::month_weights;
use super::{ClusterCompiler, YEAR};

impl ClusterCompiler<'_> {
    pub(super) fn source(&self, place: usize, rooms: &[CourtroomSpec]) -> SourceSpec {
        let (name, draft) = self.scenario.workstreams.get_index(place).expect("within the scenario");
        let volume = draft.volume.get() * self.scenario.complexity_factor(self.name, name, Grows::Number, None);
        let times = |sum: &Option<String>| sum.as_ref().map_or(1.0, |sum| self.scenario.attribute(self.name, sum));
        match &draft.arrivals {
            Arrivals::Hearings(_) | Arrivals::Completion(_) => SourceSpec::Other,
            Arrivals::Sittings(from) => SourceSpec::Sittings {
                taps: self.taps(from, rooms),
                share: (from.share.get() * volume).min(1.0),
                purpose: Purpose::named(&["sitting", self.name, name]),
            },
            Arrivals::Random(random) => SourceSpec::Random {
                purpose: Purpose::named(&["arrival", self.name, name]),
                profile: self.profile(random, times(&random.times) * volume),
                at_most: random.at_most.unwrap_or(u64::MAX),
            },
            Arrivals::Calendar(on) => {
                let count = (times(&on.times) * volume).round() as usize;
                SourceSpec::Dated(calendar_dates(on, count, self.days).into_iter().map(|at| (at, Stated::default())).collect())
            }
            Arrivals::File(file) => SourceSpec::Dated(dated(file, draft, self.name, self.days)),
        }
    }

    pub(super) fn taps(&self, from: &FromSittings, rooms: &[CourtroomSpec]) -> Vec<Tap> {
        let mut taps = Vec::new();
        for (place, room) in rooms.iter().enumerate() {
            let list = self.scenario.lists.get_index(room.list).expect("compiled from it").0;
            if !from.lists.is_empty() && !from.lists.contains(list) {
                continue;
            }
            for (ordinal, sitting) in room.sittings.iter().enumerate() {
                let moment = if from.at == SittingMoment::Start { sitting.start } else { sitting.end };
                let at = match from.before {
                    None => moment,
                    Some(Wait::Clock(seconds)) => SimTime::new(moment.seconds().saturating_sub(whole(seconds.get()))),
                    Some(Wait::Working(days)) => {
                        let day = self.days.before_working(moment.day(), days.get().round() as u32);
                        SimTime::on(day, moment.of_day())
                    }
                };
                taps.push(Tap { at, room: (self.first.courtroom + place) as u32, sitting: ordinal as u32 });
            }
        }
        taps.sort_by_key(|tap| (tap.at, tap.room, tap.sitting));
        taps
    }

    pub(super) fn profile(&self, random: &AtRandom, factor: f64) -> Profile {
        const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekdays = WEEKDAYS.map(|name| random.weekdays.get(name).map_or(1.0, |weight| weight.get()));
        let months = month_weights(&random.months);
        let weight = |day: usize| {
            if self.days.is_working(day) {
                weekdays[usize::from(self.days.weekday(day))] * months[self.days.month_of_year(day)]
            } else {
                0.0
            }
        };
        let weights: Vec<f64> = (0..self.days.count()).map(weight).collect();
        let whole_day = [ClockSpan { from: Clock(0), to: Clock(DAY as u32) }];
        let spans = if random.during.is_empty() { whole_day.to_vec() } else { random.during.clone() };
        let hours: f64 = spans.iter().map(|span| f64::from(span.seconds())).sum::<f64>() / 3600.0;
        let Rate { number, per } = random.rate;
        let a_day = match per {
            Per::Hour => number * hours,
            Per::Day => number,
            Per::Week | Per::Month | Per::Year => {
                let a_year = number
                    * match per {
                        Per::Week => YEAR / 7.0,
                        Per::Month => 12.0,
                        _ => 1.0,
                    };
                // Spread over the days that can bring any, by their weights.
                let total: f64 = weights.iter().sum();
                if total > 0.0 { a_year * self.days.count() as f64 / YEAR / total } else { 0.0 }
            }
        };
        Profile::new(weights.into_iter().map(|weight| weight * a_day * factor).collect(), spans)
    }
}
