//! Salesforce: upserts by the external id `Sameboat_Id__c`, parents first.
//!
//! Limits: Bulk API 2.0 Developer Guide, "Limits and Allocations"; lengths: Object Reference,
//! `Account`, `Contact`, `Case`, `Task`; relationships in headers (`Account.Sameboat_Id__c`, for
//! several possible parents `Contact:Who.Sameboat_Id__c`): Bulk API Developer Guide, "Relationship
//! Fields in a Header Row". Empty cells leave a field as it is; `#N/A` empties it.

use std::borrow::Cow;

use super::flag;
use crate::contact::Contact;
use crate::customer::Customer;
use crate::object::{Form, Limit, Native, Object, Spec, cut, email, needed, phone, text};

const KEY: &str = "Sameboat_Id__c";
/// A job takes 150 MB in Base64, which is a third longer than the file.
const MOST_BYTES: u64 = 100_000_000;
/// Records that one org takes in 24 hours.
const MOST_ROWS: u64 = 150_000_000;
const GUIDE: &str = "Bulk API 2.0 Developer Guide, Limits and Allocations";

/// A box as it stood: of whoever was never asked it is not ticked.
fn ticked(refusal: Option<bool>) -> Cow<'static, str> {
    flag(Some(refusal == Some(true)))
}

pub(super) const SPEC: Spec = Spec {
    clear: Some("#N/A"),
    limits: &[
        Limit {
            what: "upload of a job",
            value: "150 MB in Base64: files of 100 MB",
            source: GUIDE,
        },
        Limit { what: "records in 24 hours", value: "150,000,000", source: GUIDE },
        Limit { what: "characters of a field", value: "32,000", source: GUIDE },
        Limit { what: "lengths of fields", value: "as in columns", source: "Object Reference" },
    ],
    before: &[
        "Make a text field Sameboat_Id__c (external id, unique) on Account, Contact, Case and Task.",
        "CreatedDate needs the permission Set Audit Fields upon Record Creation; its times are local, \
         so set the loader's time zone to that of the lines.",
    ],
    undo: "Delete by external id, children first: Data Loader wants Ids, so first export Id where \
           Sameboat_Id__c is in the file; the REST API takes the external id itself.",
    customers: &[
        Object {
            name: "Account",
            file: "Account",
            load: "upsert by Sameboat_Id__c",
            key: KEY,
            native: Some(Native { column: "Id", preset: "account" }),
            takes: Customer::is_organisation,
            columns: &[
                needed(KEY, 255, |c| Cow::from(&c.id)),
                needed("Name", 255, |c: &Customer| Cow::from(c.organisation_name()))
                    .was(&["organisation"], |c| Cow::from(&c.organisation)),
                phone("Phone", 40, |c: &Customer| c.dialled_phone())
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                text("BillingStreet", 255, |c: &Customer| Cow::from(c.street()))
                    .of(&["street", "house_number"]),
                text("BillingCity", 40, |c: &Customer| Cow::from(&c.city)).of(&["city"]),
                text("BillingState", 80, |c: &Customer| Cow::from(&c.region)).of(&["region"]),
                text("BillingPostalCode", 20, |c: &Customer| Cow::from(&c.postcode))
                    .of(&["postcode"]),
                text("BillingCountry", 80, |c: &Customer| Cow::from(&c.country)).of(&["country"]),
                email("Email__c", 80, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                phone("Sameboat_Mobile__c", 40, |c: &Customer| c.dialled_mobile()),
                text("Sameboat_Opted_Out_Of_Email__c", 5, |c| flag(c.email_refusal())),
                text("Sameboat_Do_Not_Call__c", 5, |c| flag(c.phone_refusal())),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
        Object {
            name: "Contact",
            file: "Contact",
            load: "upsert by Sameboat_Id__c",
            key: KEY,
            native: Some(Native { column: "Id", preset: "contact" }),
            takes: Customer::is_person,
            columns: &[
                needed(KEY, 255, |c| Cow::from(&c.id)),
                text("Account.Sameboat_Id__c", 255, |c| Cow::from(&c.account)),
                text("Salutation", 40, |c: &Customer| Cow::from(&c.title)).of(&["title"]),
                text("FirstName", 40, |c: &Customer| Cow::from(&c.given_name)).of(&["given_name"]),
                needed("LastName", 80, |c: &Customer| Cow::from(c.last_name()))
                    .was(&["surname"], |c| Cow::from(&c.surname)),
                text("Birthdate", 10, |c: &Customer| Cow::from(&c.birth_date)).of(&["birth_date"]),
                email("Email", 80, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                phone("Phone", 40, |c: &Customer| c.dialled_phone())
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                phone("MobilePhone", 40, |c: &Customer| c.dialled_mobile())
                    .was(&["mobile"], |c| Cow::from(&c.mobile)),
                text("MailingStreet", 255, |c: &Customer| Cow::from(c.street()))
                    .of(&["street", "house_number"]),
                text("MailingCity", 40, |c: &Customer| Cow::from(&c.city)).of(&["city"]),
                text("MailingState", 80, |c: &Customer| Cow::from(&c.region)).of(&["region"]),
                text("MailingPostalCode", 20, |c: &Customer| Cow::from(&c.postcode))
                    .of(&["postcode"]),
                text("MailingCountry", 80, |c: &Customer| Cow::from(&c.country)).of(&["country"]),
                text("HasOptedOutOfEmail", 5, |c: &Customer| flag(c.email_refusal()))
                    .was(&["consent_email"], |c| ticked(c.email_refusal())),
                text("DoNotCall", 5, |c: &Customer| flag(c.phone_refusal()))
                    .was(&["consent_phone"], |c| ticked(c.phone_refusal())),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
    ],
    contacts_have_status: true,
    contacts: &[
        Object {
            name: "Case",
            file: "Case",
            load: "upsert by Sameboat_Id__c",
            key: KEY,
            native: None,
            takes: |contact: &Contact| !contact.is_outbound(),
            columns: &[
                needed(KEY, 255, |c| Cow::from(c.id())),
                text("Contact.Sameboat_Id__c", 255, person),
                text("Account.Sameboat_Id__c", 255, organisation),
                cut("Subject", 255, |c| Cow::from(c.subject())),
                text("Origin", 255, |c| Cow::from(&c.channel)),
                text("Status", 255, |c| c.progress.word("New", "On Hold", "Closed").into()),
                text("CreatedDate", 20, |c| Cow::from(&c.started_at)),
                cut("Description", 32_000, |c| Cow::from(c.description())),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
        Object {
            name: "Task",
            file: "Task",
            load: "upsert by Sameboat_Id__c",
            key: KEY,
            native: None,
            takes: Contact::is_outbound,
            columns: &[
                needed(KEY, 255, |c| Cow::from(c.id())),
                text("Contact:Who.Sameboat_Id__c", 255, person),
                text("Account:What.Sameboat_Id__c", 255, organisation),
                cut("Subject", 255, |c| Cow::from(c.subject())),
                text("Status", 255, |c| {
                    c.progress.word("In Progress", "Waiting on someone else", "Completed").into()
                }),
                text("ActivityDate", 10, |c| Cow::from(c.day())),
                text("CreatedDate", 20, |c| Cow::from(&c.started_at)),
                text("CallType", 10, |_| "Outbound".into()),
                text("CallDurationInSeconds", 9, |c| Cow::from(c.seconds())),
                cut("Description", 32_000, |c| Cow::from(c.description())),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
    ],
};

fn person(contact: &Contact) -> Cow<'_, str> {
    Cow::from(if contact.of_organisation { "" } else { &contact.customer })
}

fn organisation(contact: &Contact) -> Cow<'_, str> {
    Cow::from(if contact.of_organisation { &contact.customer } else { "" })
}
