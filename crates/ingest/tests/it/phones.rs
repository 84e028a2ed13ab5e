//! Cells with several phone numbers.

use crate::engagement::Engagement;

const MAPPING: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nphone = \"Phone\"\n";

fn numbers(mapping: &str, rows: &str) -> Vec<String> {
    let ingested = Engagement::new().file("customers", rows, mapping).ingest();
    ingested.rows(
        "SELECT coalesce(phone, '-') || ' | ' || coalesce(mobile, '-') FROM customer_record \
         ORDER BY record_key",
    )
}

#[test]
fn the_second_of_two_numbers_in_a_cell_is_the_other_number() {
    let rows = "Id;Phone\n1;0171 2345678, 030 1234567\n2;030/1234567\n3;0171 2345678 / 030 1234567 / 089 7654321\n\
                4;089 1234567 ext. 12\n";
    assert_eq!(
        numbers(MAPPING, rows),
        [
            "0171 2345678 | 030 1234567",
            "030/1234567 | -",
            "0171 2345678 | 030 1234567; 089 7654321",
            "089 1234567 ext. 12 | -",
        ]
    );
    let both = format!("{MAPPING}mobile = \"Mobile\"\n");
    let rows = "Id;Phone;Mobile\n1;0171 2345678, 030 1234567;0160 1111111\n2;;0171 2345678 | 089 7654321\n";
    assert_eq!(
        numbers(&both, rows),
        ["0171 2345678, 030 1234567 | 0160 1111111", "089 7654321 | 0171 2345678"]
    );
}
