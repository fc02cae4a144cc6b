//! Bytes: what was read, as it came from the source, so that a better engine can read it again when the source is
//! gone. Packed (zlib, RFC 1950); the same bytes are written once.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{OptionalExtension, params};

use super::{Error, Library};
use crate::article::Article;

/// Larger sources are not kept, in bytes.
const LARGEST: usize = 32 << 20;

impl Library {
    /// Keeps the bytes that an article was made of; more than 32 MB are not kept.
    pub fn keep_bytes(&mut self, source: Option<&str>, article: &Article, bytes: &[u8]) -> Result<(), Error> {
        if bytes.is_empty() || bytes.len() > LARGEST || self.bytes(source, article)?.as_deref() == Some(bytes)
        {
            return Ok(());
        }
        let packed = pack(bytes);
        self.write(source, article, |step, id| {
            let sql = "INSERT INTO bytes (article, packed) VALUES (?1, ?2)
                       ON CONFLICT (article) DO UPDATE SET packed = excluded.packed";
            step.execute(sql, params![id, packed])
        })
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

/// `None` where they are broken: what was kept is worth no more than nothing then.
pub(super) fn unpack(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed).take(LARGEST as u64).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
