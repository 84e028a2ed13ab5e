//! Columns that only a bank may see, told by their names.

use super::words::{Lexicon, Meaning, common_prefix};

/// What such columns say: of fields of other entities too, such as the arrears of a contract.
const BANKING: [&str; 5] = ["rating", "bank", "income", "arrears", "creditlimit"];

/// Whether a header speaks of what only a bank may see.
pub(super) fn is_banking(meaning: &Meaning) -> bool {
    BANKING.iter().any(|concept| meaning.has(concept))
}

/// Places of the headers of one table that speak of what only a bank may see.
pub(crate) fn banking_columns(headers: &[String]) -> Vec<usize> {
    let names: Vec<&str> = headers.iter().map(String::as_str).collect();
    let prefix = common_prefix(&names);
    let lexicon = Lexicon::get();
    let speaks = |name: &str| is_banking(&lexicon.meaning(name, prefix.as_deref()));
    (0..names.len()).filter(|at| speaks(names[*at])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn banking(headers: &[&str]) -> Vec<usize> {
        let headers: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
        banking_columns(&headers)
    }

    #[test]
    fn columns_of_banks_are_told_in_any_spelling() {
        let headers = [
            "Net_Income__c",
            "Credit_Limit__c",
            "Impayés (€)",
            "client.finances.plafond",
            "Bonität",
            "IBAN",
            "Income (2)",
        ];
        assert_eq!(banking(&headers), (0..headers.len()).collect::<Vec<_>>());
        assert_eq!(banking(&["KU_NAME", "KU_ORT", "KU_SCHUFA", "KU_TEL"]), [2]);
    }

    #[test]
    fn what_customers_say_of_the_service_is_no_banking() {
        let headers =
            ["Fax", "Notes", "satisfaction_rating.score", "CSAT rating", "Kundenzufriedenheit"];
        assert!(banking(&headers).is_empty());
    }
}
