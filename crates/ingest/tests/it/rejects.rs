//! What cannot be accepted: quarantine, values set aside, exclusions, and errors of a mapping.

use std::fmt::Write as _;

use sameboat_ingest::IngestError;

use super::engagement::Engagement;

const MAPPING: &str = r#"
entity = "customer"
[fields]
record_key = "Id"
surname = "Name"
birth_date = "Born"
city = "City"
[[exclude]]
rule = "totals row"
column = "Id"
matches = "^(Total|Summe)"
"#;

const HEADER: &str = "Id;Name;Born;City\n";

fn rows(rows: &str) -> super::engagement::Ingested {
    Engagement::new().file("customers", format!("{HEADER}{rows}"), MAPPING).ingest()
}

#[test]
fn a_row_without_its_key_is_refused_with_its_column() {
    let ingested = rows("1;A;;\n;B;;\nn/a;C;;X\n");
    assert_eq!(
        ingested.quarantine(),
        [
            " | 3 | Id | `record_key` is required and has no value | ",
            " | 4 | Id | `record_key` is required and has no value | n/a",
        ]
    );
    assert_eq!(ingested.only().accepted, 1);
}

#[test]
fn an_optional_value_that_cannot_be_read_is_set_aside() {
    let ingested = rows("1;A;31.02.1980;Bonn\n2;B;soon;Bonn\n");
    assert_eq!(
        ingested.issues(),
        [
            "2 | Born | there is no such day or time | 31.02.1980",
            "3 | Born | not a date in a known format: set `date_formats` in the mapping | soon",
        ]
    );
    assert_eq!(ingested.only().accepted, 2);
    assert_eq!(ingested.rows("SELECT count(birth_date) FROM customer_record"), ["0"]);
}

#[test]
fn zeros_in_place_of_a_day_are_no_value_and_no_fault() {
    let ingested = rows("1;A;00000000;Bonn\n2;B;00.00.0000;\n3;C;19800312;\n");
    assert!(ingested.issues().is_empty(), "{:?}", ingested.issues());
    assert_eq!(ingested.rows("SELECT count(birth_date) FROM customer_record"), ["1"]);
}

#[test]
fn a_strict_field_costs_the_row() {
    let strict = MAPPING.replace("\"Born\"", "{ column = \"Born\", strict = true }");
    let ingested = Engagement::new()
        .file("customers", format!("{HEADER}1;A;soon;\n2;B;;\n"), &strict)
        .ingest();
    let summary = ingested.only();
    assert_eq!((summary.accepted, summary.quarantined), (1, 1));
}

#[test]
fn cells_that_do_not_fit_the_header_cost_the_row() {
    let ingested = rows("1;A;;Bonn;more\n2;B\n3;C;\n4;D;;;;\n");
    assert_eq!(
        ingested.quarantine(),
        [
            " | 2 |  | row has 5 cells, the header has 4 | 1 | A |  | Bonn | more",
            " | 3 |  | row has 2 cells, the header has 4 | 2 | B",
            " | 5 |  | row has 6 cells, the header has 4 | 4 | D |  |  |  | ",
        ]
    );
    let summary = ingested.only();
    assert_eq!((summary.accepted, summary.short_rows), (1, 1));
}

#[test]
fn rows_that_all_end_in_a_delimiter_fit_the_header_and_one_among_others_does_not() {
    let ended = rows("1;A;;Bonn;\n2;B;;Ulm;\n3;C;;Kiel\n");
    assert_eq!(ended.only().accepted, 3);
    // `5;E;im Hof;;Ulm` with the last cell empty.
    let shifted = rows("1;A;;Bonn\n2;B;;Ulm\n5;E; im Hof;Bonn;\n3;C;;Kiel\n");
    assert_eq!((shifted.only().accepted, shifted.only().quarantined), (3, 1));
}

#[test]
fn an_open_quote_costs_its_own_row_only() {
    let ingested = rows("1;\"A;;Bonn\n2;B;;Bonn\n3;\"C\";;Bonn\n");
    assert_eq!(
        ingested.quarantine(),
        [" | 2 |  | a quotation mark opens a cell and none closes it | 1;\"A;;Bonn"]
    );
    assert_eq!(ingested.only().accepted, 2);
}

#[test]
fn a_key_used_twice_is_a_repeat_or_a_clash() {
    let ingested = rows("1;A;;Bonn\n2;B;;\n1;A;;Bonn\n1;A;;Köln\n");
    assert_eq!(ingested.quarantine(), [" | 5 | Id | record_key already used in row 2 | 1"]);
    let summary = ingested.only();
    assert_eq!(summary.accepted, 2);
    assert_eq!(summary.excluded, [("totals row".to_owned(), 0), ("repeated row".to_owned(), 1)]);
}

#[test]
fn rows_are_left_out_by_named_rules_only() {
    let ingested = rows("1;A;;\nTotal;1;;\nId;Name;Born;City\n2;B;;\n");
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted), (4, 2));
    assert_eq!(summary.excluded, [("totals row".to_owned(), 1), ("repeated header".to_owned(), 1)]);
    assert_eq!(
        ingested.rows("SELECT measure, row_count FROM control_total"),
        [
            "read | 4",
            "accepted | 2",
            "quarantined | 0",
            "excluded: totals row | 1",
            "excluded: repeated header | 1",
        ]
    );
}

#[test]
fn remarks_below_the_table_are_no_customers_and_torn_rows_are_still_refused() {
    let ingested = rows(
        "1;A;;Bonn\n12 rows\nBitte vertraulich behandeln;;;\nand a note that was torn\n\
         Export erstellt am 30.09.2026;\n",
    );
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted, summary.quarantined), (5, 1, 1));
    let remarks = summary.excluded.iter().find(|(rule, _)| rule == "remark below the table");
    assert_eq!(remarks.map(|(_, rows)| *rows), Some(3));
}

/// Rows of customers, and what stands below them.
fn listed(last: &str) -> super::engagement::Ingested {
    let customer = |n: u32| format!("K{n};Berg;{n:02}.01.1980;Bonn\n");
    rows(&format!("{}{last}", (1..=20).map(customer).collect::<String>()))
}

#[test]
fn a_cell_alone_below_the_table_is_a_remark_whatever_its_words_and_a_key_alone_is_a_row() {
    let ingested = listed("Fine estrazione;;;\n;;;\nUso interno;;;\n");
    let summary = ingested.only();
    assert_eq!((summary.read, summary.accepted, summary.quarantined), (22, 20, 0));
    let remarks = summary.excluded.iter().find(|(rule, _)| rule == "remark below the table");
    assert_eq!(remarks.map(|(_, rows)| *rows), Some(2));
    for kept in ["K1003;;;\n", "Uso interno;;;\nK21;Tal;;Ulm\n"] {
        let ingested = listed(kept);
        let summary = ingested.only();
        assert_eq!(summary.accepted, summary.read, "{kept}");
    }
    let torn = listed("Fine estrazione\n");
    assert_eq!(torn.only().quarantined, 1);
}

#[test]
fn what_stands_alone_in_json_is_a_record() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"id\"\nsurname = \"name\"\n\
        city = \"city\"\n";
    let customer = |n: u32| format!("{{\"id\":\"K{n}\",\"name\":\"Berg\",\"city\":\"Bonn\"}}\n");
    let text = (1..=20).map(customer).collect::<String>() + "{\"id\":\"VIP Haus\"}\n";
    let engagement = Engagement::new().source("customers", "customers.jsonl", mapping);
    std::fs::write(engagement.path("customers.jsonl"), text).unwrap();
    assert_eq!(engagement.ingest().only().accepted, 21);
}

#[test]
fn a_customer_whose_key_is_two_addresses_is_no_remark() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"E-Mail\"\nsurname = \"Name\"\n\
        city = \"Ort\"\n";
    let customer = |n: u32| format!("anna{n}@example.com;Berg;Bonn\n");
    let rows: String = (1..=20).map(customer).collect();
    let rows = format!("E-Mail;Name;Ort\n{rows}neu@example.com, neu@example.org;;\n");
    let ingested = Engagement::new().file("customers", rows, mapping).ingest();
    assert_eq!(ingested.only().accepted, 21);
}

#[test]
fn remarks_below_a_long_table_are_told_where_parts_of_it_are_read_apart() {
    let customer = |n: u32| format!("K{n};Berg;;Bonn\n");
    for customers in [2_045, 2_046, 2_047, 2_048] {
        let table: String = (1..=customers).map(customer).collect();
        let ingested = rows(&format!("{table}Fine estrazione;;;\nUso interno;;;\n"));
        assert_eq!(ingested.only().accepted, u64::from(customers));
    }
}

const NAME_OR_COMPANY: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\n\
    given_name = \"First name\"\nsurname = { column = \"Name\", where_filled = \"First name\" }\n\
    organisation = { column = \"Name\", where_empty = \"First name\" }\n\
    kind = { constant = \"organisation\", where_filled = \"Name\", where_empty = \"First name\", \
    default = \"person\" }\n";

#[test]
fn one_column_is_the_surname_or_the_company_as_another_tells() {
    let rows = "Id;First name;Name\n1;Anna;Berg\n2;;Berg GmbH\n3;n/a;Tal AG\n4;;\n";
    let ingested = Engagement::new().file("customers", rows, NAME_OR_COMPANY).ingest();
    let select = "SELECT record_key, coalesce(surname, ''), coalesce(organisation, ''), kind \
                  FROM customer_record ORDER BY record_key";
    assert_eq!(
        ingested.rows(select),
        [
            "1 | Berg |  | person",
            "2 |  | Berg GmbH | organisation",
            "3 |  | Tal AG | organisation",
            "4 |  |  | person",
        ]
    );
}

#[test]
fn what_is_found_to_be_a_company_is_not_torn_into_a_persons_names() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\n\
        given_name = { column = \"Name\", extract = '\\s(\\S+)$' }\n\
        surname = { column = \"Name\", extract = '^(\\S+)\\s' }\n\
        organisation = { column = \"Name\", extract = '^.+ S\\.p\\.A\\.$' }\n";
    let rows = "Id;Name;City\n1;ROSSI Maria;\n2;Officina Conti S.p.A.;\n";
    let ingested = Engagement::new().file("customers", rows, mapping).ingest();
    let select = "SELECT record_key, coalesce(surname, ''), coalesce(given_name, ''), \
                  coalesce(organisation, '') FROM customer_record ORDER BY record_key";
    assert_eq!(ingested.rows(select), ["1 | ROSSI | Maria | ", "2 |  |  | Officina Conti S.p.A."]);
}

#[test]
fn what_a_column_says_that_is_only_a_condition_is_kept() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n\
        kind = { constant = \"organisation\", where_filled = \"HRB-Nr\" }\n";
    let rows = "Id;Name;HRB-Nr\n1;Berg;\n2;Tal AG;HRB 4711\n";
    let ingested = Engagement::new().file("customers", rows, mapping).ingest();
    assert_eq!(
        ingested.rows("SELECT extras FROM customer_record WHERE kind = 'organisation'"),
        [r#"{"HRB-Nr":"HRB 4711"}"#]
    );
    assert_eq!(ingested.only().unmapped, ["HRB-Nr"]);
    let lacking = "Id;Name\n1;Berg\n";
    let engagement = Engagement::new().file("customers", lacking, mapping);
    let Err(IngestError::Mapping(error)) = engagement.try_ingest() else { panic!("it fits") };
    assert!(error.message.contains("no column `HRB-Nr`"), "{error}");
}

#[test]
fn an_unknown_column_of_a_condition_is_shown_with_the_right_name() {
    let mapping =
        NAME_OR_COMPANY.replacen("where_empty = \"First name\"", "where_empty = \"Firstname\"", 1);
    let rows = "Id;First name;Name\n1;Anna;Berg\n";
    let engagement = Engagement::new().file("customers", rows, &mapping);
    let Err(IngestError::Mapping(error)) = engagement.try_ingest() else { panic!("it fits") };
    assert_eq!(error.position().map(|(line, _)| line), Some(6));
    assert!(error.message.contains("no column `Firstname`"), "{error}");
    assert!(error.help.unwrap().starts_with("did you mean `First name`?"));
}

#[test]
fn damaged_characters_are_kept_and_told() {
    let text = [HEADER.as_bytes(), "1;Müller Äß;;Köln\n2;M\u{fffd}ller;;\n".as_bytes()].concat();
    let ingested = Engagement::new().file("customers", text, MAPPING).ingest();
    assert_eq!(
        ingested.issues(),
        ["3 | Name | some characters could not be decoded | M\u{fffd}ller"]
    );
    assert_eq!(ingested.only().accepted, 2);
}

#[test]
fn a_missing_column_is_shown_with_the_mappings_line_and_the_right_name() {
    let result =
        Engagement::new().file("customers", "Id;Name;Borne;City\n1;A;;\n", MAPPING).try_ingest();
    let Err(IngestError::Mapping(error)) = result else { panic!("the mapping should not fit") };
    assert_eq!(error.position(), Some((6, 14)));
    assert_eq!(error.message, "customers.csv has no column `Born` in its header, row 1");
    assert_eq!(
        error.help.as_deref(),
        Some("did you mean `Borne`? its columns are: Id, Name, Borne, City")
    );
}

#[test]
fn a_file_that_is_something_else_shows_none_of_its_values() {
    let result =
        Engagement::new().file("customers", "Anna Muster;anna@example.org\n", MAPPING).try_ingest();
    let message = result.err().unwrap().to_string();
    assert!(message.ends_with("customers.csv has no row with the mapped columns"), "{message}");
}

#[test]
fn a_web_page_named_csv_is_refused() {
    let result = Engagement::new().file("customers", "<html><table>", MAPPING).try_ingest();
    let message = result.err().unwrap().to_string();
    assert!(message.contains("web page"), "{message}");
}

#[test]
fn wrong_settings_of_reading_are_shown_where_they_stand() {
    for (read, words) in [
        ("encoding = \"latin-99\"", "no such encoding"),
        ("delimiter = \"é\"", "cannot be a delimiter"),
        ("decimal = \";\"", "cannot be a decimal sign"),
        ("date_formats = [\"dd.mm.yyyy\"]", "not a format of a date"),
    ] {
        let mapping = MAPPING.replace("[fields]", &format!("[read]\n{read}\n[fields]"));
        let result = Engagement::new().file("customers", HEADER, &mapping).try_ingest();
        let Err(IngestError::Mapping(error)) = result else { panic!("{read} was accepted") };
        assert!(error.message.contains(words), "{}", error.message);
        assert_eq!(error.position().map(|(line, _)| line), Some(4), "{read}");
    }
}

#[test]
fn mended_cells_count_as_long_as_the_file_says_what_it_said() {
    let table = "Id;Name;Born\n1;a;31.02.1990\n2;b\n3;c;01.01.1990\n3;d;02.01.1990\n;e;\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n\
        birth_date = { column = \"Born\", strict = true }\n";
    let engagement = Engagement::new().file("customers", table, mapping);
    let before = engagement.ingest();
    let mut patches = "source,sheet,row_number,column_name,reason,value,mended\n".to_owned();
    let mended = ["28.02.1990", "2 | b | 01.01.1991", "33", "4"];
    let quarantine = before.store.query(
        "SELECT concat_ws(',', source, '', row_number, '\"' || coalesce(column_name, '') || '\"', \
         '\"' || reason || '\"', '\"' || value || '\"') FROM quarantine ORDER BY row_number",
        [],
        |row| row.get::<_, String>(0),
    );
    for (line, text) in quarantine.unwrap().iter().zip(mended) {
        let _ = writeln!(patches, "{line},{text}");
    }
    // Of a row that is elsewhere now, and one that nobody mended.
    patches.push_str("customers,,4,Name,,other,x\ncustomers,,4,Name,,c,\n");
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    let after = engagement.ingest();
    assert_eq!(before.only().quarantined, 4);
    assert_eq!(
        after.rows("SELECT record_key, surname, birth_date FROM customer_record"),
        [
            "1 | a | 1990-02-28",
            "2 | b | 1991-01-01",
            "3 | c | 1990-01-01",
            "33 | d | 1990-01-02",
            "4 | e"
        ]
    );
    assert_eq!((after.only().mended, after.only().mends_left), (4, 1));
    let unfit = &after.only().unfit_mends[0];
    assert_eq!((unfit.mend, unfit.row, unfit.column.as_deref()), (6, 4, Some("Name")));
    assert_eq!(unfit.reason, "says something else now");
}

#[test]
fn a_mend_of_a_row_whose_text_is_withheld_says_where_it_stands() {
    let table = "{\"Id\":\"1\",\"Name\":\"a\"}\n{\"Id\":\"2\",\"Na\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n";
    let engagement = Engagement::new().source("customers", "customers.jsonl", mapping);
    std::fs::write(engagement.path("customers.jsonl"), table).unwrap();
    let before = engagement.ingest();
    let told = "SELECT row_number, value FROM quarantine";
    assert_eq!(before.rows(told), ["2 | {\"Id\":\"2\",\"Na"]);
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let mend = |value: &str| {
        let head = "source,sheet,row_number,column_name,reason,value,mended";
        let object = "\"{\"\"Id\"\":\"\"2\"\",\"\"Name\"\":\"\"b\"\"}\"";
        let patches = format!("{head}\ncustomers,,2,,,{value},{object}\n");
        std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
        engagement.ingest()
    };
    let withheld = mend("");
    let unfit = &withheld.only().unfit_mends[0];
    assert!(unfit.reason.contains("copy the row of regulated/quarantine.csv"), "{unfit:?}");
    let mended = mend("\"{\"\"Id\"\":\"\"2\"\",\"\"Na\"");
    assert_eq!((mended.only().mended, mended.only().quarantined), (1, 0));
}

#[test]
fn a_mend_of_a_cell_whose_text_is_withheld_says_where_it_stands() {
    let mapping =
        "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\ncredit_limit = \"Limit\"\n";
    let engagement = Engagement::new().file("customers", "Id;Limit\n1;viel\n2;20\n", mapping);
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let patches = "source,sheet,row_number,column_name,reason,value,mended\n\
                   customers,,2,Limit,,,9000\ncustomers,,3,Limit,,30,9000\n";
    std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    let ingested = engagement.ingest();
    let [withheld, other] = &ingested.only().unfit_mends[..] else { panic!() };
    assert!(withheld.reason.contains("copy the row of regulated/value_issue.csv"), "{withheld:?}");
    assert_eq!(other.reason, "says something else now");
}

#[test]
fn cells_that_are_joined_are_mended_as_quarantine_shows_them() {
    let table = "Id;Day;Month;Year;Limit + tax\n1;31;n/a;1990;5\n2;1;2;1990;lots\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\n\
        birth_date = { columns = [\"Day\", \"Month\", \"Year\"], join = \".\", strict = true }\n\
        credit_limit = { column = \"Limit + tax\", strict = true }\n";
    let engagement = Engagement::new().file("customers", table, mapping);
    let before = engagement.ingest();
    assert_eq!(
        before.rows("SELECT column_name, value FROM quarantine ORDER BY row_number"),
        ["Day + Month + Year | 31 1990", "Limit + tax | lots"]
    );
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let patches = "source,row_number,column_name,value,mended\n\
        customers,2,Day + Month + Year,31 1990,28.02.1990\n\
        customers,3,Limit + tax,lots,100\n";
    std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    let after = engagement.ingest();
    assert_eq!(
        after.rows("SELECT record_key, birth_date, credit_limit FROM customer_record"),
        ["1 | 1990-02-28 | 5.0", "2 | 1990-02-01 | 100.0"]
    );
    assert_eq!(after.only().mended, 2);
}

#[test]
fn rules_keep_their_names_when_the_file_lacks_the_column_of_one() {
    let table = "Id;name\n1;test user\n2;a\n";
    let mapping = "entity = \"customer\"\n[read]\noptional_columns = true\n\
        [fields]\nrecord_key = \"Id\"\nsurname = \"name\"\n\
        [[exclude]]\nrule = \"staff\"\ncolumn = \"role\"\nequals = \"staff\"\n\
        [[exclude]]\nrule = \"test user\"\ncolumn = \"name\"\nmatches = \"^test\"\n";
    let ingested = Engagement::new().file("customers", table, mapping).ingest();
    assert_eq!(ingested.only().excluded, [("staff".to_owned(), 0), ("test user".to_owned(), 1)]);
}

#[test]
fn a_regulated_column_that_the_file_has_twice_is_regulated_twice() {
    let table = "Id;Score;Score;Income;Income;Note\n1;7;8;100;200;x\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nincome = \"Income\"\n\
        [extras]\nregulated = [\"Score\"]\n";
    let ingested = Engagement::new().file("customers", table, mapping).ingest();
    assert_eq!(
        ingested.rows("SELECT extras, extras_regulated FROM customer_record"),
        ["{\"Note\":\"x\"} | {\"Score\":\"7\",\"Score (2)\":\"8\",\"Income (2)\":\"200\"}"]
    );
}

#[test]
fn a_row_that_was_too_long_to_be_shown_whole_is_not_mended_whole() {
    let row = format!("1;{};b;c", "x".repeat(1_500));
    let engagement = Engagement::new().file(
        "customers",
        format!("Id;Name;City\n{row}\n"),
        "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\ncity = \"City\"\n",
    );
    let shown = engagement.ingest().rows("SELECT value FROM quarantine");
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let patches = format!(
        "source,row_number,column_name,value,mended\ncustomers,2,,{},1 | x | b\n",
        shown[0]
    );
    std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    let after = engagement.ingest();
    assert_eq!((after.only().mended, after.only().mends_left, after.only().quarantined), (0, 1, 1));
}

#[test]
fn a_key_that_is_a_piece_of_a_cell_is_mended_as_the_cell_says() {
    let table = "Id;Name\nK-707;a\nK-707;b\n";
    let mapping = "entity = \"customer\"\n[fields]\n\
        record_key = { column = \"Id\", extract = \"K-(\\\\d+)\" }\nsurname = \"Name\"\n";
    let engagement = Engagement::new().file("customers", table, mapping);
    let quarantine = "SELECT column_name, value FROM quarantine";
    assert_eq!(engagement.ingest().rows(quarantine), ["Id | K-707"]);
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let patches = "source,row_number,column_name,value,mended\ncustomers,3,Id,K-707,K-708\n";
    std::fs::write(engagement.path("decisions/patches.csv"), patches).unwrap();
    assert_eq!(
        engagement.ingest().rows("SELECT record_key, surname FROM customer_record ORDER BY 1"),
        ["707 | a", "708 | b"]
    );
}

#[test]
fn a_number_that_a_spreadsheet_has_rounded_is_set_aside() {
    let table = "Id;Name;Phone\n1;a;4.91512E+11\n2;b;+49 151 2345678\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nsurname = \"Name\"\n\
        mobile = \"Phone\"\n";
    let ingested = Engagement::new().file("customers", table, mapping).ingest();
    assert_eq!(
        ingested.rows("SELECT record_key, mobile FROM customer_record ORDER BY 1"),
        ["1", "2 | +49 151 2345678"]
    );
    assert_eq!(ingested.rows("SELECT value FROM value_issue"), ["4.91512E+11"]);
}

#[test]
fn a_row_of_json_is_mended_as_an_object_and_a_line_of_text_as_the_file_writes_it() {
    let json = "{\"Id\":\"007\",\"Limit\":1.5,\"ok\":true}\n{\"Id\":\"008\",\"Limit\":\n";
    let mapping = "entity = \"customer\"\n[read]\ndecimal = \",\"\n[fields]\n\
        record_key = \"Id\"\ncredit_limit = \"Limit\"\nconsent_email = \"ok\"\n";
    let table = "Id;Name;City\n1;\"Berg; Anna\n";
    let of_text = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\n\
        full_name = \"Name\"\ncity = \"City\"\n";
    let engagement =
        Engagement::new().source("json", "calls.jsonl", mapping).file("customers", table, of_text);
    std::fs::write(engagement.path("calls.jsonl"), json).unwrap();
    let quarantined = engagement.ingest().rows("SELECT value FROM quarantine ORDER BY source");
    std::fs::create_dir(engagement.path("decisions")).unwrap();
    let mut patches = csv::Writer::from_writer(vec![]);
    let mut write = |cells: [&str; 5]| patches.write_record(cells).unwrap();
    write(["source", "row_number", "column_name", "value", "mended"]);
    write(["customers", "2", "", &quarantined[0], "1;\"Berg; Anna\";Bonn"]);
    let object = r#"{"Id": "008", "Limit": 2.5, "ok": false}"#;
    write(["json", "2", "", &quarantined[1], object]);
    std::fs::write(engagement.path("decisions/patches.csv"), patches.into_inner().unwrap())
        .unwrap();
    assert_eq!(
        engagement.ingest().rows(
            "SELECT record_key, full_name, credit_limit, consent_email FROM customer_record ORDER BY 1"
        ),
        ["007 | 1.5 | true", "008 | 2.5 | false", "1 | Berg; Anna"]
    );
}

#[test]
fn addresses_and_numbers_that_can_be_none_are_kept_and_told() {
    let table = "Id;Mail;Phone\n1;a@b.de;030 1234567\n2;nicht-da;keine Ahnung\n3;;\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nemail = \"Mail\"\n\
        phone = \"Phone\"\n";
    let ingested = Engagement::new().file("customers", table, mapping).ingest();
    assert_eq!(
        ingested.issues(),
        [
            "3 | Mail | cannot be an e-mail address | nicht-da",
            "3 | Phone | cannot be a phone number | keine Ahnung",
        ]
    );
    assert_eq!(
        ingested.rows("SELECT email, phone FROM customer_record ORDER BY record_key"),
        ["a@b.de | 030 1234567", "nicht-da | keine Ahnung", ""]
    );
}

#[test]
fn a_company_whose_name_is_cut_into_two_columns_is_no_person() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\ngiven_name = \"NAME2\"\n\
        surname = \"NAME1\"\norganisation = { columns = [\"NAME1\", \"NAME2\"], extract = '^.+\\W(?:GMBH|KG)$' }\n";
    let rows = "Id;NAME1;NAME2\n1;BERG;ANNA\n2;STADTWERKE BONN;GMBH & CO KG\n3;BAU KUNZ KG;\n";
    let ingested = Engagement::new().file("customers", rows, mapping).ingest();
    let select = "SELECT record_key, coalesce(given_name, ''), coalesce(surname, ''), coalesce(organisation, '') \
                  FROM customer_record ORDER BY record_key";
    assert_eq!(
        ingested.rows(select),
        ["1 | ANNA | BERG | ", "2 |  |  | STADTWERKE BONN GMBH & CO KG", "3 |  |  | BAU KUNZ KG"]
    );
}
