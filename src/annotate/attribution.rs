//! Attribution: cue, speaker and content make a statement.
//!
//! Learned passes: which words head a cue (`cue`, `heads`), which words around each are its speaker and content (`role`),
//! how likely the result is right (`judge`, `measures`); `find` runs them and keeps the best. Quotations that no cue introduces go on
//! with what was said before them (`carried`); lines of interviews are turns (`turns`).

pub mod sight;
mod subject;
mod readings;
pub mod cue;
pub mod heads;
pub mod role;
mod scores;
pub mod candidate;
mod contest;
pub mod judge;
pub mod measures;
pub mod models;
pub mod find;
mod nested;
mod elsewhere;
mod carried;
pub mod construction;
mod turns;

use std::ops::Range;

use super::phrase::Reading;
use super::token::{Shape, Tag, Tokens};
use super::{
    Confidence, Cue, CueClass, Figure, FigureId, Form, Lexicon, Mention, Quotation, Speaker, Statement,
    StatementId, StatementKind,
};
use crate::article::{Article, BlockKind};
use crate::span::Span;
use construction::Construction;
use find::Found;
pub use models::Models;
use sight::Sight;

/// The statements in order of the text, and the quotations with the statements they belong to.
///
/// Statements in folded blocks are found too; who shows them decides.
pub fn statements(
    article: &Article,
    tokens: &Tokens,
    quotations: Vec<Quotation>,
    figures: &[Figure],
    lexicon: &Lexicon,
    models: &Models,
) -> (Vec<Statement>, Vec<Quotation>) {
    let reading = Reading::new(&article.text, tokens, &quotations, lexicon);
    let sight = Sight::new(&reading, figures);
    let mut found = find::find(models, &sight);
    turns::add(&sight, &mut found);
    carried::add(&sight, &mut found);
    found.sort_by_key(order);
    let mentions = mentions(figures);
    let finish = Finish { article, sight: &sight, mentions: &mentions };
    let mut statements: Vec<Statement> = found.iter().map(|found| finish.statement(found)).collect();
    nest(&mut statements);
    let quotations = link(&reading, quotations, &statements);
    (statements, quotations)
}

/// By the first word of all, then that of the content, the longest first.
fn order(found: &Found) -> (usize, usize, std::cmp::Reverse<usize>) {
    let it = &found.candidate;
    let content = it.content[0].start;
    let first = it.speaker.iter().chain(&it.cue).map(|range| range.start).fold(content, usize::min);
    (first, content, std::cmp::Reverse(it.content[it.content.len() - 1].end))
}

/// Every mention with its figure, in order of the text.
fn mentions(figures: &[Figure]) -> Vec<(Mention, FigureId)> {
    let mut all = Vec::with_capacity(figures.iter().map(|figure| figure.mentions.len()).sum());
    for (id, figure) in figures.iter().enumerate() {
        all.extend(figure.mentions.iter().map(|mention| (*mention, FigureId::new(id))));
    }
    all.sort_by_key(|(mention, _)| (mention.span().start, mention.span().end));
    all
}

/// Chance that unresolved words mean the figure they seem to mean: nobody is named.
const UNRESOLVED: f32 = 0.3;

struct Finish<'a> {
    article: &'a Article,
    sight: &'a Sight<'a>,
    mentions: &'a [(Mention, FigureId)],
}

impl Finish<'_> {
    fn statement(&self, found: &Found) -> Statement {
        let it = &found.candidate;
        let (speaker, figure) = match &it.speaker {
            Some(range) => self.speaker(self.before_cue(range.clone())),
            None => (None, UNRESOLVED),
        };
        let content: Vec<Span> =
            it.content.iter().map(|piece| self.reading().tokens.span(piece.clone())).collect();
        let kind = self.kind(&it.content);
        let form = speaker.as_ref().map(|speaker| speaker.form());
        Statement {
            kind,
            cue: it.cue.clone().map(|cue| self.cue(it.head, cue)),
            headline: self.is_headline(&content),
            content: content.into_iter().collect(),
            within: None,
            confidence: Confidence { statement: found.statement, speaker: found.speaker, figure },
            construction: Construction::of(self.reading(), it, form, kind),
            speaker,
        }
    }

    fn reading(&self) -> &Reading<'_> {
        self.sight.reading
    }

    fn cue(&self, head: usize, cue: Range<usize>) -> Cue {
        let (reading, span) = (self.reading(), self.reading().tokens.span(cue));
        let lemma = reading.lemma(head);
        let lemma = match lemma {
            "" => reading.text(head).to_lowercase().into(),
            lemma => lemma.into(),
        };
        let id = reading.lexicon.lemma(reading.token(head).word);
        let class = match reading.tag(head) {
            Tag::Colon => CueClass::Say,
            _ => reading.lexicon.word(id).cue.unwrap_or(CueClass::Other),
        };
        Cue::new(span, lemma, class)
    }

    /// "A readout of the calls | says the two leaders": no speaker runs on through another one's cue.
    fn before_cue(&self, speaker: Range<usize>) -> Range<usize> {
        let reading = self.reading();
        let says = |i: usize| {
            let lemma = reading.lexicon.lemma(reading.token(i).word);
            let class = reading.lexicon.word(lemma).cue;
            reading.tag(i).is_finite() && reading.tag(i - 1).is_noun() && class == Some(CueClass::Say)
        };
        let relative = |i: &usize| matches!(reading.tag(*i), Tag::Wp | Tag::Wdt | Tag::WpS);
        let end = speaker.clone().find(relative).unwrap_or(speaker.end);
        let cue = (speaker.start + 1..end).find(|i| says(*i));
        speaker.start..cue.unwrap_or(speaker.end)
    }

    fn is_headline(&self, content: &[Span]) -> bool {
        let Some(start) = content.first().map(|span| span.start) else { return false };
        let block = self.article.blocks.partition_point(|block| block.span.start <= start).saturating_sub(1);
        self.article.blocks.get(block).is_some_and(|block| block.kind == BlockKind::Title)
    }

    fn kind(&self, content: &[Range<usize>]) -> StatementKind {
        let quoted = |piece: &Range<usize>| piece.clone().any(|i| self.reading().is_quoted(i));
        let whole = |piece: &Range<usize>| {
            self.reading().is_quoted(piece.start)
                && piece.clone().all(|i| self.reading().is_quoted(i) || !self.reading().token(i).is_word())
        };
        match (content.iter().all(whole), content.iter().any(quoted)) {
            (true, _) => StatementKind::Direct,
            (false, true) => StatementKind::Mixed,
            (false, false) => StatementKind::Indirect,
        }
    }

    /// The speaker with the figures that the head of its words means, and the chance that it means them.
    fn speaker(&self, range: Range<usize>) -> (Option<Speaker>, f32) {
        let span = self.reading().tokens.span(range.clone());
        let found = self.heads(range.clone());
        let chance =
            found.iter().map(|(mention, _)| mention.confidence).reduce(f32::min).unwrap_or(UNRESOLVED);
        let form = found.last().map_or_else(|| self.form(range), |(mention, _)| mention.form());
        let mut figures: Vec<FigureId> = found.iter().map(|(_, figure)| *figure).collect();
        figures.dedup();
        (Some(Speaker::new(span, figures.into(), form)), chance)
    }

    /// Up to the first comma, bracket, dash, relative or preposition.
    fn head(&self, range: Range<usize>) -> Range<usize> {
        let ends = |i: &usize| {
            matches!(
                self.reading().tag(*i),
                Tag::Comma | Tag::Open | Tag::Dash | Tag::Wp | Tag::Wdt | Tag::In | Tag::To
            ) && *i > range.start
        };
        let end = range.clone().find(ends).unwrap_or(range.end);
        range.start..end
    }

    /// The mentions at the head: for "A and B" both, for "Mayor of Vale Ana Ode" the name at the end.
    fn heads(&self, range: Range<usize>) -> Vec<(Mention, FigureId)> {
        let short = self.ending(self.reading().tokens.span(self.head(range.clone())));
        if short.iter().any(|(mention, _)| mention.form() == Form::Name) {
            return short;
        }
        let mark = |i: &usize| {
            matches!(self.reading().tag(*i), Tag::Comma | Tag::Open | Tag::Dash | Tag::Wp | Tag::Wdt)
        };
        let end = range.clone().skip(1).find(mark).unwrap_or(range.end);
        let long = self.ending(self.reading().tokens.span(range.start..end));
        let named: Vec<_> = long.into_iter().filter(|(mention, _)| self.is_free(mention)).collect();
        match (named.is_empty(), short.is_empty()) {
            (false, _) => named,
            (true, false) => short,
            (true, true) => self.appositions(range),
        }
    }

    /// The names between commas: for "The bride, A, and the groom, B" both.
    fn appositions(&self, range: Range<usize>) -> Vec<(Mention, FigureId)> {
        let relative = |i: &usize| matches!(self.reading().tag(*i), Tag::Wp | Tag::Wdt | Tag::WpS);
        let end = range.clone().find(relative).unwrap_or(range.end);
        let words = self.reading().tokens.span(range.start..end.max(range.start + 1));
        let first = self.mentions.partition_point(|(mention, _)| mention.span().start < words.start);
        let inside = self.mentions[first..].iter().take_while(|(mention, _)| mention.span().end <= words.end);
        let apposed = |mention: &Mention| {
            let place = self.reading().tokens.within(mention.span());
            let comma = |i: usize| self.reading().tag(i) == Tag::Comma;
            mention.form() == Form::Name
                && comma(place.start.wrapping_sub(1))
                && (place.end == end || comma(place.end))
        };
        inside.filter(|(mention, _)| apposed(mention)).copied().collect()
    }

    /// A name that no preposition, possessive or conjunction leads in ("the mayor of Vale" is not Vale).
    fn is_free(&self, mention: &Mention) -> bool {
        let first = self.reading().tokens.within(mention.span()).start;
        let before = first.checked_sub(1).map_or(Tag::Stop, |i| self.reading().tag(i));
        mention.form() == Form::Name && !matches!(before, Tag::In | Tag::To | Tag::Pos | Tag::Cc | Tag::Dt)
    }

    /// The mentions that `head` ends with, those joined by "and" together; no mention inside another.
    fn ending(&self, head: Span) -> Vec<(Mention, FigureId)> {
        let first = self
            .mentions
            .partition_point(|(mention, _)| mention.span().end <= head.start.saturating_sub(200));
        let inside = self.mentions[first..].iter().take_while(|(mention, _)| mention.span().start < head.end);
        let words = head.of(self.reading().text);
        let joint = words.contains(" and ") || words.contains(" or ");
        let ends = |mention: &Mention| {
            let rest = self.reading().text.get(mention.span().end..head.end).unwrap_or("");
            let joined = [" and ", ", ", " or "].iter().any(|join| rest.starts_with(join));
            head.overlaps(mention.span()) && (rest.is_empty() || joint && joined)
        };
        let named: Vec<(Mention, FigureId)> = inside.filter(|(mention, _)| ends(mention)).copied().collect();
        let outer = |a: &Mention| {
            !named
                .iter()
                .any(|(b, _)| b.span() != a.span() && a.span().covers(b.span()) && b.form() == Form::Name)
        };
        named.iter().filter(|(mention, _)| outer(mention)).copied().collect()
    }

    fn form(&self, range: Range<usize>) -> Form {
        let head = self.head(range);
        let last = head.end.saturating_sub(1);
        let pronoun =
            |i: usize| matches!(self.reading().tag(i), Tag::Prp | Tag::PrpS | Tag::Wp | Tag::Wdt | Tag::WpS);
        match () {
            () if head.len() == 1 && pronoun(last) => Form::Pronoun,
            () if self.reading().tag(last).is_name()
                && self.reading().token(last).shape.has(Shape::CAPITAL) =>
            {
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
        statements[i].within = outer.map(StatementId::new);
        open.push(i);
    }
}

/// Quotations learn their statement (the innermost), and whether they are nobody's.
fn link(reading: &Reading, mut quotations: Vec<Quotation>, statements: &[Statement]) -> Vec<Quotation> {
    for (id, statement) in statements.iter().enumerate() {
        for piece in statement.content.iter() {
            let first = quotations.partition_point(|quotation| quotation.span().end <= piece.start);
            let inside =
                quotations[first..].iter_mut().take_while(|quotation| quotation.span().start < piece.end);
            inside.for_each(|quotation| quotation.statement = Some(StatementId::new(id)));
        }
    }
    for quotation in &mut quotations {
        let words = super::quotation::words(reading.tokens, quotation.span());
        quotation.scare = quotation.statement.is_none() && words <= 2;
    }
    quotations
}

#[cfg(test)]
mod tests;
