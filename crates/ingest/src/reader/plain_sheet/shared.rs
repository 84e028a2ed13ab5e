//! The texts that cells of a workbook share.

use memchr::memmem::Finder;

use super::cells::Text;

/// The texts, by their numbers.
#[derive(Debug, Default)]
pub(super) struct SharedTexts {
    texts: String,
    /// Where each ends.
    ends: Vec<usize>,
    /// Those that are more than a plain text, such as words in bold: by number, as they are written.
    pub(super) unusual: Vec<(usize, Vec<u8>)>,
    /// What is asked for these.
    asked: Vec<String>,
    /// The tag that all stand in.
    pub(super) root: Vec<u8>,
}

/// Most texts that are more than a plain text: in a workbook of designed pages, which is not meant
/// here.
const MOST_UNUSUAL: usize = 10_000;

impl SharedTexts {
    /// A text.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before]);
        if start == end
            && let Ok(place) = self.unusual.binary_search_by_key(&number, |(other, _)| *other)
        {
            return self.asked.get(place).map(String::as_str);
        }
        Some(&self.texts[start..end])
    }

    /// The texts together with what was asked for those that are unusual.
    pub(super) fn with(self, asked: Vec<String>) -> Option<Self> {
        (asked.len() == self.unusual.len()).then_some(Self { asked, ..self })
    }
}

/// Reads the part that holds the texts; a workbook may have none. None if it is not as usual.
pub(super) fn read(part: Option<Vec<u8>>) -> Option<SharedTexts> {
    let Some(part) = part else { return Some(SharedTexts::default()) };
    let mut shared = SharedTexts::default();
    let begin = memchr::memmem::find(&part, b"<sst")?;
    if !super::is_utf8(&part[..begin]) {
        return None;
    }
    let length = memchr::memchr(b'>', &part[begin..])? + 1;
    shared.root = part[begin..begin + length].to_vec();
    if shared.root.ends_with(b"/>") {
        return Some(shared);
    }
    let end = Finder::new(b"</si>");
    let mut rest = Text(&part[begin + length..]);
    loop {
        rest.skip_blanks();
        if rest.0.starts_with(b"</sst>") {
            return Some(shared);
        }
        let written = if rest.0.starts_with(b"<si/>") {
            &rest.0[..b"<si/>".len()]
        } else if rest.0.starts_with(b"<si>") {
            &rest.0[..end.find(rest.0)? + b"</si>".len()]
        } else {
            return None;
        };
        rest.0 = &rest.0[written.len()..];
        if !shared.add_plain(written) {
            shared.unusual.push((shared.ends.len(), written.to_vec()));
        }
        shared.ends.push(shared.texts.len());
        if shared.unusual.len() > MOST_UNUSUAL {
            return None;
        }
    }
}

impl SharedTexts {
    /// Adds a text if it is written as `<si><t>…</t></si>`.
    fn add_plain(&mut self, written: &[u8]) -> bool {
        let mut rest = Text(written);
        let text = rest.skip(b"<si>").and_then(|()| rest.plain());
        let Some(text) = text.filter(|_| rest.0 == b"</si>") else { return false };
        self.texts.push_str(&text);
        true
    }
}

/// What a text says, its entities replaced. None if it holds what calamine reads in a way of its own:
/// characters by number, and line ends that XML changes.
pub(super) fn plain_text(written: &[u8]) -> Option<String> {
    let written = std::str::from_utf8(written).ok()?;
    if written.contains('\r') || written.contains("_x") {
        return None;
    }
    let Some(first) = written.find('&') else { return Some(written.to_owned()) };
    let mut text = written[..first].to_owned();
    for part in written[first + 1..].split('&') {
        let (name, rest) = part.split_once(';')?;
        text.push_str(quick_xml::escape::resolve_xml_entity(name)?);
        text.push_str(rest);
    }
    // What entities spell out together is read by calamine alone.
    (!text.contains("_x")).then_some(text)
}
