#!/usr/bin/env bash
# The court year, by this program, by a program written for that one case, and by SimPy: user CPU time for a
# replication, taken in turn, and the medians of the ratios.
#
#   benches/peers/compare.sh FOLDER [ROUNDS]
#
# FOLDER holds limit/ (a Cargo package) and simpy_bench.py; see README.md beside this file.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
bench=$(cd "${1:?say where limit/ and simpy_bench.py are: compare.sh FOLDER [ROUNDS]}" && pwd)
rounds=${2:-5}

cargo build --release --quiet --manifest-path "$root/Cargo.toml"
if [ -f "$bench/limit/Cargo.toml" ]; then
    CARGO_TARGET_DIR="$bench/limit/target" cargo build --release --quiet --manifest-path "$bench/limit/Cargo.toml"
fi

exec python3 - "$root" "$bench" "$rounds" <<'PYTHON'
import os, resource, statistics, subprocess, sys, tempfile

root, bench, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
scratch = tempfile.mkdtemp(prefix="sameday-compare-")
target = os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target"))

def peer(name, command, replications, folder=bench):
    return {"name": name, "command": command, "replications": replications, "folder": folder, "seen": []}

peers = [
    peer("sameday", [os.path.join(target, "release", "sameday"), "run", "scenarios/verification/court-year.toml",
                     "--replications", "2000", "--threads", "1", "--no-charts", "--quiet", "--output", os.path.join(scratch, "run")], 2000, root),
    peer("by hand, events", [os.path.join(bench, "limit", "target", "release", "limit"), "w2ev", "2000"], 2000),
    peer("SimPy", [sys.executable, os.path.join(bench, "simpy_bench.py"), "w2", "40"], 40),
]
try:
    import simpy  # noqa: F401
except ImportError:
    print("SimPy is left out: this Python does not have it (pip install simpy)")
    peers.pop()
if not os.path.exists(peers[1]["command"][0]):
    print(f"the program by hand is left out: {peers[1]['command'][0]} is not there")
    peers.pop(1)

def user_seconds(command, folder):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before

for round in range(1, rounds + 1):
    for each in peers:
        each["seen"].append(user_seconds(each["command"], each["folder"]) / each["replications"])
    print(f"round {round}: " + ", ".join(f"{each['name']} {each['seen'][-1] * 1e3:.4f} ms" for each in peers), flush=True)

print("\nuser CPU time for a replication, median of", rounds)
for each in peers:
    median = statistics.median(each["seen"])
    print(f"  {each['name']:16} {median * 1e3:9.4f} ms  {1 / median:9.0f} a second")
ours = peers[0]["seen"]
for each in peers[1:]:
    ratios = [theirs / own for theirs, own in zip(each["seen"], ours)]
    print(f"  {each['name']} takes {statistics.median(ratios):.2f} times as long as sameday "
          f"(median of {rounds} ratios, {min(ratios):.2f} to {max(ratios):.2f})")
PYTHON
