//! The parts of the archive that a workbook is.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

/// An archive on disk.
pub(super) type Archive = ZipArchive<BufReader<File>>;

/// Bytes that are unpacked at a time.
const PIECE: usize = 256 * 1024;
/// Pieces that wait to be read.
const WAITING: usize = 8;
/// Parts held in memory whole are no larger.
const MOST_IN_MEMORY: u64 = 512 * 1024 * 1024;

pub(super) fn archive(path: &Path) -> Option<Archive> {
    ZipArchive::new(BufReader::new(File::open(path).ok()?)).ok()
}

/// A part as a whole; none if the archive does not have it or it cannot be read.
pub(super) fn whole(archive: &mut Archive, name: &str) -> Option<Vec<u8>> {
    let part = archive.by_name(name).ok()?;
    let mut bytes = Vec::new();
    let read = part.take(MOST_IN_MEMORY + 1).read_to_end(&mut bytes).ok()?;
    (read as u64 <= MOST_IN_MEMORY).then_some(bytes)
}

/// The name of the part of a sheet, by its place among the sheets.
pub(super) fn sheet_part(archive: &mut Archive, place: usize) -> Option<String> {
    let workbook = whole(archive, "xl/workbook.xml")?;
    let sheet = elements(&workbook, b"sheet")?.into_iter().nth(place)?;
    let (_, id) = sheet.into_iter().find(|(key, _)| key == "id")?;
    let relations = whole(archive, "xl/_rels/workbook.xml.rels")?;
    let relations = elements(&relations, b"Relationship")?;
    let relation = relations
        .into_iter()
        .find(|attributes| attributes.iter().any(|(key, value)| key == "Id" && *value == id))?;
    let (_, target) = relation.into_iter().find(|(key, _)| key == "Target")?;
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("xl/{target}"),
    })
}

/// Attributes by their names without prefixes.
type Attributes = Vec<(String, String)>;

/// The attributes of all elements of a name.
fn elements(xml: &[u8], name: &[u8]) -> Option<Vec<Attributes>> {
    let mut reader = Reader::from_str(std::str::from_utf8(xml).ok()?);
    let mut found = Vec::new();
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element)
                if element.local_name().as_ref().as_bytes() == name =>
            {
                found.push(attributes(&element)?);
            }
            Event::Eof => return Some(found),
            _ => {}
        }
    }
}

fn attributes(element: &BytesStart<'_>) -> Option<Attributes> {
    let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
        let key: &str = attribute.key.local_name().into_inner();
        // Parts are named by letters and digits.
        (key.to_owned(), attribute.value.to_string())
    };
    element.attributes().map(|one| one.ok().map(attribute)).collect()
}

/// Unpacks a part on a thread of its own. What cannot be unpacked ends the pieces early.
pub(super) fn unpack(mut archive: Archive, name: String) -> Receiver<Vec<u8>> {
    let (sender, pieces) = sync_channel(WAITING);
    thread::spawn(move || {
        let Ok(mut part) = archive.by_name(&name) else { return };
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = part.by_ref().take(PIECE as u64).read_to_end(&mut piece);
            // Nobody listens any more, or there is no more.
            if read.is_err() || piece.is_empty() || sender.send(piece).is_err() {
                return;
            }
        }
    });
    pieces
}
