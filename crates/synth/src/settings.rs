//! What a synthetic engagement is made from.

use crate::SynthError;

/// Size, structure and quality of a synthetic engagement. The default is the committed demo.
#[derive(Debug, Clone, PartialEq)]
pub struct SynthSettings {
    /// Distinct customers (people and organisations) that each line truly has.
    pub customers_per_line: u64,
    /// Contacts of each line over the twelve months, about.
    pub contacts_per_line: u64,
    /// Share of a line's customers who are also customers of the other line, 0 to 1.
    pub overlap: f64,
    /// Share of a line's customers whom the line holds more than once, 0 to 1.
    pub duplicate_rate: f64,
    /// Mean number of damaged fields in a customer record, 0 to 3.
    pub error_rate: f64,
    /// Share of people who live with another customer, 0 to 1.
    pub household_rate: f64,
    /// Broken rows for each good row of the large files, 0 to 1.
    pub broken_row_rate: f64,
    /// Agents of each line.
    pub agents_per_line: u64,
    /// Everything random follows from this.
    pub seed: u64,
}

impl Default for SynthSettings {
    fn default() -> Self {
        Self {
            customers_per_line: 2_500,
            contacts_per_line: 11_000,
            overlap: 0.4,
            duplicate_rate: 0.06,
            error_rate: 0.6,
            household_rate: 0.35,
            broken_row_rate: 0.005,
            agents_per_line: 60,
            seed: 20_261_031,
        }
    }
}

impl SynthSettings {
    /// The defaults at another size, with contacts and agents in proportion.
    pub fn with_customers(customers_per_line: u64) -> Self {
        let demo = Self::default();
        let scaled = |of: u64| of * customers_per_line / demo.customers_per_line;
        Self {
            customers_per_line,
            contacts_per_line: scaled(demo.contacts_per_line),
            // One agent handles some ten thousand contacts a year.
            agents_per_line: demo.agents_per_line.max(scaled(demo.contacts_per_line) / 10_000),
            ..demo
        }
    }

    /// Refuses settings that no engagement can be made from.
    pub(crate) fn check(&self) -> Result<(), SynthError> {
        let refuse = |name, demand| Err(SynthError::Setting { name, demand });
        // Slots are twice the customers, and each is a key of at most eight digits.
        if !(10..=20_000_000).contains(&self.customers_per_line) {
            return refuse("customers_per_line", "10 to 20,000,000");
        }
        if !(1..=100_000_000).contains(&self.contacts_per_line) {
            return refuse("contacts_per_line", "1 to 100,000,000");
        }
        if !(8..=9_999).contains(&self.agents_per_line) {
            return refuse("agents_per_line", "8 to 9,999");
        }
        if !(0.0..=3.0).contains(&self.error_rate) {
            return refuse("error_rate", "0 to 3");
        }
        let shares = [
            ("overlap", self.overlap),
            ("duplicate_rate", self.duplicate_rate),
            ("household_rate", self.household_rate),
            ("broken_row_rate", self.broken_row_rate),
        ];
        match shares.iter().find(|(_, share)| !(0.0..=1.0).contains(share)) {
            Some((name, _)) => refuse(name, "0 to 1"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_used() {
        assert!(SynthSettings::default().check().is_ok());
    }

    #[test]
    fn a_share_above_one_is_refused_by_name() {
        let settings = SynthSettings { overlap: 1.2, ..SynthSettings::default() };
        assert_eq!(settings.check().unwrap_err().to_string(), "`overlap` must be 0 to 1");
    }

    #[test]
    fn not_a_number_is_refused() {
        let settings = SynthSettings { error_rate: f64::NAN, ..SynthSettings::default() };
        assert!(settings.check().is_err());
    }
}
