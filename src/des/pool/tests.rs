//! Small cases worked by hand, one rule each: seconds here are whatever makes the arithmetic easy.

use super::*;

/// A day is a thousand seconds long here, and every history ends after ten.
const END: u64 = 10_000;

#[derive(Clone, Copy, Debug)]
enum Happens {
    Pool(PoolEvent),
    Request(usize),
    Duty(usize),
}

impl Default for Happens {
    fn default() -> Self {
        Self::Request(0)
    }
}

impl From<PoolEvent> for Happens {
    fn from(event: PoolEvent) -> Self {
        Self::Pool(event)
    }
}

/// Who finished what when, and what else a history left behind.
#[derive(Debug, Default)]
struct Played {
    /// For each job asked for, by whom and when it was begun first and finished.
    done: Vec<Option<(ServerId, u64, u64)>>,
    /// When each was given up.
    gave_up: Vec<Option<u64>>,
    /// Spells of each job, as server, from, to.
    spells: Vec<Vec<(ServerId, u64, u64)>>,
    /// Jobs in the order in which they were finished.
    order: Vec<usize>,
    seat_blocked: Vec<bool>,
}

/// A place to work: `queues[i]` is the foot of ladder `i`.
struct Hall {
    pools: Pools,
    calendar: Calendar<Happens>,
    ids: Vec<Option<JobId>>,
    played: Played,
    asks: Vec<(u64, Request)>,
    /// Duties of the roster, each begun at its start.
    duties: Vec<DutyId>,
}

/// One queue with these groups of servers, the preferred first.
fn queue(options: &[&[ServerId]]) -> QueueLayout {
    QueueLayout { options: options.iter().map(|option| option.to_vec()).collect(), seat: None }
}

/// Every server of class 0, one label, a ladder of one rung for each queue.
fn layout(servers: usize, queues: Vec<QueueLayout>) -> Layout {
    let ladders = (0..queues.len() as u32).map(|queue| vec![(0, queue)]).collect();
    Layout { classes: vec![0; servers], class_count: 1, labels: 1, queues, ladders, ..Layout::default() }
}

/// On duty throughout.
const ALWAYS: &[(u64, u64)] = &[(0, END)];

/// So many seconds of work for anybody in the queue at the foot of the first ladder, uninterrupted, in order of asking.
fn work(amount: u64) -> Request {
    Request {
        token: (0, 0),
        ladder: 0,
        bound: NONE,
        key: Key::new(3, SimTime::new(0), 0),
        amount: Span::new(amount),
        until: SimTime::NEVER,
        shift_end: ShiftEnd::Pause,
        interruptible: false,
        preempts: false,
        patience: Span::NEVER,
        or_after: Span::new(END),
        label: 0,
        site: 0,
        travel: Span::default(),
    }
}

fn class(class: u8, ask: Request) -> Request {
    Request { key: Key::new(class, SimTime::new(0), 0), ..ask }
}

impl Hall {
    /// Asks are made at their times, in order; keys get their sequence here.
    fn new(layout: &Layout, shifts: &[&[(u64, u64)]], observed: (u64, u64), asks: &[(u64, Request)]) -> Self {
        Self::with_duties(layout, shifts, observed, asks, &[])
    }

    /// The same with duties of anybody, each a beginning, an end and how late somebody may come.
    fn with_duties(
        layout: &Layout,
        shifts: &[&[(u64, u64)]],
        observed: (u64, u64),
        asks: &[(u64, Request)],
        duties: &[(u64, u64, u64)],
    ) -> Self {
        let mut pools = Pools::new(layout);
        let mut calendar = Calendar::default();
        calendar.begin(SimTime::new(END));
        pools.remember_spells(true);
        let roster = pools.roster_mut();
        roster.clear();
        for server in shifts {
            server.iter().for_each(|&(start, end)| roster.push(SimTime::new(start), SimTime::new(end)));
            roster.close_server();
        }
        let observed = (SimTime::new(observed.0), SimTime::new(observed.1));
        pools.begin_rostering(observed);
        let everybody = [(0, (0..layout.classes.len() as u32).map(|server| (server, 0)).collect())];
        let rostered = duties.iter().filter_map(|&(from, to, late_by)| {
            pools.roster_duty(Wanted { span: (SimTime::new(from), SimTime::new(to)), late_by }, 0, &everybody)
        });
        let rostered: Vec<DutyId> = rostered.collect();
        pools.end_rostering(&mut Vec::new());
        pools.begin(observed, &mut calendar);
        for (i, &duty) in rostered.iter().enumerate() {
            calendar.schedule(pools.duty(duty).1, Phase::Start, Happens::Duty(i));
        }
        let mut all = Vec::new();
        for (i, &(at, ask)) in asks.iter().enumerate() {
            calendar.schedule(SimTime::new(at), Phase::Start, Happens::Request(i));
            let order = SimTime::new(ask.key.0 >> 30 & ((1 << 30) - 1));
            all.push((at, Request { token: (i as u32, 0), key: Key::new(ask.key.class(), order, i as u64), ..ask }));
        }
        let count = all.len();
        let played = Played {
            done: vec![None; count],
            gave_up: vec![None; count],
            spells: vec![Vec::new(); count],
            order: Vec::new(),
            seat_blocked: vec![false; count],
        };
        Self { pools, calendar, ids: vec![None; count], played, asks: all, duties: rostered }
    }

    /// Up to a moment: everything due before it has happened.
    fn until(&mut self, moment: u64) -> &mut Self {
        // A mark, so that what comes later stays in the calendar.
        const MARK: usize = usize::MAX;
        self.calendar.schedule(SimTime::new(moment), Phase::Finish, Happens::Request(MARK));
        while let Some((now, happens)) = self.calendar.pop() {
            match happens {
                Happens::Request(MARK) => break,
                happens => self.happen(now, happens),
            }
            self.pools.check_invariants(now);
            self.calendar.check_invariants();
        }
        self
    }

    fn happen(&mut self, now: SimTime, happens: Happens) {
        let pool = match happens {
            Happens::Request(i) => {
                let job = self.pools.ask(now, self.asks[i].1, NONE, &mut self.calendar);
                self.ids[i] = Some(job);
                self.played.seat_blocked[i] = self.pools.job(job).seat_blocked;
                return;
            }
            Happens::Duty(i) => {
                let ask = Request { token: (NONE, 0), ..work(0) };
                self.pools.begin_duty((now, now), ask, self.duties[i], NONE, &mut self.calendar);
                return;
            }
            Happens::Pool(event) => event,
        };
        match self.pools.handle(now, pool, &mut self.calendar) {
            Outcome::Nothing => {}
            Outcome::Finished(server, job) => {
                let seen = *self.pools.job(job);
                let i = seen.ask.token.0 as usize;
                if seen.ask.token.0 == NONE {
                    self.pools.after(now, server, job, &mut self.calendar);
                    self.pools.free(job);
                    return;
                }
                assert_eq!((seen.state, seen.remaining.seconds()), (State::Over, 0), "job {i} is done");
                self.played.done[i] = Some((server, seen.begun.expect("it was begun").seconds(), now.seconds()));
                self.played.order.push(i);
                self.played.spells[i] =
                    self.pools.take_spells(job).iter().map(|spell| (spell.server, spell.from.seconds(), spell.to.seconds())).collect();
                self.pools.after(now, server, job, &mut self.calendar);
                self.pools.free(job);
            }
            Outcome::GaveUp(job) => {
                self.played.gave_up[self.pools.job(job).ask.token.0 as usize] = Some(now.seconds());
                self.pools.free(job);
            }
        }
    }

    /// To the end of the history.
    fn play(mut self) -> (Played, Used) {
        while let Some((now, happens)) = self.calendar.pop() {
            self.happen(now, happens);
            self.pools.check_invariants(now);
            self.calendar.check_invariants();
        }
        self.pools.settle_all(SimTime::new(END));
        (self.played, self.pools.used().clone())
    }
}

/// Who did each job, and from when to when, with everything observed.
#[track_caller]
fn played(layout: &Layout, shifts: &[&[(u64, u64)]], asks: &[(u64, Request)]) -> Vec<(ServerId, u64, u64)> {
    let (played, _) = Hall::new(layout, shifts, (0, END), asks).play();
    played.done.iter().map(|done| done.expect("every job is done")).collect()
}

#[test]
fn the_preferred_group_is_asked_first_and_in_it_the_first_server() {
    let two = layout(3, vec![queue(&[&[2], &[0, 1]])]);
    assert_eq!(played(&two, &[ALWAYS; 3], &[(10, work(5)); 4]), [(2, 10, 15), (0, 10, 15), (1, 10, 15), (2, 15, 20)]);
    // One who has gone home is passed over, and nobody else with them.
    assert_eq!(played(&layout(2, vec![queue(&[&[1], &[0]])]), &[ALWAYS, &[(0, 5)]], &[(10, work(5))]), [(0, 10, 15)]);
}

#[test]
fn jobs_are_taken_by_class_then_by_order_time_then_by_sequence() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let keyed = |class, order| Request { key: Key::new(class, SimTime::new(order), 0), ..work(10) };
    let asks = [(0, work(10)), (1, keyed(3, 50)), (2, keyed(3, 40)), (3, keyed(2, 90)), (4, keyed(3, 40))];
    assert_eq!(Hall::new(&one, &[ALWAYS], (0, END), &asks).play().0.order, [0, 3, 2, 4, 1]);
    assert!(Key::new(1, SimTime::new(u64::MAX >> 2), 9) < Key::new(2, SimTime::new(0), 0), "a far due date does not reach the class");
    assert_eq!(Key::new(7, SimTime::new(12), 9).class(), 7);
}

#[test]
fn a_server_of_two_queues_takes_the_best_job_of_either() {
    let two = layout(1, vec![queue(&[&[0]]), queue(&[&[0]])]);
    let other = Request { ladder: 1, ..work(10) };
    let asks = [(0, work(10)), (1, class(4, work(10))), (2, class(2, other)), (3, class(5, other))];
    assert_eq!(played(&two, &[ALWAYS], &asks), [(0, 0, 10), (0, 20, 30), (0, 10, 20), (0, 30, 40)]);
}

#[test]
fn more_than_sixty_four_servers_and_queues_are_told_apart() {
    let queues: Vec<QueueLayout> = (0..70).map(|server| queue(&[&[server]])).collect();
    let many = layout(70, queues);
    let asks: Vec<(u64, Request)> =
        (0..70).map(|ladder| (5, Request { ladder, ..work(10) })).chain([(6, Request { ladder: 66, ..work(1) })]).collect();
    for (shifts, from) in [(ALWAYS, 5), (&[(10, END)][..], 10)] {
        let done = played(&many, &[shifts; 70], &asks);
        assert!((0..70).all(|server| done[server as usize] == (server, from, from + 10)), "{done:?}");
        assert_eq!(done[70], (66, from + 10, from + 11));
    }
    // And in one queue, of whom all but two are off duty.
    let all: Vec<ServerId> = (0..70).collect();
    let mut shifts: Vec<&[(u64, u64)]> = vec![&[(0, 5)]; 70];
    (shifts[65], shifts[69]) = (ALWAYS, ALWAYS);
    assert_eq!(played(&layout(70, vec![queue(&[&all])]), &shifts, &[(5, work(10)); 3]), [(65, 5, 15), (69, 5, 15), (65, 15, 25)]);
}

/// Two days with a night between.
const DAYS: &[(u64, u64)] = &[(100, 200), (1100, 1200), (2100, 2200)];

#[test]
fn work_begun_before_a_shift_ends_waits_pauses_or_runs_on() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let ends = |shift_end| {
        let (played, used) = Hall::new(&one, &[DAYS], (0, END), &[(150, Request { shift_end, ..work(70) })]).play();
        (played.done[0].unwrap(), played.spells[0].clone(), used.busy[0], used.overtime[0], used.ever)
    };
    assert_eq!(ends(ShiftEnd::Wait), ((0, 150, 220), vec![(0, 150, 220)], 50, 20, 70));
    assert_eq!(ends(ShiftEnd::Ignore), ((0, 150, 220), vec![(0, 150, 220)], 50, 0, 70));
    assert_eq!(ends(ShiftEnd::Pause), ((0, 150, 1120), vec![(0, 150, 200), (0, 1100, 1120)], 70, 0, 70));
}

#[test]
fn what_fits_to_the_second_is_done_within_the_shift_and_a_second_more_is_not() {
    let one = layout(1, vec![queue(&[&[0]])]);
    assert_eq!(played(&one, &[DAYS], &[(150, work(50))]), [(0, 150, 200)]);
    assert_eq!(played(&one, &[DAYS], &[(150, work(51))]), [(0, 150, 1101)]);
    assert_eq!(played(&one, &[DAYS], &[(150, work(150))]), [(0, 150, 1200)]);
    assert_eq!(played(&one, &[DAYS], &[(150, work(151))]), [(0, 150, 2101)]);
    // At the second at which a shift ends nobody is there any more; at that at which one begins, somebody is.
    assert_eq!(played(&one, &[DAYS], &[(200, work(5)), (1100, work(5))]), [(0, 1100, 1105), (0, 1105, 1110)]);
}

#[test]
fn work_paused_for_long_goes_to_others_with_what_remains() {
    let two = layout(2, vec![queue(&[&[0], &[1]])]);
    let later: &[(u64, u64)] = &[(900, 2000)];
    let paused = |wait| Hall::new(&two, &[DAYS, later], (0, END), &[(150, Request { or_after: Span::new(wait), ..work(70) })]).play();
    let (played, used) = paused(900);
    assert_eq!((played.done[0], played.spells[0].clone()), (Some((0, 150, 1120)), vec![(0, 150, 200), (0, 1100, 1120)]));
    assert_eq!((used.busy[0], used.ever), (70, 70));
    let (played, used) = paused(899);
    assert_eq!((played.done[0], played.spells[0].clone()), (Some((1, 150, 1119)), vec![(0, 150, 200), (1, 1099, 1119)]));
    assert_eq!((used.busy[0], used.ever), (70, 70));
    // The one who was away is free for other work when back.
    let asks = [(150, Request { or_after: Span::new(750), ..work(1070) }), (1100, work(10))];
    assert_eq!(self::played(&two, &[DAYS, later], &asks), [(1, 150, 1970), (0, 1100, 1110)]);
}

#[test]
fn a_job_bound_to_a_server_waits_for_it_for_so_long_and_then_takes_any() {
    let two = layout(2, vec![queue(&[&[0, 1]])]);
    let bound = |wait| Request { bound: 1, or_after: Span::new(wait), ..work(10) };
    let busy = Request { bound: 1, ..work(100) };
    // It is begun by its server, who is idle, though another goes before.
    assert_eq!(played(&two, &[ALWAYS; 2], &[(0, bound(0))]), [(1, 0, 10)]);
    // Its server is busy: it waits, though another is idle; and after so long takes the other.
    assert_eq!(played(&two, &[ALWAYS; 2], &[(0, busy), (5, bound(95))])[1], (1, 100, 110));
    assert_eq!(played(&two, &[ALWAYS; 2], &[(0, busy), (5, bound(94))])[1], (0, 99, 109));
    // Its server is away: it waits for who comes soon enough, not at all for who does not.
    let late: &[(u64, u64)] = &[(50, END)];
    assert_eq!(played(&two, &[ALWAYS, late], &[(20, bound(30))]), [(1, 50, 60)]);
    assert_eq!(played(&two, &[ALWAYS, late], &[(20, bound(29))]), [(0, 20, 30)]);
    // At the second at which it goes, it is away until its next shift.
    assert_eq!(played(&two, &[ALWAYS, DAYS], &[(200, bound(899))]), [(0, 200, 210)]);
    assert_eq!(played(&two, &[ALWAYS, DAYS], &[(200, bound(900))]), [(1, 1100, 1110)]);
}

#[test]
fn a_server_takes_what_is_its_own_or_anybodys_whichever_goes_first() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let own = |of: u8| class(of, Request { bound: 0, ..work(10) });
    let anybodys = |of: u8| class(of, work(10));
    // The first keeps the server busy while the others come.
    let order = |asks: &[Request]| {
        let asks: Vec<(u64, Request)> = asks.iter().enumerate().map(|(i, ask)| (i as u64, *ask)).collect();
        Hall::new(&one, &[ALWAYS], (0, END), &asks).play().0.order
    };
    assert_eq!(order(&[work(10), anybodys(4), own(2)]), [0, 2, 1]);
    assert_eq!(order(&[work(10), own(4), anybodys(2)]), [0, 2, 1]);
    assert_eq!(order(&[work(10), own(3), anybodys(3), own(3)]), [0, 1, 2, 3], "of one class who came first");
    // Others have something of their own waiting too.
    let two = layout(2, vec![queue(&[&[0], &[1]])]);
    let bound = |server, amount| Request { bound: server, ..work(amount) };
    let asks = [(0, bound(0, 100)), (0, bound(1, 200)), (5, bound(0, 10)), (6, bound(1, 10))];
    assert_eq!(played(&two, &[ALWAYS; 2], &asks)[2..], [(0, 100, 110), (1, 200, 210)]);
}

#[test]
fn a_spell_of_work_has_the_seat_that_was_taken_if_one_was() {
    let mut two = layout(2, vec![queue(&[&[0]]), queue(&[&[1]])]);
    two.queues[1].seat = Some(0);
    two.seats = vec![1];
    let mut hall = Hall::new(&two, &[ALWAYS; 2], (0, END), &[(0, work(50)), (0, Request { ladder: 1, ..work(50) })]);
    hall.until(20).pools.settle_all(SimTime::new(20));
    let seats = [0, 1].map(|i| hall.pools.take_spells(hall.ids[i].unwrap()).iter().map(|spell| spell.seat).collect::<Vec<_>>());
    assert_eq!(seats, [vec![None], vec![Some(0)]]);
}

#[test]
fn who_has_stayed_beyond_a_shift_begins_nothing_more_that_day() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let asks = [(150, Request { shift_end: ShiftEnd::Wait, ..work(70) }), (160, work(10))];
    assert_eq!(played(&one, &[DAYS], &asks), [(0, 150, 220), (0, 1100, 1110)]);
    let hall = Hall::new(&one, &[DAYS], (0, END), &asks);
    let shifts: Vec<(u64, u64)> = hall.pools.roster().of(0).iter().map(|shift| (shift.start.seconds(), shift.end.seconds())).collect();
    assert_eq!(shifts, DAYS);
}

#[test]
fn a_job_that_waits_climbs_its_ladder_at_the_times_set_from_its_asking() {
    let mut three = layout(3, vec![queue(&[&[0]]), queue(&[&[0], &[1]]), queue(&[&[0], &[1], &[2]])]);
    three.ladders = vec![vec![(0, 0), (30, 1), (50, 2)]];
    let long = work(1000);
    let asks = [(0, long), (10, long), (20, long), (21, long)];
    assert_eq!(played(&three, &[ALWAYS; 3], &asks), [(0, 0, 1000), (1, 40, 1040), (2, 70, 1070), (0, 1000, 2000)]);
    // What has climbed is no longer for those below.
    let mut apart = layout(2, vec![queue(&[&[0]]), queue(&[&[1]])]);
    apart.ladders = vec![vec![(0, 0), (30, 1)], vec![(0, 1)]];
    let asks = [(0, work(40)), (0, Request { ladder: 1, ..work(100) }), (5, work(10))];
    assert_eq!(played(&apart, &[ALWAYS; 2], &asks), [(0, 0, 40), (1, 0, 100), (1, 100, 110)]);
}

#[test]
fn a_job_that_nobody_has_begun_in_time_is_given_up() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let brief = Request { patience: Span::new(50), ..work(60) };
    let (played, used) = Hall::new(&one, &[ALWAYS], (0, END), &[(0, brief), (5, brief), (20, brief)]).play();
    assert_eq!(played.done, [Some((0, 0, 60)), None, Some((0, 60, 120))]);
    assert_eq!((played.gave_up, used.ever), (vec![None, Some(55), None], 120));
    // A job that comes to stand where an earlier one stood has its own patience.
    let two = layout(2, vec![queue(&[&[0]]), queue(&[&[1]])]);
    let other = Request { ladder: 1, ..work(100) };
    let asks = [(0, work(5)), (0, Request { patience: Span::new(50), ..work(10) }), (1, other), (20, other)];
    assert_eq!(self::played(&two, &[ALWAYS; 2], &asks), [(0, 0, 5), (0, 5, 15), (1, 1, 101), (1, 101, 201)]);
}

#[test]
fn where_seats_are_full_idle_servers_wait_and_take_the_seat_that_is_left() {
    let mut two = layout(3, vec![queue(&[&[0, 1]]), queue(&[&[2]])]);
    two.queues[0].seat = Some(1);
    two.seats = vec![7, 1];
    let asks = [(0, work(50)), (10, work(20)), (20, Request { ladder: 1, ..work(5) })];
    let (played, _) = Hall::new(&two, &[ALWAYS; 3], (0, END), &asks).play();
    assert_eq!(played.done, [Some((0, 0, 50)), Some((0, 50, 70)), Some((2, 20, 25))]);
    assert_eq!(played.seat_blocked, [false, true, false]);
    // The server who leaves the seat has better work elsewhere: the idle one takes it.
    let mut shared = layout(2, vec![queue(&[&[0], &[1]]), queue(&[&[0]])]);
    shared.queues[0].seat = Some(0);
    shared.seats = vec![1];
    let asks = [(0, work(50)), (10, work(20)), (20, class(1, Request { ladder: 1, ..work(5) }))];
    assert_eq!(self::played(&shared, &[ALWAYS; 2], &asks), [(0, 0, 50), (1, 50, 70), (0, 50, 55)]);
    // A job that may interrupt takes nobody away from elsewhere where its seat is full.
    let urgent = class(1, Request { preempts: true, ..work(5) });
    let elsewhere = Request { ladder: 1, interruptible: true, ..work(100) };
    let asks = [(0, elsewhere), (0, work(30)), (10, urgent)];
    assert_eq!(self::played(&shared, &[ALWAYS; 2], &asks), [(0, 0, 100), (1, 0, 30), (1, 30, 35)]);
    // It does when somebody else leaves that seat.
    let mut apart = layout(2, vec![queue(&[&[1]]), queue(&[&[0]]), queue(&[&[0]])]);
    (apart.queues[0].seat, apart.queues[2].seat, apart.seats) = (Some(0), Some(0), vec![1]);
    let asks = [(0, elsewhere), (0, work(30)), (10, Request { ladder: 2, ..urgent })];
    assert_eq!(self::played(&apart, &[ALWAYS; 2], &asks), [(0, 0, 105), (1, 0, 30), (0, 30, 35)]);
}

#[test]
fn an_urgent_job_interrupts_the_least_urgent_of_the_preferred_group() {
    let three = layout(3, vec![queue(&[&[0, 1], &[2]]), queue(&[&[2]])]);
    let some = |of: u8| class(of, Request { interruptible: true, ..work(100) });
    let urgent = class(2, Request { preempts: true, ..work(10) });
    let asks = [(0, some(4)), (0, some(5)), (0, class(9, Request { ladder: 1, interruptible: true, ..work(100) })), (30, urgent)];
    let (played, used) = Hall::new(&three, &[ALWAYS; 3], (0, END), &asks).play();
    assert_eq!(played.done, [Some((0, 0, 100)), Some((1, 0, 110)), Some((2, 0, 100)), Some((1, 30, 40))]);
    assert_eq!((played.spells[1].clone(), used.ever), (vec![(1, 0, 30), (1, 40, 110)], 310));
    // Neither what may not be interrupted, nor what is as urgent, gives way.
    let one = layout(1, vec![queue(&[&[0]])]);
    for held in [class(4, work(100)), some(2)] {
        assert_eq!(self::played(&one, &[ALWAYS], &[(0, held), (30, urgent)])[1], (0, 100, 110));
    }
    // Who has gone home is interrupted when they are back at it.
    let asks = [(150, some(4)), (300, urgent)];
    assert_eq!(self::played(&one, &[DAYS], &asks), [(0, 150, 1160), (0, 1100, 1110)]);
    // Of two that have waited the more urgent begins, and what is not to be interrupted goes on first.
    let asks = [(150, some(5)), (300, urgent), (310, class(1, Request { preempts: true, ..work(10) }))];
    assert_eq!(self::played(&one, &[DAYS], &asks), [(0, 150, 1170), (0, 1110, 1120), (0, 1100, 1110)]);
    let asks = [(150, class(4, work(100))), (300, urgent)];
    assert_eq!(self::played(&one, &[DAYS], &asks), [(0, 150, 1150), (0, 1150, 1160)]);
}

#[test]
fn a_seat_that_somebody_is_called_away_from_is_taken_by_the_next() {
    let mut two = layout(2, vec![queue(&[&[0, 1]]), queue(&[&[0]])]);
    two.queues[0].seat = Some(0);
    two.seats = vec![1];
    let room = class(4, Request { interruptible: true, ..work(100) });
    let urgent = class(2, Request { preempts: true, ladder: 1, ..work(50) });
    // The other, idle, begins the second job when the first is called out of the only room; the first goes on when it is free again.
    let (played, _) = Hall::new(&two, &[ALWAYS; 2], (0, END), &[(0, room), (10, room), (30, urgent)]).play();
    assert_eq!(played.done[1..], [Some((1, 30, 130)), Some((0, 30, 80))]);
}

#[test]
fn what_was_interrupted_waits_for_the_same_server_and_then_takes_any() {
    let two = layout(2, vec![queue(&[&[0], &[1]]), queue(&[&[0]])]);
    let held = |wait| class(4, Request { interruptible: true, or_after: Span::new(wait), ..work(100) });
    let urgent = class(2, Request { preempts: true, ladder: 1, ..work(50) });
    let of = |or_after| Hall::new(&two, &[ALWAYS; 2], (0, END), &[(0, held(or_after)), (30, urgent)]).play().0;
    assert_eq!(of(50).spells[0], [(0, 0, 30), (0, 80, 150)]);
    assert_eq!(of(49).spells[0], [(0, 0, 30), (1, 79, 149)]);
    // It does not climb at the time that was set for it when it first waited.
    let mut ladder = layout(2, vec![queue(&[&[0]]), queue(&[&[1]])]);
    ladder.ladders[0].push((50, 1));
    let first = Request { amount: Span::new(10), ..urgent };
    let asks = [(0, Request { ladder: 0, ..first }), (0, held(END)), (30, Request { ladder: 0, ..urgent })];
    assert_eq!(played(&ladder, &[ALWAYS; 2], &asks), [(0, 0, 10), (0, 10, 160), (0, 30, 80)]);
}

#[test]
fn a_job_may_get_another_place_in_its_queue_and_may_be_taken_away() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let mut hall = Hall::new(&one, &[ALWAYS], (0, END), &[(0, work(50)), (1, work(10)), (2, work(10)), (3, work(10))]);
    hall.until(10);
    let job = |i: usize| hall.ids[i].unwrap();
    let (first, last, gone) = (job(0), job(3), job(2));
    hall.pools.rekey(last, Key::new(1, SimTime::new(0), 3));
    hall.pools.rekey(first, Key::new(1, SimTime::new(0), 0));
    hall.pools.cancel(gone);
    hall.pools.free(gone);
    assert_eq!(hall.play().0.done, [Some((0, 0, 50)), Some((0, 60, 70)), None, Some((0, 50, 60))]);
}

#[test]
fn the_way_to_another_site_is_added_once_and_not_for_those_who_are_anywhere() {
    let mut three = layout(3, vec![queue(&[&[0]]), queue(&[&[1]]), queue(&[&[2]]), queue(&[&[0, 1, 2]])]);
    three.sites = vec![0, 1, ANYWHERE];
    three.classes = vec![0, 1, 2];
    three.class_count = 3;
    let here = |ladder| Request { ladder, travel: Span::new(7), ..work(20) };
    assert_eq!(played(&three, &[ALWAYS; 3], &[(0, here(0)), (0, here(1)), (0, here(2))]), [(0, 0, 20), (1, 0, 27), (2, 0, 20)]);
    // Interrupted and gone on with: the way is gone once.
    let asks = [(0, Request { interruptible: true, ..here(1) }), (5, class(1, Request { ladder: 1, preempts: true, ..work(10) }))];
    assert_eq!(played(&three, &[ALWAYS; 3], &asks)[0], (1, 0, 37));
    let mut hall = Hall::new(&three, &[ALWAYS; 3], (0, END), &[(0, here(1))]);
    assert_eq!(hall.until(5).pools.job(0).ask.amount, Span::new(27));
    let pools = Pools::new(&three);
    let preferred = |ladder, site| pools.preferred(site, ladder);
    assert_eq!([preferred(3, 0), preferred(3, 1), preferred(3, 2), preferred(0, 1)], [Some(0), Some(1), Some(2), None]);
    assert_eq!([0, 1, 2].map(|server| hall.pools.class_of(server)), [0, 1, 2]);
}

#[test]
fn work_until_a_moment_lasts_until_then_whenever_it_begins() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let sitting = Request { until: SimTime::new(90), ..work(1) };
    assert_eq!(played(&one, &[ALWAYS], &[(0, work(30)), (10, sitting), (95, sitting)]), [(0, 0, 30), (0, 30, 90), (0, 95, 95)]);
}

#[test]
fn only_what_is_observed_is_tallied_by_class_and_label() {
    let mut two = layout(2, vec![queue(&[&[0]]), queue(&[&[1]])]);
    (two.classes, two.class_count, two.labels) = (vec![1, 0], 2, 3);
    let asks = [
        (50, Request { label: 1, ..work(100) }),
        (150, Request { label: 2, ..work(40) }),
        (50, Request { ladder: 1, label: 2, shift_end: ShiftEnd::Wait, ..work(100) }),
    ];
    let (_, used) = Hall::new(&two, &[ALWAYS, &[(0, 120)]], (60, 140), &asks).play();
    assert_eq!((used.busy, used.overtime, used.ever), (vec![60, 80], vec![20, 0], 240));
    assert_eq!(used.by_label, [0, 0, 80, 0, 80, 0]);
}

#[test]
fn what_is_unfinished_at_the_end_is_tallied_too() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let mut hall = Hall::new(&one, &[ALWAYS], (0, END), &[(END - 30, work(100))]);
    hall.until(END - 1);
    hall.pools.settle_all(SimTime::new(END));
    assert_eq!((hall.pools.job(hall.ids[0].unwrap()).remaining.seconds(), hall.pools.used().ever), (70, 30));
}

#[test]
fn a_second_history_is_like_the_first() {
    let two = layout(2, vec![queue(&[&[0], &[1]])]);
    let mut hall = Hall::new(&two, &[DAYS, ALWAYS], (0, END), &[(150, work(70)), (160, work(70)), (170, work(70))]);
    hall.until(180);
    hall.calendar.begin(SimTime::new(END));
    hall.pools.begin((SimTime::new(0), SimTime::new(END)), &mut hall.calendar);
    hall.calendar.schedule(SimTime::new(150), Phase::Start, Happens::Request(0));
    let (played, used) = hall.play();
    assert_eq!((played.done[0], used.busy[0], used.ever), (Some((0, 150, 1120)), 70, 70));
    assert_eq!(played.done[1..], [None, None]);
}

#[test]
fn shifts_of_two_crews_begin_one_crew_after_the_other() {
    let mut two = layout(4, vec![queue(&[&[2, 3, 0, 1]])]);
    two.crews = vec![0..2, 2..4];
    // All come at once, but the first crew's wave is first: its servers get the work, as if they were alone.
    assert_eq!(played(&two, &[DAYS; 4], &[(10, work(5)), (11, work(5)), (12, work(5))]), [(0, 100, 105), (1, 100, 105), (2, 100, 105)]);
}

#[test]
fn a_wait_is_expected_from_who_is_free_first_and_what_waits_ahead() {
    let mut two = layout(3, vec![queue(&[&[0, 1]]), queue(&[&[2]])]);
    two.seats = vec![];
    let held = class(4, Request { interruptible: true, ..work(100) });
    let asks = [(120, held), (130, class(3, work(60))), (131, work(20)), (132, class(5, work(90)))];
    let mut hall = Hall::new(&two, &[DAYS, DAYS, &[(0, 50)]], (0, END), &asks);
    let expected = |hall: &Hall, at: u64, ladder, of: u8, preempts| {
        hall.pools.expected_wait(SimTime::new(at), ladder, Key::new(of, SimTime::new(0), 99), preempts)
    };
    hall.until(10);
    assert_eq!(expected(&hall, 10, 0, 3, false), Some(90), "when the first shift begins");
    hall.until(121);
    assert_eq!(expected(&hall, 121, 0, 3, false), Some(0), "the second is idle");
    hall.until(140);
    // The first is busy until 220 of the clock, the second until 190; twenty seconds wait ahead, shared by two.
    assert_eq!(expected(&hall, 140, 0, 3, false), Some(50 + 10));
    assert_eq!(expected(&hall, 140, 0, 6, false), Some(50 + 55));
    assert_eq!(expected(&hall, 140, 0, 2, false), Some(50), "goes before those who wait");
    assert_eq!(expected(&hall, 140, 0, 3, true), Some(0), "the first gives way");
    assert_eq!(expected(&hall, 140, 0, 4, true), Some(50 + 10), "it does not to its like");
    assert_eq!(expected(&hall, 140, 1, 3, false), None, "the third does not come again");
    let mut alone = Hall::new(&layout(1, vec![queue(&[&[0]])]), &[DAYS], (0, END), &[]);
    assert_eq!(
        [150, 200].map(|at| expected(alone.until(at), at, 0, 3, false)),
        [Some(0), Some(900)],
        "at the end of a shift nobody is there"
    );
    // Twenty of sixty seconds were done by the evening, and ten more since the morning.
    let mut over_night = Hall::new(&layout(1, vec![queue(&[&[0]])]), &[DAYS], (0, END), &[(180, work(60))]);
    assert_eq!(expected(over_night.until(1110), 1110, 0, 3, false), Some(30));
}

#[test]
fn the_place_of_a_job_that_is_over_is_used_again() {
    let one = layout(1, vec![queue(&[&[0]])]);
    let mut hall = Hall::new(&one, &[ALWAYS], (0, END), &[(0, work(10)), (20, work(10))]);
    hall.until(25);
    assert_eq!(hall.ids[0], hall.ids[1]);
    *hall.pools.link_mut(0) = 7;
    assert_eq!(hall.pools.job(0).link, 7);
}

/// The same with duties of anybody.
#[track_caller]
fn played_around(
    layout: &Layout,
    shifts: &[&[(u64, u64)]],
    asks: &[(u64, Request)],
    duties: &[(u64, u64, u64)],
) -> (Vec<(ServerId, u64, u64)>, Used) {
    let (played, used) = Hall::with_duties(layout, shifts, (0, END), asks, duties).play();
    (played.done.iter().map(|done| done.expect("every job is done")).collect(), used)
}

fn chosen_by(rule: Assignment, servers: u32) -> Layout {
    let all: Vec<ServerId> = (0..servers).collect();
    Layout { assignment: vec![rule], ..layout(servers as usize, vec![queue(&[&all])]) }
}

#[test]
fn idle_servers_are_chosen_by_the_rule_that_is_named() {
    // Three servers; work of 10 at 0, of 50 at 20, of 10 at 40, 60 and 80: each is done before the next but the second.
    let asks = [(0, work(10)), (20, work(50)), (40, work(10)), (60, work(10)), (80, work(10))];
    let by = |rule| played(&chosen_by(rule, 3), &[ALWAYS; 3], &asks).iter().map(|done| done.0).collect::<Vec<_>>();
    assert_eq!(by(Assignment::First), [0, 0, 1, 1, 0]);
    // 0 works until 10; of 1 and 2, idle since the beginning, the lower; then 2 until 50; at 60 there are 0, idle since 10, and 2, since 50;
    // at 80 are 0 (70), 1 (70) and 2 (50).
    assert_eq!(by(Assignment::LongestIdle), [0, 1, 2, 0, 2]);
    // Worked at 20: 10, 0, 0; at 40: 10, under way, 0; at 60: 10, under way, 10; at 80: 20, 50, 10.
    assert_eq!(by(Assignment::LeastWorked), [0, 1, 2, 0, 2]);
    let random = by(Assignment::Random);
    assert_eq!(random, by(Assignment::Random), "the same luck gives the same choice");
}

#[test]
fn nights_count_as_idle_and_groups_of_more_than_sixty_four_are_one() {
    // 0 works last until 190, 1 until 150: the night is idle for both, so that 1 goes first in the morning.
    let two = chosen_by(Assignment::LongestIdle, 2);
    let asks = [(100, work(90)), (101, work(49)), (1110, work(5))];
    let shifts: &[(u64, u64)] = &[(100, 200), (1100, 1200)];
    assert_eq!(played(&two, &[shifts; 2], &asks)[2].0, 1);
    // Server 70 alone has not worked when the seventy-second job comes.
    let many = chosen_by(Assignment::LongestIdle, 71);
    let mut asks: Vec<(u64, Request)> = (0..70).map(|at| (at, work(1))).collect();
    asks.push((500, work(1)));
    assert_eq!(played(&many, &[ALWAYS; 71], &asks)[70].0, 70);
}

#[test]
fn each_of_the_idle_is_as_likely_by_the_random_rule() {
    let asks: Vec<(u64, Request)> = (0..3_000).map(|i| (i * 3, work(1))).collect();
    let mut times = [0_u32; 4];
    for (server, ..) in played(&chosen_by(Assignment::Random, 4), &[ALWAYS; 4], &asks) {
        times[server as usize] += 1;
    }
    // 750 each; four standard errors are 95.
    assert!(times.iter().all(|&number| number.abs_diff(750) < 95), "{times:?}");
}

#[test]
fn duties_go_to_those_with_fewest_hours_of_them_and_are_taken_out_of_their_shifts() {
    let two = chosen_by(Assignment::LongestIdle, 2);
    let hall = Hall::with_duties(&two, &[ALWAYS, ALWAYS], (0, END), &[], &[(100, 200, 0), (150, 300, 0), (400, 500, 0), (600, 610, 0)]);
    let who: Vec<_> = hall.duties.iter().map(|&duty| hall.pools.duty(duty).0).collect();
    // 0 first; 1 while 0 is away; 0 has had 100 and 1 150; then 0 has 200.
    assert_eq!(who, [0, 1, 0, 1]);
    assert_eq!(hall.pools.roster().of(0).len(), 3);
    let (_, used) = hall.play();
    assert_eq!((used.busy[0], used.overtime[0]), (100 + 150 + 100 + 10, 0));
}

#[test]
fn a_duty_begins_late_if_a_shift_does_and_nobody_is_found_who_would_come_too_late() {
    let one = chosen_by(Assignment::First, 1);
    let shifts: &[(u64, u64)] = &[(110, 200), (300, 400)];
    let duty = |wanted| {
        let hall = Hall::with_duties(&one, &[shifts], (0, END), &[], &[wanted]);
        hall.duties.first().map(|&duty| hall.pools.duty(duty)).map(|(_, from, to)| (from.seconds(), to.seconds()))
    };
    assert_eq!([duty((100, 150, 10)), duty((100, 150, 9))], [Some((110, 150)), None]);
    // The shift's last second will do, and its end will not; a break within it is worked through, beyond the shift as overtime.
    assert_eq!([duty((199, 350, 0)), duty((200, 350, 0))], [Some((199, 350)), None]);
    let (_, used) = Hall::with_duties(&one, &[shifts], (0, END), &[], &[(199, 450, 0)]).play();
    assert_eq!((used.busy[0], used.overtime[0], used.by_label[0], used.ever), (1 + 100, 150, 251, 251));
}

#[test]
fn work_pauses_or_is_interrupted_at_a_duty_and_what_allows_neither_is_passed_over() {
    let one = chosen_by(Assignment::First, 1);
    let duty = [(100, 150, 0)];
    let kept = |shift_end| Request { shift_end, ..work(30) };
    let open = |shift_end| Request { interruptible: true, or_after: Span::new(1_000), ..kept(shift_end) };
    let alone = |ask| played_around(&one, &[ALWAYS], &[(80, ask)], &duty).0[0];
    assert_eq!(alone(kept(ShiftEnd::Pause)), (0, 80, 160));
    assert_eq!(alone(open(ShiftEnd::Wait)), (0, 80, 160));
    assert_eq!(alone(open(ShiftEnd::Ignore)), (0, 80, 160));
    assert_eq!(alone(kept(ShiftEnd::Wait)), (0, 150, 180));
    assert_eq!(alone(kept(ShiftEnd::Ignore)), (0, 150, 180));
    // To the second: it fits, or it does not.
    assert_eq!(alone(Request { amount: Span::new(20), ..kept(ShiftEnd::Wait) }), (0, 80, 100));
    assert_eq!(alone(Request { amount: Span::new(21), ..kept(ShiftEnd::Wait) }), (0, 150, 171));
    // The next that fits goes before, from a queue as well as at once.
    let asks = [(70, work(5)), (71, kept(ShiftEnd::Wait)), (72, Request { amount: Span::new(10), ..kept(ShiftEnd::Wait) })];
    assert_eq!(played_around(&one, &[ALWAYS], &asks, &duty).0, [(0, 70, 75), (0, 150, 180), (0, 75, 85)]);
    let (_, used) = played_around(&one, &[ALWAYS], &asks, &duty);
    assert_eq!(used.busy[0], 5 + 30 + 10 + 50);
}

#[test]
fn when_shifts_begin_what_fits_before_a_duty_goes_to_those_whom_it_fits() {
    // Both come at 50; 0 has a duty from 60 on. A firm job of 30 goes to 1, and one of 8 behind it to 0.
    let two = chosen_by(Assignment::First, 2);
    let shifts: &[(u64, u64)] = &[(50, 500)];
    let firm = |amount| Request { shift_end: ShiftEnd::Wait, ..work(amount) };
    let asks = [(10, firm(30)), (11, firm(40)), (12, firm(8))];
    assert_eq!(played_around(&two, &[shifts; 2], &asks, &[(60, 100, 0)]).0, [(1, 50, 80), (1, 80, 120), (0, 50, 58)]);
}

#[test]
fn work_begun_in_the_second_in_which_an_urgent_job_comes_has_not_begun() {
    // A shift begins at 50 and takes what waits; a meeting comes in that second. The work may not be interrupted, and yet gives way; it
    // binds nobody: 1, who comes later, does it.
    let two = chosen_by(Assignment::First, 2);
    let meeting = Request { preempts: true, ..class(1, work(100)) };
    let firm = Request { shift_end: ShiftEnd::Wait, ..work(30) };
    let shifts: [&[(u64, u64)]; 2] = [&[(50, 500)], &[(60, 500)]];
    assert_eq!(played(&two, &shifts, &[(10, firm), (50, meeting)]), [(1, 60, 90), (0, 50, 150)]);
    // A second later it has begun, and does not.
    assert_eq!(played(&two, &shifts, &[(10, firm), (51, meeting)]), [(0, 50, 80), (1, 60, 160)]);
}

#[test]
fn paused_work_stays_with_whoever_is_back_no_later_than_anybody_else() {
    // Both are away from 200 to 1100, longer than the 300 after which others may go on: nobody could begin sooner.
    let two = chosen_by(Assignment::First, 2);
    let asks = [(150, Request { or_after: Span::new(300), ..work(70) })];
    assert_eq!(played(&two, &[DAYS, DAYS], &asks), [(0, 150, 1120)]);
    // If the other is back a second sooner it is theirs.
    let sooner: &[(u64, u64)] = &[(100, 200), (1099, 1200)];
    assert_eq!(played(&two, &[DAYS, sooner], &asks), [(1, 150, 1119)]);
    // Bound work that waits for somebody who is away is not handed over either, until they are back and at something else.
    let bound = Request { bound: 0, or_after: Span::new(300), ..work(10) };
    assert_eq!(played(&two, &[DAYS, DAYS], &[(250, bound)])[0], (0, 1100, 1110));
    assert_eq!(played(&two, &[DAYS, sooner], &[(250, bound)])[0], (1, 1099, 1109));
    let urgent = class(1, Request { bound: 0, ..work(40) });
    assert_eq!(played(&two, &[DAYS, DAYS], &[(250, bound), (260, urgent)]), [(1, 1100, 1110), (0, 1100, 1140)]);
}

#[test]
fn a_job_that_is_bound_takes_a_seat_as_others_do() {
    // One seat. 0 is in it until 60, and goes on with what is asked for later; what is bound to 1 waits for the seat although 1 is idle.
    let mut rooms = chosen_by(Assignment::First, 2);
    rooms.queues[0].seat = Some(0);
    rooms.seats = vec![1];
    let asks = [(10, work(50)), (20, Request { bound: 1, ..work(10) }), (30, work(5))];
    assert_eq!(played(&rooms, &[ALWAYS; 2], &asks), [(0, 10, 60), (1, 65, 75), (0, 60, 65)]);
}

#[test]
#[should_panic(expected = "now or later")]
fn an_event_in_the_past_is_refused() {
    let mut calendar = Calendar::<Happens>::default();
    calendar.begin(SimTime::new(END));
    calendar.schedule(SimTime::new(50), Phase::Start, Happens::Request(0));
    calendar.pop();
    calendar.schedule(SimTime::new(49), Phase::Start, Happens::Request(0));
}

#[test]
#[should_panic(expected = "only a job that waits")]
fn a_job_under_way_is_not_called_off() {
    let mut hall = Hall::new(&layout(1, vec![queue(&[&[0]])]), &[ALWAYS], (0, END), &[(0, work(10))]);
    hall.until(5).pools.cancel(0);
}
