//! Kept: what is gone from its place, or cannot be reached, is read as it was kept.

use std::path::Path;
use std::sync::Arc;

use super::{Library, source as known_as};
use crate::article::Note;
use crate::load::fetch::Web;
use crate::load::{self, Error, Loaded, Raw, Source};

/// Loads a source, with the bytes it was made of where there is a library to keep them; what is missing or out of reach
/// comes from the library, with a note that says so. The error is that of the source.
pub fn load(source: &Source, web: &Arc<Web>, library: Option<&Path>) -> Result<(Loaded, Raw), Error> {
    let error = match load::load_with_bytes(source, Some(web)) {
        Err(error @ (Error::Missing(_) | Error::Web(..))) => error,
        // Without a library nobody asks for the bytes.
        loaded => {
            return loaded
                .map(|(loaded, raw)| (loaded, if library.is_some() { raw } else { Raw::default() }));
        }
    };
    library.and_then(|library| from_library(library, source, web)).ok_or(error)
}

/// The name that the library has for a source: of a file its whole path, although it is gone.
fn whole(source: &Source, name: &str) -> Option<String> {
    match source {
        Source::Path(path) => Some(std::path::absolute(path).ok()?.display().to_string()),
        _ => known_as(name),
    }
}

fn from_library(library: &Path, source: &Source, web: &Arc<Web>) -> Option<(Loaded, Raw)> {
    let library = Library::open(library).ok()?;
    let name = source.name();
    let bytes = library.bytes_of(&whole(source, &name)?).ok()??;
    let mut loaded = load::parse_with(&name, &bytes, Some(web)).ok()?;
    if let Loaded::Article(article) = &mut loaded {
        article.notes.insert(0, Note("Gone from its place; this is how it was when you read it.".into()));
    }
    Some((loaded, bytes.into()))
}
