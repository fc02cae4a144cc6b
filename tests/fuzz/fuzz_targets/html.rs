//! Any bytes as a page: no panic, and an article whose blocks and markup lie where they should.

#![no_main]

use libfuzzer_sys::fuzz_target;
use pullquote::article::Article;
use pullquote::load::{self, Loaded};

fuzz_target!(|bytes: &[u8]| {
    for name in ["page.html", "-"] {
        if let Ok(Loaded::Article(article)) = load::parse(name, bytes) {
            check(&article);
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
