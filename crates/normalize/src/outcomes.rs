//! How contacts ended, and whether somebody still has to do something about them.
//!
//! Sources say it in the words of their statuses, often with a note: `Escalated to tier 2 - resolved`.
//! Such a text is read part by part. A part tells what it begins with, and the last part that tells a
//! status counts; only where none begins with one, a status elsewhere in a part does. What is denied, nearly
//! so or asked (`not resolved`, `fast erledigt`, `erledigt?`) is open. What is settled must be said plainly:
//! an unknown word before it may be another `nearly`, and an unknown `but` behind it may take it back.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::text::{first_chars, fold, merge_umlauts, words};

/// The list of phrases; its head says how it is written.
const PHRASES: &str = include_str!("../data/outcomes.txt");

/// Words of the longest phrase.
const LONGEST: usize = 4;
/// Letters from which on a phrase tells something inside a part that begins otherwise.
const TELLING: usize = 4;
/// Characters of the longest status. What is longer is a note.
const LONGEST_STATUS: usize = 40;

/// What stands before the name of a person, folded.
const SALUTATIONS: [&str; 17] = [
    "frau", "fr", "herr", "herrn", "hr", "hrn", "familie", "fam", "mr", "mrs", "ms", "miss", "mme",
    "dr", "prof", "senora", "signora",
];

/// How a contact ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The word for it, one for all that mean the same.
    pub word: &'static str,
    /// What that means for the line.
    pub state: State,
}

/// Whether somebody still has to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The line has.
    Open,
    /// The customer or somebody else has.
    Waiting,
    /// The contact is over; whatever was promised is still owed.
    Ended,
    /// Nobody has.
    Settled,
}

/// What an outcome says; none if nothing in it is known.
///
/// ```
/// use sameboat_normalize::outcomes::{State, parse_outcome};
/// assert_eq!(parse_outcome("Noch nicht erledigt").map(|o| o.state), Some(State::Open));
/// assert_eq!(parse_outcome("Escalated to tier 2 - resolved").map(|o| o.word), Some("resolved"));
/// assert_eq!(parse_outcome("20"), None);
/// ```
pub fn parse_outcome(raw: &str) -> Option<Outcome> {
    let phrases = Phrases::get();
    let mut best: Option<(Rank, Outcome)> = None;
    let (mut is_taken_back, mut is_left) = (false, false);
    let parts = phrases.parts(raw);
    for (place, part) in parts.iter().enumerate() {
        let found = phrases.read(&part.words, place == 0);
        if place > 0 && found.iter().all(|(_, outcome)| outcome.state == State::Ended) {
            is_taken_back |= part.after_but;
            is_left |= part.words.iter().any(|word| phrases.still.contains(word));
        }
        for (rank, outcome) in found {
            // `Abgeschlossen, Nachfrage offen`: what is open behind a status is said last.
            let rank =
                if place > 0 && rank == Rank::OpenInside { Rank::StatusAtBegin } else { rank };
            // Of equal ranks the last.
            if best.is_none_or(|(so_far, _)| rank >= so_far) {
                best = Some((rank, outcome));
            }
        }
    }
    let (_, outcome) = best?;
    match outcome.state {
        State::Settled if is_left || raw.contains('?') || Phrases::has_exception(&parts) => {
            Turn::Not.of(outcome)
        }
        State::Settled if is_taken_back || is_share(raw) => None,
        _ => Some(outcome),
    }
}

/// Whether a text tells a share that is not the whole: `50% done`.
fn is_share(raw: &str) -> bool {
    let mut numbers = raw.split('%').map(str::trim_end);
    // Nothing stands behind the last mark.
    numbers.next_back();
    numbers.any(|before| {
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        !matches!(&before[before.len() - digits..], "" | "100")
    })
}

/// Whether an outcome is one phrase that is known, and no note that has one.
///
/// ```
/// use sameboat_normalize::outcomes::is_phrase;
/// assert!(is_phrase("In Bearbeitung") && !is_phrase("offen: ruft Frau Huber an"));
/// ```
pub fn is_phrase(raw: &str) -> bool {
    Phrases::get().of.contains_key(&tokens(raw).concat())
}

/// Outcomes of contacts that are listed for people; of further ones only the sums are.
pub const LISTED: usize = 20;
/// Contacts that an outcome must have to be listed: what one contact says may be about somebody.
pub const FEWEST: u64 = 3;

/// Whether an outcome can be shown: a status, and no note that may be about somebody.
///
/// ```
/// use sameboat_normalize::outcomes::is_status;
/// assert!(is_status("Frau nicht erreicht"));
/// assert!(!is_status("Frau Berg nicht erreicht"));
/// ```
pub fn is_status(raw: &str) -> bool {
    let is_plain = !raw.contains(|c: char| c == '@' || c.is_control());
    is_plain && raw.chars().nth(LONGEST_STATUS).is_none() && !names_somebody(raw)
}

/// Whether a salutation or a title stands before a name.
fn names_somebody(raw: &str) -> bool {
    let mut words = raw.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut before = words.next().unwrap_or_default();
    words.any(|word| {
        let is_called = SALUTATIONS.contains(&fold(before).as_str());
        before = word;
        is_called && word.starts_with(char::is_uppercase)
    })
}

/// What weighs more of several outcomes that a text tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    EndedInside,
    EndedAtBegin,
    OpenInside,
    StatusAtBegin,
}

#[derive(Debug, Clone, Copy)]
struct Phrase {
    outcome: Outcome,
    /// Whether it tells only as the whole of the first part.
    alone: bool,
}

/// The list of phrases, read once. Words are folded and phrases without blanks.
#[derive(Debug, Default)]
struct Phrases {
    of: HashMap<String, Phrase>,
    turns: HashMap<String, Turn>,
    beside: HashSet<String>,
    /// Words that begin another part; true of those that take back what was said.
    joints: HashMap<String, bool>,
    more: HashSet<String>,
    still: HashSet<String>,
    except: HashSet<String>,
}

/// What words make of the phrase behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// It is not so, or not quite.
    Not,
    /// Nothing is: what would be settled is open, and the other way round.
    Nothing,
}

impl Turn {
    /// What is left of an outcome. Who is not open may be anything, and so may what is not cancelled.
    fn of(self, outcome: Outcome) -> Option<Outcome> {
        let is_open = outcome.state == State::Open;
        match (self, outcome.word) {
            (_, "resolved") => Some(Outcome { word: "open", state: State::Open }),
            (Self::Nothing, _) if is_open => {
                Some(Outcome { word: "resolved", state: State::Settled })
            }
            _ => None,
        }
    }
}

/// Words between marks.
struct Part {
    words: Vec<String>,
    after_but: bool,
}

impl Phrases {
    fn get() -> &'static Self {
        static ALL: OnceLock<Phrases> = OnceLock::new();
        ALL.get_or_init(|| {
            let mut all = Self::default();
            let lines = PHRASES.lines().filter(|line| !line.starts_with('#'));
            for (name, list) in lines.filter_map(|line| line.split_once(": ")) {
                let entries = list.split(',').map(str::trim);
                let joined = |entry: &str| tokens(entry).concat();
                match name {
                    "not" => all.turns.extend(entries.map(|entry| (joined(entry), Turn::Not))),
                    "nothing" => {
                        all.turns.extend(entries.map(|entry| (joined(entry), Turn::Nothing)));
                    }
                    "more" => all.more.extend(entries.map(joined)),
                    "still" => all.still.extend(entries.map(joined)),
                    "except" => all.except.extend(entries.map(joined)),
                    "beside" => all.beside.extend(entries.map(joined)),
                    "then" => all.joints.extend(entries.map(|entry| (joined(entry), false))),
                    "but" => all.joints.extend(entries.map(|entry| (joined(entry), true))),
                    _ => {
                        let Some(outcome) = outcome_named(name) else { continue };
                        all.of.extend(entries.map(|entry| {
                            let phrase = Phrase { outcome, alone: entry.starts_with('*') };
                            (joined(entry), phrase)
                        }));
                    }
                }
            }
            all
        })
    }

    /// The parts of a text that say something.
    fn parts(&self, raw: &str) -> Vec<Part> {
        let text = first_chars(raw).replace(" -", ";").replace("- ", ";");
        let mut parts = Vec::new();
        for text in text.split(|c| ",;:./|()[]!?=–—→\n".contains(c)) {
            let mut part = Part { words: vec![], after_but: false };
            for token in tokens(text) {
                match self.joints.get(&token) {
                    Some(after_but) => {
                        parts.push(part);
                        part = Part { words: vec![], after_but: *after_but };
                    }
                    None => part.words.push(token),
                }
            }
            parts.push(part);
        }
        parts.retain(|part| !part.words.iter().all(|token| self.says_nothing(token)));
        parts
    }

    /// Whether something is excepted behind what is settled: `resuelto salvo la devolución`. What is denied
    /// is not: `resolved, nothing pending`.
    fn has_exception(parts: &[Part]) -> bool {
        let phrases = Self::get();
        let mut is_settled = false;
        parts.iter().any(|part| {
            let behind = if is_settled { Some(0) } else { phrases.behind_settled(&part.words) };
            is_settled |= behind.is_some();
            behind.is_some_and(|behind| phrases.excepts(&part.words[behind..]))
        })
    }

    /// Where in a part its words begin that stand behind something settled.
    fn behind_settled(&self, words: &[String]) -> Option<usize> {
        (0..words.len()).find_map(|at| {
            let (length, phrase) = self.longest(&words[at..], false)?;
            (phrase.outcome.state == State::Settled).then_some(at + length)
        })
    }

    /// Whether words have an exception that is not denied.
    fn excepts(&self, words: &[String]) -> bool {
        (0..words.len()).any(|at| {
            let is_denied = at > 0 && self.turns.contains_key(&words[at - 1]);
            let mut lengths = 1..=LONGEST.min(words.len() - at);
            !is_denied && lengths.any(|n| self.except.contains(&words[at..at + n].concat()))
        })
    }

    fn says_nothing(&self, token: &str) -> bool {
        self.beside.contains(token) || token.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// Adds what a word turns round to what those before it do; false if it says something else.
    fn turn(&self, token: &str, turns: &mut Vec<Turn>) -> bool {
        match (self.turns.get(token), turns.last_mut()) {
            (Some(turn), _) => turns.push(*turn),
            // `nicht mehr offen`.
            (None, Some(last)) if *last == Turn::Not && self.more.contains(token) => {
                *last = Turn::Nothing;
            }
            _ => return self.says_nothing(token),
        }
        true
    }

    /// What a part begins with, or else what it tells further inside.
    fn read(&self, part: &[String], is_first: bool) -> Vec<(Rank, Outcome)> {
        let mut turns = vec![];
        for (at, token) in part.iter().enumerate() {
            if let Some((_, phrase)) = self.longest(&part[at..], is_first && turns.is_empty()) {
                let rank = |outcome: Outcome| match outcome.state {
                    State::Ended => Rank::EndedAtBegin,
                    _ => Rank::StatusAtBegin,
                };
                let outcome = turned(&turns, phrase);
                return outcome.map(|outcome| (rank(outcome), outcome)).into_iter().collect();
            }
            if !self.turn(token, &mut turns) {
                return self.inside(part);
            }
        }
        vec![]
    }

    /// What a part tells that does not begin with it. Open is only what ends with such a phrase, as
    /// questions are asked about open invoices.
    fn inside(&self, part: &[String]) -> Vec<(Rank, Outcome)> {
        let mut found = Vec::new();
        let mut at = 0;
        let mut turns = vec![];
        while at < part.len() {
            let Some((length, phrase)) = self.longest(&part[at..], false) else {
                if !self.turn(&part[at], &mut turns) {
                    turns.clear();
                }
                at += 1;
                continue;
            };
            let is_telling = part[at..at + length].concat().len() >= TELLING;
            at += length;
            let is_last = part[at..].iter().all(|token| self.says_nothing(token));
            let outcome = turned(&turns, phrase).filter(|_| is_telling);
            let is_turned = !std::mem::take(&mut turns).is_empty();
            found.extend(outcome.and_then(|outcome| match outcome.state {
                State::Ended => Some((Rank::EndedInside, outcome)),
                State::Settled => None,
                State::Open | State::Waiting => {
                    (is_last || is_turned).then_some((Rank::OpenInside, outcome))
                }
            }));
        }
        found
    }

    /// The longest phrase that words begin with, and how many words it has. One that tells alone only
    /// where it `may_be_alone`, and nothing else follows.
    fn longest(&self, part: &[String], may_be_alone: bool) -> Option<(usize, Phrase)> {
        (1..=LONGEST.min(part.len())).rev().find_map(|length| {
            let phrase = *self.of.get(&part[..length].concat())?;
            let is_whole = || part[length..].iter().all(|token| self.says_nothing(token));
            (!phrase.alone || (may_be_alone && is_whole())).then_some((length, phrase))
        })
    }
}

/// What is left of a phrase behind words that turn it.
fn turned(turns: &[Turn], phrase: Phrase) -> Option<Outcome> {
    let mut outcome = phrase.outcome;
    // `nicht ganz nicht` is said by nobody.
    if turns.contains(&Turn::Not) {
        outcome = Turn::Not.of(outcome)?;
    }
    if turns.contains(&Turn::Nothing) {
        outcome = Turn::Nothing.of(outcome)?;
    }
    Some(outcome)
}

/// `word = state` of the list.
fn outcome_named(name: &'static str) -> Option<Outcome> {
    let (word, state) = name.split_once(" = ")?;
    let state = match state {
        "open" => State::Open,
        "waiting" => State::Waiting,
        "ended" => State::Ended,
        "settled" => State::Settled,
        _ => return None,
    };
    Some(Outcome { word, state })
}

/// The folded words of a text; `InProgress` has two.
fn tokens(text: &str) -> Vec<String> {
    let mut parted = String::with_capacity(text.len() + 4);
    let mut after_small = false;
    for character in text.chars() {
        if after_small && character.is_uppercase() {
            parted.push(' ');
        }
        parted.push(character);
        after_small = character.is_lowercase();
    }
    words(&fold(&parted)).map(|word| merge_umlauts(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::State::{Ended, Open, Settled, Waiting};
    use super::*;

    fn state(raw: &str) -> Option<State> {
        parse_outcome(raw).map(|outcome| outcome.state)
    }

    #[test]
    fn what_is_settled_but_for_something_is_not_over() {
        for raw in [
            "Resuelto salvo la devolución",
            "Resuelto a medias",
            "resolved except for the refund",
            "resuelto en parte",
            "resuelto excepto la factura",
            "resuelto menos el abono",
            "resuelto; queda llamar",
            "resuelto sin pagar, queda firma",
            "resuelto aunque falta firma",
            "resuelto sin confirmar",
            "resuelto con reservas",
            "cerrado provisionalmente",
            "cerrado, reabrir si no paga",
            "erledigt bis auf Rechnung",
            "erledigt außer Gutschrift",
            "gelöst, unbestätigt",
            "closed pending refund",
            "done apart from the invoice",
            "resolved - not confirmed",
            "solved unless customer calls again",
            "résolu sauf le remboursement",
            "risolto tranne il rimborso",
            "Todavía sin cerrar",
            "A falta de confirmar",
            "por cerrar",
            "medio resuelto",
        ] {
            assert_eq!(state(raw), Some(Open), "{raw}");
        }
        assert_eq!(state("pdte."), Some(Waiting));
        for raw in ["50% done", "erledigt zu 80 %"] {
            assert_eq!(state(raw), None, "{raw}");
        }
    }

    #[test]
    fn what_is_settled_without_exception_is_over() {
        for raw in ["Hecho", "Anulado", "Queda resuelto", "resolved, nothing pending", "100% done"]
        {
            assert_eq!(state(raw), Some(Settled), "{raw}");
        }
    }

    fn all_are(expected: Option<State>, outcomes: &[&str]) {
        for outcome in outcomes {
            assert_eq!(state(outcome), expected, "{outcome}");
        }
    }

    #[test]
    fn what_names_somebody_is_no_status() {
        for named in
            ["Frau Müller nicht erreicht", "called Mr. Smith", "RR Hr. BERG", "Dr. Li away"]
        {
            assert!(!is_status(named), "{named}");
        }
        for status in ["Frau nicht erreicht", "Herr", "Dropped", "Mr absent", "VM", "No answer"] {
            assert!(is_status(status), "{status}");
        }
    }

    #[test]
    fn what_says_open_in_any_language_is_open() {
        all_are(
            Some(Open),
            &[
                "Open",
                "offen – 2nd Level",
                "IN_PROGRESS",
                "InProgress",
                "In Bearbeitung",
                "New",
                "1 - New",
                "Status: new",
                "Active",
                "En cours",
                "En trámite",
                "à traiter",
                "da gestire",
                "Rückfrage",
                "Waiting on us",
                "Warten auf uns",
                "En attente de notre part",
                "Escalated to tier 2",
                "callback_due",
                "noch offen",
                "still open",
                "ancora aperto",
                "todavía abierta",
                "Fall ist noch offen",
                "Antrag liegt offen",
                "Re-opened",
            ],
        );
        all_are(
            Some(Waiting),
            &[
                "pending",
                "Waiting on contact",
                "Waiting",
                "On-hold",
                "hold for customer",
                "Wartet auf Kunden",
                "En attente",
                "Rückmeldung ausstehend",
                "Suspended",
            ],
        );
    }

    #[test]
    fn what_is_not_settled_or_not_yet_is_open() {
        all_are(
            Some(Open),
            &[
                "not closed",
                "Not yet resolved",
                "noch nicht erledigt",
                "Nicht gelöst",
                "no resuelto",
                "No resuelta",
                "Non risolta",
                "pas encore résolu",
                "to be resolved",
                "wird noch erledigt",
                "teilweise gelöst",
                "konnte nicht gelöst werden",
                "Transferred, could not be resolved",
            ],
        );
        all_are(None, &["nicht offen", "no callback", "not pending"]);
    }

    #[test]
    fn what_is_nearly_doubtfully_or_not_at_all_settled_is_open() {
        all_are(
            Some(Open),
            &[
                "fast erledigt",
                "beinahe fertig",
                "Almost resolved",
                "Nearly done",
                "Half done",
                "presque résolu",
                "casi resuelto",
                "nothing done",
                "nichts erledigt",
                "erledigt?",
                "solved?",
                "da richiamare",
            ],
        );
        all_are(
            Some(Settled),
            &[
                "nichts offen",
                "nichts mehr offen",
                "Nothing open",
                "nichts zu erledigen",
                "nothing to be done",
                "keine offenen Punkte",
                "nicht mehr offen",
                "no longer open",
                "n'est plus ouvert",
            ],
        );
        // What is neither cancelled nor sold may be anything.
        all_are(None, &["Nicht storniert", "not withdrawn", "Storno?"]);
    }

    #[test]
    fn what_is_taken_back_or_stands_behind_an_unknown_word_is_not_settled() {
        all_are(
            Some(Open),
            &[
                "Abgeschlossen, aber Nachfrage offen",
                "Was resolved, came back",
                "Erledigt, Rückruf offen",
                "réglé, mais rappel encore à faire",
                "geklärt, nur Rückruf noch offen",
                "résolu, encore un rappel",
                "erledigt, nur noch Unterlagen nachreichen",
                "Gelöst; Rückruf noch nötig",
            ],
        );
        all_are(Some(Waiting), &["Erledigt - Kunde wartet auf Bestätigung"]);
        all_are(
            None,
            &[
                "erledigt, aber Kunde ist sauer",
                "résolu, mais le client conteste",
                "resolved but transferred",
                "scheinbar erledigt",
            ],
        );
        all_are(Some(Settled), &["Alles erledigt", "Anliegen geklärt", "closed but resolved"]);
    }

    #[test]
    fn what_is_said_last_counts() {
        all_are(
            Some(Settled),
            &[
                "Escalated to tier 2 - resolved",
                "Escalated to tier 2 and resolved",
                "Offen, erledigt 3.5.",
                "Reopened, closed",
                "pending (resolved)",
            ],
        );
        all_are(Some(Open), &["Closed, reopened", "Resolved - wieder offen"]);
        // But only what is a status of its own, and no call ends what was opened.
        all_are(
            Some(Open),
            &[
                "Open: customer wants account closed",
                "Offen - Rückruf vereinbart",
                "Open, not sold",
            ],
        );
    }

    #[test]
    fn contacts_end_without_settling_what_they_were_about() {
        all_are(
            Some(Ended),
            &[
                "callback",
                "Rückruf vereinbart",
                "weitergeleitet",
                "not reached",
                "kein Abschluss",
                "New order taken",
                "Waiting time too long, hung up",
                "Kunde hat aufgelegt",
                "Kunde legt auf",
                "répondeur",
                "occupé",
                "Falsche Nummer",
                "transmis à l'atelier",
            ],
        );
        all_are(
            Some(Settled),
            &[
                "resolved",
                "Closed",
                "abgeschlossen",
                "Canceled",
                "Problem Solved",
                "hat sich erledigt",
                "kein Handlungsbedarf",
            ],
        );
    }

    #[test]
    fn a_callback_is_how_a_contact_ended_and_to_call_back_is_to_be_done_in_every_language() {
        let named = ["Callback", "Rückruf", "Rappel", "Rellamada", "Richiamata"];
        let agreed = [
            "callback agreed",
            "Rückruf vereinbart",
            "rappel convenu",
            "rellamada acordada",
            "richiamata concordata",
        ];
        let to_be_done =
            ["to call back", "zurückrufen", "à rappeler", "volver a llamar", "da richiamare"];
        let asked = [
            "callback requested",
            "Rückruf erbeten",
            "rappel demandé",
            "rellamada solicitada",
            "richiamata richiesta",
        ];
        let due = [
            "callback pending",
            "Rückruf ausstehend",
            "rappel en attente",
            "rellamada pendiente",
            "richiamata in attesa",
        ];
        all_are(Some(Ended), &[named, agreed].concat());
        all_are(Some(Open), &[to_be_done, asked, due].concat());
    }

    #[test]
    fn words_that_also_begin_other_things_tell_nothing_there() {
        all_are(
            None,
            &[
                "",
                " - ",
                "10",
                "Opened account",
                "Offenburg",
                "Hold time exceeded",
                "Suspended account reactivated",
                "Vertrag - neu",
                "Question about the open invoice of March",
            ],
        );
    }

    #[test]
    fn every_line_of_the_list_is_read_and_every_phrase_tells_what_its_line_says() {
        let mut seen = HashMap::new();
        for line in PHRASES.lines().filter(|line| !line.starts_with('#')) {
            let (name, list) = line.split_once(": ").expect(line);
            if ["not", "nothing", "beside", "then", "but", "more", "still", "except"]
                .contains(&name)
            {
                continue;
            }
            let outcome = outcome_named(name).expect(line);
            // What `init` wrote in place of a phrase is read as the phrase was.
            assert_eq!(parse_outcome(outcome.word), Some(outcome));
            for entry in list.split(',').map(|entry| entry.trim().trim_start_matches('*')) {
                assert_eq!(parse_outcome(entry), Some(outcome), "{entry}");
                assert!(tokens(entry).len() <= LONGEST, "{entry}");
                if let Some(other) = seen.insert(tokens(entry).concat(), name) {
                    assert_eq!(other, name, "{entry} is in two lines");
                }
            }
        }
    }

    #[test]
    fn notes_are_no_statuses() {
        assert!(is_status("Resolved") && is_status(""));
        for note in ["anna@example.org", "x\u{1b}[2J", &"so long ".repeat(6)] {
            assert!(!is_status(note), "{note}");
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(raw in any::<String>(), note in "[a-zß ,.-]{0,40}") {
            let _ = (parse_outcome(&raw), is_status(&raw));
            let _ = parse_outcome(&format!("not {note} resolved {raw}"));
        }
    }
}
