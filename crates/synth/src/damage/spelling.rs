//! Right words in other clothes: umlauts, case, abbreviations, broken encodings.

use crate::person::without_accent;
use crate::random::Dice;

/// `ü` as `ue`, or as `u` where nobody cared.
pub(crate) fn without_umlauts(text: &str, dice: &mut Dice) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let expanded = dice.chance(0.75);
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            'ä' if expanded => plain.push_str("ae"),
            'ö' if expanded => plain.push_str("oe"),
            'ü' if expanded => plain.push_str("ue"),
            'Ä' if expanded => plain.push_str("Ae"),
            'Ö' if expanded => plain.push_str("Oe"),
            'Ü' if expanded => plain.push_str("Ue"),
            'ß' => plain.push_str("ss"),
            other => plain.push(without_accent(other)),
        }
    }
    Some(plain)
}

/// UTF-8 read as Windows-1252, `MÃ¼ller`, or replaced by a mark, `M?ller`.
pub(crate) fn broken_encoding(text: &str, dice: &mut Dice) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    if dice.chance(0.4) {
        return Some(text.replace(|letter: char| !letter.is_ascii(), "?"));
    }
    let (read, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(text.as_bytes());
    Some(read.into_owned())
}

/// `MÜLLER`; capital ß is written SS.
pub(crate) fn shouted(text: &str) -> String {
    text.replace('ß', "SS").to_uppercase()
}

/// `Hauptstr.` for `Hauptstraße`, with a few relatives.
pub(crate) fn abbreviated_street(street: &str, dice: &mut Dice) -> Option<String> {
    let short = match dice.below(3) {
        0 => ("straße", "str.", "Straße", "Str."),
        1 => ("straße", "strasse", "Straße", "Strasse"),
        _ => ("straße", "str", "Straße", "Str"),
    };
    let changed = street.replace(short.0, short.1).replace(short.2, short.3);
    (changed != street).then_some(changed)
}

/// `Frankfurt/Main` and its like.
pub(crate) fn abbreviated_city(city: &str, dice: &mut Dice) -> Option<String> {
    let (town, river) = city.split_once(" am ").or_else(|| city.split_once(" an der "))?;
    let initial: String = river.chars().take(1).collect();
    Some(match dice.below(3) {
        0 => format!("{town}/{river}"),
        1 => format!("{town} a.{initial}."),
        _ => town.to_owned(),
    })
}

/// `Gmbh`, `G.m.b.H.`, or no legal form at all.
pub(crate) fn other_legal_form(name: &str, dice: &mut Dice) -> Option<String> {
    if let Some(start) = name.strip_suffix(" GmbH") {
        return Some(match dice.below(4) {
            0 => format!("{start} G.m.b.H."),
            1 => format!("{start} Gmbh"),
            2 => format!("Fa. {name}"),
            _ => start.to_owned(),
        });
    }
    if let Some(start) = name.strip_suffix(" GmbH & Co. KG") {
        let form = dice.pick(&["GmbH & Co KG", "GmbH + Co. KG", "GmbH u. Co. KG", "GmbH"]);
        return Some(format!("{start} {form}"));
    }
    name.strip_suffix(" (haftungsbeschränkt)").map(str::to_owned)
}

/// `&` and `und`, hyphens and spaces.
pub(crate) fn other_joints(name: &str) -> Option<String> {
    if name.contains(" & ") && !name.contains("& Co") {
        return Some(name.replace(" & ", " und "));
    }
    name.contains('-').then(|| name.replace('-', " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::damage::test_dice;

    fn seen(make: impl Fn(&mut Dice) -> Option<String>) -> Vec<String> {
        (0..60).filter_map(|index| make(&mut test_dice(index))).collect()
    }

    #[test]
    fn umlauts_are_expanded_or_dropped() {
        let spellings = seen(|dice| without_umlauts("Jürgen Weiß", dice));
        assert!(spellings.contains(&"Juergen Weiss".to_owned()));
        assert!(spellings.contains(&"Jurgen Weiss".to_owned()));
        assert!(seen(|dice| without_umlauts("Peter", dice)).is_empty());
    }

    #[test]
    fn broken_encodings_look_as_everybody_knows_them() {
        let broken = seen(|dice| broken_encoding("Müller", dice));
        assert!(broken.contains(&"MÃ¼ller".to_owned()));
        assert!(broken.contains(&"M?ller".to_owned()));
    }

    #[test]
    fn shouting_writes_sharp_s_as_two() {
        assert_eq!(shouted("Großmann"), "GROSSMANN");
    }

    #[test]
    fn streets_and_cities_are_abbreviated() {
        assert!(seen(|d| abbreviated_street("Hauptstraße", d)).contains(&"Hauptstr.".to_owned()));
        assert!(seen(|d| abbreviated_street("Amselweg", d)).is_empty());
        let cities = seen(|dice| abbreviated_city("Frankfurt am Main", dice));
        assert!(cities.contains(&"Frankfurt/Main".to_owned()));
        assert!(cities.contains(&"Frankfurt a.M.".to_owned()));
    }

    #[test]
    fn firms_change_their_legal_form_and_joints() {
        assert!(seen(|d| other_legal_form("Bau GmbH", d)).contains(&"Bau G.m.b.H.".to_owned()));
        assert_eq!(other_joints("Lenz & Ott OHG").unwrap(), "Lenz und Ott OHG");
        assert_eq!(other_joints("Lenz Bau GmbH"), None);
    }
}
