//! A tiny engagement for the tests of this crate: two lines, four customers, a week of contacts.
//! Each row is there for a figure that a test asserts.

use std::path::Path;

use sameboat_model::{Entity, Settings};
use sameboat_store::schema::{procedures, record_table, unify};
use sameboat_store::{Store, Table};

pub(crate) fn settings() -> Settings {
    let text = "[engagement]\nname = \"A\"\n\
        [[line]]\nname = \"product\"\nlabel = \"P\"\n[[line]]\nname = \"financing\"\nlabel = \"F\"\n\
        [[source]]\nname = \"a\"\nline = \"product\"\nfile = \"a.csv\"\nmapping = \"a.toml\"\n";
    Settings::parse(Path::new("sameboat.toml"), text.to_owned()).unwrap()
}

/// Inserts rows given as SQL tuples for the named columns.
fn insert(store: &Store, table: &Table, columns: &str, rows: &str) {
    store.create(table).unwrap();
    store.execute(&format!("INSERT INTO \"{}\" ({columns}) VALUES {rows}", table.name)).unwrap();
}

fn records(store: &Store, entity: Entity, columns: &str, rows: &str) {
    insert(store, &record_table(entity), &format!("line, source, {columns}"), rows);
}

pub(crate) fn store() -> Store {
    let store = Store::in_memory().unwrap();
    customers(&store);
    contacts(&store);
    people(&store);
    assets(&store);
    reconciled(&store);
    store
}

/// The example, assessed.
pub(crate) fn assessed() -> Store {
    let store = store();
    crate::assess(&settings(), &store, &sameboat_model::progress::Silent).unwrap();
    store
}

/// One figure of `metric`, if it is there.
pub(crate) fn figure(store: &Store, name: &str, line: &str, segment: &str) -> Option<f64> {
    let sql = "SELECT value FROM metric WHERE name = ? AND line = ? AND segment = ?";
    let found = store.query(sql, [name, line, segment], |row| row.get(0)).unwrap();
    assert!(found.len() <= 1, "{name} of {line} {segment} is there {} times", found.len());
    found.first().copied()
}

/// The rows of a query, each as DuckDB writes it.
pub(crate) fn rows(store: &Store, sql: &str) -> Vec<String> {
    let sql = format!("SELECT concat_ws(' | ', *COLUMNS(*)) FROM ({sql})");
    store.query(&sql, [], |row| row.get(0)).unwrap()
}

/// C1 is in both lines and twice in product; C2 and C4 only in product; C3 only in financing.
/// Product lacks C1's e-mail, financing lacks C1's phone and holds C1's refusal by phone.
fn customers(store: &Store) {
    records(
        store,
        Entity::Customer,
        "record_key, full_name, email, phone, consent_phone, income",
        "('product', 'p', '1', 'Anna A', NULL, '111', NULL, NULL),
         ('product', 'p', '2', 'A Anna', NULL, '', true, NULL),
         ('product', 'p', '3', 'Bert B', 'b@x', NULL, true, NULL),
         ('product', 'p', '4', 'Dora D', NULL, NULL, NULL, NULL),
         ('financing', 'f', '1', 'Anna A', 'a@x', NULL, false, 3000),
         ('financing', 'f', '2', 'Carl C', NULL, NULL, NULL, NULL)",
    );
    insert(
        store,
        &unify::CROSSWALK,
        "line, source, record_key, customer_id",
        "('product', 'p', '1', 'C1'), ('product', 'p', '2', 'C1'), ('product', 'p', '3', 'C2'),
         ('product', 'p', '4', 'C4'), ('financing', 'f', '1', 'C1'), ('financing', 'f', '2', 'C3')",
    );
    insert(
        store,
        &unify::customer(),
        "customer_id, full_name, email, phone",
        "('C1', 'Anna A', 'a@x', '111'), ('C2', 'Bert B', 'b@x', NULL),
         ('C3', 'Carl C', NULL, NULL), ('C4', 'Dora D', NULL, NULL)",
    );
    insert(
        store,
        &unify::RELATIONSHIP,
        "kind, left_customer_id, right_customer_id",
        "('household', 'C2', 'C3'), ('household', 'C2', 'C4')",
    );
    insert(store, &unify::CONSENT, "customer_id, channel, granted", "('C1', 'phone', false)");
    insert(
        store,
        &unify::SUPPRESSION,
        "customer_id, channel, reason, line",
        "('C1', 'phone', 'consent refused', 'financing')",
    );
}

/// C1: product on Monday, financing on Wednesday (across), financing on Thursday (same line and
/// topic), product ten days later (no repeat). A call of C2 was lost. Product calls C1 although
/// financing holds the refusal.
fn contacts(store: &Store) {
    insert(
        store,
        &unify::contact(),
        "line, source, customer_id, record_key, started_at, direction, channel, agent_key, \
         handle_seconds, wait_seconds, topic, outcome, promise, promise_due, promise_kept",
        "('product', 'pc', 'C1', '1', '2026-03-02 09:10', 'inbound', 'call', 'A1', 300, 10, 'complaint', 'solved', 'call back', '2026-03-03', true),
         ('financing', 'fc', 'C1', '1', '2026-03-04 09:20', 'inbound', 'call', 'B1', 600, 30, 'Complaints', NULL, 'letter', '2026-03-05', NULL),
         ('financing', 'fc', 'C1', '2', '2026-03-05 09:20', 'inbound', 'call', 'B1', 300, 30, 'Complaints', NULL, 'letter', '2026-03-20', NULL),
         ('product', 'pc', 'C1', '2', '2026-03-15 10:00', 'inbound', 'email', 'A1', 240, NULL, 'test drive', NULL, 'brochure', '2026-03-16', false),
         ('product', 'pc', 'C2', '3', '2026-03-03 09:30', 'inbound', 'call', NULL, NULL, 90, 'complaint', 'Abandoned in queue', NULL, NULL, NULL),
         ('product', 'pc', 'C1', '4', '2026-03-06 14:00', 'outbound', 'call', 'A1', 120, NULL, 'offer', NULL, NULL, '2026-03-10', NULL),
         ('product', 'pc', NULL, '5', '2026-04-01 14:00', 'inbound', 'chat', 'A1', 360, NULL, '', NULL, NULL, NULL, NULL)",
    );
}

/// A1 knows a financing skill: held by both agents of financing and by A1 only.
fn people(store: &Store) {
    records(
        store,
        Entity::Agent,
        "record_key, team, site_key, employer, fte, languages",
        "('product', 'a', 'A1', 'Care', 'S1', 'Aurora', 1, 'de; en'),
         ('product', 'a', 'A2', 'Care', 'S1', 'TeleCare GmbH', 0.5, 'de'),
         ('financing', 'b', 'B1', 'Loans', 'S2', 'Aurora', 1, NULL),
         ('financing', 'b', 'B2', 'Loans', 'S2', 'Aurora', NULL, 'de')",
    );
    records(
        store,
        Entity::AgentSkill,
        "record_key, agent_key, skill, level",
        "('product', 'a', '1', 'A1', 'vehicles', 4), ('product', 'a', '2', 'A2', 'vehicles', 2),
         ('product', 'a', '3', 'A1', 'loans', 3), ('financing', 'b', '1', 'B1', 'loans', 5),
         ('financing', 'b', '2', 'B2', 'loans', 99)",
    );
    records(
        store,
        Entity::Objective,
        "record_key, name, definition, unit, better, target, actual",
        "('product', 'o', '1', 'FCR', 'solved at first contact', '%', 'higher', 80, 72),
         ('financing', 'o', '1', 'First contact resolution', 'no second call within 30 days', '%', 'higher', 75, 77),
         ('financing', 'o', '2', 'Average handling time', 'talk and after-call work', 's', 'lower', 300, 340)",
    );
    records(
        store,
        Entity::Course,
        "record_key, title, topics, hours, capacity",
        "('product', 'c', '1', 'Handling complaints well', 'complaints; goodwill', 16, 8)",
    );
}

/// Product's site has three seats free; financing uses two.
fn assets(store: &Store) {
    records(
        store,
        Entity::Site,
        "record_key, name, seats, seats_used, lease_ends_on",
        "('product', 's', 'S1', 'North', 10, 7, '2030-12-31'),
         ('financing', 's', 'S2', 'South', 2, NULL, NULL)",
    );
    records(
        store,
        Entity::System,
        "record_key, name, monthly_cost",
        "('product', 's', '1', 'Telephony Hub', 1000.10), ('product', 's', '2', 'CRM', 500),
         ('financing', 's', '1', 'telephony hub', 800.20), ('financing', 's', '2', 'LoanCore', 900)",
    );
    records(
        store,
        Entity::Outsourcer,
        "record_key, name, seats, contract_ends_on, notice_months, monthly_cost",
        "('product', 'o', '1', 'TeleCare GmbH', 20, '2027-06-30', 3, 40000),
         ('financing', 'o', '1', 'Telecare', 5, '2028-02-29', 6, 9000)",
    );
    records(
        store,
        Entity::Money,
        "record_key, month, category, kind, amount",
        "('product', 'm', '1', '2026-03-01', 'Personnel', 'cost', 90.1),
         ('product', 'm', '2', '2026-04-01', 'Personnel', 'cost', 110.3),
         ('product', 'm', '3', '2026-03-01', 'Sales', 'income', 500),
         ('financing', 'm', '1', '2026-03-01', 'Personnel', 'cost', 50)",
    );
}

fn reconciled(store: &Store) {
    records(
        store,
        Entity::Procedure,
        "record_key, title, topics",
        "('product', 'r', 'P1', 'Complaint', 'Complaint; quality'),
         ('product', 'r', 'P2', 'Test drive', 'test drive'),
         ('financing', 'r', 'F1', 'Beschwerde', 'complaints')",
    );
    insert(
        store,
        &procedures::PROCEDURE_MATCH,
        "match_id, left_key, left_title, right_key, right_title, relation, left_contacts, right_contacts",
        "(1, 'P1', 'Complaint', 'F1', 'Beschwerde', 'same', 3, 1),
         (2, 'P2', 'Test drive', '', '', 'only_left', 1, NULL)",
    );
    insert(
        store,
        &procedures::STEP_ALIGNMENT,
        "match_id, position, operation",
        "(1, 1, 'same'), (1, 2, 'moved'), (1, 3, 'only_left'), (1, 4, 'same')",
    );
    insert(
        store,
        &procedures::RULE_CONFLICT,
        "match_id, kind, class, open",
        "(1, 'sla', 'tighter', true), (1, 'escalation', 'contradictory', true),
         (1, 'sla', 'equal', false)",
    );
}
