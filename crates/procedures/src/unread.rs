//! Procedures that are hardly found in the other line because nobody listed the words they are in.
//!
//! Such procedures come out as only in one line, which is then a matter of language and not of what
//! people do.

use rustc_hash::FxHashSet;

use crate::catalogue::{Catalogue, Procedure};
use crate::profile::whole_text;
use crate::text::{is_concept, is_foreign, is_plain, shows_other_language, term_set};

/// Of fewer distinct words, nobody can say how many are known.
const ENOUGH: usize = 5;
/// With this share of words that are known, or that the other line has, a procedure in a language without
/// lists of words is compared as well as any other.
const KNOWN_OF_FOREIGN: f64 = 0.5;
/// The same of a text whose language is not told. Of procedures in English and German more than half of
/// the words are known, of those in Polish, Dutch or Czech less than a third.
const KNOWN: f64 = 0.3;

/// Procedures of one line whose words can hardly be found in the other one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Which of the two lines has them, 0 or 1.
    pub line: usize,
    /// Why they cannot be found.
    pub barrier: Barrier,
    /// Their indexes in the line's catalogue, ascending; never none.
    pub procedures: Vec<usize>,
}

/// Why words of a procedure cannot be found in the other line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Barrier {
    /// They are French, Spanish, Italian or the like, of which no words are listed.
    Language,
    /// Neither are they known, nor does the other line have them.
    Words,
}

/// The procedures of both lines that can hardly be found in the other one, by line, then barrier; of a
/// line alone there are none.
pub fn unread(lines: [&Catalogue; 2]) -> Vec<Unread> {
    if lines.iter().any(|line| line.procedures.is_empty()) {
        return Vec::new();
    }
    let words = lines.map(|line| -> Vec<Vec<String>> {
        line.procedures.iter().map(|procedure| words_of(&whole_text(procedure))).collect()
    });
    let all = words.each_ref().map(|words| words.iter().flatten().map(String::as_str).collect());
    let mut found = Vec::new();
    for (line, catalogue) in lines.into_iter().enumerate() {
        let told = barriers(&catalogue.procedures, &words[line], &all[1 - line]);
        for barrier in [Barrier::Language, Barrier::Words] {
            let of = told.iter().enumerate().filter(|(_, told)| **told == Some(barrier));
            let procedures: Vec<usize> = of.map(|(index, _)| index).collect();
            if !procedures.is_empty() {
                found.push(Unread { line, barrier, procedures });
            }
        }
    }
    found
}

/// What keeps each procedure from being found. Those of a few words, as in a list of titles, are told
/// all together.
fn barriers(
    procedures: &[Procedure],
    words: &[Vec<String>],
    others: &FxHashSet<&str>,
) -> Vec<Option<Barrier>> {
    let mut told: Vec<Option<Barrier>> = vec![None; procedures.len()];
    let (long, short): (Vec<usize>, Vec<usize>) =
        (0..procedures.len()).partition(|index| words[*index].len() >= ENOUGH);
    for group in long.into_iter().map(|index| vec![index]).chain([short]) {
        let texts: Vec<String> =
            group.iter().map(|index| whole_text(&procedures[*index])).collect();
        let words: Vec<&str> =
            group.iter().flat_map(|index| &words[*index]).map(String::as_str).collect();
        let barrier = barrier(&texts.join("\n"), &words, others);
        for index in group {
            told[index] = barrier;
        }
    }
    keep_shown(procedures, &mut told);
    told
}

/// Takes back that words are unknown where no other language shows, in the procedure itself or in all of
/// them together: words of a trade that nobody listed are English or German as well.
fn keep_shown(procedures: &[Procedure], told: &mut [Option<Barrier>]) {
    let unknown: Vec<usize> =
        (0..told.len()).filter(|index| told[*index] == Some(Barrier::Words)).collect();
    let texts: Vec<String> = unknown.iter().map(|index| whole_text(&procedures[*index])).collect();
    if shows_other_language(&texts.join("\n")) {
        return;
    }
    for (index, text) in unknown.into_iter().zip(&texts) {
        if !shows_other_language(text) {
            told[index] = None;
        }
    }
}

fn barrier(text: &str, words: &[&str], others: &FxHashSet<&str>) -> Option<Barrier> {
    let is_known = |word: &&&str| is_concept(word) || others.contains(**word);
    let known = words.iter().filter(is_known).count() as f64;
    let has_less_than = |share: f64| words.len() >= ENOUGH && known < share * words.len() as f64;
    if is_foreign(text) {
        has_less_than(KNOWN_OF_FOREIGN).then_some(Barrier::Language)
    } else {
        (has_less_than(KNOWN) && !is_plain(text)).then_some(Barrier::Words)
    }
}

/// Distinct terms without numbers, which every language shares.
fn words_of(text: &str) -> Vec<String> {
    let mut terms = term_set(text);
    terms.retain(|term| !term.contains(|c: char| c.is_ascii_digit()));
    terms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Step;

    const ENGLISH: &str = "Change of address. Identify the customer. Save the new address in the CRM. \
                           Ask for a proof of residence. Confirm by letter";
    const GERMAN: &str = "Adressänderung. Kunde identifizieren. Neue Adresse im Kernbanksystem \
                          erfassen. Meldebescheinigung anfordern. Per Brief bestätigen";
    const SPANISH: &str = "Cambio de dirección. Identificar al cliente. Guardar la nueva dirección en \
                           el CRM. Pedir un justificante de domicilio. Confirmar por carta";
    const FRENCH: &str = "Changement d'adresse. Identifier le client. Saisir la nouvelle adresse dans \
                          le CRM. Demander un justificatif de domicile. Confirmer par courrier";
    const POLISH: &str = "Zmiana adresu. Zidentyfikować klienta. Zapisać nowy adres w systemie CRM. \
                          Poprosić o zaświadczenie. Potwierdzić pocztą";

    /// A line of procedures, each by its title and actions.
    fn line(procedures: &[&str]) -> Catalogue {
        let procedure = |text: &&str| {
            let mut sentences = text.split(". ").map(str::to_owned);
            let title = sentences.next().unwrap_or_default();
            let steps = sentences.map(|action| Step { action, ..Step::default() }).collect();
            Procedure { title, steps, ..Procedure::default() }
        };
        Catalogue { line: String::new(), procedures: procedures.iter().map(procedure).collect() }
    }

    fn told(left: &[&str], right: &[&str]) -> Vec<(usize, Barrier, Vec<usize>)> {
        let found = unread([&line(left), &line(right)]);
        found.into_iter().map(|found| (found.line, found.barrier, found.procedures)).collect()
    }

    #[test]
    fn procedures_in_a_language_without_lists_of_words_are_told() {
        let spanish_and_french = [(0, Barrier::Language, vec![0, 2])];
        assert_eq!(told(&[SPANISH, GERMAN, FRENCH], &[GERMAN]), spanish_and_french);
        assert_eq!(told(&[ENGLISH], &[SPANISH]), [(1, Barrier::Language, vec![0])]);
    }

    #[test]
    fn procedures_of_which_hardly_a_word_is_known_are_told_whatever_their_language_is() {
        assert_eq!(told(&[GERMAN], &[POLISH]), [(1, Barrier::Words, vec![0])]);
        assert_eq!(told(&[POLISH], &[ENGLISH]), [(0, Barrier::Words, vec![0])]);
    }

    #[test]
    fn titles_alone_are_told_together() {
        let titles = ["Cambio de dirección", "Cancelación del contrato", "Pago de la cuota"];
        assert_eq!(told(&titles, &[ENGLISH]), [(0, Barrier::Language, vec![0, 1, 2])]);
        assert_eq!(told(&titles[..1], &[ENGLISH]), []);
    }

    #[test]
    fn what_can_be_compared_is_not_told() {
        assert_eq!(told(&[ENGLISH, GERMAN], &[GERMAN, ENGLISH]), []);
        assert_eq!(told(&[SPANISH], &[SPANISH]), [], "one language is read without lists, too");
        assert_eq!(told(&[POLISH], &[POLISH]), []);
        assert_eq!(told(&[SPANISH], &[]), [], "a line alone");
        assert_eq!(told(&["IBAN. SAP. CRM 4711"], &[ENGLISH]), [], "names speak for no language");
    }

    #[test]
    fn terse_steps_in_words_of_a_trade_are_no_other_language() {
        let terse = [
            "Titration. Decant supernatant. Centrifuge aliquots. Pipette eluate. Vortex pellet",
            "Underwriting. Pull Schufa. Calculate DTI. Stipulate paystubs. Countersign TILA",
            "Repossession. Dispatch towing vendor. Impound vehicle. Skip trace debtor",
        ];
        assert_eq!(told(&terse, &[GERMAN]), []);
        let czech =
            "Změna adresy. Ověřit totožnost zákazníka. Zapsat novou adresu. Potvrdit dopisem";
        let dutch = "Adreswijziging. Vraag om een bewijs van woonplaats. Verwerk het nieuwe adres. \
                     Stuur een bevestiging naar de klant";
        assert_eq!(told(&[czech], &[GERMAN]), [(0, Barrier::Words, vec![0])]);
        assert_eq!(told(&[dutch], &[GERMAN]).len(), 1);
    }

    #[test]
    fn a_subject_that_nobody_listed_is_no_other_language() {
        let chemists = "Titration. Decant the supernatant. Centrifuge the aliquots for 5 min. Check \
                        the pH of the eluate. Note the result";
        assert_eq!(told(&[chemists], &[ENGLISH]), []);
    }
}
