#!/usr/bin/env bash
# Makes the pictures of README.md from the committed baseline, and prints the sentence that it quotes.
# Run it again whenever the baseline or a chart changes; takes a minute or two.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo run --release --quiet -- run scenarios/baseline-2016.toml --quiet --output "$scratch/baseline" >"$scratch/findings.txt"
mkdir -p docs/pictures
for chart in missed_because cluster_rate; do
    cp "$scratch/baseline/charts/$chart.svg" docs/pictures/
done
sed -n 3,5p "$scratch/findings.txt"
tail -n 1 "$scratch/findings.txt"
