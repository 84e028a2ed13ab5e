#!/usr/bin/env bash
# Times the whole run on generated engagements of growing size, on this machine, in one go.
#
#   benches/whole_run.sh                 # 10,000 and 100,000 and 1,000,000 customers a line
#   benches/whole_run.sh 10000 100000    # only these
#
# Prints a table: seconds to make the data, seconds of the run, of each stage, peak memory, and how
# the run's time grew against the smallest size. Seconds differ from machine to machine; the ratios
# of one run of this script are what to compare. Needs GNU time and python3.
set -euo pipefail
cd "$(dirname "$0")/.."
sizes=("${@:-10000 100000 1000000}")
read -ra sizes <<< "${sizes[*]}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo xtask setup >&2
cargo build --release --package sameboat >&2
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
sameboat="$target/release/sameboat"
export LD_LIBRARY_PATH="${DUCKDB_LIB_DIR:-$PWD/.deps/libduckdb}:${LD_LIBRARY_PATH:-}"

for size in "${sizes[@]}"; do
  folder="$work/$size"
  /usr/bin/time -f %e -o "$work/synth.$size" "$sameboat" synth "$folder" --customers "$size" --quiet
  /usr/bin/time -f '%e %M' -o "$work/run.$size" "$sameboat" run "$folder" --quiet || [ $? -eq 3 ]
  cp "$folder/runs/current/manifest.json" "$work/manifest.$size.json"
  "$sameboat" evaluate "$folder" --json > "$work/scores.$size.json"
  rm -rf "$folder"
done

python3 - "$work" "${sizes[@]}" <<'PYTHON'
import json, sys
work, sizes = sys.argv[1], sys.argv[2:]
stages, rows = [], []
for size in sizes:
    seconds, peak = open(f"{work}/run.{size}").read().split()[-2:]
    manifest = json.load(open(f"{work}/manifest.{size}.json"))
    scores = json.load(open(f"{work}/scores.{size}.json"))["overall"]
    f1 = 2 * scores["true_pairs"] / (scores["found_pairs"] + scores["actual_pairs"])
    stages = [entry["stage"] for entry in manifest["stages"]]
    rows.append((size, float(open(f"{work}/synth.{size}").read().split()[-1]), float(seconds),
                 int(peak) / 1024**2, f1, [entry["seconds"] for entry in manifest["stages"]]))
base = rows[0]
print("| customers a line | synth s | run s | × the smallest | peak GiB | pair F1 | " + " | ".join(f"{s} s" for s in stages) + " |")
print("|" + "---|" * (6 + len(stages)))
for size, synth, run, peak, f1, parts in rows:
    print(f"| {int(size):,} | {synth:.1f} | {run:.1f} | {run / base[2]:.1f} | {peak:.2f} | {f1:.4f} | " + " | ".join(f"{p:.1f}" for p in parts) + " |")
PYTHON
