//! Zendesk: the bulk import of organisations and users, and tickets by the Ticket Import API.
//!
//! Limits: Zendesk help, "Bulk importing users": at most 2,000 rows with the header, columns in the
//! order of its table, no user twice in a file, organisations before users, **empty cells overwrite**
//! what a user has. So each file holds only columns that all its rows fill. Tickets: Zendesk API,
//! "Ticket Import": at most 100 a request.

use std::borrow::Cow;

use crate::contact::Contact;
use crate::customer::{Customer, joined};
use crate::object::{self, Form, Limit, Native, Object, Spec, cut, email, needed, text};

const KEY: &str = "external_id";
const MOST_ROWS: u64 = 1_999;
const MOST_BYTES: u64 = 1_000_000_000;
const MOST: usize = 255;
const BULK: &str = "Zendesk help, Bulk importing users";

pub(super) const SPEC: Spec = Spec {
    clear: Some(""),
    limits: &[
        Limit { what: "rows of a file", value: "1,999 and a header", source: BULK },
        Limit { what: "empty cells", value: "overwrite: none is written", source: BULK },
        Limit { what: "order of columns", value: "as in the help's table", source: BULK },
        Limit {
            what: "tickets of a request",
            value: "100",
            source: "Zendesk API reference, Ticket Import",
        },
    ],
    before: &[
        "Turn welcome e-mails off: each new user would get one.",
        "Users without an e-mail address of their own are in files users_without_email: Zendesk \
         knows a user by the address, and two cannot share one. Load them with the data importer or \
         /api/v2/users/create_or_update_many, key external_id.",
    ],
    undo: "Users: DELETE /api/v2/users/destroy_many?external_ids=…, up to 100 a request; \
           organisations and tickets likewise by their external ids.",
    customers: &[
        Object {
            name: "organization",
            file: "organizations",
            load: "bulk import of organisations",
            key: KEY,
            native: Some(Native { column: "id", preset: "organization" }),
            takes: Customer::is_organisation,
            columns: &[
                needed("name", MOST, |c: &Customer| Cow::from(c.organisation_name()))
                    .was(&["organisation"], |c| Cow::from(&c.organisation)),
                needed(KEY, MOST, |c| Cow::from(&c.id)),
                text("details", 65_535, |c| Cow::from(c.address())),
                text("notes", 65_535, |c| {
                    Cow::from(joined(&[&c.dialled_phone(), &c.dialled_mobile(), &c.email], ", "))
                }),
                needed("tags", 5_000, |c| Cow::from(tags(c))),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::CsvWithoutGaps,
            main: true,
        },
        Object {
            name: "user",
            file: "users",
            load: "bulk import of users, create and update",
            key: KEY,
            native: Some(Native { column: "id", preset: "user" }),
            takes: |c| c.is_person() && c.has_email_of_its_own(),
            columns: &[
                needed("name", MOST, |c: &Customer| Cow::from(c.whole_name()))
                    .was(&["full_name"], |c| Cow::from(&c.full_name)),
                email("email", MOST, |c: &Customer| Cow::from(&c.email)).of(&["email"]),
                needed(KEY, MOST, |c| Cow::from(&c.id)),
                text("details", 65_535, |c| Cow::from(c.address())),
                text("notes", 65_535, |c: &Customer| c.dialled_mobile()),
                object::whole_phone("phone", MOST, |c: &Customer| Cow::from(phone(c)))
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                needed("role", 20, |_| "end-user".into()),
                text("organization", MOST, |c| Cow::from(&c.account_name)),
                needed("tags", 5_000, |c| Cow::from(tags(c))),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::CsvWithoutGaps,
            main: true,
        },
        Object {
            name: "user without an e-mail address of its own",
            file: "users_without_email",
            load: "data importer or API, key external_id",
            key: KEY,
            native: Some(Native { column: "id", preset: "user" }),
            takes: |c| c.is_person() && !c.has_email_of_its_own(),
            columns: &[
                needed("name", MOST, |c: &Customer| Cow::from(c.whole_name()))
                    .was(&["full_name"], |c| Cow::from(&c.full_name)),
                needed(KEY, MOST, |c| Cow::from(&c.id)),
                text("details", 65_535, |c| Cow::from(c.address())),
                text("notes", 65_535, |c: &Customer| {
                    Cow::from(joined(&[&c.dialled_mobile(), &c.email], ", "))
                }),
                object::whole_phone("phone", MOST, |c: &Customer| Cow::from(phone(c)))
                    .was(&["phone"], |c| Cow::from(&c.phone)),
                needed("role", 20, |_| "end-user".into()),
                text("organization", MOST, |c| Cow::from(&c.account_name)),
                needed("tags", 5_000, |c| Cow::from(tags(c))),
            ],
            most_rows: MOST_ROWS,
            most_bytes: MOST_BYTES,
            form: Form::CsvWithoutGaps,
            main: true,
        },
    ],
    contacts_have_status: true,
    contacts: &[Object {
        name: "ticket",
        file: "tickets",
        load: "POST /api/v2/imports/tickets/create_many?archive_immediately=true, a line a request",
        key: KEY,
        native: None,
        takes: |contact: &Contact| object::is_email(&contact.email) && !contact.of_organisation,
        columns: &[
            needed(KEY, MOST, |c| Cow::from(c.id())),
            needed("requester.name", MOST, |c| Cow::from(&c.name)),
            email("requester.email", MOST, |c| Cow::from(&c.email)),
            cut("subject", 150, |c| Cow::from(c.subject())),
            cut("comment.body", 65_535, |c| Cow::from(body(c))),
            text("created_at", 30, |c| Cow::from(&c.started_at)),
            text("status", 10, |c| c.progress.word("open", "pending", "closed").into()),
        ],
        most_rows: u64::MAX,
        most_bytes: MOST_BYTES,
        form: Form::Requests { list: "tickets", most: 100 },
        main: true,
    }],
};

fn phone(customer: &Customer) -> String {
    if customer.phone.is_empty() { customer.mobile_e164() } else { customer.phone_e164() }
}

/// Zendesk has no opt-out of its own: tags keep automations from those who refused.
fn tags(customer: &Customer) -> String {
    let tag = |refused: bool, name: &'static str| if refused { name } else { "" };
    joined(
        &[
            "sameboat",
            tag(customer.refuses_email(), "no_marketing_email"),
            tag(customer.refuses_phone(), "no_marketing_phone"),
            tag(customer.refuses_post(), "no_marketing_post"),
        ],
        " ",
    )
}

/// A ticket needs a first comment.
fn body(contact: &Contact) -> String {
    joined(&[&contact.subject(), &contact.description()], "\n")
}
