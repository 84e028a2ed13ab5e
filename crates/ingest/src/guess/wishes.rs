//! Refusals in words: `keine Werbung`, `nur per E-Mail`, `no calls`, `ne pas contacter`.
//!
//! A value is read word by word, and understood only if every word is: `keine Anrufe vor 18 Uhr` is no
//! refusal of calls.

use super::words::{Lexicon, tokens};

/// How many channels there are: e-mail, phone and post, as in [`super::refusals`].
pub(super) const CHANNELS: usize = 3;
type Channels = [bool; CHANNELS];

/// What a customer says about being approached.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Wish {
    pub(super) refused: Channels,
    /// Allowed by name.
    pub(super) allowed: Channels,
}

/// Concepts of headers that are a channel, and words of their own.
const CONCEPTS: [&[&str]; CHANNELS] =
    [&["email", "newsletter"], &["phone", "call", "landline", "mobile", "workphone"], &["post"]];
const VERBS: [&[&str]; CHANNELS] = [
    &["mailen", "emails", "mails", "emailing", "correos", "courriels", "schriftlich", "writing"],
    &[
        "anrufen",
        "telefonisch",
        "telefonieren",
        "calling",
        "phoning",
        "appeler",
        "llamar",
        "chiamare",
        "telephoner",
        "telefonare",
        "sms",
    ],
    &["briefe", "briefpost", "letters", "lettres", "cartas", "lettere", "schriftlich", "writing"],
];

const NOT: [&str; 22] = [
    "kein",
    "keine",
    "keinen",
    "keiner",
    "keinerlei",
    "nicht",
    "nie",
    "ohne",
    "no",
    "not",
    "dont",
    "never",
    "without",
    "ne",
    "pas",
    "aucun",
    "aucune",
    "non",
    "nessun",
    "nessuna",
    "sin",
    "senza",
];
const ONLY: [&str; 13] = [
    "nur",
    "ausschliesslich",
    "lediglich",
    "only",
    "solely",
    "uniquement",
    "seulement",
    "exclusivement",
    "solo",
    "solamente",
    "soltanto",
    "exclusivamente",
    "unicamente",
];
const BUT: [&str; 8] = ["aber", "sondern", "but", "mais", "pero", "sino", "ma", "sonst"];

/// What is refused or allowed where no channel is named, beside the concepts `consent` and `contact`.
const APPROACHES: [&str; 28] = [
    "kontaktieren",
    "kontaktierung",
    "kontaktaufnahme",
    "ansprache",
    "ansprechen",
    "angebot",
    "angebote",
    "contacter",
    "contactar",
    "contattare",
    "contacting",
    "contacted",
    "ads",
    "advert",
    "adverts",
    "advertisement",
    "advertisements",
    "offers",
    "offres",
    "ofertas",
    "offerte",
    "demarchage",
    "demarcher",
    "disturb",
    "solicit",
    "solicitation",
    "storen",
    "werbe",
];
const EVERYTHING: [&str; 20] = [
    "all",
    "alle",
    "alles",
    "allen",
    "komplett",
    "gesamt",
    "total",
    "everything",
    "any",
    "tout",
    "tous",
    "toutes",
    "todo",
    "todos",
    "tutti",
    "tutto",
    "kanale",
    "channels",
    "canaux",
    "egal",
];
const WANTED: [&str; 10] = [
    "erwunscht",
    "gewunscht",
    "wunscht",
    "wanted",
    "wants",
    "wishes",
    "souhaite",
    "desire",
    "deseado",
    "desiderato",
];
/// Words that lead to the channel that is meant.
const BY: [&str; 8] = ["per", "by", "via", "par", "por", "tramite", "mit", "through"];
/// Words that say nothing of their own.
const EMPTY: [&str; 41] = [
    "bitte", "please", "svp", "merci", "und", "and", "et", "y", "e", "oder", "or", "ou", "o", "u",
    "zu", "zur", "zum", "zwecken", "purposes", "mehr", "more", "plus", "weitere", "weiteren",
    "the", "der", "die", "das", "den", "d", "de", "di", "des", "del", "la", "le", "les", "l", "il",
    "in", "for",
];

/// What stands between two words that turn a meaning round.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "what was named, each beside the others")]
struct Span {
    mode: Mode,
    channels: Channels,
    /// Whether advertising or contact as such are named, or everything.
    whole: bool,
    wanted: bool,
    banned: bool,
    /// Whether a channel is named as the way.
    by: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Mode {
    #[default]
    Plain,
    Not,
    Only,
}

/// Reads a value; none if a word of it is not understood, or it says one thing and its opposite. What
/// is merely named is allowed, or refused in a column of refusals.
pub(super) fn wish(value: &str, of_refusals: bool) -> Option<Wish> {
    /// Longer texts are remarks.
    const MOST_WORDS: usize = 12;
    let words = tokens(value);
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let mut spans = vec![Span::default()];
    let mut at = 0;
    while at < words.len() {
        // `E-Mail` is two words.
        let pair = words.get(at + 1).map(|next| format!("{}{next}", words[at]));
        let last = spans.last_mut()?;
        if let Some(mode) = mode(&words[at]) {
            // `ne … pas` is one no.
            if !(mode == Mode::Not && last.mode == Mode::Not && !last.says_something()) {
                spans.push(Span { mode, ..Span::default() });
            }
        } else if pair.is_some_and(|pair| last.takes(&pair)) {
            at += 1;
        } else if !last.takes(&words[at]) && !is(&EMPTY, &words[at]) {
            return None;
        }
        at += 1;
    }
    read(&spans, of_refusals)
}

fn read(spans: &[Span], of_refusals: bool) -> Option<Wish> {
    let mut wish = Wish::default();
    let mut before = Span::default();
    for (number, span) in spans.iter().enumerate() {
        let mut span = *span;
        let next = spans.get(number + 1).copied();
        if span.mode == Mode::Plain && next.is_some_and(Span::negates) {
            before = span;
            continue;
        }
        if span.negates() {
            // `Werbung nicht erwünscht`: what stands before is meant.
            span = Span { mode: Mode::Not, wanted: span.wanted, ..before };
        }
        if of_refusals && number > 0 && span.mode == Mode::Plain && span.says_something() {
            return None;
        }
        span.into_wish(of_refusals, &mut wish)?;
        before = Span::default();
    }
    let is_both = (0..CHANNELS).any(|at| wish.refused[at] && wish.allowed[at]);
    (!is_both).then_some(wish)
}

impl Span {
    /// Whether the word is one of those that are counted.
    fn takes(&mut self, word: &str) -> bool {
        let lexicon = Lexicon::get();
        let concept = lexicon.of_word(word);
        let named = |names: &[&str]| {
            concept.is_some() && names.iter().any(|name| lexicon.named(name) == concept)
        };
        let mut found = false;
        for (at, names) in CONCEPTS.iter().enumerate() {
            if named(names) || is(VERBS[at], word) {
                self.channels[at] = true;
                found = true;
            }
        }
        for (flag, holds) in [
            (
                &mut self.whole,
                is(&APPROACHES, word) || is(&EVERYTHING, word) || named(&["consent", "contact"]),
            ),
            (&mut self.wanted, is(&WANTED, word)),
            (&mut self.banned, named(&["ban", "refusal"])),
            (&mut self.by, is(&BY, word)),
        ] {
            *flag |= holds;
            found |= holds;
        }
        found
    }

    fn says_something(self) -> bool {
        self.channels != [false; CHANNELS] || self.whole || self.wanted || self.banned
    }

    /// Whether it says no to what stands before it.
    fn negates(self) -> bool {
        let names_nothing = self.channels == [false; CHANNELS] && !self.whole;
        self.mode == Mode::Not && names_nothing && !self.banned
    }

    /// Adds what the span says; none if it says nothing that is understood.
    fn into_wish(self, of_refusals: bool, wish: &mut Wish) -> Option<()> {
        let names_some = self.channels != [false; CHANNELS];
        let meant = if names_some { self.channels } else { [true; CHANNELS] };
        let add = |to: &mut Channels, what: Channels| {
            to.iter_mut().zip(what).for_each(|(to, what)| *to |= what);
        };
        match self.mode {
            // What is not banned is not refused.
            Mode::Not if self.banned => {}
            Mode::Not if self.says_something() => add(&mut wish.refused, meant),
            // `keine`: in a column of refusals there is none.
            Mode::Not if of_refusals => {}
            // Of a ban, `nur Telefon` may be what is banned, or what is not.
            Mode::Only if !names_some || (of_refusals && !self.by) => return None,
            Mode::Only => {
                add(&mut wish.refused, self.channels.map(|named| !named));
                add(&mut wish.allowed, self.channels);
            }
            Mode::Plain if self.banned || (of_refusals && self.says_something()) => {
                add(&mut wish.refused, meant);
            }
            Mode::Plain if names_some => add(&mut wish.allowed, self.channels),
            Mode::Plain => {}
            Mode::Not => return None,
        }
        Some(())
    }
}

fn mode(word: &str) -> Option<Mode> {
    if is(&NOT, word) {
        Some(Mode::Not)
    } else if is(&ONLY, word) {
        Some(Mode::Only)
    } else {
        is(&BUT, word).then_some(Mode::Plain)
    }
}

fn is(words: &[&str], word: &str) -> bool {
    words.contains(&word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Channels refused and allowed: `ept` for e-mail, phone and post.
    fn of(value: &str, of_refusals: bool) -> Option<(String, String)> {
        let letters = |channels: Channels| {
            let named = "ept".chars().zip(channels).filter(|(_, named)| *named);
            named.map(|(letter, _)| letter).collect::<String>()
        };
        wish(value, of_refusals).map(|wish| (letters(wish.refused), letters(wish.allowed)))
    }

    #[test]
    fn refusals_in_words_are_understood_in_five_languages() {
        for (value, refused, allowed) in [
            ("keine Werbung", "ept", ""),
            ("Bitte keine Werbung!", "ept", ""),
            ("Werbung nicht erwünscht", "ept", ""),
            ("no marketing", "ept", ""),
            ("Do not contact", "ept", ""),
            ("Ne pas contacter", "ept", ""),
            ("no contactar", "ept", ""),
            ("Non contattare", "ept", ""),
            ("pas de publicité", "ept", ""),
            ("keine Anrufe", "p", ""),
            ("no calls", "p", ""),
            ("no calls please", "p", ""),
            ("pas d'appels", "p", ""),
            ("no llamar", "p", ""),
            ("keine Werbung per Telefon", "p", ""),
            ("keine E-Mails und keine Anrufe", "ep", ""),
            ("no e-mail or phone", "ep", ""),
            ("nur per E-Mail", "pt", "e"),
            ("only by email", "pt", "e"),
            ("uniquement par courrier", "ep", "t"),
            ("nur schriftlich", "p", "et"),
            ("keine Anrufe, nur E-Mail", "pt", "e"),
            ("kein Telefon, aber E-Mail", "p", "e"),
            ("nicht gesperrt", "", ""),
            ("E-Mail", "", "e"),
        ] {
            let expected = Some((refused.to_owned(), allowed.to_owned()));
            assert_eq!(of(value, false), expected, "{value}");
        }
    }

    #[test]
    fn what_a_column_of_refusals_names_is_refused() {
        for (value, refused, allowed) in [
            ("Telefon", "p", ""),
            ("E-Mail, Post", "et", ""),
            ("alle", "ept", ""),
            ("Werbung", "ept", ""),
            ("keine Werbung", "ept", ""),
            ("keine", "", ""),
            ("nur per E-Mail", "pt", "e"),
        ] {
            let expected = Some((refused.to_owned(), allowed.to_owned()));
            assert_eq!(of(value, true), expected, "{value}");
        }
        for value in ["nur Telefon", "kein Telefon, aber E-Mail"] {
            assert_eq!(of(value, true), None, "what is banned, or what is not?");
        }
    }

    #[test]
    fn what_is_not_understood_in_every_word_is_nothing() {
        for value in [
            "",
            "keine Anrufe vor 18 Uhr",
            "nicht nur per E-Mail",
            "keine Werbung seit Mai",
            "keine Anrufe, Post wäre besser",
            "keine Angabe",
            "nicht zu erreichen",
            "keine",
            "nur",
            "VIP",
        ] {
            assert_eq!(of(value, false), None, "{value}");
        }
    }

    #[test]
    fn the_words_are_written_as_they_are_compared() {
        let lists: [&[&str]; 8] =
            [&NOT, &ONLY, &BUT, &APPROACHES, &EVERYTHING, &WANTED, &BY, &EMPTY];
        for word in lists.iter().copied().chain(VERBS).flatten() {
            assert_eq!(tokens(word), [*word]);
        }
    }

    proptest! {
        #[test]
        fn nothing_is_refused_and_allowed_at_once(
            words in proptest::collection::vec(
                "kein|nur|nicht|E-Mail|Telefon|Post|Werbung|per|aber|gesperrt|alle|xyz", 0..8),
            of_refusals in any::<bool>(),
        ) {
            if let Some(wish) = wish(&words.join(" "), of_refusals) {
                prop_assert!((0..CHANNELS).all(|at| !(wish.refused[at] && wish.allowed[at])));
            }
        }
    }
}
