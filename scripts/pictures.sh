#!/usr/bin/env bash
# Makes the pictures of README.md from the committed baseline, and writes the sentences that stand under them; and the guide's picture of a day.
# Run it again whenever the baseline or a chart changes; takes some minutes, most of them for the ceiling.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cargo run --release --quiet -- run scenarios/baseline-2016.toml --quiet --output "$scratch/baseline" >"$scratch/findings.txt"
mkdir -p docs/pictures
cp "$scratch/baseline/charts/missed_because.svg" docs/pictures/
cargo run --release --quiet -- trace scenarios/minimal.toml --quiet --lines 0 --output "$scratch/day" >"$scratch/day.txt"
cp "$scratch/day/charts/gantt.svg" docs/pictures/
cargo run --release --quiet -- explain scenarios/baseline-2016.toml --quiet --output "$scratch/explain" >"$scratch/ceiling.txt"
cp "$scratch/explain/charts/waterfall.svg" docs/pictures/
cargo run --release --quiet -- support scenarios/support-2016.toml --quiet --output "$scratch/support" >"$scratch/support.txt"
cp "$scratch/support/charts/support_needed.svg" docs/pictures/

# Puts words between a pair of marks in README.md.
quote() {
    awk -v name="$1" -v words="> $2" '
        $0 == "<!-- /" name " -->" { print words; quoted = 0 }
        !quoted { print }
        $0 == "<!-- " name " -->" { quoted = 1 }
    ' README.md >"$scratch/README.md"
    cp "$scratch/README.md" README.md
}
quote verdict "$(sed -n 4p "$scratch/findings.txt")"
quote ceiling "$(sed -n 4p "$scratch/ceiling.txt")"
quote support "$(sed -n 4p "$scratch/support.txt")"
sed -n 4,6p "$scratch/findings.txt"
tail -n 1 "$scratch/findings.txt"
