#!/usr/bin/env bash
# Times how fast exports are read, against readers that know no mapping, on two threads each:
# DuckDB's read_csv into a table for a CSV, calamine's cells for a workbook.
#
#   benches/against_bare_readers.sh                # a CSV of 1 GB, a workbook of a million rows
#   benches/against_bare_readers.sh 200 100000     # megabytes of the CSV, rows of the workbook
#
# The CSV is the contacts that `sameboat synth` makes, repeated with new keys until it is large
# enough. `BENCH_DATA=folder` keeps the data for the next time, `ROUNDS=1` is the quickest.
set -euo pipefail
cd "$(dirname "$0")/.."
megabytes=${1:-1000}
rows=${2:-1000000}
rounds=${ROUNDS:-3}
data=${BENCH_DATA:-$(mktemp -d)}
[ -n "${BENCH_DATA:-}" ] || trap 'rm -rf "$data"' EXIT

cargo xtask setup >&2
cargo build --release --package sameboat >&2
cargo build --release --package sameboat-ingest --examples >&2
target=$(cargo metadata --format-version 1 --no-deps | python3 -c 'import json,sys; print(json.load(sys.stdin)["target_directory"])')
export LD_LIBRARY_PATH="${DUCKDB_LIB_DIR:-$PWD/.deps/libduckdb}:${LD_LIBRARY_PATH:-}"

engagement="$data/engagement"
[ -d "$engagement" ] || "$target/release/sameboat" synth "$engagement" --customers 100000 --quiet
contacts="$engagement/data/product/contacts.csv"
mapping="$engagement/mappings/product_contacts.toml"

large="$data/contacts.$megabytes.csv"
if [ ! -f "$large" ]; then
  size=$(stat -c %s "$contacts")
  times=$((megabytes * 1000000 / size + 1))
  head -1 "$contacts" > "$large"
  for round in $(seq "$times"); do
    tail -n +2 "$contacts" | sed "s/^/$round-/" >> "$large"
  done
fi
book="$data/contacts.$rows.xlsx"
[ -f "$book" ] || "$target/release/examples/csv_to_workbook" "$large" "$book" "$rows"

for file in "$large" "$book"; do
  echo "$(basename "$file"), $(($(stat -c %s "$file") / 1000000)) MB"
  "$target/release/examples/against_bare_readers" "$file" "$mapping" "$rounds"
done
