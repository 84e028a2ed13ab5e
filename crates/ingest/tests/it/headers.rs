//! How well columns are told, on header rows that nothing was tuned on: `fixtures/headers/`.
#![allow(clippy::print_stdout, reason = "the figures are what the test is run for")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sameboat_ingest::guess::{Column, guess_table};
use sameboat_model::Entity;

/// One header row: entity, language, and each column with its field.
struct Export {
    entity: Entity,
    language: String,
    name: String,
    columns: Vec<(String, String)>,
}

fn exports(file: &str) -> Vec<Export> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/headers").join(file);
    let text = fs::read_to_string(path).unwrap();
    let mut exports: Vec<Export> = vec![];
    for line in text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && (!line.starts_with("# ") || line.contains(" = ")))
    {
        if let Some(head) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            let words: Vec<&str> = head.splitn(3, ' ').collect();
            let entity = Entity::ALL.into_iter().find(|entity| entity.name() == words[0]).unwrap();
            exports.push(Export {
                entity,
                language: words[1].to_owned(),
                name: head.to_owned(),
                columns: vec![],
            });
        } else {
            let (header, field) = line.rsplit_once(" = ").unwrap();
            exports.last_mut().unwrap().columns.push((header.to_owned(), field.to_owned()));
        }
    }
    exports
}

/// A small generator of our own, so that tests are the same everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn one_of<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.below(texts.len())]
    }

    fn date(&mut self, language: &str, from: usize, years: usize) -> String {
        let (y, m, d) = (from + self.below(years), 1 + self.below(12), 1 + self.below(28));
        match language {
            "de" => format!("{d:02}.{m:02}.{y}"),
            "fr" | "es" | "it" => format!("{d:02}/{m:02}/{y}"),
            _ => format!("{y}-{m:02}-{d:02}"),
        }
    }

    fn number(&mut self, digits: usize) -> String {
        (0..digits)
            .map(|at| {
                char::from(
                    b'0' + self.below(if at == 0 { 9 } else { 10 }) as u8 + u8::from(at == 0),
                )
            })
            .map(|c| if c > '9' { '9' } else { c })
            .collect()
    }

    /// A value as the field has it in that language.
    #[allow(clippy::too_many_lines, reason = "a list: one line a field")]
    fn value(&mut self, entity: Entity, field: &str, language: &str, row: usize) -> String {
        const GIVEN: [&str; 12] = [
            "Ines", "Paul", "Marta", "Luc", "Greta", "Tom", "Elena", "Hugo", "Nora", "Ivo",
            "Silvia", "Jean",
        ];
        const SURNAMES: [&str; 12] = [
            "Adler", "Moreau", "Ruiz", "Conti", "Baker", "Kern", "Petit", "Vidal", "Greco", "Shaw",
            "Brandt", "Leroy",
        ];
        const CITIES: [&str; 8] =
            ["Kiel", "Lyon", "Sevilla", "Torino", "Leeds", "Ulm", "Nantes", "Bari"];
        let words = |de: &'static [&'static str],
                     en: &'static [&'static str],
                     fr: &'static [&'static str],
                     es: &'static [&'static str],
                     it: &'static [&'static str]| match language {
            "de" => de,
            "fr" => fr,
            "es" => es,
            "it" => it,
            _ => en,
        };
        match (entity, field) {
            (Entity::Agreement, "record_key") => format!("V-{}", 70_000 + row * 7),
            (Entity::Contact, "record_key") => format!("{}", 9_000_000 + row * 3),
            (_, "record_key") => format!("{}", 400_000 + row * 11),
            (_, "customer_key") => format!("{}", 400_000 + self.below(80) * 11),
            (_, "agreement_key") => {
                if self.below(3) == 0 {
                    format!("V-{}", 70_000 + self.below(90) * 7)
                } else {
                    String::new()
                }
            }
            (_, "finances_key") => {
                if self.below(2) == 0 {
                    format!("AB{}", self.number(6))
                } else {
                    String::new()
                }
            }
            (_, "agent_key") => format!("M{}", 100 + self.below(25)),
            (Entity::Customer, "kind") => self
                .one_of(words(
                    &["Privat", "Firma"],
                    &["private", "company"],
                    &["particulier", "société"],
                    &["particular", "empresa"],
                    &["privato", "azienda"],
                ))
                .into(),
            (Entity::Agreement, "kind") => self
                .one_of(words(
                    &["Darlehen", "Leasing"],
                    &["loan", "lease"],
                    &["crédit", "LOA"],
                    &["préstamo", "renting"],
                    &["finanziamento", "leasing"],
                ))
                .into(),
            (_, "gender") => self
                .one_of(words(
                    &["Herr", "Frau"],
                    &["Mr", "Mrs"],
                    &["M.", "Mme"],
                    &["H", "M"],
                    &["M", "F"],
                ))
                .into(),
            (_, "given_name") => self.one_of(&GIVEN).into(),
            (_, "surname") => self.one_of(&SURNAMES).into(),
            (_, "full_name") => format!("{} {}", self.one_of(&GIVEN), self.one_of(&SURNAMES)),
            (_, "organisation") => {
                if self.below(4) == 0 {
                    format!("{} GmbH", self.one_of(&SURNAMES))
                } else {
                    String::new()
                }
            }
            (_, "birth_date") => self.date(language, 1940, 60),
            (_, "email") => {
                format!("{}{}@mail.example", self.one_of(&GIVEN).to_lowercase(), self.number(3))
            }
            (_, "phone") => format!("0{} {}", self.number(3), self.number(6)),
            (_, "mobile") => format!(
                "+{} 1{} {}",
                self.one_of(&["49", "33", "34", "39", "44"]),
                self.number(2),
                self.number(7)
            ),
            (_, "street") => format!(
                "{} {}",
                self.one_of(&["Gartenweg", "Rue Pasteur", "Calle Mayor", "Via Roma", "Mill Lane"]),
                1 + self.below(90)
            ),
            (_, "house_number") => format!("{}", 1 + self.below(120)),
            (_, "postcode") => self.number(5),
            (_, "city") => self.one_of(&CITIES).into(),
            (_, "region") => self.one_of(&["Bayern", "Hessen", "Rhône", "Lazio", "Kent"]).into(),
            (_, "country") => self.one_of(&["DE", "FR", "ES", "IT"]).into(),
            (_, "identity_number") => format!("X{}", self.number(9)),
            (_, "language") => self.one_of(&["de", "en", "fr"]).into(),
            (_, "customer_since") => self.date(language, 2005, 20),
            (_, "updated_at") => {
                format!("{} 10:{:02}", self.date(language, 2023, 3), self.below(60))
            }
            (_, "consent_email" | "consent_phone" | "consent_post" | "promise_kept") => self
                .one_of(words(
                    &["J", "N"],
                    &["yes", "no"],
                    &["oui", "non"],
                    &["sí", "no"],
                    &["sì", "no"],
                ))
                .into(),
            (_, "segment") => self.one_of(&["A", "B", "Premium"]).into(),
            (_, "credit_limit" | "arrears" | "income" | "amount") => {
                format!("{},{:02}", 100 + self.below(90_000), self.below(100))
            }
            (_, "started_at") => format!(
                "{} {:02}:{:02}",
                self.date(language, 2025, 2),
                7 + self.below(12),
                self.below(60)
            ),
            (_, "direction") => self
                .one_of(words(
                    &["eingehend", "ausgehend"],
                    &["inbound", "outbound"],
                    &["entrant", "sortant"],
                    &["entrante", "saliente"],
                    &["in entrata", "in uscita"],
                ))
                .into(),
            (_, "channel") => self
                .one_of(words(
                    &["Telefon", "E-Mail", "Brief"],
                    &["phone", "email", "chat"],
                    &["téléphone", "courriel", "courrier"],
                    &["teléfono", "correo", "chat"],
                    &["telefono", "email", "lettera"],
                ))
                .into(),
            (_, "queue") => self.one_of(&["Service 1", "Service 2", "Sales"]).into(),
            (_, "wait_seconds") => format!("{}", self.below(300)),
            (_, "handle_seconds") => format!("{}", 30 + self.below(1200)),
            (_, "topic") => self.one_of(&["invoice", "delivery", "address", "complaint"]).into(),
            (_, "outcome") => self
                .one_of(words(
                    &["erledigt", "Rückruf"],
                    &["resolved", "callback"],
                    &["résolu", "rappel"],
                    &["resuelto", "volver a llamar"],
                    &["risolto", "richiamata"],
                ))
                .into(),
            (_, "promise") => {
                if self.below(4) == 0 {
                    "Send the form".into()
                } else {
                    String::new()
                }
            }
            (_, "promise_due" | "signed_on" | "starts_on" | "ends_on") => {
                self.date(language, 2022, 6)
            }
            (_, "product") => self.one_of(&["Model X", "Model Y", "Plan 3"]).into(),
            (_, "status") => self
                .one_of(words(
                    &["laufend", "beendet"],
                    &["active", "ended"],
                    &["en cours", "terminé"],
                    &["vigente", "cerrado"],
                    &["in corso", "chiuso"],
                ))
                .into(),
            _ => format!("{} {}", self.one_of(&["alpha", "beta", "gamma", "delta"]), row % 17),
        }
    }
}

/// What a guess made of an export: columns that are right, wrong, and missed.
#[derive(Default, Clone)]
struct Score {
    right: usize,
    wrong: usize,
    missed: usize,
    entities: usize,
    tables: usize,
    faults: Vec<String>,
}

impl Score {
    fn share(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong + self.missed).max(1) as f64
    }
}

fn measure(export: &Export, columns: &[(String, String)], seed: u64, score: &mut Score) {
    const ROWS: usize = 120;
    let mut random = Random(seed);
    let mut shuffled = columns.to_vec();
    for at in (1..shuffled.len()).rev() {
        shuffled.swap(at, random.below(at + 1));
    }
    let table: Vec<Column> = shuffled
        .iter()
        .map(|(header, field)| {
            let mut column = Column::new(header);
            for row in 0..ROWS {
                column.push(&random.value(export.entity, field, &export.language, row));
            }
            column
        })
        .collect();
    score.tables += 1;
    let Some((entity, guesses)) = guess_table(&table) else {
        score.missed += columns.iter().filter(|(_, field)| field != "-").count();
        score.faults.push(format!("[{}] is like nothing", export.name));
        return;
    };
    if entity != export.entity {
        score.faults.push(format!("[{}] taken for {}", export.name, entity.name()));
    }
    score.entities += usize::from(entity == export.entity);
    for (at, (header, field)) in shuffled.iter().enumerate() {
        let found = guesses.iter().find(|guess| guess.column == at).map(|guess| guess.field.name);
        match found {
            Some(found) if found == field && entity == export.entity => score.right += 1,
            None if field == "-" => score.right += 1,
            None => score.missed += 1,
            Some(_) => score.wrong += 1,
        }
        if found.unwrap_or("-") != field {
            score.faults.push(format!(
                "[{}] {header}: {} and not {field}",
                export.name,
                found.unwrap_or("nothing")
            ));
        }
    }
}

/// Header rows as they stand, and rows mixed from all of a language: each field is called as one of
/// the rows calls it.
fn measured(file: &str, least_mixed: usize) -> BTreeMap<&'static str, (Score, Score)> {
    let exports = exports(file);
    let mut scores: BTreeMap<&'static str, (Score, Score)> = BTreeMap::new();
    for (seed, export) in exports.iter().enumerate() {
        let score = scores.entry(export.entity.name()).or_default();
        measure(export, &export.columns, seed as u64 + 1, &mut score.0);
    }
    let mut entities: Vec<Entity> = exports.iter().map(|export| export.entity).collect();
    entities.dedup();
    for entity in entities {
        for variant in 0..least_mixed {
            let of_entity: Vec<&Export> =
                exports.iter().filter(|export| export.entity == entity).collect();
            let base = of_entity[variant % of_entity.len()];
            let mut random = Random(1_000 + variant as u64);
            let mut mixed: Vec<(String, String)> = vec![];
            for (own, field) in &base.columns {
                let others: Vec<&String> = of_entity
                    .iter()
                    .filter(|other| other.language == base.language)
                    .flat_map(|other| &other.columns)
                    .filter(|(_, other)| other == field && field != "-")
                    .map(|(header, _)| header)
                    .collect();
                let header =
                    if others.is_empty() { own } else { others[random.below(others.len())] };
                if mixed.iter().all(|(other, _)| other != header) {
                    mixed.push((header.clone(), field.clone()));
                }
            }
            let score = scores.entry(entity.name()).or_default();
            measure(base, &mixed, 2_000 + variant as u64, &mut score.1);
        }
    }
    scores
}

fn report(file: &str) -> BTreeMap<&'static str, (Score, Score)> {
    let scores = measured(file, 40);
    for (entity, (whole, mixed)) in &scores {
        for (what, score) in [("rows as they are", whole), ("mixed rows", mixed)] {
            println!(
                "{file} {entity}, {} {what}: entity {}, columns {:.1} % right ({} right, {} wrong, {} missed)",
                score.tables,
                score.entities,
                score.share() * 100.0,
                score.right,
                score.wrong,
                score.missed
            );
        }
        for fault in &whole.faults {
            println!("  {fault}");
        }
    }
    scores
}

#[test]
fn columns_of_unseen_exports_are_told_in_five_languages() {
    for (entity, (whole, mixed)) in report("measured.txt") {
        assert!(mixed.tables >= 40);
        assert!(whole.share() >= 0.95, "{entity}: {:.3}", whole.share());
        assert!(mixed.share() >= 0.95, "{entity}: {:.3}", mixed.share());
    }
}

#[test]
fn columns_that_strangers_have_named_are_told() {
    for (entity, (whole, _)) in report("public.txt") {
        assert!(whole.share() >= 0.7, "{entity}: {:.3}", whole.share());
        assert!(whole.entities + 1 >= whole.tables, "{entity}");
    }
}
