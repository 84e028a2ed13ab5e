//! Entries of decision tables in words: the unary tests and literals of FEEL that tables are full
//! of. Anything else stays as it is written.

/// What an input entry asks of its input, as words that follow the input's name; `None` for an
/// entry that every value passes.
pub(super) fn test_in_words(entry: &str) -> Option<String> {
    let entry = entry.trim();
    if entry.is_empty() || entry == "-" {
        return None;
    }
    if let Some(inner) = entry.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')')) {
        return Some(format!("is not {}", alternatives(inner, literal)));
    }
    let is_bare = split(entry).iter().all(|part| comparison(part).is_none());
    Some(if is_bare {
        format!("is {}", alternatives(entry, literal))
    } else {
        alternatives(entry, |part| {
            comparison(part).unwrap_or_else(|| format!("is {}", literal(part)))
        })
    })
}

fn alternatives(entry: &str, words: impl Fn(&str) -> String) -> String {
    split(entry).into_iter().map(words).collect::<Vec<_>>().join(" or ")
}

/// A value in words: text without its quotes, a duration as number and unit.
pub(super) fn literal(entry: &str) -> String {
    let entry = entry.trim();
    if let Some(text) = quoted(entry) {
        return text;
    }
    for function in ["duration", "date and time", "date", "time"] {
        let inner = entry
            .strip_prefix(function)
            .and_then(|rest| rest.trim().strip_prefix('('))
            .and_then(|rest| rest.strip_suffix(')'))
            .and_then(|inner| quoted(inner.trim()));
        if let Some(inner) = inner {
            let duration = if function == "duration" { duration(&inner) } else { None };
            return duration.unwrap_or(inner);
        }
    }
    entry.to_owned()
}

/// The text of a string literal; `None` for anything else.
fn quoted(entry: &str) -> Option<String> {
    let inner = entry.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::new();
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return None,
            '\\' => match characters.next()? {
                'n' => text.push('\n'),
                't' => text.push('\t'),
                other => text.push(other),
            },
            other => text.push(other),
        }
    }
    Some(text)
}

/// A string literal.
pub(super) fn quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// Splits at the commas that stand outside of quotes and brackets.
fn split(entry: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_i64);
    let (mut in_text, mut escaped) = (false, false);
    for (at, character) in entry.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            // Ranges may open with any bracket and close with another: `]1..5[`.
            '(' => depth += 1,
            '[' | ']' if depth == 0 => depth = 1,
            ')' | '[' | ']' => depth -= 1,
            ',' if depth <= 0 => {
                parts.push(entry[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(entry[start..].trim());
    parts.retain(|part| !part.is_empty());
    parts
}

/// A comparison or a range in words.
fn comparison(part: &str) -> Option<String> {
    for (sign, words) in
        [(">=", "at least"), ("<=", "at most"), (">", "above"), ("<", "below"), ("!=", "is not")]
    {
        if let Some(value) = part.strip_prefix(sign) {
            return Some(format!("{words} {}", literal(value)));
        }
    }
    let inner = part.strip_prefix(['[', '(', ']'])?.strip_suffix([']', ')', '['])?;
    let (low, high) = inner.split_once("..")?;
    let above = if part.starts_with('[') { "from" } else { "above" };
    let to = if part.ends_with(']') { "to" } else { "to below" };
    Some(format!("{above} {} {to} {}", literal(low), literal(high)))
}

/// An ISO 8601 duration of one unit: `PT24H`, `P2D`.
fn duration(text: &str) -> Option<String> {
    let rest = text.strip_prefix('P')?;
    let (rest, in_time) = rest.strip_prefix('T').map_or((rest, false), |rest| (rest, true));
    let unit = rest.chars().last()?;
    let number = rest.strip_suffix(unit)?;
    let number: u64 = number.parse().ok()?;
    let unit = match (unit, in_time) {
        ('S', true) => "second",
        ('M', true) => "minute",
        ('H', true) => "hour",
        ('D', false) => "day",
        ('M', false) => "month",
        ('Y', false) => "year",
        _ => return None,
    };
    Some(format!("{number} {unit}{}", if number == 1 { "" } else { "s" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_put_into_words() {
        for (entry, words) in [
            ("\"gold\"", "is gold"),
            ("\"gold, silver\", \"none\"", "is gold, silver or none"),
            ("> 100", "above 100"),
            ("[1..5]", "from 1 to 5"),
            ("(1..5[, >= 9", "above 1 to below 5 or at least 9"),
            ("not(\"lease\")", "is not lease"),
            ("true", "is true"),
        ] {
            assert_eq!(test_in_words(entry).unwrap(), words, "{entry}");
        }
        assert_eq!(test_in_words(" - "), None);
        assert_eq!(literal("duration(\"PT24H\")"), "24 hours");
        assert_eq!(literal("duration(\"P1D\")"), "1 day");
        assert_eq!(literal("duration(\"PTé\")"), "PTé");
        assert_eq!(literal("\"\""), "");
    }

    #[test]
    fn quoting_is_undone_by_reading() {
        for text in ["", "two \"days\"", "a\\b", "line\nline"] {
            assert_eq!(literal(&quote(text)), text);
        }
    }
}
