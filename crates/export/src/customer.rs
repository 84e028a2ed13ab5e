//! One customer on its way to a target: a golden one, or one source record to be restored.

use std::borrow::Cow;

use sameboat_model::Entity;
use sameboat_normalize::phones::{BareNumber, bare_number, parse_phone};
use sameboat_normalize::text::without_decimals;
use sameboat_store::schema::ingest::MENDED;
use sameboat_store::{Row, SqlResult};

use crate::allowed::Allowed;
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
    /// ISO 3166 code that phone numbers without a country belong to.
    home: String,
    /// Whether phone and mobile come from columns whose numbers have lost their pluses.
    lost_pluses: [bool; 2],
}

impl Customer {
    /// The golden customers, in order of their ids. After the fields come the sources of phone and mobile.
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
             ), chosen AS (
                 SELECT customer_id, min(source) FILTER (WHERE field = 'phone') AS phone,
                        min(source) FILTER (WHERE field = 'mobile') AS mobile
                 FROM provenance WHERE field IN ('phone', 'mobile') GROUP BY 1
             ), held AS (
                 SELECT customer_id, min(source) AS source FROM crosswalk GROUP BY 1
             )
             SELECT c.customer_id, a.account, {account_name},
                    coalesce(s.sharers, 0)::UBIGINT, {fields},
                    coalesce(p.phone, h.source), coalesce(p.mobile, h.source)
             FROM customer c
             LEFT JOIN chosen p USING (customer_id)
             LEFT JOIN held h USING (customer_id)
             LEFT JOIN account a USING (customer_id)
             LEFT JOIN customer o ON o.customer_id = a.account
             LEFT JOIN sharing s ON s.email = lower(trim(c.email))
             ORDER BY c.customer_id",
            account_name = allowed.column("o", "organisation"),
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
    pub(crate) fn read(row: &Row<'_>, home: &str) -> SqlResult<Self> {
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
            home: home.to_owned(),
            lost_pluses: [false; 2],
        })
    }

    /// Reads a row of [`Customer::query`], and counts the numbers that get their pluses back.
    pub(crate) fn read_golden(row: &Row<'_>, home: &str, pluses: &mut Pluses) -> SqlResult<Self> {
        let mut customer = Self::read(row, home)?;
        let source = |place| row.get::<_, Option<String>>(BEFORE + FIELDS.len() + place);
        let sources = [source(0)?, source(1)?];
        customer.lost_pluses = pluses.lost([sources[0].as_deref(), sources[1].as_deref()]);
        let numbers = [
            (&customer.phone, customer.dialled_phone()),
            (&customer.mobile, customer.dialled_mobile()),
        ];
        for (((number, dialled), field), source) in numbers.iter().zip(PHONES).zip(&sources) {
            if *number != dialled {
                pluses.count(source.as_deref().unwrap_or_default(), field);
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

    /// The phone number with the plus that a spreadsheet took off it.
    pub(crate) fn dialled_phone(&self) -> Cow<'_, str> {
        self.dialled(&self.phone, self.lost_pluses[0])
    }

    /// The mobile number likewise.
    pub(crate) fn dialled_mobile(&self) -> Cow<'_, str> {
        self.dialled(&self.mobile, self.lost_pluses[1])
    }

    /// A number of a column that has `lost` its pluses with its own: bare digits that begin with a calling
    /// code and are long enough for a whole number. Others stay as they are.
    fn dialled<'a>(&self, number: &'a str, lost: bool) -> Cow<'a, str> {
        let has_code = || {
            let read = bare_number(number, self.country_of_phones());
            matches!(read, Some(BareNumber::WithCode | BareNumber::Either))
        };
        if lost && has_code() {
            Cow::Owned(format!("+{}", without_decimals(number.trim())))
        } else {
            Cow::Borrowed(number)
        }
    }

    fn country_of_phones(&self) -> &str {
        if self.country.len() == 2 { &self.country } else { &self.home }
    }

    /// A number in E.164; as it is where it cannot be read.
    pub(crate) fn e164(&self, number: &str) -> String {
        parse_phone(number, Some(self.country_of_phones()))
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
    let mut customer = Customer { id: "C-1".into(), home: "DE".into(), ..Customer::default() };
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
        let customer = sample(&[]);
        assert_eq!(customer.e164("089 1234567"), "+49891234567");
        assert_eq!(customer.e164("ask at the desk"), "ask at the desk");
    }

    #[test]
    fn numbers_that_a_spreadsheet_took_the_plus_off_get_it_back_and_others_stay() {
        let customer = sample(&[]);
        for number in ["491541637925", "491541637925.0"] {
            assert_eq!(customer.dialled(number, true), "+491541637925");
            assert_eq!(customer.dialled(number, false), number, "of a column that keeps pluses");
        }
        for other in
            ["0154 1637925", "+49 154 1637925", "1541637925", "43664123456789", "4912345", ""]
        {
            assert_eq!(customer.dialled(other, true), other);
        }
    }

    #[test]
    fn no_field_on_the_list_is_regulated() {
        let allowed = Allowed::default();
        assert!(FIELDS.iter().all(|field| allowed.field(field)));
    }
}
