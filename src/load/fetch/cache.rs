//! Pages once read: shown again without asking for all of them again, and when there is no connection.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// Keeps pages under the address that was asked for.
pub trait Cache: Send + Sync {
    fn find(&self, address: &str) -> Option<Kept>;
    fn keep(&self, address: &str, page: &Kept) -> io::Result<()>;
}

/// A page as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where redirects led.
    pub address: String,
    pub charset: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// Seconds since 1970.
    pub fetched: u64,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// So many pages are kept; the oldest make room.
const PAGES: usize = 2000;

/// A folder with a file a page: a line of JSON about it, then its bytes. Only the user may read them.
pub struct Files(PathBuf);

impl Files {
    pub fn new(folder: PathBuf) -> Files {
        Files(folder)
    }

    /// `pullquote/pages` in the user's cache folder.
    pub fn usual(variable: impl Fn(&str) -> Option<std::ffi::OsString>) -> Option<Files> {
        let folder = |name: &str| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let cache = folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))?;
        Some(Files(cache.join("pullquote/pages")))
    }

    fn path(&self, address: &str) -> PathBuf {
        self.0.join(format!("{:016x}", hash(address)))
    }

    /// Removes the oldest pages where there are too many.
    fn prune(&self) {
        let files = std::fs::read_dir(&self.0).into_iter().flatten().flatten();
        let aged = |file: std::fs::DirEntry| Some((file.metadata().ok()?.modified().ok()?, file.path()));
        let mut files: Vec<(SystemTime, PathBuf)> = files.filter_map(aged).collect();
        files.sort();
        let surplus = files.len().saturating_sub(PAGES);
        for (_, path) in &files[..surplus] {
            let _ = std::fs::remove_file(path);
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Head {
    /// Two addresses may share a file name; the file says whose it is.
    asked: String,
    page: Kept,
}

impl Cache for Files {
    fn find(&self, address: &str) -> Option<Kept> {
        let bytes = std::fs::read(self.path(address)).ok()?;
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let head: Head = serde_json::from_slice(&bytes[..end]).ok()?;
        (head.asked == address).then(|| Kept { bytes: bytes[end + 1..].to_vec(), ..head.page })
    }

    fn keep(&self, address: &str, page: &Kept) -> io::Result<()> {
        private_folder(&self.0)?;
        let mut bytes = serde_json::to_vec(&Head { asked: address.to_string(), page: page.clone() })?;
        bytes.push(b'\n');
        bytes.extend_from_slice(&page.bytes);
        write_whole(&self.path(address), &bytes)?;
        self.prune();
        Ok(())
    }
}

fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Written aside and moved into place: half a page is never found.
fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let aside = path.with_extension(format!("{}.part", std::process::id()));
    let mut file =
        std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&aside)?;
    let written = file.write_all(bytes).and_then(|()| std::fs::rename(&aside, path));
    written.inspect_err(|_| {
        let _ = std::fs::remove_file(&aside);
    })
}

/// FNV-1a, 64 bits: the same in every version of the program.
fn hash(words: &str) -> u64 {
    words
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}
