//! Where a cluster's work comes from: rates, sittings and dates.

use crate::des::stream::Purpose;
use crate::des::time::{DAY, SimTime, whole};
use crate::scenario::grammar::{Arrivals, AtRandom, FromSittings, Grows, SittingMoment};
use crate::units::{Clock, ClockSpan, Per, Rate, Wait};

use super::super::arrivals::{Profile, SittingArrival, SourceSpec, Stepwise, calendar_dates, dated};
use super::super::court::CourtroomSpec;
use super::super::people::month_weights;
use super::{ClusterCompiler, YEAR};

impl ClusterCompiler<'_> {
    pub(super) fn source(&self, place: usize, rooms: &[CourtroomSpec]) -> SourceSpec {
        let (name, draft) = self.scenario.workstreams.get_index(place).expect("within the scenario");
        let volume = draft.volume.get() * self.scenario.complexity_factor(self.name, name, Grows::Number, None);
        let times = |sum: &Option<String>| self.by_day(sum.as_deref()).times(volume);
        match &draft.arrivals {
            Arrivals::Hearings(_) | Arrivals::Completion(_) => SourceSpec::Other,
            Arrivals::Sittings(from) => SourceSpec::Sittings {
                taps: self.taps(from, rooms),
                share: (from.share.get() * volume).min(1.0),
                purpose: Purpose::named(&["sitting", self.name, name]),
            },
            Arrivals::Random(random) => SourceSpec::Random {
                purpose: Purpose::named(&["arrival", self.name, name]),
                profile: self.profile(random, &times(&random.times)),
                at_most: random.at_most.unwrap_or(u64::MAX),
            },
            Arrivals::Calendar(on) => {
                let dates = calendar_dates(on, &times(&on.times), self.days);
                SourceSpec::Calendar { dates, purpose: Purpose::named(&["dates", self.name, name]) }
            }
            Arrivals::File(file) => SourceSpec::Dated(dated(file, draft, self.name, self.days)),
        }
    }

    pub(super) fn taps(&self, from: &FromSittings, rooms: &[CourtroomSpec]) -> Vec<SittingArrival> {
        let mut taps = Vec::new();
        for (place, room) in rooms.iter().enumerate() {
            let list = self.scenario.lists.get_index(room.list).expect("compiled from it").0;
            if !from.lists.is_empty() && !from.lists.contains(list) {
                continue;
            }
            let all = room.turns.turns().flat_map(|turn| room.turns.sessions().map(move |session| (turn, session)));
            for (turn, session) in all {
                let sitting = room.turns.sitting(turn, session);
                let moment = if from.at == SittingMoment::Start { sitting.start } else { sitting.end };
                let at = match from.before {
                    None => moment,
                    Some(Wait::Clock(seconds)) => SimTime::new(moment.seconds().saturating_sub(whole(seconds.get()))),
                    Some(Wait::Working(days)) => {
                        let day = self.days.before_working(moment.day(), days.get().round() as u32);
                        SimTime::on(day, moment.of_day())
                    }
                };
                taps.push(SittingArrival { at, room: (self.first.courtroom + place) as u32, turn, session });
            }
        }
        taps.shrink_to_fit();
        // Compared as one number each: there are millions of them in a nation.
        let order = |tap: &SittingArrival| {
            u128::from(tap.at.seconds()) << 72 | u128::from(tap.room) << 40 | u128::from(tap.turn) << 8 | u128::from(tap.session)
        };
        taps.sort_unstable_by_key(order);
        taps
    }

    /// The number by which a source is multiplied, on each day: posts count while those who fill them are there.
    pub(super) fn by_day(&self, sum: Option<&str>) -> Stepwise {
        let Some(sum) = sum else { return Stepwise::new(Vec::new(), |_| 1.0) };
        Stepwise::new(self.changes_of_staff(), |day| self.scenario.attribute_of(self.name, sum, |line| self.is_there(line, day)))
    }

    pub(super) fn profile(&self, random: &AtRandom, factor: &Stepwise) -> Profile {
        const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let weekdays = WEEKDAYS.map(|name| random.weekdays.get(name).map_or(1.0, |weight| weight.get()));
        let months = month_weights(&random.months);
        let plain = |day: usize| if self.days.is_working(day) { weekdays[usize::from(self.days.weekday(day))] } else { 0.0 };
        let weight = |day: usize| plain(day) * months[self.days.month_of_year(day)];
        let whole_day = [ClockSpan { from: Clock(0), to: Clock(DAY as u32) }];
        let spans = if random.during.is_empty() { whole_day.to_vec() } else { random.during.clone() };
        let hours: f64 = spans.iter().map(|span| f64::from(span.seconds())).sum::<f64>() / 3600.0;
        let Rate { number, per } = random.rate;
        let (from, to) = self.days.observed;
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
                let total = self.weight_of_data_period(plain, weight, &months);
                if total > 0.0 { a_year * (to - from) as f64 / YEAR / total } else { 0.0 }
            }
        };
        Profile::new((0..self.days.count()).map(|day| weight(day) * a_day * factor.at(day)).collect(), spans)
    }

    /// What the weights of the data period's days come to. The days before and after it, which are not counted, have no say in it. In less than a
    /// year the months keep their share of one: a plan for August has more than a twelfth of the year where August has.
    fn weight_of_data_period(&self, plain: impl Fn(usize) -> f64, weight: impl Fn(usize) -> f64, months: &[f64; 12]) -> f64 {
        const LENGTHS: [f64; 12] = [31.0, 28.25, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
        let (from, to) = self.days.observed;
        if to - from >= 52 * 7 {
            return (from..to).map(weight).sum();
        }
        let year: f64 = months.iter().zip(LENGTHS).map(|(month, days)| month * days).sum::<f64>() / LENGTHS.iter().sum::<f64>();
        (from..to).map(plain).sum::<f64>() * year
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::model::Model;
    use crate::model::arrivals::SourceSpec;
    use crate::scenario::load::load;

    /// Mean number of arrivals of a random source in the data period of the tutorial's twelve weeks from 4 January 2016 (Good Friday among
    /// them), with further settings.
    fn expected(random: &str, sets: &[&str]) -> f64 {
        let bail = format!(
            "workstreams.bail={{ arrivals = {{ random = {random} }}, steps = {{ write = {{ by = [\"PSO\"], does = {{ work = \"1 h\" }} }} }} }}"
        );
        let sets: Vec<&str> = [bail.as_str()].into_iter().chain(sets.iter().copied()).collect();
        let read = load(Path::new("scenarios/minimal.toml"), &sets);
        let Ok(read) = read else { panic!("the tutorial's scenario can be read") };
        let model = Model::new(&read.scenario);
        let sources = &model.group(0).sources;
        let (from, to) = model.days.observed;
        sources
            .iter()
            .find_map(|source| if let SourceSpec::Random { profile, .. } = source { Some(profile.expected(from, to)) } else { None })
            .expect("one is random")
    }

    #[test]
    fn what_is_not_counted_has_no_say_in_how_much_arrives() {
        for around in [
            ["run.warm_up=0 weeks", "run.run_out=0 weeks"],
            ["run.warm_up=4 weeks", "run.run_out=6 weeks"],
            ["run.warm_up=12 weeks", "run.run_out=1 week"],
        ] {
            let near = |number: f64, wanted: f64| assert!((number - wanted).abs() < 1e-9, "{number}, not {wanted}, with {around:?}");
            near(expected("{ rate = \"5 a week\" }", &around), 60.0);
            near(expected("{ rate = \"365.25 a year\", weekdays = { mon = 3 }, during = [\"09:00-12:00\"] }", &around), 84.0);
            // Of 60 weekdays one is a bank holiday.
            near(expected("{ rate = \"2 a day\", weekdays = { sat = 0, sun = 0 } }", &around), 118.0);
        }
    }

    #[test]
    fn months_keep_their_share_of_a_year_in_a_shorter_plan_and_a_year_has_what_it_is_said_to() {
        let august = "{ rate = \"120 a year\", months = { aug = 3 } }";
        let month = ["run.start=2016-08-01", "run.length=4 weeks"];
        let share = 28.0 / 365.25 * 3.0 / ((365.25 + 2.0 * 31.0) / 365.25);
        assert!((expected(august, &month) - 120.0 * share).abs() < 1e-9);
        for length in ["run.length=52 weeks", "run.length=80 weeks"] {
            let weeks: f64 = length[11..13].parse().expect("a number");
            assert!((expected(august, &[length]) - 120.0 * weeks * 7.0 / 365.25).abs() < 1e-9);
        }
    }
}
