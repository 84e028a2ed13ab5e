//! A linkage made by hand, so that what is shown of it does not depend on the engine.

use std::fs;
use std::path::{Path, PathBuf};

use sameboat_store::Store;
use sameboat_store::schema::link::TABLES;
use sameboat_store::schema::record_table;
use tempfile::TempDir;

use crate::world::sameboat;

const SETTINGS: &str = r#"
[engagement]
name = "By hand"
truth = "truth.csv"
[[line]]
name = "product"
label = "Shop"
[[line]]
name = "financing"
label = "Bank"
[[source]]
name = "shop"
line = "product"
file = "shop.csv"
mapping = "shop.toml"
[[source]]
name = "bank"
line = "financing"
file = "bank.csv"
mapping = "bank.toml"
"#;

/// Line, source, key, cluster; given name, surname, phone.
const RECORDS: &str = "
    ('product', 'shop', '001', 0, 'Anna', 'Berg', '+49301'),
    ('financing', 'bank', '=B1', 0, 'Anna', 'Berg', '+49301'),
    ('product', 'shop', '002', 2, 'Hans', 'Kohl', '+49302'),
    ('financing', 'bank', 'B2', 2, 'Greta', 'Kohl', '+49302'),
    ('product', 'shop', '003', 4, 'Ida', 'Meyer', NULL),
    ('financing', 'bank', 'B3', 5, 'Ida', 'Maier', NULL),
    ('product', 'shop', '004', 6, 'Jan', 'Li', '+49304'),
    ('product', 'shop', '005', 6, 'Jan', 'Li', '+49305'),
    ('financing', 'bank', 'B4', 6, 'Jana', 'Li', '+49305'),
    ('product', 'shop', '006', 9, 'Eva', 'Fuchs', '+49306'),
    ('financing', 'bank', 'B6', 10, 'Evelyn', 'Brandt', '+49399'),
    ('product', 'shop', '007', 11, 'Ole', 'Voss', '+49307'),
    ('financing', 'bank', 'B7', 12, 'Ole', 'Foss', '+49397')";

const TRUTH: &str = "source,record_key,person_id,household_id
shop,001,anna,\nbank,=B1,anna,
shop,002,hans,kohl\nbank,B2,greta,kohl
shop,003,ida,\nbank,B3,ida,
shop,004,jan,\nshop,005,jan,\nbank,B4,jana,
shop,006,eva,\nbank,B6,eva,
shop,007,ole,\nbank,B7,other,
";

const PAIRS: &str = "
    ('001', '=B1', 30.0, 0.9995, 'link', 'product', 'shop', 'financing', 'bank',
     'given name equal +8.0; surname equal +9.0; phone equal +12.0'),
    ('001', '002', -9.0, 0.0, 'separated', 'product', 'shop', 'product', 'shop', ''),
    ('002', 'B2', 18.0, 0.95, 'link', 'product', 'shop', 'financing', 'bank',
     'given name different -5.8; surname equal +9.0; phone equal +12.0'),
    ('003', 'B3', 9.0, 0.3, 'review', 'product', 'shop', 'financing', 'bank',
     'given name equal +8.0; surname different -5.0'),
    ('004', '005', 29.0, 0.9991, 'link', 'product', 'shop', 'product', 'shop',
     'given name equal +8.0; surname equal +9.0; phone different -4.0'),
    ('005', 'B4', 12.0, 0.6, 'link', 'product', 'shop', 'financing', 'bank',
     'given name different -2.0; surname equal +9.0; phone equal +12.0'),
    ('007', 'B7', 3.0, 0.03, 'distinct', 'product', 'shop', 'financing', 'bank',
     'given name equal +8.0; surname different -5.0; phone different -4.0')";

/// An engagement whose draft holds the linkage.
pub(super) struct HandMade {
    _folder: TempDir,
    pub(super) path: PathBuf,
}

impl HandMade {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("engagement");
        fs::create_dir_all(path.join("runs/draft")).unwrap();
        fs::write(path.join("sameboat.toml"), SETTINGS).unwrap();
        fs::write(path.join("truth.csv"), TRUTH).unwrap();
        let store = Store::open(&path.join("runs/draft/unified.duckdb")).unwrap();
        for table in TABLES {
            store.create(table).unwrap();
        }
        store.create(&record_table(sameboat_model::Entity::Customer)).unwrap();
        let insert = |sql: &str| store.execute(sql).unwrap();
        insert(&format!(
            "CREATE TEMP TABLE made AS SELECT * FROM (VALUES {RECORDS}) \
             AS made(line, source, record_key, cluster, given_name, surname, phone);
             INSERT INTO link_cluster SELECT line, source, record_key, cluster FROM made;
             INSERT INTO customer_record BY NAME \
             SELECT line, source, record_key, given_name, surname, phone FROM made;
             INSERT INTO link_pair VALUES {PAIRS};
             INSERT INTO link_figure VALUES ('link threshold', 0.5, 'probability'), \
             ('expected precision', 0.97, 'share'), ('expected recall', 0.9, 'share');"
        ));
        for comparison in ["given name", "surname", "phone"] {
            insert(&format!(
                "INSERT INTO link_parameter VALUES ('{comparison}', 1, 'equal', 0.9, 0.1, 0.1, 3.2), \
                 ('{comparison}', 2, 'different', 0.1, 0.9, 0.9, -3.2)"
            ));
        }
        store.close().unwrap();
        Self { _folder: folder, path }
    }

    /// `sameboat evaluate --draft` with more flags.
    pub(super) fn evaluate(&self, flags: &[&str]) -> assert_cmd::assert::Assert {
        sameboat().current_dir(&self.path).args(["evaluate", ".", "--draft"]).args(flags).assert()
    }

    /// What it shows.
    pub(super) fn shown(&self, flags: &[&str]) -> String {
        let assert = self.evaluate(flags).success();
        String::from_utf8(assert.get_output().stdout.clone()).unwrap()
    }

    /// Why it fails.
    pub(super) fn failure(&self, flags: &[&str]) -> String {
        let assert = self.evaluate(flags).code(1);
        String::from_utf8(assert.get_output().stderr.clone()).unwrap()
    }

    /// The sample as it was drawn.
    pub(super) fn sample(&self) -> String {
        self.evaluate(&["--sample", "50", "--quiet"]).success();
        fs::read_to_string(self.sample_file()).unwrap()
    }

    pub(super) fn sample_file(&self) -> PathBuf {
        self.path.join("decisions/sample.csv")
    }

    /// Puts labels before the rows of a sample, by the keys of both records.
    pub(super) fn label(&self, sample: &str, labels: &[(&str, &str, &str)]) {
        let label = |row: &str| {
            let is_of = |(left, right, _): &&(&str, &str, &str)| {
                row.contains(&format!(",{left},")) && row.contains(&format!(",{right},"))
            };
            let label = labels.iter().find(is_of).map(|(.., label)| *label);
            format!("{}{row}\n", label.unwrap_or_default())
        };
        let mut lines = sample.lines();
        let header = lines.next().unwrap();
        let rows: String = lines.map(label).collect();
        fs::write(self.sample_file(), format!("{header}\n{rows}")).unwrap();
    }

    pub(super) fn read(&self, file: impl AsRef<Path>) -> String {
        fs::read_to_string(self.path.join(file)).unwrap()
    }
}
