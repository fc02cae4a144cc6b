//! Bytes: what was read, as it came from the source, so that a better engine can read it again when the source is
//! gone. Packed (zlib, RFC 1950); the same bytes are written once.

use std::io::{Read, Write};
use std::ops::Deref;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::blob::ZeroBlob;
use rusqlite::{OptionalExtension, Row, params};

use super::{Error, Library};
use crate::article::Article;

/// Larger sources are not kept, in bytes.
const LARGEST: usize = 32 << 20;

/// Bytes that are unpacked at once where they are only looked at.
const CHUNK: usize = 64 << 10;

impl Library {
    /// Keeps the bytes that an article was made of; more than 32 MB are not kept.
    pub fn keep_bytes(
        &mut self,
        source: Option<&str>,
        article: &Article,
        bytes: impl Deref<Target: AsRef<[u8]>>,
    ) -> Result<(), Error> {
        let all = bytes.as_ref();
        if all.is_empty() || all.len() > LARGEST || self.has_bytes(source, article, all)? {
            return Ok(());
        }
        let packed = pack(all);
        // Those who gave them away need no room for them while they are written.
        drop(bytes);
        self.write(source, article, |step, id| {
            // Room first, then the bytes in place: SQLite would make two copies of its own of them.
            let sql = "INSERT OR REPLACE INTO bytes (article, packed) VALUES (?1, ?2)";
            step.execute(sql, params![id, ZeroBlob(packed.len() as u64)])?;
            let mut place = step.blob_open("main", "bytes", "packed", id, false)?;
            place.write_at(&packed, 0)?;
            place.close().map(|()| 1)
        })
    }

    fn has_bytes(&self, source: Option<&str>, article: &Article, bytes: &[u8]) -> Result<bool, Error> {
        let Some(id) = self.known(source, article)? else { return Ok(false) };
        let sql = "SELECT packed FROM bytes WHERE article = ?1";
        let same = |row: &Row| Ok(is_packed(row.get_ref(0)?.as_blob()?, bytes));
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

pub(super) fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    // Writing into memory does not fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// Whether that is what the bytes were packed into; they are not unpacked as a whole.
pub(super) fn is_packed(packed: &[u8], bytes: &[u8]) -> bool {
    let mut unpacked = ZlibDecoder::new(packed);
    let mut chunk = vec![0; CHUNK];
    let mut rest = bytes;
    loop {
        match unpacked.read(&mut chunk) {
            Ok(0) => return rest.is_empty(),
            Ok(read) => match rest.strip_prefix(&chunk[..read]) {
                Some(after) => rest = after,
                None => return false,
            },
            Err(_) => return false,
        }
    }
}

/// `None` where they are broken: what was kept is worth no more than nothing then.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(LARGEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
