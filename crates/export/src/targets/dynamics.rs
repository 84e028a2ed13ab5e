//! Dynamics 365: the import wizard, headers as the tables' display names.
//!
//! Limits: Dynamics 365 help, "Prepare a file for import": 8 MB a file, a file a table, parents in
//! the same or an earlier import; lengths: Dataverse table reference, `Account`, `Contact`,
//! `Incident`.

use std::borrow::Cow;

use crate::contact::Contact;
use crate::customer::Customer;
use crate::object::{Form, Limit, Object, Spec, cut, email, needed, text};

const KEY: &str = "Sameboat Id";
const MOST_BYTES: u64 = 8_000_000;
const PREPARE: &str = "Dynamics 365 help, Prepare a file for import";
const TABLES: &str = "Dataverse table reference";

pub(super) const SPEC: Spec = Spec {
    clear: None,
    limits: &[
        Limit { what: "size of a file", value: "8 MB", source: PREPARE },
        Limit { what: "lengths of columns", value: "as in columns", source: TABLES },
    ],
    before: &[
        "Make a text column Sameboat Id with an alternate key on Account, Contact and Case, and \
         choose it as the reference field of look-ups.",
    ],
    undo: "Bulk deletion (Settings, Data Management) of rows whose Sameboat Id is in the file, cases \
           first.",
    customers: &[
        Object {
            name: "Account",
            file: "Account",
            load: "import wizard, alternate key Sameboat Id",
            key: KEY,
            native: Some("(Do Not Modify) Account"),
            takes: Customer::is_organisation,
            columns: &[
                needed(KEY, 100, |c| Cow::from(&c.id)),
                needed("Account Name", 160, |c| Cow::from(c.organisation_name())),
                text("Main Phone", 50, |c| Cow::from(&c.phone)),
                text("Other Phone", 50, |c| Cow::from(&c.mobile)),
                email("Email", 100, |c| Cow::from(&c.email)),
                text("Address 1: Street 1", 250, |c| Cow::from(c.street())),
                text("Address 1: City", 80, |c| Cow::from(&c.city)),
                text("Address 1: State/Province", 50, |c| Cow::from(&c.region)),
                text("Address 1: ZIP/Postal Code", 20, |c| Cow::from(&c.postcode)),
                text("Address 1: Country/Region", 80, |c| Cow::from(&c.country)),
                text("Do not allow Emails", 12, |c| allowed(c.email_refusal())),
                text("Do not allow Phone Calls", 12, |c| allowed(c.phone_refusal())),
                text("Do not allow Mails", 12, |c| allowed(c.post_refusal())),
            ],
            most_rows: u64::MAX,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
        Object {
            name: "Contact",
            file: "Contact",
            load: "import wizard, alternate key Sameboat Id",
            key: KEY,
            native: Some("(Do Not Modify) Contact"),
            takes: Customer::is_person,
            columns: &[
                needed(KEY, 100, |c| Cow::from(&c.id)),
                text("Company Name", 100, |c| Cow::from(&c.account)),
                text("Salutation", 100, |c| Cow::from(&c.title)),
                text("First Name", 50, |c| Cow::from(&c.given_name)),
                needed("Last Name", 50, |c| Cow::from(c.last_name())),
                text("Birthday", 10, |c| Cow::from(&c.birth_date)),
                text("Gender", 20, |c| Cow::from(&c.gender)),
                email("Email", 100, |c| Cow::from(&c.email)),
                text("Business Phone", 50, |c| Cow::from(&c.phone)),
                text("Mobile Phone", 50, |c| Cow::from(&c.mobile)),
                text("Address 1: Street 1", 250, |c| Cow::from(c.street())),
                text("Address 1: City", 80, |c| Cow::from(&c.city)),
                text("Address 1: State/Province", 50, |c| Cow::from(&c.region)),
                text("Address 1: ZIP/Postal Code", 20, |c| Cow::from(&c.postcode)),
                text("Address 1: Country/Region", 80, |c| Cow::from(&c.country)),
                text("Do not allow Emails", 12, |c| allowed(c.email_refusal())),
                text("Do not allow Phone Calls", 12, |c| allowed(c.phone_refusal())),
                text("Do not allow Mails", 12, |c| allowed(c.post_refusal())),
            ],
            most_rows: u64::MAX,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
    ],
    contacts: &[Object {
        name: "Case",
        file: "Case",
        load: "import wizard, alternate key Sameboat Id",
        key: KEY,
        native: None,
        takes: |contact: &Contact| !contact.customer.is_empty(),
        columns: &[
            needed(KEY, 100, |c| Cow::from(c.id())),
            needed("Customer", 100, |c| Cow::from(&c.customer)),
            cut("Case Title", 200, |c| Cow::from(c.subject())),
            text("Origin", 50, |c| Cow::from(&c.channel)),
            text("Record Created On", 20, |c| Cow::from(&c.started_at)),
            text("Status", 20, |_| "Resolved".into()),
            cut("Description", 2_000, |c| Cow::from(c.description())),
        ],
        most_rows: u64::MAX,
        most_bytes: MOST_BYTES,
        form: Form::Csv,
        main: true,
    }],
};

/// The words of the columns "Do not allow …".
fn allowed(refusal: Option<bool>) -> Cow<'static, str> {
    refusal.map_or("", |refused| if refused { "Do Not Allow" } else { "Allow" }).into()
}
