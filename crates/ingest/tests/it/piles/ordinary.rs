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

/// Customers of both lines with the same numbers, of which the financing's has more, and a list, of the product's line unless it lies elsewhere.
fn of_both_lines(
    emails: bool,
    list: &str,
    header: &str,
    row: impl Fn(usize) -> String,
) -> Proposal {
    let customers = |line: &str| {
        let reach = if emails { ";E-mail" } else { "" };
        let mut customers = format!("Customer No;Surname;First name;Town{reach}\n");
        for key in 10_001..if line == "f" { 10_301 } else { 10_201 } {
            let email = if emails { format!(";{line}{key}@web.example") } else { String::new() };
            let _ = writeln!(customers, "{key};Berg{key};Anna;Ulm{email}");
        }
        customers
    };
    let rows: Vec<String> = (0..180).map(row).collect();
    let rows = format!("{header}\n{}\n", rows.join("\n"));
    let pile = Pile(TempDir::new().unwrap());
    fs::create_dir(pile.path("product")).unwrap();
    fs::create_dir(pile.path("financing")).unwrap();
    fs::write(pile.path("financing/loan_customers.csv"), customers("f")).unwrap();
    fs::write(pile.path("product/customers.csv"), customers("p")).unwrap();
    fs::write(pile.path(list), rows).unwrap();
    let folder = pile.0.path().to_owned();
    let survey = survey(std::slice::from_ref(&folder), &Silent).unwrap();
    let roots = vec![folder.clone()];
    propose(survey, &GuessSettings { folder, roots, name: "Test".into(), ..Default::default() })
}

fn is_read_beside(proposal: &Proposal) -> bool {
    proposal.left.iter().any(|left| left.reason.contains("read beside"))
}

#[test]
fn customers_who_have_addresses_of_their_own_are_no_list_of_others() {
    let header = "Customer No;E-mail;Mobile;Newsletter consent";
    let list = "product/web_customers.csv";
    let row = |owner: &'static str| {
        move |row: usize| {
            let key = 10_001 + row;
            format!("{key};{owner}{key}@web.example;+49 171 {key}55;{}", ["yes", "no"][row % 2])
        }
    };
    assert!(!is_read_beside(&of_both_lines(true, list, header, row("w"))));
    // Those of the customers themselves are, in whatever case, or if these have none.
    let proposal = of_both_lines(true, list, header, row("P"));
    assert!(is_read_beside(&proposal), "{:?}", proposal.left);
    let proposal = of_both_lines(false, list, header, row("w"));
    assert!(is_read_beside(&proposal), "{:?}", proposal.left);
    has(
        text(&proposal, "product/customers.csv"),
        &["email = \"E-mail\"", "mobile = \"Mobile\"", "[[beside]]"],
    );
    // Nor are others among them, of whom the customers' file says nothing.
    let others = |at: usize| row("P")(at + 100);
    assert!(!is_read_beside(&of_both_lines(true, list, header, others)));
}

#[test]
fn a_list_of_one_line_is_beside_the_customers_of_that_line() {
    let header = "Customer No;Newsletter consent";
    let row = |row: usize| format!("{};{}", 10_081 + row, ["yes", "no"][row % 2]);
    let proposal = of_both_lines(false, "product/consents.csv", header, row);
    assert!(text(&proposal, "product/customers.csv").contains("[[beside]]"), "{:?}", proposal.left);
    assert!(!text(&proposal, "financing/loan_customers.csv").contains("[[beside]]"));
}

#[test]
fn a_column_of_customers_ties_a_list_before_one_that_numbers_its_rows() {
    for (header, zeros) in [("ID", true), ("Nr", true), ("ID", false), ("Nr", false)] {
        let mut customers = String::from("Customer No;Surname;First name;Town\n");
        let mut consents = format!("{header};Kunde;Newsletter consent\n");
        for key in 1..=300 {
            let key = if zeros { format!("{key:05}") } else { key.to_string() };
            let _ = writeln!(customers, "{key};Berg{key};Anna;Ulm");
        }
        for row in 1..=250 {
            let said = ["yes", "no"][row % 2];
            let _ = writeln!(consents, "{row};{};{said}", (row * 7) % 300 + 1);
        }
        let proposal =
            Pile::new(&[("customers.csv", &customers), ("consents.csv", &consents)]).proposed();
        has(text(&proposal, "customers.csv"), &["key = \"Kunde\""]);
    }
}

#[test]
fn numbers_of_rows_are_nobodys_keys() {
    let mut newsletter = String::from("ID;Newsletter;Signed up\n");
    for row in 1..=150 {
        let _ =
            writeln!(newsletter, "{row};{};2024-02-{:02}", ["yes", "no"][row % 2], row % 28 + 1);
    }
    let with = |key: &str| {
        let mut customers = format!("{key};Surname;First name;Town\n");
        (1..=200).for_each(|key| {
            let _ = writeln!(customers, "{key};Berg{key};Anna;Ulm");
        });
        Pile::new(&[("customers.csv", &customers), ("newsletter.csv", &newsletter)]).proposed()
    };
    assert!(!is_read_beside(&with("Customer No")));
    // Of the same name they may be, which is asked.
    let proposal = with("ID");
    assert!(is_read_beside(&proposal), "{:?}", proposal.left);
    asks(text(&proposal, "customers.csv"), "`ID` has numbers that count: are they the customers'");
}

#[test]
fn a_list_of_which_nothing_is_understood_is_asked_about() {
    let row = |row: usize| format!("{};{}", 4200 + row, ["A1", "B2", "C7"][row % 3]);
    let proposal = beside_customers("consents.csv", "Customer No;Marketing consent", row);
    let asked = |question: &String| question.contains("consents.csv says who of the customers of");
    let is_told = text(&proposal, "customers.csv").contains("[[beside]]")
        || proposal.questions.iter().any(asked);
    assert!(is_told, "{:?} {:?}", proposal.questions, proposal.left);
}

#[test]
fn a_customer_whom_no_header_names_is_asked_about() {
    let row = |row: usize| format!("L{row};{};2024-02-02;{row}1.50", 4200 + (row * 7) % 200);
    let proposal = beside_customers("contracts.csv", "Contract No;Invoice No;Start;Amount", row);
    asks(text(&proposal, "contracts.csv"), "that `customer_key` is `Invoice No` is a guess");
}

#[test]
fn numbers_among_those_of_customers_are_no_further_parties() {
    let row = |row: usize| {
        format!("O-{row};{};{};2024-02-02;{row}1.50", 4200 + (row * 7) % 200, 4200 + row)
    };
    let asked = |invoice: &str| {
        let header = format!("Order No;Customer;{invoice};Order date;Price");
        let proposal = beside_customers("orders.csv", &header, row);
        text(&proposal, "orders.csv").contains("has keys of customers, too")
    };
    assert!(!asked("Invoice"));
    assert!(asked("Delivery customer"));
}

#[test]
fn agreements_without_a_key_are_told_to_lack_it_and_notes_of_customers_nothing() {
    let row = |row: usize| format!("{};2024-02-02;{row}1.50;36", 4200 + row);
    let proposal = beside_customers("loans.csv", "Customer No;Start date;Amount;Term months", row);
    let told = |proposal: &Proposal, what: &str| {
        proposal.questions.iter().any(|question| question.contains(what))
    };
    assert!(told(&proposal, "as agreements they lack `record_key`"), "{:?}", proposal.questions);
    let note = |row: usize| format!("{};called back about a car", 4200 + row);
    let proposal = beside_customers("notes.csv", "Customer No;Note", note);
    assert!(!told(&proposal, "notes.csv has keys"), "{:?}", proposal.questions);
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
