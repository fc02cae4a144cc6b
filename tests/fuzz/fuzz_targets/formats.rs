//! Any bytes as a file of each format: no panic, and articles whose blocks and markup lie where they should.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::article::Article;
use pullquote::load::{self, Loaded};

const NAMES: [&str; 8] = ["x.md", "x.eml", "x.mbox", "x.mhtml", "x.warc", "x.epub", "x.opml", "-"];

/// Items of a listing that are opened.
const OPENED: usize = 4;

fuzz_target!(|bytes: &[u8]| {
    for name in NAMES {
        match load::parse(name, bytes) {
            Ok(Loaded::Article(article)) => check(&article),
            Ok(Loaded::Listing(items)) => {
                for item in items.iter().take(OPENED) {
                    if let Ok(Loaded::Article(article)) = load::load(&item.source) {
                        check(&article);
                    }
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
});

fn check(article: &Article) {
    let mut next = 0;
    for block in &article.blocks {
        assert_eq!(block.span.start, next);
        let words = block.span.of(&article.text);
        assert!(!words.is_empty() && !words.contains('\n'));
        for (span, _) in &block.markup {
            assert!(block.span.covers(*span) && !span.of(&article.text).is_empty());
        }
        next = block.span.end + 1;
    }
    assert_eq!(article.text.len() + 1, next);
}
