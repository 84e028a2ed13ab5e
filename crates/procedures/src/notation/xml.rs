//! XML as a tree of elements, for files that nobody vouches for.
//!
//! Nothing is expanded and nothing is fetched: a file with a document type, or with an entity that
//! XML itself does not define, is refused. Names are local: prefixes differ from tool to tool.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::intake::NotationError;

/// Bytes of a file, at most.
pub(super) const MOST_BYTES: usize = 64 << 20;
/// Elements of a file, at most.
const MOST_ELEMENTS: usize = 1_000_000;
/// Elements within each other, at most.
const MOST_DEPTH: usize = 200;
/// Attributes of an element, at most.
const MOST_ATTRIBUTES: usize = 200;

/// A file as its elements, in document order; the first is the root.
#[derive(Debug)]
pub(super) struct Document {
    elements: Vec<Data>,
}

#[derive(Debug, Default)]
struct Data {
    name: String,
    attributes: Vec<(String, String)>,
    /// The element's own text, without that of its children.
    text: String,
    line: usize,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// One element of a [`Document`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    document: &'a Document,
    at: usize,
}

/// Names and texts have at most so many bytes: they are copied to every step that they lead to.
const LONGEST_TEXT: usize = 4_000;

/// The text, cut with an ellipsis where it is longer than people write names.
fn shortened(mut text: String) -> String {
    if text.len() > LONGEST_TEXT {
        let end = (0..=LONGEST_TEXT).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
        text.push('…');
    }
    text
}

impl<'a> Element<'a> {
    fn data(self) -> &'a Data {
        &self.document.elements[self.at]
    }

    /// The name without its prefix.
    pub(super) fn name(self) -> &'a str {
        &self.data().name
    }

    /// 1-based line where the element begins.
    pub(super) fn line(self) -> usize {
        self.data().line
    }

    /// An attribute by its local name; empty if it is not there.
    pub(super) fn attribute(self, name: &str) -> &'a str {
        let found = self.data().attributes.iter().find(|(other, _)| other == name);
        found.map_or("", |(_, value)| value.trim())
    }

    /// An attribute as the text that people read: white space made single spaces.
    pub(super) fn label(self, name: &str) -> String {
        shortened(one_line(self.attribute(name)))
    }

    /// The element's own text, white space made single spaces.
    pub(super) fn text(self) -> String {
        shortened(one_line(&self.data().text))
    }

    /// The element's own text with its line breaks.
    pub(super) fn lines(self) -> String {
        shortened(self.raw_text().to_owned())
    }

    /// An attribute with its line breaks.
    pub(super) fn attribute_lines(self, name: &str) -> String {
        shortened(self.attribute(name).to_owned())
    }

    /// Its place in the document; no other element has it.
    pub(super) fn place(self) -> usize {
        self.at
    }

    /// The element's own text as it is, without white space around it.
    pub(super) fn raw_text(self) -> &'a str {
        self.data().text.trim()
    }

    /// The element that this one stands in.
    pub(super) fn parent(self) -> Option<Self> {
        self.data().parent.map(|at| Self { document: self.document, at })
    }

    /// The children, in order.
    pub(super) fn children(self) -> impl Iterator<Item = Self> + 'a {
        let document = self.document;
        self.data().children.iter().map(move |at| Self { document, at: *at })
    }

    /// The children of a name, in order.
    pub(super) fn all(self, name: &'a str) -> impl Iterator<Item = Self> + 'a {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first child of a name.
    pub(super) fn first(self, name: &'a str) -> Option<Self> {
        self.all(name).next()
    }
}

/// Words with single spaces between them.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Document {
    /// Reads a whole file.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, NotationError> {
        if bytes.len() > MOST_BYTES {
            return Err(NotationError::new(1, 1, "the file is larger than 64 MiB"));
        }
        let text = super::decode::text_of(bytes);
        Builder::new(&text).read()
    }

    /// All elements, in document order.
    pub(super) fn elements(&self) -> impl Iterator<Item = Element<'_>> {
        (0..self.elements.len()).map(|at| Element { document: self, at })
    }

    /// The outermost element.
    pub(super) fn root(&self) -> Element<'_> {
        Element { document: self, at: 0 }
    }
}

/// Tells lines and columns of byte offsets that only grow.
struct Places<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
}

impl Places<'_> {
    fn go(&mut self, offset: usize) {
        let end = offset.min(self.text.len());
        for (more, byte) in self.text.as_bytes()[self.at.min(end)..end].iter().enumerate() {
            if *byte == b'\n' {
                self.line += 1;
                self.line_start = self.at + more + 1;
            }
        }
        self.at = self.at.max(end);
    }

    fn error(&mut self, offset: usize, message: impl Into<String>) -> NotationError {
        self.go(offset);
        let mut end = self.at;
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let column = self.text[self.line_start.min(end)..end].chars().count() + 1;
        NotationError::new(self.line, column, message)
    }
}

struct Builder<'a> {
    reader: Reader<&'a [u8]>,
    places: Places<'a>,
    elements: Vec<Data>,
    open: Vec<usize>,
}

impl<'a> Builder<'a> {
    fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let places = Places { text, at: 0, line: 1, line_start: 0 };
        Self { reader, places, elements: Vec::new(), open: Vec::new() }
    }

    fn read(mut self) -> Result<Document, NotationError> {
        loop {
            let offset = self.reader.buffer_position() as usize;
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let offset = self.reader.error_position() as usize;
                    return Err(self.places.error(offset, format!("not XML: {error}")));
                }
            };
            match event {
                Event::Start(start) => self.start(&start, offset)?,
                Event::End(_) => {
                    self.open.pop();
                }
                Event::Text(text) => self.text(&text.xml10_content(), offset)?,
                Event::CData(text) => self.text(&text.xml10_content(), offset)?,
                Event::GeneralRef(reference) => {
                    let name = reference.xml10_content();
                    let Some(text) = resolved(&name) else {
                        let message = format!(
                            "the entity `{name}` is none that XML defines, and files may not \
                             define their own"
                        );
                        return Err(self.places.error(offset, message));
                    };
                    self.text(&text, offset)?;
                }
                Event::DocType(_) => {
                    let message = "the file has a document type (DOCTYPE), which is refused: \
                                   export it again without one";
                    return Err(self.places.error(offset, message));
                }
                Event::Eof => break,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
        let end = self.places.text.len();
        if let Some(open) = self.open.last() {
            let Data { name, line, .. } = &self.elements[*open];
            let message = format!("the file ends before `{name}` of line {line} is closed");
            return Err(self.places.error(end, message));
        }
        if self.elements.is_empty() {
            return Err(self.places.error(end, "the file has no XML element"));
        }
        Ok(Document { elements: self.elements })
    }

    fn start(&mut self, start: &BytesStart<'_>, offset: usize) -> Result<(), NotationError> {
        let refused = if self.elements.len() >= MOST_ELEMENTS {
            Some("the file has more than 1,000,000 elements")
        } else if self.open.len() >= MOST_DEPTH {
            Some("elements stand within each other more than 200 deep")
        } else if self.open.is_empty() && !self.elements.is_empty() {
            Some("a second outermost element: XML has one")
        } else {
            None
        };
        if let Some(message) = refused {
            return Err(self.places.error(offset, message));
        }
        let attributes = self.attributes(start, offset)?;
        self.places.go(offset);
        let at = self.elements.len();
        if let Some(parent) = self.open.last() {
            self.elements[*parent].children.push(at);
        }
        self.elements.push(Data {
            name: start.local_name().as_ref().to_owned(),
            attributes,
            line: self.places.line,
            parent: self.open.last().copied(),
            ..Data::default()
        });
        self.open.push(at);
        Ok(())
    }

    fn attributes(
        &mut self,
        start: &BytesStart<'_>,
        offset: usize,
    ) -> Result<Vec<(String, String)>, NotationError> {
        let mut attributes = Vec::new();
        // The reader's own check for attributes named twice takes quadratic time; the first counts.
        for attribute in start.attributes().with_checks(false) {
            if attributes.len() >= MOST_ATTRIBUTES {
                return Err(self.places.error(offset, "an element has more than 200 attributes"));
            }
            let read = attribute.map_err(|error| error.to_string()).and_then(|attribute| {
                let name = attribute.key.local_name().as_ref().to_owned();
                let value = attribute
                    .normalized_value(XmlVersion::Implicit1_0)
                    .map_err(|error| error.to_string())?;
                Ok((name, value.into_owned()))
            });
            match read {
                Ok(read) => attributes.push(read),
                Err(error) => {
                    let message = format!("an attribute cannot be read: {error}");
                    return Err(self.places.error(offset, message));
                }
            }
        }
        Ok(attributes)
    }

    fn text(&mut self, text: &str, offset: usize) -> Result<(), NotationError> {
        let Some(open) = self.open.last() else {
            if text.trim().is_empty() {
                return Ok(());
            }
            return Err(self.places.error(offset, "text outside of the outermost element"));
        };
        self.elements[*open].text.push_str(text);
        Ok(())
    }
}

/// The characters that a reference stands for, of those that XML itself defines.
fn resolved(name: &str) -> Option<String> {
    if let Some(entity) = quick_xml::escape::resolve_xml_entity(name) {
        return Some(entity.to_owned());
    }
    let number = name.strip_prefix('#')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => number.parse(),
    };
    code.ok().and_then(char::from_u32).map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Document::read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn prefixes_and_references_are_seen_through() {
        let text = "<a:x xmlns:a='u'>\n<b:y n='1 &lt; 2'>A &amp; B&#33;<![CDATA[<]]></b:y></a:x>";
        let document = Document::read(text.as_bytes()).unwrap();
        let child = document.root().first("y").unwrap();
        assert_eq!((child.attribute("n"), child.text().as_str()), ("1 < 2", "A & B!<"));
        assert_eq!(child.line(), 2);
    }

    #[test]
    fn what_is_refused_is_named_with_its_place() {
        let deep = "<a>".repeat(300);
        let all = [
            error("<a>\n  <b>"),
            error("<a>\n  <b x='1"),
            error("<a></b>"),
            error("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>"),
            error("<a>&nbsp;</a>"),
            error("<a x='&ext;'/>"),
            error("<a/><b/>"),
            error("hello"),
            error(""),
            error(&deep),
        ];
        insta::assert_snapshot!(all.join("\n"), @r"
        line 2, column 6: the file ends before `b` of line 2 is closed
        line 2, column 3: not XML: syntax error: attribute value not closed: `'` not found before end of input
        line 1, column 4: not XML: ill-formed document: expected `</a>`, but `</b>` was found
        line 1, column 1: the file has a document type (DOCTYPE), which is refused: export it again without one
        line 1, column 4: the entity `nbsp` is none that XML defines, and files may not define their own
        line 1, column 1: an attribute cannot be read: at 1..4: unrecognized entity `ext`
        line 1, column 5: a second outermost element: XML has one
        line 1, column 1: text outside of the outermost element
        line 1, column 1: the file has no XML element
        line 1, column 601: elements stand within each other more than 200 deep
        ");
    }
}
