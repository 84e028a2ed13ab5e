//! `HubSpot`: its import tool, contacts by e-mail address.
//!
//! Limits: `HubSpot` help, "Set up import files": UTF-8, fewer than 1,000 columns, 512 MB and
//! 1,048,576 rows a file (free tools: 20 MB, and 500,000 rows a day), and "Import an opt-out list".
//! Two contacts cannot have one address, so customers without one of their own are in a file of
//! their own, with the key `Sameboat ID`.

use std::borrow::Cow;

use super::flag;
use crate::contact::Contact;
use crate::customer::Customer;
use crate::object::{Column, Form, Limit, Native, Object, Spec, cut, email, needed, phone, text};

const KEY: &str = "Sameboat ID";
/// What the free tools take, so that every account can load the files.
const MOST_BYTES: u64 = 20_000_000;
/// A sheet's rows without the header.
const MOST_ROWS: u64 = 1_048_575;
/// `HubSpot`'s longest single value.
const MOST: usize = 65_536;
const SET_UP: &str = "HubSpot help, Set up import files";

pub(super) const SPEC: Spec = Spec {
    clear: None,
    limits: &[
        Limit { what: "rows of a file", value: "1,048,576 with the header", source: SET_UP },
        Limit { what: "size of a file", value: "20 MB (free tools)", source: SET_UP },
        Limit { what: "columns", value: "fewer than 1,000", source: SET_UP },
        Limit { what: "key of contacts", value: "e-mail address, unique", source: SET_UP },
    ],
    before: &[
        "Make a property Sameboat ID (single-line text, unique values) on contacts, companies and \
         tickets, and the properties Do not call and Do not mail on contacts and companies.",
        "Load opt_out with \"Import an opt-out list\": it sets Unsubscribed from all email, which no \
         other import can.",
    ],
    undo: "Import the delete files as a list by Sameboat ID and delete its records; tickets first. \
           An opt-out stays: taking it back needs the customer's consent.",
    customers: &[
        Object {
            name: "opt-out list",
            file: "opt_out",
            load: "import an opt-out list, before the contacts",
            key: "Email",
            native: None,
            takes: |c| c.refuses_email() && c.has_email(),
            columns: &[email("Email", MOST, |c| Cow::from(&c.email))],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: false,
        },
        Object {
            name: "company",
            file: "companies",
            load: "import, unique identifier Sameboat ID",
            key: KEY,
            native: Some(Native { column: "Record ID", preset: "company" }),
            takes: Customer::is_organisation,
            columns: &[
                needed(KEY, MOST, |c| Cow::from(&c.id)),
                needed("Company name", MOST, |c: &Customer| Cow::from(c.organisation_name()))
                    .was(&["organisation"], |c| Cow::from(&c.organisation)),
                phone("Phone Number", MOST, |c: &Customer| c.dialled_phone())
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                phone("Mobile Phone Number", MOST, |c: &Customer| c.dialled_mobile())
                    .was(&["mobile"], |c| Cow::from(&c.mobile)),
                email("Email", MOST, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                text("Street Address", MOST, |c: &Customer| Cow::from(c.street()))
                    .of(&["street", "house_number"]),
                text("City", MOST, |c: &Customer| Cow::from(&c.city)).of(&["city"]),
                text("State/Region", MOST, |c: &Customer| Cow::from(&c.region)).of(&["region"]),
                text("Postal Code", MOST, |c: &Customer| Cow::from(&c.postcode)).of(&["postcode"]),
                text("Country/Region", MOST, |c: &Customer| Cow::from(&c.country)).of(&["country"]),
                text("Do not call", 5, |c: &Customer| flag(c.phone_refusal()))
                    .of(&["consent_phone"]),
                text("Do not mail", 5, |c: &Customer| flag(c.post_refusal())).of(&["consent_post"]),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
        Object {
            name: "contact",
            file: "contacts",
            load: "import, unique identifier Email",
            key: KEY,
            native: Some(Native { column: "Record ID", preset: "contact" }),
            takes: |c| c.is_person() && c.has_email_of_its_own(),
            columns: &[
                email("Email", MOST, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                ID,
                COMPANY,
                SALUTATION,
                FIRST_NAME,
                LAST_NAME,
                BORN,
                GENDER,
                LANGUAGE,
                PHONE,
                MOBILE,
                STREET,
                CITY,
                STATE,
                POSTCODE,
                COUNTRY,
                DO_NOT_CALL,
                DO_NOT_MAIL,
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
        Object {
            name: "contact without an e-mail address of its own",
            file: "contacts_without_email",
            load: "import, unique identifier Sameboat ID",
            key: KEY,
            native: Some(Native { column: "Record ID", preset: "contact" }),
            takes: |c| c.is_person() && !c.has_email_of_its_own(),
            columns: &[
                ID,
                email("Work email", MOST, |c| Cow::from(&c.email)),
                COMPANY,
                SALUTATION,
                FIRST_NAME,
                LAST_NAME,
                BORN,
                GENDER,
                LANGUAGE,
                PHONE,
                MOBILE,
                STREET,
                CITY,
                STATE,
                POSTCODE,
                COUNTRY,
                DO_NOT_CALL,
                DO_NOT_MAIL,
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::Csv,
            main: true,
        },
    ],
    contacts_have_status: true,
    contacts: &[Object {
        name: "ticket",
        file: "tickets",
        load: "import with association to contacts or companies by their Sameboat ID",
        key: KEY,
        native: None,
        takes: |_| true,
        columns: &[
            needed(KEY, MOST, |c: &Contact| Cow::from(c.id())),
            cut("Ticket name", MOST, |c| Cow::from(c.subject())),
            text("Pipeline", MOST, |_| "Support Pipeline".into()),
            text("Ticket status", MOST, |c| {
                c.progress.word("Waiting on us", "Waiting on contact", "Closed").into()
            }),
            text("Source", MOST, |c| Cow::from(&c.channel)),
            text("Create date", MOST, |c| Cow::from(&c.started_at)),
            cut("Ticket description", MOST, |c| Cow::from(c.description())),
            text("Contact: Sameboat ID", MOST, |c| {
                Cow::from(if c.of_organisation { "" } else { &c.customer })
            }),
            text("Company: Sameboat ID", MOST, |c| {
                Cow::from(if c.of_organisation { &c.customer } else { "" })
            }),
        ],
        most_rows: MOST_ROWS,
        most_bytes: MOST_BYTES,
        form: Form::Csv,
        main: true,
    }],
};

const ID: Column<Customer> = needed(KEY, MOST, |c| Cow::from(&c.id));
const COMPANY: Column<Customer> = text("Company: Sameboat ID", MOST, |c| Cow::from(&c.account));
const SALUTATION: Column<Customer> =
    text("Salutation", MOST, |c: &Customer| Cow::from(&c.title)).of(&["title"]);
const FIRST_NAME: Column<Customer> =
    text("First Name", MOST, |c: &Customer| Cow::from(&c.given_name)).of(&["given_name"]);
const LAST_NAME: Column<Customer> =
    needed("Last Name", MOST, |c: &Customer| Cow::from(c.last_name()))
        .was(&["surname"], |c| Cow::from(&c.surname));
const BORN: Column<Customer> =
    text("Date of birth", MOST, |c: &Customer| Cow::from(&c.birth_date)).of(&["birth_date"]);
const GENDER: Column<Customer> =
    text("Gender", MOST, |c: &Customer| Cow::from(&c.gender)).of(&["gender"]);
const LANGUAGE: Column<Customer> =
    text("Preferred language", MOST, |c: &Customer| Cow::from(&c.language)).of(&["language"]);
const PHONE: Column<Customer> = phone("Phone Number", MOST, |c: &Customer| c.dialled_phone())
    .was(&["phone"], |c| Cow::from(&c.phone));
const MOBILE: Column<Customer> =
    phone("Mobile Phone Number", MOST, |c: &Customer| c.dialled_mobile())
        .was(&["mobile"], |c| Cow::from(&c.mobile));
const STREET: Column<Customer> = text("Street Address", MOST, |c: &Customer| Cow::from(c.street()))
    .of(&["street", "house_number"]);
const CITY: Column<Customer> = text("City", MOST, |c: &Customer| Cow::from(&c.city)).of(&["city"]);
const STATE: Column<Customer> =
    text("State/Region", MOST, |c: &Customer| Cow::from(&c.region)).of(&["region"]);
const POSTCODE: Column<Customer> =
    text("Postal Code", MOST, |c: &Customer| Cow::from(&c.postcode)).of(&["postcode"]);
const COUNTRY: Column<Customer> =
    text("Country/Region", MOST, |c: &Customer| Cow::from(&c.country)).of(&["country"]);
const DO_NOT_CALL: Column<Customer> =
    text("Do not call", 5, |c: &Customer| flag(c.phone_refusal())).of(&["consent_phone"]);
const DO_NOT_MAIL: Column<Customer> =
    text("Do not mail", 5, |c: &Customer| flag(c.post_refusal())).of(&["consent_post"]);
