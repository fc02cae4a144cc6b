//! Kind: whether a page is an article at all; a note says what it is instead.

use super::json_ld::Facts;
use crate::article::{Block, BlockKind, Note};

/// With more characters of prose than this a page is an article, whatever else it has.
const MUCH: usize = 1500;
/// With fewer characters of prose it is a list even where not half of the lines are links.
const LITTLE: usize = 400;
/// Lines that are links, from which on a page is an index.
const MANY: usize = 8;

/// A note where the page is no article.
pub fn note(text: &str, blocks: &[Block], facts: &Facts, declared: Option<&str>) -> Option<Note> {
    let linked = |block: &&Block| block.origin.as_ref().is_some_and(|origin| origin.link_density > 0.7);
    let links = blocks.iter().filter(linked).count();
    let plain = blocks.iter().filter(|block| block.kind.is_paragraph() && !linked(block));
    let lengths: Vec<usize> = plain.map(|block| block.span.of(text).chars().count()).collect();
    let prose: usize = lengths.iter().filter(|length| **length > 80).sum();
    if prose > MUCH {
        return None;
    }
    let video = declared.is_some_and(|kind| kind.starts_with("video"))
        || facts.kind.as_deref() == Some("VideoObject");
    if video {
        return Some(Note("This is a video's page: only the words beside the video are here.".to_string()));
    }
    let rows =
        blocks.iter().filter(|block| !matches!(block.kind, BlockKind::Image | BlockKind::Caption)).count();
    // A list with a teaser below each link has fewer links than lines.
    let teasers = links * 5 > rows * 2 && prose < LITTLE;
    let index = links >= MANY && (links * 2 > rows || teasers);
    index.then(|| Note("This page is a list of links rather than an article.".to_string()))
}
