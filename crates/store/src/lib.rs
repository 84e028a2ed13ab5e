//! The one DuckDB file of a run. This is the only crate that knows DuckDB: others hand it tables
//! to make ([`schema`]), rows to write ([`Writer`]) and SQL to run ([`Store`]).
//!
//! * [`library`]: the linked DuckDB is the version that this code was written for.
//! * [`schema`]: every table of the unified dataset, with the meaning of each column.
//! * [`totals`]: control totals, which every stage writes and which must add up.
//! * [`run`]: the life of a run, from its own folder to being the published one.
//! * [`seal`]: runs encrypted at rest, and how they are opened.
//! * [`erase`]: a store without one person.
//! * [`flow`]: how far regulated values of a run may go.
//! * [`export`]: the tables as Parquet and CSV; [`parquet`]: Parquet files of others.

mod columns;
pub mod erase;
pub mod error;
pub mod export;
pub mod flow;
pub mod library;
pub mod manifest;
pub mod parquet;
pub mod reader;
pub mod run;
pub mod schema;
pub mod seal;
mod store;
pub mod totals;
mod writer;

pub use columns::{Columns, RowBatch};
pub use duckdb::types::ValueRef;
pub use duckdb::{Row, ToSql, params};
pub use error::StoreError;
pub use schema::{Column, ColumnType, Table};
pub use seal::{Key, RunFolder};
pub use store::{SqlResult, Store};
pub use writer::{ApartWriter, Writer};
