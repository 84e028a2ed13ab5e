//! People's other names.

use crate::assets::ASSETS;
use crate::random::Dice;

/// The short form of a given name.
pub(crate) fn nickname(given: &str, dice: &mut Dice) -> Option<String> {
    let known = ASSETS.nicknames(given);
    (!known.is_empty()).then(|| dice.pick(known).to_owned())
}

/// `H.` for `Hans`.
pub(crate) fn initial(given: &str) -> Option<String> {
    let first = given.chars().next()?;
    (given.chars().count() > 2).then(|| format!("{first}."))
}

/// Both names of somebody whose surname changed, hyphenated as the law allows.
pub(crate) fn double_surname(surname: &str, birth_surname: &str) -> String {
    format!("{surname}-{birth_surname}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;

    #[test]
    fn names_have_the_short_forms_of_the_list_only() {
        assert!(
            ["Susi", "Sanne"].contains(&nickname("Susanne", &mut test_dice(1)).unwrap().as_str())
        );
        assert_eq!(nickname("Ayşe", &mut test_dice(1)), None);
    }

    #[test]
    fn initials_are_of_names_longer_than_two() {
        assert_eq!(initial("Özlem").unwrap(), "Ö.");
        assert_eq!(initial("Bo"), None);
    }

    #[test]
    fn double_names_are_hyphenated() {
        assert_eq!(double_surname("Koch", "Lang"), "Koch-Lang");
    }
}
