//! What is written inside one cell: a step number, a list, numbered steps.

/// A step number as people write it: `3`, `3.`, `3.0`, `Step 3`; sub-steps `3a`, `3.1` count as 3.
pub(super) fn position(value: &str) -> Option<u32> {
    let value = value.trim();
    if value.len() > 12 {
        return None;
    }
    let digits: String = value
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// The items of a list in one cell.
pub(super) fn items(text: &str) -> Vec<String> {
    text.split([';', ',', '|', '/', '\n'])
        .map(str::trim)
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The steps of one cell: `1. Ask 2. Note`, `1) …`, one a line, with bullets; or the one step it
/// is.
pub fn step_texts(cell: &str) -> Vec<String> {
    let lines: Vec<&str> = cell.lines().collect();
    let parts = match numbered(cell) {
        Some(parts) => parts,
        None if lines.len() > 1 => lines,
        None => vec![cell],
    };
    parts
        .into_iter()
        .map(|part| part.trim().trim_start_matches(['-', '*', '•', '–']).trim())
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Splits at the numbers 1, 2, 3 … in this order, each followed by `.`, `)` or `:` and at the start
/// of a word; other numbers in the text ("within 2 days.") do not follow the count and stay.
/// `None` unless the text starts with 1 and goes on to 2.
fn numbered(cell: &str) -> Option<Vec<&str>> {
    let cell = cell.trim();
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < cell.len() {
        let marker = (starts.len() + 1).to_string();
        let fresh =
            at == 0 || cell[..at].ends_with(|c: char| c.is_whitespace() || c == ';' || c == '(');
        let rest = &cell[at..];
        let end = at + marker.len() + 1;
        let is_step =
            rest.starts_with(&marker) && rest[marker.len()..].starts_with(['.', ')', ':']);
        // "2.5 %" is no step: after its sign a step number is followed by its text.
        if fresh && is_step && !cell[end..].starts_with(|c: char| c.is_ascii_digit()) {
            starts.push((at, end));
            at = end;
        } else if starts.is_empty() && !rest.starts_with('(') {
            return None;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([cell.len()]);
    let parts: Vec<&str> = starts
        .iter()
        .zip(ends.clone())
        .map(|((_, from), to)| {
            cell[*from..to].trim_end_matches(|c: char| c.is_whitespace() || c == ';' || c == '(')
        })
        .collect();
    (parts.len() > 1).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_next_number_starts_a_step() {
        let cell = "1. Offer 2.5 % 2. Wait 2. days 3) Close; 5. no step";
        assert_eq!(step_texts(cell), ["Offer 2.5 %", "Wait 2. days", "Close; 5. no step"]);
        assert_eq!(step_texts("1. alone"), ["1. alone"]);
        assert_eq!(step_texts("(1) Ask (2) Note"), ["Ask", "Note"]);
    }

    #[test]
    fn step_numbers_come_in_many_forms() {
        assert_eq!(["3", "3.", "Step 3", "3a", "3.1"].map(position), [Some(3); 5]);
        assert_eq!(["", "three", "99999999999999"].map(position), [None; 3]);
    }
}
