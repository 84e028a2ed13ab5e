//! Which words differ between two wordings of one step.

/// A run of text, and whether the other wording lacks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) differs: bool,
}

/// The longest text, in words, whose words are compared; steps are sentences, not chapters.
const MOST_WORDS: usize = 400;

/// Wordings that share less than this part of their words are no variants of each other.
const LEAST_SHARED: f64 = 0.25;

/// Two wordings, compared.
pub(super) struct Comparison {
    pub(super) runs: [Vec<Run>; 2],
    /// Whether they share so little that marks would say nothing, as two languages do: both are whole.
    pub(super) is_anew: bool,
}

/// Both wordings in runs, by the longest common subsequence of their words regardless of case.
/// Wordings too long to compare come back whole, as differing.
pub(super) fn compare(left: &str, right: &str) -> Comparison {
    let (a, b) = (words(left), words(right));
    if a.len().max(b.len()) > MOST_WORDS {
        let differs = left != right;
        return Comparison { runs: whole([left, right], differs), is_anew: false };
    }
    let [a_in_b, b_in_a] = common(&a, &b);
    let is_word = |(word, _): &&(&str, &str)| !word.is_empty();
    let all = a.iter().chain(&b).filter(is_word).count() as f64;
    let both = a.iter().zip(&a_in_b).filter(|(word, shared)| **shared && is_word(word)).count();
    if 2.0 * both as f64 / all < LEAST_SHARED {
        return Comparison { runs: whole([left, right], false), is_anew: true };
    }
    Comparison { runs: [runs(&a, &a_in_b), runs(&b, &b_in_a)], is_anew: false }
}

fn whole(texts: [&str; 2], differs: bool) -> [Vec<Run>; 2] {
    texts.map(|text| vec![Run { text: text.to_owned(), differs }])
}

/// Words with the white space and punctuation that follow them, which are shown but not compared.
fn words(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word_end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let gap_end = after.find(char::is_alphanumeric).unwrap_or(after.len());
        let (gap, after) = after.split_at(gap_end);
        found.push((word, gap));
        rest = after;
    }
    found
}

/// For each word of both texts, whether it is part of the longest common subsequence.
fn common(left: &[(&str, &str)], right: &[(&str, &str)]) -> [Vec<bool>; 2] {
    let lower = |words: &[(&str, &str)]| -> Vec<String> {
        words.iter().map(|(word, _)| word.to_lowercase()).collect()
    };
    let (left, right) = (lower(left), lower(right));
    // length[i][j]: of the texts from word i and word j on.
    let mut length = vec![vec![0_u16; right.len() + 1]; left.len() + 1];
    for i in (0..left.len()).rev() {
        for j in (0..right.len()).rev() {
            length[i][j] = if left[i] == right[j] {
                length[i + 1][j + 1] + 1
            } else {
                length[i + 1][j].max(length[i][j + 1])
            };
        }
    }
    let mut shared = [vec![false; left.len()], vec![false; right.len()]];
    let (mut i, mut j) = (0, 0);
    while i < left.len() && j < right.len() {
        if left[i] == right[j] {
            (shared[0][i], shared[1][j]) = (true, true);
            (i, j) = (i + 1, j + 1);
        } else if length[i + 1][j] >= length[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    shared
}

/// Neighbouring words of one kind as one run; the gap after the last differing word is no part of
/// what differs.
fn runs(words: &[(&str, &str)], shared: &[bool]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut add = |text: &str, differs: bool| match runs.last_mut() {
        _ if text.is_empty() => {}
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => runs.push(Run { text: text.to_owned(), differs }),
    };
    for (at, (word, gap)) in words.iter().enumerate() {
        let differs = !shared[at] && !word.is_empty();
        let goes_on = differs && shared.get(at + 1) == Some(&false);
        add(word, differs);
        add(gap, goes_on);
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs as text, what differs in brackets.
    fn shown(left: &str, right: &str) -> [String; 2] {
        compare(left, right).runs.map(|runs| {
            let run = |run: &Run| {
                if run.differs { format!("[{}]", run.text) } else { run.text.clone() }
            };
            runs.iter().map(run).collect()
        })
    }

    #[test]
    fn words_that_the_other_lacks_are_marked_in_one_run() {
        assert_eq!(
            shown("Log the complaint in the CRM.", "Record the complaint, with its reason, in SAP"),
            [
                "[Log] the complaint in [the CRM].".to_owned(),
                "[Record] the complaint, [with its reason], in [SAP]".to_owned()
            ]
        );
    }

    #[test]
    fn case_and_punctuation_alone_are_no_difference() {
        assert_eq!(
            shown("Ask: name, date", "ask name date"),
            ["Ask: name, date".to_owned(), "ask name date".to_owned()]
        );
    }

    #[test]
    fn wordings_of_two_languages_are_shown_without_marks() {
        let compared = compare("Write a note in SAP CRM", "Vermerk in LeaseOne schreiben");
        assert!(compared.is_anew);
        assert!(compared.runs.iter().flatten().all(|run| !run.differs));
        assert!(!compare("Write a note in SAP CRM", "Write a letter").is_anew);
        assert!(!compare("", "").is_anew, "nothing is not worded anew");
    }

    #[test]
    fn nothing_of_a_text_is_lost() {
        let texts = ["", " ", "¿Qué?  Sí…", "a-b", "مرحبا بالعالم", "x".repeat(5_000).as_str()]
            .map(str::to_owned);
        for (left, right) in texts.iter().zip(texts.iter().rev()) {
            let whole = compare(left, right)
                .runs
                .map(|runs| runs.into_iter().map(|run| run.text).collect::<String>());
            assert_eq!(whole, [left.clone(), right.clone()]);
        }
    }

    #[test]
    fn texts_too_long_to_compare_come_back_whole() {
        let long = "word ".repeat(MOST_WORDS + 1);
        let [left, right] = compare(&long, "word").runs;
        assert_eq!((left.len(), right.len()), (1, 1));
        assert!(left[0].differs && right[0].differs);
    }
}
