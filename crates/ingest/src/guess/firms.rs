//! Companies among the whole names of a column: by the legal forms at their ends.

use std::collections::BTreeSet;

use sameboat_normalize::organisations::is_written_as_organisation;

use super::draft::FieldDraft;
use super::shape::Column;

/// Names with a legal form from which on a column has companies, and their share.
const FEWEST: usize = 3;
const LEAST: f32 = 0.01;
/// Words that a legal form has, at most.
const MOST_WORDS: usize = 5;
/// Shorter forms are found as they are written only: `SA` is not `Sa`.
const SHORT: usize = 3;

/// The field of companies' names where `whole` maps whole names of people, some of which are companies'; with
/// a question. The whole name stays as it is: what it says of a company is read as such.
pub(super) fn organisation(
    column: &Column,
    whole: &FieldDraft,
    questions: &mut Vec<String>,
) -> Option<FieldDraft> {
    let firms: Vec<&String> =
        column.sample.iter().filter(|name| is_written_as_organisation(name)).collect();
    let (found, read) = (firms.len(), column.sample.len());
    if found < FEWEST || (found as f32) < LEAST * read as f32 {
        return None;
    }
    let endings: BTreeSet<String> = firms.iter().filter_map(|name| form(name)).collect();
    let column = whole.columns[0].replace('`', "'");
    questions.push(format!(
        "`{column}` names companies in {found} of {read} names that were looked at, by their legal form: these \
         are the `organisation`, and companies without one are taken for people"
    ));
    Some(FieldDraft {
        name: "organisation",
        extract: Some(pattern(endings.into_iter())),
        why: Some("names that end with a legal form".into()),
        ..whole.clone()
    })
}

/// The words at the end of a name that are its legal form, as they are written.
fn form(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let ends = (1..=MOST_WORDS.min(words.len().saturating_sub(1)))
        .map(|count| words[words.len() - count..].join(" "));
    ends.into_iter().find(|end| is_written_as_organisation(&format!("x {end}")))
}

/// An expression that finds names with these endings.
fn pattern(forms: impl Iterator<Item = String>) -> String {
    let mut ends: Vec<String> = forms
        .map(|form| {
            let letters = form.chars().filter(|c| c.is_alphabetic()).count();
            let end = regex::escape(&form).replace(' ', r"\s+");
            if letters < SHORT { end } else { format!("(?i:{})", end.to_lowercase()) }
        })
        .collect();
    ends.sort();
    ends.dedup();
    format!(r"^.+\s(?:{})$", ends.join("|"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drafted(names: &[&str]) -> (Option<String>, Vec<String>) {
        let mut column = Column::new("account_holder");
        for name in names {
            column.push(name);
        }
        let whole = FieldDraft {
            name: "full_name",
            columns: vec!["account_holder".into()],
            ..FieldDraft::default()
        };
        let mut questions = vec![];
        let field = organisation(&column, &whole, &mut questions);
        (field.and_then(|field| field.extract), questions)
    }

    #[test]
    fn whole_names_with_a_legal_form_are_companies() {
        let names = [
            "Ana Pérez",
            "Talleres Otero SL",
            "Hotel Gil S.L.",
            "Ryan Bakery & Sons Ltd",
            "RYAN MOTORS LTD",
            "Bau Brunner Ges.m.b.H.",
            "Au GmbH & Co. KG",
            "Eva Sa",
        ];
        let (pattern, questions) = drafted(&names);
        let pattern = regex::Regex::new(&pattern.unwrap()).unwrap();
        let found: Vec<&str> = names.into_iter().filter(|name| pattern.is_match(name)).collect();
        assert_eq!(found, names[1..7]);
        assert!(questions[0].contains("in 6 of 8 names"), "{questions:?}");
    }

    #[test]
    fn few_companies_make_no_field() {
        assert_eq!(drafted(&["Ana Pérez", "Talleres Otero SL", "Hotel Gil S.L."]), (None, vec![]));
    }
}
