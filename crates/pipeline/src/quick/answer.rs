//! The answer of a bare linkage: which record became which customer, and the pairs.

use std::io::Write;
use std::path::Path;

use rayon::prelude::*;
use sameboat_link::{Linkage, Records};
use sameboat_store::export::neutralise;
use sameboat_unify::ids::{CustomerId, fresh_ids};

use super::sheets::Sheet;
use crate::error::PipelineError;
use crate::link_stage::decision_name;
use crate::truth::ResultRecord;

/// Rows that one task writes.
const TASK: usize = 1 << 14;

/// The customers that records became.
pub(super) struct Customers {
    /// Per record the number of its customer.
    of_record: Vec<u32>,
    ids: Vec<CustomerId>,
    /// Customers found in more than one file.
    pub(super) shared: u64,
}

impl Customers {
    /// Names each cluster by the alphabetically first of its records.
    pub(super) fn new(records: &Records, linkage: &Linkage) -> Self {
        let name =
            |record: u32| (records.source(record).name.as_str(), records.keys.get(record as usize));
        // A cluster is named by its lowest record, so that comes before the others.
        let mut number_of = vec![u32::MAX; records.len()];
        let mut first: Vec<u32> = Vec::new();
        let mut shared: Vec<bool> = Vec::new();
        let mut of_record = Vec::with_capacity(records.len());
        for (record, &cluster) in linkage.cluster_of.iter().enumerate() {
            let record = record as u32;
            if number_of[cluster as usize] == u32::MAX {
                number_of[cluster as usize] = first.len() as u32;
                first.push(record);
                shared.push(false);
            }
            let number = number_of[cluster as usize] as usize;
            of_record.push(number as u32);
            let known = first[number];
            shared[number] |=
                records.source_of[known as usize] != records.source_of[record as usize];
            if known != record && name(record) < name(known) {
                first[number] = record;
            }
        }
        let ids = fresh_ids(first.len(), |customer| {
            let (source, key) = name(first[customer]);
            format!("{source}\u{1f}{key}")
        });
        let shared = shared.into_iter().filter(|shared| *shared).count() as u64;
        Self { of_record, ids, shared }
    }

    /// Number of customers.
    pub(super) fn len(&self) -> u64 {
        self.ids.len() as u64
    }

    fn id(&self, record: usize) -> &str {
        self.ids[self.of_record[record] as usize].as_str()
    }

    /// The records as a truth is asked about them.
    pub(super) fn results(&self, records: &Records) -> Vec<ResultRecord> {
        let result = |record: usize| {
            let source = &records.source(record as u32).name;
            ResultRecord {
                line: source.clone(),
                source: source.clone(),
                key: records.keys[record].to_owned(),
                customer: self.id(record).to_owned(),
            }
        };
        (0..records.len()).map(result).collect()
    }
}

/// Writes `crosswalk.csv`.
pub(super) fn write_crosswalk(
    out: &Path,
    sheets: &[Sheet],
    records: &Records,
    customers: &Customers,
) -> Result<(), PipelineError> {
    let rows: Vec<(u32, &str)> = sheets
        .iter()
        .flat_map(|sheet| sheet.rows.iter().enumerate().map(|(at, row)| (*row, sheet.part(at))))
        .collect();
    let header = ["line", "source", "record_key", "customer_id", "row_number", "sheet"];
    write(&out.join("crosswalk.csv"), &header, records.len(), |record, writer| {
        let source = neutralise(&records.source(record as u32).name);
        writer.write_record([
            source.as_ref(),
            source.as_ref(),
            neutralise(&records.keys[record]).as_ref(),
            customers.id(record),
            &rows[record].0.to_string(),
            neutralise(rows[record].1).as_ref(),
        ])
    })
}

/// Writes `pairs.csv`.
pub(super) fn write_pairs(
    out: &Path,
    records: &Records,
    linkage: &Linkage,
) -> Result<(), PipelineError> {
    let header = [
        "left_key",
        "right_key",
        "match_weight",
        "probability",
        "decision",
        "left_source",
        "right_source",
    ];
    write(&out.join("pairs.csv"), &header, linkage.pairs.len(), |at, writer| {
        let pair = &linkage.pairs[at];
        writer.write_record([
            neutralise(&records.keys[pair.left as usize]).as_ref(),
            neutralise(&records.keys[pair.right as usize]).as_ref(),
            &fixed(pair.match_weight, 4),
            &fixed(pair.probability, 6),
            decision_name(pair.decision),
            neutralise(&records.source(pair.left).name).as_ref(),
            neutralise(&records.source(pair.right).name).as_ref(),
        ])
    })
}

/// A number with so many decimals. Written from an integer: formatting floats exactly takes longer
/// than all else in a row.
fn fixed(number: f64, decimals: u32) -> String {
    let scale = 10_i64.pow(decimals);
    let scaled = (number * scale as f64).round() as i64;
    let sign = if scaled < 0 { "-" } else { "" };
    let (whole, part) = (scaled.abs() / scale, scaled.abs() % scale);
    format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
}

/// Writes a CSV file, many rows at a time in parallel, under a temporary name first.
fn write(
    path: &Path,
    header: &[&str],
    rows: usize,
    row: impl Fn(usize, &mut csv::Writer<Vec<u8>>) -> csv::Result<()> + Sync,
) -> Result<(), PipelineError> {
    let failed = |error: std::io::Error| PipelineError::file(path, error.to_string());
    let temporary = path.with_extension("tmp");
    let mut file = std::fs::File::create(&temporary).map_err(failed)?;
    let text = |range: std::ops::Range<usize>| -> csv::Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for at in range {
            row(at, &mut writer)?;
        }
        writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
    };
    let mut top = csv::Writer::from_writer(Vec::new());
    top.write_record(header).map_err(PipelineError::csv(path))?;
    let top = top.into_inner().map_err(|error| failed(error.into_error()))?;
    file.write_all(&top).map_err(failed)?;
    let tasks: Vec<usize> = (0..rows).step_by(TASK).collect();
    // A few at a time: what is made waits in memory for what comes before it.
    for some in tasks.chunks(4 * rayon::current_num_threads()) {
        let texts: Vec<csv::Result<Vec<u8>>> =
            some.par_iter().map(|&from| text(from..(from + TASK).min(rows))).collect();
        for text in texts {
            file.write_all(&text.map_err(PipelineError::csv(path))?).map_err(failed)?;
        }
    }
    file.flush().and_then(|()| std::fs::rename(&temporary, path)).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_decimals_asked_for() {
        for (number, written) in
            [(12.345_67, "12.3457"), (-0.000_04, "0.0000"), (-3.5, "-3.5000"), (0.0, "0.0000")]
        {
            assert_eq!(fixed(number, 4), written);
        }
        assert_eq!(fixed(0.999_999_9, 6), "1.000000");
    }
}
