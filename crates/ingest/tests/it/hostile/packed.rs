//! Compressed files.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::{damaged, hostile, lines, survive, truncated};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

#[test]
fn broken_and_growing_files_are_survived() {
    let rows = lines(200, |n| format!("{n};Name {n};01.02.1980\n"));
    let table = format!("No;Name;Born\n{rows}");
    let (gz, zst) = (gzip(table.as_bytes()), zstandard(table.as_bytes()));
    let bomb = gzip(&vec![b'x'; 100 * 1024 * 1024]);
    let mut corpus = vec![
        hostile("good.csv.gz", gz.clone()),
        hostile("good.csv.zst", zst.clone()),
        hostile("two-members.csv.gz", [gz.clone(), gzip(b"999;last;\n")].concat()),
        hostile("garbage-behind.csv.gz", [gz.clone(), b"garbage".to_vec()].concat()),
        hostile("garbage-behind.csv.zst", [zst.clone(), b"garbage".to_vec()].concat()),
        hostile("empty-inside.csv.gz", gzip(b"")),
        hostile("empty-inside.csv.zst", zstandard(b"")),
        hostile("twice.csv.gz", gzip(&gz)),
        hostile("magic-only.gz", b"\x1f\x8b".to_vec()),
        hostile("magic-only.zst", b"\x28\xb5\x2f\xfd".to_vec()),
        hostile("endless-skip.zst", b"\x50\x2a\x4d\x18\xff\xff\xff\xffx".to_vec()),
        hostile("window.zst", b"\x28\xb5\x2f\xfd\x00\xf8\x01\x00\x00".to_vec()),
        hostile("bomb.csv.gz", bomb.clone()),
        hostile("bomb-in-bomb.csv.gz", gzip(&bomb)),
        hostile("bomb.csv.zst", zstandard(&vec![b'x'; 100 * 1024 * 1024])),
        hostile("workbook-inside.gz", gzip(b"PK\x03\x04")),
        hostile("named-wrongly.csv", gz.clone()),
        hostile("not-packed.csv.gz", table.clone().into_bytes()),
    ];
    corpus.extend(truncated("gzip", "csv.gz", &gz, 20));
    corpus.extend(truncated("zstandard", "csv.zst", &zst, 20));
    corpus.extend(damaged("gzip", "csv.gz", &gz, 25));
    corpus.extend(damaged("zstandard", "csv.zst", &zst, 25));
    survive(corpus, 108);
}
