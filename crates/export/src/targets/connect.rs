//! Amazon Connect Customer Profiles: files for an S3 import with an object type mapping.
//!
//! Limits: Amazon Connect API Reference, `Profile` (each field at most 255 characters) and
//! Administrator Guide, "Customer object type mapping terminology" (a profile object at most
//! 250 KB). Column names are those of the standard profile, so that a mapping is one to one.

use std::borrow::Cow;

use super::flag;
use crate::contact::Contact;
use crate::customer::Customer;
use crate::object::{Form, Limit, Native, Object, Spec, cut, email, needed, text, whole_phone};

const KEY: &str = "AccountNumber";
const MOST: usize = 255;
const PROFILE: &str = "Amazon Connect API Reference, Profile";
const OBJECT: &str = "Amazon Connect Administrator Guide, object type mapping terminology";

pub(super) const SPEC: Spec = Spec {
    clear: None,
    limits: &[
        Limit { what: "characters of a field", value: "255", source: PROFILE },
        Limit { what: "size of a profile object", value: "250 KB", source: OBJECT },
    ],
    before: &[
        "Make two object types: one whose mapping has AccountNumber as its unique key and profile \
         key (customers), and one with InteractionId as its unique key and AccountNumber as its \
         profile key (interactions).",
    ],
    undo: "Delete by key: SearchProfiles with AccountNumber, then DeleteProfile, which takes the \
           interactions with it.",
    customers: &[Object {
        name: "Customer profile",
        file: "profile",
        load: "import from S3, unique key AccountNumber",
        key: KEY,
        native: Some(Native { column: "ProfileId", preset: "profile" }),
        takes: |_| true,
        columns: &[
            needed(KEY, MOST, |c| Cow::from(&c.id)),
            needed("PartyType", MOST, |c: &Customer| {
                Cow::from(if c.is_organisation() { "BUSINESS" } else { "INDIVIDUAL" })
            }),
            text("BusinessName", MOST, business)
                .was(&["organisation"], |c| Cow::from(&c.organisation)),
            text("FirstName", MOST, |c: &Customer| Cow::from(&c.given_name)).of(&["given_name"]),
            text("LastName", MOST, surname).was(&["surname"], |c| Cow::from(&c.surname)),
            text("BirthDate", MOST, |c: &Customer| Cow::from(&c.birth_date)).of(&["birth_date"]),
            text("Gender", MOST, |c: &Customer| Cow::from(&c.gender)).of(&["gender"]),
            whole_phone("PhoneNumber", MOST, |c: &Customer| Cow::from(c.phone_e164()))
                .was(&["phone"], |c| Cow::from(&c.phone)),
            whole_phone("MobilePhoneNumber", MOST, |c: &Customer| Cow::from(c.mobile_e164()))
                .was(&["mobile"], |c| Cow::from(&c.mobile)),
            email("EmailAddress", MOST, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
            text("Address1", MOST, |c: &Customer| Cow::from(c.street()))
                .of(&["street", "house_number"]),
            text("City", MOST, |c: &Customer| Cow::from(&c.city)).of(&["city"]),
            text("State", MOST, |c: &Customer| Cow::from(&c.region)).of(&["region"]),
            text("PostalCode", MOST, |c: &Customer| Cow::from(&c.postcode)).of(&["postcode"]),
            text("Country", MOST, |c: &Customer| Cow::from(&c.country)).of(&["country"]),
            text("OptedOutOfEmail", 5, |c: &Customer| flag(c.email_refusal()))
                .of(&["consent_email"]),
            text("DoNotCall", 5, |c: &Customer| flag(c.phone_refusal())).of(&["consent_phone"]),
            text("DoNotMail", 5, |c: &Customer| flag(c.post_refusal())).of(&["consent_post"]),
            text("EmployerAccountNumber", MOST, |c| Cow::from(&c.account)),
        ],
        most_rows: u64::MAX,
        most_bytes: 1_000_000_000,
        form: Form::Csv,
        main: true,
    }],
    contacts_have_status: false,
    contacts: &[Object {
        name: "Interaction",
        file: "interaction",
        load: "import from S3, unique key InteractionId, profile key AccountNumber",
        key: "InteractionId",
        native: None,
        takes: |contact: &Contact| !contact.customer.is_empty(),
        columns: &[
            needed("InteractionId", MOST, |c| Cow::from(c.id())),
            needed(KEY, MOST, |c| Cow::from(&c.customer)),
            text("InitiationTimestamp", MOST, |c| Cow::from(&c.started_at)),
            text("InitiationMethod", MOST, |c| Cow::from(c.direction.to_uppercase())),
            text("Channel", MOST, |c| Cow::from(&c.channel)),
            text("HandleSeconds", MOST, |c| Cow::from(c.seconds())),
            cut("Subject", MOST, |c| Cow::from(c.subject())),
            cut("Description", MOST, |c| Cow::from(c.description())),
        ],
        most_rows: u64::MAX,
        most_bytes: 1_000_000_000,
        form: Form::Csv,
        main: true,
    }],
};

fn business(customer: &Customer) -> Cow<'_, str> {
    let name = if customer.is_organisation() {
        customer.organisation_name()
    } else {
        &customer.organisation
    };
    Cow::from(name)
}

fn surname(customer: &Customer) -> Cow<'_, str> {
    Cow::from(if customer.is_organisation() { "" } else { customer.last_name() })
}
