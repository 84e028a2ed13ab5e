//! Deadlines: how long after its arrival a request must be dealt with, in elapsed or business time.
//!
//! `48 h` and `two business days` have no order of their own: on a Monday the one ends first, on a
//! Friday perhaps the other. So both are followed for a request at every half hour of the business
//! week, and the class is what holds in every case.

use super::amount::names_money;
use super::bounds::{binds_time, is_lower_bound, says_within};
use super::token::{Token, says_any, starts_any, tokens};
use super::{Verdict, value};
use crate::catalogue::BusinessRule;
use crate::outcome::RuleClass;
use crate::settings::BusinessHours;

const DAY: u64 = 24 * 60;
const WEEK: u64 = 7 * DAY;
/// Distance of the arrivals tried, in minutes.
const TICK: u64 = 30;
/// Longer deadlines than a century are typing errors, and would overflow the arithmetic.
const LONGEST: f64 = 100.0 * 366.0;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Deadline {
    clock: Clock,
    /// Whether it must not happen earlier, rather than not later.
    lower: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Clock {
    /// Minutes on the wall.
    Elapsed(u64),
    /// Minutes within business hours.
    BusinessMinutes(u64),
    /// Close of the n-th working day after the day of arrival.
    BusinessDays(u64),
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit {
    minutes: u64,
    /// Whether it counts working time only.
    working: bool,
}

fn unit(word: &str) -> Option<Unit> {
    let (word, working) = WORKING
        .iter()
        .find_map(|start| word.strip_prefix(start).map(|rest| (rest, true)))
        .unwrap_or((word, false));
    let minutes = match word {
        "min" | "mins" | "minute" | "minutes" | "minuten" | "minutos" | "minuti" => 1,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunde" | "stunden" | "heure"
        | "heures" | "hora" | "horas" | "ora" | "ore" => 60,
        "d" | "day" | "days" | "tag" | "tage" | "tagen" | "tages" | "jour" | "jours" | "dia"
        | "dias" | "giorno" | "giorni" => DAY,
        "week" | "weeks" | "woche" | "wochen" | "semaine" | "semaines" | "semana" | "semanas"
        | "settimana" | "settimane" => WEEK,
        "fortnight" => 2 * WEEK,
        "month" | "months" | "monat" | "monate" | "monaten" | "monats" | "mois" | "mes"
        | "meses" | "mese" | "mesi" => 30 * DAY,
        "year" | "years" | "jahr" | "jahre" | "jahren" | "jahres" | "ans" | "annees" | "anos"
        | "anno" | "anni" => 365 * DAY,
        _ => return None,
    };
    Some(Unit { minutes, working })
}

/// Whether a word counts time: hours, Werktage.
pub(super) fn is_unit(word: &str) -> bool {
    unit(word).is_some()
}

const SAME_DAY: [&str; 24] = [
    "same day",
    "same business day",
    "same working day",
    "selben tag",
    "selber tag",
    "gleichen tag",
    "selben werktag",
    "gleichen werktag",
    "selben arbeitstag",
    "gleichen arbeitstag",
    "taggleich",
    "tagesgleich",
    "end of day",
    "end of business",
    "close of business",
    "geschaftsschluss",
    "dienstschluss",
    "tagesende",
    "today",
    "heute",
    "jour meme",
    "meme jour",
    "mismo dia",
    "stesso giorno",
];
const NEXT_DAY: [&str; 21] = [
    "next day",
    "next business day",
    "next working day",
    "following day",
    "following business day",
    "following working day",
    "nachster tag",
    "nachsten tag",
    "nachster werktag",
    "nachsten werktag",
    "nachster arbeitstag",
    "nachsten arbeitstag",
    "folgetag",
    "folgenden tag",
    "folgenden werktag",
    "folgenden arbeitstag",
    "lendemain",
    "jour ouvrable suivant",
    "jour suivant",
    "dia siguiente",
    "giorno successivo",
];
const AT_ONCE: [&str; 25] = [
    "immediately",
    "immediate",
    "at once",
    "instantly",
    "right away",
    "straight away",
    "on the spot",
    "without delay",
    "during the call",
    "in the call",
    "sofort",
    "sofortige",
    "unverzuglich",
    "umgehend",
    "ohne verzug",
    "wahrend des gesprachs",
    "noch im gesprach",
    "im gesprach",
    "immediatement",
    "immediat",
    "sans delai",
    "tout de suite",
    "inmediatamente",
    "de inmediato",
    "immediatamente",
];

/// What stands before a unit, written together, that counts working time.
const WORKING: [&str; 8] =
    ["bankarbeits", "arbeits", "werk", "geschafts", "buro", "bank", "work", "business"];

/// Words beside a unit that do so.
const WORKING_TIME: [&str; 12] = [
    "business",
    "working",
    "bank",
    "office",
    "ouvrable",
    "ouvrables",
    "ouvres",
    "habiles",
    "laborables",
    "lavorativo",
    "lavorativi",
    "feriali",
];

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) minutes: u64,
    unit: Unit,
}

/// The first number with a unit of time; "half an hour" and "a week" count, too.
pub(crate) fn span(tokens: &[Token]) -> Option<Span> {
    (0..tokens.len()).find_map(|at| span_at(tokens, at))
}

/// The number with a unit of time that begins at a place.
pub(super) fn span_at(tokens: &[Token], at: usize) -> Option<Span> {
    let (number, after) = quantity(tokens, at, tokens.get(at)?)?;
    // Of "2-3 days" the longer one counts.
    if tokens.get(after).is_some_and(|next| next.number().is_some()) {
        return None;
    }
    // "business", "working" or "calendar" may stand between the number and its unit.
    let unit = tokens[after..].iter().take(2).find_map(|t| unit(t.word()?))?;
    let minutes = number * unit.minutes as f64;
    let sane = number >= 0.0 && minutes / DAY as f64 <= LONGEST;
    sane.then(|| Span { minutes: minutes.round() as u64, unit })
}

/// The number that starts here, and where what it counts is looked for.
fn quantity(tokens: &[Token], at: usize, token: &Token) -> Option<(f64, usize)> {
    let part = |at: usize| {
        Some(match tokens.get(at)?.word()? {
            "half" | "halbe" | "halben" | "halber" => 0.5,
            "quarter" | "viertel" => 0.25,
            _ => return None,
        })
    };
    let article = |at: usize| {
        tokens.get(at).is_some_and(|t| matches!(t.word(), Some("a" | "an" | "of")))
            || tokens.get(at).and_then(Token::number) == Some(1.0)
    };
    if let Some(number) = token.number() {
        // "eine halbe Stunde"
        let part = part(at + 1).filter(|_| article(at));
        return Some(part.map_or((number, at + 1), |part| (part, at + 2)));
    }
    match token.word()? {
        "a" | "an" => Some(part(at + 1).map_or((1.0, at + 1), |part| (part, at + 2))),
        _ => {
            part(at).map(|part| (part, (at + 1..at + 3).find(|at| !article(*at)).unwrap_or(at + 1)))
        }
    }
}

impl Deadline {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let tokens = tokens(text);
        let lower = is_lower_bound(&tokens);
        Clock::parse(&tokens).map(|clock| Self { clock, lower })
    }

    /// Classifies left against right; `names` are the two lines.
    pub(crate) fn compare(self, right: Self, business: BusinessHours, names: [&str; 2]) -> Verdict {
        let week = Week::of(business);
        let cases: Vec<Case> = week
            .arrivals()
            .map(|arrival| Case {
                arrival,
                due: [self.clock.due(arrival, week), right.clock.due(arrival, week)],
            })
            .collect();
        let shorter = cases.iter().any(|case| case.due[0] < case.due[1]);
        let longer = cases.iter().any(|case| case.due[0] > case.due[1]);
        let class = match (self.lower, right.lower) {
            (false, false) => stance(shorter, longer),
            (true, true) => stance(longer, shorter),
            // "Not after" of one side against "not before" of the other.
            (false, true) if cases.iter().all(|case| case.due[0] < case.due[1]) => {
                RuleClass::Contradictory
            }
            (true, false) if cases.iter().all(|case| case.due[0] > case.due[1]) => {
                RuleClass::Contradictory
            }
            _ => RuleClass::Compatible,
        };
        Verdict { class, detail: detail(class, &cases, names) }
    }
}

/// Whether a text says by when something is done, and names no money.
pub(crate) fn states_deadline(text: &str) -> bool {
    let tokens = tokens(text);
    says_within(&tokens) && Clock::parse(&tokens).is_some() && !names_money(&tokens)
}

/// Beginnings of words that tell a span that must pass, not one within which something must be done.
const PERIODS: [&str; 16] = [
    "valid",
    "validity",
    "gultig",
    "gultigkeit",
    "notice period",
    "period of notice",
    "kundigungsfrist",
    "cancellation period",
    "withdrawal period",
    "widerrufsfrist",
    "retention period",
    "aufbewahrungsfrist",
    "preavis",
    "preaviso",
    "preavviso",
    "delai de resiliation",
];

/// Two spans that must pass, in words, where condition or value says of both that they are such; `None`
/// if they are of one length, or one of them counts working days only.
pub(super) fn tell_periods(rules: [&BusinessRule; 2], names: [&str; 2]) -> Option<String> {
    let says = |text: &String| starts_any(&tokens(text), &PERIODS);
    // "Confirm the notice period within 2 days" is a deadline.
    let is_period = |rule: &&BusinessRule| {
        (says(&rule.condition) || says(&rule.value)) && !binds_time(&rule.value)
    };
    let (days, unit) = match rules.map(|rule| Clock::parse(&tokens(&value(rule)))) {
        [Some(Clock::Elapsed(left)), Some(Clock::Elapsed(right))] => {
            ([left / DAY, right / DAY], "days")
        }
        [Some(Clock::BusinessDays(left)), Some(Clock::BusinessDays(right))] => {
            ([left, right], "working days")
        }
        _ => return None,
    };
    (rules.iter().all(is_period) && days[0] != days[1]).then(|| {
        let (shorter, longer) = if days[0] < days[1] { (0, 1) } else { (1, 0) };
        format!(
            "a period that ends after {} {unit} in {} runs {} {unit} longer in {}",
            days[shorter],
            names[shorter],
            days[longer] - days[shorter],
            names[longer]
        )
    })
}

/// The cases that differ most: where left is due first, and where right is.
fn detail(class: RuleClass, cases: &[Case], names: [&str; 2]) -> String {
    let most = |side: usize| {
        cases
            .iter()
            .filter(|case| case.due[side] < case.due[1 - side])
            .reduce(|best, case| if case.gap() > best.gap() { case } else { best })
            .map(|case| case.tell(names))
    };
    if class == RuleClass::Equal {
        return "due at the same time in every case".to_owned();
    }
    [most(0), most(1)].into_iter().flatten().collect::<Vec<_>>().join("; but ")
}

fn stance(tighter_somewhere: bool, looser_somewhere: bool) -> RuleClass {
    match (tighter_somewhere, looser_somewhere) {
        (false, false) => RuleClass::Equal,
        (true, false) => RuleClass::Tighter,
        (false, true) => RuleClass::Looser,
        (true, true) => RuleClass::Compatible,
    }
}

impl Clock {
    fn parse(tokens: &[Token]) -> Option<Self> {
        let business = says_any(tokens, &WORKING_TIME);
        if let Some(Span { minutes, unit }) = span(tokens) {
            return Some(match (business || unit.working, unit.minutes >= DAY) {
                (true, true) => Self::BusinessDays(minutes.div_ceil(DAY)),
                (true, false) => Self::BusinessMinutes(minutes),
                (false, _) => Self::Elapsed(minutes),
            });
        }
        let says = |phrases: &[&str]| says_any(tokens, phrases);
        // "Close of business on the next day" names both.
        if says(&NEXT_DAY) {
            Some(Self::BusinessDays(1))
        } else if says(&SAME_DAY) {
            Some(Self::BusinessDays(0))
        } else if says(&AT_ONCE) {
            Some(Self::Elapsed(0))
        } else {
            None
        }
    }

    /// Minutes from the arrival, a minute of the business week, until it is due.
    fn due(self, arrival: u64, week: Week) -> u64 {
        match self {
            Self::Elapsed(minutes) => minutes,
            Self::BusinessDays(days) => {
                let target = week.later(arrival, days / week.days, days % week.days);
                target + week.closes - arrival % DAY
            }
            Self::BusinessMinutes(minutes) => week.business_minutes_later(arrival, minutes),
        }
    }
}

/// The business week in minutes; always at least one day of at least one hour.
#[derive(Debug, Clone, Copy)]
struct Week {
    days: u64,
    opens: u64,
    closes: u64,
}

impl Week {
    fn of(business: BusinessHours) -> Self {
        let closes = business.closes.clamp(1, 24);
        Self {
            days: u64::from(business.days.clamp(1, 7)),
            opens: u64::from(business.opens.min(closes - 1)) * 60,
            closes: u64::from(closes) * 60,
        }
    }

    fn arrivals(self) -> impl Iterator<Item = u64> {
        (0..self.days).flat_map(move |day| {
            (self.opens..self.closes).step_by(TICK as usize).map(move |minute| day * DAY + minute)
        })
    }

    /// Minutes from the arrival to the same time whole business weeks and days later; `days` are
    /// fewer than a business week has.
    fn later(self, arrival: u64, weeks: u64, days: u64) -> u64 {
        let over_weekend = arrival / DAY + days >= self.days;
        weeks * WEEK + days * DAY + if over_weekend && days > 0 { (7 - self.days) * DAY } else { 0 }
    }

    fn business_minutes_later(self, arrival: u64, minutes: u64) -> u64 {
        let day = self.closes - self.opens;
        let left_today = self.closes - arrival % DAY;
        if minutes <= left_today {
            return minutes;
        }
        // The rest fills whole working days from the next opening on.
        let rest = minutes - left_today;
        let days = rest.div_ceil(day);
        let into_last = rest - (days - 1) * day;
        self.later(arrival, days / self.days, days % self.days) + self.opens + into_last
            - arrival % DAY
    }
}

/// One request followed under both rules.
#[derive(Debug, Clone, Copy)]
struct Case {
    arrival: u64,
    due: [u64; 2],
}

impl Case {
    fn gap(self) -> u64 {
        self.due[0].abs_diff(self.due[1])
    }

    fn tell(self, names: [&str; 2]) -> String {
        let [left, right] = self.due.map(|due| moment(self.arrival, due));
        format!(
            "a request on {} is due {left} in {}, {right} in {}",
            moment(self.arrival, 0),
            names[0],
            names[1]
        )
    }
}

/// Day of the week and time, after the number of days if a week or more has passed.
fn moment(arrival: u64, later: u64) -> String {
    let at = arrival + later;
    let time = format!("{} {:02}:{:02}", day_name(at / DAY), at % DAY / 60, at % 60);
    if later >= WEEK { format!("{} days later, {time},", later / DAY) } else { time }
}

/// Name of a day counted from a Monday.
pub(crate) fn day_name(day: u64) -> &'static str {
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
        [(day % 7) as usize]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalogue::RuleKind;

    fn class(left: &str, right: &str) -> RuleClass {
        compare(left, right).class
    }

    fn compare(left: &str, right: &str) -> Verdict {
        let [left, right] = [left, right].map(|text| Deadline::parse(text).unwrap());
        left.compare(right, BusinessHours::default(), ["product", "financing"])
    }

    #[test]
    fn deadlines_are_compared_across_units_and_calendars() {
        assert_eq!(class("48 h", "2 days"), RuleClass::Equal);
        assert_eq!(class("30 days", "one month"), RuleClass::Equal);
        assert_eq!(class("24 hours", "two business days"), RuleClass::Tighter);
        assert_eq!(class("5 business days", "14 days"), RuleClass::Tighter);
        assert_eq!(class("zwei Werktage", "48 Std."), RuleClass::Looser);
        assert_eq!(class("same day", "24 h"), RuleClass::Tighter);
        assert_eq!(class("sofort", "am selben Tag"), RuleClass::Tighter);
        assert_eq!(class("half an hour", "30 Minuten"), RuleClass::Equal);
        assert_eq!(class("Reply within 2-3 days", "Antwort in 2 bis 3 Tagen"), RuleClass::Equal);
        assert_eq!(class("eine halbe Stunde", "within an hour"), RuleClass::Tighter);
        assert_eq!(class("zwei Stunden", "2 Geschäftsstunden"), RuleClass::Tighter);
        assert_eq!(class("30 business hours", "3 Arbeitstage"), RuleClass::Tighter);
        assert_eq!(
            class("close of business on the next day", "one business day"),
            RuleClass::Equal
        );
    }

    #[test]
    fn which_comes_first_may_depend_on_the_day_of_the_week() {
        let verdict = compare("4 business hours", "24 h");
        assert_eq!(verdict.class, RuleClass::Compatible);
        insta::assert_snapshot!(verdict.detail, @"a request on Monday 08:00 is due Monday 12:00 in product, Tuesday 08:00 in financing; but a request on Friday 14:30 is due Monday 08:30 in product, Saturday 14:30 in financing");
    }

    #[test]
    fn periods_of_notice_are_compared_by_their_length() {
        let rule = |text: &str| {
            let (condition, value) = text.split_once(": ").unwrap_or(("", text));
            BusinessRule {
                key: String::new(),
                kind: RuleKind::Sla,
                condition: condition.to_owned(),
                value: value.to_owned(),
                unit: String::new(),
            }
        };
        let told =
            |left, right| tell_periods([&rule(left), &rule(right)], ["product", "financing"]);
        insta::assert_snapshot!(told("Kündigungsfrist: 3 Monate", "Notice period: four weeks").unwrap(), @"a period that ends after 28 days in financing runs 62 days longer in product");
        insta::assert_snapshot!(told("notice period of 5 business days", "Widerrufsfrist: 10 Werktage").unwrap(), @"a period that ends after 5 working days in product runs 5 working days longer in financing");
        assert_eq!(told("Widerrufsfrist: 10 Werktage", "Withdrawal period: 14 days"), None);
        assert_eq!(
            told("Confirm the notice period: within 2 days", "Kündigungsfrist: binnen 5 Tagen"),
            None
        );
        assert_eq!(told("reply within 2 days", "reply within 3 days"), None);
    }

    #[test]
    fn no_earlier_than_after_the_latest_is_a_contradiction() {
        assert_eq!(class("within 2 days", "not before 14 days"), RuleClass::Contradictory);
        assert_eq!(class("within 30 days", "not before 14 days"), RuleClass::Compatible);
        assert_eq!(class("at least 14 days", "at least 7 days"), RuleClass::Tighter);
    }

    #[test]
    fn what_is_no_deadline_is_not_read_as_one() {
        for text in ["", "as agreed", "3 attempts", "100 €", "99999999999999999999 years"] {
            assert_eq!(Deadline::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn more_business_time_is_never_due_earlier(
            minutes in 0_u64..20_000,
            more in 0_u64..20_000,
            arrival in 0_usize..100,
        ) {
            let week = Week::of(BusinessHours::default());
            let arrival = week.arrivals().nth(arrival).unwrap();
            let due = |minutes| Clock::BusinessMinutes(minutes).due(arrival, week);
            prop_assert!(due(minutes) <= due(minutes + more));
            let at = (arrival + due(minutes)) % WEEK;
            prop_assert!(at / DAY < week.days, "due on a weekend");
            prop_assert!((week.opens..=week.closes).contains(&(at % DAY)));
        }

        #[test]
        fn swapping_sides_mirrors_the_class(a in 0_u64..300, b in 0_u64..300, x in 0..3_usize, y in 0..3_usize) {
            let units = ["hours", "business days", "business hours"];
            let (left, right) = (format!("{a} {}", units[x]), format!("{b} {}", units[y]));
            prop_assert_eq!(class(&left, &right).mirrored(), class(&right, &left));
        }
    }
}
