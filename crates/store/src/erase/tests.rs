//! What is taken out of a store, and what of other people stays.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;

const KEY: &str = "K-77001";

/// A store that An Li of Siemens AG is in, with Anna Lindner, who works there too.
struct World {
    folder: TempDir,
    old: Store,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let old = Store::open(&folder.path().join("old.duckdb")).unwrap();
        for table in all() {
            old.create(&table).unwrap();
        }
        let world = Self { folder, old };
        world.put("source_file", "source: 'crm', line: 'product'");
        let person = "email: 'li@web.example', phone: '+49305550007', organisation: 'Siemens AG'";
        world.customer(KEY, &format!("given_name: 'An', surname: 'Li', {person}"));
        world.customer(
            "K-77002",
            "given_name: 'Anna', surname: 'Lindner', organisation: 'Siemens AG'",
        );
        world
    }

    /// Adds a row, given as the fields of a struct in SQL.
    fn put(&self, table: &str, fields: &str) {
        let sql = format!("INSERT INTO {table} BY NAME SELECT unnest({{{fields}}})");
        self.old.execute(&sql).unwrap();
    }

    fn customer(&self, key: &str, fields: &str) {
        let fields = format!("source: 'crm', line: 'product', record_key: '{key}', {fields}");
        self.put("customer_record", &fields);
    }

    fn contact(&self, key: &str, customer: &str, topic: &str) {
        self.put(
            "contact_record",
            &format!(
                "source: 'crm', line: 'product', record_key: '{key}', \
                 customer_key: '{customer}', topic: '{topic}'"
            ),
        );
    }

    /// A row that was refused; as a whole, if there is no column.
    fn refused(&self, row: u64, column: Option<&str>, value: &str) {
        let column = column.map_or("NULL".to_owned(), quoted);
        self.put(
            "quarantine",
            &format!(
                "source: 'crm', row_number: {row}, column_name: {column}::VARCHAR, \
                 value: {}",
                quoted(value)
            ),
        );
    }

    /// Takes a customer out.
    fn without(self, key: &str) -> (Store, Erased, TempDir) {
        let [old, new] = ["old", "new"].map(|name| self.path(name));
        self.old.close().unwrap();
        let records = [("crm".to_owned(), key.to_owned())].into();
        let person = Person { records, ..Person::default() };
        let erased = erase(&old, &new, &person).unwrap();
        (Store::open_read_only(&new).unwrap(), erased, self.folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.duckdb"))
    }
}

fn texts(store: &Store, sql: &str) -> Vec<String> {
    store.query(sql, [], |row| row.get(0)).unwrap()
}

fn refused_rows(store: &Store) -> Vec<i64> {
    let sql = "SELECT row_number FROM quarantine ORDER BY 1";
    store.query(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_topic_is_blanked_out_where_topics_are_counted_and_nowhere_else() {
    let world = World::new();
    for (key, topic) in [("1", "product"), ("2", "rate"), ("3", "statement"), ("4", " x; y ")] {
        world.contact(key, KEY, topic);
    }
    world.contact("5", "K-77002", "statement");
    for topic in ["product", "rate", "statement", "product return"] {
        world.put("contact_volume", &format!("line: 'product', topic: '{topic}'"));
    }
    let waves = "x; y; rate; rate; rate / Rate; corporate; a rate / product";
    world.put("go_live_wave", &format!("wave: 1, topics: '{waves}'"));
    let courses = "rate; rate (no course yet); corporate (no course yet)";
    world.put("training_wave", &format!("line: 'product', courses: '{courses}'"));
    for title in ["Go-live wave 1: rate", "Go-live wave 2: corporate", "Align product"] {
        world.put("work_package", &format!("title: '{title}'"));
    }
    world.customer("K-77003", "email: 'kate@corporate.example'");
    let (store, ..) = world.without(KEY);
    assert_eq!(
        texts(&store, "SELECT line || ': ' || topic FROM contact_volume ORDER BY rowid"),
        ["product: …", "product: …", "product: statement", "product: product return"]
    );
    assert_eq!(
        texts(&store, "SELECT topics FROM go_live_wave"),
        ["…; …; …; … / Rate; corporate; a rate / …"]
    );
    assert_eq!(
        texts(&store, "SELECT line || ': ' || courses FROM training_wave"),
        ["product: rate; … (no course yet); corporate (no course yet)"]
    );
    assert_eq!(
        texts(&store, "SELECT title FROM work_package ORDER BY rowid"),
        ["Go-live wave 1: …", "Go-live wave 2: corporate", "Align product"]
    );
    assert_eq!(
        texts(
            &store,
            "SELECT DISTINCT line FROM customer_record UNION ALL SELECT email \
                       FROM customer_record WHERE email IS NOT NULL"
        ),
        ["product", "kate@corporate.example"]
    );
}

#[test]
fn cells_of_other_people_stay_whatever_part_of_the_person_they_say() {
    let world = World::new();
    for (row, value) in [
        (1, "K-77002 | Lindner | Anna;Berlin"),
        (2, "K-77002 | Lindner | Anna | Siemens AG"),
        (3, "K-77009 | olli@web.example"),
        (4, "K-77009 | max.li@web.example"),
        (5, "K-77009 | +493055500078"),
        (6, "K-770011"),
        (7, "K-77009 | Li-Wang | An"),
    ] {
        world.refused(row, None, value);
    }
    world.refused(8, Some("Company"), "Siemens AG");
    for (row, value) in [
        (11, "torn | Li | An | Berlin"),
        (12, "torn | Mail: LI@web.example."),
        (13, "torn | +49305550007"),
        (14, "K-77001 | torn"),
    ] {
        world.refused(row, None, value);
    }
    let (store, ..) = world.without(KEY);
    assert_eq!(refused_rows(&store), [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn an_organisation_is_known_by_its_whole_name_if_no_other_customer_has_it() {
    let rows = |world: &World| {
        world.refused(1, Some("Company"), " siemens ag");
        world.refused(2, None, "K-77002 | Siemens AG | Berlin");
    };
    let world = World::new();
    world.customer("K-80001", "kind: 'organisation', organisation: 'Siemens AG'");
    rows(&world);
    let (store, ..) = world.without("K-80001");
    assert_eq!(refused_rows(&store), [1, 2]);

    let world = World::new();
    world.old.execute("UPDATE customer_record SET organisation = NULL").unwrap();
    world.customer("K-80001", "kind: 'organisation', organisation: 'Siemens AG'");
    rows(&world);
    let (store, ..) = world.without("K-80001");
    assert_eq!(refused_rows(&store), [2]);
}

#[test]
fn what_outlives_the_run_follows_from_no_name_and_from_no_single_cell() {
    let world = World::new();
    world.refused(1, None, "torn | Li | An");
    world.refused(2, Some("E-mail"), "li@web.example, li@web");
    world.refused(3, Some("Since"), "");
    world.refused(4, None, "torn | li@web.example");
    world.refused(5, None, "K-77001 | torn");
    let (store, erased, _folder) = world.without(KEY);
    assert_eq!(refused_rows(&store), [3]);
    let texts: Vec<&str> = erased.held.refused.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["K-77001 | torn", "torn | li@web.example"]);
    let shown: Vec<u64> = erased.held.shown.iter().map(|cell| cell.row).collect();
    assert_eq!(shown, [2, 4, 5], "a name is no reason to drop a mend");
}

#[test]
fn contacts_of_nobody_lose_what_they_say_of_the_person_and_nothing_else() {
    let world = World::new();
    world.customer("K-77003", "phone: '030 4445556'");
    world
        .old
        .execute("UPDATE customer_record SET mobile = '+49304445556' WHERE surname = 'Li'")
        .unwrap();
    let extras = [
        ("1", r#"{"From":"An Li <LI@web.example>","Subject":"Rate"}"#),
        ("2", r#"{"ani":"030 5550007"}"#),
        ("3", r#"{"Partner":"K-77001","n":77001}"#),
        ("4", r#"{"From":"max.li@web.example","ani":"+49304445556","Partner":"K-770011"}"#),
    ];
    for (key, extras) in extras {
        world.put(
            "contact_record",
            &format!(
                "source: 'crm', line: 'product', record_key: '{key}', extras: {}",
                quoted(extras)
            ),
        );
    }
    world.put(
        "contact_record",
        "source: 'crm', line: 'product', record_key: '5', customer_key: 'K-77002', \
         extras: '{\"From\":\"li@web.example\"}'",
    );
    world.old.execute("UPDATE contact_record SET row_number = record_key::BIGINT + 40").unwrap();
    world
        .put("source_file", "source: 'crm', line: 'product', file: 'data/calls.csv', blake3: 'b3'");
    let (store, erased, _folder) = world.without(KEY);
    assert_eq!(
        texts(&store, "SELECT coalesce(extras, '-') FROM contact_record ORDER BY record_key"),
        [
            r#"{"Subject":"Rate"}"#,
            "-",
            r#"{"n":77001}"#,
            r#"{"From":"max.li@web.example","ani":"+49304445556","Partner":"K-770011"}"#,
            r#"{"From":"li@web.example"}"#,
        ]
    );
    assert_eq!(erased.held.cells, 3);
    let places = erased.held.mentions.iter();
    let places: Vec<(&str, &str, u64)> =
        places.map(|(file, at)| (file.as_str(), at.blake3.as_str(), at.row)).collect();
    assert_eq!(places, [41, 42, 43].map(|row| ("data/calls.csv", "b3", row)), "where to mend them");
}
