//! What each line of a text is.

use super::table;

/// The mark that a list item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// `3.`, `3)`, `(3)`, `Step 3:`; of `3.1.2` the count of numbers after the first.
    Number(usize),
    /// `a.`, `b)`, `iv.`
    Letter,
    /// `-`, `*`, `•`
    Bullet,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    /// Nothing, or what is no text: a rule across the page, a comment, a fence of code.
    Blank,
    /// A heading and its level, from 1.
    Heading { level: usize, text: String },
    /// The first line of a list item.
    Item {
        /// Signs before its mark.
        indent: usize,
        /// Its mark.
        mark: Mark,
        /// The numbers of the mark; none of a letter or a bullet.
        numbers: Vec<u32>,
        /// What follows the mark.
        text: String,
    },
    /// A row of a table; without cells, the line under its header.
    Row { cells: Vec<String> },
    /// Anything else.
    Text { indent: usize, text: String },
}

/// The lines of a text with their 1-based numbers. In a `plain` text, a short line that stands alone
/// above a list or a field is a heading.
pub(super) fn lines(text: &str, plain: bool) -> Vec<(usize, Line)> {
    let raws: Vec<&str> = text.lines().collect();
    let ends = Ends::of(&raws);
    let mut lines: Vec<(usize, Line)> = Vec::new();
    let mut hidden: Option<Hidden> = None;
    let (mut in_list, mut in_table) = (false, false);
    for (number, raw) in (1..).zip(&raws) {
        let trimmed = raw.trim();
        if let Some(part) = hidden {
            if part.ends(trimmed) {
                hidden = None;
            }
            lines.push((number, Line::Blank));
            continue;
        }
        let below = raws.get(number).copied();
        // What is never closed hides nothing: the lines below it are text.
        hidden = Hidden::opens(trimmed, number, below).filter(|part| ends.after(*part, number));
        let line = if hidden.is_some() { Line::Blank } else { line(raw, trimmed, in_list) };
        in_table = matches!(line, Line::Text { .. } | Line::Item { .. })
            && table::is_row(trimmed, below, in_table);
        if in_table {
            in_list = false;
            lines.push((number, Line::Row { cells: table::cells(trimmed) }));
            continue;
        }
        if let Some(level) = underline(trimmed)
            && let Some((_, Line::Text { text, .. })) = lines.last_mut()
        {
            let text = std::mem::take(text);
            if let Some((_, last)) = lines.last_mut() {
                *last = Line::Heading { level, text };
            }
            lines.push((number, Line::Blank));
            continue;
        }
        in_list = matches!(line, Line::Item { .. }) || (in_list && line != Line::Blank);
        lines.push((number, line));
    }
    if plain {
        lone_headings(&mut lines);
    }
    lines
}

/// A part that is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hidden {
    /// ```` ``` ````
    Code,
    /// `~~~`
    Tildes,
    /// `<!-- … -->`
    Comment,
    /// Between two lines `---` at the beginning of the file.
    FrontMatter,
}

impl Hidden {
    /// The part that a line opens.
    fn opens(line: &str, number: usize, below: Option<&str>) -> Option<Self> {
        // Front matter begins with a key; a line across the page may stand anywhere.
        let has_key = || {
            below.is_some_and(|below| below.split([' ', ':']).count() > 1 && below.contains(':'))
        };
        if line.starts_with("```") {
            Some(Self::Code)
        } else if line.starts_with("~~~") {
            Some(Self::Tildes)
        } else if line.starts_with("<!--") && !line.contains("-->") {
            Some(Self::Comment)
        } else {
            (number == 1 && line == "---" && has_key()).then_some(Self::FrontMatter)
        }
    }

    /// Whether a line closes the part.
    fn ends(self, line: &str) -> bool {
        match self {
            Self::Code => line.starts_with("```"),
            Self::Tildes => line.starts_with("~~~"),
            Self::Comment => line.contains("-->"),
            Self::FrontMatter => matches!(line, "---" | "..."),
        }
    }
}

/// The last line that closes a part of each kind; 0 for none.
struct Ends([usize; 4]);

impl Ends {
    const PARTS: [Hidden; 4] = [Hidden::Code, Hidden::Tildes, Hidden::Comment, Hidden::FrontMatter];

    fn of(raws: &[&str]) -> Self {
        let last = |part: Hidden| raws.iter().rposition(|raw| part.ends(raw.trim()));
        Self(Self::PARTS.map(|part| last(part).map_or(0, |at| at + 1)))
    }

    /// Whether a part that begins in a line is closed below it.
    fn after(&self, part: Hidden, line: usize) -> bool {
        Self::PARTS.iter().zip(self.0).any(|(other, last)| *other == part && last > line)
    }
}

fn underline(line: &str) -> Option<usize> {
    if line.len() >= 3 && line.bytes().all(|byte| byte == b'=') {
        Some(1)
    } else if line.len() >= 3 && line.bytes().all(|byte| byte == b'-') {
        Some(2)
    } else {
        None
    }
}

fn line(raw: &str, trimmed: &str, in_list: bool) -> Line {
    let is_rule = trimmed.len() >= 3 && trimmed.bytes().all(|byte| b"-*_= ".contains(&byte));
    if trimmed.is_empty() || is_rule || trimmed.starts_with("<!--") {
        return Line::Blank;
    }
    let level = trimmed.bytes().take_while(|byte| *byte == b'#').count();
    if (1..=6).contains(&level) && trimmed[level..].starts_with([' ', '\t']) {
        let text = trimmed[level..].trim().trim_end_matches('#').trim_end();
        return Line::Heading { level, text: text.to_owned() };
    }
    let indent = raw.chars().take_while(|c| c.is_whitespace());
    let indent = indent.map(|c| if c == '\t' { 4 } else { 1 }).sum();
    match mark(trimmed, in_list) {
        Some((mark, text)) => {
            let numbers =
                if matches!(mark, Mark::Number(_)) { numbers(trimmed) } else { Vec::new() };
            Line::Item { indent, mark, numbers, text: text.trim().to_owned() }
        }
        None => Line::Text { indent, text: trimmed.to_owned() },
    }
}

/// The mark of a list item, and what follows it.
pub(super) fn mark(line: &str, in_list: bool) -> Option<(Mark, &str)> {
    for bullet in ['-', '*', '+', '•', '–', '·'] {
        if let Some(rest) = line.strip_prefix(bullet) {
            let is_item = rest.is_empty() || rest.starts_with([' ', '\t']);
            return is_item.then_some((Mark::Bullet, rest));
        }
    }
    let lower = line.to_lowercase();
    for word in ["step ", "schritt "] {
        if lower.starts_with(word)
            && let Some((depth, rest)) = number(&line[word.len()..])
            && let Some(rest) =
                rest.strip_prefix([':', '.', ')', '-', '–']).or(rest.strip_prefix(" -"))
        {
            return Some((Mark::Number(depth), rest));
        }
    }
    let bare = line.strip_prefix('(');
    if let Some((depth, rest)) = number(bare.unwrap_or(line)) {
        let closed = match (bare, rest.chars().next()) {
            (Some(_), Some(')')) | (None, Some('.' | ')')) => Some(&rest[1..]),
            (None, Some(' ')) if depth > 0 && in_list => {
                Some(rest).filter(|rest| rest.trim_start().starts_with(char::is_alphabetic))
            }
            _ => None,
        };
        // "2.5 %" and "1.000 €" are amounts: after the mark there is a space.
        let rest = closed.filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
        return rest.map(|rest| (Mark::Number(depth), rest));
    }
    // Letters begin names as well: they count within lists only.
    let line = bare.unwrap_or(line);
    let letters = line.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_roman = line[..letters].bytes().all(|byte| b"ivx".contains(&byte));
    let is_letter = letters == 1 || (is_roman && (2..=4).contains(&letters));
    let rest = line[letters..].strip_prefix(['.', ')'])?;
    (in_list && is_letter && rest.starts_with([' ', '\t'])).then_some((Mark::Letter, rest))
}

/// A number such as `3` or `3.1.2` with the count of its further numbers, and what follows it.
fn number(text: &str) -> Option<(usize, &str)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    if first == 0 || first > 6 {
        return None;
    }
    let (mut rest, mut depth) = (&text[first..], 0);
    while let Some(after) = rest.strip_prefix('.') {
        let more = digits(after);
        if more == 0 || more > 3 || depth > 8 {
            break;
        }
        rest = &after[more..];
        depth += 1;
    }
    Some((depth, rest))
}

/// The numbers of a mark: of `Step 3.1:` 3 and 1.
fn numbers(line: &str) -> Vec<u32> {
    let from = line.trim_start_matches(|c: char| !c.is_ascii_digit());
    let to = from.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(from.len());
    from[..to].split('.').map_while(|number| number.parse().ok()).collect()
}

/// In a text without marks: makes headings of the lines above lists and fields.
fn lone_headings(lines: &mut [(usize, Line)]) {
    // What stands below each line, past blank ones; from the end, so that it is looked for once.
    let mut next = vec![None; lines.len()];
    for at in (0..lines.len().saturating_sub(1)).rev() {
        next[at] = if lines[at + 1].1 == Line::Blank { next[at + 1] } else { Some(at + 1) };
    }
    let mut before_blank = true;
    for at in 0..lines.len() {
        let above_list = match next[at].map(|below: usize| &lines[below].1) {
            Some(Line::Item { indent: 0, mark, .. }) => matches!(mark, Mark::Number(_)),
            Some(Line::Text { text, .. }) => super::words::key_value(text)
                .is_some_and(|(key, _)| super::words::field(&key).is_some()),
            _ => false,
        };
        let (_, line) = &mut lines[at];
        let blank = *line == Line::Blank;
        if let Line::Text { indent: 0, text } = line
            && before_blank
            && above_list
            && text.len() < 120
            && !text.ends_with(['.', ',', ';'])
            && super::words::key_value(text).is_none()
        {
            let text = std::mem::take(text);
            *line = Line::Heading { level: 1, text };
        }
        before_blank = blank;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(line: &str) -> Option<(Mark, &str)> {
        mark(line, true)
    }

    #[test]
    fn list_items_are_told_by_their_marks() {
        assert_eq!(item("3. Ask"), Some((Mark::Number(0), " Ask")));
        assert_eq!(item("(3) Ask"), Some((Mark::Number(0), " Ask")));
        assert_eq!(item("Schritt 3: Fragen"), Some((Mark::Number(0), " Fragen")));
        assert_eq!(item("3.1 Ask"), Some((Mark::Number(1), " Ask")));
        assert_eq!(item("b) Ask"), Some((Mark::Letter, " Ask")));
        assert_eq!(item("iv. Ask"), Some((Mark::Letter, " Ask")));
        assert_eq!(item("- Ask"), Some((Mark::Bullet, " Ask")));
        for text in ["2.5 % fee", "1.000 € limit", "24 hours", "-5 degrees", "**Bold** text", "*"]
        {
            assert!(item(text).is_none() || text == "*", "{text}");
        }
        assert_eq!(mark("B. Smith decides", false), None);
    }
}
