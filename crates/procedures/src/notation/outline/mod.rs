//! Markdown and plain text: headings are procedures, numbered lists are steps, lists within them
//! branches or sub-steps, `Key: value` lines are fields, and lists under a heading of rules are
//! rules. Tables have a step, a rule or a field in each row. `line` tells what a line is, `words`
//! what it says, `branch` makes the flow of the lists, `table` reads the tables.

mod ahead;
mod branch;
mod line;
mod notes;
mod table;
mod verbs;
mod words;

use rustc_hash::FxHashSet;

use super::intake::{BESIDE, NotationError, NotationIntake, Part, ReadProcedure, RefusedPart};
use super::kinds::kind_in_words;
use super::prose::rules_and_rest;
use super::xml::MOST_BYTES;
use crate::catalogue::{Procedure, RuleKind};
use crate::general::{is_general, names_rules};
use crate::note::Noted;
use branch::{Branching, Item};
use line::{Line, Mark};
use notes::{Lists, Marked};
use table::{Parts, Table};
pub use words::is_name_of_part_beside;
pub(crate) use words::rule as rule_in_words;
use words::{Field, Section};

/// Reads a Markdown file. What stands above the first heading belongs to a procedure called by the
/// file's name.
pub fn read_markdown(name: &str, bytes: &[u8]) -> Result<NotationIntake, NotationError> {
    let text = text_of(bytes)?;
    Ok(Outline::new(name, false).read(&line::lines(&text, false)))
}

/// A line without the mark of a list item.
pub(super) fn without_mark(line: &str) -> &str {
    line::mark(line, true).map_or(line, |(_, text)| text).trim()
}

/// What a plain text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlainText {
    /// Headings and numbered lists.
    Procedures(NotationIntake),
    /// No heading and no number: a label a line, with its 1-based number.
    Labels(Vec<(usize, String)>),
}

/// Reads a text without marks. A line that stands alone above a numbered list is a heading.
pub fn read_text(name: &str, bytes: &[u8]) -> Result<PlainText, NotationError> {
    let text = text_of(bytes)?;
    let lines = line::lines(&text, true);
    let is_outline = |line: &Line| match line {
        Line::Heading { .. } | Line::Row { .. } => true,
        Line::Item { mark, .. } => *mark != Mark::Bullet,
        Line::Blank | Line::Text { .. } => false,
    };
    if lines.iter().any(|(_, line)| is_outline(line)) {
        return Ok(PlainText::Procedures(Outline::new(name, true).read(&lines)));
    }
    let label = |(number, line): &(usize, Line)| match line {
        Line::Item { text, .. } | Line::Text { text, .. } => Some((*number, words::plain(text))),
        Line::Heading { .. } | Line::Row { .. } | Line::Blank => None,
    };
    Ok(PlainText::Labels(lines.iter().filter_map(label).collect()))
}

fn text_of(bytes: &[u8]) -> Result<std::borrow::Cow<'_, str>, NotationError> {
    if bytes.len() > MOST_BYTES {
        return Err(NotationError::new(1, 1, "the file is larger than 64 MiB"));
    }
    if bytes.contains(&0) && !bytes.starts_with(b"\xff\xfe") && !bytes.starts_with(b"\xfe\xff") {
        return Err(NotationError::new(1, 1, "the file is not text"));
    }
    Ok(super::decode::text_of(bytes))
}

/// A procedure while its lines are read.
#[derive(Debug, Default)]
struct Draft {
    procedure: Procedure,
    line: usize,
    /// Level of its heading; 0 without one.
    level: usize,
    items: Vec<Item>,
    /// Bullets above any numbered list: the steps, if there are no others.
    bullets: Vec<Item>,
    /// A numbered list below `Note:`, above which no step stands: likewise.
    noted: Vec<Item>,
    rules: Vec<(usize, String)>,
    /// What tables say.
    table: Parts,
    /// What is noted of the procedure.
    note: Noted,
    /// A text after the last item that is not indented: beneath that item, if others follow.
    below: String,
    actor: String,
    system: String,
    /// Whether a field was given.
    described: bool,
}

/// Notes that stand above the procedure that takes them.
#[derive(Debug, Default)]
struct Carried {
    /// Where the first of them stands.
    line: usize,
    note: Noted,
}

struct Outline<'a> {
    name: &'a str,
    intake: NotationIntake,
    /// Keys of the procedures so far.
    keys: FxHashSet<String>,
    draft: Option<Draft>,
    section: Section,
    /// The lists of the draft.
    lists: Lists,
    /// A paragraph that is noted while its lines are read, with its first line and its indentation.
    remark: Option<(usize, usize, String)>,
    /// What is noted above the first procedure, or of a chapter: the next procedure takes it.
    carried: Carried,
    /// What tables say of procedures that they name.
    named: Vec<Parts>,
    /// Level of the heading of a part that is of no procedure, as are those below it.
    beside: Option<usize>,
    /// Where a part that is of no procedure begins, and what it is called, until something of it is left out.
    aside: Option<(usize, String)>,
    /// Whether headings have no marks, so that all are of one level.
    is_plain: bool,
}

impl<'a> Outline<'a> {
    fn new(name: &'a str, is_plain: bool) -> Self {
        Self {
            name,
            is_plain,
            intake: NotationIntake::default(),
            keys: FxHashSet::default(),
            draft: None,
            section: Section::Intro,
            lists: Lists::default(),
            remark: None,
            carried: Carried::default(),
            named: Vec::new(),
            beside: None,
            aside: None,
        }
    }

    fn read(mut self, lines: &[(usize, Line)]) -> NotationIntake {
        // The level of the list item that a following line may go on with.
        let mut in_list = false;
        let mut rows: Vec<table::Row> = Vec::new();
        for (at, (number, line)) in lines.iter().enumerate() {
            if !matches!(line, Line::Row { .. }) {
                self.table(std::mem::take(&mut rows));
            }
            if !matches!(line, Line::Text { .. }) {
                self.end_remark();
            }
            match line {
                Line::Row { cells } => {
                    in_list = false;
                    rows.push((*number, cells.clone()));
                }
                Line::Blank => in_list = false,
                Line::Heading { level, text } => {
                    in_list = false;
                    self.heading(*number, *level, text, &lines[at + 1..]);
                }
                Line::Item { indent, mark, numbers, text } => {
                    let marked = Marked { indent: *indent, mark: *mark, numbers };
                    in_list = self.item(*number, marked, text);
                }
                Line::Text { indent, text } => {
                    // "Note:" ends the item that it stands beneath.
                    let is_remark = words::remark(text).is_some();
                    if is_remark || !(in_list && self.goes_on(*indent, text)) {
                        in_list = false;
                        self.text(*number, *indent, text);
                    }
                }
            }
        }
        self.table(rows);
        self.finish(usize::MAX);
        for parts in std::mem::take(&mut self.named) {
            self.take_named(parts);
        }
        self.leave_carried();
        self.intake.refused.sort();
        self.intake
    }

    fn draft(&mut self, line: usize) -> &mut Draft {
        let name = self.name;
        self.draft.get_or_insert_with(|| Draft {
            procedure: Procedure {
                key: name.to_owned(),
                title: name.to_owned(),
                ..Procedure::default()
            },
            line,
            ..Draft::default()
        })
    }

    /// A heading, with the lines below it.
    fn heading(&mut self, line: usize, level: usize, text: &str, below: &[(usize, Line)]) {
        let title = words::title(text);
        let section = words::section(&title);
        // Below a title of the whole file stand its procedures, whatever it is called.
        let beside = self.beside.filter(|beside| *beside > 1 && level > *beside);
        if beside.is_none() {
            self.beside = None;
        } else if !self.goes_on_beside(level) && (section.is_some() || !self.may_begin(below)) {
            self.finish_beside();
            return self.begin_named(Section::Reference, line, title);
        }
        let is_within =
            self.is_plain || self.draft.as_ref().is_none_or(|draft| draft.level < level);
        if section == Some(Section::Reference) {
            self.beside = self.beside.or(Some(level));
            if !is_within {
                self.finish(level);
            }
        }
        let is_titled = section == Some(Section::Other)
            && words::may_be_title(&title)
            && (self.is_plain || !is_within || self.may_begin(below))
            && ahead::has_steps(below, true);
        if section == Some(Section::Other) && !is_titled && !is_within {
            self.beside = self.beside.or(Some(level));
            self.finish(level);
        }
        let opens = |section: &Section| {
            (is_within || *section == Section::Other) && !is_titled
                || *section == Section::Reference
        };
        if let Some(section) = section.filter(opens) {
            return self.begin_named(section, line, title);
        }
        self.finish(level);
        let states_rules =
            is_general(&title) && (names_rules(&title) || !ahead::has_steps(below, false));
        self.section = if states_rules { Section::General } else { Section::Intro };
        self.lists = Lists::default();
        self.draft = Some(Draft {
            procedure: Procedure { title, ..Procedure::default() },
            line,
            level,
            ..Draft::default()
        });
    }

    /// Whether the heading is of a procedure that stands in a part beside the others.
    fn goes_on_beside(&self, level: usize) -> bool {
        let own = self.draft.as_ref().filter(|draft| Some(draft.level) > self.beside);
        own.is_some_and(|draft| draft.level < level)
    }

    /// Whether a procedure begins where steps stand below a heading: none with steps of its own is around it.
    fn may_begin(&self, below: &[(usize, Line)]) -> bool {
        let is_beside = |draft: &Draft| Some(draft.level) > self.beside && self.beside.is_some();
        let around = self.draft.as_ref().filter(|draft| !is_beside(draft));
        around.is_none_or(|draft| !draft.has_steps()) && ahead::has_steps(below, false)
    }

    /// Takes up the procedure that stands in a part beside the others.
    fn finish_beside(&mut self) {
        if self.draft.as_ref().is_some_and(|draft| Some(draft.level) > self.beside) {
            self.finish(usize::MAX);
        }
    }

    /// Begins a section with its heading.
    fn begin_named(&mut self, section: Section, line: usize, name: String) {
        self.begin(section);
        self.aside = section.is_beside().then_some((line, name));
    }

    /// Tells once of each part beside the procedures that something of it is left out.
    fn leave_aside(&mut self) {
        let Some((line, id)) = self.aside.take() else { return };
        let (part, reason) = (Part::Procedure, BESIDE);
        self.intake.left_out.push(RefusedPart { line, part, reason, id });
    }

    /// Begins a section of the procedure.
    fn begin(&mut self, section: Section) {
        self.end_remark();
        if section.is_of_notes() {
            self.lists.notes_begin(self.section);
        } else if !matches!(section, Section::Field(_)) {
            self.lists = Lists::default();
        }
        self.section = section;
    }

    /// A list item; whether the next line may go on with it.
    fn item(&mut self, line: usize, marked: Marked<'_>, text: &str) -> bool {
        let Marked { indent, mark, .. } = marked;
        if self.section.is_of_notes()
            && let Some(section) = self.lists.ends_notes(self.section, marked)
        {
            self.section = section;
        }
        if self.is_remark(mark, text) {
            self.remark_item(line, indent, text);
            return false;
        }
        let item = Item {
            line,
            indent,
            mark,
            text: text.to_owned(),
            note: String::new(),
            children: Vec::new(),
        };
        if !self.section.is_of_notes() {
            self.lists.take(marked);
        }
        match self.section {
            Section::Notes => {
                self.draft(line).note(line, &words::plain(text));
                return false;
            }
            Section::Remark { .. } => {
                let draft = self.draft(line);
                let is_numbered = matches!(mark, Mark::Number(_));
                if draft.noted.is_empty() && (draft.has_steps() || !is_numbered) {
                    draft.remark(line, indent, &words::plain(text));
                    return false;
                }
                draft.noted.push(item);
            }
            Section::Rules => self.draft(line).rules.push((line, words::plain(text))),
            Section::General => {
                let draft = self.draft(line);
                if draft.key_value(text) {
                    return false;
                }
                draft.rules.push((line, words::plain(text)));
            }
            Section::Other | Section::Reference => {
                self.leave_aside();
                return false;
            }
            Section::Field(field) => {
                self.draft(line).set(field, &words::plain(text));
                return false;
            }
            Section::Intro | Section::Steps => {
                let is_bullet = mark == Mark::Bullet;
                let intro = self.section == Section::Intro;
                let draft = self.draft(line);
                if is_bullet && intro && draft.items.is_empty() {
                    if draft.key_value(text) {
                        return false;
                    }
                    draft.take_below();
                    draft.bullets.push(item);
                } else {
                    draft.take_below();
                    draft.items.push(item);
                }
            }
        }
        true
    }

    /// Whether a list item is a note of the steps around it.
    fn is_remark(&self, mark: Mark, text: &str) -> bool {
        matches!(self.section, Section::Intro | Section::Steps)
            && mark == Mark::Bullet
            && words::remark(text).is_some()
    }

    /// Takes a bullet that begins with "Note:"; without more, the bullets within it are the note.
    fn remark_item(&mut self, line: usize, indent: usize, text: &str) {
        let Some(value) = words::remark(text) else { return };
        self.draft(line);
        if value.is_empty() {
            self.begin(Section::Remark { least: indent + 1 });
        }
        self.note_below(line, indent, &value);
    }

    /// Notes a line of a paragraph; the whole of it is read once it ends, as sentences go on.
    fn note_below(&mut self, line: usize, indent: usize, text: &str) {
        match &mut self.remark {
            Some((_, _, paragraph)) => push_line(paragraph, text),
            None => self.remark = Some((line, indent, text.to_owned())),
        }
    }

    /// Takes up the paragraph that was noted.
    fn end_remark(&mut self) {
        if let Some((line, indent, text)) = self.remark.take() {
            if self.section == Section::General {
                return self.draft(line).lay_down(line, &text);
            }
            self.draft(line).remark(line, indent, &text);
        }
    }

    /// Appends a line to the list item above it, if it is one with it.
    fn goes_on(&mut self, indent: usize, text: &str) -> bool {
        let Some(draft) = &mut self.draft else { return false };
        if matches!(self.section, Section::Rules | Section::General) {
            let Some((_, rule)) = draft.rules.last_mut().filter(|_| indent > 0) else {
                return false;
            };
            rule.push(' ');
            rule.push_str(&words::plain(text));
            return true;
        }
        let is_noted = !draft.noted.is_empty() && self.section.is_of_notes();
        let last = if is_noted { draft.noted.last_mut() } else { draft.last() };
        let Some(item) = last.filter(|item| indent > item.indent) else { return false };
        item.text.push(' ');
        item.text.push_str(text);
        true
    }

    fn text(&mut self, line: usize, indent: usize, text: &str) {
        // "Rules" on a line of its own, without a mark and without a colon.
        if self.draft.is_some()
            && let Some(section) = words::section(&words::plain(text))
        {
            return self.begin_named(below_line(section, indent), line, words::plain(text));
        }
        if let Some((key, value)) = words::key_value(text) {
            if let Some(section) = words::section(&key).filter(|_| value.is_empty()) {
                return self.begin_named(below_line(section, indent), line, key);
            }
            if self.section.is_beside() {
                return self.leave_aside();
            }
            if words::field(&key) == Some(Field::Note) {
                self.end_remark();
                self.draft(line);
                return self.note_below(line, indent, &value);
            }
            if let Some(field) = words::field(&key) {
                self.end_remark();
                self.draft(line).set(field, &value);
                if value.is_empty() {
                    self.begin(Section::Field(field));
                }
                return;
            }
            // "Frist: 24 Stunden" is a rule, wherever it stands.
            if !value.is_empty() && kind_in_words(&key) != RuleKind::Other {
                self.end_remark();
                self.draft(line).rules.push((line, format!("{key}: {value}")));
                return;
            }
        }
        let plain = words::plain(text);
        if self.remark.is_some() {
            return self.note_below(line, indent, &plain);
        }
        match self.section {
            Section::Field(field) => self.draft(line).set(field, &plain),
            Section::Intro => {
                let draft = self.draft(line);
                if !draft.items.is_empty() {
                    self.note_below(line, indent, &plain);
                } else if draft.procedure.purpose.is_empty() {
                    draft.procedure.purpose = plain;
                } else {
                    draft.procedure.purpose.push(' ');
                    draft.procedure.purpose.push_str(&plain);
                }
            }
            Section::Rules => self.draft(line).rules.push((line, plain)),
            Section::Steps | Section::Remark { .. } | Section::General => {
                self.draft(line);
                self.note_below(line, indent, &plain);
            }
            Section::Notes => self.draft(line).note(line, &plain),
            Section::Other | Section::Reference => self.leave_aside(),
        }
    }

    /// A table, with its header.
    fn table(&mut self, rows: Vec<table::Row>) {
        let Some((first, _)) = rows.first() else { return };
        if self.section.is_beside() {
            return self.leave_aside();
        }
        let first = *first;
        let (in_notes, in_rules) = (self.section.is_of_notes(), self.section == Section::Rules);
        let draft = self.draft(first);
        let title = draft.procedure.title.clone();
        let table = if in_notes {
            let Some(table) = table::steps_among_notes(&title, &rows, !draft.has_steps()) else {
                for (line, cells) in rows {
                    draft.note(line, &table::in_words(&cells));
                }
                return;
            };
            table
        } else {
            table::read(&title, rows.clone(), in_rules)
        };
        match table {
            Table::Fields(fields) => {
                let draft = self.draft(first);
                for (field, value) in fields {
                    draft.set(field, &value);
                }
            }
            Table::Rules(rules) => self.draft(first).rules.extend(rules),
            Table::Parts { procedures, refused, .. } => {
                let mut procedures = procedures.into_iter();
                if let Some(own) = procedures.next() {
                    self.draft(first).take(own);
                }
                self.named.extend(procedures);
                for (line, reason) in refused {
                    let row = rows.iter().find(|(number, _)| *number == line);
                    let said = row.map(|(_, cells)| table::in_words(cells)).unwrap_or_default();
                    self.refuse(line, reason, &said);
                }
            }
        }
    }

    /// Gives what a table says of a procedure to the one that has this name, wherever in the file it
    /// stands.
    fn take_named(&mut self, mut parts: Parts) {
        let (key, title) = (&parts.procedure.key, parts.procedure.title.to_lowercase());
        if parts.steps.is_empty() && parts.rules.is_empty() {
            return self.intake.refused.push(RefusedPart {
                line: parts.line,
                part: Part::Procedure,
                reason: "the table names the procedure, and neither steps nor rules of it",
                id: parts.procedure.title,
            });
        }
        let is_it = |read: &&mut ReadProcedure| {
            read.procedure.key == *key || read.procedure.title.to_lowercase() == title
        };
        if let Some(read) = self.intake.procedures.iter_mut().find(is_it) {
            return parts.add_to(read);
        }
        let procedure = std::mem::take(&mut parts.procedure);
        let mut read = ReadProcedure { procedure, line: parts.line, ..ReadProcedure::default() };
        parts.add_to(&mut read);
        self.intake.procedures.push(read);
    }

    /// Names a line that became nothing, with what it says.
    fn refuse(&mut self, line: usize, reason: &'static str, said: &str) {
        let in_rules = matches!(self.section, Section::Rules | Section::General);
        let part = if in_rules { Part::Rule } else { Part::Step };
        let title = self.draft.as_ref().map_or("", |draft| &draft.procedure.title);
        let id = if said.is_empty() { title.to_owned() } else { format!("{title}: {said}") };
        self.intake.refused.push(RefusedPart { line, part, reason, id });
    }

    /// Gives notes that no heading follows to the first procedure that the tables name; else names them.
    fn leave_carried(&mut self) {
        let carried = std::mem::take(&mut self.carried);
        if let Some(read) = self.intake.procedures.first_mut() {
            return carried.give(&mut read.procedure);
        }
        let (line, note) = (carried.line, carried.note.into_text());
        if !note.is_empty() {
            let reason = "the note stands above no procedure";
            self.intake.refused.push(RefusedPart { line, part: Part::Procedure, reason, id: note });
        }
    }

    /// Takes up the procedure; `next` is the level of the heading that follows.
    fn finish(&mut self, next: usize) {
        self.end_remark();
        let Some(mut draft) = self.draft.take() else { return };
        draft.choose_items();
        let has_table = !draft.table.steps.is_empty() || !draft.table.rules.is_empty();
        let is_empty = draft.items.is_empty() && draft.rules.is_empty() && !has_table;
        // A chapter says nothing of its own.
        let is_chapter = is_empty && !draft.described && next != usize::MAX && next > draft.level;
        if is_chapter || (is_empty && draft.level == 0) {
            self.carried.take(draft);
            return;
        }
        if is_empty {
            return self.intake.refused.push(RefusedPart {
                line: draft.line,
                part: Part::Procedure,
                reason: "neither steps nor rules stand under the heading",
                id: draft.procedure.title,
            });
        }
        let mut read = draft.finish(self.name, &mut self.intake, &self.keys);
        std::mem::take(&mut self.carried).give(&mut read.procedure);
        self.keys.insert(read.procedure.key.clone());
        self.intake.procedures.push(read);
    }
}

impl Carried {
    /// Takes what is noted in a part that is no procedure.
    fn take(&mut self, draft: Draft) {
        let mut draft = draft;
        draft.note.add(&draft.below);
        let note = draft.note.into_text();
        if !note.is_empty() && self.line == 0 {
            self.line = draft.line;
        }
        self.note.add(&note);
    }

    /// Notes it above what is noted of a procedure.
    fn give(mut self, procedure: &mut Procedure) {
        self.note.add(&procedure.note);
        procedure.note = self.note.into_text();
    }
}

impl Draft {
    /// Whether any step was read so far.
    fn has_steps(&self) -> bool {
        !(self.items.is_empty() && self.bullets.is_empty() && self.table.steps.is_empty())
    }

    /// The last item of what may be the steps.
    fn last(&mut self) -> Option<&mut Item> {
        if self.items.is_empty() { self.bullets.last_mut() } else { self.items.last_mut() }
    }

    /// Settles which list holds the steps; what the others note is of the procedure.
    fn choose_items(&mut self) {
        let (bullets, noted) = (std::mem::take(&mut self.bullets), std::mem::take(&mut self.noted));
        if self.items.is_empty() {
            self.items = bullets;
        } else {
            for item in bullets {
                self.note.add(&item.note);
            }
        }
        if self.has_steps() {
            for item in noted {
                self.note(item.line, &words::plain(&item.text));
            }
        } else {
            self.items = noted;
        }
    }

    /// Takes a `Key: value` of a known key.
    fn key_value(&mut self, text: &str) -> bool {
        let known = words::key_value(text)
            .and_then(|(key, value)| words::field(&key).map(|field| (field, value)));
        let Some((field, value)) = known else { return false };
        self.set(field, &value);
        true
    }

    /// Notes what stands beneath the steps, or above them: of the last item what is indented below it.
    fn remark(&mut self, line: usize, indent: usize, text: &str) {
        let Some(item) = self.last() else { return self.note(line, text) };
        let (rules, rest) = rules_and_rest(text, &words::plain(&item.text));
        let is_within = indent > item.indent;
        push_line(if is_within { &mut item.note } else { &mut self.below }, &rest);
        self.table.rules.extend(rules.into_iter().map(|rule| (line, rule)));
    }

    /// What stood below the last item belongs to it, as others follow.
    fn take_below(&mut self) {
        let below = std::mem::take(&mut self.below);
        if let Some(item) = self.last() {
            push_line(&mut item.note, &below);
        }
    }

    /// Notes a text of the procedure, but for the rules that it states.
    fn note(&mut self, line: usize, text: &str) {
        let (rules, rest) = rules_and_rest(text, "");
        self.table.rules.extend(rules.into_iter().map(|rule| (line, rule)));
        self.note.add(&rest);
    }

    /// Takes the rules that a paragraph of general rules states; what else it says is their purpose.
    fn lay_down(&mut self, line: usize, text: &str) {
        let (rules, rest) = rules_and_rest(text, "");
        self.table.rules.extend(rules.into_iter().map(|rule| (line, rule)));
        push_line(&mut self.procedure.purpose, &rest);
    }

    /// Takes what a table says of the procedure; steps that name no role or system are done by those
    /// of the procedure.
    fn take(&mut self, own: Parts) {
        let described = [
            (Field::Purpose, &own.procedure.purpose),
            (Field::Trigger, &own.procedure.trigger),
            (Field::Direction, &own.procedure.direction),
            (Field::Owner, &own.procedure.owner),
            (Field::Inputs, &own.procedure.inputs),
            (Field::Outcome, &own.procedure.outcome),
        ];
        for (field, text) in described {
            self.set(field, text);
        }
        self.note.add(&own.procedure.note);
        self.procedure.topics.extend(own.procedure.topics);
        self.procedure.channels.extend(own.procedure.channels);
        self.table.take_steps(own.steps);
        self.table.rules.extend(own.rules);
    }

    fn set(&mut self, field: Field, value: &str) {
        if value.is_empty() {
            return;
        }
        self.described = true;
        let procedure = &mut self.procedure;
        let text = match field {
            Field::Key => &mut procedure.key,
            Field::Purpose => &mut procedure.purpose,
            Field::Trigger => &mut procedure.trigger,
            Field::Direction => &mut procedure.direction,
            Field::Owner => &mut procedure.owner,
            Field::Inputs => &mut procedure.inputs,
            Field::Outcome => &mut procedure.outcome,
            Field::Actor => &mut self.actor,
            Field::System => &mut self.system,
            Field::Note => return self.note.add(value),
            Field::Topics | Field::Channels => {
                let list = if field == Field::Topics {
                    &mut procedure.topics
                } else {
                    &mut procedure.channels
                };
                list.extend(words::items(value));
                return;
            }
        };
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(value);
    }

    fn finish(
        self,
        name: &str,
        intake: &mut NotationIntake,
        keys: &FxHashSet<String>,
    ) -> ReadProcedure {
        let mut procedure = self.procedure;
        if procedure.key.is_empty() {
            procedure.key.clone_from(&procedure.title);
        }
        if keys.contains(&procedure.key) {
            procedure.key = format!("{name}/{}/{}", procedure.key, self.line);
        }
        let mut table = self.table;
        for (_, step) in &mut table.steps {
            let defaults = [(&mut step.actor, &self.actor), (&mut step.system, &self.system)];
            for (text, default) in defaults.into_iter().filter(|(text, _)| text.is_empty()) {
                text.clone_from(default);
            }
        }
        let mut branching = Branching::new(self.actor, self.system);
        branching.read(self.items);
        for line in &branching.empty {
            intake.refused.push(RefusedPart {
                line: *line,
                part: Part::Step,
                reason: "the list item has no text",
                id: String::new(),
            });
        }
        let mut note = self.note;
        for text in branching.notes.drain(..).chain([self.below]) {
            note.add(&text);
        }
        procedure.note = note.into_text();
        let (steps, step_lines) = branching.finish();
        procedure.steps = steps;
        let mut rule_lines = Vec::new();
        for (line, text) in self.rules {
            match words::rule(&text) {
                Some(rule) => {
                    procedure.rules.push(rule);
                    rule_lines.push(line);
                }
                None => intake.refused.push(RefusedPart {
                    line,
                    part: Part::Rule,
                    reason: "the rule says nothing",
                    id: String::new(),
                }),
            }
        }
        let mut read = ReadProcedure { procedure, line: self.line, step_lines, rule_lines };
        table.add_to(&mut read);
        read
    }
}

/// The section that a word alone on a line begins.
fn below_line(section: Section, indent: usize) -> Section {
    if section == Section::Notes { Section::Remark { least: indent } } else { section }
}

/// Adds a line to a text.
fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}
