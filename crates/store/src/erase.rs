//! A store without one person. DuckDB leaves what was deleted in free blocks of its file, so rows
//! are not deleted: those that stay are copied into a new file, which has never held the others.
//!
//! What is the person's follows from [`crate::schema::person`].

mod extras;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::StoreError;
use crate::schema::all;
use crate::schema::person::{CELLS, Fate, Names, Says, TOPICS, Trace, traces};
use crate::seal::StoreFile;
use crate::store::Store;

/// Who is to be forgotten, the same for all runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// The customer records, by source and key.
    pub records: BTreeSet<(String, String)>,
    /// Every customer id that they have had.
    pub customers: BTreeSet<String>,
    /// Rows of sources as they are now, by source and BLAKE3 checksum of the file, sheet and number.
    pub rows: BTreeSet<SourceRow>,
}

/// A row of a file, as long as the file does not change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceRow {
    /// The source.
    pub source: String,
    /// BLAKE3 checksum of the file.
    pub blake3: String,
    /// Sheet of the workbook, if it is one.
    pub sheet: Option<String>,
    /// 1-based row.
    pub row: u64,
}

/// A cell, or a row as a whole, as `quarantine` and `value_issue` show it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShownCell {
    /// The source.
    pub source: String,
    /// Sheet of the workbook; empty if it is none.
    pub sheet: String,
    /// 1-based row.
    pub row: u64,
    /// The columns; empty if it is the row as a whole.
    pub column: String,
    /// What it says.
    pub value: String,
}

/// What a store holds of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    /// Cells in other people's rows.
    pub cells: u64,
    /// Line and key under which other records name the person.
    pub keys: BTreeSet<(String, String)>,
    /// Line and key of agreements.
    pub agreements: BTreeSet<(String, String)>,
    /// Source and text of rows that were refused as a whole, and say an address, a number or a key of
    /// the person's. Of a single cell's text nothing follows: other people's cells say the same.
    pub refused: BTreeSet<(String, String)>,
    /// Cells and rows of the person's that were refused or set aside, as people mend them.
    pub shown: BTreeSet<ShownCell>,
    /// Rows of contacts and agreements of nobody of which cells are cleared, as they say an address, a number or a
    /// key of the person's: no key tells a later run that they do. With the file, from the engagement's folder.
    pub mentions: BTreeSet<(String, SourceRow)>,
    /// Rows that name a key that other customers of the line have too: whose they are cannot be
    /// known, and they stay.
    pub ambiguous: u64,
}

impl Held {
    /// Whether nothing of the person was found.
    pub fn is_empty(&self) -> bool {
        self.cells == 0 && self.rows.values().all(|rows| *rows == 0)
    }
}

/// What became of a store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// What was taken out.
    pub held: Held,
    /// Tables that this version does not know, and which were therefore not copied.
    pub left_out: Vec<String>,
}

/// A customer of a run with all its records.
pub type Cluster = (String, BTreeSet<(String, String)>);

impl Store {
    /// The customers that these records, or this id, are part of.
    pub fn clusters_of(
        &self,
        records: &BTreeSet<(String, String)>,
        id: Option<&str>,
    ) -> Result<Vec<Cluster>, StoreError> {
        if !self.has_table("crosswalk")? {
            return Ok(vec![]);
        }
        let mut ids: BTreeSet<String> = BTreeSet::new();
        let read = |row: &duckdb::Row<'_>| row.get::<_, String>(0);
        for (source, key) in records {
            let sql = "SELECT customer_id FROM crosswalk WHERE source = ? AND record_key = ?";
            ids.extend(self.query(sql, [source, key], read)?);
        }
        if let Some(id) = id {
            let sql = "SELECT DISTINCT customer_id FROM crosswalk WHERE customer_id = ?";
            ids.extend(self.query(sql, [id], read)?);
        }
        let mut clusters = Vec::new();
        for id in ids {
            let sql = "SELECT source, record_key FROM crosswalk WHERE customer_id = ?";
            let members = self.query(sql, [&id], |row| Ok((row.get(0)?, row.get(1)?)))?;
            clusters.push((id, members.into_iter().collect()));
        }
        Ok(clusters)
    }

    /// Whether the store has the customer record.
    pub fn has_customer_record(&self, source: &str, key: &str) -> Result<bool, StoreError> {
        let sql = "SELECT count(*) > 0 FROM customer_record WHERE source = ? AND record_key = ?";
        Ok(self.has_table("customer_record")?
            && self.query_one(sql, [source, key], |r| r.get(0))?)
    }
}

/// What a store holds of a person.
pub fn held(file: &StoreFile, person: &Person) -> Result<Held, StoreError> {
    let store = Store::in_memory()?;
    if file.is_decrypted() {
        store.never_swap()?;
    }
    let view = View::new(store, file.path(), person)?;
    let mut held = view.held()?;
    for table in view.known_tables() {
        view.count(&table, &mut held)?;
    }
    Ok(held)
}

/// Writes the store at `path` to `new` without the person. Other tables than those that this version
/// knows are left out, as nobody can say what is in them.
pub fn erase(path: &Path, new: &Path, person: &Person) -> Result<Erased, StoreError> {
    let view = View::new(Store::open(new)?, path, person)?;
    let mut held = view.held()?;
    let lonely = view.lonely_topics()?;
    let tables = view.known_tables();
    for table in &tables {
        view.count(table, &mut held)?;
        view.copy(table, &lonely)?;
    }
    view.correct_totals()?;
    let left_out =
        view.columns.keys().filter(|name| !tables.contains(name)).cloned().collect::<Vec<_>>();
    view.store.execute("DETACH old")?;
    view.store.close()?;
    Ok(Erased { held, left_out })
}

/// A store as it was, attached as `old`, with the person in temporary tables.
struct View {
    store: Store,
    /// The columns of each table that there is, with their types.
    columns: BTreeMap<String, Vec<(String, String)>>,
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Temporary tables of what is the person's, from `forgotten_record`. The order counts.
const DERIVED: &[(&[&str], &str)] = &[
    (
        &["crosswalk"],
        "INSERT INTO forgotten_customer
         SELECT c.customer_id FROM old.crosswalk c LEFT JOIN forgotten_record f USING (source, record_key)
         GROUP BY c.customer_id HAVING bool_and(f.source IS NOT NULL);
         INSERT INTO mixed_customer
         SELECT c.customer_id FROM old.crosswalk c LEFT JOIN forgotten_record f USING (source, record_key)
         GROUP BY c.customer_id
         HAVING bool_or(f.source IS NOT NULL) AND NOT bool_and(f.source IS NOT NULL)",
    ),
    (
        &["customer_record"],
        "INSERT INTO named_key
         SELECT r.line, r.record_key FROM old.customer_record r
         JOIN forgotten_record f USING (source, record_key)
         UNION
         SELECT line, k FROM (
             SELECT r.line, trim(unnest(string_split(r.merged_from, ';'))) AS k
             FROM old.customer_record r JOIN forgotten_record f USING (source, record_key)
         ) WHERE k <> '';
         INSERT INTO forgotten_key
         SELECT n.line, n.record_key FROM named_key n WHERE NOT EXISTS (
             SELECT 1 FROM old.customer_record r ANTI JOIN forgotten_record f USING (source, record_key)
             WHERE r.line = n.line AND r.record_key = n.record_key
         );
         INSERT INTO forgotten_text
         SELECT DISTINCT lower(trim(text)), NULL FROM (
             SELECT unnest([email, phone, mobile, identity_number]) AS text
             FROM old.customer_record JOIN forgotten_record USING (source, record_key)
         ) WHERE length(trim(text)) >= 6;
         INSERT INTO forgotten_name
         SELECT DISTINCT lower(trim(given_name)), lower(trim(surname)), NULL, NULL
         FROM old.customer_record JOIN forgotten_record USING (source, record_key)
         WHERE length(trim(given_name)) > 1 AND length(trim(surname)) > 1;
         INSERT INTO forgotten_organisation
         SELECT lower(trim(organisation))
         FROM old.customer_record JOIN forgotten_record USING (source, record_key)
         WHERE kind = 'organisation' AND length(trim(organisation)) >= 6
         EXCEPT
         SELECT lower(trim(organisation))
         FROM old.customer_record ANTI JOIN forgotten_record USING (source, record_key)
         WHERE organisation IS NOT NULL",
    ),
    (
        &["agreement_record"],
        "INSERT INTO forgotten_agreement
         SELECT a.source, a.record_key, a.line FROM old.agreement_record a
         JOIN forgotten_key k ON k.line = a.line AND k.record_key = a.customer_key;
         INSERT INTO forgotten_agreement_key
         SELECT DISTINCT f.line, f.record_key FROM forgotten_agreement f WHERE NOT EXISTS (
             SELECT 1 FROM old.agreement_record a ANTI JOIN forgotten_agreement g USING (source, record_key)
             WHERE a.line = f.line AND a.record_key = f.record_key
         )",
    ),
    (
        &["contact_record"],
        "INSERT INTO forgotten_contact
         SELECT c.source, c.record_key FROM old.contact_record c
         JOIN forgotten_key k ON k.line = c.line AND k.record_key = c.customer_key
         UNION
         SELECT c.source, c.record_key FROM old.contact_record c
         JOIN forgotten_agreement_key a ON a.line = c.line AND a.record_key = c.agreement_key
         WHERE c.customer_key IS NULL",
    ),
];

/// Places of records that go; records of parties have no key that another table could name.
const PLACES: &[(&str, &str)] = &[
    ("customer_record", "JOIN forgotten_record f USING (source, record_key)"),
    ("contact_record", "JOIN forgotten_contact f USING (source, record_key)"),
    ("agreement_record", "JOIN forgotten_agreement f USING (source, record_key)"),
    (
        "agreement_party_record",
        "JOIN forgotten_key f ON f.line = r.line AND f.record_key = r.customer_key",
    ),
    (
        "agreement_party_record",
        "JOIN forgotten_agreement_key f ON f.line = r.line AND f.record_key = r.agreement_key",
    ),
];

/// A row `r` of cells stood where the person stands.
const AT_PLACE: &str = "EXISTS (SELECT 1 FROM forgotten_place f WHERE f.source = r.source
    AND f.row_number = r.row_number AND f.sheet IS NOT DISTINCT FROM r.sheet)";

/// It says an address or a number of theirs.
const SAYS_TEXT: &str = "EXISTS (SELECT 1 FROM forgotten_text f
    WHERE contains(lower(r.value), f.text) AND regexp_matches(lower(r.value), f.pattern))";

/// It says their whole name, or is the name of the organisation that they are.
const SAYS_NAME: &str = "EXISTS (SELECT 1 FROM forgotten_name f
    WHERE contains(lower(r.value), f.surname) AND contains(lower(r.value), f.given_name)
    AND regexp_matches(lower(r.value), f.surname_pattern)
    AND regexp_matches(lower(r.value), f.given_pattern))
    OR EXISTS (SELECT 1 FROM forgotten_organisation f
    WHERE lower(trim(r.value)) = f.organisation)";

/// The pattern of a text that stands by itself, in SQL: no letter, figure or hyphen goes on from it,
/// and of an address also nothing that addresses are made of.
fn whole(text: &str) -> String {
    format!(
        r"CASE WHEN contains({text}, '@')
          THEN '(^|[^\p{{L}}\p{{N}}._%+-])' || regexp_escape({text})
               || '($|[^\p{{L}}\p{{N}}.-]|[.-]($|[^\p{{L}}\p{{N}}]))'
          ELSE '(^|[^\p{{L}}\p{{N}}-])' || regexp_escape({text}) || '($|[^\p{{L}}\p{{N}}-])' END"
    )
}

impl View {
    fn new(store: Store, path: &Path, person: &Person) -> Result<Self, StoreError> {
        store.attach_read_only(path, "old")?;
        let mut columns: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let found: Vec<(String, String, String)> = store.query(
            "SELECT c.table_name, c.column_name, c.data_type FROM duckdb_columns() c
             JOIN duckdb_tables() t USING (database_name, schema_name, table_name)
             WHERE database_name = 'old' AND schema_name = 'main' AND NOT t.internal
             ORDER BY c.table_name, c.column_index",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        for (table, column, kind) in found {
            columns.entry(table).or_default().push((column, kind));
        }
        let view = Self { store, columns };
        view.name(person)?;
        Ok(view)
    }

    /// Fills the temporary tables.
    fn name(&self, person: &Person) -> Result<(), StoreError> {
        self.store.execute(
            "CREATE TEMP TABLE forgotten_record (source VARCHAR, record_key VARCHAR);
             CREATE TEMP TABLE forgotten_customer (customer_id VARCHAR);
             CREATE TEMP TABLE former_customer (customer_id VARCHAR);
             CREATE TEMP TABLE mixed_customer (customer_id VARCHAR);
             CREATE TEMP TABLE named_key (line VARCHAR, record_key VARCHAR);
             CREATE TEMP TABLE forgotten_key (line VARCHAR, record_key VARCHAR);
             CREATE TEMP TABLE forgotten_agreement (source VARCHAR, record_key VARCHAR, line VARCHAR);
             CREATE TEMP TABLE forgotten_agreement_key (line VARCHAR, record_key VARCHAR);
             CREATE TEMP TABLE forgotten_contact (source VARCHAR, record_key VARCHAR);
             CREATE TEMP TABLE forgotten_place (source VARCHAR, sheet VARCHAR, row_number BIGINT);
             CREATE TEMP TABLE forgotten_text (text VARCHAR, pattern VARCHAR);
             CREATE TEMP TABLE forgotten_name (
                 given_name VARCHAR, surname VARCHAR, given_pattern VARCHAR, surname_pattern VARCHAR);
             CREATE TEMP TABLE forgotten_organisation (organisation VARCHAR)",
        )?;
        for (source, key) in &person.records {
            self.store.execute_with("INSERT INTO forgotten_record VALUES (?, ?)", [source, key])?;
        }
        for id in &person.customers {
            self.store.execute_with("INSERT INTO former_customer VALUES (?)", [id])?;
        }
        for (tables, sql) in DERIVED {
            if self.has(tables) {
                self.store.execute(sql)?;
            }
        }
        self.store.execute(&format!(
            "UPDATE forgotten_text SET pattern = {};
             UPDATE forgotten_name SET given_pattern = {}, surname_pattern = {}",
            whole("text"),
            whole("given_name"),
            whole("surname")
        ))?;
        self.clear_extras()?;
        for (table, join) in PLACES.iter().filter(|(table, _)| self.has(&[table])) {
            self.store.execute(&format!(
                "INSERT INTO forgotten_place
                 SELECT r.source, r.sheet, r.row_number FROM old.{table} r {join}"
            ))?;
        }
        for row in person.rows.iter().filter(|_| self.has(&["source_file"])) {
            self.store.execute_with(
                "INSERT INTO forgotten_place
                 SELECT source, ?, ? FROM old.source_file WHERE source = ? AND blake3 = ?",
                duckdb::params![row.sheet, row.row as i64, row.source, row.blake3],
            )?;
        }
        Ok(())
    }

    fn has(&self, tables: &[&str]) -> bool {
        tables.iter().all(|table| self.columns.contains_key(*table))
    }

    fn known_tables(&self) -> Vec<String> {
        let known = all();
        let names = known.iter().map(|table| table.name.to_owned());
        names.filter(|name| self.has(&[name])).collect()
    }

    /// Keys, agreements and refused rows.
    fn held(&self) -> Result<Held, StoreError> {
        let pairs = |sql: &str| -> Result<BTreeSet<(String, String)>, StoreError> {
            let found = self.store.query(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(found.into_iter().collect())
        };
        let mut held = Held {
            keys: pairs("SELECT line, record_key FROM forgotten_key")?,
            agreements: pairs("SELECT line, record_key FROM forgotten_agreement_key")?,
            ..Held::default()
        };
        if self.has(&["quarantine"]) {
            // Where it stood says nothing here: a line of a file may hold several rows.
            held.refused = pairs(&format!(
                "SELECT source, value FROM old.quarantine r
                 WHERE column_name IS NULL AND regexp_matches(value, '[\\p{{L}}\\p{{N}}]')
                 AND ({SAYS_TEXT} OR {})",
                self.says_key(5)
            ))?;
        }
        held.mentions = self.mentions()?;
        for table in CELLS.iter().filter(|table| self.has(&[table])) {
            held.shown.extend(self.shown(table)?);
        }
        for table in ["contact_record", "agreement_record"].iter().filter(|t| self.has(&[t])) {
            held.ambiguous += self.number(&format!(
                "SELECT count(*) FROM old.{table} r
                 JOIN (SELECT * FROM named_key EXCEPT SELECT * FROM forgotten_key) n
                   ON n.line = r.line AND n.record_key = r.customer_key"
            ))?;
        }
        Ok(held)
    }

    fn shown(&self, table: &str) -> Result<Vec<ShownCell>, StoreError> {
        let of_person = self.surely_of_cells();
        let sql = format!(
            "SELECT source, coalesce(sheet, ''), row_number, coalesce(column_name, ''),
                 coalesce(value, '')
             FROM old.{table} r WHERE row_number IS NOT NULL AND ({of_person})"
        );
        self.store.query(&sql, [], |row| {
            Ok(ShownCell {
                source: row.get(0)?,
                sheet: row.get(1)?,
                row: row.get(2)?,
                column: row.get(3)?,
                value: row.get::<_, String>(4)?.trim().to_owned(),
            })
        })
    }

    fn number(&self, sql: &str) -> Result<u64, StoreError> {
        self.store.query_one(sql, [], |row| row.get(0))
    }

    /// Adds what one table holds.
    fn count(&self, table: &str, held: &mut Held) -> Result<(), StoreError> {
        let removed = self.removed(table);
        let rows =
            self.number(&format!("SELECT count(*) FROM old.\"{table}\" r WHERE {removed}"))?;
        if rows > 0 {
            held.rows.insert(table.to_owned(), rows);
        }
        for trace in self.traces(table, Fate::Cleared) {
            let named = self.named(&trace);
            held.cells += self.number(&format!(
                "SELECT count(*) FROM old.\"{table}\" r WHERE ({named}) AND NOT ({removed})"
            ))?;
        }
        held.cells += self.count_extras(table)?;
        if table == "customer" && self.has(&["provenance"]) {
            held.cells += self.number(
                "SELECT count(*) FROM old.provenance JOIN forgotten_record USING (source, record_key)
                 JOIN mixed_customer USING (customer_id)",
            )?;
        }
        Ok(())
    }

    /// The traces of a table whose columns are there.
    fn traces(&self, table: &str, fate: Fate) -> Vec<Trace> {
        let there = self.columns.get(table);
        let has =
            |name: &&str| there.is_some_and(|all| all.iter().any(|(column, _)| column == name));
        traces()
            .into_iter()
            .filter(|one| one.table == table && one.fate == fate && one.columns.iter().all(has))
            .collect()
    }

    /// Whether a row `r` of the table goes, in SQL; never null.
    fn removed(&self, table: &str) -> String {
        if CELLS.contains(&table) {
            return self.of_cells();
        }
        let conditions: Vec<String> =
            self.traces(table, Fate::Removed).iter().map(|one| self.named(one)).collect();
        if conditions.is_empty() { "false".into() } else { conditions.join(" OR ") }
    }

    /// Whether a row `r` names the person by these columns, in SQL.
    #[expect(clippy::unused_self, reason = "reads better beside its siblings")]
    fn named(&self, trace: &Trace) -> String {
        let (table, matched): (&str, &[&str]) = match trace.names {
            Names::Record | Names::Records => ("forgotten_record", &["source", "record_key"]),
            Names::Key => ("forgotten_key", &["line", "record_key"]),
            Names::Customer => ("forgotten_customer", &["customer_id"]),
            Names::FormerCustomer => ("former_customer", &["customer_id"]),
            Names::Contact => ("forgotten_contact", &["source", "record_key"]),
            Names::Agreement => ("forgotten_agreement", &["source", "record_key"]),
            Names::AgreementKey | Names::OtherLinesAgreement => {
                ("forgotten_agreement_key", &["line", "record_key"])
            }
        };
        let conditions: Vec<String> = trace
            .columns
            .iter()
            .zip(matched)
            .map(|(column, matched)| match (trace.names, *matched) {
                (Names::OtherLinesAgreement, "line") => format!("f.line <> r.\"{column}\""),
                (Names::Records, "record_key") => format!(
                    "list_contains(list_transform(string_split(r.\"{column}\", ';'), \
                     lambda k: trim(k)), f.record_key)"
                ),
                _ => format!("f.{matched} = r.\"{column}\""),
            })
            .collect();
        format!("EXISTS (SELECT 1 FROM {table} f WHERE {})", conditions.join(" AND "))
    }

    /// Whether a row `r` of refused or set-aside cells is the person's, in SQL: by where it stood, or
    /// by an address, a number, a key or a whole name that it says.
    fn of_cells(&self) -> String {
        format!("{} OR {SAYS_NAME}", self.surely_of_cells())
    }

    /// The same without names, which other people have too: what follows from them must not outlive
    /// the run.
    fn surely_of_cells(&self) -> String {
        format!("{AT_PLACE} OR {SAYS_TEXT} OR {}", self.says_key(1))
    }

    /// Whether a row `r` of cells says a key of the person's that has so many characters.
    fn says_key(&self, length: usize) -> String {
        let line = if self.has(&["source_file"]) {
            "(SELECT any_value(s.line) FROM old.source_file s WHERE s.source = r.source)"
        } else {
            "NULL"
        };
        format!(
            "EXISTS (SELECT 1 FROM forgotten_key f WHERE f.line = {line}
                     AND length(f.record_key) >= {length}
                     AND (trim(r.value) = f.record_key
                          OR (length(f.record_key) >= 5 AND contains(r.value, f.record_key)
                              AND regexp_matches(r.value,
                                  '(^|[^0-9A-Za-z])' || regexp_escape(f.record_key)
                                  || '($|[^0-9A-Za-z])'))))"
        )
    }

    /// Topics of the person's contacts that nobody else's contacts and no procedure have.
    fn lonely_topics(&self) -> Result<Vec<String>, StoreError> {
        if !self.has(&["contact_record"]) {
            return Ok(vec![]);
        }
        let procedures = if self.has(&["procedure_record"]) {
            "UNION SELECT trim(unnest(string_split(topics, ';'))) FROM old.procedure_record
             WHERE topics IS NOT NULL"
        } else {
            ""
        };
        self.store.query(
            &format!(
                "SELECT DISTINCT trim(topic) FROM old.contact_record JOIN forgotten_contact
                     USING (source, record_key)
                 WHERE trim(topic) <> '' AND trim(topic) NOT IN (
                     SELECT trim(topic) FROM old.contact_record ANTI JOIN forgotten_contact
                         USING (source, record_key)
                     WHERE topic IS NOT NULL {procedures})
                 ORDER BY 1"
            ),
            [],
            |row| row.get(0),
        )
    }

    /// Copies what stays of one table.
    fn copy(&self, table: &str, lonely: &[String]) -> Result<(), StoreError> {
        let columns = self.columns.get(table).map_or(&[][..], Vec::as_slice);
        let declared: Vec<String> =
            columns.iter().map(|(name, kind)| format!("\"{name}\" {kind}")).collect();
        self.store.execute(&format!("CREATE TABLE \"{table}\" ({})", declared.join(", ")))?;
        for known in all().iter().filter(|known| known.name == table) {
            let mut known = known.clone();
            known
                .columns
                .to_mut()
                .retain(|column| columns.iter().any(|(name, _)| name == column.name));
            self.store.execute(&known.comments())?;
        }
        let cleared = self.traces(table, Fate::Cleared);
        let selected: Vec<String> =
            columns.iter().map(|(name, _)| self.selected(table, name, &cleared, lonely)).collect();
        self.store.execute(&format!(
            "INSERT INTO \"{table}\" SELECT {} FROM old.\"{table}\" r WHERE NOT ({})",
            selected.join(", "),
            self.removed(table)
        ))
    }

    /// A column of a row `r` that stays, in SQL.
    fn selected(&self, table: &str, name: &str, cleared: &[Trace], lonely: &[String]) -> String {
        let column = format!("r.\"{name}\"");
        let named: Vec<String> = cleared
            .iter()
            .filter(|one| one.columns.last() == Some(&name))
            .map(|one| self.named(one))
            .collect();
        if !named.is_empty() {
            return format!("CASE WHEN NOT ({}) THEN {column} END", named.join(" OR "));
        }
        if let Some(extras) = extras::cleared(table, name) {
            return extras;
        }
        if table == "customer" && name != "customer_id" && self.has(&["crosswalk", "provenance"]) {
            return of_mixed_customer(name, &column);
        }
        match TOPICS.iter().find(|(t, c, _)| (*t, *c) == (table, name)) {
            Some((_, _, says)) if !lonely.is_empty() => without_topics(*says, &column, lonely),
            _ => column,
        }
    }

    /// Makes the totals those of what stays: rows that were read and are forgotten now are excluded
    /// by that rule, as the next run does it.
    fn correct_totals(&self) -> Result<(), StoreError> {
        if !self.has(&["control_total"]) {
            return Ok(());
        }
        let records = ["customer", "contact", "agreement", "agreement_party"];
        let tables = records.map(|entity| (format!("{entity}_record"), "accepted"));
        for (table, measure) in tables
            .iter()
            .map(|(table, measure)| (table.as_str(), *measure))
            .chain([("quarantine", "quarantined")])
        {
            if !self.has(&[table]) {
                continue;
            }
            let removed: Vec<(String, u64)> = self.store.query(
                &format!(
                    "SELECT source, count(*) FROM old.{table} r WHERE {} GROUP BY 1 ORDER BY 1",
                    self.removed(table)
                ),
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )?;
            for (source, rows) in removed {
                self.move_total(&source, measure, rows)?;
            }
        }
        Ok(())
    }

    fn move_total(&self, source: &str, from: &str, rows: u64) -> Result<(), StoreError> {
        let place = "WHERE stage = 'ingest' AND source = ? AND measure = ?";
        let excluded = format!("excluded: {FORGOTTEN}");
        let change = |measure: &str, by: i64| {
            self.store.execute_with(
                &format!("UPDATE control_total SET row_count = row_count + ? {place}"),
                duckdb::params![by, source, measure],
            )
        };
        change(from, -(rows as i64))?;
        if change(&excluded, rows as i64)? == 0 {
            self.store.execute_with(
                "INSERT INTO control_total VALUES ('ingest', ?, ?, ?)",
                duckdb::params![source, excluded, rows as i64],
            )?;
        }
        Ok(())
    }
}

/// The rule by which rows of forgotten people are left out.
pub const FORGOTTEN: &str = "forgotten";

/// A column that says topics, with `…` for the lonely ones; what only holds one within a longer text
/// stays.
fn without_topics(says: Says, column: &str, lonely: &[String]) -> String {
    let all: Vec<String> = lonely.iter().map(|topic| quoted(topic)).collect();
    let all = all.join(", ");
    match says {
        Says::Topic => format!("CASE WHEN trim({column}) IN ({all}) THEN '…' ELSE {column} END"),
        Says::Title(start) => {
            let title = format!("starts_with({column}, {}) AND", quoted(start));
            let after = format!("substr({column}, strpos({column}, ': ') + 2)");
            format!(
                "CASE WHEN {title} {after} IN ({all}) \
                 THEN left({column}, strpos({column}, ': ') + 1) || '…' ELSE {column} END"
            )
        }
        Says::Items(shapes) => {
            let ends = |text: &str| if text.is_empty() { "; ".to_owned() } else { text.to_owned() };
            let mut text = format!("('; ' || {column} || '; ')");
            for (topic, (before, after)) in
                lonely.iter().flat_map(|topic| shapes.iter().map(move |shape| (topic, shape)))
            {
                let (before, after) = (ends(before), ends(after));
                let from = quoted(&format!("{before}{topic}{after}"));
                let to = quoted(&format!("{before}…{after}"));
                text = format!("replace({text}, {from}, {to})");
            }
            format!("regexp_replace({text}, '^; (.*); $', '\\1', 's')")
        }
    }
}

/// A golden customer that somebody else's records are part of too: what the person's records gave is
/// taken out, the rest stays.
fn of_mixed_customer(name: &str, column: &str) -> String {
    let mixed = "r.customer_id IN (SELECT customer_id FROM mixed_customer)";
    let left = "FROM old.crosswalk c ANTI JOIN forgotten_record f USING (source, record_key) \
                WHERE c.customer_id = r.customer_id";
    match name {
        "record_count" => {
            format!("CASE WHEN {mixed} THEN (SELECT count(*) {left}) ELSE {column} END")
        }
        "lines" => format!(
            "CASE WHEN {mixed} THEN (SELECT string_agg(DISTINCT c.line, ';' ORDER BY c.line) {left}) \
             ELSE {column} END"
        ),
        _ => format!(
            "CASE WHEN {mixed} AND EXISTS (SELECT 1 FROM old.provenance p \
             JOIN forgotten_record f USING (source, record_key) \
             WHERE p.customer_id = r.customer_id AND p.field = {}) THEN NULL ELSE {column} END",
            quoted(name)
        ),
    }
}

#[cfg(test)]
mod tests;
