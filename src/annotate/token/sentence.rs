//! Where sentences end.

use super::{Shape, Tag, Token, Tokens};
use crate::annotate::Lexicon;

/// Most tokens of a line that may be a headline.
const LINE: usize = 60;

/// Cuts the tokens from `start` on (one block) into sentences.
pub fn sentences(tokens: &mut Tokens, start: usize, lexicon: &Lexicon) {
    let end = tokens.all.len();
    mark_titled(&mut tokens.all[start..], lexicon);
    let (mut first, mut at) = (start, start);
    while at < end {
        let after = past_stop(&tokens.all, at);
        if after == end || after > at && starts(&tokens.all, after, lexicon) {
            close(tokens, first, after);
            first = after;
        }
        at = after.max(at + 1);
    }
    if first < end {
        close(tokens, first, end);
    }
}

fn close(tokens: &mut Tokens, first: usize, end: usize) {
    let index = tokens.sentences.len() as u32;
    tokens.all[first..end].iter_mut().for_each(|token| token.sentence = index);
    tokens.sentences.push(first as u32..end as u32);
}

/// The token after the full stop at `at` and the marks that close with it; `at` itself where there is no stop.
fn past_stop(all: &[Token], at: usize) -> usize {
    let token = &all[at];
    if !matches!(token.tag, Tag::Stop | Tag::Ellipsis) && !token.shape.has(Shape::DOTTED) {
        return at;
    }
    let closes = |token: &&Token| match token.tag {
        Tag::Stop | Tag::Close => true,
        Tag::Quote => !token.shape.has(Shape::SPACED) || !token.shape.has(Shape::OPENS),
        _ => false,
    };
    at + 1 + all[at + 1..].iter().take_while(closes).count()
}

/// Whether a sentence starts at the token after a stop: in lower case it goes on, after "U.S." too, unless a
/// word follows that no name starts with.
fn starts(all: &[Token], at: usize, lexicon: &Lexicon) -> bool {
    let next = &all[at];
    let lower = next.is_word() && !next.shape.has(Shape::CAPITAL) && !next.shape.has(Shape::DIGIT);
    let goes_on = matches!(next.tag, Tag::Comma | Tag::Colon | Tag::Semicolon | Tag::Dash);
    if lower || goes_on && !next.shape.has(Shape::SPACED) {
        return false;
    }
    let stop = all[..at].iter().rev().find(|token| !matches!(token.tag, Tag::Quote | Tag::Close));
    match stop {
        Some(token) if token.is_word() => lexicon.word(next.word).tag.is_some_and(Tag::is_closed),
        _ => true,
    }
}

/// Marks the words of a line in which most words are capitalised.
fn mark_titled(line: &mut [Token], lexicon: &Lexicon) {
    if line.len() > LINE {
        return;
    }
    let plain =
        |token: &&Token| lexicon.word(token.word).tag.is_some_and(|tag| !tag.is_closed() && !tag.is_name());
    let words = line.iter().filter(plain).count();
    let capitals = line.iter().filter(plain).filter(|token| token.shape.has(Shape::CAPITAL)).count();
    if capitals >= 2 && capitals * 3 >= words * 2 {
        line.iter_mut().for_each(|token| token.shape.set(Shape::TITLED));
    }
}
