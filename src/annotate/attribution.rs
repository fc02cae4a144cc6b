//! Attribution: cue, speaker and content make a statement.
//!
//! Rules over words and parts of speech: a verb of the cue list with its subject and what it takes ("said that ..."),
//! tags after quotations ("...," said Ode), "according to", turns ("Ode: ..."), nouns ("his claim that ...").

pub mod sight;
pub mod cue;
pub mod role;
pub mod candidate;
mod chance;
mod clause;
mod find;

use std::ops::Range;

use super::phrase::Reading;
use super::token::{Shape, Tag, Tokens};
use super::{
    Confidence, Cue, Figure, FigureId, Form, Lexicon, Mention, Quotation, Speaker, Statement, StatementId,
    StatementKind,
};
use crate::article::{Article, BlockKind, Marks};
use crate::span::Span;
use find::{Draft, Finder};

/// The statements in order of the text, and the quotations with the statements they belong to.
///
/// Statements in folded blocks are found too; who shows them decides.
pub fn statements(
    article: &Article,
    _marks: &Marks,
    tokens: &Tokens,
    quotations: Vec<Quotation>,
    figures: &[Figure],
    lexicon: &Lexicon,
) -> (Vec<Statement>, Vec<Quotation>) {
    let reading = Reading::new(&article.text, tokens, &quotations, lexicon);
    let mut drafts = drafts(article, &reading);
    drafts.retain(chance::is_kept);
    drafts.sort_by_key(|draft| (first(draft), draft.content[0].start, std::cmp::Reverse(last(draft))));
    let mentions = mentions(figures);
    let finish = Finish { article, reading: &reading, mentions: &mentions };
    let mut statements: Vec<Statement> = drafts.iter().map(|draft| finish.statement(draft)).collect();
    nest(&mut statements);
    let quotations = link(&reading, quotations, &statements);
    (statements, quotations)
}

fn drafts(article: &Article, reading: &Reading) -> Vec<Draft> {
    let mut finder = Finder::new(reading);
    let mut quotation = 0;
    for block in 0..article.blocks.len() {
        let range = reading.tokens.block(block);
        let first = quotation;
        while reading.quotations.get(quotation).is_some_and(|q| q.start < range.end) {
            quotation += 1;
        }
        finder.block(range, first..quotation);
    }
    finder.drafts
}

fn first(draft: &Draft) -> usize {
    let content = draft.content.first().map_or(0, |piece| piece.start);
    let speaker = draft.speaker.as_ref().map_or(content, |speaker| speaker.start);
    let cue = draft.cue.as_ref().map_or(content, |cue| cue.start);
    content.min(speaker).min(cue)
}

fn last(draft: &Draft) -> usize {
    draft.content.last().map_or(0, |piece| piece.end)
}

/// Every mention with its figure, in order of the text.
fn mentions(figures: &[Figure]) -> Vec<(Mention, FigureId)> {
    let of = |(id, figure): (usize, &Figure)| {
        figure.mentions.iter().map(move |mention| (*mention, FigureId(id))).collect::<Vec<_>>()
    };
    let mut all: Vec<(Mention, FigureId)> = figures.iter().enumerate().flat_map(of).collect();
    all.sort_by_key(|(mention, _)| (mention.span.start, mention.span.end));
    all
}

/// Chance that unresolved words mean the figure they seem to mean: nobody is named.
const UNRESOLVED: f32 = 0.3;

struct Finish<'a> {
    article: &'a Article,
    reading: &'a Reading<'a>,
    mentions: &'a [(Mention, FigureId)],
}

impl Finish<'_> {
    fn statement(&self, draft: &Draft) -> Statement {
        let (speaker, figure) = match &draft.speaker {
            Some(range) => self.speaker(range.clone()),
            None => (None, UNRESOLVED),
        };
        let content: Vec<Span> =
            draft.content.iter().map(|piece| self.reading.tokens.span(piece.clone())).collect();
        let said = chance::speaker(draft);
        Statement {
            kind: self.kind(draft),
            speaker,
            cue: draft.cue.clone().map(|cue| self.cue(draft, cue)),
            headline: self.is_headline(&content),
            content,
            within: None,
            confidence: Confidence { statement: chance::statement(draft), speaker: said, figure },
            construction: draft.construction.words(),
        }
    }

    fn cue(&self, draft: &Draft, cue: Range<usize>) -> Cue {
        let lemma = draft.verb.map_or("", |verb| self.reading.lemma(verb));
        let span = self.reading.tokens.span(cue);
        let lemma =
            if lemma.is_empty() { span.of(self.reading.text).to_lowercase() } else { lemma.to_string() };
        Cue { span, lemma, class: draft.class }
    }

    fn is_headline(&self, content: &[Span]) -> bool {
        let Some(start) = content.first().map(|span| span.start) else { return false };
        let block = self.article.blocks.partition_point(|block| block.span.start <= start).saturating_sub(1);
        self.article.blocks.get(block).is_some_and(|block| block.kind == BlockKind::Title)
    }

    fn kind(&self, draft: &Draft) -> StatementKind {
        let quoted = |piece: &Range<usize>| piece.clone().any(|i| self.reading.is_quoted(i));
        let whole = |piece: &Range<usize>| {
            self.reading.is_quoted(piece.start)
                && piece.clone().all(|i| self.reading.is_quoted(i) || !self.reading.token(i).is_word())
        };
        match (draft.content.iter().all(whole), draft.content.iter().any(quoted)) {
            (true, _) => StatementKind::Direct,
            (false, true) => StatementKind::Mixed,
            (false, false) => StatementKind::Indirect,
        }
    }

    /// The speaker with the figures that the head of its words means, and the chance that it means them.
    fn speaker(&self, range: Range<usize>) -> (Option<Speaker>, f32) {
        let span = self.reading.tokens.span(range.clone());
        let found = self.heads(range.clone());
        let chance =
            found.iter().map(|(mention, _)| mention.confidence).reduce(f32::min).unwrap_or(UNRESOLVED);
        let form = found.last().map_or_else(|| self.form(range), |(mention, _)| mention.form);
        let mut figures: Vec<FigureId> = found.iter().map(|(_, figure)| *figure).collect();
        figures.dedup();
        (Some(Speaker { span, figures, form }), chance)
    }

    /// Up to the first comma, bracket, dash, relative or preposition.
    fn head(&self, range: Range<usize>) -> Range<usize> {
        let ends = |i: &usize| {
            matches!(
                self.reading.tag(*i),
                Tag::Comma | Tag::Open | Tag::Dash | Tag::Wp | Tag::Wdt | Tag::In | Tag::To
            ) && *i > range.start
        };
        let end = range.clone().find(ends).unwrap_or(range.end);
        range.start..end
    }

    /// The mentions at the head: for "A and B" both, for "Mayor of Vale Ana Ode" the name at the end.
    fn heads(&self, range: Range<usize>) -> Vec<(Mention, FigureId)> {
        let short = self.ending(self.reading.tokens.span(self.head(range.clone())));
        if short.iter().any(|(mention, _)| mention.form == Form::Name) {
            return short;
        }
        let mark = |i: &usize| {
            matches!(self.reading.tag(*i), Tag::Comma | Tag::Open | Tag::Dash | Tag::Wp | Tag::Wdt)
        };
        let end = range.clone().skip(1).find(mark).unwrap_or(range.end);
        let long = self.ending(self.reading.tokens.span(range.start..end));
        let named: Vec<_> = long.into_iter().filter(|(mention, _)| self.is_free(mention)).collect();
        if named.is_empty() { short } else { named }
    }

    /// A name that no preposition, possessive or conjunction leads in ("the mayor of Vale" is not Vale).
    fn is_free(&self, mention: &Mention) -> bool {
        let first = self.reading.tokens.within(mention.span).start;
        let before = first.checked_sub(1).map_or(Tag::Stop, |i| self.reading.tag(i));
        mention.form == Form::Name && !matches!(before, Tag::In | Tag::To | Tag::Pos | Tag::Cc | Tag::Dt)
    }

    /// The mentions that `head` ends with, those joined by "and" together; no mention inside another.
    fn ending(&self, head: Span) -> Vec<(Mention, FigureId)> {
        let first =
            self.mentions.partition_point(|(mention, _)| mention.span.end <= head.start.saturating_sub(200));
        let inside = self.mentions[first..].iter().take_while(|(mention, _)| mention.span.start < head.end);
        let words = head.of(self.reading.text);
        let joint = words.contains(" and ") || words.contains(" or ");
        let ends = |mention: &Mention| {
            let rest = self.reading.text.get(mention.span.end..head.end).unwrap_or("");
            let joined = [" and ", ", ", " or "].iter().any(|join| rest.starts_with(join));
            head.overlaps(mention.span) && (rest.is_empty() || joint && joined)
        };
        let named: Vec<(Mention, FigureId)> = inside.filter(|(mention, _)| ends(mention)).copied().collect();
        let outer = |a: &Mention| {
            !named.iter().any(|(b, _)| b.span != a.span && a.span.covers(b.span) && b.form == Form::Name)
        };
        named.iter().filter(|(mention, _)| outer(mention)).copied().collect()
    }

    fn form(&self, range: Range<usize>) -> Form {
        let head = self.head(range);
        let last = head.end.saturating_sub(1);
        let pronoun =
            |i: usize| matches!(self.reading.tag(i), Tag::Prp | Tag::PrpS | Tag::Wp | Tag::Wdt | Tag::WpS);
        match () {
            () if head.len() == 1 && pronoun(last) => Form::Pronoun,
            () if self.reading.tag(last).is_name() && self.reading.token(last).shape.has(Shape::CAPITAL) => {
                Form::Name
            }
            () => Form::Nominal,
        }
    }
}

/// Gives `within` to each statement whose content lies inside that of another.
fn nest(statements: &mut [Statement]) {
    let mut order: Vec<usize> = (0..statements.len()).collect();
    let key = |i: &usize| {
        let span = statements[*i].content_span();
        (span.start, std::cmp::Reverse(span.end), *i)
    };
    order.sort_by_key(key);
    let mut open: Vec<usize> = Vec::new();
    for i in order {
        let span = statements[i].span();
        let content = statements[i].content_span();
        while open.last().is_some_and(|outer| statements[*outer].content_span().end <= content.start) {
            open.pop();
        }
        let holds = |outer: &&usize| statements[**outer].content.iter().any(|piece| piece.covers(span));
        let outer = open.iter().rev().take(8).find(holds).copied();
        statements[i].within = outer.map(StatementId);
        open.push(i);
    }
}

/// Quotations learn their statement (the innermost), and whether they are nobody's.
fn link(reading: &Reading, mut quotations: Vec<Quotation>, statements: &[Statement]) -> Vec<Quotation> {
    for (id, statement) in statements.iter().enumerate() {
        for piece in &statement.content {
            let first = quotations.partition_point(|quotation| quotation.span.end <= piece.start);
            let inside =
                quotations[first..].iter_mut().take_while(|quotation| quotation.span.start < piece.end);
            inside.for_each(|quotation| quotation.statement = Some(StatementId(id)));
        }
    }
    for quotation in &mut quotations {
        let words = super::quotation::words(reading.tokens, quotation.span);
        quotation.scare = quotation.statement.is_none() && words <= 2;
    }
    quotations
}

#[cfg(test)]
mod tests;
