//! Names that contact centres give to one KPI or one kind of cost, in English and German. Names
//! alone cannot tell that `Lost calls` is the abandonment rate.

use crate::similarity::words;

/// Score of two names of one family: under that of equal names, so that names decide first.
pub const SAME_FAMILY: f64 = 0.9;

/// A family and the phrases that begin at a word of its members' names.
type Families = &'static [(&'static str, &'static [&'static str])];

/// Kinds of KPI.
pub const KPIS: Families = &[
    ("abandonment", &["abandon", "lost calls", "verlorene anrufe", "aufleger"]),
    ("conversion", &["conversion", "abschlussquote"]),
    ("first contact resolution", &["fcr", "first contact", "first call", "erstlosung"]),
    (
        "handle time",
        &["aht", "average handl", "bearbeitungszeit", "gesprachsdauer", "gesprachszeit"],
    ),
    ("net promoter score", &["nps", "net promoter"]),
    ("satisfaction", &["csat", "customer satisfaction", "kundenzufriedenheit"]),
    ("service level", &["service level", "servicelevel", "erreichbarkeit"]),
];

/// Kinds of cost. What is left over in each line is nothing that they share.
pub const COSTS: Families = &[
    ("outsourcing", &["outsourc", "dienstleister", "fremdvergabe"]),
    ("personnel", &["personnel", "staff", "own staff", "salar", "wages", "personal", "gehalt"]),
    ("premises", &["premises", "rent", "facilit", "miete", "raum"]),
    ("systems", &["it", "systems", "telephony", "telefonie", "edv"]),
    ("training", &["training", "schulung", "weiterbildung"]),
];

/// The family of a name, the first that fits.
pub fn family(name: &str, families: Families) -> Option<&'static str> {
    /// Shorter phrases must be a whole word: `it` is not `items`.
    const WHOLE_WORD: usize = 3;
    let name = format!(" {} ", words(name).join(" "));
    let says = |phrase: &str| {
        let end = if phrase.len() <= WHOLE_WORD { " " } else { "" };
        name.contains(&format!(" {phrase}{end}"))
    };
    families
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| says(phrase)))
        .map(|(family, _)| *family)
}

/// Whether two names belong to one family.
pub fn same_family(left: &str, right: &str, families: Families) -> bool {
    family(left, families).is_some_and(|found| family(right, families) == Some(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kpi_or_cost_is_known_by_its_names() {
        assert!(same_family("Abandonment rate", "Lost calls", KPIS));
        assert!(same_family("Own staff", "Personal", COSTS));
        assert!(same_family("IT and telephony", "IT und Telefonie", COSTS));
        assert!(same_family("Premises", "Miete", COSTS));
    }

    #[test]
    fn what_is_left_over_is_not_shared() {
        assert!(!same_family("Other", "Sonstiges", COSTS));
        assert!(!same_family("Items", "IT", COSTS));
    }
}
