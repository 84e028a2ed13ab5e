//! How contacts ended: with a customer who refuses to be approached, or merely without the contact.

use std::borrow::Cow;

use super::words::{Role, words};
use super::{NONE, wish};
use crate::text::tokens;

/// Of how a contact ended these say that there was none.
const NOT_REACHED: [&str; 9] = [
    "no contact",
    "no call",
    "kein kontakt",
    "kein anruf",
    "kein telefonat",
    "pas de contact",
    "pas d appel",
    "sin contacto",
    "nessun contatto",
];

/// Lists of people who are approached, or must not be.
const LISTS: [&str; 4] = ["list", "lists", "liste", "lista"];

/// A no that alone is one to all that comes: not to one offer.
const NOES_TO_ALL: [&str; 14] = [
    "unsubscribe",
    "unsubscribed",
    "dnc",
    "opt out",
    "optout",
    "opted out",
    "opting out",
    "widerspruch",
    "widersprochen",
    "einwilligung widerrufen",
    "consent withdrawn",
    "consent revoked",
    "robinson",
    "bloctel",
];

/// Lists of those who must not be approached.
const STOP_LISTS: [&str; 8] =
    ["dnc", "do not call", "robinson", "robinsonliste", "sperrliste", "bloctel", "opt out", "tps"];

/// What is done to somebody who comes on such a list.
const ADDED: [&str; 12] = [
    "add",
    "added",
    "put",
    "placed",
    "moved",
    "aufgenommen",
    "eingetragen",
    "gesetzt",
    "ajoute",
    "inscrit",
    "anadido",
    "aggiunto",
];

/// Who takes somebody off a list.
const TAKEN: [&str; 9] =
    ["take", "taken", "get", "remove", "removed", "strike", "want", "wants", "asked"];

/// That something was asked for, which changes nothing of what that is.
const REQUESTS: [&str; 14] = [
    "requested",
    "requests",
    "request",
    "asked",
    "asks",
    "verlangt",
    "fordert",
    "gefordert",
    "beantragt",
    "demande",
    "solicita",
    "pide",
    "chiede",
    "richiede",
];

/// That somebody is to be forgotten, with the words that say of what.
const ERASURES: [&str; 12] = [
    "loschung",
    "datenloschung",
    "deletion",
    "erasure",
    "delete",
    "erase",
    "effacement",
    "borrado",
    "supresion",
    "cancellazione",
    "loschen",
    "loscht",
];
const OF_DATA: [&str; 12] = [
    "data",
    "daten",
    "datos",
    "dati",
    "donnees",
    "personal",
    "personenbezogener",
    "seiner",
    "ihrer",
    "aller",
    "all",
    "art 17",
];

/// Contacts as such, in the singular: of them it is said what became of one.
const ATTEMPTS: [&str; 29] = [
    "call",
    "phone",
    "phone call",
    "telephone",
    "telefon",
    "anruf",
    "telefonat",
    "telefonanruf",
    "mail",
    "email",
    "e mail",
    "letter",
    "brief",
    "sms",
    "text message",
    "contact",
    "kontakt",
    "appel",
    "courrier",
    "lettre",
    "courriel",
    "llamada",
    "carta",
    "correo",
    "contacto",
    "chiamata",
    "lettera",
    "contatto",
    "telefono",
];

/// What becomes of a contact that does not come about.
const UNDONE: [&str; 26] = [
    "rejected",
    "declined",
    "refused",
    "blocked",
    "denied",
    "stopped",
    "abgelehnt",
    "verweigert",
    "gesperrt",
    "blockiert",
    "gestoppt",
    "refuse",
    "refusee",
    "bloque",
    "bloquee",
    "rechazado",
    "rechazada",
    "bloqueado",
    "bloqueada",
    "rifiutato",
    "rifiutata",
    "bloccato",
    "bloccata",
    "denegado",
    "denegada",
    "rejete",
];

/// Whether a part of how a contact ended says by which channel, or that by none, somebody is to be
/// approached.
pub fn refuses_a_channel(text: &str) -> bool {
    text.split([',', ';', '.', '!', '/', '\n']).any(|part| refuses(&Ending::of(part)))
}

/// The words of a part.
struct Ending<'a> {
    text: &'a str,
    tokens: Vec<String>,
}

impl<'a> Ending<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, tokens: tokens(text) }
    }

    /// Whether one of these phrases is among the words.
    fn has(&self, phrases: &[&str]) -> bool {
        let is_at = |phrase: &[&str], at: usize| {
            self.tokens[at..].len() >= phrase.len()
                && self.tokens[at..].iter().zip(phrase).all(|(token, word)| token == word)
        };
        phrases.iter().any(|phrase| {
            let phrase: Vec<&str> = phrase.split(' ').collect();
            (0..self.tokens.len()).any(|at| is_at(&phrase, at))
        })
    }

    /// The words that are neither one of these nor say nothing.
    fn without(&self, phrases: &[&[&str]]) -> Vec<&String> {
        let is_one = |token: &str| {
            phrases
                .iter()
                .flat_map(|all| all.iter())
                .any(|p| p.split(' ').any(|word| word == token))
        };
        let says_nothing = |token: &str| {
            words(token).iter().all(|word| word.is_some_and(|word| word.is(Role::Empty)))
        };
        self.tokens.iter().filter(|token| !is_one(token) && !says_nothing(token)).collect()
    }

    /// What is said, and not that it was asked for.
    fn told(&self) -> Cow<'a, str> {
        let is_request = |token: &&String| REQUESTS.contains(&token.as_str());
        if !self.tokens.iter().any(|token| is_request(&token)) {
            return Cow::Borrowed(self.text);
        }
        let told: Vec<&str> =
            self.tokens.iter().filter(|token| !is_request(token)).map(String::as_str).collect();
        Cow::Owned(told.join(" "))
    }

    fn says_no(&self) -> bool {
        let text = self.tokens.join(" ");
        words(&text).iter().flatten().any(|word| word.is_one_of(&[Role::No, Role::Again]))
    }

    /// `call rejected`, `Brief verweigert`: nobody has said anything of the next one.
    fn is_undone(&self) -> bool {
        self.has(&ATTEMPTS) && self.has(&UNDONE) && self.without(&[&ATTEMPTS, &UNDONE]).is_empty()
    }

    /// `kein Brief erhalten`: none has come.
    fn is_not_received(&self) -> bool {
        let text = self.tokens.join(" ");
        let known: Vec<_> = words(&text).into_iter().flatten().collect();
        let has = |role: Role| known.iter().any(|word| word.is(role));
        has(Role::Receive) && !has(Role::Yes) && !has(Role::More)
    }

    /// `take me off your list`, `added to DNC list`.
    fn is_of_a_list(&self) -> bool {
        let is_off = self.has(&["off"]) && self.has(&LISTS) && self.has(&TAKEN);
        let is_stopped = self.has(&STOP_LISTS) && self.has(&ADDED);
        (is_off && !self.says_no()) || is_stopped
    }

    /// `Löschung verlangt`: who is to be forgotten is not to be approached.
    fn is_erasure(&self) -> bool {
        self.has(&ERASURES)
            && !self.says_no()
            && self.without(&[&ERASURES, &REQUESTS, &TAKEN, &OF_DATA]).is_empty()
    }
}

fn refuses(ending: &Ending<'_>) -> bool {
    if ending.is_of_a_list() || ending.is_erasure() {
        return true;
    }
    if NOT_REACHED.contains(&ending.tokens.join(" ").as_str())
        || ending.is_undone()
        || ending.is_not_received()
    {
        return false;
    }
    let is_to_all = || ending.has(&LISTS) || ending.has(&NOES_TO_ALL);
    wish(&ending.told(), false)
        .is_some_and(|wish| wish.refused != NONE || (wish.answer == Some(false) && is_to_all()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_that_refuse_are_told_from_contacts_that_did_not_come_about() {
        let refusals = [
            "do not call again",
            "no volver a llamar",
            "Kein Anruf mehr erwünscht",
            "remove from list",
            "refused any further calls",
            "no desea más publicidad",
            "nicht interessiert, keine Werbung mehr",
            "take me off your list",
            "wants off the list",
            "added to DNC list",
            "opt out",
            "opted out 2024-05-03",
            "requested no further contact",
            "requested no contact",
            "Widerspruch",
            "Kunde verbietet Anrufe",
            "verbietet Anrufe",
            "Löschung verlangt",
            "GDPR deletion requested",
            "calls refused",
            "Telefonsperre",
            "Anruf abgelehnt, keine Werbung mehr",
            "möchte keinen Brief erhalten",
        ];
        let others = [
            "no contact",
            "kein Kontakt",
            "no answer",
            "call again",
            "nicht erreicht",
            "refused",
            "interested",
            "call rejected",
            "call was declined",
            "Anruf abgelehnt",
            "mail blocked",
            "Brief verweigert",
            "Letter refused",
            "Telefon gesperrt",
            "kein Brief erhalten",
            "keine E-Mail erhalten",
            "contact refused",
            "callback requested",
            "Vertrag: Löschung verlangt",
            "no deletion requested",
            "worked off list",
            "contact list done",
        ];
        let missed: Vec<&str> =
            refusals.into_iter().filter(|text| !refuses_a_channel(text)).collect();
        let false_alarms: Vec<&str> =
            others.into_iter().filter(|text| refuses_a_channel(text)).collect();
        assert_eq!((missed, false_alarms), (vec![], vec![]));
    }
}
