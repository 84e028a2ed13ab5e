//! Workbooks of procedures in several languages.

use rust_xlsxwriter::Workbook;
use sameboat_ingest::read_procedure_files;

use super::{Pile, Proposal};

/// A sheet: its name, a title above its table if it has one, and its rows.
type Sheet<'a> = (&'a str, Option<&'a str>, &'a [&'a str]);

/// A workbook of sheets whose cells stand between bars.
fn workbook(pile: &Pile, name: &str, sheets: &[Sheet<'_>]) {
    let mut book = Workbook::new();
    for (sheet, title, rows) in sheets {
        let into = book.add_worksheet().set_name(*sheet).unwrap();
        let lines = title.iter().chain(rows.iter());
        for (at, line) in (0..).zip(lines) {
            for (column, cell) in (0..).zip(line.split('|')) {
                match cell.parse::<f64>() {
                    Ok(number) => into.write(at, column, number).unwrap(),
                    Err(_) if cell.is_empty() => continue,
                    Err(_) => into.write(at, column, cell).unwrap(),
                };
            }
        }
    }
    book.save(pile.path(name)).unwrap();
}

const SPANISH: [Sheet<'_>; 2] = [
    (
        "Procedimientos",
        Some("Manual de atención"),
        &[
            "Procedimiento|Paso|Descripción|Responsable|Sistema|Plazo",
            "Identificación del cliente|1|Pedir nombre y fecha|Agente|CRM|",
            "|2|Comprobar número de cliente|Supervisor|CRM|",
            "Queja|1|Escuchar y registrar la queja|Agente|CRM|",
            "|2|Escalar al supervisor|Agente|CRM|",
            "|3|Responder por escrito|Supervisor|CRM|5 días hábiles",
        ],
    ),
    (
        "Reglas",
        None,
        &[
            "Procedimiento|Regla|Condición|Valor|Unidad",
            "Queja|Plazo de respuesta|siempre|5|días",
            "Queja|Importe máximo sin autorización|agente|300|€",
        ],
    ),
];
const FRENCH: [Sheet<'_>; 2] = [
    (
        "Procédures",
        None,
        &[
            "Procédure|Étape|Description|Réalisé par|Outil|Délai",
            "Identification du client|1|Demander le nom et la date|Conseiller|CRM|",
            "|2|Vérifier le numéro de client|Superviseur|CRM|",
            "Réclamation|1|Enregistrer la réclamation|Conseiller|CRM|",
            "|2|Informer le superviseur|Conseiller|CRM|",
            "|3|Répondre par écrit|Superviseur|CRM|5 jours ouvrés",
        ],
    ),
    (
        "Règles",
        None,
        &[
            "Procédure|Règle|Condition|Valeur|Unité",
            "Réclamation|Délai de réponse|toujours|5|jours",
            "Réclamation|Plafond sans autorisation|conseiller|300|€",
        ],
    ),
];
const ITALIAN: [Sheet<'_>; 2] = [
    (
        "Procedure operative",
        None,
        &[
            "Procedura|Fase|Descrizione|Eseguito da|Applicativo|Scadenza",
            "Identificazione del cliente|1|Chiedere nome e data|Operatore|CRM|",
            "|2|Verificare il codice cliente|Supervisore|CRM|",
            "Reclamo|1|Registrare il reclamo|Operatore|CRM|",
            "|2|Informare il supervisore|Operatore|CRM|",
            "|3|Rispondere per iscritto|Supervisore|CRM|5 giorni lavorativi",
        ],
    ),
    (
        "Regole",
        None,
        &[
            "Procedura|Regola|Condizione|Valore|Unità",
            "Reclamo|Tempo di risposta|sempre|5|giorni",
            "Reclamo|Importo massimo senza autorizzazione|operatore|300|€",
        ],
    ),
];

fn sources(proposal: &Proposal) -> Vec<String> {
    let told = proposal.sources.iter();
    told.map(|source| format!("{} {}", source.entity.name(), source.rows)).collect()
}

#[test]
fn workbooks_with_steps_and_rules_are_read_in_spanish_french_and_italian() {
    for (name, sheets) in [
        ("manual_product.xlsx", SPANISH),
        ("manuel_product.xlsx", FRENCH),
        ("manuale_product.xlsx", ITALIAN),
    ] {
        let pile = Pile::new(&[]);
        workbook(&pile, name, &sheets);
        let files = read_procedure_files(&pile.path(name), "product").unwrap();
        assert_eq!((files.refused, files.left_out), (vec![], vec![]), "{name}");
        let of = |at: usize| {
            let read = &files.intake.procedures[at].procedure;
            (read.steps.len(), read.rules.len())
        };
        assert_eq!((of(0), of(1)), ((2, 0), (3, 3)), "{name}");
        let step = &files.intake.procedures[1].procedure.steps[2];
        assert_eq!(step.system, "CRM", "{name}");
        assert!(step.actor.starts_with("Superv"), "{name}: {}", step.actor);
        let proposal = pile.proposed();
        assert_eq!(
            sources(&proposal),
            ["procedure 2", "procedure_step 5", "business_rule 3"],
            "{name}"
        );
        assert_eq!(lost(&proposal), Vec::<String>::new(), "{name}");
    }
}

/// What is asked about what is not read.
fn lost(proposal: &Proposal) -> Vec<String> {
    let asked = proposal.questions.iter().filter(|asked| asked.contains("procedures"));
    asked.cloned().collect()
}

#[test]
fn what_is_not_read_of_a_handbook_is_asked_about() {
    let pile = Pile::new(&[]);
    let [steps, rules] = SPANISH;
    let annex: Sheet<'_> =
        ("Anexo", None, &["Formulario|Archivador|Color", "F-1|A3|azul", "F-2|A4|rojo"]);
    let mut rows = steps.2.to_vec();
    rows[0] = "Procedimiento|Paso|Descripción|Responsable|Zzyzx|Plazo";
    rows.push("Queja|primero|Llamar|Agente|CRM|");
    workbook(&pile, "manual_product.xlsx", &[(steps.0, steps.1, &rows), rules, annex]);
    let asked = lost(&pile.proposed()).join("\n");
    for told in ["`Procedimientos: Zzyzx`", "sheet Anexo left out", "1 row of it cannot be used"] {
        assert!(asked.contains(told), "no {told} in:\n{asked}");
    }
}

#[test]
fn a_sheet_of_nothing_known_beside_a_list_of_procedures_is_asked_about() {
    let pile = Pile::new(&[]);
    let list: Sheet<'_> = (
        "Processes",
        None,
        &["Procedure ID|Title|Purpose|Owner", "P1|Refund|Peace|Service", "P2|Move|Order|Service"],
    );
    let other: Sheet<'_> = ("Annex", None, &["Form|Folder|Colour", "F-1|A3|blue", "F-2|A4|red"]);
    workbook(&pile, "processes_product.xlsx", &[list, other]);
    let proposal = pile.proposed();
    assert_eq!(sources(&proposal), ["procedure 2"]);
    let asked = lost(&proposal).join("\n");
    assert!(asked.contains("processes_product.xlsx / Annex is not read"), "{asked}");
}

#[test]
fn what_is_left_out_of_a_written_handbook_is_told() {
    let text = "# Refund\n1. Find the payment\n2. Pay it back\n# Glossary\n- Lessee: who leases\n";
    let pile = Pile::new(&[("handbook_product.md", text)]);
    let files = read_procedure_files(&pile.path("handbook_product.md"), "product").unwrap();
    assert_eq!(files.refused, vec![]);
    let told: Vec<(u64, bool)> =
        files.left_out.iter().map(|(row, why)| (*row, why.starts_with("Glossary: "))).collect();
    assert_eq!(told, [(4, true)]);
    let asked = lost(&pile.proposed()).join("\n");
    assert!(asked.contains("handbook_product.md holds procedures: left out"), "{asked}");
    assert!(asked.contains("`Glossary` (line 4)"), "{asked}");
    assert_eq!(asked.matches("Glossary").count(), 1, "told once: {asked}");
}

#[test]
fn what_is_left_out_of_a_written_text_is_asked_about() {
    let text =
        "Refund\n\n1. Find the payment\n2. Pay it back\n\nGlossary\n\n- Lessee: who leases\n";
    let asked = lost(&Pile::new(&[("handbook_product.txt", text)]).proposed()).join("\n");
    assert!(asked.contains("`Glossary` (line 6)"), "{asked}");
}

#[test]
fn sheets_of_words_and_of_versions_are_no_procedures() {
    let glossaries = [
        ("Glossary", "Term|Description"),
        ("Wörter", "Begriff|Beschreibung"),
        ("Glossaire", "Terme|Description"),
        ("Glosario", "Término|Descripción"),
        ("Glossario", "Termine|Descrizione"),
    ];
    let histories = [
        ("History", "Version|Date|What"),
        ("Historie", "Version|Datum|Beschreibung"),
        ("Suivi", "Version|Date|Quoi"),
        ("Historial", "Versión|Fecha|Descripción"),
        ("Revisioni", "Versione|Data|Cosa"),
    ];
    let rows =
        ["Procedura|N.|Azione|Chi", "Reclamo|1|Annotare|Agente", "Reclamo|2|Rispondere|Capo"];
    for ((words, of_words), (versions, of_versions)) in glossaries.into_iter().zip(histories) {
        let pile = Pile::new(&[]);
        let glossary = [
            of_words,
            "SLA|tempo di risposta",
            "Recesso|fine del contratto",
            "Rata|quota mensile",
            "Capo|supervisore",
        ];
        let history = [of_versions, "1.0|2024-01-01|Prima versione", "1.1|2025-01-01|Limiti"];
        let sheets: [Sheet<'_>; 3] =
            [("Passi", None, &rows), (words, None, &glossary), (versions, None, &history)];
        for sheets in [&sheets[..], &sheets[..2]] {
            workbook(&pile, "manuale_product.xlsx", sheets);
            let files =
                read_procedure_files(&pile.path("manuale_product.xlsx"), "product").unwrap();
            let told = |read: &sameboat_procedures::ReadProcedure| {
                let procedure = &read.procedure;
                (procedure.title.clone(), procedure.steps.len(), procedure.rules.len())
            };
            let procedures: Vec<_> = files.intake.procedures.iter().map(told).collect();
            assert_eq!(procedures, [("Reclamo".to_owned(), 2, 0)], "{words}");
            assert_eq!(files.left_out.len(), sheets.len() - 1, "{words}: {:?}", files.left_out);
        }
    }
}
