//! Handbooks in Markdown and plain text.

use sameboat_procedures::{
    Flow, Next, PlainText, Procedure, RuleKind, read_markdown, read_text, write_bpmn,
};

use crate::{notes, only, refused, sketch};

const HANDBOOK: &str = "\
# Handbook of the product line

Valid from May.

## 1. Complaint by phone
**Purpose:** Keep the customer
- **Topics**: complaint, warranty
- Owner: Service lead

### Steps
1. Listen and apologise
2. **Back office:** Find the contract
   in the archive
3. If the amount is above 100 €:
   a. Ask the supervisor
   b. Note the approval
4. Otherwise: decide at once
5. Is the customer content?
   - Yes: close the case
   - No:
     - Offer a call back
     - Note the date
6. Send the letter

### Rules
- SLA: reply within 24 hours
- Goodwill up to 100 € if the product is defective

## Rückruf
Auslöser: Kunde bittet um Rückruf

Ablauf:
1) Termin vereinbaren
2)
3) Anrufen

## Empty chapter at the end
Only words.
";

#[test]
fn a_handbook_in_markdown_becomes_procedures() {
    let intake = read_markdown("handbook", HANDBOOK.as_bytes()).unwrap();
    let shown: Vec<String> = intake
        .procedures
        .iter()
        .map(|read| {
            let procedure = &read.procedure;
            let rules: Vec<String> = procedure
                .rules
                .iter()
                .map(|rule| format!("- {}: {} / {}", rule.kind.name(), rule.value, rule.condition))
                .collect();
            format!(
                "## {} (line {}; {}; {}; {:?}; {})\n{}\n{}",
                procedure.title,
                read.line,
                procedure.purpose,
                procedure.trigger,
                procedure.topics,
                procedure.owner,
                sketch(procedure),
                rules.join("\n")
            )
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    ## Complaint by phone (line 5; Keep the customer; ; ["complaint", "warranty"]; Service lead)
    1. Listen and apologise
    2. Back office: Find the contract in the archive → 3: the amount is above 100 €; 5: otherwise
    3. Ask the supervisor (when the amount is above 100 €)
    4. Note the approval (when the amount is above 100 €) → 6
    5. decide at once (when otherwise)
    6. ?Is the customer content? → 7: Yes; 8: No
    7. close the case (when Yes) → 10
    8. Offer a call back (when No)
    9. Note the date (when No)
    10. Send the letter
    - sla: reply within 24 hours / 
    - authority_limit: Goodwill up to 100 € / the product is defective
    ## Rückruf (line 29; ; Kunde bittet um Rückruf; []; )
    1. Termin vereinbaren
    2. Anrufen
    "#);
    insta::assert_snapshot!(refused(&intake), @r"
    34 Step : the list item has no text
    37 Procedure Empty chapter at the end: neither steps nor rules stand under the heading
    ");
}

#[test]
fn a_plain_text_is_an_outline_or_a_list_of_labels() {
    let outline =
        "Complaint by phone\n\n1. Listen\n2. Close\n\nCall back\nTrigger: a wish\n1. Call\n";
    let PlainText::Procedures(intake) = read_text("f", outline.as_bytes()).unwrap() else {
        panic!("numbers make an outline")
    };
    let titles: Vec<&str> = intake.procedures.iter().map(|read| &*read.procedure.title).collect();
    assert_eq!(titles, ["Complaint by phone", "Call back"]);
    let labels = read_text("f", "Check invoice\n\n- Pay invoice\n".as_bytes()).unwrap();
    let expected = [(1, "Check invoice".to_owned()), (3, "Pay invoice".to_owned())];
    assert_eq!(labels, PlainText::Labels(expected.into()));
}

#[test]
fn long_lists_of_conditions_are_read() {
    let mut text = String::from("1. Start\n");
    for at in 2..5_000 {
        text.push_str(&format!("{at}. If case {at}: do {at}\n"));
    }
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    assert_eq!(only(&intake).steps.len(), 4_999);
    let written = write_bpmn(&Flow::of_procedure(only(&intake)));
    assert!(written.len() < 30_000_000, "{}", written.len());
}

#[test]
fn no_line_of_a_text_is_lost_unsaid() {
    let text = "# Complaint\n\nWhy we do it.\n\nAnd for whom.\n\n**Frist:** 24 Stunden\n\n\
                1. Listen\n2. Record\n\nThen rest.\n\n## Rules\n\nReply within 2 days.\n\n\
                | Limit | Value |\n|---|---|\n| Goodwill | 200 EUR |\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let procedure = &intake.procedures[0].procedure;
    assert_eq!(procedure.purpose, "Why we do it. And for whom.");
    let rules: Vec<(RuleKind, &str)> =
        procedure.rules.iter().map(|rule| (rule.kind, rule.value.as_str())).collect();
    assert_eq!(rules.len(), 3, "{rules:?}");
    assert_eq!(rules[0], (RuleKind::Sla, "24 Stunden"));
    assert_eq!(rules[2], (RuleKind::AuthorityLimit, "200 EUR"));
    assert_eq!(procedure.note, "Then rest.", "below the last step it is about all of them");
    assert!(intake.refused.is_empty(), "{:?}", intake.refused);
}

#[test]
fn what_stands_beneath_a_step_of_a_text_is_noted_there_but_for_its_rules() {
    let text = "# Complaint\n\nHinweis: only for customers\n\n1. Listen\n\n   Mind the tone. Answer within \
                24 hours.\n2. Record\n\nIn the CRM, not in the mailbox.\n\n3. If it is late:\n\n   \
                It often is.\n   - Send a letter\n4. Close\n**Note:** rest\n\nThat is all.\n\n## Notes\n\n\
                1. ask Lee\n\n| Who | When |\n|---|---|\n| Kim | Monday |\n\n## History\n\n2026: made\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let procedure = only(&intake);
    let notes: Vec<String> =
        procedure.steps.iter().map(|step| format!("{}: {}", step.action, step.note)).collect();
    insta::assert_debug_snapshot!(notes, @r#"
    [
        "Listen: Mind the tone.",
        "Record: In the CRM, not in the mailbox.",
        "Send a letter: ",
        "Close: ",
    ]
    "#);
    insta::assert_snapshot!(procedure.note, @r"
    only for customers
    ask Lee
    Who: When
    Kim: Monday
    It often is.
    rest
    That is all.
    ");
    let rules: Vec<(&str, &str)> =
        procedure.rules.iter().map(|rule| (&*rule.condition, &*rule.value)).collect();
    assert_eq!(rules, [("", "Answer within 24 hours")]);
    assert!(intake.refused.is_empty(), "{:?}", intake.refused);
}

/// The notes of a text in Markdown, the procedure's first.
fn noted(text: &str) -> Vec<String> {
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    assert!(intake.refused.is_empty(), "{:?}", intake.refused);
    notes(only(&intake))
}

#[test]
fn the_list_goes_on_below_a_note_that_stands_on_a_line_of_its_own() {
    let steps = "# Refund\n\n1. Verify identity\n2. Compute the sum\n";
    for below in [
        "\nNote:\n\nBe kind\n\n3. Send the offer\n4. Close the case\n",
        "   Note:\n   - Be kind\n3. Send the offer\n4. Close the case\n",
        "   - Note:\n     - Be kind\n3. Send the offer\n4. Close the case\n",
        "\n**Note:**\nBe\nkind\n\n3. Send the offer\n4. Close the case\n",
        "\nNotes:\n1. Be kind\n\n3. Send the offer\n4. Close the case\n",
    ] {
        let found = noted(&format!("{steps}{below}")).join("; ").replace("Be\nkind", "Be kind");
        let told =
            "; Verify identity: ; Compute the sum: Be kind; Send the offer: ; Close the case: ";
        assert_eq!(found, told, "{below}");
    }
    let headed = noted(&format!("{steps}## Notes\n\n1. Be kind\n2. Be quick\n"));
    assert_eq!(headed, ["Be kind\nBe quick", "Verify identity: ", "Compute the sum: "]);
    let again = noted("# T\n\n1. Verify\n1. Compute\n\nNote:\n\nBe kind\n\n1. Send\n");
    assert_eq!(again, ["", "Verify: ", "Compute: Be kind", "Send: "]);
    let first = noted("# T\n\nNote:\n\n1. Verify the\n   caller\n2. Compute\n");
    assert_eq!(first, ["", "Verify the caller: ", "Compute: "]);
    let elsewhere = noted("# T\n\nNotes:\n\n1. Be kind\n2. Be quick\n\nSteps:\n\n1. Verify\n");
    assert_eq!(elsewhere, ["Be kind\nBe quick", "Verify: "]);
}

#[test]
fn a_table_of_steps_below_notes_is_one() {
    let numbered =
        "# T\n\n1. Verify\n2. Compute\n\n## Notes\n\n| Step | Action |\n|---|---|\n| 3 | Send |\n";
    assert_eq!(noted(numbered), ["", "Verify: ", "Compute: ", "Send: "]);
    let alone = "# T\n\n## Hinweise\n\n| Action | Role |\n|---|---|\n| Send | Agent |\n";
    assert_eq!(noted(alone), ["", "Send: "]);
    let told = "# T\n\n1. Verify\n\n## Notes\n\n| Case | Action |\n|---|---|\n| Late | Ask Kim |\n";
    assert_eq!(noted(told), ["Case: Action\nLate: Ask Kim", "Verify: "]);
}

#[test]
fn a_note_right_beneath_a_step_is_none_of_its_text() {
    let text = "# Refund\n\n1. Verify identity\n   Note: be kind\n2. Compute the sum\n\
                Note: the sum is rounded to\n10 cents. Answer within\n24 hours.\n3. Send it\n   \
                - **Hint:** not by fax\n   - Comment: nor by\n     post\n4. Note: what was said\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    insta::assert_debug_snapshot!(notes(only(&intake)), @r#"
    [
        "",
        "Verify identity: be kind",
        "Compute the sum: the sum is rounded to 10 cents.",
        "Send it: not by fax\nnor by\npost",
        "Note: what was said: ",
    ]
    "#);
    let rules: Vec<(&str, &str)> =
        only(&intake).rules.iter().map(|rule| (&*rule.condition, &*rule.value)).collect();
    assert_eq!(rules, [("", "Answer within 24 hours")]);
    let bullets = noted("# T\n\n- Verify\n  - Note: be kind\n- Compute\n");
    assert_eq!(bullets, ["", "Verify: be kind", "Compute: "]);
    let above = noted("# T\n\n- for all\n  Note: be kind\n\n1. Verify\n");
    assert_eq!(above, ["be kind", "Verify: "]);
}

#[test]
fn what_is_noted_above_the_first_title_is_of_the_next_procedure() {
    let text = "Remark: valid for Germany only.\n\n# Handbook\n\nNote: internal only\n\n\
                ## Refund\n\nNote: be kind\n\n1. Verify\n\n## Close\n\n1. End\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let found: Vec<&str> = intake.procedures.iter().map(|p| &*p.procedure.note).collect();
    assert_eq!(found, ["valid for Germany only.\ninternal only\nbe kind", ""]);
    let named = "Note: internal only\n\n| Procedure | Step | Action |\n|---|---|---|\n| Refund | 1 | Verify |\n";
    assert_eq!(noted(named), ["internal only", "Verify: "]);
    let alone = read_markdown("f", b"Note: internal only\n").unwrap();
    assert_eq!(refused(&alone), "1 Procedure internal only: the note stands above no procedure");
}

#[test]
fn tables_in_a_text_are_steps_rules_and_fields_of_the_procedure_they_stand_in() {
    let text = "\
# Beschwerde

| Feld | Inhalt |
|---|---|
| Auslöser | Anruf des Kunden |
| Verantwortlich | Service |

## Ablauf

| Nr | Schritt | Rolle | System | Weiter mit |
|----|---------|-------|--------|------------|
| 1 | Kunde **prüfen** | Agent | CRM | 2: gültig; 3 |
| 2 | Entschuldigen | Agent | | end |
| 3 | Ablehnen | Teamleitung | CRM | |

## Regeln

| Regel | Bedingung | Wert |
|:--|:--|--:|
| Antwortzeit | am Telefon | 24 Stunden |
| Kulanz | | bis 100 € |
| | | |

# Rückruf

1. Anrufen

Prozess | Regel | Wert
--------|-------|-----
Beschwerde | Eskalation | an die Teamleitung
";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let procedure = &intake.procedures[0].procedure;
    assert_eq!((&*procedure.trigger, &*procedure.owner), ("Anruf des Kunden", "Service"));
    let steps: Vec<String> = procedure
        .steps
        .iter()
        .map(|s| {
            format!(
                "{} {} | {} | {} | {}",
                s.position,
                s.action,
                s.actor,
                s.system,
                Next::list_text(&s.next)
            )
        })
        .collect();
    insta::assert_snapshot!(steps.join("\n"), @r"
    1 Kunde prüfen | Agent | CRM | 2: gültig; 3
    2 Entschuldigen | Agent |  | end
    3 Ablehnen | Teamleitung | CRM |
    ");
    let rules: Vec<String> = procedure
        .rules
        .iter()
        .map(|rule| format!("{} | {} | {}", rule.kind.name(), rule.condition, rule.value))
        .collect();
    insta::assert_snapshot!(rules.join("\n"), @r"
    sla | am Telefon | 24 Stunden
    authority_limit |  | bis 100 €
    escalation |  | an die Teamleitung
    ");
    assert_eq!(intake.procedures[0].step_lines, [12, 13, 14]);
    assert_eq!(intake.procedures[0].rule_lines, [20, 21, 30]);
    assert_eq!(intake.procedures.len(), 2);
    insta::assert_snapshot!(refused(&intake), @"22 Rule Beschwerde: the row is empty");
}

#[test]
fn what_is_opened_and_never_closed_hides_nothing() {
    for opener in ["```", "~~~", "<!-- note", "---\nowner: Service"] {
        let text = format!("{opener}\n# Complaint\n1. Listen\n2. Close\n");
        let intake = read_markdown("f", text.as_bytes()).unwrap();
        assert_eq!(intake.procedures.len(), 1, "{opener}");
        assert_eq!(intake.procedures[0].procedure.steps.len(), 2, "{opener}");
    }
    let closed = "---\ntitle: x\n---\n# Complaint\n```\n1. no step\n```\n1. Listen\n";
    let intake = read_markdown("f", closed.as_bytes()).unwrap();
    assert_eq!(only(&intake).steps.len(), 1);
    let rules = "---\n# Complaint\n1. Listen\n\n---\n# Refund\n1. Pay\n";
    assert_eq!(read_markdown("f", rules.as_bytes()).unwrap().procedures.len(), 2);
}

#[test]
fn a_handbook_in_french_becomes_procedures() {
    let text = "# Manuel\n\n## 1. Réclamation\n\nDéclencheur : appel entrant\nResponsable : Accueil\n\n\
                1. Identifier le client.\n2. Ouvrir un ticket.\n\n### Règles\n\n\
                | Règle | Condition | Valeur |\n|---|---|---|\n\
                | Réponse au client | première réponse | 48 heures |\n\
                | Geste commercial | chef d'équipe | CHF 1'000 |\n\n\
                ## 2. Changement d'adresse\n\n### Étapes\n\n1. Saisir la nouvelle adresse.\n\n### Règles\n\n\
                - Délai de traitement : 2 jours ouvrables\n\
                - Heures d'ouverture : lundi à vendredi, 8h00-18h00\n\n> Remarque : jamais le week-end.\n";
    let intake = read_markdown("manuel", text.as_bytes()).unwrap();
    assert_eq!(intake.refused, []);
    let [complaint, address] = intake.procedures.as_slice() else { panic!("{intake:?}") };
    let complaint = &complaint.procedure;
    assert_eq!((&*complaint.trigger, &*complaint.owner), ("appel entrant", "Accueil"));
    assert_eq!((complaint.title.as_str(), complaint.steps.len()), ("Réclamation", 2));
    let rules = |procedure: &Procedure| -> Vec<String> {
        let rules = procedure.rules.iter();
        rules.map(|rule| format!("{:?} | {} | {}", rule.kind, rule.condition, rule.value)).collect()
    };
    assert_eq!(
        rules(complaint),
        [
            "Sla | première réponse | Réponse au client: 48 heures",
            "AuthorityLimit | chef d'équipe | CHF 1'000"
        ]
    );
    assert_eq!(
        rules(&address.procedure),
        ["Sla |  | 2 jours ouvrables", "OpeningHours |  | lundi à vendredi, 8h00-18h00"]
    );
    assert_eq!(address.procedure.note, "jamais le week-end.");
}

#[test]
fn a_row_of_a_table_that_is_not_understood_is_refused_with_what_it_says() {
    let text =
        "# Klacht\n\n1. Ask\n2. Answer\n\n| Wat | Waarde |\n|---|---|\n| Antwoord | 48 u |\n";
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    assert!(refused(&intake).contains("Antwoord: 48 u"), "{}", refused(&intake));
}

#[test]
fn a_glossary_is_no_procedure_wherever_it_stands() {
    let glossary = "Glossary\n- **SLA**: answer within 24 hours\n1. Lessee\nOwner: who signs\n\
                    Deadline: the last day\n\n| Term | Meaning |\n|---|---|\n| FIN | 17 signs |\n";
    let complaint = "Complaint\nOwner: Service\n1. Listen\n2. Answer\n";
    for text in [
        format!("## {complaint}## {glossary}"),
        format!("## {glossary}### Further\n- more\n## {complaint}"),
        format!("## {complaint}### {glossary}#### Further\n1. more\n"),
        format!("## {glossary}### Letters A to K\n- Arrears\n#### L\n- Lease\n## {complaint}"),
        format!("# Handbook\n## {complaint}# {glossary}"),
    ] {
        let intake = read_markdown("handbook", text.as_bytes()).unwrap();
        let procedure = only(&intake);
        insta::allow_duplicates! {
            insta::assert_snapshot!(
                format!("{} ({})\n{}", procedure.title, procedure.owner, sketch(procedure)),
                @r"
            Complaint (Service)
            1. Listen
            2. Answer
            "
            );
        }
        assert_eq!((procedure.rules.len(), intake.refused.len()), (0, 0), "{text}");
        assert_eq!(intake.left_out[0].id, "Glossary", "what is left out is told: {text}");
    }
    let changes = format!("## {complaint}## Changes\n1. Check the change\n2. Apply it\n");
    let intake = read_markdown("handbook", changes.as_bytes()).unwrap();
    assert_eq!(intake.procedures.len(), 2, "a procedure may be called so");
}

/// As texts have it that another program converted: its first heading is the only one of its level.
#[test]
fn procedures_below_a_table_of_contents_are_procedures() {
    for title in ["Inhaltsverzeichnis", "Definitions"] {
        let text = format!(
            "# {title}\n## Adressänderung\n1. Kunde prüfen\n2. Adresse speichern\n## Kündigung\n1. Vertrag suchen\n\
             # Storno\n1. Buchung suchen\n"
        );
        let intake = read_markdown("handbook", text.as_bytes()).unwrap();
        let titles: Vec<&str> =
            intake.procedures.iter().map(|read| read.procedure.title.as_str()).collect();
        assert_eq!(titles, ["Adressänderung", "Kündigung", "Storno"], "{title}");
    }
}

fn titles_and_left_out(text: &str) -> (Vec<String>, Vec<String>) {
    let intake = read_markdown("handbook", text.as_bytes()).unwrap();
    let titles = intake.procedures.into_iter().map(|read| read.procedure.title).collect();
    (titles, intake.left_out.into_iter().map(|part| format!("{} {}", part.line, part.id)).collect())
}

#[test]
fn procedures_with_steps_below_a_glossary_are_procedures_and_its_words_are_told() {
    let text = "# Handbook\n## Glossary\n- **SLA**: time to answer\n### Refund\n1. Find the payment\n2. Pay it back\n\
                #### Rules\n- Reply within 24 hours\n### Letters L to Z\n1. Lease: a contract\n2. Zero: nothing\n\
                ## Complaint\n1. Listen to them\n2. Answer them\n";
    let (titles, left_out) = titles_and_left_out(text);
    assert_eq!(titles, ["Refund", "Complaint"]);
    assert_eq!(left_out, ["2 Glossary", "9 Letters L to Z"]);
}

#[test]
fn a_chapter_about_changes_is_a_procedure_and_a_history_is_left_out() {
    let address = "# Änderungen\n1. Kunde prüfen\n2. Adresse speichern\n";
    assert_eq!(titles_and_left_out(address), (vec!["Änderungen".to_owned()], vec![]));
    let chapter = "# Kundendaten\n## Änderungen\n1. Kunde prüfen\n2. Adresse speichern\n";
    assert_eq!(titles_and_left_out(chapter).0, ["Änderungen"]);
    let history = "# Changes\n1. 2024-03-01 new limits\n2. 2025-01-01 new owner\n# Refund\n1. Find the payment\n";
    assert_eq!(
        titles_and_left_out(history),
        (vec!["Refund".to_owned()], vec!["1 Changes".to_owned()])
    );
    let within = "# Refund\n1. Find the payment\n2. Pay it back\n## Changes\n1. Made it shorter\n2. Asked legal\n";
    assert_eq!(
        titles_and_left_out(within),
        (vec!["Refund".to_owned()], vec!["4 Changes".to_owned()])
    );
}

#[test]
fn what_stands_behind_the_procedures_is_left_out_and_told() {
    let procedure = "# Handbook\n## Complaint\n1. Listen to them\n2. Answer them\n";
    for heading in [
        "Contents",
        "History",
        "References",
        "Anhang",
        "Appendix A: Forms",
        "Revision history",
        "Änderungshistorie",
        "Document control",
        "Sommaire",
        "Inhalt",
        "Historique",
        "Historial de cambios",
        "Allegato 1",
    ] {
        let text = format!(
            "{procedure}## {heading}\n1. Form for customers\n2. List of people\n### 2024\n- x\n"
        );
        let (titles, left_out) = titles_and_left_out(&text);
        assert_eq!(titles, ["Complaint"], "{heading}");
        assert!(left_out[0].ends_with(heading), "{heading}: {left_out:?}");
    }
    let (titles, left_out) = titles_and_left_out(&format!(
        "{procedure}## Changes\n1. Goodwill limit raised by the board\n2. New owner of the complaint process\n"
    ));
    assert_eq!((titles.len(), left_out.len()), (1, 1), "{titles:?}");
    for steps in [
        "1. Kunde prüfen\n2. Adresse speichern\n",
        "- Kunde prüfen\n- Adresse speichern\n",
        "| Schritt | Rolle |\n|---|---|\n| Kunde prüfen | Agent |\n",
    ] {
        let (titles, left_out) = titles_and_left_out(&format!("{procedure}## Änderungen\n{steps}"));
        assert_eq!(
            (titles, left_out.len()),
            (vec!["Complaint".to_owned(), "Änderungen".to_owned()], 0)
        );
    }
    let glossary = "# Handbook\n## Glossary\n### Terms of leasing\n1. Lessee is who leases the car\n\
                    2. Lessor is who owns the car\n### Adressänderung\n1. Prüfen: Kunde identifizieren\n\
                    2. Speichern: Adresse im CRM erfassen\n";
    let (titles, left_out) = titles_and_left_out(glossary);
    assert_eq!(
        (titles.join(", "), left_out.join(", ")),
        ("Adressänderung".to_owned(), "3 Terms of leasing".to_owned())
    );
}

/// What a handbook states below a heading, beside a procedure with steps.
fn below(heading: &str, text: &str) -> (Vec<String>, usize) {
    let text = format!(
        "# Shop\n\n## {heading}\n\n{text}\n\n## Complaint handling\n\n1. Verify the customer\n2. Record it\n"
    );
    let intake = read_markdown("f", text.as_bytes()).unwrap();
    let general = intake.procedures.iter().find(|read| read.procedure.title == heading).unwrap();
    let complaint = intake.procedures.last().unwrap();
    assert_eq!((complaint.procedure.steps.len(), complaint.procedure.rules.len()), (2, 0));
    let told =
        |rule: &sameboat_procedures::BusinessRule| format!("{}: {}", rule.kind.name(), rule.value);
    (general.procedure.rules.iter().map(told).collect(), general.procedure.steps.len())
}

#[test]
fn what_stands_below_general_rules_is_rules_however_it_is_marked() {
    let stated = ["authority_limit: Goodwill up to 50 EUR", "sla: Answer e-mails within 24 hours"];
    for text in [
        "- Goodwill up to 50 EUR\n- Answer e-mails within 24 hours",
        "These hold for everybody.\n\n* Goodwill up to 50 EUR\n* Answer e-mails\n  within 24 hours",
        "1. Goodwill up to 50 EUR\n2. Answer e-mails within 24 hours",
        "Goodwill up to 50 EUR. Answer e-mails\nwithin 24 hours.",
    ] {
        let (rules, steps) = below("General rules", text);
        assert_eq!((rules, steps), (stated.map(str::to_owned).to_vec(), 0), "{text}");
    }
    assert_eq!(below("Généralités", "- Répondre sous 24 heures").1, 0);
    let numbered = "1. Verify the customer\n2. Record the call";
    assert_eq!(below("Allgemeines", numbered).1, 2, "steps, and nothing says rules");
    assert_eq!(below("Night shift", "- Verify the customer\n- Record the call").1, 2);
    assert_eq!(below("General rules", "Steps\n\n1. Verify the customer").1, 1);
}
