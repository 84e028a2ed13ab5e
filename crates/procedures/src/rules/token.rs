//! Numbers and words of a rule's value, in English, German, French, Spanish and Italian.

use deunicode::deunicode;

/// A number or a lower-case word without accents; `€` and `%` are words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Token {
    Number(f64),
    Word(String),
}

impl Token {
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Word(_) => None,
        }
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Number(_) => None,
            Self::Word(word) => Some(word),
        }
    }
}

/// Number words up to twelve, ordinals up to six; "one" and "ein" before a unit are numbers in rules.
const NUMBER_WORDS: [&[&str]; 12] = [
    &[
        "one", "ein", "eine", "einem", "einen", "eines", "einer", "first", "erste", "ersten",
        "erster", "erstem", "un", "une", "una", "uno",
    ],
    &[
        "two", "zwei", "twice", "zweimal", "second", "zweite", "zweiten", "zweiter", "zweitem",
        "deux", "dos",
    ],
    &[
        "three", "drei", "dreimal", "third", "dritte", "dritten", "dritter", "drittem", "trois",
        "tres", "tre",
    ],
    &[
        "four", "vier", "viermal", "fourth", "vierte", "vierten", "vierter", "viertem", "quatre",
        "cuatro", "quattro",
    ],
    &[
        "five", "fuenf", "funf", "funfmal", "fifth", "funfte", "funften", "funfter", "cinq",
        "cinco", "cinque",
    ],
    &["six", "sechs", "sixth", "sechste", "sechsten", "sechster", "seis"],
    &["seven", "sieben", "sept", "siete", "sette"],
    &["eight", "acht", "huit", "ocho", "otto"],
    &["nine", "neun", "neuf", "nueve", "nove"],
    &["ten", "zehn", "dix", "diez", "dieci"],
    &["eleven", "elf", "onze", "undici"],
    &["twelve", "zwoelf", "zwolf", "douze", "doce", "dodici"],
];

/// Splits a value into numbers and words; everything else only separates.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        match letters[at] {
            c if c.is_ascii_digit() => {
                while at < letters.len() && continues_number(&letters, at) {
                    at += 1;
                }
                let written: String = letters[start..at].iter().collect();
                out.extend(number(&written).map(Token::Number));
            }
            c if c.is_alphabetic() => {
                while at < letters.len() && letters[at].is_alphabetic() {
                    at += 1;
                }
                let written: String = letters[start..at].iter().collect();
                out.push(word(&deunicode(&written).to_lowercase()));
            }
            c => {
                out.extend(symbol(c).map(|name| Token::Word(name.to_owned())));
                at += 1;
            }
        }
    }
    out
}

fn continues_number(letters: &[char], at: usize) -> bool {
    letters[at].is_ascii_digit()
        || (matches!(letters[at], '.' | ',')
            && letters.get(at + 1).is_some_and(char::is_ascii_digit))
        || groups_thousands(letters, at)
}

/// Whether a sign parts thousands as in Switzerland: `1'000`.
fn groups_thousands(letters: &[char], at: usize) -> bool {
    let is_sign = matches!(letters[at], '\'' | '’');
    let digits = || letters[at + 1..].iter().take_while(|letter| letter.is_ascii_digit()).count();
    is_sign && digits() == 3
}

fn symbol(c: char) -> Option<&'static str> {
    match c {
        '€' => Some("eur"),
        '$' => Some("usd"),
        '£' => Some("gbp"),
        '%' => Some("percent"),
        _ => None,
    }
}

fn word(word: &str) -> Token {
    let number = NUMBER_WORDS.iter().position(|words| words.contains(&word));
    number.map_or_else(|| Token::Word(word.to_owned()), |index| Token::Number(index as f64 + 1.0))
}

/// A written number with either decimal sign. A lone sign followed by exactly three digits groups
/// thousands, as in `1.500 €`: rules rarely state thousandths.
fn number(written: &str) -> Option<f64> {
    let written = &written.replace(['\'', '’'], "");
    let last = written.rfind(['.', ',']);
    let Some(last) = last else { return written.parse().ok() };
    let signs: Vec<char> = written.chars().filter(|c| matches!(c, '.' | ',')).collect();
    let repeated = signs.len() > 1 && signs.iter().all(|sign| *sign == signs[0]);
    let groups = signs.len() == 1 && written.len() - last == 4 && !written.starts_with('0');
    if repeated || groups {
        return written.replace(['.', ','], "").parse().ok();
    }
    let whole = written[..last].replace(['.', ','], "");
    format!("{whole}.{}", &written[last + 1..]).parse().ok()
}

/// Whether the words occur one after the other.
pub(crate) fn says(tokens: &[Token], phrase: &str) -> bool {
    let words: Vec<&str> = phrase.split(' ').collect();
    tokens
        .windows(words.len())
        .any(|window| window.iter().zip(&words).all(|(token, word)| token.word() == Some(word)))
}

pub(crate) fn says_any(tokens: &[Token], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| says(tokens, phrase))
}

/// Whether words that start like those of a phrase occur one after the other, for any of the phrases:
/// so that inflected words count.
pub(crate) fn starts_any(tokens: &[Token], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| {
        let starts: Vec<&str> = phrase.split(' ').collect();
        tokens.windows(starts.len()).any(|window| {
            let mut pairs = window.iter().zip(&starts);
            pairs.all(|(token, start)| token.word().is_some_and(|word| begins(word, start)))
        })
    })
}

/// Whether the word is the start, or begins with it if it is long enough to tell.
fn begins(word: &str, start: &str) -> bool {
    word == start || start.len() > 3 && word.starts_with(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<f64> {
        tokens(text).iter().find_map(Token::number)
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        assert_eq!(first("1.500 €"), Some(1500.0));
        assert_eq!(first("1.234.567,89"), Some(1_234_567.89));
        assert_eq!(first("0,5 %"), Some(0.5));
        assert_eq!(first("EUR 2,500.00"), Some(2500.0));
        assert_eq!(first("two business days"), Some(2.0));
        assert_eq!(first("fünf Werktage"), Some(5.0));
        assert_eq!(first("24h"), Some(24.0));
        assert_eq!(first("CHF 1'000.-"), Some(1000.0));
        assert_eq!(first("1’234’567.50"), Some(1_234_567.5));
        assert_eq!(first("deux heures"), Some(2.0));
    }

    #[test]
    fn phrases_are_found_as_whole_words() {
        let tokens = tokens("Frühestens am Montag");
        assert!(says(&tokens, "fruhestens"));
        assert!(!says(&tokens, "mon"));
    }
}
