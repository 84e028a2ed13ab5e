//! One column for two things: the surname of people, and the name of companies, who have no given name.
//!
//! That shows in rows only, not in columns, so it is counted while the rows go by.

use sameboat_normalize::organisations::has_legal_form;

use super::draft::FieldDraft;
use super::shape::Column;
use super::words::Lexicon;
use crate::parse::words::is_placeholder;

/// Rows with a legal form and no given name from which on the column is told.
const TELLING: u64 = 2;
/// Share of the names without a given name that must have a legal form.
const MOST: f32 = 0.5;
/// Share of the legal forms that may stand beside a given name.
const ODD: f32 = 0.05;

/// Concepts of headers that can be the name of a person or a company.
const NAMES: [&str; 7] = ["name", "nom", "nome", "surname", "fullname", "company", "customer"];

/// What rows say of a column of names and a column of given names.
#[derive(Debug, Clone, Default)]
pub(super) struct Either {
    name: usize,
    given: usize,
    /// Names without a given name, and those of them that have a legal form.
    alone: u64,
    companies: u64,
    /// Legal forms beside a given name.
    odd: u64,
}

/// The pairs of columns that are worth counting; few, as few headers name given names.
pub(super) fn pairs(columns: &[Column]) -> Vec<Either> {
    let lexicon = Lexicon::get();
    let is_all_of = |column: &Column, names: &[&str]| {
        let concepts = lexicon.meaning(&column.name, None).concepts;
        let named = |concept| names.iter().any(|name| lexicon.named(name) == Some(concept));
        !concepts.is_empty() && concepts.into_iter().all(named)
    };
    let places = |names: &[&str]| {
        let found = columns.iter().enumerate().filter(|(_, column)| is_all_of(column, names));
        found.map(|(at, _)| at).collect::<Vec<_>>()
    };
    let names = places(&NAMES);
    let [given] = places(&["given"])[..] else { return vec![] };
    names.into_iter().map(|name| Either { name, given, ..Either::default() }).collect()
}

impl Either {
    /// Counts a row.
    pub(super) fn add<'r>(&mut self, cell: impl Fn(usize) -> &'r str) {
        let filled = |text: &str| !is_placeholder(text.trim());
        let name = cell(self.name);
        if !filled(name) {
            return;
        }
        let is_company = has_legal_form(name);
        if filled(cell(self.given)) {
            self.odd += u64::from(is_company);
        } else {
            self.alone += 1;
            self.companies += u64::from(is_company);
        }
    }

    /// Whether the column names companies where there is no given name.
    fn is_told(&self) -> bool {
        self.companies >= TELLING
            && self.companies as f32 >= MOST * self.alone as f32
            && self.odd as f32 <= ODD * self.companies as f32
    }
}

/// Makes two fields of a column of names that is one, with a question: what stands there is the
/// surname beside a given name, and the company else.
pub(super) fn part(
    pairs: &[Either],
    columns: &[Column],
    fields: &mut Vec<FieldDraft>,
    questions: &mut Vec<String>,
) -> Vec<FieldDraft> {
    let is_plain = |field: &FieldDraft| {
        field.columns.len() == 1 && field.extract.is_none() && field.constant.is_none()
    };
    let of = |fields: &[FieldDraft], names: &[&str], column: &str| {
        fields.iter().position(|field| {
            names.contains(&field.name) && is_plain(field) && field.columns[0] == column
        })
    };
    let found = pairs.iter().filter(|pair| pair.is_told()).find_map(|pair| {
        let (name, given) = (&columns[pair.name].name, &columns[pair.given].name);
        of(fields, &["given_name"], given)?;
        let at = of(fields, &["surname", "full_name", "organisation"], name)?;
        Some((pair, at, given.clone()))
    });
    let Some((pair, at, given)) = found else { return vec![] };
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    let taken =
        ["surname", "organisation"].iter().any(|name| *name != fields[at].name && has(name));
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
        of_name("surname", Some(given.clone()), None),
        of_name("organisation", None, Some(given.clone())),
    ];
    if !has_kind {
        parts.push(FieldDraft {
            name: "kind",
            constant: Some("organisation".into()),
            default: Some("person".into()),
            where_empty: Some(given.clone()),
            confidence: whole.confidence,
            why: Some("told by the given name".into()),
            ..FieldDraft::default()
        });
    }
    questions.push(format!(
        "`{}` is taken for a company's name where `{given}` is empty: {} of {} such rows have a legal \
         form",
        whole.columns[0], pair.companies, pair.alone
    ));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fields that columns `Name` and `Vorname` with these rows become.
    fn fields(rows: &[(&str, &str)]) -> Vec<(&'static str, Option<String>, Option<String>)> {
        let columns = [Column::new("Vorname"), Column::new("Name")];
        let mut pairs = pairs(&columns);
        assert_eq!(pairs.len(), 1);
        for (given, name) in rows {
            pairs[0].add(|at| if at == 0 { given } else { name });
        }
        let field = |name, column: &str| FieldDraft {
            name,
            columns: vec![column.to_owned()],
            ..FieldDraft::default()
        };
        let mut drafted = vec![field("given_name", "Vorname"), field("surname", "Name")];
        let parts = part(&pairs, &columns, &mut drafted, &mut vec![]);
        parts.into_iter().map(|part| (part.name, part.where_filled, part.where_empty)).collect()
    }

    #[test]
    fn a_name_with_a_legal_form_where_no_given_name_is_one_of_a_company() {
        let given = || Some("Vorname".to_owned());
        let rows =
            [("Anna", "Berg"), ("", "Berg GmbH"), ("-", "Tal GmbH"), ("Jo", "Au"), ("", "Stadt")];
        assert_eq!(
            fields(&rows),
            [("surname", given(), None), ("organisation", None, given()), ("kind", None, given()),]
        );
    }

    #[test]
    fn people_whose_given_name_is_lacking_are_no_companies() {
        assert!(fields(&[("Anna", "Berg"), ("", "Tal"), ("", "Au"), ("", "Berg GmbH")]).is_empty());
        assert!(fields(&[("Anna", "Berg"), ("Jo", "Tal")]).is_empty());
        let contacts = [("Anna", "Berg GmbH"), ("", "Tal GmbH"), ("", "Au GmbH")];
        assert!(fields(&contacts).is_empty(), "a company beside a given name");
    }
}
