//! Index: what the reader lists of a document — statements in order, who speaks how much, folds, loose ends.
//! Built anew when annotations arrive or a fold opens; a plain value, read by update and view.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::ops::Range;

use compact_str::CompactString;
use smallvec::SmallVec;

use crate::annotate::{FigureId, Form, LISTED, Statement, StatementId};
use crate::article::Clutter;
use crate::check::Status;
use crate::clean::corrections::{CORRECTED, LIKE_CORRECTED};
use crate::document::Document;
use crate::few::Few;

/// What is listed.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// Statements shown, headline included, in order of their first word.
    pub listed: Vec<StatementId>,
    /// The number of each statement; headlines and unlisted ones have none.
    pub numbers: Vec<Option<NonZeroU32>>,
    /// The paragraph number of each block.
    pub paragraphs: Vec<Option<NonZeroU32>>,
    pub speakers: Vec<Voice>,
    /// Figures by their first mention in sight.
    pub figures: Vec<FigureId>,
    /// Runs of folded blocks.
    pub folds: Vec<Range<usize>>,
    pub loose: Vec<Loose>,
    pub counts: Counts,
    /// Every listed statement's first byte and the furthest last byte so far, to find those on screen.
    reach: Vec<(u32, u32)>,
}

/// One speaker and all they say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Voice {
    pub name: CompactString,
    /// Empty when it is not known whom the words mean.
    pub figures: Few<FigureId>,
    pub named: bool,
    /// "He", and it is not known who that is.
    pub unresolved: bool,
    pub statements: SmallVec<[StatementId; 4]>,
    /// Characters of what they say, headlines left out.
    pub length: usize,
}

/// What could not be resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loose {
    /// A quotation that belongs to no statement: index into the quotations.
    Quotation(usize),
    NoSpeaker(StatementId),
    /// Too doubtful to be listed.
    Possible(StatementId),
    /// It is not known who "he" is.
    Unresolved(StatementId),
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Without headlines.
    pub statements: usize,
    pub unsure: usize,
    /// Called right or corrected by the user, without headlines.
    pub checked: usize,
    /// Called no statement by the user: checked too, though no longer among the statements. Set by the reader, who
    /// remembers them.
    pub dismissed: usize,
    pub folded: usize,
    pub suspects: usize,
}

impl Counts {
    /// "checked 5 of 15": what was called no statement was checked as well.
    pub fn tally(&self) -> String {
        let (checked, all) = (self.checked + self.dismissed, self.statements + self.dismissed);
        format!("checked {checked} of {all}")
    }
}

/// Statements below this chance are not even loose ends.
const POSSIBLE: f32 = 0.3;

impl Index {
    /// The index of what is in sight: `in_sight(block)` is false for folded clutter.
    pub fn new(document: &Document, in_sight: impl Fn(usize) -> bool) -> Index {
        let numbers = compact(document.numbers(&in_sight));
        let paragraphs = compact(document.paragraphs());
        let listed = listed(document, &in_sight);
        let counts = Counts {
            statements: numbers.iter().flatten().count(),
            unsure: listed
                .iter()
                .map(|id| statement(document, *id))
                .filter(|s| !s.headline && is_unsure(s))
                .count(),
            checked: listed
                .iter()
                .filter(|id| !statement(document, **id).headline && is_checked(document, **id))
                .count(),
            folded: (0..document.article.blocks.len())
                .filter(|block| document.marks.is_folded(*block))
                .count(),
            suspects: document.marks.suspects.len(),
            dismissed: 0,
        };
        Index {
            reach: reach(document, &listed),
            speakers: speakers(document, &listed),
            figures: figures(document, &in_sight),
            folds: folds(document),
            loose: loose(document, &in_sight, &listed),
            listed,
            numbers,
            paragraphs,
            counts,
        }
    }

    /// The listed statements that may touch the bytes `range`, in order.
    pub fn touching(&self, document: &Document, range: Range<usize>) -> Vec<StatementId> {
        let first = self.reach.partition_point(|(_, end)| *end as usize <= range.start);
        let near = self.reach[first..].iter().take_while(|(start, _)| (*start as usize) < range.end);
        let ids = (first..).zip(near).map(|(i, _)| self.listed[i]);
        ids.filter(|id| statement(document, *id).span().end > range.start).collect()
    }

    /// The voice that a statement belongs to.
    pub fn voice_of(&self, id: StatementId) -> Option<&Voice> {
        self.speakers.iter().find(|voice| voice.statements.contains(&id))
    }

    /// All a voice's share of the words found, 0 to 1.
    pub fn share(&self, voice: &Voice) -> f64 {
        let all: usize = self.speakers.iter().map(|voice| voice.length).sum();
        if all == 0 { 0.0 } else { voice.length as f64 / all as f64 }
    }
}

pub fn statement(document: &Document, id: StatementId) -> &Statement {
    &document.annotations.statements[id.index()]
}

/// Whether one of its steps is less than sure.
pub fn is_unsure(statement: &Statement) -> bool {
    statement.confidence.doubt().is_some()
}

/// Whether the user called it right or corrected it.
pub fn is_checked(document: &Document, id: StatementId) -> bool {
    document.status(id) != Status::Machine
}

/// "15 statements", "1 statement".
pub fn count(n: usize, thing: &str) -> String {
    if n == 1 { format!("1 {thing}") } else { format!("{n} {thing}s") }
}

/// What folded blocks are, by reason: "3 lines folded: 2 promo, credit".
pub fn fold_label(document: &Document, blocks: &Range<usize>) -> String {
    format!("{} folded: {}", count(blocks.len(), "line"), reasons(document, blocks.clone()))
}

/// How many of the blocks are folded for which reason, in order of first appearance: "2 promo, credit"; a lone
/// reason has no number.
pub fn reasons(document: &Document, blocks: impl Iterator<Item = usize>) -> String {
    let mut reasons: Vec<(&str, usize)> = Vec::new();
    let folded = blocks.filter(|block| document.marks.is_folded(*block));
    for clutter in folded.filter_map(|block| document.marks.clutter.get(block)?.as_ref()) {
        let word = clutter_word(clutter);
        match reasons.iter_mut().find(|(known, _)| *known == word) {
            Some((_, times)) => *times += 1,
            None => reasons.push((word, 1)),
        }
    }
    match &reasons[..] {
        [(word, _)] => word.to_string(),
        many => {
            let several = |times: usize| if times > 1 { format!("{times} ") } else { String::new() };
            many.iter().map(|(word, times)| several(*times) + word).collect::<Vec<_>>().join(", ")
        }
    }
}

/// Why a line is clutter; where nobody but the reader said so, that.
pub fn clutter_word(clutter: &Clutter) -> &'static str {
    match &*clutter.rule.0 {
        CORRECTED => "marked by you",
        LIKE_CORRECTED => "like one you marked",
        _ => clutter.reason.word(),
    }
}

fn listed(document: &Document, in_sight: &impl Fn(usize) -> bool) -> Vec<StatementId> {
    let statements = document.annotations.statements.iter().enumerate();
    let shown = statements.filter(|(_, statement)| document.is_listed(statement, in_sight));
    let mut ids: Vec<StatementId> = shown.map(|(i, _)| StatementId::new(i)).collect();
    ids.sort_by_key(|id| statement(document, *id).span().start);
    ids
}

/// Numbers from 1, in a quarter of the room.
fn compact(numbers: Vec<Option<usize>>) -> Vec<Option<NonZeroU32>> {
    numbers.into_iter().map(|number| NonZeroU32::new(number? as u32)).collect()
}

fn reach(document: &Document, listed: &[StatementId]) -> Vec<(u32, u32)> {
    let mut furthest = 0;
    let span = |id: &StatementId| {
        let span = statement(document, *id).span();
        furthest = span.end.max(furthest);
        (span.start as u32, furthest as u32)
    };
    listed.iter().map(span).collect()
}

fn speakers(document: &Document, listed: &[StatementId]) -> Vec<Voice> {
    let mut voices: Vec<Voice> = Vec::new();
    let mut places: HashMap<(Vec<FigureId>, String), usize> = HashMap::new();
    for id in listed {
        let Some(voice) = voice(document, *id) else { continue };
        let words = if voice.figures.is_empty() { voice.name.as_str().to_lowercase() } else { String::new() };
        let place = *places.entry((voice.figures.to_vec(), words)).or_insert_with(|| {
            voices.push(voice);
            voices.len() - 1
        });
        let said = statement(document, *id);
        voices[place].statements.push(*id);
        if !said.headline {
            voices[place].length += said.content.iter().map(|piece| piece.len()).sum::<usize>();
        }
    }
    voices
}

/// Who says a statement, as a voice that has said nothing yet.
fn voice(document: &Document, id: StatementId) -> Option<Voice> {
    let speaker = statement(document, id).speaker.as_ref()?;
    let figures = &document.annotations.figures;
    let names: Vec<&str> =
        speaker.figures.iter().map(|figure| figures[figure.index()].name.as_str()).collect();
    let name = if names.is_empty() {
        speaker.span().of(&document.article.text).into()
    } else {
        names.join(", ").into()
    };
    let named = speaker.figures.iter().any(|figure| figures[figure.index()].is_named());
    let unresolved = speaker.figures.is_empty() && speaker.form() == Form::Pronoun;
    Some(Voice { name, figures: speaker.figures.clone(), named, unresolved, ..Voice::default() })
}

fn figures(document: &Document, in_sight: &impl Fn(usize) -> bool) -> Vec<FigureId> {
    let first = |(i, figure): (usize, &crate::annotate::Figure)| {
        let seen =
            figure.mentions.iter().find(|mention| in_sight(document.block_at(mention.span().start)))?;
        figure.is_named().then_some((seen.span().start, FigureId::new(i)))
    };
    let mut firsts: Vec<_> = document.annotations.figures.iter().enumerate().filter_map(first).collect();
    firsts.sort();
    firsts.into_iter().map(|(_, id)| id).collect()
}

fn folds(document: &Document) -> Vec<Range<usize>> {
    let mut folds: Vec<Range<usize>> = Vec::new();
    for block in (0..document.article.blocks.len()).filter(|block| document.marks.is_folded(*block)) {
        match folds.last_mut() {
            Some(fold) if fold.end == block => fold.end += 1,
            _ => folds.push(block..block + 1),
        }
    }
    folds
}

fn loose(document: &Document, in_sight: &impl Fn(usize) -> bool, listed: &[StatementId]) -> Vec<Loose> {
    let annotations = &document.annotations;
    let quotations = annotations.quotations.iter().enumerate();
    let alone = quotations.filter(|(_, quotation)| {
        quotation.statement.is_none()
            && !quotation.scare
            && in_sight(document.block_at(quotation.span().start))
    });
    let open = listed.iter().filter_map(|id| match &statement(document, *id).speaker {
        None => Some(Loose::NoSpeaker(*id)),
        Some(speaker) if speaker.figures.is_empty() && speaker.form() == Form::Pronoun => {
            Some(Loose::Unresolved(*id))
        }
        Some(_) => None,
    });
    let possible = annotations.statements.iter().enumerate().filter(|(_, statement)| {
        let chance = statement.confidence.statement;
        let sight = in_sight(document.block_at(statement.content_span().start));
        sight && (POSSIBLE..LISTED).contains(&chance) && statement.within.is_none()
    });
    let possible = possible.map(|(i, _)| Loose::Possible(StatementId::new(i)));
    alone.map(|(i, _)| Loose::Quotation(i)).chain(open).chain(possible).collect()
}
