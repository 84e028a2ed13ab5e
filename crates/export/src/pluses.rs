//! Phone numbers that a spreadsheet took the plus off: in which columns, and how many get it back.

use std::collections::{BTreeMap, BTreeSet};

use sameboat_model::Entity;
use sameboat_normalize::phones::{BareNumber, bare_number};
use sameboat_store::{Store, StoreError};

use crate::allowed::Allowed;
use crate::homes::Homes;
use crate::manifest::Manifest;

/// Fields that hold phone numbers.
pub(crate) const PHONES: [&str; 2] = ["phone", "mobile"];

/// Of so many bare numbers one may be something else in a column that has lost its pluses.
const ONE_OTHER_OF: u64 = 20;

/// The columns whose numbers have lost their pluses, by field and source, and what was put back.
#[derive(Debug, Default)]
pub(crate) struct Pluses {
    lost: [BTreeSet<String>; 2],
    put_back: BTreeMap<String, u64>,
}

/// The numbers of a column.
#[derive(Debug, Default, Clone, Copy)]
struct Seen {
    /// Bare ones that can only lack a plus, and those that may lack a zero instead.
    with_code: u64,
    either: u64,
    /// Other bare ones: they lack a zero.
    national: u64,
    /// Such that have kept their zero or plus, and nothing else that keeps a number a text.
    kept_zero: u64,
    kept_plus: u64,
}

impl Seen {
    fn count(&mut self, number: &str, country: &str) {
        let number = number.trim();
        let is_bare = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        match bare_number(number, country) {
            Some(BareNumber::WithCode) => self.with_code += 1,
            Some(BareNumber::Either) => self.either += 1,
            Some(BareNumber::National) => self.national += 1,
            None if number.strip_prefix('+').is_some_and(is_bare) => self.kept_plus += 1,
            None if number.starts_with('0') && is_bare(number) => self.kept_zero += 1,
            None => {}
        }
    }

    /// Whether the column as a whole has lost its pluses, and not its zeros.
    fn has_lost_pluses(self) -> bool {
        let with_code = self.with_code + self.either;
        let is_whole =
            self.kept_plus * ONE_OTHER_OF <= with_code && self.national * ONE_OTHER_OF <= with_code;
        // Where zeros are kept, no number lacks one; else most must be such as can lack none.
        with_code > 0 && is_whole && (self.kept_zero > 0 || self.with_code >= self.either)
    }
}

impl Pluses {
    /// Looks at the phone numbers of all records; those that name no country are of their line's.
    pub(crate) fn read(
        store: &Store,
        allowed: &Allowed,
        homes: &Homes,
    ) -> Result<Self, StoreError> {
        let mut pluses = Self::default();
        for (field, lost) in PHONES.iter().zip(&mut pluses.lost) {
            let sql = format!(
                "SELECT r.source, {number}, r.line, {country} FROM customer_record r WHERE {number} IS NOT NULL",
                number = allowed.record_column(Entity::Customer, "r", field),
                country = allowed.record_column(Entity::Customer, "r", "country"),
            );
            let mut columns: BTreeMap<String, Seen> = BTreeMap::new();
            store.for_each(&sql, |row| {
                let (source, number): (String, String) = (row.get(0)?, row.get(1)?);
                let (line, country): (String, Option<String>) = (row.get(2)?, row.get(3)?);
                let country = homes.of(country.as_deref().unwrap_or_default(), &line);
                columns.entry(source).or_default().count(&number, country);
                Ok(())
            })?;
            let columns = columns.into_iter().filter(|(_, seen)| seen.has_lost_pluses());
            lost.extend(columns.map(|(source, _)| source));
        }
        Ok(pluses)
    }

    /// Whether the numbers of a source, at a place of [`PHONES`], have lost their pluses.
    pub(crate) fn lost(&self, place: usize, source: &str) -> bool {
        self.lost[place].contains(source)
    }

    /// Counts a number that gets its plus back.
    pub(crate) fn count(&mut self, source: &str, field: &str) {
        *self.put_back.entry(format!("{source}.{field}")).or_default() += 1;
    }

    /// Enters into the manifest how many did.
    pub(crate) fn tell(self, manifest: &mut Manifest) {
        manifest.pluses_put_back = self.put_back;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_lost_pluses(numbers: &[&str], country: &str) -> bool {
        let mut seen = Seen::default();
        for number in numbers {
            seen.count(number, country);
        }
        seen.has_lost_pluses()
    }

    #[test]
    fn a_column_has_lost_its_pluses_only_as_a_whole() {
        assert!(has_lost_pluses(&["491541637925", "498912345678.0", "0711/12345"], "DE"));
        assert!(has_lost_pluses(&["4921123456", "0711123456"], "DE"), "zeros are kept");
        assert!(!has_lost_pluses(&["+491541637925", "491541637926"], "DE"), "so are pluses");
        assert!(!has_lost_pluses(&[], "DE"));
    }

    #[test]
    fn a_column_that_has_lost_its_zeros_is_left_as_it_is() {
        // Emden and Wolfsberg have area codes that begin as the calling codes do.
        assert!(!has_lost_pluses(&["4921123456", "1541637925", "711123456"], "DE"));
        assert!(!has_lost_pluses(&["4921123456", "4931123456"], "DE"));
        assert!(!has_lost_pluses(&["4352123456", "6641234567"], "AT"));
        assert!(!has_lost_pluses(&["491541637925", "1541637925"], "DE"));
    }

    #[test]
    fn columns_are_told_apart_by_field_and_source() {
        let store = Store::in_memory().unwrap();
        let rows = "CREATE TABLE customer_record AS SELECT * FROM (VALUES
            ('crm', '491541637925', '1711234567', 'Deutschland'), ('bank', '4921123456', NULL, NULL),
            ('bank', '711123456', '436641234567', 'Österreich')) v(source, phone, mobile, country)";
        store.execute(rows).unwrap();
        store
            .execute("ALTER TABLE customer_record ADD COLUMN line TEXT DEFAULT 'product'")
            .unwrap();
        let pluses = Pluses::read(&store, &Allowed::default(), &Homes::of_lines(&[])).unwrap();
        let lost = |source| [pluses.lost(0, source), pluses.lost(1, source)];
        assert_eq!(lost("crm"), [true, false]);
        assert_eq!(lost("bank"), [false, true]);
        assert_eq!(lost(""), [false, false]);
    }
}
