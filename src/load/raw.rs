//! Raw: what an article was made of, byte for byte, for those who keep it.
//!
//! Of a long file that is where it can be read again, not the bytes: they would take as much room as the text, just while
//! that is cleaned and annotated.

use std::fs::{File, Metadata};
use std::io::{self, Read, Seek};
use std::sync::Arc;

/// Shorter ones are held, in bytes.
const LONG: usize = 1 << 20;

/// The bytes of a source; none where they are not known.
#[derive(Clone, Debug)]
pub enum Raw {
    Held(Arc<Vec<u8>>),
    File(Arc<Unread>),
}

/// An open file that was read. It holds the same bytes when it was moved, replaced or deleted, not when it was written to.
#[derive(Debug)]
pub struct Unread {
    file: File,
    /// As it was before it was read.
    before: Metadata,
}

impl Unread {
    /// `None` for what can be read only once.
    pub fn new(file: &File) -> Option<Unread> {
        let before = file.metadata().ok().filter(Metadata::is_file)?;
        Some(Unread { file: file.try_clone().ok()?, before })
    }

    fn is_as_before(&self) -> bool {
        let same = |now: Metadata| {
            now.len() == self.before.len() && now.modified().ok() == self.before.modified().ok()
        };
        self.file.metadata().is_ok_and(same)
    }
}

impl Raw {
    /// Of these bytes, which were read from the file, where it was one.
    pub fn of(bytes: Vec<u8>, file: Option<Unread>) -> Raw {
        let whole = |unread: &Unread| bytes.len() >= LONG && unread.before.len() == bytes.len() as u64;
        match file.filter(whole) {
            Some(unread) => Raw::File(Arc::new(unread)),
            None => bytes.into(),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Raw::Held(bytes) => bytes.len(),
            Raw::File(unread) => unread.before.len() as usize,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What `with` makes of the bytes; `None` where they cannot be read any more. Only one may read at a time.
    pub fn read<T>(&self, with: impl FnOnce(&mut dyn Read) -> io::Result<T>) -> Option<T> {
        match self {
            Raw::Held(bytes) => with(&mut bytes.as_slice()).ok(),
            Raw::File(unread) => {
                let mut file = &unread.file;
                file.rewind().ok()?;
                with(&mut file).ok().filter(|_| unread.is_as_before())
            }
        }
    }
}

impl Default for Raw {
    fn default() -> Raw {
        Raw::Held(Arc::default())
    }
}

impl From<Vec<u8>> for Raw {
    fn from(bytes: Vec<u8>) -> Raw {
        Raw::Held(bytes.into())
    }
}

impl PartialEq for Raw {
    fn eq(&self, other: &Raw) -> bool {
        match (self, other) {
            (Raw::Held(one), Raw::Held(other)) => one == other,
            (Raw::File(one), Raw::File(other)) => Arc::ptr_eq(one, other),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn all(raw: &Raw) -> Option<Vec<u8>> {
        raw.read(|bytes| {
            let mut all = Vec::new();
            bytes.read_to_end(&mut all).map(|_| all)
        })
    }

    /// A file of so many bytes that was read.
    fn read(folder: &tempfile::TempDir, length: usize) -> (std::path::PathBuf, Vec<u8>, Raw) {
        let (path, bytes) = (folder.path().join("a.txt"), vec![b'a'; length]);
        std::fs::write(&path, &bytes).expect("written");
        let file = File::open(&path).expect("there");
        let unread = Unread::new(&file);
        (path, bytes.clone(), Raw::of(bytes, unread))
    }

    #[test]
    fn a_long_file_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        for (length, held) in [(9, true), (LONG, false)] {
            let (path, bytes, raw) = read(&folder, length);
            assert_eq!((matches!(raw, Raw::Held(_)), raw.len()), (held, length));
            std::fs::remove_file(path).expect("removed");
            for _ in 0..2 {
                assert!(all(&raw).as_ref() == Some(&bytes));
            }
        }
    }

    #[test]
    fn a_file_that_was_written_to_is_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, _, raw) = read(&folder, LONG);
        let mut file = File::options().append(true).open(path).expect("there");
        file.write_all(b"more").expect("written");
        assert_eq!(all(&raw), None);
    }
}
