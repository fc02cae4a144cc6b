//! Document: an article with everything found in it, and the path that leads there: load -> clean -> annotate.

use std::sync::Arc;

use crate::annotate::{
    self, Annotations, LISTED, Lexicon, Models, Names, Statement, StatementId, StatementKind,
};
use crate::article::{self, Article, Corrections, Marks};
use crate::check::{self, Check, Status};
use crate::clean::{self, Rules};
use crate::span::{Narrow, Span};

/// An article, what cleaning marked in it, and who says what.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    pub article: Arc<Article>,
    pub marks: Arc<Marks>,
    pub annotations: Arc<Annotations>,
    /// `statuses[i]` belongs to statement `i`; empty where nothing was checked.
    pub statuses: Vec<Status>,
}

/// Whole sentences around a statement; the one before and the one after are not of folded lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// From the first sentence that holds words of its cue or content to the last one.
    pub own: Option<Span>,
    pub before: Option<Span>,
    pub after: Option<Span>,
}

/// What reading needs besides the article: built once, shared by threads.
pub struct Pipeline {
    pub rules: Rules,
    pub lexicon: Lexicon,
    pub names: Names,
    pub models: Models,
}

impl Pipeline {
    /// With the rules and word lists in `assets/`.
    pub fn bundled() -> Pipeline {
        Pipeline::with(Rules::bundled())
    }

    /// With these rules and the word lists in `assets/`.
    pub fn with(rules: Rules) -> Pipeline {
        Pipeline::with_late(|| rules)
    }

    /// ... with rules that are asked for last, so that another thread can make them meanwhile.
    pub fn with_late(rules: impl FnOnce() -> Rules) -> Pipeline {
        let lexicon = Lexicon::bundled();
        let names = Names::bundled(&lexicon);
        Pipeline { lexicon, names, models: Models::bundled(), rules: rules() }
    }

    pub fn read(&self, article: Arc<Article>, corrections: &Corrections) -> Document {
        let marks = clean::clean(&article, &self.rules, corrections);
        self.annotate(article, marks)
    }

    /// Reads the article without its folded lines: what they say is not looked at, and offsets count in what is left.
    pub fn read_without_folded(&self, article: &Article, corrections: &Corrections) -> Document {
        let marks = clean::clean(article, &self.rules, corrections);
        let (left, marks) = clean::without_folded(article, &marks);
        self.annotate(Arc::new(left), marks)
    }

    fn annotate(&self, article: Arc<Article>, marks: Marks) -> Document {
        let marks = Arc::new(marks);
        let annotations = annotate::annotate(&article, &marks, &self.lexicon, &self.names, &self.models);
        Document { article, marks, annotations: Arc::new(annotations), statuses: Vec::new() }
    }
}

fn wide(spans: &[Narrow]) -> impl DoubleEndedIterator<Item = Span> {
    spans.iter().map(|span| span.span())
}

impl Document {
    /// As the user corrected it.
    pub fn checked(mut self, checks: &[Check]) -> Document {
        if !checks.is_empty() {
            let (annotations, statuses) = check::apply(&self.article, &self.annotations, checks);
            (self.annotations, self.statuses) = (Arc::new(annotations), statuses);
        }
        self
    }

    pub fn status(&self, statement: StatementId) -> Status {
        self.statuses.get(statement.index()).copied().unwrap_or_default()
    }

    /// The text without folded lines, block by block.
    pub fn body(&self) -> impl Iterator<Item = &str> {
        let blocks = self.article.blocks.iter().enumerate();
        let shown = blocks.filter(|(i, _)| !self.marks.is_folded(*i));
        shown.map(|(_, block)| block.span.of(&self.article.text))
    }

    /// The sentences around a statement.
    pub fn around(&self, statement: &Statement) -> Around {
        let sentences = &self.annotations.sentences;
        // A speaker may stand paragraphs before, who goes on speaking.
        let cue = statement.cue.iter().map(|cue| cue.span());
        let span = cue.fold(statement.content_span(), Span::hull);
        let first = sentences.partition_point(|sentence| sentence.span().end <= span.start);
        let after = sentences.partition_point(|sentence| sentence.span().start < span.end).max(first);
        let folded = |sentence: &Span| self.marks.is_folded(self.block_at(sentence.start));
        Around {
            own: wide(&sentences[first..after]).reduce(Span::hull),
            before: wide(&sentences[..first]).rev().find(|sentence| !folded(sentence)),
            after: wide(&sentences[after..]).find(|sentence| !folded(sentence)),
        }
    }

    /// The index of the block that holds the byte at `offset` (or ends right before it).
    pub fn block_at(&self, offset: usize) -> usize {
        article::block_at(&self.article, offset)
    }

    /// The paragraph number of each block: prose counts, folded clutter and headings do not.
    pub fn paragraphs(&self) -> Vec<Option<usize>> {
        let mut count = 0;
        let blocks = self.article.blocks.iter().enumerate();
        let number = |(i, block): (usize, &crate::article::Block)| {
            let counted = block.kind.is_paragraph() && !self.marks.is_folded(i);
            count += usize::from(counted);
            counted.then_some(count)
        };
        blocks.map(number).collect()
    }

    /// The number of each statement as the reader shows it, in reading order from 1. Headlines, statements
    /// too doubtful to list and statements in blocks that `in_sight` denies have none.
    pub fn numbers(&self, in_sight: impl Fn(usize) -> bool) -> Vec<Option<usize>> {
        let mut count = 0;
        let number = |statement: &Statement| {
            let counted = !statement.headline && self.is_listed(statement, &in_sight);
            count += usize::from(counted);
            counted.then_some(count)
        };
        self.annotations.statements.iter().map(number).collect()
    }

    /// Whether the reader shows the statement: likely enough, in a block that `in_sight` grants, and not reported
    /// inside another one ("she said he agreed to go" is hers; a quotation inside hers has a speaker of its own).
    pub fn is_listed(&self, statement: &Statement, in_sight: impl Fn(usize) -> bool) -> bool {
        let own = statement.within.is_none() || statement.kind == StatementKind::Direct;
        own && statement.confidence.statement >= LISTED
            && in_sight(self.block_at(statement.content_span().start))
    }
}
