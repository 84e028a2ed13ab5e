//! Companies among the whole names of a column: by the legal forms at their ends.

use std::collections::BTreeSet;

use sameboat_normalize::organisations::{WrittenForm, written_form};

use super::draft::FieldDraft;
use super::shape::Column;

/// Names with a legal form from which on a column has companies, and their share.
const FEWEST: usize = 3;
const LEAST: f32 = 0.01;

/// The field of companies' names where `whole` maps whole names of people, some of which are companies'; with
/// a question. The whole name stays as it is: what it says of a company is read as such.
pub(super) fn organisation(
    column: &Column,
    whole: &FieldDraft,
    questions: &mut Vec<String>,
) -> Option<FieldDraft> {
    let has_capitals = has_capital_surnames(&column.sample);
    let forms = column.sample.iter().filter_map(|name| written_form(name));
    let forms: Vec<WrittenForm<'_>> = forms.filter(|form| is_telling(form, has_capitals)).collect();
    let (found, read) = (forms.len(), column.sample.len());
    if found < FEWEST || (found as f32) < LEAST * read as f32 {
        return None;
    }
    let column = whole.columns[0].replace('`', "'");
    questions.push(format!(
        "`{column}` names companies in {found} of {read} names that were looked at, by their legal form: these \
         are the `organisation`, and companies without one are taken for people"
    ));
    Some(FieldDraft {
        name: "organisation",
        extract: Some(pattern(&forms)),
        why: Some("names that end with a legal form".into()),
        ..whole.clone()
    })
}

/// Whether a form tells a company in a column. Where surnames are in capitals, short forms are none that do.
fn is_telling(form: &WrittenForm<'_>, has_capital_surnames: bool) -> bool {
    form.is_nobodys
        || !has_capital_surnames
        || form.text.chars().any(char::is_lowercase)
        || form.text.contains('.')
}

/// Whether people's surnames stand in capitals behind their given names: `Anna BERG`.
fn has_capital_surnames(names: &[String]) -> bool {
    /// Share of the names from which on that is a habit.
    const HABIT: f32 = 0.1;
    let is_one = |name: &&String| {
        let Some((before, last)) = name.trim().rsplit_once(char::is_whitespace) else {
            return false;
        };
        let is_capital = last.chars().nth(2).is_some() && last.chars().all(char::is_uppercase);
        is_capital && before.chars().any(char::is_lowercase) && written_form(name).is_none()
    };
    names.iter().filter(is_one).count() as f32 > HABIT * names.len() as f32
}

/// An expression that finds names with these forms at their end, which hold letters of legal forms and no name's.
fn pattern(forms: &[WrittenForm<'_>]) -> String {
    any_of(&forms.iter().map(ending).collect())
}

/// An expression that finds a legal form. One that may be somebody's surname is found as it is written only: `SA` is
/// not `Sa`.
pub(super) fn ending(form: &WrittenForm<'_>) -> String {
    let end = |text: &str| {
        let words: Vec<String> = text.split_whitespace().map(regex::escape).collect();
        words.join(r"\s+")
    };
    if form.is_nobodys {
        format!("(?i:{})", end(&form.text.to_lowercase()))
    } else {
        end(form.text)
    }
}

/// An expression that finds names that end so.
pub(super) fn any_of(ends: &BTreeSet<String>) -> String {
    let ends: Vec<&str> = ends.iter().map(String::as_str).collect();
    format!(r"^.+\W(?:{})$", ends.join("|"))
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

    #[test]
    fn an_expression_holds_nothing_of_a_name() {
        let names = ["Eva Huber,e.K.", "Karl Geheim-GmbH", "Lea Vogel/e.K.", "Au GmbH & Co. KG"];
        let (pattern, _) = drafted(&names);
        let pattern = pattern.unwrap();
        assert_eq!(pattern, r"^.+\W(?:(?i:gmbh)|(?i:gmbh\s+\&\s+co\.\s+kg)|e\.K\.)$");
        let pattern = regex::Regex::new(&pattern).unwrap();
        assert!(names.iter().all(|name| pattern.is_match(name)));
    }

    #[test]
    fn surnames_that_look_like_short_forms_are_no_companies() {
        let names = [
            "Boulangerie Petit SAS",
            "Vini Rossi SPA",
            "Bau Kunz KG",
            "Eva Sas",
            "Dora Spa",
            "Jan Kg",
        ];
        let (pattern, questions) = drafted(&names);
        let pattern = regex::Regex::new(&pattern.unwrap()).unwrap();
        let found: Vec<&str> = names.into_iter().filter(|name| pattern.is_match(name)).collect();
        assert_eq!(found, names[..3]);
        assert!(questions[0].contains("in 3 of 6 names"), "{questions:?}");
        let people = [
            "Maria SA",
            "Ana SA",
            "Jo\u{e3}o SA",
            "Zoraia SA",
            "Ulla SE",
            "Ilda COSTA",
            "Rui BERG",
        ];
        assert_eq!(drafted(&people), (None, vec![]));
    }
}
