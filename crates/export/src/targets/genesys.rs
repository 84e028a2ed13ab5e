//! Genesys Cloud: the bulk import of external organisations and external contacts.
//!
//! Limits: Genesys Cloud Resource Center, "Prepare a source .csv file" (50 MB, comma, UTF-8; phone
//! numbers in E.164) and "Work with data in the source .csv file" (External ID: required, unique
//! over all files, at most 255 characters; a contact repeated in a file is updated in no particular
//! order). It imports no interactions.

use std::borrow::Cow;

use super::flag;
use crate::customer::Customer;
use crate::object::{Form, Limit, Object, Spec, country_code, email, needed, text, whole_phone};

const KEY: &str = "External ID";
const MOST_BYTES: u64 = 50_000_000;
const PREPARE: &str = "Genesys Cloud Resource Center, Prepare a source .csv file";
const DATA: &str = "Genesys Cloud Resource Center, Work with data in the source .csv file";
/// No length is documented for names and addresses; the External ID's is kept for all.
const MOST: usize = 255;

pub(super) const SPEC: Spec = Spec {
    clear: None,
    limits: &[
        Limit { what: "size of a file", value: "50 MB", source: PREPARE },
        Limit { what: "External ID", value: "unique, at most 255 characters", source: DATA },
        Limit { what: "phone numbers", value: "E.164", source: PREPARE },
    ],
    before: &[
        "Make the custom fields Opted Out Of Email, Do Not Call and Do Not Mail, or leave these \
         columns unmapped and keep outbound campaigns from them by another list.",
    ],
    undo: "Delete by External ID: /api/v2/externalcontacts/bulk/contacts/remove and \
           …/organizations/remove, after a look-up by external id.",
    customers: &[
        Object {
            name: "External organization",
            file: "external_organization",
            load: "bulk import, key External ID",
            key: KEY,
            native: None,
            takes: Customer::is_organisation,
            columns: &[
                needed(KEY, MOST, |c| Cow::from(&c.id)),
                needed("Name", MOST, |c| Cow::from(c.organisation_name())),
                whole_phone("Phone Number", MOST, |c| Cow::from(c.phone_e164())),
                whole_phone("Cell Phone", MOST, |c| Cow::from(c.mobile_e164())),
                email("Email", MOST, |c| Cow::from(&c.email)),
                text("Address 1", MOST, |c| Cow::from(c.street())),
                text("City", MOST, |c| Cow::from(&c.city)),
                text("State", MOST, |c| Cow::from(&c.region)),
                text("Postal Code", MOST, |c| Cow::from(&c.postcode)),
                country_code("Country Code", MOST, |c| Cow::from(c.country_code())),
                text("Opted Out Of Email", 5, |c| flag(c.email_refusal())),
                text("Do Not Call", 5, |c| flag(c.phone_refusal())),
                text("Do Not Mail", 5, |c| flag(c.post_refusal())),
            ],
            most_rows: u64::MAX,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
        Object {
            name: "External contact",
            file: "external_contact",
            load: "bulk import, key External ID",
            key: KEY,
            native: None,
            takes: Customer::is_person,
            columns: &[
                needed(KEY, MOST, |c| Cow::from(&c.id)),
                text("External Organization ID", MOST, |c| Cow::from(&c.account)),
                text("Salutation", MOST, |c| Cow::from(&c.title)),
                text("First Name", MOST, |c| Cow::from(&c.given_name)),
                needed("Last Name", MOST, |c| Cow::from(c.last_name())),
                whole_phone("Home Phone", MOST, |c| Cow::from(c.phone_e164())),
                whole_phone("Cell Phone", MOST, |c| Cow::from(c.mobile_e164())),
                email("Personal Email", MOST, |c| Cow::from(&c.email)),
                text("Address 1", MOST, |c| Cow::from(c.street())),
                text("City", MOST, |c| Cow::from(&c.city)),
                text("State", MOST, |c| Cow::from(&c.region)),
                text("Postal Code", MOST, |c| Cow::from(&c.postcode)),
                country_code("Country Code", MOST, |c| Cow::from(c.country_code())),
                text("Opted Out Of Email", 5, |c| flag(c.email_refusal())),
                text("Do Not Call", 5, |c| flag(c.phone_refusal())),
                text("Do Not Mail", 5, |c| flag(c.post_refusal())),
            ],
            most_rows: u64::MAX,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
    ],
    contacts_have_status: false,
    contacts: &[],
};
