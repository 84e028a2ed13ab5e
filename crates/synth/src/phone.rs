//! Phone numbers and the many ways in which people write them.

use crate::assets::Town;
use crate::random::Dice;

const GERMAN_MOBILE: [&str; 18] = [
    "151", "152", "157", "159", "160", "162", "163", "170", "171", "172", "173", "174", "175",
    "176", "177", "178", "179", "155",
];

/// A number as the network knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phone {
    /// Country calling code, such as `49`.
    country: &'static str,
    /// Area or mobile code without its leading zero.
    area: String,
    local: String,
}

impl Phone {
    /// A landline of a town.
    pub(crate) fn landline(town: &Town, dice: &mut Dice) -> Self {
        let area = town.area_code.trim_start_matches('0').to_owned();
        // Big towns have short codes and long numbers.
        let length = match town.country {
            "DE" => 10_usize.saturating_sub(area.len()).clamp(5, 8),
            _ => 7,
        };
        // No subscriber's number begins with 1: those are reserved for services.
        let local = format!("{}{}", dice.between(2, 9), dice.digits(length - 1));
        Self { country: calling_code(town.country), area, local }
    }

    /// A mobile number of a country.
    pub(crate) fn mobile(country: &str, dice: &mut Dice) -> Self {
        let area = match country {
            "AT" => dice.pick(&["650", "660", "664", "676", "699"]),
            "CH" => dice.pick(&["76", "77", "78", "79"]),
            _ => dice.pick(&GERMAN_MOBILE),
        };
        // German 015x blocks have eight digits after the code, 016x and 017x seven.
        let length = if area.starts_with("15") { 8 } else { 7 };
        let local = format!("{}{}", dice.between(2, 9), dice.digits(length - 1));
        Self { country: calling_code(country), area: area.to_owned(), local }
    }

    /// Digits with country code: what is compared.
    pub(crate) fn canonical(&self) -> String {
        format!("{}{}{}", self.country, self.area, self.local)
    }

    /// The number as somebody typed it.
    pub(crate) fn written(&self, dice: &mut Dice) -> String {
        let Self { country, area, local } = self;
        match dice.weighted(&[24, 16, 14, 14, 10, 7, 5, 4, 3, 3]) {
            0 => format!("+{country} {area} {local}"),
            1 => format!("0{area} {local}"),
            2 => format!("0{area}/{local}"),
            3 => format!("0{area}{local}"),
            4 => format!("+{country}{area}{local}"),
            5 => format!("0{area} - {}", spaced(local)),
            6 => format!("00{country} {area} {local}"),
            7 => format!("+{country} (0) {area} {local}"),
            8 => format!("(0{area}) {}", spaced(local)),
            _ => format!("0{area}-{local}"),
        }
    }

    /// The same number with its last digits another: a typing slip.
    pub(crate) fn mistyped(&self, dice: &mut Dice) -> Self {
        let mut digits: Vec<u8> = self.local.bytes().collect();
        let place = dice.between(1, digits.len() as i64 - 1) as usize;
        if dice.chance(0.5) && digits[place] != digits[place - 1] && place > 1 {
            digits.swap(place, place - 1);
        } else {
            digits[place] = b'0' + (digits[place] - b'0' + dice.between(1, 9) as u8) % 10;
        }
        let local = digits.into_iter().map(char::from).collect();
        Self { local, area: self.area.clone(), country: self.country }
    }
}

fn calling_code(country: &str) -> &'static str {
    match country {
        "AT" => "43",
        "CH" => "41",
        _ => "49",
    }
}

/// Pairs of digits.
fn spaced(local: &str) -> String {
    let mut text = String::new();
    for (index, digit) in local.chars().enumerate() {
        if index > 0 && index % 2 == 0 {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assets::ASSETS;
    use crate::random::Subject;

    fn national(phone: &Phone) -> String {
        format!("{}{}", phone.area, phone.local)
    }

    #[test]
    fn every_way_of_writing_keeps_the_digits() {
        for index in 0..200 {
            let mut dice = Dice::new(2, Subject::Person, index);
            let town = ASSETS.town(&mut dice);
            let phone = Phone::landline(town, &mut dice);
            let digits: String =
                phone.written(&mut dice).chars().filter(char::is_ascii_digit).collect();
            assert!(digits.ends_with(&national(&phone)), "{digits} {phone:?}");
        }
    }

    #[test]
    fn a_mistyped_number_is_another_of_the_same_length() {
        for index in 0..200 {
            let mut dice = Dice::new(3, Subject::Person, index);
            let phone = Phone::mobile("DE", &mut dice);
            let wrong = phone.mistyped(&mut dice);
            assert_ne!(phone, wrong);
            assert_eq!(phone.canonical().len(), wrong.canonical().len());
        }
    }

    #[test]
    fn german_mobile_numbers_have_the_digits_of_their_block() {
        for index in 0..50 {
            let phone = Phone::mobile("DE", &mut Dice::new(4, Subject::Person, index));
            let expected = if phone.area.starts_with("15") { 11 } else { 10 };
            assert_eq!(national(&phone).len(), expected);
        }
    }
}
