//! The linked DuckDB library: prebuilt, so its version is only known when it is asked.

use duckdb::Connection;

use crate::error::StoreError;

/// The DuckDB version that this code, its SQL and its files are for.
pub const VERSION: &str = "v1.5.6";

/// Refuses a library of another version.
pub fn check() -> Result<(), StoreError> {
    let connection = Connection::open_in_memory().map_err(StoreError::sql("open"))?;
    let found = connection.version().map_err(StoreError::sql("version"))?;
    compare(&found)
}

fn compare(found: &str) -> Result<(), StoreError> {
    if found == VERSION {
        return Ok(());
    }
    Err(StoreError::WrongLibrary { found: found.to_owned(), wanted: VERSION })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linked_library_is_the_pinned_one() {
        check().unwrap();
    }

    #[test]
    fn another_version_is_refused_with_a_way_out() {
        let message = compare("v1.4.0").unwrap_err().to_string();
        assert!(message.contains("cargo xtask setup"), "{message}");
    }
}
