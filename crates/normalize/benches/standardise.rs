//! Times every public function on realistic values: `cargo bench -p sameboat-normalize`.
//!
//! One iteration reads one value, so the times that divan prints are per value.

mod values;

use std::hint::black_box;

use divan::{Bencher, Divan};
use sameboat_normalize::addresses::{parse_house_number, parse_postcode, parse_street};
use sameboat_normalize::dates::{DayMonthOrder, date_digits, detect_order, parse_date};
use sameboat_normalize::emails::parse_email;
use sameboat_normalize::missing::{FieldKind, is_placeholder};
use sameboat_normalize::names::{
    are_variants, is_initial, parse_full_name, parse_given, parse_surname, variant_groups,
};
use sameboat_normalize::organisations::{has_legal_form, parse_organisation};
use sameboat_normalize::phones::parse_phone;
use sameboat_normalize::phonetics::sound_key;
use sameboat_normalize::text::{digits, fold, merge_umlauts, ngrams, sorted_words, words};

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

fn folded(values: Vec<String>) -> Vec<String> {
    values.iter().map(|value| fold(value)).collect()
}

mod text {
    use super::*;

    #[divan::bench]
    fn fold_a_surname(bencher: Bencher<'_, '_>) {
        each(bencher, &values::surnames(), fold);
    }

    #[divan::bench]
    fn fold_a_street(bencher: Bencher<'_, '_>) {
        each(bencher, &values::streets(), fold);
    }

    #[divan::bench]
    fn merge_umlauts_of_a_surname(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::surnames()), |name| merge_umlauts(name).len());
    }

    #[divan::bench]
    fn words_of_a_street(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::streets()), |street| words(street).count());
    }

    #[divan::bench]
    fn sorted_words_of_a_street(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::streets()), sorted_words);
    }

    #[divan::bench]
    fn trigrams_of_a_surname(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::surnames()), |name| ngrams(name, 3));
    }

    #[divan::bench]
    fn digits_of_a_phone(bencher: Bencher<'_, '_>) {
        each(bencher, &values::phones(), digits);
    }

    #[divan::bench]
    fn sound_key_of_a_surname(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::surnames()), sound_key);
    }
}

mod placeholders {
    use super::*;

    #[divan::bench]
    fn name(bencher: Bencher<'_, '_>) {
        each(bencher, &values::surnames(), |raw| is_placeholder(raw, FieldKind::Name));
    }

    #[divan::bench]
    fn email(bencher: Bencher<'_, '_>) {
        each(bencher, &values::emails(), |raw| is_placeholder(raw, FieldKind::Email));
    }

    #[divan::bench]
    fn phone(bencher: Bencher<'_, '_>) {
        each(bencher, &values::phones(), |raw| is_placeholder(raw, FieldKind::Phone));
    }

    #[divan::bench]
    fn street(bencher: Bencher<'_, '_>) {
        each(bencher, &values::streets(), |raw| is_placeholder(raw, FieldKind::Address));
    }

    #[divan::bench]
    fn date(bencher: Bencher<'_, '_>) {
        each(bencher, &values::dates(), |raw| is_placeholder(raw, FieldKind::Date));
    }

    #[divan::bench]
    fn identity_number(bencher: Bencher<'_, '_>) {
        each(bencher, &values::identity_numbers(), |raw| {
            is_placeholder(raw, FieldKind::Identifier)
        });
    }
}

mod names {
    use super::*;

    #[divan::bench]
    fn given(bencher: Bencher<'_, '_>) {
        each(bencher, &values::given_names(), parse_given);
    }

    #[divan::bench]
    fn surname(bencher: Bencher<'_, '_>) {
        each(bencher, &values::surnames(), parse_surname);
    }

    #[divan::bench]
    fn full_name(bencher: Bencher<'_, '_>) {
        each(bencher, &values::full_names(), parse_full_name);
    }

    #[divan::bench]
    fn initial(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::given_names()), is_initial);
    }

    #[divan::bench]
    fn variants(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::given_names()), |name| are_variants(name, "bill"));
    }

    #[divan::bench]
    fn groups(bencher: Bencher<'_, '_>) {
        each(bencher, &folded(values::given_names()), variant_groups);
    }

    #[divan::bench]
    fn organisation(bencher: Bencher<'_, '_>) {
        each(bencher, &values::organisations(), parse_organisation);
    }

    #[divan::bench]
    fn legal_form_of_a_person(bencher: Bencher<'_, '_>) {
        each(bencher, &values::full_names(), has_legal_form);
    }
}

mod contact {
    use super::*;

    #[divan::bench]
    fn email(bencher: Bencher<'_, '_>) {
        each(bencher, &values::emails(), parse_email);
    }

    #[divan::bench]
    fn email_address(bencher: Bencher<'_, '_>) {
        each(bencher, &values::emails(), |raw| parse_email(raw).map(|email| email.address()));
    }

    #[divan::bench]
    fn email_role(bencher: Bencher<'_, '_>) {
        each(bencher, &values::emails(), |raw| parse_email(raw).is_some_and(|e| e.is_role()));
    }

    #[divan::bench]
    fn german_phone(bencher: Bencher<'_, '_>) {
        each(bencher, &values::phones(), |raw| parse_phone(raw, Some("DE")));
    }

    #[divan::bench]
    fn american_phone(bencher: Bencher<'_, '_>) {
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
    fn postcode(bencher: Bencher<'_, '_>) {
        each(bencher, &values::postcodes(), parse_postcode);
    }
}

mod dates {
    use super::*;

    #[divan::bench]
    fn in_digits(bencher: Bencher<'_, '_>) {
        each(bencher, &values::dates(), |raw| date_digits(raw, DayMonthOrder::DayFirst));
    }

    #[divan::bench]
    fn numeric(bencher: Bencher<'_, '_>) {
        each(bencher, &values::dates(), |raw| parse_date(raw, DayMonthOrder::DayFirst));
    }

    #[divan::bench]
    fn with_month_names(bencher: Bencher<'_, '_>) {
        each(bencher, &values::dates_in_words(), |raw| parse_date(raw, DayMonthOrder::DayFirst));
    }

    #[divan::bench]
    fn order(bencher: Bencher<'_, '_>) {
        each(bencher, &values::dates(), |raw| detect_order([raw]));
    }
}
