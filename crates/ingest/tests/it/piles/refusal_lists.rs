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
    asks(mapping, "whoever has one in `Fixe`, `Portable` refuses calls where `gesperrt seit` says");
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
