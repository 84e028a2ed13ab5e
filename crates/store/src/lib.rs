//! The one DuckDB file of a run: schema, run lifecycle, publishing, dataset exports
