//! Saving: how an article leaves the program as a file. Nothing that is there is ever written over.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::harmless;

/// Names that are tried beside the one asked for: `name-2.html` to `name-99.html`.
const TRIES: usize = 99;

/// Writes `words` into a new file; says where it is, or why not.
pub fn save(path: &Path, words: &str) -> Result<String, String> {
    let shown = |path: &Path| harmless::line(&path.display().to_string()).into_owned();
    let written = (1..=TRIES).map(|nth| numbered(path, nth)).find_map(|path| match new(&path, words) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => None,
        result => Some(result.map(|()| path)),
    });
    match written {
        Some(Ok(path)) => {
            let whole = std::path::absolute(&path).unwrap_or(path);
            // The name first: a narrow screen cuts the end.
            let name = whole.file_name().map_or(whole.as_path(), Path::new);
            let folder = whole.parent().map_or(String::new(), |folder| format!(" in {}", shown(folder)));
            Ok(format!("written: {}{folder}", shown(name)))
        }
        Some(Err(error)) => Err(format!("{}: cannot be written ({error})", shown(path))),
        None => Err(format!("{}: is there already, and so are {} more", shown(path), TRIES - 1)),
    }
}

fn new(path: &Path, words: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(words.as_bytes())
}

/// `bells.html`, `bells-2.html` ...
fn numbered(path: &Path, nth: usize) -> PathBuf {
    if nth == 1 {
        return path.to_path_buf();
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let name = match path.extension() {
        Some(ending) => format!("{stem}-{nth}.{}", ending.to_string_lossy()),
        None => format!("{stem}-{nth}"),
    };
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("bells.html");
        for words in ["one", "two", "three"] {
            assert!(save(&path, words).unwrap().starts_with("written: bells"), "{words}");
        }
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!([read("bells.html"), read("bells-2.html"), read("bells-3.html")], ["one", "two", "three"]);
        let nowhere = save(&folder.path().join("none/bells.html"), "").unwrap_err();
        assert!(nowhere.contains("bells.html: cannot be written"), "{nowhere}");
    }
}
