//! The unified dataset as DuckDB, Parquet, CSV and workbook, with a dictionary and a diagram that are
//! made from the schema. Columns that must not flow are in none of them.

mod diagram;
mod dictionary;
mod workbook;

use std::collections::BTreeMap;
use std::path::Path;

use sameboat_model::Progress;
use sameboat_store::manifest::checksum;
use sameboat_store::{RunFolder, Store, Table};

use crate::Request;
use crate::accounting::{Accounting, Outcome};
use crate::allowed::Allowed;
use crate::error::ExportError;
use crate::manifest::{Customers, FileEntry, Manifest, Reverse};

/// The DuckDB file's name.
const STORE: &str = "dataset.duckdb";
/// The workbook's name.
const WORKBOOK: &str = "dataset.xlsx";

/// One table of the dataset.
struct Exported {
    table: Table,
    rows: u64,
    /// Columns that stay in.
    left_out: usize,
}

/// Writes the dataset into `folder`. `run` is the run, whose store is open.
pub(crate) fn write(
    request: &Request<'_>,
    allowed: &Allowed,
    store: &Store,
    run: &RunFolder,
    folder: &Path,
    progress: &dyn Progress,
) -> Result<Manifest, ExportError> {
    let tables = exported(store, allowed)?;
    progress.begin("dataset", Some(tables.len() as u64 * 2));
    let dataset = copy(&tables, allowed, run, &folder.join(STORE))?;
    let only: Vec<Table> = tables.iter().map(|exported| exported.table.clone()).collect();
    dataset.export_tables_parquet(&only, &folder.join("tables"), |_| progress.advance(1))?;
    dataset.export_tables_csv(&only, &folder.join("csv"))?;
    let about = dictionary::About::read(request, store)?;
    dictionary::write(&about, &tables, folder)?;
    let cut = workbook::write(&about, &dataset, &tables, &folder.join(WORKBOOK), progress)?;
    dataset.close()?;

    let mut accounting = Accounting::begin(store, folder)?;
    accounting.customers(store, &BTreeMap::new())?;
    accounting.others(store, &["customer"], Outcome::Kept, "in the record table of its entity")?;
    let all = store.count("customer")?;
    let mut manifest = Manifest {
        reverse: Reverse {
            how: "Nothing is loaded anywhere: remove the folder.".into(),
            files: Vec::new(),
        },
        customers: Customers { all, written: all, ..Customers::default() },
        reconciliation: accounting.finish()?,
        files: entries(folder, &tables)?,
        ..Manifest::default()
    };
    if cut > 0 {
        manifest.cut.insert("cells of the workbook".into(), cut);
    }
    Ok(manifest)
}

/// The run's tables without the columns that must not flow.
fn exported(store: &Store, allowed: &Allowed) -> Result<Vec<Exported>, ExportError> {
    store
        .tables()?
        .into_iter()
        .map(|table| {
            let rows = store.count(table.name)?;
            let before = table.columns.len();
            let table = allowed.table(table);
            Ok(Exported { left_out: before - table.columns.len(), table, rows })
        })
        .collect()
}

/// A new DuckDB file with the tables, their comments and nothing else.
fn copy(
    tables: &[Exported],
    allowed: &Allowed,
    run: &RunFolder,
    to: &Path,
) -> Result<Store, ExportError> {
    let dataset = Store::open(to)?;
    let run = run.store_file()?;
    dataset.attach_read_only(run.path(), "run")?;
    for Exported { table, .. } in tables {
        dataset.create(table)?;
        let columns = allowed.select_list(table);
        let name = table.name;
        dataset.execute(&format!(
            "INSERT INTO \"{name}\" SELECT {columns} FROM run.main.\"{name}\" r ORDER BY ALL"
        ))?;
    }
    dataset.detach("run")?;
    Ok(dataset)
}

/// The files, each table's three forms together.
fn entries(folder: &Path, tables: &[Exported]) -> Result<Vec<FileEntry>, ExportError> {
    let mut entries = Vec::new();
    let whole = [
        (STORE, "all tables, their meanings as comments"),
        (WORKBOOK, "all tables and the dictionary"),
        (dictionary::MARKDOWN, "the dictionary, with the diagram in Mermaid"),
        (dictionary::PAGE, "the dictionary and the diagram as a page"),
        (diagram::FILE, "the diagram"),
    ];
    for (file, what) in whole {
        entries.push(entry(folder, file, what, &[], 0)?);
    }
    for Exported { table, rows, .. } in tables {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        for file in [format!("tables/{}.parquet", table.name), format!("csv/{}.csv", table.name)] {
            entries.push(entry(folder, &file, table.name, &columns, *rows)?);
        }
    }
    Ok(entries)
}

fn entry(
    folder: &Path,
    file: &str,
    object: &str,
    columns: &[&str],
    rows: u64,
) -> Result<FileEntry, ExportError> {
    let path = folder.join(file);
    let bytes = std::fs::metadata(&path).map_err(ExportError::file(&path))?.len();
    Ok(FileEntry {
        file: file.to_owned(),
        object: object.to_owned(),
        load: "read as it is".into(),
        key: None,
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        rows,
        bytes,
        blake3: checksum(&path)?,
    })
}
