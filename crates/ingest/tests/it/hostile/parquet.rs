//! Parquet, which DuckDB reads.

use sameboat_store::Store;

use super::{damaged, hostile, survive, truncated};

#[test]
fn broken_parquet_is_survived() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("good.parquet");
    let sql = format!(
        "COPY (SELECT range AS \"No\", 'Name ' || range AS \"Name\", DATE '1980-01-01' AS \"Born\", \
         [range] AS \"City\" FROM range(500)) TO '{}'",
        path.display()
    );
    Store::in_memory().unwrap().execute(&sql).unwrap();
    let good = std::fs::read(path).unwrap();
    let mut corpus = vec![
        hostile("good.parquet", good.clone()),
        hostile("good-named-wrongly.csv", good.clone()),
        hostile("magic-only.parquet", "PAR1"),
        hostile("magic-twice.parquet", "PAR1PAR1"),
        hostile("length.parquet", b"PAR1\xff\xff\xff\x7fPAR1".to_vec()),
        hostile("encrypted.parquet", "PARE and more PARE"),
    ];
    corpus.extend(truncated("rows", "parquet", &good, 15));
    corpus.extend(damaged("rows", "parquet", &good, 20));
    survive(corpus, 41);
}
