//! A small engagement in memory: every table of a run, with rows that a person can count.

use std::path::Path;

use sameboat_model::Settings;
use sameboat_store::{Store, schema};

const SETTINGS: &str = r#"
[engagement]
name = "Aurora Motors"
currency = "EUR"

[[line]]
name = "product"
label = "Vehicle sales and service"

[[line]]
name = "financing"
label = "Loans and leases"

[[source]]
name = "product_customers"
line = "product"
file = "data/customers.xlsx"
mapping = "mappings/product_customers.toml"
"#;

/// Rows for every stage. Columns are named, so that a table may gain one.
const ROWS: &[&str] = &[
    include_str!("customers.sql"),
    include_str!("contacts.sql"),
    include_str!("procedures.sql"),
    include_str!("lines.sql"),
    include_str!("plan.sql"),
];

pub(crate) fn settings() -> Settings {
    Settings::parse(Path::new("sameboat.toml"), SETTINGS.to_owned()).unwrap()
}

/// A store with every table and no rows.
pub(crate) fn empty_tables() -> Store {
    let store = Store::in_memory().unwrap();
    for table in schema::all() {
        store.create(&table).unwrap();
    }
    store
}

/// A store with every table and rows in all that the report reads.
pub(crate) fn engagement() -> Store {
    let store = empty_tables();
    for sql in ROWS {
        store.execute(sql).unwrap();
    }
    store
}

/// What a reader sees: no tags, no style, no data of scripts, one line per run of text.
pub(crate) fn text_of(page: &str) -> String {
    let body = page.split_once("</style>").unwrap().1;
    let body = body.split("<script").next().unwrap();
    let mut lines = Vec::new();
    for piece in body.split('<').skip(1) {
        let text = piece.split_once('>').map_or("", |(_, text)| text);
        let text = text
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&amp;", "&");
        if !text.trim().is_empty() {
            lines.push(text.trim().to_owned());
        }
    }
    lines.join("\n")
}
