//! Columns whose headers may say something else than they seem to.

use super::*;

/// The mapping of 60 customers who have amounts below that header.
fn with_amounts(header: &str) -> String {
    let mut customers = format!("Kundennr;Nachname;Vorname;PLZ;Ort;{header}\n");
    for row in 0..60 {
        let _ = writeln!(customers, "K10{row:02};Berg{row};Anna;10115;Berlin;{row}80,50");
    }
    text(&Pile::new(&[("kunden.csv", &customers)]).proposed(), "kunden.csv").to_owned()
}

#[test]
fn what_customers_buy_is_not_what_they_earn() {
    for header in [
        "Purchases (EUR)",
        "Net purchases",
        "Total spent",
        "Lifetime value (EUR)",
        "Revenue (EUR)",
        "Net sales",
        "Umsatz (€)",
        "Umsatz netto",
        "Umsatz netto mtl.",
        "Gesamtumsatz €",
        "Käufe (EUR)",
        "Achats (€)",
        "Achats TTC",
        "Chiffre d'affaires (€)",
        "Compras (€)",
        "Compras netas (EUR)",
        "Gasto total (€)",
        "Acquisti (€)",
        "Acquisti netti",
        "Fatturato (EUR)",
    ] {
        let mapping = with_amounts(header);
        assert!(mapping.contains(&format!("#   {header}")), "{header} is left:\n{mapping}");
    }
    for header in ["Nettoeinkommen (€)", "Revenu net (€)", "Monthly income EUR", "Ingresos (€)"]
    {
        has(&with_amounts(header), &[&format!("income = \"{header}\"")]);
    }
}

#[test]
fn what_customers_have_in_a_month_is_their_income_and_asked_about() {
    for header in ["Netto mtl.", "Monatsnetto", "net mensuel", "Neto mensual", "Monatliches Netto"]
    {
        let mapping = with_amounts(header);
        has(&mapping, &[&format!("income = \"{header}\"")]);
        asks(&mapping, &format!("is `{header}` is a guess"));
    }
    has(&with_amounts("HH-Netto"), &["income = \"HH-Netto\""]);
}

/// The mapping of 90 calls with a column below that header.
fn with_calls(headers: &str, said: &[&str]) -> String {
    let mut calls = format!("N° appel;N° client;Début;Sens;{headers}\n");
    for row in 0..90 {
        let (day, said) = (row % 28 + 1, said[row % said.len()]);
        let _ =
            writeln!(calls, "A{row:04};CL-{};{day:02}/03/2026 10:20;entrant;{said}", 4200 + row);
    }
    text(&Pile::new(&[("appels.csv", &calls)]).proposed(), "appels.csv").to_owned()
}

#[test]
fn a_topic_whose_values_say_how_contacts_ended_is_their_outcome() {
    let ended = ["réglé", "en cours", "à rappeler", "sans réponse", "ne plus appeler", "clos"];
    let with_topic = ended.map(|word| format!("facture;{word}"));
    let with_topic: Vec<&str> = with_topic.iter().map(String::as_str).collect();
    let mapping = with_calls("motif;issue", &with_topic);
    has(&mapping, &["topic = \"motif\"", "[fields.outcome]", "column = \"issue\""]);
    assert!(!mapping.contains("\npromise"), "{mapping}");
    let alone = with_calls("issue", &ended);
    has(&alone, &["[fields.outcome]", "column = \"issue\""]);
    asks(&alone, "is it how contacts ended, and not what they were about (`topic`)?");
    assert!(!alone.contains("\ntopic"), "{alone}");
    has(&with_calls("Issue", &["invoice", "delivery", "address", "open"]), &["topic = \"Issue\""]);
}

#[test]
fn a_reason_is_a_topic_whatever_its_values_are_called() {
    let said = ["Rückruf", "Storniert", "Vertrag abgeschlossen", "Verkauf", "Weiterleitung"];
    for header in ["Contact reason", "Thema", "Grund", "Reason"] {
        let mapping = with_calls(header, &said);
        has(&mapping, &[&format!("topic = \"{header}\"")]);
        assert!(!mapping.contains("outcome"), "{header}: {mapping}");
    }
}

#[test]
fn a_second_column_of_topics_promises_nothing() {
    let topics = ["facture;panne", "livraison;retard", "adresse;erreur"];
    let mapping = with_calls("motif;sujet", &topics);
    assert!(!mapping.contains("\npromise"), "{mapping}");
    has(&with_calls("motif;promesse", &topics), &["promise = \"promesse\""]);
}

#[test]
fn a_guess_that_makes_rows_something_else_is_asked_about() {
    let mapping =
        with_calls("Zusage Kunde Status", &["Rückruf am Montag", "Gutschrift", "neues Rad"]);
    has(&mapping, &["promise = \"Zusage Kunde Status\""]);
    asks(&mapping, "that `promise` (what the agent promised) is `Zusage Kunde Status` is a guess");
    let sure = with_calls("Zusage", &["Rückruf am Montag", "Gutschrift", "neues Rad"]);
    assert!(!sure.contains("that `promise`"), "{sure}");
}

#[test]
fn people_of_a_preset_who_are_called_as_companies_are_asked_about() {
    let (mut users, mut companies) = (
        String::from("id,name,email,phone,role,external_id,created_at,locale,suspended,tags\n"),
        String::from("Nº cliente;Razón social;CIF;Población\n"),
    );
    for row in 0..40 {
        let name = match row {
            3 => "Panadería Galván".to_owned(),
            4 => "Talleres Otero4 SL".to_owned(),
            _ => format!("Ana Gil{row}"),
        };
        let rest = format!("u{row}@example.org,,end-user,,2022-08-03T10:00:00Z,es,false,");
        let _ = writeln!(users, "36010{row:02},{name},{rest}");
        let firm = if row == 7 {
            "Panadería Galván S.L.".into()
        } else {
            format!("Talleres Otero{row} SL")
        };
        let _ = writeln!(companies, "E{row:04};{firm};B6{row:06};Bilbao");
    }
    let files = [("users.csv", &*users), ("empresas.csv", &*companies)];
    let proposal = Pile::new(&files).proposed();
    let asked = "`name` of users.csv has 1 names of companies of other files, of 40";
    assert!(proposal.questions.iter().any(|q| q.contains(asked)), "{:?}", proposal.questions);
    let others = companies.replace("Panader", "Ferreter");
    let proposal = Pile::new(&[("users.csv", &*users), ("empresas.csv", &*others)]).proposed();
    assert!(!proposal.questions.iter().any(|q| q.contains("of companies")), "{proposal:?}");
}
