//! Carried: quotations that no cue introduces and that go on with what somebody was just quoted as saying.
//!
//! A paragraph that is one quotation, after a paragraph that ends in a statement with a quotation: the custom of
//! interviews and long quotations. The speaker is that of the statement before.

use std::collections::HashMap;
use std::ops::Range;

use smallvec::smallvec;

use super::candidate::{Candidate, Margins};
use super::find::Found;
use super::sight::{OPENS, Sight};

/// Fewest words of such a quotation.
const WORDS: usize = 5;

/// Most quotations that one speaker is carried through.
const RUN: usize = 8;

/// Chances that such a quotation is a statement, and that the speaker is still the same. By hand: of 81 found in the
/// training articles 35 are marked there, where quotations without a cue are left out; so the reader marks it unsure.
const STATEMENT: f32 = 0.55;
const SPEAKER: f32 = 0.7;

/// Adds a statement for each quotation that is carried on.
pub fn add(sight: &Sight, found: &mut Vec<Found>) {
    let tokens = sight.reading.tokens;
    let mut ends = last_by_block(sight, found);
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
            Some((before, speaker))
                if free && run < RUN && block - before <= 2 && is_quotation(sight, &range) =>
            {
                found.push(carried(range, speaker.clone()));
                last = Some((block, speaker.clone()));
                run += 1;
            }
            _ => {
                last = ends.remove(&block).and_then(|(_, speaker)| Some((block, speaker?)));
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

/// Where the last quotation of a block ends, and who is quoted.
type Last = (usize, Option<Range<usize>>);

/// For each block in which somebody is quoted who is quoted last.
fn last_by_block(sight: &Sight, found: &[Found]) -> HashMap<usize, Last> {
    let blocks = &sight.reading.tokens.blocks;
    let mut last: HashMap<usize, Last> = HashMap::new();
    for it in found.iter().map(|found| &found.candidate).filter(|it| it.cue.is_some()) {
        let block = blocks.partition_point(|block| block.end as usize <= it.head);
        let end = it.content.last().map_or(0, |piece| piece.end);
        if last.get(&block).is_none_or(|(before, _)| end >= *before) {
            last.insert(block, (end, it.speaker.clone()));
        }
    }
    last
}

fn carried(content: Range<usize>, speaker: Range<usize>) -> Found {
    let candidate = Candidate {
        head: content.start,
        cue: None,
        speaker: Some(speaker),
        content: smallvec![content],
        doubt: Margins::default(),
    };
    Found { candidate, statement: STATEMENT, speaker: SPEAKER }
}
