//! How numbers, money and dates are written for people: thousands separators, sensible rounding,
//! units, dates that nobody can read the wrong way round.

use jiff::civil::Date;

/// What stands where there is no value.
pub(crate) const NOTHING: &str = "–";

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A whole number with thousands separators.
pub(crate) fn count(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if number < 0 { format!("−{text}") } else { text }
}

/// A number with so many decimals.
pub(crate) fn number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NOTHING.to_owned();
    }
    let rounded = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = rounded.split_once('.').unwrap_or((&rounded, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let is_zero = rounded.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    let sign = if value < 0.0 && !is_zero { "−" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// A number with as many decimals as its size asks for: whole numbers have none, small ones keep
/// two digits that say something.
pub(crate) fn plain(value: f64) -> String {
    const MOST_DECIMALS: f64 = 12.0;
    let decimals = match value.abs() {
        size if size.fract() == 0.0 || size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        size if size >= 0.1 => 2,
        size => (1.0 - size.log10().floor()).min(MOST_DECIMALS) as usize,
    };
    number(value, decimals)
}

/// A share as a percentage with one decimal, for tables.
pub(crate) fn share(value: f64) -> String {
    format!("{}%", number(value * 100.0, 1))
}

/// A share in whole per cents, for charts and sentences.
pub(crate) fn percent(value: f64) -> String {
    format!("{}%", number(value * 100.0, 0))
}

/// A part of a whole in whole per cents; nothing of nothing is no share.
pub(crate) fn share_of(part: f64, whole: f64) -> String {
    if whole > 0.0 { percent(part / whole) } else { NOTHING.to_owned() }
}

/// An amount, in millions where it is that large.
pub(crate) fn money(value: f64, currency: &str) -> String {
    const MILLION: f64 = 1e6;
    if value.abs() >= MILLION {
        return format!("{currency} {} million", number(value / MILLION, 2));
    }
    format!("{currency} {}", number(value, 0))
}

/// A figure by its unit: shares as percentages, amounts as money, others with their unit's name.
pub(crate) fn figure(value: f64, unit: &str, currency: &str) -> String {
    match unit {
        "share" => share(value),
        "" => plain(value),
        _ if unit.starts_with(currency) => {
            format!("{}{}", money(value, currency), unit.trim_start_matches(currency))
        }
        _ => match plain(value) {
            one if one == "1" => format!("1 {}", singular(unit)),
            text => format!("{text} {unit}"),
        },
    }
}

/// A figure without the name of its unit, for tables that have a column for it.
pub(crate) fn bare_figure(value: f64, unit: &str) -> String {
    if unit == "share" { share(value) } else { plain(value) }
}

/// The unit of one.
fn singular(unit: &str) -> String {
    let endings = [("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("eria", "erion"), ("s", "")];
    let found = endings.iter().find_map(|(many, one)| Some((unit.strip_suffix(many)?, one)));
    found.map_or_else(|| unit.to_owned(), |(stem, one)| format!("{stem}{one}"))
}

/// A count with its unit, whose plural is given.
pub(crate) fn of(number: i64, unit: &str) -> String {
    let unit = if number == 1 { singular(unit) } else { unit.to_owned() };
    format!("{} {unit}", count(number))
}

/// A day.
pub(crate) fn date(day: Date) -> String {
    format!("{} {}", day.day(), month(day))
}

/// A month of a year.
pub(crate) fn month(day: Date) -> String {
    format!("{} {}", month_name(day), day.year())
}

/// A month.
pub(crate) fn month_name(day: Date) -> &'static str {
    MONTHS[usize::try_from(day.month() - 1).unwrap_or_default() % MONTHS.len()]
}

/// A word of a table, such as `only_left`, for people.
pub(crate) fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// A text as a sentence: with a full stop, and with a capital letter unless it begins with a name
/// that is written small, such as that of a setting.
pub(crate) fn sentence(text: &str) -> String {
    let text = text.trim();
    let is_name = text.split_whitespace().next().is_some_and(|word| word.contains(['.', '_']));
    let mut letters = text.chars();
    let Some(first) = letters.next() else { return String::new() };
    let begun: String =
        if is_name { text.to_owned() } else { first.to_uppercase().chain(letters).collect() };
    if begun.ends_with(['.', '!', '?', '…']) { begun } else { begun + "." }
}

/// At most so many characters, with an ellipsis where something is cut off.
pub(crate) fn fit(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(characters.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        assert_eq!(count(0), "0");
        assert_eq!(count(-999), "−999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(number(-1234.567, 1), "−1,234.6");
    }

    #[test]
    fn what_rounds_to_nothing_has_no_sign() {
        assert_eq!(number(-0.001, 2), "0.00");
    }

    #[test]
    fn what_is_no_number_is_shown_as_nothing() {
        assert_eq!(plain(f64::NAN), NOTHING);
        assert_eq!(plain(f64::INFINITY), NOTHING);
        assert_eq!(share_of(1.0, 0.0), NOTHING);
    }

    #[test]
    fn figures_are_written_by_their_unit() {
        assert_eq!(figure(0.125, "share", "EUR"), "12.5%");
        assert_eq!(figure(1.0, "households", "EUR"), "1 household");
        assert_eq!(figure(1.0, "inquiries", "EUR"), "1 inquiry");
        assert_eq!(figure(1.0, "matches", "EUR"), "1 match");
        assert_eq!(figure(1.0, "criteria", "EUR"), "1 criterion");
        assert_eq!(figure(2_345_678.0, "EUR", "EUR"), "EUR 2.35 million");
        assert_eq!(figure(1_500.0, "EUR a month", "EUR"), "EUR 1,500 a month");
        assert_eq!(figure(12.345, "days", "EUR"), "12.3 days");
    }

    #[test]
    fn small_numbers_keep_two_digits() {
        assert_eq!(plain(0.000_012_34), "0.000012");
        assert_eq!(plain(0.0), "0");
    }

    #[test]
    fn sentences_begin_and_end_as_sentences() {
        assert_eq!(sentence("élan is missing"), "Élan is missing.");
        assert_eq!(sentence("Why?"), "Why?");
        assert_eq!(sentence("plan.months = 12 helps"), "plan.months = 12 helps.");
        assert_eq!(sentence(" "), "");
    }

    #[test]
    fn long_labels_are_cut_with_an_ellipsis() {
        assert_eq!(fit("Übergabe an das Team", 9), "Übergabe…");
        assert_eq!(fit("short", 9), "short");
    }
}
