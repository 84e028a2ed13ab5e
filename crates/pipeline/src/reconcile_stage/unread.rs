//! Warnings of procedures whose language keeps them from being found in the other line.

use std::collections::BTreeSet;

use sameboat_procedures::{Barrier, Catalogue, Unread, unread};
use sameboat_store::{Store, StoreError};

/// What is wrong with the languages of both lines' procedures, where they are from, and what to do.
pub(super) fn warnings(store: &Store, lines: [&Catalogue; 2]) -> Result<Vec<String>, StoreError> {
    let of_sources = |found: &Unread| {
        let line = lines[found.line];
        let keys: BTreeSet<&str> =
            found.procedures.iter().map(|index| line.procedures[*index].key.as_str()).collect();
        Ok(warning(lines, found, &sources(store, &line.line, &keys)?))
    };
    unread(lines).iter().map(of_sources).collect()
}

/// The same of procedures that no store holds.
pub(crate) fn warnings_of_files(lines: [&Catalogue; 2]) -> Vec<String> {
    unread(lines).iter().map(|found| warning(lines, found, "")).collect()
}

fn warning(lines: [&Catalogue; 2], found: &Unread, from: &str) -> String {
    let (line, other) = (lines[found.line], lines[1 - found.line]);
    let (what, advice) = match found.barrier {
        Barrier::Language => (
            "in a language that Sameboat has no lists of words of".to_owned(),
            "give titles and steps in English or German and run again",
        ),
        Barrier::Words => (
            format!("in words that Sameboat hardly knows and {} does not have", other.line),
            "if they are in another language than English or German, translate titles and steps and \
             run again",
        ),
    };
    let of = format!("{} of {} procedures are", found.procedures.len(), line.procedures.len());
    let first = &line.procedures[found.procedures[0]];
    format!(
        "{of} {what} (line {}{from}; the first is `{}`): most will stand as only in one line, \
         whatever {} does; {advice}",
        line.line, first.title, other.line
    )
}

/// Where the procedures of these keys are from: `, source ...`; nothing if they are named by no row.
fn sources(store: &Store, line: &str, keys: &BTreeSet<&str>) -> Result<String, StoreError> {
    let rows: Vec<(Option<String>, String)> = store.query(
        "SELECT record_key, source FROM procedure_record WHERE line = ? \
         UNION SELECT procedure_key, source FROM procedure_step_record WHERE line = ? \
         UNION SELECT procedure_key, source FROM business_rule_record WHERE line = ?",
        [line, line, line],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let is_of = |key: &Option<String>| key.as_deref().is_some_and(|key| keys.contains(key));
    let names: BTreeSet<String> = rows
        .into_iter()
        .filter(|(key, _)| is_of(key))
        .map(|(_, source)| format!("`{source}`"))
        .collect();
    let names: Vec<String> = names.into_iter().collect();
    Ok(match names.as_slice() {
        [] => String::new(),
        [name] => format!(", source {name}"),
        names => format!(", sources {}", names.join(", ")),
    })
}

#[cfg(test)]
mod tests {
    use sameboat_model::Entity;
    use sameboat_store::schema::record_table;

    use super::super::catalogue::read_catalogue;
    use super::*;

    const GERMAN: [&str; 3] =
        ["Kunde identifizieren", "Neue Adresse erfassen", "Meldebescheinigung anfordern"];
    const SPANISH: [&str; 3] = [
        "Identificar al cliente",
        "Guardar la nueva dirección en el CRM",
        "Pedir un justificante de domicilio",
    ];
    const POLISH: [&str; 3] =
        ["Zidentyfikować klienta", "Zapisać nowy adres w systemie", "Poprosić o zaświadczenie"];

    /// The warnings of two lines of one procedure each, ingested from sources of their own.
    fn told(procedures: [(&str, [&str; 3]); 2]) -> Vec<String> {
        let store = Store::in_memory().unwrap();
        for entity in [Entity::Procedure, Entity::ProcedureStep, Entity::BusinessRule] {
            store.create(&record_table(entity)).unwrap();
        }
        let lines = ["product", "financing"];
        for (line, (title, steps)) in lines.into_iter().zip(procedures) {
            let procedure = "INSERT INTO procedure_record (record_key, source, line, title) \
                             VALUES ('P-1', ? || '_handbook', ?, ?)";
            store.execute_with(procedure, [line, line, title]).unwrap();
            for (row, action) in steps.into_iter().enumerate() {
                let row = row.to_string();
                let step = "INSERT INTO procedure_step_record \
                            (record_key, source, line, procedure_key, position, action) \
                            VALUES (?, ?, ?, 'P-1', ?, ?)";
                let steps = format!("{line}_steps");
                store.execute_with(step, [&row, &steps, line, &row, action]).unwrap();
            }
        }
        let both = lines.map(|line| read_catalogue(&store, line).unwrap().0);
        warnings(&store, both.each_ref()).unwrap()
    }

    #[test]
    fn a_handbook_in_a_language_without_lists_of_words_is_told_with_its_line_and_sources() {
        let found = told([("Cambio de dirección", SPANISH), ("Adressänderung", GERMAN)]);
        insta::assert_snapshot!(found.join("\n"), @"1 of 1 procedures are in a language that Sameboat has no lists of words of (line product, sources `product_handbook`, `product_steps`; the first is `Cambio de dirección`): most will stand as only in one line, whatever financing does; give titles and steps in English or German and run again");
        let found = told([("Adressänderung", GERMAN), ("Cambio de dirección", SPANISH)]);
        assert!(found[0].contains("line financing, sources"), "{found:?}");
    }

    #[test]
    fn a_handbook_of_which_no_word_carries_over_is_told() {
        let found = told([("Adressänderung", GERMAN), ("Zmiana adresu", POLISH)]);
        insta::assert_snapshot!(found.join("\n"), @"1 of 1 procedures are in words that Sameboat hardly knows and product does not have (line financing, sources `financing_handbook`, `financing_steps`; the first is `Zmiana adresu`): most will stand as only in one line, whatever product does; if they are in another language than English or German, translate titles and steps and run again");
    }

    #[test]
    fn handbooks_that_can_be_compared_are_not_told() {
        let english = ["Identify the customer", "Save the new address", "Ask for a proof"];
        assert!(told([("Adressänderung", GERMAN), ("Change of address", english)]).is_empty());
        assert!(told([("Cambio de dirección", SPANISH); 2]).is_empty());
    }
}
