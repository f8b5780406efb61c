#!/bin/bash
# The shards of one run as a Slurm job array. docs/CLUSTER.md tells when and how.
#
#   sbatch --array=1-16 cluster/slurm.sh scenarios/baseline-2016.toml 1000 output/national-shards
#   sameday merge output/national-shards --output output/national        (when all are done)
#
# A shard that fails or is killed is put back into the queue, up to five times, and goes on where it stopped: every task says --resume.
# A node that fails puts its tasks back too (--requeue). A shard that is finished is left as it is, so the array can be submitted again.
#SBATCH --job-name=sameday
#SBATCH --cpus-per-task=1
#SBATCH --requeue
#SBATCH --open-mode=append
set -uo pipefail
scenario=$1 replications=$2 folder=$3
shift 3
: "${SAMEDAY:=sameday}"

"$SAMEDAY" run "$scenario" -n "$replications" --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --resume --no-cache \
    --threads "${SLURM_CPUS_PER_TASK:-1}" --quiet --output "$folder" "$@"
ended=$?
if [ "$ended" -ne 0 ] && [ "$ended" -ne 2 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 5 ]; then
    echo "shard $SLURM_ARRAY_TASK_ID ended with $ended: back into the queue" >&2
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID" && sleep 60
fi
exit "$ended"
