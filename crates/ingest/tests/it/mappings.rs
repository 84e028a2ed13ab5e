//! What a mapping can make of an export's columns.

use sameboat_store::params;

use crate::engagement::{Engagement, Ingested};

const MAPPING: &str = "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\n";

/// What one row makes of a mapped field.
fn made(header: &str, row: &str, field: &str, mapping: &str) -> Option<String> {
    let text = format!("No,{header}\n1,{row}\n");
    let ingested =
        Engagement::new().file("a", text, &format!("{MAPPING}{field} = {mapping}\n")).ingest();
    column(&ingested, field)
}

fn column(ingested: &Ingested, column: &str) -> Option<String> {
    let sql = format!("SELECT CAST(\"{column}\" AS VARCHAR) FROM customer_record");
    ingested.store.query_one(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_piece_of_a_cell_is_taken_then_looked_up_then_read() {
    let steps = "{ column = \"X\", split = \"|\", part = -1, extract = '^(\\w+):', \
                 lookup = { f = \"person\" }, otherwise = \"organisation\", default = \"person\" }";
    let kind = |cell| made("X", cell, "kind", steps);
    assert_eq!(kind("A|F:12").as_deref(), Some("person"));
    assert_eq!(kind("A|G:12").as_deref(), Some("organisation"));
    assert_eq!(kind("A|12").as_deref(), Some("person"), "nothing found is empty: the default");
    let day = "{ column = \"X\", extract = 'geb\\. ([\\d.]+)', date_formats = [\"%d/%m/%Y\", \"%d.%m.%Y\"] }";
    assert_eq!(
        made("X", "Meier geb. 03.04.1970", "birth_date", day).as_deref(),
        Some("1970-04-03")
    );
}

#[test]
fn the_first_of_several_columns_that_says_something_counts() {
    let any = "{ any_of = [\"Mobile\", \"Phone\", \"Home\"] }";
    assert_eq!(made("Phone,Mobile", "1,n/a", "phone", any).as_deref(), Some("1"));
    assert_eq!(made("Phone,Mobile", "1,2", "phone", any).as_deref(), Some("2"));
    assert_eq!(made("Home,Mobile", ",", "phone", any), None);
}

#[test]
fn a_lookup_file_is_read_from_the_folder_of_the_mapping() {
    let engagement = Engagement::new().file(
        "a",
        "No,Land\n1,by\n2,xx\n",
        &format!("{MAPPING}region = {{ column = \"Land\", lookup_file = \"l.csv\", otherwise = \"?\", lookup = {{ BW = \"B\" }} }}\n"),
    );
    let missing = engagement.try_ingest().err().unwrap().to_string();
    assert!(missing.contains("a.toml:4:") && missing.contains("l.csv cannot be read"), "{missing}");
    std::fs::write(engagement.path("l.csv"), "Code,Land\nBY,Bayern\n").unwrap();
    assert_eq!(column(&engagement.ingest(), "region").as_deref(), Some("Bayern"));
}

#[test]
fn optional_columns_may_be_absent_but_not_those_of_a_required_field() {
    let mapping = "entity = \"customer\"\n[read]\noptional_columns = true\n[fields]\n\
                   record_key = { any_of = [\"Id\", \"Account ID\"] }\ncity = \"City\"\n\
                   street = { columns = [\"Street\", \"Nr\"] }\nphone = \"Phone\"\n";
    let ingested =
        Engagement::new().file("a", "Export of today\nAccount ID,Nr,City\n7,12,Bonn\n", mapping);
    let ingested = ingested.ingest();
    assert_eq!(column(&ingested, "street").as_deref(), Some("12"));
    assert_eq!(ingested.only().accepted, 1);
    let error = Engagement::new().file("a", "Nr,City\n12,Bonn\n", mapping).try_ingest();
    let error = error.err().unwrap().to_string();
    assert!(error.contains("has none of the columns `Id`, `Account ID`"), "{error}");
}

#[test]
fn columns_that_are_not_mapped_are_kept_as_json_and_told_apart_by_who_may_see_them() {
    let mapping = format!("{MAPPING}[extras]\ndrop = [\"Note\"]\nregulated = [\"SCHUFA\"]\n");
    let ingested = Engagement::new()
        .file(
            "a",
            "No,Fax,Note,Schufa,\"Say \"\"hi\"\"\"\n1,030 1,x,99,\"a\nb\"\n2, ,x,,\n",
            &mapping,
        )
        .ingest();
    let rows: Vec<(Option<String>, Option<String>)> = ingested
        .store
        .query("SELECT extras, extras_regulated FROM customer_record ORDER BY ALL", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let open = r#"{"Fax":"030 1","Say \"hi\"":"a\nb"}"#.to_owned();
    assert_eq!(rows, [(Some(open), Some(r#"{"Schufa":"99"}"#.to_owned())), (None, None)]);
    let policy: String = ingested
        .store
        .query_one(
            "SELECT string_agg(field || '=' || columns || ' ' || sensitivity, ', ' ORDER BY field) \
             FROM source_field WHERE source = ?",
            params!["a"],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(
        policy,
        "extras=Fax;Say \"hi\" personal, extras_regulated=Schufa regulated, record_key=No open"
    );
}

#[test]
fn extras_that_speak_of_banking_are_regulated_whatever_the_mapping_leaves_unsaid() {
    let header = "No,Net_Income__c,Impay\u{e9}s (\u{20ac}),Schufa,Rating,Fax";
    let read = |more: &str| {
        let mapping = format!("{MAPPING}{more}");
        let text = format!("{header}\n1,1914.63,81,99,Hot,030\n");
        Engagement::new().file("a", text, &mapping).ingest()
    };
    let extras = |ingested: &Ingested| {
        let of = |name: &str| column(ingested, name).unwrap_or_default();
        (of("extras"), of("extras_regulated"))
    };
    let ingested = read("[extras]\nregulated = [\"Schufa\"]\nshared = [\"Rating\"]\n");
    let (open, regulated) = extras(&ingested);
    assert_eq!(open, r#"{"Rating":"Hot","Fax":"030"}"#);
    let amounts =
        "{\"Net_Income__c\":\"1914.63\",\"Impay\u{e9}s (\u{20ac})\":\"81\",\"Schufa\":\"99\"}";
    assert_eq!(regulated, amounts);
    let withheld = ingested.only().withheld.as_ref().unwrap();
    assert_eq!(withheld.columns, ["Net_Income__c", "Impay\u{e9}s (\u{20ac})"]);
    assert!(withheld.to_string().contains("regulated = ["), "{withheld}");

    let told = "regulated = [\"Schufa\", \"net_income__c\", \"Rating\"]\n\
                drop = [\"Impay\u{e9}s (\u{20ac})\"]\n";
    let ingested = read(&format!("[extras]\n{told}"));
    assert_eq!(ingested.only().withheld, None);
    assert_eq!(extras(&ingested).0, r#"{"Fax":"030"}"#);
}

#[test]
fn extras_can_be_left_out_and_do_not_make_rows_differ() {
    let text = "No,Fax\n1,a\n1,b\n";
    let kept = Engagement::new().file("a", text, MAPPING).ingest();
    assert_eq!(kept.only().excluded, [("repeated row".to_owned(), 1)]);
    let none = Engagement::new().file("a", text, &format!("{MAPPING}[extras]\nkeep = false\n"));
    assert_eq!(column(&none.ingest(), "extras"), None);
}

#[test]
fn a_column_that_is_to_be_kept_back_must_be_there() {
    let mapping = format!("{MAPPING}[extras]\nregulated = [\"Schuffa\"]\n");
    let error = Engagement::new().file("a", "No,Schufa\n1,9\n", &mapping).try_ingest();
    let error = error.err().unwrap();
    assert!(error.to_string().contains("a.toml:5:14: the file has no column `Schuffa`"), "{error}");
}

#[test]
fn whether_a_regulated_column_says_anything_is_told_to_nobody_else() {
    let refused = |more: &str| {
        let mapping = format!(
            "{MAPPING}segment = {{ constant = \"has a line\", where_filled = \"Limit\" }}\n{more}"
        );
        let engagement = Engagement::new().file("a", "No,Limit\n1,5000\n2,\n", &mapping);
        engagement.try_ingest().err().map(|error| error.to_string())
    };
    for more in ["credit_limit = \"Limit\"\n", "[extras]\nregulated = [\"Limit\"]\n"] {
        let error = refused(more).unwrap();
        assert!(error.contains("`Limit` is regulated, and `segment`"), "{error}");
    }
    assert_eq!(refused(""), None);
}

#[test]
fn what_a_regulated_column_says_goes_to_no_field_that_others_see() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = { columns = [\"No\", \"Income\"], \
                   join = \"/\" }\nincome = \"Income\"\n";
    let error = Engagement::new().file("a", "No,Income\n1,900\n", mapping).try_ingest();
    let error = error.err().unwrap().to_string();
    assert!(error.contains("a.toml:3:"), "{error}");
    assert!(error.contains("`Income` is regulated, and part of `record_key`"), "{error}");
}

#[test]
fn a_refusal_in_another_column_makes_a_consent_no() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n\
                   consent_phone = { column = \"Acepta\", refused_by = [\"No llamar\", \"Baja\"] }\n";
    let rows = [
        "1;Berg;s\u{ed};;",
        "2;Berg;s\u{ed};no;n/a",
        "3;Berg;s\u{ed};s\u{ed};",
        "4;Berg;;;x",
        "5;Berg;no;no;",
        "6;Berg;s\u{ed};s\u{ed};ni idea",
        "7;Berg;s\u{ed};;ni idea",
        "8;Berg;no;ni idea;",
        "9;Berg;quiz\u{e1}s;s\u{ed};",
        "10;Berg;s\u{ed};llamadas;",
    ];
    let text = format!("No;Name;Acepta;No llamar;Baja\n{}\n", rows.join("\n"));
    let ingested = Engagement::new().file("customers", text, mapping).ingest();
    let read = "SELECT concat_ws(' ', record_key, coalesce(consent_phone::VARCHAR, '?')) \
                FROM customer_record ORDER BY record_key::INTEGER";
    assert_eq!(
        ingested.rows(read),
        [
            "1 true", "2 true", "3 false", "4 false", "5 false", "6 false", "7 false", "8 false",
            "9 false", "10 false"
        ]
    );
    let unclear = "may refuse, in words that are not understood | ni idea";
    assert_eq!(
        ingested.issues(),
        [format!("8 | Baja | {unclear}"), format!("9 | No llamar | {unclear}")]
    );
    let unread = &ingested.only().refusals_unread;
    assert_eq!(unread.len(), 2);
    assert!(unread[0].to_string().starts_with("`Baja` may refuse in words"), "{}", unread[0]);
    assert!(ingested.only().unmapped.is_empty(), "both columns are read");
}

#[test]
fn a_consent_may_have_no_column_but_those_that_refuse() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n\
                   consent_post = { refused_by = [\"Widerspruch\"] }\n";
    let rows = [
        "1;Berg;2024-07-03",
        "2;Berg;",
        "3;Berg;nein",
        "4;Berg;*",
        "5;Berg;Y/N",
        "6;Berg;1900-01-01",
    ];
    let text = format!("No;Name;Widerspruch\n{}\n", rows.join("\n"));
    let ingested = Engagement::new().file("customers", text, mapping).ingest();
    let read = "SELECT concat_ws(' ', record_key, coalesce(consent_post::VARCHAR, '?')) \
                FROM customer_record ORDER BY record_key::INTEGER";
    assert_eq!(ingested.rows(read), ["1 false", "2 ?", "3 ?", "4 false", "5 false", "6 ?"]);
    let unread = &ingested.only().refusals_unread;
    assert_eq!((unread.len(), unread[0].rows), (1, 1), "{unread:?}");
}

#[test]
fn whatever_a_lookup_of_refusals_does_not_list_is_told() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n\
                   [fields.consent_post]\ncolumn = \"Widerspruch\"\n\
                   [fields.consent_post.lookup]\n\"2024-07-03\" = \"no\"\n\"nein\" = \"\"\n";
    let rows = [
        "1;Berg;2024-07-03",
        "2;Berg;2024-07-04",
        "3;Berg;nein",
        "4;Berg;R\u{fc}cksprache",
        "5;Berg;",
    ];
    let text = format!("No;Name;Widerspruch\n{}\n", rows.join("\n"));
    let ingested = Engagement::new().file("customers", text, mapping).ingest();
    let unread = &ingested.only().refusals_unread;
    assert_eq!((unread.len(), unread[0].rows), (1, 2), "a day and a word: {unread:?}");
}

#[test]
fn a_column_that_refuses_must_be_there() {
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"No\"\nsurname = \"Name\"\n\
                   consent_phone = { column = \"Acepta\", refused_by = [\"No lamar\"] }\n";
    let text = "No;Name;Acepta;No llamar\n1;Berg;no;no\n";
    let error = Engagement::new().file("customers", text, mapping).try_ingest().err().unwrap();
    assert!(error.to_string().contains("no column `No lamar`"), "{error}");
}

#[test]
fn contacts_that_end_with_a_refusal_are_told() {
    let mapping = "entity = \"contact\"\n[fields]\nrecord_key = \"No\"\nstarted_at = \"At\"\n\
                   direction = { constant = \"outbound\" }\nchannel = { constant = \"call\" }\n\
                   outcome = \"result\"\n";
    let text = "No;At;result\n1;2026-01-02 10:00;do not call again\n2;2026-01-02 10:00;interested\n\
                3;2026-01-02 10:00;no answer\n4;2026-01-02 10:00;remove from list\n5;2026-01-02 10:00;\n";
    let ingested = Engagement::new().file("campaign", text, mapping).ingest();
    let told = ingested.only().refusals_of_contacts.as_ref().unwrap().to_string();
    assert!(
        told.starts_with("`result` has customers who refuse to be approached (2 rows)"),
        "{told}"
    );
}

#[test]
fn a_company_in_a_list_of_people_is_one_by_its_legal_form_where_nothing_personal_stands_beside() {
    let customers = "Id,First,Last,Born\n1,,Panadería Galván S.L.,\n2,Ana,Kurier Krüger GmbH,\n\
                     3,,Talleres Otero SL,1970-01-02\n4,,Berg,\n5,,Kurierdienst Krüger GmbH,\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nkind = { constant = \"person\" }\n\
                   given_name = \"First\"\nsurname = \"Last\"\nbirth_date = \"Born\"\n";
    let read = "SELECT concat_ws('|', record_key, kind, surname, organisation) FROM customer_record ORDER BY 1";
    let ingested = Engagement::new().file("contacts", customers, mapping).ingest();
    let people = ["2|person|Kurier Krüger GmbH", "3|person|Talleres Otero SL", "4|person|Berg"];
    let companies =
        ["1|organisation|Panadería Galván S.L.", "5|organisation|Kurierdienst Krüger GmbH"];
    assert_eq!(ingested.rows(read), [companies[0], people[0], people[1], people[2], companies[1]]);
    // A mapping that says itself who is a company is believed.
    let own = mapping
        .replace("{ constant = \"person\" }", "{ constant = \"person\", where_filled = \"Last\" }");
    let ingested = Engagement::new().file("contacts", customers, &own).ingest();
    assert_eq!(ingested.rows(read)[0], "1|person|Panadería Galván S.L.");
}

#[test]
fn people_in_a_list_of_people_are_no_companies_by_their_initials_or_salutation() {
    let customers = "Id,Salutation,Name\n1,,Ivanov S.A.\n2,,Ole AS\n3,Mr,Kurierdienst Krüger GmbH\n4,,Ming CO\n\
                     5,,Kurierdienst Krüger GmbH\n";
    let mapping = "entity = \"customer\"\n[fields]\nrecord_key = \"Id\"\nkind = { constant = \"person\" }\n\
                   title = \"Salutation\"\nfull_name = \"Name\"\n";
    let read = "SELECT kind FROM customer_record ORDER BY record_key";
    let ingested = Engagement::new().file("contacts", customers, mapping).ingest();
    assert_eq!(ingested.rows(read), ["person", "person", "person", "person", "organisation"]);
}
