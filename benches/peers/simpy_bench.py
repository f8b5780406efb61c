"""SimPy: simpy_bench.py w1 N [seed] | w2 R [seed]"""
import random
import sys
from heapq import heappop, heappush

import simpy
from common import *


def w1(n, seed):
    rng = random.Random(seed)
    env = simpy.Environment()
    res = simpy.Resource(env, C)
    st = [0.0, 0.0]

    def customer():
        t = env.now
        with res.request() as req:
            yield req
            st[0] += env.now - t
            s = rng.expovariate(1.0)
            st[1] += s
            yield env.timeout(s)

    def source():
        for _ in range(n):
            yield env.timeout(rng.expovariate(LAMBDA))
            env.process(customer())

    env.process(source())
    env.run()
    return {"mean_wait_h": st[0] / n, "utilisation": st[1] / (C * env.now)}


def year(rng, count):
    """One court year. Each person is a process; SimPy's interrupt is not needed, since a pause
    can be told beforehand from the time of day. Requests wait in heaps by request time."""
    env = simpy.Environment()
    y = Year()
    q_any, q_po, q_spo = [], [], []
    idle = [None] * 8  # the event an idle person waits for
    here = [False] * 7 + [True]

    def on_duty():
        return ON <= env.now % DAY < OFF

    def offer(r):
        """r = (asked, kind, work, gate, po)"""
        po = r[4]
        if on_duty():
            for k in range(NPSO if po else 0, 7):
                if here[k] and idle[k] is not None:
                    ev, idle[k] = idle[k], None
                    ev.succeed(r)
                    return
        heappush(q_po if po else q_any, r)

    def request(r, wait):
        yield env.timeout(wait)
        offer(r)

    def source():
        for t in arrivals(rng):
            yield env.timeout(t - env.now)
            kind = kind_of(rng)
            y.n[kind] += 1
            r = (t, kind, rng.lognormvariate(*WORK[kind]),
                 rng.lognormvariate(*GATE) if rng.random() < 0.2 else 0.0, rng.random() < 0.15)
            if rng.random() < 0.35:
                env.process(request(r, rng.lognormvariate(*CHECKS)))
            else:
                offer(r)

    def next_for(k):
        if k == 7:
            return heappop(q_spo) if q_spo else None
        if k >= NPSO and q_po and (not q_any or q_po[0] < q_any[0]):
            return heappop(q_po)
        return heappop(q_any) if q_any else None

    morning = [env.event()]

    def worker(k):
        while True:
            r = next_for(k) if here[k] and on_duty() else None
            if r is None:
                idle[k] = env.event()
                r = yield idle[k]
            left = r[3] if k == 7 else r[2]
            while True:
                until_off = env.now // DAY * DAY + OFF - env.now
                d = min(left, until_off)
                if k == 7:
                    y.spo_busy += d
                else:
                    y.busy += d
                yield env.timeout(d)
                left -= d
                if left <= 0:
                    break
                while True:
                    yield morning[0]
                    if here[k]:
                        break
            if k < 7 and r[3] > 0:
                if idle[7] is not None and on_duty():
                    ev, idle[7] = idle[7], None
                    ev.succeed(r)
                else:
                    heappush(q_spo, r)
            else:
                y.finish(r[1], r[0], env.now)

    def days():
        for d in range(DAYS):
            yield env.timeout(d * DAY + ON - env.now)
            for k in range(7):
                here[k] = rng.random() >= P_ABSENT
                y.duty += here[k] * (OFF - ON)
            ev, morning[0] = morning[0], env.event()
            ev.succeed()
            while True:  # earliest request first, PSO preferred
                pso = next((k for k in range(NPSO) if here[k] and idle[k] is not None), None)
                po = next((k for k in range(NPSO, 7) if here[k] and idle[k] is not None), None)
                a = q_any[0] if q_any and (pso is not None or po is not None) else None
                p = q_po[0] if q_po and po is not None else None
                if a is None and p is None:
                    break
                if p is None or (a is not None and a < p):
                    r, k = heappop(q_any), pso if pso is not None else po
                else:
                    r, k = heappop(q_po), po
                ev, idle[k] = idle[k], None
                ev.succeed(r)
            if q_spo and idle[7] is not None:
                ev, idle[7] = idle[7], None
                ev.succeed(heappop(q_spo))

    for k in range(8):
        env.process(worker(k))
    env.process(source())
    env.process(days())
    env.run(until=DAYS * DAY - DAY + OFF)
    count[0] += sum(y.n)
    return y.row()


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "w1":
        n, seed = arg(2, 100_000), arg(3, 1)
        c = Clock()
        r = w1(n, seed)
        emit("simpy", simpy.__version__, "w1", n, c.stop(), r)
    elif what == "w2":
        reps, seed = arg(2, 20), arg(3, 1)
        rng = random.Random(seed)
        count = [0]
        c = Clock()
        rows = [year(rng, count) for _ in range(reps)]
        emit("simpy", simpy.__version__, "w2", count[0], c.stop(), summary(rows), replications=reps)
    else:
        sys.exit(__doc__)
