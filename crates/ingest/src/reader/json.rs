//! Rows of a JSON file: one object a line, objects one after another, an array of objects, or an
//! object that holds such an array among other things, as answers of web services do.
//!
//! Nested objects become columns with dotted names (`Queue.Name`), arrays of plain values one cell
//! with `;` between them, arrays of objects columns with the place in the name (`phones.0.number`).
//! The columns are all names that occur anywhere, in the order in which they first do, so the file
//! is read once for its names before it is read for its rows. An object is one row; its number is
//! the line on which it begins or, if that has a row already, the next one. One that is no JSON is a
//! refused row, and the next one is read; a list that is not closed is an error of the whole file,
//! since nobody can say how many rows are missing.

use std::fmt;
use std::io;
use std::ops::Range;

use rustc_hash::FxHashMap;
use serde::Deserializer;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Rows;
use super::cell::{Cell, Defect, Row};
use super::encoding::Decoding;
use super::packed::Unpacked;
use super::text::{LONGEST_ROW, MOST_COLUMNS};

/// Where in the file the objects are that become rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// How deep in brackets they begin: 0 if they follow one another, 1 in an array, 2 in an array
    /// inside an object.
    depth: usize,
    /// The columns' names.
    names: Vec<String>,
}

/// Whether a text is JSON, judged by how it begins.
pub(super) fn looks_like_json(beginning: &str) -> bool {
    let mut rest = beginning.trim_start();
    if let Some(inside) = rest.strip_prefix('[') {
        rest = inside.trim_start();
    }
    let Some(inside) = rest.strip_prefix('{') else { return false };
    let inside = inside.trim_start();
    inside.starts_with('"') || inside.starts_with('}')
}

impl Layout {
    /// Reads the whole file for its names; `beginning` is that of its text.
    pub(super) fn find(
        decoding: impl Fn() -> io::Result<Decoding<Unpacked>>,
        beginning: &str,
    ) -> io::Result<Self> {
        let depth = depth_of(beginning, decoding()?);
        let mut objects = Objects::new(decoding()?, depth);
        let mut names = Names::default();
        let mut row = Row::default();
        while objects.advance()? {
            if objects.defect.is_none() {
                row.clear();
                // What is no JSON is told when the rows are read.
                let _ = flatten(objects.current(), &mut names, &mut row);
            }
        }
        Ok(Self { depth, names: names.list })
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }
}

/// How deep the objects begin that become rows, judged by the beginning of the file and, of an object that has
/// a list of objects, by what follows it.
fn depth_of(beginning: &str, decoding: Decoding<Unpacked>) -> usize {
    let text = beginning.trim_start();
    if text.starts_with('[') {
        return 1;
    }
    if !holds_objects(text) || has_further_objects(decoding) { 0 } else { 2 }
}

/// Whether anything stands behind the first object: then it is one row of several, as a customer with a list of
/// orders is, and not the answer of a web service.
fn has_further_objects(decoding: Decoding<Unpacked>) -> bool {
    let mut objects = Objects::new(decoding, 0);
    // What is longer than any row is no row.
    let is_whole = objects.advance().is_ok_and(|there| there) && objects.defect.is_none();
    is_whole && objects.advance().unwrap_or(true)
}

/// Whether an object has an array of objects at its own level, before any object inside it ends
/// the search: `{"count": 2, "users": [{…`.
fn holds_objects(text: &str) -> bool {
    let mut scanner = Scanner::default();
    let mut after_array = false;
    for byte in text.bytes() {
        let was_inside = scanner.in_string;
        scanner.step(byte);
        match byte {
            _ if was_inside || scanner.in_string || byte.is_ascii_whitespace() => {}
            b'{' if after_array && scanner.open.len() == 3 => return true,
            b'[' if scanner.open.len() == 2 => after_array = true,
            _ => after_array = false,
        }
        if scanner.open.is_empty() && byte == b'}' {
            return false;
        }
    }
    false
}

/// Follows brackets, and strings in which they do not count.
#[derive(Debug, Default, Clone)]
struct Scanner {
    open: Vec<u8>,
    in_string: bool,
    escaped: bool,
}

impl Scanner {
    fn step(&mut self, byte: u8) {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.open.push(byte),
            b'}' | b']' => {
                self.open.pop();
            }
            _ => {}
        }
    }
}

const BROKEN_OFF: &str = "is no JSON: the line ends inside the object";
const ENDS_INSIDE: &str = "is no JSON: the file ends inside it";
const NO_OBJECT: &str = "is no JSON object";
const OTHER_LIST: &str = "stands in another list of the file than the first";

/// The objects of a file as texts, and whatever stands in their places.
struct Objects {
    decoding: Decoding<Unpacked>,
    text: String,
    /// Where the current object stands in the text.
    current: Range<usize>,
    /// Everything before has been dealt with.
    at: usize,
    /// 1-based line of `at`.
    line: u64,
    /// Line of the current object.
    begins: u64,
    depth: usize,
    /// The brackets around the objects.
    around: Scanner,
    /// Whether the list around the current place has had an object.
    list_used: bool,
    /// Lists of objects that have been read.
    lists: u64,
    defect: Option<&'static str>,
    bytes: u64,
}

impl Objects {
    fn new(decoding: Decoding<Unpacked>, depth: usize) -> Self {
        Self {
            decoding,
            text: String::new(),
            current: 0..0,
            at: 0,
            line: 1,
            begins: 1,
            depth,
            around: Scanner::default(),
            list_used: false,
            lists: 0,
            defect: None,
            bytes: 0,
        }
    }

    fn current(&self) -> &str {
        &self.text[self.current.clone()]
    }

    /// Drops what was used and appends the next block; false at the end of the file.
    fn refill(&mut self) -> io::Result<bool> {
        if self.decoding.at_end() {
            return Ok(false);
        }
        self.text.drain(..self.at);
        self.at = 0;
        self.bytes += self.decoding.fill(&mut self.text)? as u64;
        Ok(true)
    }

    fn use_up(&mut self, to: usize) {
        let used = &self.text.as_bytes()[self.at..to];
        self.line += memchr::memchr_iter(b'\n', used).count() as u64;
        self.at = to;
    }

    /// Goes to the next object, or to something that stands in its place; false after the last.
    fn advance(&mut self) -> io::Result<bool> {
        self.defect = None;
        if !self.find_begin()? {
            return Ok(false);
        }
        self.begins = self.line;
        if self.text.as_bytes()[self.at] == b'{' {
            self.list_used = true;
            self.take_object()?;
            if self.lists > 0 && self.defect.is_none() {
                self.defect = Some(OTHER_LIST);
            }
        } else {
            self.take_other()?;
        }
        Ok(true)
    }

    /// Goes to where the next object, or something in its place, begins.
    fn find_begin(&mut self) -> io::Result<bool> {
        loop {
            for at in self.at..self.text.len() {
                let byte = self.text.as_bytes()[at];
                if byte.is_ascii_whitespace() && !self.around.in_string {
                    continue;
                }
                if self.is_content(byte) {
                    self.use_up(at);
                    return Ok(true);
                }
                if byte == b']' && self.is_list() && self.list_used {
                    self.lists += 1;
                    self.list_used = false;
                }
                self.around.step(byte);
            }
            self.use_up(self.text.len());
            if !self.refill()? {
                return if self.around.open.is_empty() { Ok(false) } else { Err(self.cut_off()) };
            }
        }
    }

    /// The file ends inside a list.
    fn cut_off(&self) -> io::Error {
        let message = format!(
            "the list of objects is not closed, line {} is the last that can be read: the file was cut \
             off, or a quotation mark is missing; export it again",
            self.line
        );
        io::Error::new(io::ErrorKind::InvalidData, message)
    }

    /// What stands at the current place has no end.
    fn too_long(&self) -> io::Error {
        let message = format!(
            "what begins in line {} is longer than 16 MiB, as no record is: a quotation mark or bracket \
             is missing there",
            self.line
        );
        io::Error::new(io::ErrorKind::InvalidData, message)
    }

    /// Whether objects are to be expected at this place.
    fn is_list(&self) -> bool {
        let open = &self.around.open;
        open.len() == self.depth && open.last().is_none_or(|bracket| *bracket == b'[')
    }

    /// Whether a byte begins an object, or something that should be one.
    fn is_content(&self, byte: u8) -> bool {
        if self.around.in_string {
            return false;
        }
        let structure: &[u8] = match self.around.open.len() {
            0 if self.depth > 0 => b"[{,",
            _ if self.is_list() && self.depth == 0 => b",",
            _ if self.is_list() => b",]",
            _ => return false,
        };
        !structure.contains(&byte)
    }

    /// Takes the object that begins here.
    fn take_object(&mut self) -> io::Result<()> {
        let mut scanner = Scanner::default();
        // From `at`, so that it stays right when the text moves.
        let mut seen = 0;
        loop {
            let bytes = self.text.as_bytes();
            while let Some(byte) = bytes.get(self.at + seen) {
                if *byte == b'\n' && self.depth == 0 {
                    if self.lacks_next_line(seen) {
                        break;
                    }
                    if self.is_broken_off(&scanner, seen) {
                        self.take(seen, Some(BROKEN_OFF));
                        return Ok(());
                    }
                }
                scanner.step(*byte);
                seen += 1;
                if scanner.open.is_empty() {
                    self.take(seen, None);
                    return Ok(());
                }
            }
            if seen > LONGEST_ROW {
                return Err(self.too_long());
            }
            if !self.refill()? {
                if self.depth > 0 {
                    return Err(self.cut_off());
                }
                self.take(seen, Some(ENDS_INSIDE));
                return Ok(());
            }
        }
    }

    /// Whether the line behind this line end is not there as a whole, but will be.
    fn lacks_next_line(&self, line_end: usize) -> bool {
        let rest = &self.text.as_bytes()[self.at + line_end + 1..];
        !self.decoding.at_end() && rest.len() < LONGEST_ROW && memchr::memchr(b'\n', rest).is_none()
    }

    /// Where objects follow one another, whether the one at `at` is broken off at this line end:
    /// inside a string, or before a line that stands for itself.
    fn is_broken_off(&self, scanner: &Scanner, line_end: usize) -> bool {
        let rest = &self.text[self.at + line_end + 1..];
        let line = rest.lines().next().unwrap_or_default();
        scanner.in_string
            || (line.starts_with('{') && serde_json::from_str::<IgnoredAny>(line).is_ok())
    }

    /// Takes what stands in the place of an object: the rest of the line, or the item of the list.
    fn take_other(&mut self) -> io::Result<()> {
        let mut scanner = Scanner::default();
        let mut seen = 0;
        loop {
            let bytes = self.text.as_bytes();
            while let Some(byte) = bytes.get(self.at + seen) {
                let ends = if self.depth == 0 || self.around.open.is_empty() {
                    *byte == b'\n'
                } else {
                    scanner.open.is_empty() && !scanner.in_string && matches!(byte, b',' | b']')
                };
                if ends {
                    self.take(seen, Some(NO_OBJECT));
                    return Ok(());
                }
                scanner.step(*byte);
                seen += 1;
            }
            if seen > LONGEST_ROW {
                return Err(self.too_long());
            }
            if !self.refill()? {
                self.take(seen, Some(NO_OBJECT));
                return Ok(());
            }
        }
    }

    fn take(&mut self, length: usize, defect: Option<&'static str>) {
        let start = self.at;
        self.use_up(start + length);
        self.current = start..self.at;
        self.defect = defect;
    }
}

/// The columns' names and where each stands.
#[derive(Debug, Default)]
struct Names {
    list: Vec<String>,
    places: FxHashMap<String, usize>,
    /// The name of the value that is being read.
    path: String,
    /// Whether new names may be added.
    fixed: bool,
}

impl Names {
    fn fixed(list: &[String]) -> Self {
        let places = list.iter().cloned().zip(0..).collect();
        Self { list: list.to_vec(), places, path: String::new(), fixed: true }
    }

    fn place(&mut self) -> Option<usize> {
        if let Some(place) = self.places.get(&self.path) {
            return Some(*place);
        }
        if self.fixed || self.list.len() >= MOST_COLUMNS {
            return None;
        }
        self.list.push(self.path.clone());
        self.places.insert(self.path.clone(), self.list.len() - 1);
        Some(self.list.len() - 1)
    }
}

/// Reads one object into the cells of a row.
fn flatten(text: &str, names: &mut Names, row: &mut Row) -> Result<(), serde_json::Error> {
    names.path.clear();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    Flat { names, row }.deserialize(&mut deserializer)?;
    deserializer.end()
}

/// Reads one object as a person has written it into the columns of those names; false, and the row
/// is of no use, if it is no JSON object or has other names.
pub(crate) fn json_object(text: &str, names: &[String], row: &mut Row) -> bool {
    flatten(text, &mut Names::fixed(names), row).is_ok()
}

/// Reads a value into the cell that [`Names::path`] names, or the cells below it.
struct Flat<'a> {
    names: &'a mut Names,
    row: &'a mut Row,
}

impl Flat<'_> {
    fn place<E: serde::de::Error>(&mut self) -> Result<usize, E> {
        self.names.place().ok_or_else(|| E::custom("more than 16,384 different names"))
    }

    fn set<E: serde::de::Error>(mut self, cell: Cell<'_>) -> Result<(), E> {
        let place = self.place()?;
        self.row.set(place, cell);
        Ok(())
    }

    /// Reads the value below under a longer name.
    fn below<'de, D: Deserializer<'de>>(self, name: &str, value: D) -> Result<(), D::Error> {
        let length = self.names.path.len();
        if length > 0 {
            self.names.path.push('.');
        }
        self.names.path.push_str(name);
        let read = Flat { names: self.names, row: self.row }.deserialize(value);
        self.names.path.truncate(length);
        read
    }
}

impl<'de> DeserializeSeed<'de> for Flat<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// A value under a name.
struct Below<'a, 'n>(Flat<'a>, &'n str);

impl<'de> DeserializeSeed<'de> for Below<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.below(self.1, deserializer)
    }
}

impl<'de> Visitor<'de> for Flat<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, yes: bool) -> Result<(), E> {
        self.set(Cell::Boolean(yes))
    }

    fn visit_i64<E: serde::de::Error>(mut self, number: i64) -> Result<(), E> {
        let place = self.place()?;
        self.row.set_integer(place, number);
        Ok(())
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.set(Cell::Text(&number.to_string())),
        }
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.set(Cell::Number(number))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        self.set(Cell::Text(text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Flat { names, row } = self;
        while let Some(name) = map.next_key::<std::borrow::Cow<'de, str>>()? {
            map.next_value_seed(Below(Flat { names: &mut *names, row: &mut *row }, &name))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        let Flat { names, row } = self;
        if names.path.is_empty() {
            return Err(A::Error::custom("an array instead of an object"));
        }
        let mut joined = String::new();
        let mut place = 0;
        while let Some(item) =
            sequence.next_element_seed(Item { names: &mut *names, row: &mut *row, place })?
        {
            place += 1;
            if let Some(text) = item {
                if !joined.is_empty() {
                    joined.push(';');
                }
                joined.push_str(&text);
            }
        }
        if joined.is_empty() { Ok(()) } else { Flat { names, row }.set(Cell::Text(&joined)) }
    }
}

/// One item of an array: its text if it is plain, or else nothing, its parts being in the row.
struct Item<'a> {
    names: &'a mut Names,
    row: &'a mut Row,
    place: usize,
}

impl<'de> DeserializeSeed<'de> for Item<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Item<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Self::Value, E> {
        Ok(Some(yes.to_string()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Some(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        let value = serde::de::value::MapAccessDeserializer::new(map);
        Flat { names: self.names, row: self.row }.below(&self.place.to_string(), value)?;
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Self::Value, A::Error> {
        let value = serde::de::value::SeqAccessDeserializer::new(sequence);
        Flat { names: self.names, row: self.row }.below(&self.place.to_string(), value)?;
        Ok(None)
    }
}

/// The rows of a JSON file. The first one, with the number 0, is the header.
pub(super) struct JsonRows {
    objects: Objects,
    names: Names,
    header_given: bool,
    /// Number of the row before.
    last: u64,
}

impl JsonRows {
    pub(super) fn new(decoding: Decoding<Unpacked>, layout: &Layout) -> Self {
        Self {
            objects: Objects::new(decoding, layout.depth),
            names: Names::fixed(&layout.names),
            header_given: false,
            last: 0,
        }
    }
}

impl Rows for JsonRows {
    fn next(&mut self, row: &mut Row) -> io::Result<bool> {
        row.clear();
        if !self.header_given {
            self.header_given = true;
            for (place, name) in self.names.list.iter().enumerate() {
                row.set(place, Cell::Text(name));
            }
            return Ok(true);
        }
        if !self.objects.advance()? {
            return Ok(false);
        }
        let read = match self.objects.defect {
            Some(defect) => Err(defect),
            None => flatten(self.objects.current(), &mut self.names, row)
                .map_err(|_| "is no JSON object, or has more than 16,384 different names"),
        };
        if let Err(reason) = read {
            row.refuse(Defect::Refused(reason), self.objects.current());
        }
        // Numbers are how people, mends and quarantine name rows: no two have the same.
        self.last = self.objects.begins.max(self.last + 1);
        row.number = self.last;
        Ok(true)
    }

    fn bytes_read(&mut self) -> u64 {
        std::mem::take(&mut self.objects.bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::packed::Packing;

    /// Line number and cells of each row, the header first; of refused rows the reason.
    fn read(text: &str) -> Vec<(u64, Vec<String>)> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let decoding = || {
            let bytes = Unpacked::open(file.path(), Packing::Plain).unwrap();
            Decoding::new(bytes, encoding_rs::UTF_8)
        };
        let layout = Layout::find(|| Ok(decoding()), text).unwrap();
        let mut rows = JsonRows::new(decoding(), &layout);
        let (mut row, mut seen) = (Row::default(), vec![]);
        while rows.next(&mut row).unwrap() {
            let cells = match row.defect {
                Some(defect) => vec![defect.reason().to_owned()],
                None => row.cells().map(|cell| cell.text().into_owned()).collect(),
            };
            seen.push((row.number, cells));
        }
        seen
    }

    fn row(number: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (number, cells.iter().map(|&cell| cell.to_owned()).collect())
    }

    #[test]
    fn nested_objects_become_dotted_columns_and_later_names_count() {
        let rows = read(
            "{\"Id\":1,\"Queue\":{\"Name\":\"Care\"},\"tags\":[\"a\",\"b\"]}\n\n\
             {\"Id\":9007199254740993,\"phones\":[{\"no\":\"+49\"},{\"no\":\"30\"}],\"x\":null,\"ok\":true}\n",
        );
        let header = ["Id", "Queue.Name", "tags", "phones.0.no", "phones.1.no", "ok"];
        assert_eq!(rows[0], row(0, &header));
        assert_eq!(rows[1], row(1, &["1", "Care", "a;b"]));
        assert_eq!(rows[2], row(3, &["9007199254740993", "", "", "+49", "30", "true"]));
    }

    #[test]
    fn arrays_and_answers_of_services_are_read_as_well() {
        let expected = [row(0, &["a"]), row(2, &["1"]), row(3, &["2"])];
        assert_eq!(read("[\n{\"a\":1},\n{\"a\":2}\n]\n"), expected);
        let answer =
            "{\"count\":2,\"page\":{\"size\":2},\"users\":[\n{\"a\":1},\n{\"a\":2}],\"next\":null}";
        assert_eq!(read(answer), expected);
        assert_eq!(
            read("{\n\"a\": 1\n}\n{\"a\": 2}"),
            [row(0, &["a"]), row(1, &["1"]), row(4, &["2"])]
        );
    }

    #[test]
    fn an_object_with_a_list_is_one_row_of_several_where_others_follow() {
        let list = r#""orders":[{"no":7},{"no":8}]"#;
        let header = row(0, &["id", "orders.0.no", "orders.1.no"]);
        let (first, second) = (format!("{{\"id\":1,{list}}}"), format!("{{\"id\":2,{list}}}"));
        let rows = read(&format!("{first}\n\n{second}\n{{\"id\":3}}\n"));
        let expected =
            [header.clone(), row(1, &["1", "7", "8"]), row(3, &["2", "7", "8"]), row(4, &["3"])];
        assert_eq!(rows, expected);
        let spread = read(&format!("{}\n{second}", first.replace(',', ",\n")));
        assert_eq!(spread, [header, row(1, &["1", "7", "8"]), row(4, &["2", "7", "8"])]);
        let long = format!("{{\"id\":1,{list},\"note\":\"{}\"}}\n{second}\n", "x".repeat(100_000));
        assert_eq!(read(&long).len(), 3);
        assert_eq!(read(&first), [row(0, &["no"]), row(1, &["7"]), row(2, &["8"])]);
    }

    #[test]
    fn what_is_no_object_costs_itself_only() {
        let rows =
            read("{\"a\":1}\noops\n{\"a\":\"x\n{\"a\":3}\n[1,2]\n{\"a\":4,}\n{\"a\":5}\n{\"a\":");
        let expected = [
            row(0, &["a"]),
            row(1, &["1"]),
            row(2, &[NO_OBJECT]),
            row(3, &[BROKEN_OFF]),
            row(4, &["3"]),
            row(5, &[NO_OBJECT]),
            row(6, &["is no JSON object, or has more than 16,384 different names"]),
            row(7, &["5"]),
            row(8, &[ENDS_INSIDE]),
        ];
        assert_eq!(rows, expected);
    }

    #[test]
    fn items_of_a_list_that_are_no_objects_and_other_lists_are_refused() {
        assert_eq!(
            read("[{\"a\":1}, 7, [{\"a\":2}], {\"a\":3}]"),
            [
                row(0, &["a"]),
                row(1, &["1"]),
                row(2, &[NO_OBJECT]),
                row(3, &[NO_OBJECT]),
                row(4, &["3"])
            ]
        );
        let two = "{\"users\":[{\"a\":1}],\"groups\":[{\"a\":2}]}";
        assert_eq!(read(two), [row(0, &["a"]), row(1, &["1"]), row(2, &[OTHER_LIST])]);
    }

    #[test]
    fn a_list_that_is_not_closed_is_an_error_and_not_a_shorter_file() {
        for text in [
            "[{\"a\":1},{\"a\":2}",
            "[{\"a\":1},\n{\"a\":\"2},\n{\"a\":3}]",
            "{\"users\":[{\"a\":1}]",
        ] {
            let file = tempfile::NamedTempFile::new().unwrap();
            std::fs::write(file.path(), text).unwrap();
            let decoding = || {
                let bytes = Unpacked::open(file.path(), Packing::Plain)?;
                Ok(Decoding::new(bytes, encoding_rs::UTF_8))
            };
            let error = Layout::find(decoding, text).unwrap_err().to_string();
            assert!(error.contains("not closed"), "{error}");
        }
    }

    #[test]
    fn a_broken_line_costs_itself_only_wherever_blocks_of_the_file_end() {
        let long = "x".repeat(1_000);
        for padding in 0..40 {
            let good = format!("{{\"a\":\"{long}\"}}\n").repeat(250 + padding);
            let text = format!("{good}{{\"a\":\n{{\"a\":\"{long}{long}\"}}\n{{\"a\":5}}\n");
            let rows = read(&text);
            assert_eq!(rows.len(), 250 + padding + 4, "{padding}");
            assert_eq!(rows[rows.len() - 3].1, [BROKEN_OFF]);
        }
    }
}
