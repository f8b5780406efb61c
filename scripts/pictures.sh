#!/usr/bin/env bash
# Makes the picture of README.md from the committed baseline, and writes the sentence that stands under it; and the guide's picture of a day.
# Run it again whenever the baseline or a chart changes; takes a minute or two.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo run --release --quiet -- run scenarios/baseline-2016.toml --quiet --output "$scratch/baseline" >"$scratch/findings.txt"
mkdir -p docs/pictures
cp "$scratch/baseline/charts/missed_because.svg" docs/pictures/
cargo run --release --quiet -- trace scenarios/minimal.toml --quiet --lines 0 --output "$scratch/day" >"$scratch/day.txt"
cp "$scratch/day/charts/gantt.svg" docs/pictures/
verdict=$(sed -n 3p "$scratch/findings.txt")
awk -v verdict="> $verdict" '
    /^<!-- \/verdict -->/ { print verdict; quoted = 0 }
    !quoted { print }
    /^<!-- verdict -->/ { quoted = 1 }
' README.md >"$scratch/README.md"
cp "$scratch/README.md" README.md
sed -n 3,5p "$scratch/findings.txt"
tail -n 1 "$scratch/findings.txt"
