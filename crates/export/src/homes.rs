//! The countries that numbers are dialled in and addresses are of.

use std::collections::BTreeMap;

use sameboat_model::settings::{DEFAULT_COUNTRY, Line};
use sameboat_normalize::countries::parse_country;

/// The countries of the lines, for numbers that no record tells the country of.
#[derive(Debug, Clone)]
pub(crate) struct Homes(BTreeMap<String, String>);

impl Homes {
    pub(crate) fn of_lines(lines: &[Line]) -> Self {
        Self(lines.iter().map(|line| (line.name.clone(), line.country().to_owned())).collect())
    }

    /// The country of a line as an ISO 3166 code.
    pub(crate) fn of_line(&self, line: &str) -> &str {
        let country = self.0.get(line).map_or(DEFAULT_COUNTRY, String::as_str);
        code(country).unwrap_or(country)
    }

    /// The country that a record names, or else its line's; empty where it names one that is not known.
    pub(crate) fn of<'a>(&'a self, named: &str, line: &str) -> &'a str {
        match named.trim() {
            "" => self.of_line(line),
            named => code(named).unwrap_or_default(),
        }
    }
}

/// The ISO 3166 code of a country by its code or its name.
pub(crate) fn code(country: &str) -> Option<&'static str> {
    parse_country(country).filter(|_| !country.is_empty())
}

/// What the record that gave a number says of where it is dialled.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialled<'a> {
    pub(crate) line: &'a str,
    pub(crate) country: &'a str,
    pub(crate) postcode: &'a str,
}

impl Dialled<'_> {
    /// The number's country: that of its record; if it names none, that of the customer, unless the record
    /// has another address; or else that of the line. Empty where a country is named that is not known: the
    /// line's would be a wrong one.
    pub(crate) fn country(&self, homes: &Homes, country: &str, postcode: &str) -> String {
        let is_same_address = self.postcode.is_empty() || self.postcode == postcode;
        let named = match self.country {
            "" if is_same_address => country,
            own => own,
        };
        homes.of(named, self.line).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn homes() -> Homes {
        let homes = [("product", "Schweiz"), ("financing", "DE")];
        Homes(homes.map(|(line, country)| (line.to_owned(), country.to_owned())).into())
    }

    #[test]
    fn a_number_keeps_the_country_of_its_own_record() {
        let of = |line, country, postcode| {
            Dialled { line, country, postcode }.country(&homes(), "CH", "1201")
        };
        assert_eq!(of("product", "Frankreich", "06000"), "FR");
        assert_eq!(of("financing", "", "1201"), "CH", "the same address");
        assert_eq!(of("financing", "", ""), "CH", "the record has no address");
        assert_eq!(of("financing", "", "80331"), "DE", "another address");
    }

    #[test]
    fn a_country_that_is_not_known_is_not_the_lines() {
        let of = |country, golden| {
            Dialled { line: "financing", country, postcode: "" }.country(&homes(), golden, "")
        };
        assert_eq!(of("Atlantis", "CH"), "");
        assert_eq!(of("", "Atlantis"), "");
        assert_eq!(of("Irlanda", "CH"), "IE");
    }

    #[test]
    fn lines_say_their_country_by_name_or_code() {
        let of = |line| Dialled { line, country: "", postcode: "" }.country(&homes(), "", "");
        assert_eq!([of("product"), of("financing"), of("none")], ["CH", "DE", DEFAULT_COUNTRY]);
    }
}
