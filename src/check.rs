//! Checks: what the user said about statements and figures, applied to what was found. Pure: the same article, findings
//! and checks give the same annotations.
//!
//! A check is keyed by words and what stands around them, or by names, never by index or offset: it outlives a better
//! engine and an edit of the article elsewhere. Figures are settled first, then statements, each in the order said.

mod figures;

use crate::anchor::Anchor;
use crate::annotate::{
    Annotations, Confidence, Construction, Cue, CueClass, Figure, Form, Part, Speaker, Statement,
    StatementId, StatementKind,
};
use crate::article::{Article, block_at};
use crate::span::Span;

/// What the user said about one statement or figure. Of several about the same one, the last counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The content of the statement from its first to its last word; the mention that is set apart; empty where
    /// figures are one.
    pub anchor: Anchor,
    pub verdict: Verdict,
    /// Names of figures: who says it, as shown when it was called right, else as chosen or typed; the figures that are
    /// one, the first of which gives the name; the figure that the words do not mean.
    pub speakers: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// No statement at all.
    Wrong,
    /// A statement, by another speaker.
    Speaker,
    /// A statement, with this content.
    Edges(Anchor),
    /// A statement that was not found, and its cue where the user named one.
    Added(Option<Anchor>),
    /// The two figures are one.
    Same,
    /// The words mean another figure than the one named.
    Apart,
}

impl Verdict {
    pub fn word(&self) -> &'static str {
        match self {
            Verdict::Right => "right",
            Verdict::Wrong => "wrong",
            Verdict::Speaker => "speaker",
            Verdict::Edges(_) => "edges",
            Verdict::Added(_) => "added",
            Verdict::Same => "same",
            Verdict::Apart => "apart",
        }
    }

    /// The words it names besides those that it is about.
    pub fn other(&self) -> Option<&Anchor> {
        match self {
            Verdict::Edges(content) => Some(content),
            Verdict::Added(cue) => cue.as_ref(),
            _ => None,
        }
    }

    /// From its word and the other words it names.
    pub fn parse(word: &str, other: Option<Anchor>) -> Option<Verdict> {
        match word {
            "right" => Some(Verdict::Right),
            "wrong" => Some(Verdict::Wrong),
            "speaker" => Some(Verdict::Speaker),
            "edges" => other.map(Verdict::Edges),
            "added" => Some(Verdict::Added(other)),
            "same" => Some(Verdict::Same),
            "apart" => Some(Verdict::Apart),
            _ => None,
        }
    }
}

/// Where a statement comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    #[default]
    Machine,
    /// The user called it right as it was found.
    Confirmed,
    /// The user gave it another speaker or other edges.
    Corrected,
    /// The user found it.
    Added,
}

impl Status {
    pub fn word(self) -> &'static str {
        match self {
            Status::Machine => "machine",
            Status::Confirmed => "confirmed",
            Status::Corrected => "corrected",
            Status::Added => "added",
        }
    }
}

impl Check {
    /// Says `verdict` of a statement and its speakers, by name.
    pub fn new(text: &str, statement: &Statement, verdict: Verdict, speakers: Vec<String>) -> Check {
        Check { anchor: Anchor::new(text, statement.content_span()), verdict, speakers }
    }

    /// Whether what it is about is in the text.
    pub fn fits(&self, text: &str) -> bool {
        self.anchor.words.is_empty() || self.anchor.place(text).is_some()
    }

    /// The statement it is about.
    pub fn about(&self, text: &str, statements: &[Statement]) -> Option<StatementId> {
        about(self.anchor.place(text)?, statements)
    }
}

/// The statement that shares most with the words at `place`, at least half of both.
pub fn about(place: Span, statements: &[Statement]) -> Option<StatementId> {
    let share = |statement: &Statement| {
        let content = statement.content_span();
        let common = content.common(place).map_or(0, Span::len);
        common as f64 / content.hull(place).len() as f64
    };
    let shares = statements.iter().map(share).enumerate().filter(|(_, share)| *share >= 0.5);
    shares.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(i, _)| StatementId::new(i))
}

/// The annotations as the user sees them, and the status of each statement. A check whose words are not in the article
/// any more changes nothing, nor does "right" of speakers who are not; a speaker that the user chose or typed counts
/// whether the engine finds the name or not.
pub fn apply(article: &Article, found: &Annotations, checks: &[Check]) -> (Annotations, Vec<Status>) {
    let mut annotations = found.clone();
    let names = figures::settle(article, &mut annotations, checks);
    let found = annotations.statements.clone();
    let states = vec![State::default(); found.len()];
    let mut work = Work { article, found, names, annotations, states };
    for check in checks {
        work.settle(check);
    }
    work.finish()
}

/// Which statements found the user called none: those that such a check is about and that are no more.
pub fn dismissed(
    article: &Article,
    found: &Annotations,
    now: &Annotations,
    checks: &[Check],
) -> Vec<StatementId> {
    let content = |id: StatementId| found.statements[id.index()].content_span();
    let is_left = |id: StatementId| now.statements.iter().any(|s| s.content_span() == content(id));
    let wrong = checks.iter().filter(|check| check.verdict == Verdict::Wrong);
    let mut ids: Vec<StatementId> =
        wrong.filter_map(|check| check.about(&article.text, &found.statements)).collect();
    ids.sort();
    ids.dedup();
    ids.retain(|id| !is_left(*id));
    ids
}

/// Statements while checks are applied to them: those that were found at their places, added ones after them.
struct Work<'a> {
    article: &'a Article,
    found: Vec<Statement>,
    names: figures::Names,
    annotations: Annotations,
    states: Vec<State>,
}

#[derive(Clone, Copy, Default)]
struct State {
    wrong: bool,
    checked: bool,
}

impl Work<'_> {
    fn settle(&mut self, check: &Check) {
        match &check.verdict {
            Verdict::Same | Verdict::Apart => {}
            Verdict::Added(cue) => self.add(check, cue.as_ref()),
            verdict => {
                let Some(id) = self.about(check) else { return };
                match verdict {
                    Verdict::Wrong => self.states[id.index()].wrong = true,
                    Verdict::Edges(content) => self.edges(id, content),
                    _ => self.speaker(id, &check.speakers),
                }
            }
        }
    }

    /// The statement as it is by now, else as it was found.
    fn about(&self, check: &Check) -> Option<StatementId> {
        let text = &self.article.text;
        let now = check.about(text, &self.annotations.statements);
        now.or_else(|| check.about(text, &self.found))
    }

    /// It is a statement, by these; no names leave its speaker as it is.
    fn speaker(&mut self, id: StatementId, names: &[String]) {
        let Some(named) = names.iter().map(|name| self.names.get(name)).collect::<Option<Vec<_>>>() else {
            return;
        };
        let figures = &self.annotations.figures;
        let statement = &mut self.annotations.statements[id.index()];
        let before = statement.speaker.as_ref().map_or(&[][..], |speaker| &speaker.figures);
        if let Some(first) = named.first().filter(|_| before != named) {
            let (span, form) = words_of(self.article, &figures[first.index()], statement);
            statement.speaker = Some(Speaker::new(span, named.into(), form));
        }
        statement.confidence = CERTAIN;
        self.states[id.index()] = State { wrong: false, checked: true };
    }

    /// Gives a statement the content at `anchor`.
    fn edges(&mut self, id: StatementId, anchor: &Anchor) {
        let Some(place) = anchor.place(&self.article.text) else { return };
        self.set_content(id, place);
        let statement = &mut self.annotations.statements[id.index()];
        let covered = |span: Span| statement.content.iter().any(|piece| piece.overlaps(span));
        if statement.cue.as_ref().is_some_and(|cue| covered(cue.span())) {
            statement.cue = None;
        }
        if let Some(speaker) = statement.speaker.as_ref().filter(|speaker| covered(speaker.span())).cloned() {
            let start = statement.content_span().start;
            let speaker = Speaker::new(Span::new(start, start), speaker.figures, Form::Name);
            statement.speaker = Some(speaker).filter(|speaker| !speaker.figures.is_empty());
        }
        statement.confidence.statement = 1.0;
        self.states[id.index()] = State { wrong: false, checked: true };
    }

    fn set_content(&mut self, id: StatementId, place: Span) {
        let content = pieces(&self.article.text, &self.annotations, place);
        for quotation in &mut self.annotations.quotations {
            let inside = content.iter().any(|piece| piece.overlaps(quotation.span()));
            match quotation.statement {
                Some(of) if of == id && !inside => quotation.statement = None,
                None if inside => (quotation.statement, quotation.scare) = (Some(id), false),
                _ => {}
            }
        }
        let kind = kind(&self.annotations, &content);
        let statement = &mut self.annotations.statements[id.index()];
        (statement.content, statement.kind) = (content.into_iter().collect(), kind);
    }

    /// A statement that was not found; where a better engine finds it by now, what was said about it counts.
    fn add(&mut self, check: &Check, cue: Option<&Anchor>) {
        let Some(place) = check.anchor.place(&self.article.text) else { return };
        let id = match about(place, &self.annotations.statements) {
            Some(id) => id,
            None => self.push(place),
        };
        self.set_content(id, place);
        self.annotations.statements[id.index()].within = None;
        let cue = cue.and_then(|cue| self.cue(id, cue));
        if cue.is_some() {
            self.annotations.statements[id.index()].cue = cue;
        }
        self.annotations.statements[id.index()].confidence = CERTAIN;
        self.states[id.index()] = State { wrong: false, checked: true };
        self.speaker(id, &check.speakers);
    }

    fn push(&mut self, place: Span) -> StatementId {
        self.annotations.statements.push(Statement {
            kind: StatementKind::Indirect,
            speaker: None,
            cue: None,
            content: [place].into_iter().collect(),
            within: None,
            headline: false,
            confidence: CERTAIN,
            construction: Construction::only(Part::ByUser),
        });
        self.states.push(State::default());
        StatementId::new(self.states.len() - 1)
    }

    /// The cue of a statement, outside of its content; of the class that the same words have elsewhere in the article.
    fn cue(&self, id: StatementId, anchor: &Anchor) -> Option<Cue> {
        let text = &self.article.text;
        let content = &self.annotations.statements[id.index()].content;
        let span = anchor.place(text).filter(|span| !content.iter().any(|piece| piece.overlaps(*span)))?;
        let words = span.of(text).to_lowercase();
        let cues = self.annotations.statements.iter().filter_map(|statement| statement.cue.as_ref());
        let alike = cues.into_iter().find(|cue| cue.span().of(text).to_lowercase() == words);
        Some(match alike {
            Some(cue) => Cue::new(span, cue.lemma, cue.class()),
            None => Cue::new(span, words.into(), CueClass::Other),
        })
    }

    fn finish(mut self) -> (Annotations, Vec<Status>) {
        let order = self.order();
        self.renumber(&order);
        let wrong: Vec<bool> = order.iter().map(|old| self.states[*old].wrong).collect();
        let mut statuses: Vec<Status> =
            order.iter().enumerate().map(|(new, old)| self.status(*old, StatementId::new(new))).collect();
        let wrong = with_inner(&self.annotations.statements, &wrong);
        let mut kept = wrong.iter().map(|wrong| !wrong);
        statuses.retain(|_| kept.next().unwrap_or(true));
        (without(self.annotations, &wrong), statuses)
    }

    fn status(&self, old: usize, new: StatementId) -> Status {
        let now = &self.annotations.statements[new.index()];
        let figures =
            |statement: &Statement| statement.speaker.as_ref().map(|speaker| speaker.figures.clone());
        match self.found.get(old) {
            _ if !self.states[old].checked => Status::Machine,
            None => Status::Added,
            Some(found) if found.content == now.content && figures(found) == figures(now) => {
                Status::Confirmed
            }
            Some(_) => Status::Corrected,
        }
    }

    /// The places of the statements: added ones before the first found one that begins after them.
    fn order(&self) -> Vec<usize> {
        let start = |i: usize| self.annotations.statements[i].span().start;
        let mut order: Vec<usize> = (0..self.found.len()).collect();
        for added in self.found.len()..self.states.len() {
            let place = order.iter().position(|i| start(*i) > start(added)).unwrap_or(order.len());
            order.insert(place, added);
        }
        order
    }

    fn renumber(&mut self, order: &[usize]) {
        let mut places = vec![StatementId::new(0); order.len()];
        for (new, old) in order.iter().enumerate() {
            places[*old] = StatementId::new(new);
        }
        let new = |id: StatementId| places[id.index()];
        let statements = order.iter().map(|old| self.annotations.statements[*old].clone());
        let statements = statements.map(|s| Statement { within: s.within.map(new), ..s }).collect();
        self.annotations.statements = statements;
        for quotation in &mut self.annotations.quotations {
            quotation.statement = quotation.statement.map(new);
        }
    }
}

const CERTAIN: Confidence = Confidence { statement: 1.0, speaker: 1.0, figure: 1.0 };

/// The pieces of a content: where it begins and ends inside of quotations, the quotations (what stands between them is
/// who says it); else the part of each block.
fn pieces(text: &str, annotations: &Annotations, place: Span) -> Vec<Span> {
    let quoted = annotations.quotations.iter().filter_map(|quotation| quotation.span().common(place));
    let quoted: Vec<Span> = quoted.collect();
    match (quoted.first(), quoted.last()) {
        (Some(first), Some(last)) if first.start == place.start && last.end == place.end => quoted,
        _ => {
            let mut start = place.start;
            let line = |line: &str| {
                let span = Span::new(start, start + line.len());
                start = span.end + 1;
                span.trim(text)
            };
            place.of(text).split('\n').map(line).filter(|span| !span.is_empty()).collect()
        }
    }
}

fn kind(annotations: &Annotations, content: &[Span]) -> StatementKind {
    let quotations = || annotations.quotations.iter().map(|quotation| quotation.span());
    let quoted = |piece: &Span| quotations().any(|quotation| quotation.covers(*piece));
    let touched = |piece: &Span| quotations().any(|quotation| quotation.overlaps(*piece));
    match (content.iter().all(quoted), content.iter().any(touched)) {
        (true, _) => StatementKind::Direct,
        (_, true) => StatementKind::Mixed,
        _ => StatementKind::Indirect,
    }
}

/// The words on the spot that stand for a new speaker: the pronoun or description that was read as someone else,
/// else the nearest mention outside of the content in the same block, else none at all (an empty span).
fn words_of(article: &Article, figure: &Figure, statement: &Statement) -> (Span, Form) {
    if let Some(speaker) = statement.speaker.as_ref().filter(|speaker| speaker.form() != Form::Name) {
        return (speaker.span(), speaker.form());
    }
    let content = statement.content_span();
    let block = block_at(article, content.start);
    let near = figure.mentions.iter().filter(|mention| {
        let inside = statement.content.iter().any(|piece| piece.overlaps(mention.span()));
        block_at(article, mention.span().start) == block && !inside
    });
    let gap = |span: Span| content.start.saturating_sub(span.end) + span.start.saturating_sub(content.end);
    let nearest = near.min_by_key(|mention| gap(mention.span()));
    nearest.map_or((Span::new(content.start, content.start), Form::Name), |mention| {
        (mention.span(), mention.form())
    })
}

/// What is reported inside a wrong statement goes with it, as it was never shown by itself; a quotation inside has
/// a speaker of its own and stays.
fn with_inner(statements: &[Statement], wrong: &[bool]) -> Vec<bool> {
    let inside = |statement: &Statement| {
        let around = std::iter::successors(statement.within, |id| statements[id.index()].within);
        // No deeper than there are statements, whatever the engine says.
        statement.kind != StatementKind::Direct && around.take(statements.len()).any(|id| wrong[id.index()])
    };
    statements.iter().zip(wrong).map(|(statement, wrong)| *wrong || inside(statement)).collect()
}

/// Leaves statements out and counts the others anew. Their quotations are nobody's statement then.
fn without(mut annotations: Annotations, wrong: &[bool]) -> Annotations {
    let mut count = 0;
    let number = |wrong: &bool| {
        count += usize::from(!wrong);
        (!wrong).then(|| StatementId::new(count - 1))
    };
    let places: Vec<Option<StatementId>> = wrong.iter().map(number).collect();
    let around: Vec<Option<StatementId>> = annotations.statements.iter().map(|s| s.within).collect();
    for statement in &mut annotations.statements {
        let mut within = statement.within;
        while let Some(id) = within.filter(|id| wrong[id.index()]) {
            within = around[id.index()];
        }
        statement.within = within.and_then(|id| places[id.index()]);
    }
    for quotation in &mut annotations.quotations {
        let place = quotation.statement.map(|id| places[id.index()]);
        quotation.scare |= place == Some(None);
        quotation.statement = place.flatten();
    }
    let mut kept = wrong.iter().map(|wrong| !wrong);
    annotations.statements.retain(|_| kept.next().unwrap_or(true));
    annotations
}

#[cfg(test)]
mod tests;
