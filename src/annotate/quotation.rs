//! Quotations: pairs of quotation marks, block by block.

use std::ops::Range;

use super::Quotation;
use super::token::{Shape, Tag, Token, Tokens};
use crate::article::Article;
use crate::span::Span;

/// The stretches between marks, marks included, in order of the text; marks inside a quotation are part of it.
///
/// A quotation left open at the end of its block runs on to that end where the next block opens with a mark
/// again (the custom for quotations of several paragraphs), else to the end of its sentence.
pub fn quotations(article: &Article, tokens: &Tokens) -> Vec<Quotation> {
    let mut found = Vec::new();
    for block in 0..tokens.blocks.len() {
        let range = tokens.block(block);
        let goes_on = opens(&article.text, tokens, tokens.block(block + 1));
        let mut pairs = doubles(&article.text, tokens, range.clone(), goes_on);
        add_singles(&article.text, tokens, range, &mut pairs);
        found.extend(pairs.into_iter().map(|pair| quotation(tokens, pair)));
    }
    found
}

fn quotation(tokens: &Tokens, pair: Range<usize>) -> Quotation {
    Quotation::new(tokens.span(pair))
}

/// Whether the block starts with a mark that opens a quotation.
fn opens(text: &str, tokens: &Tokens, block: Range<usize>) -> bool {
    let first = tokens.all[block.clone()].first();
    first.is_some_and(|token| is_double(token) && token.shape.has(Shape::OPENS))
        && tokens.text(block.start, text) != "”"
}

fn is_double(token: &Token) -> bool {
    token.tag == Tag::Quote && !token.shape.has(Shape::SINGLE)
}

fn is_single(token: &Token) -> bool {
    token.tag == Tag::Quote && token.shape.has(Shape::SINGLE)
}

/// What a mark does, given the one that is open.
fn closes(mark: &str, shape: Shape, open: &str) -> bool {
    match (open, mark) {
        ("„", "“" | "”" | "\"") | ("»", "«") | ("”", "”") => true,
        (_, "“" | "„" | "``") => false,
        (_, "\"" | "''") => shape.has(Shape::CLOSES),
        _ => true,
    }
}

/// Pairs of double marks. A mark that opens while one is open starts anew: the first was never closed.
fn doubles(text: &str, tokens: &Tokens, block: Range<usize>, goes_on: bool) -> Vec<Range<usize>> {
    let (mut pairs, mut open) = (Vec::new(), None);
    for i in block.clone().filter(|i| is_double(&tokens.all[*i])) {
        let (mark, shape) = (tokens.text(i, text), tokens.all[i].shape);
        open = match open {
            Some(start) if closes(mark, shape, tokens.text(start, text)) => {
                pairs.push(start..i + 1);
                None
            }
            None if !can_open(mark, shape) => None,
            _ => Some(i),
        };
    }
    if let Some(start) = open {
        let end = if goes_on { block.end } else { tokens.sentence(start).end };
        pairs.extend((end > start + 1).then_some(start..end));
    }
    pairs
}

fn can_open(mark: &str, shape: Shape) -> bool {
    shape.has(Shape::OPENS)
        || mark == "»" && shape.has(Shape::SPACED)
        || mark == "”" && shape.has(Shape::SPACED)
}

/// Adds pairs of single marks outside the double ones; double ones inside such a pair are part of it.
fn add_singles(text: &str, tokens: &Tokens, block: Range<usize>, pairs: &mut Vec<Range<usize>>) {
    let singles = singles(text, tokens, block, pairs);
    if singles.is_empty() {
        return;
    }
    pairs.extend(singles);
    pairs.sort_by_key(|pair| (pair.start, std::cmp::Reverse(pair.end)));
    let mut end = 0;
    pairs.retain(|pair| {
        let outer = pair.start >= end;
        end = end.max(pair.end);
        outer
    });
}

fn singles(text: &str, tokens: &Tokens, block: Range<usize>, doubles: &[Range<usize>]) -> Vec<Range<usize>> {
    let (mut found, mut open) = (Vec::new(), None);
    let mut inside = doubles.iter().peekable();
    for i in block.filter(|i| is_single(&tokens.all[*i])) {
        while inside.next_if(|pair| pair.end <= i).is_some() {}
        if inside.peek().is_some_and(|pair| pair.start < i) {
            continue;
        }
        let shape = tokens.all[i].shape;
        match open {
            Some(start) if ends_single(tokens, i) => {
                found.push(start..i + 1);
                open = None;
            }
            _ if shape.has(Shape::OPENS) && starts_single(tokens, i, text) => open = Some(i),
            _ => {}
        }
    }
    found
}

/// An opening single mark: spaced before, not after ("'em" and "'90s" are no quotations and find no close).
fn starts_single(tokens: &Tokens, i: usize, text: &str) -> bool {
    let bare = |token: &Token| !token.shape.has(Shape::SPACED);
    let elided = ["em", "til", "tis", "twas", "n", "cause"];
    let next = tokens.all.get(i + 1).filter(|next| bare(next));
    let decade = |next: &Token| next.shape.has(Shape::DIGIT) && tokens.text(i + 1, text).ends_with('s');
    next.is_some_and(|next| !decade(next)) && !elided.contains(&tokens.text(i + 1, text))
}

/// A closing single mark; the apostrophe of a plural ("the boys' team") is none while a later mark can close.
fn ends_single(tokens: &Tokens, i: usize) -> bool {
    let token = &tokens.all[i];
    if token.shape.has(Shape::SPACED) || !token.shape.has(Shape::CLOSES) {
        return false;
    }
    let plural = matches!(tokens.all[i - 1].tag, Tag::Nns | Tag::Nnps);
    let word_next = tokens.all.get(i + 1).is_some_and(|next| next.is_word() && next.tag.is_noun());
    let rest = &tokens.all[i + 1..tokens.sentence(i).end.max(i + 1)];
    let later =
        || rest.iter().take(60).find(|token| is_single(token)).is_some_and(|t| !t.shape.has(Shape::OPENS));
    !(plural && word_next && later())
}

/// The words of a quotation, marks and punctuation left out.
pub fn words(tokens: &Tokens, span: Span) -> usize {
    tokens.all[tokens.within(span)].iter().filter(|token| token.is_word()).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Lexicon, token};
    use crate::article::{Block, BlockKind};

    fn found(text: &str) -> Vec<String> {
        let mut article = Article { text: text.to_string(), ..Article::default() };
        let mut start = 0;
        for line in text.split('\n') {
            let span = Span::new(start, start + line.len());
            article.blocks.push(Block {
                span,
                kind: BlockKind::Paragraph,
                markup: Default::default(),
                origin: None,
            });
            start = span.end + 1;
        }
        let tokens = token::tokens(&article, &Lexicon::bundled());
        quotations(&article, &tokens).iter().map(|q| q.span().of(text).to_string()).collect()
    }

    #[test]
    fn marks_pair() {
        for (text, expected) in [
            ("She said “no” and “never.”", vec!["“no”", "“never.”"]),
            ("She said \"no\" and \"never.\"", vec!["\"no\"", "\"never.\""]),
            ("``Yes,'' he said, ``now.''", vec!["``Yes,''", "``now.''"]),
            ("«Oui», dit-il. „Ja“, sagte er.", vec!["«Oui»", "„Ja“"]),
            ("‘We can’t,’ she said. ‘The boys’ team won’t.’", vec!["‘We can’t,’", "‘The boys’ team won’t.’"]),
            ("rock 'n' roll of the '90s and the boys' team", vec![]),
            ("“He told me ‘go’ and I went,” she said.", vec!["“He told me ‘go’ and I went,”"]),
            ("‘He told me “go” twice.’", vec!["‘He told me “go” twice.’"]),
            ("A stray ” and a closed “one”.", vec!["“one”"]),
            ("“It is late.\n“We go,” he said.", vec!["“It is late.", "“We go,”"]),
            ("“It is late. He left.\nNobody saw.", vec!["“It is late."]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}
