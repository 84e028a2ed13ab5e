//! Companies among customers who are all said to be people: systems keep both in one list. Initials and surnames are
//! written as short legal forms are (`Ivanov S.A.`, `Ole AS`), so that only what no person is called is taken for one.

use sameboat_normalize::names::{part_title, variant_groups};
use sameboat_normalize::organisations::written_form;
use sameboat_normalize::text::tokens;

/// Short forms in capitals that are hardly a surname: `SA`, `AS` and `CO` are some.
const CAPITAL: [&str; 8] = ["AG", "KG", "UG", "SL", "SLU", "SRL", "OHG", "GBR"];
/// Short forms with points as companies write them, and initials are written, too.
const DOTTED: [&str; 4] = ["S.A.", "S.L.", "B.V.", "N.V."];
/// Those in which nobody writes initials.
const MIXED: [&str; 4] = ["e.K.", "e.V.", "S.p.A.", "S.r.l."];
/// Words of people's names, and of how they are addressed.
const OF_PEOPLE: [&str; 34] = [
    "herr", "frau", "mr", "mrs", "ms", "miss", "monsieur", "madame", "mme", "mlle", "m", "senor",
    "senora", "sr", "sra", "don", "dona", "signor", "signora", "sig", "dr", "prof", "von", "van",
    "de", "da", "di", "do", "dos", "del", "la", "le", "al", "bin",
];

/// Whether a name is a company's among people.
pub(crate) fn is_company_among_people(name: &str) -> bool {
    let Some(form) = written_form(name) else { return false };
    let Some(before) = name.trim_end().strip_suffix(form.text) else { return false };
    let words = tokens(before);
    let is_personal = part_title(before).is_some() || words.iter().any(|word| is_of_people(word));
    let is_long = |word: &String| word.len() > 2 || word.bytes().all(|b| b.is_ascii_digit());
    match form.text {
        _ if form.is_nobodys => !(words.len() == 1 && is_given_name(&words[0])),
        text if MIXED.contains(&text) => !is_personal,
        // An initial or a comma before it begins those of a person.
        text if CAPITAL.contains(&text) || DOTTED.contains(&text) => {
            words.len() > 1
                && !is_personal
                && words.iter().all(is_long)
                && !before.trim_end().ends_with(',')
        }
        _ => false,
    }
}

fn is_of_people(word: &str) -> bool {
    OF_PEOPLE.contains(&word) || is_given_name(word)
}

/// Whether a word is a given name that is known.
fn is_given_name(word: &str) -> bool {
    !variant_groups(word).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_and_surnames_in_capitals_are_no_legal_forms() {
        for person in [
            "Ivanov S.A.",
            "Petrov A.S.",
            "Schmidt A.G.",
            "Huber E.V.",
            "Berg E.K.",
            "Kumar B.V.",
            "Jansen N.V.",
            "Sharma S. A.",
            "Müller, S. A.",
            "Singh S.P.A.",
            "Gómez S.L.",
            "João SÁ",
            "Pedro Miguel SÁ",
            "Nuno de SÁ",
            "José Maria SA",
            "Dr. Maria SA",
            "da Silva SA",
            "Marc-André SAS",
            "Anna Maria SPA",
            "Le Van AS",
            "Ole AS",
            "Ming CO",
            "Nguyen Thi CO",
            "Jo KG",
            "Anna UG",
            "Jens AB",
            "Herr Jan OG",
            "Wong EK",
            "Peter INC",
            "Jack Limited",
        ] {
            assert!(!is_company_among_people(person), "{person}");
        }
        for company in [
            "Panadería Galván S.L.",
            "Talleres Otero SL",
            "Kurierdienst Krüger GmbH",
            "Au GmbH & Co. KG",
            "Huber e.K.",
            "Kunz Bau KG",
            "Sonnenhof S.p.A.",
            "Brightwater Ltd",
        ] {
            assert!(is_company_among_people(company), "{company}");
        }
    }
}
