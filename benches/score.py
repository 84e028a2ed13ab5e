#!/usr/bin/env python3
"""Pairwise precision, recall and F1 of clusters against the truth, the same for every tool.

    score.py CLUSTERS TRUTH.csv

CLUSTERS is a CSV or Parquet file with the columns source, record_key and cluster_id or customer_id;
TRUTH has source, record_key and person_id. Every pair of records of one person counts, also within
a file, and so does every pair that only the closure of a cluster makes. A record that the clusters
do not mention is alone.
"""

import json
import sys

import duckdb


def score(clusters, truth):
    con = duckdb.connect(config={"threads": 2})
    reader = "read_parquet" if clusters.endswith(".parquet") else "read_csv"
    options = "" if reader == "read_parquet" else ", all_varchar = true"
    con.execute(f"create view found as from {reader}('{clusters}'{options})")
    columns = con.sql("from found").columns
    label = next(name for name in ("cluster_id", "customer_id") if name in columns)
    con.execute(f"""
create table judged as
with truth as (
    select *, row_number() over () as place from read_csv('{truth}', all_varchar = true))
select person_id, coalesce(found.{label}::varchar, 'alone ' || place) as cluster
from truth left join found using (source, record_key)""")
    pairs = "select coalesce(sum(n * (n - 1) / 2), 0)::bigint from " \
            "(select count(*) as n from judged group by {})"
    found, true, right = (con.sql(pairs.format(by)).fetchall()[0][0]
                          for by in ("cluster", "person_id", "cluster, person_id"))
    precision, recall = right / max(found, 1), right / max(true, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * right / max(found + true, 1),
            "found": found, "true": true, "right": right}


if __name__ == "__main__":
    print(json.dumps(score(*sys.argv[1:3])))
