//! Carried: quotations that no cue introduces and that go on with what somebody was just quoted as saying.
//!
//! A paragraph that is one quotation, after a paragraph that ends in a statement with a quotation: the custom of
//! interviews and long quotations. The speaker is that of the statement before.

use std::ops::Range;

use super::candidate::{Candidate, Margins};
use super::find::Found;
use super::sight::{OPENS, Sight};

/// Fewest words of such a quotation.
const WORDS: usize = 5;

/// Most quotations that one speaker is carried through.
const RUN: usize = 8;

/// Chances that such a quotation is a statement, and that the speaker is still the same. Measured where the training
/// articles carry one on; unsure by nature, so the reader marks it.
const STATEMENT: f32 = 0.55;
const SPEAKER: f32 = 0.7;

/// Adds a statement for each quotation that is carried on.
pub fn add(sight: &Sight, found: &mut Vec<Found>) {
    let tokens = sight.reading.tokens;
    let mut taken = vec![false; sight.reading.count()];
    for piece in found.iter().flat_map(|found| &found.candidate.content) {
        taken[piece.clone()].fill(true);
    }
    let mut last: Option<(usize, Range<usize>)> = None;
    let mut run = 0;
    for block in 0..tokens.blocks.len() {
        let range = tokens.block(block);
        if range.is_empty() {
            continue;
        }
        let free = !range.clone().any(|i| taken[i] && sight.reading.token(i).is_word());
        match &last {
            Some((before, speaker)) if free && run < RUN && block - before <= 2 && is_quotation(sight, &range) => {
                found.push(carried(range, speaker.clone()));
                last = Some((block, speaker.clone()));
                run += 1;
            }
            _ => {
                last = speaker_at_end(found, &range).map(|speaker| (block, speaker));
                run = 0;
            }
        }
    }
}

/// Whether the block is a quotation from its first to its last word.
fn is_quotation(sight: &Sight, block: &Range<usize>) -> bool {
    let words = block.clone().filter(|i| sight.reading.token(*i).is_word()).count();
    words >= WORDS
        && sight.of(block.start).quote == OPENS
        && block.clone().all(|i| sight.reading.is_quoted(i) || sight.reading.tag(i).is_mark())
}

/// Whoever is quoted last in the block.
fn speaker_at_end(found: &[Found], block: &Range<usize>) -> Option<Range<usize>> {
    let inside = found.iter().filter(|found| block.contains(&found.candidate.head) && found.candidate.cue.is_some());
    let last = inside.max_by_key(|found| found.candidate.content.last().map_or(0, |piece| piece.end))?;
    last.candidate.speaker.clone()
}

fn carried(content: Range<usize>, speaker: Range<usize>) -> Found {
    let candidate = Candidate {
        head: content.start,
        cue: None,
        speaker: Some(speaker),
        content: vec![content],
        doubt: Margins::default(),
    };
    Found { candidate, statement: STATEMENT, speaker: SPEAKER }
}
