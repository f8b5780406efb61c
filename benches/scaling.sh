#!/usr/bin/env bash
# How cost grows: user CPU time for a replication as clusters, weeks, staff and requests grow; threads, memory and start-up.
#
#   benches/scaling.sh [SVG]        # the table on the terminal, and a plot (docs/pictures/scaling.svg unless told otherwise)
#
# CPU time is little disturbed by other work on the machine; the gain of a second thread is, so take that line only from an idle one.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cargo build --release --quiet --manifest-path "$root/Cargo.toml"
mkdir -p "$root/docs/pictures"

exec python3 - "$root" "${1:-$root/docs/pictures/scaling.svg}" <<'PYTHON'
import csv, math, os, subprocess, sys, tempfile, time

root, plot = sys.argv[1], sys.argv[2]
program = os.path.join(os.environ.get("CARGO_TARGET_DIR", os.path.join(root, "target")), "release", "sameday")
scratch = tempfile.mkdtemp(prefix="sameday-scaling-")
national = os.path.join(root, "scenarios", "baseline-2016.toml")
court_year = os.path.join(root, "scenarios", "verification", "court-year.toml")

def run(scenario, replications, changes=(), threads=1):
    """User CPU seconds, elapsed seconds and peak memory in MB of one run."""
    command = [program, "run", scenario, "--replications", str(replications), "--threads", str(threads), "--no-cache", "--no-charts", "--quiet",
               "--output", os.path.join(scratch, "run")] + [part for change in changes for part in ("--set", change)]
    begun = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return used.ru_utime, time.monotonic() - begun, used.ru_maxrss / 1024

def each(scenario, replications, changes=()):
    """User CPU seconds for one replication, start-up and writing taken off: the lesser of two pairs of runs."""
    def slope():
        few, many = run(scenario, 1, changes)[0], run(scenario, 1 + replications, changes)[0]
        return (many - few) / replications
    return min(slope() for _ in range(2))

def clusters(number):
    """A scenario of so many clusters: those of the baseline, and again under other names."""
    with open(os.path.join(root, "scenarios", "data", "clusters-2016.csv"), newline="") as file:
        head, *rows = csv.reader(file)
    # All of the same size, so that cost is by number alone.
    size = next(row for row in rows if row[0] == "NE-01")
    with open(os.path.join(scratch, f"{number}.csv"), "w", newline="") as file:
        csv.writer(file).writerows([head] + [[f"C-{i:03}"] + size[1:] for i in range(number)])
    path = os.path.join(scratch, f"{number}.toml")
    with open(path, "w") as file:
        file.write(f'question = "How long do {number} clusters take?"\nextends = "{national}"\nclusters = {{ file = "{number}.csv" }}\n')
    return path

def told(cost):
    return f"{cost * 1e3:.0f} ms" if cost >= 0.1 else f"{cost * 1e3:.3g} ms"

series = []

def grow(what, unit, sizes, measure):
    points = [(size, measure(size)) for size in sizes]
    first = points[0][1] / points[0][0]
    print(f"{what}: " + "; ".join(f"{size} {unit} {told(cost)}" for size, cost in points)
          + f" (the last {points[-1][1] / points[-1][0] / first:.2f} times the first, for each)", flush=True)
    series.append((what, unit, points))

one = clusters(1)
grow("Clusters, 13 weeks of each", "clusters", [1, 10, 100],
     lambda n: each(one if n == 1 else clusters(n), max(1, 100 // n), ["run.length=13 weeks"]))
grow("Weeks of one cluster, 16 beside", "weeks", [13, 52, 208],
     lambda n: each(one, max(2, 400 // n), [f"run.length={n} weeks"]))
grow("Requests of a small team in a year", "an hour", [0.3, 1, 3],
     lambda n: each(court_year, 300, [f"workstreams.psr.arrivals.random.rate={n} an hour"]))
grow("Officers of the same team, its requests as before", "officers", [10, 100, 1000],
     lambda n: each(court_year, max(10, 3000 // n), [f"clusters.Team.staff.court.PSO={n}"]))

cpu, elapsed, _ = run(national, 1, ["run.length=1 day", "run.warm_up=0 days", "run.run_out=0 days"])
print(f"start-up, national: {elapsed:.2f} s elapsed ({cpu:.2f} s of CPU) to read, check, lay out and simulate one day, and write")
few, many = run(national, 4), run(national, 4, threads=2)
print(f"national year, 4 replications: {few[0] / 4:.2f} s of CPU for each, {few[1]:.1f} s on one thread, {many[1]:.1f} s on two: "
      f"{few[1] / many[1]:.2f} times as fast; {few[2]:.0f} and {many[2]:.0f} MB at most")

# Figures stand out from the lines behind them.
halo = 'paint-order="stroke" stroke="white" stroke-width="4" stroke-linejoin="round"'

def panel(place, what, unit, points):
    left, top, width, height = 60 + 300 * (place % 2), 40 + 250 * (place // 2), 210, 170
    (low, least), (high, most) = points[0], points[-1]
    most = max(most, least * high / low)
    x = lambda size: left + width * math.log(size / low) / math.log(high / low)
    y = lambda cost: top + height - height * math.log(cost / least) / math.log(most / least)
    line = " ".join(f"{x(size):.1f},{y(max(cost, least)):.1f}" for size, cost in points)
    out = [f'<text x="{left}" y="{top - 14}" font-weight="bold">{what}</text>',
           f'<path d="M{left},{top} V{top + height} H{left + width}" fill="none" stroke="#888"/>',
           f'<line x1="{left}" y1="{top + height}" x2="{left + width}" y2="{y(least * high / low):.1f}" stroke="#888" stroke-dasharray="4 4"/>',
           f'<polyline points="{line}" fill="none" stroke="#1f4e79" stroke-width="2"/>']
    for size, cost in points:
        out.append(f'<circle cx="{x(size):.1f}" cy="{y(max(cost, least)):.1f}" r="4" fill="#1f4e79"/>')
        out.append(f'<text x="{x(size):.1f}" y="{top + height + 16}" text-anchor="middle">{size:g}</text>')
        out.append(f'<text x="{x(size) - 8:.1f}" y="{y(max(cost, least)) - 6:.1f}" text-anchor="end" {halo}>{told(cost)}</text>')
    out.append(f'<text x="{left + width / 2}" y="{top + height + 32}" text-anchor="middle">{unit}</text>')
    return out

body = [mark for place, (what, unit, points) in enumerate(series) for mark in panel(place, what, unit, points)]
with open(plot, "w") as file:
    file.write('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 530" font-family="sans-serif" font-size="11" role="img">\n'
               '<title>CPU time for a replication as models grow</title>\n'
               '<desc>Four log-log plots of user CPU time for a replication. A dashed line is what proportion would be.</desc>\n'
               '<rect width="640" height="530" fill="white"/>\n' + "\n".join(body) +
               '\n<text x="60" y="520">User CPU time for a replication, log scales. Dashed: in proportion to the size.</text>\n</svg>\n')
print(f"the plot: {plot}")
PYTHON
