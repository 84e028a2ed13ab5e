//! The zip container of a workbook, looked at before anything is unpacked into memory.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::error::IngestError;

/// What a part that is held in memory whole (shared texts, styles, a whole `.ods`) may become.
const MOST_IN_MEMORY: u64 = 1024 * 1024 * 1024;
/// What a sheet, which is read piece by piece, may become.
const MOST_OF_A_SHEET: u64 = 16 * 1024 * 1024 * 1024;
/// The most that deflate makes of a byte.
const DEFLATE: u64 = 1_032;
/// Parts that a workbook may have.
const MOST_PARTS: usize = 20_000;
/// A shared text has so many bytes at least: `<si/>`.
const SHORTEST_TEXT: u64 = 5;
/// More texts than any list has; the room for so many is a gigabyte and a half, of which what is not used costs
/// nothing.
const MOST_TEXTS: u64 = 64 * 1024 * 1024;
/// So many shared texts may be claimed of any list.
const TEXTS_UNDOUBTED: u64 = 1_000_000;

/// Refuses an archive that would fill the memory, and one that is no workbook.
pub(super) fn check(path: &Path) -> Result<(), IngestError> {
    let file = File::open(path).map_err(IngestError::file(path))?;
    let help = "open it in a spreadsheet program and save it again as .xlsx";
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| {
        let message = format!("the workbook cannot be read: {error}");
        IngestError::format(path, message, Some(help))
    })?;
    // Names that are no text belong to no part of a workbook.
    let names: Vec<String> = archive.file_names().flatten().map(Cow::into_owned).collect();
    if names.len() > MOST_PARTS {
        let message = format!("the archive has {} parts, as no workbook has", names.len());
        return Err(IngestError::format(path, message, None));
    }
    if !names.iter().any(|name| is_of_a_workbook(name)) {
        return Err(no_workbook(path, &names));
    }
    for index in 0..archive.len() {
        let unreadable = |error| {
            let message = format!("part {} of the workbook cannot be read: {error}", index + 1);
            IngestError::format(path, message, Some(help))
        };
        check_size(path, index, archive.by_index(index).map_err(unreadable)?)?;
        if let Some(claimed) = boasted_texts(archive.by_index(index).map_err(unreadable)?) {
            let message = format!(
                "the workbook claims to hold {claimed} shared texts, but has no room for them"
            );
            return Err(IngestError::format(path, message, Some(help)));
        }
    }
    Ok(())
}

/// Refuses a part that unpacks to more than there may be of it.
fn check_size(
    path: &Path,
    index: usize,
    part: ZipFile<'_, BufReader<File>>,
) -> Result<(), IngestError> {
    let streamed = part.name().is_ok_and(|name| is_sheet(&name));
    let limit = if streamed { MOST_OF_A_SHEET } else { MOST_IN_MEMORY };
    // What is declared may be a lie; what the bytes can become is none.
    let too_large = part.size() > limit
        || (part.compressed_size().saturating_mul(DEFLATE) > limit
            && !streamed
            && unpacks_to_more(part, limit).map_err(IngestError::file(path))?);
    if too_large {
        let message = format!(
            "part {} of the workbook unpacks to more than {} GiB",
            index + 1,
            limit / (1024 * 1024 * 1024)
        );
        return Err(IngestError::format(path, message, Some("export it as CSV")));
    }
    Ok(())
}

/// Whether the name of a part is one that workbooks have.
fn is_of_a_workbook(name: &str) -> bool {
    let name = name.to_lowercase().replace('\\', "/");
    name.starts_with("xl/") || name == "content.xml" || name == "[content_types].xml"
}

fn is_sheet(name: &str) -> bool {
    name.to_lowercase().replace('\\', "/").starts_with("xl/worksheets/")
}

fn no_workbook(path: &Path, names: &[String]) -> IngestError {
    let word = names.iter().any(|name| name.starts_with("word/"));
    let message = if word {
        "the file is a text document, not a table".to_owned()
    } else {
        format!("the file is a zip archive of {} files, not a workbook", names.len())
    };
    IngestError::format(path, message, Some("unpack it, and name the files inside"))
}

/// The number of texts that the list of shared texts claims to hold, if that is far more than it has room for:
/// calamine 0.38 sets aside memory for as many, and a program whose memory is refused ends at once.
fn boasted_texts<R: Read>(part: ZipFile<'_, R>) -> Option<u64> {
    if !part.name().is_ok_and(|name| name.to_lowercase().ends_with("sharedstrings.xml")) {
        return None;
    }
    // As above, what is declared may be a lie.
    let most = part.size().min(part.compressed_size().saturating_mul(DEFLATE));
    let room = (most / SHORTEST_TEXT).clamp(TEXTS_UNDOUBTED, MOST_TEXTS);
    let mut xml = Reader::from_reader(BufReader::new(part));
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer) {
            Ok(Event::Start(list)) if list.local_name().as_ref() == "sst" => {
                let count =
                    list.attributes().flatten().find(|a| a.key.as_ref() == "uniqueCount")?;
                return count.value.parse::<u64>().ok().filter(|&claimed| claimed > room);
            }
            // What is not well formed is refused when it is read.
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

fn unpacks_to_more(mut part: impl Read, limit: u64) -> io::Result<bool> {
    let unpacked = io::copy(&mut part.by_ref().take(limit + 1), &mut io::sink())?;
    Ok(unpacked > limit)
}
