//! Gather: the statements of the articles that stand in a listing and were not opened yet, so that all that somebody said
//! holds them too. Read behind the screen once that is asked for.

use std::sync::Arc;

use super::room;
use crate::article::Corrections;
use crate::document::Pipeline;
use crate::library;
use crate::load::{self, Loaded, Source};
use crate::query::said::{Said, said};

/// More articles are not read for one question.
pub const MOST: usize = 1000;

/// Articles after which what was found is told.
const AT_A_TIME: usize = 20;

/// What was gathered from a listing so far.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The title of the listing.
    pub of: String,
    pub said: Arc<Vec<Said>>,
    /// Articles still to be read.
    pub left: usize,
    /// Whether the library was asked, and has not answered yet.
    pub asked: bool,
}

/// Whether a source is read without being opened: what is at hand, and of the web the pages that the user named himself.
pub fn is_read_ahead(source: &Source, named: bool) -> bool {
    match source {
        Source::Path(_) | Source::Memory { .. } | Source::Chapter(_) => true,
        Source::Web(_) => named,
        Source::Feed(_) | Source::Stdin => false,
    }
}

/// What an article is called among statements.
pub fn name(source: &Source) -> String {
    let name = source.name();
    library::source(&name).unwrap_or(name)
}

/// Reads one source after the other; tells what they say, and how many are left. What cannot be read is passed over:
/// it says why once it is opened.
pub fn gather(
    sources: &[Source],
    pipeline: &Pipeline,
    corrections: &Corrections,
    tell: &mut dyn FnMut(Vec<Said>, usize) -> bool,
) {
    let mut left = sources.len();
    for some in sources.chunks(AT_A_TIME) {
        let found = some.iter().flat_map(|source| of(source, pipeline, corrections)).collect();
        left -= some.len();
        if !tell(found, left) {
            break;
        }
    }
}

fn of(source: &Source, pipeline: &Pipeline, corrections: &Corrections) -> Vec<Said> {
    match load::load(source) {
        Ok(Loaded::Article(article)) if !room::is_long(article.text.len()) => {
            let document = pipeline.read(Arc::new(*article), corrections);
            said(&name(source), &document).collect()
        }
        _ => Vec::new(),
    }
}
