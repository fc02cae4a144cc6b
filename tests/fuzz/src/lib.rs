//! What all fuzz targets ask of an article: its blocks and markup lie where they should, and an error says something.

use pullquote::article::Article;
use pullquote::load::{self, Loaded};

/// Items of a listing that are opened.
const OPENED: usize = 4;

/// Reads `bytes` as a file of this name, and the first items where it is a listing.
pub fn read(name: &str, bytes: &[u8]) {
    match load::parse(name, bytes) {
        Ok(Loaded::Article(article)) => check(&article),
        Ok(Loaded::Listing(items)) => {
            for item in items.iter().take(OPENED) {
                match load::load(&item.source) {
                    Ok(Loaded::Article(article)) => check(&article),
                    Ok(Loaded::Listing(_)) => {}
                    Err(error) => assert!(!error.to_string().is_empty()),
                }
            }
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// Blocks are in order, one byte apart, in one line each; markup lies inside of them; offsets lead back to the source.
pub fn check(article: &Article) {
    let mut next = 0;
    for block in &article.blocks {
        assert_eq!(block.span.start, next);
        let words = block.span.of(&article.text);
        assert!(!words.is_empty() && !words.contains('\n'));
        for (span, _) in &block.markup {
            assert!(block.span.covers(*span) && !span.of(&article.text).is_empty());
        }
        if let Some(map) = &article.source_map {
            let _ = map.span_to_source(&article.text, block.span).of(&map.source(&article.text));
        }
        next = block.span.end + 1;
    }
    assert!(article.blocks.is_empty() || article.text.len() + 1 == next);
}

/// The parts between `0xff 0xff`: files for a target that puts them together.
pub fn parts(bytes: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(2).position(|pair| pair == [0xff, 0xff]) {
        parts.push(&rest[..at]);
        rest = &rest[at + 2..];
    }
    parts.push(rest);
    parts
}
