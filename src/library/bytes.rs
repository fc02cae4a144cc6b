//! Bytes: what was read, as it came from the source, so that a better engine can read it again when the source is
//! gone. Packed (zlib, RFC 1950); the same bytes are written once.

use std::io::{self, BufReader, Read};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::blob::ZeroBlob;
use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Library};
use crate::article::Article;
use crate::load::Raw;

/// Larger sources are not kept, in bytes.
const LARGEST: usize = 32 << 20;

/// Bytes that are unpacked at once where they are only looked at.
const CHUNK: usize = 64 << 10;

impl Library {
    /// Keeps the bytes that an article was made of; more than 32 MB are not kept.
    pub fn keep_bytes(&mut self, source: Option<&str>, article: &Article, bytes: &[u8]) -> Result<(), Error> {
        self.keep_raw(source, article, bytes.to_vec().into())
    }

    /// The same of bytes that may have to be read again; where they cannot be, nothing is kept.
    pub fn keep_raw(&mut self, source: Option<&str>, article: &Article, raw: Raw) -> Result<(), Error> {
        if raw.is_empty() || raw.len() > LARGEST || self.has_bytes(source, article, &raw)? {
            return Ok(());
        }
        let Some(packed) = raw.read(|bytes| pack(bytes)) else { return Ok(()) };
        // Those who gave them away need no room for them while they are written.
        drop(raw);
        self.write(source, article, |step, id| {
            // Room first, then the bytes in place: SQLite would make two copies of its own of them.
            let sql = "INSERT OR REPLACE INTO bytes (article, packed) VALUES (?1, ?2)";
            step.execute(sql, params![id, ZeroBlob(packed.len() as u64)])?;
            let mut place = step.blob_open("main", "bytes", "packed", id, false)?;
            place.write_at(&packed, 0)?;
            place.close().map(|()| 1)
        })
    }

    fn has_bytes(&self, source: Option<&str>, article: &Article, raw: &Raw) -> Result<bool, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(false) };
        let sql = "SELECT packed FROM bytes WHERE article = ?1";
        let same = |row: &Row| Ok(is_packed(row.get_ref(0)?.as_blob()?, raw));
        let same = self.connection.query_row(sql, [id], same).optional();
        Ok(same.map_err(|error| self.wrong(error))?.unwrap_or_default())
    }

    /// The bytes of an article, or of what `source` held last; `None` where they were not kept.
    pub fn bytes(&self, source: Option<&str>, article: &Article) -> Result<Option<Vec<u8>>, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(None) };
        let sql = "SELECT packed FROM bytes WHERE article = ?1";
        let packed = self.connection.query_row(sql, [id], |row| row.get::<_, Vec<u8>>(0)).optional();
        Ok(packed.map_err(|error| self.wrong(error))?.and_then(|packed| unpack(&packed)))
    }
}

pub(super) fn packed(bytes: &[u8]) -> Vec<u8> {
    // In memory nothing fails.
    pack(&mut &*bytes).unwrap_or_default()
}

fn pack(bytes: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    io::copy(&mut BufReader::with_capacity(CHUNK, bytes), &mut packer)?;
    packer.finish()
}

/// Whether that is what the bytes were packed into; they are not unpacked as a whole.
pub(super) fn is_packed(packed: &[u8], raw: &Raw) -> bool {
    raw.read(|bytes| are_same(ZlibDecoder::new(packed), bytes)).unwrap_or_default()
}

fn are_same(mut one: impl Read, other: &mut dyn Read) -> io::Result<bool> {
    let (mut here, mut there) = (vec![0; CHUNK], vec![0; CHUNK]);
    loop {
        let read = one.read(&mut here)?;
        // At the end of the one the other has to be at its end, too.
        let wanted = &mut there[..read.max(1)];
        let found = fill(other, wanted)?;
        if found != read || wanted[..found] != here[..read] {
            return Ok(false);
        }
        if read == 0 {
            return Ok(true);
        }
    }
}

/// Reads until it is full or nothing is left; says how many bytes.
fn fill(from: &mut dyn Read, place: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < place.len() {
        match from.read(&mut place[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// `None` where they are broken: what was kept is worth no more than nothing then.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(LARGEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
