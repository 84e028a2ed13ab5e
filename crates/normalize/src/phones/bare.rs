//! Numbers of nothing but digits, which say neither a plus nor a zero.

use super::parse_phone;
use super::plan::Plan;
use crate::text::without_decimals;

/// Digits of the shortest numbers with their calling codes, such as Danish ones.
const WHOLE: usize = 10;
/// Digits of the longest numbers of a fixed line within a country, but for its zero, that begin with an area
/// code like the country's calling code.
const LONGEST_NATIONAL: usize = 11;

/// What a number of bare digits, the first of which is no zero, can be in its country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BareNumber {
    /// Only a number with the country's calling code, which lacks its plus: `491541637925`.
    WithCode,
    /// That, or a number of an area whose code begins alike and that lacks its zero: `4921123456` in Germany.
    Either,
    /// None with the country's calling code.
    National,
}

/// Whether a number is dialled in a country as it is written, with no zero in front that it could have lost: mobiles in
/// Italy, all numbers in Spain.
///
/// ```
/// use sameboat_normalize::phones::is_without_zero;
/// assert!(is_without_zero("3331234567", "IT"));
/// assert!(!is_without_zero("1711234567", "DE"));
/// ```
pub fn is_without_zero(raw: &str, country: &str) -> bool {
    let digits = without_decimals(raw.trim());
    Plan::of_country(country).is_some_and(|plan| plan.is_without_zero(digits))
}

/// Tells what bare digits can be in a country (ISO 3166 alpha-2); none for what is no number of bare digits.
///
/// ```
/// use sameboat_normalize::phones::{BareNumber, bare_number};
/// assert_eq!(bare_number("491541637925", "DE"), Some(BareNumber::WithCode));
/// assert_eq!(bare_number("4921123456", "DE"), Some(BareNumber::Either));
/// assert_eq!(bare_number("1541637925", "DE"), Some(BareNumber::National));
/// assert_eq!(bare_number("0154 1637925", "DE"), None);
/// ```
pub fn bare_number(raw: &str, country: &str) -> Option<BareNumber> {
    let digits = without_decimals(raw.trim());
    let is_bare = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    if !is_bare || digits.len() < super::dialled::FEWEST {
        return None;
    }
    let read = parse_phone(digits, Some(country))?;
    let plan = Plan::of_country(country)?;
    let has_code = digits.starts_with(plan.code()) && read.strip_prefix('+') == Some(digits);
    if digits.len() < WHOLE || !has_code {
        return Some(BareNumber::National);
    }
    let is_of_area = digits.len() <= LONGEST_NATIONAL && plan.is_of_area(digits);
    Some(if is_of_area { BareNumber::Either } else { BareNumber::WithCode })
}
