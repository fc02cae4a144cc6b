//! Turns: the lines of interviews and transcripts ("VANE: It will open in May."), which no cue but a colon introduces.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use smallvec::smallvec;

use super::candidate::{Candidate, Margins};
use super::find::Found;
use super::sight::Sight;
use crate::annotate::token::tag::VERBS;
use crate::annotate::token::{Shape, Tag};

/// Most tokens of the name before the colon.
const NAME: usize = 5;
/// Fewest words of a turn.
const WORDS: usize = 3;

/// Chances of a turn, by hand: of a person's name in capitals, and of a name that starts several
/// lines or stands in capitals among those of people.
const CAPITALS: (f32, f32) = (0.9, 0.95);
const REPEATED: (f32, f32) = (0.85, 0.95);

/// Puts the turns in place of what was found by their colons.
pub fn add(sight: &Sight, found: &mut Vec<Found>) {
    let all = turns(sight);
    let mut counts: HashMap<u32, usize> = HashMap::new();
    for (name, _) in &all {
        *counts.entry(last(sight, name)).or_default() += 1;
    }
    let transcript = all.iter().any(|(name, _)| is_capitals(sight, name) && is_person(sight, name));
    let turns = all.iter().filter_map(|(name, block)| {
        let again = counts[&last(sight, name)] > 1 || transcript && is_capitals(sight, name);
        chances(sight, name, again).map(|chances| turn(name, block, chances))
    });
    let turns: Vec<Found> = turns.collect();
    let heads: HashSet<usize> = turns.iter().map(|turn| turn.candidate.head).collect();
    found.retain(|found| !heads.contains(&found.candidate.head));
    found.extend(turns);
}

/// The last word of the name.
fn last(sight: &Sight, name: &Range<usize>) -> u32 {
    sight.of(name.end - 1).word
}

fn is_capitals(sight: &Sight, name: &Range<usize>) -> bool {
    name.clone().all(|i| sight.reading.token(i).shape.has(Shape::CAPITALS))
}

fn is_person(sight: &Sight, name: &Range<usize>) -> bool {
    sight.of(name.end - 1).figure / 6 == 1
}

/// "WATCH", "READ MORE": what tells the reader to do something, however often, is nobody's name.
fn is_order(sight: &Sight, name: &Range<usize>) -> bool {
    let first = sight.reading.lexicon.word(sight.reading.token(name.start).word);
    VERBS.any(first.tags)
}

/// The chances that it is a statement and the name its speaker; none for labels ("WATCH:").
fn chances(sight: &Sight, name: &Range<usize>, again: bool) -> Option<(f32, f32)> {
    match (is_capitals(sight, name), is_person(sight, name), again) {
        (true, true, _) => Some(CAPITALS),
        (_, true, true) => Some(REPEATED),
        (true, _, true) if !is_order(sight, name) => Some(REPEATED),
        _ => None,
    }
}

fn turn(name: &Range<usize>, block: &Range<usize>, (statement, speaker): (f32, f32)) -> Found {
    let colon = name.end;
    let said = colon + 1..block.end;
    let candidate = Candidate {
        head: colon,
        cue: Some(colon..colon + 1),
        speaker: Some(name.clone()),
        content: smallvec![said],
        doubt: Margins::default(),
    };
    Found { candidate, statement, speaker }
}

/// Blocks that start with a name and a colon: the name, the block.
fn turns(sight: &Sight) -> Vec<(Range<usize>, Range<usize>)> {
    let tokens = sight.reading.tokens;
    let blocks = (0..tokens.blocks.len()).map(|block| tokens.block(block));
    blocks.filter_map(|block| Some((name(sight, &block)?, block))).collect()
}

fn name(sight: &Sight, block: &Range<usize>) -> Option<Range<usize>> {
    let reading = sight.reading;
    let colon = block.clone().take(NAME + 1).find(|i| reading.tag(*i) == Tag::Colon)?;
    let capital = |i: usize| reading.token(i).shape.has(Shape::CAPITAL) && reading.token(i).is_word();
    let named = colon > block.start && (block.start..colon).all(capital);
    let words = (colon + 1..block.end).filter(|i| reading.token(*i).is_word()).count();
    (named && words >= WORDS).then_some(block.start..colon)
}
