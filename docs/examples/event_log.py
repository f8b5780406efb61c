"""Reads a trace's event log with pm4py: how reports go, and how long each activity takes.

    sameday trace scenarios/minimal.toml --output trace
    pip install pm4py
    python3 docs/examples/event_log.py trace/events.csv
"""

import sys

import pandas
import pm4py

rows = pandas.read_csv(sys.argv[1], parse_dates=["start", "end"], keep_default_na=False)
rows = rows[rows.workstream == "psr"]
log = pm4py.format_dataframe(
    rows, case_id="case", activity_key="activity", timestamp_key="end", start_timestamp_key="start"
)
print(f"{log['case:concept:name'].nunique()} reports, {len(log)} events, {log['resource'].nunique() - 1} resources")

print("\nThe commonest ways from the request to the end:")
ways = sorted(pm4py.get_variants(log).items(), key=lambda way: -way[1])
for way, number in ways[:5]:
    print(f"{number:6}  {' > '.join(way)}")

print("\nMinutes of each activity, median:")
minutes = (rows.end - rows.start).dt.total_seconds() / 60
for activity, median in minutes[minutes > 0].groupby(rows.activity).median().items():
    print(f"{median:6.0f}  {activity}")

follows, first, last = pm4py.discover_dfg(log)
print(f"\n{len(follows)} pairs of activities follow each other; cases begin with {', '.join(sorted(first))}")
