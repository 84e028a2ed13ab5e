//! Whether a sentence of a note lays down what it says, or tells a story about it.

use super::kinds::kind_in_words;
use crate::catalogue::RuleKind;
use crate::rules::{begins_with_bound, begins_with_name_of_limit, says_only_a_limit};
use crate::text::{Language, folded, read};

/// How far a sentence binds who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Force {
    /// It tells what happens or has happened.
    Tells,
    /// It says how things are done, which may be meant as a rule.
    MayBind,
    /// It obliges, asks for something, or says nothing but a limit.
    Binds,
}

/// What obliges, whoever it is said of; folded, as are all words here.
const OBLIGING: [&str; 44] = [
    "must",
    "shall",
    "should",
    "has to",
    "have to",
    "had better",
    "is to",
    "are to",
    "ought to",
    "need",
    "needs",
    "require",
    "requires",
    "required",
    "mandatory",
    "obliged",
    "not allowed",
    "may not",
    "may only",
    "can only",
    "permitted",
    "prohibited",
    "forbidden",
    "at the latest",
    "no later",
    "not later",
    "muss",
    "mussen",
    "soll",
    "sollen",
    "sollte",
    "sollten",
    "darf",
    "durfen",
    "pflicht",
    "verpflichtet",
    "zwingend",
    "erforderlich",
    "notwendig",
    "notig",
    "bedarf",
    "bedurfen",
    "gilt",
    "spatestens",
];
/// What allows somebody to do something up to a limit.
const ALLOWING: [&str; 8] =
    ["may", "can", "allowed", "kann", "konnen", "erlaubt", "zulassig", "moglich"];
/// What is said of what happens now and then, of what somebody wants, and of what is over.
const TELLING: [&str; 72] = [
    "usually",
    "often",
    "sometimes",
    "mostly",
    "typically",
    "normally",
    "generally",
    "frequently",
    "rarely",
    "seldom",
    "tend",
    "tends",
    "like to",
    "likes",
    "want",
    "wants",
    "wanted",
    "wish",
    "wishes",
    "hope",
    "hopes",
    "expect",
    "expects",
    "prefer",
    "prefers",
    "love",
    "loves",
    "hate",
    "hates",
    "was",
    "were",
    "had",
    "did",
    "used to",
    "in the past",
    "last year",
    "last month",
    "last week",
    "yesterday",
    "ago",
    "once",
    "caused",
    "meist",
    "meistens",
    "oft",
    "haufig",
    "manchmal",
    "gelegentlich",
    "gewohnlich",
    "normalerweise",
    "ublicherweise",
    "typischerweise",
    "erfahrungsgemass",
    "selten",
    "gern",
    "gerne",
    "fruher",
    "damals",
    "letztes jahr",
    "voriges jahr",
    "vergangenes jahr",
    "wollen",
    "wollte",
    "mochte",
    "mochten",
    "wunscht",
    "wunschen",
    "erwartet",
    "erwarten",
    "war",
    "waren",
    "hatte",
];
/// Who tells or is told of, as the subject.
const PRONOUNS: [&str; 9] = ["we", "i", "he", "she", "they", "wir", "ich", "er", "man"];
/// What a sentence begins with that says what somebody does, and asks for nothing.
const SUBJECTS: [&str; 49] = [
    "the",
    "a",
    "an",
    "this",
    "that",
    "these",
    "those",
    "our",
    "their",
    "his",
    "her",
    "its",
    "some",
    "many",
    "most",
    "nobody",
    "somebody",
    "there",
    "it",
    "one",
    "customers",
    "callers",
    "clients",
    "people",
    "agents",
    "colleagues",
    "borrowers",
    "supervisors",
    "managers",
    "der",
    "die",
    "das",
    "ein",
    "eine",
    "unser",
    "unsere",
    "manche",
    "viele",
    "einige",
    "jeder",
    "es",
    "kunde",
    "kunden",
    "kundinnen",
    "anrufer",
    "niemand",
    "jemand",
    "mitarbeiter",
    "kollegen",
];
/// What a sentence that asks for something may begin with, before it comes to that.
const LEADING: [&str; 15] = [
    "in", "for", "on", "at", "after", "before", "during", "with", "bei", "fur", "nach", "vor",
    "im", "am", "in der",
];
/// What may follow a limit where no verb does.
const BEHIND_LIMIT: [&str; 36] = [
    "without", "with", "by", "per", "only", "for", "from", "to", "in", "on", "at", "after",
    "before", "and", "or", "a", "each", "plus", "ohne", "mit", "durch", "pro", "je", "nur", "fur",
    "von", "vom", "an", "am", "nach", "vor", "bei", "und", "oder", "zur", "zum",
];
/// Forms of passive verbs that do not end as the others do.
const PARTICIPLES: [&str; 14] = [
    "made", "paid", "sent", "told", "given", "held", "kept", "put", "done", "set", "met", "read",
    "taken", "written",
];

/// The force of a sentence that states a rule of this kind.
pub(super) fn force(sentence: &str, kind: RuleKind) -> Force {
    if says_only_a_limit(sentence) {
        return Force::Binds;
    }
    let main = main_clause(sentence);
    let said = format!(" {} ", folded(main));
    let says = |words: &[&str]| words.iter().any(|word| said.contains(&format!(" {word} ")));
    let is_german = read(main).0 == Language::German;
    if says(&OBLIGING) || is_german && is_to_be_done(main) {
        return Force::Binds;
    }
    if says(&TELLING) || is_german && says(&["will"]) || is_of_a_year(&said) {
        return Force::Tells;
    }
    if kind == RuleKind::OpeningHours || is_named(sentence) {
        return Force::Binds;
    }
    let allows = kind == RuleKind::AuthorityLimit && says(&ALLOWING);
    if allows || is_passive(&said) {
        return Force::MayBind;
    }
    if is_german && ends_in_infinitive(main) {
        return Force::Binds;
    }
    let first = said.split_whitespace().next().unwrap_or_default();
    if says(&PRONOUNS) || SUBJECTS.contains(&first) || says_what_becomes_of_it(main) {
        return Force::Tells;
    }
    if LEADING.contains(&first) { Force::MayBind } else { Force::Binds }
}

/// A sentence without the condition that it begins or ends with, and without what a comma sets off in
/// front.
fn main_clause(sentence: &str) -> &str {
    let first = folded(sentence.split_whitespace().next().unwrap_or_default());
    let may_lead = LEADING.contains(&&*first)
        || ["if", "when", "should", "wenn", "falls", "sofern"].contains(&&*first);
    let main = match sentence.split_once([',', ':']) {
        Some((_, rest)) if may_lead && rest.contains(char::is_alphabetic) => rest,
        _ => sentence,
    };
    let conditions = [" if ", " when ", " wenn ", " falls ", " sofern "];
    let ends = conditions.iter().filter_map(|word| main.find(word)).min();
    main[..ends.unwrap_or(main.len())].trim()
}

/// Whether it is called a rule: `Goodwill: …`, `The deadline is …`.
fn is_named(sentence: &str) -> bool {
    let named = sentence.split_once(':').is_some_and(|(head, _)| {
        head.split_whitespace().count() <= 5 && kind_in_words(head) != RuleKind::Other
    });
    let said = folded(sentence);
    let said = ["the ", "die ", "das ", "der "].iter().find_map(|word| said.strip_prefix(word));
    let is_limit = said.is_some_and(begins_with_name_of_limit);
    named || is_limit
}

/// Whether a sentence says in which year something was: `in 2019`, `im Jahr 2019`.
fn is_of_a_year(said: &str) -> bool {
    let words: Vec<&str> = said.split_whitespace().collect();
    let is_year = |word: &str| {
        word.len() == 4
            && word.bytes().all(|byte| byte.is_ascii_digit())
            && (word.starts_with("19") || word.starts_with("20"))
    };
    words.windows(2).any(|pair| {
        ["in", "im", "jahr", "since", "seit", "year"].contains(&pair[0]) && is_year(pair[1])
    })
}

/// `is answered`, `wird … beantwortet`: how things are done.
fn is_passive(said: &str) -> bool {
    let words: Vec<&str> = said.split_whitespace().collect();
    let is_done = |word: &&str| word.ends_with("ed") || PARTICIPLES.contains(word);
    let english = words.iter().position(|word| ["is", "are", "be", "gets"].contains(word));
    let german = words.iter().position(|word| ["wird", "werden"].contains(word));
    english.is_some_and(|at| words[at + 1..].iter().take(4).any(is_done))
        || german.is_some_and(|at| words[at + 1..].iter().any(|word| word.len() > 4))
}

/// `ist binnen 24 Stunden zu beantworten`, `sind zurückzurufen`.
fn is_to_be_done(main: &str) -> bool {
    let words: Vec<&str> = main.split_whitespace().collect();
    let Some(at) = words.iter().position(|word| ["ist", "sind", "hat", "haben"].contains(word))
    else {
        return false;
    };
    let rest = &words[at + 1..];
    let joined = |word: &&str| {
        is_infinitive(word)
            && word.char_indices().skip(2).any(|(at, _)| word[at..].starts_with("zu"))
    };
    rest.windows(2).any(|pair| pair[0] == "zu" && is_infinitive(pair[1])) || rest.iter().any(joined)
}

fn ends_in_infinitive(main: &str) -> bool {
    let last = main.split_whitespace().next_back().unwrap_or_default();
    is_infinitive(last.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

fn is_infinitive(word: &str) -> bool {
    let ends = ["en", "ern", "eln"].iter().any(|end| word.ends_with(end));
    ends && word.chars().count() > 4 && word.starts_with(char::is_lowercase)
}

/// Whether a verb follows a thing and its limit: "Refunds up to 50 EUR cause trouble", but not "Refunds up
/// to 50 EUR without approval".
fn says_what_becomes_of_it(main: &str) -> bool {
    let words: Vec<&str> = main.split_whitespace().collect();
    let [thing, rest @ ..] = words.as_slice() else { return false };
    let is_thing = !thing.ends_with("ss")
        && (thing.ends_with('s') || read(main).0 == Language::German)
        && begins_with_bound(&rest.join(" "));
    let Some(number) = rest.iter().position(|word| word.contains(|c: char| c.is_ascii_digit()))
    else {
        return false;
    };
    let mut behind = rest[number + 1..].iter().skip_while(|word| says_only_a_limit(word));
    let is_verb = |word: &&str| {
        let word = folded(word);
        word.chars().all(char::is_alphabetic) && !BEHIND_LIMIT.contains(&word.as_str())
    };
    is_thing
        && behind.next().is_some_and(|word| word.starts_with(char::is_lowercase) && is_verb(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all_are(expected: Force, sentences: &[&str]) {
        for sentence in sentences {
            let kind = match kind_in_words(sentence) {
                RuleKind::Sla => RuleKind::Sla,
                _ => RuleKind::AuthorityLimit,
            };
            assert_eq!(force(sentence, kind), expected, "{sentence}");
        }
    }

    #[test]
    fn stories_bind_nobody() {
        all_are(
            Force::Tells,
            &[
                "In 2019 we promised a refund up to 50 EUR, which caused trouble",
                "The team lead likes to hear about complaints over 500 EUR",
                "The customer usually calls before 10 o'clock and wants an answer within two days",
                "Customers who shout calm down within 5 minutes",
                "Refunds up to 50 EUR cause trouble",
                "Kunden, die schreien, beruhigen sich binnen 5 Minuten",
                "Im Jahr 2019 wurden Gutschriften bis 50 € versprochen",
                "Der Teamleiter hört gern von Beschwerden über 500 €",
                "Beschwerden über 500 € ärgern die Teamleitung",
                "Last year we paid up to 100 EUR",
                "Meist ruft der Kunde innerhalb von 2 Tagen wieder an",
            ],
        );
    }

    #[test]
    fn what_obliges_asks_or_says_only_its_limit_binds() {
        all_are(
            Force::Binds,
            &[
                "Answer the complaint within 2 business days",
                "The complaint must be answered within 2 days",
                "Refunds over 50 EUR need approval",
                "The customer is to be called within 24 hours",
                "Goodwill up to 100 EUR",
                "Refunds up to 50 EUR without approval",
                "Goodwill: up to 100 EUR if the customer usually pays",
                "The deadline is 2 days",
                "If the customer is angry, call back within 2 hours",
                "Kunde binnen 24 Stunden zurückrufen",
                "Kunden binnen 24 Stunden anrufen",
                "Die Beschwerde ist binnen 24 Stunden zu beantworten",
                "Anfragen sind innerhalb von 2 Tagen zurückzurufen",
                "Gutschrift bis 50 € ohne Freigabe",
                "Gutschrift bis 50 € selbst erteilen",
                "Darüber Freigabe durch die Teamleitung ab 500 €",
                "Antworten Sie binnen 24 Stunden",
                "Wenn der Kunde droht, muss binnen 2 Stunden geantwortet werden",
                "within 5 business days",
            ],
        );
    }

    #[test]
    fn what_says_how_things_are_done_may_bind() {
        all_are(
            Force::MayBind,
            &[
                "Complaints are answered within 2 days",
                "Agents may grant goodwill up to 100 EUR",
                "Die Beschwerde wird binnen 24 Stunden beantwortet",
                "For complaints over 500 EUR ask the supervisor",
            ],
        );
    }
}
