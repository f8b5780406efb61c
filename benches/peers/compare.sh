#!/usr/bin/env bash
# The court year and a plain queue (M/M/8), by this program, by a program written for those cases alone, and by SimPy: user CPU
# time for a replication or a customer, taken in turn, and the medians of the ratios.
#
#   benches/peers/compare.sh [ROUNDS]
#
# The other programs are beside this file: limit/ (a Cargo package) and simpy_bench.py; see README.md.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=$root/benches/peers
rounds=${1:-5}
peers=${CARGO_TARGET_DIR:-$root/target}/peers

cargo build --release --quiet --manifest-path "$root/Cargo.toml"
CARGO_TARGET_DIR=$peers cargo build --release --quiet --manifest-path "$bench/limit/Cargo.toml"

exec python3 - "$root" "$bench" "$rounds" "$peers" <<'PYTHON'
import os, resource, statistics, subprocess, sys, tempfile

root, bench, rounds, peers = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
scratch = tempfile.mkdtemp(prefix="sameday-compare-")
target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))
limit = os.path.join(peers, "release", "limit")

def sameday(scenario, replications):
    return [os.path.join(target, "release", "sameday"), "run", f"scenarios/verification/{scenario}.toml", "--replications", str(replications),
            "--threads", "1", "--no-cache", "--no-charts", "--quiet", "--output", os.path.join(scratch, scenario)]

def simpy(*arguments):
    return [sys.executable, os.path.join(bench, "simpy_bench.py"), *arguments]

# Customers of one replication of the queue: 7.2 an hour for 70 weeks, warm-up and run-out included.
customers = 7.2 * 168 * 70
# For each case: the unit of work, and for each program how many units its command does.
cases = [
    ("the court year", "replication", [
        ("sameday", sameday("court-year", 2000), 2000),
        ("by hand, events", [limit, "w2ev", "2000"], 2000),
        ("SimPy", simpy("w2", "40"), 40),
    ]),
    ("M/M/8, load 7.2", "customer", [
        ("sameday", sameday("mm8", 60), 60 * customers),
        ("by hand, events", [limit, "w1ev", "20000000"], 2e7),
        ("SimPy", simpy("w1", "100000"), 1e5),
    ]),
]
left_out = set()
try:
    import simpy as _  # noqa: F401
except ImportError:
    print("SimPy is left out: this Python does not have it (pip install simpy)")
    left_out.add("SimPy")
if not os.path.exists(limit):
    print(f"the program by hand is left out: {limit} is not there")
    left_out.add("by hand, events")

def user_seconds(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, cwd=root, check=True, stdout=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

for case, unit, peers in cases:
    print(f"{case}: user CPU time for a {unit}")
    peers = [peer for peer in peers if peer[0] not in left_out]
    seen = {name: [] for name, _, _ in peers}
    for round in range(1, rounds + 1):
        for name, command, units in peers:
            seen[name].append(user_seconds(command) / units)
        print(f"  round {round}: " + ", ".join(f"{name} {times[-1] * 1e6:.4g} µs" for name, times in seen.items()), flush=True)
    for name, times in seen.items():
        median = statistics.median(times)
        print(f"  {name:16} {median * 1e6:10.4g} µs, {1 / median:12.0f} a second (median of {rounds})")
    for name, times in list(seen.items())[1:]:
        ratios = [theirs / own for theirs, own in zip(times, seen["sameday"])]
        print(f"  {name} takes {statistics.median(ratios):.2f} times as long as sameday "
              f"(median of {rounds} ratios, {min(ratios):.2f} to {max(ratios):.2f})")
PYTHON
