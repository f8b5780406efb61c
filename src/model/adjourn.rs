//! Adjournment: a case is put over to a later date, with an appointment before it; the work done so far is kept.

use crate::des::calendar::Phase;
use crate::des::pool::{NONE, State};
use crate::des::time::{SimTime, whole};
use crate::scenario::grammar::Obstacle;
use crate::units::{Wait, WorkingDays};

use super::case::{Case, Path};
use super::event::Event;
use super::event_log::EventKind;
use super::route::{Does, NO, StreamSpec};
use super::world::Replication;

/// Appointments are given on the half hour, from this time of day on, in so many half hours.
const APPOINTMENTS: (u64, u64) = (9 * 3600 + 1800, 12);
const HALF_HOUR: u64 = 1800;
/// The hour of a later date where no court sits.
const DATE_HOUR: u64 = 10 * 3600;

impl Replication<'_> {
    /// The court has risen: a case stood down and not heard is put over.
    pub(super) fn court_rose(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) || self.w.cases[id as usize].path != Path::Today {
            return;
        }
        let group = self.group;
        let case = &self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        let obstacle = if case.ready { Obstacle::CourtRose } else { self.deciding(id, spec) };
        self.decide(id, obstacle);
        self.put_over(id, spec, obstacle);
    }

    /// Puts a case over to a later date. The work done so far is kept.
    pub(super) fn put_over(&mut self, id: u32, spec: &StreamSpec, obstacle: Obstacle) {
        let now = self.now();
        let case = self.w.cases[id as usize];
        self.note_case(id, EventKind::Adjourned(obstacle));
        self.w.cases[id as usize].path = Path::Adjourned;
        if case.counted {
            self.seen.streams[usize::from(case.stream)].kinds[usize::from(case.attributes.kind)].adjourned += 1;
        }
        let Some(adjourn) = &spec.adjourn else {
            // Nothing says when: it is simply done as soon as it can be, and handed in now if it is done.
            self.w.cases[id as usize].appointed = true;
            if case.ready {
                self.deliver(id, spec);
                self.free_case(id);
            } else {
                self.advance(id, spec);
            }
            return;
        };
        let mut draws = self.stream(adjourn.purpose, case.entity);
        let listing = adjourn.listing.draw(&mut draws).round() as u32;
        let mut from = self.soonest(adjourn.standard[usize::from(case.attributes.kind)]);
        let mut day = self.model.days.after_working(from.day(), listing);
        let own = Self::work_to_come(&case, spec);
        let backlog = &mut self.w.backlog[usize::from(case.stream)];
        *backlog += own;
        if let Some(capacity) = adjourn.capacity.as_ref().map(|capacity| capacity.at(now.day())).filter(|&capacity| capacity > 0.0) {
            // The court is told a date by which the team can have done what it has promised before.
            let needed = (*backlog / capacity).ceil().min(1e4) as u32;
            day = day.max(self.model.days.after_working(now.day(), needed));
        }
        if day != from.day() {
            from = SimTime::on(day, 0);
        }
        let interview = spec.appointments & case.attributes.needs & !case.done != 0;
        let way = interview.then(|| (adjourn.appointment, draws.open01()));
        let (date, appointment) = self.later_date(case.court, from, way);
        let slot = &mut self.w.cases[id as usize];
        (slot.backlog, slot.due, slot.promised) = (own, date, date);
        let life = slot.life;
        self.w.calendar.schedule(date, Phase::Change, Event::CourtDate { case: id, life });
        if let Some(appointment) = appointment {
            self.w.calendar.schedule(appointment, Phase::Start, Event::Appointment { case: id, life });
        }
        self.put_jobs_over(id, spec);
        self.advance(id, spec);
    }

    /// Expected seconds of people's work that a case still needs.
    pub(super) fn work_to_come(case: &Case, spec: &StreamSpec) -> f64 {
        let to_come = spec.steps.iter().enumerate().filter(|(i, step)| {
            case.attributes.takes & !case.done & 1 << i != 0
                && step.by_people()
                && step.same_as.is_some() | (spec.appointments >> i & 1 == 1)
        });
        to_come
            .map(|(place, step)| {
                let mut other = None;
                let resolved = spec.held(place, &case.attributes, &mut other);
                if let Does::Gate { .. } = step.does { 0.0 } else { resolved.mean * resolved.chance }
            })
            .sum()
    }

    /// The first moment at which a wait is over, for what happens at hours of its own: so many working days on at the day's beginning.
    fn soonest(&self, wait: Wait) -> SimTime {
        let over = self.model.days.after(self.now(), wait);
        match wait {
            Wait::Working(_) => SimTime::on(over.day(), 0),
            Wait::Clock(_) => over,
        }
    }

    /// The court's later date, at a moment or after it, and the appointment for an interview, where one is to be held: `way` says where
    /// between now and the date it falls, from 0 to 1, and its luck. An appointment is before the date, so that a date before which there
    /// is no half hour to give is none.
    fn later_date(&self, court: u16, from: SimTime, way: Option<(f64, f64)>) -> (SimTime, Option<SimTime>) {
        let mut date = self.court_date_from(court, from);
        let Some(way) = way else { return (date, None) };
        loop {
            if let Some(appointment) = self.appointment_before(date, way) {
                return (date, Some(appointment));
            }
            date = self.court_date_from(court, date + 1);
        }
    }

    /// When an interview is held on the way to a date: on its day, or on the day before it that has a half hour left between now and the date.
    fn appointment_before(&self, date: SimTime, (share, luck): (f64, f64)) -> Option<SimTime> {
        let (now, days) = (self.now(), &self.model.days);
        let ahead = days.working_days_between(now.day(), date.day());
        let after = ((f64::from(ahead) * share).round() as u32).max(1);
        let wanted = days.after_working(now.day(), after).min(date.day());
        // Days beyond the history count as worked, as they do for dates.
        let mut open = (now.day()..=wanted).rev().filter(|&day| days.is_working(day) || day >= days.count());
        open.find_map(|day| {
            let free = half_hours(day, (now, date));
            let place = (luck * free.clone().count() as f64) as usize;
            free.clone().nth(place)
        })
    }

    /// The first sitting of a court that begins at a moment or after it, and after now; the hour of a later date, where there is no court.
    pub(super) fn court_date_from(&self, court: u16, from: SimTime) -> SimTime {
        let from = from.max(self.now() + 1);
        let place = usize::from(court);
        let sits = (court != NO).then(|| self.w.sittings.starts_from(place, &self.group.courts[place].courtrooms, from)).flatten();
        sits.unwrap_or_else(|| {
            let days = &self.model.days;
            let day = days.after_working(from.day(), 0);
            let at = SimTime::on(day, DATE_HOUR);
            if at < from { SimTime::on(days.after_working(day, 1), DATE_HOUR) } else { at }
        })
    }

    /// Jobs of a case that is put over: an interview not begun waits for its appointment, the rest for its new due date.
    pub(super) fn put_jobs_over(&mut self, id: u32, spec: &StreamSpec) {
        let now = self.now();
        let mut job = self.w.cases[id as usize].jobs;
        while job != NONE {
            let state = *self.pools.job(job);
            let place = usize::from(state.ask.token.1);
            if spec.appointments >> place & 1 == 1 && state.state == State::Waiting && state.begun.is_none() {
                if self.w.cases[id as usize].counted {
                    // It will be asked for again, of whoever is there then.
                    self.uncount_asked(&state.ask);
                }
                self.unlink(id, job);
                self.pools.cancel(job);
                self.pools.free(job);
                self.w.cases[id as usize].begun &= !(1 << place);
            } else {
                let case = self.w.cases[id as usize];
                let key = self.key(&case, spec, state.ask.key.class());
                self.pools.rekey(job, key);
            }
            job = state.link;
        }
        if self.w.cases[id as usize].jobs == NONE {
            self.w.cases[id as usize].alone_since = now;
        }
    }

    /// The defendant is due for an interview, and comes or does not.
    pub(super) fn appointment(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) {
            return;
        }
        let group = self.group;
        let case = self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        let adjourn = spec.adjourn.as_ref().expect("only adjourned cases have appointments");
        let entity = adjourn.purpose.entity(case.entity, u64::from(case.appointments) + 1);
        let missed = self.stream(adjourn.purpose, entity).chance(adjourn.non_attendance);
        if missed && case.appointments < u8::MAX {
            let at = self.another_appointment(adjourn.rebook, case.due);
            self.w.cases[id as usize].appointments += 1;
            self.w.calendar.schedule(at, Phase::Start, Event::Appointment { case: id, life });
            return;
        }
        self.w.cases[id as usize].appointed = true;
        self.advance(id, spec);
    }

    /// When an appointment follows one that was missed: on a worked day, and on the day of the court's date before the date, if it is still to come.
    fn another_appointment(&self, rebook: Wait, date: SimTime) -> SimTime {
        let (now, days) = (self.now(), &self.model.days);
        let at = match rebook {
            Wait::Clock(seconds) => now + whole(seconds.get()).max(1),
            Wait::Working(_) => SimTime::on(days.after(now, rebook).day().max(now.day() + 1), now.of_day()),
        };
        let at = SimTime::on(days.after_working(at.day(), 0).max(at.day()), at.of_day());
        if at.day() == date.day() && at >= date { half_hours(at.day(), (now, date)).last().unwrap_or(at) } else { at }
    }

    /// An adjourned case is before the court again: its report is heard, or it is put over once more.
    pub(super) fn court_date(&mut self, id: u32, life: u32) {
        if !self.is_current(id, life) {
            return;
        }
        let group = self.group;
        let case = self.w.cases[id as usize];
        let spec = &group.streams[usize::from(case.stream)];
        if case.ready {
            if !case.delivered {
                self.deliver(id, spec);
            }
            if case.court != NO {
                let court = &self.group.courts[usize::from(case.court)];
                let mut draws = self.stream(court.purpose, court.purpose.entity(case.entity, 1));
                let seconds = whole(court.adjourned_hearing.draw(&mut draws));
                self.ready_for_court(usize::from(case.court), case.room, None, seconds);
            }
            self.free_case(id);
            return;
        }
        let again = spec.adjourn.as_ref().map_or(Wait::Working(WorkingDays::new(5.0)), |adjourn| adjourn.again);
        let date = self.court_date_from(case.court, self.soonest(again));
        self.w.calendar.schedule(date, Phase::Change, Event::CourtDate { case: id, life });
    }
}

/// The half hours of a day at which appointments begin, those between two moments.
fn half_hours(day: usize, (after, before): (SimTime, SimTime)) -> impl Iterator<Item = SimTime> + Clone {
    (0..APPOINTMENTS.1).map(move |place| SimTime::on(day, APPOINTMENTS.0 + place * HALF_HOUR)).filter(move |&at| at > after && at < before)
}
