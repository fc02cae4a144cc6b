//! Broken files of every format: whatever the bytes, no panic, and articles whose blocks lie where they should.

use proptest::prelude::*;
use pullquote::article::Article;
use pullquote::load::{self, Loaded};

use crate::formats::{BOOK, LETTER, MARKDOWN};
use crate::shelves::{ATOM, FEEDS, SAVED, book, crawl};

fn samples() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("x.md", MARKDOWN.into()),
        ("x.eml", LETTER.into()),
        ("x.mbox", format!("From a Thu\n{LETTER}\nFrom b Fri\n{LETTER}").into()),
        ("x.txt", BOOK.into()),
        ("x.mhtml", SAVED.into()),
        ("x.opml", FEEDS.into()),
        ("x.atom", ATOM.into()),
        ("x.warc", crawl().concat()),
        ("x.epub", book()),
    ]
}

fn check(article: &Article) -> Result<(), TestCaseError> {
    let mut next = 0;
    for block in &article.blocks {
        prop_assert_eq!(block.span.start, next);
        let words = block.span.of(&article.text);
        prop_assert!(!words.is_empty() && !words.contains('\n'), "{:?}", words);
        for (span, _) in &block.markup {
            prop_assert!(block.span.covers(*span) && !span.of(&article.text).is_empty());
        }
        next = block.span.end + 1;
    }
    prop_assert_eq!(article.text.len() + 1, next);
    Ok(())
}

/// A place in the bytes, and what is done there: cut off, overwritten, taken out, said twice.
fn change(bytes: &mut Vec<u8>, at: usize, what: u8, with: &[u8]) {
    let at = at % bytes.len().max(1);
    let end = (at + with.len()).min(bytes.len());
    match what {
        0 => bytes.truncate(at),
        1 => {
            bytes.drain(at..end);
        }
        2 => {
            let again = bytes[at..].iter().take(400).copied().collect::<Vec<u8>>();
            bytes.splice(at..at, again);
        }
        3 => {
            bytes.splice(at..at, with.iter().copied());
        }
        _ => bytes[at..end].copy_from_slice(&with[..end - at]),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn broken_files_do_no_harm(
        sample in 0_usize..9,
        changes in prop::collection::vec((any::<usize>(), 0_u8..6, prop::collection::vec(any::<u8>(), 1..6)), 0..5),
        named in any::<bool>(),
    ) {
        let (name, mut bytes) = samples().swap_remove(sample);
        for (at, what, with) in &changes {
            change(&mut bytes, *at, *what, with);
        }
        match load::parse(if named { name } else { "-" }, &bytes) {
            Ok(Loaded::Article(article)) => check(&article)?,
            Ok(Loaded::Listing(items)) => for item in items.iter().take(4) {
                if let Ok(Loaded::Article(article)) = load::load(&item.source) {
                    check(&article)?;
                }
            },
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
