//! What a target's importer takes, said once: its objects, their columns and limits. The files under
//! [`crate::targets`] hold nothing else.

use std::borrow::Cow;

use sameboat_normalize::emails::parse_email;
use sameboat_normalize::phones::parse_phone;
use serde::Serialize;

use crate::contact::Contact;
use crate::customer::Customer;

/// What one target takes.
pub(crate) struct Spec {
    /// What a cell says to empty a field; `None` if the importer leaves the field as it is.
    pub(crate) clear: Option<&'static str>,
    /// The importer's limits that the files obey.
    pub(crate) limits: &'static [Limit],
    /// What to do before the first file is loaded.
    pub(crate) before: &'static [&'static str],
    /// How what was created is removed again.
    pub(crate) undo: &'static str,
    /// Objects made from customers, in the order of loading.
    pub(crate) customers: &'static [Object<Customer>],
    /// Whether these say how far a contact has come.
    pub(crate) contacts_have_status: bool,
    /// Objects made from contacts, loaded after all customers.
    pub(crate) contacts: &'static [Object<Contact>],
}

/// One limit of an importer.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Limit {
    /// What is limited.
    pub what: &'static str,
    /// The limit.
    pub value: &'static str,
    /// Where the target's maker says so.
    pub source: &'static str,
}

/// One object of a target, such as Salesforce's `Account`.
pub(crate) struct Object<R: 'static> {
    /// The object's name in the target.
    pub(crate) name: &'static str,
    /// Begin of the files' names.
    pub(crate) file: &'static str,
    /// What to do with the files.
    pub(crate) load: &'static str,
    /// Header of the column that an import finds the record by.
    pub(crate) key: &'static str,
    /// How records that the target has already are known; `None` if the importer cannot be told.
    pub(crate) native: Option<Native>,
    /// The rows that it is made from.
    pub(crate) takes: fn(&R) -> bool,
    /// The columns.
    pub(crate) columns: &'static [Column<R>],
    /// Most rows of a file, without the header.
    pub(crate) most_rows: u64,
    /// Most bytes of a file.
    pub(crate) most_bytes: u64,
    /// How the file is written.
    pub(crate) form: Form,
    /// Whether the row's being here is what accounts for it; an opt-out list only repeats customers.
    pub(crate) main: bool,
}

/// Records that the target has already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Native {
    /// Header of the column that holds the target's own id.
    pub(crate) column: &'static str,
    /// The preset, without the system's name, that reads such records. Objects of one preset are
    /// one object in the target.
    pub(crate) preset: &'static str,
}

/// How an object's files are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// CSV with all columns.
    Csv,
    /// CSV with only the columns that are filled in every row of the file, for importers to which an
    /// empty cell means "erase".
    CsvWithoutGaps,
    /// One JSON document a line, such as `{"tickets": […]}`: the body of one request.
    Requests {
        /// The name of the list.
        list: &'static str,
        /// Most records of one request.
        most: usize,
    },
}

/// One column of an object.
pub(crate) struct Column<R: 'static> {
    /// The header, as the importer expects it.
    pub(crate) header: &'static str,
    /// Most characters of a value.
    pub(crate) most: usize,
    /// What is asked of a value.
    pub(crate) demand: Demand,
    /// The value; empty if there is none.
    pub(crate) value: fn(&R) -> Cow<'_, str>,
    /// How an undo restores it; `None` for what is computed, constant or ours, which no export of
    /// the target holds.
    pub(crate) before: Option<Before<R>>,
}

/// What a column said before, as a record of the target's own has it.
pub(crate) struct Before<R: 'static> {
    /// The fields that it was read into.
    pub(crate) fields: &'static [&'static str],
    /// The value; empty if there was none.
    pub(crate) value: fn(&R) -> Cow<'_, str>,
}

impl<R> Column<R> {
    /// The column is these fields and nothing else, there and back.
    pub(crate) const fn of(self, fields: &'static [&'static str]) -> Self {
        let value = self.value;
        self.was(fields, value)
    }

    /// The column may hold more than was read from it; that was this.
    pub(crate) const fn was(
        self,
        fields: &'static [&'static str],
        value: fn(&R) -> Cow<'_, str>,
    ) -> Self {
        Self { before: Some(Before { fields, value }), ..self }
    }
}

/// What is asked of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Demand {
    /// May be empty; a longer one makes the target refuse the row.
    Free,
    /// Must be there.
    Needed,
    /// Is left out if it is no e-mail address, and the export says so.
    Email,
    /// Is left out if it is no phone number, and the export says so.
    Phone,
    /// Likewise one that must begin with its calling code.
    WholePhone,
    /// Is left out if it is not the ISO 3166 code of a country, and the export says so.
    CountryCode,
    /// Is cut to the length, and the manifest says how often.
    Cut,
}

/// A column that may be empty.
pub(crate) const fn text<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::Free, value, before: None }
}

/// A column without which the target refuses the row.
pub(crate) const fn needed<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::Needed, value, before: None }
}

/// A column of e-mail addresses.
pub(crate) const fn email<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::Email, value, before: None }
}

/// A column of phone numbers.
pub(crate) const fn phone<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::Phone, value, before: None }
}

/// A column of phone numbers with their calling codes.
pub(crate) const fn whole_phone<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::WholePhone, value, before: None }
}

/// A column of codes of countries.
pub(crate) const fn country_code<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::CountryCode, value, before: None }
}

/// A column whose longer values are cut.
pub(crate) const fn cut<R>(
    header: &'static str,
    most: usize,
    value: fn(&R) -> Cow<'_, str>,
) -> Column<R> {
    Column { header, most, demand: Demand::Cut, value, before: None }
}

/// Why the target would refuse a row, or why a value is left out of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The column at fault.
    pub(crate) column: &'static str,
    /// The reason, without the value.
    pub(crate) reason: String,
}

/// A row as the target takes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cells<'a> {
    /// One for each column.
    pub(crate) values: Vec<Cow<'a, str>>,
    /// How many were cut.
    pub(crate) cut: u64,
    /// Those that are empty, as the target would not take what was there.
    pub(crate) left_out: Vec<Refusal>,
}

impl<R> Object<R> {
    /// The row's cells, or why the target would refuse it.
    pub(crate) fn cells<'a>(&self, row: &'a R) -> Result<Cells<'a>, Refusal> {
        let mut cells = Cells::default();
        for column in self.columns {
            let value = single_text((column.value)(row));
            let refusal = |reason: String| Refusal { column: column.header, reason };
            if let Some(reason) = column.demand.unlike(&value) {
                cells.left_out.push(refusal(reason.to_owned()));
                cells.values.push(Cow::Borrowed(""));
                continue;
            }
            let length = value.chars().count();
            cells.values.push(if length <= column.most {
                value
            } else if column.demand == Demand::Cut {
                cells.cut += 1;
                Cow::Owned(value.chars().take(column.most).collect())
            } else {
                let reason = format!("longer than {} characters: {length}", column.most);
                return Err(refusal(reason));
            });
            if column.demand == Demand::Needed && length == 0 {
                return Err(refusal("empty".into()));
            }
        }
        Ok(cells)
    }
}

impl Demand {
    /// Why a value is not what the column holds.
    fn unlike(self, value: &str) -> Option<&'static str> {
        let is_code = |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        match self {
            _ if value.is_empty() => None,
            Self::Email if !is_email(value) => Some("not an e-mail address"),
            Self::Phone | Self::WholePhone if parse_phone(value, None).is_none() => {
                Some("not a phone number")
            }
            Self::WholePhone if !value.starts_with('+') => Some(
                "no calling code can be given: the country is not known, or the number is none of it",
            ),
            Self::CountryCode if !is_code(value) => Some("not a country that is known"),
            _ => None,
        }
    }
}

/// Importers read CSV line by line more often than they should: NUL bytes and carriage returns go.
fn single_text(value: Cow<'_, str>) -> Cow<'_, str> {
    if value.contains(['\0', '\r']) {
        return Cow::Owned(value.replace("\r\n", "\n").replace(['\0', '\r'], " "));
    }
    value
}

/// Whether an importer will take it for an e-mail address: one address and nothing else.
pub(crate) fn is_email(text: &str) -> bool {
    let plain = text.is_ascii() && !text.contains([' ', ',', ';', '<', '>', '"', '(', ')']);
    let Some((local, domain)) = text.split_once('@') else { return false };
    plain
        && !local.is_empty()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        && parse_email(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::sample;

    const OBJECT: Object<Customer> = Object {
        name: "Person",
        file: "person",
        load: "upsert",
        key: "Id",
        native: None,
        takes: Customer::is_person,
        columns: &[
            needed("Id", 10, |c: &Customer| Cow::from(&c.id)),
            needed("Last", 5, |c: &Customer| Cow::from(c.last_name())),
            email("Email", 40, |c: &Customer| Cow::from(&c.email)),
            phone("Phone", 40, |c: &Customer| Cow::from(&c.phone)),
            cut("Street", 4, |c: &Customer| Cow::from(c.street())),
        ],
        most_rows: 10,
        most_bytes: 100,
        form: Form::Csv,
        main: true,
    };

    fn refusal(fields: &[(&str, &str)]) -> String {
        let refusal = OBJECT.cells(&sample(fields)).unwrap_err();
        format!("{}: {}", refusal.column, refusal.reason)
    }

    #[test]
    fn what_the_target_would_refuse_is_found_before_it_does() {
        assert_eq!(refusal(&[]), "Last: empty");
        assert_eq!(refusal(&[("surname", "Bergmann")]), "Last: longer than 5 characters: 8");
    }

    #[test]
    fn what_is_no_address_and_no_number_is_left_out_and_the_rest_goes() {
        let fields =
            [("surname", "Berg"), ("email", "anna at home"), ("phone", "none"), ("street", "Weg")];
        let customer = sample(&fields);
        let cells = OBJECT.cells(&customer).unwrap();
        assert_eq!(cells.values, ["C-1", "Berg", "", "", "Weg"]);
        let told: Vec<String> =
            cells.left_out.iter().map(|r| format!("{}: {}", r.column, r.reason)).collect();
        assert_eq!(told, ["Email: not an e-mail address", "Phone: not a phone number"]);
        assert!(!customer.has_email_of_its_own());
    }

    #[test]
    fn numbers_without_a_calling_code_and_unknown_countries_are_left_out_where_codes_are_asked_for()
    {
        for good in ["+353871234567", ""] {
            assert_eq!(Demand::WholePhone.unlike(good), None, "{good}");
        }
        for bad in ["089 003 9560", "ask at the desk"] {
            assert!(Demand::WholePhone.unlike(bad).is_some(), "{bad}");
        }
        for (text, is_code) in [("IE", true), ("", true), ("Atlantis", false), ("IRL", false)] {
            assert_eq!(Demand::CountryCode.unlike(text).is_none(), is_code, "{text}");
        }
    }

    #[test]
    fn values_are_cut_only_where_that_is_said() {
        let customer = sample(&[("surname", "Müller"), ("street", "Straße")]);
        assert!(OBJECT.cells(&customer).is_err());
        let customer = sample(&[("surname", "Mülle"), ("street", "Straße")]);
        let cells = OBJECT.cells(&customer).unwrap();
        assert_eq!((cells.values[4].as_ref(), cells.cut), ("Stra", 1));
    }

    #[test]
    fn addresses_that_importers_refuse_are_told_from_good_ones() {
        for good in ["a@b.de", "anna.berg+x@mail.example.org"] {
            assert!(is_email(good), "{good}");
        }
        for bad in ["a@b", "@b.de", "a@@b.de", "a b@c.de", "a@b.de, c@d.de", "a@-b.de", "ä@b.de"] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
