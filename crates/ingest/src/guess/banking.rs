//! Columns that only a bank may see, told by their names.

use super::words::{Lexicon, Meaning, common_prefix};

/// What such columns say: of fields of other entities too, such as the arrears of a contract.
const BANKING: [&str; 6] = ["rating", "bank", "income", "arrears", "creditlimit", "debt"];

/// What somebody has in a month is an income where the header says no more: `Netto mtl.`, `net mensuel`. A
/// turnover, a price or a rate that is so much in a month names itself.
const MONTHLY: [&str; 2] = ["month", "net"];

/// Whether a header speaks of what only a bank may see.
pub(super) fn is_banking(meaning: &Meaning) -> bool {
    let is_monthly = MONTHLY.iter().all(|concept| meaning.has(concept));
    BANKING.iter().any(|concept| meaning.has(concept))
        || (is_monthly && meaning.concepts.len() == MONTHLY.len())
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
    fn classes_of_a_score_and_what_is_left_of_a_loan_are_the_banks() {
        let headers = [
            "SCOREKL",
            "Score-Klasse",
            "Restschuld",
            "RESTSALDO",
            "Remaining debt",
            "Outstanding balance",
            "Capital restant d\u{fb}",
            "Debito residuo",
            "Classe di rischio",
            "Deuda pendiente",
        ];
        assert_eq!(banking(&headers), (0..headers.len()).collect::<Vec<_>>());
        let others = [
            "Restmenge",
            "Score",
            "Classe",
            "Saldo Punkte",
            "Restschuldversicherung",
            "Remaining visits",
            "Outstanding tasks",
        ];
        assert!(banking(&others).is_empty(), "{:?}", banking(&others));
    }

    #[test]
    fn limits_and_rests_of_credit_are_told_in_any_order_and_cut_short() {
        let headers = [
            "Limite cr\u{e9}dit",
            "LIMITE_CRED",
            "CRED_LIMIT",
            "LIM_CREDITO",
            "LimitKredit",
            "Limite di credito",
            "Reste d\u{fb}",
            "Encours cr\u{e9}dit",
            "Riesgo vivo",
            "Outstanding",
            "Restbetrag Kredit",
            "Residuo mutuo",
            "Sort code",
            "Cuenta domiciliaci\u{f3}n",
        ];
        assert_eq!(banking(&headers), (0..headers.len()).collect::<Vec<_>>());
        let others = [
            "Limite d'\u{e2}ge",
            "Age limit",
            "Time limit",
            "Reste",
            "En cours",
            "Pendiente",
            "Outstanding tasks",
            "Credit note",
            "Note de cr\u{e9}dit",
            "Sort",
            "Sort order",
            "Code postal",
            "Cuenta",
            "Domicilio",
            "Saldo puntos",
        ];
        assert!(banking(&others).is_empty(), "{:?}", banking(&others));
    }

    #[test]
    fn what_is_net_in_a_month_is_an_income_unless_it_is_called_something_else() {
        let incomes = ["Netto mtl.", "Monatsnetto", "net mensuel", "HH-Netto", "Neto mensual"];
        assert_eq!(banking(&incomes), (0..incomes.len()).collect::<Vec<_>>());
        let others = ["Umsatz netto mtl.", "Compras (€)", "Achats nets", "Netto", "Preis netto"];
        assert!(banking(&others).is_empty());
    }

    #[test]
    fn what_customers_say_of_the_service_is_no_banking() {
        let headers =
            ["Fax", "Notes", "satisfaction_rating.score", "CSAT rating", "Kundenzufriedenheit"];
        assert!(banking(&headers).is_empty());
    }
}
