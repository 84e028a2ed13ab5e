//! Contacts as the two lines export them.

use std::fmt::{Display, Write as _};

use super::calendar::{Moment, date_of, split};
use super::stories::Direction;
use super::{Channel, Contact, Outcome};
use crate::SynthError;
use crate::customers::german_date;
use crate::output::{Defect, Format, Lines, Output, TextFile};
use crate::population::Line;
use crate::random::Dice;
use crate::staff;
use crate::world::{MAX_AGREEMENTS, World};

const FILES: [(&str, &str); 2] = [
    ("product_contacts", "data/product/contacts.csv"),
    ("financing_contacts", "data/financing/kontakte.csv"),
];

const PRODUCT_HEADER: [&str; 15] = [
    "contact_id",
    "customer_no",
    "started_at",
    "direction",
    "channel",
    "queue",
    "agent",
    "wait_s",
    "handle_s",
    "topic",
    "outcome",
    "order_no",
    "promise",
    "promise_due",
    "promise_kept",
];

const FINANCING_HEADER: [&str; 16] = [
    "Kontakt-Nr.",
    "KdNr",
    "Datum",
    "Uhrzeit",
    "Richtung",
    "Kanal",
    "Warteschlange",
    "Bearbeiter",
    "Wartezeit (s)",
    "Bearbeitungszeit (s)",
    "Anliegen",
    "Ergebnis",
    "Vertragsnr.",
    "Zusage",
    "Zusage fällig",
    "Zusage erfüllt",
];

/// Comma and line feed, or semicolon in UTF-8 behind a byte order mark.
fn format(line: Line) -> Format {
    match line {
        Line::Product => Format::PLAIN,
        Line::Financing => Format { windows_1252: false, ..Format::GERMAN },
    }
}

/// A contact's row but for its number, with the order in which it is written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rendered {
    moment: Moment,
    /// Story and turn: makes the order complete.
    origin: (u64, usize),
    pub(super) line: Line,
    fields: Fields,
    broken: Option<Breakage>,
}

impl Rendered {
    pub(super) fn day(&self) -> i64 {
        self.moment / 1_440
    }
}

/// The fields of a row but for its number, in one allocation: millions wait in the heap.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fields(String);

/// Stands before each field; no data has it.
const SEPARATOR: char = '\u{1f}';

impl Fields {
    fn new() -> Self {
        Self(String::with_capacity(160))
    }

    fn push(&mut self, field: impl Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.0, "{SEPARATOR}{field}");
    }

    fn push_some(&mut self, field: Option<impl Display>) {
        match field {
            Some(field) => self.push(field),
            None => self.push(""),
        }
    }

    /// The row with its number in front.
    fn with_number<'a>(&'a self, number: &'a str) -> impl Iterator<Item = &'a str> {
        std::iter::once(number).chain(self.0.split(SEPARATOR).skip(1))
    }
}

/// How a second, broken row follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Breakage {
    MissingKey,
    Repeated,
    UnreadableTime,
    UnknownDirection,
    MissingChannel,
}

/// Makes the row of a contact.
pub(super) fn render(
    world: &World,
    contact: &Contact,
    origin: (u64, usize),
    dice: &mut Dice,
) -> Rendered {
    use Breakage::{MissingChannel, MissingKey, Repeated, UnknownDirection, UnreadableTime};
    const ALL: [Breakage; 5] =
        [MissingKey, Repeated, UnreadableTime, UnknownDirection, MissingChannel];
    let fields = match contact.line {
        Line::Product => product_fields(world, contact, dice),
        Line::Financing => financing_fields(world, contact, dice),
    };
    let broken = dice.chance(world.settings.broken_row_rate).then(|| dice.pick(&ALL));
    Rendered { moment: contact.moment, origin, line: contact.line, fields, broken }
}

/// What both lines measure, as text.
struct Measures {
    customer: String,
    agent: String,
    wait: Option<u32>,
    handle: u32,
    agreement: String,
    seconds: i64,
}

fn measure(world: &World, contact: &Contact, dice: &mut Dice) -> Measures {
    let line = contact.line;
    let customer = match contact.customer {
        // One in sixty is not asked for the number, or the agent forgets to enter it.
        Some(customer) if !dice.chance(1.0 / 60.0) => world.any_customer_key(line, customer, dice),
        _ => String::new(),
    };
    let inbound = contact.story.direction == Direction::Inbound;
    let abandoned = contact.outcome == Outcome::Abandoned;
    let wait = match (contact.channel, line) {
        _ if !inbound => None,
        (Channel::Call, _) if abandoned => Some(dice.quantile(&[15, 60, 120, 240, 900])),
        (Channel::Call, Line::Product) => Some(dice.quantile(&[1, 4, 7, 12, 22, 400])),
        (Channel::Call, Line::Financing) => Some(dice.quantile(&[1, 4, 7, 11, 17, 29, 500])),
        (Channel::Chat, _) => Some(dice.quantile(&[3, 15, 30, 60, 300])),
        _ => None,
    };
    let handle = match contact.channel {
        _ if abandoned => 0,
        _ if contact.outcome == Outcome::NotReached => dice.quantile(&[12, 25, 40, 70]),
        Channel::Call if line == Line::Product => dice.quantile(&[40, 140, 215, 300, 430, 1_150]),
        Channel::Call => dice.quantile(&[60, 200, 300, 420, 600, 1_500]),
        Channel::Chat => dice.quantile(&[120, 360, 540, 800, 2_000]),
        Channel::Visit => dice.quantile(&[300, 700, 1_200, 2_700]),
        _ => dice.quantile(&[90, 220, 340, 480, 800, 2_400]),
    };
    Measures {
        customer,
        agent: if abandoned {
            String::new()
        } else {
            staff::agent_for(world, line, contact.story.queue, dice)
        },
        wait,
        handle,
        agreement: contact.customer.map(|c| agreement(world, line, c, dice)).unwrap_or_default(),
        seconds: dice.between(0, 59),
    }
}

/// The agreement that a contact names, in two of three cases.
fn agreement(world: &World, line: Line, customer: u64, dice: &mut Dice) -> String {
    let number = dice.below(MAX_AGREEMENTS);
    if !dice.chance(0.65) {
        return String::new();
    }
    let key = match line {
        Line::Product => world.order(customer, number).map(|order| order.key),
        Line::Financing => world.contract(customer, number).map(|contract| contract.key),
    };
    key.unwrap_or_default()
}

fn product_fields(world: &World, contact: &Contact, dice: &mut Dice) -> Fields {
    let measures = measure(world, contact, dice);
    let (day, minute) = split(contact.moment);
    let promise = contact.promise;
    let mut fields = Fields::new();
    fields.push(measures.customer);
    fields.push(format_args!(
        "{day} {:02}:{:02}:{:02}",
        minute / 60,
        minute % 60,
        measures.seconds
    ));
    fields.push(if contact.story.direction == Direction::Inbound { "in" } else { "out" });
    fields.push(match contact.channel {
        Channel::Call => "phone",
        Channel::Email => "e-mail",
        Channel::Chat => "chat",
        Channel::Letter => "letter",
        Channel::Visit => "visit",
        Channel::Message => "app",
    });
    fields.push(contact.story.queue);
    fields.push(measures.agent);
    fields.push_some(measures.wait);
    fields.push(measures.handle);
    fields.push(contact.story.topic);
    fields.push(match contact.outcome {
        Outcome::Resolved => "resolved",
        Outcome::Callback => "callback",
        Outcome::Transferred => "transferred",
        Outcome::Abandoned => "abandoned",
        Outcome::NotReached => "not reached",
        Outcome::Sale => "sale",
        Outcome::NoSale => "no sale",
    });
    fields.push(measures.agreement);
    fields.push_some(promise.map(|_| contact.story.promise));
    fields.push_some(promise.map(|promise| date_of(promise.due_day)));
    fields.push(match promise.and_then(|promise| promise.kept) {
        Some(true) => "yes",
        Some(false) => "no",
        None => "",
    });
    fields
}

fn financing_fields(world: &World, contact: &Contact, dice: &mut Dice) -> Fields {
    let measures = measure(world, contact, dice);
    let (day, minute) = split(contact.moment);
    let promise = contact.promise;
    let mut fields = Fields::new();
    fields.push(measures.customer);
    fields.push(german_date(day));
    fields.push(format_args!("{:02}:{:02}", minute / 60, minute % 60));
    fields.push(if contact.story.direction == Direction::Inbound { "E" } else { "A" });
    fields.push(match contact.channel {
        Channel::Call => "Telefon",
        Channel::Email => "E-Mail",
        Channel::Chat => "Chat",
        Channel::Letter => "Brief",
        Channel::Visit => "Besuch",
        Channel::Message => "SMS",
    });
    fields.push(contact.story.queue);
    fields.push(measures.agent);
    fields.push_some(measures.wait);
    fields.push(measures.handle);
    fields.push(contact.story.topic);
    fields.push(match contact.outcome {
        Outcome::Resolved => "erledigt",
        Outcome::Callback => "Rückruf",
        Outcome::Transferred => "weitergeleitet",
        Outcome::Abandoned => "aufgelegt",
        Outcome::NotReached => "nicht erreicht",
        Outcome::Sale => "Abschluss",
        Outcome::NoSale => "kein Abschluss",
    });
    fields.push(measures.agreement);
    fields.push_some(promise.map(|_| contact.story.promise));
    fields.push_some(promise.map(|promise| german_date(date_of(promise.due_day))));
    fields.push(match promise.and_then(|promise| promise.kept) {
        Some(true) => "J",
        Some(false) => "N",
        None => "",
    });
    fields
}

/// A contact file while it grows.
pub(super) struct ContactFile {
    line: Line,
    name: &'static str,
    file: TextFile,
    /// The row being written.
    lines: Lines,
    rows: u64,
    contacts: u64,
}

impl ContactFile {
    pub(super) fn create(line: Line, output: &Output<'_>) -> Result<Self, SynthError> {
        let (name, path) = FILES[line as usize];
        let mut file = TextFile::create(output.dir(), path)?;
        let mut lines = Lines::new(format(line));
        match line {
            Line::Product => lines.record(PRODUCT_HEADER),
            Line::Financing => {
                file.write("\u{feff}".as_bytes())?;
                lines.record(FINANCING_HEADER);
            }
        }
        file.write(&lines.take())?;
        Ok(Self { line, name, file, lines, rows: 0, contacts: 0 })
    }

    /// Writes a contact, and perhaps a broken row after it.
    pub(super) fn write(
        &mut self,
        contact: &Rendered,
        output: &mut Output<'_>,
    ) -> Result<(), SynthError> {
        self.contacts += 1;
        let number = match self.line {
            Line::Product => (70_000_000 + self.contacts).to_string(),
            Line::Financing => format!("K{:08}", self.contacts),
        };
        self.record(contact.fields.with_number(&number))?;
        if let Some(breakage) = contact.broken {
            self.broken(&contact.fields, &number, breakage, output)?;
        }
        if self.contacts.is_multiple_of(50_000) {
            output.progress(self.name, self.rows);
        }
        Ok(())
    }

    fn record<'f>(&mut self, row: impl IntoIterator<Item = &'f str>) -> Result<(), SynthError> {
        self.lines.record(row);
        self.rows += 1;
        self.file.write(&self.lines.take())
    }

    fn broken(
        &mut self,
        fields: &Fields,
        number: &str,
        breakage: Breakage,
        output: &mut Output<'_>,
    ) -> Result<(), SynthError> {
        // Financing has date and time apart, which moves the columns after them by one.
        let after_time = usize::from(self.line == Line::Financing);
        let (column, instead, what) = match breakage {
            Breakage::MissingKey => (0, "", "missing key"),
            Breakage::Repeated => (0, number, "repeated row"),
            Breakage::UnreadableTime => (2, "32.13.2026", "unreadable time"),
            Breakage::UnknownDirection => (3 + after_time, "?", "unknown direction"),
            Breakage::MissingChannel => (4 + after_time, "", "missing channel"),
        };
        // A key of its own, so that the row's only fault is the one noted.
        let fresh = format!("{number}-2");
        let mut row: Vec<&str> = fields.with_number(&fresh).collect();
        row[column] = instead;
        self.record(row)?;
        let column = match self.line {
            Line::Product => PRODUCT_HEADER[column],
            Line::Financing => FINANCING_HEADER[column],
        };
        // Rows count from the header, which is row 1.
        output.defects(self.name, "", self.rows + 1, vec![Defect { row: 0, column, what }])
    }

    pub(super) fn finish(self, output: &mut Output<'_>) -> Result<(), SynthError> {
        output.progress(self.name, self.rows);
        output.summary.rows.push((self.name.to_owned(), self.rows));
        self.file.finish()
    }
}
