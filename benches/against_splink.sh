#!/usr/bin/env bash
# Links and de-duplicates the same synthetic customers with Sameboat and with Splink 5 (DuckDB), in
# turn, on the same threads, from CSV on disk to clusters on disk, and prints a table.
#
#   benches/against_splink.sh                # 100,000 and 1,000,000 customers a line
#   benches/against_splink.sh 100000         # only this size
#
# Settings, all of them environment variables:
#   BENCH_DATA    folder to keep the data in, about 2 GB at 1,000,000; a temporary one if absent
#   SPLINK_VENV   a Python virtual environment with splink 5.0.0 and openpyxl; made if absent
#   SAMEBOAT      a built sameboat; built in release if absent
#   THREADS       threads for each tool; 2 if absent
#   RUNS          timed runs of each tool, of which the fastest counts; 3 if absent
#
# Sameboat finds its own thresholds. Splink leaves its threshold to the user, so a run that is not
# timed finds the best there is with the truth's help. One script scores both (score.py).
# Needs GNU time and Python 3.10 or later, and pip's registry where SPLINK_VENV is absent.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -gt 0 ] && sizes=("$@") || sizes=(100000 1000000)
threads=${THREADS:-2}
runs=${RUNS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=${BENCH_DATA:-$work}

python=${SPLINK_VENV:-$data/splink}/bin/python
if [ ! -x "$python" ]; then
  python3 -m venv "$data/splink"
  "$python" -m pip install --quiet splink==5.0.0 openpyxl >&2
fi
sameboat=${SAMEBOAT:-}
if [ -z "$sameboat" ]; then
  cargo xtask setup >&2
  cargo build --release --package sameboat >&2
  target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
  sameboat="$target/release/sameboat"
fi
export LD_LIBRARY_PATH="${DUCKDB_LIB_DIR:-$PWD/.deps/libduckdb}:${LD_LIBRARY_PATH:-}"

# Wall seconds, user and system CPU seconds and peak KiB of a command, as one line of a file.
timed() {
  local file=$1
  shift
  /usr/bin/time --append --output "$file" --format '%e %U %S %M' "$@"
}

splink() {
  "$python" benches/splink_link.py "$flat/left.csv" "$flat/right.csv" "$@" --threads "$threads"
}

for size in "${sizes[@]}"; do
  flat="$data/flat$size"
  if [ ! -f "$flat/truth.csv" ]; then
    [ -d "$data/s$size" ] || "$sameboat" synth "$data/s$size" --customers "$size" --quiet
    "$python" benches/flatten.py "$data/s$size" "$flat"
  fi
  echo "$size: looking for Splink's best threshold" >&2
  splink "$work/scan.parquet" --scan "$flat/truth.csv" > "$work/scan.$size.json"
  threshold=$("$python" -c 'import json,sys; print(json.load(sys.stdin)["best"]["threshold"])' < "$work/scan.$size.json")
  for run in $(seq "$runs"); do
    echo "$size: run $run of $runs" >&2
    timed "$work/sameboat.$size.time" "$sameboat" link "$flat/left.csv" "$flat/right.csv" \
      --out "$work/sameboat.$size" --threads "$threads" --quiet
    timed "$work/splink.$size.time" "$python" benches/splink_link.py \
      "$flat/left.csv" "$flat/right.csv" "$work/splink.$size.parquet" \
      --threshold "$threshold" --threads "$threads" >> "$work/splink.$size.stages"
  done
  "$python" benches/score.py "$work/sameboat.$size/crosswalk.csv" "$flat/truth.csv" > "$work/sameboat.$size.json"
  "$python" benches/score.py "$work/splink.$size.parquet" "$flat/truth.csv" > "$work/splink.$size.json"
done

"$python" benches/against_splink_table.py "$work" "$threads" "${sizes[@]}"
