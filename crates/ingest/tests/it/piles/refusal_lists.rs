//! Lists of people who refuse to be approached, beside the customers.

use super::*;

const CUSTOMERS_OF_A_BANK: usize = 80;

fn borrowers_with_phones() -> String {
    let mut customers = String::from("Emprunteur;Nom;Prénom;Fixe;Portable;Ville\n");
    for row in 0..CUSTOMERS_OF_A_BANK {
        let _ = writeln!(
            customers,
            "CV/20{row:03};Berg{row};Anna;01 42 68 53 {row:02};06 12 34 56 {row:02};Lyon"
        );
    }
    customers
}

/// A list with a key and crosses below bare channels, below a title, as it is called.
fn list_below(title: &str, file: &str) -> Proposal {
    let mut list = format!("{title}\n\nEmprunteur;Tél.;E-mail;Courrier;Motif\n");
    for row in 0..40 {
        let said = ["x;;;appel", ";12.03.2025;x;demande", "oui;non;;", ";;x;Bloctel"][row % 4];
        let _ = writeln!(list, "CV/20{:03};{said}", row * 2);
    }
    let files = [("emprunteurs.csv", &*borrowers_with_phones()), (file, &*list)];
    Pile::new(&files).proposed()
}

#[test]
fn crosses_below_bare_channels_refuse_in_a_list_that_is_called_so() {
    for (title, file) in [
        ("Liste d'opposition - mise à jour mensuelle", "export.csv"),
        ("mise à jour mensuelle", "liste_opposition.csv"),
    ] {
        let proposal = list_below(title, file);
        let mapping = text(&proposal, "emprunteurs.csv");
        has(
            mapping,
            &[
                "[[beside]]",
                "key = \"Emprunteur\"",
                "consent_email = { refused_by = [\"E-mail\"] }",
                "consent_phone = { refused_by = [\"Tél.\"] }",
                "consent_post = { refused_by = [\"Courrier\"] }",
            ],
        );
        asks(mapping, "is called a list of people who refuse: a yes, a cross or a day in `Tél.`");
        assert!(!mapping.contains("\"oui\""), "what a lookup lacks would agree: {mapping}");
    }
    // Without such a name nobody knows which side a cross is on.
    let proposal = list_below("mise à jour mensuelle", "canaux.csv");
    assert!(!text(&proposal, "emprunteurs.csv").contains("refused_by"));
    let all =
        proposal.sources.iter().flat_map(|source| &source.questions).chain(&proposal.questions);
    let all: Vec<&String> = all.filter(|question| question.contains("canaux.csv")).collect();
    assert!(all.iter().any(|question| question.contains("may say who must not")), "{all:?}");
}

#[test]
fn numbers_that_must_not_be_called_refuse_whoever_has_them() {
    let mut list = String::from("Rufnummer;gesperrt seit;Grund\n");
    for row in 0..30 {
        let _ = writeln!(list, "+33 6 12 34 56 {row:02};{:02}.10.2025;Robinson", row % 28 + 1);
    }
    let proposed = |list: &str| {
        let files =
            [("emprunteurs.csv", &*borrowers_with_phones()), ("Robinsonliste_Telefon.csv", list)];
        Pile::new(&files).proposed()
    };
    let proposal = proposed(&list);
    let mapping = text(&proposal, "emprunteurs.csv");
    has(
        mapping,
        &[
            "key = \"Rufnummer\"",
            "to = \"Fixe\"",
            "to = \"Portable\"",
            "keys = \"phone\"",
            "consent_phone = { refused_by = [\"gesperrt seit\", \"gesperrt seit (2)\"] }",
        ],
    );
    asks(
        mapping,
        "whoever has one in `Fixe`, `Portable` refuses calls where `gesperrt seit` has a yes",
    );
    assert!(proposal.left[0].reason.contains("read beside the customers who have them"));
    // Nothing but numbers.
    let bare: Vec<String> = (0..30).map(|row| format!("+33 6 12 34 56 {row:02};")).collect();
    let bare = format!("Rufnummer;Notiz\n{}\n", bare.join("\n"));
    let proposal = proposed(&bare);
    assert!(!text(&proposal, "emprunteurs.csv").contains("[[beside]]"));
    let asked =
        "a list of numbers that must not be called (`Rufnummer`), and is not read, as no column";
    assert!(proposal.questions.iter().any(|q| q.contains(asked)), "{:?}", proposal.questions);
}

#[test]
fn numbers_of_a_list_without_a_country_are_asked_about_where_that_of_the_line_is_open() {
    let list: Vec<String> = (0..30).map(|row| format!("0151 234567{row:02};01.10.2025")).collect();
    let national = format!("Rufnummer;gesperrt seit\n{}\n", list.join("\n"));
    let asked = |list: &str, phone: &str| {
        let lists = [("Robinsonliste_Telefon.csv", list)];
        let proposal = with_lists("Telefon", |row| format!("{phone} 234567{row:02}"), &lists);
        text(&proposal, "kunden.csv").contains("numbers that were looked at name no country")
    };
    assert!(asked(&national, "0151"));
    assert!(!asked(&national, "+49 151"), "the line's country is told");
    assert!(!asked(&national.replace("0151", "+49 151"), "0151"));
}

/// What is proposed for 60 customers with these columns and lists beside them.
fn with_lists(
    header: &str,
    customer: impl Fn(usize) -> String,
    lists: &[(&str, &str)],
) -> Proposal {
    let mut customers = format!("Kundennr;Nachname;Vorname;{header}\n");
    for row in 0..60 {
        let _ = writeln!(customers, "P1{row:03};Berg{row};Anna;{}", customer(row));
    }
    let files: Vec<(&str, &str)> =
        lists.iter().copied().chain([("kunden.csv", customers.as_str())]).collect();
    Pile::new(&files).proposed()
}

fn list(header: &str, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (0..60).map(|at| format!("P1{at:03};{}", row(at))).collect();
    format!("Kundennr;{header}\n{}\n", rows.join("\n"))
}

#[test]
fn consents_of_a_list_are_read_where_the_customers_have_refusals_only_and_these_still_count() {
    let refused = |row: usize| ["x", "", "", "todo"][row % 4].to_owned();
    let consents = list("Acepta e-mail;Acepta teléfono", |row| {
        ["Sí;No", "No;No", "Sí;Sí"][row % 3].to_owned()
    });
    let proposal = with_lists("No molestar", refused, &[("consentimientos.csv", &consents)]);
    let mapping = text(&proposal, "kunden.csv");
    has(
        mapping,
        &[
            "[[beside]]",
            "consent_email = { column = \"Acepta e-mail\", refused_by = [\"No molestar\"] }",
            "consent_phone = { column = \"Acepta teléfono\", refused_by = [\"No molestar\"] }",
        ],
    );
    assert!(!mapping.contains("is read from"), "{mapping}");
}

#[test]
fn a_second_list_of_consents_is_asked_about_with_what_to_do() {
    let yes = list("Werbung E-Mail;Werbung Telefon", |_| "ja;ja".into());
    let no = list("Werbung E-Mail;Werbung Telefon", |_| "nein;nein".into());
    let lists = [("einwilligungen_a.csv", &*yes), ("einwilligungen_b.csv", &*no)];
    let proposal = with_lists("Ort", |_| "Ulm".into(), &lists);
    let mapping = text(&proposal, "kunden.csv");
    has(mapping, &["consent_email = \"Werbung E-Mail\""]);
    asks(
        mapping,
        "einwilligungen_b.csv says `consent_email` too (`Werbung E-Mail`), but that is read from",
    );
    asks(
        mapping,
        "in `refused_by` of `consent_phone` (with einwilligungen_b.csv as a `[[beside]]`)",
    );
    assert!(proposal.left.iter().any(|left| left.reason.contains("nothing of it is read: see")));
}

#[test]
fn what_else_a_list_says_of_customers_is_taken_over_or_told() {
    let more = list("E-Mail;Sprache;Newsletter", |row| {
        let said = ["ja", "nein"][row % 2];
        format!("berg{row}@example.org;{};{said}", ["de", "fr"][row % 2])
    });
    let lists = [("marketing.csv", more.as_str())];
    let proposal = with_lists("Ort", |_| "Ulm".into(), &lists);
    has(
        text(&proposal, "kunden.csv"),
        &["email = \"E-Mail\"", "language = \"Sprache\"", "consent_email = \"Newsletter\""],
    );
    let some = |row: usize| match row % 3 {
        0 => String::new(),
        _ => format!("berg{row}@example.org"),
    };
    let proposal = with_lists("Mail", some, &lists);
    let mapping = text(&proposal, "kunden.csv");
    has(mapping, &["email = \"Mail\"", "language = \"Sprache\""]);
    asks(
        mapping,
        "marketing.csv has `E-Mail` (`email`), too, which the customers' own file lacks in",
    );
}

/// What is proposed for 60 customers with phones and a list beside them.
fn with_phones(file: &str, text: &str) -> Proposal {
    with_lists("Telefon", |row| format!("0171 23456{row:02}"), &[(file, text)])
}

/// A list of numbers.
fn numbers(header: &str, row: impl Fn(usize) -> String) -> String {
    let rows: Vec<String> = (0..60).map(|at| format!("0171 23456{at:02};{}", row(at))).collect();
    format!("{header}\n{}\n", rows.join("\n"))
}

/// All that a person is asked.
fn asked(proposal: &Proposal) -> String {
    let of_sources = proposal.sources.iter().flat_map(|source| &source.questions);
    of_sources.chain(&proposal.questions).cloned().collect::<Vec<_>>().join("\n")
}

#[test]
fn a_newsletter_in_a_list_of_refusals_gives_no_consent() {
    let rows =
        list("Newsletter;Telefon;Post", |row| ["ja;;x", "ja;x;", "ja;ja;x"][row % 3].to_owned());
    let proposal = with_lists("Ort", |_| "Ulm".into(), &[("Widersprüche Werbung.csv", &rows)]);
    let mapping = text(&proposal, "kunden.csv");
    has(mapping, &["consent_phone = { refused_by = [\"Telefon\"] }"]);
    assert!(!mapping.contains("consent_email ="), "{mapping}");
    asks(mapping, "`Newsletter` (60 rows) may say who must not be approached, or who may be");
    let crosses = rows.replace(";ja;", ";x;");
    let proposal = with_lists("Ort", |_| "Ulm".into(), &[("Widersprüche Werbung.csv", &crosses)]);
    let mapping = text(&proposal, "kunden.csv");
    has(mapping, &["consent_email = { refused_by = [\"Newsletter\"] }"]);
}

#[test]
fn customers_who_say_how_they_are_reached_refuse_nothing_whatever_stands_above_them() {
    for title in ["Kunden Stand 10/2026 - keine Weitergabe an Dritte", "Sperrliste"] {
        let mut customers =
            format!("{title}\n\nKundennr;Nachname;Vorname;Telefon Nr;Telefon;Brief\n");
        for row in 0..60 {
            let said = ["ja;nein", "nein;ja", "ja;ja"][row % 3];
            let _ = writeln!(customers, "P1{row:03};Berg{row};Anna;0171 23456{row:02};{said}");
        }
        let proposal = Pile::new(&[("kunden.csv", &customers)]).proposed();
        let mapping = text(&proposal, "kunden.csv");
        assert!(!mapping.contains("refused_by") && !mapping.contains("consent_"), "{mapping}");
        asks(mapping, "which of them a yes means is not clear");
    }
}

#[test]
fn numbers_with_a_day_or_a_yes_of_something_else_refuse_nothing() {
    type Row = fn(usize) -> String;
    let cases: [(&str, &str, Row); 4] = [
        ("Robinson-Abgleich_2026.csv", "Rufnummer;geprüft am;Treffer", |row| {
            format!("01.02.2026;{}", if row % 10 == 0 { "ja" } else { "nein" })
        }),
        ("Sperrliste.csv", "Telefon;Einwilligung am", |_| "01.02.2026".into()),
        ("keine_antwort.csv", "Telefon;Angerufen am", |_| "01.02.2026".into()),
        ("telefone.csv", "Durchwahl Telefon;Gerät;Konto gesperrt", |_| "Snom;x".into()),
    ];
    for (file, header, row) in cases {
        let proposal = with_phones(file, &numbers(header, row));
        let mapping = text(&proposal, "kunden.csv");
        assert!(!mapping.contains("refused_by"), "{file}: {mapping}");
        assert!(!mapping.contains("consent_phone"), "{file}: {mapping}");
    }
    let proposal =
        with_phones("Sperrliste.csv", &numbers("Telefon;Einwilligung am", |_| "01.02.2026".into()));
    assert!(asked(&proposal).contains("is not read, as no column of it says so"));
    // Since when they are in a list that is called so.
    let since = numbers("Telefon;Eingetragen seit", |_| "01.02.2026".into());
    let since = since.replace("Eingetragen seit", "seit");
    let proposal = with_phones("Sperrliste.csv", &since);
    has(text(&proposal, "kunden.csv"), &["consent_phone = { refused_by = [\"seit\"] }"]);
}

#[test]
fn what_a_list_of_numbers_says_of_consents_is_told_and_not_read() {
    let rows = numbers("Telefonnummer;Opt-in;Werbesperre", |row| {
        format!("ja;{}", if row % 9 == 0 { "ja" } else { "nein" })
    });
    let proposal = with_phones("nummern.csv", &rows);
    let mapping = text(&proposal, "kunden.csv");
    has(mapping, &["consent_phone = { refused_by = [\"Werbesperre\"] }"]);
    asks(mapping, "`Opt-in` seems to say who may be called, and is not read");
    asks(mapping, "refuses calls where `Werbesperre` has a yes, a cross or a day");
}

#[test]
fn a_list_that_is_called_one_of_refusals_is_read_so_or_asked_about() {
    let dialled: Vec<String> =
        (0..50).map(|row| format!("+33 6 12 34 56 {row:02};{:02}.10.2025", row % 28 + 1)).collect();
    let dialled = format!("Numéro;bloqué depuis\n{}\n", dialled.join("\n"));
    let files =
        [("emprunteurs.csv", &*borrowers_with_phones()), ("liste_opposition.csv", &*dialled)];
    let proposal = Pile::new(&files).proposed();
    assert_eq!(proposal.sources.len(), 1, "numbers are no customers: {proposal:?}");
    assert!(asked(&proposal).contains("liste_opposition.csv is"), "{}", asked(&proposal));
    let mut named = String::from("Nachname;Vorname;Telefon;E-Mail;Brief\n");
    for row in 0..40 {
        let _ = writeln!(named, "Berg{row};Anna;0171 23456{row:02};;x");
    }
    let proposal = with_phones("Sperrliste.csv", &named);
    let wanted = "Sperrliste.csv is called a list of people who refuse, but";
    assert!(asked(&proposal).contains(wanted), "{}", asked(&proposal));
}

#[test]
fn the_name_of_one_sheet_says_nothing_of_another() {
    let pile = Pile::new(&[]);
    let mut customers = String::from("Kundennr;Nachname;Vorname;Ort\n");
    let mut book = Workbook::new();
    for (sheet, from) in [("Aktiv", 0), ("Sperrliste", 60)] {
        let sheet = book.add_worksheet().set_name(sheet).unwrap();
        for (at, name) in ["Kundennr", "Telefon", "Brief"].iter().enumerate() {
            sheet.write(0, at as u16, *name).unwrap();
        }
        for row in 0..60_u32 {
            let key = format!("P1{:03}", from + row);
            let _ = writeln!(customers, "{key};Berg{row};Anna;Ulm");
            sheet.write(row + 1, 0, key).unwrap();
            sheet.write(row + 1, 1, if row % 2 == 0 { "ja" } else { "nein" }).unwrap();
            sheet.write(row + 1, 2, "ja").unwrap();
        }
    }
    book.save(pile.path("kanaele.xlsx")).unwrap();
    fs::write(pile.path("kunden.csv"), customers).unwrap();
    let proposal = pile.proposed();
    assert!(!text(&proposal, "kunden.csv").contains("refused_by"), "{proposal:?}");
}

#[test]
fn birth_dates_of_a_list_are_read_as_they_are_written_there_or_asked_about() {
    let born = |day_first: bool, days: usize| {
        list("Opt-out e-mail;Date of birth", move |row| {
            let (day, month) = (row % days + 1, row % 12 + 1);
            let (one, two) = if day_first { (day, month) } else { (month, day) };
            format!("{};{one:02}/{two:02}/{}", if row % 3 == 0 { "x" } else { "" }, 1950 + row % 40)
        })
    };
    let created = |row: usize| format!("{:02}/{:02}/2024", row % 12 + 1, row % 28 + 1);
    for (day_first, format) in [(true, "%d/%m/%Y"), (false, "%m/%d/%Y")] {
        let rows = born(day_first, 28);
        let proposal = with_lists("Created", created, &[("optout.csv", &rows)]);
        let field =
            format!("birth_date = {{ column = \"Date of birth\", date_formats = [\"{format}\"] }}");
        has(text(&proposal, "kunden.csv"), &[&field, "date_formats = [\"%m/%d/%Y\"]"]);
    }
    let rows = born(true, 12);
    let proposal = with_lists("Created", created, &[("optout.csv", &rows)]);
    let mapping = text(&proposal, "kunden.csv");
    assert!(!mapping.contains("\nbirth_date"), "{mapping}");
    asks(mapping, "`Date of birth` (`birth_date`) is not read, as its dates do not tell");
}

#[test]
fn a_list_of_customers_of_several_files_is_read_beside_each_of_them() {
    let customers = |from: usize, names: &str| {
        let mut text = String::from(names);
        for row in from..from + 60 {
            let _ = writeln!(text, "{row};Berg{row};Anna;0171 23{row}55;Ulm");
        }
        text
    };
    let mut list = String::from("Kundennr;Werbung Telefon;Werbung E-Mail\n");
    for row in 0..20 {
        let _ = writeln!(list, "{};nein;{}", 1000 + row, ["ja", "nein"][row % 2]);
        let _ = writeln!(list, "{};ja;nein", 2000 + row);
    }
    let proposal = Pile::new(&[
        ("product_nord.csv", &customers(1000, "Kundennr;Nachname;Vorname;Telefon;Ort\n")),
        ("product_sued.csv", &customers(2000, "Kundennr;Nachname;Vorname;Telefon;Stadt\n")),
        ("product_werbung.csv", &list),
    ])
    .proposed();
    for file in ["product_nord.csv", "product_sued.csv"] {
        let mapping = text(&proposal, file);
        has(mapping, &["[[beside]]"]);
        assert!(
            mapping.contains("[fields.consent_phone]") || mapping.contains("consent_phone = "),
            "{mapping}"
        );
        assert!(!mapping.contains("no customer there"), "{mapping}");
    }
}
