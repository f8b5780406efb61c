#!/usr/bin/env bash
# Fuzzes every target for so many seconds each, from what the project ships; crashes are left in fuzz/artifacts/.
#
#   fuzz/run.sh 600                 every target
#   fuzz/run.sh 600 scenario units  these
#
# Needs `cargo install cargo-fuzz --locked` and a program that is built (cargo build), which makes some of the seeds.
set -euo pipefail
cd "$(dirname "$0")"
seconds=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(scenario change spreadsheet units manifest observations shards stored)
export RUSTC_BOOTSTRAP=1
program=${SAMEDAY:-../target/debug/sameday}

seeds() {
    mkdir -p corpus/{scenario,change,spreadsheet,units,manifest,observations,shards,stored} artifacts
    cp ../scenarios/minimal.toml ../src/cli/template.toml ../scenarios/verification/*.toml corpus/scenario/
    cp ../scenarios/data/*.csv corpus/spreadsheet/
    printf '45 min\n2.5 h\n3 working days\n10 %%\n0.2 points\n1,000.5\n£30\n2 FTE\n40 a year\n3 weeks' | split -l 1 - corpus/units/seed-
    printf 'run.target=0.8\nrun.length="4 weeks"\nclusters."A b".staff.court.PSO=4\ngrades.PSO=none\nlists.x={cases={fixed=3}}' | split -l 1 - corpus/change/seed-
    # Names of keys, for the fuzzer to put in.
    cat ../scenarios/*.toml ../scenarios/verification/*.toml | grep -oE '[a-z_]{3,}' | sort -u | sed 's/.*/"&"/' >words.dict
    local home
    home=$(mktemp -d)
    cp ../src/cli/template.toml "$home/template.toml"
    local here=$PWD
    (cd "$home" && "$here/$program" run template.toml -n 3 -q --no-charts -o r >/dev/null && "$here/$program" run template.toml -n 3 -q --shard 1/1 -o s)
    cp "$home/r/manifest.json" corpus/manifest/
    cp "$home/r/estimates.json" corpus/stored/
    # Two shards that are a run, a part twice, and a journal; edits of estimates, one of each kind.
    printf '\003\001\000\003\005\000\001\002\002\001\003\005\005\003\004' >corpus/shards/two
    printf '\005\001\000\005\005\000\001\002\003\004\005\001\000\005\005\000\001\002\003\004' >corpus/shards/twice
    printf '\000\000\001\002\003' >corpus/shards/journal
    for kind in 0 1 2 3 4 5 6 7; do printf "\\00$kind\\00$kind\\051\\00$kind\\001" >corpus/stored/edit-$kind; done
    cp "$home/s/1-of-1.shard" corpus/observations/file
    # The bytes of one job, which lie behind the digests.
    python3 - "$home/s/1-of-1.shard" <<'P'
import pathlib, struct, sys
text = pathlib.Path(sys.argv[1]).read_bytes()
at, number = text.index(b"\n") + 1, 0
while at < len(text):
    (length,) = struct.unpack_from("<I", text, at)
    contents = text[at + 20 : at + 20 + length]
    if number:
        pathlib.Path(f"corpus/observations/job-{number}").write_bytes(contents[12:])
        pathlib.Path(f"corpus/observations/record-{number}").write_bytes(contents)
    at, number = at + 20 + length, number + 1
P
    rm -r "$home"
}

case $program in /*) program=$(realpath --relative-to="$PWD" "$program") ;; esac
seeds
for target in "${targets[@]}"; do
    echo "== $target, $seconds s =="
    cargo fuzz run "$target" --sanitizer none -- -max_total_time="$seconds" -dict=words.dict -max_len=20000 -timeout=25 -rss_limit_mb=4000 -print_final_stats=1
done
