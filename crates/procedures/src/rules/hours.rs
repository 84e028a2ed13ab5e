//! Opening hours as the set of five-minute slots of a week.

use deunicode::deunicode;

use super::Verdict;
use super::deadline::day_name;
use crate::outcome::RuleClass;

const SLOT: usize = 5;
const DAY: usize = 24 * 60 / SLOT;
const WEEK: usize = 7 * DAY;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hours(Vec<bool>);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Sign {
    Days(usize, usize),
    /// Minutes after midnight.
    Time(usize),
    To,
    /// Added to the hour before it.
    Afternoon,
    Next,
}

const ALWAYS: [&str; 4] =
    ["around the clock", "rund um die uhr", "24 hours a day", "24 stunden am tag"];

impl Hours {
    /// Reads `Mo-Fr 8-18`, `Mon–Fri 08:00–18:00, Sat 9-13`, `täglich 8 bis 20 Uhr`, `24/7`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        // French "8h à 18h"; without its accent the word is an English one.
        let text = text.replace(['–', '—', 'à'], "-");
        let text = deunicode(&text).to_lowercase();
        let mut open = vec![false; WEEK];
        if text.replace(' ', "").contains("24/7") || ALWAYS.iter().any(|words| text.contains(words))
        {
            open.fill(true);
            return Some(Self(open));
        }
        let mut days: Vec<usize> = Vec::new();
        let mut served = false;
        for part in signs(&text)?.split(|sign| *sign == Sign::Next) {
            let named = named_days(part);
            // After hours were given, days start a new list: "Mo-Fr 8-18, Sa 9-13".
            if served && !named.is_empty() {
                days.clear();
                served = false;
            }
            days.extend(named);
            for (from, to) in spans(part)? {
                served = true;
                let every_day: Vec<usize> = (0..7).collect();
                let on = if days.is_empty() { &every_day } else { &days };
                for day in on {
                    mark(&mut open, *day, from, to);
                }
            }
        }
        (served && open.contains(&true)).then_some(Self(open))
    }

    pub(crate) fn compare(&self, right: &Self, names: [&str; 2]) -> Verdict {
        let only = |a: &Self, b: &Self| (0..WEEK).find(|slot| a.0[*slot] && !b.0[*slot]);
        let both = (0..WEEK).any(|slot| self.0[slot] && right.0[slot]);
        let (left_only, right_only) = (only(self, right), only(right, self));
        let class = match (left_only, right_only) {
            (None, None) => RuleClass::Equal,
            (None, Some(_)) => RuleClass::Tighter,
            (Some(_), None) => RuleClass::Looser,
            _ if both => RuleClass::Compatible,
            _ => RuleClass::Contradictory,
        };
        let cases = [(left_only, names[0]), (right_only, names[1])];
        let told: Vec<String> = cases
            .iter()
            .filter_map(|(slot, name)| {
                slot.map(|slot| format!("{} is served by {name} only", moment(slot)))
            })
            .collect();
        let detail = if told.is_empty() { "the same hours".to_owned() } else { told.join("; ") };
        Verdict { class, detail }
    }
}

fn moment(slot: usize) -> String {
    let minutes = slot % DAY * SLOT;
    format!("{} {:02}:{:02}", day_name((slot / DAY) as u64), minutes / 60, minutes % 60)
}

fn mark(open: &mut [bool], day: usize, from: usize, to: usize) {
    // Past midnight when it closes before it opens.
    let length = if to > from { to - from } else { to + 24 * 60 - from };
    let start = day * DAY + from / SLOT;
    for slot in start..start + length / SLOT {
        open[slot % WEEK] = true;
    }
}

fn signs(text: &str) -> Option<Vec<Sign>> {
    let letters: Vec<char> = text.chars().collect();
    let mut out = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let start = at;
        let run = |at: usize, of: fn(&char) -> bool| {
            letters[at..].iter().take_while(|letter| of(letter)).count()
        };
        match letters[at] {
            c if c.is_ascii_digit() => {
                at += run(at, char::is_ascii_digit);
                let hour: usize = letters[start..at].iter().collect::<String>().parse().ok()?;
                let mut minute = 0;
                let written =
                    letters.get(at + 1..at + 3).filter(|two| two.iter().all(char::is_ascii_digit));
                if let (Some(':' | '.' | 'h'), Some(two)) = (letters.get(at), written) {
                    minute = two.iter().collect::<String>().parse().ok()?;
                    at += 3;
                }
                out.push(Sign::Time(
                    Some(hour * 60 + minute).filter(|m| *m <= 24 * 60 && minute < 60)?,
                ));
            }
            c if c.is_ascii_alphabetic() => {
                at += run(at, char::is_ascii_alphabetic);
                out.extend(word(&letters[start..at].iter().collect::<String>()));
            }
            '-' => {
                out.push(Sign::To);
                at += 1;
            }
            ',' | ';' | '&' | '\n' | '/' | '+' => {
                out.push(Sign::Next);
                at += 1;
            }
            _ => at += 1,
        }
    }
    Some(out)
}

fn word(word: &str) -> Option<Sign> {
    let day = |index| Some(Sign::Days(index, index));
    match word {
        "mo" | "mon" | "monday" | "mondays" | "montag" | "montags" | "lundi" | "lunes"
        | "lunedi" => day(0),
        "di" | "tu" | "tue" | "tues" | "tuesday" | "dienstag" | "dienstags" | "mardi"
        | "martes" | "martedi" => day(1),
        "mi" | "we" | "wed" | "wednesday" | "mittwoch" | "mittwochs" | "mercredi" | "miercoles"
        | "mercoledi" => day(2),
        "do" | "th" | "thu" | "thur" | "thurs" | "thursday" | "donnerstag" | "donnerstags"
        | "jeudi" | "jueves" | "giovedi" => day(3),
        "fr" | "fri" | "friday" | "freitag" | "freitags" | "vendredi" | "viernes" | "venerdi" => {
            day(4)
        }
        "sa" | "sat" | "saturday" | "samstag" | "samstags" | "sonnabend" | "samedi" | "sabado"
        | "sabato" => day(5),
        "so" | "su" | "sun" | "sunday" | "sonntag" | "sonntags" | "dimanche" | "domingo"
        | "domenica" => day(6),
        "daily" | "taglich" | "every" | "jeden" => Some(Sign::Days(0, 6)),
        "weekdays" | "werktags" | "wochentags" => Some(Sign::Days(0, 4)),
        "weekend" | "weekends" | "wochenende" => Some(Sign::Days(5, 6)),
        "bis" | "to" | "till" | "until" | "through" | "au" | "hasta" => Some(Sign::To),
        "und" | "and" => Some(Sign::Next),
        "pm" => Some(Sign::Afternoon),
        _ => None,
    }
}

fn named_days(part: &[Sign]) -> Vec<usize> {
    let mut days = Vec::new();
    for (at, sign) in part.iter().enumerate() {
        let Sign::Days(first, last) = *sign else { continue };
        let from = match at.checked_sub(2).map(|before| &part[before..at]) {
            Some([Sign::Days(from, _), Sign::To]) => *from,
            _ => first,
        };
        days.extend((from..=if from <= last { last } else { last + 7 }).map(|day| day % 7));
    }
    days.sort_unstable();
    days.dedup();
    days
}

/// Opening and closing minutes; `None` if an hour stands alone.
fn spans(part: &[Sign]) -> Option<Vec<(usize, usize)>> {
    let mut times: Vec<usize> = Vec::new();
    for sign in part {
        match sign {
            Sign::Time(minutes) => times.push(*minutes),
            Sign::Afternoon => {
                if let Some(last) = times.last_mut().filter(|minutes| **minutes < 12 * 60) {
                    *last += 12 * 60;
                }
            }
            _ => {}
        }
    }
    times
        .len()
        .is_multiple_of(2)
        .then(|| times.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> Hours {
        Hours::parse(text).unwrap()
    }

    #[test]
    fn the_same_hours_are_written_in_many_ways() {
        let plain = hours("Mo-Fr 8-18");
        for text in [
            "Mon–Fri 08:00–18:00",
            "Montag bis Freitag 8 bis 18 Uhr",
            "weekdays 8am-6pm",
            "Mo, Di, Mi, Do, Fr 8.00 - 18.00",
            "Mo-Do 8-18, Fr 8-18",
            "Mo-Fr 8-12, 12-18",
        ] {
            assert_eq!(hours(text), plain, "{text}");
        }
        assert_eq!(hours("24/7"), hours("daily 0-24"));
    }

    #[test]
    fn fewer_hours_are_tighter_and_crossing_ones_compatible() {
        let class = |left: &str, right: &str| hours(left).compare(&hours(right), ["a", "b"]).class;
        assert_eq!(class("Mo-Fr 9-17", "Mo-Fr 8-18"), RuleClass::Tighter);
        assert_eq!(class("24/7", "Mo-Fr 8-18"), RuleClass::Looser);
        assert_eq!(class("Mo-Fr 9-19", "Mo-Fr 10-20, Sa 10-14"), RuleClass::Compatible);
        assert_eq!(class("Mo-Fr 8-12", "Mo-Fr 13-17"), RuleClass::Contradictory);
    }

    #[test]
    fn a_case_names_when_only_one_is_open() {
        let verdict = hours("Mo-Sa 8-20").compare(&hours("Mo-Fr 8-20"), ["product", "financing"]);
        assert_eq!(verdict.detail, "Saturday 08:00 is served by product only");
    }

    #[test]
    fn nights_run_into_the_next_day() {
        assert_eq!(hours("So 22-6"), hours("So 22-24, Mo 0-6"));
    }

    #[test]
    fn what_is_no_timetable_is_refused() {
        for text in ["", "on request", "Mo-Fr", "Mo-Fr 8-", "Mo-Fr 8-99", "99999999999999999999999"]
        {
            assert_eq!(Hours::parse(text), None, "{text}");
        }
    }
}
