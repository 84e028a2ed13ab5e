//! Whose side a header is on: whether a yes below it is a consent or a refusal.
//!
//! A header is read as a value is (`wishes`), as it is made of the same words. Who agreed must not be
//! guessed: a header with a word of refusal that is not understood, with a word that nobody knows, or
//! with no word but that of a channel, is unclear, and gives no consent.

use sameboat_normalize::wishes::{self, CHANNELS, Channels, Role, Word, wish, words};

use super::words::{Lexicon, Meaning, tokens};

/// What a yes below a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    /// That the customer refuses: the channels that the header names as refused, if any.
    Refusal(Channels),
    /// That the customer agrees.
    Consent,
    /// How the customer would like to be approached.
    Wish,
    /// It is about approaching customers, and nobody knows.
    Unclear,
}

/// Concepts of headers that are about approaching somebody. A street is what a letter needs.
const APPROACHED: [&str; 10] = [
    "email",
    "newsletter",
    "phone",
    "call",
    "landline",
    "mobile",
    "workphone",
    "post",
    "consent",
    "contact",
];
/// What a form prints behind a question: `Newsletter (ja/nein)`.
const LEGENDS: [&str; 12] = [
    "ja/nein", "yes/no", "oui/non", "si/no", "sí/no", "sì/no", "j/n", "y/n", "o/n", "s/n", "1/0",
    "0/1",
];

/// The stance of a header; none if it is not about approaching customers. `leave_out` is a word that
/// all headers of the table begin with.
pub(crate) fn stance(header: &str, meaning: &Meaning, leave_out: Option<&str>) -> Option<Stance> {
    let text = without_legend(header);
    let known: Vec<Word> = words(&text).into_iter().flatten().collect();
    let is_named = |roles: &[Role]| known.iter().any(|word| word.is_one_of(roles));
    let is_approached = meaning.has("refusal")
        || meaning.has("wish")
        || APPROACHED.iter().any(|name| meaning.has(name))
        || known.iter().any(|word| word.is_channel())
        || is_named(&[Role::Approach, Role::Contact, Role::Grant]);
    if !is_approached {
        return None;
    }
    let refuses = meaning.has("refusal") || meaning.has("ban");
    if meaning.has("wish") && !refuses {
        return Some(Stance::Wish);
    }
    let may_refuse = refuses || wishes::may_refuse(&text);
    let by_lexicon = Lexicon::get().unknown(&text);
    let by_wishes = wishes::unknown(&text);
    // It may turn round what the others say.
    let unknown =
        by_lexicon.iter().any(|word| by_wishes.contains(word) && Some(word.as_str()) != leave_out);
    // `Werbung nicht gesperrt`.
    let turns_refusal = by_lexicon.iter().any(|word| wishes::may_refuse(word));
    // `Contact no` may be a number.
    let is_number = tokens(&text).last().is_some_and(|word| word == "no");
    Some(match wish(&text, false) {
        _ if is_number => Stance::Unclear,
        Some(wish) if wish.refuses() && wish.answer != Some(true) => Stance::Refusal(wish.refused),
        // `Nicht gesperrt`, `Opt-in` beside `Opt-out`.
        Some(_) if may_refuse => Stance::Unclear,
        _ if refuses && !unknown && !turns_refusal => Stance::Refusal(Channels::default()),
        _ if may_refuse || unknown => Stance::Unclear,
        _ if meaning.has("consent") || meaning.has("newsletter") || is_named(&AGREES) => {
            Stance::Consent
        }
        _ => Stance::Unclear,
    })
}

/// What makes a consent of a header that names a channel.
const AGREES: [Role; 3] = [Role::Yes, Role::Allowed, Role::Grant];

/// What a header of consents means, with what only the list of wishes knows of it: `darf angerufen
/// werden`.
pub(super) fn with_wishes(header: &str, meaning: Meaning) -> Meaning {
    const CHANNEL: [&str; CHANNELS] = ["email", "call", "post"];
    if meaning.has("newsletter") {
        return meaning;
    }
    let agreed = words(&without_legend(header)).into_iter().flatten().map(Word::agrees);
    let agreed =
        agreed.fold([false; CHANNELS], |all, one| std::array::from_fn(|at| all[at] || one[at]));
    let names_one = APPROACHED[..8].iter().any(|name| meaning.has(name));
    let named = CHANNEL.iter().zip(agreed).filter(|(_, is)| *is && !names_one);
    named.fold(meaning.with("consent"), |meaning, (name, _)| meaning.with(name))
}

/// Whether a value is nothing but what a form prints for its answers.
pub(crate) fn is_legend(value: &str) -> bool {
    let value: String = value.to_lowercase().split_whitespace().collect();
    LEGENDS.contains(&value.as_str())
}

/// A header without what is only of a form: `Newsletter (J/N)`, `opt_in?`.
fn without_legend(header: &str) -> String {
    let mut text = header.replace(['_', '*'], " ").trim_end_matches([' ', '?', ':']).to_owned();
    for legend in LEGENDS {
        let Some(at) = text.to_lowercase().find(legend) else { continue };
        let end = at + legend.len();
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_whole = text.is_char_boundary(at)
            && text.is_char_boundary(end)
            && !is_word(text[..at].chars().next_back())
            && !is_word(text[end..].chars().next());
        if is_whole {
            text.replace_range(at..end, " ");
            return text.replace("[ ]", " ").replace("( )", " ");
        }
    }
    text
}
