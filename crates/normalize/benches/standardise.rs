//! Times every public function on realistic values: `cargo bench -p sameboat-normalize`.
//!
//! One iteration reads one value, so the times that divan prints are per value.

mod values;

use std::cell::RefCell;
use std::hint::black_box;

use divan::{Bencher, Divan};
use sameboat_normalize::addresses::{
    parse_house_number, parse_house_number_into, parse_postcode, parse_postcode_into, parse_street,
    parse_street_into,
};
use sameboat_normalize::dates::{DayMonthOrder, date_digits, detect_order, parse_date};
use sameboat_normalize::emails::{parse_email, parse_email_into};
use sameboat_normalize::identifiers::{parse_identifier, parse_identifier_into};
use sameboat_normalize::missing::{FieldKind, is_placeholder};
use sameboat_normalize::names::{
    are_variants, is_initial, parse_full_name, parse_given, parse_given_into, parse_surname,
    parse_surname_into, variant_groups,
};
use sameboat_normalize::organisations::{
    has_legal_form, parse_organisation, parse_organisation_into,
};
use sameboat_normalize::phones::{parse_phone, parse_phone_into};
use sameboat_normalize::phonetics::{sound_key, sound_key_into};
use sameboat_normalize::text::{
    digits, fold, fold_into, merge_umlauts, merge_umlauts_into, ngrams, sorted_words, words,
};

fn main() {
    Divan::from_args().sample_count(50).sample_size(values::COUNT as u32).main();
}

/// Calls a function with one value after the other, so that the branches of the processor cannot
/// learn a single one. Every sample is one pass; the first, which builds tables, is not counted.
fn each<T>(bencher: Bencher<'_, '_>, values: &[String], read: impl Fn(&str) -> T) {
    for value in values {
        black_box(read(value));
    }
    let mut next = 0;
    bencher.bench_local(|| {
        next = if next + 1 == values.len() { 0 } else { next + 1 };
        black_box(read(&values[next]))
    });
}

/// The same of a function that appends to a text.
fn each_into<T>(
    bencher: Bencher<'_, '_>,
    values: &[String],
    read: impl Fn(&str, &mut String) -> T,
) {
    let text = RefCell::new(String::with_capacity(1024));
    each(bencher, values, |raw| {
        let mut text = text.borrow_mut();
        text.clear();
        read(raw, &mut text)
    });
}

fn folded(values: &[String]) -> Vec<String> {
    values.iter().map(|value| fold(value)).collect()
}

#[divan::bench]
fn fold_surname(bencher: Bencher<'_, '_>) {
    each(bencher, &values::surnames(), fold);
}

#[divan::bench]
fn fold_surname_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::surnames(), fold_into);
}

#[divan::bench]
fn fold_street(bencher: Bencher<'_, '_>) {
    each(bencher, &values::streets(), fold);
}

#[divan::bench]
fn fold_street_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::streets(), fold_into);
}

#[divan::bench]
fn merge_umlauts_surname(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::surnames()), |name| merge_umlauts(name).len());
}

#[divan::bench]
fn merge_umlauts_surname_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &folded(&values::surnames()), merge_umlauts_into);
}

#[divan::bench]
fn words_street(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::streets()), |street| words(street).count());
}

#[divan::bench]
fn sorted_words_street(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::streets()), sorted_words);
}

#[divan::bench]
fn trigrams_surname(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::surnames()), |name| ngrams(name, 3));
}

#[divan::bench]
fn digits_phone(bencher: Bencher<'_, '_>) {
    each(bencher, &values::phones(), digits);
}

#[divan::bench]
fn sound_key_surname(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::surnames()), sound_key);
}

#[divan::bench]
fn sound_key_surname_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &folded(&values::surnames()), sound_key_into);
}

#[divan::bench]
fn placeholder_name(bencher: Bencher<'_, '_>) {
    each(bencher, &values::surnames(), |raw| is_placeholder(raw, FieldKind::Name));
}

#[divan::bench]
fn placeholder_email(bencher: Bencher<'_, '_>) {
    each(bencher, &values::emails(), |raw| is_placeholder(raw, FieldKind::Email));
}

#[divan::bench]
fn placeholder_phone(bencher: Bencher<'_, '_>) {
    each(bencher, &values::phones(), |raw| is_placeholder(raw, FieldKind::Phone));
}

#[divan::bench]
fn placeholder_street(bencher: Bencher<'_, '_>) {
    each(bencher, &values::streets(), |raw| is_placeholder(raw, FieldKind::Address));
}

#[divan::bench]
fn placeholder_date(bencher: Bencher<'_, '_>) {
    each(bencher, &values::dates(), |raw| is_placeholder(raw, FieldKind::Date));
}

#[divan::bench]
fn placeholder_identifier(bencher: Bencher<'_, '_>) {
    each(bencher, &values::identity_numbers(), |raw| is_placeholder(raw, FieldKind::Identifier));
}

#[divan::bench]
fn given_name(bencher: Bencher<'_, '_>) {
    each(bencher, &values::given_names(), parse_given);
}

#[divan::bench]
fn given_name_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::given_names(), parse_given_into);
}

#[divan::bench]
fn surname(bencher: Bencher<'_, '_>) {
    each(bencher, &values::surnames(), parse_surname);
}

#[divan::bench]
fn surname_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::surnames(), parse_surname_into);
}

#[divan::bench]
fn full_name(bencher: Bencher<'_, '_>) {
    each(bencher, &values::full_names(), parse_full_name);
}

#[divan::bench]
fn initial(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::given_names()), is_initial);
}

#[divan::bench]
fn variants(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::given_names()), |name| are_variants(name, "bill"));
}

#[divan::bench]
fn variant_groups_given_name(bencher: Bencher<'_, '_>) {
    each(bencher, &folded(&values::given_names()), variant_groups);
}

#[divan::bench]
fn organisation(bencher: Bencher<'_, '_>) {
    each(bencher, &values::organisations(), parse_organisation);
}

#[divan::bench]
fn organisation_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::organisations(), parse_organisation_into);
}

#[divan::bench]
fn legal_form_of_a_person(bencher: Bencher<'_, '_>) {
    each(bencher, &values::full_names(), has_legal_form);
}

#[divan::bench]
fn email(bencher: Bencher<'_, '_>) {
    each(bencher, &values::emails(), parse_email);
}

#[divan::bench]
fn email_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::emails(), parse_email_into);
}

#[divan::bench]
fn email_with_address_and_role(bencher: Bencher<'_, '_>) {
    each(bencher, &values::emails(), |raw| {
        parse_email(raw).map(|email| (email.address(), email.is_role()))
    });
}

#[divan::bench]
fn phone_german(bencher: Bencher<'_, '_>) {
    each(bencher, &values::phones(), |raw| parse_phone(raw, Some("DE")));
}

#[divan::bench]
fn phone_german_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::phones(), |raw, text| parse_phone_into(raw, Some("DE"), text));
}

#[divan::bench]
fn phone_american(bencher: Bencher<'_, '_>) {
    each(bencher, &values::american_phones(), |raw| parse_phone(raw, Some("US")));
}

#[divan::bench]
fn street(bencher: Bencher<'_, '_>) {
    each(bencher, &values::streets(), parse_street);
}

#[divan::bench]
fn house_number(bencher: Bencher<'_, '_>) {
    each(bencher, &values::house_numbers(), parse_house_number);
}

#[divan::bench]
fn house_number_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::house_numbers(), parse_house_number_into);
}

#[divan::bench]
fn postcode(bencher: Bencher<'_, '_>) {
    each(bencher, &values::postcodes(), parse_postcode);
}

#[divan::bench]
fn postcode_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::postcodes(), parse_postcode_into);
}

#[divan::bench]
fn identifier(bencher: Bencher<'_, '_>) {
    each(bencher, &values::identity_numbers(), parse_identifier);
}

#[divan::bench]
fn identifier_into(bencher: Bencher<'_, '_>) {
    each_into(bencher, &values::identity_numbers(), parse_identifier_into);
}

#[divan::bench]
fn date_digits_numeric(bencher: Bencher<'_, '_>) {
    each(bencher, &values::dates(), |raw| date_digits(raw, DayMonthOrder::DayFirst));
}

#[divan::bench]
fn date_numeric(bencher: Bencher<'_, '_>) {
    each(bencher, &values::dates(), |raw| parse_date(raw, DayMonthOrder::DayFirst));
}

#[divan::bench]
fn date_in_words(bencher: Bencher<'_, '_>) {
    each(bencher, &values::dates_in_words(), |raw| parse_date(raw, DayMonthOrder::DayFirst));
}

#[divan::bench]
fn date_order(bencher: Bencher<'_, '_>) {
    each(bencher, &values::dates(), |raw| detect_order([raw]));
}

#[divan::bench]
fn street_into(bencher: Bencher<'_, '_>) {
    let number = RefCell::new(String::with_capacity(64));
    each_into(bencher, &values::streets(), |raw, name| {
        let mut number = number.borrow_mut();
        number.clear();
        parse_street_into(raw, name, &mut number);
    });
}
