//! Ordinary exports whose columns must not be taken for something rare.

use super::*;

/// Customers `4200` to `4399`, who are named.
fn customers() -> String {
    let mut customers = String::from("Customer No;Surname;First name;Town\n");
    for key in 4200..4400 {
        let _ = writeln!(customers, "{key};Berg{key};Anna;Ulm");
    }
    customers
}

/// What is proposed for the customers and a file of 150 rows beside them.
fn beside_customers(file: &str, header: &str, row: impl Fn(usize) -> String) -> Proposal {
    let rows: Vec<String> = (0..150).map(row).collect();
    let rows = format!("{header}\n{}\n", rows.join("\n"));
    Pile::new(&[("customers.csv", &customers()), (file, &rows)]).proposed()
}

#[test]
fn amounts_and_distances_of_five_digits_are_no_days() {
    let loan = |row: usize| format!("L{row:04};{};2024-05-01;{}", 4200 + row, 33_000 + 140 * row);
    for header in [
        "Km Ende",
        "Restwert Ende",
        "Balance at end date",
        "Residual value at end",
        "Final instalment",
        "Valor final",
        "Start km",
        "Loan amount start date",
        "End",
        "Kilometer Enddatum",
    ] {
        let header = format!("Loan No;Customer No;Signed;{header}");
        let proposal = beside_customers("loans.csv", &header, loan);
        let mapping = text(&proposal, "loans.csv");
        assert!(!mapping.contains("ends_on =") && !mapping.contains("starts_on ="), "{mapping}");
    }
    // Below a word for a day they are days, unless some of them are none.
    for header in ["End date", "Enddatum", "Fecha fin"] {
        let header = format!("Loan No;Customer No;Signed;{header}");
        let proposal = beside_customers("loans.csv", &header, loan);
        assert!(text(&proposal, "loans.csv").contains("ends_on ="), "{proposal:?}");
        let some = |row: usize| loan(row).replace(";33000", ";70000");
        let proposal = beside_customers("loans.csv", &header, some);
        assert!(!text(&proposal, "loans.csv").contains("ends_on ="), "{proposal:?}");
    }
}

#[test]
fn keys_with_a_number_behind_a_point_are_keys() {
    type Write = fn(usize) -> String;
    let written: [Write; 3] = [
        |row| format!("{}.01", 8000 + row),
        |row| format!("{},2", 8000 + row),
        |row| format!("2024.{row:04}"),
    ];
    for (key, header) in
        written.iter().flat_map(|key| ["Contract No", "Vertragsnummer"].map(|h| (key, h)))
    {
        let row = |row: usize| format!("{};{};2024-05-01", key(row), 4200 + row);
        let header_row = format!("{header};Customer No;Start date");
        let proposal = beside_customers("loans.csv", &header_row, row);
        has(text(&proposal, "loans.csv"), &[&format!("record_key = \"{header}\"")]);
    }
}

#[test]
fn the_only_customer_of_agreements_is_theirs_whoever_else_its_header_names() {
    for header in ["Kunde/Ehepartner", "Joint customer no", "Garant", "Customer (joint account)"] {
        for manager in [false, true] {
            let row = |row: usize| {
                let manager = if manager { format!(";{}", row % 9 + 1) } else { String::new() };
                format!("A{row:04};{}{manager};2024-05-01;{row}13.50", 4200 + row)
            };
            let manager = if manager { ";Account manager no" } else { "" };
            let header_row = format!("Agreement No;{header}{manager};Start date;Amount");
            let proposal = beside_customers("agreements.csv", &header_row, row);
            let mapping = text(&proposal, "agreements.csv");
            has(
                mapping,
                &["record_key = \"Agreement No\"", &format!("customer_key = \"{header}\"")],
            );
            assert!(mapping.contains("entity = \"agreement\""), "{mapping}");
        }
    }
}

#[test]
fn a_currency_of_columns_that_are_not_read_decides_nothing() {
    let order = |amount: &'static str, list: &'static str| {
        move |row: usize| {
            format!("O{row:04};{};2024-05-01;{amount}{row}13.50;{list}{row}99", 4200 + row)
        }
    };
    let asks = |proposal: &Proposal| {
        proposal.questions.iter().filter(|question| question.contains("currenc")).count()
    };
    let header = "Order No;Customer No;Order date;Total amount EUR;US list price";
    for amount in ["", "\u{20ac} "] {
        let proposal = beside_customers("orders.csv", header, order(amount, "$ "));
        assert!(proposal.settings.contains("currency = \"EUR\"  # 100 %"), "{}", proposal.settings);
        assert_eq!(asks(&proposal), 0, "{:?}", proposal.questions);
    }
    let header = "Order No;Customer No;Order date;Total amount;List";
    let proposal = beside_customers("orders.csv", header, order("", "\u{a3}"));
    assert!(proposal.settings.contains("currency = \"EUR\"  # a guess"), "{}", proposal.settings);
    assert_eq!(asks(&proposal), 1, "{:?}", proposal.questions);
}

#[test]
fn a_row_that_says_some_headers_is_a_row() {
    let mut customers = String::from("Codice cliente;Cognome;Nome;Consenso marketing;Nota\n");
    for row in 0..40 {
        let said = ["s\u{ec}, volentieri", "no grazie"][row % 2];
        let _ = writeln!(customers, "C{row:04};Rossi{row};Anna;{said};");
    }
    customers.push_str("Codice cliente;Cognome;Nome;Consenso marketing;\n");
    let proposal = Pile::new(&[("clienti.csv", &customers)]).proposed();
    assert!(text(&proposal, "clienti.csv").contains("\"Consenso marketing\" ="), "{proposal:?}");
}
