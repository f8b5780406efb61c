#!/usr/bin/env python3
"""Runs the shards of one run as a HyperQueue task array, then merges them. docs/CLUSTER.md tells when and how.

Needs `pip install hyperqueue==0.27.0`. Without --server it starts a server and workers on this machine; with it, the tasks go to a
HyperQueue server that is running already (say, with workers in a Slurm or PBS allocation).

A task that fails, or whose program is killed, is submitted again. It goes on where it stopped, because every task says --resume; a shard
that is finished already is left as it is. So the whole script can be killed too, and called again.
"""

import argparse
import logging
import subprocess
import sys
from pathlib import Path

from hyperqueue import Client, Job
from hyperqueue.client import FailedJobsException
from hyperqueue.cluster import LocalCluster, WorkerConfig


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", help="the scenario file")
    parser.add_argument("-n", "--replications", type=int, required=True, help="replications of the whole run")
    parser.add_argument("--shards", type=int, required=True, help="parts; four to ten times the number of workers is good")
    parser.add_argument("-o", "--output", default=None, help="folder for the merged results")
    parser.add_argument("--folder", default=None, help="folder for the shards, which all workers must see [OUTPUT-shards]")
    parser.add_argument("--program", default="sameday", help="the program, by its path if it is not in PATH")
    parser.add_argument("--workers", type=int, default=2, help="workers to start on this machine")
    parser.add_argument("--server", default=None, help="the server directory of a HyperQueue server that is running")
    parser.add_argument("--attempts", type=int, default=5, help="times that a shard is tried")
    parser.add_argument("--set", action="append", default=[], help="a change to the scenario, as in `sameday run`")
    return parser.parse_args()


def run(client, wanted, parts, attempts):
    """Submits the parts until all are there; a list of those that are not after so many attempts."""
    for attempt in range(1, attempts + 1):
        job = Job(wanted["cwd"], max_fails=None, name=f"sameday, attempt {attempt}")
        for part in parts:
            logs = wanted["folder"] / f"log-{part}"
            job.program(wanted["command"](part), stdout=f"{logs}.out", stderr=f"{logs}.err", name=str(part), crash_limit=attempts)
        submitted = client.submit(job)
        try:
            client.wait_for_jobs([submitted])
            return []
        except FailedJobsException as failed:
            parts = sorted(int(job.task_by_id(task).name) for tasks in failed.failed_tasks.values() for task in tasks)
            print(f"attempt {attempt}: {len(parts)} of the shards were not finished: {parts}", file=sys.stderr)
    return parts


def main():
    asked = arguments()
    output = Path(asked.output or Path("output") / Path(asked.scenario).stem).resolve()
    folder = Path(asked.folder or f"{output}-shards").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    changes = [word for change in asked.set for word in ("--set", change)]

    def command(part):
        shard = ["--shard", f"{part}/{asked.shards}", "--resume", "--no-cache", "--threads", "1", "--output", str(folder)]
        return [asked.program, "run", asked.scenario, "-n", str(asked.replications), "--quiet", *changes, *shard]

    wanted = {"folder": folder, "command": command, "cwd": Path.cwd()}
    parts = list(range(1, asked.shards + 1))
    if asked.server:
        left = run(Client(asked.server), wanted, parts, asked.attempts)
    else:
        with LocalCluster() as cluster:
            for _ in range(asked.workers):
                cluster.start_worker(WorkerConfig(cores=1))
            left = run(cluster.client(), wanted, parts, asked.attempts)
    if left:
        sys.exit(f"these shards could not be made: {left}; their messages are in {folder}/log-*.err")
    return subprocess.run([asked.program, "merge", str(folder), "--output", str(output), "--quiet"], check=False).returncode


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    sys.exit(main())
