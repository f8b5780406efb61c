//! Adjournment: a case is put over to a later date, with an appointment before it; the work done so far is kept.

use crate::des::calendar::Phase;
use crate::des::pool::{NONE, State};
use crate::des::time::{SimTime, whole};
use crate::scenario::grammar::Obstacle;
use crate::units::{Wait, WorkingDays};

use super::cases::{Case, Path};
use super::diary::What;
use super::event::Event;
use super::route::{Does, NO, StreamSpec};
use super::world::Run;

/// Appointments are given on the half hour, from this time of day on, in so many half hours.
const APPOINTMENTS: (u64, u64) = (9 * 3600 + 1800, 12);
/// The hour of a later date where no court sits.
const DATE_HOUR: u64 = 10 * 3600;

impl Run<'_> {
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
        self.note_case(id, What::Adjourned(obstacle));
        self.w.cases[id as usize].path = Path::Adjourned;
        if case.counted {
            self.seen.streams[usize::from(case.stream)].kinds[usize::from(case.fate.kind)].adjourned += 1;
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
        let standard = self.model.days.after(now, adjourn.standard[usize::from(case.fate.kind)]).day();
        let mut day = self.model.days.after_working(standard, listing);
        let own = Self::work_to_come(&case, spec);
        let backlog = &mut self.w.backlog[usize::from(case.stream)];
        *backlog += own;
        if let Some(capacity) = adjourn.capacity.filter(|&capacity| capacity > 0.0) {
            // The court is told a date by which the team can have done what it has promised before.
            let needed = (*backlog / capacity).ceil().min(1e4) as u32;
            day = day.max(self.model.days.after_working(now.day(), needed));
        }
        let date = self.court_day(case.court, day);
        let interview = spec.appointments & case.fate.needs & !case.done != 0;
        let ahead = self.model.days.working_days_between(now.day(), date.day());
        let after = ((f64::from(ahead) * adjourn.appointment).round() as u32).max(1);
        let half_hour = (draws.open01() * APPOINTMENTS.1 as f64) as u64;
        let appointment = SimTime::on(self.model.days.after_working(now.day(), after), APPOINTMENTS.0 + half_hour * 1800);
        let slot = &mut self.w.cases[id as usize];
        (slot.backlog, slot.due, slot.promised) = (own, date, date);
        let life = slot.life;
        self.w.calendar.schedule(date, Phase::Change, Event::CourtDate { case: id, life });
        if interview {
            self.w.calendar.schedule(appointment, Phase::Start, Event::Appointment { case: id, life });
        }
        self.put_jobs_over(id, spec);
        self.advance(id, spec);
    }

    /// Expected seconds of people's work that a case still needs.
    pub(super) fn work_to_come(case: &Case, spec: &StreamSpec) -> f64 {
        let to_come = spec.steps.iter().enumerate().filter(|(i, step)| {
            case.fate.takes & !case.done & 1 << i != 0 && step.by_people() && step.same_as.is_some() | (spec.appointments >> i & 1 == 1)
        });
        to_come
            .map(|(place, step)| {
                let mut other = None;
                let resolved = spec.held(place, &case.fate, &mut other);
                if let Does::Gate { .. } = step.does { 0.0 } else { resolved.mean * resolved.chance }
            })
            .sum()
    }

    /// The first moment at which a court sits on a day or later; the hour of a later date, where there is no court.
    pub(super) fn court_day(&self, court: u16, day: usize) -> SimTime {
        let sits = (court != NO).then(|| self.w.sittings.sits_from(usize::from(court), day)).flatten();
        sits.unwrap_or_else(|| SimTime::on(day, DATE_HOUR))
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
            let now = self.now();
            let day = self.model.days.after(now, adjourn.rebook).day();
            let at = match adjourn.rebook {
                Wait::Clock(seconds) => now + whole(seconds.get()).max(1),
                Wait::Working(_) => SimTime::on(day.max(now.day() + 1), now.of_day()),
            };
            self.w.cases[id as usize].appointments += 1;
            self.w.calendar.schedule(at, Phase::Start, Event::Appointment { case: id, life });
            return;
        }
        self.w.cases[id as usize].appointed = true;
        self.advance(id, spec);
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
        let now = self.now();
        let day = self.model.days.after(now, again).day().max(now.day() + 1);
        let date = self.court_day(case.court, day);
        self.w.calendar.schedule(date, Phase::Change, Event::CourtDate { case: id, life });
    }
}
