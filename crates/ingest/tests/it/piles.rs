//! What `init` proposes for piles as people hand them over.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use rust_xlsxwriter::Workbook;
use sameboat_ingest::guess::{GuessSettings, Proposal, ProposedSource, propose, survey};
use sameboat_model::progress::Silent;
use tempfile::TempDir;

mod doubts;
mod handbooks;
mod ordinary;
mod refusal_lists;

struct Pile(TempDir);

impl Pile {
    fn new(files: &[(&str, &str)]) -> Self {
        let pile = Self(TempDir::new().unwrap());
        for (name, text) in files {
            fs::write(pile.path(name), text).unwrap();
        }
        pile
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn proposed(&self) -> Proposal {
        let folder = self.0.path().to_owned();
        let survey = survey(std::slice::from_ref(&folder), &Silent).unwrap();
        propose(survey, &GuessSettings { folder, name: "Test".into(), ..Default::default() })
    }
}

fn of<'p>(proposal: &'p Proposal, file: &str) -> &'p ProposedSource {
    proposal.sources.iter().find(|source| source.file.ends_with(file)).unwrap()
}

fn text<'p>(proposal: &'p Proposal, file: &str) -> &'p str {
    of(proposal, file).text.as_deref().unwrap()
}

fn has(text: &str, lines: &[&str]) {
    for line in lines {
        assert!(text.lines().any(|other| other.starts_with(line)), "no `{line}` in:\n{text}");
    }
}

const CUSTOMERS: &str = "Partner-ID;Name, Vorname;Geburtsdatum;Mailadresse;Werbesperre\n\
    002001;Müller, Anna;12.03.1970;a.mueller@example.org;x\n\
    002004;von Hagen, Jörg;01.12.1981;j.hagen@example.org;\n\
    002005;Koch, Mia;30.05.1990;;x\n\
    002009;Weiß, Käthe;17.07.1955;k.weiss@example.org;\n";

#[test]
fn names_in_a_known_order_are_parted_and_bans_of_advertising_refuse_all_channels() {
    let proposal = Pile::new(&[("kunden.csv", CUSTOMERS)]).proposed();
    has(
        text(&proposal, "kunden.csv"),
        &[
            r#"given_name = { column = "Name, Vorname", extract = "^[^,&]+,\\s*([^,&]+)$" }"#,
            r#"surname = { column = "Name, Vorname", extract = "^([^,&]+),\\s*[^,&]+$" }"#,
            r#"full_name = { column = "Name, Vorname", extract = "^[^,]*$|^[^,]*,[^,]*,.*$|^.*&.*$" }"#,
            "[fields.consent_email]",
            "[fields.consent_phone]",
            "[fields.consent_post]",
            r#""x" = "no""#,
        ],
    );
    assert!(of(&proposal, "kunden.csv").extras.is_empty());
}

const PEOPLE: [&str; 6] =
    ["ROSSI;MARIA", "BIANCHI;LUCA", "DE LUCA;ANNA", "FERRARI;PAOLO", "CONTI;ELENA", "COSTA;MARCO"];

#[test]
fn companies_among_names_of_people_in_one_column_are_no_people() {
    let mut people = "Codice cliente;Cognome e nome / Ragione sociale;CAP;Partita IVA\n".to_owned();
    for row in 0..36 {
        let name = match row % 6 {
            5 => "Officina Conti S.p.A.".to_owned(),
            person => PEOPLE[person].replace(';', " "),
        };
        let _ = writeln!(people, "10{row:02};{name};39100;");
    }
    let proposal = Pile::new(&[("clienti.csv", &people)]).proposed();
    let text = text(&proposal, "clienti.csv");
    let column = r#"{ column = "Cognome e nome / Ragione sociale", extract = "#;
    for field in ["given_name", "surname", "organisation"] {
        has(text, &[&format!("{field} = {column}")]);
    }
    assert!(text.contains("names companies in 6 of 36 names that were looked at"), "{text}");
    let few = people.replace("Officina Conti S.p.A.", "Hotel Conti");
    let proposal = Pile::new(&[("clienti.csv", &few)]).proposed();
    assert!(self::text(&proposal, "clienti.csv").contains("hardly any has a legal form"));
}

#[test]
fn names_that_a_host_has_cut_in_two_are_surname_or_company_and_given_name() {
    let mut text = "KDNR;NAME1;NAME2;GEBDAT;STRASSE;PLZ;ORT\n".to_owned();
    for row in 0..36 {
        let name = if row % 6 == 5 { "OFFICINA CONTI S.P.A.;" } else { PEOPLE[row % 6] };
        let _ = writeln!(text, "SK10{row:02};{name};19500103;VIA ROMA {row};39100;BOLZANO");
    }
    let names = [
        r#"given_name = "NAME2""#,
        r#"surname = { column = "NAME1", where_filled = "NAME2" }"#,
        r#"organisation = { column = "NAME1", where_empty = "NAME2" }"#,
    ];
    let proposal = Pile::new(&[("kunden.csv", &text)]).proposed();
    has(self::text(&proposal, "kunden.csv"), &names);
    assert!(!self::text(&proposal, "kunden.csv").contains("full_name"));
    // Companies that go on in the second are told by the end of both.
    let cut = text.replace("OFFICINA CONTI S.P.A.;", "OFFICINA CONTI;GMBH & CO KG");
    let proposal = Pile::new(&[("kunden.csv", &cut)]).proposed();
    let cut = self::text(&proposal, "kunden.csv");
    has(cut, &[r#"organisation = { columns = ["NAME1", "NAME2"], extract = "#]);
    assert!(cut.contains("are one company's name in 6 rows"), "{cut}");
    // Where the second goes on with a company's name, it is nobody's given name.
    let long = text.replace(";MARIA", ";VERTRIEBS GMBH").replace(";LUCA", ";UND SOEHNE");
    let long = long.replace(";ANNA", ";IMMOBILIEN").replace(";PAOLO", ";").replace(";ELENA", ";");
    let proposal = Pile::new(&[("kunden.csv", &long)]).proposed();
    assert!(!self::text(&proposal, "kunden.csv").contains("given_name"));
}

#[test]
fn times_with_a_point_need_no_format_and_such_as_are_not_read_are_asked_about() {
    let calls = |time: fn(usize) -> String| {
        let mut text =
            "ID chiamata;Data;Ora;Direzione;Codice cliente;Argomento;Durata\n".to_owned();
        for row in 0..40 {
            let (day, time) = (row % 28 + 1, time(row));
            let _ =
                writeln!(text, "CH{row};{day:02}/03/2026;{time};entrante;{row};reclamo;0:03:20");
        }
        let proposal = Pile::new(&[("chiamate.csv", &text)]).proposed();
        self::text(&proposal, "chiamate.csv").to_owned()
    };
    let pointed = calls(|row| format!("{:02}.{:02}", row % 24, row));
    has(&pointed, &[r#"started_at = { columns = ["Data", "Ora"] }"#]);
    assert!(!pointed.contains("no times"), "{pointed}");
    let odd = calls(|row| if row % 2 == 0 { "09:15 Uhr".into() } else { format!("10:{row:02}") });
    assert!(odd.contains("% of the values of `Ora` are read as no times"), "{odd}");
}

#[test]
fn co_borrowers_are_told_where_the_customers_stand_in_several_files() {
    let header = "KDNR;Nachname;Vorname;GEBDAT;PLZ;Ort\n";
    let customers = |prefix: &str| {
        let row = |n: u32| format!("{prefix}{n:03};Berg;Anna;19800101;39100;Bozen\n");
        format!("{header}{}", (0..40).map(row).collect::<String>())
    };
    let mut loans = "Vertragsnr;KDNR;Mitkreditnehmer;Beginn;Kreditbetrag\n".to_owned();
    for row in 0..40 {
        let (one, other) = if row % 2 == 0 { ("SK1", "LC2") } else { ("LC2", "SK1") };
        let partner = if row % 3 == 0 { format!("{other}{row:03}") } else { String::new() };
        let _ = writeln!(loans, "V9{row:03};{one}{row:03};{partner};2024-01-01;1000,50");
    }
    let (first, second) = (customers("SK1"), customers("LC2"));
    let files = [
        ("bank_kunden.csv", &*first),
        ("bank_leasing.csv", &second),
        ("kreditvertraege.csv", &loans),
    ];
    let proposal = Pile::new(&files).proposed();
    let loans = of(&proposal, "kreditvertraege.csv");
    let told = "`Mitkreditnehmer` (14 rows) has keys of customers, too";
    assert!(loans.questions.iter().any(|question| question.starts_with(told)), "{loans:?}");
}

#[test]
fn a_guessed_country_is_not_written_and_asked_about_where_postcodes_have_four_digits() {
    let customers = |postcodes: [&str; 3]| {
        let mut text = "Kundennr;Nachname;Vorname;PLZ;Ort;Telefon\n".to_owned();
        for (id, postcode) in postcodes.iter().enumerate() {
            let _ = writeln!(text, "K10{id};Berg{id};Anna;{postcode};Ort;0664 555123{id}");
        }
        text
    };
    let short = Pile::new(&[("kunden.csv", &customers(["1010", "8010", "4020"]))]).proposed();
    // What is only guessed is not written, as it would mend postcodes.
    assert!(short.settings.contains("\n# country = \"DE\""), "{}", short.settings);
    let asked = |proposal: &Proposal| {
        let is_asked = |question: &String| question.contains("is its country `DE`, and");
        let questions = proposal.questions.iter().filter(|q| is_asked(q)).count();
        assert_eq!(proposal.settings.matches("postcodes of the line").count(), questions);
        questions
    };
    assert_eq!(asked(&short), 1);
    let some = Pile::new(&[("kunden.csv", &customers(["10115", "1067", "80331"]))]).proposed();
    assert_eq!(asked(&some), 1);
    let long = Pile::new(&[("kunden.csv", &customers(["10115", "20095", "80331"]))]).proposed();
    assert_eq!(asked(&long), 0);
    assert!(long.settings.contains("\n# country = \"DE\""), "{}", long.settings);
}

#[test]
fn a_few_foreign_phones_do_not_tell_the_country_of_a_line() {
    let proposal = |few: &str| {
        let mut customers = String::from("Kundennr;Nachname;Vorname;PLZ;Ort;Telefon\n");
        for row in 0..190 {
            let phone = if row < 10 { few } else { "030 1234" };
            let _ = writeln!(customers, "K{row:03};Berg{row};Anna;10{row:03};Ort;{phone}{row:03}");
        }
        Pile::new(&[("kunden.csv", &customers)]).proposed()
    };
    let asked = |proposal: &Proposal| {
        assert!(!proposal.settings.contains("\ncountry ="), "{}", proposal.settings);
        proposal.questions.iter().filter(|q| q.contains("country of the others?")).count()
    };
    assert_eq!(asked(&proposal("+43 1 5551")), 1);
    // What is not written is Germany all the same.
    assert_eq!(asked(&proposal("+49 30 1234")), 0);
}

#[test]
fn where_all_name_their_countries_nobody_is_asked_about_the_others() {
    let mut customers = String::from("Kundennr;Nachname;Vorname;PLZ;Ort;Telefon;Land\n");
    for row in 0..90 {
        let (phone, country) =
            [("+34 612", "España"), ("+33 612", "France"), ("+44 7700", "UK")][row % 3];
        let _ = writeln!(
            customers,
            "K{row:03};Berg{row};Anna;10{row:03};Ort;{phone} 3456{row:02};{country}"
        );
    }
    let proposal = Pile::new(&[("kunden.csv", &customers)]).proposed();
    assert!(!proposal.questions.iter().any(|q| q.contains("of the others")), "{proposal:?}");
    assert!(!proposal.settings.contains("\ncountry ="), "{}", proposal.settings);
}

#[test]
fn one_folder_whose_line_nothing_tells_is_one_question() {
    let pile = Pile::new(&[]);
    let folder = pile.path("atencion");
    fs::create_dir(&folder).unwrap();
    let (mut customers, mut calls) = (
        String::from("Kundennr;Nachname;Vorname;Ort\n"),
        String::from("Anrufnr;Kundennr;Beginn;Richtung\n"),
    );
    for row in 0..40 {
        let _ = writeln!(customers, "K10{row:02};Berg{row};Anna;Ulm");
        let _ =
            writeln!(calls, "A{row:03};K10{row:02};{:02}.01.2025 10:00;eingehend", row % 28 + 1);
    }
    fs::write(folder.join("kunden.csv"), customers).unwrap();
    fs::write(folder.join("anrufe.csv"), calls).unwrap();
    let survey = survey(&[pile.path("")], &Silent).unwrap();
    let roots = vec![pile.path("")];
    let settings =
        GuessSettings { folder: pile.path(""), roots, name: "Test".into(), ..Default::default() };
    let proposal = propose(survey, &settings);
    let asked: Vec<&String> = proposal.sources.iter().flat_map(|s| &s.questions).collect();
    let lines: Vec<&&String> =
        asked.iter().filter(|q| q.contains("nothing tells whether")).collect();
    assert_eq!(lines.len(), 1, "{asked:?}");
    assert!(lines[0].contains("atencion (2 sources)"), "{lines:?}");
}

#[test]
fn channel_direction_and_talk_time_are_columns_before_they_are_guesses() {
    let mut calls = String::from("callId,start,dir,Via,talk_s,customer\n");
    for row in 0..30 {
        let (dir, via) = (["in", "out"][row % 2], ["mail", "voice", "chat"][row % 3]);
        let _ = writeln!(
            calls,
            "c-{row:04},2026-01-{:02}T08:00:00,{dir},{via},{},K{row}",
            row % 28 + 1,
            row * 7
        );
    }
    let proposal = Pile::new(&[("calls.csv", &calls)]).proposed();
    has(
        text(&proposal, "calls.csv"),
        &[
            r#"handle_seconds = "talk_s""#,
            "[fields.direction]",
            r#""in" = "inbound""#,
            "[fields.channel]",
            r#""voice" = "call""#,
        ],
    );
    let source = of(&proposal, "calls.csv");
    assert!(!source.questions.iter().any(|q| q.contains("is a guess") && !q.contains("line")));
}

#[test]
fn a_consent_without_a_channel_refuses_all_and_allows_one() {
    let customers = CUSTOMERS.replace("Werbesperre", "Werbung").replace(";x\n", ";N\n");
    let proposal = Pile::new(&[("kunden.csv", &customers.replace(";\n", ";J\n"))]).proposed();
    has(
        text(&proposal, "kunden.csv"),
        &["consent_email = \"Werbung\"", "[fields.consent_phone]", r#""N" = "no""#, r#""J" = """#],
    );
    let questions = &of(&proposal, "kunden.csv").questions;
    assert!(questions.iter().any(|q| q.contains("names no channel")), "{questions:?}");
}

#[test]
fn a_preset_gives_way_to_the_column_by_which_the_files_refer_to_each_other() {
    let (mut users, mut tickets, mut orders) = (
        String::from("id,name,email,phone,locale,created_at,updated_at,Kundennummer\n"),
        String::from("Id,Requester id,Created at,Via,Group,Assignee,Subject,Status,Kundennr\n"),
        String::from("Auftragsnr;Kundennr;Datum;Produkt;Betrag\n"),
    );
    for n in 0..40 {
        let key = format!("K-{:05}", 7 * n + 13);
        let _ = writeln!(
            users,
            "{},Anna Berg{n},a{n}@example.org,030 12345{n:02},de,2026-01-05,2026-02-05,{key}",
            900_100 + n
        );
        let _ = writeln!(
            tickets,
            "{},{},2026-01-05 08:{n:02},Mail,Service,A1,Rechnung,solved,{key}",
            5000 + n,
            700_500 + n
        );
        let _ = writeln!(orders, "B{n:04};{key};05.01.2026;Rad;{n}99,00");
    }
    let pile =
        Pile::new(&[("users.csv", &users), ("tickets.csv", &tickets), ("auftraege.csv", &orders)]);
    let proposal = pile.proposed();
    has(
        text(&proposal, "users.csv"),
        &[
            "# The preset zendesk/user but for `record_key`",
            "record_key = \"Kundennummer\"",
            "full_name =",
        ],
    );
    has(
        text(&proposal, "tickets.csv"),
        &[
            "# The preset zendesk/ticket but for `customer_key`",
            "customer_key = \"Kundennr\"",
            "channel =",
        ],
    );
    assert!(of(&proposal, "users.csv").mapping.starts_with("mappings/"));
}

#[test]
fn hidden_sheets_and_tables_without_rows_are_left_and_said() {
    let longer = "Kd-Nr.;Vorname;Familienname\n1;Mia;Koch;x\n2;Ida;Berg;y\n";
    let head = "Kd-Nr.;Vorname;Familienname\n";
    let pile = Pile::new(&[("nur_kopf.csv", head), ("zu_lang.csv", longer)]);
    let mut book = Workbook::new();
    let customers: Vec<Vec<&str>> =
        CUSTOMERS.lines().map(|line| line.split(';').collect()).collect();
    let write = |book: &mut Workbook, name: &str, hidden: bool, rows: &[Vec<&str>]| {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(hidden);
        for (at, row) in rows.iter().enumerate() {
            sheet.write_row(at as u32, 0, row.iter().copied()).unwrap();
        }
    };
    write(&mut book, "Kunden", false, &customers);
    write(&mut book, "_tmp", true, &[vec!["Partner-ID", "alt_ID"], vec!["002001", "X1"]]);
    write(&mut book, "leer", false, &[vec!["Vertrag", "Partner-ID"]]);
    book.save(pile.path("bank.xlsx")).unwrap();
    let proposal = pile.proposed();
    assert_eq!(proposal.sources.len(), 1);
    has(text(&proposal, "bank.xlsx"), &["sheets = [\"Kunden\"]"]);
    let left: Vec<(Option<&str>, &str)> =
        proposal.left.iter().map(|left| (left.sheet.as_deref(), left.reason.as_str())).collect();
    assert_eq!(
        left,
        [
            (Some("_tmp"), "a hidden sheet; a mapping with `sheets` can name it"),
            (Some("leer"), "no rows below its header"),
            (None, "no rows below its header"),
            (None, "no row fits its header; 2 rows: row has 4 cells, the header has 3"),
        ]
    );
}

#[test]
fn a_column_with_gaps_is_no_key_whatever_else_the_key_could_be() {
    let mut contracts = String::from("N° de contrat;N° client;Cotitulaire;Produit;Montant\n");
    for n in 0..60 {
        let other = if n % 12 == 0 { format!("00{}", 7_300 + n) } else { String::new() };
        let _ = writeln!(contracts, "LV-{n:05};00{};{other};Ratenkauf;{n}00,00 €", 2_000 + n % 25);
    }
    let mut customers = String::from("Partner-ID;Nachname;Vorname;PLZ\n");
    for n in 0..25 {
        let _ = writeln!(customers, "00{};Berg{n};Anna;10115", 2_000 + n);
    }
    let pile = Pile::new(&[("contrats.csv", &contracts), ("partner.csv", &customers)]);
    has(text(&pile.proposed(), "contrats.csv"), &["record_key = \"N° de contrat\""]);
}

#[test]
fn a_text_with_steps_is_read_as_procedures_and_a_list_of_customers_is_not() {
    let written = "Lieferung verschieben\n\nSchritte\n1. Kunden fragen\n2. Termin eintragen\n\n\
                   Regeln\n- Frist: 24 Stunden\n";
    let proposal = Pile::new(&[("lieferung.txt", written), ("kunden.csv", CUSTOMERS)]).proposed();
    let of_text: Vec<&str> = proposal
        .sources
        .iter()
        .filter(|source| source.file.ends_with("lieferung.txt"))
        .map(|source| source.mapping.as_str())
        .collect();
    let presets = ["procedure", "procedure_step", "business_rule"];
    assert_eq!(of_text, presets.map(|name| format!("preset:notation/{name}")));
    assert!(of(&proposal, "kunden.csv").text.is_some());
}

#[test]
fn what_is_noted_beside_procedures_is_their_note() {
    let listed = |header: &str| {
        format!("{header}\nP1;Beschwerde;Kunden halten;nur werktags\nP2;Umzug;Daten;\n")
    };
    let pile = Pile::new(&[
        ("prozesse_vertrieb.csv", &listed("Prozess-ID;Titel;Zweck;Bemerkung")),
        ("procedures_financing.csv", &listed("Procedure ID;Title;Purpose;Hints")),
    ]);
    let proposal = pile.proposed();
    has(text(&proposal, "prozesse_vertrieb.csv"), &["note = \"Bemerkung\""]);
    has(text(&proposal, "procedures_financing.csv"), &["note = \"Hints\""]);
}

/// Customers with these columns behind the given name, and their names.
fn borrowers(header: &str, key: &str) -> String {
    let surnames = ["Berg", "Tal", "von Au", "Weiß", "Koch"];
    let mut text = format!("{key};{header};Vorname;Geburtsdatum;PLZ;Ort\n");
    for row in 0..40 {
        let given = ["Anna", "Jörg", "Mia"][row % 3];
        let _ = writeln!(
            text,
            "K-{:06};{};{given};{:02}.03.1970;10115;Berlin",
            700_000 + row * 37,
            surnames[row % 5],
            row % 28 + 1
        );
    }
    text
}

#[test]
fn what_customers_are_called_is_the_surname_beside_a_given_name() {
    for header in ["Kreditnehmer", "Darlehensnehmer", "Leasingnehmer", "Kunde", "Antragsteller"] {
        let proposal = Pile::new(&[("kunden.csv", &borrowers(header, "Kundennr"))]).proposed();
        has(text(&proposal, "kunden.csv"), &[&format!("surname = \"{header}\"")]);
    }
}

#[test]
fn given_names_without_a_surname_are_asked_about() {
    let proposal = Pile::new(&[("kunden.csv", &borrowers("Xyz", "Kundennr"))]).proposed();
    let questions = &of(&proposal, "kunden.csv").questions;
    assert!(questions.iter().any(|q| q.contains("for the surname")), "{questions:?}");
    let proposal = Pile::new(&[("kunden.csv", &borrowers("Name", "Kundennr"))]).proposed();
    let questions = &of(&proposal, "kunden.csv").questions;
    assert!(!questions.iter().any(|q| q.contains("for the surname")), "{questions:?}");
}

/// Calls about the borrowers' contracts.
fn calls() -> String {
    let mut text = String::new();
    for row in 0..40 {
        let at = match row % 2 {
            0 => format!("\"2025-01-{:02}T08:00:00Z\"", row % 28 + 1),
            _ => (1_735_732_800 + row * 86_400).to_string(),
        };
        let _ = writeln!(
            text,
            r#"{{"callId": "c-{row:05}", "contractNo": "K-{:06}", "direction": "in", "caller": "+49151123{row:04}", "startedAt": {at}, "state": "{}", "wrapUp": "{}"}}"#,
            700_000 + row * 37,
            ["open", "closed", "reopened"][row as usize % 3],
            ["Kunde ist verärgert", "hat lange gewartet", "bittet um Unterlagen"][row as usize % 3],
        );
    }
    text
}

#[test]
fn the_column_whose_values_are_keys_of_customers_refers_to_them() {
    let borrowers = borrowers("Nachname", "Vertragsnr.");
    let proposal =
        Pile::new(&[("calls.jsonl", &calls()), ("kreditnehmer.csv", &borrowers)]).proposed();
    let mapping = text(&proposal, "calls.jsonl");
    has(mapping, &["customer_key = \"contractNo\""]);
    assert!(!mapping.contains("agreement_key"), "{mapping}");
    let alone = Pile::new(&[("calls.jsonl", &calls())]).proposed();
    has(
        text(&alone, "calls.jsonl"),
        &["customer_key = \"caller\"", "agreement_key = \"contractNo\""],
    );
}

#[test]
fn outcomes_are_looked_for_before_notes() {
    let proposal = Pile::new(&[("calls.jsonl", &calls())]).proposed();
    has(text(&proposal, "calls.jsonl"), &["column = \"state\"", "#   wrapUp"]);
}

#[test]
fn notes_in_outcomes_are_left_to_those_who_read_outcomes_and_are_in_no_mapping() {
    let mut calls = String::from("Ticketnr;Datum;Betreff;Kundennr;Ergebnis\n");
    for row in 0..60 {
        let outcome = match row {
            3 => "Erledigt, Frau Huber 0170 1234567 40",
            4 => "offen: Krebsdiagnose Ehemann",
            row if row % 3 == 0 => "Wartet auf Frau Huber",
            row if row % 2 == 0 => "Erledigt",
            _ => "In Bearbeitung",
        };
        let _ = writeln!(calls, "T{row:03};2025-01-{:02};Frage;K10{row};{outcome}", row % 28 + 1);
    }
    let proposal = Pile::new(&[("tickets.csv", &calls)]).proposed();
    let mapping = text(&proposal, "tickets.csv");
    has(
        mapping,
        &[
            "[fields.outcome]",
            "keep_unlisted = true",
            "\"Erledigt\" = \"resolved\"",
            "\"In Bearbeitung\" = \"open\"",
        ],
    );
    assert!(!mapping.contains("Huber") && !mapping.contains("Krebs"), "{mapping}");
}

#[test]
fn unix_time_is_noticed_and_what_is_no_date_makes_a_field_unsure() {
    let proposal = Pile::new(&[("calls.jsonl", &calls())]).proposed();
    has(
        text(&proposal, "calls.jsonl"),
        &["date_formats = [\"%s\"]", "started_at = \"startedAt\"         # 0.99"],
    );
    let half = calls().replace("2025-01-", "soon ");
    let proposal = Pile::new(&[("calls.jsonl", &half)]).proposed();
    has(text(&proposal, "calls.jsonl"), &["started_at = \"startedAt\"         # 0.50"]);
    let questions = &of(&proposal, "calls.jsonl").questions;
    assert!(questions.iter().any(|q| q.contains("50 % of the values of `startedAt`")));
}

#[test]
fn words_without_a_meaning_that_would_refuse_their_rows_are_asked_about() {
    let mut contracts = String::from("Vertragsnr;Kundennr;Vertragsart;Beginn;Rate\n");
    for row in 0..60 {
        let kind = ["Leasing", "Musterkauf", "Barkredit", "Darlehen"][row % 4];
        let _ = writeln!(contracts, "V{row:03};K{row:03};{kind};01.02.2024;{row},50");
    }
    let proposal = Pile::new(&[("vertraege.csv", &contracts)]).proposed();
    let mapping = text(&proposal, "vertraege.csv");
    has(mapping, &["entity = \"agreement\"", "[fields.kind]"]);
    let asked = "15 rows would be refused: words of `Vertragsart` have no meaning yet: `Musterkauf` (15 rows)";
    let questions = &of(&proposal, "vertraege.csv").questions;
    assert!(questions.iter().any(|question| question == asked), "{questions:?}");
}

#[test]
fn minutes_that_a_header_names_become_seconds() {
    let calls = |header: &str| {
        let mut calls = format!("Anrufnr;Beginn;Richtung;{header};Kundennr\n");
        for row in 0..40 {
            let _ = writeln!(
                calls,
                "C{row:03};{:02}.01.2025 10:{row:02};eingehend;{};K10{row}",
                row % 28 + 1,
                3 + row % 9
            );
        }
        let proposal = Pile::new(&[("anrufe.csv", &calls)]).proposed();
        text(&proposal, "anrufe.csv").to_owned()
    };
    let minutes = calls("Dauer (min)");
    has(&minutes, &[r#"handle_seconds = { column = "Dauer (min)", unit = "minutes" }"#]);
    has(&calls("Dauer (Sek.)"), &[r#"handle_seconds = "Dauer (Sek.)""#]);
    has(
        &calls("Gesprächsminuten"),
        &[r#"handle_seconds = { column = "Gesprächsminuten", unit = "minutes" }"#],
    );
}

#[test]
fn a_list_of_consents_by_customer_is_read_beside_the_customers() {
    let mut customers = String::from("N° client;Nom;Prénom;Localité\n");
    let mut consents = String::from("No client;Pub e-mail;Pub téléphone;Saisi le\n");
    for row in 0..40 {
        let _ = writeln!(customers, "P1{row:03};Berg{row};Anna;Lyon");
        if row % 4 > 0 {
            let said = ["oui", "non", "refus catégorique"][row % 3];
            let _ = writeln!(consents, "P1{row:03};{said};non;{:02}.03.2024", row % 28 + 1);
        }
    }
    let proposal =
        Pile::new(&[("clients.csv", &customers), ("consentements.csv", &consents)]).proposed();
    assert_eq!(proposal.sources.len(), 1);
    let mapping = text(&proposal, "clients.csv");
    has(
        mapping,
        &[
            "[[beside]]",
            "file = \"consentements.csv\"",
            "key = \"No client\"",
            "to = \"N° client\"",
            "consent_phone = \"Pub téléphone\"",
            "[fields.consent_email]",
            "\"refus catégorique\" = \"no\"",
        ],
    );
    assert!(proposal.left[0].reason.contains("read beside them"), "{:?}", proposal.left);
}

/// Whether a mapping's comments ask that.
fn asks(mapping: &str, question: &str) {
    let mut asked = mapping.lines().filter(|line| line.starts_with("# CHECK: "));
    assert!(asked.any(|line| line.contains(question)), "no question `{question}` in:\n{mapping}");
}

/// Customers `001000` to `001199`, a list of some of them, and what is proposed for both.
fn with_list(header: &str, rows: impl Iterator<Item = String>) -> (Proposal, String) {
    let mut customers = String::from("Kundennr;Nachname;Vorname;Ort\n");
    for row in 1000..1200 {
        let _ = writeln!(customers, "{row:06};Berg{row};Anna;Ulm");
    }
    let list: Vec<String> = rows.collect();
    let list = format!("{header}\n{}\n", list.join("\n"));
    let proposal = Pile::new(&[("kunden.csv", &customers), ("liste.csv", &list)]).proposed();
    assert_eq!(proposal.sources.len(), 1, "{proposal:?}");
    let mapping = text(&proposal, "kunden.csv").to_owned();
    (proposal, mapping)
}

#[test]
fn a_list_of_consents_is_read_beside_though_keys_repeat_and_lack_their_zeros() {
    let answer = |row: usize, every: usize| if row.is_multiple_of(every) { "nein" } else { "ja" };
    // Each customer has several rows, with a day, as a contact or an agreement has.
    let dated = |row: usize| {
        let key = 1000 + row % 60;
        format!("{key:06};{:02}.03.2025;{};{}", row % 28 + 1, answer(row, 3), answer(row, 5))
    };
    let (proposal, mapping) =
        with_list("Kundennr;Datum;Werbung E-Mail;Werbung Telefon", (0..150).map(dated));
    has(&mapping, &["[[beside]]", "consent_phone = \"Werbung Telefon\""]);
    asks(&mapping, "`Kundennr` has 60 keys in 150 rows: the last row of a key counts, of consents");
    assert!(proposal.left[0].reason.contains("read beside them"), "{:?}", proposal.left);
    // A spreadsheet took the zeros of most of them; the numbers of the rows are no keys.
    let bare = |row: usize| match row % 4 {
        0 => format!("{};{:06};ja", row + 1, 1000 + row),
        _ => format!("{};{};ja", row + 1, 1000 + row),
    };
    let (_, mapping) = with_list("lfd;Kunde;Widerspruch", (0..150).map(bare));
    has(&mapping, &["key = \"Kunde\"", "to = \"Kundennr\"", "[fields.consent_post]"]);
    asks(&mapping, "75 % of the keys in `Kunde` are customers' but for zeros, `.0` or spaces");
    // Nor are four rows too few, or former customers among them too many.
    let few = ["1003", "1007", "001009"].map(|key| format!("{key};ja"));
    has(&with_list("Kundennr;Widerspruch", few.into_iter()).1, &["[[beside]]"]);
    let former = (1080..1280).map(|key| format!("{key:06};ja"));
    let (_, mapping) = with_list("Kundennr;Widerspruch", former);
    has(&mapping, &["[[beside]]"]);
    asks(&mapping, "40 % of the keys in `Kundennr` are those of no customer there");
}

#[test]
fn a_list_that_is_read_beside_without_any_doubt_is_not_asked_about() {
    let rows = (0..60).map(|row| format!("{:06};ja", 1000 + row));
    let (proposal, mapping) = with_list("Kundennr;Widerspruch", rows);
    has(&mapping, &["[[beside]]"]);
    assert!(!mapping.contains("names nobody"), "{mapping}");
    assert_eq!(proposal.sources[0].questions.len(), 1, "the line: {:?}", proposal.sources);
}

#[test]
fn a_list_whose_columns_nobody_understands_is_no_customers_of_its_own() {
    let answer = |row: usize, every: usize| if row.is_multiple_of(every) { "nein" } else { "ja" };
    let said = |row: usize| format!("{};{};{}", 1000 + row, answer(row, 3), answer(row, 5));
    let (proposal, mapping) = with_list("Kundennr;E-Mail;Telefon", (0..90).map(said));
    assert!(!mapping.contains("[[beside]]"), "{mapping}");
    asks(&mapping, "liste.csv: `E-Mail` (90 rows) may say who must not be approached");
    assert!(proposal.left[0].reason.contains("but nothing of it is read"));
}

#[test]
fn customers_whom_nothing_names_are_asked_about() {
    let mut list = String::from("Kundennr;Datum;Werbung E-Mail;Werbung Telefon\n");
    for row in 0..90 {
        let _ = writeln!(list, "{:06};{:02}.03.2025;ja;nein", 1000 + row, row % 28 + 1);
    }
    let proposal = Pile::new(&[("liste.csv", &list)]).proposed();
    asks(text(&proposal, "liste.csv"), "no column names its customers or says how they are");
}

/// Customers `F71000` to `F71199`, agreements of theirs in columns of those names, and the agreements' mapping.
fn agreements(header: &str, row: impl Fn(usize) -> String) -> String {
    let mut customers = String::from("Customer no;Surname;First name;Town\n");
    for key in 0..200 {
        let _ = writeln!(customers, "F{};Berg{key};Anna;Ulm", 71000 + key);
    }
    let rows: Vec<String> = (0..140).map(row).collect();
    let agreements = format!("{header}\n{}\n", rows.join("\n"));
    let pile = Pile::new(&[("customers.csv", &customers), ("agreements.csv", &agreements)]);
    text(&pile.proposed(), "agreements.csv").to_owned()
}

#[test]
fn the_customer_of_an_agreement_is_no_joint_applicant() {
    let row = |every: usize, stray: usize| {
        move |row: usize| {
            let joint = if row.is_multiple_of(every) {
                format!("F{}", 71000 + (row + 7) % 200)
            } else {
                String::new()
            };
            // Some customers are gone from their own file.
            let key = if row.is_multiple_of(stray) { 90_000 + row } else { 71_000 + row };
            let rest = format!("{row}642.00;{row}133.10");
            format!("AG{row:04};F{key};PCP;2024-05-01;2028-01-01;{rest};{joint};active")
        }
    };
    let header = "Agreement no;Customer ref;Product;Start;End;Amount financed;Outstanding balance;HEAD;Status";
    for joint in ["Joint applicant", "Mitantragsteller", "Cotitulaire", "Guarantor ref", "Linked"] {
        // Few have one, or nearly all.
        for (every, stray) in [(7, 1000), (1, 1000), (1, 4)] {
            if joint == "Linked" && stray == 4 {
                continue;
            }
            let mapping = agreements(&header.replace("HEAD", joint), row(every, stray));
            has(&mapping, &["record_key = \"Agreement no\"", "customer_key = \"Customer ref\""]);
            asks(&mapping, &format!("`{joint}` ({} rows) has keys of customers, too", 140 / every));
        }
    }
}

/// What is proposed for customers `CL-4200` to `CL-4299` and a file of rows with their keys.
fn with_customers(header: &str, row: impl Fn(usize) -> String) -> Proposal {
    let mut customers = String::from("N\u{b0} client;Nom;Pr\u{e9}nom;Ville\n");
    for key in 4200..4300 {
        let _ = writeln!(customers, "CL-{key};Berg{key};Anna;Lyon");
    }
    let rows: Vec<String> = (0..90).map(row).collect();
    let rows = format!("{header}\n{}\n", rows.join("\n"));
    Pile::new(&[("clients.csv", &customers), ("fichier.csv", &rows)]).proposed()
}

#[test]
fn days_of_a_spreadsheet_below_a_header_of_times_are_the_begin_of_contacts() {
    let call = |row: usize| {
        let (key, minutes) = (4200 + row, row % 60);
        format!("A{row:05};{};CL-{key};AG07;9:{minutes:02};facture;sortant", 46_000 + row)
    };
    let with_time = |row: usize| call(row).replacen(";CL", ",150000;CL", 1);
    for header in ["Horodatage", "Zeitstempel", "Timestamp", "Marca temporal", "Data e ora"] {
        let header = format!("N\u{b0} appel;{header};N\u{b0} client;Agent;Dur\u{e9}e;Motif;Sens");
        for proposal in [with_customers(&header, call), with_customers(&header, with_time)] {
            let begin = format!("started_at = \"{}\"", header.split(';').nth(1).unwrap());
            has(text(&proposal, "fichier.csv"), &[&begin]);
        }
    }
}

#[test]
fn a_table_with_customers_keys_that_is_left_out_is_asked_about_with_the_nearest_column() {
    let call = |row: usize| {
        let (key, minutes) = (4200 + row, row % 60);
        format!("A{row:05};le {} mars;CL-{key};AG07;9:{minutes:02};facture;sortant", row % 28 + 1)
    };
    let header = "N\u{b0} appel;Horodatage;N\u{b0} client;Agent;Dur\u{e9}e;Motif;Sens";
    let proposal = with_customers(header, call);
    assert_eq!(proposal.sources.len(), 1);
    let asked = |proposal: &Proposal, wanted: &str| {
        let found = proposal.questions.iter().any(|question| question.contains(wanted));
        assert!(found, "no `{wanted}` in {:?}", proposal.questions);
    };
    asked(
        &proposal,
        "fichier.csv has keys of customers (`N\u{b0} client`), but its rows are not read",
    );
    asked(&proposal, "`started_at` (begin, local time), to which `Horodatage` comes nearest");
    // A list of refusals of nobody who is known.
    let former = |row: usize| format!("XX-{row:03};ja");
    let proposal = with_customers("N\u{b0} client;Widerspruch", former);
    asked(
        &proposal,
        "says who may be approached (`Widerspruch`), but is not read, as no file of customers",
    );
}

#[test]
fn amounts_of_two_currencies_are_asked_about_and_those_of_one_tell_it() {
    let proposal = |rate: fn(usize) -> String, price: fn(usize) -> String| {
        let mut orders = String::from("Order no;Customer no;Order date;Total amount\n");
        let mut agreements = String::from("Agreement no;Customer no;Start;Amount\n");
        for row in 0..40 {
            let _ = writeln!(orders, "O{row:05};F{row:05};2024-05-01;{}", price(row));
            let _ = writeln!(agreements, "AG{row:04};F{row:05};2024-05-01;{}", rate(row));
        }
        Pile::new(&[("orders.csv", &orders), ("agreements.csv", &agreements)]).proposed()
    };
    let pounds = |row: usize| format!("\u{a3}{}29.50", row + 1);
    let euros = |row: usize| format!("{}.200 \u{20ac}", row + 1);
    let both = proposal(pounds, euros);
    let asked = both.questions.iter().find(|question| question.contains("several currencies"));
    let asked = asked.unwrap_or_else(|| panic!("{:?}", both.questions));
    assert!(asked.contains("`EUR` (`Total amount` of orders.csv)"), "{asked}");
    assert!(asked.contains("`GBP` (`Amount` of agreements.csv)"), "{asked}");
    assert!(both.settings.contains("# CHECK: amounts are in several currencies"));
    let one = proposal(pounds, |row| format!("{}.200", row + 1));
    assert!(!one.questions.iter().any(|question| question.contains("currencies")));
    assert!(one.settings.contains("currency = \"GBP\""), "{}", one.settings);
}

#[test]
fn a_header_that_is_repeated_is_no_value_of_its_columns() {
    let header = "Codice cliente;Cognome;Nome;Consenso marketing";
    let mut customers = format!("{header}\n");
    for row in 0..40 {
        let said = ["s\u{ec}, volentieri", "no grazie"][row % 2];
        let _ = writeln!(customers, "C{row:04};Rossi{row};Anna;{said}");
        if row == 20 {
            let _ = writeln!(customers, "{header}");
        }
    }
    let proposal = Pile::new(&[("clienti.csv", &customers)]).proposed();
    let mapping = text(&proposal, "clienti.csv");
    assert!(mapping.contains(".lookup]"), "{mapping}");
    assert!(!mapping.contains("\"Consenso marketing\" ="), "{mapping}");
}

#[test]
fn a_key_that_most_rows_lack_is_asked_about() {
    let row = |row: usize| {
        let key = if row.is_multiple_of(4) { format!("F{}", 71000 + row) } else { String::new() };
        format!("AG{row:04};{key};2024-05-01;2028-01-01;14642.00;active")
    };
    let mapping = agreements("Agreement no;Customer ref;Start;End;Amount financed;Status", row);
    has(&mapping, &["customer_key = \"Customer ref\""]);
    asks(&mapping, "`customer_key` is read from `Customer ref`, which is empty in 105 of 140 rows");
}

#[test]
fn a_list_of_consents_by_customer_and_channel_is_no_list_of_contacts() {
    let mut customers = String::from("Kundennr;Nachname;Vorname;Ort\n");
    let mut consents = String::from("customer_ref;channel;status;date\n");
    let mut contacts = String::from("Kontakt-Nr;Kundennr;Kanal;gelöst;Bearbeiter;Beginn\n");
    for row in 0..60 {
        let _ = writeln!(customers, "K10{row:02};Berg{row};Anna;Ulm");
        let said =
            ["granted", "refused", "withdrawn", "revocado", "ja", "nein", "consented", "no answer"]
                [row % 8];
        let channel = ["email", "SMS", "teléfono", "Post"][row % 4];
        let day = row % 28 + 1;
        let _ = writeln!(consents, "K10{:02};{channel};{said};{day:02}.03.2024", row / 2);
        let _ = writeln!(
            contacts,
            "C{row:04};K10{row:02};{};{};Mia;{day:02}.03.2024 10:{row:02}",
            ["E-Mail", "Telefon"][row % 2],
            ["ja", "nein"][row % 2]
        );
    }
    let files = [
        ("kunden.csv", customers.as_str()),
        ("contact_permissions.csv", &consents),
        ("kontakte.csv", &contacts),
    ];
    let proposal = Pile::new(&files).proposed();
    let read: Vec<_> =
        proposal.sources.iter().map(|source| source.file.display().to_string()).collect();
    assert_eq!(read.len(), 2, "{read:?}");
    assert!(!read.iter().any(|file| file.ends_with("contact_permissions.csv")), "{read:?}");
    let [left] = &proposal.left[..] else { panic!("{:?}", proposal.left) };
    assert!(left.reason.contains("(`customer_ref`, `channel`, `status`)"), "{}", left.reason);
    assert!(left.reason.contains("[[beside]]"), "{}", left.reason);
    assert!(
        proposal
            .questions
            .iter()
            .any(|q| q.contains("contact_permissions.csv is a list of consents"))
    );
}

#[test]
fn a_file_of_customers_of_another_country_than_its_lines_is_asked_about() {
    let mut spanish = String::from("Nº cliente;Apellidos;Nombre;Teléfono;CP;Población;País\n");
    let mut austrian = String::from("Kundennr;Nachname;Vorname;Telefon;PLZ;Ort\n");
    for row in 0..60 {
        let _ = writeln!(
            spanish,
            "C{row:04};García{row};Ana;+34 612 345 6{row:02};280{row:02};Madrid;España"
        );
        let prefix = if row % 3 == 0 { "+43 664" } else { "0664" };
        let _ =
            writeln!(austrian, "A{row:04};Huber{row};Anna;{prefix} 12345{row:02};10{row:02};Wien");
    }
    let files =
        [("producto_clientes.csv", spanish.as_str()), ("producto_kunden_at.csv", &austrian)];
    let proposal = Pile::new(&files).proposed();
    let asks = |file: &str| {
        let questions = &of(&proposal, file).questions;
        questions.iter().any(|q| q.contains("country = { constant = \"AT\" }"))
    };
    assert!(
        asks("producto_kunden_at.csv"),
        "{:?}",
        of(&proposal, "producto_kunden_at.csv").questions
    );
    assert!(!asks("producto_clientes.csv"));
}

#[test]
fn a_campaign_is_of_contacts_and_what_customers_refuse_in_it_is_asked_about() {
    let mut customers = String::from("Kundennr;Nachname;Vorname;Telefon\n");
    let mut campaign =
        String::from("lfd;Kundennr;Name;Vorname;Telefon;angerufen am;Resultat;Agent\n");
    for row in 0..60 {
        let said =
            ["KI", "bitte nie mehr anrufen!", "nicht erreicht", "Termin vereinbart"][row % 4];
        let day = row % 28 + 1;
        let _ = writeln!(customers, "K10{row:02};Berg{row};Anna;079 336 40 {row:02}");
        let _ = writeln!(
            campaign,
            "{row};K10{row:02};Berg{row};Anna;079 336 40 {row:02};{day:02}.09.26;{said};{}",
            701 + row % 5
        );
    }
    let pile = Pile::new(&[("kunden.csv", &customers), ("Outbound_Herbst.csv", &campaign)]);
    let proposal = pile.proposed();
    has(
        text(&proposal, "Outbound_Herbst.csv"),
        &[
            "entity = \"contact\"",
            "customer_key = \"Kundennr\"",
            "started_at = \"angerufen am\"",
            "agent_key = \"Agent\"",
        ],
    );
    let questions = &of(&proposal, "Outbound_Herbst.csv").questions;
    let asked =
        "customers who refuse to be approached (15 rows: `bitte nie mehr anrufen!` (15 rows))";
    assert!(questions.iter().any(|question| question.contains(asked)), "{questions:?}");
}

#[test]
fn the_column_of_agents_that_contacts_name_is_their_key() {
    for header in ["Sigle", "Poste 2"] {
        let mut agents = format!("{header};Nom;Equipe;Site;Langues\n");
        let mut calls = String::from("ID;Date;Direction;Canal;Collaborateur\n");
        for row in 0..40 {
            let _ = writeln!(agents, "A1{row:02};Agent {row};SAV;Lausanne;F");
            let day = row % 28 + 1;
            let _ =
                writeln!(calls, "C{row:03};{day:02}.01.2025 10:00;entrant;appel;A1{:02}", row % 9);
        }
        let pile = Pile::new(&[("collaborateurs.csv", &agents), ("appels.csv", &calls)]);
        let proposal = pile.proposed();
        let key = format!("record_key = \"{header}\"");
        has(text(&proposal, "collaborateurs.csv"), &["entity = \"agent\"", &key]);
    }
}

#[test]
fn times_of_a_log_are_the_begin_of_contacts() {
    let times = |format: fn(usize) -> String| {
        let mut calls = String::from("Zeitpunkt;Agent;Dauer;Kundennr\n");
        for row in 0..30 {
            let _ = writeln!(calls, "{};A{};{};K10{row}", format(row), row % 4, 60 + row);
        }
        let proposal = Pile::new(&[("anrufe.csv", &calls)]).proposed();
        text(&proposal, "anrufe.csv").to_owned()
    };
    let year_first = times(|row| format!("2502{:02}{:02}50", row % 28 + 1, row % 24));
    has(&year_first, &["date_formats = [\"%y%m%d%H%M\"]", "started_at = \"Zeitpunkt\""]);
    let unix = times(|row| format!("{}.25", 1_738_936_200 + row * 86_000));
    has(&unix, &["date_formats = [\"%s\"]", "started_at = \"Zeitpunkt\""]);
}

#[test]
fn short_lists_of_customers_are_no_agents_and_no_systems() {
    for header in [
        "Kundennummer;Nachname;Vorname;E-Mail",
        "Kundennr;Nachname;Vorname;Email;Notiz",
        "id;name;email",
    ] {
        let mut list = format!("{header}\n");
        for row in 0..30 {
            let given = ["Otto", "Eva", "Jo"][row % 3];
            let _ = match header {
                "id;name;email" => writeln!(list, "{row};Mac{row} {given};m{row}@example.org"),
                _ if header.ends_with("Notiz") => {
                    writeln!(list, "M{row};Mac{row};{given};m{row}@example.org;VIP")
                }
                _ => writeln!(list, "M{row};Mac{row};{given};m{row}@example.org"),
            };
        }
        let proposal = Pile::new(&[("liste.csv", &list)]).proposed();
        let source = of(&proposal, "liste.csv");
        assert_eq!(source.entity.name(), "customer", "{header}");
        assert!(!source.questions.iter().any(|q| q.contains("could also")), "{header}");
        let proposal = Pile::new(&[("agents.csv", &list)]).proposed();
        let is_agent = of(&proposal, "agents.csv").entity.name() == "agent";
        assert!(is_agent || header.starts_with("Kunde"), "{header}: the file's name says it");
    }
}

#[test]
fn since_when_somebody_is_a_customer_may_be_written_with_short_years() {
    let mut customers = String::from("KdNr.;Nachname;Vorname;PLZ;Ort;Kunde seit\n");
    for row in 0..30 {
        let since = ["09.03.2010", "22.10.06", "07.06.05"][row % 3];
        let _ = writeln!(customers, "{};Mac{row};Otto;10115;Berlin;{since}", 1000 + row);
    }
    let proposal = Pile::new(&[("kunden.csv", &customers)]).proposed();
    has(text(&proposal, "kunden.csv"), &["customer_since = \"Kunde seit\""]);
}

#[test]
fn a_refusal_counts_wherever_it_stands() {
    let mut customers = String::from(
        "N\u{ba} cliente;Apellidos;Nombre;Acepta llamadas;Acepta e-mail;No llamar;Baja publicidad\n",
    );
    for row in 0..40 {
        let answer = |no: usize| if row % no == 0 { "S\u{ed}" } else { "No" };
        let _ = writeln!(
            customers,
            "C{row:03};Berg{row};Ana;{};{};{};{}",
            answer(2),
            answer(3),
            answer(4),
            answer(5)
        );
    }
    let proposal = Pile::new(&[("clientes.csv", &customers)]).proposed();
    let mapping = text(&proposal, "clientes.csv");
    has(
        mapping,
        &[
            "consent_email = { column = \"Acepta e-mail\", refused_by = [\"Baja publicidad\"] }",
            "consent_phone = { column = \"Acepta llamadas\", refused_by = [\"No llamar\", \"Baja publicidad\"] }",
        ],
    );
    assert!(!mapping.contains("No field was found"), "{mapping}");
    let asked = proposal.questions.iter().chain(&proposal.sources[0].questions);
    assert_eq!(asked.filter(|question| question.contains("refus")).count(), 0, "{proposal:?}");
}

#[test]
fn a_list_that_refuses_counts_beside_the_consents_of_the_customers() {
    let mut customers = String::from("Kundennr;Nachname;Vorname;Anrufe erlaubt\n");
    let mut list = String::from("Kundennr;keine Anrufe\n");
    for row in 0..40 {
        let _ = writeln!(customers, "P1{row:03};Berg{row};Anna;{}", ["ja", "nein"][row % 2]);
        let _ = writeln!(list, "P1{row:03};{}", ["ja", "nein", "nein"][row % 3]);
    }
    let proposal = Pile::new(&[("kunden.csv", &customers), ("sperren.csv", &list)]).proposed();
    let mapping = text(&proposal, "kunden.csv");
    has(
        mapping,
        &[
            "[[beside]]",
            "consent_phone = { column = \"Anrufe erlaubt\", refused_by = [\"keine Anrufe\"] }",
        ],
    );
}

#[test]
fn lists_with_columns_of_the_same_names_refuse_each_with_its_own() {
    let mut customers = String::from("Kundennr;Nachname;Vorname;Telefon;Telefon;Anrufe erlaubt\n");
    let mut first = String::from("Kundennr;keine Anrufe\n");
    let mut second = String::from("Kundennr;keine Anrufe;keine E-Mails\n");
    for row in 0..40 {
        let _ = writeln!(customers, "P1{row:03};Berg{row};Anna;;;{}", ["ja", "nein"][row % 2]);
        let _ = writeln!(first, "P1{row:03};{}", ["ja", "nein", "nein"][row % 3]);
        let _ = writeln!(second, "P1{row:03};{};nein", ["ja", "nein", "nein"][(row + 1) % 3]);
    }
    let files =
        [("kunden.csv", &*customers), ("sperren_a.csv", &*first), ("sperren_b.csv", &*second)];
    let proposal = Pile::new(&files).proposed();
    has(
        text(&proposal, "kunden.csv"),
        &[
            "consent_phone = { column = \"Anrufe erlaubt\", refused_by = [\"keine Anrufe\", \"keine Anrufe (2)\"] }",
        ],
    );
}

#[test]
fn days_of_refusals_refuse_whatever_day_they_are() {
    let mut customers = String::from("Kundennr;Nachname;Vorname;E-Mail;Werbewiderspruch\n");
    for row in 0..3_000 {
        let day = if row % 2 == 0 {
            format!(
                "20{:02}-{:02}-{:02} {:02}:{:02}",
                row % 24,
                row % 12 + 1,
                row % 28 + 1,
                row % 23,
                row % 59
            )
        } else {
            String::new()
        };
        let _ = writeln!(customers, "P{row};Berg{row};Anna;a{row}@example.org;{day}");
    }
    let proposal = Pile::new(&[("kunden.csv", &customers)]).proposed();
    let mapping = text(&proposal, "kunden.csv");
    let refused = "= { refused_by = [\"Werbewiderspruch\"] }";
    has(
        mapping,
        &["consent_email", "consent_phone", "consent_post"]
            .map(|f| format!("{f} {refused}"))
            .each_ref()
            .map(String::as_str),
    );
    assert!(!mapping.contains("\"20"), "no day is listed: {mapping}");
}

#[test]
fn birth_dates_as_the_days_of_a_spreadsheet_are_found_by_their_header() {
    let mut customers = String::from("Kundennr.;Name;geb.;PLZ;Ort\n");
    for row in 0..60 {
        let born =
            if row % 10 == 0 { "12.03.1970".to_owned() } else { (9_000 + row * 500).to_string() };
        let _ = writeln!(customers, "AT-{row:03};Anna Berg{row};{born};{};Graz", 8010 + row);
    }
    let proposal = Pile::new(&[("kunden.csv", &customers)]).proposed();
    let mapping = text(&proposal, "kunden.csv");
    has(mapping, &["birth_date = \"geb.\""]);
    assert!(!mapping.contains("birth_date = \"PLZ\""), "{mapping}");
}

#[test]
fn a_header_of_people_and_companies_has_whole_names_where_no_given_name_stands_beside() {
    let customers = |header: &str, firm: &str| {
        let mut customers = format!("Codice;{header};Citt\u{e0}\n");
        for row in 0..60 {
            let name =
                if row % 9 == 0 { format!("Impianti {row}{firm}") } else { "Anna Berg".into() };
            let _ = writeln!(customers, "K{row:04};{name};Roma");
        }
        text(&Pile::new(&[("clienti.csv", &customers)]).proposed(), "clienti.csv").to_owned()
    };
    for header in [
        "Cognome / Ragione sociale",
        "Nome o ragione sociale",
        "Name / Firma",
        "Nom / Raison sociale",
        "Surname / Company",
    ] {
        let mapping = customers(header, " S.r.l.");
        has(&mapping, &[&format!("full_name = \"{header}\""), "organisation = { column = "]);
        asks(&mapping, &format!("`{header}` names companies in 7 of 60 names"));
        assert!(!mapping.contains("\nsurname"), "{mapping}");
        asks(&customers(header, ""), &format!("`{header}` names companies, too, but hardly any"));
    }
    has(&customers("Ragione sociale", " S.r.l."), &["organisation = \"Ragione sociale\""]);
}

#[test]
fn companies_among_whole_names_are_organisations() {
    let mut customers = String::from("customer_ref;account_holder;dob;town\n");
    for row in 0..60 {
        let name = match row % 10 {
            0 => format!("Talleres Otero{row} SL"),
            1 => format!("Hotel Gil{row} S.L."),
            _ => format!("Ana P\u{e9}rez{row}"),
        };
        let _ = writeln!(customers, "F{row:03};{name};{:02}.03.1970;Bilbao", row % 28 + 1);
    }
    let proposal = Pile::new(&[("loan_customers.csv", &customers)]).proposed();
    let mapping = text(&proposal, "loan_customers.csv");
    has(
        mapping,
        &[
            "full_name = \"account_holder\"",
            r#"organisation = { column = "account_holder", extract = "^.+\\W(?:SL|S\\.L\\.)$" }"#,
        ],
    );
    let asked = &proposal.sources[0].questions;
    assert!(asked.iter().any(|q| q.contains("names companies in 12 of 60 names")), "{asked:?}");
}
