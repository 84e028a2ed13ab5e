//! Canonical values from raw ones: names, organisations, phones, e-mails, addresses, dates.
//!
//! Each module reads one kind of value as people and systems write it and returns a small value in
//! which two spellings of one thing are equal. Everything here is a pure function of its arguments;
//! nothing panics on any text, and the cost per value is bounded (see [`text::MAX_CHARS`]).
//!
//! | module | reads |
//! |---|---|
//! | [`text`] | any text: folding to ASCII words, n-grams, umlauts |
//! | [`phonetics`] | how a word sounds |
//! | [`missing`] | placeholders: `n/a`, `0000`, `1900-01-01`, `test@test.com` |
//! | [`names`] | names of people |
//! | [`organisations`] | names of companies |
//! | [`emails`], [`phones`] | ways to reach them |
//! | [`addresses`] | streets, house numbers, postcodes |
//! | [`countries`] | countries, and towns that tell theirs |
//! | [`dates`] | days, with the ambiguity of day and month kept |
//! | [`identifiers`] | numbers of identity cards and the like |
//! | [`outcomes`] | how contacts ended |
//! | [`wishes`] | what somebody says of being approached: `keine Werbung`, `nur per E-Mail` |
//!
//! Functions are meant to be called once per distinct value, and cost a tenth to half a microsecond
//! on typical ones (`cargo bench -p sameboat-normalize`). Those that end in `_into` append to a text
//! of the caller and allocate nothing else.

pub mod addresses;
pub mod countries;
pub mod dates;
pub mod emails;
pub mod identifiers;
mod lexicon;
pub mod missing;
pub mod names;
mod nicknames;
pub mod organisations;
pub mod outcomes;
pub mod phones;
pub mod phonetics;
pub mod text;
pub mod wishes;
