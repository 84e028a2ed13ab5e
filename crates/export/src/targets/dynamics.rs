//! Dynamics 365: the import wizard, headers as the tables' display names.
//!
//! Limits: Dynamics 365 help, "Prepare a file for import": 8 MB a file, a file a table, parents in
//! the same or an earlier import; lengths: Dataverse table reference, `Account`, `Contact`,
//! `Incident`.

use std::borrow::Cow;

use crate::contact::Contact;
use crate::customer::Customer;
use crate::object::{Form, Limit, Native, Object, Spec, cut, email, needed, phone, text};

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
            native: Some(Native { column: "(Do Not Modify) Account", preset: "account" }),
            takes: Customer::is_organisation,
            columns: &[
                needed(KEY, 100, |c| Cow::from(&c.id)),
                needed("Account Name", 160, |c: &Customer| Cow::from(c.organisation_name()))
                    .was(&["organisation"], |c| Cow::from(&c.organisation)),
                phone("Main Phone", 50, |c: &Customer| c.dialled_phone())
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                phone("Other Phone", 50, |c: &Customer| c.dialled_mobile())
                    .was(&["mobile"], |c| Cow::from(&c.mobile)),
                email("Email", 100, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                text("Address 1: Street 1", 250, |c: &Customer| Cow::from(c.street()))
                    .of(&["street", "house_number"]),
                text("Address 1: City", 80, |c: &Customer| Cow::from(&c.city)).of(&["city"]),
                text("Address 1: State/Province", 50, |c: &Customer| Cow::from(&c.region))
                    .of(&["region"]),
                text("Address 1: ZIP/Postal Code", 20, |c: &Customer| Cow::from(&c.postcode))
                    .of(&["postcode"]),
                text("Address 1: Country/Region", 80, |c: &Customer| Cow::from(&c.country))
                    .of(&["country"]),
                text("Do not allow Emails", 12, |c: &Customer| allowed(c.email_refusal()))
                    .was(&["consent_email"], |c| was_allowed(c.email_refusal())),
                text("Do not allow Phone Calls", 12, |c: &Customer| allowed(c.phone_refusal()))
                    .was(&["consent_phone"], |c| was_allowed(c.phone_refusal())),
                text("Do not allow Mails", 12, |c: &Customer| allowed(c.post_refusal()))
                    .was(&["consent_post"], |c| was_allowed(c.post_refusal())),
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
            native: Some(Native { column: "(Do Not Modify) Contact", preset: "contact" }),
            takes: Customer::is_person,
            columns: &[
                needed(KEY, 100, |c| Cow::from(&c.id)),
                text("Company Name", 100, |c| Cow::from(&c.account)),
                text("Salutation", 100, |c: &Customer| Cow::from(&c.title)).of(&["title"]),
                text("First Name", 50, |c: &Customer| Cow::from(&c.given_name)).of(&["given_name"]),
                needed("Last Name", 50, |c: &Customer| Cow::from(c.last_name()))
                    .was(&["surname"], |c| Cow::from(&c.surname)),
                text("Birthday", 10, |c: &Customer| Cow::from(&c.birth_date)).of(&["birth_date"]),
                text("Gender", 20, |c: &Customer| Cow::from(&c.gender)).of(&["gender"]),
                email("Email", 100, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                phone("Business Phone", 50, |c: &Customer| c.dialled_phone())
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                phone("Mobile Phone", 50, |c: &Customer| c.dialled_mobile())
                    .was(&["mobile"], |c| Cow::from(&c.mobile)),
                text("Address 1: Street 1", 250, |c: &Customer| Cow::from(c.street()))
                    .of(&["street", "house_number"]),
                text("Address 1: City", 80, |c: &Customer| Cow::from(&c.city)).of(&["city"]),
                text("Address 1: State/Province", 50, |c: &Customer| Cow::from(&c.region))
                    .of(&["region"]),
                text("Address 1: ZIP/Postal Code", 20, |c: &Customer| Cow::from(&c.postcode))
                    .of(&["postcode"]),
                text("Address 1: Country/Region", 80, |c: &Customer| Cow::from(&c.country))
                    .of(&["country"]),
                text("Do not allow Emails", 12, |c: &Customer| allowed(c.email_refusal()))
                    .was(&["consent_email"], |c| was_allowed(c.email_refusal())),
                text("Do not allow Phone Calls", 12, |c: &Customer| allowed(c.phone_refusal()))
                    .was(&["consent_phone"], |c| was_allowed(c.phone_refusal())),
                text("Do not allow Mails", 12, |c: &Customer| allowed(c.post_refusal()))
                    .was(&["consent_post"], |c| was_allowed(c.post_refusal())),
            ],
            most_rows: u64::MAX,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
    ],
    contacts_have_status: true,
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
            text("Status", 20, |c| c.progress.word("Active", "Active", "Resolved").into()),
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
/// The same as they stood: whoever was never asked is allowed.
fn was_allowed(refusal: Option<bool>) -> Cow<'static, str> {
    allowed(Some(refusal == Some(true)))
}
