//! One customer on its way to a target: a golden one, or one source record to be restored.

use std::borrow::Cow;

use sameboat_model::Entity;
use sameboat_normalize::phones::{BareNumber, bare_number, parse_phone};
use sameboat_normalize::text::without_decimals;
use sameboat_store::schema::ingest::MENDED;
use sameboat_store::{Row, SqlResult};

use crate::allowed::Allowed;
use crate::homes::{Dialled, Homes, code};
use crate::object::is_email;
use crate::origin::Origin;
use crate::pluses::{PHONES, Pluses};

/// The fields that targets are given, in the order in which [`Customer::read`] takes them. Whatever
/// is not here never leaves: no regulated field, and no identity number either.
const FIELDS: [&str; 21] = [
    "kind",
    "title",
    "given_name",
    "surname",
    "full_name",
    "organisation",
    "birth_date",
    "gender",
    "email",
    "phone",
    "mobile",
    "street",
    "house_number",
    "postcode",
    "city",
    "region",
    "country",
    "language",
    "consent_email",
    "consent_phone",
    "consent_post",
];

/// Columns of the queries before the fields.
const BEFORE: usize = 4;

/// A customer as texts; what is absent is empty. Dates are ISO 8601.
#[derive(Debug, Clone, Default)]
pub(crate) struct Customer {
    /// The stable id, which is the external id in every target.
    pub(crate) id: String,
    /// The organisation that it is a contact of.
    pub(crate) account: String,
    /// That organisation's name.
    pub(crate) account_name: String,
    /// Customers with the same e-mail address, itself included.
    pub(crate) email_sharers: u64,
    kind: String,
    pub(crate) title: String,
    pub(crate) given_name: String,
    pub(crate) surname: String,
    pub(crate) full_name: String,
    pub(crate) organisation: String,
    pub(crate) birth_date: String,
    pub(crate) gender: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) mobile: String,
    street: String,
    house_number: String,
    pub(crate) postcode: String,
    pub(crate) city: String,
    pub(crate) region: String,
    pub(crate) country: String,
    pub(crate) language: String,
    consents: [String; 3],
    /// How phone and mobile are dialled.
    dialling: [Dialling; 2],
}

/// How a number is dialled, by what the record says that it comes from.
#[derive(Debug, Clone, Default)]
struct Dialling {
    /// ISO 3166 code of the country.
    country: String,
    /// Whether its column has lost its pluses.
    lost_plus: bool,
}

impl Customer {
    /// The golden customers, in order of their ids. After the fields come of phone and mobile line, source,
    /// country and postcode of the record that they are from.
    pub(crate) fn query(allowed: &Allowed) -> String {
        // A driver of a company's car is somebody at the company, as an employee is.
        format!(
            "WITH tie AS (
                 SELECT left_customer_id AS one, right_customer_id AS other FROM relationship
                 WHERE kind IN ('employer', 'driver')
                 UNION ALL
                 SELECT right_customer_id, left_customer_id FROM relationship
                 WHERE kind IN ('employer', 'driver')
             ), account AS (
                 SELECT t.one AS customer_id, min(t.other) AS account
                 FROM tie t JOIN customer o ON o.customer_id = t.other AND o.kind = 'organisation'
                 JOIN customer p ON p.customer_id = t.one AND p.kind IS DISTINCT FROM 'organisation'
                 GROUP BY t.one
             ), sharing AS (
                 SELECT lower(trim(email)) AS email, count(*) AS sharers FROM customer
                 WHERE email IS NOT NULL GROUP BY 1
             ), single AS (
                 SELECT customer_id, min(line) AS line, min(source) AS source,
                        min(record_key) AS record_key
                 FROM crosswalk GROUP BY 1 HAVING count(*) = 1
             ), chosen AS (
                 SELECT v.customer_id, v.field, v.line, v.source, v.record_key FROM provenance v
                 WHERE v.field IN ('phone', 'mobile')
                   AND v.customer_id NOT IN (SELECT customer_id FROM single)
                 UNION ALL
                 SELECT o.customer_id, unnest(['phone', 'mobile']), o.line, o.source, o.record_key FROM single o
             ), number AS (
                 SELECT v.customer_id, v.field, r.line, r.source, {record_country} AS country,
                        {record_postcode} AS postcode
                 FROM chosen v JOIN customer_record r USING (line, source, record_key)
             )
             SELECT c.customer_id, a.account, {account_name},
                    coalesce(s.sharers, 0)::UBIGINT, {fields},
                    p.line, p.source, p.country, p.postcode, m.line, m.source, m.country, m.postcode
             FROM customer c
             LEFT JOIN number p ON p.customer_id = c.customer_id AND p.field = 'phone'
             LEFT JOIN number m ON m.customer_id = c.customer_id AND m.field = 'mobile'
             LEFT JOIN account a ON a.customer_id = c.customer_id
             LEFT JOIN customer o ON o.customer_id = a.account
             LEFT JOIN sharing s ON s.email = lower(trim(c.email))
             ORDER BY c.customer_id",
            account_name = allowed.column("o", "organisation"),
            record_country = allowed.record_column(Entity::Customer, "r", "country"),
            record_postcode = allowed.record_column(Entity::Customer, "r", "postcode"),
            fields = FIELDS.map(|name| allowed.column("c", name)).join(", "),
        )
    }

    /// The records of these sources that were not merged into others there, each under the id of its
    /// customer, in order of their keys. After the fields come source, key, and the fields whose cells
    /// could not be read, `;` between them.
    pub(crate) fn record_query(allowed: &Allowed, origins: &[Origin]) -> String {
        let names: Vec<String> =
            origins.iter().map(|o| format!("'{}'", o.source.replace('\'', "''"))).collect();
        format!(
            "WITH unread AS (
                 SELECT i.source, i.sheet, i.row_number, string_agg(DISTINCT f.field, ';') AS fields
                 FROM value_issue i JOIN source_field f USING (source)
                 WHERE len(list_filter(string_split(f.columns, ';'),
                                       lambda name: name <> '' AND contains(i.column_name, name))) > 0
                   AND i.what <> '{MENDED}'
                 GROUP BY ALL
             )
             SELECT x.customer_id, NULL::VARCHAR, NULL::VARCHAR, 1::UBIGINT, {fields},
                    r.source, r.record_key, u.fields
             FROM customer_record r JOIN crosswalk x USING (line, source, record_key)
             LEFT JOIN unread u ON u.source = r.source AND u.row_number = r.row_number
                               AND u.sheet IS NOT DISTINCT FROM r.sheet
             WHERE r.source IN ({names}) AND coalesce(r.merged_into, r.record_key) = r.record_key
             ORDER BY x.customer_id, r.source, r.record_key",
            fields =
                FIELDS.map(|name| allowed.record_column(Entity::Customer, "r", name)).join(", "),
            names = names.join(", "),
        )
    }

    /// Column of [`Customer::record_query`] that holds the record's source.
    pub(crate) const SOURCE_COLUMN: usize = BEFORE + FIELDS.len();

    /// Reads a row of one of the queries.
    pub(crate) fn read(row: &Row<'_>) -> SqlResult<Self> {
        let text = |column: usize| -> SqlResult<String> {
            Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
        };
        let mut next = BEFORE - 1;
        let mut field = || {
            next += 1;
            text(next)
        };
        Ok(Self {
            id: text(0)?,
            account: text(1)?,
            account_name: text(2)?,
            email_sharers: row.get(3)?,
            kind: field()?,
            title: field()?,
            given_name: field()?,
            surname: field()?,
            full_name: field()?,
            organisation: field()?,
            birth_date: field()?,
            gender: field()?,
            email: field()?,
            phone: field()?,
            mobile: field()?,
            street: field()?,
            house_number: field()?,
            postcode: field()?,
            city: field()?,
            region: field()?,
            country: field()?,
            language: field()?,
            consents: [field()?, field()?, field()?],
            dialling: Default::default(),
        })
    }

    /// Reads a row of [`Customer::query`], and counts the numbers that get their pluses back.
    pub(crate) fn read_golden(
        row: &Row<'_>,
        homes: &Homes,
        pluses: &mut Pluses,
    ) -> SqlResult<Self> {
        /// Columns that tell of a number.
        const OF_NUMBER: usize = 4;
        let mut customer = Self::read(row)?;
        for (place, field) in PHONES.into_iter().enumerate() {
            let text = |column: usize| -> SqlResult<String> {
                let column = BEFORE + FIELDS.len() + place * OF_NUMBER + column;
                Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default())
            };
            let (line, source, country, postcode) = (text(0)?, text(1)?, text(2)?, text(3)?);
            let dialled = Dialled { line: &line, country: &country, postcode: &postcode };
            customer.dialling[place] = Dialling {
                country: dialled.country(homes, &customer.country, &customer.postcode),
                lost_plus: pluses.lost(place, &source),
            };
            if matches!(customer.dialled(place), Cow::Owned(_)) {
                pluses.count(&source, field);
            }
        }
        Ok(customer)
    }

    /// Whether it is an organisation; where nobody said, one with nothing but a company's name is.
    pub(crate) fn is_organisation(&self) -> bool {
        match self.kind.as_str() {
            "" => !self.organisation.is_empty() && self.last_name() == self.organisation,
            kind => kind == "organisation",
        }
    }

    /// Whether it is a person.
    pub(crate) fn is_person(&self) -> bool {
        !self.is_organisation()
    }

    /// The family name; the whole name where the export did not split it; a company's name if there
    /// is no other.
    pub(crate) fn last_name(&self) -> &str {
        [&self.surname, &self.full_name, &self.organisation]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or("", String::as_str)
    }

    /// The company's name, or whatever name there is.
    pub(crate) fn organisation_name(&self) -> &str {
        if self.organisation.is_empty() { self.last_name() } else { &self.organisation }
    }

    /// The whole name in one text.
    pub(crate) fn whole_name(&self) -> String {
        match () {
            () if self.is_organisation() => self.organisation_name().to_owned(),
            () if self.surname.is_empty() || self.given_name.is_empty() => {
                [&self.full_name, &self.surname, &self.given_name, &self.organisation]
                    .into_iter()
                    .find(|name| !name.is_empty())
                    .cloned()
                    .unwrap_or_default()
            }
            () => format!("{} {}", self.given_name, self.surname),
        }
    }

    /// Street and house number.
    pub(crate) fn street(&self) -> String {
        joined(&[&self.street, &self.house_number], " ")
    }

    /// The address in one line.
    pub(crate) fn address(&self) -> String {
        let town = joined(&[&self.postcode, &self.city], " ");
        joined(&[&self.street(), &town, &self.region, &self.country], ", ")
    }

    /// The country's ISO 3166 code; the country as it is called where that is not known.
    pub(crate) fn country_code(&self) -> &str {
        code(&self.country).unwrap_or(&self.country)
    }

    /// The phone number with the plus that a spreadsheet took off it.
    pub(crate) fn dialled_phone(&self) -> Cow<'_, str> {
        self.dialled(0)
    }

    /// The mobile number likewise.
    pub(crate) fn dialled_mobile(&self) -> Cow<'_, str> {
        self.dialled(1)
    }

    /// The phone number in E.164; as it is where it cannot be read.
    pub(crate) fn phone_e164(&self) -> String {
        self.e164(0)
    }

    /// The mobile number likewise.
    pub(crate) fn mobile_e164(&self) -> String {
        self.e164(1)
    }

    /// The number of a place among [`PHONES`], and how it is dialled.
    fn number(&self, place: usize) -> (&str, &Dialling) {
        ([&self.phone, &self.mobile][place], &self.dialling[place])
    }

    /// A number of a column that has lost its pluses with its own: bare digits that begin with a calling
    /// code and are long enough for a whole number. Others stay as they are.
    fn dialled(&self, place: usize) -> Cow<'_, str> {
        let (number, Dialling { country, lost_plus }) = self.number(place);
        let has_code = || {
            let read = bare_number(number, country);
            matches!(read, Some(BareNumber::WithCode | BareNumber::Either))
        };
        if *lost_plus && has_code() {
            Cow::Owned(format!("+{}", without_decimals(number.trim())))
        } else {
            Cow::Borrowed(number)
        }
    }

    fn e164(&self, place: usize) -> String {
        let (number, Dialling { country, .. }) = self.number(place);
        parse_phone(number, Some(country))
            .filter(|read| read.starts_with('+'))
            .unwrap_or_else(|| number.to_owned())
    }

    /// Whether there is an e-mail address that no other customer has: what is needed to be known by
    /// it.
    pub(crate) fn has_email_of_its_own(&self) -> bool {
        self.email_sharers == 1 && self.has_email()
    }

    /// Whether there is an address that an importer takes for one.
    pub(crate) fn has_email(&self) -> bool {
        is_email(&self.email)
    }

    /// Whether marketing by e-mail was refused in either line.
    pub(crate) fn refuses_email(&self) -> bool {
        self.consents[0] == "false"
    }

    /// Whether marketing by phone was refused in either line.
    pub(crate) fn refuses_phone(&self) -> bool {
        self.consents[1] == "false"
    }

    /// Whether marketing by post was refused in either line.
    pub(crate) fn refuses_post(&self) -> bool {
        self.consents[2] == "false"
    }

    /// Whether marketing by e-mail was refused or allowed; `None` if nobody asked.
    pub(crate) fn email_refusal(&self) -> Option<bool> {
        (!self.consents[0].is_empty()).then(|| self.refuses_email())
    }

    /// Whether marketing by phone was refused or allowed; `None` if nobody asked.
    pub(crate) fn phone_refusal(&self) -> Option<bool> {
        (!self.consents[1].is_empty()).then(|| self.refuses_phone())
    }

    /// Whether marketing by post was refused or allowed; `None` if nobody asked.
    pub(crate) fn post_refusal(&self) -> Option<bool> {
        (!self.consents[2].is_empty()).then(|| self.refuses_post())
    }
}

/// A customer for tests, by its fields.
#[cfg(test)]
pub(crate) fn sample(fields: &[(&str, &str)]) -> Customer {
    let german = Dialling { country: "DE".into(), lost_plus: false };
    let dialling = [german.clone(), german];
    let mut customer = Customer { id: "C-1".into(), dialling, ..Customer::default() };
    for (name, value) in fields {
        let slot = match *name {
            "kind" => &mut customer.kind,
            "title" => &mut customer.title,
            "given_name" => &mut customer.given_name,
            "surname" => &mut customer.surname,
            "full_name" => &mut customer.full_name,
            "organisation" => &mut customer.organisation,
            "email" => {
                customer.email_sharers = 1;
                &mut customer.email
            }
            "phone" => &mut customer.phone,
            "street" => &mut customer.street,
            "consent_email" => &mut customer.consents[0],
            other => panic!("no field {other}"),
        };
        (*value).clone_into(slot);
    }
    customer
}

/// The texts that are not empty, with something between them.
pub(crate) fn joined(texts: &[&str], between: &str) -> String {
    let filled: Vec<&str> = texts.iter().copied().filter(|text| !text.is_empty()).collect();
    filled.join(between)
}

#[cfg(test)]
mod tests {
    use sameboat_store::Store;

    use super::*;

    #[test]
    fn a_name_that_was_not_split_goes_out_whole() {
        let customer = sample(&[("full_name", "Anna Berg")]);
        assert_eq!(
            (customer.last_name(), customer.whole_name().as_str()),
            ("Anna Berg", "Anna Berg")
        );
        assert!(customer.is_person());
    }

    #[test]
    fn a_customer_with_nothing_but_a_company_is_one() {
        assert!(sample(&[("organisation", "Berg GmbH")]).is_organisation());
        let employee = sample(&[("organisation", "Berg GmbH"), ("surname", "Li")]);
        assert!(employee.is_person());
    }

    #[test]
    fn numbers_are_given_their_country_and_nonsense_stays_as_it_is() {
        assert_eq!(sample(&[("phone", "089 1234567")]).phone_e164(), "+49891234567");
        let nonsense = "ask at the desk";
        assert_eq!(sample(&[("phone", nonsense)]).phone_e164(), nonsense);
    }

    #[test]
    fn a_number_of_an_unknown_country_gets_no_calling_code() {
        let mut customer = sample(&[("phone", "089 003 9560")]);
        customer.dialling[0].country = String::new();
        assert_eq!(customer.phone_e164(), "089 003 9560");
    }

    #[test]
    fn numbers_that_a_spreadsheet_took_the_plus_off_get_it_back_and_others_stay() {
        let dialled = |number: &str, lost_plus| {
            let mut customer = sample(&[("phone", number)]);
            customer.dialling[0].lost_plus = lost_plus;
            customer.dialled_phone().into_owned()
        };
        for number in ["491541637925", "491541637925.0"] {
            assert_eq!(dialled(number, true), "+491541637925");
            assert_eq!(dialled(number, false), number, "of a column that keeps pluses");
        }
        for other in
            ["0154 1637925", "+49 154 1637925", "1541637925", "43664123456789", "4912345", ""]
        {
            assert_eq!(dialled(other, true), other);
        }
    }

    #[test]
    fn each_number_is_dialled_as_its_own_record_says() {
        let store = Store::in_memory().unwrap();
        let fields = FIELDS.map(|name| format!("NULL::VARCHAR AS {name}")).join(", ");
        for (table, sql) in [
            ("customer", format!("SELECT * REPLACE ('04 93 64 54 71' AS phone, '079 123 45 67' AS mobile, \
              'Schweiz' AS country, '1201' AS postcode) FROM (SELECT 'C-1' AS customer_id, {fields})")),
            ("customer_record", "SELECT * FROM (VALUES ('product', 'crm', '1', '06000', 'Frankreich'),
              ('product', 'crm', '2', '1201', 'Schweiz')) v(line, source, record_key, postcode, country)".into()),
            ("crosswalk", "SELECT line, source, record_key, 'C-1' AS customer_id FROM customer_record".into()),
            ("provenance", "SELECT * FROM (VALUES ('C-1', 'phone', 'product', 'crm', '1'),
              ('C-1', 'mobile', 'product', 'crm', '2')) v(customer_id, field, line, source, record_key)".into()),
            ("relationship", "SELECT '' AS kind, '' AS left_customer_id, '' AS right_customer_id \
              WHERE false".into()),
        ] {
            store.execute(&format!("CREATE TABLE {table} AS {sql}")).unwrap();
        }
        let mut read = Vec::new();
        let query = Customer::query(&Allowed::default());
        store
            .for_each(&query, |row| {
                let mut pluses = Pluses::default();
                read.push(Customer::read_golden(row, &Homes::of_lines(&[]), &mut pluses)?);
                Ok(())
            })
            .unwrap();
        let [customer] = read.as_slice() else { panic!("{} customers", read.len()) };
        assert_eq!(customer.phone_e164(), "+33493645471");
        assert_eq!(customer.mobile_e164(), "+41791234567");
        assert_eq!(customer.country_code(), "CH");
    }

    #[test]
    fn no_field_on_the_list_is_regulated() {
        let allowed = Allowed::default();
        assert!(FIELDS.iter().all(|field| allowed.field(field)));
    }
}
