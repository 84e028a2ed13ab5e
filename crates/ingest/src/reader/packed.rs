//! The bytes of a file, unpacked on the way if it is compressed (gzip or Zstandard).

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};

/// How the bytes of a file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstandard,
}

impl Packing {
    /// The packing that a file's first bytes tell.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            // The second is the magic number of frames that hold no data, 0x184D2A50 to 5F.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstandard,
            _ => Self::Plain,
        }
    }

    /// What is put before the description of what is inside.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Gzip => "gzip, ",
            Self::Zstandard => "Zstandard, ",
        }
    }
}

/// A file's bytes, unpacked. It also counts the bytes taken from the file, for progress.
pub(super) struct Unpacked {
    inner: Inner,
    /// Bytes that may still come out before the file is taken for a bomb.
    allowance: u64,
}

enum Inner {
    Plain(File),
    Gzip(Box<MultiGzDecoder<BufReader<File>>>),
    Zstandard(Frames),
}

/// How much larger than itself a file may become. Exports shrink to a tenth, rarely to a fiftieth;
/// files made to fill memory and disk shrink to a thousandth.
const MOST_GROWTH: u64 = 250;
/// What any file may become.
const ALWAYS_ALLOWED: u64 = 64 * 1024 * 1024;

impl Unpacked {
    pub(super) fn open(path: &Path, packing: Packing) -> io::Result<Self> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        let inner = match packing {
            Packing::Plain => Inner::Plain(file),
            Packing::Gzip => Inner::Gzip(Box::new(MultiGzDecoder::new(BufReader::new(file)))),
            Packing::Zstandard => Inner::Zstandard(Frames::Between(BufReader::new(file))),
        };
        Ok(Self { inner, allowance: size.saturating_mul(MOST_GROWTH).max(ALWAYS_ALLOWED) })
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.inner {
            Inner::Plain(file) => return file.read(buffer),
            Inner::Gzip(gzip) => gzip.read(buffer)?,
            Inner::Zstandard(frames) => frames.read(buffer)?,
        };
        let Some(rest) = self.allowance.checked_sub(read as u64) else {
            let message = format!(
                "it unpacks to more than {MOST_GROWTH} times its size, as no export does; if that \
                 is meant, unpack it first"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        };
        self.allowance = rest;
        Ok(read)
    }
}

/// The frames of a Zstandard file, one after the other.
enum Frames {
    Between(BufReader<File>),
    Inside(Box<StreamingDecoder<BufReader<File>, ruzstd::decoding::FrameDecoder>>),
    /// The file is at its end, or has failed.
    Over,
}

impl Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(self, Self::Over) {
                Self::Over => return Ok(0),
                Self::Between(mut file) => {
                    if file.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    *self = Self::enter(file)?;
                }
                Self::Inside(mut frame) => {
                    let read = frame.read(buffer)?;
                    *self = if read == 0 && !buffer.is_empty() {
                        Self::Between(frame.into_inner())
                    } else {
                        Self::Inside(frame)
                    };
                    if read > 0 || buffer.is_empty() {
                        return Ok(read);
                    }
                }
            }
        }
    }

    /// Begins the next frame, or goes past one without data.
    fn enter(mut file: BufReader<File>) -> io::Result<Self> {
        let head = file.fill_buf()?;
        if matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..]) {
            let mut header = [0; 8];
            file.read_exact(&mut header)?;
            let [_, _, _, _, length @ ..] = header;
            let length = u64::from(u32::from_le_bytes(length));
            io::copy(&mut (&mut file).take(length), &mut io::sink())?;
            return Ok(Self::Between(file));
        }
        StreamingDecoder::new(file)
            .map(|frame| Self::Inside(Box::new(frame)))
            .map_err(|error| broken(&error))
    }
}

fn broken(error: &FrameDecoderError) -> io::Error {
    let kind = match error {
        FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::MagicNumberReadError(_)) => {
            io::ErrorKind::UnexpectedEof
        }
        _ => io::ErrorKind::InvalidData,
    };
    io::Error::new(kind, format!("its Zstandard data is broken: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn unpack(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), bytes)?;
        let mut out = Vec::new();
        Unpacked::open(file.path(), Packing::of(bytes))?.read_to_end(&mut out)?;
        Ok(out)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstandard(bytes: &[u8]) -> Vec<u8> {
        use ruzstd::encoding::{CompressionLevel, compress_to_vec};
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    #[test]
    fn files_glued_together_are_unpacked_whole() {
        assert_eq!(unpack(&[gzip(b"a;b\n"), gzip(b"1;2\n")].concat()).unwrap(), b"a;b\n1;2\n");
        let without_data = [&[0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"xyz"].concat();
        let frames = [zstandard(b"a;b\n"), without_data, zstandard(b"1;2\n")].concat();
        assert_eq!(unpack(&frames).unwrap(), b"a;b\n1;2\n");
    }

    #[test]
    fn a_truncated_file_is_an_error_and_not_a_shorter_file() {
        let text = "1;Anna;Bonn\n".repeat(10_000);
        for mut packed in [gzip(text.as_bytes()), zstandard(text.as_bytes())] {
            packed.truncate(packed.len() - 9);
            assert!(unpack(&packed).is_err());
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let bomb = gzip(&vec![0; 80 * 1024 * 1024]);
        assert!(unpack(&bomb).unwrap_err().to_string().contains("250 times"));
    }
}
