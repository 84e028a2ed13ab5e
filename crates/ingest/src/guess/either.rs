//! One column for two things: the surname of people, and the name of companies, who have no given name.
//!
//! That shows in rows only, not in columns, so it is counted while the rows go by; or the header says
//! so itself: `Name/Firma`.

use std::collections::BTreeSet;

use sameboat_model::Entity;
use sameboat_normalize::organisations::{is_written_as_organisation, written_form};
use sameboat_normalize::text::{fold, words};

use super::choices::Vocabulary;
use super::draft::FieldDraft;
use super::firms;
use super::shape::Column;
use super::words::{Lexicon, tokens};
use crate::among_people::is_company_among_people;
use crate::parse::words::is_placeholder;

/// Rows with a legal form and no given name from which on the column is told.
const TELLING: u64 = 2;
/// Share of the names without a given name that must have a legal form.
const MOST: f32 = 0.5;
/// Different endings of companies' names that are looked for.
const MOST_FORMS: usize = 50;
/// Share of the legal forms that may stand beside a given name.
const ODD: f32 = 0.05;

/// Concepts of headers that can be the name of a person or a company.
const NAMES: [&str; 7] = ["name", "nom", "nome", "surname", "fullname", "company", "customer"];

/// What rows say of a column of names and a column of given names.
#[derive(Debug, Clone, Default)]
pub(super) struct Either {
    name: usize,
    given: usize,
    /// The column that says how somebody is addressed, which may be `Firma`.
    salutation: Option<usize>,
    /// Whether the header names a person and a company.
    names_both: bool,
    /// Names without a given name, and those of them that are a company's.
    alone: u64,
    companies: u64,
    /// Names beside a given name, and those of them that hold it, too.
    beside: u64,
    whole: u64,
    /// Legal forms beside a given name.
    odd: u64,
    /// Legal forms in the place of a given name, with no name beside.
    turned: u64,
    /// The columns, in their order, that one name is cut into.
    cut: Option<[usize; 2]>,
    /// Companies whose name fills both of these, and the endings that tell them.
    cut_companies: u64,
    forms: BTreeSet<String>,
}

/// The pairs of columns that are worth counting; few, as few headers name given names.
pub(super) fn pairs(columns: &[Column]) -> Vec<Either> {
    let lexicon = Lexicon::get();
    let places = |names: &[&str]| {
        let found = columns.iter().enumerate().filter(|(_, column)| is_all_of(&column.name, names));
        found.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let mut names = places(&NAMES);
    let mut givens = places(&["given"]);
    let surname = lexicon.named("surname");
    let has_surname = |place: &&usize| {
        let concepts = lexicon.meaning(&columns[**place].name, None).concepts;
        concepts.into_iter().any(|concept| Some(concept) == surname)
    };
    if givens.is_empty() && names.iter().filter(has_surname).count() == 1 {
        // `Nombre` beside `Apellidos`: what is called plainly is the given name.
        givens = places(&["nome", "name"]);
        names.retain(|place| !givens.contains(place));
    }
    let salutation = places(&["salutation"]).first().copied();
    let pair = |name: usize, given: usize| {
        let names_both = names_both(&columns[name].name);
        Either { name, given, salutation, names_both, ..Either::default() }
    };
    match (&givens[..], numbered(columns)) {
        ([given], _) => names.into_iter().map(|name| pair(name, *given)).collect(),
        // Which of them has the given names only their values tell.
        ([], Some(cut)) => [(cut[0], cut[1]), (cut[1], cut[0])]
            .map(|(name, given)| Either { cut: Some(cut), ..pair(name, given) })
            .into(),
        _ => vec![],
    }
}

/// The two columns that a name is cut into by systems that know no given name: `NAME1`, `NAME2`.
pub(super) fn numbered(columns: &[Column]) -> Option<[usize; 2]> {
    let is_name = |words: &[String]| {
        let meaning = Lexicon::get().meaning(&words.join(" "), None);
        meaning.unknown == 0
            && meaning.names_only(&["name", "nom", "nome", "fullname", "customer"])
            && !meaning.names_only(&["customer"])
    };
    let words: Vec<Vec<String>> = columns.iter().map(|column| tokens(&column.name)).collect();
    words.iter().enumerate().find_map(|(one, words_of_one)| {
        let (number, name) = words_of_one.split_last()?;
        let is_second = |other: &Vec<String>| {
            other.split_last().is_some_and(|(number, rest)| number == "2" && rest == name)
        };
        if number != "1" || !is_name(name) {
            return None;
        }
        Some([one, words.iter().position(is_second)?])
    })
}

/// Whether a header names nothing but such concepts.
fn is_all_of(header: &str, names: &[&str]) -> bool {
    let lexicon = Lexicon::get();
    let concepts = lexicon.meaning(header, None).concepts;
    let is_one = |concept| names.iter().any(|name| lexicon.named(name) == Some(concept));
    !concepts.is_empty() && concepts.into_iter().all(is_one)
}

/// Whether a column alone, with no given name beside, has the whole names of people and companies, by its header.
pub(super) fn is_of_both(header: &str) -> bool {
    is_all_of(header, &NAMES) && names_both(header)
}

/// Whether a header is of people and companies: `Name/Firma`, `Surname or company`. `Nom entreprise`
/// is of companies only.
fn names_both(header: &str) -> bool {
    let lexicon = Lexicon::get();
    let [company, surname, fullname] =
        ["company", "surname", "fullname"].map(|name| lexicon.named(name));
    let all = lexicon.meaning(header, None).concepts;
    let has = |concept| all.iter().any(|other| Some(*other) == concept);
    if !has(company) {
        return false;
    }
    let lower = header.to_lowercase();
    let parts = OR.iter().fold(vec![lower.as_str()], |parts, or| {
        parts.into_iter().flat_map(|part| part.split(or)).collect()
    });
    let of_company = |part: &&str| {
        lexicon.meaning(part, None).concepts.iter().any(|concept| Some(*concept) == company)
    };
    has(surname) || has(fullname) || (parts.len() > 1 && !parts.iter().all(of_company))
}

/// What stands between the names of two things.
const OR: [&str; 8] = ["/", "|", ",", " or ", " oder ", " bzw. ", " ou ", " o "];

impl Either {
    /// Counts a row.
    pub(super) fn add<'r>(&mut self, cell: impl Fn(usize) -> &'r str) {
        let filled = |text: &str| !is_placeholder(text.trim());
        let (name, given) = (cell(self.name), cell(self.given));
        if !filled(name) {
            self.turned += u64::from(is_written_as_organisation(given));
            return;
        }
        let has_form = is_written_as_organisation(name);
        self.add_cut(&cell);
        if filled(given) {
            self.odd += u64::from(has_form);
            self.beside += 1;
            self.whole += u64::from(holds(name, given));
        } else {
            let addressed = || self.salutation.is_some_and(|at| addresses_company(cell(at)));
            let is_company = has_form || addressed();
            self.alone += 1;
            self.companies += u64::from(is_company);
        }
    }

    /// Counts a company whose name goes on in the second column: `STADTWERKE BONN`, `GMBH & CO KG`.
    fn add_cut<'r>(&mut self, cell: &impl Fn(usize) -> &'r str) {
        let Some([one, two]) = self.cut else { return };
        let whole = format!("{} {}", cell(one).trim(), cell(two).trim());
        if !is_company_among_people(&whole) {
            return;
        }
        self.cut_companies += u64::from(!cell(two).trim().is_empty());
        if self.forms.len() < MOST_FORMS {
            self.forms.extend(written_form(&whole).map(|form| firms::ending(&form)));
        }
    }

    /// Whether the column names companies where there is no given name.
    fn is_told(&self) -> bool {
        let by_header = self.names_both && self.alone > 0 && self.beside > 0;
        let by_rows =
            self.companies >= TELLING && self.companies as f32 >= MOST * self.alone as f32;
        self.few_odd() && (by_header || by_rows)
    }

    /// Whether it may name some.
    fn is_open(&self) -> bool {
        self.few_odd() && self.companies >= TELLING && !self.is_told()
    }

    fn few_odd(&self) -> bool {
        self.odd as f32 <= ODD * self.companies as f32
    }

    /// What the name beside a given name is.
    fn of_person(&self) -> &'static str {
        if 2 * self.whole > self.beside { "full_name" } else { "surname" }
    }
}

/// Whether a name has the given name among its words.
fn holds(name: &str, given: &str) -> bool {
    let (name, given) = (fold(name), fold(given));
    let Some(first) = words(&given).next() else { return false };
    // Surnames can be given names, but then nothing stands beside them.
    words(&name).count() > 1 && words(&name).any(|word| word == first)
}

/// Whether somebody is addressed as a company. Letters alone tell nothing of it.
fn addresses_company(salutation: &str) -> bool {
    let kind = Vocabulary::of(Entity::Customer, "kind");
    salutation.chars().count() > 2
        && kind.and_then(|kind| kind.meaning(salutation)) == Some("organisation")
}

/// Makes two fields of a column of names that is one, with a question: what stands there is the
/// surname beside a given name, and the company else.
pub(super) fn part(
    pairs: &[Either],
    columns: &[Column],
    fields: &mut Vec<FieldDraft>,
    questions: &mut Vec<String>,
) -> Vec<FieldDraft> {
    let of = |fields: &[FieldDraft], names: &[&str], column: &str| {
        fields.iter().position(|field| {
            names.contains(&field.name) && field.is_plain() && field.columns[0] == column
        })
    };
    let mut mapped = pairs.iter().filter_map(|pair| {
        let (name, given) = (&columns[pair.name].name, &columns[pair.given].name);
        of(fields, &["given_name"], given)?;
        let at = of(fields, &["surname", "full_name", "organisation"], name)?;
        Some((pair, at, given.clone()))
    });
    let found = mapped.clone().find(|(pair, ..)| pair.is_told());
    if let Some((pair, at, given)) = mapped.clone().find(|(pair, ..)| pair.turned >= TELLING) {
        questions.push(format!(
            "`{given}` names companies where `{}` is empty ({} rows with a legal form): they are taken for given \
             names; move them in the export",
            fields[at].columns[0], pair.turned
        ));
    }
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    if let Some((pair, ..)) = mapped.clone().find(|(pair, ..)| pair.cut_companies > 0)
        && let Some([one, two]) = pair.cut
        && !has("organisation")
    {
        let (one, two, rows) = (&columns[one].name, &columns[two].name, pair.cut_companies);
        let said =
            format!("`{one}` and `{two}` are one company's name in {rows} rows, by the legal form");
        if found.is_some() {
            questions
                .push(format!("{said}: these are taken for people; move such names into `{one}`"));
        } else {
            questions.push(format!(
                "{said} at its end: these are the `organisation`, and companies without one are taken for people"
            ));
            return vec![FieldDraft {
                name: "organisation",
                columns: vec![one.clone(), two.clone()],
                extract: Some(firms::any_of(&pair.forms)),
                why: Some("names in two columns that end with a legal form".into()),
                ..FieldDraft::default()
            }];
        }
    }
    let Some((pair, at, given)) = found else {
        if !has("organisation")
            && let Some((pair, at, given)) = mapped.find(|(pair, ..)| pair.is_open())
        {
            questions.push(format!(
                "`{}` names companies in {} of {} rows without `{given}`: all of them are taken for \
                 people; `where_empty` can part them",
                fields[at].columns[0], pair.companies, pair.alone
            ));
        }
        return vec![];
    };
    let taken =
        [pair.of_person(), "organisation"].iter().any(|name| *name != fields[at].name && has(name));
    if taken {
        return vec![];
    }
    let has_kind = has("kind");
    let whole = fields.remove(at);
    let of_name = |name, where_filled, where_empty| FieldDraft {
        name,
        where_filled,
        where_empty,
        ..whole.clone()
    };
    let mut parts = vec![
        of_name(pair.of_person(), Some(given.clone()), None),
        of_name("organisation", None, Some(given.clone())),
    ];
    if !has_kind {
        parts.push(FieldDraft {
            name: "kind",
            constant: Some("organisation".into()),
            default: Some("person".into()),
            where_filled: Some(whole.columns[0].clone()),
            where_empty: Some(given.clone()),
            confidence: whole.confidence,
            why: Some("told by the given name".into()),
            ..FieldDraft::default()
        });
    }
    questions.push(format!(
        "`{}` is taken for a company's name where `{given}` is empty: {} of {} such rows have a legal \
         form or are addressed as a company",
        whole.columns[0], pair.companies, pair.alone
    ));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    type Part = (&'static str, Option<String>, Option<String>);

    /// The fields that these columns with these rows become where the name is drafted so, and the
    /// questions.
    fn drafted(
        header: &[&str],
        rows: &[&[&str]],
        as_field: &'static str,
    ) -> (Vec<Part>, Vec<String>) {
        let columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
        let mut pairs = pairs(&columns);
        assert_eq!(pairs.len(), 1);
        for row in rows {
            pairs[0].add(|at| row[at]);
        }
        let field = |name, column: &str| FieldDraft {
            name,
            columns: vec![column.to_owned()],
            ..FieldDraft::default()
        };
        let mut fields = vec![field("given_name", header[0]), field(as_field, header[1])];
        let mut questions = vec![];
        let parts = part(&pairs, &columns, &mut fields, &mut questions);
        let parts = parts.into_iter().map(|part| (part.name, part.where_filled, part.where_empty));
        (parts.collect(), questions)
    }

    fn fields(rows: &[&[&str]]) -> Vec<Part> {
        drafted(&["Vorname", "Name"], rows, "surname").0
    }

    /// What a column of both becomes.
    fn both(header: &str, person: &'static str) -> [Part; 3] {
        let (name, given) = (|| Some(header.to_owned()), || Some("Vorname".to_owned()));
        [(person, given(), None), ("organisation", None, given()), ("kind", name(), given())]
    }

    #[test]
    fn a_name_with_a_legal_form_where_no_given_name_is_one_of_a_company() {
        let rows: [&[&str]; 5] = [
            &["Anna", "Berg"],
            &["", "Berg GmbH"],
            &["-", "Tal GmbH"],
            &["Jo", "Au"],
            &["", "Stadt"],
        ];
        assert_eq!(fields(&rows), both("Name", "surname"));
    }

    #[test]
    fn a_header_that_names_both_needs_no_legal_forms() {
        let rows: [&[&str]; 3] = [&["Anna", "Berg"], &["", "Hotel Prinz"], &["", "Gasthof Au"]];
        for header in ["Name/Firma", "Nachname / Firma", "Name oder Firma", "Nom ou société"] {
            let (parts, questions) = drafted(&["Vorname", header], &rows, "organisation");
            assert_eq!(parts, both(header, "surname"), "{header}");
            assert_eq!(questions.len(), 1, "{header}");
        }
        let (parts, _) = drafted(&["Vorname", "Nom entreprise"], &rows, "organisation");
        assert!(parts.is_empty(), "a company's name only");
    }

    #[test]
    fn a_header_of_surnames_and_companies_leaves_the_plain_name_for_the_given_one() {
        let rows: [&[&str]; 3] =
            [&["Anna", "Berg"], &["", "Hotel Prinz"], &["", "Impianti S.r.l."]];
        for (given, header) in [
            ("Nome", "Cognome / Ragione sociale"),
            ("Nome", "Cognome o ragione sociale"),
            ("Nombre", "Apellidos / Raz\u{f3}n social"),
            ("First name", "Surname / Company"),
            ("Pr\u{e9}nom", "Nom / Raison sociale"),
        ] {
            let (parts, questions) = drafted(&[given, header], &rows, "surname");
            let there =
                ["kind", "surname", "organisation"].map(|name| parts.iter().any(|p| p.0 == name));
            assert_eq!((there, questions.len()), ([true; 3], 1), "{header}: {parts:?}");
        }
    }

    #[test]
    fn who_is_addressed_as_a_company_is_one() {
        let rows: [&[&str]; 4] = [
            &["Anna", "Berg", "Frau"],
            &["", "Hotel Prinz", "Firma"],
            &["", "Gasthof Au", "Firma"],
            &["", "Tal", "Herr"],
        ];
        let (parts, _) = drafted(&["Vorname", "Nachname", "Anrede"], &rows, "surname");
        assert_eq!(parts, both("Nachname", "surname"));
    }

    #[test]
    fn names_cut_in_two_are_told_by_their_numbers() {
        for header in [["NAME2", "NAME1"], ["Name 2", "Name 1"], ["KUNDENNAME_2", "KUNDENNAME_1"]] {
            let columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
            assert_eq!(numbered(&columns), Some([1, 0]), "{header:?}");
        }
        for header in [["PHONE1", "PHONE2"], ["NAME1", "STREET2"], ["APELLIDO1", "APELLIDO2"]] {
            let columns: Vec<Column> = header.iter().map(|name| Column::new(name)).collect();
            assert_eq!(numbered(&columns), None, "{header:?}");
        }
    }

    #[test]
    fn companies_whose_names_are_cut_in_two_are_told_by_the_end_of_both() {
        let rows: [&[&str]; 6] = [
            &["ANNA", "BERG"],
            &["GMBH & CO KG", "STADTWERKE BONN"],
            &["JUNG GMBH", "AUTOHAUS HANS"],
            &["GBR", "BERGER U DIETZ"],
            &["", "BAU KUNZ KG"],
            &["", "KLINIKUM ULM"],
        ];
        let columns: Vec<Column> = ["NAME2", "NAME1"].map(Column::new).into();
        let mut pairs = pairs(&columns);
        for pair in &mut pairs {
            for row in rows {
                pair.add(|at| row[at]);
            }
        }
        let field = |name, column: &str| FieldDraft {
            name,
            columns: vec![column.to_owned()],
            ..FieldDraft::default()
        };
        let mut fields = vec![field("given_name", "NAME2"), field("surname", "NAME1")];
        let mut questions = vec![];
        let parts = part(&pairs, &columns, &mut fields, &mut questions);
        assert_eq!((parts.len(), parts[0].name), (1, "organisation"));
        assert_eq!(parts[0].columns, ["NAME1", "NAME2"]);
        let pattern = regex::Regex::new(parts[0].extract.as_ref().unwrap()).unwrap();
        let found =
            rows.iter().filter(|row| pattern.is_match(format!("{} {}", row[1], row[0]).trim()));
        assert_eq!(found.count(), 4);
        assert!(questions[0].contains("one company's name in 3 rows"), "{questions:?}");
    }

    #[test]
    fn names_that_hold_the_given_name_stay_whole() {
        let rows: [&[&str]; 4] =
            [&["Anna", "Anna Berg"], &["Jo", "Jo Au"], &["", "Tal GmbH"], &["", "Au GmbH"]];
        let (parts, _) = drafted(&["Vorname", "Name"], &rows, "full_name");
        assert_eq!(parts, both("Name", "full_name"));
    }

    #[test]
    fn some_companies_among_people_without_a_given_name_are_asked_about() {
        let rows: [&[&str]; 6] = [
            &["Anna", "Berg"],
            &["", "Tal"],
            &["", "Au"],
            &["", "Weg"],
            &["", "Au GmbH"],
            &["", "Tal GmbH"],
        ];
        let (parts, questions) = drafted(&["Vorname", "Name"], &rows, "surname");
        assert!(parts.is_empty());
        assert!(questions[0].contains("companies in 2 of 5 rows"), "{questions:?}");
    }

    #[test]
    fn what_is_called_plainly_beside_a_surname_is_the_given_name() {
        let rows: [&[&str]; 5] = [
            &["Ana", "Pérez"],
            &["", "Talleres Otero SL"],
            &["", "Hotel Gil S.L."],
            &["Panadería Nieto SL", ""],
            &["Talleres Molina S.A.", ""],
        ];
        let (parts, questions) = drafted(&["Nombre", "Apellidos"], &rows, "surname");
        assert_eq!(parts.len(), 3);
        assert_eq!(parts[1], ("organisation", None, Some("Nombre".to_owned())));
        let turned =
            "`Nombre` names companies where `Apellidos` is empty (2 rows with a legal form)";
        assert!(questions[0].starts_with(turned), "{questions:?}");
    }

    #[test]
    fn people_whose_given_name_is_lacking_are_no_companies() {
        assert!(
            fields(&[&["Anna", "Berg"], &["", "Tal"], &["", "Au"], &["", "Berg GmbH"]]).is_empty()
        );
        assert!(fields(&[&["Anna", "Berg"], &["Jo", "Tal"]]).is_empty());
        let contacts: [&[&str]; 3] = [&["Anna", "Berg GmbH"], &["", "Tal GmbH"], &["", "Au GmbH"]];
        assert!(fields(&contacts).is_empty(), "a company beside a given name");
    }
}
