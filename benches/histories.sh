#!/usr/bin/env bash
# What histories that were played before save: seconds of wall-clock time and of user CPU, and how many histories were found, for an edit of
# one cluster, of seven and of the nation, and for a sweep, `support` and `explain` begun again after one lever moved.
#
#   benches/histories.sh
#
# "cold" plays everything (--no-cache), "first" fills an empty store, "warm" finds in it what it can. Nothing else should run meanwhile.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cargo build --release --quiet --manifest-path "$root/Cargo.toml"
exec python3 - "$root" <<'PYTHON'
import os, re, resource, subprocess, sys, tempfile, time

root = sys.argv[1]
home = tempfile.mkdtemp(prefix="sameday-histories-")
program = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target")), "release", "sameday")
baseline = os.path.join(root, "scenarios/baseline-2016.toml")

def overlay(name, text, base=baseline):
    path = os.path.join(home, name + ".toml")
    with open(path, "w") as file:
        file.write(f'extends = "{base}"\nquestion = "{name}"\n{text}\n')
    return path

def pso(*clusters):
    return "\n".join(f"clusters.{name}.staff.court.PSO = 9" for name in clusters)

one = overlay("one cluster", pso("NE-01"))
seven = overlay("seven clusters", pso("NE-02", "NE-03", "NW-01", "NW-02", "LON-01", "LON-02", "MID-01"))
nation = overlay("the nation", 'workstreams.psr.stand_down.cut_off = "14:00"')

def call(what, *arguments):
    command = [program, *arguments, "--no-charts", "--output", os.path.join(home, "out")]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime, time.monotonic()
    done = subprocess.run(command, cwd=home, env={**os.environ, "SAMEDAY_CACHE": os.path.join(home, "store")}, capture_output=True, text=True)
    wall, user = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    if done.returncode:
        sys.exit(f"{command}: {done.stderr}")
    found = re.search(r"(\d+) of (\d+) histories played before", done.stderr)
    told = f", {found[1]} of {found[2]} histories found" if found else ""
    print(f"{what}: {wall:.1f} s, {user:.1f} s of user CPU{told}", flush=True)

def study(name, arguments, change):
    call(f"{name}, cold", *arguments, "--no-cache")
    call(f"{name}, first", *arguments)
    call(f"{name}, warm", *arguments)
    call(f"{name} after {change}, warm", *arguments, "--set", change)

call("the baseline, 25 replications, first", "run", baseline, "-n", "25")
call("the baseline, 25 replications, warm", "run", baseline, "-n", "25")
for scenario in [one, seven, nation]:
    name = os.path.basename(scenario).removesuffix(".toml")
    compare = ["compare", baseline, scenario, "-n", "25"]
    call(f"baseline and an edit of {name}, cold", *compare, "--no-cache")
    call(f"baseline and an edit of {name}, baseline warm", *compare)
    call(f"baseline and an edit of {name}, both warm", *compare)
moved = "clusters.NE-01.staff.court.PSO=9"
study("explain of three clusters", ["explain", baseline, "--only", "NE-01", "--only", "NE-02", "--only", "NE-03", "-n", "5"], moved)
study("support of two clusters", ["support", os.path.join(root, "scenarios/support-2016.toml"), "--set", "support.bands=[]", "--only", "NE-01", "--only", "LON-04"], "clusters.NE-01.staff.court.PSO=9")
study("a sweep of the tutorial's court", ["sweep", os.path.join(root, "scenarios/sweep/minimal-one-at-a-time.toml")], "run.target=0.8")
PYTHON
