//! Reader: one open article — where one is in it, what is current, which folds are open, what the panel shows.

mod panel;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

pub use self::panel::{Naming, Panel, Tab};
use super::command::Command;
use super::history::History;
use super::index::{Index, statement};
use super::search::Search;
use crate::anchor::Anchor;
use crate::annotate::{Annotations, FigureId, Statement, StatementId};
use crate::article::{Article, Marks};
use crate::check::{self, Check};
use crate::document::Document;
use crate::export::Own;
use crate::harmless;
use crate::highlight::Highlights;
use crate::layout::{Hyphens, Layout, Row, Shown, Visibility};
use crate::query::changed::Changes;
use crate::span::Span;

/// One open article.
pub struct Reader {
    /// What messages call it.
    pub name: String,
    pub document: Document,
    /// As found, where the user's checks changed it.
    found: Option<Arc<Annotations>>,
    /// What the user said about statements, in that order.
    pub checks: Vec<Check>,
    /// Statements found that the user called none.
    dismissed: Vec<Statement>,
    pub highlights: Highlights,
    /// How it differs from a former version.
    pub changes: Changes,
    /// Places by their letters.
    pub bookmarks: BTreeMap<char, Anchor>,
    /// Where one jumped from.
    pub history: History,
    /// Words lit up for a moment after a jump.
    pub flash: Option<Span>,
    /// Words being selected.
    pub selection: Option<Selection>,
    /// The character on which the mouse button went down.
    pub pressed: Option<usize>,
    pub stage: Stage,
    /// Where words may be hyphenated, where that is set.
    pub hyphens: Option<Hyphens>,
    pub index: Index,
    pub visibility: Visibility,
    pub folds: Folds,
    pub skim: Skim,
    pub place: Place,
    /// The one current thing.
    pub current: Option<Target>,
    /// The current figure: what `*`, `)` and the strip follow.
    pub figure: Option<FigureId>,
    pub search: Option<Search>,
    pub panel: Panel,
    /// The last jump, forward and back.
    pub jump: Option<(Command, Command)>,
    /// Whether nothing was done in it yet.
    pub fresh: bool,
    /// Whether what was found, or corrected since, is not in the catalogue yet.
    pub uncatalogued: bool,
    /// The place that the library has, in bytes.
    pub kept: usize,
    /// Whether its end was on the screen, or the user said whether it is read.
    pub ended: bool,
}

/// How far an article has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// More of its text is still arriving.
    Arriving,
    /// The text is whole; cleaning or annotation runs.
    Reading,
    Done,
}

/// The top of the screen: the row that holds `offset`, with `head` rows of the drawn title above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub offset: usize,
    pub head: usize,
}

/// The one current thing on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Statement(StatementId),
    /// The nth mention of a figure.
    Mention(FigureId, usize),
    /// Index into the quotations.
    Quotation(usize),
    /// The first block of the fold.
    Fold(usize),
    /// Index into the hits of the search.
    Hit(usize),
    /// Index into the links of the article.
    Link(usize),
    /// A heading or paragraph jumped to: its block.
    Block(usize),
    /// Index into the highlights, which stand in order of the text.
    Highlight(usize),
}

/// Words being selected, from the one end to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    /// The word at the end that stays.
    pub fixed: Span,
    /// The word at the end that moves.
    pub head: Span,
    /// The cell that the moving end keeps to from row to row.
    pub goal: Option<usize>,
}

impl Selection {
    pub fn span(&self) -> Span {
        self.fixed.hull(self.head)
    }
}

/// Which folds the reader opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    pub all: bool,
    pub opened: BTreeSet<usize>,
    /// On the screen when its fold came: dimmed until it leaves the screen, so that nothing moves.
    pub lingering: BTreeSet<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Skim {
    #[default]
    All,
    Statements,
    Speaker,
    Narration,
}

impl Skim {
    pub fn next(self) -> Skim {
        match self {
            Skim::All => Skim::Statements,
            Skim::Statements => Skim::Speaker,
            Skim::Speaker => Skim::Narration,
            Skim::Narration => Skim::All,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Skim::All => "the whole article",
            Skim::Statements => "paragraphs with statements only",
            Skim::Speaker => "paragraphs where this speaker speaks only",
            Skim::Narration => "paragraphs without statements only",
        }
    }
}

impl Reader {
    pub fn new(name: String, article: Arc<Article>, stage: Stage) -> Reader {
        let marks = Marks { clutter: vec![None; article.blocks.len()], suspects: Vec::new() };
        let document =
            Document { article, marks: Arc::new(marks), annotations: Arc::default(), statuses: Vec::new() };
        let mut reader = Reader {
            name,
            document,
            found: None,
            checks: Vec::new(),
            dismissed: Vec::new(),
            highlights: Highlights::default(),
            changes: Changes::default(),
            bookmarks: BTreeMap::new(),
            history: History::default(),
            flash: None,
            selection: None,
            pressed: None,
            stage,
            hyphens: None,
            index: Index::default(),
            visibility: Visibility::default(),
            folds: Folds::default(),
            skim: Skim::default(),
            place: Place::default(),
            current: None,
            figure: None,
            search: None,
            panel: Panel::default(),
            jump: None,
            fresh: true,
            uncatalogued: false,
            kept: 0,
            ended: false,
        };
        reader.refresh();
        reader
    }

    pub fn text(&self) -> &str {
        &self.document.article.text
    }

    pub fn layout(&self, width: usize) -> Layout<'_> {
        Layout::new(&self.document.article, &self.visibility, width).hyphenated(self.hyphens)
    }

    /// What the user marked.
    pub fn own(&self) -> Own<'_> {
        Own { highlights: &self.highlights, bookmarks: &self.bookmarks }
    }

    /// Lets go of all that points into the annotations, before others take their place.
    pub fn forget_annotations(&mut self) {
        let points = |target: &Target| {
            matches!(target, Target::Statement(_) | Target::Mention(..) | Target::Quotation(_))
        };
        self.current = self.current.filter(|target| !points(target));
        self.figure = None;
        self.panel.chosen = 0;
    }

    /// What was found, before checks, and the index of it while no fold is open.
    pub fn found(&mut self, document: &Document, index: Index) {
        self.document.annotations = document.annotations.clone();
        self.found = None;
        self.dismissed.clear();
        let same = Arc::ptr_eq(&self.document.marks, &document.marks);
        if same && self.checks.is_empty() && !self.folds.all && self.folds.opened.is_empty() {
            self.uncatalogued = true;
            self.index = index;
            self.look_anew();
        } else {
            self.apply_checks();
        }
    }

    /// Applies the checks to what was found; the same statement stays current where it is still one.
    pub fn apply_checks(&mut self) {
        self.uncatalogued = true;
        if !self.checks.is_empty() || self.found.is_some() {
            let found = self.found.get_or_insert_with(|| self.document.annotations.clone()).clone();
            let checked = check::apply(&self.document.article, &found, &self.checks);
            let current = self.current_content();
            let mention = self.current_mention();
            let was_mention = matches!(self.current, Some(Target::Mention(..)));
            let gone = check::dismissed(&self.document.article, &found, &checked.0, &self.checks);
            self.dismissed = gone.iter().map(|id| found.statements[id.index()].clone()).collect();
            (self.document.annotations, self.document.statuses) = (Arc::new(checked.0), checked.1);
            self.current =
                self.current.filter(|target| !matches!(target, Target::Statement(_) | Target::Mention(..)));
            let statements = &self.document.annotations.statements;
            let exact = |span| statements.iter().position(|s| s.content_span() == span);
            let alike = |span| check::about(span, statements).map(|id| id.index());
            let again = current.and_then(|span| exact(span).or_else(|| alike(span)));
            let statement = again.map(|i| Target::Statement(StatementId::new(i)));
            let again = mention.and_then(|span| self.mention_at(span));
            self.figure = again.map(|(figure, _)| figure);
            let mention = again.map(|(figure, nth)| Target::Mention(figure, nth));
            self.current = self.current.or(statement).or(mention.filter(|_| was_mention));
        }
        self.refresh();
    }

    /// Words that stand for the current figure: those that are current, else its first.
    fn current_mention(&self) -> Option<Span> {
        if let Some(target @ Target::Mention(..)) = self.current {
            return Some(self.span_of(target));
        }
        let figure = self.document.annotations.figures.get(self.figure?.index())?;
        figure.mentions.first().map(|mention| mention.span())
    }

    /// The figure that exactly these words stand for, and which of its mentions they are.
    fn mention_at(&self, span: Span) -> Option<(FigureId, usize)> {
        let figures = self.document.annotations.figures.iter().enumerate();
        figures.into_iter().find_map(|(i, figure)| {
            let nth = figure.mentions.iter().position(|mention| mention.span() == span)?;
            Some((FigureId::new(i), nth))
        })
    }

    fn current_content(&self) -> Option<Span> {
        match self.current {
            Some(Target::Statement(id)) => Some(statement(&self.document, id).content_span()),
            _ => None,
        }
    }

    /// Builds index and visibility anew: after annotations came, a fold opened or closed, or the skim view changed.
    pub fn refresh(&mut self) {
        let in_sight = |block| !self.folds_away(block);
        let mut index = Index::new(&self.document, in_sight);
        let listed = |gone: &&Statement| !gone.headline && self.document.is_listed(gone, in_sight);
        index.counts.dismissed = self.dismissed.iter().filter(listed).count();
        self.index = index;
        self.look_anew();
    }

    /// Visibility alone: what lingers or is skimmed changed, not what is listed.
    pub fn look_anew(&mut self) {
        let keep = self.skimmed();
        let shown = |block: usize| self.shown(block, keep.as_ref());
        self.visibility = Visibility { blocks: (0..self.document.article.blocks.len()).map(shown).collect() };
    }

    /// Whether a block is clutter that no one opened.
    pub fn folds_away(&self, block: usize) -> bool {
        self.document.marks.is_folded(block) && !self.folds.all && !self.folds.opened.contains(&block)
    }

    /// Whether nothing of a block is on the screen: folded, or left out by the skim view.
    pub fn is_hidden(&self, block: usize) -> bool {
        matches!(self.visibility.of(block), Shown::Folded | Shown::Skimmed)
    }

    /// The selected words in sight, one piece a block.
    pub fn selected(&self) -> Vec<Span> {
        let Some(selection) = self.selection else { return Vec::new() };
        let article = &self.document.article;
        let first = self.document.block_at(selection.span().start);
        let last = self.document.block_at(selection.span().end.saturating_sub(1));
        let shown = (first..=last).filter(|block| !self.is_hidden(*block));
        let pieces = shown.filter_map(|block| article.blocks.get(block)?.span.common(selection.span()));
        pieces.map(|piece| piece.trim(&article.text)).filter(|piece| !piece.is_empty()).collect()
    }

    fn shown(&self, block: usize, keep: Option<&BTreeSet<usize>>) -> Shown {
        if self.folds_away(block) {
            return if self.folds.lingering.contains(&block) { Shown::Dimmed } else { Shown::Folded };
        }
        if keep.is_some_and(|keep| !keep.contains(&block)) {
            return Shown::Skimmed;
        }
        match self.document.marks.clutter.get(block) {
            Some(Some(_)) => Shown::Dimmed,
            _ => Shown::Full,
        }
    }

    /// The blocks that the skim view keeps; `None` when it keeps all.
    fn skimmed(&self) -> Option<BTreeSet<usize>> {
        let blocks = |ids: &[StatementId]| -> BTreeSet<usize> {
            let pieces = ids.iter().flat_map(|id| statement(&self.document, *id).content.iter());
            pieces.map(|piece| self.document.block_at(piece.start)).collect()
        };
        let listed = || blocks(&self.index.listed);
        match self.skim {
            Skim::All => None,
            Skim::Statements => Some(listed()),
            Skim::Speaker => Some(blocks(&self.by_current_speaker())),
            Skim::Narration => {
                let said = listed();
                Some((0..self.document.article.blocks.len()).filter(|block| !said.contains(block)).collect())
            }
        }
    }

    /// The statements by the current speaker: of the current statement, else of the current figure.
    pub fn by_current_speaker(&self) -> Vec<StatementId> {
        if let Some(Target::Statement(id)) = self.current
            && let Some(voice) = self.index.voice_of(id)
        {
            return voice.statements.to_vec();
        }
        let Some(figure) = self.figure else { return Vec::new() };
        let speaks = |id: &StatementId| {
            let speaker = statement(&self.document, *id).speaker.as_ref();
            speaker.is_some_and(|speaker| speaker.figures.contains(&figure))
        };
        self.index.listed.iter().copied().filter(speaks).collect()
    }

    /// The bytes of a target.
    pub fn span_of(&self, target: Target) -> Span {
        let annotations = &self.document.annotations;
        match target {
            Target::Statement(id) => statement(&self.document, id).span(),
            Target::Mention(figure, nth) => annotations.figures[figure.index()].mentions[nth].span(),
            Target::Quotation(i) => annotations.quotations[i].span(),
            Target::Fold(block) => self.fold_span(block),
            Target::Hit(i) => self.search.as_ref().and_then(|s| s.hits.get(i)).copied().unwrap_or_default(),
            Target::Link(nth) => {
                self.document.article.links().get(nth).map_or(Span::default(), |(span, _)| *span)
            }
            Target::Block(block) => self.document.article.blocks[block].span,
            Target::Highlight(nth) => self.highlights.get(nth).and_then(|(span, _)| span).unwrap_or_default(),
        }
    }

    /// The words to light up for a target.
    pub fn lit(&self, target: Target) -> Vec<Span> {
        match target {
            Target::Statement(id) => statement(&self.document, id).content.to_vec(),
            Target::Fold(_) | Target::Block(_) => Vec::new(),
            _ => vec![self.span_of(target)],
        }
    }

    /// The run of folded lines that a block belongs to; the block alone where there is none.
    pub fn fold_of(&self, block: usize) -> Range<usize> {
        let fold = self.index.folds.iter().find(|fold| fold.contains(&block));
        fold.cloned().unwrap_or(block..block + 1)
    }

    fn fold_span(&self, block: usize) -> Span {
        let blocks = &self.document.article.blocks;
        let fold = self.fold_of(block);
        blocks[fold.start].span.hull(blocks[fold.end - 1].span)
    }

    /// The rows of the text that fit under the head.
    pub fn rows(&self, width: usize, height: usize) -> Vec<Row> {
        self.layout(width).rows(self.place.offset, height.saturating_sub(self.place.head))
    }

    /// The bytes on a screen of this size.
    pub fn on_screen(&self, width: usize, height: usize) -> Range<usize> {
        let rows = self.rows(width, height);
        self.place.offset..rows.last().map_or(self.place.offset, |row| row.next)
    }

    /// How far down the first byte below the screen is, in per cent of the text.
    pub fn per_cent(&self, on_screen: &Range<usize>) -> usize {
        let all = self.text().len();
        (on_screen.end.min(all) * 100).checked_div(all).unwrap_or(100)
    }

    /// The drawn title, where the title is no block: the rows above the text.
    pub fn head(&self, width: usize) -> Vec<String> {
        let article = &self.document.article;
        let meta = &article.meta;
        let mut rows = Vec::new();
        if let Some(title) = article.title_apart() {
            rows.extend(textwrap::wrap(&harmless::line(title), width.max(1)).into_iter().map(String::from));
        }
        let date = meta.published.as_deref().map(readable_date);
        let line = [meta.site.clone(), meta.byline.clone(), date].into_iter().flatten();
        let line = line.map(|part| harmless::line(&part).into_owned()).collect::<Vec<_>>().join(" · ");
        if !line.is_empty() {
            rows.push(harmless::cut(&line, width));
        }
        if !rows.is_empty() {
            rows.push(String::new());
        }
        rows
    }

    /// Looks for `query`; an error says what is wrong with the expression.
    pub fn search(&mut self, query: &str, is_regex: bool) -> Result<(), String> {
        self.search = Some(Search::new(self.text(), query, is_regex)?);
        Ok(())
    }
}

/// "2021-03-04T05:06:07Z" as people write it, "2021-03-04 05:06"; anything else as it is.
fn readable_date(date: &str) -> String {
    let machine = date.get(..16).filter(|front| {
        let shape = front.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
        shape.eq(b"0000-00-00T00:00".iter().copied())
    });
    machine.map_or(date.to_string(), |front| front.replace('T', " "))
}
