//! Checks: what the user said about statements, applied to what was found. Pure: the same article, findings and
//! checks give the same annotations.
//!
//! A check is keyed by the statement's words and what stands around them, never by index or offset: it outlives a
//! better engine and an edit of the article elsewhere.

use std::collections::BTreeMap;

use crate::anchor::Anchor;
use crate::annotate::{
    Annotations, Confidence, Figure, FigureId, Form, Speaker, Statement, StatementId, StatementKind,
};
use crate::article::{Article, block_at};
use crate::span::Span;

/// What the user said about one statement. Of several about the same one, the last counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The content from its first to its last word.
    pub anchor: Anchor,
    pub verdict: Verdict,
    /// The figures that say it, by name: as shown when it was called right, else as chosen.
    pub speakers: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// No statement at all.
    Wrong,
    /// A statement, by another speaker.
    Speaker,
}

impl Verdict {
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
            Verdict::Speaker => "speaker",
        }
    }

    pub fn parse(word: &str) -> Option<Verdict> {
        [Verdict::Right, Verdict::Wrong, Verdict::Speaker].into_iter().find(|verdict| verdict.word() == word)
    }
}

/// Where a statement comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    #[default]
    Machine,
    /// The user called it right as it was found.
    Confirmed,
    /// The user gave it another speaker.
    Corrected,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Machine => "machine",
            Status::Confirmed => "confirmed",
            Status::Corrected => "corrected",
        }
    }
}

impl Check {
    /// Says `verdict` of a statement and its speakers, by name.
    pub fn new(text: &str, statement: &Statement, verdict: Verdict, speakers: Vec<String>) -> Check {
        Check { anchor: Anchor::new(text, statement.content_span()), verdict, speakers }
    }

    /// The statement it is about: the one that shares most with its words, at least half of both.
    pub fn about(&self, text: &str, statements: &[Statement]) -> Option<StatementId> {
        let place = self.anchor.place(text)?;
        let share = |statement: &Statement| {
            let content = statement.content_span();
            let common = content.common(place).map_or(0, Span::len);
            common as f64 / content.hull(place).len() as f64
        };
        let shares = statements.iter().map(share).enumerate().filter(|(_, share)| *share >= 0.5);
        shares.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(i, _)| StatementId(i))
    }
}

/// The annotations as the user sees them, and the status of each statement. A check whose words, or whose
/// speakers, are not in the article any more changes nothing.
pub fn apply(article: &Article, found: &Annotations, checks: &[Check]) -> (Annotations, Vec<Status>) {
    let mut annotations = found.clone();
    let mut statuses = vec![Status::Machine; found.statements.len()];
    let mut wrong = vec![false; found.statements.len()];
    for (id, check) in last_words(article, found, checks) {
        wrong[id.0] = check.verdict == Verdict::Wrong;
        if !wrong[id.0] {
            let statement = &mut annotations.statements[id.0];
            statuses[id.0] = settle(article, &found.figures, statement, check);
        }
    }
    let wrong = with_inner(&found.statements, &wrong);
    let mut kept = wrong.iter().map(|wrong| !wrong);
    statuses.retain(|_| kept.next().unwrap_or(true));
    (without(annotations, &wrong), statuses)
}

/// Each checked statement with the last check about it.
fn last_words<'a>(
    article: &Article,
    found: &Annotations,
    checks: &'a [Check],
) -> BTreeMap<StatementId, &'a Check> {
    let about = |check: &'a Check| Some((check.about(&article.text, &found.statements)?, check));
    checks.iter().filter_map(about).collect()
}

/// Makes a statement what the check says.
fn settle(article: &Article, figures: &[Figure], statement: &mut Statement, check: &Check) -> Status {
    let figure = |name: &String| figures.iter().position(|figure| figure.name == *name).map(FigureId);
    let Some(named) = check.speakers.iter().map(figure).collect::<Option<Vec<_>>>() else {
        return Status::Machine;
    };
    let before = statement.speaker.as_ref().map_or(&[][..], |speaker| &speaker.figures);
    let status = if named.is_empty() || before == named { Status::Confirmed } else { Status::Corrected };
    if let (Status::Corrected, Some(first)) = (status, named.first()) {
        let (span, form) = words_of(article, &figures[first.0], statement);
        statement.speaker = Some(Speaker { span, figures: named, form });
    }
    statement.confidence = Confidence { statement: 1.0, speaker: 1.0, figure: 1.0 };
    status
}

/// The words on the spot that stand for a new speaker: the pronoun or description that was read as someone else,
/// else the nearest mention outside of the content in the same block, else none at all (an empty span).
fn words_of(article: &Article, figure: &Figure, statement: &Statement) -> (Span, Form) {
    if let Some(speaker) = statement.speaker.as_ref().filter(|speaker| speaker.form != Form::Name) {
        return (speaker.span, speaker.form);
    }
    let content = statement.content_span();
    let block = block_at(article, content.start);
    let near = figure.mentions.iter().filter(|mention| {
        let inside = statement.content.iter().any(|piece| piece.overlaps(mention.span));
        block_at(article, mention.span.start) == block && !inside
    });
    let gap = |span: Span| content.start.saturating_sub(span.end) + span.start.saturating_sub(content.end);
    let nearest = near.min_by_key(|mention| gap(mention.span));
    nearest
        .map_or((Span::new(content.start, content.start), Form::Name), |mention| (mention.span, mention.form))
}

/// What is reported inside a wrong statement goes with it, as it was never shown by itself; a quotation inside has
/// a speaker of its own and stays.
fn with_inner(statements: &[Statement], wrong: &[bool]) -> Vec<bool> {
    let inside = |statement: &Statement| {
        let around = std::iter::successors(statement.within, |id| statements[id.0].within);
        // No deeper than there are statements, whatever the engine says.
        statement.kind != StatementKind::Direct && around.take(statements.len()).any(|id| wrong[id.0])
    };
    statements.iter().zip(wrong).map(|(statement, wrong)| *wrong || inside(statement)).collect()
}

/// Leaves statements out and counts the others anew. Their quotations are nobody's statement then.
fn without(mut annotations: Annotations, wrong: &[bool]) -> Annotations {
    let mut count = 0;
    let number = |wrong: &bool| {
        count += usize::from(!wrong);
        (!wrong).then(|| StatementId(count - 1))
    };
    let places: Vec<Option<StatementId>> = wrong.iter().map(number).collect();
    let around: Vec<Option<StatementId>> = annotations.statements.iter().map(|s| s.within).collect();
    for statement in &mut annotations.statements {
        let mut within = statement.within;
        while let Some(id) = within.filter(|id| wrong[id.0]) {
            within = around[id.0];
        }
        statement.within = within.and_then(|id| places[id.0]);
    }
    for quotation in &mut annotations.quotations {
        let place = quotation.statement.map(|id| places[id.0]);
        quotation.scare |= place == Some(None);
        quotation.statement = place.flatten();
    }
    let mut kept = wrong.iter().map(|wrong| !wrong);
    annotations.statements.retain(|_| kept.next().unwrap_or(true));
    annotations
}

#[cfg(test)]
mod tests;
