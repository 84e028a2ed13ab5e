//! The unit of a column, as far as its name and meaning say it.

use sameboat_model::{Entity, FieldKind};

use super::{Column, ColumnType};

/// Amounts are in the engagement's currency.
pub const CURRENCY: &str = "currency";

/// Endings of names and their units.
const BY_NAME: &[(&str, &str)] = &[
    ("_seconds", "seconds"),
    ("_minutes", "minutes"),
    ("minutes_a_month", "minutes a month"),
    ("contacts_a_month", "contacts a month"),
    ("_hours", "hours"),
    ("hours_each", "hours"),
    ("hours", "hours"),
    ("_months", "months"),
    ("median_days", "days"),
    ("effort_days", "person-days"),
    ("monthly_cost", CURRENCY),
    ("bytes", "bytes"),
    ("fte", "full-time equivalents"),
    ("row_count", "rows"),
    ("load", "erlangs"),
];

/// What a meaning says, and the unit.
const BY_MEANING: &[(&str, &str)] = &[
    ("(bits)", "bits"),
    ("in bits", "bits"),
    ("0 to 1", "share, 0 to 1"),
    ("0 to 23", "hour of the day"),
    ("of the amounts", CURRENCY),
    ("a month", CURRENCY),
];

/// The unit of a column of numbers; `None` for counts, texts and days.
pub fn unit(column: &Column) -> Option<&'static str> {
    if !matches!(column.kind, ColumnType::Integer | ColumnType::Double) {
        return None;
    }
    let is_money = Entity::ALL.into_iter().any(|entity| {
        entity.field(column.name).is_some_and(|field| field.kind == FieldKind::Money)
    });
    if is_money {
        return Some(CURRENCY);
    }
    let by_name = BY_NAME.iter().find(|(end, _)| column.name.ends_with(end));
    let by_meaning = || BY_MEANING.iter().find(|(part, _)| column.doc.contains(part));
    by_name.or_else(by_meaning).map(|(_, unit)| *unit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{double, integer, text};

    #[test]
    fn units_follow_names_and_meanings() {
        let units = [
            unit(&double("mean_wait_seconds", "mean wait")),
            unit(&double("probability", "match probability, 0 to 1")),
            unit(&double("amount", "price or financed amount")),
            unit(&integer("contacts", "contacts")),
            unit(&text("unit", "its unit")),
        ];
        let expected = [Some("seconds"), Some("share, 0 to 1"), Some(CURRENCY), None, None];
        assert_eq!(units, expected);
    }
}
