//! Packing: files packed by gzip or Zstandard (RFC 8878) are told by their first bytes and unpacked.

use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// A file unpacks to so many bytes at most.
const LARGEST: u64 = 1 << 30;

/// The stretch of unpacked bytes that a Zstandard file may refer back to is kept in memory: so many bytes at most.
const WINDOW: u64 = 128 << 20;

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// Bytes at the front that tell how a file is packed.
const FRONT: u64 = 4;

/// Endings of the names of packed files.
const ENDINGS: [&str; 3] = [".gz", ".zst", ".zstd"];

/// A file's name without the ending that says how it is packed.
pub fn bare_name(name: &str) -> &str {
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name)
}

/// The bytes, unpacked where they are packed, and what kept the rest of them from being unpacked.
pub fn unpack(bytes: &[u8]) -> (Cow<'_, [u8]>, Option<io::Error>) {
    if !bytes.starts_with(GZIP) && !bytes.starts_with(ZSTD) {
        return (Cow::Borrowed(bytes), None);
    }
    let mut plain = Vec::with_capacity(bytes.len() * 3);
    let mut unpacked = unpacked(bytes, bytes).take(LARGEST);
    let broken = unpacked.read_to_end(&mut plain).err();
    let bomb = || io::Error::other(format!("it unpacks to more than {} GB", LARGEST >> 30));
    let broken = broken.or_else(|| (unpacked.limit() == 0).then(bomb));
    (Cow::Owned(plain), broken)
}

/// What `input` holds, unpacked where its first bytes say that it is packed.
pub fn reader<'a>(mut input: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut front = Vec::with_capacity(FRONT as usize + 1);
    input.by_ref().take(FRONT).read_to_end(&mut front)?;
    let whole = Cursor::new(front.clone()).chain(input);
    Ok(unpacked(&front, whole))
}

fn unpacked<'a>(front: &[u8], input: impl Read + 'a) -> Box<dyn Read + 'a> {
    if front.starts_with(GZIP) {
        Box::new(flate2::read::MultiGzDecoder::new(input))
    } else if front.starts_with(ZSTD) {
        Box::new(Frames::new(input))
    } else {
        Box::new(input)
    }
}

/// The frames of a Zstandard file, one after another.
struct Frames<R: Read> {
    packed: BufReader<R>,
    decoder: FrameDecoder,
}

impl<R: Read> Frames<R> {
    fn new(packed: R) -> Frames<R> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        Frames { packed: BufReader::new(packed), decoder }
    }

    /// Goes to the next frame, past those that are to be skipped; `false` at the end of the file.
    fn next(&mut self) -> io::Result<bool> {
        while !self.packed.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.packed) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    io::copy(&mut self.packed.by_ref().take(u64::from(length)), &mut io::sink())?;
                }
                Err(why) => return Err(io::Error::other(why)),
            }
        }
        Ok(false)
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoder.can_collect() == 0 {
            if self.decoder.is_finished() {
                if !self.next()? {
                    return Ok(0);
                }
                continue;
            }
            let blocks = BlockDecodingStrategy::UptoBlocks(1);
            self.decoder.decode_blocks(&mut self.packed, blocks).map_err(io::Error::other)?;
        }
        self.decoder.read(buffer)
    }
}
