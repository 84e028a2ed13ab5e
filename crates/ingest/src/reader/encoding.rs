//! The encoding of a text file: what it is, and decoding by it.

use std::io::{self, Read};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Decoder, DecoderResult, Encoding, ISO_8859_4, ISO_8859_10, ISO_8859_13, UTF_8, UTF_16BE,
    UTF_16LE, WINDOWS_1252, WINDOWS_1257,
};

use super::code_pages::{TextEncoding, WithinWords};

/// Evidence of the encoding, gathered while the file is read once for its checksum.
pub(crate) struct Evidence {
    /// The file's first bytes.
    head: Vec<u8>,
    /// Well-formed UTF-8 sequences of several bytes.
    valid: u64,
    /// Bytes that no UTF-8 sequence has at that place.
    invalid: u64,
    /// An unfinished sequence at the end of the last block.
    carried: Vec<u8>,
    /// Tells the encodings of one byte a letter apart, by letters that are neighbours in languages.
    legacy: EncodingDetector,
    /// Bytes that [`Evidence::legacy`] has seen.
    heard: usize,
    /// Which bytes were among these.
    heard_bytes: [bool; 256],
    /// Letters within words, as far as it has heard them.
    within_words: WithinWords,
}

/// How much text with letters beyond ASCII the detector listens to; it is slower than the rest.
const HEARD: usize = 4 * 1024 * 1024;

impl Default for Evidence {
    fn default() -> Self {
        Self {
            head: Vec::new(),
            valid: 0,
            invalid: 0,
            carried: Vec::new(),
            legacy: EncodingDetector::new(Iso2022JpDetection::Deny),
            heard: 0,
            heard_bytes: [false; 256],
            within_words: WithinWords::default(),
        }
    }
}

/// How much of the beginning tells UTF-16 without a mark.
const HEAD: usize = 4096;

impl Evidence {
    /// Takes the next block of the file.
    pub(crate) fn add(&mut self, block: &[u8]) {
        let room = HEAD - self.head.len();
        self.head.extend_from_slice(&block[..room.min(block.len())]);
        if self.carried.is_empty() && block.is_ascii() {
            return;
        }
        if self.heard < HEARD {
            self.heard += block.len();
            self.legacy.feed(block, false);
            self.within_words.add(block);
            for &byte in block {
                self.heard_bytes[usize::from(byte)] = true;
            }
        }
        let mut bytes = std::mem::take(&mut self.carried);
        bytes.extend_from_slice(block);
        if std::str::from_utf8(&bytes).is_ok() {
            self.valid += sequences(&bytes);
            return;
        }
        let mut chunks = bytes.utf8_chunks().peekable();
        while let Some(chunk) = chunks.next() {
            self.valid += sequences(chunk.valid().as_bytes());
            if chunks.peek().is_none() && may_be_unfinished(chunk.invalid()) {
                self.carried = chunk.invalid().to_vec();
            } else {
                self.invalid += chunk.invalid().len() as u64;
            }
        }
    }

    /// The most probable encoding.
    pub(crate) fn encoding(&self) -> TextEncoding {
        let marked = Encoding::for_bom(&self.head).map(|(encoding, _)| encoding);
        if let Some(encoding) = marked.or_else(|| self.utf_16()) {
            return encoding.into();
        }
        // A few bad bytes among many good sequences: UTF-8 that was damaged, not another encoding.
        if self.invalid + self.carried.len() as u64 <= self.valid {
            return UTF_8.into();
        }
        let guessed = self.legacy.guess(None, Utf8Detection::Deny);
        self.within_words.settle(if self.is_hardly(guessed) { WINDOWS_1252 } else { guessed })
    }

    /// Whether an encoding for Baltic languages was guessed, of a text without any š or ž: few letters in few
    /// words, as in a column of `Sì` and `No`, look so in Italian.
    fn is_hardly(&self, guessed: &'static Encoding) -> bool {
        let is_baltic = [WINDOWS_1257, ISO_8859_4, ISO_8859_10, ISO_8859_13].contains(&guessed);
        is_baltic
            && !guessed.encode("ŠšŽž").0.iter().any(|&byte| self.heard_bytes[usize::from(byte)])
    }

    /// UTF-16 of mostly Latin text has a zero in every other byte.
    fn utf_16(&self) -> Option<&'static Encoding> {
        let pairs = self.head.len() / 2;
        if pairs < 2 {
            return None;
        }
        let zeros =
            |offset: usize| self.head[offset..].iter().step_by(2).filter(|b| **b == 0).count();
        let (even, odd) = (zeros(0), zeros(1));
        if odd * 10 > pairs * 7 && even * 10 < pairs {
            Some(UTF_16LE)
        } else if even * 10 > pairs * 7 && odd * 10 < pairs {
            Some(UTF_16BE)
        } else {
            None
        }
    }
}

/// Sequences of several bytes in well-formed UTF-8.
fn sequences(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte >= 0xc0).count() as u64
}

/// Whether these bytes, the last of a block, begin a sequence that the next block may finish.
fn may_be_unfinished(bytes: &[u8]) -> bool {
    let needed = match bytes.first() {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        _ => return false,
    };
    bytes.len() < needed
}

/// Decodes a file block by block. What cannot be decoded becomes U+FFFD, and so do NUL bytes: no
/// export means them.
pub(crate) struct Decoding<R> {
    input: R,
    decoder: Decoder,
    /// A code page of DOS, which is read letter by letter instead.
    page: Option<&'static [char; 128]>,
    block: Vec<u8>,
    at_end: bool,
}

/// Bytes read at once.
const BLOCK: usize = 256 * 1024;

impl<R: Read> Decoding<R> {
    pub(crate) fn new(input: R, encoding: impl Into<TextEncoding>) -> Self {
        let (encoding, page) = match encoding.into() {
            TextEncoding::Web(encoding) => (encoding, None),
            TextEncoding::Oem(page) => (UTF_8, Some(page.letters)),
        };
        Self {
            input,
            decoder: encoding.new_decoder_with_bom_removal(),
            page,
            block: vec![0; BLOCK],
            at_end: false,
        }
    }

    /// Whether everything has been decoded.
    pub(crate) fn at_end(&self) -> bool {
        self.at_end
    }

    /// Appends the next block's text; says how many bytes were read.
    pub(crate) fn fill(&mut self, text: &mut String) -> io::Result<usize> {
        let read = loop {
            match self.input.read(&mut self.block) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result?,
            }
        };
        self.at_end = read == 0;
        let from = text.len();
        self.decode(read, text);
        if memchr::memchr(0, &text.as_bytes()[from..]).is_some() {
            let clean = text[from..].replace('\0', "\u{fffd}");
            text.truncate(from);
            text.push_str(&clean);
        }
        Ok(read)
    }

    fn decode(&mut self, read: usize, text: &mut String) {
        let mut input = &self.block[..read];
        if let Some(page) = self.page {
            let letter = |&byte: &u8| match byte {
                0x80.. => page[usize::from(byte & 0x7f)],
                _ => char::from(byte),
            };
            text.extend(input.iter().map(letter));
            return;
        }
        loop {
            let needed = self
                .decoder
                .max_utf8_buffer_length_without_replacement(input.len())
                .unwrap_or(4 * BLOCK);
            text.reserve(needed);
            let (result, used) =
                self.decoder.decode_to_string_without_replacement(input, text, self.at_end);
            input = &input[used..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => text.push('\u{fffd}'),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(blocks: &[&[u8]]) -> &'static str {
        let mut evidence = Evidence::default();
        for block in blocks {
            evidence.add(block);
        }
        evidence.encoding().name()
    }

    #[test]
    fn the_usual_encodings_are_told_apart() {
        assert_eq!(detect(&[b"plain"]), "UTF-8");
        assert_eq!(detect(&["Müller".as_bytes()]), "UTF-8");
        assert_eq!(detect(&[b"M\xfcller;Stra\xdfe"]), "windows-1252");
        assert_eq!(detect(&[b"\xff\xfeN\0o\0"]), "UTF-16LE");
        assert_eq!(detect(&[b"N\0a\0m\0e\0;\0"]), "UTF-16LE");
        assert_eq!(detect(&[b"\0N\0a\0m\0e\0;"]), "UTF-16BE");
        assert_eq!(detect(&[]), "UTF-8");
    }

    #[test]
    fn a_sequence_across_blocks_is_not_an_error() {
        assert_eq!(detect(&[b"M\xc3", b"\xbcller"]), "UTF-8");
        assert_eq!(detect(&[b"\xe2", b"\x82", b"\xac"]), "UTF-8");
    }

    #[test]
    fn utf_8_with_one_damaged_byte_stays_utf_8() {
        assert_eq!(detect(&["Müller Äpfel".as_bytes(), b"\xff"]), "UTF-8");
    }

    #[test]
    fn a_column_of_si_is_italian_and_no_baltic_text() {
        let encoded =
            |text: &str, encoding: &'static Encoding| encoding.encode(text).0.into_owned();
        let italian =
            "Nº;Nome;Consenso marketing\n1;Niccolò;Sì\n2;Anna;Sì\n3;Luca;Sì\n4;Zoe;Sì\n".repeat(9);
        assert_eq!(detect(&[&encoded(&italian, WINDOWS_1252)]), "windows-1252");
        let lithuanian =
            "Nr;Vardas;Miestas\n1;Žydrūnas Šimkus;Šiauliai\n2;Ąžuolas Jurgėla;Kėdainiai\n"
                .repeat(9);
        assert_eq!(detect(&[&encoded(&lithuanian, WINDOWS_1257)]), "windows-1257");
    }

    #[test]
    fn what_cannot_be_decoded_is_marked() {
        let mut decoding = Decoding::new(&b"\xef\xbb\xbfM\xffl\0r"[..], UTF_8);
        let mut text = String::new();
        while !decoding.at_end() {
            decoding.fill(&mut text).unwrap();
        }
        assert_eq!(text, "M\u{fffd}l\u{fffd}r");
    }
}
