//! What every subject needs: the store, the two lines, stand-ins for absent tables, and helpers
//! that write in a fixed order.

use sameboat_model::{Entity, PlanSettings, Settings, Value};
use sameboat_store::schema::{procedures, record_table, unify};
use sameboat_store::{Store, StoreError, Table};

use crate::metric::MetricSpec;

/// One assessment at work.
pub(crate) struct Context<'a> {
    pub(crate) store: &'a Store,
    pub(crate) settings: &'a Settings,
    stand_ins: Vec<&'static str>,
}

/// Functions that the SQL of all subjects uses.
///
/// `exact` makes sums independent of their order; beyond 10^24 it gives NULL, and no contact centre
/// is that large. `named` makes absent and blank texts one thing.
const MACROS: &str = "
    CREATE OR REPLACE TEMP MACRO exact(x) AS TRY_CAST(x AS DECIMAL(28, 4));
    CREATE OR REPLACE TEMP MACRO total(x) AS coalesce(sum(exact(x)), 0)::DOUBLE;
    CREATE OR REPLACE TEMP MACRO mean(x) AS sum(exact(x))::DOUBLE / nullif(count(exact(x)), 0);
    CREATE OR REPLACE TEMP MACRO share(part, whole) AS part::DOUBLE / nullif(whole, 0)::DOUBLE;
    CREATE OR REPLACE TEMP MACRO named(x) AS coalesce(trim(x), '');";

/// Every table that the assessment reads.
fn inputs() -> Vec<Table> {
    let mut tables: Vec<Table> = Entity::ALL.map(record_table).to_vec();
    tables.extend(unify::tables());
    tables.extend_from_slice(procedures::TABLES);
    tables
}

impl<'a> Context<'a> {
    pub(crate) fn new(settings: &'a Settings, store: &'a Store) -> Result<Self, StoreError> {
        store.execute(MACROS)?;
        for (name, line) in [("left_line", 0), ("right_line", 1)] {
            let line = settings.lines[line].name.replace('\'', "''");
            store.execute(&format!("CREATE OR REPLACE TEMP MACRO {name}() AS '{line}'"))?;
        }
        store.execute(
            "CREATE OR REPLACE TEMP MACRO other_line(x) AS \
             CASE x WHEN left_line() THEN right_line() ELSE left_line() END;
             CREATE OR REPLACE TEMP VIEW side AS \
             SELECT left_line() AS line, 1 AS place UNION ALL SELECT right_line(), 2",
        )?;
        let present = store.table_names()?;
        let mut stand_ins = Vec::new();
        for table in inputs().iter().filter(|table| !present.iter().any(|p| p == table.name)) {
            store.execute(&stand_in(table))?;
            stand_ins.push(table.name);
        }
        Ok(Self { store, settings, stand_ins })
    }

    /// Takes the stand-ins away, so that nobody later mistakes them for tables of the run.
    pub(crate) fn close(self) -> Result<(), StoreError> {
        for name in &self.stand_ins {
            self.store.execute(&format!("DROP TABLE temp.\"{name}\""))?;
        }
        Ok(())
    }

    pub(crate) fn plan(&self) -> &PlanSettings {
        &self.settings.plan
    }

    /// The names of both lines, first and second.
    pub(crate) fn lines(&self) -> [&str; 2] {
        [&self.settings.lines[0].name, &self.settings.lines[1].name]
    }

    /// Fills a table from a query that says its own order.
    pub(crate) fn fill(&self, table: &Table, sql: &str) -> Result<(), StoreError> {
        self.store.execute(&format!("INSERT INTO \"{}\" {sql}", table.name))
    }

    /// Fills a table with rows made here.
    pub(crate) fn write(&self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StoreError> {
        let mut writer = self.store.writer(table)?;
        for row in rows {
            writer.append(row)?;
        }
        writer.finish()
    }

    /// Adds one figure to `metric`. The query gives line, segment and value; rows without a value
    /// are left out, because an unknown figure is not a zero.
    pub(crate) fn measure(
        &self,
        spec: &MetricSpec,
        origin: &str,
        sql: &str,
    ) -> Result<(), StoreError> {
        let unit = spec.unit.replace("money", &self.settings.engagement.currency);
        let (name, unit) = (spec.name, unit.replace('\'', "''"));
        self.store.execute(&format!(
            "INSERT INTO metric
             SELECT '{name}', line, segment, round(value::DOUBLE, 4), '{unit}', '{origin}'
             FROM ({sql}) AS figure(line, segment, value)
             WHERE value IS NOT NULL AND isfinite(value::DOUBLE)
             ORDER BY line = 'both', line, segment"
        ))
    }
}

fn stand_in(table: &Table) -> String {
    let columns: Vec<String> =
        table.columns.iter().map(|c| format!("\"{}\" {}", c.name, c.kind.sql())).collect();
    format!("CREATE OR REPLACE TEMP TABLE \"{}\" ({})", table.name, columns.join(", "))
}

/// A decimal rounded so that rows made in Rust and in SQL look alike.
pub(crate) fn rounded(value: f64) -> Value {
    Value::Decimal((value * 10_000.0).round() / 10_000.0)
}

/// A number that may be missing.
pub(crate) fn decimal(value: Option<f64>) -> Value {
    value.map_or(Value::Null, rounded)
}
