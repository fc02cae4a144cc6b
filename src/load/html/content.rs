//! Content: which part of a page is its article. Candidates from more than one method; evidence chooses.

use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};

use super::blocks;
use super::writer::Writer;

/// The content of a page.
pub fn find(page: &Document, base: Option<&str>) -> Option<Writer> {
    let config = Config { keep_classes: true, text_mode: TextMode::Raw, ..Config::default() };
    let mut readability = Readability::with_document(page.clone(), None, Some(config)).ok()?;
    let found = readability.parse().ok()?;
    let content = Document::fragment(found.content);
    Some(blocks::write(&content.root(), base))
}
